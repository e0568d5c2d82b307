//! Compiling what is asked for: one thread's way through the entries that it finds missing.
//!
//! Stages nest on the machine stack as they ask for each other. An entry that is asked for while
//! it is being compiled closes a recursion: everything from it upwards is one group (Tarjan's
//! algorithm for strongly connected components, run along with the asking). The members of a
//! group are held back until its head has ended, and are stored together, with one set of edges
//! and one range of worlds; an inference that read guesses is repeated until they are confirmed.
//!
//! # Source
//! R. Tarjan, *Depth-first search and linear graph algorithms* (1972), for the groups; rounds over
//! a group as in Julia's `typeinf` and in salsa's fixpoint iteration.

use std::mem;
use std::sync::Arc;

use overdub_world::{World, WorldRange};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::cache::Inner;
use crate::claims::{Claim, Claimed};
use crate::compiler::{Compiler, Schema, Stage, Verdict};
use crate::edge::Recording;
use crate::entry::{CodeInstance, Share, Subject};
use crate::event::Event;
use crate::graph::Member;
use crate::job::Job;
use crate::lock::{read, write};

/// What a demand came to.
pub(crate) enum Demanded<S: Schema> {
    Entry {
        entry: Arc<CodeInstance<S>>,
        /// The share that led to the entry.
        share: Option<Arc<Share<S>>>,
        /// Whether it was there already.
        hit: bool,
    },
    Guess {
        verdict: Option<Verdict<S>>,
        share: Option<Arc<Share<S>>>,
        /// The lowest frame of the group that we have joined by asking.
        low: usize,
    },
}

impl<S: Schema> Demanded<S> {
    fn through(self, by: Arc<Share<S>>) -> Demanded<S> {
        match self {
            Demanded::Entry { entry, hit, .. } => Demanded::Entry { entry, share: Some(by), hit },
            Demanded::Guess { verdict, low, .. } => {
                Demanded::Guess { verdict, share: Some(by), low }
            }
        }
    }
}

/// A stage that is running.
pub(crate) struct Frame<S: Schema> {
    pub(crate) subject: Subject<S>,
    pub(crate) stage: Stage,
    /// The entry, after the first stage.
    pub(crate) entry: Option<Arc<CodeInstance<S>>>,
    pub(crate) round: u32,
    recording: Recording<S>,
    /// The lowest frame that this one's result depends on.
    low: usize,
    was_guessed: bool,
    /// How many results were held back when this frame began: the later ones are in its group.
    held_before: usize,
}

/// What a stage came to.
pub(crate) enum Product<S: Schema> {
    Inferred(Verdict<S>),
    Code(Result<S::Code, S::Error>),
    Linked(Result<S::Linked, S::Error>),
}

/// A stage that has ended.
pub(crate) struct Finished<S: Schema> {
    pub(crate) subject: Subject<S>,
    pub(crate) stage: Stage,
    pub(crate) entry: Option<Arc<CodeInstance<S>>>,
    pub(crate) recording: Recording<S>,
    pub(crate) product: Product<S>,
    low: usize,
    was_guessed: bool,
}

impl<S: Schema> Finished<S> {
    fn claim(&self) -> Claim<S> {
        (self.subject.clone(), self.stage)
    }

    fn verdict(&self) -> Option<&Verdict<S>> {
        match &self.product {
            Product::Inferred(verdict) => Some(verdict),
            Product::Code(_) | Product::Linked(_) => None,
        }
    }
}

/// Where an unfinished stage is.
#[derive(Clone, Copy)]
enum Place {
    Running(usize),
    Held(usize),
}

/// One thread's compilation in one world, from the outermost demand on.
pub(crate) struct Compilation<S: Schema> {
    pub(crate) cache: Arc<Inner<S>>,
    world: World,
    frames: Vec<Frame<S>>,
    held: Vec<Finished<S>>,
    places: FxHashMap<Claim<S>, Place>,
    guesses: FxHashMap<Claim<S>, Verdict<S>>,
    claimed: FxHashSet<Claim<S>>,
    announced: FxHashSet<Claim<S>>,
}

