//! What a hook is told of the call that it runs for, and what it may answer.

use overdub_interp::{Exception, RunResult, RunState, Site, Window};
use overdub_rewrite::{Plan, Signature, StackId, Target};
pub use overdub_values::ValueRef;
use overdub_values::{Heap, Value, ValueError};
use overdub_world::World;
use smallvec::SmallVec;

use crate::{
    core::{Core, run_stack},
    host::Host,
    tables::PlanEntry,
};

/// How a call goes on after [`crate::Context::intercept`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// As if nobody had asked.
    Proceed,
    /// As if nobody had asked, but the context keeps out of the callee and all that it calls, as a rule that is a
    /// [leaf](overdub_rewrite::RuleBuilder::leaf) says for all calls.
    KeepOut,
    /// With other arguments; contexts further out and dispatch see these.
    ReplaceArgs(SmallVec<[Value; 8]>),
    /// Not at all: this is its value.
    Skip(Value),
}

/// What becomes of an exception after [`crate::Context::on_unwind`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Unwind {
    /// It goes on to the caller.
    Continue,
    /// The call answers with this value instead; for rules with [`crate::Hooks::RESCUE`] only.
    Return(Value),
    /// The call is made once more, from the prehook on.
    Retry,
}

/// A call at which a hook runs: its callee and arguments, borrowed, and what a hook may do.
///
/// What is borrowed stays valid for the length of the hook. To keep a value longer, root it ([`Call::heap`]).
pub struct Call<'a> {
    core: &'a mut Core,
    told: Told<'a>,
}

/// The call that a hook runs at.
pub(crate) struct Told<'a> {
    pub(crate) entry: &'a PlanEntry,
    /// Callee and arguments.
    pub(crate) values: &'a [Value],
    /// Where what the call carries lies.
    pub(crate) window: &'a Window,
    /// The caller's run state.
    pub(crate) state: RunState,
    /// The stack that the hook runs under.
    pub(crate) under: StackId,
    /// The call instruction, if it is one.
    pub(crate) from: Option<Site<'a>>,
    /// Whether the machine knows that the caller waits.
    pub(crate) is_waiting: bool,
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({})", self.signature())
    }
}

impl<'a> Call<'a> {
    pub(crate) fn new(core: &'a mut Core, told: Told<'a>) -> Self {
        Self { core, told }
    }

    /// Something else is going to run: the caller waits for it. Answers the state that it is to run in.
    fn wait(&mut self) -> RunState {
        if let Some(from) = self.told.from
            && !std::mem::replace(&mut self.told.is_waiting, true)
        {
            self.core.machine.wait(from, self.told.state);
        }
        self.told.state.under(run_stack(self.told.under, false))
    }

    /// Whether the machine knows that the caller waits.
    pub(crate) fn is_waiting(&self) -> bool {
        self.told.is_waiting
    }

    pub(crate) fn core_mut(&mut self) -> &mut Core {
        self.core
    }

    /// The world that the caller runs in.
    #[must_use]
    pub fn world(&self) -> World {
        self.told.state.world
    }

    /// What the call ends in, and the stack that it runs under, in the caller's world.
    pub(crate) fn target(&self) -> (World, Target, StackId) {
        let plan = &self.told.entry.plan;
        (self.world(), plan.target.clone(), plan.callee_stack)
    }

