//! Modules and what they see of each other: `module`, `using`, `import`, `export`, `public`.
//!
//! # Source
//! `jl_eval_module_expr`, `eval_import_path` and `jl_toplevel_eval_flex` of Julia's `toplevel.c`.

use overdub_interp::{RunResult, RunState};
use overdub_ir::{GlobalRef, Literal};
use overdub_syntax::{Ast, Expr};
use overdub_types::{Symbol, Type};
use overdub_values::Value;
use overdub_world::{ImportKind, Listing, MethodDef, Noted, Resolved, Source, TableId};

use super::evaluate::Fault;
use crate::core::Core;

/// The module that statements of a package's file are run in. Modules in it are nobody's.
pub(crate) const AROUND_PACKAGES: &str = "Base.__toplevel__";

/// Functions that a module has by itself: the name, the host function that runs, the number of arguments.
const FUNCTIONS: &[(&str, &str, usize)] = &[
    ("eval", "eval_in_module", 1),
    ("include", "include_in_module", 1),
    ("include", "include_mapped", 2),
];

impl Core {
    /// `module M … end`: the module, once all of it has run.
    pub(crate) fn eval_module(
        &mut self,
        parent: Symbol,
        expr: &Expr,
        state: RunState,
    ) -> Result<Value, Fault> {
        let [Ast::Literal(standard), Ast::Symbol(name), body] = expr.args.as_slice() else {
            return Err(self.error("syntax: malformed module expression").into());
        };
        let is_bare = standard.as_bool() == Some(false);
        let (path, parent) = if matches!(parent.as_str(), "" | AROUND_PACKAGES) {
            (*name, *name)
        } else {
            (Symbol::new(&format!("{parent}.{name}")), parent)
        };
        let made = self.definitions.new_module(path, parent, is_bare);
        self.noted(made)?;
        // The base library is made of files before it has any function.
        if !is_bare {
            self.furnish(path)?;
        } else if path.as_str() == "Base" {
            self.import_core(path)?;
            self.furnish_with(path, &FUNCTIONS[1..])?;
        }
        let line = self.surface.line;
        if let Some(args) = body.args_of("block") {
            for arg in args {
                self.eval_ast(path, arg, state)?;
            }
        }
        self.surface.line = line;
        let initialiser = GlobalRef { module: path, name: Symbol::new("__init__") };
        let state = RunState { world: self.world(), ..state };
        if self.definitions.snapshot().is_own(initialiser, state.world) {
            let init = self.global_value(initialiser, state)?;
            self.apply_plainly(init, &[]).map_err(|thrown| match self.is_ending() {
                true => thrown,
                false => self.init_error(path, thrown),
            })?;
        }
        Ok(Value::module(path))
    }

    /// What every module has that is not bare: `using Base`, `eval` and `include`.
    pub(crate) fn furnish(&mut self, path: Symbol) -> RunResult<()> {
        let base = Symbol::new("Base");
        if self.definitions.snapshot().is_module(base, self.world()) {
            let used = self.definitions.using(path, base);
            self.noted(used)?;
        }
        self.furnish_with(path, FUNCTIONS)
    }

    /// Imports all that `Core` exports, so that methods may be added to it.
    fn import_core(&mut self, path: Symbol) -> RunResult<()> {
        let core = Symbol::new("Core");
        let listing = Listing { all: false, imported: false };
        for name in self.definitions.snapshot().names(core, self.world(), listing) {
            let into = GlobalRef { module: path, name };
            let from = GlobalRef { module: core, name };
            let imported = self.definitions.import(into, from, ImportKind::Import);
            self.noted(imported)?;
        }
        // Types that are predefined may be used before they are declared.
        for (_, ty) in overdub_types::core().all() {
            let Some(data) = ty.unwrap_unionall().as_data().map(|it| it.name()) else { continue };
            if data.module() == path && data.wrapper() == ty {
                let global = GlobalRef { module: path, name: data.name() };
                let defined = self.definitions.define_type(global, ty);
                self.defined(defined)?;
            }
        }
        Ok(())
    }

