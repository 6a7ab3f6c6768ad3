//! No text makes the language panic, and arithmetic gives what plain Rust gives.

use espalier_expression::{
    Class, Column, FUNCTIONS, Host, NoElements, Nothing, RunError, Scope, Type, Value, compile,
    compile_value,
};
use proptest::prelude::*;
use task::Task;

/// A few points.
struct Points {
    positions: Vec<f32>,
}

impl Scope for Points {
    fn class(&self) -> Option<Class> {
        Some(Class::Point)
    }

    fn attribute(&self, _: usize, class: Class, name: &str, is_group: bool) -> Option<Type> {
        (class == Class::Point && name == "P" && !is_group).then_some(Type::VECTOR3)
    }

    fn attribute_names(&self, _: Class) -> Vec<String> {
        vec!["P".to_owned()]
    }
}

impl Host for Points {
    fn count(&self, input: usize, class: Class) -> usize {
        if input == 0 && class == Class::Point { self.positions.len() / 3 } else { 0 }
    }

    fn column(&self, input: usize, class: Class, name: &str, group: bool) -> Option<Column<'_>> {
        self.attribute(input, class, name, group).map(|_| Column::Floats(&self.positions, 3))
    }
}

fn points() -> Points {
    Points {
        positions: [0.5, -1.0, 2.0, f32::NAN, f32::INFINITY, 0.0, 3.0].repeat(6)[..39].to_vec(),
    }
}

/// Compiles and runs a text; whatever comes of it is fine.
fn try_all(source: &str) {
    let points = points();
    if let Ok(program) = compile(source, &points) {
        match program.run(&points, None, &Task::unlimited()) {
            Ok(_) | Err(RunError::Failed(_)) => {}
            Err(RunError::Stop(stop)) => panic!("{source}: {stop}"),
        }
    } else if let Err(mistakes) = compile(source, &points) {
        assert!(!mistakes.to_string().is_empty());
    }
    for kind in [Type::FLOAT, Type::VECTOR3, Type::TEXT] {
        if let Ok(program) = compile_value(source, kind, &NoElements) {
            let _ = program.evaluate(&Nothing, &Task::unlimited());
        }
    }
}

/// Texts to begin from: what people write, and every example.
fn seeds() -> Vec<String> {
    let mut seeds: Vec<String> = [
        "float h = fbm(@P * 2, 5); if (h > 0.2) { @Cd = lerp({0.3, 0.5, 0.2}, {1, 1, 1}, h); }",
        "for (int i = 0; i < 4; i++) { if (i == @ptnum) continue; @P.y += sin(i); if (i > 2) break; }",
        "int a[] = {1, 2, 3}; foreach (int i; int x; a) { @P[i % 3] += x; append(a, 1); if (len(a) > 9) return; }",
        "float f(float x; int n) { int i = 0; do { x *= 2; } while (i++ < n); return x; } @a = f(@P.x, 3);",
        "string s = sprintf('%d %s', @ptnum, 'x') + \"y\"[0:1]; s@t = s; i@n = find(s, '1');",
        "matrix m = ident(); rotate(m, $T, {0, 1, 0}); @P *= m; v@q = (@P * invert(m)).zyx;",
        "int p = addpoint(0, @P); setpointattrib(0, 'k', p, 1.5, 'add'); removepoint(0, @ptnum);",
        "@group_x = @P.x > 0 ? !(@P.y <= 1 && @ptnum != 2) : ~3 & 1 << 2; @b -= ch('../a/b');",
    ]
    .map(str::to_owned)
    .to_vec();
    for function in FUNCTIONS.iter().flat_map(|(_, functions)| functions.iter()) {
        for (example, _) in function.examples {
            seeds.push((*example).to_owned());
            seeds.push(format!("@z = {example};"));
        }
    }
    seeds
}

/// Pieces that mutations put in.
const PIECES: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    ".",
    "@P",
    "@",
    "$",
    "\"",
    "'",
    "/*",
    "//",
    "#",
    "=",
    "+=",
    "-",
    "!",
    "?",
    ":",
    "0",
    "-1",
    "2147483647",
    "1e38",
    ".5",
    "é",
    "\n",
    "if",
    "else",
    "while (1)",
    "for (;;)",
    "return",
    "break;",
    "continue;",
    "int x",
    "vector",
    "float[]",
    "string s;",
    "T",
    "E",
    "__mul",
    "&",
    "...",
    "x",
    "void f() {}",
    "f()",
    "%",
    "<<",
    "x++",
    "{1, 2, 3}",
    "{}",
    "\\",
    "\0",
    "@group_",
    "opinput1_P",
    "u@a",
    "q@b",
    "0x",
    "addpoint(0, 0)",
];

