//! The steps from two solids to one.

use glam::Vec3;
use task::Task;

use super::assemble::{Part, assemble};
use super::crossings::Pair;
use super::faces::Cut;
use super::fill::fill;
use super::operand::Operand;
use super::orientation::{Grid, Orientation};
use super::separate::separated;
use super::tidy::{Points, Tidy, tidy};
use super::winding::windings;
use super::{BooleanError, Detriangulate, Side};
use crate::Geometry;

/// What is made of two solids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Makes {
    Union,
    Intersection,
    /// The first without the second.
    Difference,
}

impl Makes {
    /// How often the other solid winds around what stays of each.
    fn wanted(self) -> [i32; 2] {
        match self {
            Self::Union => [0, 0],
            Self::Intersection => [1, 1],
            Self::Difference => [0, 1],
        }
    }
}

/// A solid made of two, and where in it what comes from.
pub(super) struct Combined {
    pub geometry: Geometry,
    /// For each point whether it lies where the surfaces meet.
    pub seam: Vec<bool>,
    /// The number of polygons from the first solid; those from the second follow.
    pub from_first: usize,
}

/// Makes one solid of two that have polygons.
pub(super) fn combine(
    [a, b]: [&Geometry; 2],
    makes: Makes,
    keeps_loose: [bool; 2],
    detriangulate: Detriangulate,
    task: &Task,
) -> Result<Combined, BooleanError> {
    let bounds = a.bounds().union(b.bounds());
    let largest = bounds.min.abs().max(bounds.max.abs()).max_element();
    let grid = Grid::new(if bounds.is_empty() { 0.0 } else { largest });
    let (first, second) = rayon::join(
        || Operand::new(a, Side::A, grid, task),
        || Operand::new(b, Side::B, grid, task),
    );
    let operands = [&first?, &second?];
    task.set_progress(0.2);
    // Where surfaces coincide, a union joins what touches and the others part it.
    let orientation = Orientation::new(a, makes == Makes::Union);
    let pair = Pair { operands, orientation, margin: 8.0 * grid.cell() };
    let crossings = pair.crossings(task)?;
    task.set_progress(0.4);
    let (of_a, of_b) = rayon::join(
        || windings(&pair, &crossings, Side::A, task),
        || windings(&pair, &crossings, Side::B, task),
    );
    let windings = [of_a?, of_b?];
    let wanted = makes.wanted();
    let cut = Cut { pair: &pair, crossings: &crossings, windings: &windings, wanted };
    let (of_a, of_b) = rayon::join(|| cut.faces(Side::A, task), || cut.faces(Side::B, task));
    let faces = [of_a?, of_b?].concat();
    let mut whole = [cut.whole(Side::A, task)?, cut.whole(Side::B, task)?];
    task.set_progress(0.6);
    let points = Points::new(&cut);
    let Tidy { faces, same } = tidy(&points, faces, &mut whole, task)?;
    task.set_progress(0.7);
    let at = |point: u32| -> Vec3 { points.at(point) };
    let fill_of = |side: Side| {
        let own: Vec<_> = faces.iter().filter(|face| face.side == side).collect();
        fill(&own, at, detriangulate, task)
    };
    let (of_a, of_b) = rayon::join(|| fill_of(Side::A), || fill_of(Side::B));
    task.set_progress(0.8);
    let [whole_a, whole_b] = whole;
    let part = |side: usize, whole, cut| Part {
        operand: operands[side],
        whole,
        cut,
        is_reversed: side == 1 && makes == Makes::Difference,
        keeps_loose: keeps_loose[side],
    };
    let parts = [part(0, whole_a, of_a?), part(1, whole_b, of_b?)];
    let cut = parts.each_ref().map(|part| part.cut.primitives.len());
    let combined = assemble(&points, parts, &same, task)?;
    separated(combined, cut, task)
}
