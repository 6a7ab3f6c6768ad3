//! The Espalier program.

fn main() {}
