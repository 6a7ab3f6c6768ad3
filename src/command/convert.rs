//! `espalier convert`

use std::path::{Path, PathBuf};

use geometry::Geometry;
use geometry::files;
use graph::Budget;
use task::Task;

use super::{Failure, print, watch};
use crate::export;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file to read.
    r#in: PathBuf,
    /// The file to write; its extension names the format.
    out: PathBuf,
}

pub fn run(arguments: &Arguments, budget: Budget) -> Result<(), Failure> {
    let geometry = read(&arguments.r#in, budget)?;
    let out = &arguments.out;
    let task = Task::new(watch::cancel_token(), budget.memory);
    let progress = task.progress().clone();
    let state = move || (progress.fraction(), "writing".to_owned());
    let lost = watch::with_progress(state, || export::write(out, &geometry, &task))
        .map_err(|error| Failure::of_file(out, error))?;
    lost.iter().for_each(|what| eprintln!("espalier: {}: {what}", out.display()));
    let (points, primitives) = (geometry.point_count(), geometry.primitive_count());
    print(format!("{}: {points} points, {primitives} primitives", out.display()));
    Ok(())
}

/// Reads a mesh file with a progress bar; says on stderr what could not be read from it.
pub fn read(path: &Path, budget: Budget) -> Result<Geometry, Failure> {
    let task = Task::new(watch::cancel_token(), budget.memory);
    let progress = task.progress().clone();
    let state = move || (progress.fraction(), "reading".to_owned());
    let settings = files::ReadSettings::default();
    let loaded = watch::with_progress(state, || files::load(path, settings, &task))
        .map_err(|error| Failure::of_file(path, error))?;
    loaded.notes.iter().for_each(|what| eprintln!("espalier: {}: {what}", path.display()));
    Ok(loaded.geometry)
}
