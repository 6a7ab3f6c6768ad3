//! Group fields: which elements an operation works on, as text.
//!
//! Tokens separated by spaces, read from left to right: `door`, `side*` (names, with the
//! wildcards `*` and `?`), `7`, `0-99`, `0-99:2` (element numbers; every second one), each added
//! to what is chosen; `^token` takes away; `!token` adds all but these. Nothing means all. The
//! last token may be an expression over the elements, such as `@P.y > 1`: it goes on to the end
//! of the field, and those are meant for which it is not 0.

use expression::{Diagnostics, Type, compile_value};
use task::{Stop, Task};

use crate::ops::wrangle::{self, GeometryScope, Surroundings};
use crate::{Domain, Geometry, Topology, name_matches};

/// Why a group field cannot be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PatternError {
    /// No group of this name is on the geometry.
    #[error("there is no group \"{name}\"; there are: {known}")]
    Unknown {
        /// The name or wildcard that names nothing.
        name: String,
        /// The groups that there are.
        known: String,
    },
    /// A token is neither a name nor a range of numbers.
    #[error("\"{0}\" is neither a group name nor a range such as 0-99:2")]
    Malformed(String),
    /// An expression with a mistake in it.
    #[error(transparent)]
    Expression(#[from] Diagnostics),
    /// An expression that went wrong over the elements.
    #[error(transparent)]
    Run(Box<wrangle::Error>),
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
}

/// The elements of a domain that an operation works on.
#[derive(Debug, Clone, PartialEq)]
pub enum Selection {
    /// All of them.
    All(usize),
    /// Those that are marked.
    Some(Vec<bool>),
}

impl Selection {
    /// The elements that a group field names in a domain. A group of another domain stands for
    /// the elements that it touches wholly: primitives whose points are all in it, points of
    /// its primitives.
    pub fn parse(pattern: &str, geometry: &Geometry, domain: Domain) -> Result<Self, PatternError> {
        Self::parse_in(pattern, geometry, domain, Surroundings::default(), &Task::unlimited())
    }

    /// The same, where expressions may read parameters and the frame.
    pub fn parse_in(
        pattern: &str,
        geometry: &Geometry,
        domain: Domain,
        surroundings: Surroundings<'_>,
        task: &Task,
    ) -> Result<Self, PatternError> {
        let by_tokens = Self::by_tokens(pattern, geometry, domain, surroundings, task);
        // What begins like names and ranges may be one expression all the same: 1 < @P.y.
        if matches!(by_tokens, Err(PatternError::Unknown { .. } | PatternError::Malformed(_)))
            && pattern.contains('@')
        {
            let whole = expression_members(pattern, geometry, domain, surroundings, task);
            if !matches!(whole, Err(PatternError::Expression(_))) {
                return whole.map(Self::Some);
            }
        }
        by_tokens
    }

    fn by_tokens(
        pattern: &str,
        geometry: &Geometry,
        domain: Domain,
        surroundings: Surroundings<'_>,
        task: &Task,
    ) -> Result<Self, PatternError> {
        let count = geometry.count(domain);
        let mut rest = pattern.trim();
        let mut chosen = None;
        while let Some(token) = rest.split_whitespace().next() {
            let (operator, body) = match token.as_bytes()[0] {
                b'!' => ('!', &token[1..]),
                b'^' => ('^', &token[1..]),
                _ => ('+', token),
            };
            let members = if body.contains(['@', '(', '"', '\'']) {
                let text = std::mem::take(&mut rest).trim_start_matches(['!', '^']);
                expression_members(text, geometry, domain, surroundings, task)?
            } else {
                rest = rest[token.len()..].trim_start();
                token_members(body, token, geometry, domain)?
            };
            let chosen = chosen.get_or_insert_with(|| vec![operator == '^'; count]);
            for (slot, member) in chosen.iter_mut().zip(members) {
                match operator {
                    '+' => *slot |= member,
                    '!' => *slot |= !member,
                    _ => *slot &= !member,
                }
            }
        }
        Ok(chosen.map_or(Self::All(count), Self::Some))
    }

    /// Whether an element is chosen.
    pub fn contains(&self, element: usize) -> bool {
        match self {
            Self::All(_) => true,
            Self::Some(members) => members[element],
        }
    }

    /// Whether every element is chosen.
    pub fn is_all(&self) -> bool {
        match self {
            Self::All(_) => true,
            Self::Some(members) => members.iter().all(|&member| member),
        }
    }

