//! Parameters as a hand finds them: by the names of what is on the screen.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use graph::{Budget, Evaluator, NodePath, Setting, Value};

use super::ParameterPanel;
use crate::editor::action::{Action, Actions};
use crate::editor::results::Expressions;
use crate::editor::session::{Change, Session};
use crate::editor::theme;

/// A panel over a session; edits are made after each frame, as the editor does it.
struct Desk {
    session: Session,
    panel: ParameterPanel,
    evaluator: Evaluator,
    has_fonts: bool,
}

fn desk(type_id: &'static str) -> Harness<'static, Desk> {
    let budget = Budget { cache: 1 << 20, memory: 1 << 30 };
    let mut desk = Desk {
        session: Session::new(nodes::library()),
        panel: ParameterPanel::default(),
        evaluator: Evaluator::new(nodes::library(), budget),
        has_fonts: false,
    };
    let add: Change =
        Box::new(move |edit| Ok(vec![edit.add_node(&NodePath::ROOT, type_id, [0.0; 2])?]));
    desk.session.edit("Add", None, add).unwrap();
    let builder = Harness::builder().with_size([420.0, 700.0]);
    builder.build_ui_state(|ui, desk| desk.ui(ui), desk)
}

impl Desk {
    fn ui(&mut self, ui: &mut egui::Ui) {
        if !self.has_fonts {
            theme::apply(ui.ctx());
            self.has_fonts = true;
            ui.ctx().request_repaint();
            return;
        }
        let mut actions = Actions::default();
        self.panel.show(ui, &self.session, &mut actions);
        for action in actions.take() {
            match action {
                Action::Edit { step, gesture, change } => {
                    self.session.edit(&step, gesture.as_deref(), change).unwrap();
                    ui.ctx().request_repaint();
                }
                Action::CopyReference(copied) => self.session.copied = Some(copied),
                _ => {}
            }
        }
        let path = self.session.current().unwrap().to_string();
        let values = self.evaluator.expressions(self.session.document(), &path, 1.0);
        self.session.results.expressions = Expressions { path, values };
    }

    fn setting(&self, id: &str) -> Option<Setting> {
        let path = self.session.current().unwrap();
        self.session.document().node(&path).unwrap().parameters.get(id).cloned()
    }
}

fn expression(text: &str) -> Option<Setting> {
    Some(Setting::Expression(text.into()))
}

fn type_into(harness: &mut Harness<'_, Desk>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.run();
    harness.get_by_label(label).type_text(text);
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
}

fn choose(harness: &mut Harness<'_, Desk>, parameter: &str, entry: &str) {
    harness.get_by_label(&format!("Label of {parameter}")).click_secondary();
    harness.run();
    harness.get_by_label(entry).click();
    harness.run();
}

#[test]
fn what_is_typed_into_a_number_is_a_number_or_an_expression() {
    let mut harness = desk("line");
    type_into(&mut harness, "Length", "2.5");
    assert_eq!(harness.state().setting("length"), Some(Value::Float(2.5).into()));
    type_into(&mut harness, "Length", "=ch(\"points\") * 2");
    assert_eq!(harness.state().setting("length"), expression("ch(\"points\") * 2"));
    harness.get_by_label("Value of Length");
    type_into(&mut harness, "Points", "3 +* 4");
    assert_eq!(harness.state().setting("points"), expression("3 +* 4"));
    harness.get_by_label("Mistake in Points");
    type_into(&mut harness, "Direction y", "$F");
    assert_eq!(harness.state().setting("direction"), expression("set(0, $F, 0)"));
}

#[test]
fn the_menu_of_a_label_makes_references() {
    let mut harness = desk("line");
    choose(&mut harness, "Points", "Copy Reference");
    choose(&mut harness, "Length", "Paste Reference");
    assert_eq!(harness.state().setting("length"), expression("ch(\"points\")"));
    choose(&mut harness, "Length", "Remove Expression");
    assert_eq!(harness.state().setting("length"), Some(Value::Float(2.0).into()), "its value");
    choose(&mut harness, "Direction", "Edit as Expression");
    assert_eq!(harness.state().setting("direction"), expression("{0, 1, 0}"));
}

#[test]
fn points_of_a_ramp_are_added_and_removed() {
    let mut harness = desk("attribute_remap");
    let stops = |harness: &Harness<'_, Desk>| match harness.state().setting("ramp") {
        Some(Setting::Value(Value::Ramp(ramp))) => ramp.stops().len(),
        _ => 2,
    };
    harness.get_by_label("Ramp ramp").click();
    harness.run();
    assert_eq!(stops(&harness), 3);
    harness.get_by_label("Ramp point 2").click();
    harness.run();
    harness.key_press(egui::Key::Delete);
    harness.run();
    assert_eq!(stops(&harness), 2);
}
