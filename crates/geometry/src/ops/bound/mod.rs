//! Boxes and spheres around geometry.

mod oriented;

pub use oriented::{OrientedBox, oriented_box};

use glam::Vec3;
use task::{Stop, Task};

use crate::{Bounds, Geometry};

/// Points between two looks at whether the work shall end.
const OFTEN: usize = 1 << 16;

/// The middle and radius of a small sphere around points: Ritter's (1990), grown from the two
/// most distant of the points that are extreme along the axes. At most a few percent larger than
/// the smallest. None where no point is finite. Packed instances count with the corners of their
/// bounds.
pub fn bounding_sphere(geometry: &Geometry, task: &Task) -> Result<Option<(Vec3, f32)>, Stop> {
    let mut points: Vec<Vec3> = Vec::new();
    if geometry.packed().is_empty() {
        points.extend(geometry.positions().iter().filter(|point| point.is_finite()));
    } else {
        let bounds = geometry.bounds();
        points.extend(corners(&bounds).filter(|_| !bounds.is_empty()));
    }
    task.check()?;
    let Some(&first) = points.first() else { return Ok(None) };
    let mut extremes = [first; 6];
    for (index, &point) in points.iter().enumerate() {
        if index.is_multiple_of(OFTEN) {
            task.check()?;
        }
        for axis in 0..3 {
            if point[axis] < extremes[axis][axis] {
                extremes[axis] = point;
            }
            if point[axis] > extremes[axis + 3][axis] {
                extremes[axis + 3] = point;
            }
        }
    }
    let widest = (0..3)
        .map(|axis| (extremes[axis], extremes[axis + 3]))
        .max_by(|a, b| a.0.distance(a.1).total_cmp(&b.0.distance(b.1)))
        .unwrap_or((first, first));
    let (mut center, mut radius) = ((widest.0 + widest.1) * 0.5, widest.0.distance(widest.1) * 0.5);
    for (index, &point) in points.iter().enumerate() {
        if index.is_multiple_of(OFTEN) {
            task.check()?;
        }
        let distance = point.distance(center);
        if distance > radius {
            let grown = (radius + distance) * 0.5;
            center += (point - center) * ((grown - radius) / distance);
            radius = grown;
        }
    }
    task.check()?;
    // Rounding may have left points outside by the last bit.
    let reach = points.iter().map(|point| point.distance(center)).fold(radius, f32::max);
    Ok(Some((center, reach)))
}

/// The eight corners of a box.
fn corners(bounds: &Bounds) -> impl Iterator<Item = Vec3> {
    let Bounds { min, max } = *bounds;
    (0..8).map(move |corner| {
        let pick = |axis: usize| if corner >> axis & 1 == 0 { min[axis] } else { max[axis] };
        Vec3::new(pick(0), pick(1), pick(2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn the_sphere_holds_every_point_and_is_not_much_too_large() {
        for (name, shape) in shapes::all() {
            let sphere = bounding_sphere(&shape, &Task::unlimited()).unwrap();
            let Some((center, radius)) = sphere else {
                assert_eq!(shape.point_count(), 0, "{name}");
                continue;
            };
            if shape.packed().is_empty() {
                let finite = shape.positions().iter().filter(|point| point.is_finite());
                assert!(finite.clone().all(|p| p.distance(center) <= radius * 1.0001), "{name}");
            }
        }
        let (center, radius) =
            bounding_sphere(&shapes::sphere(32, 16), &Task::unlimited()).unwrap().unwrap();
        assert!(center.length() < 0.05 && radius < 1.06, "{center} {radius}");
    }
}
