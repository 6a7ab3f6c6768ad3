//! Points that push each other away over a surface.

use glam::Vec3;
use rayon::prelude::*;
use task::{Stop, Task};

use crate::cells::Cells;
use crate::sampling::Sample;
use crate::{Geometry, Surface};

/// What points move on, and how far from each other they want to be.
pub(super) struct Relaxation<'a> {
    pub(super) geometry: &'a Geometry,
    pub(super) surface: &'a Surface,
    pub(super) spacing: &'a [f32],
}

impl Relaxation<'_> {
    /// Moves the points `iterations` times.
    pub(super) fn run(
        &self,
        iterations: u32,
        samples: &mut [Sample],
        positions: &mut [Vec3],
        task: &Task,
    ) -> Result<(), Stop> {
        let widest = self.spacing.iter().copied().fold(0.0, f32::max);
        for iteration in 0..iterations {
            task.set_progress(0.3 + 0.7 * iteration as f32 / iterations as f32);
            let normals = self.geometry.sample_normals(samples, task)?;
            let cells = Cells::build(positions, widest, task)?;
            // In the order of cells, where neighbours lie together in memory.
            let places = task.map(cells.order.len(), |slot| {
                let point = cells.order[slot] as usize;
                Neighbour {
                    position: positions[point],
                    normal: normals[point],
                    spacing: self.spacing[point],
                    sample: samples[point],
                }
            })?;
            let mut moved = vec![(Vec3::ZERO, Sample::default()); places.len()];
            self.step(&cells, &places, &mut moved, task)?;
            for (&point, (position, sample)) in cells.order.iter().zip(moved) {
                positions[point as usize] = position;
                samples[point as usize] = sample;
            }
        }
        Ok(())
    }

    /// Moves every point once; all see where the others were before.
    fn step(
        &self,
        cells: &Cells,
        places: &[Neighbour],
        moved: &mut [(Vec3, Sample)],
        task: &Task,
    ) -> Result<(), Stop> {
        const GROUP: usize = 256;
        let mut groups = Vec::new();
        let mut rest = moved;
        for first in (0..cells.len()).step_by(GROUP) {
            let range = first..(first + GROUP).min(cells.len());
            let count = cells.starts[range.end] - cells.starts[range.start];
            let (group, after) = rest.split_at_mut(count as usize);
            groups.push((range, group));
            rest = after;
        }
        groups.into_par_iter().try_for_each(|(range, group)| {
            task.check()?;
            let first = cells.starts[range.start];
            cells.neighbours(range, |cell, rows| {
                for slot in cells.starts[cell]..cells.starts[cell + 1] {
                    let near = rows.iter().flat_map(|row| {
                        cells.starts[row.start as usize]..cells.starts[row.end as usize]
                    });
                    let others = near.filter(|&other| other != slot);
                    let push =
                        push(&places[slot as usize], others.map(|slot| &places[slot as usize]));
                    group[(slot - first) as usize] = self.settle(&places[slot as usize], push);
                }
            });
            Ok(())
        })
    }

    /// Where a pushed point comes to lie on the surface. It came from there, so that the closest
    /// place is no farther away than it was pushed.
    fn settle(&self, place: &Neighbour, push: Vec3) -> (Vec3, Sample) {
        let rounding = 1e-5 * (place.position.abs().max_element() + place.spacing);
        let hit = self.surface.closest(place.position + push, push.length() + rounding);
        hit.map_or((place.position, place.sample), |hit| (hit.position, hit.into()))
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Neighbour {
    position: Vec3,
    normal: Vec3,
    spacing: f32,
    sample: Sample,
}

/// How far its neighbours push a point, along its surface: each by a part of what is missing
/// between both, and all together no more than half of its spacing. The other side of a thin
/// wall does not push.
fn push<'a>(place: &Neighbour, others: impl Iterator<Item = &'a Neighbour>) -> Vec3 {
    const PART: f32 = 0.35;
    let mut push = Vec3::ZERO;
    for other in others {
        let apart = place.position - other.position;
        let wanted = 0.5 * (place.spacing + other.spacing);
        let distance = apart.length();
        if distance < wanted && distance > 0.0 && place.normal.dot(other.normal) >= 0.0 {
            push += apart * (PART * (wanted - distance) / distance);
        }
    }
    (push - place.normal * push.dot(place.normal)).clamp_length_max(0.5 * place.spacing)
}
