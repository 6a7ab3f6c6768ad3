//! Writing a document as text: sorted, one thing a line.

use crate::declaration::Library;
use crate::document::{Document, Network, Node, Promotion, Setting, Source};
use crate::path::NodePath;
use crate::ramp::{Ramp, Stop};
use crate::raw::RawFields;
use crate::value::Value;

use super::FORMAT_VERSION;

const INDENT: &str = "    ";
/// A list longer than this gets a line for each element.
const WIDTH: usize = 100;

/// A number that no text can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: \"{what}\" is not a finite number; set it anew")]
pub struct NotFinite {
    /// The node.
    pub path: NodePath,
    /// Its parameter, or its position.
    pub what: String,
}

/// The text of a project.
pub(crate) fn write_document(document: &Document, library: &Library) -> Result<String, NotFinite> {
    let mut writer = Writer::new(library);
    writer.open("", "(");
    writer.line("version", &FORMAT_VERSION.to_string());
    writer.network(&NodePath::ROOT, &document.root)?;
    writer.raw(&document.unknown);
    if !document.view.is_empty() {
        writer.open("view: ", "(");
        writer.raw(&document.view);
        writer.close("),");
    }
    writer.close(")");
    Ok(writer.out)
}

/// The text of nodes that are copied from a network.
pub(crate) fn write_nodes(
    from: &NodePath,
    nodes: &Network,
    library: &Library,
) -> Result<String, NotFinite> {
    let mut writer = Writer::new(library);
    writer.open("", "(");
    writer.line("version", &FORMAT_VERSION.to_string());
    writer.line("from", &quoted(&from.to_string()));
    writer.network(from, nodes)?;
    writer.close(")");
    Ok(writer.out)
}

pub(super) struct Writer<'a> {
    library: &'a Library,
    out: String,
    depth: usize,
}

impl<'a> Writer<'a> {
    fn new(library: &'a Library) -> Self {
        Self { library, out: String::new(), depth: 0 }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str(INDENT);
        }
    }

    /// One field on a line.
    pub(super) fn line(&mut self, key: &str, value: &str) {
        self.indent();
        self.out.extend([key, ": ", value, ",\n"]);
    }

    pub(super) fn open(&mut self, key: &str, bracket: &str) {
        self.indent();
        self.out.extend([key, bracket, "\n"]);
        self.depth += 1;
    }

    pub(super) fn close(&mut self, bracket: &str) {
        self.depth -= 1;
        self.indent();
        self.out.extend([bracket, "\n"]);
    }

    pub(super) fn raw(&mut self, fields: &RawFields) {
        for (key, raw) in fields {
            self.line(key, raw.text());
        }
    }

    fn network(&mut self, path: &NodePath, network: &Network) -> Result<(), NotFinite> {
        if let Some(display) = &network.display {
            self.line("display", &quoted(display));
        }
        self.open("nodes: ", "{");
        let mut unreadable = network.unreadable.iter().peekable();
        for (name, node) in &network.nodes {
            while let Some((key, raw)) = unreadable.next_if(|(key, _)| *key < name) {
                self.line(&quoted(key), raw.text());
            }
            self.node(&path.child(name), name, node)?;
        }
        for (key, raw) in unreadable {
            self.line(&quoted(key), raw.text());
        }
        self.close("},");
        self.remarks(path, network)?;
        self.raw(&network.unknown);
        Ok(())
    }

    fn node(&mut self, path: &NodePath, name: &str, node: &Node) -> Result<(), NotFinite> {
        self.open(&format!("{}: ", quoted(name)), "(");
        self.line("type", &quoted(&node.type_id));
        if node.version != 1 {
            self.line("version", &node.version.to_string());
        }
        let position = floats(&node.position).map(|numbers| list(&numbers));
        let position = position
            .ok_or_else(|| NotFinite { path: path.clone(), what: "position".to_owned() })?;
        self.line("position", &position);
        if !node.comment.is_empty() {
            self.line("comment", &quoted(&node.comment));
        }
        if let Some(colour) = node.colour {
            self.line("colour", &list(&colour.map(|channel| channel.to_string())));
        }
        let flags = [("bypass", node.bypass), ("template", node.template), ("locked", node.locked)];
        for (flag, _) in flags.into_iter().filter(|(_, on)| *on) {
            self.line(flag, "true");
        }
        self.parameters(path, node)?;
        self.wires("inputs", node, |_, _| true);
        self.wires("disabled", node, |input, source| node.is_disabled(input, source));
        self.promoted(path, node)?;
        if let Some(network) = &node.network {
            self.open("network: ", "(");
            self.network(path, network)?;
            self.close("),");
        }
        self.raw(&node.unknown.fields);
        self.close("),");
        Ok(())
    }

    fn parameters(&mut self, path: &NodePath, node: &Node) -> Result<(), NotFinite> {
        let node_type = self.library.get(&node.type_id);
        let is_default = |id: &str, setting: &Setting| {
            let declaration = node_type.and_then(|node_type| node_type.parameter(id));
            let default = declaration.map(|declaration| declaration.default_value());
            matches!((setting, default), (Setting::Value(value), Some(default)) if *value == default)
        };
        let mut lines = Vec::new();
        for (id, setting) in &node.parameters {
            if !is_default(id, setting) {
                let text = setting_text(setting);
                let text =
                    text.ok_or_else(|| NotFinite { path: path.clone(), what: id.to_string() })?;
                lines.push((id, text));
            }
        }
        for (id, raw) in &node.unknown.parameters {
            if !node.parameters.contains_key(id) {
                lines.push((id, raw.text().to_owned()));
            }
        }
        lines.sort();
        if !lines.is_empty() {
            self.open("parameters: ", "{");
            for (id, text) in lines {
                self.line(&quoted(id), &text);
            }
            self.close("},");
        }
        Ok(())
    }

    /// The wires of inputs for which something holds, a section where there are any.
    fn wires(&mut self, section: &str, node: &Node, holds: impl Fn(&str, &Source) -> bool) {
        if !node.all_wires().any(|(id, source)| holds(id, source)) {
            return;
        }
        self.open(&format!("{section}: "), "{");
        for (id, wires) in &node.inputs {
            let wires = wires.iter().filter(|source| holds(id, source));
            let wires: Vec<String> = wires.map(wire_text).collect();
            match wires.as_slice() {
                [] => {}
                [wire] => self.line(&quoted(id), wire),
                wires => self.list(&quoted(id), wires),
            }
        }
        self.close("},");
    }

    fn promoted(&mut self, path: &NodePath, node: &Node) -> Result<(), NotFinite> {
        if node.promoted.is_empty() {
            return Ok(());
        }
        self.open("promoted: ", "{");
        for Promotion { id, label, targets, value } in &node.promoted {
            self.open(&format!("{}: ", quoted(id)), "(");
            self.line("label", &quoted(label));
            let targets: Vec<String> = targets
                .iter()
                .map(|(inner, parameter)| quoted(&format!("{inner}/{parameter}")))
                .collect();
            self.list("targets", &targets);
            if let Some(setting) = value {
                let text = setting_text(setting);
                let text =
                    text.ok_or_else(|| NotFinite { path: path.clone(), what: id.to_string() })?;
                self.line("value", &text);
            }
            self.close("),");
        }
        self.close("},");
        Ok(())
    }

    /// A list on one line where it fits, otherwise a line for each element.
    fn list(&mut self, key: &str, elements: &[String]) {
        let short = list(elements);
        if self.depth * INDENT.len() + key.len() + short.len() < WIDTH {
            return self.line(key, &short);
        }
        self.open(&format!("{key}: "), "[");
        for element in elements {
            self.indent();
            self.out.extend([element, ",\n"]);
        }
        self.close("],");
    }
}

