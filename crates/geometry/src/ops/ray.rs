//! Points projected onto a surface.

use glam::Vec3;
use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use crate::ops::normal::{Normals, normals};
use crate::ops::unpack::{Unpack, unpack};
use crate::sampling::Sample;
use crate::{Column, Domain, Geometry, Meaning, NamePattern, Pick, Selection, Surface, SurfaceHit};

/// Searches that one thread does at a time: a single one may take long.
const SEARCHES: usize = 256;

/// Where points look for the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Toward<'a> {
    /// All in this direction; its length does not matter.
    Direction(Vec3),
    /// Each along this point attribute of three floats. For `N`, normals are made where points
    /// have none.
    Attribute(&'a str),
    /// Each to the closest place.
    Closest,
}

/// How to project.
#[derive(Debug, Clone)]
pub struct Project<'a> {
    /// Where points look for the surface.
    pub toward: Toward<'a>,
    /// Whether they look backwards too, and take the nearer hit (the farther one with
    /// [`Pick::Farthest`]).
    pub both_directions: bool,
    /// Which of several hits along a ray they take.
    pub pick: Pick,
    /// How far they look, in metres.
    pub most: f32,
    /// Which points; none for all.
    pub points: Option<&'a Selection>,
    /// Which primitives of the target can be hit; none for all.
    pub targets: Option<&'a Selection>,
    /// Whether points move to where they hit.
    pub moves: bool,
    /// How much of the way they go: 1 is all of it.
    pub scale: f32,
    /// How far from the surface they stop, in metres, on the side that they came from.
    pub lift: f32,
    /// Names of the target's attributes and groups that points which hit take over.
    pub attributes: &'a str,
    /// Whether points which hit take the normal of the face as `N`.
    pub sets_normal: bool,
    /// The name of a float attribute for the distance to the hit; -1 where there is none.
    pub distance: Option<&'a str>,
    /// The name of an integer attribute for the primitive that is hit; -1 where there is none.
    pub primitive: Option<&'a str>,
    /// The name of an attribute for the weights of the corners of the triangle that is hit.
    pub weights: Option<&'a str>,
    /// The name of a point group of the points that hit.
    pub group: Option<&'a str>,
}

impl Default for Project<'_> {
    fn default() -> Self {
        Self {
            toward: Toward::Closest,
            both_directions: false,
            pick: Pick::Nearest,
            most: f32::INFINITY,
            points: None,
            targets: None,
            moves: true,
            scale: 1.0,
            lift: 0.0,
            attributes: "",
            sets_normal: false,
            distance: None,
            primitive: None,
            weights: None,
            group: None,
        }
    }
}

/// Why nothing was projected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// See [`Stop`].
    #[error(transparent)]
    Stop(#[from] Stop),
    /// The direction attribute is missing or of another type.
    #[error("points have no attribute \"{0}\" of three floats to look along")]
    NoDirection(String),
}

/// The geometry with its points projected onto the polygons of `target`, those inside packed
/// instances included.
///
/// Topology and all other attributes stay; points that hit nothing stay where they are.
/// Primitives that are hit are numbered as they are once the target is unpacked. Points, target
/// corners and directions that are not finite hit nothing.
pub fn project(
    geometry: &Geometry,
    target: &Geometry,
    settings: &Project<'_>,
    task: &Task,
) -> Result<Geometry, Error> {
    let chosen = settings.targets.filter(|targets| !targets.is_all());
    let (target, chosen) = unpacked(target, chosen, task)?;
    let selected;
    let surface = match &chosen {
        Some(chosen) => {
            let primitives = &target.try_triangles(task)?.primitives;
            let keep = |triangle: u32| chosen[primitives[triangle as usize] as usize];
            selected = Surface::of(&target, keep, task)?;
            &selected
        }
        None => target.surface(task)?,
    };
    let hits = hits(geometry, surface, settings, task)?;
    let mut result = geometry.clone();
    if settings.moves {
        let positions = result.positions_mut();
        task.fill(positions, |point, position| {
            if let Some(hit) = &hits[point] {
                let way = hit.position - *position;
                *position += way * settings.scale + lift(&target, hit, way) * settings.lift;
            }
        })?;
    }
    write_attributes(&mut result, &target, &hits, settings, task)?;
    Ok(result)
}

