//! `espalier render`

use std::path::{Path, PathBuf};
use std::str::FromStr;

use graph::Budget;
use render::{
    Backdrop, Builder, Camera, Facing, Gpu, Look, Renderer, Scene, Settings, Shading, Shown,
    Targets, Wanted,
};
use task::Task;

use super::project::{self, Project};
use super::{Failure, NodeArguments, print, watch};
use crate::export;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    node: NodeArguments,
    /// Set a parameter before cooking, such as /tower/extrude1/distance=0.5. May be given several
    /// times.
    #[arg(long, value_name = "PATH/PARAM=VALUE")]
    set: Vec<String>,
    /// The frame to cook at.
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    frame: f64,
    /// Write the picture to this file (png).
    #[arg(long, value_name = "PICTURE")]
    out: PathBuf,
    /// Pixels across and down.
    #[arg(long, value_name = "WxH", default_value = "1280x800")]
    size: Size,
    /// Look from here: persp, top, front, right, or angles in degrees and a zoom as
    /// YAW,PITCH or YAW,PITCH,ZOOM, such as 30,20,1.5.
    #[arg(long, value_name = "CAMERA", default_value = "persp", allow_hyphen_values = true)]
    camera: View,
    /// Write this many pictures, turning once around; a number is put before the extension.
    #[arg(long, value_name = "N")]
    turntable: Option<u32>,
    /// How polygons are drawn.
    #[arg(long, value_enum, default_value_t = Mode::Shaded)]
    shading: Mode,
    /// Draw facets, not smooth surfaces.
    #[arg(long)]
    flat: bool,
    /// Clay that shows its form from every side, in place of lights.
    #[arg(long)]
    matcap: bool,
    /// Leave the grid out.
    #[arg(long)]
    no_grid: bool,
    /// On a light ground.
    #[arg(long)]
    light: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Mode {
    Shaded,
    ShadedWires,
    Wire,
    HiddenLine,
    Points,
}

impl Mode {
    fn shading(self) -> Shading {
        match self {
            Self::Shaded => Shading::Shaded,
            Self::ShadedWires => Shading::ShadedWires,
            Self::Wire => Shading::Wire,
            Self::HiddenLine => Shading::HiddenLine,
            Self::Points => Shading::Points,
        }
    }
}

/// Pixels across and down.
#[derive(Debug, Clone, Copy)]
struct Size([u32; 2]);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once(['x', 'X']);
        let read = |text: &str| text.trim().parse::<u32>().ok().filter(|&pixels| pixels > 0);
        parts
            .and_then(|(width, height)| Some(Self([read(width)?, read(height)?])))
            .ok_or_else(|| "write pixels across and down as 1280x800".to_owned())
    }
}

/// Where to look from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum View {
    Perspective,
    Along(Facing),
    Angles { yaw: f32, pitch: f32, zoom: f32 },
}

impl FromStr for View {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write persp, top, front, right, or YAW,PITCH,ZOOM as 30,20,1.5".to_owned();
        Ok(match text {
            "persp" => Self::Perspective,
            "top" => Self::Along(Facing::Top),
            "front" => Self::Along(Facing::Front),
            "right" => Self::Along(Facing::Right),
            _ => {
                let numbers: Result<Vec<f32>, _> =
                    text.split(',').map(|number| number.trim().parse::<f32>()).collect();
                let numbers = numbers.map_err(|_| wrong())?;
                let is_sound = numbers.iter().all(|number| number.is_finite());
                match numbers[..] {
                    [yaw, pitch] if is_sound => Self::Angles { yaw, pitch, zoom: 1.0 },
                    [yaw, pitch, zoom] if is_sound && zoom > 0.0 => {
                        Self::Angles { yaw, pitch, zoom }
                    }
                    _ => return Err(wrong()),
                }
            }
        })
    }
}

impl View {
    /// A camera that looks from here at all of a scene.
    fn camera(self, scene: &Scene, [width, height]: [u32; 2]) -> Camera {
        let mut camera = Camera::default();
        let mut zoom = 1.0;
        match self {
            Self::Perspective => {}
            Self::Along(facing) => camera.look(facing),
            Self::Angles { yaw, pitch, zoom: near } => {
                (camera.yaw, camera.pitch) = (0.0, 0.0);
                camera.tumble(yaw.to_radians(), pitch.to_radians());
                zoom = near;
            }
        }
        camera.frame(scene.bounds, width as f32 / height as f32);
        camera.dolly(1.0 / zoom);
        camera
    }
}

