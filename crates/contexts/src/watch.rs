//! Contexts that ask a package of the language about each outermost call of a function that is named, and report the answers.

use overdub_engine::{
    Applied, Boundary, Call, Context, Error, Outcome, Rules, RunResult, Type, Value,
    registry::Options,
};

/// What is asked of each call, and whom.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Question {
    /// The context that finds it out.
    pub(crate) context: &'static str,
    /// The package that enters it, and its function that makes a call and answers with the value and what is to be said.
    pub(crate) package: &'static str,
    pub(crate) function: &'static str,
    /// Contexts that a call may be made under without being an outermost one.
    pub(crate) inside: &'static [&'static str],
}

/// Asks about each outermost call of one function.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Watch {
    of: String,
    question: Question,
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
    pub(crate) fn build<C: Context<Meta = ()>>(
        options: &Options,
        question: Question,
        bare: C,
    ) -> Result<Option<Applied>, Error> {
        match options.text("of") {
            None => Ok(Some(Applied::new(bare, ()))),
            Some(of) if !of.is_empty() => {
                Ok(Some(Applied::new(Self { of: of.to_owned(), question }, Report::default())))
            }
            _ => Err(options.wrong("of", "the name of a function")),
        }
    }
}

impl Context for Watch {
    type Meta = Report;

    fn name(&self) -> String {
        format!("{}:of={}", self.question.context, self.of)
    }

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee(&self.of).with_keywords().intercept();
    }

    fn leave(&self, report: &mut Report, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        if report.begun == 0 {
            overdub_plugin::names::warn_if_undefined(boundary, &self.name(), &self.of);
        }
        Ok(())
    }

    fn intercept(&self, report: &mut Report, call: &mut Call<'_>) -> RunResult<Outcome> {
        let Question { package, function, inside, .. } = self.question;
        if call.contexts().iter().any(|it| inside.contains(&it.as_str())) {
            return Ok(Outcome::Proceed);
        }
        report.begun += 1;
        let called = call.describe();
        call.evaluate(&format!("import {package}"))?;
        let function = call.evaluate(&format!("{package}.{function}"))?;
        let Some(latest) = Value::singleton(Type::builtin("invokelatest")) else {
            return Err(call.error("the base library is missing"));
        };
        let mut args = vec![function];
        let called_with = call.values().to_vec();
        // What the keywords are is part of the function that is asked about.
        let with_keywords = match called_with.as_slice() {
            [_, keywords, of, ..] if call.is_keyword_call() => {
                let wrap = "(keywords, f) -> (args...) -> Core.kwcall(keywords, f, args...)";
                let wrap = call.evaluate(wrap)?;
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
