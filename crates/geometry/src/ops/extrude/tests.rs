use glam::Vec2;
use task::CancelToken;

use super::*;
use crate::shapes::{self, assert_sound};
use crate::{Column, Domain, PrimitiveKind, Topology};

fn run(geometry: &Geometry, chosen: &[usize], settings: &Extrude) -> Geometry {
    let mut members = vec![false; geometry.primitive_count()];
    chosen.iter().for_each(|&face| members[face] = true);
    extrude(geometry, &Selection::Some(members), settings, &Task::unlimited()).unwrap()
}

fn all(geometry: &Geometry, settings: &Extrude) -> Geometry {
    extrude(geometry, &Selection::All(0), settings, &Task::unlimited()).unwrap()
}

fn by(distance: f32) -> Extrude {
    Extrude { distance: distance.into(), ..Extrude::default() }
}

fn groups() -> ExtrudeGroups {
    let [front, back, sides] = ["front", "back", "sides"].map(Arc::from);
    ExtrudeGroups { front, back, sides, front_seam: "top".into(), back_seam: "foot".into() }
}

fn members(geometry: &Geometry, domain: Domain, name: &str) -> usize {
    geometry.table(domain).group(name).unwrap().iter().filter(|&&member| member).count()
}

#[test]
fn one_face_of_a_cube_makes_a_tower() {
    let cube = shapes::with_attributes(shapes::cube());
    for divide in [Divide::Individual, Divide::Connected] {
        let settings = Extrude { divide, divisions: 3, groups: groups(), ..by(1.5) };
        let tower = run(&cube, &[3], &settings);
        assert!(tower.is_closed());
        assert_eq!(tower.euler_number(), 2);
        assert!((tower.volume() - 14.0).abs() < 1e-5, "{}", tower.volume());
        assert_eq!((tower.point_count(), tower.primitive_count()), (8 + 12, 6 + 12));
        assert!(tower.polygon_area_vector(3).y > 0.0 && tower.bounds().max.y == 2.5);
        assert!(tower.primitives().group("front").unwrap()[3]);
        assert_eq!(members(&tower, Domain::Primitive, "front"), 1);
        assert_eq!(members(&tower, Domain::Primitive, "sides"), 12);
        assert_eq!(members(&tower, Domain::Primitive, "back"), 0);
        assert_eq!(members(&tower, Domain::Point, "top"), 4);
        assert_eq!(members(&tower, Domain::Point, "foot"), 4);
        let pieces = tower.primitives().read::<i32>("piece").unwrap();
        assert_eq!(pieces[..7], [0, 1, 2, 3, 4, 5, 3]);
        let names = tower.points().get("name").and_then(Column::texts).unwrap();
        let top = tower.topology().primitive(3)[0] as usize;
        let foot = cube.topology().primitive(3)[0] as usize;
        assert_eq!(names.get(top), names.get(foot));
    }
}

#[test]
fn a_cube_moved_as_one_grows_evenly() {
    let grown = all(&shapes::cube(), &by(0.5));
    assert_eq!((grown.point_count(), grown.primitive_count()), (8, 6));
    assert!((grown.volume() - 27.0).abs() < 1e-4, "{}", grown.volume());
}

#[test]
fn a_cube_moved_face_by_face_becomes_a_cross() {
    let settings = Extrude { divide: Divide::Individual, ..by(2.0) };
    let cross = all(&shapes::cube(), &settings);
    assert_eq!(cross.primitive_count(), 6 + 24);
    assert!((cross.volume() - 7.0 * 8.0).abs() < 1e-4, "{}", cross.volume());
    assert_eq!(cross.euler_number(), 32 - cross.topology().edges().len() as i64 + 30);
}

