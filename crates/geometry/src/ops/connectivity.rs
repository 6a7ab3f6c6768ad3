//! A number for each connected piece.

use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use crate::components::{Components, numbered};
use crate::{Column, Data, Domain, Geometry, Text};

/// How pieces are told and named.
#[derive(Debug, Clone)]
pub struct Connectivity<'a> {
    /// What gets the attribute: points or primitives.
    pub domain: Domain,
    /// The name of the attribute.
    pub attribute: &'a str,
    /// Pieces are texts of this prefix and their number; without it, integers.
    pub prefix: Option<&'a str>,
    /// A vertex attribute, such as `uv`: primitives are connected only over edges on both sides
    /// of which it has the same values, so that pieces are islands between seams. For
    /// primitives only; where vertices have no such attribute, it divides nothing.
    pub seams: Option<&'a str>,
}

impl Default for Connectivity<'_> {
    fn default() -> Self {
        Self { domain: Domain::Primitive, attribute: "class", prefix: None, seams: None }
    }
}

/// The geometry with a number for each connected piece, counted from 0 in the order of the first
/// elements of pieces.
///
/// Primitives of all kinds that share a point are connected, and so are all points of a
/// primitive; a loose point is a piece of its own, and so is a primitive without points. Nothing
/// else changes.
pub fn connectivity(
    geometry: &Geometry,
    settings: &Connectivity<'_>,
    task: &Task,
) -> Result<Geometry, Stop> {
    let of_points = settings.domain == Domain::Point;
    let seams = settings.seams.and_then(|name| geometry.vertices().get(name));
    let (numbers, count) = match seams {
        Some(column) if !of_points => islands(geometry, column, task)?,
        _ => pieces(geometry, of_points, task)?,
    };
    let column = match settings.prefix {
        None => Column::new(numbers),
        Some(prefix) => {
            task.reserve(count as u64, 24 + prefix.len() as u64, "naming this many pieces")?;
            let strings = (0..count).map(|number| format!("{prefix}{number}").into()).collect();
            let indices = numbers.into_iter().map(|number| number as u32).collect();
            let indices = std::sync::Arc::new(indices);
            Column::text(Text { indices, strings: std::sync::Arc::new(strings) })
        }
    };
    let mut result = geometry.clone();
    let domain = if of_points { Domain::Point } else { Domain::Primitive };
    if !(of_points && settings.attribute == "P") {
        result.table_mut(domain).set(settings.attribute, column);
    }
    Ok(result)
}

/// Pieces by shared points, of points or of primitives.
fn pieces(geometry: &Geometry, of_points: bool, task: &Task) -> Result<(Vec<i32>, usize), Stop> {
    let topology = geometry.topology();
    let (points, primitives) = (geometry.point_count(), geometry.primitive_count());
    task.reserve((points + primitives) as u64, 8, "the pieces of this many elements")?;
    let sets = Components::new(points);
    each(primitives, task, |primitive| {
        for pair in topology.primitive(primitive).windows(2) {
            sets.join(pair[0], pair[1]);
        }
    })?;
    if of_points {
        return Ok(numbered((0..points as u32).map(|point| sets.find(point)), points));
    }
    // A primitive without points has a name above all points.
    let name = |primitive: usize| match topology.primitive(primitive).first() {
        Some(&point) => sets.find(point),
        None => (points + primitive) as u32,
    };
    let names = task.map(primitives, name)?;
    Ok(numbered(names.into_iter(), points + primitives))
}

/// Pieces of primitives that are joined by edges over which a vertex attribute goes on.
fn islands(geometry: &Geometry, column: &Column, task: &Task) -> Result<(Vec<i32>, usize), Stop> {
    let topology = geometry.topology();
    let count = geometry.primitive_count();
    task.reserve(count as u64, 8, "the pieces of this many elements")?;
    let (edges, next) = (topology.try_edges(task)?, topology.try_next_vertices(task)?);
    let (corners, primitives) = (topology.corners(), topology.try_primitive_of_vertex(task)?);
    // The ends of a half-edge, that of the lower point first.
    let ends = |vertex: u32| {
        let to = next[vertex as usize];
        if corners[vertex as usize] < corners[to as usize] { [vertex, to] } else { [to, vertex] }
    };
    let sets = Components::new(count);
    each(edges.len(), task, |edge| {
        let sides = edges.vertices.of(edge);
        for (place, &side) in sides.iter().enumerate().skip(1) {
            let [low, high] = ends(side);
            let same = sides[..place].iter().find(|&&other| {
                let [other_low, other_high] = ends(other);
                is_equal(column, low, other_low) && is_equal(column, high, other_high)
            });
            if let Some(&other) = same {
                sets.join(primitives[side as usize], primitives[other as usize]);
            }
        }
    })?;
    Ok(numbered((0..count as u32).map(|primitive| sets.find(primitive)), count))
}

