//! Geometry as packed instances.

use std::sync::Arc;

use glam::Vec3;
use rayon::prelude::*;
use task::{Stop, Task};

use super::extract::{self, LoosePoints};
use super::merge::merge;
use super::pieces::{PieceName, PieceNumbers, Pieces, PiecesError};
use super::realize::Parts;
use crate::{
    Column, Domain, Geometry, NONE, NamePattern, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind,
    Selection, Table, Text, Topology,
};

/// What becomes one packed instance each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PackBy {
    /// All that is chosen.
    #[default]
    Whole,
    /// Each value of an integer or text attribute of primitives or, where they have none, of
    /// points.
    Attribute(String),
    /// Each primitive group whose name is among these: see [`NamePattern`]. A primitive in
    /// several goes with the first by name; primitives in none are not packed.
    Groups(String),
}

/// Which place of the packed geometry its point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pivot {
    /// The origin; then several instances' points lie in one place.
    Origin,
    /// The middle of its bounding box.
    #[default]
    Center,
}

/// How [`pack`] packs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pack {
    /// What becomes one instance each.
    pub by: PackBy,
    /// Where the instance's point is.
    pub pivot: Pivot,
    /// Attributes and groups that the instances have too, by name (see [`NamePattern`]): on the
    /// point those of the piece's first point, on the primitive those of its first primitive.
    pub names: String,
}

/// Packs the chosen primitives.
///
/// What is inside keeps all its attributes and groups; it is moved so that the pivot is at its
/// origin. The instance carries the attribute that made the piece, or, as the text `name`, the
/// name of its group. What is not packed comes first in the result: primitives that are not
/// chosen, and points without primitives unless everything is packed as one or pieces are made
/// by a point attribute. Detail attributes are inside and outside. Where there is nothing to
/// pack, there is no instance.
pub fn pack(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Pack,
    task: &Task,
) -> Result<Geometry, PiecesError> {
    task.check()?;
    let all = chosen.is_all();
    if settings.by == PackBy::Whole && all {
        if geometry.point_count() == 0 {
            return Ok(geometry.clone());
        }
        let first = |count: usize| if count == 0 { NONE } else { 0 };
        let inside = vec![Arc::new(geometry.clone())];
        let firsts = Firsts {
            points: vec![first(geometry.point_count())],
            primitives: vec![first(geometry.primitive_count())],
        };
        return Ok(instances(geometry, inside, &firsts, settings, None, task)?);
    }
    let (domain, mut of, names) = numbers(geometry, settings, task)?;
    let by_points = domain == Domain::Point;
    if !all {
        if by_points {
            // Points without primitives stay where only some primitives are chosen.
            of = task.map(geometry.primitive_count(), |primitive| {
                let first = geometry.topology().primitive(primitive).first();
                first.map_or(NONE, |&point| of[point as usize])
            })?;
        }
        for (primitive, number) in of.iter_mut().enumerate() {
            if !chosen.contains(primitive) {
                *number = NONE;
            }
        }
    }
    let domain = if all { domain } else { Domain::Primitive };
    let pieces = Pieces::by_number(geometry, domain, &of, names, task)?.without_empty();
    if pieces.is_empty() {
        return Ok(geometry.clone());
    }
    let mut stays = vec![true; geometry.primitive_count()];
    pieces.primitives.items().iter().for_each(|&primitive| stays[primitive as usize] = false);
    let loose = match domain {
        Domain::Point => LoosePoints::Drop,
        _ => LoosePoints::DropFreed,
    };
    let rest = extract::primitives(geometry, &stays, loose, task)?;
    let inside = Parts::pieces(geometry, &pieces, task)?.separate(task)?;
    let first = |lists: &crate::Adjacency| {
        (0..pieces.len()).map(|piece| lists.of(piece).first().copied().unwrap_or(NONE)).collect()
    };
    let firsts = Firsts { points: first(&pieces.points), primitives: first(&pieces.primitives) };
    let named = match &settings.by {
        PackBy::Whole => None,
        PackBy::Attribute(name) => Some((name.as_str(), &pieces.names[..])),
        PackBy::Groups(_) => Some(("name", &pieces.names[..])),
    };
    let packed = instances(geometry, inside, &firsts, settings, named, task)?;
    Ok(merge(&[&rest, &packed], task)?)
}

