//! The law: a cached answer equals the answer of an empty cache in the same world. And what the
//! law is worth: without any one kind of edge it breaks.

use std::collections::{BTreeMap, BTreeSet};

use overdub_cache::{On, Stage};
use overdub_world::{World, WorldRange};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::sheet::{Cache, Cell, CellName, Change, Owner, Sheet, Sheets, Term, USES, Use, ask};

const CELLS: Cell = 6;

#[derive(Clone, Debug)]
enum Op {
    Change(Change),
    /// Asks for a cell, some worlds ago.
    Ask(Cell, Owner, Stage, u64),
    /// Asks for every cell under every owner, linked.
    AskAll,
    /// Drops what ended more than some worlds ago.
    Sweep(u64),
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        1 => (0..20i64).prop_map(Term::Const),
        6 => (0..CELLS).prop_map(Term::Call),
        1 => (0..CELLS).prop_map(Term::Inline),
        1 => (0..CELLS).prop_map(Term::IsDefined),
        2 => (0..2u8).prop_map(Term::Read),
        3 => (0..2u8).prop_map(Term::Layout),
    ]
}

/// A ring of one to four cells that call each other, so that recursion is common.
fn ring() -> impl Strategy<Value = Vec<Op>> {
    (1..=4usize, 0..CELLS).prop_map(|(length, first)| {
        let length = Cell::try_from(length).unwrap();
        let cell = |index: Cell| (first + index % length) % CELLS;
        let define = |index: Cell| {
            let body = vec![Term::Const(i64::from(index) + 100), Term::Call(cell(index + 1))];
            Op::Change(Change::Method(cell(index), Some(body)))
        };
        (0..length).map(define).collect()
    })
}

fn owner() -> impl Strategy<Value = Owner> {
    prop_oneof![Just(Owner::Plain), (0..2u8).prop_map(Owner::Context)]
}

fn op() -> impl Strategy<Value = Op> {
    let value = || proptest::option::weighted(0.7, 0..4i64);
    let change = prop_oneof![
        4 => (0..CELLS, proptest::option::weighted(0.85, proptest::collection::vec(term(), 1..4)))
            .prop_map(|(cell, terms)| Change::Method(cell, terms)),
        2 => (0..2u8, value()).prop_map(|(name, value)| Change::Binding(name, value)),
        3 => (0..2u8, value()).prop_map(|(name, value)| Change::Layout(name, value)),
        5 => (0..2u8, 0..CELLS, proptest::option::weighted(0.6, 0..4i64))
            .prop_map(|(context, cell, value)| Change::Hook(context, cell, value)),
        1 => (0..3i64).prop_map(Change::Flag),
    ];
    let stage =
        prop_oneof![Just(Stage::Infer), Just(Stage::Codegen), Just(Stage::Link), Just(Stage::Link)];
    let ago = prop_oneof![5 => Just(0u64), 1 => 1..4u64];
    prop_oneof![
        6 => change.prop_map(Op::Change),
        6 => (0..CELLS, owner(), stage, ago).prop_map(|(a, b, c, d)| Op::Ask(a, b, c, d)),
        1 => Just(Op::AskAll),
        1 => (0..6u64).prop_map(Op::Sweep),
    ]
}

fn script() -> impl Strategy<Value = Vec<Op>> {
    let part = prop_oneof![12 => op().prop_map(|it| vec![it]), 1 => ring()];
    proptest::collection::vec(part, 10..60).prop_map(|parts| parts.concat())
}

/// Makes the change of a step, or lets go of what is older than it says.
fn pass(op: &Op, cache: &Cache, sheet: &mut Sheet, oldest: &mut World) {
    match op {
        Op::Change(change) => drop(sheet.change(cache, change.clone())),
        Op::Sweep(ago) => {
            *oldest = (*oldest).max(World(sheet.newest.0.saturating_sub(*ago)));
            cache.sweep(*oldest);
        }
        Op::Ask(..) | Op::AskAll => {}
    }
}

