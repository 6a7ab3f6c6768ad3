//! What stays of polygons that the other operand cuts, as rings.

use glam::{DVec3, Vec3};
use rayon::prelude::*;
use task::{Stop, Task};

use super::crossings::{Crossings, End, Pair, Segment};
use super::operand::Operand;
use super::{BooleanError, Side};
use crate::NONE;

/// The part of an edge on which crossings may be in the wrong order because of rounding.
const ROUNDING: f64 = 1e-6;

/// A corner of a new polygon.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Node {
    /// A point of A, a point of B after those, or a crossing after both.
    pub point: u32,
    /// The vertices of the old polygon that it lies between, and how much each of them weighs.
    pub sources: [u32; 3],
    pub weights: [f32; 3],
}

impl Node {
    pub(super) fn between(point: u32, from: u32, to: u32, part: f32) -> Self {
        Self { point, sources: [from, to, from], weights: [1.0 - part, part, 0.0] }
    }

    pub(super) fn corner(point: u32, vertex: u32) -> Self {
        Self { point, sources: [vertex; 3], weights: [1.0, 0.0, 0.0] }
    }
}

/// What stays of a flat polygon, or of one triangle of a polygon that is not flat.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Face {
    pub side: Side,
    pub primitive: u32,
    /// Across the polygon, of any length.
    pub normal: DVec3,
    /// Rings with what stays on their left, seen from the front.
    pub rings: Vec<Vec<Node>>,
}

/// All that is known when polygons are cut.
pub(super) struct Cut<'a> {
    pub pair: &'a Pair<'a>,
    pub crossings: &'a Crossings,
    /// For each point of A and of B, whether it lies in the other one.
    pub windings: &'a [Vec<i32>; 2],
    /// Which of both stays, of A and of B.
    pub wanted: [i32; 2],
}

/// A place on the border of a face, or in it, while rings are put together: the vertex where its
/// edge begins and its crossing, each [`NONE`] where there is none.
type Spot = (u32, u32);

/// The outline of a face: its edges as vertices, and the triangles in it.
struct Outline<'a> {
    side: Side,
    primitive: u32,
    edges: &'a [[u32; 2]],
    triangles: std::ops::Range<u32>,
    normal: DVec3,
}

