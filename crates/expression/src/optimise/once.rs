//! What is the same for all blocks runs once, before them.
//!
//! The code is cut into parts: single instructions, and whole stretches of control flow. A part
//! goes before the blocks if it touches only what is the same for all elements, if nothing that
//! stays reads what it writes before it writes it, and if what it reads goes there too.

use std::collections::HashMap;

use crate::code::{Instruction, Object, Register, Use};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    Number(u32),
    Object(u32),
}

#[derive(Default)]
struct Part {
    instructions: Vec<Instruction>,
    reads: Vec<Slot>,
    writes: Vec<Slot>,
    goes_before: bool,
}

impl Part {
    fn new(mut instructions: Vec<Instruction>) -> Self {
        let (mut reads, mut writes) = (Vec::new(), Vec::new());
        let mut is_even = true;
        for instruction in &mut instructions {
            let jumps = matches!(
                instruction,
                Instruction::Label(_)
                    | Instruction::Jump(_)
                    | Instruction::JumpUnless { .. }
                    | Instruction::Turn(_)
            );
            is_even &= jumps || !instruction.has_effect();
            is_even &=
                !matches!(instruction, Instruction::Load { .. } | Instruction::LoadObject { .. });
            let mut note = |slot: Option<Slot>, usage: Use| match slot {
                None => is_even = false,
                Some(slot) => {
                    if usage != Use::Write {
                        reads.push(slot);
                    }
                    if usage != Use::Read {
                        writes.push(slot);
                    }
                }
            };
            instruction.registers(&mut |register, usage| {
                let slot = match *register {
                    Register::Uniform(index) => Some(Slot::Number(index)),
                    Register::Varying(_) => None,
                };
                note(slot, usage);
            });
            instruction.objects(&mut |object, usage| {
                let slot = match object {
                    Object::Uniform(index) => Some(Slot::Object(index)),
                    Object::Varying(_) => None,
                };
                note(slot, usage);
            });
        }
        Self { instructions, reads, writes, goes_before: is_even }
    }
}

/// What runs once, and what runs for each block.
pub(super) fn split(instructions: Vec<Instruction>) -> (Vec<Instruction>, Vec<Instruction>) {
    let mut parts = parts(instructions);
    while !settle(&mut parts) {}
    let (mut once, mut each) = (Vec::new(), Vec::new());
    for part in parts {
        if part.goes_before { &mut once } else { &mut each }.extend(part.instructions);
    }
    (once, each)
}

/// Lets stay what may not go before; gives whether everything was right already.
fn settle(parts: &mut [Part]) -> bool {
    // Of each register the last part that writes it and goes before, and whether one that stays
    // writes it.
    let mut last_before = HashMap::new();
    let mut written_by_rest = std::collections::HashSet::new();
    for (place, part) in parts.iter().enumerate() {
        for &slot in &part.writes {
            if part.goes_before {
                last_before.insert(slot, place);
            } else {
                written_by_rest.insert(slot);
            }
        }
    }
    // Read by what stays before it would be written the last time.
    let mut read_too_soon = std::collections::HashSet::new();
    for (place, part) in parts.iter().enumerate() {
        if !part.goes_before {
            for slot in &part.reads {
                if last_before.get(slot).is_some_and(|&last| last > place) {
                    read_too_soon.insert(*slot);
                }
            }
        }
    }
    let mut is_settled = true;
    for part in parts.iter_mut().filter(|part| part.goes_before) {
        let stays = part.reads.iter().any(|slot| written_by_rest.contains(slot))
            || part
                .writes
                .iter()
                .any(|slot| written_by_rest.contains(slot) || read_too_soon.contains(slot));
        if stays {
            part.goes_before = false;
            is_settled = false;
        }
    }
    is_settled
}

fn parts(instructions: Vec<Instruction>) -> Vec<Part> {
    // Stretches of control flow: from each jump to its target or back, those that overlap joined.
    let mut stretches: Vec<(usize, usize)> = super::jumps(&instructions)
        .into_iter()
        .map(|(from, to)| (from.min(to), from.max(to)))
        .collect();
    stretches.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in stretches {
        match joined.last_mut() {
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => joined.push((start, end)),
        }
    }
    let mut joined = joined.into_iter().peekable();
    let mut parts = Vec::new();
    let mut current = Vec::new();
    for (place, instruction) in instructions.into_iter().enumerate() {
        let inside = joined.peek().copied().filter(|&(start, _)| start <= place);
        current.push(instruction);
        let is_last = inside.is_none_or(|(_, end)| place == end);
        if is_last {
            parts.push(Part::new(std::mem::take(&mut current)));
            if inside.is_some() {
                joined.next();
            }
        }
    }
    parts
}
