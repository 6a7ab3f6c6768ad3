// The arrays of one geometry, and where an instance of it stands.

struct MeshInfo {
    // The domain that holds it: 0 none, 1 point, 2 vertex, 3 primitive, 4 the whole.
    normals: u32,
    colours: u32,
    // Whether primitives have marks.
    marks: u32,
    padding: u32,
}

struct Material {
    base_colour: vec4<f32>,
    // Light given off, and roughness.
    emission: vec3<f32>,
    roughness: f32,
    metallic: f32,
}

@group(1) @binding(0) var<uniform> mesh: MeshInfo;
@group(1) @binding(1) var<storage, read> positions: array<f32>;
@group(1) @binding(2) var<storage, read> corners: array<u32>;
@group(1) @binding(3) var<storage, read> normals: array<u32>;
@group(1) @binding(4) var<storage, read> colours: array<u32>;
// For each primitive its material, and 1 << 16 where it is in the group that is shown.
@group(1) @binding(5) var<storage, read> marks: array<u32>;
@group(1) @binding(6) var<storage, read> materials: array<Material>;
// What is drawn: triangles, edges, segments or points, by their numbers.
@group(2) @binding(0) var<storage, read> elements: array<u32>;

struct Instance {
    @location(0) row_x: vec4<f32>,
    @location(1) row_y: vec4<f32>,
    @location(2) row_z: vec4<f32>,
    // The primitive that it is, counted from 1, or 0; its colour; 1 where it is marked.
    @location(3) ids: vec4<u32>,
}

fn place(instance: Instance, local: vec3<f32>) -> vec3<f32> {
    let point = vec4<f32>(local, 1.0);
    return vec3<f32>(dot(instance.row_x, point), dot(instance.row_y, point), dot(instance.row_z, point));
}

/// A direction across a surface: by the inverse transpose, whichever way the instance is mirrored.
fn turn_normal(instance: Instance, normal: vec3<f32>) -> vec3<f32> {
    let x = instance.row_x.xyz;
    let y = instance.row_y.xyz;
    let z = instance.row_z.xyz;
    let turned = vec3<f32>(
        dot(cross(y, z), normal),
        dot(cross(z, x), normal),
        dot(cross(x, y), normal),
    );
    let mirrored = select(1.0, -1.0, dot(x, cross(y, z)) < 0.0);
    return turned * mirrored;
}

fn position(point: u32) -> vec3<f32> {
    let start = point * 3u;
    return vec3<f32>(positions[start], positions[start + 1u], positions[start + 2u]);
}

fn element(domain: u32, vertex: u32, primitive: u32) -> u32 {
    switch domain {
        case 1u: { return corners[vertex]; }
        case 2u: { return vertex; }
        case 4u: { return 0u; }
        default: { return primitive; }
    }
}

/// A unit vector from two numbers (octahedral: Cigolle and others 2014).
fn unpack_normal(bits: u32) -> vec3<f32> {
    let flat = unpack2x16snorm(bits);
    let z = 1.0 - abs(flat.x) - abs(flat.y);
    let fold = max(-z, 0.0);
    let bent = flat - sign(flat) * fold;
    return normalize(vec3<f32>(bent, z));
}

/// A colour of which the square roots are kept.
fn unpack_colour(bits: u32) -> vec4<f32> {
    let root = unpack4x8unorm(bits);
    return vec4<f32>(root.rgb * root.rgb, root.a);
}

fn colour_at(index: u32) -> vec4<f32> {
    return unpack_colour(colours[index]);
}