/// The target without packed instances, and which of its primitives are chosen.
fn unpacked(
    target: &Geometry,
    chosen: Option<&Selection>,
    task: &Task,
) -> Result<(Geometry, Option<Vec<bool>>), Stop> {
    /// Carries the choice over to what is inside.
    const MARK: &str = "ray_target";
    if target.packed().is_empty() {
        return Ok((target.clone(), chosen.map(Selection::to_mask)));
    }
    let mut marked = target.clone();
    if let Some(chosen) = chosen {
        marked.table_mut(Domain::Primitive).set(MARK, Column::group(chosen.to_mask()));
    }
    let all = Selection::All(target.primitive_count());
    let deep = Unpack { deep: true, ..Unpack::default() };
    let mut inside = unpack(&marked, &all, &deep, task)?;
    let mask = match chosen {
        Some(_) => inside.table_mut(Domain::Primitive).remove(MARK),
        None => None,
    };
    Ok((inside, mask.and_then(|column| column.bools().map(<[bool]>::to_vec))))
}

/// The hit of each point.
fn hits(
    geometry: &Geometry,
    surface: &Surface,
    settings: &Project<'_>,
    task: &Task,
) -> Result<Vec<Option<SurfaceHit>>, Error> {
    let positions = geometry.positions();
    let with_normals;
    let directions = match settings.toward {
        Toward::Attribute(name) => {
            let table = match geometry.points().read::<Vec3>(name) {
                None if name == "N" => {
                    let all = Selection::All(geometry.point_count());
                    let made = Normals { domain: Domain::Point, ..Normals::default() };
                    with_normals = normals(geometry, &all, &made, task)?;
                    with_normals.points()
                }
                _ => geometry.points(),
            };
            let values = table.read::<Vec3>(name);
            Some(values.ok_or_else(|| Error::NoDirection(name.to_owned()))?)
        }
        _ => None,
    };
    let hit = |point: usize| {
        if settings.points.is_some_and(|points| !points.contains(point)) {
            return None;
        }
        let direction = match settings.toward {
            Toward::Closest => return surface.closest(positions[point], settings.most),
            Toward::Direction(direction) => direction,
            Toward::Attribute(_) => directions?[point],
        };
        cast(surface, positions[point], direction.try_normalize()?, settings)
    };
    task.reserve(positions.len() as u64, 48, "the hits of this many points")?;
    let mut hits = vec![None; positions.len()];
    task.fill_chunks(&mut hits, SEARCHES, |start, slots| {
        for (index, slot) in slots.iter_mut().enumerate() {
            *slot = hit(start + index);
        }
    })?;
    Ok(hits)
}

/// The hit of one ray, its distance in metres and never less than 0.
fn cast(
    surface: &Surface,
    origin: Vec3,
    direction: Vec3,
    settings: &Project<'_>,
) -> Option<SurfaceHit> {
    let ahead = surface.ray(origin, direction, 0.0, settings.most, settings.pick);
    if !settings.both_directions {
        return ahead;
    }
    let behind = surface.ray(origin, -direction, 0.0, settings.most, settings.pick);
    let (Some(a), Some(b)) = (ahead, behind) else { return ahead.or(behind) };
    let behind_wins = match settings.pick {
        Pick::Nearest => b.distance < a.distance,
        Pick::Farthest => b.distance > a.distance,
    };
    Some(if behind_wins { b } else { a })
}

/// The normal of the face that was hit, on the side that the point came from.
fn lift(target: &Geometry, hit: &SurfaceHit, way: Vec3) -> Vec3 {
    let [a, b, c] = target.triangle(hit.triangle);
    let normal = (b - a).cross(c - a).normalize_or_zero();
    if normal.dot(way) > 0.0 { -normal } else { normal }
}

