//! `docs/nodes` says what the declarations say.

use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn the_reference_in_the_docs_is_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/nodes");
    let mut old = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // Line ends may be those of another system.
            let text = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
            old.insert(name, text);
        }
    }
    let new = espalier_nodes::reference::pages(espalier_nodes::ALL);
    let names = old.keys().chain(new.keys()).collect::<std::collections::BTreeSet<_>>();
    let differing: Vec<_> =
        names.into_iter().filter(|name| old.get(*name) != new.get(*name)).collect();
    assert!(
        differing.is_empty(),
        "docs/nodes is older than the nodes: {differing:?}. To write it anew:\n\n    \
         cargo run -p espalier-nodes --example write_reference\n"
    );
}

#[test]
fn a_page_says_what_the_declaration_says() {
    let pages = espalier_nodes::reference::pages(espalier_nodes::ALL);
    let page = &pages["color.md"];
    for expected in [
        "# Color",
        "Set Color",
        "| Geometry | `geometry` | geometry | required |",
        "| Color | `color` | colour | 1, 1, 1 |",
        "*Options:* Point, Vertex, Primitive, Detail.",
        "the wildcards \\* and ?",
    ] {
        assert!(page.contains(expected), "\"{expected}\" is not in\n{page}");
    }
    let index = &pages["index.md"];
    assert!(index.contains("\n## Attribute\n\n- [") && index.contains("- [Color](color.md): "));
}
