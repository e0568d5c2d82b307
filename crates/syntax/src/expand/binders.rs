//! Which names a form introduces: arguments, type variables, bindings of `let`, caught exceptions.

use overdub_types::Symbol;

use crate::{
    Ast, Expr,
    desugar::{shape, typevars},
};

/// What is inside of escapes.
pub(super) fn unescaped(e: &Ast) -> &Ast {
    match e.args_of("escape") {
        Some([inner, ..]) => unescaped(inner),
        _ => e,
    }
}

/// Names that a form introduces.
#[derive(Debug, Default)]
pub(super) struct Introduced {
    /// To be renamed.
    pub(super) renamed: Vec<Symbol>,
    /// To be left as they are.
    pub(super) kept: Vec<Symbol>,
}

/// The name of a formal argument, if it can be told.
enum Argument<'a> {
    Name(Symbol),
    Escaped(&'a Ast),
}

fn argument(e: &Ast) -> Option<Argument<'_>> {
    match e {
        Ast::Symbol(name) => Some(Argument::Name(*name)),
        Ast::Expr(expr) => match (expr.head.as_str(), expr.args.as_slice()) {
            ("::", [inner, _]) | ("..." | "kw" | "=" | "hygienic-scope", [inner, ..]) => {
                argument(inner)
            }
            ("escape", [inner, ..]) => Some(Argument::Escaped(inner)),
            ("meta", [_, inner]) if shape::is_nospecialize(e) => argument(inner),
            _ => None,
        },
        _ => None,
    }
}

fn parameters(args: &[Ast]) -> impl Iterator<Item = &Ast> {
    args.iter().filter_map(|it| it.args_of("parameters")).flatten()
}

/// The positional arguments and the rest of the keywords, either those that are escaped or the others.
fn positional(args: &[Ast], escaped: bool, out: &mut Vec<Symbol>) {
    let plain = args.iter().filter(|it| !it.is("parameters"));
    let rest = parameters(args).filter(|it| shape::is_vararg(it));
    for arg in plain.chain(rest) {
        match argument(arg) {
            Some(Argument::Name(name)) if !escaped => out.push(name),
            Some(Argument::Escaped(e)) if escaped => out.extend(e.as_symbol()),
            _ => {}
        }
    }
}

/// Names in a signature that are known to callers, so that they stay: keywords, and what is escaped.
fn keywords(args: &[Ast], out: &mut Vec<Symbol>) {
    for arg in parameters(args).filter(|it| !shape::is_vararg(it)) {
        match argument(arg) {
            Some(Argument::Name(name)) => out.push(name),
            Some(Argument::Escaped(e)) => out.extend(e.as_symbol()),
            None => {}
        }
    }
    positional(args, true, out);
}

fn type_variables(vars: &[Ast], out: &mut Vec<Symbol>) {
    for var in vars {
        let name = match var {
            Ast::Expr(bounded) if bounded.is("escape") => unescaped(var).as_symbol(),
            Ast::Expr(bounded) if bounded.is("<:") || bounded.is(">:") => {
                bounded.args.first().and_then(|it| unescaped(it).as_symbol())
            }
            Ast::Expr(bounded) if bounded.is("comparison") => {
                bounded.args.get(2).and_then(|it| unescaped(it).as_symbol())
            }
            other => typevars::type_variable(other).ok().map(|it| it.name),
        };
        out.extend(name);
    }
}

/// The arguments in a signature like `f(x)::T where T`.
fn signature(e: &Ast, out: &mut Introduced) -> bool {
    match e.as_expr() {
        Some(expr) if expr.is("call") && !expr.args.is_empty() => {
            let (callee, args) = (&expr.args[0], &expr.args[1..]);
            if let Some([this, _]) = callee.args_of("::") {
                positional(std::slice::from_ref(this), false, &mut out.renamed);
            }
            if let Some([_, params @ ..]) = callee.args_of("curly") {
                type_variables(params, &mut out.renamed);
            }
            positional(args, false, &mut out.renamed);
            keywords(args, &mut out.kept);
            true
        }
        Some(expr) if expr.is("::") && expr.args.len() == 2 && expr.args[0].is("call") => {
            signature(&expr.args[0], out)
        }
        Some(expr) if expr.is("where") && !expr.args.is_empty() => {
            let is_call = signature(&expr.args[0], out);
            type_variables(&expr.args[1..], &mut out.renamed);
            is_call || expr.args[0].is("tuple")
        }
        Some(expr) if expr.is("tuple") => {
            positional(&expr.args, false, &mut out.renamed);
            true
        }
        _ => false,
    }
}

