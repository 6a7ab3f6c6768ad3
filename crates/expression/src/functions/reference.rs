//! The reference page, made from the table.

use std::fmt::Write;

use super::FUNCTIONS;

/// What the first line says, so that nobody edits the page by hand.
const MADE: &str = "<!-- Made from the function table: \
                    cargo run -p espalier-expression --example write_reference -->";

/// The text of `docs/expressions.md`: what the language is, and every function.
pub fn reference() -> String {
    let mut out = format!("{MADE}\n\n{}", include_str!("introduction.md"));
    for (category, functions) in FUNCTIONS {
        let _ = write!(out, "\n## {category}\n");
        for function in *functions {
            let _ = write!(out, "\n### {}\n\n```c\n", function.name);
            for header in function.headers() {
                let _ = writeln!(out, "{header}");
            }
            let _ = write!(out, "```\n\n{}\n", function.help);
            for (example, result) in function.examples {
                let _ = write!(out, "\n    {example}    → {result}\n");
            }
        }
    }
    out
}
