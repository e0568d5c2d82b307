//! Marking: what a rewritten body looks like, and that it always verifies and reads back.

use overdub_diag::Sources;
use overdub_ir::{
    Body, Call, Cursor, Inst, Literal, Mark, Op, Stage, arbitrary, promote_slots, render_faults,
    text::{Names, parse_body, print_body},
    verify,
};
use overdub_rewrite::{
    CarriedDecl, Carriers, ContextSpec, Contexts, Passage, RewriteError, StackId, rewrite,
};
use overdub_types::{Symbol, core};
use proptest::prelude::*;

fn parse(text: &str) -> Body {
    let mut sources = Sources::new();
    let source = sources.add("test", text);
    parse_body(&sources, source, &Names::open()).unwrap_or_else(|it| panic!("{it:?}\n{text}")).0
}

fn carried(name: &str) -> CarriedDecl {
    CarriedDecl { name: Symbol::new(name), ty: core().any, initial: Literal::nothing() }
}

/// Outer context Count; inner context Slice, which carries `cb`.
fn count_and_slice() -> (Contexts, StackId) {
    let contexts = Contexts::new();
    let count = contexts.register(ContextSpec::idle("Count"));
    let slice = ContextSpec { carried: vec![carried("cb")], ..ContextSpec::idle("Slice") };
    let slice = contexts.register(slice);
    let stack = contexts.stacks().intern(&[count, slice]).unwrap();
    (contexts, stack)
}

#[track_caller]
fn assert_verified(body: &Body) {
    let faults = verify(body);
    assert!(faults.is_empty(), "{}", render_faults(body, &faults));
}

fn exempt_calls_of(body: &mut Body, callee: &str) {
    let insts: Vec<Inst> = body.all_insts().collect();
    let callee = Literal::Singleton(overdub_types::Type::function("Main", callee));
    for inst in insts {
        let is_it = body.call(inst).is_some_and(|it| body.literal(it.callee) == Some(&callee));
        if let Some(call) = body.call_mut(inst).filter(|_| is_it) {
            call.mark = Mark::Exempt;
        }
    }
}

#[test]
fn calls_are_marked_and_carried_values_go_through_calls_and_returns() {
    let mut body = parse(
        "body \"g(::Any)\" {\nblock0(%0, %1):\n  %2 = call f(%1)\n  call log(%2)\n  %3 = call exempt h()\n  return %2\n}\n",
    );
    let (contexts, stack) = count_and_slice();
    rewrite::<RewriteError>(&mut body, &contexts, stack, |depth, _, body| {
        if depth == 1 {
            exempt_calls_of(body, "log");
        }
        Ok(())
    })
    .unwrap();
    assert_verified(&body);
    assert_eq!(
        print_body(&body),
        "body \"g(::Any)\" {\n  stack Count, Slice\n  stage marked\n  slot $cb\n  carried cb in 1 = $cb\n\
         block0(%0, %1, %2::Any):\n  $cb = %2\n  %3 = $cb\n  %4, %5 = overdub[2] f(%1; %3)\n  $cb = %5\n  \
         %6 = overdub[1] log(%4)\n  %7 = overdub[0] h()\n  %8 = $cb\n  return %4; %8\n}\n"
    );
    promote_slots(&mut body);
    assert_verified(&body);
    assert_eq!(
        print_body(&body),
        "body \"g(::Any)\" {\n  stack Count, Slice\n  stage ssa\n  carried cb in 1\n\
         block0(%0, %1, %2::Any):\n  %3, %4 = overdub[2] f(%1; %2)\n  \
         %5 = overdub[1] log(%3)\n  %6 = overdub[0] h()\n  return %3; %4\n}\n"
    );
}

#[test]
fn in_a_try_region_what_a_call_carried_comes_back_along_the_normal_edge_only() {
    let mut body = parse(
        "body \"g(::Any)\" {\nblock0(%0, %1):\n  call f(%1) -> block1(result) unwind block1(exception)\n\
         block1(%2):\n  return %2\n}\n",
    );
    let (contexts, stack) = count_and_slice();
    rewrite::<RewriteError>(&mut body, &contexts, stack, |_, _, _| Ok(())).unwrap();
    promote_slots(&mut body);
    assert_verified(&body);
    assert_eq!(
        print_body(&body),
        "body \"g(::Any)\" {\n  stack Count, Slice\n  stage ssa\n  carried cb in 1\n\
         block0(%0, %1, %2::Any):\n  overdub[2] f(%1; %2) -> block1(result, result.1) unwind block2(exception, %2)\n\
         block1(%3, %4):\n  jump block2(%3, %4)\nblock2(%5, %6):\n  return %5; %6\n}\n"
    );
}

#[test]
fn passes_run_innermost_first_and_each_takes_its_calls_from_itself_and_what_is_inside() {
    let mut body = parse(
        "body \"g()\" {\nblock0(%0):\n  call a()\n  call b()\n  call c()\n  return nothing\n}\n",
    );
    let contexts = Contexts::new();
    let ids: Vec<_> = ["A", "B"].map(|it| contexts.register(ContextSpec::idle(it))).into();
    let stack = contexts.stacks().intern(&ids).unwrap();
    let mut order = Vec::new();
    rewrite::<RewriteError>(&mut body, &contexts, stack, |depth, context, body| {
        order.push(context);
        exempt_calls_of(body, if depth == 1 { "b" } else { "a" });
        assert_verified(body);
        Ok(())
    })
    .unwrap();
    assert_eq!(order, [ids[1], ids[0]]);
    let marks: Vec<Mark> =
        body.all_insts().filter_map(|it| body.call(it)).map(|it| it.mark).collect();
    assert_eq!(marks, [Mark::Under(0), Mark::Under(1), Mark::Under(2)]);
}