    fn furnish_with(&mut self, path: Symbol, functions: &[(&str, &str, usize)]) -> RunResult<()> {
        let any = Type::any();
        for (name, host, count) in functions.iter().copied() {
            let global = GlobalRef { module: path, name: Symbol::new(name) };
            let ty = Type::function(path, global.name);
            let Some(function) = Value::singleton(ty) else { continue };
            let defined = self.definitions.define_const(global, function);
            self.defined(defined)?;
            let mut types = vec![ty];
            types.extend(std::iter::repeat_n(any, count));
            let sig = Type::tuple(&types).map_err(|error| self.exception_of(error.into()))?;
            let source = Source::Host { name: Symbol::new(host), returns: any };
            match self
                .definitions
                .define_method(TableId::ORDINARY, MethodDef::new(sig, source).module(path))
            {
                Ok((_, change)) => self.did_change(&change)?,
                Err(error) => return Err(self.error(error.to_string())),
            }
        }
        Ok(())
    }

    /// Takes note that a name is used, so that what it came to stand for through `using` stays.
    pub(crate) fn note_use(&mut self, global: GlobalRef) {
        if let Resolved::Ambiguous(a, b) = self.definitions.note_use(global)
            && self.surface.ambiguous.insert(global)
        {
            let (a, b) = (overdub_world::short_name(a), overdub_world::short_name(b));
            let module = overdub_world::short_name(global.module);
            self.warn(&format!(
                "WARNING: both {a} and {b} export \"{}\"; uses of it in module {module} must be qualified",
                global.name
            ));
        }
    }

    /// Tells of a change of names, and warns of what is to be warned of.
    pub(crate) fn noted(&mut self, noted: overdub_world::Result<Noted>) -> RunResult<()> {
        match noted {
            Ok(Noted { change, warnings }) => {
                for warning in &warnings {
                    self.warn(warning);
                }
                change.map_or(Ok(()), |it| self.did_change(&it))
            }
            Err(error) => Err(self.error(error.to_string())),
        }
    }

    /// `using`, `import`, `export` and `public`.
    pub(crate) fn eval_import(
        &mut self,
        module: Symbol,
        expr: &Expr,
        state: RunState,
    ) -> Result<(), Fault> {
        let keyword = expr.head.as_str();
        if matches!(keyword, "export" | "public") {
            let names: Option<Vec<Symbol>> = expr.args.iter().map(Ast::as_symbol).collect();
            let Some(names) = names else {
                return Err(self
                    .error(format!("syntax: malformed \"{keyword}\" statement"))
                    .into());
            };
            let changed = match keyword {
                "export" => self.definitions.export(module, &names),
                _ => self.definitions.public(module, &names),
            };
            return Ok(self.defined(changed)?);
        }
        let kind = if keyword == "using" { ImportKind::Using } else { ImportKind::Import };
        // `using A: x, y as z`
        if let [one] = expr.args.as_slice()
            && let Some([from, names @ ..]) = one.args_of(":")
        {
            let Some(path) = from.args_of(".") else { return Err(self.malformed_import(keyword)) };
            let from = self.module_at(module, path, keyword, state)?;
            for name in names {
                let (path, alias) = self.aliased(name, keyword)?;
                let (owner, name) = self.walk_path(from, path, keyword, state)?;
                let into = GlobalRef { module, name: alias.unwrap_or(name) };
                self.check_rename(name, into.name, keyword)?;
                let from = GlobalRef { module: owner, name };
                let imported = self.definitions.import(into, from, kind);
                self.noted(imported)?;
            }
            return Ok(());
        }
        for arg in &expr.args {
            let (path, alias) = self.aliased(arg, keyword)?;
            let (from, name) = self.import_path(module, path, keyword, state)?;
            match (keyword, name) {
                ("using", name) => {
                    if alias.is_some() {
                        return Err(self.malformed_import(keyword));
                    }
                    let used = match name {
                        Some(name) => self.inner_module(from, name, keyword, state)?,
                        None => from,
                    };
                    let done = self.definitions.using(module, used);
                    self.noted(done)?;
                    if module.as_str() == "Main" && name.is_none() {
                        self.bind_module(module, used, None)?;
                    }
                }
                (_, None) => self.bind_module(module, from, alias)?,
                (_, Some(name)) => {
                    let into = GlobalRef { module, name: alias.unwrap_or(name) };
                    self.check_rename(name, into.name, keyword)?;
                    let from = GlobalRef { module: from, name };
                    let imported = self.definitions.import(into, from, kind);
                    self.noted(imported)?;
                }
            }
        }
        Ok(())
    }

    fn malformed_import(&mut self, keyword: &str) -> Fault {
        self.error(format!("syntax: malformed \"{keyword}\" statement")).into()
    }

