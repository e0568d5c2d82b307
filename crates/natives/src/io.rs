//! Output, input, files and the environment, through the session's `Host`.
//!
//! What fails answers the number of the system's error instead of a result, so that the language
//! makes the exception.

use crate::given::{self, Given};
use overdub_engine::{FileKind, Scope, Session, Type, Value};
use overdub_types::core;
use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

/// What is printed while output is redirected, by stream; the innermost redirection is last.
type Captures = Arc<Mutex<[Vec<Vec<u8>>; 2]>>;

/// What the program changed in its environment.
type Changes = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    streams(session);
    files(session);
    environment(session);
}

fn streams(session: &mut Session) {
    let c = core();
    let captures = Captures::default();
    let kept = Arc::clone(&captures);
    // (stream, string or memory, offset, count)
    session.offer("stream_write", c.nothing, move |scope, args| {
        let given = Given::new("stream_write", args);
        let stream = given.int(scope, 0)?;
        let bytes = given.with_slice(scope, 1, <[u8]>::to_vec)?;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(buffer) = kept[usize::from(stream == 2)].last_mut() {
            buffer.extend_from_slice(&bytes);
            return Ok(Value::nothing());
        }
        drop(kept);
        let host = scope.host();
        let done = if stream == 2 { host.write_error(&bytes) } else { host.write_bytes(&bytes) };
        done.map(|()| Value::nothing()).map_err(|error| failed(scope, "write", &error))
    });
    session.offer("stream_flush", c.nothing, |scope, _| {
        let done = scope.host().flush();
        done.map(|()| Value::nothing()).map_err(|error| failed(scope, "flush", &error))
    });
    let kept = Arc::clone(&captures);
    session.offer("capture_begin", c.nothing, move |scope, args| {
        let stream = Given::new("capture_begin", args).int(scope, 0)?;
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept[usize::from(stream == 2)].push(Vec::new());
        Ok(Value::nothing())
    });
    let kept = Arc::clone(&captures);
    session.offer("capture_active", c.bool, move |scope, args| {
        let stream = Given::new("capture_active", args).int(scope, 0)?;
        let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Value::bool(!kept[usize::from(stream == 2)].is_empty()))
    });
    session.offer("capture_end", c.string, move |scope, args| {
        let stream = Given::new("capture_end", args).int(scope, 0)?;
        let mut kept = captures.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = kept[usize::from(stream == 2)].pop().unwrap_or_default();
        drop(kept);
        given::bytes(scope, &bytes)
    });
    session.offer("input_line", c.string, |scope, _| {
        let line = scope.host().read_line().map_err(|error| failed(scope, "read", &error))?;
        given::bytes(scope, &line)
    });
}

fn failed(scope: &mut Scope<'_>, what: &str, error: &io::Error) -> overdub_engine::Exception {
    given::error(scope, format!("{what}: {error}"))
}

/// The number of the system's error, or 38 ("not implemented") where there is none.
fn number(error: &io::Error) -> Value {
    Value::int64(i64::from(error.raw_os_error().unwrap_or(38)))
}

fn done(result: io::Result<()>) -> Value {
    result.map_or_else(|error| number(&error), |()| Value::int64(0))
}

fn files(session: &mut Session) {
    let c = core();
    session.offer("file_read", Type::any(), |scope, args| {
        let path = Given::new("file_read", args).text(scope, 0)?;
        match scope.host().read_file(&path) {
            Ok(content) => given::memory(scope, &content),
            Err(error) => Ok(number(&error)),
        }
    });
    // (path, string or memory, offset, count, append)
    session.offer("file_write", c.int64, |scope, args| {
        let given = Given::new("file_write", args);
        let (path, append) = (given.text(scope, 0)?, given.bool(scope, 4)?);
        let bytes = given.with_slice(scope, 1, <[u8]>::to_vec)?;
        Ok(done(scope.host().write_file(&path, &bytes, append)))
    });
    // 0 nothing, 1 file, 2 directory, 3 something else
    session.offer("file_kind", c.int64, |scope, args| {
        let path = Given::new("file_kind", args).text(scope, 0)?;
        Ok(Value::int64(match scope.host().file_kind(&path) {
            None => 0,
            Some(FileKind::File(_)) => 1,
            Some(FileKind::Directory) => 2,
            Some(FileKind::Other) => 3,
        }))
    });
    session.offer("file_size", c.int64, |scope, args| {
        let path = Given::new("file_size", args).text(scope, 0)?;
        Ok(Value::int64(match scope.host().file_kind(&path) {
            Some(FileKind::File(size)) => i64::try_from(size).unwrap_or(i64::MAX),
            _ => 0,
        }))
    });
    session.offer("directory_names", Type::any(), |scope, args| {
        let path = Given::new("directory_names", args).text(scope, 0)?;
        match scope.host().list_directory(&path) {
            Ok(names) => given::strings(scope, &names),
            Err(error) => Ok(number(&error)),
        }
    });
    session.offer("directory_make", c.int64, |scope, args| {
        let path = Given::new("directory_make", args).text(scope, 0)?;
        Ok(done(scope.host().make_directory(&path)))
    });
    session.offer("path_remove", c.int64, |scope, args| {
        let path = Given::new("path_remove", args).text(scope, 0)?;
        Ok(done(scope.host().remove(&path)))
    });
    session.offer("system_error_text", c.string, |scope, args| {
        let code = Given::new("system_error_text", args).int(scope, 0)?;
        let text = io::Error::from_raw_os_error(i32::try_from(code).unwrap_or(0)).to_string();
        let text = text.split(" (os error").next().unwrap_or_default().to_owned();
        given::string(scope, &text)
    });
}

fn environment(session: &mut Session) {
    let c = core();
    session.offer("working_directory", c.string, |scope, _| {
        let path = scope.host().working_directory();
        given::string(scope, &path)
    });
    session.offer("temporary_directory", c.string, |scope, _| {
        let path = scope.host().temporary_directory();
        given::string(scope, &path)
    });
    session.offer("program_arguments", Type::any(), |scope, _| {
        let all = scope.host().arguments();
        given::strings(scope, &all)
    });
    let changes = Changes::default();
    let changed = Arc::clone(&changes);
    // Names and values in turn.
    session.offer("environment", Type::any(), move |scope, _| {
        let all = with_changes(scope, &changed);
        let flat: Vec<String> = all.into_iter().flat_map(|(name, value)| [name, value]).collect();
        given::strings(scope, &flat)
    });
    // (name, value), or (name, nothing) to forget it
    session.offer("environment_set", c.nothing, move |scope, args| {
        let given = Given::new("environment_set", args);
        let name = given.text(scope, 0)?;
        let value = if given.value(1).is_nothing() { None } else { Some(given.text(scope, 1)?) };
        changes.lock().unwrap_or_else(PoisonError::into_inner).push((name, value));
        Ok(Value::nothing())
    });
}

fn with_changes(scope: &mut Scope<'_>, changes: &Changes) -> Vec<(String, String)> {
    let mut all = scope.host().environment();
    for (name, value) in changes.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        all.retain(|it| it.0 != *name);
        all.extend(value.iter().map(|it| (name.clone(), it.clone())));
    }
    all.sort();
    all
}
