//! The Espalier program: the command line and the window. The binary of the same name only
//! starts it; benchmarks draw the editor without a window.

mod command;
mod describe;
pub mod editor;
mod export;
mod memory;
mod settings;
mod training;

use std::process::ExitCode;

use clap::Parser;

/// Runs the program as its arguments say.
pub fn run() -> ExitCode {
    memory::keep_freed_for_a_while();
    // Work that waits may be handed other work to do on the same stack.
    let threads = rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global();
    if let Err(error) = threads {
        eprintln!("espalier: the worker threads could not be started: {error}");
        return ExitCode::from(2);
    }
    // A panic inside a node becomes that node's error, which is reported with its path. One in
    // the program's own thread ends it.
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == main {
            eprintln!("espalier: {panic}");
        }
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
        }
    }));
    match command::run(command::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("espalier: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
