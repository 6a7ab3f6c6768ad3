//! The command line.

mod check;
mod convert;
mod cook;
mod info;
mod nodes;
mod project;
mod render;
mod train;
mod watch;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Node graphs that make geometry: without a command, the editor's window opens.
#[derive(Debug, Parser)]
#[command(name = "espalier", version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Open the editor's window with this project.
    project: Option<PathBuf>,
    /// Refuse any single request for more memory than this, such as 8G [default: three quarters
    /// of the machine's].
    #[arg(long, global = true, value_name = "SIZE", value_parser = crate::settings::parse_bytes)]
    memory_limit: Option<u64>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Cook a project's displayed node, or another one, and write the result to files.
    Cook(cook::Arguments),
    /// Train the networks of a project, and write their weights beside it.
    Train(train::Arguments),
    /// Tell what is in a mesh file, in a project, or what a node of a project gives.
    Info(info::Arguments),
    /// Read a mesh file and write it in another format.
    Convert(convert::Arguments),
    /// Cook a project's displayed node, or another one, and draw it into a picture.
    Render(render::Arguments),
    /// List the node types with their inputs and parameters.
    Nodes(nodes::Arguments),
    /// Open a project, say what is wrong with it, and cook every node of it.
    Check(check::Arguments),
}

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A node failed.
    #[error("{0}")]
    Node(String),
    /// The command or a file is wrong.
    #[error("{0}")]
    Usage(String),
    /// Stopped by the user.
    #[error("stopped; nothing was written")]
    Cancelled,
}

impl Failure {
    /// 1: a node failed; 2: the command or a file is wrong; 130: stopped.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Node(_) => 1,
            Self::Usage(_) => 2,
            Self::Cancelled => 130,
        }
    }

    /// What a node could not do besides cooking.
    fn of_node(path: &str, error: graph::NodeError) -> Self {
        if error.is_cancelled() { Self::Cancelled } else { Self::Node(format!("{path}: {error}")) }
    }

    /// A file that cannot be read or written.
    fn of_file(path: &std::path::Path, error: impl ToString) -> Self {
        let (text, path) = (error.to_string(), path.display().to_string());
        Self::Usage(if text.contains(&path) { text } else { format!("{path}: {text}") })
    }
}

/// Runs what the arguments ask for.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut budget = crate::settings::default_budget();
    budget.memory = arguments.memory_limit.unwrap_or(budget.memory);
    match arguments.command {
        Some(Command::Cook(arguments)) => cook::run(&arguments, budget),
        Some(Command::Train(arguments)) => train::run(&arguments, budget),
        Some(Command::Info(arguments)) => info::run(&arguments, budget),
        Some(Command::Convert(arguments)) => convert::run(&arguments, budget),
        Some(Command::Render(arguments)) => render::run(&arguments, budget),
        Some(Command::Nodes(arguments)) => nodes::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments, budget),
        None => crate::editor::run(arguments.project, budget).map_err(Failure::Usage),
    }
}

/// Prints a line of a command's result. A closed pipe ends the program quietly.
fn print(text: impl std::fmt::Display) {
    use std::io::Write;
    if writeln!(std::io::stdout(), "{text}").is_err() {
        std::process::exit(0);
    }
}

/// Prints a value as JSON.
fn print_json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => print(text),
        Err(error) => eprintln!("espalier: {error}"),
    }
}

/// Whether a path is a project's, by its extension.
fn is_project(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"))
}

/// A project file and one of its nodes, as arguments.
#[derive(Debug, clap::Args)]
struct NodeArguments {
    /// The project file (.ron).
    project: PathBuf,
    /// The path of a node, such as /tower/extrude1, or /split1:rest for another output
    /// [default: the node with the display flag].
    #[arg(long, value_name = "PATH")]
    node: Option<String>,
}
