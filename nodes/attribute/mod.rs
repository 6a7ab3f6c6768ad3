//! Nodes that make and change attributes.

pub mod attribute_blur;
pub mod attribute_create;
pub mod attribute_delete;
pub mod attribute_from_map;
pub mod attribute_noise;
pub mod attribute_promote;
pub mod attribute_randomize;
pub mod attribute_remap;
pub mod attribute_rename;
pub mod attribute_transfer;
pub mod color;
pub mod connectivity;
pub mod enumerate;
pub mod material;
pub mod measure;
pub mod name;
pub mod normal;
pub mod wrangle;
