//! What an affine transform does to each meaning of attribute.

use std::sync::Arc;

use glam::{Mat3, Quat, Vec3};
use task::{GRAIN, Stop, Task};

use crate::{Column, Domain, Geometry, Meaning};

/// The affine transform `position + matrix * p`, applied to values by what they mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turning {
    /// How it turns and scales.
    pub matrix: Mat3,
    /// Where it puts the origin.
    pub position: Vec3,
}

impl Turning {
    /// Whether a column holds anything that a transform changes.
    pub fn concerns(column: &Column) -> bool {
        let size = match column.meaning() {
            Meaning::Position | Meaning::Vector | Meaning::Normal => 3,
            Meaning::Quaternion => 4,
            Meaning::Matrix => 9,
            Meaning::None | Meaning::Colour | Meaning::TextureCoordinate => return false,
        };
        column.size() == size && column.floats().is_some()
    }

    /// Transforms the tuples of a column that it [`Self::concerns`].
    ///
    /// Positions are moved, turned and scaled; vectors turned and scaled; normals turned by the
    /// inverse transpose and kept at unit length, so that they stay across their surface;
    /// quaternions turned; matrices turned and scaled.
    pub fn apply(&self, meaning: Meaning, values: &mut [f32]) {
        let Self { matrix, position } = *self;
        match meaning {
            Meaning::Position => each_vector(values, |p| matrix * p + position),
            Meaning::Vector => each_vector(values, |v| matrix * v),
            Meaning::Normal => {
                let normals = inverse_transpose_direction(matrix);
                each_vector(values, |n| (normals * n).try_normalize().unwrap_or(n));
            }
            Meaning::Quaternion => {
                let rotation = rotation_of(matrix);
                for quaternion in values.as_chunks_mut::<4>().0 {
                    *quaternion = (rotation * Quat::from_array(*quaternion)).to_array();
                }
            }
            Meaning::Matrix => {
                for inner in values.as_chunks_mut::<9>().0 {
                    *inner = (matrix * Mat3::from_cols_array(inner)).to_cols_array();
                }
            }
            Meaning::None | Meaning::Colour | Meaning::TextureCoordinate => {}
        }
    }

    /// A whole geometry, transformed: attributes of all domains by their meaning, packed
    /// instances by their point and matrix. Polygons keep their order of corners, so that a
    /// reflection turns them inside out.
    pub fn whole(&self, geometry: &Geometry, task: &Task) -> Result<Geometry, Stop> {
        let mut result = geometry.clone();
        if self.is_identity() {
            return Ok(result);
        }
        for domain in Domain::ALL {
            let concerned = |(name, column): (&Arc<str>, &Column)| {
                Self::concerns(column).then(|| (name.clone(), column.meaning(), column.size()))
            };
            let names: Vec<_> = geometry.table(domain).iter().filter_map(concerned).collect();
            for (name, meaning, size) in names {
                let column = result.table_mut(domain).get_mut(&name);
                if let Some(values) = column.and_then(Column::floats_mut) {
                    task.fill_chunks(values, GRAIN * size, |_, values| {
                        self.apply(meaning, values);
                    })?;
                }
            }
        }
        Ok(result)
    }

    /// Whether it changes nothing.
    pub fn is_identity(&self) -> bool {
        self.matrix == Mat3::IDENTITY && self.position == Vec3::ZERO
    }
}

fn each_vector(values: &mut [f32], f: impl Fn(Vec3) -> Vec3) {
    for vector in values.as_chunks_mut::<3>().0 {
        *vector = f(Vec3::from(*vector)).to_array();
    }
}

/// The inverse transpose up to a positive factor; what is left of it where there is no inverse.
fn inverse_transpose_direction(matrix: Mat3) -> Mat3 {
    let Mat3 { x_axis: x, y_axis: y, z_axis: z } = matrix;
    let cofactors = Mat3::from_cols(y.cross(z), z.cross(x), x.cross(y));
    if x.dot(cofactors.x_axis) < 0.0 { -cofactors } else { cofactors }
}

