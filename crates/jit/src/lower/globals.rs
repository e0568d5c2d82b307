//! Globals: constants are what they are, variables are read and written in their cells.

use super::Lower;
use crate::{
    emit::{Val, Words, trusted},
    repr::Repr,
    shims::Shim,
};
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value as ClifValue, types};
use overdub_interp::{Binding, native};
use overdub_ir::{GlobalRef, Value};
use overdub_types::{Type, is_subtype};
use overdub_values::Value as RunValue;

impl Lower<'_, '_, '_> {
    /// The number of a global, and what it is known to stand for. What the body writes may become the module's own as it runs, so
    /// that what another module has under its name is nothing to go by.
    fn global(&mut self, global: GlobalRef) -> (u32, Option<Binding>) {
        let is_written = self.written.contains(&global);
        let at = self.source.code.global_of(global).unwrap_or(u32::MAX);
        let known = match at {
            u32::MAX => None,
            _ => {
                native::known_binding(self.rt, self.source.code, at, self.source.state, is_written)
            }
        };
        (at, known)
    }

    /// Two words: the linked code and the number of a global in it.
    fn global_words(&mut self, at: u32) -> [ClifValue; 2] {
        [self.code_word(), self.e.word(at.into())]
    }

    fn cell_word(&mut self, cell: overdub_values::CellId) -> ClifValue {
        let address = self.rt.heap().cells.address(cell);
        self.e.word(address as u64)
    }

    pub(super) fn read_global(&mut self, global: GlobalRef) -> Val {
        let (at, known) = self.global(global);
        match known {
            Some(Binding::Const(value)) => {
                let root = self.rt.heap().root(value);
                self.left.roots.push(root);
                self.known(value)
            }
            Some(Binding::Cell { cell, .. }) => {
                let cell = self.cell_word(cell);
                let mut load =
                    |offset: i32| self.e.b.ins().load(types::I64, trusted(), cell, offset);
                let (tag, bits) = (load(0), load(8));
                let (unset, done) = (self.e.cold(), self.e.block());
                let words: Words =
                    (0..2).map(|_| self.e.b.append_block_param(done, types::I64)).collect();
                let known = [tag, bits].map(BlockArg::Value);
                self.e.branch_unless(tag, (unset, &[]), (done, &known));
                self.e.b.switch_to_block(unset);
                // It throws.
                let args = self.global_words(at);
                let val = self.e.shim_value(Shim::Global, &args);
                self.e.jump(done, &val.words);
                self.e.b.switch_to_block(done);
                Val { repr: Repr::Any, words }
            }
            Some(Binding::Undefined) | None => {
                let args = self.global_words(at);
                self.e.shim_value(Shim::Global, &args)
            }
        }
    }

    pub(super) fn is_global_defined(&mut self, global: GlobalRef) -> Val {
        let (at, known) = self.global(global);
        if let Some(Binding::Const(_)) = known {
            return self.known(RunValue::bool(true));
        }
        let args = self.global_words(at);
        self.e.shim_value(Shim::GlobalDefined, &args)
    }

    pub(super) fn write_global(&mut self, global: GlobalRef, value: Value) {
        let (at, known) = self.global(global);
        let val = self.val(value);
        let ty = val.ty().or_else(|| self.body.value_type(value));
        let words = self.e.as_any(&val);
        match known {
            Some(Binding::Cell { cell, ty: of }) if fits(ty, of) => {
                let cell = self.cell_word(cell);
                for (offset, word) in [(0, words[0]), (8, words[1])] {
                    self.e.b.ins().store(trusted(), word, cell, offset);
                }
            }
            _ => {
                let [code, at] = self.global_words(at);
                let thrown = self.e.shim(Shim::SetGlobal, &[code, at, words[0], words[1]])[0];
                self.e.throw_if(thrown);
            }
        }
    }
}

/// Whether every value of a type may be in a variable of another.
fn fits(ty: Option<Type>, of: Type) -> bool {
    of.is_any() || ty.is_some_and(|ty| is_subtype(ty, of).unwrap_or(false))
}
