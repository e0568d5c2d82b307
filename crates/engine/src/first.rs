//! First calls: what is called for the first time is run as it stands.
//!
//! Most of what a program calls at all it calls once, and inferring and optimising that takes longer than running it. So the first
//! call that the run decides gets code of the body alone, in which the run decides every call; the second one compiles. What may
//! run a part of itself again, or has been compiled in the image or for somebody else, is compiled code from the start.
//!
//! ```text
//!   f(1)   body, marked ──► linked              run once and dropped: no entry of the cache, nothing to invalidate
//!   f(2)   share, infer, codegen, link          as `compile.rs` says
//! ```

use std::sync::Arc;

use overdub_interp::{LinkOptions, LinkedCode, Verified, flatten, link};
use overdub_ir::{Body, Stage, render_faults};
use overdub_rewrite::{Plan, StackId, Target};
use overdub_world::{Lookup, MethodId, MethodInstance, Source, World};
use rustc_hash::FxHashSet;

use crate::{
    body,
    compile::static_params,
    core::{Core, run_stack},
    optimise::under,
    schema::{CompileError, Owner},
    surface,
};

/// Instances, and the stacks under which they have been called once.
#[derive(Debug, Default)]
pub(crate) struct CalledOnce(FxHashSet<(MethodInstance, StackId)>);

impl CalledOnce {
    /// Forgets instances of these methods.
    pub(crate) fn forget(&mut self, methods: &FxHashSet<MethodId>) {
        self.0.retain(|(instance, _)| !methods.contains(&instance.method().id()));
    }
}

impl Core {
    /// Code for this one call, if it is the first one of what the plan calls and nothing is gained by compiling it.
    pub(crate) fn first_code(
        &mut self,
        plan: &Plan,
        world: World,
    ) -> Result<Option<Arc<LinkedCode>>, CompileError> {
        let Target::Method(instance) = &plan.target else { return Ok(None) };
        let stack = plan.callee_stack;
        if self.compiles_ahead || !plan.is_plain() || !self.is_first(instance, stack, world) {
            return Ok(None);
        }
        let contexts = Arc::clone(&self.contexts);
        let snapshot = self.definitions.snapshot();
        let lookup = Lookup::new(&snapshot, world, &());
        let names = self.reread.then_some(&self.names);
        let body = body::prepare(
            instance,
            stack,
            (&contexts, &self.pipelines, names),
            &lookup,
            Stage::Ssa,
        )?;
        let options = LinkOptions {
            function: under(&body.header.origin, &Owner::new(&contexts, stack)).map(Into::into),
            label: self.tables.origin(instance),
            stack: run_stack(stack, false),
            static_params: static_params(&mut self.heap, instance)?,
            vararg: instance.method().is_vararg(),
            ..LinkOptions::default()
        };
        self.link_once(body, options).map(Some)
    }

    /// Whether this is the first call of an instance that is called like that; from now on it is not.
    fn is_first(&mut self, instance: &MethodInstance, stack: StackId, world: World) -> bool {
        let key = (instance.clone(), stack);
        if self.recent.contains_key(&key) || self.called_once.0.remove(&key) {
            return false;
        }
        let Source::Body(source) = instance.method().source() else { return false };
        let owner = Owner::new(&self.contexts, stack);
        let known = self.cache.lookup(instance, &owner, world);
        if known.is_some_and(|it| it.linked().is_some())
            || self.image_code.as_ref().is_some_and(|it| it.has(instance))
            || self.has_language_passes(stack)
            || surface::has_loop(source.body())
        {
            return false;
        }
        self.called_once.0.insert(key)
    }

    /// Code of a body in which the run decides everything.
    pub(crate) fn link_once(
        &mut self,
        body: Body,
        options: LinkOptions,
    ) -> Result<Arc<LinkedCode>, CompileError> {
        let body = Arc::new(body);
        let verified = Verified::new(Arc::clone(&body)).map_err(|faults| {
            let faults = render_faults(&body, &faults);
            CompileError::Unverified { origin: body.header.origin.clone(), faults }
        })?;
        let code = Arc::new(flatten(&verified)?);
        Ok(link(&mut self.heap, &mut self.machine, &code, options)?)
    }
}
