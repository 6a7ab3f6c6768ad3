//! Drawing every cell anew while its neighbours stand, which mends what was decided before much
//! was known.

use task::Task;

use super::super::lattice::opposite;
use super::super::{Class, Error, Rules};
use super::Placing;
use super::board::{Board, Brief, Chances};
use super::queue::draw;
use super::solver::choices;
use crate::random::Stream;

/// Cells weighed in one go.
const TOGETHER: usize = 4096;

/// Draws all cells that are not given anew, as often as the settings say: first those whose
/// numbers have an even sum, then the others, so that no two neighbours change at once.
pub(super) fn resample(
    brief: &Brief<'_>,
    rules: Option<&Rules>,
    chances: &mut dyn Chances,
    settings: &Placing,
    modules: &mut [Class],
    task: &Task,
) -> Result<(), Error> {
    if settings.passes == 0 {
        return Ok(());
    }
    let classes = brief.classes.len();
    let words = rules.map_or(classes.div_ceil(64), Rules::words);
    let all = choices(brief, words);
    let halves = [0, 1].map(|half| {
        let is_in = |&cell: &u32| {
            let [i, j, k] = brief.lattice.cells[cell as usize];
            (i ^ j ^ k) & 1 == half && !brief.is_given(cell as usize)
        };
        (0..brief.lattice.len() as u32).filter(is_in).collect::<Vec<u32>>()
    });
    let mut weights = vec![0.0; TOGETHER.min(brief.lattice.len()) * classes];
    for pass in 0..settings.passes {
        task.set_progress(pass as f32 / settings.passes as f32);
        let stream = Stream::new(settings.seed).child(3).child(pass.into());
        for cells in halves.iter().flat_map(|half| half.chunks(TOGETHER)) {
            task.check()?;
            let weights = &mut weights[..cells.len() * classes];
            weights.fill(0.0);
            let board = Board { lattice: brief.lattice, classes: brief.classes, modules };
            chances.weigh(&board, cells, weights, task)?;
            let drawn = task.map(cells.len(), |place| {
                let cell = cells[place] as usize;
                let mut set = all.clone();
                if let Some(rules) = rules {
                    narrow(&mut set, rules, board.around(cell));
                }
                let weights = &weights[place * classes..][..classes];
                let unit = stream.unit(cell as u64);
                draw(weights, &set, settings.temperature, unit).unwrap_or(modules[cell])
            })?;
            for (&cell, module) in cells.iter().zip(drawn) {
                modules[cell as usize] = module;
            }
        }
    }
    Ok(())
}

/// Leaves what may stand between these neighbours.
fn narrow(set: &mut [u64], rules: &Rules, around: [Class; 6]) {
    for (direction, other) in around.into_iter().enumerate() {
        let allowed = rules.allowed_beside(opposite(direction), other);
        set.iter_mut().zip(allowed).for_each(|(word, allowed)| *word &= allowed);
    }
}
