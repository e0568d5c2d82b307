//! The seam: what the interpreter asks of whoever runs it.
//!
//! ```text
//!   call instruction ──hit──► target                       guarded by argument types, world, stack
//!        │ miss
//!        ▼
//!   what calls became ──hit──► target                      one look-up for all sites, by the same
//!        │ miss
//!        ▼
//!   Runtime::resolve ──► Resolution { target, worlds }     kept there and in the site (four entries)
//!        target = Code       runs here, in a window on top of the caller's
//!               | Intrinsic  runs here
//!               | Builtin    runs here if it is pure, else Runtime::builtin
//!               | Host       Runtime::host
//!               | Wrapped    Runtime::call_wrapped, which calls `run` and `call` in turn
//! ```
//!
//! Arguments and carried values are passed as a [`Window`] of the heap's value stack. The carried
//! cells are *in and out*: whoever completes the call leaves the carried results in them (leaving
//! them alone passes them through). The other cells belong to the callee, who may overwrite them.

use crate::{
    Exception, LinkedCode, LoopEntry, Machine, Native, Promotion, RunResult, RunState, StackId,
    code::{CarriedKey, Pc},
};
use overdub_ir::{GlobalRef, Inst, Loc, Mark};
use overdub_types::Type;
use overdub_values::{Builtin, CellId, Heap, Intrinsic, Value, ValueError};
use overdub_world::WorldRange;
use smallvec::SmallVec;
use std::{
    any::{Any, TypeId},
    fmt::Debug,
    ops::Range,
    sync::{Arc, atomic::AtomicU64},
};

/// The number of a host function; the runtime's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HostId(pub u32);

/// A function of the host of numbers and strings to a number that machine code calls without the runtime. It neither
/// throws nor allocates nor calls back.
#[derive(Clone, Debug)]
pub struct Direct {
    /// Where it is, in the system's convention.
    pub address: usize,
    /// The types that it takes; each takes one register.
    pub params: SmallVec<[Type; 6]>,
    /// The type of its answer.
    pub result: Type,
}

/// The number of a plan for a call with something around it; the runtime's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlanId(pub u32);

/// A call's operands in the value stack.
///
/// ```text
///   │ carried values │ callee │ arguments │
///   └ carried_at       └ base
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Where the callee is.
    pub base: usize,
    /// Callee and arguments.
    pub len: usize,
    /// Where the carried values are, anywhere below `base`.
    pub carried_at: usize,
    /// How many are carried.
    pub carried: usize,
}

impl Window {
    /// A window without carried values.
    #[must_use]
    pub const fn new(base: usize, len: usize) -> Window {
        Window { base, len, carried_at: base, carried: 0 }
    }

    /// The cells of callee and arguments.
    #[must_use]
    pub const fn cells(&self) -> Range<usize> {
        self.base..self.base + self.len
    }

    /// The cells of the carried values.
    #[must_use]
    pub const fn carried_cells(&self) -> Range<usize> {
        self.carried_at..self.carried_at + self.carried
    }

    /// The cell behind the arguments.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.base + self.len
    }

    /// Callee and arguments; mind that a `Vec` keeps no value alive. Undefined cells, which do not
    /// occur in calls that the interpreter makes, are left out.
    #[must_use]
    pub fn values(&self, heap: &Heap) -> Vec<Value> {
        heap.stack.window(self.cells()).iter().copied().flatten().collect()
    }

    /// The window without its first `count` cells: `f, x` of `invokelatest, f, x`.
    #[must_use]
    pub const fn skip(self, count: usize) -> Window {
        let count = if count < self.len { count } else { self.len };
        Window { base: self.base + count, len: self.len - count, ..self }
    }

    /// Callee and arguments again on top of the stack, so that the call can be made and they can
    /// still be looked at afterwards; the carried cells stay the same. Take it down with
    /// [`Window::pop`].
    #[must_use]
    pub fn push_copy(&self, heap: &mut Heap) -> Window {
        let base = heap.stack.push_window(self.len);
        for offset in 0..self.len {
            if let Some(value) = heap.stack.value(self.base + offset) {
                heap.stack.set(base + offset, value);
            }
        }
        Window { base, ..*self }
    }

    /// The same operands with other carried cells.
    #[must_use]
    pub const fn with_carried(self, carried_at: usize, carried: usize) -> Window {
        Window { carried_at, carried, ..self }
    }

    /// The same operands with the carried cells of another window.
    #[must_use]
    pub const fn with_carried_of(self, other: Window) -> Window {
        self.with_carried(other.carried_at, other.carried)
    }

    /// Takes callee, arguments and all above them down.
    pub fn pop(&self, heap: &mut Heap) {
        heap.stack.pop_window(self.base);
    }
}

/// A call instruction of code that runs.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    pub(crate) code: &'a Arc<LinkedCode>,
    pub(crate) pc: Pc,
}

