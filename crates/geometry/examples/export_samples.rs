//! Writes sample exports with what other programs should find in them: `export_samples FOLDER`.
//! `benches/exports_in_blender.py` and `benches/validate_gltf.mjs` read them.

use std::fs;
use std::path::Path;

use espalier_geometry::files::{self, Format};
use espalier_geometry::material::{self, Material};
use espalier_geometry::{Bounds, Geometry, shapes};
use serde_json::json;
use task::Task;

fn main() {
    let folder = std::env::args().nth(1).expect("usage: export_samples FOLDER");
    for (name, shape) in samples() {
        for format in Format::ALL {
            let path = Path::new(&folder).join(format!("{name}.{}", format.extension()));
            files::write(&path, &shape, &Task::unlimited()).expect("written");
            let expected =
                Path::new(&folder).join(format!("{name}.{}.expected.json", format.extension()));
            fs::write(expected, expected_in(&shape, name, format).to_string()).expect("written");
        }
    }
}

/// Shapes with texture coordinates, colours, materials, polylines and packed instances.
fn samples() -> Vec<(&'static str, Geometry)> {
    let gold = Material {
        base_colour: [1.0, 0.7, 0.2, 1.0],
        metallic: 1.0,
        roughness: 0.3,
        emission: [2.0, 0.0, 0.0],
    };
    let glass = Material { base_colour: [0.5, 0.6, 1.0, 0.4], ..Material::default() };
    let mut painted = shapes::with_attributes(shapes::torus(24, 12));
    material::assign(&mut painted, "gold", &gold, |primitive| primitive % 2 == 0);
    material::assign(&mut painted, "glass", &glass, |primitive| primitive % 2 == 1);
    vec![
        ("plain", shapes::torus(24, 12)),
        ("attributes", shapes::with_attributes(shapes::cube())),
        ("materials", painted),
        ("concave", shapes::with_attributes(shapes::concave())),
        ("packed", shapes::packed()),
        ("polylines", shapes::polylines()),
    ]
}

/// What Blender should find, where all its importers agree.
fn expected_in(shape: &Geometry, name: &str, format: Format) -> serde_json::Value {
    let rounded = |v: glam::Vec3| v.to_array().map(|value| (f64::from(value) * 1e4).round() / 1e4);
    let Bounds { min, max } = shape.bounds();
    let mut expected = json!({ "min": rounded(min), "max": rounded(max) });
    let is_gltf = matches!(format, Format::Gltf | Format::Glb);
    let triangulated = is_gltf || format == Format::Stl;
    if matches!(name, "plain" | "attributes" | "concave") {
        let faces =
            if triangulated { shape.triangles().vertices.len() } else { shape.primitive_count() };
        expected["polygons"] = json!(faces);
        expected["objects"] = json!(1);
    }
    if name == "plain" {
        expected["points"] = json!(shape.point_count());
    }
    if name == "packed" && is_gltf {
        // Three cubes that share one mesh, and a polygon.
        expected["objects"] = json!(4);
        expected["meshes"] = json!(2);
    }
    if name == "materials" && (is_gltf || format == Format::Obj) {
        expected["materials"] = json!(["glass", "gold"]);
    }
    if name == "polylines" && format == Format::Stl {
        // Only the triangle is there.
        let corners =
            shape.topology().primitive(2).iter().map(|&point| shape.positions()[point as usize]);
        let bounds = Bounds::of(&corners.collect::<Vec<_>>());
        expected = json!({ "min": rounded(bounds.min), "max": rounded(bounds.max) });
    }
    expected
}
