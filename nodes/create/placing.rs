//! Parameters that several of these nodes share: where a shape stands and what joins its points.

use geometry::ops::create::{Axis, Connectivity, Plane};
use geometry::ops::transform::{Transform, Transformation, transform};
use geometry::{Geometry, Selection};
use glam::Vec3;
use graph::{Choice, Choices, Chosen, Cook, NodeError, Parameter};

/// The middle of the shape.
pub const CENTER: Parameter<[f32; 3]> =
    Parameter::vector3("center", "Center", [0.0; 3]).unit("m").help("The middle of the shape.");
/// How it is turned about its middle.
pub const ROTATE: Parameter<[f32; 3]> = Parameter::vector3("rotate", "Rotate", [0.0; 3])
    .unit("°")
    .soft(-180.0, 180.0)
    .help("Turns the shape about its middle: about X, then Y, then Z.");
/// A factor of its size.
pub const UNIFORM_SCALE: Parameter<f32> = Parameter::float("uniform_scale", "Uniform Scale", 1.0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .help("A factor of all sizes.");
/// Which axis it stands along.
pub const ORIENTATION: Parameter<Chosen<AxisChoice>> =
    Parameter::menu_at("orientation", "Orientation", 1).help("The axis that it stands along.");
/// What joins the points.
pub const CONNECTIVITY: Parameter<Chosen<ConnectivityChoice>> =
    Parameter::menu("connectivity", "Connectivity")
        .help("What joins the points: faces, curves along rows and columns, or nothing.");
/// Whether it has texture coordinates.
pub const UVS: Parameter<bool> = Parameter::toggle("uvs", "Texture UVs", false)
    .help("Makes the vertex attribute uv, with seams where the surface needs them.");

/// A menu of the axes of space.
#[derive(Debug, Clone, Copy)]
pub struct AxisChoice(pub Axis);

impl Choices for AxisChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("x", "X Axis"), Choice::new("y", "Y Axis"), Choice::new("z", "Z Axis")];
    const VALUES: &'static [Self] = &[Self(Axis::X), Self(Axis::Y), Self(Axis::Z)];
}

/// A menu of the planes of space.
#[derive(Debug, Clone, Copy)]
pub struct PlaneChoice(pub Plane);

impl Choices for PlaneChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("xy", "XY Plane"),
        Choice::new("yz", "YZ Plane"),
        Choice::new("zx", "ZX Plane"),
    ];
    const VALUES: &'static [Self] = &[Self(Plane::Xy), Self(Plane::Yz), Self(Plane::Zx)];
}

/// A menu of what joins points in rows and columns.
#[derive(Debug, Clone, Copy)]
pub struct ConnectivityChoice(pub Connectivity);

impl Choices for ConnectivityChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("quads", "Quadrilaterals"),
        Choice::new("triangles", "Triangles"),
        Choice::new("alternating", "Alternating Triangles"),
        Choice::new("rows", "Rows"),
        Choice::new("columns", "Columns"),
        Choice::new("rows_and_columns", "Rows and Columns"),
        Choice::new("points", "Points"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Connectivity::Quads),
        Self(Connectivity::Triangles),
        Self(Connectivity::AlternatingTriangles),
        Self(Connectivity::Rows),
        Self(Connectivity::Columns),
        Self(Connectivity::RowsAndColumns),
        Self(Connectivity::Points),
    ];
}

/// A whole number as a number of elements.
pub fn count(cook: &Cook<'_>, parameter: Parameter<i64>) -> u32 {
    u32::try_from(cook.get(parameter).max(0)).unwrap_or(u32::MAX)
}

/// The shape turned and scaled about its middle, as [`ROTATE`] and [`UNIFORM_SCALE`] say.
pub fn placed(cook: &Cook<'_>, shape: Geometry) -> Result<Geometry, NodeError> {
    let placing = Transformation {
        rotate_degrees: Vec3::from(cook.get(ROTATE)),
        uniform_scale: cook.get(UNIFORM_SCALE),
        pivot: Vec3::from(cook.get(CENTER)),
        ..Transformation::default()
    };
    let all = Selection::All(shape.point_count());
    Ok(transform(&shape, &all, &placing.turning(), &Transform::default(), cook.task())?)
}
