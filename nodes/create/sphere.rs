//! Sphere: of rows and columns, or of even triangles.

use geometry::ops::create::{Icosphere, Sphere, icosphere, sphere};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
};

use super::placing::{
    AxisChoice, CENTER, CONNECTIVITY, ConnectivityChoice, ORIENTATION, ROTATE, UNIFORM_SCALE, UVS,
    count, placed,
};
use crate::wires::GeometryWire;

const TYPE: Parameter<Chosen<Kind>> = Parameter::menu("type", "Primitive Type").help(
    "Rows and columns meet in two poles, as on a globe; the icosphere's triangles are nearly \
     equal everywhere.",
);
const RADIUS: Parameter<[f32; 3]> =
    Parameter::vector3("radius", "Radius", [1.0; 3]).unit("m").help("Along X, Y and Z.");
const ROWS: Parameter<i64> = Parameter::integer("rows", "Rows", 13)
    .at_least(3.0)
    .soft(3.0, 100.0)
    .shown_when(&[TYPE.is(&["mesh"])])
    .help("Rows of points from pole to pole, the poles among them.");
const COLUMNS: Parameter<i64> = Parameter::integer("columns", "Columns", 24)
    .at_least(3.0)
    .soft(3.0, 100.0)
    .shown_when(&[TYPE.is(&["mesh"])])
    .help("Points around.");
const CONNECT: Parameter<Chosen<ConnectivityChoice>> =
    CONNECTIVITY.shown_when(&[TYPE.is(&["mesh"])]);
const FREQUENCY: Parameter<i64> = Parameter::integer("frequency", "Frequency", 4)
    .at_least(1.0)
    .soft(1.0, 50.0)
    .shown_when(&[TYPE.is(&["icosphere"])])
    .help("Pieces of each edge of the icosahedron. Twice as many make four times the triangles.");

#[derive(Clone, Copy)]
enum Kind {
    Mesh,
    Icosphere,
}

impl Choices for Kind {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("mesh", "Polygon Mesh"), Choice::new("icosphere", "Polygon (Icosphere)")];
    const VALUES: &'static [Self] = &[Self::Mesh, Self::Icosphere];
}

/// The declaration of Sphere.
pub const NODE: NodeType = NodeType {
    id: "sphere",
    label: "Sphere",
    category: "create",
    aliases: &["UV Sphere", "Ico Sphere", "Ball", "Ellipsoid"],
    help: "Makes a closed sphere or ellipsoid: of rows and columns with triangles at the poles, \
           or of nearly equal triangles.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        TYPE.declaration,
        RADIUS.declaration,
        CENTER.declaration,
        ROTATE.declaration,
        UNIFORM_SCALE.declaration,
        ORIENTATION.declaration,
        ROWS.declaration,
        COLUMNS.declaration,
        CONNECT.declaration,
        FREQUENCY.declaration,
        UVS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let radius = Vec3::from(cook.get(RADIUS));
    let center = Vec3::from(cook.get(CENTER));
    let Chosen(AxisChoice(axis)) = cook.get(ORIENTATION);
    let Chosen(ConnectivityChoice(connectivity)) = cook.get(CONNECT);
    let uvs = cook.get(UVS);
    let made = match cook.get(TYPE) {
        Chosen(Kind::Mesh) => {
            let (rows, columns) = (count(cook, ROWS), count(cook, COLUMNS));
            let settings = Sphere { radius, center, rows, columns, axis, connectivity, uvs };
            sphere(&settings, cook.task())?
        }
        Chosen(Kind::Icosphere) => {
            let frequency = count(cook, FREQUENCY);
            icosphere(&Icosphere { radius, center, frequency, axis, uvs }, cook.task())?
        }
    };
    Ok(Outputs::one::<GeometryWire>(placed(cook, made)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};

    #[test]
    fn both_kinds_are_closed() {
        for (kind, points) in [("mesh", 11 * 24 + 2), ("icosphere", 162)] {
            let made = cook_geometry(&NODE, &[("type", text(kind))], &[]).unwrap();
            assert!(made.is_closed() && made.volume() > 3.8, "{kind}");
            assert_eq!(made.point_count(), points);
        }
    }
}
