//! What the modules say of their names themselves.

use std::sync::Arc;

use overdub_ir::GlobalRef;
use overdub_types::Symbol;
use overdub_values::Value;

use super::Map;
use crate::binding::Entry;
use crate::history::History;
use crate::standing::StoredNames;

/// The histories of names: those that were written, before those that are stored and never changed since.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings {
    written: Map<GlobalRef, History<Entry>>,
    stored: Option<Arc<StoredNames>>,
}

impl Bindings {
    /// Bindings that begin with stored names.
    pub(crate) fn beginning_with(stored: StoredNames) -> Bindings {
        Bindings { written: Map::default(), stored: Some(Arc::new(stored)) }
    }

    /// Gives a name another history, whatever is stored of it.
    pub(crate) fn insert(&mut self, global: GlobalRef, history: History<Entry>) {
        self.written.insert(global, history);
    }

    /// The history of a name, if it has one.
    pub(crate) fn get(&self, global: GlobalRef) -> Option<&History<Entry>> {
        let stored = || self.stored.as_ref()?.get(global);
        self.written.get(&global).or_else(stored)
    }

    /// The same, to be written to.
    pub(crate) fn get_mut(&mut self, global: GlobalRef) -> Option<&mut History<Entry>> {
        self.get(global)?;
        Some(self.of(global))
    }

    /// The history of a name, an empty one if it has none yet.
    pub(crate) fn of(&mut self, global: GlobalRef) -> &mut History<Entry> {
        let stored = || self.stored.as_ref()?.get(global).cloned();
        self.written.entry(global).or_insert_with(|| stored().unwrap_or_else(History::new))
    }

    /// All names with a history in the modules that pass a test, in no order.
    pub(crate) fn of_modules(
        &self,
        test: impl Fn(Symbol) -> bool,
    ) -> impl Iterator<Item = (GlobalRef, &History<Entry>)> {
        let stored = self.stored.iter().flat_map(|it| it.globals());
        // What was written may stand for something that cannot be made any more.
        let stored = stored.filter(|it| !self.written.contains_key(it));
        let all = self.written.keys().copied().chain(stored).filter(move |it| test(it.module));
        all.filter_map(|global| Some((global, self.get(global)?)))
    }

    /// The constants of all worlds, but for those that are stored, in no order.
    pub(crate) fn constants(&self) -> impl Iterator<Item = Value> {
        let eras = self.written.values().flat_map(History::eras);
        eras.filter_map(|it| match it.state {
            Entry::Const(value) => Some(value),
            Entry::Global(_) | Entry::Import { .. } => None,
        })
    }
}
