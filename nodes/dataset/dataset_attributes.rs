//! Dataset from Attributes: rows to learn from out of points or primitives.

use std::sync::Arc;

use geometry::{Domain, Geometry};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};
use learn::{Column, Dataset, Values};

use crate::columns::{column, learning_failed, named};
use crate::fields::{GROUP, filled, selection};
use crate::wires::{DatasetWire, GeometryWire};

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const ROWS: Parameter<Chosen<RowsChoice>> =
    Parameter::menu("rows", "Rows").help("What becomes a row: each point, or each primitive.");
const INPUTS: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "inputs", "Inputs", "P").help(
        "The attributes that the network is given, with the wildcards * and ?. Text becomes \
         classes, one of which is a one among zeros.",
    );
const TARGETS: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "targets", "Targets", "").help(
        "The attributes that the network shall answer: one of text for Train Classifier, one or \
         more of numbers for Train Regressor.",
    );
const WEIGHT: Parameter<Arc<str>> = Parameter::text_of(TextKind::Attribute, "weight", "Weight", "")
    .help(
        "An attribute that says how much each row counts: 1 is usual, 0 is nothing. Empty counts \
         all alike.",
    );
const SOURCE: Parameter<Arc<str>> = Parameter::text_of(TextKind::Attribute, "source", "Source", "")
    .help(
        "An attribute that says where a row came from, such as the number of an example: rows of \
         one source can be held out together. Empty says nothing.",
    );

/// A menu of what becomes a row.
#[derive(Debug, Clone, Copy)]
struct RowsChoice(Domain);

impl Choices for RowsChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("point", "Points"), Choice::new("primitive", "Primitives")];
    const VALUES: &'static [Self] = &[Self(Domain::Point), Self(Domain::Primitive)];
}

/// The declaration of Dataset from Attributes.
pub const NODE: NodeType = NodeType {
    id: "dataset_attributes",
    label: "Dataset from Attributes",
    category: "dataset",
    aliases: &["ML Example", "Training Data", "Rows from Points", "Examples"],
    help: "Makes a dataset of the attributes of points or primitives: a row for each, columns of \
           inputs and of targets by the names of the attributes. Text targets become classes. The \
           group bounds which points or primitives become rows.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<DatasetWire>("dataset", "Dataset")],
    parameters: &[
        GROUP.declaration,
        ROWS.declaration,
        INPUTS.declaration,
        TARGETS.declaration,
        WEIGHT.declaration,
        SOURCE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(RowsChoice(domain)) = cook.get(ROWS);
    let columns = |parameter: Parameter<Arc<str>>| -> Result<Vec<Column>, NodeError> {
        let names = named(&cook.get(parameter), parameter.declaration.id, geometry, domain)?;
        names.iter().map(|name| column(geometry, domain, name)).collect()
    };
    let (inputs, targets) = (columns(INPUTS)?, columns(TARGETS)?);
    cook.task().reserve(geometry.count(domain) as u64, 8, "a dataset of this many rows")?;
    let mut dataset = Dataset::new(inputs, targets).map_err(learning_failed)?;
    if let Some(name) = filled(&cook.get(WEIGHT)) {
        let weights = numbers(geometry, domain, name, WEIGHT.declaration.id)?;
        dataset = dataset.with_weights(weights).map_err(learning_failed)?;
    }
    if let Some(name) = filled(&cook.get(SOURCE)) {
        let (source_of, names) = sources(&column(geometry, domain, name)?);
        dataset = dataset.with_sources(source_of, names).map_err(learning_failed)?;
    }
    let chosen = selection(cook, GROUP, geometry, domain)?;
    if !chosen.is_all() {
        dataset = dataset.take(&chosen.indices(), cook.task())?;
    }
    Ok(Outputs::one::<DatasetWire>(dataset))
}

fn numbers(
    geometry: &Geometry,
    domain: Domain,
    name: &str,
    parameter: &str,
) -> Result<Vec<f32>, NodeError> {
    let column = column(geometry, domain, name)?;
    match column.values {
        Values::Numbers(values) if column.size == 1 => Ok(values.to_vec()),
        _ => Err(NodeError::Parameter {
            parameter: parameter.to_owned(),
            message: format!("\"{name}\" must be a single number for each row"),
        }),
    }
}

/// Each distinct value is a source.
fn sources(column: &Column) -> (Vec<u32>, Vec<Arc<str>>) {
    match &column.values {
        Values::Classes { index, names } => (index.to_vec(), names.to_vec()),
        Values::Numbers(values) => {
            let texts: Vec<String> = values
                .chunks(column.size.max(1))
                .map(|tuple| tuple.iter().map(f32::to_string).collect::<Vec<_>>().join(" "))
                .collect();
            sources(&Column::texts("source", texts.iter().map(String::as_str)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_value, text};
    use geometry::shapes;
    use graph::Value;

    fn dataset(values: &[(&str, Value)]) -> Result<Dataset, NodeError> {
        let mut cube = shapes::cube();
        let points = cube.table_mut(Domain::Point);
        points.set(
            "kind",
            geometry::Column::text(geometry::Text::from_strings(
                (0..8).map(|point| if point % 2 == 0 { "even" } else { "odd" }),
            )),
        );
        points.set(
            "piece",
            geometry::Column::new((0..8).map(|point| point / 4).collect::<Vec<i32>>()),
        );
        points.set(
            "mass",
            geometry::Column::new((0..8).map(|point| point as f32).collect::<Vec<_>>()),
        );
        cook_value::<DatasetWire>(&NODE, values, &[&cube])
    }

    #[test]
    fn attributes_become_columns_and_text_classes() {
        let values = [
            ("inputs", text("P ma*")),
            ("targets", text("kind")),
            ("weight", text("mass")),
            ("source", text("piece")),
        ];
        let made = dataset(&values).unwrap();
        let names: Vec<&str> = made.columns().map(|column| &*column.name).collect();
        assert_eq!(names, ["P", "mass", "kind"]);
        assert_eq!((made.rows(), made.width()), (8, 4));
        assert_eq!(made.targets()[0].names()[1], "odd".into());
        assert_eq!(made.weights().unwrap()[7], 7.0);
        assert_eq!(made.sources().unwrap().0, [0, 0, 0, 0, 1, 1, 1, 1]);
        let some = dataset(&[("group", text("0-2")), ("targets", text("kind"))]).unwrap();
        assert_eq!(some.rows(), 3);
    }

    #[test]
    fn what_is_missing_is_named_with_what_is_there() {
        let said = dataset(&[("targets", text("colour"))]).unwrap_err().to_string();
        assert!(said.contains("no point attribute \"colour\"; there are: P, kind"), "{said}");
        let said = dataset(&[("targets", text("P"))]).unwrap_err().to_string();
        assert!(said.contains("an input or a target, not both"), "{said}");
        let said = dataset(&[("weight", text("kind"))]).unwrap_err().to_string();
        assert!(said.contains("a single number"), "{said}");
    }
}
