//! What is written and drawn over the picture: numbers of elements, and what is chosen.

use std::collections::HashSet;

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke};
use geometry::{Bounds, Domain, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind};
use glam::{Mat3, Vec2, Vec3};
use render::{Camera, Projection};

use crate::editor::theme::{self, size};

/// Places of the world on the window.
pub struct Lens<'a> {
    /// Where one looks from.
    pub camera: &'a Camera,
    /// Where the picture lies.
    pub rect: Rect,
    /// Half the size of the scene.
    pub radius: f32,
}

impl Lens<'_> {
    /// Where a place is seen; none if it lies behind.
    pub fn seen(&self, place: Vec3) -> Option<Pos2> {
        let size = Vec2::new(self.rect.width(), self.rect.height());
        let at = self.camera.project(place, size, self.radius)?;
        Some(self.rect.min + egui::vec2(at.x, at.y))
    }
}

/// Beyond this many elements, numbers are not written: nobody could read them, and finding those
/// that could be read would take too long.
const MOST: usize = 200_000;

/// Writes the numbers of points or primitives, as far as there is room for them; where surfaces
/// hide what lies behind, only of what faces the viewer.
pub fn numbers(
    painter: &Painter,
    lens: &Lens<'_>,
    geometry: &Geometry,
    domain: Domain,
    hides: bool,
    colour: Color32,
) {
    let count = geometry.count(domain);
    if count > MOST {
        return;
    }
    let font = theme::mono(size::SMALL);
    let ground = Color32::from_black_alpha(110);
    // A cell of the window for each number, so that none lies over another.
    let mut taken = HashSet::new();
    for element in 0..count {
        let Some(place) = middle(geometry, domain, element) else { continue };
        let Some(at) = lens.seen(place).filter(|at| lens.rect.contains(*at)) else { continue };
        if hides && is_behind(lens, geometry, domain, element) {
            continue;
        }
        let cell = ((at.x / 26.0) as i32, (at.y / 13.0) as i32);
        if !taken.insert(cell) {
            continue;
        }
        let galley = painter.layout_no_wrap(element.to_string(), font.clone(), colour);
        let offset = match domain {
            Domain::Point => egui::vec2(4.0, -galley.size().y - 1.0),
            _ => -galley.size() * 0.5,
        };
        let rect = Rect::from_min_size(at + offset, galley.size());
        painter.rect_filled(rect.expand2(egui::vec2(2.0, 0.0)), 2.0, ground);
        painter.galley(rect.min, galley, colour);
    }
}

/// Whether an element is on the far side of a surface: a polygon that faces away, or a point of
/// which all polygons do.
fn is_behind(lens: &Lens<'_>, geometry: &Geometry, domain: Domain, element: usize) -> bool {
    let topology = geometry.topology();
    let faces_away = |primitive: usize| {
        let place = middle(geometry, Domain::Primitive, primitive).unwrap_or_default();
        let towards = match lens.camera.projection {
            Projection::Perspective => lens.camera.eye() - place,
            Projection::Orthographic => lens.camera.axes().z_axis,
        };
        topology.is_polygon(primitive) && geometry.polygon_area_vector(primitive).dot(towards) < 0.0
    };
    match domain {
        Domain::Primitive => faces_away(element),
        _ => {
            let around = topology.vertices_of_point().of(element);
            let of = topology.primitive_of_vertex();
            !around.is_empty()
                && around.iter().all(|&vertex| faces_away(of[vertex as usize] as usize))
        }
    }
}

/// The middle of an element.
fn middle(geometry: &Geometry, domain: Domain, element: usize) -> Option<Vec3> {
    let positions = geometry.positions();
    match domain {
        Domain::Point => positions.get(element).copied(),
        Domain::Vertex => {
            positions.get(*geometry.topology().corners().get(element)? as usize).copied()
        }
        Domain::Primitive if element < geometry.primitive_count() => {
            let points = geometry.topology().primitive(element);
            let sum: Vec3 = points.iter().map(|&point| positions[point as usize]).sum();
            (!points.is_empty()).then(|| sum / points.len() as f32)
        }
        _ => None,
    }
}

