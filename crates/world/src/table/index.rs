//! The index of a method table: from argument types to the signatures that may match.
//!
//! A trie over the positions of a signature, the callee's type first. Each position takes one
//! step by head and, for a parameter that accepts exactly one concrete type, a second by that
//! type. Trailing varargs are filed by their element.
//!
//! ```text
//!   f(::Int64)              root ─Name(typeof(f))─ typeof(f) ─Name(Int64)─ Int64 •
//!   f(::Integer, ::Any...)  root ─Name(typeof(f))─ typeof(f) ─Name(Integer)─ Rest(Wild) •
//! ```
//!
//! All nodes of a table lie in one persistent vector and all steps in one persistent map, so a
//! copy is three pointers, and a definition copies a few chunks of each. Nodes and signatures
//! are chained through their successors: filing under a node with ten thousand children costs
//! what filing under an empty one costs.
//!
//! # Source
//! The idea is that of `src/typemap.c` in Julia; the layout is not.

use imbl::{GenericHashMap, Vector, shared_ptr::DefaultSharedPtr};
use overdub_types::Type;
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use super::reach::{Aim, Exact, Head, Reach, head, is_exact, is_related, reach};
use crate::signature::Params;

/// The number of a signature in its table, in order of first definition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct EntryId(pub(crate) u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct NodeId(u32);

const ROOT: NodeId = NodeId(0);

/// Positions beyond this one are not filed; what is there is told apart by subtyping alone.
const DEEPEST: usize = 10;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Step {
    /// By the head of the parameter at the next position.
    Arg(Head),
    /// From a head on to one exact type.
    ArgExact(Type),
    /// By the head of the trailing vararg's element.
    Rest(Head),
    /// From a vararg's head on to one exact type.
    RestExact(Type),
    /// To what is longer than the index is deep.
    Tail,
}

