//! Packed instances: a shared geometry placed at a point.
//!
//! A packed instance is a primitive with one vertex. Where it stands is the `P` of its point, so
//! that whatever moves points moves instances; how it is turned and scaled is the primitive
//! attribute [`PACKED_TRANSFORM`]; which geometry it shows is [`PACKED_SOURCE`], an index into
//! [`Geometry::packed`]. Being attributes, both travel with every operation that keeps them.

use std::sync::Arc;

use glam::{Mat3, Vec3};

use crate::{Domain, Geometry, PrimitiveKind};

/// The primitive attribute that names an instance's geometry; -1 where there is none.
pub const PACKED_SOURCE: &str = "packed_source";

/// The primitive attribute with an instance's 3 × 3 matrix, by columns.
pub const PACKED_TRANSFORM: &str = "packed_transform";

/// One packed instance: the affine transform `position + matrix * p` of a shared geometry.
#[derive(Debug, Clone)]
pub struct Instance<'a> {
    /// The primitive that it is.
    pub primitive: usize,
    /// The geometry that it shows.
    pub geometry: &'a Arc<Geometry>,
    /// How it is turned and scaled.
    pub matrix: Mat3,
    /// Where it stands.
    pub position: Vec3,
}

impl Geometry {
    /// Every packed instance, in the order of primitives.
    pub fn instances(&self) -> impl Iterator<Item = Instance<'_>> {
        let topology = self.topology();
        let sources = self.primitives().read::<i32>(PACKED_SOURCE).unwrap_or(&[]);
        let matrices = self.primitives().read::<[f32; 9]>(PACKED_TRANSFORM).unwrap_or(&[]);
        let positions = self.positions();
        let count = if self.packed().is_empty() { 0 } else { topology.primitive_count() };
        (0..count).filter_map(move |primitive| {
            if topology.kind(primitive) != PrimitiveKind::Packed {
                return None;
            }
            let geometry = self.packed().get(usize::try_from(*sources.get(primitive)?).ok()?)?;
            let matrix = matrices.get(primitive).map_or(Mat3::IDENTITY, Mat3::from_cols_array);
            let point = *topology.primitive(primitive).first()?;
            Some(Instance { primitive, geometry, matrix, position: positions[point as usize] })
        })
    }

    /// The same geometry without the attributes and the list that only packed instances need; for
    /// one that has none.
    pub(crate) fn without_packed(mut self) -> Self {
        let names = [PACKED_SOURCE, PACKED_TRANSFORM];
        if names.iter().any(|name| self.primitives().contains(name)) {
            self.table_mut(Domain::Primitive).retain(|name, _| !names.contains(&name));
        }
        if self.packed().is_empty() { self } else { self.with_packed(Vec::new()) }
    }

    /// The number of packed instances.
    pub fn packed_count(&self) -> usize {
        let kinds = self.topology().kinds();
        kinds.iter().filter(|&&kind| kind == PrimitiveKind::Packed).count()
    }
}
