//! Cells from a mass, or a block of them.

use glam::Vec3;
use task::{Stop, Task};

use super::super::choose::inside::inside;
use super::{CELL, CELL_SIZE, EMPTY, Error, Facade, Lattice, MODULE, OCCUPIED, UNKNOWN};
use crate::{Bounds, Column, Domain, Geometry, Text};

/// How [`make_lattice`] divides space.
#[derive(Debug, Clone, PartialEq)]
pub struct MakeLattice {
    /// The size of a cell in metres.
    pub cell_size: Vec3,
    /// Without a mass: how many cells are occupied along each axis.
    pub counts: [u64; 3],
    /// Stretches the cells so that a whole number of them fills the bounds of the mass.
    pub fit: bool,
    /// Layers of empty cells at each of the four sides, above, and below.
    pub padding: [u64; 3],
    /// Keeps of the empty cells only those within the padding of an occupied one.
    pub trim: bool,
}

impl Default for MakeLattice {
    fn default() -> Self {
        let cell_size = Vec3::splat(3.0);
        Self { cell_size, counts: [6, 5, 4], fit: true, padding: [1, 1, 0], trim: false }
    }
}

/// Cells whose middle lies in a closed mass, or a whole block of them, as points: `cell` counts
/// from (0, 0, 0) in the lowest corner of the bounds, empty cells around come before. Occupied
/// cells are in the group [`OCCUPIED`] and [`UNKNOWN`], others [`EMPTY`]; what [`Facade`] says of
/// them is on the points, the size of a cell on the detail.
pub fn make_lattice(
    mass: Option<&Geometry>,
    settings: &MakeLattice,
    task: &Task,
) -> Result<Geometry, Error> {
    let frame = Frame::of(mass.map(Geometry::bounds), settings);
    let [wide, high, deep] = frame.counts;
    let [sides, above, below] = settings.padding.map(|layers| layers.min(1 << 20));
    let ways = [(wide, sides, sides), (high, below, above), (deep, sides, sides)];
    let spans = ways.map(|(count, before, after)| match count {
        0 => 0,
        count => count.saturating_add(before).saturating_add(after),
    });
    let total = spans.iter().fold(1_u64, |all, &span| all.saturating_mul(span));
    task.reserve(total, 160, "a lattice of this many cells")?;
    let first = [sides, below, sides].map(|padding| -(padding as i32));
    let cells = task.map(total as usize, |index| {
        let (index, [wide, _, deep]) = (index as u64, spans);
        let place = [index % wide, index / (wide * deep), index / wide % deep];
        [0, 1, 2].map(|axis| first[axis] + place[axis] as i32)
    })?;
    let middle = |cell: [i32; 3]| {
        let cell = Vec3::from(cell.map(|number| number as f32));
        frame.corner + (cell + 0.5) * frame.size
    };
    let positions = task.map(cells.len(), |index| middle(cells[index]))?;
    let is_occupied = match mass {
        Some(mass) => inside(&positions, mass, task)?,
        None => task.map(cells.len(), |index| {
            (0..3).all(|axis| (0..frame.counts[axis] as i64).contains(&cells[index][axis].into()))
        })?,
    };
    let geometry = cell_points(positions, cells, is_occupied, frame.size, task)?;
    if settings.trim { trimmed(geometry, settings.padding, task) } else { Ok(geometry) }
}

/// Where cells lie in space.
struct Frame {
    corner: Vec3,
    size: Vec3,
    counts: [u64; 3],
}

