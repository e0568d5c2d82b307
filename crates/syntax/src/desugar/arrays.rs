//! `[a b; c d]` and its like.

use super::{Desugar, Fault, Out, build, shape};
use crate::{Ast, Expr};

/// How many elements there are on each level of an array literal.
enum Shape {
    Count(usize),
    /// The whole, then each level.
    Levels(usize, Vec<Vec<usize>>),
}

fn row(e: &Ast) -> Option<(usize, &[Ast])> {
    let expr = e.as_expr()?;
    match expr.head.as_str() {
        "row" => Some((1, &expr.args)),
        "nrow" => match expr.args.as_slice() {
            [Ast::Literal(dim), rest @ ..] => Some((usize::try_from(dim.as_int64()?).ok()?, rest)),
            _ => None,
        },
        _ => None,
    }
}

fn is_row(e: &Ast) -> bool {
    row(e).is_some()
}

fn malformed(at: &Ast) -> Fault {
    super::fault(at, "malformed-expression", "malformed array expression")
}

/// The elements of all rows in order, and whether rows come first (`None`: no separator told).
fn elements(parts: &[Ast], out: &mut Vec<Ast>) -> Out<Option<bool>> {
    let mut row_first = None;
    let mixed = |at: &Ast| {
        let message =
            "cannot mix space and ;; separators in an array expression, except to wrap a line";
        super::fault(at, "invalid-array", message)
    };
    for part in parts {
        let Some((dim, inner)) = row(part) else {
            out.push(part.clone());
            continue;
        };
        if part.is("nrow") {
            let inside = elements(inner, out)?;
            row_first = row_first.or(inside);
            if row_first == Some(true) && inside.is_none() && dim == 2 {
                return Err(mixed(part));
            }
            if dim == 2 && row_first.is_none() {
                row_first = Some(false);
            }
        } else if row_first == Some(false) {
            return Err(mixed(part));
        } else {
            row_first = Some(true);
            out.extend(inner.iter().cloned());
        }
    }
    Ok(row_first)
}

fn shape_of(parts: &[Ast], row_first: bool, dim: usize) -> Option<Shape> {
    if dim == 0 || (!row_first && dim == 1) {
        return Some(Shape::Count(parts.len()));
    }
    if row_first && dim == 3 {
        return shape_of(parts, row_first, 2);
    }
    let inner = |part: &Ast| match row(part) {
        Some((it, rest)) if dim <= if part.is("nrow") { it + 1 } else { 1 } => {
            shape_of(rest, row_first, dim - 1)
        }
        _ => shape_of(std::slice::from_ref(part), row_first, dim - 1),
    };
    let shapes: Vec<Shape> = parts.iter().map(inner).collect::<Option<_>>()?;
    let mut counts = Vec::with_capacity(shapes.len());
    let mut levels: Vec<Vec<usize>> = Vec::new();
    for (i, shape) in shapes.into_iter().enumerate() {
        match shape {
            Shape::Count(count) => counts.push(count),
            Shape::Levels(count, inner) => {
                counts.push(count);
                if i == 0 {
                    levels = inner;
                } else if levels.len() == inner.len() {
                    levels.iter_mut().zip(inner).for_each(|(all, more)| all.extend(more));
                } else {
                    return None;
                }
            }
        }
    }
    let sum = counts.iter().sum();
    levels.insert(0, counts);
    Some(Shape::Levels(sum, levels))
}

fn dims(parts: &[Ast], row_first: bool, dim: usize) -> Option<Vec<usize>> {
    let first = parts.first()?;
    if dim < 2 && !is_row(first) {
        return Some(vec![parts.len()]);
    }
    if dim == 1 {
        let inner = dims(row(first)?.1, row_first, 0)?;
        return Some(vec![*inner.first()?, parts.len()]);
    }
    if dim == 0 {
        return None;
    }
    if dim == 3 && row_first {
        return dims(parts, row_first, 2);
    }
    let next = match row(first) {
        Some((it, rest)) if first.is("nrow") && dim == it + 1 => rest.to_vec(),
        _ => vec![first.clone()],
    };
    let mut all = vec![parts.len()];
    all.extend(dims(&next, row_first, dim - 1)?);
    Some(all)
}

fn counts(values: &[usize]) -> Ast {
    build::call_core("tuple", values.iter().map(|it| build::int(*it)))
}

