use super::*;
use crate::{Column, Domain, shapes};
use proptest::prelude::*;

fn fused(geometry: &Geometry, settings: Fuse) -> Geometry {
    let all = Selection::All(geometry.point_count());
    fuse(geometry, &all, &settings, &Task::unlimited()).unwrap()
}

fn near(distance: f32) -> Fuse {
    Fuse { snap: Snap::Near { distance }, ..Fuse::default() }
}

fn grid(spacing: f32) -> Fuse {
    let spacing = Vec3::splat(spacing);
    Fuse { snap: Snap::Grid { spacing, offset: Vec3::ZERO }, ..Fuse::default() }
}

#[test]
fn every_shape_is_sound_at_every_distance_and_rule() {
    let rules = [
        (NumberRule::Average, GroupRule::Union, Place::Average),
        (NumberRule::First, GroupRule::First, Place::First),
        (NumberRule::Last, GroupRule::Intersect, Place::Last),
        (NumberRule::Least, GroupRule::Union, Place::Average),
        (NumberRule::Greatest, GroupRule::Union, Place::Average),
    ];
    for (name, shape) in shapes::all() {
        let finite = !name.contains("not numbers");
        for distance in [-1.0, 0.0, 1e-20, 0.5, 1e30, f32::NAN, f32::INFINITY] {
            for (numbers, groups, place) in rules {
                for (join, repair) in [(true, true), (true, false), (false, true)] {
                    for settings in [near(distance), grid(distance)] {
                        let settings = Fuse { numbers, groups, place, join, repair, ..settings };
                        let fused = fused(&shape, settings);
                        shapes::assert_sound(&fused, finite, name);
                        assert!(fused.point_count() <= shape.point_count());
                        assert!(join || fused.topology() == shape.topology());
                        for domain in Domain::ALL {
                            for (column, _) in shape.table(domain).iter() {
                                assert!(fused.table(domain).contains(column), "{name} {column}");
                            }
                        }
                        assert_eq!(fused.packed_count(), shape.packed_count());
                    }
                }
            }
        }
    }
}

#[test]
fn the_faces_of_a_cube_join_to_a_closed_one() {
    for settings in [near(0.0), near(0.001), grid(0.25)] {
        let cube = fused(&shapes::with_attributes(shapes::duplicates()), settings);
        assert_eq!((cube.point_count(), cube.vertex_count()), (8, 24));
        assert!(cube.is_closed() && cube.volume() == 8.0);
        assert!(cube.vertices().contains("uv"));
    }
}

#[test]
fn attributes_follow_their_rules() {
    let mut points = Geometry::from_points(vec![Vec3::ZERO, Vec3::X * 9.0, Vec3::X * 0.1]);
    let table = points.table_mut(Domain::Point);
    table.set("mass", Column::new(vec![1.0_f32, 7.0, 5.0]));
    table.set("id", Column::new(vec![3_i32, 4, -5]));
    table.set("a", Column::group(vec![false, false, true]));
    let with = |place, numbers, groups| {
        let joined = fused(&points, Fuse { place, numbers, groups, ..near(0.2) });
        let table = joined.points();
        let (mass, id) = (table.read::<f32>("mass").unwrap(), table.read::<i32>("id").unwrap());
        assert_eq!((mass.len(), mass[1], id[1]), (2, 7.0, 4));
        (joined.positions()[0].x, mass[0], id[0], table.group("a").unwrap()[0])
    };
    use {GroupRule as G, NumberRule as N};
    assert_eq!(with(Place::Average, N::Average, G::Union), (0.05, 3.0, 3, true));
    assert_eq!(with(Place::First, N::First, G::First), (0.0, 1.0, 3, false));
    assert_eq!(with(Place::Last, N::Last, G::Intersect), (0.1, 5.0, -5, false));
    assert_eq!(with(Place::First, N::Least, G::Union), (0.0, 1.0, -5, true));
    assert_eq!(with(Place::First, N::Greatest, G::Union), (0.0, 5.0, 3, true));
}

#[test]
fn a_chain_of_near_points_does_not_collapse() {
    let chain = Geometry::from_points((0..10).map(|i| Vec3::X * i as f32).collect());
    let settings = Fuse { place: Place::First, ..near(1.5) };
    let xs: Vec<f32> = fused(&chain, settings).positions().iter().map(|p| p.x).collect();
    assert_eq!(xs, [0.0, 2.0, 4.0, 6.0, 8.0]);
}

#[test]
fn only_chosen_points_fuse_and_faces_that_collapse_go() {
    let shape = shapes::duplicates();
    let mut chosen = vec![false; 24];
    chosen[..12].fill(true);
    let some = Selection::Some(chosen);
    let fused_some = fuse(&shape, &some, &near(0.001), &Task::unlimited()).unwrap();
    assert_eq!(fused_some.point_count(), 8 + 12);
    let collapsed = fused(&shapes::with_attributes(shapes::grid(4, 1)), near(1.1));
    assert!(collapsed.primitive_count() < 4);
    assert!((0..collapsed.primitive_count()).all(|p| collapsed.topology().primitive(p).len() > 2));
    let together = fused(&shapes::cube(), near(100.0));
    assert_eq!((together.point_count(), together.primitive_count()), (1, 0));
    assert_eq!(together.positions()[0], Vec3::ZERO);
}

#[test]
fn points_may_move_together_without_becoming_one() {
    let moved = fused(&shapes::grid(1, 1), Fuse { join: false, place: Place::First, ..near(1.2) });
    assert_eq!(moved.point_count(), 4);
    assert_eq!(moved.positions()[0], moved.positions()[1]);
    let snapped = fused(&shapes::sphere(16, 8), Fuse { join: false, ..grid(0.5) });
    let on_grid = |p: &Vec3| (*p * 2.0).fract() == Vec3::ZERO;
    assert!(snapped.positions().iter().all(on_grid));
}

proptest! {
    #[test]
    fn what_stays_is_apart_and_what_goes_was_near(
        coordinates in prop::collection::vec((-9_i32..9, -9_i32..9, -9_i32..9), 1..200),
        distance in 0.0_f32..6.0,
    ) {
        let points: Vec<Vec3> = coordinates
            .into_iter()
            .map(|(x, y, z)| Vec3::new(x as f32, y as f32, z as f32) * 0.5)
            .collect();
        let all: Vec<u32> = (0..points.len() as u32).collect();
        let targets = near::targets(&points, &all, distance, &Task::unlimited()).unwrap();
        // The rule itself, point after point.
        let mut expected = all.clone();
        let mut done = vec![false; points.len()];
        for i in 0..points.len() {
            for j in i + 1..points.len() {
                let between = points[i].as_dvec3().distance_squared(points[j].as_dvec3());
                if !done[i] && !done[j] && between <= f64::from(distance).powi(2) {
                    (done[j], expected[j]) = (true, i as u32);
                }
            }
        }
        prop_assert_eq!(targets, expected);
    }
}

#[test]
fn stops_when_cancelled_or_too_large() {
    let all = Selection::All(8);
    let task = Task::unlimited();
    task.cancel_token().cancel();
    assert_eq!(fuse(&shapes::cube(), &all, &near(1.0), &task), Err(Stop::Cancelled));
    let small = Task::new(task::CancelToken::default(), 16);
    let result = fuse(&shapes::cube(), &all, &near(1.0), &small);
    assert!(matches!(result, Err(Stop::TooLarge { .. })));
}
