//! From the columns of a dataset to the numbers that a network sees.

use serde::{Deserialize, Serialize};

use crate::dataset::{Column, UNKNOWN, Values};
use crate::error::LearnError;
use crate::random::Random;

/// An input or target of a model, by name and size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// What it is called.
    pub name: String,
    /// Numbers of the network that are its own.
    pub size: usize,
    /// What its classes are called; nothing for numbers.
    pub classes: Vec<String>,
    /// What is taken away from each number before the network sees it.
    pub mean: Vec<f32>,
    /// What each number is divided by after that.
    pub deviation: Vec<f32>,
}

impl Field {
    /// What describes a column, with the mean and deviation of these rows where wanted.
    pub(crate) fn of(column: &Column, rows: &[u32], normalise: bool) -> Self {
        let classes = column.names().iter().map(|name| (**name).to_owned()).collect();
        let (mean, deviation) = match &column.values {
            Values::Numbers(values) if normalise => spread(values, column.size, rows),
            Values::Numbers(_) => (vec![0.0; column.size], vec![1.0; column.size]),
            Values::Classes { .. } => (Vec::new(), Vec::new()),
        };
        Self { name: (*column.name).to_owned(), size: column.size, classes, mean, deviation }
    }

    /// As people read it: `P (3 numbers)`, `module (7 classes)`.
    pub fn text(&self) -> String {
        match (self.classes.len(), self.size) {
            (0, 1) => format!("{} (1 number)", self.name),
            (0, size) => format!("{} ({size} numbers)", self.name),
            (count, _) => format!("{} ({count} classes)", self.name),
        }
    }
}

/// Mean and deviation of these rows. Where all are the same the deviation is taken to be 1.
fn spread(values: &[f32], size: usize, rows: &[u32]) -> (Vec<f32>, Vec<f32>) {
    let count = rows.len().max(1) as f64;
    let mut sums = vec![0.0_f64; size];
    for &row in rows {
        let row = row as usize * size;
        sums.iter_mut().zip(&values[row..row + size]).for_each(|(sum, &v)| *sum += f64::from(v));
    }
    let means: Vec<f64> = sums.iter().map(|sum| sum / count).collect();
    let mut squares = vec![0.0_f64; size];
    for &row in rows {
        let row = row as usize * size;
        for ((square, mean), &value) in squares.iter_mut().zip(&means).zip(&values[row..]) {
            *square += (f64::from(value) - mean).powi(2);
        }
    }
    let deviation = squares.iter().zip(&means).map(|(square, mean)| {
        let deviation = (square / count).sqrt();
        // What is left of a constant is the rounding of its mean.
        if deviation > mean.abs() * 1e-6 && deviation > 1e-20 { deviation as f32 } else { 1.0 }
    });
    (means.iter().map(|&mean| mean as f32).collect(), deviation.collect())
}

/// Columns bound to the fields of a network, in their order.
#[derive(Debug)]
pub(crate) struct Encoder<'a> {
    parts: Vec<Part<'a>>,
    width: usize,
    rows: usize,
}

#[derive(Debug)]
enum Part<'a> {
    Numbers {
        values: &'a [f32],
        field: &'a Field,
    },
    Classes {
        index: &'a [u32],
        /// The place of each class of the column among those of the field.
        places: Vec<u32>,
        size: usize,
        unknown: Option<usize>,
    },
}

impl<'a> Encoder<'a> {
    /// Finds a column for each field by its name, and sees that it is what the field asks for.
    pub fn bind(fields: &'a [Field], columns: &'a [Column]) -> Result<Self, LearnError> {
        let mut parts = Vec::with_capacity(fields.len());
        for field in fields {
            let found = columns.iter().find(|column| *column.name == *field.name);
            let column = found.ok_or_else(|| {
                LearnError::mismatch(format!(
                    "the model needs \"{}\", which is missing",
                    field.name
                ))
            })?;
            parts.push(Part::bind(field, column)?);
        }
        let width = fields.iter().map(|field| field.size).sum();
        let rows = columns.first().map_or(0, Column::rows);
        Ok(Self { parts, width, rows })
    }

    /// Numbers for each row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Writes the numbers of a row. Each column of classes is made unknown with a chance of
    /// `masked`.
    pub fn encode(&self, row: usize, out: &mut [f32], mut masked: Option<(f32, &mut Random)>) {
        let mut at = 0;
        for part in &self.parts {
            match part {
                Part::Numbers { values, field } => {
                    let size = field.size;
                    let numbers = &values[row * size..(row + 1) * size];
                    let scale = field.mean.iter().zip(&field.deviation);
                    for ((out, &value), (mean, deviation)) in
                        out[at..at + size].iter_mut().zip(numbers).zip(scale)
                    {
                        *out = (value - mean) / deviation;
                    }
                    at += size;
                }
                Part::Classes { index, places, size, unknown } => {
                    let slots = &mut out[at..at + size];
                    slots.fill(0.0);
                    let is_masked =
                        masked.as_mut().is_some_and(|(share, random)| random.unit() < *share);
                    let place = places[index[row] as usize] as usize;
                    match (is_masked, unknown) {
                        (false, _) => slots[place] = 1.0,
                        (true, Some(unknown)) => slots[*unknown] = 1.0,
                        (true, None) => {}
                    }
                    at += size;
                }
            }
        }
    }
}

