//! Places on the triangles of a geometry, and the attributes there.

use bytemuck::Zeroable;
use bytemuck::allocation::cast_vec;
use glam::Vec3;
use task::{Stop, Task};

use crate::runs::zeroes;
use crate::{Geometry, PACKED_SOURCE, PACKED_TRANSFORM, SurfaceHit, Table, Weights};

/// A place on a triangle of [`Geometry::triangles`]. The corners weigh `1 - v - w`, `v` and `w`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Zeroable)]
#[repr(C)]
pub struct Sample {
    /// The triangle.
    pub triangle: u32,
    /// The weight of its second corner.
    pub v: f32,
    /// The weight of its third corner.
    pub w: f32,
}

impl Sample {
    /// The weights of the triangle's corners.
    pub fn weights(&self) -> [f32; 3] {
        [1.0 - self.v - self.w, self.v, self.w]
    }
}

impl From<SurfaceHit> for Sample {
    fn from(hit: SurfaceHit) -> Self {
        Self { triangle: hit.triangle, v: hit.weights[1], w: hit.weights[2] }
    }
}

impl Geometry {
    /// The positions of a triangle's corners.
    pub fn triangle(&self, triangle: u32) -> [Vec3; 3] {
        let (corners, positions) = (self.topology().corners(), self.positions());
        self.triangles().vertices[triangle as usize]
            .map(|vertex| positions[corners[vertex as usize] as usize])
    }

    /// Where samples are.
    pub fn sample_positions(&self, samples: &[Sample], task: &Task) -> Result<Vec<Vec3>, Stop> {
        self.by_triangle(samples, task, |[a, b, c]| {
            let (ab, ac) = (b - a, c - a);
            move |sample: &Sample| a + ab * sample.v + ac * sample.w
        })
    }

    /// The normal of the triangle under each sample; zero where it has none.
    pub fn sample_normals(&self, samples: &[Sample], task: &Task) -> Result<Vec<Vec3>, Stop> {
        self.by_triangle(samples, task, |[a, b, c]| {
            let normal = (b - a).cross(c - a).normalize_or_zero();
            move |_: &Sample| normal
        })
    }

    /// A value for each sample, from what is worked out once for a run of samples on a triangle.
    fn by_triangle<F: Fn(&Sample) -> Vec3>(
        &self,
        samples: &[Sample],
        task: &Task,
        prepare: impl Fn([Vec3; 3]) -> F + Sync,
    ) -> Result<Vec<Vec3>, Stop> {
        let mut out: Vec<Vec3> = zeroes(samples.len());
        task.fill_chunks(&mut out, task::GRAIN, |start, slots| {
            let samples = &samples[start..start + slots.len()];
            let mut first = 0;
            for run in samples.chunk_by(|a, b| a.triangle == b.triangle) {
                let value = prepare(self.triangle(run[0].triangle));
                for (slot, sample) in slots[first..].iter_mut().zip(run) {
                    *slot = value(sample);
                }
                first += run.len();
            }
        })?;
        Ok(out)
    }

    /// The attributes and groups at samples, as one table: those of vertices and points
    /// interpolated, those of primitives copied. Where a name is in several domains, vertices
    /// come before points and points before primitives. Positions, what makes packed instances,
    /// and names for which `wanted` is false are left out.
    pub fn sample_attributes(
        &self,
        samples: &[Sample],
        wanted: impl Fn(&str) -> bool,
        task: &Task,
    ) -> Result<Table, Stop> {
        let triangles = self.triangles();
        let some = |table: &Table, skip: &[&str]| {
            let mut table = table.clone();
            table.retain(|name, _| !skip.contains(&name) && wanted(name));
            let any = table.iter().next().is_some();
            any.then_some(table)
        };
        let mut out = Table::new(samples.len());
        let mut add =
            |table: Table| table.iter().for_each(|(name, column)| out.set(name, column.clone()));
        if let Some(table) = some(self.primitives(), &[PACKED_SOURCE, PACKED_TRANSFORM]) {
            let primitive = |sample: usize| triangles.primitives[samples[sample].triangle as usize];
            add(table.gather(&task.map(samples.len(), primitive)?));
        }
        let corners = self.topology().corners();
        if let Some(table) = some(self.points(), &["P"]) {
            let weights = self.sample_weights(samples, |vertex| corners[vertex as usize], task)?;
            add(table.interpolate(&weights));
        }
        if let Some(table) = some(self.vertices(), &[]) {
            add(table.interpolate(&self.sample_weights(samples, |vertex| vertex, task)?));
        }
        task.check()?;
        Ok(out)
    }

    /// Each sample as a mean of three elements, named by what `source` makes of vertices.
    fn sample_weights(
        &self,
        samples: &[Sample],
        source: impl Fn(u32) -> u32 + Sync,
        task: &Task,
    ) -> Result<Weights, Stop> {
        let triangles = &self.triangles().vertices;
        let count = samples.len();
        task.reserve(3 * count as u64, 12, "the attributes of this many places")?;
        let sources =
            task.map(count, |sample| triangles[samples[sample].triangle as usize].map(&source))?;
        let weights = task.map(count, |sample| samples[sample].weights())?;
        let offsets = task.map(count + 1, |sample| 3 * sample as u32)?;
        Ok(Weights::from_parts(offsets, cast_vec(sources), cast_vec(weights)))
    }
}
