//! The fixpoint: what each value of a body can be.
//!
//! Blocks are visited from the entry along edges that can be taken, each again when a value grew that it uses.
//! A value only ever grows, and after a few steps it is widened, so that the number of visits is linear in the
//! number of uses. Branches on a constant follow one edge only.
//!
//! A branch on `x === nothing` or `x isa T` says more of `x` where it passes `x` on, which [`refine`] makes it do.
//!
//! # Source
//! Kildall's data-flow scheme on SSA with executable edges, after Wegman and Zadeck,
//! "Constant propagation with conditional branches" (1991).

use cranelift_entity::{EntityRef, EntitySet, SecondaryMap};
use overdub_ir::{Block, BlockArg, BlockCall, Body, Def, GlobalRef, Inst, Literal, Op, Value};
use overdub_types::{Type, core};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

mod learn;

pub(crate) use learn::MAX_STEPS;
use learn::{Learnt, traced};

use crate::{
    lattice::Lattice,
    oracle::{CallAnswer, CallSite, Oracle},
    prune::{Ways, prune},
    refine::refine,
    says::Says,
    tfuncs,
};

/// What each call came to, in order.
type Calls = Vec<(Inst, CallAnswer)>;

/// How often the description of one block parameter may grow before it is widened to `Any`.
const MAX_GROWTH: u8 = 12;
/// After how many times it is known by its type alone.
const MAX_DETAILED_GROWTH: u8 = 6;

/// What inference found out about a body.
#[derive(Clone, Debug)]
pub struct Inferred {
    /// What the body returns; `Bottom` if it never does.
    pub result: Lattice,
    /// What each call came to, in order; calls that are never reached are left out.
    pub calls: Calls,
    /// What the result, a `Bool`, says of the parameters: operand `n` is the parameter of that number.
    pub says: Option<Says>,
}

/// Finds what each value of a body in SSA form can be, given its parameters, and notes it in the body:
/// types on values and what became of each call; and takes out of it what no way leads to.
///
/// Missing parameters count as `Any`. With `widened`, every description is taken as `Any`: the least that
/// could be known, under which the program must mean the same.
pub fn infer(
    body: &mut Body,
    params: &[Lattice],
    widened: bool,
    oracle: &mut dyn Oracle,
) -> Inferred {
    let refined = if widened { FxHashMap::default() } else { refine(body) };
    let Some(found) = solve(body, params, widened, oracle) else { return nothing() };
    note(body, &found.values, &found.inferred.calls, oracle);
    prune(body, &found.ways);
    forget(body, refined);
    found.inferred
}

/// Finds what a body that was inferred before comes to with parameters of which more is known; the body stays as it is.
pub fn infer_again(body: &Body, params: &[Lattice], oracle: &mut dyn Oracle) -> Inferred {
    solve(body, params, false, oracle).map_or_else(nothing, |it| it.inferred)
}

/// Of a body without blocks.
fn nothing() -> Inferred {
    Inferred { result: Lattice::Bottom, calls: Vec::new(), says: None }
}

/// All that was found.
struct Solution {
    inferred: Inferred,
    values: SecondaryMap<Value, Lattice>,
    ways: Ways,
}

fn solve(
    body: &Body,
    params: &[Lattice],
    widened: bool,
    oracle: &mut dyn Oracle,
) -> Option<Solution> {
    let entry = body.entry()?;
    let mut solver = Solver::new(body, widened, oracle);
    solver.enter(entry, params);
    solver.run();
    Some(solver.finish())
}

/// Takes out the parameters of `refined` of which no more is known than of what is passed for them.
fn forget(body: &mut Body, mut refined: FxHashMap<Value, Value>) {
    refined.retain(|param, passed| {
        let same = |value: Value| match body.literal(value) {
            Some(literal) => Some(Lattice::Const(literal.clone()).dispatch_type()),
            None => body.value_type(value),
        };
        same(*param) == same(*passed)
    });
    if !refined.is_empty() {
        body.replace_uses(&refined);
        body.retain_params(|it| !refined.contains_key(&it));
    }
}

