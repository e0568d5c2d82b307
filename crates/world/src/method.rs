//! Methods: a signature and what runs when it is called.
//!
//! A method never changes. Redefining a signature makes another method; which of them lives in
//! which worlds is the business of the table that holds them.

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use overdub_ir::{Body, Loc};
use overdub_types::{Symbol, Type};
use overdub_values::Builtin;

use crate::signature::{Params, Shown};
use crate::table::TableId;
use crate::worlds::World;

/// The number of a method in order of definition, unique in its definitions; prints as `m3`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MethodId(pub u32);

impl fmt::Display for MethodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m{}", self.0)
    }
}

/// What runs when a method is called.
#[derive(Clone)]
pub enum Source {
    /// A body of the project's IR.
    Body(LazyBody),
    /// A Rust function that the session offers under this name.
    Host {
        /// The name.
        name: Symbol,
        /// What it promises to return; `Any` if nothing was said.
        returns: Type,
    },
    /// One of the runtime's own functions.
    Builtin(Builtin),
    /// An IR that this project has never heard of.
    Foreign(Arc<dyn Any + Send + Sync>),
    /// Nothing: the method can be found but not run.
    Missing,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Body(_) => f.write_str("Body(…)"),
            Source::Host { name, returns } => write!(f, "Host({name}::{returns})"),
            Source::Builtin(builtin) => write!(f, "Builtin({builtin:?})"),
            Source::Foreign(_) => f.write_str("Foreign(…)"),
            Source::Missing => f.write_str("Missing"),
        }
    }
}

type MakeBody = Box<dyn FnOnce() -> Arc<Body> + Send>;

/// A body that may still have to be made: one that is stored is decoded when it is first asked for.
#[derive(Clone)]
pub struct LazyBody(Arc<LazyLock<Arc<Body>, MakeBody>>);

impl LazyBody {
    /// A body that `make` makes when it is first asked for.
    pub fn new(make: impl FnOnce() -> Arc<Body> + Send + 'static) -> LazyBody {
        LazyBody(Arc::new(LazyLock::new(Box::new(make))))
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Arc<Body> {
        &self.0
    }
}

impl From<Arc<Body>> for LazyBody {
    fn from(body: Arc<Body>) -> LazyBody {
        LazyBody::new(move || body)
    }
}

impl fmt::Debug for LazyBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyBody")
    }
}

/// A method to be defined.
#[derive(Clone, Debug)]
pub struct MethodDef {
    /// The tuple of the callee's type and those of the arguments, below its `where`s.
    pub sig: Type,
    /// What runs.
    pub source: Source,
    /// The module in whose text it stands.
    pub module: Symbol,
    /// Names of the arguments, the callee's left out; may be shorter than the signature.
    pub names: Arc<[Symbol]>,
    /// Where it stands.
    pub loc: Loc,
}

impl MethodDef {
    /// A method of module `Main` that nobody wrote down.
    #[must_use]
    pub fn new(sig: Type, source: Source) -> MethodDef {
        MethodDef {
            sig,
            source,
            module: Symbol::new("Main"),
            names: Arc::default(),
            loc: Loc::unknown(),
        }
    }

    /// The same in another module.
    #[must_use]
    pub fn module(mut self, module: Symbol) -> MethodDef {
        self.module = module;
        self
    }

    /// The same with names for its arguments.
    #[must_use]
    pub fn names(mut self, names: impl Into<Arc<[Symbol]>>) -> MethodDef {
        self.names = names.into();
        self
    }

    /// The same at a place in a text.
    #[must_use]
    pub fn at(mut self, loc: Loc) -> MethodDef {
        self.loc = loc;
        self
    }
}

/// A method; prints as its signature, `f(::Int64)`.
///
/// Two are equal only if they are one: a redefinition with the same text is another method.
#[derive(Debug)]
pub struct Method {
    pub(crate) id: MethodId,
    pub(crate) table: TableId,
    pub(crate) world: World,
    pub(crate) def: MethodDef,
}

impl Method {
    /// The number in order of definition.
    #[must_use]
    pub fn id(&self) -> MethodId {
        self.id
    }

    /// The table that it was defined in.
    #[must_use]
    pub fn table(&self) -> TableId {
        self.table
    }

    /// Whether no call finds it: it is the code of a statement.
    #[must_use]
    pub fn is_apart(&self) -> bool {
        self.table == TableId::NONE
    }

    /// The world that its definition started.
    #[must_use]
    pub fn world(&self) -> World {
        self.world
    }

    /// The signature: a tuple of the callee's type and those of the arguments, below its `where`s.
    #[must_use]
    pub fn sig(&self) -> Type {
        self.def.sig
    }

    /// What runs.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.def.source
    }

    /// The module in whose text it stands.
    #[must_use]
    pub fn module(&self) -> Symbol {
        self.def.module
    }

    /// Names of the arguments, the callee's left out.
    #[must_use]
    pub fn names(&self) -> &[Symbol] {
        &self.def.names
    }

    /// Where it stands.
    #[must_use]
    pub fn loc(&self) -> Loc {
        self.def.loc
    }

    /// Number of arguments that are not part of a trailing vararg, the callee counted.
    #[must_use]
    pub fn fixed_arity(&self) -> usize {
        Params::of(self.def.sig).map_or(0, |it| it.fixed.len())
    }

    /// Whether the last argument takes any number of values.
    #[must_use]
    pub fn is_vararg(&self) -> bool {
        Params::of(self.def.sig).is_some_and(|it| it.rest.is_some())
    }
}

impl PartialEq for Method {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Method {}

impl Hash for Method {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.def.sig).fmt(f)
    }
}

/// A method as a query finds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// The method.
    pub method: Arc<Method>,
    /// The part of the query that the method's signature takes in; all of it if it `covers`.
    pub sig: Type,
    /// The values of the method's `where` variables, outermost first: types or value parameters,
    /// and the variable itself where the query leaves it open.
    pub static_params: Box<[Type]>,
    /// Whether the query is a subtype of the method's signature.
    pub covers: bool,
}
