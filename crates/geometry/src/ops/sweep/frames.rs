//! How cross-sections stand along curves.

use glam::Vec3;
use task::{Stop, Task};

use super::{Sweep, Up};
use crate::runs::{fill_whole_runs, run_offsets, zeroes};
use crate::{Geometry, PrimitiveKind};

/// Curves with a frame at each of their points.
pub struct Backbones<'a> {
    /// The geometry that they come from.
    pub geometry: &'a Geometry,
    /// The primitive that each one is.
    pub curves: Vec<u32>,
    /// Where the rows of each begin, a row for each point, and the end.
    pub rows: Vec<u32>,
    /// How the cross-section stands in each row.
    pub frames: Vec<Frame>,
}

/// How a cross-section stands: its y axis, its direction, its size, and the length of the curve up
/// to it.
#[derive(Debug, Clone, Copy, Default, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Frame {
    /// The y axis.
    pub y: Vec3,
    /// The z axis, along the curve.
    pub z: Vec3,
    /// The size.
    pub scale: f32,
    /// The length of the curve up to this point.
    pub length: f32,
}

impl<'a> Backbones<'a> {
    /// The frames of the given curves.
    pub fn measure(
        geometry: &'a Geometry,
        curves: Vec<u32>,
        settings: &Sweep,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let count = |index: usize| topology.primitive(curves[index] as usize).len();
        let rows = run_offsets(curves.len(), count, 32, "the frames of the curves", task)?;
        let given = Given::of(geometry, settings);
        let mut frames = zeroes::<Frame>(rows[curves.len()] as usize);
        fill_whole_runs(&rows, &mut frames, task, |runs, slots| {
            let first = rows[runs.start] as usize;
            for index in runs {
                if task.check().is_err() {
                    return;
                }
                let own = rows[index] as usize - first..rows[index + 1] as usize - first;
                let corners = topology.primitive(curves[index] as usize);
                let closed = topology.kind(curves[index] as usize) == PrimitiveKind::Polygon;
                given.frames(corners, closed, &mut slots[own]);
            }
        })?;
        task.check()?;
        Ok(Self { geometry, curves, rows, frames })
    }

    /// Whether a curve is closed.
    pub fn is_closed(&self, curve: usize) -> bool {
        self.geometry.topology().is_polygon(self.curves[curve] as usize)
    }

    /// The points of a curve.
    pub fn points(&self, curve: usize) -> &[u32] {
        self.geometry.topology().primitive(self.curves[curve] as usize)
    }

    /// The frames of a curve.
    pub fn of(&self, curve: usize) -> &[Frame] {
        &self.frames[self.rows[curve] as usize..self.rows[curve + 1] as usize]
    }

    /// The length of a curve, all round where it is closed.
    pub fn length(&self, curve: usize) -> f32 {
        let (points, positions) = (self.points(curve), self.geometry.positions());
        let last = self.of(curve).last().map_or(0.0, |frame| frame.length);
        match (points.first(), points.last()) {
            (Some(&a), Some(&b)) if self.is_closed(curve) => {
                last + positions[a as usize].distance(positions[b as usize])
            }
            _ => last,
        }
    }
}

/// What frames are made from.
struct Given<'a> {
    positions: &'a [Vec3],
    pscale: Option<&'a [f32]>,
    roll: Option<&'a [f32]>,
    up: Option<&'a [Vec3]>,
    start: Vec3,
    settings: &'a Sweep,
}

impl<'a> Given<'a> {
    fn of(geometry: &'a Geometry, settings: &'a Sweep) -> Self {
        let points = geometry.points();
        let (up, start) = match &settings.up {
            Up::Start(start) => (None, *start),
            Up::Attribute(name) => (points.read(name), Vec3::Y),
        };
        let (pscale, roll) = (points.read("pscale"), points.read("roll"));
        Self { positions: geometry.positions(), pscale, roll, up, start, settings }
    }

    fn frames(&self, corners: &[u32], closed: bool, frames: &mut [Frame]) {
        self.directions(corners, closed, frames);
        self.transport(corners, closed, frames);
        self.turn(corners, closed, frames);
    }

    /// Directions and lengths: at each point halfway between those of the steps before and after.
    fn directions(&self, corners: &[u32], closed: bool, frames: &mut [Frame]) {
        let at = |index: usize| self.positions[corners[index] as usize];
        let count = corners.len();
        let wrapped = at(0) - at(count - 1);
        // The step that a point without one of its own goes by.
        let mut before = if closed { wrapped.try_normalize() } else { None };
        let mut length = 0.0;
        for (index, frame) in frames.iter_mut().enumerate().take(count) {
            let step = match index + 1 == count {
                false => at(index + 1) - at(index),
                true if closed => wrapped,
                true => Vec3::ZERO,
            };
            let after = step.try_normalize();
            frame.z = match (before, after) {
                // A turn right round leaves no direction halfway.
                (Some(a), Some(b)) => (a + b).try_normalize().unwrap_or(b),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => Vec3::ZERO,
            };
            frame.length = length as f32;
            length += f64::from(step.length());
            before = after.or(before);
        }
        // Points before the first step with a length take its direction.
        let first = frames.iter().map(|frame| frame.z).find(|z| *z != Vec3::ZERO);
        let first = first.unwrap_or(Vec3::Z);
        frames.iter_mut().take_while(|frame| frame.z == Vec3::ZERO).for_each(|f| f.z = first);
    }

