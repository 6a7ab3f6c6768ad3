//! Subdivision surfaces.

mod cage;
mod columns;
mod faces;
mod mesh;
mod rest;
mod sharp;
#[cfg(test)]
mod tests;
mod values;

use task::{GRAIN, Stop, Task};

use self::cage::{Cage, Sharpness, first_level};
use self::columns::{Descent, Smoothed, descend_sources, distinct_values};
use self::mesh::Mesh;
use self::rest::Rest;
use crate::{Column, Data, Geometry, Selection, Table, Topology};

/// The vertex attribute with the sharpness of the edge from a vertex to the next: 0 is smooth,
/// 10 and more sharp for ever, and what is between stays sharp for so many levels.
pub const CREASE_WEIGHT: &str = "creaseweight";

/// The point attribute with the sharpness of a point, on the scale of [`CREASE_WEIGHT`].
pub const CORNER_WEIGHT: &str = "cornerweight";

/// By which rules new points are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// Catmull and Clark, "Recursively generated B-spline surfaces on arbitrary topological
    /// meshes" (1978): quads from any polygons.
    #[default]
    CatmullClark,
    /// Loop, "Smooth Subdivision Surfaces Based on Triangles" (1987): triangles; other polygons
    /// are triangulated first.
    Loop,
    /// The quads of Catmull-Clark with all points in the middle of edges and faces.
    Linear,
}

/// How the borders of open surfaces are smoothed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Borders {
    /// Borders become smooth curves that begin and end at corners with a single face.
    #[default]
    EdgesAndCorners,
    /// Borders become smooth curves throughout.
    Edges,
    /// Points of borders stay, new ones lie in the middle.
    Fixed,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Subdivide {
    /// The rules.
    pub scheme: Scheme,
    /// How often: each level makes four times as many faces. 0 changes nothing.
    pub iterations: u32,
    /// How borders are smoothed.
    pub borders: Borders,
}

impl Default for Subdivide {
    fn default() -> Self {
        Self { scheme: Scheme::default(), iterations: 1, borders: Borders::default() }
    }
}

/// Splits the chosen polygons into smaller ones on a smooth surface.
///
/// **Sharpness.** The vertex attribute [`CREASE_WEIGHT`] sharpens edges (where two faces differ
/// the greater value counts), the point attribute [`CORNER_WEIGHT`] sharpens points, by the rules
/// of DeRose, Kass and Truong (1998). What is left of both after the last level is on the result,
/// so that twice one level is two levels. Edges with other than two faces that face alike are
/// sharp for ever, and so are points where several fans of faces meet.
///
/// **Attributes.** Float attributes of points are averaged by the same rules as positions. Float
/// attributes of vertices are too, but where they differ across an edge, as texture coordinates
/// do on a seam, and on borders they are averaged along the edge alone, points staying as they
/// are. Normals and quaternions stay unit length. Integers, text and groups are copied: to a
/// point from the first end of its edge or the first corner of its face, to a vertex from the
/// corner that it lies in. Primitive attributes and groups are copied to all children.
///
/// **The rest.** Polylines, packed instances, polygons that are not chosen, and those with fewer
/// than three corners or twice the same point in a row are kept, after the new faces. Where they
/// share an edge with a subdivided polygon they take in its new points, so that no cracks open;
/// the border of the choice is smoothed as a border. Points keep their numbers; new ones follow.
pub fn subdivide(
    geometry: &Geometry,
    faces: &Selection,
    settings: &Subdivide,
    task: &Task,
) -> Result<Geometry, Stop> {
    if settings.iterations == 0 {
        return Ok(geometry.clone());
    }
    let cage = Cage::new(geometry, faces, settings.scheme, task)?;
    if cage.topology.primitive_count() == 0 {
        return Ok(geometry.clone());
    }
    reserve(geometry, &cage, settings, task)?;
    let edges = geometry.vertices().read::<f32>(CREASE_WEIGHT);
    let edges = edges.map(|values| cage.edge_values(geometry, values, task)).transpose()?;
    let sharpness =
        Sharpness { edges: edges.as_deref(), points: geometry.points().read(CORNER_WEIGHT) };
    let work = Work { geometry, cage: &cage, settings, sharpness, task };
    let (topology, points, rest) = work.points()?;
    let vertices = work.vertices(&rest)?;
    let primitives = work.primitives(&rest)?;
    let detail = geometry.detail().clone();
    Ok(Geometry::from_tables(topology, points, vertices, primitives, detail)
        .with_packed(geometry.packed().clone()))
}

