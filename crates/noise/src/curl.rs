//! Curl noise: Bridson, Houriham and Nordenstam, "Curl-Noise for Procedural Fluid Flow", 2007.

use glam::Vec3;

use super::lattice::channel_seed;
use super::{ValueGradient, perlin3_gradient, simplex3_gradient};

/// The curl of three channels of Perlin noise: a velocity field without divergence, so that what
/// it carries neither gathers nor thins out. Zero on average.
pub fn perlin3_curl(position: Vec3, seed: u32) -> Vec3 {
    curl(|channel| perlin3_gradient(position, channel_seed(seed, channel)))
}

/// The curl of three channels of simplex noise; as [`perlin3_curl`], without favoured axes.
pub fn simplex3_curl(position: Vec3, seed: u32) -> Vec3 {
    curl(|channel| simplex3_gradient(position, channel_seed(seed, channel)))
}

fn curl(channel: impl Fn(u32) -> ValueGradient) -> Vec3 {
    let [x, y, z] = [0, 1, 2].map(|index| channel(index).gradient);
    Vec3::new(z.y - y.z, x.z - z.x, y.x - x.y)
}

#[cfg(test)]
mod tests {
    use super::super::statistics::scattered;
    use super::*;

    #[test]
    fn curl_has_no_divergence() {
        for curl in [perlin3_curl, simplex3_curl] {
            let (mut divergence, mut slopes) = (0.0, 0.0);
            let positions = scattered(1000, 20.0);
            for position in &positions {
                let slope = |axis: Vec3| {
                    (curl(*position + axis * 0.004, 6) - curl(*position - axis * 0.004, 6)) / 0.008
                };
                let (x, y, z) = (slope(Vec3::X).x, slope(Vec3::Y).y, slope(Vec3::Z).z);
                divergence += (x + y + z).abs();
                slopes += x.abs() + y.abs() + z.abs();
            }
            assert!(divergence < 0.01 * slopes, "divergence {divergence} of {slopes}");
            assert!(slopes / positions.len() as f32 > 0.5, "the field is not constant");
        }
    }
}
