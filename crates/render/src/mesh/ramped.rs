//! Colours that go by an attribute.

use geometry::{ColourRamp, Column, Data, Domain, Geometry};
use task::{Stop, Task};

use super::colours;
use crate::renderer::linear;
use crate::upload::Identity;

/// An attribute that colours go by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColourBy {
    /// What it belongs to.
    pub domain: Domain,
    /// Its name.
    pub attribute: String,
    /// Which of its numbers; none for the length of all.
    pub component: Option<usize>,
}

/// From the least to the greatest: dark blue over green to yellow, as even to the eye as can be,
/// also to the colour-blind (viridis: Smith and van der Walt 2015).
pub fn attribute_ramp() -> ColourRamp {
    let stops = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
    let stops = stops.map(|stop| linear(stop.map(|channel| channel as f32 / 255.0)).to_array());
    ColourRamp::even(&stops)
}

/// Steps that the ramp is cut into.
const STEPS: usize = 1024;

/// An attribute with the range of its values and the colours for them.
pub(crate) struct Ramped<'a> {
    by: &'a ColourBy,
    range: [f32; 2],
    steps: Vec<u32>,
}

impl<'a> Ramped<'a> {
    /// Over the values that a geometry has of the attribute; none if it has none.
    pub(crate) fn over(by: &'a ColourBy, geometry: &Geometry) -> Option<Self> {
        let column = geometry.table(by.domain).get(&by.attribute)?;
        let values = Values::of(column, by.component)?;
        let mut range = [f32::INFINITY, f32::NEG_INFINITY];
        for value in (0..column.len()).map(|index| values.at(index)).filter(|v| v.is_finite()) {
            range = [range[0].min(value), range[1].max(value)];
        }
        if range[0] > range[1] {
            range = [0.0, 0.0];
        }
        let ramp = attribute_ramp();
        let step = |index: usize| {
            let colour = ramp.at(index as f32 / (STEPS - 1) as f32);
            colours::pack([colour.x, colour.y, colour.z, 1.0])
        };
        Some(Self { by, range, steps: (0..STEPS).map(step).collect() })
    }

    /// The least and the greatest value.
    pub(crate) fn range(&self) -> [f32; 2] {
        self.range
    }

    /// What the attribute belongs to.
    pub(crate) fn domain(&self) -> Domain {
        self.by.domain
    }

    /// The attribute of a geometry, if it has it.
    pub(crate) fn column<'b>(&self, geometry: &'b Geometry) -> Option<&'b Column> {
        geometry
            .table(self.by.domain)
            .get(&self.by.attribute)
            .filter(|column| Values::of(column, self.by.component).is_some())
    }

    /// What colours follow from besides the column.
    pub(crate) fn identity(&self) -> Identity {
        let [low, high] = self.range.map(f32::to_bits);
        let component = self.by.component.map_or(u32::MAX, |component| component as u32);
        Identity::of_content(&[low, high, component, 1])
    }

    /// The colour of one element.
    pub(crate) fn colour(&self, column: &Column, index: usize) -> u32 {
        let value = Values::of(column, self.by.component).map_or(0.0, |values| values.at(index));
        let [low, high] = self.range;
        let width = (high - low).max(f32::MIN_POSITIVE);
        let part = ((value - low) / width).clamp(0.0, 1.0);
        self.steps[(part * (STEPS - 1) as f32) as usize]
    }

    /// The colours of all elements.
    pub(crate) fn pack(&self, column: &Column, task: &Task) -> Result<Vec<u32>, Stop> {
        task.map(column.len(), |index| self.colour(column, index))
    }
}

/// Numbers of a column, one an element.
struct Values<'a> {
    data: &'a Data,
    size: usize,
    component: Option<usize>,
}

impl<'a> Values<'a> {
    fn of(column: &'a Column, component: Option<usize>) -> Option<Self> {
        let is_number = column.floats().is_some() || column.ints().is_some();
        let is_there = component.is_none_or(|component| component < column.size());
        (is_number && is_there).then(|| Self {
            data: column.data(),
            size: column.size(),
            component,
        })
    }

    fn number(&self, index: usize) -> f32 {
        match self.data {
            Data::Float(values) => values[index],
            Data::Int(values) => values[index] as f32,
            _ => 0.0,
        }
    }

    fn at(&self, element: usize) -> f32 {
        let start = element * self.size;
        match self.component {
            Some(component) => self.number(start + component),
            None => {
                let squares = (0..self.size).map(|offset| self.number(start + offset).powi(2));
                squares.sum::<f32>().sqrt()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec3;

    #[test]
    fn the_least_is_dark_and_the_greatest_bright() {
        let points = Geometry::from_points(vec![Vec3::ZERO, Vec3::Y * 3.0, Vec3::NAN]);
        let by = ColourBy { domain: Domain::Point, attribute: "P".to_owned(), component: Some(1) };
        let ramped = Ramped::over(&by, &points).unwrap();
        assert_eq!(ramped.range(), [0.0, 3.0]);
        let column = ramped.column(&points).unwrap();
        let packed = ramped.pack(column, &Task::unlimited()).unwrap();
        let green = |bits: u32| bits >> 8 & 0xFF;
        assert!(green(packed[0]) < 30 && green(packed[1]) > 200, "{packed:x?}");
        let length = ColourBy { component: None, ..by.clone() };
        assert_eq!(Ramped::over(&length, &points).unwrap().range(), [0.0, 3.0]);
        let absent = ColourBy { component: Some(7), ..by };
        assert!(Ramped::over(&absent, &points).is_none());
    }
}
