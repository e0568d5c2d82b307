//! Output and event log as one text, in the order in which things happened.
//!
//! Worlds are counted from the one in which listening began, so that a text does not change with what every session
//! defines before a program does.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use overdub_engine::{Events, Host, Session};

/// A host that writes down before each output what happened in the cache since the last one.
#[derive(Clone, Debug, Default)]
pub struct Interleaved {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    text: String,
    events: Option<Events>,
    only_changes: bool,
    /// The world in which listening began.
    base: u64,
}

impl State {
    fn note_events(&mut self) {
        if let Some(events) = &self.events {
            let events = events.take();
            let is_change =
                |line: &&str| !line.starts_with("hit ") && !line.starts_with("compile ");
            for line in events.lines().filter(|it| !self.only_changes || is_change(it)) {
                self.text.push_str("    ");
                self.text.push_str(&since(line, self.base));
                self.text.push('\n');
            }
        }
    }
}

impl Interleaved {
    /// Leaves out when a stage starts and when an entry serves as it is.
    #[must_use]
    pub fn only_changes() -> Self {
        let host = Self::default();
        host.lock().only_changes = true;
        host
    }

    /// Starts to listen to the session that has this host.
    pub fn listen(&self, session: &Session) {
        let mut state = self.lock();
        state.events = Some(session.record_events());
        state.base = session.world().0;
    }

    /// Everything so far.
    #[must_use]
    pub fn text(&self) -> String {
        let mut state = self.lock();
        state.note_events();
        state.text.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host for Interleaved {
    fn write(&mut self, text: &str) -> io::Result<()> {
        let mut state = self.lock();
        state.note_events();
        state.text.push_str(text);
        Ok(())
    }
}

/// The line with each world counted from `base`; what is older is `w0`.
fn since(line: &str, base: u64) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('w') {
        let starts = rest[..at].ends_with([' ', '=']);
        let digits = rest[at + 1..].find(|c: char| !c.is_ascii_digit());
        let end = digits.map_or(rest.len(), |it| at + 1 + it);
        match rest[at + 1..end].parse::<u64>() {
            // `w9(` is the program's own.
            Ok(world) if starts && !rest[end..].starts_with('(') => {
                text.push_str(&rest[..=at]);
                text.push_str(&world.saturating_sub(base).to_string());
            }
            _ => text.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::since;

    #[test]
    fn worlds_are_counted_from_the_base_and_words_are_left_alone() {
        let line = "close    infer w9() @ plain w42..=w48: wow [dispatch]";
        assert_eq!(since(line, 40), "close    infer w9() @ plain w2..=w8: wow [dispatch]");
    }
}
