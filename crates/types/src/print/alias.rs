//! Other names for types: `Vector{Int64}` for `Array{Int64, 1}`.
//!
//! An alias is used if its pattern fits in exactly one way among the exported ones of the modules whose types the type
//! is made of, and applying it gives the very type back. Julia finds the parameters by intersection; matching the
//! pattern finds the same ones wherever that last test passes.

use super::Printer;
use crate::{
    core_types::core,
    interner::{Node, interner},
    symbol::Symbol,
    ty::Type,
    type_var::TypeVar,
};
use smallvec::SmallVec;
use std::{cell::RefCell, fmt, rc::Rc, sync::OnceLock};

pub(super) struct Alias {
    name: String,
    pub(super) ty: Type,
    vars: Vec<TypeVar>,
    body: Type,
}

pub(super) fn aliases() -> &'static [Alias] {
    static ALIASES: OnceLock<Vec<Alias>> = OnceLock::new();
    ALIASES.get_or_init(|| {
        core()
            .all()
            .filter(|(name, t)| {
                let inner = t.unwrap_unionall();
                let is_wrapper = super::is_wrapper(*t);
                !name.contains('.') && !is_wrapper && !inner.is_tuple() && !inner.is_vararg()
            })
            .map(|(name, ty)| Alias::new(name.to_owned(), ty))
            .collect()
    })
}

/// Names that a module gives to types that have others.
pub struct Aliases(Vec<Alias>);

impl Aliases {
    /// These names, as they are written; those of the language itself are known anyway.
    pub fn new(names: impl IntoIterator<Item = (String, Type)>) -> Aliases {
        let others =
            names.into_iter().filter(|it| aliases().iter().all(|known| known.name != it.0));
        Aliases(others.map(|(name, ty)| Alias::new(name, ty)).collect())
    }

    pub(super) fn all(&self) -> &[Alias] {
        &self.0
    }
}

impl fmt::Debug for Aliases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|it| &it.name)).finish()
    }
}

/// Says under which names a module offers types that have others.
pub type OtherNames = dyn Fn(Symbol) -> Rc<Aliases>;

thread_local! {
    static NAMES: RefCell<Option<Box<OtherNames>>> = const { RefCell::new(None) };
}

/// Lets types be written on this thread by the names that modules give them; answers by which they were before.
pub fn write_by_names(names: Option<Box<OtherNames>>) -> Option<Box<OtherNames>> {
    NAMES.with(|it| std::mem::replace(&mut *it.borrow_mut(), names))
}

/// The aliases of the modules whose types `t` is made of, but for those of the language itself.
pub(super) fn given(t: Type) -> SmallVec<[Rc<Aliases>; 2]> {
    NAMES.with(|it| {
        let Ok(names) = it.try_borrow() else { return SmallVec::new() };
        let Some(names) = names.as_ref() else { return SmallVec::new() };
        let mut modules = Vec::new();
        modules_of(t, &mut modules);
        modules.into_iter().map(names).collect()
    })
}

fn modules_of(t: Type, found: &mut Vec<Symbol>) {
    match t.0.node {
        Node::Data(name, params) => {
            let module = name.module();
            let module = if module.as_str() == "Core" { Symbol::new("Base") } else { module };
            if !found.contains(&module) {
                found.push(module);
            }
            for param in params {
                modules_of(*param, found);
            }
        }
        Node::Union(a, b) => {
            modules_of(a, found);
            modules_of(b, found);
        }
        Node::UnionAll(var, body) => {
            modules_of(var.lower(), found);
            modules_of(var.upper(), found);
            modules_of(body, found);
        }
        Node::Vararg(elem, _) => {
            if let Some(elem) = elem {
                modules_of(elem, found);
            }
        }
        Node::Bottom | Node::Var(_) | Node::Value(_) => {}
    }
}

impl Type {
    /// Whether a constant that stands for this type is another name for it, not its own or that of a tuple type.
    #[must_use]
    pub fn may_have_alias(self) -> bool {
        let inner = self.unwrap_unionall();
        self.is_type()
            && !self.has_free_vars()
            && !super::is_wrapper(self)
            && (inner.is_union() || inner.is_data() && !inner.params().is_empty())
            && !inner.is_tuple()
    }
}

impl Printer<'_, '_, '_> {
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
        // As in Julia, a type with variables that nothing binds is told to readers by its own name.
        if self.style.is_bare.is_some()
            && !self.style.is_in_signature
            && t.free_vars().iter().any(|it| !self.env.contains(it))
        {
            return Ok(false);
        }
        let given = given(t);
        let known = aliases().iter().chain(given.iter().flat_map(|it| &it.0));
        let mut found = known.filter_map(|it| Some((it, it.fit(t, wheres, inner)?)));
        let (Some((alias, params)), None) = (found.next(), found.next()) else {
            return Ok(false);
        };
        self.applied_alias(alias, &params, &mut wheres.to_vec())?;
        Ok(true)
    }

    /// Writes an alias with its parameters, under those `wheres` that are still to be written.
    pub(super) fn applied_alias(
        &mut self,
        alias: &Alias,
        params: &[Type],
        wheres: &mut Vec<TypeVar>,
    ) -> fmt::Result {
        let bare = alias.name.rsplit('.').next().unwrap_or(&alias.name);
        self.out.write_str(if self.style.is_compact { bare } else { &alias.name })?;
        let depth = self.env.len();
        self.env.extend_from_slice(wheres);
        if params.is_empty() {
            wheres.clear();
        } else {
            self.params(params, &alias.vars, wheres)?;
        }
        self.env.truncate(depth);
        self.wheres(wheres)
    }
}

impl Alias {
    fn new(name: String, ty: Type) -> Alias {
        let mut vars = Vec::new();
        let mut body = ty;
        while let Node::UnionAll(var, inner) = body.0.node {
            vars.push(var);
            body = inner;
        }
        Alias { name, ty, vars, body }
    }

    /// The parameters that make the alias `t`.
    fn fit(&self, t: Type, wheres: &[TypeVar], inner: Type) -> Option<Vec<Type>> {
        if self.vars.is_empty() {
            return (self.ty == t).then(Vec::new);
        }
        // Most are of another type, which is seen without any room for parameters.
        if let (Node::Data(name, _), Node::Data(other, _)) = (self.body.0.node, inner.0.node)
            && name != other
        {
            return None;
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
