//! The cache itself: what a client calls.

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, RwLock};

use overdub_world::{World, WorldRange};

use crate::claims::Claims;
use crate::compile::{Compilation, Demanded};
use crate::compiler::{Compiler, Schema, Stage};
use crate::edge::Edge;
use crate::entry::{CodeInstance, Share, Subject};
use crate::event::{Event, EventLog, Listeners, Subscription};
use crate::faults::Faults;
use crate::graph::Member;
use crate::hold::Holder;
use crate::lock::{read, write};
use crate::state::State;

/// What all handles of one cache share.
pub(crate) struct Inner<S: Schema> {
    pub(crate) state: RwLock<State<S>>,
    pub(crate) claims: Claims<S>,
    pub(crate) listeners: Listeners<S>,
    pub(crate) faults: Faults<S>,
    /// Held by the one change that is being worked in.
    pub(crate) turn: Mutex<()>,
}

impl<S: Schema> Inner<S> {
    /// The entry or share that is valid in `world`, and whether the entry has run `stage`.
    pub(crate) fn find(
        &self,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
        stage: Stage,
        own: bool,
    ) -> Option<(Member<S>, bool)> {
        let state = read(&self.state);
        let member = state.find(instance, owner, world, own)?;
        // Under the lock: a stage that another thread has run narrows the range with it.
        let has_run = matches!(member, Member::Entry(entry) if entry.has_run(stage));
        Some((member.clone(), has_run))
    }

    pub(crate) fn is_heard(&self) -> bool {
        self.listeners.any()
    }

    pub(crate) fn announce_hit(
        &self,
        instance: &S::Instance,
        owner: &S::Owner,
        stage: Stage,
        world: World,
        share: Option<&Share<S>>,
    ) {
        self.listeners.emit(|| Event::Hit {
            subject: Subject { instance: instance.clone(), owner: owner.clone() },
            stage,
            world,
            from: share.map(|it| it.to.clone()),
        });
    }
}

/// An entry, with the share that led to it.
type Served<S> = (Arc<CodeInstance<S>>, Option<Arc<Share<S>>>);

/// A compiler cache: for every instance and owner, entries valid for ranges of worlds.
///
/// It is a handle: clones are the same cache, and threads may use it at once. See the
/// [crate documentation](crate) for the life of an entry.
pub struct CompilerCache<S: Schema> {
    inner: Arc<Inner<S>>,
}

impl<S: Schema> Clone for CompilerCache<S> {
    fn clone(&self) -> Self {
        CompilerCache { inner: Arc::clone(&self.inner) }
    }
}

impl<S: Schema> Default for CompilerCache<S> {
    fn default() -> Self {
        CompilerCache::new()
    }
}

impl<S: Schema> CompilerCache<S> {
    /// An empty cache.
    #[must_use]
    pub fn new() -> CompilerCache<S> {
        let inner = Inner {
            state: RwLock::default(),
            claims: Claims::default(),
            listeners: Listeners::default(),
            faults: Faults::default(),
            turn: Mutex::new(()),
        };
        CompilerCache { inner: Arc::new(inner) }
    }

    /// The entry of an instance, inferred: found, or compiled in `world`.
    ///
    /// There always is one: what cannot be compiled has an entry with the error.
    pub fn infer<C: Compiler<Schema = S>>(
        &self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
    ) -> Arc<CodeInstance<S>> {
        self.demand(compiler, instance, owner, world, Stage::Infer)
    }

    /// The entry of an instance with code: found, or compiled as far as is missing.
    pub fn codegen<C: Compiler<Schema = S>>(
        &self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
    ) -> Arc<CodeInstance<S>> {
        self.demand(compiler, instance, owner, world, Stage::Codegen)
    }

    /// The entry of an instance with linked code: found, or compiled as far as is missing.
    pub fn link<C: Compiler<Schema = S>>(
        &self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
    ) -> Arc<CodeInstance<S>> {
        self.demand(compiler, instance, owner, world, Stage::Link)
    }

