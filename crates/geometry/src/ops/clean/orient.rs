//! Polygons that all face the same side of their surface.

use task::{Stop, Task};

use crate::ops::extract::Elements;
use crate::{Geometry, NONE};

/// The geometry with polygons turned over where they do not face like their neighbours.
///
/// Neighbours are polygons on two sides of an edge; edges of three and more polygons part
/// surfaces. A surface that is closed faces outwards; one that is open keeps the side that most
/// of its polygons face. The corners of a polygon that is turned run backwards from its first
/// one, with their attributes. Surfaces that have no two sides stay inconsistent somewhere.
pub(super) fn orient(geometry: &Geometry, task: &Task) -> Result<Geometry, Stop> {
    task.check()?;
    let topology = geometry.topology();
    let (edges, corners) = (topology.try_edges(task)?, topology.corners());
    let of_vertex = topology.try_primitive_of_vertex(task)?;
    let count = topology.primitive_count();
    let mut turned = vec![false; count];
    let mut seen = vec![false; count];
    let mut surface = Vec::new();
    for start in 0..count {
        if start.is_multiple_of(4096) {
            task.check()?;
        }
        if seen[start] || !topology.is_polygon(start) {
            continue;
        }
        seen[start] = true;
        surface.clear();
        surface.push(start as u32);
        let (mut next, mut is_closed) = (0, true);
        while let Some(&primitive) = surface.get(next) {
            next += 1;
            if next.is_multiple_of(4096) {
                task.check()?;
            }
            for vertex in topology.vertices(primitive as usize) {
                let edge = edges.of_vertex[vertex];
                let twin = edges
                    .twin(vertex as u32)
                    .filter(|&twin| topology.is_polygon(of_vertex[twin as usize] as usize));
                let Some(twin) = twin else {
                    is_closed &= edge == NONE;
                    continue;
                };
                let other = of_vertex[twin as usize] as usize;
                let alike = corners[vertex] == corners[twin as usize];
                let turn = turned[primitive as usize] ^ alike;
                if !seen[other] {
                    seen[other] = true;
                    turned[other] = turn;
                    surface.push(other as u32);
                } else {
                    is_closed &= turned[other] == turn;
                }
            }
        }
        let wrong = match is_closed {
            true => volume(geometry, &surface, &turned) < 0.0,
            false => {
                let turns = surface.iter().filter(|&&p| turned[p as usize]).count();
                2 * turns > surface.len()
            }
        };
        if wrong {
            surface.iter().for_each(|&primitive| turned[primitive as usize] ^= true);
        }
    }
    if !turned.contains(&true) {
        return Ok(geometry.clone());
    }
    let vertices = task.map(corners.len(), |vertex| {
        let primitive = of_vertex[vertex] as usize;
        let range = topology.vertices(primitive);
        let backwards = turned[primitive] && vertex > range.start;
        if backwards { (range.start + range.end - vertex) as u32 } else { vertex as u32 }
    })?;
    let primitives = (0..count as u32).collect();
    let offsets = topology.offsets().to_vec();
    Elements { points: None, vertices, primitives, offsets }.take(geometry, task)
}

/// Six times the volume that polygons enclose, each as a fan, some of them turned over.
fn volume(geometry: &Geometry, polygons: &[u32], turned: &[bool]) -> f64 {
    let positions = geometry.positions();
    let at = |point: u32| positions[point as usize].as_dvec3();
    let first = polygons.iter().find_map(|&p| geometry.topology().primitive(p as usize).first());
    let Some(origin) = first.map(|&point| at(point)) else { return 0.0 };
    let mut sum = 0.0;
    for &polygon in polygons {
        let corners = geometry.topology().primitive(polygon as usize);
        let Some((&fan, rest)) = corners.split_first() else { continue };
        let fan = at(fan) - origin;
        let sign = if turned[polygon as usize] { -1.0 } else { 1.0 };
        for pair in rest.windows(2) {
            sum += sign * fan.dot((at(pair[0]) - origin).cross(at(pair[1]) - origin));
        }
    }
    sum
}
