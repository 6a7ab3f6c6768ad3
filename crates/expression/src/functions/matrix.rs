//! Matrices, which multiply vectors from the right (`v * m`), and quaternions (x, y, z, w).

use super::{Function, source};

/// What `*` means for matrices.
pub(super) const HIDDEN: &[Function] = &[Function {
    name: "__mul",
    help: "",
    examples: &[],
    forms: &[
        source(
            "vector __mul(vector v; matrix3 m) { return set(
                v.x * m.xx + v.y * m.yx + v.z * m.zx,
                v.x * m.xy + v.y * m.yy + v.z * m.zy,
                v.x * m.xz + v.y * m.yz + v.z * m.zz); }",
        ),
        source(
            "vector __mul(vector v; matrix m) { return set(
                v.x * m.xx + v.y * m.yx + v.z * m.zx + m.wx,
                v.x * m.xy + v.y * m.yy + v.z * m.zy + m.wy,
                v.x * m.xz + v.y * m.yz + v.z * m.zz + m.wz); }",
        ),
        source(
            "vector4 __mul(vector4 v; matrix m) { return set(
                v.x * m.xx + v.y * m.yx + v.z * m.zx + v.w * m.wx,
                v.x * m.xy + v.y * m.yy + v.z * m.zy + v.w * m.wy,
                v.x * m.xz + v.y * m.yz + v.z * m.zz + v.w * m.wz,
                v.x * m.xw + v.y * m.yw + v.z * m.zw + v.w * m.ww); }",
        ),
        source("matrix3 __mul(matrix3 a, b) { return set(a[0] * b, a[1] * b, a[2] * b); }"),
        source("matrix __mul(matrix a, b) { return set(a[0] * b, a[1] * b, a[2] * b, a[3] * b); }"),
    ],
}];

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "determinant",
        help: "How much a matrix enlarges volumes; negative if it mirrors.",
        examples: &[("determinant(matrix3(2))", "8")],
        forms: &[
            source("float determinant(matrix3 m) { return dot(m[0], cross(m[1], m[2])); }"),
            source(
                "float determinant(matrix m) {
                    float a = m.xx * m.yy - m.xy * m.yx, b = m.xx * m.yz - m.xz * m.yx;
                    float c = m.xx * m.yw - m.xw * m.yx, d = m.xy * m.yz - m.xz * m.yy;
                    float e = m.xy * m.yw - m.xw * m.yy, f = m.xz * m.yw - m.xw * m.yz;
                    float g = m.zz * m.ww - m.zw * m.wz, h = m.zy * m.ww - m.zw * m.wy;
                    float i = m.zy * m.wz - m.zz * m.wy, j = m.zx * m.ww - m.zw * m.wx;
                    float k = m.zx * m.wz - m.zz * m.wx, l = m.zx * m.wy - m.zy * m.wx;
                    return a * g - b * h + c * i + d * j - e * k + f * l; }",
            ),
        ],
    },
    Function {
        name: "dihedral",
        help: "The shortest rotation that turns one direction into another.",
        examples: &[("qrotate(dihedral({1, 0, 0}, {0, 1, 0}), {1, 0, 0}).y > 0.999", "1")],
        forms: &[
            source(
                "vector4 dihedral(vector a, b) {
                    vector from = normalize(a), to = normalize(b);
                    float c = dot(from, to);
                    vector side = abs(from.x) < 0.9 ? {1, 0, 0} : {0, 1, 0};
                    vector opposite = normalize(cross(from, side));
                    vector4 q = set(cross(from, to), 1 + c);
                    vector4 half = set(opposite, 0);
                    return c < -0.999999 ? half : normalize(q); }",
            ),
            source("matrix3 dihedral(vector a, b) { vector4 q = dihedral(a, b); return qconvert(q); }"),
        ],
    },
    Function {
        name: "eulertoquaternion",
        help: "The quaternion of turns about x, y and z, in radians, in this order.",
        examples: &[("qrotate(eulertoquaternion(set(0, 0, PI / 2), 0), {1, 0, 0}).y > 0.999", "1")],
        forms: &[source(
            "vector4 eulertoquaternion(vector angles; int order) {
                vector4 x = quaternion(angles.x, {1, 0, 0}), y = quaternion(angles.y, {0, 1, 0});
                vector4 z = quaternion(angles.z, {0, 0, 1});
                if (order == 1) return qmultiply(y, qmultiply(z, x));
                if (order == 2) return qmultiply(z, qmultiply(x, y));
                if (order == 3) return qmultiply(x, qmultiply(z, y));
                if (order == 4) return qmultiply(y, qmultiply(x, z));
                if (order == 5) return qmultiply(x, qmultiply(y, z));
                return qmultiply(z, qmultiply(y, x)); }",
        )],
    },
    Function {
        name: "ident",
        help: "The matrix that changes nothing.",
        examples: &[("{1, 2, 3} * ident()", "{1, 2, 3}")],
        forms: &[
            source("matrix ident() { return 1; }"),
            source("matrix3 ident() { return 1; }"),
        ],
    },
    Function {
        name: "invert",
        help: "The matrix that undoes another; without numbers if none does.",
        examples: &[("{2, 4, 6} * invert(matrix3(2))", "{1, 2, 3}")],
        forms: &[
            source(
                "matrix3 invert(matrix3 m) {
                    vector x = cross(m[1], m[2]), y = cross(m[2], m[0]), z = cross(m[0], m[1]);
                    return transpose(set(x, y, z)) / dot(m[0], x); }",
            ),
            source(
                "matrix invert(matrix m) {
                    float a = m.xx * m.yy - m.xy * m.yx, b = m.xx * m.yz - m.xz * m.yx;
                    float c = m.xx * m.yw - m.xw * m.yx, d = m.xy * m.yz - m.xz * m.yy;
                    float e = m.xy * m.yw - m.xw * m.yy, f = m.xz * m.yw - m.xw * m.yz;
                    float g = m.zz * m.ww - m.zw * m.wz, h = m.zy * m.ww - m.zw * m.wy;
                    float i = m.zy * m.wz - m.zz * m.wy, j = m.zx * m.ww - m.zw * m.wx;
                    float k = m.zx * m.wz - m.zz * m.wx, l = m.zx * m.wy - m.zy * m.wx;
                    matrix n = set(
                        m.yy * g - m.yz * h + m.yw * i, m.xz * h - m.xy * g - m.xw * i,
                        m.wy * f - m.wz * e + m.ww * d, m.zz * e - m.zy * f - m.zw * d,
                        m.yz * j - m.yx * g - m.yw * k, m.xx * g - m.xz * j + m.xw * k,
                        m.wz * c - m.wx * f - m.ww * b, m.zx * f - m.zz * c + m.zw * b,
                        m.yx * h - m.yy * j + m.yw * l, m.xy * j - m.xx * h - m.xw * l,
                        m.wx * e - m.wy * c + m.ww * a, m.zy * c - m.zx * e - m.zw * a,
                        m.yy * k - m.yx * i - m.yz * l, m.xx * i - m.xy * k + m.xz * l,
                        m.wy * b - m.wx * d - m.wz * a, m.zx * d - m.zy * b + m.zz * a);
                    return n / (a * g - b * h + c * i + d * j - e * k + f * l); }",
            ),
        ],
    },
    Function {
        name: "lookat",
        help: "The rotation whose z axis points from one place to another, with y upwards.",
        examples: &[("{0, 0, 1} * lookat({0, 0, 0}, {5, 0, 0})", "{1, 0, 0}")],
        forms: &[
            source("matrix3 lookat(vector from, to) { return lookat(from, to, {0, 1, 0}); }"),
            source(
                "matrix3 lookat(vector from, to, up) { return maketransform(to - from, up); }",
            ),
        ],
    },
    Function {
        name: "maketransform",
        help: "A rotation with this z axis and y about along another; or a transform of a shift, \
               angles in degrees and sizes, with the orders of both 0 (scale, rotate, shift; x, \
               y, z).",
        examples: &[
            ("{0, 0, 1} * maketransform({0, 2, 0}, {1, 0, 0})", "{0, 1, 0}"),
            ("{1, 0, 0} * maketransform(0, 0, {5, 0, 0}, {0, 0, 0}, {2, 2, 2})", "{7, 0, 0}"),
        ],
        forms: &[
            source(
                "matrix3 maketransform(vector z_axis, y_axis) {
                    vector z = normalize(z_axis), x = cross(y_axis, z);
                    vector side = abs(z.x) < 0.9 ? {1, 0, 0} : {0, 1, 0};
                    if (length2(x) < 0.000000000001) x = cross(side, z);
                    x = normalize(x);
                    return set(x, cross(z, x), z); }",
            ),
            source(
                "matrix maketransform(int transform_order, rotate_order; vector shift, angles, size) {
                    matrix3 r = qconvert(eulertoquaternion(radians(angles), rotate_order));
                    return set(set(r[0] * size.x, 0), set(r[1] * size.y, 0),
                        set(r[2] * size.z, 0), set(shift, 1)); }",
            ),
        ],
    },
    Function {
        name: "qconvert",
        help: "The rotation matrix of a quaternion.",
        examples: &[("{1, 2, 3} * qconvert({0, 0, 0, 1})", "{1, 2, 3}")],
        forms: &[source(
            "matrix3 qconvert(vector4 q) {
                float xx = 2 * q.x * q.x, yy = 2 * q.y * q.y, zz = 2 * q.z * q.z;
                float xy = 2 * q.x * q.y, xz = 2 * q.x * q.z, yz = 2 * q.y * q.z;
                float xw = 2 * q.x * q.w, yw = 2 * q.y * q.w, zw = 2 * q.z * q.w;
                return set(1 - yy - zz, xy + zw, xz - yw, xy - zw, 1 - xx - zz, yz + xw,
                    xz + yw, yz - xw, 1 - xx - yy); }",
        )],
    },
    Function {
        name: "qinvert",
        help: "The quaternion that turns back.",
        examples: &[("qinvert({1, 0, 0, 0})", "{-1, 0, 0, 0}")],
        forms: &[source(
            "vector4 qinvert(vector4 q) { return set(0 - q.x, 0 - q.y, 0 - q.z, q.w) / dot(q, q); }",
        )],
    },
    Function {
        name: "qmultiply",
        help: "The rotation that does the second and then the first.",
        examples: &[("qmultiply({0, 0, 0, 1}, {1, 2, 3, 4})", "{1, 2, 3, 4}")],
        forms: &[source(
            "vector4 qmultiply(vector4 a, b) { return set(
                a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
                a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
                a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
                a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z); }",
        )],
    },
    Function {
        name: "qrotate",
        help: "A vector turned by a quaternion.",
        examples: &[("qrotate({0, 0, 1, 0}, {1, 2, 3})", "{-1, -2, 3}")],
        forms: &[source(
            "vector qrotate(vector4 q; vector v) {
                vector t = 2 * cross(q.xyz, v); return v + q.w * t + cross(q.xyz, t); }",
        )],
    },
    Function {
        name: "quaternion",
        help: "The quaternion of a turn about an axis by an angle in radians, of a vector along \
               the axis that is as long as the angle, or of a rotation matrix.",
        examples: &[("quaternion(0, {0, 1, 0})", "{0, 0, 0, 1}")],
        forms: &[
            source(
                "vector4 quaternion(float angle; vector axis) {
                    return set(sin(angle / 2) * normalize(axis), cos(angle / 2)); }",
            ),
            source("vector4 quaternion(vector turn) { return quaternion(length(turn), turn); }"),
            source(
                "vector4 quaternion(matrix3 m) {
                    float trace = m.xx + m.yy + m.zz;
                    if (trace > 0) {
                        float s = 2 * sqrt(1 + trace);
                        return set((m.yz - m.zy) / s, (m.zx - m.xz) / s, (m.xy - m.yx) / s, s / 4);
                    }
                    if (m.xx > m.yy && m.xx > m.zz) {
                        float s = 2 * sqrt(1 + m.xx - m.yy - m.zz);
                        return set(s / 4, (m.xy + m.yx) / s, (m.zx + m.xz) / s, (m.yz - m.zy) / s);
                    }
                    if (m.yy > m.zz) {
                        float s = 2 * sqrt(1 + m.yy - m.xx - m.zz);
                        return set((m.xy + m.yx) / s, s / 4, (m.yz + m.zy) / s, (m.zx - m.xz) / s);
                    }
                    float s = 2 * sqrt(1 + m.zz - m.xx - m.yy);
                    return set((m.zx + m.xz) / s, (m.yz + m.zy) / s, s / 4, (m.xy - m.yx) / s); }",
            ),
        ],
    },
    Function {
        name: "rotate",
        help: "Lets a matrix turn about an axis, by an angle in radians, after what it does.",
        examples: &[
            ("matrix m = 1; rotate(m, PI, {0, 1, 0}); return ({1, 2, 0} * m).y;", "2"),
        ],
        forms: &[
            source(
                "void rotate(matrix &m; float angle; vector axis) {
                    m = m * matrix(qconvert(quaternion(angle, axis))); }",
            ),
            source(
                "void rotate(matrix3 &m; float angle; vector axis) {
                    m = m * qconvert(quaternion(angle, axis)); }",
            ),
        ],
    },
    Function {
        name: "scale",
        help: "Lets a matrix scale after what it does.",
        examples: &[("matrix m = 1; scale(m, {2, 3, 4}); return {1, 1, 1} * m;", "{2, 3, 4}")],
        forms: &[
            source(
                "void scale(matrix &m; vector size) {
                    matrix s = 1; s.xx = size.x; s.yy = size.y; s.zz = size.z; m = m * s; }",
            ),
            source(
                "void scale(matrix3 &m; vector size) {
                    matrix3 s = 1; s.xx = size.x; s.yy = size.y; s.zz = size.z; m = m * s; }",
            ),
        ],
    },
    Function {
        name: "slerp",
        help: "Between two rotations, at an even pace.",
        examples: &[("slerp({0, 0, 0, 1}, {1, 0, 0, 0}, 0)", "{0, 0, 0, 1}")],
        forms: &[source(
            "vector4 slerp(vector4 a, b; float amount) {
                float c = dot(a, b), turned = c < 0 ? -1 : 1, angle = acos(abs(c));
                float s = sin(angle);
                float of_a = s < 0.000001 ? 1 - amount : sin((1 - amount) * angle) / s;
                float of_b = s < 0.000001 ? amount : sin(amount * angle) / s;
                return normalize(a * of_a + b * (of_b * turned)); }",
        )],
    },
    Function {
        name: "translate",
        help: "Lets a matrix shift after what it does.",
        examples: &[("matrix m = 1; translate(m, {1, 2, 3}); return {1, 1, 1} * m;", "{2, 3, 4}")],
        forms: &[source(
            "void translate(matrix &m; vector shift) {
                matrix s = set({1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, set(shift, 1)); m = m * s; }",
        )],
    },
    Function {
        name: "transpose",
        help: "The matrix with rows and columns exchanged.",
        examples: &[("getcomp(transpose(set({1, 2, 3}, {4, 5, 6}, {7, 8, 9})), 0, 1)", "4")],
        forms: &[
            source(
                "matrix3 transpose(matrix3 m) {
                    return set(m.xx, m.yx, m.zx, m.xy, m.yy, m.zy, m.xz, m.yz, m.zz); }",
            ),
            source(
                "matrix transpose(matrix m) { return set(m.xx, m.yx, m.zx, m.wx,
                    m.xy, m.yy, m.zy, m.wy, m.xz, m.yz, m.zz, m.wz, m.xw, m.yw, m.zw, m.ww); }",
            ),
        ],
    },
];
