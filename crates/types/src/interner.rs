//! The global table of types: one node per content, kept for the life of the process.
//!
//! Types are never freed, as in Julia: a handle is then a plain `&'static`, `Copy` and
//! `Send + Sync`, and artefacts of any session may hold one. What bounds the growth is that
//! nodes are consed by *content* (variables too, see [`crate::TypeVar`]), so asking the same
//! question again makes no new nodes.
//!
//! ```text
//!   spelling   Ref{Vector{S} where S}  ──canon──►  Ref{Vector{#1} where #1}   class
//!   spelling   Ref{Vector{T} where T}  ──canon──►        (the same)
//! ```
//!
//! A node is a *spelling*: it keeps the names of bound variables for printing. Its *class* is
//! the node in which binders are numbered by nesting height; `==` compares classes, so `where`s
//! that differ in names only are equal. Beyond that, a closed parametric type is looked up among
//! the instances of its name by type equality (`Ref{Tuple{Vararg{Int,N}} where N}` is
//! `Ref{Tuple{Vararg{Int}}}`), for which Julia's type cache does the same.
//!
//! # Source
//! `typekey_eq`, `type_hash`, `jl_precompute_memoized_dt` in Julia's `src/jltypes.c`;
//! `egal_types` in `src/builtins.c`.

use crate::{
    facts::{Facts, facts_of},
    instantiate::replace_var,
    mix::mix,
    subtype,
    symbol::Symbol,
    ty::Type,
    type_name::{Special, TypeName, TypeNameData},
    type_var::{TypeVar, TypeVarData},
    value_param::{ValueParam, bits_fingerprint, tuple_fingerprint},
};
use hashbrown::HashTable;
use std::{
    any::Any,
    cell::Cell,
    ptr,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

/// The shallow content of a type.
#[derive(Clone, Copy)]
pub(crate) enum Node {
    Bottom,
    Data(TypeName, &'static [Type]),
    Union(Type, Type),
    UnionAll(TypeVar, Type),
    Var(TypeVar),
    Vararg(Option<Type>, Option<Type>),
    Value(ValueParam),
}

/// An interned type.
pub(crate) struct TypeData {
    pub(crate) node: Node,
    /// Hash of the spelling, equal in every process.
    pub(crate) spelling: u64,
    /// Hash of the class, equal in every process.
    pub(crate) fingerprint: OnceLock<u64>,
    /// The class. Types with a `where` inside find theirs when they are first compared, since
    /// most that come up on the way to an answer never are.
    pub(crate) canon: OnceLock<Type>,
    pub(crate) facts: Facts,
    pub(crate) supertype: OnceLock<Type>,
    pub(crate) fields: OnceLock<&'static [Type]>,
    /// What whoever uses types keeps of this one.
    pub(crate) beside: OnceLock<&'static (dyn Any + Send + Sync)>,
}

const SHARDS: usize = 64;

/// The tables.
pub(crate) struct Interner {
    types: Vec<Mutex<HashTable<&'static TypeData>>>,
    vars: Vec<Mutex<HashTable<&'static TypeVarData>>>,
    pub(crate) names: Mutex<HashTable<&'static TypeNameData>>,
}

/// The one table of the process.
pub(crate) fn interner() -> &'static Interner {
    static INTERNER: OnceLock<Interner> = OnceLock::new();
    INTERNER.get_or_init(|| Interner {
        types: (0..SHARDS).map(|_| Mutex::default()).collect(),
        vars: (0..SHARDS).map(|_| Mutex::default()).collect(),
        names: Mutex::default(),
    })
}

/// Locks a table; a panic elsewhere cannot leave one half changed.
pub(crate) fn lock<T>(table: &Mutex<T>) -> MutexGuard<'_, T> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Interner {
    /// The variable with this content.
    pub(crate) fn var(&self, data: TypeVarData) -> TypeVar {
        let mut table = lock(&self.vars[shard(data.hash)]);
        let found = table.find(data.hash, |it| {
            it.name == data.name
                && it.tag == data.tag
                && it.lower.is_same_spelling(data.lower)
                && it.upper.is_same_spelling(data.upper)
        });
        if let Some(found) = found {
            return TypeVar(found);
        }
        let data: &'static TypeVarData = Box::leak(Box::new(data));
        table.insert_unique(data.hash, data, |it| it.hash);
        TypeVar(data)
    }

    /// The type with this content; parameters are copied only if it is new.
    pub(crate) fn data(&self, name: TypeName, params: &[Type]) -> Type {
        let hash = data_hash(name, params);
        let found = lock(&self.types[shard(hash)])
            .find(
                hash,
                |it| matches!(it.node, Node::Data(n, p) if n == name && same_all(p, params)),
            )
            .copied();
        match found {
            Some(found) => Type(found),
            None => self.add(hash, Node::Data(name, Box::leak(params.into()))),
        }
    }

    /// The tuple of values; the elements are copied only if it is new.
    pub(crate) fn value_tuple(&self, elems: &[Type]) -> Type {
        let hash = mix(7, tuple_fingerprint(elems));
        let is_it = |it: &&'static TypeData| matches!(it.node, Node::Value(ValueParam::Tuple(known)) if same_all(known, elems));
        let found = lock(&self.types[shard(hash)]).find(hash, is_it).copied();
        match found {
            Some(found) => Type(found),
            None => self.add(hash, Node::Value(ValueParam::Tuple(Box::leak(elems.into())))),
        }
    }

    /// The bits value; the bytes are copied only if it is new.
    pub(crate) fn value_bits(&self, ty: Type, bytes: &[u8]) -> Type {
        let hash = mix(7, bits_fingerprint(ty, bytes));
        let is_it = |it: &&'static TypeData| matches!(it.node, Node::Value(ValueParam::Bits { ty: t, bytes: b }) if t == ty && b == bytes);
        let found = lock(&self.types[shard(hash)]).find(hash, is_it).copied();
        match found {
            Some(found) => Type(found),
            None => {
                let bytes = Box::leak(bytes.into());
                self.add(hash, Node::Value(ValueParam::Bits { ty, bytes }))
            }
        }
    }

    /// The type with this content.
    pub(crate) fn intern(&self, node: Node) -> Type {
        let hash = spelling_of(node);
        let found =
            lock(&self.types[shard(hash)]).find(hash, |it| is_same_node(it.node, node)).copied();
        match found {
            Some(found) => Type(found),
            None => self.add(hash, node),
        }
    }

    fn add(&self, hash: u64, node: Node) -> Type {
        // No lock is held while facts are computed, since that interns other types.
        let facts = facts_of(node);
        let data: &'static TypeData = Box::leak(Box::new(TypeData {
            node,
            spelling: hash,
            fingerprint: OnceLock::new(),
            canon: OnceLock::new(),
            facts,
            supertype: OnceLock::new(),
            fields: OnceLock::new(),
            beside: OnceLock::new(),
        }));
        let mut table = lock(&self.types[shard(hash)]);
        if let Some(found) = table.find(hash, |it| is_same_node(it.node, node)) {
            return Type(found);
        }
        table.insert_unique(hash, data, |it| it.spelling);
        Type(data)
    }
}

