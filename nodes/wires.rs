//! The kinds of value that flow along wires.

use geometry::{Domain, Geometry};
use graph::WireType;

/// Geometry on a wire.
#[derive(Debug, Clone, Copy)]
pub struct GeometryWire;

impl WireType for GeometryWire {
    type Value = Geometry;
    const ID: &'static str = "geometry";
    const COLOUR: [u8; 3] = [0x56, 0xB4, 0xE9];

    fn blocks(value: &Geometry, visit: &mut dyn FnMut(usize, u64)) {
        value.blocks(visit);
    }

    fn elements(value: &Geometry) -> u64 {
        value.count(Domain::Point).max(value.count(Domain::Primitive)) as u64
    }

    fn summary(value: &Geometry) -> String {
        let mut parts = vec![
            format!("{} points", value.point_count()),
            format!("{} primitives", value.primitive_count()),
        ];
        let packed = value.packed_count();
        if packed > 0 {
            parts.push(format!("{packed} packed"));
        }
        parts.join(", ")
    }
}
