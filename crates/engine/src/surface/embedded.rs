//! Hidden constants: values in expressions that no literal can be.

use overdub_types::Symbol;
use overdub_values::{Root, Value};
use rustc_hash::FxHashMap;

/// Values by the names of the hidden constants that hold them. They stay as long as the session.
#[derive(Debug, Default)]
pub(crate) struct Embedded {
    values: FxHashMap<Symbol, Root>,
    /// Objects by their identity; what they hold keeps them where they are.
    names: FxHashMap<(u64, u64), Symbol>,
}

impl Embedded {
    /// The name of the constant that holds this value.
    pub(crate) fn add(&mut self, root: Root) -> Symbol {
        let value = root.value();
        let next = self.values.len() + 1;
        let identity = (value.raw_tag(), value.raw_bits());
        *self.names.entry(identity).or_insert_with(|| {
            let name = Symbol::new(&format!("#{next}"));
            self.values.insert(name, root);
            name
        })
    }

    /// The value of a constant.
    pub(crate) fn value(&self, name: Symbol) -> Option<Value> {
        self.values.get(&name).map(Root::value)
    }

    /// All values with their names, in order of the names.
    pub(crate) fn all(&self) -> Vec<(Symbol, Value)> {
        let mut all: Vec<(Symbol, Value)> =
            self.values.iter().map(|(name, root)| (*name, root.value())).collect();
        all.sort_unstable_by_key(|it| it.0);
        all
    }

    /// Gives the constant of this name back its value.
    pub(crate) fn restore(&mut self, name: Symbol, root: Root) {
        let value = root.value();
        self.names.insert((value.raw_tag(), value.raw_bits()), name);
        self.values.insert(name, root);
    }
}
