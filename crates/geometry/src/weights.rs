//! How new elements come from old ones: for each, a few sources with weights.

use rayon::prelude::*;
use task::GRAIN;

use crate::Meaning;

/// For each new element the old elements that it is a mean of, in one flat list.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    offsets: Vec<u32>,
    sources: Vec<u32>,
    weights: Vec<f32>,
}

impl Weights {
    /// No elements yet, with room for `elements` of `sources` sources in all.
    pub fn with_capacity(elements: usize, sources: usize) -> Self {
        let mut offsets = Vec::with_capacity(elements + 1);
        offsets.push(0);
        Self { offsets, sources: Vec::with_capacity(sources), weights: Vec::with_capacity(sources) }
    }

    /// From flat arrays: element `i` has the sources `offsets[i]..offsets[i + 1]`.
    pub fn from_parts(offsets: Vec<u32>, sources: Vec<u32>, weights: Vec<f32>) -> Self {
        assert_eq!(sources.len(), weights.len(), "a weight for each source");
        assert_eq!(offsets.last().copied(), Some(sources.len() as u32), "offsets end at the end");
        Self { offsets, sources, weights }
    }

    /// Adds an element.
    pub fn push(&mut self, sources: impl IntoIterator<Item = (u32, f32)>) {
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        for (source, weight) in sources {
            self.sources.push(source);
            self.weights.push(weight);
        }
        self.offsets.push(self.sources.len() as u32);
    }

    /// The number of new elements.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sources and weights of one element.
    pub fn of(&self, element: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[element] as usize..self.offsets[element + 1] as usize;
        (&self.sources[range.clone()], &self.weights[range])
    }

    /// For each element the source with the greatest weight, the first if equal. An element
    /// without sources names source 0.
    pub(crate) fn strongest(&self) -> Vec<u32> {
        let strongest = |element| {
            let (sources, weights) = self.of(element);
            let mut best = (f32::NEG_INFINITY, 0);
            for (&source, &weight) in sources.iter().zip(weights) {
                if weight > best.0 {
                    best = (weight, source);
                }
            }
            best.1
        };
        (0..self.len()).into_par_iter().with_min_len(GRAIN).map(strongest).collect()
    }

    /// Weighted sums of float tuples.
    pub(crate) fn mix(&self, values: &[f32], size: usize, meaning: Meaning) -> Vec<f32> {
        let mut out = vec![0.0; self.len() * size];
        out.par_chunks_mut(GRAIN * size).enumerate().for_each(|(chunk, out)| {
            for (index, tuple) in out.chunks_exact_mut(size).enumerate() {
                let (sources, weights) = self.of(chunk * GRAIN + index);
                let first =
                    sources.first().map(|&source| &values[source as usize * size..][..size]);
                for (&source, &weight) in sources.iter().zip(weights) {
                    let value = &values[source as usize * size..][..size];
                    let weight = match (meaning, first) {
                        (Meaning::Quaternion, Some(first)) if dot(first, value) < 0.0 => -weight,
                        _ => weight,
                    };
                    for (sum, value) in tuple.iter_mut().zip(value) {
                        *sum += weight * value;
                    }
                }
                if matches!(meaning, Meaning::Normal | Meaning::Quaternion) {
                    let length = dot(tuple, tuple).sqrt();
                    if length > 0.0 {
                        tuple.iter_mut().for_each(|value| *value /= length);
                    }
                }
            }
        });
        out
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
