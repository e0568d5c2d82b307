//! Labels of `@goto` inside of macros: their own ones get new names.

use overdub_types::Symbol;
use rustc_hash::FxHashMap;

use crate::{Ast, desugar::shape};

/// The labels of one scope, and those around it.
struct Scope {
    renamed: FxHashMap<Symbol, Symbol>,
}

/// The expression with the labels of each hygienic scope made unique.
pub(super) fn rename(e: Ast, next_id: &mut dyn FnMut() -> u32) -> Ast {
    let mut scopes = vec![Scope { renamed: FxHashMap::default() }];
    rename_in(e, &mut scopes, next_id)
}

fn rename_in(e: Ast, scopes: &mut Vec<Scope>, next_id: &mut dyn FnMut() -> u32) -> Ast {
    if shape::is_quoted(&e) {
        return e;
    }
    let Ast::Expr(mut expr) = e else { return e };
    match expr.head.as_str() {
        "hygienic-scope" if !expr.args.is_empty() => {
            scopes.push(Scope { renamed: FxHashMap::default() });
            let body = std::mem::replace(&mut expr.args[0], Ast::nothing());
            expr.args[0] = rename_in(body, scopes, next_id);
            scopes.pop();
        }
        "escape" if scopes.len() > 1 && !expr.args.is_empty() => {
            let scope = scopes.pop().expect("there are several");
            let body = std::mem::replace(&mut expr.args[0], Ast::nothing());
            expr.args[0] = rename_in(body, scopes, next_id);
            scopes.push(scope);
        }
        "symbolicgoto" | "symboliclabel" => {
            if let (true, [Ast::Symbol(name)]) = (scopes.len() > 1, expr.args.as_mut_slice()) {
                let scope = scopes.last_mut().expect("there are several");
                let fresh = || Symbol::new(&format!("#{}#{}", next_id(), name.as_str()));
                *name = *scope.renamed.entry(*name).or_insert_with(fresh);
            }
        }
        _ => {
            for arg in &mut expr.args {
                let taken = std::mem::replace(arg, Ast::nothing());
                *arg = rename_in(taken, scopes, next_id);
            }
        }
    }
    Ast::Expr(expr)
}
