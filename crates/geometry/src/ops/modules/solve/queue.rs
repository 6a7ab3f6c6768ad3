//! The undecided cells, the most certain first; and drawing from what is likely.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::Class;
use super::places::members;
use crate::random::Stream;

/// Cells by entropy. A cell that is put in again leaves its old place.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(u32, u32, u32)>>,
    /// How often each cell was put in or taken out: old places have an old number.
    turns: Vec<u32>,
    stream: Stream,
}

/// Entropies that differ by less are equal, and a cell among equals is drawn.
const NOISE: f32 = 1e-3;

impl Queue {
    /// No cells yet, of `count` that there are.
    pub fn new(count: usize, stream: Stream) -> Self {
        Self { heap: BinaryHeap::new(), turns: vec![0; count], stream }
    }

    /// Puts a cell where its entropy belongs.
    pub fn put(&mut self, cell: usize, entropy: f32) {
        self.turns[cell] = self.turns[cell].wrapping_add(1);
        let noise = NOISE * self.stream.unit(cell as u64);
        // Floats that are not negative are ordered as their bits are.
        let key = (entropy.max(0.0) + noise).to_bits();
        self.heap.push(Reverse((key, cell as u32, self.turns[cell])));
    }

    /// Takes a cell out wherever it is.
    pub fn drop(&mut self, cell: usize) {
        self.turns[cell] = self.turns[cell].wrapping_add(1);
    }

    /// Takes out the cell of least entropy, unless that is above `most`.
    pub fn pop(&mut self, most: f32) -> Option<usize> {
        while let Some(&Reverse((key, cell, turn))) = self.heap.peek() {
            let is_old = self.turns[cell as usize] != turn;
            if !is_old && f32::from_bits(key) > most + NOISE {
                return None;
            }
            self.heap.pop();
            if !is_old {
                self.drop(cell as usize);
                return Some(cell as usize);
            }
        }
        None
    }
}

/// The entropy, in nats, of the weights of the modules in a set.
pub(super) fn entropy(weights: &[f32], set: &[u64]) -> f32 {
    let (mut sum, mut logs, mut count) = (0.0_f32, 0.0_f32, 0_u32);
    for module in members(set) {
        let weight = sound(weights[usize::from(module)]);
        count += 1;
        sum += weight;
        if weight > 0.0 {
            logs += weight * weight.ln();
        }
    }
    if sum <= 0.0 { (count.max(1) as f32).ln() } else { (sum.ln() - logs / sum).max(0.0) }
}

/// One of the modules in a set: `unit`, from 0 to 1, says which. Where none has a weight all are
/// alike. None for the empty set.
pub(super) fn draw(weights: &[f32], set: &[u64], temperature: f32, unit: f32) -> Option<Class> {
    let weight = |module: Class| sound(weights[usize::from(module)]);
    let most = members(set).map(weight).fold(0.0, f32::max);
    let power = 1.0 / temperature.max(1e-6);
    let tempered = |module: Class| match most {
        0.0 => 1.0,
        most if temperature == 1.0 => weight(module) / most,
        most => (weight(module) / most).powf(power),
    };
    let sum: f32 = members(set).map(tempered).sum();
    let mut left = unit * sum;
    let mut last = None;
    for module in members(set) {
        let part = tempered(module);
        if part > 0.0 {
            last = Some(module);
            left -= part;
            if left < 0.0 {
                break;
            }
        }
    }
    last
}

/// A weight that can be added up.
fn sound(weight: f32) -> f32 {
    if weight.is_finite() { weight.clamp(0.0, 1e30) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::places::set_of;
    use super::*;

    #[test]
    fn the_least_comes_first_and_old_places_are_forgotten() {
        let mut queue = Queue::new(4, Stream::new(3));
        for (cell, entropy) in [(0, 0.9), (1, 0.5), (2, 0.7), (3, 0.1), (1, 2.0)] {
            queue.put(cell, entropy);
        }
        queue.drop(3);
        assert_eq!(queue.pop(0.5), None);
        let order: Vec<_> = std::iter::from_fn(|| queue.pop(f32::INFINITY)).collect();
        assert_eq!(order, [2, 0, 1]);
    }

    #[test]
    fn entropy_is_that_of_what_is_left() {
        let set = set_of(1, [0, 1, 3]);
        let near =
            |weights: &[f32], expected: f32| (entropy(weights, &set) - expected).abs() < 1e-5;
        assert!(near(&[2.0, 2.0, 99.0, 0.0], 2.0_f32.ln()));
        assert!(near(&[0.0, 0.0, 1.0, 0.0], 3.0_f32.ln()), "all are alike");
        assert!(near(&[f32::NAN, 5.0, 0.0, -1.0], 0.0));
    }

    #[test]
    fn modules_are_drawn_as_they_are_likely() {
        let set = set_of(2, [0, 1, 70]);
        let mut weights = vec![9.0; 71];
        (weights[0], weights[1], weights[70]) = (1.0, 2.0, 5.0);
        let share = |temperature: f32, module: Class| {
            let draws = (0..8000).map(|turn| (turn as f32 + 0.5) / 8000.0);
            let drawn = draws.map(|unit| draw(&weights, &set, temperature, unit).unwrap());
            drawn.filter(|&drawn| drawn == module).count()
        };
        assert_eq!([0, 1, 70, 5].map(|module| share(1.0, module)), [1000, 2000, 5000, 0]);
        assert_eq!(share(0.0, 70), 8000);
        assert_eq!(share(0.5, 0), (8000.0_f32 / 30.0).round() as usize);
        assert!(share(1e9, 0).abs_diff(2667) < 2);
        assert_eq!(draw(&weights, &[0, 0], 1.0, 0.5), None);
        assert_eq!(draw(&[f32::NAN; 71], &set, 1.0, 0.99), Some(70));
    }
}
