//! Every shader is valid, and every file of the folder is part of one.

use naga::valid::{Capabilities, ValidationFlags, Validator};

/// Why a shader is not valid, if it is not.
fn problem(source: &str) -> Option<String> {
    let module = match naga::front::wgsl::parse_str(source) {
        Ok(module) => module,
        Err(error) => return Some(error.emit_to_string(source)),
    };
    let mut validator = Validator::new(ValidationFlags::all(), Capabilities::default());
    validator.validate(&module).err().map(|error| error.emit_to_string(source))
}

#[test]
fn every_shader_is_valid() {
    for shader in render::shaders::ALL {
        if let Some(problem) = problem(&shader.source()) {
            panic!("{}: {problem}", shader.name);
        }
    }
}

#[test]
fn a_spoilt_shader_would_be_seen() {
    let shader = render::shaders::ALL[0].source();
    assert!(problem(&shader.replace("vec4<f32>", "vec4<f33>")).is_some());
    assert!(problem(&format!("{shader}\nfn wrong() -> f32 {{ return 1u; }}")).is_some());
}

#[test]
fn every_file_of_the_folder_is_part_of_a_shader_and_short() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("shaders");
    for entry in std::fs::read_dir(folder).expect("the folder of shaders") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let is_used = render::shaders::ALL
            .iter()
            .any(|shader| shader.parts.iter().any(|(part, _)| *part == name));
        assert!(is_used, "{name}.wgsl is part of no shader");
        let lines = std::fs::read_to_string(&path).expect("a text").lines().count();
        assert!(lines < 160, "{name}.wgsl has {lines} lines");
    }
}
