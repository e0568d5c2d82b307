//! The base and standard libraries, written in the language.
