//! Values of parameters from text, as typed on a command line or into a field.

use crate::parameter::{Kind, ParameterDeclaration};
use crate::value::Value;

impl ParameterDeclaration {
    /// The value that a text stands for: a number, `true` or `false`, several numbers separated
    /// by commas or spaces (one number serves for all), an option's id, or the text itself.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let value = match self.kind {
            Kind::Text(..) => Value::Text(text.into()),
            Kind::Menu(..) => Value::Text(text.trim().into()),
            Kind::Toggle(_) | Kind::Button => match text.trim() {
                "true" | "on" | "1" => Value::Toggle(true),
                "false" | "off" | "0" => Value::Toggle(false),
                _ => return Err(format!("\"{text}\" is neither true nor false")),
            },
            Kind::Integer(_) => {
                let number = text.trim().parse();
                Value::Integer(number.map_err(|_| format!("\"{text}\" is not a whole number"))?)
            }
            Kind::Float(_) => Value::Float(numbers::<1>(text)?[0]),
            Kind::Vector2(_) => Value::Vector2(numbers(text)?),
            Kind::Vector3(_) | Kind::Colour(_) => Value::Vector3(numbers(text)?),
            Kind::Vector4(_) => Value::Vector4(numbers(text)?),
        };
        self.accept(&value)
    }
}

fn numbers<const N: usize>(text: &str) -> Result<[f64; N], String> {
    let bare = text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let parts = bare.split([',', ' ']).filter(|part| !part.is_empty());
    let parsed: Result<Vec<f64>, String> =
        parts.map(|part| part.parse().map_err(|_| format!("\"{part}\" is not a number"))).collect();
    let parsed = parsed?;
    match parsed[..] {
        [single] => Ok([single; N]),
        _ => <[f64; N]>::try_from(&parsed[..])
            .map_err(|_| format!("\"{text}\" has {} numbers, and {N} are needed", parsed.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Choice, Choices, Chosen, Parameter};

    #[derive(Clone, Copy)]
    struct Axis;

    impl Choices for Axis {
        const OPTIONS: &'static [Choice] = &[Choice::new("x", "X"), Choice::new("y", "Y")];
        const VALUES: &'static [Self] = &[Self, Self];
    }

    #[test]
    fn texts_become_values_of_the_declared_kind() {
        let size = Parameter::vector3("size", "Size", [1.0; 3]).at_least(0.0).declaration;
        assert_eq!(size.parse("1,2,3"), Ok(Value::Vector3([1.0, 2.0, 3.0])));
        assert_eq!(size.parse("(1, -2 3)"), Ok(Value::Vector3([1.0, 0.0, 3.0])), "brought inside");
        assert_eq!(size.parse("2"), Ok(Value::Vector3([2.0; 3])));
        assert_eq!(size.parse("1,2").unwrap_err(), "\"1,2\" has 2 numbers, and 3 are needed");
        assert!(size.parse("nan").unwrap_err().contains("finite"));
        let rows = Parameter::integer("rows", "Rows", 2).declaration;
        assert_eq!(rows.parse(" 7 "), Ok(Value::Integer(7)));
        assert!(rows.parse("7.5").unwrap_err().contains("whole number"));
        let toggle = Parameter::toggle("caps", "Caps", true).declaration;
        assert_eq!(toggle.parse("off"), Ok(Value::Toggle(false)));
        assert!(toggle.parse("maybe").is_err());
        let axis = Parameter::<Chosen<Axis>>::menu("axis", "Axis").declaration;
        assert_eq!(axis.parse("y"), Ok(Value::Text("y".into())));
        assert_eq!(axis.parse("z").unwrap_err(), "\"axis\" has no option \"z\"; it has x, y");
    }
}
