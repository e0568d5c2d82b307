//! The cache law: what a session answers is what it would answer if it had compiled nothing yet.

use overdub_engine::EdgeUse;
use overdub_world::{EdgeKind, Use};

use crate::script::{Flavour, Mode, Step, cases, listing, run, script, shrink};

const PLAIN: Mode =
    Mode { clear: false, widened: false, reread: false, stress: false, jit: None, forget: None };
const CLEARED: Mode = Mode { clear: true, ..PLAIN };

/// Runs a script both ways; if the answers differ, the smallest script whose answers differ, with both.
fn difference(steps: &[Step], one: Mode, other: Mode) -> Option<String> {
    let differs = |steps: &[Step]| run(steps, one) != run(steps, other);
    if !differs(steps) {
        return None;
    }
    let least = shrink(steps, differs);
    let (one, other) = (run(&least, one), run(&least, other));
    let at = one.iter().zip(&other).position(|(a, b)| a != b).unwrap_or_default();
    Some(format!("{}\n{}\n  against\n{}", listing(&least), one[at], other[at]))
}

fn holds(one: Mode, other: Mode, n: u64) {
    for seed in 0..cases(n) {
        let flavour = if seed % 5 == 0 { Flavour::Plain } else { Flavour::All };
        let steps = script(seed, flavour);
        if let Some(difference) = difference(&steps, one, other) {
            panic!("seed {seed}:\n{difference}");
        }
    }
}

#[test]
fn cached_answers_are_those_of_an_empty_cache() {
    holds(PLAIN, CLEARED, 200);
}

#[test]
fn knowing_no_types_changes_no_answers() {
    holds(PLAIN, Mode { widened: true, ..PLAIN }, 200);
}

#[test]
fn reading_bodies_back_at_each_stage_changes_no_answers() {
    holds(PLAIN, Mode { reread: true, ..PLAIN }, 50);
}

#[test]
fn scripts_mostly_run() {
    let (mut good, mut thrown, mut wrong) = (0, 0, 0);
    for seed in 0..50 {
        for came in run(&script(seed, Flavour::All), PLAIN) {
            match came.split("=> ").last() {
                Some(it) if it.starts_with("error[") => {
                    let known = [
                        "method-error",
                        "error-exception",
                        "ambiguous",
                        "type-error",
                        "undefined-variable",
                    ];
                    if known.iter().any(|code| it[6..].starts_with(code)) {
                        thrown += 1;
                    } else {
                        println!("{came}");
                        wrong += 1;
                    }
                }
                _ => good += 1,
            }
        }
    }
    println!("{good} steps answered, {thrown} threw, {wrong} were refused or threw something else");
    assert!(good > thrown && thrown > 20, "{good} good, {thrown} thrown");
    assert!(wrong * 10 < good, "{good} good, {wrong} wrong");
}

/// The law is worth what it can catch: without edges of this kind it must fail soon.
fn is_needed(used: EdgeUse) {
    let forgetful = Mode { forget: Some(used), ..PLAIN };
    for seed in 0..1000 {
        let steps = script(seed, Flavour::All);
        if run(&steps, forgetful) != run(&steps, CLEARED) {
            println!("without {used} edges the cache law fails at case {seed}");
            return;
        }
    }
    panic!("without {used} edges the cache law holds for 1000 scripts");
}

const fn world(kind: EdgeKind) -> EdgeUse {
    EdgeUse::World(kind, Use::Answer)
}

#[test]
fn dispatch_edges_are_needed() {
    is_needed(world(EdgeKind::Dispatch));
}

#[test]
fn negative_edges_are_needed() {
    is_needed(world(EdgeKind::Negative));
}

#[test]
fn overlay_edges_are_needed() {
    is_needed(world(EdgeKind::Overlay));
}

#[test]
fn hook_edges_are_needed() {
    is_needed(world(EdgeKind::Hook));
}

#[test]
fn rule_edges_are_needed() {
    is_needed(world(EdgeKind::Rule));
}

#[test]
fn invoke_edges_are_needed() {
    is_needed(world(EdgeKind::Invoke));
}

#[test]
fn binding_edges_are_needed() {
    is_needed(world(EdgeKind::Binding));
}

#[test]
fn host_edges_are_needed() {
    is_needed(world(EdgeKind::Host));
}

#[test]
fn edges_to_inferred_callees_are_needed() {
    is_needed(EdgeUse::Entry(Use::Inferred));
}

#[test]
fn edges_to_shared_entries_are_needed() {
    is_needed(EdgeUse::Entry(Use::Answer));
}
