//! What is written in the corners: where one looks from, the node, elements, times, axes.

use egui::{Align2, Painter, Pos2, Rect, Stroke, vec2};
use render::Camera;

use crate::editor::session::Session;
use crate::editor::theme::{self, Tokens, size};
use crate::editor::widgets::{count, duration};

/// Draws the corners.
pub fn show(
    painter: &Painter,
    rect: Rect,
    tokens: &Tokens,
    session: &Session,
    camera: &Camera,
    frame_seconds: f64,
) {
    let results = &session.results;
    let left = rect.left_top() + vec2(14.0, 10.0);
    let font = theme::text(size::TEXT);
    painter.text(left, Align2::LEFT_TOP, camera.name(), font.clone(), tokens.text);
    let path = results.shown.as_ref().map(|shown| shown.path.clone());
    let path = path.or_else(|| session.displayed().map(|path| path.to_string()));
    let path = path.unwrap_or_default();
    let small = theme::mono(size::SMALL);
    painter.text(left + vec2(0.0, 19.0), Align2::LEFT_TOP, path, small.clone(), tokens.second);

    let right = rect.right_top() + vec2(-14.0, 10.0);
    let elements = results.shown.as_ref().map(|shown| match shown.geometry() {
        Some(geometry) => elements(geometry),
        None => shown.value.summary(),
    });
    let elements = elements.unwrap_or_default();
    painter.text(right, Align2::RIGHT_TOP, elements, font, tokens.text);
    let mut times = Vec::new();
    if let Some(shown) = &results.shown {
        times.push(format!("{} cook", duration(shown.seconds)));
    }
    if frame_seconds > 0.0 {
        times.push(format!("{} frame", duration(frame_seconds)));
    }
    let times = times.join(" · ");
    painter.text(right + vec2(0.0, 19.0), Align2::RIGHT_TOP, times, small, tokens.second);
    axes(painter, rect.left_bottom() + vec2(48.0, -44.0), camera);
}

/// The elements of a geometry in a few words.
fn elements(geometry: &geometry::Geometry) -> String {
    let packed = geometry.packed_count();
    let primitives = geometry.primitive_count() - packed;
    let mut parts = Vec::new();
    if packed > 0 {
        parts.push(format!("{} packed", count(packed as u64)));
    }
    if primitives > 0 || packed == 0 {
        parts.push(format!("{} points", count(geometry.point_count() as u64)));
        parts.push(format!("{} prims", count(primitives as u64)));
    }
    parts.join(" · ")
}

/// The axes of the world as one sees them.
fn axes(painter: &Painter, centre: Pos2, camera: &Camera) {
    const LENGTH: f32 = 28.0;
    let view = camera.axes().transpose();
    let names = [
        ("X", egui::Color32::from_rgb(232, 92, 84)),
        ("Y", egui::Color32::from_rgb(122, 201, 82)),
        ("Z", egui::Color32::from_rgb(88, 152, 244)),
    ];
    let mut arms: Vec<(f32, usize)> = (0..3).map(|axis| (view.col(axis).z, axis)).collect();
    // Those that point away lie below.
    arms.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, axis) in arms {
        let towards = view.col(axis);
        let arm = vec2(towards.x, -towards.y);
        let (name, colour) = names[axis];
        let tip = centre + arm * LENGTH;
        painter.line_segment([centre, tip], Stroke::new(1.75, colour));
        if arm.length() > 0.15 {
            let at = tip + arm.normalized() * 8.0;
            painter.text(at, Align2::CENTER_CENTER, name, theme::strong(size::SMALL), colour);
        }
    }
}
