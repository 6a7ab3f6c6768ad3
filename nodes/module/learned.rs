//! A trained network as the one who says which module belongs where.

use geometry::ops::modules::{
    Board, Chances, Class, Classes, Error, Neighbours, RowLayout, SIDES, neighbours, write_rows,
};
use geometry::{Column, Geometry};
use learn::{Field, Model, Predictor};
use task::Task;

/// A network that was taught with the attributes of Module Neighbours.
pub struct Learned<'a> {
    predictor: Predictor,
    parts: Vec<Part<'a>>,
    width: usize,
    /// For each class of the model the module that it is.
    modules: Vec<Class>,
}

/// What one input of the network is told.
enum Part<'a> {
    /// What stands at one side: for each module, outside and unknown its place among the classes
    /// of the field.
    Side { direction: usize, places: Vec<Option<usize>>, size: usize },
    /// The row of zeros and ones.
    Row(RowLayout<'a>),
    /// An attribute of the cells.
    Numbers(Vec<f32>, usize),
}

/// The modules that a model knows: those that it was taught to place, and those that it was told
/// stand beside them.
pub fn modules_of(model: &Model) -> Result<Classes, Error> {
    let beside = model.info().inputs.iter().flat_map(|field| &field.classes);
    Classes::new(model.classes().iter().chain(beside))
}

/// The cells with what Module Neighbours writes of where anything stands, for models that were
/// taught with that.
pub fn described(
    model: &Model,
    cells: &Geometry,
    classes: &Classes,
    task: &Task,
) -> Result<Geometry, Error> {
    let mut described = cells.clone();
    for field in &model.info().inputs {
        if let (Some(prefix), 6) = (field.name.strip_suffix("_filled"), field.size) {
            let row = String::new();
            let prefix = prefix.to_owned();
            let settings = Neighbours { row, height: false, along: false, prefix };
            described = neighbours(&described, classes, &settings, task)?;
        }
    }
    Ok(described)
}

impl<'a> Learned<'a> {
    /// Binds a model's inputs to the cells of a geometry.
    pub fn new(model: &Model, classes: &Classes, cells: &'a Geometry) -> Result<Self, Error> {
        if model.classes().is_empty() {
            let message = "the model gives numbers: Module Place needs one from Train Classifier";
            return Err(Error::Chances(message.to_owned()));
        }
        let mut modules = Vec::with_capacity(model.classes().len());
        for name in model.classes() {
            modules.push(classes.find(name).ok_or_else(|| {
                Error::Chances(format!("the model places \"{name}\", which no example has"))
            })?);
        }
        let mut parts = Vec::new();
        for field in &model.info().inputs {
            parts.push(Part::of(field, classes, cells)?);
        }
        let width = model.info().inputs.iter().map(|field| field.size).sum();
        let predictor = Predictor::new(model).map_err(said)?;
        Ok(Self { predictor, parts, width, modules })
    }

    /// The rows of some cells as the network sees them.
    fn rows(&self, board: &Board<'_>, cells: &[u32], task: &Task) -> Result<Vec<f32>, Error> {
        task.reserve(cells.len() as u64, 4 * self.width as u64, "the rows of cells")?;
        let mut rows = vec![0.0; cells.len() * self.width];
        let mut from = 0;
        for part in &self.parts {
            let size = part.size();
            let table = match part {
                Part::Row(layout) => write_rows(layout, board, cells, task)?,
                _ => Vec::new(),
            };
            let slots = rows.chunks_exact_mut(self.width).zip(cells).enumerate();
            for (place, (row, &cell)) in slots {
                let slots = &mut row[from..from + size];
                let cell = cell as usize;
                match part {
                    Part::Side { direction, places, .. } => {
                        let class = board.around(cell)[*direction];
                        if let Some(place) = places[usize::from(class)] {
                            slots[place] = 1.0;
                        }
                    }
                    Part::Row(_) => slots.copy_from_slice(&table[place * size..][..size]),
                    Part::Numbers(values, _) => {
                        slots.copy_from_slice(&values[cell * size..][..size]);
                    }
                }
            }
            from += size;
        }
        Ok(rows)
    }
}

impl Chances for Learned<'_> {
    fn weigh(
        &mut self,
        board: &Board<'_>,
        cells: &[u32],
        weights: &mut [f32],
        task: &Task,
    ) -> Result<(), Error> {
        if cells.is_empty() {
            return Ok(());
        }
        let rows = self.rows(board, cells, task)?;
        let answer = self.predictor.predict_encoded(&rows).map_err(said)?;
        task.check()?;
        for (row, weights) in weights.chunks_exact_mut(board.classes.len()).enumerate() {
            for (&module, &share) in self.modules.iter().zip(answer.row(row)) {
                weights[usize::from(module)] = share;
            }
        }
        Ok(())
    }
}

impl<'a> Part<'a> {
    fn of(field: &Field, classes: &Classes, cells: &'a Geometry) -> Result<Self, Error> {
        let side = field.name.rsplit('_').next();
        let direction = SIDES.iter().position(|&name| Some(name) == side);
        if let (Some(direction), false) = (direction, field.classes.is_empty()) {
            let all = 0..=classes.unknown();
            let place = |class| field.classes.iter().position(|name| name == classes.name(class));
            let (places, size) = (all.map(place).collect(), field.size);
            return Ok(Self::Side { direction, places, size });
        }
        let numbers = |name: &str| cells.points().get(name).and_then(Column::floats);
        let block = 6 * (classes.len() + 2);
        let is_row = field.classes.is_empty() && field.name == "neighbours";
        if is_row && (block..=block + 2).contains(&field.size) {
            let more = field.size - block;
            let height = numbers("height").filter(|_| more > 0);
            let along = numbers("along").filter(|_| more > 1);
            let layout = RowLayout { classes: classes.len(), height, along };
            if layout.size() == field.size {
                return Ok(Self::Row(layout));
            }
        }
        let column = cells.points().get(&field.name);
        let column =
            column.filter(|column| field.classes.is_empty() && column.size() == field.size);
        let values = column.and_then(|column| match (column.floats(), column.ints()) {
            (Some(floats), _) => Some(floats.to_vec()),
            (_, Some(ints)) => Some(ints.iter().map(|&int| int as f32).collect()),
            _ => None,
        });
        let values = values.ok_or_else(|| lacking(field, classes, cells))?;
        if let Some(slot) = values.iter().position(|value| !value.is_finite()) {
            let (name, cell) = (&field.name, slot / field.size);
            return Err(Error::Chances(format!("\"{name}\" of point {cell} is no number")));
        }
        Ok(Self::Numbers(values, field.size))
    }

    fn size(&self) -> usize {
        match self {
            Self::Side { size, .. } | Self::Numbers(_, size) => *size,
            Self::Row(layout) => layout.size(),
        }
    }
}

/// What is missing for an input of the network.
fn lacking(field: &Field, classes: &Classes, cells: &Geometry) -> Error {
    let there = cells.points().get(&field.name).map(|column| {
        let (size, kind) = (column.size(), column.type_name());
        format!("the cells have it as {size} × {kind}")
    });
    let there = there.unwrap_or_else(|| "the cells have no such attribute".to_owned());
    Error::Chances(format!(
        "the model needs {}: {there}. Module Place tells it what stands beside a cell where it \
         was taught with Module Neighbours, here of {} modules, and else what Module Lattice or \
         another node wrote on the cells",
        field.text(),
        classes.len(),
    ))
}

fn said(error: learn::LearnError) -> Error {
    match error {
        learn::LearnError::Stopped(stop) => Error::Stop(stop),
        other => Error::Chances(other.to_string()),
    }
}
