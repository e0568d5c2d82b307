//! A small hash whose answers are the same in every process.
//!
//! Fingerprints of types name artefacts and order output, so they must depend on content
//! alone: no address, no seed, no interning order. The mixer is the finaliser of splitmix64.

/// Folds `word` into `hash`.
pub(crate) const fn mix(hash: u64, word: u64) -> u64 {
    let mut z = (hash.rotate_left(23) ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Folds the bytes of `text` and its length into `hash`.
pub(crate) fn mix_bytes(hash: u64, text: &[u8]) -> u64 {
    let mut out = mix(hash, text.len() as u64);
    for chunk in text.chunks(8) {
        let mut word = [0_u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        out = mix(out, u64::from_le_bytes(word));
    }
    out
}
