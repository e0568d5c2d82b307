//! The laws of lookups, over random scripts.
//!
//! `OVERDUB_CASES` says how many scripts, `OVERDUB_SEED` where they start.

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use overdub_types::{Symbol, Type};
use overdub_world::{
    Answer, Change, Definitions, Dependency, DispatchCache, EdgeLog, Found, Lookup, Matches,
    MethodDef, Reached, Shard, Snapshot, Source, TableId, TableKind, World,
};

use crate::naive::{Naive, Outcome, Relations};
use crate::scripts::{self, Dice, N_TABLES, Step};

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).ok().and_then(|it| it.parse().ok()).unwrap_or(otherwise)
}

/// Runs `law` over as many cases as are asked for; says which failed.
pub(crate) fn check(cases: u64, law: impl Fn(&mut scripts::World, &Relations, &mut Dice)) {
    let first = number("OVERDUB_SEED", 0);
    let cases = number("OVERDUB_CASES", cases);
    let mut pool = scripts::World::new();
    let mut relations = Relations::default();
    for seed in first..first + cases {
        let mut dice = Dice::new(seed);
        pool.deal(&mut dice);
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            law(&mut pool, &relations, &mut dice);
        }));
        if let Err(cause) = failed {
            println!("OVERDUB_SEED={seed} OVERDUB_CASES=1 repeats this");
            std::panic::resume_unwind(cause);
        }
        if seed % 2000 == 1999 {
            relations = Relations::default();
        }
    }
    println!("{cases} scripts from seed {first}");
}

/// Definitions that were made by a script, in step with the naive ones.
pub(crate) struct Played<'a> {
    pub(crate) definitions: Definitions,
    tables: Vec<TableId>,
    naive: Naive<'a>,
    changes: Vec<Change>,
}

