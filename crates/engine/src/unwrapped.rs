//! Calls with something around them, as the calls of what is around them.
//!
//! ```text
//!   overdub[1] f(%x)  => recurse f(::Int64) count(Count) pre(Log) post(Log)
//!
//!   call _tally(7)               a counter of the session
//!   call _prehook(8, f, %x)      a hook in Rust, which is shown the call
//!   overdub[1] f(%x)  => pre     the hook in the language, under the contexts outside of its own
//!   %y = overdub[1] f(%x)        the call itself, which may be replaced by what it calls like any other
//!   overdub[1] %y(f, %x) => post
//! ```
//!
//! What only the run can do stays around the call: hooks in Rust that are told of the result, interceptors, whatever
//! looks at exceptions. Hooks are taken off from the outside, as far as the order of all of them stays what it was.

use std::{borrow::Cow, sync::Arc};

use overdub_cache::Found;
use overdub_ir::{Body, Call, Inst, InstData, Literal, Mark, Op, Value};
use overdub_opt::{Ahead, Optimized, is_nothrow_here};
use overdub_rewrite::{AfterHook, Carriers, HookCall, HookPoint, HookSource, Hooks, Plan, StackId};
use overdub_types::{Type, core};
use overdub_values::Builtin;
use overdub_world::{MethodInstance, Use};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use crate::{
    compile::{Driver, SessionJob},
    metas::RunKey,
    schema::{EdgeUse, Owner, StaticCall},
    shown::Calls,
    tables::PlanEntry,
};

/// What calls of a body became where that is known before they run.
type Targets = Vec<(Inst, StaticCall)>;

/// How deep in what is being compiled hooks are still looked at.
const MAX_DEPTH: usize = 60;

/// A call, with the call's operands as they are in the body.
struct Site {
    inst: Inst,
    operands: Vec<Value>,
    mark: Mark,
    has_edges: bool,
}

