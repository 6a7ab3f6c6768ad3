//! The network as tensors: forward, and the slopes of its loss.

use burn::tensor::activation::{gelu, log_softmax, relu, sigmoid, softmax, tanh};
use burn::tensor::module::linear;
use burn::tensor::{Device, DeviceKind, Tensor, TensorData};

use crate::architecture::{Activation, Architecture, Output};
use crate::error::LearnError;
use crate::settings::{Loss, Processor};

/// Weights and biases of each layer, from the first to the last. Clones share the numbers.
#[derive(Debug, Clone)]
pub(crate) struct Layers(Vec<(Tensor<2>, Tensor<1>)>);

/// Rows of a step, as numbers.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub rows: usize,
    /// The numbers of the inputs, row after row.
    pub inputs: Vec<f32>,
    /// The numbers of the targets, row after row.
    pub targets: Vec<f32>,
    /// How much each row counts; 1 in all for the whole step.
    pub weights: Vec<f32>,
    /// For each hidden layer what each output is multiplied by; nothing without dropout.
    pub dropout: Vec<Vec<f32>>,
}

/// The device to compute on; an error where it does not work.
pub(crate) fn device(processor: Processor) -> Result<Device, LearnError> {
    if processor == Processor::Cpu {
        return Ok(Device::flex());
    }
    // Without an adapter, the first use panics.
    let probe = || {
        let device = Device::wgpu(DeviceKind::DefaultDevice);
        Tensor::<1>::from_data([1.0_f32], &device).try_into_data().map(|_| device)
    };
    match std::panic::catch_unwind(probe) {
        Ok(Ok(device)) => Ok(device),
        _ => Err(LearnError::Device(
            "no graphics processor can be used for training here: choose CPU".to_owned(),
        )),
    }
}

impl Layers {
    /// The parameters as tensors on a device.
    pub fn new(architecture: &Architecture, parameters: &[f32], device: &Device) -> Self {
        let layer = |place: crate::architecture::LayerPlace| {
            let shape = [place.inputs, place.outputs];
            let weights = TensorData::new(parameters[place.weights].to_vec(), shape);
            let biases = TensorData::new(parameters[place.biases].to_vec(), [place.outputs]);
            (Tensor::from_data(weights, device), Tensor::from_data(biases, device))
        };
        Self(architecture.places().into_iter().map(layer).collect())
    }

    /// The same parameters as leaves whose slopes are asked for.
    fn tracked(&self) -> Self {
        let tracked = |(weights, biases): &(Tensor<2>, Tensor<1>)| {
            let weights = weights.clone().autodiff().require_grad();
            (weights, biases.clone().autodiff().require_grad())
        };
        Self(self.0.iter().map(tracked).collect())
    }

    /// What the last layer gives, before what follows it. Shapes: `[rows, inputs]` to
    /// `[rows, outputs]`.
    fn forward(&self, activation: Activation, input: Tensor<2>, dropout: &[Vec<f32>]) -> Tensor<2> {
        let last = self.0.len() - 1;
        let mut flow = input;
        for (index, (weights, biases)) in self.0.iter().enumerate() {
            flow = linear(flow, weights.clone(), Some(biases.clone()));
            if index == last {
                break;
            }
            flow = match activation {
                Activation::Relu => relu(flow),
                Activation::Tanh => tanh(flow),
                Activation::Gelu => gelu(flow),
                Activation::Sigmoid => sigmoid(flow),
            };
            if let Some(factors) = dropout.get(index) {
                let shape = flow.dims();
                let factors = TensorData::new(factors.clone(), shape);
                flow = flow.clone() * Tensor::from_data(factors, &flow.device().inner());
            }
        }
        flow
    }

    /// What the network answers to rows of inputs, row after row.
    pub fn answer(
        &self,
        architecture: &Architecture,
        inputs: Vec<f32>,
        rows: usize,
        device: &Device,
    ) -> Result<Vec<f32>, LearnError> {
        let input = TensorData::new(inputs, [rows, architecture.inputs]);
        let last = self.forward(architecture.activation, Tensor::from_data(input, device), &[]);
        let answer = match architecture.output {
            Output::Linear => last,
            Output::Sigmoid => sigmoid(last),
            Output::Softmax => softmax(last, 1),
        };
        numbers(answer)
    }

