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

/// How sessions of this process are made.
fn config() -> Config {
    let default = Config::default();
    let jit = match std::env::var(MACHINE_CODE).as_deref() {
        Ok("off") => None,
        Ok(count) => count.parse().ok().or(default.jit),
        Err(_) => default.jit,
    };
    let optimizes = std::env::var_os(OPTIMIZE).map_or(default.optimizes, |it| it != "off");
    Config { jit, optimizes, ..default }
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
    /// By the name of the file.
    pub(crate) fn of(file: &str) -> Self {
        if file.ends_with(".jl") { Self::Language } else { Self::Ir }
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