/// Whether two elements have the same value.
fn is_equal(column: &Column, a: u32, b: u32) -> bool {
    fn same<T: PartialEq>(values: &[T], size: usize, a: u32, b: u32) -> bool {
        values[a as usize * size..][..size] == values[b as usize * size..][..size]
    }
    let size = column.size();
    match column.data() {
        Data::Float(values) => same(values, size, a, b),
        Data::Int(values) => same(values, size, a, b),
        Data::Bool(values) => same(values, 1, a, b),
        Data::Text(text) => same(&text.indices, 1, a, b),
    }
}

/// Calls `f` with each number below `count`, on all cores.
fn each(count: usize, task: &Task, f: impl Fn(usize) + Sync) -> Result<(), Stop> {
    (0..count.div_ceil(GRAIN)).into_par_iter().try_for_each(|chunk| {
        task.check()?;
        (chunk * GRAIN..((chunk + 1) * GRAIN).min(count)).for_each(&f);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::merge::merge;
    use crate::shapes;

    fn run(geometry: &Geometry, settings: &Connectivity<'_>) -> Geometry {
        connectivity(geometry, settings, &Task::unlimited()).unwrap()
    }

    fn by_points() -> Connectivity<'static> {
        Connectivity { domain: Domain::Point, ..Connectivity::default() }
    }

    #[test]
    fn every_shape_has_pieces() {
        for (name, shape) in shapes::all() {
            for seams in [None, Some("uv"), Some("Cd")] {
                for settings in [
                    by_points(),
                    Connectivity { prefix: Some("p"), seams, ..by_points() },
                    Connectivity { seams, ..Connectivity::default() },
                ] {
                    let result = run(&shape, &settings);
                    shapes::assert_sound(&result, false, name);
                    assert!(result.table(settings.domain).contains("class"), "{name}");
                }
            }
        }
        let pieces = |shape: &Geometry, settings: &Connectivity<'_>| {
            let result = run(shape, settings);
            result.table(settings.domain).read::<i32>("class").unwrap().to_vec()
        };
        assert_eq!(pieces(&shapes::cube(), &Connectivity::default()), [0; 6]);
        assert_eq!(pieces(&shapes::duplicates(), &Connectivity::default()), [0, 1, 2, 3, 4, 5]);
        assert_eq!(pieces(&shapes::bow_tie(), &Connectivity::default()), [0, 0, 1]);
        assert_eq!(pieces(&shapes::polylines(), &Connectivity::default()), [0, 0, 0, 1]);
        assert_eq!(pieces(&shapes::polylines(), &by_points()), [0, 0, 0, 0, 0, 0, 0, 1]);
        let loose = Geometry::from_points(vec![glam::Vec3::ZERO; 3]);
        assert_eq!(pieces(&loose, &by_points()), [0, 1, 2]);
    }

    #[test]
    fn pieces_are_numbered_by_their_first_elements_and_may_be_texts() {
        let (cube, torus) = (shapes::cube(), shapes::torus(5, 4));
        let both = merge(&[&torus, &cube, &torus], &Task::unlimited()).unwrap();
        let settings = Connectivity { attribute: "name", prefix: Some("part_"), ..by_points() };
        let named = run(&both, &settings);
        let names = named.points().get("name").and_then(Column::texts).unwrap();
        assert_eq!((names.get(0), names.get(20), names.get(28)), ("part_0", "part_1", "part_2"));
        assert!(!named.points().contains("class"));
    }

    #[test]
    fn islands_end_at_seams() {
        let mut grid = shapes::grid(4, 1);
        let split: Vec<[f32; 2]> = (0..16)
            .map(|vertex| {
                let position = grid.positions()[grid.topology().corners()[vertex] as usize];
                // The right half lies elsewhere in texture space.
                [position.x + if vertex >= 8 { 10.0 } else { 0.0 }, position.z]
            })
            .collect();
        grid.table_mut(Domain::Vertex).set("uv", Column::new(split));
        let by_seams = Connectivity { seams: Some("uv"), ..Connectivity::default() };
        let islands = run(&grid, &by_seams);
        assert_eq!(islands.primitives().read::<i32>("class").unwrap(), [0, 0, 1, 1]);
        let whole = run(&grid, &Connectivity { seams: Some("other"), ..by_seams });
        assert_eq!(whole.primitives().read::<i32>("class").unwrap(), [0; 4]);
    }

    #[test]
    fn a_million_faces_are_one_piece_and_a_cancelled_task_stops() {
        let result = run(&shapes::million(), &Connectivity::default());
        assert!(result.primitives().read::<i32>("class").unwrap().iter().all(|&class| class == 0));
        let stopped = Task::unlimited();
        stopped.cancel_token().cancel();
        let error = connectivity(&shapes::cube(), &Connectivity::default(), &stopped);
        assert_eq!(error.unwrap_err(), Stop::Cancelled);
    }
}
