//! `a += b` and its like.

use overdub_types::Symbol;

use super::{Desugar, Fault, Out, assign::invalid_location, build, index::Indexed, shape};
use crate::{Ast, Expr};

/// Whether the head is that of an updating assignment.
pub(super) fn is_update(head: &str) -> bool {
    matches!(
        head.strip_prefix('.').unwrap_or(head),
        "+=" | "-="
            | "*="
            | "/="
            | "//="
            | "\\="
            | "^="
            | "÷="
            | "%="
            | "|="
            | "&="
            | "$="
            | "⊻="
            | "<<="
            | ">>="
            | ">>>="
    )
}

/// What is done to the place: which operator, which assignment, which operand.
struct Update {
    operator: Symbol,
    assignment: &'static str,
    operand: Ast,
}

impl Desugar<'_> {
    /// `(op= lhs rhs)`.
    pub(super) fn update(&mut self, expr: Expr) -> Out {
        let head = expr.head.as_str();
        let assignment = if head.starts_with('.') { ".=" } else { "=" };
        let operator = Symbol::new(&head[..head.len() - 1]);
        let [lhs, operand] = self.exactly(expr)?;
        let made = self.update_place(lhs, Update { operator, assignment, operand }, None)?;
        self.form(made)
    }

    fn update_place(&mut self, lhs: Ast, update: Update, ty: Option<Ast>) -> Out {
        match lhs {
            Ast::Expr(place) if place.is("ref") => {
                let Indexed { before: mut all, array, indices } = self.indexed(*place)?;
                let mut args = vec![array];
                args.extend(indices);
                all.push(self.update_simple(Ast::expr("ref", args), update, ty)?);
                Ok(build::block(all))
            }
            Ast::Expr(place) if place.is("::") && place.args.len() == 2 => {
                let [x, declared] = self.exactly(*place)?;
                let (x, mut all) = self.without_side_effects(x);
                all.push(self.update_place(x, update, Some(declared))?);
                Ok(build::block(all))
            }
            Ast::Expr(place)
                if update.assignment == "="
                    && !matches!(
                        place.head.as_str(),
                        "." | "tuple"
                            | "vcat"
                            | "ncat"
                            | "typed_hcat"
                            | "typed_vcat"
                            | "typed_ncat"
                            | "ssavalue"
                    ) =>
            {
                Err(invalid_location(&Ast::Expr(place)))
            }
            place => self.update_simple(place, update, ty),
        }
    }

    fn update_simple(&mut self, lhs: Ast, update: Update, ty: Option<Ast>) -> Out {
        let targets = lhs.args_of("tuple").map(<[Ast]>::to_vec);
        let (mut place, mut all) = self.without_side_effects(lhs);
        let needs_value = update.assignment == ".="
            && match place.as_expr() {
                Some(expr) => {
                    !(shape::is_ssa(&place)
                        || expr.is("ref")
                        || (expr.is(".") && expr.args.len() == 2))
                }
                None => false,
            };
        if needs_value {
            let kept = self.temporary();
            all.push(build::assign(kept.clone(), place));
            place = kept;
        }
        if let (Some(written), Some(now)) = (targets, place.args_of("tuple")) {
            // What was moved to a temporary cannot be assigned to any more.
            let bad = written
                .iter()
                .zip(now)
                .find(|(old, new)| shape::is_ssa(new) && !shape::is_ssa(old));
            if let Some((old, _)) = bad {
                let message =
                    format!("invalid multiple assignment location \"{}\"", super::deparse(old));
                return Err(Fault::new(*super::fault(old, "invalid-assignment", message)));
            }
        }
        let Update { operator, assignment, operand } = update;
        let current = match ty {
            Some(ty) => build::decl(place.clone(), ty),
            None => place.clone(),
        };
        let value = Ast::call(Ast::Symbol(operator), [current, operand]);
        all.push(Ast::expr(assignment, [place, value]));
        Ok(build::block(all))
    }
}
