//! What a call becomes under a stack of contexts.

mod render;

use std::sync::Arc;

use overdub_ir::Literal;
use overdub_values::{Builtin, Intrinsic};
use overdub_world::{Method, MethodInstance, Source};
use smallvec::SmallVec;

use crate::{ContextId, Hooks, Returns, Signature, StackId};

/// The whole decision about one call signature under one stack.
///
/// ```text
///   pre of hooks[0], pre of hooks[1], …        outermost first
///     steps[0], steps[1], …                    innermost first: intercepts and redirects
///       target                                 under callee_stack
///   … post (or unwind) of hooks[1], of hooks[0]
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The signature as the program wrote it; what hooks are told.
    pub call: Signature,
    /// The contexts with hooks for the call, outermost first.
    pub hooks: SmallVec<[HookPoint; 1]>,
    /// What happens between the prehooks and the target, in this order.
    pub steps: SmallVec<[Step; 0]>,
    /// What runs in the end.
    pub target: Target,
    /// The signature that the target was found for: `call`, or another callee after a redirect.
    pub signature: Signature,
    /// The stack that the callee runs under, a subsequence of the call's; for a builtin or host function
    /// the one that its own calls are decided under.
    pub callee_stack: StackId,
}

/// The hooks of one context at a call.
#[derive(Clone, Debug, PartialEq)]
pub struct HookPoint {
    /// Whose they are.
    pub context: ContextId,
    /// Where the context is in the stack, counted from the outermost.
    pub depth: u32,
    /// The stack that they run under: the contexts outside this one.
    pub under: StackId,
    /// Those written in Rust. Where both exist, the Rust prehook runs before the one in the language, and the
    /// Rust posthook and `on_unwind` after it, so that Rust is the outer layer.
    pub rust: Hooks,
    /// The prehook written in the language.
    pub pre: Option<HookCall>,
    /// The posthook written in the language.
    pub post: AfterHook,
    /// The unwind hook written in the language.
    pub unwind: AfterHook,
}

impl HookPoint {
    /// Whether anything runs before the call.
    #[must_use]
    pub fn has_pre(&self) -> bool {
        self.rust.contains(Hooks::PRE) || self.pre.is_some()
    }

    /// Whether nothing is left to do here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let has_any = self.has_pre() || self.has_post() || self.has_unwind();
        !has_any && !self.rust.contains(Hooks::COUNT)
    }

    /// Whether anything may run after the call.
    #[must_use]
    pub fn has_post(&self) -> bool {
        self.rust.contains(Hooks::POST) || self.post != AfterHook::None
    }

    /// Whether anything may run when the call throws.
    #[must_use]
    pub fn has_unwind(&self) -> bool {
        self.rust.contains(Hooks::UNWIND) || self.unwind != AfterHook::None
    }
}

/// A hook written in the language, found for a call.
#[derive(Clone, Debug, PartialEq)]
pub enum HookCall {
    /// The method that runs.
    Method(MethodInstance),
    /// Several methods of which none is most specific: a `MethodError` at run time.
    Ambiguous(Vec<Arc<Method>>),
}

/// A hook that is told a value which only the run brings: the result, or the error.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum AfterHook {
    /// There is none, whatever the value.
    #[default]
    None,
    /// This one, whatever the value; the instance is for `Any`, one for the actual type of the value is as good.
    Always(MethodInstance),
    /// There may be one; the type of the value decides, see [`crate::posthook_for`].
    ByType,
}

/// Something that happens to a call before its target is reached.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The Rust `intercept` of a context is asked. With other arguments than it got, the rest is decided anew by
    /// [`crate::decide_below`] with this depth and these kept contexts.
    Intercept {
        /// Whose it is.
        context: ContextId,
        /// Where the context is in the stack.
        depth: u32,
        /// What a value that it answers with is known to be.
        returns: Returns,
        /// The depths of the contexts, this one and those inside it, that keep out of the callee.
        kept: Kept,
    },
    /// The callee is another one from here on.
    Redirect {
        /// Who said so.
        context: ContextId,
        /// The callee.
        callee: Literal,
    },
}

/// A set of depths of a stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kept(u32);

impl Kept {
    /// None of them.
    pub const NONE: Kept = Kept(0);

    /// Whether the depth is in the set.
    #[must_use]
    pub const fn contains(self, depth: usize) -> bool {
        depth < 32 && self.0 & (1 << depth) != 0
    }

    /// The set with one more depth; there are no depths from 32 on.
    #[must_use]
    pub const fn with(self, depth: usize) -> Self {
        if depth < 32 { Self(self.0 | (1 << depth)) } else { self }
    }
}

/// What runs in the end.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A method; its source may be a body, a host function or anything else.
    Method(MethodInstance),
    /// One of the runtime's own functions.
    Builtin(Builtin),
    /// An operation on bits.
    Intrinsic(Intrinsic),
    /// A contextual primitive, which runs in the call's stead; `callee_stack` is the contexts outside its own.
    Primitive {
        /// Whose it is.
        context: ContextId,
        /// Where the context is in the stack.
        depth: u32,
        /// The method in the context's overlay.
        instance: MethodInstance,
    },
    /// No method takes the call: a `MethodError` at run time.
    MethodError,
    /// Several methods take the call and none is most specific: a `MethodError` at run time.
    Ambiguous {
        /// Whose primitives they are; `None` for ordinary methods.
        context: Option<ContextId>,
        /// The methods.
        methods: Vec<Arc<Method>>,
    },
    /// The signature is not concrete; the run decides, for the signature that it sees.
    Dynamic,
}

impl Target {
    /// Whether there is nothing to recurse into: an operation of the language or the host that makes no calls of
    /// the program's.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        match self {
            Self::Intrinsic(_) => true,
            Self::Builtin(it) => !calls_on(*it),
            Self::Method(instance) => match instance.method().source() {
                Source::Builtin(it) => !calls_on(*it),
                Source::Host { .. } => true,
                _ => false,
            },
            Self::Primitive { .. } | Self::MethodError | Self::Ambiguous { .. } | Self::Dynamic => {
                false
            }
        }
    }
}

/// Whether a builtin makes calls of the program's in turn, which are decided by themselves.
fn calls_on(builtin: Builtin) -> bool {
    matches!(
        builtin,
        Builtin::Invoke
            | Builtin::Invokelatest
            | Builtin::InvokeInWorld
            | Builtin::ApplyIterate
            | Builtin::Overdub
            | Builtin::Recurse
            | Builtin::Eval
    )
}

impl Plan {
    /// Whether the plan is the plain call and nothing else: no hook, no step, no primitive.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.hooks.is_empty()
            && self.steps.is_empty()
            && !matches!(self.target, Target::Primitive { .. })
    }

    /// The instance with a body that runs if nobody answers instead; `None` if it is something else, or if the callee
    /// was replaced on the way.
    #[must_use]
    pub fn called(&self) -> Option<&MethodInstance> {
        match &self.target {
            Target::Method(instance) if self.signature == self.call => {
                matches!(instance.method().source(), Source::Body(_)).then_some(instance)
            }
            _ => None,
        }
    }
}
