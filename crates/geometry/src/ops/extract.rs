//! Parts of a geometry: the elements that stay, with all that belongs to them.

use task::{Stop, Task};

use crate::runs::{fill_runs, marked, run_offsets, zeroes};
use crate::{Geometry, NONE, PrimitiveKind, Topology};

/// What becomes of points that no primitive uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoosePoints {
    /// All points stay.
    Keep,
    /// Points go with the last primitive that used them; those that were loose before stay.
    #[default]
    DropFreed,
    /// Every point without a primitive goes.
    Drop,
}

/// What becomes of a primitive that loses some of its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Losing {
    /// It goes on with the corners that are left, while a polygon has three and a polyline two.
    #[default]
    Shrink,
    /// It goes too.
    Drop,
}

/// The geometry of the primitives for which `keep` is true, in their order.
///
/// Attributes and groups of all four domains are kept, and so are packed instances with what
/// they show. Nothing is copied where everything stays.
pub fn primitives(
    geometry: &Geometry,
    keep: &[bool],
    loose: LoosePoints,
    task: &Task,
) -> Result<Geometry, Stop> {
    task.check()?;
    let all = keep.iter().all(|&kept| kept);
    if all && loose != LoosePoints::Drop {
        return Ok(geometry.clone());
    }
    let primitives = marked(keep, task)?;
    let (offsets, vertices) = vertices_of(geometry.topology(), &primitives, task)?;
    let points = match loose {
        LoosePoints::Keep => None,
        LoosePoints::DropFreed | LoosePoints::Drop => {
            let corners = geometry.topology().corners();
            let before = loose == LoosePoints::DropFreed;
            let mut stays = vec![before; geometry.point_count()];
            if before {
                corners.iter().for_each(|&point| stays[point as usize] = false);
            }
            for &vertex in &vertices {
                stays[corners[vertex as usize] as usize] = true;
            }
            (!stays.iter().all(|&stays| stays)).then(|| marked(&stays, task)).transpose()?
        }
    };
    if all && points.is_none() {
        return Ok(geometry.clone());
    }
    Elements { points, vertices, primitives, offsets }.take(geometry, task)
}

/// The geometry of the points for which `keep` is true, and of the primitives between them.
///
/// Primitives lose the corners whose points go, or go themselves, as `losing` says; a packed
/// instance goes with its point. Those that lose nothing stay as they are, degenerate ones too.
/// Attributes and groups of all four domains are kept.
pub fn points(
    geometry: &Geometry,
    keep: &[bool],
    losing: Losing,
    task: &Task,
) -> Result<Geometry, Stop> {
    task.check()?;
    if keep.iter().all(|&kept| kept) {
        return Ok(geometry.clone());
    }
    let topology = geometry.topology();
    let left = task.map(topology.primitive_count(), |primitive| {
        let corners = topology.primitive(primitive);
        let left = corners.iter().filter(|&&point| keep[point as usize]).count();
        let enough = match (losing, topology.kind(primitive)) {
            (_, PrimitiveKind::Packed) | (Losing::Drop, _) => corners.len(),
            (Losing::Shrink, PrimitiveKind::Polygon) => 3,
            (Losing::Shrink, PrimitiveKind::Polyline) => 2,
        };
        if left == corners.len() || left >= enough { left as u32 } else { NONE }
    })?;
    let stays: Vec<bool> = left.iter().map(|&left| left != NONE).collect();
    let primitives = marked(&stays, task)?;
    let length = |index: usize| left[primitives[index] as usize] as usize;
    let offsets = run_offsets(primitives.len(), length, 4, "the vertices that stay", task)?;
    let mut vertex_stays = vec![false; topology.vertex_count()];
    fill_runs(topology.offsets(), 1, &mut vertex_stays, task, |primitive, from, slots| {
        if stays[primitive] {
            let corners = &topology.primitive(primitive)[from..];
            slots.iter_mut().zip(corners).for_each(|(slot, &point)| *slot = keep[point as usize]);
        }
    })?;
    let vertices = marked(&vertex_stays, task)?;
    Elements { points: Some(marked(keep, task)?), vertices, primitives, offsets }
        .take(geometry, task)
}

/// Where the vertices of some primitives lie when these stand one after another, and which
/// vertices they are.
pub(crate) fn vertices_of(
    topology: &Topology,
    primitives: &[u32],
    task: &Task,
) -> Result<(Vec<u32>, Vec<u32>), Stop> {
    let length = |index: usize| topology.vertices(primitives[index] as usize).len();
    let offsets = run_offsets(primitives.len(), length, 4, "the vertices that stay", task)?;
    let mut vertices = zeroes::<u32>(offsets[primitives.len()] as usize);
    fill_runs(&offsets, 1, &mut vertices, task, |index, from, slots| {
        let first = topology.vertices(primitives[index] as usize).start + from;
        slots.iter_mut().zip(first as u32..).for_each(|(slot, vertex)| *slot = vertex);
    })?;
    Ok((offsets, vertices))
}

/// Which elements of one geometry make another one.
pub(crate) struct Elements {
    /// The points, each at most once; all if `None`.
    pub points: Option<Vec<u32>>,
    /// The vertices, primitive after primitive. Their points are among `points`.
    pub vertices: Vec<u32>,
    /// The primitives.
    pub primitives: Vec<u32>,
    /// Where the vertices of each primitive begin in `vertices`, and the end.
    pub offsets: Vec<u32>,
}

