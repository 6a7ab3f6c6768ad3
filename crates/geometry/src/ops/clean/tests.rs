use super::*;
use crate::{PrimitiveKind, Topology, shapes};
use glam::Vec3;

fn cleaned(geometry: &Geometry, settings: Clean) -> Geometry {
    clean(geometry, &settings, &Task::unlimited()).unwrap()
}

const NOTHING: Clean = Clean {
    not_numbers: false,
    repeated_corners: false,
    degenerate: None,
    duplicates: false,
    orient: false,
    unused_points: false,
    empty_groups: false,
    default_attributes: false,
};

#[test]
fn every_shape_is_sound_and_clean_after_each_step_and_all() {
    let steps = [
        Clean { not_numbers: true, ..NOTHING },
        Clean { repeated_corners: true, ..NOTHING },
        Clean { degenerate: Some(-1.0), ..NOTHING },
        Clean { degenerate: Some(f32::NAN), ..NOTHING },
        Clean { degenerate: Some(1e30), ..NOTHING },
        Clean { duplicates: true, ..NOTHING },
        Clean { orient: true, ..NOTHING },
        Clean { unused_points: true, ..NOTHING },
        Clean { empty_groups: true, default_attributes: true, ..NOTHING },
        Clean { orient: true, ..Clean::default() },
    ];
    for (name, shape) in shapes::all() {
        for settings in steps {
            let once = cleaned(&shape, settings);
            let finite = settings.not_numbers || !name.contains("not numbers");
            shapes::assert_sound(&once, finite, name);
            let again = cleaned(&once, settings);
            assert_eq!(again.content_hash(), once.content_hash(), "{name}: nothing is left to do");
            assert!(once.detail().contains("note"), "{name}");
            assert_eq!(once.packed_count(), shape.packed_count());
        }
        assert_eq!(cleaned(&shape, NOTHING).content_hash(), shape.content_hash(), "{name}");
    }
}

#[test]
fn a_clean_cube_is_shared() {
    let cube = shapes::with_attributes(shapes::cube());
    let settings = Clean { orient: true, empty_groups: true, ..Clean::default() };
    let same = cleaned(&cube, settings);
    assert!(std::sync::Arc::ptr_eq(same.topology(), cube.topology()) && same == cube);
}

#[test]
fn faces_without_area_go_and_the_good_one_stays() {
    let shape = shapes::with_attributes(shapes::degenerate());
    let good = cleaned(&shape, Clean::default());
    assert_eq!(good.primitives().read::<i32>("piece"), Some(&[2][..]));
    assert_eq!(good.topology().corners(), [0, 1, 2], "a corner stood twice");
    assert_eq!(good.point_count(), 3);
    let crossed = cleaned(&shapes::bow_tie(), Clean::default());
    assert_eq!(crossed.primitive_count(), 3, "a polygon that crosses itself has an extent");
}

#[test]
fn repeated_corners_go_with_their_vertices() {
    let corners = vec![0, 0, 1, 2, 2, 0, 1, 1, 1, 0, 0, 1];
    let kinds = vec![PrimitiveKind::Polygon, PrimitiveKind::Polygon, PrimitiveKind::Polyline];
    let topology = Topology::new(3, vec![0, 6, 9, 12], corners, kinds);
    let mut shape = Geometry::new(topology, vec![Vec3::ZERO, Vec3::X, Vec3::Y]);
    let numbers = (0..12).collect::<Vec<i32>>();
    shape.table_mut(Domain::Vertex).set("number", Column::new(numbers));
    let cleaned = cleaned(&shape, Clean { repeated_corners: true, ..NOTHING });
    assert_eq!(cleaned.topology().offsets(), [0, 3, 5]);
    assert_eq!(cleaned.vertices().read::<i32>("number"), Some(&[2, 3, 5, 9, 11][..]));
}

#[test]
fn of_equal_faces_the_first_stays() {
    let corners = vec![0, 1, 2, 3, 2, 3, 0, 1, 3, 2, 1, 0, 0, 2, 1, 3, 0, 1, 2, 2, 1, 0];
    let offsets = vec![0, 4, 8, 12, 16, 19, 22];
    let topology = Topology::polygons(4, offsets, corners);
    let shape = shapes::with_attributes(Geometry::new(topology, vec![Vec3::ZERO; 4]));
    let unique = cleaned(&shape, Clean { duplicates: true, ..NOTHING });
    assert_eq!(unique.primitives().read::<i32>("piece"), Some(&[0, 3, 4][..]));
    let lines = vec![PrimitiveKind::Polyline; 3];
    let lines = Topology::new(3, vec![0, 3, 6, 9], vec![0, 1, 2, 2, 1, 0, 1, 2, 0], lines);
    let lines = Geometry::new(lines, vec![Vec3::ZERO; 3]);
    assert_eq!(cleaned(&lines, Clean { duplicates: true, ..NOTHING }).primitive_count(), 2);
}

#[test]
fn polygons_turned_over_turn_back_outwards() {
    let cube = shapes::with_attributes(shapes::cube());
    let settings = Clean { orient: true, ..NOTHING };
    for wrong in [0b000001_u32, 0b101010, 0b111111] {
        let mut corners = cube.topology().corners().to_vec();
        for face in (0..6).filter(|face| wrong >> face & 1 == 1) {
            corners[face * 4 + 1..face * 4 + 4].reverse();
        }
        let topology = Topology::uniform(8, 4, corners);
        let all: Vec<u32> = (0..24).collect();
        let mixed = cube.with_topology(topology, &all, &all[..6], &Task::unlimited()).unwrap();
        let straight = cleaned(&mixed, settings);
        assert_eq!(straight.topology().corners(), cube.topology().corners());
        assert!(straight.is_closed() && straight.volume() == 8.0);
    }
    let grid = shapes::grid(5, 1);
    let mut corners = grid.topology().corners().to_vec();
    corners[0..4].reverse();
    corners[8..12].reverse();
    let mixed = Geometry::new(Topology::uniform(12, 4, corners), grid.positions().to_vec());
    let straight = cleaned(&mixed, settings);
    assert!((0..5).all(|face| straight.polygon_area_vector(face).y == 1.0), "most face up");
}

#[test]
fn unused_points_groups_and_attributes_go() {
    let mut shape = shapes::with_attributes(shapes::packed());
    let points = shape.table_mut(Domain::Point);
    points.write::<f32>("Alpha");
    points.set("none", Column::group(vec![false; 6]));
    let settings = Clean { empty_groups: true, default_attributes: true, ..Clean::default() };
    let few = cleaned(&shape, settings);
    assert!(!few.points().contains("none") && !few.points().contains("Alpha"));
    assert!(few.points().contains("Cd") && few.primitives().contains(PACKED_SOURCE));
    assert_eq!((few.packed_count(), few.primitive_count(), few.point_count()), (3, 4, 6));
}

#[test]
fn stops_when_cancelled() {
    let task = Task::unlimited();
    task.cancel_token().cancel();
    assert_eq!(clean(&shapes::cube(), &Clean::default(), &task), Err(Stop::Cancelled));
}
