//! Makes code smaller and quicker without changing what it does: what nobody reads is left out,
//! what is the same for all blocks runs once, and registers are used again.

mod once;
mod registers;

use std::collections::HashSet;

use crate::code::{Argument, Code, Instruction, Object, Operand, Register, Use};

/// Finishes compiled code.
pub(crate) fn finish(instructions: Vec<Instruction>, mut code: Code) -> Code {
    let needed = without_unread(instructions, &code);
    let (once, each) = once::split(needed);
    let each = registers::reuse(each, &mut code);
    let (once, of_once) = resolved(once);
    let (each, of_each) = resolved(each);
    Code { once, each, labels: [of_once, of_each], ..code }
}

/// Leaves out what writes only what nobody reads.
fn without_unread(mut instructions: Vec<Instruction>, code: &Code) -> Vec<Instruction> {
    loop {
        let (registers, objects) = read_by(&mut instructions, code);
        let before = instructions.len();
        instructions.retain_mut(|instruction| {
            if instruction.has_effect() {
                return true;
            }
            if let Instruction::Load { parts, .. } | Instruction::Read { parts, .. } = instruction {
                parts.retain(|(_, out)| registers.contains(out));
            }
            let mut is_read = false;
            instruction.registers(&mut |register, usage| {
                is_read |= usage != Use::Read && registers.contains(register);
            });
            instruction.objects(&mut |object, usage| {
                is_read |= usage != Use::Read && objects.contains(&object);
            });
            is_read
        });
        if instructions.len() == before {
            return instructions;
        }
    }
}

/// All registers and objects that some instruction reads.
fn read_by(instructions: &mut [Instruction], code: &Code) -> (HashSet<Register>, HashSet<Object>) {
    let (mut registers, mut objects) = (HashSet::new(), HashSet::new());
    for instruction in instructions {
        instruction.registers(&mut |register, usage| {
            if usage == Use::Read {
                registers.insert(*register);
            }
        });
        instruction.objects(&mut |object, usage| {
            if usage == Use::Read {
                objects.insert(object);
            }
        });
    }
    match &code.result {
        Some(Argument::Numbers(_, operands)) => {
            for operand in operands {
                if let Operand::In(register) = operand {
                    registers.insert(*register);
                }
            }
        }
        Some(Argument::Object(object)) => {
            objects.insert(*object);
        }
        None => {}
    }
    (registers, objects)
}

/// Takes the labels out; gives where each was.
fn resolved(instructions: Vec<Instruction>) -> (Vec<Instruction>, Vec<usize>) {
    let mut places = Vec::new();
    let mut out = Vec::new();
    for instruction in instructions {
        if let Instruction::Label(label) = instruction {
            let label = label as usize;
            if places.len() <= label {
                places.resize(label + 1, 0);
            }
            places[label] = out.len();
        } else {
            out.push(instruction);
        }
    }
    (out, places)
}

/// Where each label is, and from where to where each jump leads: `(from, to)`.
fn jumps(instructions: &[Instruction]) -> Vec<(usize, usize)> {
    let mut places = std::collections::HashMap::new();
    for (place, instruction) in instructions.iter().enumerate() {
        if let Instruction::Label(label) = instruction {
            places.insert(*label, place);
        }
    }
    let target = |instruction: &Instruction| match instruction {
        Instruction::Jump(to)
        | Instruction::JumpUnless { to, .. }
        | Instruction::JumpIfNone { to, .. } => places.get(to).copied(),
        _ => None,
    };
    let all = instructions.iter().enumerate();
    all.filter_map(|(place, instruction)| Some((place, target(instruction)?))).collect()
}
