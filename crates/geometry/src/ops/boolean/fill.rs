//! Polygons that fill the rings of faces.

use glam::{DVec2, DVec3, Vec3};
use rayon::prelude::*;
use task::Task;

use super::faces::{Face, Node};
use super::{BooleanError, Detriangulate};
use crate::ops::ring_triangles::RingTriangles;

/// New polygons, end to end.
#[derive(Debug, Default)]
pub(super) struct Polygons {
    pub nodes: Vec<Node>,
    /// Where each polygon ends.
    pub ends: Vec<u32>,
    /// The old polygon of each.
    pub primitives: Vec<u32>,
}

impl Polygons {
    /// Adds a polygon; not one of three corners of which two are the same point.
    fn push(&mut self, primitive: u32, nodes: impl IntoIterator<Item = Node>) {
        let start = self.nodes.len();
        self.nodes.extend(nodes);
        if let [a, b, c] = self.nodes[start..]
            && (a.point == b.point || b.point == c.point || c.point == a.point)
        {
            return self.nodes.truncate(start);
        }
        self.ends.push(self.nodes.len() as u32);
        self.primitives.push(primitive);
    }

    fn append(&mut self, other: Self) {
        let first = self.nodes.len() as u32;
        self.nodes.extend(other.nodes);
        self.ends.extend(other.ends.iter().map(|end| first + end));
        self.primitives.extend(other.primitives);
    }
}

/// The polygons of faces, in their order. `at` says where a point lies.
pub(super) fn fill(
    faces: &[&Face],
    at: impl Fn(u32) -> Vec3 + Sync,
    detriangulate: Detriangulate,
    task: &Task,
) -> Result<Polygons, BooleanError> {
    let parts: Vec<Polygons> = faces
        .par_chunks(64)
        .map(|faces| {
            let mut filler = Filler { cutter: RingTriangles::default(), at: &at, detriangulate };
            let mut out = Polygons::default();
            for face in faces {
                task.check()?;
                filler.fill(face, &mut out);
            }
            Ok(out)
        })
        .collect::<Result<_, BooleanError>>()?;
    let nodes = parts.iter().map(|part| part.nodes.len() as u64).sum();
    task.reserve(nodes, size_of::<Node>() as u64, "the cut polygons of a boolean")?;
    let mut all = Polygons::default();
    parts.into_iter().for_each(|part| all.append(part));
    Ok(all)
}

struct Filler<'a, F> {
    cutter: RingTriangles,
    at: &'a F,
    detriangulate: Detriangulate,
}

impl<F: Fn(u32) -> Vec3> Filler<'_, F> {
    fn fill(&mut self, face: &Face, out: &mut Polygons) {
        let plane = Plane::of(face.normal);
        let flat = |ring: &Vec<Node>| -> Vec<DVec2> {
            ring.iter().map(|node| plane.flat((self.at)(node.point))).collect()
        };
        if let [ring] = &face.rings[..] {
            let places = flat(ring);
            return self.push_ring(face.primitive, ring, &places, out);
        }
        let places: Vec<Vec<DVec2>> = face.rings.iter().map(flat).collect();
        let areas: Vec<f64> = places.iter().map(|ring| doubled_area(ring)).collect();
        let is_outer = |&ring: &usize| areas[ring] >= 0.0;
        let outer: Vec<usize> = (0..areas.len()).filter(is_outer).collect();
        let mut holes_of = vec![Vec::new(); areas.len()];
        for hole in (0..areas.len()).filter(|ring| !is_outer(ring)) {
            // The middle of an edge lies on no other ring, even where rings touch at a point.
            let middle = (places[hole][0] + places[hole][1]) * 0.5;
            let around = outer.iter().filter(|&&ring| encloses(&places[ring], middle));
            match around.min_by(|&&a, &&b| areas[a].total_cmp(&areas[b])) {
                Some(&ring) => holes_of[ring].push(hole),
                None => self.push_ring(face.primitive, &face.rings[hole], &places[hole], out),
            }
        }
        for ring in outer {
            if holes_of[ring].is_empty() {
                self.push_ring(face.primitive, &face.rings[ring], &places[ring], out);
                continue;
            }
            let mut nodes = face.rings[ring].clone();
            let mut all = places[ring].clone();
            let mut starts = Vec::new();
            for &hole in &holes_of[ring] {
                starts.push(nodes.len() as u32);
                nodes.extend_from_slice(&face.rings[hole]);
                all.extend_from_slice(&places[hole]);
            }
            let pairs: Vec<[f64; 2]> = all.iter().map(DVec2::to_array).collect();
            let (triangles, is_sound) = self.cutter.cut(&pairs, &starts);
            let pieces = match self.detriangulate {
                Detriangulate::All if is_sound => convex_pieces(triangles, &all),
                _ => triangles.iter().map(|triangle| triangle.to_vec()).collect(),
            };
            for piece in pieces {
                out.push(face.primitive, piece.iter().map(|&index| nodes[index as usize]));
            }
        }
    }

    /// Adds what a ring encloses: as one polygon if wanted and if others can be trusted to fill
    /// it as it is meant.
    fn push_ring(&mut self, primitive: u32, ring: &[Node], places: &[DVec2], out: &mut Polygons) {
        let whole = self.detriangulate == Detriangulate::All;
        if ring.len() == 3 || whole && is_convex(places) {
            return out.push(primitive, ring.iter().copied());
        }
        let pairs: Vec<[f64; 2]> = places.iter().map(DVec2::to_array).collect();
        let (triangles, is_sound) = self.cutter.cut(&pairs, &[]);
        let doubled = |triangle: &[u32; 3]| {
            let [a, b, c] = triangle.map(|index| places[index as usize]);
            (b - a).perp_dot(c - a).abs()
        };
        let covered: f64 = triangles.iter().map(doubled).sum();
        let area = doubled_area(places);
        if whole && is_sound && covered <= area * (1.0 + 1e-6) && !visits_twice(ring) {
            return out.push(primitive, ring.iter().copied());
        }
        for triangle in triangles {
            out.push(primitive, triangle.map(|index| ring[index as usize]));
        }
    }
}

