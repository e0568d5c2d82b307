//! The surface language in a session: expressions are expanded, lowered, and run in the newest world.
//!
//! ```text
//!   source ─parse─► Ast ─┬─ module, using, export, … ─► the world
//!                        └─ expand macros ─► lower ─┬─ codes, kept by number until the thunk has run
//!                                                   └─ thunk ─walk─► methods, types, bindings, the value
//! ```

mod boot;
mod caught;
mod convert;
mod define;
mod embedded;
mod evaluate;
mod expand;
mod generated;
mod import;
mod library;
mod loops;
mod members;
mod offered;
mod reflect;
mod tasks;
mod types;
mod walk;

use std::sync::Arc;

use overdub_ir::{GlobalRef, Loc};
use overdub_syntax::LineNode;
use overdub_types::{Symbol, Type};
use overdub_values::Root;
use overdub_world::{Method, MethodId, Source, TableId};
use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use caught::Caught;
pub(crate) use convert::{EMBEDDED, literal_of};
pub(crate) use embedded::Embedded;
pub(crate) use evaluate::Fault;
pub(crate) use generated::{Generator, body_of, source as generator_source};
pub(crate) use offered::offer as offer_own;
pub(crate) use tasks::TASK_STACK;
pub(crate) use walk::has_loop;

use crate::surface::types::Begun;

/// What methods are made of, as lowering leaves it.
#[derive(Debug)]
pub(crate) struct CodeEntry {
    /// What the method runs.
    pub(crate) source: Source,
    /// The module that it was written in.
    pub(crate) module: Symbol,
    /// Names of the arguments, the callee's left out.
    pub(crate) arg_names: Arc<[Symbol]>,
    /// Where it stands.
    pub(crate) loc: Loc,
}

/// What a session knows of the surface language.
#[derive(Debug, Default)]
pub(crate) struct Surface {
    /// Whether `eval` takes expressions: the session has a base library, or is getting one.
    pub(crate) is_on: bool,
    /// Whether texts of signatures and rules know the names that were there from the start.
    pub(crate) has_names: bool,
    /// Code that a thunk which runs may make methods of.
    pub(crate) codes: FxHashMap<u32, Arc<CodeEntry>>,
    pub(crate) next_code: u32,
    /// For names that nobody else can write.
    pub(crate) next_id: u32,
    /// The same for functions without a name and inner ones: how many their module has had.
    pub(crate) function_numbers: FxHashMap<Symbol, u32>,
    /// The same for local variables of macros.
    pub(crate) expansions: u32,
    /// The same for programs that ask for such names.
    pub(crate) gensyms: u32,
    /// Methods as values.
    pub(crate) method_values: FxHashMap<MethodId, Root>,
    pub(crate) method_of: FxHashMap<u32, Arc<Method>>,
    /// Types that are being defined, by what stands for them meanwhile.
    pub(crate) begun: FxHashMap<Type, Begun>,
    /// Ambiguous names that were warned of.
    pub(crate) ambiguous: FxHashSet<GlobalRef>,
    /// Method tables that programs made, by number.
    pub(crate) tables: Vec<TableId>,
    /// The exceptions that are being handled.
    pub(crate) caught: Vec<Caught>,
    /// Whether the exception on its way is the one handled last.
    pub(crate) is_rethrown: bool,
    /// Whether a statement of a file that throws is reported and left out.
    pub(crate) is_lenient: bool,
    /// The statement at top level that runs.
    pub(crate) line: Option<LineNode>,
    /// The files that are being read, innermost last.
    pub(crate) files: Vec<String>,
    /// The whole paths of files that are read, by the names that reports give them, and the other way round.
    pub(crate) paths: FxHashMap<Symbol, Symbol>,
    pub(crate) names_of_paths: FxHashMap<Symbol, Symbol>,
    /// Texts that `include` and `using` find without the host, by path.
    pub(crate) library: FxHashMap<String, Arc<str>>,
    /// Packages that are loaded.
    pub(crate) packages: FxHashSet<Symbol>,
    /// The texts of docstrings by what they document.
    pub(crate) docs: FxHashMap<GlobalRef, Vec<Arc<str>>>,
}