/// The name of a `let` variable.
fn let_variable(e: &Ast) -> Option<Symbol> {
    match e {
        Ast::Symbol(name) => Some(*name),
        Ast::Expr(expr) => match (expr.head.as_str(), expr.args.as_slice()) {
            ("hygienic-scope" | "escape", [inner, ..]) | ("::", [inner, _]) => let_variable(inner),
            _ => None,
        },
        _ => None,
    }
}

/// The bindings of a `let`.
pub(super) fn let_bindings(e: &Expr) -> &[Ast] {
    match e.args.first() {
        Some(first) => match first.args_of("block") {
            Some(all) => all,
            None => std::slice::from_ref(first),
        },
        None => &[],
    }
}

fn let_names(e: &Expr, out: &mut Vec<Symbol>) {
    for binding in let_bindings(e) {
        let inner = unescaped(binding);
        let target = match inner.args_of("=") {
            Some([target, _]) => unescaped(target),
            _ => inner,
        };
        match target.args_of("tuple") {
            Some(parts) => {
                let mut decls = Vec::new();
                parts.iter().for_each(|it| shape::lhs_decls(it, &mut decls));
                out.extend(decls.iter().filter_map(let_variable));
            }
            None if shape::is_eventually_call(target) => {
                out.extend(shape::assigned_name(target).as_symbol())
            }
            None => out.extend(let_variable(target)),
        }
    }
}

/// The name and the parameters of a type definition.
fn type_head(e: &Ast, out: &mut Introduced) {
    match unescaped(e) {
        Ast::Symbol(name) => out.kept.push(*name),
        Ast::Expr(expr) if expr.is("<:") && !expr.args.is_empty() => type_head(&expr.args[0], out),
        Ast::Expr(expr) if expr.is("curly") && !expr.args.is_empty() => {
            type_head(&expr.args[0], out);
            type_variables(&expr.args[1..], &mut out.renamed);
        }
        _ => {}
    }
}

/// What a form introduces, if it is one of those that do.
pub(super) fn introduced(e: &Ast) -> Option<Introduced> {
    let expr = e.as_expr()?;
    let mut out = Introduced::default();
    let is_binder = match (expr.head.as_str(), expr.args.as_slice()) {
        ("function", [sig, _]) => signature(sig, &mut out),
        ("=", [sig, _]) if sig.is("call") || sig.is("where") || sig.is("::") => {
            !sig.is("tuple") && signature(sig, &mut out)
        }
        ("=", [sig, _]) => match sig.args_of("curly") {
            Some([_, vars @ ..]) => {
                type_variables(vars, &mut out.renamed);
                true
            }
            _ => false,
        },
        ("->", [args, _]) => {
            match args.args_of("tuple") {
                Some(all) => positional(all, false, &mut out.renamed),
                None => positional(std::slice::from_ref(args), false, &mut out.renamed),
            }
            true
        }
        ("macro", [call, _]) => match call.args_of("call") {
            Some([_, args @ ..]) => {
                positional(args, false, &mut out.renamed);
                true
            }
            _ => false,
        },
        ("where", [_, vars @ ..]) => {
            type_variables(vars, &mut out.renamed);
            true
        }
        ("let", [_, _]) => {
            let_names(expr, &mut out.renamed);
            true
        }
        ("try", [_, var, _, ..]) => {
            out.renamed.extend(var.as_symbol());
            true
        }
        ("struct", [_, head, _]) => {
            type_head(head, &mut out);
            out.kept.push(Symbol::new("new"));
            true
        }
        ("abstract", [head]) | ("primitive", [head, _]) => {
            type_head(head, &mut out);
            true
        }
        _ => false,
    };
    is_binder.then_some(out)
}
