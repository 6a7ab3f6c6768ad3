//! Trains the network of `projects/learned_building.ron` on the processor, lets it fill fifty
//! masses that it has never seen, and prints how it compares with the rules that made its
//! examples: the table of `docs/learning.md`.
//!
//! `cargo run --release -p espalier-nodes --example learned_building`

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use espalier_nodes::{DatasetWire, GeometryWire};
use geometry::Geometry;
use geometry::ops::modules::{Class, Classes, Lattice, Pairs, Rules};
use graph::{Budget, Context, Document, Evaluator, NodePath, Request, Setting, Value, WireType};
use learn::{Dataset, Model, Predictor, Trainer, Values};
use task::Task;

type Failure = Box<dyn std::error::Error>;

/// The project with its evaluator, in a folder of its own for the weights.
struct Project {
    document: Document,
    evaluator: Evaluator,
    folder: Arc<Path>,
}

impl Project {
    fn open(folder: &Path) -> Result<Self, Failure> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../projects/learned_building.ron");
        let document = graph::project::load(&file, &espalier_nodes::library())?.document;
        let budget = Budget { cache: 1 << 30, memory: 4 << 30 };
        let evaluator = Evaluator::new(espalier_nodes::library(), budget);
        Ok(Self { document, evaluator, folder: folder.into() })
    }

    fn set(&mut self, node: &str, parameter: &str, value: Value) -> Result<(), Failure> {
        let path = NodePath::parse(node)?;
        let library = self.evaluator.library();
        self.document.edit(library).set_parameter(&path, parameter, Setting::Value(value))?;
        Ok(())
    }

    fn cook<W: WireType<Value: Clone>>(&self, node: &str) -> Result<W::Value, Failure> {
        let context = Context { project_folder: self.folder.clone(), ..Context::default() };
        let request = Request { context, ..Request::new(node) };
        let mut cooked = self.evaluator.cook(&self.document, &request);
        let value = cooked.values.remove(0)?;
        Ok(value.get::<W>().ok_or("another kind of value")?.clone())
    }

    /// Trains as the Train node says, and gives its weights to it.
    fn train(&mut self, node: &str, dataset: &Dataset) -> Result<Model, Failure> {
        let evaluated = self.evaluator.parameters(&self.document, node, 1.0)?;
        let goal = espalier_nodes::learn::training::goal_of(evaluated.node_type);
        let goal = goal.ok_or("not a node that trains")?;
        let settings = espalier_nodes::learn::training::settings(goal, evaluated.parameters())?;
        let task = Task::unlimited();
        let mut trainer = Trainer::new(dataset, &settings, &task)?;
        trainer.run(&task, |_| Ok(()))?;
        let model = trainer.best();
        let file = model.save(&self.folder)?;
        self.set(node, "weights", Value::Text(file.to_string().into()))?;
        Ok(model)
    }
}

/// Filled cells, ready to be counted.
struct Filled {
    lattice: Lattice,
    modules: Vec<Class>,
    bands: Vec<Option<Band>>,
}

/// How high a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Band {
    Ground,
    Lower,
    Upper,
    Top,
}

impl Filled {
    fn of(cells: &Geometry, classes: &Classes) -> Result<Self, Failure> {
        let task = Task::unlimited();
        let lattice = Lattice::of(cells, &task)?;
        let occupied = cells.points().group("occupied").ok_or("no group of occupied cells")?;
        let height = cells.points().read::<f32>("height").ok_or("no heights")?;
        let band = |cell: usize| match height[cell] {
            _ if !occupied[cell] => None,
            0.0 => Some(Band::Ground),
            1.0 => Some(Band::Top),
            height if height < 0.5 => Some(Band::Lower),
            _ => Some(Band::Upper),
        };
        let bands = (0..lattice.len()).map(band).collect();
        Ok(Self { modules: classes.read(cells, &task)?, lattice, bands })
    }

    /// For each band and module the share of it among the cells of the band.
    fn shares(&self) -> BTreeMap<(Band, Class), f64> {
        let mut counts = BTreeMap::new();
        let mut sums = BTreeMap::new();
        for (band, &module) in self.bands.iter().zip(&self.modules) {
            let Some(band) = *band else { continue };
            *counts.entry((band, module)).or_insert(0.0) += 1.0;
            *sums.entry(band).or_insert(0.0) += 1.0;
        }
        counts
            .into_iter()
            .map(|((band, module), count)| ((band, module), count / sums[&band]))
            .collect()
    }

