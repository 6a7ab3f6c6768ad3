//! Grid: a flat net of points.

use geometry::ops::create::{Grid, grid};
use glam::{Vec2, Vec3};
use graph::{Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter};

use super::placing::{
    CENTER, CONNECTIVITY, ConnectivityChoice, PlaneChoice, ROTATE, UNIFORM_SCALE, UVS, count,
    placed,
};
use crate::wires::GeometryWire;

const SIZE: Parameter<[f32; 2]> = Parameter::vector2("size", "Size", [10.0; 2])
    .unit("m")
    .help("Along the first and the second axis of the plane; of the ZX plane along X and Z.");
const ORIENTATION: Parameter<Chosen<PlaneChoice>> =
    Parameter::menu_at("orientation", "Orientation", 2)
        .help("The plane that it lies in. In the ZX plane it is level and faces up.");
const ROWS: Parameter<i64> = Parameter::integer("rows", "Rows", 10)
    .at_least(1.0)
    .soft(2.0, 100.0)
    .help("Rows of points, one more than there are faces beside each other.");
const COLUMNS: Parameter<i64> = Parameter::integer("columns", "Columns", 10)
    .at_least(1.0)
    .soft(2.0, 100.0)
    .help("Points in each row, one more than there are faces.");

/// The declaration of Grid.
pub const NODE: NodeType = NodeType {
    id: "grid",
    label: "Grid",
    category: "create",
    aliases: &["Plane", "Mesh Grid", "Net"],
    help: "Makes a flat net of points, joined to faces or curves.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        ORIENTATION.declaration,
        SIZE.declaration,
        CENTER.declaration,
        ROTATE.declaration,
        UNIFORM_SCALE.declaration,
        ROWS.declaration,
        COLUMNS.declaration,
        CONNECTIVITY.declaration,
        UVS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let Chosen(PlaneChoice(plane)) = cook.get(ORIENTATION);
    let Chosen(ConnectivityChoice(connectivity)) = cook.get(CONNECTIVITY);
    let settings = Grid {
        size: Vec2::from(cook.get(SIZE)),
        center: Vec3::from(cook.get(CENTER)),
        rows: count(cook, ROWS),
        columns: count(cook, COLUMNS),
        plane,
        connectivity,
        uvs: cook.get(UVS),
    };
    Ok(Outputs::one::<GeometryWire>(placed(cook, grid(&settings, cook.task())?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use graph::Value;

    #[test]
    fn it_is_level_unless_it_is_turned() {
        let made = cook_geometry(&NODE, &[], &[]).unwrap();
        assert_eq!((made.point_count(), made.primitive_count()), (100, 81));
        assert_eq!(made.bounds().size(), Vec3::new(10.0, 0.0, 10.0));
        assert!(made.polygon_area_vector(0).y > 0.0);
        let values = [
            ("orientation", text("xy")),
            ("rows", Value::Integer(3)),
            ("connectivity", text("rows")),
        ];
        let rows = cook_geometry(&NODE, &values, &[]).unwrap();
        assert_eq!((rows.point_count(), rows.primitive_count()), (30, 3));
        assert_eq!(rows.bounds().size().z, 0.0);
    }

    #[test]
    fn too_many_points_are_refused_with_their_number() {
        let values = [("rows", Value::Integer(1 << 40)), ("columns", Value::Integer(1 << 40))];
        let error = cook_geometry(&NODE, &values, &[]).unwrap_err();
        assert!(error.to_string().contains("a grid of this many rows and columns"), "{error}");
    }
}
