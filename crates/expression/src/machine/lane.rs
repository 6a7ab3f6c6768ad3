//! Functions that run element by element: what they are given, and what they give.

use std::sync::Arc;

use super::{Failure, Machine};
use crate::code::{Argument, LaneCall, Object, Outcome, Register};
use crate::host::{Change, Host};
use crate::scope::Class;
use crate::types::{Base, Type};
use crate::value::{Array, Items, Value};
use task::bytes_text;

/// Bytes that one text or array may have, and all of one block together.
const MOST_BYTES: u64 = 256 << 20;
const MOST_BYTES_TOGETHER: u64 = 2 << 30;

/// How much may come to be before it is counted what is still there.
const COUNT_AFTER: u64 = 64 << 20;

/// One element's turn in a call.
pub(crate) struct Lane<'m, 'a> {
    machine: &'m mut Machine<'a>,
    call: &'m LaneCall,
    lane: usize,
}

impl Machine<'_> {
    /// Runs a function for each element of the mask; once where nothing varies.
    pub(super) fn call(&mut self, call: &LaneCall) -> Result<(), Failure> {
        self.run.task.check()?;
        let varies = call.has_effect || call.results.iter().any(varies);
        let lanes = if varies { self.count } else { 1 };
        for lane in 0..lanes {
            let is_in = match call.mask {
                Some(Register::Varying(index)) => self.varyings[index as usize][lane] != 0,
                _ => true,
            };
            if is_in {
                let function = call.function;
                let mut turn = Lane { machine: self, call, lane };
                function(&mut turn).map_err(|message| Failure::At(call.span, message))?;
            }
            // Those that take long must be stopped in between.
            if lane % 64 == 63 {
                self.run.task.check()?;
            }
        }
        Ok(())
    }

    /// Bytes of all texts and arrays that the block holds.
    fn bytes_held(&self) -> u64 {
        let each = self.varying_objects.iter().flatten();
        each.chain(&self.uniform_objects).map(bytes_of).sum()
    }
}

fn varies(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Numbers(registers) => {
            registers.iter().any(|register| matches!(register, Register::Varying(_)))
        }
        Outcome::Object(object) => matches!(object, Object::Varying(_)),
    }
}

fn bytes_of(value: &Value) -> u64 {
    match value {
        Value::Text(text) => text.len() as u64,
        Value::Array(Array { items: Items::Numbers(numbers), .. }) => 4 * numbers.len() as u64,
        Value::Array(Array { items: Items::Texts(texts), .. }) => {
            texts.iter().map(|text| 16 + text.len() as u64).sum()
        }
        _ => 0,
    }
}

impl Lane<'_, '_> {
    /// What the geometry and the parameters are read from.
    pub(crate) fn host(&self) -> &dyn Host {
        self.machine.run.host
    }

    /// The base of the function's open type.
    pub(crate) fn item(&self) -> Base {
        self.call.item
    }

    /// How many values were handed over.
    pub(crate) fn count(&self) -> usize {
        self.call.arguments.len()
    }

    pub(crate) fn kind(&self, place: usize) -> Type {
        match &self.call.arguments[place] {
            Argument::Numbers(kind, _) => *kind,
            Argument::Object(object) => self.machine.object(*object, self.lane).kind(),
        }
    }

    /// The bits of one component.
    fn bits(&self, place: usize, component: usize) -> u32 {
        match &self.call.arguments[place] {
            Argument::Numbers(_, operands) => {
                operands.get(component).map_or(0, |&o| self.machine.number(o, self.lane))
            }
            Argument::Object(_) => 0,
        }
    }

    pub(crate) fn int(&self, place: usize) -> i32 {
        self.bits(place, 0).cast_signed()
    }

    pub(crate) fn float(&self, place: usize) -> f32 {
        f32::from_bits(self.bits(place, 0))
    }

    pub(crate) fn vector(&self, place: usize) -> [f32; 3] {
        std::array::from_fn(|component| f32::from_bits(self.bits(place, component)))
    }

    /// An int as a place in a list of this many: negative ones count from the end.
    pub(crate) fn place_in(&self, place: usize, length: usize) -> Option<usize> {
        let index = i64::from(self.int(place));
        let index = if index < 0 { index + length as i64 } else { index };
        usize::try_from(index).ok().filter(|&index| index < length)
    }

    /// An int as the number of an element of an input that there is.
    pub(crate) fn element(&self, place: usize, input: usize, class: Class) -> Option<usize> {
        let count = self.machine.input_count(input, class);
        usize::try_from(self.int(place)).ok().filter(|&element| element < count)
    }

    /// An int as an input; one that there is not has no elements.
    pub(crate) fn input(&self, place: usize) -> usize {
        usize::try_from(self.int(place)).unwrap_or(crate::scope::INPUTS)
    }

    pub(crate) fn text(&self, place: usize) -> Arc<str> {
        match self.value(place) {
            Value::Text(text) => text,
            _ => "".into(),
        }
    }

