use super::*;
use task::{CancelToken, Task};

fn small() -> Dataset {
    let inputs = vec![
        Column::numbers("P", 3, vec![0.0, 1.5, -2.0, 3.0, 4.0, 0.1]).unwrap(),
        Column::texts("+x", ["wall", "outside"].into_iter()),
    ];
    Dataset::new(inputs, vec![Column::texts("module", ["door", "wall"].into_iter())]).unwrap()
}

#[test]
fn a_table_is_written_and_read_as_it_was() {
    let dataset = small()
        .with_weights(vec![1.0, 0.25])
        .unwrap()
        .with_validation(vec![false, true])
        .unwrap()
        .with_sources(vec![0, 1], ["a".into(), "b".into()])
        .unwrap();
    let text = table::to_bytes(&dataset, &Task::unlimited()).unwrap();
    let expected = "P[0],P[1],P[2],+x:outside,+x:wall,module:door,module:wall,\
                    :weight,:validation,:source\n\
                    0,1.5,-2,0,1,1,0,1,0,a\n3,4,0.1,1,0,0,1,0.25,1,b\n";
    assert_eq!(String::from_utf8_lossy(&text), expected);
    let read = table::parse(&text, "", &Task::unlimited()).unwrap();
    assert_eq!(read, dataset);
    assert_eq!(read.hash(), dataset.hash());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    table::write(&path, &dataset, &Task::unlimited()).unwrap();
    assert_eq!(table::read(&path, "module", &Task::unlimited()).unwrap(), dataset);
}

#[test]
fn a_table_from_elsewhere_says_its_columns_by_their_values() {
    let text = b"\xEF\xBB\xBFheight, kind ,label\r\n1e1, low,7\r\n-2,\"a, b\",8\r\n";
    let read = table::parse(text, "kind", &Task::unlimited()).unwrap();
    assert_eq!(read.inputs()[0], Column::numbers("height", 1, vec![10.0, -2.0]).unwrap());
    assert_eq!(read.inputs()[1], Column::numbers("label", 1, vec![7.0, 8.0]).unwrap());
    assert_eq!(read.targets(), [Column::texts("kind", ["low", "a, b"].into_iter())]);
}

#[test]
fn a_wrong_table_says_what_is_wrong_and_where() {
    let said = |text: &str, targets: &str| {
        table::parse(text.as_bytes(), targets, &Task::unlimited()).unwrap_err().to_string()
    };
    assert!(said("", "").contains("the file is empty"));
    assert!(said("a,b\n1,2\n3\n", "").contains("line: 3"), "{}", said("a,b\n1,2\n3\n", ""));
    assert!(said("a,b\n1,2\n3,\n", "").contains("line 3: a cell is empty"));
    assert!(said("a,b\n1,2\n", "c").contains("no column \"c\" to be a target; there are a, b"));
    assert!(said("m:x,m:y\n1,0\n1,1\n", "").contains("line 3: \"m\" must have a one in just one"));
    assert!(said("m:x,m:y\n0,0\n", "").contains("line 2"));
    assert!(said("a,:what\n1,1\n", "").contains("\":what\" is no name"));
}

#[test]
fn columns_must_fit_together() {
    let three = Column::numbers("a", 1, vec![0.0; 3]).unwrap();
    let two = Column::numbers("b", 1, vec![0.0; 2]).unwrap();
    let said =
        |inputs: Vec<Column>, targets| Dataset::new(inputs, targets).unwrap_err().to_string();
    assert_eq!(said(vec![three.clone()], vec![two]), "\"a\" has 3 rows and \"b\" has 2");
    assert!(said(vec![three.clone()], vec![three.clone()]).contains("two columns"));
    assert!(said(vec![], vec![]).contains("at least one column"));
    assert!(Column::numbers("c", 2, vec![0.0; 3]).is_err());
    let dataset = Dataset::new(vec![three], vec![]).unwrap();
    let said = dataset.clone().with_weights(vec![1.0, f32::NAN, 1.0]).unwrap_err().to_string();
    assert!(said.contains("row 1"), "{said}");
    assert!(dataset.with_validation(vec![true]).is_err());
}

