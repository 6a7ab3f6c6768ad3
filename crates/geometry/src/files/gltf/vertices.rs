//! Points as glTF has them: one for each vertex that differs, with all its attributes.

use std::cmp::Ordering;
use std::sync::Arc;

use glam::Vec3;
use task::{GRAIN, Stop, Task};

use crate::files::corner_values::{compare, distinct};
use crate::{Column, Data, Domain, Geometry, PrimitiveKind};

/// The greatest integer up to which every one is a 32-bit float.
const MOST_EXACT: u32 = 1 << 24;

/// An attribute that is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The name in the file.
    pub semantic: String,
    /// Numbers of an element in the file.
    pub size: usize,
    domain: Domain,
    name: Arc<str>,
    conversion: Conversion,
}

/// How values become those of the file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Conversion {
    /// As they stand; zero for what is not a number.
    Plain,
    /// To unit length; upwards where there is no direction.
    Normal,
    /// The second number counted from the other end.
    Uv,
    /// With the opacity of this domain after it.
    ColourWithAlpha(Domain),
}

/// A geometry with the points that are written for it.
pub struct Vertices {
    geometry: Geometry,
    pub attributes: Vec<Exported>,
    split: Option<Split>,
}

/// Points apart where vertices differ.
struct Split {
    /// For each vertex the number of its point.
    of_vertex: Vec<u32>,
    /// For each point of a vertex such a vertex.
    vertices: Vec<u32>,
    /// Points without vertices, which come last.
    loose: Vec<u32>,
}

impl Vertices {
    /// The points of a geometry. It must have no packed instances.
    pub fn of(geometry: Geometry, task: &Task) -> Result<Self, Stop> {
        let attributes = exported(&geometry);
        let apart: Vec<&Exported> = attributes
            .iter()
            .filter(|attribute| matches!(attribute.domain, Domain::Vertex | Domain::Primitive))
            .collect();
        let split = if apart.is_empty() { None } else { Some(split(&geometry, &apart, task)?) };
        Ok(Self { geometry, attributes, split })
    }

    /// The geometry.
    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// How many points are written.
    pub fn count(&self) -> usize {
        match &self.split {
            None => self.geometry.point_count(),
            Some(split) => split.vertices.len() + split.loose.len(),
        }
    }

    /// The written point of a vertex.
    #[inline]
    pub fn of_vertex(&self, vertex: u32) -> u32 {
        match &self.split {
            None => self.geometry.topology().corners()[vertex as usize],
            Some(split) => split.of_vertex[vertex as usize],
        }
    }

    /// The written points that no primitive uses.
    pub fn loose(&self) -> Vec<u32> {
        match &self.split {
            None => loose(&self.geometry),
            Some(split) => {
                let first = split.vertices.len() as u32;
                (first..first + split.loose.len() as u32).collect()
            }
        }
    }

    /// Appends the positions of a range of points.
    pub fn push_positions(&self, range: std::ops::Range<usize>, out: &mut Vec<u8>) {
        let positions = self.geometry.positions();
        match &self.split {
            None if cfg!(target_endian = "little") => {
                out.extend_from_slice(bytemuck::cast_slice(&positions[range]));
            }
            _ => range.for_each(|written| {
                push(out, &positions[self.point(written)].to_array());
            }),
        }
    }

    /// Appends the values of an attribute for a range of points.
    pub fn push_attribute(
        &self,
        attribute: &Exported,
        range: std::ops::Range<usize>,
        out: &mut Vec<u8>,
    ) {
        let column = |domain: Domain, name: &str| self.geometry.table(domain).get(name);
        let Some(values) = column(attribute.domain, &attribute.name) else { return };
        for written in range {
            let mut tuple = [0.0; 4];
            self.copy(attribute.domain, &attribute.name, values, written, &mut tuple);
            match attribute.conversion {
                Conversion::Plain => {}
                Conversion::Normal => {
                    let normal = Vec3::from_slice(&tuple).try_normalize().unwrap_or(Vec3::Y);
                    tuple[..3].copy_from_slice(&normal.to_array());
                }
                Conversion::Uv => tuple[1] = 1.0 - tuple[1],
                Conversion::ColourWithAlpha(domain) => {
                    if let Some(alpha) = column(domain, "Alpha") {
                        self.copy(domain, "Alpha", alpha, written, &mut tuple[3..]);
                    }
                }
            }
            let finite = tuple.map(|value| if value.is_finite() { value } else { 0.0 });
            push(out, &finite[..attribute.size]);
        }
    }

