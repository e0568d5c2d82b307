//! Machine code of one linked code, and how Rust enters it.
//!
//! ```text
//!   run ──► thunk of the signature ──► code ──► code … ──► stub of the signature ──► interpreter
//!           values to registers                            registers to values
//! ```

#![allow(unsafe_code, reason = "enters machine code")]

use crate::{
    arena::CodeArena,
    compile::Code,
    frames,
    hooks::ShownHere,
    repr::{Abi, Raw, Repr},
    sites::{Known, MAX_OPERANDS, SiteCache},
};
use overdub_interp::{
    Exception, LinkedCode, Native, Origin, RunResult, RunState, Runtime, SiteEntry, Window, native,
};
use overdub_types::Symbol;
use overdub_values::{Root, Value, ValueError};
use smallvec::SmallVec;
use std::{
    any::{Any, TypeId},
    fmt,
    panic::resume_unwind,
    sync::{Arc, OnceLock, atomic::AtomicU64},
};

/// What machine code gets as its first argument, for the length of one entry.
#[repr(C)]
pub(crate) struct Entered {
    /// The machine stack may not go below this.
    pub(crate) stack_limit: usize,
    /// The parts of a flat result.
    pub(crate) parts: [u64; 6],
    /// The results of a call that leaves all registers alone.
    pub(crate) answer: [u64; 2],
    /// Zero, which code does not know.
    pub(crate) zero: u64,
    pub(crate) runtime: *mut dyn Runtime,
    pub(crate) state: RunState,
    /// The frame pointer of the code that called the runtime last.
    pub(crate) frame: usize,
    /// Four bytes that are zero as long as there is nothing to attend to.
    pub(crate) alert: usize,
    /// Where the code lies.
    pub(crate) arena: *const CodeArena,
    pub(crate) exception: Option<Exception>,
    pub(crate) panic: Option<Box<dyn Any + Send>>,
}

/// Where the parts of a flat result lie in the context.
pub(crate) const PARTS_OFFSET: i32 = std::mem::offset_of!(Entered, parts) as i32;

/// Where the results of a call that leaves all registers alone lie in the context.
pub(crate) const ANSWER_OFFSET: i32 = std::mem::offset_of!(Entered, answer) as i32;

/// Where a zero lies in the context.
pub(crate) const ZERO_OFFSET: i32 = std::mem::offset_of!(Entered, zero) as i32;

/// Where the stack that code runs under lies in the context.
pub(crate) const STACK_OFFSET: i32 =
    (std::mem::offset_of!(Entered, state) + std::mem::offset_of!(RunState, stack)) as i32;

/// Where the frame pointer of the code that called the runtime last lies in the context.
pub(crate) const FRAME_OFFSET: i32 = std::mem::offset_of!(Entered, frame) as i32;

/// Where the address of the flags lies in the context that say whether there is anything to attend to.
pub(crate) const ALERT_OFFSET: i32 = std::mem::offset_of!(Entered, alert) as i32;

/// An exception that code knows how to throw by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A variable without a value, and what kind of variable.
    Undefined(Symbol, &'static str),
    /// A place that control does not come to.
    Unreachable,
}

/// What machine code names by number: places in the source, exceptions.
#[derive(Debug, Default)]
pub(crate) struct Tables(pub(crate) OnceLock<Named>);

/// What the numbers stand for, known when the code is done.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) origins: Arc<[Origin]>,
    pub(crate) faults: Box<[Fault]>,
}

impl Tables {
    pub(crate) fn origin(&self, at: usize) -> Option<Origin> {
        self.0.get()?.origins.get(at).copied()
    }

    pub(crate) fn fault(&self, at: usize) -> Option<Fault> {
        self.0.get().and_then(|it| it.faults.get(at)).copied()
    }
}

/// How a thunk is called: context, what is known of the call (the linked code, the types of the operands), the second words of
/// the operands in the order of [`in_registers`], or where the operands lie if there are more than [`MAX_OPERANDS`]. It reads
/// as many as it has.
pub(crate) type Thunk =
    extern "C" fn(*mut Entered, *const Known, u64, u64, u64, u64, u64, u64) -> Raw;

