//! Copying what is called in the place of a call: operands become parameters, returns lead to what follows the call.

use overdub_ir::{
    Arg, Block, BlockCall, Body, Call, Inst, InstData, Literal, Op, ScopeData, Value,
};
use overdub_types::{Type, core};
use overdub_values::Builtin;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Copier, Exit, Frame, Next, Origin};
use crate::{
    Callees, Inlinee,
    facts::{is_below, type_of},
    inline::fitting,
    primitive::Primitive,
};

impl<C: Callees> Copier<'_, C> {
    /// Passes the elements of tuples of known length one by one: no context sees how those are gone through.
    pub(super) fn unspread<T>(
        &mut self,
        frame: &Frame<'_, T>,
        call: &mut Call,
        inst: Inst,
        at: Block,
    ) {
        let elements = |out: &Body, arg: &Arg| {
            let ty = type_of(out, arg.value);
            let data = ty.as_data().filter(|_| ty.is_tuple() && ty.is_concrete())?;
            Some((arg.value, data.field_types().to_vec()))
        };
        let all = |out: &Body| {
            call.args.iter().filter(|it| it.spread).all(|it| elements(out, it).is_some())
        };
        if !call.args.iter().any(|it| it.spread) || !all(&self.out) {
            return;
        }
        let data = frame.body.inst(inst);
        let from = (data.loc, frame.scope_of(data.scope));
        let mut args: SmallVec<[Arg; 4]> = SmallVec::new();
        for arg in std::mem::take(&mut call.args) {
            match elements(&self.out, &arg).filter(|_| arg.spread) {
                None => args.push(arg),
                Some((tuple, types)) => {
                    for (index, ty) in (1..).zip(types) {
                        args.push(self.field(tuple, index, ty, at, from).into());
                    }
                }
            }
        }
        call.args = args;
    }

    /// An element of a tuple, read where it is not known.
    fn field(&mut self, tuple: Value, index: i64, ty: Type, at: Block, from: Origin) -> Value {
        let index = self.out.constant(Literal::int64(index));
        let primitive = Primitive::Builtin(Builtin::Getfield);
        let callee = self.out.constant(primitive.callee());
        let read = Call::new(callee, [tuple, index]).with_mark(self.out.unseen());
        if let Some(value) = self.folded(primitive, &read) {
            return value;
        }
        let made = self.out.append(at, InstData::new(Op::Call(read), from.0).in_scope(from.1));
        let value = self.out.result(made).expect("a call without edges has a result");
        // Of a type as element the kind is known only.
        self.out.set_value_type(value, Some(ty));
        value
    }

    /// The body that takes the place of a call, if it may and fits into the budget.
    pub(super) fn accepted(
        &mut self,
        target: &C::Target,
        call: &Call,
        has_edges: bool,
    ) -> Option<Inlinee<C::Target>> {
        let budget = self.budget?;
        if budget == 0 {
            return None;
        }
        let inlinee = self.callees.inlinee(target)?;
        let body = &*inlinee.code.body;
        let n_args = call.args.len() + 1;
        let params = body.header.params as usize;
        let is_right = if inlinee.is_vararg { n_args + 1 >= params } else { n_args == params };
        let cost = fitting(body, has_edges)?;
        if !is_right || cost > budget || body.header.stack != self.out.header.stack {
            return None;
        }
        self.budget = Some(budget - cost);
        Some(inlinee)
    }

    /// Copies the body of what is called in the place of the call.
    pub(super) fn splice(
        &mut self,
        outer: &mut Frame<'_, C::Target>,
        inst: Inst,
        (call, target): (&Call, &C::Target),
        inlinee: &Inlinee<C::Target>,
        at: &mut Block,
    ) -> Next {
        let data = outer.body.inst(inst);
        let from = (data.loc, outer.scope_of(data.scope));
        let body = &*inlinee.code.body;
        let targets: FxHashMap<Inst, C::Target> = inlinee.code.targets.iter().cloned().collect();
        let mut frame = Frame::new(body, &targets);
        let scope = ScopeData { function: inlinee.function, call: from.0, outer: from.1 };
        let scope = self.out.add_scope(scope);
        self.replaced.push(Some(target.clone()));
        self.replaced.extend(inlinee.code.replaced.iter().cloned());
        frame.scope = Some(scope);
        frame.scopes.clear();
        for (_, it) in body.scopes() {
            let outer = it.outer.and_then(|it| frame.scopes.get(it.as_u32() as usize).copied());
            let new = ScopeData { outer: outer.or(Some(scope)), ..*it };
            frame.scopes.push(self.out.add_scope(new));
        }
        frame.unwind = match &data.edges {
            Some(edges) => Some(self.edge(outer, &edges.unwind)),
            None => outer.unwind.clone(),
        };
        if let Some(unwind) = &frame.unwind {
            self.line.enter_from_elsewhere(unwind.block);
        }
        let entry = body.entry().expect("what fits has blocks");
        self.arguments(&mut frame, call, inlinee.is_vararg, *at, from);
        frame.blocks[entry] = (*at).into();
        let mut last = *at;
        for block in body.blocks().filter(|it| *it != entry) {
            if frame.ways.is_reachable(block) {
                last = self.open(&mut frame, block, Some(last));
            }
        }
        let is_return = |it: &Inst| matches!(body.inst(*it).op, Op::Return { .. });
        let n_returns = body.all_insts().filter(is_return).count();
        let ty = self.result_types(outer, inst).first().copied().unwrap_or(core().any);
        frame.answer = ty;
        if n_returns == 1 {
            frame.exit = Exit::Fall(None);
        } else {
            let after = self.out.add_block_after(Some(last));
            let param = self.out.add_param(after);
            self.out.set_value_type(param, Some(ty));
            frame.exit = Exit::Goto { to: after, is_passed: false };
        }
        // What stands in the place of the call is not gone through for further calls: its own budget was spent on them.
        let budget = self.budget.take();
        self.frame(&mut frame);
        self.budget = budget;
        let answer = match frame.exit {
            Exit::Fall(found) => {
                if let Some((after, _)) = found {
                    self.line.resume(after);
                }
                found
            }
            Exit::Goto { to, is_passed: true } => Some(self.returned(to)),
            Exit::Goto { to, is_passed: false } => {
                self.out.remove_block(to);
                None
            }
            Exit::Leave => None,
        };
        frame.blocks[entry] = None.into();
        // The block where the call stood may be the one that goes on, and is empty then.
        let going_on = answer.map(|it| it.0);
        for block in body.blocks() {
            if let Some(new) = frame.blocks[block].expand()
                && Some(new) != going_on
                && self.out.first_inst(new).is_none()
            {
                self.out.remove_block(new);
            }
        }
        match answer {
            Some((after, value)) => {
                let (after, value) = self.narrowed(value, ty, after, from);
                *at = after;
                self.answer(outer, inst, &[value], after)
            }
            None => Next::Ended,
        }
    }

    /// Where what follows a call goes on, and the answer: behind the only return, if there is only one that can be come to.
    fn returned(&mut self, to: Block) -> (Block, Value) {
        if let Some((from, jump)) = self.line.only(&self.out, to, true)
            && let Some([value]) = super::line::passed(&self.out, jump).as_deref()
        {
            let value = *value;
            self.out.remove_inst(jump);
            self.out.remove_block(to);
            self.line.resume(from);
            return (from, value);
        }
        self.line.begin(&mut self.out, to, true);
        (to, self.out.params(to)[0])
    }

    /// The answer as a value of the type that inference promised: a parameter of that type, if its own says less.
    fn narrowed(&mut self, value: Value, ty: Type, at: Block, from: Origin) -> (Block, Value) {
        if is_below(type_of(&self.out, value), ty) {
            return (at, value);
        }
        let next = self.out.add_block_after(Some(at));
        let param = self.out.add_param(next);
        self.out.set_value_type(param, Some(ty));
        let data = InstData::new(Op::Jump(BlockCall::new(next, [value])), from.0);
        self.out.append(at, data.in_scope(from.1));
        (next, param)
    }

    /// The parameters of a callee are the operands of the call; what is more of them is a tuple.
    fn arguments<T>(
        &mut self,
        frame: &mut Frame<'_, T>,
        call: &Call,
        is_vararg: bool,
        at: Block,
        from: Origin,
    ) {
        let body = frame.body;
        let Some(entry) = body.entry() else { return };
        let params = body.params(entry);
        let mut passed: SmallVec<[Value; 8]> = SmallVec::new();
        passed.push(call.callee);
        passed.extend(call.args.iter().map(|it| it.value));
        let n_fixed = if is_vararg { params.len() - 1 } else { params.len() };
        for (param, value) in params.iter().zip(&passed).take(n_fixed) {
            self.map(frame, *param, *value);
        }
        if let Some(param) = params.last().filter(|_| is_vararg) {
            let rest = &passed[n_fixed..];
            let primitive = Primitive::Builtin(Builtin::Tuple);
            let callee = self.out.constant(primitive.callee());
            let made = Call::new(callee, rest.iter().copied()).with_mark(self.out.unseen());
            let value = self.folded(primitive, &made).unwrap_or_else(|| {
                let data = InstData::new(Op::Call(made), from.0).in_scope(from.1);
                let made = self.out.append(at, data);
                let value = self.out.result(made).expect("a call without edges has a result");
                self.out.set_value_type(value, Some(type_of(body, *param)));
                value
            });
            self.map(frame, *param, value);
        }
    }
}