#[test]
fn two_faces_that_touch_move_as_one_or_alone() {
    let grid = shapes::grid(4, 4);
    let along = Direction::Along(Vec3::Y * 7.0);
    let together = run(&grid, &[5, 6], &Extrude { direction: along, ..by(1.0) });
    assert_eq!(together.primitive_count(), 16 + 6);
    assert_eq!(together.point_count(), 25 + 6);
    let settings = Extrude { direction: along, divide: Divide::Individual, ..by(1.0) };
    assert_eq!(run(&grid, &[5, 6], &settings).primitive_count(), 16 + 8);
    assert_eq!(together.bounds().max.y, 1.0);
    // Two faces in a point alone: each gets its own point there.
    assert_eq!(
        run(&grid, &[5, 10], &Extrude { direction: along, ..by(1.0) }).point_count(),
        25 + 8
    );
}

#[test]
fn points_inside_a_piece_are_moved_not_doubled() {
    let grid = shapes::grid(4, 4);
    let inner = [5, 6, 9, 10];
    let raised = run(&grid, &inner, &by(1.0));
    assert_eq!(raised.point_count(), 25 + 8);
    assert_eq!(raised.primitive_count(), 16 + 8);
    let middle = grid.positions().iter().position(|p| p.distance(Vec3::new(2.0, 0.0, -2.0)) < 0.1);
    assert_eq!(raised.positions()[middle.unwrap()].y, 1.0);
    let solid = run(&grid, &inner, &Extrude { back: true, groups: groups(), ..by(1.0) });
    assert_eq!(members(&solid, Domain::Primitive, "back"), 4);
    let keep: Vec<bool> = ["front", "back", "sides"].iter().fold(vec![false; 28], |keep, name| {
        let group = solid.primitives().group(name).unwrap();
        keep.iter().zip(group).map(|(a, b)| *a || *b).collect()
    });
    let loose = crate::ops::extract::LoosePoints::Drop;
    let solid = crate::ops::extract::primitives(&solid, &keep, loose, &Task::unlimited()).unwrap();
    assert!(solid.is_closed());
    assert!((solid.volume() - 4.0).abs() < 1e-5);
}

#[test]
fn insets_move_edges_by_their_amount_and_stop_in_the_middle() {
    let square = shapes::grid(1, 1);
    for divide in [Divide::Individual, Divide::Connected] {
        let inset = |inset: f32, limit_inset: bool| {
            let inset = inset.into();
            let settings = Extrude { divide, inset, limit_inset, ..Extrude::default() };
            let result = all(&square, &settings);
            result.polygon_area_vector(0).y
        };
        assert!((inset(0.1, true) - 0.64).abs() < 1e-6);
        assert!((inset(-0.5, true) - 4.0).abs() < 1e-6);
        assert!(inset(3.0, true).abs() < 1e-6, "to a point");
        assert!((inset(1.0, false) - 1.0).abs() < 1e-6, "beyond it, turned inside out");
    }
    let settings = Extrude { inset: 0.25.into(), ..Extrude::default() };
    let wide = run(&shapes::grid(4, 4), &[5, 6], &settings);
    let area = wide.polygon_area_vector(5).y + wide.polygon_area_vector(6).y;
    assert!((area - 1.5 * 0.5).abs() < 1e-6, "a piece of two: {area}");
}

#[test]
fn attributes_scale_distance_and_inset() {
    let mut grid = shapes::grid(3, 1);
    let values = Column::new(vec![0.5_f32, 1.0, 2.0]);
    grid.table_mut(Domain::Primitive).set("height", values);
    for divide in [Divide::Individual, Divide::Connected] {
        let settings = Extrude { divide, distance_scale: "height".into(), ..by(1.0) };
        let towers = all(&grid, &settings);
        let highest = |face: usize| {
            let corners = towers.topology().primitive(face).iter();
            corners.map(|&point| towers.positions()[point as usize].y).fold(0.0, f32::max)
        };
        assert_eq!(highest(2), 2.0);
        assert_eq!(highest(0), if divide == Divide::Individual { 0.5 } else { 0.75 });
    }
    let settings = Extrude {
        divide: Divide::Individual,
        inset: 0.1.into(),
        inset_scale: "height".into(),
        ..Extrude::default()
    };
    assert!((all(&grid, &settings).polygon_area_vector(2).y - 0.36).abs() < 1e-5);
}

