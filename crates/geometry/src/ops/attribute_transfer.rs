//! Attributes taken over from what is near in another geometry.

use glam::Vec3;
use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use crate::ops::unpack::{Unpack, unpack};
use crate::sampling::Sample;
use crate::{Domain, Geometry, NamePattern, Near, PointTree, Selection, Surface, Table, Weights};

/// Searches that one thread does at a time: a single one may take long.
const SEARCHES: usize = 256;

/// What an element takes its values from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TakeFrom {
    /// The closest place on the source's polygons: points and vertices interpolated there,
    /// primitives copied. Where the source has no polygons, the nearest element.
    Surface,
    /// The nearest elements of the same kind: points, vertices and the middles of primitives.
    Nearest {
        /// How many at most.
        count: u32,
        /// Where their weight comes down to 0, in metres: `(1 - (d/r)²)³` (Wyvill 1986).
        /// Infinity weighs by the inverse square of the distance instead (Shepard 1968).
        radius: f32,
    },
}

/// What is taken over, from where, and how.
#[derive(Debug, Clone)]
pub struct Transfer<'a> {
    /// Names of point attributes and groups: see [`NamePattern`].
    pub points: &'a str,
    /// Names of vertex attributes and groups.
    pub vertices: &'a str,
    /// Names of primitive attributes and groups.
    pub primitives: &'a str,
    /// Names of detail attributes and groups.
    pub detail: &'a str,
    /// What elements take their values from.
    pub from: TakeFrom,
    /// Elements farther from the source than this, in metres, keep their values.
    pub most: f32,
    /// Over how many metres beyond `most` the old values come back.
    pub blend_width: f32,
    /// Which points, vertices and primitives take values over; none for all.
    pub selections: [Option<&'a Selection>; 3],
}

impl Default for Transfer<'_> {
    fn default() -> Self {
        Self {
            points: "*",
            vertices: "",
            primitives: "",
            detail: "",
            from: TakeFrom::Surface,
            most: f32::INFINITY,
            blend_width: 0.0,
            selections: [None; 3],
        }
    }
}

/// The geometry with attributes and groups of `source` that the patterns name, each in the
/// domain that it has there, in place of its own of the same names.
///
/// Floats are mixed; integers, groups and text come from whatever weighs most. Elements too far
/// away, or whose place is not finite, keep their values; where the attribute is new, they have
/// the name's default. `P` and what makes packed instances are never taken over. Packed
/// instances of the source count with what is inside them; those of the geometry are primitives.
pub fn attribute_transfer(
    geometry: &Geometry,
    source: &Geometry,
    settings: &Transfer<'_>,
    task: &Task,
) -> Result<Geometry, Stop> {
    let unpacked;
    let source = if source.packed().is_empty() {
        source
    } else {
        let all = Selection::All(source.primitive_count());
        unpacked = unpack(source, &all, &Unpack { deep: true, ..Unpack::default() }, task)?;
        &unpacked
    };
    let mut result = geometry.clone();
    let patterns = [settings.points, settings.vertices, settings.primitives];
    let domains = [Domain::Point, Domain::Vertex, Domain::Primitive];
    for (index, (domain, pattern)) in domains.into_iter().zip(patterns).enumerate() {
        let pattern = NamePattern::new(pattern);
        let table = source.table(domain).only(|name| pattern.matches(name));
        if table.iter().next().is_none() || table.is_empty() {
            continue;
        }
        let seekers = Seekers::of(geometry, domain, settings.selections[index], task)?;
        let found = seekers.find(source, &table, settings, task)?;
        let shares = found.shares(settings);
        result.table_mut(domain).put(&found.values, &found.at, shares.as_deref(), task)?;
    }
    let pattern = NamePattern::new(settings.detail);
    let detail = source.detail().only(|name| pattern.matches(name));
    detail
        .iter()
        .for_each(|(name, column)| result.table_mut(Domain::Detail).set(name, column.clone()));
    task.check()?;
    Ok(result)
}

/// The elements that take values over.
struct Seekers {
    domain: Domain,
    elements: Vec<u32>,
    /// Where each is.
    places: Vec<Vec3>,
    /// For vertices a place a little within their primitive, by which they choose a side of a
    /// seam; else the same.
    inner: Vec<Vec3>,
}

