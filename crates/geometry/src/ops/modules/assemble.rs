//! Modules as geometry, put into the cells.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use glam::{Quat, Vec3, Vec3Swizzles};
use task::Task;

use super::super::copy_to_points::{CopyToPoints, CopyToPointsError, copy_to_points};
use super::super::pieces::{Pieces, PiecesError};
use super::super::transfer::{Transfer, TransferMethod};
use super::lattice::WIND;
use super::{CELL_SIZE, Classes, EMPTY, Error, Facade, Lattice};
use crate::{Column, Domain, Geometry, NamePattern, Selection, Text};

/// How modules are turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    /// A copy for each open level side of a cell, its front (+z) to that side; mirrored where the
    /// side to the left is open too and that to the right is not, so that what is modelled for a
    /// right end serves both. A cell without an open side gets one copy as it is.
    #[default]
    Sides,
    /// One copy: its front to the open side; where two sides that meet are open, its right (+x)
    /// to the other one.
    Cell,
    /// One copy, as the points' attributes say.
    Attributes,
    /// One copy as it is.
    Fixed,
}

/// How [`assemble`] puts modules into cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Assemble {
    /// The attribute of the kit that names modules.
    pub piece: String,
    /// How they are turned.
    pub orientation: Orientation,
    /// The size of the cell that modules are made for: they are scaled to the size of the cells.
    /// None leaves them as they are.
    pub module_size: Option<Vec3>,
    /// Whether copies are packed.
    pub pack: bool,
    /// Names, with wildcards, of modules that need no geometry.
    pub leave_out: String,
}

impl Default for Assemble {
    fn default() -> Self {
        Self {
            piece: "name".to_owned(),
            orientation: Orientation::Sides,
            module_size: None,
            pack: true,
            leave_out: String::new(),
        }
    }
}

/// Geometry on its places.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// All copies, in the order of the cells; they have the `module` and the `cell` of theirs.
    pub geometry: Geometry,
    /// The modules that the kit has no geometry for.
    pub missing: Vec<String>,
}

/// Puts the modules of a kit into the chosen cells. A module is made around the middle of its
/// cell. Besides the piece of its name, turned as the settings say, a cell gets the piece with
/// `_top` after the name if it is open above, and the one with `_core` once in any case, both as
/// they are.
pub fn assemble(
    kit: &Geometry,
    cells: &Geometry,
    chosen: &Selection,
    settings: &Assemble,
    task: &Task,
) -> Result<Assembled, Error> {
    let lattice = Lattice::of(cells, task)?;
    let pieces = Pieces::by_attribute(kit, &settings.piece, task)?;
    let kit_names: HashMap<Arc<str>, u32> =
        pieces.names.iter().map(|name| name.text()).zip(0..).collect();
    let classes = Classes::of([cells], task)?;
    let modules = classes.read(cells, task)?;
    let stands: Vec<bool> = modules.iter().map(|&module| module != classes.empty()).collect();
    let facade = Facade::of(&lattice, &stands, task)?;
    let parts: Vec<Parts> =
        classes.names().iter().map(|name| Parts::of(name, &kit_names)).collect();
    let mut copies = Copies::new(cells, settings);
    let mut missing = BTreeSet::new();
    for (cell, &module) in modules.iter().enumerate() {
        if cell.is_multiple_of(4096) {
            task.check()?;
        }
        let Some(parts) = parts.get(usize::from(module)) else { continue };
        if !stands[cell] || !chosen.contains(cell) {
            continue;
        }
        if parts.is_none() {
            missing.insert(module);
        }
        copies.add(cell, parts, &facade);
    }
    let geometry = copies.made(kit, cells, &pieces, task)?;
    let left_out = NamePattern::new(&settings.leave_out);
    let names = missing.into_iter().map(|module| classes.name(module).to_owned());
    let missing = names.filter(|name| name != EMPTY && !left_out.matches(name)).collect();
    Ok(Assembled { geometry, missing })
}

/// The pieces of a kit that a module consists of.
struct Parts {
    sides: Option<u32>,
    top: Option<u32>,
    core: Option<u32>,
}

impl Parts {
    fn of(module: &str, kit: &HashMap<Arc<str>, u32>) -> Self {
        let find = |name: &str| kit.get(name).copied();
        Self {
            sides: find(module),
            top: find(&format!("{module}_top")),
            core: find(&format!("{module}_core")),
        }
    }

    fn is_none(&self) -> bool {
        self.sides.or(self.top).or(self.core).is_none()
    }
}

/// The copies to be made.
struct Copies<'a> {
    settings: &'a Assemble,
    /// The scale along the axes of the lattice.
    scale: Vec3,
    cells: Vec<u32>,
    pieces: Vec<u32>,
    turns: Vec<[f32; 4]>,
    scales: Vec<Vec3>,
}

