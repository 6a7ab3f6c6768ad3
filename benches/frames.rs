//! Milliseconds of interface work in a frame, without the graphics card's part: drawing the whole
//! editor and cutting its shapes into triangles.
//!
//! `cargo bench --bench frames [-- CASE]`

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use egui::{Event, MouseWheelUnit, Pos2, RawInput, Rect, Vec2, pos2, vec2};
use espalier::editor::{Beginning, Editor};
use graph::Budget;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZE: Vec2 = vec2(1600.0, 1000.0);
const FRAMES: usize = 200;
/// Over the network, and over the table.
const NETWORK: Pos2 = pos2(1280.0, 760.0);
const TABLE: Pos2 = pos2(400.0, 880.0);

/// A window without a screen.
struct Window {
    context: egui::Context,
    editor: Editor,
    _folder: tempfile::TempDir,
}

impl Window {
    fn with_project(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("project.ron");
        std::fs::write(&path, text).expect("the project is written");
        let context = egui::Context::default();
        Editor::prepare(&context);
        let beginning = Beginning {
            budget: Budget { cache: 2 << 30, memory: 4 << 30 },
            settings_folder: None,
            wake: Arc::new(|| {}),
        };
        let mut editor = Editor::new(beginning).expect("a worker thread");
        editor.open(path);
        let mut window = Self { context, editor, _folder: folder };
        let start = Instant::now();
        window.frame(Vec::new());
        while !window.editor.is_idle() || window.editor.session.results.shown.is_none() {
            assert!(start.elapsed() < Duration::from_secs(600), "the project did not cook");
            window.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(5));
        }
        for _ in 0..20 {
            window.frame(Vec::new());
        }
        window
    }

    /// Seconds for a frame with these events.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            predicted_dt: 1.0 / 60.0,
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let editor = &mut self.editor;
        let mut output = self.context.run_ui(input, |ui| editor.ui(ui));
        let triangles = self.context.tessellate(output.shapes, output.pixels_per_point);
        let seconds = start.elapsed().as_secs_f64();
        // What is new would go to the graphics card now.
        output.textures_delta.clear();
        std::hint::black_box(triangles);
        seconds
    }

    /// Times frames in which something happens.
    fn measure(&mut self, name: &str, events: impl Fn(usize) -> Vec<Event>) {
        let before = busy();
        let mut times: Vec<f64> = (0..FRAMES).map(|at| self.frame(events(at)) * 1000.0).collect();
        let worked = (busy() - before) * 1000.0 / FRAMES as f64;
        times.sort_by(f64::total_cmp);
        let (median, most) = (times[FRAMES / 2], times[FRAMES * 95 / 100]);
        eprintln!(
            "{name:<40} worked {worked:6.2} ms a frame; passed: median {median:6.2} ms, 95 % \
             under {most:6.2} ms"
        );
    }
}

/// Seconds that this thread has worked: on a busy machine, less than have passed.
fn busy() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|text| text.parse::<f64>().ok());
    // Other systems tell only the time that has passed.
    nanoseconds.map_or_else(
        || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64(),
        |nanoseconds| nanoseconds * 1e-9,
    )
}

fn wheel(at: Pos2, by: f32) -> Vec<Event> {
    let wheel = Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
    };
    vec![Event::PointerMoved(at), wheel]
}

/// A network of many nodes: boxes, each moved and pushed out.
fn nodes(count: usize) -> String {
    let mut text = String::from("(version: 1, display: \"peak0\", nodes: {\n");
    for at in 0..count / 3 {
        let (x, y) = ((at % 20) * 240, at / 20 * 320);
        text += &format!(
            "\"box{at}\": (type: \"box\", position: [{x}, {y}]),\n\
             \"move{at}\": (type: \"transform\", position: [{x}, {}], \
             inputs: {{\"geometry\": \"box{at}\"}}),\n\
             \"peak{at}\": (type: \"peak\", position: [{x}, {}], \
             inputs: {{\"geometry\": \"move{at}\"}}),\n",
            y + 90,
            y + 180
        );
    }
    text + "})"
}

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |case: &str| wanted.is_empty() || wanted.iter().any(|it| it == case);
    if is_wanted("network") {
        let mut window = Window::with_project(&nodes(1000));
        window.measure("1,000 nodes in sight, nothing happens", |_| Vec::new());
        window.measure("1,000 nodes, the pointer moves", |at| {
            vec![Event::PointerMoved(NETWORK + vec2((at % 50) as f32, (at % 30) as f32))]
        });
        window.measure("1,000 nodes, zooming", |at| {
            wheel(NETWORK, if at / 20 % 2 == 0 { 30.0 } else { -30.0 })
        });
    }
    if is_wanted("table") {
        let grid = "(version: 1, display: \"g\", nodes: {\"g\": (type: \"grid\", \
                    parameters: {\"rows\": 3163, \"columns\": 3163, \"connectivity\": \"points\"})})";
        let mut window = Window::with_project(grid);
        window.measure("10 million rows, nothing happens", |_| Vec::new());
        window.measure("10 million rows, scrolling", |_| wheel(TABLE, -37.0));
    }
    if is_wanted("cooking") {
        let slow = "(version: 1, display: \"b\", nodes: {\"b\": (type: \"box\"), \
                    \"g\": (type: \"grid\", parameters: {\"rows\": 800, \"columns\": 800}), \
                    \"s\": (type: \"smooth\", inputs: {\"geometry\": \"g\"}, \
                    parameters: {\"iterations\": 10000})})";
        let mut window = Window::with_project(slow);
        window.editor.edit("Display", |edit| {
            edit.set_display(&graph::NodePath::ROOT, Some("s")).map(|()| Vec::new())
        });
        window.frame(Vec::new());
        window.measure("while a long cook takes all cores", |at| {
            vec![Event::PointerMoved(NETWORK + vec2((at % 50) as f32, 0.0))]
        });
        window.editor.stop_cooking();
    }
}
