//! Questions about single types that programs ask by name.
//!
//! Declared properties (`isabstracttype`, `isprimitivetype`, `isstructtype`, `ismutabletype`)
//! look through `where`s and are false of unions; properties of instances (`isbitstype`,
//! `issingletontype`, [`Type::is_concrete`], [`Type::is_dispatch_tuple`]) ask for one nominal
//! type with all parameters given.
//!
//! Sizes and offsets are no matter of the lattice; the crate of values lays instances out.
//!
//! # Source
//! `base/reflection.jl`; the flags in `jl_precompute_memoized_dt` (`src/jltypes.c`) and
//! `jl_compute_field_offsets` (`src/datatype.c`) of Julia.

use crate::{
    data_type::DataType,
    ty::Type,
    type_name::{Special, TypeNameKind},
};
use rustc_hash::FxHashMap;

impl Type {
    /// Whether the type was declared abstract (`isabstracttype`).
    pub fn is_abstract_type(self) -> bool {
        self.declared().is_some_and(DataType::is_abstract)
    }

    /// Whether the type was declared primitive (`isprimitivetype`).
    pub fn is_primitive_type(self) -> bool {
        self.declared().is_some_and(|it| it.primitive_bits().is_some())
    }

    /// Whether the type was declared as a struct, mutable or not (`isstructtype`).
    ///
    /// Tuples and the kinds are structs too.
    pub fn is_struct_type(self) -> bool {
        self.declared().is_some_and(|it| matches!(it.name().kind(), TypeNameKind::Struct { .. }))
    }

    /// Whether the type was declared as a mutable struct (`ismutabletype`).
    pub fn is_mutable_type(self) -> bool {
        self.declared().is_some_and(DataType::is_mutable)
    }

    /// Whether instances are plain bits: immutable, without references (`isbitstype`).
    pub fn is_bits_type(self) -> bool {
        is_all_inline(self, |_| true)
    }

    /// Whether the type has exactly one instance (`issingletontype`): concrete, immutable, and
    /// every field of a singleton type itself.
    pub fn is_singleton_type(self) -> bool {
        is_all_inline(self, |it| it.primitive_bits().is_none())
    }

    /// Whether values have exactly this type and dispatch sees it as it is (`isconcretedispatch`).
    pub fn is_concrete_dispatch(self) -> bool {
        self.is_concrete() && !self.is_kind()
    }

    /// Whether this can be an argument's type in a call: an element of a dispatch tuple, or
    /// `Union{}` (`isdispatchelem`).
    pub fn is_dispatch_elem(self) -> bool {
        self.is_bottom()
            || self.special() == Special::TypeofBottom
            || self.is_concrete_dispatch()
            || (self.is_type_type() && !self.has_free_vars())
    }

    /// The definition below the `where`s.
    fn declared(self) -> Option<DataType> {
        self.unwrap_unionall().as_data()
    }
}

/// Whether `t` and all that its instances hold is stored in place and passes the test.
///
/// Iterative, and each type is seen once: definitions nest as deep as programs are long.
fn is_all_inline(t: Type, passes: fn(DataType) -> bool) -> bool {
    let inline = |t: Type| {
        let data = t.as_data()?;
        // Instances of the kinds hold references to other types, which are no declared fields.
        let is_plain = t.is_concrete()
            && !data.is_mutable()
            && !matches!(
                data.name().special(),
                Special::DataType | Special::UnionAll | Special::Union
            );
        (is_plain && passes(data)).then(|| data.field_types())
    };
    let Some(fields) = inline(t) else { return false };
    let mut is_open = FxHashMap::from_iter([(t, true)]);
    let mut path = vec![(t, fields)];
    while let Some((t, rest)) = path.last_mut() {
        let Some((next, others)) = rest.split_first() else {
            is_open.insert(*t, false);
            path.pop();
            continue;
        };
        *rest = others;
        match is_open.get(next) {
            Some(false) => {}
            // A type inside itself can only be held by reference.
            Some(true) => return false,
            None => {
                let Some(fields) = inline(*next) else { return false };
                is_open.insert(*next, true);
                path.push((*next, fields));
            }
        }
    }
    true
}
