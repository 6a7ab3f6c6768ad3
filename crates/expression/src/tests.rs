//! The language as a whole.

use task::{CancelToken, Stop, Task};

use crate::testing::{Square, compiled, floats, mistake, ran, ran_over, value_of, written};
use crate::{Change, NoElements, Nothing, RunError, Type, Value, Written, compile_value};

#[test]
fn every_example_of_the_table_gives_what_it_says() {
    let mut wrong = Vec::new();
    for function in crate::FUNCTIONS.iter().flat_map(|(_, functions)| functions.iter()) {
        assert!(!function.examples.is_empty(), "{} has no example", function.name);
        for (example, expected) in function.examples {
            let parts = if expected.starts_with('{') { expected.matches(',').count() } else { 0 };
            let kind = match parts {
                1 => Type::VECTOR2,
                2 => Type::VECTOR3,
                3 => Type::VECTOR4,
                _ if expected.parse::<f32>().is_err() => Type::TEXT,
                _ => Type::FLOAT,
            };
            // Whole numbers are told apart that are the same as floats.
            match value_of(example, kind) {
                Ok(value) if value.to_string() == *expected => {}
                Ok(value) => wrong.push(format!("{example} is {value}, not {expected}")),
                Err(error) => wrong.push(format!("{example}: {error}")),
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_function_of_the_table_can_be_put_in() {
    // Bodies of other forms than those that the examples happen to use.
    for (call, kind) in [
        ("determinant(matrix(2))", Type::FLOAT),
        ("({1, 2, 3} * (invert(matrix(2)) * matrix(2))).z", Type::FLOAT),
        ("transpose(matrix(3)).yy", Type::FLOAT),
        ("max(1, 2, 3) + min({1, 2, 3}) + max(array(1.5, 2.5)) + min(array(3, 4))", Type::FLOAT),
        ("lookat({0, 0, 0}, {0, 5, 0}).zy", Type::FLOAT),
        ("quaternion(matrix3(1)).w + quaternion({0, 0, 0}).w", Type::FLOAT),
        ("rand({1, 2, 3}) + rand(1, 2) + random(3, 4)", Type::FLOAT),
        ("vector(rand(7)) + vector(random(7)) + vector(rand(1, 2))", Type::VECTOR3),
        ("vector(noise({1, 2, 3, 4})) + vector(xnoise({1, 2, 3}))", Type::VECTOR3),
        ("onoise({1, 2, 3}, 3, 0.5, 1) + noise(1.5) + snoise(0.5)", Type::FLOAT),
    ] {
        let value = value_of(call, kind).unwrap_or_else(|error| panic!("{call}: {error}"));
        assert!(value.floats().iter().all(|number| number.is_finite()), "{call}: {value}");
    }
}

#[test]
fn attributes_are_read_and_written() {
    assert_eq!(floats("@P.y = @ptnum * 2;", "P")[..6], [0.0, 0.0, 0.0, 1.0, 2.0, 0.0]);
    assert_eq!(floats("f@a = @id / 2;", "a"), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(floats("i@a = @group_left;", "a"), [1.0, 0.0, 0.0, 1.0]);
    assert_eq!(floats("@group_left = @ptnum > 1;", "left"), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(floats("v@a = @P.zyx * 2;", "a")[9..], [2.0, 0.0, 0.0]);
    assert_eq!(floats("@a = point(0, \"P\", @ptnum + 1).x;", "a"), [1.0, 1.0, 0.0, 0.0]);
    let output = ran("s@tag = @name + itoa(@ptnum);");
    let Written::Texts(texts) = &output.attributes[0].values else { panic!() };
    assert_eq!(
        texts.iter().map(|text| &**text).collect::<Vec<_>>(),
        ["door0", "wall1", "door2", "wall3"]
    );
}

#[test]
fn control_flow_goes_its_own_way_in_each_element() {
    let cases: &[(&str, [f32; 4])] = &[
        ("if (@ptnum < 2) @a = 1; else if (@ptnum == 2) @a = 2; else @a = 3;", [1., 1., 2., 3.]),
        ("for (int i = 0; i < @ptnum; i++) @a += i + 1;", [0., 1., 3., 6.]),
        ("int n = @ptnum; while (1) { if (n <= 0) break; n--; @a += 2; }", [0., 2., 4., 6.]),
        ("int n = 0; do { n++; } while (n < @ptnum); @a = n;", [1., 1., 2., 3.]),
        (
            "for (int i = 0; i < 6; i++) { if (i % 2 == @ptnum % 2) continue; @a += i; }",
            [9., 6., 9., 6.],
        ),
        ("@a = 5; if (@ptnum > 1) return; @a = 7;", [7., 7., 5., 5.]),
        (
            "for (int i = 0; i < 10; i++) { @a = i; if (i == @ptnum) return; } @a = -1;",
            [0., 1., 2., 3.],
        ),
        (
            "for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) {
                if (j > @ptnum) break; if (i + j == 3) continue; @a += 1; }",
            [3., 5., 7., 7.],
        ),
        (
            "float f(float x) { if (x > 1) { if (x > 2) return 30; x = 20; } else return 10;
                return x; } @a = f(@ptnum);",
            [10., 10., 20., 30.],
        ),
        (
            "float f(float x) { for (int i = 0; i < 9; i++) if (i * i >= x) return i; return -1; }
                @a = f(@ptnum * 2);",
            [0., 2., 2., 3.],
        ),
        ("foreach (int n; neighbours(0, @ptnum)) @a += n;", [4., 2., 4., 2.]),
        ("foreach (int i; float x; {5.0, 6.0}) @a += i * x;", [6.; 4]),
        ("int x = 1; if (@ptnum > 0) { int y = x; x = 9; @a = y; }", [0., 1., 1., 1.]),
        ("int i = 3; @a = i++ + 10 * i; @a += @ptnum ? 0 : --i;", [46., 43., 43., 43.]),
        ("@a = @ptnum > 1 ? sqrt(-1) == 0 : 4;", [4., 4., 0., 0.]),
        (
            "int c = 0; for (int i = 0; i < 4; i++) { int k = i; if (@ptnum > i) k *= 10; c += k; }
            @a = c;",
            [6., 6., 15., 33.],
        ),
        (
            "do { @a += 1; if (@ptnum == 1) continue; if (@a > 2) break; } while (@a < 5);",
            [3., 5., 3., 3.],
        ),
        ("int s = 0; while (s < 100) s += 7; @a = s;", [105.; 4]),
        ("if (1 < 2) { @a = 3; } else { @a = 4; }", [3.; 4]),
        ("int f(int x) { x += 1; return x * 2; } int y = 3; @a = f(y) + y;", [12.; 4]),
    ];
    for (source, expected) in cases {
        assert_eq!(floats(source, "a"), expected, "{source}");
    }
}

#[test]
fn arrays_and_texts_differ_between_elements() {
    let cases: &[(&str, [f32; 4])] = &[
        (
            "int a[]; for (int i = 0; i < @ptnum; i++) append(a, i * i); @a = sum(a);",
            [0., 0., 1., 5.],
        ),
        ("int a[] = {1, 2, 3}; a[@ptnum] = 10; @a = sum(a);", [15., 14., 13., 16.]),
        ("vector a[] = array(@P, @P * 2); @a = a[1].x + len(a);", [2., 4., 4., 2.]),
        ("string a[] = split(\"a bb ccc dddd\"); @a = strlen(a[@ptnum]);", [1., 2., 3., 4.]),
        (
            "string s = \"\"; for (int i = 0; i < @ptnum; i++) s += \"x\"; @a = len(s);",
            [0., 1., 2., 3.],
        ),
        (
            "int a[] = {1, 2}; int b[] = a; if (@ptnum > 1) append(b, 3); @a = len(a) * 10 + len(b);",
            [22., 22., 23., 23.],
        ),
        (
            "vector v = {1, 2, 3}; v[@ptnum % 3] = 0; @a = v.x * 100 + v.y * 10 + v.z;",
            [23., 103., 120., 23.],
        ),
        ("string s = @ptnum > 1 ? \"left\" : \"right\"; @a = s == \"left\";", [0., 0., 1., 1.]),
        ("@a = \"hello\"[1:3] == \"el\" && \"abc\"[-1] == \"c\";", [1.; 4]),
    ];
    for (source, expected) in cases {
        assert_eq!(floats(source, "a"), expected, "{source}");
    }
}

#[test]
fn numbers_keep_their_kinds() {
    let float = |source: &str| value_of(source, Type::FLOAT).unwrap();
    assert_eq!(float("return 7 / 2;"), Value::Float(3.0));
    assert_eq!(float("7 / 2.0"), Value::Float(3.5));
    assert_eq!(float("-7 % 3"), Value::Float(-1.0));
    assert_eq!(float("-7.0 % 3"), Value::Float(2.0));
    assert_eq!(float("1 / 0"), Value::Float(0.0));
    assert_eq!(value_of("2.9", Type::INT).unwrap(), Value::Int(2));
    assert_eq!(value_of("5 & 3 | 8 ^ 1 << 2", Type::INT).unwrap(), Value::Int(13));
    assert_eq!(value_of("2", Type::VECTOR3).unwrap(), Value::Vector3([2.0; 3]));
    let exact = compile_value("1 / 3", Type::FLOAT, &NoElements).unwrap();
    assert_eq!(exact.evaluate(&Nothing, &Task::unlimited()).unwrap(), Value::Float(1.0 / 3.0));
}

#[test]
fn a_parameter_knows_what_it_depends_on() {
    let source = "ch(\"../grid/rows\") * 2 + chv('offset').y + $F / 24";
    let program = compile_value(source, Type::FLOAT, &NoElements).unwrap();
    let paths: Vec<(&str, &str)> = program
        .channels()
        .iter()
        .map(|channel| (&*channel.path, &source[channel.span.range()]))
        .collect();
    assert_eq!(paths, [("../grid/rows", "\"../grid/rows\""), ("offset", "'offset'")]);
    assert!(program.reads_frame() && program.is_even());
    let value = program.evaluate(&Square::new(), &Task::unlimited()).unwrap();
    assert_eq!(value, Value::Float(22.0 + 25.0 / 24.0));
    let lost = program.evaluate(&Nothing, &Task::unlimited()).unwrap_err().to_string();
    assert_eq!(
        lost.lines().next().unwrap(),
        "line 1, column 4: there is no parameter \"../grid/rows\" of this type"
    );
}

#[test]
fn changes_come_in_the_order_of_the_elements() {
    let source = "if (@ptnum % 2) { int a = addpoint(0, @P); int b = addpoint(0, @P * 2);
        addprim(0, \"polyline\", a, b); } setdetailattrib(0, \"n\", @ptnum, \"add\");";
    let square = Square::repeated(3000);
    let output = ran_over(source, &square).unwrap();
    let mut points = 12_000;
    let mut elements = 0;
    for change in &output.changes {
        match change {
            Change::AddPrimitive { points: list, .. } => {
                assert_eq!(list, &[points, points + 1]);
                points += 2;
            }
            Change::Attribute { value, .. } => {
                assert_eq!(*value, Value::Int(elements));
                elements += 1;
            }
            _ => {}
        }
    }
    assert_eq!((points, elements), (24_000, 12_000));
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| ran_over(source, &square).unwrap()), output);
}

#[test]
fn only_selected_elements_are_written() {
    let square = Square::repeated(3000);
    let selected: Vec<bool> = (0..12_000).map(|point| point % 7 == 3).collect();
    let program = compiled("@P = @ptnum; i@n = @ptnum; removepoint(0, @ptnum);").unwrap();
    let output = program.run(&square, Some(&selected), &Task::unlimited()).unwrap();
    let (places, numbers) = (written(&output, "P"), written(&output, "n"));
    for point in 0..12_000 {
        let expected = if point % 7 == 3 { point as f32 } else { 0.0 };
        assert_eq!(numbers[point], expected);
        let old = [0.0, 1.0, 1.0, 0.0][point % 4];
        assert_eq!(places[point * 3], if point % 7 == 3 { expected } else { old });
    }
    assert_eq!(output.changes.len(), selected.iter().filter(|&&chosen| chosen).count());
}

#[test]
fn mistakes_say_where_and_what_to_do() {
    let all = compiled("float a = 1;\n@P.y += lenght(@P) * a;").unwrap_err();
    assert_eq!(
        all.to_string(),
        "line 2, column 9: there is no function \"lenght\"; did you mean length?\n  \
         @P.y += lenght(@P) * a;\n          ^^^^^^"
    );
    for (source, expected) in [
        ("@a = colour;", "there is no variable \"colour\""),
        ("@a = P;", "there is no variable \"P\"; did you mean PI?"),
        ("@a = id;", "there is no variable \"id\"; did you mean @id?"),
        ("float speed = 1; @a = sped;", "there is no variable \"sped\"; did you mean speed?"),
        ("@a = $G;", "there is no $G; did you mean $E?; there are $F $T $FPS $PI $E"),
        ("@P.q = 1;", "a value of type vector has no \"q\""),
        ("float a = \"b\";", "string cannot become float: use atof()"),
        ("string a = 1;", "int cannot become string: use sprintf() or itoa()"),
        ("@a = @P;", "vector cannot become float"),
        ("@ptnum = 1;", "@ptnum can only be read"),
        ("break;", "this can only stand inside a loop"),
        ("1 + 2;", "this has no effect: its value is not used"),
        (
            "int f() { return f(); } @a = f();",
            "f() calls itself, which functions here cannot: use a loop",
        ),
        ("f@P = 1;", "@P is vector, not float: write @P alone"),
        ("q@x = 1;", "there is no attribute type \"q\"; there are f i u v p 3 4 s"),
        (
            "@a = ch(@name);",
            "the path must be written out in quotes, so that it is known what this depends on",
        ),
        ("sin(1) = 4;", "only variables and attributes can be assigned to"),
        (
            "@a = \"x\" + 1;",
            "+ cannot be used on string and int: use sprintf() or itoa() to make text of a number",
        ),
    ] {
        assert_eq!(mistake(source), expected, "{source}");
    }
    let wrong = mistake("@a = fit(1);");
    assert!(wrong.starts_with("fit() does not take 1 values: there is fit("), "{wrong}");
    let several = compiled("@a = x;\n@b = y;\nfloat c = z; @c = c;").unwrap_err();
    assert_eq!(several.list.len(), 3);
}

#[test]
fn loops_without_end_and_huge_arrays_are_stopped() {
    for source in [
        "while (1) ;",
        "for (;;) { @a += 1; }",
        "while (@ptnum >= 0) @a = 1;",
        "int a[]; resize(a, 2000000000);",
        "int a[]; while (1) { append(a, a); append(a, 1); }",
        "string s = \"x\"; while (1) s += s;",
        "string s = \"xxxxxxxxxxxxxxxx\"; while (1) s = replace(s, \"x\", s);",
        "int a[]; a[2000000000] = 1;",
        "@a = len(range(2000000000));",
    ] {
        let error = ran_over(source, &Square::new()).expect_err(source);
        assert!(matches!(error, RunError::Failed(_)), "{source}: {error}");
    }
    let deep: String = (0..30)
        .map(|i| format!("float f{i}(float x) {{ return f{}(x) + f{}(x); }}", i + 1, i + 1))
        .collect();
    let deep = format!("{deep} float f30(float x) {{ return x; }} @a = f0(1);");
    assert!(compiled(&deep).is_err());
}

#[test]
fn a_cancelled_program_stops() {
    let program = compiled("while (1) @a += 1;").unwrap();
    let token = CancelToken::default();
    let task = Task::new(token.clone(), u64::MAX);
    let (send, receive) = std::sync::mpsc::channel();
    let worker = std::thread::spawn(move || {
        send.send(()).unwrap();
        program.run(&Square::new(), None, &task)
    });
    receive.recv().unwrap();
    token.cancel();
    assert_eq!(worker.join().unwrap(), Err(RunError::Stop(Stop::Cancelled)));
}

#[test]
fn many_elements_give_what_few_give() {
    let source = "float s = 0; for (int i = 0; i < @id % 5; i++) s += sin(i + @P.x);
        @a = s; s@t = sprintf(\"%d\", @id % 3); @P = vector(noise(@P * @id));";
    let large = ran_over(source, &Square::repeated(2500)).unwrap();
    let pools = [1, 3].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap());
    for pool in pools {
        assert_eq!(pool.install(|| ran_over(source, &Square::repeated(2500)).unwrap()), large);
    }
    let small = written(&ran(source), "a");
    assert_eq!(written(&large, "a")[..4], small[..]);
}

#[test]
fn the_reference_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/expressions.md");
    let page = std::fs::read_to_string(path).unwrap_or_default();
    let made = crate::reference();
    let same = page.replace("\r\n", "\n") == made;
    assert!(same, "run: cargo run -p espalier-expression --example write_reference");
}