impl<S: Schema> Compilation<S> {
    pub(crate) fn new(cache: &Arc<Inner<S>>, world: World) -> Compilation<S> {
        Compilation {
            cache: Arc::clone(cache),
            world,
            frames: Vec::new(),
            held: Vec::new(),
            places: FxHashMap::default(),
            guesses: FxHashMap::default(),
            claimed: FxHashSet::default(),
            announced: FxHashSet::default(),
        }
    }

    pub(crate) fn world(&self) -> World {
        self.world
    }

    pub(crate) fn depth(&self) -> usize {
        self.frames.len() - 1
    }

    pub(crate) fn running(&self) -> impl Iterator<Item = &S::Instance> {
        self.frames.iter().rev().map(|it| &it.subject.instance)
    }

    pub(crate) fn frame(&self) -> &Frame<S> {
        self.frames.last().expect("a job exists only while its frame runs")
    }

    fn frame_mut(&mut self) -> &mut Frame<S> {
        self.frames.last_mut().expect("a job exists only while its frame runs")
    }

    pub(crate) fn record(
        &mut self,
        dependency: S::Dependency,
        used: S::Use,
        worlds: WorldRange,
        declared: bool,
    ) {
        debug_assert!(worlds.contains(self.world), "{dependency} does not hold where it was asked");
        // An answer that was given in this world holds in it, whatever is said of others.
        let worlds =
            if worlds.contains(self.world) { worlds } else { WorldRange::only(self.world) };
        if !self.cache.faults.forgets(used) {
            self.frame_mut().recording.dependency(dependency, used, worlds, declared);
        }
    }

    /// Records the edges from the running stage to what it was given.
    pub(crate) fn use_of(
        &mut self,
        demanded: &Demanded<S>,
        instance: &S::Instance,
        owner: &S::Owner,
        stage: Stage,
        used: S::Use,
    ) {
        let remembered = !self.cache.faults.forgets(used);
        let frame = self.frame_mut();
        let subject = || Subject { instance: instance.clone(), owner: owner.clone() };
        let share = match demanded {
            Demanded::Entry { entry, share, .. } => {
                if remembered {
                    frame.recording.entry(entry.node(stage), used, entry.subject.clone(), stage);
                }
                share
            }
            Demanded::Guess { low, share, .. } => {
                // No edge: it would lead back into our own group.
                frame.low = frame.low.min(*low);
                share
            }
        };
        if let Some(share) = share.as_ref().filter(|_| remembered) {
            frame.recording.entry(share.node, used, subject(), Stage::Infer);
        }
    }

    pub(crate) fn announce_hit(
        &self,
        instance: &S::Instance,
        owner: &S::Owner,
        stage: Stage,
        demanded: &Demanded<S>,
    ) {
        if let Demanded::Entry { share, hit: true, .. } = demanded {
            self.cache.announce_hit(instance, owner, stage, self.world, share.as_deref());
        }
    }

