//! Bodies with slots and promoted ones give the same results; no verified body makes a panic.

use crate::session::{Session, call_function};
use overdub_interp::{CodeTarget, LinkOptions, StackId, Verified, Window, flatten, link, run};
use overdub_ir::{
    Arg, Block, BlockArg, BlockCall, Body, Builder, InstData, Literal, Loc, Op, Slot, Stage,
    arbitrary, promote_slots, text::print_body, verify,
};
use overdub_types::{Symbol, Type, core};
use overdub_values::{Builtin, HeapConfig, Intrinsic, Value, enter_stack};
use proptest::prelude::*;
use std::sync::Arc;

const SLOTS: &str = "
method collatz(%n::Int64) {
  slot $n
  slot $steps::Int64
block0(%self, %n):
  $n = %n
  $steps = 0
  jump block1()
block1():
  %a = $n
  %one = call eq_int(%a, 1)
  branch %one, block4(), block2()
block2():
  %b = $n
  %odd = call and_int(%b, 1)
  %is = call eq_int(%odd, 1)
  %s = $steps
  %s2 = call add_int(%s, 1)
  $steps = %s2
  branch %is, block3(), block5()
block3():
  %c = $n
  %d = call mul_int(%c, 3)
  %e = call add_int(%d, 1)
  $n = %e
  jump block1()
block5():
  %f = $n
  %g = call sdiv_int(%f, 2)
  $n = %g
  jump block1()
block4():
  %r = $steps
  return %r
}
show collatz(27)
show collatz(1)
";

fn promoted(mut body: Body) -> Body {
    body.header.stage = Stage::Marked;
    promote_slots(&mut body);
    assert_eq!(body.header.stage, Stage::Ssa);
    body
}

#[test]
fn slots_are_variables() {
    assert_eq!(Session::default().program(SLOTS).output, "111\n0\n");
    let session = Session { prepare: promoted, ..Session::default() };
    assert_eq!(session.program(SLOTS).output, "111\n0\n");
}

/// Numbers that decide what a body is made of.
struct Choices<'a> {
    numbers: &'a [u8],
    at: usize,
}

impl Choices<'_> {
    fn pick(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(number) % n
    }
}

/// Makes bodies that end: loops count down a slot of their own.
struct Maker<'a> {
    choices: Choices<'a>,
    builder: Builder,
    slots: Vec<Slot>,
    blocks: Vec<(Block, usize)>,
    fuel: Slot,
}

fn function(name: &str) -> Literal {
    Literal::Singleton(Type::function(Symbol::new("Main"), Symbol::new(name)))
}

