//! Parts of values, and places that can be assigned to.

use super::{Checked, Checker};
use crate::diagnostic::Span;
use crate::functions::{self, LaneFunction, Native};
use crate::operation::Binary;
use crate::syntax::{Expr, ExprKind};
use crate::tree::{Call, Expression, Global, Kind, Pick, Statement, VariableId};
use crate::types::{Base, Type};

/// What can stand on the left of `=`.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// A variable.
    Whole(VariableId, Type),
    /// Some components of a variable.
    Components(VariableId, Type, Vec<u8>),
    /// An item of an array, or a component of a vector, at an index that is in a variable.
    Item(VariableId, Type, VariableId),
}

impl Place {
    pub(super) fn ty(&self) -> Type {
        match self {
            Self::Whole(_, ty) => *ty,
            Self::Components(_, _, list) => Type::floats(list.len()).unwrap_or(Type::FLOAT),
            Self::Item(_, ty, _) if ty.is_array => Type::of(ty.base),
            Self::Item(..) => Type::FLOAT,
        }
    }

    fn variable(&self) -> VariableId {
        match self {
            Self::Whole(variable, _)
            | Self::Components(variable, ..)
            | Self::Item(variable, ..) => *variable,
        }
    }
}

impl Checker<'_> {
    /// The components that letters name: `xyz`, `rg`; two letters name one of a matrix.
    fn components(&self, ty: Type, name: &str, span: Span) -> Checked<Vec<u8>> {
        let axis = |letter: char| {
            let place = "xyzw".find(letter).or_else(|| "rgba".find(letter));
            place.map(|place| place as u8)
        };
        let axes: Option<Vec<u8>> = name.chars().map(axis).collect();
        let size = ty.components() as u8;
        match axes {
            Some(axes) if ty.is_matrix() && axes.len() == 2 => {
                let side = if size == 9 { 3 } else { 4 };
                if axes.iter().all(|&axis| axis < side) {
                    return Ok(vec![axes[0] * side + axes[1]]);
                }
            }
            Some(axes)
                if ty.is_vector() && axes.len() <= 4 && axes.iter().all(|&axis| axis < size) =>
            {
                return Ok(axes);
            }
            _ => {}
        }
        self.mistake(span, format!("a value of type {ty} has no \"{name}\""))
    }

    pub(super) fn member(&mut self, value: &Expr, name: &str, span: Span) -> Checked<Expression> {
        let value = match self.channel_member(value, name)? {
            Some(value) => value,
            None => self.expression(value, None)?,
        };
        let list = self.components(value.ty, name, span)?;
        Ok(arranged(value, &list))
    }

    /// `ch("../move/translate").y`: with a letter after it, ch() is about a vector.
    fn channel_member(&mut self, value: &Expr, name: &str) -> Checked<Option<Expression>> {
        let ExprKind::Call { name: function, arguments, .. } = &value.kind else { return Ok(None) };
        let plain = matches!(function.as_str(), "ch" | "chf");
        if !plain || self.functions.contains_key(function) || arguments.len() != 1 {
            return Ok(None);
        }
        let last = name.chars().filter_map(|letter| "xyzw".find(letter).or("rgba".find(letter)));
        let kind = match last.max() {
            Some(3) => Type::VECTOR4,
            _ => Type::VECTOR3,
        };
        let channel = self.channel(&arguments[0], Some(kind))?;
        Ok(Some(Expression { kind: Kind::Global(Global::Channel(channel)), ty: kind }))
    }

    pub(super) fn index(&mut self, value: &Expr, index: &Expr, span: Span) -> Checked<Expression> {
        let value = self.expression(value, None)?;
        let at = self.expression(index, Some(Type::INT))?;
        let at = self.convert(at, Type::INT, index.span)?;
        self.index_value(value, at, span)
    }

    /// An item, a letter, a component or the row of a matrix.
    pub(super) fn index_value(
        &mut self,
        value: Expression,
        at: Expression,
        span: Span,
    ) -> Checked<Expression> {
        let ty = value.ty;
        if ty.is_array {
            let arguments = vec![value, at];
            return Ok(lane(functions::array_item, arguments, ty.base, Type::of(ty.base), span));
        }
        if ty == Type::TEXT {
            return Ok(lane(functions::text_item, vec![value, at], Base::Text, ty, span));
        }
        let (count, of) = match ty.components() {
            size @ 2..=4 => (size, 1),
            9 => (3, 3),
            16 => (4, 4),
            _ => return self.mistake(span, format!("a value of type {ty} has no parts")),
        };
        let part = |value: Expression, part: usize| {
            let list: Vec<u8> = (part * of..(part + 1) * of).map(|place| place as u8).collect();
            arranged(value, &list)
        };
        if let Kind::Numbers(bits) = &at.kind {
            let index = bits[0].cast_signed();
            if !(0..count as i32).contains(&index) {
                return self.mistake(span, format!("the index must be 0 to {}", count - 1));
            }
            return Ok(part(value, index as usize));
        }
        // Chosen among all parts: both are put into variables first, so that they run once.
        let (whole, index) = (self.new_variable(ty), self.new_variable(Type::INT));
        let set = |variable, value| Statement::Assign { variable, components: None, value };
        let statements = vec![set(whole, value), set(index, at)];
        let whole = || Expression::variable(whole, ty);
        let mut chosen = part(whole(), 0);
        for place in 1..count {
            let index = Expression::variable(index, Type::INT);
            let is_this =
                Expression::binary(Binary::EqI, index, Expression::int(place as i32), Type::INT);
            let ty = chosen.ty;
            let then = Box::new(part(whole(), place));
            let kind = Kind::Select(Box::new(is_this), then, Box::new(chosen));
            chosen = Expression { kind, ty };
        }
        let ty = chosen.ty;
        Ok(Expression { kind: Kind::Block(statements, Box::new(chosen)), ty })
    }

    pub(super) fn slice(
        &mut self,
        value: &Expr,
        from: Option<&Expr>,
        to: Option<&Expr>,
        span: Span,
    ) -> Checked<Expression> {
        let value = self.expression(value, None)?;
        let ty = value.ty;
        if !ty.is_object() {
            return self.mistake(span, format!("only arrays and text have slices, not {ty}"));
        }
        let mut arguments = vec![value];
        for (end, default) in [(from, 0), (to, i32::MAX)] {
            arguments.push(match end {
                None => Expression::int(default),
                Some(end) => {
                    let value = self.expression(end, Some(Type::INT))?;
                    self.convert(value, Type::INT, end.span)?
                }
            });
        }
        let function = if ty.is_array { functions::array_slice } else { functions::text_slice };
        Ok(lane(function, arguments, ty.base, ty, span))
    }

    /// The place that an expression names, and what must run before it can be used.
    pub(super) fn place(&mut self, expr: &Expr, before: &mut Vec<Statement>) -> Checked<Place> {
        match &expr.kind {
            ExprKind::Name(name) => match self.lookup(name) {
                Some((variable, ty)) => Ok(Place::Whole(variable, ty)),
                None => Err(self.expression(expr, None).map_or_else(
                    |mistake| mistake,
                    |_| crate::Diagnostic::new(expr.span, "a constant cannot be changed"),
                )),
            },
            ExprKind::Attribute { prefix, name } => {
                let (variable, ty) = self.written_attribute(prefix, name, expr.span)?;
                Ok(Place::Whole(variable, ty))
            }
            ExprKind::Member(inner, name) => match self.place(inner, before)? {
                Place::Whole(variable, ty) => {
                    let list = self.components(ty, name, expr.span)?;
                    if (1..list.len()).any(|place| list[..place].contains(&list[place])) {
                        return self.mistake(expr.span, "a component can be assigned only once");
                    }
                    Ok(Place::Components(variable, ty, list))
                }
                _ => self.mistake(expr.span, "a part of a part cannot be assigned to"),
            },
            ExprKind::Index(inner, index) => {
                let Place::Whole(variable, ty) = self.place(inner, before)? else {
                    return self.mistake(expr.span, "a part of a part cannot be assigned to");
                };
                let at = self.expression(index, Some(Type::INT))?;
                let at = self.convert(at, Type::INT, index.span)?;
                if let (Kind::Numbers(bits), true) = (&at.kind, ty.is_vector()) {
                    let place = bits[0].cast_signed();
                    if !(0..ty.components() as i32).contains(&place) {
                        let most = ty.components() - 1;
                        return self.mistake(index.span, format!("the index must be 0 to {most}"));
                    }
                    return Ok(Place::Components(variable, ty, vec![place as u8]));
                }
                if !ty.is_array && !ty.is_vector() {
                    let message = format!("a part of a value of type {ty} cannot be assigned to");
                    return self.mistake(expr.span, message);
                }
                let held = self.new_variable(Type::INT);
                before.push(Statement::Assign { variable: held, components: None, value: at });
                Ok(Place::Item(variable, ty, held))
            }
            _ => self.mistake(expr.span, "only variables and attributes can be assigned to"),
        }
    }

    /// What is in a place.
    pub(super) fn read(&mut self, place: &Place, span: Span) -> Checked<Expression> {
        match place {
            Place::Whole(variable, ty) => Ok(Expression::variable(*variable, *ty)),
            Place::Components(variable, ty, list) => {
                Ok(arranged(Expression::variable(*variable, *ty), list))
            }
            Place::Item(variable, ty, index) => {
                let whole = Expression::variable(*variable, *ty);
                self.index_value(whole, Expression::variable(*index, Type::INT), span)
            }
        }
    }

    /// Puts a value, which has the type of the place, into it.
    pub(super) fn write(
        &mut self,
        place: &Place,
        value: Expression,
        span: Span,
        out: &mut Vec<Statement>,
    ) {
        let variable = place.variable();
        let statement = match place {
            Place::Whole(..) => Statement::Assign { variable, components: None, value },
            Place::Components(_, _, list) => {
                Statement::Assign { variable, components: Some(list.clone()), value }
            }
            Place::Item(_, ty, index) if ty.is_array => {
                let whole = Expression::variable(variable, *ty);
                let arguments = vec![whole, Expression::variable(*index, Type::INT), value];
                let native = Native::Lane(functions::array_set);
                let call = Call { native, arguments, item: ty.base, span };
                Statement::Call { call, results: vec![variable] }
            }
            Place::Item(_, ty, index) => {
                let held = self.new_variable(Type::FLOAT);
                out.push(Statement::Assign { variable: held, components: None, value });
                let component = |place: usize| {
                    let index = Expression::variable(*index, Type::INT);
                    let this = Expression::int(place as i32);
                    let is_this = Expression::binary(Binary::EqI, index, this, Type::INT);
                    let old = arranged(Expression::variable(variable, *ty), &[place as u8]);
                    let new = Expression::variable(held, Type::FLOAT);
                    let parts = [is_this, new, old].map(Box::new);
                    let [a, b, c] = parts;
                    Expression { kind: Kind::Select(a, b, c), ty: Type::FLOAT }
                };
                let parts = (0..ty.components()).map(component).collect();
                let value = Expression { kind: Kind::Join(parts), ty: *ty };
                Statement::Assign { variable, components: None, value }
            }
        };
        out.push(statement);
    }

    pub(super) fn assignment(
        &mut self,
        operator: &'static str,
        target: &Expr,
        value: &Expr,
        span: Span,
    ) -> Checked<Expression> {
        let mut statements = Vec::new();
        let place = self.place(target, &mut statements)?;
        let ty = place.ty();
        let mut new = self.expression(value, Some(ty))?;
        if !operator.is_empty() {
            let old = self.read(&place, target.span)?;
            new = self.operate(operator, old, new, span)?;
        }
        let new = self.convert(new, ty, value.span)?;
        self.write(&place, new, span, &mut statements);
        let value = Box::new(self.read(&place, target.span)?);
        Ok(Expression { kind: Kind::Block(statements, value), ty })
    }

    /// `i++` and the like.
    pub(super) fn step(
        &mut self,
        target: &Expr,
        by: i32,
        gives_old: bool,
        span: Span,
    ) -> Checked<Expression> {
        let mut statements = Vec::new();
        let place = self.place(target, &mut statements)?;
        let ty = place.ty();
        if !ty.is_scalar() {
            return self.mistake(span, format!("only a number can be counted on, not {ty}"));
        }
        let held = self.new_variable(ty);
        let old = self.read(&place, span)?;
        statements.push(Statement::Assign { variable: held, components: None, value: old });
        let new = self.operate("+", Expression::variable(held, ty), Expression::int(by), span)?;
        let new = self.convert(new, ty, span)?;
        self.write(&place, new, span, &mut statements);
        let value =
            if gives_old { Expression::variable(held, ty) } else { self.read(&place, span)? };
        Ok(Expression { kind: Kind::Block(statements, Box::new(value)), ty })
    }
}

/// Some components of a value, as a float or a vector.
pub(super) fn arranged(value: Expression, list: &[u8]) -> Expression {
    let ty = match Type::floats(list.len()) {
        Some(ty) => ty,
        None => value.ty,
    };
    let picks = list.iter().map(|&place| Pick::Component(place)).collect();
    Expression { kind: Kind::Arrange(Box::new(value), picks), ty }
}

/// A call of a function of Rust that gives one value.
pub(super) fn lane(
    function: LaneFunction,
    arguments: Vec<Expression>,
    item: Base,
    ty: Type,
    span: Span,
) -> Expression {
    let call = Call { native: Native::Lane(function), arguments, item, span };
    Expression { kind: Kind::Call(Box::new(call)), ty }
}
