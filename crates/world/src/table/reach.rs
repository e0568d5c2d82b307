//! Where in the index a parameter stands, and which places a query has to look at.
//!
//! A parameter of a signature is filed under its *head*: the nominal definition that every value
//! it accepts must be an instance of, `Type{…}` of such a one, or nothing in particular. Below
//! its head, a parameter that accepts exactly one concrete type is filed under that type.
//!
//! ```text
//!   ::Int64                     Name(Int64) → Int64
//!   ::T where T<:Integer        Name(Integer)
//!   ::Vector{Float64}           Name(Array) → Vector{Float64}
//!   ::Type{Bool}                TypeOf(Bool) → Type{Bool}
//!   ::Type{<:Number}            TypeOf(Number)
//!   ::Union{Int64, String}      Wild
//! ```
//!
//! An argument of type `Int64` then looks under `Int64`, `Signed`, `Integer`, `Real`, `Number`
//! and `Wild`: a number of places that does not grow with the number of methods.
//!
//! What this does not do: decide. It only leaves out what cannot match.

use overdub_ir::GlobalRef;
use overdub_types::{Type, TypeKind, TypeName, ValueParam, core};
use smallvec::SmallVec;

/// What all values that a parameter accepts have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Head {
    /// Nothing that a nominal definition says.
    Wild,
    /// They are instances of this definition.
    Name(TypeName),
    /// They are types, and subtypes of this definition.
    TypeOf(TypeName),
}

/// A head by the names of its definition, for those who keep methods in another form: two definitions of one name
/// have the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HeadName {
    /// That of [`Head::Wild`].
    Wild,
    /// That of [`Head::Name`].
    Name(GlobalRef),
    /// That of [`Head::TypeOf`].
    TypeOf(GlobalRef),
}

impl Head {
    /// Its name.
    #[must_use]
    pub fn name(self) -> HeadName {
        let of = |it: TypeName| GlobalRef { module: it.module(), name: it.name() };
        match self {
            Head::Wild => HeadName::Wild,
            Head::Name(name) => HeadName::Name(of(name)),
            Head::TypeOf(name) => HeadName::TypeOf(of(name)),
        }
    }
}

/// How a query's type relates to a signature's that it is to find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Aim {
    /// The signature is a supertype.
    Cover,
    /// The two have values in common.
    Meet,
}

/// The places that a query has to look at for one of its parameters.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// All of them.
    All,
    /// The given heads and `Wild`, and what `exact` says.
    Heads { heads: SmallVec<[Head; 8]>, exact: Exact },
    /// `Wild` and every head that is above or below the definition, with all that is under it.
    Related(TypeName),
}

/// Which of the exactly filed parameters a query has to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exact {
    /// None.
    No,
    /// The one of this type, under this head.
    One(Head, Type),
    /// All under this head.
    Under(Head),
}

/// The head of a signature's parameter.
pub(crate) fn head(param: Type) -> Head {
    let param = upper(param);
    if let Some(inner) = param.type_type_param() {
        return match nominal(upper(inner)) {
            Some(name) => Head::TypeOf(name),
            None => Head::Wild,
        };
    }
    if param == core().typeof_bottom {
        // The same as `Type{Union{}}`, which has no head.
        return Head::Wild;
    }
    nominal(param).map_or(Head::Wild, Head::Name)
}

/// Whether the parameter accepts exactly the values of one concrete type (or one type, as a
/// value) that no other spelling means.
pub(crate) fn is_exact(param: Type) -> bool {
    match param.type_type_param() {
        Some(inner) => is_rigid(inner) && !inner.is_any(),
        None => param.is_concrete() && !param.is_kind() && is_rigid(param),
    }
}

/// The places to look at for a query's parameter.
pub(crate) fn reach(query: Type, aim: Aim) -> Reach {
    let plain = upper(query);
    if plain.is_any() {
        return match aim {
            Aim::Cover => Reach::Heads { heads: SmallVec::new(), exact: Exact::No },
            Aim::Meet => Reach::All,
        };
    }
    if plain.is_kind() {
        return Reach::All;
    }
    if let Some(inner) = plain.type_type_param() {
        return reach_type(query, plain, inner, aim);
    }
    let Some(name) = nominal(plain) else { return Reach::All };
    let own = Head::Name(name);
    let heads = || chain(name).map(Head::Name).collect();
    if name.is_abstract() {
        match aim {
            Aim::Meet => Reach::Related(name),
            Aim::Cover if is_rigid(query) => Reach::Heads { heads: heads(), exact: Exact::No },
            Aim::Cover => Reach::Heads { heads: heads(), exact: Exact::Under(own) },
        }
    } else if is_exact(query) {
        Reach::Heads { heads: heads(), exact: Exact::One(own, query) }
    } else {
        Reach::Heads { heads: heads(), exact: Exact::Under(own) }
    }
}

