//! Numbers by which linked code names what only the session knows: plans, and code that is linked when first called.

use std::sync::Arc;

use overdub_interp::PlanId;
use overdub_rewrite::{Carriers, Plan, StackId};
use overdub_world::MethodInstance;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{shown::Shows, surface::Embedded, tallies::Tallies};

/// A call with something around it, as linked code knows it by number.
#[derive(Clone, Debug)]
pub(crate) struct PlanEntry {
    /// What happens.
    pub(crate) plan: Arc<Plan>,
    /// The stack that it was decided under.
    pub(crate) stack: StackId,
    /// The carried values that the call passes.
    pub(crate) carriers: Carriers,
    /// Whether the callee runs under whatever the caller runs under.
    pub(crate) inherits: bool,
}

/// Code that is linked when it is first called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Deferred {
    pub(crate) instance: MethodInstance,
    pub(crate) stack: StackId,
    pub(crate) inherits: bool,
}

/// The numbers given out so far.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Running code sees names that are defined meanwhile: so in the language, where only methods belong to worlds.
    pub(crate) sees_late_names: bool,
    plans: Vec<PlanEntry>,
    /// By the address of the plan, which its entry keeps from being used again.
    plan_numbers: FxHashMap<(usize, StackId, bool), SmallVec<[PlanId; 1]>>,
    shown: Vec<Arc<dyn Shows>>,
    deferred: Vec<Deferred>,
    deferred_numbers: FxHashMap<Deferred, u64>,
    origins: Vec<MethodInstance>,
    origin_numbers: FxHashMap<MethodInstance, u64>,
    /// Values in expressions that no literal can be.
    pub(crate) embedded: Embedded,
    /// Where calls are counted.
    pub(crate) tallies: Tallies,
    /// Instances whose bodies inference asked for, which their generators have not made yet.
    pub(crate) wanted: Vec<MethodInstance>,
}

impl Tables {
    /// The value of a hidden constant.
    pub(crate) fn embedded_at(
        &self,
        global: overdub_ir::GlobalRef,
    ) -> Option<overdub_values::Value> {
        if global.module.as_str() != crate::surface::EMBEDDED {
            return None;
        }
        self.embedded.value(global.name)
    }

    /// The number by which traces name an instance: the label of its code. Zero is none.
    pub(crate) fn origin(&mut self, instance: &MethodInstance) -> u64 {
        if let Some(number) = self.origin_numbers.get(instance) {
            return *number;
        }
        self.origins.push(instance.clone());
        let number = self.origins.len() as u64;
        self.origin_numbers.insert(instance.clone(), number);
        number
    }

    /// The instance of a label.
    pub(crate) fn instance_at(&self, label: u64) -> Option<&MethodInstance> {
        self.origins.get(usize::try_from(label).ok()?.checked_sub(1)?)
    }

    /// A number for a plan.
    pub(crate) fn plan(&mut self, entry: PlanEntry) -> PlanId {
        let key = (Arc::as_ptr(&entry.plan).addr(), entry.stack, entry.inherits);
        let known = self.plan_numbers.entry(key).or_default();
        if let Some(id) =
            known.iter().find(|it| self.plans[it.0 as usize].carriers == entry.carriers)
        {
            return *id;
        }
        let id = u32::try_from(self.plans.len()).expect("fewer than 2^32 plans fit in memory");
        self.plans.push(entry);
        known.push(PlanId(id));
        PlanId(id)
    }

    /// A number for a prehook in Rust that calls are shown to.
    pub(crate) fn show(&mut self, shown: Arc<dyn Shows>) -> u64 {
        self.shown.push(shown);
        self.shown.len() as u64 - 1
    }

    /// The prehook of a number.
    pub(crate) fn shown(&self, number: u64) -> Option<Arc<dyn Shows>> {
        self.shown.get(usize::try_from(number).ok()?).cloned()
    }

    /// The plan of a number.
    pub(crate) fn plan_of(&self, id: PlanId) -> PlanEntry {
        self.plans[id.0 as usize].clone()
    }

    /// The code that a number stands for.
    pub(crate) fn deferred(&self, number: u64) -> Option<&Deferred> {
        self.deferred.get(usize::try_from(number).ok()?)
    }

    /// The number of code that is linked when it is first called.
    pub(crate) fn defer(&mut self, deferred: Deferred) -> u64 {
        let next = self.deferred.len() as u64;
        let number = *self.deferred_numbers.entry(deferred.clone()).or_insert(next);
        if number == next {
            self.deferred.push(deferred);
        }
        number
    }
}
