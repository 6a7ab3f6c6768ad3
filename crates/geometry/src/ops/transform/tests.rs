//! What a transform promises.

use glam::{Mat3, Quat, Vec3};
use proptest::prelude::*;
use task::{CancelToken, Stop, Task};

use super::*;
use crate::ops::normal::Weighting;
use crate::shapes;

fn free() -> Task {
    Task::unlimited()
}

fn transformed(geometry: &Geometry, turning: &Turning, settings: &Transform) -> Geometry {
    let all = Selection::All(geometry.count(settings.chosen_are));
    transform(geometry, &all, turning, settings, &free()).unwrap()
}

fn shift(by: Vec3) -> Turning {
    Turning { matrix: Mat3::IDENTITY, position: by }
}

fn some(count: usize, members: impl Fn(usize) -> bool) -> Selection {
    Selection::Some((0..count).map(members).collect())
}

#[test]
fn every_shape_is_transformed_as_a_whole_and_in_part() {
    let turning =
        Transformation { rotate_degrees: Vec3::ONE, scale: Vec3::X, ..Transformation::default() };
    for (name, shape) in shapes::all() {
        for chosen_are in [Domain::Point, Domain::Primitive] {
            let settings = Transform { chosen_are, ..Transform::default() };
            let shape =
                normals(&shape, &Selection::All(shape.point_count()), &Normals::default(), &free())
                    .unwrap();
            let count = shape.count(chosen_are);
            for chosen in [Selection::All(count), some(count, |index| index % 3 == 1)] {
                let result =
                    transform(&shape, &chosen, &turning.turning(), &settings, &free()).unwrap();
                shapes::assert_sound(&result, !name.contains("not numbers"), name);
                assert!(Arc::ptr_eq(result.topology(), shape.topology()));
                for domain in Domain::ALL {
                    let names = |geometry: &Geometry| -> Vec<Arc<str>> {
                        geometry.table(domain).iter().map(|(name, _)| name.clone()).collect()
                    };
                    assert_eq!(names(&result), names(&shape), "{name}");
                }
            }
        }
    }
}

#[test]
fn what_does_not_change_is_shared() {
    let cube = shapes::with_attributes(shapes::cube());
    let moved = transformed(&cube, &shift(Vec3::X), &Transform::default());
    let address =
        |geometry: &Geometry, name: &str| geometry.points().read::<f32>(name).map(<[f32]>::as_ptr);
    assert_eq!(address(&moved, "mass"), address(&cube, "mass"));
    let same = transformed(&cube, &shift(Vec3::ZERO), &Transform::default());
    assert!(std::ptr::eq(same.positions(), cube.positions()));
}

#[test]
fn volume_scales_and_packed_instances_go_along() {
    let turning = Transformation {
        translate: Vec3::new(7.0, 8.0, 9.0),
        rotate_degrees: Vec3::new(10.0, 20.0, 30.0),
        scale: Vec3::new(1.0, 2.0, 3.0),
        ..Transformation::default()
    };
    for (name, shape) in shapes::all() {
        if name.contains("not numbers") {
            continue;
        }
        let result = transformed(&shape, &turning.turning(), &Transform::default());
        let determinants = |geometry: &Geometry| -> Vec<f32> {
            geometry.instances().map(|instance| instance.matrix.determinant()).collect()
        };
        for (before, after) in determinants(&shape).into_iter().zip(determinants(&result)) {
            assert!((after / before - 6.0).abs() < 1e-4, "{name}");
        }
        if shape.is_closed() {
            let ratio = result.volume() / shape.volume();
            assert!((ratio - 6.0).abs() < 1e-4, "{name}: {ratio}");
        }
    }
}

#[test]
fn attributes_are_transformed_by_meaning_in_all_domains() {
    let mut cube = shapes::cube();
    for domain in Domain::ALL {
        cube.table_mut(domain).write::<Vec3>("v").fill(Vec3::X);
        cube.table_mut(domain).write::<[f32; 4]>("orient");
    }
    let turning =
        Transformation { translate: Vec3::Y, rotate_degrees: Vec3::Z * 90.0, ..Default::default() };
    let result = transformed(&cube, &turning.turning(), &Transform::default());
    let quarter = Quat::from_rotation_z(std::f32::consts::FRAC_PI_2);
    for domain in Domain::ALL {
        let table = result.table(domain);
        assert!(table.read::<Vec3>("v").unwrap().iter().all(|&v| v == Vec3::Y), "{domain:?}");
        let turned = Quat::from_array(table.read::<[f32; 4]>("orient").unwrap()[0]);
        assert!(turned.angle_between(quarter) < 1e-3);
    }
    let only = Transform { attributes: "* ^v".to_owned(), ..Transform::default() };
    let result = transformed(&cube, &turning.turning(), &only);
    assert!(result.points().get("v") == cube.points().get("v"));
    assert_ne!(result.positions(), cube.positions());
}

