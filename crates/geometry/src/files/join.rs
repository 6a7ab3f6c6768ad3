//! Arrays that were made in pieces, as one.

use rayon::prelude::*;

/// The parts one after another, copied on all cores.
pub fn join<T: Copy + Default + Send + Sync>(parts: &[&[T]]) -> Vec<T> {
    let total = parts.iter().map(|part| part.len()).sum();
    let mut all = vec![T::default(); total];
    let mut slots = slots(&mut all, parts.iter().map(|part| part.len()));
    slots.par_iter_mut().zip(parts).for_each(|(slot, part)| slot.copy_from_slice(part));
    drop(slots);
    all
}

/// The array cut into slots of these lengths, for pieces that each fill their own.
pub fn slots<T>(mut all: &mut [T], lengths: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    let mut slots = Vec::new();
    for length in lengths {
        let (slot, rest) = all.split_at_mut(length);
        slots.push(slot);
        all = rest;
    }
    slots
}

/// Where each part begins when parts of these lengths lie one after another, and the end.
pub fn starts(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut sum = 0;
    for length in lengths {
        sum += length;
        starts.push(sum);
    }
    starts
}