/// The rotation nearest to a matrix's first axes; none where they have no direction.
fn rotation_of(matrix: Mat3) -> Quat {
    // All three axes turned round take a reflection out and leave the rotation.
    let matrix = if matrix.determinant() < 0.0 { -matrix } else { matrix };
    let across = |axis: Vec3, of: Vec3| (axis - of * axis.dot(of)).try_normalize();
    let axes = match matrix.x_axis.try_normalize() {
        Some(x) => match (across(matrix.y_axis, x), across(matrix.z_axis, x)) {
            (Some(y), _) => Some([x, y]),
            (None, Some(z)) => Some([x, z.cross(x)]),
            (None, None) => None,
        },
        None => matrix.y_axis.try_normalize().and_then(|y| {
            let z = across(matrix.z_axis, y)?;
            Some([y.cross(z), y])
        }),
    };
    axes.map_or(Quat::IDENTITY, |[x, y]| Quat::from_mat3(&Mat3::from_cols(x, y, x.cross(y))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turning(matrix: Mat3, position: Vec3) -> Turning {
        Turning { matrix, position }
    }

    fn turned(turning: &Turning, meaning: Meaning, value: Vec3) -> Vec3 {
        let mut values = value.to_array();
        turning.apply(meaning, &mut values);
        Vec3::from(values)
    }

    #[test]
    fn each_meaning_is_treated_in_its_own_way() {
        let scale = Mat3::from_diagonal(Vec3::new(2.0, 1.0, 1.0));
        let turning = turning(scale, Vec3::Y);
        let diagonal = Vec3::new(1.0, 1.0, 0.0);
        assert_eq!(turned(&turning, Meaning::Position, diagonal), Vec3::new(2.0, 2.0, 0.0));
        assert_eq!(turned(&turning, Meaning::Vector, diagonal), Vec3::new(2.0, 1.0, 0.0));
        let normal = turned(&turning, Meaning::Normal, diagonal.normalize());
        assert!(normal.dot(turned(&turning, Meaning::Vector, Vec3::new(1.0, -1.0, 0.0))) < 1e-6);
        assert!(normal.is_normalized());
        assert_eq!(turned(&turning, Meaning::Colour, diagonal), diagonal);
    }

    #[test]
    fn normals_face_outwards_through_reflections_and_live_through_flattening() {
        let mirror = turning(Mat3::from_diagonal(Vec3::new(-1.0, 1.0, 1.0)), Vec3::ZERO);
        assert_eq!(turned(&mirror, Meaning::Normal, Vec3::X), Vec3::NEG_X);
        assert_eq!(turned(&mirror, Meaning::Normal, Vec3::Y), Vec3::Y);
        let flat = turning(Mat3::from_diagonal(Vec3::new(1.0, 0.0, 1.0)), Vec3::ZERO);
        assert_eq!(turned(&flat, Meaning::Normal, Vec3::Y), Vec3::Y);
        assert_eq!(turned(&flat, Meaning::Normal, Vec3::X), Vec3::X, "no direction is left");
    }

    #[test]
    fn rotations_are_found_under_scale_and_reflection() {
        let quarter = Quat::from_rotation_y(1.2);
        for scale in [Vec3::new(3.0, 0.5, 2.0), Vec3::splat(-2.0), Vec3::new(1.0, 0.0, 1.0)] {
            let matrix = Mat3::from_quat(quarter) * Mat3::from_diagonal(scale);
            let mut values = Quat::IDENTITY.to_array();
            turning(matrix, Vec3::ZERO).apply(Meaning::Quaternion, &mut values);
            let angle = Quat::from_array(values).angle_between(quarter);
            assert!(angle < 1e-3, "{scale}: {angle}");
        }
        assert_eq!(rotation_of(Mat3::ZERO), Quat::IDENTITY);
    }
}
