//! Stages, edges and entries as a client sees them.

use std::sync::Arc;

use overdub_cache::{CodeInstance, CompilerCache, Event, Job, Stage};
use overdub_world::World;

use crate::sheet::{Cache, Cell, CellName, Change, Owner, Sheet, Sheets, Term, ask};

fn sheet(definitions: &[(Cell, &[Term])]) -> Sheet {
    let mut sheet = Sheet::default();
    for (cell, terms) in definitions {
        sheet.make(Change::Method(*cell, Some(terms.to_vec())));
    }
    sheet
}

#[test]
fn everything_can_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<CompilerCache<Sheet>>();
    crosses::<CodeInstance<Sheet>>();
    crosses::<Event<Sheet>>();
    fn is_sent<T: Send>() {}
    is_sent::<Job<'_, Sheet>>();
}

#[test]
fn each_stage_runs_once_and_only_when_it_is_asked_for() {
    let sheet = sheet(&[(0, &[Term::Const(1), Term::Layout(0)])]);
    let cache = Cache::new();
    let (cell, owner, world) = (CellName(0), Owner::Plain, sheet.newest);
    let compiler = &mut Sheets::of(&sheet);
    let inferred = cache.infer(compiler, &cell, &owner, world);
    assert!(inferred.code().is_none());
    let coded = cache.codegen(compiler, &cell, &owner, world);
    assert!(Arc::ptr_eq(&inferred, &coded), "later stages continue the same entry");
    assert!(coded.code().is_some() && coded.linked().is_none());
    let log = cache.record_events();
    let linked = cache.link(compiler, &cell, &owner, world);
    assert!(Arc::ptr_eq(&inferred, &linked));
    cache.codegen(compiler, &cell, &owner, world);
    assert_eq!(
        log.take_text(),
        "compile  link c0 @ plain in w2\ncompiled link c0 @ plain w2..\nhit      codegen c0 @ plain in w2\n"
    );
}

#[test]
fn edges_say_what_was_asked_and_what_was_used() {
    let sheet = sheet(&[
        (2, &[Term::Const(2), Term::Layout(0)]),
        (0, &[Term::Call(2), Term::Call(2), Term::Inline(2), Term::Read(1), Term::IsDefined(5)]),
    ]);
    let cache = Cache::new();
    ask(&cache, &sheet, 0, Owner::Plain, sheet.newest, Stage::Link);
    let entry = cache.lookup(&CellName(0), &Owner::Plain, sheet.newest).unwrap();
    let edges = |stage| cache.edges(&entry, stage).iter().map(|it| format!("{it}\n")).collect();
    let text =
        [Stage::Infer, Stage::Codegen, Stage::Link].map(edges).map(|it: String| it).join("--\n");
    insta::assert_snapshot!(text);
}

#[test]
fn an_entry_is_valid_for_the_worlds_of_all_its_answers() {
    let mut sheet = sheet(&[(1, &[Term::Const(1)]), (0, &[Term::Call(1), Term::Read(0)])]);
    let cache = Cache::new();
    for change in [Change::Binding(0, Some(1)), Change::Flag(1), Change::Binding(0, Some(2))] {
        sheet.change(&cache, change);
    }
    let range = |world| {
        cache
            .infer(&mut Sheets::of(&sheet), &CellName(0), &Owner::Plain, world)
            .worlds()
            .to_string()
    };
    assert_eq!(range(World(3)), "w3");
    assert_eq!(range(World(4)), "w4..=w5");
    assert_eq!(range(World(6)), "w6..");
    assert_eq!(range(World(5)), "w4..=w5");
    assert_eq!(cache.entries().len(), 3 + 1, "c0 three times, c1 once");
}

#[test]
fn sweeping_lets_go_of_artefacts_but_not_of_those_still_held() {
    let mut sheet = sheet(&[(0, &[Term::Const(1)])]);
    let cache = Cache::new();
    let held = cache.infer(&mut Sheets::of(&sheet), &CellName(0), &Owner::Plain, World(2));
    for value in 2..100 {
        sheet.change(&cache, Change::Method(0, Some(vec![Term::Const(value)])));
        ask(&cache, &sheet, 0, Owner::Plain, sheet.newest, Stage::Link);
    }
    assert_eq!(cache.entries().len(), 99);
    assert_eq!(cache.sweep(sheet.newest), 98);
    assert_eq!(cache.entries().len(), 1);
    assert!(format!("{cache:?}").ends_with("nodes: 3 }"), "{cache:?}");
    assert_eq!(held.inferred().unwrap().first(), Some(&1));
    assert_eq!(held.worlds().to_string(), "w2");
}

#[test]
fn a_long_chain_is_compiled_and_closed() {
    // Asking nests on the machine stack; a client that may meet long chains gives it room.
    let run = || {
        let mut sheet = Sheet::default();
        let cache = Cache::new();
        for cell in 0..250 {
            sheet.make(Change::Method(cell, Some(vec![Term::Call(cell + 1)])));
        }
        sheet.make(Change::Method(250, Some(vec![Term::Const(1)])));
        ask(&cache, &sheet, 0, Owner::Plain, sheet.newest, Stage::Link);
        assert_eq!(sheet.change(&cache, Change::Method(250, None)), 251);
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap().join().unwrap();
}
