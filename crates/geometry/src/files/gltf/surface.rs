//! Materials, both ways.

use std::collections::HashSet;

use super::json::{self, EmissiveStrength, Root};
use crate::material::Material;

/// A name for each material of a file: its own, or a number; never twice the same.
pub fn names(root: &Root) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = Vec::with_capacity(root.materials.len());
    for (index, material) in root.materials.iter().enumerate() {
        let own = material.name.clone().filter(|name| !name.is_empty());
        let stem = own.unwrap_or_else(|| format!("material {index}"));
        let numbered = |number: usize| match number {
            0 => stem.clone(),
            number => format!("{stem} {}", number + 1),
        };
        // There are fewer names taken than numbers to try.
        let free = (0..).map(numbered).find(|name| !taken.contains(name)).unwrap_or(stem.clone());
        taken.insert(free.clone());
        names.push(free);
    }
    names
}

/// What a file says of a material. Textures are passed over.
pub fn read(material: &json::Material) -> Material {
    let strength = &material.extensions.emissive_strength;
    let strength = strength.as_ref().map_or(1.0, |strength| strength.emissive_strength);
    let surface = &material.pbr_metallic_roughness;
    Material {
        base_colour: surface.base_color_factor,
        metallic: surface.metallic_factor,
        roughness: surface.roughness_factor,
        emission: material.emissive_factor.unwrap_or_default().map(|value| value * strength),
    }
}

/// A material for a file, seen from both sides as the viewport shows it.
pub fn written(name: &str, material: &Material) -> json::Material {
    let unit = |value: f32| if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
    let glow = material.emission.map(|value| if value.is_finite() { value.max(0.0) } else { 0.0 });
    let strength = glow.iter().fold(1.0_f32, |most, &value| most.max(value));
    let emissive = glow.map(|value| value / strength);
    let opaque = material.base_colour[3] >= 1.0;
    json::Material {
        name: Some(name.to_owned()),
        pbr_metallic_roughness: json::PbrMetallicRoughness {
            base_color_factor: material.base_colour.map(unit),
            metallic_factor: unit(material.metallic),
            roughness_factor: unit(material.roughness),
        },
        emissive_factor: (emissive != [0.0; 3]).then_some(emissive),
        alpha_mode: (!opaque).then(|| "BLEND".to_owned()),
        double_sided: Some(true),
        extensions: json::MaterialExtensions {
            emissive_strength: (strength > 1.0)
                .then_some(EmissiveStrength { emissive_strength: strength }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_material_survives() {
        let material = Material {
            base_colour: [0.1, 0.2, 0.3, 0.5],
            metallic: 1.0,
            roughness: 0.25,
            emission: [4.0, 0.0, 1.0],
        };
        assert_eq!(read(&written("a", &material)), material);
        assert_eq!(read(&written("a", &Material::default())), Material::default());
        let wild = Material { metallic: f32::NAN, emission: [f32::INFINITY; 3], ..material };
        assert_eq!(read(&written("a", &wild)).metallic, 0.0);
    }

    #[test]
    fn names_are_never_the_same() {
        let named = |name: Option<&str>| json::Material {
            name: name.map(str::to_owned),
            ..json::Material::default()
        };
        let materials = vec![named(Some("a")), named(None), named(Some("a")), named(Some("a 2"))];
        let root = Root { materials, ..Root::default() };
        assert_eq!(names(&root), ["a", "material 1", "a 2", "a 2 2"]);
    }
}
