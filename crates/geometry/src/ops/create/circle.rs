//! Circles, ellipses and arcs.

use glam::{Vec2, Vec3};
use task::{Stop, Task};

use super::mesh::{Block, Mesh};
use super::{Plane, turn};
use crate::{Geometry, PrimitiveKind};

/// Which part of a circle to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arc {
    /// All of it.
    #[default]
    Closed,
    /// From the first angle to the last, as a polyline.
    Open,
    /// From the first angle to the last, closed by a straight line.
    Chord,
    /// From the first angle to the last and to the middle: a slice of a pie.
    Slice,
}

/// What a circle is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// Metres along the plane's two axes.
    pub radius: Vec2,
    /// Its middle.
    pub center: Vec3,
    /// Where it lies and faces.
    pub plane: Plane,
    /// Straight pieces of the circle or arc; at least 3 of a circle, 1 of an arc.
    pub divisions: u32,
    /// Which part of it to make.
    pub arc: Arc,
    /// Degrees at which an arc begins and ends, counter-clockwise seen from the front.
    pub angles: [f32; 2],
    /// A polygon, or a polyline that ends at its first point where it is closed.
    pub kind: PrimitiveKind,
    /// Clockwise instead of counter-clockwise seen from the front.
    pub reverse: bool,
    /// Whether to make texture coordinates: the circle fills the square.
    pub uvs: bool,
}

impl Default for Circle {
    fn default() -> Self {
        Self {
            radius: Vec2::ONE,
            center: Vec3::ZERO,
            plane: Plane::Xy,
            divisions: 12,
            arc: Arc::default(),
            angles: [0.0, 360.0],
            kind: PrimitiveKind::Polygon,
            reverse: false,
            uvs: false,
        }
    }
}

/// A circle, an ellipse or an arc. The middle of a slice is its last point; an open arc is
/// always a polyline.
pub fn circle(settings: &Circle, task: &Task) -> Result<Geometry, Stop> {
    let closed = settings.arc == Arc::Closed;
    let divisions = settings.divisions.max(if closed { 3 } else { 1 }) as usize;
    let on_arc = divisions + usize::from(!closed);
    let count = on_arc + usize::from(settings.arc == Arc::Slice);
    let polygon = settings.kind == PrimitiveKind::Polygon && settings.arc != Arc::Open;
    let repeats_first = !polygon && settings.arc != Arc::Open;
    let size = count + usize::from(repeats_first);
    let block = if polygon { Block::polygons(1, size) } else { Block::polylines(1, size) };
    let what = "a circle of this many divisions";
    let mut mesh = Mesh::new(count as u64, vec![block], settings.uvs, what, task)?;

    // Positions along the circle run counter-clockwise from the plane's first axis.
    let [begin, end] = if closed { [0.0, 360.0] } else { settings.angles.map(f64::from) };
    let unit = |index: usize| {
        if index >= on_arc {
            return Vec2::ZERO;
        }
        let part = index as f64 / divisions as f64;
        turn((begin + (end - begin) * part) / 360.0)
    };
    let plane = settings.plane;
    let radius = settings.radius.abs();
    task.fill(&mut mesh.positions, |index, place| {
        let Vec2 { x, y } = unit(index) * radius;
        let second = if plane.is_counter_clockwise() { y } else { -y };
        *place = settings.center + plane.place(x, second);
    })?;
    let point = |vertex: usize| {
        let vertex = if settings.reverse { size - 1 - vertex } else { vertex };
        if vertex == count { 0 } else { vertex }
    };
    let uv = |vertex: usize| Vec2::splat(0.5) + 0.5 * unit(point(vertex));
    mesh.fill(0, size, |_| |vertex| [point(vertex) as u32], |_| |vertex| [uv(vertex)], task)?;
    mesh.finish(&[], task)
}
