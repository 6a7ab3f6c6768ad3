//! Functions of numbers. `T` is a float or a vector of any size: a function of one number works
//! on every component.

use super::{Function, binary, source, unary};
use crate::operation::{Binary, Unary};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "abs",
        help: "The number without its sign.",
        examples: &[("abs(-2)", "2"), ("abs({-1, 2, -3})", "{1, 2, 3}")],
        forms: &[unary("int abs(int x)", Unary::AbsI), unary("T abs(T x)", Unary::AbsF)],
    },
    Function {
        name: "acos",
        help: "The angle whose cosine this is, in radians. Beyond -1 and 1 that of the nearer end.",
        examples: &[("acos(1.0)", "0")],
        forms: &[unary("T acos(T x)", Unary::Acos)],
    },
    Function {
        name: "asin",
        help: "The angle whose sine this is, in radians. Beyond -1 and 1 that of the nearer end.",
        examples: &[("asin(0.0)", "0")],
        forms: &[unary("T asin(T x)", Unary::Asin)],
    },
    Function {
        name: "atan",
        help: "The angle whose tangent this is, in radians.",
        examples: &[("atan(1.0) * 4 == PI", "1")],
        forms: &[unary("T atan(T x)", Unary::Atan), binary("T atan(T y, x)", Binary::Atan2)],
    },
    Function {
        name: "atan2",
        help: "The angle of the place (x, y), in radians, from -PI to PI.",
        examples: &[("degrees(atan2(1, -1))", "135")],
        forms: &[binary("T atan2(T y, x)", Binary::Atan2)],
    },
    Function {
        name: "avg",
        help: "The mean of an array or of the components of a vector.",
        examples: &[("avg({1, 2, 6})", "3")],
        forms: &[
            source("float avg(vector2 v) { return (v.x + v.y) / 2; }"),
            source("float avg(vector v) { return (v.x + v.y + v.z) / 3; }"),
            source("float avg(vector4 v) { return (v.x + v.y + v.z + v.w) / 4; }"),
            source("float avg(float list[]) { return sum(list) / max(len(list), 1); }"),
            source("float avg(int list[]) { return float(sum(list)) / max(len(list), 1); }"),
        ],
    },
    Function {
        name: "cbrt",
        help: "The cube root.",
        examples: &[("cbrt(-8)", "-2")],
        forms: &[source("float cbrt(float x) { return sign(x) * pow(abs(x), 1.0 / 3.0); }")],
    },
    Function {
        name: "ceil",
        help: "The next whole number upwards.",
        examples: &[("ceil(1.2)", "2")],
        forms: &[unary("T ceil(T x)", Unary::Ceil)],
    },
    Function {
        name: "clamp",
        help: "The number brought between a least and a greatest one.",
        examples: &[("clamp(7, 0, 5)", "5"), ("clamp({-1, 0.5, 2}, 0, 1)", "{0, 0.5, 1}")],
        forms: &[
            source("int clamp(int x, low, high) { return min(max(x, low), high); }"),
            source("T clamp(T x, low, high) { return min(max(x, low), high); }"),
        ],
    },
    Function {
        name: "cos",
        help: "The cosine of an angle in radians.",
        examples: &[("cos(0)", "1")],
        forms: &[unary("T cos(T angle)", Unary::Cos)],
    },
    Function {
        name: "cosh",
        help: "The hyperbolic cosine.",
        examples: &[("cosh(0)", "1")],
        forms: &[unary("T cosh(T x)", Unary::Cosh)],
    },
    Function {
        name: "degrees",
        help: "Radians as degrees.",
        examples: &[("degrees(PI)", "180")],
        forms: &[source("T degrees(T radians) { return radians * 57.29577951308232; }")],
    },
    Function {
        name: "efit",
        help: "The number as it lies from one range to another, also beyond their ends.",
        examples: &[("efit(2, 0, 1, 10, 20)", "30")],
        forms: &[source(
            "T efit(T x, low, high, new_low, new_high) {
                return new_low + (x - low) / (high - low) * (new_high - new_low); }",
        )],
    },
    Function {
        name: "exp",
        help: "e to the power of x.",
        examples: &[("exp(0)", "1")],
        forms: &[unary("T exp(T x)", Unary::Exp)],
    },
    Function {
        name: "fit",
        help: "The number as it lies from one range to another, held at the ends of the new one.",
        examples: &[("fit(5, 0, 10, 0, 1)", "0.5"), ("fit(20, 0, 10, 0, 1)", "1")],
        forms: &[source(
            "T fit(T x, low, high, new_low, new_high) {
                return new_low + clamp((x - low) / (high - low), 0, 1) * (new_high - new_low); }",
        )],
    },
    Function {
        name: "fit01",
        help: "A number from 0 to 1 as it lies in a new range, held at its ends.",
        examples: &[("fit01(0.25, 0, 8)", "2")],
        forms: &[source(
            "T fit01(T x, new_low, new_high) {
                return new_low + clamp(x, 0, 1) * (new_high - new_low); }",
        )],
    },
    Function {
        name: "fit10",
        help: "A number from 1 to 0 as it lies in a new range, held at its ends.",
        examples: &[("fit10(0.25, 0, 8)", "6")],
        forms: &[source(
            "T fit10(T x, new_low, new_high) {
                return new_low + (1 - clamp(x, 0, 1)) * (new_high - new_low); }",
        )],
    },
    Function {
        name: "fit11",
        help: "A number from -1 to 1 as it lies in a new range, held at its ends.",
        examples: &[("fit11(0, 2, 4)", "3")],
        forms: &[source(
            "T fit11(T x, new_low, new_high) { return fit(x, -1, 1, new_low, new_high); }",
        )],
    },
    Function {
        name: "floor",
        help: "The next whole number downwards.",
        examples: &[("floor(-1.2)", "-2")],
        forms: &[unary("T floor(T x)", Unary::Floor)],
    },
    Function {
        name: "frac",
        help: "What is above the next whole number downwards.",
        examples: &[("frac(2.25)", "0.25"), ("frac(-0.25)", "0.75")],
        forms: &[source("T frac(T x) { return x - floor(x); }")],
    },
    Function {
        name: "isfinite",
        help: "Whether it is a number and not infinite.",
        examples: &[("isfinite(1.0)", "1")],
        forms: &[unary("int isfinite(float x)", Unary::IsFinite)],
    },
    Function {
        name: "isnan",
        help: "Whether it is no number, such as the square root of -1.",
        examples: &[("isnan(sqrt(-1))", "1")],
        forms: &[unary("int isnan(float x)", Unary::IsNan)],
    },
    Function {
        name: "lerp",
        help: "Between two values: the first at 0, the second at 1, also beyond them.",
        examples: &[("lerp(2, 4, 0.5)", "3"), ("lerp({0, 0, 0}, {2, 4, 6}, 0.5)", "{1, 2, 3}")],
        forms: &[source("T lerp(T a, b, amount) { return a + (b - a) * amount; }")],
    },
    Function {
        name: "invlerp",
        help: "Where a value lies between two others: 0 at the first, 1 at the second.",
        examples: &[("invlerp(3, 2, 4)", "0.5")],
        forms: &[source("T invlerp(T x, a, b) { return (x - a) / (b - a); }")],
    },
    Function {
        name: "log",
        help: "The natural logarithm.",
        examples: &[("log(1)", "0")],
        forms: &[unary("T log(T x)", Unary::Log)],
    },
    Function {
        name: "log2",
        help: "The logarithm to the base of 2.",
        examples: &[("log2(8)", "3")],
        forms: &[unary("T log2(T x)", Unary::Log2)],
    },
    Function {
        name: "log10",
        help: "The logarithm to the base of 10.",
        examples: &[("log10(1000)", "3")],
        forms: &[unary("T log10(T x)", Unary::Log10)],
    },
    Function {
        name: "max",
        help: "The greater of two values, component by component; the greatest of an array.",
        examples: &[("max(2, 3)", "3"), ("max({1, 5, 2}, 3)", "{3, 5, 3}")],
        forms: &[
            binary("int max(int a, b)", Binary::MaxI),
            binary("T max(T a, b)", Binary::MaxF),
            source("int max(int a, b, c) { return max(max(a, b), c); }"),
            source("T max(T a, b, c) { return max(max(a, b), c); }"),
            source(
                "int max(int list[]) { int best = list[0];
                    foreach (int x; list) best = max(best, x); return best; }",
            ),
            source(
                "float max(float list[]) { float best = list[0];
                    foreach (float x; list) best = max(best, x); return best; }",
            ),
            source("float max(vector v) { return max(v.x, v.y, v.z); }"),
        ],
    },
    Function {
        name: "min",
        help: "The lesser of two values, component by component; the least of an array.",
        examples: &[("min(2, 3)", "2"), ("min({4, 5, 2})", "2")],
        forms: &[
            binary("int min(int a, b)", Binary::MinI),
            binary("T min(T a, b)", Binary::MinF),
            source("int min(int a, b, c) { return min(min(a, b), c); }"),
            source("T min(T a, b, c) { return min(min(a, b), c); }"),
            source(
                "int min(int list[]) { int best = list[0];
                    foreach (int x; list) best = min(best, x); return best; }",
            ),
            source(
                "float min(float list[]) { float best = list[0];
                    foreach (float x; list) best = min(best, x); return best; }",
            ),
            source("float min(vector v) { return min(v.x, v.y, v.z); }"),
        ],
    },
    Function {
        name: "pow",
        help: "The first number to the power of the second.",
        examples: &[("pow(2, 10)", "1024"), ("pow({1, 2, 3}, 2)", "{1, 4, 9}")],
        forms: &[binary("T pow(T x, power)", Binary::Pow)],
    },
    Function {
        name: "radians",
        help: "Degrees as radians.",
        examples: &[("radians(180) == PI", "1")],
        forms: &[source("T radians(T degrees) { return degrees * 0.017453292519943295; }")],
    },
    Function {
        name: "rint",
        help: "The nearest whole number; of two that are as near the one further from 0.",
        examples: &[("rint(2.5)", "3")],
        forms: &[unary("T rint(T x)", Unary::Round)],
    },
    Function {
        name: "round",
        help: "The nearest whole number; of two that are as near the one further from 0.",
        examples: &[("round(-2.5)", "-3")],
        forms: &[unary("T round(T x)", Unary::Round)],
    },
    Function {
        name: "select",
        help: "The second value where the first is not 0, else the third. Both are worked out.",
        examples: &[("select(1 > 2, 10, 20)", "20")],
        forms: &[
            source("int select(int condition; int a, b) { return condition ? a : b; }"),
            source("T select(int condition; T a, b) { return condition ? a : b; }"),
            source("string select(int condition; string a, b) { return condition ? a : b; }"),
        ],
    },
    Function {
        name: "sign",
        help: "-1 for negative numbers, 1 for positive ones, 0 for 0.",
        examples: &[("sign(-3.5)", "-1")],
        forms: &[unary("int sign(int x)", Unary::SignI), unary("T sign(T x)", Unary::SignF)],
    },
    Function {
        name: "sin",
        help: "The sine of an angle in radians.",
        examples: &[("sin(0)", "0")],
        forms: &[unary("T sin(T angle)", Unary::Sin)],
    },
    Function {
        name: "sinh",
        help: "The hyperbolic sine.",
        examples: &[("sinh(0)", "0")],
        forms: &[unary("T sinh(T x)", Unary::Sinh)],
    },
    Function {
        name: "smooth",
        help: "From 0 to 1 between two numbers, without a bend at either end. A fourth number \
               above 1 makes it rise later, one below 1 sooner.",
        examples: &[("smooth(0, 10, 5)", "0.5"), ("smooth(0, 10, 20)", "1")],
        forms: &[
            source(
                "T smooth(T low, high, x) {
                    T t = clamp((x - low) / (high - low), 0, 1); return t * t * (3 - 2 * t); }",
            ),
            source("T smooth(T low, high, x, late) { return pow(smooth(low, high, x), late); }"),
        ],
    },
    Function {
        name: "smoothstep",
        help: "The same as smooth().",
        examples: &[("smoothstep(0, 10, 5)", "0.5")],
        forms: &[source("T smoothstep(T low, high, x) { return smooth(low, high, x); }")],
    },
    Function {
        name: "sqrt",
        help: "The square root.",
        examples: &[("sqrt(9)", "3")],
        forms: &[unary("T sqrt(T x)", Unary::Sqrt)],
    },
    Function {
        name: "step",
        help: "0 below a number, 1 from it on.",
        examples: &[("step(2, 1.5)", "0"), ("step(2, 2)", "1")],
        forms: &[source("float step(float edge, x) { return x >= edge; }")],
    },
    Function {
        name: "tan",
        help: "The tangent of an angle in radians.",
        examples: &[("tan(0)", "0")],
        forms: &[unary("T tan(T angle)", Unary::Tan)],
    },
    Function {
        name: "tanh",
        help: "The hyperbolic tangent: from -1 to 1, soft at both ends.",
        examples: &[("tanh(0)", "0")],
        forms: &[unary("T tanh(T x)", Unary::Tanh)],
    },
    Function {
        name: "trunc",
        help: "The next whole number towards 0.",
        examples: &[("trunc(-1.8)", "-1")],
        forms: &[unary("T trunc(T x)", Unary::Trunc)],
    },
    Function {
        name: "wrap",
        help: "The number brought into a range by whole lengths of it, as the hours of a clock.",
        examples: &[("wrap(370, 0, 360)", "10"), ("wrap(-1, 0, 4)", "3")],
        forms: &[source("T wrap(T x, low, high) { return low + (x - low) % (high - low); }")],
    },
];
