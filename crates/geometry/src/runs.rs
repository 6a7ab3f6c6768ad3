//! Elements that lie end to end in runs of different lengths, filled on all cores.

use std::ops::Range;

use bytemuck::Zeroable;
use rayon::prelude::*;
use task::{Stop, Task};

/// Elements of the output that one thread fills at a time.
const CHUNK: usize = 1 << 14;

/// Zeroes that the system makes when they are first touched, by the thread that touches them.
pub(crate) fn zeroes<T: Zeroable>(count: usize) -> Vec<T> {
    bytemuck::allocation::zeroed_vec(count)
}

/// Where each of `count` runs begins, and the end. `bytes_each` and `what` describe the elements
/// of the runs to [`Task::reserve`], which refuses too many.
pub(crate) fn run_offsets(
    count: usize,
    length: impl Fn(usize) -> usize + Sync,
    bytes_each: u64,
    what: &'static str,
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    let mut sums = vec![0_u64; count.div_ceil(CHUNK)];
    task.fill_chunks(&mut sums, 1, |chunk, sum| {
        let runs = chunk * CHUNK..((chunk + 1) * CHUNK).min(count);
        sum[0] = runs.map(|run| length(run) as u64).fold(0, u64::saturating_add);
    })?;
    let mut total = 0_u64;
    for sum in &mut sums {
        total = total.saturating_add(std::mem::replace(sum, total));
    }
    task.reserve(total, bytes_each, what)?;
    let mut offsets = zeroes(count + 1);
    task.fill_chunks(&mut offsets[..count], CHUNK, |start, slots| {
        let mut next = sums[start / CHUNK] as u32;
        for (index, slot) in slots.iter_mut().enumerate() {
            *slot = next;
            next += length(start + index) as u32;
        }
    })?;
    offsets[count] = total as u32;
    Ok(offsets)
}

/// Fills an array of tuples that lie in runs.
///
/// Calls `f` with a run, the place in it of the first tuple to fill, and the numbers of the
/// tuples to fill: a whole run, or a part of one that is long. `out` holds `size` numbers for
/// each element up to the last of `offsets`.
pub(crate) fn fill_runs<T: Send>(
    offsets: &[u32],
    size: usize,
    out: &mut [T],
    task: &Task,
    f: impl Fn(usize, usize, &mut [T]) + Sync,
) -> Result<(), Stop> {
    task.fill_chunks(out, CHUNK * size, |start, mut slots| {
        let mut element = start / size;
        // The run that the first element lies in; empty ones before it are passed over.
        let mut run = offsets.partition_point(|&offset| offset as usize <= element) - 1;
        while !slots.is_empty() {
            let end = offsets[run + 1] as usize;
            let count = (end - element).min(slots.len() / size);
            if count > 0 {
                let (filled, rest) = slots.split_at_mut(count * size);
                f(run, element - offsets[run] as usize, filled);
                slots = rest;
                element += count;
            }
            run += 1;
        }
    })
}

/// Calls `f` with blocks of runs and their elements in `out`, several at the same time; for runs
/// that can only be filled whole.
pub(crate) fn fill_whole_runs<T: Send>(
    offsets: &[u32],
    out: &mut [T],
    task: &Task,
    f: impl Fn(Range<usize>, &mut [T]) + Sync,
) -> Result<(), Stop> {
    let runs = offsets.len().saturating_sub(1);
    let mut blocks = Vec::with_capacity(out.len() / CHUNK + 1);
    let mut rest = out;
    let mut first = 0;
    while first < runs {
        // As many runs as make a chunk, and one at least.
        let wanted = offsets[first] as usize + CHUNK;
        let last = offsets.partition_point(|&offset| offset as usize <= wanted) - 1;
        let last = last.clamp(first + 1, (first + CHUNK).min(runs));
        let (slots, after) = rest.split_at_mut((offsets[last] - offsets[first]) as usize);
        blocks.push((first..last, slots));
        (rest, first) = (after, last);
    }
    blocks.into_par_iter().try_for_each(|(runs, slots)| {
        task.check()?;
        f(runs, slots);
        Ok(())
    })
}

