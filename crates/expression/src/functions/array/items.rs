//! What the functions of arrays do, for one element.

use std::sync::Arc;

use crate::machine::Lane;
use crate::types::Base;
use crate::value::{Array, Items, Value};

type Result = std::result::Result<(), String>;

/// The numbers of one item.
fn size(base: Base) -> usize {
    base.components().max(1)
}

pub(crate) fn empty_array(lane: &mut Lane<'_, '_>) -> Result {
    lane.give_array(0, Array::empty(lane.item()));
    Ok(())
}

/// All values that are handed over.
pub(crate) fn array_of(lane: &mut Lane<'_, '_>) -> Result {
    let mut array = Array::empty(lane.item());
    for place in 0..lane.count() {
        let value = lane.value(place);
        lane.grow(4 * size(array.base) as u64)?;
        put(&mut array, usize::MAX, &value);
    }
    lane.give_array(0, array);
    Ok(())
}

/// Puts a value before the item at an index; at the end beyond it.
fn put(array: &mut Array, index: usize, value: &Value) {
    let size = size(array.base);
    match (&mut array.items, value) {
        (Items::Texts(texts), Value::Text(text)) => {
            let texts = Arc::make_mut(texts);
            texts.insert(index.min(texts.len()), text.clone());
        }
        (Items::Numbers(numbers), value) => {
            let numbers = Arc::make_mut(numbers);
            let at = index.saturating_mul(size).min(numbers.len());
            if at == numbers.len() {
                numbers.extend(value.bits());
            } else {
                numbers.splice(at..at, value.bits());
            }
        }
        (Items::Texts(_), _) => {}
    }
}

pub(crate) fn array_length(lane: &mut Lane<'_, '_>) -> Result {
    let length = lane.array(0).len();
    lane.give_int(0, length as i32);
    Ok(())
}

pub(crate) fn array_item(lane: &mut Lane<'_, '_>) -> Result {
    let array = lane.array(0);
    let index = lane.place_in(1, array.len());
    give_item(lane, &array, index)
}

fn give_item(lane: &mut Lane<'_, '_>, array: &Array, index: Option<usize>) -> Result {
    let item = index.and_then(|index| array.get(index));
    match (&array.items, item) {
        (Items::Texts(_), Some(Value::Text(text))) => lane.give_text(text),
        (Items::Texts(_), _) => lane.give_text(""),
        (Items::Numbers(_), Some(value)) => {
            lane.give_bits(0, &value.bits());
            Ok(())
        }
        (Items::Numbers(_), None) => {
            lane.give_bits(0, &vec![0; size(array.base)]);
            Ok(())
        }
    }
}

/// Sets an item; an index at or beyond the end makes the array longer.
pub(crate) fn array_set(lane: &mut Lane<'_, '_>) -> Result {
    let value = lane.value(2);
    let mut array = lane.take_array(0);
    let length = array.len();
    let index = i64::from(lane.int(1));
    let index = if index < 0 { index + length as i64 } else { index };
    if let Ok(index) = usize::try_from(index) {
        if index >= length {
            lengthen(lane, &mut array, index + 1)?;
        }
        let size = size(array.base);
        match (&mut array.items, value) {
            (Items::Texts(texts), Value::Text(text)) => Arc::make_mut(texts)[index] = text,
            (Items::Numbers(numbers), value) => {
                let numbers = Arc::make_mut(numbers);
                for (slot, bits) in numbers[index * size..].iter_mut().zip(value.bits()) {
                    *slot = bits;
                }
            }
            (Items::Texts(_), _) => {}
        }
    }
    lane.give_array(0, array);
    Ok(())
}

fn lengthen(lane: &mut Lane<'_, '_>, array: &mut Array, length: usize) -> Result {
    let size = size(array.base);
    let more = length.saturating_sub(array.len()) as u64;
    lane.grow(more.saturating_mul(4 * size as u64).saturating_add(4 * array.len() as u64))?;
    match &mut array.items {
        Items::Texts(texts) => Arc::make_mut(texts).resize(length, "".into()),
        Items::Numbers(numbers) => Arc::make_mut(numbers).resize(length * size, 0),
    }
    Ok(())
}

pub(super) fn resize(lane: &mut Lane<'_, '_>) -> Result {
    let mut array = lane.take_array(0);
    let length = usize::try_from(lane.int(1)).unwrap_or(0);
    lengthen(lane, &mut array, length)?;
    lane.give_array(0, array);
    Ok(())
}

pub(super) fn append(lane: &mut Lane<'_, '_>) -> Result {
    let value = lane.value(1);
    let mut array = lane.take_array(0);
    lane.grow(4 * size(array.base) as u64)?;
    put(&mut array, usize::MAX, &value);
    lane.give_array(0, array);
    Ok(())
}

pub(super) fn extend(lane: &mut Lane<'_, '_>) -> Result {
    let more = lane.array(1);
    let mut array = lane.take_array(0);
    lane.grow(4 * (size(array.base) * more.len()) as u64)?;
    match (&mut array.items, &more.items) {
        (Items::Numbers(all), Items::Numbers(more)) => Arc::make_mut(all).extend_from_slice(more),
        (Items::Texts(all), Items::Texts(more)) => Arc::make_mut(all).extend_from_slice(more),
        _ => {}
    }
    lane.give_array(0, array);
    Ok(())
}

pub(super) fn insert(lane: &mut Lane<'_, '_>) -> Result {
    let value = lane.value(2);
    let mut array = lane.take_array(0);
    let index = i64::from(lane.int(1));
    let index = if index < 0 { index + array.len() as i64 } else { index };
    lane.grow(4 * size(array.base) as u64)?;
    put(&mut array, usize::try_from(index).unwrap_or(0), &value);
    lane.give_array(0, array);
    Ok(())
}

