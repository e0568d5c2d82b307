//! Prehooks in Rust that machine code calls as it calls its own: for each type of hook there is a function that knows it.

#![allow(unsafe_code, reason = "is called by machine code")]

use crate::{native::Entered, repr::Raw};
use cranelift_codegen::{
    ir::{AbiParam, Signature, types},
    isa::CallConv,
};
use overdub_interp::{Hook, HookEntry, LinkedCode, RunResult, RunState, Runtime, Site};
use overdub_values::Value;
use std::{any::TypeId, fmt, mem::ManuallyDrop, sync::Arc};

/// A hook that knows the runtime that it is shown calls by.
pub trait DirectHook: Hook + Sized + 'static {
    /// That runtime.
    type Runtime: Runtime;

    /// Shows a call of machine code, callee and arguments. Does not panic: what code of others panics with is an
    /// exception, as there is nothing around this that would catch it.
    ///
    /// # Errors
    /// What the hook throws.
    fn show_direct(
        &self,
        rt: &mut Self::Runtime,
        call: &[Value],
        state: RunState,
        from: Site<'_>,
    ) -> RunResult<()>;
}

/// Where machine code enters hooks of this type.
#[must_use]
pub fn hook_entry<H: DirectHook>() -> HookEntry {
    HookEntry {
        address: show::<H> as Enter as usize,
        hook: TypeId::of::<H>(),
        runtime: TypeId::of::<H::Runtime>(),
    }
}

/// A place in code whose calls are shown to a prehook.
pub(crate) struct ShownHere {
    /// Keeps the hook.
    _hook: Arc<dyn Hook>,
    /// Where it is.
    address: usize,
    pc: u32,
    /// How many values there are, the callee counted.
    count: usize,
}

impl ShownHere {
    pub(crate) fn new(hook: Arc<dyn Hook>, from: Site<'_>, count: usize) -> Self {
        let address = Arc::as_ptr(&hook).cast::<()>().expose_provenance();
        Self { _hook: hook, address, pc: from.pc(), count }
    }
}

impl fmt::Debug for ShownHere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShownHere({})", self.pc)
    }
}

type Enter = extern "C" fn(*mut Entered, *const LinkedCode, *const ShownHere, *const Raw) -> u64;

/// How machine code sees that.
pub(crate) fn signature() -> Signature {
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.extend([AbiParam::new(types::I64); 4]);
    signature.returns.push(AbiParam::new(types::I64));
    signature
}

/// Shows a call to a hook of this type; 0 if that threw.
extern "C" fn show<H: DirectHook>(
    context: *mut Entered,
    code: *const LinkedCode,
    shown: *const ShownHere,
    args: *const Raw,
) -> u64 {
    // SAFETY: machine code passes its own linked code, which something keeps alive while it runs: this handle is not
    // counted, and not dropped.
    let code = ManuallyDrop::new(unsafe { Arc::from_raw(code) });
    // SAFETY: machine code passes what was made with it, and as many values as that says, which are laid out as `Raw`;
    // the entry that it calls is one for hooks of this type, which was made sure of when it was written.
    let (hook, pc, call) = unsafe {
        let ShownHere { address, pc, count, .. } = &*shown;
        let hook = &*std::ptr::with_exposed_provenance::<H>(*address);
        (hook, *pc, std::slice::from_raw_parts(args.cast::<Value>(), *count))
    };
    // SAFETY: the context outlives the code that was entered with it. Of the runtime in it no reference exists while
    // machine code runs; code with this call is made for, and entered by, runtimes of this type alone.
    let (rt, state) = unsafe { (&mut *(*context).runtime.cast::<H::Runtime>(), (*context).state) };
    match hook.show_direct(rt, call, state, Site::of_pc(&code, pc)) {
        Ok(()) => 1,
        Err(exception) => {
            // SAFETY: as above; the reference to the runtime is not used any more.
            unsafe { (*context).exception = Some(exception) };
            0
        }
    }
}