/// Refuses too many levels before anything is made.
fn reserve(
    geometry: &Geometry,
    cage: &Cage<'_>,
    settings: &Subdivide,
    task: &Task,
) -> Result<(), Stop> {
    let is_loop = settings.scheme == Scheme::Loop;
    let bytes_of = |table: &Table| -> u64 {
        table
            .iter()
            .map(|(_, column)| if column.is_group() { 1 } else { 4 * column.size() as u64 })
            .sum()
    };
    let (point_bytes, vertex_bytes) = (bytes_of(geometry.points()), bytes_of(geometry.vertices()));
    let face_bytes = bytes_of(geometry.primitives());
    let mut points = geometry.point_count() as u64;
    let mut edges = cage.topology.try_edges(task)?.len() as u64;
    let mut halves = cage.topology.vertex_count() as u64;
    let mut faces = cage.topology.primitive_count() as u64;
    for _ in 0..settings.iterations {
        points += edges + if is_loop { 0 } else { faces };
        edges = 2 * edges + halves;
        faces = if is_loop { 4 * faces } else { halves };
        halves *= 4;
        task.reserve(points, point_bytes, "the points of this subdivision")?;
        // Beside its corners, the level above has edges of about the same size.
        task.reserve(halves, 8 + vertex_bytes, "the vertices of this subdivision")?;
        task.reserve(faces, 4 + face_bytes, "the faces of this subdivision")?;
    }
    Ok(())
}

struct Work<'a> {
    geometry: &'a Geometry,
    cage: &'a Cage<'a>,
    settings: &'a Subdivide,
    sharpness: Sharpness<'a>,
    task: &'a Task,
}

