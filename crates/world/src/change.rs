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
use crate::module::{Visibility, short_name};
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
            Dependency::Binding { global } | Dependency::Through { other: global, .. } => {
                ShardKey::Binding(*global)
            }
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
    /// Names of modules beside a definition: imports, exports, `using`, a new module.
    Names {
        /// The names that may stand for something else, or be seen by others, now.
        names: Arc<[GlobalRef]>,
        /// What was done.
        what: Named,
    },
    /// A host function.
    Host {
        /// What is offered from now on; nothing if it was withdrawn.
        function: Option<HostFunction>,
        /// The name.
        name: Symbol,
    },
}

/// What was done to names of modules.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Named {
    /// One was imported from this binding.
    Import {
        /// The binding.
        from: GlobalRef,
    },
    /// They were exported or declared public.
    Offer {
        /// How far.
        as_far_as: Visibility,
        /// The module whose names they are.
        module: Symbol,
    },
    /// A module is used by another from now on.
    Using {
        /// The module that uses.
        into: Symbol,
        /// The module that is used.
        used: Symbol,
    },
    /// A module was made, in place of one of that path if there was one.
    Module {
        /// Its path.
        module: Symbol,
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
            Changed::Names { names, .. } => {
                names.iter().map(|it| Shard(ShardKey::Binding(*it))).collect()
            }
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
            Changed::Binding { .. } | Changed::Names { .. } | Changed::Host { .. } => false,
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
            Dependency::Binding { global: asked } | Dependency::Through { other: asked, .. } => {
                match &self.what {
                    Changed::Binding { global, .. } => global == asked,
                    Changed::Names { names, .. } => names.contains(asked),
                    Changed::Method { .. } | Changed::Host { .. } => false,
                }
            }
            Dependency::Host { name: asked } => {
                matches!(&self.what, Changed::Host { name, .. } if name == asked)
            }
        }
    }

    /// What Julia says of a change that running programs may suffer from: a constant got another
    /// value.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        match &self.what {
            Changed::Binding { global, before: Binding::Const(_), after: Binding::Const(_) } => {
                Some(format!(
                    "WARNING: redefinition of constant {}.{}. This may fail, cause incorrect answers, or \
                     produce other errors.",
                    short_name(global.module),
                    global.name
                ))
            }
            _ => None,
        }
    }

    /// The signatures of the methods that begin and end; the two are equal as types, but the
    /// lattice need not say the same of them.
    fn signatures(&self) -> impl Iterator<Item = Type> {
        let (begins, ends) = match &self.what {
            Changed::Method { begins, ends, .. } => (begins.as_ref(), ends.as_ref()),
            Changed::Binding { .. } | Changed::Names { .. } | Changed::Host { .. } => (None, None),
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
            Changed::Names { names, what } => match what {
                Named::Import { from } => match names.first() {
                    Some(into) => write!(f, "{into} is {from}"),
                    None => write!(f, "imported {from}"),
                },
                Named::Offer { as_far_as, module } => {
                    let how = if *as_far_as == Visibility::Exported { "exports" } else { "offers" };
                    let names: Vec<&str> = names.iter().map(|it| it.name.as_str()).collect();
                    write!(f, "{module} {how} {}", names.join(", "))
                }
                Named::Using { into, used } => write!(f, "{into} uses {used}"),
                Named::Module { module } => write!(f, "module {module}"),
            },
            Changed::Host { name, function: Some(_) } => write!(f, "offered host \"{name}\""),
            Changed::Host { name, function: None } => write!(f, "withdrew host \"{name}\""),
        }
    }
}
