//! The value of an expression that needs no elements. Most are a few operations on numbers: those
//! run on a few registers, without a machine for blocks.

use task::Task;

use crate::code::{Argument, Code, Instruction, Operand, Register};
use crate::host::Host;
use crate::machine::{Machine, Run};
use crate::program::Program;
use crate::run::{RunError, converted};
use crate::tree::Global;
use crate::value::Value;

/// The registers that the quick way has.
const REGISTERS: usize = 24;

impl Program {
    /// The value of an expression that needs no elements. `channels` are the values of what
    /// [`Program::channels`] names, in that order; ramps and the frame come from the host.
    pub fn value(
        &self,
        channels: &[Value],
        host: &dyn Host,
        task: &Task,
    ) -> Result<Value, RunError> {
        if self.is_plain
            && let Some(value) = self.plain_value(channels, host)
        {
            return Ok(value);
        }
        let named = self.tree.channels.iter().zip(channels);
        let channels = named.map(|(channel, value)| converted(value.clone(), channel.kind?));
        let run = Run {
            code: &self.code,
            tree: &self.tree,
            host,
            task,
            columns: vec![None; self.tree.sources.len()],
            channels: channels.collect(),
        };
        let mut machine = Machine::new(&run, None);
        let ran = machine.run_once().and_then(|()| machine.run_block(&mut []));
        ran.map_err(|failure| self.failed(failure))?;
        Ok(machine.result(0))
    }

    /// None where a channel is of another type than it is read as.
    fn plain_value(&self, channels: &[Value], host: &dyn Host) -> Option<Value> {
        let mut registers = [0_u32; REGISTERS];
        let read = |registers: &[u32; REGISTERS], operand: Operand| match operand {
            Operand::Constant(bits) => bits,
            Operand::In(Register::Uniform(index) | Register::Varying(index)) => {
                registers[index as usize % REGISTERS]
            }
        };
        for instruction in self.code.once.iter().chain(&self.code.each) {
            let (out, bits) = match instruction {
                Instruction::Unary { operation, out, a } => {
                    (*out, operation.of(read(&registers, *a)))
                }
                Instruction::Binary { operation, out, a, b } => {
                    (*out, operation.of(read(&registers, *a), read(&registers, *b)))
                }
                Instruction::Select { out, condition, a, b } => {
                    let chosen = if read(&registers, *condition) != 0 { a } else { b };
                    (*out, read(&registers, *chosen))
                }
                Instruction::Global { global, outs } => {
                    let bits = match global {
                        Global::Frame => host.frame().to_bits(),
                        Global::Iteration => host.iteration()[0].to_bits(),
                        Global::Iterations => host.iteration()[1].to_bits(),
                        Global::FramesPerSecond => host.frames_per_second().to_bits(),
                        Global::Time => ((host.frame() - 1.0) / host.frames_per_second()).to_bits(),
                        Global::Channel(index) => {
                            let kind = self.tree.channels.get(*index)?.kind?;
                            let value = channels.get(*index)?;
                            if value.kind() != kind || kind.components() != 1 {
                                let bits = converted(value.clone(), kind)?.bits();
                                for (&out, bits) in outs.iter().zip(bits) {
                                    set(&mut registers, out, bits);
                                }
                                continue;
                            }
                            match value {
                                Value::Int(number) => number.cast_unsigned(),
                                Value::Float(number) => number.to_bits(),
                                _ => return None,
                            }
                        }
                        _ => return None,
                    };
                    (*outs.first()?, bits)
                }
                _ => return None,
            };
            set(&mut registers, out, bits);
        }
        let Some(Argument::Numbers(kind, operands)) = &self.code.result else { return None };
        let mut bits = [0; 16];
        for (slot, operand) in bits.iter_mut().zip(operands) {
            *slot = read(&registers, *operand);
        }
        Some(Value::from_bits(*kind, &bits))
    }
}

fn set(registers: &mut [u32; REGISTERS], register: Register, bits: u32) {
    let (Register::Uniform(index) | Register::Varying(index)) = register;
    registers[index as usize % REGISTERS] = bits;
}

/// Whether code is nothing but operations on a few single numbers, one after another.
pub(crate) fn is_plain(code: &Code) -> bool {
    let is_uniform = |register: &Register| matches!(register, Register::Uniform(_));
    let plain = |instruction: &Instruction| match instruction {
        Instruction::Unary { out, .. }
        | Instruction::Binary { out, .. }
        | Instruction::Select { out, .. } => is_uniform(out),
        Instruction::Global { global, outs } => {
            let known = matches!(
                global,
                Global::Frame
                    | Global::FramesPerSecond
                    | Global::Time
                    | Global::Iteration
                    | Global::Iterations
                    | Global::Channel(_)
            );
            known && outs.iter().all(is_uniform)
        }
        _ => false,
    };
    code.uniforms <= REGISTERS
        && matches!(code.result, Some(Argument::Numbers(..)))
        && code.once.iter().chain(&code.each).all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoElements, Nothing, Type, compile_value};

    fn value(source: &str, kind: Type, channels: &[Value]) -> (bool, Value) {
        let program = compile_value(source, kind, &NoElements).unwrap();
        let value = program.value(channels, &Nothing, &Task::unlimited()).unwrap();
        (program.is_plain, value)
    }

    #[test]
    fn the_quick_way_gives_what_the_machine_gives() {
        let three = Value::Vector3([1.0, 2.0, 3.0]);
        let two = [Value::Int(7), three.clone()];
        let quick = value("ch('a') * 2 + ch('b').y + $F", Type::FLOAT, &two);
        assert_eq!(quick, (true, Value::Float(17.0)));
        let slow = "float s = 0; for (int i = 0; i < 2; i++) s += ch('a'); \
                    return s + ch('b').y + $F;";
        assert_eq!(value(slow, Type::FLOAT, &two), (false, Value::Float(17.0)));
        assert_eq!(value("ch('a') > 3 ? 1/2 : 0", Type::FLOAT, &two[..1]).1, Value::Float(0.5));
        assert_eq!(
            value("chv('b') * 2", Type::VECTOR3, &[three]).1,
            Value::Vector3([2.0, 4.0, 6.0])
        );
        assert_eq!(value("chv('b')", Type::VECTOR3, &two[..1]).1, Value::Vector3([7.0; 3]));
        assert_eq!(value("chs('a') + '!'", Type::TEXT, &two[..1]).1, Value::Text("7!".into()));
    }
}
