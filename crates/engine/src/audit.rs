//! What redefinitions end, held against an oracle that compiles everything again.
//!
//! ```text
//!   cached plain code ── a method is defined once more ──► invalidated: what the cache closed
//!                                                          changed:     what an empty cache makes otherwise in the new world
//!   surplus = invalidated, though not changed              stale = changed, though not invalidated
//! ```
//!
//! Equal code is equal text of the typed body and equal targets of its calls: code that holds a method which is no
//! longer the one that is called has changed, also if the new one does the same. Only plain code is looked at.

use std::{
    collections::BTreeMap,
    hash::{Hash as _, Hasher as _},
    sync::Arc,
};

use overdub_cache::{CodeInstance, CompilerCache};
use overdub_ir::{Op, text::print_body};
use overdub_world::{Binding, Method, MethodDef, MethodInstance, Source, TableId};
use rustc_hash::{FxHashSet, FxHasher};

use crate::{
    core::Core,
    error::Error,
    schema::{Owner, SessionSchema, StaticCall},
    session::Session,
};

/// What became of cached code when a method was defined once more.
#[derive(Clone, Debug)]
pub struct Redefined {
    /// The method.
    pub method: Arc<Method>,
    /// How much code was cached beside that of the method itself.
    pub cached: usize,
    /// What is other code in the new world.
    pub changed: Vec<String>,
    /// What the cache invalidated.
    pub invalidated: Vec<String>,
    /// What was invalidated and is the same code in the new world.
    pub surplus: Vec<String>,
    /// What is other code in the new world and was not invalidated; anything here is a fault of the cache.
    pub stale: Vec<String>,
}

/// The plain code that a session had cached when it was asked, and what the oracle says of it.
#[derive(Debug)]
pub struct Audit {
    subjects: Vec<MethodInstance>,
    code: Vec<u64>,
}

impl Session {
    /// Begins an audit of the plain code that is cached now.
    #[must_use]
    pub fn audit(&mut self) -> Audit {
        self.on_stack(|core| {
            let mut subjects: Vec<MethodInstance> = Vec::new();
            let mut known = FxHashSet::default();
            for entry in core.valid_plain() {
                let instance = entry.instance().clone();
                if known.insert(instance.clone()) {
                    subjects.push(instance);
                }
            }
            let code = core.recompiled(&subjects);
            Audit { subjects, code }
        })
    }

    /// All methods of a module and the modules inside it that can be defined once more, in order of definition.
    ///
    /// # Errors
    /// If the lattice gives no answer.
    pub fn methods_in(&self, module: &str) -> Result<Vec<Arc<Method>>, Error> {
        let snapshot = self.core().definitions.snapshot();
        let methods = snapshot
            .all_methods(TableId::ORDINARY, self.world())
            .map_err(|error| Error::request("world-gave-no-answer", error.to_string()))?;
        let is_in = |method: &Arc<Method>| {
            let name = method.module().as_str();
            let rest = name.strip_prefix(module);
            rest.is_some_and(|it| it.is_empty() || it.starts_with('.'))
                && matches!(method.source(), Source::Body(_))
        };
        let mut methods: Vec<Arc<Method>> = methods.into_iter().filter(is_in).collect();
        methods.sort_by_key(|it| it.id());
        Ok(methods)
    }

    /// The names that methods of a module and the modules inside it read though nothing defines them, each with the
    /// place of such a method, sorted.
    ///
    /// # Errors
    /// If the lattice gives no answer.
    pub fn undefined_names(&self, module: &str) -> Result<Vec<String>, Error> {
        let snapshot = self.core().definitions.snapshot();
        let mut names = BTreeMap::new();
        for method in self.methods_in(module)? {
            let Source::Body(body) = method.source() else { continue };
            let body = body.body();
            for inst in body.all_insts() {
                let Op::GlobalRead(global) = body.inst(inst).op else { continue };
                if self.core().tables.embedded_at(global).is_none()
                    && matches!(snapshot.binding(global, self.world()).result, Binding::Undefined)
                {
                    names.entry(global.to_string()).or_insert(method.loc());
                }
            }
        }
        Ok(names.into_iter().map(|(name, loc)| format!("{name} at {loc}")).collect())
    }
}

impl Audit {
    /// How much code is looked at.
    #[must_use]
    pub fn len(&self) -> usize {
        self.subjects.len()
    }

    /// Whether nothing was cached.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Defines a method once more, with the body that it has, and says what that ended. What it ended is inferred again.
    ///
    /// # Errors
    /// If the method cannot be defined.
    pub fn redefine(
        &mut self,
        session: &mut Session,
        method: &Arc<Method>,
    ) -> Result<Redefined, Error> {
        session.on_stack(|core| self.redefine_in(core, method))
    }

