//! What inference asks of the world: the one seam to dispatch, contexts and the cache.
//!
//! The engine answers it with the same decision function that dynamic dispatch uses, and records each
//! answer as an edge; inference itself lists none.

use overdub_ir::{GlobalRef, Inst, Literal, Mark};
use overdub_types::{Symbol, Type};

use crate::{lattice::Lattice, says::Says};

/// A call as inference sees it.
#[derive(Clone, Debug)]
pub struct CallSite<'a> {
    /// Which instruction it is.
    pub inst: Inst,
    /// What is called.
    pub callee: &'a Lattice,
    /// The arguments after spreading.
    pub args: &'a [Lattice],
    /// Whether more arguments may follow, of unknown number and type (a spread that could not be followed).
    pub is_open: bool,
    /// What those are each, as far as it is known of a collection that nobody iterates otherwise.
    pub rest: Type,
    /// Whether any argument is spread: iteration runs even if its elements are known.
    pub has_spread: bool,
    /// How contexts take part.
    pub mark: Mark,
}

impl CallSite<'_> {
    /// The types of callee and arguments as a tuple type, by which the call dispatches.
    /// `None` if no value gets to one of them, or if the call has more arguments than a type may have.
    #[must_use]
    pub fn signature(&self) -> Option<Type> {
        let mut types = Vec::with_capacity(self.args.len() + 2);
        for it in std::iter::once(self.callee).chain(self.args) {
            if it.is_bottom() {
                return None;
            }
            types.push(it.dispatch_type());
        }
        if self.is_open {
            types.push(Type::vararg(self.rest, None).ok()?);
        }
        Type::tuple(&types).ok()
    }
}

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallAnswer {
    /// What it answers with.
    pub result: Lattice,
    /// What its answer, a `Bool`, says of its operands.
    pub says: Option<Says>,
}

/// Answers about the world outside one body.
pub trait Oracle {
    /// What a call comes to. Asked again whenever more is known of its operands; answers must grow with them.
    fn call(&mut self, site: &CallSite<'_>) -> CallAnswer;

    /// What the call became that was asked about last at this instruction, for readers; see
    /// [`overdub_ir::Call::became`].
    fn became(&mut self, inst: Inst) -> Option<Symbol>;

    /// What a read of a binding answers with, in a body that writes it as well or does not: what is not a variable of
    /// its own yet becomes one then.
    fn global(&mut self, global: GlobalRef, is_written: bool) -> Lattice;

    /// The value of a static parameter, if dispatch fixed it.
    fn static_param(&mut self, index: u32) -> Option<Literal>;

    /// Whether a static parameter has a value, if every call that the body is for agrees on it.
    fn is_static_param_defined(&mut self, index: u32) -> Option<bool> {
        self.static_param(index).map(|_| true)
    }
}