/// Writes what was found into the body.
fn note(
    body: &mut Body,
    values: &SecondaryMap<Value, Lattice>,
    calls: &[(Inst, CallAnswer)],
    oracle: &mut dyn Oracle,
) {
    for index in 0..body.value_bound() {
        let value = Value::new(index);
        if matches!(body.def(value), Def::Param(..) | Def::Result(..)) {
            body.set_value_type(value, Some(values[value].dispatch_type()));
        }
    }
    for (inst, _) in calls {
        if let Some(call) = body.call_mut(*inst) {
            call.became = oracle.became(*inst);
        }
    }
}

struct Solver<'a> {
    body: &'a Body,
    widened: bool,
    oracle: &'a mut dyn Oracle,
    values: SecondaryMap<Value, Lattice>,
    growth: SecondaryMap<Value, u8>,
    reached: EntitySet<Block>,
    /// The blocks that use each value.
    users: SecondaryMap<Value, Vec<Block>>,
    /// Blocks to visit, in order of their number, which is about the order of the program.
    pending: BTreeSet<Block>,
    result: Lattice,
    /// The bindings that the body writes.
    written: FxHashSet<GlobalRef>,
    /// What the answer of each call that was looked at says.
    says: FxHashMap<Inst, Option<Says>>,
}

impl<'a> Solver<'a> {
    fn new(body: &'a Body, widened: bool, oracle: &'a mut dyn Oracle) -> Self {
        Self {
            body,
            widened,
            oracle,
            values: SecondaryMap::new(),
            growth: SecondaryMap::new(),
            reached: EntitySet::new(),
            users: users(body),
            written: body.written_globals().collect(),
            pending: BTreeSet::new(),
            result: Lattice::Bottom,
            says: FxHashMap::default(),
        }
    }

    fn enter(&mut self, entry: Block, params: &[Lattice]) {
        let carried = self.body.carried();
        let n_plain =
            self.body.params(entry).len() - carried.len().min(self.body.params(entry).len());
        for (index, value) in self.body.params(entry).iter().enumerate() {
            let known = match index.checked_sub(n_plain) {
                Some(index) => Lattice::of(carried[index].ty),
                None => params.get(index).cloned().unwrap_or_else(Lattice::any),
            };
            self.values[*value] = self.kept(known);
        }
        self.reached.insert(entry);
        self.pending.insert(entry);
    }

    fn run(&mut self) {
        while let Some(block) = self.pending.pop_first() {
            self.visit(block);
        }
    }

    /// Asks once more about each call, with all that is known now.
    fn finish(mut self) -> Solution {
        let mut calls = Vec::new();
        let mut returned: Option<Option<Says>> = None;
        let mut ways = Ways::default();
        for block in self.body.blocks() {
            if !self.reached.contains(block) {
                continue;
            }
            for inst in self.body.insts(block) {
                let never = match &self.body.inst(inst).op {
                    Op::Call(_) => {
                        let answer = self.call(inst);
                        let never = answer.as_ref().is_none_or(|it| it.result.is_bottom());
                        calls.extend(answer.map(|it| (inst, it)));
                        never
                    }
                    Op::Branch { cond, .. } => {
                        if let Some(taken) = self.known_branch(*cond) {
                            ways.known.push((inst, taken));
                        }
                        false
                    }
                    Op::Return { value, .. } => {
                        let says = self.says_of_parameter(*value);
                        returned = Some(says.filter(|_| returned.is_none_or(|it| it == says)));
                        false
                    }
                    _ => self.eval(inst).first().is_some_and(Lattice::is_bottom),
                };
                if never {
                    ways.never.insert(inst);
                    break;
                }
            }
        }
        ways.reached = std::mem::take(&mut self.reached);
        let says = returned.flatten().filter(|_| self.result.ty() == core().bool);
        let inferred = Inferred { result: self.result, calls, says };
        Solution { inferred, values: self.values, ways }
    }

    /// What a returned value says of a parameter of the body.
    fn says_of_parameter(&self, value: Value) -> Option<Says> {
        let (of, test, holds) = traced(self, value)?;
        match self.body.def(of) {
            Def::Param(block, index) if self.body.entry() == Some(block) => {
                Says::of(index as usize, test, holds)
            }
            _ => None,
        }
    }

