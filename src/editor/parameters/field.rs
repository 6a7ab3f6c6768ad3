//! What every field of a parameter can ask for.

use egui::{Response, WidgetType};
use graph::{Name, NodePath, Setting, Value};

use super::values::Row;
use crate::editor::action::{Action, Actions};
use crate::editor::session::Session;
use crate::editor::widgets;

/// The field of a parameter while it is drawn.
pub struct Field<'a> {
    pub session: &'a Session,
    pub path: &'a NodePath,
    pub row: &'a Row,
    pub actions: &'a mut Actions,
    /// The text being typed, and where.
    pub typing: &'a mut Option<(NodePath, Name, String)>,
}

impl Field<'_> {
    /// Sets the parameter, as a step of its own.
    pub fn set(&mut self, value: Value) {
        self.change(Setting::Value(value), false);
    }

    /// Sets the parameter; while the pointer drags, all is one step.
    pub fn drag(&mut self, value: Value, response: &Response) {
        self.change(
            Setting::Value(value),
            response.dragged() || response.drag_started() || response.is_pointer_button_down_on(),
        );
    }

    /// Ends the step when the drag ends.
    pub fn end_of_drag(&mut self, response: &Response) {
        if response.drag_stopped() || response.clicked() {
            self.actions.push(Action::EndGesture);
        }
    }

    /// Sets the parameter to a value or an expression.
    pub fn change(&mut self, setting: Setting, is_drag: bool) {
        let (path, id) = (self.path.clone(), self.row.id.clone());
        let name = path.name().map_or("", |name| name);
        let step = format!("{} of {name}", self.row.label);
        let gesture = is_drag.then(|| format!("{path}/{id}"));
        self.actions.change(step, gesture, move |edit| {
            edit.set_parameter(&path, &id, setting).map(|()| Vec::new())
        });
    }

    /// Makes the parameter an expression.
    pub fn express(&mut self, text: &str) {
        self.change(Setting::Expression(text.into()), false);
    }

    /// Gives a widget the parameter's name.
    pub fn name(&self, response: &Response, kind: WidgetType, is_on: Option<bool>) {
        widgets::named(response, kind, &self.row.label, is_on);
    }

    /// Tells what the parameter does where the pointer rests on its field.
    pub fn help(&self, response: Response) {
        if !self.row.declaration.help.is_empty() {
            response.on_hover_text(self.row.declaration.help);
        }
    }

    /// The text of the field: what is being typed in it, or what is set.
    pub fn typed(&self, part: &str, set: &str) -> String {
        match self.typing.as_ref() {
            Some((path, id, text)) if path == self.path && **id == *self.place(part) => {
                text.clone()
            }
            _ => set.to_owned(),
        }
    }

    /// Notes what is being typed.
    pub fn note(&mut self, part: &str, text: String) {
        *self.typing = Some((self.path.clone(), self.place(part).as_str().into(), text));
    }

    /// What was typed here until now; nothing is typed any more.
    pub fn finish(&mut self, part: &str) -> Option<String> {
        let place = self.place(part);
        let is_here =
            |typing: &(NodePath, Name, String)| typing.0 == *self.path && *typing.1 == *place;
        if self.typing.as_ref().is_some_and(is_here) {
            return self.typing.take().map(|(_, _, text)| text);
        }
        None
    }

    fn place(&self, part: &str) -> String {
        format!("{}:{part}", self.row.id)
    }
}
