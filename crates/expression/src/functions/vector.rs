//! Functions of vectors.

use super::{Function, Special, source, special};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "cross",
        help: "The vector at right angles to two others, as long as the area that they span.",
        examples: &[("cross({1, 0, 0}, {0, 1, 0})", "{0, 0, 1}")],
        forms: &[source(
            "vector cross(vector a, b) {
                return set(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x); }",
        )],
    },
    Function {
        name: "distance",
        help: "The length of the way from one place to another.",
        examples: &[("distance({0, 0, 0}, {3, 4, 0})", "5")],
        forms: &[
            source("float distance(vector2 a, b) { return length(a - b); }"),
            source("float distance(vector a, b) { return length(a - b); }"),
            source("float distance(vector4 a, b) { return length(a - b); }"),
        ],
    },
    Function {
        name: "distance2",
        help: "The square of the distance, which is quicker.",
        examples: &[("distance2({0, 0, 0}, {3, 4, 0})", "25")],
        forms: &[
            source("float distance2(vector2 a, b) { return length2(a - b); }"),
            source("float distance2(vector a, b) { return length2(a - b); }"),
            source("float distance2(vector4 a, b) { return length2(a - b); }"),
        ],
    },
    Function {
        name: "dot",
        help: "The sum of the products of the components: the cosine of the angle between vectors \
               of length 1.",
        examples: &[("dot({1, 2, 3}, {4, 5, 6})", "32")],
        forms: &[
            source("float dot(vector2 a, b) { return a.x * b.x + a.y * b.y; }"),
            source("float dot(vector a, b) { return a.x * b.x + a.y * b.y + a.z * b.z; }"),
            source(
                "float dot(vector4 a, b) {
                    return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w; }",
            ),
        ],
    },
    Function {
        name: "getcomp",
        help: "The component of a vector or a matrix at an index.",
        examples: &[("getcomp({5, 6, 7}, 1)", "6"), ("getcomp(ident(), 2, 2)", "1")],
        forms: &[
            special("float getcomp(vector v; int index)", Special::Component),
            special("float getcomp(matrix m; int row, column)", Special::Component),
        ],
    },
    Function {
        name: "hsvtorgb",
        help: "A colour of hue, saturation and value as red, green and blue. All are 0 to 1.",
        examples: &[("hsvtorgb({0, 0, 0.5})", "{0.5, 0.5, 0.5}")],
        forms: &[source(
            "vector hsvtorgb(vector hsv) {
                vector k = clamp(abs(frac(set(hsv.x, hsv.x + 2.0 / 3, hsv.x + 1.0 / 3)) * 6 - 3)
                    - 1, 0, 1);
                return hsv.z * (1 + hsv.y * (k - 1)); }",
        )],
    },
    Function {
        name: "length",
        help: "The length of a vector.",
        examples: &[("length({3, 4, 0})", "5")],
        forms: &[
            source("float length(float x) { return abs(x); }"),
            source("float length(vector2 v) { return sqrt(dot(v, v)); }"),
            source("float length(vector v) { return sqrt(dot(v, v)); }"),
            source("float length(vector4 v) { return sqrt(dot(v, v)); }"),
        ],
    },
    Function {
        name: "length2",
        help: "The square of the length, which is quicker.",
        examples: &[("length2({3, 4, 0})", "25")],
        forms: &[
            source("float length2(vector2 v) { return dot(v, v); }"),
            source("float length2(vector v) { return dot(v, v); }"),
            source("float length2(vector4 v) { return dot(v, v); }"),
        ],
    },
    Function {
        name: "luminance",
        help: "How bright a linear colour is.",
        examples: &[("luminance({1, 1, 1}) > 0.999", "1")],
        forms: &[source(
            "float luminance(vector colour) {
                return 0.2126 * colour.x + 0.7152 * colour.y + 0.0722 * colour.z; }",
        )],
    },
    Function {
        name: "normalize",
        help: "The vector of length 1 in this direction; zero stays zero.",
        examples: &[("normalize({0, 3, 0})", "{0, 1, 0}"), ("normalize({0, 0, 0})", "{0, 0, 0}")],
        forms: &[source(
            "T normalize(T v) { float size = length(v); return size > 0 ? v / size : v; }",
        )],
    },
    Function {
        name: "planepointdistance",
        help: "How far a place is from a plane through a place with a normal.",
        examples: &[("planepointdistance({0, 1, 0}, {0, 2, 0}, {5, 4, 3})", "3")],
        forms: &[source(
            "float planepointdistance(vector origin, normal, place) {
                return abs(dot(place - origin, normalize(normal))); }",
        )],
    },
    Function {
        name: "project",
        help: "The part of a vector that lies along another.",
        examples: &[("project({3, 4, 0}, {2, 0, 0})", "{3, 0, 0}")],
        forms: &[source(
            "vector project(vector v, onto) { return onto * (dot(v, onto) / dot(onto, onto)); }",
        )],
    },
    Function {
        name: "reflect",
        help: "A direction as a mirror with this normal throws it back.",
        examples: &[("reflect({1, -1, 0}, {0, 1, 0})", "{1, 1, 0}")],
        forms: &[source(
            "vector reflect(vector direction, normal) {
                return direction - 2 * dot(direction, normal) * normal; }",
        )],
    },
    Function {
        name: "refract",
        help: "A direction as it goes on behind a surface with this normal, by the ratio of \
               refraction; zero where all is reflected.",
        examples: &[("refract({0, -1, 0}, {0, 1, 0}, 0.8)", "{0, -1, 0}")],
        forms: &[source(
            "vector refract(vector direction, normal; float ratio) {
                vector d = normalize(direction), n = normalize(normal);
                float c = dot(d, n), k = 1 - ratio * ratio * (1 - c * c);
                return k < 0 ? {0, 0, 0} : ratio * d - (ratio * c + sqrt(max(k, 0))) * n; }",
        )],
    },
    Function {
        name: "rgbtohsv",
        help: "A colour of red, green and blue as hue, saturation and value. All are 0 to 1.",
        examples: &[("rgbtohsv({0, 1, 0}) * 3", "{1, 3, 3}")],
        forms: &[source(
            "vector rgbtohsv(vector c) {
                float high = max(c), low = min(c), span = high - low, hue = 0;
                if (span > 0) {
                    if (high == c.x) hue = ((c.y - c.z) / span) / 6;
                    else if (high == c.y) hue = ((c.z - c.x) / span + 2) / 6;
                    else hue = ((c.x - c.y) / span + 4) / 6;
                }
                return set(frac(hue), high > 0 ? span / high : 0, high); }",
        )],
    },
    Function {
        name: "set",
        help: "A vector or a matrix of numbers and vectors, one after another.",
        examples: &[("set(1, 2, 3)", "{1, 2, 3}"), ("set({1, 2, 3}, 4)", "{1, 2, 3, 4}")],
        forms: &[
            special("vector2 set(float x, y)", Special::Set),
            special("vector set(float x, y, z)", Special::Set),
            special("vector4 set(float x, y, z, w)", Special::Set),
            special("matrix3 set(vector row0, row1, row2)", Special::Set),
            special("matrix set(vector4 row0, row1, row2, row3)", Special::Set),
        ],
    },
    Function {
        name: "setcomp",
        help: "Sets the component of a vector at an index.",
        examples: &[("vector v = 0; setcomp(v, 5, 1); return v;", "{0, 5, 0}")],
        forms: &[
            source("void setcomp(vector2 &v; float value; int index) { v[index] = value; }"),
            source("void setcomp(vector &v; float value; int index) { v[index] = value; }"),
            source("void setcomp(vector4 &v; float value; int index) { v[index] = value; }"),
        ],
    },
    Function {
        name: "swizzle",
        help: "The components of a vector in another order.",
        examples: &[("swizzle({5, 6, 7}, 2, 1, 0)", "{7, 6, 5}")],
        forms: &[source("vector swizzle(vector v; int x, y, z) { return set(v[x], v[y], v[z]); }")],
    },
];
