use super::super::testing::{block, filled, free};
use super::super::{
    Classes, DIRECTIONS, Error, Frequencies, Lattice, MODULE, Pairs, Rules, Weighing, collapse,
};
use super::*;
use crate::{Column, Domain, Geometry, Selection};
use proptest::prelude::*;
use task::{CancelToken, Stop};

/// Rules from one example.
fn learned(example: &Geometry, turned: bool) -> Rules {
    let task = free();
    let classes = Classes::of([example], &task).unwrap();
    let modules = classes.read(example, &task).unwrap();
    let lattice = Lattice::of(example, &task).unwrap();
    Rules::of(classes, &[(lattice, modules)], turned, &task).unwrap()
}

/// A small house: a ground with a door, walls and windows by turns, a roof, nothing around.
fn house() -> Geometry {
    filled(&block([9, 5, 7]), |[i, j, k]| {
        let is_in = (1..8).contains(&i) && (1..6).contains(&k) && j < 4;
        let is_edge = i == 1 || i == 7 || k == 1 || k == 5;
        match (is_in, is_edge) {
            (false, _) => "empty",
            (true, false) if j == 3 => "roof",
            (true, false) => "inside",
            _ if j == 3 => "cornice",
            _ if j == 0 && (i, k) == (4, 5) => "door",
            _ if (i + k) % 2 == 0 => "wall",
            _ => "window",
        }
    })
}

/// A block of cells with another around that is empty.
fn mass(counts: [i32; 3]) -> Geometry {
    let [x, y, z] = counts;
    filled(&block([x + 2, y + 1, z + 2]), |[i, j, k]| {
        let is_in = (1..=x).contains(&i) && j < y && (1..=z).contains(&k);
        if is_in { "unknown" } else { "empty" }
    })
}

fn solved(cells: &Geometry, rules: &Rules, settings: &Placing) -> Result<Solution, Error> {
    let task = free();
    let lattice = Lattice::of(cells, &task)?;
    let all = Selection::All(cells.point_count());
    let brief = Brief::of(cells, &lattice, rules.classes(), &all, &task)?;
    collapse(&brief, rules, Weighing::Neighbours, settings, &task)
}

fn judged(cells: &Geometry, rules: &Rules, modules: &[Class]) -> Pairs {
    rules.judge(&Lattice::of(cells, &free()).unwrap(), modules)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_pair_of_a_result_was_seen(
        counts in prop::array::uniform3(3..9_i32),
        seed in 0..1000_u64,
        passes in 0..3_u32,
    ) {
        let rules = learned(&house(), true);
        let cells = mass(counts);
        let settings = Placing { seed, passes, ..Placing::default() };
        let solution = solved(&cells, &rules, &settings).unwrap();
        let pairs = judged(&cells, &rules, &solution.modules);
        prop_assert!(pairs.all > 0);
        prop_assert_eq!(pairs.illegal, 0);
        let text = cells.points().get(MODULE).and_then(Column::texts).unwrap();
        for (cell, &module) in solution.modules.iter().enumerate() {
            prop_assert_eq!(module == rules.classes().empty(), text.get(cell) == "empty");
            prop_assert!(module < rules.classes().outside());
        }
    }
}

#[test]
fn what_is_fixed_stays_and_shapes_what_is_around() {
    let rules = learned(&house(), true);
    let mut cells = mass([7, 4, 5]);
    let door = [3, 0, 5];
    let names = super::super::testing::modules(&cells);
    let place = cells.points().read::<[i32; 3]>("cell").unwrap();
    let door = place.iter().position(|&cell| cell == door).unwrap();
    let names =
        names.iter().enumerate().map(|(cell, name)| if cell == door { "door" } else { name });
    let text = Column::text(crate::Text::from_strings(names));
    cells.table_mut(Domain::Point).set(MODULE, text);
    for seed in 0..20 {
        let settings = Placing { seed, passes: 2, ..Placing::default() };
        let solution = solved(&cells, &rules, &settings).unwrap();
        assert_eq!(rules.classes().name(solution.modules[door]), "door");
        assert_eq!(judged(&cells, &rules, &solution.modules).illegal, 0);
    }
}

