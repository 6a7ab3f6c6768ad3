//! One parameter: its text compiled, what it is joined to, and its value.

use std::sync::{Arc, LazyLock};

use expression::{Host, NoElements, Program, Span, Type, compile_value, mentions, references};
use task::Task;

use super::{Evaluated, Script, shown};
use crate::document::{Name, Setting};
use crate::parameter::{Kind, ParameterDeclaration};
use crate::path::NodePath;
use crate::plan::FastMap;
use crate::ramp::Ramp;
use crate::value::Value;

/// Nobody waits for a parameter, nor can it take memory to speak of.
static UNWATCHED: LazyLock<Task> = LazyLock::new(Task::unlimited);

/// Frames in a second.
const FRAMES_PER_SECOND: f32 = 24.0;

/// A parameter that is an expression, or that one names.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub path: Arc<str>,
    pub id: Name,
    pub declaration: &'static ParameterDeclaration,
    pub content: Content,
    /// Where relative paths in the text start.
    pub at: NodePath,
    /// What the text names, in its order.
    pub sources: Vec<Source>,
    /// The cells that name this one, once for each time.
    pub users: Vec<u32>,
    pub value: Evaluated,
    /// The values of what a text names that a cook runs.
    pub channels: Vec<(Arc<str>, Value)>,
    /// Whether `value` has ever been found.
    pub is_evaluated: bool,
    /// The node of the plan and which of its parameters, as far as it cooks.
    pub place: Option<(u32, u16)>,
    /// The number of the innermost loop around, and the pass of it that is seen.
    pub around: Option<u32>,
    pub iteration: [u32; 2],
}

/// What a parameter is set to.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// A value.
    Plain(Value),
    /// An expression.
    Program(Arc<Program>),
    /// A value that is a text which the cook runs.
    Text(Value),
    /// An expression over elements, which the cook runs.
    Elements(Arc<str>),
    /// What cannot be.
    Wrong(Arc<str>),
}

/// A place in a text that names a parameter, and the parameter: its cell, and which of its
/// numbers.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub path: Arc<str>,
    pub span: Span,
    pub found: Result<(u32, Option<u8>), Arc<str>>,
}

impl Content {
    pub(super) fn new(
        declaration: &ParameterDeclaration,
        setting: Option<&Setting>,
        programs: &mut Programs,
    ) -> Self {
        let text = match setting {
            None => return Self::Plain(declaration.default_value()),
            Some(Setting::Value(value)) => {
                return match declaration.accept(value) {
                    Err(message) => Self::Wrong(message.into()),
                    Ok(value) if declaration.is_run() => Self::Text(value),
                    Ok(value) => Self::Plain(value),
                };
            }
            Some(Setting::Expression(text)) => text,
        };
        if declaration.per_element && mentions(text).0 {
            return Self::Elements(text.clone());
        }
        let compiled = match declaration.kind {
            Kind::Button => Err("a button takes no expression".into()),
            Kind::CurveRamp(_) | Kind::ColourRamp(_) => {
                Err("a ramp takes no expression; its stops are set by hand".into())
            }
            Kind::Toggle(_) | Kind::Integer(_) => programs.get(text, Type::INT),
            Kind::Float(_) => programs.get(text, Type::FLOAT),
            Kind::Vector2(_) => programs.get(text, Type::VECTOR2),
            Kind::Vector3(_) | Kind::Colour(_) => programs.get(text, Type::VECTOR3),
            Kind::Vector4(_) => programs.get(text, Type::VECTOR4),
            Kind::Text(..) => programs.get(text, Type::TEXT),
            // An option by its id, or by its number.
            Kind::Menu(..) => {
                let by_id = programs.get(text, Type::TEXT);
                by_id.or_else(|mistake| programs.get(text, Type::INT).map_err(|_| mistake))
            }
        };
        compiled.map_or_else(Self::Wrong, Self::Program)
    }
}

