//! Types that a program defines: begun with their name, finished when supertype and fields are known.
//!
//! A type that is predefined is redeclared by the base library with the same fields, and is then that type.

use overdub_interp::RunResult;
use overdub_ir::GlobalRef;
use overdub_types::{Field, Symbol, Type, TypeDef, TypeVar, core, is_subtype};
use overdub_values::{Value, ValueError};
use overdub_world::Visibility;

use crate::core::Core;

/// A type that is being defined.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    global: GlobalRef,
    def: TypeDef,
    /// The parameters as the definition wrote them, and as the type has them.
    params: Vec<(TypeVar, TypeVar)>,
    fields: Vec<Field>,
    /// The type that this is, if it is predefined.
    known: Option<Type>,
}

impl Core {
    pub(crate) fn begin_abstract(&mut self, global: GlobalRef, params: Value) -> RunResult<Value> {
        self.begin(global, params, Vec::new(), TypeDef::abstract_type)
    }

    pub(crate) fn begin_primitive(
        &mut self,
        global: GlobalRef,
        params: Value,
        bits: Value,
    ) -> RunResult<Value> {
        let Some(count) = bits.as_i64() else {
            return Err(self.exception_of(ValueError::type_error(
                "primitive type",
                core().int64,
                bits,
            )));
        };
        let Some(count) = u32::try_from(count).ok().filter(|it| *it > 0 && it % 8 == 0) else {
            let name = global.name;
            return Err(self.error(format!("invalid number of bits in primitive type {name}")));
        };
        self.begin(global, params, Vec::new(), |def| def.primitive(count))
    }

    pub(crate) fn begin_struct(
        &mut self,
        global: GlobalRef,
        [params, names, attributes, mutable, n_init]: [Value; 5],
    ) -> RunResult<Value> {
        let mut fields = Vec::new();
        for name in self.elements(names)? {
            match name.as_symbol() {
                Some(name) => fields.push(Field::new(name, Type::any())),
                None => {
                    return Err(self.exception_of(ValueError::type_error(
                        "struct",
                        core().symbol,
                        name,
                    )));
                }
            }
        }
        let attributes = self.elements(attributes)?;
        let is_mutable = mutable.as_bool() == Some(true);
        for pair in attributes.chunks(2) {
            let [at, what] = pair else { continue };
            if let Some(what) = what.as_symbol().filter(|_| !is_mutable) {
                let message = format!("invalid field attribute {what} for immutable struct");
                return Err(self.error(message));
            }
            let at = at.as_i64().and_then(|it| usize::try_from(it - 1).ok());
            let Some(field) = at.and_then(|it| fields.get_mut(it)) else { continue };
            match what.as_symbol().map(|it| it.as_str().to_owned()).as_deref() {
                Some("const") => field.is_const = true,
                Some("atomic") => field.is_atomic = true,
                _ => {}
            }
        }
        for (at, field) in fields.iter().enumerate() {
            if fields[..at].iter().any(|it| it.name == field.name) {
                let name = field.name;
                return Err(self.error(format!("duplicate field name: \"{name}\" is not unique")));
            }
        }
        let count = n_init.as_i64().and_then(|it| usize::try_from(it).ok());
        let optional = fields.len().saturating_sub(count.unwrap_or(fields.len()));
        self.begin(global, params, fields, |def| {
            let def = def.uninitialised(optional);
            if is_mutable { def.mutable() } else { def }
        })
    }

    /// The elements of a tuple.
    pub(crate) fn elements(&mut self, tuple: Value) -> RunResult<Vec<Value>> {
        let mut all = Vec::new();
        for at in 0..self.heap.field_count(tuple) {
            all.push(self.field_of(tuple, at)?);
        }
        Ok(all)
    }

