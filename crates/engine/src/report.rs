//! Exceptions that nothing caught, in words.

use overdub_diag::{Diagnostic, Sources, Span};
use overdub_interp::{Exception, StopReason, Trace, TraceEntry};
use overdub_ir::Loc;
use overdub_rewrite::StackId;
use overdub_syntax::LineNode;
use overdub_types::Type;
use overdub_values::{Value, repr};
use overdub_world::{MethodInstance, TableId};

use crate::{
    core::Core,
    error::{Error, Frame, Uncaught},
    kept::Kept,
    statements::Stop,
    surface::Caught,
};

/// The stable code of an exception by its type.
pub(crate) fn code_of(type_name: &str) -> &'static str {
    match type_name {
        "MethodError" => "method-error",
        "TypeError" => "type-error",
        "BoundsError" => "bounds-error",
        "UndefVarError" => "undefined-variable",
        "UndefRefError" => "undefined-reference",
        "DivideError" => "divide-error",
        "DomainError" => "domain-error",
        "OverflowError" => "overflow-error",
        "InexactError" => "inexact-error",
        "ArgumentError" => "argument-error",
        "ErrorException" => "error-exception",
        "StackOverflowError" => "stack-overflow",
        "OutOfMemoryError" => "out-of-memory",
        "InterruptException" => "interrupted",
        _ => "uncaught-exception",
    }
}

/// What an exception says, as Julia's `showerror` begins.
pub(crate) fn message_of(core: &mut Core, value: Value) -> String {
    let name = value.ty().to_string();
    let field = |core: &mut Core, at: usize| core.heap.field(value, at).ok();
    let text = |core: &mut Core, at: usize| {
        let field = field(core, at)?;
        core.heap.text(field).map(std::borrow::Cow::into_owned)
    };
    let known = match name.as_str() {
        "ErrorException" => text(core, 0),
        "ArgumentError" | "OverflowError" => text(core, 0).map(|it| format!("{name}: {it}")),
        "DomainError" => match (field(core, 0), text(core, 1)) {
            (Some(value), Some(message)) => {
                Some(format!("DomainError with {}:\n{message}", repr(value)))
            }
            _ => None,
        },
        "DivideError" => Some("DivideError: integer division error".to_owned()),
        "StackOverflowError" => Some("StackOverflowError:".to_owned()),
        "OutOfMemoryError" => Some("OutOfMemoryError()".to_owned()),
        "InterruptException" => Some("InterruptException:".to_owned()),
        "UndefRefError" => Some("UndefRefError: access to undefined reference".to_owned()),
        "UndefVarError" => field(core, 0).and_then(Value::as_symbol).map(|variable| {
            let scope = core.heap.field(value, 1).ok();
            let place = match scope.and_then(|it| it.as_module().or_else(|| it.as_symbol())) {
                Some(scope) if scope.as_str() == "local" => " in local scope".to_owned(),
                Some(scope) if scope.as_str() == "static_parameter" => {
                    " in static parameter matching".to_owned()
                }
                Some(module) => format!(" in `{module}`"),
                None => String::new(),
            };
            format!("UndefVarError: `{variable}` not defined{place}")
        }),
        "BoundsError" => match (field(core, 0), field(core, 1)) {
            (Some(of), Some(index)) => {
                let what = if of.ty().is_tuple() { repr(of) } else { of.ty().to_string() };
                Some(format!("BoundsError: attempt to access {what} at index [{}]", repr(index)))
            }
            _ => None,
        },
        "TypeError" => type_error(core, value),
        "MethodError" => method_error(core, value),
        "InexactError" => match (field(core, 0), field(core, 1)) {
            (Some(function), Some(args)) => {
                let function =
                    function.as_symbol().map_or_else(|| repr(function), |it| it.to_string());
                Some(format!("InexactError: {function}{}", repr(args)))
            }
            _ => None,
        },
        _ => None,
    };
    known.unwrap_or_else(|| repr(value))
}

fn type_error(core: &mut Core, value: Value) -> Option<String> {
    let function = core.heap.field(value, 0).ok()?.as_symbol()?;
    let context = core.heap.field(value, 1).ok()?;
    let expected = core.heap.field(value, 2).ok()?.as_type()?;
    let got = core.heap.field(value, 3).ok()?;
    let context = context.as_symbol().map(|it| it.as_str().to_owned());
    let context =
        context.filter(|it| !it.is_empty()).map_or_else(String::new, |it| format!(", in {it}"));
    let got = match got.as_type() {
        Some(ty) => format!("Type{{{ty}}}"),
        None => format!("a value of type {}", got.ty()),
    };
    if expected == overdub_types::core().bool && context.is_empty() && function.as_str() == "if" {
        return Some(format!(
            "TypeError: non-boolean ({}) used in boolean context",
            got.trim_start_matches("a value of type ")
        ));
    }
    Some(format!("TypeError: in {function}{context}, expected {expected}, got {got}"))
}

