//! The modules that there are, by number.

use std::sync::Arc;

use task::Task;

use super::{EMPTY, Error, MODULE, OUTSIDE, UNKNOWN};
use crate::{Column, Geometry, Text};

/// The number of a module; behind the modules come outside and unknown.
pub type Class = u16;

/// The modules of some examples in alphabetical order, so that their numbers follow from which
/// there are and from nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Classes {
    names: Vec<Arc<str>>,
}

impl Classes {
    /// The most modules there can be.
    pub const MOST: usize = 1024;

    /// The modules of these names. [`EMPTY`] is always among them; [`OUTSIDE`] and [`UNKNOWN`]
    /// and no name at all never are.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let mut all: Vec<Arc<str>> = vec![EMPTY.into()];
        all.extend(names.into_iter().filter(|name| is_module(name.as_ref())).map(|name| {
            let name: Arc<str> = name.as_ref().into();
            name
        }));
        all.sort_unstable();
        all.dedup();
        if all.len() > Self::MOST {
            return Err(Error::TooManyModules(all.len()));
        }
        Ok(Self { names: all })
    }

    /// The modules that cells of these geometries have.
    pub fn of<'a>(
        examples: impl IntoIterator<Item = &'a Geometry>,
        task: &Task,
    ) -> Result<Self, Error> {
        let mut names = Vec::new();
        for text in examples.into_iter().filter_map(texts) {
            let mut is_used = vec![false; text.strings.len()];
            for indices in text.indices.chunks(task::GRAIN) {
                task.check()?;
                indices.iter().for_each(|&index| is_used[index as usize] = true);
            }
            let used = text.strings.iter().zip(is_used).filter(|(_, is_used)| *is_used);
            names.extend(used.map(|(name, _)| name.clone()));
        }
        Self::new(names)
    }

    /// The number of modules.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none: never true of what [`Self::new`] gives.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names in the order of the numbers.
    pub fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// The number of a name.
    pub fn find(&self, name: &str) -> Option<Class> {
        self.names.binary_search_by(|known| (**known).cmp(name)).ok().map(|class| class as Class)
    }

    /// The number of [`EMPTY`].
    pub fn empty(&self) -> Class {
        self.find(EMPTY).unwrap_or(self.unknown())
    }

    /// The number that stands for outside.
    pub fn outside(&self) -> Class {
        self.names.len() as Class
    }

    /// The number that stands for unknown.
    pub fn unknown(&self) -> Class {
        self.names.len() as Class + 1
    }

    /// What a number stands for.
    pub fn name(&self, class: Class) -> &str {
        match self.names.get(usize::from(class)) {
            Some(name) => name,
            None if class == self.outside() => OUTSIDE,
            None => UNKNOWN,
        }
    }

    /// The names as they are listed in messages.
    pub fn listed(&self) -> String {
        const SHOWN: usize = 24;
        let mut text = self.names[..self.len().min(SHOWN)].join(", ");
        if self.len() > SHOWN {
            text.push_str(&format!(" and {} more", self.len() - SHOWN));
        }
        text
    }

    /// The module of each cell; unknown for those without one and for those that are not among
    /// these.
    pub fn read(&self, geometry: &Geometry, task: &Task) -> Result<Vec<Class>, Error> {
        let Some(text) = texts(geometry) else {
            return Ok(vec![self.unknown(); geometry.point_count()]);
        };
        let known: Vec<Class> =
            text.strings.iter().map(|name| self.find(name).unwrap_or(self.unknown())).collect();
        Ok(task.map(text.indices.len(), |cell| known[text.indices[cell] as usize])?)
    }

    /// Modules as a column of text.
    pub fn column(&self, modules: &[Class], task: &Task) -> Result<Column, Error> {
        let mut strings = self.names.clone();
        strings.extend([OUTSIDE.into(), UNKNOWN.into()]);
        let last = strings.len() as u32 - 1;
        let indices = task.map(modules.len(), |cell| u32::from(modules[cell]).min(last))?;
        Ok(Column::text(Text { indices: Arc::new(indices), strings: Arc::new(strings) }))
    }
}

/// Whether a name is that of a module and not a word for what is not there.
pub(super) fn is_module(name: &str) -> bool {
    !["", OUTSIDE, UNKNOWN].contains(&name)
}

/// The modules of cells, if they have any.
pub(super) fn texts(geometry: &Geometry) -> Option<&Text> {
    geometry.points().get(MODULE).and_then(Column::texts)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{block, filled, free};
    use super::*;

    #[test]
    fn numbers_follow_the_alphabet_and_nothing_else() {
        let classes = Classes::new(["wall", "door", "unknown", "", "wall", "outside"]).unwrap();
        assert_eq!(classes.names().join(" "), "door empty wall");
        assert_eq!((classes.find("wall"), classes.find("outside")), (Some(2), None));
        assert_eq!((classes.empty(), classes.outside(), classes.unknown()), (1, 3, 4));
        assert_eq!([1, 3, 4].map(|class| classes.name(class)), ["empty", "outside", "unknown"]);
        let many = (0..2000).map(|number| number.to_string());
        assert_eq!(Classes::new(many), Err(Error::TooManyModules(2001)));
    }

    #[test]
    fn only_modules_in_use_count_and_others_are_unknown() {
        let task = free();
        let cells = block([3, 1, 1]);
        let mut example = filled(&cells, |[i, ..]| ["wall", "door", "gate"][i as usize]);
        let kept = example.points().gather(&[0, 1], &task).unwrap();
        example = filled(&cells[..2], |_| "wall");
        *example.table_mut(crate::Domain::Point) = kept;
        let classes = Classes::of([&example], &task).unwrap();
        assert_eq!(classes.listed(), "door, empty, wall");
        let other = filled(&cells, |[i, ..]| ["wall", "arch", ""][i as usize]);
        let modules = classes.read(&other, &task).unwrap();
        assert_eq!(modules, [2, 4, 4]);
        let column = classes.column(&modules, &task).unwrap();
        assert_eq!(column.texts().unwrap().get(1), "unknown");
    }
}
