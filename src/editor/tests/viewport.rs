//! Commands of the viewport do what they say.

use egui::{Key, Modifiers};

use super::Trial;
use super::commands::Check;
use crate::editor::commands::{self as all, Command};

pub const CHECKS: &[(&Command, Check)] = &[
    (&all::LOOK_AROUND, |trial| {
        over_viewport(trial);
        trial.press(Modifiers::NONE, Key::Num2);
        trial.command(&all::LOOK_AROUND);
        assert_eq!(trial.editor().panels.viewport.camera().name(), "persp");
    }),
    (&all::LOOK_TOP, |trial| looks(trial, &all::LOOK_TOP, Key::Num2, "top")),
    (&all::LOOK_FRONT, |trial| looks(trial, &all::LOOK_FRONT, Key::Num3, "front")),
    (&all::LOOK_RIGHT, |trial| looks(trial, &all::LOOK_RIGHT, Key::Num4, "right")),
    (&all::SHADING, |trial| {
        let before = trial.editor().panels.viewport.settings().shading;
        for _ in render::Shading::ALL {
            trial.command(&all::SHADING);
        }
        assert_eq!(trial.editor().panels.viewport.settings().shading, before, "once around");
        over_viewport(trial);
        trial.press(Modifiers::NONE, Key::W);
        assert_ne!(trial.editor().panels.viewport.settings().shading, before);
    }),
    (&all::SMOOTH, |trial| switches(trial, &all::SMOOTH, |settings| settings.smooth)),
    (&all::GRID, |trial| switches(trial, &all::GRID, |settings| settings.grid)),
    (&all::POINTS, |trial| switches(trial, &all::POINTS, |settings| settings.points)),
    (&all::NORMALS, |trial| switches(trial, &all::NORMALS, |settings| settings.normals)),
];

/// Puts the pointer over the viewport, so that its keys work.
fn over_viewport(trial: &mut Trial) {
    trial.hover_at(egui::pos2(480.0, 380.0));
    trial.steps(2);
}

/// By name and by key.
fn looks(trial: &mut Trial, command: &'static Command, key: Key, name: &str) {
    trial.command(command);
    assert_eq!(trial.editor().panels.viewport.camera().name(), name);
    trial.command(&all::LOOK_AROUND);
    over_viewport(trial);
    trial.press(Modifiers::NONE, key);
    assert_eq!(trial.editor().panels.viewport.camera().name(), name);
}

/// There and back.
fn switches(trial: &mut Trial, command: &'static Command, is_on: fn(&render::Settings) -> bool) {
    let before = is_on(trial.editor().panels.viewport.settings());
    trial.command(command);
    assert_eq!(is_on(trial.editor().panels.viewport.settings()), !before);
    trial.command(command);
    assert_eq!(is_on(trial.editor().panels.viewport.settings()), before);
}
