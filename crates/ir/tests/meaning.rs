//! Promotion keeps the meaning: a body does the same before and after.
//!
//! Calls and the like are events with made-up results: what they answer, and whether they throw, follows from what they
//! were given and how many events came before. Two bodies that mean the same leave the same events.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use std::hash::{Hash, Hasher};

use overdub_ir::{
    Block, BlockArg, BlockCall, Body, Literal, Op, Slot, Stage, Value,
    arbitrary::{self, Plan},
    promote_slots,
    text::print_body,
};
use overdub_types::{Symbol, Type, core, is_subtype};
use proptest::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Token {
    Literal(Literal),
    Made(u64),
    UndefVarError(Symbol),
    TypeError(Box<Token>),
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Returned(Vec<Token>),
    Threw(Token),
    Unreachable,
    Endless,
}

struct Run<'b> {
    body: &'b Body,
    values: FxHashMap<Value, Token>,
    slots: FxHashMap<Slot, Token>,
    events: Vec<String>,
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    of.hash(&mut hasher);
    hasher.finish() >> 7
}

fn fits(token: &Token, ty: Type) -> bool {
    match token {
        _ if ty == core().any => true,
        Token::Literal(literal) => is_subtype(literal.ty(), ty).unwrap(),
        _ => hash(token).is_multiple_of(3),
    }
}

fn holds(token: &Token) -> bool {
    match token {
        Token::Literal(literal) => {
            literal.as_bool().unwrap_or_else(|| hash(token).is_multiple_of(2))
        }
        _ => hash(token).is_multiple_of(2),
    }
}

