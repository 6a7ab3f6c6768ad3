//! Many values made one, list by list.

use task::{Stop, Task};

use super::Method;
use crate::ops::attribute::relation::Lists;
use crate::{Meaning, NONE, default_value};

/// Elements of a list after which a long loop looks whether it is cancelled.
const STRIDE: usize = 1 << 16;

/// Calls `f` with each list and the place of its tuple; scratch memory is kept between lists.
fn for_each_list<T: Send, S: Default>(
    lists: &Lists<'_>,
    out: &mut [T],
    size: usize,
    task: &Task,
    f: impl Fn(usize, &mut [T], &mut S) + Sync,
) -> Result<(), Stop> {
    task.fill_chunks(out, lists.grain() * size, |start, tuples| {
        let mut scratch = S::default();
        for (index, tuple) in tuples.chunks_exact_mut(size).enumerate() {
            f(start / size + index, tuple, &mut scratch);
        }
    })?;
    // A long list that was cancelled half-way has given anything.
    task.check()
}

/// The first or last element of each list; [`NONE`] where there is none.
pub(super) fn ends(lists: &Lists<'_>, last: bool, task: &Task) -> Result<Vec<u32>, Stop> {
    task.map(lists.len(), |list| {
        let mut elements = lists.of(list);
        let end = if last { elements.next_back() } else { elements.next() };
        end.unwrap_or(NONE)
    })
}

/// The element of each list with the least or greatest rank, the first if equal; [`NONE`] where
/// there is none.
pub(super) fn extremes(
    lists: &Lists<'_>,
    rank: impl Fn(u32) -> u32 + Sync,
    greatest: bool,
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    let key = |element: u32| if greatest { !rank(element) } else { rank(element) };
    task.map(lists.len(), |list| lists.of(list).min_by_key(|&element| key(element)).unwrap_or(NONE))
}

/// The first of the elements of each list whose code is the most frequent there; [`NONE`] where
/// there is none.
pub(super) fn modes(lists: &Lists<'_>, codes: &[u64], task: &Task) -> Result<Vec<u32>, Stop> {
    let mut out = vec![NONE; lists.len()];
    for_each_list(lists, &mut out, 1, task, |list, slot, scratch: &mut Vec<(u64, u32, u32)>| {
        scratch.clear();
        let elements = lists.of(list).enumerate();
        scratch.extend(
            elements.map(|(place, element)| (codes[element as usize], place as u32, element)),
        );
        slot[0] = mode(scratch, task);
    })?;
    Ok(out)
}

