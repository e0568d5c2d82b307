//! `overdub run --bisect`: which pass breaks a program, and by changing which body.
//!
//! The program is run without the passes, twice to see that it does the same each time, then with the first `k` of
//! them for ever better `k`, then with the last of those let through on the first `m` bodies that it changes. "The
//! same" is what it prints on both streams, how it ends, and the exit code that it asks for; with `--check` it is what
//! a command says of that.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use overdub_engine::{
    Pipeline, Style,
    passes::{Changed, Gate, diff, first_broken},
    registry::Chain,
};

use crate::{
    args::{Run, Stack},
    failure::Failure,
    input::Input,
    output::Output,
    outside::Outside,
    program::Kind,
    stack::{self, Entered},
};

/// A program gets so many times the time that it takes without the passes, and a while on top.
const PATIENCE: u32 = 20;
const LEAST_PATIENCE: Duration = Duration::from_secs(10);

/// What a run came to, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outcome(String);

/// Who says whether a run is as it should be.
enum Judge<'a> {
    /// It comes to this.
    Same(Outcome),
    /// This command ends with 0.
    Command(&'a str, Outcome),
}

impl Judge<'_> {
    fn is_broken(&self, outcome: &Outcome, style: Style) -> Result<bool, Failure> {
        match self {
            Self::Same(wanted) => Ok(outcome != wanted),
            Self::Command(command, _) => Ok(!approves(command, outcome, style)?),
        }
    }

    /// What the program came to without the passes.
    fn wanted(&self) -> &Outcome {
        let (Self::Same(wanted) | Self::Command(_, wanted)) = self;
        wanted
    }
}

/// Whether a command of the shell ends well that is given an outcome.
fn approves(command: &str, outcome: &Outcome, style: Style) -> Result<bool, Failure> {
    let failed = |error: std::io::Error| {
        let message = format!("the command cannot be run: {error}");
        Failure::of_argument("no-check", &message, ("--check", command), style)
    };
    let shell = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let mut running = shell.map_err(failed)?;
    if let Some(mut input) = running.stdin.take() {
        // A command that does not read to the end has seen enough.
        let _ = input.write_all(outcome.0.as_bytes());
    }
    Ok(running.wait().map_err(failed)?.success())
}

struct Search<'a> {
    input: &'a Input,
    kind: Kind,
    arguments: &'a [String],
    contexts: Stack,
    output: &'a Output,
    limit: Option<Duration>,
}

impl Search<'_> {
    /// Runs the program with a pipeline.
    fn run(&self, pipeline: Pipeline) -> Result<Outcome, Failure> {
        let (outside, captured) = Outside::captured(self.output, self.arguments);
        let mut session = self.kind.session(Box::new(outside), self.output)?;
        let style = self.output.style();
        let mut entered = Entered::enter(&mut session, &self.contexts, style)?;
        if !pipeline.is_empty() {
            entered.enter_chain(&mut session, Chain::of("bisect", pipeline), style)?;
        }
        let (done, wait) = mpsc::channel::<()>();
        if let Some(limit) = self.limit {
            let interrupt = session.interrupt_handle();
            thread::spawn(move || {
                if wait.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                    interrupt.interrupt();
                }
            });
        }
        let result = self.kind.run(&mut session, self.input);
        drop(done);
        let mut text = captured.text();
        text.extend(entered.leave(&mut session, style).0);
        match captured.exit_code() {
            Some(code) => text.push_str(&format!("exit({code})\n")),
            None => text.extend(result.err().map(|it| {
                // The report tells places and calls apart, which passes may change.
                format!("error[{}]: {it}\n", it.code())
            })),
        }
        Ok(Outcome(text))
    }
}

