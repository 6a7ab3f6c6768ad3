use super::*;
use crate::{Text, shapes};

fn run(geometry: &Geometry, settings: &Scatter<'_>) -> Geometry {
    scatter(geometry, settings, &Task::unlimited()).unwrap()
}

fn count(count: u64) -> Scatter<'static> {
    Scatter { amount: Amount::Count(count), ..Scatter::default() }
}

fn density(density: f32) -> Scatter<'static> {
    Scatter { amount: Amount::Density(density), ..Scatter::default() }
}

/// The least distance between any two points, the slow way.
fn least_distance(points: &[Vec3]) -> f32 {
    let mut least = f32::INFINITY;
    for (index, a) in points.iter().enumerate() {
        least = points[index + 1..].iter().map(|b| a.distance(*b)).fold(least, f32::min);
    }
    least
}

#[test]
fn every_shape_gives_sound_points_by_every_setting() {
    let settings = [
        count(500),
        Scatter { relax_iterations: 2, ..count(50) },
        Scatter { seeding: Seeding::Primitive, ..density(30.0) },
        Scatter { seeding: Seeding::Piece("piece"), least_distance: 0.1, ..density(30.0) },
        Scatter { density_attribute: Some("mass"), relax_iterations: 1, ..count(100) },
        Scatter { least_distance: f32::INFINITY, ..count(10) },
        density(f32::NAN),
        density(-5.0),
        Scatter { least_distance: f32::NAN, ..count(10) },
    ];
    for (name, shape) in shapes::all() {
        for settings in &settings {
            let what = format!("{name} {settings:?}");
            match scatter(&shape, settings, &Task::unlimited()) {
                Ok(points) => shapes::assert_sound(&points, true, &what),
                Err(Error::NoDensity(_) | Error::NoPieces(_)) => assert_eq!(name, "empty"),
                Err(error) => panic!("{what}: {error}"),
            }
        }
        let found = run(&shape, &count(500)).point_count();
        assert_eq!(
            found,
            if shape.area() > 0.0 || name.contains("not numbers") { 500 } else { 0 },
            "{name}"
        );
    }
}

#[test]
fn the_count_is_exact_and_shared_by_area() {
    let sphere = shapes::sphere(32, 16);
    let points = run(&sphere, &count(10_001));
    assert_eq!(points.point_count(), 10_001);
    let upper = points.positions().iter().filter(|point| point.y > 0.5).count();
    // The cap above half the radius is a quarter of a sphere.
    assert!((2400..2600).contains(&upper), "{upper}");
    assert!(points.positions().iter().all(|point| (0.96..1.001).contains(&point.length())));
    let normals = points.points().read::<Vec3>("N").unwrap();
    let outward = normals.iter().zip(points.positions()).all(|(n, p)| n.dot(p.normalize()) > 0.95);
    assert!(outward);
    assert!(
        (run(&sphere, &density(100.0)).point_count() as f64 - 100.0 * sphere.area()).abs() <= 1.0
    );
}

#[test]
fn points_lie_evenly_on_a_triangle_and_inside_a_concave_polygon() {
    let triangle = shapes::polygon(&[[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]]);
    let points = run(&triangle, &count(20_000));
    let mean = points.positions().iter().sum::<Vec3>() / 20_000.0;
    assert!(mean.distance(Vec3::new(2.0 / 3.0, 2.0 / 3.0, 0.0)) < 0.01, "{mean}");
    let inside = run(&shapes::concave(), &count(5000));
    let in_gap = |point: &Vec3| point.x > 1.0 && point.x < 2.0 && point.y > 1.0;
    assert!(!inside.positions().iter().any(in_gap), "nothing lies between the arms");
}

#[test]
fn density_runs_straight_between_corners() {
    let mut square = shapes::grid(1, 1);
    let along: Vec<f32> = square.positions().iter().map(|point| point.x).collect();
    square.table_mut(Domain::Point).set("density", Column::new(along));
    let points = run(&square, &Scatter { density_attribute: Some("density"), ..count(20_000) });
    // Of a density that grows as x, a quarter lies below a half, and the mean is two thirds.
    let lower = points.positions().iter().filter(|point| point.x < 0.5).count();
    assert!((4700..5300).contains(&lower), "{lower}");
    let mean = points.positions().iter().map(|point| point.x).sum::<f32>() / 20_000.0;
    assert!((mean - 2.0 / 3.0).abs() < 0.01, "{mean}");
    let halved = run(&square, &Scatter { density_attribute: Some("density"), ..density(1000.0) });
    assert_eq!(halved.point_count(), 500);
    let missing = Scatter { density_attribute: Some("nothing"), ..count(1) };
    let error = scatter(&square, &missing, &Task::unlimited()).unwrap_err();
    assert!(error.to_string().contains("\"nothing\""));
}

#[test]
fn points_stay_while_other_primitives_and_pieces_change() {
    let grid = shapes::with_attributes(shapes::grid(6, 4));
    let mut other = grid.clone();
    for point in other.positions_mut() {
        if point.x > 3.5 {
            point.x += 4.0;
        }
    }
    let settled = |geometry: &Geometry, settings: &Scatter<'_>| -> Vec<Vec3> {
        let points = run(geometry, settings);
        points.positions().iter().copied().filter(|point| point.x < 3.0).collect()
    };
    let by_primitive = Scatter { seeding: Seeding::Primitive, ..density(50.0) };
    assert!(settled(&grid, &by_primitive).len() > 500);
    assert_eq!(settled(&grid, &by_primitive), settled(&other, &by_primitive));
    assert_ne!(settled(&grid, &density(50.0)), settled(&other, &density(50.0)));
    // The same pieces, with the primitives in another order.
    let sides = |names: [&str; 2]| {
        let mut grid = shapes::grid(2, 1);
        let names = Text::from_strings(names);
        grid.table_mut(Domain::Primitive).set("name", Column::text(names));
        grid
    };
    let by_piece = Scatter { seeding: Seeding::Piece("name"), ..density(50.0) };
    let left = |points: Geometry| -> Vec<Vec3> {
        points.positions().iter().copied().filter(|point| point.x < 1.0).collect()
    };
    let (one, two) = (run(&sides(["a", "b"]), &by_piece), run(&sides(["a", "c"]), &by_piece));
    assert_eq!(left(one.clone()), left(two));
    assert_ne!(left(one), left(run(&sides(["c", "a"]), &by_piece)));
}

