//! What primitives are marked with: their material, and whether they are in the group shown.

use bytemuck::{Pod, Zeroable};
use geometry::material::{self, MATERIAL, Material};
use geometry::{Column, Geometry};
use task::{Stop, Task};

use crate::upload::Identity;

/// A material as shaders read it.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub(crate) struct MaterialRecord {
    base_colour: [f32; 4],
    emission: [f32; 3],
    roughness: f32,
    metallic: f32,
    padding: [f32; 3],
}

impl MaterialRecord {
    fn of(material: &Material) -> Self {
        Self {
            base_colour: material.base_colour,
            emission: material.emission,
            roughness: material.roughness,
            metallic: material.metallic,
            padding: [0.0; 3],
        }
    }

    /// What has no material: white under colours of its own, else light grey.
    fn plain(is_coloured: bool) -> Self {
        let value = if is_coloured { 1.0 } else { 0.52 };
        let base_colour = [value, value, value, 1.0];
        Self::of(&Material { base_colour, roughness: 0.7, ..Material::default() })
    }
}

/// The most materials that a mark can name.
const MOST: usize = 0xFFFF;

/// In a mark: the primitive is in the group that is shown.
const IN_GROUP: u32 = 0x1_0000;

/// The marks of a geometry's primitives.
pub(crate) struct Marks<'a> {
    /// The materials that marks name, the plain one first.
    pub(crate) materials: Vec<MaterialRecord>,
    /// What the marks follow from; empty where there are none.
    pub(crate) identities: Vec<Identity>,
    names: Option<&'a geometry::Text>,
    group: Option<&'a [bool]>,
}

/// The marks of a geometry, with the members of a group of primitives if one is named.
pub(crate) fn marks<'a>(
    geometry: &'a Geometry,
    group: Option<&str>,
    is_coloured: bool,
) -> Marks<'a> {
    let column = geometry.primitives().get(MATERIAL);
    let names = column.and_then(Column::texts);
    let mut materials = vec![MaterialRecord::plain(is_coloured)];
    for name in names.map_or(&[][..], |names| &names.strings).iter().take(MOST) {
        materials.push(match name.is_empty() {
            true => materials[0],
            false => MaterialRecord::of(&material::read(geometry.detail(), name)),
        });
    }
    let group = group.and_then(|group| geometry.primitives().get(group));
    let used = [column.filter(|_| names.is_some()), group];
    Marks {
        materials,
        identities: used.into_iter().flatten().map(Identity::of_column).collect(),
        names,
        group: group.and_then(Column::bools),
    }
}

impl Marks<'_> {
    /// One a primitive.
    pub(crate) fn pack(&self, count: usize, task: &Task) -> Result<Vec<u32>, Stop> {
        task.map(count, |primitive| {
            let number = self.names.map_or(0, |names| names.indices[primitive] + 1);
            let material = if number as usize > MOST { 0 } else { number };
            let is_in = self.group.is_some_and(|group| group[primitive]);
            material | if is_in { IN_GROUP } else { 0 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geometry::{Domain, shapes};

    #[test]
    fn primitives_name_their_material_and_their_group() {
        let mut cube = shapes::cube();
        let red = Material { base_colour: [1.0, 0.0, 0.0, 1.0], ..Material::default() };
        material::assign(&mut cube, "red", &red, |primitive| primitive == 2);
        let members = Column::group(vec![true, false, true, false, false, false]);
        cube.table_mut(Domain::Primitive).set("top", members);
        let found = marks(&cube, Some("top"), false);
        let packed = found.pack(6, &Task::unlimited()).unwrap();
        let colour = |mark: u32| found.materials[(mark & 0xFFFF) as usize].base_colour;
        assert_eq!(colour(packed[2]), red.base_colour);
        assert_eq!(colour(packed[1]), MaterialRecord::plain(false).base_colour);
        let inside: Vec<bool> = packed.iter().map(|mark| mark & IN_GROUP != 0).collect();
        assert_eq!(inside, [true, false, true, false, false, false]);
        assert!(marks(&shapes::cube(), None, true).identities.is_empty());
    }
}
