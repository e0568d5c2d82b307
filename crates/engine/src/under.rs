//! Contexts entered: a context with the state of one run, and a session that runs under some.

use std::sync::Arc;

use overdub_values::Value;

use crate::{
    boundary::Boundary,
    context::{Context, DynContext, Run, Running},
    error::Error,
    session::Session,
};

/// A context with the state for one run of it.
#[derive(Debug)]
pub struct Applied {
    kind: Kind,
    failure: Option<Box<Error>>,
}

/// A context and a run of it.
pub(crate) type Parts = (Arc<dyn DynContext>, Box<dyn Running>);

enum Kind {
    Ready(Arc<dyn DynContext>, Box<dyn Running>),
    Deferred(Box<str>, Deferred),
}

type Deferred = Box<dyn FnOnce(&mut Boundary<'_>) -> Result<Applied, Error> + Send>;

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ready(context, _) => context.fmt(f),
            Self::Deferred(name, _) => write!(f, "Deferred({name})"),
        }
    }
}

impl Applied {
    /// A context with the state that its hooks are to see.
    pub fn new<C: Context>(context: C, meta: C::Meta) -> Self {
        let of = Arc::new(context);
        Self { kind: Kind::Ready(Arc::clone(&of) as _, Box::new(Run { of, meta })), failure: None }
    }

    /// A context that is made when it is entered, from what is outside of the session: a file that says what it does.
    pub fn deferred(
        name: impl std::fmt::Display,
        make: impl FnOnce(&mut Boundary<'_>) -> Result<Self, Error> + Send + 'static,
    ) -> Self {
        Self { kind: Kind::Deferred(name.to_string().into(), Box::new(make)), failure: None }
    }

    pub(crate) fn left((context, run): Parts, failure: Option<Error>) -> Self {
        Self { kind: Kind::Ready(context, run), failure: failure.map(Box::new) }
    }

    /// Context and run, made if they have not been.
    pub(crate) fn ready(self, boundary: &mut Boundary<'_>) -> Result<Parts, Error> {
        match self.kind {
            Kind::Ready(context, run) => Ok((context, run)),
            Kind::Deferred(_, make) => make(boundary)?.ready(boundary),
        }
    }

    /// What went wrong when the context was left.
    #[must_use]
    pub fn failure(&self) -> Option<&Error> {
        self.failure.as_deref()
    }

    /// The state, if it is of this type.
    #[must_use]
    pub fn meta<M: 'static>(&self) -> Option<&M> {
        match &self.kind {
            Kind::Ready(_, run) => run.meta().downcast_ref(),
            Kind::Deferred(..) => None,
        }
    }

    /// The state, if it is of this type.
    ///
    /// # Errors
    /// The whole again, if it is of another type.
    pub fn into_meta<M: 'static>(self) -> Result<M, Self> {
        match self.kind {
            Kind::Ready(_, run) if run.meta().is::<M>() => Ok(meta_of(run)),
            kind => Err(Self { kind, failure: self.failure }),
        }
    }

    /// The name of the context.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.kind {
            Kind::Ready(context, _) => context.name(),
            Kind::Deferred(name, _) => name.to_string(),
        }
    }
}

/// The state of a run, whose type is known to be this one.
fn meta_of<M: 'static>(run: Box<dyn Running>) -> M {
    *run.into_meta().downcast().expect("its type was asked")
}

/// A session with contexts entered, which are left when this is dropped.
#[derive(Debug)]
pub struct Under<'a> {
    pub(crate) session: &'a mut Session,
    pub(crate) pushed: usize,
    pub(crate) failed: Option<Error>,
}

impl Under<'_> {
    /// One more context, inside the others.
    #[must_use]
    pub fn and<C: Context>(mut self, context: C, meta: C::Meta) -> Self {
        if self.failed.is_none() {
            match self.session.push(Applied::new(context, meta)) {
                Ok(()) => self.pushed += 1,
                Err(error) => self.failed = Some(error),
            }
        }
        self
    }

    pub(crate) fn ready(&mut self) -> Result<&mut Session, Error> {
        match &self.failed {
            Some(error) => Err(error.clone()),
            None => Ok(self.session),
        }
    }

    /// Calls a function of the program by its name; see [`Session::call`].
    ///
    /// # Errors
    /// What entering the contexts or the call failed with.
    pub fn call(&mut self, function: &str, args: &[Value]) -> Result<Value, Error> {
        self.ready()?.call(function, args)
    }

    /// Calls a function and answers also with what the contexts carry in the end; see [`Session::call_carrying`].
    ///
    /// # Errors
    /// What entering the contexts or the call failed with.
    pub fn call_carrying(
        &mut self,
        function: &str,
        args: &[Value],
    ) -> Result<(Value, Vec<Value>), Error> {
        self.ready()?.call_carrying(function, args)
    }

    /// Reads and runs a program; see [`Session::load`].
    ///
    /// # Errors
    /// What entering the contexts or the program failed with.
    pub fn load(&mut self, name: &str, text: &str) -> Result<Value, Error> {
        self.ready()?.load(name, text)
    }

    /// The body of a method under the contexts, as text; see [`Session::ir`].
    ///
    /// # Errors
    /// What entering the contexts failed with, or as [`Session::ir`].
    pub fn ir(&mut self, signature: &str, stage: overdub_ir::Stage) -> Result<String, Error> {
        self.ready()?.ir(signature, stage)
    }

    /// Leaves the innermost context and gives the state of its run; `None` if it has another type.
    #[must_use]
    pub fn into_meta<M: 'static>(mut self) -> Option<M> {
        if self.pushed == 0 {
            return None;
        }
        self.pushed -= 1;
        self.session.pop()?.into_meta().ok()
    }
}

impl Drop for Under<'_> {
    fn drop(&mut self) {
        for _ in 0..self.pushed {
            self.session.pop();
        }
    }
}
