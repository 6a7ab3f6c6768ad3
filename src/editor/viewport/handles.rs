//! Handles in the viewport that set what the selected node's parameters say: where it stands,
//! how it is turned, how large it is.

use egui::{Mesh, PointerButton, Rect, Response, Ui, epaint};
use glam::{DMat4, DQuat, DVec3, EulerRot, Mat4};
use graph::{NodePath, Setting, Value};
use render::{Camera, Projection};
use transform_gizmo::math::{Pos2, Transform};
use transform_gizmo::{
    EnumSet, Gizmo, GizmoConfig, GizmoInteraction, GizmoMode, GizmoOrientation, GizmoResult,
    GizmoVisuals,
};

use crate::editor::action::{Action, Actions};
use crate::editor::session::Session;

/// What a handle changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Handle {
    /// Where it stands.
    #[default]
    Move,
    /// How it is turned.
    Turn,
    /// How large it is.
    Scale,
}

/// The parameters of a node type that handles set; all of three numbers.
struct Bound {
    node_type: &'static str,
    place: &'static str,
    turn: Option<&'static str>,
    size: &'static str,
}

const BOUND: &[Bound] = &[
    Bound { node_type: "transform", place: "translate", turn: Some("rotate"), size: "scale" },
    Bound { node_type: "box", place: "center", turn: Some("rotate"), size: "size" },
    Bound { node_type: "sphere", place: "center", turn: Some("rotate"), size: "radius" },
];

/// The handle of the selected node.
#[derive(Default)]
pub struct Handles {
    gizmo: Gizmo,
    drag: Option<Drag>,
}

/// A drag that goes on.
struct Drag {
    path: NodePath,
    /// The numbers that it began with.
    start: DVec3,
}

/// What a node says about where it stands.
struct Placement {
    path: NodePath,
    bound: &'static Bound,
    pivot: DVec3,
    place: DVec3,
    turn: DVec3,
    size: DVec3,
}

impl Handles {
    /// Draws the handle and follows the mouse. Gives whether it has the mouse.
    pub fn show(
        &mut self,
        ui: &Ui,
        response: &Response,
        rect: Rect,
        (camera, handle): (&Camera, Handle),
        session: &Session,
        actions: &mut Actions,
    ) -> bool {
        let placement = session.current().and_then(|path| placement(session, path));
        let Some(placement) = placement.filter(|found| found.has(handle)) else {
            self.end(actions);
            return false;
        };
        self.gizmo.update_config(config(ui, rect, camera, handle));
        let turn = rotation(placement.turn);
        let at = placement.pivot + placement.place;
        let target = Transform::from_scale_rotation_translation(
            DVec3::ONE.to_array(),
            [turn.x, turn.y, turn.z, turn.w],
            at.to_array(),
        );
        let keys = ui.input(|input| input.modifiers);
        let (pointer, pressed, down) = ui.input(|input| {
            let pointer = &input.pointer;
            let pressed = pointer.button_pressed(PointerButton::Primary);
            (pointer.latest_pos(), pressed, pointer.button_down(PointerButton::Primary))
        });
        let Some(pointer) = pointer else { return false };
        let hovered = response.contains_pointer() || self.drag.is_some();
        let interaction = GizmoInteraction {
            cursor_pos: (pointer.x, pointer.y),
            hovered,
            drag_started: pressed && hovered && !keys.alt,
            dragging: down && (self.drag.is_some() || (hovered && !keys.alt)),
        };
        let result = self.gizmo.update(interaction, &[target]);
        match result {
            Some((result, targets)) => {
                self.follow(&placement, handle, result, &targets, actions);
                ui.ctx().request_repaint();
            }
            None if !down => self.end(actions),
            None => {}
        }
        self.paint(ui, rect);
        self.drag.is_some() || (self.gizmo.is_focused() && !keys.alt)
    }

    fn follow(
        &mut self,
        placement: &Placement,
        handle: Handle,
        result: GizmoResult,
        targets: &[Transform],
        actions: &mut Actions,
    ) {
        let (parameter, now) = placement.parameter(handle);
        let drag =
            self.drag.get_or_insert_with(|| Drag { path: placement.path.clone(), start: now });
        let value = match result {
            GizmoResult::Translation { total, .. } => {
                drag.start + DVec3::new(total.x, total.y, total.z)
            }
            GizmoResult::Scale { total } => drag.start * DVec3::new(total.x, total.y, total.z),
            GizmoResult::Rotation { .. } | GizmoResult::Arcball { .. } => {
                let Some(target) = targets.first() else { return };
                let [x, y, z] = <[f64; 3]>::from(target.rotation.v);
                degrees(DQuat::from_xyzw(x, y, z, target.rotation.s))
            }
        };
        if !value.is_finite() {
            return;
        }
        let value = Value::Vector3(value.to_array().map(rounded));
        let path = drag.path.clone();
        let name = path.name().map_or("", |name| name);
        let step = format!("{} {name}", verb(handle));
        let gesture = Some(format!("handle {path}/{parameter}"));
        let setting = Setting::Value(value);
        actions.change(step, gesture, move |edit| {
            edit.set_parameter(&path, parameter, setting).map(|()| Vec::new())
        });
    }

