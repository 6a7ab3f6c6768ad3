//! The node library: one file a node, in folders by category.
//!
//! A node is thin: its file declares it, reads inputs and parameters, and calls into `geometry`,
//! `raster` or `learn`.
//! To add one, write its file and put it into [`ALL`].

pub mod attribute;
mod columns;
pub mod copy;
pub mod create;
pub mod curve;
pub mod dataset;
#[cfg(test)]
mod expressions;
mod fields;
pub mod file;
pub mod group;
pub mod learn;
mod losing;
pub mod model;
pub mod modify;
pub mod module;
mod noise_fields;
pub mod reference;
mod rules;
pub mod structure;
#[cfg(test)]
mod testing;
mod transforms;
mod wires;

pub use fields::{DomainChoice, GroupTypeChoice};
pub use wires::{DatasetWire, GeometryWire, ModelWire};

use graph::{Library, NodeType};

/// Every node type.
pub const ALL: &[&NodeType] = &[
    // One line a node, by category, then alphabetical.
    &attribute::attribute_blur::NODE,
    &attribute::attribute_create::NODE,
    &attribute::attribute_delete::NODE,
    &attribute::attribute_from_map::NODE,
    &attribute::attribute_noise::NODE,
    &attribute::attribute_promote::NODE,
    &attribute::attribute_randomize::NODE,
    &attribute::attribute_remap::NODE,
    &attribute::attribute_rename::NODE,
    &attribute::attribute_transfer::NODE,
    &attribute::color::NODE,
    &attribute::connectivity::NODE,
    &attribute::enumerate::NODE,
    &attribute::material::NODE,
    &attribute::measure::NODE,
    &attribute::name::NODE,
    &attribute::normal::NODE,
    &attribute::wrangle::NODE,
    &copy::copy_to_points::NODE,
    &copy::copy_transform::NODE,
    &copy::pack::NODE,
    &copy::scatter::NODE,
    &copy::unpack::NODE,
    &create::r#box::NODE,
    &create::circle::NODE,
    &create::grid::NODE,
    &create::line::NODE,
    &create::platonic::NODE,
    &create::sphere::NODE,
    &create::torus::NODE,
    &create::tube::NODE,
    &curve::resample::NODE,
    &curve::sweep::NODE,
    &dataset::dataset_attributes::NODE,
    &dataset::dataset_merge::NODE,
    &dataset::dataset_split::NODE,
    &dataset::dataset_table::NODE,
    &file::export::NODE,
    &file::file::NODE,
    &group::group_combine::NODE,
    &group::group_create::NODE,
    &group::group_expand::NODE,
    &group::group_promote::NODE,
    &learn::predict_attributes::NODE,
    &learn::train_classifier::NODE,
    &learn::train_regressor::NODE,
    &model::boolean::NODE,
    &model::clip::NODE,
    &model::convex_hull::NODE,
    &model::extrude::NODE,
    &model::facet::NODE,
    &model::subdivide::NODE,
    &model::triangulate::NODE,
    &modify::blast::NODE,
    &modify::bound::NODE,
    &modify::clean::NODE,
    &modify::delete::NODE,
    &modify::fuse::NODE,
    &modify::match_size::NODE,
    &modify::mirror::NODE,
    &modify::mountain::NODE,
    &modify::peak::NODE,
    &modify::ray::NODE,
    &modify::reverse::NODE,
    &modify::smooth::NODE,
    &modify::sort::NODE,
    &modify::split::NODE,
    &modify::transform::NODE,
    &module::module_assemble::NODE,
    &module::module_lattice::NODE,
    &module::module_neighbours::NODE,
    &module::module_place::NODE,
    &module::wave_function_collapse::NODE,
    &structure::for_each::NODE,
    &structure::merge::NODE,
    &structure::null::NODE,
    &structure::object_merge::NODE,
    &structure::repeat::NODE,
    &structure::solver::NODE,
    &structure::subnet::NODE,
    &structure::subnet_input::NODE,
    &structure::subnet_output::NODE,
    &structure::switch::NODE,
];

/// The library of every node type.
pub fn library() -> Library {
    Library::new(ALL.iter().copied())
}
