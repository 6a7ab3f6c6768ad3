//! Small pictures, and what is sent for them. Where nothing can draw, this is said and passed over.

use std::sync::Arc;

use espalier_render::{
    Builder, Camera, ColourBy, Facing, Gpu, Picture, Region, RenderError, Renderer, Scene,
    Settings, Shading, Shown, Statistics, Targets, Wanted,
};
use geometry::{
    Column, Domain, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind, Topology, shapes,
};
use glam::{Vec2, Vec3};
use task::Task;

const SIZE: [u32; 2] = [160, 120];

struct Studio {
    renderer: Renderer,
    builder: Builder,
    targets: Targets,
}

impl Studio {
    /// None where nothing can draw.
    fn open() -> Option<Self> {
        match Gpu::off_screen() {
            Ok(gpu) => {
                let renderer = Renderer::new(gpu);
                let builder = Builder::new(&renderer);
                let targets = Targets::new(&renderer, SIZE).unwrap();
                Some(Self { renderer, builder, targets })
            }
            Err(error) => {
                eprintln!("skipped: {error}");
                None
            }
        }
    }

    fn scene(&mut self, geometry: &Geometry, wanted: &Wanted) -> Scene {
        let shown = [Shown { geometry, is_ghost: false }];
        self.builder.build(&shown, wanted, &Task::unlimited()).unwrap()
    }

    fn draw(
        &mut self,
        scene: &Scene,
        camera: &Camera,
        settings: &Settings,
    ) -> (Picture, Statistics) {
        let statistics = self.renderer.draw(scene, camera, settings, &mut self.targets);
        (self.targets.read(self.renderer.gpu()).unwrap(), statistics)
    }

    /// From the front, filling the picture.
    fn front(&mut self, geometry: &Geometry, wanted: &Wanted, settings: &Settings) -> Picture {
        let scene = self.scene(geometry, wanted);
        let camera = camera(&scene, Facing::Front);
        self.draw(&scene, &camera, settings).0
    }
}

fn camera(scene: &Scene, facing: Facing) -> Camera {
    let mut camera = Camera::default();
    camera.look(facing);
    camera.frame(scene.bounds, SIZE[0] as f32 / SIZE[1] as f32);
    camera
}

/// Surfaces alone.
fn plain() -> Settings {
    Settings {
        shading: Shading::Shaded,
        grid: false,
        occlusion: false,
        shadows: false,
        ..Settings::default()
    }
}

fn smooth() -> Wanted {
    Wanted { smooth: true, ..Wanted::default() }
}

/// A polygon in the plane of x and y.
fn polygon(places: &[[f32; 2]]) -> Geometry {
    let count = places.len();
    let topology = Topology::uniform(count, count, (0..count as u32).collect());
    let positions = places.iter().map(|&[x, y]| Vec3::new(x, y, 0.0)).collect();
    Geometry::new(topology, positions)
}

fn packed_row(inside: Geometry, count: usize) -> Geometry {
    let kinds = vec![PrimitiveKind::Packed; count];
    let offsets = (0..=count as u32).collect();
    let topology = Topology::new(count, offsets, (0..count as u32).collect(), kinds);
    let side = (count as f32).sqrt().ceil() as usize;
    let place = |index: usize| Vec3::new((index % side) as f32, (index / side) as f32, 0.0) * 3.0;
    let mut made = Geometry::new(topology, (0..count).map(place).collect());
    let table = made.table_mut(Domain::Primitive);
    table.set(PACKED_SOURCE, Column::new(vec![0_i32; count]));
    let identity = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    table.set(PACKED_TRANSFORM, Column::new(vec![identity; count]));
    made.with_packed(vec![Arc::new(inside)])
}

#[test]
fn a_concave_polygon_is_filled_inside_only() {
    let Some(mut studio) = Studio::open() else { return };
    // The letter U.
    let mut letter = polygon(&[
        [0.0, 0.0],
        [3.0, 0.0],
        [3.0, 3.0],
        [2.0, 3.0],
        [2.0, 1.0],
        [1.0, 1.0],
        [1.0, 3.0],
        [0.0, 3.0],
    ]);
    letter.table_mut(Domain::Detail).set("Cd", Column::new(vec![[1.0_f32, 0.0, 0.0]]));
    let picture = studio.front(&letter, &smooth(), &plain());
    let is_red = |x: u32, y: u32| {
        let [red, green, _, _] = picture.pixel(x, y);
        red > 120 && green < 90
    };
    let [middle, low] = [SIZE[0] / 2, SIZE[1] * 3 / 4];
    assert!(is_red(middle, low), "below: {:?}", picture.pixel(middle, low));
    assert!(!is_red(middle, SIZE[1] / 4), "the notch: {:?}", picture.pixel(middle, SIZE[1] / 4));
    assert!(is_red(middle - 35, SIZE[1] / 4) && is_red(middle + 35, SIZE[1] / 4));
    assert!(!is_red(3, 3));
}

