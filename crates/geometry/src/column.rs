//! One attribute: an array of equal tuples with a meaning.

use std::sync::Arc;

use bytemuck::Zeroable;
use bytemuck::allocation::cast_vec;
use task::{GRAIN, Stop, Task};

use crate::element::{Element, Number};
use crate::runs::zeroes;
use crate::{Blend, Weights};

/// What the numbers of a column mean, so that a transform treats each rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Meaning {
    /// Plain numbers: a transform leaves them.
    #[default]
    None,
    /// A place: moved, turned and scaled.
    Position,
    /// A direction with a length: turned and scaled, not moved.
    Vector,
    /// A direction across a surface: turned by the inverse transpose, kept at unit length.
    Normal,
    /// Red, green, blue (and alpha), linear.
    Colour,
    /// A rotation x, y, z, w: turned.
    Quaternion,
    /// A texture coordinate: left as it is, interpolated apart on each side of a seam.
    TextureCoordinate,
    /// A 3 × 3 matrix by columns: turned and scaled.
    Matrix,
}

/// Text values by dictionary: for each element an index into the distinct strings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text {
    /// For each element an index into `strings`.
    pub indices: Arc<Vec<u32>>,
    /// The distinct strings. Not every one has to be in use.
    pub strings: Arc<Vec<Arc<str>>>,
}

impl Text {
    /// The dictionary form of one string for each element.
    pub fn from_strings<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Self {
        let mut known = std::collections::HashMap::<Arc<str>, u32>::new();
        let mut strings = Vec::new();
        let indices = values.into_iter().map(|value| {
            if let Some(&index) = known.get(value.as_ref()) {
                return index;
            }
            let text: Arc<str> = value.as_ref().into();
            let index = strings.len() as u32;
            known.insert(text.clone(), index);
            strings.push(text);
            index
        });
        let indices = Arc::new(indices.collect());
        Self { indices, strings: Arc::new(strings) }
    }

    /// The string of one element.
    pub fn get(&self, element: usize) -> &str {
        &self.strings[self.indices[element] as usize]
    }
}

/// The values of a column. Numbers lie tuple after tuple.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// 32-bit floats.
    Float(Arc<Vec<f32>>),
    /// 32-bit integers.
    Int(Arc<Vec<i32>>),
    /// Truth values, always one each: a group.
    Bool(Arc<Vec<bool>>),
    /// Text, always one each.
    Text(Text),
}

/// One attribute: `len` tuples of `size` values, shared until written.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    data: Data,
    size: usize,
    meaning: Meaning,
}

impl Column {
    /// A column of the values of a Rust type, without a meaning.
    pub fn new<T: Element>(values: Vec<T>) -> Self {
        let data = match T::NUMBER {
            Number::Float => Data::Float(Arc::new(cast_vec(values))),
            Number::Int => Data::Int(Arc::new(cast_vec(values))),
        };
        Self { data, size: T::SIZE, meaning: Meaning::None }
    }

    /// A column of float tuples. `values.len()` must be a multiple of `size`.
    pub fn floats_of_size(values: Vec<f32>, size: usize) -> Self {
        assert!(size > 0 && values.len().is_multiple_of(size), "tuples of {size} do not fit");
        Self { data: Data::Float(Arc::new(values)), size, meaning: Meaning::None }
    }

    /// A column of integer tuples. `values.len()` must be a multiple of `size`.
    pub fn ints_of_size(values: Vec<i32>, size: usize) -> Self {
        assert!(size > 0 && values.len().is_multiple_of(size), "tuples of {size} do not fit");
        Self { data: Data::Int(Arc::new(values)), size, meaning: Meaning::None }
    }

    /// A group.
    pub fn group(members: Vec<bool>) -> Self {
        Self { data: Data::Bool(Arc::new(members)), size: 1, meaning: Meaning::None }
    }

    /// A column of text.
    pub fn text(text: Text) -> Self {
        Self { data: Data::Text(text), size: 1, meaning: Meaning::None }
    }

    /// The same values with another meaning.
    pub fn with_meaning(self, meaning: Meaning) -> Self {
        Self { meaning, ..self }
    }

    /// The values.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Values in a tuple.
    pub fn size(&self) -> usize {
        self.size
    }

    /// What the values mean.
    pub fn meaning(&self) -> Meaning {
        self.meaning
    }