impl Cell {
    pub(super) fn new(
        path: Arc<str>,
        id: Name,
        declaration: &'static ParameterDeclaration,
        content: Content,
        at: NodePath,
    ) -> Self {
        let value = Ok(declaration.default_value());
        let (sources, users, channels) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            path,
            id,
            declaration,
            content,
            at,
            sources,
            users,
            value,
            channels,
            is_evaluated: false,
            place: None,
            around: None,
            iteration: [0, 1],
        }
    }

    pub(super) fn reads_frame(&self) -> bool {
        matches!(&self.content, Content::Program(program) if program.reads_frame())
    }

    pub(super) fn reads_iteration(&self) -> bool {
        matches!(&self.content, Content::Program(program) if program.reads_iteration())
    }

    pub(super) fn is_over_elements(&self) -> bool {
        matches!(self.content, Content::Elements(_))
    }

    pub(super) fn is_run(&self) -> bool {
        matches!(self.content, Content::Elements(_) | Content::Text(_))
    }

    pub(super) fn is_expression(&self) -> bool {
        !matches!(self.content, Content::Plain(_) | Content::Text(_))
    }

    /// What the parameter pane shows beneath the expression.
    pub(super) fn shown(&self) -> Evaluated {
        match &self.content {
            Content::Elements(_) => Ok(Value::Text("for each element".into())),
            _ => self.value.clone(),
        }
    }

    /// The texts with paths: where each stands, and the path.
    pub(super) fn names(&self) -> Vec<(Arc<str>, Span)> {
        let of_text = |text: &str| {
            let all = references(text).into_iter();
            all.map(|reference| (reference.path.into(), reference.span)).collect()
        };
        match &self.content {
            Content::Program(program) => {
                let all = program.channels().iter();
                all.map(|channel| (channel.path.clone(), channel.span)).collect()
            }
            Content::Elements(text) => of_text(text),
            Content::Text(value) => of_text(value.as_text().unwrap_or_default()),
            Content::Plain(_) | Content::Wrong(_) => Vec::new(),
        }
    }

    pub(super) fn text(&self) -> &str {
        match &self.content {
            Content::Program(program) => program.source(),
            Content::Elements(text) => text,
            Content::Text(value) => value.as_text().unwrap_or_default(),
            Content::Plain(_) | Content::Wrong(_) => "",
        }
    }

    pub(super) fn script(&self) -> Option<Result<Script, Arc<str>>> {
        let expression = match &self.content {
            Content::Elements(text) => Some(text.clone()),
            Content::Text(_) => None,
            _ => return None,
        };
        if let Err(message) = &self.value {
            return Some(Err(message.clone()));
        }
        Some(Ok(Script {
            parameter: self.declaration.id,
            reads_frame: mentions(self.text()).1,
            expression,
            channels: self.channels.clone(),
        }))
    }

    /// The value, and what a text names that a cook runs; the sources have theirs.
    pub(super) fn evaluate(
        &self,
        cells: &[Self],
        frame: f64,
    ) -> (Evaluated, Vec<(Arc<str>, Value)>) {
        let value = match &self.content {
            Content::Wrong(message) => Err(message.clone()),
            Content::Plain(value) => Ok(value.clone()),
            Content::Program(program) => self.run(program, cells, frame),
            Content::Text(_) | Content::Elements(_) => {
                let named = self.sources.iter().map(|source| {
                    let value = self.source_value(source, cells)?;
                    Ok((source.path.clone(), value))
                });
                let channels: Result<Vec<_>, Arc<str>> = named.collect();
                let value = match &self.content {
                    Content::Text(value) => value.clone(),
                    _ => self.declaration.default_value(),
                };
                return match channels {
                    Ok(channels) => (Ok(value), channels),
                    Err(message) => (Err(message), Vec::new()),
                };
            }
        };
        (value, Vec::new())
    }

    fn source_value(&self, source: &Source, cells: &[Self]) -> Result<Value, Arc<str>> {
        let wrong = |message: String| Err(shown(self.text(), source.span, message));
        let (index, part) = match &source.found {
            Ok(found) => *found,
            Err(message) => return wrong(message.to_string()),
        };
        let cell = &cells[index as usize];
        match (&cell.value, part) {
            _ if cell.is_over_elements() => {
                wrong(format!("{}/{} has a value for each element", cell.path, cell.id))
            }
            (Err(message), _) => {
                // Of a long chain, what is at its beginning.
                const MARK: &str = " has no value: ";
                let first = message.lines().next().unwrap_or_default();
                let cause = first.rsplit_once(MARK).map_or(first, |(_, cause)| cause);
                wrong(format!("{}/{}{MARK}{cause}", cell.path, cell.id))
            }
            (Ok(value), None) => Ok(value.clone()),
            (Ok(value), Some(part)) => {
                Ok(Value::Float(value.numbers().get(usize::from(part)).copied().unwrap_or(0.0)))
            }
        }
    }

    fn run(&self, program: &Program, cells: &[Self], frame: f64) -> Evaluated {
        // Most name few others: those need no memory of their own.
        let mut few = [const { expression::Value::Int(0) }; 4];
        let mut many = Vec::new();
        let channels = match few.get_mut(..self.sources.len()) {
            Some(few) => few,
            None => {
                many.resize(self.sources.len(), expression::Value::Int(0));
                &mut many[..]
            }
        };
        let iteration = self.iteration.map(|number| number as f32);
        let mut surroundings = Surroundings { frame: frame as f32, iteration, ramps: Vec::new() };
        let named = self.sources.iter().zip(program.channels());
        for ((source, channel), slot) in named.zip(channels.iter_mut()) {
            let value = self.source_value(source, cells)?;
            match (&value, channel.kind) {
                (Value::Ramp(ramp), None) => {
                    surroundings.ramps.push((source.path.clone(), ramp.clone()));
                }
                (Value::Ramp(_), Some(_)) | (_, None) => {
                    let message = if channel.kind.is_some() {
                        format!("\"{}\" is a ramp: read it with chramp()", source.path)
                    } else {
                        format!("\"{}\" is no ramp: read it with ch()", source.path)
                    };
                    return Err(shown(program.source(), source.span, message));
                }
                _ => {}
            }
            if value.as_text().is_some() && channel.kind.is_some_and(|kind| kind != Type::TEXT) {
                let message = format!("\"{}\" holds text: read it with chs()", source.path);
                return Err(shown(program.source(), source.span, message));
            }
            *slot = value.to_expression();
        }
        let value = program
            .value(channels, &surroundings, &UNWATCHED)
            .map_err(|error| Arc::from(error.to_string()))?;
        let value = self.declared(value).map_err(Arc::<str>::from)?;
        self.declaration.accept(&value).map_err(Arc::<str>::from)
    }

    /// What an expression gave as the declared kind of value.
    fn declared(&self, value: expression::Value) -> Result<Value, String> {
        use expression::Value as Given;
        Ok(match (self.declaration.kind, value) {
            (Kind::Toggle(_), Given::Int(number)) => Value::Toggle(number != 0),
            (Kind::Menu(options, _), Given::Int(number)) => {
                let option = usize::try_from(number).ok().and_then(|number| options.get(number));
                let last = options.len().saturating_sub(1);
                let none =
                    || format!("there is no option number {number}: they go from 0 to {last}");
                Value::Text(option.ok_or_else(none)?.id.into())
            }
            (_, Given::Int(number)) => Value::Integer(number.into()),
            (_, Given::Float(number)) => Value::Float(number.into()),
            (_, Given::Vector2(numbers)) => Value::Vector2(numbers.map(f64::from)),
            (_, Given::Vector3(numbers)) => Value::Vector3(numbers.map(f64::from)),
            (_, Given::Vector4(numbers)) => Value::Vector4(numbers.map(f64::from)),
            (_, Given::Text(text)) => Value::Text(text),
            (_, other) => return Err(format!("the expression gives {}", other.kind())),
        })
    }
}

