//! Calls: with keywords, with splats, of operators.

use super::{Desugar, Out, build, fault, shape};
use crate::{Ast, Expr};

impl Desugar<'_> {
    /// `(call f args…)`.
    pub(super) fn call(&mut self, mut expr: Expr) -> Out {
        let span = expr.span;
        let Some(callee) = expr.args.first() else {
            return Err(self.misuse(&expr, "malformed-expression", "malformed call"));
        };
        if expr.args.len() == 1 {
            return self.same(expr);
        }
        if shape::is_dot_named(callee) {
            let operator = shape::undot_operator(callee);
            let args = Ast::expr("tuple", expr.args.split_off(1));
            return self.fuse_broadcast(None, Ast::expr_at(".", [operator, args], span));
        }
        if let Some([operator]) = callee.args_of(".") {
            let operator = operator.clone();
            let args = Ast::expr("tuple", expr.args.split_off(1));
            return self.fuse_broadcast(None, Ast::expr_at(".", [operator, args], span));
        }
        if let Some(name) = callee.as_symbol()
            && !shape::is_valid_name(name)
        {
            let foreign = name.as_str() == "ccall";
            return if foreign { self.foreign_call(expr) } else { self.foreign_address(expr) };
        }
        if shape::has_parameters(&expr.args[1..]) {
            let is_empty = expr.args[1].as_expr().is_some_and(|it| it.args.is_empty());
            if !is_empty {
                return self.keyword_call(expr);
            }
            expr.args.remove(1);
            return self.form(Ast::Expr(Box::new(expr)));
        }
        if expr.args[1..].iter().any(shape::is_kwarg) {
            return self.keyword_call(expr);
        }
        if expr
            .args
            .iter()
            .any(|it| matches!(it.args_of("..."), Some([inner]) if shape::is_vararg(inner)))
        {
            return self.form(nested_splat(expr));
        }
        if let [callee, _, power] = expr.args.as_slice()
            && shape::is_named(callee, "^")
            && shape::is_integer(power)
        {
            let power = expr.args.pop().expect("there are three");
            expr.args.push(value_of(power));
            expr.args.insert(0, Ast::base("literal_pow"));
        }
        expr.args = self.arguments(std::mem::take(&mut expr.args))?;
        Ok(Ast::Expr(Box::new(expr)))
    }

    /// `ccall(name, [convention], answer, (types…), args…)`: Base has some functions of that kind, by name, and says so of
    /// the others when they are called.
    fn foreign_call(&mut self, mut expr: Expr) -> Out {
        const CONVENTIONS: [&str; 5] = ["cdecl", "stdcall", "fastcall", "thiscall", "llvmcall"];
        let is_convention =
            |it: &Ast| it.as_symbol().is_some_and(|name| CONVENTIONS.contains(&name.as_str()));
        if expr.args.get(2).is_some_and(is_convention) {
            expr.args.remove(2);
        }
        match expr.args.get_mut(3) {
            Some(Ast::Expr(types)) if types.is("tuple") => {
                for ty in &mut types.args {
                    if let Some([repeated]) = ty.args_of("...") {
                        *ty = repeated.clone();
                    }
                }
            }
            _ => {
                let message = "ccall argument types must be a tuple; try \"(T,)\"";
                return Err(fault(&Ast::Expr(Box::new(expr)), "invalid-syntax", message));
            }
        }
        expr.args[0] = Ast::base("_ccall");
        self.call(expr)
    }

    /// `cglobal(…)`: there are no addresses of foreign things.
    fn foreign_address(&mut self, expr: Expr) -> Out {
        let hint = "call a function of Base, or let the host offer one";
        self.unsupported(expr, "`cglobal` is not supported: there is no foreign code", hint)
    }

    /// Arguments of a call, of which some may be splatted.
    fn arguments(&mut self, args: Vec<Ast>) -> Out<Vec<Ast>> {
        let one = |arg: Ast| match arg {
            Ast::Expr(splat) if splat.is("...") && splat.args.len() == 1 => {
                let span = splat.span;
                let inner = self.only(*splat)?;
                Ok(Ast::expr_at("...", [self.form(inner)?], span))
            }
            arg => self.form(arg),
        };
        args.into_iter().map(one).collect()
    }

    /// A call with keywords: positional arguments first, then the keywords, then the call.
    fn keyword_call(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let written = super::deparse(&expr.args[0]);
        let mut args = expr.args;
        let parameters = match args.get(1) {
            Some(Ast::Expr(it)) if it.is("parameters") => match args.remove(1) {
                Ast::Expr(it) => it.args,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let (call, mut all) = self.without_side_effects(Ast::expr("call", args));
        let Ast::Expr(call) = call else { unreachable!("a call stays one") };
        let mut parts = call.args.into_iter();
        let mut callee = parts.next().expect("a call has a callee");
        let (mut keywords, positional): (Vec<Ast>, Vec<Ast>) = parts.partition(shape::is_kwarg);
        keywords.extend(parameters);
        if !shape::is_name_path(&callee) {
            let kept = self.temporary();
            all.push(build::assign(kept.clone(), callee));
            callee = kept;
        }
        let only_splats = keywords.iter().all(shape::is_vararg);
        let container = self.temporary();
        let names = self.keyword_tuple(keywords, &written)?;
        all.push(build::assign(container.clone(), names));
        let mut with_keywords = vec![Ast::core("kwcall"), container.clone(), callee.clone()];
        with_keywords.extend(positional.iter().cloned());
        let with_keywords = Ast::expr_at("call", with_keywords, span);
        all.push(if only_splats {
            let mut plain = vec![callee];
            plain.extend(positional);
            let is_empty = build::call_base("isempty", [container]);
            Ast::expr("if", [is_empty, Ast::expr_at("call", plain, span), with_keywords])
        } else {
            with_keywords
        });
        self.form(Ast::expr_at("block", all, span))
    }

    /// `f(args) do x … end`: the function comes first.
    pub(super) fn do_call(&mut self, expr: Expr) -> Out {
        let [call, function] = self.exactly(expr)?;
        let Ast::Expr(mut call) = call else {
            return Err(fault(&call, "malformed-expression", "malformed \"do\" expression"));
        };
        if !call.is("call") || call.args.is_empty() {
            return Err(self.misuse(&call, "malformed-expression", "malformed \"do\" expression"));
        }
        let at = if shape::has_parameters(&call.args[1..]) { 2 } else { 1 };
        call.args.insert(at, function);
        self.form(Ast::Expr(call))
    }
}

/// `f((x...)...)`: each of what iterating `x` gives is splatted in its turn.
fn nested_splat(expr: Expr) -> Ast {
    let mut args = expr.args.into_iter();
    let mut call = vec![Ast::core("_apply_iterate"), Ast::base("iterate")];
    call.extend(args.next());
    let mut run = Vec::new();
    for arg in args {
        match arg {
            Ast::Expr(mut splat) if splat.is("...") && splat.args.len() == 1 => {
                if !run.is_empty() {
                    call.push(build::call_core("tuple", std::mem::take(&mut run)));
                }
                call.extend(splat.args.pop());
            }
            other => run.push(other),
        }
    }
    if !run.is_empty() {
        call.push(build::call_core("tuple", run));
    }
    Ast::expr_at("call", call, expr.span)
}

/// `Val(x)` for a power that is written as a number.
pub(super) fn value_of(power: Ast) -> Ast {
    Ast::call(build::apply_type(Ast::base("Val"), [power]), [])
}
