//! Sorting many numbers on all cores.

use rayon::prelude::*;
use task::{Stop, Task};

/// Keys that one thread sorts at a time.
const BLOCK: usize = 1 << 15;

/// The keys in rising order. Stops within milliseconds of being cancelled.
///
/// Blocks are sorted apart; numbers drawn from them at even steps then divide the keys among
/// buckets of about equal size, each of which merges its run of every block.
pub(crate) fn sort(mut keys: Vec<u64>, task: &Task) -> Result<Vec<u64>, Stop> {
    let count = keys.len();
    if count <= 2 * BLOCK {
        keys.sort_unstable();
        return Ok(keys);
    }
    task.fill_chunks(&mut keys, BLOCK, |_, block| block.sort_unstable())?;
    let blocks: Vec<&[u64]> = keys.chunks(BLOCK).collect();
    let splitters = splitters(&blocks, count / BLOCK);
    let cuts: Vec<Vec<usize>> = task.map(blocks.len(), |block| {
        let inner = splitters.iter().map(|s| blocks[block].partition_point(|key| key < s));
        std::iter::once(0).chain(inner).chain([blocks[block].len()]).collect()
    })?;
    let mut sorted = vec![0; count];
    let mut rest = sorted.as_mut_slice();
    let mut buckets = Vec::with_capacity(splitters.len() + 1);
    for bucket in 0..=splitters.len() {
        let size = cuts.iter().map(|cuts| cuts[bucket + 1] - cuts[bucket]).sum();
        let (slots, after) = rest.split_at_mut(size);
        buckets.push(slots);
        rest = after;
    }
    buckets.into_par_iter().enumerate().try_for_each(|(bucket, slots)| {
        task.check()?;
        let mut filled = 0;
        for (block, cuts) in blocks.iter().zip(&cuts) {
            let run = &block[cuts[bucket]..cuts[bucket + 1]];
            slots[filled..filled + run.len()].copy_from_slice(run);
            filled += run.len();
        }
        // The stable sort finds the runs and merges them.
        slots.sort();
        Ok(())
    })?;
    Ok(sorted)
}

/// Keys that divide all of them into `buckets` parts of about equal size.
fn splitters(blocks: &[&[u64]], buckets: usize) -> Vec<u64> {
    const SAMPLES: usize = 64;
    let step = BLOCK / SAMPLES;
    let mut samples: Vec<u64> = blocks
        .iter()
        .flat_map(|block| block.iter().skip(step / 2).step_by(step))
        .copied()
        .collect();
    samples.sort_unstable();
    (1..buckets).map(|bucket| samples[bucket * samples.len() / buckets]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn any_numbers_come_out_in_order() {
        let random = Stream::new(3);
        let inputs: [Vec<u64>; 5] = [
            Vec::new(),
            (0..1000).rev().collect(),
            (0..300_000).map(|index| random.bits(index)).collect(),
            (0..300_000).map(|index| random.bits(index) % 5).collect(),
            (0..200_000).rev().map(|index| if index < 100_000 { 7 } else { index }).collect(),
        ];
        for keys in inputs {
            let mut expected = keys.clone();
            expected.sort_unstable();
            assert!(sort(keys, &Task::unlimited()).unwrap() == expected);
        }
    }

    #[test]
    fn a_cancelled_sort_stops() {
        let task = Task::unlimited();
        task.cancel_token().cancel();
        assert_eq!(sort((0..1_000_000).rev().collect(), &task), Err(Stop::Cancelled));
    }
}
