//! Conversions between types.

use super::{Checked, Checker};
use crate::diagnostic::Span;
use crate::operation::Unary;
use crate::tree::{Expression, Kind, Pick};
use crate::types::{Base, Type};

/// How far a type is from another that it can become by itself; none if it cannot.
pub(super) fn distance(from: Type, to: Type) -> Option<u32> {
    if from == to {
        return Some(0);
    }
    if from.is_object() || to.is_object() {
        return None;
    }
    let from_int = u32::from(from == Type::INT);
    Some(match (from.components(), to.components()) {
        (0, _) | (_, 0) => return None,
        (1, 1) if from_int == 1 => 1,
        (1, 1) => 4,
        (1, 2..=4) => 6 + from_int,
        (1, _) => 8 + from_int,
        (9, 16) | (16, 9) => 5,
        (3, 4) | (4, 3) => 9,
        _ => return None,
    })
}

impl Checker<'_> {
    /// The value as another type that it can become by itself.
    pub(super) fn convert(&self, value: Expression, to: Type, span: Span) -> Checked<Expression> {
        match distance(value.ty, to) {
            Some(0) => Ok(value),
            Some(_) => Ok(converted(value, to)),
            None if value.ty == Type::VOID => self.mistake(span, "this gives no value"),
            None => {
                let hint = match (value.ty, to) {
                    (Type::TEXT, Type::INT) => ": use atoi()",
                    (Type::TEXT, Type::FLOAT) => ": use atof()",
                    (_, Type::TEXT) if value.ty.is_numeric() => ": use sprintf() or itoa()",
                    _ => "",
                };
                self.mistake(span, format!("{} cannot become {to}{hint}", value.ty))
            }
        }
    }

    /// A value as 0 or 1: whether any number of it is not 0.
    pub(super) fn truth(&self, value: Expression, span: Span) -> Checked<Expression> {
        if is_truth(&value) {
            return Ok(value);
        }
        match value.ty {
            Type::INT => Ok(Expression::unary(Unary::TruthI, value, Type::INT)),
            Type::FLOAT => Ok(Expression::unary(Unary::TruthF, value, Type::INT)),
            ty => self.mistake(span, format!("a condition must be a number, not {ty}")),
        }
    }
}

/// Whether a value is known to be 0 or 1.
fn is_truth(value: &Expression) -> bool {
    use crate::operation::Binary;
    match &value.kind {
        Kind::Unary(Unary::Not | Unary::TruthF | Unary::TruthI, _) => true,
        Kind::Binary(
            Binary::LtF
            | Binary::LeF
            | Binary::EqF
            | Binary::NeF
            | Binary::LtI
            | Binary::LeI
            | Binary::EqI
            | Binary::NeI,
            ..,
        ) => value.ty == Type::INT,
        Kind::Binary(Binary::And | Binary::Or, a, b) => is_truth(a) && is_truth(b),
        _ => false,
    }
}

/// The value as a type at a finite [`distance`].
pub(super) fn converted(value: Expression, to: Type) -> Expression {
    let from = value.ty;
    if from == to {
        return value;
    }
    // A constant is converted at once.
    if from == Type::INT && to == Type::INT {
        return value;
    }
    let value = match (from.base, to.base) {
        (Base::Int, Base::Int) => value,
        (Base::Int, _) => Expression::unary(Unary::ToFloat, value, Type::FLOAT),
        (_, Base::Int) => return Expression::unary(Unary::ToInt, value, Type::INT),
        _ => value,
    };
    let size = to.components();
    let picks: Vec<Pick> = match (value.ty.components(), size) {
        (1, 1) => return value,
        (1, 9 | 16) => {
            let side = if size == 9 { 3 } else { 4 };
            let diagonal = |place: usize| place.is_multiple_of(side + 1);
            let pick = |place| if diagonal(place) { Pick::Component(0) } else { Pick::Zero };
            (0..size).map(pick).collect()
        }
        (1, _) => vec![Pick::Component(0); size],
        (16, 9) => [0, 1, 2, 4, 5, 6, 8, 9, 10].map(Pick::Component).to_vec(),
        (9, 16) => (0..16)
            .map(|place: u8| match (place / 4, place % 4) {
                (3, 3) => Pick::One,
                (3, _) | (_, 3) => Pick::Zero,
                (row, column) => Pick::Component(row * 3 + column),
            })
            .collect(),
        (from, to) => (0..to)
            .map(|place| if place < from { Pick::Component(place as u8) } else { Pick::Zero })
            .collect(),
    };
    Expression { kind: Kind::Arrange(Box::new(value), picks), ty: to }
}
