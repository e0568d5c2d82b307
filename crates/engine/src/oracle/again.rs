//! Looking through a callee's body once more, with what is known of the arguments beyond their types.
//!
//! `getproperty(x, :name)` says nothing by its types; its body says all once the name is known. What is found serves
//! this call alone, so it is no entry of the cache; what it rests on becomes edges of the caller.

use overdub_infer::{CallSite, Lattice, Says, infer_again, tfuncs};
use overdub_rewrite::StackId;
use overdub_types::core;
use overdub_values::Builtin;
use overdub_world::{Edge, EdgeLog, MethodInstance, Recorder};
use rustc_hash::FxHashMap;

use super::{Answers, Outcome};
use crate::{
    compile::parameters,
    schema::{CallRecord, Inferred},
};

/// How many bodies deep calls are looked through so.
const MAX_LOOKING: usize = 6;
/// The largest body, in instructions, that is looked through where the types of its answers are known already.
const MAX_SMALL: usize = 16;
/// The largest body that is looked through at all.
const MAX_LARGE: usize = 250;

/// What was looked through: a body, under which stacks, with what known of its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Again {
    instance: MethodInstance,
    stacks: (StackId, StackId),
    params: Vec<Lattice>,
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    result: Lattice,
    says: Option<Says>,
    members: Vec<CallRecord>,
    edges: Vec<Edge>,
}

/// What was looked through for the body that is inferred.
pub(super) type Memory = FxHashMap<Again, Found>;

impl Answers<'_, '_, '_> {
    /// Whether more could come of looking through the callee once more.
    pub(super) fn is_worth_another_look(
        &self,
        instance: &MethodInstance,
        inferred: &Inferred,
        site: &CallSite<'_>,
    ) -> bool {
        let result = &inferred.result;
        let ty = result.ty();
        if self.driver.widened
            || site.is_open
            || result.is_bottom()
            || result.constant().is_some()
            || self.looking.len() >= MAX_LOOKING
            || self.looking.contains(instance)
            || !std::iter::once(site.callee).chain(site.args).any(Lattice::is_beyond_dispatch)
        {
            return false;
        }
        let is_settled = ty.is_concrete() && !ty.is_tuple() && !ty.is_kind() && ty != core().bool;
        // Sizes that types have among their parameters are reckoned with: what comes of that may be a parameter again.
        let is_known = |it: &Lattice| it.constant().is_some() || it.ty().is_singleton_type();
        let is_of_sizes = || {
            site.args.iter().all(is_known)
                && site.args.iter().any(|it| it.constant().is_some_and(|it| it.ty().is_tuple()))
        };
        let most = if is_settled && !is_of_sizes() { MAX_SMALL } else { MAX_LARGE };
        inferred.body().fits(most)
    }

    /// Looks through the body of an entry under `owner`, which runs under `stack` here.
    pub(super) fn again(
        &mut self,
        (instance, inferred, owner): (&MethodInstance, &Inferred, StackId),
        stack: StackId,
        site: &CallSite<'_>,
        known: Outcome,
        log: &EdgeLog,
    ) -> Outcome {
        let params = sharpened(instance, site);
        let key = Again { instance: instance.clone(), stacks: (owner, stack), params };
        let found = match self.memory.get(&key) {
            Some(found) => found.clone(),
            None => match self.look(&key, inferred) {
                Some(found) => found,
                None => return known,
            },
        };
        // More known of the arguments can never mean less known of the answer.
        if !found.result.is_below(&known.result) || found.result == known.result {
            return known;
        }
        for edge in found.edges {
            log.record(edge);
        }
        Outcome { result: found.result, says: found.says.or(known.says), members: found.members }
    }

    fn look(&mut self, key: &Again, inferred: &Inferred) -> Option<Found> {
        let (owner, stack) = key.stacks;
        let mut looking = std::mem::take(&mut self.looking);
        looking.push(key.instance.clone());
        let mut inner = Answers {
            driver: &mut *self.driver,
            job: &mut *self.job,
            instance: key.instance.clone(),
            stack: owner,
            ambient: stack,
            carries: !inferred.body().carried().is_empty(),
            asked: FxHashMap::default(),
            bindings: EdgeLog::new(),
            error: None,
            looking,
            memory: std::mem::take(&mut self.memory),
            is_preliminary: false,
        };
        let found = infer_again(inferred.body(), &key.params, &mut inner);
        let Answers { mut looking, memory, is_preliminary, error, bindings, mut asked, .. } = inner;
        looking.pop();
        self.looking = looking;
        self.memory = memory;
        self.is_preliminary |= is_preliminary;
        if error.is_some() {
            return None;
        }
        let edges = bindings;
        let mut members = Vec::with_capacity(found.calls.len());
        for (inst, answer) in &found.calls {
            let Some(asked) = asked.remove(inst) else { continue };
            for edge in asked.log.edges() {
                edges.record(edge);
            }
            members.push(asked.into_record(*inst, answer));
        }
        let fixed = key.instance.method().fixed_arity();
        let found = Found {
            result: found.result,
            says: found.says.filter(|it| (it.operand as usize) < fixed),
            members,
            edges: edges.edges(),
        };
        if !is_preliminary {
            self.memory.insert(key.clone(), found.clone());
        }
        Some(found)
    }
}

/// What is known of the parameters of an instance that is called so.
fn sharpened(instance: &MethodInstance, site: &CallSite<'_>) -> Vec<Lattice> {
    let mut params = parameters(instance);
    let operands: Vec<Lattice> = std::iter::once(site.callee).chain(site.args).cloned().collect();
    let fixed = instance.method().fixed_arity();
    for (param, operand) in params.iter_mut().take(fixed).zip(&operands) {
        if operand.is_below(param) {
            param.clone_from(operand);
        }
    }
    if instance.method().is_vararg()
        && let (Some(rest), Some(operands)) = (params.get_mut(fixed), operands.get(fixed..))
    {
        let tuple = tfuncs::builtin(Builtin::Tuple, operands);
        if tuple.is_below(rest) {
            *rest = tuple;
        }
    }
    params
}
