use super::*;
use crate::{Bounds, PrimitiveKind, Topology, shapes};
use proptest::prelude::*;
use task::Stop;

fn clipped(geometry: &Geometry, settings: &Clip) -> Geometry {
    let all = Selection::All(geometry.primitive_count());
    clip(geometry, &all, settings, &Task::unlimited()).unwrap()
}

fn at(origin: [f32; 3], direction: [f32; 3], keep: Keep, fill: bool) -> Clip {
    let (origin, direction) = (Vec3::from(origin), Vec3::from(direction));
    Clip { origin, direction, keep, fill, ..Clip::default() }
}

/// A solid with a profile of corners in x and y, one metre deep; its ends are n-gons.
fn prism(profile: &[[f32; 2]]) -> Geometry {
    let count = profile.len() as u32;
    let ends =
        [0.0, -1.0].iter().flat_map(|&z| profile.iter().map(move |&[x, y]| Vec3::new(x, y, z)));
    let positions: Vec<Vec3> = ends.collect();
    let mut corners: Vec<u32> = (0..count).chain((count..2 * count).rev()).collect();
    let mut offsets = vec![0, count, 2 * count];
    for corner in 0..count {
        let next = (corner + 1) % count;
        corners.extend([corner, corner + count, next + count, next]);
        offsets.push(corners.len() as u32);
    }
    Geometry::new(Topology::polygons(positions.len(), offsets, corners), positions)
}

fn u_profile() -> Geometry {
    prism(
        &[[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]]
            .map(|c| c.map(|v| v as f32)),
    )
}

fn comb() -> Geometry {
    let mut profile = vec![[0.0, 0.0], [9.0, 0.0]];
    for tooth in (0..5).rev() {
        let x = tooth as f32 * 2.0;
        profile.extend([[x + 1.0, 2.0 + x * 0.1], [x, 2.0 + x * 0.1]]);
        if tooth > 0 {
            profile.extend([[x, 1.0], [x - 1.0, 1.0]]);
        }
    }
    prism(&profile)
}

/// A box with a smaller one inside it that faces inwards: its cut has a hole.
fn hollow() -> Geometry {
    let (outside, mut inside) = (shapes::cube(), shapes::torus(12, 6));
    inside.positions_mut().iter_mut().for_each(|point| *point *= Vec3::new(0.5, -0.5, 0.5));
    merge(&[&outside, &inside], &Task::unlimited()).unwrap()
}

fn solids() -> Vec<(&'static str, Geometry)> {
    let solids = vec![
        ("cube", shapes::cube()),
        ("sphere", shapes::sphere(16, 8)),
        ("torus", shapes::torus(16, 8)),
        ("u", u_profile()),
        ("comb", comb()),
        ("hollow", hollow()),
    ];
    solids.into_iter().map(|(name, solid)| (name, shapes::with_attributes(solid))).collect()
}

/// Both filled halves of a solid, checked: closed, sound, and together the whole.
fn check_halves(name: &str, solid: &Geometry, origin: [f32; 3], direction: [f32; 3]) {
    assert!(solid.is_closed());
    let what = format!("{name} at {origin:?} along {direction:?}");
    let mut volume = 0.0;
    for keep in [Keep::Above, Keep::Below] {
        let half = clipped(solid, &at(origin, direction, keep, true));
        shapes::assert_sound(&half, true, &what);
        assert!(half.is_closed() || half.primitive_count() == 0, "{what} {keep:?} is closed");
        assert!(half.volume() > -1e-4, "{what}: faces outwards");
        volume += half.volume();
        let sign = if keep == Keep::Above { 1.0 } else { -1.0 };
        let direction = Vec3::from(direction).normalize() * sign;
        let above = |p: &Vec3| (*p - Vec3::from(origin)).dot(direction) > -1e-4;
        assert!(half.positions().iter().all(above), "{what} {keep:?} lies on its side");
    }
    let whole = solid.volume();
    assert!((volume - whole).abs() < 2e-3 * whole, "{what}: {volume} of {whole}");
    let both = clipped(solid, &at(origin, direction, Keep::Both, false));
    assert!(both.is_closed(), "{what}: both sides share the cut");
    assert!((both.volume() - whole).abs() < 2e-3 * whole, "{what}: {} of {whole}", both.volume());
    let apart = clipped(solid, &at(origin, direction, Keep::Both, true));
    assert!(apart.is_closed() && (apart.volume() - volume).abs() < 1e-4, "{what}");
}