fn method_error(core: &mut Core, value: Value) -> Option<String> {
    let callee = core.heap.field(value, 0).ok()?;
    let args = core.heap.field(value, 1).ok()?;
    let count = core.heap.field_count(args);
    let mut types = Vec::with_capacity(count);
    for at in 0..count {
        let arg = core.heap.field(args, at).ok()?;
        types.push(format!("::{}", crate::compile::dispatch_type(arg)));
    }
    let name = match callee.as_type() {
        Some(ty) => ty.to_string(),
        None if Value::singleton(callee.ty()).is_some() => overdub_values::display_text(callee),
        None => format!("(::{})", callee.ty()),
    };
    Some(format!("MethodError: no method matching {name}({})", types.join(", ")))
}

/// The calls that an exception came through, innermost first, with the contexts that they ran under.
pub(crate) fn frames_of(core: &Core, exception: &Exception) -> Vec<Frame> {
    let frame = |entry: &TraceEntry| {
        let names = core.contexts.names(StackId::new(entry.stack.0));
        let function = entry.function.split(" under ").next().unwrap_or(&entry.function);
        Frame {
            function: function.to_owned(),
            place: entry.loc.is_known().then_some(entry.loc),
            contexts: names.iter().map(|it| it.as_str().to_owned()).collect(),
            times: entry.times,
        }
    };
    exception.trace.entries().map(frame).collect()
}

/// The same as lines of text.
fn lines_of(frames: &[Frame], exception: &Exception) -> Vec<String> {
    let mut lines: Vec<String> = frames.iter().map(ToString::to_string).collect();
    if exception.trace.omitted() > 0 {
        lines.push(format!("… {} calls left out", exception.trace.omitted()));
    }
    lines
}

/// The place of a location in the texts that were loaded; the newest text of that name counts.
pub(crate) fn span_of(sources: &Sources, loc: Loc) -> Option<Span> {
    let id = sources.find(loc.file.as_str())?;
    let start = sources.offset(id, loc.line, loc.column)?;
    let text = sources.text(id);
    let rest = text.get(start as usize..)?;
    let len = rest.find('\n').unwrap_or(rest.len());
    Some(id.span(start as usize, start as usize + rest[..len].trim_end().len()))
}

/// Everything that stopped a program, as errors.
pub(crate) fn report(core: &mut Core, stops: Vec<Stop>) -> Vec<Error> {
    let mut wrong = Vec::new();
    for stop in stops {
        match stop {
            Stop::Wrong(diagnostic) => wrong.push(*diagnostic),
            Stop::Thrown(thrown) => {
                let (exception, span) = *thrown;
                return vec![uncaught(core, exception, Some(span))];
            }
        }
    }
    vec![Error::Diagnostics(wrong)]
}

/// An exception that nothing caught, for a report.
pub(crate) fn uncaught(core: &mut Core, exception: Exception, statement: Option<Span>) -> Error {
    // What ended the program tells its own story, whatever exception came out of the hooks on the way. What is at its
    // end is described in peace.
    if let Some(reason) = core.machine.interrupt().end() {
        core.was_stopped = true;
        let stopped = stopped(core, &exception, reason, statement);
        return Error::Uncaught(Box::new(stopped));
    }
    Error::Uncaught(Box::new(described(core, &exception, statement)))
}

/// What is to be said of an exception.
pub(crate) fn described(
    core: &mut Core,
    exception: &Exception,
    statement: Option<Span>,
) -> Uncaught {
    let type_name = exception.value.ty().to_string();
    let identity = (exception.value.raw_tag(), exception.value.raw_bits());
    let same =
        |root: &overdub_values::Root| (root.value().raw_tag(), root.value().raw_bits()) == identity;
    let code = core.code_of_failure(exception).unwrap_or_else(|| code_of(&type_name));
    let ambiguity = match &core.ambiguous {
        Some((root, message)) if same(root) => Some(format!("MethodError: {message}")),
        _ => None,
    };
    let message = match core.shown_error(exception.value) {
        Some(message) => message,
        None => ambiguity.unwrap_or_else(|| message_of(core, exception.value)),
    };
    let mut diagnostic = diagnostic_of(core, exception, code, &message, statement, "thrown here");
    if type_name == "MethodError" && !message.contains("Candidates:") {
        for hint in candidates(core, exception.value) {
            diagnostic = diagnostic.with_hint(hint);
        }
    }
    told(core, exception, type_name, message, diagnostic)
}

