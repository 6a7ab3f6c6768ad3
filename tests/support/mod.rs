//! What the whole-program tests share.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the program.
pub fn espalier(arguments: &[&str]) -> Output {
    espalier_with(arguments, &[])
}

/// Runs the program with environment variables.
pub fn espalier_with(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_espalier"))
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("the program starts")
}

/// What a program printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a program printed as JSON, if it ended well.
pub fn json(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// The example projects, found by walking the folder.
#[allow(dead_code, reason = "not every test file walks the examples")]
pub fn projects() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects");
    let entries = std::fs::read_dir(folder).expect("the folder of examples");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut projects: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "ron")).collect();
    projects.sort();
    projects
}

/// Copies the files of a folder and of those in it.
#[allow(dead_code, reason = "not every test file copies")]
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder is made");
    for entry in std::fs::read_dir(from).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        let copy = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            std::fs::copy(&path, &copy).expect("the file is copied");
        }
    }
}