/// Finds the first pass, and then the first body, whose change makes the program do something else.
pub(crate) fn bisect(
    args: &Run,
    input: &Input,
    kind: Kind,
    output: &Output,
) -> Result<(), Failure> {
    let style = output.style();
    let chain = stack::chain(&args.stack.passes, style)?.unwrap_or_default();
    let pipeline = chain.pipeline();
    let contexts = Stack { contexts: args.stack.contexts.clone(), passes: Vec::new() };
    let arguments = args.arguments();
    let mut search = Search { input, kind, arguments: &arguments, contexts, output, limit: None };
    let judge = judge(args, &mut search)?;
    let names: Vec<&str> = pipeline.names().collect();
    let n = names.len();
    let with = |k: usize| -> Result<bool, Failure> {
        let is_broken = judge.is_broken(&search.run(pipeline.first(k))?, style)?;
        let verdict = match (&judge, is_broken) {
            (Judge::Same(_), false) => "the same",
            (Judge::Same(_), true) => "something else",
            (Judge::Command(..), false) => "good",
            (Judge::Command(..), true) => "broken",
        };
        output.say(&format!("with the first {k} of {n} passes: {verdict}\n"))?;
        output.flush()?;
        Ok(is_broken)
    };
    let Some(k) = first_broken(n, with)? else {
        output.say(&format!("no pass breaks the program: {}\n", names.join(", ")))?;
        return Ok(output.flush()?);
    };
    let pass =
        Arc::clone(pipeline.passes().nth(k - 1).expect("the search stays within the passes"));
    let gated = |gate: &Gate| pipeline.first(k - 1).then(gate.clone());
    let gate = Gate::open(Arc::clone(&pass));
    let broken = search.run(gated(&gate))?;
    let changed = gate.changed();
    let first = first_broken(changed.len(), |m| {
        let origins = changed[..m].iter().map(|it| it.origin.clone());
        let only = Gate::only(Arc::clone(&pass), origins);
        judge.is_broken(&search.run(gated(&only))?, style)
    })?;
    let body = first.map(|m| &changed[m - 1]);
    output.say(&report(pass.name(), (k, n), (body, changed.len()), (judge.wanted(), &broken)))?;
    output.flush()?;
    Err(Failure::Found)
}

/// What the program is to do.
fn judge<'a>(args: &'a Run, search: &mut Search<'_>) -> Result<Judge<'a>, Failure> {
    let style = search.output.style();
    let start = Instant::now();
    let plain = search.run(Pipeline::empty())?;
    search.limit = Some(start.elapsed() * PATIENCE + LEAST_PATIENCE);
    if let Some(file) = &args.expect {
        let expected = Input::read(file, style)?;
        let expected = Outcome(String::from_utf8_lossy(&expected.bytes).into_owned());
        if plain != expected {
            let message = format!(
                "the program does something else without any pass\n{}",
                diff(&expected.0, &plain.0, "as it should be", "without passes")
            );
            let option = ("--expect", file.as_str());
            return Err(Failure::of_argument("wrong-without-passes", &message, option, style));
        }
        return Ok(Judge::Same(expected));
    }
    if let Some(command) = &args.check {
        if !approves(command, &plain, style)? {
            let message =
                format!("without any pass the command ends with a failure, of\n{}", plain.0);
            let option = ("--check", command.as_str());
            return Err(Failure::of_argument("wrong-without-passes", &message, option, style));
        }
        return Ok(Judge::Command(command, plain));
    }
    let again = search.run(Pipeline::empty())?;
    if plain != again {
        let message = format!(
            "the program does not do the same each time, so nothing can be found out about passes\n{}",
            diff(&plain.0, &again.0, "once", "once more")
        );
        let option = ("FILE", search.input.name.as_str());
        let code = "not-deterministic";
        return Err(Failure::of_argument(code, &message, option, style));
    }
    Ok(Judge::Same(plain))
}

fn report(
    pass: &str,
    (k, n): (usize, usize),
    (body, n_changed): (Option<&Changed>, usize),
    (wanted, broken): (&Outcome, &Outcome),
) -> String {
    let mut text = format!("pass `{pass}`, number {k} of {n}, breaks the program");
    match body {
        Some(Changed { origin, diff }) => {
            text.push_str(&format!(
                " by what it does to {origin}, one of {n_changed} bodies that it changes:\n\n{diff}\n"
            ));
        }
        None => text.push_str(", and not by what it changes\n\n"),
    }
    text.push_str("what becomes of the program:\n\n");
    text.push_str(&diff(&wanted.0, &broken.0, "as it should be", &format!("with {pass}")));
    text
}
