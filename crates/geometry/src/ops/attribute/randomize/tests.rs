use super::*;
use crate::shapes;
use task::{CancelToken, Stop};

fn uniform() -> Distribution {
    Distribution::Uniform { min: [-1.0; 4], max: [1.0; 4] }
}

fn settings(name: &str, new_type: NewType, distribution: Distribution) -> Randomize {
    Randomize {
        name: name.into(),
        domain: Domain::Point,
        new_type,
        distribution,
        limits: None,
        scale: 1.0,
        operation: Operation::Set,
        seed: 7,
        seed_attribute: None,
    }
}

fn done(geometry: &Geometry, settings: &Randomize) -> Geometry {
    let chosen = Selection::All(geometry.count(settings.domain));
    randomize(geometry, settings, &chosen, &Task::unlimited()).unwrap()
}

fn tuples(size: usize, distribution: Distribution) -> Vec<f32> {
    let points = Geometry::from_points(vec![Vec3::ZERO; 40_000]);
    let result = done(&points, &settings("new", NewType::Float(size), distribution));
    result.points().get("new").unwrap().floats().unwrap().to_vec()
}

fn mean_and_deviation(values: &[f32]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
    let variance = values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt())
}

fn every_distribution() -> Vec<Distribution> {
    vec![
        uniform(),
        Distribution::Steps { min: [0.0; 4], max: [1.0; 4], step: [0.25; 4] },
        Distribution::Steps { min: [1.0; 4], max: [0.0; 4], step: [0.0; 4] },
        Distribution::Normal { mean: [1.0; 4], deviation: [2.0; 4] },
        Distribution::Exponential { mean: [3.0; 4] },
        Distribution::TwoValues { first: [0.0; 4], second: [1.0; 4], probability: 0.25 },
        Distribution::InsideSphere { radius: [1.0; 4] },
        Distribution::Choices(parse_choices("1:3 2").unwrap()),
    ]
}

#[test]
fn every_distribution_fills_every_type_on_every_shape() {
    for (what, shape) in shapes::all() {
        for domain in Domain::ALL {
            for distribution in every_distribution() {
                for new_type in [NewType::Float(1), NewType::Float(7), NewType::Integer(2)] {
                    let settings = Randomize {
                        domain,
                        seed_attribute: Some("piece".into()),
                        ..settings("new", new_type, distribution.clone())
                    };
                    let result = done(&shape, &settings);
                    shapes::assert_sound(&result, !what.contains("not numbers"), what);
                }
            }
        }
    }
}

#[test]
fn distributions_have_the_mean_and_spread_that_they_should() {
    let near = |distribution: Distribution, mean: f64, deviation: f64| {
        for size in [1, 3] {
            let found = mean_and_deviation(&tuples(size, distribution.clone()));
            let off = (found.0 - mean).abs() / deviation + (found.1 / deviation - 1.0).abs();
            assert!(off < 0.04, "{distribution:?}: {found:?}");
        }
    };
    near(uniform(), 0.0, (1.0_f64 / 3.0).sqrt());
    near(Distribution::Normal { mean: [1.0; 4], deviation: [2.0; 4] }, 1.0, 2.0);
    near(Distribution::Exponential { mean: [3.0; 4] }, 3.0, 3.0);
    near(
        Distribution::TwoValues { first: [0.0; 4], second: [1.0; 4], probability: 0.25 },
        0.25,
        (0.25 * 0.75_f64).sqrt(),
    );
    let steps = Distribution::Steps { min: [0.0; 4], max: [1.1; 4], step: [0.5; 4] };
    let values = tuples(1, steps);
    for expected in [0.0, 0.5, 1.0] {
        let share = values.iter().filter(|&&v| v == expected).count() as f64 / 40_000.0;
        assert!((share - 1.0 / 3.0).abs() < 0.01, "{expected}: {share}");
    }
}

