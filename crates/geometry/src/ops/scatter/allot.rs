//! Which triangle gets how many points, and where on it they lie.

use rapidhash::quality::RapidHasher;
use std::hash::Hasher;
use task::{GRAIN, Stop, Task};

use super::{Amount, Error, Scatter, Seeding, density_column};
use crate::Geometry;
use crate::ops::pieces::{PieceName, PieceNumbers};
use crate::random::{Stream, unit};
use crate::runs::{fill_runs, zeroes};
use crate::sampling::Sample;

/// Uses of one stream that must not meet.
const PLACES: u64 = 0;
const CORNERS: u64 = 1;
const SHARES: u64 = 2;
const PRIORITIES: u64 = 3;

/// Every triangle with its share of the points.
pub(super) struct Allotment<'a> {
    geometry: &'a Geometry,
    /// The area of each triangle times its mean density.
    weights: Vec<f32>,
    /// The sum of the weights.
    total: f64,
    /// The first point of each triangle, and the number of points.
    starts: Vec<u32>,
    /// The numbers that each triangle draws from, where points depend on more than the seed.
    streams: Option<Vec<Stream>>,
    density: Option<Density<'a>>,
    everywhere: bool,
}

pub(super) fn allot<'a>(
    geometry: &'a Geometry,
    settings: &Scatter<'a>,
    task: &Task,
) -> Result<Allotment<'a>, Error> {
    let density = Density::of(geometry, settings)?;
    let triangles = geometry.try_triangles(task)?;
    let weights = task.map(triangles.vertices.len(), |triangle| {
        let primitive = triangles.primitives[triangle];
        if settings.selection.is_some_and(|selection| !selection.contains(primitive as usize)) {
            return 0.0;
        }
        let mean = density.as_ref().map_or(1.0, |density| density.mean(triangle));
        let weight = area(geometry, triangle) * mean;
        if weight.is_finite() { weight } else { 0.0 }
    })?;
    let mut cumulative = Vec::with_capacity(weights.len() + 1);
    let mut total = 0.0;
    cumulative.push(0.0);
    for weights in weights.chunks(GRAIN) {
        task.check()?;
        cumulative.extend(weights.iter().map(|&weight| {
            total += f64::from(weight);
            total
        }));
    }
    let wanted = match settings.amount {
        Amount::Count(count) if total > 0.0 => count as f64,
        Amount::Count(_) => 0.0,
        Amount::Density(density) => (f64::from(density) * total).max(0.0),
    };
    task.reserve(wanted as u64, 48, "scattering this many points")?;
    let streams = streams(geometry, settings, task)?;
    let starts = match &streams {
        None => exact_starts(&cumulative, wanted.round(), Stream::new(settings.seed), task)?,
        Some(streams) => rounded_starts(&weights, wanted / total, streams, task)?,
    };
    let everywhere = settings.selection.is_none() && density.is_none();
    Ok(Allotment { geometry, weights, total, starts, streams, density, everywhere })
}

/// Points are drawn from equal shares of the area in the order of triangles, each at a random
/// place of its share: a triangle's first point is the first whose place is not before it.
fn exact_starts(
    cumulative: &[f64],
    count: f64,
    random: Stream,
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    let total = cumulative.last().copied().unwrap_or(0.0);
    let random = random.child(SHARES);
    task.map(cumulative.len(), |triangle| {
        if cumulative[triangle] >= total {
            return count as u32;
        }
        let share = cumulative[triangle] / total * count;
        let before = f64::from(random.unit(share as u64)) < share.fract();
        (share as u32) + u32::from(before)
    })
    .map(|mut starts| {
        starts[0] = 0;
        starts
    })
}

/// Each triangle has the number of points that its weight asks for, rounded at random.
fn rounded_starts(
    weights: &[f32],
    scale: f64,
    streams: &[Stream],
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    let mut starts = task.map(weights.len() + 1, |next| {
        let Some(triangle) = next.checked_sub(1) else { return 0 };
        let wanted = f64::from(weights[triangle]) * scale;
        let up = f64::from(streams[triangle].child(SHARES).unit(0)) < wanted.fract();
        wanted as u32 + u32::from(up)
    })?;
    let mut total = 0_u64;
    for count in &mut starts {
        total += u64::from(*count);
        *count = total as u32;
    }
    task.reserve(total, 48, "scattering this many points")?;
    Ok(starts)
}