impl Type {
    /// The class of the type.
    pub(crate) fn canonical(self) -> Self {
        if let Some(class) = self.0.canon.get() {
            return *class;
        }
        // Not under the lock of the cell: finding the class asks questions about types, this one
        // among them. Two threads find the same one.
        let class = match canon_of(self.0.node) {
            Some(class) => class,
            None => match self.0.node {
                Node::Data(name, params) => adopt(name, params, self.0).unwrap_or(self),
                _ => self,
            },
        };
        *self.0.canon.get_or_init(|| class)
    }

    /// What was put beside this spelling of the type, if it is of that kind.
    #[inline]
    pub fn beside<T: Any>(self) -> Option<&'static T> {
        self.0.beside.get()?.downcast_ref()
    }

    /// Puts something beside this spelling of the type, where [`beside`](Self::beside) finds it without a table. There is
    /// room for one thing: for a process, it is one crate's to use. What is there already stays.
    pub fn put_beside(self, it: &'static (dyn Any + Send + Sync)) {
        let there = *self.0.beside.get_or_init(|| it);
        debug_assert_eq!(there.type_id(), it.type_id(), "there is room for one thing");
    }

    /// A hash of the content, equal in every process and for all spellings of one type.
    pub fn fingerprint(self) -> u64 {
        if let Some(found) = self.0.fingerprint.get() {
            return *found;
        }
        let class = self.canonical();
        let found = if class.is_same_spelling(self) {
            fingerprint_of(self.0.node)
        } else {
            class.fingerprint()
        };
        *self.0.fingerprint.get_or_init(|| found)
    }
}

fn shard(hash: u64) -> usize {
    (hash >> 58) as usize % SHARDS
}

fn same_all(left: &[Type], right: &[Type]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.is_same_spelling(*r))
}

fn same_option(left: Option<Type>, right: Option<Type>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(l), Some(r)) => l.is_same_spelling(r),
        _ => false,
    }
}