    fn end(&mut self, actions: &mut Actions) {
        if self.drag.take().is_some() {
            actions.push(Action::EndGesture);
        }
    }

    fn paint(&self, ui: &Ui, rect: Rect) {
        let data = self.gizmo.draw();
        let mut mesh = Mesh { indices: data.indices, ..Mesh::default() };
        mesh.vertices = data
            .vertices
            .iter()
            .zip(&data.colors)
            .map(|(&[x, y], &[red, green, blue, alpha])| epaint::Vertex {
                pos: egui::pos2(x, y),
                uv: epaint::WHITE_UV,
                color: egui::Rgba::from_rgba_premultiplied(red, green, blue, alpha).into(),
            })
            .collect();
        if mesh.is_valid() {
            ui.painter_at(rect).add(mesh);
        }
    }
}

impl Placement {
    fn has(&self, handle: Handle) -> bool {
        handle != Handle::Turn || self.bound.turn.is_some()
    }

    /// The parameter that a handle sets, and its value.
    fn parameter(&self, handle: Handle) -> (&'static str, DVec3) {
        match handle {
            Handle::Move => (self.bound.place, self.place),
            Handle::Turn => (self.bound.turn.unwrap_or(self.bound.place), self.turn),
            Handle::Scale => (self.bound.size, self.size),
        }
    }
}

fn verb(handle: Handle) -> &'static str {
    match handle {
        Handle::Move => "Move",
        Handle::Turn => "Turn",
        Handle::Scale => "Scale",
    }
}

/// Where a node's parameters put things; none if it has none that handles set, or if expressions
/// set them, or if they are applied in another order than handles go by.
fn placement(session: &Session, path: NodePath) -> Option<Placement> {
    let node = session.document().node(&path).ok()?;
    let bound = BOUND.iter().find(|bound| *bound.node_type == *node.type_id)?;
    let text = |id: &str| match node.parameters.get(id) {
        Some(Setting::Value(Value::Text(text))) => Some(text.clone()),
        _ => None,
    };
    let usual = |id: &str, usual: &str| text(id).is_none_or(|text| &*text == usual);
    if !usual("transform_order", "srt") || !usual("rotate_order", "xyz") {
        return None;
    }
    let numbers = |id: &str| vector(session, &path, id);
    if numbers("pivot_rotate").is_some_and(|turn| turn != DVec3::ZERO) {
        return None;
    }
    Some(Placement {
        bound,
        pivot: numbers("pivot").unwrap_or_default(),
        place: numbers(bound.place)?,
        turn: bound.turn.and_then(numbers).unwrap_or_default(),
        size: numbers(bound.size)?,
        path,
    })
}

/// The value of a parameter of three numbers, if no expression sets it.
fn vector(session: &Session, path: &NodePath, id: &str) -> Option<DVec3> {
    let document = session.document();
    let node = document.node(path).ok()?;
    let value = match node.parameters.get(id) {
        Some(Setting::Value(value)) => value.clone(),
        Some(_) => return None,
        None => document.parameter_declaration(path, id, &session.library)?.default_value(),
    };
    match value {
        Value::Vector3(numbers) => Some(DVec3::from_array(numbers)),
        _ => None,
    }
}

/// About X, then Y, then Z.
fn rotation(degrees: DVec3) -> DQuat {
    let [x, y, z] = degrees.to_array().map(f64::to_radians);
    DQuat::from_euler(EulerRot::ZYX, z, y, x)
}

fn degrees(rotation: DQuat) -> DVec3 {
    let (z, y, x) = rotation.normalize().to_euler(EulerRot::ZYX);
    DVec3::new(x, y, z).map(f64::to_degrees)
}

/// As an artist would type it.
fn rounded(value: f64) -> f64 {
    let value = (value * 1e4).round() / 1e4;
    if value == 0.0 { 0.0 } else { value }
}

