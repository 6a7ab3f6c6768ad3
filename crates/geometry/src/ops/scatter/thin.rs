//! Points no nearer to each other than a distance.

use std::ops::Range;

use glam::Vec3;
use rayon::prelude::*;
use task::{Stop, Task};

use crate::NONE;
use crate::cells::{Cells, Rows};

/// Points that a slab should have at least, so that slabs are worth a thread's while.
const SLAB: usize = 4096;

/// The points that stay, in rising order: going through them by rising priority, each that is no
/// nearer than `distance` to one that stays already.
///
/// Space is cut into slabs across its z axis, each wider than the distance: first every other
/// slab is gone through, all at once, then those between, which know what stays on both sides.
pub(super) fn thin(
    positions: &[Vec3],
    priorities: &[u32],
    distance: f32,
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    // Along z, the longest side makes the most slabs.
    let longest = crate::Bounds::of(positions).size().max_position();
    let turned;
    let positions = if longest == 2 {
        positions
    } else {
        turned = task.map(positions.len(), |point| {
            let mut turned = positions[point].to_array();
            turned.swap(longest, 2);
            Vec3::from(turned)
        })?;
        &turned
    };
    task.reserve(positions.len() as u64, 48, "keeping this many points apart")?;
    let cells = Cells::build(positions, distance, task)?;
    task.set_progress(0.5);
    let work = Work { cells: &cells, positions, priorities, distance };
    let slabs = slabs(&cells);
    let even: Vec<Slab> = slabs
        .par_iter()
        .step_by(2)
        .map(|range| work.run(range.clone(), &[], task))
        .collect::<Result<_, _>>()?;
    task.set_progress(0.7);
    let odd: Vec<Slab> = slabs
        .par_iter()
        .skip(1)
        .step_by(2)
        .enumerate()
        .map(|(index, range)| {
            work.run(range.clone(), &even[index..(index + 2).min(even.len())], task)
        })
        .collect::<Result<_, _>>()?;
    let mut stays = vec![false; positions.len()];
    for kept in even.iter().chain(&odd).flat_map(|slab| &slab.kept) {
        stays[kept.point as usize] = true;
    }
    Ok((0..positions.len() as u32).filter(|&point| stays[point as usize]).collect())
}

/// The cells of each slab.
fn slabs(cells: &Cells) -> Vec<Range<usize>> {
    let mut slabs = Vec::new();
    let mut start = 0;
    for cell in 1..cells.len() {
        let full = (cells.starts[cell] - cells.starts[start]) as usize >= SLAB;
        if full && cells.layer_of(cell) != cells.layer_of(cell - 1) {
            slabs.push(start..cell);
            start = cell;
        }
    }
    slabs.push(start..cells.len());
    slabs
}

/// What stays in a slab.
struct Slab {
    cells: Range<usize>,
    /// For each cell the last of its points that stay, of `kept`.
    heads: Vec<u32>,
    kept: Vec<Kept>,
}

struct Kept {
    position: Vec3,
    point: u32,
    /// Another of the same cell, of `kept`.
    next: u32,
}

impl Slab {
    /// Whether a point of some of its cells is nearer to `position` than the square root of
    /// `limit`.
    #[inline]
    fn is_near(&self, cells: Range<usize>, position: Vec3, limit: f32) -> bool {
        let start = cells.start.max(self.cells.start);
        let end = cells.end.min(self.cells.end);
        for cell in start..end {
            let mut index = self.heads[cell - self.cells.start];
            while index != NONE {
                let kept = &self.kept[index as usize];
                if kept.position.distance_squared(position) < limit {
                    return true;
                }
                index = kept.next;
            }
        }
        false
    }
}

struct Work<'a> {
    cells: &'a Cells,
    positions: &'a [Vec3],
    priorities: &'a [u32],
    distance: f32,
}

impl Work<'_> {
    /// Goes through one slab; `beside` is what stays in those next to it.
    fn run(&self, range: Range<usize>, beside: &[Slab], task: &Task) -> Result<Slab, Stop> {
        task.check()?;
        let mut around: Vec<Rows> = Vec::with_capacity(range.len());
        // By priority above cell within the slab; equal ones in the order of points.
        let mut order = Vec::new();
        self.cells.neighbours(range.clone(), |cell, rows| {
            let slab_cell = around.len() as u32;
            around.push(rows.clone());
            order.extend(
                self.cells
                    .points(cell)
                    .iter()
                    .map(|&point| (self.priorities[point as usize], point, slab_cell)),
            );
        });
        order.sort_unstable();
        let limit = self.distance * self.distance;
        let heads = vec![NONE; range.len()];
        let mut slab = Slab { cells: range, heads, kept: Vec::with_capacity(order.len() / 8) };
        for chunk in order.chunks(task::GRAIN) {
            task.check()?;
            for &(_, point, cell) in chunk {
                let position = self.positions[point as usize];
                let near = around[cell as usize].iter().any(|row| {
                    let row = row.start as usize..row.end as usize;
                    slab.is_near(row.clone(), position, limit)
                        || beside.iter().any(|slab| slab.is_near(row.clone(), position, limit))
                });
                if !near {
                    let head = &mut slab.heads[cell as usize];
                    let next = std::mem::replace(head, slab.kept.len() as u32);
                    slab.kept.push(Kept { position, point, next });
                }
            }
        }
        Ok(slab)
    }
}