impl Cut<'_> {
    /// The cut polygons of one operand, in rising order.
    pub(super) fn faces(&self, side: Side, task: &Task) -> Result<Vec<Face>, BooleanError> {
        let operand = self.pair.operand(side);
        let segments = &self.crossings.segments;
        let mut by_primitive = task.map(segments.len(), |segment| {
            let triangle = segments[segment].triangles[side as usize];
            u64::from(operand.primitive_of(triangle)) << 32 | segment as u64
        })?;
        by_primitive.par_sort_unstable();
        task.check()?;
        let cut: Vec<&[u64]> = by_primitive.chunk_by(|a, b| a >> 32 == b >> 32).collect();
        let faces: Vec<Vec<Face>> = cut
            .par_iter()
            .with_min_len(16)
            .map(|segments| {
                task.check()?;
                self.polygon(operand, (segments[0] >> 32) as u32, segments)
            })
            .collect::<Result<_, BooleanError>>()?;
        Ok(faces.into_iter().flatten().collect())
    }

    /// For each polygon of an operand whether it stays as it is.
    pub(super) fn whole(&self, side: Side, task: &Task) -> Result<Vec<bool>, Stop> {
        let operand = self.pair.operand(side);
        let topology = operand.topology();
        let (windings, wanted) = (&self.windings[side as usize], self.wanted[side as usize]);
        let mut whole = task.map(topology.primitive_count(), |primitive| {
            windings[topology.primitive(primitive)[0] as usize] == wanted
        })?;
        for segment in &self.crossings.segments {
            whole[operand.primitive_of(segment.triangles[side as usize]) as usize] = false;
        }
        Ok(whole)
    }

    fn polygon(
        &self,
        operand: &Operand<'_>,
        primitive: u32,
        segments: &[u64],
    ) -> Result<Vec<Face>, BooleanError> {
        let segments =
            segments.iter().map(|&index| &self.crossings.segments[index as u32 as usize]);
        let triangles = operand.triangles_of(primitive);
        let side = operand.side;
        if triangles.len() == 1 || is_flat(operand, primitive) {
            let normal = normal_of(operand, primitive);
            let vertices = operand.topology().vertices(primitive as usize);
            let edges: Vec<[u32; 2]> =
                vertices.map(|vertex| [vertex as u32, operand.next(vertex as u32)]).collect();
            let outline = Outline { side, primitive, edges: &edges, triangles, normal };
            return Ok(vec![self.face(operand, &outline, segments)?]);
        }
        let mut faces = Vec::new();
        for triangle in triangles {
            let [a, b, c] = operand.triangle(triangle);
            let edges = [[a, b], [b, c], [c, a]];
            let normal = triangle_normal(operand, triangle);
            let triangles = triangle..triangle + 1;
            let outline = Outline { side, primitive, edges: &edges, triangles, normal };
            let own = segments.clone().filter(|s| s.triangles[side as usize] == triangle);
            faces.push(self.face(operand, &outline, own)?);
        }
        faces.retain(|face| !face.rings.is_empty());
        Ok(faces)
    }

    /// Puts the rings of a face together from pieces of its edges and from segments.
    fn face<'s>(
        &self,
        operand: &Operand<'_>,
        outline: &Outline<'_>,
        segments: impl Iterator<Item = &'s Segment>,
    ) -> Result<Face, BooleanError> {
        let side = outline.side;
        let mut ways: Vec<(Spot, Spot)> = Vec::new();
        for &[from, to] in outline.edges {
            self.add_pieces(operand, from, to, &mut ways)?;
        }
        for segment in segments {
            let [from, to] = segment.ends.map(|end| self.spot(operand, outline, segment, end));
            // Segments run around what is inside, as A sees it.
            let forwards = (side == Side::A) == (self.wanted[side as usize] == 1);
            ways.push(if forwards { (from, to) } else { (to, from) });
        }
        ways.sort_unstable();
        let mut rings = Vec::new();
        let mut seen = vec![false; ways.len()];
        for first in 0..ways.len() {
            let mut ring = Vec::new();
            let mut way = first;
            while !std::mem::replace(&mut seen[way], true) {
                if !self.is_within_flat(ways[way].0.1) {
                    ring.push(self.node(operand, outline, ways[way].0));
                }
                let to = ways[way].1;
                let Ok(next) = ways.binary_search_by_key(&to, |way| way.0) else {
                    return Err(BooleanError::Unresolved);
                };
                way = next;
            }
            if way != first {
                return Err(BooleanError::Unresolved);
            }
            // Two corners enclose nothing, and their edges cancel.
            if ring.len() > 2 {
                rings.push(ring);
            }
        }
        Ok(Face { side, primitive: outline.primitive, normal: outline.normal, rings })
    }

    /// The pieces of an edge that stay.
    fn add_pieces(
        &self,
        operand: &Operand<'_>,
        from: u32,
        to: u32,
        ways: &mut Vec<(Spot, Spot)>,
    ) -> Result<(), BooleanError> {
        let side = operand.side;
        let wanted = self.wanted[side as usize];
        let winding = |vertex| self.windings[side as usize][operand.point_of(vertex) as usize];
        let (edge, forwards) = operand.edge(from, to);
        let crossings = self.crossings.of_edge(side, edge);
        if crossings.is_empty() {
            if winding(from) == wanted {
                ways.push(((from, NONE), (to, NONE)));
            }
            return Ok(());
        }
        let [low, high] = if forwards { [from, to] } else { [to, from] };
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        if winding(low) == wanted {
            starts.push((low, NONE));
        }
        let mut inside = winding(low);
        for index in crossings.clone() {
            let crossing = &self.crossings.all[index];
            let spot = (from, index as u32);
            if crossing.enters == (wanted == 1) {
                starts.push(spot)
            } else {
                ends.push(spot)
            }
            inside += if crossing.enters { 1 } else { -1 };
            let after = match index + 1 < crossings.end {
                true => self.crossings.all[index + 1].part,
                false => 1.0,
            };
            if !(0..=1).contains(&inside) && after > crossing.part + ROUNDING {
                let at = crossing.at.as_vec3();
                return Err(BooleanError::CrossesItself { side: side.other(), at });
            }
        }
        if winding(high) == wanted {
            ends.push((high, NONE));
        }
        // In pairs, so that what rounding has put into the wrong order still fits together.
        if starts.len() != ends.len() {
            return Err(BooleanError::Unresolved);
        }
        let pieces = starts.into_iter().zip(ends);
        ways.extend(
            pieces.map(|(first, last)| if forwards { (first, last) } else { (last, first) }),
        );
        Ok(())
    }

    /// Where a segment ends, as a face knows it.
    fn spot(
        &self,
        operand: &Operand<'_>,
        outline: &Outline<'_>,
        segment: &Segment,
        end: End,
    ) -> Spot {
        let side = outline.side as usize;
        let slot = usize::from(end.slots[side]);
        if slot == 3 {
            return (NONE, end.crossing);
        }
        let triangle = operand.triangle(segment.triangles[side]);
        let (from, to) = (triangle[slot], triangle[(slot + 1) % 3]);
        // Of a flat polygon, diagonals are inside.
        let is_border = outline.triangles.len() == 1 || operand.next(from) == to;
        (if is_border { from } else { NONE }, end.crossing)
    }

    /// Whether a crossing lies on a diagonal of a flat polygon: then it lies straight between
    /// others for both polygons that know it.
    fn is_within_flat(&self, crossing: u32) -> bool {
        if crossing == NONE {
            return false;
        }
        let crossing = &self.crossings.all[crossing as usize];
        let operand = self.pair.operand(crossing.side);
        let vertex = crossing.edge.numbers[0] as usize;
        crossing.edge.is_diagonal
            && is_flat(operand, operand.topology().primitive_of_vertex()[vertex])
    }

    fn node(&self, operand: &Operand<'_>, outline: &Outline<'_>, (vertex, crossing): Spot) -> Node {
        let [a, b] = self.pair.operands.map(|operand| operand.geometry.point_count() as u32);
        if crossing == NONE {
            let first = if outline.side == Side::A { 0 } else { a };
            return Node::corner(first + operand.point_of(vertex), vertex);
        }
        let point = a + b + crossing;
        let crossing = &self.crossings.all[crossing as usize];
        if crossing.side != outline.side {
            let vertices = operand.triangle(crossing.triangle);
            let corners = vertices.map(|vertex| operand.position_of(vertex));
            let weights = weights_in(corners, crossing.at);
            return Node { point, sources: vertices, weights };
        }
        if vertex == NONE {
            let [low, high] = crossing.edge.numbers;
            return Node::between(point, low, high, crossing.part as f32);
        }
        let from = vertex;
        let to = match outline.triangles.len() {
            1 => outline.edges.iter().find(|edge| edge[0] == from).map_or(from, |edge| edge[1]),
            _ => operand.next(from),
        };
        let forwards = operand.edge(from, to).1;
        let part = if forwards { crossing.part } else { 1.0 - crossing.part };
        Node::between(point, from, to, part as f32)
    }
}

