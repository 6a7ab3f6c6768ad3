//! Notes and boxes on the canvas.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Edit, EditError};
use crate::document::{Name, Network};
use crate::path::NodePath;
use crate::remark::{Remark, RemarkKind};

impl Edit<'_> {
    /// Adds a remark, named after its kind: `note1`. Gives its name.
    pub fn add_remark(&mut self, network: &NodePath, remark: Remark) -> Result<Name, EditError> {
        let remark = usable(network, remark)?;
        let network = self.network_mut(network)?;
        let name = unique(network, remark.kind);
        network.remarks.insert(name.clone(), Arc::new(remark));
        Ok(name)
    }

    /// Puts another remark in the place of one: with another text, size or colour.
    pub fn set_remark(
        &mut self,
        network: &NodePath,
        name: &Name,
        remark: Remark,
    ) -> Result<(), EditError> {
        let remark = usable(network, remark)?;
        let place = self.network_mut(network)?.remarks.get_mut(name);
        *place.ok_or_else(|| no_remark(network, name))? = Arc::new(remark);
        Ok(())
    }

    /// Removes remarks; what lies in a box stays.
    pub fn remove_remarks(&mut self, network: &NodePath, names: &[Name]) -> Result<(), EditError> {
        self.all_or_none(|edit| {
            let remarks = &mut edit.network_mut(network)?.remarks;
            for name in names {
                remarks.remove(name).ok_or_else(|| no_remark(network, name))?;
            }
            Ok(())
        })
    }

    /// Moves a remark; with a box moves what lies in it.
    pub fn move_remark(
        &mut self,
        network: &NodePath,
        name: &Name,
        by: [f32; 2],
    ) -> Result<(), EditError> {
        let around = self.document.network(network)?;
        let remark = around.remarks.get(name).ok_or_else(|| no_remark(network, name))?;
        let carried = Carried::by(remark, name, around);
        self.move_carried(network, &carried, by)
    }

    /// Moves what a box was found to carry, so that a drag collects nothing on its way.
    pub fn move_carried(
        &mut self,
        network: &NodePath,
        carried: &Carried,
        by: [f32; 2],
    ) -> Result<(), EditError> {
        let moved = |at: [f32; 2]| [at[0] + by[0], at[1] + by[1]];
        self.all_or_none(|edit| {
            let around = edit.network_mut(network)?;
            for name in &carried.remarks {
                let Some(remark) = around.remarks.get_mut(name) else { continue };
                let remark = Arc::make_mut(remark);
                remark.position = moved(remark.position);
                if !remark.is_finite() {
                    return Err(EditError::NotFinite(network.child(name)));
                }
            }
            let places = carried
                .nodes
                .iter()
                .filter_map(|name| Some((name.clone(), moved(around.nodes.get(name)?.position))));
            let places: Vec<(Name, [f32; 2])> = places.collect();
            edit.move_nodes(network, &places)
        })
    }

    /// Puts remarks of another network into this one, moved, under names that are free.
    pub(super) fn take_remarks(
        &mut self,
        network: &NodePath,
        remarks: impl IntoIterator<Item = Remark>,
        by: [f32; 2],
    ) -> Result<(), EditError> {
        for mut remark in remarks {
            remark.position = [remark.position[0] + by[0], remark.position[1] + by[1]];
            self.add_remark(network, remark)?;
        }
        Ok(())
    }
}

/// What moves with a remark: itself, and with a box what lies in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// Nodes.
    pub nodes: BTreeSet<Name>,
    /// Remarks, the one that carries among them.
    pub remarks: BTreeSet<Name>,
}

impl Carried {
    /// What a remark of a network carries.
    pub fn by(remark: &Remark, name: &Name, network: &Network) -> Self {
        let mut carried = Self { remarks: BTreeSet::from([name.clone()]), ..Self::default() };
        if remark.kind == RemarkKind::Box {
            let nodes = network.nodes.iter().filter(|(_, node)| remark.contains(node.position));
            carried.nodes.extend(nodes.map(|(name, _)| name.clone()));
            let inside = network.remarks.iter().filter(|(_, other)| remark.surrounds(other));
            carried.remarks.extend(inside.map(|(name, _)| name.clone()));
        }
        carried
    }
}

fn usable(network: &NodePath, mut remark: Remark) -> Result<Remark, EditError> {
    if !remark.is_finite() {
        return Err(EditError::NotFinite(network.clone()));
    }
    for (size, least) in remark.size.iter_mut().zip(Remark::LEAST) {
        *size = size.max(least);
    }
    Ok(remark)
}

fn unique(network: &Network, kind: RemarkKind) -> Name {
    let names = (1_u64..).map(|number| format!("{}{number}", kind.id()));
    let mut free = names.filter(|name| !network.remarks.contains_key(name.as_str()));
    free.next().unwrap_or_default().into()
}

fn no_remark(network: &NodePath, name: &Name) -> EditError {
    EditError::NoRemark { network: network.clone(), name: name.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::toys::{CONSTANT, Draft, library};

    fn document() -> Document {
        let draft = Draft::default();
        let mut document =
            draft.node("in", &CONSTANT, &[], &[]).node("out", &CONSTANT, &[], &[]).document();
        let library = library();
        let mut edit = document.edit(&library);
        let places = [("in".into(), [50.0, 50.0]), ("out".into(), [500.0, 50.0])];
        edit.move_nodes(&NodePath::ROOT, &places).unwrap();
        let frame = Remark::new(RemarkKind::Box, [0.0, 0.0], [200.0, 200.0]);
        let note = Remark::new(RemarkKind::Note, [20.0, 100.0], [80.0, 40.0]);
        assert_eq!(&*edit.add_remark(&NodePath::ROOT, frame).unwrap(), "box1");
        assert_eq!(&*edit.add_remark(&NodePath::ROOT, note).unwrap(), "note1");
        document
    }

    #[test]
    fn a_box_moves_what_lies_in_it() {
        let (mut document, library) = (document(), library());
        document.edit(&library).move_remark(&NodePath::ROOT, &"box1".into(), [10.0, 5.0]).unwrap();
        let root = &document.root;
        assert_eq!(root.nodes["in"].position, [60.0, 55.0]);
        assert_eq!(root.nodes["out"].position, [500.0, 50.0]);
        assert_eq!(root.remarks["note1"].position, [30.0, 105.0]);
        document.edit(&library).move_remark(&NodePath::ROOT, &"note1".into(), [1.0, 0.0]).unwrap();
        assert_eq!(document.root.nodes["in"].position, [60.0, 55.0]);
    }

    #[test]
    fn what_is_no_remark_or_not_finite_is_refused() {
        let (mut document, library) = (document(), library());
        let before = document.clone();
        let mut edit = document.edit(&library);
        let bad = Remark::new(RemarkKind::Note, [f32::NAN, 0.0], [1.0, 1.0]);
        assert!(edit.add_remark(&NodePath::ROOT, bad).is_err());
        let far = edit.move_remark(&NodePath::ROOT, &"box1".into(), [f32::INFINITY, 0.0]);
        assert!(far.is_err());
        let error = edit.remove_remarks(&NodePath::ROOT, &["box1".into(), "gone".into()]);
        assert_eq!(error.unwrap_err().to_string(), "there is no note or box \"gone\" in /");
        assert_eq!(document, before);
    }
}
