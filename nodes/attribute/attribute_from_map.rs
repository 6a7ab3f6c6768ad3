//! Attribute from Map: an image on points.

use std::sync::Arc;

use geometry::ops::attribute::{Error, is_valid_name};
use geometry::{Domain, Geometry, Meaning, Selection};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};
use raster::{FileError, Image, Values, Wrap};
use task::{Stop, Task};

use crate::fields::{GROUP, attribute_failed, filled, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const FILE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::FileToRead, "file", "Image File", "")
        .help("The image to read: PNG of 8 or 16 bits, or JPEG.");
const NAME: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "name", "Attribute Name", "Cd")
        .help("The point attribute to make, such as Cd for colours, or height for Peak to use.");
const CHANNEL: Parameter<Chosen<Channel>> = Parameter::menu("channel", "Channel").help(
    "What of the image is taken. Color gives three numbers; the others give one, or three of it \
     where the name asks for three, as Cd does.",
);
const COLOR_SPACE: Parameter<Chosen<ValuesChoice>> = Parameter::menu("color_space", "Color Space")
    .help(
        "What the numbers of the file mean. Automatic takes images in colour of 8 bits as sRGB \
         and others as data from 0 to 1. Stored Numbers gives what the file has, such as metres \
         of height: 0 to 255, or to 65,535.",
    );
const UV: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "uv_attribute", "UV Attribute", "uv").help(
        "The vertex or point attribute that says where in the image a point is. Where there is \
         none, or without a name, the image lies over the bounding box as seen from above: its \
         right edge at the highest X, its upper edge at the lowest Z.",
    );
const WRAP: Parameter<Chosen<WrapChoice>> = Parameter::menu("wrap", "Wrap")
    .help("What lies beyond the edges of the image, for texture coordinates beyond 0 and 1.");
const SCALE: Parameter<f32> =
    Parameter::float("scale", "Scale", 1.0).soft(0.0, 10.0).help("Multiplies the values.");
const OFFSET: Parameter<f32> = Parameter::float("offset", "Offset", 0.0)
    .soft(-1.0, 1.0)
    .help("Is added to the values after they are scaled.");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Color,
    Luminance,
    /// By its place among red, green, blue, alpha.
    Single(usize),
}

impl Choices for Channel {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("color", "Color"),
        Choice::new("luminance", "Luminance"),
        Choice::new("red", "Red"),
        Choice::new("green", "Green"),
        Choice::new("blue", "Blue"),
        Choice::new("alpha", "Alpha"),
    ];
    const VALUES: &'static [Self] = &[
        Self::Color,
        Self::Luminance,
        Self::Single(0),
        Self::Single(1),
        Self::Single(2),
        Self::Single(3),
    ];
}

#[derive(Debug, Clone, Copy)]
struct ValuesChoice(Values);

impl Choices for ValuesChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("automatic", "Automatic"),
        Choice::new("data", "Data, 0 to 1"),
        Choice::new("srgb", "sRGB"),
        Choice::new("stored", "Stored Numbers"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Values::Automatic), Self(Values::Unit), Self(Values::Srgb), Self(Values::Stored)];
}

#[derive(Debug, Clone, Copy)]
struct WrapChoice(Wrap);

impl Choices for WrapChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("repeat", "Repeat"),
        Choice::new("clamp", "Streak the Edge"),
        Choice::new("mirror", "Mirror"),
        Choice::new("zero", "Zero"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Wrap::Repeat), Self(Wrap::Clamp), Self(Wrap::Mirror), Self(Wrap::Zero)];
}

