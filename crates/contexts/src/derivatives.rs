//! `using Derivatives`, and the contexts that ask it for the derivatives of a function that is named.

use overdub_engine::{
    Applied, Boundary, Call, Context, Error, Outcome, Rules, RunResult, Session, Type, Value,
    registry::{Library, Options},
};

inventory::submit! {
    Library { name: "Derivatives", text: include_str!("../julia/Derivatives.jl"), offer }
}

fn offer(session: &mut Session) {
    session.add_library("Derivatives/running.jl", include_str!("../julia/Derivatives/running.jl"));
    crate::forward::offer(session);
    crate::reverse::offer(session);
    let level = |args: &[Value], at: usize| {
        args.get(at).and_then(|it| it.as_i64()).unwrap_or(-1).cast_unsigned()
    };
    let nothing = overdub_engine::core_types().nothing;
    for (name, code) in [("shadow_lost", "shadow-lost"), ("rule_arity", "rule-arity")] {
        session.offer(name, Type::bottom(), move |scope, args| {
            let error = args.first().copied().unwrap_or_else(Value::nothing);
            Err(scope.coded(code, error))
        });
    }
    session.offer("shadow_clear", nothing, move |scope, args| {
        scope.heap().clear_shadows(level(args, 0));
        Ok(Value::nothing())
    });
}

/// Which way derivatives are taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Mode {
    Forward,
    Reverse,
}

/// Takes the derivative of each outermost call of one function.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Watch {
    of: String,
    mode: Mode,
}

/// What was found out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    lines: Vec<String>,
    /// Calls that began; one that throws has no line.
    begun: u64,
}

impl Report {
    /// The lines, one for each call.
    pub(crate) fn of(applied: &Applied) -> String {
        match applied.meta::<Self>() {
            Some(it) if it.begun == 0 => format!("{}: never called\n", applied.name()),
            Some(it) if it.lines.is_empty() => {
                format!("{}: no call came to an end\n", applied.name())
            }
            it => it.map(|it| it.lines.concat()).unwrap_or_default(),
        }
    }
}

impl Watch {
    /// The watch that the options ask for; without a function, the bare context, whose code can be looked at.
    pub(crate) fn build(options: &Options, mode: Mode) -> Result<Option<Applied>, Error> {
        match options.text("of") {
            None => Ok(Some(match mode {
                Mode::Forward => Applied::new(crate::Forward, ()),
                Mode::Reverse => Applied::new(crate::Reverse, ()),
            })),
            Some(of) if !of.is_empty() => {
                Ok(Some(Applied::new(Self { of: of.to_owned(), mode }, Report::default())))
            }
            _ => Err(options.wrong("of", "the name of a function")),
        }
    }
}

impl Context for Watch {
    type Meta = Report;

    fn name(&self) -> String {
        match self.mode {
            Mode::Forward => format!("forward:of={}", self.of),
            Mode::Reverse => format!("reverse:of={}", self.of),
        }
    }

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee(&self.of).with_keywords().intercept();
    }

    fn leave(&self, report: &mut Report, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        if report.begun == 0 {
            crate::callees::warn_if_undefined(boundary, &self.name(), &self.of);
        }
        Ok(())
    }

    fn intercept(&self, report: &mut Report, call: &mut Call<'_>) -> RunResult<Outcome> {
        // In a derivative that the program takes itself the call is no outermost one, and shadows go through it.
        if call.contexts().iter().any(|it| it == "forward" || it == "reverse") {
            return Ok(Outcome::Proceed);
        }
        report.begun += 1;
        let called = call.describe();
        let name = match self.mode {
            Mode::Forward => "forward_report",
            Mode::Reverse => "reverse_report",
        };
        call.evaluate("import Derivatives")?;
        let function = call.evaluate(&format!("Derivatives.{name}"))?;
        let Some(latest) = Value::singleton(Type::builtin("invokelatest")) else {
            return Err(call.error("the base library is missing"));
        };
        let mut args = vec![function];
        let called_with = call.values().to_vec();
        // What the keywords are is part of the function that the derivative is of.
        let with_keywords = match called_with.as_slice() {
            [_, keywords, of, ..] if call.is_keyword_call() => {
                let wrap = call.evaluate("Derivatives.with_keywords")?;
                let wrapped = call.run(latest, &[wrap, *keywords, *of])?;
                Some(call.heap().root(wrapped))
            }
            _ => None,
        };
        match &with_keywords {
            Some(wrapped) => {
                args.push(wrapped.value());
                args.extend_from_slice(&called_with[3..]);
            }
            None => args.extend_from_slice(&called_with),
        }
        let pair = call.run(latest, &args)?;
        let pair = call.heap().root(pair);
        let value = call.heap().field(pair.value(), 0);
        let value = value.map_err(|error| call.error(&error.to_string()))?;
        let value = call.heap().root(value);
        let said = call.heap().field(pair.value(), 1).ok();
        let said = said.and_then(|it| call.heap().text(it).map(std::borrow::Cow::into_owned));
        report.lines.push(format!("{called}: {}\n", said.unwrap_or_default()));
        Ok(Outcome::Skip(value.value()))
    }
}
