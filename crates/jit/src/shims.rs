//! What machine code calls: functions with the system's convention, which ask the interpreter.
//!
//! Each gets the context that the code was entered with. One that throws leaves the exception there and says so: a
//! value without a tag, or a flag. No panic crosses machine code; it is kept in the context and goes on in the Rust
//! code that entered, which matters for tasks that are cancelled.

#![allow(unsafe_code, reason = "is called by machine code")]

use crate::{
    native::{Entered, Fault, Tables, Thunk},
    repr::Raw,
    sites::{Became, Known, SiteCache},
};
use overdub_interp::{
    LinkedCode, RunResult, RunState, Runtime, SiteEntry, StackId, Target, native,
};
use overdub_values::{Builtin, Intrinsic, Layout, Value, ValueError};
use smallvec::SmallVec;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// A function that machine code calls: its address, how many words it takes and gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shim {
    Call,
    CallNoting,
    FindCall,
    Primitive,
    New,
    Global,
    GlobalDefined,
    SetGlobal,
    Fault,
    Condition,
    Leave,
    Catch,
    Allocate,
    Memory,
    Box,
    Attend,
    Overflow,
    Egal,
    SameBytes,
    Shadow,
    Interpret,
}

impl Shim {
    pub(crate) const COUNT: usize = Self::Interpret as usize + 1;

    /// Those on rare ways that may come back to the common one; they take the context.
    pub(crate) const QUIET: [Shim; 5] =
        [Self::Attend, Self::Allocate, Self::Primitive, Self::New, Self::Shadow];

    /// Whether the context comes before its arguments.
    pub(crate) fn takes_context(self) -> bool {
        !matches!(self, Self::Egal | Self::SameBytes)
    }

    /// Address, parameters, results; all of them words.
    pub(crate) fn shape(self) -> (usize, usize, usize) {
        type C = *mut Entered;
        type L = *const LinkedCode;
        match self {
            Self::Call => (call as extern "C" fn(C, L, u64, *const Raw, u64) -> Raw as usize, 5, 2),
            Self::CallNoting => {
                type Fn = extern "C" fn(C, L, u64, *const Raw, *const SiteCache) -> Raw;
                (call_noting as Fn as usize, 5, 2)
            }
            Self::FindCall => {
                (find_call as extern "C" fn(C, *const Raw, *const SiteCache) -> u64 as usize, 3, 1)
            }
            Self::Primitive => {
                (primitive as extern "C" fn(C, u64, *const Raw, u64) -> Raw as usize, 4, 2)
            }
            Self::New => (new as extern "C" fn(C, u64, *const Raw, u64) -> Raw as usize, 4, 2),
            Self::Global => (global as extern "C" fn(C, L, u64) -> Raw as usize, 3, 2),
            Self::GlobalDefined => {
                (global_defined as extern "C" fn(C, L, u64) -> Raw as usize, 3, 2)
            }
            Self::SetGlobal => {
                (set_global as extern "C" fn(C, L, u64, u64, u64) -> u64 as usize, 5, 1)
            }
            Self::Fault => (fault as extern "C" fn(C, *const Tables, u64) as usize, 3, 0),
            Self::Condition => (condition as extern "C" fn(C, u64, u64) -> u64 as usize, 3, 1),
            Self::Leave => (leave as extern "C" fn(C, L, *const Tables, u64) as usize, 4, 0),
            Self::Catch => (catch as extern "C" fn(C, L, *const Tables, u64) -> Raw as usize, 4, 2),
            Self::Allocate => (allocate as extern "C" fn(C, *const Layout) -> u64 as usize, 2, 1),
            Self::Memory => (memory as extern "C" fn(C, *const Layout, i64) -> u64 as usize, 3, 1),
            Self::Box => (box_value as extern "C" fn(C, u64, u64) -> u64 as usize, 3, 1),
            Self::Attend => (attend as extern "C" fn(C) -> u64 as usize, 1, 1),
            Self::Overflow => (overflow as extern "C" fn(C) as usize, 1, 0),
            Self::Egal => (egal as extern "C" fn(u64, u64, u64, u64) -> u64 as usize, 4, 1),
            Self::SameBytes => {
                (same_bytes as extern "C" fn(*const u8, *const u8, u64) -> u64 as usize, 3, 1)
            }
            Self::Shadow => (shadow as extern "C" fn(C, u64, u64, u64) -> Raw as usize, 4, 2),
            Self::Interpret => {
                (interpret as extern "C" fn(C, L, *const Raw, u64) -> Raw as usize, 4, 2)
            }
        }
    }
}

