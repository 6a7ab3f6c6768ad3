//! Places on the triangles of a geometry, and the attributes there.

use bytemuck::Zeroable;
use bytemuck::allocation::cast_vec;
use glam::Vec3;
use task::{GRAIN, Stop, Task};

use crate::runs::zeroes;
use crate::{Domain, Geometry, NONE, PACKED_SOURCE, PACKED_TRANSFORM, SurfaceHit, Table, Weights};

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
        let mut all = Table::new(samples.len());
        for domain in [Domain::Primitive, Domain::Point, Domain::Vertex] {
            let table = self.sample_table(domain, samples, &wanted, task)?;
            table.iter().for_each(|(name, column)| all.set(name, column.clone()));
        }
        Ok(all)
    }

    /// The attributes and groups of one domain at samples, as [`Geometry::sample_attributes`]
    /// gives them; those of the detail are the same at every sample.
    pub fn sample_table(
        &self,
        domain: Domain,
        samples: &[Sample],
        wanted: impl Fn(&str) -> bool,
        task: &Task,
    ) -> Result<Table, Stop> {
        let table = self.table(domain).only(wanted);
        if table.iter().next().is_none() {
            return Ok(Table::new(samples.len()));
        }
        let (corners, primitives) =
            (self.topology().corners(), &self.try_triangles(task)?.primitives);
        let primitive = |sample: usize| primitives[samples[sample].triangle as usize];
        task.check()?;
        Ok(match domain {
            Domain::Point => {
                let point = |vertex: u32| corners[vertex as usize];
                table.interpolate(&self.sample_weights(samples, point, task)?, task)?
            }
            Domain::Vertex => {
                table.interpolate(&self.sample_weights(samples, |vertex| vertex, task)?, task)?
            }
            Domain::Primitive => table.gather(&task.map(samples.len(), primitive)?, task)?,
            Domain::Detail => table.gather(&vec![0; samples.len()], task)?,
        })
    }

    /// Each sample as a mean of three elements, named by what `source` makes of vertices.
    fn sample_weights(
        &self,
        samples: &[Sample],
        source: impl Fn(u32) -> u32 + Sync,
        task: &Task,
    ) -> Result<Weights, Stop> {
        let triangles = &self.try_triangles(task)?.vertices;
        let count = samples.len();
        task.reserve(3 * count as u64, 12, "the attributes of this many places")?;
        let sources =
            task.map(count, |sample| triangles[samples[sample].triangle as usize].map(&source))?;
        let weights = task.map(count, |sample| samples[sample].weights())?;
        let offsets = task.map(count + 1, |sample| 3 * sample as u32)?;
        Ok(Weights::from_parts(offsets, cast_vec(sources), cast_vec(weights)))
    }
}

impl Table {
    /// The columns for which `wanted` is true, without positions and what makes packed
    /// instances.
    pub(crate) fn only(&self, wanted: impl Fn(&str) -> bool) -> Self {
        let mut table = self.clone();
        table.retain(|name, _| {
            !["P", PACKED_SOURCE, PACKED_TRANSFORM].contains(&name) && wanted(name)
        });
        table
    }

    /// Puts each row of `from` into the element that `at` names, its columns in place of those of
    /// the same names. Other elements keep their values, or have the name's default where there
    /// was no such column. `shares` says how much of the new value each takes, 1 if `None`:
    /// floats are mixed, and the rest is what has the greater share.
    pub(crate) fn put(
        &mut self,
        from: &Self,
        at: &[u32],
        shares: Option<&[f32]>,
        task: &Task,
    ) -> Result<(), Stop> {
        let all = at.len() == self.len();
        if all && shares.is_none() && at.iter().enumerate().all(|(row, &at)| row == at as usize) {
            from.iter().for_each(|(name, column)| self.set(name, column.clone()));
            return Ok(());
        }
        let names = |name: &str| from.contains(name);
        let both = Self::concat(&[from, &self.only(names)], task)?;
        let (count, new) = (self.len(), from.len() as u32);
        task.reserve(count as u64, 20, "mixing the attributes of this many elements")?;
        let mut row_of = vec![NONE; count];
        for (row, &at) in at.iter().enumerate() {
            row_of[at as usize] = row as u32;
        }
        let mut weights = Weights::with_capacity(count, 2 * count);
        for (chunk, rows) in row_of[..count].chunks(GRAIN).enumerate() {
            task.check()?;
            for (index, &row) in rows.iter().enumerate() {
                let old = new + (chunk * GRAIN + index) as u32;
                match row {
                    NONE => weights.push([(old, 1.0)]),
                    row => match shares.map_or(1.0, |shares| shares[row as usize]) {
                        share if share < 1.0 => weights.push([(row, share), (old, 1.0 - share)]),
                        _ => weights.push([(row, 1.0)]),
                    },
                }
            }
        }
        let mixed = both.interpolate(&weights, task)?;
        mixed.iter().for_each(|(name, column)| self.set(name, column.clone()));
        Ok(())
    }
}