/// Runs a script, comparing each answer with that of an empty cache.
fn run(script: &[Op], forgotten: Option<Use>) -> Result<(), String> {
    let cache = Cache::new();
    if let Some(used) = forgotten {
        cache.forget_edges(used);
    }
    let mut sheet = Sheet::default();
    let mut oldest = World::FIRST;
    for (step, op) in script.iter().enumerate() {
        pass(op, &cache, &mut sheet, &mut oldest);
        match op.clone() {
            Op::Change(_) | Op::Sweep(_) => {}
            Op::Ask(cell, owner, stage, ago) => {
                let world = oldest.max(World(sheet.newest.0.saturating_sub(ago)));
                compare(&cache, &sheet, cell, owner, world, stage)
                    .map_err(|it| format!("step {step}: {it}"))?;
            }
            Op::AskAll => {
                for owner in [Owner::Plain, Owner::Context(0), Owner::Context(1)] {
                    for cell in 0..CELLS {
                        compare(&cache, &sheet, cell, owner, sheet.newest, Stage::Link)
                            .map_err(|it| format!("step {step}: {it}"))?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn compare(
    cache: &Cache,
    sheet: &Sheet,
    cell: Cell,
    owner: Owner,
    world: World,
    stage: Stage,
) -> Result<(), String> {
    let cached = ask(cache, sheet, cell, owner, world, stage);
    let fresh = ask(&Cache::new(), sheet, cell, owner, world, stage);
    if cached == fresh {
        return Ok(());
    }
    Err(format!("c{cell} @ {owner} in {world}: {cached}, but afresh {fresh}"))
}

proptest! {
    #![proptest_config(Config {
        // `PROPTEST_CASES` may ask for more.
        cases: Config::default().cases.max(2000),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn a_cached_answer_equals_the_answer_of_an_empty_cache(script in script()) {
        if let Err(difference) = run(&script, None) {
            prop_assert!(false, "{}", difference);
        }
    }
}

/// What one entry's code takes of another's for good, in a world some worlds ago.
type Hold = ((Cell, Owner), (Cell, Owner), u64);

fn holds() -> impl Strategy<Value = Vec<Hold>> {
    let ago = prop_oneof![4 => Just(0u64), 1 => 1..5u64];
    proptest::collection::vec(((0..CELLS, owner()), (0..CELLS, owner()), ago), 1..40)
}

/// Runs a script in which code takes other code for good between any two steps; what an entry has taken must hold in all worlds that
/// the entry is said to hold in and in which something may still run.
fn run_holding(script: &[Op], holds: &[Hold]) -> Result<(), String> {
    let cache = Cache::new();
    let mut sheet = Sheet::default();
    let mut oldest = World::FIRST;
    let mut held = Vec::new();
    for (step, op) in script.iter().enumerate() {
        pass(op, &cache, &mut sheet, &mut oldest);
        let ((cell, owner), (of, of_owner), ago) = holds[step % holds.len()];
        let world = oldest.max(World(sheet.newest.0.saturating_sub(ago)));
        let compiler = &mut Sheets::of(&sheet);
        let by = cache.link(compiler, &CellName(cell), &owner, world);
        let of = cache.link(compiler, &CellName(of), &of_owner, world);
        if let Some(holder) = by.holder()
            && of.linked().is_some()
            && cache.hold(holder, &of, Use::Code, || oldest)
        {
            held.push((by, of));
        }
        let living = cache.entries();
        for (by, of) in &held {
            let runs = living.iter().any(|it| it.id() == by.id());
            let worlds = by.worlds().intersect(WorldRange::since(oldest));
            if runs && !of.worlds().contains_range(worlds) {
                return Err(format!("step {step}: {by} holds {of}"));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_code_has_taken_for_good_holds_wherever_it_runs(script in script(), holds in holds()) {
        if let Err(difference) = run_holding(&script, &holds) {
            prop_assert!(false, "{}", difference);
        }
    }
}

/// Scripts from a fixed seed, so that what a kind is caught by is always the same case.
fn fixed_scripts() -> impl Iterator<Item = Vec<Op>> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let scripts = script();
    std::iter::from_fn(move || Some(scripts.new_tree(&mut runner).unwrap().current()))
}

#[test]
fn without_any_one_kind_of_edge_the_law_fails_within_a_thousand_cases() {
    for used in USES {
        let caught = fixed_scripts().take(1000).position(|it| run(&it, Some(used)).is_err());
        let case = caught.unwrap_or_else(|| panic!("nothing is stale without {used} edges"));
        println!("without {used} edges the law fails in case {}", case + 1);
    }
}

/// What a change closes, by subject and stage, if nothing but the answers counts: every recorded
/// question is asked again, whatever its shard, and users are followed to the end.
fn oracle(cache: &Cache, sheet: &Sheet, at: World) -> BTreeSet<String> {
    let before = at.previous().unwrap();
    let mut rests_on: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut gone = BTreeSet::new();
    for entry in cache.entries() {
        let subject = format!("{} @ {}", entry.instance(), entry.owner());
        let mut earlier = None;
        for stage in [Stage::Infer, Stage::Codegen, Stage::Link] {
            if !cache.stage_worlds(&entry, stage).is_open() {
                continue;
            }
            let node = format!("{stage} {subject}");
            let users = rests_on.entry(node.clone()).or_default();
            if stage == Stage::Infer {
                users.extend(cache.group(&entry).iter().map(|it| format!("infer {it}")));
            }
            users.extend(earlier.replace(node.clone()));
            for edge in cache.edges(&entry, stage) {
                match edge.on {
                    On::Dependency(question) => {
                        if !sheet.same(&question, before, at) {
                            gone.insert(node.clone());
                        }
                    }
                    On::Entry { subject, stage, .. } => {
                        users.insert(format!("{stage} {subject}"));
                        if stage == Stage::Infer {
                            // Perhaps the share that led there.
                            users.insert(format!("share {subject}"));
                        }
                    }
                }
            }
        }
    }
    for cell in 0..CELLS {
        for context in 0..2 {
            let (cell, owner) = (CellName(cell), Owner::Context(context));
            let Some(guards) = cache.guards(&cell, &owner, before) else { continue };
            let node = format!("share {cell} @ {owner}");
            let users = rests_on.entry(node.clone()).or_default();
            for edge in guards.iter().filter(|it| it.worlds.is_open()) {
                match &edge.on {
                    On::Dependency(question) => {
                        if !sheet.same(question, before, at) {
                            gone.insert(node.clone());
                        }
                    }
                    On::Entry { subject, .. } => {
                        users.insert(format!("infer {subject}"));
                        users.insert(format!("share {subject}"));
                    }
                }
            }
        }
    }
    loop {
        let more: Vec<_> = rests_on
            .iter()
            .filter(|(node, on)| !gone.contains(*node) && on.iter().any(|it| gone.contains(it)))
            .map(|(node, _)| node.clone())
            .collect();
        if more.is_empty() {
            return gone;
        }
        gone.extend(more);
    }
}

#[test]
fn a_change_closes_exactly_what_an_oracle_says_it_alters() {
    let mut closed_in_all = 0;
    for script in fixed_scripts().take(400) {
        let (cache, mut sheet) = (Cache::new(), Sheet::default());
        for op in script {
            match op {
                Op::Change(change) => {
                    let before = sheet.newest;
                    let shards = sheet.make(change);
                    let expected = oracle(&cache, &sheet, sheet.newest);
                    let open = open_nodes(&cache, before);
                    cache.invalidate(sheet.newest, &shards, |it| {
                        sheet.same(it, before, sheet.newest)
                    });
                    let closed = &open - &open_nodes(&cache, sheet.newest);
                    assert_eq!(closed, expected);
                    closed_in_all += closed.len();
                }
                Op::Ask(cell, owner, stage, _) => {
                    drop(ask(&cache, &sheet, cell, owner, sheet.newest, stage));
                }
                Op::AskAll | Op::Sweep(_) => {}
            }
        }
    }
    assert!(closed_in_all > 1000, "only {closed_in_all} entries were closed: a weak test");
}

/// The stages and shares that are valid from `newest` on, by name.
fn open_nodes(cache: &Cache, newest: World) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    for entry in cache.entries() {
        for stage in [Stage::Infer, Stage::Codegen, Stage::Link] {
            if cache.stage_worlds(&entry, stage).is_open() {
                open.insert(format!("{stage} {} @ {}", entry.instance(), entry.owner()));
            }
        }
    }
    for cell in (0..CELLS).map(CellName) {
        for owner in [Owner::Context(0), Owner::Context(1)] {
            if cache.guards(&cell, &owner, newest).is_some() {
                open.insert(format!("share {cell} @ {owner}"));
            }
        }
    }
    open
}

/// The third cell asks for one that is held back behind another frame than the one that is in that frame's place now.
#[test]
fn who_asks_for_what_is_held_back_joins_its_group() {
    let (cache, mut sheet) = (Cache::new(), Sheet::default());
    let bodies = [
        vec![Term::Call(1), Term::Call(2)],
        vec![Term::Call(0), Term::Call(3)],
        vec![Term::Const(1), Term::Call(3)],
        vec![Term::Const(2), Term::Call(1)],
    ];
    for (cell, body) in (0..).zip(bodies) {
        sheet.change(&cache, Change::Method(cell, Some(body)));
    }
    ask(&cache, &sheet, 0, Owner::Plain, sheet.newest, Stage::Infer);
    for cell in 0..4 {
        let entry = cache.lookup(&CellName(cell), &Owner::Plain, sheet.newest).unwrap();
        let group: BTreeSet<Cell> = cache.group(&entry).iter().map(|it| it.instance.0).collect();
        assert_eq!(group, BTreeSet::from([0, 1, 2, 3]), "of c{cell}");
    }
    sheet.change(&cache, Change::Method(3, None));
    for cell in 0..4 {
        compare(&cache, &sheet, cell, Owner::Plain, sheet.newest, Stage::Infer).unwrap();
    }
}

#[test]
fn recursion_groups_are_the_strongly_connected_components() {
    let mut biggest = 0;
    for script in fixed_scripts().take(300) {
        let (cache, mut sheet) = (Cache::new(), Sheet::default());
        for op in script {
            let Op::Change(change) = op else { continue };
            sheet.change(&cache, change);
            let mut calls = DiGraphMap::<Cell, ()>::new();
            for cell in 0..CELLS {
                calls.add_node(cell);
                for term in sheet.method(cell, sheet.newest).0.unwrap_or_default().iter() {
                    if let Term::Call(callee) = term {
                        calls.add_edge(cell, *callee, ());
                    }
                }
            }
            // Entered at any cell, the groups are the same.
            let first = Cell::try_from(sheet.newest.0 % u64::from(CELLS)).unwrap();
            for cell in (0..CELLS).map(|it| (it + first) % CELLS) {
                ask(&cache, &sheet, cell, Owner::Plain, sheet.newest, Stage::Infer);
            }
            for component in tarjan_scc(&calls) {
                let expected: BTreeSet<Cell> = component.iter().copied().collect();
                biggest = biggest.max(expected.len());
                for cell in component {
                    let name = CellName(cell);
                    let entry = cache.lookup(&name, &Owner::Plain, sheet.newest).unwrap();
                    let group: BTreeSet<Cell> =
                        cache.group(&entry).iter().map(|it| it.instance.0).collect();
                    assert_eq!(group, expected);
                }
            }
        }
    }
    assert!(biggest >= 4, "no group was deep");
}
