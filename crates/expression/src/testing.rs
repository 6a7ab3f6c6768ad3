//! A square, for tests: four points with corners at 0 and 1, one primitive.

use std::sync::Arc;

use task::Task;

use crate::{
    Class, Column, Diagnostics, Hit, Host, Output, Program, RunError, Scope, Type, Value, Written,
    compile, compile_value,
};

/// Points (0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1), repeated as often as needed.
pub(crate) struct Square {
    positions: Vec<f32>,
    ids: Vec<i32>,
    left: Vec<bool>,
    names: (Vec<u32>, Vec<Arc<str>>),
    uvs: Vec<f32>,
}

impl Square {
    pub(crate) fn new() -> Self {
        Self::repeated(1)
    }

    /// The square's points over and over again; still one primitive.
    pub(crate) fn repeated(times: usize) -> Self {
        let corners = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
        Self {
            positions: corners.repeat(times),
            ids: (0..4 * times as i32).collect(),
            left: [true, false, false, true].repeat(times),
            names: ([0, 1].repeat(2 * times), vec!["door".into(), "wall".into()]),
            uvs: corners.to_vec(),
        }
    }

    fn points(&self) -> usize {
        self.ids.len()
    }
}

impl Scope for Square {
    fn class(&self) -> Option<Class> {
        Some(Class::Point)
    }

    fn attribute(&self, input: usize, class: Class, name: &str, is_group: bool) -> Option<Type> {
        if input > 0 {
            return None;
        }
        match (class, name) {
            (Class::Point, "left") => is_group.then_some(Type::INT),
            _ if is_group => None,
            (Class::Point, "P") | (Class::Vertex, "uv") => Some(Type::VECTOR3),
            (Class::Point, "id") => Some(Type::INT),
            (Class::Point, "name") => Some(Type::TEXT),
            (Class::Detail, "scale") | (Class::Primitive, "height") => Some(Type::FLOAT),
            _ => None,
        }
    }

    fn attribute_names(&self, _: Class) -> Vec<String> {
        ["P", "id", "name"].map(str::to_owned).to_vec()
    }
}

impl Host for Square {
    fn count(&self, input: usize, class: Class) -> usize {
        match (input, class) {
            (0, Class::Point) => self.points(),
            (0, Class::Vertex) => 4,
            (0, _) => 1,
            _ => 0,
        }
    }

