//! What the algorithm knows on its way: bindings of variables and choices of union members.

use crate::{
    error::{Result, TypeError},
    ty::Type,
    type_var::TypeVar,
};
use smallvec::SmallVec;
use std::{cell::RefCell, rc::Rc};

/// A stack of binary choices, one for each union member taken or passed over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    pub(crate) depth: usize,
    /// One more than the deepest place where the first alternative was taken.
    pub(crate) more: usize,
    pub(crate) used: usize,
    bits: SmallVec<[u64; 2]>,
}

/// Most choices that are kept at once.
const MAX_CHOICES: usize = 3200;

impl Choices {
    fn is_set(&self, i: usize) -> bool {
        self.bits.get(i / 64).is_some_and(|it| it >> (i % 64) & 1 == 1)
    }

    fn set(&mut self, i: usize, value: bool) {
        if self.bits.len() <= i / 64 {
            self.bits.resize(i / 64 + 1, 0);
        }
        let bit = 1 << (i % 64);
        if value {
            self.bits[i / 64] |= bit;
        } else {
            self.bits[i / 64] &= !bit;
        }
    }

    /// Makes the next choice: false for the first alternative.
    pub(crate) fn pick(&mut self) -> Result<bool> {
        if self.depth >= self.used {
            if self.used >= MAX_CHOICES {
                return Err(TypeError::TooComplex("too many union members to choose from"));
            }
            self.set(self.used, false);
            self.used += 1;
        }
        let second = self.is_set(self.depth);
        self.depth += 1;
        if !second {
            self.more = self.depth;
        }
        Ok(second)
    }

    /// Moves to the next combination, if there is one.
    pub(crate) fn advance(&mut self) -> bool {
        if self.more == 0 {
            return false;
        }
        self.used = self.more;
        self.set(self.used - 1, true);
        true
    }

    /// Starts over.
    pub(crate) fn reset(&mut self) {
        self.depth = 0;
        self.more = 0;
        self.used = 0;
    }
}

/// Variables whose `where` has to move outside the one that carries them.
pub(crate) type InnerVars = Rc<RefCell<Vec<TypeVar>>>;

/// A variable in scope.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) var: TypeVar,
    pub(crate) lb: Type,
    pub(crate) ub: Type,
    /// Whether it came from the right, so exists.
    pub(crate) right: bool,
    /// 1 if it occurs; -1 while merging if only another's bounds mention it.
    pub(crate) occurs: i8,
    /// Occurrences in invariant position, at most 2.
    pub(crate) occurs_inv: u8,
    /// Occurrences in covariant position, at most 2.
    pub(crate) occurs_cov: u8,
    /// Another variable's constraint forces it to be concrete.
    pub(crate) concrete: bool,
    /// The largest offset of the variable as a length, at most 32; negative if it occurs
    /// elsewhere.
    pub(crate) max_offset: i8,
    /// How intersection computes a covariant occurrence: 0 by the upper bound, 1 by narrowing
    /// the upper bound, 2 by raising the lower bound.
    pub(crate) constraint_kind: u8,
    /// It is the length of a `Vararg`.
    pub(crate) intvalued: bool,
    /// The environment got too large under it.
    pub(crate) limited: bool,
    /// Whether it has been intersected once.
    pub(crate) intersected: bool,
    /// Number of invariant constructors around its `where`.
    pub(crate) depth0: i32,
    pub(crate) inner_vars: Option<InnerVars>,
}

impl Binding {
    pub(crate) fn new(var: TypeVar, right: bool, depth0: i32) -> Self {
        Self {
            var,
            lb: var.lower(),
            ub: var.upper(),
            right,
            occurs: 0,
            occurs_inv: 0,
            occurs_cov: 0,
            concrete: false,
            max_offset: 0,
            constraint_kind: 0,
            intvalued: false,
            limited: false,
            intersected: false,
            depth0,
            inner_vars: None,
        }
    }

    /// Adds a variable whose `where` goes outside this one's.
    pub(crate) fn add_inner(&mut self, var: TypeVar) {
        self.inner_vars.get_or_insert_default().borrow_mut().push(var);
    }
}

/// The part of a binding that is saved and restored.
#[derive(Clone, Debug)]
pub(crate) struct SavedBinding {
    pub(crate) lb: Option<Type>,
    pub(crate) ub: Option<Type>,
    pub(crate) inner_vars: Option<InnerVars>,
    pub(crate) occurs: i8,
    pub(crate) occurs_inv: u8,
    pub(crate) occurs_cov: u8,
    pub(crate) max_offset: i8,
}

/// Bindings as they were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saved {
    pub(crate) bindings: SmallVec<[SavedBinding; 4]>,
    pub(crate) right_depth: usize,
}

/// The state of one question.
#[derive(Debug)]
pub(crate) struct State {
    /// Variables in scope, innermost last.
    pub(crate) vars: Vec<Binding>,
    /// Choices in unions on the left.
    pub(crate) left: Choices,
    /// Choices in unions on the right.
    pub(crate) rights: Choices,
    /// Values of the right side's outer variables.
    pub(crate) envout: Vec<Option<Type>>,
    pub(crate) envidx: usize,
    /// Number of invariant constructors around this place.
    pub(crate) inv_depth: i32,
    /// Free variables are taken to fit (while intersecting).
    pub(crate) ignore_free: bool,
    /// The question is part of an intersection.
    pub(crate) intersection: bool,
    /// Only emptiness of the intersection matters.
    pub(crate) emptiness_only: bool,
    /// Depth of intersections of `Ref{X}` with `Ref{<:Y}`.
    pub(crate) triangular: u32,
    /// How much longer the left of two `Vararg`s is.
    pub(crate) offset: i64,
}