    fn demand<C: Compiler<Schema = S>>(
        &self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
        stage: Stage,
    ) -> Arc<CodeInstance<S>> {
        if let Some((entry, share)) = self.find(instance, owner, world, stage) {
            self.inner.announce_hit(instance, owner, stage, world, share.as_deref());
            return entry;
        }
        let mut run = Compilation::new(&self.inner, world);
        let demanded = run.demand(compiler, instance, owner, stage, false);
        run.announce_hit(instance, owner, stage, &demanded);
        match demanded {
            Demanded::Entry { entry, .. } => entry,
            Demanded::Guess { .. } => unreachable!("nothing runs below the outermost demand"),
        }
    }

    /// The entry that would serve in `world`, compiled up to `stage`, with the share that leads
    /// to it.
    fn find(
        &self,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
        stage: Stage,
    ) -> Option<Served<S>> {
        let state = read(&self.inner.state);
        let (entry, share) = match state.find(instance, owner, world, false)? {
            Member::Entry(entry) => (entry, None),
            Member::Share(share) => match state.find(instance, &share.to, world, true)? {
                Member::Entry(entry) => (entry, Some(share)),
                Member::Share(_) => return None,
            },
        };
        entry.has_run(stage).then(|| (Arc::clone(entry), share.cloned()))
    }

    /// The entry that would serve in `world`, at whatever stage it is; compiles nothing and
    /// leaves no event.
    #[must_use]
    pub fn lookup(
        &self,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
    ) -> Option<Arc<CodeInstance<S>>> {
        self.find(instance, owner, world, Stage::Infer).map(|(entry, _)| entry)
    }

    /// Works in a change of the world: closes what rests on an answer that is another one from
    /// `at` on, and answers how many entries and shares that were.
    ///
    /// `shards` name the dependencies that may be concerned; `still_holds` is asked for each of
    /// them whether its answer is the same in the world before `at` and in `at`. It may look at
    /// the world as it likes, but must not invalidate.
    ///
    /// The change must be visible to lookups before this is called, and the number `at` must be
    /// given out (as the newest world) only after it has returned.
    pub fn invalidate(
        &self,
        at: World,
        shards: &[S::Shard],
        still_holds: impl FnMut(&S::Dependency) -> bool,
    ) -> usize {
        self.inner.invalidate(at, shards, still_holds)
    }

    /// Has code that is stored, and may be running, rest on the linked code of an entry, which it takes for good; answers whether it
    /// may. If not, what it takes holds in the world that it was asked for, and in others that it runs in perhaps not.
    ///
    /// This is the edge of what is compiled when it is first called: [`CodeInstance::holder`] names who calls, `oldest` is the oldest
    /// world in which anything still runs, asked only where it matters.
    pub fn hold(
        &self,
        holder: Holder,
        entry: &CodeInstance<S>,
        used: S::Use,
        oldest: impl FnOnce() -> World,
    ) -> bool {
        self.inner.hold(holder, entry, used, oldest)
    }

    /// The shards of all dependencies that something rests on: for a change that
    /// cannot name the shards that it reaches.
    #[must_use]
    pub fn shards(&self) -> Vec<S::Shard> {
        read(&self.inner.state).graph.shards()
    }

    /// Works in a change whose dependencies are known one by one, and all have another answer
    /// from `at` on; otherwise as [`CompilerCache::invalidate`].
    pub fn invalidate_exactly(&self, at: World, changed: &[S::Dependency]) -> usize {
        self.inner.invalidate_exactly(at, changed)
    }

    /// Withdraws what rests on these dependencies, in all worlds, and answers how many entries and shares that were: their answers
    /// are the same, but more is known of what they lead to than when they were asked for. What was withdrawn stays right, and is
    /// compiled anew when it is asked for.
    ///
    /// To be called while nothing compiles.
    pub fn withdraw(&self, known_better: &[S::Dependency]) -> usize {
        self.inner.withdraw(known_better)
    }

    /// Drops entries and shares that ended before the world `oldest`, the oldest one in which
    /// anything still runs; answers how many.
    pub fn sweep(&self, oldest: World) -> usize {
        self.inner.sweep(oldest)
    }

    /// Drops entries and shares that began behind the world `after` and ended before `before`: between two worlds in which
    /// something runs nothing does. Answers how many. What is asked in those worlds all the same is compiled again.
    pub fn sweep_between(&self, after: World, before: World) -> usize {
        self.inner.sweep_between(after, before)
    }

