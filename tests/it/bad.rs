//! Everything in `tests/bad` is refused with its code and its place, and nothing panics.
//!
//! The header of a file says how it is run and what is to come of it: `# args: run FILE`, `# exit: 1`, `# code: …`,
//! and where: `# at: LINE:COLUMN`, which every source in the language says. What a program in the language throws is told
//! as Julia does: `# throws: MESSAGE`, and `# at: LINE` is one of the calls.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::command::overdub;

#[test]
fn bad_inputs_are_refused_with_code_and_place() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    let in_language = paths.iter().filter(|it| it.extension().is_some_and(|it| it == "jl")).count();
    assert!(in_language >= 40, "{in_language} bad sources in the language");
    assert!(paths.len() - in_language >= 40, "{} bad inputs in IR text", paths.len() - in_language);
    // Each is a process of its own: two at a time.
    let (one, other) = paths.split_at(paths.len() / 2);
    let wrong_in = |paths: &[PathBuf]| -> Vec<String> {
        paths.iter().filter_map(|it| refused(it).err()).collect()
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let one = scope.spawn(|| wrong_in(one));
        let other = wrong_in(other);
        [one.join().unwrap(), other].concat()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn refused(path: &Path) -> Result<(), String> {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let header = |key: &str| {
        let key = format!("# {key}: ");
        text.lines().find_map(|it| it.strip_prefix(key.as_str())).map(str::to_owned)
    };
    let args = header("args").unwrap_or_else(|| "run FILE".to_owned());
    let file = path.display().to_string();
    let args: Vec<String> = args.split_whitespace().map(|it| it.replace("FILE", &file)).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = overdub(&args).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let exit = header("exit").map_or(1, |it| it.parse().unwrap());
    let fail =
        |what: &str| Err(format!("{file}: {what}, exit {:?}\n{errors}", output.status.code()));
    if output.status.code() != Some(exit) {
        return fail(&format!("wanted exit {exit}"));
    }
    if errors.contains("panicked") {
        return fail("panicked");
    }
    if let Some(message) = header("throws") {
        let at = header("at").map(|it| format!("{file}:{it}\n"));
        return match at {
            _ if !errors.starts_with(&format!("ERROR: {message}")) => fail("throws something else"),
            Some(at) if !errors.contains(&at) => fail(&format!("no call is at {at}")),
            _ => Ok(()),
        };
    }
    match header("code").as_deref() {
        None => fail("its header says no code"),
        // The argument parser says in words what it wants.
        Some("none") if errors.starts_with("error: ") => Ok(()),
        Some(code) if !errors.contains(&format!("error[{code}]")) => {
            fail(&format!("wanted {code}"))
        }
        Some(_) if !errors.contains("--> ") => fail("no place"),
        Some(_) => match header("at") {
            Some(at) if !errors.contains(&format!(":{at}\n")) => {
                fail(&format!("wanted it at {at}"))
            }
            None if file.ends_with(".jl") => fail("its header says no place"),
            _ => Ok(()),
        },
    }
}
