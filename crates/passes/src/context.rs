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
    lookup: &'a Lookup<'a>,
    /// How many parameters of the body are each an element of the signature; the one after is the tuple of the rest.
    fixed: usize,
    is_vararg: bool,
    is_top_level: bool,
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
        Self {
            context,
            depth,
            signature,
            static_params,
            lookup,
            fixed: usize::MAX,
            is_vararg: false,
            is_top_level: false,
        }
    }

    /// The same for a method that takes any number of arguments after so many, the callee among them.
    #[must_use]
    pub fn with_fixed_arity(self, fixed: usize) -> Self {
        Self { fixed, ..self }
    }

    /// The same for a method whose last parameter is a tuple of the rest of the arguments, or not.
    #[must_use]
    pub fn with_vararg(self, is_vararg: bool) -> Self {
        Self { is_vararg, ..self }
    }

    /// Whether the method's last parameter is a tuple of the rest of the arguments.
    #[must_use]
    pub fn is_vararg(&self) -> bool {
        self.is_vararg
    }

    /// The same for a body that belongs to no method and runs once.
    #[must_use]
    pub fn at_top_level(self) -> Self {
        Self { is_top_level: true, ..self }
    }

    /// Whether the body belongs to no method and runs once. What it defines is there for the rest of it, so what the
    /// world answers now need not hold then.
    #[must_use]
    pub fn is_top_level(&self) -> bool {
        self.is_top_level
    }

    /// What is known of a parameter of the entry block, counted from zero, which is the callee; `None` for the tuple of
    /// a method that takes any number of arguments.
    #[must_use]
    pub fn param_type(&self, at: usize) -> Option<Type> {
        let params = self.signature.unwrap_unionall().params();
        params.get(at).copied().filter(|_| at < self.fixed)
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