/// The order in which a thunk is given operands: what is called comes last, as it is seldom looked at.
pub(crate) fn in_registers(count: usize) -> impl Iterator<Item = usize> {
    (1..count).chain(std::iter::once(0))
}

/// What a thunk is given for these operands.
fn words(operands: &[Raw]) -> [u64; MAX_OPERANDS] {
    if operands.len() > MAX_OPERANDS {
        return in_memory(operands);
    }
    let mut words = [0; MAX_OPERANDS];
    let bits = in_registers(operands.len()).map(|at| operands[at].bits);
    words.iter_mut().zip(bits).for_each(|(word, bits)| *word = bits);
    words
}

/// What is given to a thunk that finds its operands where they lie.
fn in_memory(values: &[Raw]) -> [u64; MAX_OPERANDS] {
    let mut words = [0; MAX_OPERANDS];
    words[0] = values.as_ptr().expose_provenance() as u64;
    words
}

/// How Rust enters code.
#[derive(Debug)]
pub(crate) enum Entry {
    /// Through a thunk that takes its parameters from values.
    Call(Arc<Code>, Abi),
    /// As it is: it is what is left from the head of a loop on, and takes the values themselves.
    Loop,
}

/// Machine code of one linked code.
pub(crate) struct NativeCode {
    pub(crate) code: Arc<Code>,
    pub(crate) entry: Entry,
    /// Named by address in the code.
    pub(crate) _tables: Box<Tables>,
    /// The linked code that it calls directly, and the thunks and stubs for that.
    pub(crate) _callees: Vec<Arc<LinkedCode>>,
    pub(crate) _stubs: Vec<Arc<Code>>,
    /// What its call sites know.
    pub(crate) _sites: Vec<Arc<SiteCache>>,
    /// Constants that are objects.
    pub(crate) _roots: Vec<Root>,
    /// What it counts in.
    pub(crate) _tallies: Vec<Arc<AtomicU64>>,
    /// Where it shows calls.
    pub(crate) _shown: Vec<Arc<ShownHere>>,
    /// The type of the runtimes that it runs for, as what it calls knows it.
    pub(crate) runtime: TypeId,
}

impl fmt::Debug for NativeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NativeCode({} bytes)", self.code.bytes())
    }
}

/// Bytes of machine stack that one activation may take on the average, by which a limit on activations becomes one on
/// the stack.
const FRAME_BYTES: usize = 512;

impl Native for NativeCode {
    fn run(
        &self,
        rt: &mut dyn Runtime,
        code: &Arc<LinkedCode>,
        window: Window,
        state: RunState,
    ) -> RunResult<Value> {
        match &self.entry {
            Entry::Call(thunk, abi) => match arguments(&abi.params, rt, code, window) {
                Ok(args) => {
                    let known = Known::of(code, &args);
                    let given = (&raw const known).expose_provenance();
                    self.enter(rt, (thunk.address(), given, words(&args)), state)
                }
                Err(error) => Err(native::failure(rt, error, state)),
            },
            Entry::Loop => {
                // Neither here nor in the window they are kept alive: the code does that as long as it needs them.
                let cells = rt.heap().stack.window_mut(window.cells());
                let mut values: Vec<Raw> =
                    cells.iter_mut().map(|it| it.take().map_or(Raw::NONE, Raw::of)).collect();
                values.resize(values.len() + LOOP_PADDING, Raw::NONE);
                let linked = Arc::as_ptr(code).expose_provenance();
                // See `loop_signature` for the order.
                let mut words = in_memory(&values);
                words.swap(0, 1);
                self.enter(rt, (self.address(), linked, words), state)
            }
        }
    }

    fn bytes(&self) -> usize {
        self.code.bytes()
    }

    fn site_entry(&self) -> Option<SiteEntry> {
        match &self.entry {
            Entry::Call(_, abi) if abi.is_of_sites() => Some(SiteEntry::Code(self.address())),
            Entry::Call(thunk, abi) if abi.params.len() <= MAX_OPERANDS => {
                Some(SiteEntry::Thunk(thunk.address()))
            }
            _ => None,
        }
    }
}

