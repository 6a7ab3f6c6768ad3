//! What Train Classifier and Train Regressor share: parameters, and giving out the newest model.

use std::path::Path;
use std::sync::Arc;

use graph::{
    Choice, Choices, Chosen, Condition, Cook, Kind, NodeError, NodeType, Outputs, Parameter,
    ParameterDeclaration, Parameters, Required, TextKind, Wanted,
};
use learn::{
    Activation, Goal, Loss, Model, Optimiser, Processor, Schedule, Settings, ValidationBy,
};

use crate::columns::learning_failed;
use crate::wires::{DatasetWire, ModelWire};

/// The rows to learn from.
pub const DATASET: Required<DatasetWire> = Required::new("dataset", "Dataset");

/// The file of weights. Training writes it; so it is part of the document and can be undone.
pub const WEIGHTS: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::FileToRead, "weights", "Weights", "").help(
        "The file of weights that training wrote, beside the project. Empty while nothing is \
         trained.",
    );

/// Whether the dataset is cooked to say whether it is still the one that was learned from.
pub const CHECK_DATA: Parameter<bool> = Parameter::toggle("check_data", "Compare with Data", true)
    .help(
        "Cooks the dataset to say whether the model was trained on it. Turn it off where making \
         the examples takes long and only the model is of use.",
    );

/// Sizes of the hidden layers.
pub const HIDDEN: Parameter<Arc<str>> = Parameter::text("hidden", "Hidden Layers", "128 128")
    .help("The number of neurons in each hidden layer, with blanks between; empty for none.");
const ACTIVATION: Parameter<Chosen<ActivationChoice>> =
    Parameter::menu("activation", "Activation").help("What follows each hidden layer.");
const DROPOUT: Parameter<f32> = Parameter::float("dropout", "Dropout", 0.0)
    .help("The share of neurons that is left out at random in each step: against learning by rote.")
    .at_least(0.0)
    .at_most(0.9);
/// What a classifier makes small.
pub const CLASS_LOSS: Parameter<Chosen<ClassLossChoice>> = Parameter::menu("loss", "Loss").help(
    "What training makes small. Cross entropy gives probabilities; the textbook's squared error \
     has a sigmoid at each output.",
);
/// What a regressor makes small.
pub const NUMBER_LOSS: Parameter<Chosen<NumberLossChoice>> = Parameter::menu("loss", "Loss").help(
    "What training makes small. Absolute and Huber bear outliers; the textbook's is for targets \
     from 0 to 1.",
);
const OPTIMISER: Parameter<Chosen<OptimiserChoice>> =
    Parameter::menu("optimizer", "Optimizer").help("How weights follow the slopes of the loss.");
const LEARNING_RATE: Parameter<f32> = Parameter::float("learning_rate", "Learning Rate", 0.001)
    .help("The size of a step. Too high, and the loss jumps or diverges; too low, and it creeps.")
    .at_least(1e-7)
    .soft(0.0001, 0.1);
const MOMENTUM: Parameter<f32> = Parameter::float("momentum", "Momentum", 0.9)
    .help("How much of the last step goes on.")
    .at_least(0.0)
    .at_most(0.999)
    .shown_when(&[Condition { parameter: "optimizer", is: &["sgd"] }]);
const WEIGHT_DECAY: Parameter<f32> = Parameter::float("weight_decay", "Weight Decay", 0.0)
    .help("How strongly weights are drawn to nothing: against learning by rote.")
    .at_least(0.0)
    .soft(0.0, 0.1);
const SCHEDULE: Parameter<Chosen<ScheduleChoice>> = Parameter::menu("schedule", "Schedule")
    .help("How the learning rate goes from the first step to the last.");
const BATCH: Parameter<i64> = Parameter::integer("batch", "Batch", 256)
    .help("How many rows are learned from in one step.")
    .at_least(1.0)
    .soft(1.0, 4096.0);
const EPOCHS: Parameter<i64> = Parameter::integer("epochs", "Epochs", 50)
    .help("How often all rows are gone through.")
    .at_least(1.0)
    .soft(1.0, 500.0);
const PATIENCE: Parameter<i64> = Parameter::integer("patience", "Early Stopping", 0)
    .help("Ends after this many epochs without a better validation loss; 0 goes on to the end.")
    .at_least(0.0)
    .soft(0.0, 100.0);
/// Whether rare classes weigh as much as frequent ones.
pub const BALANCE: Parameter<bool> = Parameter::toggle("balance_classes", "Balance Classes", false)
    .help("Lets rare classes weigh as much as frequent ones.");
const MASKING: Parameter<f32> = Parameter::float("masking", "Masking", 0.0)
    .help(
        "In each row up to this share of the columns of classes is made unknown at random, so \
         that the network can answer when it knows only some of them.",
    )
    .at_least(0.0)
    .at_most(1.0);
const NORMALISE: Parameter<bool> = Parameter::toggle("normalize", "Normalize", true)
    .help("Brings all numbers to mean 0 and deviation 1 before the network sees them.");