#[test]
fn every_shape_is_sound_on_every_side_of_every_plane() {
    let directions = [[0.0, 1.0, 0.0], [1.0, 2.0, -3.0], [0.0; 3], [1e30, 0.0, 0.0], [f32::NAN; 3]];
    for (name, shape) in shapes::all() {
        let finite = !name.contains("not numbers");
        for direction in directions {
            for origin in [[0.0; 3], [0.3, 0.2, 0.1], [1.0, 1.0, 1.0], [1e30, 0.0, -1e30]] {
                for keep in [Keep::Above, Keep::Below, Keep::Both] {
                    for fill in [false, true] {
                        let settings = Clip {
                            above_group: "above".to_owned(),
                            ..at(origin, direction, keep, fill)
                        };
                        let cut = clipped(&shape, &settings);
                        shapes::assert_sound(&cut, finite, name);
                        for domain in Domain::ALL {
                            let names = shape.table(domain).iter();
                            assert!(names.into_iter().all(|(n, _)| cut.table(domain).contains(n)));
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn solids_stay_closed_and_their_halves_add_up() {
    for (name, solid) in solids() {
        let bounds: Bounds = solid.bounds();
        for part in [0.0, 0.25, 0.5, 0.61, 1.0] {
            let origin = (bounds.min + bounds.size() * part).to_array();
            for direction in [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [1.0, 1.0, 0.5]] {
                check_halves(name, &solid, origin, direction);
            }
        }
        check_halves(name, &solid, [0.0; 3], [1.0, 1.0, 0.0]);
        check_halves(name, &solid, [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]);
        check_halves(name, &solid, [0.0, 2.0, 0.0], [0.0, 1.0, 0.0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_plane_cuts_any_solid_in_closed_halves(
        solid in 0_usize..6,
        origin in prop::array::uniform3(-0.9_f32..0.9),
        direction in prop::array::uniform3(-1.0_f32..1.0),
    ) {
        prop_assume!(Vec3::from(direction).length() > 0.1);
        let (name, solid) = &solids()[solid];
        let center = solid.bounds().center();
        let origin = (center + solid.bounds().size() * 0.5 * Vec3::from(origin)).to_array();
        check_halves(name, solid, origin, direction);
    }
}

#[test]
fn a_concave_polygon_falls_into_the_pieces_that_it_makes() {
    let u = shapes::with_attributes(shapes::concave());
    let piece_areas = |height: f32, keep| {
        let cut = clipped(&u, &at([0.0, height, 0.0], [0.0, 1.0, 0.0], keep, false));
        assert!(cut.primitives().read::<i32>("piece").unwrap().iter().all(|&piece| piece == 0));
        let count = cut.primitive_count();
        (0..count).map(|p| cut.polygon_area_vector(p).z).collect::<Vec<f32>>()
    };
    assert_eq!(piece_areas(2.0, Keep::Above), [1.0, 1.0]);
    assert_eq!(piece_areas(2.0, Keep::Below), [5.0]);
    assert_eq!(piece_areas(1.0, Keep::Above), [2.0, 2.0]);
    assert_eq!(piece_areas(1.0, Keep::Below), [3.0]);
    assert_eq!(piece_areas(0.5, Keep::Both), [5.5, 1.5]);
    assert_eq!(piece_areas(3.0, Keep::Below), [7.0]);
}

#[test]
fn cut_points_and_corners_lie_between_those_of_their_edge() {
    let grid = shapes::with_attributes(shapes::grid(2, 1));
    let cut = clipped(&grid, &at([0.25, 0.0, 0.0], [-1.0, 0.0, 0.0], Keep::Above, false));
    assert_eq!((cut.point_count(), cut.primitive_count()), (4, 1));
    let masses = cut.points().read::<f32>("mass").unwrap();
    assert_eq!(masses, [0.0, 3.0, 0.25, 3.25]);
    assert_eq!(cut.points().group("clipped"), Some(&[false, false, true, true][..]));
    assert_eq!(cut.points().group("first_half"), Some(&[true, false, true, false][..]));
    let uvs = cut.vertices().read::<[f32; 2]>("uv").unwrap();
    let corners = cut.topology().primitive(0);
    let uv_at = |x: f32, z: f32| {
        let place =
            corners.iter().position(|&p| cut.positions()[p as usize] == Vec3::new(x, 0.0, z));
        uvs[place.unwrap()]
    };
    assert_eq!([uv_at(0.0, 0.0), uv_at(0.25, 0.0)], [[0.0, 0.0], [0.0, 0.25]]);
    assert_eq!([uv_at(0.0, -1.0), uv_at(0.25, -1.0)], [[1.0, 0.0], [1.0, 0.25]]);
}

#[test]
fn caps_are_polygons_in_their_group_facing_away() {
    let mut cube = shapes::with_attributes(shapes::cube());
    cube.table_mut(Domain::Vertex).write::<Vec3>("N").fill(Vec3::X);
    let half = clipped(&cube, &at([0.0; 3], [0.0, 1.0, 0.0], Keep::Above, true));
    assert_eq!((half.primitive_count(), half.point_count(), half.euler_number()), (6, 8, 2));
    let cap = half.primitives().group("cap").unwrap();
    assert_eq!(cap, [false, false, false, false, false, true]);
    assert!(!half.primitives().group("odd").unwrap()[5]);
    assert_eq!(half.polygon_area_vector(5), Vec3::NEG_Y * 4.0);
    assert!(half.vertices().read::<Vec3>("N").unwrap()[20..].iter().all(|&n| n == Vec3::NEG_Y));
    assert_eq!(half.points().group("clipped").unwrap().iter().filter(|&&member| member).count(), 4);
    let torus = clipped(&shapes::torus(16, 8), &at([0.0; 3], [0.0, 1.0, 0.0], Keep::Above, true));
    let cap = torus.primitives().group("cap").unwrap();
    assert_eq!(
        cap.iter().filter(|&&member| member).count(),
        1,
        "a ring with a hole is one polygon"
    );
    let across = clipped(&shapes::torus(16, 8), &at([0.0; 3], [1.0, 0.0, 0.0], Keep::Above, true));
    let cap = across.primitives().group("cap").unwrap();
    assert_eq!(cap.iter().filter(|&&member| member).count(), 2);
    let open =
        clipped(&shapes::grid(3, 3), &at([1.5, 0.0, 0.0], [1.0, 0.0, 0.0], Keep::Above, true));
    assert!(!open.primitives().group("cap").unwrap().contains(&true), "no ring, no cap");
}

#[test]
fn polylines_are_cut_and_packed_instances_go_with_their_point() {
    let lines = shapes::with_attributes(shapes::polylines());
    let cut = clipped(&lines, &at([0.0, 0.5, 0.0], [0.0, 1.0, 0.0], Keep::Above, false));
    let of_first =
        cut.primitives().read::<i32>("piece").unwrap().iter().filter(|&&p| p == 0).count();
    assert_eq!(of_first, 2, "a zigzag over two peaks");
    assert!((0..2).all(|p| cut.topology().kind(p) == PrimitiveKind::Polyline));
    assert_eq!(cut.topology().primitive(0).len(), 3);
    let both = clipped(&lines, &at([0.0, 0.5, 0.0], [0.0, 1.0, 0.0], Keep::Both, false));
    assert_eq!(both.primitives().read::<i32>("piece").unwrap()[..5], [0; 5]);
    let packed =
        clipped(&shapes::packed(), &at([4.0, 0.0, 0.0], [1.0, 0.0, 0.0], Keep::Above, true));
    assert_eq!((packed.packed_count(), packed.primitive_count()), (1, 2));
    assert_eq!(packed.instances().next().unwrap().position.x, 6.0);
}

#[test]
fn only_chosen_primitives_are_cut_and_groups_tell_sides_apart() {
    let grid = shapes::with_attributes(shapes::grid(1, 2));
    let settings = at([0.5, 0.0, 0.0], [1.0, 0.0, 0.0], Keep::Above, false);
    let some = Selection::Some(vec![true, false]);
    let cut = clip(&grid, &some, &settings, &Task::unlimited()).unwrap();
    assert_eq!(cut.area(), 1.5);
    let names = ["left".to_owned(), "right".to_owned()];
    let [below_group, above_group] = names;
    let settings = Clip { keep: Keep::Both, below_group, above_group, ..settings };
    let both = clipped(&grid, &settings);
    assert_eq!(both.primitives().group("right"), Some(&[true, false, true, false][..]));
    assert_eq!(both.primitives().group("left"), Some(&[false, true, false, true][..]));
    assert_eq!(both.point_count(), 9, "both sides share the cut");
}

#[test]
fn loose_points_go_by_their_side_and_names_are_checked() {
    let points = Geometry::from_points((0..5).map(|i| Vec3::Y * i as f32).collect());
    let cut = clipped(&points, &at([0.0, 2.0, 0.0], [0.0, 1.0, 0.0], Keep::Below, true));
    assert_eq!(cut.point_count(), 3);
    let cube = shapes::with_attributes(shapes::cube());
    let settings = Clip { clipped_group: "mass".to_owned(), ..Clip::default() };
    let all = Selection::All(6);
    let error = clip(&cube, &all, &settings, &Task::unlimited()).unwrap_err();
    assert!(matches!(error, GroupError::IsAttribute { .. }));
    let task = Task::unlimited();
    task.cancel_token().cancel();
    let result = clip(&cube, &all, &Clip::default(), &task);
    assert_eq!(result, Err(GroupError::Stop(Stop::Cancelled)));
    let small = Task::new(task::CancelToken::default(), 64);
    assert!(clip(&cube, &all, &Clip::default(), &small).is_err());
}