fn mutated(seed: &str, steps: &[(u16, u16, u8)]) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    for &(at, length, kind) in steps {
        let at = usize::from(at) % (text.len() + 1);
        let end = (at + usize::from(length) % 12).min(text.len());
        match kind % 4 {
            0 => drop(text.drain(at..end)),
            1 => {
                let piece = PIECES[usize::from(length) % PIECES.len()];
                text.splice(at..at, piece.chars());
            }
            2 => {
                let part: Vec<char> = text[at..end].to_vec();
                text.splice(at..at, part);
            }
            _ => {
                let piece = PIECES[usize::from(length) % PIECES.len()];
                text.splice(at..end, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn mutated_programs_never_panic(
        seed in 0..1000_usize,
        steps in prop::collection::vec((any::<u16>(), any::<u16>(), any::<u8>()), 1..6),
    ) {
        let seeds = seeds();
        // Programs that run to the limit of turns make the test slow and show nothing.
        let text = mutated(&seeds[seed % seeds.len()], &steps);
        let endless = ["while", "for", "do"].iter().any(|word| text.contains(word));
        if endless {
            let _ = compile(&text, &points());
        } else {
            try_all(&text);
        }
    }

    #[test]
    fn any_text_at_all_never_panics(text in "\\PC{0,80}") {
        try_all(&text);
    }
}

/// A random expression over x, y and z, as text and worked out in plain Rust.
#[derive(Debug, Clone)]
enum Node {
    Number(f32),
    Name(usize),
    Negative(Box<Node>),
    Binary(char, Box<Node>, Box<Node>),
    Less(Box<Node>, Box<Node>),
    Choice(Box<Node>, Box<Node>, Box<Node>),
    Call(&'static str, Box<Node>),
    Call2(&'static str, Box<Node>, Box<Node>),
}

impl Node {
    fn text(&self) -> String {
        match self {
            Self::Number(number) => format!("({number:?})"),
            Self::Name(axis) => format!("@P.{}", ["x", "y", "z"][*axis]),
            Self::Negative(a) => format!("(- {})", a.text()),
            Self::Binary(sign, a, b) => format!("({} {sign} {})", a.text(), b.text()),
            Self::Less(a, b) => format!("float({} < {})", a.text(), b.text()),
            Self::Choice(a, b, c) => format!("({} ? {} : {})", a.text(), b.text(), c.text()),
            Self::Call(name, a) => format!("{name}({})", a.text()),
            Self::Call2(name, a, b) => format!("{name}({}, {})", a.text(), b.text()),
        }
    }

    fn value(&self, at: [f32; 3]) -> f32 {
        match self {
            Self::Number(number) => *number,
            Self::Name(axis) => at[*axis],
            Self::Negative(a) => -a.value(at),
            Self::Binary(sign, a, b) => {
                let (a, b) = (a.value(at), b.value(at));
                match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    _ => a / b,
                }
            }
            Self::Less(a, b) => f32::from(u8::from(a.value(at) < b.value(at))),
            Self::Choice(a, b, c) => {
                if a.value(at) != 0.0 {
                    b.value(at)
                } else {
                    c.value(at)
                }
            }
            Self::Call(name, a) => {
                let a = a.value(at);
                match *name {
                    "abs" => a.abs(),
                    "floor" => a.floor(),
                    "ceil" => a.ceil(),
                    _ => a.sqrt(),
                }
            }
            Self::Call2(name, a, b) => {
                let (a, b) = (a.value(at), b.value(at));
                match *name {
                    "min" => {
                        if a < b {
                            a
                        } else {
                            b
                        }
                    }
                    _ => {
                        if a > b {
                            a
                        } else {
                            b
                        }
                    }
                }
            }
        }
    }
}

fn nodes() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        (-1000..1000_i32).prop_map(|number| Node::Number(number as f32 * 0.125)),
        (0..3_usize).prop_map(Node::Name),
    ];
    leaf.prop_recursive(6, 60, 3, |inner| {
        let part = || inner.clone().prop_map(Box::new);
        prop_oneof![
            part().prop_map(Node::Negative),
            (prop::sample::select(vec!['+', '-', '*', '/']), part(), part())
                .prop_map(|(sign, a, b)| Node::Binary(sign, a, b)),
            (part(), part()).prop_map(|(a, b)| Node::Less(a, b)),
            (part(), part(), part()).prop_map(|(a, b, c)| Node::Choice(a, b, c)),
            (prop::sample::select(vec!["abs", "floor", "ceil", "sqrt"]), part())
                .prop_map(|(name, a)| Node::Call(name, a)),
            (prop::sample::select(vec!["min", "max"]), part(), part())
                .prop_map(|(name, a, b)| Node::Call2(name, a, b)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn arithmetic_gives_what_plain_rust_gives(node in nodes()) {
        let points = points();
        let program = compile(&format!("f@a = {};", node.text()), &points).unwrap();
        let output = program.run(&points, None, &Task::unlimited()).unwrap();
        let espalier_expression::Written::Floats(values, 1) = &output.attributes[0].values else {
            panic!("a float was written");
        };
        for (place, found) in points.positions.chunks(3).zip(values) {
            let expected = node.value([place[0], place[1], place[2]]);
            let same = expected.to_bits() == found.to_bits() || expected.is_nan() && found.is_nan();
            // 0 and -0 may be told apart by a division only.
            prop_assert!(same || expected == *found, "{}: {found}, not {expected}", node.text());
        }
    }
}

#[test]
fn deep_programs_end_in_a_message() {
    let nested = format!("@a = {}1{};", "(".repeat(5000), ")".repeat(5000));
    let blocks = format!("{}@a = 1;{}", "if (1) {".repeat(60), "}".repeat(60));
    let calls = format!("@a = {}1{};", "sin(".repeat(60), ")".repeat(60));
    let lerps = format!("@a = {}1{};", "lerp(2, 3, ".repeat(60), ")".repeat(60));
    for source in [nested, blocks, calls, lerps] {
        try_all(&source);
    }
    let value = compile_value("1 + 2", Type::INT, &NoElements).unwrap();
    assert_eq!(value.evaluate(&Nothing, &Task::unlimited()).unwrap(), Value::Int(3));
}