#[test]
fn colours_come_from_the_finest_domain_and_from_an_attribute() {
    let Some(mut studio) = Studio::open() else { return };
    let mut square = polygon(&[[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]);
    square.table_mut(Domain::Primitive).set("Cd", Column::new(vec![[0.0_f32, 1.0, 0.0]]));
    let middle = |picture: &Picture| picture.pixel(SIZE[0] / 2, SIZE[1] / 2);
    let [red, green, blue, _] = middle(&studio.front(&square, &smooth(), &plain()));
    assert!(green > 150 && red < 90 && blue < 90, "{red} {green} {blue}");
    let by = ColourBy { domain: Domain::Point, attribute: "P".to_owned(), component: Some(0) };
    let wanted = Wanted { colour_by: Some(by), ..smooth() };
    let scene = studio.scene(&square, &wanted);
    assert_eq!(scene.colour_range, Some([0.0, 2.0]));
    let camera = camera(&scene, Facing::Front);
    let (picture, _) = studio.draw(&scene, &camera, &plain());
    let (left, right) = (picture.pixel(SIZE[0] / 2 - 40, 60), picture.pixel(SIZE[0] / 2 + 40, 60));
    assert!(left[2] > right[2] && left[0] < right[0], "{left:?} {right:?}");
}

#[test]
fn the_same_is_drawn_the_same_and_every_mode_draws_something() {
    let Some(mut studio) = Studio::open() else { return };
    let sphere = shapes::sphere(16, 10);
    let wanted = Wanted { edges: true, points: true, normals: true, ..smooth() };
    let scene = studio.scene(&sphere, &wanted);
    let camera = camera(&scene, Facing::Right);
    let empty = Scene::empty();
    for shading in Shading::ALL {
        let settings = Settings { shading, ..Settings::default() };
        let (first, statistics) = studio.draw(&scene, &camera, &settings);
        let (again, _) = studio.draw(&scene, &camera, &settings);
        assert!(first == again, "{shading:?}");
        let (nothing, _) = studio.draw(&empty, &camera, &settings);
        assert!(first != nothing, "{shading:?}");
        assert!(statistics.draw_calls < 12, "{shading:?}: {statistics:?}");
    }
}

#[test]
fn instances_are_one_buffer_and_one_call_however_many_there_are() {
    let Some(mut studio) = Studio::open() else { return };
    let mut sent = Vec::new();
    for count in [10, 1000, 100_000] {
        let packed = packed_row(shapes::cube(), count);
        let scene = studio.scene(&packed, &smooth());
        let camera = camera(&scene, Facing::Front);
        let settings = Settings { shadows: true, ..plain() };
        let (_, statistics) = studio.draw(&scene, &camera, &settings);
        assert_eq!(statistics.triangles, 12 * count as u64);
        // Shadow, background, surface, finish.
        assert_eq!(statistics.draw_calls, 4);
        sent.push(scene.uploaded.bytes);
    }
    let per_instance = (sent[2] - sent[1]) / (100_000 - 1000);
    assert!(per_instance <= 64 + 16, "{sent:?}");
}

#[test]
fn what_is_too_large_for_one_array_is_drawn_from_several() {
    let Some(mut studio) = Studio::open() else { return };
    let sphere = shapes::sphere(40, 20);
    let wanted = Wanted { edges: true, ..smooth() };
    let settings = Settings { shading: Shading::ShadedWires, ..plain() };
    let whole = studio.scene(&sphere, &wanted);
    let camera = camera(&whole, Facing::Front);
    let (expected, few) = studio.draw(&whole, &camera, &settings);
    studio.builder = Builder::new(&studio.renderer);
    studio.builder.limit_arrays(4096);
    let parts = studio.scene(&sphere, &wanted);
    let (picture, many) = studio.draw(&parts, &camera, &settings);
    assert!(picture == expected);
    assert_eq!(few.triangles, many.triangles);
    assert!(many.draw_calls > few.draw_calls + 4, "{few:?} {many:?}");
    assert_eq!(studio.scene(&sphere, &wanted).uploaded.arrays, 0);
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let Some(mut studio) = Studio::open() else { return };
    let wanted = Wanted { edges: true, ..smooth() };
    let mut sphere = shapes::sphere(200, 100);
    let first = studio.scene(&sphere, &wanted).uploaded;
    assert!(first.bytes > 1_000_000, "{first:?}");
    let again = studio.scene(&sphere.clone(), &wanted).uploaded;
    assert_eq!((again.arrays, again.bytes), (0, 0));

    sphere.positions_mut().iter_mut().for_each(|place| *place *= 1.5);
    let moved = studio.scene(&sphere, &wanted).uploaded;
    // Positions, and the normals that follow from them: no topology.
    assert_eq!(moved.arrays, 2);
    let expected = sphere.point_count() * 12 + sphere.vertex_count() * 4;
    assert_eq!(moved.bytes, expected as u64);

    let white = Column::new(vec![[1.0_f32; 3]; sphere.point_count()]);
    sphere.table_mut(Domain::Point).set("Cd", white);
    let coloured = studio.scene(&sphere, &wanted).uploaded;
    assert!(coloured.bytes < sphere.point_count() as u64 * 4 + 512, "{coloured:?}");
}

#[test]
fn a_pick_finds_what_is_seen_there() {
    let Some(mut studio) = Studio::open() else { return };
    let wanted = Wanted { points: true, ..smooth() };
    let cube = shapes::cube();
    let scene = studio.scene(&cube, &wanted);
    let camera = camera(&scene, Facing::Front);
    let region = |x: f32, y: f32| {
        let at = Vec2::new(x, y);
        Region::between(at - 2.0, at + 2.0, SIZE)
    };
    let pick = |scene: &Scene, region: Region, domain: Domain| {
        studio.renderer.pick(scene, &camera, &plain(), SIZE, region, domain).unwrap()
    };
    let middle = region(80.0, 60.0);
    let found = pick(&scene, middle, Domain::Primitive);
    assert_eq!(found.len(), 1);
    let normal = cube.polygon_area_vector(found[0]).normalize();
    assert!(normal.distance(Vec3::Z) < 1e-5, "the face in front, not {normal}");
    assert!(pick(&scene, region(2.0, 2.0), Domain::Primitive).is_empty());
    let whole = Region::between(Vec2::ZERO, Vec2::new(160.0, 120.0), SIZE);
    let mut points = pick(&scene, whole, Domain::Point);
    points.sort_unstable();
    assert_eq!(points.len(), 4, "those behind are hidden: {points:?}");
    for point in points {
        assert!(cube.positions()[point].z > 0.0);
    }
}

#[test]
fn an_instance_is_picked_as_a_whole() {
    let Some(mut studio) = Studio::open() else { return };
    let packed = packed_row(shapes::cube(), 4);
    let scene = studio.scene(&packed, &smooth());
    let camera = camera(&scene, Facing::Front);
    let whole = Region::between(Vec2::ZERO, Vec2::new(160.0, 120.0), SIZE);
    let found =
        studio.renderer.pick(&scene, &camera, &plain(), SIZE, whole, Domain::Primitive).unwrap();
    let mut found = found;
    found.sort_unstable();
    assert_eq!(found, [0, 1, 2, 3]);
}

#[test]
fn every_shape_is_drawn_without_a_complaint() {
    let Some(mut studio) = Studio::open() else { return };
    let wanted = Wanted { edges: true, points: true, normals: true, ..smooth() };
    for (name, geometry) in shapes::all() {
        let scene = studio.scene(&geometry, &wanted);
        let settings = Settings { points: true, normals: true, ..Settings::default() };
        let camera = camera(&scene, Facing::Top);
        let (picture, _) = studio.draw(&scene, &camera, &settings);
        assert_eq!(picture.bytes.len(), (SIZE[0] * SIZE[1] * 4) as usize, "{name}");
    }
}

#[test]
fn a_size_that_cannot_be_is_refused() {
    let Some(studio) = Studio::open() else { return };
    for size in [[0, 10], [10, 0], [1 << 20, 10]] {
        let refused = Targets::new(&studio.renderer, size);
        assert!(matches!(refused, Err(RenderError::Size { .. })), "{size:?}");
    }
}
