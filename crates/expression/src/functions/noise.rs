//! Noise and random numbers.

use ::noise::{Basis, Fractal, Noise, WorleyValue, channel_seed};
use glam::Vec3;

use super::{Function, block, source, unary};
use crate::operation::Unary;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "curlnoise",
        help: "A flow without sources and sinks: what it carries neither gathers nor thins out.",
        examples: &[("length(curlnoise({0.3, 0.7, 0.2})) > 0", "1")],
        forms: &[block("vector curlnoise(vector place)", curl_perlin)],
    },
    Function {
        name: "curlxnoise",
        help: "As curlnoise(), of simplex noise: without favoured axes.",
        examples: &[("length(curlxnoise({0.3, 0.7, 0.2})) > 0", "1")],
        forms: &[block("vector curlxnoise(vector place)", curl_simplex)],
    },
    Function {
        name: "fbm",
        help: "Several octaves of Perlin noise, each finer by `lacunarity` and weaker by \
               `roughness`, from -1 to 1.",
        examples: &[("abs(fbm({0.3, 0.7, 0.2}, 5, 2, 0.5)) < 1", "1")],
        forms: &[
            block(
                "float fbm(vector place; float octaves, lacunarity, roughness)",
                octaves::<PERLIN, 3, 1>,
            ),
            block(
                "float fbm(vector4 place; float octaves, lacunarity, roughness)",
                octaves::<PERLIN, 4, 1>,
            ),
            block(
                "vector fbm(vector place; float octaves, lacunarity, roughness)",
                octaves::<PERLIN, 3, 3>,
            ),
            block(
                "vector fbm(vector4 place; float octaves, lacunarity, roughness)",
                octaves::<PERLIN, 4, 3>,
            ),
            source("float fbm(vector place; int octaves) { return fbm(place, octaves, 2, 0.5); }"),
            source("float fbm(vector4 place; int octaves) { return fbm(place, octaves, 2, 0.5); }"),
        ],
    },
    Function {
        name: "noise",
        help: "Perlin noise from 0 to 1, 0.5 on average; a vector where one is wanted: \
               vector(noise(@P)).",
        examples: &[("noise({1, 2, 3})", "0.5")],
        forms: &[
            block("float noise(vector place)", unsigned::<PERLIN, 3, 1>),
            block("float noise(vector4 place)", unsigned::<PERLIN, 4, 1>),
            block("vector noise(vector place)", unsigned::<PERLIN, 3, 3>),
            block("vector noise(vector4 place)", unsigned::<PERLIN, 4, 3>),
            source("float noise(float place) { return noise(set(place, 0, 0)); }"),
            source("vector noise(float place) { return noise(set(place, 0, 0)); }"),
            source("float noise(vector2 place) { return noise(set(place.x, place.y, 0)); }"),
            source("vector noise(vector2 place) { return noise(set(place.x, place.y, 0)); }"),
        ],
    },
    Function {
        name: "noised",
        help: "The slope of snoise() along x, y and z: it points uphill.",
        examples: &[("length(noised({0.3, 0.7, 0.2})) > 0", "1")],
        forms: &[block("vector noised(vector place)", slope_perlin)],
    },
    Function {
        name: "onoise",
        help: "Perlin noise from -1 to 1, of several octaves with a turbulence; `attenuation` \
               above 1 flattens it around 0.",
        examples: &[("onoise({1, 2, 3})", "0")],
        forms: &[
            source("float onoise(vector place) { return snoise(place); }"),
            source("vector onoise(vector place) { return snoise(place); }"),
            source("float onoise(vector4 place) { return snoise(place); }"),
            source(
                "float onoise(vector place; int turbulence; float roughness, attenuation) {
                    float x = fbm(place, turbulence + 1, 2, roughness);
                    return sign(x) * pow(abs(x), attenuation); }",
            ),
            source(
                "float onoise(vector4 place; int turbulence; float roughness, attenuation) {
                    float x = fbm(place, turbulence + 1, 2, roughness);
                    return sign(x) * pow(abs(x), attenuation); }",
            ),
        ],
    },
    Function {
        name: "rand",
        help: "A random number from 0 up to, but not, 1, always the same for the same seeds; a \
               vector where one is wanted.",
        examples: &[("rand(5) == rand(5)", "1"), ("rand(5) < 1 && rand(5) != rand(6)", "1")],
        forms: &[
            source("float rand(float seed) { return __unit(__mix(__bits(seed))); }"),
            source("vector rand(float seed) { return __scatter(__mix(__bits(seed))); }"),
            source(
                "float rand(float seed, more) {
                    return __unit(__mix(__mix(__bits(seed)) ^ __bits(more))); }",
            ),
            source(
                "vector rand(float seed, more) {
                    return __scatter(__mix(__mix(__bits(seed)) ^ __bits(more))); }",
            ),
            source("float rand(vector2 seed) { return rand(seed.x, seed.y); }"),
            source("float rand(vector seed) { return __unit(__hash(seed)); }"),
            source("vector rand(vector seed) { return __scatter(__hash(seed)); }"),
            source(
                "vector2 rand(float seed) {
                vector v = __scatter(__mix(__bits(seed))); return set(v.x, v.y); }",
            ),
            source(
                "vector4 rand(float seed) { int h = __mix(__bits(seed));
                return set(__scatter(h), __unit(__mix(h ^ 4))); }",
            ),
        ],
    },
    Function {
        name: "random",
        help: "As rand(), of whole numbers, which are all told apart.",
        examples: &[("random(16777217) != random(16777216)", "1")],
        forms: &[
            source("float random(int seed) { return __unit(__mix(seed)); }"),
            source("vector random(int seed) { return __scatter(__mix(seed)); }"),
            source("float random(int seed, more) { return __unit(__mix(__mix(seed) ^ more)); }"),
            source(
                "vector random(int seed, more) { return __scatter(__mix(__mix(seed) ^ more)); }",
            ),
            source("float random(float seed) { return rand(seed); }"),
            source("vector random(float seed) { return rand(seed); }"),
            source("float random(vector seed) { return rand(seed); }"),
            source("vector random(vector seed) { return rand(seed); }"),
        ],
    },
    Function {
        name: "ridged",
        help: "Several octaves of Perlin noise with sharp crests, from 0 to 1.",
        examples: &[("ridged({0.3, 0.7, 0.2}, 5, 2, 0.5) <= 1", "1")],
        forms: &[
            block(
                "float ridged(vector place; float octaves, lacunarity, roughness)",
                octaves::<RIDGED, 3, 1>,
            ),
            block(
                "float ridged(vector4 place; float octaves, lacunarity, roughness)",
                octaves::<RIDGED, 4, 1>,
            ),
        ],
    },
    Function {
        name: "snoise",
        help: "Perlin noise from -1 to 1, 0 on average and at whole numbers; a vector where one \
               is wanted.",
        examples: &[("snoise({1, 2, 3})", "0")],
        forms: &[
            block("float snoise(vector place)", signed::<PERLIN, 3, 1>),
            block("float snoise(vector4 place)", signed::<PERLIN, 4, 1>),
            block("vector snoise(vector place)", signed::<PERLIN, 3, 3>),
            block("vector snoise(vector4 place)", signed::<PERLIN, 4, 3>),
            source("float snoise(float place) { return snoise(set(place, 0, 0)); }"),
        ],
    },
    Function {
        name: "sxnoise",
        help: "Simplex noise from -1 to 1, without favoured axes.",
        examples: &[("abs(sxnoise({0.3, 0.7, 0.2})) <= 1", "1")],
        forms: &[
            block("float sxnoise(vector place)", signed::<SIMPLEX, 3, 1>),
            block("float sxnoise(vector4 place)", signed::<SIMPLEX, 4, 1>),
            block("vector sxnoise(vector place)", signed::<SIMPLEX, 3, 3>),
            block("vector sxnoise(vector4 place)", signed::<SIMPLEX, 4, 3>),
        ],
    },
    Function {
        name: "turbulence",
        help: "Several octaves of the size of Perlin noise: billows with sharp valleys, 0 to 1.",
        examples: &[("turbulence({0.3, 0.7, 0.2}, 5, 2, 0.5) >= 0", "1")],
        forms: &[
            block(
                "float turbulence(vector place; float octaves, lacunarity, roughness)",
                octaves::<TURBULENT, 3, 1>,
            ),
            block(
                "float turbulence(vector4 place; float octaves, lacunarity, roughness)",
                octaves::<TURBULENT, 4, 1>,
            ),
        ],
    },
    Function {
        name: "wnoise",
        help: "Worley noise: how far the nearest and the second nearest of scattered points are, \
               in cells, held at 1.",
        examples: &[
            ("wnoise({0.3, 0.7, 0.2}) <= 1", "1"),
            ("float f1, f2; wnoise({0.3, 0.7, 0.2}, f1, f2); return f1 <= f2;", "1"),
        ],
        forms: &[
            block("float wnoise(vector place)", signed::<WORLEY, 3, 1>),
            block("float wnoise(vector4 place)", signed::<WORLEY, 4, 1>),
            source(
                "void wnoise(vector place; float &f1, &f2) {
                    f1 = wnoise(place); f2 = __wnoise2(place); }",
            ),
            source(
                "void wnoise(vector4 place; float &f1, &f2) {
                    f1 = wnoise(place); f2 = __wnoise2(place); }",
            ),
        ],
    },
    Function {
        name: "xnoise",
        help: "Simplex noise from 0 to 1, without favoured axes.",
        examples: &[("xnoise({0.3, 0.7, 0.2}) <= 1", "1")],
        forms: &[
            block("float xnoise(vector place)", unsigned::<SIMPLEX, 3, 1>),
            block("float xnoise(vector4 place)", unsigned::<SIMPLEX, 4, 1>),
            block("vector xnoise(vector place)", unsigned::<SIMPLEX, 3, 3>),
            block("vector xnoise(vector4 place)", unsigned::<SIMPLEX, 4, 3>),
        ],
    },
    Function {
        name: "xnoised",
        help: "The slope of sxnoise() along x, y and z: it points uphill.",
        examples: &[("length(xnoised({0.3, 0.7, 0.2})) > 0", "1")],
        forms: &[block("vector xnoised(vector place)", slope_simplex)],
    },
];

