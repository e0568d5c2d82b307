//! Looking at code: a method's body at each stage, and what happened in the cache.

use std::sync::Arc;

use overdub_cache::CodeInstance;
use overdub_ir::{Body, Stage, text::print_body};
use overdub_rewrite::StackId;
use overdub_types::Type;
use overdub_world::{EdgeLog, Found, Lookup, Method, MethodInstance, TableId, World};

use crate::{body, core::Core, error::Error, schema::SessionSchema, session::Session};

/// Two texts and how they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The first.
    pub before: String,
    /// The second.
    pub after: String,
    /// As a unified diff; empty if there is none.
    pub diff: String,
}

impl Session {
    /// The body of the method that `signature` (such as `f(::Int64)`) finds, under the contexts that are entered, at a
    /// stage; verified, as text.
    ///
    /// # Errors
    /// If the signature cannot be read or finds no single method with a body, or compiling fails.
    pub fn ir(&mut self, signature: &str, stage: Stage) -> Result<String, Error> {
        Ok(print_body(&*self.body(signature, stage)?))
    }

    /// The same as a body.
    ///
    /// # Errors
    /// As [`Session::ir`].
    pub fn body(&mut self, signature: &str, stage: Stage) -> Result<Arc<Body>, Error> {
        let signature = self.signature(signature)?;
        self.on_stack(|core| core.body_at(&signature, stage))
    }

    /// Compiles a method for a concrete signature (a tuple type, the callee's type first) under the contexts that are
    /// entered, so that it could run; answers with its typed body.
    ///
    /// # Errors
    /// If it is no method for these types, or compiling fails.
    pub fn compile(&mut self, method: &Arc<Method>, types: Type) -> Result<Arc<Body>, Error> {
        let instance = MethodInstance::new(method, types)
            .map_err(|error| Error::request("no-instance", error.to_string()))?;
        self.on_stack(|core| {
            let (stack, world) = (core.ambient, core.world());
            if let Err(exception) = core.linked(&instance, stack, world) {
                return Err(crate::report::uncaught(core, exception, None));
            }
            core.typed(&instance, stack)
        })
    }

    /// How many instructions the bodies of all cached code have.
    #[must_use]
    pub fn cached_instructions(&self) -> usize {
        let entries = self.core().cache.entries();
        let bodies = entries.iter().filter_map(|it| it.inferred().ok());
        bodies.map(|it| it.body().all_insts().count()).sum()
    }

    /// How the body differs between two stages.
    ///
    /// # Errors
    /// As [`Session::ir`].
    pub fn ir_diff(
        &mut self,
        signature: &str,
        before: Stage,
        after: Stage,
    ) -> Result<Difference, Error> {
        let (a, b) = (self.ir(signature, before)?, self.ir(signature, after)?);
        let diff = overdub_passes::diff(&a, &b, before.name(), after.name());
        Ok(Difference { before: a, after: b, diff })
    }

    /// From now on this observer is told what each pass does to each body that is compiled, whichever context's it is.
    ///
    /// # Examples
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use overdub_engine::{Pipeline, PrintOnChange, Session, pass, registry::Chain};
    ///
    /// let seen = Arc::new(Mutex::new(String::new()));
    /// let sink = Arc::clone(&seen);
    /// let printer = PrintOnChange::new(move |text: &str| sink.lock().unwrap().push_str(text));
    ///
    /// let mut session = Session::with_captured_output();
    /// session.observe_passes(Arc::new(Mutex::new(printer)));
    /// session.load("f.ir", "method f() { block0(%self): return 1 }")?;
    /// let idle = Pipeline::new().then(pass("idle", |_body, _cx| Ok(())));
    /// session.push(Chain::of("idle", idle).applied())?;
    /// session.call("f", &[])?;
    /// assert_eq!(*seen.lock().unwrap(), "# passes: pass idle on f(): no change\n");
    /// # Ok::<(), overdub_engine::Error>(())
    /// ```
    pub fn observe_passes(&mut self, watch: overdub_passes::Watch) {
        let core = self.core_mut();
        for pipeline in &mut core.pipelines {
            *pipeline = std::mem::take(pipeline).watched_by(Arc::clone(&watch));
        }
        core.watches.push(watch);
    }

