//! What is asked of strings and makes none: machine code calls these itself.
//!
//! A part of a string is the string, an offset and a number of bytes; what lies past its end is left out.

use super::{count_chars, murmur};
use memchr::memmem;
use overdub_engine::{Session, Text};

type One<R> = for<'a> extern "C" fn(Text<'a>, i64, i64) -> R;
type Two<R> = for<'a> extern "C" fn(Text<'a>, i64, i64, Text<'a>, i64, i64) -> R;

/// What is asked of the bytes of two parts, in the system's convention.
macro_rules! of_two {
    ($result:ty, $run:expr) => {{
        extern "C" fn of_two<'a>(
            a: Text<'a>,
            a_offset: i64,
            a_count: i64,
            b: Text<'a>,
            b_offset: i64,
            b_count: i64,
        ) -> $result {
            let run: fn(&[u8], &[u8]) -> $result = $run;
            run(a.part(a_offset, a_count), b.part(b_offset, b_count))
        }
        of_two as Two<$result>
    }};
}

/// Offers the functions of this area.
pub(super) fn offer(session: &mut Session) {
    session.offer_direct("string_is_valid", is_valid as One<bool>);
    session.offer_direct("string_is_ascii", is_ascii as One<bool>);
    session.offer_direct("string_length", length as One<i64>);
    session.offer_direct("string_equal", of_two!(bool, |a, b| a == b));
    // -1, 0 or 1, by the bytes.
    session.offer_direct("string_compare", of_two!(i64, |a, b| a.cmp(b) as i64));
    // The first and the last offset of the second in the first, or -1.
    session.offer_direct("string_find", of_two!(i64, |a, b| offset(memmem::find(a, b))));
    session.offer_direct("string_find_last", of_two!(i64, |a, b| offset(memmem::rfind(a, b))));
    session
        .offer_direct("string_hash", hash as for<'a> extern "C" fn(Text<'a>, i64, i64, u32) -> u64);
}

extern "C" fn is_valid(text: Text<'_>, offset: i64, count: i64) -> bool {
    std::str::from_utf8(text.part(offset, count)).is_ok()
}

extern "C" fn is_ascii(text: Text<'_>, offset: i64, count: i64) -> bool {
    text.part(offset, count).is_ascii()
}

/// The number of characters, where a byte that fits in none counts as one.
extern "C" fn length(text: Text<'_>, offset: i64, count: i64) -> i64 {
    count_chars(text.part(offset, count)) as i64
}

/// Julia's hash of bytes (the second half of `MurmurHash3` x64 128) under a seed: tables then iterate in Julia's order.
extern "C" fn hash(text: Text<'_>, offset: i64, count: i64, seed: u32) -> u64 {
    murmur::hash(text.part(offset, count), seed)
}

fn offset(found: Option<usize>) -> i64 {
    found.map_or(-1, |it| it as i64)
}