impl Step {
    /// Which of a node's lists of children holds what such a step leads to.
    fn list(self) -> usize {
        match self {
            Step::Arg(_) | Step::Tail => 0,
            Step::Rest(_) => 1,
            Step::ArgExact(_) | Step::RestExact(_) => 2,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Node {
    step: Step,
    /// The children, in lists that are never gone through for one another's sake.
    first_child: [Option<NodeId>; 3],
    next_sibling: Option<NodeId>,
    first_entry: Option<EntryId>,
}

/// Which places of a family a query visits, seen from one node.
#[derive(Clone, Copy)]
struct Family {
    by_head: fn(Head) -> Step,
    by_type: fn(Type) -> Step,
}

const ARG: Family = Family { by_head: Step::Arg, by_type: Step::ArgExact };
const REST: Family = Family { by_head: Step::Rest, by_type: Step::RestExact };

/// The trie; see the module.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    nodes: Vector<Node>,
    steps: GenericHashMap<(NodeId, Step), NodeId, FxBuildHasher, DefaultSharedPtr>,
    /// For each signature, the next one of the same node.
    next_entry: Vector<Option<EntryId>>,
}

impl Index {
    pub(crate) fn new() -> Index {
        let root = Node {
            step: Step::Tail,
            first_child: [None; 3],
            next_sibling: None,
            first_entry: None,
        };
        Index {
            nodes: Vector::unit(root),
            steps: GenericHashMap::default(),
            next_entry: Vector::new(),
        }
    }

    /// Files the next signature, whose number is how many were filed before.
    pub(crate) fn insert(&mut self, params: Params) -> EntryId {
        let mut node = ROOT;
        for param in params.fixed.iter().take(DEEPEST) {
            node = self.step_to(node, *param, ARG);
        }
        if params.fixed.len() > DEEPEST {
            node = self.child(node, Step::Tail);
        } else if let Some(elem) = params.rest {
            node = self.step_to(node, elem, REST);
        }
        let id = EntryId(u32::try_from(self.next_entry.len()).expect("fewer than 2^32 methods"));
        let place = self.node_mut(node);
        let next = place.first_entry.replace(id);
        self.next_entry.push_back(next);
        id
    }

    /// The signatures that may stand to `query` as `aim` says, in no order.
    pub(crate) fn candidates(&self, query: Params, aim: Aim) -> SmallVec<[EntryId; 8]> {
        let mut found = SmallVec::new();
        let reaches: SmallVec<[Reach; 8]> =
            query.fixed.iter().take(DEEPEST).map(|it| reach(*it, aim)).collect();
        let rest = query.rest.map(|it| reach(it, aim));
        let mut pending: SmallVec<[(NodeId, usize); 16]> = SmallVec::new();
        pending.push((ROOT, 0));
        while let Some((node, at)) = pending.pop() {
            if at == DEEPEST
                && let Some(tail) = self.step(node, Step::Tail)
            {
                self.entries(tail, &mut found);
            }
            let is_past_fixed = at >= query.fixed.len();
            let here = if is_past_fixed { rest.as_ref() } else { reaches.get(at) };
            if is_past_fixed && (rest.is_none() || aim == Aim::Meet) {
                self.entries(node, &mut found);
            }
            // A vararg may stand for no argument at all, whatever its element.
            let in_rest = match here {
                Some(reach) if aim == Aim::Cover || !is_past_fixed => reach,
                _ => &Reach::All,
            };
            let mut rests: SmallVec<[NodeId; 8]> = SmallVec::new();
            self.visit(node, in_rest, REST, |it| rests.push(it));
            for it in rests {
                self.entries(it, &mut found);
            }
            let goes_on = at < DEEPEST && (!is_past_fixed || aim == Aim::Meet);
            if let Some(reach) = here.filter(|_| goes_on) {
                self.visit(node, reach, ARG, |it| pending.push((it, at + 1)));
            }
        }
        found
    }

    fn step_to(&mut self, from: NodeId, param: Type, family: Family) -> NodeId {
        let node = self.child(from, (family.by_head)(head(param)));
        if is_exact(param) { self.child(node, (family.by_type)(param)) } else { node }
    }

    fn child(&mut self, parent: NodeId, step: Step) -> NodeId {
        if let Some(node) = self.step(parent, step) {
            return node;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).expect("fewer than 2^32 index nodes"));
        let next_sibling = self.node_mut(parent).first_child[step.list()].replace(id);
        self.nodes.push_back(Node {
            step,
            first_child: [None; 3],
            next_sibling,
            first_entry: None,
        });
        self.steps.insert((parent, step), id);
        id
    }

    fn step(&self, from: NodeId, step: Step) -> Option<NodeId> {
        self.steps.get(&(from, step)).copied()
    }

    fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0 as usize).expect("a step leads to a node")
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        self.nodes.get_mut(id.0 as usize).expect("a step leads to a node")
    }

    fn children(&self, id: NodeId, list: usize) -> impl Iterator<Item = (NodeId, Step)> + '_ {
        let first = self.node(id).first_child[list];
        std::iter::successors(first, |it| self.node(*it).next_sibling)
            .map(|it| (it, self.node(it).step))
    }

    fn entries(&self, id: NodeId, found: &mut SmallVec<[EntryId; 8]>) {
        let first = self.node(id).first_entry;
        found.extend(std::iter::successors(first, |it| {
            *self.next_entry.get(it.0 as usize).expect("every signature has a link")
        }));
    }

    /// Calls `each` for the nodes of one family below `node` that `reach` takes in.
    fn visit(&self, node: NodeId, reach: &Reach, family: Family, mut each: impl FnMut(NodeId)) {
        let loose = |head| self.step(node, (family.by_head)(head));
        match reach {
            Reach::Heads { heads, exact } => {
                heads.iter().copied().chain([Head::Wild]).filter_map(loose).for_each(&mut each);
                match *exact {
                    Exact::No => {}
                    Exact::One(head, ty) => {
                        let found = loose(head).and_then(|it| self.step(it, (family.by_type)(ty)));
                        found.into_iter().for_each(&mut each);
                    }
                    Exact::Under(head) => {
                        loose(head).into_iter().for_each(|it| self.exact(it, &mut each));
                    }
                }
            }
            Reach::All => self.visit_all(node, family, |_| true, &mut each),
            Reach::Related(name) => {
                self.visit_all(node, family, |head| is_related(head, *name), &mut each);
            }
        }
    }

    fn visit_all(
        &self,
        node: NodeId,
        family: Family,
        takes: impl Fn(Head) -> bool,
        each: &mut impl FnMut(NodeId),
    ) {
        for (child, step) in self.children(node, (family.by_head)(Head::Wild).list()) {
            let (Step::Arg(head) | Step::Rest(head)) = step else { continue };
            if takes(head) {
                each(child);
                self.exact(child, each);
            }
        }
    }

    /// All exact types below a head; a head belongs to one family, and so do they.
    fn exact(&self, node: NodeId, each: &mut impl FnMut(NodeId)) {
        self.children(node, 2).for_each(|it| each(it.0));
    }
}
