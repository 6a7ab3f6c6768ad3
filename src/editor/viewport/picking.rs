//! Choosing elements with the mouse: by a click, or by a box.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use egui::{PointerButton, Pos2, Rect, Response, Ui};
use geometry::Domain;
use glam::Vec2;
use render::{Camera, Region, RenderError, Renderer, Scene, Settings};

use crate::editor::cook::Wake;

/// What is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Points or primitives.
    pub domain: Domain,
    /// Their numbers.
    pub elements: Vec<usize>,
}

/// What is being asked for, and what is chosen.
#[derive(Default)]
pub struct Picking {
    /// What is chosen.
    pub chosen: Option<Chosen>,
    /// Where a box began.
    begun: Option<Pos2>,
    waiting: Option<Waiting>,
}

struct Waiting {
    domain: Domain,
    is_box: bool,
    adds: bool,
    answer: Receiver<Result<Vec<usize>, RenderError>>,
}

/// A place to look for elements.
pub struct Place {
    region: Region,
    is_box: bool,
    adds: bool,
}

/// Pixels around a click in which something is still meant.
const REACH: f32 = 5.0;

impl Picking {
    /// The box that is being drawn.
    pub fn band(&self, ui: &Ui) -> Option<(Pos2, Pos2)> {
        let from = self.begun?;
        Some((from, ui.input(|input| input.pointer.latest_pos())?))
    }

    /// What the mouse asks for.
    pub fn sense(&mut self, ui: &Ui, response: &Response, rect: Rect) -> Option<Place> {
        let keys = ui.input(|input| input.modifiers);
        let scale = ui.pixels_per_point();
        let size = super::stage::pixels(rect, scale);
        let pixel = |at: Pos2| {
            let offset = (at - rect.min) * scale;
            Vec2::new(offset.x, offset.y)
        };
        if response.drag_started_by(PointerButton::Primary) && !keys.alt {
            self.begun = ui.input(|input| input.pointer.press_origin());
        }
        if let Some(from) = self.begun
            && response.drag_stopped()
        {
            self.begun = None;
            let to = ui.input(|input| input.pointer.latest_pos())?;
            let region = Region::between(pixel(from), pixel(to), size);
            return Some(Place { region, is_box: true, adds: keys.shift });
        }
        if response.clicked_by(PointerButton::Primary) && !keys.alt {
            let at = pixel(response.interact_pointer_pos()?);
            let reach = Vec2::splat(REACH * scale);
            let region = Region::between(at - reach, at + reach, size);
            return Some(Place { region, is_box: false, adds: keys.shift });
        }
        None
    }

    /// Looks for elements, on a thread of its own.
    pub fn look(
        &mut self,
        place: &Place,
        domain: Domain,
        (renderer, scene): (&Renderer, &Arc<Scene>),
        (camera, settings): (&Camera, &Settings),
        size: [u32; 2],
        wake: &Wake,
    ) {
        let (sender, answer) = channel();
        let (renderer, scene, wake) = (renderer.clone(), scene.clone(), wake.clone());
        let (camera, settings, region) = (*camera, *settings, place.region);
        let find = move || {
            let found = renderer.pick(&scene, &camera, &settings, size, region, domain);
            // Nobody waits any more if the window was closed.
            let _ = sender.send(found);
            wake();
        };
        let started = std::thread::Builder::new().name("pick".to_owned()).spawn(find);
        if started.is_ok() {
            self.waiting = Some(Waiting { domain, is_box: place.is_box, adds: place.adds, answer });
        }
    }

    /// Takes what was found: gives whether what is chosen changed.
    pub fn take(&mut self) -> bool {
        let Some(waiting) = &self.waiting else { return false };
        let Ok(found) = waiting.answer.try_recv() else { return false };
        let (domain, adds) = (waiting.domain, waiting.adds);
        let mut elements = found.unwrap_or_default();
        if !waiting.is_box {
            elements.truncate(1);
        }
        self.waiting = None;
        if let Some(before) = self.chosen.take().filter(|before| adds && before.domain == domain) {
            let fresh: Vec<usize> = elements
                .iter()
                .copied()
                .filter(|element| !before.elements.contains(element))
                .collect();
            elements = fresh.into_iter().chain(before.elements).collect();
        }
        self.chosen = (!elements.is_empty()).then_some(Chosen { domain, elements });
        true
    }

    /// Follows what was chosen elsewhere.
    pub fn follow(&mut self, element: Option<(Domain, usize)>) {
        let first = self.chosen.as_ref();
        let first = first.and_then(|chosen| Some((chosen.domain, *chosen.elements.first()?)));
        if first != element && self.waiting.is_none() {
            self.chosen =
                element.map(|(domain, element)| Chosen { domain, elements: vec![element] });
        }
    }
}
