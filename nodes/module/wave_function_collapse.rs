//! Wave Function Collapse: cells filled from examples by counting.

use geometry::Domain;
use geometry::ops::modules::{Brief, Lattice, MODULE, Placing, Weighing, collapse};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required,
};

use super::{EXAMPLES, FIXED, PASSES, SEED, TEMPERATURE, TURNED, failed, rules_of};
use crate::fields::selection;
use crate::wires::GeometryWire;

const CELLS: Required<GeometryWire> = Required::new("cells", "Cells");
const WEIGHING: Parameter<Chosen<WeighingChoice>> = Parameter::menu("weighing", "Weights").help(
    "What makes a module likely: how often it is in the examples beside what stands around the \
     cell already, or how often it is at all.",
);
const MAY_BE_EMPTY: Parameter<bool> = Parameter::toggle("may_be_empty", "May Stay Empty", false)
    .help("Cells that are to be filled may be empty where the examples have it so.");

#[derive(Debug, Clone, Copy)]
struct WeighingChoice(Weighing);

impl Choices for WeighingChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("neighbours", "Frequency Beside Neighbours"),
        Choice::new("plain", "Plain Frequency"),
    ];
    const VALUES: &'static [Self] = &[Self(Weighing::Neighbours), Self(Weighing::Plain)];
}

/// The declaration of Wave Function Collapse.
pub const NODE: NodeType = NodeType {
    id: "wave_function_collapse",
    label: "Wave Function Collapse",
    category: "module",
    aliases: &["WFC", "Labs WFC Sample Paint", "Model Synthesis", "Tile Solver", "Constraints"],
    help: "Fills cells with modules so that every pair of neighbours is one that the examples \
           have. Modules that are there already stay. The most certain cell is decided first; \
           where nothing is left for a cell, decisions are taken back. Learns by counting alone: \
           beside Module Place, it shows what a network adds.",
    inputs: &[CELLS.declaration, EXAMPLES.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Cells")],
    parameters: &[
        FIXED.declaration,
        SEED.declaration,
        TEMPERATURE.declaration,
        WEIGHING.declaration,
        PASSES.declaration,
        TURNED.declaration,
        MAY_BE_EMPTY.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let cells = cook.input(CELLS)?;
    let fixed = selection(cook, FIXED, cells, Domain::Point)?;
    let lattice = Lattice::of(cells, cook.task()).map_err(failed)?;
    let rules = rules_of(cook, EXAMPLES)?;
    let classes = rules.classes();
    let mut brief = Brief::of(cells, &lattice, classes, &fixed, cook.task()).map_err(failed)?;
    brief.may_be_empty = cook.get(MAY_BE_EMPTY);
    let settings = Placing {
        seed: cook.get(SEED).cast_unsigned(),
        temperature: cook.get(TEMPERATURE),
        passes: cook.get(PASSES) as u32,
    };
    let Chosen(WeighingChoice(weighing)) = cook.get(WEIGHING);
    let solution = collapse(&brief, &rules, weighing, &settings, cook.task()).map_err(failed)?;
    let column = classes.column(&solution.modules, cook.task()).map_err(failed)?;
    let mut filled = cells.clone();
    filled.table_mut(Domain::Point).set(MODULE, column);
    Ok(Outputs::one::<GeometryWire>(filled))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cells, house, modules};
    use super::*;
    use crate::testing::{cook_geometry, text};

    #[test]
    fn a_larger_house_is_filled_like_the_example() {
        let values = [("passes", graph::Value::Integer(1))];
        let filled = cook_geometry(&NODE, &values, &[&cells(9, 8, 4), &house()]).unwrap();
        let height = filled.points().read::<f32>("height").unwrap();
        let occupied = filled.points().group("occupied").unwrap();
        for (cell, name) in modules(&filled).iter().enumerate() {
            let is_top = occupied[cell] && height[cell] == 1.0;
            assert_eq!(name == "roof", is_top);
            assert_eq!(name == "empty", !occupied[cell]);
        }
    }

    #[test]
    fn an_empty_field_of_fixed_cells_keeps_all_and_a_group_only_its_own() {
        let example = house();
        let kept = cook_geometry(&NODE, &[], &[&example, &example]).unwrap();
        assert_eq!(modules(&kept), modules(&example));
        let values = [("fixed", text("nowhere"))];
        assert!(cook_geometry(&NODE, &values, &[&example, &example]).is_err());
    }

    #[test]
    fn what_is_missing_is_said() {
        let cells = cells(3, 3, 3);
        let error = cook_geometry(&NODE, &[], &[&cells, &cells]).unwrap_err().to_string();
        assert!(error.contains("fits into cell"), "only empty is known: {error}");
        let error = cook_geometry(&NODE, &[], &[&cells]).unwrap_err().to_string();
        assert!(error.contains("examples have no cell"), "{error}");
    }
}
