//! Where the points of the front go.

use std::ops::Range;

use glam::{Quat, Vec3};
use task::{GRAIN, Stop, Task};

use super::region::{Fans, Region};
use super::{Direction, Extrude};
use crate::runs::fill_whole_runs;
use crate::shape::area_vector;
use crate::{Geometry, NONE};

/// How much longer than the inset or distance a point's way may become at a sharp corner.
const LONGEST_MITER: f32 = 4.0;

/// The way of one front point: into its face, and out along the extrusion.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    inset: Vec3,
    shift: Vec3,
}

/// What turns and scales a whole face or piece.
#[derive(Debug, Clone, Copy)]
struct Frame {
    centre: Vec3,
    axis: Vec3,
    twist: f32,
    scale: f32,
}

impl Frame {
    /// None if it would change nothing.
    fn new(settings: &Extrude, centre: Vec3, axis: Vec3) -> Option<Self> {
        let twist = settings.twist_degrees.to_radians();
        let changes = twist != 0.0 || settings.scale != 1.0;
        changes.then_some(Self { centre, axis, twist, scale: settings.scale })
    }
}

impl Way {
    /// The point `part` of the way from `start`.
    fn at(self, start: Vec3, frame: Option<Frame>, part: f32) -> Vec3 {
        let mut point = start + self.inset * part;
        if let Some(Frame { centre, axis, twist, scale }) = frame {
            let turn = match axis {
                Vec3::ZERO => Quat::IDENTITY,
                axis => Quat::from_axis_angle(axis, twist * part),
            };
            point = centre + turn * (point - centre) * (1.0 + (scale - 1.0) * part);
        }
        point + self.shift * part
    }
}

/// What a face or point multiplies a setting by: an attribute of primitives or points.
struct Factor<'a> {
    primitives: Option<&'a [f32]>,
    points: Option<&'a [f32]>,
}

impl<'a> Factor<'a> {
    fn new(geometry: &'a Geometry, name: &str) -> Self {
        let primitives = geometry.primitives().read(name);
        let points = if primitives.is_some() { None } else { geometry.points().read(name) };
        Self { primitives, points }
    }

    fn get(&self, primitive: u32, point: u32) -> f32 {
        match (self.primitives, self.points) {
            (Some(values), _) => values[primitive as usize],
            (_, Some(values)) => values[point as usize],
            _ => 1.0,
        }
    }
}

