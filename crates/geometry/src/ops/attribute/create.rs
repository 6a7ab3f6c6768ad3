//! A new attribute or group with the same value on all chosen elements.

use std::borrow::Cow;
use std::sync::Arc;

use task::{GRAIN, Task};

use super::{Error, check_place};
use crate::{Column, Data, Domain, Geometry, Meaning, Selection, Text};

/// The values to give. The length of numbers is the size of the attribute's tuples.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Floats: for chosen elements, and for the others.
    Float(Vec<f32>, Vec<f32>),
    /// Integers: for chosen elements, and for the others.
    Integer(Vec<i32>, Vec<i32>),
    /// Text: for chosen elements, and for the others.
    Text(Arc<str>, Arc<str>),
    /// A group of the chosen elements.
    Group,
}

/// What happens where there is an attribute or group of the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Existing {
    /// Chosen elements take the new value; others keep theirs, as far as the new type can hold
    /// it, and take the default where it cannot.
    #[default]
    Overwrite,
    /// It stays as it is.
    Keep,
    /// That is an error.
    Refuse,
}

/// What to make: see [`create`].
#[derive(Debug, Clone, PartialEq)]
pub struct Create {
    /// Its name.
    pub name: Arc<str>,
    /// What it belongs to.
    pub domain: Domain,
    /// Type, size and values.
    pub values: Values,
    /// What its numbers mean; none for what the name means by convention.
    pub meaning: Option<Meaning>,
    /// What happens where there is one already.
    pub existing: Existing,
}

/// Gives the chosen elements an attribute. `chosen` is about the elements of its domain.
///
/// Everything else is shared with the input.
pub fn create(
    geometry: &Geometry,
    settings: &Create,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    let Create { name, domain, .. } = settings;
    let old = geometry.table(*domain).get(name);
    match settings.existing {
        Existing::Keep if old.is_some() => return Ok(geometry.clone()),
        Existing::Refuse if old.is_some() => {
            return Err(Error::Exists { name: name.to_string(), domain: domain.name() });
        }
        _ => {}
    }
    let count = geometry.count(*domain);
    let size = match &settings.values {
        Values::Float(value, _) => value.len(),
        Values::Integer(value, _) => value.len(),
        _ => 1,
    };
    task.reserve(count as u64, 4 * size as u64, "the new attribute")?;
    let column = match &settings.values {
        Values::Float(value, default) if !value.is_empty() => {
            let old = old.and_then(floats_of);
            let values = filled(value, default, old.as_ref(), count, chosen, task)?;
            Column::floats_of_size(values, size)
        }
        Values::Integer(value, default) if !value.is_empty() => {
            let old = old.and_then(integers_of);
            let values = filled(value, default, old.as_ref(), count, chosen, task)?;
            Column::ints_of_size(values, size)
        }
        Values::Text(value, default) => {
            let old = old.and_then(Column::texts);
            Column::text(filled_text(value, default, old, count, chosen, task)?)
        }
        Values::Group => {
            let old = old.and_then(Column::bools).map(|old| (Cow::from(old), 1));
            Column::group(filled(&[true], &[false], old.as_ref(), count, chosen, task)?)
        }
        _ => return Err(Error::Setting("an attribute has at least one component".to_owned())),
    };
    check_place(name, *domain, Some(&column))?;
    let mut geometry = geometry.clone();
    let table = geometry.table_mut(*domain);
    table.set(name, column);
    if let (Some(meaning), Some(column)) = (settings.meaning, table.get_mut(name))
        && column.floats().is_some()
        && !super::is_reserved(name, *domain)
    {
        *column = column.clone().with_meaning(meaning);
    }
    Ok(geometry)
}

/// All values of an attribute that is there, and the size of its tuples.
type Old<'a, T> = (Cow<'a, [T]>, usize);

fn floats_of(column: &Column) -> Option<Old<'_, f32>> {
    let values = match column.data() {
        Data::Float(values) => Cow::from(values.as_slice()),
        Data::Int(values) => values.iter().map(|&value| value as f32).collect(),
        _ => return None,
    };
    Some((values, column.size()))
}

fn integers_of(column: &Column) -> Option<Old<'_, i32>> {
    let values = match column.data() {
        Data::Int(values) => Cow::from(values.as_slice()),
        Data::Float(values) => values.iter().map(|value| value.round() as i32).collect(),
        _ => return None,
    };
    Some((values, column.size()))
}

/// `value` for chosen elements; for others the old value, its missing components and what has
/// none from `default`.
fn filled<T: Copy + Default + Send + Sync>(
    value: &[T],
    default: &[T],
    old: Option<&Old<'_, T>>,
    count: usize,
    chosen: &Selection,
    task: &Task,
) -> Result<Vec<T>, Error> {
    let size = value.len();
    let mut default = default.to_vec();
    default.resize(size, default.last().copied().unwrap_or_default());
    let mut out = vec![T::default(); count * size];
    task.fill_chunks(&mut out, GRAIN * size, |start, tuples| {
        for (index, tuple) in tuples.chunks_exact_mut(size).enumerate() {
            let element = start / size + index;
            if chosen.contains(element) {
                tuple.copy_from_slice(value);
                continue;
            }
            tuple.copy_from_slice(&default);
            if let Some((values, old_size)) = old {
                let kept = size.min(*old_size);
                tuple[..kept].copy_from_slice(&values[element * old_size..][..kept]);
            }
        }
    })?;
    Ok(out)
}