impl<'a> Played<'a> {
    fn new(relations: &'a Relations) -> Played<'a> {
        let definitions = Definitions::new();
        let overlays = (1..N_TABLES)
            .map(|it| definitions.new_table(TableKind::Overlay, Symbol::new(&format!("C{it}"))));
        let tables = [TableId::ORDINARY].into_iter().chain(overlays).collect();
        Played { definitions, tables, naive: Naive::new(relations), changes: Vec::new() }
    }

    fn step(&mut self, step: &Step) {
        let started = self.naive.step(step);
        match step {
            Step::Define { table, sig } => {
                let def = MethodDef::new(*sig, Source::Missing);
                let (method, change) = self
                    .definitions
                    .define_method(self.tables[*table], def)
                    .expect("the signature is right");
                assert_eq!(method.id().0 as usize, self.naive.methods.len() - 1);
                self.changes.push(change);
            }
            Step::Delete { table, sig } => {
                let deleted = self.definitions.delete_method(self.tables[*table], *sig);
                assert_eq!(deleted.is_ok(), started, "{deleted:?}");
                self.changes.extend(deleted.ok());
            }
        }
        assert_eq!(self.definitions.world(), World(self.naive.last));
    }

    pub(crate) fn play(relations: &'a Relations, steps: &[Step]) -> Played<'a> {
        let mut played = Played::new(relations);
        steps.iter().for_each(|it| played.step(it));
        played
    }

    fn worlds(&self) -> std::ops::RangeInclusive<u64> {
        0..=self.naive.last + 1
    }
}

fn outcome(found: &Found) -> Outcome {
    match found {
        Found::None => Outcome::None,
        Found::One(it) => Outcome::One {
            method: it.method.id().0 as usize,
            static_params: it.static_params.to_vec(),
        },
        Found::Ambiguous(methods) => {
            let mut numbers: Vec<usize> = methods.iter().map(|it| it.id().0 as usize).collect();
            numbers.sort_unstable();
            Outcome::Ambiguous(numbers)
        }
    }
}

fn stack_of(dice: &mut Dice) -> Vec<usize> {
    let stacks: &[&[usize]] = &[&[0], &[1, 0], &[2, 1, 0], &[1, 2], &[2, 0]];
    dice.pick(stacks).to_vec()
}

fn same_as_naive(
    naive: &Naive<'_>,
    snapshot: &Snapshot,
    tables: &[TableId],
    stack: &[usize],
    call: Type,
    world: u64,
) {
    let ids: Vec<TableId> = stack.iter().map(|it| tables[*it]).collect();
    let answer = snapshot.find_in(&ids, call, World(world)).expect("small types");
    let expected = naive.find_in(stack, call, world);
    assert_eq!(
        outcome(&answer.result),
        expected,
        "{call} in w{world} of {stack:?}\n{:#?}",
        naive.methods
    );
    let range = naive.range(world.min(naive.last), |world| naive.find_in(stack, call, world));
    assert_eq!(answer.range, range, "range of {call} in w{world} of {stack:?}: {expected:?}");
    SEEN[match expected {
        Outcome::None => 0,
        Outcome::One { .. } => 1,
        Outcome::Ambiguous(_) => 2,
    }]
    .fetch_add(1, Ordering::Relaxed);
}

/// How many answers were "none", "one", "ambiguous", so that the law is seen to speak of each.
static SEEN: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];

#[test]
fn answers_and_ranges_equal_those_of_a_naive_scan() {
    check(1_500, |pool, relations, dice| {
        let steps = pool.steps(dice);
        let played = Played::play(relations, &steps);
        let snapshot = played.definitions.snapshot();
        let stack = stack_of(dice);
        for call in pool.calls().iter().chain(pool.queries()) {
            for world in played.worlds() {
                same_as_naive(&played.naive, &snapshot, &played.tables, &stack, *call, world);
            }
        }
    });
    let [none, one, ambiguous] = SEEN.each_ref().map(|it| it.load(Ordering::Relaxed));
    println!("answers: {one} methods, {none} none, {ambiguous} ambiguous");
    assert!(one > none / 4 && ambiguous > 0, "the scripts make methods that are found");
}

#[test]
fn a_snapshot_answers_for_ever_as_when_it_was_taken() {
    check(300, |pool, relations, dice| {
        let steps = pool.steps(dice);
        let taken_after = dice.below(steps.len());
        let mut played = Played::play(relations, &steps[..taken_after]);
        let snapshot = played.definitions.snapshot();
        let then = Played::play(relations, &steps[..taken_after]);
        steps[taken_after..].iter().for_each(|it| played.step(it));
        for call in pool.calls() {
            for world in then.worlds() {
                same_as_naive(&then.naive, &snapshot, &played.tables, &[1, 0], *call, world);
            }
        }
    });
}

/// The answer to `query` in `world` when nothing else was ever defined than what lives there.
fn fresh(played: &Played<'_>, query: Type, world: u64, limit: Option<usize>) -> Option<Matches> {
    let definitions = Definitions::new();
    // Signatures in the order in which they were first defined, whoever has them now.
    let naive = &played.naive;
    let first = |sig: Type| naive.methods.iter().position(|it| it.table == 0 && it.sig == sig);
    let mut live: Vec<_> = naive.live(0, world).collect();
    live.sort_by_key(|it| first(it.sig));
    for method in &live {
        let def = MethodDef::new(method.sig, Source::Missing);
        definitions.define_method(TableId::ORDINARY, def).expect("the signature is right");
    }
    let snapshot = definitions.snapshot();
    let answer = snapshot.matching(TableId::ORDINARY, query, snapshot.world(), limit);
    answer.expect("small types").result
}

fn is_same(a: Type, b: Type) -> bool {
    overdub_types::types_equal(a, b).expect("small types")
}

fn same_matches(a: &Option<Matches>, b: &Option<Matches>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let same = |(a, b): (&overdub_world::Match, &overdub_world::Match)| {
                is_same(a.method.sig(), b.method.sig())
                    && a.sig == b.sig
                    && a.static_params == b.static_params
                    && a.covers == b.covers
            };
            a.is_ambiguous == b.is_ambiguous
                && a.list.len() == b.list.len()
                && a.list.iter().zip(&b.list).all(same)
        }
        _ => false,
    }
}

