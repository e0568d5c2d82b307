//! Objects that live as long as the process: symbols, boxes of singletons, types and small numbers.
//!
//! A field of abstract type holds a pointer, so values that are otherwise immediate need an
//! object there. The ones that come up all the time have one that is shared by all sessions:
//! it lies outside every heap, is marked from the start and never written.

use crate::{
    heap::space::MARKED,
    layout::Layout,
    object::{IMMORTAL, Object},
    value::Value,
};
use overdub_types::{Symbol, core};
use rustc_hash::FxHashMap;
use std::{
    cell::RefCell,
    hash::Hash,
    sync::{Mutex, OnceLock, PoisonError},
};

/// Small integers with a ready box, as in Julia.
const SMALL: std::ops::Range<i64> = -512..1024;

/// An object with its header, laid out as in a heap.
#[repr(C, align(16))]
struct Cell<T> {
    _pad: u64,
    header: u64,
    payload: T,
}

fn leak<T>(layout: &'static Layout, payload: T) -> Object {
    let layout = std::ptr::from_ref(layout).expose_provenance() as u64;
    let cell = Box::new(Cell { _pad: 0, header: layout | MARKED | IMMORTAL, payload });
    let pointer = Box::into_raw(cell).cast::<u8>();
    Object::of_immortal(pointer.wrapping_add(16))
}

/// Addresses of immortal objects by what they stand for.
struct Table<K>(OnceLock<Mutex<FxHashMap<K, u64>>>);

impl<K: Eq + Hash + Copy> Table<K> {
    const fn new() -> Self {
        Self(OnceLock::new())
    }

    fn find(&self, key: K, make: impl FnOnce() -> Object) -> u64 {
        let table = self.0.get_or_init(Mutex::default);
        let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
        *table.entry(key).or_insert_with(|| make().address())
    }
}

static SYMBOLS: Table<Symbol> = Table::new();
static MODULES: Table<Symbol> = Table::new();
static BOXES: Table<(u64, u64)> = Table::new();

thread_local! {
    static KNOWN_SYMBOLS: RefCell<FxHashMap<Symbol, u64>> = RefCell::default();
    static KNOWN_BOXES: RefCell<FxHashMap<(u64, u64), u64>> = RefCell::default();
}

/// The object of a symbol.
pub(crate) fn symbol(name: Symbol) -> Object {
    let known = KNOWN_SYMBOLS.with_borrow(|it| it.get(&name).copied());
    let address = known.unwrap_or_else(|| {
        let address = SYMBOLS.find(name, || {
            let layout = Layout::of(core().symbol).expect("`Symbol` has a layout");
            leak(layout, name)
        });
        KNOWN_SYMBOLS.with_borrow_mut(|it| it.insert(name, address));
        address
    });
    at(address)
}

/// The object of a module, known by its path.
pub(crate) fn module(path: Symbol) -> Object {
    at(MODULES.find(path, || {
        let layout = Layout::of(core().module).expect("`Module` has a layout");
        leak(layout, path)
    }))
}

/// The symbol of its object, or the path of a module's.
pub(crate) fn symbol_of(object: Object) -> Symbol {
    object.immortal_payload()
}

/// The shared box of an immediate value, if it has one: singletons, types, booleans, bytes,
/// characters below 128, integers near zero.
pub(crate) fn boxed(value: Value) -> Option<Object> {
    if let Some(number) = value.as_i64() {
        return SMALL.contains(&number).then(|| small_int(number));
    }
    let layout = value.layout();
    let shared = match layout.size() {
        0 | 1 => true,
        _ if value.as_type().is_some() => true,
        _ => {
            value.as_i32().is_some_and(|it| SMALL.contains(&it.into()))
                || value.as_char_bits().is_some_and(|it| it.trailing_zeros() >= 24)
        }
    };
    if !shared {
        return None;
    }
    let key = (value.raw_tag(), value.raw_bits());
    let known = KNOWN_BOXES.with_borrow(|it| it.get(&key).copied());
    let address = known.unwrap_or_else(|| {
        let address = BOXES.find(key, || leak(layout, value.raw_bits()));
        KNOWN_BOXES.with_borrow_mut(|it| it.insert(key, address));
        address
    });
    Some(at(address))
}

fn small_int(number: i64) -> Object {
    static BOXED: OnceLock<Box<[u64]>> = OnceLock::new();
    let boxed = BOXED.get_or_init(|| {
        let layout = Layout::of(core().int64).expect("`Int64` has a layout");
        SMALL.map(|it| leak(layout, it).address()).collect()
    });
    at(boxed[(number - SMALL.start) as usize])
}

fn at(address: u64) -> Object {
    Object::of_immortal(std::ptr::with_exposed_provenance_mut(address as usize))
}
