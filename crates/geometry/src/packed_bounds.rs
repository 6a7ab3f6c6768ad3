//! The box around packed instances: as tight as if they were made real.

use glam::Vec3;
use rayon::prelude::*;
use task::GRAIN;

use crate::{Bounds, Geometry, Instance};

impl Geometry {
    /// The box of all points but those that only instances stand on, and of what the instances
    /// show. Of instances within instances only the boxes count.
    pub(crate) fn bounds_with_instances(&self) -> Bounds {
        let instances: Vec<Instance<'_>> = self.instances().collect();
        let boxes: Vec<Bounds> = instances.par_iter().with_min_len(GRAIN).map(box_of_box).collect();
        let mut known = own_points(self, |point| point);
        // Those that may reach furthest are looked at first: after them there is no need to look
        // at most others.
        for axis in 0..3 {
            let reach = |bounds: &Bounds| [bounds.min[axis], -bounds.max[axis]];
            for side in 0..2 {
                let first = (0..boxes.len())
                    .min_by(|&a, &b| reach(&boxes[a])[side].total_cmp(&reach(&boxes[b])[side]));
                known = known.union(first.map_or(Bounds::EMPTY, |first| exact(&instances[first])));
            }
        }
        let reaches_out = |bounds: &Bounds| {
            !bounds.is_empty()
                && (bounds.min.cmplt(known.min).any() || bounds.max.cmpgt(known.max).any())
        };
        let pairs = instances.par_iter().zip(&boxes).with_min_len(GRAIN);
        let others = pairs
            .filter(|(_, bounds)| reaches_out(bounds))
            .map(|(instance, _)| exact(instance))
            .reduce(|| Bounds::EMPTY, Bounds::union);
        known.union(others)
    }
}

fn place(instance: &Instance<'_>, point: Vec3) -> Vec3 {
    instance.position + instance.matrix * point
}

/// The box of points; those that are not finite are passed over.
fn around(points: impl Iterator<Item = Vec3>) -> Bounds {
    points.filter(|point| point.is_finite()).fold(Bounds::EMPTY, Bounds::with)
}

/// The box around the box of what an instance shows: larger than needed where it is turned.
fn box_of_box(instance: &Instance<'_>) -> Bounds {
    let inner = instance.geometry.bounds();
    if inner.is_empty() {
        return inner;
    }
    let corner = |corner: usize| {
        let axis = |axis: usize| {
            if corner >> axis & 1 == 0 { inner.min[axis] } else { inner.max[axis] }
        };
        place(instance, Vec3::new(axis(0), axis(1), axis(2)))
    };
    around((0..8).map(corner))
}

/// The box of what an instance shows.
fn exact(instance: &Instance<'_>) -> Bounds {
    let inside = instance.geometry;
    let nested = inside.instances().map(|mut nested| {
        nested.position = place(instance, nested.position);
        nested.matrix = instance.matrix * nested.matrix;
        box_of_box(&nested)
    });
    nested.fold(own_points(inside, |point| place(instance, point)), Bounds::union)
}

/// The box of the points that do not only carry instances, each where `place` puts it.
fn own_points(geometry: &Geometry, place: impl Fn(Vec3) -> Vec3) -> Bounds {
    let positions = geometry.positions();
    if geometry.packed().is_empty() {
        return around(positions.iter().map(|&point| place(point)));
    }
    let mut carries = vec![false; positions.len()];
    for instance in geometry.instances() {
        carries[geometry.topology().primitive(instance.primitive)[0] as usize] = true;
    }
    let own = positions.iter().zip(&carries).filter(|(_, carries)| !**carries);
    around(own.map(|(&point, _)| place(point)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use glam::Mat3;
    use task::Task;

    use super::*;
    use crate::ops::unpack::{Unpack, unpack};
    use crate::{Column, Domain, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind, Selection};
    use crate::{Topology, shapes};

    /// Many spheres, turned and scaled in all ways.
    fn spheres(count: usize) -> Geometry {
        let kinds = vec![PrimitiveKind::Packed; count];
        let topology =
            Topology::new(count, (0..=count as u32).collect(), (0..count as u32).collect(), kinds);
        let wave = |i: usize, k: f32| (i as f32 * k).sin();
        let positions = (0..count).map(|i| Vec3::new(wave(i, 1.1), wave(i, 2.3), wave(i, 0.7)));
        let mut geometry = Geometry::new(topology, positions.collect());
        let primitives = geometry.table_mut(Domain::Primitive);
        primitives.set(PACKED_SOURCE, Column::new(vec![0_i32; count]));
        let matrix = |i: usize| {
            let turned = Mat3::from_rotation_x(wave(i, 5.0)) * Mat3::from_rotation_y(i as f32);
            (turned * Mat3::from_diagonal(Vec3::new(1.0, wave(i, 3.0), 0.3))).to_cols_array()
        };
        let matrices = (0..count).flat_map(matrix).collect();
        primitives.set(PACKED_TRANSFORM, Column::floats_of_size(matrices, 9));
        geometry.with_packed(vec![Arc::new(shapes::sphere(12, 8))])
    }

    #[test]
    fn the_box_is_that_of_the_instances_made_real() {
        for count in [1, 2, 50, 10_000] {
            let packed = spheres(count);
            let settings = Unpack { deep: true, names: String::new() };
            let all = Selection::All(count);
            let real = unpack(&packed, &all, &settings, &Task::unlimited()).unwrap();
            let (ours, theirs) = (packed.bounds(), real.bounds());
            let apart = (ours.min - theirs.min).abs().max((ours.max - theirs.max).abs());
            assert!(apart.max_element() < 1e-6, "{count}: {ours:?} {theirs:?}");
        }
    }

    #[test]
    fn what_is_nowhere_does_not_count() {
        let mut packed = spheres(3);
        packed.positions_mut()[1] = Vec3::NAN;
        assert!(packed.bounds().size().is_finite() && !packed.bounds().is_empty());
        let nothing = spheres(2).with_packed(vec![Arc::new(Geometry::default())]);
        assert!(nothing.bounds().is_empty());
    }
}