/// Drops the coordinate along which a face lies least, so that no rounding comes in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    axes: [usize; 2],
}

impl Plane {
    pub(super) fn of(normal: DVec3) -> Self {
        let sizes = normal.abs();
        let dropped = if sizes.x > sizes.y && sizes.x > sizes.z {
            0
        } else if sizes.y > sizes.z {
            1
        } else {
            2
        };
        let axes = [(dropped + 1) % 3, (dropped + 2) % 3];
        let is_front = normal[dropped] >= 0.0;
        Self { axes: if is_front { axes } else { [axes[1], axes[0]] } }
    }

    /// Seen from the front, counter-clockwise stays so.
    pub(super) fn flat(self, at: Vec3) -> DVec2 {
        DVec2::new(f64::from(at[self.axes[0]]), f64::from(at[self.axes[1]]))
    }
}

/// Twice the area that a ring runs around; negative clockwise.
pub(super) fn doubled_area(ring: &[DVec2]) -> f64 {
    let origin = ring[0];
    ring.windows(2).map(|pair| (pair[0] - origin).perp_dot(pair[1] - origin)).sum()
}

/// Whether a ring runs once around and nowhere turns right.
fn is_convex(ring: &[DVec2]) -> bool {
    let count = ring.len();
    let way = |index: usize| ring[(index + 1) % count] - ring[index % count];
    let turns_left = |index: usize| {
        let (from, to) = (way(index), way(index + 1));
        let turn = from.perp_dot(to);
        turn > 0.0 || turn == 0.0 && from.dot(to) > 0.0
    };
    let goes_up = |index: usize| (way(index).y, way(index).x) > (0.0, 0.0);
    (0..count).all(turns_left)
        && (0..count).filter(|&index| goes_up(index) != goes_up(index + 1)).count() == 2
}

fn visits_twice(ring: &[Node]) -> bool {
    let mut points: Vec<u32> = ring.iter().map(|node| node.point).collect();
    points.sort_unstable();
    points.windows(2).any(|pair| pair[0] == pair[1])
}

/// Whether a place lies in a ring.
pub(super) fn encloses(ring: &[DVec2], place: DVec2) -> bool {
    let mut inside = false;
    for (index, &a) in ring.iter().enumerate() {
        let b = ring[(index + 1) % ring.len()];
        if (a.y > place.y) != (b.y > place.y) {
            inside ^= place.x < a.x + (b.x - a.x) * ((place.y - a.y) / (b.y - a.y));
        }
    }
    inside
}

