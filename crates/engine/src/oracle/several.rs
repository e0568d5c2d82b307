//! Calls that may be several: unions of arguments taken apart, and methods that a call of inexact types might run.

use overdub_infer::{CallSite, Lattice, Says, Test};
use overdub_rewrite::{Signature, StackId};
use overdub_types::Type;
use overdub_values::{Builtin, Intrinsic};
use overdub_world::{EdgeLog, Lookup, MethodInstance, Source};

use super::{Answers, Outcome, StaticCall, host_of, primitive_outcome};
use crate::schema::{CallRecord, CompileError};

/// Into how many calls one is taken apart; Julia's number.
const MAX_MEMBERS: usize = 4;

impl Answers<'_, '_, '_> {
    /// What a call comes to whose types are not known exactly.
    pub(super) fn several(
        &mut self,
        site: &CallSite<'_>,
        (stack, inherits): (StackId, bool),
        log: &EdgeLog,
    ) -> Result<Outcome, CompileError> {
        let operands: Vec<Lattice> =
            std::iter::once(site.callee).chain(site.args).cloned().collect();
        let split = Split::of(&operands);
        let mut all = Outcome::never();
        let mut says = None;
        let mut truths = Some((Vec::new(), Vec::new()));
        for member in split.members(&operands) {
            let [callee, args @ ..] = member.as_slice() else { return Ok(Outcome::any()) };
            let inner = CallSite { callee, args, ..site.clone() };
            let Some(Ok(signature)) = inner.signature().map(Signature::new) else {
                return Ok(Outcome::any());
            };
            let one = if signature.is_concrete() {
                self.one(&inner, signature, (stack, inherits), log)?
            } else {
                self.methods(&inner, signature, (stack, inherits), log)?
            };
            if one.result == Lattice::any() {
                return Ok(one);
            }
            if let (Some((yes, no)), Some(at)) = (&mut truths, split.only()) {
                match one.result.constant().map(overdub_ir::Literal::as_bool) {
                    Some(Some(true)) => yes.push(member[at].ty()),
                    Some(Some(false)) => no.push(member[at].ty()),
                    // What throws says nothing against either.
                    _ if one.result.is_bottom() => {}
                    _ => truths = None,
                }
            }
            says = one.says;
            all.result = all.result.join(&one.result);
            all.members.extend(one.members);
        }
        all.says = match (split.only(), truths) {
            (Some(at), Some((yes, no))) if !yes.is_empty() && !no.is_empty() => {
                Type::union(&yes).ok().and_then(|it| Says::of(at, Test::Isa(it), true))
            }
            (None, _) if split.is_whole() => says,
            _ => None,
        };
        Ok(all)
    }

    /// One call of exact types.
    fn one(
        &mut self,
        site: &CallSite<'_>,
        signature: Signature,
        (stack, inherits): (StackId, bool),
        log: &EdgeLog,
    ) -> Result<Outcome, CompileError> {
        let plan = self.decided(stack, &signature, log)?;
        let mut outcome = self.outcome_of(&plan, site, log)?;
        let host = host_of(&plan);
        let member = CallRecord {
            signature,
            target: StaticCall::of(&plan, stack, inherits),
            is_free: host.is_some() || outcome.result == Lattice::any(),
            members: std::mem::take(&mut outcome.members),
            host,
            inst: site.inst,
        };
        // What always throws under plain dispatch has nothing that a context could come to below it.
        if !matches!(
            plan.target,
            overdub_rewrite::Target::MethodError | overdub_rewrite::Target::Ambiguous { .. }
        ) || !plan.is_plain()
        {
            outcome.members.push(member);
        }
        Ok(outcome)
    }

    /// The methods that a call of inexact types might run, if no context comes between.
    fn methods(
        &mut self,
        site: &CallSite<'_>,
        signature: Signature,
        (stack, inherits): (StackId, bool),
        log: &EdgeLog,
    ) -> Result<Outcome, CompileError> {
        let at = (stack, self.job.world());
        let callee = signature.callee();
        let primitive = match (Intrinsic::from_type(callee), Builtin::from_type(callee)) {
            (Some(it), _) => Some(StaticCall::Intrinsic(it)),
            (_, Some(it)) if !it.is_runtime() => Some(StaticCall::Builtin(it)),
            (_, Some(_)) => return Ok(Outcome::any()),
            _ => None,
        };
        if let Some(it) = primitive {
            let is_known =
                !site.is_open && self.driver.is_answered_as_written(at, &signature, log)?;
            return Ok(if is_known { primitive_outcome(&it, site.args) } else { Outcome::any() });
        }
        if !self.driver.is_dispatched(at, &signature, log)? {
            return Ok(Outcome::any());
        }
        // A question that the lattice gives no answer to leaves the call to the run.
        let Some(found) = self.matching(&signature, log) else { return Ok(Outcome::any()) };
        let snapshot = self.driver.snapshot.clone();
        let lookup = Lookup::new(&snapshot, self.job.world(), log);
        let mut all = Outcome::never();
        let n_found = found.list.len();
        for it in found.list {
            let one = match it.method.source() {
                Source::Body(_) if !it.sig.has_free_vars() => {
                    let instance = MethodInstance::of_match(&it);
                    let exact = (!site.is_open).then_some(site);
                    let mut one = self.callee(&instance, stack, exact, log);
                    let member = CallRecord {
                        signature: Signature::new(it.sig)?,
                        target: Some(StaticCall::Code { instance, stack, inherits }),
                        is_free: false,
                        members: std::mem::take(&mut one.members),
                        host: None,
                        inst: site.inst,
                    };
                    one.members.push(member);
                    one
                }
                Source::Host { name, .. } => {
                    let returns = lookup.host(*name).map(|it| it.returns);
                    let mut one = Outcome::of(returns.map_or_else(Lattice::any, Lattice::of));
                    // It is held to its promise under whatever contexts.
                    one.members.push(CallRecord {
                        signature: Signature::new(it.sig)?,
                        target: None,
                        is_free: true,
                        members: Vec::new(),
                        host: Some(*name),
                        inst: site.inst,
                    });
                    one
                }
                _ => Outcome::any(),
            };
            if one.result == Lattice::any() {
                return Ok(one);
            }
            all.says = one.says.filter(|_| n_found == 1);
            all.result = all.result.join(&one.result);
            all.members.extend(one.members);
        }
        Ok(all)
    }
}

