//! What rings enclose, cut into triangles.

use earcut::Earcut;

/// Cuts what rings enclose into triangles; keeps its memory between them.
#[derive(Default)]
pub(crate) struct RingTriangles {
    earcut: Earcut<f64>,
    indices: Vec<u32>,
    triangles: Vec<[u32; 3]>,
}

impl RingTriangles {
    /// The triangles between an outer ring and holes in it, which run the other way around; each
    /// hole begins at one of `holes`. They run as the outer ring does.
    ///
    /// Whatever the places, each edge of a ring is the edge of one triangle, and every other edge
    /// of two that run against each other: the ends of an edge with places on it are joined to
    /// these. `false` where that took triangles that may overlap.
    pub(crate) fn cut(&mut self, places: &[[f64; 2]], holes: &[u32]) -> (&[[u32; 3]], bool) {
        self.triangles.clear();
        if places.len() < 3 {
            return (&self.triangles, false);
        }
        let finite = places.iter().flatten().all(|value| value.is_finite());
        if finite {
            self.earcut.earcut_slice(places, holes, &mut self.indices);
            self.triangles.extend(self.indices.chunks_exact(3).map(|t| [t[0], t[1], t[2]]));
            let doubled = |[a, b, c]: [u32; 3]| {
                let [a, b, c] = [a, b, c].map(|index| places[index as usize]);
                (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
            };
            let own: f64 = self.triangles.iter().map(|&ear| doubled(ear)).sum();
            let outer = holes.first().map_or(places.len(), |&first| first as usize);
            let ring: f64 = (1..outer as u32 - 1).map(|i| doubled([0, i, i + 1])).sum();
            // Ears run one way around whatever the direction of the ring.
            if own * ring < 0.0 {
                self.triangles.iter_mut().for_each(|triangle| triangle.swap(1, 2));
            }
        }
        let wanted = places.len() + 2 * holes.len() - 2;
        if self.triangles.len() == wanted || finite && self.restore(places, holes) {
            return (&self.triangles, true);
        }
        self.fan(places.len(), holes);
        (&self.triangles, false)
    }

    /// Divides the edges of triangles at places that were left out because they lie on them.
    fn restore(&mut self, places: &[[f64; 2]], holes: &[u32]) -> bool {
        let next = next_around(places.len(), holes);
        let edges = sorted_edges(&self.triangles);
        let has = |from: u32, to: u32| edges.binary_search(&(from, to)).is_ok();
        let inner = |&&(from, to): &&(u32, u32)| next[from as usize] != to;
        let mut gaps: Vec<(u32, u32)> =
            edges.iter().filter(inner).copied().filter(|&(from, to)| !has(to, from)).collect();
        let mut ends: Vec<u32> = gaps.iter().flat_map(|&(from, to)| [from, to]).collect();
        let missing = (0..places.len() as u32).filter(|&from| !has(from, next[from as usize]));
        ends.extend(missing.flat_map(|from| [from, next[from as usize]]));
        ends.sort_unstable();
        ends.dedup();
        let mut waiting = std::mem::take(&mut self.triangles);
        waiting.reverse();
        while let Some(triangle) = waiting.pop() {
            let edge = |corner: usize| (triangle[corner], triangle[(corner + 1) % 3]);
            let found =
                (0..3).find_map(|corner| Some((corner, gaps.binary_search(&edge(corner)).ok()?)));
            let Some((corner, gap)) = found else {
                self.triangles.push(triangle);
                continue;
            };
            gaps.remove(gap);
            let [from, to, apex] = [0, 1, 2].map(|step| triangle[(corner + step) % 3]);
            let mut last = from;
            for place in places_between(places, from, to, &ends) {
                waiting.push([last, place, apex]);
                last = place;
            }
            waiting.push([last, to, apex]);
        }
        let edges = sorted_edges(&self.triangles);
        let has = |from: u32, to: u32| edges.binary_search(&(from, to)).is_ok();
        self.triangles.len() == places.len() + 2 * holes.len() - 2
            && edges.windows(2).all(|pair| pair[0] != pair[1])
            && next.iter().enumerate().all(|(from, &to)| has(from as u32, to))
            && edges.iter().all(|&(from, to)| next[from as usize] == to || has(to, from))
    }

    /// A fan over the rings, joined at their first places.
    fn fan(&mut self, count: usize, holes: &[u32]) {
        let ends: Vec<u32> = holes.iter().copied().chain([count as u32]).collect();
        let mut ring: Vec<u32> = (0..ends[0]).collect();
        for hole in ends.windows(2) {
            ring.push(0);
            ring.extend(hole[0]..hole[1]);
            ring.push(hole[0]);
        }
        let ears = (1..ring.len() - 1).map(|corner| [0, ring[corner], ring[corner + 1]]);
        self.triangles.clear();
        self.triangles.extend(ears.filter(|&[a, b, c]| a != b && b != c && c != a));
    }
}

/// Those of some places that lie on the way between two, in order.
fn places_between(places: &[[f64; 2]], from: u32, to: u32, among: &[u32]) -> Vec<u32> {
    let [start, end] = [from, to].map(|index| places[index as usize]);
    let way = [end[0] - start[0], end[1] - start[1]];
    let square = way[0] * way[0] + way[1] * way[1];
    let mut found: Vec<(f64, u32)> = among
        .iter()
        .filter(|&&index| index != from && index != to)
        .filter_map(|&index| {
            let at = places[index as usize];
            let offset = [at[0] - start[0], at[1] - start[1]];
            let along = offset[0] * way[0] + offset[1] * way[1];
            let beside = offset[0] * way[1] - offset[1] * way[0];
            let is_on = beside.abs() <= 1e-9 * square && along >= 0.0 && along <= square;
            is_on.then_some((along, index))
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, index)| index).collect()
}

/// For each place the one after it around its ring.
fn next_around(count: usize, holes: &[u32]) -> Vec<u32> {
    let mut next: Vec<u32> = (1..=count as u32).collect();
    let starts = std::iter::once(0).chain(holes.iter().copied());
    for (start, end) in starts.zip(holes.iter().copied().chain([count as u32])) {
        next[end as usize - 1] = start;
    }
    next
}

fn sorted_edges(triangles: &[[u32; 3]]) -> Vec<(u32, u32)> {
    let mut edges: Vec<(u32, u32)> =
        triangles.iter().flat_map(|&[a, b, c]| [(a, b), (b, c), (c, a)]).collect();
    edges.sort_unstable();
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(places: &[[f64; 2]], holes: &[u32]) -> (Vec<[u32; 3]>, bool) {
        let mut cutter = RingTriangles::default();
        let (triangles, is_sound) = cutter.cut(places, holes);
        (triangles.to_vec(), is_sound)
    }

    /// The area, after a check that triangles fit the rings and each other.
    fn covered(places: &[[f64; 2]], holes: &[u32], triangles: &[[u32; 3]]) -> f64 {
        let next = next_around(places.len(), holes);
        let edges = sorted_edges(triangles);
        let count = |from: u32, to: u32| edges.iter().filter(|&&edge| edge == (from, to)).count();
        for &(from, to) in &edges {
            let inner = usize::from(next[from as usize] != to);
            assert_eq!(count(from, to) - count(to, from), 1 - inner, "{from} {to}");
        }
        assert!((0..next.len() as u32).all(|from| count(from, next[from as usize]) == 1));
        let place = |index: u32| glam::DVec2::from(places[index as usize]);
        let doubled = |&[a, b, c]: &[u32; 3]| (place(b) - place(a)).perp_dot(place(c) - place(a));
        triangles.iter().map(|triangle| doubled(triangle) / 2.0).sum()
    }

    /// A square with places along its sides, from a corner on.
    fn square(low: f64, high: f64, steps: usize, clockwise: bool) -> Vec<[f64; 2]> {
        let corners = [[low, low], [high, low], [high, high], [low, high]];
        let mut ring: Vec<[f64; 2]> = (0..4 * steps)
            .map(|index| {
                let (a, b) = (corners[index / steps], corners[(index / steps + 1) % 4]);
                let part = (index % steps) as f64 / steps as f64;
                [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * part)
            })
            .collect();
        if clockwise {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn places_on_edges_are_not_left_out() {
        for steps in [1, 2, 3, 16] {
            let outer = square(0.0, 4.0, steps, false);
            let (triangles, is_sound) = cut(&outer, &[]);
            assert!(is_sound && (covered(&outer, &[], &triangles) - 16.0).abs() < 1e-12);
            let mut turned = outer.clone();
            turned.reverse();
            let (triangles, is_sound) = cut(&turned, &[]);
            assert!(is_sound && (covered(&turned, &[], &triangles) + 16.0).abs() < 1e-12);
            for inner in [1, 5, 40] {
                let holes = [outer.len() as u32];
                let places = [outer.clone(), square(1.0, 2.0, inner, true)].concat();
                let (triangles, is_sound) = cut(&places, &holes);
                assert!(is_sound && (covered(&places, &holes, &triangles) - 15.0).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn several_holes_are_left_open() {
        let holes = [[1.0, 1.5], [2.0, 3.0]].map(|[low, high]| square(low, high, 4, true));
        let places = [square(0.0, 4.0, 3, false), holes.concat()].concat();
        let starts = [12, 28];
        let (triangles, is_sound) = cut(&places, &starts);
        assert!(is_sound && (covered(&places, &starts, &triangles) - 14.75).abs() < 1e-12);
    }

    #[test]
    fn rings_without_area_or_numbers_are_still_covered() {
        let line: Vec<[f64; 2]> = (0..6).map(|index| [index as f64, 0.0]).collect();
        let nowhere = vec![[f64::NAN; 2]; 5];
        let same = vec![[1.0; 2]; 7];
        for (places, holes) in [(line, vec![]), (nowhere, vec![]), (same, vec![4])] {
            let (triangles, is_sound) = cut(&places, &holes);
            assert!(!is_sound);
            covered(&places, &holes, &triangles);
        }
        assert!(cut(&[[0.0, 0.0], [1.0, 0.0]], &[]).0.is_empty());
    }
}
