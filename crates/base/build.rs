//! Puts the library's sources into the crate, and the image that they make: what a session has defined once it has
//! loaded them. Beside it, what such sessions compile of it when they run the programs in `workload`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use overdub_engine::{Captured, Config, Image, Session, Style};

/// The packages that the image holds beside the base library; others are read when a program uses them.
fn is_package(name: &str) -> bool {
    !name.contains('/') && name != "Base.jl"
}

fn main() {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the crate is"))
            .join("julia");
    let mut files = Vec::new();
    list(&root, &mut files);
    files.sort();
    let mut text = String::from("&[\n");
    let mut sources = Vec::new();
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&root).expect("files are listed below the root");
        let name = name.to_string_lossy().replace('\\', "/");
        text.push_str(&format!(
            "    ({name:?}, include_str!({:?})),\n",
            file.display().to_string()
        ));
        sources.push((name, fs::read_to_string(file).expect("the sources are UTF-8")));
    }
    text.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where output goes"));
    fs::write(out.join("sources.rs"), text).expect("the output directory can be written");
    let image = match image(&sources) {
        Ok(image) => image,
        // A session can still be made from the sources, which then say where they are wrong.
        Err(error) => {
            warn("Base.jl", &error);
            Vec::new()
        }
    };
    fs::write(out.join("base.image"), &image).expect("the output directory can be written");
    let code = match code(image.leak()) {
        Ok(code) => code,
        // Everything works without, only later.
        Err(error) => {
            println!("cargo::warning=no code of the library is compiled beforehand: {error}");
            Vec::new()
        }
    };
    fs::write(out.join("base.code"), code).expect("the output directory can be written");
}

/// The program of the workload whose lines are programs that each end with an exception, which has to be described.
const UNCAUGHT: &str = "uncaught.jl";

/// What sessions that begin with the image compile of it.
fn code(image: &'static [u8]) -> Result<Vec<u8>, String> {
    let directory =
        Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where")).join("workload");
    let mut programs = Vec::new();
    list(&directory, &mut programs);
    programs.sort();
    let config = Config { compiles_ahead: true, ..Config::default() };
    let image = Image::read(image).map_err(|error| error.to_string())?;
    let (mut session, begun) = Session::from_image(Box::new(Captured::new()), config, &image);
    let shown = |session: &Session, error: overdub_engine::Error| {
        error.render(session.sources(), Style::Plain)
    };
    begun.map_err(|error| shown(&session, error))?;
    overdub_natives::offer_all(&mut session);
    session.take_code(&image);
    // What stands around every program is of the workload too.
    session.begin_program("workload").map_err(|error| shown(&session, error))?;
    for program in programs {
        println!("cargo::rerun-if-changed={}", program.display());
        let text = fs::read_to_string(&program).expect("it was listed");
        let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == UNCAUGHT {
            for line in text.lines() {
                if session.run_source(&name, line.as_bytes()).is_ok() {
                    return Err(format!("nothing is wrong with `{line}` of {name}"));
                }
            }
            continue;
        }
        // What it was to compile is missed by whoever counts on it: a fault of this crate.
        session.run_source(&name, text.as_bytes()).map_err(|error| shown(&session, error))?;
    }
    session.run_main().map_err(|error| shown(&session, error))?;
    session.end_program().map_err(|error| shown(&session, error))?;
    session.compiled().map_err(|error| shown(&session, error))
}

fn warn(name: &str, error: &str) {
    for line in error.lines() {
        println!("cargo::warning={name} is not in the image: {line}");
    }
}

/// What a session has defined that has loaded all of the library.
fn image(sources: &[(String, String)]) -> Result<Vec<u8>, String> {
    let mut session = Session::of_surface(Box::new(Captured::new()), Config::default());
    overdub_natives::offer_all(&mut session);
    for (name, text) in sources {
        session.add_library(name, text.as_str());
    }
    let loaded = session.load_base();
    loaded.map_err(|error| error.render(session.sources(), Style::Plain))?;
    for (name, _) in sources.iter().filter(|(name, _)| is_package(name)) {
        if let Err(error) = session.load_package(name.trim_end_matches(".jl")) {
            warn(name, &error.render(session.sources(), Style::Plain));
        }
    }
    let image = session.image();
    image.map_err(|error| error.render(session.sources(), Style::Plain))
}

fn list(directory: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", directory.display());
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|it| it == "jl") {
            files.push(path);
        }
    }
}