/// The bit that tells intrinsics from builtins where both are numbered.
pub(crate) const INTRINSIC: u64 = 1 << 16;

type Args = SmallVec<[Value; 8]>;

/// # Safety
/// The words are those of a value that is alive.
unsafe fn value(tag: u64, bits: u64) -> Value {
    // SAFETY: by the caller's word.
    unsafe { Value::from_raw(tag, bits) }
}

/// # Safety
/// There are `count` values at `args`.
unsafe fn values(args: *const Raw, count: u64) -> Args {
    // SAFETY: by the caller's word.
    let raws = unsafe { std::slice::from_raw_parts(args, count as usize) };
    let mut all = Args::new();
    for it in raws {
        // SAFETY: as above.
        all.push(unsafe { value(it.tag, it.bits) });
    }
    all
}

/// # Safety
/// `code` is the address of linked code that something keeps alive.
unsafe fn handle(code: *const LinkedCode) -> Arc<LinkedCode> {
    // SAFETY: machine code knows linked code by the address that its handles point at, and runs only while one exists.
    unsafe {
        Arc::increment_strong_count(code);
        Arc::from_raw(code)
    }
}

/// Runs something for machine code; what it throws, or its panic, is put into the context.
///
/// # Safety
/// `context` is the one that the code was entered with.
#[inline(always)]
pub(crate) unsafe fn guarded<T>(
    context: *mut Entered,
    run: impl FnOnce(&mut dyn Runtime, RunState) -> RunResult<T>,
) -> Option<T> {
    // SAFETY: the context outlives the code that was entered with it. Of the runtime in it no reference exists while
    // machine code runs, and it is in its place again whenever this task runs.
    let (rt, state) = unsafe { (&mut *(*context).runtime, (*context).state) };
    let mut exception = None;
    let result = catch_unwind(AssertUnwindSafe(|| match run(rt, state) {
        Ok(value) => Some(value),
        // Apart from the answer, which would be as large as this otherwise, each time.
        Err(thrown) => {
            exception = Some(thrown);
            None
        }
    }));
    // SAFETY: as above; the reference ends with this function.
    let context = unsafe { &mut *context };
    match result {
        Ok(None) => context.exception = exception,
        Ok(value) => return value,
        Err(payload) => context.panic = Some(payload),
    }
    None
}

fn raw(value: Option<Value>) -> Raw {
    value.map_or(Raw::NONE, Raw::of)
}

extern "C" fn call(
    context: *mut Entered,
    code: *const LinkedCode,
    site: u64,
    args: *const Raw,
    count: u64,
) -> Raw {
    // SAFETY: machine code passes its own linked code and as many values as it says.
    let (code, args) = unsafe { (handle(code), values(args, count)) };
    // SAFETY: machine code passes its context.
    raw(unsafe {
        guarded(context, |rt, state| native::call(rt, &code, site as u32, &args, state, |_| ()))
    })
}

/// A call at a site with a cache, which is told what the call becomes if that is machine code.
extern "C" fn call_noting(
    context: *mut Entered,
    code: *const LinkedCode,
    site: u64,
    args: *const Raw,
    cache: *const SiteCache,
) -> Raw {
    // SAFETY: machine code passes its own linked code, a cache that lives as long, and as many values as that says.
    let (code, cache) = unsafe { (handle(code), &*cache) };
    // SAFETY: as above.
    let args = unsafe { values(args, cache.count() as u64) };
    let note = |target: &Target, state: RunState| {
        let target = match target {
            Target::Code(target) => target,
            Target::Host(host) => {
                let thunk = host_thunk as Thunk as usize;
                let became = Became::Host(*host, &code, site as u32, SiteEntry::Thunk(thunk));
                return cache.note(&args, state, became);
            }
            _ => return,
        };
        let code = &target.code;
        let is_same_stack = target.stack == StackId::INHERIT || target.stack == state.stack;
        if is_same_stack
            && !code.is_vararg()
            && code.code().params() as usize == args.len()
            && let Some(native) = code.native()
            && let Some(entry) = native.site_entry()
        {
            cache.note(&args, state, Became::Code(code, &native, entry));
        }
    };
    // SAFETY: machine code passes its context.
    raw(unsafe {
        guarded(context, |rt, state| {
            native::call(rt, &code, site as u32, &args, state, |it| note(it, state))
        })
    })
}

