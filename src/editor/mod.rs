//! The editor: the window in which graphs are made. The only part of the program that knows egui.

mod action;
mod app;
mod asked;
mod commands;
mod cook;
mod examples;
mod files;
mod guide;
mod help;
mod history_panel;
mod info;
mod keymap;
mod learned_info;
mod learning;
mod log;
mod log_panel;
mod network;
mod palette;
mod panels;
mod panes;
mod parameters;
mod performance;
mod preferences;
mod recovery;
mod results;
mod session;
mod settings_window;
mod spreadsheet;
mod start;
mod targets;
#[cfg(test)]
mod tests;
mod theme;
mod timeline;
mod top_bar;
mod training_panel;
mod viewport;
mod widgets;
mod window;

pub use app::{Beginning, Editor};
pub use window::run;