/// Which operands of a call are taken apart, and into what.
struct Split {
    parts: Vec<(usize, Vec<Type>)>,
}

impl Split {
    fn of(operands: &[Lattice]) -> Self {
        let mut parts = Vec::new();
        let mut product = 1;
        for (at, operand) in operands.iter().enumerate() {
            let Lattice::Type(ty) = operand else { continue };
            let members = ty.union_members();
            if members.len() > 1 && product * members.len() <= MAX_MEMBERS {
                product *= members.len();
                parts.push((at, members));
            }
        }
        Self { parts }
    }

    /// Whether nothing is taken apart.
    fn is_whole(&self) -> bool {
        self.parts.is_empty()
    }

    /// The operand that is taken apart, if it is one.
    fn only(&self) -> Option<usize> {
        match self.parts.as_slice() {
            [(at, _)] => Some(*at),
            _ => None,
        }
    }

    /// The operands of each call.
    fn members(&self, operands: &[Lattice]) -> Vec<Vec<Lattice>> {
        let mut all = vec![operands.to_vec()];
        for (at, types) in &self.parts {
            let mut next = Vec::with_capacity(all.len() * types.len());
            for member in &all {
                for ty in types {
                    let mut member = member.clone();
                    member[*at] = Lattice::of(*ty);
                    next.push(member);
                }
            }
            all = next;
        }
        all
    }
}