/// The element of the most frequent code: the one of the first place, where several are as
/// frequent that with the first place of all. Changes the order.
fn mode(coded: &mut [(u64, u32, u32)], task: &Task) -> u32 {
    let mut best = (0, u32::MAX, NONE);
    let mut count_runs = |sorted: &[(u64, u32, u32)]| {
        for run in sorted.chunk_by(|a, b| a.0 == b.0) {
            let (_, place, element) = run[0];
            if run.len() > best.0 || (run.len() == best.0 && place < best.1) {
                best = (run.len(), place, element);
            }
        }
    };
    if coded.len() <= STRIDE {
        coded.sort_unstable();
        count_runs(coded);
        return best.2;
    }
    // Parted by their hash, so that no single sort is long: equal codes come to one part, and
    // lie in order there already if they are all that it holds.
    let part_of = |code: u64| (code.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize;
    let mut parts: Vec<Vec<(u64, u32, u32)>> = vec![Vec::new(); 256];
    for block in coded.chunks(STRIDE) {
        if task.check().is_err() {
            return NONE;
        }
        block.iter().for_each(|&entry| parts[part_of(entry.0)].push(entry));
    }
    for part in &mut parts {
        if task.check().is_err() {
            return NONE;
        }
        part.sort_unstable();
        count_runs(part);
    }
    best.2
}

/// One float tuple for each list, by any method that works on components.
pub(super) fn floats(
    lists: &Lists<'_>,
    values: &[f32],
    size: usize,
    meaning: Meaning,
    method: Method,
    name: &str,
    task: &Task,
) -> Result<Vec<f32>, Stop> {
    let mut out = vec![0.0; lists.len() * size];
    let unit = matches!(meaning, Meaning::Normal | Meaning::Quaternion) && method == Method::Mean;
    for_each_list(lists, &mut out, size, task, |list, tuple, scratch: &mut Vec<f32>| {
        if lists.of(list).len() == 0 {
            let defaults = tuple.iter_mut().enumerate();
            defaults.for_each(|(component, slot)| *slot = default_value(name, component));
            return;
        }
        if meaning == Meaning::Quaternion && method == Method::Mean {
            return mean_rotation(lists, list, values, size, tuple);
        }
        for (component, slot) in tuple.iter_mut().enumerate() {
            if task.check().is_err() {
                return;
            }
            let of_list = lists.of(list).map(|element| values[element as usize * size + component]);
            *slot = match method {
                Method::Sum => of_list.map(f64::from).sum::<f64>() as f32,
                Method::Minimum => of_list.reduce(f32::min).unwrap_or(0.0),
                Method::Maximum => of_list.reduce(f32::max).unwrap_or(0.0),
                Method::Median => median(of_list, scratch),
                _ => {
                    let count = of_list.len() as f64;
                    (of_list.map(f64::from).sum::<f64>() / count) as f32
                }
            };
        }
        if unit {
            to_unit_length(tuple);
        }
    })?;
    Ok(out)
}

/// The middle value, or the mean of the two in the middle.
fn median(values: impl Iterator<Item = f32>, scratch: &mut Vec<f32>) -> f32 {
    scratch.clear();
    scratch.extend(values);
    let (middle, even) = (scratch.len() / 2, scratch.len().is_multiple_of(2));
    let (below, &mut above, _) = scratch.select_nth_unstable_by(middle, f32::total_cmp);
    if !even {
        return above;
    }
    let below = below.iter().copied().max_by(f32::total_cmp).unwrap_or(above);
    below + (above - below) * 0.5
}

/// The mean of quaternions, each turned to the side of the first, as a rotation.
fn mean_rotation(lists: &Lists<'_>, list: usize, values: &[f32], size: usize, out: &mut [f32]) {
    let of = |element: u32| &values[element as usize * size..][..size];
    let Some(first) = lists.of(list).next().map(of) else { return };
    for value in lists.of(list).map(of) {
        let dot: f32 = first.iter().zip(value).map(|(a, b)| a * b).sum();
        let sign = if dot < 0.0 { -1.0 } else { 1.0 };
        out.iter_mut().zip(value).for_each(|(sum, value)| *sum += sign * value);
    }
    to_unit_length(out);
}

fn to_unit_length(tuple: &mut [f32]) {
    let length = tuple.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 && length.is_finite() {
        tuple.iter_mut().for_each(|value| *value /= length);
    }
}

/// One integer tuple for each list, by any method that works on components.
pub(super) fn integers(
    lists: &Lists<'_>,
    values: &[i32],
    size: usize,
    method: Method,
    name: &str,
    task: &Task,
) -> Result<Vec<i32>, Stop> {
    let mut out = vec![0; lists.len() * size];
    for_each_list(lists, &mut out, size, task, |list, tuple, scratch: &mut Vec<i32>| {
        for (component, slot) in tuple.iter_mut().enumerate() {
            if task.check().is_err() {
                return;
            }
            let of_list = lists.of(list).map(|element| values[element as usize * size + component]);
            let count = of_list.len();
            *slot = match method {
                _ if count == 0 => default_value(name, component) as i32,
                Method::Minimum => of_list.min().unwrap_or(0),
                Method::Maximum => of_list.max().unwrap_or(0),
                Method::Median => {
                    scratch.clear();
                    scratch.extend(of_list);
                    let (below, &mut above, _) = scratch.select_nth_unstable(count / 2);
                    match below.iter().max() {
                        Some(&below) if count.is_multiple_of(2) => {
                            ((f64::from(below) + f64::from(above)) * 0.5).round() as i32
                        }
                        _ => above,
                    }
                }
                Method::Sum => {
                    of_list.map(i64::from).sum::<i64>().clamp(i32::MIN.into(), i32::MAX.into())
                        as i32
                }
                _ => (of_list.map(i64::from).sum::<i64>() as f64 / count as f64).round() as i32,
            };
        }
    })?;
    Ok(out)
}

/// Whether each list is a member, by any method but those that pick an element.
pub(super) fn members(
    lists: &Lists<'_>,
    members: &[bool],
    method: Method,
    task: &Task,
) -> Result<Vec<bool>, Stop> {
    task.map(lists.len(), |list| {
        let mut of_list = lists.of(list).map(|element| members[element as usize]);
        match method {
            _ if of_list.len() == 0 => false,
            Method::Minimum => of_list.all(|member| member),
            Method::Maximum | Method::Sum => of_list.any(|member| member),
            _ => {
                let count = of_list.len();
                2 * of_list.filter(|&member| member).count() >= count
            }
        }
    })
}
