//! The shaders, each put together from the files of the folder `shaders`.

/// A shader: a name and the files that it is made of, each with its name and text.
#[derive(Debug, Clone, Copy)]
pub struct Shader {
    /// What it draws.
    pub name: &'static str,
    /// Files with their texts, in order.
    pub parts: &'static [(&'static str, &'static str)],
}

impl Shader {
    /// The whole text.
    pub fn source(&self) -> String {
        let texts: Vec<&str> = self.parts.iter().map(|(_, text)| *text).collect();
        texts.join("\n")
    }
}

macro_rules! parts {
    ($($file:literal),*) => {
        &[$(($file, include_str!(concat!("../../../shaders/", $file, ".wgsl")))),*]
    };
}

macro_rules! shaders {
    ($($constant:ident $name:literal: $($file:literal),*;)*) => {
        $(pub(crate) const $constant: Shader = Shader { name: $name, parts: parts!($($file),*) };)*

        /// Every shader.
        pub const ALL: &[Shader] = &[$($constant),*];
    };
}

shaders! {
    SURFACE "surface": "view", "mesh", "light", "surface";
    SHADOW "shadow": "view", "mesh", "shadow";
    LINES "lines": "view", "mesh", "stroke", "lines";
    POINTS "points": "view", "mesh", "stroke", "points";
    IDS "ids": "view", "mesh", "stroke", "ids";
    BACKGROUND "background": "view", "screen", "background";
    GRID "grid": "view", "screen", "grid";
    OCCLUSION "occlusion": "view", "screen", "occlusion";
    SMOOTH "smooth": "view", "screen", "smooth";
    FINISH "finish": "view", "screen", "finish";
    SHOW "show": "show";
}
