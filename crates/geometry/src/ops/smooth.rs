//! Points moved towards their neighbours.

use glam::Vec3;
use task::{Stop, Task};

use crate::{Adjacency, Geometry, Selection};

/// How much is smoothed, and what stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Smooth {
    /// How many times.
    pub iterations: u32,
    /// How far a point goes towards the mean of its neighbours each time, from 0 to 1.
    pub strength: f32,
    /// Whether each step inwards is followed by one outwards that keeps the volume (Taubin 1995).
    pub keep_volume: bool,
    /// Whether points on open borders stay.
    pub fix_borders: bool,
}

/// The step outwards for a step inwards, for the pass band that Taubin proposes.
const PASS_BAND: f32 = 0.1;

/// Smooths the positions of the chosen points over their edges.
///
/// Points that are not chosen, and points without edges, stay but pull their neighbours. All
/// attributes and groups are kept; normals are not made anew.
pub fn smooth(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Smooth,
    task: &Task,
) -> Result<Geometry, Stop> {
    let strength = settings.strength.clamp(0.0, 1.0);
    let edges = geometry.topology().try_edges(task)?;
    if settings.iterations == 0 || strength == 0.0 || edges.is_empty() {
        return Ok(geometry.clone());
    }
    let ends: &[u32] = bytemuck::cast_slice(&edges.points);
    let around = Adjacency::try_invert(ends, geometry.point_count(), task)?;
    let mut moves = chosen.to_mask();
    if settings.fix_borders {
        let borders = (0..edges.len()).filter(|&edge| edges.is_border(edge));
        for point in borders.flat_map(|edge| edges.points[edge]) {
            moves[point as usize] = false;
        }
    }
    let step = |from: &[Vec3], factor: f32| {
        task.map(from.len(), |point| {
            let list = around.of(point);
            if !moves[point] || list.is_empty() {
                return from[point];
            }
            // Of an edge's two ends in the list, the other one is beside.
            let sum: Vec3 = list.iter().map(|&end| from[ends[end as usize ^ 1] as usize]).sum();
            from[point] + (sum / list.len() as f32 - from[point]) * factor
        })
    };
    let outwards = strength / (PASS_BAND * strength - 1.0);
    let mut positions = geometry.positions().to_vec();
    for iteration in 0..settings.iterations {
        positions = step(&positions, strength)?;
        if settings.keep_volume {
            positions = step(&positions, outwards)?;
        }
        task.set_progress((iteration + 1) as f32 / settings.iterations as f32);
    }
    let mut result = geometry.clone();
    result.positions_mut().copy_from_slice(&positions);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    const PLAIN: Smooth =
        Smooth { iterations: 20, strength: 0.5, keep_volume: false, fix_borders: false };

    fn smoothed(geometry: &Geometry, settings: &Smooth) -> Geometry {
        let all = Selection::All(geometry.point_count());
        smooth(geometry, &all, settings, &Task::unlimited()).unwrap()
    }

    #[test]
    fn a_spike_goes_down_and_the_border_stays() {
        let mut grid = shapes::grid(10, 10);
        grid.positions_mut()[60].y = 5.0;
        let fixed = smoothed(&grid, &Smooth { fix_borders: true, ..PLAIN });
        assert!(fixed.positions()[60].y < 0.7);
        assert_eq!(fixed.positions()[0], grid.positions()[0]);
        assert_eq!(fixed.bounds().min.x, 0.0);
        assert!(smoothed(&grid, &PLAIN).bounds().min.x > 0.1, "a free border draws in");
    }

    #[test]
    fn taubin_keeps_the_volume_that_plain_smoothing_loses() {
        let sphere = shapes::sphere(32, 16);
        let volume = |settings: &Smooth| smoothed(&sphere, settings).volume() / sphere.volume();
        assert!(volume(&PLAIN) < 0.85, "{}", volume(&PLAIN));
        let kept = volume(&Smooth { keep_volume: true, ..PLAIN });
        assert!((kept - 1.0).abs() < 0.05, "{kept}");
    }

    #[test]
    fn only_chosen_points_move() {
        let torus = shapes::torus(12, 8);
        let some = Selection::parse("0-10", &torus, crate::Domain::Point).unwrap();
        let moved = smooth(&torus, &some, &PLAIN, &Task::unlimited()).unwrap();
        let differs = |&point: &usize| moved.positions()[point] != torus.positions()[point];
        assert!((0..torus.point_count()).filter(differs).all(|point| point <= 10));
        assert!((0..11).any(|point| differs(&point)));
    }

    #[test]
    fn every_shape_stays_sound_and_a_cancelled_smoothing_ends() {
        for (name, shape) in shapes::all() {
            shapes::assert_sound(&smoothed(&shape, &PLAIN), !name.contains("not numbers"), name);
        }
        let task = Task::unlimited();
        task.cancel_token().cancel();
        let grid = shapes::grid(4, 4);
        assert!(smooth(&grid, &Selection::All(25), &PLAIN, &task).is_err());
    }
}
