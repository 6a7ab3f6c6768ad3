//! Calls: the function is found, and put in or called.

use std::sync::Arc;

use super::access::Place;
use super::overload::{Open, listed};
use super::{Checked, Checker, Frame, MOST_CALLS};
use crate::diagnostic::{Span, suggestion};
use crate::functions::{self, Body, Native};
use crate::syntax::{Expr, ExprKind, FunctionDefinition, Written};
use crate::tree::{Call, Expression, Kind, Statement};
use crate::types::{Base, Type};

/// One form of a function: of the source text, or of the table.
#[derive(Clone)]
struct Form {
    definition: Arc<FunctionDefinition>,
    body: Body,
    is_of_table: bool,
}

fn definitions(forms: &[Form]) -> impl Iterator<Item = &FunctionDefinition> {
    forms.iter().map(|form| &*form.definition)
}

/// A value that is handed over, and where it came from if that can be assigned to.
struct Argument {
    value: Expression,
    place: Option<Place>,
    span: Span,
}

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        name_span: Span,
        arguments: &[Expr],
        hint: Option<Type>,
        span: Span,
    ) -> Checked<Expression> {
        let is_own = self.functions.contains_key(name);
        if !is_own {
            if let Some(ty) = Type::named(name) {
                return self.conversion(ty, arguments, span);
            }
            if let Some(special) = functions::special_of(name) {
                return self.special(special, name, arguments, hint, span);
            }
        }
        let forms = self.forms(name);
        if forms.is_empty() {
            return self.unknown_function(name, name_span);
        }
        let takes = |form: &Form, count: usize| {
            let wanted = form.definition.parameters.len();
            wanted == count || (form.definition.is_variadic && count > wanted)
        };
        let fitting: Vec<Form> =
            forms.iter().filter(|form| takes(form, arguments.len())).cloned().collect();
        if fitting.is_empty() {
            let message = format!(
                "{name}() does not take {} values: {}",
                arguments.len(),
                listed(definitions(&forms))
            );
            return self.mistake(span, message);
        }
        let mut before = Vec::new();
        let values = self.arguments(&fitting, arguments, &mut before)?;
        let value = self.choose(name, &fitting, values, hint, span)?;
        if before.is_empty() {
            return Ok(value);
        }
        let ty = value.ty;
        Ok(Expression { kind: Kind::Block(before, Box::new(value)), ty })
    }

    /// A call of a function of the table with values that are already checked.
    pub(super) fn table_call(
        &mut self,
        name: &str,
        values: Vec<Expression>,
        span: Span,
    ) -> Checked<Expression> {
        let forms = self.forms(name);
        let argument = |value| Argument { value, place: None, span };
        self.choose(name, &forms, values.into_iter().map(argument).collect(), None, span)
    }

    fn forms(&self, name: &str) -> Vec<Form> {
        if let Some(list) = self.functions.get(name) {
            let form = |definition: &Arc<FunctionDefinition>| Form {
                definition: definition.clone(),
                body: Body::Source,
                is_of_table: false,
            };
            return list.iter().map(form).collect();
        }
        // Functions that only the table's own text calls.
        if name.starts_with("__") && self.called_at.is_none() && name != "__mul" {
            return Vec::new();
        }
        let of_table = |(definition, body): &(Arc<FunctionDefinition>, Body)| Form {
            definition: definition.clone(),
            body: *body,
            is_of_table: true,
        };
        functions::find(name).map_or_else(Vec::new, |forms| forms.iter().map(of_table).collect())
    }

    fn unknown_function(&self, name: &str, span: Span) -> Checked<Expression> {
        let mut known: Vec<&str> = functions::names().collect();
        known.extend(self.functions.keys().map(String::as_str));
        let near = suggestion(name, known);
        self.mistake(span, format!("there is no function \"{name}\"{near}"))
    }

    /// Checks the values, telling each the type that all forms want at its place.
    fn arguments(
        &mut self,
        forms: &[Form],
        arguments: &[Expr],
        before: &mut Vec<Statement>,
    ) -> Checked<Vec<Argument>> {
        let mut values = Vec::new();
        for (place, expr) in arguments.iter().enumerate() {
            let written = |form: &Form| form.definition.parameters.get(place).map(|p| p.written);
            let first = written(&forms[0]);
            let agreed = forms.iter().all(|form| written(form) == first);
            let hint = match first {
                Some(Written::Known(ty)) if agreed => Some(ty),
                _ => None,
            };
            let gives_back = forms
                .iter()
                .any(|form| form.definition.parameters.get(place).is_some_and(|p| p.gives_back));
            let is_plain = matches!(expr.kind, ExprKind::Name(_));
            let own = forms.iter().any(|form| !form.is_of_table);
            let argument = if gives_back || (own && is_plain && self.is_variable(expr)) {
                let target = self.place(expr, before)?;
                let value = self.read(&target, expr.span)?;
                Argument { value, place: Some(target), span: expr.span }
            } else {
                let value = self.expression(expr, hint)?;
                Argument { value, place: None, span: expr.span }
            };
            if argument.value.ty == Type::VOID {
                return self.mistake(expr.span, "this gives no value");
            }
            values.push(argument);
        }
        Ok(values)
    }

    fn is_variable(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Name(name) if self.lookup(name).is_some())
    }

    /// Takes the form that fits best, the first among equals.
    fn choose(
        &mut self,
        name: &str,
        forms: &[Form],
        values: Vec<Argument>,
        hint: Option<Type>,
        span: Span,
    ) -> Checked<Expression> {
        let types: Vec<Type> = values.iter().map(|argument| argument.value.ty).collect();
        let fits = forms.iter().filter_map(|form| {
            let (cost, open) = Self::fit(&form.definition, &types, hint)?;
            Some((cost, form, open))
        });
        let Some((_, form, open)) = fits.min_by_key(|(cost, ..)| *cost) else {
            let given: Vec<String> = types.iter().map(Type::to_string).collect();
            let message = format!(
                "{name}() does not take ({}): {}",
                given.join(", "),
                listed(definitions(forms))
            );
            return self.mistake(span, message);
        };
        let form = form.clone();
        match form.body {
            Body::Source => self.put_in(&form, values, open, span),
            _ => self.native(&form, values, open, span),
        }
    }

    /// A call of what is written in Rust.
    fn native(
        &mut self,
        form: &Form,
        values: Vec<Argument>,
        open: Open,
        span: Span,
    ) -> Checked<Expression> {
        let definition = &form.definition;
        let result = open.ty(definition.result);
        let mut arguments = Vec::new();
        let mut given_back = Vec::new();
        for (place, argument) in values.into_iter().enumerate() {
            let parameter = definition.parameters.get(place);
            let value = match parameter {
                Some(parameter) => {
                    self.convert(argument.value, open.ty(parameter.written), argument.span)?
                }
                None => argument.value,
            };
            if let (Some(true), Some(target)) = (parameter.map(|p| p.gives_back), argument.place) {
                given_back.push((target, argument.span));
            }
            arguments.push(value);
        }
        let native = match form.body {
            Body::Unary(operation) => {
                let operand = arguments.swap_remove(0);
                return Ok(Expression::unary(operation, operand, result));
            }
            Body::Binary(operation) => {
                let right = arguments.swap_remove(1);
                let left = arguments.swap_remove(0);
                return Ok(Expression::binary(operation, left, right, result));
            }
            Body::Native(native) => native,
            Body::Source | Body::Special(_) => {
                return self.mistake(span, "this function cannot be called like this");
            }
        };
        if native.has_effect() && !self.scope.may_write() {
            return self.mistake(span, "the geometry cannot be changed here");
        }
        self.tree.adds_elements |= matches!(native, Native::Adds(_));
        let item = open.item.or(open.tuple.map(|ty| ty.base)).unwrap_or(Base::Float);
        let call = Call { native, arguments, item, span };
        if given_back.is_empty() {
            return Ok(Expression { kind: Kind::Call(Box::new(call)), ty: result });
        }
        self.giving_back(call, result, given_back)
    }

    /// A call that gives something back through its arguments: into variables, from which
    /// numbers are put where they belong. Text and arrays are changed in place.
    fn giving_back(
        &mut self,
        call: Call,
        result: Type,
        given_back: Vec<(Place, Span)>,
    ) -> Checked<Expression> {
        let mut results = Vec::new();
        let mut after = Vec::new();
        let value = if result == Type::VOID {
            Expression { kind: Kind::Numbers(Vec::new()), ty: Type::VOID }
        } else {
            let variable = self.new_variable(result);
            results.push(variable);
            Expression::variable(variable, result)
        };
        for (place, span) in given_back {
            match place {
                Place::Whole(variable, ty) if ty.is_object() => results.push(variable),
                place => {
                    let held = self.new_variable(place.ty());
                    results.push(held);
                    let value = Expression::variable(held, place.ty());
                    self.write(&place, value, span, &mut after);
                }
            }
        }
        let mut statements = vec![Statement::Call { call, results }];
        statements.append(&mut after);
        let ty = value.ty;
        Ok(Expression { kind: Kind::Block(statements, Box::new(value)), ty })
    }

    /// Puts the body of a function in place of its call.
    fn put_in(
        &mut self,
        form: &Form,
        values: Vec<Argument>,
        open: Open,
        span: Span,
    ) -> Checked<Expression> {
        let definition = form.definition.clone();
        let name = &definition.name;
        if !form.is_of_table && self.calls.contains(name) {
            let message = format!("{name}() calls itself, which functions here cannot: use a loop");
            return self.mistake(span, message);
        }
        if self.calls.len() >= MOST_CALLS {
            return self.mistake(span, "functions call each other too deeply");
        }
        let result = open.ty(definition.result);
        let mut statements = Vec::new();
        let mut names = std::collections::HashMap::new();
        for (parameter, argument) in definition.parameters.iter().zip(values) {
            let ty = open.ty(parameter.written);
            let by_reference = !form.is_of_table || parameter.gives_back;
            let bound = match argument.place {
                Some(Place::Whole(variable, found)) if by_reference && found == ty => variable,
                _ => {
                    let value = self.convert(argument.value, ty, argument.span)?;
                    let variable = self.new_variable(ty);
                    statements.push(Statement::Assign { variable, components: None, value });
                    variable
                }
            };
            names.insert(parameter.name.clone(), (bound, ty));
        }
        let variable = self.new_variable(result);
        if result != Type::VOID {
            let value = Expression::default_of(result, span);
            statements.push(Statement::Assign { variable, components: None, value });
        }
        let frame = Frame {
            names: vec![names],
            result: Some((result, variable)).filter(|(ty, _)| *ty != Type::VOID),
            loops: 0,
            tuple: open.tuple,
            item: open.item,
        };
        let outer = std::mem::replace(&mut self.frame, frame);
        let called_at = self.called_at;
        if form.is_of_table {
            self.called_at = Some(called_at.unwrap_or(span));
        }
        self.calls.push(name.clone());
        let body = self.statements(definition.body.as_deref().unwrap_or(&[]));
        self.calls.pop();
        self.called_at = called_at;
        self.frame = outer;
        let region = self.new_region();
        statements.push(Statement::Scope(region, body));
        let kind =
            if result == Type::VOID { Kind::Numbers(Vec::new()) } else { Kind::Variable(variable) };
        let value = Box::new(Expression { kind, ty: result });
        Ok(Expression { kind: Kind::Block(statements, value), ty: result })
    }

    /// Checks a function of the source text that may never be called, and forgets what came out.
    pub(super) fn check_alone(&mut self, definition: &FunctionDefinition) {
        let kept = (
            self.tree.attributes.clone(),
            self.tree.channels.clone(),
            self.tree.adds_elements,
            self.tree.reads_frame,
        );
        let form = Form {
            definition: Arc::new(definition.clone()),
            body: Body::Source,
            is_of_table: false,
        };
        let span = definition.span;
        let mut values = Vec::new();
        for parameter in &definition.parameters {
            let ty = self.written(parameter.written);
            let value = Expression::variable(self.new_variable(ty), ty);
            values.push(Argument { value, place: None, span });
        }
        if let Err(mistake) = self.put_in(&form, values, Open::default(), span)
            && !self.mistakes.contains(&mistake)
        {
            self.mistakes.push(mistake);
        }
        (
            self.tree.attributes,
            self.tree.channels,
            self.tree.adds_elements,
            self.tree.reads_frame,
        ) = kept;
    }

    /// `int(x)`, `vector(x)`, `string(x)`.
    fn conversion(&mut self, ty: Type, arguments: &[Expr], span: Span) -> Checked<Expression> {
        match arguments {
            [one] => {
                let value = self.expression(one, Some(ty))?;
                if ty == Type::TEXT && value.ty != Type::TEXT {
                    let item = value.ty.base;
                    let call = vec![value];
                    return Ok(super::access::lane(functions::text_of, call, item, ty, span));
                }
                self.cast_value(value, ty, one.span)
            }
            several if ty.is_vector() || ty.is_matrix() => {
                let value = self.joined(several, span)?;
                self.cast_value(value, ty, span)
            }
            _ => self.mistake(span, format!("{ty}() takes one value")),
        }
    }
}
