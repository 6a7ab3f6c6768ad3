//! Copies of a geometry on points.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use task::{Stop, Task};

use super::pieces::{PieceNumbers, Pieces, PiecesError};
use super::placement::Placements;
use super::realize::{Copies, Parts};
use super::transfer::{Transfer, transfer};
use crate::runs::zeroes;
use crate::{
    Column, Domain, Geometry, NONE, PACKED_SOURCE, PACKED_TRANSFORM, PerElement, PrimitiveKind,
    Selection, Table, Topology,
};

/// How [`copy_to_points`] copies.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyToPoints {
    /// Makes packed instances, one point and one primitive each, that all share the geometry.
    pub pack: bool,
    /// Turns and scales the copies by the points' attributes: see [`Placements::of`].
    pub turn: bool,
    /// What each copy's size is multiplied by besides, as `pscale` does it.
    pub scale: PerElement<f32>,
    /// An integer or text attribute on both geometries: each point gets the piece of its value.
    pub piece: Option<String>,
    /// The points' attributes that the copies take over, in this order.
    pub transfers: Vec<Transfer>,
}

impl Default for CopyToPoints {
    fn default() -> Self {
        let scale = PerElement::Same(1.0);
        Self { pack: false, turn: true, scale, piece: None, transfers: Transfer::usual() }
    }
}

/// Why nothing could be copied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CopyToPointsError {
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// The geometry to copy cannot be cut into pieces.
    #[error("the geometry to copy: {0}")]
    Source(PiecesError),
    /// The points do not say which piece they get.
    #[error("the points to copy to: {0}")]
    Points(PiecesError),
}

/// Copies `source` to the chosen points of `targets`.
///
/// The copies follow each other in the order of the points. They keep the attributes and groups
/// of the source in all domains, each turned by its meaning; the points' attributes come to them
/// by `settings.transfers`. A mirrored copy stays right side out. With a piece attribute, points
/// whose value no piece has get no copy. Detail attributes are those of the source, and those of
/// the targets that it lacks.
pub fn copy_to_points(
    source: &Geometry,
    targets: &Geometry,
    chosen: &Selection,
    settings: &CopyToPoints,
    task: &Task,
) -> Result<Geometry, CopyToPointsError> {
    task.check()?;
    let mut chosen = if chosen.is_all() { None } else { Some(chosen.indices()) };
    let mut which = None;
    let parts = match &settings.piece {
        None => Parts::one(source),
        Some(name) => {
            let pieces =
                Pieces::by_attribute(source, name, task).map_err(CopyToPointsError::Source)?;
            let wanted = wanted_pieces(&pieces, targets, name, task)?;
            let count = targets.point_count() as u32;
            let points = chosen.unwrap_or_else(|| (0..count).collect());
            let placed: Vec<u32> =
                points.into_iter().filter(|&point| wanted[point as usize] != NONE).collect();
            which = Some(placed.iter().map(|&point| wanted[point as usize]).collect::<Vec<u32>>());
            chosen = Some(placed);
            Parts::pieces(source, &pieces, task)?
        }
    };
    let chosen = chosen.as_deref();
    let placements = if settings.turn {
        Placements::of(&*scaled(targets, &settings.scale, task)?, chosen, task)?
    } else {
        Placements::at(targets, chosen, task)?
    };
    let mut copies = if settings.pack {
        Copies::packed(pack_copies(source, &parts, which, &placements, task)?)
    } else {
        match &which {
            None => Copies::make(&parts, |_| 0, &placements, task)?,
            Some(which) => Copies::make(&parts, |copy| which[copy] as usize, &placements, task)?,
        }
    };
    for wanted in &settings.transfers {
        transfer(&mut copies, targets.points(), chosen, wanted, task)?;
    }
    let mut geometry = copies.geometry;
    for (name, column) in targets.detail().iter() {
        if !geometry.detail().contains(name) {
            geometry.table_mut(Domain::Detail).set(name, column.clone());
        }
    }
    Ok(geometry)
}

/// The targets with their `pscale` multiplied.
fn scaled<'a>(
    targets: &'a Geometry,
    scale: &PerElement<f32>,
    task: &Task,
) -> Result<Cow<'a, Geometry>, Stop> {
    if scale.is_everywhere(1.0) {
        return Ok(Cow::Borrowed(targets));
    }
    let old = targets.points().read::<f32>("pscale");
    let scales = task
        .map(targets.point_count(), |point| scale.at(point) * old.map_or(1.0, |old| old[point]))?;
    let mut targets = targets.clone();
    targets.table_mut(Domain::Point).set("pscale", Column::new(scales));
    Ok(Cow::Owned(targets))
}

