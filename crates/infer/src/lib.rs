//! Type inference over bodies in SSA form.