impl Driver<'_> {
    /// The body with all that is known around its calls as calls of their own.
    pub(crate) fn unwrapped<'b>(
        &mut self,
        job: &mut SessionJob<'_>,
        body: &'b Body,
        targets: Targets,
    ) -> (Cow<'b, Body>, Targets) {
        let is_wrapped = |it: &(Inst, StaticCall)| matches!(it.1, StaticCall::Plan(..));
        let is_deep = job.depth() > MAX_DEPTH;
        if is_deep || !body.carried().is_empty() || !targets.iter().any(is_wrapped) {
            return (Cow::Borrowed(body), targets);
        }
        let mut body = body.clone();
        let mut found = Vec::with_capacity(targets.len());
        for (inst, target) in targets {
            match target {
                StaticCall::Plan(plan, stack) => {
                    let target = self.unwrap(job, (&mut body, &mut found), inst, &plan, stack);
                    found.push((inst, target.unwrap_or(StaticCall::Plan(plan, stack))));
                }
                other => found.push((inst, other)),
            }
        }
        (Cow::Owned(body), found)
    }

    /// Puts what is around a call before and behind it; answers what the call is then, if it is another one.
    fn unwrap(
        &mut self,
        job: &mut SessionJob<'_>,
        (body, found): (&mut Body, &mut Targets),
        inst: Inst,
        plan: &Plan,
        stack: StackId,
    ) -> Option<StaticCall> {
        let data = body.inst(inst);
        let Op::Call(call) = &data.op else { return None };
        if call.args.iter().any(|it| it.spread) || !call.carried.is_empty() {
            return None;
        }
        let operands = std::iter::once(call.callee).chain(call.args.iter().map(|it| it.value));
        let site = Site {
            inst,
            operands: operands.collect(),
            mark: call.mark,
            has_edges: data.edges.is_some(),
        };
        let mut rest = plan.clone();
        for ahead in self.ahead(job, (site.mark, site.has_edges), &mut rest, stack) {
            let call = ahead.call(body, site.operands.iter().copied());
            found.push((insert(body, (inst, &site), call, ahead.answers), ahead.target));
        }
        let only_post = |it: &HookPoint| {
            !it.has_pre()
                && !it.has_unwind()
                && (it.rust.is_empty() && it.post != AfterHook::ByType)
        };
        if rest.steps.is_empty() && rest.hooks.iter().all(only_post) {
            self.posthooks(job, (body, found), &site, &mut rest);
        }
        rest.hooks.retain(|it| !it.is_empty());
        if rest == *plan {
            return None;
        }
        if let Some(call) = body.call_mut(inst) {
            call.became = Some(rest.render(self.contexts, stack));
        }
        let rest = Arc::new(rest);
        match StaticCall::of(&rest, stack, false) {
            Some(StaticCall::Code { instance, stack: under, inherits })
                if self.rests_on(job, &instance, under) =>
            {
                Some(StaticCall::Code { instance, stack: under, inherits })
            }
            Some(
                known @ (StaticCall::Builtin(_) | StaticCall::Intrinsic(_) | StaticCall::Host(_)),
            ) => Some(known),
            _ => Some(StaticCall::Plan(rest, stack)),
        }
    }

    /// Takes off a plan what can be called ahead of the call with this mark, `in_try` if something handles what it throws.
    pub(crate) fn ahead(
        &mut self,
        job: &mut SessionJob<'_>,
        (mark, in_try): (Mark, bool),
        plan: &mut Plan,
        stack: StackId,
    ) -> Vec<Ahead<StaticCall>> {
        let mut ahead = Vec::new();
        // What hooks are told of is the plan without them.
        let mut hooks = std::mem::take(&mut plan.hooks);
        for hook in &mut hooks {
            // What may ask for another try begins with its own prehook again.
            if hook.rust.contains(Hooks::UNWIND) {
                break;
            }
            let occurrence = self.contexts.stack(stack).occurrence(hook.context, hook.depth);
            let key = (hook.context, occurrence);
            if hook.rust.contains(Hooks::COUNT) {
                let number = self.tables.tallies.number(key, plan.call);
                ahead.push(numbered(Builtin::Tally, number, false));
                hook.rust = hook.rust.without(Hooks::COUNT);
            }
            if hook.rust.contains(Hooks::PRE) {
                // What is told of the result as well is told of both in one go.
                if in_try || hook.rust != Hooks::PRE || hook.has_post() || hook.has_unwind() {
                    break;
                }
                let Some(context) = &self.registered[hook.context.index()].context else { break };
                let entry = PlanEntry {
                    plan: Arc::new(plan.clone()),
                    stack,
                    carriers: Carriers::none(),
                    inherits: false,
                };
                let shown = context.prehook_of(Calls { entry, key, under: hook.under });
                let number = self.tables.show(shown);
                ahead.push(numbered(Builtin::Prehook, number, true));
                hook.rust = Hooks::NONE;
            }
            if let Some(pre) = hook.pre.clone() {
                let HookCall::Method(instance) = pre else { break };
                let spec = self.contexts.spec(hook.context);
                let source = spec.hooks.prehook.as_ref();
                let Some(prefix) = self.known(job, in_try, (hook, &instance), source) else {
                    break;
                };
                ahead.push(Ahead {
                    target: StaticCall::Code { instance, stack: hook.under, inherits: false },
                    operands: prefix.into(),
                    shows: true,
                    mark,
                    answers: core().any,
                });
                hook.pre = None;
            }
            if hook.has_unwind() {
                break;
            }
        }
        hooks.retain(|it| !it.is_empty());
        plan.hooks = hooks;
        ahead
    }

    /// Calls the hooks behind a call, the innermost first, if all of them are known.
    fn posthooks(
        &mut self,
        job: &mut SessionJob<'_>,
        (body, found): (&mut Body, &mut Targets),
        site: &Site,
        rest: &mut Plan,
    ) {
        let (Some(result), Some(next)) = (body.result(site.inst), body.next_inst(site.inst)) else {
            return;
        };
        let mut hooks: Vec<(MethodInstance, StackId, Vec<Literal>)> = Vec::new();
        for hook in rest.hooks.iter().rev() {
            let AfterHook::Always(instance) = &hook.post else { continue };
            let spec = self.contexts.spec(hook.context);
            let source = spec.hooks.posthook.as_ref();
            let prefix = self.known(job, site.has_edges, (hook, instance), source);
            let Some(prefix) = prefix else { return };
            hooks.push((instance.clone(), hook.under, prefix));
        }
        for (instance, under, prefix) in hooks {
            found.push(posthook_call(body, (next, site), (instance, under), prefix, result));
        }
        for hook in &mut rest.hooks {
            hook.post = AfterHook::None;
        }
    }

    /// What a hook in the language is called with ahead of the call, if it is known and nothing catches what it throws.
    fn known(
        &mut self,
        job: &mut SessionJob<'_>,
        in_try: bool,
        (hook, instance): (&HookPoint, &MethodInstance),
        source: Option<&HookSource>,
    ) -> Option<Vec<Literal>> {
        let prefix = source.map_or(&[][..], |it| &it.prefix);
        // The value of a context that holds something is known when it runs.
        let known: Option<Vec<Literal>> = prefix.iter().map(|it| Literal::only(*it)).collect();
        if in_try || known.is_none() || !self.rests_on(job, instance, hook.under) {
            return None;
        }
        known
    }

    /// Notes that the code rests on what an instance is under a stack; answers whether that is known.
    fn rests_on(
        &mut self,
        job: &mut SessionJob<'_>,
        instance: &MethodInstance,
        stack: StackId,
    ) -> bool {
        if self.is_late(stack)
            || !matches!(instance.method().source(), overdub_world::Source::Body(_))
        {
            return false;
        }
        let owner = self.owner(stack);
        if instance == job.instance() && owner == *job.owner() {
            return true;
        }
        self.inferred_apart(job, instance, &owner).is_some()
    }

    /// The type of what an instance that is called apart answers, as inference found it; `None` while that is a guess. The code rests
    /// on it.
    pub(crate) fn inferred_apart(
        &mut self,
        job: &mut SessionJob<'_>,
        instance: &MethodInstance,
        owner: &Owner,
    ) -> Option<Type> {
        let used = EdgeUse::Entry(Use::Inferred);
        let Found::Entry(entry) = job.infer(self, instance, owner, used) else { return None };
        // What carries values is matched with its caller by the run.
        let inferred = entry.inferred().ok().filter(|it| it.body().carried().is_empty())?;
        Some(inferred.result.dispatch_type())
    }
}