#[test]
fn balls_are_filled_evenly() {
    for size in [1_usize, 2, 3, 5] {
        let values = tuples(size, Distribution::InsideSphere { radius: [2.0; 4] });
        let radii: Vec<f32> = values
            .chunks_exact(size)
            .map(|tuple| tuple.iter().map(|v| v * v).sum::<f32>().sqrt())
            .collect();
        assert!(radii.iter().all(|&radius| radius <= 2.0001));
        let half = radii.iter().filter(|&&radius| radius < 1.0).count() as f64 / 40_000.0;
        assert!((half - 0.5_f64.powi(size as i32)).abs() < 0.01, "{size}: {half}");
        assert!(mean_and_deviation(&values).0.abs() < 0.02);
    }
}

#[test]
fn directions_fill_their_cone_evenly_and_rotations_turn_to_it() {
    let cone =
        |degrees: f32| Distribution::Direction { axis: Vec3::X, angle: degrees.to_radians() };
    let values = tuples(3, cone(60.0));
    let least = values.chunks_exact(3).map(|v| v[0]).fold(1.0, f32::min);
    assert!((least - 0.5).abs() < 0.001);
    assert!(values.chunks_exact(3).all(|v| (Vec3::from_slice(v).length() - 1.0).abs() < 1e-5));
    let along: Vec<f32> = values.chunks_exact(3).map(|v| v[0]).collect();
    assert!((mean_and_deviation(&along).0 - 0.75).abs() < 0.01, "even over the cap");
    assert!(mean_and_deviation(&tuples(3, cone(180.0))).0.abs() < 0.01);
    let flat = tuples(2, cone(30.0));
    assert!(flat.chunks_exact(2).all(|v| v[0] > 30.0_f32.to_radians().cos() - 1e-5));
    for rotation in tuples(4, cone(60.0)).chunks_exact(4) {
        let rotation = glam::Quat::from_slice(rotation);
        assert!((rotation.length() - 1.0).abs() < 1e-4);
        assert!((rotation * Vec3::X).x > 0.499);
    }
    let nowhere = Distribution::Direction { axis: Vec3::NAN, angle: f32::NAN };
    assert_eq!(tuples(3, nowhere)[..3], [0.0, 1.0, 0.0]);
}

#[test]
fn weights_and_both_ends_of_integers_count() {
    let choices = Distribution::Choices(parse_choices("oak:3, birch never:0").unwrap());
    let points = Geometry::from_points(vec![Vec3::ZERO; 40_000]);
    let result = done(&points, &settings("kind", NewType::Text, choices));
    let kinds = result.points().get("kind").and_then(Column::texts).unwrap();
    let share = |kind: &str| {
        (0..40_000).filter(|&point| kinds.get(point) == kind).count() as f64 / 40_000.0
    };
    assert!((share("oak") - 0.75).abs() < 0.01 && (share("birch") - 0.25).abs() < 0.01);
    let dice = Distribution::Uniform { min: [1.0; 4], max: [6.0; 4] };
    let result = done(&points, &settings("die", NewType::Integer(1), dice));
    let dice = result.points().read::<i32>("die").unwrap();
    for face in 1..=6 {
        let share = dice.iter().filter(|&&die| die == face).count() as f64 / 40_000.0;
        assert!((share - 1.0 / 6.0).abs() < 0.01, "{face}: {share}");
    }
    assert!(dice.iter().all(|die| (1..=6).contains(die)));
}

