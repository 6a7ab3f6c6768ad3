//! The declaration of a parameter: one constant serves for declaring it and for reading it.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::ramp::{Between, Ramp, Stop};
use crate::value::{Readable, Value};

/// One option of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What files store.
    pub id: &'static str,
    /// What artists see.
    pub label: &'static str,
}

impl Choice {
    /// An option.
    pub const fn new(id: &'static str, label: &'static str) -> Self {
        Self { id, label }
    }
}

/// An enum that a menu chooses from.
pub trait Choices: Copy + 'static {
    /// The options, in the order of the menu. The first is the default.
    const OPTIONS: &'static [Choice];
    /// What each option means, in the same order.
    const VALUES: &'static [Self];
}

/// A menu's choice, as the type that it is read as.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<C>(pub C);

impl<C: Choices> Readable for Chosen<C> {
    fn read(value: &Value) -> Option<Self> {
        let id = value.as_text()?;
        let index = C::OPTIONS.iter().position(|option| option.id == id)?;
        C::VALUES.get(index).copied().map(Self)
    }
}

/// What the text of a text parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// Plain text.
    Plain,
    /// A file to read: its content enters the cache key.
    FileToRead,
    /// A file to write, when asked.
    FileToWrite,
    /// The name of an attribute, or several with wildcards.
    Attribute,
    /// A group field: see `geometry::Selection`.
    Group,
    /// The path of another node whose output is read, as if by a wire.
    Node,
    /// Source text.
    Code,
}

/// The type of a parameter with its default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// On or off.
    Toggle(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Two numbers.
    Vector2([f64; 2]),
    /// Three numbers.
    Vector3([f64; 3]),
    /// Four numbers.
    Vector4([f64; 4]),
    /// A linear colour.
    Colour([f64; 3]),
    /// A menu: the options, and which is the default.
    Menu(&'static [Choice], usize),
    /// Text of some kind.
    Text(TextKind, &'static str),
    /// A curve over the places from 0 to 1, with the stops of a new node.
    CurveRamp(&'static [Stop]),
    /// Colours over the places from 0 to 1, with the stops of a new node.
    ColourRamp(&'static [Stop]),
    /// Something to press; holds no value.
    Button,
}

/// The least and greatest value, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The least value.
    pub min: Option<f64>,
    /// The greatest value.
    pub max: Option<f64>,
}

/// When a parameter is shown: while another one has one of these values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// The other parameter.
    pub parameter: &'static str,
    /// Ids of options, or "true" and "false" of a toggle.
    pub is: &'static [&'static str],
}

/// All that is said about a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterDeclaration {
    /// The name in files, expressions and on the command line. It never changes.
    pub id: &'static str,
    /// What artists see.
    pub label: &'static str,
    /// Type and default.
    pub kind: Kind,
    /// Values outside are brought inside.
    pub hard: Limits,
    /// What the slider spans.
    pub soft: Limits,
    /// The unit, such as "m" or "°".
    pub unit: &'static str,
    /// When it is shown: all of these hold.
    pub shown_when: &'static [Condition],
    /// Whether an expression over attributes may give it for each element.
    pub per_element: bool,
    /// What it does, for an artist.
    pub help: &'static str,
}

impl ParameterDeclaration {
    /// The value that a new node has.
    pub fn default_value(&self) -> Value {
        match self.kind {
            Kind::Toggle(value) => Value::Toggle(value),
            Kind::Integer(value) => Value::Integer(value),
            Kind::Float(value) => Value::Float(value),
            Kind::Vector2(value) => Value::Vector2(value),
            Kind::Vector3(value) | Kind::Colour(value) => Value::Vector3(value),
            Kind::Vector4(value) => Value::Vector4(value),
            Kind::Menu(options, default) => Value::Text(options[default].id.into()),
            Kind::Text(_, default) => Value::Text(default.into()),
            Kind::CurveRamp(stops) => ramp(stops, false),
            Kind::ColourRamp(stops) => ramp(stops, true),
            Kind::Button => Value::Toggle(false),
        }
    }

    /// Whether it names a file whose content the node reads.
    pub fn is_file_to_read(&self) -> bool {
        matches!(self.kind, Kind::Text(TextKind::FileToRead, _))
    }

    /// Whether its text is run by the cook, and may name other parameters there.
    pub(crate) fn is_run(&self) -> bool {
        matches!(self.kind, Kind::Text(TextKind::Code | TextKind::Group, _))
    }

