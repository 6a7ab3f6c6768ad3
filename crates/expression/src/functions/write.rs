//! Changing the geometry. What is asked for is done after the program has run for all elements,
//! in the order of the elements: readers always see what came in.

use super::{Function, adds, effect, source};
use crate::host::{Change, Mode};
use crate::machine::Lane;
use crate::scope::Class;
use crate::value::{Array, Items};

type Result = std::result::Result<(), String>;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "addpoint",
        help: "Adds a point at a place, or a copy of where another point is; gives its number.",
        examples: &[("addpoint(0, {0, 1, 0})", "4")],
        forms: &[
            adds("int addpoint(int geometry; vector place)", add_point),
            source(
                "int addpoint(int geometry; int copied) {
                    return addpoint(geometry, vector(point(0, \"P\", copied))); }",
            ),
        ],
    },
    Function {
        name: "addprim",
        help: "Adds a primitive, \"poly\" or \"polyline\", over points; gives its number.",
        examples: &[("addprim(0, \"polyline\", 0, 2)", "1")],
        forms: &[
            adds("int addprim(int geometry; string kind; int points[])", add_primitive_of_array),
            adds("int addprim(int geometry; string kind, ...)", add_primitive),
        ],
    },
    Function {
        name: "addvertex",
        help: "Adds a corner at a point to the end of a primitive.",
        examples: &[("addvertex(0, 0, 1)", "1")],
        forms: &[effect("int addvertex(int geometry, primitive, point)", add_vertex)],
    },
    Function {
        name: "error",
        help: "Ends the cook with an error that says this, put together as by sprintf().",
        examples: &[("1 > 2 ? error(\"no %d\", 1) : 5", "5")],
        forms: &[effect("int error(string format, ...)", error)],
    },
    Function {
        name: "removepoint",
        help: "Removes a point with its corners; primitives with too few points left go too, \
               unless the last value is 0.",
        examples: &[("removepoint(0, @ptnum)", "1")],
        forms: &[
            effect("int removepoint(int geometry, point)", remove_point),
            effect("int removepoint(int geometry, point, and_primitives)", remove_point),
        ],
    },
    Function {
        name: "removeprim",
        help: "Removes a primitive, and with 1 as the last value points that nothing else uses.",
        examples: &[("removeprim(0, 0, 1)", "1")],
        forms: &[effect("int removeprim(int geometry, primitive, and_points)", remove_primitive)],
    },
    Function {
        name: "setdetailattrib",
        help: "Writes an attribute of the detail; \"add\", \"min\", \"max\" or \"mult\" as the \
               last value joins it with what is there.",
        examples: &[("setdetailattrib(0, \"total\", 1.5, \"add\")", "1")],
        forms: &[
            effect("int setdetailattrib(int geometry; string name; E value)", set_detail),
            effect(
                "int setdetailattrib(int geometry; string name; E value; string mode)",
                set_detail,
            ),
        ],
    },
    Function {
        name: "setpointattrib",
        help: "Writes an attribute of a point; the last value says how, as in setdetailattrib().",
        examples: &[("setpointattrib(0, \"mass\", 2, 1.5)", "1")],
        forms: &[
            effect("int setpointattrib(int geometry; string name; int point; E value)", set_point),
            effect(
                "int setpointattrib(int geometry; string name; int point; E value; string mode)",
                set_point,
            ),
        ],
    },
    Function {
        name: "setpointgroup",
        help: "Puts a point into a group, or with 0 takes it out.",
        examples: &[("setpointgroup(0, \"top\", @ptnum, 1)", "1")],
        forms: &[effect(
            "int setpointgroup(int geometry; string group; int point, is_member)",
            set_point_group,
        )],
    },
    Function {
        name: "setprimattrib",
        help: "Writes an attribute of a primitive; the last value says how, as in \
               setdetailattrib().",
        examples: &[("setprimattrib(0, \"mass\", 0, 1.5)", "1")],
        forms: &[
            effect(
                "int setprimattrib(int geometry; string name; int primitive; E value)",
                set_primitive,
            ),
            effect(
                "int setprimattrib(int geometry; string name; int primitive; E value; string mode)",
                set_primitive,
            ),
        ],
    },
    Function {
        name: "setprimgroup",
        help: "Puts a primitive into a group, or with 0 takes it out.",
        examples: &[("setprimgroup(0, \"front\", 0, 1)", "1")],
        forms: &[effect(
            "int setprimgroup(int geometry; string group; int primitive, is_member)",
            set_primitive_group,
        )],
    },
    Function {
        name: "setvertexattrib",
        help: "Writes an attribute of a vertex; the last value says how, as in setdetailattrib().",
        examples: &[("setvertexattrib(0, \"uv\", 0, {1, 1, 0})", "1")],
        forms: &[
            effect(
                "int setvertexattrib(int geometry; string name; int vertex; E value)",
                set_vertex,
            ),
            effect(
                "int setvertexattrib(int geometry; string name; int vertex; E value; string mode)",
                set_vertex,
            ),
        ],
    },
    Function {
        name: "warning",
        help: "Lets the node show a warning that says this, put together as by sprintf().",
        examples: &[("warning(\"%d odd points\", 3)", "1")],
        forms: &[effect("int warning(string format, ...)", warning)],
    },
];

fn done(lane: &mut Lane<'_, '_>, change: Change) -> Result {
    lane.grow(64)?;
    lane.change(change);
    lane.give_int(0, 1);
    Ok(())
}

/// Only what goes on to the next node can be changed.
fn check_input(lane: &Lane<'_, '_>) -> Result {
    match lane.int(0) {
        0 => Ok(()),
        other => Err(format!("only the first input, 0, can be changed, not {other}")),
    }
}

fn add_point(lane: &mut Lane<'_, '_>) -> Result {
    check_input(lane)?;
    let place = lane.vector(1);
    let number = lane.added(0);
    done(lane, Change::AddPoint(place))?;
    lane.give_int(0, number);
    Ok(())
}

fn add_primitive(lane: &mut Lane<'_, '_>) -> Result {
    let mut points = Vec::new();
    for place in 2..lane.count() {
        if !lane.kind(place).is_scalar() {
            return Err(format!("a point is a number, not {}", lane.kind(place)));
        }
        points.push(lane.value(place).floats()[0] as i32);
        if lane.kind(place) == crate::Type::INT {
            points.pop();
            points.push(lane.int(place));
        }
    }
    add_primitive_over(lane, points)
}

fn add_primitive_of_array(lane: &mut Lane<'_, '_>) -> Result {
    let points = match lane.array(2) {
        Array { items: Items::Numbers(numbers), .. } => {
            numbers.iter().map(|bits| bits.cast_signed()).collect()
        }
        _ => Vec::new(),
    };
    add_primitive_over(lane, points)
}

fn add_primitive_over(lane: &mut Lane<'_, '_>, points: Vec<i32>) -> Result {
    check_input(lane)?;
    let is_closed = match &*lane.text(1) {
        "poly" => true,
        "polyline" => false,
        other => return Err(format!("there are \"poly\" and \"polyline\", not \"{other}\"")),
    };
    let number = lane.added(1);
    lane.grow(4 * points.len() as u64)?;
    done(lane, Change::AddPrimitive { is_closed, points })?;
    lane.give_int(0, number);
    Ok(())
}

fn add_vertex(lane: &mut Lane<'_, '_>) -> Result {
    check_input(lane)?;
    let (primitive, point) = (lane.int(1), lane.int(2));
    done(lane, Change::AddVertex { primitive, point })
}

fn remove_point(lane: &mut Lane<'_, '_>) -> Result {
    check_input(lane)?;
    let and_degenerate = lane.count() < 3 || lane.int(2) != 0;
    let point = lane.int(1);
    done(lane, Change::RemovePoint { point, and_degenerate })
}

fn remove_primitive(lane: &mut Lane<'_, '_>) -> Result {
    check_input(lane)?;
    let (primitive, and_points) = (lane.int(1), lane.int(2) != 0);
    done(lane, Change::RemovePrimitive { primitive, and_points })
}

/// Writes an attribute; the element, if any, and the value are handed over from a place on.
fn set(lane: &mut Lane<'_, '_>, class: Class, element: i32, value: usize) -> Result {
    check_input(lane)?;
    let mode = if lane.count() > value + 1 { lane.text(value + 1) } else { "set".into() };
    let mode = match &*mode {
        "set" => Mode::Set,
        "add" => Mode::Add,
        "min" => Mode::Min,
        "max" => Mode::Max,
        "mult" => Mode::Mult,
        other => {
            return Err(format!("there are set, add, min, max and mult, not \"{other}\""));
        }
    };
    let (name, value) = (lane.text(1), lane.value(value));
    done(lane, Change::Attribute { class, name, element, value, mode })
}

fn set_detail(lane: &mut Lane<'_, '_>) -> Result {
    set(lane, Class::Detail, 0, 2)
}

fn set_point(lane: &mut Lane<'_, '_>) -> Result {
    set(lane, Class::Point, lane.int(2), 3)
}

fn set_primitive(lane: &mut Lane<'_, '_>) -> Result {
    set(lane, Class::Primitive, lane.int(2), 3)
}

fn set_vertex(lane: &mut Lane<'_, '_>) -> Result {
    set(lane, Class::Vertex, lane.int(2), 3)
}

fn set_group(lane: &mut Lane<'_, '_>, class: Class) -> Result {
    check_input(lane)?;
    let (name, element, is_member) = (lane.text(1), lane.int(2), lane.int(3) != 0);
    done(lane, Change::Group { class, name, element, is_member })
}

fn set_point_group(lane: &mut Lane<'_, '_>) -> Result {
    set_group(lane, Class::Point)
}

fn set_primitive_group(lane: &mut Lane<'_, '_>) -> Result {
    set_group(lane, Class::Primitive)
}

/// The text that `sprintf` makes of all values.
fn said(lane: &Lane<'_, '_>) -> std::result::Result<String, String> {
    let values: Vec<_> = (1..lane.count()).map(|place| lane.value(place)).collect();
    super::text::formatted(&lane.text(0), &values)
}

fn warning(lane: &mut Lane<'_, '_>) -> Result {
    let text = said(lane)?;
    lane.warn(&text);
    lane.give_int(0, 1);
    Ok(())
}

fn error(lane: &mut Lane<'_, '_>) -> Result {
    Err(said(lane)?)
}
