//! Running code: the context that it gets, calls into it, hooks out of it.

#![allow(unsafe_code, reason = "calls machine code and is called by it")]

use crate::{Callee, Code, Compiler, arena::CodeArena};
use cranelift_codegen::{
    ir::{Signature, types},
    isa::CallConv,
};
use overdub_types::Type;
use overdub_values::{Heap, Layout, Value, ValueError, ValueRef, enter_stack};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

type Hook = Box<dyn Fn(&mut Heap, &[ValueRef<'_>]) -> Result<(), ValueError>>;

/// What machine code gets as its first argument.
#[derive(Debug)]
#[repr(C)]
pub struct Context {
    exception: Option<ValueError>,
    machine: *mut Machine,
}

impl Context {
    pub(crate) fn arena(&self) -> &CodeArena {
        // SAFETY: the context lives during a call of its machine, which nobody else uses meanwhile.
        unsafe { &(*self.machine).arena }
    }
}

/// A value and whether an exception was thrown instead: the results of checked code.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Outcome {
    value: u64,
    thrown: u64,
}

/// A heap and hooks for code to run with.
#[expect(missing_debug_implementations, reason = "hooks are closures")]
pub struct Machine {
    /// The values.
    pub heap: Heap,
    hooks: Vec<Hook>,
    arena: Arc<CodeArena>,
}

impl Machine {
    /// A machine for the code of `compiler`.
    pub fn new(heap: Heap, compiler: &Compiler) -> Self {
        Self { heap, hooks: Vec::new(), arena: Arc::clone(compiler.arena()) }
    }

    /// Adds a hook; answers the number by which code calls it.
    pub fn add_hook(
        &mut self,
        hook: impl Fn(&mut Heap, &[ValueRef<'_>]) -> Result<(), ValueError> + 'static,
    ) -> u64 {
        self.hooks.push(Box::new(hook));
        self.hooks.len() as u64 - 1
    }

    /// `(context, hook, address of borrowed values, count) -> thrown`, as code calls it.
    pub fn hook_callee() -> Callee {
        let params = [types::I64; 4];
        let signature = Compiler::signature(CallConv::SystemV, &params, &[types::I64]);
        let shim: extern "C" fn(_, _, _, _) -> _ = run_hook;
        Callee::Native(shim as usize, signature)
    }

    /// `(context, layout) -> object`, zeroed; null if memory is out.
    pub fn new_object_callee() -> Callee {
        let signature = Compiler::signature(CallConv::SystemV, &[types::I64; 2], &[types::I64]);
        let shim: extern "C" fn(_, _) -> _ = new_object;
        Callee::Native(shim as usize, signature)
    }

    /// The signature of checked code with `params` integer parameters behind the context.
    pub fn checked_signature(params: usize) -> Signature {
        let params = vec![types::I64; params + 1];
        Compiler::signature(CallConv::SystemV, &params, &[types::I64, types::I64])
    }

    /// Runs checked code of one parameter; the machine stack from here on is scanned for values.
    ///
    /// # Errors
    /// What the code throws.
    ///
    /// # Safety
    /// `code` has [`Machine::checked_signature`]`(1)` and treats the argument as what it is.
    pub unsafe fn call(&mut self, code: &Arc<Code>, arg: u64) -> Result<u64, ValueError> {
        // The code stays alive while its frame runs, whatever is redefined meanwhile.
        let code = Arc::clone(code);
        let machine: *mut Self = self;
        // SAFETY: the heap is only reached through `machine` while the code runs, by hooks one at a time.
        let heap = unsafe { &mut (*machine).heap };
        let (_, result) = enter_stack(heap, |heap| {
            let mut context = Context { exception: None, machine };
            // SAFETY: the address is code of this signature, by the caller's word.
            let outcome = unsafe {
                let entry: extern "C" fn(*mut Context, u64) -> Outcome =
                    std::mem::transmute(code.address());
                entry(&raw mut context, arg)
            };
            let result = match context.exception.take() {
                Some(error) if outcome.thrown != 0 => Err(error),
                _ => Ok(outcome.value),
            };
            (heap, result)
        });
        result
    }
}

extern "C" fn run_hook(context: *mut Context, hook: u64, args: *const ValueRef<'_>, n: u64) -> u64 {
    // SAFETY: code passes its context and as many borrowed values as it says; the machine is not
    // borrowed by anything that runs now.
    let (context, machine, args) = unsafe {
        (&mut *context, &mut *(*context).machine, std::slice::from_raw_parts(args, n as usize))
    };
    let Some(hook) = machine.hooks.get(hook as usize) else { return 0 };
    let result = catch_unwind(AssertUnwindSafe(|| hook(&mut machine.heap, args)));
    match result {
        Ok(Ok(())) => 0,
        Ok(Err(error)) => {
            context.exception = Some(error);
            1
        }
        Err(_) => {
            context.exception = Some(ValueError::Error("a hook panicked".to_owned()));
            1
        }
    }
}

extern "C" fn new_object(context: *mut Context, layout: *const Layout) -> u64 {
    // SAFETY: code passes its context and the address of a process-long layout.
    let (machine, layout) = unsafe { (&mut *(*context).machine, &*layout) };
    let ty: Type = layout.ty();
    let made = machine.heap.new_struct(ty, &vec![Value::int64(0); layout.fields().len()]);
    made.map_or(0, Value::raw_bits)
}