/// What seekers found.
struct Found {
    /// The elements that found something.
    at: Vec<u32>,
    /// A row for each of them.
    values: Table,
    /// How far from each its source is, in metres.
    distances: Vec<f32>,
}

impl Found {
    /// How much of the new values each takes; none where all take all.
    fn shares(&self, settings: &Transfer<'_>) -> Option<Vec<f32>> {
        let fades = settings.blend_width > 0.0 && settings.most < f32::INFINITY;
        let share = |distance: &f32| {
            (1.0 - (distance - settings.most) / settings.blend_width).clamp(0.0, 1.0)
        };
        fades.then(|| self.distances.iter().map(share).collect())
    }
}

impl Seekers {
    fn of(
        geometry: &Geometry,
        domain: Domain,
        chosen: Option<&Selection>,
        task: &Task,
    ) -> Result<Self, Stop> {
        let elements = match chosen {
            Some(chosen) => chosen.indices(),
            None => (0..geometry.count(domain) as u32).collect(),
        };
        let all = places(geometry, domain, task)?;
        let places = task.map(elements.len(), |seeker| all[elements[seeker] as usize])?;
        let inner = if domain == Domain::Vertex {
            /// The part of the way to the middle of the primitive.
            const INWARD: f32 = 1e-3;
            let primitives = geometry.topology().try_primitive_of_vertex(task)?;
            task.map(elements.len(), |seeker| {
                let primitive = primitives[elements[seeker] as usize] as usize;
                places[seeker].lerp(middle(geometry, primitive), INWARD)
            })?
        } else {
            places.clone()
        };
        Ok(Self { domain, elements, places, inner })
    }

    fn find(
        &self,
        source: &Geometry,
        table: &Table,
        settings: &Transfer<'_>,
        task: &Task,
    ) -> Result<Found, Stop> {
        let most = settings.most + settings.blend_width.max(0.0);
        match settings.from {
            TakeFrom::Surface if !source.try_triangles(task)?.vertices.is_empty() => {
                self.on_surface(source, table, most, task)
            }
            TakeFrom::Surface => self.nearest(source, table, 1, f32::INFINITY, most, task),
            TakeFrom::Nearest { count, radius } => {
                self.nearest(source, table, count, radius, most, task)
            }
        }
    }

    fn on_surface(
        &self,
        source: &Geometry,
        table: &Table,
        most: f32,
        task: &Task,
    ) -> Result<Found, Stop> {
        let surface = source.surface(task)?;
        let find = |seeker: usize| {
            // Vertices look from a little way off, which `most` must not cut away.
            let farthest = most + self.inner[seeker].distance(self.places[seeker]);
            let hit = surface.closest(self.inner[seeker], farthest)?;
            let corners = source.triangle(hit.triangle);
            let hit = Surface::closest_on(hit.triangle, &corners, self.places[seeker]);
            (hit.distance <= most).then_some(hit)
        };
        let mut hits = vec![None; self.elements.len()];
        task.fill_chunks(&mut hits, SEARCHES, |start, slots| {
            for (index, slot) in slots.iter_mut().enumerate() {
                *slot = find(start + index);
            }
        })?;
        let (mut at, mut samples, mut distances) = (Vec::new(), Vec::new(), Vec::new());
        for (&element, hit) in self.elements.iter().zip(hits) {
            if let Some(hit) = hit {
                at.push(element);
                samples.push(Sample::from(hit));
                distances.push(hit.distance);
            }
        }
        let wanted = |name: &str| table.contains(name);
        let values = source.sample_table(self.domain, &samples, wanted, task)?;
        Ok(Found { at, values, distances })
    }

