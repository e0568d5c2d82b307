//! The type lattice: interned types, subtyping, intersection, specificity.
