//! The parameters of a transform, as several nodes offer them.

use geometry::ops::transform::{RotateOrder, TransformOrder, Transformation};
use glam::Vec3;
use graph::{Choice, Choices, Chosen, Cook, Parameter};

/// In which order the parts come.
pub const ORDER: Parameter<Chosen<OrderChoice>> =
    Parameter::menu("transform_order", "Transform Order")
        .help("Which of scale, rotation and translation is done first.");
/// In which order the rotations come.
pub const ROTATE_ORDER: Parameter<Chosen<RotateOrderChoice>> =
    Parameter::menu("rotate_order", "Rotate Order")
        .help("About which axis the rotation is done first.");
/// The move.
pub const TRANSLATE: Parameter<[f32; 3]> = Parameter::vector3("translate", "Translate", [0.0; 3])
    .unit("m")
    .soft(-10.0, 10.0)
    .help("How far it moves along X, Y and Z.");
/// The turn.
pub const ROTATE: Parameter<[f32; 3]> = Parameter::vector3("rotate", "Rotate", [0.0; 3])
    .unit("°")
    .soft(-180.0, 180.0)
    .help("How far it turns about X, Y and Z.");
/// The scale.
pub const SCALE: Parameter<[f32; 3]> = Parameter::vector3("scale", "Scale", [1.0; 3])
    .soft(0.0, 10.0)
    .help("Factors along X, Y and Z; negative ones mirror.");
/// The shear.
pub const SHEAR: Parameter<[f32; 3]> = Parameter::vector3("shear", "Shear", [0.0; 3])
    .soft(-1.0, 1.0)
    .help("How far X goes along with Y, X with Z, and Y with Z.");
/// A factor of the scale.
pub const UNIFORM_SCALE: Parameter<f32> = Parameter::float("uniform_scale", "Uniform Scale", 1.0)
    .soft(0.0, 10.0)
    .help("A factor of the scale along all axes.");
/// What stays where it is.
pub const PIVOT: Parameter<[f32; 3]> = Parameter::vector3("pivot", "Pivot Translate", [0.0; 3])
    .unit("m")
    .help("The place that rotation and scale leave where it is.");
/// How the axes lie.
pub const PIVOT_ROTATE: Parameter<[f32; 3]> =
    Parameter::vector3("pivot_rotate", "Pivot Rotate", [0.0; 3])
        .unit("°")
        .soft(-180.0, 180.0)
        .help("Turns the axes along which it is moved, turned and scaled.");

/// A menu of the orders of a transform's parts.
#[derive(Debug, Clone, Copy)]
pub struct OrderChoice(pub TransformOrder);

impl Choices for OrderChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("srt", "Scale Rot Trans"),
        Choice::new("str", "Scale Trans Rot"),
        Choice::new("rst", "Rot Scale Trans"),
        Choice::new("rts", "Rot Trans Scale"),
        Choice::new("tsr", "Trans Scale Rot"),
        Choice::new("trs", "Trans Rot Scale"),
    ];
    const VALUES: &'static [Self] = &[
        Self(TransformOrder::Srt),
        Self(TransformOrder::Str),
        Self(TransformOrder::Rst),
        Self(TransformOrder::Rts),
        Self(TransformOrder::Tsr),
        Self(TransformOrder::Trs),
    ];
}

/// A menu of the orders of rotations.
#[derive(Debug, Clone, Copy)]
pub struct RotateOrderChoice(pub RotateOrder);

impl Choices for RotateOrderChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("xyz", "Rx Ry Rz"),
        Choice::new("xzy", "Rx Rz Ry"),
        Choice::new("yxz", "Ry Rx Rz"),
        Choice::new("yzx", "Ry Rz Rx"),
        Choice::new("zxy", "Rz Rx Ry"),
        Choice::new("zyx", "Rz Ry Rx"),
    ];
    const VALUES: &'static [Self] = &[
        Self(RotateOrder::Xyz),
        Self(RotateOrder::Xzy),
        Self(RotateOrder::Yxz),
        Self(RotateOrder::Yzx),
        Self(RotateOrder::Zxy),
        Self(RotateOrder::Zyx),
    ];
}

/// The transform that the parameters say.
pub fn transformation(cook: &Cook<'_>) -> Transformation {
    let Chosen(OrderChoice(order)) = cook.get(ORDER);
    let Chosen(RotateOrderChoice(rotate_order)) = cook.get(ROTATE_ORDER);
    Transformation {
        order,
        rotate_order,
        translate: Vec3::from(cook.get(TRANSLATE)),
        rotate_degrees: Vec3::from(cook.get(ROTATE)),
        scale: Vec3::from(cook.get(SCALE)),
        shear: Vec3::from(cook.get(SHEAR)),
        uniform_scale: cook.get(UNIFORM_SCALE),
        pivot: Vec3::from(cook.get(PIVOT)),
        pivot_rotate_degrees: Vec3::from(cook.get(PIVOT_ROTATE)),
    }
}
