//! Host functions that need the session itself: evaluating, reading, expanding, rethrowing.

use overdub_interp::{Exception, RunResult, RunState, Trace, TraceEntry};
use overdub_rewrite::StackId;
use overdub_syntax::{Ast, Extent};
use overdub_types::{Symbol, Type, core};
use overdub_values::{TaskId, Value, ValueError};

use crate::{core::Core, natives::Scope, session::Session};

/// The most calls that a trace as values has, as in Julia.
const MOST_FRAMES: usize = 80_000;

/// Offers what programs ask of the session.
pub(crate) fn offer(session: &mut Session) {
    for (name, returns, run) in crate::natives::prelude() {
        if matches!(name, "gc" | "world_age" | "world_counter") {
            session.offer_body(name, returns, run, None);
        }
    }
    evaluation(session);
    exceptions(session);
    super::reflect::offer(session);
    super::tasks::offer(session);
}

/// The module whose function this call is of.
fn own_module(scope: &Scope<'_>) -> Symbol {
    let callee = scope.callee().and_then(|it| it.ty().as_data());
    callee.map_or_else(|| Symbol::new("Main"), |it| it.name().module())
}

fn text_of(scope: &mut Scope<'_>, args: &[Value], at: usize) -> RunResult<String> {
    let value = args.get(at).copied().unwrap_or_else(Value::nothing);
    let text = scope.heap().text(value).map(std::borrow::Cow::into_owned);
    match text {
        Some(text) => Ok(text),
        // A substring, or whatever else is a string: the program knows how to make one of it.
        None => scope.core().converted_text(value),
    }
}

fn module_arg(scope: &mut Scope<'_>, args: &[Value], at: usize) -> RunResult<Symbol> {
    let value = args.get(at).copied().unwrap_or_else(Value::nothing);
    scope.core().module_of("eval", value)
}

