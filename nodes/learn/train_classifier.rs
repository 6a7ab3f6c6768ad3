//! Train Classifier: a network that learns to tell classes apart.

use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, ParameterDeclaration, Reads};
use learn::Goal;

use super::training::{self, BALANCE, CLASS_LOSS, DATASET};
use crate::wires::ModelWire;

const PARAMETERS: [ParameterDeclaration; 25] =
    training::with(training::parameters(CLASS_LOSS.declaration), BALANCE.declaration);

/// The declaration of Train Classifier.
pub const NODE: NodeType = NodeType {
    id: "train_classifier",
    label: "Train Classifier",
    category: "learn",
    aliases: &["ML Train", "Neural Network", "Learn Classes", "Classify", "MLP"],
    help: "Trains a network to tell classes apart, from a dataset with one target of text, and \
           gives it out as a model. Cooking never trains: Start, or espalier train, does so in \
           the background, and what is downstream cooks with the newest weights while it goes \
           on. The weights are kept in a file beside the project.",
    inputs: &[DATASET.declaration],
    outputs: &[OutputDeclaration::new::<ModelWire>("model", "Model")],
    parameters: &PARAMETERS,
    reads: Reads { published: true, ..Reads::NOTHING },
    wanted: training::wanted,
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    training::cook(cook, Goal::Classes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::text;
    use crate::wires::DatasetWire;
    use graph::{Value, WireValue, run_node};
    use learn::{Column, Dataset, Model, Settings, Trainer};
    use task::Task;

    fn dataset(rows: usize) -> Dataset {
        let x: Vec<f32> = (0..rows).map(|row| row as f32).collect();
        let kinds = (0..rows).map(|row| if row * 2 < rows { "low" } else { "high" });
        let target = Column::texts("kind", kinds);
        Dataset::new(vec![Column::numbers("x", 1, x).unwrap()], vec![target]).unwrap()
    }

    /// Trains as the node with these values would be, and gives the file of the weights.
    fn train(folder: &std::path::Path, epochs: usize) -> String {
        let settings = Settings { hidden: vec![4], epochs, ..Settings::new(Goal::Classes) };
        let task = Task::unlimited();
        let mut trainer = Trainer::new(&dataset(100), &settings, &task).unwrap();
        trainer.run(&task, |_| Ok(())).unwrap();
        folder.join(trainer.best().save(folder).unwrap()).to_str().unwrap().to_owned()
    }

    fn cooked(
        weights: &str,
        dataset: Dataset,
        more: &[(&str, Value)],
    ) -> Result<(Model, Vec<String>), NodeError> {
        let mut values = vec![("weights", text(weights)), ("hidden", text("4"))];
        values.extend_from_slice(more);
        let wires = [vec![WireValue::new::<DatasetWire>(dataset)]];
        let (outputs, warnings) = run_node(&NODE, &values, &wires, &Task::unlimited())?;
        Ok((outputs.values()[0].get::<ModelWire>().unwrap().clone(), warnings))
    }

    #[test]
    fn it_gives_out_what_was_trained_and_says_when_that_is_stale() {
        let folder = tempfile::tempdir().unwrap();
        let weights = train(folder.path(), 3);
        let (model, warnings) = cooked(&weights, dataset(100), &[]).unwrap();
        assert_eq!((model.info().epoch > 0, warnings.len()), (true, 0), "{warnings:?}");
        let (_, warnings) = cooked(&weights, dataset(90), &[]).unwrap();
        assert!(warnings[0].contains("stale: the data changed"), "{warnings:?}");
        let other = [("learning_rate", Value::Float(0.5))];
        let (_, warnings) = cooked(&weights, dataset(100), &other).unwrap();
        assert!(warnings[0].contains("stale: the settings changed"), "{warnings:?}");
        let (_, warnings) =
            cooked(&weights, dataset(100), &[("epochs", Value::Integer(9))]).unwrap();
        assert!(warnings.is_empty(), "more epochs continue the same training");
    }

    #[test]
    fn what_is_untrained_missing_or_damaged_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let said = |weights: &str| cooked(weights, dataset(100), &[]).unwrap_err().to_string();
        assert!(said("").contains("not trained yet: press Start"), "{}", said(""));
        let weights = train(folder.path(), 1);
        let mut bytes = std::fs::read(&weights).unwrap();
        bytes.truncate(bytes.len() - 4);
        std::fs::write(&weights, bytes).unwrap();
        assert!(said(&weights).contains("is damaged"), "{}", said(&weights));
        std::fs::remove_file(&weights).unwrap();
        assert!(said(&weights).contains("train again"), "{}", said(&weights));
    }
}
