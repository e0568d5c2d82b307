//! What a call comes to whose target is known.

use overdub_cache::{Found, Verdict};
use overdub_infer::{CallSite, Lattice};
use overdub_ir::Literal;
use overdub_rewrite::{Hooks, Plan, Returns, Signature, StackId, Step, Target, decide_fixed};
use overdub_types::{Type, core};
use overdub_values::Builtin;
use overdub_world::{EdgeLog, Found as WorldFound, Lookup, MethodInstance, Source, TableId, Use};

use super::{Answers, MAX_COMPILE_DEPTH, Outcome, StaticCall, primitive_outcome};
use crate::{
    compile::grows,
    schema::{CallRecord, CompileError, EdgeUse},
};

impl Answers<'_, '_, '_> {
    pub(super) fn outcome_of(
        &mut self,
        plan: &Plan,
        site: &CallSite<'_>,
        log: &EdgeLog,
    ) -> Result<Outcome, CompileError> {
        // What a rescue answers with may be anything, and so may an intercept that promises nothing.
        if plan.hooks.iter().any(|it| it.rust.contains(Hooks::RESCUE)) {
            return Ok(Outcome::any());
        }
        let mut instead = Lattice::Bottom;
        for step in &plan.steps {
            match step {
                Step::Intercept { returns: Returns::Type(ty), .. } => {
                    instead = instead.join(&Lattice::of(*ty));
                }
                Step::Intercept { returns: Returns::AsCalled, .. } if plan.called().is_some() => {}
                _ => return Ok(Outcome::any()),
            }
        }
        let mut outcome = self.outcome_of_target(plan, site, log)?;
        if !plan.steps.is_empty() {
            outcome.result = outcome.result.join(&instead);
            // What the result would say of the arguments holds only where the call itself ran.
            outcome.says = None;
        }
        Ok(outcome)
    }

    fn outcome_of_target(
        &mut self,
        plan: &Plan,
        site: &CallSite<'_>,
        log: &EdgeLog,
    ) -> Result<Outcome, CompileError> {
        Ok(match &plan.target {
            Target::Method(instance) => match instance.method().source() {
                Source::Body(_) => self.callee(instance, plan.callee_stack, Some(site), log),
                Source::Host { name, returns } => {
                    if name.as_str() == "return_type"
                        && let Some(known) = self.return_type(site, log)?
                    {
                        return Ok(known);
                    }
                    let snapshot = self.driver.snapshot.clone();
                    let lookup = Lookup::new(&snapshot, self.job.world(), log);
                    // What is offered is held to its promise, what the method says of it is not.
                    Outcome::of(Lattice::of(lookup.host(*name).map_or(*returns, |it| it.returns)))
                }
                Source::Foreign(_) => match self.driver.has_body(instance) {
                    true => self.callee(instance, plan.callee_stack, Some(site), log),
                    false => Outcome::any(),
                },
                _ => Outcome::any(),
            },
            Target::Primitive { instance, .. } => {
                self.callee(instance, plan.callee_stack, Some(site), log)
            }
            Target::Builtin(Builtin::Invoke) => self.invoked(plan.callee_stack, site, log)?,
            Target::Builtin(it) => primitive_outcome(&StaticCall::Builtin(*it), site.args),
            Target::Intrinsic(it) => primitive_outcome(&StaticCall::Intrinsic(*it), site.args),
            Target::MethodError | Target::Ambiguous { .. } => Outcome::never(),
            Target::Dynamic => Outcome::any(),
        })
    }

    /// What `invoke(f, Tuple{T…}, args…)` answers with, if the types are written out.
    fn invoked(
        &mut self,
        stack: StackId,
        site: &CallSite<'_>,
        log: &EdgeLog,
    ) -> Result<Outcome, CompileError> {
        let [callee, named, args @ ..] = site.args else { return Ok(Outcome::any()) };
        let Some(Literal::Type(named)) = named.constant() else { return Ok(Outcome::any()) };
        let inner = CallSite { callee, args, has_spread: false, ..site.clone() };
        let (Some(types), false) = (inner.signature(), site.is_open) else {
            return Ok(Outcome::any());
        };
        let (Ok(call), Ok(asked)) =
            (Signature::new(types), crate::run::prefixed(callee.dispatch_type(), *named))
        else {
            return Ok(Outcome::any());
        };
        if !call.is_concrete() || !overdub_types::is_subtype(types, asked).unwrap_or(false) {
            return Ok(Outcome::any());
        }
        let snapshot = self.driver.snapshot.clone();
        let lookup = Lookup::new(&snapshot, self.job.world(), log);
        let WorldFound::One(found) = lookup.invoke(TableId::ORDINARY, asked)? else {
            return Ok(Outcome::any());
        };
        let plan = decide_fixed(&lookup, self.driver.contexts, stack, &call, &found.method)?;
        self.outcome_of(&plan, &inner, log)
    }

    /// What a call of an instance answers with; `site` if its arguments are the call's.
    pub(super) fn callee(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
        site: Option<&CallSite<'_>>,
        log: &EdgeLog,
    ) -> Outcome {
        if self.driver.is_late(stack) {
            return Outcome::any();
        }
        if self.job.depth() > MAX_COMPILE_DEPTH || grows(self.job, instance) {
            self.is_preliminary = true;
            return Outcome::any();
        }
        let owner = self.driver.owner(stack);
        let found = self.job.infer(self.driver, instance, &owner, EdgeUse::Entry(Use::Inferred));
        match found {
            Found::Entry(entry) => {
                let Ok(inferred) = entry.inferred() else { return Outcome::any() };
                // The last parameter of a vararg method is many operands.
                let fixed = instance.method().fixed_arity();
                let says = inferred.says.filter(|it| (it.operand as usize) < fixed);
                let known = Outcome { says, ..Outcome::of(inferred.result.clone()) };
                match site.filter(|it| self.is_worth_another_look(instance, inferred, it)) {
                    Some(site) => {
                        let of = (instance, inferred, entry.owner().stack);
                        self.again(of, stack, site, known, log)
                    }
                    None => known,
                }
            }
            // The first round of a recursion takes it that the call does not return.
            Found::Guess(None) => {
                self.is_preliminary = true;
                Outcome::never()
            }
            Found::Guess(Some(Verdict::Own(guess))) => {
                self.is_preliminary = true;
                let guess = guess.as_ref().as_ref();
                Outcome::of(guess.map_or_else(|_| Lattice::any(), |it| it.result.widen_const()))
            }
            Found::Guess(Some(Verdict::Share(_))) => {
                self.is_preliminary = true;
                Outcome::any()
            }
        }
    }

    /// What `return_type(Tuple{F, Args…})` answers with for a call that is known exactly: the run asks the same entry.
    fn return_type(
        &mut self,
        site: &CallSite<'_>,
        log: &EdgeLog,
    ) -> Result<Option<Outcome>, CompileError> {
        let [asked] = site.args else { return Ok(None) };
        let Some(Literal::Type(asked)) = asked.constant() else { return Ok(None) };
        let Ok(signature) = Signature::new(*asked) else { return Ok(None) };
        if !signature.is_concrete() || self.driver.widened {
            return Ok(None);
        }
        // The run asks under the stack that the body runs under.
        let stack = if self.ambient.is_empty() { self.stack } else { self.ambient };
        let operands: Vec<Lattice> =
            asked.unwrap_unionall().params().iter().map(|it| Lattice::of(*it)).collect();
        let [callee, args @ ..] = operands.as_slice() else { return Ok(None) };
        let inner = CallSite { callee, args, is_open: false, has_spread: false, ..site.clone() };
        let plan = self.decided(stack, &signature, log)?;
        let before = std::mem::replace(&mut self.is_preliminary, false);
        let outcome = match &plan.target {
            Target::Method(instance) | Target::Primitive { instance, .. }
                if self.driver.has_body(instance)
                    && plan.steps.is_empty()
                    && !plan.hooks.iter().any(|it| it.rust.contains(Hooks::RESCUE)) =>
            {
                self.callee(instance, plan.callee_stack, None, log)
            }
            _ => self.outcome_of(&plan, &inner, log)?,
        };
        let is_final = !std::mem::replace(&mut self.is_preliminary, before);
        if !is_final {
            self.is_preliminary = true;
            return Ok(Some(Outcome::of(Lattice::Type(core().type_type))));
        }
        let ty: Type = outcome.result.dispatch_type();
        let member = CallRecord {
            signature,
            target: StaticCall::of(&plan, stack, true),
            is_free: super::host_of(&plan).is_some(),
            members: outcome.members,
            host: super::host_of(&plan),
            inst: site.inst,
        };
        let mut known = Outcome::of(Lattice::Const(Literal::Type(ty)));
        known.members.push(member);
        Ok(Some(known))
    }
}