#[test]
fn the_seed_decides_and_the_number_of_threads_does_not() {
    let rules = learned(&house(), true);
    let cells = mass([12, 6, 9]);
    let with = |seed, threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let settings = Placing { seed, passes: 1, ..Placing::default() };
        pool.install(|| solved(&cells, &rules, &settings).unwrap())
    };
    assert_eq!(with(5, 1), with(5, 4));
    assert_ne!(with(5, 1).modules, with(6, 1).modules);
}

#[test]
fn a_chess_board_is_found_from_its_example() {
    let chess = |cells: &[[i32; 3]]| {
        filled(cells, |[i, _, k]| if (i + k) % 2 == 0 { "black" } else { "white" })
    };
    let rules = learned(&chess(&block([4, 1, 4])), false);
    let cells = filled(&block([16, 1, 16]), |_| "unknown");
    let solution = solved(&cells, &rules, &Placing::default()).unwrap();
    let lattice = Lattice::of(&cells, &free()).unwrap();
    for (cell, &module) in solution.modules.iter().enumerate() {
        for direction in [0, 1, 4, 5] {
            if let Some(other) = lattice.beside(cell, direction) {
                assert_ne!(solution.modules[other], module, "{:?}", DIRECTIONS[direction]);
            }
        }
    }
}

/// Pipes by the sides that they lead to: +x, -x, +z, -z. A pipe with one end is a well, which
/// must stand on water.
const PIPES: [(&str, [bool; 4]); 8] = [
    ("field", [false; 4]),
    ("along_x", [true, true, false, false]),
    ("along_z", [false, false, true, true]),
    ("right_front", [true, false, true, false]),
    ("right_back", [true, false, false, true]),
    ("left_front", [false, true, true, false]),
    ("left_back", [false, true, false, true]),
    ("well", [true, false, false, false]),
];

/// Each two pipes that fit, side by side, far from all others.
fn pipes() -> Geometry {
    let mut places = Vec::new();
    for (first, sides) in PIPES {
        for (second, others) in PIPES {
            for (direction, [there, back]) in [(0, [0, 1]), (4, [2, 3])] {
                if sides[there] == others[back] {
                    let [i, _, k] = DIRECTIONS[direction];
                    let far = 5 * places.len() as i32;
                    places.push(([far, 0, 0], first));
                    places.push(([far + i, 0, k], second));
                }
            }
        }
    }
    let wells: Vec<_> = places.iter().filter(|place| place.1 == "well").copied().collect();
    places.extend(wells.into_iter().map(|([i, _, k], _)| ([i, -1, k], "water")));
    let cells: Vec<[i32; 3]> = places.iter().map(|place| place.0).collect();
    filled(&cells, |cell| places.iter().find(|place| place.0 == cell).unwrap().1)
}

/// A square with fields around and wells in it, to be filled with pipes.
fn square(wells: &[[i32; 2]]) -> Geometry {
    let mut cells = block([8, 1, 8]);
    cells.extend(wells.iter().map(|&[i, k]| [i, -1, k]));
    filled(&cells, |[i, j, k]| match j {
        -1 => "water",
        _ if wells.contains(&[i, k]) => "well",
        _ if [0, 7].contains(&i) || [0, 7].contains(&k) => "field",
        _ => "unknown",
    })
}

/// What a pipe leads to shows late: many decisions are taken back.
#[test]
fn wrong_turns_are_taken_back() {
    let rules = learned(&pipes(), false);
    let cells = square(&[[2, 2], [3, 5]]);
    let mut backups = 0;
    for seed in 0..16 {
        let solution = solved(&cells, &rules, &Placing { seed, ..Placing::default() }).unwrap();
        assert_eq!(judged(&cells, &rules, &solution.modules).illegal, 0);
        backups += solution.backups;
    }
    assert!(backups > 0);
    // A single pipe has nowhere to end, which no cell can tell from its neighbours.
    let error = solved(&square(&[[3, 3]]), &rules, &Placing::default()).unwrap_err();
    assert!(matches!(error, Error::Impossible { .. } | Error::Stuck { .. }), "{error}");
}

