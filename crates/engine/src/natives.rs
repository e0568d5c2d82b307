//! Host functions: Rust functions that programs call by name, and the few that every session offers.

use std::{sync::Arc, time::Duration};

use overdub_interp::{Direct, Exception, HostId, RunResult, RunState, Window};
use overdub_rewrite::Carriers;
use overdub_types::{Symbol, Type};
use overdub_values::{Heap, Value, ValueError, display_text, repr};
use overdub_world::{Snapshot, World};
use rustc_hash::FxHashMap;

use crate::{core::Core, host::Host};

/// What a host function does.
pub(crate) type HostBody = Arc<dyn Fn(&mut Scope<'_>, &[Value]) -> RunResult<Value> + Send + Sync>;

/// A Rust function that the session offers by name.
pub(crate) struct HostFunction {
    pub(crate) run: HostBody,
    /// What it promises to return; compiled code relies on it, so it is held to it.
    pub(crate) returns: Type,
    /// How machine code calls it without a detour.
    pub(crate) direct: Option<Direct>,
    /// Whether it was seen to call the program, or to ask the session itself for something.
    pub(crate) calls_back: bool,
}

/// The Rust functions that a session offers.
#[derive(Default)]
pub(crate) struct Offered {
    functions: Vec<HostFunction>,
    /// Those that were offered under a name, one after the other.
    of_name: FxHashMap<Symbol, Vec<HostId>>,
}

impl Offered {
    fn add(&mut self, name: Symbol, function: HostFunction) {
        let next = HostId(
            u32::try_from(self.functions.len()).expect("fewer than 2^32 functions fit in memory"),
        );
        // Code of older worlds goes on with the function that it was compiled for.
        self.of_name.entry(name).or_default().push(next);
        self.functions.push(function);
    }

    pub(crate) fn count(&self) -> usize {
        self.functions.len()
    }

    pub(crate) fn get(&self, id: HostId) -> Option<&HostFunction> {
        self.functions.get(id.0 as usize)
    }

    pub(crate) fn get_mut(&mut self, id: HostId) -> Option<&mut HostFunction> {
        self.functions.get_mut(id.0 as usize)
    }

    /// The one that is offered under a name in a world.
    pub(crate) fn at(&self, snapshot: &Snapshot, name: Symbol, world: World) -> Option<HostId> {
        let offered = snapshot.host(name, world).result?;
        self.of_name.get(&name)?.get(offered.version as usize).copied()
    }

    /// The last one that was offered under a name.
    pub(crate) fn newest(&self, name: Symbol) -> Option<&HostFunction> {
        self.of_name.get(&name)?.last().and_then(|it| self.get(*it))
    }
}

/// What a host function may do while it runs.
pub struct Scope<'a> {
    core: &'a mut Core,
    state: RunState,
    /// The call of the host function, with what it carries.
    window: Window,
    carriers: Carriers,
    /// Whether anything but values, output and the outside was asked for.
    pub(crate) has_called: bool,
}

impl std::fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scope({})", self.state)
    }
}

impl<'a> Scope<'a> {
    pub(crate) fn new(
        core: &'a mut Core,
        state: RunState,
        window: Window,
        carriers: Carriers,
    ) -> Self {
        Self { core, state, window, carriers, has_called: false }
    }

    pub(crate) fn core(&mut self) -> &mut Core {
        self.has_called = true;
        self.core
    }

    /// The core, for what has nothing to do with the program.
    pub(crate) fn host_core(&mut self) -> &mut Core {
        self.core
    }

    pub(crate) fn window(&self) -> Window {
        self.window
    }

    pub(crate) fn carriers(&self) -> &Carriers {
        &self.carriers
    }

    pub(crate) fn state(&self) -> RunState {
        self.state
    }

    /// Prints through the session's host.
    ///
    /// # Errors
    /// An exception if the host does not take it.
    pub fn print(&mut self, text: &str) -> RunResult<()> {
        self.core.write(text)
    }