/// Whether two contents are the same spelling.
pub(crate) fn is_same_node(left: Node, right: Node) -> bool {
    match (left, right) {
        (Node::Bottom, Node::Bottom) => true,
        (Node::Data(n, p), Node::Data(m, q)) => n == m && (ptr::eq(p, q) || same_all(p, q)),
        (Node::Union(a, b), Node::Union(c, d)) => a.is_same_spelling(c) && b.is_same_spelling(d),
        (Node::UnionAll(v, b), Node::UnionAll(w, c)) => v == w && b.is_same_spelling(c),
        (Node::Var(v), Node::Var(w)) => v == w,
        (Node::Vararg(t, n), Node::Vararg(u, m)) => same_option(t, u) && same_option(n, m),
        (Node::Value(ValueParam::Tuple(p)), Node::Value(ValueParam::Tuple(q))) => same_all(p, q),
        (Node::Value(v), Node::Value(w)) => v == w,
        _ => false,
    }
}

fn data_hash(name: TypeName, params: &[Type]) -> u64 {
    params.iter().fold(mix(2, name.fingerprint()), |hash, it| mix(hash, it.spelling()))
}

/// Hashes a content by `part` of its children; the two uses differ in what `part` is.
fn hash_node(node: Node, part: fn(Type) -> u64, var: fn(TypeVar) -> u64) -> u64 {
    let option = |it: Option<Type>| it.map_or(0, part);
    match node {
        Node::Bottom => mix(1, 1),
        Node::Data(name, params) => {
            params.iter().fold(mix(2, name.fingerprint()), |hash, it| mix(hash, part(*it)))
        }
        Node::Union(a, b) => mix(mix(3, part(a)), part(b)),
        Node::UnionAll(v, body) => mix(mix(4, var(v)), part(body)),
        Node::Var(v) => mix(5, var(v)),
        Node::Vararg(elem, count) => mix(mix(6, option(elem)), option(count)),
        Node::Value(value) => mix(7, value.fingerprint()),
    }
}

fn spelling_of(node: Node) -> u64 {
    hash_node(node, Type::spelling, |v| v.0.hash)
}

fn fingerprint_of(node: Node) -> u64 {
    // Equal parameters make one class, whichever of them came first, so spellings that are equal
    // without being identical have to agree.
    let is_invariant = |name: TypeName| !matches!(name.special(), Special::Tuple | Special::Type);
    let part = match node {
        Node::Data(name, _) if is_invariant(name) => |it: Type| {
            if it.0.facts.has_binder { drop_lengths(it).fingerprint() } else { it.fingerprint() }
        },
        _ => Type::fingerprint,
    };
    hash_node(node, part, |v| v.0.fingerprint)
}

/// The type with `Tuple{..., Vararg{T, N}} where N` as `Tuple{..., Vararg{T}}`, to which it is
/// equal.
fn drop_lengths(t: Type) -> Type {
    match t.0.node {
        Node::UnionAll(var, body) => {
            let body = drop_lengths(body);
            match without_length(body, var) {
                Some(stripped) => stripped,
                None => interner().intern(Node::UnionAll(var, body)),
            }
        }
        Node::Data(name, params) if name.special() == Special::Tuple => {
            let params: Vec<Type> = params.iter().map(|it| drop_lengths(*it)).collect();
            interner().data(name, &params)
        }
        Node::Union(a, b) => interner().intern(Node::Union(drop_lengths(a), drop_lengths(b))),
        _ => t,
    }
}

/// `t` without the length `var` of its `Vararg`, if `var` occurs nowhere else.
fn without_length(t: Type, var: TypeVar) -> Option<Type> {
    match t.0.node {
        Node::UnionAll(inner, body) => {
            if inner.lower().has_var(var) || inner.upper().has_var(var) {
                return None;
            }
            let body = without_length(body, var)?;
            Some(interner().intern(Node::UnionAll(inner, body)))
        }
        Node::Data(name, params) if name.special() == Special::Tuple => {
            let (last, head) = params.split_last()?;
            let Node::Vararg(elem, Some(count)) = last.0.node else { return None };
            let occurs_elsewhere =
                head.iter().chain(&elem).any(|it| it.has_var(var)) || count.as_var() != Some(var);
            if occurs_elsewhere || !var.lower().is_bottom() || !var.upper().is_any() {
                return None;
            }
            let mut params = head.to_vec();
            params.push(interner().intern(Node::Vararg(elem, None)));
            Some(interner().data(name, &params))
        }
        _ => None,
    }
}

