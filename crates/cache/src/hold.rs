//! Code that takes other code for good: the edges that are only known when code runs.
//!
//! What a call is known to become is compiled when it is first made; the caller is stored by then, and what it recorded is the
//! inference of its callee. Code generation may rest on more (what is only known behind inlining, for one), so whoever keeps the code
//! stands on that as well.

use overdub_world::{World, WorldRange};

use crate::cache::Inner;
use crate::compiler::{Schema, Stage};
use crate::edge::{Edge, On};
use crate::entry::CodeInstance;
use crate::graph::NodeId;
use crate::lock::write;

/// Names stored code to [`CompilerCache::hold`](crate::CompilerCache::hold); see [`CodeInstance::holder`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Holder(pub(crate) NodeId);

impl Holder {
    /// A number that stands for it where this type is not known.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0.0
    }

    /// The holder of a number.
    #[must_use]
    pub fn of_number(number: u64) -> Self {
        Self(NodeId(number))
    }
}

impl<S: Schema> Inner<S> {
    pub(crate) fn hold(
        &self,
        holder: Holder,
        entry: &CodeInstance<S>,
        used: S::Use,
        oldest: impl FnOnce() -> World,
    ) -> bool {
        let graph = &mut write(&self.state).graph;
        let node = entry.node(Stage::Link);
        let (holds, held) = (graph.range(holder.0), graph.range(node));
        if !holds.is_open() || !held.is_open() {
            // Of what has ended nothing changes any more; what is open cannot stand on it.
            return !holds.is_empty() && held.contains_range(holds);
        }
        // It would be run in worlds before its own, by what still runs in one.
        if held.min > holds.min && held.min > oldest() {
            return false;
        }
        let on = On::Entry { subject: entry.subject.clone(), stage: Stage::Link, node };
        graph.hold(holder.0, node, Edge { on, used, worlds: held, declared: false });
        true
    }
}

impl<S: Schema> crate::graph::Graph<S> {
    /// Makes a stored node stand on another one as well, if it does not; both are open.
    fn hold(&mut self, user: NodeId, of: NodeId, edge: Edge<S>) {
        // Its own linked code stands on it already.
        if self.node(of).is_some_and(|it| it.earlier.contains(&user)) {
            return;
        }
        let begins = edge.worlds.min;
        let is_known = |it: &Edge<S>| matches!(it.on, On::Entry { node, .. } if node == of);
        let Some(node) = self.node_mut(user).filter(|it| !it.edges.iter().any(is_known)) else {
            return;
        };
        node.edges.push(edge);
        self.add_user(of, user);
        self.begin_later(user, begins);
    }

    /// Takes back what a node and its users say of worlds before one.
    fn begin_later(&mut self, node: NodeId, min: World) {
        let mut open = vec![node];
        while let Some(id) = open.pop() {
            let Some(node) = self.node_mut(id).filter(|it| it.range.min < min) else { continue };
            node.range = node.range.intersect(WorldRange::new(min, World::MAX));
            node.narrow_members();
            open.extend(node.users());
        }
    }
}
