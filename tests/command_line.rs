//! The command line as a user meets it: results, messages, exit codes, files.

mod support;

use std::path::{Path, PathBuf};

use support::{espalier, json, text};

const BOX_AND_GRID: &str = r#"(
    version: 1,
    display: "all",
    nodes: {
        "box1": (type: "box", parameters: {"size": [2.0, 2.0, 2.0]}),
        "grid1": (type: "grid"),
        "all": (type: "merge", inputs: {"inputs": ["box1", "grid1"]}),
        "alone": (type: "normal"),
        "after": (type: "peak", inputs: {"geometry": "alone"}),
    },
)"#;

/// A folder with a project in it.
fn project(content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("project.ron");
    std::fs::write(&path, content).expect("the project is written");
    let path = path.to_str().expect("a plain path").to_owned();
    (folder, path)
}

fn beside(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

fn as_text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn files_in(folder: &tempfile::TempDir) -> usize {
    std::fs::read_dir(folder.path()).expect("the folder").count()
}

#[test]
fn a_node_is_described_as_json() {
    let (_folder, path) = project(BOX_AND_GRID);
    let result = json(&espalier(&["cook", &path, "--node", "/box1", "--json"]));
    assert_eq!((&result["node"], &result["points"]), (&"/box1".into(), &8.into()));
    assert_eq!((&result["primitives"], &result["packed"]), (&6.into(), &0.into()));
    assert_eq!(result["bounds"]["max"], serde_json::json!([1.0, 1.0, 1.0]));
    assert_eq!((&result["closed"], &result["volume"]), (&true.into(), &8.0.into()));
    assert_eq!(result["area"], 24.0);
    let first = &result["attributes"][0];
    let expected = serde_json::json!({"domain": "point", "name": "P", "type": "float", "size": 3});
    assert_eq!(*first, expected);
}

#[test]
fn parameters_can_be_set_and_every_format_is_written() {
    let (folder, path) = project(BOX_AND_GRID);
    let names = ["a.obj", "a.ply", "a.stl", "a.glb", "a.gltf"];
    let outs: Vec<PathBuf> = names.iter().map(|name| beside(&folder, name)).collect();
    let mut arguments = vec!["cook", &path, "--node", "box1", "--set", "/box1/size=4,1,1"];
    for out in &outs {
        arguments.extend(["--out", as_text(out)]);
    }
    let output = espalier(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for out in &outs {
        let info = json(&espalier(&["info", as_text(out), "--json"]));
        assert_eq!(info["bounds"]["max"], serde_json::json!([2.0, 0.5, 0.5]), "{}", out.display());
    }
}

#[test]
fn an_export_node_writes_its_own_file_unless_another_is_named() {
    let (folder, path) = project(
        r#"(version: 1, nodes: {
            "box1": (type: "box"),
            "out": (type: "export", inputs: {"geometry": "box1"},
                parameters: {"file": "own.mesh", "format": "stl", "text": true}),
            "nowhere": (type: "export", inputs: {"geometry": "box1"}),
            "inner": (
                type: "subnet",
                promoted: {"to": (label: "To", targets: ["export1/file"], value: "inner.ply")},
                network: (nodes: {
                    "box2": (type: "box"),
                    "export1": (type: "export", inputs: {"geometry": "box2"}),
                    "output": (type: "subnet_output", inputs: {"input": "export1"}),
                }),
            ),
        })"#,
    );
    let output = espalier(&["cook", &path, "--node", "/out"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("wrote "), "{}", text(&output.stderr));
    let own = beside(&folder, "own.mesh");
    let written = std::fs::read_to_string(&own).expect("beside the project, as text");
    assert!(written.starts_with("solid") && written.contains("endfacet"));
    std::fs::remove_file(&own).expect("it is there");

    let other = beside(&folder, "other.obj");
    let output = espalier(&["cook", &path, "--node", "/out", "--out", as_text(&other)]);
    assert!(output.status.success() && other.exists() && !own.exists());
    assert!(espalier(&["check", &path]).status.success());
    assert!(!own.exists(), "checking writes nothing");

    let output = espalier(&["cook", &path, "--node", "/nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("/nowhere: "), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("name a file"), "{}", text(&output.stderr));

    let output = espalier(&["cook", &path, "--node", "/inner/export1"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(beside(&folder, "inner.ply").exists(), "a promoted parameter names the file");
}

#[test]
fn a_failing_node_is_named_with_its_cause_and_exit_code_1() {
    let (folder, path) = project(BOX_AND_GRID);
    let out = beside(&folder, "never.obj");
    let output = espalier(&["cook", &path, "--node", "/after", "--out", as_text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("/alone: the input \"geometry\" needs a wire"), "{message}");
    assert!(!out.exists());
    let check = espalier(&["check", &path]);
    assert_eq!(check.status.code(), Some(1));
    assert!(text(&check.stderr).contains("/after, /alone"), "{}", text(&check.stderr));
}

#[test]
fn wrong_commands_and_files_say_so_with_exit_code_2() {
    let (folder, path) = project(BOX_AND_GRID);
    let wrong: &[(&[&str], &str)] = &[
        (&["cook", "/nowhere/none.ron"], "no such file"),
        (&["cook", &path, "--node", "/roof"], "no node \"roof\""),
        (&["cook", &path, "--set", "/box1/depth=3"], "no parameter \"depth\""),
        (&["cook", &path, "--set", "/box1/size=wide"], "\"wide\" is not a number"),
        (&["cook", &path, "--set", "nonsense"], "PATH/PARAMETER=VALUE"),
        (&["cook", &path, "--frames", "3"], "--frames"),
        (&["info", "/nowhere/none.obj"], "none.obj"),
        (&["convert", &path, "out.obj"], "project.ron"),
    ];
    for (arguments, part) in wrong {
        let output = espalier(arguments);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
    let to = beside(&folder, "a.unknown");
    let output = espalier(&["cook", &path, "--out", as_text(&to)]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert_eq!(files_in(&folder), 1, "nothing was left behind");
}

/// A limit on the size of files stands for a disk without room.
#[test]
#[cfg(target_os = "linux")]
fn a_disk_without_room_leaves_what_was_there_and_nothing_else() {
    let (folder, path) = project(BOX_AND_GRID);
    let limited = "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"";
    for name in ["a.obj", "a.ply", "a.stl", "a.glb", "a.gltf"] {
        let out = beside(&folder, name);
        std::fs::write(&out, "old").expect("room for three bytes");
        let output = std::process::Command::new("sh")
            .args(["-c", limited, env!("CARGO_BIN_EXE_espalier"), "cook", &path])
            .args(["--node", "/grid1", "--set", "/grid1/rows=200", "--set", "/grid1/columns=200"])
            .args(["--out", as_text(&out)])
            .output()
            .expect("a shell");
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {message}");
        assert!(message.contains("a.") && message.contains("cannot write"), "{name}: {message}");
        assert!(message.contains("Choose a disk"), "{name}: {message}");
        assert_eq!(std::fs::read(&out).expect("it is there"), b"old", "{name}");
        assert_eq!(files_in(&folder), 2, "{name}");
        std::fs::remove_file(&out).expect("it is there");
    }
}

#[test]
fn what_a_file_may_not_replace_stays() {
    let (folder, path) = project(BOX_AND_GRID);
    let out = beside(&folder, "folder.glb");
    std::fs::create_dir(&out).expect("a folder");
    let output = espalier(&["cook", &path, "--out", as_text(&out)]);
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("there is a folder of this name"), "{message}");
    assert_eq!(files_in(&folder), 2);
    let inside = beside(&folder, "project.ron/mesh.glb");
    let output = espalier(&["cook", &path, "--out", as_text(&inside)]);
    assert!(text(&output.stderr).contains("a part of it is a file"), "{}", text(&output.stderr));
}

#[test]
fn unreadable_projects_say_where() {
    let cases = [
        ("(version: 1, nodes: {\"a\": (type: ", ":1:"),
        ("(version: 99, nodes: {})", "99"),
        ("", "project.ron"),
    ];
    for (content, part) in cases {
        let (_folder, path) = project(content);
        let output = espalier(&["check", &path]);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_file_with_a_cycle_and_unknown_nodes_opens_and_says_so() {
    let (_folder, path) = project(
        r#"(version: 1, display: "c", nodes: {
            "a": (type: "peak", inputs: {"geometry": "b"}),
            "b": (type: "peak", inputs: {"geometry": "a"}),
            "c": (type: "hologram"),
            "d": (type: "box"),
        })"#,
    );
    let fine = espalier(&["cook", &path, "--node", "/d"]);
    assert!(fine.status.success(), "{}", text(&fine.stderr));
    let ring = espalier(&["cook", &path, "--node", "/a"]);
    assert_eq!(ring.status.code(), Some(1));
    assert!(text(&ring.stderr).contains("cycle"), "{}", text(&ring.stderr));
    let unknown = espalier(&["cook", &path]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("\"hologram\""), "{}", text(&unknown.stderr));
}

#[test]
fn too_much_memory_is_refused_with_its_number() {
    let (_folder, path) = project(BOX_AND_GRID);
    let huge = ["--set", "/grid1/rows=30000", "--set", "/grid1/columns=30000"];
    let mut arguments = vec!["cook", &path, "--node", "/grid1", "--memory-limit", "1G"];
    arguments.extend(huge);
    let output = espalier(&arguments);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("GiB, and the limit is 1.0 GiB"), "{message}");
}

#[test]
fn every_node_type_is_listed() {
    let listed = json(&espalier(&["nodes", "--json"]));
    let ids: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(|node| node["id"].as_str()).collect();
    assert_eq!(ids.len(), nodes::ALL.len());
    assert!(ids.contains(&"box") && ids.contains(&"subnet"));
    let words = text(&espalier(&["nodes"]).stdout);
    assert!(words.contains("create:") && words.contains("box"));
}

#[test]
fn a_trace_tells_of_every_node() {
    let (_folder, path) = project(BOX_AND_GRID);
    let output = espalier(&["cook", &path, "--trace"]);
    let trace = text(&output.stderr);
    assert!(["/box1", "/grid1", "/all"].iter().all(|node| trace.contains(node)), "{trace}");
}

#[test]
fn a_picture_is_drawn_where_something_can_draw() {
    let (folder, path) = project(BOX_AND_GRID);
    let out = beside(&folder, "turn.png");
    let arguments = ["render", &path, "--out", as_text(&out), "--size", "64x48"];
    let once = espalier(&[&arguments[..], &["--node", "/box1"]].concat());
    if !once.status.success() && text(&once.stderr).contains("no graphics driver") {
        assert!(text(&once.stderr).contains("install"), "{}", text(&once.stderr));
        eprintln!("skipped: {}", text(&once.stderr));
        return;
    }
    assert!(once.status.success(), "{}", text(&once.stderr));
    let header = std::fs::read(&out).expect("the picture");
    assert_eq!(&header[..4], b"\x89PNG");
    assert_eq!((&header[16..20], &header[20..24]), (&[0, 0, 0, 64][..], &[0, 0, 0, 48][..]));
    let turn = espalier(&[&arguments[..], &["--turntable", "2", "--camera", "0,20"]].concat());
    assert!(turn.status.success(), "{}", text(&turn.stderr));
    for number in ["001", "002"] {
        assert!(beside(&folder, &format!("turn.{number}.png")).is_file());
    }
}

#[test]
fn what_is_no_picture_is_refused_before_anything_is_cooked() {
    let (folder, path) = project(BOX_AND_GRID);
    let out = beside(&folder, "picture.jpg");
    let refused = espalier(&["render", &path, "--out", as_text(&out)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains(".png"), "{}", text(&refused.stderr));
    let size = espalier(&["render", &path, "--out", "a.png", "--size", "wide"]);
    assert!(text(&size.stderr).contains("1280x800"), "{}", text(&size.stderr));
    assert_eq!(files_in(&folder), 1);
}