    /// Drops what is stored of an instance that nothing else rests on, without events: a caller that knows that it is
    /// never asked for again.
    pub fn forget(&self, instance: &S::Instance) {
        let dropped = write(&self.inner.state).forget(instance);
        // What is stored may have a destructor, which is the client's.
        drop(dropped);
    }

    /// Forgets everything, without events. Entries that are held elsewhere stay usable, but no
    /// change reaches them any more.
    ///
    /// For comparing with an empty cache; not to be called while something compiles.
    pub fn clear(&self) {
        let mut state = write(&self.inner.state);
        let empty = state.successor();
        let old = std::mem::replace(&mut *state, empty);
        // What is stored may have a destructor, which is the client's.
        drop(state);
        drop(old);
    }

    /// Every stored entry, in order of creation.
    #[must_use]
    pub fn entries(&self) -> Vec<Arc<CodeInstance<S>>> {
        read(&self.inner.state).entries()
    }

    /// The edges of a stage of an entry; empty if it has not run, or the entry was dropped.
    ///
    /// Members of a recursion group have the same edges, and none to each other.
    #[must_use]
    pub fn edges(&self, entry: &CodeInstance<S>, stage: Stage) -> Vec<Edge<S>> {
        let state = read(&self.inner.state);
        let node = entry.nodes[stage as usize].get().and_then(|&it| state.graph.node(it));
        node.map_or_else(Vec::new, |node| node.edges.clone())
    }

    /// The worlds for which what a stage made is valid; empty if it has not run, or the entry was
    /// dropped.
    ///
    /// An entry is valid where its last stage is; an earlier stage may be valid for longer.
    #[must_use]
    pub fn stage_worlds(&self, entry: &CodeInstance<S>, stage: Stage) -> WorldRange {
        let node = entry.nodes[stage as usize].get();
        node.map_or(WorldRange::EMPTY, |&node| read(&self.inner.state).graph.range(node))
    }

    /// The edges that guard the share of an instance in `world`; `None` if it is not shared.
    #[must_use]
    pub fn guards(
        &self,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
    ) -> Option<Vec<Edge<S>>> {
        let state = read(&self.inner.state);
        let subject = Subject { instance: instance.clone(), owner: owner.clone() };
        let share = state.share(&subject, world)?;
        Some(state.graph.node(share.node).map_or_else(Vec::new, |node| node.edges.clone()))
    }

    /// The members of the recursion group that an entry was inferred in, itself included.
    #[must_use]
    pub fn group(&self, entry: &CodeInstance<S>) -> Vec<Subject<S>> {
        let state = read(&self.inner.state);
        let node = state.graph.node(entry.node(Stage::Infer));
        let mut group: Vec<Subject<S>> = Vec::new();
        for member in node.iter().flat_map(|node| &node.members) {
            if !group.contains(member.subject()) {
                group.push(member.subject().clone());
            }
        }
        group
    }

    /// Calls `listener` with each event from now on, until the subscription is dropped.
    ///
    /// It is called on the thread that causes the event and with no lock held.
    #[must_use = "dropping the subscription ends it"]
    pub fn subscribe(
        &self,
        listener: impl Fn(&Event<S>) + Send + Sync + 'static,
    ) -> Subscription<S> {
        self.inner.listeners.subscribe(listener)
    }

    /// Records the events from now on.
    #[must_use = "dropping the log ends it"]
    pub fn record_events(&self) -> EventLog<S> {
        self.inner.listeners.record()
    }

    /// Test equipment: from now on no edge with this use is recorded, so that stale entries are
    /// served. See [`faults`](crate::faults).
    pub fn forget_edges(&self, used: S::Use) {
        self.inner.faults.forget(used);
    }

    /// Test equipment: ends what [`CompilerCache::forget_edges`] began, for new entries.
    pub fn remember_all_edges(&self) {
        self.inner.faults.remember_all();
    }
}

impl<S: Schema> Debug for CompilerCache<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = read(&self.inner.state);
        f.debug_struct("CompilerCache")
            .field("entries", &state.entries())
            .field("nodes", &state.graph.len())
            .finish()
    }
}
