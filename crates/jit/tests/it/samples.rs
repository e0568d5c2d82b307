//! Bodies that the tests run and the example measures.

use cranelift_codegen::{
    ir::{
        BlockArg, ExceptionTableData, ExceptionTableItem, FuncRef, InstBuilder, MemFlagsData,
        StackSlotData, StackSlotKind, Value, condcodes::IntCC, types,
    },
    isa::CallConv,
};
use cranelift_frontend::FunctionBuilder;
use overdub_jit::{Callee, Code, Compiler, Machine, throw_address};
use overdub_types::core;
use overdub_values::Layout;
use std::sync::Arc;

type Builder<'a, 'b> = &'a mut FunctionBuilder<'b>;

/// Starts the entry block; answers its parameters.
fn enter(b: Builder<'_, '_>) -> Vec<Value> {
    let block = b.create_block();
    b.append_block_params_for_function_params(block);
    b.switch_to_block(block);
    b.block_params(block).to_vec()
}

/// Returns zero and the flag if it is set; goes on in a new block otherwise.
fn check(b: Builder<'_, '_>, flag: Value) {
    let (thrown, next) = (b.create_block(), b.create_block());
    b.set_cold_block(thrown);
    b.ins().brif(flag, thrown, &[], next, &[]);
    b.switch_to_block(thrown);
    let zero = b.ins().iconst(types::I64, 0);
    b.ins().return_(&[zero, flag]);
    b.switch_to_block(next);
}

fn return_checked(b: Builder<'_, '_>, value: Value) {
    let fine = b.ins().iconst(types::I64, 0);
    b.ins().return_(&[value, fine]);
}

/// How calls hand exceptions on.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Scheme {
    /// Not at all: what a call costs without.
    None,
    /// A second result says so.
    Checked,
    /// The same in the convention that unwinding needs: tells the two apart in measurements.
    CheckedTail,
    /// The throw finds the handler.
    Unwinding,
}

impl Scheme {
    fn compile(
        self,
        c: &mut Compiler,
        name: &str,
        callees: &[Callee],
        build: impl FnOnce(Builder<'_, '_>, &[FuncRef]),
    ) -> Arc<Code> {
        let conv = match self {
            Self::None | Self::Checked => CallConv::SystemV,
            Self::CheckedTail | Self::Unwinding => CallConv::Tail,
        };
        let returns = if self.is_checked() { 2 } else { 1 };
        let signature = Compiler::signature(conv, &[types::I64; 2], &[types::I64; 2][..returns]);
        c.compile(name, signature, callees, build).unwrap()
    }

    fn is_checked(self) -> bool {
        matches!(self, Self::Checked | Self::CheckedTail)
    }

    /// A call with its exception passed on.
    fn call(self, b: Builder<'_, '_>, callee: FuncRef, args: &[Value]) -> Value {
        let call = b.ins().call(callee, args);
        let results = b.inst_results(call).to_vec();
        if self.is_checked() {
            check(b, results[1]);
        }
        results[0]
    }

    fn give(self, b: Builder<'_, '_>, value: Value) {
        match self {
            Self::Checked | Self::CheckedTail => return_checked(b, value),
            Self::None | Self::Unwinding => {
                b.ins().return_(&[value]);
            }
        }
    }
}

/// `fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)`.
pub(crate) fn fib(c: &mut Compiler, scheme: Scheme) -> Arc<Code> {
    scheme.compile(c, "fib", &[Callee::Itself], |b, refs| {
        let params = enter(b);
        let (context, n) = (params[0], params[1]);
        let (small, large) = (b.create_block(), b.create_block());
        let is_small = b.ins().icmp_imm_s(IntCC::SignedLessThan, n, 2);
        b.ins().brif(is_small, small, &[], large, &[]);
        b.switch_to_block(small);
        scheme.give(b, n);
        b.switch_to_block(large);
        let one = b.ins().iadd_imm_s(n, -1);
        let first = scheme.call(b, refs[0], &[context, one]);
        let two = b.ins().iadd_imm_s(n, -2);
        let second = scheme.call(b, refs[0], &[context, two]);
        let sum = b.ins().iadd(first, second);
        scheme.give(b, sum);
    })
}

