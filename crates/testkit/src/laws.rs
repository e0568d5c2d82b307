//! A program does the same in every way to run it that must not matter.
//!
//! ```text
//! plain ─┬─ under contexts that change nothing: `()`, idle, a hook elsewhere, hooks that do nothing at every call
//!        ├─ with every inferred type taken as `Any`
//!        ├─ with a collection at every allocation
//!        ├─ as machine code, from the first call on
//!        ├─ with each body printed and read back at each stage
//!        └─ as the program that is read from its own text
//! ```
//!
//! "The same" is what it prints, what its contexts report, and the code and message of the error that ends it.

use std::fmt::{self, Display};

use overdub_diag::{Sources, Style};
use overdub_engine::{Applied, Captured, Config, Error, Session, registry};
use overdub_ir::text::{parse_program, print_program};
use overdub_values::HeapConfig;

use crate::samples::{Elsewhere, Idle, Watch};

/// What a program came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it printed, and what its contexts reported.
    pub output: String,
    /// The code of the error that ended it.
    pub code: Option<&'static str>,
    /// The error's message.
    pub message: String,
    /// The error as a report.
    pub report: String,
}

impl Outcome {
    /// What there is to see: output and report.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.output, self.report)
    }

    fn is_same(&self, other: &Self) -> bool {
        let of = |it: &Self| (it.output.clone(), it.code, it.message.clone());
        of(self) == of(other)
    }
}

/// A way to run a program.
#[derive(Clone, Debug)]
pub struct Way {
    /// What it is called in reports, and where ways are left out.
    pub name: &'static str,
    /// How the session is made.
    pub config: Config,
    /// Contexts outside those of the program.
    pub outside: fn() -> Vec<Applied>,
    /// Contexts inside those of the program.
    pub inside: fn() -> Vec<Applied>,
    /// Whether the program is read from its own text.
    pub reprinted: bool,
}

impl Way {
    /// The way that all others are compared with.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            name: "plain",
            config: Config::reference(),
            outside: Vec::new,
            inside: Vec::new,
            reprinted: false,
        }
    }

    /// All ways that must not matter.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let plain = Self::plain;
        let stress = HeapConfig { stress: true, ..HeapConfig::default() };
        let config = |widened, reread| Config { widened, reread, ..Config::reference() };
        let shipped = |jit| Config { jit, ..Config::default() };
        vec![
            Self { name: "idle", outside: || vec![idle()], ..plain() },
            Self { name: "idle inside", inside: || vec![idle()], ..plain() },
            Self { name: "elsewhere", inside: || vec![elsewhere()], ..plain() },
            Self { name: "stacked", outside: || vec![idle(), elsewhere(), idle()], ..plain() },
            Self { name: "watch", outside: || vec![watch()], ..plain() },
            Self { name: "widened", config: config(true, false), ..plain() },
            Self { name: "reread", config: config(false, true), ..plain() },
            Self { name: "jit", config: machine_code(HeapConfig::default()), ..plain() },
            Self { name: "jit, stress", config: machine_code(stress), ..plain() },
            Self {
                name: "jit, watch, widened",
                config: Config { widened: true, ..machine_code(HeapConfig::default()) },
                outside: || vec![watch()],
                ..plain()
            },
            Self { name: "optimised", config: shipped(None), ..plain() },
            Self {
                name: "optimised, reread, idle",
                config: Config { reread: true, ..shipped(None) },
                outside: || vec![idle()],
                ..plain()
            },
            Self { name: "as shipped", config: Config::default(), ..plain() },
            Self { name: "optimised, jit", config: shipped(Some(1)), ..plain() },
            Self {
                name: "optimised, jit, watch",
                config: shipped(Some(1)),
                outside: || vec![watch()],
                ..plain()
            },
            Self {
                name: "watch, widened, reread",
                config: config(true, true),
                outside: || vec![watch()],
                ..plain()
            },
            Self {
                name: "stress",
                config: Config { heap: stress, ..Config::reference() },
                ..plain()
            },
            Self { name: "reprinted", reprinted: true, ..plain() },
        ]
    }
}