#[test]
fn matches_hold_for_the_widest_range() {
    check(300, |pool, relations, dice| {
        let steps = pool.steps(dice);
        let played = Played::play(relations, &steps);
        let snapshot = played.definitions.snapshot();
        let limit = dice.pick(&[None, Some(1), Some(3), Some(4)]);
        for query in pool.queries().iter().chain(pool.calls()) {
            for world in played.worlds() {
                let asked = |world: u64| {
                    snapshot
                        .matching(TableId::ORDINARY, *query, World(world), limit)
                        .expect("small types")
                };
                let answer = asked(world);
                let same = |world: u64| {
                    let other = fresh(&played, *query, world, limit);
                    // The same signatures, and the same methods behind them.
                    same_matches(&answer.result, &other)
                        && (answer.result.is_none() || answer.result == asked(world).result)
                };
                let Answer { result, range } = &answer;
                assert!(range.contains(World(world)));
                let worlds = played.worlds().filter(|it| range.contains(World(*it)));
                for world in worlds {
                    assert!(same(world), "{query}: {result:?} {range} does not hold in w{world}");
                }
                if result.is_some() {
                    let before = range.min.0.checked_sub(1);
                    let after = (!range.is_open()).then(|| range.max.0 + 1);
                    for world in before.into_iter().chain(after) {
                        assert!(!same(world), "{query}: {result:?} {range} holds in w{world}");
                    }
                }
            }
        }
    });
}

