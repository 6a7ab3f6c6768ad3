//! Operators.

use super::access::lane;
use super::expression::is_simple;
use super::{Checked, Checker};
use crate::diagnostic::Span;
use crate::functions;
use crate::operation::{Binary, Unary};
use crate::syntax::Expr;
use crate::tree::{Expression, Kind, Pick, Statement};
use crate::types::{Base, Type};

impl Checker<'_> {
    pub(super) fn unary(
        &mut self,
        symbol: &str,
        operand: &Expr,
        hint: Option<Type>,
        span: Span,
    ) -> Checked<Expression> {
        let hint = if symbol == "-" { hint } else { Some(Type::INT) };
        let value = self.expression(operand, hint)?;
        let ty = value.ty;
        match symbol {
            "!" => {
                let truth = self.truth(value, span)?;
                Ok(Expression::unary(Unary::Not, truth, Type::INT))
            }
            "~" if ty == Type::INT => Ok(Expression::unary(Unary::BitNot, value, ty)),
            "-" if ty == Type::INT => Ok(Expression::unary(Unary::NegI, value, ty)),
            "-" if ty.is_numeric() => Ok(Expression::unary(Unary::NegF, value, ty)),
            _ => self.mistake(span, format!("{symbol} cannot be used on a value of type {ty}")),
        }
    }

    pub(super) fn binary(
        &mut self,
        symbol: &'static str,
        left: &Expr,
        right: &Expr,
        hint: Option<Type>,
        span: Span,
    ) -> Checked<Expression> {
        if symbol == "&&" || symbol == "||" {
            return self.logic(symbol == "&&", left, right);
        }
        let is_comparison = matches!(symbol, "==" | "!=" | "<" | "<=" | ">" | ">=");
        let hint = hint.filter(|_| !is_comparison);
        let a = self.expression(left, hint)?;
        let b = self.expression(right, hint.or(Some(a.ty)).filter(|ty| !ty.is_array))?;
        self.operate(symbol, a, b, span)
    }

    /// `&&` and `||`: the second is worked out only where it decides.
    fn logic(&mut self, is_and: bool, left: &Expr, right: &Expr) -> Checked<Expression> {
        let a = self.condition(left)?;
        let b = self.condition(right)?;
        if is_simple(&b) {
            let operation = if is_and { Binary::And } else { Binary::Or };
            return Ok(Expression::binary(operation, a, b, Type::INT));
        }
        let variable = self.new_variable(Type::INT);
        let set = |value| Statement::Assign { variable, components: None, value };
        let first = Expression::variable(variable, Type::INT);
        let asks = if is_and { first } else { Expression::unary(Unary::Not, first, Type::INT) };
        let then = vec![set(b)];
        let asked = Statement::If { condition: asks, then, otherwise: Vec::new() };
        let value = Box::new(Expression::variable(variable, Type::INT));
        Ok(Expression { kind: Kind::Block(vec![set(a), asked], value), ty: Type::INT })
    }

    /// A binary operator on two values.
    pub(super) fn operate(
        &mut self,
        symbol: &str,
        a: Expression,
        b: Expression,
        span: Span,
    ) -> Checked<Expression> {
        if a.ty == Type::TEXT || b.ty == Type::TEXT {
            return self.operate_on_text(symbol, a, b, span);
        }
        if !a.ty.is_numeric() || !b.ty.is_numeric() {
            let message = format!("{symbol} cannot be used on {} and {}", a.ty, b.ty);
            return self.mistake(span, message);
        }
        if symbol == "*" && (a.ty.is_matrix() || b.ty.is_matrix()) && !either_scalar(&a, &b) {
            return self.table_call("__mul", vec![a, b], span);
        }
        let is_whole = a.ty == Type::INT && b.ty == Type::INT;
        match symbol {
            "&" | "|" | "^" | "<<" | ">>" => self.operate_on_bits(symbol, a, b, span),
            "==" | "!=" | "<" | "<=" | ">" | ">=" => self.compare(symbol, a, b, span),
            "/" if is_whole && self.scope.divides_exactly() && self.calls.is_empty() => {
                let a = self.convert(a, Type::FLOAT, span)?;
                let b = self.convert(b, Type::FLOAT, span)?;
                Ok(Expression::binary(Binary::DivF, a, b, Type::FLOAT))
            }
            _ => self.arithmetic(symbol, a, b, span),
        }
    }

    fn arithmetic(
        &mut self,
        symbol: &str,
        a: Expression,
        b: Expression,
        span: Span,
    ) -> Checked<Expression> {
        let (of_ints, of_floats) = match symbol {
            "+" => (Binary::AddI, Binary::AddF),
            "-" => (Binary::SubI, Binary::SubF),
            "*" => (Binary::MulI, Binary::MulF),
            "/" => (Binary::DivI, Binary::DivF),
            "%" => (Binary::ModI, Binary::ModF),
            _ => return self.mistake(span, format!("there is no operator {symbol}")),
        };
        if a.ty == Type::INT && b.ty == Type::INT {
            return Ok(Expression::binary(of_ints, a, b, Type::INT));
        }
        let a = if a.ty == Type::INT { self.convert(a, Type::FLOAT, span)? } else { a };
        let b = if b.ty == Type::INT { self.convert(b, Type::FLOAT, span)? } else { b };
        let (x, y) = (a.ty.components(), b.ty.components());
        let sum_with_matrix = matches!(symbol, "+" | "-") && x.max(y) > 4;
        if x != y && (x.min(y) > 1 || sum_with_matrix) {
            let message = format!("{symbol} cannot be used on {} and {}", a.ty, b.ty);
            return self.mistake(span, message);
        }
        let ty = if x >= y { a.ty } else { b.ty };
        Ok(Expression::binary(of_floats, a, b, ty))
    }

    fn operate_on_bits(
        &mut self,
        symbol: &str,
        a: Expression,
        b: Expression,
        span: Span,
    ) -> Checked<Expression> {
        if a.ty != Type::INT || b.ty != Type::INT {
            return self.mistake(span, format!("{symbol} works on whole numbers only"));
        }
        let operation = match symbol {
            "&" => Binary::And,
            "|" => Binary::Or,
            "^" => Binary::Xor,
            "<<" => Binary::Shl,
            _ => Binary::Shr,
        };
        Ok(Expression::binary(operation, a, b, Type::INT))
    }

    fn compare(
        &mut self,
        symbol: &str,
        a: Expression,
        b: Expression,
        span: Span,
    ) -> Checked<Expression> {
        let ty = self.common_type(a.ty, b.ty, span)?;
        // x > y is y < x.
        let (a, b) = if matches!(symbol, ">" | ">=") { (b, a) } else { (a, b) };
        let (of_ints, of_floats) = match symbol {
            "==" => (Binary::EqI, Binary::EqF),
            "!=" => (Binary::NeI, Binary::NeF),
            "<" | ">" => (Binary::LtI, Binary::LtF),
            _ => (Binary::LeI, Binary::LeF),
        };
        let ty = if ty == Type::INT { ty } else { self.common_type(ty, Type::FLOAT, span)? };
        let ty = if ty.is_scalar() && a.ty != b.ty { Type::FLOAT } else { ty };
        let (a, b) = (self.convert(a, ty, span)?, self.convert(b, ty, span)?);
        if ty == Type::INT {
            return Ok(Expression::binary(of_ints, a, b, Type::INT));
        }
        if ty.is_scalar() {
            return Ok(Expression::binary(of_floats, a, b, Type::INT));
        }
        // Vectors are equal where all components are; which is less nobody can say.
        let joins = match symbol {
            "==" => Binary::And,
            "!=" => Binary::Or,
            _ => return self.mistake(span, format!("{symbol} compares numbers, not {ty}")),
        };
        let count = ty.components();
        let variable = self.new_variable(ty);
        let each = Expression::binary(of_floats, a, b, ty);
        let set = vec![Statement::Assign { variable, components: None, value: each }];
        let part = |place: usize| Expression {
            kind: Kind::Arrange(
                Box::new(Expression::variable(variable, ty)),
                vec![Pick::Component(place as u8)],
            ),
            ty: Type::INT,
        };
        let joined = (1..count)
            .fold(part(0), |left, place| Expression::binary(joins, left, part(place), Type::INT));
        Ok(Expression { kind: Kind::Block(set, Box::new(joined)), ty: Type::INT })
    }

    fn operate_on_text(
        &mut self,
        symbol: &str,
        a: Expression,
        b: Expression,
        span: Span,
    ) -> Checked<Expression> {
        if a.ty != b.ty {
            let message = format!(
                "{symbol} cannot be used on {} and {}: use sprintf() or itoa() to make text of a \
                 number",
                a.ty, b.ty
            );
            return self.mistake(span, message);
        }
        if symbol == "+" {
            let arguments = vec![a, b];
            return Ok(lane(functions::text_joined, arguments, Base::Text, Type::TEXT, span));
        }
        let operation = match symbol {
            "==" => Binary::EqI,
            "!=" => Binary::NeI,
            "<" | ">" => Binary::LtI,
            "<=" | ">=" => Binary::LeI,
            _ => return self.mistake(span, format!("{symbol} cannot be used on text")),
        };
        let (a, b) = if symbol.starts_with('>') { (b, a) } else { (a, b) };
        let order = lane(functions::text_order, vec![a, b], Base::Text, Type::INT, span);
        Ok(Expression::binary(operation, order, Expression::int(0), Type::INT))
    }
}

fn either_scalar(a: &Expression, b: &Expression) -> bool {
    a.ty.is_scalar() || b.ty.is_scalar()
}
