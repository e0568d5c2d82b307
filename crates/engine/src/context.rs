//! What a plug-in author writes: a [`Context`].
//!
//! ```text
//!             rewrite time (pure, cached, invalidated)        run time
//!   rules ───► which calls it takes part in, and how   ───►   prehook   before the call
//!   dispatch ► asked per signature where a rule says so       intercept instead of it, or with other arguments
//!   passes ──► what it does to bodies                         posthook  after it
//!                                                             on_unwind when it throws
//! ```
//!
//! The value of a context is the key of its code: what changes the rewritten code belongs in the value,
//! whatever else (a log, a limit, a budget) belongs in [`Context::Meta`], of which each run has its own.

use std::{any::Any, fmt::Debug, hash::Hash, sync::Arc};

use overdub_passes::Pipeline;
use overdub_rewrite::{CarriedDecl, Dispatch, Rules, Signature};
use overdub_world::Lookup;

use crate::{
    boundary::Boundary,
    call::{Call, Outcome, Unwind, ValueRef},
    error::{Error, Exception, RunResult},
    shown::{Calls, Shown, Shows},
};

/// A plug-in that sees, replaces or rewrites the calls of a program that knows nothing of it.
///
/// Every method has a default. A context that declares no [rules](Context::rules) and no
/// [passes](Context::passes) does nothing, and then running under it costs nothing: the plain code is shared.
///
/// # Example
/// ```
/// use overdub_engine::{Call, Context, Hooks, Rules, RunResult, Session, ValueRef};
///
/// #[derive(Clone, PartialEq, Eq, Hash, Debug)]
/// struct Tracer;
///
/// impl Context for Tracer {
///     type Meta = usize; // the depth of the call tree
///
///     fn rules(&self, rules: &mut Rules) {
///         rules.every_call().hooks(Hooks::PRE | Hooks::POST);
///     }
///     fn prehook(&self, depth: &mut usize, call: &mut Call<'_>) -> RunResult<()> {
///         call.print(&format!("{}{}\n", "  ".repeat(*depth), call.describe()))?;
///         *depth += 1;
///         Ok(())
///     }
///     fn posthook(&self, depth: &mut usize, _: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
///         *depth -= 1;
///         Ok(())
///     }
/// }
///
/// let mut session = Session::with_captured_output();
/// session.load("example.ir", "method twice(%x::Int64) {\nblock0(%self, %x):\n  %y = call add_int(%x, %x)\n  return %y\n}\n")?;
/// let answer = session.under(Tracer, 0).call("twice", &[21_i64.into()])?;
/// assert_eq!(session.show(answer), "42");
/// assert_eq!(session.captured_output(), "add_int(21, 21)\n");
/// # Ok::<(), overdub_engine::Error>(())
/// ```
pub trait Context: Clone + Eq + Hash + Debug + Send + Sync + 'static {
    /// The state of one run. Only hooks see it, so changing it compiles nothing.
    type Meta: Send + 'static;

    /// The name in stacks, in rewritten code and in errors.
    fn name(&self) -> String {
        let path = std::any::type_name::<Self>();
        let path = path.split('<').next().unwrap_or(path);
        path.rsplit("::").next().unwrap_or(path).to_owned()
    }

    /// Declares which calls the context takes part in, and how. Calls that no rule covers are recursed into.
    fn rules(&self, rules: &mut Rules) {
        let _ = rules;
    }

    /// Decides about one signature, where a rule says that it is to be asked.
    ///
    /// Must be pure: same context, signature and lookups, same answer.
    fn dispatch(&self, call: &Signature, lookup: &Lookup<'_>) -> Dispatch {
        let _ = (call, lookup);
        Dispatch::recurse()
    }

    /// Passes over the bodies that are rewritten for this context. They run before calls are marked, those of
    /// inner contexts first.
    fn passes(&self) -> Pipeline {
        Pipeline::empty()
    }

    /// The values that the context threads through all bodies that are rewritten for it.
    fn carried(&self) -> Vec<CarriedDecl> {
        Vec::new()
    }

    /// Runs when the context is entered, before anything runs under it.
    ///
    /// # Errors
    /// Why it cannot be entered; then it is not.
    fn enter(&self, meta: &mut Self::Meta, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        let _ = (meta, boundary);
        Ok(())
    }

    /// Runs when the context is left, whatever happened under it.
    ///
    /// # Errors
    /// What went wrong; it is left all the same.
    fn leave(&self, meta: &mut Self::Meta, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        let _ = (meta, boundary);
        Ok(())
    }

    /// Is told how often there were calls whose rule asks for [`Hooks::COUNT`](crate::Hooks::COUNT), of this signature and since it was told
    /// last: when the context is left, and before anything else of the context runs. A call counts when it begins,
    /// whether it returns or throws.
    fn counted(&self, meta: &mut Self::Meta, call: &Signature, times: u64) {
        let _ = (meta, call, times);
    }

    /// Runs before a call whose rule asks for it.
    ///
    /// # Errors
    /// An exception, which the call's caller then sees. The posthook does not run.
    fn prehook(&self, meta: &mut Self::Meta, call: &mut Call<'_>) -> RunResult<()> {
        let _ = (meta, call);
        Ok(())
    }

    /// Runs after a call whose rule asks for it.
    ///
    /// # Errors
    /// An exception, which the call's caller then sees instead of the result.
    fn posthook(
        &self,
        meta: &mut Self::Meta,
        call: &mut Call<'_>,
        out: ValueRef<'_>,
    ) -> RunResult<()> {
        let _ = (meta, call, out);
        Ok(())
    }

    /// Runs in place of a call whose rule says so, and says how to go on.
    ///
    /// # Errors
    /// An exception, which the call's caller then sees.
    fn intercept(&self, meta: &mut Self::Meta, call: &mut Call<'_>) -> RunResult<Outcome> {
        let _ = (meta, call);
        Ok(Outcome::Proceed)
    }

    /// Runs when a call throws whose prehook was completed, if its rule asks for it.
    fn on_unwind(&self, meta: &mut Self::Meta, call: &mut Call<'_>, error: &Exception) -> Unwind {
        let _ = (meta, call, error);
        Unwind::Continue
    }
}

