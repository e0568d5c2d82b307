//! `a[i]`: `begin` and `end` in it, and what it calls.

use overdub_types::Symbol;

use super::{Desugar, Out, build, shape};
use crate::{Ast, Expr};

/// An indexed place whose parts may be evaluated twice.
pub(super) struct Indexed {
    /// What has to run first.
    pub(super) before: Vec<Ast>,
    pub(super) array: Ast,
    pub(super) indices: Vec<Ast>,
}

/// Where in which array an index stands.
struct Position<'a> {
    array: &'a Ast,
    /// Counted from one.
    n: usize,
    /// What is splatted before it.
    tuples: &'a [Ast],
    is_last: bool,
}

impl Position<'_> {
    fn dimension(&self) -> Ast {
        let lengths = self.tuples.iter().map(|it| build::call_base("length", [it.clone()]));
        let mut args = vec![build::int(self.n - self.tuples.len())];
        args.extend(lengths);
        build::call_base("+", args)
    }

    fn bound(&self, name: &str) -> Ast {
        let array = self.array.clone();
        match (self.tuples.is_empty(), self.is_last && self.n == 1) {
            (true, true) => build::call_base(name, [array]),
            (true, false) => build::call_base(name, [array, build::int(self.n)]),
            (false, _) if name == "firstindex" => {
                build::call_base("first", [build::call_base("axes", [array, self.dimension()])])
            }
            (false, _) => build::call_base(name, [array, self.dimension()]),
        }
    }

    /// Replaces `begin` and `end`, where they belong to this array.
    fn replace(&self, e: Ast) -> Ast {
        match e {
            Ast::Symbol(name) if name.as_str() == "end" => self.bound("lastindex"),
            Ast::Symbol(name) if name.as_str() == "begin" => self.bound("firstindex"),
            e if shape::is_quoted(&e) => e,
            Ast::Expr(mut expr) => {
                let first = match expr.head.as_str() {
                    "ref" => 0..1.min(expr.args.len()),
                    "kw" => 1..expr.args.len(),
                    _ => 0..expr.args.len(),
                };
                for arg in &mut expr.args[first] {
                    let taken = std::mem::replace(arg, Ast::nothing());
                    *arg = self.replace(taken);
                }
                Ast::Expr(expr)
            }
            e => e,
        }
    }
}

fn is_bound(e: &Ast) -> bool {
    let is = |name: Symbol| matches!(name.as_str(), "begin" | "end");
    shape::contains(e, &|it| it.as_symbol().is_some_and(is), &|_| true)
}

impl Desugar<'_> {
    /// The indices with `begin` and `end` replaced, and what has to run before.
    pub(super) fn indices(&mut self, array: &Ast, written: Vec<Ast>) -> (Vec<Ast>, Vec<Ast>) {
        let has_splat = written.iter().any(shape::is_vararg);
        let (count, mut before, mut tuples) = (written.len(), Vec::new(), Vec::new());
        let mut out = Vec::with_capacity(count);
        for (i, index) in written.into_iter().enumerate() {
            let (index, is_splat) = match index {
                Ast::Expr(mut expr) if expr.is("...") && expr.args.len() == 1 => {
                    (expr.args.pop().expect("there is one"), true)
                }
                index => (index, false),
            };
            let at = Position { array, n: i + 1, tuples: &tuples, is_last: i + 1 == count };
            let replaced = at.replace(index);
            let (name, value) = match replaced {
                Ast::Expr(mut expr) if expr.is("kw") && expr.args.len() == 2 => {
                    let value = expr.args.pop().expect("there are two");
                    (expr.args.pop(), value)
                }
                other => (None, other),
            };
            let value = if !has_splat || shape::is_simple_atom(&value) {
                value
            } else {
                let kept = self.temporary();
                before.push(build::assign(kept.clone(), value));
                kept
            };
            if is_splat {
                tuples.push(value.clone());
                out.push(build::splat(value));
            } else {
                out.push(match name {
                    Some(name) => build::keyword(name, value),
                    None => value,
                });
            }
        }
        (out, before)
    }

    /// `(ref a i…)` with `begin` and `end` replaced.
    pub(super) fn indexed(&mut self, expr: Expr) -> Out<Indexed> {
        let mut args = expr.args.into_iter();
        let Some(array) = args.next() else {
            let at = Ast::expr_at("ref", [], expr.span);
            return Err(super::fault(&at, "malformed-expression", "malformed \"ref\" expression"));
        };
        let written: Vec<Ast> = args.collect();
        let (mut before, mut place) = (Vec::new(), array);
        if matches!(place, Ast::Expr(_)) && !shape::is_ssa(&place) && written.iter().any(is_bound) {
            let kept = self.temporary();
            before.push(build::assign(kept.clone(), place));
            place = kept;
        }
        let (indices, more) = self.indices(&place, written);
        before.extend(more);
        Ok(Indexed { before, array: place, indices })
    }

    /// `a[i]` as a value.
    pub(super) fn index(&mut self, expr: Expr) -> Out {
        if shape::has_parameters(expr.args.get(1..).unwrap_or_default()) {
            let at = Ast::Expr(Box::new(expr));
            return Err(super::fault(
                &at,
                "misplaced-expression",
                "unexpected semicolon in array expression",
            ));
        }
        let span = expr.span;
        let Indexed { before: mut all, array, indices } = self.indexed(expr)?;
        let mut args = vec![Ast::base("getindex"), array];
        args.extend(indices);
        all.push(Ast::expr_at("call", args, span));
        let block = build::block(all);
        self.form(block)
    }
}