/// The stub through which Rust enters unwinding code: a checked function with a handler for all.
pub(crate) fn entry_stub(c: &mut Compiler, target: &Arc<Code>) -> Arc<Code> {
    let callees = [Callee::Code(Arc::clone(target))];
    c.compile("entry", Machine::checked_signature(1), &callees, |b, refs| {
        let params = enter(b);
        let (normal, caught) = (b.create_block(), b.create_block());
        let value = b.append_block_param(normal, types::I64);
        let signature = b.func.dfg.ext_funcs[refs[0]].signature;
        let pool = &mut b.func.dfg.value_lists;
        let to_normal =
            cranelift_codegen::ir::BlockCall::new(normal, [BlockArg::TryCallRet(0)], pool);
        let to_caught = cranelift_codegen::ir::BlockCall::new(caught, [], pool);
        let handlers = [ExceptionTableItem::Default(to_caught)];
        let table = ExceptionTableData::new(signature, to_normal, handlers);
        let table = b.func.dfg.exception_tables.push(table);
        b.ins().try_call(refs[0], &params, table);
        b.switch_to_block(normal);
        return_checked(b, value);
        b.switch_to_block(caught);
        let (zero, one) = (b.ins().iconst(types::I64, 0), b.ins().iconst(types::I64, 1));
        b.ins().return_(&[zero, one]);
    })
    .unwrap()
}

/// Recursion `n` deep, at whose end the hook is called; its exception goes all the way back.
pub(crate) fn deep(c: &mut Compiler, scheme: Scheme, hook: u64) -> Arc<Code> {
    let signature = Compiler::signature(CallConv::SystemV, &[types::I64; 2], &[]);
    let throw = Callee::Native(throw_address(), signature);
    scheme.compile(c, "deep", &[Callee::Itself, Machine::hook_callee(), throw], |b, refs| {
        let params = enter(b);
        let (context, n) = (params[0], params[1]);
        let (end, further) = (b.create_block(), b.create_block());
        b.ins().brif(n, further, &[], end, &[]);
        b.switch_to_block(further);
        let less = b.ins().iadd_imm_s(n, -1);
        let value = scheme.call(b, refs[0], &[context, less]);
        let value = b.ins().iadd_imm_s(value, 1);
        scheme.give(b, value);
        b.switch_to_block(end);
        let flag = call_hook(b, refs[1], context, hook, &[]);
        if scheme == Scheme::Unwinding {
            let (thrown, next) = (b.create_block(), b.create_block());
            b.ins().brif(flag, thrown, &[], next, &[]);
            b.switch_to_block(thrown);
            let frame = b.ins().get_frame_pointer(types::I64);
            b.ins().call(refs[2], &[context, frame]);
            b.ins().trap(cranelift_codegen::ir::TrapCode::unwrap_user(1));
            b.switch_to_block(next);
        } else {
            check(b, flag);
        }
        scheme.give(b, n);
    })
}

/// Calls a hook with borrowed values: the address of the layout and of the spilled bits of each.
fn call_hook(
    b: Builder<'_, '_>,
    callee: FuncRef,
    context: Value,
    hook: u64,
    values: &[(&'static Layout, Value)],
) -> Value {
    let size = 24 * values.len().max(1) as u32;
    let slot = b.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, size, 3));
    for (at, (layout, value)) in values.iter().enumerate() {
        let (view, bits) = (16 * at as i32, 16 * values.len() as i32 + 8 * at as i32);
        b.ins().stack_store(types::I64, *value, slot, bits);
        let layout =
            b.ins().iconst(types::I64, std::ptr::from_ref(*layout).expose_provenance() as i64);
        b.ins().stack_store(types::I64, layout, slot, view);
        let place = b.ins().stack_addr(types::I64, slot, bits);
        b.ins().stack_store(types::I64, place, slot, view + 8);
    }
    let views = b.ins().stack_addr(types::I64, slot, 0);
    let hook = b.ins().iconst(types::I64, hook as i64);
    let count = b.ins().iconst(types::I64, values.len() as i64);
    let call = b.ins().call(callee, &[context, hook, views, count]);
    b.inst_results(call)[0]
}

/// Runs `body` for 0 up to the second parameter, with an accumulator that starts at `init`.
fn counted(
    b: Builder<'_, '_>,
    n: Value,
    init: Value,
    body: impl FnOnce(Builder<'_, '_>, Value, Value) -> Value,
) -> Value {
    let (head, inside, done) = (b.create_block(), b.create_block(), b.create_block());
    let ty = b.func.dfg.value_type(init);
    let (i, sum) = (b.append_block_param(head, types::I64), b.append_block_param(head, ty));
    let zero = b.ins().iconst(types::I64, 0);
    b.ins().jump(head, &[zero.into(), init.into()]);
    b.switch_to_block(head);
    let more = b.ins().icmp(IntCC::UnsignedLessThan, i, n);
    b.ins().brif(more, inside, &[], done, &[]);
    b.switch_to_block(inside);
    let next = body(b, i, sum);
    let i = b.ins().iadd_imm_s(i, 1);
    b.ins().jump(head, &[i.into(), next.into()]);
    b.switch_to_block(done);
    sum
}