    pub(crate) fn array(&self, place: usize) -> Array {
        match self.value(place) {
            Value::Array(array) => array,
            _ => Array::empty(self.call.item),
        }
    }

    /// An array that is going to be changed and given back: taken out, so that it is not copied.
    pub(crate) fn take_array(&mut self, place: usize) -> Array {
        let empty = Value::Array(Array::empty(self.call.item));
        match &self.call.arguments[place] {
            Argument::Object(object) => {
                let object = *object;
                match std::mem::replace(self.machine.object_mut(object, self.lane), empty) {
                    Value::Array(array) => array,
                    _ => Array::empty(self.call.item),
                }
            }
            Argument::Numbers(..) => Array::empty(self.call.item),
        }
    }

    pub(crate) fn value(&self, place: usize) -> Value {
        match &self.call.arguments[place] {
            Argument::Numbers(kind, operands) => {
                let bits: Vec<u32> =
                    operands.iter().map(|&o| self.machine.number(o, self.lane)).collect();
                Value::from_bits(*kind, &bits)
            }
            Argument::Object(object) => self.machine.object(*object, self.lane).clone(),
        }
    }

    /// Gives bits as the result at a place.
    pub(crate) fn give_bits(&mut self, place: usize, bits: &[u32]) {
        if let Some(Outcome::Numbers(registers)) = self.call.results.get(place) {
            for (&register, &bits) in registers.iter().zip(bits) {
                self.machine.set_number(register, self.lane, bits);
            }
        }
    }

    pub(crate) fn give_int(&mut self, place: usize, value: i32) {
        self.give_bits(place, &[value.cast_unsigned()]);
    }

    pub(crate) fn give_float(&mut self, place: usize, value: f32) {
        self.give_bits(place, &[value.to_bits()]);
    }

    pub(crate) fn give_vector(&mut self, place: usize, value: [f32; 3]) {
        self.give_bits(place, &value.map(f32::to_bits));
    }

    pub(crate) fn give_text(&mut self, text: impl Into<Arc<str>>) -> Result<(), String> {
        let text = text.into();
        self.grow(text.len() as u64)?;
        self.give_object(0, Value::Text(text));
        Ok(())
    }

    /// Gives an array as the result at a place.
    pub(crate) fn give_array(&mut self, place: usize, array: Array) {
        self.give_object(place, Value::Array(array));
    }

    fn give_object(&mut self, place: usize, value: Value) {
        if let Some(Outcome::Object(object)) = self.call.results.get(place) {
            self.machine.set_object(*object, self.lane, value);
        }
    }

    /// Refuses what would take too much memory; called before texts and arrays grow.
    pub(crate) fn grow(&mut self, bytes: u64) -> Result<(), String> {
        let limit = self.machine.run.task.memory_limit().min(MOST_BYTES_TOGETHER);
        let refused = |needed: u64, limit: u64| {
            let (needed, limit) = (bytes_text(needed), bytes_text(limit));
            Err(format!("texts and arrays would need {needed}, and the limit is {limit}"))
        };
        if bytes > MOST_BYTES.min(limit) {
            return refused(bytes, MOST_BYTES.min(limit));
        }
        self.machine.grown += bytes;
        if self.machine.grown > COUNT_AFTER.min(limit / 2) {
            let held = self.machine.bytes_held() + bytes;
            if held > limit {
                return refused(held, limit);
            }
            self.machine.grown = 0;
        }
        Ok(())
    }

    /// The parameter that a channel is.
    pub(crate) fn path(&self, place: usize) -> Option<Arc<str>> {
        let channel = usize::try_from(self.int(place)).ok()?;
        self.machine.run.tree.channels.get(channel).map(|channel| channel.path.clone())
    }

    /// Notes a change of the geometry that this element asks for.
    pub(crate) fn change(&mut self, change: Change) {
        let element = self.machine.elements.number(self.lane) as u32;
        self.machine.changes.push((element, change));
    }

    /// The number of a new point (0) or primitive (1) of this element.
    pub(crate) fn added(&mut self, which: usize) -> i32 {
        let class = if which == 0 { Class::Point } else { Class::Primitive };
        let there = self.machine.input_count(0, class) as u32;
        let base = self.machine.bases.get(self.lane).map_or(0, |base| base[which]);
        let mut added = 0;
        if let Some(counts) = self.machine.added.get_mut(self.lane) {
            added = counts[which];
            counts[which] += 1;
        }
        there.wrapping_add(base).wrapping_add(added).cast_signed()
    }

    /// Tells whoever runs the program something, once for the same text.
    pub(crate) fn warn(&mut self, text: &str) {
        let warnings = &mut self.machine.warnings;
        if warnings.len() < 10 && !warnings.iter().any(|known| known == text) {
            warnings.push(text.to_owned());
        }
    }
}
