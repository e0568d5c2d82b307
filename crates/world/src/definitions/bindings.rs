//! Defining and declaring global names.

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use overdub_values::{Value, egal};

use super::{Definitions, Written};
use crate::binding::{Binding, Entry, ImportKind};
use crate::change::{Change, Changed};
use crate::error::{Result, WorldError};
use crate::module::{Resolved, short_name};
use crate::snapshot::State;
use crate::worlds::World;

/// What an assignment to a global name is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Assigned {
    /// The value goes to the variable, if it is of this type.
    Variable(Type),
    /// The name is a constant and has taken the value, with [`Change::warning`].
    Constant,
}

impl Definitions {
    /// Makes a name a constant; the same value again is no change. As in Julia 1.11, another value
    /// of the same type replaces it (see [`Change::warning`]), but not a type or a module.
    ///
    /// # Errors
    /// When the name is an import or a variable that has been assigned to, or may not be replaced.
    ///
    /// # Source
    /// `jl_declare_constant` and `jl_check_binding_wr` of Julia's `module.c`.
    pub fn define_const(&self, global: GlobalRef, value: Value) -> Result<Option<Change>> {
        self.write(|state, world| {
            let change = match state.entry(global) {
                Some(Entry::Const(before)) => return replace(state, world, global, before, value),
                Some(Entry::Global(Some(_))) => {
                    return Err(WorldError::HasValue { name: shown(global) });
                }
                Some(Entry::Global(None)) | None => state.bind(world, global, Entry::Const(value)),
                Some(Entry::Import { .. }) => return Err(state.imported(global)),
            };
            Ok(Written::NewWorld(Some(change)))
        })
    }

    /// Makes a name stand for a type, as a constant.
    ///
    /// # Errors
    /// As for [`Definitions::define_const`].
    pub fn define_type(&self, global: GlobalRef, ty: Type) -> Result<Option<Change>> {
        self.define_const(global, Value::of_type(ty))
    }

    /// Declares a name a variable, whose values are of type `ty` if one is given; the same
    /// declaration again is no change, nor is one without a type of what is known already.
    ///
    /// # Errors
    /// When the name is an import, or has another type or is a constant and a type is given.
    pub fn declare_global(&self, global: GlobalRef, ty: Option<Type>) -> Result<Option<Change>> {
        self.write(|state, world| {
            match (state.entry(global), ty) {
                (Some(Entry::Import { .. }), None) => return Ok(Written::SameWorld(None)),
                (Some(Entry::Import { .. }), Some(_)) => return Err(state.imported(global)),
                (Some(_), None) => return Ok(Written::SameWorld(None)),
                (Some(Entry::Global(Some(known))), Some(ty)) if known == ty => {
                    return Ok(Written::SameWorld(None));
                }
                (Some(Entry::Const(_) | Entry::Global(Some(_))), Some(_)) => {
                    return Err(WorldError::HasType { name: shown(global) });
                }
                // Only the type is settled, and it is the one that was assumed.
                (Some(Entry::Global(None)), Some(ty)) if ty.is_any() => {
                    state.settle(global, Entry::Global(Some(ty)));
                    return Ok(Written::SameWorld(None));
                }
                (Some(Entry::Global(None)) | None, _) => {}
            }
            Ok(Written::NewWorld(Some(state.bind(world, global, Entry::Global(ty)))))
        })
    }

    /// Takes note that a name is given a value: if it was undefined it is a variable of any type
    /// from now on.
    ///
    /// # Errors
    /// When the name is an import, or a constant that cannot take the value.
    pub fn assign_global(
        &self,
        global: GlobalRef,
        value: Value,
    ) -> Result<(Assigned, Option<Change>)> {
        if let Some(Entry::Global(Some(ty))) = self.published.load().entry(global) {
            return Ok((Assigned::Variable(ty), None));
        }
        self.write(|state, world| {
            let any = Assigned::Variable(Type::any());
            match state.entry(global) {
                Some(Entry::Const(before)) => {
                    let written = replace(state, world, global, before, value)?;
                    Ok(written.map(|change| (Assigned::Constant, change)))
                }
                Some(Entry::Global(Some(ty))) => {
                    Ok(Written::SameWorld((Assigned::Variable(ty), None)))
                }
                Some(Entry::Global(None)) => {
                    state.settle(global, Entry::Global(Some(Type::any())));
                    Ok(Written::SameWorld((any, None)))
                }
                Some(Entry::Import { .. }) => Err(state.imported(global)),
                None => {
                    let change = state.bind(world, global, Entry::Global(Some(Type::any())));
                    Ok(Written::NewWorld((any, Some(change))))
                }
            }
        })
    }

