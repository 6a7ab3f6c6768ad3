//! Places in a tree: the nearest few of them.

use glam::Vec3;
use task::{Stop, Task};

use crate::Bounds;
use crate::box_tree::BoxTree;

/// Places, ready to be searched. Those that are not finite are never found.
#[derive(Debug)]
pub struct PointTree {
    tree: BoxTree,
    /// In the order of the tree.
    places: Vec<Vec3>,
}

/// One of the nearest places.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Near {
    /// The square of its distance.
    pub distance_squared: f32,
    /// Its number.
    pub index: u32,
}

impl PointTree {
    /// The tree of places.
    pub fn build(places: &[Vec3], task: &Task) -> Result<Self, Stop> {
        task.reserve(places.len() as u64, 80, "a tree of this many points")?;
        let bounds_of = |index: u32| {
            let place = places[index as usize];
            if place.is_finite() { Bounds::EMPTY.with(place) } else { Bounds::EMPTY }
        };
        let tree = BoxTree::build(places.len(), bounds_of, task)?;
        let order = tree.order();
        let places = task.map(order.len(), |slot| places[order[slot] as usize])?;
        Ok(Self { tree, places })
    }

    /// Fills `found` with the `count` places nearest to a point and no farther than `most`
    /// metres, the nearest first; of places equally far, the one of the lower number.
    pub fn nearest(&self, point: Vec3, count: usize, most: f32, found: &mut Vec<Near>) {
        found.clear();
        if count == 0 || !point.is_finite() {
            return;
        }
        self.tree.near(point, most * most, |slot, limit| {
            let distance_squared = self.places[slot as usize].distance_squared(point);
            if distance_squared > limit {
                return limit;
            }
            let near = Near { distance_squared, index: self.tree.order()[slot as usize] };
            let rank = found.partition_point(|other| *other < near);
            if rank >= count {
                return limit;
            }
            found.truncate(count - 1);
            found.insert(rank, near);
            if found.len() == count { found[count - 1].distance_squared } else { limit }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn the_nearest_few_are_those_of_a_sort_of_all() {
        let random = Stream::new(4);
        // On a coarse net, so that many are equally far.
        let place = |index: u64| {
            let step = |axis| (5.0 * random.unit(3 * index + axis)).floor();
            Vec3::new(step(0), step(1), step(2))
        };
        let mut places: Vec<Vec3> = (0..500).map(place).collect();
        places[3] = Vec3::NAN;
        let tree = PointTree::build(&places, &Task::unlimited()).unwrap();
        let mut found = Vec::new();
        for query in 0..100 {
            let query = place(1000 + query) + Vec3::splat(0.25);
            for (count, most) in [(1, 0.4), (7, 1.5), (40, f32::INFINITY), (900, f32::INFINITY)] {
                tree.nearest(query, count, most, &mut found);
                let mut all: Vec<Near> = (0..500)
                    .map(|index: u32| Near {
                        distance_squared: places[index as usize].distance_squared(query),
                        index,
                    })
                    .filter(|near| near.distance_squared <= most * most)
                    .collect();
                all.sort_by(|a, b| a.partial_cmp(b).unwrap());
                all.truncate(count);
                assert_eq!(found, all);
            }
        }
        tree.nearest(Vec3::NAN, 3, 1.0, &mut found);
        assert!(found.is_empty());
    }
}
