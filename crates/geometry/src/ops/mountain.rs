//! Points moved by noise: mountains, ripples, dents.

use std::sync::Arc;

use glam::Vec3;
use task::{GRAIN, Task};

use super::attribute::Error;
use super::attribute::noise::{Range, locations};
use super::attribute::promote::{Method, adapted};
use super::normal::{Normals, Weighting, area_sums, normals};
use crate::noise::Noise;
use crate::{Domain, Geometry, Selection};

/// Which way points are moved.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Along {
    /// Along their normals: the attribute `N` where there is one, else those of the polygons
    /// around them. Points without a normal move up.
    #[default]
    Normal,
    /// All the same way, brought to length 1; up where it has no direction.
    Direction(Vec3),
    /// Any way: an unrelated noise along each axis.
    Anywhere,
}

/// How to move points: see [`mountain`].
#[derive(Debug, Clone, PartialEq)]
pub struct Mountain {
    /// The field.
    pub noise: Noise,
    /// Where in time it is sampled, if it is animated.
    pub time: f32,
    /// How far points are moved, in metres.
    pub range: Range,
    /// Which way.
    pub along: Along,
    /// A float attribute that the distance is multiplied by, of any domain; none if empty.
    pub mask: Arc<str>,
    /// The attribute by which a point samples the field, of 2 or 3 floats; `P` if empty. With the
    /// positions of rest the noise clings to what moves.
    pub location: Arc<str>,
    /// Whether `N` is made anew where points moved, if there is one.
    pub recompute_normals: bool,
}

/// Moves the chosen points by a noise at their positions.
///
/// Topology and all attributes but `P` and `N` are shared with the input. Packed instances move
/// with their points. `N` of points, vertices and primitives is made anew, weighed by area; of
/// detail it is left.
pub fn mountain(
    geometry: &Geometry,
    settings: &Mountain,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    let mask = mask(geometry, &settings.mask, task)?;
    let by_position = settings.location.is_empty() || &*settings.location == "P";
    let locations = match by_position {
        true => None,
        false => Some(locations(geometry, Domain::Point, &settings.location, task)?),
    };
    let directions = match settings.along {
        Along::Normal => Some(point_normals(geometry, task)?),
        _ => None,
    };
    let only = match settings.along {
        Along::Direction(direction) => direction.try_normalize().unwrap_or(Vec3::Y),
        _ => Vec3::Y,
    };
    let (scale, shift) = settings.range.scale_and_shift(&settings.noise);
    let noise = &settings.noise;
    let mut result = geometry.clone();
    task.fill_chunks(result.positions_mut(), GRAIN / 2, |start, points| {
        let elements = start..start + points.len();
        if !elements.clone().any(|point| chosen.contains(point)) {
            return;
        }
        let mut moves = vec![Vec3::ZERO; points.len()];
        let places = locations.as_deref().map_or(&*points, |all| &all[elements.clone()]);
        if settings.along == Along::Anywhere {
            noise.sample_vector(places, settings.time, &mut moves);
            moves.iter_mut().for_each(|by| *by = *by * scale + shift);
        } else {
            let mut heights = vec![0.0; points.len()];
            noise.sample(places, settings.time, &mut heights);
            for (index, by) in moves.iter_mut().enumerate() {
                let direction = directions.as_ref().map_or(only, |all| all[start + index]);
                *by = direction * (heights[index] * scale + shift);
            }
        }
        for (index, point) in points.iter_mut().enumerate() {
            if chosen.contains(start + index) {
                *point += moves[index] * mask.as_ref().map_or(1.0, |mask| mask[start + index]);
            }
        }
    })?;
    if settings.recompute_normals {
        for domain in [Domain::Point, Domain::Vertex, Domain::Primitive] {
            if geometry.table(domain).read::<Vec3>("N").is_some() {
                let affected = affected(geometry, chosen, domain, task)?;
                let weighting = Weighting::Area;
                let settings = Normals { domain, weighting, ..Normals::default() };
                result = normals(&result, &affected, &settings, task)?;
            }
        }
    }
    Ok(result)
}

/// One number for each point.
fn mask(geometry: &Geometry, name: &str, task: &Task) -> Result<Option<Vec<f32>>, Error> {
    if name.is_empty() {
        return Ok(None);
    }
    let column = adapted(geometry, name, Domain::Point, Method::Mean, task)?
        .ok_or_else(|| Error::missing(name, geometry.points(), Domain::Point))?;
    match (column.read::<f32>(), column.bools()) {
        (Some(mask), _) => Ok(Some(mask.to_vec())),
        (_, Some(members)) => {
            Ok(Some(task.map(members.len(), |point| f32::from(u8::from(members[point])))?))
        }
        _ => {
            let wanted = "a mask is one float, or a group";
            Err(Error::wrong_type(name, Domain::Point, &column, wanted))
        }
    }
}

