//! What a program reads while it runs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use expression::{Class, Hit, Host, INPUTS, Program, Value};
use glam::Vec3;
use task::{Stop, Task};

use super::Surroundings;
use super::scope::{GeometryScope, domain_of, is_placed};
use crate::derived::Derived;
use crate::{
    Data, Domain, Geometry, NONE, Near, Pick, PointTree, Selection, SurfaceHit, default_value,
};

/// A geometry and its inputs as the language sees them.
pub struct GeometryHost<'a> {
    scope: GeometryScope<'a>,
    surroundings: Surroundings<'a>,
    task: &'a Task,
    /// Attributes that are not there and whose name has a default other than zero.
    defaults: BTreeMap<String, (Vec<f32>, usize)>,
    /// Attributes of several ints, as the floats that they are read as.
    int_tuples: BTreeMap<(usize, Domain, String), Vec<f32>>,
    /// Of each element the point, the vertex or the primitive that it belongs to.
    numbers: [Derived<Vec<i32>>; 3],
    /// The places of vertices and of primitives of each input.
    places: [[Derived<Vec<f32>>; 2]; INPUTS],
    trees: [Derived<PointTree>; INPUTS],
    /// Why something could not be built in the middle of a run.
    stop: Mutex<Option<Stop>>,
}

impl<'a> GeometryHost<'a> {
    /// The host of a program that was compiled for a scope.
    pub fn new(
        scope: &GeometryScope<'a>,
        program: &Program,
        surroundings: Surroundings<'a>,
        task: &'a Task,
    ) -> Self {
        let table = scope.first().table(scope.domain);
        let missing = program
            .attributes()
            .filter(|attribute| !attribute.is_group && table.get(&attribute.name).is_none());
        let mut defaults = BTreeMap::new();
        for attribute in missing {
            // Ints and text have no default but zero.
            let is_float = attribute.kind != expression::Type::INT;
            let size = if is_float { attribute.kind.components() } else { 0 };
            let tuple: Vec<f32> =
                (0..size).map(|place| default_value(&attribute.name, place)).collect();
            if tuple.iter().any(|&value| value != 0.0) {
                let values = tuple.repeat(table.len());
                defaults.insert(attribute.name.to_string(), (values, size));
            }
        }
        Self {
            scope: *scope,
            surroundings,
            task,
            defaults,
            int_tuples: int_tuples(scope),
            numbers: Default::default(),
            places: Default::default(),
            trees: Default::default(),
            stop: Mutex::new(None),
        }
    }

    /// Whether something could not be built while the program ran.
    pub fn stopped(&self) -> Result<(), Stop> {
        let stop = self.stop.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        stop.map_or(Ok(()), Err)
    }

    fn noted<T>(&self, result: Result<T, Stop>) -> Option<T> {
        result
            .map_err(|stop| {
                *self.stop.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(stop);
            })
            .ok()
    }

    /// The numbers of the points (0), vertices (1) or primitives (2) of the elements that the
    /// program runs over; -1 where there is none.
    fn numbers(&self, which: usize) -> &[i32] {
        self.numbers[which].get_or_build(|| {
            let topology = self.scope.first().topology();
            let primitive = |vertex: usize| topology.primitive_of_vertex()[vertex] as i32;
            let of = |element: usize| -> Option<i32> {
                let first_of_point =
                    || topology.vertices_of_point().of(element).first().map(|&v| v as usize);
                match (self.scope.domain, which) {
                    (Domain::Vertex, 0) => topology.corners().get(element).map(|&p| p as i32),
                    (Domain::Vertex, 2) => Some(primitive(element)),
                    (Domain::Point, 1) => first_of_point().map(|vertex| vertex as i32),
                    (Domain::Point, 2) => first_of_point().map(primitive),
                    (Domain::Primitive, 0) => {
                        topology.primitive(element).first().map(|&point| point as i32)
                    }
                    (Domain::Primitive, 1) => {
                        topology.vertices(element).next().map(|vertex| vertex as i32)
                    }
                    _ => None,
                }
            };
            let count = self.scope.first().count(self.scope.domain);
            (0..count).map(|element| of(element).unwrap_or(-1)).collect()
        })
    }

