//! Which of many positions are exactly the same, found on all cores.
//!
//! Positions are dealt into buckets by a hash of their bits, block by block, so that the same
//! positions meet in the same bucket and in their order. Each bucket is small enough for a hash
//! table that stays in the processor's cache. The result does not depend on the number of
//! threads: positions are numbered in the order in which they first come.

use glam::Vec3;
use rayon::prelude::*;
use task::{Stop, Task};

use crate::NONE;
use crate::files::join::{join, slots, starts};

/// Positions that a block deals out at a time.
const BLOCK: usize = 1 << 16;

/// Positions in a bucket, about.
const BUCKET: usize = 1 << 15;

/// The different positions among many.
pub struct DistinctPositions {
    /// For each position the number of the one that it is the same as.
    pub numbers: Vec<u32>,
    /// For each number the first position that has it.
    pub firsts: Vec<u32>,
}

/// A position on its way through the buckets.
#[derive(Clone, Copy, Default)]
struct Entry {
    bits: [u32; 3],
    /// Its place among all; when the buckets are done, `bits[0]` is the place of the first one
    /// that is the same.
    place: u32,
}

/// The entries of one block, bucket after bucket.
struct Block {
    entries: Vec<Entry>,
    /// How many entries each bucket has.
    lengths: Vec<u32>,
}

/// Finds positions that are the same: equal numbers, with 0 and -0 alike, and whatever is not a
/// number the same as what has its bits.
pub fn distinct(positions: &[Vec3], task: &Task) -> Result<DistinctPositions, Stop> {
    task.reserve(positions.len() as u64, 28, "joining the corners of this file")?;
    let buckets = positions.len().div_ceil(BUCKET).next_power_of_two();
    let deal_block = |(index, block): (usize, &[Vec3])| {
        task.check()?;
        Ok(deal(block, (index * BLOCK) as u32, buckets))
    };
    let mut blocks: Vec<Block> =
        positions.par_chunks(BLOCK).enumerate().map(deal_block).collect::<Result<_, Stop>>()?;
    task.set_progress(0.5);

    // The entries of each bucket, block after block.
    let mut by_bucket: Vec<Vec<&mut [Entry]>> = (0..buckets).map(|_| Vec::new()).collect();
    for block in &mut blocks {
        let lengths = block.lengths.iter().map(|&length| length as usize);
        for (bucket, entries) in slots(&mut block.entries, lengths).into_iter().enumerate() {
            by_bucket[bucket].push(entries);
        }
    }
    by_bucket.into_par_iter().try_for_each(|mut bucket| find_firsts(&mut bucket, task))?;
    task.set_progress(0.7);
    number(positions.len(), &blocks, task)
}

/// Multiplies with odd constants and folds: the buckets need the high bits, the tables others.
#[inline]
fn hash([x, y, z]: [u32; 3]) -> u64 {
    let low = u64::from(x) | u64::from(y) << 32;
    let mixed = u128::from(low ^ 0x9E37_79B9_7F4A_7C15)
        * u128::from(u64::from(z).wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ 0xA076_1D64_78BD_642F);
    (mixed as u64) ^ (mixed >> 64) as u64
}

#[inline]
fn bits(position: Vec3) -> [u32; 3] {
    // Adding zero makes 0 of -0 and leaves the rest.
    position.to_array().map(|value| (value + 0.0).to_bits())
}

/// The bucket of a hash, by its highest bits.
#[inline]
fn bucket_of(hash: u64, buckets: usize) -> usize {
    ((u128::from(hash) * buckets as u128) >> 64) as usize
}

/// Sorts a block into buckets, keeping the order within each.
fn deal(block: &[Vec3], first: u32, buckets: usize) -> Block {
    let bucket = |position: &Vec3| bucket_of(hash(bits(*position)), buckets);
    let of: Vec<u32> = block.iter().map(|position| bucket(position) as u32).collect();
    let mut lengths = vec![0_u32; buckets];
    of.iter().for_each(|&bucket| lengths[bucket as usize] += 1);
    let mut next = Vec::with_capacity(buckets);
    let mut sum = 0;
    for &length in &lengths {
        next.push(sum);
        sum += length;
    }
    let mut entries = vec![Entry::default(); block.len()];
    for ((position, &bucket), place) in block.iter().zip(&of).zip(first..) {
        let slot = &mut next[bucket as usize];
        entries[*slot as usize] = Entry { bits: bits(*position), place };
        *slot += 1;
    }
    Block { entries, lengths }
}

