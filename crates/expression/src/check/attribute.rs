//! Attributes of the elements that a program runs over, and of other elements.

use super::{Checked, Checker};
use crate::diagnostic::{Span, suggestion};
use crate::scope::{Class, usual_type};
use crate::tree::{AttributeVariable, Expression, Global, Kind, Source, VariableId};
use crate::types::Type;

/// Numbers that every element has and that cannot be written.
const NUMBERS: &[&str] = &[
    "ptnum", "primnum", "vtxnum", "elemnum", "numpt", "numprim", "numvtx", "numelem", "Frame",
    "Time", "TimeInc",
];

impl Checker<'_> {
    /// An attribute as a value.
    pub(super) fn attribute(
        &mut self,
        prefix: &str,
        name: &str,
        span: Span,
    ) -> Checked<Expression> {
        if let Some(value) = self.number(name, span)? {
            return Ok(value);
        }
        if let Some((input, name)) = other_input(name) {
            let class = self.class(span)?;
            let kind = self.scope.attribute(input, class, name, false);
            let kind = kind.or_else(|| Type::of_prefix(prefix)).unwrap_or(usual_type(name));
            let index = Expression { kind: Kind::Global(Global::Element), ty: Type::INT };
            return Ok(self.read_column(input, class, name, false, kind, index));
        }
        let (variable, ty) = self.attribute_variable(prefix, name, span)?;
        Ok(Expression::variable(variable, ty))
    }

    /// An attribute that is assigned to.
    pub(super) fn written_attribute(
        &mut self,
        prefix: &str,
        name: &str,
        span: Span,
    ) -> Checked<(VariableId, Type)> {
        if NUMBERS.contains(&name) || other_input(name).is_some() {
            return self.mistake(span, format!("@{name} can only be read"));
        }
        if !self.scope.may_write() {
            return self.mistake(span, "attributes cannot be changed here");
        }
        let (variable, ty) = self.attribute_variable(prefix, name, span)?;
        if let Some(attribute) =
            self.tree.attributes.iter_mut().find(|attribute| attribute.variable == variable)
        {
            attribute.is_written = true;
        }
        Ok((variable, ty))
    }

    /// Whether a name is that of an attribute there is.
    pub(super) fn is_attribute(&self, name: &str) -> bool {
        let class = self.scope.class();
        class.is_some_and(|class| {
            NUMBERS.contains(&name) || self.scope.attribute(0, class, name, false).is_some()
        })
    }

    fn class(&self, span: Span) -> Checked<Class> {
        match self.scope.class() {
            Some(class) => Ok(class),
            None => self.mistake(span, "there are no elements here whose attribute this could be"),
        }
    }

    /// `@ptnum` and the other numbers that are no attributes.
    fn number(&mut self, name: &str, span: Span) -> Checked<Option<Expression>> {
        let global = |global, ty| Ok(Some(Expression { kind: Kind::Global(global), ty }));
        match name {
            "Frame" | "Time" | "TimeInc" => {
                self.tree.reads_frame = true;
                return match name {
                    "Frame" => global(Global::Frame, Type::FLOAT),
                    "Time" => global(Global::Time, Type::FLOAT),
                    _ => {
                        let rate = global(Global::FramesPerSecond, Type::FLOAT);
                        let one = Expression::float(1.0);
                        let divide = crate::operation::Binary::DivF;
                        rate.map(|rate| {
                            rate.map(|rate| Expression::binary(divide, one, rate, Type::FLOAT))
                        })
                    }
                };
            }
            _ if !NUMBERS.contains(&name) => return Ok(None),
            _ => {}
        }
        let class = self.class(span)?;
        match (name, class) {
            ("elemnum", _)
            | ("ptnum", Class::Point)
            | ("vtxnum", Class::Vertex)
            | ("primnum", Class::Primitive) => global(Global::Element, Type::INT),
            ("numelem", class) => global(Global::Count(class), Type::INT),
            ("numpt", _) => global(Global::Count(Class::Point), Type::INT),
            ("numvtx", _) => global(Global::Count(Class::Vertex), Type::INT),
            ("numprim", _) => global(Global::Count(Class::Primitive), Type::INT),
            _ => {
                let index = Expression { kind: Kind::Global(Global::Element), ty: Type::INT };
                Ok(Some(self.read_column(0, class, name, false, Type::INT, index)))
            }
        }
    }

    /// The variable that stands for an attribute of the elements.
    fn attribute_variable(
        &mut self,
        prefix: &str,
        name: &str,
        span: Span,
    ) -> Checked<(VariableId, Type)> {
        let class = self.class(span)?;
        let (name, is_group) = match name.strip_prefix("group_") {
            Some(group) if !group.is_empty() => (group, true),
            _ => (name, false),
        };
        let wanted = self.prefix_type(prefix, span)?;
        let same = |a: &&AttributeVariable| &*a.name == name && a.is_group == is_group;
        if let Some(known) = self.tree.attributes.iter().find(same) {
            let (variable, ty) = (known.variable, self.tree.variables[known.variable]);
            if wanted.is_some_and(|wanted| wanted != ty) {
                let message = format!("@{name} is already used as {ty} further up");
                return self.mistake(span, message);
            }
            return Ok((variable, ty));
        }
        let there = self.scope.attribute(0, class, name, is_group);
        let ty = match (wanted, there) {
            _ if is_group => Type::INT,
            (Some(wanted), Some(there)) if wanted != there => {
                if !wanted.is_scalar() || !there.is_scalar() {
                    let message = format!("@{name} is {there}, not {wanted}: write @{name} alone");
                    return self.mistake(span, message);
                }
                wanted
            }
            (Some(wanted), _) => wanted,
            (None, Some(there)) => there,
            (None, None) => {
                let usual = usual_type(name);
                if !self.scope.may_write() {
                    let near = self.scope.attribute_names(class);
                    let near = suggestion(name, near.iter().map(String::as_str));
                    let near = near.replace("mean ", "mean @");
                    return self.mistake(span, format!("there is no attribute @{name}{near}"));
                }
                usual
            }
        };
        let source = self.source(0, class, name, is_group, there.unwrap_or(ty));
        let variable = self.new_variable(ty);
        let name = name.into();
        let attribute = AttributeVariable { name, is_group, variable, source, is_written: false };
        self.tree.attributes.push(attribute);
        Ok((variable, ty))
    }

    fn prefix_type(&self, prefix: &str, span: Span) -> Checked<Option<Type>> {
        if prefix.is_empty() {
            return Ok(None);
        }
        match Type::of_prefix(prefix) {
            Some(ty) => Ok(Some(ty)),
            None => {
                let known = "f i u v p 3 4 s";
                let message = format!("there is no attribute type \"{prefix}\"; there are {known}");
                self.mistake(span, message)
            }
        }
    }

    /// One element of a column, by its number.
    pub(super) fn read_column(
        &mut self,
        input: usize,
        class: Class,
        name: &str,
        is_group: bool,
        kind: Type,
        index: Expression,
    ) -> Expression {
        let source = self.source(input, class, name, is_group, kind);
        Expression { kind: Kind::Read(source, Box::new(index)), ty: kind }
    }

    fn source(
        &mut self,
        input: usize,
        class: Class,
        name: &str,
        is_group: bool,
        kind: Type,
    ) -> usize {
        let source = Source { input, class, name: name.into(), is_group, kind };
        let known = self.tree.sources.iter().position(|other| *other == source);
        known.unwrap_or_else(|| {
            self.tree.sources.push(source);
            self.tree.sources.len() - 1
        })
    }
}

/// `opinput1_P` is `P` of the second input.
fn other_input(name: &str) -> Option<(usize, &str)> {
    let rest = name.strip_prefix("opinput")?;
    let (digit, name) = rest.split_once('_')?;
    let input = digit.parse().ok().filter(|&input| input < crate::scope::INPUTS)?;
    Some((input, name)).filter(|(_, name)| !name.is_empty())
}
