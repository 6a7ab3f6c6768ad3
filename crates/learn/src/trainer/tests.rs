use std::sync::Arc;

use super::*;
use crate::architecture::Activation;
use crate::dataset::{Column, UNKNOWN};
use crate::predict::Predictor;
use crate::settings::{Loss, Optimiser, Processor, ValidationBy};

const DIRECTIONS: [&str; 6] = ["+x", "-x", "+y", "-y", "+z", "-z"];

fn numbers(name: &str, values: Vec<f32>) -> Column {
    Column::numbers(name, 1, values).unwrap()
}

/// Rows of y = x², and the settings to learn it with.
fn parabola() -> (Dataset, Settings) {
    let x: Vec<f32> = (0..400).map(|at| at as f32 / 200.0 - 1.0).collect();
    let y = x.iter().map(|x| 10.0 + 5.0 * x * x).collect();
    let dataset = Dataset::new(vec![numbers("x", x)], vec![numbers("y", y)]).unwrap();
    let settings = Settings {
        hidden: vec![16],
        activation: Activation::Tanh,
        batch: 32,
        epochs: 60,
        learning_rate: 0.02,
        dropout: 0.0,
        ..Settings::new(Goal::Numbers)
    };
    (dataset, settings)
}

fn trained(dataset: &Dataset, settings: &Settings) -> Trainer {
    let task = Task::unlimited();
    let mut trainer = Trainer::new(dataset, settings, &task).unwrap();
    trainer.run(&task, |_| Ok(())).unwrap();
    trainer
}

fn refused(dataset: &Dataset, settings: &Settings) -> String {
    Trainer::new(dataset, settings, &Task::unlimited()).unwrap_err().to_string()
}

#[test]
fn a_regressor_learns_a_curve_far_better_than_its_mean() {
    let (dataset, settings) = parabola();
    for loss in [Loss::Squared, Loss::Absolute, Loss::Huber] {
        let trainer = trained(&dataset, &Settings { loss, ..settings.clone() });
        let model = trainer.best();
        let (error, mean) = (model.info().metrics.errors[0], model.info().baseline.errors[0]);
        assert!(error < 0.15 * mean, "{loss:?}: {error} against {mean}");
        let predictor = Predictor::new(&model).unwrap();
        let inputs = [numbers("x", vec![0.0, 1.0])];
        let answer = predictor.predict(&inputs, &Task::unlimited()).unwrap();
        assert!((answer.values[0] - 10.0).abs() < 1.0, "{loss:?} {:?}", answer.values);
        assert!((answer.values[1] - 15.0).abs() < 1.0, "{loss:?} {:?}", answer.values);
        assert_eq!(predictor.predict_encoded(&[0.0, 1.0]).unwrap(), answer);
    }
}

#[test]
fn every_optimiser_and_activation_brings_the_loss_down() {
    let (dataset, settings) = parabola();
    for activation in [Activation::Relu, Activation::Tanh, Activation::Gelu, Activation::Sigmoid] {
        for optimiser in [Optimiser::Sgd, Optimiser::Adam, Optimiser::AdamW] {
            let settings = Settings { activation, optimiser, ..settings.clone() };
            let history = trained(&dataset, &settings).progress().history;
            let (first, last) = (history[0].training, history[history.len() - 1].training);
            assert!(last < 0.8 * first, "{activation:?} {optimiser:?}: {first} to {last}");
        }
    }
}

/// Labels drawn from a known distribution given the six neighbours.
struct Known {
    dataset: Dataset,
    /// The true probabilities of each row.
    shares: Vec<[f32; 4]>,
    labels: Vec<u32>,
}

fn known(rows: usize) -> Known {
    let mut random = Random::of(&[42]);
    let logits: Vec<f32> = (0..6 * 4 * 4).map(|_| random.unit() * 3.0 - 1.5).collect();
    let names: Arc<[Arc<str>]> = ["wall", "door", "window", "roof", UNKNOWN].map(Arc::from).into();
    let mut neighbours = vec![Vec::new(); 6];
    let (mut shares, mut labels) = (Vec::new(), Vec::new());
    for _ in 0..rows {
        let mut sums = [0.0_f32; 4];
        for (direction, neighbours) in neighbours.iter_mut().enumerate() {
            let class = random.below(4);
            neighbours.push(class as u32);
            let part = &logits[(direction * 4 + class) * 4..][..4];
            sums.iter_mut().zip(part).for_each(|(sum, logit)| *sum += logit);
        }
        let total: f32 = sums.iter().map(|sum| sum.exp()).sum();
        let share = sums.map(|sum| sum.exp() / total);
        let mut drawn = random.unit();
        let label = share.iter().position(|share| {
            drawn -= share;
            drawn < 0.0
        });
        shares.push(share);
        labels.push(label.unwrap_or(3) as u32);
    }
    let column =
        |(name, index): (&str, Vec<u32>)| Column::classes(name, names.clone(), index).unwrap();
    let inputs = DIRECTIONS.into_iter().zip(neighbours).map(column).collect();
    let target = Column::classes("module", names[..4].to_vec(), labels.clone()).unwrap();
    Known { dataset: Dataset::new(inputs, vec![target]).unwrap(), shares, labels }
}