    fn redefine_in(&mut self, core: &mut Core, method: &Arc<Method>) -> Result<Redefined, Error> {
        let refused = |reason: String| Error::request("not-redefined", reason);
        let def = MethodDef::new(method.sig(), method.source().clone())
            .module(method.module())
            .names(method.names())
            .at(method.loc());
        let (new, change) = core
            .definitions
            .define_method(method.table(), def)
            .map_err(|error| refused(error.to_string()))?;
        core.did_change(&change).map_err(|_| refused("a rule throws".to_owned()))?;
        let valid: FxHashSet<MethodInstance> =
            core.valid_plain().iter().map(|it| it.instance().clone()).collect();
        let mut own = vec![false; self.subjects.len()];
        let mut closed = vec![false; self.subjects.len()];
        for (at, subject) in self.subjects.iter_mut().enumerate() {
            closed[at] = !valid.contains(subject);
            if subject.method() == method {
                own[at] = true;
                *subject = MethodInstance::new(&new, subject.types())
                    .map_err(|error| refused(error.to_string()))?;
            }
        }
        let code = core.recompiled(&self.subjects);
        let mut redefined = Redefined {
            method: Arc::clone(&new),
            cached: own.iter().filter(|it| !**it).count(),
            changed: Vec::new(),
            invalidated: Vec::new(),
            surplus: Vec::new(),
            stale: Vec::new(),
        };
        for (at, subject) in self.subjects.iter().enumerate().filter(|(at, _)| !own[*at]) {
            let has_changed = code[at] != self.code[at];
            let name = || subject.to_string();
            if has_changed {
                redefined.changed.push(name());
            }
            if closed[at] {
                redefined.invalidated.push(name());
            }
            match (closed[at], has_changed) {
                (true, false) => redefined.surplus.push(name()),
                (false, true) => redefined.stale.push(name()),
                _ => {}
            }
        }
        self.code = code;
        core.reclaim();
        core.infer_all(&self.subjects);
        Ok(redefined)
    }
}

impl Core {
    /// The plain entries that serve in the newest world.
    fn valid_plain(&self) -> Vec<Arc<CodeInstance<SessionSchema>>> {
        let world = self.world();
        let mut entries = self.cache.entries();
        entries.retain(|it| it.owner().is_plain() && it.worlds().contains(world));
        entries
    }

    /// What an empty cache makes of instances in the newest world, each as a number that is equal for equal code.
    fn recompiled(&mut self, subjects: &[MethodInstance]) -> Vec<u64> {
        let empty = CompilerCache::new();
        subjects.iter().map(|it| number(&self.inferred_in(&empty, it))).collect()
    }

    /// Has all instances in the session's own cache.
    fn infer_all(&mut self, subjects: &[MethodInstance]) {
        let cache = (*self.cache).clone();
        for subject in subjects {
            self.inferred_in(&cache, subject);
        }
    }

    fn inferred_in(
        &mut self,
        cache: &CompilerCache<SessionSchema>,
        subject: &MethodInstance,
    ) -> Arc<CodeInstance<SessionSchema>> {
        let world = self.world();
        self.compiling(|driver| {
            driver.reread = None;
            // What was compiled elsewhere is what is to be checked.
            driver.image_code = None;
            cache.infer(driver, subject, &Owner::plain(), world)
        })
    }
}

/// Equal for equal code.
fn number(entry: &CodeInstance<SessionSchema>) -> u64 {
    let mut hasher = FxHasher::default();
    match entry.inferred() {
        Ok(inferred) => {
            print_body(inferred.body()).hash(&mut hasher);
            inferred.parted().map(|it| print_body(&it.body)).hash(&mut hasher);
            for call in inferred.all_calls() {
                match &call.target {
                    Some(StaticCall::Code { instance, stack, inherits }) => {
                        (instance.method().id(), instance.types(), stack, inherits)
                            .hash(&mut hasher);
                    }
                    Some(StaticCall::Plan(_, stack)) => stack.hash(&mut hasher),
                    Some(StaticCall::Builtin(builtin)) => builtin.name().hash(&mut hasher),
                    Some(StaticCall::Intrinsic(intrinsic)) => intrinsic.name().hash(&mut hasher),
                    Some(StaticCall::Host(name)) => name.hash(&mut hasher),
                    None => 0_u8.hash(&mut hasher),
                }
            }
        }
        Err(error) => error.to_string().hash(&mut hasher),
    }
    hasher.finish()
}
