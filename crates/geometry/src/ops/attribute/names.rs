//! Deleting and renaming attributes and groups by patterns of names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Error, check_place, is_reserved, is_valid_name};
use crate::{Column, Domain, Geometry, NamePattern, Table, substituted};

/// Which of a table's columns an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Include {
    /// Attributes.
    #[default]
    Attributes,
    /// Groups.
    Groups,
    /// Both.
    Both,
}

impl Include {
    /// Whether a column is one of these.
    pub fn holds(self, column: &Column) -> bool {
        match self {
            Self::Attributes => !column.is_group(),
            Self::Groups => column.is_group(),
            Self::Both => true,
        }
    }
}

/// Deletes from a domain the columns that a pattern names, or with `keep` all that it does not
/// name. What the geometry itself is made of stays in any case.
pub fn delete(
    geometry: &mut Geometry,
    domain: Domain,
    pattern: &NamePattern<'_>,
    include: Include,
    keep: bool,
) {
    let goes = |name: &str, column: &Column| {
        include.holds(column) && pattern.matches(name) != keep && !is_reserved(name, domain)
    };
    // Asked first, so that what follows from positions is not forgotten for nothing.
    if geometry.table(domain).iter().any(|(name, column)| goes(name, column)) {
        geometry.table_mut(domain).retain(|name, column| !goes(name, column));
    }
}

/// What happens where the new name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clash {
    /// The renamed column takes the place of the one that was there.
    #[default]
    Overwrite,
    /// The column keeps its old name.
    Keep,
    /// A number is added to the new name.
    Number,
    /// That is an error.
    Refuse,
}

/// Renames columns of a domain. `from` and `to` are lists of the same length, separated by
/// spaces: a column that fits a pattern of `from` takes the name at the same place in `to`, in
/// which each `*` stands for what the `*` at its place in the pattern stood for. The first pattern
/// that fits counts. All are renamed at once, so that two can trade names.
///
/// Gives the new geometry and how many columns were renamed. A meaning that the old name had by
/// convention stays; where there is none, the new name gives it.
pub fn rename(
    geometry: &Geometry,
    domain: Domain,
    from: &str,
    to: &str,
    include: Include,
    clash: Clash,
) -> Result<(Geometry, usize), Error> {
    let pairs = pairs(from, to)?;
    let table = geometry.table(domain);
    let mut renamed: Vec<(Arc<str>, String)> = Vec::new();
    for (name, column) in table.iter().filter(|(_, column)| include.holds(column)) {
        let mut fitting =
            pairs.iter().filter_map(|&(from, to)| Some((from, substituted(from, to, name)?)));
        let Some((from, new)) = fitting.next() else { continue };
        if is_reserved(name, domain) {
            if from == &**name {
                return Err(Error::Reserved { name: name.to_string(), domain: domain.name() });
            }
            continue;
        }
        if new != **name {
            check_place(&new, domain, Some(column))?;
            renamed.push((name.clone(), new));
        }
    }
    if renamed.is_empty() {
        return Ok((geometry.clone(), 0));
    }
    let moves = settled(renamed, table, domain, clash)?;
    let mut geometry = geometry.clone();
    let table = geometry.table_mut(domain);
    let taken_out: Vec<_> = moves.iter().map(|(old, _)| table.remove(old)).collect();
    for (column, (_, new)) in taken_out.into_iter().flatten().zip(&moves) {
        table.set(new, column);
    }
    Ok((geometry, moves.len()))
}

/// The moves that are made, by old and new name, with clashes settled. Names that are moved away
/// from are free.
fn settled(
    mut moves: Vec<(Arc<str>, String)>,
    table: &Table,
    domain: Domain,
    clash: Clash,
) -> Result<Vec<(Arc<str>, String)>, Error> {
    let mut taken: BTreeSet<String> = table.iter().map(|(name, _)| name.to_string()).collect();
    moves.iter().for_each(|(old, _)| {
        taken.remove(&**old);
    });
    if clash == Clash::Keep {
        // One that stays may be in the way of another, which then stays too.
        let blocked = |moves: &[(Arc<str>, String)], taken: &BTreeSet<String>| {
            let earlier = |at: usize| moves[..at].iter().any(|(_, new)| *new == moves[at].1);
            (0..moves.len()).find(|&at| taken.contains(&moves[at].1) || earlier(at))
        };
        while let Some(at) = blocked(&moves, &taken) {
            taken.insert(moves.remove(at).0.to_string());
        }
        return Ok(moves);
    }
    for (_, new) in &mut moves {
        if taken.contains(new) {
            match clash {
                Clash::Number => *new = numbered(new, &taken),
                Clash::Refuse => {
                    return Err(Error::Exists { name: new.clone(), domain: domain.name() });
                }
                Clash::Overwrite | Clash::Keep => {}
            }
        }
        taken.insert(new.clone());
    }
    Ok(moves)
}

/// Each pattern with the name that it gives.
fn pairs<'a>(from: &'a str, to: &'a str) -> Result<Vec<(&'a str, &'a str)>, Error> {
    let (from, to): (Vec<&str>, Vec<&str>) =
        (from.split_whitespace().collect(), to.split_whitespace().collect());
    if from.len() != to.len() {
        return Err(Error::Setting(format!(
            "{} names become {} names: give as many new names as old ones",
            from.len(),
            to.len()
        )));
    }
    for (&from, &to) in from.iter().zip(&to) {
        let stars = |text: &str| text.matches('*').count();
        if stars(to) > stars(from) {
            return Err(Error::Setting(format!(
                "\"{to}\" has more * than \"{from}\", which they would be taken from"
            )));
        }
        if !is_valid_name(&to.replace('*', "a")) {
            return Err(Error::BadName(to.to_owned()));
        }
    }
    Ok(from.into_iter().zip(to).collect())
}

