//! Milliseconds of a training step and of predicting a million rows, for the network that
//! PyTorch is timed with: 42 → 256 → 256 → 7, batches of 1024, Adam.
//!
//! `cargo run --release -p espalier-learn --example training_speed`

use std::time::Instant;

use espalier_learn::{Column, Dataset, Goal, Predictor, Random, Settings, Trainer};
use task::Task;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn numbers(count: usize, seed: u64) -> Vec<f32> {
    let mut random = Random::of(&[seed]);
    (0..count).map(|_| random.unit()).collect()
}

fn main() {
    let task = Task::unlimited();
    let rows = 1024 * 100;
    let inputs = Column::numbers("x", 42, numbers(rows * 42, 1)).expect("whole rows");
    let targets = Column::numbers("y", 7, numbers(rows * 7, 2)).expect("whole rows");
    let dataset = Dataset::new(vec![inputs], vec![targets]).expect("columns of one length");
    let settings = Settings {
        hidden: vec![256, 256],
        batch: 1024,
        epochs: 2,
        validation: 0.0,
        normalise: false,
        ..Settings::new(Goal::Numbers)
    };
    let mut trainer = Trainer::new(&dataset, &settings, &task).expect("it can be learned from");
    (0..5).for_each(|_| trainer.step(&task).expect("a step"));
    let start = Instant::now();
    (0..90).for_each(|_| trainer.step(&task).expect("a step"));
    let step = start.elapsed().as_secs_f64() * 1000.0 / 90.0;

    let million = Column::numbers("x", 42, numbers(1_000_000 * 42, 3)).expect("whole rows");
    let predictor = Predictor::new(&trainer.newest()).expect("a model");
    let columns = [million];
    predictor.predict(&columns, &task).expect("a prediction");
    let start = Instant::now();
    let answers = predictor.predict(&columns, &task).expect("a prediction");
    let seconds = start.elapsed().as_secs_f64();
    eprintln!(
        "{} threads: {step:.2} ms a step, {:.0} ms for {} rows",
        rayon::current_num_threads(),
        seconds * 1000.0,
        answers.rows()
    );
}