impl Elements {
    /// The geometry of these elements, in this order, with all their attributes.
    pub fn take(self, geometry: &Geometry, task: &Task) -> Result<Geometry, Stop> {
        let old = geometry.topology().corners();
        let mut corners = zeroes::<u32>(self.vertices.len());
        match &self.points {
            None => task.fill(&mut corners, |i, slot| *slot = old[self.vertices[i] as usize])?,
            Some(points) => {
                let mut place = vec![NONE; geometry.point_count()];
                for (index, &point) in points.iter().enumerate() {
                    place[point as usize] = index as u32;
                }
                task.fill(&mut corners, |i, slot| {
                    *slot = place[old[self.vertices[i] as usize] as usize];
                })?;
            }
        }
        task.check()?;
        self.take_with(corners, geometry, task)
    }

    /// The same, where it is known which of the new points each vertex has.
    pub fn take_with(
        self,
        corners: Vec<u32>,
        geometry: &Geometry,
        task: &Task,
    ) -> Result<Geometry, Stop> {
        let topology = geometry.topology();
        let points = match &self.points {
            None => geometry.points().clone(),
            Some(points) => geometry.points().gather(points, task)?,
        };
        let kinds: Vec<PrimitiveKind> = match topology.kinds() {
            [] => Vec::new(),
            kinds => self.primitives.iter().map(|&primitive| kinds[primitive as usize]).collect(),
        };
        let any_packed = kinds.contains(&PrimitiveKind::Packed);
        let topology = Topology::new(points.len(), self.offsets, corners, kinds);
        task.check()?;
        let vertices = geometry.vertices().gather(&self.vertices, task)?;
        task.check()?;
        let primitives = geometry.primitives().gather(&self.primitives, task)?;
        let detail = geometry.detail().clone();
        let taken = Geometry::from_tables(topology, points, vertices, primitives, detail);
        Ok(match any_packed {
            true => taken.with_packed(geometry.packed().clone()),
            false => taken.without_packed(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn any_half_of_any_shape_is_sound_and_keeps_its_attributes() {
        let task = Task::unlimited();
        for (name, shape) in shapes::all() {
            let finite = !name.contains("not numbers");
            for loose in [LoosePoints::Keep, LoosePoints::DropFreed, LoosePoints::Drop] {
                let keep: Vec<bool> = (0..shape.primitive_count()).map(|i| i % 2 == 0).collect();
                let half = primitives(&shape, &keep, loose, &task).unwrap();
                shapes::assert_sound(&half, finite, name);
                assert_eq!(half.primitive_count(), keep.iter().filter(|&&kept| kept).count());
                let pieces = half.primitives().read::<i32>("piece").unwrap();
                assert!(pieces.iter().all(|piece| piece % 2 == 0), "{name}");
                assert!(half.detail().contains("note") && half.points().contains("mass"));
            }
            for losing in [Losing::Shrink, Losing::Drop] {
                let keep: Vec<bool> = (0..shape.point_count()).map(|i| i % 3 != 0).collect();
                let some = points(&shape, &keep, losing, &task).unwrap();
                shapes::assert_sound(&some, finite, name);
                let masses = some.points().read::<f32>("mass").unwrap();
                assert!(masses.iter().all(|mass| mass % 3.0 != 0.0), "{name}");
                assert_eq!(masses.len(), keep.iter().filter(|&&kept| kept).count());
            }
        }
    }

    #[test]
    fn polygons_without_a_point_shrink_or_go() {
        let grid = shapes::grid(2, 2);
        let keep: Vec<bool> = (0..9).map(|point| point != 4).collect();
        let task = Task::unlimited();
        let holed = points(&grid, &keep, Losing::Shrink, &task).unwrap();
        assert_eq!((holed.primitive_count(), holed.vertex_count()), (4, 12));
        assert!(points(&grid, &keep, Losing::Drop, &task).unwrap().primitive_count() == 0);
        let corner: Vec<bool> = (0..9).map(|point| point == 0 || point == 8).collect();
        let two = points(&grid, &corner, Losing::Shrink, &task).unwrap();
        assert_eq!((two.point_count(), two.primitive_count()), (2, 0));
    }

    #[test]
    fn loose_points_follow_the_choice() {
        let mut shape = shapes::polylines();
        shape = super::super::merge::merge(
            &[&shape, &Geometry::from_points(vec![glam::Vec3::ONE])],
            &Task::unlimited(),
        )
        .unwrap();
        let keep = [true, false, false, true];
        let count =
            |loose| primitives(&shape, &keep, loose, &Task::unlimited()).unwrap().point_count();
        assert_eq!(count(LoosePoints::Keep), 9);
        assert_eq!(count(LoosePoints::DropFreed), 7, "5 and 1 in use, 1 loose before");
        assert_eq!(count(LoosePoints::Drop), 6);
    }

    #[test]
    fn what_stays_whole_is_shared_and_packed_sources_go_with_the_last_instance() {
        let task = Task::unlimited();
        let packed = shapes::packed();
        let all = primitives(&packed, &[true; 4], LoosePoints::DropFreed, &task).unwrap();
        assert!(std::sync::Arc::ptr_eq(all.topology(), packed.topology()));
        let keep = [false, true, false, false];
        let one = primitives(&packed, &keep, LoosePoints::Drop, &task).unwrap();
        assert_eq!((one.packed_count(), one.point_count()), (1, 1));
        let keep = [false, false, false, true];
        let none = primitives(&packed, &keep, LoosePoints::Drop, &task).unwrap();
        assert!(none.packed().is_empty() && none.topology().is_all_polygons());
    }

    #[test]
    fn stops_when_cancelled() {
        let task = Task::unlimited();
        task.cancel_token().cancel();
        let keep = [false; 6];
        let cube = shapes::cube();
        assert_eq!(primitives(&cube, &keep, LoosePoints::Keep, &task), Err(Stop::Cancelled));
        assert_eq!(points(&cube, &[false; 8], Losing::Drop, &task), Err(Stop::Cancelled));
    }
}
