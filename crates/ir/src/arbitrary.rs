//! Random well-formed bodies, for laws that should hold of all bodies.
//!
//! A [`Plan`] is a list of numbers that a property test shrinks as it likes; [`body`] makes a verified body of any plan.
//! The bodies use every operation, slots that may be undefined, try edges, constants of all kinds, and at the later
//! stages marks, carried values, types and notes. They are not meant to run to an end.

use overdub_types::{Symbol, Type, core};

use crate::{
    Arg, Block, BlockArg, BlockCall, Body, Call, Edges, GlobalRef, Header, InstData, Literal, Loc,
    Mark, Op, ScopeData, Slot, Stage, Value, promote_slots,
};

/// Numbers that decide, one after the other, what a body is made of; when they are used up they begin again.
#[derive(Clone, Debug)]
pub struct Plan {
    numbers: Vec<u32>,
    at: usize,
    steps: u32,
}

impl Plan {
    /// A plan from any numbers.
    #[must_use]
    pub fn new(numbers: Vec<u32>) -> Self {
        Self { numbers, at: 0, steps: 0 }
    }

    /// A number below `n`.
    fn pick(&mut self, n: usize) -> usize {
        let number =
            self.numbers.get(self.at % self.numbers.len().max(1)).copied().unwrap_or_default();
        self.at += 1;
        self.steps = self.steps.wrapping_add(0x9e37_79b9);
        // Coming round again, the same numbers decide something else.
        let round = u32::try_from(self.at / self.numbers.len().max(1)).unwrap_or_default();
        let mixed = number ^ round.wrapping_mul(self.steps);
        mixed as usize % n.max(1)
    }

    fn flip(&mut self) -> bool {
        self.pick(2) == 1
    }
}

/// A verified body of about `n_blocks` blocks at a stage.
#[must_use]
pub fn body(plan: &mut Plan, n_blocks: usize, stage: Stage) -> Body {
    let mut maker = Maker::new(n_blocks, stage);
    maker.slots(plan);
    maker.blocks(plan);
    let mut body = maker.body;
    if stage >= Stage::Ssa {
        body.header.stage = Stage::Marked;
        promote_slots(&mut body);
    }
    if stage >= Stage::Typed {
        annotate(plan, &mut body, stage);
    }
    body
}

struct Maker {
    body: Body,
    blocks: Vec<Block>,
    slots: Vec<Slot>,
    stage: Stage,
    n_carried: usize,
}

impl Maker {
    fn new(n_blocks: usize, stage: Stage) -> Self {
        let mut body = Body::new(Header {
            origin: "f(::T, ::Any...) where T".to_owned(),
            params: 3,
            static_params: vec![Symbol::new("T"), Symbol::new("N")],
            stack: if stage == Stage::Lowered {
                Vec::new()
            } else {
                vec![Symbol::new("Log"), Symbol::new("a b")]
            },
            stage: stage.min(Stage::Marked),
            inline: [None, Some(true), Some(false)][n_blocks % 3],
        });
        let blocks: Vec<Block> = (0..n_blocks.max(1)).map(|_| body.add_block()).collect();
        for _ in 0..3 {
            body.add_param(blocks[0]);
        }
        Self { body, blocks, slots: Vec::new(), stage, n_carried: 0 }
    }

    fn slots(&mut self, plan: &mut Plan) {
        for name in ["x", "x", "any text", "y!"].into_iter().take(plan.pick(5)) {
            let ty = if plan.flip() { core().any } else { core().int64 };
            self.slots.push(self.body.add_slot(name, ty));
        }
        if self.stage > Stage::Lowered && plan.flip() {
            self.n_carried = 1 + plan.pick(2);
            for depth in [0, 1].into_iter().take(self.n_carried) {
                self.slots.push(self.body.add_carried("cb", core().function, depth));
            }
        }
        for block in self.blocks.clone().into_iter().skip(1) {
            for _ in 0..plan.pick(3) {
                self.body.add_param(block);
            }
        }
    }

    /// Each block sees what the entry defines and what it defines itself: more would need the order of ways.
    fn blocks(&mut self, plan: &mut Plan) {
        let entry = self.blocks[0];
        let mut global: Vec<Value> = self.body.params(entry).to_vec();
        for (index, block) in self.blocks.clone().into_iter().enumerate() {
            let mut seen = global.clone();
            seen.extend(self.body.params(block));
            for _ in 0..plan.pick(6) {
                let op = self.operation(plan, &seen);
                let inst = self.body.append(block, InstData::new(op, loc(plan)));
                seen.extend(self.body.results(inst));
            }
            if index == 0 {
                global.clone_from(&seen);
            }
            self.terminator(plan, block, &seen);
        }
    }

    fn operand(&mut self, plan: &mut Plan, seen: &[Value]) -> Value {
        if plan.pick(3) == 0 {
            let literal = literal(plan, 2);
            return self.body.constant(literal);
        }
        seen[plan.pick(seen.len())]
    }

