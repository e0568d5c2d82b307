//! What a hit, a compilation, and an invalidation cost, from 10 to 10,000 entries.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use overdub_cache::{Compiler, CompilerCache, Job, Schema};
use overdub_world::{World, WorldRange};

const SIZES: [u32; 4] = [10, 100, 1_000, 10_000];

fn main() {
    divan::main();
}

struct Numbers;

impl Schema for Numbers {
    type Instance = u32;
    type Owner = u8;
    type Dependency = u32;
    type Shard = u32;
    type Use = &'static str;
    type Inferred = ();
    type Code = ();
    type Linked = ();
    type Error = String;

    fn shard(dependency: &u32) -> u32 {
        *dependency
    }
}

/// What an instance stands on, besides the dependency with its own number.
#[derive(Clone, Copy)]
enum Shape {
    /// Nothing.
    Alone,
    /// One entry that all have in common.
    Star,
    /// The instance before.
    Chain,
}

impl Compiler for Shape {
    type Schema = Numbers;

    fn infer(&mut self, job: &mut Job<'_, Numbers>) -> Result<(), String> {
        let number = *job.instance();
        job.record(number, "answer", WorldRange::ALL);
        let callee = match self {
            Shape::Star if number != 0 => Some(0),
            Shape::Chain => number.checked_sub(1),
            Shape::Star | Shape::Alone => None,
        };
        if let Some(callee) = callee {
            job.infer(self, &callee, &0, "result");
        }
        Ok(())
    }

    fn codegen(&mut self, _: &mut Job<'_, Numbers>, (): &()) -> Result<(), String> {
        Ok(())
    }

    fn link(&mut self, _: &mut Job<'_, Numbers>, (): &()) -> Result<(), String> {
        Ok(())
    }
}

/// A cache of `size` entries, compiled from the first on, so that none nests deeply.
fn filled(mut shape: Shape, size: u32) -> CompilerCache<Numbers> {
    let cache = CompilerCache::new();
    for number in 0..size {
        cache.infer(&mut shape, &number, &0, World(1));
    }
    cache
}

#[divan::bench(args = SIZES)]
fn hit(bencher: Bencher<'_, '_>, size: u32) {
    let cache = filled(Shape::Alone, size);
    let mut number = 0;
    bencher.bench_local(|| {
        number = (number + 7) % size;
        black_box(cache.infer(&mut Shape::Alone, &number, &0, World(1)))
    });
}

#[divan::bench(args = SIZES)]
fn compile_per_entry_of_a_chain(bencher: Bencher<'_, '_>, size: u32) {
    bencher.counter(ItemsCount::new(size)).bench_local(|| filled(Shape::Chain, size));
}

/// One change that closes everything: divided by the size it is the cost of an edge.
#[divan::bench(args = SIZES)]
fn close_per_user_of_one_entry(bencher: Bencher<'_, '_>, size: u32) {
    bencher
        .counter(ItemsCount::new(size))
        .with_inputs(|| filled(Shape::Star, size))
        .bench_local_refs(|cache| {
            assert_eq!(cache.invalidate_exactly(World(2), &[0]), size as usize)
        });
}

/// The same, with a path to everything that is as long as there are entries.
#[divan::bench(args = SIZES)]
fn close_per_link_of_a_chain(bencher: Bencher<'_, '_>, size: u32) {
    bencher
        .counter(ItemsCount::new(size))
        .with_inputs(|| filled(Shape::Chain, size))
        .bench_local_refs(|cache| {
            assert_eq!(cache.invalidate_exactly(World(2), &[0]), size as usize)
        });
}

/// A change that closes one entry of many: must not depend on how many there are.
#[divan::bench(args = SIZES)]
fn close_one_of(bencher: Bencher<'_, '_>, size: u32) {
    bencher.with_inputs(|| filled(Shape::Alone, size)).bench_local_refs(|cache| {
        assert_eq!(cache.invalidate(World(2), &[size / 2], |_| false), 1);
    });
}

/// A change that is found to alter nothing.
#[divan::bench(args = SIZES)]
fn ask_again_and_keep(bencher: Bencher<'_, '_>, size: u32) {
    let cache = filled(Shape::Alone, size);
    bencher.bench_local(|| cache.invalidate(World(2), &[size / 2], |_| true));
}