/// The class of a content, `None` if the content is itself canonical (up to [`adopt`]).
fn canon_of(node: Node) -> Option<Type> {
    match node {
        Node::Bottom | Node::Var(_) => None,
        Node::Data(name, params) => {
            if params.iter().all(|it| it.is_canonical()) {
                return None;
            }
            let params: Vec<Type> = params.iter().map(|it| it.canonical()).collect();
            Some(interner().data(name, &params).canonical())
        }
        Node::Union(a, b) => (!(a.is_canonical() && b.is_canonical()))
            .then(|| interner().intern(Node::Union(a.canonical(), b.canonical())).canonical()),
        Node::UnionAll(var, body) => {
            if is_canonical_var(var) {
                return None;
            }
            let (body, lower, upper) =
                (body.canonical(), var.lower().canonical(), var.upper().canonical());
            let height = 1 + body.height().max(lower.height()).max(upper.height());
            let name = TypeVar::tagged(canonical_name(), lower, upper, height);
            let body = replace_var(body, var, name.ty());
            Some(interner().intern(Node::UnionAll(name, body)).canonical())
        }
        Node::Vararg(elem, count) => {
            let canonical = |it: Option<Type>| it.is_none_or(Type::is_canonical);
            (!(canonical(elem) && canonical(count))).then(|| {
                let node = Node::Vararg(elem.map(Type::canonical), count.map(Type::canonical));
                interner().intern(node).canonical()
            })
        }
        Node::Value(ValueParam::Tuple(elems)) => {
            (!elems.iter().all(|it| it.is_canonical())).then(|| {
                let elems: Vec<Type> = elems.iter().map(|it| it.canonical()).collect();
                interner().value_tuple(&elems)
            })
        }
        Node::Value(_) => None,
    }
}

/// Canonical binders have the empty name, which no program can write; the tag is the height.
fn canonical_name() -> Symbol {
    static NAME: OnceLock<Symbol> = OnceLock::new();
    *NAME.get_or_init(|| Symbol::new(""))
}

pub(crate) fn is_canonical_var(var: TypeVar) -> bool {
    var.name() == canonical_name()
}

/// Finds the class of a closed parametric type among the instances of its name, or makes
/// `data` that class.
fn adopt(name: TypeName, params: &[Type], data: &'static TypeData) -> Option<Type> {
    if params.is_empty() || name.special() == Special::Tuple || data.facts.has_free_vars() {
        return None;
    }
    let nesting = Nesting::enter();
    let key = data.facts.coarse;
    let mut seen = 0;
    loop {
        let fresh: Vec<Type> =
            lock(&name.0.instances).get(&key).map_or_else(Vec::new, |all| all[seen..].to_vec());
        for class in &fresh {
            if is_same_node(class.0.node, data.node)
                || nesting.may_ask() && is_equal_instance(name, *class, params)
            {
                return Some(*class);
            }
        }
        seen += fresh.len();
        let mut instances = lock(&name.0.instances);
        let all = instances.entry(key).or_default();
        if all.len() == seen {
            all.push(Type(data));
            return None;
        }
    }
}

/// How many types are looking for their class. Comparing the parameters of one can need the
/// class of another, and of itself if a supertype mentions it.
struct Nesting(u32);

const MAX_ADOPTIONS: u32 = 8;

thread_local! {
    static ADOPTIONS: Cell<u32> = const { Cell::new(0) };
}

impl Nesting {
    fn enter() -> Self {
        let depth = ADOPTIONS.get() + 1;
        ADOPTIONS.set(depth);
        Self(depth)
    }

    fn may_ask(&self) -> bool {
        self.0 <= MAX_ADOPTIONS
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        ADOPTIONS.set(self.0 - 1);
    }
}

fn is_equal_instance(name: TypeName, class: Type, params: &[Type]) -> bool {
    let Node::Data(_, known) = class.0.node else { return false };
    // What a type is must not depend on the question that it first came up in.
    let _budget = subtype::limits::Budget::fresh(100_000);
    known.len() == params.len()
        && known.iter().zip(params).all(|(k, p)| {
            if k == p {
                return true;
            }
            // `Type{X}` keeps the kind of X apart, or dispatch on it would change.
            if name.special() == Special::Type && k.kind_tag() != p.kind_tag() {
                return false;
            }
            // An answer that is too hard keeps the two apart, which only makes them two types.
            !subtype::is_equality_identity(*k, *p) && subtype::types_equal(*k, *p).unwrap_or(false)
        })
}