    /// Copies as much of a written point's value as there is room for.
    fn copy(&self, domain: Domain, name: &str, column: &Column, written: usize, to: &mut [f32]) {
        let size = column.size();
        match (self.element(domain, written), column.data()) {
            (Some(element), Data::Float(values)) => {
                let values = &values[element * size..][..size];
                to.iter_mut().zip(values).for_each(|(to, &value)| *to = value);
            }
            (Some(element), Data::Int(values)) => {
                let values = &values[element * size..][..size];
                to.iter_mut().zip(values).for_each(|(to, &value)| *to = value as f32);
            }
            _ => {
                let slots = to.iter_mut().take(size).enumerate();
                slots.for_each(|(at, slot)| *slot = crate::default_value(name, at));
            }
        }
    }

    /// The element of a domain that a written point belongs to; loose points have no vertex.
    fn element(&self, domain: Domain, written: usize) -> Option<usize> {
        let vertex = || Some(*self.split.as_ref()?.vertices.get(written)? as usize);
        match domain {
            Domain::Point => Some(self.point(written)),
            Domain::Vertex => vertex(),
            Domain::Primitive => {
                Some(self.geometry.topology().primitive_of_vertex()[vertex()?] as usize)
            }
            Domain::Detail => Some(0),
        }
    }

    #[inline]
    fn point(&self, written: usize) -> usize {
        match &self.split {
            None => written,
            Some(split) => match split.vertices.get(written) {
                Some(&vertex) => self.geometry.topology().corners()[vertex as usize] as usize,
                None => split.loose[written - split.vertices.len()] as usize,
            },
        }
    }
}

fn push(out: &mut Vec<u8>, values: &[f32]) {
    values.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
}

fn loose(geometry: &Geometry) -> Vec<u32> {
    let mut used = vec![false; geometry.point_count()];
    geometry.topology().corners().iter().for_each(|&point| used[point as usize] = true);
    (0..used.len() as u32).filter(|&point| !used[point as usize]).collect()
}

fn split(geometry: &Geometry, apart: &[&Exported], task: &Task) -> Result<Split, Stop> {
    let topology = geometry.topology();
    let primitive_of_vertex = topology.try_primitive_of_vertex(task)?;
    let columns: Vec<(Domain, &Column)> = apart
        .iter()
        .filter_map(|attribute| {
            let column = geometry.table(attribute.domain).get(&attribute.name)?;
            Some((attribute.domain, column))
        })
        .collect();
    let by_value = |a: u32, b: u32| {
        columns.iter().fold(Ordering::Equal, |order, (domain, column)| {
            order.then_with(|| {
                let element = |vertex: u32| match domain {
                    Domain::Primitive => primitive_of_vertex[vertex as usize] as usize,
                    _ => vertex as usize,
                };
                let range =
                    |vertex| element(vertex) * column.size()..(element(vertex) + 1) * column.size();
                match column.data() {
                    Data::Float(values) => compare(&values[range(a)], &values[range(b)]),
                    Data::Int(values) => values[range(a)].cmp(&values[range(b)]),
                    _ => Ordering::Equal,
                }
            })
        })
    };
    let kinds = distinct(topology, by_value, task)?;
    Ok(Split { of_vertex: kinds.of_vertex, vertices: kinds.sources, loose: loose(geometry) })
}

