use super::*;
use crate::{Meaning, Text, Topology, shapes};
use glam::Vec3;
use task::{CancelToken, Stop};

const METHODS: [Method; 8] = [
    Method::Mean,
    Method::Median,
    Method::Mode,
    Method::Minimum,
    Method::Maximum,
    Method::Sum,
    Method::First,
    Method::Last,
];

fn settings(names: &[&str], from: Domain, to: Domain, method: Method) -> Promote {
    let names = names.iter().map(|&name| (name.into(), name.into())).collect();
    Promote { names, from, to, method, piece: None, delete_original: true }
}

fn promoted(geometry: &Geometry, settings: &Promote) -> Geometry {
    promote(geometry, settings, &Task::unlimited()).unwrap()
}

/// Two triangles that share two of four points, and a fifth point alone.
fn two_triangles() -> Geometry {
    let positions = (0..5).map(|i| Vec3::new(i as f32, 0.0, 0.0)).collect();
    let mut geometry = Geometry::new(Topology::uniform(5, 3, vec![0, 1, 2, 2, 1, 3]), positions);
    let points = geometry.table_mut(Domain::Point);
    points.set("mass", Column::new(vec![1.0_f32, 2.0, 6.0, 100.0, 1000.0]));
    points.set("id", Column::new(vec![5_i32, 5, 8, 9, 10]));
    points.set("name", Column::text(Text::from_strings(["b", "a", "b", "c", "d"])));
    points.set("some", Column::group(vec![true, false, false, true, true]));
    geometry
}

