//! Points moved along their normals.

use glam::Vec3;
use task::{Stop, Task};

use crate::ops::normal::{Normals, normals};
use crate::{Domain, Geometry, PerElement, Selection};

/// How far, and along what.
#[derive(Debug, Clone, PartialEq)]
pub struct Peak {
    /// Metres along the direction; negative goes inwards.
    pub distance: PerElement<f32>,
    /// The direction for all; without it, each point's normal.
    pub direction: Option<Vec3>,
    /// The name of a float point attribute that multiplies the distance; empty for none.
    pub scale_attribute: String,
    /// Whether an existing `N` of points is made anew afterwards.
    pub update_normals: bool,
}

/// Moves the chosen points along their normals.
///
/// The normals are the point attribute `N` where there is one, else made from the polygons by
/// angle. Points without a normal stay. Everything but `P` (and `N`, if asked) is kept.
pub fn peak(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Peak,
    task: &Task,
) -> Result<Geometry, Stop> {
    let mut result = geometry.clone();
    let all = Selection::All(geometry.point_count());
    let made = match (settings.direction, geometry.points().read::<Vec3>("N")) {
        (None, None) => Some(normals(geometry, &all, &Normals::default(), task)?),
        _ => None,
    };
    let normals_of = made.as_ref().unwrap_or(geometry).points().read::<Vec3>("N").unwrap_or(&[]);
    let scales = geometry.points().read::<f32>(&settings.scale_attribute);
    task.fill(result.positions_mut(), |point, position| {
        if chosen.contains(point) {
            let along = match settings.direction {
                Some(direction) => direction.normalize_or_zero(),
                None => normals_of[point].normalize_or_zero(),
            };
            let scale = scales.map_or(1.0, |scales| scales[point]);
            *position += along * (settings.distance.at(point) * scale);
        }
    })?;
    if settings.update_normals && geometry.points().contains("N") {
        result.table_mut(Domain::Point).remove("N");
        result = normals(&result, &all, &Normals::default(), task)?;
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, shapes};

    fn settings(distance: f32) -> Peak {
        Peak {
            distance: distance.into(),
            direction: None,
            scale_attribute: String::new(),
            update_normals: false,
        }
    }

    fn peaked(geometry: &Geometry, settings: &Peak) -> Geometry {
        let all = Selection::All(geometry.point_count());
        peak(geometry, &all, settings, &Task::unlimited()).unwrap()
    }

    #[test]
    fn a_sphere_grows_by_the_distance() {
        let grown = peaked(&shapes::sphere(32, 16), &settings(0.5));
        assert!(grown.positions().iter().all(|p| (p.length() - 1.5).abs() < 0.01));
        assert!(!grown.points().contains("N"), "normals that were made for the move are not kept");
    }

    #[test]
    fn a_direction_and_a_scale_rule_the_move() {
        let mut grid = shapes::grid(1, 1);
        let scale = Column::new(vec![0.0_f32, 1.0, 2.0, 3.0]);
        grid.table_mut(Domain::Point).set("height", scale);
        let along = Peak {
            direction: Some(Vec3::Y * 7.0),
            scale_attribute: "height".to_owned(),
            ..settings(2.0)
        };
        let heights: Vec<f32> = peaked(&grid, &along).positions().iter().map(|p| p.y).collect();
        assert_eq!(heights, [0.0, 2.0, 4.0, 6.0]);
    }

    #[test]
    fn every_shape_stays_sound() {
        for (name, shape) in shapes::all() {
            let moved = peaked(&shape, &Peak { update_normals: true, ..settings(0.1) });
            shapes::assert_sound(&moved, !name.contains("not numbers"), name);
        }
    }
}
