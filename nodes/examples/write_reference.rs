//! Writes the node reference, `docs/nodes`, anew from the declarations.
//!
//! `cargo run -p espalier-nodes --example write_reference`

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/nodes");
    std::fs::create_dir_all(&folder)?;
    let pages = espalier_nodes::reference::pages(espalier_nodes::ALL);
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".md") && !pages.contains_key(&name) {
            std::fs::remove_file(path)?;
        }
    }
    for (name, text) in pages {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