    fn operation(&mut self, plan: &mut Plan, seen: &[Value]) -> Op {
        let global =
            GlobalRef::new(["Main", "Main.Sub"][plan.pick(2)], ["x", "+", "a b"][plan.pick(3)]);
        let slot = if self.slots.is_empty() {
            None
        } else {
            Some(self.slots[plan.pick(self.slots.len())])
        };
        match (plan.pick(15), slot) {
            (0, _) => Op::New {
                ty: self.operand(plan, seen),
                fields: (0..plan.pick(3)).map(|_| self.operand(plan, seen)).collect(),
            },
            (1, _) => {
                Op::SplatNew { ty: self.operand(plan, seen), tuple: self.operand(plan, seen) }
            }
            (2, _) => Op::GlobalRead(global),
            (3, _) => Op::GlobalWrite(global, self.operand(plan, seen)),
            (4, _) => Op::GlobalDefined(global),
            (5, _) => Op::StaticParam(u32::try_from(plan.pick(2)).unwrap_or_default()),
            (14, _) => Op::StaticParamDefined(u32::try_from(plan.pick(2)).unwrap_or_default()),
            (6, _) => Op::ThrowUndefUnless {
                defined: self.operand(plan, seen),
                name: Symbol::new(["x", "a b"][plan.pick(2)]),
            },
            (7 | 8, Some(slot)) => Op::SlotRead(slot),
            (9 | 10, Some(slot)) => Op::SlotWrite(slot, self.operand(plan, seen)),
            (11, Some(slot)) => Op::SlotDefined(slot),
            _ => self.call(plan, seen),
        }
    }

    fn call(&mut self, plan: &mut Plan, seen: &[Value]) -> Op {
        let callee = self.operand(plan, seen);
        let n_args = plan.pick(4);
        let args: Vec<Arg> = (0..n_args)
            .map(|_| Arg { value: self.operand(plan, seen), spread: plan.pick(4) == 0 })
            .collect();
        let mut call = Call::new(callee, args);
        if self.stage >= Stage::Marked {
            let n = u32::try_from(plan.pick(3)).unwrap_or_default();
            call.mark = Mark::Under(n);
            let n_carried = self.body.carried_under(n).count();
            call.carried = (0..n_carried).map(|_| self.operand(plan, seen)).collect();
        } else if plan.pick(4) == 0 {
            call.mark = Mark::Exempt;
        }
        Op::Call(call)
    }

    fn terminator(&mut self, plan: &mut Plan, block: Block, seen: &[Value]) {
        let n_targets = self.blocks.len() - 1;
        let loc = loc(plan);
        let data = match plan.pick(6) {
            0 | 1 if n_targets > 0 => {
                InstData::new(Op::Jump(self.target(plan, seen, 0, false)), loc)
            }
            2 if n_targets > 0 => {
                let cond = self.operand(plan, seen);
                let then = self.target(plan, seen, 0, false);
                InstData::new(
                    Op::Branch { cond, then, otherwise: self.target(plan, seen, 0, false) },
                    loc,
                )
            }
            3 | 4 if n_targets > 0 => {
                let op = self.operation(plan, seen);
                if op.can_throw() {
                    let normal = self.target(plan, seen, op.n_results(), false);
                    let unwind = self.target(plan, seen, 0, true);
                    InstData::with_edges(op, loc, Edges { normal, unwind })
                } else {
                    InstData::new(Op::Unreachable, loc)
                }
            }
            5 => InstData::new(Op::Unreachable, loc),
            _ => {
                let value = self.operand(plan, seen);
                let n = if self.stage >= Stage::Marked { self.n_carried } else { 0 };
                let carried = (0..n).map(|_| self.operand(plan, seen)).collect();
                InstData::new(Op::Return { value, carried }, loc)
            }
        };
        self.body.append(block, data);
    }

    fn target(
        &mut self,
        plan: &mut Plan,
        seen: &[Value],
        n_results: usize,
        is_unwind: bool,
    ) -> BlockCall {
        let block = self.blocks[1 + plan.pick(self.blocks.len() - 1)];
        let n_params = self.body.params(block).len();
        let args: Vec<BlockArg> = (0..n_params)
            .map(|_| match plan.pick(3) {
                0 if is_unwind => BlockArg::Exception,
                0 if n_results > 0 => {
                    BlockArg::Result(u32::try_from(plan.pick(n_results)).unwrap_or_default())
                }
                1 if plan.pick(8) == 0 => BlockArg::Value(self.body.constant(Literal::Undef)),
                _ => BlockArg::Value(self.operand(plan, seen)),
            })
            .collect();
        BlockCall::new(block, args)
    }
}

fn loc(plan: &mut Plan) -> Loc {
    let column = u32::try_from(plan.pick(40)).unwrap_or_default();
    Loc::new(Symbol::new(["a.ir", "dir/\"b\".jl"][plan.pick(2)]), 1 + column * 3, 1 + column)
}

