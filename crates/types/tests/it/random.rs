//! The laws over pseudo-random types; the fuzzer goes on from here.

use crate::laws::{check_tame, check_wild};

/// Bytes of a small generator, the same in every run.
fn bytes(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..len).map(|_| next()).collect()
}

#[test]
fn laws_hold_for_random_types() {
    for seed in 0..20_000 {
        check_wild(&bytes(seed, 96));
        check_tame(&bytes(seed, 128));
    }
}

#[test]
fn inputs_that_the_fuzzer_found_keep_the_laws() {
    check_wild(&[
        0x0a, 0xa1, 0x6b, 0xab, 0x4d, 0x86, 0x00, 0xab, 0x4d, 0x86, 0x9b, 0x00, 0xe7, 0x86, 0x0a,
        0xa1, 0xab, 0xe7, 0x86,
    ]);
}