const VALIDATION: Parameter<f32> = Parameter::float("validation", "Validation Share", 0.2)
    .help(
        "The share of rows that is held out to judge by, where the dataset does not say which \
         rows are.",
    )
    .at_least(0.0)
    .at_most(0.9);
const VALIDATION_BY: Parameter<Chosen<ValidationByChoice>> =
    Parameter::menu("validation_by", "Hold Out By")
        .help("What is kept together when rows are held out: nothing, or what has one source.");
const SEED: Parameter<i64> = Parameter::integer("seed", "Seed", 0)
    .help("What chance begins with: the same seed and data give the same weights on the CPU.")
    .soft(0.0, 100.0);
const DEVICE: Parameter<Chosen<ProcessorChoice>> =
    Parameter::menu("device", "Device").help("Where training is computed.");
const START: Parameter<bool> = Parameter::button("start", "Start")
    .help("Begins training in the background, from weights by chance.");
const STOP: Parameter<bool> =
    Parameter::button("stop", "Stop").help("Ends training and keeps the best weights so far.");
const CONTINUE: Parameter<bool> = Parameter::button("continue", "Continue")
    .help("Goes on where training stopped, or from the last weights.");
const RESET: Parameter<bool> =
    Parameter::button("reset", "Reset").help("Forgets the weights and what was learned.");

macro_rules! menus {
    ($($(#[$doc:meta])* $name:ident of $value:ty {
        $($id:literal $label:literal => $option:expr),* $(,)?
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name(
            /// The choice.
            pub $value,
        );

        impl Choices for $name {
            const OPTIONS: &'static [Choice] = &[$(Choice::new($id, $label)),*];
            const VALUES: &'static [Self] = &[$(Self($option)),*];
        }
    )*};
}

menus! {
    /// A menu of what follows hidden layers.
    ActivationChoice of Activation {
        "relu" "ReLU" => Activation::Relu,
        "tanh" "Tanh" => Activation::Tanh,
        "gelu" "GELU" => Activation::Gelu,
        "sigmoid" "Sigmoid" => Activation::Sigmoid,
    }
    /// A menu of losses for classes.
    ClassLossChoice of Loss {
        "cross_entropy" "Cross Entropy" => Loss::CrossEntropy,
        "textbook" "Squared Error (Textbook)" => Loss::Textbook,
    }
    /// A menu of losses for numbers.
    NumberLossChoice of Loss {
        "squared" "Squared Error" => Loss::Squared,
        "absolute" "Absolute Error" => Loss::Absolute,
        "huber" "Huber" => Loss::Huber,
        "textbook" "Squared Error (Textbook)" => Loss::Textbook,
    }
    /// A menu of optimisers.
    OptimiserChoice of Optimiser {
        "adam" "Adam" => Optimiser::Adam,
        "adamw" "AdamW" => Optimiser::AdamW,
        "sgd" "SGD with Momentum" => Optimiser::Sgd,
    }
    /// A menu of schedules.
    ScheduleChoice of Schedule {
        "cosine" "Cosine" => Schedule::Cosine,
        "linear" "Linear" => Schedule::Linear,
        "constant" "Constant" => Schedule::Constant,
    }
    /// A menu of what is held out together.
    ValidationByChoice of ValidationBy {
        "row" "Row" => ValidationBy::Row,
        "source" "Source" => ValidationBy::Source,
    }
    /// A menu of devices.
    ProcessorChoice of Processor {
        "cpu" "CPU" => Processor::Cpu,
        "gpu" "GPU" => Processor::Gpu,
    }
}

/// The parameters of a Train node, with the loss that is its own.
pub const fn parameters(loss: ParameterDeclaration) -> [ParameterDeclaration; 24] {
    [
        START.declaration,
        STOP.declaration,
        CONTINUE.declaration,
        RESET.declaration,
        HIDDEN.declaration,
        ACTIVATION.declaration,
        DROPOUT.declaration,
        loss,
        EPOCHS.declaration,
        BATCH.declaration,
        LEARNING_RATE.declaration,
        SCHEDULE.declaration,
        OPTIMISER.declaration,
        MOMENTUM.declaration,
        WEIGHT_DECAY.declaration,
        PATIENCE.declaration,
        MASKING.declaration,
        NORMALISE.declaration,
        VALIDATION.declaration,
        VALIDATION_BY.declaration,
        SEED.declaration,
        DEVICE.declaration,
        CHECK_DATA.declaration,
        WEIGHTS.declaration,
    ]
}

/// Parameters with one more at the end.
pub const fn with<const COUNT: usize, const MORE: usize>(
    parameters: [ParameterDeclaration; COUNT],
    one: ParameterDeclaration,
) -> [ParameterDeclaration; MORE] {
    assert!(MORE == COUNT + 1);
    let mut all = [one; MORE];
    let mut at = 0;
    while at < COUNT {
        all[at] = parameters[at];
        at += 1;
    }
    all
}

/// Whether nodes of a type train networks.
pub fn is_trained(node_type: &NodeType) -> bool {
    node_type.reads.published && goal_of(node_type).is_some()
}

/// What nodes of a type learn, if they learn.
pub fn goal_of(node_type: &NodeType) -> Option<Goal> {
    let is = |other: &NodeType| node_type.id == other.id;
    match () {
        () if is(&super::train_classifier::NODE) => Some(Goal::Classes),
        () if is(&super::train_regressor::NODE) => Some(Goal::Numbers),
        () => None,
    }
}

/// How a Train node's parameters say that it is to be trained.
pub fn settings(goal: Goal, parameters: Parameters<'_>) -> Result<Settings, NodeError> {
    let Chosen(ActivationChoice(activation)) = parameters.get(ACTIVATION);
    let Chosen(OptimiserChoice(optimiser)) = parameters.get(OPTIMISER);
    let Chosen(ScheduleChoice(schedule)) = parameters.get(SCHEDULE);
    let Chosen(ValidationByChoice(validation_by)) = parameters.get(VALIDATION_BY);
    let Chosen(ProcessorChoice(processor)) = parameters.get(DEVICE);
    let loss = match goal {
        Goal::Classes => parameters.get(CLASS_LOSS).0.0,
        Goal::Numbers => parameters.get(NUMBER_LOSS).0.0,
    };
    let settings = Settings {
        goal,
        hidden: hidden(&parameters.get(HIDDEN))?,
        activation,
        dropout: parameters.get(DROPOUT),
        loss,
        optimiser,
        learning_rate: parameters.get(LEARNING_RATE),
        momentum: parameters.get(MOMENTUM),
        weight_decay: parameters.get(WEIGHT_DECAY),
        schedule,
        batch: parameters.get(BATCH) as usize,
        epochs: parameters.get(EPOCHS) as usize,
        patience: parameters.get(PATIENCE) as usize,
        balance_classes: goal == Goal::Classes && parameters.get(BALANCE),
        masking: parameters.get(MASKING),
        normalise: parameters.get(NORMALISE),
        validation: parameters.get(VALIDATION),
        validation_by,
        seed: parameters.get(SEED) as u64,
        processor,
    };
    settings.check().map_err(learning_failed)?;
    Ok(settings)
}

fn hidden(text: &str) -> Result<Vec<usize>, NodeError> {
    let wrong = |word: &str| NodeError::Parameter {
        parameter: HIDDEN.declaration.id.to_owned(),
        message: format!("\"{word}\" is no number of neurons: write such as 128 128"),
    };
    text.split([' ', ','])
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().map_err(|_| wrong(word)))
        .collect()
}