impl Frame {
    fn of(bounds: Option<Bounds>, settings: &MakeLattice) -> Self {
        let wanted = settings.cell_size;
        let positive = |size: f32| if size.is_finite() { size.max(1e-4) } else { 1.0 };
        let mut size = Vec3::new(positive(wanted.x), positive(wanted.y), positive(wanted.z));
        let Some(bounds) = bounds else {
            let counts = settings.counts;
            let [wide, _, deep] = counts.map(|count| count as f32);
            let corner = Vec3::new(-0.5 * wide, 0.0, -0.5 * deep) * size;
            return Self { corner, size, counts };
        };
        if bounds.is_empty() {
            return Self { corner: Vec3::ZERO, size, counts: [0; 3] };
        }
        let whole = bounds.size();
        let counts = [0, 1, 2].map(|axis| (whole[axis] / size[axis]).round().max(1.0) as u64);
        if settings.fit {
            for axis in (0..3).filter(|&axis| whole[axis] > 0.0) {
                size[axis] = whole[axis] / counts[axis] as f32;
            }
        }
        // What does not fit is shared by both sides, but all stands on the ground.
        let filled = Vec3::from(counts.map(|count| count as f32)) * size;
        let mut corner = bounds.center() - 0.5 * filled;
        corner.y = bounds.min.y;
        Self { corner, size, counts }
    }
}

/// Cells with all that is known of them.
fn cell_points(
    positions: Vec<Vec3>,
    cells: Vec<[i32; 3]>,
    is_occupied: Vec<bool>,
    size: Vec3,
    task: &Task,
) -> Result<Geometry, Error> {
    let lattice = Lattice::new(cells, task)?;
    let facade = Facade::of(&lattice, &is_occupied, task)?;
    let mut geometry = Geometry::from_points(positions);
    facade.write(&mut geometry);
    let indices = is_occupied.iter().map(|&is_occupied| u32::from(is_occupied)).collect();
    let text = Text {
        indices: std::sync::Arc::new(indices),
        strings: std::sync::Arc::new(vec![EMPTY.into(), UNKNOWN.into()]),
    };
    let points = geometry.table_mut(Domain::Point);
    points.set(CELL, Column::new(lattice.cells));
    points.set(MODULE, Column::text(text));
    points.set(OCCUPIED, Column::group(is_occupied));
    geometry.table_mut(Domain::Detail).set(CELL_SIZE, Column::new(vec![size]));
    Ok(geometry)
}