fn annotate(plan: &mut Plan, body: &mut Body, stage: Stage) {
    let insts: Vec<_> = body.all_insts().collect();
    let of_params = body.blocks().flat_map(|it| body.params(it).to_vec());
    let values: Vec<Value> =
        of_params.chain(insts.iter().flat_map(|it| body.results(*it).to_vec())).collect();
    for value in values {
        // Any other type would have to fit what flows into parameters.
        body.set_value_type(value, Some(core().any));
    }
    for inst in insts {
        let ty = ["Vector{T} where T<:Real", "Int64", "Tuple{Int64, Vararg{Any}}", "typeof(+)"]
            [plan.pick(4)];
        let ty = Type::parse(ty, &overdub_types::CoreScope).unwrap_or(core().any);
        if let Some(value) = body.result(inst) {
            body.set_value_type(value, Some(ty));
        }
        let note = ["f(::Int64)", " odd \n\"note\"", "invoke # not a comment", ""][plan.pick(4)];
        if let Some(call) = body.call_mut(inst).filter(|_| plan.flip()) {
            call.became = Some(Symbol::new(note));
        }
    }
    body.header.stage = stage;
    if stage == Stage::Optimized {
        scopes(plan, body);
    }
}

/// Some instructions came with calls that were replaced, one in the other.
fn scopes(plan: &mut Plan, body: &mut Body) {
    let mut outer = None;
    let mut scopes = vec![None];
    for function in ["f(::Int64)", "g(\"x\") where T"].into_iter().take(plan.pick(3)) {
        let function = Symbol::new(function);
        outer = Some(body.add_scope(ScopeData { function, call: loc(plan), outer }));
        scopes.push(outer);
    }
    for inst in body.all_insts().collect::<Vec<_>>() {
        body.inst_mut(inst).scope = scopes[plan.pick(scopes.len())];
    }
}

/// A well-formed literal of any kind.
#[must_use]
pub fn literal(plan: &mut Plan, depth: usize) -> Literal {
    let known = core();
    let number = plan.pick(usize::MAX) as u64;
    let bits = (u128::from(number) << 64) | (u128::from(number) << 32) | u128::from(number);
    let primitives = [
        known.bool,
        known.char,
        known.int8,
        known.int16,
        known.int32,
        known.int64,
        known.int128,
        known.uint8,
        known.uint16,
        known.uint32,
        known.uint64,
        known.uint128,
        known.float16,
        known.float32,
        known.float64,
    ];
    match plan.pick(if depth == 0 { 9 } else { 11 }) {
        0 => Literal::nothing(),
        8 => Literal::Module(Symbol::new(["Main", "Base.Iterators", "Main.a b"][plan.pick(3)])),
        1 => Literal::Str(
            [&b""[..], b"a\"b\\$c\n\x00\xff", "µ ∀ \u{202e}".as_bytes()][plan.pick(3)].into(),
        ),
        2 => Literal::symbol(["x", "+", "a b", "end", "::", "nothing"][plan.pick(6)]),
        3 => {
            let text = [
                "Int64",
                "Vector{T} where T",
                "typeof(sin)",
                "Union{}",
                "Tuple{Int64, Vararg{Any}}",
                "Type{Int64}",
            ];
            Type::parse(text[plan.pick(6)], &overdub_types::CoreScope)
                .map_or(Literal::Undef, Literal::Type)
        }
        4 => {
            let name = ["f", "+", "type", "getfield", "a b", "add_int"][plan.pick(6)];
            let module = ["Main", "Main.Sub", "Core", "Core.Intrinsics"][plan.pick(4)];
            Literal::Singleton(match module {
                "Core" => Type::builtin("getfield"),
                "Core.Intrinsics" => Type::intrinsic("add_int"),
                _ => Type::function(module, name),
            })
        }
        5 => Literal::int64(number.cast_signed()),
        6 => Literal::float64(
            [f64::from_bits(number), 1.0, -0.0, 1e300, f64::NAN, f64::NEG_INFINITY][plan.pick(6)],
        ),
        7 => {
            let ty = primitives[plan.pick(primitives.len())];
            let width = if ty == known.bool {
                Some(1)
            } else {
                ty.as_data().and_then(|it| it.primitive_bits())
            };
            let mask = width.filter(|it| *it < 128).map_or(u128::MAX, |width| (1 << width) - 1);
            Literal::Bits { ty, bits: bits & mask }
        }
        9 => Literal::tuple(
            (0..plan.pick(3)).map(|_| literal(plan, depth - 1)).map(no_undef).collect(),
        ),
        _ => {
            let pair = Type::parse("Pair{Int64, Any}", &overdub_types::CoreScope);
            let fields = vec![Literal::int64(1), no_undef(literal(plan, depth - 1))];
            pair.map_or(Literal::nothing(), |ty| Literal::instance(ty, fields))
        }
    }
}

fn no_undef(literal: Literal) -> Literal {
    if literal == Literal::Undef { Literal::nothing() } else { literal }
}
