//! Sources: programs, files that they include, packages that they use.

use std::sync::Arc;

use overdub_diag::{Diagnostic, SourceId};
use overdub_interp::{Exception, RunResult, RunState};
use overdub_ir::{GlobalRef, Literal};
use overdub_syntax::{Ast, Extent, LineNode};
use overdub_types::Symbol;
use overdub_values::{Value, ValueError};

use super::{evaluate::Fault, import::AROUND_PACKAGES};
use crate::core::Core;

impl Core {
    /// Reads and runs a source in a module, statement by statement.
    ///
    /// # Errors
    /// What is wrong with the text, or what it throws. What ran before stays done.
    pub(crate) fn run_surface(
        &mut self,
        module: Symbol,
        source: SourceId,
        state: RunState,
    ) -> Result<Value, Fault> {
        let ast = overdub_syntax::parse_all(&self.sources, source);
        let ast = ast.map_err(|wrong| self.unreadable_at(wrong))?;
        self.run_file(module, source, &ast, None, state)
    }

    /// Runs the statements of a source, each first given to a function.
    fn run_file(
        &mut self,
        module: Symbol,
        source: SourceId,
        ast: &Ast,
        map: Option<Value>,
        state: RunState,
    ) -> Result<Value, Fault> {
        let name = self.sources.name(source).to_owned();
        let line = self.surface.line;
        let file = Some(Symbol::new(&name));
        self.surface.line = Some(LineNode { line: 1, file });
        self.surface.files.push(name);
        let result = self.run_statements(module, ast, map, state);
        self.surface.files.pop();
        if result.is_ok() {
            self.surface.line = line;
        }
        result
    }

    /// A source that cannot be read, as a fault where it goes wrong.
    fn unreadable_at(&mut self, wrong: Vec<Diagnostic>) -> Fault {
        if let Some(span) = wrong.first().and_then(|it| it.labels.first()).map(|it| it.span) {
            let (line, _) = self.sources.line_column(span.source, span.start);
            let file = Some(Symbol::new(self.sources.name(span.source)));
            self.surface.line = Some(LineNode { line, file });
        }
        Fault::Wrong(wrong)
    }

    /// Runs a source that code asks for. What stands ahead of something that cannot be read has run before anybody finds out.
    fn run_included(
        &mut self,
        module: Symbol,
        source: SourceId,
        map: Option<Value>,
        state: RunState,
    ) -> Result<Value, Fault> {
        let wrong = match overdub_syntax::parse_all(&self.sources, source) {
            Ok(ast) => return self.run_file(module, source, &ast, map, state),
            Err(wrong) => wrong,
        };
        let (text, name) = (self.sources.text(source), self.sources.name(source));
        let (mut ast, _) = overdub_syntax::parse_one(text, 0, Extent::All, name);
        if let Ast::Expr(whole) = &mut ast {
            whole.args.pop();
        }
        self.run_file(module, source, &ast, map, state)?;
        Err(self.unreadable_at(wrong))
    }

    fn run_statements(
        &mut self,
        module: Symbol,
        ast: &Ast,
        map: Option<Value>,
        state: RunState,
    ) -> Result<Value, Fault> {
        let mut last = Value::nothing();
        let kept = self.heap.stack.len();
        for arg in ast.args_of("toplevel").unwrap_or(std::slice::from_ref(ast)) {
            if let Ast::Line(line) = arg {
                self.surface.line = Some(*line);
                continue;
            }
            last = match map {
                None if self.surface.is_lenient => match self.eval_ast(module, arg, state) {
                    Ok(value) => value,
                    Err(fault) => {
                        self.report_left_out(fault);
                        Value::nothing()
                    }
                },
                None => self.eval_ast(module, arg, state)?,
                Some(map) => {
                    let given = self.value_of(arg)?;
                    let mapped = self.apply_plainly(map, &[given])?;
                    self.eval_value(module, mapped, state)?
                }
            };
        }
        self.heap.stack.pop_window(kept);
        Ok(last)
    }

    /// Says what a statement that is left out threw.
    fn report_left_out(&mut self, fault: Fault) {
        let line = self.surface.line.unwrap_or(LineNode { line: 0, file: None });
        let file = line.file.map_or_else(String::new, |it| it.to_string());
        let exception = self.thrown(fault);
        let error = crate::report::uncaught(self, exception, None);
        let text = error.render(&self.sources, overdub_diag::Style::Plain);
        let text: Vec<&str> = text.lines().take(14).collect();
        self.warn(&format!("{file}:{}: {}", line.line, text.join("\n")));
    }