impl<'a> Copies<'a> {
    fn new(cells: &Geometry, settings: &'a Assemble) -> Self {
        let size = cells.detail().read::<Vec3>(CELL_SIZE).and_then(|size| size.first());
        let scale = match (size, settings.module_size) {
            (Some(&size), Some(made_for)) => size / made_for.max(Vec3::splat(1e-6)),
            _ => Vec3::ONE,
        };
        let (cells, pieces) = (Vec::new(), Vec::new());
        Self { settings, scale, cells, pieces, turns: Vec::new(), scales: Vec::new() }
    }

    fn add(&mut self, cell: usize, parts: &Parts, facade: &Facade) {
        let is_open = |side: usize| facade.is_open(cell, WIND[side % 4]);
        if let Some(piece) = parts.sides {
            match self.settings.orientation {
                Orientation::Sides if facade.side(cell).is_some() => {
                    for side in (0..4).filter(|&side| is_open(side)) {
                        let is_mirrored = is_open(side + 3) && !is_open(side + 1);
                        self.push(cell, piece, side, is_mirrored);
                    }
                }
                Orientation::Cell => {
                    let corner = (0..4)
                        .find(|&side| is_open(side) && is_open(side + 1) && !is_open(side + 3));
                    let side = corner.or(facade.side(cell)).unwrap_or(0);
                    self.push(cell, piece, side, false);
                }
                _ => self.push(cell, piece, 0, false),
            }
        }
        let top = parts.top.filter(|_| facade.is_open(cell, 2));
        for piece in top.into_iter().chain(parts.core) {
            self.push(cell, piece, 0, false);
        }
    }

    /// One copy with its front to a level side.
    fn push(&mut self, cell: usize, piece: u32, side: usize, is_mirrored: bool) {
        let turn = Quat::from_rotation_y(side as f32 * std::f32::consts::FRAC_PI_2);
        let mut scale = if side.is_multiple_of(2) { self.scale } else { self.scale.zyx() };
        if is_mirrored {
            scale.x = -scale.x;
        }
        self.cells.push(cell as u32);
        self.pieces.push(piece);
        self.turns.push(turn.to_array());
        self.scales.push(scale);
    }

    fn made(
        self,
        kit: &Geometry,
        cells: &Geometry,
        pieces: &Pieces,
        task: &Task,
    ) -> Result<Geometry, Error> {
        let mut targets = Geometry::from_points(vec![Vec3::ZERO; self.cells.len()]);
        let points = targets.table_mut(Domain::Point);
        *points = cells.points().gather(&self.cells, task)?;
        if self.settings.orientation != Orientation::Attributes {
            points.retain(|name, _| !PLACING.contains(&name));
            points.set("orient", Column::new(self.turns));
            points.set("scale", Column::new(self.scales));
        }
        let strings = pieces.names.iter().map(|name| name.text()).collect();
        let text = Text { indices: Arc::new(self.pieces), strings: Arc::new(strings) };
        points.set(&self.settings.piece, Column::text(text));
        let names = format!("module cell {}", self.settings.piece);
        let transfer = Transfer { names, to: Domain::Primitive, method: TransferMethod::Set };
        let settings = CopyToPoints {
            pack: self.settings.pack,
            turn: true,
            piece: Some(self.settings.piece.clone()),
            transfers: vec![transfer],
            ..CopyToPoints::default()
        };
        let all = Selection::All(targets.point_count());
        Ok(copy_to_points(kit, &targets, &all, &settings, task)?)
    }
}

/// The attributes of points that turn or scale what stands on them.
const PLACING: [&str; 10] =
    ["transform", "orient", "N", "v", "up", "rot", "scale", "pscale", "trans", "pivot"];

impl From<PiecesError> for Error {
    fn from(error: PiecesError) -> Self {
        match error {
            PiecesError::Stop(stop) => Self::Stop(stop),
            other => Self::Kit(other),
        }
    }
}

