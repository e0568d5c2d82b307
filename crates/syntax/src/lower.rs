//! From an expression to bodies: all steps in one call.
//!
//! ```text
//! Ast ─ desugar ─► core forms ─ scope ─► Program ─ linear ─► Lowered { thunk, codes }
//! ```

use overdub_diag::{Diagnostic, Sources};
use overdub_ir::{Body, GlobalRef, Loc};
use overdub_types::{Symbol, Type};

use crate::{
    Ast,
    desugar::{desugar, desugar_within},
    linear, scope,
};

/// Numbers for names that nobody else can write.
pub trait Numbers {
    /// For a function without a name, an inner one or the body of one with keywords: the next one of the module that
    /// is lowered, since types are called by it.
    fn of_function(&mut self) -> u32;

    /// For anything else.
    fn hidden(&mut self) -> u32;
}

/// One row of numbers for everything.
impl<F: FnMut() -> u32> Numbers for F {
    fn of_function(&mut self) -> u32 {
        self()
    }

    fn hidden(&mut self) -> u32 {
        self()
    }
}

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
    /// Whether that function is told the world and the place first: one that a program put there itself.
    pub is_generator_told: bool,
    /// Whether there is no other body than the generated one.
    pub is_generated_only: bool,
    /// All other remarks, by name.
    pub others: Vec<(Symbol, Vec<Ast>)>,
}

/// Lowers one top-level statement whose macros are expanded.
///
/// `numbers` gives numbers for names that nobody else can write: closures, temporaries.
///
/// # Errors
/// What is wrong with the statement, by code and, where it was written in a text, span.
pub fn lower(
    ast: Ast,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<Lowered, Vec<Diagnostic>> {
    let core = desugar(ast, options.module, numbers)?;
    lower_core(&core, options, numbers)
}

/// Lowers one top-level statement that is in core forms already.
///
/// # Errors
/// As [`lower`].
pub fn lower_core(
    core: &Ast,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<Lowered, Vec<Diagnostic>> {
    linear::depth::roomy(|| linear::linearise(scope::resolve(core, options)?, options, numbers))
}

/// Lowers what a generator answered to the body of a method.
///
/// `arg_names` are the function's own name first, then the arguments, the last one holding all the rest if `is_vararg`.
///
/// # Errors
/// As [`lower`]; also if the expression defines functions, which a generated body may not.
pub fn lower_function_body(
    ast: Ast,
    arg_names: &[Symbol],
    static_params: &[Symbol],
    is_vararg: bool,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<Code, Vec<Diagnostic>> {
    let core = desugar_within(ast, options.module, arg_names, numbers)?;
    lower_core_body(core, arg_names, static_params, is_vararg, options, numbers)
}

/// The same of an expression that is in core forms already.
///
/// # Errors
/// As [`lower_function_body`].
pub fn lower_core_body(
    core: Ast,
    arg_names: &[Symbol],
    static_params: &[Symbol],
    is_vararg: bool,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<Code, Vec<Diagnostic>> {
    let mut args: Vec<Ast> = arg_names.iter().copied().map(Ast::Symbol).collect();
    if is_vararg && let Some(last) = args.pop() {
        args.push(Ast::expr("...", vec![last]));
    }
    let static_params: Vec<Ast> = static_params.iter().copied().map(Ast::Symbol).collect();
    let lambda = crate::Expr {
        head: Symbol::new("lambda"),
        args: vec![
            Ast::expr("args", args),
            Ast::expr("sparams", static_params),
            Ast::expr("scope-block", vec![core]),
        ],
        span: None,
    };
    linear::depth::roomy(|| {
        let (program, lambda) = scope::resolve_body(&lambda, options)?;
        linear::linearise_body(program, lambda, options, numbers)
    })
}
