//! Threads that compile, redefine and sweep at once.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Barrier, RwLock};
use std::thread;
use std::time::Duration;

use overdub_cache::{Event, Stage};
use overdub_world::World;

use crate::sheet::{Cache, Cell, CellName, Change, Owner, Sheet, Sheets, Term, ask, ask_with};

#[test]
fn an_entry_that_many_threads_want_is_compiled_once() {
    let mut sheet = Sheet::default();
    for cell in 0..100 {
        sheet.make(Change::Method(cell, Some(vec![Term::Const(1), Term::Call(cell + 1)])));
    }
    sheet.make(Change::Method(100, Some(vec![Term::Const(2)])));
    for _ in 0..20 {
        let cache = Cache::new();
        let log = cache.record_events();
        let start = Barrier::new(4);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    ask(&cache, &sheet, 0, Owner::Plain, sheet.newest, Stage::Link);
                });
            }
        });
        let compiled =
            log.take().iter().filter(|it| matches!(it, Event::DidCompile { .. })).count();
        assert_eq!(compiled, 2 * 101 + 1);
    }
}

#[test]
fn a_recursion_entered_at_all_ends_at_once_does_not_deadlock() {
    const RING: Cell = 8;
    let mut sheet = Sheet::default();
    for cell in 0..RING {
        let terms = vec![Term::Const(cell.into()), Term::Call((cell + 1) % RING)];
        sheet.make(Change::Method(cell, Some(terms)));
    }
    for _ in 0..200 {
        let cache = Cache::new();
        let start = Barrier::new(RING.into());
        thread::scope(|scope| {
            for cell in 0..RING {
                let (cache, sheet, start) = (&cache, &sheet, &start);
                scope.spawn(move || {
                    start.wait();
                    let answer = ask(cache, sheet, cell, Owner::Plain, sheet.newest, Stage::Infer);
                    assert_eq!(answer, "plain Ok({0, 1, 2, 3, 4, 5, 6, 7})");
                });
            }
        });
        assert_eq!(cache.entries().len(), usize::from(RING), "second results are dropped");
    }
}

#[test]
fn a_panic_in_a_compiler_lets_go_of_what_it_claimed() {
    struct Panics;
    impl overdub_cache::Compiler for Panics {
        type Schema = Sheet;
        fn infer(
            &mut self,
            _: &mut overdub_cache::Job<'_, Sheet>,
        ) -> Result<crate::sheet::Value, crate::sheet::Missing> {
            panic!("on purpose")
        }
        fn codegen(
            &mut self,
            _: &mut overdub_cache::Job<'_, Sheet>,
            _: &crate::sheet::Value,
        ) -> Result<crate::sheet::Code, crate::sheet::Missing> {
            panic!("on purpose")
        }
        fn link(
            &mut self,
            _: &mut overdub_cache::Job<'_, Sheet>,
            _: &crate::sheet::Code,
        ) -> Result<String, crate::sheet::Missing> {
            panic!("on purpose")
        }
    }
    let cache = Cache::new();
    let mut sheet = Sheet::default();
    sheet.change(&cache, Change::Method(0, Some(vec![Term::Const(1)])));
    let panicked = thread::scope(|scope| {
        scope
            .spawn(|| cache.infer(&mut Panics, &CellName(0), &Owner::Plain, sheet.newest))
            .join()
            .is_err()
    });
    assert!(panicked);
    let entry = cache.infer(&mut Sheets::of(&sheet), &CellName(0), &Owner::Plain, sheet.newest);
    assert!(entry.inferred().is_ok());
}

/// One thread redefines, as a session does: define, invalidate, then give the world out. The
/// others compile in whatever world is out, with lookups that see definitions of the future.
#[test]
fn what_threads_compile_while_others_redefine_equals_a_fresh_compile() {
    const CELLS: Cell = 6;
    let cache = Cache::new();
    let sheet = RwLock::new(Sheet::default());
    let newest = AtomicU64::new(1);
    let asked = AtomicUsize::new(0);
    // The world that each thread is in: what is older than all of them may be swept.
    let in_use: [RwLock<World>; 3] = std::array::from_fn(|_| RwLock::new(World::FIRST));
    thread::scope(|scope| {
        for thread in 0..3u64 {
            let (cache, sheet, newest, asked) = (&cache, &sheet, &newest, &asked);
            let mine = &in_use[usize::try_from(thread).unwrap()];
            scope.spawn(move || {
                let mut seed = thread;
                while newest.load(Ordering::Acquire) < 600 {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let cell = Cell::try_from((seed >> 33) % u64::from(CELLS)).unwrap();
                    let owner = if seed >> 60 & 1 == 0 { Owner::Plain } else { Owner::Context(0) };
                    let world = {
                        let mut mine = mine.write().unwrap();
                        *mine = World(newest.load(Ordering::Acquire));
                        *mine
                    };
                    // A snapshot that may be older or younger than the entry's storing.
                    let snapshot = sheet.read().unwrap().clone();
                    let mut compiler = Sheets::snapshot(&snapshot, sheet);
                    let cached = ask_with(&mut compiler, cache, cell, owner, world, Stage::Link);
                    let fresh = ask(&Cache::new(), &snapshot, cell, owner, world, Stage::Link);
                    assert_eq!(cached, fresh, "{cell} @ {owner} in {world}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let mut seed = 99u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            Cell::try_from((seed >> 33) % below).unwrap()
        };
        while newest.load(Ordering::Acquire) < 600 {
            // Let the others come to their questions, but do not wait for those that failed.
            for _ in 0..200 {
                if asked.load(Ordering::Relaxed) as u64 * 2 >= newest.load(Ordering::Relaxed) {
                    break;
                }
                thread::sleep(Duration::from_micros(50));
            }
            let cell = random(u64::from(CELLS));
            let terms = [Term::Const(random(9).into()), Term::Call(random(u64::from(CELLS)))];
            let change = match random(5) {
                0 => Change::Method(cell, None),
                1 => Change::Hook(0, cell, (random(2) == 0).then_some(5)),
                2 => Change::Layout(0, Some(random(4).into())),
                _ => Change::Method(cell, Some([&terms[..], &[Term::Layout(0)]].concat())),
            };
            let (before, shards, after) = {
                let mut sheet = sheet.write().unwrap();
                let before = sheet.newest;
                (before, sheet.make(change), sheet.newest)
            };
            let snapshot = sheet.read().unwrap().clone();
            thread::yield_now();
            cache.invalidate(after, &shards, |it| snapshot.same(it, before, after));
            newest.store(after.0, Ordering::Release);
            if after.0.is_multiple_of(50) {
                let oldest = in_use.iter().map(|it| *it.read().unwrap()).min();
                cache.sweep(oldest.unwrap());
            }
            thread::yield_now();
        }
    });
    assert!(asked.load(Ordering::Relaxed) > 100);
}