/// Triangles joined to convex polygons across their longest edges first (after Hertel and
/// Mehlhorn 1983).
fn convex_pieces(triangles: &[[u32; 3]], places: &[DVec2]) -> Vec<Vec<u32>> {
    let corners = triangles.as_flattened();
    let count = corners.len() as u32;
    let step = |edge: u32, by: u32| edge - edge % 3 + (edge + by) % 3;
    let mut next: Vec<u32> = (0..count).map(|edge| step(edge, 1)).collect();
    let mut before: Vec<u32> = (0..count).map(|edge| step(edge, 2)).collect();
    let place = |edge: u32| places[corners[edge as usize] as usize];
    let ends = |edge: u32| (corners[edge as usize], corners[step(edge, 1) as usize]);
    let mut by_ends: Vec<(u32, u32, u32)> =
        (0..count).map(|edge| (ends(edge).0, ends(edge).1, edge)).collect();
    by_ends.sort_unstable();
    let twin = |edge: u32| {
        let (from, to) = ends(edge);
        let found = by_ends.binary_search_by_key(&(to, from), |&(from, to, _)| (from, to));
        found.ok().map(|index| by_ends[index].2)
    };
    let length = |edge: u32| place(edge).distance_squared(place(step(edge, 1)));
    let mut inner: Vec<(u32, u32)> = (0..count)
        .filter_map(|edge| twin(edge).filter(|&twin| edge < twin).map(|twin| (edge, twin)))
        .collect();
    inner.sort_by(|a, b| length(b.0).total_cmp(&length(a.0)));
    let mut removed = vec![false; corners.len()];
    for (edge, twin) in inner {
        let turns_left = |from: u32, at: u32, to: u32| {
            let (coming, going) = (place(at) - place(from), place(to) - place(at));
            let turn = coming.perp_dot(going);
            turn > 0.0 || turn == 0.0 && coming.dot(going) > 0.0
        };
        let (after, after_twin) = (next[edge as usize], next[twin as usize]);
        let (ahead, ahead_twin) = (before[edge as usize], before[twin as usize]);
        if turns_left(ahead, edge, next[after_twin as usize])
            && turns_left(ahead_twin, twin, next[after as usize])
        {
            for (from, to) in [(ahead, after_twin), (ahead_twin, after)] {
                next[from as usize] = to;
                before[to as usize] = from;
            }
            removed[edge as usize] = true;
            removed[twin as usize] = true;
        }
    }
    let mut pieces = Vec::new();
    for first in 0..count {
        let mut piece = Vec::new();
        let mut edge = first;
        while !std::mem::replace(&mut removed[edge as usize], true) {
            piece.push(corners[edge as usize]);
            edge = next[edge as usize];
        }
        if !piece.is_empty() {
            pieces.push(piece);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triangles_between_squares_become_few_convex_pieces() {
        let square = |half: f64| [[-half, -half], [half, -half], [half, half], [-half, half]];
        let mut hole = square(1.0);
        hole.reverse();
        let places = [square(3.0), hole].concat();
        let mut cutter = RingTriangles::default();
        let (triangles, is_sound) = cutter.cut(&places, &[4]);
        assert!(is_sound && triangles.len() == 8);
        let flat: Vec<DVec2> = places.iter().copied().map(DVec2::from).collect();
        let pieces = convex_pieces(triangles, &flat);
        assert!(pieces.len() <= 5, "{pieces:?}");
        let ring = |piece: &Vec<u32>| -> Vec<DVec2> {
            piece.iter().map(|&index| flat[index as usize]).collect()
        };
        assert!(pieces.iter().all(|piece| is_convex(&ring(piece))));
        let area: f64 = pieces.iter().map(|piece| doubled_area(&ring(piece)) / 2.0).sum();
        assert!((area - 32.0).abs() < 1e-9);
    }

    #[test]
    fn convex_is_told_from_concave_and_from_twice_around() {
        let ring = |corners: &[[f64; 2]]| -> Vec<DVec2> {
            corners.iter().copied().map(DVec2::from).collect()
        };
        assert!(is_convex(&ring(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [1.0, 1.0]])));
        assert!(!is_convex(&ring(&[[0.0, 0.0], [2.0, 0.0], [1.0, 0.5], [1.0, 2.0]])));
        let star = (0..5).map(|index| DVec2::from_angle(f64::from(index) * 4.0 * 1.256_637));
        assert!(!is_convex(&star.collect::<Vec<_>>()));
        assert!(!is_convex(&ring(&[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])), "clockwise");
    }
}