/// What an expression can read besides numbers and text.
struct Surroundings {
    frame: f32,
    iteration: [f32; 2],
    ramps: Vec<(Arc<str>, Arc<Ramp>)>,
}

impl Host for Surroundings {
    fn frame(&self) -> f32 {
        self.frame
    }

    fn iteration(&self) -> [f32; 2] {
        self.iteration
    }

    fn ramp(&self, path: &str, place: f32) -> Option<[f32; 3]> {
        let ramp = self.ramps.iter().find(|(named, _)| **named == *path);
        ramp.map(|(_, ramp)| ramp.at(place))
    }

    fn frames_per_second(&self) -> f32 {
        FRAMES_PER_SECOND
    }
}

/// Compiled texts by the type that is wanted of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Programs {
    current: FastMap<(Arc<str>, Type), Compiled>,
    /// Those of the version before: what is used again moves over.
    older: FastMap<(Arc<str>, Type), Compiled>,
}

type Compiled = Result<Arc<Program>, Arc<str>>;

impl Programs {
    /// The programs for the next version: what that does not use is forgotten with it.
    pub(super) fn aged(&self) -> Self {
        Self { current: FastMap::default(), older: self.current.clone() }
    }

    fn get(&mut self, text: &Arc<str>, kind: Type) -> Compiled {
        let key = (text.clone(), kind);
        if let Some(known) = self.current.get(&key) {
            return known.clone();
        }
        let compiled = self.older.remove(&key).unwrap_or_else(|| {
            let compiled = compile_value(text, kind, &NoElements);
            compiled.map(Arc::new).map_err(|mistakes| mistakes.to_string().into())
        });
        self.current.insert(key, compiled.clone());
        compiled
    }
}
