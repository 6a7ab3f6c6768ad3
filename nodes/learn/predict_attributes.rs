//! Predict Attributes: what a network answers to points or primitives.

use std::sync::Arc;

use geometry::{Domain, Geometry, Text};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};
use learn::{Model, Prediction, Predictor};

use crate::columns::{column, learning_failed, missing};
use crate::fields::filled;
use crate::wires::{GeometryWire, ModelWire};

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const MODEL: Required<ModelWire> = Required::new("model", "Model");
const ELEMENTS: Parameter<Chosen<ElementsChoice>> = Parameter::menu("elements", "Elements")
    .help("What the network is asked about: each point, or each primitive.");
const NAMES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "names", "Attribute Names", "").help(
        "The attributes to write, one for each target of the model; empty takes the names of the \
         targets.",
    );
const PROBABILITIES: Parameter<bool> =
    Parameter::toggle("probabilities", "Write Probabilities", false).help(
        "With classes: writes the probability of each class, in the order of the classes, to \
         the attribute with _probability at the end of its name.",
    );
const UNCERTAINTY: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "uncertainty", "Uncertainty", "").help(
        "With classes: writes how uncertain the network is to this attribute, from 0, where one \
         class is certain, to 1, where all are as likely. Empty writes none.",
    );

/// A menu of what the network is asked about.
#[derive(Debug, Clone, Copy)]
struct ElementsChoice(Domain);

impl Choices for ElementsChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("point", "Points"), Choice::new("primitive", "Primitives")];
    const VALUES: &'static [Self] = &[Self(Domain::Point), Self(Domain::Primitive)];
}