impl Desugar<'_> {
    fn check_elements(&self, args: &[Ast], whole: &Ast) -> Out<()> {
        if shape::has_parameters(args) {
            let message = "unexpected semicolon in array expression";
            return Err(super::fault(whole, "misplaced-expression", message));
        }
        if let Some(bad) = args.iter().find(|it| shape::is_assignment(it)) {
            let message =
                format!("misplaced assignment statement in \"{}\"", super::deparse(whole));
            let mut fault = super::fault(bad, "misplaced-expression", message);
            if fault.labels.is_empty() {
                fault = super::fault(whole, "misplaced-expression", fault.message.clone());
            }
            return Err(fault);
        }
        Ok(())
    }

    /// `(vect …)`, `(hcat …)`, `(typed_hcat T …)`.
    pub(super) fn array(&mut self, expr: Expr, function: &str) -> Out {
        let (args, span) = (expr.args.clone(), expr.span);
        self.check_elements(&args, &Ast::Expr(Box::new(expr)))?;
        let mut call = vec![Ast::base(function)];
        call.extend(args);
        self.form(Ast::expr_at("call", call, span))
    }

    /// `(vcat …)` and `(typed_vcat T …)`.
    pub(super) fn vcat(&mut self, expr: Expr) -> Out {
        let (is_typed, span) = (expr.is("typed_vcat"), expr.span);
        let mut rows = expr.args.clone();
        let ty = (is_typed && !rows.is_empty()).then(|| rows.remove(0));
        self.check_elements(&rows, &Ast::Expr(Box::new(expr)))?;
        let start = |name: &str| {
            let name = if is_typed { format!("typed_{name}") } else { name.to_owned() };
            let mut call = vec![Ast::base(&name)];
            call.extend(ty.clone());
            call
        };
        let call = if rows.iter().any(|it| it.is("row")) {
            let rows: Vec<Vec<Ast>> = rows
                .into_iter()
                .map(|it| match it {
                    Ast::Expr(row) if row.is("row") => row.args,
                    one => vec![one],
                })
                .collect();
            if rows.iter().flatten().any(shape::is_vararg) {
                let mut call = start("hvcat_rows");
                call.extend(rows.into_iter().map(|it| Ast::expr("tuple", it)));
                call
            } else {
                let mut call = start("hvcat");
                let lengths: Vec<usize> = rows.iter().map(Vec::len).collect();
                call.push(counts(&lengths));
                call.extend(rows.into_iter().flatten());
                call
            }
        } else {
            let mut call = start("vcat");
            call.extend(rows);
            call
        };
        self.form(Ast::expr_at("call", call, span))
    }

    /// `(ncat d …)` and `(typed_ncat T d …)`.
    pub(super) fn ncat(&mut self, expr: Expr) -> Out {
        let whole = Ast::Expr(Box::new(expr.clone()));
        let is_typed = expr.is("typed_ncat");
        let mut args = expr.args.into_iter();
        let mut call = vec![Ast::base(if is_typed { "typed_hvncat" } else { "hvncat" })];
        if is_typed {
            call.extend(args.next());
        }
        let dim = match args.next() {
            Some(Ast::Literal(dim)) => dim.as_int64().and_then(|it| usize::try_from(it).ok()),
            _ => None,
        };
        let dim = dim.ok_or_else(|| malformed(&whole))?;
        let parts: Vec<Ast> = args.collect();
        let mut flat = Vec::new();
        let row_first = elements(&parts, &mut flat)? == Some(true);
        self.check_elements(&flat, &whole)?;
        if !parts.iter().any(is_row) {
            call.push(build::int(dim));
        } else if flat.iter().any(shape::is_vararg) {
            let message = "Splatting ... in an hvncat with multiple dimensions is not supported";
            return Err(super::fault(&whole, "unsupported-syntax", message));
        } else {
            let Some(Shape::Levels(sum, levels)) = shape_of(&parts, row_first, dim) else {
                return Err(malformed(&whole));
            };
            let is_balanced = levels.iter().all(|it| it.iter().all(|n| Some(n) == it.first()));
            call.push(if is_balanced {
                let mut dims = dims(&parts, row_first, dim).ok_or_else(|| malformed(&whole))?;
                dims.reverse();
                counts(&dims)
            } else {
                let mut all = vec![counts(&[sum])];
                all.extend(levels.iter().map(|it| counts(it)));
                all.reverse();
                build::call_core("tuple", all)
            });
            call.push(build::boolean(row_first));
        }
        call.extend(flat);
        self.form(Ast::expr_at("call", call, expr.span))
    }
}