/// A stream for each triangle, by what it shall depend on.
fn streams(
    geometry: &Geometry,
    settings: &Scatter<'_>,
    task: &Task,
) -> Result<Option<Vec<Stream>>, Error> {
    let seed = Stream::new(settings.seed);
    let of_primitive: Vec<Stream> = match settings.seeding {
        Seeding::Whole => return Ok(None),
        Seeding::Primitive => {
            let ids = geometry.primitives().read::<i32>("id");
            let key = |primitive: usize| ids.map_or(primitive as u64, |ids| ids[primitive] as u64);
            task.map(geometry.primitive_count(), |primitive| seed.child(key(primitive)))?
        }
        Seeding::Piece(name) => piece_streams(geometry, name, seed, task)?,
    };
    let primitives = &geometry.try_triangles(task)?.primitives;
    let streams = task.map(primitives.len(), |triangle| {
        let primitive = primitives[triangle];
        let first = primitives.partition_point(|&other| other < primitive);
        of_primitive[primitive as usize].child((triangle - first) as u64)
    })?;
    Ok(Some(streams))
}

/// A stream for each primitive: by its piece, and its number among those of the piece.
fn piece_streams(
    geometry: &Geometry,
    name: &str,
    seed: Stream,
    task: &Task,
) -> Result<Vec<Stream>, Error> {
    let column = geometry.primitives().get(name).ok_or_else(|| Error::NoPieces(name.into()))?;
    let pieces = PieceNumbers::of(column, task)?.ok_or_else(|| Error::NoPieces(name.into()))?;
    task.reserve(pieces.of.len() as u64, 16, "a seed for this many primitives")?;
    let of_piece: Vec<Stream> = pieces.names.iter().map(|name| seed.child(key(name))).collect();
    let mut next = vec![0; of_piece.len()];
    let stream = |&piece: &u32| {
        let rank = &mut next[piece as usize];
        *rank += 1;
        of_piece[piece as usize].child(*rank)
    };
    Ok(pieces.of.iter().map(stream).collect())
}

fn key(piece: &PieceName) -> u64 {
    let mut hasher = RapidHasher::default();
    match piece {
        PieceName::Integer(value) => hasher.write_i32(*value),
        PieceName::Text(text) => hasher.write(text.as_bytes()),
    }
    hasher.finish()
}

fn area(geometry: &Geometry, triangle: usize) -> f32 {
    let [a, b, c] = geometry.triangle(triangle as u32);
    0.5 * (b - a).cross(c - a).length()
}

impl Allotment<'_> {
    /// Whether points may lie on every triangle alike.
    pub(super) fn is_everywhere(&self) -> bool {
        self.everywhere
    }

    /// Whether points may lie on a triangle.
    pub(super) fn is_used(&self, triangle: u32) -> bool {
        self.weights[triangle as usize] > 0.0
    }

    /// The points, in the order of triangles.
    pub(super) fn samples(&self, seed: u64, task: &Task) -> Result<Vec<Sample>, Stop> {
        let whole = Stream::new(seed);
        let count = self.starts.last().copied().unwrap_or(0);
        let mut samples = zeroes(count as usize);
        fill_runs(&self.starts, 1, &mut samples, task, |triangle, from, run| {
            let point = self.starts[triangle] + from as u32;
            let (stream, index) = self.stream(whole, triangle, point);
            self.fill_triangle(run, triangle, stream, index);
        })?;
        Ok(samples)
    }

    /// The stream of a triangle's points, and the number in it of one of them.
    fn stream(&self, whole: Stream, triangle: usize, point: u32) -> (Stream, u64) {
        match &self.streams {
            None => (whole, u64::from(point)),
            Some(streams) => (streams[triangle], u64::from(point - self.starts[triangle])),
        }
    }

    fn fill_triangle(&self, slots: &mut [Sample], triangle: usize, stream: Stream, from: u64) {
        let places = stream.child(PLACES);
        let Some(density) = &self.density else {
            for (slot, index) in slots.iter_mut().zip(from..) {
                let bits = places.bits(index);
                let (v, w) = (unit((bits >> 32) as u32), unit(bits as u32));
                // Half of the square is folded onto the other half.
                let (v, w) = if v + w > 1.0 { (1.0 - v, 1.0 - w) } else { (v, w) };
                *slot = Sample { triangle: triangle as u32, v, w };
            }
            return;
        };
        let corners = density.corners(triangle);
        let choices = stream.child(CORNERS);
        for (slot, index) in slots.iter_mut().zip(from..) {
            let weights = place_by_density(corners, places.bits(index), choices.bits(index));
            *slot = Sample { triangle: triangle as u32, v: weights[1], w: weights[2] };
        }
    }

    /// A random number for each point, by which the greater of two too near goes.
    pub(super) fn priorities(
        &self,
        seed: u64,
        samples: &[Sample],
        task: &Task,
    ) -> Result<Vec<u32>, Stop> {
        let whole = Stream::new(seed);
        task.map(samples.len(), |point| {
            let triangle = samples[point].triangle as usize;
            let (stream, index) = self.stream(whole, triangle, point as u32);
            stream.child(PRIORITIES).bits(index) as u32
        })
    }

    /// How far from each other points near each sample lie when they lie evenly, in metres: the
    /// side of the triangles of a regular net of as many points.
    pub(super) fn spacing(&self, samples: &[Sample], task: &Task) -> Result<Vec<f32>, Stop> {
        /// Where hardly any points are wanted, they stay this many times the mean away.
        const MOST: f64 = 4.0;
        let net = 2.0 / 3.0_f64.sqrt();
        let scale = samples.len() as f64 / self.total;
        let areas = task.map(self.weights.len(), |triangle| {
            if self.weights[triangle] > 0.0 { area(self.geometry, triangle) } else { 0.0 }
        })?;
        let area: f64 = areas.into_iter().map(f64::from).sum();
        let most = MOST * (net * area / samples.len() as f64).sqrt();
        task.map(samples.len(), |index| {
            let sample = &samples[index];
            let density = self.density.as_ref().map_or(1.0, |density| {
                let corners = density.corners(sample.triangle as usize);
                (0..3).map(|corner| corners[corner] * sample.weights()[corner]).sum()
            });
            (net / (scale * f64::from(density))).sqrt().min(most) as f32
        })
    }
}

