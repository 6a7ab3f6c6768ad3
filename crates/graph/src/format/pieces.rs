//! Reading RON piece by piece: every piece stays text until somebody asks for it, so that what
//! is unknown can be kept as it is and one bad piece spoils no other.

use std::fmt;

use ron::error::{Position, SpannedError};
use ron::value::RawValue;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::split;
use crate::document::Setting;
use crate::ramp::{Between, Ramp, Stop};
use crate::value::Value;

/// The named pieces of a map or struct, in their order. A name may come twice.
pub(super) type Entries<'a> = Vec<(String, &'a str)>;

struct Named<'a>(Entries<'a>);

impl<'de> Deserialize<'de> for Named<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamedVisitor)
    }
}

struct NamedVisitor;

impl<'de> Visitor<'de> for NamedVisitor {
    type Value = Named<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("fields with names, as in (version: 1)")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Named(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            entries.push((name, map.next_value::<&RawValue>()?.get_ron()));
        }
        Ok(Named(entries))
    }
}

/// What is wrong, as a user reads it.
pub(super) fn reason(error: &SpannedError) -> String {
    match &error.code {
        ron::Error::ExceededRecursionLimit => "this is nested too deeply".to_owned(),
        other => other.to_string(),
    }
}

/// The named pieces of a map or struct, found by a parser: of text of which nothing is known.
pub(super) fn parsed_entries(text: &str) -> Result<Entries<'_>, SpannedError> {
    ron::from_str::<Named<'_>>(text).map(|named| named.0)
}

/// The named pieces of a map or struct that is part of what a parser has read before.
pub(super) fn entries(text: &str) -> Result<Entries<'_>, SpannedError> {
    let Some(entries) = split::entries(text) else { return parsed_entries(text) };
    Ok(entries.into_iter().map(|(name, piece)| (name.to_owned(), piece)).collect())
}

/// The pieces of a list, or the one piece that is no list.
pub(super) fn list(text: &str) -> Vec<&str> {
    if let Some(pieces) = split::list(text) {
        return pieces;
    }
    match ron::from_str::<Vec<&RawValue>>(text) {
        Ok(pieces) => pieces.into_iter().map(RawValue::get_ron).collect(),
        Err(_) => vec![text],
    }
}

/// A text.
pub(super) fn string(text: &str) -> Option<String> {
    split::text(text).map(str::to_owned).or_else(|| ron::from_str(text).ok())
}

/// A number that is written plainly.
fn plain_number(text: &str) -> Option<Value> {
    let text = text.trim();
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(is_digit) {
        return text.parse().ok().map(Value::Integer);
    }
    let (whole, part) = digits.split_once('.')?;
    let is_plain = whole.bytes().chain(part.bytes()).all(is_digit) && !whole.is_empty();
    is_plain.then(|| text.parse().ok().map(Value::Float)).flatten()
}

/// Several finite numbers.
pub(super) fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let number = |piece: &str| match plain_number(piece)? {
        Value::Integer(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    };
    let pieces = split::list(text);
    let plain = pieces.and_then(|p| p.into_iter().map(number).collect::<Option<Vec<f64>>>());
    let numbers: Vec<f64> = match plain {
        Some(numbers) => numbers,
        None => ron::from_str(text).ok()?,
    };
    let numbers: [f64; N] = numbers.try_into().ok()?;
    numbers.iter().all(|number| number.is_finite()).then_some(numbers)
}

/// What a parameter is set to. None for what is of no kind known here, or not finite.
pub(super) fn setting(text: &str) -> Option<Setting> {
    let plain = plain_number(text).or_else(|| Some(Value::Text(split::text(text)?.into())));
    if let Some(value) = plain {
        return Some(Setting::Value(value));
    }
    let value = if let Ok(number) = ron::from_str::<i64>(text) {
        Value::Integer(number)
    } else if let Ok(number) = ron::from_str::<f64>(text) {
        if !number.is_finite() {
            return None;
        }
        Value::Float(number)
    } else if let Ok(is_on) = ron::from_str::<bool>(text) {
        Value::Toggle(is_on)
    } else if let Some(text) = string(text) {
        Value::Text(text.into())
    } else if let Some(values) = numbers(text) {
        Value::Vector2(values)
    } else if let Some(values) = numbers(text) {
        Value::Vector3(values)
    } else if let Some(values) = numbers(text) {
        Value::Vector4(values)
    } else {
        return expression(text);
    };
    Some(Setting::Value(value))
}

fn expression(text: &str) -> Option<Setting> {
    match entries(text).ok()?.as_slice() {
        [(name, text)] if name == "expression" => {
            string(text).map(|text| Setting::Expression(text.into()))
        }
        [(name, text)] if name == "curve" => ramp::<f64>(text, |height| [height; 3], false),
        [(name, text)] if name == "colours" => ramp::<[f64; 3]>(text, |colour| colour, true),
        _ => None,
    }
}

fn ramp<T: serde::de::DeserializeOwned>(
    text: &str,
    colour: impl Fn(T) -> [f64; 3],
    is_colour: bool,
) -> Option<Setting> {
    let stops: Vec<(f64, T, String)> = ron::from_str(text).ok()?;
    let stops = stops.into_iter().map(|(place, value, between)| {
        Some(Stop { place, value: colour(value), between: Between::named(&between)? })
    });
    let ramp = Ramp::new(stops.collect::<Option<Vec<Stop>>>()?, is_colour)?;
    Some(Setting::Value(Value::Ramp(ramp.into())))
}

/// The line and column, from 1, at which `piece` begins in the text that it is a part of.
pub(super) fn position(text: &str, piece: &str) -> Position {
    let offset = (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position {
        line: before.matches('\n').count() + 1,
        col: before[line_start..].chars().count() + 1,
    }
}
