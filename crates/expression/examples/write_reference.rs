//! Writes `docs/expressions.md` from the function table.

fn main() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/expressions.md");
    std::fs::write(path, espalier_expression::reference()).expect("the page can be written");
}