pub(super) fn pop(lane: &mut Lane<'_, '_>) -> Result {
    let array = lane.take_array(0);
    let last = array.len().checked_sub(1);
    take_out(lane, array, last)
}

pub(super) fn pop_at(lane: &mut Lane<'_, '_>) -> Result {
    let array = lane.take_array(0);
    let index = lane.place_in(1, array.len());
    take_out(lane, array, index)
}

/// Takes an item out of an array; gives the item, and back the array.
fn take_out(lane: &mut Lane<'_, '_>, mut array: Array, index: Option<usize>) -> Result {
    give_item(lane, &array, index)?;
    if let Some(index) = index {
        let size = size(array.base);
        match &mut array.items {
            Items::Texts(texts) => {
                Arc::make_mut(texts).remove(index);
            }
            Items::Numbers(numbers) => {
                Arc::make_mut(numbers).drain(index * size..(index + 1) * size);
            }
        }
    }
    lane.give_array(1, array);
    Ok(())
}

pub(super) fn is_valid(lane: &mut Lane<'_, '_>) -> Result {
    let length = lane.array(0).len();
    let is_valid = lane.place_in(1, length).is_some();
    lane.give_int(0, i32::from(is_valid));
    Ok(())
}

pub(super) fn index_of(lane: &mut Lane<'_, '_>) -> Result {
    let (array, value) = (lane.array(0), lane.value(1));
    let found = (0..array.len()).find(|&index| array.get(index).as_ref() == Some(&value));
    lane.give_int(0, found.map_or(-1, |index| index as i32));
    Ok(())
}

/// The array of these items of another.
fn gathered(array: &Array, indices: impl Iterator<Item = usize>) -> Array {
    let size = size(array.base);
    let items = match &array.items {
        Items::Texts(texts) => {
            Items::Texts(Arc::new(indices.map(|index| texts[index].clone()).collect()))
        }
        Items::Numbers(numbers) => {
            let item = |index: usize| numbers[index * size..(index + 1) * size].iter().copied();
            Items::Numbers(Arc::new(indices.flat_map(item).collect()))
        }
    };
    Array { base: array.base, items }
}

fn give_gathered(
    lane: &mut Lane<'_, '_>,
    array: &Array,
    indices: impl ExactSizeIterator<Item = usize>,
) -> Result {
    lane.grow(4 * (size(array.base) * indices.len()) as u64)?;
    lane.give_array(0, gathered(array, indices));
    Ok(())
}

pub(super) fn reverse(lane: &mut Lane<'_, '_>) -> Result {
    let array = lane.array(0);
    give_gathered(lane, &array, (0..array.len()).rev())
}

/// From two indices, which may be negative or beyond the end, the part of a list.
pub(in crate::functions) fn range_of(from: i32, to: i32, length: usize) -> std::ops::Range<usize> {
    let place = |index: i32| {
        let index = i64::from(index);
        let index = if index < 0 { index + length as i64 } else { index };
        usize::try_from(index).unwrap_or(0).min(length)
    };
    let (from, to) = (place(from), place(to));
    from..to.max(from)
}

pub(crate) fn array_slice(lane: &mut Lane<'_, '_>) -> Result {
    let array = lane.array(0);
    let range = range_of(lane.int(1), lane.int(2), array.len());
    give_gathered(lane, &array, range)
}

/// The indices of the items in rising order, equal ones in the order in which they stand.
fn sorted(array: &Array) -> Vec<usize> {
    let mut order: Vec<usize> = (0..array.len()).collect();
    let size = size(array.base);
    match &array.items {
        Items::Texts(texts) => order.sort_by(|&a, &b| texts[a].cmp(&texts[b])),
        Items::Numbers(numbers) if array.base == Base::Int => {
            order.sort_by_key(|&index| numbers[index].cast_signed());
        }
        Items::Numbers(numbers) => {
            let item = |index: usize| {
                numbers[index * size..(index + 1) * size].iter().map(|&bits| f32::from_bits(bits))
            };
            order.sort_by(|&a, &b| {
                let mut pairs = item(a).zip(item(b)).map(|(a, b)| a.total_cmp(&b));
                pairs.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
            });
        }
    }
    order
}

pub(super) fn sort(lane: &mut Lane<'_, '_>) -> Result {
    let array = lane.array(0);
    give_gathered(lane, &array, sorted(&array).into_iter())
}

pub(super) fn order(lane: &mut Lane<'_, '_>) -> Result {
    let order = sorted(&lane.array(0));
    lane.grow(4 * order.len() as u64)?;
    lane.give_array(0, Array::ints(order.into_iter().map(|index| index as i32)));
    Ok(())
}

pub(super) fn unique(lane: &mut Lane<'_, '_>) -> Result {
    let array = lane.array(0);
    let mut kept: Vec<usize> = Vec::new();
    for index in 0..array.len() {
        if kept.last().is_none_or(|&last| array.get(last) != array.get(index)) {
            kept.push(index);
        }
    }
    give_gathered(lane, &array, kept.into_iter())
}

pub(super) fn range(lane: &mut Lane<'_, '_>) -> Result {
    let (from, to, by) = (lane.int(0), lane.int(1), i64::from(lane.int(2)));
    let span = i64::from(to) - i64::from(from);
    let count = if by == 0 || span.signum() != by.signum() {
        0
    } else {
        span.unsigned_abs().div_ceil(by.unsigned_abs())
    };
    lane.grow(4 * count)?;
    let numbers = (0..count as i64).map(|step| (i64::from(from) + step * by) as i32);
    lane.give_array(0, Array::ints(numbers));
    Ok(())
}
