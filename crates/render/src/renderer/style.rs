//! How lines and points look.

use bytemuck::{Pod, Zeroable};
use glam::Vec4;

use super::view::{linear, with_alpha};
use crate::Settings;

/// A style as shaders read it: `shaders/stroke.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub(crate) struct StyleRecord {
    colour: Vec4,
    width: f32,
    lift: f32,
    fade: f32,
    own_colour: f32,
}

/// What lines and points are drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Edges over surfaces.
    WireOnSurface,
    /// Edges alone.
    Wire,
    /// Curves.
    Curve,
    /// Points that no primitive uses, or all in the mode that shows points.
    Point,
    /// Points over surfaces.
    PointOnSurface,
    /// Normals.
    Normal,
    /// Edges and curves of ghosts.
    Ghost,
    /// Points of a group.
    Group,
    /// What can be picked: wider than it looks.
    Pick,
}

impl Style {
    pub(crate) const ALL: [Self; 9] = [
        Self::WireOnSurface,
        Self::Wire,
        Self::Curve,
        Self::Point,
        Self::PointOnSurface,
        Self::Normal,
        Self::Ghost,
        Self::Group,
        Self::Pick,
    ];

    /// The style in the colours of the backdrop.
    pub(crate) fn record(self, settings: &Settings) -> StyleRecord {
        let backdrop = &settings.backdrop;
        let ink = linear(backdrop.ink);
        let accent = linear(backdrop.accent);
        let near = 4e-4;
        let (colour, width, lift, fade, own_colour) = match self {
            Self::WireOnSurface => (with_alpha(backdrop.wire), 1.0, near, 7.0, 0.0),
            Self::Wire => (ink.extend(0.8), 1.0, near, 3.0, 0.0),
            Self::Curve => (ink.extend(1.0), 1.6, near, 0.0, 1.0),
            Self::Point => (ink.extend(1.0), 5.0, near, 0.0, 1.0),
            Self::PointOnSurface => (accent.extend(1.0), 5.0, 2.0 * near, 0.0, 0.0),
            Self::Normal => (accent.extend(0.9), 1.2, near, 0.0, 0.0),
            Self::Ghost => (ink.extend(0.28), 1.0, 0.0, 3.0, 0.0),
            Self::Pick => (ink.extend(1.0), 9.0, 3.0 * near, 0.0, 0.0),
            Self::Group => (accent.extend(1.0), 7.0, 3.0 * near, 0.0, 0.0),
        };
        StyleRecord { colour, width, lift, fade, own_colour }
    }
}