#[test]
fn no_two_points_are_nearer_than_the_distance_and_no_hole_is_left() {
    let grid = shapes::grid(3, 20);
    let all = run(&grid, &count(40_000));
    let distance = 0.15;
    let few = run(&grid, &Scatter { least_distance: distance, ..count(40_000) });
    assert!(least_distance(few.positions()) >= distance);
    let covered = all
        .positions()
        .iter()
        .all(|point| few.positions().iter().any(|kept| kept.distance(*point) < distance));
    assert!(covered, "every point that was dropped is near one that was kept");
    // Disks dropped at random for ever would cover 0.547 of a plane.
    let disk = std::f32::consts::PI * (distance / 2.0).powi(2);
    let coverage = few.point_count() as f32 * disk / 60.0;
    assert!((0.48..0.547).contains(&coverage), "{coverage}");
    let upright = run(&shapes::torus(32, 16), &Scatter { least_distance: 0.1, ..count(20_000) });
    assert!(least_distance(upright.positions()) >= 0.1);
}

#[test]
fn relaxing_moves_points_apart_and_keeps_them_on_their_surface() {
    let sphere = shapes::sphere(24, 12);
    let before = run(&sphere, &count(400));
    let after = run(&sphere, &Scatter { relax_iterations: 12, ..count(400) });
    let spread = |points: &Geometry| least_distance(points.positions());
    assert!(spread(&after) > 8.0 * spread(&before), "{} {}", spread(&before), spread(&after));
    let surface = sphere.surface(&Task::unlimited()).unwrap();
    let off = |point: &Vec3| surface.closest(*point, f32::INFINITY).unwrap().distance;
    assert!(after.positions().iter().all(|point| off(point) < 1e-5));
    let chosen = Selection::parse("0-2", &shapes::grid(6, 4), Domain::Primitive).unwrap();
    let settings = Scatter { selection: Some(&chosen), relax_iterations: 5, ..count(200) };
    let points = run(&shapes::grid(6, 4), &settings);
    assert!(points.positions().iter().all(|point| point.x <= 3.0 && point.z >= -1.0));
}

#[test]
fn points_carry_what_lies_under_them() {
    let mut grid = shapes::with_attributes(shapes::grid(6, 4));
    let place: Vec<Vec3> = grid.positions().to_vec();
    grid.table_mut(Domain::Point).set("rest", Column::new(place));
    let settings = Scatter {
        source_primitive: Some("sourceprim"),
        source_weights: Some("sourceuvw"),
        least_distance: 0.1,
        ..count(1000)
    };
    let points = run(&grid, &settings);
    let table = points.points();
    let rest = table.read::<Vec3>("rest").unwrap();
    assert!(rest.iter().zip(points.positions()).all(|(rest, point)| rest.distance(*point) < 1e-5));
    let primitives = table.read::<i32>("sourceprim").unwrap();
    assert_eq!(table.read::<i32>("piece").unwrap(), primitives);
    let odd = table.group("odd").unwrap();
    for (index, &primitive) in primitives.iter().enumerate() {
        assert_eq!(odd[index], primitive % 2 == 1);
        let [column, row] = [primitive % 6, primitive / 6].map(|value| value as f32);
        let local = points.positions()[index] - Vec3::new(column, 0.0, -row);
        assert!(local.x >= -1e-5 && local.x <= 1.00001 && local.z <= 1e-5 && local.z >= -1.00001);
    }
    assert!(table.contains("uv") && table.contains("Cd") && table.contains("name"));
    assert!(table.read::<Vec3>("sourceuvw").is_some());
    assert!(points.detail().contains("note"));
    let bare = run(&grid, &Scatter { attributes: "Cd", ..count(10) });
    let names: Vec<&str> = bare.points().iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["Cd", "N", "P"]);
}

#[test]
fn any_number_of_threads_gives_the_same_points() {
    let sphere = shapes::sphere(64, 32);
    let settings = Scatter { least_distance: 0.02, relax_iterations: 2, ..count(30_000) };
    let hash = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&sphere, &settings).content_hash())
    };
    assert_eq!(hash(1), hash(3));
}

#[test]
fn too_many_points_are_refused_and_a_cancelled_scatter_ends() {
    let grid = shapes::grid(2, 2);
    let limited = Task::new(task::CancelToken::default(), 1 << 20);
    let refused = scatter(&grid, &count(1_000_000), &limited).unwrap_err();
    assert!(matches!(refused, Error::Stop(Stop::TooLarge { .. })), "{refused}");
    let refused = scatter(&grid, &density(1e30), &Task::unlimited()).unwrap_err();
    assert!(matches!(refused, Error::Stop(Stop::TooMany { .. })), "{refused}");
    let by_face = Scatter { seeding: Seeding::Primitive, ..count(u64::MAX) };
    assert!(scatter(&grid, &by_face, &Task::unlimited()).is_err());
    let stopped = Task::unlimited();
    stopped.cancel_token().cancel();
    assert_eq!(scatter(&grid, &count(10), &stopped).unwrap_err(), Error::Stop(Stop::Cancelled));
}
