//! What the functions that read geometry do, for one element.

use crate::machine::Lane;
use crate::scope::Class;
use crate::value::{Array, Value};

type Result = std::result::Result<(), String>;

fn give_list(lane: &mut Lane<'_, '_>, list: Vec<i32>) -> Result {
    lane.grow(4 * list.len() as u64)?;
    lane.give_array(0, Array::ints(list));
    Ok(())
}

fn give_index(lane: &mut Lane<'_, '_>, index: Option<usize>) -> Result {
    lane.give_int(0, index.map_or(-1, |index| index as i32));
    Ok(())
}

pub(super) fn point_members(lane: &mut Lane<'_, '_>) -> Result {
    let list = lane.host().group_members(lane.input(0), Class::Point, &lane.text(1));
    give_list(lane, list)
}

pub(super) fn primitive_members(lane: &mut Lane<'_, '_>) -> Result {
    let list = lane.host().group_members(lane.input(0), Class::Primitive, &lane.text(1));
    give_list(lane, list)
}

pub(super) fn bounds_min(lane: &mut Lane<'_, '_>) -> Result {
    let bounds = lane.host().bounds(lane.input(0)).unwrap_or_default();
    lane.give_vector(0, bounds.0);
    Ok(())
}

pub(super) fn bounds_max(lane: &mut Lane<'_, '_>) -> Result {
    let bounds = lane.host().bounds(lane.input(0)).unwrap_or_default();
    lane.give_vector(0, bounds.1);
    Ok(())
}

pub(super) fn bounds_number(lane: &mut Lane<'_, '_>) -> Result {
    let (low, high) = lane.host().bounds(lane.input(0)).unwrap_or_default();
    let which = lane.text(1);
    let axis = match which.chars().next() {
        Some('x') => 0,
        Some('y') => 1,
        Some('z') => 2,
        _ => usize::MAX,
    };
    let value = match which.get(1..) {
        _ if axis > 2 => None,
        Some("min") => Some(low[axis]),
        Some("max") => Some(high[axis]),
        Some("size") => Some(high[axis] - low[axis]),
        Some("center") => Some((low[axis] + high[axis]) / 2.0),
        _ => None,
    };
    let value = value.ok_or_else(|| {
        format!("bbox() knows xmin, xmax, xsize, xcenter and so on, not \"{which}\"")
    })?;
    lane.give_float(0, value);
    Ok(())
}

pub(super) fn intersect(lane: &mut Lane<'_, '_>) -> Result {
    let hit = lane.host().ray(lane.input(0), lane.vector(1), lane.vector(2));
    lane.give_int(0, hit.map_or(-1, |hit| hit.primitive));
    let hit = hit.unwrap_or_default();
    lane.give_vector(1, hit.position);
    lane.give_vector(2, hit.uvw);
    Ok(())
}

pub(super) fn nearest_place(lane: &mut Lane<'_, '_>) -> Result {
    let hit = lane.host().closest(lane.input(0), lane.vector(1));
    let place = hit.map_or_else(|| lane.vector(1), |hit| hit.position);
    lane.give_vector(0, place);
    Ok(())
}

pub(super) fn surface_distance(lane: &mut Lane<'_, '_>) -> Result {
    let hit = lane.host().closest(lane.input(0), lane.vector(1));
    lane.give_float(0, hit.map_or(f32::INFINITY, |hit| hit.distance));
    lane.give_int(1, hit.map_or(-1, |hit| hit.primitive));
    lane.give_vector(2, hit.unwrap_or_default().uvw);
    Ok(())
}

pub(super) fn near_point(lane: &mut Lane<'_, '_>) -> Result {
    let most = if lane.count() > 2 { lane.float(2) } else { f32::INFINITY };
    let found = lane.host().nearest_points(lane.input(0), lane.vector(1), most, 1);
    lane.give_int(0, found.first().copied().unwrap_or(-1));
    Ok(())
}

pub(super) fn near_points(lane: &mut Lane<'_, '_>) -> Result {
    let count =
        if lane.count() > 3 { usize::try_from(lane.int(3)).unwrap_or(0) } else { usize::MAX };
    let found = lane.host().nearest_points(lane.input(0), lane.vector(1), lane.float(2), count);
    give_list(lane, found)
}

/// The points beside the one that is handed over second.
fn beside(lane: &Lane<'_, '_>) -> Vec<i32> {
    let input = lane.input(0);
    let point = lane.element(1, input, Class::Point);
    point.map_or_else(Vec::new, |point| lane.host().neighbours(input, point))
}

pub(super) fn neighbour(lane: &mut Lane<'_, '_>) -> Result {
    let list = beside(lane);
    let found = usize::try_from(lane.int(2)).ok().and_then(|index| list.get(index).copied());
    lane.give_int(0, found.unwrap_or(-1));
    Ok(())
}

