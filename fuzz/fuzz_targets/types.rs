//! All types that can be written: each question is answered or refused in bounded time, text
//! reads back, and each type is its own subtype.
#![no_main]

#[path = "../../crates/types/tests/it/generate.rs"]
mod generate;
#[allow(dead_code)]
#[path = "../../crates/types/tests/it/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::check_wild(bytes));
