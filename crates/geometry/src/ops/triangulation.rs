//! Polygons as triangles.

use glam::Vec3;
use rayon::prelude::*;
use task::{Stop, Task};

use super::ring_triangles::RingTriangles;
use crate::{Geometry, Triangles};

/// The triangles of every polygon: see [`Geometry::triangles`].
pub(crate) fn triangles(geometry: &Geometry, task: &Task) -> Result<Triangles, Stop> {
    let topology = geometry.topology();
    let count = topology.primitive_count();
    // Primitives are cut in blocks whose results are joined in order.
    const BLOCK: usize = 2048;
    let parts: Vec<Triangles> = (0..count.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            task.check()?;
            let mut part = Triangles::default();
            let mut ears = Ears::default();
            for primitive in block * BLOCK..((block + 1) * BLOCK).min(count) {
                if topology.is_polygon(primitive) {
                    push_polygon(geometry, primitive, &mut ears, &mut part.vertices);
                    part.primitives.resize(part.vertices.len(), primitive as u32);
                }
            }
            Ok(part)
        })
        .collect::<Result<_, Stop>>()?;
    let total = parts.iter().map(|part| part.vertices.len()).sum();
    let mut all =
        Triangles { vertices: Vec::with_capacity(total), primitives: Vec::with_capacity(total) };
    for part in parts {
        task.check()?;
        all.vertices.extend_from_slice(&part.vertices);
        all.primitives.extend_from_slice(&part.primitives);
    }
    Ok(all)
}

/// Memory kept between polygons.
#[derive(Default)]
struct Ears {
    rings: RingTriangles,
    flat: Vec<[f64; 2]>,
}

fn push_polygon(geometry: &Geometry, primitive: usize, ears: &mut Ears, out: &mut Vec<[u32; 3]>) {
    let positions = geometry.positions();
    let corners = geometry.topology().primitive(primitive);
    let first = geometry.topology().vertices(primitive).start as u32;
    let at = |corner: usize| positions[corners[corner] as usize];
    let fan = |out: &mut Vec<[u32; 3]>| {
        out.extend((1..corners.len() as u32 - 1).map(|i| [first, first + i, first + i + 1]));
    };
    match corners.len() {
        0..3 => {}
        3 => out.push([first, first + 1, first + 2]),
        4 => {
            let other_diagonal = quad_wants_other_diagonal([at(0), at(1), at(2), at(3)]);
            if other_diagonal {
                out.push([first, first + 1, first + 3]);
                out.push([first + 1, first + 2, first + 3]);
            } else {
                out.push([first, first + 1, first + 2]);
                out.push([first, first + 2, first + 3]);
            }
        }
        _ => {
            let normal = geometry.polygon_area_vector(primitive);
            let Some([u, v]) = plane_axes(normal) else { return fan(out) };
            let origin = at(0);
            ears.flat.clear();
            ears.flat.extend((0..corners.len()).map(|corner| {
                let offset = at(corner) - origin;
                [offset.dot(u), offset.dot(v)].map(f64::from)
            }));
            let (triangles, _) = ears.rings.cut(&ears.flat, &[]);
            out.extend(triangles.iter().map(|triangle| triangle.map(|corner| first + corner)));
        }
    }
}

/// Two axes of the plane with this normal, so that counter-clockwise stays so; none if the
/// normal has no direction.
fn plane_axes(normal: Vec3) -> Option<[Vec3; 2]> {
    let normal = normal.try_normalize()?;
    let (u, v) = normal.any_orthonormal_pair();
    Some([u, v])
}

/// Whether a quad is better cut from its second to its fourth corner.
fn quad_wants_other_diagonal([a, b, c, d]: [Vec3; 4]) -> bool {
    let facing = |p: Vec3, q: Vec3, r: Vec3, s: Vec3| {
        // Of the triangles p q r and p r s: whether they face alike.
        (q - p).cross(r - p).dot((r - p).cross(s - p)) > 0.0
    };
    match (facing(a, b, c, d), facing(b, c, d, a)) {
        (false, true) => true,
        (true, false) => false,
        _ => (d - b).length_squared() < (c - a).length_squared(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Topology;

    fn area_of(positions: Vec<Vec3>) -> (usize, f32) {
        let count = positions.len();
        let topology = Topology::uniform(count, count, (0..count as u32).collect());
        let polygon = Geometry::new(topology, positions);
        let triangles = polygon.triangles();
        let at = |vertex: u32| polygon.positions()[vertex as usize];
        let signed = triangles.vertices.iter().map(|&[a, b, c]| {
            let area = 0.5 * (at(b) - at(a)).cross(at(c) - at(a));
            assert!(area.z >= -1e-6, "no triangle faces away");
            area.z
        });
        (triangles.vertices.len(), signed.sum())
    }

    #[test]
    fn a_concave_quad_is_cut_inside() {
        let arrow = [[0.0, 0.0], [2.0, 1.0], [0.0, 2.0], [0.5, 1.0]];
        let (count, area) = area_of(arrow.map(|[x, y]| Vec3::new(x, y, 0.0)).to_vec());
        assert_eq!(count, 2);
        assert!((area - 1.5).abs() < 1e-6);
    }

    #[test]
    fn a_comb_keeps_its_area() {
        let mut comb = vec![Vec3::new(10.0, -1.0, 0.0)];
        for tooth in (0..10).rev() {
            comb.push(Vec3::new(tooth as f32 + 0.9, 0.0, 0.0));
            comb.push(Vec3::new(tooth as f32 + 0.5, 5.0, 0.0));
            comb.push(Vec3::new(tooth as f32 + 0.1, 0.0, 0.0));
        }
        comb.push(Vec3::new(0.0, -1.0, 0.0));
        let corners = comb.len();
        let (count, area) = area_of(comb);
        assert_eq!(count, corners - 2);
        let expected = 10.0 * 0.5 * 0.8 * 5.0 + (10.0 + 9.8) / 2.0;
        assert!((area - expected).abs() < 1e-3, "{area} is not {expected}");
    }

    #[test]
    fn degenerate_polygons_give_triangles_without_area() {
        assert_eq!(area_of(vec![Vec3::ZERO; 7]), (5, 0.0));
        assert_eq!(area_of(vec![Vec3::ZERO; 2]).0, 0);
    }
}
