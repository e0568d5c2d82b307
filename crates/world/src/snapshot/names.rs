//! Names and modules, as a snapshot knows them.

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use smallvec::SmallVec;

use crate::binding::{Binding, Entry, ImportKind, is_same};
use crate::find::Answer;
use crate::history::History;
use crate::module::{Listing, Resolved, Visibility};
use crate::snapshot::{Snapshot, State};
use crate::worlds::{World, WorldRange};

/// A chain of re-exports may be as long as this; a name further away is not found.
const MAX_DEPTH: usize = 256;

/// One resolution: what it came across, and how long all of that holds.
struct Resolver<'a> {
    state: &'a State,
    world: World,
    range: WorldRange,
    /// The names that were looked at, the one asked for included.
    visited: SmallVec<[GlobalRef; 4]>,
}

impl<'a> Resolver<'a> {
    fn new(state: &'a State, world: World) -> Resolver<'a> {
        Resolver { state, world, range: WorldRange::ALL, visited: SmallVec::new() }
    }

    fn owner(&mut self, global: GlobalRef) -> Resolved {
        self.resolve(global, &mut SmallVec::new())
    }

    /// What the owner of a name is.
    fn binding_of(&mut self, owner: GlobalRef) -> Binding {
        self.entry(owner).map_or(Binding::Undefined, |it| it.binding(owner))
    }

    fn resolve(&mut self, global: GlobalRef, path: &mut SmallVec<[Symbol; 8]>) -> Resolved {
        match self.entry(global) {
            Some(Entry::Const(_) | Entry::Global(_)) => return Resolved::Owner(global),
            Some(Entry::Import { owner, .. }) => {
                // A module that was replaced takes its bindings with it.
                return match self.entry(owner) {
                    Some(_) => Resolved::Owner(owner),
                    None => Resolved::Nothing,
                };
            }
            None => {}
        }
        let state = self.state;
        let Some(module) = state.modules.get(&global.module) else { return Resolved::Nothing };
        // A name that leads to itself leads nowhere.
        if path.contains(&global.module) || path.len() >= MAX_DEPTH {
            return Resolved::Nothing;
        }
        path.push(global.module);
        let mut found: Option<(GlobalRef, Symbol)> = None;
        let mut ambiguous = None;
        let usings = at(&module.usings, self.world, &mut self.range);
        for used in usings.into_iter().flat_map(|it| it.iter().rev().copied()) {
            let there = GlobalRef { module: used, name: global.name };
            self.visit(there);
            if self.visibility(there) != Visibility::Exported {
                continue;
            }
            let Some(owner) = self.resolve(there, path).owner() else { continue };
            match found {
                Some((known, from)) if !self.is_same(known, owner) => {
                    ambiguous = Some(Resolved::Ambiguous(from, used));
                    break;
                }
                _ => found = Some((owner, used)),
            }
        }
        path.pop();
        ambiguous.unwrap_or(match found {
            Some((owner, _)) => Resolved::Owner(owner),
            None => Resolved::Nothing,
        })
    }

    /// Whether two owners are one, or constants that are the same.
    fn is_same(&mut self, a: GlobalRef, b: GlobalRef) -> bool {
        a == b
            || match (self.entry(a), self.entry(b)) {
                (Some(Entry::Const(a)), Some(Entry::Const(b))) => is_same(a, b),
                _ => false,
            }
    }

    fn entry(&mut self, global: GlobalRef) -> Option<Entry> {
        self.visit(global);
        let history = self.state.bindings.get(global)?;
        at(history, self.world, &mut self.range).copied()
    }

    fn visibility(&mut self, global: GlobalRef) -> Visibility {
        let marks =
            self.state.modules.get(&global.module).and_then(|it| it.marks.get(&global.name));
        let mark = marks.and_then(|it| at(it, self.world, &mut self.range));
        mark.copied().unwrap_or(Visibility::Private)
    }

    fn visit(&mut self, global: GlobalRef) {
        if !self.visited.contains(&global) {
            self.visited.push(global);
        }
    }
}

/// The state in `world`, and the range cut down to the worlds where it is the same.
fn at<'a, T: Clone>(
    history: &'a History<T>,
    world: World,
    range: &mut WorldRange,
) -> Option<&'a T> {
    match history.at(world) {
        Some(era) => {
            *range = range.intersect(era.live);
            Some(&era.state)
        }
        None => {
            *range = range.intersect(history.gap(world));
            None
        }
    }
}

impl State {
    /// What the module itself says of the name now.
    pub(crate) fn entry(&self, global: GlobalRef) -> Option<Entry> {
        self.bindings.get(global)?.current().copied()
    }

    /// Which binding a name is now.
    pub(crate) fn owner(&self, global: GlobalRef) -> Resolved {
        Resolver::new(self, World::MAX).owner(global)
    }

    pub(crate) fn visibility(&self, global: GlobalRef, world: World) -> Visibility {
        Resolver::new(self, world).visibility(global)
    }

    /// The module that brought a name here by `using`, or else this one: for messages.
    pub(crate) fn brought_by(&self, global: GlobalRef) -> Symbol {
        let (owner, kind) = match self.entry(global) {
            Some(Entry::Import { owner, kind }) => (owner, kind),
            Some(_) | None => return global.module,
        };
        if kind == ImportKind::Import {
            return global.module;
        }
        let Some(module) = self.modules.get(&global.module) else { return global.module };
        let usings = module.usings.current().into_iter().flat_map(|it| it.iter().rev().copied());
        for used in usings {
            let there = GlobalRef { module: used, name: global.name };
            if self.visibility(there, World::MAX) == Visibility::Exported
                && self.owner(there) == Resolved::Owner(owner)
            {
                return used;
            }
        }
        global.module
    }
}