    fn nearest(
        &self,
        source: &Geometry,
        table: &Table,
        count: u32,
        radius: f32,
        most: f32,
        task: &Task,
    ) -> Result<Found, Stop> {
        let sources = places(source, self.domain, task)?;
        let tree = PointTree::build(&sources, task)?;
        let count = (count.max(1) as usize).min(sources.len());
        let room = self.elements.len() as u64 * count as u64;
        task.reserve(room, 16, "the nearest elements of this many")?;
        let parts: Vec<Part> = (0..self.elements.len().div_ceil(GRAIN))
            .into_par_iter()
            .map(|chunk| {
                let mut part = Part::default();
                let mut near = Vec::new();
                for seeker in chunk * GRAIN..((chunk + 1) * GRAIN).min(self.elements.len()) {
                    if seeker % 64 == 0 {
                        task.check()?;
                    }
                    tree.nearest(self.places[seeker], count, most, &mut near);
                    part.push(self.elements[seeker], &near, radius);
                }
                Ok(part)
            })
            .collect::<Result<_, Stop>>()?;
        let total = parts.iter().map(|part| part.weights.len()).sum();
        let sources = parts.iter().map(|part| part.found.len()).sum();
        let mut weights = Weights::with_capacity(total, sources);
        let (mut at, mut distances) = (Vec::new(), Vec::new());
        for part in &parts {
            task.check()?;
            at.extend_from_slice(&part.at);
            distances.extend_from_slice(&part.distances);
            for element in 0..part.weights.len() {
                let (sources, shares) = part.weights.of(element);
                weights.push(sources.iter().copied().zip(shares.iter().copied()));
            }
        }
        Ok(Found { at, values: table.interpolate(&weights, task)?, distances })
    }
}

/// What some seekers found.
#[derive(Default)]
struct Part {
    at: Vec<u32>,
    distances: Vec<f32>,
    weights: Weights,
    found: Vec<(u32, f32)>,
}

impl Part {
    fn push(&mut self, element: u32, near: &[Near], radius: f32) {
        let Some(nearest) = near.first() else { return };
        let weight = |near: &Near| {
            if radius.is_finite() {
                (1.0 - near.distance_squared / (radius * radius)).max(0.0).powi(3)
            } else {
                1.0 / near.distance_squared
            }
        };
        let found = &mut self.found;
        found.clear();
        let mut sum: f32 = near.iter().map(weight).sum();
        if sum > 0.0 && sum.is_finite() {
            found.extend(near.iter().map(|near| (near.index, weight(near))));
        } else {
            // In one place with its source, or nothing within the radius: the nearest alone.
            sum = 1.0;
            found.push((nearest.index, 1.0));
        }
        self.weights.push(found.iter().map(|&(source, weight)| (source, weight / sum)));
        self.at.push(element);
        self.distances.push(nearest.distance_squared.sqrt());
    }
}

/// Where the elements of a domain are.
fn places(geometry: &Geometry, domain: Domain, task: &Task) -> Result<Vec<Vec3>, Stop> {
    let positions = geometry.positions();
    let corners = geometry.topology().corners();
    match domain {
        Domain::Point => Ok(positions.to_vec()),
        Domain::Vertex => task.map(corners.len(), |vertex| positions[corners[vertex] as usize]),
        _ => task.map(geometry.count(domain), |primitive| middle(geometry, primitive)),
    }
}