    /// The loss of a batch, and its slope along each parameter.
    pub fn slopes(
        &self,
        architecture: &Architecture,
        loss: Loss,
        batch: Batch,
        device: &Device,
    ) -> Result<(f64, Vec<f32>), LearnError> {
        let leaves = self.tracked();
        let input = TensorData::new(batch.inputs, [batch.rows, architecture.inputs]);
        let input = Tensor::from_data(input, device).autodiff();
        let last = leaves.forward(architecture.activation, input, &batch.dropout);
        let shape = [batch.rows, architecture.outputs];
        let targets = Tensor::from_data(TensorData::new(batch.targets, shape), device);
        let weights = TensorData::new(batch.weights, [batch.rows, 1]);
        let sum = loss_of(loss, last, targets, Tensor::from_data(weights, device));
        let mut gradients = sum.backward();
        let mut slopes = Vec::with_capacity(architecture.parameter_count());
        for (weights, biases) in &leaves.0 {
            let missing = || LearnError::Device("the device gave no slopes".to_owned());
            let of_weights = weights.grad_remove(&mut gradients).ok_or_else(missing)?;
            let of_biases = biases.grad_remove(&mut gradients).ok_or_else(missing)?;
            slopes.append(&mut numbers(of_weights)?);
            slopes.append(&mut numbers(of_biases)?);
        }
        Ok((f64::from(numbers(sum.inner())?[0]), slopes))
    }
}

