//! Datasets as CSV files with a header line.
//!
//! `name` is a column of single numbers or of texts, `name[0],name[1]` one of tuples, and
//! `name:wall,name:door` one of classes, written as zeros and ones. `:weight`, `:validation` and
//! `:source` say what is known of the rows.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use csv::ByteRecord;
use task::Task;

use super::{Column, Dataset, Values};
use crate::error::LearnError;

/// Reads a table. `targets` are the names of its targets, with spaces between; where it names
/// none, the last column is the target.
pub fn read(path: &Path, targets: &str, task: &Task) -> Result<Dataset, LearnError> {
    let bytes = std::fs::read(path).map_err(|error| LearnError::file(path, error))?;
    parse(&bytes, targets, task).map_err(|error| match error {
        LearnError::Data(message) => LearnError::file(path, message),
        other => other,
    })
}

/// Reads a table from the bytes of a file.
pub fn parse(bytes: &[u8], targets: &str, task: &Task) -> Result<Dataset, LearnError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let raw = Raw::read(bytes, task)?;
    let mut columns = Vec::new();
    let mut special: HashMap<String, RawColumn> = HashMap::new();
    let mut rest = raw.columns.into_iter().peekable();
    while let Some(first) = rest.next() {
        let Some(group) = first.group() else {
            columns.push(first.alone()?);
            continue;
        };
        if group.name.is_empty() {
            special.insert(group.part.to_owned(), first);
            continue;
        }
        let (name, is_class) = (group.name.to_owned(), group.is_class);
        let mut members = vec![first];
        while let Some(next) = rest.next_if(|next| {
            next.group().is_some_and(|next| next.name == name && next.is_class == is_class)
        }) {
            members.push(next);
        }
        columns.push(grouped(name, is_class, members, raw.rows)?);
    }
    let dataset = with_targets(columns, targets)?;
    with_row_notes(dataset, special)
}

/// Writes a table, beside the file first and then in its place.
pub fn write(path: &Path, dataset: &Dataset, task: &Task) -> Result<(), LearnError> {
    let failed = |error: &dyn ToString| LearnError::file(path, error.to_string());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| failed(&error))?;
    let text = to_bytes(dataset, task)?;
    file.write_all(&text).map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error))?;
    Ok(())
}

/// A table as the bytes of a file.
pub fn to_bytes(dataset: &Dataset, task: &Task) -> Result<Vec<u8>, LearnError> {
    let width: usize = dataset.columns().map(|column| column.size).sum();
    task.reserve(dataset.rows() as u64, width as u64 * 2, "a table of this many rows")?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| LearnError::data(error.to_string());
    let mut record = ByteRecord::new();
    for column in dataset.columns() {
        match &column.values {
            Values::Numbers(_) if column.size == 1 => record.push_field(column.name.as_bytes()),
            Values::Numbers(_) => (0..column.size)
                .for_each(|at| record.push_field(format!("{}[{at}]", column.name).as_bytes())),
            Values::Classes { names, .. } => names
                .iter()
                .for_each(|class| record.push_field(format!("{}:{class}", column.name).as_bytes())),
        }
    }
    let notes = [
        (":weight", dataset.weights().is_some()),
        (":validation", dataset.validation().is_some()),
        (":source", dataset.sources().is_some()),
    ];
    notes.iter().filter(|(_, is_there)| *is_there).for_each(|(name, _)| {
        record.push_field(name.as_bytes());
    });
    writer.write_byte_record(&record).map_err(failed)?;
    for row in 0..dataset.rows() {
        if row % 1024 == 0 {
            task.check()?;
            task.set_progress(row as f32 / dataset.rows() as f32);
        }
        record.clear();
        push_row(&mut record, dataset, row);
        writer.write_byte_record(&record).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| LearnError::data(error.to_string()))
}

