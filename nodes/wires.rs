//! The kinds of value that flow along wires.

use geometry::{Domain, Geometry};
use graph::WireType;
use learn::{Dataset, Goal, Model};

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

/// A dataset on a wire.
#[derive(Debug, Clone, Copy)]
pub struct DatasetWire;

impl WireType for DatasetWire {
    type Value = Dataset;
    const ID: &'static str = "dataset";
    const COLOUR: [u8; 3] = [0x2F, 0xBF, 0x93];

    fn blocks(value: &Dataset, visit: &mut dyn FnMut(usize, u64)) {
        value.blocks(visit);
    }

    fn elements(value: &Dataset) -> u64 {
        value.rows() as u64
    }

    fn summary(value: &Dataset) -> String {
        let mut parts = vec![format!("{} rows", value.rows()), format!("{} inputs", value.width())];
        for target in value.targets() {
            parts.push(match target.names().len() {
                0 => format!("{} (target)", target.name),
                classes => format!("{} ({classes} classes)", target.name),
            });
        }
        if value.validation().is_some() {
            parts.push(format!("{} held out", value.validation_rows()));
        }
        parts.join(", ")
    }
}

/// A trained network on a wire.
#[derive(Debug, Clone, Copy)]
pub struct ModelWire;

impl WireType for ModelWire {
    type Value = Model;
    const ID: &'static str = "model";
    const COLOUR: [u8; 3] = [0xD9, 0x8A, 0xB8];

    fn blocks(value: &Model, visit: &mut dyn FnMut(usize, u64)) {
        visit(value.parameters().as_ptr() as usize, size_of_val(value.parameters()) as u64);
    }

    fn elements(value: &Model) -> u64 {
        value.parameters().len() as u64
    }

    fn summary(value: &Model) -> String {
        let info = value.info();
        let kind = match info.settings.goal {
            Goal::Classes => "classifier",
            Goal::Numbers => "regressor",
        };
        let mut text = format!("{kind} {}, epoch {}", info.architecture.text(), info.epoch);
        if let Some(accuracy) = info.metrics.accuracy.filter(|_| info.metrics.rows > 0) {
            text.push_str(&format!(", accuracy {:.1} %", accuracy * 100.0));
        }
        text
    }
}