/// What only the functions above call.
pub(super) const HIDDEN: &[Function] = &[
    Function {
        name: "__bits",
        help: "",
        examples: &[],
        forms: &[unary("int __bits(float x)", Unary::Copy)],
    },
    Function {
        name: "__mix",
        help: "",
        examples: &[],
        forms: &[unary("int __mix(int x)", Unary::Mix)],
    },
    Function {
        name: "__unit",
        help: "",
        examples: &[],
        forms: &[unary("float __unit(int x)", Unary::Unit)],
    },
    Function {
        name: "__hash",
        help: "",
        examples: &[],
        forms: &[source(
            "int __hash(vector v) {
                return __mix(__mix(__mix(__bits(v.x)) ^ __bits(v.y)) ^ __bits(v.z)); }",
        )],
    },
    Function {
        name: "__scatter",
        help: "",
        examples: &[],
        forms: &[source(
            "vector __scatter(int h) {
                return set(__unit(h), __unit(__mix(h ^ 2)), __unit(__mix(h ^ 3))); }",
        )],
    },
    Function {
        name: "__wnoise2",
        help: "",
        examples: &[],
        forms: &[
            block("float __wnoise2(vector place)", signed::<WORLEY_2, 3, 1>),
            block("float __wnoise2(vector4 place)", signed::<WORLEY_2, 4, 1>),
        ],
    },
];

