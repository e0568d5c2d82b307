//! Unwinding among machine frames, the alternative to checked returns.
//!
//! Every function keeps a frame pointer, so frames form a chain. A throw walks it, looks each
//! return address up in the tables of `try_call`, and continues at the first handler with the
//! stack pointer of that frame. Code of the `tail` convention preserves no registers, so there
//! are none to restore. Rust frames are never crossed: the entry stub has a handler.

#![allow(unsafe_code, reason = "walks machine frames and jumps to handlers")]

use crate::{arena::CodeArena, machine::Context};

/// A call with a handler: offsets in the function, and the size of the frame below its frame pointer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    pub(crate) ret: u32,
    pub(crate) frame: u32,
    pub(crate) handler: u32,
}

/// The address of the function `(context, frame pointer of the caller) -> !` that throws.
pub fn throw_address() -> usize {
    (throw as extern "C" fn(*mut Context, usize) -> !) as usize
}

extern "C" fn throw(context: *mut Context, frame: usize) -> ! {
    // SAFETY: machine code passes the context that it was entered with.
    let arena = unsafe { (*context).arena() };
    let Some((handler, stack, frame)) = find_handler(arena, frame) else {
        // Unreachable: the entry stub's handler ends every chain.
        std::process::abort();
    };
    // SAFETY: the handler belongs to the call at which that frame stands, with exactly this stack
    // and frame pointer; this Rust frame has nothing to drop.
    unsafe { resume(handler, stack, frame) }
}

fn find_handler(arena: &CodeArena, frame: usize) -> Option<(usize, usize, usize)> {
    let mut frame = frame;
    loop {
        // SAFETY: a machine frame's pointer leads to the caller's frame pointer, then the return
        // address; the walk ends at the entry stub, before any frame of Rust.
        let (caller, ret) = unsafe {
            let at = std::ptr::with_exposed_provenance::<usize>(frame);
            (at.read(), at.add(1).read())
        };
        let (start, sites) = arena.function_around(ret)?;
        if let Some(site) = sites.iter().find(|it| start + it.ret as usize == ret) {
            return Some((start + site.handler as usize, caller - site.frame as usize, caller));
        }
        frame = caller;
    }
}

/// Continues at `handler` with these stack and frame pointers.
///
/// # Safety
/// They are those of a frame that stands at a call with this handler.
#[cfg(target_arch = "x86_64")]
unsafe fn resume(handler: usize, stack: usize, frame: usize) -> ! {
    // SAFETY: by the caller's word; control does not come back.
    unsafe {
        std::arch::asm!(
            // Named registers: the compiler may hand out the frame pointer too.
            "mov rsp, rsi", "mov rbp, rdi", "jmp rcx",
            in("rsi") stack, in("rdi") frame, in("rcx") handler,
            options(noreturn),
        );
    }
}

/// Only measured on x86-64; elsewhere checked returns are the only scheme.
///
/// # Safety
/// None is needed: it ends the process.
#[cfg(not(target_arch = "x86_64"))]
unsafe fn resume(_handler: usize, _stack: usize, _frame: usize) -> ! {
    std::process::abort()
}