/// A [`Context`] whose type is forgotten; what the engine holds.
pub(crate) trait DynContext: Send + Sync + Debug {
    fn name(&self) -> String;
    fn is_same(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn Any;
    fn rules(&self, rules: &mut Rules);
    fn dispatch(&self, call: &Signature, lookup: &Lookup<'_>) -> Dispatch;
    fn passes(&self) -> Pipeline;
    fn carried(&self) -> Vec<CarriedDecl>;
    /// Its prehook, for calls that are shown to it.
    fn prehook_of(&self, calls: Calls) -> Arc<dyn Shows>;
}

impl<C: Context> DynContext for C {
    fn name(&self) -> String {
        Context::name(self)
    }
    fn is_same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<C>().is_some_and(|other| self == other)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn rules(&self, rules: &mut Rules) {
        Context::rules(self, rules);
    }
    fn dispatch(&self, call: &Signature, lookup: &Lookup<'_>) -> Dispatch {
        Context::dispatch(self, call, lookup)
    }
    fn passes(&self) -> Pipeline {
        Context::passes(self)
    }
    fn carried(&self) -> Vec<CarriedDecl> {
        Context::carried(self)
    }
    fn prehook_of(&self, calls: Calls) -> Arc<dyn Shows> {
        Arc::new(Shown::<C>::new(calls))
    }
}

/// One run of a context: the context together with its [`Context::Meta`], whose type is forgotten, so that a hook is
/// one call through a table.
pub(crate) trait Running: Any + Send {
    /// The state, for whoever knows its type.
    fn meta(&self) -> &dyn Any;
    fn into_meta(self: Box<Self>) -> Box<dyn Any>;
    fn enter(&mut self, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        let _ = boundary;
        Ok(())
    }
    fn leave(&mut self, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        let _ = boundary;
        Ok(())
    }
    fn counted(&mut self, call: &Signature, times: u64) {
        let _ = (call, times);
    }
    fn prehook(&mut self, call: &mut Call<'_>) -> RunResult<()> {
        let _ = call;
        Ok(())
    }
    fn posthook(&mut self, call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        let _ = (call, out);
        Ok(())
    }
    fn intercept(&mut self, call: &mut Call<'_>) -> RunResult<Outcome> {
        let _ = call;
        Ok(Outcome::Proceed)
    }
    fn on_unwind(&mut self, call: &mut Call<'_>, error: &Exception) -> Unwind {
        let _ = (call, error);
        Unwind::Continue
    }
}

/// A run of a context written in Rust.
pub(crate) struct Run<C: Context> {
    pub(crate) of: Arc<C>,
    pub(crate) meta: C::Meta,
}

impl<C: Context> Running for Run<C> {
    fn meta(&self) -> &dyn Any {
        &self.meta
    }
    fn into_meta(self: Box<Self>) -> Box<dyn Any> {
        Box::new(self.meta)
    }
    fn enter(&mut self, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        self.of.enter(&mut self.meta, boundary)
    }
    fn leave(&mut self, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        self.of.leave(&mut self.meta, boundary)
    }
    fn counted(&mut self, call: &Signature, times: u64) {
        self.of.counted(&mut self.meta, call, times);
    }
    fn prehook(&mut self, call: &mut Call<'_>) -> RunResult<()> {
        self.of.prehook(&mut self.meta, call)
    }
    fn posthook(&mut self, call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        self.of.posthook(&mut self.meta, call, out)
    }
    fn intercept(&mut self, call: &mut Call<'_>) -> RunResult<Outcome> {
        self.of.intercept(&mut self.meta, call)
    }
    fn on_unwind(&mut self, call: &mut Call<'_>, error: &Exception) -> Unwind {
        self.of.on_unwind(&mut self.meta, call, error)
    }
}
