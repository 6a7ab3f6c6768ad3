//! The look: colours, type and spacing. Everything that is drawn takes them from here.

mod fonts;
mod style;

pub use fonts::{icon, mono, strong, text};
pub use style::apply;

use egui::Color32;

/// The colours of a theme, by what they are for.
#[derive(Debug, Clone, Copy)]
pub struct Tokens {
    /// Between panels.
    pub ground: Color32,
    /// The network.
    pub canvas: Color32,
    /// The dots on the network.
    pub dots: Color32,
    /// Panels.
    pub panel: Color32,
    /// Tab bars, the top bar, buttons.
    pub head: Color32,
    /// What the pointer is over.
    pub hover: Color32,
    /// Inputs, plots, tables.
    pub field: Color32,
    /// Strokes.
    pub line: Color32,
    /// Values and names.
    pub text: Color32,
    /// Labels.
    pub second: Color32,
    /// Remarks.
    pub quiet: Color32,
    /// Selection, display flag, sliders, links.
    pub accent: Color32,
    /// What the accent lies on, where something is selected.
    pub selected: Color32,
    /// Something to look at.
    pub warning: Color32,
    /// Something failed.
    pub error: Color32,
    /// Something went well.
    pub good: Color32,
    /// Fields that hold an expression: text, ground and stroke.
    pub expression: Color32,
    /// The ground of a field that holds an expression.
    pub expression_field: Color32,
    /// The stroke of a field that holds an expression.
    pub expression_line: Color32,
    /// Learned nodes, training.
    pub learned: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The dark theme.
pub const DARK: Tokens = Tokens {
    ground: rgb(0x16181B),
    canvas: rgb(0x1A1C20),
    dots: rgb(0x2A2E34),
    panel: rgb(0x212429),
    head: rgb(0x282C32),
    hover: rgb(0x333840),
    field: rgb(0x15171A),
    line: rgb(0x363B43),
    text: rgb(0xE4E7EB),
    second: rgb(0xA7AFBA),
    quiet: rgb(0x949DAA),
    accent: rgb(0x4C9DF0),
    selected: rgb(0x243850),
    warning: rgb(0xF0B44A),
    error: rgb(0xFF6F66),
    good: rgb(0x4FC08D),
    expression: rgb(0x9BE3BC),
    expression_field: rgb(0x16291F),
    expression_line: rgb(0x2C6B4A),
    learned: rgb(0xC792EA),
};

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    ground: rgb(0xDFE2E6),
    canvas: rgb(0xF4F5F7),
    dots: rgb(0xD9DCE1),
    panel: rgb(0xFBFBFC),
    head: rgb(0xE9EBEE),
    hover: rgb(0xDCE0E5),
    field: rgb(0xFFFFFF),
    line: rgb(0xC6CBD2),
    text: rgb(0x1B1E22),
    second: rgb(0x4A525C),
    quiet: rgb(0x5C646E),
    accent: rgb(0x1763B0),
    selected: rgb(0xD3E4F7),
    warning: rgb(0x855600),
    error: rgb(0xB42318),
    good: rgb(0x0F6B43),
    expression: rgb(0x0F5C38),
    expression_field: rgb(0xE8F6EE),
    expression_line: rgb(0x8CC7A7),
    learned: rgb(0x7A3BA8),
};

/// The colours that this part of the window is drawn in.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// The quiet colour of a category of nodes: its strip and stroke.
pub fn category(category: &str, dark: bool) -> Color32 {
    let (on_dark, on_light) = match category {
        "create" => (0x7FB069, 0x4B7D35),
        "modify" => (0xCDA05A, 0x8F6519),
        "model" => (0x5FA9B5, 0x2A7481),
        "copy" => (0xC98A6B, 0x9A5532),
        "attribute" => (0x7C9BD0, 0x3F64A3),
        "group" => (0x9AA36B, 0x666F33),
        "curve" => (0x5DB39A, 0x237A62),
        "file" => (0xA7AFBA, 0x606974),
        "image" => (0xD89B3C, 0x8F6210),
        "dataset" => (0x2FBF93, 0x12785A),
        "learn" | "learned" => (0xC792EA, 0x7A3BA8),
        _ => (0x8494A8, 0x566578),
    };
    rgb(if dark { on_dark } else { on_light })
}

/// A wire's declared colour as this theme draws it: light grounds need it darker.
pub fn wire(colour: [u8; 3], dark: bool) -> Color32 {
    let [red, green, blue] = colour;
    if dark {
        return Color32::from_rgb(red, green, blue);
    }
    let darker = |channel: u8| (f32::from(channel) * 0.72) as u8;
    Color32::from_rgb(darker(red), darker(green), darker(blue))
}

/// Lengths in points. Space goes in steps of four.
pub mod size {
    /// The height of a row of a panel.
    pub const ROW: f32 = 24.0;
    /// Between rows.
    pub const ROW_GAP: f32 = 8.0;
    /// Around the content of a panel.
    pub const MARGIN: f32 = 12.0;
    /// Body text.
    pub const TEXT: f32 = 12.5;
    /// Remarks.
    pub const SMALL: f32 = 11.0;
    /// Titles.
    pub const TITLE: f32 = 14.0;
    /// The corner of a field.
    pub const FIELD_CORNER: u8 = 4;
    /// The corner of a node.
    pub const NODE_CORNER: u8 = 6;
    /// The corner of a panel.
    pub const PANEL_CORNER: u8 = 5;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much two colours differ in lightness: the contrast ratio of the Web Content Accessibility
    /// Guidelines 2.1, from 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(colour: Color32) -> f32 {
        let linear = |channel: u8| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    #[test]
    fn all_text_can_be_read_on_every_ground() {
        for (name, tokens) in [("dark", DARK), ("light", LIGHT)] {
            let grounds = [tokens.canvas, tokens.panel, tokens.head, tokens.field];
            let texts = [tokens.text, tokens.second, tokens.quiet];
            let states = [tokens.accent, tokens.warning, tokens.error, tokens.good, tokens.learned];
            for ground in grounds {
                for text in texts.into_iter().chain(states) {
                    let ratio = contrast(text, ground);
                    assert!(ratio >= 4.5, "{name}: {text:?} on {ground:?} has {ratio:.2}");
                }
            }
            assert!(contrast(tokens.expression, tokens.expression_field) >= 4.5);
            assert!(contrast(tokens.text, tokens.selected) >= 4.5);
        }
        assert!(contrast(rgb(0x777777), rgb(0x888888)) < 4.5);
    }

    #[test]
    fn wires_and_categories_are_seen_on_the_canvas() {
        for (tokens, dark) in [(DARK, true), (LIGHT, false)] {
            let wires = [[0x56, 0xB4, 0xE9], [0xE6, 0x9F, 0x00], [0x2F, 0xBF, 0x93]];
            for colour in wires {
                assert!(contrast(wire(colour, dark), tokens.canvas) >= 2.4, "{colour:?}");
            }
            for name in ["create", "modify", "model", "copy", "attribute", "structure"] {
                assert!(contrast(category(name, dark), tokens.canvas) >= 3.0, "{name}");
            }
        }
    }
}
