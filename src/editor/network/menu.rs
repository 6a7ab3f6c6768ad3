//! What a right click offers.

use egui::Response;

use super::NetworkPanel;
use super::scene::Drawn;
use crate::editor::action::{Action, Actions};
use crate::editor::commands::{self, Command};
use crate::editor::session::{Selection, Session};

/// On a node.
pub fn node(response: &Response, node: &Drawn, session: &Session, actions: &mut Actions) {
    if response.secondary_clicked() && !session.selection.names.contains(&node.name) {
        actions.push(Action::Select(Selection::one(node.name.clone())));
    }
    response.context_menu(|ui| {
        let is_subnet = node.node.network.is_some();
        let groups: [&[&'static Command]; 4] = [
            if is_subnet { &[&commands::ENTER] } else { &[] },
            &[&commands::DISPLAY, &commands::BYPASS, &commands::TEMPLATE, &commands::LOCK],
            &[&commands::RENAME, &commands::DUPLICATE, &commands::COPY, &commands::CUT],
            &[&commands::COLLAPSE, &commands::DELETE],
        ];
        for (at, group) in groups.iter().filter(|group| !group.is_empty()).enumerate() {
            if at > 0 {
                ui.separator();
            }
            for command in *group {
                if ui.button(command.name).on_hover_text(command.help).clicked() {
                    actions.run(command);
                    ui.close();
                }
            }
        }
        ui.separator();
        if let Some(colour) = colours(ui) {
            let paths = session.selected_paths();
            actions.edit("Colour", move |edit| edit.set_colour(&paths, colour));
            ui.close();
        }
        if *node.node.type_id == *nodes::file::export::NODE.id {
            ui.separator();
            if ui.button(commands::EXPORT_NODE.name).clicked() {
                actions.run(&commands::EXPORT_NODE);
                ui.close();
            }
        }
    });
}

/// Colours to choose from; the first is that of the kind.
const COLOURS: [Option<[u8; 3]>; 8] = [
    None,
    Some([0xD9, 0x6C, 0x6C]),
    Some([0xD9, 0xA2, 0x4B]),
    Some([0xC9, 0xC9, 0x5A]),
    Some([0x7F, 0xB0, 0x69]),
    Some([0x5F, 0xA9, 0xB5]),
    Some([0x7C, 0x9B, 0xD0]),
    Some([0xB5, 0x8B, 0xC9]),
];

/// Draws the colours; gives the one that is clicked.
pub fn colours(ui: &mut egui::Ui) -> Option<Option<[u8; 3]>> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let tokens = crate::editor::theme::tokens(ui);
        for colour in COLOURS {
            let (rect, response) =
                ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::click());
            let fill = colour.map_or(tokens.field, |[r, g, b]| egui::Color32::from_rgb(r, g, b));
            let stroke = egui::Stroke::new(1.0, tokens.line);
            ui.painter().rect(rect.shrink(1.0), 4.0, fill, stroke, egui::StrokeKind::Inside);
            let name = match colour {
                Some([r, g, b]) => format!("Colour #{r:02X}{g:02X}{b:02X}"),
                None => "No colour of its own".to_owned(),
            };
            crate::editor::widgets::named(&response, egui::WidgetType::Button, &name, None);
            if response.clicked() {
                chosen = Some(colour);
            }
        }
    });
    chosen
}

/// On the canvas: the search for a node to add.
pub fn canvas(response: &Response, _: &Session, panel: &mut NetworkPanel, _: &mut Actions) {
    if response.secondary_clicked() {
        panel.open_search();
    }
}
