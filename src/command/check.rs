//! `espalier check`

use std::path::PathBuf;

use graph::{Budget, Level, Role};

use super::project::{self, Project};
use super::{Failure, print};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The project file (.ron).
    project: PathBuf,
}

pub fn run(arguments: &Arguments, budget: Budget) -> Result<(), Failure> {
    let project = Project::open(&arguments.project, budget)?;
    let library = nodes::library();
    let mut wrong = Vec::new();
    for problem in &project.problems {
        eprintln!("{problem}");
        if problem.level != Level::Information {
            wrong.push(problem.path.to_string());
        }
    }
    let mut cooked = 0;
    for (path, node) in project.document.nodes() {
        let role = library.get(&node.type_id).map_or(Role::Cooks, |node_type| node_type.role);
        // A subnet's input has no value before something is wired to it.
        if !matches!(role, Role::Cooks | Role::Loop) {
            continue;
        }
        let target = path.to_string();
        match project.cook(&target, 1.0).into_value(&target) {
            Ok((_, report)) => {
                cooked += 1;
                let own = project::warnings(&report).into_iter();
                own.filter(|warning| warning.starts_with(&format!("{target}: ")))
                    .for_each(|warning| eprintln!("warning: {warning}"));
            }
            Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            Err(failure) => {
                let text = failure.to_string();
                // A failure is told once, at the node whose it is.
                if text.starts_with(&format!("{target}: ")) {
                    eprintln!("{text}");
                }
                wrong.push(target);
            }
        }
    }
    if wrong.is_empty() {
        print(format!("{}: {cooked} nodes cook, nothing is wrong", arguments.project.display()));
        return Ok(());
    }
    wrong.sort();
    wrong.dedup();
    Err(Failure::Node(format!("{} nodes have problems: {}", wrong.len(), wrong.join(", "))))
}