impl Run<'_> {
    fn token(&self, value: Value) -> Token {
        match self.body.literal(value) {
            Some(literal) => Token::Literal(literal.clone()),
            None => self
                .values
                .get(&value)
                .unwrap_or_else(|| panic!("{value} is read before it is there"))
                .clone(),
        }
    }

    fn event(&mut self, what: &str, with: &[Token], n_results: usize) -> Result<Vec<Token>, Token> {
        let key = hash((what, with, self.events.len()));
        self.events.push(format!("{what} {with:?}"));
        if key.is_multiple_of(4) {
            Err(Token::Made(key))
        } else {
            Ok((0..n_results).map(|n| Token::Made(hash((key, n)))).collect())
        }
    }

    fn op(&mut self, op: &Op) -> Result<Vec<Token>, Token> {
        let mut with = Vec::new();
        op.each_use(|value| with.push(self.token(value)));
        match op {
            Op::SlotRead(slot) => match self.slots.get(slot) {
                Some(token) => Ok(vec![token.clone()]),
                None => Err(Token::UndefVarError(self.body.slot(*slot).unwrap().name)),
            },
            Op::SlotWrite(slot, _) => {
                let token = with.remove(0);
                if !fits(&token, self.body.slot(*slot).unwrap().ty) {
                    return Err(Token::TypeError(Box::new(token)));
                }
                self.slots.insert(*slot, token);
                Ok(Vec::new())
            }
            Op::SlotDefined(slot) => {
                Ok(vec![Token::Literal(Literal::bool(self.slots.contains_key(slot)))])
            }
            Op::ThrowUndefUnless { name, .. } => {
                if holds(&with[0]) {
                    Ok(Vec::new())
                } else {
                    Err(Token::UndefVarError(*name))
                }
            }
            Op::Call(call)
                if with[0] == Token::Literal(Literal::Singleton(Type::builtin("typeassert"))) =>
            {
                let Token::Literal(Literal::Type(ty)) = with[2] else { panic!("{call:?}") };
                let token = with.swap_remove(1);
                if fits(&token, ty) {
                    Ok(vec![token])
                } else {
                    Err(Token::TypeError(Box::new(token)))
                }
            }
            Op::Call(call) => {
                let spread: Vec<bool> = call.args.iter().map(|it| it.spread).collect();
                self.event(&format!("call {:?} {spread:?}", call.mark), &with, op.n_results())
            }
            Op::New { .. } | Op::SplatNew { .. } => self.event("new", &with, 1),
            Op::GlobalRead(global) => self.event(&format!("read {global}"), &with, 1),
            Op::GlobalWrite(global, _) => self.event(&format!("write {global}"), &with, 0),
            Op::GlobalDefined(global) => Ok(vec![Token::Made(hash(global))]),
            Op::StaticParam(index) => self.event(&format!("static {index}"), &with, 1),
            Op::StaticParamDefined(index) => Ok(vec![Token::Made(hash(index))]),
            Op::Jump(_) | Op::Branch { .. } | Op::Return { .. } | Op::Unreachable => {
                unreachable!("terminators are not run here")
            }
        }
    }

    fn enter(&mut self, to: &BlockCall, results: &[Token], exception: Option<&Token>) -> Block {
        let args: Vec<Token> = to
            .args
            .iter()
            .map(|arg| match arg {
                BlockArg::Value(value) => self.token(*value),
                BlockArg::Result(index) => results[*index as usize].clone(),
                BlockArg::Exception => exception.unwrap().clone(),
            })
            .collect();
        self.values.extend(self.body.params(to.block).iter().copied().zip(args));
        to.block
    }

    fn run(&mut self) -> Outcome {
        let mut block = self.body.entry().unwrap();
        'blocks: for _ in 0..2_000 {
            let body = self.body;
            for inst in body.insts(block) {
                if self.events.len() > 200 {
                    return Outcome::Endless;
                }
                let data = body.inst(inst);
                block = match &data.op {
                    Op::Jump(to) => self.enter(to, &[], None),
                    Op::Branch { cond, then, otherwise } => {
                        let to = if holds(&self.token(*cond)) { then } else { otherwise };
                        self.enter(to, &[], None)
                    }
                    Op::Return { value, carried } => {
                        return Outcome::Returned(
                            std::iter::once(value)
                                .chain(carried)
                                .map(|it| self.token(*it))
                                .collect(),
                        );
                    }
                    Op::Unreachable => return Outcome::Unreachable,
                    op => match (self.op(op), &data.edges) {
                        (Ok(results), None) => {
                            self.values.extend(body.results(inst).iter().copied().zip(results));
                            continue;
                        }
                        (Ok(results), Some(edges)) => self.enter(&edges.normal, &results, None),
                        (Err(thrown), Some(edges)) => self.enter(&edges.unwind, &[], Some(&thrown)),
                        (Err(thrown), None) => return Outcome::Threw(thrown),
                    },
                };
                continue 'blocks;
            }
            panic!("control ran off {block}");
        }
        Outcome::Endless
    }
}

fn run(body: &Body) -> (Vec<String>, Outcome) {
    let mut run =
        Run { body, values: FxHashMap::default(), slots: FxHashMap::default(), events: Vec::new() };
    for (n, param) in (0_u64..).zip(body.params(body.entry().unwrap())) {
        // What is known to have a type must pass for it.
        let mut tokens = (0..).map(|salt| Token::Made(1_000 * n + salt));
        let is_right = |it: &Token| body.value_type(*param).is_none_or(|ty| fits(it, ty));
        run.values.insert(*param, tokens.find(is_right).unwrap());
    }
    let outcome = run.run();
    (run.events, outcome)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn promotion_keeps_what_a_body_does(
        numbers in proptest::collection::vec(any::<u32>(), 20..300),
        n_blocks in 1..16_usize,
        is_marked in any::<bool>(),
    ) {
        let stage = if is_marked { Stage::Marked } else { Stage::Passed };
        let before = arbitrary::body(&mut Plan::new(numbers), n_blocks, stage);
        let mut after = before.clone();
        promote_slots(&mut after);
        prop_assert_eq!(run(&before), run(&after), "{}\n{}", print_body(&before), print_body(&after));
    }
}
