//! Rust functions that the base library calls, by area.
//!
//! The language sees each as `Core.Host.name`; nothing here knows the library itself.

mod clock;
mod given;
mod io;
mod reflect;
mod regex;
mod text;

use overdub_engine::Session;

/// Offers all host functions to a session.
pub fn offer_all(session: &mut Session) {
    text::offer(session);
    regex::offer(session);
    io::offer(session);
    clock::offer(session);
    reflect::offer(session);
}
