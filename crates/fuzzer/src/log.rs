//! A context that logs each call: which, with arguments of which types, and how it ended.

use std::hash::{Hash as _, Hasher as _};

use overdub_engine::{Call, Context, Exception, Hooks, Rules, RunResult, Unwind, ValueRef};
use rustc_hash::FxHasher;

/// Logs every call, also of builtins and intrinsics.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Logged;

/// What was logged: all of it as a digest, and the beginning in words if those are wanted.
#[derive(Clone, Default)]
pub(crate) struct Log {
    digest: FxHasher,
    /// How many events there were.
    pub(crate) events: u64,
    /// How many of them are kept in words.
    kept: usize,
    /// These.
    pub(crate) lines: Vec<String>,
}

impl Log {
    /// An empty log, of which so many events are to be kept in words.
    pub(crate) fn keeping(kept: usize) -> Self {
        Self { kept, ..Self::default() }
    }

    /// A number that two logs share which say the same.
    pub(crate) fn digest(&self) -> u64 {
        self.digest.finish()
    }

    fn add(&mut self, kind: &str, call: &Call<'_>, with: Option<overdub_types::Type>) {
        self.events += 1;
        kind.hash(&mut self.digest);
        call.signature().hash(&mut self.digest);
        with.hash(&mut self.digest);
        if self.lines.len() < self.kept {
            let with = with.map(|it| format!(" {it}")).unwrap_or_default();
            self.lines.push(format!("{kind} {}{with}", call.signature()));
        }
    }
}

impl Context for Logged {
    type Meta = Log;

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::ALL);
    }

    fn prehook(&self, log: &mut Log, call: &mut Call<'_>) -> RunResult<()> {
        log.add("pre", call, None);
        Ok(())
    }

    fn posthook(&self, log: &mut Log, call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        log.add("post", call, Some(out.ty()));
        Ok(())
    }

    fn on_unwind(&self, log: &mut Log, call: &mut Call<'_>, error: &Exception) -> Unwind {
        log.add("unwind", call, Some(error.value.ty()));
        Unwind::Continue
    }
}
