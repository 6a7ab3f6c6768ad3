//! What the parameters of a node are: declared ones, or the promoted ones of a subnet.

use std::sync::Arc;

use graph::{Condition, Kind, Library, Name, Node, NodePath, ParameterDeclaration, Setting, Value};

use crate::editor::session::Session;

/// One parameter as it is shown.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id on this node.
    pub id: Name,
    /// What artists see.
    pub label: String,
    /// How it is declared.
    pub declaration: &'static ParameterDeclaration,
    /// Its value; the default stands for an expression that gives none.
    pub value: Value,
    /// The expression that gives it.
    pub expression: Option<Arc<str>>,
    /// What the expression gives, or what is wrong with it; none until that is known.
    pub evaluated: Option<Result<Value, Arc<str>>>,
    /// Whether it differs from the default.
    pub is_changed: bool,
    /// Whether a subnet around the node sets it.
    pub is_overridden: bool,
    /// Whether the conditions for showing it hold.
    pub is_shown: bool,
}

/// The parameters of a node, in the order of the pane.
pub fn rows(session: &Session, path: &NodePath) -> Vec<Row> {
    let document = session.document();
    let Ok(node) = document.node(path) else { return Vec::new() };
    let overrides = document.overrides(path);
    let mut rows = Vec::new();
    let declared = session.library.get(&node.type_id).map_or(&[][..], |it| it.parameters);
    for declaration in declared {
        let over = overrides.get(declaration.id);
        let own = node.parameters.get(declaration.id);
        let row = row(declaration.id.into(), declaration.label, declaration, over.or(own));
        rows.push(Row { is_overridden: over.is_some(), ..evaluated(session, path, row) });
    }
    for index in 0..rows.len() {
        let conditions = rows[index].declaration.shown_when;
        rows[index].is_shown = conditions.iter().all(|condition| holds(condition, &rows));
    }
    rows.extend(promoted(session, path, node, &session.library));
    rows
}

fn row(
    id: Name,
    label: &str,
    declaration: &'static ParameterDeclaration,
    setting: Option<&Setting>,
) -> Row {
    let default = declaration.default_value();
    let (value, expression) = match setting {
        None => (default, None),
        Some(Setting::Value(value)) => (declaration.accept(value).unwrap_or(default), None),
        Some(Setting::Expression(text)) => (default, Some(text.clone())),
    };
    Row {
        id,
        label: label.to_owned(),
        declaration,
        value,
        expression,
        evaluated: None,
        is_changed: setting.is_some(),
        is_overridden: false,
        is_shown: true,
    }
}

/// The row with what its expression gave when it was last cooked.
fn evaluated(session: &Session, path: &NodePath, mut row: Row) -> Row {
    if row.expression.is_some() {
        row.evaluated = session.results.expression(path, &row.id).cloned();
        if let Some(Ok(value)) = &row.evaluated
            && let Ok(value) = row.declaration.accept(value)
        {
            row.value = value;
        }
    }
    row
}

fn holds(condition: &Condition, rows: &[Row]) -> bool {
    let Some(row) = rows.iter().find(|row| &*row.id == condition.parameter) else { return true };
    match &row.value {
        Value::Toggle(on) => condition.is.contains(&if *on { "true" } else { "false" }),
        Value::Text(id) => condition.is.contains(&&**id),
        Value::Integer(number) => condition.is.contains(&number.to_string().as_str()),
        _ => true,
    }
}

fn promoted(session: &Session, path: &NodePath, node: &Node, library: &Library) -> Vec<Row> {
    let document = session.document();
    let rows = node.promoted.iter().filter_map(|promotion| {
        let declaration = document.parameter_declaration(path, &promotion.id, library)?;
        // Until the subnet sets it, each inner node keeps its own.
        let inner = || {
            let (inner, parameter) = promotion.targets.first()?;
            document.node(&path.inside(inner)).ok()?.parameters.get(parameter).cloned()
        };
        let setting = promotion.value.clone().or_else(inner);
        let row = row(promotion.id.clone(), &promotion.label, declaration, setting.as_ref());
        let row = evaluated(session, path, row);
        Some(Row { is_changed: promotion.value.is_some(), ..row })
    });
    rows.collect()
}

