//! A closed polygon mesh, checked and made ready to be met by another one.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use glam::{DVec3, Vec3};
use task::Task;

use super::orientation::{Grid, Moves, Place};
use super::{BooleanError, Side};
use crate::{Bounds, Edges, Geometry, NONE, Topology};

/// A closed polygon mesh. All its primitives are polygons of at least three corners.
pub(super) struct Operand<'a> {
    pub geometry: &'a Geometry,
    pub side: Side,
    /// The points on the grid.
    places: Vec<DVec3>,
    /// The vertices of each triangle. A polygon of n corners has n - 2, all of one polygon
    /// side by side; along its edges and diagonals they run against their neighbours.
    triangles: Cow<'a, [[u32; 3]]>,
    primitives: &'a [u32],
}

/// Names an edge of a polygon by its number, or a diagonal by its two vertices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct EdgeName {
    pub is_diagonal: bool,
    pub numbers: [u32; 2],
}

impl<'a> Operand<'a> {
    /// Refuses a mesh that does not bound a volume.
    pub(super) fn new(
        geometry: &'a Geometry,
        side: Side,
        grid: Grid,
        task: &Task,
    ) -> Result<Self, BooleanError> {
        let count = geometry.point_count();
        task.reserve(count as u64, size_of::<DVec3>() as u64, "the points of a boolean's input")?;
        check_closed(geometry, side, task)?;
        let volume = geometry.volume();
        let size = geometry.bounds().size().as_dvec3().length();
        if volume < -1e-9 * size * size * size {
            return Err(BooleanError::InsideOut { side, volume });
        }
        let positions = geometry.positions();
        let places = task.map(count, |point| grid.place(positions[point]))?;
        let found = geometry.triangles();
        let triangles = with_sound_diagonals(geometry.topology(), &found.vertices, task)?;
        Ok(Self { geometry, side, places, triangles, primitives: &found.primitives })
    }

    pub(super) fn topology(&self) -> &'a Topology {
        self.geometry.topology()
    }

    pub(super) fn edges(&self) -> &'a Edges {
        self.geometry.topology().edges()
    }

    pub(super) fn triangle_count(&self) -> usize {
        self.triangles.len()
    }

    /// The vertices of a triangle.
    pub(super) fn triangle(&self, triangle: u32) -> [u32; 3] {
        self.triangles[triangle as usize]
    }

    /// The triangles of a polygon.
    pub(super) fn triangles_of(&self, primitive: u32) -> Range<u32> {
        let offsets = self.topology().offsets();
        let first = |primitive: u32| offsets[primitive as usize] - 2 * primitive;
        first(primitive)..first(primitive + 1)
    }

    /// The polygon of a triangle.
    pub(super) fn primitive_of(&self, triangle: u32) -> u32 {
        self.primitives[triangle as usize]
    }

    /// The point of a vertex.
    pub(super) fn point_of(&self, vertex: u32) -> u32 {
        self.topology().corners()[vertex as usize]
    }

    /// Where a vertex lies, in metres.
    pub(super) fn position_of(&self, vertex: u32) -> Vec3 {
        self.geometry.positions()[self.point_of(vertex) as usize]
    }

    /// The vertex after another one around its polygon.
    pub(super) fn next(&self, vertex: u32) -> u32 {
        self.topology().next_vertices()[vertex as usize]
    }

    pub(super) fn place(&self, point: u32) -> Place {
        let moves = match self.side {
            Side::A => Moves::Point(point),
            Side::B => Moves::Not,
        };
        Place { at: self.places[point as usize], moves }
    }

    /// The corners of a triangle.
    pub(super) fn places(&self, triangle: u32) -> [Place; 3] {
        self.triangle(triangle).map(|vertex| self.place(self.point_of(vertex)))
    }

    /// The box of a triangle.
    pub(super) fn bounds_of(&self, triangle: u32) -> Bounds {
        let corners = self.triangle(triangle).map(|vertex| self.position_of(vertex));
        corners.into_iter().fold(Bounds::EMPTY, Bounds::with)
    }

    /// The edge or diagonal from one vertex to another of the same triangle, and whether that is
    /// the direction in which it is named.
    pub(super) fn edge(&self, from: u32, to: u32) -> (EdgeName, bool) {
        if self.next(from) != to {
            return (
                EdgeName { is_diagonal: true, numbers: [from.min(to), from.max(to)] },
                from < to,
            );
        }
        let edge = self.edges().of_vertex[from as usize];
        let forwards = edge == NONE || self.edges().points[edge as usize][0] == self.point_of(from);
        (EdgeName { is_diagonal: false, numbers: [edge, 0] }, forwards)
    }

    /// The points where an edge or diagonal begins and ends.
    pub(super) fn ends(&self, edge: EdgeName) -> [u32; 2] {
        match edge.is_diagonal {
            true => edge.numbers.map(|vertex| self.point_of(vertex)),
            false => self.edges().points[edge.numbers[0] as usize],
        }
    }
}