    /// Starts to record what happens in the cache; [`Events::take`] reads it.
    #[must_use]
    pub fn record_events(&self) -> Events {
        Events { log: self.core().cache.record_events() }
    }

    /// Forgets all compiled code; it is compiled again when it is called.
    pub fn clear_cache(&mut self) {
        let core = self.core_mut();
        core.cache.clear();
        core.machine.forget_sites();
        core.plans.clear();
        core.recent.clear();
    }

    /// Test equipment: from now on no edge of this use is recorded, so that laws can be shown to need it.
    pub fn forget_edges(&mut self, used: crate::schema::EdgeUse) {
        self.core().cache.forget_edges(used);
    }

    /// How many entries the cache holds, old ones included.
    #[must_use]
    pub fn cached_entries(&self) -> usize {
        self.core().cache.entries().len()
    }
}

/// What happens in a session's cache, from when it was asked for.
#[derive(Debug)]
pub struct Events {
    log: overdub_cache::EventLog<SessionSchema>,
}

impl Events {
    /// The events since the last time, one a line.
    pub fn take(&self) -> String {
        self.log.take_text()
    }
}

impl Core {
    fn body_at(
        &mut self,
        signature: &overdub_ir::text::Signature,
        stage: Stage,
    ) -> Result<Arc<Body>, Error> {
        let instance = self.instance_of(signature)?;
        let snapshot = self.definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, self.world(), &log);
        let stack = self.ambient;
        if stage == Stage::Typed {
            return self.typed(&instance, stack);
        }
        if stage == Stage::Optimized {
            return self.optimized(&instance, stack);
        }
        let reread = self.reread.then_some(&self.names);
        let body = body::prepare(
            &instance,
            stack,
            (&self.contexts, &self.pipelines, reread),
            &lookup,
            stage,
        );
        body.map(Arc::new).map_err(|error| Error::request(error.code(), error.to_string()))
    }

    /// The one method that a signature finds, for its types.
    pub(crate) fn instance_of(
        &self,
        signature: &overdub_ir::text::Signature,
    ) -> Result<MethodInstance, Error> {
        let snapshot = self.definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, self.world(), &log);
        let found = lookup
            .find(TableId::ORDINARY, signature.ty)
            .map_err(|error| Error::request("world-gave-no-answer", error.to_string()))?;
        match found {
            Found::One(found) => Ok(MethodInstance::of_match(&found)),
            Found::None => {
                Err(Error::request("method-error", format!("no method takes {}", signature.text)))
            }
            Found::Ambiguous(methods) => {
                let methods: Vec<String> = methods.iter().map(ToString::to_string).collect();
                let message =
                    format!("{} is ambiguous between {}", signature.text, methods.join(" and "));
                Err(Error::request("ambiguous-call", message))
            }
        }
    }

    fn typed(&mut self, instance: &MethodInstance, stack: StackId) -> Result<Arc<Body>, Error> {
        let entry = self.inferred(instance, stack, self.world());
        match entry.inferred() {
            Ok(inferred) => Ok(Arc::clone(inferred.body())),
            Err(error) => Err(Error::request(error.code(), error.to_string())),
        }
    }

    /// The body as the back ends get it.
    fn optimized(&mut self, instance: &MethodInstance, stack: StackId) -> Result<Arc<Body>, Error> {
        let entry = self.demand(instance, stack, self.world(), overdub_cache::Stage::Codegen);
        match (entry.code(), entry.error()) {
            (Some(Ok(generated)), _) => Ok(Arc::clone(generated.body())),
            (_, Some(error)) => Err(Error::request(error.code(), error.to_string())),
            _ => Err(Error::request("not-generated", format!("{instance} was not generated"))),
        }
    }

    /// The entry of an instance under a stack, compiled as far as inference.
    pub(crate) fn inferred(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
        world: World,
    ) -> Arc<CodeInstance<SessionSchema>> {
        self.demand(instance, stack, world, overdub_cache::Stage::Infer)
    }
}
