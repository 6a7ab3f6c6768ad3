//! Where one looks from: a camera that turns around a place.

use geometry::Bounds;
use glam::camera::rh::proj::directx::{orthographic, perspective_infinite_reverse};
use glam::{Mat3, Mat4, Vec2, Vec3, Vec4};

/// How places come onto the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Projection {
    /// What is far away is smaller.
    #[default]
    Perspective,
    /// Parallel lines stay parallel.
    Orthographic,
}

/// A direction to look from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facing {
    /// From above.
    Top,
    /// From the front, along the z axis.
    Front,
    /// From the right, along the x axis.
    Right,
}

/// A half-line into the scene.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ray {
    /// Where it begins.
    pub origin: Vec3,
    /// Where it leads, of length 1.
    pub direction: Vec3,
}

/// A camera that turns around a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// What it looks at.
    pub target: Vec3,
    /// How far away that is.
    pub distance: f32,
    /// Around the y axis, in radians: 0 looks from the front, a quarter turn from the right.
    pub yaw: f32,
    /// Above the horizon, in radians.
    pub pitch: f32,
    /// The angle of view from bottom to top, in degrees.
    pub view_degrees: f32,
    /// How places come onto the picture.
    pub projection: Projection,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            target: Vec3::ZERO,
            distance: 8.0,
            yaw: 0.72,
            pitch: 0.52,
            view_degrees: 36.0,
            projection: Projection::Perspective,
        }
    }
}

/// The camera never looks quite straight down: then there would be no way up.
const STEEPEST: f32 = std::f32::consts::FRAC_PI_2;

impl Camera {
    /// Its axes: right, up, and towards the viewer.
    pub fn axes(&self) -> Mat3 {
        let (sin_yaw, cos_yaw) = self.yaw.sin_cos();
        let (sin_pitch, cos_pitch) = self.pitch.sin_cos();
        let back = Vec3::new(sin_yaw * cos_pitch, sin_pitch, cos_yaw * cos_pitch);
        let right = Vec3::new(cos_yaw, 0.0, -sin_yaw);
        Mat3::from_cols(right, back.cross(right), back)
    }

    /// Where it stands.
    pub fn eye(&self) -> Vec3 {
        self.target + self.axes().z_axis * self.distance
    }

    /// How near something may be and still be seen.
    pub fn near(&self) -> f32 {
        (self.distance * 0.002).max(1e-6)
    }

    /// Half the height of what is seen at the target.
    pub fn half_height(&self) -> f32 {
        self.distance * (self.view_degrees.to_radians() * 0.5).tan()
    }

    /// From the world to the camera's space.
    pub fn view_from_world(&self) -> Mat4 {
        let axes = self.axes();
        Mat4::from_mat3(axes.transpose()) * Mat4::from_translation(-self.eye())
    }

    /// From the camera's space to the clip space, with reversed depth. `aspect` is width by
    /// height; parallel rays reach `radius` to both sides of the target.
    pub fn clip_from_view(&self, aspect: f32, radius: f32) -> Mat4 {
        match self.projection {
            Projection::Perspective => {
                perspective_infinite_reverse(self.view_degrees.to_radians(), aspect, self.near())
            }
            Projection::Orthographic => {
                let (up, reach) = (self.half_height(), self.reach(radius));
                let (near, far) = (self.distance - reach, self.distance + reach);
                // Near and far change places: depth is reversed.
                orthographic(-up * aspect, up * aspect, -up, up, far, near)
            }
        }
    }

    /// From the world to the clip space.
    pub fn clip_from_world(&self, aspect: f32, radius: f32) -> Mat4 {
        self.clip_from_view(aspect, radius) * self.view_from_world()
    }

    fn reach(&self, radius: f32) -> f32 {
        (radius * 4.0).max(self.distance * 4.0)
    }

    /// Where a place is on a picture of this size, from its top left, and how near it is (1 at
    /// the near plane, 0 far away); none if it lies behind.
    pub fn project(&self, place: Vec3, size: Vec2, radius: f32) -> Option<Vec3> {
        let clip = self.clip_from_world(size.x / size.y, radius) * place.extend(1.0);
        if clip.w <= 1e-9 || !clip.is_finite() {
            return None;
        }
        let unit = clip.truncate() / clip.w;
        let at = (Vec2::new(unit.x, -unit.y) * 0.5 + 0.5) * size;
        Some(at.extend(unit.z))
    }

