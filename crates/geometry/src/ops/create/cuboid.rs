//! Boxes.

use glam::{Vec2, Vec3};
use task::{Stop, Task};

use super::fraction;
use super::mesh::{Block, Mesh, Row, fill_cells};
use crate::Geometry;

/// What a box is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Cuboid {
    /// Metres along X, Y and Z.
    pub size: Vec3,
    /// Its middle.
    pub center: Vec3,
    /// Faces along X, Y and Z, at least 1 each.
    pub divisions: [u32; 3],
    /// Whether sides share the points of their borders; only then the box is closed.
    pub consolidate: bool,
    /// Whether to make the primitive groups `left`, `right`, `bottom`, `top`, `back`, `front`.
    pub groups: bool,
    /// Whether to make texture coordinates: for each side the whole square.
    pub uvs: bool,
}

impl Default for Cuboid {
    fn default() -> Self {
        Self {
            size: Vec3::ONE,
            center: Vec3::ZERO,
            divisions: [1; 3],
            consolidate: true,
            groups: false,
            uvs: false,
        }
    }
}

/// A box. Its sides come in the order left, right, bottom, top, back, front; points from the
/// bottom up, or side after side where the sides do not share them.
pub fn cuboid(settings: &Cuboid, task: &Task) -> Result<Geometry, Stop> {
    let lattice = &Lattice { cells: settings.divisions.map(|count| count.max(1) as usize) };
    let blocks = SIDES.map(|side| {
        let [across, up] = side.cells(lattice);
        Block::polygons(across.saturating_mul(up), 4)
    });
    let what = "a box of this many divisions";
    let side_points = SIDES.map(|side| side.points(lattice));
    let points = if settings.consolidate {
        lattice.points()
    } else {
        side_points.iter().fold(0, |sum: u64, &count| sum.saturating_add(count))
    };
    let mut mesh = Mesh::new(points, blocks.to_vec(), settings.uvs, what, task)?;
    let size = settings.size.abs();
    let place = &|at: [usize; 3]| {
        let part = [0, 1, 2].map(|axis| fraction(at[axis], lattice.cells[axis] + 1) - 0.5);
        settings.center + Vec3::from(part) * size
    };
    if settings.consolidate {
        lattice.fill_positions(&mut mesh.positions, place, task)?;
    }
    let mut first_point = 0;
    for (index, side) in SIDES.iter().enumerate() {
        let [across, up] = side.cells(lattice);
        if !settings.consolidate {
            let own = &mut mesh.positions[first_point..][..side_points[index] as usize];
            let row = |b| move |a| [place(side.at(lattice, a, b))];
            fill_cells(own, across + 1, row, task)?;
        }
        let point = |a: usize, b: usize| match settings.consolidate {
            true => lattice.point(side.at(lattice, a, b)),
            false => (first_point + b * (across + 1) + a) as u32,
        };
        let corners = |b| {
            let [below, above] = [b, b + 1].map(|b| Row::new(across, |a| point(a, b)));
            move |a| [below.at(a), below.at(a + 1), above.at(a + 1), above.at(a)]
        };
        let parts: Vec<f32> = (0..=across).map(|a| fraction(a, across + 1)).collect();
        let parts = &parts;
        let uvs = |b| {
            let [below, above] = [b, b + 1].map(|b| fraction(b, up + 1));
            move |a: usize| {
                let [left, right] = [parts[a], parts[a + 1]];
                [[left, below], [right, below], [right, above], [left, above]].map(Vec2::from)
            }
        };
        mesh.fill(index, across, corners, uvs, task)?;
        first_point += side_points[index] as usize;
    }
    if !settings.groups {
        return mesh.finish(&[], task);
    }
    let groups: Vec<_> =
        SIDES.iter().enumerate().map(|(index, side)| (side.name, index..index + 1)).collect();
    mesh.finish(&groups, task)
}

/// A side seen from outside: `across` to the right and `up`, each an axis and whether it runs
/// against it.
struct Side {
    name: &'static str,
    across: (usize, bool),
    up: (usize, bool),
    at_end: bool,
}