/// How a site calls the function of the host that it knows its calls to be of.
extern "C" fn host_thunk(
    context: *mut Entered,
    known: *const Known,
    a: u64,
    b: u64,
    c: u64,
    d: u64,
    e: u64,
    f: u64,
) -> Raw {
    // SAFETY: machine code passes what its cache knows, with its own linked code; nothing writes that before these copies.
    let (code, call, operands, count) = unsafe {
        let known = &*known;
        (handle(known.linked()), known.host(), known.operands([a, b, c, d, e, f]), known.count())
    };
    // SAFETY: machine code passes as many second words as its cache knows types, which are those of the values.
    let args = unsafe { values(operands.as_ptr(), count as u64) };
    // SAFETY: machine code passes its context.
    raw(unsafe { guarded(context, |rt, state| native::host(rt, code, call, &args, state)) })
}

extern "C" fn find_call(context: *mut Entered, args: *const Raw, cache: *const SiteCache) -> u64 {
    // SAFETY: machine code passes its context, a cache of its own and as many values as that says.
    unsafe {
        let cache = &*cache;
        let args = std::slice::from_raw_parts(args, cache.count());
        cache.find(args, (*context).state) as u64
    }
}

extern "C" fn primitive(context: *mut Entered, which: u64, args: *const Raw, count: u64) -> Raw {
    // SAFETY: machine code passes as many values as it says.
    let args = unsafe { values(args, count) };
    let at = (which & !INTRINSIC) as usize;
    // SAFETY: machine code passes its context.
    raw(unsafe {
        guarded(context, |rt, state| match which & INTRINSIC {
            0 => native::builtin(rt, Builtin::ALL[at], &args, state),
            _ => native::intrinsic(rt, Intrinsic::ALL[at], &args, state),
        })
    })
}

extern "C" fn new(context: *mut Entered, is_splat: u64, args: *const Raw, count: u64) -> Raw {
    // SAFETY: machine code passes as many values as it says.
    let args = unsafe { values(args, count) };
    // SAFETY: machine code passes its context.
    raw(unsafe { guarded(context, |rt, state| native::new(rt, &args, is_splat != 0, state)) })
}

extern "C" fn global(context: *mut Entered, code: *const LinkedCode, at: u64) -> Raw {
    // SAFETY: machine code passes its own linked code.
    let code = unsafe { handle(code) };
    // SAFETY: machine code passes its context.
    raw(unsafe { guarded(context, |rt, state| native::global(rt, &code, at as u32, state)) })
}

extern "C" fn global_defined(context: *mut Entered, code: *const LinkedCode, at: u64) -> Raw {
    // SAFETY: machine code passes its own linked code.
    let code = unsafe { handle(code) };
    // SAFETY: machine code passes its context.
    let is =
        unsafe { guarded(context, |rt, state| native::is_defined(rt, &code, at as u32, state)) };
    raw(is.map(Value::bool))
}

extern "C" fn set_global(
    context: *mut Entered,
    code: *const LinkedCode,
    at: u64,
    tag: u64,
    bits: u64,
) -> u64 {
    // SAFETY: machine code passes its own linked code and a value.
    let (code, value) = unsafe { (handle(code), value(tag, bits)) };
    // SAFETY: machine code passes its context.
    let set = unsafe {
        guarded(context, |rt, state| native::set_global(rt, &code, at as u32, value, state))
    };
    u64::from(set.is_none())
}

extern "C" fn fault(context: *mut Entered, tables: *const Tables, at: u64) {
    // SAFETY: machine code passes the tables that were made with it.
    let fault = unsafe { (*tables).fault(at as usize) };
    // SAFETY: machine code passes its context.
    let _: Option<()> = unsafe {
        guarded(context, |rt, state| {
            Err(match fault {
                Some(Fault::Undefined(name, scope)) => native::undefined(rt, name, scope, state),
                Some(Fault::Unreachable) | None => {
                    let error = "unreachable code was reached".to_owned();
                    native::failure(rt, ValueError::Error(error), state)
                }
            })
        })
    };
}

/// 0 for no, 1 for yes, 2 if it threw.
extern "C" fn condition(context: *mut Entered, tag: u64, bits: u64) -> u64 {
    // SAFETY: machine code passes a value, or no value, which has no tag.
    let value = (tag != 0).then(|| unsafe { value(tag, bits) });
    // SAFETY: machine code passes its context.
    let holds = unsafe { guarded(context, |rt, state| native::condition(rt, value, state)) };
    holds.map_or(2, u64::from)
}