/// A value as people write it, and as fields read it back.
pub fn text(value: &Value, kind: Kind) -> String {
    match value {
        Value::Toggle(on) => on.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Ramp(ramp) => format!("{} stops", ramp.stops().len()),
        Value::Text(text) => match kind {
            Kind::Menu(options, _) => options
                .iter()
                .find(|option| option.id == &**text)
                .map_or_else(|| text.to_string(), |option| option.label.to_owned()),
            _ => text.to_string(),
        },
        numbers => {
            let numbers: Vec<String> = numbers.numbers().iter().map(|n| number(*n)).collect();
            numbers.join(" ")
        }
    }
}

/// A value as an expression writes it.
pub fn literal(value: &Value) -> String {
    match value {
        Value::Toggle(on) => u8::from(*on).to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(value) => number(*value),
        Value::Text(text) => format!("{text:?}"),
        Value::Ramp(ramp) => format!("{} stops", ramp.stops().len()),
        numbers => {
            let numbers: Vec<String> = numbers.numbers().iter().map(|n| number(*n)).collect();
            format!("{{{}}}", numbers.join(", "))
        }
    }
}

/// A number without needless digits: at most five after the point.
pub fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let size = value.abs();
    if !(1e-5..1e9).contains(&size) {
        return format!("{value:e}");
    }
    let text = format!("{value:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::session::Change;

    fn session(type_id: &'static str) -> (Session, NodePath) {
        let mut session = Session::new(nodes::library());
        let change: Change =
            Box::new(move |edit| Ok(vec![edit.add_node(&NodePath::ROOT, type_id, [0.0; 2])?]));
        session.edit("Add", None, change).unwrap();
        let path = session.current().unwrap();
        (session, path)
    }

    fn set(session: &mut Session, path: &NodePath, id: &'static str, value: Value) {
        let path = path.clone();
        let change: Change =
            Box::new(move |edit| edit.set_parameter(&path, id, value.into()).map(|()| Vec::new()));
        session.edit("Set", None, change).unwrap();
    }

    #[test]
    fn rows_follow_the_declaration_and_its_conditions() {
        let (mut session, path) = session("group_create");
        let shown = |session: &Session, id: &str| {
            rows(session, &path).iter().any(|row| &*row.id == id && row.is_shown)
        };
        assert!(!shown(&session, "range_start"));
        set(&mut session, &path, "use_range", Value::Toggle(true));
        assert!(shown(&session, "range_start"));
        let changed: Vec<_> =
            rows(&session, &path).into_iter().filter(|row| row.is_changed).collect();
        assert_eq!(changed.len(), 1);
    }

    #[test]
    fn a_subnet_shows_what_it_promotes() {
        let (mut session, subnet) = session("subnet");
        let inside = subnet.clone();
        let change: Change = Box::new(move |edit| {
            let node = edit.add_node(&inside, "box", [0.0; 2])?;
            edit.promote(&node, "size", "Size of the Box")?;
            Ok(Vec::new())
        });
        session.edit("Promote", None, change).unwrap();
        let before = rows(&session, &subnet);
        assert_eq!((before[0].label.as_str(), before[0].is_changed), ("Size of the Box", false));
        set(&mut session, &subnet, "size", Value::Vector3([2.0; 3]));
        assert_eq!(rows(&session, &subnet)[0].value, Value::Vector3([2.0; 3]));
        let inner = rows(&session, &subnet.child("box1"));
        assert!(inner.iter().any(|row| row.is_overridden && &*row.id == "size"));
    }

    #[test]
    fn numbers_have_no_needless_digits() {
        let texts = [0.0, 1.0, 0.1, 1.0 / 3.0, -2.50, 1e-9, 1e12].map(number);
        assert_eq!(texts, ["0", "1", "0.1", "0.33333", "-2.5", "1e-9", "1e12"]);
    }
}