/// The cells that are occupied or within the padding of one that is.
fn trimmed(geometry: Geometry, padding: [u64; 3], task: &Task) -> Result<Geometry, Error> {
    let lattice = Lattice::of(&geometry, task)?;
    let mut keep = geometry.points().group(OCCUPIED).unwrap_or_default().to_vec();
    // One axis after another: an empty cell above is near if the occupied one lies below it.
    let [sides, above, below] = padding;
    for (direction, steps) in
        [(0, sides), (1, sides), (4, sides), (5, sides), (2, above), (3, below)]
    {
        for _ in 0..steps {
            task.check()?;
            let before = keep.clone();
            let reached = |cell: usize| lattice.beside(cell, direction);
            (0..before.len())
                .filter(|&cell| before[cell])
                .filter_map(reached)
                .for_each(|cell| keep[cell] = true);
        }
    }
    let kept: Vec<u32> = (0..keep.len() as u32).filter(|&cell| keep[cell as usize]).collect();
    let gathered = |result: Result<_, Stop>| result.map_err(Error::from);
    let points = gathered(geometry.points().gather(&kept, task))?;
    let mut rest = Geometry::from_points(vec![Vec3::ZERO; kept.len()]);
    *rest.table_mut(Domain::Point) = points;
    *rest.table_mut(Domain::Detail) = geometry.detail().clone();
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{free, modules};
    use super::*;
    use crate::shapes;
    use task::CancelToken;

    fn counted(geometry: &Geometry) -> (usize, usize) {
        let members = geometry.points().group(OCCUPIED).unwrap();
        (geometry.point_count(), members.iter().filter(|&&member| member).count())
    }

    #[test]
    fn a_block_is_occupied_and_has_empty_cells_around_but_not_below() {
        let made = make_lattice(None, &MakeLattice::default(), &free()).unwrap();
        assert_eq!(counted(&made), (8 * 6 * 6, 6 * 5 * 4));
        assert_eq!(made.points().read::<[i32; 3]>(CELL).unwrap()[0], [-1, 0, -1]);
        assert_eq!(made.positions()[0], Vec3::new(-10.5, 1.5, -7.5));
        let is_empty = |name: &String| name == EMPTY;
        assert_eq!(modules(&made).iter().filter(|name| is_empty(name)).count(), 288 - 120);
        assert_eq!(made.detail().read::<Vec3>(CELL_SIZE).unwrap(), [Vec3::splat(3.0)]);
    }

    #[test]
    fn cells_of_a_mass_are_those_whose_middle_it_holds() {
        // A torus of radius 1 and 0.4, ten cells across: the hole stays free.
        let settings =
            MakeLattice { cell_size: Vec3::splat(0.28), padding: [0; 3], ..MakeLattice::default() };
        let mass = shapes::torus(64, 32);
        let made = make_lattice(Some(&mass), &settings, &free()).unwrap();
        let (all, occupied) = counted(&made);
        assert_eq!(all, 10 * 3 * 10);
        assert!((140..180).contains(&occupied), "{occupied}");
        let members = made.points().group(OCCUPIED).unwrap();
        for (point, member) in made.positions().iter().zip(members) {
            let depth = 0.4 - (point.x.hypot(point.z) - 1.0).hypot(point.y);
            assert!(depth.abs() < 0.02 || *member == (depth > 0.0), "{point}");
        }
    }

    #[test]
    fn cells_fit_the_mass_or_keep_their_size_and_stand_on_its_ground() {
        let mut settings = MakeLattice { cell_size: Vec3::splat(0.9), ..MakeLattice::default() };
        let fitted = make_lattice(Some(&shapes::cube()), &settings, &free()).unwrap();
        assert_eq!(fitted.detail().read::<Vec3>(CELL_SIZE).unwrap(), [Vec3::ONE]);
        assert_eq!(counted(&fitted), (4 * 3 * 4, 8));
        settings.fit = false;
        let kept = make_lattice(Some(&shapes::cube()), &settings, &free()).unwrap();
        assert_eq!(counted(&kept), (4 * 3 * 4, 8));
        assert!((kept.bounds().min - Vec3::new(-1.35, -0.55, -1.35)).length() < 1e-6);
    }

    #[test]
    fn trimmed_cells_lie_close_to_the_mass() {
        let mut far = shapes::cube();
        far.positions_mut().iter_mut().for_each(|point| *point += Vec3::X * 40.0);
        let both = super::super::super::merge::merge(&[&shapes::cube(), &far], &free()).unwrap();
        let settings = MakeLattice {
            cell_size: Vec3::ONE,
            trim: true,
            padding: [1, 2, 0],
            ..MakeLattice::default()
        };
        let made = make_lattice(Some(&both), &settings, &free()).unwrap();
        assert_eq!(counted(&made), (2 * 4 * 4 * 4, 16));
    }

    #[test]
    fn every_shape_is_a_mass_and_absurd_sizes_are_refused() {
        for (name, shape) in shapes::all() {
            let settings = MakeLattice { cell_size: Vec3::splat(0.4), ..MakeLattice::default() };
            let limited = Task::new(CancelToken::default(), 1 << 28);
            match make_lattice(Some(&shape), &settings, &limited) {
                Ok(made) => shapes::assert_sound(&made, true, name),
                Err(error) => assert!(name.contains("not numbers"), "{name}: {error}"),
            }
        }
        let limited = Task::new(CancelToken::default(), 1 << 30);
        for counts in [[u64::MAX; 3], [1 << 40, 1, 1], [1 << 11; 3]] {
            let settings = MakeLattice { counts, ..MakeLattice::default() };
            let refused = make_lattice(None, &settings, &limited);
            assert!(matches!(refused, Err(Error::Stop(_))), "{counts:?}");
        }
        let tiny = MakeLattice { cell_size: Vec3::new(1e-9, f32::NAN, 1e-9), ..Default::default() };
        assert!(make_lattice(Some(&shapes::sphere(9, 9)), &tiny, &limited).is_err());
    }
}
