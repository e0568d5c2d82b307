//! Invalidation scripts whose expectation is the event log.

use overdub_cache::{EventLog, Stage};
use overdub_world::World;

use crate::sheet::{Cache, Cell, Change, Owner, Sheet, Term, ask};

/// A story: changes and questions, and what the cache did about each.
struct Story {
    cache: Cache,
    sheet: Sheet,
    log: EventLog<Sheet>,
    text: String,
}

impl Story {
    fn new() -> Story {
        let cache = Cache::new();
        let log = cache.record_events();
        Story { cache, sheet: Sheet::default(), log, text: String::new() }
    }

    fn change(&mut self, what: &str, change: Change) -> &mut Story {
        self.sheet.change(&self.cache, change);
        self.tell(&format!("{}: {what}", self.sheet.newest));
        self
    }

    fn define(&mut self, cell: Cell, terms: &[Term]) -> &mut Story {
        let change = Change::Method(cell, Some(terms.to_vec()));
        self.change(&format!("define c{cell} {terms:?}"), change)
    }

    fn ask(&mut self, cell: Cell, owner: Owner, stage: Stage) -> &mut Story {
        self.ask_in(self.sheet.newest, cell, owner, stage)
    }

    fn ask_in(&mut self, world: World, cell: Cell, owner: Owner, stage: Stage) -> &mut Story {
        let answer = ask(&self.cache, &self.sheet, cell, owner, world, stage);
        self.tell(&format!("{stage} c{cell} @ {owner} in {world} = {answer}"));
        self
    }

    fn sweep(&mut self, oldest: World) -> &mut Story {
        self.cache.sweep(oldest);
        self.tell("sweep");
        self
    }

    fn tell(&mut self, what: &str) {
        self.text += &format!("> {what}\n");
        for line in self.log.take_text().lines() {
            self.text += &format!("    {line}\n");
        }
    }
}

use Owner::{Context, Plain};
use Stage::{Codegen, Infer, Link};
use Term::{Call, Const, Inline, IsDefined, Layout, Read};

#[test]
fn redefining_a_callee_recompiles_its_transitive_callers_only() {
    let mut story = Story::new();
    story.define(3, &[Const(3)]).define(2, &[Call(3)]).define(1, &[Call(2)]);
    story.define(4, &[Const(4)]).define(0, &[Call(1), Call(4)]);
    story.ask(0, Plain, Infer).ask(4, Plain, Infer);
    story.define(3, &[Const(33)]);
    story.ask(0, Plain, Infer);
    insta::assert_snapshot!(story.text);
}

#[test]
fn an_equal_redefinition_and_an_unrelated_definition_invalidate_nothing() {
    let mut story = Story::new();
    story.define(1, &[Const(1)]).define(0, &[Call(1), IsDefined(2)]);
    story.ask(0, Plain, Link);
    story.define(1, &[Const(1)]).define(5, &[Const(5)]);
    story.change("bind 0", Change::Binding(0, Some(1)));
    story.ask(0, Plain, Link);
    insta::assert_snapshot!(story.text);
}

#[test]
fn a_missing_callee_is_an_entry_that_its_definition_invalidates() {
    let mut story = Story::new();
    story.define(0, &[Call(1), Read(0)]);
    story.ask(0, Plain, Link).ask(0, Plain, Infer);
    story.define(1, &[Const(1)]);
    story.ask(0, Plain, Infer);
    story.change("bind 0", Change::Binding(0, Some(7)));
    story.ask(0, Plain, Infer);
    story.change("delete c1", Change::Method(1, None));
    story.ask(0, Plain, Infer);
    insta::assert_snapshot!(story.text);
}

#[test]
fn a_recursion_group_is_stored_and_closed_together() {
    let mut story = Story::new();
    story.define(0, &[Const(0), Call(1)]).define(1, &[Const(1), Call(2)]);
    story.define(2, &[Const(2), Call(0), Call(3)]).define(3, &[Const(3)]);
    story.ask(1, Plain, Infer).ask(0, Plain, Infer);
    story.define(3, &[Const(33)]);
    story.ask(2, Plain, Infer);
    story.define(1, &[Const(1)]);
    story.ask(0, Plain, Infer);
    insta::assert_snapshot!(story.text);
}

#[test]
fn an_idle_context_shares_the_plain_entry_until_a_hook_matters() {
    let mut story = Story::new();
    story.define(1, &[Const(1)]).define(0, &[Call(1)]);
    story.ask(0, Plain, Link).ask(0, Context(0), Link).ask(0, Context(0), Link);
    story.change("hook ctx0 on c5", Change::Hook(0, 5, Some(9)));
    story.ask(0, Context(0), Link);
    story.change("hook ctx0 on c4", Change::Hook(0, 4, Some(9)));
    story.ask(0, Context(0), Link);
    story.change("hook ctx0 on c1", Change::Hook(0, 1, Some(9)));
    story.ask(0, Context(0), Infer).ask(0, Plain, Infer);
    story.change("unhook ctx0 on c1", Change::Hook(0, 1, None));
    story.ask(0, Context(0), Infer);
    story.define(1, &[Const(11)]);
    story.ask(0, Context(0), Infer);
    insta::assert_snapshot!(story.text);
}

#[test]
fn a_layout_closes_code_and_keeps_what_was_inferred() {
    let mut story = Story::new();
    story.define(2, &[Const(2), Layout(0)]).define(1, &[Call(2)]).define(0, &[Inline(2)]);
    story.ask(1, Plain, Link).ask(0, Plain, Link);
    story.change("layout 0", Change::Layout(0, Some(8)));
    story.ask(1, Plain, Infer).ask(1, Plain, Link).ask(0, Plain, Link);
    story.change("flag", Change::Flag(1));
    story.ask(1, Plain, Codegen).ask(1, Plain, Link);
    insta::assert_snapshot!(story.text);
}

#[test]
fn old_worlds_are_served_until_they_are_swept() {
    let mut story = Story::new();
    story.define(1, &[Const(1)]).define(0, &[Call(1)]);
    story.ask(0, Plain, Infer);
    story.define(1, &[Const(2)]);
    story.ask(0, Plain, Infer).ask_in(World(3), 0, Plain, Infer);
    story.define(1, &[Const(3)]);
    // Compiled for an old world only: it is closed from the start.
    story.ask_in(World(2), 0, Plain, Infer);
    story.sweep(World(4));
    story.ask_in(World(4), 0, Plain, Infer).ask(0, Plain, Infer);
    insta::assert_snapshot!(story.text);
}

#[test]
fn nobody_listening_means_no_events() {
    let (cache, mut sheet) = (Cache::new(), Sheet::default());
    let log = cache.record_events();
    drop(log);
    sheet.change(&cache, Change::Method(0, Some(vec![Const(1)])));
    ask(&cache, &sheet, 0, Plain, sheet.newest, Infer);
    let log = cache.record_events();
    assert_eq!(log.take_text(), "");
    ask(&cache, &sheet, 0, Plain, sheet.newest, Infer);
    assert_eq!(log.take_text(), "hit      infer c0 @ plain in w2\n");
}
