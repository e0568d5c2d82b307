//! The base and standard libraries, written in the language.
//!
//! ```text
//!   julia/Base.jl, julia/base/*.jl    Base
//!   julia/Name.jl                     the package `Name`, for `using Name`
//! ```
//!
//! Building the crate loads the sources once and keeps what a session then has defined, as an image that sessions begin
//! with, and what the programs in `workload` compile of it, which sessions take as long as it holds. The sources are part of the crate too; [`Library::At`] takes them from a directory instead, so that they can be worked on
//! without building anything.

use std::sync::OnceLock;

use overdub_engine::{Config, Error, Host, Image, Session, registry};

/// With this variable in the environment, definitions of a library from a directory that fail are reported and left
/// out, so that one mistake does not hide the others.
const LENIENT: &str = "OVERDUB_LENIENT";

/// All sources, by their paths below `julia`.
const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// Where the libraries are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Library<'a> {
    /// From this crate.
    #[default]
    Embedded,
    /// From a directory that the host knows.
    At(&'a str),
}

/// A session of the surface language with its base library loaded.
///
/// # Errors
/// What is wrong with the library; for the embedded one a fault of this project.
pub fn session(host: Box<dyn Host>, config: Config) -> Result<Session, Error> {
    match session_with(host, config, Library::Embedded) {
        (session, Ok(())) => Ok(session),
        (_, Err(error)) => Err(error),
    }
}

/// The same with a library from wherever; the session is there to show errors in its sources.
pub fn session_with(
    mut host: Box<dyn Host>,
    config: Config,
    library: Library<'_>,
) -> (Session, Result<(), Error>) {
    let is_lenient = matches!(library, Library::At(_))
        && host.environment().iter().any(|(name, _)| name == LENIENT);
    if library == Library::Embedded
        && let Some(image) = image()
    {
        return from_image(host, config, image);
    }
    let files = match library {
        Library::Embedded => Vec::new(),
        Library::At(root) => read(&mut *host, root),
    };
    let mut session = Session::of_surface(host, config);
    overdub_natives::offer_all(&mut session);
    match library {
        Library::Embedded => {
            for (path, text) in SOURCES {
                session.add_library(path, *text);
            }
        }
        Library::At(_) => {
            for (path, text) in files {
                session.add_library(&path, text);
            }
        }
    }
    session.set_lenient(is_lenient);
    let loaded = session.load_base();
    session.set_lenient(false);
    registry::add_libraries(&mut session);
    (session, loaded)
}

/// The image that building this crate made of the library; `None` if the library could not be loaded then.
fn image() -> Option<&'static Image> {
    static IMAGE: OnceLock<Option<Image>> = OnceLock::new();
    const BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/base.image"));
    const CODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/base.code"));
    let read = || {
        let image = Image::read(BYTES).ok()?;
        Some(image.clone().with_code(CODE).unwrap_or(image))
    };
    IMAGE.get_or_init(read).as_ref()
}

fn from_image(host: Box<dyn Host>, config: Config, image: &Image) -> (Session, Result<(), Error>) {
    let (mut session, begun) = Session::from_image(host, config, image);
    overdub_natives::offer_all(&mut session);
    session.take_code(image);
    for (path, text) in SOURCES {
        session.add_library(path, *text);
    }
    registry::add_libraries(&mut session);
    (session, begun)
}

/// All sources below a directory, by their paths in it.
fn read(host: &mut dyn Host, root: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut directories = vec![String::new()];
    while let Some(directory) = directories.pop() {
        for name in host.list_directory(&format!("{root}/{directory}")).unwrap_or_default() {
            let path = match directory.as_str() {
                "" => name,
                directory => format!("{directory}/{name}"),
            };
            let full = format!("{root}/{path}");
            if matches!(host.file_kind(&full), Some(overdub_engine::FileKind::Directory)) {
                directories.push(path);
            } else if path.ends_with(".jl")
                && let Ok(bytes) = host.read_file(&full)
            {
                files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    files
}
