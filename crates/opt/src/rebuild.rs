//! Copying a body into a new one, simpler: what is known is folded, what no way leads to is left out, blocks that one
//! way leads to are joined to what is before them, calls are replaced by what they call.
//!
//! Blocks are copied in reverse post-order, so what a block uses was copied before it. A call's replacement is copied by the
//! same walk with another [`Frame`], whose returns lead to where the call's answer is wanted.
//!
//! A parameter of a narrower type than what is passed to it says that the value was asked; such a parameter stays.

mod frame;
mod known;
mod line;
mod splice;

use overdub_infer::{Lattice, tfuncs};
use overdub_ir::{
    Block, BlockArg, BlockCall, Body, Call, Def, Edges, GlobalRef, Inst, InstData, Literal, Loc,
    Mark, Op, Scope, Value,
};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    Ahead, Callees, Resolved, Work,
    effects::effects,
    facts::{Fact, is_below, is_disjoint, only_value, type_of},
    fold::{Folded, fold},
    primitive::{Primitive, definition, primitive_of},
};
use frame::Frame;
use known::{cheaper, forwarded, forwarded_constant, memory_of};
use line::{Line, Write};

/// Folds what is known and leaves out what no way leads to.
pub(crate) fn simplify<C: Callees>(work: &mut Work<C::Target>, callees: &mut C) -> bool {
    rebuild(work, callees, None);
    true
}

/// Copies the body; with a budget, calls are replaced until it is spent.
pub(crate) fn rebuild<C: Callees>(
    work: &mut Work<C::Target>,
    callees: &mut C,
    budget: Option<u32>,
) {
    let Some(entry) = work.body.entry() else { return };
    let mut copier = Copier {
        callees,
        out: work.body.blank(),
        targets: FxHashMap::default(),
        replaced: std::mem::take(&mut work.replaced),
        budget,
        line: Line::default(),
        entry: None,
        constants: FxHashMap::default(),
        has_resolved: false,
    };
    for (_, scope) in work.body.scopes() {
        copier.out.add_scope(*scope);
    }
    let mut frame = Frame::new(&work.body, &work.targets);
    let mut last = None;
    for block in work.body.blocks() {
        if frame.ways.is_reachable(block) {
            last = Some(copier.open(&mut frame, block, last));
        }
    }
    let first = frame.blocks[entry].expand();
    copier.entry = first;
    if let Some(first) = first {
        for param in work.body.params(entry) {
            let new = copier.param(first, &work.body, *param);
            frame.values[*param] = new.into();
        }
    }
    copier.frame(&mut frame);
    copier.close(&frame);
    let Copier { out, targets, replaced, has_resolved, .. } = copier;
    (work.body, work.targets, work.replaced) = (out, targets, replaced);
    work.has_resolved |= has_resolved;
}

/// A place, and the replaced call that it is in.
type Origin = (Loc, Option<Scope>);

/// What becomes of a return.
enum Exit {
    /// It returns from the body.
    Leave,
    /// It goes to a block that takes the answer; whether one does already.
    Goto { to: Block, is_passed: bool },
    /// It is the only one: what follows the call goes on behind it.
    Fall(Option<(Block, Value)>),
}

struct Copier<'c, C: Callees> {
    callees: &'c mut C,
    out: Body,
    targets: FxHashMap<Inst, C::Target>,
    /// What the call of each scope of the new body became.
    replaced: Vec<Option<C::Target>>,
    /// How much more calls may be replaced by; `None` if none is.
    budget: Option<u32>,
    line: Line,
    /// The first block of the new body, and the constant bindings that it reads.
    entry: Option<Block>,
    constants: FxHashMap<GlobalRef, Value>,
    /// Whether a call became known that is not replaced in this copy.
    has_resolved: bool,
}

/// Where a block goes on.
enum Next {
    /// With the instruction that follows.
    Here,
    /// In another block of the source, joined to this one.
    Joined(Block),
    /// The block has ended.
    Ended,
}