    /// Where the vertices or the middles of the primitives of an input are.
    fn places(&self, input: usize, domain: Domain) -> Option<&[f32]> {
        let geometry = self.scope.input(input)?;
        let derived = &self.places[input][usize::from(domain == Domain::Primitive)];
        Some(derived.get_or_build(|| {
            let (topology, positions) = (geometry.topology(), geometry.positions());
            let middle = |primitive: usize| {
                let corners = topology.primitive(primitive);
                let sum: Vec3 = corners.iter().map(|&point| positions[point as usize]).sum();
                sum / corners.len().max(1) as f32
            };
            let place = |element: usize| match domain {
                Domain::Vertex => positions[topology.corners()[element] as usize],
                _ => middle(element),
            };
            (0..geometry.count(domain)).flat_map(|element| place(element).to_array()).collect()
        }))
    }

    fn hit(&self, geometry: &Geometry, hit: SurfaceHit) -> Hit {
        let triangles = geometry.triangles();
        let primitive = triangles.primitives[hit.triangle as usize];
        let first = triangles.primitives.partition_point(|&other| other < primitive);
        let is_triangle = geometry.topology().vertices(primitive as usize).len() == 3;
        // On a polygon that is cut into several the third number says which, from 1.
        let which = if is_triangle { 0.0 } else { (hit.triangle as usize - first + 1) as f32 };
        Hit {
            primitive: primitive as i32,
            uvw: [hit.weights[1], hit.weights[2], which],
            position: hit.position.to_array(),
            distance: hit.distance,
        }
    }
}

/// The attributes of several ints that the language has a type for.
fn int_tuples(scope: &GeometryScope<'_>) -> BTreeMap<(usize, Domain, String), Vec<f32>> {
    let mut all = BTreeMap::new();
    for input in 0..INPUTS {
        let Some(geometry) = scope.input(input) else { continue };
        for domain in Domain::ALL {
            for (name, column) in geometry.table(domain).attributes() {
                let has_type = expression::Type::floats(column.size()).is_some();
                if let (2.., true, Some(ints)) = (column.size(), has_type, column.ints()) {
                    let floats = ints.iter().map(|&int| int as f32).collect();
                    all.insert((input, domain, name.to_string()), floats);
                }
            }
        }
    }
    all
}