    /// An entry up to `stage`, compiled if need be; with `own` no share is looked for.
    pub(crate) fn demand<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        stage: Stage,
        own: bool,
    ) -> Demanded<S> {
        let subject = || Subject { instance: instance.clone(), owner: owner.clone() };
        let mut fresh_claim = false;
        loop {
            match self.cache.find(instance, owner, self.world, stage, own) {
                Some((Member::Entry(entry), true)) => {
                    if fresh_claim {
                        self.release([(subject(), stage)]);
                    }
                    return Demanded::Entry { entry, share: None, hit: true };
                }
                Some((Member::Share(share), _)) => {
                    if fresh_claim {
                        self.release([(subject(), stage)]);
                    }
                    let served = self.demand(compiler, instance, &share.to, stage, true);
                    return served.through(share);
                }
                Some((Member::Entry(_), false)) | None => {}
            }
            let claim = (subject(), stage);
            if let Some(guess) = self.guess(&claim) {
                return guess;
            }
            let entry = match stage {
                Stage::Infer => None,
                Stage::Codegen | Stage::Link => {
                    let earlier = if stage == Stage::Link { Stage::Codegen } else { Stage::Infer };
                    match self.demand(compiler, instance, owner, earlier, own) {
                        Demanded::Entry { share: Some(share), .. } => {
                            let served = self.demand(compiler, instance, &share.to, stage, true);
                            return served.through(share);
                        }
                        Demanded::Entry { entry, .. } => {
                            // Another thread may have run this stage on it, perhaps for worlds
                            // that are not ours.
                            let _state = read(&self.cache.state);
                            match (entry.worlds().contains(self.world), entry.has_run(stage)) {
                                (true, true) => {
                                    return Demanded::Entry { entry, share: None, hit: false };
                                }
                                (true, false) => Some(entry),
                                (false, _) => continue,
                            }
                        }
                        // The stage before is part of a recursion: too early for this one.
                        Demanded::Guess { low, share, .. } => {
                            return Demanded::Guess { verdict: None, share, low };
                        }
                    }
                }
            };
            if !self.claimed.contains(&claim) {
                match self.cache.claims.claim(&claim) {
                    Claimed::Waited => continue,
                    Claimed::Deadlock => {}
                    Claimed::Ours => {
                        self.claimed.insert(claim);
                        fresh_claim = true;
                        // Somebody may have stored it between our look and our claim.
                        continue;
                    }
                }
            }
            if stage == Stage::Infer {
                let kept = write(&self.cache.state).take_over(instance, owner, self.world);
                if let Some((entry, last)) = kept {
                    self.release([(subject(), stage)]);
                    self.cache.listeners.emit(|| Event::Keep {
                        subject: subject(),
                        stage: last,
                        worlds: entry.worlds(),
                    });
                    return Demanded::Entry { entry, share: None, hit: false };
                }
            }
            return self.run(compiler, subject(), stage, entry, own);
        }
    }

    /// What is known of a stage that has not ended yet, if it is one.
    fn guess(&mut self, claim: &Claim<S>) -> Option<Demanded<S>> {
        let (verdict, low) = match *self.places.get(claim)? {
            Place::Running(depth) => {
                self.frames[depth].was_guessed = true;
                (self.guesses.get(claim).cloned(), depth)
            }
            Place::Held(index) => {
                let held = &self.held[index];
                (held.verdict().cloned(), held.low)
            }
        };
        Some(Demanded::Guess { verdict, share: None, low })
    }

    /// Runs a stage, in rounds if it heads a recursion group.
    fn run<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        subject: Subject<S>,
        stage: Stage,
        entry: Option<Arc<CodeInstance<S>>>,
        own: bool,
    ) -> Demanded<S> {
        let depth = self.frames.len();
        let claim = (subject.clone(), stage);
        self.places.insert(claim.clone(), Place::Running(depth));
        self.frames.push(Frame {
            subject,
            stage,
            entry,
            round: 0,
            recording: Recording::default(),
            low: depth,
            was_guessed: false,
            held_before: self.held.len(),
        });
        loop {
            let product = self.produce(compiler, stage, own);
            let frame = self.frame();
            let held_before = frame.held_before;
            if frame.low == depth && !self.is_settled(compiler, &claim, &product) {
                for held in self.held.drain(held_before..) {
                    let claim = held.claim();
                    self.places.remove(&claim);
                    if let Product::Inferred(verdict) = held.product {
                        self.guesses.insert(claim, verdict);
                    }
                }
                if let Product::Inferred(verdict) = product {
                    self.guesses.insert(claim.clone(), verdict);
                }
                let frame = self.frame_mut();
                frame.recording = Recording::default();
                frame.was_guessed = false;
                frame.round += 1;
                continue;
            }
            let frame = self.frames.pop().expect("pushed above");
            let finished = Finished {
                subject: frame.subject,
                stage,
                entry: frame.entry,
                recording: frame.recording,
                product,
                low: frame.low,
                was_guessed: frame.was_guessed,
            };
            if frame.low < depth {
                // What is held back behind this frame is in its group: another frame will be in its place.
                for held in &mut self.held[held_before..] {
                    held.low = held.low.min(frame.low);
                }
                let verdict = finished.verdict().cloned();
                self.places.insert(claim, Place::Held(self.held.len()));
                self.held.push(finished);
                return Demanded::Guess { verdict, share: None, low: frame.low };
            }
            let mut group = self.held.split_off(held_before);
            group.push(finished);
            return self.store(compiler, group);
        }
    }

    fn produce<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        stage: Stage,
        own: bool,
    ) -> Product<S> {
        if stage == Stage::Infer && !own {
            let shared = compiler.share(&mut Job::new(self));
            if let Some(owner) = shared.filter(|it| *it != self.frame().subject.owner) {
                return Product::Inferred(Verdict::Share(owner));
            }
        }
        self.announce();
        let entry = self.frame().entry.clone();
        let entry = || entry.expect("a later stage has an entry");
        let mut job = Job::new(self);
        match stage {
            Stage::Infer => Product::Inferred(Verdict::Own(Arc::new(compiler.infer(&mut job)))),
            Stage::Codegen => {
                let entry = entry();
                let inferred = entry.inferred().expect("a failed entry has no later stages");
                Product::Code(compiler.codegen(&mut job, inferred))
            }
            Stage::Link => {
                let entry = entry();
                let code = entry.code().and_then(Result::ok);
                let code = code.expect("a failed entry has no later stages");
                Product::Linked(compiler.link(&mut job, code))
            }
        }
    }

    /// Tells that the running stage starts; once, however many rounds it takes.
    fn announce(&mut self) {
        if !self.cache.listeners.any() {
            return;
        }
        let (subject, stage) = (self.frame().subject.clone(), self.frame().stage);
        if self.announced.insert((subject.clone(), stage)) {
            let world = self.world;
            self.cache.listeners.emit(|| Event::WillCompile { subject, stage, world });
        }
    }

    /// Whether every guess that was read in this round has come true.
    fn is_settled<C: Compiler<Schema = S>>(
        &self,
        compiler: &mut C,
        claim: &Claim<S>,
        product: &Product<S>,
    ) -> bool {
        let Product::Inferred(verdict) = product else { return true };
        let frame = self.frame();
        let mut settled =
            !frame.was_guessed || compiler.is_settled(self.guesses.get(claim), verdict);
        for held in &self.held[frame.held_before..] {
            if let (true, Some(verdict)) = (held.was_guessed && settled, held.verdict()) {
                settled = compiler.is_settled(self.guesses.get(&held.claim()), verdict);
            }
        }
        settled
    }

    /// Stores a group, its head last, and answers for the head.
    fn store<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        group: Vec<Finished<S>>,
    ) -> Demanded<S> {
        let claims: Vec<_> = group.iter().map(Finished::claim).collect();
        for claim in &claims {
            self.places.remove(claim);
            self.guesses.remove(claim);
            self.announced.remove(claim);
        }
        let head = self.cache.store(compiler, group, self.world);
        self.release(claims);
        match head {
            Member::Entry(entry) => Demanded::Entry { entry, share: None, hit: false },
            Member::Share(share) => {
                let instance = &share.subject.instance;
                let served = self.demand(compiler, instance, &share.to, Stage::Infer, true);
                served.through(share)
            }
        }
    }

    fn release(&mut self, claims: impl IntoIterator<Item = Claim<S>>) {
        let claimed = &mut self.claimed;
        let ours: Vec<_> = claims.into_iter().filter(|it| claimed.remove(it)).collect();
        if !ours.is_empty() {
            self.cache.claims.release(ours);
        }
    }
}

impl<S: Schema> Drop for Compilation<S> {
    fn drop(&mut self) {
        self.cache.claims.release(mem::take(&mut self.claimed));
    }
}
