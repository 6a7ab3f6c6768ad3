//! Paths of nodes: `/tower/extrude1`.

use std::fmt;

use crate::document::Name;

/// The place of a node: the names of the subnets around it, then its own. The empty path, `/`,
/// is the root network.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodePath(Vec<Name>);

/// Why a text is not the path of a node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing is named.
    #[error("the path is empty; write one such as /tower/extrude1 or ../grid1")]
    Empty,
    /// A relative path was given where nothing is around.
    #[error("\"{0}\" is a relative path; write it with a / in front")]
    Relative(String),
    /// More `..` than subnets around.
    #[error("\"{0}\" leads above the root network; remove a ..")]
    AboveRoot(String),
}

impl NodePath {
    /// The root network.
    pub const ROOT: Self = Self(Vec::new());

    /// The path in an absolute text such as `/tower/extrude1`.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        match text.trim() {
            "" => Err(PathError::Empty),
            text if text.starts_with('/') => Self::ROOT.join(text),
            text => Err(PathError::Relative(text.to_owned())),
        }
    }

    /// What `text` names when it is written at this node: an absolute path, or one that starts
    /// from the node, whose siblings are `../name`.
    pub fn join(&self, text: &str) -> Result<Self, PathError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PathError::Empty);
        }
        let mut names = if text.starts_with('/') { Vec::new() } else { self.0.clone() };
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    names.pop().ok_or_else(|| PathError::AboveRoot(text.to_owned()))?;
                }
                name => names.push(name.into()),
            }
        }
        Ok(Self(names))
    }

    /// The node of a name in this network.
    pub fn child(&self, name: &str) -> Self {
        let mut names = Vec::with_capacity(self.0.len() + 1);
        names.extend_from_slice(&self.0);
        names.push(name.into());
        Self(names)
    }

    /// The node at `inner`, such as `tower/box1`, inside this subnet. Unlike [`NodePath::join`]
    /// it never leads out: every part is a name.
    pub fn inside(&self, inner: &str) -> Self {
        let parts = inner.split('/').filter(|part| !part.is_empty()).map(Name::from);
        Self(self.0.iter().cloned().chain(parts).collect())
    }

    /// How the path is written inside the subnet `around`: what [`NodePath::inside`] reads back.
    /// None if it is not inside.
    pub fn within(&self, around: &Self) -> Option<String> {
        let inner = self.0.strip_prefix(around.0.as_slice()).filter(|inner| !inner.is_empty())?;
        let parts: Vec<&str> = inner.iter().map(|name| &**name).collect();
        Some(parts.join("/"))
    }

    /// This path with its start `from` replaced by `to`; unchanged if it does not start so.
    pub fn moved(&self, from: &Self, to: &Self) -> Self {
        match self.0.strip_prefix(from.0.as_slice()) {
            Some(rest) => Self(to.0.iter().chain(rest).cloned().collect()),
            None => self.clone(),
        }
    }

    /// The network that the node is in; none for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, around) = self.0.split_last()?;
        Some(Self(around.to_vec()))
    }

    /// The node's own name; none for the root.
    pub fn name(&self) -> Option<&Name> {
        self.0.last()
    }

    /// The names from the root to the node.
    pub fn names(&self) -> &[Name] {
        &self.0
    }

    /// Whether it is the root network.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is `other` or lies inside it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// How this path is written at the node `from`, such as `../grid1`: the text that
    /// [`NodePath::join`] reads back.
    pub fn relative_to(&self, from: &Self) -> String {
        let shared = self.0.iter().zip(&from.0).take_while(|(a, b)| a == b).count();
        let up = std::iter::repeat_n("..", from.0.len() - shared);
        let parts: Vec<&str> = up.chain(self.0[shared..].iter().map(|name| &**name)).collect();
        if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
    }
}

impl<N: Into<Name>> FromIterator<N> for NodePath {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for NodePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str("/");
        }
        self.0.iter().try_for_each(|name| write!(formatter, "/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> NodePath {
        NodePath::parse(text).unwrap()
    }

    #[test]
    fn paths_are_read_and_written() {
        for text in ["/", "/grid1", "/tower/extrude1"] {
            assert_eq!(path(text).to_string(), text);
        }
        assert_eq!(path("//tower/./extrude1/").to_string(), "/tower/extrude1");
        assert_eq!(NodePath::parse(" "), Err(PathError::Empty));
        assert_eq!(NodePath::parse("grid1"), Err(PathError::Relative("grid1".to_owned())));
        assert_eq!(path("/tower/extrude1").parent(), Some(path("/tower")));
        assert_eq!(NodePath::ROOT.parent(), None);
    }

    #[test]
    fn relative_paths_start_from_the_node() {
        let node = path("/tower/extrude1");
        assert_eq!(node.join("../grid1"), Ok(path("/tower/grid1")));
        assert_eq!(node.join("../../box1"), Ok(path("/box1")));
        assert_eq!(node.join("/box1"), Ok(path("/box1")));
        assert!(node.join("../../../box1").unwrap_err().to_string().contains("above the root"));
    }

    #[test]
    fn a_relative_text_leads_back_to_its_path() {
        let all = ["/", "/a", "/a/b", "/a/b/c", "/a/d", "/e/b"].map(path);
        for from in &all {
            for to in &all {
                assert_eq!(from.join(&to.relative_to(from)).as_ref(), Ok(to), "{from} {to}");
            }
        }
        assert_eq!(path("/a/d").relative_to(&path("/a/b")), "../d");
        assert_eq!(path("/a/b/c").within(&path("/a")).as_deref(), Some("b/c"));
        assert_eq!(path("/a").within(&path("/a")), None);
        assert_eq!(path("/a").inside("b/c"), path("/a/b/c"));
        assert_eq!(path("/a/b/c").moved(&path("/a/b"), &path("/d")), path("/d/c"));
        assert_eq!(path("/a/bc").moved(&path("/a/b"), &path("/d")), path("/a/bc"));
    }
}
