//! Files that older versions saved, one for each step of a node's version: they still give what
//! they gave.

use std::path::Path;

use espalier_nodes::{ALL, GeometryWire, library};
use geometry::Geometry;
use graph::{Budget, Document, Evaluator, Level, Request, project};

/// The file that a version of a node type saved: it displays what it is about.
fn open(id: &str, version: u32) -> Result<Document, String> {
    let name = format!("tests/old/{id}_{version}.ron");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    let opened = project::load(&path, &library()).map_err(|error| format!("{name}: {error}"))?;
    let brought = format!("brought from version {version} to version ");
    for problem in &opened.problems {
        if problem.level != Level::Information || !problem.message.starts_with(&brought) {
            return Err(format!("{name}: {}: {}", problem.path, problem.message));
        }
    }
    let nodes = opened.document.nodes().filter(|(_, node)| &*node.type_id == id).count();
    match (opened.problems.len(), nodes) {
        (brought, nodes) if nodes > 0 && brought == nodes => Ok(opened.document),
        counts => Err(format!("{name}: {counts:?} nodes were brought along and are there")),
    }
}

fn cook(document: &Document) -> Result<Geometry, String> {
    let display = document.root.display.as_ref().ok_or("it displays nothing")?;
    let evaluator = Evaluator::new(library(), Budget { cache: 1 << 30, memory: 1 << 30 });
    let cooked = evaluator.cook(document, &Request::new(format!("/{display}")));
    let value = cooked.values[0].as_ref().map_err(ToString::to_string)?;
    value.get::<GeometryWire>().cloned().ok_or_else(|| "it gives no geometry".to_owned())
}

#[test]
fn every_older_version_has_a_file_that_opens_and_cooks() {
    let mut steps = 0;
    for node in ALL {
        for version in 1..node.version {
            let document = open(node.id, version).unwrap_or_else(|error| panic!("{error}"));
            cook(&document).unwrap_or_else(|error| panic!("{} {version}: {error}", node.id));
            steps += 1;
        }
    }
    assert!(steps > 0, "a step is shown on a real node");
}

#[test]
fn integers_of_attribute_create_1_are_what_they_were() {
    let house = cook(&open("attribute_create", 1).unwrap()).unwrap();
    let column = |table: &geometry::Table, name: &str| {
        let column = table.get(name).unwrap_or_else(|| panic!("there is no {name}"));
        (column.ints().map(<[i32]>::to_vec), column.floats().map(<[f32]>::to_vec))
    };
    assert_eq!(column(house.points(), "height"), (None, Some(vec![1.5; 8])));
    assert_eq!(column(house.primitives(), "triple"), (Some(vec![-7; 18]), None));
    assert_eq!(
        column(house.points(), "zero"),
        (Some(vec![0; 8]), None),
        "floats counted for nothing"
    );
    assert_eq!(column(house.detail(), "storeys"), (Some(vec![12]), None), "the subnet sets it");
}
