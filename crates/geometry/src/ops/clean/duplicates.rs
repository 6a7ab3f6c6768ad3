//! Primitives that are there more than once.

use task::{Stop, Task};

use crate::random::Stream;
use crate::{Adjacency, NONE, PrimitiveKind, Topology};

/// For each primitive whether it is the first one with its corners, in the same order or
/// against it, whichever corner they begin at. Packed instances and primitives too short for
/// their kind are always the first.
pub(super) fn first_of_each(topology: &Topology, task: &Task) -> Result<Vec<bool>, Stop> {
    let count = topology.primitive_count();
    let keys = task.map(count, |primitive| key(topology, primitive))?;
    let buckets = (count.next_power_of_two()).max(1);
    let slots = task.map(count, |primitive| match keys[primitive] {
        0 => NONE,
        key => (key % buckets as u64) as u32,
    })?;
    let by_slot = Adjacency::try_invert(&slots, buckets, task)?;
    task.map(count, |primitive| {
        let Some(others) =
            (slots[primitive] != NONE).then(|| by_slot.of(slots[primitive] as usize))
        else {
            return true;
        };
        let before = others.iter().map(|&other| other as usize).take_while(|&o| o < primitive);
        !before
            .into_iter()
            .any(|other| keys[other] == keys[primitive] && are_equal(topology, other, primitive))
    })
}

/// A number that equal primitives share: a sum over their edges, in whichever order; 0 for those
/// that are not compared.
fn key(topology: &Topology, primitive: usize) -> u64 {
    let corners = topology.primitive(primitive);
    let kind = topology.kind(primitive);
    let mix = |bits: u64| Stream::default().bits(bits);
    let edge = |a: u32, b: u32| mix(u64::from(a.min(b)) << 32 | u64::from(a.max(b)));
    let along = corners.windows(2).map(|pair| edge(pair[0], pair[1]));
    let sum = along.fold(0, u64::wrapping_add);
    match (kind, corners) {
        (PrimitiveKind::Polygon, [first, _, .., last]) if corners.len() > 2 => {
            sum.wrapping_add(edge(*first, *last)).max(1)
        }
        (PrimitiveKind::Polyline, [_, _, ..]) => mix(sum).max(1),
        _ => 0,
    }
}

fn are_equal(topology: &Topology, a: usize, b: usize) -> bool {
    let (first, second) = (topology.primitive(a), topology.primitive(b));
    if topology.kind(a) != topology.kind(b) || first.len() != second.len() {
        return false;
    }
    if topology.kind(a) == PrimitiveKind::Polyline {
        return first == second || first.iter().eq(second.iter().rev());
    }
    let count = first.len();
    let starts = (0..count).filter(|&start| second[start] == first[0]);
    starts.into_iter().any(|start| {
        let forwards = (0..count).all(|i| first[i] == second[(start + i) % count]);
        forwards || (0..count).all(|i| first[i] == second[(start + count - i) % count])
    })
}
