//! The node reference: pages of text made from the declarations, as `docs/nodes` holds them.

use std::collections::BTreeMap;
use std::fmt::Write;

use graph::{Arity, Choice, Kind, Limits, NodeType, ParameterDeclaration, TextKind};

/// What the first line of every page says, so that nobody edits it by hand.
const MADE: &str = "<!-- Made from the declarations: \
                    cargo run -p espalier-nodes --example write_reference -->";

/// The pages by file name: `index.md`, and one for each node, `<id>.md`. All of it is Markdown.
pub fn pages(nodes: &[&NodeType]) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> =
        nodes.iter().map(|node| (format!("{}.md", node.id), page(node))).collect();
    pages.insert("index.md".to_owned(), index(nodes));
    pages
}

/// All nodes by category, each with the first sentence of its help.
fn index(nodes: &[&NodeType]) -> String {
    let mut categories = BTreeMap::<&str, Vec<&NodeType>>::new();
    for node in nodes {
        categories.entry(node.category).or_default().push(node);
    }
    let mut out = format!("{MADE}\n\n# Nodes\n");
    for (category, mut nodes) in categories {
        nodes.sort_by_key(|node| node.label);
        out += &format!("\n## {}\n\n", capitalised(category));
        for node in nodes {
            let help = node.help.split_inclusive(". ").next().unwrap_or("").trim_end();
            out += &format!("- [{}]({}.md): {}\n", escaped(node.label), node.id, escaped(help));
        }
    }
    out
}

/// The page of one node.
pub fn page(node: &NodeType) -> String {
    let mut out = format!("{MADE}\n\n# {}\n\n", escaped(node.label));
    out += &format!("`{}` · {} · version {}", node.id, capitalised(node.category), node.version);
    if !node.aliases.is_empty() {
        out += &format!(" · also found as {}", escaped(&node.aliases.join(", ")));
    }
    out += &format!("\n\n{}\n", escaped(node.help));
    if node.reads.frame {
        out += "\nIt reads the current frame.\n";
    }
    if !node.inputs.is_empty() {
        out += "\n## Inputs\n\n| Input | Id | Takes | |\n| --- | --- | --- | --- |\n";
        for input in node.inputs {
            let arity = match input.arity {
                Arity::Required => "required",
                Arity::Optional => "optional",
                Arity::Many => "any number",
            };
            let label = escaped(input.label);
            out += &format!("| {label} | `{}` | {} | {arity} |\n", input.id, input.wire.id);
        }
    }
    if !node.outputs.is_empty() {
        out += "\n## Outputs\n\n| Output | Id | Gives |\n| --- | --- | --- |\n";
        for output in node.outputs {
            let label = escaped(output.label);
            out += &format!("| {label} | `{}` | {} |\n", output.id, output.wire.id);
        }
    }
    if !node.parameters.is_empty() {
        out += "\n## Parameters\n\n| Parameter | Id | Type | Default | Range | |\n\
                | --- | --- | --- | --- | --- | --- |\n";
        for parameter in node.parameters {
            out += &row(parameter, node);
        }
    }
    out
}

fn row(parameter: &ParameterDeclaration, node: &NodeType) -> String {
    let mut help = escaped(parameter.help);
    if let Kind::Menu(options, _) = parameter.kind {
        let options = options.iter().map(|option| escaped(option.label));
        let _ = write!(help, " *Options:* {}.", options.collect::<Vec<_>>().join(", "));
    }
    if !parameter.shown_when.is_empty() {
        let conditions = parameter.shown_when.iter().map(|condition| {
            let other = node.parameter(condition.parameter);
            let label = other.map_or(condition.parameter, |other| other.label);
            let value = |value: &&str| match other.map(|other| other.kind) {
                Some(Kind::Menu(options, _)) => label_of(options, value).to_owned(),
                Some(Kind::Toggle(_)) => if *value == "true" { "on" } else { "off" }.to_owned(),
                _ => (*value).to_owned(),
            };
            let values: Vec<String> = condition.is.iter().map(value).collect();
            format!("{} is {}", escaped(label), escaped(&values.join(" or ")))
        });
        let _ = write!(help, " *While* {}.", conditions.collect::<Vec<_>>().join(" and "));
    }
    if parameter.per_element {
        help += " *May differ from element to element.*";
    }
    format!(
        "| {} | `{}` | {} | {} | {} | {help} |\n",
        escaped(parameter.label),
        parameter.id,
        kind_name(parameter.kind),
        escaped(&with_unit(default_text(parameter.kind), parameter.unit)),
        escaped(&range_text(parameter)),
    )
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Toggle(_) => "toggle",
        Kind::Integer(_) => "integer",
        Kind::Float(_) => "float",
        Kind::Vector2(_) => "2 floats",
        Kind::Vector3(_) => "3 floats",
        Kind::Vector4(_) => "4 floats",
        Kind::Colour(_) => "colour",
        Kind::Menu(..) => "menu",
        Kind::CurveRamp(_) => "curve",
        Kind::ColourRamp(_) => "colour ramp",
        Kind::Button => "button",
        Kind::Text(kind, _) => match kind {
            TextKind::Plain => "text",
            TextKind::FileToRead => "file to read",
            TextKind::FileToWrite => "file to write",
            TextKind::Attribute => "attribute",
            TextKind::Group => "group",
            TextKind::Node => "node",
            TextKind::Code => "code",
        },
    }
}

fn default_text(kind: Kind) -> String {
    let list = |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Toggle(on) => if on { "on" } else { "off" }.to_owned(),
        Kind::Integer(value) => value.to_string(),
        Kind::Float(value) => value.to_string(),
        Kind::Vector2(values) => list(&values),
        Kind::Vector3(values) | Kind::Colour(values) => list(&values),
        Kind::Vector4(values) => list(&values),
        Kind::Menu(options, default) => options[default].label.to_owned(),
        // Code may have many lines, which a table has no room for.
        Kind::Text(TextKind::Code, _) | Kind::Button => String::new(),
        Kind::CurveRamp(_) | Kind::ColourRamp(_) => String::new(),
        Kind::Text(_, text) => text.to_owned(),
    }
}

/// The hard range, and after it what the slider spans.
fn range_text(parameter: &ParameterDeclaration) -> String {
    let hard = match parameter.hard {
        Limits { min: Some(min), max: Some(max) } => format!("{min} to {max}"),
        Limits { min: Some(min), max: None } => format!("at least {min}"),
        Limits { min: None, max: Some(max) } => format!("at most {max}"),
        Limits { min: None, max: None } => String::new(),
    };
    let Limits { min: Some(min), max: Some(max) } = parameter.soft else { return hard };
    let gap = if hard.is_empty() { "" } else { ", " };
    format!("{hard}{gap}slider {min} to {max}")
}

fn with_unit(value: String, unit: &str) -> String {
    if unit.is_empty() || value.is_empty() { value } else { format!("{value} {unit}") }
}

fn label_of(options: &[Choice], id: &str) -> &'static str {
    options.iter().find(|option| option.id == id).map_or("", |option| option.label)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text that Markdown shows as it is, in a table too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '_' | '|' | '<' | '>' | '`' | '[' | ']' | '\\' | '#') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
