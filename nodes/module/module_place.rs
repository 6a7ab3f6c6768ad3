//! Module Place: cells filled by a trained network.

use geometry::Domain;
use geometry::ops::modules::{Brief, Lattice, MODULE, Placing, Rules, place};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use super::learned::{Learned, described, modules_of};
use super::{EXAMPLES, FIXED, PASSES, SEED, TEMPERATURE, TURNED, failed, rules_of};
use crate::fields::selection;
use crate::wires::{GeometryWire, ModelWire};

const CELLS: Required<GeometryWire> = Required::new("cells", "Cells");
const MODEL: Required<ModelWire> = Required::new("model", "Model");
const HARD_RULES: Parameter<bool> = Parameter::toggle("hard_rules", "Hard Rules", true).help(
    "Only pairs of neighbours that the examples have are placed: the network says what is \
     likely, the examples say what is legal. Off, the network is alone.",
);

/// The declaration of Module Place.
pub const NODE: NodeType = NodeType {
    id: "module_place",
    label: "Module Place",
    category: "module",
    aliases: &["ML Place", "Learned Building", "Neural Placement", "Sample Model"],
    help: "Fills cells with the modules that a trained network finds likely there. The cell \
           whose module is most certain is drawn first; every decision tells the network more \
           about the cells around it. Modules that are there already stay. With hard rules, a \
           decision that leaves nothing for another cell is taken back.",
    inputs: &[CELLS.declaration, MODEL.declaration, EXAMPLES.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Cells")],
    parameters: &[
        FIXED.declaration,
        HARD_RULES.declaration,
        SEED.declaration,
        TEMPERATURE.declaration,
        PASSES.declaration,
        TURNED.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let task = cook.task();
    let (cells, model) = (cook.input(CELLS)?, cook.input(MODEL)?);
    let fixed = selection(cook, FIXED, cells, Domain::Point)?;
    let lattice = Lattice::of(cells, task).map_err(failed)?;
    let rules = rules(cook)?;
    let classes = match &rules {
        Some(rules) => rules.classes().clone(),
        None => modules_of(model).map_err(failed)?,
    };
    let brief = Brief::of(cells, &lattice, &classes, &fixed, task).map_err(failed)?;
    let described = described(model, cells, &classes, task).map_err(failed)?;
    let mut chances = Learned::new(model, &classes, &described).map_err(failed)?;
    let settings = Placing {
        seed: cook.get(SEED).cast_unsigned(),
        temperature: cook.get(TEMPERATURE),
        passes: cook.get(PASSES) as u32,
    };
    let filled = place(&brief, rules.as_ref(), &mut chances, &settings, task).map_err(failed)?;
    let column = classes.column(&filled.modules, task).map_err(failed)?;
    let mut placed = cells.clone();
    placed.table_mut(Domain::Point).set(MODULE, column);
    Ok(Outputs::one::<GeometryWire>(placed))
}

/// The rules of the examples, where they are to hold.
fn rules(cook: &Cook<'_>) -> Result<Option<Rules>, NodeError> {
    if !cook.get(HARD_RULES) {
        return Ok(None);
    }
    if cook.many(EXAMPLES)?.is_empty() {
        let message = "hard rules come from examples: wire the cells that the model learned from \
                       to \"examples\", or turn Hard Rules off";
        return Err(NodeError::message(message));
    }
    rules_of(cook, EXAMPLES).map(Some)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cells, house, modules};
    use super::super::{module_lattice, module_neighbours};
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::Geometry;
    use graph::{Value, WireValue, run_node};
    use learn::{Dataset, Goal, Model, Settings, Trainer};
    use task::Task;

    /// A network that learned from the example house which module stands where.
    fn model(columns: &[&str]) -> Model {
        let example = cook_geometry(&module_neighbours::NODE, &[], &[&house()]).unwrap();
        let read = |name: &str| crate::columns::column(&example, Domain::Point, name).unwrap();
        let inputs = columns.iter().map(|name| read(name)).collect();
        let dataset = Dataset::new(inputs, vec![read("module")]).unwrap();
        let masking = if columns.len() > 2 { 1.0 } else { 0.0 };
        let settings = Settings {
            hidden: vec![32],
            epochs: 60,
            batch: 64,
            learning_rate: 0.01,
            masking,
            ..Settings::new(Goal::Classes)
        };
        let task = Task::unlimited();
        let mut trainer = Trainer::new(&dataset, &settings, &task).unwrap();
        trainer.run(&task, |_| Ok(())).unwrap();
        trainer.best()
    }

    const SIDES: [&str; 8] = [
        "beside_right",
        "beside_left",
        "beside_above",
        "beside_below",
        "beside_front",
        "beside_back",
        "beside_filled",
        "height",
    ];

    fn placed(
        model: &Model,
        cells: &Geometry,
        examples: &[Geometry],
        values: &[(&str, Value)],
    ) -> Result<Geometry, NodeError> {
        let wire = |geometry: &Geometry| WireValue::new::<GeometryWire>(geometry.clone());
        let model = WireValue::new::<ModelWire>(model.clone());
        let wires = [vec![wire(cells)], vec![model], examples.iter().map(wire).collect()];
        let (outputs, _) = run_node(&NODE, values, &wires, &Task::unlimited())?;
        Ok(outputs.values()[0].get::<GeometryWire>().unwrap().clone())
    }

    #[test]
    fn a_larger_house_is_filled_as_the_network_learned_with_rules_or_without() {
        let model = model(&SIDES);
        let cells = cells(8, 7, 6);
        for hard in [true, false] {
            let values = [("hard_rules", Value::Toggle(hard)), ("passes", Value::Integer(1))];
            let filled = placed(&model, &cells, &[house()], &values).unwrap();
            let truth = super::super::testing::named(cells.clone());
            let pairs = modules(&filled).into_iter().zip(modules(&truth));
            let (right, all) = pairs.fold((0, 0), |(right, all), (ours, theirs)| {
                (right + usize::from(ours == theirs), all + 1)
            });
            assert!(right * 100 >= all * 97, "{right} of {all}, rules {hard}");
        }
    }

    #[test]
    fn what_is_fixed_stays_and_the_seed_decides() {
        let model = model(&SIDES);
        let example = house();
        let kept = placed(&model, &example, &[house()], &[]).unwrap();
        assert_eq!(modules(&kept), modules(&example));
        let cells = cells(5, 4, 5);
        let with = |seed| {
            let values = [("seed", Value::Integer(seed)), ("temperature", Value::Float(2.0))];
            modules(&placed(&model, &cells, &[house()], &values).unwrap())
        };
        assert_eq!(with(3), with(3));
    }

    #[test]
    fn what_is_missing_is_named() {
        let said = |model: &Model, cells: &Geometry, examples: &[Geometry]| {
            placed(model, cells, examples, &[]).unwrap_err().to_string()
        };
        let by_row = model(&["neighbours"]);
        let cells = cells(4, 3, 4);
        assert!(said(&by_row, &cells, &[]).contains("wire the cells that the model learned from"));
        assert!(placed(&by_row, &cells, &[house()], &[]).is_ok());
        let mut renamed = cells.clone();
        let points = renamed.table_mut(Domain::Point);
        let height = points.remove("height").unwrap();
        points.set("tallness", height);
        let by_sides = model(&SIDES);
        let missing = said(&by_sides, &renamed, &[house()]);
        assert!(missing.contains("needs height (1 number)"), "{missing}");
        let few = cook_geometry(&module_lattice::NODE, &[], &[]).unwrap();
        let values = [("fixed", text("nowhere"))];
        assert!(placed(&by_row, &few, &[house()], &values).is_err());
    }
}
