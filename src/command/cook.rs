//! `espalier cook`

use std::path::{Path, PathBuf};

use graph::{Budget, NodePath, Report, WireValue};
use nodes::GeometryWire;
use nodes::file::export as node_export;
use task::{Task, bytes_text};

use super::project::{self, Project};
use super::{Failure, NodeArguments, print, print_json, watch};
use crate::describe::Description;
use crate::export;
use crate::training::{self, Beginning};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    node: NodeArguments,
    /// Set a parameter before cooking, such as /tower/extrude1/distance=0.5 or
    /// /box1/size=1,2,3. A second = makes it an expression: '/box1/size==ch("../grid1/rows") / 10'.
    /// May be given several times.
    #[arg(long, value_name = "PATH/PARAM=VALUE")]
    set: Vec<String>,
    /// Train first what is untrained or stale. The project keeps the weights, unless --set
    /// changed it.
    #[arg(long)]
    train: bool,
    /// The frame to cook at.
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    frame: f64,
    /// Write the result to this file; its extension names the format (obj, ply, stl, gltf,
    /// glb; csv for a dataset, safetensors for a model). May be given several times. Without
    /// it, an Export node writes its own file.
    #[arg(long, value_name = "FILE")]
    out: Vec<PathBuf>,
    /// Print one JSON object that describes the result.
    #[arg(long)]
    json: bool,
    /// Print what every node took, on stderr.
    #[arg(long)]
    trace: bool,
}

pub fn run(arguments: &Arguments, budget: Budget) -> Result<(), Failure> {
    let mut project = Project::open(&arguments.node.project, budget)?;
    for assignment in &arguments.set {
        project.set(assignment)?;
    }
    for problem in &project.problems {
        eprintln!("espalier: {problem}");
    }
    let target = project.target(arguments.node.node.as_deref())?;
    if arguments.train {
        train(&mut project, arguments, &target, budget)?;
    }
    let cooked = project.cook(&target, arguments.frame);
    if arguments.trace {
        eprint!("{}", trace(&cooked.report));
    }
    let (value, report) = cooked.into_value(&target)?;
    if value.get::<GeometryWire>().is_none() {
        return other(arguments, &target, &value, &report, budget);
    }
    let geometry =
        export::geometry_of(&value).map_err(|what| Failure::Node(format!("{target}: {what}")))?;
    let mut warnings = project::warnings(&report);
    for path in &arguments.out {
        let written = writing(path, budget, |task| export::write(path, geometry, task));
        let lost = written.map_err(|error| Failure::of_file(path, error))?;
        warnings.extend(lost.iter().map(|what| format!("{}: {what}", path.display())));
    }
    let own = project.export_node(&target, arguments.frame).filter(|_| arguments.out.is_empty());
    if let Some(node) = own {
        let path = node_export::file(node.parameters(), project.folder())
            .map_err(|error| Failure::of_node(&target, error))?;
        let write = |task: &Task| node_export::write(node.parameters(), geometry, &path, task);
        let lost =
            writing(&path, budget, write).map_err(|error| Failure::of_node(&target, error))?;
        warnings.extend(lost.iter().map(|what| format!("{}: {what}", path.display())));
        eprintln!("espalier: wrote {}", path.display());
    }
    if !arguments.json {
        warnings.iter().for_each(|warning| eprintln!("espalier: {warning}"));
    }
    let description = Description::of(&target, geometry, report.seconds, warnings);
    if arguments.json {
        print_json(&description);
    } else {
        print(format!(
            "{target}: {} points, {} primitives{} in {:.3} s",
            description.points,
            description.primitives,
            match description.packed {
                0 => String::new(),
                packed => format!(" ({packed} packed)"),
            },
            report.seconds,
        ));
    }
    Ok(())
}

/// Trains what the target needs and is not trained, or not any more.
fn train(
    project: &mut Project,
    arguments: &Arguments,
    target: &str,
    budget: Budget,
) -> Result<(), Failure> {
    let path = target.split_once(':').map_or(target, |(path, _)| path);
    let path = NodePath::parse(path).map_err(|error| Failure::Usage(error.to_string()))?;
    let library = project.evaluator().library();
    for node in training::train_nodes(&project.document, library, &path) {
        let folder = project.context(arguments.frame).project_folder;
        let cancel = watch::cancel_token();
        if training::wanting(project.evaluator(), &project.document, &node, &folder, &cancel) {
            super::train::train(project, &node, Beginning::Anew, budget)?;
            if arguments.set.is_empty() {
                project.save(&arguments.node.project)?;
            }
        }
    }
    Ok(())
}

/// A result that is no geometry: a dataset is written as a table, a model as a file of weights.
fn other(
    arguments: &Arguments,
    target: &str,
    value: &WireValue,
    report: &Report,
    budget: Budget,
) -> Result<(), Failure> {
    for path in &arguments.out {
        let written = writing(path, budget, |task| export::write_other(path, value, task));
        written.map_err(|error| Failure::of_file(path, error))?;
    }
    let (kind, summary, warnings) = (value.wire().id, value.summary(), project::warnings(report));
    if arguments.json {
        let seconds = report.seconds;
        print_json(&serde_json::json!({
            "node": target, "kind": kind, "summary": summary, "seconds": seconds,
            "warnings": warnings,
        }));
        return Ok(());
    }
    warnings.iter().for_each(|warning| eprintln!("espalier: {warning}"));
    print(format!("{target}: {kind}: {summary} in {:.3} s", report.seconds));
    Ok(())
}

/// Does the work of writing a file with a progress bar.
fn writing<R>(path: &Path, budget: Budget, work: impl FnOnce(&Task) -> R) -> R {
    let task = Task::new(watch::cancel_token(), budget.memory);
    let progress = task.progress().clone();
    let message = format!("writing {}", path.display());
    let state = move || (progress.fraction(), message.clone());
    watch::with_progress(state, || work(&task))
}

/// One line a node: what it took and what it holds.
fn trace(report: &Report) -> String {
    let mut lines = format!("{:>10}  {:>12}  {:>10}  node\n", "seconds", "elements", "memory");
    for node in &report.nodes {
        let state = match (&node.error, node.cached) {
            (Some(error), _) => format!("  failed: {error}"),
            (None, true) => "  (cached)".to_owned(),
            (None, false) => String::new(),
        };
        let (seconds, elements, bytes) = (node.seconds, node.elements, bytes_text(node.bytes));
        let line = format!("{seconds:>10.4}  {elements:>12}  {bytes:>10}  {}{state}\n", node.path);
        lines.push_str(&line);
    }
    lines.push_str(&format!("{:>10.4}  in all\n", report.seconds));
    lines
}
