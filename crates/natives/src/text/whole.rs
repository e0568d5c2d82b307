//! What is asked of strings and makes none: machine code calls these itself.
//!
//! A part of a string is the string, an offset and a number of bytes; what lies past its end is left out.

use super::{count_chars, murmur};
use overdub_engine::{Session, Text};

/// Offers the functions of this area.
pub(super) fn offer(session: &mut Session) {
    session.offer_direct("string_is_valid", is_valid as One<bool>);
    session.offer_direct("string_is_ascii", is_ascii as One<bool>);
    session.offer_direct("string_length", length as One<i64>);
    session.offer_direct("string_equal", equal as Two<bool>);
    session.offer_direct("string_compare", compare as Two<i64>);
    session.offer_direct("string_find", find as Two<i64>);
    session.offer_direct("string_find_last", find_last as Two<i64>);
    session
        .offer_direct("string_hash", hash as for<'a> extern "C" fn(Text<'a>, i64, i64, u32) -> u64);
}

type One<R> = for<'a> extern "C" fn(Text<'a>, i64, i64) -> R;
type Two<R> = for<'a> extern "C" fn(Text<'a>, i64, i64, Text<'a>, i64, i64) -> R;

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

extern "C" fn equal<'a>(
    a: Text<'a>,
    a_offset: i64,
    a_count: i64,
    b: Text<'a>,
    b_offset: i64,
    b_count: i64,
) -> bool {
    a.part(a_offset, a_count) == b.part(b_offset, b_count)
}

/// -1, 0 or 1, by the bytes.
extern "C" fn compare<'a>(
    a: Text<'a>,
    a_offset: i64,
    a_count: i64,
    b: Text<'a>,
    b_offset: i64,
    b_count: i64,
) -> i64 {
    a.part(a_offset, a_count).cmp(b.part(b_offset, b_count)) as i64
}

/// The offset of the second in the first, or -1.
extern "C" fn find<'a>(
    a: Text<'a>,
    a_offset: i64,
    a_count: i64,
    b: Text<'a>,
    b_offset: i64,
    b_count: i64,
) -> i64 {
    let found = memchr::memmem::find(a.part(a_offset, a_count), b.part(b_offset, b_count));
    found.map_or(-1, |it| it as i64)
}

/// The last offset of the second in the first, or -1.
extern "C" fn find_last<'a>(
    a: Text<'a>,
    a_offset: i64,
    a_count: i64,
    b: Text<'a>,
    b_offset: i64,
    b_count: i64,
) -> i64 {
    let found = memchr::memmem::rfind(a.part(a_offset, a_count), b.part(b_offset, b_count));
    found.map_or(-1, |it| it as i64)
}
