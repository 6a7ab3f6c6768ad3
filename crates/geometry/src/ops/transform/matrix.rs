//! Translations, rotations, scales and shears as one affine transform.

use glam::{DAffine3, DMat3, DVec3, Mat3, Vec3};

use crate::Turning;

/// In which order a place is scaled, rotated and translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TransformOrder {
    /// Scale, rotate, translate.
    #[default]
    Srt,
    /// Scale, translate, rotate.
    Str,
    /// Rotate, scale, translate.
    Rst,
    /// Rotate, translate, scale.
    Rts,
    /// Translate, scale, rotate.
    Tsr,
    /// Translate, rotate, scale.
    Trs,
}

/// In which order a place is rotated about the three axes of space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RotateOrder {
    /// About X, then Y, then Z.
    #[default]
    Xyz,
    /// About X, then Z, then Y.
    Xzy,
    /// About Y, then X, then Z.
    Yxz,
    /// About Y, then Z, then X.
    Yzx,
    /// About Z, then X, then Y.
    Zxy,
    /// About Z, then Y, then X.
    Zyx,
}

/// A transform as an artist gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Transformation {
    /// The order of its parts.
    pub order: TransformOrder,
    /// The order of its rotations.
    pub rotate_order: RotateOrder,
    /// Metres.
    pub translate: Vec3,
    /// Degrees about X, Y and Z.
    pub rotate_degrees: Vec3,
    /// Factors along X, Y and Z.
    pub scale: Vec3,
    /// How far X goes along with Y, X with Z, and Y with Z; done right after the scale.
    pub shear: Vec3,
    /// A factor of the scale.
    pub uniform_scale: f32,
    /// The place that rotations and scales leave where it is.
    pub pivot: Vec3,
    /// Degrees by which the axes of all parts are turned about the pivot.
    pub pivot_rotate_degrees: Vec3,
}

impl Default for Transformation {
    fn default() -> Self {
        Self {
            order: TransformOrder::default(),
            rotate_order: RotateOrder::default(),
            translate: Vec3::ZERO,
            rotate_degrees: Vec3::ZERO,
            scale: Vec3::ONE,
            shear: Vec3::ZERO,
            uniform_scale: 1.0,
            pivot: Vec3::ZERO,
            pivot_rotate_degrees: Vec3::ZERO,
        }
    }
}

impl Transformation {
    /// The affine transform.
    pub fn turning(&self) -> Turning {
        turning_of(self.affine())
    }

    /// The transform that undoes it; none where it flattens.
    pub fn inverse(&self) -> Option<Turning> {
        let inverse = self.affine().inverse();
        inverse.is_finite().then(|| turning_of(inverse))
    }

    /// The affine transform, exact enough to be applied many times over.
    pub(crate) fn affine(&self) -> DAffine3 {
        let translate = DAffine3::from_translation(self.translate.as_dvec3());
        let rotate = DAffine3::from_mat3(self.rotation(self.rotate_degrees));
        let scale = self.scale.as_dvec3() * f64::from(self.uniform_scale);
        let DVec3 { x, y, z } = self.shear.as_dvec3();
        let shear = DMat3::from_cols(DVec3::X, DVec3::new(x, 1.0, 0.0), DVec3::new(y, z, 1.0));
        let scale = DAffine3::from_mat3(shear * DMat3::from_diagonal(scale));
        // What is done first stands last.
        let parts = match self.order {
            TransformOrder::Srt => translate * rotate * scale,
            TransformOrder::Str => rotate * translate * scale,
            TransformOrder::Rst => translate * scale * rotate,
            TransformOrder::Rts => scale * translate * rotate,
            TransformOrder::Tsr => rotate * scale * translate,
            TransformOrder::Trs => scale * rotate * translate,
        };
        if self.pivot == Vec3::ZERO && self.pivot_rotate_degrees == Vec3::ZERO {
            return parts;
        }
        let pivot = self.pivot.as_dvec3();
        let axes = self.rotation(self.pivot_rotate_degrees);
        let to_pivot = DAffine3::from_mat3(axes.transpose()) * DAffine3::from_translation(-pivot);
        let from_pivot = DAffine3::from_translation(pivot) * DAffine3::from_mat3(axes);
        from_pivot * parts * to_pivot
    }

    fn rotation(&self, degrees: Vec3) -> DMat3 {
        let [(x_sin, x_cos), (y_sin, y_cos), (z_sin, z_cos)] =
            degrees.to_array().map(sin_cos_of_degrees);
        let from = |rows: [[f64; 3]; 3]| DMat3::from_cols_array_2d(&rows).transpose();
        let x = from([[1.0, 0.0, 0.0], [0.0, x_cos, -x_sin], [0.0, x_sin, x_cos]]);
        let y = from([[y_cos, 0.0, y_sin], [0.0, 1.0, 0.0], [-y_sin, 0.0, y_cos]]);
        let z = from([[z_cos, -z_sin, 0.0], [z_sin, z_cos, 0.0], [0.0, 0.0, 1.0]]);
        match self.rotate_order {
            RotateOrder::Xyz => z * y * x,
            RotateOrder::Xzy => y * z * x,
            RotateOrder::Yxz => z * x * y,
            RotateOrder::Yzx => x * z * y,
            RotateOrder::Zxy => y * x * z,
            RotateOrder::Zyx => x * y * z,
        }
    }
}

