//! Quickhull over exact predicates.

use glam::DVec3;
use task::{Stop, Task};

use super::above;
use super::flat::{self, Simplex};
use crate::NONE;

/// Steps between two looks at whether the work shall end.
const OFTEN: usize = 1 << 12;

/// What is around some points.
#[derive(Debug)]
pub(super) enum Hull {
    /// Triangles around a volume.
    Solid(Vec<Facet>),
    /// The corners of a polygon: all points are in its plane.
    Polygon(Vec<u32>),
    /// Its ends: all points are in a line.
    Segment([u32; 2]),
    /// All points are in one place.
    Point(u32),
    /// There are no points.
    Nothing,
}

/// A triangle of the hull.
#[derive(Debug, Clone)]
pub(super) struct Facet {
    /// Counter-clockwise seen from outside.
    pub(super) corners: [u32; 3],
    /// The facets over the edges from each corner to the next.
    pub(super) neighbours: [u32; 3],
    /// The first of the points above it that no other facet has; they are chained.
    outside: u32,
    /// The one of them farthest from it, as far as rounding tells.
    farthest: u32,
    distance: f64,
    normal: DVec3,
    is_alive: bool,
}

/// The hull of points that are finite.
pub(super) fn hull(points: &[DVec3], task: &Task) -> Result<Hull, Stop> {
    Ok(match flat::simplex(points, task)? {
        Simplex::Nothing => Hull::Nothing,
        Simplex::Point(point) => Hull::Point(point),
        Simplex::Segment(a, b) => Hull::Segment([a, b]),
        Simplex::Triangle(corners) => Hull::Polygon(flat::polygon(points, corners, task)?),
        Simplex::Tetrahedron(corners) => {
            let mut builder = Builder::new(points, corners);
            builder.share_out_all(task)?;
            builder.grow(task)?;
            Hull::Solid(builder.finish())
        }
    })
}

struct Builder<'a> {
    points: &'a [DVec3],
    facets: Vec<Facet>,
    /// Dead facets, to be used again.
    free: Vec<u32>,
    /// For each point the next one in its facet's chain.
    next: Vec<u32>,
    /// For each point on the horizon the new facet that begins at it.
    facet_from: Vec<u32>,
    /// Facets that may have points above them.
    work: Vec<u32>,
}

impl<'a> Builder<'a> {
    /// Four facets around a tetrahedron of any orientation.
    fn new(points: &'a [DVec3], [a, b, c, d]: [u32; 4]) -> Self {
        let at = |point: u32| points[point as usize];
        let (b, c) = if above([at(a), at(b), at(c)], at(d)) > 0.0 { (c, b) } else { (b, c) };
        // `d` is below `a`, `b`, `c`.
        let corners = [[a, b, c], [a, d, b], [b, d, c], [c, d, a]];
        let neighbours = [[1, 2, 3], [3, 2, 0], [1, 3, 0], [2, 1, 0]];
        let mut builder = Self {
            points,
            facets: Vec::new(),
            free: Vec::new(),
            next: vec![NONE; points.len()],
            facet_from: vec![NONE; points.len()],
            work: (0..4).collect(),
        };
        for (corners, neighbours) in corners.into_iter().zip(neighbours) {
            let facet = builder.facet(corners, neighbours);
            builder.facets.push(facet);
        }
        builder
    }

    fn at(&self, point: u32) -> DVec3 {
        self.points[point as usize]
    }

    fn facet(&self, corners: [u32; 3], neighbours: [u32; 3]) -> Facet {
        let [a, b, c] = corners.map(|corner| self.at(corner));
        Facet {
            corners,
            neighbours,
            outside: NONE,
            farthest: NONE,
            distance: f64::NEG_INFINITY,
            normal: (b - a).cross(c - a).normalize_or_zero(),
            is_alive: true,
        }
    }

    /// Whether a point is above the plane of a facet, exactly.
    fn sees(&self, facet: &Facet, point: u32) -> bool {
        above(facet.corners.map(|corner| self.at(corner)), self.at(point)) > 0.0
    }

    /// Gives every point outside to a facet that it is above.
    fn share_out_all(&mut self, task: &Task) -> Result<(), Stop> {
        let owners = task.map(self.points.len(), |point| {
            let sees = |facet: &u32| self.sees(&self.facets[*facet as usize], point as u32);
            (0..4).find(sees).unwrap_or(NONE)
        })?;
        for (point, &owner) in owners.iter().enumerate() {
            if owner != NONE {
                self.give(owner, point as u32);
            }
        }
        task.check()
    }