/// A program that was stopped, for a report.
fn stopped(
    core: &mut Core,
    exception: &Exception,
    StopReason { code, message }: StopReason,
    statement: Option<Span>,
) -> Uncaught {
    let diagnostic = diagnostic_of(core, exception, code, &message, statement, "stopped here");
    let told = told(core, exception, "InterruptException".to_owned(), message, diagnostic);
    Uncaught { is_stop: true, ..told }
}

/// What is wrong, at the innermost place that is known.
fn diagnostic_of(
    core: &Core,
    exception: &Exception,
    code: &'static str,
    message: &str,
    statement: Option<Span>,
    label: &str,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(code, message);
    let mut locs = exception.trace.entries().map(|it| it.loc).filter(|it| it.is_known());
    let place = locs.find_map(|loc| span_of(&core.sources, loc));
    match place.or(statement) {
        Some(span) => diagnostic.with_label(span, label),
        None => diagnostic,
    }
}

/// The whole of what an embedder is told, the calls that led there included.
fn told(
    core: &mut Core,
    exception: &Exception,
    type_name: String,
    message: String,
    mut diagnostic: Diagnostic,
) -> Uncaught {
    let frames = frames_of(core, exception);
    let trace = lines_of(&frames, exception);
    for line in trace.iter().take(12) {
        diagnostic = diagnostic.with_hint(shortened(line));
    }
    let report = core.surface.is_on.then(|| surface_report(core, &message, exception));
    Uncaught {
        code: diagnostic.code,
        type_name,
        message,
        diagnostic,
        frames,
        trace,
        value: Kept::new(core, exception.value),
        report,
        is_stop: false,
    }
}

/// What the surface language says of an exception that nothing caught: the message, the calls that led there with
/// their lines, and the same of the exceptions that were being handled when it was thrown.
fn surface_report(core: &mut Core, message: &str, exception: &Exception) -> String {
    let mut text = format!("ERROR: {message}\n");
    if core.tells_calls(exception.value) {
        text.push_str(&stack_text(core, &exception.trace));
    }
    let is_same = |it: &Caught| {
        let it = it.value.value();
        (it.raw_tag(), it.raw_bits()) == (exception.value.raw_tag(), exception.value.raw_bits())
    };
    // One that is thrown again is the one that was handled last.
    let handled = std::mem::take(&mut core.surface.caught);
    let causes = match handled.split_last() {
        Some((last, before)) if is_same(last) => before,
        _ => &handled[..],
    };
    let mut around = (*exception.trace).clone();
    for cause in causes.iter().rev() {
        let value = cause.value.value();
        let message = match core.shown_error(value) {
            Some(message) => message,
            None => message_of(core, value),
        };
        around = cause.trace.within(&around);
        text.push_str(&format!("\ncaused by: {message}\n{}", stack_text(core, &around)));
    }
    core.surface.caught = handled;
    text
}

/// A stack trace with lines of the program.
fn stack_text(core: &Core, trace: &Trace) -> String {
    const MOST: usize = 24;
    let mut text = String::from("Stacktrace:\n");
    if trace.is_empty() {
        // A statement that is a single name runs no code.
        let Some(LineNode { line, file: Some(file) }) = core.surface.line else {
            return String::new();
        };
        text.push_str(&format!(" [1] top-level scope\n   @ {file}:{line}\n"));
        write_line(&mut text, core, Loc { file, line, column: 0 }, 5);
        return text;
    }
    let lines = trace_lines(core, trace);
    let is_shown = lines.len().min(MOST);
    let number_of = |at: usize| lines[..at].iter().map(|it| 1 + it.repeated).sum::<usize>() + 1;
    let width = number_of(is_shown.saturating_sub(1)).to_string().len();
    for (at, line) in lines.iter().enumerate().take(MOST) {
        let TraceLine { entry, instance, .. } = line;
        let names = core.contexts.names(StackId::new(entry.stack.0));
        let names: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
        let function = match instance {
            Some(it) => crate::frame_text::frame_text(it.method(), it.types(), names.is_empty()),
            None => entry.function.split(" under ").next().unwrap_or(&entry.function).to_owned(),
        };
        let function = shortened(&function);
        let function = match names.as_slice() {
            [] => function,
            names => format!("overdub([{}], {function})", names.join(", ")),
        };
        let times = if entry.times > 1 {
            format!(" (repeats {} times)", entry.times)
        } else {
            String::new()
        };
        let number = format!("[{}]", number_of(at));
        text.push_str(&format!(" {number:>0$} {function}{times}\n", width + 2));
        if entry.loc.is_known() {
            let module =
                instance.map_or_else(String::new, |it| format!("{} ", it.method().module()));
            let pad = " ".repeat(width + 2);
            text.push_str(&format!("{pad}@ {module}{}:{}\n", entry.loc.file, entry.loc.line));
            write_line(&mut text, core, entry.loc, width + 4);
        }
        if let Some(more) = line.repeated.checked_div(line.cycle) {
            let times = if more > 1 { "times" } else { "time" };
            text.push_str(&format!(
                "--- the above {} lines are repeated {more} more {times} ---\n",
                line.cycle
            ));
        }
    }
    let left = lines.len().saturating_sub(MOST) + trace.omitted();
    if left > 0 {
        text.push_str(&format!("   … {left} calls left out\n"));
    }
    text
}

