//! Faces pulled out of a surface, with walls around them.

mod build;
mod places;
mod region;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use glam::Vec3;
use task::{Stop, Task};

use crate::{Geometry, PerElement, Selection};

/// What moves as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Divide {
    /// Every face for itself, with walls all around.
    Individual,
    /// Faces that share edges, with walls around the whole piece.
    #[default]
    Connected,
}

/// Which way faces move.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Direction {
    /// Every point along the mean normal of the faces around it that move with it, so far that
    /// these faces move by the distance.
    #[default]
    PointNormals,
    /// Every face along its own normal; a connected piece along its mean one.
    PrimitiveNormals,
    /// All in this direction, whose length does not matter.
    Along(Vec3),
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Extrude {
    /// What moves as one.
    pub divide: Divide,
    /// Which way.
    pub direction: Direction,
    /// How far, in metres; below zero into the surface. Of points that several primitives move,
    /// the mean.
    pub distance: PerElement<f32>,
    /// How far the outline moves into its faces, in metres; below zero outwards.
    pub inset: PerElement<f32>,
    /// Whether an inset ends where the first edge of the face or piece has shrunk to a point.
    pub limit_inset: bool,
    /// How far the front turns about its normal, in degrees.
    pub twist_degrees: f32,
    /// How large the front becomes about its centre.
    pub scale: f32,
    /// Rows of faces in a wall, 1 at least.
    pub divisions: u32,
    /// The primitive or point attribute that multiplies the distance; empty for none.
    pub distance_scale: Arc<str>,
    /// The primitive or point attribute that multiplies the inset; empty for none.
    pub inset_scale: Arc<str>,
    /// Whether the moved faces are in the result.
    pub front: bool,
    /// Whether the faces are also left where they were, turned over.
    pub back: bool,
    /// Whether the walls are in the result.
    pub sides: bool,
    /// What the new elements are put into.
    pub groups: ExtrudeGroups,
}

/// Names of groups that are made; empty for none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExtrudeGroups {
    /// Primitives: the moved faces.
    pub front: Arc<str>,
    /// Primitives: the faces that were left.
    pub back: Arc<str>,
    /// Primitives: the walls.
    pub sides: Arc<str>,
    /// Points: where walls meet moved faces.
    pub front_seam: Arc<str>,
    /// Points: where walls stand.
    pub back_seam: Arc<str>,
}

impl Default for Extrude {
    fn default() -> Self {
        let none: Arc<str> = "".into();
        Self {
            divide: Divide::default(),
            direction: Direction::default(),
            distance: 0.0.into(),
            inset: 0.0.into(),
            limit_inset: true,
            twist_degrees: 0.0,
            scale: 1.0,
            divisions: 1,
            distance_scale: none.clone(),
            inset_scale: none,
            front: true,
            back: false,
            sides: true,
            groups: ExtrudeGroups::default(),
        }
    }
}

/// Moves the chosen faces and joins them to where they were by walls.
///
/// **Faces.** Moved faces stand where the chosen ones stood among the primitives; walls follow
/// all others, then what is left in the back. Between two faces that move as one there is no
/// wall; at borders, at edges with more than two faces and between faces that face differently
/// there is. Where pieces touch in a point alone, each gets a point of its own. A closed surface
/// that moves as one is only moved. Of a chosen polyline the walls below its edges are made, up
/// from it along the point attribute `N`, or along Y; the line itself goes. Polygons with fewer
/// than three corners and packed instances stay as they are.
///
/// **Attributes.** New points have the attributes and groups of the point below them, walls and
/// backs those of the face that they come from, and their vertices those of the vertices below.
/// The texture coordinate `uv` of walls is laid out beside the moved face's, at its scale, so
/// that a texture runs on over the edge. Points that nothing uses any more go; others keep their
/// order.
pub fn extrude(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Extrude,
    task: &Task,
) -> Result<Geometry, Stop> {
    let region = region::Region::new(geometry, chosen, settings.divide, task)?;
    if region.faces.is_empty() {
        return Ok(geometry.clone());
    }
    // A face that moves for itself has no faces around it.
    let own_normals = Extrude { direction: Direction::PrimitiveNormals, ..settings.clone() };
    let alone =
        settings.divide == Divide::Individual && settings.direction == Direction::PointNormals;
    build::build(geometry, &region, if alone { &own_normals } else { settings }, task)
}
