//! What an artist sets once: kept in a file of the user, not in projects.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::panes::Arrangement;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Look {
    /// Dark grounds.
    #[default]
    Dark,
    /// Light grounds.
    Light,
}

/// Whose mouse buttons turn the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Navigation {
    /// Alt with any button, and the middle button alone.
    #[default]
    Both,
    /// Alt with the left, middle and right button.
    Houdini,
    /// The middle button alone, with Shift or Ctrl.
    Blender,
}

/// What an artist sets once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light or dark.
    pub look: Look,
    /// How the view is turned.
    pub navigation: Navigation,
    /// How large everything is drawn.
    pub scale: f32,
    /// Seconds between two autosaves; none for never.
    pub autosave_seconds: Option<u32>,
    /// Bytes that kept results may hold; by default a quarter of the machine's memory.
    pub cache_bytes: Option<u64>,
    /// Whether the system's file dialogs are asked for, where there are any.
    pub system_dialogs: bool,
    /// Keys that differ from the default, by the command's id.
    pub keys: BTreeMap<String, String>,
    /// Projects opened lately, the newest first.
    pub recent: Vec<PathBuf>,
    /// How the panels lie.
    pub arrangement: Option<Arrangement>,
    /// The size of the window in points.
    pub window: [f32; 2],
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            look: Look::Dark,
            navigation: Navigation::Both,
            scale: 1.0,
            autosave_seconds: Some(60),
            cache_bytes: None,
            system_dialogs: true,
            keys: BTreeMap::new(),
            recent: Vec::new(),
            arrangement: None,
            window: [1600.0, 1000.0],
        }
    }
}

/// Recent projects that are remembered.
const MOST_RECENT: usize = 12;

impl Preferences {
    /// Reads them from a folder; what cannot be read is as by default.
    pub fn load(folder: Option<&Path>) -> Self {
        let text = folder.and_then(|folder| std::fs::read_to_string(folder.join(FILE)).ok());
        text.and_then(|text| ron::from_str(&text).ok()).unwrap_or_default()
    }

    /// Writes them into a folder.
    pub fn save(&self, folder: &Path) -> Result<(), String> {
        let pretty = ron::ser::PrettyConfig::new().depth_limit(3);
        let text = ron::ser::to_string_pretty(self, pretty).map_err(|error| error.to_string())?;
        let path = folder.join(FILE);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        std::fs::create_dir_all(folder).map_err(failed)?;
        // Written beside and renamed: another window may read it at any moment.
        let beside = folder.join(format!("{FILE}.{}", std::process::id()));
        std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &path)).map_err(failed)
    }

    /// Puts a project first among the recent ones.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|other| other != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MOST_RECENT);
    }
}

const FILE: &str = "settings.ron";

/// The folder for this user's settings, autosaves and crash marks; none if the system names none.
pub fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(folder) = variable("ESPALIER_SETTINGS") {
        return Some(folder.into());
    }
    let home = std::env::home_dir();
    let base = if cfg!(windows) {
        variable("APPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home.map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| home.map(|home| home.join(".config")))
    };
    base.map(|base| base.join("espalier"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_read_back_and_spoilt_ones_are_as_by_default() {
        let folder = tempfile::tempdir().unwrap();
        let mut preferences = Preferences { look: Look::Light, ..Preferences::default() };
        for number in 0..20 {
            preferences.remember(Path::new(&format!("/p{}.ron", number % 15)));
        }
        preferences.arrangement = Some(super::super::panes::default_arrangement());
        preferences.save(folder.path()).unwrap();
        let read = Preferences::load(Some(folder.path()));
        assert_eq!(read.look, Look::Light);
        assert_eq!((read.recent.len(), &*read.recent[0]), (12, Path::new("/p4.ron")));
        assert!(read.arrangement.is_some());
        std::fs::write(folder.path().join(FILE), "(look: Dim").unwrap();
        assert_eq!(Preferences::load(Some(folder.path())).look, Look::Dark);
        std::fs::write(folder.path().join(FILE), "(look: Light, gone: 3)").unwrap();
        assert_eq!(Preferences::load(Some(folder.path())).look, Look::Light);
        assert_eq!(Preferences::load(None).look, Look::Dark);
    }
}
