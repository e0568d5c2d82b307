//! Other programs, through the session's `Host`.
//!
//! Lists of texts come as one text with a NUL after each item, which none of them may contain. What fails answers the
//! negative number of the system's error, so that the language makes the exception.

use crate::given::{self, Given};
use overdub_engine::{
    ChildOutput, Host, ProcessStart, ProcessStream, Processes, Scope, Session, Type, Value,
};
use overdub_types::core;
use std::io;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let c = core();
    session.offer("process_supported", c.bool, |scope, _| {
        Ok(Value::bool(scope.host().processes().is_some()))
    });
    // (words, directory, environment, streams, detached)
    session.offer("process_start", c.int64, |scope, args| {
        let given = Given::new("process_start", args);
        let streams: Vec<_> = items(&given.text(scope, 3)?).iter().map(|it| stream(it)).collect();
        let Ok(streams) = <[ProcessStream; 3]>::try_from(streams) else {
            return Err(given::error(scope, "process_start: three streams are expected"));
        };
        let environment = items(&given.text(scope, 2)?);
        let start = ProcessStart {
            words: items(&given.text(scope, 0)?),
            directory: given.text(scope, 1)?,
            environment: environment
                .iter()
                .filter_map(|it| it.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            streams,
            detached: given.bool(scope, 4)?,
        };
        // What was printed stands ahead of what the child prints.
        let flushed = scope.host().flush();
        let started = flushed.and_then(|()| asked(scope, |it| it.start(&start)));
        Ok(number(started.map(|it| i64::try_from(it).unwrap_or(i64::MAX))))
    });
    session.offer("process_id", c.int64, |scope, args| {
        let child = child(scope, Given::new("process_id", args))?;
        Ok(number(asked(scope, |it| it.system_id(child)).map(i64::from)))
    });
    // (child, string or memory, offset, count)
    session.offer("process_write", c.int64, |scope, args| {
        let given = Given::new("process_write", args);
        let child = child(scope, given)?;
        let bytes = given.with_slice(scope, 1, <[u8]>::to_vec)?;
        let taken = asked(scope, |it| it.write(child, &bytes));
        Ok(number(taken.map(|it| i64::try_from(it).unwrap_or(i64::MAX))))
    });
    session.offer("process_close", c.int64, |scope, args| {
        let child = child(scope, Given::new("process_close", args))?;
        Ok(number(asked(scope, |it| it.close_input(child)).map(|()| 0)))
    });
    // (child, 1 or 2): a memory, or `nothing` at the end
    session.offer("process_read", Type::any(), |scope, args| {
        let given = Given::new("process_read", args);
        let child = child(scope, given)?;
        let from = if given.int(scope, 1)? == 2 { ChildOutput::Error } else { ChildOutput::Output };
        match asked(scope, |it| it.read(child, from)) {
            Ok(Some(bytes)) => given::memory(scope, &bytes),
            Ok(None) => Ok(Value::nothing()),
            Err(error) => Ok(number(Err(error))),
        }
    });
    // -1 while it runs, or the code and 256 times the signal
    session.offer("process_end", c.int64, |scope, args| {
        let child = child(scope, Given::new("process_end", args))?;
        match asked(scope, |it| it.ended(child)) {
            Ok(None) => Ok(Value::int64(-1)),
            Ok(Some(end)) => {
                Ok(Value::int64(i64::from(end.code & 255) + 256 * i64::from(end.signal)))
            }
            Err(error) => Err(given::error(scope, format!("wait: {error}"))),
        }
    });
    session.offer("process_kill", c.int64, |scope, args| {
        let given = Given::new("process_kill", args);
        let child = child(scope, given)?;
        let signal = i32::try_from(given.int(scope, 1)?).unwrap_or(-1);
        Ok(number(asked(scope, |it| it.kill(child, signal)).map(|()| 0)))
    });
}

fn child(scope: &mut Scope<'_>, given: Given<'_>) -> overdub_engine::RunResult<u64> {
    given.size(scope, 0).map(|it| it as u64)
}

fn asked<R>(
    scope: &mut Scope<'_>,
    ask: impl FnOnce(&mut dyn Processes) -> io::Result<R>,
) -> io::Result<R> {
    match Host::processes(scope.host()) {
        Some(processes) => ask(processes),
        None => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn number(result: io::Result<i64>) -> Value {
    Value::int64(result.unwrap_or_else(|it| -i64::from(it.raw_os_error().unwrap_or(38))))
}

fn items(text: &str) -> Vec<String> {
    text.split_terminator('\0').map(str::to_owned).collect()
}

fn stream(text: &str) -> ProcessStream {
    match text.split_once(':') {
        Some(("file", path)) => ProcessStream::File { path: path.to_owned(), append: false },
        Some(("append", path)) => ProcessStream::File { path: path.to_owned(), append: true },
        Some(("child", child)) => ProcessStream::Child(child.parse().unwrap_or(0)),
        _ if text == "pipe" => ProcessStream::Pipe,
        _ if text == "inherit" => ProcessStream::Inherited,
        _ => ProcessStream::Null,
    }
}
