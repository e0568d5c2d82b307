//! Variables that what a macro returned declares or assigns by itself.

use overdub_types::Symbol;

use crate::{
    Ast,
    desugar::shape::{is_assignment, is_function_def, is_quoted},
};

/// The name that a declaration or a short definition is about.
pub(super) fn declared(e: &Ast) -> Option<Symbol> {
    match e {
        Ast::Symbol(name) => Some(*name),
        Ast::Expr(expr) => match (expr.head.as_str(), expr.args.as_slice()) {
            ("call" | "=" | "curly" | "where", [inner, ..]) | ("::", [inner, _]) => declared(inner),
            _ => None,
        },
        _ => None,
    }
}

fn targets(e: &Ast, out: &mut Vec<Symbol>) {
    match e.args_of("tuple") {
        Some(parts) => parts.iter().for_each(|it| targets(it, out)),
        None => match e.args_of("...") {
            Some(parts) => parts.iter().for_each(|it| targets(it, out)),
            None => out.extend(declared(e)),
        },
    }
}

/// Goes on in the blocks inside of a nested scope that belong to this one again.
fn resume(e: &Ast, scopes: usize, then: &mut dyn FnMut(&Ast)) {
    if is_quoted(e) {
        return;
    }
    let Ast::Expr(expr) = e else { return };
    match (expr.head.as_str(), expr.args.first()) {
        ("lambda" | "module" | "toplevel", _) => {}
        ("hygienic-scope", Some(body)) => resume(body, scopes + 1, then),
        ("escape", Some(body)) if scopes == 0 => then(body),
        ("escape", Some(body)) => resume(body, scopes - 1, then),
        _ => expr.args.iter().for_each(|it| resume(it, scopes, then)),
    }
}

/// The variables that `local` or `global` names in it.
pub(super) fn find_declared(e: &Ast, kind: &str, is_outer: bool, out: &mut Vec<Symbol>) {
    if is_quoted(e) {
        return;
    }
    let Ast::Expr(expr) = e else { return };
    match (expr.head.as_str(), expr.args.first()) {
        ("escape", _) => {}
        ("hygienic-scope", Some(body)) => {
            resume(body, 0, &mut |it| find_declared(it, kind, is_outer, out));
        }
        (head, _) if head == kind => out.extend(expr.args.iter().filter_map(declared)),
        _ if !is_outer && is_function_def(e) => {}
        _ => expr.args.iter().for_each(|it| find_declared(it, kind, false, out)),
    }
}

/// The variables that are assigned in it.
pub(super) fn find_assigned(e: &Ast, is_outer: bool, out: &mut Vec<Symbol>) {
    if is_quoted(e) {
        return;
    }
    let Ast::Expr(expr) = e else { return };
    match (expr.head.as_str(), expr.args.as_slice()) {
        ("escape", _) => {}
        ("hygienic-scope", [body, ..]) => {
            resume(body, 0, &mut |it| find_assigned(it, is_outer, out));
        }
        _ if !is_outer && is_function_def(e) => match (expr.head.as_str(), expr.args.first()) {
            ("=", Some(signature)) => out.extend(declared(signature)),
            ("function", Some(signature)) if !signature.is("tuple") => {
                out.extend(declared(signature))
            }
            _ => {}
        },
        ("=", [target, value]) if !is_function_def(e) => {
            targets(target, out);
            find_assigned(value, false, out);
        }
        ("tuple", parts) => {
            for part in parts {
                match part.args_of("=") {
                    Some([_, value]) if is_assignment(part) => find_assigned(value, false, out),
                    _ => find_assigned(part, false, out),
                }
            }
        }
        (_, parts) => parts.iter().for_each(|it| find_assigned(it, false, out)),
    }
}