/// The places of a mask that are true, in rising order.
pub(crate) fn marked(mask: &[bool], task: &Task) -> Result<Vec<u32>, Stop> {
    let chunks = mask.len().div_ceil(CHUNK);
    let of = |chunk: usize| &mask[chunk * CHUNK..((chunk + 1) * CHUNK).min(mask.len())];
    let count = |chunk: usize| of(chunk).iter().map(|&member| usize::from(member)).sum();
    let offsets = run_offsets(chunks, count, 4, "the list of chosen elements", task)?;
    let mut out = zeroes(offsets[chunks] as usize);
    fill_whole_runs(&offsets, &mut out, task, |chunks, slots| {
        let mut slots = slots.iter_mut();
        for chunk in chunks {
            for (index, _) in of(chunk).iter().enumerate().filter(|(_, member)| **member) {
                if let Some(slot) = slots.next() {
                    *slot = (chunk * CHUNK + index) as u32;
                }
            }
        }
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths() -> Vec<usize> {
        let mut lengths: Vec<usize> = (0..30_000).map(|run| run * run % 7).collect();
        lengths[5_000] = 60_000;
        lengths.extend([0, 0, 0]);
        lengths
    }

    #[test]
    fn runs_lie_end_to_end_and_are_filled_part_by_part() {
        let (task, lengths) = (Task::unlimited(), lengths());
        let offsets = run_offsets(lengths.len(), |run| lengths[run], 4, "it", &task).unwrap();
        let ends = lengths.iter().scan(0, |end, length| {
            *end += length;
            Some(*end as u32)
        });
        assert!(offsets[1..].iter().copied().eq(ends));
        let total = offsets[lengths.len()] as usize;
        let expected: Vec<[u32; 2]> = (0..lengths.len())
            .flat_map(|run| (0..lengths[run]).map(move |place| [run as u32, place as u32]))
            .collect();
        let mut flat = vec![u32::MAX; total * 2];
        fill_runs(&offsets, 2, &mut flat, &task, |run, from, slots| {
            for (index, slot) in slots.chunks_exact_mut(2).enumerate() {
                slot.copy_from_slice(&[run as u32, (from + index) as u32]);
            }
        })
        .unwrap();
        assert!(bytemuck::cast_slice::<u32, [u32; 2]>(&flat) == expected);
        let mut whole = vec![u32::MAX; total];
        fill_whole_runs(&offsets, &mut whole, &task, |runs, slots| {
            let first = offsets[runs.start];
            for run in runs {
                let range = (offsets[run] - first) as usize..(offsets[run + 1] - first) as usize;
                slots[range].fill(run as u32);
            }
        })
        .unwrap();
        assert!(whole.iter().zip(&expected).all(|(run, pair)| *run == pair[0]));
    }

    #[test]
    fn marked_places_are_listed_in_order() {
        let mask: Vec<bool> = (0..100_000).map(|index| index % 3 == 0 || index > 90_000).collect();
        let listed = marked(&mask, &Task::unlimited()).unwrap();
        let expected: Vec<u32> = (0..100_000).filter(|&index| mask[index as usize]).collect();
        assert!(listed == expected);
        assert!(marked(&[], &Task::unlimited()).unwrap().is_empty());
    }

    #[test]
    fn too_many_elements_are_refused_before_anything_is_made() {
        let result = run_offsets(1 << 20, |_| 1 << 20, 1, "the copies", &Task::unlimited());
        assert!(matches!(result, Err(Stop::TooMany { count, .. }) if count == 1 << 40));
        let result = run_offsets(4, |_| usize::MAX, 1, "the copies", &Task::unlimited());
        assert!(result.is_err());
    }
}