/// The declaration of Predict Attributes.
pub const NODE: NodeType = NodeType {
    id: "predict_attributes",
    label: "Predict Attributes",
    category: "learn",
    aliases: &["ML Predict", "Inference", "Neural Point Surface", "Apply Model", "ONNX Inference"],
    help: "Asks a trained network about each point or primitive and writes what it answers as \
           attributes: the likeliest class as text, or numbers. The attributes that the model \
           learned from must be there, by name and size.",
    inputs: &[INPUT.declaration, MODEL.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        ELEMENTS.declaration,
        NAMES.declaration,
        PROBABILITIES.declaration,
        UNCERTAINTY.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let (mut geometry, model) = (cook.input(INPUT)?.clone(), cook.input(MODEL)?);
    let Chosen(ElementsChoice(domain)) = cook.get(ELEMENTS);
    let mut columns = Vec::with_capacity(model.info().inputs.len());
    for field in &model.info().inputs {
        if !geometry.table(domain).contains(&field.name) {
            let message = missing(&field.name, &geometry, domain);
            return Err(NodeError::message(format!("the model needs {}: {message}", field.text())));
        }
        columns.push(column(&geometry, domain, &field.name)?);
    }
    let predictor = Predictor::new(model).map_err(learning_failed)?;
    let prediction = predictor.predict(&columns, cook.task()).map_err(learning_failed)?;
    let names = names(cook, model)?;
    if model.classes().is_empty() {
        write_numbers(&mut geometry, domain, model, &names, &prediction)?;
    } else {
        let (entropy, wants_shares) = (cook.get(UNCERTAINTY), cook.get(PROBABILITIES));
        let uncertainty = filled(&entropy).map(|name| checked(name, UNCERTAINTY)).transpose()?;
        write_classes(&mut geometry, domain, model, &names[0], &prediction)?;
        if wants_shares {
            let name = format!("{}_probability", names[0]);
            let shares = prediction.values.clone();
            let shares = geometry::Column::floats_of_size(shares, prediction.size);
            put(&mut geometry, domain, &name, shares)?;
        }
        if let Some(name) = uncertainty {
            put(&mut geometry, domain, name, geometry::Column::new(prediction.entropy()))?;
        }
    }
    Ok(Outputs::one::<GeometryWire>(geometry))
}

/// The attributes to write, one for each target.
fn names(cook: &Cook<'_>, model: &Model) -> Result<Vec<String>, NodeError> {
    let targets = &model.info().targets;
    let given = cook.get(NAMES);
    let given: Vec<&str> = given.split_whitespace().collect();
    if given.is_empty() {
        return Ok(targets.iter().map(|target| target.name.clone()).collect());
    }
    if given.len() != targets.len() {
        let (parameter, count) = (NAMES.declaration.id.to_owned(), targets.len());
        let message = format!("the model has {count} targets, and there are {} names", given.len());
        return Err(NodeError::Parameter { parameter, message });
    }
    given.into_iter().map(|name| checked(name, NAMES).map(str::to_owned)).collect()
}

fn checked(name: &str, parameter: Parameter<Arc<str>>) -> Result<&str, NodeError> {
    if geometry::ops::attribute::is_valid_name(name) {
        return Ok(name);
    }
    let parameter = parameter.declaration.id.to_owned();
    Err(NodeError::Parameter { parameter, message: format!("\"{name}\" is no attribute name") })
}

/// Sets an attribute, unless that is something that the geometry is made of. Positions may be set
/// as what they are.
fn put(
    geometry: &mut Geometry,
    domain: Domain,
    name: &str,
    column: geometry::Column,
) -> Result<(), NodeError> {
    let is_place = name == "P" && column.read::<[f32; 3]>().is_some();
    if geometry::ops::attribute::is_reserved(name, domain) && !is_place {
        let message = format!("\"{name}\" is what the geometry is made of: choose another name");
        return Err(NodeError::Parameter { parameter: NAMES.declaration.id.to_owned(), message });
    }
    geometry.table_mut(domain).set(name, column);
    Ok(())
}

fn write_numbers(
    geometry: &mut Geometry,
    domain: Domain,
    model: &Model,
    names: &[String],
    prediction: &Prediction,
) -> Result<(), NodeError> {
    let mut from = 0;
    for (target, name) in model.info().targets.iter().zip(names) {
        let size = target.size;
        let values = (0..prediction.rows()).flat_map(|row| &prediction.row(row)[from..from + size]);
        let column = geometry::Column::floats_of_size(values.copied().collect(), size);
        put(geometry, domain, name, column)?;
        from += size;
    }
    Ok(())
}

fn write_classes(
    geometry: &mut Geometry,
    domain: Domain,
    model: &Model,
    name: &str,
    prediction: &Prediction,
) -> Result<(), NodeError> {
    let strings = model.classes().iter().map(|class| class.as_str().into()).collect();
    let indices = Arc::new(prediction.classes());
    let text = Text { indices, strings: Arc::new(strings) };
    put(geometry, domain, name, geometry::Column::text(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geometry::shapes;
    use graph::{Value, WireValue, run_node};
    use learn::{Column, Dataset, Goal, Settings, Trainer};
    use task::Task;

    use crate::testing::text;

    fn trained(targets: Vec<Column>, goal: Goal) -> Model {
        let position: Vec<f32> = grid().flatten().collect();
        let inputs = vec![Column::numbers("P", 3, position).unwrap()];
        let dataset = Dataset::new(inputs, targets).unwrap();
        let settings = Settings {
            hidden: vec![8],
            epochs: 40,
            batch: 32,
            learning_rate: 0.05,
            ..Settings::new(goal)
        };
        let task = Task::unlimited();
        let mut trainer = Trainer::new(&dataset, &settings, &task).unwrap();
        trainer.run(&task, |_| Ok(())).unwrap();
        trainer.best()
    }

    /// Places in and around the cube.
    fn grid() -> impl Iterator<Item = [f32; 3]> + Clone {
        let place = |at: usize, by: usize| (at / by % 6) as f32 * 0.5 - 1.25;
        (0..216).map(move |at| [place(at, 1), place(at, 6), place(at, 36)])
    }

    fn cooked(
        model: &Model,
        geometry: Geometry,
        values: &[(&str, Value)],
    ) -> Result<Geometry, NodeError> {
        let wires = [
            vec![WireValue::new::<GeometryWire>(geometry)],
            vec![WireValue::new::<ModelWire>(model.clone())],
        ];
        let (outputs, _) = run_node(&NODE, values, &wires, &Task::unlimited())?;
        Ok(outputs.values()[0].get::<GeometryWire>().unwrap().clone())
    }

    #[test]
    fn classes_are_written_with_probabilities_and_uncertainty() {
        let kinds = grid().map(|[_, y, _]| if y > 0.0 { "top" } else { "foot" });
        let model = trained(vec![Column::texts("part", kinds)], Goal::Classes);
        let values = [("probabilities", Value::Toggle(true)), ("uncertainty", text("doubt"))];
        let cube = cooked(&model, shapes::cube(), &values).unwrap();
        let table = cube.points();
        let parts = table.get("part").unwrap().texts().unwrap();
        let places = table.read::<[f32; 3]>("P").unwrap();
        let shares = table.read::<[f32; 2]>("part_probability").unwrap();
        for (point, [_, y, _]) in places.iter().enumerate() {
            assert_eq!(parts.get(point), if *y > 0.0 { "top" } else { "foot" });
            assert!((shares[point][0] + shares[point][1] - 1.0).abs() < 1e-5);
        }
        let doubt = table.read::<f32>("doubt").unwrap();
        assert!(doubt.iter().all(|doubt| (0.0..0.5).contains(doubt)), "{doubt:?}");
    }

    #[test]
    fn numbers_are_written_under_names_of_choice_and_what_is_missing_is_named() {
        let sums: Vec<f32> = grid().map(|place| place.iter().sum()).collect();
        let model = trained(vec![Column::numbers("sum", 1, sums).unwrap()], Goal::Numbers);
        let cube = cooked(&model, shapes::cube(), &[("names", text("guess"))]).unwrap();
        let guesses = cube.points().read::<f32>("guess").unwrap();
        for (guess, place) in guesses.iter().zip(cube.points().read::<[f32; 3]>("P").unwrap()) {
            assert!((guess - place.iter().sum::<f32>()).abs() < 0.4, "{guess} {place:?}");
        }
        let said =
            cooked(&model, shapes::cube(), &[("names", text("a b"))]).unwrap_err().to_string();
        assert!(said.contains("1 targets, and there are 2 names"), "{said}");
        let on_faces = [("elements", text("primitive"))];
        let said = cooked(&model, shapes::cube(), &on_faces).unwrap_err().to_string();
        assert!(
            said.contains("the model needs P (3 numbers)") && said.contains("primitive"),
            "{said}"
        );
    }
}
