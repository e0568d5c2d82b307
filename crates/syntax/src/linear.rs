//! Core forms to bodies: captured variables, closures, control flow.
//!
//! ```text
//! Program ─ capture ─► who uses whose variables ─ boxes ─► which of them need a box
//!         ─ closures ─► types and fields of inner functions ─ emit ─► Bodies
//! ```
//!
//! Bodies are in the stage `lowered`: a slot for each local that is not boxed, unwind edges on whatever can throw inside
//! of a try form. Inner functions are structs, defined by the thunk before the statement that makes them:
//! a parameter for each static parameter that they use and for the type of each captured variable that is not boxed.
//!
//! # Source
//! `src/julia-syntax.scm`, `analyze-variables`, `closure-convert`, `linearize`.

mod boxes;
mod capture;
pub(crate) mod closures;
pub(crate) mod depth;
mod emit;
mod fresh;
pub(crate) mod tree;

use overdub_diag::Diagnostic;

use crate::lower::{Code, Lowered, Numbers, Options};
use closures::Closures;
use tree::{LambdaId, Program};

/// The bodies of a top-level statement.
pub(crate) fn linearise(
    program: Program,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<Lowered, Vec<Diagnostic>> {
    let (mut program, closures) = prepare(program, LambdaId::THUNK, numbers)?;
    let warnings = std::mem::take(&mut program.warnings);
    let (thunk, codes) = emit::thunk(&program, &closures, options, numbers)?;
    Ok(Lowered { thunk, codes, warnings })
}

/// The body of one function that defines no others.
pub(crate) fn linearise_body(
    program: Program,
    lambda: LambdaId,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<Code, Vec<Diagnostic>> {
    let (program, closures) = prepare(program, lambda, numbers)?;
    if !closures.is_empty() {
        let message = "The function body AST defined by this @generated function is not pure. This likely means it \
                       contains a closure, a comprehension or a generator.";
        return Err(vec![Diagnostic::error("impure-generated-body", message)]);
    }
    emit::body(&program, &closures, lambda, options, numbers)
}

fn prepare(
    mut program: Program,
    root: LambdaId,
    numbers: &mut dyn Numbers,
) -> Result<(Program, Closures), Vec<Diagnostic>> {
    capture::analyse(&mut program, root);
    boxes::unbox(&mut program);
    let closures = Closures::of(&program, numbers);
    Ok((program, closures))
}
