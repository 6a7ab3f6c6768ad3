//! A geometry as the arrays that shaders read.

mod colours;
mod instances;
mod lists;
mod marks;
mod normals;
mod ramped;

pub(crate) use colours::{Colours, colours};
pub(crate) use instances::{Placed, collect};
pub(crate) use lists::{edges, every_point, loose_points, normal_starts, segments, triangles};
pub(crate) use marks::marks;
pub(crate) use normals::normals;
pub(crate) use ramped::Ramped;
pub use ramped::{ColourBy, attribute_ramp};

use geometry::Domain;

/// The number by which shaders name a domain; 0 is none.
pub(crate) fn domain_number(domain: Domain) -> u32 {
    match domain {
        Domain::Point => 1,
        Domain::Vertex => 2,
        Domain::Primitive => 3,
        Domain::Detail => 4,
    }
}
