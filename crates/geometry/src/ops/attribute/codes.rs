//! Numbers that are equal where values are.

use task::Task;

use super::Error;
use crate::{Column, Data, Text, sort};

/// For each tuple a number: equal tuples have equal numbers, and others different ones, but for
/// the chance of two hashes of 64 bits being the same. They depend on the value alone, on any
/// machine. Both zeroes are equal.
pub(super) fn codes(column: &Column, task: &Task) -> Result<Vec<u64>, Error> {
    let size = column.size();
    let bits = |value: f32| (value + 0.0).to_bits();
    Ok(match column.data() {
        Data::Float(values) if size == 1 => {
            task.map(values.len(), |element| u64::from(bits(values[element])))?
        }
        Data::Float(values) => task.map(column.len(), |element| {
            hash(values[element * size..][..size].iter().map(|&value| bits(value)))
        })?,
        Data::Int(values) if size == 1 => {
            task.map(values.len(), |element| u64::from(values[element].cast_unsigned()))?
        }
        Data::Int(values) => task.map(column.len(), |element| {
            hash(values[element * size..][..size].iter().map(|value| value.cast_unsigned()))
        })?,
        Data::Bool(members) => task.map(members.len(), |element| u64::from(members[element]))?,
        Data::Text(text) => {
            let strings = text.strings.iter().map(|string| hash(string.bytes().map(u32::from)));
            let strings: Vec<u64> = strings.collect();
            task.map(text.indices.len(), |element| strings[text.indices[element] as usize])?
        }
    })
}

/// A number of 64 bits for a row of numbers.
fn hash(numbers: impl Iterator<Item = u32>) -> u64 {
    numbers.fold(0x51_7CC1_B727_220A, |hash: u64, number| {
        // Each step is one-to-one in the hash so far, so that nothing is lost on the way.
        let mixed = (hash ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ (mixed >> 32)
    })
}

/// For each tuple a number below the number that is given with them.
pub(super) fn dense(column: &Column, task: &Task) -> Result<(Vec<u32>, usize), Error> {
    let codes = codes(column, task)?;
    let mut distinct = sort::sort(codes.clone(), task)?;
    distinct.dedup();
    task.check()?;
    let numbers = task
        .map(codes.len(), |element| distinct.binary_search(&codes[element]).unwrap_or(0) as u32)?;
    Ok((numbers, distinct.len()))
}

/// The place of each string of a dictionary in the alphabet; equal strings have one place.
pub(super) fn alphabetical_ranks(text: &Text) -> Vec<u32> {
    let strings = &text.strings;
    let mut order: Vec<u32> = (0..strings.len() as u32).collect();
    order.sort_by_key(|&index| &strings[index as usize]);
    let mut ranks = vec![0; strings.len()];
    let mut rank = 0;
    for (place, &index) in order.iter().enumerate() {
        if place > 0 && strings[index as usize] != strings[order[place - 1] as usize] {
            rank += 1;
        }
        ranks[index as usize] = rank;
    }
    ranks
}
