//! What the functions of text do, for one element.

use std::sync::Arc;

use super::super::array::range_of;
use super::format::formatted;
use crate::machine::Lane;
use crate::types::Base;
use crate::value::{Array, Items, Value};

type Result = std::result::Result<(), String>;

pub(crate) fn text_joined(lane: &mut Lane<'_, '_>) -> Result {
    concat(lane)
}

pub(super) fn concat(lane: &mut Lane<'_, '_>) -> Result {
    let mut all = String::new();
    for place in 0..lane.count() {
        let text = lane.value(place).to_string();
        lane.grow((all.len() + text.len()) as u64)?;
        all += &text;
    }
    lane.give_text(all)
}

/// -1, 0 or 1: how the first text stands to the second in the alphabet.
pub(crate) fn text_order(lane: &mut Lane<'_, '_>) -> Result {
    let order = lane.text(0).cmp(&lane.text(1));
    lane.give_int(0, order as i32);
    Ok(())
}

/// One letter.
pub(crate) fn text_item(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0);
    let index = lane.place_in(1, text.chars().count());
    let letter = index.and_then(|index| text.chars().nth(index));
    lane.give_text(letter.map(String::from).unwrap_or_default())
}

pub(crate) fn text_slice(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0);
    let range = range_of(lane.int(1), lane.int(2), text.chars().count());
    let part: String = text.chars().skip(range.start).take(range.len()).collect();
    lane.give_text(part)
}

/// Any value as text.
pub(crate) fn text_of(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.value(0).to_string();
    lane.give_text(text)
}

/// The longest beginning of a text that is a number.
fn number_at_start(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    let mut end = text.find(|c: char| !is_part(c)).unwrap_or(text.len()).min(400);
    while end > 0 {
        if let Ok(number) = text[..end].parse() {
            return Some(number);
        }
        end -= 1;
    }
    None
}

pub(super) fn atof(lane: &mut Lane<'_, '_>) -> Result {
    let number = number_at_start(&lane.text(0)).unwrap_or(0.0);
    lane.give_float(0, number as f32);
    Ok(())
}

pub(super) fn atoi(lane: &mut Lane<'_, '_>) -> Result {
    let number = number_at_start(&lane.text(0)).unwrap_or(0.0);
    lane.give_int(0, number as i32);
    Ok(())
}

pub(super) fn chr(lane: &mut Lane<'_, '_>) -> Result {
    let letter = u32::try_from(lane.int(0)).ok().and_then(char::from_u32);
    lane.give_text(letter.map(String::from).unwrap_or_default())
}

pub(super) fn ord(lane: &mut Lane<'_, '_>) -> Result {
    let letter = lane.text(0).chars().next();
    lane.give_int(0, letter.map_or(0, |letter| (letter as u32).cast_signed()));
    Ok(())
}

fn truth(lane: &mut Lane<'_, '_>, value: bool) -> Result {
    lane.give_int(0, i32::from(value));
    Ok(())
}

pub(super) fn starts_with(lane: &mut Lane<'_, '_>) -> Result {
    let value = lane.text(0).starts_with(&*lane.text(1));
    truth(lane, value)
}

pub(super) fn ends_with(lane: &mut Lane<'_, '_>) -> Result {
    let value = lane.text(0).ends_with(&*lane.text(1));
    truth(lane, value)
}

pub(super) fn is_alphabetic(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0);
    truth(lane, !text.is_empty() && text.chars().all(char::is_alphabetic))
}

pub(super) fn is_digits(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0);
    truth(lane, !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()))
}

pub(super) fn find(lane: &mut Lane<'_, '_>) -> Result {
    let (text, part) = (lane.text(0), lane.text(1));
    let from = if lane.count() > 2 { usize::try_from(lane.int(2)).unwrap_or(0) } else { 0 };
    let start = text.char_indices().nth(from).map_or(text.len(), |(at, _)| at);
    let found = text[start..].find(&*part);
    let letters = found.map(|at| text[..start + at].chars().count() as i32);
    lane.give_int(0, letters.unwrap_or(-1));
    Ok(())
}

