//! Assignments to whatever can be assigned to.

use super::{Desugar, Fault, Out, build, index::Indexed, shape};
use crate::{Ast, Expr};

/// Whether it is the left side of a short function definition.
fn is_function_lhs(e: &Ast) -> bool {
    match e.as_expr() {
        Some(expr) => match expr.head.as_str() {
            "call" | "where" => true,
            "::" => expr.args.first().is_some_and(|it| it.is("call")),
            _ => false,
        },
        None => false,
    }
}

/// A fault of what stands on the left.
pub(super) fn invalid_location(lhs: &Ast) -> Fault {
    let text = match lhs {
        Ast::Literal(overdub_ir::Literal::Str(_)) => format!("\"{}\"", super::deparse(lhs)),
        _ => super::deparse(lhs),
    };
    let message = format!("invalid assignment location \"{text}\"");
    super::fault(lhs, "invalid-assignment", message)
}

impl Desugar<'_> {
    /// `(= lhs rhs)`.
    pub(super) fn assignment(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let [lhs, rhs] = self.exactly(expr)?;
        if is_function_lhs(&lhs) {
            return self.form(Ast::expr_at("function", [lhs, rhs], span));
        }
        if lhs.is("curly") {
            return self.parametric_alias(lhs, rhs);
        }
        if shape::is_assignment(&rhs) {
            return self.assignment_chain(lhs, rhs);
        }
        match &lhs {
            Ast::Symbol(name) if shape::is_valid_name(*name) => {
                Ok(build::sink_assign(lhs, self.form(rhs)?))
            }
            Ast::Global(_) => Ok(build::sink_assign(lhs, self.form(rhs)?)),
            Ast::Expr(target) => match target.head.as_str() {
                "ssavalue" => Ok(build::sink_assign(lhs, self.form(rhs)?)),
                "." => self.assign_property(lhs, rhs),
                "ref" => self.assign_index(lhs, rhs),
                "::" => self.assign_declared(lhs, rhs),
                "tuple" => {
                    let Ast::Expr(tuple) = lhs else { unreachable!("a tuple is an expression") };
                    if shape::has_parameters(&tuple.args) {
                        self.destructure_properties(tuple.args, rhs)
                    } else {
                        self.destructure_tuple(tuple.args, rhs)
                    }
                }
                "typed_hcat" => {
                    let message = "invalid spacing in left side of indexed assignment";
                    Err(super::fault(&lhs, "invalid-assignment", message))
                }
                "typed_vcat" | "typed_ncat" => {
                    let message = "unexpected \";\" in left side of indexed assignment";
                    Err(super::fault(&lhs, "invalid-assignment", message))
                }
                "vcat" | "ncat" => {
                    let message = "use \"(a, b) = ...\" to assign multiple values";
                    Err(super::fault(&lhs, "invalid-assignment", message))
                }
                _ => Err(invalid_location(&lhs)),
            },
            _ => Err(invalid_location(&lhs)),
        }
    }

    /// `a = b = c`: first `c`, then all of them from the right.
    fn assignment_chain(&mut self, lhs: Ast, rhs: Ast) -> Out {
        let (mut targets, mut value) = (vec![lhs], rhs);
        loop {
            match value {
                Ast::Expr(inner)
                    if inner.is("=")
                        && inner.args.len() == 2
                        && !is_function_lhs(&inner.args[0]) =>
                {
                    let [target, next] = self.exactly(*inner)?;
                    targets.push(target);
                    value = next;
                }
                _ => break,
            }
        }
        // A short definition of a function is a value of its own.
        let value = match value {
            Ast::Expr(inner) if inner.is("=") => Ast::expr_at("function", inner.args, inner.span),
            value => value,
        };
        let mut all = Vec::with_capacity(targets.len() + 2);
        let kept = if shape::is_symbol_like(&value) {
            value
        } else {
            let kept = self.temporary();
            all.push(build::assign(kept.clone(), value));
            kept
        };
        all.extend(targets.into_iter().rev().map(|it| build::assign(it, kept.clone())));
        all.push(build::unnecessary(kept));
        self.form(build::block(all))
    }

    /// `x` itself if `keep` says so; else a temporary, to which `x` is assigned at the end of `before`.
    fn once(&mut self, x: Ast, keep: bool, before: &mut Vec<Ast>) -> Out {
        if keep {
            return self.form(x);
        }
        let kept = self.temporary();
        let value = self.form(x)?;
        before.push(build::sink_assign(kept.clone(), value));
        Ok(kept)
    }

    fn assign_property(&mut self, lhs: Ast, rhs: Ast) -> Out {
        let Ast::Expr(target) = lhs else { unreachable!("a property is an expression") };
        let [object, name] = match <[Ast; 2]>::try_from(target.args) {
            Ok(both) if !both[1].is("tuple") => both,
            Ok(both) => return Err(invalid_location(&Ast::expr_at(".", both, target.span))),
            Err(args) => return Err(invalid_location(&Ast::expr_at(".", args, target.span))),
        };
        let mut all = Vec::new();
        let keep = shape::is_symbol_like(&object);
        let object = self.once(object, keep, &mut all)?;
        let keep = shape::is_atom(&name) || shape::is_ssa(&name) || shape::is_quoted(&name);
        let name = self.once(name, keep, &mut all)?;
        let keep = shape::is_atom(&rhs) || shape::is_ssa(&rhs);
        let value = self.once(rhs, keep, &mut all)?;
        let call = build::call_base("setproperty!", [object, name, value.clone()]);
        all.push(call);
        all.push(build::unnecessary(value));
        Ok(build::block(all))
    }

    fn assign_index(&mut self, lhs: Ast, rhs: Ast) -> Out {
        let Ast::Expr(target) = lhs else { unreachable!("an index is an expression") };
        let Indexed { before, array, indices } = self.indexed(*target)?;
        let mut all = self.forms(before)?;
        let keep = shape::is_atom(&rhs) || shape::is_ssa(&rhs) || shape::is_quoted(&rhs);
        let value = self.once(rhs, keep, &mut all)?;
        let mut args = vec![array, value.clone()];
        args.extend(indices);
        let call = self.form(build::call_base("setindex!", args))?;
        all.push(call);
        all.push(build::unnecessary(value));
        Ok(build::block(all))
    }

    /// `x::T = v`: a declaration, then an assignment.
    fn assign_declared(&mut self, lhs: Ast, rhs: Ast) -> Out {
        let Some([_, _]) = lhs.args_of("::") else { return Err(invalid_location(&lhs)) };
        let Ast::Expr(target) = lhs else { unreachable!("a declaration is an expression") };
        let [x, ty] = self.exactly(*target)?;
        let (x, mut all) = self.without_side_effects(x);
        all.push(Ast::expr("decl", [x.clone(), ty]));
        all.push(build::assign(x, rhs));
        self.form(build::block(all))
    }

    /// `A{T} = …`: an alias with parameters, constant if it is global.
    fn parametric_alias(&mut self, lhs: Ast, rhs: Ast) -> Out {
        let text = super::deparse(&lhs);
        let Ast::Expr(curly) = lhs else { unreachable!("a parametric name is an expression") };
        let mut params = curly.args.into_iter();
        let name = params.next().unwrap_or_else(Ast::nothing);
        let mut alias = vec![rhs];
        alias.extend(params);
        if alias.len() == 1 {
            let message = format!("empty type parameter list in \"{text} = …\"");
            return Err(super::fault(&name, "invalid-assignment", message));
        }
        let declared = Ast::expr("const-if-global", [name.clone()]);
        let assigned = self.form(build::assign(name, Ast::expr("where", alias)))?;
        Ok(build::block([declared, assigned]))
    }

    /// The expression with its arguments in temporaries, and the assignments to these.
    pub(super) fn without_side_effects(&mut self, e: Ast) -> (Ast, Vec<Ast>) {
        let Ast::Expr(mut expr) = e else { return (e, Vec::new()) };
        let mut before = Vec::new();
        if shape::is_ssa(&Ast::Expr(expr.clone())) {
            return (Ast::Expr(expr), before);
        }
        if expr.is("let") {
            let kept = self.stored(Ast::Expr(expr), &mut before);
            return (kept, before);
        }
        for arg in &mut expr.args {
            let taken = std::mem::replace(arg, Ast::nothing());
            *arg = self.stored(taken, &mut before);
        }
        (Ast::Expr(expr), before)
    }

    fn stored(&mut self, e: Ast, before: &mut Vec<Ast>) -> Ast {
        if shape::is_effect_free(&e) {
            return e;
        }
        match e {
            Ast::Expr(mut expr)
                if matches!(expr.head.as_str(), "..." | "&" | "kw") && !expr.args.is_empty() =>
            {
                let value = expr.args.pop().expect("it is not empty");
                let value = self.stored(value, before);
                expr.args.push(value);
                Ast::Expr(expr)
            }
            e => {
                let kept = self.temporary();
                before.push(build::assign(kept.clone(), e));
                kept
            }
        }
    }
}