    /// The half-line through a place on a picture of this size.
    pub fn ray(&self, at: Vec2, size: Vec2) -> Ray {
        let unit = (at / size * 2.0 - 1.0) * Vec2::new(size.x / size.y, -1.0);
        let axes = self.axes();
        let half = self.half_height();
        let on_target = self.target + axes.x_axis * unit.x * half + axes.y_axis * unit.y * half;
        match self.projection {
            Projection::Perspective => {
                let origin = self.eye();
                Ray { origin, direction: (on_target - origin).normalize() }
            }
            Projection::Orthographic => {
                let origin = on_target + axes.z_axis * self.distance;
                Ray { origin, direction: -axes.z_axis }
            }
        }
    }

    /// Turns around the target by angles in radians.
    pub fn tumble(&mut self, yaw: f32, pitch: f32) {
        let turn = std::f32::consts::TAU;
        self.yaw = (self.yaw + yaw).rem_euclid(turn);
        self.pitch = (self.pitch + pitch).clamp(-STEEPEST, STEEPEST);
    }

    /// Moves across the picture, by parts of its height.
    pub fn pan(&mut self, right: f32, up: f32) {
        let axes = self.axes();
        let height = self.half_height() * 2.0;
        self.target += (axes.x_axis * right + axes.y_axis * up) * height;
    }

    /// Goes nearer or further: the distance is multiplied.
    pub fn dolly(&mut self, factor: f32) {
        if factor.is_finite() && factor > 0.0 {
            self.distance = (self.distance * factor).clamp(1e-4, 1e8);
        }
    }

    /// Goes nearer or further such that what lies at a place of the picture stays there.
    pub fn dolly_at(&mut self, factor: f32, at: Vec2, size: Vec2) {
        let before = self.distance;
        let unit = (at / size * 2.0 - 1.0) * Vec2::new(size.x / size.y, -1.0);
        let half = self.half_height();
        self.dolly(factor);
        let change = (before - self.distance) / before;
        let axes = self.axes();
        self.target += (axes.x_axis * unit.x + axes.y_axis * unit.y) * half * change;
    }

    /// Looks along an axis, without perspective.
    pub fn look(&mut self, facing: Facing) {
        (self.yaw, self.pitch) = match facing {
            Facing::Top => (0.0, STEEPEST),
            Facing::Front => (0.0, 0.0),
            Facing::Right => (STEEPEST, 0.0),
        };
        self.projection = Projection::Orthographic;
    }

    /// Looks with perspective; from the side and from above, where an axis was looked along.
    pub fn look_around(&mut self) {
        if !matches!(self.name(), "persp" | "ortho") {
            let usual = Self::default();
            (self.yaw, self.pitch) = (usual.yaw, usual.pitch);
        }
        self.projection = Projection::Perspective;
    }

    /// Moves so that a box fills the picture. An empty one changes nothing.
    pub fn frame(&mut self, bounds: Bounds, aspect: f32) {
        if bounds.is_empty() {
            return;
        }
        let axes = self.axes();
        let half = bounds.size() * 0.5;
        let up = (self.view_degrees.to_radians() * 0.5).tan();
        let right = up * aspect;
        let corners: [Vec3; 8] = std::array::from_fn(|corner| {
            let sign = |axis: usize| if corner >> axis & 1 == 0 { -1.0 } else { 1.0 };
            bounds.center() + half * Vec3::new(sign(0), sign(1), sign(2))
        });
        let nearness = if self.projection == Projection::Perspective { 1.0 } else { 0.0 };
        let least = if half.max_element() > 0.0 { half.length() * 0.2 } else { 1.0 };
        self.target = bounds.center();
        // Near corners look larger, so that the middle of the box is not that of its picture.
        for _ in 0..5 {
            let seen = corners.map(|corner| axes.transpose() * (corner - self.target));
            let needed = seen.map(|at| (at.x.abs() / right).max(at.y.abs() / up) + at.z * nearness);
            let distance = needed.into_iter().fold(least, f32::max);
            self.distance = (distance * 1.25).clamp(1e-4, 1e8);
            let (mut low, mut high) = (Vec2::INFINITY, Vec2::NEG_INFINITY);
            for at in seen {
                let flat = at.truncate() / (self.distance - at.z * nearness);
                (low, high) = (low.min(flat), high.max(flat));
            }
            let off = (low + high) * 0.5 * self.distance;
            if off.is_finite() {
                self.target += axes.x_axis * off.x + axes.y_axis * off.y;
            }
        }
    }