pub(super) fn list(elements: &[String]) -> String {
    format!("[{}]", elements.join(", "))
}

fn wire_text(source: &Source) -> String {
    match &*source.output {
        "" => quoted(&source.node),
        output => quoted(&format!("{}:{output}", source.node)),
    }
}

/// The text of a setting; none if it is not finite.
fn setting_text(setting: &Setting) -> Option<String> {
    let value = match setting {
        Setting::Expression(text) => return Some(format!("{{\"expression\": {}}}", quoted(text))),
        Setting::Value(value) => value,
    };
    Some(match value {
        Value::Toggle(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        // A digit after the point says that it is no whole number.
        Value::Float(value) => value.is_finite().then(|| format!("{value:?}"))?,
        Value::Text(text) => quoted(text),
        Value::Vector2(_) | Value::Vector3(_) | Value::Vector4(_) => {
            list(&floats(value.numbers())?)
        }
        Value::Ramp(ramp) => ramp_text(ramp)?,
    })
}

fn ramp_text(ramp: &Ramp) -> Option<String> {
    let stop = |stop: &Stop| -> Option<String> {
        let place = floats(&[stop.place])?.pop()?;
        let values = floats(&stop.value)?;
        let value = if ramp.is_colour() { list(&values) } else { values[0].clone() };
        Some(format!("({place}, {value}, \"{}\")", stop.between.id()))
    };
    let stops: Option<Vec<String>> = ramp.stops().iter().map(stop).collect();
    let name = if ramp.is_colour() { "colours" } else { "curve" };
    Some(format!("{{\"{name}\": {}}}", list(&stops?)))
}

/// The shortest texts that read back as the same numbers.
pub(super) fn floats<T: Copy + Into<f64> + std::fmt::Debug>(numbers: &[T]) -> Option<Vec<String>> {
    let text = |&number: &T| {
        let wide: f64 = number.into();
        let text = format!("{number:?}");
        let is_whole = text.ends_with(".0") && text != "-0.0";
        wide.is_finite().then(|| text[..text.len() - if is_whole { 2 } else { 0 }].to_owned())
    };
    numbers.iter().map(text).collect()
}

/// A text between quotes. One of several lines is written in lines, so that a diff shows the
/// line that changed.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter == '\n' || letter == '\t' || !letter.is_control();
    if text.contains('\n') && text.chars().all(is_plain) {
        let mut hashes = "#".to_owned();
        while text.contains(&format!("\"{hashes}")) {
            hashes.push('#');
        }
        return format!("r{hashes}\"{text}\"{hashes}");
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => quoted.extend(letter.escape_unicode()),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
