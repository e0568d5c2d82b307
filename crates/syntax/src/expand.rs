//! Macros: what their calls become, and which names in it mean what.
//!
//! ```text
//! @m x ─ Macros::expand ─► (hygienic-scope result module line) ─ names ─► plain expression
//!                                  (escape e) ┘ e means what it means where the macro was called
//! ```
//!
//! Variables that a macro introduces are renamed, other names are those of the macro's module. Quotations become the
//! expressions that build them, so that what they interpolate is expanded too.
//!
//! This module calls nothing of the language: the session runs macros, through [`Macros`].

mod assigned;
mod binders;
mod environment;
mod labels;
mod names;

use overdub_diag::Diagnostic;
use overdub_ir::Literal;
use overdub_types::Symbol;

use crate::{Ast, Expr, LineNode, desugar::quote};

/// How deep macro calls and expressions may be nested.
const MAX_DEPTH: usize = 2_000;

/// Who can run macros.
pub trait Macros {
    /// What goes wrong when a macro runs.
    type Error;

    /// What a macro made of its call, and the module that the macro's method belongs to.
    ///
    /// `call` is a `macrocall`: the name (found in `scope`), a line node or anything else, the arguments. `module` is
    /// what the macro sees as `__module__`; both are the same except in what another macro returned.
    ///
    /// # Errors
    /// What the macro throws, or that there is none.
    fn expand(
        &mut self,
        scope: Symbol,
        module: Symbol,
        call: &Expr,
    ) -> Result<(Ast, Symbol), Self::Error>;

    /// A number that was not given before, for names.
    fn next_id(&mut self) -> u32;

    /// The error that a malformed expression is.
    fn refuse(&mut self, fault: Diagnostic) -> Self::Error;
}

/// The expression without macro calls, quotations and hygienic scopes, to be evaluated in this module.
///
/// # Errors
/// What a macro throws; quotations that splice where they cannot; too deep nesting.
///
/// # Source
/// `src/ast.c`, `jl_expand_macros`; `src/macroexpand.scm`.
pub fn expand_macros<M: Macros + ?Sized>(
    macros: &mut M,
    module: Symbol,
    ast: Ast,
) -> Result<Ast, M::Error> {
    expand(macros, module, ast, true)
}

/// The expression with each macro call replaced by what the macro returned, whose own macro calls remain.
///
/// # Errors
/// As [`expand_macros`].
pub fn expand_macros_once<M: Macros + ?Sized>(
    macros: &mut M,
    module: Symbol,
    ast: Ast,
) -> Result<Ast, M::Error> {
    expand(macros, module, ast, false)
}

fn expand<M: Macros + ?Sized>(
    macros: &mut M,
    module: Symbol,
    ast: Ast,
    is_recursive: bool,
) -> Result<Ast, M::Error> {
    if matches!(
        ast,
        Ast::Symbol(_)
            | Ast::Literal(_)
            | Ast::Quote(_)
            | Ast::Line(_)
            | Ast::Global(_)
            | Ast::Value(_)
    ) {
        return Ok(ast);
    }
    let mut expansion = Expansion { macros, module, is_recursive, depth: 0 };
    let expanded = expansion.expression(ast, None)?;
    let macros = expansion.macros;
    let mut next_id = || macros.next_id();
    let labelled = labels::rename(expanded, &mut next_id);
    Ok(names::resolve_scopes(labelled, &mut next_id))
}

/// The macros whose results are being expanded.
#[derive(Clone, Copy)]
struct Context<'a> {
    module: Symbol,
    parent: Option<&'a Context<'a>>,
}

struct Expansion<'a, M: ?Sized> {
    macros: &'a mut M,
    /// Where the expression will be evaluated.
    module: Symbol,
    is_recursive: bool,
    depth: usize,
}

/// Whether hygiene makes a difference for it.
fn needs_scope(e: &Ast) -> bool {
    matches!(e, Ast::Symbol(_) | Ast::Expr(_))
}