    /// Makes a call in the program, under the contexts that the host function was called under.
    ///
    /// # Errors
    /// What the call throws.
    pub fn call(&mut self, callee: Value, args: &[Value]) -> RunResult<Value> {
        self.has_called = true;
        let window = overdub_interp::push_window(&mut self.core.heap, callee, args);
        let window = window.with_carried_of(self.window);
        let result = self.core.call_carrying(window, &self.carriers, self.state);
        window.pop(&mut self.core.heap);
        result
    }

    /// The function that was called.
    pub(crate) fn callee(&self) -> Option<Value> {
        self.core.heap.stack.value(self.window.base)
    }

    /// The heap of the session, to make and look at values.
    pub fn heap(&mut self) -> &mut Heap {
        &mut self.core.heap
    }

    /// Everything outside of the session.
    pub fn host(&mut self) -> &mut dyn Host {
        self.core.host.as_mut()
    }

    /// Whether the program goes on: a function that takes long asks now and then. That takes some nanoseconds.
    ///
    /// # Errors
    /// If somebody interrupted or a limit on time is reached; to be passed on at once.
    pub fn check_interrupt(&mut self) -> RunResult<()> {
        self.core.check_stop()
    }

    /// Whether the program may run for so long: asked before what takes about that time and cannot be stopped meanwhile.
    ///
    /// # Errors
    /// If a limit would be reached, or is; to be passed on at once.
    pub fn reserve_time(&mut self, time: Duration) -> RunResult<()> {
        self.core.reserve_time(time)
    }

    /// Whether the program may have so many bytes more: asked before making something large outside of its heap.
    ///
    /// # Errors
    /// If a limit would be reached; to be passed on at once.
    pub fn reserve_bytes(&mut self, bytes: u64) -> RunResult<()> {
        self.core.heap.check_allowance(bytes).map_err(|error| self.core.exception_of(error))
    }

    /// Ends the program for a reason, which becomes the code and the message of the request's error. The answer is to
    /// be returned as the error; the program cannot catch it.
    pub fn stop(&mut self, code: &'static str, message: &str) -> Exception {
        self.core.stop(code, message)
    }

    /// The world that the caller runs in.
    #[must_use]
    pub fn world(&self) -> World {
        self.state.world
    }

    /// The newest world.
    #[must_use]
    pub fn newest_world(&self) -> World {
        self.core.world()
    }

    /// An `ErrorException` with a message.
    pub fn error(&mut self, message: &str) -> Exception {
        self.core.exception_of(ValueError::Error(message.to_owned()))
    }

    /// An exception of the program's own, with the stable name of its kind, which [`crate::Error::code`] answers with if
    /// nothing catches it.
    pub fn coded(&mut self, code: &'static str, value: Value) -> Exception {
        let core = self.core();
        core.failure = Some((core.heap.root(value), code));
        Exception::new(value)
    }

    /// An exception for what went wrong with values.
    pub fn exception(&mut self, error: ValueError) -> Exception {
        self.core.exception_of(error)
    }
}

impl Core {
    /// Adds a Rust function that methods can name.
    pub(crate) fn offer_host(
        &mut self,
        name: Symbol,
        returns: Type,
        run: HostBody,
        direct: Option<Direct>,
    ) {
        self.hosts.add(name, HostFunction { run, returns, direct, calls_back: false });
        let change = self.definitions.offer_host(name, returns);
        // A new host function changes no binding, so no rule changes its meaning.
        let _ = self.did_change(&change);
    }
}