extern "C" fn leave(
    context: *mut Entered,
    code: *const LinkedCode,
    tables: *const Tables,
    at: u64,
) {
    // SAFETY: machine code passes its context, its own linked code and the tables that were made with it; the
    // reference to the context ends with this function.
    let (context, code, origin) = unsafe { (&mut *context, &*code, (*tables).origin(at as usize)) };
    if let (Some(exception), Some(origin)) = (&mut context.exception, origin) {
        native::leave(exception, code, origin, context.state);
    }
}

extern "C" fn catch(
    context: *mut Entered,
    code: *const LinkedCode,
    tables: *const Tables,
    at: u64,
) -> Raw {
    leave(context, code, tables, at);
    // SAFETY: machine code passes its context; the reference ends here.
    let exception = unsafe { (*context).exception.take() };
    // A panic passes all handlers.
    let Some(exception) = exception else { return Raw::NONE };
    // SAFETY: machine code passes its context.
    raw(unsafe { guarded(context, |rt, _| native::catch(rt, exception)) })
}

extern "C" fn allocate(context: *mut Entered, layout: *const Layout) -> u64 {
    // SAFETY: machine code passes the address of a layout, which lives as long as the process.
    let layout: &'static Layout = unsafe { &*layout };
    // SAFETY: machine code passes its context.
    let made = unsafe {
        guarded(context, |rt, state| {
            let made = rt.heap().new_zeroed(layout);
            made.map_err(|error| native::failure(rt, error, state))
        })
    };
    made.unwrap_or(0)
}

extern "C" fn memory(context: *mut Entered, layout: *const Layout, length: i64) -> u64 {
    // SAFETY: machine code passes the address of a layout, which lives as long as the process.
    let layout: &'static Layout = unsafe { &*layout };
    // SAFETY: machine code passes its context.
    let made = unsafe {
        guarded(context, |rt, state| {
            // What is negative is too large.
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let made = rt.heap().new_memory(layout.ty(), length);
            made.map(Value::raw_bits).map_err(|error| native::failure(rt, error, state))
        })
    };
    made.unwrap_or(0)
}

extern "C" fn box_value(context: *mut Entered, tag: u64, bits: u64) -> u64 {
    // SAFETY: machine code passes a value.
    let value = unsafe { value(tag, bits) };
    // SAFETY: machine code passes its context.
    let made = unsafe {
        guarded(context, |rt, state| {
            let made = rt.heap().box_value(value);
            made.map_err(|error| native::failure(rt, error, state))
        })
    };
    made.unwrap_or(0)
}

extern "C" fn attend(context: *mut Entered) -> u64 {
    // SAFETY: machine code passes its context.
    let done = unsafe { guarded(context, native::attend) };
    u64::from(done.is_none())
}

extern "C" fn overflow(context: *mut Entered) {
    // SAFETY: machine code passes its context.
    let _: Option<()> = unsafe {
        guarded(context, |rt, state| Err(native::failure(rt, ValueError::StackOverflow, state)))
    };
}

extern "C" fn egal(a: u64, a_bits: u64, b: u64, b_bits: u64) -> u64 {
    // SAFETY: machine code passes two values.
    let (a, b) = unsafe { (value(a, a_bits), value(b, b_bits)) };
    u64::from(overdub_values::egal(a, b))
}

/// Whether so many bytes are the same at both places.
extern "C" fn same_bytes(a: *const u8, b: *const u8, count: u64) -> u64 {
    // SAFETY: machine code passes the bytes of two strings of this length, which nothing frees meanwhile.
    let [a, b] = [a, b].map(|it| unsafe { std::slice::from_raw_parts(it, count as usize) });
    u64::from(a == b)
}

/// The shadow of an object that has one, of whatever level.
extern "C" fn shadow(context: *mut Entered, tag: u64, bits: u64, level: u64) -> Raw {
    // SAFETY: machine code passes its context and a value; of the runtime no reference exists while it runs.
    let (rt, object) = unsafe { (&mut *(*context).runtime, value(tag, bits)) };
    Raw::of(rt.heap().shadow_of(object, level).unwrap_or_else(Value::nothing))
}

extern "C" fn interpret(
    context: *mut Entered,
    code: *const LinkedCode,
    args: *const Raw,
    count: u64,
) -> Raw {
    // SAFETY: machine code passes linked code that it keeps alive and as many values as it says.
    let (code, args) = unsafe { (handle(code), values(args, count)) };
    // SAFETY: machine code passes its context.
    raw(unsafe { guarded(context, |rt, state| native::enter(rt, &code, &args, state)) })
}