const fn side(name: &'static str, across: (usize, bool), up: (usize, bool), at_end: bool) -> Side {
    Side { name, across, up, at_end }
}

const SIDES: [Side; 6] = [
    side("left", (2, false), (1, false), false),
    side("right", (2, true), (1, false), true),
    side("bottom", (0, false), (2, false), false),
    side("top", (0, false), (2, true), true),
    side("back", (0, true), (1, false), false),
    side("front", (0, false), (1, false), true),
];

impl Side {
    /// Faces across and up.
    fn cells(&self, lattice: &Lattice) -> [usize; 2] {
        [lattice.cells[self.across.0], lattice.cells[self.up.0]]
    }

    fn points(&self, lattice: &Lattice) -> u64 {
        let [across, up] = self.cells(lattice);
        (across as u64 + 1).saturating_mul(up as u64 + 1)
    }

    /// The place in the lattice that is `a` to the right and `b` up.
    fn at(&self, lattice: &Lattice, a: usize, b: usize) -> [usize; 3] {
        let along = |(axis, against): (usize, bool), steps: usize| {
            if against { lattice.cells[axis] - steps } else { steps }
        };
        let normal = 3 - self.across.0 - self.up.0;
        let mut at = [0; 3];
        at[self.across.0] = along(self.across, a);
        at[self.up.0] = along(self.up, b);
        at[normal] = if self.at_end { lattice.cells[normal] } else { 0 };
        at
    }
}

/// The surface of a block of cells. Its points lie in layers from the bottom up: the first and
/// the last are full, those between are rings.
struct Lattice {
    cells: [usize; 3],
}

impl Lattice {
    fn layer(&self) -> u64 {
        (self.cells[0] as u64 + 1).saturating_mul(self.cells[2] as u64 + 1)
    }

    fn ring(&self) -> u64 {
        2 * (self.cells[0] as u64 + self.cells[2] as u64)
    }

    fn points(&self) -> u64 {
        let rings = self.ring().saturating_mul(self.cells[1] as u64 - 1);
        self.layer().saturating_mul(2).saturating_add(rings)
    }

    fn point(&self, [x, y, z]: [usize; 3]) -> u32 {
        let [cells_x, cells_y, cells_z] = self.cells;
        let in_layer = z * (cells_x + 1) + x;
        let point = match y {
            0 => in_layer,
            y => {
                let before = self.layer() as usize + (y - 1) * self.ring() as usize;
                let in_ring = match (x, z) {
                    _ if y == cells_y => in_layer,
                    (x, 0) => x,
                    (0, z) => cells_x + 1 + 2 * (z - 1),
                    (x, z) if z < cells_z => cells_x + 1 + 2 * (z - 1) + usize::from(x != 0),
                    (x, _) => cells_x + 1 + 2 * (cells_z - 1) + x,
                };
                before + in_ring
            }
        };
        point as u32
    }

    /// The place of a number of a ring.
    fn in_ring(&self, number: usize) -> [usize; 2] {
        let [cells_x, _, cells_z] = self.cells;
        if number <= cells_x {
            return [number, 0];
        }
        let after = number - (cells_x + 1);
        if after < 2 * (cells_z - 1) {
            return [if after.is_multiple_of(2) { 0 } else { cells_x }, 1 + after / 2];
        }
        [after - 2 * (cells_z - 1), cells_z]
    }

    fn fill_positions(
        &self,
        positions: &mut [Vec3],
        place: &(impl Fn([usize; 3]) -> Vec3 + Sync),
        task: &Task,
    ) -> Result<(), Stop> {
        let row = self.cells[0] + 1;
        let (bottom, rest) = positions.split_at_mut(self.layer() as usize);
        let (rings, top) = rest.split_at_mut(rest.len() - self.layer() as usize);
        let layer = |y| move |z| move |x| [place([x, y, z])];
        fill_cells(bottom, row, layer(0), task)?;
        fill_cells(top, row, layer(self.cells[1]), task)?;
        let ring = |above_bottom| {
            move |number| {
                let [x, z] = self.in_ring(number);
                [place([x, above_bottom + 1, z])]
            }
        };
        fill_cells(rings, self.ring() as usize, ring, task)
    }
}
