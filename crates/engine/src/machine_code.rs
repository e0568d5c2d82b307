//! Machine code for what runs often, and a look at it.

use std::sync::Arc;

use overdub_interp::{LinkedCode, LoopEntry, Promotion, RunState, make_native};
use overdub_jit::{Jit, Listing};
use overdub_world::MethodInstance;

use crate::{
    core::Core,
    costs::{CompileStep, size_of},
    error::Error,
    session::Session,
};

impl Core {
    /// From now on code that is called so often, or whose loops turn so often, becomes machine code.
    pub(crate) fn use_machine_code(&mut self, after: Option<u32>) {
        self.jit = after.and_then(|_| Jit::new().ok());
        self.machine.hot = after.filter(|_| self.jit.is_some());
    }

    pub(crate) fn make_machine_code(
        &mut self,
        code: &Arc<LinkedCode>,
        from: Option<&LoopEntry>,
        state: RunState,
    ) -> Promotion {
        // Compiling may have to link a callee, which may run a pass of the program.
        let Some(mut jit) = self.jit.take() else { return Promotion::Later };
        let before = self.meter.enter(CompileStep::MachineCode);
        let promotion = jit.promote(self, code, from, state);
        self.meter.leave(before, || match &promotion {
            Promotion::Done(native) => (size_of(code.code().body().body()).0, native.bytes()),
            Promotion::Later | Promotion::Never => (0, 0),
        });
        self.jit = Some(jit);
        promotion
    }

    /// Has machine code of an instance, hot or not; answers with its bytes.
    pub(crate) fn machine_code_bytes(&mut self, instance: &MethodInstance) -> Result<usize, Error> {
        let state = crate::session::state_of(self);
        let code = self.linked(instance, self.ambient, state.world);
        let code = code.map_err(|it| crate::report::uncaught(self, it, None))?;
        let refused = || {
            let message = format!("there is no machine code of {instance}");
            Error::request("no-machine-code", message)
        };
        make_native(self, &code, state).map(|it| it.bytes()).ok_or_else(refused)
    }
}

impl Session {
    /// What the code generator makes of the method that `signature` finds, under the contexts that are entered.
    ///
    /// # Errors
    /// As [`Session::ir`], or if there is no machine code of it.
    pub fn machine_code(&mut self, signature: &str) -> Result<Listing, Error> {
        let signature = self.signature(signature)?;
        self.on_stack(|core| {
            let instance = core.instance_of(&signature)?;
            let state = crate::session::state_of(core);
            let code = core.linked(&instance, core.ambient, state.world);
            let code = code.map_err(|it| crate::report::uncaught(core, it, None))?;
            let refused =
                |error: overdub_jit::JitError| Error::request("no-machine-code", error.to_string());
            let mut jit = match core.jit.take() {
                Some(jit) => jit,
                None => Jit::new().map_err(refused)?,
            };
            let listing = jit.listing(core, &code, state).map_err(refused);
            if core.machine.hot.is_some() {
                core.jit = Some(jit);
            }
            listing
        })
    }
}
