//! Binary STL.

use glam::Vec3;
use task::GRAIN;

use super::distinct::distinct;
use super::{ATTRIBUTE, HEADER, TRIANGLE};
use crate::files::Reading;
use crate::files::error::Fault;
use crate::{Domain, Geometry, Topology};

/// The number of triangles that a binary header promises.
pub fn triangle_count(bytes: &[u8]) -> Option<u32> {
    let count = bytes.get(HEADER - 4..HEADER)?;
    Some(u32::from_le_bytes([count[0], count[1], count[2], count[3]]))
}

/// Reads a binary file. Bytes after the last triangle are passed over.
pub fn read(bytes: &[u8], reading: &mut Reading<'_>) -> Result<Geometry, Fault> {
    let count = triangle_count(bytes)
        .ok_or_else(|| Fault::whole("the file is too short to be an STL file"))?;
    let there = (bytes.len() - HEADER) / TRIANGLE;
    let count = count as usize;
    if there < count {
        let cause = format!("the header promises {count} triangles, and {there} are there");
        return Err(Fault::byte(bytes.len(), cause));
    }
    let triangles = &bytes[HEADER..HEADER + count * TRIANGLE];
    let task = reading.task;
    task.reserve(3 * count as u64, 12, "the corners of this file")?;
    let mut corners = vec![Vec3::ZERO; 3 * count];
    task.fill_chunks(&mut corners, 3 * GRAIN, |start, corners| {
        let triangles = triangles[start / 3 * TRIANGLE..].chunks_exact(TRIANGLE);
        for (corners, triangle) in corners.chunks_exact_mut(3).zip(triangles) {
            bytemuck::cast_slice_mut::<Vec3, u8>(corners).copy_from_slice(&triangle[12..48]);
            if cfg!(target_endian = "big") {
                for value in bytemuck::cast_slice_mut::<Vec3, u32>(corners) {
                    *value = value.swap_bytes();
                }
            }
        }
    })?;
    let mut geometry = from_corners(corners, reading)?;
    let attribute = |triangle: &[u8]| u16::from_le_bytes([triangle[48], triangle[49]]);
    if triangles.chunks_exact(TRIANGLE).any(|triangle| attribute(triangle) != 0) {
        let values = geometry.table_mut(Domain::Primitive).write::<i32>(ATTRIBUTE);
        for (value, triangle) in values.iter_mut().zip(triangles.chunks_exact(TRIANGLE)) {
            *value = i32::from(attribute(triangle));
        }
    }
    Ok(geometry)
}

/// The triangles of these corners, three by three.
pub fn from_corners(corners: Vec<Vec3>, reading: &Reading<'_>) -> Result<Geometry, Fault> {
    let task = reading.task;
    task.set_progress(0.3);
    if !reading.settings.merge_corners {
        let count = corners.len();
        task.reserve(count as u64, 8, "the triangles of this file")?;
        let topology = Topology::uniform(count, 3, (0..count as u32).collect());
        return Ok(Geometry::new(topology, corners));
    }
    let merged = distinct(&corners, task)?;
    task.set_progress(0.9);
    let topology = Topology::uniform(merged.firsts.len(), 3, merged.numbers);
    let positions =
        task.map(merged.firsts.len(), |point| corners[merged.firsts[point] as usize])?;
    Ok(Geometry::new(topology, positions))
}