impl From<CopyToPointsError> for Error {
    fn from(error: CopyToPointsError) -> Self {
        match error {
            CopyToPointsError::Stop(stop) => Self::Stop(stop),
            CopyToPointsError::Source(error) | CopyToPointsError::Points(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{block, filled, free};
    use super::*;
    use crate::shapes;

    /// A kit of panels half a metre in front of the middle: `wall` to the right of it, `corner`
    /// likewise, and a cover for the top of a corner.
    fn kit() -> Geometry {
        let quad = |offset: Vec3| {
            let mut panel = shapes::polygon(&[[0.0, 0.0], [0.25, 0.0], [0.25, 0.25], [0.0, 0.25]]);
            panel.positions_mut().iter_mut().for_each(|point| *point += offset);
            panel
        };
        let parts = [quad(Vec3::Z * 0.5), quad(Vec3::Z * 0.5), quad(Vec3::Y * 0.5)];
        let parts: Vec<&Geometry> = parts.iter().collect();
        let mut kit = super::super::super::merge::merge(&parts, &free()).unwrap();
        let names = Text::from_strings(["wall", "corner", "corner_top"]);
        kit.table_mut(Domain::Primitive).set("name", Column::text(names));
        kit
    }

    /// A square of three by three cells with corners, walls and a hidden middle.
    fn house() -> Geometry {
        filled(&block([3, 1, 3]), |[i, _, k]| match (i == 1, k == 1) {
            (true, true) => "inside",
            (false, false) => "corner",
            _ => "wall",
        })
    }

    fn assembled(settings: &Assemble) -> Assembled {
        assemble(&kit(), &house(), &Selection::All(9), settings, &free()).unwrap()
    }

    #[test]
    fn every_open_side_has_its_panel_and_corners_meet_at_the_edge() {
        let settings = Assemble { pack: false, ..Assemble::default() };
        let Assembled { geometry, missing } = assembled(&settings);
        assert_eq!(missing, ["inside"]);
        assert_eq!(geometry.primitive_count(), 4 + 8 + 4);
        let middle = Vec3::new(1.0, 0.0, 1.0);
        let names = geometry.primitives().get("module").and_then(Column::texts).unwrap();
        let tops = geometry.primitives().get("name").and_then(Column::texts).unwrap();
        for primitive in 0..geometry.primitive_count() {
            let corners = geometry.topology().primitive(primitive);
            let points = corners.iter().map(|&point| geometry.positions()[point as usize] - middle);
            let center: Vec3 = points.sum::<Vec3>() / 4.0;
            if tops.get(primitive) == "corner_top" {
                assert!((center.y - 0.625).abs() < 1e-5, "{center}");
                continue;
            }
            let normal = geometry.polygon_area_vector(primitive).normalize();
            assert!((center.dot(normal) - 1.5).abs() < 1e-5, "it faces outwards: {center}");
            if names.get(primitive) == "corner" {
                let beside = center - normal * center.dot(normal);
                let reach = Vec3::new(beside.x, 0.0, beside.z).length();
                assert!((reach - 1.125).abs() < 1e-5, "towards the edge: {reach}");
            }
        }
    }

    #[test]
    fn packed_modules_share_the_kit_and_say_which_cell_they_are() {
        let Assembled { geometry, .. } = assembled(&Assemble::default());
        assert_eq!((geometry.packed_count(), geometry.packed().len()), (16, 3));
        assert_eq!(geometry.primitives().read::<[i32; 3]>("cell").unwrap()[15], [2, 0, 2]);
        assert!(geometry.primitives().contains("module"));
    }

    #[test]
    fn one_copy_a_cell_turns_to_the_open_side() {
        let settings =
            Assemble { orientation: Orientation::Cell, pack: false, ..Assemble::default() };
        let geometry = assembled(&settings).geometry;
        assert_eq!(geometry.primitive_count(), 4 + 4 + 4);
        let fixed = Assemble { orientation: Orientation::Fixed, ..settings };
        for primitive in 0..8 {
            let normal = assembled(&fixed).geometry.polygon_area_vector(primitive).normalize();
            assert!(normal.distance(Vec3::Z) < 1e-6);
        }
    }

    #[test]
    fn modules_are_scaled_to_the_cells_along_their_own_axes() {
        let mut cells = house();
        let size = Vec3::new(2.0, 1.0, 4.0);
        cells.positions_mut().iter_mut().for_each(|point| *point *= size);
        cells.table_mut(Domain::Detail).set(CELL_SIZE, Column::new(vec![size]));
        let settings =
            Assemble { module_size: Some(Vec3::ONE), pack: false, ..Assemble::default() };
        let all = Selection::All(9);
        let made = assemble(&kit(), &cells, &all, &settings, &free()).unwrap().geometry;
        let bounds = made.bounds();
        assert!((bounds.min - Vec3::new(-1.0, 0.0, -2.0)).length() < 1e-5, "{bounds:?}");
        assert!((bounds.max - Vec3::new(5.0, 0.75, 10.0)).length() < 1e-5, "{bounds:?}");
    }

    #[test]
    fn every_shape_is_a_kit_or_is_told_what_it_lacks() {
        for (name, shape) in shapes::all() {
            for piece in ["name", "nothing"] {
                let settings = Assemble { piece: piece.to_owned(), ..Assemble::default() };
                let all = Selection::All(9);
                match assemble(&shape, &house(), &all, &settings, &free()) {
                    Ok(made) => assert!(!made.missing.is_empty(), "{name}"),
                    Err(error) => assert!(error.to_string().starts_with("the modules: "), "{name}"),
                }
            }
        }
    }
}