    /// Which way a branch goes, if that is known.
    fn known_branch(&self, cond: Value) -> Option<bool> {
        self.value(cond).constant().and_then(Literal::as_bool).filter(|_| !self.widened)
    }

    /// What is kept of a description.
    fn kept(&self, lattice: Lattice) -> Lattice {
        match lattice {
            Lattice::Bottom => Lattice::Bottom,
            _ if self.widened => Lattice::any(),
            other => other,
        }
    }

    fn value(&self, value: Value) -> Lattice {
        match self.body.literal(value) {
            // `Undef` flows to where nothing looks at it.
            Some(Literal::Undef) => Lattice::Bottom,
            Some(literal) => Lattice::Const(literal.clone()),
            None => self.values[value].clone(),
        }
    }

    fn visit(&mut self, block: Block) {
        for inst in self.body.insts(block) {
            let data = self.body.inst(inst);
            let results = self.eval(inst);
            if let Some(edges) = &data.edges {
                if results.first().is_none_or(|it| !it.is_bottom()) {
                    self.flow(&edges.normal, &results, None);
                }
                self.flow(&edges.unwind, &results, None);
                return;
            }
            match &data.op {
                Op::Jump(to) => return self.flow(to, &[], None),
                Op::Branch { cond, then, otherwise } => {
                    let known = self.known_branch(*cond);
                    if self.value(*cond).is_bottom() {
                        return;
                    }
                    let learnt = Learnt::from(self, *cond);
                    if known != Some(false) {
                        self.flow(then, &[], learnt);
                    }
                    if known != Some(true) {
                        self.flow(otherwise, &[], learnt.map(Learnt::negated));
                    }
                    return;
                }
                Op::Return { value, .. } => {
                    let value = self.value(*value);
                    self.result = self.result.join(&self.kept(value));
                    return;
                }
                Op::Unreachable => return,
                _ => {}
            }
            // Nothing after an instruction that always throws is reached.
            if results.first().is_some_and(Lattice::is_bottom) {
                return;
            }
            for (value, known) in self.body.results(inst).iter().zip(results) {
                let known = self.kept(known);
                if self.values[*value] != known {
                    self.values[*value] = known;
                    self.push_users(*value, Some(block));
                }
            }
        }
    }

    /// Follows an edge; `learnt` is what taking it says of values that it passes.
    fn flow(&mut self, to: &BlockCall, results: &[Lattice], learnt: Option<Learnt>) {
        if self.reached.insert(to.block) {
            self.pending.insert(to.block);
        }
        for (param, arg) in self.body.params(to.block).iter().zip(&to.args) {
            let incoming = match arg {
                BlockArg::Value(value) => match learnt.filter(|it| it.value == *value) {
                    Some(learnt) => learnt.of(&self.value(*value)),
                    None => self.value(*value),
                },
                BlockArg::Result(index) => {
                    results.get(*index as usize).cloned().unwrap_or_else(Lattice::any)
                }
                BlockArg::Exception => Lattice::any(),
            };
            let incoming = self.kept(incoming);
            let known = &self.values[*param];
            if incoming.is_below(known) {
                continue;
            }
            let mut joined = known.join(&incoming);
            self.growth[*param] = self.growth[*param].saturating_add(1);
            if self.growth[*param] > MAX_GROWTH {
                joined = Lattice::any();
            } else if self.growth[*param] > MAX_DETAILED_GROWTH {
                joined = joined.widen_const();
            }
            if joined != *known {
                self.values[*param] = joined;
                self.push_users(*param, None);
            }
        }
    }

    /// Visits the blocks again that use a grown value, if they were reached; `visiting` comes to its uses by itself.
    fn push_users(&mut self, value: Value, visiting: Option<Block>) {
        for block in &self.users[value] {
            if self.reached.contains(*block) && visiting != Some(*block) {
                self.pending.insert(*block);
            }
        }
    }

