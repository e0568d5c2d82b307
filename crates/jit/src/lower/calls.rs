//! Calls: primitives inline, code directly, everything else through the interpreter's call sites.

use super::Lower;
use crate::{
    emit::{Val, Words, trusted},
    hooks::{self, ShownHere},
    native::{STACK_OFFSET, in_registers},
    promote::thunk_signature,
    repr::{Abi, Repr, scalar_word},
    shims::{INTRINSIC, Shim},
    sites::{self, MAX_OPERANDS, SiteCache},
};
use cranelift_codegen::{
    ir::{
        AbiParam, BlockArg, InstBuilder, Signature, TrapCode, Type as Word, Value as ClifValue,
        types,
    },
    isa::CallConv,
};
use overdub_interp::{CodeTarget, Direct, HookEntry, LinkedCode, Site, StackId, Target};
use overdub_ir::{Call, Inst, Literal, Mark, Op, Value};
use overdub_types::Type;
use overdub_values::{Builtin, Intrinsic};
use smallvec::{SmallVec, smallvec};
use std::sync::Arc;

/// Where no way leads.
const NOWHERE: TrapCode = TrapCode::unwrap_user(1);

/// A function whose meaning depends on its arguments alone.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Primitive {
    Intrinsic(Intrinsic),
    Builtin(Builtin),
}

impl Primitive {
    /// The number by which code names it to the runtime.
    pub(crate) fn number(self) -> u64 {
        let at = match self {
            Primitive::Intrinsic(it) => Intrinsic::ALL.iter().position(|other| *other == it),
            Primitive::Builtin(it) => Builtin::ALL.iter().position(|other| *other == it),
        };
        let at = at.unwrap_or_default() as u64;
        match self {
            Primitive::Intrinsic(_) => at | INTRINSIC,
            Primitive::Builtin(_) => at,
        }
    }
}

/// What a call becomes in code.
pub(super) enum Way {
    Primitive(Primitive),
    Code(CodeTarget),
    Direct(Direct),
    Site(u32),
}

