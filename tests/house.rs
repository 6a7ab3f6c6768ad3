//! The rules of the house: who may use whom, and how long a file may be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who may use whom. `task` (cancel, progress, memory limit) lies under everything.
const ALLOWED: &[(&str, &[&str])] = &[
    (
        "espalier",
        &["nodes", "graph", "render", "learn", "raster", "geometry", "expression", "task"],
    ),
    ("nodes", &["graph", "geometry", "raster", "expression", "learn", "render", "task"]),
    ("graph", &["expression", "task"]),
    ("render", &["geometry", "raster", "task"]),
    ("geometry", &["expression", "noise", "task"]),
    ("raster", &["task"]),
    ("learn", &["task"]),
    ("expression", &["noise", "task"]),
    ("noise", &[]),
    ("task", &[]),
];

/// Libraries that only some rooms may know.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("egui", &["espalier"]),
    ("eframe", &["espalier"]),
    ("burn", &["learn"]),
    ("wgpu", &["render", "espalier"]),
];

/// The packages that each package of the workspace uses, without the prefix of our own.
type Uses = BTreeMap<String, Vec<String>>;

fn uses() -> Uses {
    let arguments = ["metadata", "--no-deps", "--format-version=1", "--offline"];
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let short = |name: &serde_json::Value| {
        let name = name.as_str().unwrap();
        name.strip_prefix("espalier-").unwrap_or(name).to_owned()
    };
    let packages = metadata["packages"].as_array().unwrap().iter();
    let uses = packages.map(|package| {
        // What only tests use binds nobody.
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let used = dependencies.filter(|dependency| dependency["kind"] != "dev");
        (short(&package["name"]), used.map(|dependency| short(&dependency["name"])).collect())
    });
    uses.collect()
}

fn violations(uses: &Uses) -> Vec<String> {
    let mut found = Vec::new();
    for (package, used) in uses {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| name == package) else {
            found.push(format!("{package} is in no row of the rules"));
            continue;
        };
        for dependency in used {
            let ours = ALLOWED.iter().any(|(name, _)| name == dependency);
            if ours && !allowed.contains(&dependency.as_str()) {
                found.push(format!("{package} may not use {dependency}"));
            }
            let rooms = ONLY_IN.iter().find(|(library, _)| library == dependency);
            if rooms.is_some_and(|(_, rooms)| !rooms.contains(&package.as_str())) {
                found.push(format!("{package} may not know {dependency}"));
            }
        }
    }
    found
}

#[test]
fn nobody_uses_what_lies_above() {
    assert_eq!(violations(&uses()), Vec::<String>::new());
}

#[test]
fn a_forbidden_use_would_be_seen() {
    let bad = |package: &str, used: &str| {
        violations(&Uses::from([(package.to_owned(), vec![used.to_owned()])])).len()
    };
    assert_eq!(bad("geometry", "graph"), 1);
    assert_eq!(bad("graph", "geometry"), 1);
    assert_eq!(bad("nodes", "egui"), 1);
    assert_eq!(bad("stranger", "glam"), 1);
    assert_eq!(bad("nodes", "geometry"), 0);
}

#[test]
fn files_stay_short() {
    let mut long = Vec::new();
    for folder in ["src", "nodes", "crates", "tests", "benches"] {
        visit(&root().join(folder), &mut |path| {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                let code = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
                let limit = if path.ends_with("tests.rs") { 800 } else { 400 };
                if code > limit {
                    long.push(format!("{}: {code} lines before its tests", path.display()));
                }
            }
        });
    }
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn the_tests_that_hold_the_invariants_exist() {
    let text = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let mut functions = std::collections::HashSet::new();
    for folder in ["nodes", "crates", "tests"] {
        visit(&root().join(folder), &mut |path| {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(path).unwrap();
                let names = text.lines().filter_map(|line| line.trim().strip_prefix("fn "));
                functions.extend(names.filter_map(|line| Some(line.split_once('(')?.0.to_owned())));
            }
        });
    }
    for invariant in 1..=7 {
        let row = text.lines().find(|line| line.starts_with(&format!("| {invariant} |"))).unwrap();
        let held_by = row.rsplit('|').nth(1).unwrap();
        let quoted: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        let mut tests = quoted.iter().filter(|text| text.matches('_').count() > 1).peekable();
        assert!(tests.peek().is_some(), "invariant {invariant} names no test");
        for test in tests {
            assert!(functions.contains(*test), "invariant {invariant}: there is no test {test}");
        }
    }
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path)) {
    let mut entries: Vec<PathBuf> = match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => return,
    };
    entries.sort();
    for path in entries {
        if path.is_dir() { visit(&path, each) } else { each(&path) }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
