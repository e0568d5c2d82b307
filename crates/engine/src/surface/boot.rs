//! Sessions of the surface language: what there is before the base library, and the base library.

use std::sync::Arc;

use overdub_interp::RunResult;
use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type, core};
use overdub_values::{Builtin, Intrinsic, Value};
use overdub_world::{Listing, MethodDef, Source, TableId};

use super::evaluate::Fault;
use crate::{
    core::Core,
    error::Error,
    host::Host,
    report::{report, uncaught},
    session::{Config, Session, state_of},
    statements::Stop,
};

/// Names of `Core` that are seen only with the module's name.
const PRIVATE: &[&str] = &[
    "invokelatest",
    "invoke_in_world",
    "get_binding_type",
    "sizeof",
    "eval",
    "compilerbarrier",
    "donotdelete",
    "finalizer",
    "overdub",
    "recurse",
];
/// Names of `Core` that stand for a type of another name.
const ALIASES: &[&str] = &[
    "Int",
    "UInt",
    "Memory",
    "MemoryRef",
    "AtomicMemory",
    "AtomicMemoryRef",
    "NTuple",
    "Vector",
    "Matrix",
];

impl Session {
    /// A session of the surface language, with `Core` and an empty `Main`; the base library is to follow.
    ///
    /// # Panics
    /// If the ground of the language cannot be laid; a fault of this project.
    #[must_use]
    pub fn of_surface(host: Box<dyn Host>, config: Config) -> Self {
        let mut session = Self::empty(host, config);
        session.core_mut().surface.is_on = true;
        session.core_mut().tables.sees_late_names = true;
        let begun =
            session.on_stack(|core| core.begin_surface().map_err(|it| uncaught(core, it, None)));
        begun.expect("the ground of the language is part of this crate and can be laid");
        super::offered::offer(&mut session);
        session
    }

    /// Lets `include` and `using` find a text: that of a package at `Name.jl`.
    pub fn add_library(&mut self, path: &str, text: impl Into<Arc<str>>) {
        self.core_mut().surface.library.insert(path.to_owned(), text.into());
    }

    /// Whether a statement of a file that throws is reported and left out, for work on the base library.
    pub fn set_lenient(&mut self, is_lenient: bool) {
        self.core_mut().surface.is_lenient = is_lenient;
    }

    /// Loads the base library, which is the library text `Base.jl`, and lets `Main` use it.
    ///
    /// # Errors
    /// What is wrong with its text, or what it throws.
    pub fn load_base(&mut self) -> Result<(), Error> {
        self.in_surface(|core| {
            let path = "Base.jl".to_owned();
            let Some(text) = core.surface.library.get(&path).map(Arc::clone) else {
                return Err(core.error("there is no base library").into());
            };
            let state = state_of(core);
            let source = core.sources.add(&path, &*text);
            core.run_surface(Symbol::new(""), source, state)?;
            let main = Symbol::new("Main");
            core.furnish(main)?;
            core.surface.line = None;
            Ok(Value::nothing())
        })?;
        Ok(())
    }

    /// Reads and runs a program in `Main`, each statement in the newest world, under the contexts that are entered.
    ///
    /// # Errors
    /// All that is wrong with the text, or the exception that ended it. What ran before stays done.
    pub fn run_source(&mut self, name: &str, bytes: &[u8]) -> Result<Value, Error> {
        let source = self.add_bytes(name, bytes)?;
        self.in_surface(|core| {
            let state = state_of(core);
            core.run_surface(Symbol::new("Main"), source, state)
        })
    }

    /// Tells the base library which program is to run: its `PROGRAM_FILE`.
    ///
    /// # Errors
    /// What the library throws.
    pub fn begin_program(&mut self, path: &str) -> Result<(), Error> {
        let core = self.core_mut();
        if core.host.file_kind(path).is_some() {
            core.note_file(path);
        }
        self.call_library("_begin_program", Some(path))
    }

    /// Calls `main` of a program that has run, with its arguments, if it says that this is where it begins (`@main`).
    ///
    /// # Errors
    /// What it throws; what it answers with, a number, is the code that the program ends with.
    pub fn run_main(&mut self) -> Result<(), Error> {
        self.call_library("_run_main", None)
    }

    /// Runs what the program asked for at its end (`atexit`).
    ///
    /// # Errors
    /// What that throws.
    pub fn end_program(&mut self) -> Result<(), Error> {
        self.call_library("_run_exit_hooks", None)
    }

    /// Calls a function of the base library, if there is one of that name.
    fn call_library(&mut self, name: &str, text: Option<&str>) -> Result<(), Error> {
        let named = GlobalRef::new("Base", name);
        self.in_surface(|core| {
            let Ok(callee) = core.global_value(named, state_of(core)) else {
                return Ok(Value::nothing());
            };
            let text = match text {
                Some(text) => {
                    Some(core.heap.string(text).map_err(|error| core.exception_of(error))?)
                }
                None => None,
            };
            Ok(core.apply_plainly(callee, text.as_slice())?)
        })?;
        Ok(())
    }

    /// Evaluates text in `Main`.
    ///
    /// # Errors
    /// As [`Session::run_source`].
    pub fn eval(&mut self, text: &str) -> Result<Value, Error> {
        self.run_source("none", text.as_bytes())
    }

    /// Reads a program of the surface language without running it; how many statements it has.
    ///
    /// # Errors
    /// All that is wrong with its text.
    pub fn check_source(&mut self, name: &str, bytes: &[u8]) -> Result<usize, Error> {
        let source = self.add_bytes(name, bytes)?;
        let ast = overdub_syntax::parse_all(&self.core().sources, source);
        let ast = ast.map_err(Error::Diagnostics)?;
        let statements = ast.args_of("toplevel").unwrap_or_default();
        Ok(statements.iter().filter(|it| !matches!(it, overdub_syntax::Ast::Line(_))).count())
    }