impl Lower<'_, '_, '_> {
    /// The primitive that a plain call is of, as the interpreter takes it.
    fn constant_callee(&self, call: &Call) -> Option<Primitive> {
        let is_plain = matches!(call.mark, Mark::Unmarked | Mark::Exempt | Mark::Under(0));
        if !is_plain || call.args.iter().any(|it| it.spread) {
            return None;
        }
        let Some(Literal::Singleton(ty)) = self.literal(call.callee) else { return None };
        if let Some(intrinsic) = Intrinsic::from_type(*ty) {
            return Some(Primitive::Intrinsic(intrinsic));
        }
        let is_inline = |it: &Builtin| !it.is_runtime() || *it == Builtin::Tally;
        Builtin::from_type(*ty).filter(is_inline).map(Primitive::Builtin)
    }

    pub(super) fn way(&self, inst: Inst, call: &Call) -> Way {
        if let Some(primitive) = self.constant_callee(call) {
            return Way::Primitive(primitive);
        }
        let site = self.source.code.site_of(inst).unwrap_or(u32::MAX);
        if call.args.iter().any(|it| it.spread) {
            return Way::Site(site);
        }
        match self.source.targets.get(&site) {
            Some(Target::Intrinsic(it)) => Way::Primitive(Primitive::Intrinsic(*it)),
            Some(Target::Builtin(it)) if !it.is_runtime() => {
                Way::Primitive(Primitive::Builtin(*it))
            }
            Some(Target::Code(target)) if self.is_direct(target, call) => Way::Code(target.clone()),
            Some(Target::Host(host)) => match self.rt.direct(*host) {
                Some(function) if self.takes(function, call) => Way::Direct(function.clone()),
                _ => Way::Site(site),
            },
            _ => Way::Site(site),
        }
    }

    /// Whether the arguments of a call are known to be what such a function of the host takes.
    fn takes(&self, function: &Direct, call: &Call) -> bool {
        let reprs = call.args.iter().map(|it| self.repr_of(it.value));
        reprs.eq(function.params.iter().map(|it| Repr::of(Some(*it))))
    }

    /// Whether code can be entered as it is: it runs in the caller's state, or the caller knows its own and can switch.
    fn is_direct(&self, target: &CodeTarget, call: &Call) -> bool {
        let is_known = target.stack == StackId::INHERIT || !self.source.code.stack().is_empty();
        let params = target.code.code().params() as usize;
        let count = call.args.len() + 1;
        let fits = if target.code.is_vararg() { count + 1 >= params } else { count == params };
        is_known && fits && self.abi_of(&target.code).is_some()
    }

    fn abi_of(&self, code: &Arc<LinkedCode>) -> Option<&Abi> {
        self.source.abis.get(&Arc::as_ptr(code).addr())
    }

    /// Whether an instruction may run code of the program, or not come back soon.
    pub(super) fn may_run_code(&self, inst: Inst) -> bool {
        let data = self.body.inst(inst);
        match &data.op {
            Op::Call(call) => match self.way(inst, call) {
                Way::Primitive(_) | Way::Direct(_) => false,
                Way::Code(target) => target.code.as_intrinsic().is_none(),
                Way::Site(_) => true,
            },
            Op::GlobalWrite(..) => true,
            _ => false,
        }
    }

    pub(super) fn call(&mut self, inst: Inst, call: &Call) -> Val {
        match self.way(inst, call) {
            Way::Primitive(primitive) => {
                let args: SmallVec<[Value; 4]> = call.args.iter().map(|it| it.value).collect();
                self.primitive(primitive, &args)
            }
            Way::Code(target) => self.call_code(&target, call),
            Way::Direct(function) => self.call_direct(&function, call),
            Way::Site(site) => {
                if let Some(shown) = self.show(site, call) {
                    return shown;
                }
                let mut operands: SmallVec<[Val; 8]> = SmallVec::new();
                operands.push(self.val(call.callee));
                for arg in &call.args {
                    operands.push(self.val(arg.value));
                }
                let (code, site) = (self.code_word(), self.e.word(site.into()));
                let has_spread = call.args.iter().any(|it| it.spread);
                if has_spread || operands.len() > MAX_OPERANDS {
                    let [args, count] = self.e.lay_out(&operands);
                    return self.e.shim_value(Shim::Call, &[code, site, args, count]);
                }
                self.cached(&operands, [code, site])
            }
        }
    }

    /// Shows a call, whose callee and arguments follow the number of the hook, to a prehook, if it is one that is known.
    fn show(&mut self, site: u32, call: &Call) -> Option<Val> {
        let is_prehook =
            self.literal(call.callee) == Some(&Literal::Singleton(Builtin::Prehook.ty()));
        if !is_prehook || call.args.iter().any(|it| it.spread) {
            return None;
        }
        let (number, shown) = call.args.split_first()?;
        let number = match self.literal(number.value)? {
            Literal::Bits { bits, .. } => u64::try_from(*bits).ok()?,
            _ => return None,
        };
        let hook = self.rt.hook(number)?;
        let HookEntry { address, hook: of, runtime } = hook.entry();
        if runtime != (*self.rt).type_id() || of != (*hook).type_id() {
            return None;
        }
        let operands: SmallVec<[Val; 8]> = shown.iter().map(|it| self.val(it.value)).collect();
        let [args, _] = self.e.lay_out(&operands);
        let from = Site::at(self.source.code, site);
        let here = Arc::new(ShownHere::new(hook, from, operands.len()));
        let (code, place) =
            (self.code_word(), self.e.word(Arc::as_ptr(&here).expose_provenance() as u64));
        self.left.shown.push(here);
        self.e.note_frame();
        let callee = self.e.word(address as u64);
        let signature = self.e.b.import_signature(hooks::signature());
        let words = [self.e.context, code, place, args];
        let called = self.e.b.ins().call_indirect(signature, callee, &words);
        let done = self.e.b.inst_results(called)[0];
        self.e.throw_unless(done);
        Some(Val::ghost(overdub_values::Value::nothing()))
    }

    /// A call whose target depends on what the operands are: made directly if it is known for such operands.
    fn cached(&mut self, operands: &[Val], [code, site]: [ClifValue; 2]) -> Val {
        let is_open = |it: &usize| operands[*it].repr == Repr::Any;
        let open: SmallVec<[usize; MAX_OPERANDS]> = (0..operands.len()).filter(is_open).collect();
        let cache = Arc::new(SiteCache::new(operands.len(), open.clone()));
        let first = self.e.word(cache.first_entry() as u64);
        let cache_word = self.e.word(Arc::as_ptr(&cache).expose_provenance() as u64);
        self.left.sites.push(cache);
        let (hit, done) = (self.e.block(), self.e.block());
        let entry = self.e.b.append_block_param(hit, types::I64);
        let result: Words = (0..2).map(|_| self.e.b.append_block_param(done, types::I64)).collect();
        let operands: SmallVec<[Val; MAX_OPERANDS]> =
            operands.iter().map(|it| Val::any(self.e.as_any(it))).collect();
        let context = self.e.context;
        let mut differs =
            self.differs(types::I64, (first, sites::WORLD), (context, sites::STATE_WORLD));
        let stacks = self.differs(types::I32, (first, sites::STACK), (context, sites::STATE_STACK));
        let stacks = self.e.b.ins().uextend(types::I64, stacks);
        differs = self.e.b.ins().bor(differs, stacks);
        for at in open {
            let tag = self.e.b.ins().load(types::I64, trusted(), first, sites::tag_offset(at));
            let other = self.e.b.ins().bxor(tag, operands[at].words[0]);
            differs = self.e.b.ins().bor(differs, other);
        }
        let (search, slow) = (self.e.cold(), self.e.cold());
        self.e.b.ins().brif(differs, search, &[], hit, &[BlockArg::Value(first)]);
        self.e.b.switch_to_block(search);
        let [args, _] = self.e.lay_out(&operands);
        let found = self.e.shim(Shim::FindCall, &[args, cache_word])[0];
        self.e.branch_unless(found, (slow, &[]), (hit, &[BlockArg::Value(found)]));
        self.e.b.switch_to_block(slow);
        let val = self.e.shim_value(Shim::CallNoting, &[code, site, args, cache_word]);
        self.e.jump(done, &val.words);
        self.e.b.switch_to_block(hit);
        let mut load = |offset: i32| self.e.b.ins().load(types::I64, trusted(), entry, offset);
        let (given, address) = (load(sites::GIVEN), load(sites::ADDRESS));
        let signature = self.e.b.import_signature(thunk_signature(operands.len()));
        // A function of the host asks for traces where this stands.
        self.e.note_frame();
        let mut words: SmallVec<[ClifValue; 8]> = smallvec![context, given];
        words.extend(in_registers(operands.len()).map(|at| operands[at].words[1]));
        let called = self.e.b.ins().call_indirect(signature, address, &words);
        let answer: Words = self.e.b.inst_results(called).into();
        self.e.throw_unless(answer[0]);
        self.e.jump(done, &answer);
        self.e.b.switch_to_block(done);
        Val { repr: Repr::Any, words: result }
    }

    /// Zero if two words in memory are the same.
    fn differs(
        &mut self,
        word: Word,
        (a, a_at): (ClifValue, i32),
        (b, b_at): (ClifValue, i32),
    ) -> ClifValue {
        let a = self.e.b.ins().load(word, trusted(), a, a_at);
        let b = self.e.b.ins().load(word, trusted(), b, b_at);
        self.e.b.ins().bxor(a, b)
    }

    /// A direct call.
    fn call_code(&mut self, target: &CodeTarget, call: &Call) -> Val {
        let code = &target.code;
        if let Some((intrinsic, operands)) = code.as_intrinsic()
            && !intrinsic.can_throw()
        {
            let values: SmallVec<[Value; 4]> =
                std::iter::once(call.callee).chain(call.args.iter().map(|it| it.value)).collect();
            let args = operands.map(|at| values[at]);
            if let Some(val) = self.intrinsic(intrinsic, &args) {
                return val;
            }
        }
        let Some(abi) = self.abi_of(code).cloned() else { return self.dead() };
        let mut vals: SmallVec<[Val; 8]> = SmallVec::new();
        vals.push(self.val(call.callee));
        for arg in &call.args {
            vals.push(self.val(arg.value));
        }
        if code.is_vararg() {
            let rest = vals.split_off_at(abi.params.len() - 1);
            let tuple = self.tuple(&rest);
            vals.push(tuple);
        }
        let mut words: SmallVec<[ClifValue; 8]> = SmallVec::new();
        words.push(self.e.context);
        let address = Arc::as_ptr(code).expose_provenance() as u64;
        let linked = self.e.word(address);
        words.push(linked);
        for (val, repr) in vals.iter().zip(&abi.params) {
            words.extend(self.e.coerce(val, *repr));
        }
        let own = self.source.code.stack();
        let is_elsewhere = target.stack != StackId::INHERIT && target.stack != own;
        if is_elsewhere {
            self.run_under(target.stack);
        }
        let called = if Arc::ptr_eq(code, self.source.code) && self.source.from.is_none() {
            let itself = self.itself;
            self.e.b.ins().call(itself, &words)
        } else {
            let signature = abi.signature(Signature::new(CallConv::SystemV));
            let signature = self.e.b.import_signature(signature);
            let offset = i32::try_from(LinkedCode::ENTRY_OFFSET).unwrap_or(0);
            let entry = self.e.b.ins().load(types::I64, trusted(), linked, offset);
            self.e.b.ins().call_indirect(signature, entry, &words)
        };
        let results: SmallVec<[ClifValue; 2]> = self.e.b.inst_results(called).into();
        if is_elsewhere {
            self.run_under(own);
        }
        self.e.take(&results, abi.result)
    }

    /// A call of a function of the host that needs nothing of the runtime.
    fn call_direct(&mut self, function: &Direct, call: &Call) -> Val {
        let mut signature = Signature::new(CallConv::SystemV);
        let mut words: SmallVec<[ClifValue; 4]> = SmallVec::new();
        for (arg, ty) in call.args.iter().zip(&function.params) {
            let val = self.val(arg.value);
            let repr = Repr::of(Some(*ty));
            words.extend(self.e.coerce(&val, repr));
            // A callee may rely on a `Bool` filling its register.
            let filled = |word| match word {
                types::I8 => AbiParam::new(word).uext(),
                _ => AbiParam::new(word),
            };
            signature.params.extend(repr.words().into_iter().map(filled));
        }
        signature.returns.push(AbiParam::new(scalar_word(function.result)));
        let signature = self.e.b.import_signature(signature);
        let address = self.e.word(function.address as u64);
        let called = self.e.b.ins().call_indirect(signature, address, &words);
        Val::one(Repr::Scalar(function.result), self.e.b.inst_results(called)[0])
    }

    /// What is called from here on runs under this stack.
    fn run_under(&mut self, stack: StackId) {
        let stack = self.e.b.ins().iconst(types::I32, i64::from(stack.0));
        let context = self.e.context;
        self.e.b.ins().store(trusted(), stack, context, STACK_OFFSET);
    }

    /// Counts one more; none if nobody knows where.
    pub(super) fn tally(&mut self, number: Value) -> Option<Val> {
        let Some(Literal::Bits { bits, .. }) = self.literal(number) else { return None };
        let count = self.rt.tally(u64::try_from(*bits).ok()?)?;
        let at = self.e.word(Arc::as_ptr(&count).expose_provenance() as u64);
        self.left.tallies.push(count);
        let before = self.e.b.ins().load(types::I64, trusted(), at, 0);
        let after = self.e.b.ins().iadd_imm_s(before, 1);
        self.e.b.ins().store(trusted(), after, at, 0);
        Some(Val::ghost(overdub_values::Value::nothing()))
    }

    /// The tuple of values, in registers if it can be.
    pub(super) fn tuple(&mut self, vals: &[Val]) -> Val {
        // A type as an element makes a tuple with its kind.
        let types: Option<Vec<Type>> = vals.iter().map(Val::ty).collect();
        let made =
            types.and_then(|it| Type::tuple(&it).ok()).and_then(|ty| self.e.construct(ty, vals));
        match made {
            Some(made) => made,
            None => {
                let number = self.e.word(Primitive::Builtin(Builtin::Tuple).number());
                let [args, count] = self.e.lay_out(vals);
                self.e.shim_value(Shim::Primitive, &[number, args, count])
            }
        }
    }

    /// Applies a primitive: inline if that is known how, else by the runtime.
    pub(super) fn primitive(&mut self, primitive: Primitive, args: &[Value]) -> Val {
        let inline = match primitive {
            Primitive::Intrinsic(it) => self.intrinsic(it, args),
            Primitive::Builtin(it) => self.builtin(it, args),
        };
        match inline {
            Some(val) => val,
            None => self.apply(primitive, args),
        }
    }

    /// Applies a primitive by the runtime.
    pub(super) fn apply(&mut self, primitive: Primitive, args: &[Value]) -> Val {
        let vals: SmallVec<[Val; 4]> = args.iter().map(|it| self.val(*it)).collect();
        let number = self.e.word(primitive.number());
        let [args, count] = self.e.lay_out(&vals);
        self.e.shim_value(Shim::Primitive, &[number, args, count])
    }

    /// Goes on with the result of the runtime in the cases that the inline way leaves to `slow`: what it jumps to.
    pub(super) fn join(
        &mut self,
        fast: Val,
        slow: crate::emit::ClifBlock,
        primitive: Primitive,
        args: &[Value],
    ) -> Val {
        self.join_with(fast, slow, |it| it.apply(primitive, args))
    }

    /// Goes on with what is in registers here, or with what a slow way makes.
    pub(super) fn join_with(
        &mut self,
        fast: Val,
        slow: crate::emit::ClifBlock,
        make: impl FnOnce(&mut Self) -> Val,
    ) -> Val {
        let repr = fast.repr;
        let done = self.e.block();
        let words: Words =
            repr.words().iter().map(|it| self.e.b.append_block_param(done, *it)).collect();
        self.e.jump(done, &fast.words);
        // All ways to it are written: if there is none, neither need be what stands there.
        self.e.b.seal_block(slow);
        self.e.b.switch_to_block(slow);
        if self.e.b.is_unreachable() {
            self.e.b.ins().trap(NOWHERE);
        } else {
            let val = make(self);
            let slow_words = self.e.coerce(&val, repr);
            self.e.jump(done, &slow_words);
        }
        self.e.b.switch_to_block(done);
        Val { repr, words }
    }

    /// The representation of a type, if it takes one register of bits.
    pub(super) fn scalar(val: &Val) -> Option<(Type, ClifValue)> {
        match val.repr {
            Repr::Scalar(ty) => Some((ty, val.words[0])),
            _ => None,
        }
    }
}

/// Taking the end off a list of values.
trait SplitOff {
    fn split_off_at(&mut self, at: usize) -> Vec<Val>;
}

impl SplitOff for SmallVec<[Val; 8]> {
    fn split_off_at(&mut self, at: usize) -> Vec<Val> {
        self.drain(at..).collect()
    }
}
