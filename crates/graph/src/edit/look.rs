//! What an artist sees of nodes: place, flags, comment, colour. Only bypass and display reach a
//! cook.

use super::{Edit, EditError};
use crate::document::Name;
use crate::path::NodePath;

/// A flag of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// The node passes its first input on.
    Bypass,
    /// The node is shown as a ghost.
    Template,
    /// The node is protected.
    Locked,
}

impl Edit<'_> {
    /// Sets a flag of nodes, or takes it away.
    pub fn set_flag(&mut self, paths: &[NodePath], flag: Flag, on: bool) -> Result<(), EditError> {
        self.all_or_none(|edit| {
            for path in paths {
                let node = edit.document.node_mut(path)?;
                match flag {
                    Flag::Bypass => node.bypass = on,
                    Flag::Template => node.template = on,
                    Flag::Locked => node.locked = on,
                }
            }
            Ok(())
        })
    }

    /// Moves nodes of a network to where they are drawn from now on.
    pub fn move_nodes(
        &mut self,
        network: &NodePath,
        positions: &[(Name, [f32; 2])],
    ) -> Result<(), EditError> {
        self.all_or_none(|edit| {
            for (name, position) in positions {
                let path = network.child(name);
                if position.iter().any(|number| !number.is_finite()) {
                    return Err(EditError::NotFinite(path));
                }
                edit.document.node_mut(&path)?.position = *position;
            }
            Ok(())
        })
    }

    /// Sets what the artist writes about a node.
    pub fn set_comment(&mut self, path: &NodePath, comment: &str) -> Result<(), EditError> {
        self.document.node_mut(path)?.comment = comment.to_owned();
        Ok(())
    }

    /// Sets the colour that nodes are drawn in, as sRGB; none for that of their category.
    pub fn set_colour(
        &mut self,
        paths: &[NodePath],
        colour: Option<[u8; 3]>,
    ) -> Result<(), EditError> {
        self.all_or_none(|edit| {
            for path in paths {
                edit.document.node_mut(path)?.colour = colour;
            }
            Ok(())
        })
    }

    /// Puts the display flag of a network on a node, or takes it away.
    pub fn set_display(&mut self, network: &NodePath, node: Option<&str>) -> Result<(), EditError> {
        self.all_or_none(|edit| {
            if let Some(name) = node {
                edit.document.node(&network.child(name))?;
            }
            edit.network_mut(network)?.display = node.map(Name::from);
            // A subnet without outputs gives what it displays.
            if network.is_root() { Ok(()) } else { edit.refuse_cycle_around(network) }
        })
    }
}
