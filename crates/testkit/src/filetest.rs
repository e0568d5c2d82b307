//! Programs in IR text that carry their own expectation.
//!
//! ```text
//! # test: run                     what is asked: run | error CODE | events [all] | ir SIGNATURE STAGE | diff SIGNATURE STAGE STAGE
//! # context: trace:depth=2        under which contexts, outermost first; as on the command line
//! # skip: stress                  a way to run that this program is too much for
//! method f(%x::Int64) { … }
//! show f(1)
//! # ---
//! # what it printed when it was blessed
//! ```

use std::{fs, io, path::Path};

use overdub_diag::Style;
use overdub_engine::{Config, Error, Session, Stage, registry};

use crate::{interleave::Interleaved, laws};

/// The line between a program and its expectation.
const RULE: &str = "# ---";

/// What is asked of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It runs to its end, in every way; see [`laws`].
    Run,
    /// It ends with an error of this code, in every way.
    Error(String),
    /// What happens in the cache while it runs, between what it prints.
    Events {
        /// Also when a stage starts and when an entry serves as it is, not only what is made and what ends.
        all: bool,
    },
    /// The code of a method.
    Ir {
        /// The call that finds it.
        signature: String,
        /// How far it is brought.
        stage: Stage,
    },
    /// What becomes of the code of a method.
    Diff {
        /// The call that finds it.
        signature: String,
        /// From this stage.
        before: Stage,
        /// To this one.
        after: Stage,
    },
}

/// Why a filetest fails.
#[derive(Debug, thiserror::Error)]
pub enum FiletestError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The header says nothing that is understood.
    #[error("{0}")]
    Header(String),
    /// The program did not do what its kind says.
    #[error("{0}")]
    Program(String),
    /// It prints something else; the difference.
    #[error("not as expected; OVERDUB_BLESS=1 takes it as right\n{0}")]
    Expected(String),
    /// Two ways to run it that must agree do not.
    #[error(transparent)]
    Law(#[from] laws::Disagreement),
}

/// A program with its expectation.
#[derive(Clone, Debug)]
pub struct Filetest {
    /// How diagnostics call it.
    pub name: String,
    /// The program, expectation included (it is a comment).
    pub text: String,
    /// What is asked of it.
    pub kind: Kind,
    /// The contexts that it runs under, outermost first.
    pub contexts: Vec<String>,
    /// The ways to run that are left out.
    pub skip: Vec<String>,
    /// What it is to print; `None` if nobody has said yet.
    pub expected: Option<String>,
}

impl Filetest {
    /// Reads a test from a file; diagnostics call it by the file's name.
    ///
    /// # Errors
    /// If the file cannot be read, or its header is no test's.
    pub fn read(path: &Path) -> Result<Self, FiletestError> {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        Self::parse(&name.unwrap_or_default(), &fs::read_to_string(path)?)
    }

    /// Reads a test from a text.
    ///
    /// # Errors
    /// If its header is no test's.
    pub fn parse(name: &str, text: &str) -> Result<Self, FiletestError> {
        let (mut kind, mut contexts, mut skip) = (None, Vec::new(), Vec::new());
        for line in text.lines().map_while(|it| it.strip_prefix('#')) {
            match line.trim().split_once(": ") {
                Some(("test", asked)) => kind = Some(read_kind(asked)?),
                Some(("context", context)) => contexts.push(context.to_owned()),
                Some(("skip", way)) => skip.push(way.to_owned()),
                _ => {}
            }
        }
        let kind = kind.ok_or_else(|| {
            FiletestError::Header("the header has no line `# test: …`".to_owned())
        })?;
        let mut lines = text.lines();
        let expected = lines.any(|it| it == RULE).then(|| {
            let lines = lines.map(|it| it.strip_prefix("# ").unwrap_or(it.trim_start_matches('#')));
            lines.fold(String::new(), |text, line| text + line + "\n")
        });
        Ok(Self { name: name.to_owned(), text: text.to_owned(), kind, contexts, skip, expected })
    }

    /// Does what the test asks and answers what there is to see.
    ///
    /// # Errors
    /// If the program does not do what its kind says, or ways to run it disagree.
    pub fn output(&self) -> Result<String, FiletestError> {
        match &self.kind {
            Kind::Run | Kind::Error(_) => self.run_output(),
            Kind::Events { all } => self.events_output(*all),
            Kind::Ir { signature, stage } => self.inspected(|it| it.ir(signature, *stage)),
            Kind::Diff { signature, before, after } => {
                self.inspected(|it| it.ir_diff(signature, *before, *after).map(|it| it.diff))
            }
        }
    }