    fn begin(
        &mut self,
        global: GlobalRef,
        params: Value,
        fields: Vec<Field>,
        kind: impl FnOnce(TypeDef) -> TypeDef,
    ) -> RunResult<Value> {
        let mut vars: Vec<(TypeVar, TypeVar)> = Vec::new();
        for param in self.elements(params)? {
            let Some(var) = param.as_type().and_then(Type::as_var) else {
                return Err(self.exception_of(ValueError::type_error(
                    "type definition",
                    core().type_var,
                    param,
                )));
            };
            let lower = self.in_own_params(&vars, var.lower())?;
            let upper = self.in_own_params(&vars, var.upper())?;
            vars.push((var, TypeVar::tagged(var.name(), lower, upper, 0)));
        }
        let known = known_type(global, vars.len());
        let mut def = kind(TypeDef::new(global.module, global.name));
        for (_, own) in &vars {
            def = def.param(*own);
        }
        if self.is_shown_bare(global) {
            def = def.exported();
        }
        let this = known.unwrap_or_else(|| def.self_type());
        let begun = Begun { global, def, params: vars, fields, known };
        self.surface.begun.insert(this, begun);
        Ok(Value::of_type(this))
    }

    /// Whether a type of this name prints without its module.
    fn is_shown_bare(&self, global: GlobalRef) -> bool {
        let is_base = matches!(global.module.as_str(), "Core" | "Base");
        is_base
            && self.definitions.snapshot().visibility(global, self.world()) == Visibility::Exported
    }

    /// A type in terms of the parameters as the finished type has them.
    fn in_own_params(&mut self, params: &[(TypeVar, TypeVar)], ty: Type) -> RunResult<Type> {
        if !ty.has_free_vars() {
            return Ok(ty);
        }
        let wrong =
            |core: &mut Self, error: overdub_types::TypeError| core.exception_of(error.into());
        if let Some(var) = ty.as_var() {
            let own = params.iter().find(|it| it.0 == var);
            return Ok(own.map_or(ty, |it| it.1.ty()));
        }
        let used: Vec<&(TypeVar, TypeVar)> = params.iter().filter(|it| ty.has_var(it.0)).collect();
        let mut outer = ty;
        for (var, _) in used.iter().rev() {
            outer = Type::union_all(*var, outer).map_err(|error| wrong(self, error))?;
        }
        let own: Vec<Type> = used.iter().map(|it| it.1.ty()).collect();
        if own.is_empty() {
            return Ok(ty);
        }
        outer.apply(&own).map_err(|error| wrong(self, error))
    }

    pub(crate) fn set_super(&mut self, ty: Value, supertype: Value) -> RunResult<Value> {
        let Some((this, mut begun)) = self.begun(ty) else {
            return Err(self.error("no type is being defined here"));
        };
        let wanted = supertype.as_type().filter(|it| it.as_data().is_some());
        let name = begun.global.name;
        let Some(wanted) = wanted else {
            return Err(self.error(format!(
                "invalid subtyping in definition of {name}: can only subtype data types."
            )));
        };
        if begun.known.is_none() {
            if self.begun(supertype).is_some_and(|(it, _)| it == this) {
                return Err(self.error(format!(
                    "invalid subtyping in definition of {name}: a type cannot subtype itself."
                )));
            }
            let own = self.in_own_params(&begun.params, wanted)?;
            let why = if own.is_tuple() {
                Some("cannot subtype a tuple type")
            } else if own.is_named_tuple() {
                Some("cannot subtype a named tuple type")
            } else if own.type_type_param().is_some() {
                Some("cannot add subtypes to Type")
            } else if is_subtype(own, core().builtin).unwrap_or(false) {
                Some("cannot add subtypes to Core.Builtin")
            } else if !own.is_abstract_type() {
                Some("can only subtype abstract types")
            } else {
                None
            };
            if let Some(why) = why {
                return Err(
                    self.error(format!("invalid subtyping in definition of {name}: {why}."))
                );
            }
            begun.def = begun.def.supertype(own);
            // From here on it has a place among the types, which its fields may ask for.
            let below = begun.def.self_type_below();
            self.surface.begun.insert(this, begun.clone());
            self.surface.begun.insert(below, begun);
            return Ok(Value::of_type(below));
        }
        Ok(ty)
    }

