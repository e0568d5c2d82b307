//! Substitution of variables, free of capture.
//!
//! # Source
//! `inst_type_w_`, `inst_tuple_w_`, `jl_rename_unionall` in Julia's `src/jltypes.c`. Because
//! variables are identified by content here, a binder is renamed when it would capture a free
//! variable of what is put in; Julia's fresh objects cannot collide.

use crate::{
    apply,
    error::Result,
    interner::{Node, interner},
    ty::Type,
    type_name::TypeName,
    type_var::TypeVar,
    unions,
};

/// Bindings of variables, innermost first; of equal variables in one level the first counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Env<'a> {
    vars: &'a [TypeVar],
    vals: &'a [Type],
    prev: Option<&'a Env<'a>>,
}

impl<'a> Env<'a> {
    pub(crate) fn new(vars: &'a [TypeVar], vals: &'a [Type], prev: Option<&'a Self>) -> Self {
        Self { vars, vals, prev }
    }

    fn lookup(env: Option<&Self>, var: TypeVar) -> Option<Type> {
        let mut env = env;
        while let Some(level) = env {
            if let Some((_, val)) = level.vars.iter().zip(level.vals).find(|it| *it.0 == var) {
                return Some(*val);
            }
            env = level.prev;
        }
        None
    }

    /// Whether a binding would put `var` in, other than that of `var` itself.
    fn mentions(env: Option<&Self>, var: TypeVar) -> bool {
        let mut env = env;
        while let Some(level) = env {
            if level.vars.iter().zip(level.vals).any(|it| *it.0 != var && it.1.has_var(var)) {
                return true;
            }
            env = level.prev;
        }
        false
    }
}

impl Type {
    /// The type with `var` replaced by `val`.
    ///
    /// # Errors
    /// If the result is not a type: a parameter out of bounds, too deep, and so on.
    pub fn substitute(self, var: TypeVar, val: Self) -> Result<Self> {
        if !self.has_var(var) || val.as_var() == Some(var) {
            return Ok(self);
        }
        self.instantiate(Some(&Env::new(&[var], &[val], None)), true)
    }

    /// The type with each of `vars` replaced by the value at its place in `vals`, at once.
    ///
    /// # Errors
    /// As [`Type::substitute`].
    pub fn substitute_all(self, vars: &[TypeVar], vals: &[Self]) -> Result<Self> {
        self.instantiate(Some(&Env::new(vars, vals, None)), true)
    }

    /// The body of a `where` with its variable replaced by `val`, bounds unchecked.
    ///
    /// # Errors
    /// As [`Type::substitute`].
    pub fn instantiate_unionall(self, val: Self) -> Result<Self> {
        match self.0.node {
            Node::UnionAll(var, body) => body.substitute(var, val),
            _ => Ok(self),
        }
    }

    /// Puts the bindings in. Without `check`, nothing is normalised and nothing can fail.
    pub(crate) fn instantiate(self, env: Option<&Env<'_>>, check: bool) -> Result<Self> {
        let free = self.free_vars();
        if free.is_empty() || !free.iter().any(|it| Env::lookup(env, *it).is_some()) {
            return Ok(self);
        }
        match self.0.node {
            Node::Var(var) => Ok(Env::lookup(env, var).unwrap_or(self)),
            Node::UnionAll(var, body) => self.instantiate_binder(var, body, env, check),
            Node::Union(a, b) => {
                let (c, d) = (a.instantiate(env, check)?, b.instantiate(env, check)?);
                if a.is_same_spelling(c) && b.is_same_spelling(d) {
                    Ok(self)
                } else if check {
                    unions::type_union(&[c, d])
                } else {
                    Ok(interner().intern(Node::Union(c, d)))
                }
            }
            Node::Vararg(elem, count) => {
                let new_elem = elem.map(|it| it.instantiate(env, check)).transpose()?;
                let new_count = count.map(|it| it.instantiate(env, check)).transpose()?;
                apply::vararg_of(new_elem, new_count, check)
            }
            Node::Data(name, params) => {
                let new = params
                    .iter()
                    .map(|it| it.instantiate(env, check))
                    .collect::<Result<Vec<_>>>()?;
                if new.iter().zip(params).all(|(n, p)| n.is_same_spelling(*p)) {
                    Ok(self)
                } else {
                    apply::apply_data(name, new, check)
                }
            }
            Node::Value(_) | Node::Bottom => Ok(self),
        }
    }

