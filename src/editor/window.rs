//! The system's window around the editor.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui_wgpu::WgpuSetup;
use graph::Budget;

use super::app::{Beginning, Editor};
use super::preferences;

/// Opens the window, with a project if one is named, and returns when it is closed.
pub fn run(project: Option<PathBuf>, budget: Budget) -> Result<(), String> {
    let folder = preferences::folder();
    let size = preferences::Preferences::load(folder.as_deref()).window;
    let mut wgpu_options = eframe::egui_wgpu::WgpuConfiguration::default();
    if let WgpuSetup::CreateNew(setup) = &mut wgpu_options.wgpu_setup {
        // Large meshes need larger arrays than are usual.
        setup.device_descriptor = Arc::new(render::device_descriptor);
    }
    let options = eframe::NativeOptions {
        wgpu_options,
        viewport: egui::ViewportBuilder::default()
            .with_title("Espalier")
            .with_app_id("espalier")
            .with_inner_size(size)
            .with_min_inner_size([800.0, 500.0]),
        ..eframe::NativeOptions::default()
    };
    let create = move |creation: &eframe::CreationContext<'_>| {
        Editor::prepare(&creation.egui_ctx);
        let context = creation.egui_ctx.clone();
        let beginning = Beginning {
            budget,
            settings_folder: folder,
            wake: Arc::new(move || context.request_repaint()),
        };
        let wake = beginning.wake.clone();
        let mut editor = Editor::new(beginning)?;
        if let Some(state) = &creation.wgpu_render_state {
            let info = state.adapter.get_info();
            // What stands in brackets is of no use to an artist.
            let name = info.name.split('(').next().unwrap_or_default().trim();
            editor.device = match info.device_type {
                eframe::egui_wgpu::wgpu::DeviceType::Cpu => format!("processor · {name}"),
                _ => name.to_owned(),
            };
            editor.panels.viewport.attach(state, wake, budget.memory);
        }
        if let Some(project) = project {
            editor.open(project);
        }
        Ok(Box::new(Window { editor, title: String::new() }) as Box<dyn eframe::App>)
    };
    eframe::run_native("espalier", options, Box::new(create)).map_err(|error| no_window(&error))
}

fn no_window(error: &eframe::Error) -> String {
    let hint = if cfg!(target_os = "linux") {
        "install a Vulkan driver (on Debian and Ubuntu: mesa-vulkan-drivers libxkbcommon-x11-0) \
         and run it in a desktop session"
    } else {
        "install the newest driver of the graphics card"
    };
    format!(
        "the window could not be opened: {error}\n{hint}; `espalier cook` works without a window"
    )
}

struct Window {
    editor: Editor,
    title: String,
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.editor.ui(ui);
        let session = &self.editor.session;
        let mark = if session.history.is_modified() { " •" } else { "" };
        let title = format!("{}{mark} – Espalier", session.name());
        if title != self.title {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        let size = ui.ctx().content_rect().size() * self.editor.preferences.scale;
        self.editor.preferences.window = size.into();
    }

    fn on_exit(&mut self) {
        self.editor.end();
    }
}
