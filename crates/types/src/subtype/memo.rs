//! Answers about closed types, remembered: a type never changes, so neither does what is below it.
//!
//! Programs ask the same few questions again and again (`x isa T`, the type of a field that is set). Each thread has a
//! table with one place for each hash; a newer question takes the place of an older one.

use std::cell::RefCell;

use crate::{error::Result, mix::mix, ty::Type};

/// Places in the table of a thread; a power of two.
const PLACES: usize = 2048;

/// The addresses of the two spellings, and the answer.
type Place = (usize, usize, bool);

thread_local! {
    static TABLE: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
}

/// What `ask` answers about `a` and `b`, both closed; asked only if that is not remembered.
pub(super) fn remembered(a: Type, b: Type, ask: impl FnOnce() -> Result<bool>) -> Result<bool> {
    let [a, b] = [a, b].map(|it| std::ptr::from_ref(it.0).addr());
    let at = mix(a as u64, b as u64) as usize % PLACES;
    let known = TABLE.with_borrow(|table| match table.get(at) {
        Some((known_a, known_b, answer)) if (*known_a, *known_b) == (a, b) => Some(*answer),
        _ => None,
    });
    if let Some(answer) = known {
        return Ok(answer);
    }
    // Asking may ask other questions, so the table is not held meanwhile.
    let answer = ask()?;
    TABLE.with_borrow_mut(|table| {
        if table.is_empty() {
            table.resize(PLACES, (0, 0, false));
        }
        table[at] = (a, b, answer);
    });
    Ok(answer)
}
