//! What is extruded: the chosen faces, the points of their front, and where walls stand.

use task::{GRAIN, Stop, Task};

use super::Divide;
use crate::ops::extract::vertices_of;
use crate::runs::{fill_runs, marked, zeroes};
use crate::{Adjacency, Geometry, NONE, PrimitiveKind, Selection, Topology};

/// The chosen polygons and polylines. Their vertices are numbered anew, one face after another:
/// a *half* is such a vertex, and the edge that leaves it.
pub(super) struct Region<'a> {
    pub topology: &'a Topology,
    /// The chosen primitives.
    pub faces: Vec<u32>,
    /// Where the halves of each face begin, and the end.
    pub offsets: Vec<u32>,
    /// The vertex of each half.
    pub vertices: Vec<u32>,
    /// The face of each half.
    pub face_of: Vec<u32>,
    /// The half of each vertex; none if all vertices are chosen.
    half_of: Option<Vec<u32>>,
    /// Which halves move together; none if each moves alone.
    pub fans: Option<Fans>,
}

/// Halves that share a point of the front.
pub(super) struct Fans {
    /// The fan of each half.
    pub of_half: Vec<u32>,
    /// The halves of each fan.
    pub halves: Adjacency,
    /// For each fan its number among those that walls meet; [`NONE`] inside a piece.
    pub ring: Vec<u32>,
    /// For each number in `ring` its fan.
    pub ringed: Vec<u32>,
    /// The halves below which walls stand.
    pub walls: Vec<u32>,
    /// For each fan the wall that begins and the wall that ends there.
    pub ends: Vec<[u32; 2]>,
    /// The piece of each face, and their number.
    pub piece_of: Vec<u32>,
    pub piece_count: usize,
}

impl<'a> Region<'a> {
    pub(super) fn new(
        geometry: &'a Geometry,
        chosen: &Selection,
        divide: Divide,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = &**geometry.topology();
        let is_chosen = task.map(topology.primitive_count(), |primitive| {
            let enough = match topology.kind(primitive) {
                PrimitiveKind::Polygon => 3,
                PrimitiveKind::Polyline => 2,
                PrimitiveKind::Packed => return false,
            };
            topology.vertices(primitive).len() >= enough && chosen.contains(primitive)
        })?;
        let faces = marked(&is_chosen, task)?;
        let (offsets, vertices) = vertices_of(topology, &faces, task)?;
        let mut face_of = zeroes::<u32>(vertices.len());
        fill_runs(&offsets, 1, &mut face_of, task, |face, _, slots| slots.fill(face as u32))?;
        let half_of = (vertices.len() < topology.vertex_count()).then(|| {
            let mut half_of = vec![NONE; topology.vertex_count()];
            for (half, &vertex) in vertices.iter().enumerate() {
                half_of[vertex as usize] = half as u32;
            }
            half_of
        });
        let mut region = Self { topology, faces, offsets, vertices, face_of, half_of, fans: None };
        let any_lines = region.faces.iter().any(|&face| !topology.is_polygon(face as usize));
        if divide == Divide::Connected || any_lines {
            region.fans = Some(Fans::new(&region, divide, task)?);
        }
        Ok(region)
    }

    /// The half of a vertex, if it is chosen.
    pub(super) fn half_of(&self, vertex: u32) -> Option<u32> {
        match &self.half_of {
            None => Some(vertex),
            Some(half_of) => Some(half_of[vertex as usize]).filter(|&half| half != NONE),
        }
    }

    pub(super) fn is_polygon(&self, face: u32) -> bool {
        self.topology.is_polygon(self.faces[face as usize] as usize)
    }

    /// The half after this one, around its face; none at the end of a polyline.
    pub(super) fn next(&self, half: u32) -> Option<u32> {
        let face = self.face_of[half as usize];
        if half + 1 < self.offsets[face as usize + 1] {
            Some(half + 1)
        } else {
            self.is_polygon(face).then(|| self.offsets[face as usize])
        }
    }

    /// The point of a half.
    pub(super) fn point(&self, half: u32) -> u32 {
        self.topology.corners()[self.vertices[half as usize] as usize]
    }

    /// The fan of a half.
    pub(super) fn fan(&self, half: u32) -> u32 {
        self.fans.as_ref().map_or(half, |fans| fans.of_half[half as usize])
    }

    /// The point that a fan stands on.
    pub(super) fn point_of_fan(&self, fan: u32) -> u32 {
        self.point(self.fans.as_ref().map_or(fan, |fans| fans.halves.of(fan as usize)[0]))
    }

    /// The number of fans that walls meet.
    pub(super) fn ring_count(&self) -> usize {
        self.fans.as_ref().map_or(self.vertices.len(), |fans| fans.ringed.len())
    }

    /// The place of a fan among those that walls meet.
    pub(super) fn ring(&self, fan: u32) -> u32 {
        self.fans.as_ref().map_or(fan, |fans| fans.ring[fan as usize])
    }

