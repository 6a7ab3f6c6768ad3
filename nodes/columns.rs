//! Attributes as columns of datasets, and the errors of learning as those of nodes.

use geometry::{Data, Domain, Geometry};
use graph::NodeError;
use learn::{Column, LearnError};

/// An error of learning as the node's.
pub fn learning_failed(error: LearnError) -> NodeError {
    match error {
        LearnError::Stopped(stop) => stop.into(),
        LearnError::File { path, message } => NodeError::File { path, message },
        other => NodeError::message(other),
    }
}

/// The names of the attributes of a domain that a field names, in its order: names with the
/// wildcards * and ?, with blanks between. One that nothing matches is an error.
pub fn named(
    field: &str,
    parameter: &'static str,
    geometry: &Geometry,
    domain: Domain,
) -> Result<Vec<String>, NodeError> {
    let table = geometry.table(domain);
    let mut found: Vec<String> = Vec::new();
    for pattern in field.split_whitespace() {
        let mut matched = table.iter().filter(|(name, _)| geometry::name_matches(pattern, name));
        let mut any = false;
        for (name, _) in matched.by_ref() {
            any = true;
            if !found.iter().any(|known| **known == **name) {
                found.push((**name).to_owned());
            }
        }
        if !any {
            let message = missing(pattern, geometry, domain);
            return Err(NodeError::Parameter { parameter: parameter.to_owned(), message });
        }
    }
    Ok(found)
}

/// Says that an attribute is missing, and which there are.
pub fn missing(name: &str, geometry: &Geometry, domain: Domain) -> String {
    let names: Vec<&str> = geometry.table(domain).attributes().map(|(name, _)| &**name).collect();
    let there = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    format!("there is no {} attribute \"{name}\"; there are: {there}", domain.name())
}

/// An attribute or group as a column. Text becomes classes, a group 0 and 1; floats are shared.
pub fn column(geometry: &Geometry, domain: Domain, name: &str) -> Result<Column, NodeError> {
    let found = geometry.table(domain).get(name);
    let found = found.ok_or_else(|| NodeError::Message(missing(name, geometry, domain)))?;
    let size = found.size();
    let column = match found.data() {
        Data::Float(values) => Column::numbers(name, size, values.clone()),
        Data::Int(values) => {
            let floats: Vec<f32> = values.iter().map(|&value| value as f32).collect();
            Column::numbers(name, size, floats)
        }
        Data::Bool(members) => {
            let floats: Vec<f32> =
                members.iter().map(|&member| f32::from(u8::from(member))).collect();
            Column::numbers(name, 1, floats)
        }
        Data::Text(text) => {
            Ok(Column::texts(name, (0..found.len()).map(|element| text.get(element))))
        }
    };
    column.map_err(learning_failed)
}
