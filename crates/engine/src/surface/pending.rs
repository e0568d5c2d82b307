//! What the syntax crate is about to have.

#![allow(missing_docs, clippy::all, reason = "goes away when the syntax crate has these")]
use overdub_diag::{Diagnostic, Sources};
use overdub_ir::{Body, GlobalRef, Loc};
use overdub_syntax::{Ast, Expr};
use overdub_types::{Symbol, Type};

/// What lowering needs to know of its surroundings.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The module that the code belongs to.
    pub module: Symbol,
    /// The texts that spans point into.
    pub sources: &'a Sources,
    /// The number that the thunk calls its first code by; the others follow.
    pub first_code: u32,
    /// Where the statement stands, for what has no span and no line before it.
    pub loc: Loc,
    /// Whether a global has a value, for the warning about assignments that are ambiguous.
    pub is_defined: &'a dyn Fn(GlobalRef) -> bool,
    /// The declared type of a global: what is assigned to it is converted.
    pub global_type: &'a dyn Fn(GlobalRef) -> Option<Type>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("module", &self.module)
            .field("first_code", &self.first_code)
            .field("loc", &self.loc)
            .finish_non_exhaustive()
    }
}

impl<'a> Options<'a> {
    /// Code of a module of which nothing is known.
    #[must_use]
    pub fn new(module: Symbol, sources: &'a Sources) -> Self {
        Self {
            module,
            sources,
            first_code: 0,
            loc: Loc::unknown(),
            is_defined: &|_| false,
            global_type: &|_| None,
        }
    }
}

/// What became of a top-level statement.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// What running the statement does. It has one parameter, a function that nobody reads.
    pub thunk: Body,
    /// The bodies of the methods that the thunk defines, by `_method(…, first_code + index)`.
    pub codes: Vec<Code>,
    /// What is not wrong but worth saying.
    pub warnings: Vec<Diagnostic>,
}

/// The code of a method.
#[derive(Clone, Debug)]
pub struct Code {
    /// What it does; its parameters are the function, the arguments, and a tuple of the rest if it takes any number.
    pub body: Body,
    /// The names of the arguments, the function's own first.
    pub arg_names: Vec<Symbol>,
    /// The names of the static parameters, in the order of the signature's `where`.
    pub static_params: Vec<Symbol>,
    /// Whether the last argument holds all the rest.
    pub is_vararg: bool,
    /// What else is said of it.
    pub meta: Meta,
}

/// What is said of a method besides what it does.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The name of the function, as far as it has one.
    pub name: Symbol,
    /// Where the method stands.
    pub loc: Loc,
    /// `@inline` or `@noinline`.
    pub inline: Option<bool>,
    /// `@propagate_inbounds`.
    pub is_propagate_inbounds: bool,
    /// Arguments that are not to be specialised on.
    pub nospecialize: Vec<Symbol>,
    /// Whether no argument is to be specialised on.
    pub is_all_nospecialize: bool,
    /// How many keywords come first among the arguments of a function of keywords.
    pub n_keywords: Option<u32>,
    /// The function that makes the body out of types.
    pub generated: Option<GlobalRef>,
    /// Whether there is no other body than the generated one.
    pub is_generated_only: bool,
    /// All other remarks, by name.
    pub others: Vec<(Symbol, Vec<Ast>)>,
}

pub fn lower(
    _: Ast,
    _: &Options<'_>,
    _: &mut dyn FnMut() -> u32,
) -> Result<Lowered, Vec<Diagnostic>> {
    Err(vec![Diagnostic::error("pending", "lowering is not there yet")])
}
pub fn lower_function_body(
    _: Ast,
    _: &[Symbol],
    _: &[Symbol],
    _: bool,
    _: &Options<'_>,
    _: &mut dyn FnMut() -> u32,
) -> Result<Code, Vec<Diagnostic>> {
    Err(vec![Diagnostic::error("pending", "lowering is not there yet")])
}
pub trait Macros {
    type Error;
    fn expand(&mut self, module: Symbol, call: &Expr) -> Result<(Ast, Symbol), Self::Error>;
    fn next_id(&mut self) -> u32;
}
pub fn expand_macros<M: Macros>(_: &mut M, _: Symbol, ast: &Ast) -> Result<Ast, M::Error> {
    Ok(ast.clone())
}