/// The declaration of Attribute from Map.
pub const NODE: NodeType = NodeType {
    id: "attribute_from_map",
    label: "Attribute from Map",
    category: "attribute",
    aliases: &["Attribute from Texture", "Image Texture", "Texture to Points", "Displacement Map"],
    help: "Samples an image for every point, between pixels by their distance, and keeps what it \
           finds as a point attribute: colours, masks, heights. A point whose corners have \
           different texture coordinates takes the mean of what they find; one without any takes \
           zeros. With Peak along Y, a map of heights becomes a terrain.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        FILE.declaration,
        NAME.declaration,
        CHANNEL.declaration,
        COLOR_SPACE.declaration,
        UV.declaration,
        WRAP.declaration,
        SCALE.declaration,
        OFFSET.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let mut geometry = cook.input(INPUT)?.clone();
    let task = cook.task();
    let chosen = selection(cook, GROUP, &geometry, Domain::Point)?;
    let name = cook.get(NAME);
    if !is_valid_name(&name) {
        return Err(attribute_failed(Error::BadName(name.to_string())));
    }
    let Chosen(ValuesChoice(values)) = cook.get(COLOR_SPACE);
    let image = raster::load(&cook.file(FILE)?.path, values, task).map_err(image_failed)?;
    let Chosen(WrapChoice(wrap)) = cook.get(WRAP);
    let Chosen(channel) = cook.get(CHANNEL);
    let (scale, offset) = (cook.get(SCALE), cook.get(OFFSET));
    let uv_name = cook.get(UV);
    task.reserve(geometry.point_count() as u64, 12, "the attribute of these points")?;
    let map = Map { image, wrap, channel };
    let values = values_of(&map, &geometry, filled(&uv_name), &chosen, task)?;
    let value = |point: usize| values[point] * scale + Vec3::splat(offset);
    let is_triple = channel == Channel::Color || geometry::meaning_of(&name, 3) != Meaning::None;
    let points = geometry.table_mut(Domain::Point);
    if is_triple {
        task.fill(points.write::<Vec3>(&name), |point, slot| {
            if chosen.contains(point) {
                *slot = value(point);
            }
        })?;
    } else {
        task.fill(points.write::<f32>(&name), |point, slot| {
            if chosen.contains(point) {
                *slot = value(point).x;
            }
        })?;
    }
    Ok(Outputs::one::<GeometryWire>(geometry))
}

fn image_failed(error: FileError) -> NodeError {
    match error {
        FileError::Stopped(stop) => stop.into(),
        other => NodeError::message(other),
    }
}

/// What is sampled.
struct Map {
    image: Image,
    wrap: Wrap,
    channel: Channel,
}

impl Map {
    /// What the image shows at a place; the same number three times where it is one.
    fn at(&self, uv: [f32; 2], wrap: Wrap) -> Vec3 {
        let mut pixel = [0.0; 4];
        let channels = self.image.channels().min(4);
        self.image.sample(uv, wrap, &mut pixel[..channels]);
        let colour = if channels < 3 { Vec3::splat(pixel[0]) } else { Vec3::from_slice(&pixel) };
        match self.channel {
            Channel::Color => colour,
            // ITU-R BT.709.
            Channel::Luminance => Vec3::splat(colour.dot(Vec3::new(0.2126, 0.7152, 0.0722))),
            Channel::Single(3) if channels.is_multiple_of(2) => Vec3::splat(pixel[channels - 1]),
            Channel::Single(3) => Vec3::ONE,
            Channel::Single(index) => Vec3::splat(colour[index]),
        }
    }
}

/// What each chosen point finds in the image.
fn values_of(
    map: &Map,
    geometry: &Geometry,
    uv: Option<&str>,
    chosen: &Selection,
    task: &Task,
) -> Result<Vec<Vec3>, Stop> {
    let uv = uv.unwrap_or("");
    let count = geometry.point_count();
    let of_chosen = |value: &(dyn Fn(usize) -> Vec3 + Sync)| {
        task.map(count, |point| if chosen.contains(point) { value(point) } else { Vec3::ZERO })
    };
    if let Some(uvs) = Uvs::of(geometry.vertices(), uv) {
        let corners = geometry.topology().vertices_of_point();
        return of_chosen(&|point| {
            let own = corners.of(point);
            let sum: Vec3 = own.iter().map(|&v| map.at(uvs.get(v as usize), map.wrap)).sum();
            sum / own.len().max(1) as f32
        });
    }
    if let Some(uvs) = Uvs::of(geometry.points(), uv) {
        return of_chosen(&|point| map.at(uvs.get(point), map.wrap));
    }
    let positions = geometry.positions();
    let bounds = geometry::Bounds::of(positions);
    let part = |value: f32, from: f32, to: f32| {
        if from == to { 0.5 } else { (value - from) / (to - from) }
    };
    of_chosen(&|point| {
        let Vec3 { x, z, .. } = positions[point];
        let uv = [part(x, bounds.min.x, bounds.max.x), part(z, bounds.max.z, bounds.min.z)];
        // At the edge of the box there is nothing beyond to mix with.
        map.at(uv, Wrap::Clamp)
    })
}

/// Texture coordinates of two numbers or three.
struct Uvs<'a> {
    values: &'a [f32],
    size: usize,
}

impl<'a> Uvs<'a> {
    fn of(table: &'a geometry::Table, name: &str) -> Option<Self> {
        let column = table.get(name).filter(|column| matches!(column.size(), 2 | 3))?;
        Some(Self { values: column.floats()?, size: column.size() })
    }