/// The loss as one number. The weights of the rows say how much each counts; 1 in all.
fn loss_of(loss: Loss, last: Tensor<2>, targets: Tensor<2>, weights: Tensor<2>) -> Tensor<1> {
    let outputs = targets.dims()[1] as f32;
    match loss {
        Loss::CrossEntropy => (log_softmax(last, 1) * (targets * weights)).sum().neg(),
        Loss::Squared => ((last - targets).square() * weights.div_scalar(outputs)).sum(),
        Loss::Absolute => ((last - targets).abs() * weights.div_scalar(outputs)).sum(),
        Loss::Huber => {
            let difference = (last - targets).abs();
            let near = difference.clone().clamp_max(1.0);
            let each = near.clone() * (difference - near.mul_scalar(0.5));
            (each * weights.div_scalar(outputs)).sum()
        }
        Loss::Textbook => ((targets - sigmoid(last)).square() * weights.mul_scalar(0.5)).sum(),
    }
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, LearnError> {
    tensor.try_into_vec_as::<f32>().map_err(|error| {
        LearnError::Device(format!("the device did not give its result: {error:?}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn network(activation: Activation, output: Output) -> (Architecture, Vec<f32>) {
        let architecture =
            Architecture { inputs: 3, hidden: vec![5, 4], outputs: 2, activation, output };
        let mut parameters = architecture.initial(3);
        let mut random = Random::of(&[8]);
        parameters.iter_mut().for_each(|parameter| *parameter += random.unit() * 0.2);
        (architecture, parameters)
    }

    fn batch(is_classes: bool) -> Batch {
        let mut random = Random::of(&[9]);
        let inputs = (0..12).map(|_| random.unit() * 2.0 - 1.0).collect();
        let targets = match is_classes {
            true => vec![1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0],
            false => (0..8).map(|_| random.unit()).collect(),
        };
        Batch { rows: 4, inputs, targets, weights: vec![0.25; 4], dropout: Vec::new() }
    }

    fn slopes(
        architecture: &Architecture,
        loss: Loss,
        parameters: &[f32],
        batch: Batch,
    ) -> (f64, Vec<f32>) {
        let device = Device::flex();
        Layers::new(architecture, parameters, &device)
            .slopes(architecture, loss, batch, &device)
            .unwrap()
    }

    #[test]
    fn slopes_are_those_of_finite_differences() {
        let cases = [
            (Loss::CrossEntropy, Output::Softmax),
            (Loss::Squared, Output::Linear),
            (Loss::Huber, Output::Linear),
            (Loss::Textbook, Output::Sigmoid),
        ];
        for activation in [Activation::Tanh, Activation::Gelu, Activation::Sigmoid] {
            for (loss, output) in cases {
                let (architecture, parameters) = network(activation, output);
                let is_classes = loss == Loss::CrossEntropy;
                let (_, exact) = slopes(&architecture, loss, &parameters, batch(is_classes));
                for at in 0..parameters.len() {
                    const STEP: f32 = 1e-2;
                    let moved = |by: f32| {
                        let mut moved = parameters.clone();
                        moved[at] += by;
                        slopes(&architecture, loss, &moved, batch(is_classes)).0
                    };
                    // Fourth order, so that the step can be wide enough for 32-bit floats.
                    let near = moved(STEP) - moved(-STEP);
                    let far = moved(2.0 * STEP) - moved(-2.0 * STEP);
                    let slope = ((8.0 * near - far) / (12.0 * f64::from(STEP))) as f32;
                    let wrong = (slope - exact[at]).abs();
                    assert!(wrong < 1e-4, "{activation:?} {loss:?} {at}: {slope} {}", exact[at]);
                }
            }
        }
    }

    #[test]
    fn relu_and_dropout_have_the_slopes_of_what_they_let_through() {
        let (architecture, parameters) = network(Activation::Relu, Output::Linear);
        let closed = |factor: f32| Batch {
            dropout: vec![vec![factor; 20], vec![factor; 16]],
            ..batch(false)
        };
        let open = slopes(&architecture, Loss::Squared, &parameters, batch(false));
        assert_eq!(open, slopes(&architecture, Loss::Squared, &parameters, closed(1.0)));
        let (_, none) = slopes(&architecture, Loss::Squared, &parameters, closed(0.0));
        let last = architecture.places().pop().unwrap();
        assert!(none[..last.weights.end].iter().all(|&slope| slope == 0.0));
        assert!(none[last.biases].iter().any(|&slope| slope != 0.0));
    }

    /// With o = σ(Σ w·x): ∂E/∂w_jk = −(t_k − o_k) · o_k(1 − o_k) · o_j, and the error of a hidden
    /// neuron is the weighted sum of the errors of those that it feeds.
    #[test]
    fn slopes_of_the_sigmoid_network_are_the_textbooks() {
        let architecture = Architecture {
            inputs: 3,
            hidden: vec![4],
            outputs: 2,
            activation: Activation::Sigmoid,
            output: Output::Sigmoid,
        };
        let parameters = architecture.initial(5);
        let (input, target) = ([0.3_f32, -0.8, 0.5], [1.0_f32, 0.0]);
        let [hidden, last] = &architecture.places()[..] else { panic!("two layers") };
        let sigma = |sum: f32| 1.0 / (1.0 + (-sum).exp());
        let through = |place: &crate::architecture::LayerPlace, values: &[f32]| -> Vec<f32> {
            let weights = &parameters[place.weights.clone()];
            let sum = |k: usize| {
                let sum: f32 = values
                    .iter()
                    .enumerate()
                    .map(|(j, v)| v * weights[j * place.outputs + k])
                    .sum();
                sigma(sum + parameters[place.biases.start + k])
            };
            (0..place.outputs).map(sum).collect()
        };
        let inner = through(hidden, &input);
        let outer = through(last, &inner);
        let delta: Vec<f32> =
            (0..2).map(|k| -(target[k] - outer[k]) * outer[k] * (1.0 - outer[k])).collect();
        let back: Vec<f32> = (0..4)
            .map(|j| {
                let weights = &parameters[last.weights.clone()];
                let error: f32 = (0..2).map(|k| weights[j * 2 + k] * delta[k]).sum();
                error * inner[j] * (1.0 - inner[j])
            })
            .collect();
        let mut expected = Vec::new();
        input.iter().for_each(|x| expected.extend(back.iter().map(|delta| delta * x)));
        expected.extend(&back);
        inner.iter().for_each(|x| expected.extend(delta.iter().map(|delta| delta * x)));
        expected.extend(&delta);
        let batch = Batch {
            rows: 1,
            inputs: input.to_vec(),
            targets: target.to_vec(),
            weights: vec![1.0],
            dropout: Vec::new(),
        };
        let (loss, exact) = slopes(&architecture, Loss::Textbook, &parameters, batch);
        let error: f32 = (0..2).map(|k| 0.5 * (target[k] - outer[k]).powi(2)).sum();
        assert!((loss as f32 - error).abs() < 1e-6);
        for (slope, expected) in exact.iter().zip(&expected) {
            assert!((slope - expected).abs() < 1e-6, "{slope} {expected}");
        }
        assert_eq!(exact.len(), expected.len());
    }
}