    fn give(&mut self, facet: u32, point: u32) {
        let place = self.at(point);
        let corner = self.at(self.facets[facet as usize].corners[0]);
        let facet = &mut self.facets[facet as usize];
        self.next[point as usize] = facet.outside;
        facet.outside = point;
        let distance = facet.normal.dot(place - corner);
        if distance > facet.distance || facet.farthest == NONE {
            (facet.distance, facet.farthest) = (distance, point);
        }
    }

    /// Takes in the farthest point of each facet that has points above it, until none has.
    fn grow(&mut self, task: &Task) -> Result<(), Stop> {
        let (mut visible, mut horizon, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
        let mut steps = 0;
        while let Some(facet) = self.work.pop() {
            let Facet { is_alive, farthest: point, .. } = self.facets[facet as usize];
            if !is_alive || point == NONE {
                continue;
            }
            self.find_visible(facet, point, &mut visible, &mut horizon);
            self.cover(point, &horizon, &mut fresh);
            for &old in &visible {
                let mut outside = self.facets[old as usize].outside;
                while outside != NONE {
                    steps += 1 + fresh.len();
                    if steps > OFTEN {
                        task.check()?;
                        steps = 0;
                    }
                    let after = self.next[outside as usize];
                    let owner = fresh
                        .iter()
                        .find(|&&facet| self.sees(&self.facets[facet as usize], outside));
                    if let Some(&owner) = owner
                        && outside != point
                    {
                        self.give(owner, outside);
                    }
                    outside = after;
                }
            }
            steps += visible.len();
            self.free.extend_from_slice(&visible);
            self.work.extend_from_slice(&fresh);
        }
        Ok(())
    }

    /// The facets that a point is above, which die, and the edges around them as
    /// `[from, to, facet beyond]`. Those facets are connected, and the edges are one ring: the
    /// hull is convex, and the test is exact.
    fn find_visible(
        &mut self,
        first: u32,
        point: u32,
        visible: &mut Vec<u32>,
        horizon: &mut Vec<[u32; 3]>,
    ) {
        visible.clear();
        horizon.clear();
        visible.push(first);
        self.facets[first as usize].is_alive = false;
        let mut done = 0;
        while done < visible.len() {
            let Facet { corners, neighbours, .. } = self.facets[visible[done] as usize];
            done += 1;
            for (edge, &neighbour) in neighbours.iter().enumerate() {
                if !self.facets[neighbour as usize].is_alive {
                    continue;
                }
                if self.sees(&self.facets[neighbour as usize], point) {
                    self.facets[neighbour as usize].is_alive = false;
                    visible.push(neighbour);
                } else {
                    horizon.push([corners[edge], corners[(edge + 1) % 3], neighbour]);
                }
            }
        }
    }

    /// New facets from every edge of the horizon to a point.
    fn cover(&mut self, point: u32, horizon: &[[u32; 3]], fresh: &mut Vec<u32>) {
        fresh.clear();
        for &[from, to, beyond] in horizon {
            let facet = self.facet([from, to, point], [beyond, NONE, NONE]);
            let index = match self.free.pop() {
                Some(index) => {
                    self.facets[index as usize] = facet;
                    index
                }
                None => {
                    self.facets.push(facet);
                    self.facets.len() as u32 - 1
                }
            };
            self.facet_from[from as usize] = index;
            fresh.push(index);
            let other = &mut self.facets[beyond as usize];
            if let Some(edge) = (0..3).find(|&edge| other.corners[edge] == to) {
                other.neighbours[edge] = index;
            }
        }
        for &index in fresh.iter() {
            let [_, to, _] = self.facets[index as usize].corners;
            let after = self.facet_from[to as usize];
            self.facets[index as usize].neighbours[1] = after;
            self.facets[after as usize].neighbours[2] = index;
        }
    }

    /// The facets that are left, numbered anew.
    fn finish(self) -> Vec<Facet> {
        let mut numbers = vec![NONE; self.facets.len()];
        let alive = || self.facets.iter().enumerate().filter(|(_, facet)| facet.is_alive);
        for (number, (index, _)) in alive().enumerate() {
            numbers[index] = number as u32;
        }
        alive()
            .map(|(_, facet)| {
                let neighbours = facet.neighbours.map(|neighbour| numbers[neighbour as usize]);
                Facet { neighbours, ..facet.clone() }
            })
            .collect()
    }
}

impl Facet {
    /// The unit normal, outwards; zero where the triangle is too thin to have one.
    pub(super) fn normal(&self) -> DVec3 {
        self.normal
    }
}