const PERLIN: u8 = 0;
const SIMPLEX: u8 = 1;
const WORLEY: u8 = 2;
const WORLEY_2: u8 = 3;
const RIDGED: u8 = 4;
const TURBULENT: u8 = 5;

/// The field of a kind; with octaves where the kind is a fractal.
fn field(kind: u8, size: usize, octaves: Option<[f32; 3]>) -> Noise {
    let [octaves, lacunarity, roughness] = octaves.unwrap_or([1.0, 2.0, 0.5]);
    Noise {
        basis: match kind {
            SIMPLEX => Basis::Simplex,
            WORLEY => Basis::Worley(WorleyValue::F1),
            WORLEY_2 => Basis::Worley(WorleyValue::F2),
            _ => Basis::Perlin,
        },
        fractal: match kind {
            RIDGED => Fractal::Ridged,
            TURBULENT => Fractal::Turbulence,
            _ => Fractal::Standard,
        },
        octaves,
        lacunarity,
        roughness,
        animated: size == 4,
        ..Noise::default()
    }
}

fn floats(bits: &[u32]) -> Vec<f32> {
    bits.iter().map(|&bits| f32::from_bits(bits)).collect()
}

/// Samples the field at places of `size` components, each result of an unrelated channel.
fn sample(noise: Noise, places: &[&[u32]], results: &mut [&mut [u32]], change: fn(f32) -> f32) {
    let columns: Vec<Vec<f32>> = places.iter().map(|column| floats(column)).collect();
    let count = columns.first().map_or(0, Vec::len);
    let mut values = vec![0.0; count];
    let times = columns.get(3).map_or(&[][..], Vec::as_slice);
    for (channel, result) in results.iter_mut().enumerate() {
        let noise = Noise { seed: channel_seed(noise.seed, channel as u32), ..noise };
        noise.sample_columns([&columns[0], &columns[1], &columns[2]], times, &mut values);
        for (slot, &value) in result.iter_mut().zip(&values) {
            *slot = change(value).to_bits();
        }
    }
}

