//! Quotation: expressions that make expressions.

use overdub_diag::Diagnostic;

use super::{Fault, Out, build};
use crate::{Ast, Expr};

/// What a part of a quotation becomes: an expression that gives it, or several.
enum Piece {
    One(Ast),
    Many(Vec<Ast>),
}

/// An expression whose value is the quoted one, with what stands behind `$` evaluated.
///
/// # Errors
/// `$(x...)` that stands where only one expression can be.
///
/// # Source
/// `src/macroexpand.scm`, `julia-bq-macro`.
pub(crate) fn interpolate(quoted: Ast) -> Out {
    match piece(quoted, 0) {
        Piece::One(e) if !e.is("...") => Ok(e),
        _ => {
            let message = "\"...\" expression outside call";
            Err(Fault::new(Diagnostic::error("misplaced-expression", message)))
        }
    }
}

fn piece(e: Ast, depth: usize) -> Piece {
    let Ast::Expr(expr) = e else {
        return Piece::One(match e {
            Ast::Quote(inner) if has_dollar(&inner) => {
                build::call_core("QuoteNode", pieces(vec![*inner], depth))
            }
            Ast::Symbol(_) | Ast::Line(_) | Ast::Quote(_) | Ast::Global(_) => {
                Ast::Quote(Box::new(e))
            }
            leaf => leaf,
        });
    };
    let expr = *expr;
    if depth == 0 && expr.is("$") {
        let mut args = expr.args;
        if args.len() != 1 {
            return Piece::Many(args);
        }
        return Piece::One(args.pop().expect("there is one"));
    }
    if !expr.args.iter().any(has_dollar) && !expr.is("$") {
        return Piece::One(Ast::Quote(Box::new(Ast::Expr(Box::new(expr)))));
    }
    let inner = match expr.head.as_str() {
        "quote" => depth + 1,
        "$" => depth - 1,
        _ => depth,
    };
    let Expr { head, args, span } = expr;
    let mut call = vec![Ast::core("_expr"), build::quoted(head)];
    call.extend(pieces(args, inner));
    Piece::One(Ast::expr_at("call", call, span))
}

fn pieces(args: Vec<Ast>, depth: usize) -> Vec<Ast> {
    let mut out = Vec::with_capacity(args.len());
    for arg in args {
        match piece(arg, depth) {
            Piece::One(e) => out.push(e),
            Piece::Many(all) => out.extend(all),
        }
    }
    out
}

fn has_dollar(e: &Ast) -> bool {
    match e {
        Ast::Expr(expr) => expr.is("$") || expr.args.iter().any(has_dollar),
        Ast::Quote(inner) => has_dollar(inner),
        _ => false,
    }
}

/// A core form that makes this expression anew each time.
pub(crate) fn value(e: Ast) -> Ast {
    match e {
        Ast::Expr(expr) => {
            let Expr { head, args, .. } = *expr;
            let mut call = vec![build::quoted(head)];
            call.extend(args.into_iter().map(value));
            build::call_core("_expr", call)
        }
        Ast::Quote(inner) if is_constant(&inner) => Ast::Quote(Box::new(Ast::Quote(inner))),
        Ast::Quote(inner) => build::call_core("QuoteNode", [value(*inner)]),
        Ast::Symbol(_) | Ast::Line(_) | Ast::Global(_) => Ast::Quote(Box::new(e)),
        Ast::Literal(_) | Ast::Value(_) => e,
    }
}

/// Whether it has neither structure nor values of the session in it.
fn is_constant(e: &Ast) -> bool {
    match e {
        Ast::Quote(inner) => is_constant(inner),
        Ast::Expr(_) | Ast::Value(_) => false,
        _ => true,
    }
}