impl<M: Macros + ?Sized> Expansion<'_, M> {
    fn refuse(
        &mut self,
        code: &'static str,
        message: &str,
        at: Option<overdub_diag::Span>,
    ) -> M::Error {
        let fault = Diagnostic::error(code, message);
        let fault = match at {
            Some(span) => fault.with_label(span, ""),
            None => fault,
        };
        self.macros.refuse(fault)
    }

    fn expression(&mut self, e: Ast, context: Option<&Context<'_>>) -> Result<Ast, M::Error> {
        let Ast::Expr(expr) = e else { return Ok(e) };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = "expressions or macro calls are nested too deep";
            return Err(self.refuse("nested-too-deep", message, expr.span));
        }
        // On the caller's stack: macros run below, and what they hold must be found there.
        let done = self.whole(*expr, context)?;
        self.depth -= 1;
        Ok(done)
    }

    fn whole(&mut self, mut expr: Expr, context: Option<&Context<'_>>) -> Result<Ast, M::Error> {
        match expr.head.as_str() {
            "inert" | "module" | "meta" => return Ok(Ast::Expr(Box::new(expr))),
            "quote" if expr.args.len() == 1 => {
                let span = expr.span;
                let quoted = expr.args.pop().expect("there is one");
                return match quote::interpolate(quoted) {
                    Ok(built) => self.expression(built, context),
                    Err(fault) => {
                        let fault = match span {
                            Some(span) => fault.with_label(span, ""),
                            None => *fault,
                        };
                        Err(self.macros.refuse(fault))
                    }
                };
            }
            "hygienic-scope" if expr.args.len() >= 2 => return self.scope(expr, context),
            "macrocall" => return self.call(expr, context),
            "do" if expr.args.len() == 2 && expr.args[0].is("macrocall") => {
                let function = expr.args.pop().expect("there are two");
                let Some(Ast::Expr(mut call)) = expr.args.pop() else {
                    unreachable!("it is a macro call")
                };
                let at = 2.min(call.args.len());
                call.args.insert(at, function);
                return self.expression(Ast::Expr(call), context);
            }
            _ => {}
        }
        let context = match context {
            Some(inner) if expr.is("escape") => inner.parent,
            other => other,
        };
        for arg in &mut expr.args {
            let taken = std::mem::replace(arg, Ast::nothing());
            *arg = self.expression(taken, context)?;
        }
        Ok(Ast::Expr(Box::new(expr)))
    }

    fn scope(&mut self, mut expr: Expr, context: Option<&Context<'_>>) -> Result<Ast, M::Error> {
        let Some(module) = names::module_of(&expr.args[1]) else {
            let message = "the second part of a hygienic scope has to be a module";
            return Err(self.refuse("malformed-expression", message, expr.span));
        };
        let inner = Context { module, parent: context };
        let taken = std::mem::replace(&mut expr.args[0], Ast::nothing());
        let body = self.expression(taken, Some(&inner))?;
        if !needs_scope(&body) {
            return Ok(body);
        }
        expr.args[0] = body;
        Ok(Ast::Expr(Box::new(expr)))
    }

    fn call(&mut self, expr: Expr, context: Option<&Context<'_>>) -> Result<Ast, M::Error> {
        let line = match expr.args.get(1) {
            Some(Ast::Line(line)) => *line,
            _ => LineNode { line: 0, file: None },
        };
        if expr.args.is_empty() {
            return Err(self.refuse(
                "malformed-expression",
                "macro call without a name",
                expr.span,
            ));
        }
        let scope = context.map_or(self.module, |it| it.module);
        let (result, home) = self.macros.expand(scope, self.module, &expr)?;
        if !needs_scope(&result) {
            return Ok(result);
        }
        // A result that is escaped as a whole needs no scope.
        let (result, is_escaped) = match result {
            Ast::Expr(mut escape) if escape.is("escape") && escape.args.len() == 1 => {
                (escape.args.pop().expect("there is one"), true)
            }
            other => (other, false),
        };
        let result = if self.is_recursive {
            let inner = Context { module: home, parent: context };
            self.expression(result, if is_escaped { context } else { Some(&inner) })?
        } else {
            result
        };
        if is_escaped || !needs_scope(&result) {
            return Ok(result);
        }
        Ok(match result {
            Ast::Expr(mut escape) if escape.is("escape") && escape.args.len() == 1 => {
                escape.args.pop().expect("there is one")
            }
            result => {
                let home = Ast::Literal(Literal::Module(home));
                Ast::expr_at("hygienic-scope", [result, home, Ast::Line(line)], expr.span)
            }
        })
    }
}
