//! Blocks, branches, loops, scopes and exceptions.

use super::{Desugar, Fault, Out, build, shape};
use crate::{Ast, Expr};

/// `false` where a name or a block may stand.
fn is_false(e: &Ast) -> bool {
    matches!(e, Ast::Literal(it) if it.as_bool() == Some(false))
}

/// The bindings of a `let`, or the ranges of a `for`.
fn several(head: Ast) -> Vec<Ast> {
    match head {
        Ast::Expr(expr) if expr.is("block") => {
            expr.args.into_iter().filter(|it| !shape::is_line(it)).collect()
        }
        one => vec![one],
    }
}

/// The labels of one kind of form: `symbolicgoto` or `symboliclabel`.
fn labels(e: &Ast, kind: &str, out: &mut Vec<Ast>) {
    if let Ast::Expr(expr) = e
        && !shape::is_quoted(e)
    {
        if expr.is(kind) {
            out.extend(expr.args.first().cloned());
        } else {
            expr.args.iter().for_each(|it| labels(it, kind, out));
        }
    }
}

impl Desugar<'_> {
    /// `(block …)`.
    pub(super) fn block(&mut self, mut expr: Expr) -> Out {
        match expr.args.as_slice() {
            [] => Ok(Ast::nothing()),
            [only] if !shape::is_line(only) => {
                let only = expr.args.pop().expect("there is one");
                self.form(only)
            }
            _ => self.same(expr),
        }
    }

    /// `(return x)`.
    pub(super) fn return_value(&mut self, mut expr: Expr) -> Out {
        if expr.args.is_empty() {
            expr.args.push(Ast::nothing());
        }
        self.same(expr)
    }

    /// `(if c a b)`.
    pub(super) fn conditional(&mut self, expr: Expr) -> Out {
        if !(2..=3).contains(&expr.args.len()) {
            return Err(self.misuse(&expr, "malformed-expression", "malformed \"if\""));
        }
        let mut args = expr.args.into_iter();
        let condition = args.next().expect("there are two or three");
        if condition.is("generated") {
            let message = "\"@generated\" is only allowed in the body of a function";
            return Err(super::fault(&condition, "misplaced-generated", message));
        }
        let mut all = vec![self.condition(condition)?];
        for branch in args {
            all.push(self.form(branch)?);
        }
        Ok(Ast::expr_at("if", all, expr.span))
    }

    /// What is branched on: chains of `&&` and `||` are kept, flat.
    fn condition(&mut self, condition: Ast) -> Out {
        match condition {
            Ast::Expr(mut expr) if expr.is("block") && expr.args.len() > 1 => {
                let test = expr.args.pop().expect("there are several");
                let mut all = self.forms(expr.args)?;
                all.push(self.condition(test)?);
                Ok(Ast::expr_at("block", all, expr.span))
            }
            Ast::Expr(expr) if expr.is("&&") || expr.is("||") => {
                let (head, span) = (expr.head, expr.span);
                let mut clauses = self.forms(shape::flatten(head.as_str(), *expr))?;
                Ok(match clauses.len() {
                    0 => build::boolean(head.as_str() == "&&"),
                    1 => clauses.pop().expect("there is one"),
                    _ => Ast::expr_at(head.as_str(), clauses, span),
                })
            }
            other => self.form(other),
        }
    }

    /// `a && b` as a value.
    pub(super) fn and(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let mut all = build::boolean(true);
        for (i, clause) in shape::flatten("&&", expr).into_iter().rev().enumerate() {
            all = match i {
                0 => clause,
                _ => Ast::expr_at("if", [clause, all, build::boolean(false)], span),
            };
        }
        self.form(all)
    }

    /// `a || b` as a value.
    pub(super) fn or(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let mut all = build::boolean(false);
        for (i, clause) in shape::flatten("||", expr).into_iter().rev().enumerate() {
            all = if i == 0 {
                clause
            } else if shape::is_symbol_like(&clause) {
                Ast::expr_at("if", [clause.clone(), clause, all], span)
            } else {
                let kept = self.temporary();
                build::block([
                    build::assign(kept.clone(), clause),
                    Ast::expr_at("if", [kept.clone(), kept, all], span),
                ])
            };
        }
        self.form(all)
    }

    /// `(while c body)`.
    pub(super) fn while_loop(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let [condition, body] = self.exactly(expr)?;
        let condition = self.condition(condition)?;
        let body = build::blockify(self.form(body)?);
        let scope = Ast::expr("scope-block", [body]);
        let inner = Ast::expr("break-block", [Ast::symbol("loop-cont"), scope]);
        let while_ = Ast::expr_at("_while", [condition, inner], span);
        Ok(Ast::expr_at("break-block", [Ast::symbol("loop-exit"), while_], span))
    }

    /// `(for (= x itr) body)`.
    pub(super) fn for_loop(&mut self, expr: Expr) -> Out {
        let [ranges, body] = self.exactly(expr)?;
        let mut pairs = Vec::new();
        for range in several(ranges) {
            match range {
                Ast::Expr(range) if range.is("=") => {
                    let [target, iterated] = self.exactly(*range)?;
                    pairs.push((target, iterated));
                }
                other => {
                    return Err(super::fault(
                        &other,
                        "invalid-loop",
                        "invalid iteration specification",
                    ));
                }
            }
        }
        // What outer loops declare is copied in the innermost one, so that closures have their own.
        let mut copied = Vec::new();
        for (target, _) in pairs.iter().rev().skip(1).rev() {
            if !target.is("outer") {
                copied.extend(
                    shape::lhs_vars(target)
                        .into_iter()
                        .filter(|it| !shape::is_underscore_symbol(it)),
                );
            }
        }
        let copied = shape::dedup(copied);
        let mut inside = None;
        let count = pairs.len();
        let mut body = Some(body);
        for (i, (target, iterated)) in pairs.into_iter().enumerate().rev() {
            let nested = match inside.take() {
                Some(nested) => nested,
                None => body.take().unwrap_or_else(Ast::nothing),
            };
            inside = Some(self.loop_over(
                target,
                iterated,
                nested,
                (i + 1 == count).then_some(&copied),
            )?);
        }
        let loops = inside.unwrap_or_else(Ast::nothing);
        self.form(Ast::expr("break-block", [Ast::symbol("loop-exit"), loops]))
    }

    /// One loop; the innermost one is given the variables that it copies.
    fn loop_over(
        &mut self,
        target: Ast,
        iterated: Ast,
        body: Ast,
        copied: Option<&Vec<Ast>>,
    ) -> Out {
        let (collection, state, next) = (self.temporary(), self.temporary(), self.gensym());
        let (target, outer) = match target {
            Ast::Expr(expr) if expr.is("outer") => (self.only(*expr)?, true),
            target => (target, false),
        };
        let mut step: Vec<Ast> = Vec::new();
        if !outer {
            step.extend(shape::lhs_vars(&target).into_iter().map(|it| build::declare("local", it)));
        }
        step.push(self.assign_fields(vec![target.clone(), state.clone()], next.clone()));
        step.push(body);
        let step = build::block(step);
        let step = match copied {
            Some(copied) => {
                let copies: Vec<Ast> =
                    copied.iter().map(|it| build::assign(it.clone(), it.clone())).collect();
                let scope = Ast::expr("soft-let", [build::block(copies), step]);
                Ast::expr("break-block", [Ast::symbol("loop-cont"), scope])
            }
            None => Ast::expr("scope-block", [step]),
        };
        let goes_on = || {
            let ended = build::call_core("===", [next.clone(), Ast::nothing()]);
            build::call_base("not_int", [ended])
        };
        let advance =
            build::assign(next.clone(), build::call_base("iterate", [collection.clone(), state]));
        let repeat = Ast::expr("_do_while", [build::block([step, advance]), goes_on()]);
        let mut all = vec![
            build::assign(collection.clone(), iterated),
            build::declare("local", next.clone()),
            build::assign(next.clone(), build::call_base("iterate", [collection])),
        ];
        if outer {
            all.push(Ast::expr("require-existing-local", [target]));
        }
        all.push(Ast::expr("if", [goes_on(), repeat]));
        Ok(build::block(all))
    }

    /// `let x = 1, y; body end`.
    pub(super) fn let_block(&mut self, expr: Expr, is_hard: bool) -> Out {
        let span = expr.span;
        let [bindings, body] = self.exactly(expr)?;
        let scope = |mut statements: Vec<Ast>| {
            if is_hard {
                return build::hard_scope(statements);
            }
            let only = if statements.len() == 1 { statements.pop() } else { None };
            Ast::expr("scope-block", [only.unwrap_or_else(|| build::block(statements))])
        };
        let bindings = several(bindings);
        if bindings.is_empty() {
            return self.form(scope(vec![body]));
        }
        let mut all = body;
        for binding in bindings.into_iter().rev() {
            if shape::is_symbol_decl(&binding) {
                all = scope(vec![build::declare("local", binding), all]);
                continue;
            }
            let (target, value) = match binding {
                Ast::Expr(inner) if inner.is("=") => {
                    let [target, value] = self.exactly(*inner)?;
                    (target, value)
                }
                other => return Err(invalid_let(&other)),
            };
            if shape::is_eventually_call(&target) {
                let name = shape::assigned_name(&target).clone();
                if name.as_symbol().is_none() {
                    return Err(invalid_let(&target));
                }
                // A recursive function may be read before it is assigned.
                let kind = if shape::mentions(&value, &name) { "local" } else { "local-def" };
                all = scope(vec![build::declare(kind, name), build::assign(target, value), all]);
                continue;
            }
            let kept = self.temporary();
            let mut inner: Vec<Ast> = Vec::new();
            if shape::is_symbol_decl(&target) {
                let name = shape::decl_var(&target).clone();
                inner.push(build::declare("local-def", target));
                inner.push(build::assign(name, kept.clone()));
            } else if target.is("tuple") {
                inner.extend(
                    shape::lhs_vars(&target).into_iter().map(|it| build::declare("local-def", it)),
                );
                inner.push(build::assign(target, kept.clone()));
            } else {
                return Err(invalid_let(&target));
            }
            inner.push(all);
            all = build::block([build::assign(kept, value), scope(inner)]);
        }
        if let Ast::Expr(made) = &mut all {
            made.span = span;
        }
        self.form(all)
    }

    /// `(try body var handler finally else)`.
    pub(super) fn try_block(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let count = expr.args.len();
        if !(3..=5).contains(&count) {
            return Err(self.misuse(&expr, "malformed-expression", "invalid \"try\" form"));
        }
        let mut args = expr.args.into_iter();
        let mut next = || args.next().unwrap_or_else(|| build::boolean(false));
        let (body, var, handler, finally, or_else) = (next(), next(), next(), next(), next());
        let scope = |e: Ast| Ast::expr("scope-block", [e]);
        if count > 3 && !is_false(&finally) {
            let (mut gotos, mut targets) = (Vec::new(), Vec::new());
            labels(&body, "symbolicgoto", &mut gotos);
            labels(&body, "symboliclabel", &mut targets);
            if gotos.iter().any(|it| !targets.contains(it)) {
                let message = "goto from a try/finally block is not permitted";
                return Err(super::fault(&body, "invalid-goto", message));
            }
            let inner = if is_false(&handler) && count == 4 {
                scope(body)
            } else {
                let mut args = vec![body, var, handler, build::boolean(false)];
                if count == 5 {
                    args.push(or_else);
                }
                Ast::expr_at("try", args, span)
            };
            return self.form(Ast::expr_at("tryfinally", [inner, scope(finally)], span));
        }
        let caught = if shape::is_symbol_like(&var) || matches!(var, Ast::Global(_)) {
            build::block([build::assign(var, Ast::expr("the_exception", [])), handler])
        } else {
            handler
        };
        let mut all = vec![scope(body), scope(scope(caught))];
        let head = if count == 5 && !is_false(&or_else) {
            all.push(scope(or_else));
            "trycatchelse"
        } else {
            "trycatch"
        };
        self.form(Ast::expr_at(head, all, span))
    }
}

fn invalid_let(at: &Ast) -> Fault {
    super::fault(at, "invalid-let", "invalid let syntax")
}