/// The attributes that are written, besides positions.
fn exported(geometry: &Geometry) -> Vec<Exported> {
    const ORDER: [Domain; 4] = [Domain::Vertex, Domain::Point, Domain::Primitive, Domain::Detail];
    let find = |name: &str, sizes: &[usize]| {
        ORDER.into_iter().find(|&domain| {
            let column = geometry.table(domain).get(name);
            column.is_some_and(|c| c.floats().is_some() && sizes.contains(&c.size()))
        })
    };
    let standard = |semantic: &str, name: &str, size, domain, conversion| Exported {
        semantic: semantic.to_owned(),
        size,
        domain,
        name: name.into(),
        conversion,
    };
    let mut found = Vec::new();
    found.extend(
        find("N", &[3]).map(|domain| standard("NORMAL", "N", 3, domain, Conversion::Normal)),
    );
    let mut uvs = Vec::new();
    // Sets are numbered without a gap.
    while let Some(domain) = find(&uv_name(uvs.len()), &[2, 3]) {
        let (semantic, name) = (format!("TEXCOORD_{}", uvs.len()), uv_name(uvs.len()));
        found.push(standard(&semantic, &name, 2, domain, Conversion::Uv));
        uvs.push(name);
    }
    if let Some(domain) = find("Cd", &[3, 4]) {
        let own_alpha = geometry.table(domain).get("Cd").is_some_and(|column| column.size() == 4);
        let alpha = find("Alpha", &[1]).filter(|_| !own_alpha);
        let conversion = alpha.map_or(Conversion::Plain, Conversion::ColourWithAlpha);
        let size = if own_alpha || alpha.is_some() { 4 } else { 3 };
        found.push(standard("COLOR_0", "Cd", size, domain, conversion));
    }
    for domain in [Domain::Vertex, Domain::Point] {
        for (name, column) in geometry.table(domain).attributes() {
            let taken = matches!(&**name, "P" | "N" | "Cd" | "Alpha")
                || uvs.iter().any(|uv| **uv == **name);
            let semantic = format!("_{name}");
            let known = found.iter().any(|attribute| attribute.semantic == semantic);
            let small = |value: &i32| value.unsigned_abs() <= MOST_EXACT;
            let fits = column.size() <= 4
                && match column.data() {
                    Data::Float(_) => true,
                    Data::Int(values) => values.iter().all(small),
                    _ => false,
                };
            if !taken && !known && fits {
                found.push(standard(&semantic, name, column.size(), domain, Conversion::Plain));
            }
        }
    }
    found
}

/// The name of a set of texture coordinates.
fn uv_name(set: usize) -> String {
    if set == 0 { "uv".to_owned() } else { format!("uv{}", set + 1) }
}

/// Whether an attribute is written.
pub fn is_exported(attributes: &[Exported], domain: Domain, name: &str) -> bool {
    let has_colour = attributes.iter().any(|attribute| attribute.semantic == "COLOR_0");
    attributes.iter().any(|attribute| attribute.domain == domain && &*attribute.name == name)
        || name == "Alpha" && has_colour
        || (domain, name) == (Domain::Point, "P")
}

/// The lines of all polylines, as pairs of written points.
pub fn lines(vertices: &Vertices, task: &Task) -> Result<Vec<(u32, Vec<u32>)>, Stop> {
    let topology = vertices.geometry().topology();
    let mut lines = Vec::new();
    if topology.is_all_polygons() {
        return Ok(lines);
    }
    for primitive in 0..topology.primitive_count() {
        if primitive % GRAIN == 0 {
            task.check()?;
        }
        if topology.kind(primitive) == PrimitiveKind::Polyline {
            let ends: Vec<u32> = topology
                .vertices(primitive)
                .map(|vertex| vertices.of_vertex(vertex as u32))
                .collect();
            let pairs: Vec<u32> = ends.windows(2).flatten().copied().collect();
            if !pairs.is_empty() {
                lines.push((primitive as u32, pairs));
            }
        }
    }
    Ok(lines)
}
