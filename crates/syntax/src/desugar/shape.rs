//! What an expression looks like: predicates and parts.

use overdub_ir::Literal;
use overdub_types::Symbol;

use super::{Fault, Out, build};
use crate::{Ast, Expr};

/// The name that stands for arguments nobody reads.
pub(crate) const UNUSED: &str = "#unused#";
/// The name of the function itself among its arguments.
pub(crate) const SELF: &str = "#self#";
/// The name of the type itself in constructors.
pub(crate) const CTOR_SELF: &str = "#ctor-self#";

/// Whether a symbol is written with underscores only.
pub(crate) fn is_underscore(name: Symbol) -> bool {
    let text = name.as_str();
    !text.is_empty() && text.bytes().all(|it| it == b'_')
}

/// Whether this is an identifier written with underscores only.
pub(crate) fn is_underscore_symbol(e: &Ast) -> bool {
    e.as_symbol().is_some_and(is_underscore)
}

/// Whether it has no parts to look into.
pub(crate) fn is_quoted(e: &Ast) -> bool {
    match e {
        Ast::Expr(expr) => matches!(
            expr.head.as_str(),
            "quote" | "break" | "meta" | "inbounds" | "inline" | "noinline" | "loopinfo"
        ),
        Ast::Quote(_) | Ast::Global(_) | Ast::Line(_) => true,
        Ast::Literal(_) | Ast::Symbol(_) | Ast::Value(_) => false,
    }
}

/// Whether it is an identifier or a constant that is not quoted.
pub(crate) fn is_atom(e: &Ast) -> bool {
    matches!(e, Ast::Literal(_) | Ast::Symbol(_) | Ast::Value(_))
}

/// Whether something satisfies `wanted`, not looking into what is quoted nor into what `enter` refuses.
pub(crate) fn contains(
    e: &Ast,
    wanted: &dyn Fn(&Ast) -> bool,
    enter: &dyn Fn(&Ast) -> bool,
) -> bool {
    if !enter(e) {
        return false;
    }
    wanted(e)
        || match e {
            Ast::Expr(expr) if !is_quoted(e) => {
                expr.args.iter().any(|it| contains(it, wanted, enter))
            }
            _ => false,
        }
}

/// Whether this very name or leaf occurs in it, not looking into what is quoted.
pub(crate) fn mentions(e: &Ast, leaf: &Ast) -> bool {
    contains(e, &|it| it == leaf, &|_| true)
}

/// Whether it is `(ssavalue n)`.
pub(crate) fn is_ssa(e: &Ast) -> bool {
    e.is("ssavalue")
}

/// Whether it is a variable or a temporary.
pub(crate) fn is_symbol_like(e: &Ast) -> bool {
    matches!(e, Ast::Symbol(_)) || is_ssa(e)
}

/// Whether it is a constant or a temporary.
pub(crate) fn is_simple_atom(e: &Ast) -> bool {
    matches!(e, Ast::Literal(_) | Ast::Value(_)) || is_ssa(e)
}

/// Whether it may be evaluated twice.
pub(crate) fn is_effect_free(e: &Ast) -> bool {
    match e {
        Ast::Expr(_) => is_ssa(e) || is_quoted(e) || is_symbol_dot(e),
        _ => true,
    }
}

fn is_symbol_dot(e: &Ast) -> bool {
    e.args_of(".").is_some_and(|args| args.len() == 2 && is_symbol_like(&args[0]))
}

/// `(... x)`.
pub(crate) fn is_vararg(e: &Ast) -> bool {
    e.is("...")
}

/// `(kw k v)`.
pub(crate) fn is_kwarg(e: &Ast) -> bool {
    e.is("kw")
}

/// `(= a b)`.
pub(crate) fn is_assignment(e: &Ast) -> bool {
    e.args_of("=").is_some_and(|args| args.len() == 2)
}

/// `(:: …)`.
pub(crate) fn is_decl(e: &Ast) -> bool {
    e.is("::")
}

/// `x` or `x::T`.
pub(crate) fn is_symbol_decl(e: &Ast) -> bool {
    matches!(e, Ast::Symbol(_)) || is_decl(e)
}

/// `x`, `x::T`, `const x::T`, …: a field.
pub(crate) fn is_eventually_decl(e: &Ast) -> bool {
    match e {
        Ast::Symbol(_) => true,
        Ast::Expr(expr) => {
            matches!(expr.head.as_str(), "::" | "atomic" | "const")
                && expr.args.first().is_some_and(is_eventually_decl)
        }
        _ => false,
    }
}

/// A line node.
pub(crate) fn is_line(e: &Ast) -> bool {
    matches!(e, Ast::Line(_))
}

/// `(meta …)`.
pub(crate) fn is_meta(e: &Ast) -> bool {
    e.args_of("meta").is_some_and(|args| !args.is_empty())
}

/// A line node or a meta.
pub(crate) fn is_line_or_meta(e: &Ast) -> bool {
    is_line(e) || e.is("meta")
}

