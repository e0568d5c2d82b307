//! Stages that ask for each other in ways that a cell cannot: a compiler that is a script.

use std::collections::BTreeMap;

use overdub_cache::{Compiler, CompilerCache, Found, Job, Schema, Stage, Verdict};
use overdub_world::{World, WorldRange};

struct Names;

impl Schema for Names {
    type Instance = &'static str;
    type Owner = &'static str;
    type Dependency = String;
    type Shard = String;
    type Use = &'static str;
    type Inferred = u32;
    type Code = u32;
    type Linked = u32;
    type Error = String;

    fn shard(dependency: &String) -> String {
        dependency.clone()
    }
}

/// For each stage of an instance, the stages that it asks for.
#[derive(Default)]
struct Script {
    asks: BTreeMap<(Stage, &'static str), Vec<(Stage, &'static str)>>,
    shares: BTreeMap<&'static str, &'static str>,
    /// What inference of `climbs` found, in order.
    seen: Vec<u32>,
}

impl Script {
    fn step(&mut self, job: &mut Job<'_, Names>) {
        let (stage, name, owner) = (job.stage(), *job.instance(), *job.owner());
        job.record(format!("{stage} {name}"), "source", WorldRange::ALL);
        for (stage, callee) in self.asks.get(&(stage, name)).cloned().unwrap_or_default() {
            match stage {
                Stage::Infer => job.infer(self, &callee, &owner, "result"),
                Stage::Codegen => job.codegen(self, &callee, &owner, "code"),
                Stage::Link => job.link(self, &callee, &owner, "link"),
            };
        }
    }
}

impl Compiler for Script {
    type Schema = Names;

    fn share(&mut self, job: &mut Job<'_, Names>) -> Option<&'static str> {
        self.shares.get(job.owner()).copied()
    }

    fn infer(&mut self, job: &mut Job<'_, Names>) -> Result<u32, String> {
        if *job.instance() != "climbs" {
            self.step(job);
            return Ok(0);
        }
        // Finds one more than it was told of itself, up to a limit that it sets by the round.
        let found = match job.infer(self, &"climbs", &"plain", "result") {
            Found::Guess(Some(Verdict::Own(guess))) => guess.as_ref().as_ref().unwrap() + 1,
            _ => 0,
        };
        let found = if job.round() > 5 { 100 } else { found };
        self.seen.push(found);
        Ok(found)
    }

    fn codegen(&mut self, job: &mut Job<'_, Names>, _: &u32) -> Result<u32, String> {
        self.step(job);
        Ok(0)
    }

    fn link(&mut self, job: &mut Job<'_, Names>, _: &u32) -> Result<u32, String> {
        self.step(job);
        Ok(0)
    }

    fn is_settled(&mut self, guess: Option<&Verdict<Names>>, found: &Verdict<Names>) -> bool {
        match (guess, found) {
            (Some(Verdict::Own(guess)), Verdict::Own(found)) => guess == found,
            (guess, _) => guess.is_none() && self.seen.is_empty(),
        }
    }
}

#[test]
fn code_that_inference_needs_and_that_needs_inference_is_made_again_afterwards() {
    let mut script = Script::default();
    script.asks.insert((Stage::Infer, "f"), vec![(Stage::Codegen, "constant")]);
    script.asks.insert((Stage::Codegen, "constant"), vec![(Stage::Infer, "f")]);
    let cache = CompilerCache::new();
    let log = cache.record_events();
    let f = cache.infer(&mut script, &"f", &"plain", World(1));
    let edges: Vec<_> = cache.edges(&f, Stage::Infer).iter().map(ToString::to_string).collect();
    assert_eq!(
        edges,
        [
            // What the code was made from counts for whom it was made.
            "codegen constant [source] w0..",
            "infer f [source] w0..",
        ]
    );
    cache.codegen(&mut script, &"constant", &"plain", World(1));
    cache.invalidate_exactly(World(2), &["infer f".to_owned()]);
    assert_eq!(
        log.take_text(),
        "\
compile  infer f @ plain in w1
compile  infer constant @ plain in w1
compiled infer constant @ plain w0..
compile  codegen constant @ plain in w1
compiled infer f @ plain w0..
compile  codegen constant @ plain in w1
hit      infer f @ plain in w1
compiled codegen constant @ plain w0..
close    infer f @ plain w0..=w1: infer f [source]
close    codegen constant @ plain w0..=w1: infer f [source] > f @ plain [result]
"
    );
}

#[test]
fn code_that_calls_itself_in_a_ring_is_one_group() {
    let mut script = Script::default();
    script.asks.insert((Stage::Link, "f"), vec![(Stage::Link, "g")]);
    script.asks.insert((Stage::Link, "g"), vec![(Stage::Link, "f")]);
    let cache = CompilerCache::new();
    let f = cache.link(&mut script, &"f", &"plain", World(1));
    let g = cache.lookup(&"g", &"plain", World(1)).unwrap();
    assert_eq!(g.linked(), Some(Ok(&0)));
    assert_eq!(cache.invalidate_exactly(World(2), &["link g".to_owned()]), 2);
    assert_eq!(f.worlds().to_string(), "w0..=w1");
    assert!(cache.stage_worlds(&f, Stage::Codegen).is_open(), "only linking was common");
}

#[test]
fn a_share_leads_to_an_entry_of_its_own_and_never_in_a_circle() {
    let mut script = Script::default();
    script.shares.extend([("a", "b"), ("b", "a")]);
    let cache = CompilerCache::new();
    assert_eq!(*cache.link(&mut script, &"f", &"a", World(1)).owner(), "b");
    assert_eq!(*cache.link(&mut script, &"f", &"b", World(1)).owner(), "b");
    assert_eq!(cache.entries().len(), 1);
}

#[test]
fn a_recursion_is_inferred_until_its_guesses_come_true_or_are_widened() {
    let mut script = Script::default();
    let cache = CompilerCache::new();
    let log = cache.record_events();
    let entry = cache.infer(&mut script, &"climbs", &"plain", World(1));
    assert_eq!(entry.inferred(), Ok(&100));
    assert_eq!(script.seen, [0, 1, 2, 3, 4, 5, 100, 100]);
    assert_eq!(
        log.take_text(),
        "compile  infer climbs @ plain in w1\ncompiled infer climbs @ plain w0..\n",
        "rounds are no compilations"
    );
}