impl Driver<'_> {
    /// Makes one of calls that are counted one right after the other: nothing between them throws or runs code, so
    /// nobody can tell.
    pub(crate) fn counted_together(&mut self, code: &mut Optimized<StaticCall>) {
        let is_tally =
            |it: &&(Inst, StaticCall)| matches!(it.1, StaticCall::Builtin(Builtin::Tally));
        let tallies: FxHashSet<Inst> =
            code.targets.iter().filter(is_tally).map(|it| it.0).collect();
        if tallies.len() < 2 {
            return;
        }
        let body = Arc::make_mut(&mut code.body);
        let mut groups: Vec<Vec<(Inst, u64)>> = Vec::new();
        for block in body.blocks() {
            // The groups that can still grow, by whose they are.
            let mut open: Vec<(RunKey, usize)> = Vec::new();
            for inst in body.insts(block) {
                let data = body.inst(inst);
                if tallies.contains(&inst) && data.edges.is_none() {
                    let number = number_of(body, inst);
                    let owner = number.and_then(|it| self.tables.tallies.owner(it));
                    let (Some(number), Some(owner)) = (number, owner) else { continue };
                    match open.iter().find(|it| it.0 == owner) {
                        Some((_, at)) => groups[*at].push((inst, number)),
                        None => {
                            open.push((owner, groups.len()));
                            groups.push(vec![(inst, number)]);
                        }
                    }
                } else if !is_nothrow_here(body, data) {
                    open.clear();
                }
            }
        }
        let mut gone: FxHashSet<Inst> = FxHashSet::default();
        for group in groups.iter().filter(|it| it.len() > 1) {
            let numbers: Vec<u64> = group.iter().map(|it| it.1).collect();
            let Some(number) = self.tables.tallies.number_of_all(&numbers) else { continue };
            let number = body.constant(Literal::int64(i64::try_from(number).unwrap_or(i64::MAX)));
            let (first, rest) = (group[0].0, &group[1..]);
            if let Some(call) = body.call_mut(first) {
                call.args[0].value = number;
                for (inst, _) in rest {
                    body.remove_inst(*inst);
                    gone.insert(*inst);
                }
            }
        }
        code.targets.retain(|it| !gone.contains(&it.0));
    }
}

/// The number of the counter that a call counts in.
fn number_of(body: &Body, inst: Inst) -> Option<u64> {
    let number = body.call(inst)?.args.first()?.value;
    u64::try_from(body.literal(number)?.as_int64()?).ok()
}

/// A call of what the session knows by a number.
fn numbered(builtin: Builtin, number: u64, shows: bool) -> Ahead<StaticCall> {
    let number = Literal::int64(i64::try_from(number).unwrap_or(i64::MAX));
    Ahead {
        target: StaticCall::Builtin(builtin),
        operands: SmallVec::from_buf([Literal::Singleton(builtin.ty()), number]),
        shows,
        mark: Mark::Under(0),
        answers: core().nothing,
    }
}

/// Calls a hook ahead of the instruction behind a call. What is called is fixed by the target; the mark keeps the first operand, which
/// may be anything, from being taken for the callee.
fn posthook_call(
    body: &mut Body,
    (at, site): (Inst, &Site),
    (instance, under): (MethodInstance, StackId),
    prefix: Vec<Literal>,
    told: Value,
) -> (Inst, StaticCall) {
    let mut operands: Vec<Value> = prefix.into_iter().map(|it| body.constant(it)).collect();
    operands.push(told);
    operands.extend(&site.operands);
    let callee = operands.remove(0);
    let call = Call::new(callee, operands).with_mark(site.mark);
    let made = insert(body, (at, site), call, core().any);
    (made, StaticCall::Code { instance, stack: under, inherits: false })
}

/// Puts a call ahead of an instruction, at the place of the one that it belongs to.
fn insert(body: &mut Body, (at, site): (Inst, &Site), call: Call, returns: Type) -> Inst {
    let data = body.inst(site.inst);
    let (loc, scope) = (data.loc, data.scope);
    let made = body.insert_before(at, InstData::new(Op::Call(call), loc).in_scope(scope));
    if let Some(result) = body.result(made) {
        body.set_value_type(result, Some(returns));
    }
    made
}
