//! How long heavy nodes take to end after they are cancelled, as a table in Markdown.
//!
//! `cargo bench --bench cancel -- [CASE ...] [--tries N] [--most MILLISECONDS]`
//!
//! Each case cooks a node's inputs, then the node, and cancels it part of the way, at several
//! places spread over the time that it takes. Inputs are fresh each time, so that what is derived
//! from them is cancelled too. With `--most`, the program fails if anything took longer.

mod cases;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use graph::{Budget, Context, Document, Evaluator, Request, project};
use nodes::GeometryWire;
use task::Task;

use cases::{CASES, Case, SOURCES};

#[path = "../../src/memory.rs"]
mod memory;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What was seen of one case, in seconds.
struct Seen {
    whole: f64,
    /// For each try when it was cancelled, and how long it went on.
    tries: Vec<(f64, f64)>,
}

fn main() {
    memory::keep_freed_for_a_while();
    let mut names: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let mut option = |name: &str| {
        let at = names.iter().position(|argument| argument == name)?;
        names.remove(at);
        (at < names.len()).then(|| names.remove(at).parse::<f64>().ok())?
    };
    let tries = option("--tries").unwrap_or(6.0) as u32;
    let most = option("--most").map(|milliseconds| milliseconds / 1000.0);
    let threads = rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global();
    threads.expect("the worker threads start");
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_files(folder.path());
    say("| case | whole | longest after a cancel | cancelled at |");
    say("| --- | --- | --- | --- |");
    let mut too_long = false;
    for case in CASES.iter().filter(|case| names.is_empty() || names.iter().any(|n| n == case.0)) {
        let seen = look_at(case, folder.path(), tries);
        let longest = seen.tries.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let (at, delay) = longest.copied().unwrap_or_default();
        too_long |= most.is_some_and(|most| delay > most);
        let shown = |seconds: f64| format!("{:.1} ms", seconds * 1000.0);
        say(&format!("| {} | {} | {} | {} |", case.0, shown(seen.whole), shown(delay), shown(at)));
    }
    std::process::exit(i32::from(too_long));
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("somebody reads this");
}

/// A document with all sources and the node of a case.
fn open((_, node_type, inputs, parameters): &Case) -> (Document, Evaluator) {
    let node = format!(
        r#""node": (type: "{node_type}", inputs: {{{inputs}}}, parameters: {{{parameters}}}),"#
    );
    let text = format!("(version: 1, nodes: {{{SOURCES}{node}}})");
    let library = nodes::library();
    let opened = project::parse(&text, &library).unwrap_or_else(|error| panic!("{error}"));
    assert!(opened.problems.is_empty(), "{node_type}: {:?}", opened.problems);
    let budget = Budget { cache: 16 << 30, memory: 16 << 30 };
    (opened.document, Evaluator::new(library, budget))
}

/// What stands between quotes in the inputs of a case behind the names of the inputs.
fn sources_of(inputs: &str) -> Vec<String> {
    let quoted = inputs.split('"').skip(1).step_by(2);
    quoted
        .filter(|name| SOURCES.contains(&format!("\"{name}\": (type")))
        .map(|n| format!("/{n}"))
        .collect()
}

fn look_at(case: &Case, folder: &Path, tries: u32) -> Seen {
    let whole = attempt(case, folder, None).0;
    let tries = (0..tries).map(|step| {
        let at = whole * (f64::from(step) + 0.5) / f64::from(tries);
        let (ended, is_done) = attempt(case, folder, Some(Duration::from_secs_f64(at)));
        (at, if is_done { 0.0 } else { ended - at })
    });
    let tries = tries.collect();
    Seen { whole, tries }
}

/// Seconds until the cook of a case returned, and whether it was done by then.
fn attempt(case: &Case, folder: &Path, cancel_after: Option<Duration>) -> (f64, bool) {
    let (document, evaluator) = open(case);
    let context = Context { frame: 1.0, project_folder: folder.into() };
    let targets = sources_of(case.2);
    let cooked = evaluator.cook(&document, &Request { targets, context, ..Request::default() });
    assert!(cooked.values.iter().all(Result::is_ok), "{}: an input does not cook", case.0);
    drop(cooked);
    let context = Context { frame: 1.0, project_folder: folder.into() };
    let request = Request { targets: vec!["/node".to_owned()], context, ..Request::default() };
    let cancel = request.cancel.clone();
    let start = Instant::now();
    let canceller = cancel_after.map(|after| {
        std::thread::spawn(move || {
            std::thread::sleep(after.saturating_sub(start.elapsed()));
            cancel.cancel();
            start.elapsed()
        })
    });
    let cooked = evaluator.cook(&document, &request);
    let mut ended = start.elapsed();
    let is_done = match &cooked.values[0] {
        Ok(_) => true,
        Err(error) if error.is_cancelled() => false,
        Err(error) => panic!("{}: {error}", case.0),
    };
    if let (Some(canceller), Some(after)) = (canceller, cancel_after) {
        // What the canceller overslept on a busy machine is not the node's.
        let cancelled = canceller.join().expect("it only sleeps");
        ended = ended.saturating_sub(cancelled.saturating_sub(after));
    }
    (ended.as_secs_f64(), is_done)
}

/// Meshes of a million quads in every format, for the File node.
fn write_files(folder: &Path) {
    let case = ("", "merge", r#""inputs": ["land"]"#, "");
    let (document, evaluator) = open(&case);
    let cooked = evaluator.cook(&document, &Request::new("/land"));
    let mesh = cooked.values[0].as_ref().expect("the mesh cooks");
    let mesh = mesh.get::<GeometryWire>().expect("geometry");
    for format in ["obj", "ply", "stl", "glb"] {
        let path = folder.join(format!("land.{format}"));
        geometry::files::write(&path, mesh, &Task::unlimited()).expect("room on the disk");
    }
}
