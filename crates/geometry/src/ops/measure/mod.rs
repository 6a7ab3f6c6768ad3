//! Sizes and curvature as attributes.

mod curvature;

pub use curvature::{Curvature, CurvatureKind, curvature};

use glam::{DVec3, Vec3};
use task::{Stop, Task};

use crate::measure::placed;
use crate::ops::pieces::{PieceNumbers, PiecesError};
use crate::{Column, Domain, Geometry, Instance, Selection};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// The area of polygons, in square metres.
    Area,
    /// The length around polygons and along polylines, in metres.
    Perimeter,
    /// The volume that polygons bound, in cubic metres: a single polygon's is that of the cone
    /// from it to the middle of the geometry, less than 0 where it faces the middle. Sums mean
    /// something only where polygons are closed.
    Volume,
}

/// What one measure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<'a> {
    /// Each primitive.
    Each,
    /// All primitives of one value in this integer or text attribute, together; each has the sum.
    Piece(&'a str),
    /// The whole: a detail attribute.
    Whole,
}

/// What is measured, and where it goes.
#[derive(Debug, Clone)]
pub struct Measure<'a> {
    /// What is measured.
    pub quantity: Quantity,
    /// What one measure is of.
    pub extent: Extent<'a>,
    /// The name of the float attribute for it.
    pub attribute: &'a str,
    /// The name of a detail attribute for the sum of all.
    pub total: Option<&'a str>,
    /// Which primitives; none for all. The others have the value that they had, or 0.
    pub selection: Option<&'a Selection>,
}

/// The geometry with a float attribute of primitives, or of the detail, for a measure.
///
/// Packed instances are measured as they stand; polylines have no area and no volume. Measures
/// that are not finite, from corners that are not, are 0. Nothing else changes.
pub fn measure(
    geometry: &Geometry,
    settings: &Measure<'_>,
    task: &Task,
) -> Result<Geometry, PiecesError> {
    let mut values = each(geometry, settings, task)?;
    if let Some(chosen) = settings.selection {
        task.fill(&mut values, |primitive, value| {
            if !chosen.contains(primitive) {
                *value = 0.0;
            }
        })?;
    }
    let total: f64 = values.iter().sum();
    if let Extent::Piece(name) = settings.extent {
        let table = geometry.primitives();
        let column = table.get(name).ok_or_else(|| PiecesError::Missing(name.to_owned()))?;
        let pieces =
            PieceNumbers::of(column, task)?.ok_or_else(|| PiecesError::wrong_type(name, column))?;
        let mut sums = vec![0.0_f64; pieces.names.len()];
        for (&piece, value) in pieces.of.iter().zip(&values) {
            sums[piece as usize] += value;
        }
        task.fill(&mut values, |primitive, value| *value = sums[pieces.of[primitive] as usize])?;
    }
    let mut result = geometry.clone();
    match settings.extent {
        Extent::Whole => {
            set(result.table_mut(Domain::Detail), settings.attribute, vec![total as f32]);
        }
        _ => {
            let table = result.table_mut(Domain::Primitive);
            let old = table.read::<f32>(settings.attribute);
            let column = task.map(values.len(), |primitive| {
                match settings.selection.filter(|chosen| !chosen.contains(primitive)) {
                    Some(_) => old.map_or(0.0, |old| old[primitive]),
                    None => values[primitive] as f32,
                }
            })?;
            set(table, settings.attribute, column);
        }
    }
    if let Some(name) = settings.total {
        set(result.table_mut(Domain::Detail), name, vec![total as f32]);
    }
    Ok(result)
}

fn set(table: &mut crate::Table, name: &str, values: Vec<f32>) {
    table.set(name, Column::new(values));
}

/// The measure of each primitive.
fn each(geometry: &Geometry, settings: &Measure<'_>, task: &Task) -> Result<Vec<f64>, Stop> {
    let topology = geometry.topology();
    let count = geometry.primitive_count();
    task.reserve(count as u64, 12, "a measure for each primitive")?;
    let positions = geometry.positions();
    let mut values = match settings.quantity {
        Quantity::Perimeter => task.map(count, |primitive| {
            let corners = topology.primitive(primitive);
            let at = |index: usize| positions[corners[index % corners.len()] as usize];
            let closed = topology.is_polygon(primitive);
            let edges = if closed { corners.len() } else { corners.len().saturating_sub(1) };
            (0..edges).map(|edge| f64::from(at(edge).distance(at(edge + 1)))).sum()
        })?,
        Quantity::Area => by_triangles(geometry, task, |[a, b, c]| {
            f64::from(0.5 * (b - a).cross(c - a).length())
        })?,
        Quantity::Volume => {
            let middle = geometry.bounds().center().as_dvec3();
            by_triangles(geometry, task, |corners| {
                let [a, b, c] = corners.map(|corner| DVec3::from(corner) - middle);
                a.dot(b.cross(c)) / 6.0
            })?
        }
    };
    for instance in geometry.instances() {
        task.check()?;
        values[instance.primitive] = of_instance(&instance, settings.quantity);
    }
    task.fill(&mut values, |_, value| {
        if !value.is_finite() {
            *value = 0.0;
        }
    })?;
    Ok(values)
}

