//! Passes over bodies and the pipelines that chain them.
