//! Modules, imports and exports.

use std::sync::Arc;

use imbl::Vector;
use overdub_ir::GlobalRef;
use overdub_types::Symbol;
use overdub_values::Value;

use super::{Definitions, Written};
use crate::binding::{Entry, ImportKind, is_same};
use crate::change::{Change, Changed, Named};
use crate::error::{Result, WorldError};
use crate::history::History;
use crate::module::{ModuleData, Visibility, short_name};
use crate::snapshot::State;
use crate::worlds::World;

/// What came of a statement about names: a change, unless nothing is different, and what Julia
/// warns of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Noted {
    /// The change.
    pub change: Option<Change>,
    /// Messages for the user, in order.
    pub warnings: Vec<String>,
}

impl Noted {
    fn warned(warning: String) -> Written<Noted> {
        Written::SameWorld(Noted { change: None, warnings: vec![warning] })
    }

    fn changed(change: Change) -> Written<Noted> {
        Written::NewWorld(Noted { change: Some(change), warnings: Vec::new() })
    }
}

impl Definitions {
    /// Makes a module, which defines and exports its own name and uses `Core`; a parent other than
    /// itself binds it as a constant. A module of that path is replaced: all of its names end, and
    /// those of the modules in it.
    ///
    /// That it uses `Base` and what else a module that is not bare has is for whoever makes it to
    /// say.
    ///
    /// # Errors
    /// When the parent has another meaning for the name.
    ///
    /// # Source
    /// `jl_eval_module_expr` of Julia's `toplevel.c`, `jl_new_module_` of `module.c`.
    pub fn new_module(&self, path: Symbol, parent: Symbol, is_bare: bool) -> Result<Noted> {
        self.write(|state, world| {
            let name = Symbol::new(short_name(path));
            let value = Value::module(path);
            let mut noted = Noted::default();
            let above = GlobalRef { module: parent, name };
            let mut names = Vec::new();
            if parent != path {
                match state.entry(above) {
                    Some(Entry::Import { .. }) => return Err(state.imported(above)),
                    Some(Entry::Const(known)) if is_same(known, value) => {
                        noted.warnings.push(format!("WARNING: replacing module {name}."));
                    }
                    Some(Entry::Const(_)) => {
                        return Err(WorldError::Redefined { name: name.to_string() });
                    }
                    Some(Entry::Global(Some(_))) => {
                        let name = format!("{}.{name}", short_name(parent));
                        return Err(WorldError::HasValue { name });
                    }
                    Some(Entry::Global(None)) | None => {
                        state.bind(world, above, Entry::Const(value));
                        names.push(above);
                    }
                }
            }
            if state.modules.contains_key(&path) {
                // What it saw of others is gone as well.
                let used = state.module(path)?.usings.current().cloned().unwrap_or_default();
                for it in used.iter().flat_map(|used| state.exports(*used)) {
                    names.push(GlobalRef { module: path, name: it.name });
                }
                names.extend(state.end_module(path, world));
            }
            let mut module = ModuleData::new(parent, is_bare, world);
            if path.as_str() != "Core" {
                module.usings.begin(world, Vector::unit(Symbol::new("Core")));
            }
            if let Some(before) = state.modules.get(&path) {
                module.since = before.since;
                let usings = module.usings.current().cloned();
                module.usings = before.usings.clone();
                module.usings.end(world);
                if let Some(usings) = usings {
                    module.usings.begin(world, usings);
                }
                module.marks = before.marks.clone();
            }
            let marks = module.marks.entry(name).or_insert_with(History::new);
            marks.begin(world, Visibility::Exported);
            state.modules.insert(path, module);
            let own = GlobalRef { module: path, name };
            state.bind(world, own, Entry::Const(value));
            names.push(own);
            names.sort_unstable_by_key(|it| (it.module, it.name));
            names.dedup();
            let what = Changed::Names { names: names.into(), what: Named::Module { module: path } };
            noted.change = Some(Change { world, what });
            Ok(Written::NewWorld(noted))
        })
    }

    /// `using used` in the module `into`: what the one exports is seen in the other, unless that
    /// has something of the name itself.
    ///
    /// # Errors
    /// When there is no such module.
    pub fn using(&self, into: Symbol, used: Symbol) -> Result<Noted> {
        self.write(|state, world| {
            state.module(used)?;
            let known = state.module(into)?.usings.current();
            if into == used || known.is_some_and(|it| it.contains(&used)) {
                return Ok(Written::SameWorld(Noted::default()));
            }
            let exports = state.exports(used);
            let warnings = exports.iter().filter_map(|it| state.conflict(into, *it)).collect();
            let names = exports.into_iter().map(|it| GlobalRef { module: into, name: it.name });
            let names: Arc<[GlobalRef]> = names.collect();
            let module = state.module_mut(into)?;
            let mut usings = module.usings.current().cloned().unwrap_or_default();
            usings.push_back(used);
            module.usings.begin(world, usings);
            let what = Changed::Names { names, what: Named::Using { into, used } };
            Ok(Written::NewWorld(Noted { change: Some(Change { world, what }), warnings }))
        })
    }

