//! Definitions that operations here recognise by name.

use overdub_types::{Type, TypeName, core};
use std::sync::OnceLock;

/// The definitions behind arrays.
pub(crate) struct Known {
    pub(crate) generic_memory: TypeName,
    pub(crate) generic_memory_ref: TypeName,
    pub(crate) array: TypeName,
}

/// The definitions that operations here recognise.
pub(crate) fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| Known {
        generic_memory: name_of(core().generic_memory),
        generic_memory_ref: name_of(core().generic_memory_ref),
        array: name_of(core().array),
    })
}

fn name_of(ty: Type) -> TypeName {
    ty.unwrap_unionall().as_data().expect("a definition's wrapper ends in a nominal type").name()
}