fn check_closed(geometry: &Geometry, side: Side, task: &Task) -> Result<(), BooleanError> {
    let topology = geometry.topology();
    let (corners, positions) = (topology.corners(), geometry.positions());
    let bad = |point: &u32| !positions[*point as usize].is_finite();
    let all_finite = positions.iter().all(|position| position.is_finite());
    let first_bad = || corners.iter().copied().filter(bad).min();
    if let Some(first) = if all_finite { None } else { first_bad() } {
        let points = positions.iter().filter(|position| !position.is_finite()).count();
        return Err(BooleanError::NotFinite { side, points, first });
    }
    task.check()?;
    let edges = topology.edges();
    let sound = AtomicBool::new(true);
    let mut chunks = vec![(); edges.len().div_ceil(task::GRAIN)];
    let is_sound = |edge: usize| matches!(*edges.vertices.of(edge), [a, b] if corners[a as usize] != corners[b as usize]);
    task.fill_chunks(&mut chunks, 1, |chunk, _| {
        let range = chunk * task::GRAIN..((chunk + 1) * task::GRAIN).min(edges.len());
        if !range.into_iter().all(is_sound) {
            sound.store(false, Ordering::Relaxed);
        }
    })?;
    if sound.into_inner() {
        return Ok(());
    }
    let bad = (0..edges.len()).filter(|&edge| !is_sound(edge));
    let (mut open, mut crowded, mut first) = (0, 0, None);
    for edge in bad {
        first.get_or_insert(edges.points[edge]);
        match edges.vertices.of(edge).len() {
            1 => open += 1,
            _ => crowded += 1,
        }
    }
    Err(BooleanError::NotClosed { side, open, crowded, first: first.unwrap_or_default() })
}

/// The triangles, with fans in place of those of polygons that are not cut along clean diagonals:
/// each edge of the polygon in one triangle, each diagonal in two that run against each other.
fn with_sound_diagonals<'a>(
    topology: &Topology,
    triangles: &'a [[u32; 3]],
    task: &Task,
) -> Result<Cow<'a, [[u32; 3]]>, BooleanError> {
    let offsets = topology.offsets();
    if offsets.windows(2).all(|pair| pair[1] - pair[0] <= 4) {
        return Ok(Cow::Borrowed(triangles));
    }
    let first = |primitive: usize| offsets[primitive] as usize - 2 * primitive;
    let wrong = task.map(topology.primitive_count(), |primitive| {
        let vertices = topology.vertices(primitive);
        vertices.len() > 4
            && !is_sound(vertices, &triangles[first(primitive)..first(primitive + 1)])
    })?;
    if !wrong.contains(&true) {
        return Ok(Cow::Borrowed(triangles));
    }
    let mut triangles = triangles.to_vec();
    for primitive in (0..wrong.len()).filter(|&primitive| wrong[primitive]) {
        let from = offsets[primitive];
        for (step, triangle) in
            triangles[first(primitive)..first(primitive + 1)].iter_mut().enumerate()
        {
            *triangle = [from, from + step as u32 + 1, from + step as u32 + 2];
        }
    }
    Ok(Cow::Owned(triangles))
}

fn is_sound(vertices: Range<usize>, triangles: &[[u32; 3]]) -> bool {
    let (first, last) = (vertices.start as u32, vertices.end as u32 - 1);
    let mut edges_seen = vec![false; vertices.len()];
    let mut diagonals = Vec::new();
    for &[a, b, c] in triangles {
        for (from, to) in [(a, b), (b, c), (c, a)] {
            if to == if from == last { first } else { from + 1 } {
                if std::mem::replace(&mut edges_seen[(from - first) as usize], true) {
                    return false;
                }
            } else {
                diagonals.push((from.min(to), from.max(to), from < to));
            }
        }
    }
    diagonals.sort_unstable();
    let paired = diagonals
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .all(|same| same.len() == 2 && !same[0].2 && same[1].2);
    paired && edges_seen.iter().all(|&seen| seen)
}