    /// Takes note that a name was used: if it came by `using`, it is that binding for good, and
    /// can neither be defined here nor become ambiguous. What it stands for is as before, so no
    /// world begins.
    ///
    /// Answers what the name is; of two modules that are used and export different things of that
    /// name Julia warns (`WARNING: both A and B export "x"; uses of it in module M must be
    /// qualified`), once.
    pub fn note_use(&self, global: GlobalRef) -> Resolved {
        let published = self.published.load();
        match published.owner(global) {
            Resolved::Owner(owner) if owner != global && published.entry(global).is_none() => {}
            resolved => return resolved,
        }
        let Ok(resolved) = self.write(|state, _| {
            let resolved = state.owner(global);
            if let Resolved::Owner(owner) = resolved
                && owner != global
                && state.entry(global).is_none()
            {
                let world = state.world;
                let history = state.bindings.of(global);
                history.begin(world, Entry::Import { owner, kind: ImportKind::Use });
            }
            Ok::<_, std::convert::Infallible>(Written::SameWorld(resolved))
        });
        resolved
    }

    /// The binding of the function that a method definition in a module names; the name itself if
    /// nothing is known of it.
    ///
    /// # Errors
    /// When the name is taken from another module and was not imported to be extended. (Types need
    /// not be.)
    ///
    /// # Source
    /// `jl_get_binding_for_method_def` of Julia's `module.c`.
    pub fn owner_for_method(&self, global: GlobalRef) -> Result<GlobalRef> {
        let state = self.published.load();
        let Some(Entry::Import { owner, kind }) = state.entry(global) else { return Ok(global) };
        let refused = || {
            let name = format!("{}.{}", short_name(state.brought_by(global)), global.name);
            (short_name(global.module).to_owned(), name)
        };
        match state.entry(owner) {
            Some(_) if kind == ImportKind::Import => Ok(owner),
            Some(Entry::Const(value))
                if value.as_type().is_some() && global.name.as_str() != "=>" =>
            {
                Ok(owner)
            }
            None => {
                let (module, name) = refused();
                Err(WorldError::NoSuchExport { module, name })
            }
            Some(_) => {
                let (module, name) = refused();
                Err(WorldError::NotImported { module, name })
            }
        }
    }
}

/// A constant gets another value, if it may.
fn replace(
    state: &mut State,
    world: World,
    global: GlobalRef,
    before: Value,
    value: Value,
) -> Result<Written<Option<Change>>> {
    if egal(before, value) {
        return Ok(Written::SameWorld(None));
    }
    let is_fixed = value.as_type().is_some() || value.as_module().is_some();
    if is_fixed || before.ty() != value.ty() {
        return Err(WorldError::Redefined { name: shown(global) });
    }
    Ok(Written::NewWorld(Some(state.bind(world, global, Entry::Const(value)))))
}

impl<T> Written<T> {
    pub(super) fn map<U>(self, f: impl FnOnce(T) -> U) -> Written<U> {
        match self {
            Written::SameWorld(it) => Written::SameWorld(f(it)),
            Written::NewWorld(it) => Written::NewWorld(f(it)),
            Written::NewAge(it) => Written::NewAge(f(it)),
        }
    }
}

/// A name as messages show it: with the last part of the module's path.
fn shown(global: GlobalRef) -> String {
    format!("{}.{}", short_name(global.module), global.name)
}

impl State {
    /// Begins another era of a name.
    pub(super) fn bind(&mut self, world: World, global: GlobalRef, entry: Entry) -> Change {
        let before = self.entry(global).map_or(Binding::Undefined, |it| it.binding(global));
        self.bindings.of(global).begin(world, entry);
        self.note_alias(global, entry);
        let after = entry.binding(global);
        Change { world, what: Changed::Binding { global, before, after } }
    }

    /// Takes note of a constant by which a type may be called when it is printed.
    fn note_alias(&mut self, global: GlobalRef, entry: Entry) {
        let Entry::Const(value) = entry else { return };
        if value.as_type().is_some_and(Type::may_have_alias) {
            let names = self.aliases.entry(global.module).or_default();
            if !names.contains(&global.name) {
                names.push_back(global.name);
            }
        }
    }

    /// Makes a name's present era say more than it did, nothing else.
    pub(super) fn settle(&mut self, global: GlobalRef, entry: Entry) {
        if let Some(history) = self.bindings.get_mut(global) {
            history.amend(entry);
        }
    }

    /// The refusal to define a name that is another module's binding.
    pub(super) fn imported(&self, global: GlobalRef) -> WorldError {
        let from: Symbol = self.brought_by(global);
        let name = format!("{}.{}", short_name(from), global.name);
        let module = (from != global.module).then_some(global.module);
        WorldError::Imported { name, module }
    }
}
