//! The extruded geometry, put together.

use glam::Vec3;
use task::{Stop, Task};

use super::Extrude;
use super::places::Places;
use super::region::Region;
use crate::ops::extract::{self, Losing, vertices_of};
use crate::runs::{marked, zeroes};
use crate::{Column, Geometry, NONE, PrimitiveKind, Table, Topology};

pub(super) fn build(
    geometry: &Geometry,
    region: &Region<'_>,
    settings: &Extrude,
    task: &Task,
) -> Result<Geometry, Stop> {
    let divisions = if settings.sides { settings.divisions.max(1) as usize } else { 1 };
    let layers = Layers::new(geometry, region, settings, divisions, task)?;
    let build = Build { geometry, region, settings, layers, task };
    let places = Places::new(geometry, region, settings, task)?;
    task.set_progress(0.2);
    let points = build.points(&places)?;
    task.set_progress(0.5);
    let parts = build.parts()?;
    let topology = build.topology(&parts, points.len())?;
    task.set_progress(0.8);
    let vertices = build.vertices(&parts, points.read("P").unwrap_or(&[]))?;
    let primitives = build.primitives(&parts)?;
    let detail = geometry.detail().clone();
    let result = Geometry::from_tables(topology, points, vertices, primitives, detail)
        .with_packed(geometry.packed().clone());
    if settings.sides && settings.front && build.layers.inner.is_empty() {
        return Ok(result);
    }
    without_freed_points(geometry, &result, task)
}

/// Takes out points without primitives that did not stand alone before.
fn without_freed_points(
    before: &Geometry,
    result: &Geometry,
    task: &Task,
) -> Result<Geometry, Stop> {
    let mut stays = vec![true; result.point_count()];
    stays[before.point_count()..].fill(false);
    before.topology().corners().iter().for_each(|&point| stays[point as usize] = false);
    result.topology().corners().iter().for_each(|&point| stays[point as usize] = true);
    extract::points(result, &stays, Losing::Shrink, task)
}

/// How new points are numbered: behind the old ones, a layer of wall tops after another, then
/// those inside pieces.
struct Layers {
    divisions: usize,
    /// The number of old points, and of points in a layer.
    old: usize,
    ring: usize,
    /// Fans inside pieces that get a new point.
    inner: Vec<u32>,
    /// For each fan its point in the front; none where that is arithmetic.
    tops: Option<Vec<u32>>,
    /// The number of points in all.
    count: usize,
}

impl Layers {
    fn new(
        geometry: &Geometry,
        region: &Region<'_>,
        settings: &Extrude,
        divisions: usize,
        task: &Task,
    ) -> Result<Self, Stop> {
        let (old, ring) = (geometry.point_count(), region.ring_count());
        let (walls, rows) = (region.wall_count() as u64, divisions as u64);
        let points = (old as u64).saturating_add(rows.saturating_mul(ring as u64));
        let inner_bound = region.fans.as_ref().map_or(0, |fans| fans.ring.len() as u64);
        task.reserve(points.saturating_add(inner_bound), 24, "the points of this extrusion")?;
        let vertices = 2 * geometry.vertex_count() as u64;
        let vertices = walls.saturating_mul(rows).saturating_mul(4).saturating_add(vertices);
        task.reserve(vertices, 8, "the vertices of this extrusion")?;
        let first_inner = old + divisions * ring;
        let mut layers =
            Self { divisions, old, ring, inner: Vec::new(), tops: None, count: first_inner };
        let Some(fans) = &region.fans else { return Ok(layers) };
        let around = region.topology.try_vertices_of_point(task)?;
        let mut tops = Vec::with_capacity(fans.ring.len());
        for (fan, &place) in fans.ring.iter().enumerate() {
            let point = region.point_of_fan(fan as u32);
            let alone = around.of(point as usize).len() == fans.halves.of(fan).len();
            tops.push(if place != NONE {
                (old + (divisions - 1) * ring) as u32 + place
            } else if alone && !settings.back {
                point
            } else {
                layers.inner.push(fan as u32);
                (first_inner + layers.inner.len() - 1) as u32
            });
        }
        layers.count += layers.inner.len();
        layers.tops = Some(tops);
        Ok(layers)
    }

