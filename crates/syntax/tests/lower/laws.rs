//! What holds of all core forms, well-formed or not: no panic, and what comes of them is verified.

use overdub_diag::Sources;
use overdub_ir::Literal;
use overdub_syntax::{Ast, Options, lower_core};
use overdub_types::Symbol;
use proptest::prelude::*;

use crate::support::verified;

/// Numbers that decide what a form is made of.
struct Plan {
    numbers: Vec<u16>,
    at: usize,
    /// How many `break-block`s and handlers are around, and how many labels there are.
    exits: usize,
    handlers: usize,
    labels: usize,
}

impl Plan {
    fn pick(&mut self, n: usize) -> usize {
        let number = self.numbers[self.at % self.numbers.len()];
        let round = self.at / self.numbers.len();
        self.at += 1;
        (usize::from(number) ^ (round * 0x9e37)) % n
    }
}

const NAMES: &[&str] = &["x", "y", "z", "f", "g", "h"];

fn name(plan: &mut Plan) -> Ast {
    Ast::symbol(NAMES[plan.pick(NAMES.len())])
}

fn temp(plan: &mut Plan) -> Ast {
    let n = i64::try_from(plan.pick(4)).unwrap();
    Ast::expr("ssavalue", vec![Ast::Literal(Literal::int64(n))])
}

fn leaf(plan: &mut Plan) -> Ast {
    match plan.pick(7) {
        0 => Ast::Literal(Literal::int64(1)),
        1 => Ast::Literal(Literal::bool(true)),
        2 => Ast::base("iterate"),
        3 => Ast::core("Any"),
        4 => Ast::Quote(Box::new(name(plan))),
        _ => name(plan),
    }
}

fn some(plan: &mut Plan, depth: usize, n: usize) -> Vec<Ast> {
    (0..plan.pick(n + 1)).map(|_| form(plan, depth)).collect()
}

fn method(plan: &mut Plan, depth: usize) -> Ast {
    let function = name(plan);
    let typeof_function = Ast::call(Ast::core("Typeof"), [function.clone()]);
    let signature = [Ast::core("Tuple"), typeof_function, form(plan, depth.min(1))];
    let signature = Ast::call(Ast::core("apply_type"), signature);
    let args = vec![Ast::symbol("#self#"), name(plan)];
    let params = if plan.pick(2) == 0 { vec![] } else { vec![Ast::symbol("T")] };
    let around = (plan.exits, plan.handlers, plan.labels);
    (plan.exits, plan.handlers) = (0, 0);
    let body = Ast::expr("scope-block", vec![form(plan, depth)]);
    (plan.exits, plan.handlers, _) = around;
    let lambda =
        Ast::expr("lambda", vec![Ast::expr("args", args), Ast::expr("sparams", params), body]);
    let declaration = Ast::expr("method", vec![function.clone()]);
    Ast::expr("block", vec![declaration, Ast::expr("method", vec![function, signature, lambda])])
}

fn handler(plan: &mut Plan, depth: usize) -> Ast {
    plan.handlers += 1;
    let handler = form(plan, depth);
    plan.handlers -= 1;
    handler
}

fn form(plan: &mut Plan, depth: usize) -> Ast {
    if depth == 0 {
        return leaf(plan);
    }
    let d = depth - 1;
    let one = |plan: &mut Plan| form(plan, d);
    match plan.pick(31) {
        0 | 1 => Ast::expr("block", some(plan, d, 4)),
        2..=4 => Ast::expr("=", vec![name(plan), one(plan)]),
        5 => Ast::expr("=", vec![temp(plan), one(plan)]),
        6 | 7 => Ast::call(one(plan), some(plan, d, 3)),
        8 => Ast::call(one(plan), [Ast::expr("...", vec![one(plan)])]),
        9 => Ast::expr("if", vec![one(plan), one(plan)]),
        10 => Ast::expr("if", vec![one(plan), one(plan), one(plan)]),
        11 => {
            let head = if plan.pick(2) == 0 { "&&" } else { "||" };
            let cond = Ast::expr(head, vec![one(plan), one(plan)]);
            Ast::expr("if", vec![cond, one(plan)])
        }
        12 => Ast::expr("_while", vec![one(plan), one(plan)]),
        13 => Ast::expr("_do_while", vec![one(plan), one(plan)]),
        14 => {
            plan.exits += 1;
            let body = one(plan);
            plan.exits -= 1;
            Ast::expr("break-block", vec![Ast::symbol("exit"), body])
        }
        15 if plan.exits > 0 => Ast::expr("break", vec![Ast::symbol("exit")]),
        16 => Ast::expr("return", vec![one(plan)]),
        17 => Ast::expr("trycatch", vec![one(plan), handler(plan, d)]),
        18 => Ast::expr("trycatchelse", vec![one(plan), handler(plan, d), one(plan)]),
        19 | 20 => Ast::expr("tryfinally", vec![one(plan), one(plan)]),
        21 if plan.handlers > 0 => Ast::expr("the_exception", vec![]),
        22 => Ast::expr("isdefined", vec![name(plan)]),
        23 => Ast::expr("scope-block", vec![one(plan)]),
        24 => {
            let heads = [
                "local",
                "local",
                "local",
                "local-def",
                "local-def",
                "local-def",
                "global",
                "const",
            ];
            let head = heads[plan.pick(8)];
            Ast::expr(head, vec![name(plan)])
        }
        25 if plan.pick(4) == 0 => Ast::expr("decl", vec![name(plan), one(plan)]),
        26 => Ast::expr("new", vec![one(plan), one(plan)]),
        27 => {
            plan.labels += 1;
            Ast::expr("symboliclabel", vec![Ast::symbol(&format!("l{}", plan.labels))])
        }
        28 if plan.labels > 0 => {
            let n = 1 + plan.pick(plan.labels);
            Ast::expr("symbolicgoto", vec![Ast::symbol(&format!("l{n}"))])
        }
        _ => method(plan, d),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_forms_are_refused_or_become_verified_bodies(
        numbers in prop::collection::vec(any::<u16>(), 8..200),
        depth in 1_usize..7,
    ) {
        let mut plan = Plan { numbers, at: 0, exits: 0, handlers: 0, labels: 0 };
        let core = Ast::expr("block", (0..3).map(|_| form(&mut plan, depth)).collect::<Vec<_>>());
        let sources = Sources::new();
        let options = Options::new(Symbol::new("Main"), &sources);
        let mut n = 0;
        let mut next_id = || { n += 1; n };
        if let Ok(lowered) = lower_core(&core, &options, &mut next_id) {
            verified(&lowered.thunk);
            for code in &lowered.codes {
                verified(&code.body);
            }
        }
    }
}
