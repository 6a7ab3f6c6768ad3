//! A straight line.

use glam::Vec3;
use task::{Stop, Task};

use super::fraction;
use super::mesh::{Block, Mesh};
use crate::Geometry;

/// What a line is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it begins.
    pub origin: Vec3,
    /// Where it goes; only the direction counts. Without one, all points lie at the origin.
    pub direction: Vec3,
    /// Metres; against the direction if negative.
    pub length: f32,
    /// Points along it, at least 2.
    pub points: u32,
}

impl Default for Line {
    fn default() -> Self {
        Self { origin: Vec3::ZERO, direction: Vec3::Y, length: 1.0, points: 2 }
    }
}

/// A polyline of points at equal distances on a straight line.
pub fn line(settings: &Line, task: &Task) -> Result<Geometry, Stop> {
    let count = settings.points.max(2) as usize;
    let blocks = vec![Block::polylines(1, count)];
    let mut mesh = Mesh::new(count as u64, blocks, false, "a line of this many points", task)?;
    let span = settings.direction.normalize_or_zero() * settings.length;
    task.fill(&mut mesh.positions, |index, place| {
        *place = settings.origin + span * fraction(index, count);
    })?;
    mesh.fill(0, count, |_| |index| [index as u32], |_| |_| [glam::Vec2::ZERO], task)?;
    mesh.finish(&[], task)
}
