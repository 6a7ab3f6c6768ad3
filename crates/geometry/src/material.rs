//! Materials: what a surface looks like, carried by attributes.
//!
//! The primitive text attribute [`MATERIAL`] names the material of each primitive; an empty name
//! is none. What a material looks like stands in detail attributes named after it,
//! `material:NAME:base_colour` and so on, so that merging geometries unites their materials and
//! any node that passes detail attributes on passes them on too. A name without such attributes
//! looks like [`Material::default`].

use std::collections::BTreeMap;

use crate::{Column, Domain, Geometry, Meaning, Table, Text};

/// The primitive text attribute that names the material.
pub const MATERIAL: &str = "material";

const PREFIX: &str = "material:";

/// What a surface looks like, in the terms of the metallic-roughness model that glTF, Blender
/// and Houdini share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Material {
    /// Red, green, blue, linear, each from 0 to 1, and opacity.
    pub base_colour: [f32; 4],
    /// 0 for anything but metal, 1 for metal.
    pub metallic: f32,
    /// 0 for a mirror, 1 for chalk.
    pub roughness: f32,
    /// Light given off: red, green, blue, linear, from 0 to any height.
    pub emission: [f32; 3],
}

impl Default for Material {
    /// Light grey, rough, without a glow.
    fn default() -> Self {
        Self {
            base_colour: [0.8, 0.8, 0.8, 1.0],
            metallic: 0.0,
            roughness: 0.5,
            emission: [0.0; 3],
        }
    }
}

/// The material of a name, in a geometry's detail attributes; the default where they are silent.
pub fn read(detail: &Table, name: &str) -> Material {
    let mut material = Material::default();
    for property in PROPERTIES {
        if let Some(column) = detail.get(&attribute(name, property)) {
            set_property(&mut material, property, column);
        }
    }
    material
}

/// Every material that detail attributes describe, by name.
pub fn read_all(detail: &Table) -> BTreeMap<String, Material> {
    let mut materials = BTreeMap::<String, Material>::new();
    for (attribute, column) in detail.attributes() {
        let Some((name, property)) =
            attribute.strip_prefix(PREFIX).and_then(|rest| rest.rsplit_once(':'))
        else {
            continue;
        };
        if PROPERTIES.contains(&property) {
            set_property(materials.entry(name.to_owned()).or_default(), property, column);
        }
    }
    materials
}

/// Describes a material in detail attributes, in place of what they said of this name.
pub fn write(detail: &mut Table, name: &str, material: &Material) {
    let mut set = |property: &str, column: Column| detail.set(attribute(name, property), column);
    let colour = Column::new(vec![material.base_colour]);
    set(BASE_COLOUR, colour.with_meaning(Meaning::Colour));
    set(METALLIC, Column::new(vec![material.metallic]));
    set(ROUGHNESS, Column::new(vec![material.roughness]));
    let emission = Column::new(vec![material.emission]);
    set(EMISSION, emission.with_meaning(Meaning::Colour));
}

/// Gives a material to the primitives for which `chosen` is true; the others keep theirs.
///
/// Packed instances take it as a name of their own; what they show inside keeps its materials.
pub fn assign(
    geometry: &mut Geometry,
    name: &str,
    material: &Material,
    chosen: impl Fn(usize) -> bool,
) {
    let primitives = geometry.table_mut(Domain::Primitive);
    let old = primitives.get(MATERIAL).and_then(Column::texts).cloned();
    let mut strings = old.as_ref().map_or_else(Vec::new, |old| old.strings.to_vec());
    let mut number = |text: &str| {
        let known = strings.iter().position(|known| &**known == text);
        known.unwrap_or_else(|| {
            strings.push(text.into());
            strings.len() - 1
        }) as u32
    };
    let none = number("");
    let new = number(name);
    let mut indices = old.map_or_else(|| vec![none; primitives.len()], |old| old.indices.to_vec());
    for (primitive, index) in indices.iter_mut().enumerate() {
        if chosen(primitive) {
            *index = new;
        }
    }
    let text = Text { indices: indices.into(), strings: strings.into() };
    primitives.set(MATERIAL, Column::text(text));
    write(geometry.table_mut(Domain::Detail), name, material);
}

const BASE_COLOUR: &str = "base_colour";
const METALLIC: &str = "metallic";
const ROUGHNESS: &str = "roughness";
const EMISSION: &str = "emission";
const PROPERTIES: [&str; 4] = [BASE_COLOUR, METALLIC, ROUGHNESS, EMISSION];

fn attribute(name: &str, property: &str) -> String {
    format!("{PREFIX}{name}:{property}")
}

fn set_property(material: &mut Material, property: &str, column: &Column) {
    let values = column.floats().unwrap_or(&[]);
    let first = values.first().copied();
    match property {
        // A colour without opacity is opaque.
        BASE_COLOUR => copy_into(&mut material.base_colour, values),
        EMISSION => copy_into(&mut material.emission, values),
        METALLIC => material.metallic = first.unwrap_or(material.metallic),
        ROUGHNESS => material.roughness = first.unwrap_or(material.roughness),
        _ => {}
    }
}

fn copy_into(target: &mut [f32], values: &[f32]) {
    target.iter_mut().zip(values).for_each(|(target, &value)| *target = value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ops, shapes};
    use task::Task;

    const RED: Material = Material {
        base_colour: [1.0, 0.0, 0.0, 0.5],
        metallic: 1.0,
        roughness: 0.25,
        emission: [0.0, 2.0, 0.0],
    };

    #[test]
    fn a_material_is_read_back_whatever_its_name() {
        let mut detail = Table::new(1);
        for name in ["red", "", "a:b", "with blanks", "material:red:metallic"] {
            write(&mut detail, name, &RED);
            assert_eq!(read(&detail, name), RED);
        }
        assert_eq!(read_all(&detail).len(), 5);
        assert_eq!(read(&detail, "unknown"), Material::default());
    }

    #[test]
    fn a_group_takes_it_and_the_rest_keeps_theirs() {
        let mut cube = shapes::cube();
        assign(&mut cube, "wall", &Material::default(), |primitive| primitive < 4);
        assign(&mut cube, "door", &RED, |primitive| primitive == 3);
        let names = cube.primitives().get(MATERIAL).and_then(Column::texts).unwrap();
        let names: Vec<&str> = (0..6).map(|primitive| names.get(primitive)).collect();
        assert_eq!(names, ["wall", "wall", "wall", "door", "", ""]);
    }

    #[test]
    fn merging_unites_materials() {
        let (mut left, mut right) = (shapes::cube(), shapes::cube());
        assign(&mut left, "wall", &Material::default(), |_| true);
        assign(&mut right, "door", &RED, |_| true);
        let both = ops::merge::merge(&[&left, &right], &Task::unlimited()).unwrap();
        let materials = read_all(both.detail());
        assert_eq!(materials.keys().collect::<Vec<_>>(), ["door", "wall"]);
        assert_eq!(materials["door"], RED);
    }
}
