//! What a scope declares and assigns, inner scopes not looked into.

use indexmap::IndexSet;
use overdub_types::Symbol;
use rustc_hash::FxBuildHasher;

use crate::{Ast, linear::depth};

/// Names in the order of their first mention.
pub(crate) type Names = IndexSet<Symbol, FxBuildHasher>;

/// What is said of names directly in a scope.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) assigned: Names,
    pub(crate) locals: Names,
    pub(crate) local_defs: Names,
    pub(crate) globals: Names,
    pub(crate) is_hard: bool,
    /// `(softscope true)` or `(softscope false)`.
    pub(crate) is_soft: Option<bool>,
}

/// Whether a name consists of underscores only: it can be assigned but never read.
pub(crate) fn is_underscore(name: Symbol) -> bool {
    let name = name.as_str();
    !name.is_empty() && name.bytes().all(|it| it == b'_')
}

impl Found {
    /// Looks through the body of a scope.
    pub(crate) fn within(body: &Ast) -> Self {
        let mut found = Self::default();
        found.visit(body, 0);
        found
    }

    fn visit(&mut self, ast: &Ast, level: usize) {
        let Ast::Expr(expr) = ast else { return };
        // What is nested deeper is refused when it is resolved.
        if level > depth::MAX_DEPTH {
            return;
        }
        let name = expr.args.first().and_then(Ast::as_symbol).filter(|it| !is_underscore(*it));
        match expr.head.as_str() {
            "lambda" | "scope-block" | "module" | "toplevel" | "inert" | "quote" | "meta" => return,
            "method" | "=" => self.assigned.extend(name),
            "local" => self.locals.extend(name),
            "local-def" => self.local_defs.extend(name),
            "global" => self.globals.extend(name),
            "hardscope" => self.is_hard = true,
            "softscope" => {
                let value = match expr.args.first() {
                    Some(Ast::Literal(literal)) => literal.as_bool(),
                    _ => None,
                };
                self.is_soft = value.or(self.is_soft);
            }
            _ => {}
        }
        depth::down(|| expr.args.iter().for_each(|arg| self.visit(arg, level + 1)));
    }
}
