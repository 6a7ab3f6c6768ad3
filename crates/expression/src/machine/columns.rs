//! Between columns, where an element's numbers lie side by side, and registers, where each number
//! of all elements does.

use std::sync::Arc;

use super::{Block, Elements, Machine};
use crate::code::{Object, Operand, Register};
use crate::host::Column;
use crate::value::Value;

/// The part of a written attribute that a chunk of elements writes.
#[derive(Debug)]
pub(crate) enum Target<'a> {
    Floats(&'a mut [f32], usize),
    Ints(&'a mut [i32]),
    Bools(&'a mut [bool]),
    Texts(&'a mut [Arc<str>]),
}

impl Machine<'_> {
    /// Components of an attribute of the block's elements; zero where there is no column.
    #[inline(always)]
    pub(super) fn load(&mut self, source: usize, parts: &[(u8, Register)]) {
        let (elements, count) = (self.elements.clone(), self.count);
        match (&self.run.columns[source], &elements) {
            (Some(Column::Floats(values, 3)), &Elements::From(start)) if parts.len() == 3 => {
                let values = &values[start * 3..(start + count) * 3];
                self.load_three(values, parts);
            }
            (Some(Column::Floats(values, size)), _) => {
                let (values, size) = (*values, *size);
                for &(part, out) in parts {
                    let place = usize::from(part);
                    self.each(out, count, |lane| {
                        values[elements.number(lane) * size + place].to_bits()
                    });
                }
            }
            (Some(Column::Ints(values)), _) => {
                let values = *values;
                for &(_, out) in parts {
                    self.each(out, count, |lane| values[elements.number(lane)].cast_unsigned());
                }
            }
            (Some(Column::Bools(values)), _) => {
                let values = *values;
                for &(_, out) in parts {
                    self.each(out, count, |lane| u32::from(values[elements.number(lane)]));
                }
            }
            _ => {
                for &(_, out) in parts {
                    self.each(out, count, |_| 0);
                }
            }
        }
    }

    /// Three floats an element, in one go.
    #[inline(always)]
    fn load_three(&mut self, values: &[f32], parts: &[(u8, Register)]) {
        let count = values.len() / 3;
        let place = |part: usize| match parts[part].1 {
            Register::Varying(index) | Register::Uniform(index) => index as usize,
        };
        // Registers of one instruction are never the same.
        let Ok([x, y, z]) = self.varyings.get_disjoint_mut([place(0), place(1), place(2)]) else {
            return;
        };
        let (x, y, z) = (&mut x[..count], &mut y[..count], &mut z[..count]);
        for lane in 0..count {
            x[lane] = values[lane * 3].to_bits();
            y[lane] = values[lane * 3 + 1].to_bits();
            z[lane] = values[lane * 3 + 2].to_bits();
        }
    }

    /// Sets a register of each element.
    #[inline(always)]
    fn each(&mut self, out: Register, count: usize, value: impl Fn(usize) -> u32) {
        if let Register::Varying(index) = out {
            for (lane, slot) in self.varyings[index as usize][..count].iter_mut().enumerate() {
                *slot = value(lane);
            }
        }
    }

    /// Writes components of the block's elements into a target.
    #[inline(always)]
    pub(super) fn store(&self, target: &mut Target<'_>, parts: &[Operand]) {
        let count = self.count;
        let (offset, elements, start) = (self.offset, &self.elements, self.chunk_start);
        let slot = |lane: usize| match elements {
            Elements::From(_) => offset + lane,
            Elements::These(list) => list[lane] as usize - start,
        };
        match (target, elements) {
            (Target::Floats(values, 3), Elements::From(_)) if parts.len() == 3 => {
                let values = &mut values[offset * 3..(offset + count) * 3];
                self.store_three(values, parts);
            }
            (Target::Floats(values, size), _) => {
                for (place, &part) in parts.iter().enumerate() {
                    for lane in 0..count {
                        let bits = self.number(part, lane);
                        values[slot(lane) * *size + place] = f32::from_bits(bits);
                    }
                }
            }
            (Target::Ints(values), _) => {
                for lane in 0..count {
                    values[slot(lane)] = self.number(parts[0], lane).cast_signed();
                }
            }
            (Target::Bools(values), _) => {
                for lane in 0..count {
                    values[slot(lane)] = self.number(parts[0], lane) != 0;
                }
            }
            (Target::Texts(_), _) => {}
        }
    }

    /// Three floats an element, in one go.
    #[inline(always)]
    fn store_three(&self, values: &mut [f32], parts: &[Operand]) {
        let mut blocks: [Option<&Block>; 3] = [None; 3];
        for (block, part) in blocks.iter_mut().zip(parts) {
            if let Operand::In(Register::Varying(index)) = part {
                *block = Some(&self.varyings[*index as usize]);
            }
        }
        let count = values.len() / 3;
        if let [Some(x), Some(y), Some(z)] = blocks {
            let (x, y, z) = (&x[..count], &y[..count], &z[..count]);
            for lane in 0..count {
                values[lane * 3] = f32::from_bits(x[lane]);
                values[lane * 3 + 1] = f32::from_bits(y[lane]);
                values[lane * 3 + 2] = f32::from_bits(z[lane]);
            }
            return;
        }
        for (place, &part) in parts.iter().enumerate() {
            for lane in 0..count {
                values[lane * 3 + place] = f32::from_bits(self.number(part, lane));
            }
        }
    }

    pub(super) fn load_object(&mut self, source: usize, out: Object) {
        for lane in 0..self.count {
            let text = self.text(source, self.elements.number(lane));
            self.set_object(out, lane, Value::Text(text));
        }
    }

    pub(super) fn store_object(&self, target: &mut Target<'_>, value: Object) {
        let Target::Texts(texts) = target else { return };
        for lane in 0..self.count {
            let slot = match &self.elements {
                Elements::From(_) => self.offset + lane,
                Elements::These(list) => list[lane] as usize - self.chunk_start,
            };
            if let Value::Text(text) = self.object(value, lane) {
                texts[slot] = text.clone();
            }
        }
    }

    /// A text of a column; none beyond its end.
    fn text(&self, source: usize, element: usize) -> Arc<str> {
        let found = match &self.run.columns[source] {
            Some(Column::Texts(indices, strings)) => {
                indices.get(element).and_then(|&index| strings.get(index as usize)).cloned()
            }
            _ => None,
        };
        found.unwrap_or_default()
    }

    /// Components of one element of a column each; zero beyond its end.
    pub(super) fn read(&mut self, source: usize, index: Operand, parts: &[(u8, Register)]) {
        let column = self.run.columns[source];
        let is_varying = parts.iter().any(|(_, out)| matches!(out, Register::Varying(_)));
        let lanes = if is_varying { self.count } else { 1 };
        for lane in 0..lanes {
            let element = usize::try_from(self.number(index, lane).cast_signed());
            for &(part, out) in parts {
                let bits = element.ok().and_then(|element| match column? {
                    Column::Floats(values, size) if usize::from(part) < size => {
                        values.get(element * size + usize::from(part)).map(|value| value.to_bits())
                    }
                    Column::Ints(values) => values.get(element).map(|value| value.cast_unsigned()),
                    Column::Bools(values) => values.get(element).map(|&member| u32::from(member)),
                    _ => None,
                });
                self.set_number(out, lane, bits.unwrap_or(0));
            }
        }
    }

    pub(super) fn read_object(&mut self, source: usize, index: Operand, out: Object) {
        let lanes = if matches!(out, Object::Varying(_)) { self.count } else { 1 };
        for lane in 0..lanes {
            let element = usize::try_from(self.number(index, lane).cast_signed());
            let text = element.map_or_else(|_| "".into(), |element| self.text(source, element));
            self.set_object(out, lane, Value::Text(text));
        }
    }
}
