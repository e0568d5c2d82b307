//! The closest common ancestor of types.
//!
//! Not the least upper bound, which would be a union: of two nominal types it is the nearest
//! declared supertype that they share, with the parameters in which they agree; of two tuples
//! the tuple of the joins, with a `Vararg` where the lengths differ; a union is joined first.
//!
//! # Source
//! `typejoin`, `typesplit`, `full_va_len`, `tailjoin` in Julia's `base/promotion.jl`.

use crate::{
    apply::not_a_type,
    core_types::bootstrap,
    data_type::DataType,
    error::{Result, TypeError},
    instantiate::{bind, replace_var},
    subtype::{
        is_subtype,
        limits::{Budget, step},
    },
    ty::{Type, TypeKind},
    type_name::Special,
    type_var::TypeVar,
};
use rustc_hash::FxHashMap;

/// Deepest recursion: into tuples, and along the members of a union.
const MAX_NESTING: u32 = 1400;

/// The closest common ancestor of `a` and `b`.
///
/// # Examples
/// ```
/// use overdub_types::{core, typejoin};
/// assert_eq!(typejoin(core().int64, core().float64)?, core().real);
/// # Ok::<(), overdub_types::TypeError>(())
/// ```
///
/// # Errors
/// [`TypeError::NotAType`] for a value, [`TypeError::TooComplex`] if the types are too large.
pub fn typejoin(a: Type, b: Type) -> Result<Type> {
    let _budget = Budget::enter()?;
    Join::default().join(a, b)
}

/// The closest common ancestor of all of `types`; `Union{}` of none.
///
/// # Errors
/// As [`typejoin`].
pub fn typejoin_all(types: &[Type]) -> Result<Type> {
    let _budget = Budget::enter()?;
    // From the right, as Julia does; joining is not associative.
    let Some((last, head)) = types.split_last() else { return Ok(Type::bottom()) };
    let mut join = Join::default();
    head.iter().rev().try_fold(*last, |out, it| join.join(*it, out))
}

/// `a` without the members of its union that are below `b`.
///
/// The result is below `a`, and together with `b` covers it.
///
/// # Errors
/// As [`is_subtype`].
///
/// # Source
/// `typesplit`.
pub fn typesplit(a: Type, b: Type) -> Result<Type> {
    if is_subtype(a, b)? {
        return Ok(Type::bottom());
    }
    if !a.is_union() {
        return Ok(a);
    }
    let mut kept = Vec::new();
    for member in a.union_members() {
        if !is_subtype(member, b)? {
            kept.push(member);
        }
    }
    Type::union(&kept)
}

/// What one join has found out.
#[derive(Default)]
struct Join {
    nesting: u32,
    known: FxHashMap<(Type, Type), Type>,
}

impl Join {
    fn join(&mut self, a: Type, b: Type) -> Result<Type> {
        if a == b {
            return Ok(a);
        }
        if let Some(var) = a.as_var() {
            return self.join(var.upper(), b);
        }
        if let Some(var) = b.as_var() {
            return self.join(a, var.upper());
        }
        if let Some(other) = [a, b].into_iter().find(|it| !it.is_type()) {
            return Err(not_a_type("typejoin", other));
        }
        if let Some(known) = self.known.get(&(a, b)) {
            return Ok(*known);
        }
        step()?;
        if self.nesting >= MAX_NESTING {
            return Err(TypeError::TooComplex("nested too deep"));
        }
        self.nesting += 1;
        let out = self.join_types(a, b);
        self.nesting -= 1;
        let out = out?;
        self.known.insert((a, b), out);
        Ok(out)
    }

    fn join_types(&mut self, a: Type, b: Type) -> Result<Type> {
        if is_subtype(a, b)? {
            return Ok(b);
        }
        if is_subtype(b, a)? {
            return Ok(a);
        }
        match (a.kind(), b.kind()) {
            (TypeKind::UnionAll(var, body), _) => {
                let (var, body) = apart(var, body, b);
                let inner = self.join(body, b)?;
                Type::union_all(var, inner)
            }
            (_, TypeKind::UnionAll(var, body)) => {
                let (var, body) = apart(var, body, a);
                let inner = self.join(a, body)?;
                Type::union_all(var, inner)
            }
            (TypeKind::Union(first, rest), _) => {
                let joined = self.join(first, rest)?;
                self.join(joined, b)
            }
            (_, TypeKind::Union(first, rest)) => {
                let joined = self.join(first, rest)?;
                self.join(a, joined)
            }
            (TypeKind::Data(a), TypeKind::Data(b)) => {
                match (a.ty().is_tuple(), b.ty().is_tuple()) {
                    (true, true) => self.join_tuples(a.params(), b.params()),
                    (false, false) => join_nominal(a, b),
                    _ => Ok(Type::any()),
                }
            }
            _ => Ok(Type::any()),
        }
    }