    fn column(&self, input: usize, class: Class, name: &str, group: bool) -> Option<Column<'_>> {
        self.attribute(input, class, name, group)?;
        Some(match name {
            "left" => Column::Bools(&self.left),
            "P" => Column::Floats(&self.positions, 3),
            "uv" => Column::Floats(&self.uvs, 3),
            "id" => Column::Ints(&self.ids),
            "name" => Column::Texts(&self.names.0, &self.names.1),
            "scale" => Column::Floats(&[2.0], 1),
            _ => Column::Floats(&[3.0], 1),
        })
    }

    fn frame(&self) -> f32 {
        25.0
    }

    fn parameter(&self, path: &str) -> Option<Value> {
        Some(match path {
            "../grid/rows" => Value::Int(10),
            "size" => Value::Vector2([4.0, 5.0]),
            "turn" => Value::Vector4([0.0, 0.0, 0.0, 1.0]),
            "offset" => Value::Vector3([1.0, 2.0, 3.0]),
            "label" => Value::Text("door".into()),
            _ => return None,
        })
    }

    fn ramp(&self, path: &str, place: f32) -> Option<[f32; 3]> {
        (path == "profile").then_some([place; 3])
    }

    fn neighbours(&self, _: usize, point: usize) -> Vec<i32> {
        let point = point as i32 % 4;
        let mut list = vec![(point + 1) % 4, (point + 3) % 4];
        list.sort_unstable();
        list
    }

    fn nearest_points(&self, _: usize, place: [f32; 3], most: f32, count: usize) -> Vec<i32> {
        let distance = |point: i32| {
            let at = &self.positions[point as usize * 3..point as usize * 3 + 3];
            at.iter().zip(place).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
        };
        let mut list: Vec<i32> = (0..4).filter(|&point| distance(point) <= most).collect();
        list.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
        list.truncate(count);
        list
    }

    fn closest(&self, _: usize, [x, y, z]: [f32; 3]) -> Option<Hit> {
        let uvw = [x.clamp(0.0, 1.0), z.clamp(0.0, 1.0), 0.0];
        Some(Hit { primitive: 0, uvw, position: [uvw[0], 0.0, uvw[1]], distance: y.abs() })
    }

    fn ray(&self, _: usize, [x, y, z]: [f32; 3], along: [f32; 3]) -> Option<Hit> {
        let hits = y * along[1] < 0.0 && along[1].abs() >= y.abs();
        let hit = Hit { position: [x, 0.0, z], uvw: [x, z, 0.0], distance: y.abs(), primitive: 0 };
        hits.then_some(hit)
    }

    fn primitive_vertices(&self, _: usize, _: usize) -> std::ops::Range<usize> {
        0..4
    }

    fn vertex_point(&self, _: usize, vertex: usize) -> Option<usize> {
        Some(vertex)
    }

    fn vertex_primitive(&self, _: usize, _: usize) -> Option<usize> {
        Some(0)
    }

    fn point_vertices(&self, _: usize, point: usize) -> Vec<i32> {
        vec![point as i32]
    }

    fn weights(&self, _: usize, _: usize, [u, v, _]: [f32; 3]) -> Vec<(usize, f32)> {
        let (a, b) = (1.0 - u, 1.0 - v);
        vec![(0, a * b), (1, u * b), (2, u * v), (3, a * v)]
    }

    fn bounds(&self, _: usize) -> Option<([f32; 3], [f32; 3])> {
        Some(([0.0; 3], [1.0, 0.0, 1.0]))
    }

    fn group_members(&self, _: usize, class: Class, pattern: &str) -> Vec<i32> {
        if class == Class::Point && pattern == "left" { vec![0, 3] } else { Vec::new() }
    }
}

/// Runs a program over the points of a square.
pub(crate) fn ran(source: &str) -> Output {
    ran_over(source, &Square::new()).unwrap_or_else(|error| panic!("{source}\n{error}"))
}

pub(crate) fn ran_over(source: &str, square: &Square) -> Result<Output, RunError> {
    let program = compiled(source).unwrap_or_else(|error| panic!("{error}"));
    program.run(square, None, &Task::unlimited())
}

pub(crate) fn compiled(source: &str) -> Result<Program, Diagnostics> {
    compile(source, &Square::new())
}

/// The floats of an attribute that a program wrote over the points of a square.
pub(crate) fn floats(source: &str, name: &str) -> Vec<f32> {
    written(&ran(source), name)
}

pub(crate) fn written(output: &Output, name: &str) -> Vec<f32> {
    let attribute = output.attributes.iter().find(|attribute| &*attribute.name == name).unwrap();
    match &attribute.values {
        Written::Floats(values, _) => values.clone(),
        Written::Ints(values) => values.iter().map(|&value| value as f32).collect(),
        Written::Bools(values) => values.iter().map(|&value| f32::from(u8::from(value))).collect(),
        Written::Texts(_) => panic!("{name} is text"),
    }
}

/// The value of an expression at the first point of a square.
pub(crate) fn value_of(source: &str, kind: Type) -> Result<Value, String> {
    let square = Square::new();
    let program = compile_value(source, kind, &square).map_err(|error| error.to_string())?;
    let output = program.run(&square, None, &Task::unlimited()).map_err(|e| e.to_string())?;
    Ok(match output.values.unwrap() {
        Written::Floats(values, size) => Value::from_bits(
            kind,
            &values[..size].iter().map(|value| value.to_bits()).collect::<Vec<_>>(),
        ),
        Written::Ints(values) => Value::Int(values[0]),
        Written::Bools(values) => Value::Int(i32::from(values[0])),
        Written::Texts(values) => Value::Text(values[0].clone()),
    })
}

/// The message of the first mistake in a program.
pub(crate) fn mistake(source: &str) -> String {
    let all = compiled(source).expect_err(source);
    all.list[0].message.clone()
}
