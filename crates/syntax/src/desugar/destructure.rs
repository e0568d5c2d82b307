//! Several assignments at once: `a, b... = x`, `(; a, b) = x`.

use std::collections::VecDeque;

use super::{Desugar, Out, assign::invalid_location, build, shape};
use crate::Ast;

/// The name behind `x...`.
fn slurped(e: &Ast) -> Option<&Ast> {
    e.args_of("...").and_then(<[Ast]>::first)
}

/// Whether both sides have as many parts, or the right one ends with a splat.
fn sides_match(targets: &[Ast], values: &[Ast]) -> bool {
    match (targets, values) {
        ([], rest) => rest.is_empty(),
        ([target, ..], _) if shape::is_vararg(target) => true,
        (_, []) => false,
        (_, [value, rest @ ..]) if shape::is_vararg(value) => rest.is_empty(),
        ([_, targets @ ..], [_, values @ ..]) => sides_match(targets, values),
    }
}

fn same_name(a: &Ast, b: &Ast) -> bool {
    shape::is_symbol_like(a) && a == b
}

/// Whether the name of `b` occurs.
fn occurs(e: &Ast, b: &Ast) -> bool {
    shape::contains(e, &|it| same_name(it, b), &|_| true)
}

fn too_many_slurps(at: &Ast) -> super::Fault {
    super::fault(at, "invalid-assignment", "multiple \"...\" on lhs of assignment")
}

/// The part of a destructuring that goes on from one target to the next.
struct Rest {
    /// Number of the target among those of this value, from one.
    i: usize,
    /// How many targets this value has.
    count: usize,
    /// The value.
    value: Ast,
    /// The state of the iteration.
    state: Ast,
}