/// How much each corner of a triangle weighs at a place in it.
pub(super) fn weights_in(corners: [Vec3; 3], at: DVec3) -> [f32; 3] {
    let [a, b, c] = corners.map(Vec3::as_dvec3);
    let normal = (b - a).cross(c - a);
    let area = normal.length_squared();
    if area <= 0.0 || !area.is_finite() {
        return [1.0, 0.0, 0.0];
    }
    let part =
        |from: DVec3, to: DVec3| ((to - from).cross(at - from).dot(normal) / area).clamp(0.0, 1.0);
    let (second, third) = (part(c, a), part(a, b));
    let first = (1.0 - second - third).max(0.0);
    [first as f32, second as f32, third as f32]
}

/// Across a polygon, as long as twice its area.
pub(super) fn normal_of(operand: &Operand<'_>, primitive: u32) -> DVec3 {
    let vertices = operand.topology().vertices(primitive as usize);
    let origin = operand.position_of(vertices.start as u32).as_dvec3();
    let mut sum = DVec3::ZERO;
    for vertex in vertices {
        let [a, b] = [vertex as u32, operand.next(vertex as u32)]
            .map(|vertex| operand.position_of(vertex).as_dvec3() - origin);
        sum += a.cross(b);
    }
    sum
}

fn triangle_normal(operand: &Operand<'_>, triangle: u32) -> DVec3 {
    let [a, b, c] = operand.triangle(triangle).map(|v| operand.position_of(v).as_dvec3());
    (b - a).cross(c - a)
}

/// Whether the triangles of a polygon lie in one plane, but for rounding, and face alike.
fn is_flat(operand: &Operand<'_>, primitive: u32) -> bool {
    let normal = normal_of(operand, primitive).normalize_or_zero();
    let vertices = operand.topology().vertices(primitive as usize);
    let origin = operand.position_of(vertices.start as u32).as_dvec3();
    let (mut height, mut extent, mut largest) = (0.0_f64, 0.0_f64, 0.0_f64);
    for vertex in vertices {
        let at = operand.position_of(vertex as u32).as_dvec3();
        height = height.max((at - origin).dot(normal).abs());
        extent = extent.max((at - origin).length());
        largest = largest.max(at.abs().max_element());
    }
    height <= 1e-6 * extent + 2e-7 * largest
        && operand
            .triangles_of(primitive)
            .all(|triangle| triangle_normal(operand, triangle).dot(normal) >= 0.0)
}
