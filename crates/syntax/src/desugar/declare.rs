//! `local`, `global` and `const`.

use super::{Desugar, Out, build, shape};
use crate::{Ast, Expr};

/// Whether it is an assignment of some kind: `=`, `+=`, `:=`, ….
fn is_assignment_like(e: &Ast) -> bool {
    e.as_expr().is_some_and(|it| {
        let head = it.head.as_str();
        it.args.len() == 2 && (head == "=" || head == ".=" || super::update::is_update(head))
    })
}

/// The left side without the declared types, at each level of tuples.
fn without_types(e: &Ast) -> Ast {
    match e {
        Ast::Expr(expr) if shape::is_eventually_call(e) || expr.args.is_empty() => e.clone(),
        Ast::Expr(expr) if expr.is("::") => expr.args[0].clone(),
        Ast::Expr(expr) if expr.is("tuple") => {
            build::with_args(expr, expr.args.iter().map(without_types).collect())
        }
        _ => e.clone(),
    }
}

/// `name::T = value` of a constant: what converts the value stands on the right. A declared type would make the name a
/// global variable first, which a constant of that name cannot follow.
fn convert_constant(assignment: &mut Expr) {
    let [target, value] = assignment.args.as_mut_slice() else { return };
    let Some([name @ (Ast::Symbol(_) | Ast::Global(_)), ty]) = target.args_of("::") else { return };
    let converted = build::call_base("convert", [ty.clone(), value.clone()]);
    *value = build::call_core("typeassert", [converted, ty.clone()]);
    *target = name.clone();
}

impl Desugar<'_> {
    /// `(const …)`.
    pub(super) fn const_decl(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let arg = self.only(expr)?;
        let Ast::Expr(inner) = &arg else {
            return Ok(Ast::expr_at("const", [arg], span));
        };
        let made = match inner.head.as_str() {
            what @ ("global" | "local" | "local-def") => {
                if inner.args.iter().any(|it| !shape::is_assignment(it)) {
                    return Err(self.no_const_value(&arg));
                }
                self.declarations(what, inner.args.clone(), true)?
            }
            "=" | "::" => self.declarations("const", vec![arg], false)?,
            _ => return Err(self.no_const_value(&arg)),
        };
        self.form(made)
    }

    fn no_const_value(&self, at: &Ast) -> super::Fault {
        super::fault(at, "invalid-declaration", "expected assignment after \"const\"")
    }

    /// `(local …)` and `(global …)`.
    pub(super) fn variable_decl(&mut self, expr: Expr) -> Out {
        if let [Ast::Symbol(_) | Ast::Global(_)] = expr.args.as_slice() {
            return Ok(Ast::Expr(Box::new(expr)));
        }
        let made = self.declarations(expr.head.as_str(), expr.args, false)?;
        self.form(made)
    }

    /// `local x, y = 2, z::T`: the declarations, then the assignments.
    fn declarations(&mut self, what: &str, parts: Vec<Ast>, is_const: bool) -> Out {
        let (mut names, mut after) = (Vec::new(), Vec::new());
        for part in parts {
            if is_assignment_like(&part) || shape::is_function_def(&part) {
                let Ast::Expr(mut part) = part else {
                    unreachable!("an assignment is an expression")
                };
                if what == "const" || is_const {
                    convert_constant(&mut part);
                }
                let Some(target) = part.args.first() else { continue };
                let mut decls = Vec::new();
                match shape::assigned_name(target) {
                    name @ Ast::Global(_) => decls.push(name.clone()),
                    name => shape::lhs_decls(name, &mut decls),
                }
                // The declared types are declared too.
                for decl in &decls {
                    if let Some([name, ty]) = decl.args_of("::") {
                        after.push(Ast::expr("decl", [name.clone(), ty.clone()]));
                    }
                }
                names.extend(decls.iter().map(|it| shape::decl_var(it).clone()));
                let mut args = part.args.clone();
                args[0] = without_types(target);
                after.push(build::with_args(&part, args));
            } else if let Some([name, ty]) = part.args_of("::") {
                names.push(name.clone());
                after.push(Ast::expr("decl", [name.clone(), ty.clone()]));
            } else if matches!(part, Ast::Symbol(_) | Ast::Global(_)) {
                names.push(part);
            } else {
                let message = format!("invalid syntax in \"{what}\" declaration");
                return Err(super::fault(&part, "invalid-declaration", message));
            }
        }
        let mut all = Vec::new();
        if is_const {
            all.extend(names.iter().map(|it| build::declare("const", it.clone())));
        }
        all.extend(names.into_iter().map(|it| build::declare(what, it)));
        all.append(&mut after);
        if all.is_empty() {
            all.push(Ast::nothing());
        }
        Ok(build::block(all))
    }
}
