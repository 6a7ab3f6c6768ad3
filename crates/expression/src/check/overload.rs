//! Which form of a function a call means.

use super::Checker;
use super::convert::distance;
use crate::syntax::{FunctionDefinition, Written};
use crate::types::{Base, Type};

/// What the open types of a function stand for in one call.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Open {
    pub tuple: Option<Type>,
    pub item: Option<Base>,
}

impl Open {
    pub(super) fn ty(&self, written: Written) -> Type {
        match written {
            Written::Known(ty) => ty,
            Written::Tuple => self.tuple.unwrap_or(Type::FLOAT),
            Written::Item { is_array } => Type { base: self.item.unwrap_or(Base::Float), is_array },
        }
    }
}

/// How badly a result fits that is not of the wanted type.
fn result_cost(result: Type, wanted: Option<Type>) -> u32 {
    match wanted {
        Some(wanted) => distance(result, wanted).unwrap_or(20).min(20),
        None => 0,
    }
}

impl Checker<'_> {
    /// How badly a function fits these values, and what its open types stand for; none if it
    /// cannot take them.
    pub(super) fn fit(
        definition: &FunctionDefinition,
        arguments: &[Type],
        wanted: Option<Type>,
    ) -> Option<(u32, Open)> {
        let parameters = &definition.parameters;
        let enough = arguments.len() >= parameters.len();
        if !enough || (arguments.len() > parameters.len() && !definition.is_variadic) {
            return None;
        }
        let pairs = || parameters.iter().zip(arguments);
        let mut open = Open::default();
        for (parameter, &ty) in pairs() {
            match parameter.written {
                Written::Tuple => {
                    let size = ty.components();
                    if !(1..=4).contains(&size) {
                        return None;
                    }
                    let known = open.tuple.map_or(1, Type::components);
                    if size > 1 && known > 1 && size != known {
                        return None;
                    }
                    open.tuple = Type::floats(size.max(known));
                }
                Written::Item { is_array: true } => {
                    if !ty.is_array || open.item.is_some_and(|item| item != ty.base) {
                        return None;
                    }
                    open.item = Some(ty.base);
                }
                _ => {}
            }
        }
        for (parameter, &ty) in pairs() {
            if parameter.written == (Written::Item { is_array: false }) && open.item.is_none() {
                open.item = Some(ty.base).filter(|&base| !ty.is_array && base != Base::Void);
                open.item?;
            }
        }
        // What no value decides, the wanted result does.
        if open.tuple.is_none() && definition.result == Written::Tuple {
            open.tuple = wanted.filter(|ty| ty.is_vector());
        }
        if open.item.is_none() && matches!(definition.result, Written::Item { .. }) {
            open.item = wanted.map(|ty| ty.base).filter(|&base| base != Base::Void);
        }
        let mut cost = 0;
        for (parameter, &ty) in pairs() {
            let wanted = open.ty(parameter.written);
            // What is given back must fit exactly.
            if parameter.gives_back && ty != wanted {
                return None;
            }
            cost += 4 * distance(ty, wanted)?;
        }
        Some((cost + result_cost(open.ty(definition.result), wanted), open))
    }
}

/// The headers of functions, for messages.
pub(super) fn listed<'f>(definitions: impl Iterator<Item = &'f FunctionDefinition>) -> String {
    let header = |definition: &FunctionDefinition| {
        let parameters: Vec<String> = definition
            .parameters
            .iter()
            .map(|parameter| {
                let ty = match parameter.written {
                    Written::Known(ty) => ty.to_string(),
                    Written::Tuple => "float or vector".to_owned(),
                    Written::Item { is_array } => {
                        if is_array { "array" } else { "value" }.to_owned()
                    }
                };
                format!("{ty} {}", parameter.name)
            })
            .collect();
        let more = if definition.is_variadic { ", ..." } else { "" };
        format!("{}({}{more})", definition.name, parameters.join(", "))
    };
    let headers: Vec<String> = definitions.map(header).collect();
    format!("there is {}", headers.join(" and "))
}