    /// The number of tuples.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Float(values) => values.len() / self.size,
            Data::Int(values) => values.len() / self.size,
            Data::Bool(values) => values.len(),
            Data::Text(text) => text.indices.len(),
        }
    }

    /// Whether there is no tuple.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this is a group.
    pub fn is_group(&self) -> bool {
        matches!(self.data, Data::Bool(_))
    }

    /// The name of the type as the program shows it.
    pub fn type_name(&self) -> &'static str {
        match self.data {
            Data::Float(_) => "float",
            Data::Int(_) => "integer",
            Data::Bool(_) => "bool",
            Data::Text(_) => "text",
        }
    }

    /// The tuples as a Rust type, if kind and size are those of `T`.
    pub fn read<T: Element>(&self) -> Option<&[T]> {
        match (&self.data, T::NUMBER) {
            (Data::Float(values), Number::Float) if self.size == T::SIZE => {
                Some(bytemuck::cast_slice(values))
            }
            (Data::Int(values), Number::Int) if self.size == T::SIZE => {
                Some(bytemuck::cast_slice(values))
            }
            _ => None,
        }
    }

    /// The tuples as a Rust type for writing; copies them first if they are shared.
    pub fn write<T: Element>(&mut self) -> Option<&mut [T]> {
        match (&mut self.data, T::NUMBER) {
            (Data::Float(values), Number::Float) if self.size == T::SIZE => {
                Some(bytemuck::cast_slice_mut(Arc::make_mut(values).as_mut_slice()))
            }
            (Data::Int(values), Number::Int) if self.size == T::SIZE => {
                Some(bytemuck::cast_slice_mut(Arc::make_mut(values).as_mut_slice()))
            }
            _ => None,
        }
    }

    /// All floats, tuple after tuple, if the column is of floats.
    pub fn floats(&self) -> Option<&[f32]> {
        if let Data::Float(values) = &self.data { Some(values) } else { None }
    }

    /// All floats for writing; copies them first if they are shared.
    pub fn floats_mut(&mut self) -> Option<&mut [f32]> {
        if let Data::Float(values) = &mut self.data {
            Some(Arc::make_mut(values).as_mut_slice())
        } else {
            None
        }
    }

    /// All integers, tuple after tuple, if the column is of integers.
    pub fn ints(&self) -> Option<&[i32]> {
        if let Data::Int(values) = &self.data { Some(values) } else { None }
    }

    /// The members, if the column is a group.
    pub fn bools(&self) -> Option<&[bool]> {
        if let Data::Bool(values) = &self.data { Some(values) } else { None }
    }

    /// The text, if the column is of text.
    pub fn texts(&self) -> Option<&Text> {
        if let Data::Text(text) = &self.data { Some(text) } else { None }
    }

    /// The tuples at `indices`, in that order.
    pub fn gather(&self, indices: &[u32], task: &Task) -> Result<Self, Stop> {
        let size = self.size;
        let data = match &self.data {
            Data::Float(values) => Data::Float(gather_tuples(values, size, indices, task)?),
            Data::Int(values) => Data::Int(gather_tuples(values, size, indices, task)?),
            Data::Bool(values) => Data::Bool(gather_tuples(values, 1, indices, task)?),
            Data::Text(text) => Data::Text(Text {
                indices: gather_tuples(&text.indices, 1, indices, task)?,
                strings: text.strings.clone(),
            }),
        };
        Ok(Self { data, ..*self })
    }

    /// Weighted means of tuples. Floats are mixed (normals and quaternions stay unit length);
    /// integers, groups and text take the value of the greatest weight, the first if equal.
    pub fn interpolate(&self, weights: &Weights, task: &Task) -> Result<Self, Stop> {
        if let Data::Float(values) = &self.data {
            let mixed = weights.mix(values, self.size, self.meaning, task)?;
            return Ok(Self { data: Data::Float(Arc::new(mixed)), ..*self });
        }
        self.gather(&weights.strongest(task)?, task)
    }

    /// Values on the way between two tuples each. Floats are mixed (normals and quaternions stay
    /// unit length); integers, groups and text take the value of the nearer end.
    pub fn blend(&self, blends: &[Blend], task: &Task) -> Result<Self, Stop> {
        if let Data::Float(values) = &self.data {
            let mixed = Blend::mix(blends, values, self.size, self.meaning, task)?;
            return Ok(Self { data: Data::Float(Arc::new(mixed)), ..*self });
        }
        self.gather(&task.map(blends.len(), |index| blends[index].nearer())?, task)
    }
}

/// The tuples of `size` values at `indices`.
fn gather_tuples<T: Copy + Send + Sync + Zeroable>(
    values: &[T],
    size: usize,
    indices: &[u32],
    task: &Task,
) -> Result<Arc<Vec<T>>, Stop> {
    let mut out = zeroes::<T>(indices.len() * size);
    task.fill_chunks(&mut out, GRAIN * size, |start, tuples| {
        let indices = &indices[start / size..];
        if size == 1 {
            for (value, &index) in tuples.iter_mut().zip(indices) {
                *value = values[index as usize];
            }
            return;
        }
        for (tuple, &index) in tuples.chunks_exact_mut(size).zip(indices) {
            tuple.copy_from_slice(&values[index as usize * size..][..size]);
        }
    })?;
    Ok(Arc::new(out))
}
