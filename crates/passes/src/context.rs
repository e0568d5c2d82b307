//! What a pass is told about the body that it changes.

use overdub_ir::{Body, Slot};
use overdub_types::{Symbol, Type};
use overdub_world::Lookup;

/// What a pass may know: which call the body is compiled for, and the world through its only door.
#[derive(Debug)]
pub struct PassContext<'a> {
    /// The name of the context whose pass it is.
    pub context: Symbol,
    /// Where the context is in the stack, counted from the outermost.
    pub depth: u32,
    /// The types of callee and arguments as a tuple type.
    pub signature: Type,
    /// The static parameters of the method for this signature.
    pub static_params: &'a [Type],
    /// Whether the method's last parameter is a tuple of the rest of the arguments.
    pub is_vararg: bool,
    lookup: &'a Lookup<'a>,
}

impl<'a> PassContext<'a> {
    /// What a pass of `context`, at `depth` in the stack, may know of the method for `signature`.
    #[must_use]
    pub fn new(
        context: Symbol,
        depth: u32,
        signature: Type,
        static_params: &'a [Type],
        lookup: &'a Lookup<'a>,
    ) -> Self {
        Self { context, depth, signature, static_params, is_vararg: false, lookup }
    }

    /// The same, of a method that takes any number of arguments.
    #[must_use]
    pub fn with_vararg(mut self, is_vararg: bool) -> Self {
        self.is_vararg = is_vararg;
        self
    }

    /// The world at compile time. Each answer becomes a dependency of the code that is compiled.
    #[must_use]
    pub fn lookup(&self) -> &'a Lookup<'a> {
        self.lookup
    }

    /// The slot of the context's carried value of this name, added to the body if it is not there.
    ///
    /// # Panics
    /// If the body has no blocks.
    pub fn carry(&self, body: &mut Body, name: &str, ty: Type) -> Slot {
        let name = Symbol::new(name);
        let known = body.carried().iter().find(|it| it.depth == self.depth && it.name == name);
        match known.and_then(|it| it.slot) {
            Some(slot) => slot,
            None => body.add_carried(name, ty, self.depth),
        }
    }
}