/// Which inputs a Train node wants cooked: the data only to compare with what was learned from.
pub fn wanted(parameters: Parameters<'_>, _: usize) -> Wanted {
    match parameters.get(CHECK_DATA) && !parameters.get(WEIGHTS).trim().is_empty() {
        true => Wanted::All,
        false => Wanted::None,
    }
}

/// Gives out the newest model: what a job publishes, or the file of weights. It never trains.
pub fn cook(cook: &Cook<'_>, goal: Goal) -> Result<Outputs, NodeError> {
    let settings = settings(goal, cook.parameters())?;
    if let Some(model) = cook.published::<Model>() {
        return Ok(Outputs::one::<ModelWire>(model));
    }
    if cook.get(WEIGHTS).trim().is_empty() {
        return Err(NodeError::message(
            "not trained yet: press Start, or run espalier train on the project",
        ));
    }
    let file = cook.file(WEIGHTS).map_err(|error| match error {
        NodeError::File { path, message } => NodeError::File {
            path,
            message: format!("the weights cannot be read: {message}, or train again"),
        },
        other => other,
    })?;
    let model = load(&file.path, goal)?;
    if let Some(reason) = stale(cook, &model, &settings)? {
        cook.warn(format!("stale: {reason}; press Start, or run espalier train"));
    }
    model.info().notes.iter().for_each(|note| cook.warn(note));
    Ok(Outputs::one::<ModelWire>(model))
}

fn load(path: &Path, goal: Goal) -> Result<Model, NodeError> {
    let model = Model::load(path).map_err(learning_failed)?;
    if model.info().settings.goal == goal {
        return Ok(model);
    }
    let message = "these are the weights of another kind of network: train again";
    Err(NodeError::Parameter {
        parameter: WEIGHTS.declaration.id.to_owned(),
        message: message.to_owned(),
    })
}

/// Why a model is not what training would give now.
fn stale(cook: &Cook<'_>, model: &Model, settings: &Settings) -> Result<Option<String>, NodeError> {
    if model.info().settings.hash() != settings.hash() {
        return Ok(Some("the settings changed since this was trained".to_owned()));
    }
    if cook.wires(DATASET.declaration.id).is_empty() {
        return Ok(None);
    }
    let changed = cook.input(DATASET)?.hash() != model.info().data;
    Ok(changed.then(|| "the data changed since this was trained".to_owned()))
}

/// Whether a parameter is one of the buttons that start and stop training.
pub fn is_button(declaration: &ParameterDeclaration) -> bool {
    matches!(declaration.kind, Kind::Button)
}
