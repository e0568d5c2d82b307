//! Machine stacks that are scanned conservatively.
//!
//! ```text
//!   base ─► ┌───────────────┐  the frame that called `enter_stack`
//!           │ Rust, machine │
//!           │ code: values  │  scanned while this stack is current: [sp now, base)
//!           │ anywhere      │  scanned while it is suspended:       [sp of `switch_stacks`, base)
//!     sp ─► └───────────────┘
//! ```
//!
//! A word counts as a root if it points at or into an object. Registers count too: those that a
//! callee must preserve are written to the stack before the scan, the others are there already
//! if their values live on.

#![allow(unsafe_code, reason = "reads machine stacks and registers")]

use crate::heap::Heap;
use std::{borrow::BorrowMut, hint::black_box};

/// One machine stack (or the part of it that language code runs on).
#[derive(Clone, Copy, Debug)]
pub(crate) struct MachineStack {
    id: u64,
    base: usize,
    /// Where its values end while it is suspended.
    suspended_at: Option<usize>,
}

/// The machine stacks of a session.
#[derive(Debug, Default)]
pub(crate) struct MachineStacks {
    all: Vec<MachineStack>,
    current: Option<u64>,
    next_id: u64,
}

impl MachineStacks {
    /// The regions to scan, given where the current stack ends.
    pub(crate) fn regions(&self, sp: usize) -> Vec<(usize, usize)> {
        let region = |it: &MachineStack| {
            let low = if Some(it.id) == self.current { sp } else { it.suspended_at? };
            (low < it.base).then_some((low, it.base))
        };
        self.all.iter().filter_map(region).collect()
    }

    fn get_mut(&mut self, id: u64) -> Option<&mut MachineStack> {
        self.all.iter_mut().find(|it| it.id == id)
    }
}

/// Runs `body` with the machine stack from here on scanned for values.
///
/// Wrap the entry into language code in it: on a stack that is scanned already it only calls
/// `body`. `heap` is handed through, so that it may be owned (`Box<Heap>`, or something that
/// holds a heap) where stacks are switched.
#[inline(never)]
pub fn enter_stack<H: BorrowMut<Heap>, R>(mut heap: H, body: impl FnOnce(H) -> (H, R)) -> (H, R) {
    let mut anchor = [0_usize; 1];
    let base = black_box(&mut anchor).as_mut_ptr().addr();
    let stacks = &mut heap.borrow_mut().machine_stacks;
    if let Some(id) = stacks.current {
        if stacks.get_mut(id).is_some_and(|it| base < it.base) {
            return body(heap);
        }
        // A panic unwound past the frame that had opened it.
        stacks.all.retain(|it| it.id != id);
    }
    let stacks = &mut heap.borrow_mut().machine_stacks;
    stacks.next_id += 1;
    let id = stacks.next_id;
    stacks.all.push(MachineStack { id, base, suspended_at: None });
    stacks.current = Some(id);
    let (mut heap, result) = body(heap);
    let stacks = &mut heap.borrow_mut().machine_stacks;
    stacks.all.retain(|it| it.id != id);
    stacks.current = None;
    black_box(&mut anchor);
    (heap, result)
}

/// Suspends the current machine stack for the duration of `switch`, which runs code on another one.
///
/// What this stack's frames and registers hold stays rooted meanwhile.
#[inline(never)]
pub fn switch_stacks<H: BorrowMut<Heap>, R>(
    mut heap: H,
    switch: impl FnOnce(H) -> (H, R),
) -> (H, R) {
    let mut registers = [0_usize; REGISTERS];
    spill(&mut registers);
    let sp = black_box(&mut registers).as_mut_ptr().addr();
    let stacks = &mut heap.borrow_mut().machine_stacks;
    let suspended = stacks.current.take();
    if let Some(stack) = suspended.and_then(|id| stacks.get_mut(id)) {
        stack.suspended_at = Some(sp);
    }
    let (mut heap, result) = switch(heap);
    let stacks = &mut heap.borrow_mut().machine_stacks;
    stacks.current = suspended;
    if let Some(stack) = suspended.and_then(|id| stacks.get_mut(id)) {
        stack.suspended_at = None;
    }
    black_box(&mut registers);
    (heap, result)
}

/// Forgets a suspended stack whose memory goes away without its frames being left in order.
pub(crate) fn forget_suspended(heap: &mut Heap, inside: std::ops::Range<usize>) {
    heap.machine_stacks.all.retain(|it| !inside.contains(&it.base));
}

/// Calls `scan` with the end of the current stack, all registers being above it.
#[inline(never)]
pub(crate) fn with_registers_spilled<R>(scan: impl FnOnce(usize) -> R) -> R {
    let mut registers = [0_usize; REGISTERS];
    spill(&mut registers);
    let result = scan(black_box(&mut registers).as_mut_ptr().addr());
    black_box(&mut registers);
    result
}

/// The word at `address` of a scanned stack.
pub(crate) fn stack_word(address: usize) -> usize {
    // SAFETY: callers go through regions between a stack's end and its base, which are mapped and
    // readable while the stack exists; a volatile read of a word that means nothing is harmless.
    unsafe { std::ptr::with_exposed_provenance::<usize>(address).read_volatile() }
}

const REGISTERS: usize = 16;

#[cfg(all(target_arch = "x86_64", not(miri)))]
#[inline(always)]
fn spill(registers: &mut [usize; REGISTERS]) {
    // SAFETY: writes the six registers that a callee preserves into the array.
    unsafe {
        std::arch::asm!(
            "mov [rax], rbx",
            "mov [rax + 8], rbp",
            "mov [rax + 16], r12",
            "mov [rax + 24], r13",
            "mov [rax + 32], r14",
            "mov [rax + 40], r15",
            // A named one: any register that the compiler picks might be one of those above.
            in("rax") registers.as_mut_ptr(),
            options(nostack, preserves_flags),
        );
    }
}

#[cfg(all(target_arch = "aarch64", not(miri)))]
#[inline(always)]
fn spill(registers: &mut [usize; REGISTERS]) {
    // SAFETY: writes the registers that a callee preserves into the array.
    unsafe {
        std::arch::asm!(
            "stp x19, x20, [x9]",
            "stp x21, x22, [x9, #16]",
            "stp x23, x24, [x9, #32]",
            "stp x25, x26, [x9, #48]",
            "stp x27, x28, [x9, #64]",
            "stp x29, x30, [x9, #80]",
            in("x9") registers.as_mut_ptr(),
            options(nostack, preserves_flags),
        );
    }
}

/// An interpreter of Rust has no machine registers; what it runs must root exactly.
#[cfg(miri)]
fn spill(_registers: &mut [usize; REGISTERS]) {}
