//! Functions, methods, tables, overlays, bindings, dispatch and the world counter.