impl<'a> Site<'a> {
    /// The call site of this number.
    #[must_use]
    #[inline]
    pub fn at(code: &'a Arc<LinkedCode>, site: u32) -> Self {
        Self { code, pc: code.code.calls[site as usize].pc }
    }

    /// The instruction of this number.
    #[must_use]
    #[inline]
    pub fn of_pc(code: &'a Arc<LinkedCode>, pc: u32) -> Self {
        Self { code, pc }
    }

    /// The number of the instruction.
    #[must_use]
    pub fn pc(&self) -> u32 {
        self.pc
    }

    /// Where it stands in its source.
    #[must_use]
    pub fn loc(&self) -> Loc {
        self.code.code.loc(self.pc)
    }

    /// The function that it is in and its signature, for readers.
    #[must_use]
    pub fn function(&self) -> &str {
        let code = &self.code.code;
        match code.frames(code.origin_of(self.pc)).next() {
            Some((Some(scope), _)) => &code.scopes[scope].function,
            _ => &self.code.function,
        }
    }
}

/// A prehook that calls are shown to, by [`Runtime::show`] or by machine code.
pub trait Hook: Any + Debug + Send + Sync {
    /// How machine code shows it calls.
    fn entry(&self) -> HookEntry;
}

/// Where machine code enters a prehook that it knows.
#[derive(Clone, Copy, Debug)]
pub struct HookEntry {
    /// Code of the convention that whoever makes machine code has for this.
    pub address: usize,
    /// The type of the hooks that it is for.
    pub hook: TypeId,
    /// The type of the runtimes that it is for.
    pub runtime: TypeId,
}

/// What is asked when a call site does not know its target.
#[derive(Debug)]
pub struct CallQuery<'a> {
    /// The call's operands.
    pub window: Window,
    /// How contexts take part.
    pub mark: Mark,
    /// The caller's run state.
    pub state: RunState,
    /// Which of the caller's carried values the call passes, in the order of the window's cells.
    pub carried: &'a [CarriedKey],
    /// The code that the call stands in and the instruction; `None` for a call from outside.
    pub site: Option<(&'a LinkedCode, Inst)>,
}

/// How the carried values of a call become those of its target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Carry {
    /// The first is the first, and so on; a target that carries fewer passes the rest through.
    #[default]
    Same,
    /// For each carried value of the target, which of the call's it is; `None` starts undefined
    /// and ends with the target.
    Map(Arc<[Option<u32>]>),
}

/// Linked code as the target of a call.
#[derive(Clone, Debug)]
pub struct CodeTarget {
    /// What runs.
    pub code: Arc<LinkedCode>,
    /// The stack that it runs under; its world is the caller's.
    pub stack: StackId,
    /// How carried values are passed.
    pub carry: Carry,
}

impl CodeTarget {
    /// Code that carries what its caller carries.
    #[must_use]
    pub fn new(code: Arc<LinkedCode>, stack: StackId) -> CodeTarget {
        CodeTarget { code, stack, carry: Carry::Same }
    }
}

/// Linked code for a call that is known to become code.
#[derive(Clone, Debug)]
pub struct StaticCode {
    /// The code.
    pub target: CodeTarget,
    /// Whether the caller may keep it; otherwise it asks again each time.
    pub is_kept: bool,
}

/// What a call becomes.
#[derive(Clone, Debug)]
pub enum Target {
    /// Code of the language.
    Code(CodeTarget),
    /// An intrinsic.
    Intrinsic(Intrinsic),
    /// A builtin.
    Builtin(Builtin),
    /// A function of the host.
    Host(HostId),
    /// A call with something around it.
    Wrapped(PlanId),
}

/// What a call is known to become before it runs, by inference; nothing guards it.
#[derive(Clone, Debug)]
pub enum StaticTarget {
    /// Known to the last.
    Target(Target),
    /// Code that is linked when the call is first made: [`Runtime::static_code`] is asked with
    /// this number. So code that calls itself can be linked.
    Code(u64),
}

/// The answer of [`Runtime::resolve`].
#[derive(Clone, Debug)]
pub struct Resolution {
    /// What the call becomes.
    pub target: Target,
    /// For which worlds, for these argument types and this stack. An open range may be: what a
    /// call site remembers of it ends at the caller's world. An empty range keeps it from
    /// remembering anything.
    pub worlds: WorldRange,
}

/// The binding that a global name stands for.
#[derive(Clone, Copy, Debug)]
pub enum Binding {
    /// Not defined.
    Undefined,
    /// A constant.
    Const(Value),
    /// A variable; values written to it are of type `ty`.
    Cell {
        /// Its cell.
        cell: CellId,
        /// Its declared type.
        ty: Type,
    },
}