impl Snapshot {
    /// Which binding a name is in `world`: its own, an import's, or what the modules that its
    /// module uses export.
    #[must_use]
    pub fn resolve(&self, global: GlobalRef, world: World) -> Answer<Resolved> {
        let mut resolver = Resolver::new(&self.0, world);
        let result = resolver.owner(global);
        Answer { result, range: resolver.range }
    }

    /// What a global name is in `world`, imports followed.
    #[must_use]
    pub fn binding(&self, global: GlobalRef, world: World) -> Answer<Binding> {
        let (answer, _) = self.binding_visiting(global, world);
        answer
    }

    /// The same with the names that were looked at for it, the one asked for first.
    pub(crate) fn binding_visiting(
        &self,
        global: GlobalRef,
        world: World,
    ) -> (Answer<Binding>, SmallVec<[GlobalRef; 4]>) {
        let mut resolver = Resolver::new(&self.0, world);
        let owner = resolver.owner(global).owner();
        let result = owner.map_or(Binding::Undefined, |it| resolver.binding_of(it));
        (Answer { result, range: resolver.range }, resolver.visited)
    }

    /// Whether the module itself defines or declares the name in `world`.
    #[must_use]
    pub fn is_own(&self, global: GlobalRef, world: World) -> bool {
        matches!(self.entry_at(global, world), Some(Entry::Const(_) | Entry::Global(_)))
    }

    /// How the name was imported, if it was and `world` knows it.
    #[must_use]
    pub fn import(&self, global: GlobalRef, world: World) -> Option<(GlobalRef, ImportKind)> {
        match self.entry_at(global, world) {
            Some(Entry::Import { owner, kind }) => Some((owner, kind)),
            _ => None,
        }
    }

    fn entry_at(&self, global: GlobalRef, world: World) -> Option<Entry> {
        Some(self.0.bindings.get(global)?.at(world)?.state)
    }

    /// How far a module offers the name in `world`.
    #[must_use]
    pub fn visibility(&self, global: GlobalRef, world: World) -> Visibility {
        self.0.visibility(global, world)
    }

    /// The names of a module in `world`, in alphabetical order: those that are public, and what
    /// the listing asks for. Everything that `Main` defines counts as public; names of the
    /// compiler (`#…`) are shown only among all.
    #[must_use]
    pub fn names(&self, module: Symbol, world: World, listing: Listing) -> Vec<Symbol> {
        let is_main = module.as_str() == "Main";
        let is_shown = |name: &Symbol| listing.all || !name.as_str().starts_with('#');
        let entries = self.0.bindings.of_modules(|it| it == module);
        let own = entries.filter_map(|(global, history)| {
            let shown = match history.at(world)?.state {
                Entry::Const(_) | Entry::Global(_) => {
                    let is_hook = matches!(global.name.as_str(), "eval" | "include");
                    listing.all || is_main && !is_hook
                }
                Entry::Import { kind, .. } => listing.imported && kind == ImportKind::Import,
            };
            shown.then_some(global.name)
        });
        let marks = self.0.modules.get(&module).into_iter().flat_map(|it| it.marks.iter());
        let public = marks.filter_map(|(name, marks)| {
            marks.at(world).is_some_and(|it| it.state >= Visibility::Public).then_some(*name)
        });
        let mut names: Vec<Symbol> = own.chain(public).filter(is_shown).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The public names of a module that stand for types with other names, and these types.
    #[must_use]
    pub fn aliases(&self, module: Symbol) -> Vec<(Symbol, Type)> {
        let is_main = module.as_str() == "Main";
        let names = self.0.aliases.get(&module).into_iter().flatten();
        let standing = names.filter_map(|name| {
            let global = GlobalRef { module, name: *name };
            let Some(Entry::Const(value)) = self.0.entry(global) else { return None };
            let ty = value.as_type().filter(|it| it.may_have_alias())?;
            let is_public = is_main || self.0.visibility(global, World::MAX) >= Visibility::Public;
            is_public.then_some((*name, ty))
        });
        standing.collect()
    }

    /// Whether there is a module of this path in `world`.
    #[must_use]
    pub fn is_module(&self, module: Symbol, world: World) -> bool {
        self.0.modules.get(&module).is_some_and(|it| it.since <= world)
    }

    /// The module that a module is in; one that is in none is its own parent.
    #[must_use]
    pub fn parent(&self, module: Symbol) -> Option<Symbol> {
        Some(self.0.modules.get(&module)?.parent)
    }

    /// Whether a module was made without the standard names.
    #[must_use]
    pub fn is_bare(&self, module: Symbol) -> bool {
        self.0.modules.get(&module).is_some_and(|it| it.is_bare)
    }

    /// The modules that a module uses in `world`, the latest first, as Julia lists them.
    #[must_use]
    pub fn usings(&self, module: Symbol, world: World) -> Vec<Symbol> {
        let usings = self.0.modules.get(&module).and_then(|it| it.usings.at(world));
        usings.into_iter().flat_map(|it| it.state.iter().rev().copied()).collect()
    }

    /// The modules of `world`, in alphabetical order of their paths.
    #[must_use]
    pub fn modules(&self, world: World) -> Vec<Symbol> {
        let known = self.0.modules.iter().filter(|(_, it)| it.since <= world);
        let mut modules: Vec<Symbol> = known.map(|(path, _)| *path).collect();
        modules.sort_unstable();
        modules
    }
}