/// The number of the piece of each primitive or point, and the pieces' names.
fn numbers(
    geometry: &Geometry,
    settings: &Pack,
    task: &Task,
) -> Result<(Domain, Vec<u32>, Vec<PieceName>), PiecesError> {
    let count = geometry.primitive_count();
    match &settings.by {
        PackBy::Whole => Ok((Domain::Primitive, vec![0; count], vec![PieceName::Integer(0)])),
        PackBy::Attribute(name) => {
            let (domain, column) = Pieces::column(geometry, name)?;
            let numbers = PieceNumbers::of(column, task)?
                .ok_or_else(|| PiecesError::wrong_type(name, column))?;
            Ok((domain, numbers.of, numbers.names))
        }
        PackBy::Groups(field) => {
            let mut of = vec![NONE; count];
            let mut names = Vec::new();
            let pattern = NamePattern::new(field);
            for (name, members) in geometry.primitives().groups() {
                if pattern.matches(name) {
                    let number = names.len() as u32;
                    for (slot, _) in of.iter_mut().zip(members).filter(|(_, member)| **member) {
                        *slot = number.min(*slot);
                    }
                    names.push(PieceName::Text(name.clone()));
                }
            }
            Ok((Domain::Primitive, of, names))
        }
    }
}

/// The first elements of the pieces.
struct Firsts {
    points: Vec<u32>,
    primitives: Vec<u32>,
}

/// One packed instance of each geometry inside, moved to its pivot.
fn instances(
    geometry: &Geometry,
    mut inside: Vec<Arc<Geometry>>,
    firsts: &Firsts,
    settings: &Pack,
    named: Option<(&str, &[PieceName])>,
    task: &Task,
) -> Result<Geometry, Stop> {
    let count = inside.len();
    let mut pivots = vec![Vec3::ZERO; count];
    if settings.pivot == Pivot::Center {
        inside.par_iter_mut().zip(&mut pivots).try_for_each(|(inside, pivot)| {
            *pivot = inside.bounds().center();
            let mut moved = (**inside).clone();
            task.fill(moved.positions_mut(), |_, point| *point -= *pivot)?;
            *inside = Arc::new(moved);
            Ok::<(), Stop>(())
        })?;
    }
    let mut points = taken_over(geometry.points(), &firsts.points, &settings.names, task)?;
    points.set("P", Column::new(pivots));
    let mut primitives =
        taken_over(geometry.primitives(), &firsts.primitives, &settings.names, task)?;
    if let Some((name, names)) = named {
        primitives.set(name, names_column(names));
    }
    primitives.set(PACKED_SOURCE, Column::new((0..count as i32).collect::<Vec<i32>>()));
    let corners = (0..count as u32).collect();
    let kinds = vec![PrimitiveKind::Packed; count];
    let topology = Topology::new(count, (0..=count as u32).collect(), corners, kinds);
    let detail = geometry.detail().clone();
    let vertices = Table::new(count);
    Ok(Geometry::from_tables(topology, points, vertices, primitives, detail).with_packed(inside))
}

/// The rows of the first elements, of the columns that the field names; none for pieces that
/// have no such element.
fn taken_over(from: &Table, firsts: &[u32], field: &str, task: &Task) -> Result<Table, Stop> {
    let mut table = Table::new(firsts.len());
    if firsts.contains(&NONE) {
        return Ok(table);
    }
    let names = NamePattern::new(field);
    for (name, column) in from.iter() {
        let places = ["P", PACKED_SOURCE, PACKED_TRANSFORM].contains(&&**name);
        if !places && names.matches(name) {
            table.set(name, column.gather(firsts, task)?);
        }
    }
    Ok(table)
}