/// The name with the first number behind it that makes it one of its own.
fn numbered(name: &str, taken: &BTreeSet<String>) -> String {
    let candidates = (2_usize..).map(|number| format!("{name}{number}"));
    candidates.into_iter().find(|candidate| !taken.contains(candidate)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Meaning, PACKED_SOURCE, PACKED_TRANSFORM, shapes};

    fn names(geometry: &Geometry, domain: Domain) -> Vec<&str> {
        geometry.table(domain).iter().map(|(name, _)| &**name).collect()
    }

    fn deleted(pattern: &str, include: Include, keep: bool) -> Geometry {
        let mut cube = shapes::with_attributes(shapes::cube());
        delete(&mut cube, Domain::Point, &NamePattern::new(pattern), include, keep);
        cube
    }

    #[test]
    fn patterns_delete_and_keep_but_never_what_the_geometry_is_made_of() {
        let of = |pattern, include, keep| deleted(pattern, include, keep);
        let (attributes, groups) = (Include::Attributes, Include::Groups);
        let points = |geometry: Geometry| names(&geometry, Domain::Point).join(" ");
        assert_eq!(points(of("*", attributes, false)), "P first_half");
        assert_eq!(points(of("*", groups, false)), "Cd P mass name");
        assert_eq!(points(of("* ^m*", Include::Both, false)), "P mass");
        assert_eq!(points(of("mass", attributes, true)), "P first_half mass");
        let mut packed = shapes::packed();
        delete(&mut packed, Domain::Primitive, &NamePattern::new("*"), Include::Both, false);
        assert_eq!(names(&packed, Domain::Primitive), [PACKED_SOURCE, PACKED_TRANSFORM]);
    }

    #[test]
    fn deleting_nothing_keeps_what_was_derived() {
        let cube = shapes::with_attributes(shapes::cube());
        let triangles: *const _ = cube.triangles();
        let mut same = cube.clone();
        delete(&mut same, Domain::Point, &NamePattern::new("nothing"), Include::Both, false);
        assert!(std::ptr::eq(triangles, same.triangles()));
    }

    fn renamed(from: &str, to: &str, clash: Clash) -> Result<(Geometry, usize), Error> {
        let cube = shapes::with_attributes(shapes::cube());
        rename(&cube, Domain::Point, from, to, Include::Attributes, clash)
    }

    #[test]
    fn names_can_be_traded_and_stars_carry_over() {
        let (cube, count) = renamed("Cd mass", "mass Cd", Clash::Refuse).unwrap();
        assert_eq!(count, 2);
        assert_eq!(cube.points().get("mass").unwrap().meaning(), Meaning::Colour);
        assert!(cube.points().read::<f32>("Cd").is_some());
        let (cube, count) = renamed("*a*", "old_*_*", Clash::Refuse).unwrap();
        assert_eq!(
            (names(&cube, Domain::Point).join(" "), count),
            ("Cd P first_half old_m_ss old_n_me".to_owned(), 2)
        );
        assert_eq!(renamed("nothing", "new", Clash::Refuse).unwrap().1, 0);
    }

    #[test]
    fn taken_names_are_handled_as_asked() {
        let points = |clash| {
            let (cube, count) = renamed("Cd", "mass", clash).unwrap();
            let size = cube.points().get("mass").unwrap().size();
            (names(&cube, Domain::Point).join(" "), size, count)
        };
        assert_eq!(points(Clash::Overwrite), ("P first_half mass name".to_owned(), 3, 1));
        assert_eq!(points(Clash::Keep), ("Cd P first_half mass name".to_owned(), 1, 0));
        assert_eq!(points(Clash::Number), ("P first_half mass mass2 name".to_owned(), 1, 1));
        assert!(matches!(renamed("Cd", "mass", Clash::Refuse), Err(Error::Exists { .. })));
        // Several to one name: the last in alphabetical order stays.
        assert_eq!(
            names(&renamed("Cd name", "a a", Clash::Overwrite).unwrap().0, Domain::Point),
            ["P", "a", "first_half", "mass"]
        );
    }

    #[test]
    fn one_that_keeps_its_name_is_not_overwritten() {
        // "mass" cannot become "name", so that "Cd" cannot become "mass".
        let cube = shapes::with_attributes(shapes::cube());
        let (from, to) = ("Cd mass", "mass name");
        let include = Include::Attributes;
        let kept = rename(&cube, Domain::Point, from, to, include, Clash::Keep).unwrap();
        assert_eq!(kept, (cube, 0));
    }

    #[test]
    fn mistakes_say_what_to_do() {
        let error = |from, to| renamed(from, to, Clash::Overwrite).unwrap_err().to_string();
        assert!(error("a b", "c").contains("as many new names"));
        assert!(error("a", "b*").contains("more *"));
        assert!(error("P", "Q").contains("belongs to the geometry"));
        assert!(error("mass", "2").contains("cannot be an attribute's name"));
        assert!(error("mass", "P").contains("belongs to the geometry"));
        let (cube, count) = renamed("*", "old_*", Clash::Overwrite).unwrap();
        assert_eq!(count, 3, "all but P");
        assert!(cube.points().contains("P"));
    }
}
