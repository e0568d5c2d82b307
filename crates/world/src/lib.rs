//! Functions, methods, tables, overlays, bindings, dispatch and the world counter.

mod worlds;

pub use worlds::{World, WorldRange};