    /// The fan at a place among those that walls meet.
    pub(super) fn ringed(&self, place: usize) -> u32 {
        self.fans.as_ref().map_or(place as u32, |fans| fans.ringed[place])
    }

    /// The number of walls.
    pub(super) fn wall_count(&self) -> usize {
        self.fans.as_ref().map_or(self.vertices.len(), |fans| fans.walls.len())
    }

    /// The half below which a wall stands.
    pub(super) fn wall(&self, wall: usize) -> u32 {
        self.fans.as_ref().map_or(wall as u32, |fans| fans.walls[wall])
    }

    /// The half on the other side of a half's edge, where the surface goes on between the two:
    /// both are of chosen polygons that face alike, and no third is there.
    fn twin(&self, half: u32) -> Option<u32> {
        let vertex = self.vertices[half as usize];
        let twin = self.topology.edges().twin(vertex)?;
        let other = self.half_of(twin)?;
        let polygons = [half, other].map(|half| self.is_polygon(self.face_of[half as usize]));
        (polygons == [true; 2] && self.point(half) != self.point(other)).then_some(other)
    }
}

impl Fans {
    fn new(region: &Region<'_>, divide: Divide, task: &Task) -> Result<Self, Stop> {
        let count = region.vertices.len();
        let connected = divide == Divide::Connected;
        if connected {
            // Built before many threads ask for it.
            region.topology.try_edges(task)?;
        }
        let twins = task.map(count, |half| {
            let twin = if connected { region.twin(half as u32) } else { None };
            twin.unwrap_or(NONE)
        })?;
        let (mut fans, mut pieces) = (Groups::new(count), Groups::new(region.faces.len()));
        for (half, &twin) in twins.iter().enumerate() {
            if half.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let half = half as u32;
            if twin == NONE || twin < half {
                continue;
            }
            pieces.join(region.face_of[half as usize], region.face_of[twin as usize]);
            if let (Some(after), Some(after_twin)) = (region.next(half), region.next(twin)) {
                fans.join(half, after_twin);
                fans.join(after, twin);
            }
        }
        join_lines(region, connected, &mut fans, &mut pieces);
        let (of_half, fan_count) = fans.numbers();
        let (piece_of, piece_count) = pieces.numbers();
        let is_wall = |half: &u32| twins[*half as usize] == NONE && region.next(*half).is_some();
        let walls: Vec<u32> = (0..count as u32).filter(is_wall).collect();
        let mut ends = vec![[NONE; 2]; fan_count];
        for &half in &walls {
            let after = region.next(half).unwrap_or(half);
            ends[of_half[half as usize] as usize][0] = half;
            ends[of_half[after as usize] as usize][1] = half;
        }
        let (mut ring, mut ringed) = (vec![NONE; fan_count], Vec::new());
        for (fan, slot) in ring.iter_mut().enumerate() {
            if ends[fan] != [NONE; 2] {
                *slot = ringed.len() as u32;
                ringed.push(fan as u32);
            }
        }
        let halves = Adjacency::try_invert(&of_half, fan_count, task)?;
        Ok(Self { of_half, halves, ring, ringed, walls, ends, piece_of, piece_count })
    }
}

/// Polylines share the points of their fronts where they share points; one alone, with itself.
fn join_lines(region: &Region<'_>, connected: bool, fans: &mut Groups, pieces: &mut Groups) {
    let mut first_at = vec![NONE; region.topology.point_count()];
    for face in (0..region.faces.len() as u32).filter(|&face| !region.is_polygon(face)) {
        let halves = region.offsets[face as usize]..region.offsets[face as usize + 1];
        for half in halves.clone() {
            let slot = &mut first_at[region.point(half) as usize];
            if *slot == NONE {
                *slot = half;
            }
            fans.join(*slot, half);
            pieces.join(region.face_of[*slot as usize], face);
        }
        if !connected {
            halves.for_each(|half| first_at[region.point(half) as usize] = NONE);
        }
    }
}

/// Elements joined to groups, each named by its least member (union-find).
struct Groups(Vec<u32>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    fn root(&mut self, mut element: u32) -> u32 {
        while self.0[element as usize] != element {
            let above = self.0[self.0[element as usize] as usize];
            self.0[element as usize] = above;
            element = above;
        }
        element
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// For each element the number of its group, in the order of their first members, and how
    /// many groups there are.
    fn numbers(mut self) -> (Vec<u32>, usize) {
        let mut count = 0;
        for element in 0..self.0.len() {
            // What lies before is numbered already, and a group's name is its first member.
            if self.0[element] as usize == element {
                self.0[element] = count;
                count += 1;
            } else {
                self.0[element] = self.0[self.0[element] as usize];
            }
        }
        (self.0, count as usize)
    }
}