/// What the interpreter asks of whoever runs it.
///
/// All functions are called with the machine stack and the value stack in a state in which the
/// heap may collect and code may run.
pub trait Runtime: Any {
    /// The heap, with the value stack that code runs on.
    fn heap(&mut self) -> &mut Heap;

    /// The heap and the interpreter's own state, at once.
    fn parts(&mut self) -> (&mut Heap, &mut Machine);

    /// What a call becomes.
    ///
    /// # Errors
    /// What the call throws if it becomes nothing, such as a `MethodError`.
    fn resolve(&mut self, query: &CallQuery<'_>) -> RunResult<Resolution>;

    /// The code behind a [`StaticTarget::Code`], which `holder` takes for good if it may.
    ///
    /// # Errors
    /// What making the code throws.
    fn static_code(
        &mut self,
        number: u64,
        holder: &LinkedCode,
        state: RunState,
    ) -> RunResult<StaticCode>;

    /// Makes a call with something around it; `state` is the caller's, `from` where it stands, if it stands in code.
    ///
    /// # Errors
    /// What the call throws.
    fn call_wrapped(
        &mut self,
        plan: PlanId,
        window: Window,
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<Value>;

    /// Asked now and then while [`Machine::watch`] is on, whatever the program does: may it go on?
    ///
    /// # Errors
    /// What it gets instead; to be sure that it ends, see [`crate::InterruptHandle::stop`].
    fn watch(&mut self) -> RunResult<()> {
        Ok(())
    }

    /// Makes machine code of code that ran often, or of what is left of it at the turn of a loop; `state` is one that it
    /// runs in.
    fn promote(
        &mut self,
        code: &Arc<LinkedCode>,
        from: Option<&LoopEntry>,
        state: RunState,
    ) -> Promotion {
        let _ = (code, from, state);
        Promotion::Never
    }

    /// Runs machine code: `native.run(self, …)`, which only a runtime of known size can say.
    ///
    /// # Errors
    /// What the code throws.
    fn run_native(
        &mut self,
        native: &dyn Native,
        code: &Arc<LinkedCode>,
        window: Window,
        state: RunState,
    ) -> RunResult<Value>;

    /// Runs a builtin that needs more than values; `state` is the caller's.
    ///
    /// # Errors
    /// What it throws.
    fn builtin(
        &mut self,
        builtin: Builtin,
        window: Window,
        mark: Mark,
        state: RunState,
    ) -> RunResult<Value>;

    /// Runs a function of the host; `state` is the caller's.
    ///
    /// # Errors
    /// What it throws.
    fn host(&mut self, host: HostId, window: Window, state: RunState) -> RunResult<Value>;

    /// The function that gives the elements of a value that is spread (`iterate`), if there is one.
    fn iterate(&mut self, state: RunState) -> Option<Value>;

    /// What a global name stands for in a world, and in which worlds that holds.
    ///
    /// # Errors
    /// What looking it up throws.
    fn binding(&mut self, global: GlobalRef, state: RunState) -> RunResult<(Binding, WorldRange)>;

    /// The same of a name that is written, which is no use of what it stands for; nothing if only
    /// [`Runtime::assign`] knows.
    ///
    /// # Errors
    /// As [`Runtime::binding`].
    fn binding_to_write(
        &mut self,
        global: GlobalRef,
        state: RunState,
    ) -> RunResult<(Binding, WorldRange)> {
        self.binding(global, state)
    }

    /// Writes a global that is no cell: declares it, or complains that it is constant.
    ///
    /// # Errors
    /// What that throws.
    fn assign(&mut self, global: GlobalRef, value: Value, state: RunState) -> RunResult<()>;

    /// The exception object for something that went wrong.
    fn exception(&mut self, error: ValueError, state: RunState) -> Exception {
        let _ = state;
        Exception::new(self.heap().exception(&error))
    }

    /// How machine code calls a function of the host itself.
    fn direct(&self, host: HostId) -> Option<&Direct> {
        let _ = host;
        None
    }

    /// The prehook that [`Builtin::Prehook`] names by this number.
    fn hook(&mut self, number: u64) -> Option<Arc<dyn Hook>> {
        let _ = number;
        None
    }

    /// Shows a call, callee and arguments, to the prehook of this number.
    ///
    /// # Errors
    /// What the hook throws, or that there is none.
    fn show(
        &mut self,
        number: u64,
        call: &[Value],
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<()> {
        let _ = (number, call, from);
        let error = ValueError::Error("there is no such hook".to_owned());
        Err(self.exception(error, state))
    }

    /// Where calls are counted that [`Builtin::Tally`] names by this number.
    fn tally(&mut self, number: u64) -> Option<Arc<AtomicU64>> {
        let _ = number;
        None
    }

    /// The lowest address that Rust code under a call may use of the current machine stack, with
    /// what the runtime needs for itself already added; 0 switches the check off.
    fn stack_limit(&self) -> usize;
}
