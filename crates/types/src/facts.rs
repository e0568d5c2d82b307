//! What is computed once per interned node.
//!
//! # Source
//! `jl_precompute_memoized_dt`, `type_hash` in Julia's `src/jltypes.c`.

use crate::{
    interner::Node, mix::mix, ty::Type, type_name::Special, type_var::TypeVar,
    value_param::ValueParam,
};

/// Cached facts of a node.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    /// Free variables, in order of first occurrence.
    pub(crate) free: &'static [TypeVar],
    /// Nesting depth; bounds of binders count.
    pub(crate) depth: u32,
    /// Number of nodes when written out; saturating.
    pub(crate) size: u64,
    /// The highest canonical binder inside.
    pub(crate) height: u32,
    /// A hash that type-equal closed types share as far as Julia's cache relies on it.
    pub(crate) coarse: u64,
    /// Whether a `where` stands inside, or this is one.
    pub(crate) has_binder: bool,
    pub(crate) is_concrete: bool,
    pub(crate) is_dispatch_tuple: bool,
    pub(crate) has_concrete_subtype: bool,
    pub(crate) maybe_subtype_of_cache: bool,
}

impl Facts {
    pub(crate) fn has_free_vars(&self) -> bool {
        !self.free.is_empty()
    }
}

#[derive(Default)]
struct Sum {
    free: Vec<TypeVar>,
    shared: Option<&'static [TypeVar]>,
    depth: u32,
    size: u64,
    height: u32,
    has_binder: bool,
}

impl Sum {
    fn add(&mut self, part: Type) {
        let facts = &part.0.facts;
        self.depth = self.depth.max(facts.depth);
        self.size = self.size.saturating_add(facts.size);
        self.height = self.height.max(facts.height);
        self.has_binder |= facts.has_binder;
        if facts.free.is_empty() {
            return;
        }
        if self.free.is_empty() {
            self.shared = Some(facts.free);
            self.free.extend_from_slice(facts.free);
            return;
        }
        for var in facts.free {
            if !self.free.contains(var) {
                self.free.push(*var);
                self.shared = None;
            }
        }
    }

    fn free(self) -> &'static [TypeVar] {
        match self.shared {
            Some(shared) => shared,
            None if self.free.is_empty() => &[],
            None => Box::leak(self.free.into()),
        }
    }
}

pub(crate) fn facts_of(node: Node) -> Facts {
    let mut sum = Sum::default();
    let mut facts = Facts {
        free: &[],
        depth: 1,
        size: 1,
        height: 0,
        coarse: coarse_of(node),
        has_binder: matches!(node, Node::UnionAll(..)),
        is_concrete: false,
        is_dispatch_tuple: false,
        has_concrete_subtype: true,
        maybe_subtype_of_cache: true,
    };
    match node {
        Node::Bottom => {}
        Node::Data(_, params) => params.iter().for_each(|it| sum.add(*it)),
        Node::Union(a, b) => {
            sum.add(a);
            sum.add(b);
        }
        Node::UnionAll(var, body) => {
            sum.add(body);
            if sum.free.contains(&var) {
                sum.shared = None;
                sum.free.retain(|it| *it != var);
            }
            sum.add(var.lower());
            sum.add(var.upper());
            if crate::interner::is_canonical_var(var) {
                sum.height = sum.height.max(var.tag());
            }
        }
        Node::Var(var) => facts.free = Box::leak(Box::new([var])),
        Node::Vararg(elem, count) => elem.into_iter().chain(count).for_each(|it| sum.add(it)),
        Node::Value(ValueParam::Tuple(elems)) => elems.iter().for_each(|it| sum.add(*it)),
        Node::Value(_) => {}
    }
    // A union is a list: its members stand side by side.
    facts.depth += match node {
        Node::Union(a, b) if b.is_union() => a.0.facts.depth.max(b.0.facts.depth.saturating_sub(1)),
        _ => sum.depth,
    };
    facts.size = facts.size.saturating_add(sum.size);
    facts.height = sum.height;
    facts.has_binder |= sum.has_binder;
    if !matches!(node, Node::Var(_)) {
        facts.free = sum.free();
    }
    if let Node::Data(name, params) = node {
        memoise_data(&mut facts, name.special(), name.is_abstract(), params);
    }
    facts
}

fn memoise_data(facts: &mut Facts, special: Special, is_abstract: bool, params: &[Type]) {
    let is_tuple = special == Special::Tuple;
    facts.is_concrete = !is_abstract && !facts.has_free_vars();
    facts.is_dispatch_tuple = is_tuple;
    for param in params {
        if is_tuple {
            facts.is_concrete &= param.is_concrete() || param.is_bottom();
            facts.is_dispatch_tuple &= param.is_data()
                && ((!param.is_kind() && param.is_concrete())
                    || param.special() == Special::TypeofBottom
                    || (param.special() == Special::Type && !param.has_free_vars()));
        }
        let elem = match param.0.node {
            Node::Vararg(elem, _) => elem,
            _ => Some(*param),
        };
        let Some(elem) = elem else { continue };
        if is_tuple && (elem.is_value() || elem.is_bottom()) {
            facts.has_concrete_subtype = false;
        }
        facts.maybe_subtype_of_cache &=
            maybe_subtype_of_cache(elem, is_tuple) || !elem.has_free_vars();
    }
    if special == Special::Type {
        facts.has_concrete_subtype &= !params[0].is_value();
        facts.maybe_subtype_of_cache = true;
    }
}

/// Whether `t` might be a subtype of something that is compared by identity.
fn maybe_subtype_of_cache(t: Type, is_covariant: bool) -> bool {
    match t.unwrap_unionall().0.node {
        Node::Data(..) => t.unwrap_unionall().0.facts.maybe_subtype_of_cache,
        Node::Union(a, b) => {
            maybe_subtype_of_cache(a, is_covariant) && maybe_subtype_of_cache(b, is_covariant)
        }
        Node::Var(v) if !is_covariant => v.lower() == v.upper() || !v.lower().is_bottom(),
        _ => true,
    }
}

fn coarse_of(node: Node) -> u64 {
    match node {
        Node::Bottom => 1,
        Node::Data(name, params) => {
            let mut hash = 3;
            for param in params {
                match param.0.node {
                    Node::Vararg(elem, count) => {
                        let elem = elem.map_or(5, |it| it.0.facts.coarse);
                        let repeats = count.and_then(Type::as_int);
                        if let Some(repeats @ 0..=64) = repeats {
                            for _ in 0..repeats {
                                hash = mix(hash, elem);
                            }
                        } else {
                            hash = mix(mix(hash, 0x064e_eaab), elem);
                        }
                    }
                    _ => hash = mix(hash, param.0.facts.coarse),
                }
            }
            if name.special() == Special::Any { 5 } else { mix(hash, name.fingerprint()) }
        }
        Node::Union(a, b) => a.0.facts.coarse.wrapping_add(b.0.facts.coarse),
        Node::UnionAll(_, body) => body.0.facts.coarse,
        // The variable and its lower bound might get normalised out in equality testing.
        Node::Var(var) => var.upper().0.facts.coarse,
        Node::Vararg(elem, _) => elem.map_or(5, |it| it.0.facts.coarse),
        Node::Value(value) => value.fingerprint(),
    }
}
