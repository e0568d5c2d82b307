//! Storing what was compiled: the group becomes a node of the graph and entries of the table.
//!
//! Between asking and storing other threads may have made changes. What was asked of a shard that
//! has changed since is asked again before the entry is stored, so that its range is right from
//! its first moment on.

use std::sync::Arc;

use overdub_world::{World, WorldRange};
use smallvec::SmallVec;

use crate::cache::Inner;
use crate::compile::{Finished, Product};
use crate::compiler::{Compiler, Schema, Stage, Verdict};
use crate::edge::Recording;
use crate::entry::{CodeInstance, Share, Subject, Worlds};
use crate::event::Event;
use crate::graph::{Member, NodeId};
use crate::lock::{read, write};
use crate::state::State;

/// A finished stage without its edges, which belong to the group.
type Ready<S> = (Subject<S>, Option<Arc<CodeInstance<S>>>, Product<S>);

impl<S: Schema> Inner<S> {
    /// Stores a group of finished stages, its head last, and answers with the head.
    pub(crate) fn store<C: Compiler<Schema = S>>(
        &self,
        compiler: &mut C,
        group: Vec<Finished<S>>,
        world: World,
    ) -> Member<S> {
        let stage = group.last().expect("a group has a head").stage;
        let mut recording = Recording::default();
        let mut ready: Vec<Ready<S>> = Vec::with_capacity(group.len());
        for finished in group {
            recording.absorb(finished.recording);
            // A member of another stage (inference that ran code which asked for inference) is
            // not stored: it has no range of its own. It is compiled again when it is asked for.
            if finished.stage == stage {
                ready.push((finished.subject, finished.entry, finished.product));
            }
        }
        loop {
            let (epoch, doubtful) = {
                let state = read(&self.state);
                (state.epoch, state.doubtful(&recording, world))
            };
            for (dependency, at) in doubtful {
                if !compiler.still_holds(&dependency, world, at) {
                    recording.narrow(&dependency, WorldRange::ALL.before(at));
                }
            }
            let mut state = write(&self.state);
            if state.epoch != epoch {
                continue;
            }
            let (head, events) = state.store_group(stage, recording, ready, world, self.is_heard());
            drop(state);
            for event in events {
                self.listeners.emit(|| event);
            }
            return head;
        }
    }
}

impl<S: Schema> State<S> {
    fn store_group(
        &mut self,
        stage: Stage,
        recording: Recording<S>,
        ready: Vec<Ready<S>>,
        world: World,
        heard: bool,
    ) -> (Member<S>, Vec<Event<S>>) {
        let edges = recording.into_edges(|node| self.graph.range(node));
        let earlier: SmallVec<[NodeId; 1]> =
            ready.iter().filter_map(|(_, entry, _)| Some(entry.as_ref()?.node(stage))).collect();
        let range = edges.iter().map(|edge| edge.worlds);
        let range = range.chain(earlier.iter().map(|&node| self.graph.range(node)));
        let range = range.fold(WorldRange::ALL, WorldRange::intersect);
        let node = self.graph.add(stage, range, edges, earlier);
        let mut events = Vec::new();
        let mut head = None;
        for (subject, entry, product) in ready {
            let (member, stored) = match (product, entry) {
                (Product::Inferred(verdict), _) => {
                    self.store_inferred(node, subject, verdict, world)
                }
                (Product::Code(code), Some(entry)) => {
                    let code = Arc::new(code);
                    self.store_later(entry, stage, world, |it| {
                        it.set_code(Arc::clone(&code), node, range)
                    })
                }
                (Product::Linked(linked), Some(entry)) => {
                    let linked = Arc::new(linked);
                    self.store_later(entry, stage, world, |it| {
                        it.set_linked(Arc::clone(&linked), node, range)
                    })
                }
                (Product::Code(_) | Product::Linked(_), None) => {
                    unreachable!("a later stage has an entry")
                }
            };
            if stored {
                if let Some(node) = self.graph.node_mut(node) {
                    node.members.push(member.clone());
                }
                if heard {
                    events.push(done(&member, stage));
                }
            }
            head = Some(member);
        }
        self.graph.drop_if_unused(node);
        (head.expect("a group has a head"), events)
    }

    /// Stores what a later stage made for an entry, by `set`.
    ///
    /// Another thread that could not wait may have been first. If its result holds in `world`
    /// ours is dropped; if not, the entry has become one for other worlds, and ours goes to a new
    /// one.
    fn store_later(
        &mut self,
        entry: Arc<CodeInstance<S>>,
        stage: Stage,
        world: World,
        set: impl Fn(&CodeInstance<S>) -> bool,
    ) -> (Member<S>, bool) {
        if set(&entry) {
            return (Member::Entry(entry), true);
        }
        if entry.worlds().contains(world) {
            return (Member::Entry(entry), false);
        }
        let last = if stage == Stage::Link { Stage::Codegen } else { Stage::Infer };
        let entry = self.fork(&entry, last);
        let stored = set(&entry);
        (Member::Entry(entry), stored)
    }

    fn store_inferred(
        &mut self,
        node: NodeId,
        subject: Subject<S>,
        verdict: Verdict<S>,
        world: World,
    ) -> (Member<S>, bool) {
        let own = matches!(verdict, Verdict::Own(_));
        if let Some(member) = self.find(&subject.instance, &subject.owner, world, own) {
            return (member.clone(), false);
        }
        let range = self.graph.range(node);
        let member = match verdict {
            Verdict::Own(inferred) => {
                let id = self.next_entry();
                Member::Entry(Arc::new(CodeInstance::new(id, subject, range, inferred, node)))
            }
            Verdict::Share(to) => {
                let worlds = Worlds::new(range);
                Member::Share(Arc::new(Share { subject, to, worlds, node }))
            }
        };
        self.store(member.clone());
        (member, true)
    }
}

/// The event of a stored member.
fn done<S: Schema>(member: &Member<S>, stage: Stage) -> Event<S> {
    let worlds = member.worlds();
    match member {
        Member::Share(share) => {
            Event::Share { subject: share.subject.clone(), from: share.to.clone(), worlds }
        }
        Member::Entry(entry) => {
            let subject = entry.subject.clone();
            match entry.error() {
                None => Event::DidCompile { subject, stage, worlds },
                Some(error) => Event::Error { subject, stage, worlds, message: error.to_string() },
            }
        }
    }
}