fn names_column(names: &[PieceName]) -> Column {
    let integers: Option<Vec<i32>> = names
        .iter()
        .map(|name| if let PieceName::Integer(value) = name { Some(*value) } else { None })
        .collect();
    match integers {
        Some(integers) => Column::new(integers),
        None => Column::text(Text::from_strings(names.iter().map(PieceName::text))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::unpack::{Unpack, unpack};
    use super::*;
    use crate::shapes;

    fn every_way() -> Vec<Pack> {
        let by = [
            PackBy::Whole,
            PackBy::Attribute("piece".into()),
            PackBy::Attribute("name".into()),
            PackBy::Groups("odd".into()),
        ];
        let ways = by.into_iter().flat_map(|by| {
            [Pivot::Origin, Pivot::Center].map(|pivot| Pack {
                by: by.clone(),
                pivot,
                names: "* ^old".into(),
            })
        });
        ways.collect()
    }

    #[test]
    fn packing_and_unpacking_gives_the_same_surface_for_every_shape() {
        let task = Task::unlimited();
        for (name, mut shape) in shapes::all() {
            let old = Column::group(vec![true; shape.primitive_count()]);
            shape.table_mut(Domain::Primitive).set("old", old);
            let finite = !name.contains("not numbers");
            let half: Vec<bool> = (0..shape.primitive_count()).map(|i| i % 3 != 0).collect();
            for settings in every_way() {
                for chosen in [Selection::All(half.len()), Selection::Some(half.clone())] {
                    let what = format!("{name} {settings:?}");
                    let packed = pack(&shape, &chosen, &settings, &task).unwrap();
                    shapes::assert_sound(&packed, finite, &what);
                    assert!(packed.detail().contains("note"));
                    let old = packed.primitives().group("old").unwrap_or(&[]);
                    let new = (0..packed.primitive_count()).map(|i| old.get(i) != Some(&true));
                    let new = Selection::Some(new.collect());
                    let back = unpack(&packed, &new, &Unpack::default(), &task).unwrap();
                    shapes::assert_sound(&back, finite, &what);
                    assert_eq!(back.primitive_count(), shape.primitive_count(), "{what}");
                    assert_eq!(back.vertex_count(), shape.vertex_count(), "{what}");
                    assert_eq!(back.packed_count(), shape.packed_count(), "{what}");
                    assert!(back.point_count() >= shape.point_count(), "{what}");
                    if finite {
                        assert!((back.area() - shape.area()).abs() < 1e-4, "{what}");
                        let (a, b) = (back.bounds(), shape.bounds());
                        assert!(a == b || a.min.abs_diff_eq(b.min, 1e-5), "{what}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_instance_shares_what_it_packs() {
        let cube = shapes::with_attributes(shapes::cube());
        let settings = Pack { pivot: Pivot::Origin, ..Pack::default() };
        let packed = pack(&cube, &Selection::All(6), &settings, &Task::unlimited()).unwrap();
        assert_eq!((packed.packed_count(), packed.point_count()), (1, 1));
        assert!(Arc::ptr_eq(packed.packed()[0].topology(), cube.topology()));
        assert_eq!(packed.volume(), 8.0);
    }

    #[test]
    fn pieces_stand_at_their_pivots_and_carry_their_name() {
        let mut grid = shapes::grid(2, 1);
        let parts = Text::from_strings(["roof", "door"]);
        grid.table_mut(Domain::Primitive).set("part", Column::text(parts));
        grid.table_mut(Domain::Primitive).write::<f32>("height")[1] = 3.0;
        let by = PackBy::Attribute("part".into());
        let settings = Pack { by, names: "height".into(), ..Pack::default() };
        let packed = pack(&grid, &Selection::All(2), &settings, &Task::unlimited()).unwrap();
        assert_eq!(packed.positions(), [Vec3::new(0.5, 0.0, -0.5), Vec3::new(1.5, 0.0, -0.5)]);
        assert_eq!(packed.primitives().get("part").unwrap().texts().unwrap().get(1), "door");
        assert_eq!(packed.primitives().read::<f32>("height"), Some(&[0.0, 3.0][..]));
        assert_eq!(packed.packed()[1].bounds().center(), Vec3::ZERO);
    }

    #[test]
    fn groups_are_packed_and_the_rest_stays() {
        let cube = shapes::with_attributes(shapes::cube());
        let settings = Pack { by: PackBy::Groups("o*".into()), ..Pack::default() };
        let packed = pack(&cube, &Selection::All(6), &settings, &Task::unlimited()).unwrap();
        assert_eq!((packed.packed_count(), packed.primitive_count()), (1, 4));
        assert_eq!(packed.primitives().get("name").unwrap().texts().unwrap().get(3), "odd");
        let none = Pack { by: PackBy::Groups("roof".into()), ..Pack::default() };
        let same = pack(&cube, &Selection::All(6), &none, &Task::unlimited()).unwrap();
        assert_eq!(same, cube);
    }
}
