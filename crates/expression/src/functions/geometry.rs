//! Reading other elements, other inputs, and the surface as a whole.

mod queries;

use super::{Function, Special, lane, source, special};
use crate::scope::Class;
use queries::{
    bounds_max, bounds_min, bounds_number, corner_count, intersect, near_point, near_points,
    nearest_place, neighbour, neighbour_count, neighbours, point_count, point_members,
    point_primitives, point_vertices, primitive_count, primitive_members, primitive_points,
    primitive_uv, primitive_vertices, surface_distance, vertex_count, vertex_index, vertex_point,
    vertex_primitive,
};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "detail",
        help: "An attribute of an input's detail. Its type is that of the attribute.",
        examples: &[("detail(0, \"scale\")", "2")],
        forms: &[special("E detail(int input; string name)", Special::Read(Class::Detail))],
    },
    Function {
        name: "expandpointgroup",
        help: "The points that a group field names, such as \"0-9\" or \"door*\".",
        examples: &[("len(expandpointgroup(0, \"left\"))", "2")],
        forms: &[lane("int[] expandpointgroup(int input; string group)", point_members)],
    },
    Function {
        name: "expandprimgroup",
        help: "The primitives that a group field names.",
        examples: &[("len(expandprimgroup(0, \"*\"))", "0")],
        forms: &[lane("int[] expandprimgroup(int input; string group)", primitive_members)],
    },
    Function {
        name: "getbbox_center",
        help: "The middle of an input's bounding box.",
        examples: &[("getbbox_center(0)", "{0.5, 0, 0.5}")],
        forms: &[source(
            "vector getbbox_center(int input) {
                return (getbbox_min(input) + getbbox_max(input)) / 2; }",
        )],
    },
    Function {
        name: "getbbox_max",
        help: "The greatest corner of an input's bounding box.",
        examples: &[("getbbox_max(0)", "{1, 0, 1}")],
        forms: &[lane("vector getbbox_max(int input)", bounds_max)],
    },
    Function {
        name: "getbbox_min",
        help: "The least corner of an input's bounding box.",
        examples: &[("getbbox_min(0)", "{0, 0, 0}")],
        forms: &[lane("vector getbbox_min(int input)", bounds_min)],
    },
    Function {
        name: "getbbox_size",
        help: "The size of an input's bounding box.",
        examples: &[("getbbox_size(0)", "{1, 0, 1}")],
        forms: &[source(
            "vector getbbox_size(int input) { return getbbox_max(input) - getbbox_min(input); }",
        )],
    },
    Function {
        name: "bbox",
        help: "A number of an input's bounding box: D_XMIN and so on are written \"xmin\", \
               \"ymax\", \"zsize\", \"xcenter\".",
        examples: &[("bbox(0, \"xsize\")", "1")],
        forms: &[lane("float bbox(int input; string which)", bounds_number)],
    },
    Function {
        name: "hasattrib",
        help: "Whether an input has a point attribute of a name.",
        examples: &[("hasattrib(0, \"P\")", "1")],
        forms: &[special("int hasattrib(int input; string name)", Special::Has(Class::Point))],
    },
    Function {
        name: "hasdetailattrib",
        help: "Whether an input has a detail attribute of a name.",
        examples: &[("hasdetailattrib(0, \"colour\")", "0")],
        forms: &[special(
            "int hasdetailattrib(int input; string name)",
            Special::Has(Class::Detail),
        )],
    },
    Function {
        name: "haspointattrib",
        help: "Whether an input has a point attribute of a name.",
        examples: &[("haspointattrib(0, \"nothing\")", "0")],
        forms: &[special("int haspointattrib(int input; string name)", Special::Has(Class::Point))],
    },
    Function {
        name: "hasprimattrib",
        help: "Whether an input has a primitive attribute of a name.",
        examples: &[("hasprimattrib(0, \"nothing\")", "0")],
        forms: &[special(
            "int hasprimattrib(int input; string name)",
            Special::Has(Class::Primitive),
        )],
    },
    Function {
        name: "hasvertexattrib",
        help: "Whether an input has a vertex attribute of a name.",
        examples: &[("hasvertexattrib(0, \"nothing\")", "0")],
        forms: &[special(
            "int hasvertexattrib(int input; string name)",
            Special::Has(Class::Vertex),
        )],
    },
    Function {
        name: "inpointgroup",
        help: "Whether a point is in a group.",
        examples: &[("inpointgroup(0, \"left\", 0)", "1")],
        forms: &[special(
            "int inpointgroup(int input; string group; int point)",
            Special::InGroup(Class::Point),
        )],
    },
    Function {
        name: "inprimgroup",
        help: "Whether a primitive is in a group.",
        examples: &[("inprimgroup(0, \"front\", 0)", "0")],
        forms: &[special(
            "int inprimgroup(int input; string group; int primitive)",
            Special::InGroup(Class::Primitive),
        )],
    },
    Function {
        name: "intersect",
        help: "The first primitive that a ray meets, no further than the direction is long, and \
               where; -1 if it meets none.",
        examples: &[(
            "vector p, uvw; int prim = intersect(0, {0.5, 2, 0.5}, {0, -9, 0}, p, uvw); \
             return p.x + prim;",
            "0.5",
        )],
        forms: &[
            lane("int intersect(int input; vector from, along, &place, &uvw)", intersect),
            lane("int intersect(int input; vector from, along)", intersect),
        ],
    },
    Function {
        name: "minpos",
        help: "The place of an input's surface that is nearest.",
        examples: &[("minpos(0, {0.5, 3, 0.5})", "{0.5, 0, 0.5}")],
        forms: &[lane("vector minpos(int input; vector place)", nearest_place)],
    },
    Function {
        name: "nearpoint",
        help: "The point that is nearest to a place; -1 if none is within the distance.",
        examples: &[("nearpoint(0, {0.9, 0, 0.1})", "1")],
        forms: &[
            lane("int nearpoint(int input; vector place)", near_point),
            lane("int nearpoint(int input; vector place; float most)", near_point),
        ],
    },
    Function {
        name: "nearpoints",
        help: "The points within a distance of a place, the nearest first; no more than a number \
               of them.",
        examples: &[("len(nearpoints(0, {0, 0, 0}, 1.1))", "3")],
        forms: &[
            lane("int[] nearpoints(int input; vector place; float most)", near_points),
            lane("int[] nearpoints(int input; vector place; float most; int count)", near_points),
        ],
    },
    Function {
        name: "neighbour",
        help: "One of the points that an edge joins with a point; -1 if there are not so many.",
        examples: &[("neighbour(0, 0, 1)", "3")],
        forms: &[lane("int neighbour(int input, point, index)", neighbour)],
    },
    Function {
        name: "neighbourcount",
        help: "The number of points that an edge joins with a point.",
        examples: &[("neighbourcount(0, 0)", "2")],
        forms: &[lane("int neighbourcount(int input, point)", neighbour_count)],
    },
    Function {
        name: "neighbours",
        help: "The points that an edge joins with a point.",
        examples: &[("len(neighbours(0, 0))", "2")],
        forms: &[lane("int[] neighbours(int input, point)", neighbours)],
    },
    Function {
        name: "npoints",
        help: "The number of points of an input.",
        examples: &[("npoints(0)", "4")],
        forms: &[lane("int npoints(int input)", point_count)],
    },
    Function {
        name: "npointsgroup",
        help: "The number of points that a group field names.",
        examples: &[("npointsgroup(0, \"left\")", "2")],
        forms: &[source(
            "int npointsgroup(int input; string group) {
                return len(expandpointgroup(input, group)); }",
        )],
    },
    Function {
        name: "nprimitives",
        help: "The number of primitives of an input.",
        examples: &[("nprimitives(0)", "1")],
        forms: &[lane("int nprimitives(int input)", primitive_count)],
    },
    Function {
        name: "nvertices",
        help: "The number of vertices of an input.",
        examples: &[("nvertices(0)", "4")],
        forms: &[lane("int nvertices(int input)", vertex_count)],
    },
    Function {
        name: "point",
        help: "An attribute of a point of an input. Its type is that of the attribute.",
        examples: &[("point(0, \"P\", 1)", "{1, 0, 0}")],
        forms: &[special(
            "E point(int input; string name; int point)",
            Special::Read(Class::Point),
        )],
    },
    Function {
        name: "pointprims",
        help: "The primitives that have a point as a corner.",
        examples: &[("pointprims(0, 2)[0]", "0")],
        forms: &[lane("int[] pointprims(int input, point)", point_primitives)],
    },
    Function {
        name: "pointvertices",
        help: "The vertices that are corners at a point.",
        examples: &[("pointvertices(0, 2)[0]", "2")],
        forms: &[lane("int[] pointvertices(int input, point)", point_vertices)],
    },
    Function {
        name: "prim",
        help: "An attribute of a primitive of an input. Its type is that of the attribute.",
        examples: &[("prim(0, \"height\", 0)", "3")],
        forms: &[special(
            "E prim(int input; string name; int primitive)",
            Special::Read(Class::Primitive),
        )],
    },
    Function {
        name: "primpoint",
        help: "The point at a corner of a primitive; -1 if it has not so many.",
        examples: &[("primpoint(0, 0, 2)", "2")],
        forms: &[source(
            "int primpoint(int input, primitive, corner) {
                return vertexpoint(input, vertexindex(input, primitive, corner)); }",
        )],
    },
    Function {
        name: "primpoints",
        help: "The points of a primitive, corner after corner.",
        examples: &[("len(primpoints(0, 0))", "4")],
        forms: &[lane("int[] primpoints(int input, primitive)", primitive_points)],
    },
    Function {
        name: "primuv",
        help: "A point attribute at a place on a primitive, as intersect() and xyzdist() give it.",
        examples: &[("vector p = primuv(0, \"P\", 0, {0.5, 0.5, 0}); return p;", "{0.5, 0, 0.5}")],
        forms: &[
            lane("vector primuv(int input; string name; int primitive; vector uvw)", primitive_uv),
            lane("float primuv(int input; string name; int primitive; vector uvw)", primitive_uv),
            lane("vector4 primuv(int input; string name; int primitive; vector uvw)", primitive_uv),
        ],
    },
    Function {
        name: "primvertexcount",
        help: "The number of corners of a primitive.",
        examples: &[("primvertexcount(0, 0)", "4")],
        forms: &[lane("int primvertexcount(int input, primitive)", corner_count)],
    },
    Function {
        name: "primvertices",
        help: "The vertices of a primitive.",
        examples: &[("primvertices(0, 0)[3]", "3")],
        forms: &[lane("int[] primvertices(int input, primitive)", primitive_vertices)],
    },
    Function {
        name: "relbbox",
        help: "A place within an input's bounding box: 0 at its least corner, 1 at the greatest.",
        examples: &[("relbbox(0, {0.25, 0, 1})", "{0.25, 0.5, 1}")],
        forms: &[
            source("vector relbbox(vector place) { return relbbox(0, place); }"),
            source(
                "vector relbbox(int input; vector place) {
                    vector low = getbbox_min(input), size = getbbox_size(input);
                    vector r = (place - low) / size;
                    return set(size.x > 0 ? r.x : 0.5, size.y > 0 ? r.y : 0.5,
                        size.z > 0 ? r.z : 0.5); }",
            ),
        ],
    },
    Function {
        name: "relpointbbox",
        help: "The same as relbbox().",
        examples: &[("relpointbbox(0, {1, 0, 0}).x", "1")],
        forms: &[source(
            "vector relpointbbox(int input; vector place) { return relbbox(input, place); }",
        )],
    },
    Function {
        name: "vertex",
        help: "An attribute of a vertex of an input, by its number, or by the primitive and the \
               corner.",
        examples: &[("vertex(0, \"uv\", 0, 1)", "{1, 0, 0}")],
        forms: &[
            special("E vertex(int input; string name; int vertex)", Special::Read(Class::Vertex)),
            special(
                "E vertex(int input; string name; int primitive, corner)",
                Special::Read(Class::Vertex),
            ),
        ],
    },
    Function {
        name: "vertexindex",
        help: "The number of the vertex at a corner of a primitive; -1 if it has not so many.",
        examples: &[("vertexindex(0, 0, 3)", "3")],
        forms: &[lane("int vertexindex(int input, primitive, corner)", vertex_index)],
    },
    Function {
        name: "vertexpoint",
        help: "The point of a vertex; -1 if there is no such vertex.",
        examples: &[("vertexpoint(0, 2)", "2")],
        forms: &[lane("int vertexpoint(int input, vertex)", vertex_point)],
    },
    Function {
        name: "vertexprim",
        help: "The primitive of a vertex; -1 if there is no such vertex.",
        examples: &[("vertexprim(0, 2)", "0")],
        forms: &[lane("int vertexprim(int input, vertex)", vertex_primitive)],
    },
    Function {
        name: "xyzdist",
        help: "The distance from a place to an input's surface, and on which primitive and where \
               the nearest place is.",
        examples: &[("xyzdist(0, {0.5, 3, 0.5})", "3")],
        forms: &[
            lane("float xyzdist(int input; vector place)", surface_distance),
            lane(
                "float xyzdist(int input; vector place; int &primitive; vector &uvw)",
                surface_distance,
            ),
        ],
    },
];
