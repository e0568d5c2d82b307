//! Generators and comprehensions.

use super::{Desugar, Fault, Out, build, shape};
use crate::{Ast, Expr};

/// Refuses `return` in it.
fn check_no_return(e: &Ast) -> Out<()> {
    if shape::contains(e, &|it| it.is("return"), &|it| !shape::is_function_def(it)) {
        let message = "\"return\" not allowed inside comprehension or generator";
        return Err(super::fault(e, "misplaced-return", message));
    }
    Ok(())
}

fn has_break(e: &Ast) -> bool {
    shape::contains(e, &|it| it.is("break") || it.is("continue"), &|it| {
        !(it.is("for") || it.is("while"))
    })
}

/// The variables and what they range over.
fn ranges(written: Vec<Ast>) -> Out<Vec<(Ast, Ast)>> {
    let pair = |range: Ast| match range {
        Ast::Expr(expr) if expr.is("=") && expr.args.len() == 2 => {
            let mut args = expr.args;
            let iterated = args.pop().expect("there are two");
            let target = args.pop().expect("there are two");
            Ok((target, iterated))
        }
        other => Err(super::fault(&other, "invalid-loop", "invalid iteration specification")),
    };
    written.into_iter().map(pair).collect()
}

impl Desugar<'_> {
    /// `(generator expr (= x itr) …)`.
    pub(super) fn generator(&mut self, expr: Expr) -> Out {
        let made = self.generator_call(expr, false, Vec::new())?;
        self.form(made)
    }

    /// `(flatten (generator …))`.
    pub(super) fn flatten_generator(&mut self, expr: Expr) -> Out {
        let made = self.flattened(expr, Vec::new())?;
        self.form(made)
    }

    fn flattened(&mut self, expr: Expr, outer: Vec<Ast>) -> Out {
        match self.only(expr)? {
            Ast::Expr(inner) if inner.is("generator") => self.generator_call(*inner, true, outer),
            other => Err(super::fault(
                &other,
                "malformed-expression",
                "malformed \"flatten\" expression",
            )),
        }
    }

    /// The calls that make it, not expanded any further; `outer`: variables of generators around it.
    fn generator_call(&mut self, expr: Expr, flat: bool, outer: Vec<Ast>) -> Out {
        let whole = Ast::Expr(Box::new(expr));
        check_no_return(&whole)?;
        let Ast::Expr(expr) = whole else { unreachable!("it was one") };
        let span = expr.span;
        if expr.args.len() < 2 {
            return Err(self.misuse(&expr, "malformed-expression", "malformed generator"));
        }
        let mut args = expr.args.into_iter();
        let value = args.next().expect("there are two at least");
        let mut written: Vec<Ast> = args.collect();
        let mut condition = None;
        if let [Ast::Expr(filter)] = written.as_mut_slice()
            && filter.is("filter")
            && filter.args.len() >= 2
        {
            let mut parts = std::mem::take(&mut filter.args);
            let rest = parts.split_off(1);
            condition = parts.pop();
            written = rest;
        }
        let (targets, mut iterated): (Vec<Ast>, Vec<Ast>) = ranges(written)?.into_iter().unzip();
        let mut source = match iterated.len() {
            1 => iterated.pop().expect("there is one"),
            _ => build::call_base("product", iterated),
        };
        if let Some(condition) = condition {
            let test = self.range_function(condition, &targets, false, Vec::new())?;
            source = build::call_base("Filter", [test, source]);
        }
        let function = self.range_function(value, &targets, flat, outer)?;
        let made = Ast::expr_at("call", [Ast::base("Generator"), function, source], span);
        Ok(if flat { build::call_base("Flatten", [made]) } else { made })
    }

    /// The function of what the ranges give.
    fn range_function(&mut self, value: Ast, targets: &[Ast], flat: bool, outer: Vec<Ast>) -> Out {
        let simple = match targets {
            [only @ Ast::Symbol(_)] => Some(only.clone()),
            _ => None,
        };
        let is_simple = simple.is_some();
        let argument = match simple {
            Some(name) => name,
            None => self.gensym(),
        };
        if value == argument {
            return Ok(Ast::base("identity"));
        }
        let own = shape::lhs_vars(&Ast::expr("tuple", targets.to_vec()));
        // `_ -> f(_)` is `f`.
        if let Some([callee, arg]) = value.args_of("call")
            && is_simple
            && *arg == argument
            && shape::is_underscore_symbol(&argument)
            && !shape::is_dot_named(callee)
            && !shape::mentions(callee, &argument)
        {
            return Ok(callee.clone());
        }
        let mut body = Vec::new();
        if !is_simple {
            body.extend(own.iter().map(|it| build::declare("local", it.clone())));
            let target = match targets {
                [only] => only.clone(),
                _ => Ast::expr("tuple", targets.to_vec()),
            };
            body.push(build::assign(target, argument.clone()));
        }
        let inner_vars = || shape::dedup(outer.iter().chain(&own).cloned().collect());
        let value = match value {
            Ast::Expr(inner) if flat && inner.is("generator") => {
                let vars = inner_vars();
                self.generator_call(*inner, false, vars)?
            }
            Ast::Expr(inner) if flat && inner.is("flatten") => {
                let vars = inner_vars();
                self.flattened(*inner, vars)?
            }
            value if !outer.is_empty() => {
                let copies: Vec<Ast> = outer
                    .iter()
                    .filter(|it| !shape::is_underscore_symbol(it))
                    .map(|it| build::assign(it.clone(), it.clone()))
                    .collect();
                Ast::expr("let", [build::block(copies), value])
            }
            value => value,
        };
        body.push(value);
        Ok(Ast::expr("->", [argument, build::block(body)]))
    }

    /// `[x for …]`.
    pub(super) fn comprehension(&mut self, mut expr: Expr) -> Out {
        let generator = match expr.args.len() {
            0 => return Err(self.misuse(&expr, "malformed-expression", "malformed comprehension")),
            1 => expr.args.pop().expect("there is one"),
            _ => Ast::expr_at("generator", expr.args, expr.span),
        };
        self.form(Ast::expr_at("call", [Ast::base("collect"), generator], expr.span))
    }

    /// `T[x for …]`.
    pub(super) fn typed_comprehension(&mut self, mut expr: Expr) -> Out {
        let span = expr.span;
        if expr.args.len() > 2 {
            let rest = expr.args.split_off(1);
            expr.args.push(Ast::expr_at("generator", rest, span));
        }
        let [ty, generator] = self.exactly(expr)?;
        let simple = generator
            .args_of("generator")
            .is_some_and(|args| args.len() > 1 && args[1..].iter().all(shape::is_assignment));
        if !simple {
            return self.form(Ast::expr_at("call", [Ast::base("collect"), ty, generator], span));
        }
        let Ast::Expr(generator) = generator else { unreachable!("a generator is an expression") };
        let made = self.comprehension_loop(ty, *generator)?;
        self.form(made)
    }

    /// A comprehension of known element type and without conditions, as loops that fill an array.
    fn comprehension_loop(&mut self, ty: Ast, generator: Expr) -> Out {
        let mut args = generator.args.into_iter();
        let value = args.next().expect("a generator has a value");
        check_no_return(&value)?;
        if has_break(&value) {
            return Err(Fault::new(*super::fault(
                &value,
                "misplaced-break",
                "break or continue outside loop",
            )));
        }
        let ranges = ranges(args.collect())?;
        let (result, one, index) = (self.temporary(), self.temporary(), self.gensym());
        let (size, unknown) = (self.temporary(), self.temporary());
        let mut all = vec![build::declare("local", index.clone())];
        let mut iterators = Vec::new();
        let mut loops = Vec::new();
        for (target, iterated) in ranges {
            let kept = self.temporary();
            all.push(build::assign(kept.clone(), iterated));
            iterators.push(kept.clone());
            loops.push((target, kept));
        }
        let overall = match iterators.as_slice() {
            [only] => only.clone(),
            _ => {
                let product = self.temporary();
                all.push(build::assign(product.clone(), build::call_base("product", iterators)));
                product
            }
        };
        let size_of = build::call_base("IteratorSize", [overall.clone()]);
        all.push(build::assign(size.clone(), size_of));
        let is_unknown = build::call_core("isa", [size.clone(), Ast::base("SizeUnknown")]);
        all.push(build::assign(unknown.clone(), is_unknown));
        all.push(build::assign(
            result.clone(),
            build::call_base("_array_for", [ty, overall, size]),
        ));
        let indices = build::call_base("LinearIndices", [result.clone()]);
        all.push(build::assign(index.clone(), build::call_base("first", [indices])));
        let push = build::call_base("push!", [result.clone(), one.clone()]);
        let store = build::call_base("setindex!", [result.clone(), one.clone(), index.clone()]);
        let mut body = build::block([
            build::assign(one, value),
            Ast::expr("if", [unknown, push, store]),
            build::assign(index.clone(), build::call_base("add_int", [index, build::int(1)])),
        ]);
        // The first range is the innermost loop.
        for (target, iterated) in loops {
            body = Ast::expr("for", [build::assign(target, iterated), body]);
        }
        all.push(body);
        all.push(result);
        Ok(Ast::expr_at("scope-block", [build::block(all)], generator.span))
    }
}