fn filled_text(
    value: &Arc<str>,
    default: &Arc<str>,
    old: Option<&Text>,
    count: usize,
    chosen: &Selection,
    task: &Task,
) -> Result<Text, Error> {
    let mut strings = old.map_or_else(Vec::new, |old| old.strings.to_vec());
    let mut index_of = |text: &Arc<str>| {
        let known = strings.iter().position(|string| string == text);
        known.unwrap_or_else(|| {
            strings.push(text.clone());
            strings.len() - 1
        }) as u32
    };
    let (value, default) = (index_of(value), index_of(default));
    let indices = task.map(count, |element| {
        if chosen.contains(element) {
            value
        } else {
            old.map_or(default, |old| old.indices[element])
        }
    })?;
    Ok(Text { indices: Arc::new(indices), strings: Arc::new(strings) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PACKED_SOURCE, shapes};

    fn settings(name: &str, values: Values) -> Create {
        let existing = Existing::Overwrite;
        Create { name: name.into(), domain: Domain::Point, values, meaning: None, existing }
    }

    fn created(settings: &Create, pattern: &str) -> Result<Geometry, Error> {
        let cube = shapes::with_attributes(shapes::cube());
        let chosen = Selection::parse(pattern, &cube, settings.domain).unwrap();
        create(&cube, settings, &chosen, &Task::unlimited())
    }

    #[test]
    fn every_type_is_made_on_every_domain_of_every_shape() {
        for (what, shape) in shapes::all() {
            for domain in Domain::ALL {
                for values in [
                    Values::Float(vec![1.0; 42], vec![0.0]),
                    Values::Integer(vec![1, 2], vec![]),
                    Values::Text("a".into(), "b".into()),
                    Values::Group,
                ] {
                    let settings = Create { domain, ..settings("new", values) };
                    let chosen = Selection::All(shape.count(domain));
                    let made = create(&shape, &settings, &chosen, &Task::unlimited()).unwrap();
                    shapes::assert_sound(&made, false, what);
                    assert!(made.table(domain).contains("new"));
                    assert!(
                        shape.table(domain).iter().all(|(n, _)| made.table(domain).contains(n))
                    );
                }
            }
        }
    }

    #[test]
    fn elements_outside_the_group_take_the_default_or_keep_what_they_had() {
        let weight = settings("weight", Values::Float(vec![2.0], vec![0.5]));
        let made = created(&weight, "1").unwrap();
        assert_eq!(made.points().read::<f32>("weight").unwrap()[..3], [0.5, 2.0, 0.5]);
        let mass = settings("mass", Values::Integer(vec![9, 9], vec![-1, -1]));
        let made = created(&mass, "1").unwrap();
        let expected = [[0, -1], [9, 9], [2, -1]];
        assert_eq!(made.points().read::<[i32; 2]>("mass").unwrap()[..3], expected);
        let name = settings("name", Values::Text("door".into(), "".into()));
        let made = created(&name, "1").unwrap();
        let names = made.points().get("name").and_then(Column::texts).unwrap();
        assert_eq!([0, 1, 2].map(|point| names.get(point)), ["p0", "door", "p2"]);
    }

    #[test]
    fn what_exists_is_kept_or_refused_when_asked() {
        let keep = Create { existing: Existing::Keep, ..settings("mass", Values::Group) };
        assert_eq!(created(&keep, "").unwrap().points().get("mass").unwrap().type_name(), "float");
        let refuse = Create { existing: Existing::Refuse, ..keep };
        assert!(matches!(created(&refuse, ""), Err(Error::Exists { .. })));
    }

    #[test]
    fn a_meaning_comes_from_the_name_unless_it_is_given() {
        let vector = || Values::Float(vec![0.0, 1.0, 0.0], vec![0.0]);
        let meaning_of = |settings: &Create| {
            created(settings, "").unwrap().points().get(&settings.name).unwrap().meaning()
        };
        assert_eq!(meaning_of(&settings("N", vector())), Meaning::Normal);
        for meaning in [Meaning::None, Meaning::Position] {
            let given = Create { meaning: Some(meaning), ..settings("N", vector()) };
            assert_eq!(meaning_of(&given), meaning);
        }
    }

    #[test]
    fn the_geometry_itself_cannot_be_unmade() {
        let bad = settings("P", Values::Float(vec![0.0], vec![]));
        assert!(matches!(created(&bad, ""), Err(Error::Reserved { .. })));
        let good = settings("P", Values::Float(vec![1.0; 3], vec![]));
        assert_eq!(created(&good, "0").unwrap().positions()[0], glam::Vec3::ONE);
        let source = Create { domain: Domain::Primitive, ..settings(PACKED_SOURCE, Values::Group) };
        assert!(matches!(created(&source, ""), Err(Error::Reserved { .. })));
        let nameless = settings("two words", Values::Group);
        assert!(matches!(created(&nameless, ""), Err(Error::BadName(_))));
        let nothing = settings("new", Values::Float(vec![], vec![]));
        assert!(matches!(created(&nothing, ""), Err(Error::Setting(_))));
    }

    #[test]
    fn stops_when_cancelled_or_too_large() {
        let cube = shapes::cube();
        let settings = settings("new", Values::Float(vec![0.0; 1000], vec![]));
        let small = Task::new(task::CancelToken::default(), 1000);
        let all = Selection::All(8);
        assert!(matches!(
            create(&cube, &settings, &all, &small),
            Err(Error::Stop(task::Stop::TooLarge { .. }))
        ));
        small.cancel_token().cancel();
        let result = create(&cube, &super::tests::settings("new", Values::Group), &all, &small);
        assert_eq!(result, Err(Error::Stop(task::Stop::Cancelled)));
    }
}
