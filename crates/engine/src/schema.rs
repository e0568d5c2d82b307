//! What the compiler cache stores for a session: owners, artefacts, errors, and what edges say was used.

use std::{
    fmt::{self, Display},
    hash::{Hash, Hasher},
    sync::{Arc, OnceLock},
};

use crate::image::KeptCode;
use overdub_cache::Schema;
use overdub_infer::{Lattice, Says};
use overdub_interp::{Code, FlattenError, LinkedCode, Verified, flatten};
use overdub_ir::{Body, Inst};
use overdub_rewrite::{Contexts, Plan, Signature, StackId};
use overdub_types::Symbol;
use overdub_values::{Builtin, Intrinsic};
use overdub_world::{Dependency, EdgeKind, MethodInstance, Shard, Source, Use};

/// Whose code an entry is: a stack of contexts; prints as `plain` or `[Trace, Count]`.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The stack.
    pub(crate) stack: StackId,
    names: Arc<str>,
}

impl Owner {
    /// The owner of code under a stack.
    pub(crate) fn new(contexts: &Contexts, stack: StackId) -> Self {
        if stack.is_empty() {
            return Self::plain();
        }
        let names: Vec<Symbol> = contexts.names(stack);
        let names: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
        Self { stack, names: format!("[{}]", names.join(", ")).into() }
    }

    /// The owner of plain code.
    pub(crate) fn plain() -> Self {
        Self { stack: StackId::EMPTY, names: "plain".into() }
    }

    /// Whether this is plain code.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.stack.is_empty()
    }
}

impl PartialEq for Owner {
    fn eq(&self, other: &Self) -> bool {
        self.stack == other.stack
    }
}
impl Eq for Owner {}
impl Hash for Owner {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.stack.hash(state);
    }
}
impl Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names)
    }
}

/// What was used of an answer: of the world's, by kind of question, or of another entry's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EdgeUse {
    /// A question about the world.
    World(EdgeKind, Use),
    /// What another entry came to.
    Entry(Use),
}

impl Display for EdgeUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::World(kind, Use::Answer) => write!(f, "{kind}"),
            Self::World(kind, usage) => write!(f, "{kind} ({usage})"),
            Self::Entry(usage) => write!(f, "{usage}"),
        }
    }
}