#[test]
fn an_element_draws_the_same_whatever_is_beside_it() {
    let grid = shapes::with_attributes(shapes::grid(20, 20));
    let mut by_mass = settings("new", NewType::Float(3), uniform());
    by_mass.seed_attribute = Some("mass".into());
    let all = done(&grid, &by_mass);
    let order: Vec<u32> = (0..100).rev().collect();
    let some = grid.points().gather(&order, &Task::unlimited()).unwrap();
    let none = || crate::Table::new(0);
    let some = Geometry::from_tables(
        crate::Topology::points(100),
        some,
        none(),
        none(),
        crate::Table::new(1),
    );
    let some = done(&some, &by_mass);
    let (all, some) = (all.points().read::<Vec3>("new"), some.points().read::<Vec3>("new"));
    let (all, some) = (all.unwrap(), some.unwrap());
    assert!(order.iter().zip(some).all(|(&point, value)| all[point as usize] == *value));
    // Text seeds depend on the text, not on its place in a dictionary.
    let named = |names: &[&str]| {
        let mut points = Geometry::from_points(vec![Vec3::ZERO; names.len()]);
        let text = Column::text(Text::from_strings(names));
        points.table_mut(Domain::Point).set("name", text);
        let mut settings = settings("new", NewType::Float(1), uniform());
        settings.seed_attribute = Some("name".into());
        done(&points, &settings).points().read::<f32>("new").unwrap().to_vec()
    };
    assert_eq!(named(&["a", "b"])[1], named(&["z", "y", "b"])[2]);
}

#[test]
fn operations_limits_and_groups_are_kept_to() {
    let cube = shapes::with_attributes(shapes::cube());
    let two = Distribution::TwoValues { first: [10.0; 4], second: [10.0; 4], probability: 0.5 };
    let mut add = settings("mass", NewType::Float(1), two);
    add.operation = Operation::Add;
    add.limits = Some([4.0, 3.0]);
    add.scale = 2.0;
    let chosen = Selection::parse("1-2", &cube, Domain::Point).unwrap();
    let result = randomize(&cube, &add, &chosen, &Task::unlimited()).unwrap();
    let mass = result.points().read::<f32>("mass").unwrap();
    assert_eq!(mass[..4], [0.0, 9.0, 10.0, 3.0]);
    // One that is there keeps its size.
    let result = done(&cube, &settings("Cd", NewType::Float(1), uniform()));
    assert!(result.points().read::<Vec3>("Cd").is_some());
}

#[test]
fn mistakes_say_what_to_do() {
    let cube = shapes::with_attributes(shapes::cube());
    let all = Selection::All(8);
    let said = |settings: &Randomize| {
        randomize(&cube, settings, &all, &Task::unlimited()).unwrap_err().to_string()
    };
    let float = NewType::Float(1);
    assert!(said(&settings("name", float, uniform())).contains("chosen from values"));
    assert!(said(&settings("first_half", float, uniform())).contains("of type bool"));
    let direction = Distribution::Direction { axis: Vec3::Y, angle: 1.0 };
    assert!(said(&settings("a", float, direction)).contains("not 1"));
    let choices = |text: &str| Distribution::Choices(parse_choices(text).unwrap());
    assert!(said(&settings("a", float, choices("x"))).contains("\"x\" is not a number"));
    assert!(said(&settings("a", float, choices(""))).contains("at least one value"));
    assert!(said(&settings("a", NewType::Float(0), uniform())).contains("one component"));
    let mut seeded = settings("a", float, uniform());
    seeded.seed_attribute = Some("id".into());
    assert!(said(&seeded).contains("no point attribute \"id\""));
    for bad in ["a:x", "a:-1", "a:inf", "a:"] {
        assert!(parse_choices(bad).is_err(), "{bad}");
    }
}

#[test]
fn stops_when_cancelled_or_too_large() {
    let cube = shapes::cube();
    let all = Selection::All(8);
    let small = Task::new(CancelToken::default(), 1000);
    let large = settings("a", NewType::Float(1000), uniform());
    assert!(matches!(
        randomize(&cube, &large, &all, &small),
        Err(Error::Stop(Stop::TooLarge { .. }))
    ));
    small.cancel_token().cancel();
    for distribution in every_distribution() {
        let settings = settings("P", NewType::Float(3), distribution);
        assert_eq!(randomize(&cube, &settings, &all, &small), Err(Error::Stop(Stop::Cancelled)));
    }
}
