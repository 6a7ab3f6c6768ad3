//! For-Each: runs its network for each part of a geometry, and merges what comes.

use std::sync::Arc;

use geometry::Geometry;
use geometry::ops::each::{Over, PartValue, Parts, marked};
use geometry::ops::pieces::{PieceName, PiecesError};
use graph::{
    Choice, Choices, Chosen, Cook, Looping, NodeError, NodeType, Outputs, Parameter, Pass, Role,
    TextKind, WireValue,
};

use task::Task;

use super::passes::{self, SINGLE_PASS, SINGLE_PASS_NUMBER};
use crate::wires::GeometryWire;

const OVER: Parameter<Chosen<OverChoice>> = Parameter::menu("over", "Run Over").help(
    "What the network is run for: each point alone, each primitive, each piece that an attribute \
     names, or each of so many numbers.",
);
const PIECE_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "piece_attribute", "Piece Attribute", "class")
        .shown_when(&[OVER.is(&["pieces"])])
        .help("The integer or text attribute whose values name the pieces.");
const ITERATIONS: Parameter<i64> = Parameter::integer("iterations", "Iterations", 10)
    .at_least(0.0)
    .at_most(10_000_000.0)
    .soft(0.0, 100.0)
    .shown_when(&[OVER.is(&["numbers"])])
    .help("How many times the network is run.");
const START: Parameter<f32> = Parameter::float("start", "Start Value", 0.0)
    .soft(-10.0, 10.0)
    .shown_when(&[OVER.is(&["numbers"])])
    .help("The detail attribute \"value\" of the first iteration.");
const INCREMENT: Parameter<f32> = Parameter::float("increment", "Increment", 1.0)
    .soft(-10.0, 10.0)
    .shown_when(&[OVER.is(&["numbers"])])
    .help("What \"value\" grows by from one iteration to the next.");

#[derive(Clone, Copy, PartialEq)]
enum OverChoice {
    Points,
    Primitives,
    Pieces,
    Numbers,
}

impl Choices for OverChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("points", "Points"),
        Choice::new("primitives", "Primitives"),
        Choice::new("pieces", "Pieces by Attribute"),
        Choice::new("numbers", "Numbers"),
    ];
    const VALUES: &'static [Self] = &[Self::Points, Self::Primitives, Self::Pieces, Self::Numbers];
}

/// The declaration of For-Each.
pub const NODE: NodeType = NodeType {
    id: "for_each",
    label: "For-Each",
    category: "structure",
    aliases: &[
        "For-Each Piece",
        "For-Each Point",
        "For-Each Number",
        "Block Begin",
        "Foreach Zone",
    ],
    help: "Runs the network inside it once for each part of its first input, and merges what \
           comes out. Parts do not know of each other and are worked on at the same time. Inside, \
           the first Subnet Input gives the part, whose detail attributes iteration, \
           numiterations and value say which one it is; further inputs come in whole. \
           Expressions of parameters inside read $ITERATION and $ITERATIONS. What does not depend \
           on the part is cooked once.",
    parameters: &[
        OVER.declaration,
        PIECE_ATTRIBUTE.declaration,
        ITERATIONS.declaration,
        START.declaration,
        INCREMENT.declaration,
        SINGLE_PASS.declaration,
        SINGLE_PASS_NUMBER.declaration,
    ],
    role: Role::Loop,
    looping: Looping { shown, shown_number: passes::shown_number, ..Looping::BLANK },
    cook,
    ..NodeType::BLANK
};

/// What the passes are given.
enum Source<'a> {
    Parts(Parts<'a>),
    Numbers { whole: Geometry, count: u32, start: f32, increment: f32 },
}

impl<'a> Source<'a> {
    fn of(cook: &'a Cook<'_>) -> Result<Self, NodeError> {
        let whole = passes::input(cook)?;
        let Chosen(over) = cook.get(OVER);
        let attribute = cook.get(PIECE_ATTRIBUTE);
        let over = match over {
            OverChoice::Points => Over::Points,
            OverChoice::Primitives => Over::Primitives,
            OverChoice::Pieces => Over::Pieces(attribute.trim()),
            OverChoice::Numbers => {
                return Ok(Self::Numbers {
                    whole: whole.cloned().unwrap_or_default(),
                    count: u32::try_from(cook.get(ITERATIONS)).unwrap_or(0),
                    start: cook.get(START),
                    increment: cook.get(INCREMENT),
                });
            }
        };
        let parts = Parts::of(whole.unwrap_or(passes::nothing()), over, cook.task());
        Ok(Self::Parts(parts.map_err(|error| match error {
            PiecesError::Stop(stop) => stop.into(),
            error => NodeError::Parameter {
                parameter: PIECE_ATTRIBUTE.declaration.id.to_owned(),
                message: error.to_string(),
            },
        })?))
    }

    fn count(&self) -> u32 {
        match self {
            Self::Parts(parts) => parts.len() as u32,
            Self::Numbers { count, .. } => *count,
        }
    }

    fn pass(&self, iteration: u32, task: &Task) -> Result<Pass, NodeError> {
        let (part, value) = match self {
            Self::Parts(parts) if parts.is_empty() => {
                (Geometry::default(), PartValue::Name(PieceName::Integer(0)))
            }
            Self::Parts(parts) => {
                let part = iteration as usize;
                (parts.take(part, task)?, PartValue::Name(parts.name(part)))
            }
            Self::Numbers { whole, start, increment, .. } => {
                (whole.clone(), PartValue::Number(start + increment * iteration as f32))
            }
        };
        let part = marked(part, iteration, self.count(), value);
        Ok(Pass {
            input: Some(WireValue::new::<GeometryWire>(part)),
            iteration,
            iterations: self.count(),
            ..Pass::default()
        })
    }
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let source = Source::of(cook)?;
    let inside = cook.inside()?;
    let results = match passes::single(cook, source.count()) {
        Some(iteration) => vec![inside.run(&source.pass(iteration, cook.task())?)?],
        None => inside.each(source.count(), |iteration| source.pass(iteration, inside.task()))?,
    };
    passes::merged(results, inside.output_count(), cook.task())
}

fn shown(cook: &Cook<'_>) -> Result<Pass, NodeError> {
    let source = Source::of(cook)?;
    source.pass(passes::single(cook, source.count()).unwrap_or(0), cook.task())
}

#[cfg(test)]
mod tests;