    /// The y axes: carried along by double reflection, which keeps them from turning around the
    /// curve (Wang, Jüttler, Zheng, Liu 2008, "Computation of Rotation Minimizing Frames"), or
    /// towards an attribute.
    fn transport(&self, corners: &[u32], closed: bool, frames: &mut [Frame]) {
        let at = |index: usize| self.positions[corners[index] as usize];
        let mut y = across(self.start, frames[0].z);
        frames[0].y = y;
        for index in 1..frames.len() {
            let step = at(index) - at(index - 1);
            y = carried(y, frames[index - 1].z, frames[index].z, step);
            frames[index].y = y;
        }
        if let Some(up) = self.up {
            for (frame, &corner) in frames.iter_mut().zip(corners) {
                let up = up[corner as usize];
                let wanted = up - frame.z * up.dot(frame.z);
                frame.y = wanted.try_normalize().unwrap_or(frame.y);
            }
        } else if closed {
            // What is left over after one round is spread along it.
            let last = frames.len() - 1;
            let (z, first) = (frames[0].z, frames[0].y);
            let round = carried(y, frames[last].z, z, at(0) - at(last));
            let left_over = round.cross(first).dot(z).atan2(round.dot(first));
            let length = frames[last].length + at(0).distance(at(last));
            if length > 0.0 && length.is_finite() && left_over != 0.0 {
                for frame in frames {
                    frame.y = turned(frame.y, frame.z, left_over * frame.length / length);
                }
            }
        }
    }

    /// Scale, and the turn around the curve.
    fn turn(&self, corners: &[u32], closed: bool, frames: &mut [Frame]) {
        let Sweep { scale, roll_degrees, twist_degrees: [start, end], .. } = *self.settings;
        let last = corners.len() - 1;
        let back =
            self.positions[corners[0] as usize].distance(self.positions[corners[last] as usize]);
        let length = frames[last].length + if closed { back } else { 0.0 };
        let still = roll_degrees == 0.0 && start == 0.0 && end == 0.0 && self.roll.is_none();
        for (frame, &corner) in frames.iter_mut().zip(corners) {
            frame.scale = scale * self.pscale.map_or(1.0, |pscale| pscale[corner as usize]);
            if still {
                continue;
            }
            let part = if length > 0.0 { frame.length / length } else { 0.0 };
            let roll = self.roll.map_or(0.0, |roll| roll[corner as usize]);
            let degrees = roll_degrees + roll + start + (end - start) * part;
            frame.y = turned(frame.y, frame.z, degrees.to_radians());
        }
    }
}

/// The unit vector across a direction that is nearest to `wanted`, or any where there is none.
fn across(wanted: Vec3, direction: Vec3) -> Vec3 {
    let rest = wanted - direction * wanted.dot(direction);
    // Along the direction nothing is left but rounding.
    if rest.length_squared() > 1e-8 * wanted.length_squared()
        && let Some(y) = rest.try_normalize()
    {
        return y;
    }
    let other = if direction.y.abs() > 0.9 { Vec3::NEG_Z } else { Vec3::Y };
    (other - direction * other.dot(direction)).try_normalize().unwrap_or(Vec3::Y)
}

/// A y axis carried from one point to the next by two reflections: in the plane between the
/// points, then in the plane that makes the directions one.
fn carried(y: Vec3, z: Vec3, next_z: Vec3, step: Vec3) -> Vec3 {
    let reflected = |vector: Vec3, normal: Vec3| {
        let square = normal.length_squared();
        if square > 0.0 { vector - normal * (2.0 / square * normal.dot(vector)) } else { vector }
    };
    let (between_y, between_z) = (reflected(y, step), reflected(z, step));
    // Without a step there is no first reflection, and the second turns alone.
    let next = reflected(between_y, next_z - between_z);
    // Rounding must not add up along the curve.
    let next = next - next_z * next.dot(next_z);
    next.try_normalize().unwrap_or_else(|| across(y, next_z))
}

/// A vector turned around a direction that it is across, by an angle in radians.
fn turned(y: Vec3, direction: Vec3, angle: f32) -> Vec3 {
    let (sin, cos) = angle.sin_cos();
    y * cos + direction.cross(y) * sin
}
