//! Where and how a copy stands, from the attributes of the point that it stands on.

use glam::{Mat3, Mat4, Quat, Vec3};
use task::{Stop, Task};

use crate::runs::zeroes;
use crate::{Column, Geometry, Meaning, Table};

/// For each of some points the affine transform `position + matrix * p` of what stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct Placements {
    /// Where each stands, three floats each.
    positions: Column,
    /// How each is turned and scaled, nine floats each; none where nothing says so.
    matrices: Option<Column>,
}

impl Placements {
    /// Placements at the given positions, turned and scaled by the given matrices if any.
    pub fn new(positions: Vec<Vec3>, matrices: Option<Vec<[f32; 9]>>) -> Self {
        Self { positions: Column::new(positions), matrices: matrices.map(Column::new) }
    }

    /// The placement that changes nothing, once.
    pub fn in_place() -> Self {
        Self::new(vec![Vec3::ZERO], None)
    }

    /// Placements at the positions of points, not turned and not scaled. `chosen` are the points,
    /// all if `None`.
    pub fn at(points: &Geometry, chosen: Option<&[u32]>, task: &Task) -> Result<Self, Stop> {
        let positions = points.points().get("P").expect("points always have positions");
        let positions = match chosen {
            None => positions.clone(),
            Some(chosen) => positions.gather(chosen, task)?,
        };
        Ok(Self { positions, matrices: None })
    }

    /// The placements that the attributes of `points` give; `chosen` are the points, all if
    /// `None`.
    ///
    /// As in Houdini's "Copying and instancing point attributes": `transform` (9 or 16 floats)
    /// overrides all but `P`, `trans` and `pivot`; else `orient` turns, or `N` (or `v`) gives the
    /// direction of the z axis and `up` that of the y axis; `rot` turns after that; `scale` (one
    /// or three floats) and `pscale` scale; `trans` moves in addition to `P`; `pivot` is the
    /// place of the copied geometry that comes to stand on the point. Without `up`, the z axis
    /// goes to `N` the shortest way. An attribute of another size is passed over, and so is a
    /// direction of no length.
    pub fn of(points: &Geometry, chosen: Option<&[u32]>, task: &Task) -> Result<Self, Stop> {
        let given = Given::of(points.points());
        let at = Self::at(points, chosen, task)?;
        let point = |index: usize| chosen.map_or(index, |chosen| chosen[index] as usize);
        if !given.turns() && !given.moves() {
            return Ok(at);
        }
        let count = at.len();
        let mut matrices = None;
        if given.turns() {
            let mut values = zeroes::<[f32; 9]>(count);
            task.fill(&mut values, |i, slot| *slot = given.matrix(point(i)).to_cols_array())?;
            matrices = Some(Column::new(values).with_meaning(Meaning::Matrix));
        }
        let mut placements = Self { matrices, ..at };
        if given.moves() {
            let mut positions = zeroes::<Vec3>(count);
            task.fill(&mut positions, |index, slot| {
                let offset = given.offset(point(index), placements.matrix(index));
                *slot = placements.positions()[index] + offset;
            })?;
            placements.positions = Column::new(positions).with_meaning(Meaning::Position);
        }
        Ok(placements)
    }

    /// The number of placements.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Where each stands.
    pub fn positions(&self) -> &[Vec3] {
        self.positions.read().expect("made of positions")
    }

    /// How each is turned and scaled, by columns; none where nothing says so.
    pub fn matrices(&self) -> Option<&[[f32; 9]]> {
        self.matrices.as_ref()?.read()
    }

    /// How one is turned and scaled.
    pub fn matrix(&self, index: usize) -> Mat3 {
        let matrices = self.matrices();
        matrices.map_or(Mat3::IDENTITY, |matrices| Mat3::from_cols_array(&matrices[index]))
    }

    /// The columns of positions and matrices, to be shared.
    pub(crate) fn columns(&self) -> (&Column, Option<&Column>) {
        (&self.positions, self.matrices.as_ref())
    }
}

