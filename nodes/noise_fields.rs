//! Fields that nodes with noise share, and the noise that they describe.

use geometry::noise::{Basis, Fractal, Noise, WorleyValue};
use geometry::ops::attribute::Operation;
use geometry::ops::attribute::noise::Range;
use glam::Vec3;
use graph::{Choice, Choices, Chosen, Cook, NodeType, Parameter, Reads};

/// The function that a fractal sums.
pub const BASIS: Parameter<Chosen<BasisChoice>> =
    Parameter::menu("basis", "Noise Type").help("The shape of the noise.");
/// How octaves are combined.
pub const FRACTAL: Parameter<Chosen<FractalChoice>> = Parameter::menu("fractal", "Fractal Type")
    .help(
        "How finer and finer layers are put together: Standard adds them, Billowy makes round \
         hills with sharp valleys, Ridged makes sharp crests.",
    );
const LAYERED: &[graph::Condition] = &[FRACTAL.is(&["standard", "billowy", "ridged"])];
/// How many octaves.
pub const OCTAVES: Parameter<f32> = Parameter::float("octaves", "Octaves", 5.0)
    .at_least(0.0)
    .at_most(16.0)
    .soft(1.0, 8.0)
    .shown_when(LAYERED)
    .help("How many layers; a fraction adds the last one in part.");
/// The frequency of each octave by that of the one before.
pub const LACUNARITY: Parameter<f32> = Parameter::float("lacunarity", "Lacunarity", 2.0)
    .soft(1.0, 4.0)
    .shown_when(LAYERED)
    .help("How much finer each layer is than the one before.");
/// The weight of each octave by that of the one before.
pub const ROUGHNESS: Parameter<f32> = Parameter::float("roughness", "Roughness", 0.5)
    .at_least(0.0)
    .soft(0.0, 1.0)
    .shown_when(LAYERED)
    .help("How strong each layer is by the one before.");
/// The size of a cell.
pub const ELEMENT_SIZE: Parameter<f32> = Parameter::float("element_size", "Element Size", 1.0)
    .at_least(0.0001)
    .soft(0.01, 10.0)
    .unit("m")
    .help("How large the features of the first layer are.");
/// The size of a cell along each axis, by [`ELEMENT_SIZE`].
pub const ELEMENT_SCALE: Parameter<[f32; 3]> =
    Parameter::vector3("element_scale", "Element Scale", [1.0; 3])
        .at_least(0.0001)
        .help("How much larger the features are along each axis: 1 4 1 stretches them upwards.");
/// Where the field begins.
pub const OFFSET: Parameter<[f32; 3]> = Parameter::vector3("offset", "Offset", [0.0; 3])
    .unit("m")
    .help("Moves the noise without the geometry.");
/// Which of unrelated fields.
pub const SEED: Parameter<i64> = Parameter::integer("seed", "Seed", 0)
    .at_least(0.0)
    .at_most(u32::MAX as f64)
    .soft(0.0, 100.0)
    .help("Picks another noise of the same kind.");
/// Whether the field changes from frame to frame.
pub const ANIMATED: Parameter<bool> =
    Parameter::toggle("animated", "Animate Noise", false).help("The noise changes with the frame.");
/// How fast.
pub const PULSE: Parameter<f32> = Parameter::float("pulse", "Pulse Duration", 24.0)
    .at_least(0.01)
    .soft(1.0, 240.0)
    .unit("frames")
    .shown_when(&[ANIMATED.is(&["true"])])
    .help("The frames in which the noise turns into quite another one.");
/// Between what values.
pub const RANGE: Parameter<Chosen<RangeChoice>> =
    Parameter::menu("range", "Range Values").help("Between what values the noise lies.");
/// The greatest value.
pub const AMPLITUDE: Parameter<f32> = Parameter::float("amplitude", "Amplitude", 1.0)
    .soft(0.0, 10.0)
    .shown_when(&[RANGE.is(&["zero_centered", "positive"])])
    .help("How strong the noise is.");
/// The least value, where both are given.
pub const MINIMUM: Parameter<f32> = Parameter::float("min_value", "Minimum", 0.0)
    .soft(-1.0, 1.0)
    .shown_when(&[RANGE.is(&["min_max"])])
    .help("The least value.");