/// For each point of the targets the number of its piece, or [`NONE`].
fn wanted_pieces(
    pieces: &Pieces,
    targets: &Geometry,
    name: &str,
    task: &Task,
) -> Result<Vec<u32>, CopyToPointsError> {
    let missing = || CopyToPointsError::Points(PiecesError::Missing(name.to_owned()));
    let column = targets.points().get(name).ok_or_else(missing)?;
    let mut numbers = PieceNumbers::of(column, task)?
        .ok_or_else(|| CopyToPointsError::Points(PiecesError::wrong_type(name, column)))?;
    let by_name: HashMap<Arc<str>, u32> =
        pieces.names.iter().map(|name| name.text()).zip(0..).collect();
    let known: Vec<u32> = numbers
        .names
        .iter()
        .map(|name| by_name.get(&name.text()).copied().unwrap_or(NONE))
        .collect();
    numbers.of.iter_mut().for_each(|number| *number = known[*number as usize]);
    Ok(numbers.of)
}

/// One packed instance for each placement.
pub(super) fn pack_copies(
    source: &Geometry,
    parts: &Parts,
    which: Option<Vec<u32>>,
    placements: &Placements,
    task: &Task,
) -> Result<Geometry, Stop> {
    let count = placements.len();
    task.reserve(count as u64, 64, "the packed copies")?;
    let packed = parts.separate(task)?;
    let (positions, matrices) = placements.columns();
    let mut points = Table::new(count);
    points.set("P", positions.clone());
    let mut primitives = Table::new(count);
    let sources = match which {
        None => zeroes::<i32>(count),
        Some(which) => which.into_iter().map(|part| part as i32).collect(),
    };
    primitives.set(PACKED_SOURCE, Column::new(sources));
    if let Some(matrices) = matrices {
        primitives.set(PACKED_TRANSFORM, matrices.clone());
    }
    let topology = Topology::new(
        count,
        (0..=count as u32).collect(),
        (0..count as u32).collect(),
        vec![PrimitiveKind::Packed; count],
    );
    let detail = source.detail().clone();
    let vertices = Table::new(count);
    Ok(Geometry::from_tables(topology, points, vertices, primitives, detail).with_packed(packed))
}

#[cfg(test)]
mod tests {
    use super::super::transfer::TransferMethod;
    use super::super::unpack::{Unpack, unpack};
    use super::*;
    use crate::{Text, shapes};
    use glam::{Quat, Vec3};
    use proptest::prelude::*;
    use task::CancelToken;

    fn copied(source: &Geometry, targets: &Geometry, settings: &CopyToPoints) -> Geometry {
        let all = Selection::All(targets.point_count());
        copy_to_points(source, targets, &all, settings, &Task::unlimited()).unwrap()
    }

    fn ways() -> [CopyToPoints; 2] {
        [false, true].map(|pack| CopyToPoints { pack, ..CopyToPoints::default() })
    }

    #[test]
    fn copies_are_whole_and_stand_on_their_points() {
        let targets = shapes::grid(9, 9);
        for settings in ways() {
            let many = copied(&shapes::cube(), &targets, &settings);
            assert!((many.volume() - 800.0).abs() < 1e-6);
            assert_eq!(many.bounds().max, Vec3::new(10.0, 1.0, 1.0));
            if !settings.pack {
                assert!(many.is_closed());
                assert_eq!((many.point_count(), many.euler_number()), (800, 200));
            }
        }
    }

    #[test]
    fn every_shape_is_copied_to_every_shape() {
        for (name, source) in shapes::all() {
            for (other, targets) in shapes::all() {
                let what = format!("{name} on {other}");
                let finite = !what.contains("not numbers");
                for settings in ways() {
                    let many = copied(&source, &targets, &settings);
                    shapes::assert_sound(&many, finite, &what);
                    let each = if settings.pack { 1 } else { source.primitive_count() };
                    assert_eq!(many.primitive_count(), each * targets.point_count(), "{what}");
                    assert!(many.detail().contains("note"));
                    assert!(settings.pack || many.primitives().contains("piece"), "{what}");
                }
            }
        }
    }

    #[test]
    fn packed_copies_share_one_geometry_and_the_positions() {
        let targets = shapes::grid(3, 3);
        let many = copied(&shapes::cube(), &targets, &ways()[1]);
        assert_eq!((many.packed().len(), many.packed_count()), (1, 16));
        assert!(std::ptr::eq(many.positions(), targets.positions()));
        assert!(!many.primitives().contains(PACKED_TRANSFORM), "nothing says that any is turned");
    }

    proptest! {
        #[test]
        fn unpacked_copies_are_the_real_ones(
            turns in proptest::collection::vec((-3.0_f32..3.0, -3.0_f32..3.0), 4),
            scales in proptest::collection::vec(-2.0_f32..2.0, 4),
        ) {
            let mut targets = shapes::grid(1, 1);
            let points = targets.table_mut(Domain::Point);
            for (slot, (x, y)) in points.write::<[f32; 4]>("orient").iter_mut().zip(turns) {
                *slot = (Quat::from_rotation_x(x) * Quat::from_rotation_y(y)).to_array();
            }
            points.write::<f32>("pscale").copy_from_slice(&scales);
            points.write::<Vec3>("Cd")[2] = Vec3::X;
            let mut source = shapes::packed();
            source.table_mut(Domain::Point).write::<Vec3>("N").fill(Vec3::Y);
            let [real, packed] = ways().map(|settings| copied(&source, &targets, &settings));
            let all = Selection::All(4);
            let unpacked = unpack(&packed, &all, &Unpack::default(), &Task::unlimited()).unwrap();
            prop_assert_eq!(unpacked.topology(), real.topology());
            for name in ["P", "N", "Cd"] {
                prop_assert_eq!(unpacked.points().get(name), real.points().get(name));
            }
            prop_assert_eq!(
                unpacked.primitives().get(PACKED_TRANSFORM),
                real.primitives().get(PACKED_TRANSFORM)
            );
        }
    }

