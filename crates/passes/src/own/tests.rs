//! What the project's own passes do to bodies, text in and text out, and that they never break one.

use overdub_diag::Sources;
use overdub_ir::{
    Body, Stage, arbitrary, render_faults,
    text::{Names, parse_body, print_body},
    verify,
};
use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Body {
    let mut sources = Sources::new();
    let source = sources.add("test", text);
    parse_body(&sources, source, &Names::open()).unwrap_or_else(|it| panic!("{it:?}\n{text}")).0
}

#[track_caller]
fn check(pass: OwnPass, before: &str, after: &str) {
    let wrap = |text: &str| format!("body \"f()\" {{\n  stage ssa\n{text}}}\n");
    let mut body = parse(&wrap(before));
    let has_changed = pass(&mut body);
    let faults = verify(&body);
    assert!(faults.is_empty(), "{}", render_faults(&body, &faults));
    assert_eq!(print_body(&body), wrap(after));
    assert_eq!(has_changed, before != after);
    assert!(!pass(&mut body), "a second run finds something");
}

#[test]
fn intrinsics_on_constants_are_their_results_to_the_bit() {
    check(
        fold_constants,
        "block0(%0):\n  %1 = overdub[0] add_int(1, 2)\n  %2 = overdub[0] mul_int(%1, 3)\n  return %2\n",
        "block0(%0):\n  return 9\n",
    );
    check(
        fold_constants,
        "block0(%0):\n  %1 = overdub[0] div_float(-1.0, 0.0)\n  %2 = overdub[0] tuple(%0, %1)\n  return %2\n",
        "block0(%0):\n  %1 = overdub[0] tuple(%0, -Inf)\n  return %1\n",
    );
    check(
        fold_constants,
        "block0(%0):\n  %1 = overdub[0] checked_sadd_int(Int8(127), Int8(1))\n  return %1\n",
        "block0(%0):\n  return (Int8(-128), true)\n",
    );
    check(
        fold_constants,
        "block0(%0):\n  %1 = overdub[0] sitofp(Float64, 7)\n  return %1\n",
        "block0(%0):\n  return 7.0\n",
    );
}

#[test]
fn what_throws_what_contexts_see_and_what_is_spread_stays() {
    for kept in [
        "overdub[0] checked_sdiv_int(1, 0)",
        "overdub[0] add_int(1, 2.0)",
        "overdub[0] add_int(1)",
        "overdub[0] add_int((1, 2)...)",
        "overdub[0] typeassert(1, String)",
        "overdub[0] bitcast(Float64, Int8(1))",
    ] {
        let text = format!("block0(%0):\n  %1 = {kept}\n  return %1\n");
        check(fold_constants, &text, &text);
    }
    let seen = "body \"f()\" {\n  stack A\n  stage marked\nblock0(%0):\n  %1 = overdub[1] add_int(1, 2)\n  return %1\n}\n";
    let mut body = parse(seen);
    assert!(!simplify(&mut body));
    assert_eq!(print_body(&body), seen);
}

#[test]
fn builtins_on_constants_are_folded() {
    for (call, result) in [
        ("===(1, 1)", "true"),
        ("===(1, 1.0)", "false"),
        ("===(0.0, -0.0)", "false"),
        ("typeof(1)", "Int64"),
        ("isa(1, Number)", "true"),
        ("isa(Int64, DataType)", "true"),
        ("<:(Int64, Number)", "true"),
        ("typeassert(1, Int64)", "1"),
        ("ifelse(true, 1, 2)", "1"),
        ("tuple(1, :a)", "(1, :a)"),
    ] {
        check(
            fold_constants,
            &format!("block0(%0):\n  %1 = overdub[0] {call}\n  return %1\n"),
            &format!("block0(%0):\n  return {result}\n"),
        );
    }
}

#[test]
fn in_a_try_region_a_folded_call_goes_on_along_its_normal_edge() {
    check(
        fold_constants,
        "block0(%0):\n  overdub[0] add_int(1, 2) -> block1(result) unwind block2(exception)\n\
         block1(%1):\n  return %1\nblock2(%2):\n  return %2\n",
        "block0(%0):\n  jump block1(3)\nblock1(%1):\n  return %1\nblock2(%2):\n  return %2\n",
    );
}

