//! Wrangle: a program over the elements of a geometry.

use std::sync::Arc;

use expression::Diagnostics;
use geometry::Geometry;
use geometry::ops::wrangle::{Error, GeometryScope, wrangle};
use graph::{
    Chosen, Cook, NodeError, NodeType, Optional, OutputDeclaration, Outputs, Parameter, Required,
    TextKind,
};

use crate::fields::{DomainChoice, GROUP, Named, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const SECOND: Optional<GeometryWire> = Optional::new("input1", "Input 1");
const THIRD: Optional<GeometryWire> = Optional::new("input2", "Input 2");
const FOURTH: Optional<GeometryWire> = Optional::new("input3", "Input 3");
const CLASS: Parameter<Chosen<DomainChoice>> = Parameter::menu("class", "Run Over")
    .help("The elements that the program runs for: each of the group, or once for the detail.");
const CODE: Parameter<Arc<str>> = Parameter::text_of(TextKind::Code, "snippet", "Code", "").help(
    "The program, such as @P.y += noise(@P * 2); or if (@ptnum % 2) @Cd = {1, 0, 0}; All functions \
     and attributes are listed in the expression reference.",
);

/// The declaration of Wrangle.
pub const NODE: NodeType = NodeType {
    id: "wrangle",
    label: "Wrangle",
    category: "attribute",
    aliases: &["Attribute Wrangle", "Point Wrangle", "VEX", "Expression", "Code", "Script"],
    help: "Runs a small program for every point, vertex or primitive, or once: it reads and \
           writes attributes, looks at neighbours and other inputs, and adds and removes \
           elements. The language is that of expressions, close to VEX.",
    inputs: &[INPUT.declaration, SECOND.declaration, THIRD.declaration, FOURTH.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[GROUP.declaration, CLASS.declaration, CODE.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let shared = cook.shared(INPUT)?;
    let code = cook.get(CODE);
    if code.trim().is_empty() {
        return Ok(Outputs::one::<GeometryWire>(shared));
    }
    let geometry: &Geometry = &shared;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let others = [cook.optional(SECOND)?, cook.optional(THIRD)?, cook.optional(FOURTH)?];
    let scope = GeometryScope::new(geometry, others, domain);
    let program = expression::compile(&code, &scope).map_err(|mistakes| in_code(&mistakes))?;
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let named = Named(cook.channels(CODE));
    let done = wrangle(&scope, &program, &chosen, named.surroundings(), cook.task());
    let done = done.map_err(|error| match error {
        Error::Stop(stop) => stop.into(),
        other => NodeError::Parameter {
            parameter: CODE.declaration.id.to_owned(),
            message: other.to_string(),
        },
    })?;
    for warning in done.warnings {
        cook.warn(warning);
    }
    Ok(Outputs::one::<GeometryWire>(done.geometry))
}

fn in_code(mistakes: &Diagnostics) -> NodeError {
    let parameter = CODE.declaration.id.to_owned();
    NodeError::Parameter { parameter, message: mistakes.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    #[test]
    fn a_program_runs_over_a_group_and_reads_another_input() {
        let grid = shapes::grid(2, 2);
        let values = [
            ("group", text("0-3")),
            ("snippet", text("@P = point(1, \"P\", @ptnum); i@done = 1;")),
        ];
        let done = cook_geometry(&NODE, &values, &[&grid, &shapes::cube()]).unwrap();
        assert_eq!(done.positions()[3], shapes::cube().positions()[3]);
        assert_eq!(done.positions()[4], grid.positions()[4]);
        assert_eq!(done.points().read::<i32>("done").unwrap(), [1, 1, 1, 1, 0, 0, 0, 0, 0]);
        let primitives = [("class", text("primitive")), ("snippet", text("i@n = @primnum;"))];
        let done = cook_geometry(&NODE, &primitives, &[&grid]).unwrap();
        assert_eq!(done.primitives().read::<i32>("n").unwrap(), [0, 1, 2, 3]);
    }

    #[test]
    fn a_mistake_is_shown_where_it_is() {
        let values = [("snippet", text("float a = 1;\n@P.y = lenght(@P);"))];
        let error = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap_err().to_string();
        assert!(error.contains("line 2, column 8") && error.contains("length?"), "{error}");
    }
}
