//! A dataset as points with attributes, so that the table shows its rows.

use std::sync::Arc;

use geometry::{Column, Domain, Geometry, Text};
use learn::{Dataset, Values};

/// Points with the columns of a dataset, and with what is known of its rows.
pub fn as_points(dataset: &Dataset) -> Geometry {
    let mut geometry = Geometry::from_points(vec![Default::default(); dataset.rows()]);
    let table = geometry.table_mut(Domain::Point);
    for column in dataset.columns() {
        let shown = match &column.values {
            Values::Numbers(values) => Column::floats_of_size(values.to_vec(), column.size),
            Values::Classes { index, names } => text(index.to_vec(), names.to_vec()),
        };
        // Points always have places, which only three numbers can be.
        let is_place = shown.read::<[f32; 3]>().is_some();
        let name = if &*column.name == "P" && !is_place { "(P)" } else { &column.name };
        table.set(name, shown);
    }
    if let Some(weights) = dataset.weights() {
        table.set("(weight)", Column::new(weights.to_vec()));
    }
    if let Some((source_of, names)) = dataset.sources() {
        table.set("(source)", text(source_of.to_vec(), names.to_vec()));
    }
    if let Some(marks) = dataset.validation() {
        table.set("(held out)", Column::group(marks.to_vec()));
    }
    geometry
}

fn text(indices: Vec<u32>, strings: Vec<Arc<str>>) -> Column {
    Column::text(Text { indices: Arc::new(indices), strings: Arc::new(strings) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_a_dataset_is_there() {
        let inputs = vec![learn::Column::numbers("uv", 2, vec![0.0, 1.0, 2.0, 3.0]).unwrap()];
        let target = learn::Column::texts("module", ["wall", "door"].into_iter());
        let dataset = Dataset::new(inputs, vec![target]).unwrap();
        let dataset = dataset.with_validation(vec![false, true]).unwrap();
        let shown = as_points(&dataset);
        let names: Vec<&str> = shown.points().iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["(held out)", "P", "module", "uv"]);
        assert_eq!(shown.points().get("module").unwrap().texts().unwrap().get(1), "door");
    }
}
