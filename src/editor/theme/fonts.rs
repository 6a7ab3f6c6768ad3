//! Type: Inter or the system's interface font, one monospace, in two weights.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};

/// The name of the heavier family.
const STRONG: &str = "strong";
/// The name of the icons' family.
const ICONS: &str = "icons";

/// Interface text.
pub fn text(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Names and changed values: the heavier weight.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Icons. They have a family of their own: text fonts have other signs at the same places.
pub fn icon(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// Numbers, paths and code, in figures of one width.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Font files in the order of preference: regular and heavier weight.
const FACES: &[(&str, &str)] = &[
    ("Inter-Regular.otf", "Inter-SemiBold.otf"),
    ("Inter-Regular.ttf", "Inter-SemiBold.ttf"),
    ("segoeui.ttf", "seguisb.ttf"),
    ("SFNS.ttf", "SFNS.ttf"),
    ("Cantarell-Regular.otf", "Cantarell-Bold.otf"),
    ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf"),
    ("Roboto-Regular.ttf", "Roboto-Medium.ttf"),
];
const MONO_FACES: &[&str] = &[
    "JetBrainsMono-Regular.ttf",
    "CascadiaMono.ttf",
    "consola.ttf",
    "SFNSMono.ttf",
    "NotoSansMono-Regular.ttf",
    "DejaVuSansMono.ttf",
];

/// The fonts of this machine, egui's own as the last resort, and the icons.
pub fn definitions() -> FontDefinitions {
    let found = installed();
    let mut fonts = FontDefinitions::default();
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let mut strong = fallback.clone();
    let mut add = |name: &str, path: &Path| {
        let Ok(bytes) = std::fs::read(path) else { return false };
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_owned(bytes)));
        true
    };
    let mut families = Vec::new();
    for (regular, heavier) in FACES {
        if let (Some(regular), Some(heavier)) = (found.get(*regular), found.get(*heavier))
            && add("interface", regular)
            && add("interface strong", heavier)
        {
            families.push((FontFamily::Proportional, "interface"));
            strong.insert(0, "interface strong".to_owned());
            break;
        }
    }
    if let Some(path) = MONO_FACES.iter().find_map(|face| found.get(*face))
        && add("numbers", path)
    {
        families.push((FontFamily::Monospace, "numbers"));
    }
    for (family, name) in families {
        fonts.families.entry(family).or_default().insert(0, name.to_owned());
    }
    fonts.families.insert(FontFamily::Name(STRONG.into()), strong);
    let icons = FontData::from_static(egui_phosphor::Variant::Regular.font_bytes());
    fonts.font_data.insert(ICONS.to_owned(), Arc::new(icons));
    let family = [ICONS.to_owned()].into_iter().chain(fallback).collect();
    fonts.families.insert(FontFamily::Name(ICONS.into()), family);
    fonts
}

/// The wanted font files that are there, by name.
fn installed() -> std::collections::HashMap<String, PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
        "C:\\Windows\\Fonts",
    ]
    .map(PathBuf::from)
    .to_vec();
    if let Some(home) = std::env::home_dir() {
        folders.extend([".fonts", ".local/share/fonts", "Library/Fonts"].map(|at| home.join(at)));
    }
    let wanted = |name: &str| {
        MONO_FACES.contains(&name) || FACES.iter().any(|(a, b)| *a == name || *b == name)
    };
    let mut found = std::collections::HashMap::new();
    let mut depth = 0;
    // Fonts lie a few folders deep; links could lead round in circles.
    while !folders.is_empty() && depth < 4 {
        depth += 1;
        let entries = folders.drain(..).filter_map(|folder| std::fs::read_dir(folder).ok());
        let entries: Vec<_> = entries.flatten().flatten().collect();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if wanted(&name) {
                found.entry(name).or_insert_with(|| entry.path());
            } else if !name.contains('.') && entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    found
}
