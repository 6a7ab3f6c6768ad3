//! Points that are near each other.

use glam::Vec3;
use task::{Stop, Task};

use crate::{Adjacency, NONE};

/// Candidates that a point is compared with before it is left to the exact pass.
const FEW: usize = 64;

/// For each position the point that it is fused with, itself if with none.
///
/// Points are taken in rising order: one that is not fused yet draws all later ones to it that
/// lie within `distance` metres and are not fused yet either. So no chain of points collapses
/// that is longer than the distance, and the result is the same however the work is shared.
/// `chosen` lists the points that take part, in rising order; positions that are not finite
/// never do. A distance of zero, or less, fuses points in the same place.
pub(super) fn targets(
    positions: &[Vec3],
    chosen: &[u32],
    distance: f32,
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    let distance = f64::from(distance.min(f32::MAX)).max(0.0);
    let cells = Cells::build(positions, chosen, distance, task)?;
    // Most points have nobody near: found on all cores, they take no part in the exact pass.
    let crowded = task.map(cells.points.len(), |slot| cells.may_be_near(slot))?;
    let mut targets: Vec<u32> = (0..positions.len() as u32).collect();
    let mut fused = vec![false; cells.points.len()];
    let mut work = 0;
    for slot in 0..cells.points.len() {
        if !crowded[slot] || fused[slot] {
            continue;
        }
        cells.visit(slot, &mut |other| {
            work += 1;
            if other > slot && !fused[other] && cells.are_near(slot, other) {
                fused[other] = true;
                targets[cells.points[other] as usize] = cells.points[slot];
            }
            true
        });
        if work > 1 << 16 {
            work = 0;
            task.check()?;
        }
    }
    Ok(targets)
}

/// Points by the cell of space that they lie in: a table of lists, in which cells far from each
/// other may share one (Teschner and others 2003). Cells that lie side by side along x lie side
/// by side in the table.
struct Cells {
    distance: f64,
    /// Cells are twice the distance wide, so that a point's surroundings touch two along each
    /// axis. Zero where every place is a cell.
    per_metre: f64,
    /// The points that take part, in rising order, and where they are.
    points: Vec<u32>,
    places: Vec<Vec3>,
    lists: Adjacency,
    mask: u64,
}

impl Cells {
    fn build(positions: &[Vec3], chosen: &[u32], distance: f64, task: &Task) -> Result<Self, Stop> {
        let finite = |&&point: &&u32| positions[point as usize].is_finite();
        let points: Vec<u32> = chosen.iter().filter(finite).copied().collect();
        task.check()?;
        // Adding zero makes the two zeroes one.
        let places = task.map(points.len(), |slot| positions[points[slot] as usize] + 0.0)?;
        let mask = points.len().max(1).next_power_of_two() as u64 - 1;
        let per_metre = if distance > 0.0 { 0.5 / distance } else { 0.0 };
        let mut cells =
            Self { distance, per_metre, points, places, lists: Adjacency::default(), mask };
        let slots = task.map(cells.points.len(), |slot| {
            let place = cells.places[slot];
            let [x, y, z] = place.to_array().map(f64::from);
            match cells.per_metre > 0.0 {
                true => cells.list([x, y, z].map(|value| (value * cells.per_metre).floor())),
                false => cells.list([x, y, z]),
            }
        })?;
        cells.lists = Adjacency::try_invert(&slots, mask as usize + 1, task)?;
        task.check()?;
        Ok(cells)
    }

    /// The list of a cell.
    fn list(&self, cell: [f64; 3]) -> u32 {
        const ODD: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F];
        // Neighbours differ by one while cells can be counted; of places, and beyond that, the
        // bits say which one it is.
        let number = |value: f64| match self.per_metre > 0.0 && value.abs() < 1e15 {
            true => value as i64 as u64,
            false => {
                let bits = value.to_bits();
                (bits ^ (bits >> 29)).wrapping_mul(ODD[0]) >> 20
            }
        };
        let row = number(cell[1]).wrapping_mul(ODD[0]) ^ number(cell[2]).wrapping_mul(ODD[1]);
        (number(cell[0]).wrapping_add(row ^ (row >> 31)) & self.mask) as u32
    }

    fn are_near(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.places[a], self.places[b]);
        match self.per_metre > 0.0 {
            true => a.as_dvec3().distance_squared(b.as_dvec3()) <= self.distance * self.distance,
            false => a == b,
        }
    }

    /// Calls `f` with the points around one, some of them farther than the distance, some of
    /// them twice, those of its own cell first; ends when `f` says false.
    fn visit(&self, slot: usize, f: &mut impl FnMut(usize) -> bool) {
        let place = self.places[slot].to_array().map(f64::from);
        if self.per_metre == 0.0 {
            let mut list = self.lists.of(self.list(place) as usize).iter();
            list.all(|&other| f(other as usize));
            return;
        }
        let cell = |value: f64| (value * self.per_metre).floor();
        let own = self.list(place.map(cell));
        if !self.lists.of(own as usize).iter().all(|&other| f(other as usize)) {
            return;
        }
        let low = place.map(|value| cell(value - self.distance));
        let high = place.map(|value| cell(value + self.distance));
        // Two along each axis, three where rounding lets one touch.
        let count = [0, 1, 2].map(|axis| (high[axis] - low[axis]).clamp(0.0, 2.0) as u32 + 1);
        for z in 0..count[2] {
            for y in 0..count[1] {
                for x in 0..count[0] {
                    let step = [x, y, z].map(f64::from);
                    let list = self.list([0, 1, 2].map(|axis| low[axis] + step[axis]));
                    let near = self.lists.of(list as usize);
                    if list != own && !near.iter().all(|&other| f(other as usize)) {
                        return;
                    }
                }
            }
        }
    }

    /// Whether another point may be near: false only if there is none.
    fn may_be_near(&self, slot: usize) -> bool {
        let (mut found, mut seen) = (false, 0);
        self.visit(slot, &mut |other| {
            seen += 1;
            found = other != slot && (seen > FEW || self.are_near(slot, other));
            !found
        });
        found
    }
}

/// Points numbered anew where several become one: for each old point its new number, and for
/// each new one the old points that it was, in rising order.
pub(super) fn joined(targets: &[u32], task: &Task) -> Result<(Vec<u32>, Adjacency), Stop> {
    let mut numbers = vec![NONE; targets.len()];
    let mut count = 0;
    for (point, &target) in targets.iter().enumerate() {
        if point.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        // A target is its own, and comes before those that it draws to it.
        if target as usize == point {
            numbers[point] = count;
            count += 1;
        } else {
            numbers[point] = numbers[target as usize];
        }
    }
    let members = Adjacency::try_invert(&numbers, count as usize, task)?;
    Ok((numbers, members))
}
