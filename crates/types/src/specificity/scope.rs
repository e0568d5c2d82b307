//! The variables that a comparison has opened, with how often each occurs.

use crate::{instantiate::bind, ty::Type, ty::TypeKind, type_var::TypeVar};
use rustc_hash::FxHashMap;

/// The variables opened so far, innermost last; a copyable handle into [`Scopes`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Scope(u32);

#[derive(Debug)]
struct Frame {
    var: TypeVar,
    is_repeated: bool,
    outer: Scope,
}

/// All scopes of one comparison, consed, so that answers can be kept by scope.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    frames: Vec<Frame>,
    index: FxHashMap<(Scope, TypeVar, bool), Scope>,
}

impl Scopes {
    /// Opens the `where` of `var` around `body`: the scope inside, and the body there.
    ///
    /// The variable is renamed if an equal one is open, since variables are equal by content
    /// and the two sides of a comparison have nothing to do with each other.
    pub(super) fn open(&mut self, scope: Scope, var: TypeVar, body: Type) -> (Scope, Type) {
        let (mut own, mut inside) = (var, body);
        while self.contains(scope, own) || (own != var && body.has_var(own)) {
            own = own.with_tag(own.tag() + 1);
        }
        if own != var {
            inside = crate::instantiate::replace_var(body, var, own.ty());
        }
        let is_repeated = occurrences(inside, own) > 1;
        let next = Scope(u32::try_from(self.frames.len() + 1).unwrap_or(u32::MAX));
        let inner = *self.index.entry((scope, own, is_repeated)).or_insert(next);
        if inner == next {
            self.frames.push(Frame { var: own, is_repeated, outer: scope });
        }
        (inner, inside)
    }

    /// Whether the variable occurs at least twice in the `where` that was opened.
    ///
    /// # Source
    /// `num_occurs`; its callers only tell one occurrence from more.
    pub(super) fn is_repeated(&self, scope: Scope, var: TypeVar) -> bool {
        self.frames_of(scope).find(|it| it.var == var).is_some_and(|it| it.is_repeated)
    }

    /// The type with the open variables bound again; values stay as they are.
    pub(super) fn close(&self, scope: Scope, t: Type) -> Type {
        if !t.has_free_vars() {
            return t;
        }
        self.frames_of(scope)
            .fold(t, |t, frame| if t.is_type() || t.is_var() { bind(frame.var, t) } else { t })
    }

    fn contains(&self, scope: Scope, var: TypeVar) -> bool {
        self.frames_of(scope).any(|it| it.var == var)
    }

    fn frames_of(&self, scope: Scope) -> impl Iterator<Item = &Frame> {
        let frame = |it: Scope| it.0.checked_sub(1).and_then(|i| self.frames.get(i as usize));
        std::iter::successors(frame(scope), move |it| frame(it.outer))
    }
}

/// How often `var` occurs in `t` at once, counted up to 2; of a union the member with more counts,
/// and bounds of inner variables do not.
///
/// # Source
/// `count_occurs`.
fn occurrences(t: Type, var: TypeVar) -> u8 {
    // The variable also counts as contained where only a bound mentions it; those are walked in
    // vain, which is harmless.
    if !t.has_var(var) {
        return 0;
    }
    match t.kind() {
        TypeKind::Var(own) => u8::from(own == var),
        TypeKind::Union(a, b) => match occurrences(a, var) {
            found @ 2.. => found,
            found => found.max(occurrences(b, var)),
        },
        TypeKind::UnionAll(own, body) => {
            if own == var {
                0
            } else {
                occurrences(body, var)
            }
        }
        TypeKind::Vararg { elem, count } => elem.map_or(0, |elem| {
            let found = occurrences(elem, var) + count.map_or(0, |it| occurrences(it, var));
            found.min(2)
        }),
        TypeKind::Data(data) => {
            let mut found = 0;
            for param in data.params() {
                found += occurrences(*param, var);
                if found >= 2 {
                    return 2;
                }
            }
            found
        }
        TypeKind::Bottom | TypeKind::Value(_) => 0,
    }
}
