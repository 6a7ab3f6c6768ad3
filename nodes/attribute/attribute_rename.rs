//! Attribute Rename: gives attributes and groups other names.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::attribute::names::{Clash, rename};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use super::attribute_delete::IncludeChoice;
use crate::fields::attribute_failed;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<Classes>> =
    Parameter::menu("class", "Class").help("What the attributes belong to.");
const INCLUDE: Parameter<Chosen<IncludeChoice>> =
    Parameter::menu("include", "Rename").help("What the names are those of.");
const FROM: Parameter<Arc<str>> = Parameter::text_of(TextKind::Attribute, "from", "From", "")
    .help("Names to change, separated by spaces; * stands for any text.");
const TO: Parameter<Arc<str>> = Parameter::text("to", "To", "").help(
    "New names, as many as old ones; * stands for what the * of the old name stood for. Several \
     names change at once, so that two can be swapped.",
);
const EXISTING: Parameter<Chosen<ClashChoice>> = Parameter::menu("existing", "If It Exists")
    .help("What happens where there is an attribute or group of the new name already.");

/// The domains to work in.
#[derive(Debug, Clone, Copy)]
struct Classes(&'static [Domain]);

impl Choices for Classes {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("all", "All"),
        Choice::new("point", "Point"),
        Choice::new("vertex", "Vertex"),
        Choice::new("primitive", "Primitive"),
        Choice::new("detail", "Detail"),
    ];
    const VALUES: &'static [Self] = &[
        Self(&Domain::ALL),
        Self(&[Domain::Point]),
        Self(&[Domain::Vertex]),
        Self(&[Domain::Primitive]),
        Self(&[Domain::Detail]),
    ];
}

#[derive(Debug, Clone, Copy)]
struct ClashChoice(Clash);

impl Choices for ClashChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("overwrite", "Overwrite"),
        Choice::new("keep", "Keep the Old Name"),
        Choice::new("number", "Add a Number"),
        Choice::new("error", "Stop with an Error"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Clash::Overwrite), Self(Clash::Keep), Self(Clash::Number), Self(Clash::Refuse)];
}

/// The declaration of Attribute Rename.
pub const NODE: NodeType = NodeType {
    id: "attribute_rename",
    label: "Attribute Rename",
    category: "attribute",
    aliases: &["Attrib Rename", "Rename Attribute", "Attribute Swap", "Group Rename"],
    help: "Gives attributes or groups other names, one by one or by a pattern. Positions and \
           what packed instances are made of keep theirs.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        CLASS.declaration,
        INCLUDE.declaration,
        FROM.declaration,
        TO.declaration,
        EXISTING.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let mut geometry = cook.input(INPUT)?.clone();
    let Chosen(Classes(domains)) = cook.get(CLASS);
    let Chosen(IncludeChoice(include)) = cook.get(INCLUDE);
    let Chosen(ClashChoice(clash)) = cook.get(EXISTING);
    let (from, to) = (cook.get(FROM), cook.get(TO));
    let mut total = 0;
    for &domain in domains {
        let (renamed, count) =
            rename(&geometry, domain, &from, &to, include, clash).map_err(attribute_failed)?;
        geometry = renamed;
        total += count;
    }
    if total == 0 && !from.trim().is_empty() {
        cook.warn("nothing was renamed");
    }
    Ok(Outputs::one::<GeometryWire>(geometry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    #[test]
    fn names_change_in_all_classes_at_once() {
        let cube = shapes::with_attributes(shapes::cube());
        let values = [("from", text("mass uv note")), ("to", text("weight map remark"))];
        let renamed = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert_eq!(renamed.points().get("weight"), cube.points().get("mass"));
        assert!(renamed.vertices().contains("map") && !renamed.vertices().contains("uv"));
        assert!(renamed.detail().contains("remark"));
    }

    #[test]
    fn groups_are_renamed_when_asked() {
        let cube = shapes::with_attributes(shapes::cube());
        let values = [("from", text("*odd")), ("to", text("uneven*")), ("include", text("groups"))];
        let renamed = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert_eq!(renamed.primitives().group("uneven"), cube.primitives().group("odd"));
        let error = cook_geometry(&NODE, &[("from", text("a"))], &[&cube]).unwrap_err();
        assert!(error.to_string().contains("as many new names"));
    }
}
