//! Parameters of this and of other nodes.

use super::{Function, Special, special};
use crate::machine::Lane;
use crate::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "ch",
        help: "The number in the parameter at a path: `\"size\"` of this node, `\"../grid/rows\"` \
               of another one in the same network, `\"/tower/extrude/distance\"` from the top. One \
               number of several is `\"translate.x\"` or, as in Houdini, `\"translatex\"`.",
        examples: &[("ch(\"../grid/rows\") * 2", "20"), ("ch(\"offset\").y", "2")],
        forms: &[special("float ch(string path)", Special::Channel(Type::FLOAT))],
    },
    Function {
        name: "chf",
        help: "The same as ch().",
        examples: &[("chf(\"../grid/rows\")", "10")],
        forms: &[special("float chf(string path)", Special::Channel(Type::FLOAT))],
    },
    Function {
        name: "chi",
        help: "The whole number in a parameter; a toggle is 0 or 1.",
        examples: &[("chi(\"../grid/rows\") / 3", "3")],
        forms: &[special("int chi(string path)", Special::Channel(Type::INT))],
    },
    Function {
        name: "chp",
        help: "The four numbers in a parameter.",
        examples: &[("chp(\"turn\").w", "1")],
        forms: &[special("vector4 chp(string path)", Special::Channel(Type::VECTOR4))],
    },
    Function {
        name: "chramp",
        help: "The height of a curve, or the colour of a colour ramp, at a place from 0 to 1.",
        examples: &[("chramp(\"profile\", 0.25)", "0.25")],
        forms: &[
            special("float chramp(string path; float place)", Special::Ramp),
            special("vector chramp(string path; float place)", Special::Ramp),
        ],
    },
    Function {
        name: "chs",
        help: "The text in a parameter.",
        examples: &[("chs(\"label\")", "door")],
        forms: &[special("string chs(string path)", Special::Channel(Type::TEXT))],
    },
    Function {
        name: "chu",
        help: "The two numbers in a parameter.",
        examples: &[("chu(\"size\")", "{4, 5}")],
        forms: &[special("vector2 chu(string path)", Special::Channel(Type::VECTOR2))],
    },
    Function {
        name: "chv",
        help: "The three numbers in a parameter: a vector or a colour.",
        examples: &[("chv(\"offset\")", "{1, 2, 3}")],
        forms: &[special("vector chv(string path)", Special::Channel(Type::VECTOR3))],
    },
];

/// The value of a ramp: the channel and the place are handed over.
pub(crate) fn ramp(lane: &mut Lane<'_, '_>) -> Result<(), String> {
    let path = lane.path(0).unwrap_or_default();
    match lane.host().ramp(&path, lane.float(1)) {
        Some(value) => {
            lane.give_vector(0, value);
            Ok(())
        }
        None => Err(format!("there is no ramp \"{path}\"")),
    }
}
