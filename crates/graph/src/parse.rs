//! Values of parameters from text, as typed on a command line or into a field.

use crate::parameter::{Kind, ParameterDeclaration};
use crate::ramp::{Between, Ramp, Stop};
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
            Kind::CurveRamp(_) | Kind::ColourRamp(_) => ramp(self, text)?,
        };
        self.accept(&value)
    }
}

/// A ramp as `0:0 0.5:1:smooth 1:0.2`; a colour has commas: `0:1,0,0 1:0,0,1`.
fn ramp(declaration: &ParameterDeclaration, text: &str) -> Result<Value, String> {
    let is_colour = matches!(declaration.kind, Kind::ColourRamp(_));
    let stop = |text: &str| {
        let mut parts = text.split(':');
        let (place, value) = (parts.next()?.parse().ok()?, parts.next()?);
        let between = parts.next().map_or(Some(Between::Linear), Between::named)?;
        let value = if is_colour { numbers(value).ok()? } else { [value.parse().ok()?; 3] };
        parts.next().is_none().then_some(Stop { place, value, between })
    };
    let stops: Option<Vec<Stop>> = text.split_whitespace().map(stop).collect();
    let ramp = stops.and_then(|stops| Ramp::new(stops, is_colour));
    let wrong = || format!("\"{text}\" is no ramp; write stops such as 0:0 0.5:1:smooth 1:0");
    ramp.map(|ramp| Value::Ramp(ramp.into())).ok_or_else(wrong)
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
        let profile = Parameter::curve("profile", "Profile", &[]).declaration;
        let Ok(Value::Ramp(curve)) = profile.parse("1:0 0:0.5:smooth") else { panic!() };
        assert_eq!((curve.stops()[0].between, curve.height(0.0)), (Between::Smooth, 0.5));
        assert!(profile.parse("0:0:wavy").unwrap_err().contains("is no ramp"));
        let tint = Parameter::colours("tint", "Tint", &[]).declaration;
        let Ok(Value::Ramp(tint)) = tint.parse("0:1,0,0 1:0,0,1") else { panic!() };
        assert_eq!(tint.at(0.5), [0.5, 0.0, 0.5]);
        let toggle = Parameter::toggle("caps", "Caps", true).declaration;
        assert_eq!(toggle.parse("off"), Ok(Value::Toggle(false)));
        assert!(toggle.parse("maybe").is_err());
        let axis = Parameter::<Chosen<Axis>>::menu("axis", "Axis").declaration;
        assert_eq!(axis.parse("y"), Ok(Value::Text("y".into())));
        assert_eq!(axis.parse("z").unwrap_err(), "\"axis\" has no option \"z\"; it has x, y");
    }
}
