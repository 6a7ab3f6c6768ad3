//! A geometry in words and numbers: for `--json`, `info` and the goldens of example projects.

use std::fmt::Write as _;

use geometry::{Domain, Geometry};
use serde::Serialize;

/// What can be said of a geometry.
#[derive(Debug, Serialize)]
pub struct Description {
    /// The node or file that it comes from.
    pub node: String,
    /// Number of points.
    pub points: usize,
    /// Number of vertices.
    pub vertices: usize,
    /// Number of primitives.
    pub primitives: usize,
    /// Number of packed instances among the primitives.
    pub packed: usize,
    /// The box around everything, packed instances included; none if there is nothing.
    pub bounds: Option<Bounds>,
    /// The attributes of all domains.
    pub attributes: Vec<Attribute>,
    /// The groups of all domains.
    pub groups: Vec<Group>,
    /// Square metres.
    pub area: f64,
    /// Cubic metres, where it is closed.
    pub volume: f64,
    /// Whether the polygons bound a volume.
    pub closed: bool,
    /// The hash of everything in it.
    pub hash: String,
    /// Seconds that it took to come here.
    pub seconds: f64,
    /// What should be known, each with the path of its node.
    pub warnings: Vec<String>,
}

/// A box.
#[derive(Debug, Serialize)]
pub struct Bounds {
    /// The lowest corner.
    pub min: [f32; 3],
    /// The highest corner.
    pub max: [f32; 3],
}

/// An attribute.
#[derive(Debug, Serialize)]
pub struct Attribute {
    /// What it belongs to.
    pub domain: &'static str,
    /// Its name.
    pub name: String,
    /// "float", "integer" or "text".
    pub r#type: &'static str,
    /// Values in a tuple.
    pub size: usize,
}

/// A group.
#[derive(Debug, Serialize)]
pub struct Group {
    /// What its members are.
    pub domain: &'static str,
    /// Its name.
    pub name: String,
    /// How many there are.
    pub members: usize,
}

impl Description {
    /// Describes a geometry.
    pub fn of(node: &str, geometry: &Geometry, seconds: f64, warnings: Vec<String>) -> Self {
        let bounds = geometry.bounds();
        let tables = || Domain::ALL.into_iter().map(|domain| (domain, geometry.table(domain)));
        let attributes = tables().flat_map(|(domain, table)| {
            table.attributes().map(move |(name, column)| Attribute {
                domain: domain.name(),
                name: name.to_string(),
                r#type: column.type_name(),
                size: column.size(),
            })
        });
        let groups = tables().flat_map(|(domain, table)| {
            table.groups().map(move |(name, members)| Group {
                domain: domain.name(),
                name: name.to_string(),
                members: members.iter().filter(|&&member| member).count(),
            })
        });
        Self {
            node: node.to_owned(),
            points: geometry.point_count(),
            vertices: geometry.vertex_count(),
            primitives: geometry.primitive_count(),
            packed: geometry.packed_count(),
            bounds: (!bounds.is_empty())
                .then(|| Bounds { min: bounds.min.to_array(), max: bounds.max.to_array() }),
            attributes: attributes.collect(),
            groups: groups.collect(),
            area: geometry.area(),
            volume: geometry.volume(),
            closed: geometry.is_closed(),
            hash: format!("{:016x}", geometry.content_hash()),
            seconds,
            warnings,
        }
    }

    /// The description as lines to read.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: String| {
            let _ = writeln!(text, "{name:<12}{value}");
        };
        line("points", self.points.to_string());
        line("vertices", self.vertices.to_string());
        line("primitives", self.primitives.to_string());
        line("packed", self.packed.to_string());
        line(
            "bounds",
            match &self.bounds {
                Some(bounds) => format!("{} to {}", place(bounds.min), place(bounds.max)),
                None => "nothing".to_owned(),
            },
        );
        line("area", format!("{} m²", rounded(self.area)));
        line("closed", if self.closed { "yes" } else { "no" }.to_owned());
        if self.closed {
            line("volume", format!("{} m³", rounded(self.volume)));
        }
        for attribute in &self.attributes {
            let Attribute { domain, name, r#type, size } = attribute;
            line("attribute", format!("{domain} {name}: {type} × {size}"));
        }
        for Group { domain, name, members } in &self.groups {
            line("group", format!("{domain} {name}: {members}"));
        }
        line("hash", self.hash.clone());
        for warning in &self.warnings {
            line("warning", warning.clone());
        }
        text
    }
}

fn place(point: [f32; 3]) -> String {
    let [x, y, z] = point.map(|value| rounded(f64::from(value)));
    format!("({x}, {y}, {z})")
}

/// A number with five significant digits, so that goldens survive another machine's last bit.
fn rounded(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = (4 - value.abs().log10().floor() as i32).max(0) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_five_digits() {
        let texts = [123_456.7, 1.500_001, -0.000_123_456, 2.0, 0.0].map(rounded);
        assert_eq!(texts, ["123457", "1.5", "-0.00012346", "2", "0"]);
    }

    #[test]
    fn nothing_can_be_described() {
        let nothing = Description::of("none", &Geometry::default(), 0.0, Vec::new());
        assert!(nothing.bounds.is_none());
        assert!(nothing.to_text().contains("bounds      nothing"));
        assert!(serde_json::to_string(&nothing).unwrap().contains("\"bounds\":null"));
    }
}
