//! Where along curves new points go.

use task::{Stop, Task};

use super::Resample;
use crate::runs::{fill_whole_runs, zeroes};
use crate::{Blend, Geometry, PrimitiveKind, Selection, Topology};

/// Chosen curves with the length up to each of their vertices.
pub(super) struct Measured<'a> {
    topology: &'a Topology,
    chosen: &'a Selection,
    closed: bool,
    /// For each vertex of a curve the length up to the next one.
    ends: Vec<f64>,
}

/// One curve: `ends[i]` is the length up to the end of its `i`-th straight piece.
pub(super) struct Curve<'a> {
    first_vertex: u32,
    corners: usize,
    ends: &'a [f64],
    pub closed: bool,
}

impl Curve<'_> {
    pub fn length(&self) -> f64 {
        self.ends.last().copied().unwrap_or(0.0)
    }

    /// The place at `part` of the `piece`-th straight piece.
    fn blend(&self, piece: usize, part: f64) -> Blend {
        let next = if piece + 1 == self.corners { 0 } else { piece + 1 };
        let vertex = |corner: usize| self.first_vertex + corner as u32;
        Blend { from: vertex(piece), to: vertex(next), part: part.clamp(0.0, 1.0) as f32 }
    }

    /// The length up to a place.
    pub fn length_at(&self, blend: Blend) -> f64 {
        let piece = (blend.from - self.first_vertex) as usize;
        let start = if piece == 0 { 0.0 } else { self.ends[piece - 1] };
        start + (self.ends[piece] - start) * f64::from(blend.part)
    }

    /// The place at a length along the curve, looked for from a straight piece on.
    fn at(&self, along: f64, piece: &mut usize) -> Blend {
        while *piece + 1 < self.ends.len() && self.ends[*piece] <= along {
            *piece += 1;
        }
        let start = if *piece == 0 { 0.0 } else { self.ends[*piece - 1] };
        let span = self.ends[*piece] - start;
        self.blend(*piece, if span > 0.0 { (along - start) / span } else { 0.0 })
    }
}

impl<'a> Measured<'a> {
    pub fn of(
        geometry: &'a Geometry,
        chosen: &'a Selection,
        settings: &Resample,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = &**geometry.topology();
        let positions = geometry.positions();
        let mut ends = zeroes::<f64>(topology.vertex_count());
        fill_whole_runs(topology.offsets(), &mut ends, task, |primitives, slots| {
            let first = topology.vertices(primitives.start).start;
            for primitive in primitives.filter(|&primitive| chosen.contains(primitive)) {
                let corners = topology.primitive(primitive);
                let own = topology.vertices(primitive);
                let slots = &mut slots[own.start - first..own.end - first];
                let nexts = corners.iter().skip(1).chain(corners.first());
                let mut sum = 0.0;
                for ((slot, &from), &to) in slots.iter_mut().zip(corners).zip(nexts) {
                    let step = positions[to as usize] - positions[from as usize];
                    sum += f64::from(step.length());
                    *slot = sum;
                }
            }
        })?;
        Ok(Self { topology, chosen, closed: settings.closed, ends })
    }

    /// A primitive as a curve, if it is one that can be divided.
    pub fn curve(&self, primitive: usize) -> Option<Curve<'_>> {
        let kind = self.topology.kind(primitive);
        let vertices = self.topology.vertices(primitive);
        if kind == PrimitiveKind::Packed || vertices.len() < 2 || !self.chosen.contains(primitive) {
            return None;
        }
        let closed = kind == PrimitiveKind::Polygon && self.closed;
        let pieces = if closed { vertices.len() } else { vertices.len() - 1 };
        let ends = &self.ends[vertices.start..vertices.start + pieces];
        let curve =
            Curve { first_vertex: vertices.start as u32, corners: vertices.len(), ends, closed };
        curve.length().is_finite().then_some(curve)
    }
}

/// How many points curves get, and where.
pub(super) struct Rule<'a> {
    pub length: Option<f64>,
    pub segments: Option<u64>,
    pub settings: &'a Resample,
}

impl Rule<'_> {
    /// The number of even segments that a length is divided into.
    fn even_segments(&self, length: f64) -> u64 {
        // A length that holds a whole number of steps but for rounding is not given one more.
        let by_length = self.length.map(|step| (length / step - 1e-5).ceil().max(1.0) as u64);
        match (by_length, self.segments) {
            (Some(by_length), Some(most)) => by_length.min(most),
            (by_length, segments) => by_length.or(segments).unwrap_or(1),
        }
    }

    /// The length of uneven steps along a curve, if its steps are uneven.
    fn uneven_step(&self) -> Option<f64> {
        if self.settings.even || self.settings.by_edge { None } else { self.length }
    }

    fn piece_segments(&self, curve: &Curve<'_>, piece: usize) -> u64 {
        let start = if piece == 0 { 0.0 } else { curve.ends[piece - 1] };
        self.even_segments(curve.ends[piece] - start)
    }

    /// The number of points that a curve gets, saturating.
    pub fn point_count(&self, curve: &Curve<'_>) -> u64 {
        let last = u64::from(!curve.closed);
        let least = if curve.closed { 3 } else { 2 };
        if self.settings.by_edge {
            let segments = (0..curve.ends.len()).map(|piece| self.piece_segments(curve, piece));
            return segments.fold(last, u64::saturating_add);
        }
        let Some(step) = self.uneven_step() else {
            return self.even_segments(curve.length()).saturating_add(last).max(least);
        };
        let whole = (curve.length() / step + 1e-5).floor();
        let rest = curve.length() - whole * step > 1e-5 * step;
        let whole = (whole as u64).min(self.segments.unwrap_or(u64::MAX));
        let cut_short = self.segments.is_some_and(|most| whole == most);
        let more = match (curve.closed, rest) {
            (true, true) | (false, false) => 1,
            (true, false) => 0,
            (false, true) => 1 + u64::from(self.settings.keep_last && !cut_short),
        };
        whole.saturating_add(more).max(least)
    }

    /// Fills the vertices of a curve of `count` points from the place `from` on.
    pub fn divide(&self, curve: &Curve<'_>, count: u64, from: usize, slots: &mut [Blend]) {
        if self.settings.by_edge {
            return self.divide_edges(curve, from, slots);
        }
        let step = match self.uneven_step() {
            Some(step) => step,
            None => curve.length() / (count - u64::from(!curve.closed)).max(1) as f64,
        };
        let last = count as usize - 1;
        let cut = self.uneven_step().is_some()
            && (!self.settings.keep_last || self.segments.is_some_and(|most| count > most));
        let mut piece = curve.ends.partition_point(|&end| end <= from as f64 * step);
        piece = piece.min(curve.ends.len() - 1);
        for (slot, index) in slots.iter_mut().zip(from..) {
            *slot = if index == last && !curve.closed && !cut {
                // The end exactly, whatever the rounding of lengths.
                curve.blend(curve.ends.len() - 1, 1.0)
            } else {
                curve.at((index as f64 * step).min(curve.length()), &mut piece)
            };
        }
    }

    fn divide_edges(&self, curve: &Curve<'_>, from: usize, slots: &mut [Blend]) {
        let (mut piece, mut before) = (0, 0);
        let mut segments = self.piece_segments(curve, 0);
        for (slot, index) in slots.iter_mut().zip(from as u64..) {
            while index - before >= segments && piece + 1 < curve.ends.len() {
                before += segments;
                piece += 1;
                segments = self.piece_segments(curve, piece);
            }
            *slot = curve.blend(piece, (index - before) as f64 / segments as f64);
        }
    }
}
