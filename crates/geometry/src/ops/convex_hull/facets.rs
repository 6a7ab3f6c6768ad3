//! Triangles of a hull merged into polygons.

use glam::DVec3;

use super::quickhull::Facet;
use super::{ConvexHull, above};
use crate::NONE;

/// The faces of a hull by the points of their corners.
pub(super) fn faces(
    facets: &[Facet],
    points: &[DVec3],
    settings: &ConvexHull<'_>,
) -> Vec<Vec<u32>> {
    match settings.merge_degrees {
        Some(degrees) => {
            let mut faces = merged(facets, points, degrees);
            drop_points_in_edges(&mut faces, points.len());
            faces
        }
        None => facets.iter().map(|facet| facet.corners.to_vec()).collect(),
    }
}

/// Grows a region around each facet, the largest first, over facets that face nearly as it does
/// or lie in its plane as far as rounding tells, and gives the border of each region; the
/// triangles themselves where the border is not one ring.
///
/// Points that rounding has moved off a plane or a line leave slivers, whose normals say nothing:
/// those are told by where their corners lie.
fn merged(facets: &[Facet], points: &[DVec3], degrees: f32) -> Vec<Vec<u32>> {
    /// Roundings of a coordinate that a corner may be off a plane.
    const ROUNDINGS: f64 = 16.0;
    let at = |corner: u32| points[corner as usize];
    let corners = || facets.iter().flat_map(|facet| facet.corners);
    let greatest = corners().map(|corner| at(corner).abs().max_element()).fold(0.0, f64::max);
    let least_distance = ROUNDINGS * f64::from(f32::EPSILON) * greatest;
    let least_cosine = f64::from(degrees.clamp(0.0, 60.0)).to_radians().cos();
    let is_flat = |seed: &Facet, other: &Facet| {
        let plane = seed.corners.map(at);
        let is_in_plane = |&corner: &u32| {
            seed.normal().dot(at(corner) - plane[0]).abs() <= least_distance
                || above(plane, at(corner)) == 0.0
        };
        seed.normal().dot(other.normal()) >= least_cosine || other.corners.iter().all(is_in_plane)
    };
    let area = |facet: &Facet| {
        let [a, b, c] = facet.corners.map(at);
        (b - a).cross(c - a).length_squared()
    };
    let areas: Vec<f64> = facets.iter().map(area).collect();
    let mut seeds: Vec<usize> = (0..facets.len()).collect();
    seeds.sort_by(|&a, &b| areas[b].total_cmp(&areas[a]));
    let mut region_of = vec![NONE; facets.len()];
    let mut faces = Vec::new();
    let mut region = Vec::new();
    let mut next = vec![NONE; points.len()];
    for seed in seeds {
        if region_of[seed] != NONE {
            continue;
        }
        region.clear();
        region.push(seed as u32);
        region_of[seed] = seed as u32;
        let mut done = 0;
        while done < region.len() {
            for neighbour in facets[region[done] as usize].neighbours {
                let free = region_of[neighbour as usize] == NONE;
                if free && is_flat(&facets[seed], &facets[neighbour as usize]) {
                    region_of[neighbour as usize] = seed as u32;
                    region.push(neighbour);
                }
            }
            done += 1;
        }
        match border(facets, &region, &region_of, seed as u32, &mut next) {
            Some(face) => faces.push(face),
            None => {
                faces.extend(region.iter().map(|&facet| facets[facet as usize].corners.to_vec()))
            }
        }
    }
    faces
}

/// The ring of points around a region; none where it is not one ring that passes every point
/// once. `next` is all [`NONE`], before and after.
fn border(
    facets: &[Facet],
    region: &[u32],
    region_of: &[u32],
    seed: u32,
    next: &mut [u32],
) -> Option<Vec<u32>> {
    let mut edges = Vec::new();
    for &facet in region {
        let Facet { corners, neighbours, .. } = &facets[facet as usize];
        for (edge, &neighbour) in neighbours.iter().enumerate() {
            if region_of[neighbour as usize] != seed {
                edges.push([corners[edge], corners[(edge + 1) % 3]]);
            }
        }
    }
    let mut simple = !edges.is_empty();
    for &[from, to] in &edges {
        simple &= next[from as usize] == NONE;
        next[from as usize] = to;
    }
    let mut ring = Vec::new();
    if simple {
        let mut point = edges[0][0];
        while point != NONE && ring.len() < edges.len() {
            ring.push(point);
            point = next[point as usize];
        }
        simple = ring.len() == edges.len() && point == ring[0];
    }
    edges.iter().for_each(|&[from, _]| next[from as usize] = NONE);
    simple.then_some(ring)
}

/// Takes out points that only two faces meet at: they lie within a straight edge. Faces that
/// would be left with too few corners keep them all.
fn drop_points_in_edges(faces: &mut [Vec<u32>], point_count: usize) {
    let mut uses = vec![0_u32; point_count];
    faces.iter().flatten().for_each(|&corner| uses[corner as usize] += 1);
    for face in faces.iter() {
        if face.iter().filter(|&&corner| uses[corner as usize] > 2).count() < 3 {
            face.iter().for_each(|&corner| uses[corner as usize] = 3);
        }
    }
    for face in faces.iter_mut() {
        face.retain(|&corner| uses[corner as usize] > 2);
    }
}