impl<'a> Part<'a> {
    fn bind(field: &'a Field, column: &'a Column) -> Result<Self, LearnError> {
        let name = &field.name;
        match (&column.values, field.classes.is_empty()) {
            (Values::Numbers(values), true) if column.size == field.size => {
                check_finite(column)?;
                Ok(Self::Numbers { values, field })
            }
            (Values::Numbers(_), true) => Err(LearnError::mismatch(format!(
                "\"{name}\" has {} numbers, and the model learned it with {}",
                column.size, field.size
            ))),
            (Values::Numbers(_), false) => Err(LearnError::mismatch(format!(
                "\"{name}\" has numbers, and the model learned it with classes (text)"
            ))),
            (Values::Classes { .. }, true) => Err(LearnError::mismatch(format!(
                "\"{name}\" has classes (text), and the model learned it with numbers"
            ))),
            (Values::Classes { index, names }, false) => {
                let find = |wanted: &str| field.classes.iter().position(|class| class == wanted);
                let unknown = find(UNKNOWN);
                let mut places = Vec::with_capacity(names.len());
                for (class, text) in names.iter().enumerate() {
                    let is_used = || index.contains(&(class as u32));
                    match find(text).or(unknown) {
                        Some(place) => places.push(place as u32),
                        None if is_used() => {
                            let known = field.classes.join(", ");
                            return Err(LearnError::mismatch(format!(
                                "\"{name}\" has the class \"{text}\", which the model has never \
                                 seen; it knows {known}"
                            )));
                        }
                        None => places.push(0),
                    }
                }
                Ok(Self::Classes { index, places, size: field.size, unknown })
            }
        }
    }
}

/// Finds numbers that are none.
pub(crate) fn check_finite(column: &Column) -> Result<(), LearnError> {
    let Values::Numbers(values) = &column.values else { return Ok(()) };
    let bad = |chunk: &[f32]| chunk.iter().any(|value| !value.is_finite());
    let Some(chunk) = values.chunks(4096).position(bad) else { return Ok(()) };
    let from = chunk * 4096;
    let at = values[from..].iter().position(|value| !value.is_finite()).unwrap_or(0) + from;
    let (name, row, value) = (&column.name, at / column.size, values[at]);
    Err(LearnError::data(format!(
        "\"{name}\" is {value} in row {row}: repair that value, or leave the row out"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_brought_to_mean_0_and_deviation_1() {
        let column = Column::numbers("P", 2, vec![1.0, 5.0, 3.0, 5.0]).unwrap();
        let field = Field::of(&column, &[0, 1], true);
        assert_eq!((&field.mean[..], &field.deviation[..]), (&[2.0, 5.0][..], &[1.0, 1.0][..]));
        let (fields, columns) = ([field], [column]);
        let encoder = Encoder::bind(&fields, &columns).unwrap();
        let mut row = [0.0; 2];
        encoder.encode(1, &mut row, None);
        assert_eq!(row, [1.0, 0.0]);
    }

    #[test]
    fn classes_become_a_one_among_zeros_whatever_their_order() {
        let learned = Column::texts("+x", ["door", UNKNOWN, "wall"].into_iter());
        let fields = [Field::of(&learned, &[0, 1, 2], true)];
        let columns = [Column::texts("+x", ["wall", "door", "tower"].into_iter())];
        let encoder = Encoder::bind(&fields, &columns).unwrap();
        let mut row = [9.0; 3];
        for (at, expected) in [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]].iter().enumerate()
        {
            encoder.encode(at, &mut row, None);
            assert_eq!(row, *expected);
        }
        encoder.encode(0, &mut row, Some((1.0, &mut Random::of(&[1]))));
        assert_eq!(row, [0.0, 1.0, 0.0], "masked");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let column = Column::numbers("P", 3, vec![0.0; 3]).unwrap();
        let fields = [Field::of(&column, &[0], true)];
        let said = |column: Column| Encoder::bind(&fields, &[column]).unwrap_err().to_string();
        let other = Column::numbers("N", 3, vec![0.0; 3]).unwrap();
        assert_eq!(said(other), "the model needs \"P\", which is missing");
        let other = Column::numbers("P", 2, vec![0.0; 2]).unwrap();
        assert_eq!(said(other), "\"P\" has 2 numbers, and the model learned it with 3");
        assert!(said(Column::texts("P", ["a"].into_iter())).contains("has classes (text)"));
        let other = Column::numbers("P", 3, vec![0.0, 0.0, 0.0, 0.0, f32::NAN, 0.0]).unwrap();
        assert!(said(other).contains("\"P\" is NaN in row 1"));
        let classes = [Field::of(&Column::texts("kind", ["a", "b"].into_iter()), &[0], true)];
        let other = [Column::texts("kind", ["c"].into_iter())];
        let said = Encoder::bind(&classes, &other).unwrap_err().to_string();
        assert!(said.contains("class \"c\", which the model has never seen; it knows a, b"));
    }
}