/// `(parameters …)` at the front of the arguments.
pub(crate) fn has_parameters(args: &[Ast]) -> bool {
    args.first().is_some_and(|it| it.is("parameters"))
}

/// `(meta nospecialize x …)`.
pub(crate) fn is_nospecialize(e: &Ast) -> bool {
    e.args_of("meta").is_some_and(|args| args.len() >= 2 && is_specialize_word(&args[0]))
}

/// `(meta nospecialize)`, about all arguments.
pub(crate) fn is_nospecialize_all(e: &Ast) -> bool {
    e.args_of("meta").is_some_and(|args| args.len() == 1 && is_specialize_word(&args[0]))
}

fn is_specialize_word(e: &Ast) -> bool {
    e.as_symbol().is_some_and(|it| matches!(it.as_str(), "nospecialize" | "specialize"))
}

/// Whether it is `f(…)`, `f(…)::T`, `f(…) where T`: the left side of a short function definition.
pub(crate) fn is_eventually_call(e: &Ast) -> bool {
    let Some(expr) = e.as_expr() else { return false };
    match expr.head.as_str() {
        "call" => true,
        "where" | "::" => expr.args.first().is_some_and(is_eventually_call),
        _ => false,
    }
}

/// Whether it defines a function.
pub(crate) fn is_function_def(e: &Ast) -> bool {
    let Some(expr) = e.as_expr() else { return false };
    match expr.head.as_str() {
        "function" | "->" => true,
        "=" => expr.args.len() == 2 && is_eventually_call(&expr.args[0]),
        _ => false,
    }
}

/// `if @generated …`.
pub(crate) fn is_if_generated(e: &Ast) -> bool {
    e.args_of("if").is_some_and(|args| args.len() == 3 && args[0].is("generated"))
}

/// `x` of `x::T`.
pub(crate) fn decl_var(e: &Ast) -> &Ast {
    match e.args_of("::") {
        Some([name, ..]) => name,
        _ => e,
    }
}

/// `T` of `x::T`; `Any`.
pub(crate) fn decl_type(e: &Ast) -> Ast {
    match e.args_of("::") {
        Some([_, ty]) => ty.clone(),
        _ => build::any(),
    }
}

/// The name behind qualifications: `b` of `a.b` and of `GlobalRef(a, :b)`.
pub(crate) fn undotted(e: &Ast) -> Option<Symbol> {
    match e {
        Ast::Symbol(name) => Some(*name),
        Ast::Global(global) => Some(global.name),
        Ast::Expr(expr) if expr.is(".") && expr.args.len() == 2 => quoted_symbol(&expr.args[1]),
        _ => None,
    }
}

/// The identifier that an operator is: a symbol or a global's name.
pub(crate) fn identifier(e: &Ast) -> Option<Symbol> {
    match e {
        Ast::Symbol(name) => Some(*name),
        Ast::Global(global) => Some(global.name),
        _ => None,
    }
}

/// Whether the callee is the operator of that name.
pub(crate) fn is_named(e: &Ast, name: &str) -> bool {
    identifier(e).is_some_and(|it| it.as_str() == name)
}

/// The symbol in `:x` or `QuoteNode(:x)`.
pub(crate) fn quoted_symbol(e: &Ast) -> Option<Symbol> {
    match e {
        Ast::Quote(inner) => inner.as_symbol(),
        Ast::Expr(expr) if expr.is("quote") && expr.args.len() == 1 => expr.args[0].as_symbol(),
        _ => None,
    }
}

/// Whether it is an operator with a dot in front, as a symbol: `.+`.
pub(crate) fn is_dot_operator(name: Symbol) -> bool {
    let text = name.as_str();
    match text.strip_prefix('.') {
        None | Some("") => false,
        Some(rest) => rest
            .chars()
            .next()
            .is_some_and(|it| !it.is_alphanumeric() && !matches!(it, '.' | '_' | '#' | '@' | '\'')),
    }
}

/// Whether the callee is an operator with a dot in front.
pub(crate) fn is_dot_named(e: &Ast) -> bool {
    identifier(e).is_some_and(is_dot_operator)
}

/// The operator without its dot.
pub(crate) fn undot_operator(e: &Ast) -> Ast {
    let strip = |name: Symbol| {
        let text = name.as_str();
        Symbol::new(text.strip_prefix('.').unwrap_or(text))
    };
    match e {
        Ast::Symbol(name) => Ast::Symbol(strip(*name)),
        Ast::Global(global) => build::global(global.module, strip(global.name)),
        other => other.clone(),
    }
}

/// Whether it is a name without qualification: a symbol or a global.
pub(crate) fn is_plain_name(e: &Ast) -> bool {
    matches!(e, Ast::Symbol(_) | Ast::Global(_))
}

/// Whether it is a name, perhaps qualified: `f`, `M.f`, `M.N.f`.
pub(crate) fn is_name_path(e: &Ast) -> bool {
    is_plain_name(e)
        || e.args_of(".").is_some_and(|args| {
            args.len() == 2
                && (is_atom(&args[0]) || is_name_path(&args[0]))
                && quoted_symbol(&args[1]).is_some()
        })
}