/// The sum of a `Vector{Float64}` on the heap.
pub(crate) fn sum(c: &mut Compiler) -> Arc<Code> {
    c.compile("sum", Machine::checked_signature(1), &[], |b, _| {
        let array = enter(b)[1];
        let flags = MemFlagsData::trusted();
        let first = b.ins().load(types::I64, flags, array, 0);
        let len = b.ins().load(types::I64, flags, array, 16);
        let zero = b.ins().f64const(0.0);
        let sum = counted(b, len, zero, |b, i, sum| {
            let offset = b.ins().ishl_imm_u(i, 3);
            let place = b.ins().iadd(first, offset);
            let element = b.ins().load(types::F64, flags, place, 0);
            b.ins().fadd(sum, element)
        });
        let bits = b.ins().bitcast(types::I64, MemFlagsData::new(), sum);
        return_checked(b, bits);
    })
    .unwrap()
}

/// Calls the hook `n` times with an `Int64` and a `Float64`, unboxed.
pub(crate) fn hooked(c: &mut Compiler, hook: u64) -> Arc<Code> {
    let layouts = [core().int64, core().float64].map(|it| Layout::of(it).unwrap());
    c.compile("hooked", Machine::checked_signature(1), &[Machine::hook_callee()], |b, refs| {
        let params = enter(b);
        let zero = b.ins().iconst(types::I64, 0);
        let sum = counted(b, params[1], zero, |b, i, sum| {
            let x = b.ins().fcvt_from_sint(types::F64, i);
            let flag = call_hook(b, refs[0], params[0], hook, &[(layouts[0], i), (layouts[1], x)]);
            check(b, flag);
            b.ins().iadd(sum, i)
        });
        return_checked(b, sum);
    })
    .unwrap()
}

/// Makes an object of `layout`, puts the parameter into its first field, calls the hook, and gives
/// the field back: during the hook only this frame holds the object.
pub(crate) fn keeper(c: &mut Compiler, layout: &'static Layout, hook: u64) -> Arc<Code> {
    let callees = [Machine::new_object_callee(), Machine::hook_callee()];
    c.compile("keeper", Machine::checked_signature(1), &callees, |b, refs| {
        let params = enter(b);
        let flags = MemFlagsData::trusted();
        let address = std::ptr::from_ref(layout).expose_provenance() as i64;
        let address = b.ins().iconst(types::I64, address);
        let call = b.ins().call(refs[0], &[params[0], address]);
        let object = b.inst_results(call)[0];
        b.ins().store(flags, params[1], object, 0);
        // Only an address inside the object lives on.
        let inside = b.ins().iadd_imm_s(object, 8);
        let flag = call_hook(b, refs[1], params[0], hook, &[]);
        check(b, flag);
        let value = b.ins().load(types::I64, flags, inside, -8);
        return_checked(b, value);
    })
    .unwrap()
}

/// Calls the hook, then `callee`, and adds `plus`.
pub(crate) fn caller(c: &mut Compiler, hook: u64, callee: &Arc<Code>, plus: i64) -> Arc<Code> {
    let callees = [Machine::hook_callee(), Callee::Code(Arc::clone(callee))];
    Scheme::Checked.compile(c, "caller", &callees, |b, refs| {
        let params = enter(b);
        let flag = call_hook(b, refs[0], params[0], hook, &[]);
        check(b, flag);
        let value = Scheme::Checked.call(b, refs[1], &params);
        let value = b.ins().iadd_imm_s(value, plus);
        return_checked(b, value);
    })
}

/// Gives its parameter plus `plus`.
pub(crate) fn adder(c: &mut Compiler, plus: i64) -> Arc<Code> {
    Scheme::Checked.compile(c, "adder", &[], |b, _| {
        let n = enter(b)[1];
        let value = b.ins().iadd_imm_s(n, plus);
        return_checked(b, value);
    })
}

/// `blocks` diamonds with ten additions each: for the cost of compiling.
pub(crate) fn diamonds(c: &mut Compiler, blocks: usize) -> (Arc<Code>, usize) {
    let mut insts = 0;
    let code = Scheme::Checked.compile(c, "diamonds", &[], |b, _| {
        let mut value = enter(b)[1];
        for at in 0..blocks {
            let (left, right, join) = (b.create_block(), b.create_block(), b.create_block());
            let joined = b.append_block_param(join, types::I64);
            let odd = b.ins().band_imm_s(value, 1);
            b.ins().brif(odd, left, &[], right, &[]);
            for (block, step) in [(left, 3 + at as i64), (right, 5)] {
                b.switch_to_block(block);
                let mut sum = value;
                for _ in 0..5 {
                    let scaled = b.ins().imul_imm_s(sum, step);
                    sum = b.ins().iadd(scaled, value);
                }
                b.ins().jump(join, &[sum.into()]);
            }
            b.switch_to_block(join);
            value = joined;
        }
        return_checked(b, value);
        insts = b.func.dfg.num_insts();
    });
    (code, insts)
}
