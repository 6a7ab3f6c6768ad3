//! Starts the program.

// Short-lived buffers of many megabytes are the rule here, and returning each to the system
// costs more than the work on it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    espalier::run()
}