#[test]
fn a_known_distribution_is_learned_nearly_as_well_as_it_can_be() {
    let known = known(50_000);
    let dataset = known.dataset.split(0.2, ValidationBy::Row, 1).unwrap();
    let settings = Settings {
        hidden: vec![32],
        batch: 256,
        epochs: 8,
        learning_rate: 5e-3,
        ..Settings::new(Goal::Classes)
    };
    let model = trained(&dataset, &settings).best();
    let metrics = &model.info().metrics;
    let (mut right, mut log_loss, mut rows) = (0, 0.0, 0);
    for (row, _) in dataset.validation().unwrap().iter().enumerate().filter(|(_, mark)| **mark) {
        let (shares, label) = (&known.shares[row], known.labels[row]);
        right += usize::from(crate::predict::likeliest(shares) == label);
        log_loss -= f64::from(shares[label as usize]).ln();
        rows += 1;
    }
    let best = right as f32 / rows as f32;
    let entropy = (log_loss / f64::from(rows)) as f32;
    let accuracy = metrics.accuracy.unwrap();
    assert!(accuracy > best - 0.01, "accuracy {accuracy} of {best}");
    let log_loss = metrics.log_loss.unwrap();
    assert!(log_loss < entropy * 1.02, "log loss {log_loss}, entropy {entropy}");
    let baseline = &model.info().baseline;
    assert!(log_loss < baseline.log_loss.unwrap() && accuracy > baseline.accuracy.unwrap());
    assert_eq!(metrics.confusion.iter().flatten().sum::<u32>(), 10_000);
}

#[test]
fn a_network_trained_with_masking_answers_from_partial_knowledge() {
    let known = known(20_000);
    let settings = Settings {
        hidden: vec![32],
        epochs: 6,
        learning_rate: 5e-3,
        masking: 1.0,
        ..Settings::new(Goal::Classes)
    };
    let model = trained(&known.dataset, &settings).best();
    let predictor = Predictor::new(&model).unwrap();
    let columns: Vec<Column> =
        DIRECTIONS.map(|name| Column::texts(name, [UNKNOWN].into_iter())).into();
    let answer = predictor.predict(&columns, &Task::unlimited()).unwrap();
    for class in 0..4 {
        let count = known.labels.iter().filter(|&&label| label == class as u32).count();
        let share = count as f32 / 20_000.0;
        let given = answer.row(0)[class];
        assert!((given - share).abs() < 0.05, "{class}: {given}, of all rows {share}");
    }
}

#[test]
fn the_same_seed_gives_the_same_weights_whatever_the_threads() {
    let known = known(3000);
    let settings = Settings {
        hidden: vec![24],
        batch: 1024,
        epochs: 2,
        dropout: 0.2,
        masking: 0.5,
        ..Settings::new(Goal::Classes)
    };
    let on = |threads: usize, settings: &Settings| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| trained(&known.dataset, settings).best().weights_hash())
    };
    let one = on(1, &settings);
    assert_eq!(one, on(1, &settings));
    assert_eq!(one, on(3, &settings));
    assert_ne!(one, on(1, &Settings { seed: 1, ..settings.clone() }));
}

#[test]
fn training_that_is_killed_and_continued_ends_as_if_it_had_not_been() {
    let known = known(2000);
    let settings = Settings {
        hidden: vec![12],
        epochs: 3,
        dropout: 0.1,
        masking: 0.5,
        ..Settings::new(Goal::Classes)
    };
    let task = Task::unlimited();
    let whole = trained(&known.dataset, &settings);
    let mut first = Trainer::new(&known.dataset, &settings, &task).unwrap();
    (0..10).for_each(|_| first.step(&task).unwrap());
    let bytes = first.checkpoint().unwrap();
    drop(first);
    let mut second = Trainer::resume(&known.dataset, &settings, &bytes, &task).unwrap();
    second.run(&task, |_| Ok(())).unwrap();
    assert_eq!(second.newest().weights_hash(), whole.newest().weights_hash());
    assert_eq!(second.best().weights_hash(), whole.best().weights_hash());
    assert_eq!(second.progress().history, whole.progress().history);
    let refused = |dataset: &Dataset, settings: &Settings, bytes: &[u8]| {
        Trainer::resume(dataset, settings, bytes, &task).unwrap_err().to_string()
    };
    let other = Settings { seed: 3, ..settings.clone() };
    assert!(refused(&known.dataset, &other, &bytes).contains("changed since training stopped"));
    let fewer = known.dataset.take(&(0..1000).collect::<Vec<_>>(), &task).unwrap();
    assert!(refused(&fewer, &settings, &bytes).contains("the data changed"));
    assert!(refused(&known.dataset, &settings, &bytes[..99]).contains("is damaged"));
}