fn evaluation(session: &mut Session) {
    let any = Type::any();
    session.offer("eval_in_module", any, |scope, args| {
        let module = own_module(scope);
        let value = args.first().copied().unwrap_or_else(Value::nothing);
        let state = scope.state();
        scope.core().eval_value(module, value, state)
    });
    session.offer("include_in_module", any, |scope, args| {
        let module = own_module(scope);
        let path = text_of(scope, args, 0)?;
        let state = scope.state();
        scope.core().include(module, &path, None, state)
    });
    session.offer("include_mapped", any, |scope, args| {
        let module = own_module(scope);
        let path = text_of(scope, args, 1)?;
        let state = scope.state();
        scope.core().include(module, &path, args.first().copied(), state)
    });
    // include(module, path, map): the map may be `nothing`
    session.offer("include", any, |scope, args| {
        let module = module_arg(scope, args, 0)?;
        let path = text_of(scope, args, 1)?;
        let map = args.get(2).copied().filter(|it| !it.is_nothing());
        let state = scope.state();
        scope.core().include(module, &path, map, state)
    });
    // include_string(module, text, name, map): the map may be `nothing`
    session.offer("include_string", any, |scope, args| {
        let module = module_arg(scope, args, 0)?;
        let text = text_of(scope, args, 1)?;
        let name = text_of(scope, args, 2)?;
        let state = scope.state();
        let map = args.get(3).copied().filter(|it| !it.is_nothing());
        let core = scope.core();
        let source = core.sources.add(&name, text.as_str());
        core.load(module, source, map, state)
    });
    // parse_one(text, start, greedy, name) -> (expression, next): both positions count bytes from 1.
    session.offer("parse_one", any, |scope, args| {
        let text = text_of(scope, args, 0)?;
        let start = args.get(1).and_then(|it| it.as_i64()).unwrap_or(1);
        let start = usize::try_from(start.max(1) - 1).unwrap_or(0).min(text.len());
        let is_greedy = args.get(2).and_then(|it| it.as_bool()) != Some(false);
        let extent = if is_greedy { Extent::Statement } else { Extent::Atom };
        let name = text_of(scope, args, 3)?;
        let (ast, next) = overdub_syntax::parse_one(&text, start, extent, &name);
        let core = scope.core();
        let value = core.value_of(&ast)?;
        let next = Value::int64(i64::try_from(next + 1).unwrap_or(i64::MAX));
        core.heap.tuple(&[value, next]).map_err(|error| core.exception_of(error))
    });
    // parse_all(text, name) -> Expr(:toplevel, …)
    session.offer("parse_all", any, |scope, args| {
        let text = text_of(scope, args, 0)?;
        let name = text_of(scope, args, 1)?;
        let (ast, _) = overdub_syntax::parse_one(&text, 0, Extent::All, &name);
        scope.core().value_of(&ast)
    });
    // macroexpand(module, expression, recursive)
    session.offer("macroexpand", any, |scope, args| {
        let module = module_arg(scope, args, 0)?;
        let value = args.get(1).copied().unwrap_or_else(Value::nothing);
        let core = scope.core();
        let ast = core.ast_of(value)?;
        let is_recursive = args.get(2).and_then(|it| it.as_bool()) != Some(false);
        let expanded = match is_recursive {
            true => core.expanded(module, &ast).map_err(|fault| core.thrown(fault))?,
            false => overdub_syntax::expand_macros_once(core, module, ast)?,
        };
        core.value_of(&expanded)
    });
    // lower(module, expression) -> text of the bodies that it becomes
    session.offer("lower", core().string, |scope, args| {
        let module = module_arg(scope, args, 0)?;
        let value = args.get(1).copied().unwrap_or_else(Value::nothing);
        let core = scope.core();
        let text = core.lowered_text(module, value)?;
        core.heap.string(&text).map_err(|error| core.exception_of(error))
    });
    // expr_text(x): an expression as it is written, without the quotes around it.
    session.offer("expr_text", core().string, |scope, args| {
        let value = args.first().copied().unwrap_or_else(Value::nothing);
        let core = scope.core();
        let ast = core.ast_of(value)?;
        let text = overdub_syntax::print(&ast);
        core.heap.string(&text).map_err(|error| core.exception_of(error))
    });
    // expr_show(x): as `show` writes it, such as `:(x + 1)`.
    session.offer("expr_show", core().string, |scope, args| {
        let value = args.first().copied().unwrap_or_else(Value::nothing);
        let core = scope.core();
        let ast = core.ast_of(value)?;
        let text = overdub_syntax::show(&ast);
        core.heap.string(&text).map_err(|error| core.exception_of(error))
    });
    // exit(code)
    session.offer("exit", Type::bottom(), |scope, args| {
        let code = args.first().and_then(|it| it.as_i64()).unwrap_or(0);
        scope.host().exit(i32::try_from(code).unwrap_or(1));
        // Where the host comes back, no handler of the program goes on.
        Err(scope.core().stop("exit", &format!("exit({code})")))
    });
    // source_directory(file): the directory that a file is in.
    session.offer("source_directory", core().string, |scope, args| {
        let file = args.first().and_then(|it| it.as_symbol());
        let file = file.map_or("", |it| it.as_str());
        let directory = match file.rsplit_once('/') {
            Some((directory, _)) if file.starts_with('/') => directory.to_owned(),
            Some((directory, _)) => format!("{}/{directory}", scope.host().working_directory()),
            None => scope.host().working_directory(),
        };
        let core = scope.core();
        core.heap.string(&directory).map_err(|error| core.exception_of(error))
    });
    session.offer("gensym", core().symbol, |scope, args| {
        let base = match args.first() {
            Some(value) => match value.as_symbol() {
                Some(name) => name.to_string(),
                None => text_of(scope, args, 0)?,
            },
            None => String::new(),
        };
        let core = scope.core();
        core.surface.gensyms += 1;
        Ok(Value::symbol(Symbol::new(&format!("##{base}#{}", core.surface.gensyms + 224))))
    });
}

fn exceptions(session: &mut Session) {
    // rethrow() and rethrow(e)
    session.offer("rethrow", Type::bottom(), |scope, args| {
        let given = args.first().copied();
        let core = scope.core();
        let Some(last) = core.surface.caught.last().cloned() else {
            return Err(core.error(match given {
                None => "rethrow() not allowed outside a catch block",
                Some(_) => "rethrow(exc) not allowed outside a catch block",
            }));
        };
        let value = given.unwrap_or_else(|| last.value.value());
        core.surface.is_rethrown = true;
        let mut trace = last.trace;
        trace.resume();
        Err(Exception { value, trace })
    });
    // caught_frames(n): the calls that the nth exception being handled came through (1: the outermost), innermost
    // first, as a vector of tuples; `Core::frames` says of what.
    session.offer("caught_frames", Type::any(), |scope, args| {
        let at = args.first().and_then(|it| it.as_i64());
        let core = scope.core();
        let count = core.surface.caught.len();
        let at = at.and_then(|it| usize::try_from(it - 1).ok()).unwrap_or(count.wrapping_sub(1));
        let trace = core.surface.caught.get(at).map(|it| it.trace.clone()).unwrap_or_default();
        let whole = trace.within(&core.standing_calls());
        core.frames(&whole)
    });
    // frame_text(m, types, named): the call of a method with these types, as a trace shows it; with the names of the
    // arguments if `named`.
    session.offer("frame_text", core().string, |scope, args| {
        let [method, types, ..] = args else {
            return Err(scope.core().error("frame_text(m, types, named)"));
        };
        let core = scope.core();
        let text = match (core.method_of(*method)?, types.as_type()) {
            (Some(method), Some(types)) => {
                let is_named = args.get(2).and_then(|it| it.as_bool()) != Some(false);
                crate::frame_text::frame_text(&method, types, is_named)
            }
            _ => String::new(),
        };
        core.heap.string(&text).map_err(|error| core.exception_of(error))
    });
    // unsupported(what): for what no program can do here.
    session.offer("unsupported", Type::bottom(), |scope, args| {
        let what = text_of(scope, args, 0)?;
        Err(scope.core().coded_exception(crate::error::UNSUPPORTED, &what))
    });
}