#[test]
fn a_branch_on_a_constant_is_a_jump_and_what_it_leaves_unreached_goes() {
    check(
        fold_branches,
        "block0(%0):\n  branch true, block1(%0), block2\nblock1(%1):\n  return %1\nblock2:\n  return nothing\n",
        "block0(%0):\n  jump block1(%0)\nblock1(%1):\n  return %1\nblock2:\n  return nothing\n",
    );
    check(
        remove_dead_blocks,
        "block0(%0):\n  return %0\nblock1(%1):\n  jump block2(%1)\nblock2(%2):\n  branch %2, block1(%2), block2(%2)\n",
        "block0(%0):\n  return %0\n",
    );
}

#[test]
fn a_branch_whose_ways_are_the_same_still_checks_its_condition() {
    let text = "block0(%0):\n  branch %0, block1, block1\nblock1:\n  return nothing\n";
    check(fold_branches, text, text);
}

#[test]
fn a_parameter_that_is_always_the_same_goes() {
    check(
        simplify_block_params,
        "block0(%0, %1):\n  jump block1(%1, %0)\nblock1(%2, %3):\n  branch %2, block1(%2, %2), block2(%2)\n\
         block2(%4):\n  return %4\n",
        "block0(%0, %1):\n  jump block1(%0)\nblock1(%2):\n  branch %1, block1(%1), block2\n\
         block2:\n  return %1\n",
    );
}

#[test]
fn a_parameter_that_brings_a_result_or_different_values_stays() {
    let text = "block0(%0, %1):\n  overdub[0] %0() -> block1(result, 1) unwind block1(exception, 2)\n\
                block1(%2, %3):\n  return %3\n";
    check(simplify_block_params, text, text);
}

#[test]
fn chains_of_unused_values_go_in_one_run_and_effects_stay() {
    check(
        remove_dead_values,
        "block0(%0, %1):\n  %2 = overdub[0] tuple(%1)\n  %3 = overdub[0] tuple(%2, %2)\n  \
         %4 = overdub[0] typeof(%3)\n  overdub[0] %0(%1)\n  %5 = overdub[0] add_int(%1, %1)\n  return nothing\n",
        "block0(%0, %1):\n  %2 = overdub[0] %0(%1)\n  %3 = overdub[0] add_int(%1, %1)\n  return nothing\n",
    );
    check(
        remove_dead_values,
        "block0(%0, %1::Int64):\n  %2 = overdub[0] add_int(%1, %1)\n  throw_undef_unless true, :x\n  return nothing\n",
        "block0(%0, %1::Int64):\n  return nothing\n",
    );
}

#[test]
fn together_they_leave_of_a_constant_computation_its_result() {
    let mut body = parse(
        "body \"f()\" {\n  stage ssa\nblock0(%0):\n  %1 = overdub[0] slt_int(1, 2)\n  branch %1, block1(1), block2\n\
         block1(%2):\n  %3 = overdub[0] add_int(%2, 1)\n  jump block3(%3)\nblock2:\n  overdub[0] %0()\n  jump block3(0)\n\
         block3(%4):\n  return %4\n}\n",
    );
    assert!(simplify(&mut body));
    assert_eq!(
        print_body(&body),
        "body \"f()\" {\n  stage ssa\nblock0(%0):\n  jump block1\nblock1:\n  jump block2\nblock2:\n  return 2\n}\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_pass_breaks_a_body_at_any_stage(
        numbers in prop::collection::vec(any::<u32>(), 1..40),
        n_blocks in 1_usize..8,
        stage in 0_usize..Stage::ALL.len(),
    ) {
        let mut body = arbitrary::body(&mut arbitrary::Plan::new(numbers), n_blocks, Stage::ALL[stage]);
        for (name, pass) in OWN_PASSES {
            let before = print_body(&body);
            let has_changed = pass(&mut body);
            let faults = verify(&body);
            prop_assert!(faults.is_empty(), "{name}\n{before}\n{}", render_faults(&body, &faults));
            prop_assert_eq!(has_changed, before != print_body(&body), "{}", name);
        }
        let text = print_body(&body);
        prop_assert_eq!(print_body(&parse(&text)), text);
    }
}
