//! Curves with new points at even steps.

mod divide;
#[cfg(test)]
mod tests;

use glam::Vec3;
use task::{Stop, Task};

use divide::{Measured, Rule};

use crate::runs::{fill_runs, marked, run_offsets, zeroes};
use crate::{Blend, Column, Geometry, Meaning, NONE, PrimitiveKind, Selection, Table, Topology};

/// How [`resample`] divides curves.
#[derive(Debug, Clone, PartialEq)]
pub struct Resample {
    /// The greatest length of a segment, in metres; none if it is not above 0.
    pub length: Option<f32>,
    /// The number of segments, the greatest one where there is a length too.
    pub segments: Option<u32>,
    /// Divides each straight piece of a curve on its own, so that its points stay.
    pub by_edge: bool,
    /// All segments of a curve are of one length, a little shorter than asked for.
    pub even: bool,
    /// Where segments are not even, a shorter one leads to the end of the curve; otherwise the
    /// rest is cut off.
    pub keep_last: bool,
    /// Takes polygons as closed curves. Otherwise they are opened at their first point.
    pub closed: bool,
    /// What the new points say of where they are.
    pub names: ResampleNames,
}

impl Default for Resample {
    fn default() -> Self {
        Self {
            length: Some(0.1),
            segments: None,
            by_edge: false,
            even: true,
            keep_last: true,
            closed: true,
            names: ResampleNames::default(),
        }
    }
}

/// Names of point attributes that are made; none where the name is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResampleNames {
    /// The part of the curve's length up to the point, from 0 to 1.
    pub curve_u: String,
    /// The unit direction of the curve.
    pub tangent: String,
    /// The length of the curve up to the point, in metres.
    pub distance: String,
    /// The number of the curve among the primitives.
    pub curve_number: String,
}

/// Divides the chosen polylines and polygons anew along their length.
///
/// Each gets points of its own; point and vertex attributes are interpolated along it, integers,
/// text and groups taken from the nearer point. Primitives keep their order, attributes and
/// groups. Points that only divided curves used go; all others come first. Other primitives, and
/// curves that cannot be measured (fewer than two points, positions that are not finite), stay as
/// they are, and so does everything where neither a length nor a number is given.
pub fn resample(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Resample,
    task: &Task,
) -> Result<Geometry, Stop> {
    task.check()?;
    let length = settings.length.filter(|&length| length > 0.0).map(f64::from);
    let segments = settings.segments.map(u64::from).filter(|&segments| segments > 0);
    if length.is_none() && segments.is_none() {
        return Ok(geometry.clone());
    }
    let measured = Measured::of(geometry, chosen, settings, task)?;
    let topology = geometry.topology();
    let rule = Rule { length, segments, settings };
    let counts = task.map(topology.primitive_count(), |primitive| {
        measured.curve(primitive).map(|curve| rule.point_count(&curve))
    })?;
    let divided = |primitive: usize| counts[primitive].is_some();
    if !(0..counts.len()).any(divided) {
        return Ok(geometry.clone());
    }
    let size = |primitive: usize| match counts[primitive] {
        Some(count) => usize::try_from(count).unwrap_or(usize::MAX),
        None => topology.vertices(primitive).len(),
    };
    let offsets = run_offsets(counts.len(), size, 40, "the resampled curves", task)?;

    // Each new vertex on its way between two old ones.
    let mut vertices = zeroes::<Blend>(offsets[counts.len()] as usize);
    fill_runs(&offsets, 1, &mut vertices, task, |primitive, from, slots| {
        match measured.curve(primitive).zip(counts[primitive]) {
            Some((curve, count)) => rule.divide(&curve, count, from, slots),
            None => {
                let first = topology.vertices(primitive).start + from;
                let same = (first as u32..).map(Blend::same);
                slots.iter_mut().zip(same).for_each(|(slot, blend)| *slot = blend);
            }
        }
    })?;
    let points = Points::lay_out(geometry, &offsets, divided, task)?;
    let kinds = match topology.kinds() {
        [] if settings.closed => Vec::new(),
        _ => task.map(counts.len(), |primitive| match divided(primitive) {
            true if !settings.closed => PrimitiveKind::Polyline,
            _ => topology.kind(primitive),
        })?,
    };
    let new = New { geometry, measured: &measured, offsets: &offsets, vertices: &vertices };
    let mut point_table = geometry.points().blend(&new.point_blends(&points, task)?, task)?;
    new.describe(&mut point_table, &points, &settings.names, task)?;
    task.check()?;
    let vertex_table = match geometry.vertices().iter().next() {
        None => Table::new(vertices.len()),
        Some(_) => geometry.vertices().blend(&vertices, task)?,
    };
    let topology = Topology::new(point_table.len(), offsets, points.of_vertex, kinds);
    let primitives = geometry.primitives().clone();
    let detail = geometry.detail().clone();
    Ok(Geometry::from_tables(topology, point_table, vertex_table, primitives, detail)
        .with_packed(geometry.packed().clone()))
}

/// Where points go: those that are kept first, then those of each divided curve.
struct Points {
    /// The old points that stay, in their order.
    kept: Vec<u32>,
    /// Where the new points of each primitive begin after them, and the end.
    new: Vec<u32>,
    /// The point of each new vertex.
    of_vertex: Vec<u32>,
}