impl<C: Callees> Copier<'_, C> {
    /// Makes the block that another one is copied to.
    fn open<T>(&mut self, frame: &mut Frame<'_, T>, block: Block, after: Option<Block>) -> Block {
        let new = self.out.add_block_after(after);
        frame.blocks[block] = new.into();
        new
    }

    /// Takes out the blocks that nothing was copied to.
    fn close<T>(&mut self, frame: &Frame<'_, T>) {
        for block in frame.body.blocks() {
            if let Some(new) = frame.blocks[block].expand()
                && self.out.first_inst(new).is_none()
            {
                self.out.remove_block(new);
            }
        }
    }

    fn param(&mut self, block: Block, from: &Body, value: Value) -> Value {
        let new = self.out.add_param(block);
        self.out.set_value_type(new, from.value_type(value));
        new
    }

    /// Copies what can be reached from the entry, whose parameters have their values already.
    fn frame(&mut self, frame: &mut Frame<'_, C::Target>) {
        let order: Vec<Block> = frame.ways.order.clone();
        if let Some(entry) = order.first() {
            frame.reached.insert(*entry);
        }
        // A second round is needed only where a loop is entered from behind.
        let mut goes_on = true;
        while goes_on {
            goes_on = false;
            for block in &order {
                if frame.reached.contains(*block) && !frame.done.contains(*block) {
                    goes_on = true;
                    self.block(frame, *block);
                }
            }
        }
    }

    fn block(&mut self, frame: &mut Frame<'_, C::Target>, block: Block) {
        let Some(mut at) = frame.blocks[block].expand() else { return };
        let mut block = block;
        if frame.ways.order.first() != Some(&block) {
            at = self.begin(frame, block, at);
        }
        loop {
            frame.done.insert(block);
            let body = frame.body;
            let mut next = Next::Ended;
            for inst in body.insts(block) {
                next = self.inst(frame, inst, &mut at);
                if !matches!(next, Next::Here) {
                    break;
                }
            }
            match next {
                Next::Joined(to) => block = to,
                Next::Here | Next::Ended => return,
            }
        }
    }

    /// Goes on at a block: behind the only one that leads there, if that is how it came to be.
    fn begin<T>(&mut self, frame: &mut Frame<'_, T>, block: Block, new: Block) -> Block {
        let are_all = frame.are_all_there(block);
        if let Some((from, jump)) = self.line.only(&self.out, new, are_all)
            && let Some(args) = line::passed(&self.out, jump)
            && self.join(frame, block, &args)
        {
            self.out.remove_inst(jump);
            self.line.resume(from);
            return from;
        }
        self.line.begin(&mut self.out, new, are_all);
        new
    }

    /// Takes what is passed for the parameters of a block, if it says no less than they do.
    fn join<T>(&mut self, frame: &mut Frame<'_, T>, block: Block, args: &[Value]) -> bool {
        let params = frame.body.params(block);
        let fits = args.iter().zip(params).all(|(arg, param)| {
            is_below(type_of(&self.out, *arg), type_of(frame.body, *param))
                && self.out.literal(*arg) != Some(&Literal::Undef)
        });
        if fits {
            for (arg, param) in args.iter().zip(params) {
                self.map(frame, *param, *arg);
            }
        }
        fits
    }

    /// The value in the new body.
    fn value<T>(&mut self, frame: &mut Frame<'_, T>, value: Value) -> Value {
        if let Some(known) = frame.values[value].expand() {
            return known;
        }
        let literal = frame.body.literal(value).cloned();
        debug_assert!(literal.is_some(), "{value} is used before it is copied");
        let new = self.out.constant(literal.unwrap_or(Literal::Undef));
        frame.values[value] = new.into();
        new
    }

    /// Notes what a value of the source is in the new body: the only value of its type, if there is only one.
    fn map<T>(&mut self, frame: &mut Frame<'_, T>, value: Value, new: Value) {
        let only = frame.body.value_type(value).and_then(only_value);
        let new = only.map_or(new, |it| self.out.constant(it));
        frame.values[value] = new.into();
    }

    /// The edge in the new body; the block it leads to is reached.
    fn edge<T>(&mut self, frame: &mut Frame<'_, T>, to: &BlockCall) -> BlockCall {
        let onward = frame.onward(to);
        let to = onward.as_ref().unwrap_or(to);
        frame.reached.insert(to.block);
        let args: SmallVec<[BlockArg; 2]> = to
            .args
            .iter()
            .map(|arg| match arg {
                BlockArg::Value(value) => BlockArg::Value(self.value(frame, *value)),
                other => *other,
            })
            .collect();
        let block = self.target(frame, to.block);
        BlockCall { block, args }
    }

    /// The block that another one is copied to, with its parameters.
    fn target<T>(&mut self, frame: &mut Frame<'_, T>, block: Block) -> Block {
        let new = frame.blocks[block].expand().expect("reachable blocks were opened");
        if self.out.params(new).is_empty() {
            for param in frame.body.params(block) {
                let made = self.param(new, frame.body, *param);
                self.map(frame, *param, made);
            }
        }
        new
    }

    /// Goes to a block, by a jump or by joining it to the one before.
    fn go<T>(
        &mut self,
        frame: &mut Frame<'_, T>,
        to: &BlockCall,
        results: &[Value],
        at: Block,
        from: Origin,
    ) -> Next {
        let onward = frame.onward(to);
        let to = onward.as_ref().unwrap_or(to);
        let args: SmallVec<[Value; 4]> = to
            .args
            .iter()
            .map(|arg| match arg {
                BlockArg::Value(value) => self.value(frame, *value),
                BlockArg::Result(index) => results[*index as usize],
                BlockArg::Exception => {
                    unreachable!("verified: only unwind edges pass an exception")
                }
            })
            .collect();
        let is_only = frame.ways.n_edges[to.block] == 1;
        if is_only && !frame.done.contains(to.block) && self.join(frame, to.block, &args) {
            frame.reached.insert(to.block);
            return Next::Joined(to.block);
        }
        frame.reached.insert(to.block);
        let block = self.target(frame, to.block);
        let data = InstData::new(Op::Jump(BlockCall::new(block, args)), from.0);
        self.out.append(at, data.in_scope(from.1));
        self.line.leave(&self.out, at);
        Next::Ended
    }

    fn inst(&mut self, frame: &mut Frame<'_, C::Target>, inst: Inst, at: &mut Block) -> Next {
        let body = frame.body;
        let data = body.inst(inst);
        let from = (data.loc, frame.scope_of(data.scope));
        match &data.op {
            Op::Jump(to) if self.is_denied(frame, to) => {
                self.out.append(*at, InstData::new(Op::Unreachable, from.0).in_scope(from.1));
                return Next::Ended;
            }
            Op::Jump(to) => return self.go(frame, to, &[], *at, from),
            Op::Branch { cond, then, otherwise } => {
                return self.branch(frame, (*cond, then, otherwise), *at, from);
            }
            Op::Return { value, carried } => {
                let value = self.value(frame, *value);
                let carried = carried.iter().map(|it| self.value(frame, *it)).collect();
                let is_expected = !is_disjoint(type_of(&self.out, value), frame.answer);
                let op = match &mut frame.exit {
                    Exit::Leave => Op::Return { value, carried },
                    // Inference has seen more of the call than of what it calls: that it does not answer this.
                    _ if !is_expected => Op::Unreachable,
                    Exit::Goto { to, is_passed } => {
                        *is_passed = true;
                        Op::Jump(BlockCall::new(*to, [value]))
                    }
                    Exit::Fall(found) => {
                        *found = Some((*at, value));
                        self.line.pause(*at);
                        return Next::Ended;
                    }
                };
                self.out.append(*at, InstData::new(op, from.0).in_scope(from.1));
                self.line.leave(&self.out, *at);
                return Next::Ended;
            }
            Op::Unreachable => {
                self.out.append(*at, InstData::new(Op::Unreachable, from.0).in_scope(from.1));
                return Next::Ended;
            }
            Op::StaticParam(index) if frame.scope.is_none() => {
                if let Some(literal) = self.callees.static_param(*index) {
                    let value = self.out.constant(literal);
                    return self.answer(frame, inst, &[value], *at);
                }
            }
            Op::StaticParamDefined(index) if frame.scope.is_none() => {
                if let Some(known) = self.callees.is_static_param_defined(*index) {
                    let value = self.out.constant(Literal::bool(known));
                    return self.answer(frame, inst, &[value], *at);
                }
            }
            Op::GlobalRead(global) => {
                let result = body.result(inst);
                if let Some(ty) = self.result_types(frame, inst).first()
                    && let Some(literal) = self.callees.constant(*global, *ty)
                {
                    let value = self.out.constant(literal);
                    return self.answer(frame, inst, &[value], *at);
                }
                if let Some(known) = self.constants.get(global).copied() {
                    return self.answer(frame, inst, &[known], *at);
                }
                // In a `try` what nobody looks at is not passed on, and its type not known. That it is there was recorded when the body
                // that reads it was inferred.
                let is_passed = |it: &Edges| it.normal.args.contains(&BlockArg::Result(0));
                if data.edges.as_deref().is_some_and(|it| !is_passed(it))
                    && self.callees.is_constant(*global)
                {
                    let none = self.out.constant(Literal::Undef);
                    return self.answer(frame, inst, &[none], *at);
                }
                let is_first = Some(*at) == self.entry && data.edges.is_none();
                if is_first && frame.unwind.is_none() && self.callees.is_constant(*global) {
                    let next = self.emit(frame, inst, data.op.clone(), None, at);
                    let value = result.and_then(|it| frame.values[it].expand());
                    if let Some(value) = value.filter(|it| self.out.literal(*it).is_none()) {
                        self.constants.insert(*global, value);
                    }
                    return next;
                }
            }
            Op::ThrowUndefUnless { defined, .. } => {
                let defined = self.value(frame, *defined);
                if self.out.literal(defined).and_then(Literal::as_bool) == Some(true) {
                    return self.answer(frame, inst, &[], *at);
                }
            }
            Op::Call(call) => {
                let target = frame.targets.get(&inst).cloned();
                return self.call(frame, inst, call, target, at);
            }
            _ => {}
        }
        let mut op = data.op.clone();
        op.each_use_mut(|value| *value = self.value(frame, *value));
        if let Op::SplatNew { ty, tuple } = &op
            && let Some(made) = self.unpacked(*ty, *tuple)
        {
            op = made;
        }
        self.emit(frame, inst, op, None, at)
    }

    /// The making of an instance of the elements of a tuple that is known, without the tuple.
    fn unpacked(&mut self, ty: Value, tuple: Value) -> Option<Op> {
        let Some(Literal::Type(of)) = self.out.literal(ty) else { return None };
        let is_struct = of.is_concrete() && !of.is_tuple();
        let n_fields = of.as_data().filter(|_| is_struct)?.field_types().len();
        let fields: SmallVec<[Value; 4]> = match self.out.literal(tuple).cloned() {
            Some(Literal::Tuple(elements)) => {
                elements.iter().map(|it| self.out.constant(it.clone())).collect()
            }
            Some(_) => return None,
            None => {
                let Def::Result(inst, 0) = self.out.def(tuple) else { return None };
                let made = self.out.call(inst)?;
                if primitive_of(&self.out, made)? != Primitive::Builtin(Builtin::Tuple) {
                    return None;
                }
                made.args.iter().map(|it| it.value).collect()
            }
        };
        (fields.len() == n_fields).then(|| Op::New { ty, fields })
    }

    /// Whether no run takes an edge: it passes on as of a type what is known to be none of that type.
    fn is_denied<T>(&self, frame: &Frame<'_, T>, to: &BlockCall) -> bool {
        frame.body.params(to.block).iter().zip(&to.args).any(|(param, arg)| {
            let BlockArg::Value(value) = arg else { return false };
            let wanted = type_of(frame.body, *param);
            let (body, value) = match frame.values[*value].expand() {
                Some(new) => (&self.out, new),
                None => (frame.body, *value),
            };
            let ty = type_of(body, value);
            // What is undefined is passed on beside a word that says so, whatever types are.
            let is_undefined = body.literal(value) == Some(&Literal::Undef)
                || ty.is_bottom()
                || wanted.is_bottom();
            !is_undefined && ty != wanted && is_disjoint(ty, wanted)
        })
    }

    fn branch<T>(
        &mut self,
        frame: &mut Frame<'_, T>,
        (cond, then, otherwise): (Value, &BlockCall, &BlockCall),
        at: Block,
        from: Origin,
    ) -> Next {
        let mut cond = self.value(frame, cond);
        let (mut then, mut otherwise) = (then, otherwise);
        if let Some(holds) = self.out.literal(cond).and_then(Literal::as_bool) {
            return self.go(frame, if holds { then } else { otherwise }, &[], at, from);
        }
        // What was asked need not be known here, as where a context sees who asks.
        if type_of(&self.out, cond) == core().bool {
            match (self.is_denied(frame, then), self.is_denied(frame, otherwise)) {
                (true, false) => return self.go(frame, otherwise, &[], at, from),
                (false, true) => return self.go(frame, then, &[], at, from),
                _ => {}
            }
        }
        while let Some((Primitive::Intrinsic(Intrinsic::NotInt), call)) =
            definition(&self.out, cond)
            && type_of(&self.out, call.args[0].value) == core().bool
        {
            cond = call.args[0].value;
            (then, otherwise) = (otherwise, then);
        }
        let (then, otherwise) = (self.edge(frame, then), self.edge(frame, otherwise));
        let op = Op::Branch { cond, then, otherwise };
        self.out.append(at, InstData::new(op, from.0).in_scope(from.1));
        self.line.leave(&self.out, at);
        Next::Ended
    }

    /// An instruction is done, and these are its results.
    fn answer<T>(
        &mut self,
        frame: &mut Frame<'_, T>,
        inst: Inst,
        results: &[Value],
        at: Block,
    ) -> Next {
        let body = frame.body;
        let data = body.inst(inst);
        if let Some(edges) = &data.edges {
            let from = (data.loc, frame.scope_of(data.scope));
            return self.go(frame, &edges.normal, results, at, from);
        }
        for (value, new) in body.results(inst).iter().zip(results) {
            self.map(frame, *value, *new);
        }
        Next::Here
    }

    fn call(
        &mut self,
        frame: &mut Frame<'_, C::Target>,
        inst: Inst,
        call: &Call,
        target: Option<C::Target>,
        at: &mut Block,
    ) -> Next {
        let mut call = call.clone();
        call.callee = self.value(frame, call.callee);
        for arg in &mut call.args {
            arg.value = self.value(frame, arg.value);
        }
        for value in &mut call.carried {
            *value = self.value(frame, *value);
        }
        if let Some(Literal::Singleton(ty)) = self.out.literal(call.callee)
            && call.carried.is_empty()
            && Primitive::of_type(*ty).is_some()
        {
            self.unspread(frame, &mut call, inst, *at);
        }
        let mut target = target;
        let mut answers = None;
        if target.is_none()
            && let Some(found) = self.resolved(frame, inst, &call)
        {
            for ahead in found.ahead {
                self.ahead(frame, inst, &call, ahead, at);
            }
            call.became = None;
            self.has_resolved |= self.budget.is_none();
            (target, answers) = (Some(found.target), Some(found.answers));
        }
        let has_spread = call.args.iter().any(|it| it.spread);
        let decided = match &target {
            Some(target) if call.carried.is_empty() && !has_spread => {
                self.callees.primitive(target)
            }
            _ => None,
        };
        if let Some(primitive) = decided {
            call.callee = self.out.constant(primitive.callee());
            call.mark = self.out.unseen();
        }
        if let Some(primitive) = decided.or_else(|| primitive_of(&self.out, &call)) {
            if let Some(whole) = memory_of(&self.out, primitive, &call) {
                call.args[0].value = whole;
            }
            if let Some(value) = self.folded(primitive, &call) {
                return self.answer(frame, inst, &[value], *at);
            }
            if let Some(value) = self.line.memory.answer(&self.out, &call)
                && self
                    .result_types(frame, inst)
                    .first()
                    .is_none_or(|it| is_below(type_of(&self.out, value), *it))
            {
                return self.answer(frame, inst, &[value], *at);
            }
            if primitive == Primitive::Builtin(Builtin::Setfield)
                && let Some((write, value)) = self.line.write(&mut self.out, &call)
            {
                return self.written(frame, inst, (call, write, value), at);
            }
            // What inference knows is a type is what applying parameters gave.
            if primitive == Primitive::Builtin(Builtin::ApplyType)
                && let Some(ty) = self.result_types(frame, inst).first().copied()
                && let Some(literal) = only_value(ty)
            {
                let value = self.out.constant(literal);
                return self.answer(frame, inst, &[value], *at);
            }
            call.became = None;
            if let Some(cheaper) = cheaper(&self.out, primitive, &call) {
                call.callee = self.out.constant(cheaper.callee());
            }
            let next = self.emit(frame, inst, Op::Call(call), None, at);
            self.note_answer(frame, inst, &next, answers);
            return next;
        }
        if let Some(target) = &target
            && call.carried.is_empty()
            && self.budget.is_some()
        {
            self.unspread(frame, &mut call, inst, *at);
            let has_edges = frame.body.inst(inst).edges.is_some() || frame.unwind.is_some();
            if !call.args.iter().any(|it| it.spread)
                && let Some(inlinee) = self.accepted(target, &call, has_edges)
            {
                return self.splice(frame, inst, (&call, target), &inlinee, at);
            }
        }
        let next = self.emit(frame, inst, Op::Call(call), target, at);
        self.note_answer(frame, inst, &next, answers);
        next
    }

    /// Makes a call ahead of another one, at the place of that.
    fn ahead(
        &mut self,
        frame: &Frame<'_, C::Target>,
        inst: Inst,
        call: &Call,
        ahead: Ahead<C::Target>,
        at: &Block,
    ) {
        let data = frame.body.inst(inst);
        let from = (data.loc, frame.scope_of(data.scope));
        let operands = std::iter::once(call.callee).chain(call.args.iter().map(|it| it.value));
        let operands: SmallVec<[Value; 8]> = operands.collect();
        let made = ahead.call(&mut self.out, operands);
        let made = self.out.append(*at, InstData::new(Op::Call(made), from.0).in_scope(from.1));
        if let Some(result) = self.out.result(made) {
            self.out.set_value_type(result, Some(ahead.answers));
        }
        self.targets.insert(made, ahead.target);
        self.line.memory.step(&self.out, made);
    }

    /// Notes what a call answers that became known here.
    fn note_answer(
        &mut self,
        frame: &mut Frame<'_, C::Target>,
        inst: Inst,
        next: &Next,
        answers: Option<Type>,
    ) {
        if let (Some(ty), Next::Here, Some(result)) = (answers, next, frame.body.result(inst))
            && let Some(value) = frame.values[result].expand()
            && is_below(ty, type_of(&self.out, value))
        {
            self.out.set_value_type(value, Some(ty));
            if let Some(only) = only_value(ty) {
                frame.values[result] = self.out.constant(only).into();
            }
        }
    }

    /// What a call becomes that inference left to the run, by what is known of its operands here.
    fn resolved(
        &mut self,
        frame: &Frame<'_, C::Target>,
        inst: Inst,
        call: &Call,
    ) -> Option<Resolved<C::Target>> {
        let is_plain = call.carried.is_empty() && !call.args.iter().any(|it| it.spread);
        let is_primitive = primitive_of(&self.out, call).is_some();
        if !is_plain || is_primitive || !matches!(call.mark, Mark::Under(_)) {
            return None;
        }
        let operands = std::iter::once(call.callee).chain(call.args.iter().map(|it| it.value));
        let types: SmallVec<[Type; 8]> =
            operands.map(|it| Fact::of(&self.out, it).lattice().dispatch_type()).collect();
        if types.iter().any(|it| it.is_bottom()) {
            return None;
        }
        let in_try = frame.body.inst(inst).edges.is_some() || frame.unwind.is_some();
        self.callees.resolve(call.mark, &types, in_try)
    }

    /// Writes a field, unless it is known to hold the value; the answer is the value.
    fn written(
        &mut self,
        frame: &mut Frame<'_, C::Target>,
        inst: Inst,
        (call, write, value): (Call, Write, Value),
        at: &mut Block,
    ) -> Next {
        if let Write::Put(before) = write {
            let data = frame.body.inst(inst);
            let from = (data.loc, frame.scope_of(data.scope));
            let new = InstData::new(Op::Call(Call { became: None, ..call }), from.0);
            let made = self.out.append(*at, new.in_scope(from.1));
            let ty = type_of(&self.out, value);
            if let Some(result) = self.out.result(made) {
                self.out.set_value_type(result, Some(ty));
            }
            self.line.memory.step(&self.out, made);
            self.line.wrote(&self.out, made, before);
        }
        self.answer(frame, inst, &[value], *at)
    }

    /// The answer of a primitive, if it is known; operands are those of the new body.
    fn folded(&mut self, primitive: Primitive, call: &Call) -> Option<Value> {
        let out = &self.out;
        if primitive == Primitive::Builtin(Builtin::Getfield)
            && let Some(value) = forwarded(out, call)
        {
            return Some(value);
        }
        if primitive == Primitive::Builtin(Builtin::Getfield)
            && let Some(literal) = forwarded_constant(out, call)
        {
            return Some(self.out.constant(literal));
        }
        if let (Primitive::Builtin(Builtin::Egal), [a, b]) = (primitive, call.args.as_slice())
            && a.value == b.value
            && out.literal(a.value).is_none()
        {
            return Some(self.out.constant(Literal::bool(true)));
        }
        let facts: SmallVec<[Fact; 4]> =
            call.args.iter().map(|it| Fact::of(out, it.value)).collect();
        match fold(primitive, &facts)? {
            Folded::Literal(literal) => Some(self.out.constant(literal)),
            Folded::Operand(at) => Some(call.args[at].value),
        }
    }

    /// Puts an instruction with operands of the new body.
    fn emit(
        &mut self,
        frame: &mut Frame<'_, C::Target>,
        inst: Inst,
        op: Op,
        target: Option<C::Target>,
        at: &mut Block,
    ) -> Next {
        let body = frame.body;
        let data = body.inst(inst);
        let from = (data.loc, frame.scope_of(data.scope));
        let mut new = InstData::new(op, from.0).in_scope(from.1);
        let may_throw = new.op.can_throw() && !effects(&self.out, &new).nothrow;
        if let Some(edges) = data.edges.as_deref().filter(|_| may_throw) {
            let normal = self.edge(frame, &edges.normal);
            let unwind = self.edge(frame, &edges.unwind);
            self.line.enter_from_elsewhere(normal.block);
            self.line.enter_from_elsewhere(unwind.block);
            new.edges = Some(Box::new(Edges { normal, unwind }));
            let made = self.out.append(*at, new);
            if let Some(target) = target {
                self.targets.insert(made, target);
            }
            return Next::Ended;
        }
        let unwind = frame.unwind.clone().filter(|_| may_throw);
        let n_results = new.op.n_results();
        let next = unwind.map(|unwind| {
            let next = self.out.add_block_after(Some(*at));
            let passed = (0_u32..).take(n_results).map(BlockArg::Result);
            new.edges = Some(Box::new(Edges { normal: BlockCall::new(next, passed), unwind }));
            next
        });
        let made = self.out.append(*at, new);
        if let Some(target) = target {
            self.targets.insert(made, target);
        }
        self.line.memory.step(&self.out, made);
        let results: SmallVec<[Value; 2]> = match next {
            Some(next) => {
                *at = next;
                (0..n_results).map(|_| self.out.add_param(next)).collect()
            }
            None => self.out.results(made).into(),
        };
        let types = self.result_types(frame, inst);
        for (value, ty) in results.iter().zip(types) {
            let ty = self.answer_type(made).filter(|it| is_below(*it, ty)).unwrap_or(ty);
            self.out.set_value_type(*value, Some(ty));
        }
        self.answer(frame, inst, &results, *at)
    }

    /// What a primitive answers by what is known of its operands here, which may be more than where it was inferred.
    fn answer_type(&self, inst: Inst) -> Option<Type> {
        let Op::Call(call) = &self.out.inst(inst).op else { return None };
        let primitive = primitive_of(&self.out, call)?;
        let facts: SmallVec<[Lattice; 4]> =
            call.args.iter().map(|it| Fact::of(&self.out, it.value).lattice()).collect();
        let answer = match primitive {
            Primitive::Intrinsic(it) => tfuncs::intrinsic(it, &facts),
            Primitive::Builtin(it) => tfuncs::builtin(it, &facts),
        };
        (!answer.is_bottom()).then(|| answer.dispatch_type())
    }

    /// The types of an instruction's results: noted on them, or on the parameters that they are passed to.
    fn result_types<T>(&self, frame: &Frame<'_, T>, inst: Inst) -> Vec<Type> {
        let body = frame.body;
        let data = body.inst(inst);
        let any = core().any;
        let Some(edges) = &data.edges else {
            return body.results(inst).iter().map(|it| type_of(body, *it)).collect();
        };
        let of_param = |index: u32| {
            let at = edges.normal.args.iter().position(|it| *it == BlockArg::Result(index))?;
            body.params(edges.normal.block).get(at).map(|it| type_of(body, *it))
        };
        let n_results = u32::try_from(data.op.n_results()).unwrap_or(0);
        (0..n_results).map(|index| of_param(index).unwrap_or(any)).collect()
    }
}