    /// The greatest difference of a share from another's, in points of a hundred, and whose.
    fn difference(&self, other: &Self) -> (f64, Option<(Band, Class)>) {
        let (own, others) = (self.shares(), other.shares());
        let share = |shares: &BTreeMap<_, f64>, key| shares.get(key).copied().unwrap_or(0.0);
        let all = own.keys().chain(others.keys());
        let points =
            all.map(|key| ((share(&own, key) - share(&others, key)).abs() * 100.0, Some(*key)));
        points.fold((0.0, None), |most, next| if next.0 > most.0 { next } else { most })
    }
}

/// What a guess of the modules of rows costs: the mean of the logarithms, in nats, and the share
/// of rows whose likeliest module is the right one.
#[derive(Default)]
struct Score {
    loss: f64,
    right: usize,
    rows: usize,
}

impl Score {
    fn add(&mut self, shares: &[f64], truth: usize) {
        let best = shares.iter().copied().fold(0.0, f64::max);
        self.right += usize::from(shares[truth] >= best && best > 0.0);
        self.loss -= shares[truth].max(1e-9).ln();
        self.rows += 1;
    }

    fn text(&self) -> String {
        let rows = self.rows.max(1) as f64;
        format!("{:.4} | {:.2} %", self.loss / rows, 100.0 * self.right as f64 / rows)
    }
}

/// For each row what stands at its sides, then its module, and what modules are called.
type Rows = (Vec<Vec<u32>>, Vec<u32>, Vec<Arc<str>>);

/// The rows of a dataset, what stands at the sides as numbers that follow from the names.
fn classes_of(dataset: &Dataset) -> Result<Rows, Failure> {
    let mut sides: Vec<Vec<u32>> = Vec::new();
    for column in dataset.inputs() {
        if let Values::Classes { index, names } = &column.values {
            // Told apart by name, as two datasets may number them differently.
            let number = |&index: &u32| hash(&names[index as usize]);
            sides.push(index.iter().map(number).collect());
        }
    }
    let target = dataset.targets().first().ok_or("no target")?;
    let Values::Classes { index, names } = &target.values else { return Err("no classes".into()) };
    let rows = (0..dataset.rows()).map(|row| sides.iter().map(|side| side[row]).collect());
    Ok((rows.collect(), index.to_vec(), names.to_vec()))
}

fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The baseline that anyone can compute: how often each module had just these six neighbours in
/// the examples, mixed with how often it is at all as if that had been seen `prior` times.
fn counted(examples: &Dataset, unseen: &Dataset, prior: f64) -> Result<Score, Failure> {
    let (rows, truths, names) = classes_of(examples)?;
    let mut whole = vec![0.0; names.len()];
    let mut beside: HashMap<Vec<u32>, Vec<f64>> = HashMap::new();
    for (row, &truth) in rows.into_iter().zip(&truths) {
        whole[truth as usize] += 1.0 / truths.len() as f64;
        beside.entry(row).or_insert_with(|| vec![0.0; names.len()])[truth as usize] += 1.0;
    }
    let (rows, truths, own_names) = classes_of(unseen)?;
    let mut score = Score::default();
    for (row, truth) in rows.into_iter().zip(truths) {
        let counts = beside.get(&row);
        let sum = counts.map_or(0.0, |counts| counts.iter().sum());
        let share = |class: usize| {
            (counts.map_or(0.0, |counts| counts[class]) + prior * whole[class]) / (sum + prior)
        };
        let shares: Vec<f64> = (0..names.len()).map(share).collect();
        let truth = names.iter().position(|name| *name == own_names[truth as usize]);
        score.add(&shares, truth.ok_or("a module that no example has")?);
    }
    Ok(score)
}

/// The network's guesses.
fn guessed(model: &Model, unseen: &Dataset) -> Result<Score, Failure> {
    let prediction = Predictor::new(model)?.predict(unseen.inputs(), &Task::unlimited())?;
    let (_, truths, names) = classes_of(unseen)?;
    let mut score = Score::default();
    for (row, truth) in truths.into_iter().enumerate() {
        let shares: Vec<f64> = prediction.row(row).iter().map(|&share| f64::from(share)).collect();
        let name = &names[truth as usize];
        let truth = model.classes().iter().position(|class| **class == **name);
        score.add(&shares, truth.ok_or("a module that the model does not know")?);
    }
    Ok(score)
}