/// A road from start to end whose parts follow each other in turn: only every third length fits.
#[test]
fn what_follows_from_both_ends_is_found_or_found_impossible() {
    let example =
        filled(&block([7, 1, 1]), |[i, ..]| ["start", "a", "b", "c", "a", "b", "end"][i as usize]);
    let rules = learned(&example, false);
    let road = |length: i32| {
        filled(&block([length, 1, 1]), |[i, ..]| match i {
            0 => "start",
            _ if i == length - 1 => "end",
            _ => "unknown",
        })
    };
    let solution = solved(&road(16), &rules, &Placing::default()).unwrap();
    assert_eq!(judged(&road(16), &rules, &solution.modules).illegal, 0);
    let error = solved(&road(15), &rules, &Placing::default()).unwrap_err();
    assert!(matches!(error, Error::Impossible { .. }), "{error}");
}

#[test]
fn what_cannot_be_says_which_cell_and_what_is_around() {
    let rules = learned(&house(), true);
    let unlike = filled(&block([3, 1, 1]), |[i, ..]| ["roof", "unknown", "door"][i as usize]);
    let error = solved(&unlike, &rules, &Placing::default()).unwrap_err().to_string();
    assert!(error.contains("fits into cell ("), "{error}");
    let typo = filled(&block([3, 1, 1]), |[i, ..]| ["wall", "unknown", "dor"][i as usize]);
    let error = solved(&typo, &rules, &Placing::default()).unwrap_err().to_string();
    assert!(error.starts_with("cell (2, 0, 0) is to stay \"dor\", which"), "{error}");
    let nothing = solved(&Geometry::default(), &rules, &Placing::default()).unwrap();
    assert!(nothing.modules.is_empty());
}

#[test]
fn without_rules_chances_are_alone_and_colder_draws_are_less_wild() {
    let rules = learned(&house(), true);
    let cells = mass([8, 5, 8]);
    let task = free();
    let lattice = Lattice::of(&cells, &task).unwrap();
    let all = Selection::All(cells.point_count());
    let brief = Brief::of(&cells, &lattice, rules.classes(), &all, &task).unwrap();
    let illegal = |weighing, temperature| {
        let mut chances = Frequencies { rules: &rules, weighing };
        let settings = Placing { temperature, ..Placing::default() };
        let solution = place(&brief, None, &mut chances, &settings, &task).unwrap();
        assert!(solution.modules.iter().all(|&module| module < rules.classes().outside()));
        rules.judge(&lattice, &solution.modules).illegal
    };
    let (plain, beside) = (illegal(Weighing::Plain, 1.0), illegal(Weighing::Neighbours, 1.0));
    assert!(plain > 100 && beside < plain / 4, "{plain}, {beside}");
    assert!(illegal(Weighing::Neighbours, 0.1) <= beside);
}

#[test]
fn it_stops_when_cancelled_and_refuses_what_is_too_large() {
    let rules = learned(&house(), true);
    let cells = mass([30, 10, 30]);
    let lattice = Lattice::of(&cells, &free()).unwrap();
    let all = Selection::All(cells.point_count());
    let brief = Brief::of(&cells, &lattice, rules.classes(), &all, &free()).unwrap();
    let run = |task: &Task| collapse(&brief, &rules, Weighing::Plain, &Placing::default(), task);
    let cancelled = Task::unlimited();
    cancelled.cancel_token().cancel();
    assert_eq!(run(&cancelled), Err(Error::Stop(Stop::Cancelled)));
    let small = Task::new(CancelToken::default(), 1000);
    assert!(matches!(run(&small), Err(Error::Stop(Stop::TooLarge { .. }))));
}
