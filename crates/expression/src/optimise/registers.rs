//! Registers of elements are used again as soon as nobody needs what is in them, so that all of a
//! program's registers stay in the nearest cache. A linear scan (Poletto and Sarkar, 1999).

use std::collections::{BTreeSet, HashMap};

use crate::code::{Argument, Code, Instruction, Operand, Register, Use};

/// Gives the registers of elements new numbers.
pub(super) fn reuse(mut instructions: Vec<Instruction>, code: &mut Code) -> Vec<Instruction> {
    let spans = spans(&mut instructions, code);
    let mut order: Vec<(usize, usize, u32)> =
        spans.iter().map(|(&register, &(first, last))| (first, last, register)).collect();
    order.sort_unstable();
    let mut busy: BTreeSet<(usize, u32)> = BTreeSet::new();
    let mut free: Vec<u32> = Vec::new();
    let mut new_numbers = HashMap::new();
    let mut count = 0;
    for (first, last, register) in order {
        while let Some(&(end, number)) = busy.first()
            && end < first
        {
            busy.remove(&(end, number));
            free.push(number);
        }
        let number = free.pop().unwrap_or_else(|| {
            count += 1;
            count - 1
        });
        busy.insert((last, number));
        new_numbers.insert(register, number);
    }
    let renumber = |register: &mut Register| {
        if let Register::Varying(index) = register {
            *index = new_numbers.get(index).copied().unwrap_or(0);
        }
    };
    for instruction in &mut instructions {
        instruction.registers(&mut |register, _| renumber(register));
    }
    if let Some(Argument::Numbers(_, operands)) = &mut code.result {
        for operand in operands {
            if let Operand::In(register) = operand {
                renumber(register);
            }
        }
    }
    code.varyings = count.max(1) as usize;
    instructions
}

/// From where to where each register of elements is needed.
fn spans(instructions: &mut [Instruction], code: &Code) -> HashMap<u32, (usize, usize)> {
    let mut spans: HashMap<u32, (usize, usize)> = HashMap::new();
    // Where each is touched within loops is needed too.
    let mut touched: Vec<(usize, u32)> = Vec::new();
    for (place, instruction) in instructions.iter_mut().enumerate() {
        instruction.registers(&mut |register, _: Use| {
            if let Register::Varying(index) = *register {
                let span = spans.entry(index).or_insert((place, place));
                span.1 = place;
                touched.push((place, index));
            }
        });
    }
    // What lives before a loop and is touched in it must last until its end.
    let loops: Vec<(usize, usize)> = super::jumps(instructions)
        .into_iter()
        .filter(|(from, to)| to < from)
        .map(|(from, to)| (to, from))
        .collect();
    let mut has_changed = true;
    while has_changed {
        has_changed = false;
        for &(start, end) in &loops {
            let from = touched.partition_point(|&(place, _)| place < start);
            let to = touched.partition_point(|&(place, _)| place <= end);
            for &(_, register) in &touched[from..to] {
                if let Some(span) = spans.get_mut(&register)
                    && span.0 < start
                    && span.1 < end
                {
                    span.1 = end;
                    has_changed = true;
                }
            }
        }
    }
    if let Some(Argument::Numbers(_, operands)) = &code.result {
        for operand in operands {
            if let Operand::In(Register::Varying(index)) = operand {
                spans.entry(*index).or_insert((0, 0)).1 = instructions.len();
            }
        }
    }
    spans
}
