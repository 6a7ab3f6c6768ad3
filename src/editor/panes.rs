//! The panels of the window: which there are, how they lie, what a tab looks like.

use egui::{CornerRadius, Frame, Margin, Rect, Response, Sense, Stroke, StrokeKind, WidgetText};
use egui_tiles::{
    Behavior, Container, Linear, LinearDir, SimplificationOptions, TabState, Tile, TileId, Tiles,
    Tree, UiResponse,
};
use serde::{Deserialize, Serialize};

use super::theme::{self, size};

/// A panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pane {
    /// The geometry.
    Viewport,
    /// The graph.
    Network,
    /// What the selected node is set to.
    Parameters,
    /// What the selected node does.
    Help,
    /// What the selected node gives.
    Info,
    /// Attributes as a table.
    Spreadsheet,
    /// Networks as they learn.
    Training,
    /// What happened.
    Log,
    /// What took how long.
    Performance,
    /// The steps that can be undone.
    History,
}

impl Pane {
    /// Every panel.
    pub const ALL: [Self; 10] = [
        Self::Viewport,
        Self::Network,
        Self::Parameters,
        Self::Help,
        Self::Info,
        Self::Spreadsheet,
        Self::Training,
        Self::Log,
        Self::Performance,
        Self::History,
    ];

    /// The name on its tab.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewport => "Viewport",
            Self::Network => "Network",
            Self::Parameters => "Parameters",
            Self::Help => "Help",
            Self::Info => "Info",
            Self::Spreadsheet => "Spreadsheet",
            Self::Training => "Training",
            Self::Log => "Log",
            Self::Performance => "Performance",
            Self::History => "History",
        }
    }
}

/// How the panels lie.
pub type Arrangement = Tree<Pane>;

/// The arrangement of a new window.
pub fn default_arrangement() -> Arrangement {
    let mut tiles = Tiles::default();
    let mut tabs = |panes: &[Pane]| {
        let panes: Vec<TileId> = panes.iter().map(|pane| tiles.insert_pane(*pane)).collect();
        tiles.insert_tab_tile(panes)
    };
    let viewport = tabs(&[Pane::Viewport]);
    let tables =
        tabs(&[Pane::Spreadsheet, Pane::Training, Pane::Log, Pane::Performance, Pane::History]);
    let parameters = tabs(&[Pane::Parameters, Pane::Help, Pane::Info]);
    let network = tabs(&[Pane::Network]);
    let left = split(&mut tiles, LinearDir::Vertical, [(viewport, 0.68), (tables, 0.32)]);
    let right = split(&mut tiles, LinearDir::Vertical, [(parameters, 0.42), (network, 0.58)]);
    let root = split(&mut tiles, LinearDir::Horizontal, [(left, 0.59), (right, 0.41)]);
    Tree::new("panels", root, tiles)
}

fn split(tiles: &mut Tiles<Pane>, direction: LinearDir, parts: [(TileId, f32); 2]) -> TileId {
    let mut linear =
        Linear { children: parts.map(|(id, _)| id).to_vec(), dir: direction, ..Linear::default() };
    for (id, share) in parts {
        linear.shares.set_share(id, share * 2.0);
    }
    tiles.insert_container(Container::Linear(linear))
}

/// Brings a panel to the front; one that is not there is added to the first tabs that there are.
pub fn bring_to_front(arrangement: &mut Arrangement, pane: Pane) {
    if arrangement.tiles.find_pane(&pane).is_none() {
        let added = arrangement.tiles.insert_pane(pane);
        let tabs = arrangement.tiles.iter().find_map(|(id, tile)| {
            matches!(tile, Tile::Container(Container::Tabs(_))).then_some(*id)
        });
        match tabs.and_then(|id| arrangement.tiles.get_mut(id)) {
            Some(Tile::Container(container)) => container.add_child(added),
            _ => arrangement.root = Some(added),
        }
    }
    arrangement.make_active(|_, tile| matches!(tile, Tile::Pane(other) if *other == pane));
}

/// Whether an arrangement that was saved can be used: every panel is there once.
pub fn is_whole(arrangement: &Arrangement) -> bool {
    arrangement.root.is_some()
        && [Pane::Viewport, Pane::Network, Pane::Parameters].iter().all(|wanted| {
            arrangement
                .tiles
                .tiles()
                .filter(|tile| matches!(tile, Tile::Pane(pane) if pane == wanted))
                .count()
                == 1
        })
}

/// Draws panels: `show` draws the content of one.
pub struct Panels<F> {
    /// Draws the content of a panel.
    pub show: F,
    /// The panel that the pointer is over.
    pub hovered: Option<Pane>,
    /// Where the panels that are drawn lie.
    pub places: Vec<(Pane, Rect)>,
}