/// A place on a triangle over which the density runs straight from corner to corner: a corner
/// drawn by its density, and then a place that is the likelier the more that corner weighs. Its
/// weight is the middle one of three even numbers, and the other two share the rest evenly.
fn place_by_density(corners: [f32; 3], place: u64, choice: u64) -> [f32; 3] {
    let thousands = |shift: u32| (place >> shift & 0x1f_ffff) as f32 / (1 << 21) as f32;
    let (a, b, c) = (thousands(0), thousands(21), thousands(42));
    let middle = a.min(b).max(a.max(b).min(c));
    let split = (1.0 - middle) * unit(choice as u32);
    let drawn = unit((choice >> 32) as u32) * corners.iter().sum::<f32>();
    let first = match corners {
        [first, _, _] if drawn < first => 0,
        [first, second, _] if drawn < first + second => 1,
        _ => 2,
    };
    let mut weights = [0.0; 3];
    weights[first] = middle;
    weights[(first + 1) % 3] = split;
    weights[(first + 2) % 3] = 1.0 - middle - split;
    weights
}

/// A density attribute.
struct Density<'a> {
    geometry: &'a Geometry,
    /// Densities of elements, to be multiplied.
    factors: Vec<(crate::Domain, &'a [f32])>,
}

impl<'a> Density<'a> {
    /// None where it is the same everywhere.
    fn of(geometry: &'a Geometry, settings: &Scatter<'a>) -> Result<Option<Self>, Error> {
        let mut factors = Vec::new();
        if let Some(name) = settings.density_attribute {
            let found = density_column(geometry, name);
            factors.push(found.ok_or_else(|| Error::NoDensity(name.into()))?);
        }
        factors.extend(settings.point_density.map(|values| (crate::Domain::Point, values)));
        Ok((!factors.is_empty()).then_some(Self { geometry, factors }))
    }

    /// The density at the corners of a triangle.
    fn corners(&self, triangle: usize) -> [f32; 3] {
        let triangles = self.geometry.triangles();
        triangles.vertices[triangle].map(|vertex| {
            let factors = self.factors.iter().map(|(domain, values)| {
                let element = match domain {
                    crate::Domain::Vertex => vertex,
                    crate::Domain::Point => self.geometry.topology().corners()[vertex as usize],
                    _ => triangles.primitives[triangle],
                };
                values[element as usize]
            });
            let value: f32 = factors.product();
            if value.is_finite() { value.max(0.0) } else { 0.0 }
        })
    }

    fn mean(&self, triangle: usize) -> f32 {
        let [a, b, c] = self.corners(triangle);
        a / 3.0 + b / 3.0 + c / 3.0
    }
}