fn push_row(record: &mut ByteRecord, dataset: &Dataset, row: usize) {
    for column in dataset.columns() {
        match &column.values {
            Values::Numbers(values) => values[row * column.size..(row + 1) * column.size]
                .iter()
                .for_each(|value| record.push_field(value.to_string().as_bytes())),
            Values::Classes { index, names } => (0..names.len() as u32)
                .for_each(|class| record.push_field(if class == index[row] { b"1" } else { b"0" })),
        }
    }
    if let Some(weights) = dataset.weights() {
        record.push_field(weights[row].to_string().as_bytes());
    }
    if let Some(marks) = dataset.validation() {
        record.push_field(if marks[row] { b"1" } else { b"0" });
    }
    if let Some((source_of, names)) = dataset.sources() {
        record.push_field(names[source_of[row] as usize].as_bytes());
    }
}

/// The columns of a file before they are put together.
struct Raw {
    columns: Vec<RawColumn>,
    rows: usize,
}

struct RawColumn {
    title: String,
    cells: Cells,
}

enum Cells {
    Numbers(Vec<f32>),
    Texts(Vec<Arc<str>>),
}

/// What the title of one column of several says.
struct Group<'a> {
    name: &'a str,
    part: &'a str,
    is_class: bool,
}

impl RawColumn {
    fn group(&self) -> Option<Group<'_>> {
        if let Some((name, part)) = self.title.split_once(':') {
            return Some(Group { name, part, is_class: true });
        }
        let (name, part) = self.title.strip_suffix(']')?.rsplit_once('[')?;
        part.parse::<u32>().ok()?;
        Some(Group { name, part, is_class: false })
    }

    fn alone(self) -> Result<Column, LearnError> {
        match self.cells {
            Cells::Numbers(values) => Column::numbers(self.title, 1, values),
            Cells::Texts(texts) => Ok(Column::texts(self.title, texts.iter().map(|text| &**text))),
        }
    }

    fn numbers(&self) -> Result<&[f32], LearnError> {
        match &self.cells {
            Cells::Numbers(values) => Ok(values),
            Cells::Texts(_) => {
                Err(LearnError::data(format!("\"{}\" must hold numbers", self.title)))
            }
        }
    }
}

impl Raw {
    fn read(bytes: &[u8], task: &Task) -> Result<Self, LearnError> {
        let failed = |error: csv::Error| LearnError::data(error.to_string());
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let titles: Vec<String> = reader
            .byte_headers()
            .map_err(failed)?
            .iter()
            .map(|title| String::from_utf8_lossy(title).into_owned())
            .collect();
        if titles.is_empty() || titles.iter().all(String::is_empty) {
            return Err(LearnError::data("the file is empty: it needs a line with column names"));
        }
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
        task.reserve(lines, titles.len() as u64 * 4, "a table of this many rows")?;
        let is_number = numeric_columns(bytes, titles.len(), task)?;
        let mut columns: Vec<RawColumn> = titles
            .into_iter()
            .zip(&is_number)
            .map(|(title, &is_number)| RawColumn {
                title,
                cells: if is_number { Cells::Numbers(vec![]) } else { Cells::Texts(vec![]) },
            })
            .collect();
        let mut known: HashMap<Vec<u8>, Arc<str>> = HashMap::new();
        let mut record = ByteRecord::new();
        let mut rows = 0;
        while reader.read_byte_record(&mut record).map_err(failed)? {
            if rows % 1024 == 0 {
                task.check()?;
            }
            for (column, field) in columns.iter_mut().zip(&record) {
                match &mut column.cells {
                    Cells::Numbers(values) => values.push(number(field).unwrap_or(f32::NAN)),
                    Cells::Texts(texts) => {
                        let text = known
                            .entry(field.to_vec())
                            .or_insert_with_key(|field| String::from_utf8_lossy(field).into());
                        texts.push(text.clone());
                    }
                }
            }
            rows += 1;
        }
        Ok(Self { columns, rows })
    }
}