    fn join_tuples(&mut self, a: &[Type], b: &[Type]) -> Result<Type> {
        if a.is_empty() || b.is_empty() {
            let elem = self.join_from(if a.is_empty() { b } else { a }, 0)?;
            return Type::tuple(&[Type::vararg(elem, None)?]);
        }
        let (a_len, a_fixed) = full_length(a);
        let (b_len, b_fixed) = full_length(b);
        let (short, long, is_fixed) =
            if a_len <= b_len { (a, b, a_fixed) } else { (b, a, b_fixed) };
        let (len, is_longer) = (a_len.min(b_len), a_len != b_len);
        let is_open = short.last().is_some_and(|it| it.is_vararg()) && !is_fixed;
        let (head, tail) = match (is_longer, is_open) {
            (false, _) => (len, None),
            (true, true) => {
                let rest = self.join_from(long, len - 1)?;
                (len - 1, Some(self.join(elem_at(short, len - 1), rest)?))
            }
            (true, false) => (len, Some(self.join_from(long, len)?)),
        };
        let mut out = Vec::with_capacity(head + 1);
        for i in 0..head {
            let joined = self.join(elem_at(a, i), elem_at(b, i))?;
            let is_last = tail.is_none() && i + 1 == head;
            let repeats = [a, b].iter().any(|it| it[i.min(it.len() - 1)].is_vararg());
            out.push(if is_last && repeats { Type::vararg(joined, None)? } else { joined });
        }
        if let Some(tail) = tail {
            out.push(Type::vararg(tail, None)?);
        }
        Type::tuple(&out)
    }

    /// The join of the elements from place `from` on; the last one's if that is past the end.
    ///
    /// # Source
    /// `tailjoin`.
    fn join_from(&mut self, params: &[Type], from: usize) -> Result<Type> {
        if from >= params.len() {
            return Ok(elem_at(params, from));
        }
        let mut out = Type::bottom();
        for i in from..params.len() {
            out = self.join(out, elem_at(params, i))?;
        }
        Ok(out)
    }
}

/// A `where` with its variable renamed if the other side uses an equal one.
fn apart(var: TypeVar, body: Type, other: Type) -> (TypeVar, Type) {
    let mut own = var;
    while other.has_var(own) || (own != var && body.has_var(own)) {
        own = own.with_tag(own.tag() + 1);
    }
    if own == var { (var, body) } else { (own, replace_var(body, var, own.ty())) }
}

/// The element at a place, the last one past the end; of a `Vararg` its element type.
fn elem_at(params: &[Type], i: usize) -> Type {
    let Some(last) = params.len().checked_sub(1) else { return Type::bottom() };
    match params[i.min(last)].kind() {
        TypeKind::Vararg { elem, .. } => elem.unwrap_or_else(Type::any),
        _ => params[i.min(last)],
    }
}

/// Length of a tuple, and whether it has no other; an open `Vararg` counts as one.
///
/// # Source
/// `full_va_len`.
fn full_length(params: &[Type]) -> (usize, bool) {
    match params.last().map(|it| it.kind()) {
        Some(TypeKind::Vararg { count, .. }) => match count.and_then(Type::as_int) {
            Some(n) => (params.len() - 1 + usize::try_from(n).unwrap_or(0), true),
            None => (params.len(), false),
        },
        _ => (params.len(), true),
    }
}

fn join_nominal(a: DataType, b: DataType) -> Result<Type> {
    let mut b = b;
    while !b.ty().is_any() {
        let wrapper = b.name().wrapper();
        if is_subtype(a.ty(), wrapper)?
            && let Some(a) = ancestor(a, b)
        {
            return join_params(a, b);
        }
        let Some(up) = b.supertype().as_data() else { break };
        b = up;
    }
    Ok(Type::any())
}

/// The supertype of `a` with the name of `b`.
fn ancestor(a: DataType, b: DataType) -> Option<DataType> {
    let mut a = a;
    while a.name() != b.name() {
        if a.ty().is_any() {
            return None;
        }
        a = a.supertype().as_data()?;
    }
    Some(a)
}

fn join_params(a: DataType, b: DataType) -> Result<Type> {
    if a.name().special() == Special::Type {
        let is_free = |it: DataType| {
            it.params()
                .first()
                .and_then(|it| it.as_var())
                .is_some_and(|var| var.lower().is_bottom() && var.upper().is_any())
        };
        if is_free(a) || is_free(b) {
            return Ok(bootstrap().type_type);
        }
    }
    let mut out = a.name().wrapper();
    let mut open = Vec::new();
    for (p, q) in a.params().iter().zip(b.params()) {
        if p == q || (p.is_type() && q.is_type() && is_subtype(*p, *q)? && is_subtype(*q, *p)?) {
            out = out.apply(&[*p])?;
        } else if let TypeKind::UnionAll(var, body) = out.kind() {
            // What is put in for a later variable must not be caught by this one.
            let mut own = var;
            while a.params().iter().any(|it| it.has_var(own)) || (own != var && body.has_var(own)) {
                own = own.with_tag(own.tag() + 1);
            }
            out = if own == var { body } else { replace_var(body, var, own.ty()) };
            open.push(own);
        }
    }
    Ok(open.into_iter().rev().fold(out, |out, var| bind(var, out)))
}
