//! Which name a macro's variable has got.

use std::rc::Rc;

use overdub_types::Symbol;

/// Renamed variables, innermost first.
#[derive(Clone, Default)]
pub(super) struct Environment(Option<Rc<Frame>>);

struct Frame {
    names: Vec<(Symbol, Symbol)>,
    outer: Environment,
}

impl Environment {
    /// The name that a variable has got.
    pub(super) fn find(&self, name: Symbol) -> Option<Symbol> {
        let mut next = self.0.as_deref();
        while let Some(frame) = next {
            if let Some((_, new)) = frame.names.iter().find(|(it, _)| *it == name) {
                return Some(*new);
            }
            next = frame.outer.0.as_deref();
        }
        None
    }

    /// With more names.
    pub(super) fn with(&self, names: Vec<(Symbol, Symbol)>) -> Self {
        if names.is_empty() {
            return self.clone();
        }
        Self(Some(Rc::new(Frame { names, outer: self.clone() })))
    }
}

/// A hygienic scope around another one.
pub(super) struct Outer {
    pub(super) environment: Environment,
    /// The module of the macro.
    pub(super) module: Symbol,
    pub(super) outer: Option<Rc<Outer>>,
}
