//! How new elements come from old ones: for each, a few sources with weights.

use bytemuck::{Pod, Zeroable};
use task::{GRAIN, Stop, Task};

use crate::Meaning;
use crate::runs::zeroes;

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
    pub(crate) fn strongest(&self, task: &Task) -> Result<Vec<u32>, Stop> {
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
        task.map(self.len(), strongest)
    }

    /// Weighted sums of float tuples.
    pub(crate) fn mix(
        &self,
        values: &[f32],
        size: usize,
        meaning: Meaning,
        task: &Task,
    ) -> Result<Vec<f32>, Stop> {
        let mut out = zeroes(self.len() * size);
        task.fill_chunks(&mut out, GRAIN * size, |start, out| {
            for (index, tuple) in out.chunks_exact_mut(size).enumerate() {
                let (sources, weights) = self.of(start / size + index);
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
        })?;
        Ok(out)
    }
}

/// A new element on the way from one old element to another.
#[derive(Debug, Clone, Copy, PartialEq, Default, Pod, Zeroable)]
#[repr(C)]
pub struct Blend {
    /// The element where the way begins.
    pub from: u32,
    /// The element where it ends.
    pub to: u32,
    /// How far it has gone, from 0 to 1. At 0 and 1 the values are exactly those of the ends.
    pub part: f32,
}

impl Blend {
    /// An old element as it is.
    pub fn same(element: u32) -> Self {
        Self { from: element, to: element, part: 0.0 }
    }

    /// The end that is nearer, the first if both are.
    pub(crate) fn nearer(self) -> u32 {
        if self.part > 0.5 { self.to } else { self.from }
    }

    /// The tuples of `size` numbers on their ways.
    pub(crate) fn mix(
        blends: &[Self],
        values: &[f32],
        size: usize,
        meaning: Meaning,
        task: &Task,
    ) -> Result<Vec<f32>, Stop> {
        let unit = matches!(meaning, Meaning::Normal | Meaning::Quaternion);
        let mut out = zeroes::<f32>(blends.len() * size);
        task.fill_chunks(&mut out, GRAIN * size, |start, out| {
            let blends = &blends[start / size..];
            if size == 3 && !unit {
                let values = values.as_chunks::<3>().0;
                for (slot, blend) in out.as_chunks_mut::<3>().0.iter_mut().zip(blends) {
                    let (a, b) = (values[blend.from as usize], values[blend.to as usize]);
                    *slot = [0, 1, 2].map(|axis| blend.number(a[axis], b[axis]));
                }
                return;
            }
            for (slot, blend) in out.chunks_exact_mut(size).zip(blends) {
                let a = &values[blend.from as usize * size..][..size];
                let b = &values[blend.to as usize * size..][..size];
                let turned = meaning == Meaning::Quaternion && dot(a, b) < 0.0;
                let sign = if turned { -1.0 } else { 1.0 };
                for ((slot, a), b) in slot.iter_mut().zip(a).zip(b) {
                    *slot = blend.number(*a, sign * b);
                }
                if unit && blend.part > 0.0 && blend.part < 1.0 {
                    let length = dot(slot, slot).sqrt();
                    if length > 0.0 {
                        slot.iter_mut().for_each(|value| *value /= length);
                    }
                }
            }
        })?;
        Ok(out)
    }

    fn number(self, a: f32, b: f32) -> f32 {
        // What is not a number at the other end must not spoil this one.
        if self.part <= 0.0 {
            a
        } else if self.part >= 1.0 {
            b
        } else {
            a + (b - a) * self.part
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, Table};

    #[test]
    fn blends_mix_numbers_and_keep_the_ends_exactly() {
        let mut table = Table::new(3);
        table.set("mass", Column::new(vec![1.0_f32, 3.0, f32::NAN]));
        table.set("N", Column::new(vec![glam::Vec3::X, glam::Vec3::Y, glam::Vec3::Z]));
        table.set("id", Column::new(vec![10_i32, 20, 30]));
        let blend = |from, to, part| Blend { from, to, part };
        let ways = [blend(0, 1, 0.25), blend(0, 2, 0.0), blend(2, 1, 1.0), blend(0, 1, 0.75)];
        let blended = table.blend(&ways, &Task::unlimited()).unwrap();
        assert_eq!(blended.read::<f32>("mass"), Some(&[1.5, 1.0, 3.0, 2.5][..]));
        assert_eq!(blended.read::<i32>("id"), Some(&[10, 10, 20, 20][..]));
        let normals = blended.read::<glam::Vec3>("N").unwrap();
        assert!(normals.iter().all(|normal| normal.is_normalized()));
    }

    #[test]
    fn quaternions_go_the_shorter_way() {
        let mut table = Table::new(2);
        table.set("orient", Column::new(vec![[0.0, 0.0, 0.0, 1.0_f32], [0.0, 0.0, 0.0, -1.0]]));
        let half = [Blend { from: 0, to: 1, part: 0.5 }];
        let half = table.blend(&half, &Task::unlimited()).unwrap();
        assert_eq!(half.read::<[f32; 4]>("orient"), Some(&[[0.0, 0.0, 0.0, 1.0]][..]));
    }
}