fn write_attributes(
    result: &mut Geometry,
    target: &Geometry,
    hits: &[Option<SurfaceHit>],
    settings: &Project<'_>,
    task: &Task,
) -> Result<(), Stop> {
    let at: Vec<u32> = (0..hits.len())
        .into_par_iter()
        .with_min_len(GRAIN)
        .filter(|&point| hits[point].is_some())
        .map(|point| point as u32)
        .collect();
    let pattern = NamePattern::new(settings.attributes);
    let points = result.table_mut(Domain::Point);
    if settings.sets_normal || !pattern.is_empty() {
        let found = at.iter().filter_map(|&point| hits[point as usize]);
        let samples: Vec<Sample> = found.map(Sample::from).collect();
        let mut taken = target.sample_attributes(&samples, |name| pattern.matches(name), task)?;
        if settings.sets_normal {
            let normals = target.sample_normals(&samples, task)?;
            taken.set("N", Column::new(normals).with_meaning(Meaning::Normal));
        }
        points.put(&taken, &at, None, task)?;
    }
    let mut set = |name: Option<&str>, column: &dyn Fn() -> Column| {
        if let Some(name) = name.filter(|&name| name != "P") {
            points.set(name, column());
        }
    };
    let primitives = &target.try_triangles(task)?.primitives;
    set(settings.distance, &|| {
        let distance = |hit: &Option<SurfaceHit>| hit.map_or(-1.0, |hit| hit.distance);
        Column::new(hits.par_iter().with_min_len(GRAIN).map(distance).collect::<Vec<f32>>())
    });
    set(settings.primitive, &|| {
        let primitive = |hit: &Option<SurfaceHit>| {
            hit.map_or(-1, |hit| primitives[hit.triangle as usize] as i32)
        };
        Column::new(hits.par_iter().with_min_len(GRAIN).map(primitive).collect::<Vec<i32>>())
    });
    set(settings.weights, &|| {
        let weights = |hit: &Option<SurfaceHit>| hit.map_or([0.0; 3], |hit| hit.weights);
        Column::new(hits.par_iter().with_min_len(GRAIN).map(weights).collect::<Vec<[f32; 3]>>())
    });
    set(settings.group, &|| Column::group(hits.iter().map(Option::is_some).collect()));
    task.check()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn run(geometry: &Geometry, target: &Geometry, settings: &Project<'_>) -> Geometry {
        project(geometry, target, settings, &Task::unlimited()).unwrap()
    }

    fn all_attributes() -> Project<'static> {
        Project {
            attributes: "*",
            sets_normal: true,
            distance: Some("dist"),
            primitive: Some("hitprim"),
            weights: Some("hituvw"),
            group: Some("rayhits"),
            ..Project::default()
        }
    }

    #[test]
    fn every_shape_is_projected_onto_every_other_in_every_way() {
        let shapes = shapes::all();
        let ways = [
            Toward::Closest,
            Toward::Direction(Vec3::NEG_Y),
            Toward::Direction(Vec3::ZERO),
            Toward::Direction(Vec3::NAN),
            Toward::Attribute("N"),
        ];
        for (name, shape) in &shapes {
            for (target_name, target) in &shapes {
                for toward in ways {
                    let settings = Project { toward, both_directions: true, ..all_attributes() };
                    let result = run(shape, target, &settings);
                    let finite = !name.contains("not numbers");
                    shapes::assert_sound(
                        &result,
                        finite,
                        &format!("{name} {target_name} {toward:?}"),
                    );
                    assert_eq!(result.topology(), shape.topology());
                }
            }
        }
    }

    #[test]
    fn a_grid_drapes_over_a_sphere() {
        let mut grid = shapes::grid(10, 10);
        grid.positions_mut().iter_mut().for_each(|point| {
            *point = Vec3::new(point.x / 5.0 - 1.0, 3.0, point.z / 5.0 + 1.0);
        });
        let sphere = shapes::with_attributes(shapes::sphere(64, 32));
        let settings = Project { toward: Toward::Direction(Vec3::NEG_Y), ..all_attributes() };
        let draped = run(&grid, &sphere, &settings);
        let hits = draped.points().group("rayhits").unwrap();
        let distances = draped.points().read::<f32>("dist").unwrap();
        let normals = draped.points().read::<Vec3>("N").unwrap();
        for (point, &position) in draped.positions().iter().enumerate() {
            let before = grid.positions()[point];
            let inside = before.x.hypot(before.z) < 0.98;
            assert!(hits[point] || !inside, "{before}");
            if hits[point] {
                assert!((0.98..1.001).contains(&position.length()) && position.y >= 0.0);
                assert!((before.y - position.y - distances[point]).abs() < 1e-5);
                assert!(normals[point].dot(position) > 0.9);
            } else {
                assert_eq!((position, distances[point]), (before, -1.0));
            }
        }
        assert!(draped.points().contains("uv") && draped.points().contains("piece"));
        let lifted = run(&grid, &sphere, &Project { lift: 0.5, ..settings });
        assert!((lifted.positions()[60].length() - 1.5).abs() < 0.01, "{}", lifted.positions()[60]);
    }

    #[test]
    fn distance_sides_and_the_farther_side_are_chosen() {
        let cube = shapes::cube();
        let point = Geometry::from_points(vec![Vec3::new(0.2, 3.0, 0.1)]);
        let y = |settings: &Project<'_>| run(&point, &cube, settings).positions()[0].y;
        let down = Project { toward: Toward::Direction(Vec3::NEG_Y), ..Project::default() };
        let up = Project { toward: Toward::Direction(Vec3::Y), ..Project::default() };
        assert_eq!(y(&down), 1.0);
        assert_eq!(y(&Project { pick: Pick::Farthest, ..down.clone() }), -1.0);
        assert_eq!(y(&up), 3.0, "nothing is above");
        assert_eq!(y(&Project { both_directions: true, ..up }), 1.0);
        assert_eq!(y(&Project { most: 1.9, ..down.clone() }), 3.0, "too far");
        assert_eq!(y(&Project { scale: 0.5, ..down.clone() }), 2.0, "half the way");
        assert_eq!(y(&Project { moves: false, ..down.clone() }), 3.0);
        assert_eq!(y(&Project::default()), 1.0, "the closest place is below");
        let bottom = Selection::parse("2", &cube, Domain::Primitive).unwrap();
        assert_eq!(y(&Project { targets: Some(&bottom), ..down }), -1.0, "the top is left out");
    }

    #[test]
    fn rays_hit_packed_instances_where_they_stand() {
        let packed = shapes::packed();
        let above = Geometry::from_points(vec![Vec3::new(6.0, 9.0, 0.0), Vec3::new(0.0, 9.0, 0.0)]);
        let settings = Project { toward: Toward::Direction(Vec3::NEG_Y), ..Project::default() };
        let landed = run(&above, &packed, &settings);
        assert_eq!(landed.positions()[0].y, 2.0, "the third cube is twice as high");
        assert_eq!(landed.positions()[1].y, 1.0);
        let first = Selection::parse("0", &packed, Domain::Primitive).unwrap();
        let landed = run(&above, &packed, &Project { targets: Some(&first), ..settings });
        assert_eq!(landed.positions()[0].y, 9.0, "the third cube is left out");
        assert_eq!(landed.positions()[1].y, 1.0);
    }

    #[test]
    fn a_missing_direction_is_named_and_a_cancelled_projection_ends() {
        let cube = shapes::cube();
        let settings = Project { toward: Toward::Attribute("aim"), ..Project::default() };
        let error = project(&cube, &cube, &settings, &Task::unlimited()).unwrap_err();
        assert!(error.to_string().contains("\"aim\""));
        let stopped = Task::unlimited();
        stopped.cancel_token().cancel();
        let error = project(&cube, &cube, &Project::default(), &stopped).unwrap_err();
        assert_eq!(error, Error::Stop(Stop::Cancelled));
    }
}