    fn instantiate_binder(
        self,
        var: TypeVar,
        body: Self,
        env: Option<&Env<'_>>,
        check: bool,
    ) -> Result<Self> {
        let lower = var.lower().instantiate(env, check)?;
        let upper = var.upper().instantiate(env, check)?;
        let mut new = var;
        if !(lower.is_same_spelling(var.lower()) && upper.is_same_spelling(var.upper())) {
            new = var.with_bounds(lower, upper);
        }
        while Env::mentions(env, new) || (new != var && body.has_var(new)) {
            new = new.with_tag(new.tag() + 1);
        }
        let (old, vars) = ([var], [new.ty()]);
        let env = Env::new(&old, &vars, env);
        let new_body = body.instantiate(Some(&env), check)?;
        // `NTuple{0}` is `Tuple{}` and the variable is gone.
        if new_body.is_tuple() && new_body.params().is_empty() {
            return Ok(new_body);
        }
        if new == var && new_body.is_same_spelling(body) {
            return Ok(self);
        }
        Ok(interner().intern(Node::UnionAll(new, new_body)))
    }

    /// The `where` with its variable's tag changed, so that it differs from others in use.
    ///
    /// # Source
    /// `jl_rename_unionall`.
    pub(crate) fn rename_unionall(self, tag: u32) -> Self {
        match self.0.node {
            Node::UnionAll(var, body) => {
                let mut new = var.with_tag(tag);
                while body.has_var(new) {
                    new = new.with_tag(new.tag() + 1);
                }
                interner().intern(Node::UnionAll(new, replace_var(body, var, new.ty())))
            }
            _ => self,
        }
    }

    /// Wraps `self` in the `where`s around `outer`, leaving out those that it does not use.
    ///
    /// # Source
    /// `jl_rewrap_unionall`.
    #[must_use]
    pub fn rewrap(self, outer: Self) -> Self {
        match outer.0.node {
            Node::UnionAll(var, body) => bind(var, self.rewrap(body)),
            _ => self,
        }
    }
}

/// `body where var`; the body if it does not use the variable, the bound if it is the variable.
pub(crate) fn bind(var: TypeVar, body: Type) -> Type {
    if body.as_var() == Some(var) {
        return var.upper();
    }
    if !body.has_var(var) {
        return body;
    }
    interner().intern(Node::UnionAll(var, body))
}

/// Replaces a variable without normalising anything.
pub(crate) fn replace_var(t: Type, var: TypeVar, val: Type) -> Type {
    if !t.has_var(var) {
        return t;
    }
    t.instantiate(Some(&Env::new(&[var], &[val], None)), false)
        .expect("unchecked substitution reports no errors")
}

/// Replaces a definition, parameters kept.
pub(crate) fn replace_name(t: Type, old: TypeName, new: TypeName) -> Type {
    let go = |it: Type| replace_name(it, old, new);
    match t.0.node {
        Node::Data(name, params) => {
            let changed: Vec<Type> = params.iter().map(|it| go(*it)).collect();
            interner().data(if name == old { new } else { name }, &changed)
        }
        Node::Union(a, b) => interner().intern(Node::Union(go(a), go(b))),
        Node::UnionAll(var, body) => {
            let renamed = var.with_bounds(go(var.lower()), go(var.upper()));
            let body = if renamed == var { body } else { replace_var(body, var, renamed.ty()) };
            interner().intern(Node::UnionAll(renamed, go(body)))
        }
        Node::Vararg(elem, count) => interner().intern(Node::Vararg(elem.map(go), count.map(go))),
        Node::Bottom | Node::Var(_) | Node::Value(_) => t,
    }
}