/// Sine and cosine, exact for quarters of a turn, so that what they turn stays on its axis.
fn sin_cos_of_degrees(degrees: f32) -> (f64, f64) {
    let degrees = f64::from(degrees).rem_euclid(360.0);
    match degrees {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        180.0 => (0.0, -1.0),
        270.0 => (-1.0, 0.0),
        _ => degrees.to_radians().sin_cos(),
    }
}

/// The transform as it is applied to attributes.
pub(crate) fn turning_of(affine: DAffine3) -> Turning {
    let matrix = affine.matrix3.to_cols_array().map(|value| value as f32);
    Turning { matrix: Mat3::from_cols_array(&matrix), position: affine.translation.as_vec3() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(transformation: &Transformation, place: Vec3) -> Vec3 {
        let Turning { matrix, position } = transformation.turning();
        matrix * place + position
    }

    #[test]
    fn parts_are_done_in_their_order() {
        use TransformOrder::{Rst, Rts, Srt, Str, Trs, Tsr};
        let place = Vec3::new(1.0, 0.0, 0.0);
        // Scaled by 2 along X, turned from X to Y, moved by 10 along X.
        for (order, expected) in [
            (Srt, [10.0, 2.0]),
            (Str, [0.0, 12.0]),
            (Rst, [10.0, 1.0]),
            (Rts, [20.0, 1.0]),
            (Tsr, [0.0, 22.0]),
            (Trs, [0.0, 11.0]),
        ] {
            let transformation = Transformation {
                order,
                translate: Vec3::X * 10.0,
                rotate_degrees: Vec3::Z * 90.0,
                scale: Vec3::new(2.0, 1.0, 1.0),
                ..Transformation::default()
            };
            let [x, y] = expected;
            assert_eq!(moved(&transformation, place), Vec3::new(x, y, 0.0), "{order:?}");
        }
    }

    #[test]
    fn rotations_are_done_in_their_order() {
        use RotateOrder::{Xyz, Xzy, Yxz, Yzx, Zxy, Zyx};
        // A quarter about each axis: X takes Y to Z, Y takes Z to X, Z takes X to Y.
        for (rotate_order, expected) in [
            (Xyz, Vec3::Y),
            (Zyx, Vec3::NEG_Y),
            (Yxz, Vec3::Z),
            (Xzy, Vec3::X),
            (Zxy, Vec3::Z),
            (Yzx, Vec3::NEG_X),
        ] {
            let rotate_degrees = Vec3::splat(90.0);
            let transformation =
                Transformation { rotate_order, rotate_degrees, ..Transformation::default() };
            assert_eq!(moved(&transformation, Vec3::Y), expected, "{rotate_order:?}");
        }
    }

    #[test]
    fn the_pivot_stays_and_its_axes_are_those_of_the_parts() {
        let transformation = Transformation {
            rotate_degrees: Vec3::new(10.0, 20.0, 30.0),
            scale: Vec3::new(1.0, 2.0, 3.0),
            uniform_scale: 2.0,
            pivot: Vec3::new(4.0, 5.0, 6.0),
            ..Transformation::default()
        };
        let pivot = transformation.pivot;
        assert!(moved(&transformation, pivot).abs_diff_eq(pivot, 1e-5));
        let along_y = Transformation {
            scale: Vec3::new(3.0, 1.0, 1.0),
            pivot_rotate_degrees: Vec3::Z * 90.0,
            ..Transformation::default()
        };
        assert_eq!(moved(&along_y, Vec3::ONE), Vec3::new(1.0, 3.0, 1.0));
    }

    #[test]
    fn shear_goes_along_with_the_axes() {
        let shear = Vec3::new(1.0, 2.0, 3.0);
        let transformation = Transformation { shear, ..Transformation::default() };
        assert_eq!(moved(&transformation, Vec3::Y), Vec3::new(1.0, 1.0, 0.0));
        assert_eq!(moved(&transformation, Vec3::Z), Vec3::new(2.0, 3.0, 1.0));
    }

    #[test]
    fn the_inverse_undoes_and_is_none_where_nothing_could() {
        let transformation = Transformation {
            order: TransformOrder::Rts,
            rotate_order: RotateOrder::Zxy,
            translate: Vec3::new(1.0, 2.0, 3.0),
            rotate_degrees: Vec3::new(10.0, 20.0, 30.0),
            scale: Vec3::new(1.0, -2.0, 3.0),
            shear: Vec3::splat(0.5),
            pivot: Vec3::ONE,
            ..Transformation::default()
        };
        let place = Vec3::new(0.3, 0.2, 0.1);
        let Turning { matrix, position } = transformation.inverse().unwrap();
        let back = matrix * moved(&transformation, place) + position;
        assert!(back.abs_diff_eq(place, 1e-5), "{back}");
        let flat = Transformation { scale: Vec3::new(1.0, 0.0, 1.0), ..transformation };
        assert_eq!(flat.inverse(), None);
    }
}