impl Core {
    /// The calls that led here, innermost first, the statement at top level included.
    pub(crate) fn standing_calls(&self) -> Trace {
        let mut trace = self.machine.trace();
        if self.tasks.current() == TaskId::ROOT && self.surface.line.is_some() {
            trace.push(TraceEntry {
                function: "top-level scope".into(),
                label: 0,
                loc: super::evaluate::loc_of(self.surface.line),
                stack: overdub_interp::StackId(0),
                times: 1,
            });
        }
        trace
    }

    /// The calls of a trace as values: a `Vector{Any}` of `(function, file, line, contexts, method, types, times)`.
    pub(crate) fn frames(&mut self, trace: &Trace) -> RunResult<Value> {
        let base = self.heap.stack.len();
        for entry in trace.whole().take(MOST_FRAMES) {
            let names = self.contexts.names(StackId::new(entry.stack.0));
            let names: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
            let function = entry.function.split(" under ").next().unwrap_or(&entry.function);
            let function = self.heap.string(function);
            let function = function.map_err(|error| self.exception_of(error))?;
            let file = Value::symbol(entry.loc.file);
            let line = Value::int64(i64::from(entry.loc.line));
            let contexts = self.heap.string(&names.join(", "));
            let contexts = contexts.map_err(|error| self.exception_of(error))?;
            let instance = self.tables.instance_at(entry.label).cloned();
            let (method, types) = match &instance {
                Some(it) => (self.method_value(it.method())?, Value::of_type(it.types())),
                None => (Value::nothing(), Value::nothing()),
            };
            let times = Value::int64(i64::from(entry.times));
            let tuple = self.heap.tuple(&[function, file, line, contexts, method, types, times]);
            let tuple = tuple.map_err(|error| self.exception_of(error))?;
            self.heap.stack.push(tuple);
        }
        let end = self.heap.stack.len();
        let values: Vec<Value> =
            self.heap.stack.window(base..end).iter().flatten().copied().collect();
        let made = self.heap.vector(Type::any(), &values);
        self.heap.stack.pop_window(base);
        made.map_err(|error| self.exception_of(error))
    }

    /// What the base library says of an exception, if it says anything.
    pub(crate) fn shown_error(&mut self, value: Value) -> Option<String> {
        if !self.surface.is_on {
            return None;
        }
        let state = RunState::plain(self.world());
        let mut named =
            |name: &str| self.global_value(overdub_ir::GlobalRef::new("Base", name), state).ok();
        let (sprint, showerror) = (named("sprint")?, named("showerror")?);
        let text = self.apply_plainly(sprint, &[showerror, value]).ok()?;
        self.heap.text(text).map(std::borrow::Cow::into_owned)
    }

    /// Whether the base library finds the calls that an exception came through worth telling.
    pub(crate) fn tells_calls(&mut self, value: Value) -> bool {
        let state = RunState::plain(self.world());
        let name = overdub_ir::GlobalRef::new("Base", "_tells_calls");
        let Ok(function) = self.global_value(name, state) else { return true };
        let told = self.apply_plainly(function, &[value]).ok().and_then(|it| it.as_bool());
        told != Some(false)
    }

    /// The text of a value that is some kind of string.
    fn converted_text(&mut self, value: Value) -> RunResult<String> {
        let string = overdub_ir::GlobalRef::new("Base", "string");
        let state = RunState::plain(self.world());
        let function = self.global_value(string, state)?;
        let text = self.apply_plainly(function, &[value])?;
        let text_value = self.heap.text(text).map(std::borrow::Cow::into_owned);
        text_value.ok_or_else(|| {
            let wrong = ValueError::type_error("String", core().string, value);
            self.exception_of(wrong)
        })
    }

    fn lowered_text(&mut self, module: Symbol, value: Value) -> RunResult<String> {
        let ast: Ast = self.ast_of(value)?;
        let expanded = self.expanded(module, &ast).map_err(|fault| self.thrown(fault))?;
        match self.lower(module, expanded) {
            Ok(lowered) => {
                let mut text = overdub_ir::text::print_body(&lowered.thunk);
                for code in &lowered.codes {
                    text.push_str(&overdub_ir::text::print_body(&code.body));
                }
                Ok(text)
            }
            Err(all) => Err(self.thrown(super::Fault::Wrong(all))),
        }
    }
}
