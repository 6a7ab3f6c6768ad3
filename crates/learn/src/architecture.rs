//! What a network is: layers of neurons, each joined to all of the layer before.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// What follows each hidden layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// Nothing below zero.
    Relu,
    /// From −1 to 1, smoothly.
    Tanh,
    /// ReLU with a soft corner (Hendrycks and Gimpel 2016).
    Gelu,
    /// From 0 to 1, as in the textbook.
    Sigmoid,
}

/// What follows the last layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Output {
    /// Nothing: any number.
    Linear,
    /// Each from 0 to 1, on its own.
    Sigmoid,
    /// From 0 to 1, and 1 together: probabilities.
    Softmax,
}

/// The shape of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Architecture {
    /// Numbers that go in.
    pub inputs: usize,
    /// The sizes of the hidden layers.
    pub hidden: Vec<usize>,
    /// Numbers that come out.
    pub outputs: usize,
    /// What follows each hidden layer.
    pub activation: Activation,
    /// What follows the last one.
    pub output: Output,
}

/// Where the weights and biases of one layer lie among all parameters of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LayerPlace {
    pub inputs: usize,
    pub outputs: usize,
    /// One row for each input, one number in it for each output.
    pub weights: Range<usize>,
    pub biases: Range<usize>,
}

impl Architecture {
    /// Where the parameters of each layer lie, from the first layer to the last.
    pub(crate) fn places(&self) -> Vec<LayerPlace> {
        let mut start = 0;
        let before = std::iter::once(self.inputs).chain(self.hidden.iter().copied());
        let after = self.hidden.iter().copied().chain(std::iter::once(self.outputs));
        let place = |(inputs, outputs): (usize, usize)| {
            let weights = start..start + inputs * outputs;
            let biases = weights.end..weights.end + outputs;
            start = biases.end;
            LayerPlace { inputs, outputs, weights, biases }
        };
        before.zip(after).map(place).collect()
    }

    /// How many weights and biases there are.
    pub fn parameter_count(&self) -> usize {
        self.places().last().map_or(0, |place| place.biases.end)
    }

    /// Parameters to begin with: even between bounds that keep the spread of what passes through
    /// (He et al. 2015 for ReLU and GELU, Glorot and Bengio 2010 for the others); biases 0.
    pub fn initial(&self, seed: u64) -> Vec<f32> {
        let mut parameters = vec![0.0; self.parameter_count()];
        for (layer, place) in self.places().into_iter().enumerate() {
            let fan = match self.activation {
                Activation::Relu | Activation::Gelu => place.inputs,
                Activation::Tanh | Activation::Sigmoid => place.inputs + place.outputs,
            };
            let bound = (6.0 / fan.max(1) as f32).sqrt();
            let mut random = Random::of(&[seed, 0x1417, layer as u64]);
            for weight in &mut parameters[place.weights] {
                *weight = (random.unit() * 2.0 - 1.0) * bound;
            }
        }
        parameters
    }

    /// As people read it: `42 → 128 → 128 → 7`.
    pub fn text(&self) -> String {
        let sizes = std::iter::once(&self.inputs).chain(&self.hidden).chain([&self.outputs]);
        sizes.map(usize::to_string).collect::<Vec<_>>().join(" → ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_lie_one_after_the_other() {
        let architecture = Architecture {
            inputs: 3,
            hidden: vec![4],
            outputs: 2,
            activation: Activation::Tanh,
            output: Output::Linear,
        };
        let places = architecture.places();
        assert_eq!((places[0].weights.clone(), places[0].biases.clone()), (0..12, 12..16));
        assert_eq!((places[1].weights.clone(), places[1].biases.clone()), (16..24, 24..26));
        assert_eq!(architecture.text(), "3 → 4 → 2");
        let initial = architecture.initial(1);
        assert_eq!(initial.len(), 26);
        assert_ne!(initial, architecture.initial(2));
        assert_eq!(initial[12..16], [0.0; 4]);
    }
}
