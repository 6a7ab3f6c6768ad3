//! A trained network and all that is known of it.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::architecture::Architecture;
use crate::dataset::Hash;
use crate::error::LearnError;
use crate::features::Field;
use crate::metrics::{Baseline, Metrics};
use crate::settings::{Goal, Settings};
use crate::weights;

/// The losses after one time through all rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// The mean loss of the steps, with dropout and masking.
    pub training: f32,
    /// The loss on the rows held out, if there are any.
    pub validation: Option<f32>,
    /// The share of them whose class was right; none for numbers.
    pub accuracy: Option<f32>,
}

/// What made a model, and how good it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// The version of the program that made it.
    pub program: String,
    /// When, in universal time.
    pub date: String,
    /// How it was trained.
    pub settings: Settings,
    /// Its shape.
    pub architecture: Architecture,
    /// What it is given, in the order that it is given.
    pub inputs: Vec<Field>,
    /// What it answers.
    pub targets: Vec<Field>,
    /// The hash of the data that it learned from.
    pub data: Hash,
    /// Rows that it learned from.
    pub training_rows: usize,
    /// The losses so far.
    pub history: Vec<Epoch>,
    /// The epoch whose weights these are, from 1; 0 before the first has ended.
    pub epoch: usize,
    /// How good it is on the rows held out.
    pub metrics: Metrics,
    /// What could be had without a network.
    pub baseline: Baseline,
    /// What was noticed in the data.
    pub notes: Vec<String>,
}

/// A trained network. Clones share its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    info: Arc<ModelInfo>,
    parameters: Arc<[f32]>,
}

impl Model {
    pub(crate) fn new(info: ModelInfo, parameters: &[f32]) -> Self {
        Self { info: Arc::new(info), parameters: parameters.into() }
    }

    /// What made it, and how good it is.
    pub fn info(&self) -> &ModelInfo {
        &self.info
    }

    /// Weights and biases of all layers: for each layer a row of weights for each input, then the
    /// biases.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// The classes that it tells apart; nothing where it gives numbers.
    pub fn classes(&self) -> &[String] {
        match (self.info.settings.goal, self.info.targets.first()) {
            (Goal::Classes, Some(target)) => &target.classes,
            _ => &[],
        }
    }

    /// The hash of its weights alone.
    pub fn weights_hash(&self) -> Hash {
        Hash::of(bytemuck::cast_slice(&self.parameters))
    }

    /// The bytes of a file that holds all of it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LearnError> {
        let mut tensors = Vec::new();
        for (index, place) in self.info.architecture.places().into_iter().enumerate() {
            let weights = &self.parameters[place.weights];
            let biases = &self.parameters[place.biases];
            let shape = vec![place.inputs, place.outputs];
            tensors.push((format!("layers.{index}.weight"), shape, weights));
            tensors.push((format!("layers.{index}.bias"), vec![place.outputs], biases));
        }
        let about = serde_json::to_string(&*self.info)
            .map_err(|error| LearnError::weights(error.to_string()))?;
        weights::write(&tensors, about)
    }

    /// A model from the bytes of a file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LearnError> {
        let (mut tensors, about) = weights::read(bytes)?;
        let info: ModelInfo = serde_json::from_str(&about).map_err(|error| {
            LearnError::weights(format!("what the file says of its model cannot be read ({error})"))
        })?;
        let sizes = [
            (&info.inputs, info.architecture.inputs, "inputs"),
            (&info.targets, info.architecture.outputs, "targets"),
        ];
        for (fields, size, what) in sizes {
            if fields.iter().map(|field| field.size).sum::<usize>() != size {
                return Err(LearnError::weights(format!("the {what} do not fit the network")));
            }
        }
        let mut parameters = Vec::new();
        for (index, place) in info.architecture.places().into_iter().enumerate() {
            let parts = [
                (format!("layers.{index}.weight"), vec![place.inputs, place.outputs]),
                (format!("layers.{index}.bias"), vec![place.outputs]),
            ];
            for (name, shape) in parts {
                let (_, mut numbers) =
                    tensors.remove(&name).filter(|(found, _)| *found == shape).ok_or_else(
                        || LearnError::weights(format!("\"{name}\" of shape {shape:?} is missing")),
                    )?;
                if numbers.iter().any(|number| !number.is_finite()) {
                    return Err(LearnError::weights(format!("\"{name}\" holds what is no number")));
                }
                parameters.append(&mut numbers);
            }
        }
        Ok(Self { info: Arc::new(info), parameters: parameters.into() })
    }

    /// Reads a file of weights. Where its name is the hash of its content, it must be that still.
    pub fn load(path: &Path) -> Result<Self, LearnError> {
        let bytes = std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                LearnError::weights(format!("the file of weights {} is missing", path.display()))
            }
            _ => LearnError::file(path, error),
        })?;
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or("");
        let is_hash = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash && Hash::of(&bytes).to_string() != name {
            return Err(LearnError::weights(format!(
                "the file of weights {} is damaged: its content is not what its name says",
                path.display()
            )));
        }
        Self::from_bytes(&bytes).map_err(|error| match error {
            LearnError::Weights(message) => {
                LearnError::Weights(format!("{}: {message}", path.display()))
            }
            other => other,
        })
    }

    /// Writes the model to a folder, which is made if it is not there, under the hash of the
    /// content. Gives the name of the file.
    pub fn save(&self, folder: &Path) -> Result<String, LearnError> {
        let bytes = self.to_bytes()?;
        let name = format!("{}.safetensors", Hash::of(&bytes));
        write_file(&folder.join(&name), &bytes)?;
        Ok(name)
    }
}

/// Writes a file beside its place and renames it, so that it is never there in part.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), LearnError> {
    let failed = |error: &dyn ToString| LearnError::file(path, error.to_string());
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(bytes).map_err(|error| failed(&error))?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error))?;
    Ok(())
}