#[test]
fn twist_and_scale_turn_the_front_about_its_normal() {
    let square = shapes::grid(1, 1);
    for divide in [Divide::Individual, Divide::Connected] {
        let settings = Extrude { divide, twist_degrees: 90.0, scale: 2.0, divisions: 4, ..by(1.0) };
        let screw = all(&square, &settings);
        assert!((screw.polygon_area_vector(0).y - 4.0).abs() < 1e-5);
        let (top, foot) = (screw.topology().primitive(0)[0], square.topology().primitive(0)[1]);
        let centre = Vec3::new(0.5, 0.0, -0.5);
        let from_centre = square.positions()[foot as usize] - centre;
        let expected = centre + 2.0 * from_centre + Vec3::Y;
        assert!(screw.positions()[top as usize].distance(expected) < 1e-5);
    }
}

#[test]
fn what_is_not_wanted_is_left_out() {
    let cube = shapes::cube();
    let settings = Extrude { divide: Divide::Individual, front: false, ..by(0.3) };
    let walls = all(&cube, &settings);
    assert_eq!((walls.primitive_count(), walls.point_count()), (24, 8 + 24));
    let lids = all(&cube, &Extrude { sides: false, divide: Divide::Individual, ..by(0.3) });
    assert_eq!((lids.primitive_count(), lids.point_count()), (6, 24), "old points are free");
    let settings = Extrude { back: true, sides: false, front: false, ..by(0.3) };
    let turned = all(&cube, &settings);
    assert_eq!((turned.primitive_count(), turned.point_count()), (6, 8));
    assert_eq!(turned.volume(), -8.0);
}

#[test]
fn every_face_can_have_a_distance_of_its_own() {
    let grid = shapes::grid(3, 1);
    let distance = PerElement::Each(vec![0.5, 0.0, -1.0]);
    let inset = PerElement::Each(vec![0.0, 0.1, 0.0]);
    let settings = Extrude { divide: Divide::Individual, distance, inset, ..Extrude::default() };
    let towers = all(&grid, &settings);
    let height = |face: usize| towers.positions()[towers.topology().primitive(face)[0] as usize].y;
    assert_eq!([0, 1, 2].map(height), [0.5, 0.0, -1.0]);
    assert!((towers.polygon_area_vector(1).y - 0.64).abs() < 1e-5);
    let connected = all(&grid, &Extrude { divide: Divide::Connected, ..settings });
    let highest = connected.positions().iter().map(|point| point.y).fold(0.0, f32::max);
    assert_eq!(highest, 0.5, "where no other face moves the point");
}

#[test]
fn thickened_sheets_are_closed() {
    let mut sheet = shapes::grid(5, 4);
    for point in sheet.positions_mut() {
        point.y = 0.3 * (point.x * point.z).sin();
    }
    for inset in [0.0, 0.05] {
        let inset = PerElement::Same(inset);
        let settings = Extrude { back: true, inset: inset.clone(), divisions: 2, ..by(0.2) };
        let solid = all(&sheet, &settings);
        assert!(solid.is_closed());
        assert_eq!(solid.euler_number(), 2);
        let volume = solid.volume() / (0.2 * sheet.area());
        assert!((volume - 1.0).abs() < 0.1 + 2.0 * f64::from(inset.at(0)), "{volume}");
    }
}

#[test]
fn walls_of_polylines_stand_below_their_edges() {
    let kinds = vec![PrimitiveKind::Polyline; 2];
    // A chain and a closed square.
    let corners = vec![0, 1, 2, 3, 4, 5, 6, 3];
    let topology = Topology::new(7, vec![0, 3, 8], corners, kinds);
    let positions = [[0, 0], [1, 0], [2, 0], [5, 0], [6, 0], [6, 1], [5, 1]];
    let positions = positions.map(|[x, z]| Vec3::new(x as f32, 0.0, z as f32)).to_vec();
    let lines = Geometry::new(topology, positions);
    for divide in [Divide::Individual, Divide::Connected] {
        let walls = all(&lines, &Extrude { divide, divisions: 2, ..by(1.0) });
        assert_eq!(walls.primitive_count(), 2 * (2 + 4));
        assert_eq!(walls.point_count(), 7 * 3, "a closed line has a closed wall");
        assert!((walls.area() - 6.0).abs() < 1e-5);
        assert!(walls.topology().is_all_polygons());
    }
}