    fn begun(&self, ty: Value) -> Option<(Type, Begun)> {
        let ty = ty.as_type()?;
        let this = if self.surface.begun.contains_key(&ty) {
            ty
        } else {
            ty.unwrap_unionall().as_data()?.name().wrapper()
        };
        self.surface.begun.get(&this).cloned().map(|it| (this, it))
    }

    pub(crate) fn finish_type(&mut self, ty: Value, field_types: Value) -> RunResult<Value> {
        let Some((_, begun)) = self.begun(ty) else {
            return Err(self.error("no type is being defined here"));
        };
        let types = self.elements(field_types)?;
        let mut def = begun.def.clone();
        for (field, given) in begun.fields.iter().zip(&types) {
            let name = field.name;
            let given_type = given.as_type().filter(|it| it.is_type() || it.is_var());
            let Some(given_type) = given_type else {
                let context = Symbol::new(&format!("type definition of field {name}"));
                return Err(self.exception_of(ValueError::Type {
                    name: begun.global.name,
                    context,
                    expected: core().type_type,
                    got: *given,
                }));
            };
            let own = self.in_own_params(&begun.params, given_type)?;
            def = def.field(Field { ty: own, ..field.clone() });
        }
        let finished = match begun.known {
            Some(known) => {
                self.check_known(known, &begun)?;
                known
            }
            None => match def.define() {
                Ok(name) => name.wrapper(),
                Err(overdub_types::TypeError::Definition { name, reason }) => {
                    return Err(self.error(format!("invalid definition of {name}: {reason}")));
                }
                Err(error) => return Err(self.exception_of(error.into())),
            },
        };
        self.surface.begun.retain(|_, it| it.global != begun.global);
        self.bind_type(begun.global, finished)?;
        Ok(Value::of_type(finished))
    }

    /// Holds the base library to the fields that its predefined types have.
    fn check_known(&mut self, known: Type, begun: &Begun) -> RunResult<()> {
        let Some(data) = known.unwrap_unionall().as_data() else { return Ok(()) };
        let names: Vec<Symbol> = begun.fields.iter().map(|it| it.name).collect();
        if names.is_empty() || data.field_names() == names {
            return Ok(());
        }
        Err(self.error(format!(
            "{} is predefined with the fields {:?} and cannot have {names:?}",
            begun.global,
            data.field_names()
        )))
    }

    fn bind_type(&mut self, global: GlobalRef, ty: Type) -> RunResult<()> {
        // A predefined type that the module sees already is declared once more.
        let known = self.definitions.snapshot().binding(global, self.world()).result;
        if known.as_type() == Some(ty) {
            return Ok(());
        }
        let defined = self.definitions.define_type(global, ty);
        self.defined(defined)?;
        self.declare_type(global, ty);
        Ok(())
    }

    /// Makes known what a name means in texts: those of `Main` and, where it has none, of `Base` also by themselves.
    pub(crate) fn declare_type(&mut self, global: GlobalRef, ty: Type) {
        let GlobalRef { module, name } = global;
        let is_main = module.as_str() == "Main";
        if is_main || (module.as_str() == "Base" && self.names.lookup_type(name).is_none()) {
            self.names.declare_type(name, ty);
        }
        if !is_main {
            let own = module.as_str().strip_prefix("Main.").map(Symbol::new);
            self.names.declare_type_of(own.unwrap_or(module), name, ty);
        }
    }
}

/// The predefined type of this name with this many parameters.
fn known_type(global: GlobalRef, n_params: usize) -> Option<Type> {
    let path = format!("{}.{}", global.module, global.name);
    let symbols: Vec<Symbol> = path.split('.').map(Symbol::new).collect();
    let known = core().named(&symbols).or_else(|| core().named(&[global.name]))?;
    let data = known.unwrap_unionall().as_data()?;
    let name = data.name();
    // What Julia has in `Core` may be declared by `Base` here, and the other way round.
    let is_ground = |module: Symbol| matches!(module.as_str(), "Core" | "Base");
    let is_same_module =
        name.module() == global.module || (is_ground(name.module()) && is_ground(global.module));
    let is_same = is_same_module && name.name() == global.name;
    (is_same && name.params().len() == n_params).then_some(known)
}