    /// The name of what it shows: `persp`, `top` and so on.
    pub fn name(&self) -> &'static str {
        let is_at = |yaw: f32, pitch: f32| {
            (self.yaw - yaw).abs() < 1e-4 && (self.pitch - pitch).abs() < 1e-4
        };
        match self.projection {
            Projection::Perspective => "persp",
            _ if is_at(0.0, STEEPEST) => "top",
            _ if is_at(0.0, 0.0) => "front",
            _ if is_at(STEEPEST, 0.0) => "right",
            Projection::Orthographic => "ortho",
        }
    }

    /// The axis that runs most along the view: the grid lies across it in parallel views from
    /// the side, and on the ground otherwise.
    pub(crate) fn grid_axis(&self) -> u32 {
        match self.name() {
            "front" => 2,
            "right" => 0,
            _ => 1,
        }
    }

    pub(crate) fn eye_uniform(&self) -> Vec4 {
        let is_perspective = self.projection == Projection::Perspective;
        self.eye().extend(if is_perspective { 1.0 } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Vec2 = Vec2::new(800.0, 500.0);

    fn box_of(half: f32) -> Bounds {
        Bounds { min: Vec3::splat(-half), max: Vec3::new(half, half * 3.0, half) }
    }

    #[test]
    fn a_framed_box_lies_in_the_picture_and_fills_it() {
        for projection in [Projection::Perspective, Projection::Orthographic] {
            for half in [1e-3, 1.0, 1e4] {
                let bounds = box_of(half);
                let mut camera = Camera { projection, ..Camera::default() };
                camera.frame(bounds, SIZE.x / SIZE.y);
                let mut seen = [f32::INFINITY, f32::NEG_INFINITY];
                for corner in 0..8_u32 {
                    let pick = |axis: usize| {
                        if corner >> axis & 1 == 0 { bounds.min[axis] } else { bounds.max[axis] }
                    };
                    let place = Vec3::new(pick(0), pick(1), pick(2));
                    let at = camera.project(place, SIZE, half * 3.0).unwrap();
                    assert!(at.x > 0.0 && at.x < SIZE.x && at.y > 0.0 && at.y < SIZE.y, "{at}");
                    assert!(at.z > 0.0 && at.z < 1.0, "{at}");
                    seen = [seen[0].min(at.y), seen[1].max(at.y)];
                }
                assert!(seen[1] - seen[0] > SIZE.y * 0.5, "{seen:?}");
                let middle = (seen[0] + seen[1]) * 0.5;
                assert!((middle - SIZE.y * 0.5).abs() < SIZE.y * 0.03, "{seen:?}");
            }
        }
    }

    #[test]
    fn a_ray_goes_through_what_is_seen_there() {
        for projection in [Projection::Perspective, Projection::Orthographic] {
            let camera = Camera { projection, yaw: 2.0, pitch: -0.4, ..Camera::default() };
            let place = Vec3::new(0.4, -0.7, 1.1);
            let at = camera.project(place, SIZE, 4.0).unwrap();
            let ray = camera.ray(at.truncate(), SIZE);
            let beside = (place - ray.origin).reject_from(ray.direction);
            assert!(beside.length() < 1e-3, "{beside}");
        }
    }

    #[test]
    fn zooming_at_a_place_keeps_it_there() {
        let mut camera = Camera { projection: Projection::Orthographic, ..Camera::default() };
        let at = Vec2::new(650.0, 120.0);
        let place = camera.ray(at, SIZE).origin;
        camera.dolly_at(0.5, at, SIZE);
        let after = camera.project(place, SIZE, 10.0).unwrap();
        assert!(after.truncate().distance(at) < 0.5, "{after}");
    }

    #[test]
    fn views_have_names_and_no_view_is_without_numbers() {
        let mut camera = Camera::default();
        assert_eq!(camera.name(), "persp");
        for (facing, name) in
            [(Facing::Top, "top"), (Facing::Front, "front"), (Facing::Right, "right")]
        {
            camera.look(facing);
            assert_eq!(camera.name(), name);
            assert!(camera.clip_from_world(1.5, 3.0).is_finite());
        }
        camera.tumble(0.1, 9.0);
        assert_eq!(camera.name(), "ortho");
        camera.frame(Bounds::EMPTY, 1.0);
        camera.frame(Bounds { min: Vec3::ONE, max: Vec3::ONE }, 1.0);
        camera.dolly(f32::NAN);
        assert!(camera.clip_from_world(1.5, 0.0).is_finite() && camera.distance > 0.0);
    }
}
