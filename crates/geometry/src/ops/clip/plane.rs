//! A plane, and on which side of it points lie.

use glam::{DVec3, Vec3};
use task::{Stop, Task};

use super::Clip;
use crate::Geometry;

/// A plane that knows how near a point must be to lie in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    pub normal: DVec3,
    /// Where it lies along its normal.
    offset: f64,
    /// The rounding of positions this large.
    tolerance: f64,
}

impl Plane {
    /// The plane of the settings; none if they give no direction.
    pub fn of(geometry: &Geometry, settings: &Clip) -> Option<Self> {
        let normal = settings.direction.as_dvec3().try_normalize()?;
        let offset = normal.dot(settings.origin.as_dvec3()) + f64::from(settings.distance);
        let bounds = crate::Bounds::of(geometry.positions());
        let size = match bounds.is_empty() {
            true => 0.0,
            false => f64::from(bounds.min.abs().max(bounds.max.abs()).max_element()),
        };
        let plane = Self { normal, offset, tolerance: size * f64::from(f32::EPSILON) * 4.0 };
        offset.is_finite().then_some(plane)
    }

    /// The same plane facing the other way.
    pub fn reversed(&self) -> Self {
        Self { normal: -self.normal, offset: -self.offset, ..*self }
    }

    /// How far above the plane a point lies.
    pub fn height(&self, point: Vec3) -> f64 {
        self.normal.dot(point.as_dvec3()) - self.offset
    }

    /// For each point 1 above, -1 below, and 0 in the plane or not finite.
    pub fn sides(&self, positions: &[Vec3], task: &Task) -> Result<Vec<i8>, Stop> {
        task.map(positions.len(), |point| {
            let height = self.height(positions[point]);
            match positions[point].is_finite() {
                true if height > self.tolerance => 1,
                true if height < -self.tolerance => -1,
                _ => 0,
            }
        })
    }
}
