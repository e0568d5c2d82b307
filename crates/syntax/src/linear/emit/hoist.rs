//! Definitions that stand before the statement that needs them: types and methods of inner functions.
//!
//! # Source
//! `src/julia-syntax.scm`, `toplevel-butfirst` and `lift-toplevel`: types first, those of inner functions before those
//! of outer ones.

use overdub_ir::Loc;

use super::Emitter;
use crate::linear::{
    depth,
    tree::{Kind, LambdaId, MethodOf, Node, Target},
};

#[derive(Default)]
struct Found<'n> {
    types: Vec<usize>,
    methods: Vec<(&'n Node, LambdaId, Loc)>,
}

impl<'a> Emitter<'_, 'a> {
    /// Defines the inner functions of a statement of the thunk.
    pub(super) fn hoist(&mut self, node: &Node) {
        if self.shared.closures.is_empty() {
            return;
        }
        let mut found = Found::default();
        self.search(node, self.lambda, &mut found);
        for closure in found.types {
            self.define_closure(closure);
        }
        for (sig, lambda, loc) in found.methods {
            self.define_closure_method(sig, lambda, loc);
        }
    }

    fn search<'n>(&mut self, node: &'n Node, within: LambdaId, found: &mut Found<'n>)
    where
        'a: 'n,
    {
        depth::down(|| node.parts(|part| self.search(part, within, found)));
        let closures = self.shared.closures;
        let program = self.program;
        match &node.kind {
            Kind::Function(Target::Var(var)) => {
                if let Some(index) = closures.find(within, *var)
                    && closures.closure(index).methods.is_empty()
                    && self.defined.insert(index)
                {
                    found.types.push(index);
                }
            }
            Kind::Method { of, sig, lambda, loc } => {
                self.search(&program.lambda(*lambda).body, *lambda, found);
                if let MethodOf::Var(var) = of {
                    if let Some(index) = closures.find(within, *var)
                        && self.defined.insert(index)
                    {
                        found.types.push(index);
                    }
                    found.methods.push((&**sig, *lambda, *loc));
                }
            }
            _ => {}
        }
    }
}