fn config(ui: &Ui, rect: Rect, camera: &Camera, handle: Handle) -> GizmoConfig {
    let corner = |at: egui::Pos2| Pos2::new(at.x, at.y);
    let modes: EnumSet<GizmoMode> = match handle {
        Handle::Move => GizmoMode::all_translate(),
        Handle::Turn => GizmoMode::all_rotate(),
        Handle::Scale => GizmoMode::all_scale(),
    };
    let orientation = match handle {
        Handle::Scale => GizmoOrientation::Local,
        _ => GizmoOrientation::Global,
    };
    let colour = transform_gizmo::Color32::from_rgb;
    GizmoConfig {
        view_matrix: rows(camera.view_from_world()).into(),
        projection_matrix: rows_of(projection(camera, rect.aspect_ratio())).into(),
        viewport: transform_gizmo::Rect::from_min_max(corner(rect.min), corner(rect.max)),
        modes,
        orientation,
        visuals: GizmoVisuals {
            x_color: colour(232, 92, 84),
            y_color: colour(122, 201, 82),
            z_color: colour(88, 152, 244),
            s_color: colour(220, 224, 230),
            stroke_width: 3.0,
            gizmo_size: 70.0,
            ..GizmoVisuals::default()
        },
        pixels_per_point: ui.pixels_per_point(),
        ..GizmoConfig::default()
    }
}

/// A projection with an end, as the handles' own picking needs it.
fn projection(camera: &Camera, aspect: f32) -> DMat4 {
    use glam::dcamera::rh::proj::opengl::{orthographic, perspective};
    let (distance, aspect) = (f64::from(camera.distance), f64::from(aspect));
    match camera.projection {
        Projection::Perspective => {
            let angle = f64::from(camera.view_degrees).to_radians();
            perspective(angle, aspect, distance * 0.01, distance * 100.0)
        }
        Projection::Orthographic => {
            let up = f64::from(camera.half_height());
            orthographic(-up * aspect, up * aspect, -up, up, -distance * 50.0, distance * 50.0)
        }
    }
}

fn rows(matrix: Mat4) -> [[f64; 4]; 4] {
    rows_of(matrix.as_dmat4())
}

fn rows_of(matrix: DMat4) -> [[f64; 4]; 4] {
    matrix.transpose().to_cols_array_2d()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::session::Selection;

    fn session_with(node_type: &'static str) -> Session {
        let mut session = Session::new(nodes::library());
        let add: crate::editor::session::Change =
            Box::new(move |edit| Ok(vec![edit.add_node(&NodePath::ROOT, node_type, [0.0; 2])?]));
        session.edit("Add", None, add).unwrap();
        session
    }

    #[test]
    fn every_bound_parameter_is_there_and_has_three_numbers() {
        for bound in BOUND {
            let session = session_with(bound.node_type);
            let placement = placement(&session, session.current().unwrap());
            let placement = placement.unwrap_or_else(|| panic!("{}", bound.node_type));
            assert!(placement.size != DVec3::ZERO, "{}", bound.node_type);
            if let Some(turn) = bound.turn {
                assert!(vector(&session, &placement.path, turn).is_some());
            }
        }
        let mut session = session_with("merge");
        assert!(placement(&session, session.current().unwrap()).is_none());
        session.selection = Selection::default();
        assert!(session.current().is_none());
    }

    #[test]
    fn a_drag_is_one_step_and_sets_the_parameter() {
        let mut session = session_with("box");
        let mut handles = Handles::default();
        let mut actions = Actions::default();
        let steps = session.history.steps().len();
        for along in 1..=5 {
            let found = placement(&session, session.current().unwrap()).unwrap();
            let total = [f64::from(along), 0.0, 0.0].into();
            let result = GizmoResult::Translation { delta: [1.0, 0.0, 0.0].into(), total };
            handles.follow(&found, Handle::Move, result, &[], &mut actions);
            for action in actions.take() {
                let Action::Edit { step, gesture, change } = action else { panic!() };
                session.edit(&step, gesture.as_deref(), change).unwrap();
            }
        }
        handles.end(&mut actions);
        assert!(matches!(actions.take()[..], [Action::EndGesture]));
        let path = session.current().unwrap();
        assert_eq!(vector(&session, &path, "center"), Some(DVec3::new(5.0, 0.0, 0.0)));
        assert_eq!(session.history.steps().len(), steps + 1);
        session.history.undo();
        assert_eq!(vector(&session, &path, "center"), Some(DVec3::ZERO));
    }

    #[test]
    fn angles_come_back_as_they_were() {
        for turn in [DVec3::new(10.0, 20.0, 30.0), DVec3::new(-170.0, 5.0, 90.0), DVec3::ZERO] {
            assert!(degrees(rotation(turn)).distance(turn) < 1e-9, "{turn}");
        }
        // X first: Y turned a quarter about X is Z, which a quarter about Z leaves.
        let both = rotation(DVec3::new(90.0, 0.0, 90.0)) * DVec3::Y;
        assert!(both.distance(DVec3::Z) < 1e-9, "{both}");
    }
}