impl Points {
    fn lay_out(
        geometry: &Geometry,
        offsets: &[u32],
        divided: impl Fn(usize) -> bool + Sync,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let count = topology.primitive_count();
        let mut stays = vec![true; topology.point_count()];
        for primitive in (0..count).filter(|&primitive| divided(primitive)) {
            topology.primitive(primitive).iter().for_each(|&p| stays[p as usize] = false);
        }
        for primitive in (0..count).filter(|&primitive| !divided(primitive)) {
            topology.primitive(primitive).iter().for_each(|&p| stays[p as usize] = true);
        }
        let kept = marked(&stays, task)?;
        let mut place = vec![NONE; if kept.is_empty() { 0 } else { topology.point_count() }];
        kept.iter().zip(0..).for_each(|(&point, index)| place[point as usize] = index);
        let size = |primitive: usize| match divided(primitive) {
            true => (offsets[primitive + 1] - offsets[primitive]) as usize,
            false => 0,
        };
        let new = run_offsets(count, size, 40, "the resampled points", task)?;
        let total = u64::from(new[count]) + kept.len() as u64;
        task.reserve(total, 40, "the resampled points")?;
        let mut of_vertex = zeroes::<u32>(offsets[count] as usize);
        fill_runs(offsets, 1, &mut of_vertex, task, |primitive, from, slots| {
            if divided(primitive) {
                let first = kept.len() as u32 + new[primitive] + from as u32;
                slots.iter_mut().zip(first..).for_each(|(slot, point)| *slot = point);
            } else {
                let corners = &topology.primitive(primitive)[from..];
                slots.iter_mut().zip(corners).for_each(|(slot, &p)| *slot = place[p as usize]);
            }
        })?;
        Ok(Self { kept, new, of_vertex })
    }
}

/// The new vertices, and what they come from.
struct New<'a> {
    geometry: &'a Geometry,
    measured: &'a Measured<'a>,
    offsets: &'a [u32],
    vertices: &'a [Blend],
}

impl New<'_> {
    /// What each new point comes from.
    fn point_blends(&self, points: &Points, task: &Task) -> Result<Vec<Blend>, Stop> {
        let corners = self.geometry.topology().corners();
        let kept = points.kept.len();
        let mut blends = zeroes::<Blend>(kept + points.new.last().map_or(0, |&n| n as usize));
        let (old, new) = blends.split_at_mut(kept);
        task.fill(old, |index, slot| *slot = Blend::same(points.kept[index]))?;
        fill_runs(&points.new, 1, new, task, |primitive, from, slots| {
            let vertices = &self.vertices[self.offsets[primitive] as usize + from..];
            for (slot, vertex) in slots.iter_mut().zip(vertices) {
                let [from, to] = [vertex.from, vertex.to].map(|v| corners[v as usize]);
                *slot = Blend { from, to, part: vertex.part };
            }
        })?;
        Ok(blends)
    }

    /// Writes the attributes that say where the new points are; 0 for points that were kept.
    fn describe(
        &self,
        table: &mut Table,
        points: &Points,
        names: &ResampleNames,
        task: &Task,
    ) -> Result<(), Stop> {
        let wanted = |name: &str| !name.is_empty() && name != "P";
        let vertex = |primitive: usize, index: usize| {
            self.vertices[self.offsets[primitive] as usize + index]
        };
        let along = |primitive: usize, index: usize| {
            let curve = self.measured.curve(primitive)?;
            Some((curve.length_at(vertex(primitive, index)), curve.length()))
        };
        if wanted(&names.distance) {
            let values = points.spread(task, |primitive, index| {
                along(primitive, index).map_or(0.0, |(length, _)| length as f32)
            })?;
            table.set(&names.distance, Column::new(values));
        }
        if wanted(&names.curve_u) {
            let values = points.spread(task, |primitive, index| match along(primitive, index) {
                Some((length, total)) if total > 0.0 => (length / total) as f32,
                _ => 0.0,
            })?;
            table.set(&names.curve_u, Column::new(values));
        }
        if wanted(&names.curve_number) {
            let values = points.spread(task, |primitive, _| primitive as i32)?;
            table.set(&names.curve_number, Column::new(values));
        }
        if wanted(&names.tangent) {
            let positions = table.read::<Vec3>("P").unwrap_or(&[]);
            let values = points.spread(task, |primitive, index| {
                let first = points.kept.len() + points.new[primitive] as usize;
                let count = (points.new[primitive + 1] - points.new[primitive]) as usize;
                let curve = &positions[first..first + count];
                let closed = self.measured.curve(primitive).is_some_and(|curve| curve.closed);
                let (before, after) = match closed {
                    true => ((index + count - 1) % count, (index + 1) % count),
                    false => (index.saturating_sub(1), (index + 1).min(count - 1)),
                };
                (curve[after] - curve[before]).normalize_or_zero()
            })?;
            table.set(&names.tangent, Column::new(values).with_meaning(Meaning::Vector));
        }
        Ok(())
    }
}

impl Points {
    /// A value for every point: that of a divided curve's primitive and the place along it.
    fn spread<T: bytemuck::Zeroable + Send>(
        &self,
        task: &Task,
        value: impl Fn(usize, usize) -> T + Sync,
    ) -> Result<Vec<T>, Stop> {
        let kept = self.kept.len();
        let mut values = zeroes::<T>(kept + self.new.last().map_or(0, |&n| n as usize));
        fill_runs(&self.new, 1, &mut values[kept..], task, |primitive, from, slots| {
            let filled = slots.iter_mut().zip(from..);
            filled.for_each(|(slot, index)| *slot = value(primitive, index));
        })?;
        Ok(values)
    }
}
