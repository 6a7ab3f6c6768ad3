//! Copies in a row, each transformed once more than the one before.

use glam::{DAffine3, Vec3};
use task::{Stop, Task};

use super::copy_to_points::pack_copies;
use super::placement::Placements;
use super::realize::{Copies, Parts};
use super::transform::{Transformation, turning_of};
use crate::runs::{fill_runs, zeroes};
use crate::{Column, Domain, Geometry};

/// What [`copy_transform`] makes.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyTransform {
    /// Copies in all; the first is the original in its place.
    pub total: u32,
    /// From each copy to the next.
    pub step: Transformation,
    /// Whether copies are packed instances that share one geometry.
    pub pack: bool,
    /// The attribute that gets the number of the copy, from 0, and what it belongs to: points,
    /// vertices or primitives. None if the name is empty.
    pub number: (String, Domain),
}

impl Default for CopyTransform {
    fn default() -> Self {
        let number = (String::new(), Domain::Primitive);
        Self { total: 2, step: Transformation::default(), pack: false, number }
    }
}

/// Copies in a row: the `i`-th is transformed `i` times.
///
/// Copies keep all attributes, groups and packed instances of the original, transformed by what
/// they mean; polygons that are mirrored are turned round, so that what was outside stays
/// outside. Detail attributes stay as they are. Packed copies hold one instance each, at the
/// place that the origin goes to; what they share keeps everything inside.
pub fn copy_transform(
    geometry: &Geometry,
    settings: &CopyTransform,
    task: &Task,
) -> Result<Geometry, Stop> {
    let placements = placements(settings, task)?;
    let parts = Parts::one(geometry);
    let copies = if settings.pack {
        Copies::packed(pack_copies(geometry, &parts, None, &placements, task)?)
    } else {
        Copies::make(&parts, |_| 0, &placements, task)?
    };
    let (name, domain) = &settings.number;
    if name.is_empty() || name == "P" {
        return Ok(copies.geometry);
    }
    let mut numbers = zeroes::<i32>(copies.geometry.count(*domain));
    if copies.one_each(*domain) {
        task.fill(&mut numbers, |copy, slot| *slot = copy as i32)?;
    } else if *domain != Domain::Detail {
        let fill = |copy: usize, _: usize, slots: &mut [i32]| slots.fill(copy as i32);
        fill_runs(copies.offsets(*domain), 1, &mut numbers, task, fill)?;
    }
    let mut result = copies.geometry;
    result.table_mut(*domain).set(name, Column::new(numbers));
    Ok(result)
}

/// Where each copy goes.
fn placements(settings: &CopyTransform, task: &Task) -> Result<Placements, Stop> {
    let count = settings.total as usize;
    task.reserve(count as u64, 48, "this many copies")?;
    let mut positions = zeroes::<Vec3>(count);
    let mut matrices = zeroes::<[f32; 9]>(count);
    let step = settings.step.affine();
    let mut place = DAffine3::IDENTITY;
    for (index, (position, matrix)) in positions.iter_mut().zip(&mut matrices).enumerate() {
        if index % task::GRAIN == 0 {
            task.check()?;
        }
        let turning = turning_of(place);
        (*position, *matrix) = (turning.position, turning.matrix.to_cols_array());
        place = step * place;
    }
    Ok(Placements::new(positions, Some(matrices)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;
    use task::CancelToken;

    fn free() -> Task {
        Task::unlimited()
    }

    fn along_x() -> Transformation {
        Transformation { translate: Vec3::X * 5.0, ..Transformation::default() }
    }

    #[test]
    fn each_copy_goes_on_from_the_one_before() {
        let step = Transformation {
            translate: Vec3::X * 3.0,
            rotate_degrees: Vec3::Y * 90.0,
            pivot: Vec3::Z,
            ..Transformation::default()
        };
        let settings = CopyTransform { total: 5, step, ..CopyTransform::default() };
        let point = Geometry::from_points(vec![Vec3::new(0.0, 0.0, 2.0)]);
        let copies = copy_transform(&point, &settings, &free()).unwrap();
        // About the pivot: (0, 1) in x and z turns to (1, 0), and so on, moved each time.
        let expected = [[0.0, 2.0], [4.0, 1.0], [3.0, -3.0], [-1.0, -2.0], [0.0, 2.0]];
        let expected = expected.map(|[x, z]| Vec3::new(x, 0.0, z));
        assert_eq!(copies.positions(), expected);
    }

    #[test]
    fn every_shape_is_copied_real_and_packed() {
        let step = Transformation { scale: Vec3::new(1.0, 0.5, -1.0), ..along_x() };
        for (name, shape) in shapes::all() {
            for pack in [false, true] {
                let settings =
                    CopyTransform { total: 3, step: step.clone(), pack, ..Default::default() };
                let copies = copy_transform(&shape, &settings, &free()).unwrap();
                shapes::assert_sound(&copies, !name.contains("not numbers"), name);
                let each = if pack { 1 } else { shape.primitive_count() };
                assert_eq!(copies.primitive_count(), 3 * each, "{name}");
                assert!(copies.detail().contains("note"), "{name}");
                assert!(pack || copies.vertices().contains("uv"), "{name}");
                if shape.is_closed() && !name.contains("not numbers") {
                    let volume = copies.volume() / shape.volume();
                    assert!((volume - 1.75).abs() < 1e-4, "{name}: {volume}");
                }
            }
        }
    }

    #[test]
    fn copies_are_numbered() {
        for (domain, pack, expected) in [
            (Domain::Primitive, false, vec![0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]),
            (Domain::Primitive, true, vec![0, 1]),
            (Domain::Point, true, vec![0, 1]),
        ] {
            let number = ("copynum".to_owned(), domain);
            let settings = CopyTransform { pack, number, step: along_x(), ..Default::default() };
            let copies = copy_transform(&shapes::cube(), &settings, &free()).unwrap();
            assert_eq!(copies.table(domain).read::<i32>("copynum").unwrap(), expected);
        }
    }

    #[test]
    fn none_and_one_are_as_they_should() {
        let cube = shapes::with_attributes(shapes::cube());
        let copies = |total| {
            copy_transform(&cube, &CopyTransform { total, ..Default::default() }, &free()).unwrap()
        };
        assert_eq!(copies(1), cube);
        assert_eq!(copies(0).point_count(), 0);
        assert!(copies(0).points().contains("mass"));
    }

    #[test]
    fn it_stops_when_cancelled_or_too_large() {
        let cancelled = free();
        cancelled.cancel_token().cancel();
        let settings = CopyTransform { total: u32::MAX - 2, ..CopyTransform::default() };
        let cube = shapes::cube();
        let stopped = |task: &Task| copy_transform(&cube, &settings, task).unwrap_err();
        assert_eq!(stopped(&cancelled), Stop::Cancelled);
        let small = Task::new(CancelToken::default(), 1 << 20);
        assert!(matches!(stopped(&small), Stop::TooLarge { .. }));
    }
}
