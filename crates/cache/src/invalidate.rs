//! Changes: what no longer holds is closed, and with it everything that was made from it.
//!
//! ```text
//!   a change in w6 ──▶ its shards ──▶ their dependencies ──▶ does the answer differ in w6?
//!                                                              │ yes
//!            f w3.. becomes w3..=w5 ◀── its users ◀── their users, breadth first
//! ```
//!
//! Whether an answer differs is for the client to say, who can ask again; what is told to be equal
//! closes nothing. It is asked with no lock held.

use std::sync::Arc;

use overdub_world::World;

use crate::cache::Inner;
use crate::compiler::Schema;
use crate::event::{Event, Reason};
use crate::graph::{Closed, Member};
use crate::lock::{exclusive, read, write};

impl<S: Schema> Inner<S> {
    /// Closes what rests on the dependencies of `shards` whose answer is another from `at` on.
    pub(crate) fn invalidate(
        &self,
        at: World,
        shards: &[S::Shard],
        mut still_holds: impl FnMut(&S::Dependency) -> bool,
    ) -> usize {
        // One change after the other: the second must see what the first has closed.
        let _turn = exclusive(&self.turn);
        let mut changed = Vec::new();
        // Before the dependencies are listed: what is stored in between is held against it.
        write(&self.state).note_change(at, shards);
        for shard in shards {
            let dependencies = read(&self.state).graph.dependencies(shard);
            changed.extend(dependencies.into_iter().filter(|it| !still_holds(it)));
        }
        self.close(at, &changed)
    }

    /// Closes what rests on these dependencies, whose answer is another from `at` on.
    pub(crate) fn invalidate_exactly(&self, at: World, changed: &[S::Dependency]) -> usize {
        let _turn = exclusive(&self.turn);
        let shards: Vec<_> = changed.iter().map(S::shard).collect();
        write(&self.state).note_change(at, &shards);
        self.close(at, changed)
    }

    /// Closes what rests on these dependencies in all worlds.
    pub(crate) fn withdraw(&self, known_better: &[S::Dependency]) -> usize {
        let _turn = exclusive(&self.turn);
        self.close_asked((World::MAX, World(0)), known_better)
    }

    fn close(&self, at: World, changed: &[S::Dependency]) -> usize {
        self.close_asked((at, at), changed)
    }

    fn close_asked(&self, (asked_before, at): (World, World), changed: &[S::Dependency]) -> usize {
        if changed.is_empty() {
            return 0;
        }
        let mut steps = Vec::new();
        let closed = write(&self.state).graph.close(changed, (asked_before, at), &mut steps);
        if self.is_heard() {
            let steps: Arc<[_]> = steps.into();
            for Closed { member, stage, step } in &closed {
                let reason = Reason::new(Arc::clone(&steps), *step);
                self.listeners.emit(|| Event::Invalidate {
                    subject: member.subject().clone(),
                    stage: matches!(member, Member::Entry(_)).then_some(*stage),
                    worlds: member.worlds(),
                    reason,
                });
            }
        }
        closed.len()
    }

    /// Drops what is closed and needed by no world from `oldest` on.
    pub(crate) fn sweep(&self, oldest: World) -> usize {
        let swept = write(&self.state).sweep(oldest);
        self.did_sweep(swept, oldest)
    }

    /// Drops what is closed and needed by worlds alone that are between these.
    pub(crate) fn sweep_between(&self, after: World, before: World) -> usize {
        let swept = write(&self.state).sweep_between(after, before);
        self.did_sweep(swept, before)
    }

    fn did_sweep(&self, swept: Vec<Member<S>>, oldest: World) -> usize {
        let dropped = swept.len();
        // Artefacts may have destructors, which are the client's: only now, without the lock.
        drop(swept);
        if dropped > 0 {
            self.listeners.emit(|| Event::Sweep { dropped, oldest });
        }
        dropped
    }
}