impl Maker<'_> {
    fn body(numbers: &[u8]) -> Body {
        let mut choices = Choices { numbers, at: 0 };
        let mut builder = Builder::new("f(::Any)", 2);
        let types = [core().any, core().any, core().int64];
        let slots: Vec<Slot> =
            types.iter().zip(["x", "y", "n"]).map(|(ty, name)| builder.slot(name, *ty)).collect();
        let fuel = builder.slot("fuel", core().int64);
        let count = 2 + choices.pick(6);
        let blocks: Vec<(Block, usize)> = (0..count)
            .map(|_| {
                let params = choices.pick(2);
                (builder.block(params), params)
            })
            .collect();
        let mut maker = Maker { choices, builder, slots, blocks, fuel };
        let five = maker.builder.constant(Literal::int64(5));
        maker.builder.write(fuel, five);
        for (at, slot) in maker.slots.clone().into_iter().enumerate() {
            if maker.choices.pick(5) > 0 {
                let value = maker.builder.constant(Literal::int64(i64::try_from(at).unwrap()));
                maker.builder.write(slot, value);
            }
        }
        let argument = maker.builder.param(1).unwrap();
        maker.straight(Some(argument));
        maker.end(None);
        for at in 0..maker.blocks.len() {
            let (block, params) = maker.blocks[at];
            maker.builder.switch_to(block);
            let param = (params == 1).then(|| maker.builder.param(0).unwrap());
            maker.straight(param);
            maker.end(Some(at));
        }
        maker.builder.finish()
    }

    fn value(&mut self, seen: &[overdub_ir::Value]) -> overdub_ir::Value {
        match self.choices.pick(6) {
            0 => self.builder.constant(Literal::int64(1)),
            1 => self.builder.constant(Literal::float64(2.5)),
            2 => self.builder.constant(Literal::string("s")),
            3 => {
                let slot = self.slots[self.choices.pick(self.slots.len())];
                self.builder.read(slot)
            }
            _ => match seen.len() {
                0 => self.builder.constant(Literal::int64(7)),
                len => seen[self.choices.pick(len)],
            },
        }
    }

    fn straight(&mut self, param: Option<overdub_ir::Value>) {
        let mut seen: Vec<overdub_ir::Value> = param.into_iter().collect();
        for _ in 0..self.choices.pick(6) {
            let made = match self.choices.pick(9) {
                7 => {
                    // Swapped, which makes circles of block arguments in loops.
                    let (x, y) =
                        (self.builder.read(self.slots[0]), self.builder.read(self.slots[1]));
                    self.builder.write(self.slots[0], y);
                    self.builder.write(self.slots[1], x);
                    continue;
                }
                0 | 1 => {
                    let value = self.value(&seen);
                    let slot = self.slots[self.choices.pick(self.slots.len())];
                    self.builder.write(slot, value);
                    continue;
                }
                2 => {
                    let slot = self.slots[self.choices.pick(self.slots.len())];
                    self.builder.slot_defined(slot)
                }
                3 => {
                    let callee = self.callee();
                    let (a, b) = (self.value(&seen), self.value(&seen));
                    self.builder.call(callee, &[a, b])
                }
                4 => {
                    let tuple = self.builder.constant(Literal::Singleton(Builtin::Tuple.ty()));
                    let (a, b) = (self.value(&seen), self.value(&seen));
                    let made = self.builder.call(tuple, &[a, b]);
                    self.builder.call_spread(tuple, &[Arg::spread(made), Arg::plain(a)])
                }
                _ => {
                    let print = self.builder.constant(function("println"));
                    let value = self.value(&seen);
                    self.builder.call(print, &[value])
                }
            };
            seen.push(made);
        }
    }

    fn callee(&mut self) -> overdub_ir::Value {
        let callees = [
            Literal::Singleton(Intrinsic::AddInt.ty()),
            Literal::Singleton(Intrinsic::CheckedSdivInt.ty()),
            Literal::Singleton(Builtin::Egal.ty()),
            Literal::Singleton(Builtin::Throw.ty()),
            function("add"),
            function("missing"),
        ];
        let at = self.choices.pick(callees.len());
        self.builder.constant(callees[at].clone())
    }

    /// An edge to a later block, or to any if `back`.
    fn target(&mut self, from: Option<usize>, back: bool, special: Option<BlockArg>) -> BlockCall {
        let first = if back { 0 } else { from.map_or(0, |it| it + 1) };
        let (block, params) = self.blocks[first + self.choices.pick(self.blocks.len() - first)];
        match params {
            0 => BlockCall::bare(block),
            _ => match special {
                Some(special) => BlockCall { block, args: [special].into_iter().collect() },
                None => {
                    let value = self.value(&[]);
                    BlockCall::new(block, [value])
                }
            },
        }
    }

    fn end(&mut self, from: Option<usize>) {
        if from.is_some_and(|it| it + 1 == self.blocks.len()) {
            let value = self.value(&[]);
            self.builder.ret(value);
            return;
        }
        match self.choices.pick(7) {
            0 => {
                let to = self.target(from, false, None);
                self.builder.inst(Op::Jump(to));
            }
            1 => {
                let slot = self.slots[self.choices.pick(self.slots.len())];
                let cond = self.builder.slot_defined(slot);
                let (then, otherwise) =
                    (self.target(from, false, None), self.target(from, false, None));
                self.builder.inst(Op::Branch { cond, then, otherwise });
            }
            2..5 => {
                let fuel = self.builder.read(self.fuel);
                let one = self.builder.constant(Literal::int64(1));
                let zero = self.builder.constant(Literal::int64(0));
                let sub = self.builder.constant(Literal::Singleton(Intrinsic::SubInt.ty()));
                let less = self.builder.constant(Literal::Singleton(Intrinsic::SltInt.ty()));
                let fuel = self.builder.call(sub, &[fuel, one]);
                self.builder.write(self.fuel, fuel);
                // The arguments of the edges are read before the comparison.
                let (then, otherwise) =
                    (self.target(from, true, None), self.target(from, false, None));
                let cond = self.builder.call(less, &[zero, fuel]);
                self.builder.inst(Op::Branch { cond, then, otherwise });
            }
            _ => {
                let callee = self.callee();
                let (a, b) = (self.value(&[]), self.value(&[]));
                let normal = self.target(from, false, Some(BlockArg::Result(0)));
                let unwind = self.target(from, false, Some(BlockArg::Exception));
                self.builder.try_call(callee, &[a, b], normal, unwind);
            }
        }
    }
}