#[test]
fn a_cancelled_training_goes_on_where_it_was() {
    let (dataset, settings) = parabola();
    let whole = trained(&dataset, &settings);
    let mut trainer = Trainer::new(&dataset, &settings, &Task::unlimited()).unwrap();
    let cancelled = Task::unlimited();
    let token = cancelled.cancel_token().clone();
    let mut steps = 0;
    let stopped = trainer.run(&cancelled, |_| {
        steps += 1;
        if steps == 25 {
            token.cancel();
        }
        Ok(())
    });
    assert!(stopped.unwrap_err().is_cancelled());
    trainer.run(&Task::unlimited(), |_| Ok(())).unwrap();
    assert_eq!(trainer.newest().weights_hash(), whole.newest().weights_hash());
}

#[test]
fn training_ends_early_where_nothing_gets_better() {
    let (dataset, settings) = parabola();
    let settings = Settings { patience: 2, epochs: 500, learning_rate: 1e-9, ..settings };
    let trainer = trained(&dataset, &settings);
    assert!(trainer.progress().history.len() < 500 && trainer.progress().is_finished);
    assert_eq!(trainer.progress().fraction, 1.0);
}

#[test]
fn a_model_goes_to_a_file_and_comes_back() {
    let (dataset, settings) = parabola();
    let model = trained(&dataset, &Settings { epochs: 2, ..settings }).best();
    let folder = tempfile::tempdir().unwrap();
    let name = model.save(&folder.path().join("weights")).unwrap();
    let path = folder.path().join("weights").join(&name);
    let loaded = Model::load(&path).unwrap();
    assert_eq!(loaded, model);
    assert_eq!(loaded.info().data, dataset.hash());
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let said = Model::load(&path).unwrap_err().to_string();
    assert!(said.contains("is damaged") && said.contains("Train again"), "{said}");
    std::fs::remove_file(&path).unwrap();
    let said = Model::load(&path).unwrap_err().to_string();
    assert!(said.contains("is missing"), "{said}");
}

#[test]
fn a_model_is_taken_further_with_more_rows() {
    let (dataset, settings) = parabola();
    let model = trained(&dataset, &settings).best();
    let more = Dataset::merge(&[&dataset, &dataset], &Task::unlimited()).unwrap();
    let mut trainer = Trainer::new(&more, &settings, &Task::unlimited()).unwrap();
    trainer.begin_with(&model).unwrap();
    assert_eq!(trainer.newest().weights_hash(), model.weights_hash());
    let other = Settings { hidden: vec![3], ..settings };
    let mut trainer = Trainer::new(&more, &other, &Task::unlimited()).unwrap();
    assert!(trainer.begin_with(&model).unwrap_err().to_string().contains("begin anew"));
}

