//! Other names for types: `Vector{Int64}` for `Array{Int64, 1}`.
//!
//! An alias is used if its pattern fits in exactly one way among the exported ones and applying
//! it gives the very type back. Julia finds the parameters by intersection; matching the
//! pattern finds the same ones wherever that last test passes.

use super::Printer;
use crate::{
    core_types::core,
    interner::{Node, interner},
    ty::Type,
    type_var::TypeVar,
};
use std::{fmt, sync::OnceLock};

struct Alias {
    name: String,
    ty: Type,
    vars: Vec<TypeVar>,
    body: Type,
}

fn aliases() -> &'static [Alias] {
    static ALIASES: OnceLock<Vec<Alias>> = OnceLock::new();
    ALIASES.get_or_init(|| {
        core()
            .all()
            .filter(|(name, t)| {
                let inner = t.unwrap_unionall();
                let is_wrapper = super::is_wrapper(*t);
                !name.contains('.') && !is_wrapper && !inner.is_tuple() && !inner.is_vararg()
            })
            .map(|(name, ty)| {
                let mut vars = Vec::new();
                let mut body = ty;
                while let Node::UnionAll(var, inner) = body.0.node {
                    vars.push(var);
                    body = inner;
                }
                Alias { name: name.to_owned(), ty, vars, body }
            })
            .collect()
    })
}

impl Printer<'_, '_> {
    /// Writes `t` by an alias, if one fits; `wheres` and `inner` are what `t` is made of.
    pub(super) fn alias(
        &mut self,
        t: Type,
        wheres: &[TypeVar],
        inner: Type,
    ) -> Result<bool, fmt::Error> {
        if inner.params().is_empty() && !inner.is_union() || inner.is_tuple() {
            return Ok(false);
        }
        let mut found = aliases().iter().filter_map(|it| Some((it, it.fit(t, wheres, inner)?)));
        let (Some((alias, params)), None) = (found.next(), found.next()) else {
            return Ok(false);
        };
        self.out.write_str(&alias.name)?;
        let mut wheres = wheres.to_vec();
        let depth = self.env.len();
        self.env.extend_from_slice(&wheres);
        if params.is_empty() {
            wheres.clear();
        } else {
            self.params(&params, &alias.vars, &mut wheres)?;
        }
        self.env.truncate(depth);
        self.wheres(&wheres)?;
        Ok(true)
    }
}

impl Alias {
    /// The parameters that make the alias `t`.
    fn fit(&self, t: Type, wheres: &[TypeVar], inner: Type) -> Option<Vec<Type>> {
        if self.vars.is_empty() {
            return (self.ty == t).then(Vec::new);
        }
        let mut found = vec![None; self.vars.len()];
        let is_open = !self.body.is_unionall();
        if !self.matches(self.body, if is_open { inner } else { t }, &mut found) {
            return None;
        }
        let params: Vec<Type> = found.into_iter().collect::<Option<_>>()?;
        let applied = self.ty.apply(&params).ok()?;
        let whole = wheres
            .iter()
            .rev()
            .fold(applied, |body, var| interner().intern(Node::UnionAll(*var, body)));
        (whole == t).then_some(params)
    }

    fn matches(&self, pattern: Type, t: Type, found: &mut [Option<Type>]) -> bool {
        if let Some(var) = pattern.as_var()
            && let Some(i) = self.vars.iter().position(|it| *it == var)
        {
            return match found[i] {
                None => {
                    found[i] = Some(t);
                    true
                }
                Some(known) => known == t,
            };
        }
        match (pattern.0.node, t.0.node) {
            (Node::Data(n, p), Node::Data(m, q)) => {
                n == m
                    && p.len() == q.len()
                    && p.iter().zip(q).all(|(p, q)| self.matches(*p, *q, found))
            }
            (Node::Union(a, b), Node::Union(c, d)) => {
                self.matches(a, c, found) && self.matches(b, d, found)
            }
            _ => pattern == t,
        }
    }
}
