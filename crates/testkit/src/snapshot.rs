//! Snapshots of code: one line in a test.

use overdub_engine::{Error, Session, Stage, Under};

/// Something whose code can be looked at: a session, or a session with contexts entered.
pub trait Inspect {
    /// The body that a signature such as `f(::Int64)` finds, at a stage, as text.
    ///
    /// # Errors
    /// As [`Session::ir`].
    fn ir_at(&mut self, signature: &str, stage: Stage) -> Result<String, Error>;
}

impl Inspect for Session {
    fn ir_at(&mut self, signature: &str, stage: Stage) -> Result<String, Error> {
        self.ir(signature, stage)
    }
}

impl Inspect for Under<'_> {
    fn ir_at(&mut self, signature: &str, stage: Stage) -> Result<String, Error> {
        self.ir(signature, stage)
    }
}

impl<T: Inspect + ?Sized> Inspect for &mut T {
    fn ir_at(&mut self, signature: &str, stage: Stage) -> Result<String, Error> {
        (**self).ir_at(signature, stage)
    }
}

/// The body that a signature finds, at a stage, as text.
///
/// # Panics
/// If there is none, or it does not compile.
pub fn ir_text(mut of: impl Inspect, signature: &str, stage: Stage) -> String {
    match of.ir_at(signature, stage) {
        Ok(text) => text,
        Err(error) => panic!("no code of {signature} at {}: {error}", stage.name()),
    }
}

/// What becomes of a body between two stages, as a unified diff.
///
/// # Panics
/// If there is no such body, or it does not compile.
pub fn ir_diff(mut of: impl Inspect, signature: &str, before: Stage, after: Stage) -> String {
    let first = ir_text(&mut of, signature, before);
    let second = ir_text(&mut of, signature, after);
    similar::TextDiff::from_lines(&first, &second)
        .unified_diff()
        .context_radius(3)
        .header(before.name(), after.name())
        .to_string()
}

/// Holds the code of a method at a stage against its snapshot: `assert_ir_snapshot!(session, "f(::Float64)", Stage::Marked)`.
///
/// The first argument is a [`Session`] or what [`Session::under`] answers. A fourth one, `@"…"`, is the snapshot itself.
#[macro_export]
macro_rules! assert_ir_snapshot {
    ($of:expr, $signature:expr, $stage:expr $(,)?) => {
        $crate::insta::assert_snapshot!($crate::ir_text(&mut $of, $signature, $stage))
    };
    ($of:expr, $signature:expr, $stage:expr, @$expected:literal $(,)?) => {
        $crate::insta::assert_snapshot!($crate::ir_text(&mut $of, $signature, $stage), @$expected)
    };
}

/// Holds what becomes of a method's code between two stages, as a diff, against its snapshot.
#[macro_export]
macro_rules! assert_ir_diff_snapshot {
    ($of:expr, $signature:expr, $before:expr, $after:expr $(,)?) => {
        $crate::insta::assert_snapshot!($crate::ir_diff(&mut $of, $signature, $before, $after))
    };
    ($of:expr, $signature:expr, $before:expr, $after:expr, @$expected:literal $(,)?) => {
        $crate::insta::assert_snapshot!(
            $crate::ir_diff(&mut $of, $signature, $before, $after),
            @$expected
        )
    };
}
