//! One primitive cut by a plane.

use glam::{DVec3, Vec3};

use super::pieces::Crossings;
use super::plane::Plane;
use crate::Geometry;

/// Primitives made of vertices: old ones by their number, crossings by the number of old ones
/// and their own.
#[derive(Default)]
pub(super) struct Piece {
    /// Where each primitive ends in `vertices`; the whole begins with a 0.
    pub offsets: Vec<u32>,
    pub vertices: Vec<u32>,
    /// The primitive that each comes from.
    pub primitives: Vec<u32>,
    /// Whether each lies above.
    pub above: Vec<bool>,
}

impl Piece {
    pub fn push(&mut self, primitive: usize, vertices: impl IntoIterator<Item = u32>, above: bool) {
        self.vertices.extend(vertices);
        self.offsets.push(self.vertices.len() as u32);
        self.primitives.push(primitive as u32);
        self.above.push(above);
    }
}

/// What cutting a primitive needs to know.
pub(super) struct Cutter<'a> {
    pub geometry: &'a Geometry,
    pub sides: &'a [i8],
    pub crossings: &'a Crossings,
    /// The positions of the points at crossings.
    pub new_positions: &'a [Vec3],
    pub plane: &'a Plane,
}

/// A vertex around a polygon or along a polyline: old, or a crossing.
#[derive(Debug, Clone, Copy)]
struct Corner {
    vertex: u32,
    side: i8,
}

/// A run of vertices strictly on one side between two in the plane, by places in the ring.
struct Chain {
    /// The place in the plane before the run.
    start: usize,
    /// The place in the plane after it.
    end: usize,
}

