//! The failure of a pass in a file: the program, what it ran under, and the body that the pass failed on.
//!
//! The file is TOML and needs nothing else; `overdub replay` runs the program in it again.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use overdub_diag::{Diagnostic, Sources, Style, render};
use overdub_engine::{Observer, PassFailure, PassRun, Session};
use serde::{Deserialize, Serialize};

use crate::{args::Stack, failure::Failure, input::Input, program::Kind};

/// A program and the failure of a pass on one of its bodies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reproducer {
    /// The version that wrote it.
    pub(crate) overdub: String,
    /// What the program is called in diagnostics.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) arguments: Vec<String>,
    /// The outermost first.
    #[serde(default)]
    pub(crate) contexts: Vec<String>,
    /// The first one first.
    #[serde(default)]
    pub(crate) passes: Vec<String>,
    pub(crate) program: String,
    pub(crate) failure: Failed,
}

/// What a pass came to grief over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failed {
    pub(crate) code: String,
    pub(crate) pass: String,
    /// The context whose pass it is.
    pub(crate) context: String,
    /// Which body: its function and signature.
    pub(crate) body: String,
    pub(crate) message: String,
    /// The body before the pass, as text.
    pub(crate) before: String,
}

impl Failed {
    /// The failure as it is shown, with the body in which it arose.
    pub(crate) fn render(&self, style: Style) -> String {
        let Self { code, pass, context, body, message, before } = self;
        let mut sources = Sources::new();
        let name = format!("{body} before {pass}");
        let source = sources.add(name, before.as_str());
        let first = before.find('\n').unwrap_or(before.len());
        let message = format!("pass `{pass}` of {context} on {body}: {message}");
        // Codes are the program's own words, and there are four of them.
        let code = ["pass-failed", "pass-broke-body", "pass-panicked", "pass-given-broken-body"]
            .into_iter()
            .find(|it| it == code)
            .unwrap_or("pass-failed");
        let diagnostic = Diagnostic::error(code, message)
            .with_label(source.span(0, first), "this body, before the pass");
        render(&[diagnostic], &sources, style)
    }

    /// Whether it is the same failure: the same pass, body, and kind of error.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let of = |it: &Self| (it.code.clone(), it.pass.clone(), it.body.clone());
        of(self) == of(other)
    }
}

/// Remembers the first pass that fails.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    first: Option<Failed>,
}

impl Recorder {
    /// A recorder of what fails in a session.
    pub(crate) fn watch(session: &mut Session) -> Arc<Mutex<Self>> {
        let recorder = Arc::new(Mutex::new(Self::default()));
        session.observe_passes(recorder.clone());
        recorder
    }

    /// What failed first.
    pub(crate) fn take(&mut self) -> Option<Failed> {
        self.first.take()
    }
}

impl Observer for Recorder {
    fn wants_runs(&self) -> bool {
        false
    }

    fn did_run(&mut self, _: &PassRun<'_>) {}

    fn wants_failures(&self) -> bool {
        self.first.is_none()
    }

    fn did_fail(&mut self, failure: &PassFailure<'_>) {
        self.first = Some(Failed {
            code: failure.error.code.to_owned(),
            pass: failure.pass.to_owned(),
            context: failure.context.to_string(),
            body: failure.origin.to_owned(),
            message: failure.error.message.clone(),
            before: failure.before.to_owned(),
        });
    }
}

impl Reproducer {
    /// The program as it ran, and what failed.
    pub(crate) fn new(
        input: &Input,
        kind: Kind,
        arguments: &[String],
        stack: &Stack,
        failure: Failed,
    ) -> Self {
        Self {
            overdub: env!("CARGO_PKG_VERSION").to_owned(),
            name: input.name.clone(),
            kind,
            arguments: arguments.to_vec(),
            contexts: stack.contexts.clone(),
            passes: stack.passes.clone(),
            program: String::from_utf8_lossy(&input.bytes).into_owned(),
            failure,
        }
    }

    /// Writes it where it is wanted, or to a file for temporary files, and answers what there is to say about that.
    pub(crate) fn write_for(&self, file: Option<&str>, style: Style) -> String {
        let path = file.map_or_else(|| self.default_path(), PathBuf::from);
        match self.write(&path) {
            Ok(()) => format!(
                "note: what pass `{}` failed on is in {path}; `overdub replay {path}` shows it again\n",
                self.failure.pass,
                path = path.display()
            ),
            Err(error) => {
                let message = format!("cannot write {}: {error}", path.display());
                render(&[Diagnostic::error("unwritable-file", message)], &Sources::new(), style)
            }
        }
    }

    fn default_path(&self) -> PathBuf {
        let name: String = self
            .failure
            .pass
            .chars()
            .map(|it| if it.is_alphanumeric() || it == '-' { it } else { '_' })
            .collect();
        std::env::temp_dir().join(format!("overdub-{name}-{}.toml", std::process::id()))
    }

    /// Either the whole file is there afterwards, or what was there before.
    fn write(&self, path: &Path) -> io::Result<()> {
        let text = toml::to_string_pretty(self).map_err(io::Error::other)?;
        let text = format!("# `overdub replay` on this file shows the failure again.\n{text}");
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}", std::process::id()));
        let beside = PathBuf::from(beside);
        let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// Reads what [`Reproducer::write_for`] wrote.
    pub(crate) fn read(input: &Input, style: Style) -> Result<Self, Failure> {
        let text = String::from_utf8_lossy(&input.bytes);
        toml::from_str(&text).map_err(|error| {
            let mut sources = Sources::new();
            let source = sources.add(input.name.as_str(), text.as_ref());
            let at = error.span().unwrap_or(0..0);
            let message = format!("this is no failure that a run wrote: {}", error.message());
            let wrong = Diagnostic::error("bad-reproducer", message)
                .with_label(source.span(at.start, at.end), "")
                .with_hint("`overdub run --pass … --reproducer FILE` writes one when a pass fails");
            Failure::Usage(render(&[wrong], &sources, style))
        })
    }
}