fn reach_type(query: Type, plain: Type, inner: Type, aim: Aim) -> Reach {
    if aim == Aim::Meet && (plain.has_free_vars() || query != plain) {
        return Reach::All;
    }
    let bound = upper(inner);
    if bound.is_any() && inner != bound {
        // `Type{T} where T`: not even a kind is above all of it.
        return Reach::Heads { heads: SmallVec::new(), exact: Exact::No };
    }
    let mut heads: SmallVec<[Head; 8]> = SmallVec::new();
    let kinds = [core().data_type, core().union_all, core().union];
    heads.extend(kinds.iter().filter_map(|it| nominal(*it)).map(Head::Name));
    if bound.is_any() {
        return Reach::Heads { heads, exact: Exact::No };
    }
    let Some(name) = nominal(bound) else { return Reach::All };
    heads.extend(chain(name).map(Head::TypeOf));
    let own = Head::TypeOf(name);
    let exact =
        if query == plain && is_exact(query) { Exact::One(own, query) } else { Exact::Under(own) };
    Reach::Heads { heads, exact }
}

/// Whether the heads that a value of this type could be found by are known: those of one
/// definition that has no subtypes, or of one type as a value.
pub(crate) fn is_closed(t: Type) -> bool {
    match t.type_type_param() {
        Some(inner) => !t.has_free_vars() && nominal(inner).is_some(),
        None => !t.is_kind() && nominal(t).is_some_and(|it| !it.is_abstract()),
    }
}

/// Whether all closed types that the parameter takes have its own head.
pub(crate) fn is_of_one_head(param: Type) -> bool {
    match param.type_type_param() {
        Some(inner) if !inner.is_var() => nominal(inner).is_some(),
        Some(inner) => nominal(inner).is_some_and(|it| !it.is_abstract()),
        None => is_closed(param),
    }
}

/// The heads of all parameters that take values of a closed type.
pub(crate) fn reach_of_closed(t: Type) -> SmallVec<[Head; 8]> {
    let mut heads = match reach(t, Aim::Cover) {
        Reach::Heads { heads, .. } => heads,
        Reach::All | Reach::Related(_) => SmallVec::new(),
    };
    heads.push(Head::Wild);
    heads
}

/// Whether a value could have both heads, the first filed, the second the name of a query.
pub(crate) fn is_related(filed: Head, query: TypeName) -> bool {
    match filed {
        Head::Wild => true,
        Head::Name(name) => chain(name).any(|it| it == query) || chain(query).any(|it| it == name),
        Head::TypeOf(_) => false,
    }
}

/// The definition and those above it, `Any` left out.
pub(crate) fn chain(name: TypeName) -> impl Iterator<Item = TypeName> {
    std::iter::successors(Some(name), |it| nominal(it.supertype()))
}

/// `where`s taken off, variables replaced by their upper bounds.
fn upper(t: Type) -> Type {
    let mut t = t;
    loop {
        t = match t.kind() {
            TypeKind::UnionAll(_, body) => body,
            TypeKind::Var(var) => var.upper(),
            _ => return t,
        };
    }
}

fn nominal(t: Type) -> Option<TypeName> {
    match upper(t).as_data() {
        Some(data) if !data.ty().is_any() => Some(data.name()),
        _ => None,
    }
}

/// Whether only the type itself is equal to it: no unions, variables or kinds inside.
fn is_rigid(t: Type) -> bool {
    match t.kind() {
        TypeKind::Data(data) => {
            !t.is_type_type() && !t.is_kind() && data.params().iter().all(|it| is_rigid(*it))
        }
        TypeKind::Value(ValueParam::Tuple(elems)) => {
            elems.iter().all(|it| it.is_value() || is_rigid(*it))
        }
        TypeKind::Value(_) => true,
        TypeKind::Bottom
        | TypeKind::Union(..)
        | TypeKind::UnionAll(..)
        | TypeKind::Var(_)
        | TypeKind::Vararg { .. } => false,
    }
}