/// Which columns hold nothing but numbers.
fn numeric_columns(bytes: &[u8], count: usize, task: &Task) -> Result<Vec<bool>, LearnError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let mut is_number = vec![true; count];
    let mut record = ByteRecord::new();
    let mut rows = 0_u64;
    let failed = |error: csv::Error| LearnError::data(error.to_string());
    while reader.read_byte_record(&mut record).map_err(failed)? {
        rows += 1;
        if rows.is_multiple_of(1024) {
            task.check()?;
        }
        for (is_number, field) in is_number.iter_mut().zip(&record) {
            if field.is_empty() {
                let line = record.position().map_or(rows + 1, csv::Position::line);
                return Err(LearnError::data(format!(
                    "line {line}: a cell is empty. Every row needs a value in every column"
                )));
            }
            *is_number = *is_number && number(field).is_some();
        }
    }
    Ok(is_number)
}

fn number(field: &[u8]) -> Option<f32> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

/// Several columns of the file as one of the dataset.
fn grouped(
    name: String,
    is_class: bool,
    members: Vec<RawColumn>,
    rows: usize,
) -> Result<Column, LearnError> {
    let parts: Vec<Arc<str>> =
        members.iter().filter_map(|member| Some(member.group()?.part.into())).collect();
    let columns = members.iter().map(RawColumn::numbers).collect::<Result<Vec<_>, _>>()?;
    if !is_class {
        let values = (0..rows).flat_map(|row| columns.iter().map(move |column| column[row]));
        return Column::numbers(name, columns.len(), values.collect::<Vec<f32>>());
    }
    let mut index = Vec::with_capacity(rows);
    for row in 0..rows {
        let mut found = None;
        for (class, column) in columns.iter().enumerate() {
            match column[row] {
                1.0 if found.is_none() => found = Some(class as u32),
                0.0 => {}
                _ => found = Some(u32::MAX),
            }
        }
        match found {
            Some(class) if class != u32::MAX => index.push(class),
            _ => {
                let line = row + 2;
                return Err(LearnError::data(format!(
                    "line {line}: \"{name}\" must have a one in just one of its columns, and \
                     zeros in the others"
                )));
            }
        }
    }
    Column::classes(name, parts, index)
}

fn with_targets(columns: Vec<Column>, targets: &str) -> Result<Dataset, LearnError> {
    let wanted: Vec<&str> = targets.split_whitespace().collect();
    if let Some(missing) =
        wanted.iter().find(|name| !columns.iter().any(|column| &*column.name == **name))
    {
        let names: Vec<&str> = columns.iter().map(|column| &*column.name).collect();
        return Err(LearnError::data(format!(
            "there is no column \"{missing}\" to be a target; there are {}",
            names.join(", ")
        )));
    }
    let last = columns.len().wrapping_sub(1);
    let (mut inputs, mut chosen) = (Vec::new(), Vec::new());
    for (at, column) in columns.into_iter().enumerate() {
        let is_target =
            if wanted.is_empty() { at == last } else { wanted.contains(&&*column.name) };
        if is_target { chosen.push(column) } else { inputs.push(column) }
    }
    Dataset::new(inputs, chosen)
}

fn with_row_notes(
    mut dataset: Dataset,
    special: HashMap<String, RawColumn>,
) -> Result<Dataset, LearnError> {
    let mut names: Vec<&String> = special.keys().collect();
    names.sort_unstable();
    for name in names {
        let column = &special[name];
        dataset = match &**name {
            "weight" => dataset.with_weights(column.numbers()?)?,
            "validation" => {
                let marks = column.numbers()?.iter().map(|&mark| mark != 0.0);
                dataset.with_validation(marks.collect::<Arc<[bool]>>())?
            }
            "source" => {
                let texts: Vec<Arc<str>> = match &column.cells {
                    Cells::Texts(texts) => texts.clone(),
                    Cells::Numbers(values) => {
                        values.iter().map(|value| value.to_string().into()).collect()
                    }
                };
                let sources = Column::texts("source", texts.iter().map(|text| &**text));
                match sources.values {
                    Values::Classes { index, names } => dataset.with_sources(index, names)?,
                    Values::Numbers(_) => dataset,
                }
            }
            other => {
                return Err(LearnError::data(format!("\":{other}\" is no name of a column")));
            }
        };
    }
    Ok(dataset)
}
