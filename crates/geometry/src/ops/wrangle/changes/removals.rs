//! Elements that go.

use expression::Change;
use task::{Stop, Task};

use super::element;
use crate::Geometry;
use crate::ops::extract::{self, LoosePoints, Losing};

/// The geometry without what was removed, and without primitives that were added and have no
/// corner. Primitives lose the corners whose points go, and go themselves where too few are left.
pub(super) fn without_removed(
    geometry: Geometry,
    changes: &[Change],
    task: &Task,
) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let mut points = vec![true; geometry.point_count()];
    let mut primitives = vec![true; geometry.primitive_count()];
    // Points of removed primitives that go if nothing else uses them.
    let mut candidates = Vec::new();
    let mut adds = 0;
    for change in changes {
        match *change {
            Change::RemovePoint { point, .. } => {
                if let Some(point) = element(point, points.len()) {
                    points[point] = false;
                }
            }
            Change::RemovePrimitive { primitive, and_points } => {
                if let Some(primitive) = element(primitive, primitives.len()) {
                    primitives[primitive] = false;
                    if and_points {
                        candidates.extend_from_slice(topology.primitive(primitive));
                    }
                }
            }
            Change::AddPrimitive { .. } => adds += 1,
            _ => {}
        }
    }
    for primitive in primitives.len() - adds..primitives.len() {
        primitives[primitive] &= !topology.vertices(primitive).is_empty();
    }
    for point in candidates {
        let vertices = topology.vertices_of_point().of(point as usize);
        let is_used = vertices
            .iter()
            .any(|&vertex| primitives[topology.primitive_of_vertex()[vertex as usize] as usize]);
        points[point as usize] &= is_used;
    }
    let left = extract::primitives(&geometry, &primitives, LoosePoints::Keep, task)?;
    extract::points(&left, &points, Losing::Shrink, task)
}
