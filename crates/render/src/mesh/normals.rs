//! Normals, packed into four bytes each.

use geometry::{Column, Domain, Geometry, Selection, ops::normal};
use glam::{Vec2, Vec3};
use task::{Stop, Task};

use crate::upload::Identity;

/// Edges that turn by more than this are hard where a geometry has no normals of its own.
const CUSP_DEGREES: f32 = 60.0;

/// Where the normals of a geometry come from.
pub(crate) struct Normals<'a> {
    /// What they belong to.
    pub(crate) domain: Domain,
    /// What they follow from.
    pub(crate) identities: Vec<Identity>,
    own: Option<&'a Column>,
    geometry: &'a Geometry,
}

/// The normals of a geometry: its attribute `N`, or smooth ones with hard edges.
pub(crate) fn normals(geometry: &Geometry) -> Normals<'_> {
    let own = [Domain::Vertex, Domain::Point, Domain::Primitive].into_iter().find_map(|domain| {
        let column = geometry.table(domain).get("N")?;
        column.read::<Vec3>().map(|_| (domain, column))
    });
    match own {
        Some((domain, column)) => Normals {
            domain,
            identities: vec![Identity::of_column(column)],
            own: Some(column),
            geometry,
        },
        None => Normals {
            domain: Domain::Vertex,
            identities: vec![
                Identity::of_topology(geometry.topology()),
                Identity::of_positions(geometry),
            ],
            own: None,
            geometry,
        },
    }
}

impl Normals<'_> {
    /// Each packed into four bytes.
    pub(crate) fn pack(&self, task: &Task) -> Result<Vec<u32>, Stop> {
        let made;
        let column = match self.own {
            Some(column) => column,
            None => {
                let settings = normal::Normals {
                    domain: Domain::Vertex,
                    cusp_degrees: CUSP_DEGREES,
                    ..normal::Normals::default()
                };
                let all = Selection::All(self.geometry.vertex_count());
                made = normal::normals(self.geometry, &all, &settings, task)?;
                made.vertices().get("N").expect("they were just made")
            }
        };
        let normals = column.read::<Vec3>().unwrap_or(&[]);
        task.map(normals.len(), |index| pack(normals[index]))
    }
}

/// A direction as two numbers of 16 bits (octahedral: Cigolle and others 2014). What is none
/// becomes up.
fn pack(normal: Vec3) -> u32 {
    let sum = normal.abs().element_sum();
    if sum <= 0.0 || !sum.is_finite() {
        return pack(Vec3::Y);
    }
    let flat = normal / sum;
    let sign = |value: f32| if value < 0.0 { -1.0 } else { 1.0 };
    let bent = match flat.z < 0.0 {
        true => Vec2::new((1.0 - flat.y.abs()) * sign(flat.x), (1.0 - flat.x.abs()) * sign(flat.y)),
        false => flat.truncate(),
    };
    let bits = |value: f32| u32::from((value * 32767.0).round() as i16 as u16);
    bits(bent.x) | bits(bent.y) << 16
}

#[cfg(test)]
mod tests {
    use super::*;
    use geometry::shapes;

    /// As the shader does.
    fn unpack(bits: u32) -> Vec3 {
        let number = |bits: u32| f32::from(bits as u16 as i16) / 32767.0;
        let flat = Vec2::new(number(bits), number(bits >> 16));
        let z = 1.0 - flat.x.abs() - flat.y.abs();
        let fold = (-z).max(0.0);
        let sign = |value: f32| if value < 0.0 { -1.0 } else { 1.0 };
        let bent = flat - Vec2::new(sign(flat.x), sign(flat.y)) * fold;
        bent.extend(z).normalize()
    }

    #[test]
    fn directions_are_kept_to_a_ten_thousandth() {
        for index in 0..5000 {
            let i = index as f32;
            let wanted = Vec3::new((i * 0.7).sin(), (i * 1.3).cos(), (i * 2.9).sin());
            let kept = unpack(pack(wanted));
            assert!(kept.distance(wanted.normalize()) < 1e-4, "{wanted} {kept}");
        }
        for axis in [Vec3::X, Vec3::Y, Vec3::Z, -Vec3::X, -Vec3::Y, -Vec3::Z] {
            assert!(unpack(pack(axis)).distance(axis) < 1e-4, "{axis}");
        }
        for none in [Vec3::ZERO, Vec3::NAN, Vec3::INFINITY] {
            assert!(unpack(pack(none)).distance(Vec3::Y) < 1e-4);
        }
    }

    #[test]
    fn a_cube_without_normals_has_hard_edges() {
        let cube = shapes::cube();
        let packed = normals(&cube).pack(&Task::unlimited()).unwrap();
        assert_eq!(packed.len(), 24);
        for (vertex, &bits) in packed.iter().enumerate() {
            let along = unpack(bits).abs();
            assert!(along.max_element() > 0.999, "{vertex}: {along}");
        }
    }
}