/// The greatest value, where both are given.
pub const MAXIMUM: Parameter<f32> = Parameter::float("max_value", "Maximum", 1.0)
    .soft(-1.0, 1.0)
    .shown_when(&[RANGE.is(&["min_max"])])
    .help("The greatest value.");

/// What a node with these fields says about the frame.
pub const READS: NodeType = NodeType {
    reads: Reads { frame: true, ..Reads::NOTHING },
    reads_frame: |parameters| parameters.get(ANIMATED),
    ..NodeType::BLANK
};

/// The noise that the fields describe, and where in time it is sampled.
pub fn noise(cook: &Cook<'_>) -> (Noise, f32) {
    let Chosen(BasisChoice(basis)) = cook.get(BASIS);
    let Chosen(FractalChoice(fractal)) = cook.get(FRACTAL);
    let animated = cook.get(ANIMATED);
    let frequency = (Vec3::from(cook.get(ELEMENT_SCALE)) * cook.get(ELEMENT_SIZE)).recip();
    let noise = Noise {
        basis,
        fractal,
        octaves: cook.get(OCTAVES),
        roughness: cook.get(ROUGHNESS),
        lacunarity: cook.get(LACUNARITY),
        frequency,
        offset: -Vec3::from(cook.get(OFFSET)) * frequency,
        animated,
        seed: cook.get(SEED) as u32,
    };
    let time = if animated { cook.frame() / f64::from(cook.get(PULSE)) } else { 0.0 };
    (noise, time as f32)
}

/// Between what values the noise lies.
pub fn range(cook: &Cook<'_>) -> Range {
    let amplitude = cook.get(AMPLITUDE);
    match cook.get(RANGE).0 {
        RangeChoice::ZeroCentred => Range::ZeroCentred(amplitude),
        RangeChoice::Positive => Range::Positive(amplitude),
        RangeChoice::Between => Range::Between(cook.get(MINIMUM), cook.get(MAXIMUM)),
    }
}

/// A menu of bases.
#[derive(Debug, Clone, Copy)]
pub struct BasisChoice(Basis);

impl Choices for BasisChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("perlin", "Perlin"),
        Choice::new("simplex", "Simplex"),
        Choice::new("worley_f1", "Worley Cellular F1"),
        Choice::new("worley_f2", "Worley Cellular F2"),
        Choice::new("worley_f2_f1", "Worley Cellular F2-F1"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Basis::Perlin),
        Self(Basis::Simplex),
        Self(Basis::Worley(WorleyValue::F1)),
        Self(Basis::Worley(WorleyValue::F2)),
        Self(Basis::Worley(WorleyValue::F2MinusF1)),
    ];
}

/// A menu of fractals, the sum first.
#[derive(Debug, Clone, Copy)]
pub struct FractalChoice(Fractal);

impl Choices for FractalChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("standard", "Standard"),
        Choice::new("none", "None"),
        Choice::new("billowy", "Billowy"),
        Choice::new("ridged", "Ridged"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Fractal::Standard),
        Self(Fractal::None),
        Self(Fractal::Turbulence),
        Self(Fractal::Ridged),
    ];
}

/// A menu of ranges.
#[derive(Debug, Clone, Copy)]
pub enum RangeChoice {
    /// As far below 0 as above.
    ZeroCentred,
    /// From 0.
    Positive,
    /// Both ends are given.
    Between,
}

impl Choices for RangeChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("zero_centered", "Zero Centered"),
        Choice::new("positive", "Positive"),
        Choice::new("min_max", "Min/Max"),
    ];
    const VALUES: &'static [Self] = &[Self::ZeroCentred, Self::Positive, Self::Between];
}

/// A menu of ways to join new values with those that are there.
#[derive(Debug, Clone, Copy)]
pub struct OperationChoice(pub Operation);

impl Choices for OperationChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("set", "Set Value"),
        Choice::new("add", "Add Value"),
        Choice::new("subtract", "Subtract Value"),
        Choice::new("multiply", "Multiply"),
        Choice::new("min", "Minimum"),
        Choice::new("max", "Maximum"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Operation::Set),
        Self(Operation::Add),
        Self(Operation::Subtract),
        Self(Operation::Multiply),
        Self(Operation::Minimum),
        Self(Operation::Maximum),
    ];
}
