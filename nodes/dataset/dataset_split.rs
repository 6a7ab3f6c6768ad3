//! Dataset Split: rows that are held out.

use graph::{Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};
use learn::ValidationBy;

use crate::columns::learning_failed;
use crate::learn::training::ValidationByChoice;
use crate::wires::DatasetWire;

const INPUT: Required<DatasetWire> = Required::new("dataset", "Dataset");
const SHARE: Parameter<f32> = Parameter::float("share", "Share", 0.2)
    .help("The share of rows, or of sources, that is held out for validation.")
    .at_least(0.0)
    .at_most(1.0);
const BY: Parameter<Chosen<ValidationByChoice>> = Parameter::menu("split_by", "Split By").help(
    "What goes its own way: each row, or all rows of a source, such as one example building. \
     Rows of one building resemble each other, so that only whole buildings show what was learned.",
);
const SEED: Parameter<i64> =
    Parameter::integer("seed", "Seed", 0).help("Another seed holds others out.").soft(0.0, 100.0);

/// The declaration of Dataset Split.
pub const NODE: NodeType = NodeType {
    id: "dataset_split",
    label: "Dataset Split",
    category: "dataset",
    aliases: &["Train Test Split", "Validation Split", "Hold Out"],
    help: "Marks a share of the rows as held out: a network is judged by them and never learns \
           from them. Gives the whole dataset with its marks, and both parts on their own.",
    inputs: &[INPUT.declaration],
    outputs: &[
        OutputDeclaration::new::<DatasetWire>("dataset", "Dataset"),
        OutputDeclaration::new::<DatasetWire>("training", "Training Rows"),
        OutputDeclaration::new::<DatasetWire>("held_out", "Held-Out Rows"),
    ],
    parameters: &[SHARE.declaration, BY.declaration, SEED.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let Chosen(ValidationByChoice(by)) = cook.get(BY);
    let dataset = cook.input(INPUT)?;
    let (share, seed) = (cook.get(SHARE), cook.get(SEED) as u64);
    let split = dataset.split(share, by, seed).map_err(|error| match by {
        ValidationBy::Source => NodeError::Parameter {
            parameter: BY.declaration.id.to_owned(),
            message: error.to_string(),
        },
        ValidationBy::Row => learning_failed(error),
    })?;
    let marks = split.validation().unwrap_or(&[]);
    let part = |held_out: bool| {
        let rows = marks.iter().zip(0..).filter(|(mark, _)| **mark == held_out);
        let rows: Vec<u32> = rows.map(|(_, row)| row).collect();
        split.take(&rows, cook.task())
    };
    let (training, held_out) = (part(false)?, part(true)?);
    let outputs = Outputs::one::<DatasetWire>(split);
    Ok(outputs.and::<DatasetWire>(training).and::<DatasetWire>(held_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::text;
    use graph::{Value, WireValue, run_node};
    use learn::{Column, Dataset};
    use task::Task;

    #[test]
    fn the_parts_are_the_whole() {
        let column = Column::numbers("x", 1, vec![0.0; 50]).unwrap();
        let dataset = WireValue::new::<DatasetWire>(Dataset::new(vec![column], vec![]).unwrap());
        let values = [("share", Value::Float(0.3))];
        let wires = [vec![dataset]];
        let (outputs, _) = run_node(&NODE, &values, &wires, &Task::unlimited()).unwrap();
        let rows = outputs.values().iter().map(|value| value.get::<DatasetWire>().unwrap().rows());
        assert_eq!(rows.collect::<Vec<_>>(), [50, 35, 15]);
        let by_source = [("split_by", text("source"))];
        let said = run_node(&NODE, &by_source, &wires, &Task::unlimited()).unwrap_err().to_string();
        assert!(said.contains("split_by") && said.contains("where they came from"), "{said}");
    }
}
