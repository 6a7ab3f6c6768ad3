//! What the panels remember, and which draws what.

use super::action::Actions;
use super::app::Editor;
use super::help::HelpPanel;
use super::network::NetworkPanel;
use super::panes::Pane;
use super::parameters::ParameterPanel;
use super::spreadsheet::SpreadsheetPanel;
use super::viewport::ViewportPanel;
use super::{history_panel, info, log_panel, performance, training_panel};

/// What the panels remember between frames.
#[derive(Default)]
pub struct PanelStates {
    /// The network.
    pub network: NetworkPanel,
    /// The parameters.
    pub parameters: ParameterPanel,
    /// The viewport.
    pub viewport: ViewportPanel,
    /// The spreadsheet.
    pub spreadsheet: SpreadsheetPanel,
    /// The help.
    pub help: HelpPanel,
    /// The log.
    pub log: log_panel::LogPanel,
}

impl Editor {
    /// Draws the content of a panel.
    pub fn pane_ui(&mut self, ui: &mut egui::Ui, pane: Pane, actions: &mut Actions) {
        let (session, panels) = (&self.session, &mut self.panels);
        match pane {
            Pane::Viewport if session.is_untouched() => {
                super::start::show(ui, &self.examples, &self.preferences, actions);
            }
            Pane::Viewport => panels.viewport.show(ui, session, &self.preferences, actions),
            Pane::Network => {
                panels.network.show(ui, session, self.cooking.running().as_ref(), actions);
            }
            Pane::Parameters => panels.parameters.show(ui, session, actions),
            Pane::Help => panels.help.show(ui, session, &self.examples, actions),
            Pane::Info => info::show(ui, session, actions),
            Pane::Spreadsheet => panels.spreadsheet.show(ui, session, actions),
            Pane::Training => training_panel::show(ui, session, actions),
            Pane::Log => panels.log.show(ui, session, actions),
            Pane::Performance => performance::show(ui, session, actions),
            Pane::History => history_panel::show(ui, session, actions),
        }
    }
}
