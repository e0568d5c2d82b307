//! Calls of the runtime.

use super::{Emit, Val, trusted};
use crate::{
    native::{ANSWER_OFFSET, FRAME_OFFSET},
    shims::Shim,
};
use cranelift_codegen::{
    ir::{AbiParam, InstBuilder, Signature, StackSlotData, StackSlotKind, Value, types},
    isa::CallConv,
};
use smallvec::{SmallVec, smallvec};

/// Functions of the runtime that leave all registers alone, for what is rarely called but stands in every loop: so the
/// loop keeps its values in registers. (The allocator of registers does not know what is rare: what another call on a
/// rare way would take from the loop lies on the stack in each turn.) They take the context first, and answer in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quiet {
    /// Where [`Shim::QUIET`] are.
    pub(crate) addresses: [usize; Shim::QUIET.len()],
}

/// How a function of the runtime is called.
pub(crate) fn signature(shim: Shim) -> Signature {
    let (_, params, returns) = shim.shape();
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.resize(params, AbiParam::new(types::I64));
    signature.returns.resize(returns, AbiParam::new(types::I64));
    signature
}

impl Quiet {
    /// How the one that leaves all registers alone is.
    pub(crate) fn signature(shim: Shim) -> Signature {
        let mut signature = signature(shim);
        signature.call_conv = CallConv::PreserveAll;
        signature.returns.clear();
        signature
    }

    fn of(&self, shim: Shim) -> Option<usize> {
        let at = Shim::QUIET.iter().position(|it| *it == shim)?;
        Some(self.addresses[at])
    }
}

impl Emit<'_, '_> {
    /// Calls what leaves all registers alone; the answer is read back from the context.
    fn quiet(&mut self, shim: Shim, address: usize, args: &[Value]) -> SmallVec<[Value; 2]> {
        let known = &mut self.quiet_signatures[shim as usize];
        let signature =
            *known.get_or_insert_with(|| self.b.import_signature(Quiet::signature(shim)));
        let callee = self.word(address as u64);
        let context = self.context;
        let mut all: SmallVec<[Value; 6]> = smallvec![context];
        all.extend_from_slice(args);
        self.b.ins().call_indirect(signature, callee, &all);
        let (_, _, returns) = shim.shape();
        let offsets = [ANSWER_OFFSET, ANSWER_OFFSET + 8].into_iter().take(returns);
        offsets.map(|at| self.b.ins().load(types::I64, trusted(), context, at)).collect()
    }

    /// Attends to whatever there is to attend to: whether something was thrown.
    pub(crate) fn attend(&mut self) -> Value {
        self.shim(Shim::Attend, &[])[0]
    }

    /// Calls a function of the runtime with the context before the arguments, if it takes one. On a rare way it leaves
    /// all registers alone, if it can.
    pub(crate) fn shim(&mut self, shim: Shim, args: &[Value]) -> SmallVec<[Value; 2]> {
        if let Some(address) = self.quiet.of(shim)
            && (self.is_rare() || shim == Shim::Allocate)
        {
            return self.quiet(shim, address, args);
        }
        let known = &mut self.signatures[shim as usize];
        let signature = *known.get_or_insert_with(|| self.b.import_signature(signature(shim)));
        let mut all: SmallVec<[Value; 6]> = SmallVec::new();
        if shim.takes_context() {
            all.push(self.context);
            self.note_frame();
        }
        all.extend_from_slice(args);
        let (address, ..) = shim.shape();
        let callee = self.word(address as u64);
        let call = self.b.ins().call_indirect(signature, callee, &all);
        SmallVec::from_slice(self.b.inst_results(call))
    }

    /// Notes for the runtime where the chain of frames begins, which it may walk.
    pub(crate) fn note_frame(&mut self) {
        let frame = self.b.ins().get_frame_pointer(types::I64);
        self.b.ins().store(trusted(), frame, self.context, FRAME_OFFSET);
    }

    /// A call of the runtime whose answer is a value, or none if it threw.
    pub(crate) fn shim_value(&mut self, shim: Shim, args: &[Value]) -> Val {
        let results = self.shim(shim, args);
        self.throw_unless(results[0]);
        Val::any([results[0], results[1]])
    }

    /// Lays values out in memory: their address and how many they are.
    pub(crate) fn lay_out(&mut self, values: &[Val]) -> [Value; 2] {
        let raws: SmallVec<[[Value; 2]; 8]> = values.iter().map(|it| self.as_any(it)).collect();
        let count = u32::try_from(raws.len()).unwrap_or(u32::MAX);
        self.longest = self.longest.max(count.max(1));
        let slot = match self.arguments {
            Some(slot) => slot,
            None => {
                let data = StackSlotData::new(StackSlotKind::ExplicitSlot, 16, 4);
                let slot = self.b.create_sized_stack_slot(data);
                self.arguments = Some(slot);
                slot
            }
        };
        for (at, [tag, bits]) in (0_i32..).zip(raws) {
            self.b.ins().stack_store(types::I64, tag, slot, 16 * at);
            self.b.ins().stack_store(types::I64, bits, slot, 16 * at + 8);
        }
        let address = self.b.ins().stack_addr(types::I64, slot, 0);
        [address, self.word(count.into())]
    }
}