#[test]
fn texture_coordinates_run_on_down_the_walls() {
    let mut square = shapes::grid(1, 1);
    let corners = square.topology().corners().to_vec();
    let positions = square.positions().to_vec();
    let uvs = square.table_mut(Domain::Vertex).write::<Vec2>("uv");
    for (uv, point) in uvs.iter_mut().zip(corners) {
        let point = positions[point as usize];
        *uv = Vec2::new(point.x, -point.z);
    }
    let settings = Extrude { divide: Divide::Individual, divisions: 2, ..by(0.5) };
    let block = all(&square, &settings);
    let uvs = block.vertices().read::<Vec2>("uv").unwrap();
    let (min, max) = uvs.iter().fold((Vec2::MAX, Vec2::MIN), |(a, b), &uv| (a.min(uv), b.max(uv)));
    assert_eq!((min, max), (Vec2::splat(-0.5), Vec2::splat(1.5)));
    let area =
        |quad: &[Vec2]| 0.5 * (0..4).map(|i| quad[i].perp_dot(quad[(i + 1) % 4])).sum::<f32>();
    assert!(uvs[4..].chunks(4).all(|quad| (area(quad) - 0.25).abs() < 1e-6));
}

#[test]
fn no_shape_makes_it_panic() {
    for (name, shape) in shapes::all() {
        let finite = !name.contains("not numbers");
        let half: Vec<usize> = (0..shape.primitive_count()).filter(|face| face % 2 == 0).collect();
        for divide in [Divide::Individual, Divide::Connected] {
            for direction in
                [Direction::PointNormals, Direction::PrimitiveNormals, Direction::Along(Vec3::ZERO)]
            {
                for (front, sides) in [(true, true), (false, true), (true, false)] {
                    let settings = Extrude {
                        divide,
                        direction,
                        front,
                        sides,
                        back: !front,
                        inset: 0.05.into(),
                        twist_degrees: 20.0,
                        divisions: 2,
                        groups: groups(),
                        distance_scale: "mass".into(),
                        ..by(0.4)
                    };
                    assert_sound(&all(&shape, &settings), finite, name);
                    assert_sound(&run(&shape, &half, &settings), finite, name);
                }
            }
        }
        let none = run(&shape, &[], &by(1.0));
        assert_eq!(none.content_hash(), shape.content_hash());
        let huge = Extrude { inset: f32::INFINITY.into(), scale: f32::NAN, ..by(f32::MAX) };
        assert_sound(&all(&shape, &huge), false, name);
    }
}

#[test]
fn packed_instances_stay() {
    let packed = shapes::packed();
    let result = all(&packed, &by(1.0));
    assert_eq!(result.packed_count(), 3);
    assert_eq!(result.instances().count(), 3);
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let shape = shapes::with_attributes(shapes::sphere(60, 40));
    for divide in [Divide::Individual, Divide::Connected] {
        let half: Vec<usize> = (0..1000).collect();
        let settings = Extrude { divide, inset: 0.01.into(), divisions: 2, ..by(0.1) };
        let hash = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| run(&shape, &half, &settings).content_hash())
        };
        assert_eq!(hash(1), hash(3));
    }
}

#[test]
fn it_can_be_cancelled_and_refuses_what_is_too_large() {
    let cube = shapes::cube();
    let task = Task::unlimited();
    task.cancel_token().cancel();
    assert_eq!(extrude(&cube, &Selection::All(6), &by(1.0), &task), Err(Stop::Cancelled));
    let settings = Extrude { divisions: u32::MAX, ..by(1.0) };
    let top = Selection::Some(vec![true, false, false, false, false, false]);
    let refused = extrude(&cube, &top, &settings, &Task::unlimited());
    assert!(matches!(refused, Err(Stop::TooMany { .. })));
    let small = Task::new(CancelToken::default(), 1 << 20);
    let settings = Extrude { divisions: 100_000, ..by(1.0) };
    assert!(matches!(extrude(&cube, &top, &settings, &small), Err(Stop::TooLarge { .. })));
}
