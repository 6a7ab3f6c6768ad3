//! The menus of Sweep.

use geometry::ops::sweep::{Pairing, SectionPlane, Uvs};
use glam::Vec3;
use graph::{Choice, Choices};

/// What cross-sections there are.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Input,
    RoundTube,
    SquareTube,
    Ribbon,
}

impl Choices for Shape {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("input", "Second Input Cross Sections"),
        Choice::new("round_tube", "Round Tube"),
        Choice::new("square_tube", "Square Tube"),
        Choice::new("ribbon", "Ribbon"),
    ];
    const VALUES: &'static [Self] = &[Self::Input, Self::RoundTube, Self::SquareTube, Self::Ribbon];
}

/// The plane of the cross-sections.
#[derive(Debug, Clone, Copy)]
pub struct Plane(pub SectionPlane);

impl Choices for Plane {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("automatic", "Automatic"),
        Choice::new("xy", "XY"),
        Choice::new("yz", "YZ"),
        Choice::new("zx", "ZX"),
    ];
    const VALUES: &'static [Self] = &[
        Self(SectionPlane::Automatic),
        Self(SectionPlane::Xy),
        Self(SectionPlane::Yz),
        Self(SectionPlane::Zx),
    ];
}

/// Which cross-sections go along which curve.
#[derive(Debug, Clone, Copy)]
pub struct Pairs(pub Pairing);

impl Choices for Pairs {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("all", "All Cross Sections on Each Curve"),
        Choice::new("cycle", "One Cross Section on Each Curve, in Turns"),
    ];
    const VALUES: &'static [Self] = &[Self(Pairing::All), Self(Pairing::Cycle)];
}

/// Where the up vector comes from.
#[derive(Debug, Clone, Copy)]
pub enum UpFrom {
    /// This direction, at the start of each curve.
    Start(Vec3),
    /// The custom direction, at the start of each curve.
    Custom,
    /// The attribute, at each point.
    Attribute,
}

impl Choices for UpFrom {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("y", "Y Axis at Start"),
        Choice::new("x", "X Axis at Start"),
        Choice::new("z", "Z Axis at Start"),
        Choice::new("custom", "Custom at Start"),
        Choice::new("attribute", "Attribute at Each Point"),
    ];
    const VALUES: &'static [Self] = &[
        Self::Start(Vec3::Y),
        Self::Start(Vec3::X),
        Self::Start(Vec3::Z),
        Self::Custom,
        Self::Attribute,
    ];
}

/// Whether and how ends are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caps {
    None,
    Single,
}

impl Choices for Caps {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("none", "None"), Choice::new("single", "Single Polygon")];
    const VALUES: &'static [Self] = &[Self::None, Self::Single];
}

/// What texture coordinates there are.
#[derive(Debug, Clone, Copy)]
pub struct UvChoice(pub Uvs);

impl Choices for UvChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("none", "None"),
        Choice::new("unit", "From 0 to 1"),
        Choice::new("metres", "In Metres"),
    ];
    const VALUES: &'static [Self] = &[Self(Uvs::None), Self(Uvs::Unit), Self(Uvs::Metres)];
}
