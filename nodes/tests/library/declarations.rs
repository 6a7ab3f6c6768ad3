//! What every declaration must say.

use std::collections::HashSet;
use std::path::Path;

use graph::{Choice, Condition, InputDeclaration, Kind, Limits, NodeType, ParameterDeclaration};

/// What is wrong with the declarations of these nodes; empty if nothing is.
pub fn complaints(nodes: &[&NodeType]) -> Vec<String> {
    let mut complaints = duplicates("node", nodes.iter().map(|node| node.id));
    for node in nodes {
        let found = of_node(node);
        complaints.extend(found.into_iter().map(|complaint| format!("{}: {complaint}", node.id)));
    }
    complaints
}

fn of_node(node: &NodeType) -> Vec<String> {
    let mut out = Vec::new();
    check(&mut out, is_snake_case(node.id), || "its id is not snake_case".to_owned());
    check(&mut out, is_line(node.label), || "its label is missing".to_owned());
    check(&mut out, is_sentence(node.help), || "its help is not a sentence".to_owned());
    check(&mut out, !node.aliases.is_empty(), || "it has no search aliases".to_owned());
    check(&mut out, node.aliases.iter().all(|alias| is_line(alias)), || {
        "an alias is empty".to_owned()
    });
    out.extend(duplicates("alias", node.aliases.iter().copied()));
    check(&mut out, node.version >= 1, || "versions begin at 1".to_owned());
    let steps = node.migrations.iter().map(|migration| migration.from);
    check(&mut out, steps.eq(1..node.version), || {
        "it has not one migration from each older version, in order".to_owned()
    });
    for (_, new) in node.migrations.last().into_iter().flat_map(|migration| migration.renamed) {
        check(&mut out, node.parameter(new).is_some(), || {
            format!("a migration calls a parameter \"{new}\", which it has not")
        });
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(node.category);
    let file = folder.join(format!("{}.rs", node.id));
    check(&mut out, is_snake_case(node.category) && folder.join("mod.rs").is_file(), || {
        format!("there is no folder for its category \"{}\"", node.category)
    });
    check(&mut out, file.is_file() || folder.join(node.id).is_dir(), || {
        format!("it is not in a file of its name, {}/{}.rs", node.category, node.id)
    });
    out.extend(duplicates("input", node.inputs.iter().map(|input| input.id)));
    out.extend(duplicates("output", node.outputs.iter().map(|output| output.id)));
    out.extend(duplicates("parameter", node.parameters.iter().map(|parameter| parameter.id)));
    for InputDeclaration { id, label, .. } in node.inputs {
        check(&mut out, is_snake_case(id) && is_line(label), || {
            format!("input \"{id}\" has no proper id or label")
        });
    }
    for output in node.outputs {
        check(&mut out, is_snake_case(output.id) && is_line(output.label), || {
            format!("output \"{}\" has no proper id or label", output.id)
        });
    }
    for parameter in node.parameters {
        let found = of_parameter(parameter, node);
        out.extend(found.into_iter().map(|what| format!("parameter \"{}\": {what}", parameter.id)));
    }
    out
}

fn of_parameter(parameter: &ParameterDeclaration, node: &NodeType) -> Vec<String> {
    let mut out = Vec::new();
    check(&mut out, is_snake_case(parameter.id), || "its id is not snake_case".to_owned());
    check(&mut out, is_line(parameter.label), || "its label is missing".to_owned());
    check(&mut out, is_sentence(parameter.help), || "its help is not a sentence".to_owned());
    let Limits { min: low, max: high } = parameter.hard;
    let (low, high) = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
    let (soft_low, soft_high) =
        (parameter.soft.min.unwrap_or(low), parameter.soft.max.unwrap_or(high));
    if low > high {
        out.push("its hard range is empty".to_owned());
        return out;
    }
    check(&mut out, soft_low < soft_high || low == high, || "its slider has no span".to_owned());
    check(&mut out, low <= soft_low && soft_high <= high, || {
        "its slider leaves the hard range".to_owned()
    });
    let ranged = parameter.hard != Limits::default() || parameter.soft != Limits::default();
    check(&mut out, !ranged || is_number(parameter), || "its kind has no range".to_owned());
    check(&mut out, !parameter.per_element || is_number(parameter), || {
        "its kind cannot be given per element".to_owned()
    });
    if let Kind::Menu(options, default) = parameter.kind {
        out.extend(of_menu(options, default));
        if default >= options.len() {
            return out;
        }
    }
    let default = parameter.default_value();
    check(&mut out, parameter.accept(&default).as_ref() == Ok(&default), || {
        "its default is outside its hard range".to_owned()
    });
    for condition in parameter.shown_when {
        out.extend(of_condition(condition, parameter, node));
    }
    out
}

fn of_menu(options: &[Choice], default: usize) -> Vec<String> {
    let mut out = duplicates("option", options.iter().map(|option| option.id));
    out.extend(duplicates("option label", options.iter().map(|option| option.label)));
    check(&mut out, default < options.len(), || "its default is not an option".to_owned());
    for Choice { id, label } in options {
        check(&mut out, is_snake_case(id) && is_line(label), || {
            format!("option \"{id}\" has no proper id or label")
        });
    }
    out
}

fn of_condition(
    condition: &Condition,
    parameter: &ParameterDeclaration,
    node: &NodeType,
) -> Vec<String> {
    let Some(other) = node.parameter(condition.parameter) else {
        return vec![format!(
            "it is shown depending on \"{}\", which does not exist",
            condition.parameter
        )];
    };
    let mut out = Vec::new();
    check(&mut out, other.id != parameter.id, || "it is shown depending on itself".to_owned());
    check(&mut out, !condition.is.is_empty(), || "it is never shown".to_owned());
    for value in condition.is {
        let known = match other.kind {
            Kind::Toggle(_) => ["true", "false"].contains(value),
            Kind::Menu(options, _) => options.iter().any(|option| option.id == *value),
            _ => false,
        };
        check(&mut out, known, || {
            format!("it is shown when \"{}\" is \"{value}\", which that never is", other.id)
        });
    }
    out
}

fn check(out: &mut Vec<String>, holds: bool, complaint: impl FnOnce() -> String) {
    if !holds {
        out.push(complaint());
    }
}

fn duplicates<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = HashSet::new();
    let again = names.filter(|name| !seen.insert(*name));
    again.map(|name| format!("there are two of {what} \"{name}\"")).collect()
}

fn is_number(parameter: &ParameterDeclaration) -> bool {
    matches!(
        parameter.kind,
        Kind::Integer(_)
            | Kind::Float(_)
            | Kind::Vector2(_)
            | Kind::Vector3(_)
            | Kind::Vector4(_)
            | Kind::Colour(_)
    )
}

/// Lower-case words and numbers joined by single underscores, a letter first.
fn is_snake_case(id: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    id.split('_').all(word) && id.as_bytes()[0].is_ascii_lowercase()
}

/// Something to read, on one line, without spaces around it.
fn is_line(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains('\n')
}

/// At least one whole sentence.
fn is_sentence(text: &str) -> bool {
    is_line(text) && text.ends_with(['.', '!', '?']) && text.len() >= 10
}
