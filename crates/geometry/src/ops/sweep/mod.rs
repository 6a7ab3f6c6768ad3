//! Surfaces swept by cross-sections along curves.

mod attributes;
mod frames;
mod section;
mod surface;
#[cfg(test)]
mod tests;

use glam::Vec3;
use task::{Stop, Task};

pub use section::{BuiltIn, SectionPlane};

use crate::{Geometry, PrimitiveKind, Selection};
use attributes::Attributes;
use frames::Backbones;
use section::Sections;
use surface::Surface;

/// How [`sweep`] makes surfaces.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// The cross-section where no geometry gives any.
    pub built_in: BuiltIn,
    /// The plane that given cross-sections lie in.
    pub plane: SectionPlane,
    /// Which cross-sections go along which curve.
    pub pairing: Pairing,
    /// The size of the cross-sections; multiplied by the point attribute `pscale`.
    pub scale: f32,
    /// The turn of the cross-sections around the curve, in degrees counter-clockwise seen against
    /// its direction; the point attribute `roll`, in degrees too, is added.
    pub roll_degrees: f32,
    /// What is added to the turn at the start and at the end of each curve, evenly along its
    /// length between them.
    pub twist_degrees: [f32; 2],
    /// Where the y axis of the cross-sections points.
    pub up: Up,
    /// Closes the ends of open curves with a polygon each, where the cross-section is closed.
    pub caps: bool,
    /// Texture coordinates that vertices get.
    pub uvs: Uvs,
    /// Attributes and groups that come from the curves, by name: see [`crate::NamePattern`].
    pub backbone_names: String,
    /// Attributes and groups that come from the cross-sections, where the curves give none of the
    /// name.
    pub section_names: String,
    /// The primitive group of the sides; none if empty.
    pub side_group: String,
    /// The primitive group of the caps; none if empty.
    pub cap_group: String,
}

impl Sweep {
    /// All names but those that say how a point stands, which mean nothing on a surface.
    pub const USUAL_NAMES: &str =
        "* ^N ^v ^up ^orient ^rot ^pscale ^scale ^roll ^trans ^pivot ^transform ^tangentu";
}

impl Default for Sweep {
    fn default() -> Self {
        Self {
            built_in: BuiltIn::default(),
            plane: SectionPlane::default(),
            pairing: Pairing::default(),
            scale: 1.0,
            roll_degrees: 0.0,
            twist_degrees: [0.0; 2],
            up: Up::default(),
            caps: false,
            uvs: Uvs::default(),
            backbone_names: Self::USUAL_NAMES.to_owned(),
            section_names: Self::USUAL_NAMES.to_owned(),
            side_group: "sides".to_owned(),
            cap_group: "caps".to_owned(),
        }
    }
}

/// Which cross-sections go along which curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pairing {
    /// Every one along every curve.
    #[default]
    All,
    /// One along each curve, in turns.
    Cycle,
}

/// Where the y axis of the cross-sections points.
#[derive(Debug, Clone, PartialEq)]
pub enum Up {
    /// At the start of a curve as near to this direction as it can; from there on it turns as
    /// little as it can (rotation-minimising).
    Start(Vec3),
    /// At every point as near as it can to the vector of this point attribute.
    Attribute(String),
}

impl Default for Up {
    fn default() -> Self {
        Self::Start(Vec3::Y)
    }
}

/// Texture coordinates across (u) and along (v) the surface, both by length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Uvs {
    /// None are made.
    #[default]
    None,
    /// From 0 to 1 around each cross-section and along each curve.
    Unit,
    /// In metres.
    Metres,
}

/// Sweeps cross-sections along the chosen polylines and polygons of `backbones`: along their
/// direction goes the z axis of each cross-section.
///
/// The cross-sections are the polylines and polygons of `sections`, or one built in. Polygons are
/// closed curves; on a closed curve the turn that is left over after one round is spread along
/// it, so that the surface meets itself. Surfaces of closed cross-sections face outwards, of open
/// ones to the right of the cross-section's direction seen against the curve's.
///
/// The result holds the surfaces alone: quads row after row, and caps. Points, vertices and
/// primitives have the attributes and groups of the point, vertex and primitive of their curve
/// and, for names that it lacks, of their cross-section; detail attributes likewise. Curves and
/// cross-sections of fewer than two points make nothing. Where a curve has points in one place
/// its direction is that of the next step with a length.
pub fn sweep(
    backbones: &Geometry,
    chosen: &Selection,
    sections: Option<&Geometry>,
    settings: &Sweep,
    task: &Task,
) -> Result<Geometry, Stop> {
    task.check()?;
    let sections = match sections {
        Some(sections) => Sections::of(sections, settings.plane),
        None => Sections::built_in(&settings.built_in, task)?,
    };
    let curves = curves(backbones).into_iter().filter(|&curve| chosen.contains(curve as usize));
    let backbones = Backbones::measure(backbones, curves.collect(), settings, task)?;
    let surface = Surface::lay_out(&backbones, &sections, settings, task)?;
    let topology = surface.topology(task)?;
    let positions = surface.positions(task)?;
    Attributes { surface: &surface, settings, task }.assemble(topology, positions)
}

/// The primitives that are curves of two or more points.
fn curves(geometry: &Geometry) -> Vec<u32> {
    let topology = geometry.topology();
    let is_curve = |&primitive: &u32| {
        let primitive = primitive as usize;
        topology.kind(primitive) != PrimitiveKind::Packed && topology.primitive(primitive).len() > 1
    };
    (0..topology.primitive_count() as u32).filter(is_curve).collect()
}