/// Everything that the ways follow from.
pub(super) struct Places<'a> {
    pub geometry: &'a Geometry,
    pub region: &'a Region<'a>,
    pub settings: &'a Extrude,
    positions: &'a [Vec3],
    distance: Factor<'a>,
    inset: Factor<'a>,
    /// For each point the mean normal of the chosen faces around it, where faces move apart
    /// along them.
    point_normals: Vec<Vec3>,
    /// For each fan its way, and for each piece its frame; empty where faces move one by one.
    ways: Vec<Way>,
    frames: Vec<Option<Frame>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(
        geometry: &'a Geometry,
        region: &'a Region<'a>,
        settings: &'a Extrude,
        task: &Task,
    ) -> Result<Self, Stop> {
        let mut places = Self {
            geometry,
            region,
            settings,
            positions: geometry.positions(),
            distance: Factor::new(geometry, &settings.distance_scale),
            inset: Factor::new(geometry, &settings.inset_scale),
            point_normals: Vec::new(),
            ways: Vec::new(),
            frames: Vec::new(),
        };
        if let Some(fans) = &region.fans {
            places.follow_fans(fans, task)?;
        } else if settings.direction == Direction::PointNormals {
            let around = region.topology.try_vertices_of_point(task)?;
            places.point_normals = task.map(geometry.point_count(), |point| {
                let halves = around.of(point).iter().filter_map(|&vertex| region.half_of(vertex));
                places.mean_normal(halves)
            })?;
        }
        Ok(places)
    }

    /// The points of all walls' tops `part` of the way up, in the order of [`Region::ringed`].
    pub(super) fn fill_ring(&self, part: f32, out: &mut [Vec3], task: &Task) -> Result<(), Stop> {
        if self.region.fans.is_some() {
            return task.fill(out, |place, slot| *slot = self.fan(self.region.ringed(place), part));
        }
        fill_whole_runs(&self.region.offsets, out, task, |faces, slots| {
            let mut ways = Vec::new();
            let first = self.region.offsets[faces.start];
            for face in faces {
                let halves = self.region.offsets[face]..self.region.offsets[face + 1];
                let frame = self.face_ways(face, halves.clone(), &mut ways);
                let slots = &mut slots[(halves.start - first) as usize..];
                for ((slot, half), way) in slots.iter_mut().zip(halves).zip(&ways) {
                    *slot = way.at(self.at(half), frame, part);
                }
            }
        })
    }

    /// The point of a fan `part` of the way up.
    pub(super) fn fan(&self, fan: u32, part: f32) -> Vec3 {
        let Some(fans) = &self.region.fans else { return Vec3::ZERO };
        let first = fans.halves.of(fan as usize)[0];
        let piece = fans.piece_of[self.region.face_of[first as usize] as usize];
        self.ways[fan as usize].at(self.at(first), self.frames[piece as usize], part)
    }

    fn at(&self, half: u32) -> Vec3 {
        self.positions[self.region.point(half) as usize]
    }

    fn area_vector(&self, primitive: usize) -> Vec3 {
        area_vector(self.positions, self.geometry.topology().primitive(primitive))
    }

    fn normal(&self, face: u32) -> Vec3 {
        let primitive = self.region.faces[face as usize] as usize;
        self.area_vector(primitive).normalize_or_zero()
    }

    /// The ways of the corners of a face that moves alone.
    fn face_ways(&self, face: usize, halves: Range<u32>, ways: &mut Vec<Way>) -> Option<Frame> {
        let normal = self.normal(face as u32);
        let primitive = self.region.faces[face];
        let count = halves.len() as u32;
        let at = |corner: u32| self.at(halves.start + corner % count);
        ways.clear();
        ways.extend(halves.clone().map(|half| {
            let point = self.region.point(half);
            let distance =
                self.settings.distance.at(primitive as usize) * self.distance.get(primitive, point);
            let shift = match self.settings.direction {
                Direction::Along(direction) => direction.normalize_or_zero() * distance,
                Direction::PrimitiveNormals => normal * distance,
                Direction::PointNormals => {
                    let mean = self.point_normals[point as usize];
                    mean * (distance / mean.dot(normal).max(1.0 / LONGEST_MITER))
                }
            };
            Way { inset: Vec3::ZERO, shift }
        }));
        if !self.settings.inset.is_everywhere(0.0) {
            let along = |corner: u32| (at(corner + 1) - at(corner)).normalize_or_zero();
            let inward = |corner: u32| normal.cross(along(corner));
            for corner in 0..count {
                ways[corner as usize].inset = miter(inward(corner + count - 1), inward(corner));
            }
            let mut most = f32::INFINITY;
            for corner in 0..count {
                let [here, there] = [corner, (corner + 1) % count].map(|c| ways[c as usize].inset);
                most = most.min(longest_inset(at(corner), at(corner + 1), here, there));
            }
            for (way, half) in ways.iter_mut().zip(halves.clone()) {
                let factor = self.inset.get(primitive, self.region.point(half));
                let inset = self.settings.inset.at(primitive as usize) * factor;
                way.inset *= self.limited(inset, most);
            }
        }
        let centre = (0..count).map(at).sum::<Vec3>() / count as f32;
        Frame::new(self.settings, centre, normal)
    }

    fn limited(&self, inset: f32, most: f32) -> f32 {
        if self.settings.limit_inset { inset.min(most) } else { inset }
    }

    /// The mean of the normals of the halves' faces, weighted by the angles of their corners.
    fn mean_normal(&self, halves: impl Iterator<Item = u32>) -> Vec3 {
        halves.map(|half| self.weighted_normal(half)).sum::<Vec3>().normalize_or_zero()
    }

    fn weighted_normal(&self, half: u32) -> Vec3 {
        let (before, here, after) = (self.previous(half), half, self.region.next(half));
        let (Some(before), Some(after)) = (before, after) else { return Vec3::ZERO };
        let [a, b] =
            [before, after].map(|half| (self.at(half) - self.at(here)).normalize_or_zero());
        self.normal(self.region.face_of[half as usize]) * a.dot(b).clamp(-1.0, 1.0).acos()
    }

    fn previous(&self, half: u32) -> Option<u32> {
        let face = self.region.face_of[half as usize];
        let start = self.region.offsets[face as usize];
        if half > start {
            return Some(half - 1);
        }
        self.region.is_polygon(face).then(|| self.region.offsets[face as usize + 1] - 1)
    }

    /// The ways where faces move together.
    fn follow_fans(&mut self, fans: &Fans, task: &Task) -> Result<(), Stop> {
        let mut normals = vec![Vec3::ZERO; fans.piece_count];
        let mut centres = vec![(Vec3::ZERO, 0.0_f32); fans.piece_count];
        for (face, &piece) in fans.piece_of.iter().enumerate() {
            if face.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let primitive = self.region.faces[face] as usize;
            normals[piece as usize] += self.area_vector(primitive);
            let (sum, count) = &mut centres[piece as usize];
            for half in self.region.offsets[face]..self.region.offsets[face + 1] {
                *sum += self.at(half);
                *count += 1.0;
            }
        }
        normals.iter_mut().for_each(|normal| *normal = normal.normalize_or_zero());
        let pieces = centres.iter().zip(&normals);
        let frames =
            pieces.map(|((sum, count), &axis)| Frame::new(self.settings, *sum / *count, axis));
        let frames = frames.collect();
        let insets = self.insets(fans, task)?;
        let ways = task.map(fans.halves.len(), |fan| Way {
            inset: insets[fan],
            shift: self.fan_shift(fans, fan, &normals),
        })?;
        (self.ways, self.frames) = (ways, frames);
        Ok(())
    }

    fn fan_shift(&self, fans: &Fans, fan: usize, piece_normals: &[Vec3]) -> Vec3 {
        let halves = fans.halves.of(fan);
        let face = |half: u32| self.region.face_of[half as usize];
        let point = self.region.point(halves[0]);
        let distances = halves.iter().map(|&half| {
            let primitive = self.region.faces[face(half) as usize];
            self.settings.distance.at(primitive as usize) * self.distance.get(primitive, point)
        });
        let distance = distances.sum::<f32>() / halves.len() as f32;
        if let Direction::Along(direction) = self.settings.direction {
            return direction.normalize_or_zero() * distance;
        }
        if !self.region.is_polygon(face(halves[0])) {
            let up =
                self.geometry.points().read::<Vec3>("N").map_or(Vec3::Y, |n| n[point as usize]);
            return up.normalize_or_zero() * distance;
        }
        if self.settings.direction == Direction::PrimitiveNormals {
            return piece_normals[fans.piece_of[face(halves[0]) as usize] as usize] * distance;
        }
        let mean = self.mean_normal(halves.iter().copied());
        // So far that the faces around move by the distance: exactly, where all can.
        let (mut rise, mut weight) = (0.0, 0.0);
        for &half in halves {
            let normal = self.weighted_normal(half);
            rise += mean.dot(normal);
            weight += normal.length();
        }
        let rise = if weight > 0.0 { rise / weight } else { 1.0 };
        mean * (distance / rise.max(1.0 / LONGEST_MITER))
    }

    /// How the borders of pieces move into their faces.
    fn insets(&self, fans: &Fans, task: &Task) -> Result<Vec<Vec3>, Stop> {
        let count = fans.halves.len();
        if self.settings.inset.is_everywhere(0.0) {
            return Ok(vec![Vec3::ZERO; count]);
        }
        let inward = |half: u32| {
            let Some(next) = self.region.next(half) else { return Vec3::ZERO };
            let along = (self.at(next) - self.at(half)).normalize_or_zero();
            self.normal(self.region.face_of[half as usize]).cross(along)
        };
        let mut insets = task.map(count, |fan| match fans.ends[fan] {
            [NONE, _] | [_, NONE] => Vec3::ZERO,
            [leaving, arriving] => miter(inward(arriving), inward(leaving)),
        })?;
        let mut most = vec![f32::INFINITY; fans.piece_count];
        let piece = |half: u32| fans.piece_of[self.region.face_of[half as usize] as usize] as usize;
        for &half in &fans.walls {
            let Some(next) = self.region.next(half) else { continue };
            let [here, there] =
                [half, next].map(|half| insets[fans.of_half[half as usize] as usize]);
            let limit = &mut most[piece(half)];
            *limit = limit.min(longest_inset(self.at(half), self.at(next), here, there));
        }
        for (fan, inset) in insets.iter_mut().enumerate() {
            let half = fans.halves.of(fan)[0];
            let primitive = self.region.faces[self.region.face_of[half as usize] as usize];
            let factor = self.inset.get(primitive, self.region.point(half));
            let wanted = self.settings.inset.at(primitive as usize) * factor;
            *inset *= self.limited(wanted, most[piece(half)]);
        }
        Ok(insets)
    }
}

/// The way on which a corner stays as far from its two edges as it goes along each of the unit
/// vectors away from them.
fn miter(a: Vec3, b: Vec3) -> Vec3 {
    (a + b) / (1.0 + a.dot(b)).max(2.0 / (LONGEST_MITER * LONGEST_MITER))
}

/// How far the ends of an edge can go along their ways for an inset of one, until they meet.
fn longest_inset(start: Vec3, end: Vec3, start_way: Vec3, end_way: Vec3) -> f32 {
    let length = (end - start).length();
    let shrink = (start_way - end_way).dot((end - start).normalize_or_zero());
    if shrink > 1e-6 { length / shrink } else { f32::INFINITY }
}
