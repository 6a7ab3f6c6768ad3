use expression::{Program, Type, compile, compile_value};
use glam::Vec3;
use task::{CancelToken, Task};

use super::*;
use crate::{PrimitiveKind, shapes};

fn compiled(scope: &GeometryScope<'_>, source: &str) -> Program {
    compile(source, scope).unwrap_or_else(|error| panic!("{error}"))
}

fn run(geometry: &Geometry, domain: Domain, source: &str) -> Result<Wrangled, Error> {
    let scope = GeometryScope::new(geometry, [None; 3], domain);
    let program = compiled(&scope, source);
    let chosen = Selection::All(geometry.count(domain));
    wrangle(&scope, &program, &chosen, Surroundings::default(), &Task::unlimited())
}

fn wrangled(geometry: &Geometry, domain: Domain, source: &str) -> Geometry {
    run(geometry, domain, source).unwrap_or_else(|error| panic!("{error}")).geometry
}

#[test]
fn attributes_of_every_domain_are_written() {
    let grid = shapes::grid(2, 2);
    let moved = wrangled(&grid, Domain::Point, "@P.y = @ptnum; v@tint = @P; i@twice = @ptnum * 2;");
    assert_eq!(moved.positions()[3].y, 3.0);
    assert_eq!(moved.points().read::<i32>("twice").unwrap()[8], 16);
    assert_eq!(moved.points().read::<Vec3>("tint").unwrap()[5].y, 5.0);
    let middles = wrangled(&grid, Domain::Primitive, "v@at = @P; s@tag = \"p\" + itoa(@primnum);");
    let at = middles.primitives().read::<Vec3>("at").unwrap();
    assert_eq!(at[1] - at[0], at[3] - at[2], "middles of neighbours in two rows");
    assert_eq!(middles.primitives().get("tag").unwrap().texts().unwrap().get(3), "p3");
    let corners = wrangled(&grid, Domain::Vertex, "i@p = @ptnum * 10 + @primnum; v@at = @P;");
    let expected: Vec<i32> = (0..grid.vertex_count())
        .map(|v| grid.topology().corners()[v] as i32 * 10 + v as i32 / 4)
        .collect();
    assert_eq!(corners.vertices().read::<i32>("p").unwrap(), expected);
    let sum = "for (int i = 0; i < npoints(0); i++) f@sum += point(0, \"P\", i).x;";
    let detail = wrangled(&grid, Domain::Detail, sum);
    let expected: f32 = grid.positions().iter().map(|point| point.x).sum();
    assert_eq!(detail.detail().read::<f32>("sum").unwrap()[0], expected);
}

#[test]
fn several_ints_are_read_as_a_vector() {
    let mut grid = shapes::grid(2, 2);
    let cells: Vec<[i32; 3]> = (0..9).map(|point| [point, -2, 7]).collect();
    grid.table_mut(Domain::Point).set("cell", Column::new(cells));
    let code = "i@sum = int(@cell.x + @cell.y) + int(point(0, \"cell\", 3).z);";
    let done = wrangled(&grid, Domain::Point, code);
    assert_eq!(done.points().read::<i32>("sum").unwrap()[8], 8 - 2 + 7);
    assert!(done.points().read::<[i32; 3]>("cell").is_some(), "what is only read stays as it is");
}

#[test]
fn defaults_hold_for_elements_that_are_left_out() {
    let grid = shapes::grid(2, 2);
    let scope = GeometryScope::new(&grid, [None; 3], Domain::Point);
    let program = compiled(&scope, "@Cd.x *= 0.5; @group_some = 1;");
    let mut members = vec![false; 9];
    members[4] = true;
    let chosen = Selection::Some(members.clone());
    let done = wrangle(&scope, &program, &chosen, Surroundings::default(), &Task::unlimited());
    let done = done.unwrap().geometry;
    let colours = done.points().read::<Vec3>("Cd").unwrap();
    assert_eq!((colours[3], colours[4]), (Vec3::ONE, Vec3::new(0.5, 1.0, 1.0)));
    assert_eq!(done.points().group("some").unwrap(), members);
}