pub(super) fn neighbour_count(lane: &mut Lane<'_, '_>) -> Result {
    let count = beside(lane).len();
    lane.give_int(0, count as i32);
    Ok(())
}

pub(super) fn neighbours(lane: &mut Lane<'_, '_>) -> Result {
    let list = beside(lane);
    give_list(lane, list)
}

fn give_count(lane: &mut Lane<'_, '_>, class: Class) -> Result {
    let count = lane.host().count(lane.input(0), class);
    lane.give_int(0, count as i32);
    Ok(())
}

pub(super) fn point_count(lane: &mut Lane<'_, '_>) -> Result {
    give_count(lane, Class::Point)
}

pub(super) fn primitive_count(lane: &mut Lane<'_, '_>) -> Result {
    give_count(lane, Class::Primitive)
}

pub(super) fn vertex_count(lane: &mut Lane<'_, '_>) -> Result {
    give_count(lane, Class::Vertex)
}

pub(super) fn point_vertices(lane: &mut Lane<'_, '_>) -> Result {
    let input = lane.input(0);
    let point = lane.element(1, input, Class::Point);
    let list = point.map_or_else(Vec::new, |point| lane.host().point_vertices(input, point));
    give_list(lane, list)
}

pub(super) fn point_primitives(lane: &mut Lane<'_, '_>) -> Result {
    let input = lane.input(0);
    let point = lane.element(1, input, Class::Point);
    let vertices = point.map_or_else(Vec::new, |point| lane.host().point_vertices(input, point));
    let of = |vertex: i32| lane.host().vertex_primitive(input, usize::try_from(vertex).ok()?);
    let mut list: Vec<i32> =
        vertices.into_iter().filter_map(of).map(|primitive| primitive as i32).collect();
    list.dedup();
    give_list(lane, list)
}

/// The vertices of the primitive that is handed over second.
fn corners(lane: &Lane<'_, '_>) -> std::ops::Range<usize> {
    let input = lane.input(0);
    let primitive = lane.element(1, input, Class::Primitive);
    primitive.map_or(0..0, |primitive| lane.host().primitive_vertices(input, primitive))
}

pub(super) fn corner_count(lane: &mut Lane<'_, '_>) -> Result {
    let count = corners(lane).len();
    lane.give_int(0, count as i32);
    Ok(())
}

pub(super) fn primitive_vertices(lane: &mut Lane<'_, '_>) -> Result {
    let list = corners(lane).map(|vertex| vertex as i32).collect();
    give_list(lane, list)
}

pub(super) fn primitive_points(lane: &mut Lane<'_, '_>) -> Result {
    let input = lane.input(0);
    let of = |vertex| lane.host().vertex_point(input, vertex);
    let list = corners(lane).filter_map(of).map(|point| point as i32).collect();
    give_list(lane, list)
}

pub(super) fn vertex_index(lane: &mut Lane<'_, '_>) -> Result {
    let corners = corners(lane);
    let corner = usize::try_from(lane.int(2)).ok().filter(|&corner| corner < corners.len());
    give_index(lane, corner.map(|corner| corners.start + corner))
}

pub(super) fn vertex_point(lane: &mut Lane<'_, '_>) -> Result {
    let input = lane.input(0);
    let vertex = lane.element(1, input, Class::Vertex);
    let point = vertex.and_then(|vertex| lane.host().vertex_point(input, vertex));
    give_index(lane, point)
}

pub(super) fn vertex_primitive(lane: &mut Lane<'_, '_>) -> Result {
    let input = lane.input(0);
    let vertex = lane.element(1, input, Class::Vertex);
    let primitive = vertex.and_then(|vertex| lane.host().vertex_primitive(input, vertex));
    give_index(lane, primitive)
}

pub(super) fn primitive_uv(lane: &mut Lane<'_, '_>) -> Result {
    use crate::host::Column;
    let input = lane.input(0);
    let (name, uvw) = (lane.text(1), lane.vector(3));
    let primitive = lane.element(2, input, Class::Primitive);
    let host = lane.host();
    let weights = primitive.map_or_else(Vec::new, |p| host.weights(input, p, uvw));
    let mut sum = [0.0_f32; 4];
    for (vertex, weight) in weights {
        let Some(point) = host.vertex_point(input, vertex) else { continue };
        match host.column(input, Class::Point, &name, false) {
            Some(Column::Floats(values, size)) => {
                let tuple = values.get(point * size..(point + 1) * size).unwrap_or(&[]);
                sum.iter_mut().zip(tuple).for_each(|(sum, value)| *sum += weight * value);
            }
            Some(Column::Ints(values)) => {
                sum[0] += weight * values.get(point).map_or(0.0, |&value| value as f32);
            }
            _ => {}
        }
    }
    let bits = Value::Vector4(sum).bits();
    lane.give_bits(0, &bits);
    Ok(())
}