impl Work<'_> {
    fn descent(&self) -> Descent {
        Descent { scheme: self.settings.scheme, levels: self.settings.iterations }
    }

    /// The new topology, the attributes of its points, and what was not subdivided.
    fn points(&self) -> Result<(Topology, Table, Rest), Stop> {
        let (geometry, task) = (self.geometry, self.task);
        let Subdivide { scheme, iterations, borders } = *self.settings;
        let mut mesh = first_level(scheme, &self.cage.topology, self.sharpness, borders, task)?;
        let mut rest = Rest::new(geometry, self.cage, &mesh, task)?;
        let mut smoothed: Vec<_> = geometry
            .points()
            .iter()
            .filter_map(|(name, column)| Some((name, Smoothed::new(column)?)))
            .collect();
        let copied: Vec<_> =
            geometry.points().iter().filter(|(_, column)| column.floats().is_none()).collect();
        let mut sources: Vec<u32> = if copied.is_empty() {
            Vec::new()
        } else {
            (0..geometry.point_count() as u32).collect()
        };
        let mut corners = Vec::new();
        let mut point_count = 0;
        for level in 0..iterations {
            for (_, column) in &mut smoothed {
                column.refine(&mesh, task)?;
            }
            if !copied.is_empty() {
                sources = descend_sources(&mesh, &sources, task)?;
            }
            rest.descend(&mesh, task)?;
            let is_last = level + 1 == iterations;
            corners = mesh.child_corners(if is_last { rest.corner_count() } else { 0 }, task)?;
            point_count = mesh.child_points();
            if !is_last {
                mesh.descend(std::mem::take(&mut corners), task)?;
            }
            task.set_progress(0.25_f32.powi((iterations - level - 1) as i32));
        }
        let size = if scheme == Scheme::Loop { 3 } else { 4 };
        let count = (corners.len() - rest.corner_count()) / size;
        let mut offsets = task.map(count + 1, |face| (size * face) as u32)?;
        let mut kinds = Vec::new();
        rest.append(&mut offsets, &mut corners, &mut kinds);
        drop(mesh);
        let topology = Topology::new(point_count, offsets, corners, kinds);
        let mut points = Table::new(point_count);
        for (name, column) in smoothed {
            points.set(name, column.finish());
        }
        for (name, column) in copied {
            points.set(name, column.gather(&sources, task)?);
        }
        self.weaken_corners(&mut points);
        Ok((topology, points, rest))
    }

    /// Leaves of each point's sharpness what is left after the levels; new points have none.
    fn weaken_corners(&self, points: &mut Table) {
        if let (Some(before), true) = (self.sharpness.points, points.contains(CORNER_WEIGHT)) {
            let after = points.write::<f32>(CORNER_WEIGHT);
            after[before.len()..].fill(0.0);
            for (slot, &sharpness) in after.iter_mut().zip(before) {
                *slot = self.descent().sharpness(sharpness);
            }
        }
    }

    fn vertices(&self, rest: &Rest) -> Result<Table, Stop> {
        let descent = self.descent();
        let count = self.cage.topology.vertex_count() << (2 * descent.levels);
        let mut table = Table::new(count);
        let mut sources = Vec::new();
        for (name, column) in self.geometry.vertices().iter() {
            let column = match (column.data(), self.sharpness.edges) {
                (_, Some(edges)) if &**name == CREASE_WEIGHT => self.crease_column(edges, count)?,
                (Data::Float(_), _) => self.vertex_column(column)?,
                _ => {
                    if sources.is_empty() {
                        let source = |half| self.cage.vertex(descent.source(half as u32));
                        sources = self.task.map(count, source)?;
                    }
                    column.gather(&sources, self.task)?
                }
            };
            table.set(name, column);
        }
        if rest.is_empty() {
            return Ok(table);
        }
        Table::concat(&[&table, &rest.vertices(self.geometry, self.task)?], self.task)
    }

    fn crease_column(&self, edges: &[f32], count: usize) -> Result<Column, Stop> {
        let topology = &self.cage.topology;
        let face_of = topology.try_primitive_of_vertex(self.task)?;
        let previous = |half: u32| {
            let vertices = topology.vertices(face_of[half as usize] as usize);
            let half = half as usize;
            (if half == vertices.start { vertices.end - 1 } else { half - 1 }) as u32
        };
        let crease = |half| self.descent().crease(half as u32, edges, previous);
        Ok(Column::new(self.task.map(count, crease)?))
    }

    /// A float attribute of vertices: subdivided as a surface of its own, whose points are the
    /// different values and whose borders are the seams.
    fn vertex_column(&self, column: &Column) -> Result<Column, Stop> {
        let (cage, task) = (&self.cage.topology, self.task);
        let vertex = |half| self.cage.vertex(half);
        let (numbers, halves) = distinct_values(
            cage.corners(),
            cage.try_vertices_of_point(task)?,
            column,
            vertex,
            task,
        )?;
        let vertices: Vec<u32> = halves.iter().map(|&half| self.cage.vertex(half)).collect();
        let points = self.sharpness.points.map(|points| -> Vec<f32> {
            halves.iter().map(|&half| points[cage.corners()[half as usize] as usize]).collect()
        });
        let sharpness = Sharpness { points: points.as_deref(), ..self.sharpness };
        let sheet = Topology::polygons(vertices.len(), cage.offsets().to_vec(), numbers);
        let Subdivide { scheme, iterations, .. } = *self.settings;
        let mut mesh: Mesh<'_> = first_level(scheme, &sheet, sharpness, Borders::Fixed, task)?;
        let Some(mut values) = Smoothed::new(&column.gather(&vertices, task)?) else {
            return Ok(column.clone());
        };
        for level in 0..iterations {
            values.refine(&mesh, task)?;
            let corners = mesh.child_corners(0, task)?;
            if level + 1 == iterations {
                drop(mesh);
                return values.finish().gather(&corners, task);
            }
            mesh.descend(corners, task)?;
        }
        Ok(column.clone())
    }

    fn primitives(&self, rest: &Rest) -> Result<Table, Stop> {
        let primitives = self.geometry.primitives();
        let descent = self.descent();
        let (size, faces_of) = match self.settings.scheme {
            Scheme::Loop => (3, None),
            _ => (4, Some(self.cage.topology.try_primitive_of_vertex(self.task)?)),
        };
        let count = (self.cage.topology.vertex_count() << (2 * descent.levels)) / size;
        if primitives.iter().next().is_none() {
            return Ok(Table::new(count + rest.primitives.len()));
        }
        let source = |face: usize| {
            let half = descent.source((size * face) as u32);
            self.cage.primitive(faces_of.map_or(half / 3, |faces| faces[half as usize]))
        };
        let mut sources = self.task.map(count, source)?;
        for chunk in rest.primitives.chunks(GRAIN) {
            self.task.check()?;
            sources.extend_from_slice(chunk);
        }
        primitives.gather(&sources, self.task)
    }
}