/// The attributes that there are.
#[derive(Default)]
struct Given<'a> {
    transform: Option<&'a [[f32; 9]]>,
    transform_4: Option<&'a [[f32; 16]]>,
    orient: Option<&'a [[f32; 4]]>,
    z_axis: Option<&'a [Vec3]>,
    up: Option<&'a [Vec3]>,
    rot: Option<&'a [[f32; 4]]>,
    pscale: Option<&'a [f32]>,
    scale: Option<&'a [Vec3]>,
    scale_1: Option<&'a [f32]>,
    trans: Option<&'a [Vec3]>,
    pivot: Option<&'a [Vec3]>,
}

impl<'a> Given<'a> {
    fn of(points: &'a Table) -> Self {
        let transform = points.read("transform");
        let transform_4 = points.read("transform");
        let offsets =
            Self { trans: points.read("trans"), pivot: points.read("pivot"), ..Self::default() };
        if transform.is_some() || transform_4.is_some() {
            return Self { transform, transform_4, ..offsets };
        }
        let orient = points.read("orient");
        let z_axis = || points.read("N").or_else(|| points.read("v"));
        Self {
            orient,
            z_axis: if orient.is_none() { z_axis() } else { None },
            up: points.read("up"),
            rot: points.read("rot"),
            pscale: points.read("pscale"),
            scale: points.read("scale"),
            scale_1: points.read("scale"),
            ..offsets
        }
    }

    /// Whether anything turns or scales.
    fn turns(&self) -> bool {
        self.transform.is_some()
            || self.transform_4.is_some()
            || self.orient.is_some()
            || self.z_axis.is_some()
            || self.rot.is_some()
            || self.pscale.is_some()
            || self.scale.is_some()
            || self.scale_1.is_some()
    }

    /// Whether anything adds to `P`.
    fn moves(&self) -> bool {
        self.transform_4.is_some() || self.trans.is_some() || self.pivot.is_some()
    }

    fn matrix(&self, point: usize) -> Mat3 {
        if let Some(transform) = self.transform {
            return Mat3::from_cols_array(&transform[point]);
        }
        if let Some(transform) = self.transform_4 {
            return Mat3::from_mat4(Mat4::from_cols_array(&transform[point]));
        }
        let mut matrix = match (self.orient, self.z_axis) {
            (Some(orient), _) => quaternion(orient[point]),
            (None, Some(z_axis)) => z_to(z_axis[point], self.up.map(|up| up[point])),
            (None, None) => Mat3::IDENTITY,
        };
        if let Some(rot) = self.rot {
            matrix = quaternion(rot[point]) * matrix;
        }
        let mut scale = self.scale.map_or(Vec3::ONE, |scale| scale[point]);
        scale *= self.scale_1.map_or(1.0, |scale| scale[point]);
        scale *= self.pscale.map_or(1.0, |pscale| pscale[point]);
        Mat3::from_cols(matrix.x_axis * scale.x, matrix.y_axis * scale.y, matrix.z_axis * scale.z)
    }

    /// What is added to the point's position.
    fn offset(&self, point: usize, matrix: Mat3) -> Vec3 {
        let mut offset = self.trans.map_or(Vec3::ZERO, |trans| trans[point]);
        if let Some(transform) = self.transform_4 {
            let [.., x, y, z, _] = transform[point];
            offset += Vec3::new(x, y, z);
        }
        if let Some(pivot) = self.pivot {
            offset -= matrix * pivot[point];
        }
        offset
    }
}

/// The rotation of a quaternion of any length; none of one without length.
fn quaternion(values: [f32; 4]) -> Mat3 {
    let quaternion = Quat::from_array(values);
    let length = quaternion.length();
    if length > 0.0 && length.is_finite() {
        Mat3::from_quat(quaternion / length)
    } else {
        Mat3::IDENTITY
    }
}