fn signed<const KIND: u8, const SIZE: usize, const RESULTS: usize>(
    arguments: &[&[u32]],
    results: &mut [&mut [u32]],
) {
    sample(field(KIND, SIZE, None), &arguments[..SIZE], results, |value| value);
}

fn unsigned<const KIND: u8, const SIZE: usize, const RESULTS: usize>(
    arguments: &[&[u32]],
    results: &mut [&mut [u32]],
) {
    sample(field(KIND, SIZE, None), &arguments[..SIZE], results, |value| 0.5 + 0.5 * value);
}

/// Several octaves, whose number and make-up are usually the same for all elements.
fn octaves<const KIND: u8, const SIZE: usize, const RESULTS: usize>(
    arguments: &[&[u32]],
    results: &mut [&mut [u32]],
) {
    let settings = &arguments[SIZE..SIZE + 3];
    let count = arguments[0].len();
    let at = |lane: usize| [0, 1, 2].map(|place: usize| f32::from_bits(settings[place][lane]));
    let mut start = 0;
    // Runs of elements with the same settings are sampled together.
    while start < count {
        let same = |lane: &usize| settings.iter().all(|column| column[*lane] == column[start]);
        let end = (start..count).take_while(same).last().map_or(start + 1, |last| last + 1);
        let places: Vec<&[u32]> =
            arguments[..SIZE].iter().map(|column| &column[start..end]).collect();
        let mut parts: Vec<&mut [u32]> =
            results.iter_mut().map(|result| &mut result[start..end]).collect();
        sample(field(KIND, SIZE, Some(at(start))), &places, &mut parts, |value| value);
        start = end;
    }
}

/// Gives three numbers for each place.
fn vectors(arguments: &[&[u32]], results: &mut [&mut [u32]], value: impl Fn(Vec3) -> Vec3) {
    for lane in 0..arguments[0].len() {
        let place = Vec3::from_array([0, 1, 2].map(|axis| f32::from_bits(arguments[axis][lane])));
        let value = value(place).to_array();
        for (result, value) in results.iter_mut().zip(value) {
            result[lane] = value.to_bits();
        }
    }
}

fn curl_perlin(arguments: &[&[u32]], results: &mut [&mut [u32]]) {
    vectors(arguments, results, |place| ::noise::perlin3_curl(place, 0));
}

fn curl_simplex(arguments: &[&[u32]], results: &mut [&mut [u32]]) {
    vectors(arguments, results, |place| ::noise::simplex3_curl(place, 0));
}

fn slope_perlin(arguments: &[&[u32]], results: &mut [&mut [u32]]) {
    vectors(arguments, results, |place| ::noise::perlin3_gradient(place, 0).gradient);
}

fn slope_simplex(arguments: &[&[u32]], results: &mut [&mut [u32]]) {
    vectors(arguments, results, |place| ::noise::simplex3_gradient(place, 0).gradient);
}
