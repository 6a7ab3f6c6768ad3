//! How a scene is drawn.

/// What of the polygons is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shading {
    /// Surfaces.
    Shaded,
    /// Surfaces with the edges of their polygons.
    #[default]
    ShadedWires,
    /// The edges alone; what lies behind surfaces shows through.
    Wire,
    /// The edges that no surface hides.
    HiddenLine,
    /// The points alone.
    Points,
}

impl Shading {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Shaded, Self::ShadedWires, Self::Wire, Self::HiddenLine, Self::Points];

    /// The name as people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shaded => "Shaded",
            Self::ShadedWires => "Shaded with Wires",
            Self::Wire => "Wire",
            Self::HiddenLine => "Hidden Line",
            Self::Points => "Points",
        }
    }

    /// Whether edges are drawn.
    pub fn has_wires(self) -> bool {
        matches!(self, Self::ShadedWires | Self::Wire | Self::HiddenLine)
    }

    /// Whether surfaces are drawn with their colours.
    pub fn has_surfaces(self) -> bool {
        matches!(self, Self::Shaded | Self::ShadedWires)
    }
}

/// What surfaces look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// A sky, a key light and its shadow.
    #[default]
    Lit,
    /// Clay that shows its form from every side.
    Matcap,
}

/// What lies behind: colours as sRGB numbers from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backdrop {
    /// At the top.
    pub top: [f32; 3],
    /// At the bottom.
    pub bottom: [f32; 3],
    /// Of the grid, and how strong it is.
    pub grid: [f32; 4],
    /// Of edges on surfaces, and how strong they are.
    pub wire: [f32; 4],
    /// Of edges, points and curves without a surface behind them.
    pub ink: [f32; 3],
    /// Of what is chosen.
    pub accent: [f32; 3],
}

impl Backdrop {
    /// Dark grounds.
    pub const DARK: Self = Self {
        top: [0.224, 0.255, 0.310],
        bottom: [0.116, 0.128, 0.148],
        grid: [0.55, 0.60, 0.68, 0.34],
        wire: [0.05, 0.05, 0.06, 0.62],
        ink: [0.80, 0.83, 0.88],
        accent: [0.298, 0.616, 0.941],
    };

    /// Light grounds.
    pub const LIGHT: Self = Self {
        top: [0.93, 0.94, 0.955],
        bottom: [0.78, 0.80, 0.83],
        grid: [0.30, 0.34, 0.40, 0.34],
        wire: [0.05, 0.05, 0.06, 0.55],
        ink: [0.16, 0.18, 0.21],
        accent: [0.09, 0.388, 0.69],
    };
}

/// How a scene is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What of the polygons is drawn.
    pub shading: Shading,
    /// What surfaces look like.
    pub look: Look,
    /// Whether normals run smoothly over edges.
    pub smooth: bool,
    /// Whether the key light casts shadows.
    pub shadows: bool,
    /// Whether hollows are darker.
    pub occlusion: bool,
    /// Whether the grid and its axes are drawn.
    pub grid: bool,
    /// Whether points are drawn over surfaces.
    pub points: bool,
    /// Whether normals are drawn as lines.
    pub normals: bool,
    /// What lies behind.
    pub backdrop: Backdrop,
    /// Pixels in a point of the interface: widths of lines go by it.
    pub pixels_per_point: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            shading: Shading::default(),
            look: Look::default(),
            smooth: true,
            shadows: true,
            occlusion: true,
            grid: true,
            points: false,
            normals: false,
            backdrop: Backdrop::DARK,
            pixels_per_point: 1.0,
        }
    }
}
