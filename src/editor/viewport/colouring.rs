//! Colours that go by an attribute, and the legend that says which is which.

use egui::{Align2, Color32, Painter, Rect, pos2, vec2};
use geometry::{ColourRamp, Domain, Geometry};

use crate::editor::theme::{self, Tokens, size};

/// An attribute that colours go by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colouring {
    /// What it belongs to.
    pub domain: Domain,
    /// Its name.
    pub attribute: String,
    /// Which of its numbers; none for the length of all.
    pub component: Option<usize>,
}

impl Colouring {
    /// Every number of every attribute that colours could go by.
    pub fn choices(geometry: &Geometry) -> Vec<Self> {
        let mut choices = Vec::new();
        for domain in [Domain::Point, Domain::Vertex, Domain::Primitive] {
            for (name, column) in geometry.table(domain).attributes() {
                let is_number = column.floats().is_some() || column.ints().is_some();
                if !is_number || column.size() > 4 {
                    continue;
                }
                let attribute = name.to_string();
                let of = |component| Self { domain, attribute: attribute.clone(), component };
                if column.size() == 1 {
                    choices.push(of(Some(0)));
                } else {
                    choices.push(of(None));
                    choices.extend((0..column.size()).map(|component| of(Some(component))));
                }
            }
        }
        choices
    }

    /// As people read it: `P.y  (point)`.
    pub fn name(&self) -> String {
        format!("{}  ({})", self.short_name(), self.domain.name())
    }

    /// `P.y`, or `N` for a length.
    pub fn short_name(&self) -> String {
        match self.component {
            None => format!("length of {}", self.attribute),
            Some(component) => {
                let letter = ["x", "y", "z", "w"].get(component).copied().unwrap_or("?");
                format!("{}.{letter}", self.attribute)
            }
        }
    }

    /// As the renderer takes it.
    pub fn to_render(&self) -> render::ColourBy {
        render::ColourBy {
            domain: self.domain,
            attribute: self.attribute.clone(),
            component: self.component,
        }
    }
}

/// Draws the legend: the ramp from the least to the greatest value.
pub fn legend(
    painter: &Painter,
    viewport: Rect,
    tokens: &Tokens,
    colouring: &Colouring,
    range: [f32; 2],
) {
    const STEPS: usize = 64;
    let bar = Rect::from_min_size(
        pos2(viewport.right() - 34.0, viewport.center().y - 90.0),
        vec2(12.0, 180.0),
    );
    let ramp = render::attribute_ramp();
    let step = bar.height() / STEPS as f32;
    for index in 0..STEPS {
        let at = 1.0 - (index as f32 + 0.5) / STEPS as f32;
        let top = bar.top() + index as f32 * step;
        let piece = Rect::from_min_size(pos2(bar.left(), top), vec2(bar.width(), step + 0.5));
        painter.rect_filled(piece, 0.0, shown(&ramp, at));
    }
    let font = theme::mono(size::SMALL);
    let title = colouring.short_name();
    let above = bar.right_top() - vec2(0.0, 8.0);
    painter.text(above, Align2::RIGHT_BOTTOM, title, theme::text(size::SMALL), tokens.text);
    let [low, high] = range;
    for (value, y) in [(high, bar.top()), ((low + high) * 0.5, bar.center().y), (low, bar.bottom())]
    {
        let at = pos2(bar.left() - 6.0, y);
        painter.text(at, Align2::RIGHT_CENTER, number(value), font.clone(), tokens.text);
    }
}

fn number(value: f32) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if !(1e-3..1e5).contains(&size) {
        format!("{value:.2e}")
    } else {
        let digits = (3 - size.log10().floor() as i32).clamp(0, 5) as usize;
        format!("{value:.digits$}")
    }
}

fn shown(ramp: &ColourRamp, at: f32) -> Color32 {
    let colour = ramp.at(at);
    egui::Rgba::from_rgb(colour.x, colour.y, colour.z).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geometry::Column;

    #[test]
    fn every_number_of_an_attribute_can_be_chosen() {
        let mut points = Geometry::from_points(vec![glam::Vec3::ZERO; 3]);
        let table = points.table_mut(Domain::Point);
        table.set("height", Column::new(vec![1.0_f32, 2.0, 3.0]));
        table.set("top", Column::group(vec![true, false, true]));
        let names: Vec<String> =
            Colouring::choices(&points).iter().map(Colouring::short_name).collect();
        assert_eq!(names, ["length of P", "P.x", "P.y", "P.z", "height.x"]);
    }

    #[test]
    fn numbers_are_short() {
        let texts = [0.0, 0.5, 1234.5, 1e-6, 2.5e7, -3.25].map(number);
        assert_eq!(texts, ["0", "0.5000", "1234", "1.00e-6", "2.50e7", "-3.250"]);
    }
}
