//! The type lattice: interned types, subtyping, intersection, specificity.
//!
//! ```text
//!   text ──parse──► TypeExpr ──build──► Type ──print──► text
//!                                        │
//!                     subtype · intersect · typejoin · specificity
//! ```
//!
//! [`Type`] is a `Copy` handle on data that lives as long as the process, interned by content
//! (see the `interner` module for why). The relations follow Julia 1.11's `src/subtype.c`.
//! This crate knows no values, methods or worlds.

mod apply;
mod core_types;
mod data_type;
mod define;
mod disjoint;
mod error;
mod facts;
mod instantiate;
mod interner;
mod intersect;
mod mix;
mod normalize;
mod parse;
mod predicates;
mod print;
mod promote;
mod specificity;
mod subtype;
mod symbol;
mod ty;
mod type_name;
mod type_var;
mod typejoin;
mod unions;
mod value_param;
pub mod wire;

pub use apply::{MAX_DEPTH, MAX_SIZE};
pub use core_types::{CoreTypes, core};
pub use data_type::DataType;
pub use define::TypeDef;
pub use error::{Result, TypeError};
pub use intersect::{Intersection, has_empty_intersection, intersect, intersect_env};
pub use parse::{
    CoreScope, Defined, DefinitionExpr, ExprKind, Names, ParseError, ParseErrorKind, Scope,
    TypeExpr, VarExpr,
};
pub use print::{Aliases, OtherNames, Style, write_by_names};
pub use promote::{promote_typejoin, promote_typejoin_union};
pub use specificity::{
    ambiguity, has_bottom_parameter, is_ambiguous, more_specific, more_specific_no_subtype,
};
pub use subtype::{is_subtype, is_subtype_env, is_type_instance, types_equal};
pub use symbol::Symbol;
pub use ty::{Type, TypeKind};
pub use type_name::{Field, Sees, TypeName, TypeNameKind, write_bare_where};
pub use type_var::TypeVar;
pub use typejoin::{typejoin, typejoin_all, typesplit};
pub use unions::MAX_UNION;
pub use value_param::{FloatKind, IntKind, ValueParam};
