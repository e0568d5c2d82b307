//! A sandbox: code of strangers under a budget, one after the other in one session that stays usable.
//!
//! ```text
//! cargo run --example sandbox
//! ```
//!
//! The host gives them no files, and a clock; what stops them is not for them to catch.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Instant;

use overdub::{
    Captured, Config, Error, Host, Session,
    base::{Library, session_with},
    contexts::Spending,
};

/// Output that is kept, a clock, and nothing else.
#[derive(Debug)]
struct Sandbox {
    said: Captured,
    start: Instant,
}

impl Host for Sandbox {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.said.write(text)
    }

    fn nanoseconds(&mut self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

/// What strangers sent in.
const SENT: [(&str, &str); 6] = [
    ("a sum", "println(sum(1:100))"),
    ("an endless loop", "while true; end"),
    ("a handler in a loop", "while true; try; error(1); catch; end; end"),
    ("a task that goes on", "f() = (try; while true; end; finally; f(); end); wait(@async f())"),
    ("much memory", "x = zeros(10^9)"),
    ("a file", "println(read(\"/etc/passwd\", String))"),
];

fn main() -> Result<(), Error> {
    let said = Captured::new();
    let host = Sandbox { said: said.clone(), start: Instant::now() };
    let (mut session, loaded) = session_with(Box::new(host), Config::default(), Library::Embedded);
    loaded?;
    for (what, code) in SENT {
        let outcome = run(&mut session, code);
        let outcome = match outcome {
            Ok(()) => "done".to_owned(),
            Err(error) => format!("{}: {error}", error.code()),
        };
        println!("{what:<20}  {:<6}{outcome}", said.take().trim_end());
    }
    Ok(())
}

/// Runs code under a budget of calls, memory and time.
fn run(session: &mut Session, code: &str) -> Result<(), Error> {
    session.push(Spending::new().calls(1_000_000).bytes(64 << 20).seconds(0.5).applied())?;
    let result = session.run_source("sent.jl", code.as_bytes());
    session.pop();
    result.map(|_| ())
}
