//! `espalier info`

use std::path::PathBuf;
use std::time::Instant;

use graph::{Budget, Network};

use super::project::{self, Project};
use super::{Failure, convert, is_project, print, print_json};
use crate::describe::Description;
use crate::export;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A mesh file or a project.
    file: PathBuf,
    /// Of a project: cook this node and tell what it gives.
    #[arg(long, value_name = "PATH")]
    node: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments, budget: Budget) -> Result<(), Failure> {
    if !is_project(&arguments.file) {
        if arguments.node.is_some() {
            return Err(Failure::Usage("--node is for projects (.ron)".to_owned()));
        }
        let start = Instant::now();
        let geometry = convert::read(&arguments.file, budget)?;
        let seconds = start.elapsed().as_secs_f64();
        let name = arguments.file.display().to_string();
        show(&Description::of(&name, &geometry, seconds, Vec::new()), arguments.json);
        return Ok(());
    }
    let project = Project::open(&arguments.file, budget)?;
    if let Some(node) = &arguments.node {
        let target = project.target(Some(node))?;
        let (value, report) = project.cook(&target, 1.0).into_value(&target)?;
        if value.get::<nodes::GeometryWire>().is_none() {
            let (kind, summary) = (value.wire().id, value.summary());
            match arguments.json {
                true => print_json(&serde_json::json!({
                    "node": target, "kind": kind, "summary": summary,
                    "warnings": project::warnings(&report),
                })),
                false => print(format!("{target}\n{kind:<12}{summary}")),
            }
            return Ok(());
        }
        let geometry = export::geometry_of(&value)
            .map_err(|what| Failure::Node(format!("{target}: {what}")))?;
        let warnings = project::warnings(&report);
        show(&Description::of(&target, geometry, report.seconds, warnings), arguments.json);
        return Ok(());
    }
    if arguments.json {
        let nodes = project.document.nodes().map(
            |(path, node)| serde_json::json!({ "path": path.to_string(), "type": &*node.type_id }),
        );
        let problems = project.problems.iter().map(ToString::to_string);
        print_json(&serde_json::json!({
            "nodes": nodes.collect::<Vec<_>>(),
            "display": project.document.root.display.as_deref(),
            "problems": problems.collect::<Vec<_>>(),
        }));
    } else {
        print(format!("{}: {} nodes", arguments.file.display(), project.document.nodes().count()));
        list(&project.document.root, 1);
        project.problems.iter().for_each(|problem| print(format!("problem: {problem}")));
    }
    Ok(())
}

fn list(network: &Network, depth: usize) {
    for (name, node) in &network.nodes {
        let shown = if network.display.as_ref() == Some(name) { "  displayed" } else { "" };
        let from: Vec<String> = node.all_wires().map(|(_, wire)| wire.node.to_string()).collect();
        let from = match from.is_empty() {
            true => String::new(),
            false => format!("  from {}", from.join(", ")),
        };
        print(format!("{:indent$}{name}: {}{from}{shown}", "", node.type_id, indent = depth * 2));
        if let Some(inside) = &node.network {
            list(inside, depth + 1);
        }
    }
}

fn show(description: &Description, json: bool) {
    if json {
        print_json(description);
    } else {
        print(format!("{}\n{}", description.node, description.to_text().trim_end()));
    }
}