#[test]
fn neighbours_and_surfaces_are_read() {
    let grid = shapes::grid(2, 2);
    let done = wrangled(
        &grid,
        Domain::Point,
        "i@n = neighbourcount(0, @ptnum); i@near = len(nearpoints(0, @P, 0.001));
         f@d = xyzdist(0, @P + {0, 3, 0}); vector p, uvw;
         int prim = intersect(0, @P * 0.9 + {0, 1, 0}, {0, -2, 0}, p, uvw);
         vector again = primuv(0, \"P\", prim, uvw); f@off = distance(again, p) + abs(p.y);
         i@corners = len(primpoints(0, pointprims(0, @ptnum)[0]));",
    );
    let points = done.points();
    assert_eq!(points.read::<i32>("n").unwrap(), [2, 3, 2, 3, 4, 3, 2, 3, 2]);
    assert!(points.read::<i32>("near").unwrap().iter().all(|&count| count == 1));
    assert!(points.read::<f32>("d").unwrap().iter().all(|&d| (d - 3.0).abs() < 1e-6));
    assert!(points.read::<f32>("off").unwrap().iter().all(|&off| off < 1e-6));
    assert!(points.read::<i32>("corners").unwrap().iter().all(|&count| count == 4));
}

#[test]
fn other_inputs_are_read_by_number() {
    let grid = shapes::grid(2, 2);
    let cube = shapes::cube();
    let scope = GeometryScope::new(&grid, [Some(&cube), None, None], Domain::Point);
    let source = "@P = point(1, \"P\", @ptnum % npoints(1)); i@c = npoints(1) * 10 + npoints(2);
        v@b = @opinput1_P;";
    let program = compiled(&scope, source);
    let all = Selection::All(9);
    let done = wrangle(&scope, &program, &all, Surroundings::default(), &Task::unlimited());
    let done = done.unwrap().geometry;
    assert_eq!(done.positions()[..8], cube.positions()[..]);
    assert_eq!(done.points().read::<i32>("c").unwrap()[0], 80);
    assert_eq!(done.points().read::<Vec3>("b").unwrap()[7], cube.positions()[7]);
}

#[test]
fn elements_are_added_and_removed() {
    let grid = shapes::grid(2, 2);
    let fur = wrangled(
        &grid,
        Domain::Point,
        "int tip = addpoint(0, @P + {0, 1, 0}); int hair = addprim(0, \"polyline\", @ptnum, tip);
         setpointattrib(0, \"Cd\", tip, {1, 0, 0}); setprimattrib(0, \"of\", hair, @ptnum);
         setpointgroup(0, \"tips\", tip, 1); setdetailattrib(0, \"count\", 1, \"add\");",
    );
    assert_eq!((fur.point_count(), fur.primitive_count(), fur.vertex_count()), (18, 13, 34));
    assert_eq!(fur.topology().kind(12), PrimitiveKind::Polyline);
    assert_eq!(fur.topology().primitive(12), [8, 17]);
    assert_eq!(fur.positions()[12], grid.positions()[3] + Vec3::Y);
    assert_eq!(fur.primitives().read::<i32>("of").unwrap()[12], 8);
    let colours = fur.points().read::<Vec3>("Cd").unwrap();
    assert_eq!((colours[0], colours[9]), (Vec3::ONE, Vec3::X));
    assert_eq!(fur.points().group("tips").unwrap()[8..10], [false, true]);
    assert_eq!(fur.detail().read::<i32>("count").unwrap(), [9]);

    let holed = wrangled(&grid, Domain::Point, "if (@ptnum == 0) removepoint(0, @ptnum);");
    assert_eq!((holed.point_count(), holed.primitive_count(), holed.vertex_count()), (8, 4, 15));
    let fewer =
        wrangled(&grid, Domain::Primitive, "if (@primnum != 2) removeprim(0, @primnum, 1);");
    assert_eq!((fewer.point_count(), fewer.primitive_count()), (4, 1));
    let more = wrangled(&grid, Domain::Detail, "addvertex(0, 0, 8); addprim(0, \"poly\");");
    assert_eq!((more.primitive_count(), more.topology().primitive(0).len()), (4, 5));
}

#[test]
fn what_cannot_be_is_told() {
    let grid = shapes::grid(2, 2);
    let over = run(&grid, Domain::Primitive, "@P = 0;").unwrap_err().to_string();
    assert!(over.contains("run over points"), "{over}");
    let vain = run(&grid, Domain::Point, "setpointattrib(0, \"a\", 99, 1); warning(\"odd\");");
    assert_eq!(
        vain.unwrap().warnings,
        ["odd", "there is no point 99 whose \"a\" could be set (and 8 more like this)"]
    );
    let ended = run(&grid, Domain::Point, "error(\"at %d\", @ptnum);").unwrap_err().to_string();
    assert!(ended.starts_with("line 1, column 1: at 0"), "{ended}");
}

#[test]
fn every_shape_is_run_over_in_every_domain() {
    let source =
        "i@a = @ptnum + @primnum + @vtxnum + @elemnum; v@b = @P + @N; f@c = rand(@elemnum);
        i[] "; // Replaced below: arrays are no attributes.
    let source = source.replace("i[] ", "") + "
        int n[] = neighbours(0, @ptnum); foreach (int p; n) @c += point(0, \"P\", p).x;
        i@near = nearpoint(0, @P, 1); f@d = xyzdist(0, @P); v@r = relbbox(0, @P);
        if (@elemnum % 3 == 1) { int k = addpoint(0, v@b); addprim(0, \"poly\", k, 0, @ptnum); }
        if (@elemnum % 5 == 2) removepoint(0, @ptnum); if (@elemnum % 7 == 3) removeprim(0, @primnum, 1);
        setprimgroup(0, \"g\", @primnum, 1); addvertex(0, @primnum, @ptnum); setvertexattrib(0, \"q\", @vtxnum, 1.5);";
    for (name, shape) in shapes::all() {
        for domain in Domain::ALL {
            let done = wrangled(&shape, domain, &source);
            let threads = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
            let again = threads.install(|| wrangled(&shape, domain, &source));
            assert_eq!(done.content_hash(), again.content_hash(), "{name} {domain:?}");
        }
    }
}

#[test]
fn expressions_give_a_value_for_each_element() {
    let grid = shapes::grid(2, 2);
    let scope = GeometryScope::reading(&grid, Domain::Point);
    let task = Task::unlimited();
    let high = compile_value("@ptnum > 4 && @P.x > 0", Type::INT, &scope).unwrap();
    let members = values(&scope, &high, Surroundings::default(), &task).unwrap();
    let expected: Vec<i32> =
        (0..9).map(|p| i32::from(p > 4 && grid.positions()[p].x > 0.0)).collect();
    assert_eq!(members.ints().unwrap(), expected);
    let message = compile_value("@Pp.x", Type::FLOAT, &scope).unwrap_err().to_string();
    assert!(message.contains("there is no attribute @Pp; did you mean @P?"), "{message}");
    assert!(compile_value("@P.x = 1", Type::FLOAT, &scope).is_err(), "nothing is changed");
}

#[test]
fn cancelling_and_limits_are_kept() {
    let grid = shapes::grid(100, 100);
    let scope = GeometryScope::new(&grid, [None; 3], Domain::Point);
    let program = compiled(&scope, "@P = 0;");
    let all = Selection::All(grid.point_count());
    let cancelled = Task::unlimited();
    cancelled.cancel_token().cancel();
    let stopped = wrangle(&scope, &program, &all, Surroundings::default(), &cancelled);
    assert_eq!(stopped.unwrap_err(), Error::Stop(Stop::Cancelled));
    let small = Task::new(CancelToken::default(), 1000);
    let refused = wrangle(&scope, &program, &all, Surroundings::default(), &small);
    assert!(matches!(refused.unwrap_err(), Error::Stop(Stop::TooLarge { .. })));
}
