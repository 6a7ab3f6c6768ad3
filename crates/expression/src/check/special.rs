//! Functions whose types no header can say: readers of columns, parameters, and `set`.

use super::access::arranged;
use super::{Checked, Checker};
use crate::diagnostic::Span;
use crate::functions::{self, Native, Special};
use crate::scope::{Class, INPUTS, usual_type};
use crate::syntax::{Expr, ExprKind};
use crate::tree::{Call, Channel, Expression, Global, Kind};
use crate::types::{Base, Type};

impl Checker<'_> {
    pub(super) fn special(
        &mut self,
        special: Special,
        name: &str,
        arguments: &[Expr],
        hint: Option<Type>,
        span: Span,
    ) -> Checked<Expression> {
        match (special, arguments) {
            (Special::Read(Class::Detail), [input, attribute] | [input, attribute, _]) => {
                let index = Expression::int(0);
                self.reader(Class::Detail, input, attribute, index, hint)
            }
            (Special::Read(class), [input, attribute, element]) => {
                let index = self.int(element)?;
                self.reader(class, input, attribute, index, hint)
            }
            (Special::Read(Class::Vertex), [input, attribute, primitive, corner]) => {
                let of = vec![self.int(input)?, self.int(primitive)?, self.int(corner)?];
                let index = self.table_call("vertexindex", of, span)?;
                self.reader(Class::Vertex, input, attribute, index, hint)
            }
            (Special::InGroup(class), [input, group, element]) => {
                let (input, group) = (self.input(input)?, self.written_out(group)?);
                let index = self.int(element)?;
                Ok(self.read_column(input, class, &group, true, Type::INT, index))
            }
            (Special::Has(class), [input, attribute]) => {
                let (input, attribute) = (self.input(input)?, self.written_out(attribute)?);
                let there = self.scope.attribute(input, class, &attribute, false);
                Ok(Expression::int(i32::from(there.is_some())))
            }
            (Special::Channel(kind), [path]) => {
                let channel = self.channel(path, Some(kind))?;
                Ok(Expression { kind: Kind::Global(Global::Channel(channel)), ty: kind })
            }
            (Special::Ramp, [path, place]) => {
                let channel = self.channel(path, None)?;
                let place = self.expression(place, Some(Type::FLOAT))?;
                let place = self.convert(place, Type::FLOAT, span)?;
                let arguments = vec![Expression::int(channel as i32), place];
                let native = Native::Lane(functions::ramp);
                let call = Call { native, arguments, item: Base::Vector3, span };
                let value = Expression { kind: Kind::Call(Box::new(call)), ty: Type::VECTOR3 };
                // A curve gives its value three times.
                let is_colour = hint == Some(Type::VECTOR3);
                Ok(if is_colour { value } else { arranged(value, &[0]) })
            }
            (Special::Set, [_, ..]) => {
                let value = self.joined(arguments, span)?;
                Ok(value)
            }
            (Special::Array, _) => {
                let base = hint.filter(|hint| hint.is_array).map(|hint| hint.base);
                self.array_of(arguments, base, span)
            }
            (Special::Component, [value, index]) => self.index(value, index, span),
            (Special::Component, [value, row, column]) => {
                let value = self.expression(value, None)?;
                if !value.ty.is_matrix() {
                    return self.mistake(span, "only a matrix has rows and columns");
                }
                let row_index = self.int(row)?;
                let row = self.index_value(value, row_index, span)?;
                let column = self.int(column)?;
                self.index_value(row, column, span)
            }
            _ => {
                let usage = functions::usage(name);
                self.mistake(span, format!("{name}() does not take these values: {usage}"))
            }
        }
    }

    fn int(&mut self, expr: &Expr) -> Checked<Expression> {
        let value = self.expression(expr, Some(Type::INT))?;
        self.convert(value, Type::INT, expr.span)
    }

    /// The number of an input, which must be known before anything runs.
    fn input(&mut self, expr: &Expr) -> Checked<usize> {
        match &expr.kind {
            ExprKind::Int(input) if (0..INPUTS as i32).contains(input) => Ok(*input as usize),
            _ => {
                let message = format!("the input must be a number from 0 to {}", INPUTS - 1);
                self.mistake(expr.span, message)
            }
        }
    }

    /// Text that must be known before anything runs.
    fn written_out(&mut self, expr: &Expr) -> Checked<String> {
        match &expr.kind {
            ExprKind::Text(text) => Ok(text.clone()),
            _ => self.mistake(expr.span, "the name must be written out in quotes"),
        }
    }

    fn reader(
        &mut self,
        class: Class,
        input: &Expr,
        attribute: &Expr,
        index: Expression,
        hint: Option<Type>,
    ) -> Checked<Expression> {
        let input = self.input(input)?;
        let name = self.written_out(attribute)?;
        if self.scope.class().is_none() {
            return self.mistake(attribute.span, "there is no geometry to read from here");
        }
        let (name, is_group) = match name.strip_prefix("group_") {
            Some(group) => (group, true),
            None => (name.as_str(), false),
        };
        let there = self.scope.attribute(input, class, name, is_group);
        let readable = |ty: &Type| !ty.is_array && *ty != Type::VOID;
        let guess = || match usual_type(name) {
            Type::FLOAT => hint.filter(readable).unwrap_or(Type::FLOAT),
            usual => usual,
        };
        let kind = if is_group { Type::INT } else { there.unwrap_or_else(guess) };
        Ok(self.read_column(input, class, name, is_group, kind, index))
    }

    /// The place of a parameter among those that the program reads.
    pub(super) fn channel(&mut self, path: &Expr, kind: Option<Type>) -> Checked<usize> {
        let ExprKind::Text(text) = &path.kind else {
            let message = "the path must be written out in quotes, so that it is known what this \
                           depends on";
            return self.mistake(path.span, message);
        };
        let channel = Channel { path: text.as_str().into(), span: path.span, kind };
        let known = self.tree.channels.iter().position(|other| *other == channel);
        Ok(known.unwrap_or_else(|| {
            self.tree.channels.push(channel);
            self.tree.channels.len() - 1
        }))
    }

    /// `set(x, y, z)`: the components of several values, one after another.
    pub(super) fn joined(&mut self, arguments: &[Expr], span: Span) -> Checked<Expression> {
        let mut parts = Vec::new();
        let mut size = 0;
        for argument in arguments {
            let part = self.expression(argument, Some(Type::FLOAT))?;
            let part = match part.ty {
                Type::INT => self.convert(part, Type::FLOAT, argument.span)?,
                ty if ty.is_numeric() => part,
                ty => return self.mistake(argument.span, format!("{ty} is no part of a vector")),
            };
            size += part.ty.components();
            parts.push(part);
        }
        let Some(ty) = Type::floats(size) else {
            let message = format!("{size} numbers make no vector or matrix");
            return self.mistake(span, message);
        };
        Ok(Expression { kind: Kind::Join(parts), ty })
    }
}
