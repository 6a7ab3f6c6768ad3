//! References from one parameter to another, as expressions write them.

use graph::{Kind, Name, NodePath};

/// A parameter that was copied as a reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// Its node.
    pub path: NodePath,
    /// Its id.
    pub id: Name,
    /// What it holds.
    pub kind: Kind,
}

impl Copied {
    /// The expression that gives the parameter, wherever it is written.
    pub fn absolute(&self) -> String {
        let (reader, place) = (reader(self.kind), if self.is_ramp() { ", 0.5" } else { "" });
        format!("{reader}(\"{}/{}\"{place})", self.path, self.id)
    }

    fn is_ramp(&self) -> bool {
        matches!(self.kind, Kind::CurveRamp(_) | Kind::ColourRamp(_))
    }

    /// The expression that gives the parameter when it is written at a node, for a parameter of
    /// some kind there.
    pub fn written_at(&self, node: &NodePath, wanted: Kind) -> String {
        let path = match self.path.relative_to(node).as_str() {
            "." => self.id.to_string(),
            node => format!("{node}/{}", self.id),
        };
        match (reader(self.kind), reader(wanted)) {
            ("chramp", _) => format!("chramp(\"{path}\", 0.5)"),
            // Anything can be read as text.
            (_, "chs") => format!("chs(\"{path}\")"),
            ("chs", _) => format!("atof(chs(\"{path}\"))"),
            ("ch", _) => format!("ch(\"{path}\")"),
            // Of several numbers the first, where one is wanted.
            (_, "ch") => format!("ch(\"{path}.x\")"),
            (_, several) => format!("{several}(\"{path}\")"),
        }
    }
}

/// The function that reads a kind of parameter.
fn reader(kind: Kind) -> &'static str {
    match kind {
        Kind::Vector2(_) => "chu",
        Kind::Vector3(_) | Kind::Colour(_) => "chv",
        Kind::Vector4(_) => "chp",
        Kind::Text(..) | Kind::Menu(..) => "chs",
        Kind::CurveRamp(_) | Kind::ColourRamp(_) => "chramp",
        Kind::Toggle(_) | Kind::Integer(_) | Kind::Float(_) | Kind::Button => "ch",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_fits_where_it_is_pasted() {
        let path = |text: &str| NodePath::parse(text).unwrap();
        let size = Copied { path: path("/box1"), id: "size".into(), kind: Kind::Vector3([0.0; 3]) };
        assert_eq!(size.absolute(), "chv(\"/box1/size\")");
        let at = |node: &str, wanted| size.written_at(&path(node), wanted);
        assert_eq!(at("/grid1", Kind::Vector3([0.0; 3])), "chv(\"../box1/size\")");
        assert_eq!(at("/tower/grid1", Kind::Float(0.0)), "ch(\"../../box1/size.x\")");
        assert_eq!(at("/box1", Kind::Vector2([0.0; 2])), "chu(\"size\")");
        let rows = Copied { kind: Kind::Integer(1), ..size.clone() };
        assert_eq!(rows.written_at(&path("/a"), Kind::Float(0.0)), "ch(\"../box1/size\")");
    }
}