/// The methods that every session has, as a program: which Rust function runs for which signature.
pub(crate) const PRELUDE: &str = r#"
host print(::Any...)::Nothing = "print"
host println(::Any...)::Nothing = "println"
host string(::Any...)::String = "string"
host repr(::Any)::String = "repr"
host error(::Any...)::Union{} = "error"
host sqrt(::Float64)::Float64 = "sqrt"
host sin(::Float64)::Float64 = "sin"
host cos(::Float64)::Float64 = "cos"
host exp(::Float64)::Float64 = "exp"
host log(::Float64)::Float64 = "log"
host gc()::Nothing = "gc"
host world_age()::UInt64 = "world_age"
host world_counter()::UInt64 = "world_counter"
"#;

/// The Rust functions that the prelude names.
pub(crate) fn prelude() -> Vec<(&'static str, Type, HostBody)> {
    let c = overdub_types::core();
    let mut all: Vec<(&'static str, Type, HostBody)> = vec![
        (
            "print",
            c.nothing,
            Arc::new(|scope, args| {
                let text: String = args.iter().map(|it| display_text(*it)).collect();
                scope.print(&text)?;
                Ok(Value::nothing())
            }),
        ),
        (
            "println",
            c.nothing,
            Arc::new(|scope, args| {
                let mut text: String = args.iter().map(|it| display_text(*it)).collect();
                text.push('\n');
                scope.print(&text)?;
                Ok(Value::nothing())
            }),
        ),
        (
            "string",
            c.string,
            Arc::new(|scope, args| {
                let text: String = args.iter().map(|it| display_text(*it)).collect();
                scope.heap().string(&text).map_err(|error| scope.exception(error))
            }),
        ),
        (
            "repr",
            c.string,
            Arc::new(|scope, args| {
                let text: String = args.iter().map(|it| repr(*it)).collect();
                scope.heap().string(&text).map_err(|error| scope.exception(error))
            }),
        ),
        (
            "error",
            Type::bottom(),
            Arc::new(|scope, args| {
                let text: String = args.iter().map(|it| display_text(*it)).collect();
                Err(scope.exception(ValueError::Error(text)))
            }),
        ),
        (
            "gc",
            c.nothing,
            Arc::new(|scope, _| {
                scope.heap().collect();
                Ok(Value::nothing())
            }),
        ),
        ("world_age", c.uint64, Arc::new(|scope, _| Ok(Value::uint64(scope.world().0)))),
        ("world_counter", c.uint64, Arc::new(|scope, _| Ok(Value::uint64(scope.newest_world().0)))),
    ];
    all.push(("sqrt", c.float64, math("sqrt", |x| (x >= 0.0 || x.is_nan()).then(|| x.sqrt()))));
    all.push(("log", c.float64, math("log", |x| (x >= 0.0 || x.is_nan()).then(|| libm::log(x)))));
    // One implementation on every machine: that of `libm`, not of the platform.
    all.push(("sin", c.float64, math("sin", |x| (!x.is_infinite()).then(|| libm::sin(x)))));
    all.push(("cos", c.float64, math("cos", |x| (!x.is_infinite()).then(|| libm::cos(x)))));
    all.push(("exp", c.float64, math("exp", |x| Some(libm::exp(x)))));
    all
}

fn math(name: &'static str, run: fn(f64) -> Option<f64>) -> HostBody {
    Arc::new(move |scope, args| {
        let Some(x) = args.first().and_then(|it| it.as_f64()) else {
            let got = args.first().copied().unwrap_or_else(Value::nothing);
            return Err(scope.exception(ValueError::type_error(
                name,
                overdub_types::core().float64,
                got,
            )));
        };
        match run(x) {
            Some(y) => Ok(Value::float64(y)),
            None => Err(domain_error(scope, name, x)),
        }
    })
}

fn domain_error(scope: &mut Scope<'_>, name: &str, x: f64) -> Exception {
    let message =
        format!("{name} was called with {} and has no real result there", repr(Value::float64(x)));
    let made = scope.heap().string(&message).and_then(|text| {
        scope.heap().new_struct(overdub_types::core().domain_error, &[Value::float64(x), text])
    });
    match made {
        Ok(value) => Exception::new(value),
        Err(error) => scope.exception(error),
    }
}