#[test]
fn merging_brings_rows_and_classes_together() {
    let one = small();
    let inputs = vec![
        Column::texts("+x", ["roof"].into_iter()),
        Column::numbers("P", 3, vec![9.0, 9.0, 9.0]).unwrap(),
    ];
    let other = Dataset::new(inputs, vec![Column::texts("module", ["roof"].into_iter())]).unwrap();
    let other = other.with_weights(vec![4.0]).unwrap();
    let merged = Dataset::merge(&[&one, &other], &Task::unlimited()).unwrap();
    assert_eq!(merged.rows(), 3);
    let names: Vec<&str> = merged.inputs()[1].names().iter().map(|name| &**name).collect();
    assert_eq!(names, ["outside", "wall", "roof"]);
    assert_eq!(merged.weights(), Some(&[1.0, 1.0, 4.0][..]));
    assert_eq!(merged.sources().unwrap().0, [0, 0, 1]);
    let without = Dataset::new(vec![one.inputs()[0].clone()], one.targets().to_vec()).unwrap();
    let said = Dataset::merge(&[&one, &without], &Task::unlimited()).unwrap_err().to_string();
    assert!(said.contains("only some of the datasets have a column \"+x\""), "{said}");
    assert!(Dataset::merge(&[&without, &one], &Task::unlimited()).is_err());
}

#[test]
fn a_split_holds_out_the_share_and_keeps_sources_together() {
    let column = Column::numbers("a", 1, vec![0.0; 100]).unwrap();
    let dataset = Dataset::new(vec![column], vec![]).unwrap();
    let split = dataset.split(0.25, ValidationBy::Row, 1).unwrap();
    assert_eq!(split.validation_rows(), 25);
    assert_eq!(split, dataset.split(0.25, ValidationBy::Row, 1).unwrap());
    assert_ne!(split, dataset.split(0.25, ValidationBy::Row, 2).unwrap());
    assert!(dataset.split(0.25, ValidationBy::Source, 1).is_err());
    let names: Vec<Arc<str>> = (0..10).map(|at| format!("{at}").into()).collect();
    let source_of: Vec<u32> = (0..100).map(|row| row / 10).collect();
    let dataset = dataset.with_sources(source_of, names).unwrap();
    let split = dataset.split(0.3, ValidationBy::Source, 1).unwrap();
    assert_eq!(split.validation_rows(), 30);
    let marks = split.validation().unwrap();
    assert!(marks.chunks(10).all(|source| source.iter().all(|&mark| mark == source[0])));
}

#[test]
fn too_many_rows_are_refused_before_they_are_made() {
    let task = Task::new(CancelToken::default(), 1000);
    let column = Column::numbers("a", 1, vec![0.0; 100]).unwrap();
    let dataset = Dataset::new(vec![column], vec![]).unwrap();
    let rows: Vec<u32> = (0..100).collect();
    let said = dataset.take(&rows, &task).unwrap_err().to_string();
    assert!(said.contains("a dataset of this many rows would need 2.0 KiB"), "{said}");
    let taken = dataset.take(&rows[..5], &task).unwrap();
    assert_eq!(taken.rows(), 5);
    assert!(Dataset::merge(&[&dataset, &dataset], &task).is_err());
    let big = "a,b\n".to_owned() + &"1,2\n".repeat(1000);
    assert!(table::parse(big.as_bytes(), "", &task).is_err());
}

#[test]
fn the_hash_follows_what_is_said() {
    let dataset = small();
    assert_eq!(dataset.hash(), small().hash());
    let weighted = dataset.clone().with_weights(vec![1.0, 2.0]).unwrap();
    assert_ne!(weighted.hash(), dataset.hash());
    let taken = dataset.take(&[1, 0], &Task::unlimited()).unwrap();
    assert_ne!(taken.hash(), dataset.hash());
    assert_eq!(dataset.hash().to_string().len(), 32);
}