impl Host for GeometryHost<'_> {
    fn count(&self, input: usize, class: Class) -> usize {
        self.scope.input(input).map_or(0, |geometry| geometry.count(domain_of(class)))
    }

    fn column(
        &self,
        input: usize,
        class: Class,
        name: &str,
        is_group: bool,
    ) -> Option<expression::Column<'_>> {
        use expression::Column as Seen;
        let domain = domain_of(class);
        let table = self.scope.input(input)?.table(domain);
        let is_own = input == 0 && domain == self.scope.domain && !is_group;
        let Some(column) = table.get(name).filter(|column| column.is_group() == is_group) else {
            return match name {
                _ if is_group => None,
                "ptnum" if is_own => Some(Seen::Ints(self.numbers(0))),
                "vtxnum" if is_own => Some(Seen::Ints(self.numbers(1))),
                "primnum" if is_own => Some(Seen::Ints(self.numbers(2))),
                "P" if is_placed(domain) => Some(Seen::Floats(self.places(input, domain)?, 3)),
                name if is_own => {
                    let (values, size) = self.defaults.get(name)?;
                    Some(Seen::Floats(values, *size))
                }
                _ => None,
            };
        };
        match column.data() {
            Data::Float(values) => Some(Seen::Floats(values, column.size())),
            Data::Int(values) if column.size() == 1 => Some(Seen::Ints(values)),
            Data::Int(_) => {
                let values = self.int_tuples.get(&(input, domain, name.to_owned()))?;
                Some(Seen::Floats(values, column.size()))
            }
            Data::Bool(members) => Some(Seen::Bools(members)),
            Data::Text(text) => Some(Seen::Texts(&text.indices, &text.strings)),
        }
    }

    fn frame(&self) -> f32 {
        self.surroundings.frame
    }

    fn frames_per_second(&self) -> f32 {
        self.surroundings.frames_per_second
    }

    fn parameter(&self, path: &str) -> Option<Value> {
        self.surroundings.parameters.parameter(path)
    }

    fn ramp(&self, path: &str, place: f32) -> Option<[f32; 3]> {
        self.surroundings.parameters.ramp(path, place)
    }

    fn neighbours(&self, input: usize, point: usize) -> Vec<i32> {
        let Some(geometry) = self.scope.input(input) else { return Vec::new() };
        let topology = geometry.topology();
        let next = topology.next_vertices();
        let corner = |vertex: usize| topology.corners()[vertex] as i32;
        let mut list = Vec::new();
        for &vertex in topology.vertices_of_point().of(point) {
            let vertex = vertex as usize;
            let primitive = topology.primitive_of_vertex()[vertex] as usize;
            let vertices = topology.vertices(primitive);
            if next[vertex] != NONE {
                list.push(corner(next[vertex] as usize));
            }
            let before = if vertex == vertices.start { vertices.end - 1 } else { vertex - 1 };
            if next[before] == vertex as u32 {
                list.push(corner(before));
            }
        }
        list.retain(|&other| other != point as i32);
        list.sort_unstable();
        list.dedup();
        list
    }

    fn nearest_points(&self, input: usize, place: [f32; 3], most: f32, count: usize) -> Vec<i32> {
        let Some(geometry) = self.scope.input(input) else { return Vec::new() };
        let build = || PointTree::build(geometry.positions(), self.task);
        let Some(tree) = self.noted(self.trees[input].get_or_try_build(build)) else {
            return Vec::new();
        };
        let mut found: Vec<Near> = Vec::new();
        tree.nearest(place.into(), count, most.max(0.0), &mut found);
        found.into_iter().map(|near| near.index as i32).collect()
    }

    fn closest(&self, input: usize, place: [f32; 3]) -> Option<Hit> {
        let geometry = self.scope.input(input)?;
        let surface = self.noted(geometry.surface(self.task))?;
        let hit = surface.closest(place.into(), f32::INFINITY)?;
        Some(self.hit(geometry, hit))
    }

    fn ray(&self, input: usize, from: [f32; 3], along: [f32; 3]) -> Option<Hit> {
        let geometry = self.scope.input(input)?;
        let surface = self.noted(geometry.surface(self.task))?;
        let along = Vec3::from(along);
        let hit = surface.ray(from.into(), along, 0.0, 1.0, Pick::Nearest)?;
        let distance = hit.distance * along.length();
        Some(self.hit(geometry, SurfaceHit { distance, ..hit }))
    }

    fn primitive_vertices(&self, input: usize, primitive: usize) -> Range<usize> {
        self.scope.input(input).map_or(0..0, |geometry| geometry.topology().vertices(primitive))
    }

    fn vertex_point(&self, input: usize, vertex: usize) -> Option<usize> {
        let corners = self.scope.input(input)?.topology().corners();
        corners.get(vertex).map(|&point| point as usize)
    }

    fn vertex_primitive(&self, input: usize, vertex: usize) -> Option<usize> {
        let topology = self.scope.input(input)?.topology();
        topology.primitive_of_vertex().get(vertex).map(|&primitive| primitive as usize)
    }

    fn point_vertices(&self, input: usize, point: usize) -> Vec<i32> {
        let Some(geometry) = self.scope.input(input) else { return Vec::new() };
        let vertices = geometry.topology().vertices_of_point().of(point);
        vertices.iter().map(|&vertex| vertex as i32).collect()
    }

    fn weights(&self, input: usize, primitive: usize, uvw: [f32; 3]) -> Vec<(usize, f32)> {
        let Some(geometry) = self.scope.input(input) else { return Vec::new() };
        let vertices = geometry.topology().vertices(primitive);
        let [u, v, which] = uvw;
        if which < 1.0 && vertices.len() == 4 {
            let (a, b) = (1.0 - u, 1.0 - v);
            let weights = [a * b, u * b, u * v, a * v];
            return vertices.zip(weights).collect();
        }
        let triangles = geometry.triangles();
        let first = triangles.primitives.partition_point(|&other| (other as usize) < primitive);
        let triangle = first + (which.max(1.0) - 1.0) as usize;
        if triangles.primitives.get(triangle).map(|&other| other as usize) != Some(primitive) {
            return vertices.take(1).map(|vertex| (vertex, 1.0)).collect();
        }
        let corners = triangles.vertices[triangle].map(|vertex| vertex as usize);
        corners.into_iter().zip([1.0 - u - v, u, v]).collect()
    }

    fn bounds(&self, input: usize) -> Option<([f32; 3], [f32; 3])> {
        let bounds = self.scope.input(input)?.bounds();
        (!bounds.is_empty()).then(|| (bounds.min.to_array(), bounds.max.to_array()))
    }

    fn group_members(&self, input: usize, class: Class, pattern: &str) -> Vec<i32> {
        let Some(geometry) = self.scope.input(input) else { return Vec::new() };
        let selection = Selection::parse(pattern, geometry, domain_of(class));
        selection.map_or_else(
            |_| Vec::new(),
            |selection| selection.indices().into_iter().map(|index| index as i32).collect(),
        )
    }
}
