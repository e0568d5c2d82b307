//! What the answer of a call rests on: the arguments, as a key, and the code that computed it.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use overdub_cache::CodeInstance;
use overdub_rewrite::{StackId, Target};
use overdub_types::Symbol;
use overdub_values::{Root, Value};
use overdub_world::{MethodInstance, Source, World};
use rustc_hash::FxHashSet;

use crate::{
    call::Call,
    core::Core,
    schema::{SessionSchema, StaticCall},
};

/// Callee and arguments of a call, equal where all of them are `===`. Keeps them alive.
#[derive(Debug)]
pub struct CallKey {
    hash: u64,
    values: Vec<Root>,
}

impl PartialEq for CallKey {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && self.values.len() == other.values.len()
            && self
                .values
                .iter()
                .zip(&other.values)
                .all(|(a, b)| overdub_values::egal(a.value(), b.value()))
    }
}

impl Eq for CallKey {}

impl Hash for CallKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

/// The code that the answer of a call rests on: the compiled code of what is called, of all that it calls, and so on.
///
/// Where some call of it is decided only when it runs, any definition may change the answer, and what rests on such code
/// does so in one world only.
#[derive(Clone, Debug)]
pub struct Basis {
    code: Vec<Arc<CodeInstance<SessionSchema>>>,
    is_whole: bool,
    world: World,
}

impl Call<'_> {
    /// Callee and arguments as a key to keep; `None` if anything in them can change, so that equal keys would not mean
    /// equal arguments.
    #[must_use]
    pub fn key(&mut self) -> Option<CallKey> {
        let values = self.values().to_vec();
        if !values.iter().all(|it| overdub_values::is_immutable(*it)) {
            return None;
        }
        let heap = self.heap();
        let mut hasher = rustc_hash::FxHasher::default();
        values.iter().for_each(|it| heap.object_id(*it).hash(&mut hasher));
        let values = values.iter().map(|it| heap.root(*it)).collect();
        Some(CallKey { hash: hasher.finish(), values })
    }

    /// Whether nothing that can be reached from a value can change.
    #[must_use]
    pub fn is_immutable(&self, value: Value) -> bool {
        overdub_values::is_immutable(value)
    }

    /// What the answer of this call rests on, as far as is known now; asked after the call it is known best.
    #[must_use]
    pub fn basis(&mut self) -> Basis {
        let (world, target, stack) = self.target();
        let mut basis = Basis { code: Vec::new(), is_whole: true, world };
        self.core_mut().collect(&mut basis, &target, stack);
        basis
    }

    /// Whether this call would be answered by the code that an earlier one was. A yes is remembered in `basis`.
    #[must_use]
    pub fn rests_on(&mut self, basis: &mut Basis) -> bool {
        if self.world() == basis.world {
            return true;
        }
        if !basis.is_whole {
            return false;
        }
        let now = self.basis();
        let is_same = now.is_whole
            && now.code.len() == basis.code.len()
            && now.code.iter().zip(&basis.code).all(|(a, b)| Arc::ptr_eq(a, b));
        if is_same {
            basis.world = now.world;
        }
        is_same
    }
}

impl Core {
    fn collect(&mut self, basis: &mut Basis, target: &Target, stack: StackId) {
        let mut seen = FxHashSet::default();
        let mut todo: Vec<(MethodInstance, StackId)> = Vec::new();
        self.follow(basis, target, stack, &mut todo);
        while let Some((instance, stack)) = todo.pop() {
            let entry = self.inferred(&instance, stack, basis.world);
            if !seen.insert(entry.id()) {
                continue;
            }
            basis.code.push(Arc::clone(&entry));
            let Ok(inferred) = entry.inferred() else { continue };
            for call in inferred.calls() {
                match &call.target {
                    Some(StaticCall::Builtin(_) | StaticCall::Intrinsic(_)) => {
                        // A field of a module is a binding, which nothing holds to its value.
                        let module = overdub_types::core().module;
                        basis.is_whole &= !call.signature.args().contains(&module);
                    }
                    Some(StaticCall::Code { instance, stack, .. }) => {
                        todo.push((instance.clone(), *stack));
                    }
                    Some(StaticCall::Plan(plan, _)) => {
                        self.follow(basis, &plan.target, plan.callee_stack, &mut todo);
                    }
                    Some(StaticCall::Host(_)) | None => {
                        let is_host = call.host.is_some_and(|it| !self.calls_back(it));
                        basis.is_whole &= is_host;
                    }
                }
            }
        }
    }

    fn follow(
        &self,
        basis: &mut Basis,
        target: &Target,
        stack: StackId,
        todo: &mut Vec<(MethodInstance, StackId)>,
    ) {
        match target {
            Target::Method(instance) => match instance.method().source() {
                Source::Body(_) => todo.push((instance.clone(), stack)),
                Source::Host { name, .. } => basis.is_whole &= !self.calls_back(*name),
                _ => basis.is_whole = false,
            },
            Target::Builtin(it) => basis.is_whole &= !it.is_runtime(),
            Target::Intrinsic(_) | Target::MethodError | Target::Ambiguous { .. } => {}
            Target::Primitive { .. } | Target::Dynamic => basis.is_whole = false,
        }
    }

    /// Whether a Rust function was seen to call the program.
    fn calls_back(&self, name: Symbol) -> bool {
        self.hosts.newest(name).is_none_or(|it| it.calls_back)
    }
}