    /// The value brought to the declared kind and hard range; the reason where it cannot be.
    pub fn accept(&self, value: &Value) -> Result<Value, String> {
        let wrong = || {
            let wanted = self.default_value();
            Err(format!("\"{}\" takes {}, not {}", self.id, wanted.kind_name(), value.kind_name()))
        };
        if value.numbers().iter().any(|number| !number.is_finite()) {
            return Err(format!("\"{}\" must be a finite number", self.id));
        }
        let low = self.hard.min.unwrap_or(f64::NEG_INFINITY);
        let high = self.hard.max.unwrap_or(f64::INFINITY);
        let clamp = |number: f64| number.clamp(low, high);
        Ok(match (self.kind, value) {
            (Kind::Toggle(_) | Kind::Button, Value::Toggle(value)) => Value::Toggle(*value),
            (Kind::Integer(_), Value::Integer(value)) => Value::Integer(self.clamp_integer(*value)),
            (Kind::Integer(_), Value::Float(value)) if value.fract() == 0.0 => {
                Value::Integer(self.clamp_integer(*value as i64))
            }
            (Kind::Float(_), Value::Float(value)) => Value::Float(clamp(*value)),
            (Kind::Float(_), Value::Integer(value)) => Value::Float(clamp(*value as f64)),
            (Kind::Vector2(_), Value::Vector2(values)) => Value::Vector2(values.map(clamp)),
            (Kind::Vector3(_) | Kind::Colour(_), Value::Vector3(values)) => {
                Value::Vector3(values.map(clamp))
            }
            (Kind::Vector4(_), Value::Vector4(values)) => Value::Vector4(values.map(clamp)),
            (Kind::Menu(options, _), Value::Text(id)) => {
                if !options.iter().any(|option| option.id == &**id) {
                    let known: Vec<&str> = options.iter().map(|option| option.id).collect();
                    let known = known.join(", ");
                    return Err(format!("\"{}\" has no option \"{id}\"; it has {known}", self.id));
                }
                value.clone()
            }
            (Kind::Text(..), Value::Text(_)) => value.clone(),
            (Kind::CurveRamp(_), Value::Ramp(ramp)) if !ramp.is_colour() => value.clone(),
            (Kind::ColourRamp(_), Value::Ramp(ramp)) if ramp.is_colour() => value.clone(),
            _ => return wrong(),
        })
    }

    fn clamp_integer(&self, value: i64) -> i64 {
        let low = self.hard.min.map_or(i64::MIN, |min| min as i64);
        let high = self.hard.max.map_or(i64::MAX, |max| max as i64);
        value.clamp(low, high)
    }
}

fn ramp(stops: &[Stop], is_colour: bool) -> Value {
    let flat = || Ramp::new([Stop::height(0.0, 0.0, Between::Linear)], is_colour);
    let ramp = Ramp::new(stops.iter().copied(), is_colour).or_else(flat);
    Value::Ramp(Arc::new(ramp.expect("one stop makes a ramp")))
}

/// A declared parameter with the Rust type that a cook reads it as.
#[derive(Debug)]
pub struct Parameter<T> {
    /// All that is said about it.
    pub declaration: ParameterDeclaration,
    read_as: PhantomData<fn() -> T>,
}

impl<T> Clone for Parameter<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Parameter<T> {}

impl<T> Parameter<T> {
    const fn new(id: &'static str, label: &'static str, kind: Kind) -> Self {
        let none = Limits { min: None, max: None };
        let declaration = ParameterDeclaration {
            id,
            label,
            kind,
            hard: none,
            soft: none,
            unit: "",
            shown_when: &[],
            per_element: false,
            help: "",
        };
        Self { declaration, read_as: PhantomData }
    }

    const fn with(declaration: ParameterDeclaration) -> Self {
        Self { declaration, read_as: PhantomData }
    }

    /// What it does, for an artist.
    pub const fn help(self, help: &'static str) -> Self {
        Self::with(ParameterDeclaration { help, ..self.declaration })
    }

    /// What its slider spans.
    pub const fn soft(self, min: f64, max: f64) -> Self {
        let soft = Limits { min: Some(min), max: Some(max) };
        Self::with(ParameterDeclaration { soft, ..self.declaration })
    }

    /// The least value.
    pub const fn at_least(self, min: f64) -> Self {
        let hard = Limits { min: Some(min), max: self.declaration.hard.max };
        Self::with(ParameterDeclaration { hard, ..self.declaration })
    }

