//! Bundled contexts, on the public interface alone.
