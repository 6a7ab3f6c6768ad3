//! Points strewn over polygons.

mod allot;
mod relax;
mod thin;

#[cfg(test)]
mod tests;

use glam::Vec3;
use task::{Stop, Task};

use crate::sampling::Sample;
use crate::{Column, Domain, Geometry, Meaning, NamePattern, Selection, Surface, Table, Topology};

/// How many points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// This many in all, shared out by area.
    Count(u64),
    /// This many a square metre.
    Density(f32),
}

/// What points depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seeding<'a> {
    /// The surface as a whole: the number of points is exact, and a change anywhere moves points
    /// everywhere.
    #[default]
    Whole,
    /// Each primitive alone, by its number or, where primitives have an integer attribute `id`,
    /// by that: with [`Amount::Density`], points stay where they are while other primitives
    /// change.
    Primitive,
    /// Each piece alone: primitives of equal value in this integer or text attribute.
    Piece(&'a str),
}

/// How to scatter.
#[derive(Debug, Clone)]
pub struct Scatter<'a> {
    /// How many points. With a least distance, how many are tried.
    pub amount: Amount,
    /// Which primitives; none for all.
    pub selection: Option<&'a Selection>,
    /// A float attribute of vertices, points or primitives (looked for in that order) that
    /// multiplies the density from place to place; less than 0 counts as 0.
    pub density_attribute: Option<&'a str>,
    /// A density for each point besides, interpolated; none for 1 everywhere.
    pub point_density: Option<&'a [f32]>,
    /// Another number, other points.
    pub seed: u64,
    /// What points depend on.
    pub seeding: Seeding<'a>,
    /// Of points nearer to each other than this, in metres, one stays. 0 keeps all.
    pub least_distance: f32,
    /// How often points push their neighbours away, to lie evenly.
    pub relax_iterations: u32,
    /// Names of the attributes and groups that points take over from the surface.
    pub attributes: &'a str,
    /// The name of an integer attribute for the number of the primitive under each point.
    pub source_primitive: Option<&'a str>,
    /// The name of an attribute for the weights of the corners of the triangle under each point.
    pub source_weights: Option<&'a str>,
}

impl Default for Scatter<'_> {
    fn default() -> Self {
        Self {
            amount: Amount::Count(1000),
            selection: None,
            density_attribute: None,
            point_density: None,
            seed: 0,
            seeding: Seeding::Whole,
            least_distance: 0.0,
            relax_iterations: 0,
            attributes: "*",
            source_primitive: None,
            source_weights: None,
        }
    }
}

/// Why nothing was scattered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// See [`Stop`].
    #[error(transparent)]
    Stop(#[from] Stop),
    /// The density attribute is missing or of another type.
    #[error(
        "no vertex, point or primitive attribute \"{0}\" of one float; give the name of one, or none"
    )]
    NoDensity(String),
    /// The piece attribute is missing or of another type.
    #[error("no primitive attribute \"{0}\" of integers or text to tell pieces by")]
    NoPieces(String),
}

/// Points on the polygons of a geometry, as many as `settings` say for their area, concave
/// n-gons included. Polylines, loose points and packed instances carry no points, nor do faces
/// with a corner that is not finite.
///
/// The result has points alone, in the order of the triangles under them. Attributes and groups
/// of vertices and points are interpolated, those of primitives copied (see
/// [`Geometry::sample_attributes`]), detail attributes kept. `N` is the surface's own where the
/// attributes taken over hold it, else the normal of the face.
///
/// [`Scatter::least_distance`] draws all points first and drops some, in random order, like
/// Poisson-disk sampling by dart throwing: no two points are nearer than the distance, and none
/// that was dropped would have fitted.
pub fn scatter<'a>(
    geometry: &'a Geometry,
    settings: &Scatter<'a>,
    task: &Task,
) -> Result<Geometry, Error> {
    let allotment = allot::allot(geometry, settings, task)?;
    let mut samples = allotment.samples(settings.seed, task)?;
    let mut positions = geometry.sample_positions(&samples, task)?;
    task.set_progress(0.3);
    if settings.least_distance > 0.0 {
        let priorities = allotment.priorities(settings.seed, &samples, task)?;
        let kept = thin::thin(&positions, &priorities, settings.least_distance, task)?;
        samples = task.map(kept.len(), |slot| samples[kept[slot] as usize])?;
        positions = task.map(kept.len(), |slot| positions[kept[slot] as usize])?;
    }
    if settings.relax_iterations > 0 && samples.len() > 1 {
        let selected;
        let surface = if allotment.is_everywhere() {
            geometry.surface(task)?
        } else {
            selected = Surface::of(geometry, |triangle| allotment.is_used(triangle), task)?;
            &selected
        };
        let spacing = allotment.spacing(&samples, task)?;
        let relaxation = relax::Relaxation { geometry, surface, spacing: &spacing };
        relaxation.run(settings.relax_iterations, &mut samples, &mut positions, task)?;
    }
    let points = point_table(geometry, settings, &samples, positions, task)?;
    let topology = Topology::points(samples.len());
    let (vertices, primitives) = (Table::new(0), Table::new(0));
    Ok(Geometry::from_tables(topology, points, vertices, primitives, geometry.detail().clone()))
}

fn point_table(
    geometry: &Geometry,
    settings: &Scatter<'_>,
    samples: &[Sample],
    positions: Vec<Vec3>,
    task: &Task,
) -> Result<Table, Stop> {
    let pattern = NamePattern::new(settings.attributes);
    let wanted = |name: &str| pattern.matches(name);
    let mut points = geometry.sample_attributes(samples, wanted, task)?;
    if points.read::<Vec3>("N").is_none() {
        let normals = geometry.sample_normals(samples, task)?;
        points.set("N", Column::new(normals).with_meaning(Meaning::Normal));
    }
    if let Some(name) = settings.source_primitive {
        let primitives = &geometry.try_triangles(task)?.primitives;
        let primitive = |sample: usize| primitives[samples[sample].triangle as usize] as i32;
        points.set(name, Column::new(task.map(samples.len(), primitive)?));
    }
    if let Some(name) = settings.source_weights {
        let weights = task.map(samples.len(), |sample| samples[sample].weights())?;
        points.set(name, Column::new(weights));
    }
    // Last, so that no other column takes its name.
    points.set("P", Column::new(positions));
    Ok(points)
}

/// The float values of a density attribute and where they belong.
fn density_column<'a>(geometry: &'a Geometry, name: &str) -> Option<(Domain, &'a [f32])> {
    [Domain::Vertex, Domain::Point, Domain::Primitive]
        .into_iter()
        .find_map(|domain| Some((domain, geometry.table(domain).read::<f32>(name)?)))
}