    fn eval(&mut self, inst: Inst) -> Vec<Lattice> {
        let body = self.body;
        match &body.inst(inst).op {
            Op::Call(call) => {
                let result = self.call(inst).map_or(Lattice::Bottom, |it| it.result);
                let mut results = vec![result];
                results.resize(1 + call.carried.len(), Lattice::any());
                let carried = body.carried();
                if let overdub_ir::Mark::Under(n) = call.mark {
                    for (slot, index) in results[1..].iter_mut().zip(body.carried_under(n)) {
                        *slot = Lattice::of(carried[index].ty);
                    }
                }
                results
            }
            Op::New { ty, fields } => {
                let fields: Vec<Lattice> = fields.iter().map(|it| self.value(*it)).collect();
                vec![tfuncs::new(&self.value(*ty), &fields)]
            }
            Op::SplatNew { ty, tuple } => {
                let fields = self.value(*tuple).fields().unwrap_or_default();
                vec![tfuncs::new(&self.value(*ty), &fields)]
            }
            Op::GlobalRead(global) => {
                let is_written = self.written.contains(global);
                vec![self.oracle.global(*global, is_written)]
            }
            Op::GlobalDefined(_) | Op::SlotDefined(_) => vec![bool_type()],
            Op::SlotRead(slot) => {
                vec![body.slot(*slot).map_or_else(Lattice::any, |it| Lattice::of(it.ty))]
            }
            Op::StaticParam(index) => {
                vec![self.oracle.static_param(*index).map_or_else(Lattice::any, Lattice::Const)]
            }
            Op::StaticParamDefined(index) => {
                let known = self.oracle.is_static_param_defined(*index);
                vec![known.map_or_else(bool_type, |it| Lattice::Const(Literal::bool(it)))]
            }
            // A variable that is never written, as that for what a `finally` never returns.
            Op::ThrowUndefUnless { defined, .. } if self.known_branch(*defined) == Some(false) => {
                vec![Lattice::Bottom]
            }
            Op::ThrowUndefUnless { .. }
            | Op::GlobalWrite(..)
            | Op::SlotWrite(..)
            | Op::Jump(_)
            | Op::Branch { .. }
            | Op::Return { .. }
            | Op::Unreachable => Vec::new(),
        }
    }

    /// What a call comes to; `None` if no value gets to one of its operands.
    fn call(&mut self, inst: Inst) -> Option<CallAnswer> {
        let body = self.body;
        let call = body.call(inst)?;
        let callee = self.operand(call.callee);
        let mut args = Vec::with_capacity(call.args.len());
        let mut is_open = false;
        let mut has_spread = false;
        let mut rest = Lattice::Bottom;
        for arg in &call.args {
            let known = self.operand(arg.value);
            if known.is_bottom() {
                return None;
            }
            if arg.spread {
                has_spread = true;
                match tfuncs::spread(&known) {
                    Some(elements) if is_open => {
                        rest = elements.iter().fold(rest, |all, it| all.join(it));
                    }
                    Some(elements) => args.extend(elements),
                    None => {
                        is_open = true;
                        rest = rest.join(&tfuncs::spread_element(&known));
                    }
                }
            } else if is_open {
                rest = rest.join(&known);
            } else {
                args.push(known);
            }
        }
        if callee.is_bottom() || args.iter().any(Lattice::is_bottom) {
            return None;
        }
        let rest = if self.widened || !is_open { Type::any() } else { rest.ty() };
        let site = CallSite {
            inst,
            callee: &callee,
            args: &args,
            is_open,
            rest,
            has_spread,
            mark: call.mark,
        };
        let answer = self.oracle.call(&site);
        self.says.insert(inst, answer.says);
        Some(CallAnswer { result: self.kept(answer.result), ..answer })
    }

    /// The description of an operand. Under `widened` constants stay what they are: they are in the program's text.
    fn operand(&self, value: Value) -> Lattice {
        self.value(value)
    }
}

/// The blocks that use each value, each once.
pub(crate) fn users(body: &Body) -> SecondaryMap<Value, Vec<Block>> {
    let mut users = SecondaryMap::<Value, Vec<Block>>::new();
    for block in body.blocks() {
        for inst in body.insts(block) {
            body.inst(inst).each_use(|value| {
                let users = &mut users[value];
                if users.last() != Some(&block) {
                    users.push(block);
                }
            });
        }
    }
    users
}

fn bool_type() -> Lattice {
    Lattice::Type(core().bool)
}