/// Whether a name may be given to anything.
pub(crate) fn is_valid_name(name: Symbol) -> bool {
    !matches!(name.as_str(), "ccall" | "cglobal")
}

/// The name of a formal argument.
pub(crate) fn arg_name(e: &Ast) -> Out<Symbol> {
    match e {
        Ast::Symbol(name) if is_valid_name(*name) => Ok(*name),
        Ast::Expr(expr) => match (expr.head.as_str(), expr.args.as_slice()) {
            ("...", [inner, ..]) | ("kw", [inner, ..]) => arg_name(inner),
            ("::", [Ast::Symbol(name), _]) => Ok(*name),
            ("::", [inner, ..]) => Err(bad_argument(inner)),
            ("meta", [_, inner]) if is_nospecialize(e) => arg_name(inner),
            _ => Err(bad_argument(e)),
        },
        _ => Err(bad_argument(e)),
    }
}

/// The type of a formal argument; of `x::T...` it is `(... T)`.
pub(crate) fn arg_type(e: &Ast) -> Out {
    match e {
        Ast::Symbol(_) => Ok(build::any()),
        Ast::Expr(expr) => match (expr.head.as_str(), expr.args.as_slice()) {
            ("...", [inner, ..]) => Ok(build::splat(decl_type(inner))),
            ("::", [Ast::Symbol(_), ty]) => Ok(ty.clone()),
            ("meta", [_, inner]) if is_nospecialize(e) => arg_type(inner),
            ("kw", [inner, ..]) => arg_type(inner),
            _ => Err(bad_argument(e)),
        },
        _ => Err(bad_argument(e)),
    }
}

fn bad_argument(e: &Ast) -> Fault {
    let message = format!("\"{}\" is not a valid function argument name", super::deparse(e));
    super::fault(e, "invalid-argument", message)
}

/// Whether it is `x::Vararg{…}`.
pub(crate) fn is_vararg_decl(e: &Ast) -> bool {
    fn is_vararg_type(e: &Ast) -> bool {
        match e {
            Ast::Symbol(name) => name.as_str() == "Vararg",
            Ast::Global(global) => global.name.as_str() == "Vararg",
            Ast::Expr(expr) => {
                (expr.is("curly") || expr.is("where"))
                    && expr.args.first().is_some_and(is_vararg_type)
            }
            _ => false,
        }
    }
    e.args_of("::").and_then(|args| args.get(1)).is_some_and(is_vararg_type)
}

/// The declarations on the left of an assignment, also of nested tuples: `x`, `y::T`.
pub(crate) fn lhs_decls(e: &Ast, out: &mut Vec<Ast>) {
    match e {
        Ast::Symbol(_) => out.push(e.clone()),
        Ast::Expr(expr) if expr.is("::") => out.push(e.clone()),
        Ast::Expr(expr) if expr.is("tuple") || expr.is("parameters") => {
            expr.args.iter().for_each(|it| lhs_decls(it, out));
        }
        Ast::Expr(expr) if expr.is("...") => expr.args.iter().for_each(|it| lhs_decls(it, out)),
        _ => {}
    }
}

/// The variables on the left of an assignment.
pub(crate) fn lhs_vars(e: &Ast) -> Vec<Ast> {
    let mut decls = Vec::new();
    lhs_decls(e, &mut decls);
    decls.iter().map(|it| decl_var(it).clone()).collect()
}

/// Drops what repeats.
pub(crate) fn dedup(vars: Vec<Ast>) -> Vec<Ast> {
    let mut out: Vec<Ast> = Vec::with_capacity(vars.len());
    for var in vars {
        if !out.contains(&var) {
            out.push(var);
        }
    }
    out
}

/// The first name that occurs twice.
pub(crate) fn repeated(names: &[Symbol]) -> Option<Symbol> {
    names.iter().enumerate().find(|(i, it)| names[..*i].contains(it)).map(|(_, it)| *it)
}

/// The name that a definition in the end gives: `f` of `f(x)::T where S`.
pub(crate) fn assigned_name(e: &Ast) -> &Ast {
    match e.as_expr() {
        Some(expr)
            if matches!(expr.head.as_str(), "call" | "curly" | "where")
                || (expr.is("::") && is_eventually_call(e)) =>
        {
            expr.args.first().map_or(e, assigned_name)
        }
        _ => e,
    }
}

/// Splices the blocks and `&&`s that stand in one of their kind.
pub(crate) fn flatten(head: &str, expr: Expr) -> Vec<Ast> {
    let mut out = Vec::with_capacity(expr.args.len());
    for arg in expr.args {
        match arg {
            Ast::Expr(inner) if inner.is(head) => out.extend(flatten(head, *inner)),
            other => out.push(other),
        }
    }
    out
}

/// Whether it is an integer literal of the usual kind.
pub(crate) fn is_integer(e: &Ast) -> bool {
    let core = overdub_types::core();
    matches!(e, Ast::Literal(Literal::Bits { ty, .. }) if *ty == core.int64 || *ty == core.int32)
}