#[test]
fn what_a_call_runs_is_among_the_matches_of_what_it_is_part_of() {
    let (asked, blurred) = (AtomicUsize::new(0), AtomicUsize::new(0));
    check(600, |pool, relations, dice| {
        let steps = pool.steps(dice);
        let played = Played::play(relations, &steps);
        let snapshot = played.definitions.snapshot();
        let world = World(dice.below(played.naive.last as usize + 1) as u64);
        for query in pool.queries() {
            let answer = snapshot.matching(TableId::ORDINARY, *query, world, None);
            let Matches { list, is_ambiguous } =
                answer.expect("small types").result.expect("there is no limit");
            for call in pool.calls() {
                if !relations.is_below(*call, *query) {
                    continue;
                }
                asked.fetch_add(1, Ordering::Relaxed);
                // Intersection is Julia's, and can lose calls that both types have: of
                // `Tuple{Int, Vararg{String}}` and `Tuple{T, S} where {T, S<:T}` it says that
                // they have none. Then the law cannot hold.
                let is_kept = |a: Type, b: Type| {
                    let both = overdub_types::intersect(a, b).expect("small types");
                    relations.is_below(*call, both)
                };
                let live = played.naive.live(0, world.0);
                let mut sigs: Vec<Type> = live.map(|it| it.sig).collect();
                sigs.retain(|it| relations.is_below(*call, *it));
                sigs.push(*query);
                let is_sharp = sigs.iter().all(|a| sigs.iter().all(|b| is_kept(*a, *b)));
                if !is_sharp {
                    blurred.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                match snapshot.find(TableId::ORDINARY, *call, world).expect("small types").result {
                    Found::None => {}
                    Found::Ambiguous(_) => {
                        assert!(
                            is_ambiguous,
                            "{call} of {query} is ambiguous\n{:#?}",
                            played.naive.live(0, world.0).collect::<Vec<_>>()
                        );
                    }
                    Found::One(found) => {
                        let takes =
                            |it: &&overdub_world::Match| relations.is_below(*call, it.method.sig());
                        let first = list.iter().find(takes).map(|it| &it.method);
                        assert!(
                            first == Some(&found.method) || is_ambiguous,
                            "{call} of {query} runs {}, not {first:?}\n{:#?}",
                            found.method,
                            played.naive.live(0, world.0).collect::<Vec<_>>()
                        );
                        assert!(list.iter().any(|it| it.method == found.method));
                    }
                }
            }
        }
    });
    let [asked, blurred] = [asked, blurred].map(AtomicUsize::into_inner);
    println!("{asked} calls, of which {blurred} were lost by intersection");
    assert!(blurred * 20 < asked, "intersection loses few calls");
}

#[test]
fn a_change_reaches_and_touches_every_question_whose_answer_it_changes() {
    check(500, |pool, relations, dice| {
        let steps = pool.steps(dice);
        let played = Played::play(relations, &steps);
        let snapshot = played.definitions.snapshot();
        let mut questions = Vec::new();
        for sig in pool.calls().iter().chain(pool.queries()) {
            for table in &played.tables {
                let (table, sig) = (*table, *sig);
                questions.push(Dependency::Dispatch { table, sig });
                questions.push(Dependency::Matching { table, sig, limit: None });
                questions.push(Dependency::Methods { table, sig });
            }
        }
        for change in &played.changes {
            let before = change.world.previous().expect("a change starts a world");
            for question in &questions {
                let holds = question.still_holds(&snapshot, before, change.world);
                let then = question.ask(&snapshot, before).expect("small types").result;
                let now = question.ask(&snapshot, change.world).expect("small types").result;
                assert_eq!(holds, Ok(then == now));
                if then == now {
                    continue;
                }
                assert!(change.touches(question), "{change} does not touch {question}");
                let shard = Shard::of(question);
                assert!(change.reaches(&shard), "{change} does not reach {question}");
                if let Reached::Shards(shards) = change.reached() {
                    assert!(shards.contains(&shard), "{change} does not name {question}");
                }
            }
        }
    });
}

#[test]
fn a_dispatch_cache_answers_as_if_it_were_empty() {
    check(400, |pool, relations, dice| {
        let steps = pool.steps(dice);
        let mut played = Played::new(relations);
        let stack: Vec<TableId> = stack_of(dice).iter().map(|it| played.tables[*it]).collect();
        let mut cache: DispatchCache<Arc<Found>> = DispatchCache::new(&stack);
        for step in &steps {
            played.step(step);
            let snapshot = played.definitions.snapshot();
            for _ in 0..4 {
                let call = dice.pick(pool.calls());
                let world = World(dice.below(played.naive.last as usize + 1) as u64);
                let uncached = snapshot.find_in(&stack, call, world).expect("small types");
                let cached = cache.find(&snapshot, call, world, |tables| {
                    Ok(snapshot.find_in(tables, call, world)?.map(Arc::new))
                });
                assert_eq!(**cached.expect("small types"), uncached.result, "{call} in {world}");
            }
        }
    });
}

#[test]
fn edges_hold_for_what_was_asked() {
    check(200, |pool, relations, dice| {
        let steps = pool.steps(dice);
        let played = Played::play(relations, &steps);
        let snapshot = played.definitions.snapshot();
        let world = World(dice.below(played.naive.last as usize + 1) as u64);
        let stack: Vec<TableId> = stack_of(dice).iter().map(|it| played.tables[*it]).collect();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, world, &log);
        for call in pool.calls() {
            lookup.find_in(&stack, *call).expect("small types");
        }
        for query in pool.queries() {
            lookup.matching_in(&stack, *query, Some(3)).expect("small types");
        }
        assert!(log.range().contains(world));
        for edge in log.edges() {
            let again = edge.dependency.ask(&snapshot, world).expect("small types");
            assert_eq!(again.range, edge.range, "{edge}");
        }
        for other in played.worlds().filter(|it| log.range().contains(World(*it))) {
            for call in pool.calls() {
                let then = snapshot.find_in(&stack, *call, world).expect("small types").result;
                let now = snapshot.find_in(&stack, *call, World(other)).expect("small types");
                assert_eq!(then, now.result);
            }
        }
    });
}
