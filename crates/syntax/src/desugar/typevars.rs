//! `where`, `T{…}` and the variables in them.

use overdub_types::Symbol;

use super::{Desugar, Out, build, shape};
use crate::{Ast, Expr};

/// A type variable as written: `T`, `T <: U`, `L <: T <: U`.
#[derive(Clone, Debug)]
pub(crate) struct TypeVariable {
    /// Its name.
    pub(crate) name: Symbol,
    /// What it is above.
    pub(crate) lower: Option<Ast>,
    /// What it is below.
    pub(crate) upper: Option<Ast>,
}

impl TypeVariable {
    /// The call that makes it.
    pub(super) fn make(self, name: Symbol) -> Ast {
        let lower = self.lower.unwrap_or_else(build::bottom);
        let upper = self.upper.unwrap_or_else(build::any);
        build::call_core("_typevar", [build::quoted(name), lower, upper])
    }

    /// As it is written behind `where`.
    pub(super) fn written(&self) -> Ast {
        let name = Ast::Symbol(self.name);
        match (&self.lower, &self.upper) {
            (None, None) => name,
            (None, Some(upper)) => Ast::expr("<:", [name, upper.clone()]),
            (Some(lower), None) => Ast::expr(">:", [name, lower.clone()]),
            (Some(lower), Some(upper)) => {
                let below = || Ast::symbol("<:");
                Ast::expr("comparison", [lower.clone(), below(), name, below(), upper.clone()])
            }
        }
    }

    /// The bounds.
    pub(super) fn bounds(&self) -> impl Iterator<Item = &Ast> {
        self.lower.iter().chain(&self.upper)
    }
}

/// Reads a type variable.
///
/// # Errors
/// Anything else.
pub(crate) fn type_variable(e: &Ast) -> Out<TypeVariable> {
    let named = |name: &Ast, lower: Option<&Ast>, upper: Option<&Ast>| match name {
        Ast::Symbol(name) => {
            Ok(TypeVariable { name: *name, lower: lower.cloned(), upper: upper.cloned() })
        }
        other => {
            let message = format!("invalid type parameter name \"{}\"", super::deparse(other));
            Err(super::fault(other, "invalid-type-parameter", message))
        }
    };
    let invalid = |message: &str| Err(super::fault(e, "invalid-type-parameter", message));
    let Ast::Expr(expr) = e else { return named(e, None, None) };
    match (expr.head.as_str(), expr.args.as_slice()) {
        ("comparison", [lower, below, name, below_too, upper]) => {
            if shape::is_named(below, "<:") && shape::is_named(below_too, "<:") {
                return named(name, Some(lower), Some(upper));
            }
            invalid("invalid bounds in \"where\"")
        }
        ("<:", [name, upper]) => named(name, None, Some(upper)),
        (">:", [name, lower]) => named(name, Some(lower), None),
        _ => invalid("invalid variable expression in \"where\""),
    }
}

/// `((x where S) where T)` as `x` and the variables, outermost first.
pub(super) fn flatten_where(e: Ast) -> (Ast, Vec<Ast>) {
    let (mut inner, mut all) = (e, Vec::new());
    loop {
        match inner {
            Ast::Expr(expr) if expr.is("where") && !expr.args.is_empty() => {
                let mut args = expr.args;
                all.extend(args.drain(1..));
                inner = args.pop().expect("it is not empty");
            }
            other => return (other, all),
        }
    }
}

/// Whether nothing in it can capture or hide a variable, so that a temporary may stand for it.
fn is_plain_type(e: &Ast) -> bool {
    match e {
        Ast::Expr(expr) => {
            matches!(
                expr.head.as_str(),
                "curly"
                    | "call"
                    | "where"
                    | "tuple"
                    | "."
                    | "..."
                    | "<:"
                    | ">:"
                    | "comparison"
                    | "ssavalue"
            ) && expr.args.iter().all(is_plain_type)
        }
        _ => true,
    }
}

/// Replaces variables, except where functions or `where`s have their own.
pub(super) fn replace_vars(e: Ast, renames: &[(Symbol, Ast)]) -> Ast {
    match e {
        Ast::Symbol(name) => match renames.iter().rev().find(|(it, _)| *it == name) {
            Some((_, new)) => new.clone(),
            None => Ast::Symbol(name),
        },
        e if shape::is_quoted(&e) => e,
        Ast::Expr(expr) if matches!(expr.head.as_str(), "->" | "function" | "scope-block") => {
            Ast::Expr(expr)
        }
        Ast::Expr(mut expr) => {
            let own: Vec<Symbol> = match expr.head.as_str() {
                "where" if !expr.args.is_empty() => expr.args[1..]
                    .iter()
                    .filter_map(|it| type_variable(it).ok())
                    .map(|it| it.name)
                    .collect(),
                _ => Vec::new(),
            };
            let visible: Vec<(Symbol, Ast)> =
                renames.iter().filter(|(it, _)| !own.contains(it)).cloned().collect();
            expr.args = expr.args.into_iter().map(|it| replace_vars(it, &visible)).collect();
            Ast::Expr(expr)
        }
        e => e,
    }
}

impl Desugar<'_> {
    /// `T where …`.
    pub(super) fn where_type(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let is_plain = expr.args.iter().all(is_plain_type);
        let mut args = expr.args.into_iter();
        let mut all = args.next().unwrap_or_else(Ast::nothing);
        for var in args.rev() {
            let var = type_variable(&var)?;
            let name = var.name;
            let made = var.make(name);
            all = if is_plain {
                let kept = self.temporary();
                let all = replace_vars(all, &[(name, kept.clone())]);
                let union = build::call_core("_unionall", [kept.clone(), all]);
                build::block([build::assign(kept, made), union])
            } else {
                let union = build::call_core("_unionall", [Ast::Symbol(name), all]);
                Ast::expr("let", [build::assign(Ast::Symbol(name), made), union])
            };
        }
        if let Ast::Expr(made) = &mut all {
            made.span = span;
        }
        self.form(all)
    }

    /// `T{…}`.
    pub(super) fn curly(&mut self, expr: Expr) -> Out {
        let params = expr.args.get(1..).unwrap_or_default();
        if shape::has_parameters(params) {
            return Err(self.misuse(&expr, "misplaced-expression", "unexpected semicolon"));
        }
        if params.iter().any(shape::is_assignment) {
            return Err(self.misuse(
                &expr,
                "misplaced-expression",
                "misplaced assignment statement",
            ));
        }
        let mut vars = Vec::new();
        let mut args = Vec::with_capacity(expr.args.len());
        for (i, arg) in expr.args.into_iter().enumerate() {
            match arg {
                Ast::Expr(bound)
                    if i > 0 && (bound.is("<:") || bound.is(">:")) && bound.args.len() == 1 =>
                {
                    let var = self.gensym();
                    let head = bound.head;
                    let limit = self.only(*bound)?;
                    vars.push(Ast::expr(head.as_str(), [var.clone(), limit]));
                    args.push(var);
                }
                arg => args.push(arg),
            }
        }
        if vars.is_empty() {
            args.insert(0, Ast::core("apply_type"));
            return self.form(Ast::expr_at("call", args, expr.span));
        }
        let mut all = vec![Ast::expr("curly", args)];
        all.extend(vars);
        self.form(Ast::expr_at("where", all, expr.span))
    }
}