/// The unit normal of each point, +Y where it has none.
fn point_normals(geometry: &Geometry, task: &Task) -> Result<Vec<Vec3>, Error> {
    let given = adapted(geometry, "N", Domain::Point, Method::Mean, task)?;
    let unit = |normals: &[Vec3]| {
        task.map(normals.len(), |point| normals[point].try_normalize().unwrap_or(Vec3::Y))
    };
    if let Some(given) = given.as_ref().and_then(|column| column.read::<Vec3>()) {
        return Ok(unit(given)?);
    }
    Ok(unit(&area_sums(geometry, task)?)?)
}

/// The elements of a domain whose normals change when the chosen points move: those of the
/// polygons at these points, and the points of these polygons.
fn affected(
    geometry: &Geometry,
    chosen: &Selection,
    domain: Domain,
    task: &Task,
) -> Result<Selection, Error> {
    if chosen.is_all() {
        return Ok(Selection::All(geometry.count(domain)));
    }
    let topology = geometry.topology();
    let corners = topology.corners();
    let primitives = task.map(topology.primitive_count(), |primitive| {
        topology.primitive(primitive).iter().any(|&point| chosen.contains(point as usize))
    })?;
    if domain == Domain::Primitive {
        return Ok(Selection::Some(primitives));
    }
    let of_vertex = topology.try_primitive_of_vertex(task)?;
    let mut points = chosen.to_mask();
    for (vertex, &point) in corners.iter().enumerate() {
        points[point as usize] |= primitives[of_vertex[vertex] as usize];
    }
    if domain == Domain::Point {
        return Ok(Selection::Some(points));
    }
    Ok(Selection::Some(task.map(corners.len(), |vertex| points[corners[vertex] as usize])?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::{Basis, Fractal};
    use crate::{Column, shapes};
    use task::{CancelToken, Stop};

    fn settings(along: Along) -> Mountain {
        Mountain {
            noise: Noise { frequency: Vec3::splat(0.3), ..Noise::default() },
            time: 0.0,
            range: Range::ZeroCentred(1.0),
            along,
            mask: "".into(),
            location: "".into(),
            recompute_normals: true,
        }
    }

    fn moved(geometry: &Geometry, settings: &Mountain, pattern: &str) -> Geometry {
        let chosen = Selection::parse(pattern, geometry, Domain::Point).unwrap();
        mountain(geometry, settings, &chosen, &Task::unlimited()).unwrap()
    }

    const WAYS: [Along; 3] = [Along::Normal, Along::Direction(Vec3::ZERO), Along::Anywhere];

    #[test]
    fn every_shape_is_moved_every_way_and_keeps_all_else() {
        for (what, shape) in shapes::all() {
            for along in WAYS {
                let result = moved(&shape, &settings(along), "");
                shapes::assert_sound(&result, !what.contains("not numbers"), what);
                assert!(Arc::ptr_eq(result.topology(), shape.topology()), "{what}");
                assert_eq!(result.packed(), shape.packed());
                for domain in Domain::ALL {
                    for (name, column) in shape.table(domain).iter().filter(|(n, _)| &***n != "P") {
                        assert_eq!(result.table(domain).get(name), Some(column), "{what} {name}");
                    }
                }
                let same = result.positions() == shape.positions();
                assert!(!same || shape.point_count() < 2, "{what} moves");
            }
        }
    }

    #[test]
    fn a_grid_grows_hills_within_the_height_and_closed_shapes_stay_closed() {
        let grid = shapes::grid(50, 50);
        for (along, what) in [(Along::Normal, "normal"), (Along::Direction(Vec3::Y), "up")] {
            let hills = moved(&grid, &settings(along), "");
            let bounds = hills.bounds();
            assert!(bounds.max.y > 0.3 && bounds.min.y < -0.3, "{what}: {bounds:?}");
            assert!(bounds.max.y < 1.05 && bounds.min.y > -1.05, "{what}: {bounds:?}");
            let flat = |at: &Vec3| (at.x, at.z);
            assert!(hills.positions().iter().map(flat).eq(grid.positions().iter().map(flat)));
        }
        let positive = Mountain { range: Range::Positive(1.0), ..settings(Along::Normal) };
        let torus = moved(&shapes::torus(64, 32), &positive, "");
        assert!(torus.is_closed() && torus.euler_number() == 0);
        assert!(torus.volume() > shapes::torus(64, 32).volume(), "it moves outwards");
    }

    #[test]
    fn only_chosen_points_move_as_far_as_the_mask_says() {
        let mut grid = shapes::grid(9, 9);
        let mask: Vec<f32> = (0..100).map(|point| if point < 50 { 0.0 } else { 0.5 }).collect();
        grid.table_mut(Domain::Point).set("mask", Column::new(mask));
        let full = moved(&grid, &settings(Along::Anywhere), "");
        let masked = Mountain { mask: "mask".into(), ..settings(Along::Anywhere) };
        let masked = moved(&grid, &masked, "20-79");
        for point in 0..100 {
            let (rest, full) = (grid.positions()[point], full.positions()[point]);
            let expected = if (50..80).contains(&point) { (full - rest) * 0.5 } else { Vec3::ZERO };
            assert!(masked.positions()[point].distance(rest + expected) < 1e-5);
            assert!(expected != Vec3::ZERO || masked.positions()[point] == rest);
        }
    }

    #[test]
    fn the_noise_clings_to_positions_of_rest() {
        let mut grid = shapes::grid(9, 9);
        let rest = grid.positions().to_vec();
        grid.table_mut(Domain::Point).set("rest", Column::new(rest));
        let by_rest = Mountain { location: "rest".into(), ..settings(Along::Direction(Vec3::Y)) };
        let here = moved(&grid, &by_rest, "");
        grid.positions_mut().iter_mut().for_each(|point| *point += Vec3::X * 7.3);
        let there = moved(&grid, &by_rest, "");
        let height = |geometry: &Geometry| geometry.positions()[33].y;
        assert!(height(&here) == height(&there) && height(&here) != 0.0);
    }

    #[test]
    fn normals_are_made_anew_where_they_are_and_where_points_moved() {
        let grid = shapes::grid(20, 20);
        let all = Selection::All(grid.point_count());
        let task = Task::unlimited();
        let with_normals = normals(&grid, &all, &Normals::default(), &task).unwrap();
        let settings = settings(Along::Direction(Vec3::Y));
        assert!(!moved(&grid, &settings, "").points().contains("N"));
        let hills = moved(&with_normals, &settings, "");
        let by_area = Normals { weighting: Weighting::Area, ..Normals::default() };
        let expected = normals(&hills, &all, &by_area, &task).unwrap();
        assert_eq!(hills, expected);
        let kept = Mountain { recompute_normals: false, ..settings.clone() };
        let kept = moved(&with_normals, &kept, "");
        assert_eq!(kept.points().get("N"), with_normals.points().get("N"));
        // One point of a corner: the normals of its quads' points change, the others' do not.
        let mut marked = with_normals.clone();
        marked.table_mut(Domain::Point).write::<Vec3>("N").fill(Vec3::X);
        let one = moved(&marked, &settings, "22");
        let changed = one.points().read::<Vec3>("N").unwrap();
        assert_eq!(changed.iter().filter(|&&normal| normal != Vec3::X).count(), 9);
    }

    #[test]
    fn time_moves_only_what_is_animated() {
        let grid = shapes::grid(9, 9);
        let mut settings = settings(Along::Direction(Vec3::Y));
        settings.noise =
            Noise { basis: Basis::Simplex, fractal: Fractal::Ridged, ..settings.noise };
        let at = |settings: &Mountain, time: f32| {
            moved(&grid, &Mountain { time, ..settings.clone() }, "").positions().to_vec()
        };
        assert_eq!(at(&settings, 0.0), at(&settings, 0.6));
        settings.noise.animated = true;
        assert_ne!(at(&settings, 0.0), at(&settings, 0.6));
    }

    #[test]
    fn mistakes_are_named_and_cancelling_stops() {
        let cube = shapes::with_attributes(shapes::cube());
        let all = Selection::All(8);
        let task = Task::unlimited();
        let masked = |mask: &str| Mountain { mask: mask.into(), ..settings(Along::Normal) };
        let missing = mountain(&cube, &masked("snow"), &all, &task).unwrap_err();
        assert!(missing.to_string().contains("no point attribute \"snow\""));
        let wrong = mountain(&cube, &masked("name"), &all, &task);
        assert!(matches!(wrong, Err(Error::WrongType { .. })));
        assert!(mountain(&cube, &masked("odd"), &all, &task).is_ok(), "a group is a mask");
        let task = Task::new(CancelToken::default(), 1 << 20);
        task.cancel_token().cancel();
        for along in WAYS {
            let result = mountain(&cube, &settings(along), &all, &task);
            assert_eq!(result, Err(Error::Stop(Stop::Cancelled)));
        }
    }
}
