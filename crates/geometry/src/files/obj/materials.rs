//! Material libraries: the `.mtl` files beside OBJ files.
//!
//! Read are `Kd` (base colour), `d` or `Tr` (opacity), `Ke` (emission), and of the extension for
//! physically based materials `Pm` (metallic) and `Pr` (roughness). Without `Pr`, roughness
//! follows from the exponent `Ns` as Blender takes it: `1 - sqrt(Ns / 1000)`. Maps are passed
//! over. Colours are taken as linear, as Blender does.

use std::collections::BTreeMap;

use task::Stop;

use super::parse::Piece;
use crate::files::text::{Cursor, name, push_float};
use crate::files::{FileError, Reading};
use crate::material::{self, MATERIAL, Material};
use crate::{Column, Domain, Geometry};

/// Describes the materials in use as the libraries of the file do.
pub fn read_libraries(
    geometry: &mut Geometry,
    pieces: &[Piece],
    reading: &mut Reading<'_>,
) -> Result<(), Stop> {
    let Some(used) = geometry.primitives().get(MATERIAL).and_then(Column::texts).cloned() else {
        return Ok(());
    };
    let mut known = BTreeMap::new();
    let mut read = Vec::new();
    for library in pieces.iter().flat_map(|piece| &piece.libraries) {
        if !read.contains(&library) {
            read.push(library);
            read_library(library, &mut known, reading)?;
        }
    }
    let detail = geometry.table_mut(Domain::Detail);
    for name in used.strings.iter().filter(|name| !name.is_empty()) {
        if let Some(material) = known.get(&**name) {
            material::write(detail, name, material);
        }
    }
    Ok(())
}

/// The names of files that one statement may mean: its name may have blanks, or be several names
/// with blanks between them.
pub fn names(library: &str) -> Vec<&str> {
    let mut names = vec![library];
    if library.contains(char::is_whitespace) {
        names.extend(library.split_whitespace());
    }
    names
}

/// Reads a library.
fn read_library(
    library: &str,
    known: &mut BTreeMap<String, Material>,
    reading: &mut Reading<'_>,
) -> Result<(), Stop> {
    let mut missing = None;
    for (index, name) in names(library).into_iter().enumerate() {
        match (reading.beside)(name) {
            Ok(bytes) => {
                parse(&bytes, known);
                if index == 0 {
                    return Ok(());
                }
            }
            Err(FileError::Stopped(stop)) => return Err(stop),
            // That the whole is no file's name is known only when its parts are.
            Err(error) if index == 0 => missing = Some(error),
            Err(error) => missing = missing.or(Some(error)),
        }
    }
    if let Some(error) = missing {
        reading.notes.push(format!("materials keep their names only: {error}"));
    }
    Ok(())
}

fn parse(text: &[u8], known: &mut BTreeMap<String, Material>) {
    let mut current = None;
    let mut has_roughness = false;
    let mut cursor = Cursor::new(text);
    while !cursor.is_at_end() {
        let word = cursor.token();
        if word == b"newmtl" {
            let name = name(cursor.rest_of_line());
            has_roughness = false;
            current = Some(known.entry(name).or_default());
        } else if let Some(material) = &mut current {
            let first = cursor.clone().float();
            match word {
                b"Kd" => colour(&mut cursor, &mut material.base_colour[..3]),
                b"Ke" => colour(&mut cursor, &mut material.emission),
                b"d" => material.base_colour[3] = first.unwrap_or(1.0),
                b"Tr" => material.base_colour[3] = 1.0 - first.unwrap_or(0.0),
                b"Pm" => material.metallic = first.unwrap_or(0.0),
                b"Pr" => {
                    material.roughness = first.unwrap_or(0.5);
                    has_roughness = true;
                }
                b"Ns" if !has_roughness => {
                    let exponent = first.unwrap_or(250.0).clamp(0.0, 1000.0);
                    material.roughness = 1.0 - (exponent / 1000.0).sqrt();
                }
                _ => {}
            }
        }
        cursor.next_line();
    }
}

/// Three numbers, or one for all three.
fn colour(cursor: &mut Cursor<'_>, target: &mut [f32]) {
    let Some(first) = cursor.float() else { return };
    target.fill(first);
    for slot in &mut target[1..] {
        match cursor.float() {
            Some(value) => *slot = value,
            None => return,
        }
    }
}

/// A library of these materials.
pub fn library(materials: &[(&str, Material)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, material) in materials {
        out.extend_from_slice(b"newmtl ");
        out.extend_from_slice(super::write::one_line(name).as_bytes());
        let [r, g, b, opacity] = material.base_colour;
        let smoothness = 1.0 - material.roughness.clamp(0.0, 1.0);
        let lines: [(&str, &[f32]); 7] = [
            ("Kd", &[r, g, b]),
            ("Ke", &material.emission),
            ("Ks", &[0.5; 3]),
            ("Ns", &[smoothness * smoothness * 1000.0]),
            ("d", &[opacity]),
            ("Pr", &[material.roughness]),
            ("Pm", &[material.metallic]),
        ];
        for (word, values) in lines {
            out.push(b'\n');
            out.extend_from_slice(word.as_bytes());
            for &value in values {
                out.push(b' ');
                push_float(&mut out, value);
            }
        }
        out.extend_from_slice(b"\nillum 2\n\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_reads_back() {
        let glass = Material {
            base_colour: [0.1, 0.2, 0.3, 0.4],
            metallic: 0.5,
            roughness: 0.6,
            emission: [1.0, 2.0, 3.0],
        };
        let mut known = BTreeMap::new();
        parse(&library(&[("glass, old", glass), ("", Material::default())]), &mut known);
        assert_eq!(known["glass, old"], glass);
        assert_eq!(known[""], Material::default());
    }

    #[test]
    fn roughness_follows_from_the_exponent_where_nothing_else_gives_it() {
        let mut known = BTreeMap::new();
        parse(
            b"Kd 1 1 1\nnewmtl a\r\nNs 250\r\nKd 0.5\nTr 0.25\nnewmtl b\nPr 0.9\nNs 1",
            &mut known,
        );
        assert_eq!(known["a"].roughness, 0.5);
        assert_eq!(known["a"].base_colour, [0.5, 0.5, 0.5, 0.75]);
        assert_eq!(known["b"].roughness, 0.9);
    }
}
