//! Questions about the world, as things that can be kept and asked again.

use std::fmt;
use std::sync::Arc;

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use serde::{Deserialize, Serialize};

use crate::binding::{Binding, HostFunction};
use crate::error::Result;
use crate::find::{Answer, Found};
use crate::matching::Matches;
use crate::method::Method;
use crate::signature::Shown;
use crate::snapshot::Snapshot;
use crate::table::TableId;
use crate::worlds::{World, WorldRange};

/// A question about the world; prints as `f(::Int64)`, `overlay Log sin(::Float64)`, `Main.x`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dependency {
    /// Which method does a call with these types run?
    Dispatch {
        /// The table that is asked.
        table: TableId,
        /// The types, as a tuple type.
        sig: Type,
    },
    /// Which methods might a call with such types run?
    Matching {
        /// The table that is asked.
        table: TableId,
        /// The types, as a tuple type.
        sig: Type,
        /// How many may be too many.
        limit: Option<u32>,
    },
    /// Which methods take some call with such types?
    Methods {
        /// The table that is asked.
        table: TableId,
        /// The types, as a tuple type.
        sig: Type,
    },
    /// What does this name stand for?
    Binding {
        /// The name.
        global: GlobalRef,
    },
    /// What does this name stand for, asked again when something about another name changes that
    /// was looked at for it: what it is imported from, or might be?
    Through {
        /// The name.
        global: GlobalRef,
        /// The other name.
        other: GlobalRef,
    },
    /// Which Rust function is offered under this name?
    Host {
        /// The name.
        name: Symbol,
    },
}

/// The answer to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// To [`Dependency::Dispatch`].
    Dispatch(Found),
    /// To [`Dependency::Matching`]; `None` when there are too many.
    Matching(Option<Matches>),
    /// To [`Dependency::Methods`], in order of the first definition of their signatures.
    Methods(Vec<Arc<Method>>),
    /// To [`Dependency::Binding`] and [`Dependency::Through`].
    Binding(Binding),
    /// To [`Dependency::Host`].
    Host(Option<HostFunction>),
}

impl Dependency {
    /// The table that is asked, if it is one.
    #[must_use]
    pub fn table(&self) -> Option<TableId> {
        match self {
            Dependency::Dispatch { table, .. }
            | Dependency::Matching { table, .. }
            | Dependency::Methods { table, .. } => Some(*table),
            Dependency::Binding { .. } | Dependency::Through { .. } | Dependency::Host { .. } => {
                None
            }
        }
    }

    /// Asks the question in `world`.
    ///
    /// # Errors
    /// When the lattice gives no answer.
    pub fn ask(&self, snapshot: &Snapshot, world: World) -> Result<Answer<Reply>> {
        Ok(match *self {
            Dependency::Dispatch { table, sig } => {
                snapshot.find(table, sig, world)?.map(Reply::Dispatch)
            }
            Dependency::Matching { table, sig, limit } => {
                let limit = limit.map(|it| it as usize);
                snapshot.matching(table, sig, world, limit)?.map(Reply::Matching)
            }
            Dependency::Methods { table, sig } => {
                snapshot.methods(table, sig, world)?.map(Reply::Methods)
            }
            Dependency::Binding { global } | Dependency::Through { global, .. } => {
                snapshot.binding(global, world).map(Reply::Binding)
            }
            Dependency::Host { name } => snapshot.host(name, world).map(Reply::Host),
        })
    }

    /// Whether the answer is the same in two worlds.
    ///
    /// # Errors
    /// When the lattice gives no answer.
    pub fn still_holds(&self, snapshot: &Snapshot, before: World, after: World) -> Result<bool> {
        let then = self.ask(snapshot, before)?;
        Ok(then.range.contains(after) || then.result == self.ask(snapshot, after)?.result)
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(table) = self.table().filter(|it| *it != TableId::ORDINARY) {
            write!(f, "{table} ")?;
        }
        match self {
            Dependency::Dispatch { sig, .. } => write!(f, "{}", Shown(*sig)),
            Dependency::Matching { sig, limit: Some(limit), .. } => {
                write!(f, "at most {limit} of {}", Shown(*sig))
            }
            Dependency::Matching { sig, limit: None, .. } => write!(f, "all of {}", Shown(*sig)),
            Dependency::Methods { sig, .. } => write!(f, "any of {}", Shown(*sig)),
            Dependency::Binding { global } => write!(f, "{global}"),
            Dependency::Through { global, other } => write!(f, "{global} by {other}"),
            Dependency::Host { name } => write!(f, "host \"{name}\""),
        }
    }
}

/// What about the world an edge is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum EdgeKind {
    /// The method or methods that a call may run, or their ambiguity.
    Dispatch,
    /// That there is no such method: in an ordinary table, an overlay, or among hooks.
    Negative,
    /// A context's primitive.
    Overlay,
    /// A hook.
    Hook,
    /// A rule of a context.
    Rule,
    /// The method that an explicit signature names.
    Invoke,
    /// What a name stands for, or that it stands for nothing.
    Binding,
    /// A Rust function, or that there is none.
    Host,
}

impl fmt::Display for EdgeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EdgeKind::Dispatch => "dispatch",
            EdgeKind::Negative => "negative",
            EdgeKind::Overlay => "overlay",
            EdgeKind::Hook => "hook",
            EdgeKind::Rule => "rule",
            EdgeKind::Invoke => "invoke",
            EdgeKind::Binding => "binding",
            EdgeKind::Host => "host",
        })
    }
}

/// What was used of an answer.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub enum Use {
    /// Which method, binding or function it is.
    #[default]
    Answer,
    /// What inference found for it.
    Inferred,
    /// Its body.
    Inlined,
    /// How its values are laid out.
    Layout,
    /// Its value.
    Value,
    /// Its code, by who calls it there without asking again.
    Code,
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Use::Answer => "answer",
            Use::Inferred => "inferred",
            Use::Inlined => "inlined",
            Use::Layout => "layout",
            Use::Value => "value",
            Use::Code => "code",
        })
    }
}

/// A question that was asked, and how long its answer holds; prints as `negative f(::Int64) w3..`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Edge {
    /// The question.
    pub dependency: Dependency,
    /// What it is about, as the answer turned out.
    pub kind: EdgeKind,
    /// What was used of the answer.
    pub usage: Use,
    /// The worlds for which the answer holds.
    pub range: WorldRange,
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.dependency)?;
        if self.usage != Use::Answer {
            write!(f, " ({})", self.usage)?;
        }
        write!(f, " {}", self.range)
    }
}