/// The rotation that brings the z axis to a direction and the y axis as near to `up` as it can;
/// without `up`, or where it says nothing, the shortest.
pub(crate) fn z_to(direction: Vec3, up: Option<Vec3>) -> Mat3 {
    let Some(z) = direction.try_normalize() else { return Mat3::IDENTITY };
    match up.and_then(|up| up.try_normalize()?.cross(z).try_normalize()) {
        Some(x) => Mat3::from_cols(x, z.cross(x), z),
        None => Mat3::from_quat(Quat::from_rotation_arc(Vec3::Z, z)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Domain;

    fn placed(set: impl Fn(&mut Table)) -> Placements {
        let mut points = Geometry::from_points(vec![Vec3::ZERO, Vec3::new(1.0, 2.0, 3.0)]);
        set(points.table_mut(Domain::Point));
        Placements::of(&points, Some(&[1]), &Task::unlimited()).unwrap()
    }

    fn matrix(set: impl Fn(&mut Table)) -> Mat3 {
        placed(set).matrix(0)
    }

    fn assert_near(a: Mat3, b: Mat3) {
        assert!(a.abs_diff_eq(b, 1e-5), "{a} is not {b}");
    }

    #[test]
    fn nothing_given_is_only_a_place() {
        let plain = placed(|points| {
            points.write::<Vec3>("Cd");
            points.write::<Vec3>("up");
        });
        assert_eq!(plain.positions(), [Vec3::new(1.0, 2.0, 3.0)]);
        assert_eq!(plain.matrices(), None);
    }

    #[test]
    fn the_z_axis_goes_along_n_and_the_y_axis_towards_up() {
        let n = |points: &mut Table| points.write::<Vec3>("N")[1] = Vec3::X * 5.0;
        assert_near(matrix(n), Mat3::from_rotation_y(std::f32::consts::FRAC_PI_2));
        let turned = matrix(|points| {
            n(points);
            points.write::<Vec3>("up")[1] = Vec3::new(1.0, 0.0, 1.0);
        });
        assert_near(turned, Mat3::from_cols(Vec3::Y, Vec3::Z, Vec3::X));
        let parallel = matrix(|points| {
            n(points);
            points.write::<Vec3>("up")[1] = Vec3::X;
        });
        assert_near(parallel, matrix(n));
        assert_near(matrix(|points| points.write::<Vec3>("v")[1] = Vec3::X), matrix(n));
    }

    #[test]
    fn orient_comes_before_n_and_rot_after_both() {
        let quarter = Quat::from_rotation_x(0.5);
        let both = matrix(|points| {
            points.write::<[f32; 4]>("orient")[1] = (quarter * 3.0).to_array();
            points.write::<Vec3>("N")[1] = Vec3::X;
            points.write::<[f32; 4]>("rot")[1] = Quat::from_rotation_y(0.2).to_array();
        });
        assert_near(both, Mat3::from_rotation_y(0.2) * Mat3::from_quat(quarter));
    }

    #[test]
    fn scales_multiply_and_places_add_up() {
        let all = placed(|points| {
            points.write::<f32>("pscale")[1] = 2.0;
            points.write::<Vec3>("scale")[1] = Vec3::new(1.0, 2.0, 3.0);
            points.write::<Vec3>("trans")[1] = Vec3::Y;
            points.write::<Vec3>("pivot")[1] = Vec3::X;
        });
        let scale = Mat3::from_diagonal(Vec3::new(2.0, 4.0, 6.0));
        assert_near(all.matrix(0), scale);
        assert_eq!(all.positions(), [Vec3::new(-1.0, 3.0, 3.0)]);
    }

    #[test]
    fn a_transform_overrides_the_rest() {
        let given = Mat4::from_scale_rotation_translation(
            Vec3::splat(2.0),
            Quat::from_rotation_z(0.3),
            Vec3::X,
        );
        let all = placed(|points| {
            points.write::<[f32; 16]>("transform")[1] = given.to_cols_array();
            points.write::<f32>("pscale")[1] = 7.0;
        });
        assert_near(all.matrix(0), Mat3::from_mat4(given));
        assert_eq!(all.positions(), [Vec3::new(2.0, 2.0, 3.0)]);
    }

    #[test]
    fn what_says_nothing_leaves_things_as_they_are() {
        let empty = matrix(|points| {
            points.write::<[f32; 4]>("orient")[1] = [0.0; 4];
            points.write::<[f32; 4]>("rot")[1] = [f32::NAN; 4];
        });
        assert_near(empty, Mat3::IDENTITY);
        assert_near(matrix(|points| points.write::<Vec3>("N")[1] = Vec3::NAN), Mat3::IDENTITY);
        let back = matrix(|points| points.write::<Vec3>("N")[1] = Vec3::NEG_Z);
        assert_near(
            Mat3::from_cols(Vec3::ZERO, Vec3::ZERO, back.z_axis),
            Mat3::from_cols(Vec3::ZERO, Vec3::ZERO, Vec3::NEG_Z),
        );
        assert!((back.determinant() - 1.0).abs() < 1e-5);
    }
}