#[test]
fn a_group_alone_moves() {
    let grid = shapes::grid(3, 1);
    let up = shift(Vec3::Y);
    let moved = |chosen_are, chosen: &Selection| -> Vec<usize> {
        let settings = Transform { chosen_are, ..Transform::default() };
        let result = transform(&grid, chosen, &up, &settings, &free()).unwrap();
        (0..8).filter(|&point| result.positions()[point].y == 1.0).collect()
    };
    assert_eq!(moved(Domain::Point, &some(8, |point| point == 2)), [2]);
    assert_eq!(moved(Domain::Primitive, &some(3, |face| face == 1)), [1, 2, 5, 6]);
    assert_eq!(moved(Domain::Primitive, &some(3, |_| false)), [0; 0]);
}

#[test]
fn of_instances_only_the_chosen_are_scaled() {
    let packed = shapes::packed();
    let twice = Transformation { uniform_scale: 2.0, ..Transformation::default() }.turning();
    for (chosen_are, count) in [(Domain::Primitive, 4), (Domain::Point, 6)] {
        let settings = Transform { chosen_are, ..Transform::default() };
        let chosen = some(count, |index| index == 1);
        let result = transform(&packed, &chosen, &twice, &settings, &free()).unwrap();
        let size = |index| {
            let instance = result.instances().nth(index).unwrap();
            (instance.position.x, instance.matrix.determinant().round())
        };
        assert_eq!([size(0), size(1), size(2)], [(0.0, 1.0), (6.0, 8.0), (6.0, 1.0)]);
    }
}

#[test]
fn normals_are_those_of_the_result() {
    let turning = Transformation {
        rotate_degrees: Vec3::new(40.0, 50.0, 60.0),
        scale: Vec3::new(1.0, 5.0, 0.2),
        ..Transformation::default()
    };
    let faces = Normals { domain: Domain::Primitive, ..Normals::default() };
    let with_normals = |geometry: &Geometry, settings: &Normals| {
        let all = Selection::All(geometry.count(settings.domain));
        normals(geometry, &all, settings, &free()).unwrap()
    };
    let assert_alike = |is: &Geometry, should: &Geometry, domain: Domain| {
        let [is, should] = [is, should].map(|g| g.table(domain).read::<Vec3>("N").unwrap());
        for (is, should) in is.iter().zip(should) {
            assert!(is.abs_diff_eq(*should, 1e-4), "{is} is not {should}");
        }
    };
    let torus = with_normals(&shapes::torus(16, 8), &faces);
    let result = transformed(&torus, &turning.turning(), &Transform::default());
    assert_alike(&result, &with_normals(&result, &faces), Domain::Primitive);

    let smooth = Normals { weighting: Weighting::Angle, ..Normals::default() };
    let torus = with_normals(&shapes::torus(16, 8), &smooth);
    let chosen = some(128, |point| point < 40);
    let settings = Transform::default();
    let result = transform(&torus, &chosen, &shift(Vec3::Y), &settings, &free()).unwrap();
    assert_alike(&result, &with_normals(&result, &smooth), Domain::Point);
    let settings = Transform { mend_normals: false, ..settings };
    let result = transform(&torus, &chosen, &shift(Vec3::Y), &settings, &free()).unwrap();
    assert!(result.points().get("N") == torus.points().get("N"), "a shift turns no normals");
}

#[test]
fn the_matrix_is_given_out_and_comes_after_the_last() {
    let settings = Transform { output: "xform".to_owned(), ..Transform::default() };
    let once = transformed(&shapes::cube(), &shift(Vec3::X), &settings);
    let turn = Transformation { rotate_degrees: Vec3::Z * 90.0, ..Transformation::default() };
    let twice = transformed(&once, &turn.turning(), &settings);
    let matrix = twice.detail().read::<[f32; 16]>("xform").unwrap()[0];
    let matrix = Mat4::from_cols_array(&matrix);
    for (before, after) in shapes::cube().positions().iter().zip(twice.positions()) {
        assert!(matrix.transform_point3(*before).abs_diff_eq(*after, 1e-6));
    }
}

#[test]
fn it_stops_when_cancelled() {
    let cancelled = Task::new(CancelToken::default(), u64::MAX);
    cancelled.cancel_token().cancel();
    let cube = shapes::cube();
    let result =
        transform(&cube, &Selection::All(8), &shift(Vec3::X), &Transform::default(), &cancelled);
    assert_eq!(result, Err(Stop::Cancelled));
}

proptest! {
    #[test]
    fn the_inverse_brings_back(
        translate in prop::array::uniform3(-9.0_f32..9.0),
        rotate in prop::array::uniform3(-360.0_f32..360.0),
        scale in prop::array::uniform3(0.2_f32..4.0),
        pivot in prop::array::uniform3(-2.0_f32..2.0),
    ) {
        let there = Transformation {
            translate: translate.into(),
            rotate_degrees: rotate.into(),
            scale: scale.into(),
            pivot: pivot.into(),
            ..Transformation::default()
        };
        let cube = shapes::cube();
        let settings = Transform::default();
        let gone = transformed(&cube, &there.turning(), &settings);
        let back = transformed(&gone, &there.inverse().unwrap(), &settings);
        for (is, should) in back.positions().iter().zip(cube.positions()) {
            prop_assert!(is.abs_diff_eq(*should, 1e-3), "{is} is not {should}");
        }
    }
}