/// Why an instance has no code.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CompileError {
    /// A pass failed or broke the body.
    #[error(transparent)]
    Pass(#[from] overdub_passes::PassError),
    /// Marking failed, or the lattice gave up.
    #[error(transparent)]
    Rewrite(#[from] overdub_rewrite::RewriteError),
    /// The world gave no answer.
    #[error(transparent)]
    World(#[from] overdub_world::WorldError),
    /// A body's text does not read back as the body.
    #[error("the text of {origin} at the stage {stage} does not read back: {reason}")]
    NotRead {
        /// Which body.
        origin: String,
        /// At which stage.
        stage: &'static str,
        /// What is wrong with the text, or that it prints as another one.
        reason: String,
    },
    /// The method has no body.
    #[error("{0} has no body of this language")]
    NoBody(String),
    /// The body does not verify.
    #[error("the body of {origin} does not verify\n{faults}")]
    Unverified {
        /// Which body.
        origin: String,
        /// The faults, rendered.
        faults: String,
    },
    /// The body cannot be flattened.
    #[error(transparent)]
    Flatten(#[from] FlattenError),
    /// A constant of the body has no value.
    #[error(transparent)]
    Link(#[from] overdub_values::ValueError),
}

impl CompileError {
    /// The stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pass(error) => error.code,
            Self::Rewrite(error) => error.code(),
            Self::World(_) => "world-gave-no-answer",
            Self::NotRead { .. } => "body-not-read-back",
            Self::NoBody(_) => "method-without-body",
            Self::Unverified { .. } => "unverified-body",
            Self::Flatten(_) => "body-too-large",
            Self::Link(_) => "constant-without-value",
        }
    }
}

/// What a call of a body became when that is known before it runs.
#[derive(Clone, Debug)]
pub(crate) enum StaticCall {
    /// Code of a method under a stack; `inherits` if it runs under whatever its caller runs under.
    Code { instance: MethodInstance, stack: StackId, inherits: bool },
    /// A builtin that needs values only.
    Builtin(Builtin),
    /// An intrinsic.
    Intrinsic(Intrinsic),
    /// The Rust function that is offered under a name.
    Host(Symbol),
    /// A call with something around it.
    Plan(Arc<Plan>, StackId),
}

impl StaticCall {
    /// Whether it is code of this instance under this stack.
    pub(crate) fn is_code_of(&self, of: &MethodInstance, under: StackId) -> bool {
        matches!(self, Self::Code { instance, stack, .. } if instance == of && *stack == under)
    }
}

/// A call site as sharing looks at it: what it may call.
#[derive(Clone, Debug)]
pub(crate) struct CallRecord {
    /// The types of callee and arguments.
    pub(crate) signature: Signature,
    /// What it became; `None` if the run decides.
    pub(crate) target: Option<StaticCall>,
    /// Whether nothing was assumed of what it answers that contexts could change.
    pub(crate) is_free: bool,
    /// Calls that were followed for what it answers beyond those of the target: of the members of a union, of the
    /// methods that it might run, in a callee's body that was looked through with more known.
    pub(crate) members: Vec<CallRecord>,
    /// The host function that it calls, if it is known to be one.
    pub(crate) host: Option<Symbol>,
    pub(crate) inst: Inst,
}

/// The artefact of inference.
#[derive(Debug)]
pub(crate) struct Inferred {
    /// What it returns.
    pub(crate) result: Lattice,
    /// What that says of its parameters, if it is a `Bool`.
    pub(crate) says: Option<Says>,
    /// The code of the image that it is.
    pub(crate) kept: Option<KeptCode>,
    typed: OnceLock<Typed>,
}

/// A typed body and its calls, in order.
#[derive(Debug)]
pub(crate) struct Typed {
    pub(crate) body: Arc<Body>,
    pub(crate) calls: Vec<CallRecord>,
    /// The same with calls taken apart, if some are: what code is made of.
    pub(crate) parted: Option<Parted>,
}

/// A typed body whose calls of inexact types are taken apart, and its calls, in order.
#[derive(Debug)]
pub(crate) struct Parted {
    pub(crate) body: Arc<Body>,
    pub(crate) calls: Vec<CallRecord>,
}

impl Inferred {
    pub(crate) fn new(typed: Typed, result: Lattice, says: Option<Says>) -> Self {
        Self { result, says, kept: None, typed: OnceLock::from(typed) }
    }

    /// What the image has; the body is read when it is asked for.
    pub(crate) fn of_image(kept: KeptCode, result: Lattice, says: Option<Says>) -> Self {
        Self { result, says, kept: Some(kept), typed: OnceLock::new() }
    }

    fn typed(&self) -> &Typed {
        self.typed.get_or_init(|| {
            let kept = self.kept.as_ref().expect("what is not of an image has a body");
            kept.typed()
        })
    }

    /// The typed body.
    pub(crate) fn body(&self) -> &Arc<Body> {
        &self.typed().body
    }

    /// Its calls, in order.
    pub(crate) fn calls(&self) -> &[CallRecord] {
        &self.typed().calls
    }

    /// Its calls and those that they are taken apart into.
    pub(crate) fn all_calls(&self) -> impl Iterator<Item = &CallRecord> {
        self.calls().iter().chain(self.parted().into_iter().flat_map(|it| &it.calls))
    }

    /// The body with calls taken apart, if some are.
    pub(crate) fn parted(&self) -> Option<&Parted> {
        self.typed().parted.as_ref()
    }
}

/// The artefact of code generation: a body as back ends get it, and what is made of it for the interpreter.
#[derive(Debug)]
pub(crate) struct Generated {
    body: Verified,
    calls: Vec<(Inst, StaticCall)>,
    replaced: Vec<Option<StaticCall>>,
    /// The code of the image that it is.
    pub(crate) kept: Option<KeptCode>,
    code: OnceLock<Result<Arc<Code>, FlattenError>>,
}

impl Generated {
    pub(crate) fn new(
        body: Verified,
        calls: Vec<(Inst, StaticCall)>,
        replaced: Vec<Option<StaticCall>>,
    ) -> Self {
        Self { body, calls, replaced, kept: None, code: OnceLock::new() }
    }

    /// The same, known as code of the image.
    pub(crate) fn of_image(self, kept: KeptCode) -> Self {
        Self { kept: Some(kept), ..self }
    }

    /// The body, optimised if the session optimises.
    pub(crate) fn body(&self) -> &Arc<Body> {
        self.body.body()
    }

    /// What its calls became where that is known before they run, in order of the body.
    pub(crate) fn calls(&self) -> &[(Inst, StaticCall)] {
        &self.calls
    }

    /// What the call of each scope of the body became, where it was replaced by what it calls.
    pub(crate) fn replaced(&self) -> &[Option<StaticCall>] {
        &self.replaced
    }

    /// The code for the interpreter; made when it is asked for, as most of what is put in the place of calls is never
    /// called itself.
    pub(crate) fn code(&self) -> Result<&Arc<Code>, CompileError> {
        let made = self.code.get_or_init(|| flatten(&self.body).map(Arc::new));
        made.as_ref().map_err(|error| (*error).into())
    }
}

/// The types that a session's cache stores.
#[derive(Debug)]
pub(crate) struct SessionSchema;

impl Schema for SessionSchema {
    type Instance = MethodInstance;
    type Owner = Owner;
    type Dependency = Dependency;
    type Shard = Shard;
    type Use = EdgeUse;
    type Inferred = Inferred;
    type Code = Arc<Generated>;
    type Linked = Arc<LinkedCode>;
    type Error = CompileError;

    fn shard(dependency: &Dependency) -> Shard {
        Shard::of(dependency)
    }
}

impl StaticCall {
    /// What runs a plan, if it is known for every call of the signature.
    pub(crate) fn of(plan: &Arc<Plan>, stack: StackId, inherits: bool) -> Option<Self> {
        if !plan.is_plain() {
            return match plan.target {
                overdub_rewrite::Target::Dynamic => None,
                _ => Some(Self::Plan(Arc::clone(plan), stack)),
            };
        }
        match &plan.target {
            overdub_rewrite::Target::Method(instance) => match instance.method().source() {
                Source::Body(_) | Source::Foreign(_)
                    if crate::surface::body_of(instance).is_some() =>
                {
                    Some(Self::Code {
                        instance: instance.clone(),
                        stack: plan.callee_stack,
                        inherits,
                    })
                }
                Source::Host { name, .. } if plan.callee_stack == stack => Some(Self::Host(*name)),
                _ => None,
            },
            overdub_rewrite::Target::Builtin(it) if !it.is_runtime() => Some(Self::Builtin(*it)),
            overdub_rewrite::Target::Intrinsic(it) => Some(Self::Intrinsic(*it)),
            _ => None,
        }
    }
}
