//! Colours, packed into four bytes each.

use geometry::{Column, Domain, Geometry};
use task::{Stop, Task};

use super::Ramped;
use crate::upload::Identity;

/// Where the colours of a geometry come from.
pub(crate) struct Colours<'a> {
    /// What they belong to.
    pub(crate) domain: Domain,
    /// What they follow from.
    pub(crate) identities: Vec<Identity>,
    colour: Option<&'a Column>,
    opacity: Option<&'a Column>,
    ramped: Option<&'a Ramped<'a>>,
}

/// The colours of a geometry: those of an attribute that they go by, else its attributes `Cd` and
/// `Alpha`, of the finest domain that has them.
pub(crate) fn colours<'a>(
    geometry: &'a Geometry,
    ramped: Option<&'a Ramped<'a>>,
) -> Option<Colours<'a>> {
    if let Some(ramped) = ramped {
        let column = ramped.column(geometry)?;
        let identities = vec![Identity::of_column(column), ramped.identity()];
        let (colour, opacity) = (Some(column), None);
        let domain = ramped.domain();
        return Some(Colours { domain, identities, colour, opacity, ramped: Some(ramped) });
    }
    let order = [Domain::Vertex, Domain::Point, Domain::Primitive, Domain::Detail];
    order.into_iter().find_map(|domain| {
        let table = geometry.table(domain);
        let is_colour = |column: &&Column| column.floats().is_some() && column.size() >= 3;
        let colour = table.get("Cd").filter(is_colour);
        let opacity = table.get("Alpha").filter(|column| column.floats().is_some());
        colour.or(opacity)?;
        let identities = [colour, opacity].into_iter().flatten().map(Identity::of_column).collect();
        Some(Colours { domain, identities, colour, opacity, ramped: None })
    })
}

impl Colours<'_> {
    /// Whether there are colours, not only opacities.
    pub(crate) fn has_colour(&self) -> bool {
        self.colour.is_some()
    }

    /// Each packed into four bytes.
    pub(crate) fn pack(&self, task: &Task) -> Result<Vec<u32>, Stop> {
        if let (Some(ramped), Some(column)) = (self.ramped, self.colour) {
            return ramped.pack(column, task);
        }
        let count = self.colour.or(self.opacity).map_or(0, Column::len);
        task.map(count, |index| {
            let mut rgba = [1.0; 4];
            if let Some((floats, size)) = tuple(self.colour) {
                let size = size.min(4);
                rgba[..size].copy_from_slice(&floats[index * size_of(self.colour)..][..size]);
            }
            if let Some((floats, size)) = tuple(self.opacity) {
                rgba[3] = floats[index * size];
            }
            pack(rgba)
        })
    }
}

fn tuple(column: Option<&Column>) -> Option<(&[f32], usize)> {
    column.and_then(|column| Some((column.floats()?, column.size())))
}

fn size_of(column: Option<&Column>) -> usize {
    column.map_or(0, Column::size)
}

/// Linear red, green, blue and opacity in four bytes: of colours the square roots, so that dark
/// ones keep their steps.
pub(crate) fn pack([red, green, blue, opacity]: [f32; 4]) -> u32 {
    let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u32;
    let root = |value: f32| byte(value.max(0.0).sqrt());
    root(red) | root(green) << 8 | root(blue) << 16 | byte(opacity) << 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use geometry::shapes;

    #[test]
    fn the_finest_domain_counts_and_colours_keep_their_steps() {
        let mut cube = shapes::cube();
        assert!(colours(&cube, None).is_none());
        let red = Column::new(vec![[1.0_f32, 0.0, 0.0]; 6]);
        cube.table_mut(Domain::Primitive).set("Cd", red);
        let green = Column::new(vec![[0.0_f32, 0.25, 0.0]; 8]);
        cube.table_mut(Domain::Point).set("Cd", green);
        cube.table_mut(Domain::Point).set("Alpha", Column::new(vec![0.5_f32; 8]));
        let found = colours(&cube, None).unwrap();
        assert_eq!(found.domain, Domain::Point);
        let packed = found.pack(&Task::unlimited()).unwrap();
        assert_eq!((packed.len(), packed[0]), (8, 0x8000_8000));
        assert_eq!(pack([f32::NAN, -1.0, 9.0, 1.0]), 0xFFFF_0000);
    }
}
