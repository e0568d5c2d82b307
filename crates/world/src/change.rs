//! Changes: what a new world differs in from the one before, and whom that may concern.
//!
//! Each question that was asked of the world is in one *shard*, by what it asks about: the callee
//! of a signature, a binding, a host function. A change names the shards that it reaches, so that
//! other questions need not be looked at; of those that it does reach, [`Change::touches`] says
//! by their types which could have another answer.
//!
//! ```text
//!   f(::Int64) is defined ─▶ shard "methods f"      f(::Int64), f(::Integer), f(::String) …
//!                        ╰─▶ shard "methods _"      calls of what is not known
//! ```

use std::fmt;
use std::sync::Arc;

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use smallvec::{SmallVec, smallvec};

use crate::binding::{Binding, HostFunction};
use crate::dependency::Dependency;
use crate::method::Method;
use crate::relation;
use crate::signature::{Params, Shown};
use crate::table::{Head, TableId, callee_head, callee_heads, is_one_shard};
use crate::worlds::World;

/// What questions about the world are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Shard(ShardKey);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum ShardKey {
    /// Calls of one callee, or of callees that are not known well enough.
    Callee(TableId, Head),
    Binding(GlobalRef),
    Host(Symbol),
}

impl Shard {
    /// The shard of a question.
    #[must_use]
    pub fn of(dependency: &Dependency) -> Shard {
        Shard(match dependency {
            Dependency::Dispatch { table, sig }
            | Dependency::Matching { table, sig, .. }
            | Dependency::Methods { table, sig } => {
                let is_known = Params::of(*sig).is_some_and(|it| callee_heads(&it).is_some());
                let head = if is_known { callee_head(*sig) } else { Head::Wild };
                ShardKey::Callee(*table, head)
            }
            Dependency::Binding { global } => ShardKey::Binding(*global),
            Dependency::Host { name } => ShardKey::Host(*name),
        })
    }
}

/// What a change is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Changed {
    /// A method table.
    Method {
        /// The table.
        table: TableId,
        /// The signature that was defined or deleted.
        sig: Type,
        /// The method that lives from now on.
        begins: Option<Arc<Method>>,
        /// The method that no longer lives.
        ends: Option<Arc<Method>>,
    },
    /// A binding.
    Binding {
        /// The name.
        global: GlobalRef,
        /// What it was.
        before: Binding,
        /// What it is.
        after: Binding,
    },
    /// A host function.
    Host {
        /// What is offered from now on; nothing if it was withdrawn.
        function: Option<HostFunction>,
        /// The name.
        name: Symbol,
    },
}

/// A definition, redefinition or deletion, which started a world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The world that it started.
    pub world: World,
    /// What is different there.
    pub what: Changed,
}

/// The shards that a change reaches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reached {
    /// These.
    Shards(SmallVec<[Shard; 2]>),
    /// Those for which [`Change::reaches`] holds; they cannot be named.
    Some,
}

impl Change {
    /// The shards of all questions whose answer may be another now.
    #[must_use]
    pub fn reached(&self) -> Reached {
        Reached::Shards(match &self.what {
            Changed::Method { table, .. } => {
                let of = |head| Shard(ShardKey::Callee(*table, head));
                let mut shards = smallvec![of(Head::Wild)];
                for sig in self.signatures() {
                    if !is_one_shard(sig) {
                        return Reached::Some;
                    }
                    let shard = of(callee_head(sig));
                    if !shards.contains(&shard) {
                        shards.push(shard);
                    }
                }
                shards
            }
            Changed::Binding { global, .. } => smallvec![Shard(ShardKey::Binding(*global))],
            Changed::Host { name, .. } => smallvec![Shard(ShardKey::Host(*name))],
        })
    }

    /// Whether the shard may hold a question whose answer is another now.
    #[must_use]
    pub fn reaches(&self, shard: &Shard) -> bool {
        match (self.reached(), shard.0, &self.what) {
            (Reached::Shards(shards), ..) => shards.contains(shard),
            (Reached::Some, ShardKey::Callee(of, _), Changed::Method { table, .. }) => of == *table,
            (Reached::Some, ..) => false,
        }
    }

    /// Whether, by its types, the answer to the question may be another now.
    ///
    /// `true` where the lattice gives no answer.
    #[must_use]
    pub fn touches(&self, dependency: &Dependency) -> bool {
        let is_in = |asked: &TableId| match &self.what {
            Changed::Method { table, .. } => table == asked,
            Changed::Binding { .. } | Changed::Host { .. } => false,
        };
        match dependency {
            Dependency::Dispatch { table, sig } => {
                let takes = |changed| relation::is_subtype(*sig, changed).unwrap_or(true);
                is_in(table) && self.signatures().any(takes)
            }
            Dependency::Matching { table, sig, .. } | Dependency::Methods { table, sig } => {
                let meets = |changed| !relation::is_disjoint(*sig, changed).unwrap_or(false);
                is_in(table) && self.signatures().any(meets)
            }
            Dependency::Binding { global: asked } => {
                matches!(&self.what, Changed::Binding { global, .. } if global == asked)
            }
            Dependency::Host { name: asked } => {
                matches!(&self.what, Changed::Host { name, .. } if name == asked)
            }
        }
    }

    /// The signatures of the methods that begin and end; the two are equal as types, but the
    /// lattice need not say the same of them.
    fn signatures(&self) -> impl Iterator<Item = Type> {
        let (begins, ends) = match &self.what {
            Changed::Method { begins, ends, .. } => (begins.as_ref(), ends.as_ref()),
            Changed::Binding { .. } | Changed::Host { .. } => (None, None),
        };
        begins.into_iter().chain(ends).map(|it| it.sig())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.world)?;
        match &self.what {
            Changed::Method { table, sig, begins, ends } => {
                let verb = match (begins, ends) {
                    (Some(_), Some(_)) => "redefined",
                    (Some(_), None) => "defined",
                    (None, _) => "deleted",
                };
                write!(f, "{verb} ")?;
                if *table != TableId::ORDINARY {
                    write!(f, "{table} ")?;
                }
                write!(f, "{}", Shown(*sig))
            }
            Changed::Binding { global, after, .. } => write!(f, "{global} is {after}"),
            Changed::Host { name, function: Some(_) } => write!(f, "offered host \"{name}\""),
            Changed::Host { name, function: None } => write!(f, "withdrew host \"{name}\""),
        }
    }
}
