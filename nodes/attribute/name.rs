//! Name: a text attribute that names parts.

use std::sync::Arc;

use geometry::ops::attribute::create::{Create, Existing, Values, create};
use geometry::{NamePattern, Selection};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{DomainChoice, GROUP, attribute_failed, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu_at("class", "Class", 2).help("What is named.");
const ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attribute", "Attribute", "name")
        .help("The attribute that holds the name.");
const FROM: Parameter<Chosen<From>> = Parameter::menu("from", "Name From")
    .help("Whether a name is typed in, or elements take the names of the groups they are in.");
const NAME: Parameter<Arc<str>> = Parameter::text("name", "Name", "piece")
    .shown_when(&[FROM.is(&["name"])])
    .help("What the elements of the group are called.");
const MASK: Parameter<Arc<str>> =
    Parameter::text("groups", "Group Mask", "*").shown_when(&[FROM.is(&["groups"])]).help(
        "The groups that give names, with the wildcards * and ?; ^ takes away. Of several groups \
         the last by the alphabet names an element.",
    );

#[derive(Clone, Copy)]
enum From {
    Name,
    Groups,
}

impl Choices for From {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("name", "Name"), Choice::new("groups", "Groups")];
    const VALUES: &'static [Self] = &[Self::Name, Self::Groups];
}

/// The declaration of Name.
pub const NODE: NodeType = NodeType {
    id: "name",
    label: "Name",
    category: "attribute",
    aliases: &["Name from Group", "Partition", "Label", "Store Named Attribute"],
    help: "Names points, vertices or primitives by a text attribute, which For-Each, Pack and \
           Copy to Points take as pieces: one name for a group, or the name of each group. \
           Elements outside keep the name that they have.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        ATTRIBUTE.declaration,
        FROM.declaration,
        NAME.declaration,
        MASK.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let attribute: Arc<str> = cook.get(ATTRIBUTE).trim().into();
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let Chosen(from) = cook.get(FROM);
    let names: Vec<(Arc<str>, Selection)> = match from {
        From::Name => vec![(cook.get(NAME), chosen)],
        From::Groups => {
            let mask = cook.get(MASK);
            let pattern = NamePattern::new(&mask);
            let groups = geometry.table(domain).groups();
            let groups = groups.filter(|(name, _)| pattern.matches(name));
            let inside = |group: &[bool]| {
                let both = group.iter().enumerate();
                Selection::Some(both.map(|(e, &member)| member && chosen.contains(e)).collect())
            };
            groups.map(|(name, group)| (name.clone(), inside(group))).collect()
        }
    };
    if names.is_empty() {
        cook.warn(format!("there is no {} group to take a name from", domain.name()));
    }
    let mut named = geometry.clone();
    for (name, members) in names {
        let settings = Create {
            name: attribute.clone(),
            domain,
            values: Values::Text(name, "".into()),
            meaning: None,
            existing: Existing::Overwrite,
        };
        named = create(&named, &settings, &members, cook.task()).map_err(attribute_failed)?;
    }
    Ok(Outputs::one::<GeometryWire>(named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, Geometry, shapes};
    use graph::Value;

    fn names(values: &[(&str, Value)], cube: &Geometry) -> Vec<String> {
        let named = cook_geometry(&NODE, values, &[cube]).unwrap();
        let texts = named.primitives().get("part").and_then(Column::texts).unwrap();
        (0..6).map(|primitive| texts.get(primitive).to_owned()).collect()
    }

    #[test]
    fn a_group_is_named_and_groups_give_their_names() {
        let cube = shapes::with_attributes(shapes::cube());
        let attribute = ("attribute", text("part"));
        let lid = [attribute.clone(), ("name", text("lid")), ("group", text("4"))];
        assert_eq!(names(&lid, &cube), ["", "", "", "", "lid", ""]);
        let groups = [attribute, ("from", text("groups")), ("group", text("0-3"))];
        assert_eq!(names(&groups, &cube), ["", "odd", "", "odd", "", ""]);
    }
}
