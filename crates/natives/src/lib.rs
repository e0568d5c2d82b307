//! Rust functions that the base library calls, by area.
//!
//! The language sees each as `Core.Host.name`; nothing here knows the library itself.

mod arrays;
mod bigs;
mod clock;
mod digests;
mod floats_text;
mod given;
mod io;
mod linalg;
mod math;
mod objects;
mod processes;
mod random;
mod reflect;
mod regex;
mod text;

use overdub_engine::Session;

/// Offers all host functions to a session.
pub fn offer_all(session: &mut Session) {
    arrays::offer(session);
    linalg::offer(session);
    math::offer(session);
    objects::offer(session);
    bigs::offer(session);
    floats_text::offer(session);
    random::offer(session);
    text::offer(session);
    regex::offer(session);
    io::offer(session);
    processes::offer(session);
    clock::offer(session);
    digests::offer(session);
    reflect::offer(session);
}