/// Replaces the first word of every entry by the place of the first entry with the same bits.
fn find_firsts(bucket: &mut [&mut [Entry]], task: &Task) -> Result<(), Stop> {
    let count: usize = bucket.iter().map(|entries| entries.len()).sum();
    let mut table = Known::with_room_for(count.min(2 * BUCKET));
    for entries in bucket {
        task.check()?;
        for entry in entries.iter_mut() {
            entry.bits[0] = table.first(*entry);
        }
    }
    Ok(())
}

/// The first entry of each kind, by open addressing.
struct Known {
    entries: Vec<Entry>,
    used: usize,
}

impl Known {
    fn with_room_for(count: usize) -> Self {
        let empty = Entry { bits: [0; 3], place: NONE };
        Self { entries: vec![empty; (2 * count).next_power_of_two()], used: 0 }
    }

    /// The place of the first entry with the bits of this one, which may be itself.
    #[inline]
    fn first(&mut self, entry: Entry) -> u32 {
        let mask = self.entries.len() - 1;
        let mut slot = hash(entry.bits) as usize & mask;
        loop {
            let known = &mut self.entries[slot];
            if known.place == NONE {
                *known = entry;
                break;
            }
            if known.bits == entry.bits {
                return known.place;
            }
            slot = (slot + 1) & mask;
        }
        self.used += 1;
        if 2 * self.used > self.entries.len() {
            self.grow();
        }
        entry.place
    }

    #[cold]
    fn grow(&mut self) {
        let mut larger = Self::with_room_for(self.entries.len());
        for entry in self.entries.iter().filter(|entry| entry.place != NONE) {
            larger.first(*entry);
        }
        *self = larger;
    }
}

/// Numbers the kinds in the order of their first places.
fn number(count: usize, blocks: &[Block], task: &Task) -> Result<DistinctPositions, Stop> {
    let mut first_of = vec![0_u32; count];
    let lengths = || blocks.iter().map(|block| block.entries.len());
    let mut parts = slots(&mut first_of, lengths());
    let found: Vec<Vec<u32>> = parts
        .par_iter_mut()
        .zip(blocks)
        .enumerate()
        .map(|(index, (slots, block))| {
            let begin = index * BLOCK;
            for entry in &block.entries {
                slots[entry.place as usize - begin] = entry.bits[0];
            }
            let places = (begin as u32..).zip(slots.iter());
            places.filter(|(place, first)| place == *first).map(|(place, _)| place).collect()
        })
        .collect();
    drop(parts);
    task.check()?;
    let begins = starts(found.iter().map(Vec::len));
    // The number of a kind, at the place of its first.
    let mut number_of = vec![NONE; count];
    slots(&mut number_of, lengths()).into_par_iter().zip(&found).zip(&begins).enumerate().for_each(
        |(index, ((slots, firsts), &begin))| {
            for (&first, number) in firsts.iter().zip(begin as u32..) {
                slots[first as usize - index * BLOCK] = number;
            }
        },
    );
    task.fill(&mut first_of, |_, first| *first = number_of[*first as usize])?;
    let found: Vec<&[u32]> = found.iter().map(Vec::as_slice).collect();
    Ok(DistinctPositions { numbers: first_of, firsts: join(&found) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn expected(positions: &[Vec3]) -> (Vec<u32>, Vec<u32>) {
        let mut known = HashMap::new();
        let mut firsts = Vec::new();
        let number = |(place, &position): (usize, &Vec3)| {
            *known.entry(bits(position)).or_insert_with(|| {
                firsts.push(place as u32);
                firsts.len() as u32 - 1
            })
        };
        let numbers = positions.iter().enumerate().map(number).collect();
        (numbers, firsts)
    }

    #[test]
    fn many_positions_are_numbered_as_they_first_come() {
        let position = |i: u32| {
            let i = i.wrapping_mul(2_654_435_761) >> 13;
            Vec3::new(
                (i % 97) as f32 * 0.1,
                (i / 97 % 61) as f32,
                if i.is_multiple_of(5) { -0.0 } else { 0.0 },
            )
        };
        let positions: Vec<Vec3> = (0..300_000).map(position).collect();
        let found = distinct(&positions, &Task::unlimited()).unwrap();
        assert_eq!((found.numbers, found.firsts), expected(&positions));
    }

    proptest! {
        #[test]
        fn any_positions_are_told_apart(values in prop::collection::vec((0_u32..4, 0_u32..3), 0..200)) {
            let special = [0.0, -0.0, f32::NAN, 1.5];
            let position = |&(a, b): &(u32, u32)| Vec3::new(special[a as usize], b as f32, 0.0);
            let positions: Vec<Vec3> = values.iter().map(position).collect();
            let found = distinct(&positions, &Task::unlimited()).unwrap();
            prop_assert_eq!((found.numbers, found.firsts), expected(&positions));
        }
    }
}