    fn run_output(&self) -> Result<String, FiletestError> {
        let skip: Vec<&str> = self.skip.iter().map(String::as_str).collect();
        let outcome = laws::agree(&self.name, &self.text, &self.contexts, &skip)?;
        match (&self.kind, &outcome.code) {
            (Kind::Error(wanted), Some(code)) if wanted == code => {}
            (Kind::Error(wanted), code) => {
                let code = code.unwrap_or("no error");
                let message = format!("wanted {wanted}, got {code}\n{}", outcome.text());
                return Err(FiletestError::Program(message));
            }
            (_, Some(_)) => return Err(FiletestError::Program(outcome.text())),
            (_, None) => {}
        }
        Ok(outcome.text())
    }

    fn events_output(&self, all: bool) -> Result<String, FiletestError> {
        let host = if all { Interleaved::default() } else { Interleaved::only_changes() };
        let mut session = Session::with_config(Box::new(host.clone()), Config::default());
        self.enter(&mut session)?;
        host.listen(&session);
        session.load(&self.name, &self.text).map_err(|it| rendered(&it, &session))?;
        Ok(host.text())
    }

    fn inspected(
        &self,
        look: impl FnOnce(&mut Session) -> Result<String, Error>,
    ) -> Result<String, FiletestError> {
        let mut session = Session::with_captured_output();
        let defined = session.define(&self.name, self.text.as_bytes());
        defined.map_err(|it| rendered(&it, &session))?;
        self.enter(&mut session)?;
        look(&mut session).map_err(|it| rendered(&it, &session))
    }

    fn enter(&self, session: &mut Session) -> Result<(), FiletestError> {
        for context in &self.contexts {
            let entered = registry::build(context).and_then(|(_, applied)| match applied {
                Some(applied) => session.push(applied),
                None => Ok(()),
            });
            entered.map_err(|it| rendered(&it, session))?;
        }
        Ok(())
    }

    /// The file with this as what is expected.
    #[must_use]
    pub fn blessed(&self, output: &str) -> String {
        let program: Vec<&str> = self.text.lines().take_while(|it| *it != RULE).collect();
        let mut text = program.join("\n");
        text.push('\n');
        text.push_str(RULE);
        text.push('\n');
        for line in output.lines() {
            text.push_str(if line.is_empty() { "#" } else { "# " });
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Runs the test of a file; with `bless` what it prints is written into the file.
    ///
    /// # Errors
    /// If it fails.
    pub fn check(path: &Path, bless: bool) -> Result<(), FiletestError> {
        let test = Self::read(path)?;
        let output = test.output()?;
        let expected = test.expected.as_deref();
        let same = expected.is_some_and(|it| it.lines().eq(output.lines()));
        if same {
            return Ok(());
        }
        if bless {
            return Ok(fs::write(path, test.blessed(&output))?);
        }
        let difference = similar::TextDiff::from_lines(expected.unwrap_or_default(), &output);
        let difference = difference.unified_diff().header("expected", "printed").to_string();
        Err(FiletestError::Expected(difference))
    }
}

fn rendered(error: &Error, session: &Session) -> FiletestError {
    FiletestError::Program(error.render(session.sources(), Style::Plain))
}

fn read_kind(text: &str) -> Result<Kind, FiletestError> {
    let wrong = || FiletestError::Header(format!("`# test: {text}` is not understood"));
    let stage = |name: &str| Stage::from_name(name).ok_or_else(wrong);
    let (word, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let last = |text: &str| -> Result<(String, Stage), FiletestError> {
        let (rest, name) = text.trim().rsplit_once(' ').ok_or_else(wrong)?;
        Ok((rest.trim().to_owned(), stage(name)?))
    };
    match word {
        "run" => Ok(Kind::Run),
        "events" => Ok(Kind::Events { all: rest.trim() == "all" }),
        "error" if !rest.is_empty() => Ok(Kind::Error(rest.trim().to_owned())),
        "ir" => last(rest).map(|(signature, stage)| Kind::Ir { signature, stage }),
        "diff" => {
            let (rest, after) = last(rest)?;
            let (signature, before) = last(&rest)?;
            Ok(Kind::Diff { signature, before, after })
        }
        _ => Err(wrong()),
    }
}