impl State {
    pub(crate) fn new(n_env: usize) -> Self {
        Self {
            vars: Vec::new(),
            left: Choices::default(),
            rights: Choices::default(),
            envout: vec![None; n_env],
            envidx: 0,
            inv_depth: 0,
            ignore_free: false,
            intersection: false,
            emptiness_only: false,
            triangular: 0,
            offset: 0,
        }
    }

    /// Where `var` is bound.
    pub(crate) fn lookup(&self, var: TypeVar) -> Option<usize> {
        self.vars.iter().rposition(|it| it.var == var)
    }

    /// The bounds of a variable as known now: lower, upper.
    pub(crate) fn bounds(&self, var: TypeVar) -> (Type, Type) {
        match self.lookup(var) {
            Some(i) => (self.vars[i].lb, self.vars[i].ub),
            None => (var.lower(), var.upper()),
        }
    }

    /// Whether the `where` of `x` is outside that of `y`.
    pub(crate) fn is_outside(&self, x: TypeVar, y: TypeVar) -> bool {
        for binding in self.vars.iter().rev() {
            if binding.var == x {
                return false;
            }
            if binding.var == y {
                return true;
            }
        }
        false
    }

    /// Notes an occurrence of a variable, for the diagonal rule.
    pub(crate) fn record_occurrence(&mut self, i: Option<usize>, param: u8) {
        let Some(i) = i else { return };
        let inv_depth = self.inv_depth;
        let binding = &mut self.vars[i];
        binding.occurs = 1;
        if param == 0 {
            return;
        }
        if param == 2 && inv_depth > binding.depth0 {
            binding.occurs_inv = (binding.occurs_inv + 1).min(2);
        } else {
            binding.occurs_cov = (binding.occurs_cov + 1).min(2);
        }
        // Recovered where the occurrence turns out to be a length.
        if !binding.intersected {
            binding.max_offset = -1;
        }
    }

    pub(crate) fn save(&self) -> Saved {
        Saved {
            bindings: self
                .vars
                .iter()
                .map(|it| SavedBinding {
                    lb: Some(it.lb),
                    ub: Some(it.ub),
                    inner_vars: it.inner_vars.clone(),
                    occurs: it.occurs,
                    occurs_inv: it.occurs_inv,
                    occurs_cov: it.occurs_cov,
                    max_offset: it.max_offset,
                })
                .collect(),
            right_depth: self.rights.depth,
        }
    }

    /// Brings counts back, and with `bounds` the bounds too.
    pub(crate) fn restore(&mut self, saved: &Saved, bounds: bool) {
        for (binding, saved) in self.vars.iter_mut().zip(&saved.bindings) {
            if bounds {
                if let (Some(lb), Some(ub)) = (saved.lb, saved.ub) {
                    binding.lb = lb;
                    binding.ub = ub;
                }
                binding.inner_vars.clone_from(&saved.inner_vars);
            }
            binding.occurs = saved.occurs;
            binding.occurs_inv = saved.occurs_inv;
            binding.occurs_cov = saved.occurs_cov;
            binding.max_offset = saved.max_offset;
        }
        self.rights.depth = saved.right_depth;
        self.clear_envout();
    }

    pub(crate) fn clear_envout(&mut self) {
        for value in self.envout.iter_mut().skip(self.envidx) {
            *value = None;
        }
    }

    pub(crate) fn flip_offset(&mut self) {
        self.offset = -self.offset;
    }

    pub(crate) fn flip_vars(&mut self) {
        for binding in &mut self.vars {
            binding.right = !binding.right;
        }
    }

    /// Whether a variable of this name and tag is bound, or a bound mentions one.
    pub(crate) fn is_in_use(&self, var: TypeVar) -> bool {
        let carries = |it: &Binding| {
            let inner = it.inner_vars.as_ref();
            inner.is_some_and(|inner| inner.borrow().iter().any(|it| it.is_named_like(var)))
        };
        self.vars.iter().any(|it| {
            it.var.is_named_like(var) || mentions(it.lb, var) || mentions(it.ub, var) || carries(it)
        })
    }

    /// Renames the `where` if its variable is in use around it or in `other`.
    pub(crate) fn unalias(&self, u: Type, other: Type) -> Type {
        let crate::interner::Node::UnionAll(var, _) = u.0.node else { return u };
        let is_used = |var: TypeVar| mentions(other, var) || self.is_in_use(var);
        if !is_used(var) {
            return u;
        }
        let mut tag = var.tag() + 1;
        while is_used(var.with_tag(tag)) {
            tag += 1;
        }
        u.rename_unionall(tag)
    }
}

fn mentions(t: Type, var: TypeVar) -> bool {
    t.free_vars().iter().any(|it| it.is_named_like(var))
}
