//! Chains of comparisons: `a < b <= c`.

use super::{Desugar, Out, build, shape};
use crate::{Ast, Expr};

/// What is left of a chain: an operand, then operators and operands in turn.
type Chain = std::collections::VecDeque<Ast>;

impl Desugar<'_> {
    /// `(comparison a op b op c …)`.
    pub(super) fn comparison(&mut self, expr: Expr) -> Out {
        let made = self.comparison_chain(expr)?;
        self.form(made)
    }

    /// The chain as calls joined by `&&`, or by `.&` next to dotted ones; not expanded any further.
    pub(super) fn comparison_chain(&mut self, expr: Expr) -> Out {
        if expr.args.len() < 3 || expr.args.len().is_multiple_of(2) {
            return Err(self.misuse(&expr, "malformed-expression", "malformed comparison"));
        }
        let mut chain: Chain = expr.args.into();
        let mut all: Option<Ast> = None;
        while chain.len() > 1 {
            let next = if shape::is_dot_named(&chain[1]) {
                self.one_comparison(&mut chain)
            } else {
                self.scalar_comparisons(&mut chain)
            };
            all = Some(match all {
                None => next,
                Some(before) => Ast::call(Ast::symbol(".&"), [before, next]),
            });
        }
        Ok(all.expect("there is at least one operator"))
    }

    fn scalar_comparisons(&mut self, chain: &mut Chain) -> Ast {
        let mut all: Option<Ast> = None;
        while chain.len() > 1 && !shape::is_dot_named(&chain[1]) {
            let next = self.one_comparison(chain);
            all = Some(match all {
                None => next,
                Some(before) => Ast::expr("&&", [before, next]),
            });
        }
        all.expect("the first operator has no dot")
    }

    /// Takes the first comparison off the chain, keeping its right operand for the next one.
    fn one_comparison(&mut self, chain: &mut Chain) -> Ast {
        let left = chain.pop_front().expect("a left operand");
        let operator = chain.pop_front().expect("an operator");
        let right = chain.pop_front().expect("a right operand");
        let mut before = Vec::new();
        let kept = if matches!(right, Ast::Expr(_)) && !shape::is_ssa(&right) && !chain.is_empty() {
            let kept = self.temporary();
            before.push(build::assign(kept.clone(), right));
            kept
        } else {
            right
        };
        // The second operand of the next comparison may also belong to an eager (dotted) one behind
        // it: then it must be evaluated even if `&&` stops before.
        if !shape::is_dot_named(&operator)
            && chain.len() > 2
            && matches!(chain[1], Ast::Expr(_))
            && shape::is_dot_named(&chain[2])
        {
            let ahead = self.temporary();
            let value = std::mem::replace(&mut chain[1], ahead.clone());
            before.push(build::assign(ahead, value));
        }
        chain.push_front(kept.clone());
        let call = Ast::call(operator, [left, kept]);
        if before.is_empty() {
            return call;
        }
        before.push(call);
        build::block(before)
    }
}
