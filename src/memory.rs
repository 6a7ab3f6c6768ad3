//! How the memory allocator behaves in this program.

use std::ffi::c_int;

/// `mi_option_purge_delay` of mimalloc.h, which the bindings leave out: milliseconds after which
/// freed memory goes back to the system.
const PURGE_DELAY: c_int = 15;

/// Freed memory stays with the program for ten seconds instead of one. Cooking again and again,
/// as while a parameter is dragged, then writes into warm memory: the first touch of a page costs
/// more than most of what geometry operations do with it.
pub fn keep_freed_for_a_while() {
    // SAFETY: sets a number that the allocator reads; any option and value are allowed.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 10_000) };
}