/// A call of a trace that is told.
struct TraceLine<'a> {
    entry: &'a TraceEntry,
    instance: Option<&'a MethodInstance>,
    /// How many lines up to this one come again behind it, and how many calls that stands for.
    cycle: usize,
    repeated: usize,
}

/// The calls of a trace that are told; of many those that come again in turn are told once.
fn trace_lines<'a>(core: &'a Core, trace: &'a Trace) -> Vec<TraceLine<'a>> {
    const MANY: usize = 50;
    let cycles = if trace.whole().nth(MANY).is_some() { trace.cycles() } else { &[] };
    let entries: Vec<&TraceEntry> =
        if cycles.is_empty() { trace.whole().collect() } else { trace.entries().collect() };
    let mut lines: Vec<TraceLine<'_>> = Vec::new();
    let mut kept = Vec::with_capacity(entries.len());
    let mut inner = None;
    for (at, entry) in entries.into_iter().enumerate() {
        let instance = core.tables.instance_at(entry.label);
        let is_hidden = instance.is_some_and(|it| crate::frame_text::is_hidden(it, inner));
        kept.push(!is_hidden);
        if !is_hidden {
            lines.push(TraceLine { entry, instance, cycle: 0, repeated: 0 });
        }
        inner = instance;
        if let Some(cycle) = cycles.iter().find(|it| it.end == at + 1)
            && let Some(last) = lines.last_mut()
        {
            last.cycle = kept[cycle.end - cycle.len..].iter().filter(|it| **it).count();
            last.repeated = last.cycle * cycle.more;
        }
    }
    lines
}

fn write_line(text: &mut String, core: &Core, loc: Loc, pad: usize) {
    if let Some(line) = source_line(&core.sources, loc) {
        text.push_str(&format!("{}{}\n", " ".repeat(pad), shortened(line)));
    }
}

/// The text of a line.
fn source_line(sources: &Sources, loc: Loc) -> Option<&str> {
    let id = sources.find(loc.file.as_str())?;
    let line = usize::try_from(loc.line.checked_sub(1)?).ok()?;
    sources.text(id).lines().nth(line).map(str::trim)
}

/// The methods that a call which found none might have meant, a line each.
fn candidates(core: &mut Core, error: Value) -> Vec<String> {
    const MOST: usize = 5;
    let Ok(callee) = core.heap.field(error, 0) else { return Vec::new() };
    let of = crate::compile::dispatch_type(callee);
    let every = Type::vararg(Type::any(), None).and_then(|rest| Type::tuple(&[of, rest]));
    let snapshot = core.definitions.snapshot();
    let found =
        every.ok().and_then(|it| snapshot.methods(TableId::ORDINARY, it, snapshot.world()).ok());
    let methods = found.map(|it| it.result).unwrap_or_default();
    if methods.is_empty() {
        return match callee.as_type() {
            Some(ty) => vec![format!(
                "{ty} has no constructor; `method {ty}(…)` defines one, which makes its value with `new`"
            )],
            None => vec!["it has no methods".to_owned()],
        };
    }
    let place = |loc: Loc| if loc.is_known() { format!(" at {loc}") } else { String::new() };
    let mut lines: Vec<String> = methods
        .iter()
        .take(MOST)
        .map(|it| shortened(&format!("there is {it}{}", place(it.loc()))))
        .collect();
    if methods.len() > MOST {
        lines.push(format!("and {} more", methods.len() - MOST));
    }
    lines
}

/// A line cut in the middle where it is very long, as types can be.
fn shortened(line: &str) -> String {
    const MOST: usize = 160;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let head: String = line.chars().take(MOST / 2).collect();
    let tail: String = line.chars().skip(line.chars().count() - MOST / 2).collect();
    format!("{head} … {tail}")
}
