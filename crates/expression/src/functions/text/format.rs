//! Values put into a text as `printf` does.

use crate::value::Value;

/// Letters that a value may be filled up to.
const MOST_WIDTH: usize = 1000;

/// What stands between `%` and the letter.
#[derive(Default)]
struct Style {
    is_left: bool,
    has_sign: bool,
    fill_zeros: bool,
    width: usize,
    precision: Option<usize>,
}

/// The text with the values in their places.
pub(in crate::functions) fn formatted(pattern: &str, values: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut letters = pattern.chars().peekable();
    let mut values = values.iter();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let mut style = Style::default();
        while let Some(&flag) = letters.peek() {
            match flag {
                '-' => style.is_left = true,
                '+' => style.has_sign = true,
                '0' => style.fill_zeros = true,
                ' ' | '#' => {}
                _ => break,
            }
            letters.next();
        }
        style.width = number(&mut letters).unwrap_or(0).min(MOST_WIDTH);
        if letters.next_if_eq(&'.').is_some() {
            style.precision = Some(number(&mut letters).unwrap_or(0).min(100));
        }
        match letters.next() {
            Some('%') => out.push('%'),
            Some(kind) => {
                let Some(value) = values.next() else {
                    return Err(format!("sprintf() has no value for %{kind}"));
                };
                out += &filled(&shown(kind, value, &style)?, &style);
            }
            None => return Err("a letter such as d must follow %".to_owned()),
        }
    }
    Ok(out)
}

fn number(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<usize> {
    let mut value = None;
    while let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(10)) {
        value = Some(value.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit as usize));
        letters.next();
    }
    value
}

fn shown(kind: char, value: &Value, style: &Style) -> Result<String, String> {
    if let (Value::Text(text), 's' | 'c' | 'g') = (value, kind) {
        return Ok(text.chars().take(style.precision.unwrap_or(usize::MAX)).collect());
    }
    let floats = value.floats();
    if kind == 's' || (floats.is_empty() && kind == 'g') {
        return Ok(value.to_string());
    }
    if floats.is_empty() {
        return Err(format!("%{kind} cannot show a value of type {}", value.kind()));
    }
    let one = |&float: &f32| -> Result<String, String> {
        let whole = match value {
            Value::Int(number) => i64::from(*number),
            _ => float as i64,
        };
        let text = match kind {
            'd' | 'i' => whole.to_string(),
            'x' => format!("{:x}", whole as u32),
            'X' => format!("{:X}", whole as u32),
            'o' => format!("{:o}", whole as u32),
            'c' => char::from_u32(whole as u32).map(String::from).unwrap_or_default(),
            'f' => format!("{:.*}", style.precision.unwrap_or(6), float),
            'e' => format!("{:.*e}", style.precision.unwrap_or(6), float),
            'g' => match value {
                Value::Int(number) => number.to_string(),
                _ => general(float, style.precision.unwrap_or(6)),
            },
            _ => return Err(format!("%{kind} means nothing: there are %d %g %f %e %x %s %%")),
        };
        let plus = if style.has_sign && !text.starts_with('-') { "+" } else { "" };
        Ok(format!("{plus}{text}"))
    };
    if floats.len() == 1 {
        return one(&floats[0]);
    }
    let parts: Result<Vec<String>, String> = floats.iter().map(one).collect();
    Ok(format!("{{{}}}", parts?.join(", ")))
}

/// As few digits as say the number to a precision, with an exponent where it is very small or
/// very great: `%g`.
fn general(value: f32, precision: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = precision.max(1) as i32;
    let scientific = format!("{:.*e}", digits as usize - 1, value);
    let exponent = scientific.split_once('e').and_then(|(_, e)| e.parse::<i32>().ok());
    let exponent = exponent.unwrap_or(0);
    let trimmed = |text: &str| -> String {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text.to_owned()
        }
    };
    if exponent < -4 || exponent >= digits {
        let mantissa = scientific.split('e').next().unwrap_or("");
        return format!("{}e{exponent:+03}", trimmed(mantissa));
    }
    trimmed(&format!("{:.*}", (digits - 1 - exponent).max(0) as usize, value))
}

fn filled(text: &str, style: &Style) -> String {
    let missing = style.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    if style.is_left {
        return format!("{text}{}", " ".repeat(missing));
    }
    let is_number = text.ends_with(|c: char| c.is_ascii_hexdigit());
    if style.fill_zeros && is_number {
        let (sign, rest) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (&text[..1], rest),
            None => ("", text),
        };
        return format!("{sign}{}{rest}", "0".repeat(missing));
    }
    format!("{}{text}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_c_shows_them() {
        let shown = |pattern: &str, value: Value| formatted(pattern, &[value]).unwrap();
        assert_eq!(shown("%05d|", Value::Int(-42)), "-0042|");
        assert_eq!(shown("%+g", Value::Float(0.1)), "+0.1");
        assert_eq!(shown("%g", Value::Float(1e-7)), "1e-07");
        assert_eq!(shown("%g", Value::Float(1_234_567.0)), "1.23457e+06");
        assert_eq!(shown("%g", Value::Float(100_000.0)), "100000");
        assert_eq!(shown("%6.2f|%%", Value::Float(1.005)), "  1.00|%");
        assert_eq!(shown("%-5s|", Value::Text("ab".into())), "ab   |");
        assert_eq!(shown("%x", Value::Int(255)), "ff");
        assert!(formatted("%d", &[]).is_err() && formatted("%q", &[Value::Int(1)]).is_err());
        assert!(formatted("%", &[]).is_err());
        assert!(formatted("%99999999999999999999d", &[Value::Int(1)]).is_ok());
    }
}
