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
}

impl State {
    fn note_events(&mut self) {
        if let Some(events) = &self.events {
            let events = events.take();
            for line in events.lines() {
                self.text.push_str("    ");
                self.text.push_str(line);
                self.text.push('\n');
            }
        }
    }
}

impl Interleaved {
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