#[test]
fn every_column_goes_everywhere_by_every_method_on_every_shape() {
    for (what, shape) in shapes::all() {
        for from in Domain::ALL {
            let names: Vec<&str> = shape
                .table(from)
                .iter()
                .map(|(name, _)| &**name)
                .filter(|name| !name.starts_with("packed_"))
                .collect();
            for (to, method) in
                Domain::ALL.iter().flat_map(|&to| METHODS.map(|method| (to, method)))
            {
                let mut settings = settings(&names, from, to, method);
                for piece in [None, Some("piece".into())] {
                    settings.piece = piece;
                    let result = promote(&shape, &settings, &Task::unlimited()).unwrap();
                    shapes::assert_sound(&result, false, what);
                    for (name, old) in shape.table(from).iter() {
                        let stays = from == to || is_reserved(name, from);
                        assert_eq!(result.table(from).contains(name), stays, "{what} {name}");
                        if names.contains(&&**name) {
                            let new = result.table(to).get(name).unwrap();
                            assert_eq!(
                                (new.type_name(), new.size(), new.meaning()),
                                (old.type_name(), old.size(), old.meaning()),
                                "{what} {name}"
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn each_method_gives_what_it_says() {
    let triangles = two_triangles();
    let mass = |method| {
        let settings = settings(&["mass"], Domain::Point, Domain::Primitive, method);
        promoted(&triangles, &settings).primitives().read::<f32>("mass").unwrap().to_vec()
    };
    assert_eq!(mass(Method::Mean), [3.0, 36.0]);
    assert_eq!(mass(Method::Median), [2.0, 6.0]);
    assert_eq!(mass(Method::Minimum), [1.0, 2.0]);
    assert_eq!(mass(Method::Maximum), [6.0, 100.0]);
    assert_eq!(mass(Method::Sum), [9.0, 108.0]);
    assert_eq!(mass(Method::First), [1.0, 6.0]);
    assert_eq!(mass(Method::Last), [6.0, 100.0]);
    let id = |method| {
        let settings = settings(&["id"], Domain::Point, Domain::Detail, method);
        promoted(&triangles, &settings).detail().read::<i32>("id").unwrap()[0]
    };
    let ids = METHODS.map(id);
    assert_eq!(ids, [7, 8, 5, 5, 10, 37, 5, 10], "of 5 5 8 9 10");
    let name = |method| {
        let settings = settings(&["name"], Domain::Point, Domain::Detail, method);
        let result = promoted(&triangles, &settings);
        result.detail().get("name").and_then(Column::texts).unwrap().get(0).to_owned()
    };
    assert_eq!(METHODS.map(name), ["b", "b", "b", "a", "d", "b", "b", "d"]);
    let some = |method| {
        let settings = settings(&["some"], Domain::Point, Domain::Primitive, method);
        promoted(&triangles, &settings).primitives().group("some").unwrap().to_vec()
    };
    assert_eq!(some(Method::Mean), [false, false]);
    assert_eq!(some(Method::Maximum), [true, true]);
    assert_eq!(some(Method::Minimum), [false, false]);
    assert_eq!(some(Method::Last), [false, true]);
}

#[test]
fn an_even_median_lies_between_the_two_in_the_middle() {
    let mut grid = shapes::grid(1, 1);
    grid.table_mut(Domain::Point).set("mass", Column::new(vec![4.0_f32, 1.0, 2.0, 9.0]));
    grid.table_mut(Domain::Point).set("id", Column::new(vec![4_i32, 1, 2, 9]));
    let settings = settings(&["mass", "id"], Domain::Point, Domain::Detail, Method::Median);
    let result = promoted(&grid, &settings);
    assert_eq!(result.detail().read::<f32>("mass"), Some(&[3.0][..]));
    assert_eq!(result.detail().read::<i32>("id"), Some(&[3][..]));
}

#[test]
fn points_take_from_the_primitives_around_them_and_lone_ones_the_default() {
    let mut triangles = two_triangles();
    let primitives = triangles.table_mut(Domain::Primitive);
    primitives.set("Cd", Column::new(vec![Vec3::X, Vec3::Y]));
    primitives.set("one", Column::new(vec![1_i32, 1]));
    let settings = settings(&["Cd", "one"], Domain::Primitive, Domain::Point, Method::Sum);
    let result = promoted(&triangles, &settings);
    let both = Vec3::X + Vec3::Y;
    let colours = result.points().read::<Vec3>("Cd").unwrap();
    assert_eq!(colours, [Vec3::X, both, both, Vec3::Y, Vec3::ONE]);
    assert_eq!(result.points().read::<i32>("one").unwrap(), [1, 2, 2, 1, 0]);
    let first = Promote { method: Method::First, ..settings };
    let colours = promoted(&triangles, &first);
    assert_eq!(colours.points().read::<Vec3>("Cd").unwrap()[4], Vec3::ONE);
}

#[test]
fn pieces_are_worked_on_apart_wherever_they_are_marked() {
    let grid = shapes::with_attributes(shapes::grid(4, 1));
    let mut marked = grid.clone();
    let table = marked.table_mut(Domain::Primitive);
    table.set("half", Column::text(Text::from_strings(["a", "a", "b", "b"])));
    let mut settings = settings(&["piece"], Domain::Primitive, Domain::Primitive, Method::Sum);
    settings.piece = Some("half".into());
    let result = promoted(&marked, &settings);
    assert_eq!(result.primitives().read::<i32>("piece").unwrap(), [1, 1, 5, 5]);
    // The attribute of the primitives marks points too: the first primitive of each counts.
    settings.names = vec![("mass".into(), "most".into())];
    settings.from = Domain::Point;
    settings.method = Method::Maximum;
    let result = promoted(&marked, &settings);
    assert_eq!(result.primitives().read::<f32>("most").unwrap(), [7.0, 7.0, 9.0, 9.0]);
    settings.piece = Some("none".into());
    let error = promote(&marked, &settings, &Task::unlimited()).unwrap_err();
    assert!(error.to_string().contains("no point attribute \"none\""), "{error}");
}

#[test]
fn long_lists_have_the_mode_that_short_ones_would() {
    let count = 300_000;
    let mut points = Geometry::from_points(vec![Vec3::ZERO; count]);
    let ids: Vec<i32> = (0..count as i32).map(|i| if i % 3 == 1 { 7 } else { i }).collect();
    points.table_mut(Domain::Point).set("id", Column::new(ids));
    let settings = settings(&["id"], Domain::Point, Domain::Detail, Method::Mode);
    assert_eq!(promoted(&points, &settings).detail().read::<i32>("id"), Some(&[7][..]));
    // All as frequent: the first.
    let ids: Vec<i32> = (0..count as i32).map(|i| (i + 5) % 1000).collect();
    points.table_mut(Domain::Point).set("id", Column::new(ids));
    assert_eq!(promoted(&points, &settings).detail().read::<i32>("id"), Some(&[5][..]));
}

#[test]
fn rotations_and_normals_stay_what_they_are() {
    let mut pair = Geometry::from_points(vec![Vec3::ZERO; 2]);
    let points = pair.table_mut(Domain::Point);
    points
        .write::<[f32; 4]>("orient")
        .copy_from_slice(&[[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, -1.0]]);
    points.write::<Vec3>("N").copy_from_slice(&[Vec3::X, Vec3::Y]);
    let settings = settings(&["orient", "N"], Domain::Point, Domain::Detail, Method::Mean);
    let result = promoted(&pair, &settings);
    assert_eq!(result.detail().read::<[f32; 4]>("orient").unwrap()[0], [0.0, 0.0, 0.0, 1.0]);
    let normal = result.detail().read::<Vec3>("N").unwrap()[0];
    assert!((normal - Vec3::new(0.5, 0.5, 0.0).normalize()).length() < 1e-6);
    assert_eq!(result.detail().get("N").unwrap().meaning(), Meaning::Normal);
}

#[test]
fn originals_go_where_asked_and_positions_never() {
    let cube = shapes::with_attributes(shapes::cube());
    let mut settings = settings(&["P", "mass"], Domain::Point, Domain::Primitive, Method::Mean);
    let result = promoted(&cube, &settings);
    assert!(result.points().contains("P") && !result.points().contains("mass"));
    let centres = result.primitives().read::<Vec3>("P").unwrap();
    assert_eq!(centres[0], Vec3::NEG_X);
    settings.delete_original = false;
    assert!(promoted(&cube, &settings).points().contains("mass"));
    settings.names = vec![("mass".into(), crate::PACKED_SOURCE.into())];
    let refused = promote(&cube, &settings, &Task::unlimited());
    assert!(matches!(refused, Err(Error::Reserved { .. })));
}

#[test]
fn stops_when_cancelled_or_too_large() {
    let grid = shapes::with_attributes(shapes::grid(100, 100));
    let settings = settings(&["note"], Domain::Detail, Domain::Point, Method::First);
    let small = Task::new(CancelToken::default(), 1000);
    assert!(matches!(promote(&grid, &settings, &small), Err(Error::Stop(Stop::TooLarge { .. }))));
    let task = Task::unlimited();
    task.cancel_token().cancel();
    for method in METHODS {
        let settings = super::tests::settings(&["mass"], Domain::Point, Domain::Detail, method);
        assert_eq!(promote(&grid, &settings, &task), Err(Error::Stop(Stop::Cancelled)));
    }
}
