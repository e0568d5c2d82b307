//! Output and event log as one text, in the order in which things happened.

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
}

impl State {
    fn note_events(&mut self) {
        if let Some(events) = &self.events {
            let events = events.take();
            let is_change =
                |line: &&str| !line.starts_with("hit ") && !line.starts_with("compile ");
            for line in events.lines().filter(|it| !self.only_changes || is_change(it)) {
                self.text.push_str("    ");
                self.text.push_str(line);
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
        self.lock().events = Some(session.record_events());
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
