//! Functions across the border: Rust functions as methods of the program, the program's functions called from Rust.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};

use overdub_diag::{Diagnostic, Span};
use overdub_interp::RunResult;
use overdub_ir::{
    GlobalRef,
    text::{Signature, StatementKind},
};
use overdub_types::{Symbol, Type, is_subtype};
use overdub_values::{Value, is_cancellation};

use crate::{
    core::Core,
    error::Error,
    exchange::{Args, ConvertError, Exchange, FromValue, Function, handle_number, handle_type},
    natives::HostBody,
    report::report,
    session::{Session, no_function, state_of},
    under::Under,
};

impl Session {
    /// Makes a Rust function a method of the program, in `Main`. Its arguments and its answer are converted
    /// ([`ToValue`](crate::ToValue), [`FromValue`]); what it fails with (a `Result` with an error that can be
    /// displayed, or a panic) is an exception of the program. Defining it again replaces it, and what was compiled for
    /// the old one is invalidated; contexts see its calls like all others.
    ///
    /// # Errors
    /// What is wrong with the signature, or where function and signature disagree, with the place in the signature.
    ///
    /// # Example
    /// ```
    /// use overdub_engine::Session;
    ///
    /// let mut session = Session::with_captured_output();
    /// session.define_method("gravity(::Float64, ::Int64)::Float64", |x: f64, n: i64| x / (n * n) as f64)?;
    /// assert_eq!(session.call_as::<f64>("gravity", (9.0, 3_i64))?, 1.0);
    ///
    /// let error = session.define_method("gravity(::Float64)", |x: String| x).unwrap_err();
    /// assert_eq!(error.code(), "argument-mismatch");
    /// # Ok::<(), overdub_engine::Error>(())
    /// ```
    pub fn define_method<A, F: Function<A>>(
        &mut self,
        signature: &str,
        function: F,
    ) -> Result<(), Error> {
        let run: HostBody = Arc::new(move |scope, args| {
            let called = catch_unwind(AssertUnwindSafe(|| {
                function.call(args, &mut Exchange::new(scope.core()))
            }));
            match called {
                Ok(result) => result.map_err(|error| error.into_exception(scope.core())),
                Err(payload) if is_cancellation(&*payload) => resume_unwind(payload),
                Err(payload) => {
                    let said = payload.downcast_ref::<&str>().map(|it| (*it).to_owned());
                    let said = said.or_else(|| payload.downcast_ref::<String>().cloned());
                    let said = said.unwrap_or_else(|| "without a message".to_owned());
                    let message = format!("a function of the host panicked: {said}");
                    Err(scope.core().coded_exception("host-function-panicked", &message))
                }
            }
        });
        self.on_stack(|core| core.define_function::<A, F>(signature, run))
    }

    /// Calls a function of the program with values of Rust and takes the answer into Rust. The function is named as in
    /// the program: `f`, `Main.Mod.f`, `+`; a type is called as its constructor.
    ///
    /// # Errors
    /// `unknown-function`, what the call throws, or `conversion` if the answer does not fit.
    ///
    /// # Example
    /// ```
    /// use overdub_engine::Session;
    ///
    /// let mut session = Session::with_captured_output();
    /// session.load("f.ir", "method f(%x::Float64) { block0(%self, %x): return %x }")?;
    /// assert_eq!(session.call_as::<f64>("f", (1.5,))?, 1.5);
    /// let error = session.call_as::<String>("f", (1.5,)).unwrap_err();
    /// assert_eq!(error.to_string(), "expected String, found Float64 (1.5)");
    /// # Ok::<(), overdub_engine::Error>(())
    /// ```
    pub fn call_as<T: FromValue>(&mut self, function: &str, args: impl Args) -> Result<T, Error> {
        self.on_stack(|core| {
            let callee = core.named_value(function).ok_or_else(|| no_function(function))?;
            core.call_converted(callee, args)
        })
    }

    /// Evaluates text in `Main` as [`Session::eval`] does, and takes the value into Rust.
    ///
    /// # Errors
    /// As [`Session::eval`], or `conversion` if the value does not fit.
    pub fn eval_as<T: FromValue>(&mut self, text: &str) -> Result<T, Error> {
        let value = match self.eval(text) {
            Ok(value) => value,
            Err(error) => return thrown(error),
        };
        let kept = self.keep(value);
        self.read(&kept)
    }

    /// Takes back the value of Rust that a handle stands for ([`Opaque`](crate::Opaque)); whether it stood for one.
    ///
    /// # Errors
    /// `other-session`.
    pub fn release(&mut self, handle: &crate::kept::Kept) -> Result<bool, Error> {
        let number = handle_number(self.value_of(handle)?);
        Ok(number.is_some_and(|it| self.core_mut().objects.release(it)))
    }
}

/// What stands for an exception, if the type has something to say it with.
fn thrown<T: FromValue>(error: Error) -> Result<T, Error> {
    match error {
        Error::Uncaught(it) => T::from_thrown(it).map_err(Error::Uncaught),
        other => Err(other),
    }
}

impl Under<'_> {
    /// Calls a function of the program with values of Rust, under the contexts; see [`Session::call_as`].
    ///
    /// # Errors
    /// What entering the contexts or the call failed with.
    pub fn call_as<T: FromValue>(&mut self, function: &str, args: impl Args) -> Result<T, Error> {
        self.ready()?.call_as(function, args)
    }
}