pub(super) fn length(lane: &mut Lane<'_, '_>) -> Result {
    let length = lane.text(0).chars().count();
    lane.give_int(0, length as i32);
    Ok(())
}

pub(super) fn join(lane: &mut Lane<'_, '_>) -> Result {
    let (array, between) = (lane.array(0), lane.text(1));
    let Items::Texts(texts) = &array.items else { return lane.give_text("") };
    let bytes: usize = texts.iter().map(|text| text.len() + between.len()).sum();
    lane.grow(bytes as u64)?;
    lane.give_text(texts.join(&*between))
}

pub(super) fn split_words(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0);
    give_texts(lane, text.split_whitespace())
}

pub(super) fn split(lane: &mut Lane<'_, '_>) -> Result {
    let (text, between) = (lane.text(0), lane.text(1));
    if between.is_empty() {
        return give_texts(lane, text.split_whitespace());
    }
    give_texts(lane, text.split(&*between))
}

fn give_texts<'t>(lane: &mut Lane<'_, '_>, texts: impl Iterator<Item = &'t str>) -> Result {
    let texts: Vec<Arc<str>> = texts.map(Arc::from).collect();
    lane.grow(texts.iter().map(|text| 16 + text.len() as u64).sum())?;
    lane.give_array(0, Array { base: Base::Text, items: Items::Texts(Arc::new(texts)) });
    Ok(())
}

pub(super) fn lower(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0).to_lowercase();
    lane.give_text(text)
}

pub(super) fn upper(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0).to_uppercase();
    lane.give_text(text)
}

pub(super) fn titlecase(lane: &mut Lane<'_, '_>) -> Result {
    let mut out = String::new();
    let mut is_first = true;
    for letter in lane.text(0).chars() {
        if is_first {
            out.extend(letter.to_uppercase());
        } else {
            out.push(letter);
        }
        is_first = letter.is_whitespace();
    }
    lane.give_text(out)
}

pub(super) fn strip(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0);
    lane.give_text(text.trim())
}

pub(super) fn replace(lane: &mut Lane<'_, '_>) -> Result {
    let (text, part, with) = (lane.text(0), lane.text(1), lane.text(2));
    if part.is_empty() {
        return lane.give_text(text);
    }
    let count = text.matches(&*part).count();
    lane.grow((text.len() + count.saturating_mul(with.len())) as u64)?;
    lane.give_text(text.replace(&*part, &with))
}

/// Whether a text fits a pattern with `*` and `?`.
pub(super) fn matches(lane: &mut Lane<'_, '_>) -> Result {
    let pattern: Vec<char> = lane.text(0).chars().collect();
    let text: Vec<char> = lane.text(1).chars().collect();
    let (mut p, mut t) = (0, 0);
    // The place after the last star, and what it has spanned so far.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            p += 1;
            star = Some((p, t));
        } else if pattern.get(p).is_some_and(|&c| c == '?' || c == text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((after, spanned)) = star {
            star = Some((after, spanned + 1));
            (p, t) = (after, spanned + 1);
        } else {
            return truth(lane, false);
        }
    }
    truth(lane, pattern[p..].iter().all(|&c| c == '*'))
}

pub(super) fn digits(lane: &mut Lane<'_, '_>) -> Result {
    let text = lane.text(0);
    let end = text.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let start = text[..end].rfind(|c: char| !c.is_ascii_digit());
    let start = start.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    lane.give_int(0, text[start..end].parse().unwrap_or(0));
    Ok(())
}

pub(super) fn sprintf(lane: &mut Lane<'_, '_>) -> Result {
    let pattern = lane.text(0);
    let values: Vec<Value> = (1..lane.count()).map(|place| lane.value(place)).collect();
    let text = formatted(&pattern, &values)?;
    lane.give_text(text)
}
