//! What the modules say of their names themselves.

use std::sync::Arc;

use overdub_ir::GlobalRef;
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
        if !self.written.contains_key(&global) {
            let stored = self.stored.as_ref()?.get(global)?.clone();
            self.written.insert(global, stored);
        }
        self.written.get_mut(&global)
    }

    /// The history of a name, an empty one if it has none yet.
    pub(crate) fn of(&mut self, global: GlobalRef) -> &mut History<Entry> {
        let stored = || self.stored.as_ref()?.get(global).cloned();
        self.written.entry(global).or_insert_with(|| stored().unwrap_or_else(History::new))
    }

    /// All names with a history, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (GlobalRef, &History<Entry>)> {
        let written = self.written.iter().map(|(global, it)| (*global, it));
        let stored = self.stored.iter().flat_map(|it| it.globals().map(move |global| (global, it)));
        // Of a name that was written nothing stored is made: it may be a value of the heap, which nothing can make.
        let stored = stored.filter(|(global, _)| !self.written.contains_key(global));
        written.chain(stored.filter_map(|(global, it)| Some((global, it.get(global)?))))
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
