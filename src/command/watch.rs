//! Long work on the command line: a progress bar, and an end to it by Ctrl-C.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use task::CancelToken;

/// The token that Ctrl-C cancels.
pub fn cancel_token() -> CancelToken {
    static TOKEN: OnceLock<CancelToken> = OnceLock::new();
    TOKEN
        .get_or_init(|| {
            let token = CancelToken::default();
            let from_keyboard = token.clone();
            // A second Ctrl-C ends the program at once.
            let handler = move || {
                if from_keyboard.is_cancelled() {
                    std::process::exit(130);
                }
                from_keyboard.cancel();
            };
            if let Err(error) = ctrlc::set_handler(handler) {
                eprintln!("espalier: Ctrl-C ends the program without tidying up: {error}");
            }
            token
        })
        .clone()
}

/// Does work on this thread while another shows how far it is, once it takes a moment. `state`
/// gives the part done, from 0 to 1, and a word on what is being done.
pub fn with_progress<R>(state: impl Fn() -> (f32, String) + Sync, work: impl FnOnce() -> R) -> R {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| show(&state, &done));
        let result = work();
        done.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        result
    })
}

fn show(state: &impl Fn() -> (f32, String), done: &AtomicBool) {
    const STEPS: u64 = 1000;
    std::thread::park_timeout(Duration::from_millis(400));
    if done.load(Ordering::Relaxed) {
        return;
    }
    // Drawn on stderr, and only where that is a terminal.
    let bar = ProgressBar::new(STEPS);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {elapsed}  {msg}") {
        bar.set_style(style);
    }
    while !done.load(Ordering::Relaxed) {
        let (fraction, message) = state();
        bar.set_position((fraction * STEPS as f32) as u64);
        bar.set_message(message);
        std::thread::park_timeout(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}