    /// `include(path)` in a module; paths are relative to the file that includes.
    pub(crate) fn include(
        &mut self,
        module: Symbol,
        path: &str,
        map: Option<Value>,
        state: RunState,
    ) -> RunResult<Value> {
        let beside = self.surface.files.last().cloned().unwrap_or_default();
        let path = match beside.rsplit_once('/') {
            Some((directory, _)) if !path.starts_with('/') => format!("{directory}/{path}"),
            _ => path.to_owned(),
        };
        let path = plain(&path);
        let text = match self.surface.library.get(&path) {
            Some(text) => Arc::clone(text),
            None => self.read_file(&path)?,
        };
        let source = self.sources.add(&path, &*text);
        self.load(module, source, map, state)
    }

    /// Notes that a source is a file: expressions name it by its whole path, as in Julia, though reports do not.
    pub(crate) fn note_file(&mut self, path: &str) {
        let whole = match path.starts_with('/') {
            true => plain(path),
            false => plain(&format!("{}/{path}", self.host.working_directory())),
        };
        let (name, whole) = (Symbol::new(path), Symbol::new(&whole));
        self.surface.paths.insert(name, whole);
        self.surface.names_of_paths.insert(whole, name);
    }

    /// Runs a source for code that asks for it, which is told where in the source an exception came from.
    ///
    /// # Errors
    /// A `LoadError`, unless the program is about to end.
    pub(crate) fn load(
        &mut self,
        module: Symbol,
        source: SourceId,
        map: Option<Value>,
        state: RunState,
    ) -> RunResult<Value> {
        let line = self.surface.line;
        let result = self.run_included(module, source, map, state).map_err(|fault| {
            let unreadable = match &fault {
                Fault::Wrong(all) => self.unreadable(source).zip(all.first().map(|it| it.code)),
                Fault::Thrown(_) => None,
            };
            let (thrown, code) = match unreadable {
                Some((message, code)) => (self.parse_error(&message), Some(code)),
                None => {
                    let thrown = self.thrown(fault);
                    let code = self.code_of_failure(&thrown);
                    (thrown, code)
                }
            };
            if self.is_ending() {
                return thrown;
            }
            let wrapped = self.load_error(self.surface.line, thrown);
            if let Some(code) = code {
                self.failure = Some((self.heap.root(wrapped.value), code));
            }
            wrapped
        });
        self.surface.line = line;
        result
    }

    /// What `Meta.parse` says of a source that cannot be read.
    fn unreadable(&self, source: SourceId) -> Option<String> {
        let (text, name) = (self.sources.text(source), self.sources.name(source));
        let (ast, _) = overdub_syntax::parse_one(text, 0, Extent::All, name);
        let last = ast.args_of("toplevel")?.last()?;
        match last.args_of("error").or_else(|| last.args_of("incomplete"))?.first()? {
            Ast::Literal(Literal::Str(text)) => Some(String::from_utf8_lossy(text).into_owned()),
            _ => None,
        }
    }

    fn parse_error(&mut self, message: &str) -> Exception {
        let state = RunState::plain(self.world());
        let made =
            self.heap.string(message).map_err(|error| self.exception_of(error)).and_then(|text| {
                let kind = self.global_value(GlobalRef::new("Base.Meta", "ParseError"), state)?;
                self.apply_plainly(kind, &[text])
            });
        made.map_or_else(|exception| exception, Exception::new)
    }