    /// Makes the name `into` stand for what `from` is now, unless it stands for something already.
    ///
    /// # Errors
    /// When there is no such module.
    ///
    /// # Source
    /// `module_import_` of Julia's `module.c`.
    pub fn import(&self, into: GlobalRef, from: GlobalRef, kind: ImportKind) -> Result<Noted> {
        self.write(|state, world| {
            state.module(into.module)?;
            state.module(from.module)?;
            let place = short_name(into.module);
            let source = format!("{}.{}", short_name(from.module), from.name);
            let Some(owner) = state.owner(from).owner() else {
                let text = format!("WARNING: could not import {source} into {place}");
                return Ok(Noted::warned(text));
            };
            // Importing a name from where it is used makes that use final as well.
            if owner == into {
                return Ok(Written::SameWorld(Noted::default()));
            }
            let entry = Entry::Import { owner, kind };
            match state.entry(into) {
                None => {
                    let is_news = state.owner(into).owner() != Some(owner);
                    let history = state.bindings.of(into);
                    if !is_news {
                        let world = state.world;
                        history.begin(world, entry);
                        return Ok(Written::SameWorld(Noted::default()));
                    }
                    history.begin(world, entry);
                    let names = Arc::from([into]);
                    let what = Changed::Names { names, what: Named::Import { from: owner } };
                    Ok(Noted::changed(Change { world, what }))
                }
                Some(Entry::Import { owner: known, kind: before })
                    if state.is_same(known, owner) =>
                {
                    if before != ImportKind::Import && kind == ImportKind::Import {
                        state.settle(into, Entry::Import { owner: known, kind });
                    }
                    Ok(Written::SameWorld(Noted::default()))
                }
                Some(Entry::Import { .. }) => Ok(Noted::warned(format!(
                    "WARNING: ignoring conflicting import of {source} into {place}"
                ))),
                Some(Entry::Const(_)) if state.is_same(into, owner) => {
                    Ok(Written::SameWorld(Noted::default()))
                }
                Some(Entry::Const(_) | Entry::Global(_)) => Ok(Noted::warned(format!(
                    "WARNING: import of {source} into {place} conflicts with an existing identifier; ignored."
                ))),
            }
        })
    }

    /// `export names` in a module; they need not be defined yet.
    ///
    /// # Errors
    /// When there is no such module.
    pub fn export(&self, module: Symbol, names: &[Symbol]) -> Result<Option<Change>> {
        self.offer_names(module, names, Visibility::Exported)
    }

    /// `public names` in a module.
    ///
    /// # Errors
    /// When there is no such module.
    pub fn public(&self, module: Symbol, names: &[Symbol]) -> Result<Option<Change>> {
        self.offer_names(module, names, Visibility::Public)
    }

    fn offer_names(
        &self,
        module: Symbol,
        names: &[Symbol],
        as_far_as: Visibility,
    ) -> Result<Option<Change>> {
        self.write(|state, world| {
            let mut changed = Vec::new();
            for name in names {
                let data = state.module_mut(module)?;
                let marks = data.marks.entry(*name).or_insert_with(History::new);
                if marks.current().is_none_or(|known| *known < as_far_as) {
                    marks.begin(world, as_far_as);
                    changed.push(GlobalRef { module, name: *name });
                }
            }
            if changed.is_empty() {
                return Ok(Written::SameWorld(None));
            }
            let what = Named::Offer { as_far_as, module };
            let what = Changed::Names { names: changed.into(), what };
            Ok(Written::NewWorld(Some(Change { world, what })))
        })
    }
}

impl State {
    fn module(&self, path: Symbol) -> Result<&ModuleData> {
        self.modules.get(&path).ok_or(WorldError::NoSuchModule(path))
    }

    fn module_mut(&mut self, path: Symbol) -> Result<&mut ModuleData> {
        self.modules.get_mut(&path).ok_or(WorldError::NoSuchModule(path))
    }

    /// The names that a module exports now, in alphabetical order.
    fn exports(&self, module: Symbol) -> Vec<GlobalRef> {
        let marks = self.modules.get(&module).into_iter().flat_map(|it| it.marks.iter());
        let exported = marks.filter(|(_, it)| it.current() == Some(&Visibility::Exported));
        let mut names: Vec<Symbol> = exported.map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.into_iter().map(|name| GlobalRef { module, name }).collect()
    }

    /// The warning that what is exported there has another meaning in `into`.
    fn conflict(&self, into: Symbol, exported: GlobalRef) -> Option<String> {
        let here = GlobalRef { module: into, name: exported.name };
        self.entry(here)?;
        let (known, owner) = (self.owner(here).owner()?, self.owner(exported).owner()?);
        let is_own_name = exported.name.as_str() == short_name(into);
        (!is_own_name && !self.is_same(known, owner)).then(|| {
            format!(
                "WARNING: using {}.{} in module {} conflicts with an existing identifier.",
                short_name(exported.module),
                exported.name,
                short_name(into)
            )
        })
    }

    /// Whether two owners are one, or constants that are the same.
    fn is_same(&self, a: GlobalRef, b: GlobalRef) -> bool {
        a == b
            || match (self.entry(a), self.entry(b)) {
                (Some(Entry::Const(a)), Some(Entry::Const(b))) => is_same(a, b),
                _ => false,
            }
    }

    /// Ends all names of a module and of those in it; the names.
    fn end_module(&mut self, path: Symbol, world: World) -> Vec<GlobalRef> {
        let inner = format!("{path}.");
        let is_within = |it: Symbol| it == path || it.as_str().starts_with(&inner);
        let bound =
            self.bindings.of_modules(is_within).filter(|(_, history)| history.current().is_some());
        let marked =
            self.modules.iter().filter(|(it, _)| is_within(**it)).flat_map(|(it, data)| {
                data.marks.keys().map(|name| GlobalRef { module: *it, name: *name })
            });
        let names: Vec<GlobalRef> = bound.map(|it| it.0).chain(marked).collect();
        for it in &names {
            if let Some(history) = self.bindings.get_mut(*it) {
                history.end(world);
            }
            let marks =
                self.modules.get_mut(&it.module).and_then(|data| data.marks.get_mut(&it.name));
            if let Some(marks) = marks {
                marks.end(world);
            }
        }
        names
    }
}