/// What wave function collapse would draw from, each cell between the neighbours that it has.
fn collapsed(rules: &Rules, truth: &Filled) -> Score {
    let classes = rules.classes();
    let mut score = Score::default();
    for (cell, &module) in
        truth.modules.iter().enumerate().filter(|(cell, _)| truth.bands[*cell].is_some())
    {
        let around = |direction| {
            truth
                .lattice
                .beside(cell, direction)
                .map_or(classes.outside(), |other| truth.modules[other])
        };
        let weight = |module: Class| {
            let frequency = rules.frequency(module) as f64;
            (0..6).fold(frequency, |weight, direction| {
                weight * f64::from(rules.pair_count(module, direction, around(direction)))
                    / frequency.max(1.0)
            })
        };
        let weights: Vec<f64> = (0..classes.len() as Class).map(weight).collect();
        let sum: f64 = weights.iter().sum::<f64>().max(1e-300);
        let shares: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
        score.add(&shares, usize::from(module));
    }
    score
}

fn percent(pairs: Pairs) -> String {
    format!(
        "{} of {} ({:.2} %)",
        pairs.illegal,
        pairs.all,
        100.0 * pairs.illegal as f64 / pairs.all.max(1) as f64
    )
}

#[expect(clippy::print_stdout, reason = "a table is what this program is for")]
fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut project = Project::open(folder.path())?;
    let start = Instant::now();
    let examples = project.cook::<GeometryWire>("/rule_building")?;
    let dataset = project.cook::<DatasetWire>("/dataset")?;
    println!("examples: {} rows in {:.1} s", dataset.rows(), start.elapsed().as_secs_f64());
    let start = Instant::now();
    let model = project.train("/train_modules", &dataset)?;
    println!("training: {:.1} s, {} epochs\n", start.elapsed().as_secs_f64(), model.info().epoch);

    let task = Task::unlimited();
    let classes = Classes::of([&examples], &task)?;
    let learned = [(Lattice::of(&examples, &task)?, classes.read(&examples, &task)?)];
    let rules = Rules::of(classes.clone(), &learned, true, &task)?;
    let cells = project.cook::<GeometryWire>("/truth")?;
    let truth = Filled::of(&cells, &classes)?;
    println!("| 50 unseen masses | illegal pairs | most different share by height | seconds |");
    println!("| --- | --- | --- | --- |");
    let row = |name: &str, cells: &Geometry, seconds: f64| -> Result<(), Failure> {
        let filled = Filled::of(cells, &classes)?;
        if filled.modules.contains(&classes.unknown()) {
            return Err(format!("{name}: not every cell is filled").into());
        }
        let pairs = rules.judge(&filled.lattice, &filled.modules);
        let (points, whose) = filled.difference(&truth);
        let whose = whose.map_or(String::new(), |(band, module)| {
            format!(" ({} at {band:?})", classes.name(module))
        });
        println!("| {name} | {} | {points:.1} points{whose} | {seconds:.2} |", percent(pairs));
        Ok(())
    };
    row("the generator itself", &cells, 0.0)?;
    for (name, is_hard) in [("network, hard rules", true), ("network alone", false)] {
        project.set("/place_unseen", "hard_rules", Value::Toggle(is_hard))?;
        let start = Instant::now();
        let placed = project.cook::<GeometryWire>("/place_unseen")?;
        row(name, &placed, start.elapsed().as_secs_f64())?;
    }
    let start = Instant::now();
    let collapse = project.cook::<GeometryWire>("/collapse_unseen")?;
    row("wave function collapse", &collapse, start.elapsed().as_secs_f64())?;

    let unseen = project.cook::<DatasetWire>("/unseen_dataset")?;
    println!("\n| {} cells of unseen houses, neighbours known | log loss | right |", unseen.rows());
    println!("| --- | --- | --- |");
    println!("| network | {} |", guessed(&model, &unseen)?.text());
    for prior in [0.01, 0.1, 1.0] {
        println!(
            "| frequencies by neighbours, prior {prior} | {} |",
            counted(&dataset, &unseen, prior)?.text()
        );
    }
    println!("| wave function collapse | {} |", collapsed(&rules, &truth).text());
    Ok(())
}