    /// Whether the session is one of the surface language.
    #[must_use]
    pub fn is_of_surface(&self) -> bool {
        self.core().surface.is_on
    }

    pub(crate) fn in_surface(
        &mut self,
        run: impl FnOnce(&mut Core) -> Result<Value, Fault>,
    ) -> Result<Value, Error> {
        let result = self.on_stack(|core| {
            core.surface.files.clear();
            let result = run(core);
            let result = result.and_then(|it| Ok(core.unless_stopped(Ok(it))?));
            result.map_err(|fault| match fault {
                Fault::Wrong(all) => {
                    let stops = all.into_iter().map(|it| Stop::Wrong(Box::new(it))).collect();
                    report(core, stops)
                }
                Fault::Thrown(exception) => vec![uncaught(core, exception, None)],
            })
        });
        result.map_err(|mut errors| match errors.is_empty() {
            true => Error::request("invalid-program", "the program is invalid"),
            false => errors.swap_remove(0),
        })
    }
}

impl Core {
    /// Makes known what names of functions and types mean in texts: signatures, rules of contexts.
    pub(crate) fn learn_names(&mut self) {
        if !self.surface.is_on || self.surface.has_names {
            return;
        }
        self.surface.has_names = true;
        let snapshot = self.definitions.snapshot();
        let world = snapshot.world();
        let listing = Listing { all: true, imported: false };
        for module in snapshot.modules(world) {
            for name in snapshot.names(module, world, listing) {
                let global = GlobalRef { module, name };
                let Some(value) = snapshot.binding(global, world).result.as_const() else {
                    continue;
                };
                if let Some(ty) = value.as_type() {
                    self.declare_type(global, ty);
                } else if let Some(data) = value.ty().as_data()
                    && let Some(function) = data.name().function()
                {
                    self.names.declare_function(data.name().module(), function);
                }
            }
        }
    }

    /// The modules that there are at first, and what the language begins with in them.
    fn begin_surface(&mut self) -> RunResult<()> {
        let ground = Symbol::new("Core");
        for (path, parent) in [
            ("Core", "Core"),
            ("Core.Intrinsics", "Core"),
            ("Core.Host", "Core"),
            ("Core.Compiler", "Core"),
            ("Main", "Main"),
        ] {
            let made = self.definitions.new_module(Symbol::new(path), Symbol::new(parent), true);
            self.noted(made)?;
        }
        let mut exported = Vec::new();
        for (path, ty) in core().all() {
            let name = path.rsplit('.').next().unwrap_or(path);
            let data = ty.unwrap_unionall().as_data().map(|it| it.name());
            let is_own = data.is_some_and(|it| {
                it.module() == ground && it.name().as_str() == name && it.wrapper() == ty
            });
            if is_own
                || ALIASES.contains(&path)
                || ["Union", "Tuple", "Vararg", "Any"].contains(&path)
            {
                self.bind_core(name, Value::of_type(ty))?;
                if path == name {
                    exported.push(Symbol::new(name));
                }
            }
        }
        for builtin in Builtin::ALL {
            if let Some(value) = Value::singleton(builtin.ty()) {
                self.bind_core(builtin.name(), value)?;
                let is_private =
                    builtin.name().starts_with('_') || PRIVATE.contains(&builtin.name());
                if !is_private {
                    exported.push(Symbol::new(builtin.name()));
                }
            }
        }
        let bare: &[(&str, Value)] = &[
            ("nothing", Value::nothing()),
            ("Main", Value::module("Main")),
            ("Intrinsics", Value::module("Core.Intrinsics")),
            ("Host", Value::module("Core.Host")),
        ];
        for (name, value) in bare {
            self.bind_core(name, *value)?;
        }
        exported.extend(["nothing", "Main"].map(Symbol::new));
        if let Some(value) = Value::singleton(Type::kwcall()) {
            self.bind_core("kwcall", value)?;
        }
        let mut names = Vec::new();
        for intrinsic in Intrinsic::ALL {
            let name = Symbol::new(intrinsic.name());
            if let Some(value) = Value::singleton(intrinsic.ty()) {
                let global = GlobalRef { module: Symbol::new("Core.Intrinsics"), name };
                let defined = self.definitions.define_const(global, value);
                self.defined(defined)?;
                names.push(name);
            }
        }
        let done = self.definitions.export(Symbol::new("Core.Intrinsics"), &names);
        self.defined(done)?;
        let done = self.definitions.export(ground, &exported);
        self.defined(done)
    }

    fn bind_core(&mut self, name: &str, value: Value) -> RunResult<()> {
        let defined = self.definitions.define_const(GlobalRef::new("Core", name), value);
        self.defined(defined)
    }

    /// Binds `Core.Host.name` to a function that runs what is offered under the name.
    pub(crate) fn bind_host(&mut self, name: Symbol, returns: Type) {
        let module = Symbol::new("Core.Host");
        let ty = Type::function(module, name);
        let Some(function) = Value::singleton(ty) else { return };
        let defined = self.definitions.define_const(GlobalRef { module, name }, function);
        let sig = Type::vararg(Type::any(), None).and_then(|rest| Type::tuple(&[ty, rest]));
        // What is offered again runs by the method that there is.
        if let (Ok(Some(change)), Ok(sig)) = (defined, sig) {
            let _ = self.did_change(&change);
            let def = MethodDef::new(sig, Source::Host { name, returns }).module(module);
            if let Ok((_, change)) = self.definitions.define_method(TableId::ORDINARY, def) {
                let _ = self.did_change(&change);
            }
        }
    }
}