    #[test]
    fn mirrored_copies_stay_right_side_out() {
        let mut targets = Geometry::from_points(vec![Vec3::ZERO, Vec3::X * 9.0]);
        targets.table_mut(Domain::Point).write::<f32>("pscale")[0] = -2.0;
        for settings in ways() {
            let volume = copied(&shapes::cube(), &targets, &settings).volume();
            assert!((volume - 72.0).abs() < 1e-6);
        }
    }

    #[test]
    fn each_point_gets_the_piece_of_its_value() {
        let mut source = shapes::cube();
        let sides = Text::from_strings(["x", "x", "y", "y", "z", "z"]);
        source.table_mut(Domain::Primitive).set("side", Column::text(sides));
        let mut targets = shapes::grid(3, 1);
        let wanted = Text::from_strings(["y", "x", "w", "y", "z", "z", "y", "y"]);
        targets.table_mut(Domain::Point).set("side", Column::text(wanted));
        for settings in ways() {
            let settings = CopyToPoints { piece: Some("side".into()), ..settings };
            let many = copied(&source, &targets, &settings);
            if settings.pack {
                let shown = many.primitives().read::<i32>(PACKED_SOURCE).unwrap();
                assert_eq!(shown, [1, 0, 1, 2, 2, 1, 1]);
                assert_eq!(many.packed()[0].primitive_count(), 2);
            } else {
                assert_eq!(many.primitive_count(), 14);
                let sides = many.primitives().get("side").unwrap().texts().unwrap();
                assert_eq!((sides.get(0), sides.get(2)), ("y", "x"));
            }
            assert_eq!(many.area(), 7.0 * 8.0);
        }
        let error = copy_to_points(
            &source,
            &shapes::grid(1, 1),
            &Selection::All(4),
            &CopyToPoints { piece: Some("side".into()), ..CopyToPoints::default() },
            &Task::unlimited(),
        );
        assert!(error.unwrap_err().to_string().starts_with("the points to copy to: there is no"));
    }

    #[test]
    fn attributes_of_the_points_come_as_asked() {
        let mut source = shapes::polygon(&[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
        source.table_mut(Domain::Point).write::<f32>("Alpha").fill(0.5);
        source.table_mut(Domain::Point).write::<f32>("mass").fill(1.0);
        let mut targets = Geometry::from_points(vec![Vec3::ZERO; 3]);
        let points = targets.table_mut(Domain::Point);
        points.set("Alpha", Column::new(vec![1.0_f32, 0.5, 0.0]));
        points.set("mass", Column::new(vec![1.0_f32, 2.0, 3.0]));
        points.set("kind", Column::text(Text::from_strings(["a", "b", "c"])));
        points.set("chosen", Column::group(vec![false, true, false]));
        let mut settings = CopyToPoints::default();
        let to = Domain::Primitive;
        let method = TransferMethod::Add;
        settings.transfers.push(Transfer { names: "kind mass".into(), to, method });
        let chosen = Selection::Some(vec![false, true, true]);
        let task = Task::unlimited();
        let many = copy_to_points(&source, &targets, &chosen, &settings, &task).unwrap();
        let alpha = many.points().read::<f32>("Alpha").unwrap();
        assert_eq!(alpha, [0.25, 0.25, 0.25, 0.0, 0.0, 0.0]);
        assert_eq!(many.points().read::<f32>("mass").unwrap()[..4], [2.0, 2.0, 2.0, 3.0]);
        assert_eq!(many.points().group("chosen").unwrap()[2..4], [true, false]);
        assert_eq!(many.primitives().get("kind").unwrap().texts().unwrap().get(1), "c");
        assert_eq!(many.primitives().read::<f32>("mass"), Some(&[2.0, 3.0][..]));
    }

    #[test]
    fn stops_when_cancelled_or_too_large() {
        let (cube, targets) = (shapes::cube(), shapes::grid(99, 99));
        let run = |task: &Task, settings: &CopyToPoints| {
            copy_to_points(&cube, &targets, &Selection::All(10_000), settings, task)
        };
        for settings in ways() {
            let cancelled = Task::unlimited();
            cancelled.cancel_token().cancel();
            assert_eq!(run(&cancelled, &settings), Err(Stop::Cancelled.into()));
            let small = Task::new(CancelToken::default(), 100_000);
            let refused = run(&small, &settings);
            assert!(matches!(refused, Err(CopyToPointsError::Stop(Stop::TooLarge { .. }))));
        }
    }
}
