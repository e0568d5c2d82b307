//! Making expressions.

use overdub_ir::{GlobalRef, Literal};
use overdub_types::{Symbol, Type};

use crate::{Ast, Expr};

/// `(block …)`.
pub(crate) fn block(statements: impl Into<Vec<Ast>>) -> Ast {
    Ast::expr("block", statements)
}

/// `(= target value)`.
pub(crate) fn assign(target: Ast, value: Ast) -> Ast {
    Ast::expr("=", [target, value])
}

/// `(= target value)`, the assignment being moved to the last statement if the value is a block.
pub(crate) fn sink_assign(target: Ast, value: Ast) -> Ast {
    match value {
        Ast::Expr(mut expr) if expr.is("block") && !expr.args.is_empty() => {
            let last = expr.args.pop().expect("it is not empty");
            expr.args.push(assign(target, last));
            Ast::Expr(expr)
        }
        value => assign(target, value),
    }
}

/// A call of a name of `Base`.
pub(crate) fn call_base(name: &str, args: impl IntoIterator<Item = Ast>) -> Ast {
    Ast::call(Ast::base(name), args)
}

/// A call of a name of `Core`.
pub(crate) fn call_core(name: &str, args: impl IntoIterator<Item = Ast>) -> Ast {
    Ast::call(Ast::core(name), args)
}

/// `T{args…}` as a call.
pub(crate) fn apply_type(head: Ast, args: impl IntoIterator<Item = Ast>) -> Ast {
    let mut all = vec![head];
    all.extend(args);
    call_core("apply_type", all)
}

/// `(:: x T)`.
pub(crate) fn decl(name: Ast, ty: Ast) -> Ast {
    Ast::expr("::", [name, ty])
}

/// `(kw name value)`.
pub(crate) fn keyword(name: Ast, value: Ast) -> Ast {
    Ast::expr("kw", [name, value])
}

/// A constant symbol.
pub(crate) fn quoted(name: Symbol) -> Ast {
    Ast::Quote(Box::new(Ast::Symbol(name)))
}

/// A constant symbol.
pub(crate) fn quoted_str(name: &str) -> Ast {
    quoted(Symbol::new(name))
}

/// `(local x)` and its like.
pub(crate) fn declare(what: &str, name: Ast) -> Ast {
    Ast::expr(what, [name])
}

/// `(unnecessary x)`.
pub(crate) fn unnecessary(value: Ast) -> Ast {
    Ast::expr("unnecessary", [value])
}

/// `(scope-block (block (hardscope) …))`.
pub(crate) fn hard_scope(mut statements: Vec<Ast>) -> Ast {
    statements.insert(0, Ast::expr("hardscope", []));
    Ast::expr("scope-block", [block(statements)])
}

/// `(... x)`.
pub(crate) fn splat(value: Ast) -> Ast {
    Ast::expr("...", [value])
}

/// An `Int64`.
pub(crate) fn int(value: usize) -> Ast {
    Ast::Literal(Literal::int64(i64::try_from(value).unwrap_or(i64::MAX)))
}

/// `true` or `false`.
pub(crate) fn boolean(value: bool) -> Ast {
    Ast::Literal(Literal::bool(value))
}

/// A string.
pub(crate) fn string(text: &str) -> Ast {
    Ast::Literal(Literal::string(text))
}

/// `Core.Any`, which stands wherever no type is written.
pub(crate) fn any() -> Ast {
    Ast::core("Any")
}

/// `Union{}`.
pub(crate) fn bottom() -> Ast {
    Ast::Literal(Literal::Type(Type::bottom()))
}

/// A module as a value.
pub(crate) fn module(path: Symbol) -> Ast {
    Ast::Literal(Literal::Module(path))
}

/// A name of a module.
pub(crate) fn global(module: Symbol, name: Symbol) -> Ast {
    Ast::Global(GlobalRef { module, name })
}

/// The same head and place with other arguments.
pub(crate) fn with_args(expr: &Expr, args: Vec<Ast>) -> Ast {
    Ast::Expr(Box::new(Expr { head: expr.head, args, span: expr.span }))
}

/// The expression as a block.
pub(crate) fn blockify(body: Ast) -> Ast {
    match body {
        Ast::Expr(mut expr) if expr.is("block") => {
            if expr.args.is_empty() {
                expr.args.push(Ast::nothing());
            }
            Ast::Expr(expr)
        }
        other => block([other]),
    }
}

/// Puts statements behind the lines and metas that a block starts with.
pub(crate) fn insert_after_meta(body: Ast, inserted: Vec<Ast>) -> Ast {
    if inserted.is_empty() {
        return body;
    }
    let Ast::Expr(mut expr) = blockify(body) else { unreachable!("a block is an expression") };
    let at = expr.args.iter().take_while(|it| super::shape::is_line_or_meta(it)).count();
    expr.args.splice(at..at, inserted);
    Ast::Expr(expr)
}