/// Behind the values of a loop there is so much that something of a flat type that is not there can be read: from the
/// beginning of the values, and is then not looked at.
const LOOP_PADDING: usize = 8;

impl NativeCode {
    /// Where it starts.
    pub(crate) fn address(&self) -> usize {
        self.code.address()
    }

    /// Enters code through `thunk`, which may be the code itself, with what it is given beside the context and these words.
    fn enter(
        &self,
        rt: &mut dyn Runtime,
        (thunk, given, words): (usize, usize, [u64; MAX_OPERANDS]),
        state: RunState,
    ) -> RunResult<Value> {
        if (*rt).type_id() != self.runtime {
            let error = ValueError::Error("machine code of another runtime".to_owned());
            return Err(native::failure(rt, error, state));
        }
        let here = 0_u8;
        // The address is compared, never followed.
        let sp = std::ptr::from_ref(std::hint::black_box(&here)).addr();
        let depth = rt.parts().1.limits.frames.saturating_mul(FRAME_BYTES);
        let stack_limit = rt.stack_limit().max(sp.saturating_sub(depth)).max(1);
        let alert = rt.parts().1.interrupt().flags_address();
        let runtime: *mut (dyn Runtime + '_) = rt;
        // SAFETY: only the lifetime is left out; the pointer is not used after this function.
        let runtime: *mut (dyn Runtime + 'static) = unsafe { std::mem::transmute(runtime) };
        let mut context = Entered {
            stack_limit,
            parts: [0; 6],
            answer: [0; 2],
            zero: 0,
            runtime,
            state,
            frame: 0,
            alert,
            arena: std::ptr::from_ref(&**self.code.arena()),
            exception: None,
            panic: None,
        };
        let address = (&raw mut context).expose_provenance();
        // SAFETY: the pointer was just made of a reference that is not used until the code comes back.
        let machine = unsafe { (*context.runtime).parts().1 };
        let entries = machine.enter_native(frames::list, address, state.world);
        // SAFETY: thunks of this signature are made by the same compiler.
        let thunk: Thunk = unsafe { std::mem::transmute(thunk) };
        let given = std::ptr::with_exposed_provenance(given);
        let [a, b, c, d, e, f] = words;
        let answer = thunk(&raw mut context, given, a, b, c, d, e, f);
        rt.parts().1.leave_native(entries);
        if let Some(payload) = context.panic.take() {
            resume_unwind(payload);
        }
        match context.exception.take() {
            Some(exception) if answer.tag == 0 => Err(exception),
            None if answer.tag == 0 => {
                let error = ValueError::Error("machine code threw nothing".to_owned());
                Err(native::failure(rt, error, state))
            }
            // SAFETY: code answers with the two words of a value if it does not throw.
            _ => Ok(unsafe { Value::from_raw(answer.tag, answer.bits) }),
        }
    }
}

/// The arguments of a call; they are kept alive by its window. Further ones are gathered into a tuple.
fn arguments(
    params: &[Repr],
    rt: &mut dyn Runtime,
    code: &LinkedCode,
    window: Window,
) -> Result<SmallVec<[Raw; 8]>, ValueError> {
    let values: SmallVec<[Value; 8]> =
        rt.heap().stack.window(window.cells()).iter().copied().flatten().collect();
    let params = params.len();
    let fits = match code.is_vararg() {
        true => values.len() + 1 >= params,
        false => values.len() == params,
    };
    if !fits {
        let (function, rest) = values.split_first().ok_or(ValueError::UndefRef)?;
        let arguments = rt.heap().tuple(rest)?;
        return Err(ValueError::Method { callee: *function, arguments, world: 0 });
    }
    if !code.is_vararg() {
        return Ok(values.iter().map(|it| Raw::of(*it)).collect());
    }
    let (plain, rest) = values.split_at(params - 1);
    let tuple = rt.heap().tuple(rest)?;
    // Only the machine stack and this cell keep it.
    rt.heap().stack.push(tuple);
    Ok(plain.iter().chain([&tuple]).map(|it| Raw::of(*it)).collect())
}