    /// The text of a file that becomes a source.
    fn read_file(&mut self, path: &str) -> RunResult<Arc<str>> {
        match self.host.read_file(path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                self.note_file(path);
                Ok(text.into())
            }
            Ok(Err(_)) => {
                let message = format!("invalid UTF-8 in \"{path}\"");
                Err(self.exception_of(ValueError::Argument(message)))
            }
            Err(error) => {
                let code = match error.kind() {
                    // A host of another kind than the system knows no numbers.
                    std::io::ErrorKind::NotFound => 2,
                    std::io::ErrorKind::PermissionDenied => 13,
                    _ => error.raw_os_error().unwrap_or(5),
                };
                Err(self.system_error(&format!("opening file \"{path}\""), code))
            }
        }
    }

    /// What the base library throws for the number of an error of the system.
    fn system_error(&mut self, what: &str, code: i32) -> Exception {
        let state = RunState::plain(self.world());
        let made =
            self.heap.string(what).map_err(|error| self.exception_of(error)).and_then(|text| {
                let kind = self.global_value(GlobalRef::new("Base", "SystemError"), state)?;
                self.apply_plainly(kind, &[text, Value::int64(i64::from(code))])
            });
        made.map_or_else(|exception| exception, Exception::new)
    }

    /// The path by which a statement in `into` would name a module that is at hand there.
    pub(crate) fn module_near(&self, into: Symbol, name: Symbol) -> Option<String> {
        let snapshot = self.definitions.snapshot();
        let is_module = |module| {
            let found = snapshot.binding(GlobalRef { module, name }, snapshot.world()).result;
            found.as_const().is_some_and(|it| it.as_module().is_some())
        };
        if is_module(into) {
            return Some(format!(".{name}"));
        }
        snapshot.parent(into).filter(|it| is_module(*it)).map(|_| format!("..{name}"))
    }

    /// The module of a package, which is loaded when it is first used. `near` is what else may have been meant.
    pub(crate) fn package(
        &mut self,
        name: Symbol,
        near: Option<String>,
        state: RunState,
    ) -> Result<Symbol, Fault> {
        let is_ground = matches!(name.as_str(), "Core" | "Base" | "Main");
        if is_ground || self.surface.packages.contains(&name) {
            return Ok(name);
        }
        let path = format!("{name}.jl");
        let found = match self.surface.library.get(&path).map(Arc::clone) {
            Some(text) => Some((path, text)),
            None => self.module_file(name)?,
        };
        let Some((path, text)) = found else {
            let hint = near.map_or_else(String::new, |path| {
                format!(", maybe you meant `import/using {path}`")
            });
            let message = format!(
                "Package {name} not found in current path{hint}.\n- overdub comes with no library {name}, and installs none."
            );
            return Err(self.exception_of(ValueError::Argument(message)).into());
        };
        self.surface.packages.insert(name);
        let source = self.sources.add(&path, &*text);
        // A package is no part of the program that uses it: contexts do not see it being made.
        let state = RunState::plain(state.world);
        // What stands around the module in its file (`__precompile__()`) knows `Base`.
        let around = Symbol::new(AROUND_PACKAGES);
        let is_there = self.definitions.snapshot().is_module(around, self.world());
        let around = if is_there { around } else { Symbol::new("") };
        let result = self.run_surface(around, source, state);
        if let Err(fault) = result {
            self.surface.packages.remove(&name);
            return Err(fault);
        }
        if !self.definitions.snapshot().is_module(name, self.world()) {
            return Err(self
                .error(format!("package `{name}` did not define the expected module `{name}`"))
                .into());
        }
        self.tell_of_package(name)?;
        Ok(name)
    }

    /// Calls what programs have asked to be called when a package has come.
    fn tell_of_package(&mut self, name: Symbol) -> RunResult<()> {
        let state = RunState::plain(self.world());
        let Ok(tell) = self.global_value(GlobalRef::new("Base", "_package_loaded"), state) else {
            return Ok(());
        };
        let name = self.heap.string(name.as_str()).map_err(|error| self.exception_of(error))?;
        self.apply_plainly(tell, &[name]).map(|_| ())
    }

    /// The file of a module that is none of the library, where the program says that its own are, and its text.
    fn module_file(&mut self, name: Symbol) -> RunResult<Option<(String, Arc<str>)>> {
        let state = RunState::plain(self.world());
        let Ok(find) = self.global_value(GlobalRef::new("Base", "_module_file"), state) else {
            return Ok(None);
        };
        let name = self.heap.string(name.as_str()).map_err(|error| self.exception_of(error))?;
        let found = self.apply_plainly(find, &[name])?;
        let Some(path) = self.heap.text(found).map(|it| plain(&it)) else { return Ok(None) };
        let text = self.read_file(&path)?;
        Ok(Some((path, text)))
    }
}

/// A path without `.` and `..` where they can be done without.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|it| !it.is_empty() && *it != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
