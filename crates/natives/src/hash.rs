//! Hashing of machine integers.

use overdub_engine::{Session, Value};
use overdub_types::core;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    session.offer("hash_uint64", core().uint64, |_, args| {
        let n = args.first().and_then(|it| it.as_u64()).unwrap_or(0);
        Ok(Value::uint64(mix(n)))
    });
}

/// Scatters the bits of a number; Julia's, so that tables iterate in its order.
///
/// # Source
/// Thomas Wang's hash of 64 bits, as `hash_64_64` of Julia's `base/hashing.jl`.
fn mix(n: u64) -> u64 {
    let mut a = (!n).wrapping_add(n << 21);
    a ^= a >> 24;
    a = a.wrapping_add(a << 3).wrapping_add(a << 8);
    a ^= a >> 14;
    a = a.wrapping_add(a << 2).wrapping_add(a << 4);
    a ^= a >> 28;
    a.wrapping_add(a << 31)
}