pub fn run(arguments: &Arguments, budget: Budget) -> Result<(), Failure> {
    let is_png = arguments.out.extension().is_some_and(|end| end.eq_ignore_ascii_case("png"));
    if !is_png {
        return Err(Failure::of_file(&arguments.out, "pictures are written as .png"));
    }
    let drawing = |error: render::RenderError| match error {
        render::RenderError::Stop(task::Stop::Cancelled) => Failure::Cancelled,
        other => Failure::Usage(other.to_string()),
    };
    // Before a long cook.
    let gpu = Gpu::off_screen().map_err(drawing)?;
    let mut project = Project::open(&arguments.node.project, budget)?;
    for assignment in &arguments.set {
        project.set(assignment)?;
    }
    project.problems.iter().for_each(|problem| eprintln!("espalier: {problem}"));
    let target = project.target(arguments.node.node.as_deref())?;
    let (value, report) = project.cook(&target, arguments.frame).into_value(&target)?;
    let geometry =
        export::geometry_of(&value).map_err(|what| Failure::Node(format!("{target}: {what}")))?;
    project::warnings(&report).iter().for_each(|warning| eprintln!("espalier: {warning}"));

    let renderer = Renderer::new(gpu);
    let settings = settings(arguments);
    let wanted = Wanted {
        edges: settings.shading.has_wires(),
        points: settings.shading == Shading::Points,
        smooth: settings.smooth,
        ..Wanted::default()
    };
    let task = Task::new(watch::cancel_token(), budget.memory);
    let shown = [Shown { geometry, is_ghost: false }];
    let scene = Builder::new(&renderer).build(&shown, &wanted, &task).map_err(drawing)?;
    let mut targets = Targets::new(&renderer, arguments.size.0).map_err(drawing)?;
    let mut camera = arguments.camera.camera(&scene, arguments.size.0);
    let count = arguments.turntable.unwrap_or(1).max(1);
    for number in 0..count {
        task.check().map_err(|_| Failure::Cancelled)?;
        renderer.draw(&scene, &camera, &settings, &mut targets);
        let picture = targets.read(renderer.gpu()).map_err(drawing)?;
        let path = match arguments.turntable {
            Some(_) => numbered(&arguments.out, number + 1, count),
            None => arguments.out.clone(),
        };
        raster::write_png(&path, picture.width, picture.height, &picture.bytes)
            .map_err(|error| Failure::of_file(&path, error))?;
        print(format!("wrote {}", path.display()));
        camera.tumble(std::f32::consts::TAU / count as f32, 0.0);
    }
    Ok(())
}

fn settings(arguments: &Arguments) -> Settings {
    Settings {
        shading: arguments.shading.shading(),
        look: if arguments.matcap { Look::Matcap } else { Look::Lit },
        smooth: !arguments.flat,
        grid: !arguments.no_grid,
        backdrop: if arguments.light { Backdrop::LIGHT } else { Backdrop::DARK },
        // Lines are as wide as in a window of 800 points.
        pixels_per_point: (arguments.size.0[1] as f32 / 800.0).clamp(1.0, 4.0),
        ..Settings::default()
    }
}

/// `turn.png` with a number: `turn.007.png`.
fn numbered(path: &Path, number: u32, count: u32) -> PathBuf {
    let digits = count.to_string().len().max(3);
    path.with_extension(format!("{number:0digits$}.png"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_cameras_are_read_as_people_write_them() {
        assert_eq!("1600x900".parse::<Size>().unwrap().0, [1600, 900]);
        for wrong in ["1600", "0x5", "ax b", "1600x-2", "99999999999x1"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
        assert_eq!("top".parse(), Ok(View::Along(Facing::Top)));
        assert_eq!("-30, 20".parse(), Ok(View::Angles { yaw: -30.0, pitch: 20.0, zoom: 1.0 }));
        for wrong in ["", "1", "1,2,0", "1,2,3,4", "nan,1", "below"] {
            assert!(wrong.parse::<View>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn pictures_of_a_turntable_sort_by_name() {
        let name = |number| numbered(Path::new("a/turn.png"), number, 1200);
        assert_eq!(name(7), Path::new("a/turn.0007.png"));
        assert_eq!(numbered(Path::new("turn.png"), 7, 8), Path::new("turn.007.png"));
    }
}
