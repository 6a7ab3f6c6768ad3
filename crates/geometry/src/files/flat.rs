//! What formats without instances are given: geometry without packed instances, and without
//! primitives that have too few corners to be any.

use task::{Stop, Task};

use super::{FileError, Writing};
use crate::ops::extract::{self, LoosePoints};
use crate::ops::unpack::{Unpack, unpack};
use crate::{Geometry, PrimitiveKind, Selection};

/// The geometry with packed instances made real and without polygons of fewer than three corners
/// and polylines of fewer than two, which other programs trip over. Points stay.
pub fn flat(geometry: &Geometry, writing: &mut Writing<'_>) -> Result<Geometry, FileError> {
    let settings = Unpack { deep: true, names: "name".to_owned() };
    let all = Selection::All(geometry.primitive_count());
    let real = unpack(geometry, &all, &settings, writing.task)?;
    let (whole, left_out) = without_stubs(&real, writing.task)?;
    writing.notes.extend(note_of_stubs(left_out));
    Ok(whole)
}

/// The geometry without packed instances that show nothing and without primitives of too few
/// corners, whose points stay; and how many there were.
pub fn without_stubs(geometry: &Geometry, task: &Task) -> Result<(Geometry, usize), Stop> {
    let topology = geometry.topology();
    let offsets = topology.offsets();
    let keep: Vec<bool> = task.map(topology.primitive_count(), |primitive| {
        let corners = offsets[primitive + 1] - offsets[primitive];
        match topology.kind(primitive) {
            PrimitiveKind::Polygon => corners >= 3,
            PrimitiveKind::Polyline => corners >= 2,
            PrimitiveKind::Packed => false,
        }
    })?;
    let left_out = keep.iter().filter(|&&kept| !kept).count();
    Ok((extract::primitives(geometry, &keep, LoosePoints::Keep, task)?, left_out))
}

/// What is said of them.
pub fn note_of_stubs(count: usize) -> Option<String> {
    (count > 0).then(|| {
        format!(
            "{count} primitives were left out: polygons of fewer than three corners, polylines of \
             fewer than two, packed instances that show nothing"
        )
    })
}
