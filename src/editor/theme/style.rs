//! The theme as egui's widgets take it.

use egui::style::{HandleShape, ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{Color32, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, Vec2, Visuals};

use super::{DARK, LIGHT, Tokens, fonts, size};

/// Gives the context its fonts and both themes.
pub fn apply(context: &egui::Context) {
    context.set_fonts(fonts::definitions());
    context.style_mut_of(Theme::Dark, |style| set(style, &DARK, true));
    context.style_mut_of(Theme::Light, |style| set(style, &LIGHT, false));
}

fn set(style: &mut Style, tokens: &Tokens, dark: bool) {
    style.text_styles = [
        (TextStyle::Body, fonts::text(size::TEXT)),
        (TextStyle::Button, fonts::text(size::TEXT)),
        (TextStyle::Small, fonts::text(size::SMALL)),
        (TextStyle::Heading, fonts::strong(size::TITLE)),
        (TextStyle::Monospace, fonts::mono(12.0)),
    ]
    .into();
    style.drag_value_text_style = TextStyle::Monospace;
    style.animation_time = 0.08;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.resize_grab_radius_side = 4.0;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(8.0, size::ROW_GAP);
    spacing.button_padding = Vec2::new(8.0, 4.0);
    spacing.interact_size = Vec2::new(32.0, size::ROW);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(12);
    spacing.menu_spacing = 2.0;
    spacing.slider_rail_height = 4.0;
    spacing.slider_width = 160.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 8.0;
    spacing.combo_height = 360.0;
    spacing.scroll = ScrollStyle { bar_width: 8.0, ..ScrollStyle::thin() };
    style.visuals = visuals(tokens, dark);
}

fn visuals(tokens: &Tokens, dark: bool) -> Visuals {
    let shadow = |blur: u8, alpha: u8| Shadow {
        offset: [0, 4],
        blur,
        spread: 0,
        color: Color32::from_black_alpha(if dark { alpha } else { alpha / 3 }),
    };
    let base = if dark { Visuals::dark() } else { Visuals::light() };
    Visuals {
        dark_mode: dark,
        override_text_color: None,
        weak_text_color: Some(tokens.quiet),
        widgets: widgets(tokens),
        selection: Selection { bg_fill: tokens.selected, stroke: Stroke::new(1.0, tokens.accent) },
        hyperlink_color: tokens.accent,
        faint_bg_color: tokens.canvas,
        extreme_bg_color: tokens.field,
        text_edit_bg_color: Some(tokens.field),
        code_bg_color: tokens.field,
        warn_fg_color: tokens.warning,
        error_fg_color: tokens.error,
        window_corner_radius: CornerRadius::same(8),
        window_shadow: shadow(24, 120),
        window_fill: tokens.panel,
        window_stroke: Stroke::new(1.0, tokens.line),
        window_highlight_topmost: false,
        menu_corner_radius: CornerRadius::same(6),
        panel_fill: tokens.panel,
        popup_shadow: shadow(16, 110),
        button_frame: true,
        indent_has_left_vline: false,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        ..base
    }
}

fn widgets(tokens: &Tokens) -> Widgets {
    let corner_radius = CornerRadius::same(size::FIELD_CORNER);
    let state = |fill: Color32, line: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius,
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: state(tokens.panel, tokens.line, tokens.second),
        inactive: state(tokens.head, tokens.head, tokens.text),
        hovered: state(tokens.hover, tokens.hover, tokens.text),
        active: state(tokens.hover, tokens.accent, tokens.text),
        open: state(tokens.hover, tokens.line, tokens.text),
    }
}
