//! Dataset from Table: rows to learn from out of a CSV file.

use std::sync::Arc;

use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, TextKind};
use learn::table;

use crate::columns::learning_failed;
use crate::wires::DatasetWire;

const FILE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::FileToRead, "file", "Table File", "")
        .help("The table to read: CSV with a line of column names.");
const TARGETS: Parameter<Arc<str>> = Parameter::text("targets", "Targets", "").help(
    "The names of the columns that the network shall answer, with blanks between. Empty takes \
     the last one.",
);

/// The declaration of Dataset from Table.
pub const NODE: NodeType = NodeType {
    id: "dataset_table",
    label: "Dataset from Table",
    category: "dataset",
    aliases: &["Table Import", "Import CSV", "CSV", "Read Table"],
    help: "Reads a dataset from a CSV file with a line of column names. Columns name[0], \
           name[1] are one column of tuples; name:wall, name:door of zeros and ones are one \
           of classes; a column with any text in it is one of classes too. A dataset is written \
           in the same form by espalier cook with --out rows.csv.",
    inputs: &[],
    outputs: &[OutputDeclaration::new::<DatasetWire>("dataset", "Dataset")],
    parameters: &[FILE.declaration, TARGETS.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let file = cook.file(FILE)?;
    let dataset = table::read(&file.path, &cook.get(TARGETS), cook.task());
    Ok(Outputs::one::<DatasetWire>(dataset.map_err(learning_failed)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_value, text};

    #[test]
    fn a_table_of_zeros_and_ones_becomes_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, "+x:wall,+x:outside,module\n1,0,wall\n0,1,door\n").unwrap();
        let values = [("file", text(path.to_str().unwrap()))];
        let dataset = cook_value::<DatasetWire>(&NODE, &values, &[]).unwrap();
        assert_eq!((dataset.rows(), dataset.width(), dataset.targets()[0].size), (2, 2, 2));
        std::fs::write(&path, "a,b\n1,\n").unwrap();
        let said = cook_value::<DatasetWire>(&NODE, &values, &[]).unwrap_err().to_string();
        assert!(said.contains("rows.csv: line 2: a cell is empty"), "{said}");
    }
}
