//! Tuples drawn from distributions.

use std::f64::consts::TAU;

use glam::{Quat, Vec3};

use super::{Components, Distribution, Error, Randomize};
use crate::Column;
use crate::random::Stream;

/// From 0 up to, but not, 1, with 53 bits.
pub(super) fn unit(stream: Stream, index: usize) -> f64 {
    (stream.bits(index as u64) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// A number of the bell with mean 0 and deviation 1 (Box and Muller 1958).
fn normal(stream: Stream, index: usize) -> f64 {
    let radius = (-2.0 * (1.0 - unit(stream, 2 * index)).ln()).sqrt();
    radius * (TAU * unit(stream, 2 * index + 1)).cos()
}

/// A distribution made ready for tuples of one size.
pub(super) struct Draw<'a> {
    pub distribution: &'a Distribution,
    integers: bool,
    limits: Option<[f64; 2]>,
    scale: f64,
    pub choices: Choices,
}

/// The numbers that are chosen from, and the share of each and those before it.
#[derive(Default)]
pub(super) struct Choices {
    shares: Vec<f64>,
    numbers: Vec<f64>,
}

impl Choices {
    pub fn pick(&self, unit: f64) -> usize {
        let index = self.shares.partition_point(|&share| share <= unit);
        index.min(self.shares.len().saturating_sub(1))
    }
}

impl<'a> Draw<'a> {
    pub fn new(settings: &'a Randomize, size: usize, column: &Column) -> Result<Self, Error> {
        let distribution = &settings.distribution;
        let text = column.texts().is_some();
        let mut choices = Choices::default();
        match distribution {
            Distribution::Choices(values) => {
                let weights = values.iter().map(|(_, weight)| f64::from(weight.max(0.0)));
                let total: f64 = weights.clone().sum();
                if !(total > 0.0 && total.is_finite()) {
                    let message = "give at least one value with a weight above 0";
                    return Err(Error::Setting(message.to_owned()));
                }
                choices.shares = weights
                    .scan(0.0, |sum, weight| {
                        *sum += weight / total;
                        Some(*sum)
                    })
                    .collect();
                if !text {
                    let numbers = values.iter().map(|(value, _)| {
                        value.parse::<f64>().map_err(|_| {
                            let name = &settings.name;
                            Error::Setting(format!(
                                "\"{value}\" is not a number, and \"{name}\" holds numbers"
                            ))
                        })
                    });
                    choices.numbers = numbers.collect::<Result<_, _>>()?;
                }
            }
            _ if text => {
                let message = "text can only be chosen from values; choose such a distribution";
                return Err(Error::Setting(message.to_owned()));
            }
            Distribution::Direction { .. } if !(2..=4).contains(&size) => {
                return Err(Error::Setting(format!(
                    "a direction has 2 or 3 components and a rotation 4, not {size}"
                )));
            }
            _ => {}
        }
        let limits = settings.limits.map(|[a, b]| [f64::from(a.min(b)), f64::from(a.max(b))]);
        let scale = f64::from(settings.scale);
        let integers = column.ints().is_some();
        Ok(Self { distribution, integers, limits, scale, choices })
    }

    /// Draws a tuple.
    pub fn tuple(&self, stream: Stream, out: &mut [f64]) {
        let pick = |values: &Components, component: usize| f64::from(values[component.min(3)]);
        let between = |min: f64, max: f64, unit: f64| match self.integers {
            true => (min + unit * (max - min + 1.0)).floor().min(max),
            false => min + unit * (max - min),
        };
        match self.distribution {
            Distribution::Uniform { min, max } => {
                for (c, slot) in out.iter_mut().enumerate() {
                    *slot = between(pick(min, c), pick(max, c), unit(stream, c));
                }
            }
            Distribution::Steps { min, max, step } => {
                for (c, slot) in out.iter_mut().enumerate() {
                    let (min, max, step) = (pick(min, c), pick(max, c), pick(step, c));
                    *slot = if step > 0.0 && max >= min {
                        let count = ((max - min) / step + 1e-6).floor();
                        min + step * (unit(stream, c) * (count + 1.0)).floor().min(count)
                    } else {
                        between(min, max, unit(stream, c))
                    };
                }
            }
            Distribution::Normal { mean, deviation } => {
                for (c, slot) in out.iter_mut().enumerate() {
                    *slot = pick(mean, c) + pick(deviation, c) * normal(stream, c);
                }
            }
            Distribution::Exponential { mean } => {
                for (c, slot) in out.iter_mut().enumerate() {
                    *slot = -pick(mean, c) * (1.0 - unit(stream, c)).ln();
                }
            }
            Distribution::TwoValues { first, second, probability } => {
                let second_one = unit(stream, 0) < f64::from(*probability);
                let values = if second_one { second } else { first };
                out.iter_mut().enumerate().for_each(|(c, slot)| *slot = pick(values, c));
            }
            Distribution::InsideSphere { radius } => {
                inside_ball(stream, out);
                out.iter_mut().enumerate().for_each(|(c, slot)| *slot *= pick(radius, c));
            }
            Distribution::Direction { axis, angle } => direction(stream, *axis, *angle, out),
            Distribution::Choices(_) => {
                let index = self.choices.pick(unit(stream, 0));
                out.fill(self.choices.numbers.get(index).copied().unwrap_or(0.0));
            }
        }
        for slot in out {
            if let Some([low, high]) = self.limits {
                // `max` first: it turns NaN into the lower limit.
                *slot = slot.max(low).min(high);
            }
            *slot *= self.scale;
        }
    }
}

/// A place in the unit ball: a direction without a preference, and a distance of which the
/// volume within is even.
fn inside_ball(stream: Stream, out: &mut [f64]) {
    let size = out.len();
    for (c, slot) in out.iter_mut().enumerate() {
        *slot = normal(stream, c);
    }
    let length = out.iter().map(|value| value * value).sum::<f64>().sqrt();
    let radius = unit(stream, 2 * size).powf(1.0 / size as f64);
    let factor = if length > 0.0 { radius / length } else { 0.0 };
    out.iter_mut().for_each(|slot| *slot *= factor);
}

fn direction(stream: Stream, axis: Vec3, angle: f32, out: &mut [f64]) {
    let angle = if angle.is_finite() { angle.clamp(0.0, std::f32::consts::PI) } else { 0.0 };
    let axis = axis.try_normalize().unwrap_or(Vec3::Y);
    if let [x, y] = out {
        let start = f64::from(axis.y.atan2(axis.x));
        let turned = start + f64::from(angle) * (2.0 * unit(stream, 0) - 1.0);
        (*x, *y) = (turned.cos(), turned.sin());
        return;
    }
    // Even over the cap of the sphere: its area is even in the height.
    let height = 1.0 - unit(stream, 0) * (1.0 - f64::from(angle).cos());
    let radius = (1.0 - height * height).max(0.0).sqrt();
    let (sin, cos) = (TAU * unit(stream, 1)).sin_cos();
    let (u, v) = axis.any_orthonormal_pair();
    let found = axis.as_dvec3() * height + (u.as_dvec3() * cos + v.as_dvec3() * sin) * radius;
    let found = found.normalize_or(axis.as_dvec3());
    if let [x, y, z] = out {
        (*x, *y, *z) = found.into();
    } else if let [x, y, z, w] = out {
        let roll = Quat::from_axis_angle(axis, (TAU * unit(stream, 2)) as f32);
        let turn = (Quat::from_rotation_arc(axis, found.as_vec3()) * roll).normalize();
        (*x, *y, *z, *w) = (turn.x.into(), turn.y.into(), turn.z.into(), turn.w.into());
    }
}