const ADD: &str = "
method add(%x::Int64, %y::Int64) { block0(%self, %x, %y): %r = call add_int(%x, %y)\n return %r }
method add(%x::Float64, %y) { block0(%self, %x, %y): return %x }
method add(%x, %y) { block0(%self, %x, %y): call throw(%y)\n unreachable }
function missing end
";

/// Result or exception, and output.
fn outcome(body: &Body, prepare: fn(Body) -> Body, config: HeapConfig) -> String {
    let session = Session { prepare, ..Session::new(config) }.program(ADD);
    let (mut session, shown) = enter_stack(session, |mut session: Session| {
        let f = Type::function(Symbol::new("Main"), Symbol::new("f"));
        session.define(Type::tuple(&[f, core().any]).unwrap(), false, Arc::new(body.clone()));
        let mut shown = String::new();
        for argument in [Value::int64(3), Value::nothing(), Value::bool(true)] {
            let result = call_function(&mut session, "f", &[argument]);
            let text = match result {
                Ok(value) => session.render(value),
                Err(exception) => format!("error: {}", session.render(exception.value)),
            };
            shown.push_str(&text);
            shown.push('\n');
        }
        (session, shown)
    });
    let output = std::mem::take(&mut session.output);
    format!("{shown}{output}")
}

proptest! {
    #[test]
    fn slots_and_values_mean_the_same(numbers in prop::collection::vec(any::<u8>(), 0..200)) {
        let body = Maker::body(&numbers);
        let faults = verify(&body);
        prop_assert!(faults.is_empty(), "{faults:?}\n{}", print_body(&body));
        let lowered = outcome(&body, |it| it, HeapConfig::default());
        let ssa = outcome(&body, promoted, HeapConfig::default());
        prop_assert_eq!(&lowered, &ssa, "{}\n{}", print_body(&body), print_body(&promoted(body.clone())));
        let stress = HeapConfig { stress: true, ..HeapConfig::default() };
        prop_assert_eq!(&lowered, &outcome(&body, |it| it, stress), "{}", print_body(&body));
    }

    #[test]
    fn no_verified_body_makes_a_panic(
        numbers in prop::collection::vec(any::<u32>(), 1..200),
        n_blocks in 1..8_usize,
        stage in 0..5_usize,
    ) {
        let stage = Stage::ALL[stage];
        let mut body = arbitrary::body(&mut arbitrary::Plan::new(numbers), n_blocks, stage);
        cut_loops(&mut body);
        let faults = verify(&body);
        prop_assume!(faults.is_empty());
        run_arbitrary(body);
    }
}

/// Ends the program where an edge goes back.
fn cut_loops(body: &mut Body) {
    let order: Vec<Block> = body.blocks().collect();
    for (at, block) in order.iter().enumerate() {
        let is_back = body.successors(*block).any(|to| order[..=at].contains(&to.block));
        if let Some(last) = body.last_inst(*block).filter(|_| is_back) {
            body.replace(last, InstData::new(Op::Unreachable, Loc::unknown()));
        }
    }
}

fn run_arbitrary(body: Body) {
    for stack in [StackId::EMPTY, StackId(1)] {
        let n_carried = body.carried().len();
        let session = Session { stack, ..Session::default() }.program(ADD);
        let body = Arc::new(body.clone());
        let (_, ()) = enter_stack(session, |mut session: Session| {
            let verified = Verified::new(Arc::clone(&body)).unwrap();
            let code = Arc::new(flatten(&verified).unwrap());
            let static_params = vec![Some(Value::of_type(core().int64)), None];
            let options = LinkOptions { static_params, ..LinkOptions::default() };
            let linked = link(&mut session.heap, &mut session.machine, &code, options).unwrap();
            let carried_at = session.heap.stack.len();
            for _ in 0..n_carried {
                session.heap.stack.push(Value::nothing());
            }
            let base = session.heap.stack.len();
            for value in [Value::int64(1), Value::bool(true), Value::nothing()] {
                session.heap.stack.push(value);
            }
            let window = Window { base, len: 3, carried_at, carried: n_carried };
            let state = session.state();
            let result = run(&mut session, &CodeTarget::new(linked, stack), window, state);
            assert_eq!(session.machine.depth(), 0);
            assert_eq!(session.heap.stack.len(), window.end());
            if let Ok(value) = result {
                let _ = session.render(value);
            }
            session.heap.stack.pop_window(carried_at);
            (session, ())
        });
    }
}
