//! Programs and the sessions that they run in: the language needs its base library, IR text does not.

use overdub_base::Library;
use overdub_engine::{Config, Error, Host, Session, Value};
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, input::Input, output::Output};

/// The directory that the base library is taken from instead of the binary.
const LIBRARY: &str = "OVERDUB_BASE";
/// After how many calls and turns of loops functions become machine code; `off` interprets everything.
const MACHINE_CODE: &str = "OVERDUB_JIT";
/// Bodies are run as they were inferred if it is `off`.
const OPTIMIZE: &str = "OVERDUB_OPTIMIZE";
/// Everything is compiled before it is called first if it is `on`.
const AHEAD: &str = "OVERDUB_AHEAD";

/// How sessions of this process are made.
fn config() -> Config {
    let default = Config::default();
    let jit = match std::env::var(MACHINE_CODE).as_deref() {
        Ok("off") => None,
        Ok(count) => count.parse().ok().or(default.jit),
        Err(_) => default.jit,
    };
    let optimizes = std::env::var_os(OPTIMIZE).map_or(default.optimizes, |it| it != "off");
    let compiles_ahead = std::env::var_os(AHEAD).map_or(default.compiles_ahead, |it| it == "on");
    Config { jit, optimizes, compiles_ahead, ..default }
}

/// What a program is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The language.
    Language,
    /// IR text.
    Ir,
}

impl Kind {
    /// By the ending of the file's name, and where that says nothing by how the text begins.
    pub(crate) fn of(file: &str, text: &[u8]) -> Self {
        match std::path::Path::new(file).extension().and_then(|it| it.to_str()) {
            Some("jl") => Self::Language,
            Some("ir") => Self::Ir,
            _ if begins_as_ir(&String::from_utf8_lossy(text)) => Self::Ir,
            _ => Self::Language,
        }
    }

    /// A session for such programs.
    pub(crate) fn session(self, host: Box<dyn Host>, output: &Output) -> Result<Session, Failure> {
        let config = config();
        match self {
            Self::Ir => Ok(Session::with_config(host, config)),
            Self::Language => {
                let directory = std::env::var(LIBRARY).ok().filter(|it| !it.is_empty());
                let library = directory.as_deref().map_or(Library::Embedded, Library::At);
                let (session, loaded) = overdub_base::session_with(host, config, library);
                match loaded {
                    Ok(()) => Ok(session),
                    Err(error) => Err(Failure::of_program(&error, &session, output.style())),
                }
            }
        }
    }

    /// Runs a program.
    pub(crate) fn run(self, session: &mut Session, input: &Input) -> Result<Value, Error> {
        match self {
            Self::Ir => session.load_bytes(&input.name, &input.bytes),
            Self::Language => {
                session.begin_program(&input.name)?;
                let result = session.run_source(&input.name, &input.bytes);
                let result = result.and_then(|value| session.run_main().map(|()| value));
                let ended = session.end_program();
                let value = result?;
                ended.map(|()| value)
            }
        }
    }

    /// Runs what a program defines.
    pub(crate) fn define(self, session: &mut Session, input: &Input) -> Result<(), Error> {
        match self {
            Self::Ir => session.define(&input.name, &input.bytes),
            Self::Language => session.run_source(&input.name, &input.bytes).map(|_| ()),
        }
    }
}

/// Whether the first statement that is one in a single of the two is one of IR text.
///
/// Types, constants and functions without methods are declared alike in both.
fn begins_as_ir(text: &str) -> bool {
    let lines = text.lines().filter(|it| !it.starts_with([' ', '\t', '#', '}']));
    for line in lines.map(str::trim_end).filter(|it| !it.is_empty()) {
        let (word, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let rest = rest.trim_start();
        // Behind these the language has an operator or nothing, never another word.
        let is_followed = rest.starts_with(|it: char| it.is_alphabetic() || "_[(\"{".contains(it));
        match word {
            "method" | "call" | "show" | "do" | "host" | "delete" | "context" | "overlay"
            | "prehook" | "posthook" | "unwind" | "body" => return is_followed,
            "const" | "global" | "function" | "struct" | "mutable" | "abstract" | "primitive"
            | "end" => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_an_ending_is_the_language_unless_it_begins_as_ir_text() {
        for text in [
            "println(1)",
            "",
            "const x = 1\nshow(x)",
            "call = 1",
            "method(x) = x\nmethod(1)",
            "struct P\n    x::Int\nend\nP(1)",
            "# call f()\nx = 2",
            "do_it(1)",
        ] {
            assert_eq!(Kind::of("-", text.as_bytes()), Kind::Language, "{text}");
        }
        for text in [
            "show add_int(1, 2)",
            "# a comment\n\nmethod f() {\nblock0(%self):\n  return 1\n}",
            "struct P\n  x::Int64\nend\ncall P(1)",
            "const eight = 8\nshow [count] add_int(1, 2)",
            "do {\nblock0():\n  return nothing\n}",
        ] {
            assert_eq!(Kind::of("-", text.as_bytes()), Kind::Ir, "{text}");
        }
        assert_eq!(Kind::of("a.jl", b"call f()"), Kind::Language);
        assert_eq!(Kind::of("a.ir", b"println(1)"), Kind::Ir);
        assert_eq!(Kind::of("notes.txt", b"println(1)"), Kind::Language);
    }
}