impl Cutter<'_> {
    /// The vertices of a primitive with the crossings between them.
    fn ring(&self, primitive: usize) -> Vec<Corner> {
        let topology = self.geometry.topology();
        let (corners, vertices) = (topology.corners(), topology.vertices(primitive));
        let crossings = &self.crossings.vertices;
        let mut next = crossings.partition_point(|&vertex| (vertex as usize) < vertices.start);
        let mut ring = Vec::with_capacity(vertices.len() + 2);
        for vertex in vertices {
            let side = self.sides[corners[vertex] as usize];
            ring.push(Corner { vertex: vertex as u32, side });
            if crossings.get(next).is_some_and(|&crossing| crossing as usize == vertex) {
                ring.push(Corner { vertex: (corners.len() + next) as u32, side: 0 });
                next += 1;
            }
        }
        ring
    }

    /// The point of a vertex; crossings count on from the old ones.
    fn point(&self, vertex: u32) -> usize {
        let corners = self.geometry.topology().corners();
        match (vertex as usize).checked_sub(corners.len()) {
            None => corners[vertex as usize] as usize,
            Some(crossing) => {
                self.geometry.point_count() + self.crossings.points[crossing] as usize
            }
        }
    }

    fn position(&self, vertex: u32) -> DVec3 {
        let point = self.point(vertex);
        let positions = self.geometry.positions();
        match point.checked_sub(positions.len()) {
            None => positions[point].as_dvec3(),
            Some(new) => self.new_positions[new].as_dvec3(),
        }
    }

    /// Adds the pieces of a polygon with corners on both sides.
    pub fn cut_polygon(&self, primitive: usize, keep: [bool; 2], out: &mut Piece) {
        let ring = self.ring(primitive);
        for (side, kept) in [(1, keep[0]), (-1, keep[1])] {
            if kept {
                self.pieces_on(side, primitive, &ring, out);
            }
        }
    }

    /// Adds the pieces of a polygon on one side.
    ///
    /// The plane cuts the polygon along a line, and the runs of corners on this side begin and
    /// end on it. Sorted along the line with the side on its left, the places where the inside
    /// of the polygon begins and ends take turns: the first run that ends goes on with the first
    /// one that starts, and so forth. Places in between become corners of the piece too, so that
    /// pieces on both sides meet at the same points.
    fn pieces_on(&self, side: i8, primitive: usize, ring: &[Corner], out: &mut Piece) {
        let chains = chains(ring, side);
        let in_plane: Vec<usize> = (0..ring.len()).filter(|&place| ring[place].side == 0).collect();
        let mut piece = Vec::with_capacity(ring.len());
        if let ([chain], [_, _]) = (&chains[..], &in_plane[..]) {
            push_run(&mut piece, ring, chain);
            return self.push_piece(&mut piece, primitive, side, out);
        }
        let facing = self.geometry.polygon_area_vector(primitive).as_dvec3();
        let along = self.plane.normal.cross(facing) * f64::from(side);
        let places: Vec<f64> =
            ring.iter().map(|corner| along.dot(self.position(corner.vertex))).collect();
        let sorted = |of: fn(&Chain) -> usize| {
            let mut order: Vec<usize> = (0..chains.len()).collect();
            order.sort_by(|&a, &b| {
                places[of(&chains[a])].total_cmp(&places[of(&chains[b])]).then(a.cmp(&b))
            });
            order
        };
        let (ends, starts) = (sorted(|chain| chain.end), sorted(|chain| chain.start));
        let mut next = vec![0; chains.len()];
        ends.iter().zip(&starts).for_each(|(&end, &start)| next[end] = start);
        let mut between = in_plane;
        between.sort_by(|&a, &b| places[a].total_cmp(&places[b]).then(a.cmp(&b)));
        let mut done = vec![false; chains.len()];
        for first in 0..chains.len() {
            let mut chain = first;
            while !done[chain] {
                done[chain] = true;
                push_run(&mut piece, ring, &chains[chain]);
                let (from, to) = (chains[chain].end, chains[next[chain]].start);
                let from_on = between.partition_point(|&place| places[place] <= places[from]);
                let inner = between[from_on..].iter().take_while(|&&p| places[p] < places[to]);
                piece.extend(inner.map(|&place| ring[place].vertex));
                chain = next[chain];
            }
            self.push_piece(&mut piece, primitive, side, out);
        }
    }

    /// Adds a piece if it has corners enough, and empties it.
    fn push_piece(&self, piece: &mut Vec<u32>, primitive: usize, side: i8, out: &mut Piece) {
        piece.dedup_by_key(|vertex| self.point(*vertex));
        while piece.len() > 1 && self.point(piece[0]) == self.point(piece[piece.len() - 1]) {
            piece.pop();
        }
        if piece.len() > 2 {
            out.push(primitive, piece.iter().copied(), side > 0);
        }
        piece.clear();
    }

    /// Adds the pieces of a polyline with points on both sides. Segments in the plane belong to
    /// what is above, if that stays.
    pub fn cut_polyline(&self, primitive: usize, keep: [bool; 2], out: &mut Piece) {
        let ring = self.ring(primitive);
        let flat = if keep[0] { 1 } else { -1 };
        let side_of = |place: usize| match ring[place].side + ring[place + 1].side {
            0 => flat,
            sum => sum.signum(),
        };
        let mut first = 0;
        while first + 1 < ring.len() {
            let side = side_of(first);
            let mut last = first + 1;
            while last + 1 < ring.len() && side_of(last) == side {
                last += 1;
            }
            if keep[usize::from(side < 0)] {
                let vertices = ring[first..=last].iter().map(|corner| corner.vertex);
                out.push(primitive, vertices, side > 0);
            }
            first = last;
        }
    }
}

/// The runs on one side, in the order of the ring. The ring has vertices of both sides, and
/// between them vertices in the plane.
fn chains(ring: &[Corner], side: i8) -> Vec<Chain> {
    let count = ring.len();
    let mut chains = Vec::new();
    for start in (0..count).filter(|&place| ring[place].side == 0) {
        let mut end = (start + 1) % count;
        while ring[end].side == side {
            end = (end + 1) % count;
        }
        if end != (start + 1) % count {
            chains.push(Chain { start, end });
        }
    }
    chains
}

/// Adds a run with the vertices in the plane before and after it.
fn push_run(piece: &mut Vec<u32>, ring: &[Corner], chain: &Chain) {
    let mut place = chain.start;
    piece.push(ring[place].vertex);
    loop {
        place = (place + 1) % ring.len();
        piece.push(ring[place].vertex);
        if place == chain.end {
            return;
        }
    }
}
