//! Laws of `<:` and intersection over types without the constructs in which Julia's algorithm
//! has known holes: transitivity, agreement with intersection, no common instance lost.
#![no_main]

#[path = "../../crates/types/tests/it/generate.rs"]
mod generate;
#[allow(dead_code)]
#[path = "../../crates/types/tests/it/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::check_tame(bytes));