#[test]
fn data_that_nothing_can_be_learned_from_says_why() {
    let (_, settings) = parabola();
    let classes = Settings::new(Goal::Classes);
    let x = || numbers("x", vec![1.0, 2.0, 3.0]);
    let y = || numbers("y", vec![1.0, 2.0, 3.0]);
    let kind = |texts: [&'static str; 3]| Column::texts("kind", texts.into_iter());
    let with = |target: Column| Dataset::new(vec![x()], vec![target]).unwrap();
    let empty = Dataset::new(vec![numbers("x", vec![])], vec![numbers("y", vec![])]).unwrap();
    assert!(refused(&empty, &settings).contains("no rows"));
    let bad = numbers("y", vec![0.0, f32::NAN, 0.0]);
    assert!(refused(&with(bad), &settings).contains("\"y\" is NaN in row 1"));
    let one = refused(&with(kind(["a", "a", "a"])), &classes);
    assert!(one.contains("the class \"a\": there is nothing to tell apart"), "{one}");
    assert!(refused(&with(y()), &classes).contains("\"y\" holds numbers"));
    assert!(refused(&with(kind(["a", "b", "a"])), &settings).contains("holds classes"));
    let none = Dataset::new(vec![x()], vec![]).unwrap();
    assert!(refused(&none, &settings).contains("no targets"));
    let none = Dataset::new(vec![], vec![y()]).unwrap();
    assert!(refused(&none, &settings).contains("no inputs"));
    let two = Dataset::new(vec![], vec![kind(["a", "b", "a"]), y()]).unwrap();
    assert!(refused(&two, &classes).contains("no inputs"));
    let held_out = with(y()).with_validation(vec![true; 3]).unwrap();
    assert!(refused(&held_out, &settings).contains("all rows are held out"));
    let weightless = with(y()).with_weights(vec![0.0; 3]).unwrap();
    assert!(refused(&weightless, &settings).contains("weight 0"));
    let by_source = Settings { validation_by: ValidationBy::Source, ..settings };
    assert!(refused(&with(y()), &by_source).contains("where they came from"));
}

#[test]
fn a_constant_column_is_noted_and_harms_nothing() {
    let (dataset, settings) = parabola();
    let inputs = vec![dataset.inputs()[0].clone(), numbers("height", vec![7.1; 400])];
    let dataset = Dataset::new(inputs, dataset.targets().to_vec()).unwrap();
    let trainer = trained(&dataset, &Settings { epochs: 2, ..settings });
    let notes = trainer.best().info().notes.clone();
    assert_eq!(notes.len(), 1);
    assert!(notes[0].contains("\"height\" is the same in all rows"), "{notes:?}");
    assert!(trainer.newest().parameters().iter().all(|parameter| parameter.is_finite()));
}

#[test]
fn a_rate_that_is_far_too_high_says_that_training_diverged() {
    let (dataset, settings) = parabola();
    let settings = Settings { optimiser: Optimiser::Sgd, learning_rate: 1e6, ..settings };
    let settings = Settings { activation: Activation::Relu, ..settings };
    let task = Task::unlimited();
    let mut trainer = Trainer::new(&dataset, &settings, &task).unwrap();
    let said = trainer.run(&task, |_| Ok(())).unwrap_err().to_string();
    assert!(said.contains("diverged in epoch 1") && said.contains("learning rate"), "{said}");
}

#[test]
fn rare_classes_weigh_as_much_as_frequent_ones_when_asked() {
    let x: Vec<f32> = (0..200).map(|at| at as f32 / 200.0).collect();
    let kinds = (0..200).map(|at| if at % 20 == 0 { "rare" } else { "frequent" });
    let target = Column::texts("kind", kinds);
    let dataset = Dataset::new(vec![numbers("x", x)], vec![target]).unwrap();
    let settings =
        Settings { hidden: vec![], epochs: 60, batch: 64, ..Settings::new(Goal::Classes) };
    let share_of_rare = |balance_classes: bool| {
        let settings = Settings { balance_classes, learning_rate: 0.05, ..settings.clone() };
        let model = trained(&dataset, &settings).best();
        let input = [numbers("x", vec![0.5])];
        Predictor::new(&model).unwrap().predict(&input, &Task::unlimited()).unwrap().values[1]
    };
    let (plain, balanced) = (share_of_rare(false), share_of_rare(true));
    assert!(plain < 0.2 && (0.35..0.65).contains(&balanced), "{plain} {balanced}");
}

#[test]
fn too_little_memory_is_refused() {
    let (dataset, settings) = parabola();
    let task = Task::new(task::CancelToken::default(), 1000);
    let said = Trainer::new(&dataset, &settings, &task).unwrap_err().to_string();
    assert!(said.contains("the limit is"), "{said}");
}

#[test]
fn the_textbooks_network_learns_exclusive_or() {
    let corners = [[0.0_f32, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let inputs: Vec<f32> = corners.into_iter().cycle().take(400).flatten().collect();
    let y: Vec<f32> = corners.iter().map(|[a, b]| (a - b).abs()).cycle().take(400).collect();
    let dataset =
        Dataset::new(vec![Column::numbers("x", 2, inputs).unwrap()], vec![numbers("y", y)])
            .unwrap();
    let settings = Settings {
        hidden: vec![4],
        activation: Activation::Sigmoid,
        loss: Loss::Textbook,
        optimiser: Optimiser::Sgd,
        learning_rate: 1.0,
        batch: 8,
        epochs: 60,
        validation: 0.0,
        processor: Processor::Cpu,
        ..Settings::new(Goal::Numbers)
    };
    let model = trained(&dataset, &settings).best();
    let input = [Column::numbers("x", 2, corners.concat()).unwrap()];
    let answer = Predictor::new(&model).unwrap().predict(&input, &Task::unlimited()).unwrap();
    let expected = [0.0, 1.0, 1.0, 0.0];
    for (given, wanted) in answer.values.iter().zip(expected) {
        assert!((given - wanted).abs() < 0.2, "{:?}", answer.values);
    }
}
