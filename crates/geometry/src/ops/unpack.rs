//! Packed instances made real.

use glam::{Mat3, Vec3};
use task::{Stop, Task};

use super::extract::{self, LoosePoints};
use super::merge::merge;
use super::placement::Placements;
use super::realize::{Copies, Parts};
use super::transfer::{Transfer, TransferMethod, transfer};
use crate::{Domain, Geometry, Selection};

/// How [`unpack`] unpacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpack {
    /// Unpacks what is packed inside too, however deep.
    pub deep: bool,
    /// Attributes and groups that the elements take over from their instance, by name (see
    /// [`crate::NamePattern`]): points from its point, primitives from its primitive.
    pub names: String,
}

impl Default for Unpack {
    fn default() -> Self {
        Self { deep: false, names: "*".to_owned() }
    }
}

/// Makes the chosen packed instances real.
///
/// Primitives that are not packed or not chosen come first, as they were; then the geometry of
/// each instance, in the order of instances, with every attribute turned by its meaning and
/// mirrored polygons turned round. Attributes and groups of all domains are united by name.
/// Detail attributes are those outside, and those inside that are not outside.
pub fn unpack(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Unpack,
    task: &Task,
) -> Result<Geometry, Stop> {
    task.check()?;
    let instances: Vec<_> =
        geometry.instances().filter(|instance| chosen.contains(instance.primitive)).collect();
    if instances.is_empty() {
        return Ok(geometry.clone());
    }
    let mut stays = vec![true; geometry.primitive_count()];
    instances.iter().for_each(|instance| stays[instance.primitive] = false);
    let rest = extract::primitives(geometry, &stays, LoosePoints::DropFreed, task)?;

    // The sources in use, in their order, each as a part.
    let mut in_use = vec![false; geometry.packed().len()];
    let sources = geometry.primitives().read::<i32>(crate::PACKED_SOURCE).unwrap_or(&[]);
    let source = |primitive: usize| sources[primitive] as usize;
    instances.iter().for_each(|instance| in_use[source(instance.primitive)] = true);
    let mut part_of = vec![0; in_use.len()];
    let mut used = Vec::new();
    for (index, inside) in geometry.packed().iter().enumerate().filter(|(i, _)| in_use[*i]) {
        part_of[index] = used.len();
        used.push(&**inside);
    }
    let parts = Parts::several(&used, task)?;

    let positions: Vec<Vec3> = instances.iter().map(|instance| instance.position).collect();
    let turned = instances.iter().any(|instance| instance.matrix != Mat3::IDENTITY);
    let matrices = || instances.iter().map(|instance| instance.matrix.to_cols_array()).collect();
    let placements = Placements::new(positions, turned.then(matrices));
    let which = |copy: usize| part_of[source(instances[copy].primitive)];
    let mut copies = Copies::make(&parts, which, &placements, task)?;

    let topology = geometry.topology();
    let rows: Vec<u32> = instances.iter().map(|instance| instance.primitive as u32).collect();
    let points: Vec<u32> =
        rows.iter().map(|&primitive| topology.primitive(primitive as usize)[0]).collect();
    let wanted = |to| Transfer { names: settings.names.clone(), to, method: TransferMethod::Set };
    transfer(&mut copies, geometry.points(), Some(&points), &wanted(Domain::Point), task)?;
    transfer(&mut copies, geometry.primitives(), Some(&rows), &wanted(Domain::Primitive), task)?;

    let mut real = copies.geometry;
    if settings.deep {
        let all = Selection::All(real.primitive_count());
        real = unpack(&real, &all, settings, task)?;
    } else if real.packed_count() == 0 {
        real = real.without_packed();
    }
    for (name, column) in geometry.detail().iter() {
        real.table_mut(Domain::Detail).set(name, column.clone());
    }
    merge(&[&rest, &real], task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, shapes};
    use task::CancelToken;

    #[test]
    fn instances_become_what_they_show() {
        let task = Task::unlimited();
        let packed = shapes::with_attributes(shapes::packed());
        let real = unpack(&packed, &Selection::All(4), &Unpack::default(), &task).unwrap();
        shapes::assert_sound(&real, true, "unpacked");
        assert_eq!((real.packed_count(), real.primitive_count()), (0, 19));
        assert!(real.topology().is_all_polygons() && real.packed().is_empty());
        assert!(!real.primitives().contains(crate::PACKED_TRANSFORM));
        assert!((real.volume() - 24.0).abs() < 1e-4 && (real.area() - packed.area()).abs() < 1e-4);
        assert!(real.bounds().max.abs_diff_eq(packed.bounds().max, 1e-5));
        let some = Selection::Some(vec![false, true, false, true]);
        let one = unpack(&packed, &some, &Unpack::default(), &task).unwrap();
        assert_eq!((one.packed_count(), one.primitive_count()), (2, 9));
        assert!((one.volume() - packed.volume()).abs() < 1e-4);
    }

    #[test]
    fn elements_take_over_what_is_asked_for() {
        let mut packed = shapes::packed();
        packed.table_mut(Domain::Primitive).set("piece", Column::new(vec![7_i32, 8, 9, 10]));
        packed.table_mut(Domain::Point).write::<Vec3>("Cd")[1] = Vec3::X;
        let mut settings = Unpack { names: "* ^Cd".into(), deep: false };
        let all = Selection::All(4);
        let real = unpack(&packed, &all, &settings, &Task::unlimited()).unwrap();
        assert_eq!(real.primitives().read::<i32>("piece").unwrap()[..8], [10, 7, 7, 7, 7, 7, 7, 8]);
        let own = real.points().read::<Vec3>("Cd").unwrap()[3 + 8];
        assert_eq!(own, Vec3::new(0.0, 0.5, 0.25), "the cube's own colour");
        settings.names = "Cd".into();
        let real = unpack(&packed, &all, &settings, &Task::unlimited()).unwrap();
        assert_eq!(real.points().read::<Vec3>("Cd").unwrap()[3 + 8], Vec3::X);
        assert_eq!(real.primitives().read::<i32>("piece").unwrap()[1..4], [0, 1, 2]);
    }

    #[test]
    fn what_is_packed_inside_is_unpacked_when_asked() {
        let task = Task::unlimited();
        let mut outer = shapes::packed();
        outer = outer.with_packed(vec![std::sync::Arc::new(shapes::packed())]);
        let all = Selection::All(4);
        let once = unpack(&outer, &all, &Unpack::default(), &task).unwrap();
        assert_eq!((once.packed_count(), once.primitive_count()), (9, 13));
        assert!((once.volume() - outer.volume()).abs() < 1e-3);
        let deep = Unpack { deep: true, ..Unpack::default() };
        let deep = unpack(&outer, &all, &deep, &task).unwrap();
        assert_eq!((deep.packed_count(), deep.primitive_count()), (0, 4 + 9 * 6));
        assert!((deep.volume() - outer.volume()).abs() < 1e-2);
        assert!(deep.bounds().max.abs_diff_eq(once.bounds().max, 1e-4));
    }

    #[test]
    fn mirrored_instances_stay_right_side_out() {
        let mut packed = shapes::packed();
        packed.table_mut(Domain::Primitive).write::<[f32; 9]>(crate::PACKED_TRANSFORM)[1] =
            Mat3::from_diagonal(Vec3::new(-1.0, 1.0, 1.0)).to_cols_array();
        let some = Selection::Some(vec![false, true, false, false]);
        let real = unpack(&packed, &some, &Unpack::default(), &Task::unlimited()).unwrap();
        assert_eq!(real.volume(), 24.0);
        let uvs = real.vertices().read::<[f32; 2]>("uv").unwrap();
        assert_eq!(uvs[uvs.len() - 4..], [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]);
    }

    #[test]
    fn stops_when_cancelled_or_too_large() {
        let packed = shapes::packed();
        let run = |task: &Task| unpack(&packed, &Selection::All(4), &Unpack::default(), task);
        let cancelled = Task::unlimited();
        cancelled.cancel_token().cancel();
        assert_eq!(run(&cancelled), Err(Stop::Cancelled));
        let small = Task::new(CancelToken::default(), 100);
        assert!(matches!(run(&small), Err(Stop::TooLarge { .. })));
    }
}
