//! Geometry moved and scaled to fit a box.

use glam::{Mat3, Vec3};
use task::{Stop, Task};

use crate::{Bounds, Geometry, Turning};

/// Which part of the boxes is brought together along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Justify {
    /// Nothing: the geometry stays where it is along this axis.
    None,
    /// The low sides.
    Min,
    /// The middles.
    #[default]
    Center,
    /// The high sides.
    Max,
}

/// How the size is brought to that of the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// Not at all.
    #[default]
    Keep,
    /// By one factor, the largest that fits.
    Inside,
    /// By one factor, the smallest that covers the box.
    Around,
    /// Along each axis by itself.
    Stretch,
}

/// The box and how it is met.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchSize {
    /// The box.
    pub target: Bounds,
    /// How it is met along x, y and z.
    pub justify: [Justify; 3],
    /// How the size is brought to that of the box.
    pub fit: Fit,
}

/// Moves and scales geometry so that its bounds meet a box.
///
/// Attributes follow by their meaning, as by any transform. An axis along which the geometry or
/// the box has no extent is not scaled. Nothing happens to empty geometry or for an empty box.
pub fn match_size(
    geometry: &Geometry,
    settings: &MatchSize,
    task: &Task,
) -> Result<Geometry, Stop> {
    let bounds = geometry.bounds();
    if bounds.is_empty() || settings.target.is_empty() {
        return Ok(geometry.clone());
    }
    let factors = (0..3).map(|axis| (settings.target.size()[axis], bounds.size()[axis]));
    let factors = factors.map(|(wanted, own)| (wanted > 0.0 && own > 0.0).then(|| wanted / own));
    let factors: Vec<Option<f32>> = factors.collect();
    let finite = || factors.iter().flatten().copied();
    let scale = match settings.fit {
        Fit::Keep => Vec3::ONE,
        Fit::Inside => Vec3::splat(finite().reduce(f32::min).unwrap_or(1.0)),
        Fit::Around => Vec3::splat(finite().reduce(f32::max).unwrap_or(1.0)),
        Fit::Stretch => Vec3::from([0, 1, 2].map(|axis| factors[axis].unwrap_or(1.0))),
    };
    let position = Vec3::from([0, 1, 2].map(|axis| {
        let (own, target) = (bounds, settings.target);
        // Where the matching places of both boxes are before scaling around the origin.
        let (from, to) = match settings.justify[axis] {
            // The middle stays where it is.
            Justify::None => (own.center()[axis], own.center()[axis]),
            Justify::Min => (own.min[axis], target.min[axis]),
            Justify::Center => (own.center()[axis], target.center()[axis]),
            Justify::Max => (own.max[axis], target.max[axis]),
        };
        to - from * scale[axis]
    }));
    Turning { matrix: Mat3::from_diagonal(scale), position }.whole(geometry, task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    const TARGET: Bounds = Bounds { min: Vec3::new(0.0, 0.0, 0.0), max: Vec3::new(4.0, 1.0, 10.0) };

    fn matched(justify: Justify, fit: Fit) -> Bounds {
        let settings = MatchSize { target: TARGET, justify: [justify; 3], fit };
        match_size(&shapes::cube(), &settings, &Task::unlimited()).unwrap().bounds()
    }

    #[test]
    fn boxes_meet_as_they_should() {
        assert_eq!(matched(Justify::Center, Fit::Stretch), TARGET);
        assert_eq!(matched(Justify::Min, Fit::Inside).max, Vec3::ONE);
        assert_eq!(matched(Justify::Max, Fit::Around).min, Vec3::new(-6.0, -9.0, 0.0));
        assert_eq!(matched(Justify::Center, Fit::Keep).center(), TARGET.center());
        assert_eq!(matched(Justify::None, Fit::Inside).size(), Vec3::ONE);
        assert_eq!(matched(Justify::None, Fit::Inside).center(), Vec3::ZERO);
    }

    #[test]
    fn flat_and_empty_geometry_is_no_trouble() {
        for (name, shape) in shapes::all() {
            let settings =
                MatchSize { target: TARGET, justify: [Justify::Center; 3], fit: Fit::Stretch };
            let result = match_size(&shape, &settings, &Task::unlimited()).unwrap();
            shapes::assert_sound(&result, !name.contains("not numbers"), name);
        }
    }
}