    /// The number of chosen elements.
    pub fn count(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::Some(members) => members.iter().filter(|&&member| member).count(),
        }
    }

    /// The chosen elements, in rising order.
    pub fn indices(&self) -> Vec<u32> {
        match self {
            Self::All(count) => (0..*count as u32).collect(),
            Self::Some(members) => {
                (0..members.len() as u32).filter(|&index| members[index as usize]).collect()
            }
        }
    }

    /// One truth value for each element.
    pub fn to_mask(&self) -> Vec<bool> {
        match self {
            Self::All(count) => vec![true; *count],
            Self::Some(members) => members.clone(),
        }
    }

    /// The elements that are not chosen.
    pub fn inverted(&self) -> Self {
        Self::Some(self.to_mask().into_iter().map(|member| !member).collect())
    }
}

/// The elements for which an expression is not 0.
fn expression_members(
    text: &str,
    geometry: &Geometry,
    domain: Domain,
    surroundings: Surroundings<'_>,
    task: &Task,
) -> Result<Vec<bool>, PatternError> {
    let scope = GeometryScope::reading(geometry, domain);
    let program = compile_value(text, Type::FLOAT, &scope)?;
    let values = wrangle::values(&scope, &program, surroundings, task).map_err(|error| {
        if let wrangle::Error::Stop(stop) = error {
            PatternError::Stop(stop)
        } else {
            PatternError::Run(Box::new(error))
        }
    })?;
    let values = values.read::<f32>().unwrap_or(&[]);
    Ok(values.iter().map(|value| *value != 0.0 && !value.is_nan()).collect())
}

fn token_members(
    body: &str,
    token: &str,
    geometry: &Geometry,
    domain: Domain,
) -> Result<Vec<bool>, PatternError> {
    let count = geometry.count(domain);
    if body.is_empty() {
        return Err(PatternError::Malformed(token.to_owned()));
    }
    if body.as_bytes()[0].is_ascii_digit() {
        return range_members(body, count).ok_or_else(|| PatternError::Malformed(token.to_owned()));
    }
    let mut members = vec![false; count];
    let mut found = body == "*";
    if found {
        members.fill(true);
    }
    // Groups of the domain itself come first; others serve only where it has none.
    let others = Domain::ALL.into_iter().filter(|&other| other != domain);
    for source in std::iter::once(domain).chain(others) {
        if found {
            break;
        }
        for (name, group) in geometry.table(source).groups() {
            if name_matches(body, name) {
                found = true;
                let group = converted(geometry.topology(), group, source, domain);
                members.iter_mut().zip(group).for_each(|(slot, member)| *slot |= member);
            }
        }
    }
    if found {
        return Ok(members);
    }
    let mut known: Vec<String> = Vec::new();
    for source in Domain::ALL {
        let names = geometry.table(source).groups();
        known.extend(names.map(|(name, _)| format!("{name} ({})", source.name())));
    }
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(PatternError::Unknown { name: body.to_owned(), known })
}

/// `a`, `a-b` or `a-b:step`, clipped to the elements that there are.
fn range_members(body: &str, count: usize) -> Option<Vec<bool>> {
    let (range, step) = match body.split_once(':') {
        Some((range, step)) => (range, step.parse::<usize>().ok().filter(|&step| step > 0)?),
        None => (body, 1),
    };
    let (first, last) = match range.split_once('-') {
        Some((first, last)) => (first.parse::<usize>().ok()?, last.parse::<usize>().ok()?),
        None => {
            let number = range.parse::<usize>().ok()?;
            (number, number)
        }
    };
    let mut members = vec![false; count];
    let end = last.saturating_add(1).min(count);
    (first..end).step_by(step).for_each(|index| members[index] = true);
    Some(members)
}

