//! How half-edges follow each other around the faces of one level, and where their children lie.
//!
//! A half-edge is numbered by the corner that it starts from. With the faces of a level in
//! uniform rows, whatever leads around a face is arithmetic.

use std::ops::Range;

/// The faces of a level. The two schemes differ in the children: Catmull-Clark makes of corner
/// `h` the quad `h` (corner, edge point, face point, edge point before); Loop makes of triangle
/// `f` the triangles `4 f + i` at its corners (corner, edge point, edge point before) and the
/// middle one `4 f + 3` (its three edge points).
pub(super) trait Faces: Sync {
    /// Whether the children are Loop's.
    const LOOP: bool;
    /// The half-edges that leave the point made of an edge with a face on each side.
    const EDGE_VALENCE: f32 = if Self::LOOP { 6.0 } else { 4.0 };

    /// The half-edges of a face.
    fn halves(&self, face: u32) -> Range<u32>;
    /// The face of a half-edge.
    fn face(&self, half: u32) -> u32;
    /// The half-edge after this one.
    fn next(&self, half: u32) -> u32;
    /// The half-edge before this one.
    fn previous(&self, half: u32) -> u32;

    /// The child half-edge that leaves the same point along the same edge, `levels` below.
    fn descend(half: u32, levels: u32) -> u32 {
        match (Self::LOOP, levels) {
            (_, 0) => half,
            (false, _) => half << (2 * levels),
            (true, _) => (3 * (4 * (half / 3) + half % 3)) << (2 * (levels - 1)),
        }
    }

    /// Calls `visit` with the child half-edges that leave the point of an edge into the face of
    /// its half-edge `half`, that face's own side of the edge left out.
    fn around_edge(&self, half: u32, mut visit: impl FnMut(u32)) {
        if Self::LOOP {
            let (face, corner) = (half / 3, half % 3);
            visit(3 * (4 * face + corner) + 1);
            visit(3 * (4 * face + 3) + corner);
            visit(3 * (4 * face + (corner + 1) % 3) + 2);
        } else {
            visit(4 * half + 1);
            visit(4 * self.next(half) + 3);
        }
    }
}

/// Polygons of any size.
pub(super) struct Polygons<'a> {
    /// Where the half-edges of each face begin, and the end.
    pub offsets: &'a [u32],
    /// The face of each half-edge.
    pub faces: &'a [u32],
}

impl Faces for Polygons<'_> {
    const LOOP: bool = false;

    fn halves(&self, face: u32) -> Range<u32> {
        self.offsets[face as usize]..self.offsets[face as usize + 1]
    }

    fn face(&self, half: u32) -> u32 {
        self.faces[half as usize]
    }

    fn next(&self, half: u32) -> u32 {
        let halves = self.halves(self.face(half));
        if half + 1 == halves.end { halves.start } else { half + 1 }
    }

    fn previous(&self, half: u32) -> u32 {
        let halves = self.halves(self.face(half));
        if half == halves.start { halves.end - 1 } else { half - 1 }
    }
}

/// Quads alone.
pub(super) struct Quads;

impl Faces for Quads {
    const LOOP: bool = false;

    fn halves(&self, face: u32) -> Range<u32> {
        4 * face..4 * face + 4
    }

    fn face(&self, half: u32) -> u32 {
        half / 4
    }

    fn next(&self, half: u32) -> u32 {
        (half & !3) | ((half + 1) & 3)
    }

    fn previous(&self, half: u32) -> u32 {
        (half & !3) | (half.wrapping_sub(1) & 3)
    }
}

/// Triangles alone, refined by Loop's scheme.
pub(super) struct Triangles;

impl Faces for Triangles {
    const LOOP: bool = true;

    fn halves(&self, face: u32) -> Range<u32> {
        3 * face..3 * face + 3
    }

    fn face(&self, half: u32) -> u32 {
        half / 3
    }

    fn next(&self, half: u32) -> u32 {
        if half % 3 == 2 { half - 2 } else { half + 1 }
    }

    fn previous(&self, half: u32) -> u32 {
        if half.is_multiple_of(3) { half + 2 } else { half - 1 }
    }
}
