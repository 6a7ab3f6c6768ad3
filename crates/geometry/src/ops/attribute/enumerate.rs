//! Elements numbered in their order.

use std::sync::Arc;

use task::Task;

use super::{Error, check_place};
use crate::ops::pieces::PieceNumbers;
use crate::{Column, Domain, Geometry, Selection, Text};

/// What is numbered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Numbering {
    /// Elements.
    #[default]
    Elements,
    /// Elements, from the first number on in each piece: of equal values of this attribute.
    WithinPieces(Arc<str>),
    /// Pieces: elements of one piece have its number.
    Pieces(Arc<str>),
}

/// How to number.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumerate {
    /// What the attribute belongs to.
    pub domain: Domain,
    /// Its name.
    pub name: Arc<str>,
    /// What is numbered.
    pub numbering: Numbering,
    /// The first number.
    pub first: i32,
    /// Values are texts of this prefix and the number; without it, integers.
    pub prefix: Option<Arc<str>>,
}

/// Gives the chosen elements their number as an attribute. Others keep what they have, where it
/// is of the same type; new integers are -1 there and new texts empty. All else is shared.
pub fn enumerate(
    geometry: &Geometry,
    settings: &Enumerate,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    let Enumerate { domain, name, .. } = settings;
    check_place(name, *domain, None)?;
    let count = geometry.count(*domain);
    task.reserve(count as u64, 8, "the numbers of this many elements")?;
    let pieces = match &settings.numbering {
        Numbering::Elements => None,
        Numbering::WithinPieces(piece) | Numbering::Pieces(piece) => {
            let table = geometry.table(*domain);
            let column = table.get(piece);
            let column = column.ok_or_else(|| Error::missing(piece, table, *domain))?;
            let wanted = "pieces are named by one integer or text each";
            let numbers = PieceNumbers::of(column, task)?;
            Some(numbers.ok_or_else(|| Error::wrong_type(piece, *domain, column, wanted))?)
        }
    };
    let counts = pieces.as_ref().map_or(1, |pieces| pieces.names.len());
    // The next number of each piece; or, where pieces are numbered, its number once it has one.
    let mut next = vec![None; counts];
    let mut pieces_seen = 0;
    let by_piece = matches!(settings.numbering, Numbering::Pieces(_));
    let numbers = (0..count).map(|element| {
        let piece = pieces.as_ref().map_or(0, |pieces| pieces.of[element] as usize);
        if !chosen.contains(element) {
            return None;
        }
        let number: i32 = match (by_piece, next[piece]) {
            (true, Some(number)) => number,
            (true, None) => {
                pieces_seen += 1;
                pieces_seen - 1
            }
            (false, number) => number.unwrap_or(0),
        };
        next[piece] = Some(if by_piece { number } else { number + 1 });
        Some(settings.first.wrapping_add(number))
    });
    let numbers: Vec<Option<i32>> = numbers.collect();
    task.check()?;
    let old = geometry.table(*domain).get(name);
    let column = match &settings.prefix {
        None => {
            let old = old.and_then(Column::read::<i32>);
            let kept = |element: usize| old.map_or(-1, |old| old[element]);
            Column::new(task.map(count, |element| numbers[element].unwrap_or(kept(element)))?)
        }
        Some(prefix) => {
            let old = old.and_then(Column::texts);
            let texts = numbers.iter().enumerate().map(|(element, number)| match number {
                Some(number) => format!("{prefix}{number}"),
                None => old.map_or(String::new(), |old| old.get(element).to_owned()),
            });
            Column::text(Text::from_strings(texts))
        }
    };
    let mut result = geometry.clone();
    result.table_mut(*domain).set(name, column);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn numbered(numbering: Numbering, chosen: &str) -> Vec<i32> {
        let mut grid = shapes::grid(3, 2);
        let column = Column::new(vec![7_i32, 7, 3, 7, 3, 3]);
        grid.table_mut(Domain::Primitive).set("class", column);
        let settings = Enumerate {
            domain: Domain::Primitive,
            name: "index".into(),
            numbering,
            first: 10,
            prefix: None,
        };
        let chosen = Selection::parse(chosen, &grid, Domain::Primitive).unwrap();
        let result = enumerate(&grid, &settings, &chosen, &Task::unlimited()).unwrap();
        result.primitives().read::<i32>("index").unwrap().to_vec()
    }

    #[test]
    fn elements_pieces_and_elements_of_pieces_are_numbered() {
        assert_eq!(numbered(Numbering::Elements, ""), [10, 11, 12, 13, 14, 15]);
        let within = Numbering::WithinPieces("class".into());
        assert_eq!(numbered(within, ""), [10, 11, 10, 12, 11, 12]);
        let pieces = Numbering::Pieces("class".into());
        assert_eq!(numbered(pieces.clone(), ""), [10, 10, 11, 10, 11, 11]);
        assert_eq!(numbered(pieces, "2-5"), [-1, -1, 10, 11, 10, 10]);
        assert_eq!(numbered(Numbering::Elements, "1-3"), [-1, 10, 11, 12, -1, -1]);
    }

    #[test]
    fn texts_have_a_prefix_and_bad_names_are_refused() {
        let cube = shapes::with_attributes(shapes::cube());
        let mut settings = Enumerate {
            domain: Domain::Point,
            name: "label".into(),
            numbering: Numbering::Elements,
            first: 0,
            prefix: Some("post".into()),
        };
        let (all, task) = (Selection::All(8), Task::unlimited());
        let result = enumerate(&cube, &settings, &all, &task).unwrap();
        assert_eq!(result.points().get("label").and_then(Column::texts).unwrap().get(7), "post7");
        settings.numbering = Numbering::Pieces("Cd".into());
        assert!(matches!(enumerate(&cube, &settings, &all, &task), Err(Error::WrongType { .. })));
        settings.numbering = Numbering::Pieces("roof".into());
        assert!(matches!(enumerate(&cube, &settings, &all, &task), Err(Error::Missing { .. })));
        settings.name = "P".into();
        assert!(enumerate(&cube, &settings, &all, &task).is_err());
    }
}