/// The mean of a primitive's corners; not finite where it has none.
fn middle(geometry: &Geometry, primitive: usize) -> Vec3 {
    let corners = geometry.topology().primitive(primitive);
    let sum: Vec3 = corners.iter().map(|&point| geometry.positions()[point as usize]).sum();
    sum / corners.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, shapes};

    fn run(geometry: &Geometry, source: &Geometry, settings: &Transfer<'_>) -> Geometry {
        attribute_transfer(geometry, source, settings, &Task::unlimited()).unwrap()
    }

    fn everything(from: TakeFrom) -> Transfer<'static> {
        let all = Transfer { points: "*", vertices: "*", primitives: "*", ..Transfer::default() };
        Transfer { detail: "*", from, ..all }
    }

    const NEAREST: TakeFrom = TakeFrom::Nearest { count: 4, radius: 2.0 };

    #[test]
    fn every_shape_takes_over_from_every_other() {
        let shapes = shapes::all();
        for (name, shape) in &shapes {
            for (source_name, source) in &shapes {
                for from in [TakeFrom::Surface, NEAREST] {
                    for most in [f32::INFINITY, 0.5, f32::NAN] {
                        let settings = Transfer { most, blend_width: 0.5, ..everything(from) };
                        let result = run(shape, source, &settings);
                        let what = format!("{name} from {source_name} {from:?} {most}");
                        shapes::assert_sound(&result, !name.contains("not numbers"), &what);
                        assert_eq!(result.topology(), shape.topology());
                    }
                }
            }
        }
    }

    #[test]
    fn a_shape_takes_itself_over_exactly() {
        for shape in [shapes::grid(6, 4), shapes::cube(), shapes::sphere(16, 8)] {
            let bare = Geometry::new(shape.topology().clone(), shape.positions().to_vec());
            let source = shapes::with_attributes(shape);
            let back = run(&bare, &source, &everything(TakeFrom::Surface));
            for domain in Domain::ALL {
                for (name, column) in source.table(domain).iter() {
                    let got = back.table(domain).get(name).unwrap();
                    match (column.floats(), got.floats()) {
                        (Some(wanted), Some(got)) => {
                            let close = wanted.iter().zip(got).all(|(a, b)| (a - b).abs() < 1e-3);
                            assert!(close, "{} {name}", domain.name());
                        }
                        _ => assert_eq!(column.data(), got.data(), "{} {name}", domain.name()),
                    }
                }
            }
        }
    }

    #[test]
    fn nearest_elements_are_weighed_by_distance() {
        let mut source = Geometry::from_points(vec![Vec3::ZERO, Vec3::X, Vec3::X * 50.0]);
        source.table_mut(Domain::Point).set("mass", Column::new(vec![0.0_f32, 1.0, 100.0]));
        let at = |x: f32, from| {
            let point = Geometry::from_points(vec![Vec3::X * x]);
            run(&point, &source, &Transfer { from, ..Transfer::default() })
                .points()
                .read::<f32>("mass")
                .unwrap()[0]
        };
        let two = TakeFrom::Nearest { count: 2, radius: f32::INFINITY };
        assert!((at(0.25, two) - 0.1).abs() < 1e-6, "9 to 1 by inverse squares");
        assert_eq!(at(1.0, two), 1.0, "in one place");
        let smooth = TakeFrom::Nearest { count: 3, radius: 1.0 };
        assert!((at(0.5, smooth) - 0.5).abs() < 1e-6);
        assert_eq!(at(30.0, smooth), 100.0, "the nearest where none is within the radius");
        assert_eq!(at(20.0, TakeFrom::Surface), 1.0, "no polygons: the nearest point");
    }

    #[test]
    fn far_elements_keep_their_values_and_fade_over_the_blend_width() {
        let mut line = Geometry::from_points((0..5).map(|i| Vec3::X * i as f32).collect());
        line.table_mut(Domain::Point).set("mass", Column::new(vec![8.0_f32; 5]));
        let mut source = Geometry::from_points(vec![Vec3::ZERO]);
        source.table_mut(Domain::Point).set("mass", Column::new(vec![0.0_f32]));
        source.table_mut(Domain::Point).set("near", Column::group(vec![true]));
        let settings = Transfer { most: 1.0, blend_width: 2.0, ..Transfer::default() };
        let result = run(&line, &source, &settings);
        assert_eq!(result.points().read::<f32>("mass"), Some(&[0.0, 0.0, 4.0, 8.0, 8.0][..]));
        assert_eq!(result.points().group("near").unwrap()[..2], [true, true]);
        assert_eq!(result.points().group("near").unwrap()[3..], [false, false]);
        let chosen = Selection::parse("1", &line, Domain::Point).unwrap();
        let result =
            run(&line, &source, &Transfer { selections: [Some(&chosen), None, None], ..settings });
        assert_eq!(result.points().read::<f32>("mass").unwrap()[..2], [8.0, 0.0]);
    }

    #[test]
    fn a_cancelled_transfer_ends() {
        let stopped = Task::unlimited();
        stopped.cancel_token().cancel();
        let cube = shapes::with_attributes(shapes::cube());
        let error = attribute_transfer(&cube, &cube, &Transfer::default(), &stopped);
        assert_eq!(error.unwrap_err(), Stop::Cancelled);
    }
}