/// The box around chosen elements.
pub fn bounds_of(geometry: &Geometry, domain: Domain, elements: &[usize]) -> Bounds {
    let mut bounds = Bounds::EMPTY;
    let positions = geometry.positions();
    for &element in elements {
        if domain == Domain::Primitive && element < geometry.primitive_count() {
            let points = geometry.topology().primitive(element).iter();
            bounds = points.fold(bounds, |bounds, &point| bounds.with(positions[point as usize]));
        } else if let Some(place) = middle(geometry, domain, element) {
            bounds = bounds.with(place);
        }
    }
    if domain == Domain::Primitive {
        let boxes = elements.iter().filter_map(|&element| corners(geometry, element));
        bounds = boxes.flatten().fold(bounds, Bounds::with);
    }
    bounds
}

/// The corners of the box around what a packed instance shows.
fn corners(geometry: &Geometry, primitive: usize) -> Option<[Vec3; 8]> {
    let table = geometry.primitives();
    let source = *table.read::<i32>(PACKED_SOURCE)?.get(primitive)?;
    let inner = geometry.packed().get(usize::try_from(source).ok()?)?.bounds();
    let matrix = table.read::<[f32; 9]>(PACKED_TRANSFORM);
    let matrix = matrix.map_or(Mat3::IDENTITY, |all| Mat3::from_cols_array(&all[primitive]));
    let point = *geometry.topology().primitive(primitive).first()?;
    let position = geometry.positions()[point as usize];
    if inner.is_empty() {
        return None;
    }
    Some(std::array::from_fn(|corner| {
        let pick = |axis: usize| {
            if corner >> axis & 1 == 0 { inner.min[axis] } else { inner.max[axis] }
        };
        position + matrix * Vec3::new(pick(0), pick(1), pick(2))
    }))
}

/// Chosen elements that are drawn: more are not told apart.
const MOST_CHOSEN: usize = 4000;

/// Outlines what is chosen.
pub fn chosen(
    painter: &Painter,
    lens: &Lens<'_>,
    geometry: &Geometry,
    domain: Domain,
    elements: &[usize],
    accent: Color32,
) {
    let stroke = Stroke::new(2.0, accent);
    let drawn = &elements[..elements.len().min(MOST_CHOSEN)];
    for &element in drawn {
        match domain {
            Domain::Primitive if element < geometry.primitive_count() => {
                if geometry.topology().kind(element) == PrimitiveKind::Packed {
                    frame(painter, lens, geometry, element, stroke);
                } else {
                    outline(painter, lens, geometry, element, stroke);
                }
            }
            _ => {
                let place = middle(geometry, domain, element);
                if let Some(at) = place.and_then(|place| lens.seen(place)) {
                    painter.circle(at, 4.5, accent, Stroke::new(1.5, Color32::WHITE));
                }
            }
        }
    }
}

/// The box around a packed instance.
fn frame(
    painter: &Painter,
    lens: &Lens<'_>,
    geometry: &Geometry,
    primitive: usize,
    stroke: Stroke,
) {
    let Some(corners) = corners(geometry, primitive) else { return };
    let seen = corners.map(|corner| lens.seen(corner));
    for (from, to) in BOX_EDGES {
        if let (Some(from), Some(to)) = (seen[from], seen[to]) {
            painter.line_segment([from, to], stroke);
        }
    }
}

const BOX_EDGES: [(usize, usize); 12] = [
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 7),
    (0, 2),
    (1, 3),
    (4, 6),
    (5, 7),
    (0, 4),
    (1, 5),
    (2, 6),
    (3, 7),
];

fn outline(
    painter: &Painter,
    lens: &Lens<'_>,
    geometry: &Geometry,
    primitive: usize,
    stroke: Stroke,
) {
    let topology = geometry.topology();
    let positions = geometry.positions();
    let points = topology.primitive(primitive).iter();
    let seen: Option<Vec<Pos2>> =
        points.map(|&point| lens.seen(positions[point as usize])).collect();
    let Some(seen) = seen.filter(|seen| seen.len() > 1) else { return };
    let shape = match topology.kind(primitive) {
        PrimitiveKind::Polygon => Shape::closed_line(seen, stroke),
        _ => Shape::line(seen, stroke),
    };
    painter.add(shape);
}

/// The rectangle that a drag spans.
pub fn rubber_band(painter: &Painter, from: Pos2, to: Pos2, accent: Color32) {
    let rect = Rect::from_two_pos(from, to);
    let fill = accent.gamma_multiply(0.12);
    let stroke = Stroke::new(1.0, accent);
    painter.rect(rect, 0.0, fill, stroke, egui::StrokeKind::Inside);
}