    fn check_rename(&mut self, from: Symbol, to: Symbol, keyword: &str) -> RunResult<()> {
        let is_macro = |name: Symbol| name.as_str().starts_with('@');
        match (is_macro(from), is_macro(to)) {
            (true, false) => Err(self.error(format!(
                "cannot rename macro \"{from}\" to non-macro \"{to}\" in \"{keyword}\""
            ))),
            (false, true) => Err(self.error(format!(
                "cannot rename non-macro \"{from}\" to macro \"{to}\" in \"{keyword}\""
            ))),
            _ => Ok(()),
        }
    }

    /// A path, and the name that it is to have.
    fn aliased<'a>(
        &mut self,
        arg: &'a Ast,
        keyword: &str,
    ) -> Result<(&'a [Ast], Option<Symbol>), Fault> {
        if let Some([path, Ast::Symbol(alias)]) = arg.args_of("as")
            && let Some(path) = path.args_of(".")
        {
            return Ok((path, Some(*alias)));
        }
        match arg.args_of(".") {
            Some(path) => Ok((path, None)),
            None => Err(self.malformed_import(keyword)),
        }
    }

    /// The module that a path leads to.
    fn module_at(
        &mut self,
        module: Symbol,
        path: &[Ast],
        keyword: &str,
        state: RunState,
    ) -> Result<Symbol, Fault> {
        let (from, name) = self.import_path(module, path, keyword, state)?;
        match name {
            Some(name) => self.inner_module(from, name, keyword, state),
            None => Ok(from),
        }
    }

    /// The module that the last name of a path is in; no name is left if the path is a module by itself.
    fn import_path(
        &mut self,
        module: Symbol,
        path: &[Ast],
        keyword: &str,
        state: RunState,
    ) -> Result<(Symbol, Option<Symbol>), Fault> {
        let mut names = Vec::new();
        for part in path {
            match name_of(part) {
                Some(name) => names.push(name),
                None => {
                    let shown = overdub_syntax::print(part);
                    return Err(self
                        .error(format!("invalid {keyword} path: non-symbol `{shown}`"))
                        .into());
                }
            }
        }
        let dots = names.iter().take_while(|it| it.as_str() == ".").count();
        let rest = &names[dots..];
        let (mut from, rest) = if dots == 0 {
            let Some((first, rest)) = rest.split_first() else {
                return Err(self.error(format!("malformed \"{keyword}\" statement")).into());
            };
            let near = self.module_near(module, *first);
            (self.package(*first, near, state)?, rest)
        } else {
            let mut from = module;
            for _ in 1..dots {
                from = self.definitions.snapshot().parent(from).unwrap_or(from);
            }
            (from, rest)
        };
        let Some((last, between)) = rest.split_last() else { return Ok((from, None)) };
        for name in between {
            from = self.inner_module(from, *name, keyword, state)?;
        }
        Ok((from, Some(*last)))
    }

    /// For `using A: B.c`: the module and name that `B.c` is in `A`.
    fn walk_path(
        &mut self,
        from: Symbol,
        path: &[Ast],
        keyword: &str,
        state: RunState,
    ) -> Result<(Symbol, Symbol), Fault> {
        let names: Option<Vec<Symbol>> = path.iter().map(name_of).collect();
        let Some((last, between)) = names.as_deref().and_then(<[Symbol]>::split_last) else {
            return Err(self.malformed_import(keyword));
        };
        let mut from = from;
        for name in between {
            from = self.inner_module(from, *name, keyword, state)?;
        }
        Ok((from, *last))
    }

    fn inner_module(
        &mut self,
        from: Symbol,
        name: Symbol,
        keyword: &str,
        state: RunState,
    ) -> Result<Symbol, Fault> {
        let state = RunState { world: self.world(), ..state };
        let value = self.global_value(GlobalRef { module: from, name }, state)?;
        match value.as_module() {
            Some(module) => Ok(module),
            None => Err(self
                .error(format!("invalid {keyword} path: \"{name}\" does not name a module"))
                .into()),
        }
    }

    /// `import A`: the name of the module is bound to it.
    fn bind_module(&mut self, into: Symbol, used: Symbol, alias: Option<Symbol>) -> RunResult<()> {
        let name = Symbol::new(overdub_world::short_name(used));
        let into = GlobalRef { module: into, name: alias.unwrap_or(name) };
        let from = GlobalRef { module: used, name };
        let imported = self.definitions.import(into, from, ImportKind::Import);
        self.noted(imported)
    }
}

fn name_of(part: &Ast) -> Option<Symbol> {
    match part {
        Ast::Symbol(name) | Ast::Literal(Literal::Symbol(name)) => Some(*name),
        Ast::Quote(inner) => inner.as_symbol(),
        _ => None,
    }
}
