//! What swept surfaces carry.

use glam::Vec3;
use task::{Stop, Task};

use super::surface::{Strip, Surface};
use super::{Sweep, Uvs};
use crate::runs::{fill_runs, zeroes};
use crate::{
    Column, Domain, Geometry, Meaning, NamePattern, PACKED_SOURCE, PACKED_TRANSFORM, Table,
    Topology,
};

/// What the attributes of a surface are made from.
pub struct Attributes<'a> {
    pub surface: &'a Surface<'a>,
    pub settings: &'a Sweep,
    pub task: &'a Task,
}

impl Attributes<'_> {
    /// The surface with its attributes.
    pub fn assemble(&self, topology: Topology, positions: Vec<Vec3>) -> Result<Geometry, Stop> {
        let mut points = self.table(Domain::Point, &self.surface.points)?;
        points.set("P", Column::new(positions));
        let mut vertices = self.table(Domain::Vertex, &self.surface.vertices)?;
        if self.settings.uvs != Uvs::None {
            let uvs = self.surface.uvs(self.settings.uvs, self.task)?;
            vertices.set("uv", Column::new(uvs).with_meaning(Meaning::TextureCoordinate));
        }
        let mut primitives = self.table(Domain::Primitive, &self.surface.primitives)?;
        self.set_groups(&mut primitives)?;
        let mut detail = self.surface.backbones.geometry.detail().clone();
        if let Some(sections) = self.surface.sections.geometry {
            for (name, column) in sections.detail().iter() {
                if !detail.contains(name) {
                    detail.set(name, column.clone());
                }
            }
        }
        Ok(Geometry::from_tables(topology, points, vertices, primitives, detail))
    }

    /// The attributes of a domain that come from curves and cross-sections.
    fn table(&self, domain: Domain, offsets: &[u32]) -> Result<Table, Stop> {
        let mut table = Table::new(offsets.last().map_or(0, |&end| end as usize));
        let Surface { backbones, sections, .. } = self.surface;
        let Sweep { backbone_names, section_names, .. } = self.settings;
        let backbone = backbones.geometry.table(domain);
        self.gather(&mut table, backbone, backbone_names, offsets, &|strip, place| {
            let curve = backbones.curves[strip.curve];
            let first = backbones.geometry.topology().vertices(curve as usize).start;
            match domain {
                Domain::Point => backbones.points(strip.curve)[place / strip.columns],
                Domain::Vertex => (first + strip.wrap(strip.corner(place)).0) as u32,
                Domain::Primitive | Domain::Detail => curve,
            }
        })?;
        if let Some(geometry) = sections.geometry {
            let section = geometry.table(domain);
            self.gather(
                &mut table,
                section,
                section_names,
                offsets,
                &|strip, place| match domain {
                    Domain::Point => strip.section.point_of[place % strip.columns],
                    Domain::Vertex => strip.section.vertex_of[strip.wrap(strip.corner(place)).1],
                    Domain::Primitive | Domain::Detail => strip.section.primitive,
                },
            )?;
        }
        Ok(table)
    }

    /// Adds the columns of `from` that the field names and that are not there yet; `row` gives the
    /// row of `from` for a place in a strip.
    fn gather(
        &self,
        table: &mut Table,
        from: &Table,
        field: &str,
        offsets: &[u32],
        row: &(dyn Fn(Strip<'_>, usize) -> u32 + Sync),
    ) -> Result<(), Stop> {
        let pattern = NamePattern::new(field);
        let wanted = from.iter().filter(|(name, _)| {
            let places = ["P", PACKED_SOURCE, PACKED_TRANSFORM].contains(&&***name);
            !places && pattern.matches(name)
        });
        let wanted: Vec<_> = wanted.filter(|(name, _)| !table.contains(name)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut rows = zeroes::<u32>(table.len());
        fill_runs(offsets, 1, &mut rows, self.task, |index, first, slots| {
            let strip = self.surface.strip(index);
            slots.iter_mut().zip(first..).for_each(|(slot, place)| *slot = row(strip, place));
        })?;
        for (name, column) in wanted {
            let bytes = 4 * column.size() as u64;
            self.task.reserve(rows.len() as u64, bytes, "an attribute of the surface")?;
            table.set(name, column.gather(&rows, self.task)?);
        }
        Ok(())
    }

    /// The groups of sides and caps.
    fn set_groups(&self, primitives: &mut Table) -> Result<(), Stop> {
        let Sweep { side_group, cap_group, caps, .. } = self.settings;
        for (name, of_caps) in [(side_group, false), (cap_group, true)] {
            if name.is_empty() || (of_caps && !caps) {
                continue;
            }
            let mut members = vec![false; primitives.len()];
            let offsets = &self.surface.primitives;
            fill_runs(offsets, 1, &mut members, self.task, |index, first, slots| {
                let quads = self.surface.strip(index).quads();
                let places = slots.iter_mut().zip(first..);
                places.for_each(|(slot, place)| *slot = (place >= quads) == of_caps);
            })?;
            primitives.set(name, Column::group(members));
        }
        Ok(())
    }
}