    /// The greatest value.
    pub const fn at_most(self, max: f64) -> Self {
        let hard = Limits { min: self.declaration.hard.min, max: Some(max) };
        Self::with(ParameterDeclaration { hard, ..self.declaration })
    }

    /// The unit that it is shown with, such as "m" or "°".
    pub const fn unit(self, unit: &'static str) -> Self {
        Self::with(ParameterDeclaration { unit, ..self.declaration })
    }

    /// When it is shown: while all of these hold.
    pub const fn shown_when(self, shown_when: &'static [Condition]) -> Self {
        Self::with(ParameterDeclaration { shown_when, ..self.declaration })
    }

    /// Marks it as one that an expression over attributes may give for each element.
    pub const fn per_element(self) -> Self {
        Self::with(ParameterDeclaration { per_element: true, ..self.declaration })
    }

    /// The condition that this parameter has one of these values: option ids, "true", "false".
    pub const fn is(&self, is: &'static [&'static str]) -> Condition {
        Condition { parameter: self.declaration.id, is }
    }
}

impl Parameter<bool> {
    /// A toggle.
    pub const fn toggle(id: &'static str, label: &'static str, default: bool) -> Self {
        Self::new(id, label, Kind::Toggle(default))
    }

    /// A button, read as whether it is being pressed.
    pub const fn button(id: &'static str, label: &'static str) -> Self {
        Self::new(id, label, Kind::Button)
    }
}

impl Parameter<i64> {
    /// A whole number.
    pub const fn integer(id: &'static str, label: &'static str, default: i64) -> Self {
        Self::new(id, label, Kind::Integer(default))
    }
}

impl Parameter<f32> {
    /// A number.
    pub const fn float(id: &'static str, label: &'static str, default: f64) -> Self {
        Self::new(id, label, Kind::Float(default))
    }
}

impl Parameter<[f32; 2]> {
    /// Two numbers.
    pub const fn vector2(id: &'static str, label: &'static str, default: [f64; 2]) -> Self {
        Self::new(id, label, Kind::Vector2(default))
    }
}

impl Parameter<[f32; 3]> {
    /// Three numbers.
    pub const fn vector3(id: &'static str, label: &'static str, default: [f64; 3]) -> Self {
        Self::new(id, label, Kind::Vector3(default))
    }

    /// A linear colour.
    pub const fn colour(id: &'static str, label: &'static str, default: [f64; 3]) -> Self {
        Self::new(id, label, Kind::Colour(default))
    }
}

impl Parameter<[f32; 4]> {
    /// Four numbers.
    pub const fn vector4(id: &'static str, label: &'static str, default: [f64; 4]) -> Self {
        Self::new(id, label, Kind::Vector4(default))
    }
}

impl Parameter<[f64; 4]> {
    /// Four numbers, read as exactly as they are stored: for whole ones.
    pub const fn exact4(id: &'static str, label: &'static str, default: [f64; 4]) -> Self {
        Self::new(id, label, Kind::Vector4(default))
    }
}

impl Parameter<Arc<str>> {
    /// Plain text.
    pub const fn text(id: &'static str, label: &'static str, default: &'static str) -> Self {
        Self::new(id, label, Kind::Text(TextKind::Plain, default))
    }

    /// Text of another kind.
    pub const fn text_of(
        kind: TextKind,
        id: &'static str,
        label: &'static str,
        default: &'static str,
    ) -> Self {
        Self::new(id, label, Kind::Text(kind, default))
    }
}

impl Parameter<Arc<Ramp>> {
    /// A curve over the places from 0 to 1.
    pub const fn curve(id: &'static str, label: &'static str, stops: &'static [Stop]) -> Self {
        Self::new(id, label, Kind::CurveRamp(stops))
    }

    /// Colours over the places from 0 to 1.
    pub const fn colours(id: &'static str, label: &'static str, stops: &'static [Stop]) -> Self {
        Self::new(id, label, Kind::ColourRamp(stops))
    }
}

impl<C: Choices> Parameter<Chosen<C>> {
    /// A menu whose default is its first option.
    pub const fn menu(id: &'static str, label: &'static str) -> Self {
        Self::menu_at(id, label, 0)
    }

    /// A menu whose default is the option at this place.
    pub const fn menu_at(id: &'static str, label: &'static str, default: usize) -> Self {
        assert!(default < C::OPTIONS.len() && C::OPTIONS.len() == C::VALUES.len());
        Self::new(id, label, Kind::Menu(C::OPTIONS, default))
    }
}
