//! Expressions.

use super::{Checked, Checker, MOST_DEPTH};
use crate::diagnostic::{Span, suggestion};
use crate::functions::{self, Native};
use crate::syntax::{Expr, ExprKind};
use crate::tree::{Call, Expression, Global, Kind, Statement};
use crate::types::{Base, Type};

/// Names of numbers.
const CONSTANTS: &[(&str, f32)] = &[
    ("PI", std::f32::consts::PI),
    ("M_PI", std::f32::consts::PI),
    ("M_E", std::f32::consts::E),
    ("M_TWO_PI", std::f32::consts::TAU),
    ("M_PI_2", std::f32::consts::FRAC_PI_2),
    ("M_SQRT2", std::f32::consts::SQRT_2),
];

impl Checker<'_> {
    /// The expression with its type; `hint` is the type that is wanted where there is a choice.
    pub(super) fn expression(&mut self, expr: &Expr, hint: Option<Type>) -> Checked<Expression> {
        self.grow(expr.span)?;
        if self.depth >= MOST_DEPTH {
            let message = "this is nested too deeply: put a part of it into a variable";
            return self.mistake(expr.span, message);
        }
        self.depth += 1;
        let checked = self.expression_kind(expr, hint);
        self.depth -= 1;
        checked
    }

    fn expression_kind(&mut self, expr: &Expr, hint: Option<Type>) -> Checked<Expression> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Int(number) => Ok(Expression::int(*number)),
            ExprKind::Float(number) => Ok(Expression::float(*number)),
            ExprKind::Text(text) => Ok(Expression::text(text)),
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Attribute { prefix, name } => self.attribute(prefix, name, span),
            ExprKind::Dollar(name) => self.dollar(name, span),
            ExprKind::Unary(symbol, operand) => self.unary(symbol, operand, hint, span),
            ExprKind::Binary(symbol, left, right) => self.binary(symbol, left, right, hint, span),
            ExprKind::Assign(symbol, target, value) => self.assignment(symbol, target, value, span),
            ExprKind::Step { target, by, gives_old } => self.step(target, *by, *gives_old, span),
            ExprKind::Ternary(condition, then, otherwise) => {
                self.ternary([condition, then, otherwise], hint)
            }
            ExprKind::Call { name, name_span, arguments } => {
                self.call(name, *name_span, arguments, hint, span)
            }
            ExprKind::Cast(ty, operand) => self.cast(*ty, operand),
            ExprKind::Member(value, name) => self.member(value, name, span),
            ExprKind::Index(value, index) => self.index(value, index, span),
            ExprKind::Slice(value, from, to) => {
                self.slice(value, from.as_deref(), to.as_deref(), span)
            }
            ExprKind::List(items) => self.list(items, hint, span),
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Checked<Expression> {
        if let Some((variable, ty)) = self.lookup(name) {
            return Ok(Expression::variable(variable, ty));
        }
        if let Some((_, value)) = CONSTANTS.iter().find(|(constant, _)| *constant == name) {
            return Ok(Expression::float(*value));
        }
        let known: Vec<&str> =
            self.frame.names.iter().flat_map(|names| names.keys().map(String::as_str)).collect();
        let near =
            suggestion(name, known.into_iter().chain(CONSTANTS.iter().map(|(name, _)| *name)));
        // Somebody who forgot the @ of an attribute.
        let forgotten = near.is_empty() && self.is_attribute(name);
        let hint = if forgotten { format!("; did you mean @{name}?") } else { near };
        let called = if functions::find(name).is_some() {
            format!("; the function {name} needs brackets: {name}()")
        } else {
            hint
        };
        self.mistake(span, format!("there is no variable \"{name}\"{called}"))
    }

    fn dollar(&mut self, name: &str, span: Span) -> Checked<Expression> {
        let global = |global| Expression { kind: Kind::Global(global), ty: Type::FLOAT };
        let value = match name {
            "ITERATION" | "ITERATIONS" => return self.iteration(name, span),
            "F" | "FF" => global(Global::Frame),
            "T" => global(Global::Time),
            "FPS" => global(Global::FramesPerSecond),
            "PI" => return Ok(Expression::float(std::f32::consts::PI)),
            "E" => return Ok(Expression::float(std::f32::consts::E)),
            _ => {
                let near = suggestion(name, ["F", "T", "FPS", "PI", "E"]);
                let near = near.replace("mean ", "mean $");
                let message = format!("there is no ${name}{near}; there are $F $T $FPS $PI $E");
                return self.mistake(span, message);
            }
        };
        self.tree.reads_frame = true;
        Ok(value)
    }

    /// `$ITERATION` and `$ITERATIONS`: known where a parameter is evaluated, not over elements.
    fn iteration(&mut self, name: &str, span: Span) -> Checked<Expression> {
        if self.scope.class().is_some() {
            let (attribute, name) = match name {
                "ITERATION" => ("iteration", name),
                _ => ("numiterations", name),
            };
            let instead = format!("detail(0, \"{attribute}\") gives it here");
            return self.mistake(span, format!("${name} is for parameters; {instead}"));
        }
        self.tree.reads_iteration = true;
        let global = if name == "ITERATION" { Global::Iteration } else { Global::Iterations };
        Ok(Expression { kind: Kind::Global(global), ty: Type::FLOAT })
    }

    fn ternary(&mut self, parts: [&Expr; 3], hint: Option<Type>) -> Checked<Expression> {
        let [condition, then, otherwise] = parts;
        let test = self.condition(condition)?;
        let a = self.expression(then, hint)?;
        let b = self.expression(otherwise, hint.or(Some(a.ty)))?;
        let ty = self.common_type(a.ty, b.ty, then.span.to(otherwise.span))?;
        let a = self.convert(a, ty, then.span)?;
        let b = self.convert(b, ty, otherwise.span)?;
        if ty.is_numeric() && is_simple(&a) && is_simple(&b) {
            let kind = Kind::Select(Box::new(test), Box::new(a), Box::new(b));
            return Ok(Expression { kind, ty });
        }
        let variable = self.new_variable(ty);
        let set = |value| vec![Statement::Assign { variable, components: None, value }];
        let mut statements = set(Expression::default_of(ty, then.span));
        statements.push(Statement::If { condition: test, then: set(a), otherwise: set(b) });
        let value = Box::new(Expression::variable(variable, ty));
        Ok(Expression { kind: Kind::Block(statements, value), ty })
    }

    /// The type that two values can both become.
    pub(super) fn common_type(&self, a: Type, b: Type, span: Span) -> Checked<Type> {
        use super::convert::distance;
        match (distance(a, b), distance(b, a)) {
            (Some(to_b), Some(to_a)) => Ok(if to_b <= to_a { b } else { a }),
            (Some(_), None) => Ok(b),
            (None, Some(_)) => Ok(a),
            (None, None) => self.mistake(span, format!("{a} and {b} do not go together")),
        }
    }

    /// `{1, 2, 3}`: an array where one is wanted, else a vector or a matrix.
    fn list(&mut self, items: &[Expr], hint: Option<Type>, span: Span) -> Checked<Expression> {
        if let Some(Type { base, is_array: true }) = hint {
            return self.array_of(items, Some(base), span);
        }
        let mut parts = Vec::new();
        for item in items {
            let part = self.expression(item, Some(Type::FLOAT))?;
            if part.ty == Type::TEXT {
                return self.array_of(items, Some(Base::Text), span);
            }
            parts.push(self.convert(part, Type::FLOAT, item.span)?);
        }
        let Some(ty) = Type::floats(parts.len()).filter(|ty| ty.components() > 1) else {
            let message = format!(
                "{} numbers make no vector: there are vectors of 2, 3 and 4 and matrices of 9 and \
                 16; an array is declared as one or made with array()",
                parts.len()
            );
            return self.mistake(span, message);
        };
        Ok(Expression { kind: Kind::Join(parts), ty })
    }

    /// An array of these values; of the first one's type if none is wanted.
    pub(super) fn array_of(
        &mut self,
        items: &[Expr],
        base: Option<Base>,
        span: Span,
    ) -> Checked<Expression> {
        let is_open = base.is_none();
        let mut base = base;
        let mut checked = Vec::new();
        for item in items {
            let value = self.expression(item, base.map(Type::of))?;
            if value.ty.is_array || value.ty == Type::VOID {
                return self.mistake(item.span, "an array holds numbers, vectors or text");
            }
            // {1, 2.5}: the first number does not make the rest whole.
            base = match base {
                None => Some(value.ty.base),
                Some(Base::Int)
                    if is_open
                        && value.ty == Type::FLOAT
                        && checked.iter().all(is_int_constant) =>
                {
                    Some(Base::Float)
                }
                base => base,
            };
            checked.push(value);
        }
        let base = base.unwrap_or(Base::Float);
        let mut arguments = Vec::new();
        for (value, item) in checked.into_iter().zip(items) {
            arguments.push(self.convert(value, Type::of(base), item.span)?);
        }
        let native = Native::Lane(functions::array_of);
        let call = Call { native, arguments, item: base, span };
        Ok(Expression { kind: Kind::Call(Box::new(call)), ty: Type::array(base) })
    }

    fn cast(&mut self, ty: Type, operand: &Expr) -> Checked<Expression> {
        let value = self.expression(operand, Some(ty))?;
        self.cast_value(value, ty, operand.span)
    }

    /// A value as a type that somebody named.
    pub(super) fn cast_value(
        &mut self,
        value: Expression,
        ty: Type,
        span: Span,
    ) -> Checked<Expression> {
        use super::convert::converted;
        let (from, to) = (value.ty.components(), ty.components());
        // Named on purpose, vectors may also change their size.
        if matches!(from, 2..=4) && matches!(to, 2..=4) {
            return Ok(converted(value, ty));
        }
        self.convert(value, ty, span)
    }
}

fn is_int_constant(value: &Expression) -> bool {
    value.ty == Type::INT && matches!(value.kind, Kind::Numbers(_))
}

/// Whether a value is cheap and harmless to work out where it is not needed.
pub(super) fn is_simple(value: &Expression) -> bool {
    match &value.kind {
        Kind::Numbers(_) | Kind::Variable(_) | Kind::Global(_) => true,
        Kind::Unary(_, a) | Kind::Arrange(a, _) => is_simple(a),
        Kind::Binary(_, a, b) => is_simple(a) && is_simple(b),
        Kind::Select(a, b, c) => is_simple(a) && is_simple(b) && is_simple(c),
        Kind::Join(parts) => parts.iter().all(is_simple),
        Kind::Text(_) | Kind::Block(..) | Kind::Call(_) | Kind::Read(..) => false,
    }
}