/// Everything is machine code from its first call on.
fn machine_code(heap: HeapConfig) -> Config {
    Config { heap, jit: Some(1), ..Config::reference() }
}

fn idle() -> Applied {
    Applied::new(Idle, ())
}

fn elsewhere() -> Applied {
    Applied::new(Elsewhere, ())
}

fn watch() -> Applied {
    Applied::new(Watch, ())
}

/// Two ways to run a program that came to different things.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The way that differs.
    pub way: String,
    /// How, as a diff from the plain way or in words.
    pub how: String,
}

impl Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "run in the way \"{}\" it does something else\n{}", self.way, self.how)
    }
}

impl std::error::Error for Disagreement {}

/// Runs a program in every way, except those to skip, and answers what it came to.
///
/// # Errors
/// The first way that does not agree with the plain one.
pub fn agree(
    name: &str,
    text: &str,
    contexts: &[String],
    skip: &[&str],
) -> Result<Outcome, Disagreement> {
    let plain = run(name, text, contexts, &Way::plain())?;
    for way in Way::all().into_iter().filter(|it| !skip.contains(&it.name)) {
        let other = run(name, text, contexts, &way)?;
        if !plain.is_same(&other) {
            let how = similar::TextDiff::from_lines(&plain.text(), &other.text())
                .unified_diff()
                .header("plain", way.name)
                .to_string();
            return Err(Disagreement { way: way.name.to_owned(), how });
        }
    }
    Ok(plain)
}

/// Runs a program in one way.
///
/// # Errors
/// If it is to be read from its own text, and that text is not one that reads back and prints as itself.
pub fn run(
    name: &str,
    text: &str,
    contexts: &[String],
    way: &Way,
) -> Result<Outcome, Disagreement> {
    let captured = Captured::new();
    let mut session = Session::with_config(Box::new(captured.clone()), way.config);
    let text = if way.reprinted { reprinted(text, &session)? } else { text.to_owned() };
    let mut entered = Vec::new();
    let result = (way.outside)()
        .into_iter()
        .try_for_each(|it| session.push(it))
        .and_then(|()| {
            contexts.iter().try_for_each(|context| {
                let (entry, applied) = registry::build(context)?;
                let Some(applied) = applied else { return Ok(()) };
                entered.push(entry);
                session.push(applied)
            })
        })
        .and_then(|()| (way.inside)().into_iter().try_for_each(|it| session.push(it)))
        .and_then(|()| session.load(name, &text).map(|_| ()));
    for _ in (way.inside)() {
        session.pop();
    }
    let reports: Vec<String> = entered
        .iter()
        .rev()
        .map(|entry| session.pop().map(|it| (entry.report)(&it)).unwrap_or_default())
        .collect();
    let mut output = captured.take();
    output.extend(reports.into_iter().rev());
    Ok(outcome(output, result.err(), session.sources()))
}

fn outcome(output: String, error: Option<Error>, sources: &Sources) -> Outcome {
    match error {
        None => Outcome { output, code: None, message: String::new(), report: String::new() },
        Some(error) => Outcome {
            output,
            code: Some(error.code()),
            message: error.to_string(),
            report: error.render(sources, Style::Plain),
        },
    }
}

/// The program as it prints, which must read back and print as itself; a text that is no program as it is.
fn reprinted(text: &str, session: &Session) -> Result<String, Disagreement> {
    let print = |text: &str| {
        let mut sources = Sources::new();
        let source = sources.add("<program>", text);
        parse_program(&sources, source, session.names())
            .map(|it| print_program(&it))
            .map_err(|all| overdub_diag::render(&all, &sources, Style::Plain))
    };
    let Ok(once) = print(text) else { return Ok(text.to_owned()) };
    let wrong = |how| Disagreement { way: "reprinted".to_owned(), how };
    let twice = print(&once).map_err(wrong)?;
    if once == twice {
        return Ok(once);
    }
    let difference = similar::TextDiff::from_lines(&once, &twice).unified_diff().to_string();
    Err(wrong(difference))
}