    /// Where the call stands in its source, as `file:line` or `file:line:column`; `None` if nobody knows, as for what
    /// Rust calls.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        self.told.from.map(|it| it.loc()).filter(|it| it.is_known()).map(|it| it.to_string())
    }

    /// The names of the contexts that the call is made under, the outermost first.
    #[must_use]
    pub fn contexts(&self) -> Vec<String> {
        let contexts = &self.core.contexts;
        let stack = contexts.stack(self.told.entry.stack);
        stack.contexts().iter().map(|it| contexts.spec(*it).name.clone()).collect()
    }

    /// The types of callee and arguments; prints as `f(::Int64)`.
    #[must_use]
    pub fn signature(&self) -> Signature {
        // As the call was made, not as it goes on.
        let Plan { call, .. } = *self.told.entry.plan;
        call
    }

    /// What is called.
    #[must_use]
    pub fn callee(&self) -> ValueRef<'_> {
        ValueRef::new(&self.told.values[0])
    }

    /// The name of what is called: of a function or type its name, of another value how it prints.
    #[must_use]
    pub fn callee_name(&self) -> String {
        overdub_values::display_text(self.told.values[0])
    }

    /// The function or type that the call is of: what is called, of a call with keywords what that is of.
    #[must_use]
    pub fn function(&self) -> ValueRef<'_> {
        ValueRef::new(self.function_value())
    }

    fn function_value(&self) -> &Value {
        &self.told.values[if self.is_keyword_call() { 2 } else { 0 }]
    }

    /// The name of the [function](Call::function).
    #[must_use]
    pub fn function_name(&self) -> String {
        overdub_values::display_text(*self.function_value())
    }

    /// Whether this is a call with keywords: `Core.kwcall(keywords, f, args...)`.
    #[must_use]
    pub fn is_keyword_call(&self) -> bool {
        self.told.values.len() > 2 && self.signature().is_keyword_call()
    }

    /// Whether the call is of the function or type that a name stands for now in a rule of
    /// [`on_callee`](overdub_rewrite::Rules::on_callee), with keywords or without.
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        let pattern = overdub_rewrite::Pattern::callee(name);
        pattern.is_ok_and(|it| it.names(&self.signature(), &self.core.rule_names()))
    }

    /// Whether what is called is a builtin or an intrinsic: part of the language, not of a program.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        let ty = self.told.values[0].ty();
        overdub_values::Builtin::from_type(ty).is_some()
            || overdub_values::Intrinsic::from_type(ty).is_some()
    }

    /// The number of arguments.
    #[must_use]
    pub fn arg_count(&self) -> usize {
        self.told.values.len() - 1
    }

    /// An argument, counted from zero.
    #[must_use]
    pub fn arg(&self, index: usize) -> Option<ValueRef<'_>> {
        self.told.values.get(index + 1).map(ValueRef::new)
    }

    /// Callee and arguments as values.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        self.told.values
    }

    /// The call as the program could have written it: `f(1, 2.0)`, `f(1; key = 2.0)`.
    #[must_use]
    pub fn describe(&self) -> String {
        let (function, args) = self.written(overdub_values::repr);
        format!("{function}({args})")
    }

    /// The same in two parts, the function and what stands in the parentheses, with values shown in some way.
    #[must_use]
    pub fn written(&self, show: impl Fn(Value) -> String) -> (String, String) {
        let values = self.told.values;
        let (keywords, values) = match self.is_keyword_call() {
            true => (Some(values[1]), &values[2..]),
            false => (None, values),
        };
        let is_named = values[0].ty().is_singleton_type() || values[0].as_type().is_some();
        let callee = match is_named {
            true => overdub_values::display_text(values[0]),
            false => show(values[0]),
        };
        let args: Vec<String> = values[1..].iter().map(|it| show(*it)).collect();
        let keywords = keywords.map(|it| {
            let text = show(it);
            let inside = text.strip_prefix('(').unwrap_or(&text);
            let inside = inside.strip_suffix(')').unwrap_or(inside);
            format!("; {}", inside.strip_suffix(',').unwrap_or(inside))
        });
        (callee, args.join(", ") + &keywords.unwrap_or_default())
    }

    /// A value as `show` prints it.
    #[must_use]
    pub fn show(&self, value: ValueRef<'_>) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = overdub_values::show(value, &mut text);
        text
    }

    /// The beginning of how a value shows, `…` behind it if that is longer than `limit` characters. Costs no more
    /// than what it answers, however large the value is.
    #[must_use]
    pub fn brief(&self, value: ValueRef<'_>, limit: usize) -> String {
        let mut brief = Brief { text: String::new(), left: limit };
        if overdub_values::show(value, &mut brief).is_err() {
            brief.text.push('…');
        }
        brief.text
    }

    /// Prints through the session's host.
    ///
    /// # Errors
    /// An exception if the host does not take it.
    pub fn print(&mut self, text: &str) -> RunResult<()> {
        self.core.write(text)
    }

    /// Everything outside of the session: files, the clock, the streams.
    pub fn host(&mut self) -> &mut dyn Host {
        self.core.host.as_mut()
    }

    /// Prints on the error stream of the session's host, where it does not mix with what the program prints.
    ///
    /// # Errors
    /// An exception if the host does not take it.
    pub fn print_error(&mut self, text: &str) -> RunResult<()> {
        self.core.write_error(text)
    }

    /// Runs a call in the program, under the contexts outside the one whose hook this is.
    ///
    /// # Errors
    /// What the call throws.
    pub fn run(&mut self, callee: Value, args: &[Value]) -> RunResult<Value> {
        let state = self.wait();
        let core = Within::hook(self.core);
        let window = overdub_interp::push_window(&mut core.0.heap, callee, args);
        let window = window.with_carried_of(*self.told.window);
        let result = core.0.call_carrying(window, &self.told.entry.carriers, state);
        window.pop(&mut core.0.heap);
        result
    }

    /// Runs code of the language in `Main`, under the contexts outside the one whose hook this is.
    ///
    /// # Errors
    /// What it throws, or that the session has no base library and so no language.
    pub fn evaluate(&mut self, text: &str) -> RunResult<Value> {
        if !self.core.surface.is_on {
            let code = "no-language";
            return Err(self.core.coded_exception(
                code,
                "a session without its base library runs no text of the language",
            ));
        }
        let (ast, _) = overdub_syntax::parse_one(text, 0, overdub_syntax::Extent::All, "none");
        let state = self.wait();
        let core = Within::hook(self.core);
        let result = core.0.eval_ast(overdub_types::Symbol::new("Main"), &ast, state);
        result.map_err(|fault| core.0.thrown(fault))
    }

    /// The heap of the session, to make values.
    pub fn heap(&mut self) -> &mut Heap {
        &mut self.core.heap
    }

    /// An exception with a message, to fail with.
    pub fn error(&mut self, message: &str) -> Exception {
        self.core.exception_of(ValueError::Error(message.to_owned()))
    }

    /// What ends the program from outside, for a hook that sets a clock.
    #[must_use]
    pub fn interrupt_handle(&self) -> overdub_interp::InterruptHandle {
        self.core.machine.interrupt().clone()
    }

    /// How many calls are under way below this one.
    #[must_use]
    pub fn depth(&self) -> usize {
        let caller = usize::from(self.told.from.is_some() && !self.told.is_waiting);
        self.core.machine.depth() + caller
    }
}

/// What runs code for a hook, until it is dropped, which a panic does too.
struct Within<'a>(&'a mut Core);

impl<'a> Within<'a> {
    fn hook(core: &'a mut Core) -> Self {
        core.hook_depth += 1;
        Self(core)
    }
}

impl Drop for Within<'_> {
    fn drop(&mut self) {
        self.0.hook_depth -= 1;
    }
}

/// Takes so many characters and then no more.
struct Brief {
    text: String,
    left: usize,
}

impl std::fmt::Write for Brief {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(std::fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}