    /// The point of a fan in the front.
    fn top(&self, fan: u32) -> u32 {
        match &self.tops {
            Some(tops) => tops[fan as usize],
            None => (self.old + (self.divisions - 1) * self.ring) as u32 + fan,
        }
    }
}

/// The primitives of the result: those that stand where they stood, then walls, then backs.
struct Parts {
    /// The first ones, where their vertices begin, and the end, and what these vertices were.
    fronts: Vec<u32>,
    offsets: Vec<u32>,
    vertices: Vec<u32>,
    /// The number of wall faces.
    walls: usize,
    /// The chosen faces that are left in the back.
    backs: Vec<u32>,
    /// Their number of vertices.
    back_vertices: usize,
}

struct Build<'a> {
    geometry: &'a Geometry,
    region: &'a Region<'a>,
    settings: &'a Extrude,
    layers: Layers,
    task: &'a Task,
}

impl Build<'_> {
    fn points(&self, places: &Places<'_>) -> Result<Table, Stop> {
        let (layers, task) = (&self.layers, self.task);
        let mut positions: Vec<Vec3> = zeroes(layers.count);
        let (old, mut rest) = positions.split_at_mut(layers.old);
        old.copy_from_slice(self.geometry.positions());
        for layer in 1..=layers.divisions {
            let (ring, after) = rest.split_at_mut(layers.ring);
            places.fill_ring(layer as f32 / layers.divisions as f32, ring, task)?;
            rest = after;
        }
        task.fill(rest, |index, slot| *slot = places.fan(layers.inner[index], 1.0))?;
        if let Some(tops) = &layers.tops {
            for (fan, &top) in tops.iter().enumerate().filter(|(_, top)| **top < layers.old as u32)
            {
                positions[top as usize] = places.fan(fan as u32, 1.0);
            }
        }
        let table = self.geometry.points();
        let mut points = if table.iter().count() > 1 {
            let mut others = table.clone();
            others.remove("P");
            let from = task.map(layers.count, |point| self.point_below(point))?;
            others.gather(&from, task)?
        } else {
            Table::new(layers.count)
        };
        let meaning = table.get("P").map(Column::meaning).unwrap_or_default();
        points.set("P", Column::new(positions).with_meaning(meaning));
        self.group_seams(&mut points)?;
        Ok(points)
    }

    /// The old point that a point stands on.
    fn point_below(&self, point: usize) -> u32 {
        let layers = &self.layers;
        let first_inner = layers.old + layers.divisions * layers.ring;
        if point < layers.old {
            point as u32
        } else if point < first_inner {
            self.region.point_of_fan(self.region.ringed((point - layers.old) % layers.ring))
        } else {
            self.region.point_of_fan(layers.inner[point - first_inner])
        }
    }

    fn group_seams(&self, points: &mut Table) -> Result<(), Stop> {
        let (layers, groups) = (&self.layers, &self.settings.groups);
        // Positions must stay what they are.
        let is_set = |name: &str| !name.is_empty() && name != "P";
        if is_set(&groups.front_seam) {
            let mut members = vec![false; layers.count];
            let top = layers.old + (layers.divisions - 1) * layers.ring;
            members[top..top + layers.ring].fill(true);
            points.set(&groups.front_seam, Column::group(members));
        }
        if is_set(&groups.back_seam) {
            let mut members = vec![false; layers.count];
            for place in 0..layers.ring {
                members[self.region.point_of_fan(self.region.ringed(place)) as usize] = true;
            }
            points.set(&groups.back_seam, Column::group(members));
        }
        self.task.check()
    }

    fn parts(&self) -> Result<Parts, Stop> {
        let topology = self.region.topology;
        let chosen = &self.region.faces;
        let any_lines = chosen.iter().any(|&face| !topology.is_polygon(face as usize));
        let mut stays = vec![true; topology.primitive_count()];
        if !self.settings.front || any_lines {
            for &face in chosen {
                stays[face as usize] = self.settings.front && topology.is_polygon(face as usize);
            }
        }
        let fronts = marked(&stays, self.task)?;
        let (offsets, vertices) = vertices_of(topology, &fronts, self.task)?;
        let backs: Vec<u32> = if self.settings.back {
            (0..chosen.len() as u32).filter(|&face| self.region.is_polygon(face)).collect()
        } else {
            Vec::new()
        };
        let length = |&face: &u32| {
            (self.region.offsets[face as usize + 1] - self.region.offsets[face as usize]) as usize
        };
        let back_vertices = backs.iter().map(length).sum();
        let rows = if self.settings.sides { self.layers.divisions } else { 0 };
        let walls = self.region.wall_count() * rows;
        Ok(Parts { fronts, offsets, vertices, walls, backs, back_vertices })
    }

    fn topology(&self, parts: &Parts, points: usize) -> Result<Topology, Stop> {
        let (task, first_wall) = (self.task, parts.vertices.len());
        let mut corners = zeroes::<u32>(first_wall + 4 * parts.walls);
        let (fronts, walls) = corners.split_at_mut(first_wall);
        let old = self.region.topology.corners();
        task.fill(fronts, |vertex, slot| {
            let vertex = parts.vertices[vertex];
            *slot = match self.region.half_of(vertex) {
                Some(half) => self.layers.top(self.region.fan(half)),
                None => old[vertex as usize],
            };
        })?;
        let rows = self.layers.divisions;
        let (quads, _) = walls.as_chunks_mut::<4>();
        task.fill(quads, |index, quad| {
            let (half, row) = (self.region.wall(index / rows), index % rows);
            let next = self.region.next(half).unwrap_or(half);
            let at = |half: u32, row: usize| match row {
                0 => self.region.point(half),
                row => {
                    let place = self.region.ring(self.region.fan(half));
                    (self.layers.old + (row - 1) * self.layers.ring) as u32 + place
                }
            };
            *quad = [at(half, row), at(next, row), at(next, row + 1), at(half, row + 1)];
        })?;
        let (front_count, last) = (parts.fronts.len(), first_wall + 4 * parts.walls);
        let mut offsets = zeroes::<u32>(front_count + parts.walls + 1);
        offsets[..front_count].copy_from_slice(&parts.offsets[..front_count]);
        task.fill(&mut offsets[front_count..], |wall, slot| {
            *slot = (first_wall + 4 * wall) as u32;
        })?;
        debug_assert_eq!(offsets.last().copied(), Some(last as u32));
        for &face in &parts.backs {
            corners.extend(self.back_halves(face).map(|half| self.region.point(half)));
            offsets.push(corners.len() as u32);
        }
        let mut kinds: Vec<PrimitiveKind> = Vec::new();
        if !self.region.topology.is_all_polygons() {
            kinds = parts.fronts.iter().map(|&p| self.region.topology.kind(p as usize)).collect();
            kinds.resize(offsets.len() - 1, PrimitiveKind::Polygon);
        }
        task.check()?;
        Ok(Topology::new(points, offsets, corners, kinds))
    }

    /// The halves of a face, against its direction.
    fn back_halves(&self, face: u32) -> impl Iterator<Item = u32> {
        let offsets = &self.region.offsets;
        (offsets[face as usize]..offsets[face as usize + 1]).rev()
    }

    fn vertices(&self, parts: &Parts, positions: &[Vec3]) -> Result<Table, Stop> {
        let table = self.geometry.vertices();
        let first_wall = parts.vertices.len();
        let count = first_wall + 4 * parts.walls + parts.back_vertices;
        if table.iter().next().is_none() {
            return Ok(Table::new(count));
        }
        let mut from = zeroes::<u32>(first_wall + 4 * parts.walls);
        let (fronts, walls) = from.split_at_mut(first_wall);
        fronts.copy_from_slice(&parts.vertices);
        let (quads, _) = walls.as_chunks_mut::<4>();
        self.task.fill(quads, |index, quad| {
            let half = self.region.wall(index / self.layers.divisions);
            let next = self.region.next(half).unwrap_or(half);
            let [a, b] = [half, next].map(|half| self.region.vertices[half as usize]);
            *quad = [a, b, b, a];
        })?;
        for &face in &parts.backs {
            from.extend(self.back_halves(face).map(|half| self.region.vertices[half as usize]));
        }
        let mut vertices = table.gather(&from, self.task)?;
        self.unfold(&mut vertices, first_wall..first_wall + 4 * parts.walls, positions)?;
        Ok(vertices)
    }

    /// Lays the texture coordinates of walls out beside those of their faces.
    fn unfold(
        &self,
        vertices: &mut Table,
        walls: std::ops::Range<usize>,
        positions: &[Vec3],
    ) -> Result<(), Stop> {
        let Some(column) = vertices.get_mut("uv") else { return Ok(()) };
        let size = column.size();
        let old = self.geometry.vertices().get("uv").and_then(Column::floats);
        let (Some(old), 2..) = (old, size) else { return Ok(()) };
        let uv = |half: u32| {
            let at = size * self.region.vertices[half as usize] as usize;
            glam::Vec2::new(old[at], old[at + 1])
        };
        let sides = self.task.map(self.region.faces.len(), |face| {
            let halves = self.region.offsets[face]..self.region.offsets[face + 1];
            let turns =
                halves.map(|half| self.region.next(half).map_or(0.0, |n| uv(half).perp_dot(uv(n))));
            if turns.sum::<f32>() < 0.0 { -1.0 } else { 1.0_f32 }
        })?;
        let rows = self.layers.divisions;
        let flap = |half: u32, next: u32| {
            let (a, b) = (uv(half), uv(next));
            let [start, end] = [half, next].map(|half| {
                let base = positions[self.region.point(half) as usize];
                (base, positions[self.layers.top(self.region.fan(half)) as usize])
            });
            let height = 0.5 * ((start.1 - start.0).length() + (end.1 - end.0).length());
            let length = (end.0 - start.0).length();
            let out = -(b - a).perp() * sides[self.region.face_of[half as usize] as usize];
            if length > 0.0 { out * (height / length) } else { glam::Vec2::ZERO }
        };
        let floats = match size {
            2 => column.write::<[f32; 2]>().map(|values| values.as_flattened_mut()),
            3 => column.write::<[f32; 3]>().map(|values| values.as_flattened_mut()),
            _ => None,
        };
        let Some(floats) = floats else { return Ok(()) };
        let floats = &mut floats[walls.start * size..walls.end * size];
        self.task.fill_chunks(floats, 4 * size * (task::GRAIN / 4), |start, chunk| {
            for (index, quad) in chunk.chunks_exact_mut(4 * size).enumerate() {
                let index = start / (4 * size) + index;
                let (half, row) = (self.region.wall(index / rows), index % rows);
                let flap = flap(half, self.region.next(half).unwrap_or(half));
                let parts = [row, row, row + 1, row + 1];
                for (tuple, row) in quad.chunks_exact_mut(size).zip(parts) {
                    let left = 1.0 - row as f32 / rows as f32;
                    tuple[0] += flap.x * left;
                    tuple[1] += flap.y * left;
                }
            }
        })
    }

    fn primitives(&self, parts: &Parts) -> Result<Table, Stop> {
        let (fronts, rows) = (parts.fronts.len(), self.layers.divisions);
        let count = fronts + parts.walls + parts.backs.len();
        let mut primitives = if self.geometry.primitives().iter().next().is_some() {
            let from = self.task.map(count, |index| {
                let face = if index < fronts {
                    return parts.fronts[index];
                } else if index < fronts + parts.walls {
                    self.region.face_of[self.region.wall((index - fronts) / rows) as usize]
                } else {
                    parts.backs[index - fronts - parts.walls]
                };
                self.region.faces[face as usize]
            })?;
            self.geometry.primitives().gather(&from, self.task)?
        } else {
            Table::new(count)
        };
        let groups = &self.settings.groups;
        let mut group = |name: &str, members: std::ops::Range<usize>| {
            if !name.is_empty() {
                let mut group = vec![false; count];
                group[members].fill(true);
                primitives.set(name, Column::group(group));
            }
        };
        group(&groups.sides, fronts..fronts + parts.walls);
        group(&groups.back, fronts + parts.walls..count);
        if !groups.front.is_empty() {
            let mut chosen = vec![false; self.region.topology.primitive_count()];
            self.region.faces.iter().for_each(|&face| chosen[face as usize] = true);
            let mut members =
                self.task.map(fronts, |index| chosen[parts.fronts[index] as usize])?;
            members.resize(count, false);
            primitives.set(&groups.front, Column::group(members));
        }
        Ok(primitives)
    }
}