#[test]
fn the_body_of_a_primitive_carries_its_own_contexts_values_past_all_calls() {
    // Runs under Count alone; `cb` is Slice's, right inside.
    let mut body = parse(
        "body \"println(::Any)\" {\n  params 2\n  carried cb in 0 = $cb\nblock0(%0, %1, %2):\n  $cb = %2\n  \
         %3 = $cb\n  %4 = call chain(%3, %1)\n  $cb = %4\n  return nothing\n}\n",
    );
    let (contexts, stack) = count_and_slice();
    let count = contexts.stacks().outer(stack, 1);
    rewrite::<RewriteError>(&mut body, &contexts, count, |_, _, _| Ok(())).unwrap();
    promote_slots(&mut body);
    assert_verified(&body);
    assert_eq!(
        print_body(&body),
        "body \"println(::Any)\" {\n  stack Count\n  stage ssa\n  carried cb in 1\n\
         block0(%0, %1, %2):\n  %3 = overdub[1] chain(%2, %1)\n  return nothing; %3\n}\n"
    );
    // So a caller under both hands `cb` in and takes it back.
    let mut caller = parse("body \"g()\" {\nblock0(%0):\n  call println(1)\n  return nothing\n}\n");
    rewrite::<RewriteError>(&mut caller, &contexts, stack, |_, _, _| Ok(())).unwrap();
    let slice = contexts.stack(stack).contexts()[1];
    let out = Carriers::of_call(&caller, &contexts.stack(stack), 2);
    let into = Carriers::of_entry(&body, &contexts.stack(count), Some(slice));
    assert!(Passage::between(&out, &into).is_straight());
    // A callee that carries nothing gives back what it would have got.
    let plain = Carriers::of_entry(&Body::default(), &contexts.stack(StackId::EMPTY), None);
    let passage = Passage::between(&out, &plain);
    assert_eq!((passage.enter.len(), passage.leave.as_slice()), (0, &[None][..]));
    // And one that carries what the caller does not gets the initial value.
    assert_eq!(Passage::between(&plain, &into).enter.as_slice(), &[None]);
    assert_eq!(into.owner(0), Some((slice, Symbol::new("cb"))));
}

/// Passes that do what passes do, by the numbers of a plan.
fn random_pass(numbers: &[u32], depth: u32, body: &mut Body) {
    let pick = |at: usize| numbers.get((at + depth as usize) % numbers.len()).copied().unwrap_or(0);
    let mut cursor = Cursor::new(body);
    let mut at = 0;
    while let Some(inst) = cursor.next() {
        at += 1;
        let choice = pick(at) % 6;
        let Some(call) = cursor.body_mut().call_mut(inst) else { continue };
        match choice {
            0 => call.mark = Mark::Exempt,
            1 => {
                let callee = cursor
                    .constant(Literal::Singleton(overdub_types::Type::function("Main", "seen")));
                cursor.insert(Op::Call(Call::new(callee, [callee]).with_mark(Mark::Exempt)));
            }
            2 => {
                let callee = cursor
                    .constant(Literal::Singleton(overdub_types::Type::function("Main", "seen")));
                cursor.call(callee, &[callee]);
            }
            3 if depth == 1 => {
                let slot = cursor.body_mut().add_carried("mine", core().any, depth);
                let value = cursor.insert_value(Op::SlotRead(slot));
                cursor.insert(Op::SlotWrite(slot, value));
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(crate::script::cases(256))]

    #[test]
    fn a_rewritten_body_verifies_is_marked_throughout_and_reads_back(
        numbers in prop::collection::vec(any::<u32>(), 1..40),
        n_blocks in 1_usize..8,
    ) {
        let mut body = arbitrary::body(&mut arbitrary::Plan::new(numbers.clone()), n_blocks, Stage::Lowered);
        let (contexts, stack) = count_and_slice();
        let rewritten = rewrite::<RewriteError>(&mut body, &contexts, stack, |depth, _, body| {
            random_pass(&numbers, depth, body);
            assert_verified(body);
            Ok(())
        });
        prop_assert!(rewritten.is_ok(), "{rewritten:?}");
        prop_assert_eq!(body.header.stage, Stage::Marked);
        for inst in body.all_insts() {
            if let Some(call) = body.call(inst) {
                let Mark::Under(n) = call.mark else { panic!("{:?}", call.mark) };
                prop_assert_eq!(call.carried.len(), body.carried_under(n).count());
            }
        }
        let text = print_body(&body);
        prop_assert_eq!(print_body(&parse(&text)), text);
        promote_slots(&mut body);
        let faults = verify(&body);
        prop_assert!(faults.is_empty(), "{}", render_faults(&body, &faults));
        let text = print_body(&body);
        prop_assert_eq!(print_body(&parse(&text)), text);
    }
}

#[test]
fn calls_that_lowering_made_of_no_call_are_seen_by_no_context() {
    let mut body = parse(
        "body \"g()\" {\nblock0(%0):\n  %1 = call _try_depth()\n  %2 = call f(%1)\n  \
         call _caught(%1, %2)\n  return %2\n}\n",
    );
    let (contexts, stack) = count_and_slice();
    rewrite::<RewriteError>(&mut body, &contexts, stack, |_, _, _| Ok(())).unwrap();
    let marks: Vec<Mark> =
        body.all_insts().filter_map(|it| body.call(it)).map(|it| it.mark).collect();
    assert_eq!(marks, [Mark::Under(0), Mark::Under(2), Mark::Under(0)]);
}
