//! A runtime for a Julia-like language whose compiler can be hooked.
