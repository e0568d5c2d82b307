//! Big bodies take time in proportion. The shapes are those that break careless algorithms: one long block, a ladder
//! of branches, a try region with one handler, loops in loops, a slot that lives everywhere.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use std::time::{Duration, Instant};

use overdub_diag::{Sources, Style, render};
use overdub_ir::{
    BlockCall, Body, Builder, Call, Cursor, Flow, Literal, Mark, Op, Value, promote_slots,
    render_faults,
    text::{Names, PrintOptions, parse_body, print_body_with},
    verify,
};
use overdub_types::core;

const N: usize = 100_000;

/// Generous: the point is to tell seconds from hours.
const LIMIT: Duration = Duration::from_secs(20);

fn timed<T>(what: &str, f: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = f();
    let took = start.elapsed();
    assert!(took < LIMIT, "{what} took {took:?}");
    out
}

fn check(what: &str, mut body: Body) {
    let clean = |body: &Body| {
        let faults = verify(body);
        assert!(faults.is_empty(), "{}", render_faults(body, &faults[..faults.len().min(3)]));
    };
    timed(&format!("{what}: verify"), || clean(&body));
    let text = timed(&format!("{what}: print"), || {
        print_body_with(&body, PrintOptions { locations: true }).text
    });
    timed(&format!("{what}: read"), || {
        let mut sources = Sources::new();
        let id = sources.add("big", text.as_str());
        if let Err(errors) = parse_body(&sources, id, &Names::open()) {
            panic!("{}", render(&errors, &sources, Style::Plain));
        }
    });
    timed(&format!("{what}: promote"), || promote_slots(&mut body));
    timed(&format!("{what}: verify promoted"), || clean(&body));
}

fn start() -> (Builder, Value, Value) {
    let b = Builder::new("f(::Any)", 2);
    let (callee, x) = (b.param(0).unwrap(), b.param(1).unwrap());
    (b, callee, x)
}

#[test]
fn one_long_block() {
    let (mut b, f, x) = start();
    let slot = b.slot("x", core().any);
    b.write(slot, x);
    for _ in 0..N / 3 {
        let value = b.read(slot);
        let value = b.call(f, &[value]);
        b.write(slot, value);
    }
    let out = b.read(slot);
    b.ret(out);
    check("long block", b.finish());
}

#[test]
fn a_try_region_with_one_handler() {
    let (mut b, f, x) = start();
    let slot = b.slot("state", core().any);
    let maybe = b.slot("maybe", core().any);
    let handler = b.block(1);
    for n in 0..N / 3 {
        let n = b.constant(Literal::int64(n.try_into().unwrap()));
        b.write(slot, n);
        let next = b.block(1);
        b.try_call(
            f,
            &[x],
            BlockCall::with_result(next, None::<Value>),
            BlockCall::with_exception(handler, None::<Value>),
        );
        b.switch_to(next);
    }
    b.write(maybe, x);
    let next = b.block(0);
    b.try_call(f, &[x], next.into(), BlockCall::with_exception(handler, None::<Value>));
    b.switch_to(next);
    b.ret(x);
    b.switch_to(handler);
    let state = b.read(slot);
    let value = b.read(maybe);
    let out = b.call(f, &[state, value]);
    b.ret(out);
    check("try region", b.finish());
}

#[test]
fn a_ladder_of_branches() {
    let (mut b, f, x) = start();
    let slot = b.slot("x", core().any);
    b.write(slot, x);
    for _ in 0..N / 5 {
        let (then, join) = (b.block(0), b.block(0));
        b.branch(x, then, join);
        b.switch_to(then);
        let value = b.read(slot);
        let value = b.call(f, &[value]);
        b.write(slot, value);
        b.jump(join, &[]);
        b.switch_to(join);
    }
    let out = b.read(slot);
    b.ret(out);
    check("ladder", b.finish());
}

#[test]
fn loops_in_loops() {
    let (mut b, f, x) = start();
    let depth = N / 10;
    let slot = b.slot("x", core().any);
    b.write(slot, x);
    let heads: Vec<_> = (0..depth).map(|_| b.block(0)).collect();
    let tails: Vec<_> = (0..depth).map(|_| b.block(0)).collect();
    b.jump(heads[0], &[]);
    for (index, head) in heads.iter().enumerate() {
        b.switch_to(*head);
        let value = b.read(slot);
        let value = b.call(f, &[value]);
        b.write(slot, value);
        let inner = heads.get(index + 1).copied().unwrap_or(tails[index]);
        b.branch(x, inner, tails[index]);
    }
    for (index, tail) in tails.iter().enumerate().rev() {
        b.switch_to(*tail);
        match index.checked_sub(1) {
            Some(outer) => b.branch(x, heads[index], tails[outer]),
            None => {
                let out = b.read(slot);
                b.ret(out)
            }
        };
    }
    check("loops", b.finish());
}

#[test]
fn many_slots_that_live_in_few_blocks() {
    let (mut b, f, x) = start();
    for _ in 0..N / 10 {
        let slot = b.slot("t", core().any);
        let (then, join) = (b.block(0), b.block(0));
        b.write(slot, x);
        b.branch(x, then, join);
        b.switch_to(then);
        b.write(slot, f);
        b.jump(join, &[]);
        b.switch_to(join);
        let value = b.read(slot);
        b.call(f, &[value]);
    }
    b.ret(x);
    check("many slots", b.finish());
}

#[test]
fn copies_of_copies_are_followed_once() {
    let (mut b, _, x) = start();
    let mut last = b.slot("x", core().any);
    b.write(last, x);
    for _ in 0..N / 2 {
        let value = b.read(last);
        last = b.slot("x", core().any);
        b.write(last, value);
    }
    let out = b.read(last);
    b.ret(out);
    check("copies", b.finish());
}

#[test]
fn a_pass_over_every_call() {
    let (mut b, f, x) = start();
    for _ in 0..N / 2 {
        b.call(f, &[x]);
    }
    b.ret(x);
    let mut body = b.finish();
    timed("cursor", || {
        let mut cursor = Cursor::new(&mut body);
        let mut n = 0;
        while let Some(inst) = cursor.next() {
            if cursor.body().call(inst).is_some() {
                n += 1;
                cursor.call(f, &[x, x]);
                cursor.insert_after(Op::Call(Call::new(f, [x]).with_mark(Mark::Exempt)));
                cursor.replace_with(x);
            }
        }
        assert_eq!(n, N / 2);
    });
    assert_eq!(body.all_insts().count(), N + 1);
    assert!(verify(&body).is_empty());
    assert!(timed("flow", || Flow::of(&body)).is_reachable(body.entry().unwrap()));
}
