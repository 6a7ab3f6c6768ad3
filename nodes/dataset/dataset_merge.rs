//! Dataset Merge: the rows of several datasets.

use graph::{Cook, Many, NodeError, NodeType, OutputDeclaration, Outputs};
use learn::Dataset;

use crate::columns::learning_failed;
use crate::wires::DatasetWire;

const INPUTS: Many<DatasetWire> = Many::new("datasets", "Datasets");

/// The declaration of Dataset Merge.
pub const NODE: NodeType = NodeType {
    id: "dataset_merge",
    label: "Dataset Merge",
    category: "dataset",
    aliases: &["Join Examples", "Concatenate", "Append Rows"],
    help: "Puts the rows of several datasets one after another. All must have the same columns \
           by name and size; classes that only some of them have become classes of all. Each \
           dataset that does not say where its rows came from becomes a source of its own.",
    inputs: &[INPUTS.declaration],
    outputs: &[OutputDeclaration::new::<DatasetWire>("dataset", "Dataset")],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let datasets = cook.many(INPUTS)?;
    let merged = Dataset::merge(&datasets, cook.task()).map_err(learning_failed)?;
    Ok(Outputs::one::<DatasetWire>(merged))
}

#[cfg(test)]
mod tests {
    use super::*;
    use graph::{WireValue, run_node};
    use learn::Column;
    use task::Task;

    #[test]
    fn rows_follow_each_other() {
        let rows = |values: Vec<f32>| {
            let column = Column::numbers("x", 1, values).unwrap();
            WireValue::new::<DatasetWire>(Dataset::new(vec![column], vec![]).unwrap())
        };
        let wires = [vec![rows(vec![1.0, 2.0]), rows(vec![3.0])]];
        let (outputs, _) = run_node(&NODE, &[], &wires, &Task::unlimited()).unwrap();
        assert_eq!(outputs.values()[0].get::<DatasetWire>().unwrap().rows(), 3);
        let said = run_node(&NODE, &[], &[], &Task::unlimited()).unwrap_err().to_string();
        assert!(said.contains("no dataset to merge"), "{said}");
    }
}