impl Desugar<'_> {
    /// `(; a, b::T) = x`.
    pub(super) fn destructure_properties(&mut self, lhs: Vec<Ast>, rhs: Ast) -> Out {
        let [Ast::Expr(parameters)] = lhs.as_slice() else {
            return Err(invalid_location(&Ast::expr("tuple", lhs)));
        };
        let fields = parameters.args.clone();
        let mut all = Vec::new();
        let keep = shape::is_ssa(&rhs) || (matches!(rhs, Ast::Symbol(_)) && !fields.contains(&rhs));
        let value = self.keep_value(rhs, keep, &fields, &mut all)?;
        for field in fields {
            let Some(name) = shape::decl_var(&field).as_symbol() else {
                return Err(invalid_location(&Ast::expr("tuple", lhs)));
            };
            let read = build::call_base("getproperty", [value.clone(), build::quoted(name)]);
            let assigned = self.form(build::assign(field, read))?;
            all.push(assigned);
        }
        all.push(build::unnecessary(value));
        Ok(build::block(all))
    }

    /// `rhs` itself, or something that holds its value.
    fn keep_value(&mut self, rhs: Ast, keep: bool, targets: &[Ast], all: &mut Vec<Ast>) -> Out {
        if keep {
            return Ok(rhs);
        }
        let captured = targets.last().and_then(slurped).is_some_and(shape::is_eventually_call);
        let kept = if captured { self.gensym() } else { self.temporary() };
        let value = self.form(rhs)?;
        all.push(build::sink_assign(kept.clone(), value));
        Ok(kept)
    }

    /// `(a, b…) = x`.
    pub(super) fn destructure_tuple(&mut self, targets: Vec<Ast>, rhs: Ast) -> Out {
        if let Some(values) = rhs.args_of("tuple")
            && !targets.is_empty()
            && !values.iter().any(shape::is_assignment)
            && !shape::has_parameters(values)
            && sides_match(&targets, values)
        {
            let made = self.assign_each(targets, values.to_vec())?;
            return self.form(made);
        }
        let is_target =
            |it: &Ast| targets.iter().any(|target| slurped(target).unwrap_or(target) == it);
        let keep = shape::is_ssa(&rhs) || (matches!(rhs, Ast::Symbol(_)) && !is_target(&rhs));
        let (mut all, count) = (Vec::new(), targets.len());
        let state = self.gensym();
        if count > 0 {
            all.push(build::declare("local", state.clone()));
        }
        let value = self.keep_value(rhs, keep, &targets, &mut all)?;
        let mut after = Vec::new();
        let rest = Rest { i: 1, count, value: value.clone(), state };
        self.take_apart(targets.into(), rest, &mut all, &mut after)?;
        let after = self.forms(after)?;
        all.extend(after);
        all.push(build::unnecessary(value));
        Ok(build::block(all))
    }

    /// Iterates over the value. Targets that are more than names get theirs `after` everything was taken.
    fn take_apart(
        &mut self,
        mut targets: VecDeque<Ast>,
        mut rest: Rest,
        all: &mut Vec<Ast>,
        after: &mut Vec<Ast>,
    ) -> Out<()> {
        while let Some(target) = targets.pop_front() {
            let with_state = |mut args: Vec<Ast>, rest: &Rest| {
                if rest.i > 1 {
                    args.push(rest.state.clone());
                }
                args
            };
            if let Some(inner) = slurped(&target).cloned() {
                if targets.iter().any(shape::is_vararg) {
                    return Err(too_many_slurps(&target));
                }
                let name = self.name_for(&inner, after);
                if rest.i == rest.count {
                    if !shape::is_underscore_symbol(&name) {
                        let args = with_state(vec![rest.value.clone()], &rest);
                        let taken =
                            self.form(build::assign(name, build::call_base("rest", args)))?;
                        all.push(taken);
                    }
                    return Ok(());
                }
                let tail = if shape::is_eventually_call(&inner) {
                    self.gensym()
                } else {
                    self.temporary()
                };
                let behind = rest.count - rest.i;
                let args = with_state(vec![rest.value.clone(), build::int(behind)], &rest);
                let split = build::call_base("split_rest", args);
                let parts = self.assign_fields(vec![name, tail.clone()], split);
                let parts = self.form(parts)?;
                all.push(parts);
                rest = Rest { i: 1, count: behind, value: tail, state: rest.state };
                continue;
            }
            let name = self.name_for(&target, after);
            let args = with_state(vec![rest.value.clone(), build::int(rest.i)], &rest);
            let next = build::call_base("indexed_iterate", args);
            let names =
                if rest.i == rest.count { vec![name] } else { vec![name, rest.state.clone()] };
            let step = self.assign_fields(names, next);
            let step = self.form(step)?;
            all.push(step);
            rest.i += 1;
        }
        Ok(())
    }

    /// The target if it is a name; else a hidden one that is assigned to it afterwards.
    fn name_for(&mut self, target: &Ast, after: &mut Vec<Ast>) -> Ast {
        if shape::is_symbol_like(target) {
            return target.clone();
        }
        let hidden =
            if shape::is_eventually_call(target) { self.gensym() } else { self.temporary() };
        after.push(build::assign(target.clone(), hidden.clone()));
        hidden
    }

    /// Assigns the fields of a tuple whose size is known.
    pub(super) fn assign_fields(&mut self, targets: Vec<Ast>, value: Ast) -> Ast {
        let kept = self.temporary();
        let mut all = vec![build::assign(kept.clone(), value)];
        for (i, target) in targets.into_iter().enumerate() {
            let field = build::call_core("getfield", [kept.clone(), build::int(i + 1)]);
            if shape::is_eventually_call(&target) {
                // A function captures a variable, which a temporary is not.
                let hidden = self.gensym();
                all.push(build::block([
                    build::declare("local-def", hidden.clone()),
                    build::assign(hidden.clone(), field),
                    build::assign(target, hidden),
                ]));
            } else {
                all.push(build::assign(target, field));
            }
        }
        all.push(kept);
        build::block(all)
    }

    /// `(a, b…) = (x, y…)` without making the tuple.
    fn assign_each(&mut self, targets: Vec<Ast>, values: Vec<Ast>) -> Out {
        let mut assigned = targets.clone();
        let (mut targets, mut values): (VecDeque<_>, VecDeque<_>) = (targets.into(), values.into());
        let (mut all, mut after, mut elements) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(target) = targets.pop_front() {
            if let Some(inner) = slurped(&target).cloned() {
                if targets.iter().any(shape::is_vararg) {
                    return Err(too_many_slurps(&target));
                }
                if targets.is_empty() {
                    let captured = shape::is_eventually_call(&inner);
                    let kept = if captured { self.gensym() } else { self.temporary() };
                    all.push(build::assign(kept.clone(), Ast::expr("tuple", Vec::from(values))));
                    all.append(&mut after);
                    all.push(build::assign(inner, kept.clone()));
                    elements.push(build::splat(kept));
                    break;
                }
                targets.push_front(target);
                let kept = self.slurp_middle(
                    &mut targets,
                    &mut values,
                    &mut assigned,
                    &mut all,
                    &mut after,
                )?;
                elements.push(build::splat(kept));
                continue;
            }
            let value = values.pop_front().expect("the sides match");
            let is_plain = !matches!(value, Ast::Expr(_)) || shape::is_quoted(&value);
            if shape::is_symbol_like(&target)
                && is_plain
                && !values.iter().any(|it| occurs(it, &target))
                && !assigned.iter().any(|it| occurs(it, &value))
            {
                assigned.push(target.clone());
                elements.push(value.clone());
                all.push(build::assign(target, value));
                continue;
            }
            if let Some(inner) = slurped(&value).cloned() {
                let kept = self.temporary();
                all.push(build::assign(kept.clone(), inner));
                all.append(&mut after);
                targets.push_front(target);
                all.push(build::assign(Ast::expr("tuple", Vec::from(targets)), kept.clone()));
                elements.push(build::splat(kept));
                break;
            }
            let captured = shape::is_eventually_call(&target);
            let kept = if captured { self.gensym() } else { self.temporary() };
            if captured {
                all.push(build::declare("local-def", kept.clone()));
            }
            all.push(build::assign(kept.clone(), value));
            assigned.push(target.clone());
            after.push(build::assign(target, kept.clone()));
            elements.push(kept);
        }
        all.append(&mut after);
        all.push(build::unnecessary(Ast::expr("tuple", elements)));
        Ok(build::block(all))
    }

    /// A slurping target with others behind it: these get the last values one by one as far as no value is splatted.
    fn slurp_middle(
        &mut self,
        targets: &mut VecDeque<Ast>,
        values: &mut VecDeque<Ast>,
        assigned: &mut Vec<Ast>,
        all: &mut Vec<Ast>,
        after: &mut Vec<Ast>,
    ) -> Out {
        let (mut last_targets, mut last_values) = (VecDeque::new(), VecDeque::new());
        while let (Some(target), Some(value)) = (targets.back(), values.back()) {
            if shape::is_vararg(target) || shape::is_vararg(value) {
                break;
            }
            last_targets.extend(targets.pop_back());
            last_values.extend(values.pop_back());
        }
        let taken: Vec<Ast> = std::mem::take(targets).into();
        let given: Vec<Ast> = std::mem::take(values).into();
        targets.extend(last_targets.into_iter().rev());
        values.extend(last_values.into_iter().rev());
        let captured = taken.iter().any(|it| shape::is_eventually_call(slurped(it).unwrap_or(it)));
        let kept = if captured { self.gensym() } else { self.temporary() };
        if captured {
            all.push(build::declare("local-def", kept.clone()));
        }
        all.push(build::assign(kept.clone(), Ast::expr("tuple", given)));
        assigned.extend(taken.iter().map(|it| slurped(it).unwrap_or(it).clone()));
        if let [only] = taken.as_slice() {
            let inner = slurped(only).expect("the slurping target is the first").clone();
            after.push(build::assign(inner, kept.clone()));
            return Ok(kept);
        }
        let (state, count) = (self.gensym(), taken.len());
        all.push(build::declare("local", state.clone()));
        let rest = Rest { i: 1, count, value: kept.clone(), state };
        self.take_apart(taken.into(), rest, all, after)?;
        Ok(kept)
    }
}