    fn get(&self, index: usize) -> [f32; 2] {
        [self.values[index * self.size], self.values[index * self.size + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, shapes};
    use graph::Value;

    /// A PNG of two by two grey pixels of 16 bits, 100 200 above and 300 400 below.
    fn image() -> (tempfile::TempDir, Value) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.png");
        let pixels = vec![100_u16, 200, 300, 400];
        let image = image::ImageBuffer::<image::Luma<u16>, _>::from_raw(2, 2, pixels).unwrap();
        image.save(&path).unwrap();
        let path = text(path.to_str().unwrap());
        (folder, path)
    }

    fn sampled(grid: &Geometry, more: &[(&str, Value)]) -> Result<Geometry, NodeError> {
        let (_folder, file) = image();
        // Of a parameter that is given twice the first counts.
        let values = [more, &[("file", file), ("color_space", text("stored"))]].concat();
        cook_geometry(&NODE, &values, &[grid])
    }

    fn heights(grid: &Geometry, more: &[(&str, Value)]) -> Vec<f32> {
        let values = [&[("name", text("height")), ("channel", text("red"))], more].concat();
        sampled(grid, &values).unwrap().points().read::<f32>("height").unwrap().to_vec()
    }

    /// Two by two squares of one metre in the ZX plane, without texture coordinates.
    fn grid() -> Geometry {
        let mut grid = shapes::grid(2, 2);
        let positions = grid.positions_mut();
        for (point, position) in positions.iter_mut().enumerate() {
            *position = Vec3::new((point % 3) as f32, 0.0, (point / 3) as f32);
        }
        grid.table_mut(Domain::Vertex).remove("uv");
        grid.table_mut(Domain::Point).remove("uv");
        grid
    }

    #[test]
    fn without_texture_coordinates_the_image_lies_over_the_box_seen_from_above() {
        let expected = [100.0, 150.0, 200.0, 200.0, 250.0, 300.0, 300.0, 350.0, 400.0];
        assert_eq!(heights(&grid(), &[]), expected);
        let scaled = [("scale", Value::Float(0.5)), ("offset", Value::Float(1.0))];
        assert_eq!(heights(&grid(), &scaled)[..2], [51.0, 76.0]);
        let some = [("group", text("0"))];
        assert_eq!(heights(&grid(), &some)[..2], [100.0, 0.0]);
    }

    #[test]
    fn texture_coordinates_rule_where_there_are_any() {
        let mut grid = grid();
        let uvs: Vec<[f32; 2]> = (0..9).map(|point| [0.25 + point as f32, 0.25]).collect();
        grid.table_mut(Domain::Point).set("uv", Column::new(uvs));
        assert_eq!(heights(&grid, &[]), [300.0; 9], "again and again");
        let streaked = heights(&grid, &[("wrap", text("clamp"))]);
        assert_eq!(streaked[..3], [300.0, 400.0, 400.0]);
        assert_eq!(heights(&grid, &[("uv_attribute", text(""))])[0], 100.0, "from above");
        // The corners of the middle point see the four pixels.
        let corners = grid.topology().vertices_of_point().of(4).to_vec();
        let mut uvs = vec![[0.25, 0.75]; grid.vertex_count()];
        for (corner, uv) in
            corners.into_iter().zip([[0.25, 0.75], [0.75; 2], [0.25; 2], [0.75, 0.25]])
        {
            uvs[corner as usize] = uv;
        }
        grid.table_mut(Domain::Vertex).set("uv", Column::new(uvs));
        assert_eq!(heights(&grid, &[])[3..5], [100.0, 250.0]);
    }

    #[test]
    fn colours_have_three_numbers_and_alpha_is_there() {
        let colours = sampled(&grid(), &[]).unwrap();
        assert_eq!(colours.points().read::<Vec3>("Cd").unwrap()[0], Vec3::splat(100.0));
        let alpha = sampled(&grid(), &[("name", text("Alpha")), ("channel", text("alpha"))]);
        assert_eq!(alpha.unwrap().points().read::<f32>("Alpha").unwrap(), [1.0; 9]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let said = |values: &[(&str, Value)]| sampled(&grid(), values).unwrap_err().to_string();
        assert!(said(&[("name", text("a b"))]).contains("cannot be an attribute's name"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.png");
        std::fs::write(&path, "no image").unwrap();
        let wrong = [("file", text(path.to_str().unwrap()))];
        assert!(said(&wrong).contains("no PNG and no JPEG"), "{}", said(&wrong));
        let missing = [("file", text("nowhere.png"))];
        assert!(said(&missing).contains("no such file"), "{}", said(&missing));
    }
}
