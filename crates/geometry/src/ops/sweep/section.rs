//! Cross-sections, laid into the plane of x and y.

use std::f32::consts::TAU;

use glam::Vec3;
use task::{Stop, Task};

use crate::{Geometry, PrimitiveKind};

/// Cross-sections that need no geometry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BuiltIn {
    /// A circle of a radius in metres, of so many points; at least 3.
    RoundTube {
        /// The radius.
        radius: f32,
        /// The number of points.
        columns: u32,
    },
    /// A square of a width in metres.
    SquareTube {
        /// The width.
        width: f32,
    },
    /// A straight line across of a width in metres, of so many segments; at least 1.
    Ribbon {
        /// The width.
        width: f32,
        /// The number of segments.
        columns: u32,
    },
}

impl Default for BuiltIn {
    fn default() -> Self {
        Self::RoundTube { radius: 0.1, columns: 8 }
    }
}

/// The plane that given cross-sections lie in. What is beside the plane goes along the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SectionPlane {
    /// The plane that they are flattest against: of x and y if in doubt.
    #[default]
    Automatic,
    /// Of x and y; z goes along the curve.
    Xy,
    /// Of y and z; x goes along the curve.
    Yz,
    /// Of z and x; y goes along the curve.
    Zx,
}

/// One cross-section.
pub struct Section {
    /// The positions, x and y across the curve and z along it.
    pub points: Vec<Vec3>,
    /// The point, vertex and primitive of the given geometry that each comes from.
    pub point_of: Vec<u32>,
    /// The vertex that each comes from.
    pub vertex_of: Vec<u32>,
    /// The primitive that it comes from.
    pub primitive: u32,
    /// Whether it is a closed curve.
    pub closed: bool,
    /// The length up to each point, and to the first again where it is closed.
    pub lengths: Vec<f32>,
}

/// All cross-sections.
pub struct Sections<'a> {
    /// The geometry that they come from.
    pub geometry: Option<&'a Geometry>,
    /// The cross-sections.
    pub list: Vec<Section>,
}

impl<'a> Sections<'a> {
    /// The polylines and polygons of a geometry. Clockwise polygons are turned round, so that
    /// surfaces face outwards.
    pub fn of(geometry: &'a Geometry, plane: SectionPlane) -> Self {
        let axes = axes(geometry, plane);
        let topology = geometry.topology();
        let list = super::curves(geometry).into_iter().map(|primitive| {
            let kind = topology.kind(primitive as usize);
            let mut vertex_of: Vec<u32> =
                topology.vertices(primitive as usize).map(|vertex| vertex as u32).collect();
            let place = |vertex: &u32| {
                let point = geometry.positions()[topology.corners()[*vertex as usize] as usize];
                Vec3::from(axes.map(|axis| point[axis]))
            };
            let closed = kind == PrimitiveKind::Polygon;
            if closed && area(&vertex_of.iter().map(place).collect::<Vec<Vec3>>()) < 0.0 {
                vertex_of.reverse();
            }
            let points: Vec<Vec3> = vertex_of.iter().map(place).collect();
            let corners = topology.corners();
            let point_of = vertex_of.iter().map(|&vertex| corners[vertex as usize]).collect();
            Section::new(points, closed, point_of, vertex_of, primitive)
        });
        Self { geometry: Some(geometry), list: list.collect() }
    }

    /// One that needs no geometry.
    pub fn built_in(built_in: &BuiltIn, task: &Task) -> Result<Self, Stop> {
        let (points, closed) = match *built_in {
            BuiltIn::RoundTube { radius, columns } => {
                let columns = columns.max(3);
                task.reserve(u64::from(columns), 24, "the cross-section")?;
                let point = |column: u32| {
                    let (sin, cos) = (column as f32 / columns as f32 * TAU).sin_cos();
                    Vec3::new(radius * cos, radius * sin, 0.0)
                };
                ((0..columns).map(point).collect(), true)
            }
            BuiltIn::SquareTube { width } => {
                let half = 0.5 * width;
                let corners = [[half, -half], [half, half], [-half, half], [-half, -half]];
                (corners.map(|[x, y]| Vec3::new(x, y, 0.0)).to_vec(), true)
            }
            BuiltIn::Ribbon { width, columns } => {
                let columns = columns.max(1);
                task.reserve(u64::from(columns) + 1, 24, "the cross-section")?;
                // From right to left, so that the ribbon faces up.
                let x = |column: u32| width * (0.5 - column as f32 / columns as f32);
                ((0..=columns).map(|column| Vec3::X * x(column)).collect(), false)
            }
        };
        let list = vec![Section::new(points, closed, Vec::new(), Vec::new(), 0)];
        Ok(Self { geometry: None, list })
    }
}

impl Section {
    fn new(
        points: Vec<Vec3>,
        closed: bool,
        point_of: Vec<u32>,
        vertex_of: Vec<u32>,
        primitive: u32,
    ) -> Self {
        let mut lengths = vec![0.0];
        let mut sum = 0.0;
        let back = closed.then(|| points[0]);
        for (a, b) in points.iter().zip(points[1..].iter().chain(&back)) {
            sum += f64::from(a.distance(*b));
            lengths.push(sum as f32);
        }
        Self { points, point_of, vertex_of, primitive, closed, lengths }
    }

    /// The number of quads across.
    pub fn quads(&self) -> usize {
        self.points.len() - usize::from(!self.closed)
    }
}

/// Which axes of the geometry become x, y and z.
fn axes(geometry: &Geometry, plane: SectionPlane) -> [usize; 3] {
    let plane = match plane {
        SectionPlane::Automatic => {
            let size = geometry.bounds().size();
            let flattest = size.min_element();
            if size.z <= flattest {
                SectionPlane::Xy
            } else if size.y <= flattest {
                SectionPlane::Zx
            } else {
                SectionPlane::Yz
            }
        }
        given => given,
    };
    match plane {
        SectionPlane::Automatic | SectionPlane::Xy => [0, 1, 2],
        SectionPlane::Yz => [1, 2, 0],
        SectionPlane::Zx => [2, 0, 1],
    }
}

/// Twice the area that a polygon in the plane of x and y runs around counter-clockwise.
fn area(points: &[Vec3]) -> f32 {
    let nexts = points.iter().skip(1).chain(points.first());
    points.iter().zip(nexts).map(|(a, b)| a.truncate().perp_dot(b.truncate())).sum()
}