/// The sum of a value over the triangles of each polygon.
fn by_triangles(
    geometry: &Geometry,
    task: &Task,
    value: impl Fn([Vec3; 3]) -> f64 + Sync,
) -> Result<Vec<f64>, Stop> {
    let primitives = &geometry.try_triangles(task)?.primitives;
    let mut sums = vec![0.0; geometry.primitive_count()];
    task.fill_chunks(&mut sums, task::GRAIN, |start, slots| {
        let end = (start + slots.len()) as u32;
        let first = primitives.partition_point(|&primitive| primitive < start as u32);
        for (triangle, &primitive) in primitives.iter().enumerate().skip(first) {
            if primitive >= end {
                break;
            }
            slots[primitive as usize - start] += value(geometry.triangle(triangle as u32));
        }
    })?;
    Ok(sums)
}

fn of_instance(instance: &Instance<'_>, quantity: Quantity) -> f64 {
    match quantity {
        Quantity::Area => placed(instance).area(),
        Quantity::Volume => instance.geometry.volume() * f64::from(instance.matrix.determinant()),
        Quantity::Perimeter => {
            let measure = Measure {
                quantity,
                extent: Extent::Whole,
                attribute: "perimeter",
                total: None,
                selection: None,
            };
            let values = each(&placed(instance), &measure, &Task::unlimited());
            values.map_or(0.0, |values| values.iter().sum())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn settings(quantity: Quantity, extent: Extent<'_>) -> Measure<'_> {
        Measure { quantity, extent, attribute: "size", total: None, selection: None }
    }

    fn run(geometry: &Geometry, settings: &Measure<'_>) -> Geometry {
        measure(geometry, settings, &Task::unlimited()).unwrap()
    }

    fn sizes(geometry: &Geometry, settings: &Measure<'_>) -> Vec<f32> {
        run(geometry, settings).primitives().read::<f32>("size").unwrap().to_vec()
    }

    fn total(geometry: &Geometry, quantity: Quantity) -> f32 {
        let whole = run(geometry, &settings(quantity, Extent::Whole));
        whole.detail().read::<f32>("size").unwrap()[0]
    }

    #[test]
    fn every_shape_can_be_measured() {
        for (name, shape) in shapes::all() {
            for quantity in [Quantity::Area, Quantity::Perimeter, Quantity::Volume] {
                let result = run(&shape, &settings(quantity, Extent::Each));
                shapes::assert_sound(&result, !name.contains("not numbers"), name);
                let all = result.primitives().read::<f32>("size").unwrap();
                assert!(all.iter().all(|size| size.is_finite()), "{name}");
                let by_piece = sizes(&shape, &settings(quantity, Extent::Piece("piece")));
                assert_eq!(by_piece, all, "{name}: every primitive is a piece");
            }
            if !name.contains("not numbers") {
                let area = f64::from(total(&shape, Quantity::Area));
                assert!((area - shape.area()).abs() < 1e-4 * area.max(1.0), "{name}");
                let volume = f64::from(total(&shape, Quantity::Volume));
                assert!((volume - shape.volume()).abs() < 1e-4 * volume.abs().max(1.0), "{name}");
            }
        }
    }

    #[test]
    fn sizes_are_those_of_geometry_taught_at_school() {
        let cube = shapes::cube();
        assert_eq!(sizes(&cube, &settings(Quantity::Area, Extent::Each)), [4.0; 6]);
        assert_eq!(sizes(&cube, &settings(Quantity::Perimeter, Extent::Each)), [8.0; 6]);
        assert_eq!(total(&cube, Quantity::Volume), 8.0);
        assert_eq!(sizes(&shapes::concave(), &settings(Quantity::Area, Extent::Each)), [7.0]);
        assert_eq!(sizes(&shapes::concave(), &settings(Quantity::Perimeter, Extent::Each)), [16.0]);
        let lines = sizes(&shapes::polylines(), &settings(Quantity::Perimeter, Extent::Each));
        assert!((lines[0] - 4.0 * 1.5).abs() < 1e-6 && (lines[1] - 1.5).abs() < 1e-6, "{lines:?}");
        assert_eq!(lines[3], 0.0);
        let packed = sizes(&shapes::packed(), &settings(Quantity::Perimeter, Extent::Each));
        assert!((packed[0] - 48.0).abs() < 1e-4 && (packed[1] - 48.0).abs() < 1e-3);
    }

    #[test]
    fn pieces_share_their_sum_and_others_keep_what_they_had() {
        let mut grid = shapes::grid(4, 1);
        grid.table_mut(Domain::Primitive).set("piece", Column::new(vec![7_i32, 7, 7, 2]));
        let by_piece =
            Measure { total: Some("all"), ..settings(Quantity::Area, Extent::Piece("piece")) };
        assert_eq!(sizes(&grid, &by_piece), [3.0, 3.0, 3.0, 1.0]);
        assert_eq!(run(&grid, &by_piece).detail().read::<f32>("all"), Some(&[4.0][..]));
        let chosen = Selection::parse("0-1", &grid, Domain::Primitive).unwrap();
        let some = Measure { selection: Some(&chosen), ..by_piece };
        assert_eq!(sizes(&grid, &some), [2.0, 2.0, 0.0, 0.0]);
        let missing = settings(Quantity::Area, Extent::Piece("nothing"));
        let error = measure(&grid, &missing, &Task::unlimited()).unwrap_err();
        assert!(error.to_string().contains("\"nothing\""));
    }
}