impl<F: FnMut(&mut egui::Ui, Pane)> Behavior<Pane> for Panels<F> {
    fn pane_ui(&mut self, ui: &mut egui::Ui, _: TileId, pane: &mut Pane) -> UiResponse {
        let rect = ui.max_rect();
        let tokens = theme::tokens(ui);
        self.places.push((*pane, rect));
        if ui.rect_contains_pointer(rect) {
            self.hovered = Some(*pane);
        }
        let fill = if *pane == Pane::Network { tokens.canvas } else { tokens.panel };
        let corner =
            CornerRadius { sw: size::PANEL_CORNER, se: size::PANEL_CORNER, ..CornerRadius::ZERO };
        Frame::NONE.fill(fill).corner_radius(corner).inner_margin(Margin::ZERO).show(ui, |ui| {
            ui.set_min_size(rect.size());
            ui.set_clip_rect(rect.intersect(ui.clip_rect()));
            (self.show)(ui, *pane);
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        pane.name().into()
    }

    fn tab_ui(
        &mut self,
        tiles: &mut Tiles<Pane>,
        ui: &mut egui::Ui,
        id: egui::Id,
        tile: TileId,
        state: &TabState,
    ) -> Response {
        let tokens = theme::tokens(ui);
        let title = self.tab_title_for_tile(tiles, tile).text().to_owned();
        let font = if state.active { theme::strong(size::TEXT) } else { theme::text(size::TEXT) };
        let colour = if state.active { tokens.text } else { tokens.second };
        let galley = ui.painter().layout_no_wrap(title.clone(), font, colour);
        let width = galley.size().x + 24.0;
        let (_, rect) = ui.allocate_space(egui::vec2(width, ui.available_height()));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::WidgetType::Button, true, state.active, &title)
        });
        if ui.is_rect_visible(rect) && !state.is_being_dragged {
            let colour = if response.hovered() { tokens.text } else { colour };
            let at = egui::Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect).min;
            ui.painter().galley_with_override_text_color(at, galley, colour);
            if state.active {
                let x = rect.left() + 8.0..=rect.right() - 8.0;
                let line = Rect::from_x_y_ranges(x, rect.bottom() - 2.0..=rect.bottom());
                ui.painter().rect_filled(line, 1.0, tokens.accent);
            }
        }
        response
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        28.0
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        4.0
    }

    fn min_size(&self) -> f32 {
        120.0
    }

    fn tab_bar_color(&self, visuals: &egui::Visuals) -> egui::Color32 {
        visuals.widgets.inactive.bg_fill
    }

    fn tab_bar_hline_stroke(&self, _: &egui::Visuals) -> Stroke {
        Stroke::NONE
    }

    fn resize_stroke(&self, style: &egui::Style, state: egui_tiles::ResizeState) -> Stroke {
        match state {
            egui_tiles::ResizeState::Idle => Stroke::NONE,
            _ => Stroke::new(2.0, style.visuals.selection.stroke.color),
        }
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: true, ..SimplificationOptions::default() }
    }

    fn paint_drag_preview(
        &self,
        visuals: &egui::Visuals,
        painter: &egui::Painter,
        _: Option<Rect>,
        preview: Rect,
    ) {
        let colour = visuals.selection.stroke.color;
        let stroke = Stroke::new(2.0, colour);
        painter.rect(preview, 5.0, colour.gamma_multiply(0.15), stroke, StrokeKind::Inside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_tiles::Tabs;

    /// Whether the tab of a panel is in front.
    fn is_visible(arrangement: &Arrangement, pane: Pane) -> bool {
        let Some(id) = arrangement.tiles.find_pane(&pane) else { return false };
        arrangement.tiles.tiles().all(|tile| match tile {
            Tile::Container(Container::Tabs(Tabs { children, active })) => {
                !children.contains(&id) || *active == Some(id)
            }
            _ => true,
        })
    }

    #[test]
    fn every_panel_is_in_the_default_arrangement_once() {
        let arrangement = default_arrangement();
        assert!(is_whole(&arrangement));
        for pane in Pane::ALL {
            assert!(arrangement.tiles.find_pane(&pane).is_some(), "{pane:?}");
        }
    }

    #[test]
    fn an_arrangement_is_read_back_and_a_hidden_panel_comes_to_the_front() {
        let mut arrangement = default_arrangement();
        let text = ron::to_string(&arrangement).unwrap();
        let read: Arrangement = ron::from_str(&text).unwrap();
        assert!(is_whole(&read));
        assert!(!is_visible(&arrangement, Pane::Log));
        bring_to_front(&mut arrangement, Pane::Log);
        assert!(is_visible(&arrangement, Pane::Log));
    }
}