/// A group carried over to another domain.
pub(crate) fn converted(
    topology: &Topology,
    group: &[bool],
    from: Domain,
    to: Domain,
) -> Vec<bool> {
    if from == to {
        return group.to_vec();
    }
    let corners = topology.corners();
    let by_vertex: Vec<bool> = match from {
        Domain::Vertex => group.to_vec(),
        Domain::Point => corners.iter().map(|&point| group[point as usize]).collect(),
        Domain::Primitive => {
            topology.primitive_of_vertex().iter().map(|&p| group[p as usize]).collect()
        }
        Domain::Detail => vec![group.first().copied().unwrap_or(false); corners.len()],
    };
    match to {
        Domain::Vertex => by_vertex,
        Domain::Point => {
            let mut points = vec![false; topology.point_count()];
            for (&point, &member) in corners.iter().zip(&by_vertex) {
                points[point as usize] |= member;
            }
            points
        }
        Domain::Primitive => (0..topology.primitive_count())
            .map(|primitive| {
                let vertices = topology.vertices(primitive);
                !vertices.is_empty() && by_vertex[vertices].iter().all(|&member| member)
            })
            .collect(),
        Domain::Detail => vec![by_vertex.iter().any(|&member| member)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Column;
    use glam::Vec3;

    #[test]
    fn points_without_primitives_are_in_their_groups() {
        let mut points = Geometry::from_points(vec![Vec3::ZERO; 3]);
        points.table_mut(Domain::Point).set("some", Column::group(vec![true, false, true]));
        let chosen = Selection::parse("some", &points, Domain::Point).unwrap();
        assert_eq!(chosen, Selection::Some(vec![true, false, true]));
    }

    fn two_quads() -> Geometry {
        let topology = Topology::uniform(6, 4, vec![0, 1, 4, 3, 1, 2, 5, 4]);
        let mut geometry = Geometry::new(topology, vec![Vec3::ZERO; 6]);
        let left = Column::group(vec![true, true, false, true, true, false]);
        geometry.table_mut(Domain::Point).set("left", left);
        geometry.table_mut(Domain::Primitive).set("side_a", Column::group(vec![false, true]));
        geometry
    }

    fn chosen(pattern: &str, domain: Domain) -> Vec<u32> {
        Selection::parse(pattern, &two_quads(), domain).unwrap().indices()
    }

    #[test]
    fn tokens_add_and_take_away_from_left_to_right() {
        assert_eq!(chosen("", Domain::Point), [0, 1, 2, 3, 4, 5]);
        assert_eq!(chosen("0-5:2 ^2", Domain::Point), [0, 4]);
        assert_eq!(chosen("^1", Domain::Point), [0, 2, 3, 4, 5]);
        assert_eq!(chosen("!left", Domain::Point), [2, 5]);
        assert_eq!(chosen("side*", Domain::Primitive), [1]);
        assert_eq!(chosen("3-999999999999", Domain::Point), [3, 4, 5]);
    }

    #[test]
    fn an_expression_chooses_by_attributes() {
        let mut geometry = two_quads();
        for (index, position) in geometry.positions_mut().iter_mut().enumerate() {
            position.y = index as f32;
        }
        let chosen = |pattern: &str, domain| {
            Selection::parse(pattern, &geometry, domain).map(|chosen| chosen.indices())
        };
        assert_eq!(chosen("@P.y > 3", Domain::Point).unwrap(), [4, 5]);
        assert_eq!(chosen("0 @P.y>3", Domain::Point).unwrap(), [0, 4, 5]);
        assert_eq!(chosen("0-4 ^@P.y > 1 && @P.y < 4", Domain::Point).unwrap(), [0, 1, 4]);
        assert_eq!(chosen("!@P.y > 3", Domain::Point).unwrap(), [0, 1, 2, 3]);
        assert_eq!(chosen("4 < @P.y", Domain::Point).unwrap(), [5], "one expression after all");
        assert_eq!(chosen("left @ptnum == 5", Domain::Point).unwrap(), [0, 1, 3, 4, 5]);
        assert_eq!(chosen("@primnum", Domain::Primitive).unwrap(), [1], "what is not 0");
        assert_eq!(chosen("@group_side_a == 0", Domain::Primitive).unwrap(), [0]);
        let mistake = chosen("0 @P.y > heigth(1)", Domain::Point).unwrap_err().to_string();
        assert!(mistake.contains("line 1, column 8"), "{mistake}");
        assert!(chosen("rof @P.y > 1", Domain::Point).is_err());
    }

    #[test]
    fn groups_of_other_domains_are_carried_over() {
        assert_eq!(chosen("left", Domain::Primitive), [0]);
        assert_eq!(chosen("side_a", Domain::Point), [1, 2, 4, 5]);
    }

    #[test]
    fn mistakes_say_what_there_is() {
        let unknown = Selection::parse("roof", &two_quads(), Domain::Point).unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "there is no group \"roof\"; there are: left (point), side_a (primitive)"
        );
        for malformed in ["1-", "^", "0-9:0", "1x"] {
            let result = Selection::parse(malformed, &two_quads(), Domain::Point);
            assert!(matches!(result, Err(PatternError::Malformed(_))), "{malformed}");
        }
    }
}