impl Core {
    /// Calls a value under the ambient contexts, both ways converted.
    pub(crate) fn call_converted<T: FromValue>(
        &mut self,
        callee: Value,
        args: impl Args,
    ) -> Result<T, Error> {
        let result = args.call_with(&mut Exchange::new(self), |with, values| {
            let state = state_of(with.core);
            let result: RunResult<_> = with.core.enter_carrying(callee, values, state);
            let result = with.core.unless_stopped(result);
            result.map(|it| it.0).map_err(ConvertError::Thrown)
        });
        let read = result.and_then(|value| {
            let mut with = Exchange::new(self);
            with.keeping(value, |with| T::from_value(value, with))
        });
        read.or_else(|error| thrown(error.into_error(self)))
    }

    /// What a path such as `f`, `Main.Mod.f` or `Base.+` stands for.
    pub(crate) fn named_value(&mut self, path: &str) -> Option<Value> {
        let parts = parts_of(path);
        if self.surface.is_on {
            return self.surface_value(&parts);
        }
        let path: Vec<Symbol> = parts.iter().map(|it| Symbol::new(it)).collect();
        let function = self.names.function(&path).and_then(Value::singleton);
        function.or_else(|| Some(Value::of_type(self.names.lookup_type(*path.last()?)?)))
    }

    fn surface_value(&mut self, parts: &[&str]) -> Option<Value> {
        let state = overdub_interp::RunState::plain(self.world());
        let mut module = Symbol::new("Main");
        let (name, modules) = parts.split_last()?;
        for part in modules {
            let global = GlobalRef { module, name: Symbol::new(part) };
            let value = self.global_value(global, state).ok();
            module = match value.and_then(Value::as_module) {
                Some(inner) => inner,
                // What a module is called that no name leads to, such as `Core.Host`.
                None if *part == "Main" || *part == "Core" || *part == "Base" => Symbol::new(part),
                None => return None,
            };
        }
        self.global_value(GlobalRef { module, name: Symbol::new(name) }, state).ok()
    }

    fn define_function<A, F: Function<A>>(
        &mut self,
        signature: &str,
        run: HostBody,
    ) -> Result<(), Error> {
        self.learn_names();
        self.names.declare_type(Symbol::new("HostObject"), handle_type());
        let name = format!("rust {}", self.hosts.count());
        let text = format!("host {signature} = \"{name}\"");
        let source = self.sources.add("<signature>", text);
        let program = self.read_source(source).map_err(|stops| first(report(self, stops)))?;
        let statement = match program.statements.as_slice() {
            [statement] => &statement.kind,
            _ => return Err(Error::request("bad-signature", "one signature is wanted")),
        };
        let StatementKind::Host { signature, returns, .. } = statement else {
            return Err(Error::request("bad-signature", "a signature is wanted"));
        };
        self.check_function::<A, F>(signature, *returns)?;
        let returns = match returns {
            Some(returns) => *returns,
            None => self.returned::<A, F>()?,
        };
        self.offer_host(Symbol::new(&name), returns, run, None);
        let state = state_of(self);
        match self.run_program(&program, state) {
            Ok(_) => Ok(()),
            Err(stop) => Err(first(report(self, vec![stop]))),
        }
    }

    fn returned<A, F: Function<A>>(&mut self) -> Result<Type, Error> {
        F::returns(&mut Exchange::new(self)).map_err(|error| error.into_error(self))
    }

    /// Whether a Rust function is what a signature says.
    fn check_function<A, F: Function<A>>(
        &mut self,
        signature: &Signature,
        returns: Option<Type>,
    ) -> Result<(), Error> {
        let wrong = |code, message: String, span: Span, label: String, hint: String| {
            let diagnostic = Diagnostic::error(code, message).with_label(span, label);
            Err(Error::Diagnostics(vec![diagnostic.with_hint(hint)]))
        };
        let count = signature.args.len();
        if signature.is_vararg() || count != F::ARITY {
            let has =
                if signature.is_vararg() { "any number".to_owned() } else { count.to_string() };
            return wrong(
                "arity-mismatch",
                format!(
                    "the signature has {has} of arguments, the Rust function takes {}",
                    F::ARITY
                ),
                signature.span,
                format!("{has} here"),
                "`Session::offer` takes functions of any number of arguments".to_owned(),
            );
        }
        for (at, ty) in signature.args.iter().enumerate() {
            let refused = F::refuses(at, *ty, &mut Exchange::new(self));
            if let Some(wanted) = refused.map_err(|error| error.into_error(self))? {
                return wrong(
                    "argument-mismatch",
                    format!("argument {} is {ty}, which the Rust function does not take", at + 1),
                    signature.span,
                    format!("argument {} of this signature", at + 1),
                    format!("the Rust function takes {wanted}; write `::{wanted}`"),
                );
            }
        }
        let answered = self.returned::<A, F>()?;
        match returns {
            Some(returns)
                if !is_subtype(answered, returns).unwrap_or(false) && !answered.is_any() =>
            {
                wrong(
                    "result-mismatch",
                    format!(
                        "the signature promises {returns}, the Rust function answers {answered}"
                    ),
                    signature.span,
                    "the result of this signature".to_owned(),
                    format!("write `::{answered}` behind it"),
                )
            }
            _ => Ok(()),
        }
    }
}

fn first(mut errors: Vec<Error>) -> Error {
    match errors.is_empty() {
        true => Error::request("bad-signature", "the signature is wrong"),
        false => errors.swap_remove(0),
    }
}

/// The names of a path; an operator at its end may have dots of its own.
fn parts_of(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = path;
    while let Some((part, tail)) = rest.split_once('.') {
        let is_name = part.chars().next().is_some_and(|it| it.is_alphabetic() || it == '_');
        if !is_name || tail.is_empty() {
            break;
        }
        parts.push(part);
        rest = tail;
    }
    parts.push(rest);
    parts
}
