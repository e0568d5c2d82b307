//! What builtins and intrinsics answer with, by what is known of their arguments.
//!
//! Each answer covers every value that the interpreter could give; where nothing sharper is known it is `Any`.
//! `Bottom` means that the call always throws.
//!
//! # Source
//! After `base/compiler/tfuncs.jl` of Julia, for what the lattice here can say.

use overdub_ir::Literal;
use overdub_types::{
    DataType, Symbol, Type, TypeKind, TypeName, TypeVar, core, has_empty_intersection, is_subtype,
};
use overdub_values::{Builtin, Intrinsic, Outcome, Scalar, Value};

use crate::{
    lattice::Lattice,
    params::{literal_of as literal_of_param, param_of},
};

/// What `new` of this type with these fields answers with.
pub(crate) fn new(ty: &Lattice, fields: &[Lattice]) -> Lattice {
    match ty.constant() {
        Some(Literal::Type(ty)) if ty.is_concrete() => Lattice::of_fields(*ty, fields),
        Some(Literal::Type(_)) => Lattice::any(),
        Some(_) => Lattice::Bottom,
        None => instance_of(ty.ty()).map_or_else(Lattice::any, Lattice::of),
    }
}

/// `T` for the `Type{<:T}` that a type is known to be.
fn instance_of(ty: Type) -> Option<Type> {
    let TypeKind::UnionAll(var, body) = ty.kind() else { return None };
    let inner = body.type_type_param()?;
    if inner.as_var() == Some(var) {
        return Some(var.upper()).filter(|it| !it.has_free_vars());
    }
    Type::union_all(var, inner).ok().filter(|it| !it.has_free_vars())
}

/// The elements of a value that is spread, if their number is known from what is known of it.
pub(crate) fn spread(known: &Lattice) -> Option<Vec<Lattice>> {
    let ty = known.ty();
    if !ty.is_tuple() && !ty.is_named_tuple() {
        return None;
    }
    if let Some(fields) = known.fields() {
        return Some(fields);
    }
    if let Some(elements) = tuple_elements(ty) {
        return Some(elements.iter().map(|it| Lattice::of(*it)).collect());
    }
    let data = ty.as_data()?;
    data.field_count()?;
    Some(data.field_types().iter().map(|it| Lattice::of(*it)).collect())
}

/// What the elements are of a value that is spread and whose number of them is not known.
pub(crate) fn spread_element(known: &Lattice) -> Lattice {
    let ty = known.ty();
    if let Some(element) = vararg_element(ty) {
        return element;
    }
    match ty.as_data() {
        Some(data) if data.name() == array_name() && !ty.has_free_vars() => {
            ty.params().first().map_or_else(Lattice::any, |it| Lattice::of(*it))
        }
        _ => Lattice::any(),
    }
}

fn array_name() -> TypeName {
    let array = core().array.unwrap_unionall().as_data();
    array.expect("arrays are declared").name()
}

/// What an intrinsic answers with. Of constants the result is computed, by the one implementation there is.
#[must_use]
pub fn intrinsic(intrinsic: Intrinsic, args: &[Lattice]) -> Lattice {
    let types: Vec<Type> = args.iter().map(Lattice::dispatch_type).collect();
    let Some(ty) = intrinsic.result_type(&types) else { return Lattice::Bottom };
    let literals: Option<Vec<&Literal>> = args.iter().map(Lattice::constant).collect();
    let folded = literals.and_then(|it| fold_intrinsic(intrinsic, &it));
    folded.map_or_else(|| Lattice::of(ty), Lattice::Const)
}

/// What an intrinsic answers with these constants, if it does not throw.
#[must_use]
pub fn fold_intrinsic(intrinsic: Intrinsic, args: &[&Literal]) -> Option<Literal> {
    let mut scalars = Vec::with_capacity(args.len());
    let mut target = None;
    for arg in args {
        match arg {
            Literal::Type(ty) if target.is_none() && scalars.is_empty() => target = Some(*ty),
            Literal::Bits { ty, bits } => scalars.push(Scalar::new(*ty, *bits)?),
            _ => return None,
        }
    }
    match intrinsic.apply(target, &scalars).ok()? {
        Outcome::One(it) => Some(literal(it)),
        Outcome::Flagged(it, overflowed) => {
            Some(Literal::tuple(vec![literal(it), Literal::bool(overflowed)]))
        }
    }
}

fn literal(scalar: Scalar) -> Literal {
    Literal::Bits { ty: scalar.ty, bits: scalar.bits }
}

/// What a builtin answers with that needs nothing but values; `Any` for the others.
#[must_use]
pub fn builtin(builtin: Builtin, args: &[Lattice]) -> Lattice {
    let (least, most) = builtin.arity();
    if args.len() < least || (args.len() > most && most != 255) {
        return Lattice::Bottom;
    }
    match builtin {
        Builtin::Egal => egal(&args[0], &args[1]),
        Builtin::Typeof => type_of(&args[0]),
        Builtin::Isa => isa(&args[0], &args[1]),
        Builtin::Subtype => subtype(&args[0], &args[1]),
        Builtin::Typeassert => typeassert(&args[0], &args[1]),
        Builtin::Throw => Lattice::Bottom,
        Builtin::Tuple => tuple(args),
        Builtin::Ifelse => ifelse(args),
        Builtin::Nfields | Builtin::Memoryrefoffset => nfields(builtin, args),
        Builtin::Getfield => getfield(&args[0], &args[1]),
        Builtin::Isdefined => is_defined(args[0].ty(), &args[1]).map_or_else(bool_type, known_bool),
        Builtin::MemoryrefIsassigned => bool_type(),
        // The stored value, or an exception.
        Builtin::Setfield => args[2].clone(),
        Builtin::Memoryrefset => args[1].widen_const(),
        Builtin::ApplyType => apply_type(args),
        Builtin::Memorynew => match args[0].constant() {
            Some(Literal::Type(ty)) if ty.is_concrete() => Lattice::of(*ty),
            _ => Lattice::any(),
        },
        Builtin::Memoryrefnew => memoryref(&args[0]),
        Builtin::Memoryrefget => memory_element(&args[0]),
        Builtin::Fieldtype
        | Builtin::Sizeof
        | Builtin::Typeintersect
        | Builtin::Typejoin
        | Builtin::PromoteTypejoin
        | Builtin::Morespecific
        | Builtin::TypeFlags
        | Builtin::Fieldcount
        | Builtin::Fieldindex
        | Builtin::Fieldoffset
        | Builtin::NameofType
        | Builtin::ParentmoduleType => of_types(builtin, args),
        Builtin::Compilerbarrier => args[1].widen_const(),
        Builtin::Donotdelete => Lattice::of(core().nothing),
        Builtin::Typevar => Lattice::Type(core().type_var),
        Builtin::TryDepth => Lattice::Type(core().int64),
        // The shadow itself.
        Builtin::PutShadow => args[2].widen_const(),
        Builtin::Objectid | Builtin::EgalHash => Lattice::Type(core().uint64),
        Builtin::Codeunit => Lattice::Type(core().uint8),
        Builtin::String => Lattice::Type(core().string),
        Builtin::StringMemory => {
            core().memory.apply(&[core().uint8]).map_or_else(|_| Lattice::any(), Lattice::of)
        }
        Builtin::Expr => Lattice::Type(core().expr),
        _ => Lattice::any(),
    }
}

/// What reflection on types answers with these constants, if it does not throw.
#[must_use]
pub fn fold_reflection(builtin: Builtin, args: &[&Literal]) -> Option<Literal> {
    let values: Option<Vec<Value>> = args.iter().map(|it| immediate(it)).collect();
    literal_of(builtin.fold(&values?)?)
}

/// What reflection on types answers with; of constants the answer itself.
fn of_types(builtin: Builtin, args: &[Lattice]) -> Lattice {
    let constants: Option<Vec<&Literal>> = args.iter().map(Lattice::constant).collect();
    if let Some(known) = constants.and_then(|it| fold_reflection(builtin, &it)) {
        return Lattice::Const(known);
    }
    match builtin {
        Builtin::TypeFlags | Builtin::Fieldcount | Builtin::Fieldindex | Builtin::Sizeof => {
            Lattice::Type(core().int64)
        }
        Builtin::Morespecific => bool_type(),
        Builtin::Fieldoffset => Lattice::Type(core().uint64),
        Builtin::NameofType => Lattice::Type(core().symbol),
        Builtin::ParentmoduleType => Lattice::Type(core().module),
        _ => Lattice::any(),
    }
}

/// The value of a constant that is a type or fits a register.
fn immediate(literal: &Literal) -> Option<Value> {
    match literal {
        Literal::Type(ty) => Some(Value::of_type(*ty)),
        Literal::Symbol(name) => Some(Value::symbol(*name)),
        Literal::Bits { ty, bits } => Value::from_bits(*ty, u64::try_from(*bits).ok()?),
        _ => None,
    }
}

/// The constant that such a value is.
fn literal_of(value: Value) -> Option<Literal> {
    if let Some(ty) = value.as_type() {
        return (ty.is_type() && !ty.has_free_vars()).then_some(Literal::Type(ty));
    }
    if let Some(name) = value.as_symbol() {
        return Some(Literal::Symbol(name));
    }
    if let Some(module) = value.as_module() {
        return Some(Literal::Module(module));
    }
    let is_bits = !value.is_object() && value.ty().as_data()?.primitive_bits().is_some();
    is_bits.then(|| Literal::Bits { ty: value.ty(), bits: value.raw_bits().into() })
}

fn bool_type() -> Lattice {
    Lattice::Type(core().bool)
}

fn known_bool(value: bool) -> Lattice {
    Lattice::Const(Literal::bool(value))
}

fn egal(a: &Lattice, b: &Lattice) -> Lattice {
    if let (Some(a), Some(b)) = (a.constant(), b.constant())
        && is_by_content(a)
        && is_by_content(b)
    {
        return known_bool(a == b);
    }
    // Values of types without a common member are never the same.
    match has_empty_intersection(a.ty(), b.ty()) {
        Ok(true) => known_bool(false),
        _ => bool_type(),
    }
}

/// Whether equal literals are equal values: all but what is made anew each time it is materialised.
fn is_by_content(literal: &Literal) -> bool {
    match literal {
        Literal::Bits { .. }
        | Literal::Symbol(_)
        | Literal::Module(_)
        | Literal::Singleton(_)
        | Literal::Str(_) => true,
        // Two spellings of one type may be `==` without being one literal.
        Literal::Type(ty) => ty.as_data().is_some(),
        Literal::Tuple(elements) => elements.iter().all(is_by_content),
        Literal::Struct { fields, .. } => fields.iter().all(is_by_content),
        Literal::Undef => false,
    }
}

fn type_of(value: &Lattice) -> Lattice {
    let ty = value.ty();
    if value.constant().is_some() || (ty.is_concrete() && !ty.is_kind()) {
        return Lattice::Const(Literal::Type(ty));
    }
    Lattice::Type(core().data_type)
}

fn isa(value: &Lattice, ty: &Lattice) -> Lattice {
    let Some(Literal::Type(ty)) = ty.constant() else { return bool_type() };
    if let Some(Literal::Type(known)) = value.constant() {
        return known_bool(Value::of_type(*known).is_a(*ty));
    }
    let of = value.dispatch_type();
    // What dispatches as `Type{T where …}` may be `T` itself without the `where`, which is of another kind.
    let is_open = of.type_type_param().is_some_and(|it| it.unwrap_unionall() != it);
    let holds = |it: Type| is_subtype(it, *ty).unwrap_or(false);
    if holds(of) && (!is_open || holds(core().data_type)) {
        return known_bool(true);
    }
    // A type is an instance of its kind and of `Type{…}` at once; that is not for here to tell apart.
    let is_type_like = of.is_kind() || of.is_type_type() || ty.is_kind() || ty.is_type_type();
    match has_empty_intersection(of, *ty) {
        Ok(true) if !is_type_like => known_bool(false),
        _ => bool_type(),
    }
}

fn subtype(a: &Lattice, b: &Lattice) -> Lattice {
    match (a.constant(), b.constant()) {
        (Some(Literal::Type(a)), Some(Literal::Type(b))) => {
            is_subtype(*a, *b).map_or_else(|_| bool_type(), known_bool)
        }
        _ => bool_type(),
    }
}

fn typeassert(value: &Lattice, ty: &Lattice) -> Lattice {
    match ty.constant() {
        Some(Literal::Type(ty)) => {
            if value.is_below(&Lattice::Type(*ty)) {
                return value.clone();
            }
            if has_empty_intersection(value.ty(), *ty).unwrap_or(false) && !ty.is_type_type() {
                return Lattice::Bottom;
            }
            Lattice::of(*ty)
        }
        _ => value.clone(),
    }
}

fn tuple(args: &[Lattice]) -> Lattice {
    let constants: Option<Vec<Literal>> = args.iter().map(|it| it.constant().cloned()).collect();
    if let Some(constants) = constants
        && constants.iter().all(|it| !matches!(it, Literal::Type(_)))
    {
        return Lattice::Const(Literal::tuple(constants));
    }
    let types: Vec<Type> = args.iter().map(Lattice::ty).collect();
    Type::tuple(&types).map_or_else(|_| Lattice::any(), |ty| Lattice::of_fields(ty, args))
}

fn ifelse(args: &[Lattice]) -> Lattice {
    match args[0].constant().map(Literal::as_bool) {
        Some(Some(true)) => args[1].clone(),
        Some(Some(false)) => args[2].clone(),
        Some(None) => Lattice::Bottom,
        None => args[1].join(&args[2]),
    }
}

/// Whether all instances of a type have a value in a field, or none has; unknown if it depends on the instance.
#[must_use]
pub fn is_defined(ty: Type, field: &Lattice) -> Option<bool> {
    let data = ty.as_data().filter(|_| ty.is_concrete() && !ty.is_kind() && ty != core().module)?;
    let count = data.field_count()?;
    match field_index(ty, field) {
        Index::Known(at) if at < count => {
            let is_bits = |it: &Type| it.as_data().is_some_and(|it| it.is_bits());
            let is_always = ty.is_tuple()
                || ty.is_named_tuple()
                || data.field_types().get(at).is_some_and(is_bits);
            is_always.then_some(true)
        }
        Index::Known(_) => Some(false),
        // Of a name that it does not have; what is no name and no number throws.
        Index::None => matches!(field.constant(), Some(Literal::Symbol(_))).then_some(false),
        Index::Unknown => None,
    }
}

fn nfields(builtin: Builtin, args: &[Lattice]) -> Lattice {
    if builtin == Builtin::Nfields {
        let ty = args[0].ty();
        if ty.is_concrete()
            && !ty.is_kind()
            && let Some(count) = ty.as_data().and_then(|it| it.field_count())
            && let Ok(count) = i64::try_from(count)
        {
            return Lattice::Const(Literal::int64(count));
        }
    }
    Lattice::Type(core().int64)
}

fn getfield(value: &Lattice, field: &Lattice) -> Lattice {
    let ty = value.ty();
    if let Lattice::Partial(it) = value {
        return match field_index(it.ty(), field) {
            Index::Known(index) => it.fields().get(index).cloned().unwrap_or_default(),
            Index::None => Lattice::Bottom,
            Index::Unknown => it.fields().iter().fold(Lattice::Bottom, |all, it| all.join(it)),
        };
    }
    if ty.is_union() {
        // What has no such field throws.
        let members = ty.union_members().into_iter();
        return members
            .fold(Lattice::Bottom, |all, it| all.join(&getfield(&Lattice::of(it), field)));
    }
    if let Some(elements) = tuple_elements(ty) {
        let index = field.constant().and_then(Literal::as_int64);
        let index = index.and_then(|it| usize::try_from(it - 1).ok());
        return match index {
            Some(index) => elements.get(index).map_or(Lattice::Bottom, |it| Lattice::of(*it)),
            None if field.constant().is_some() => Lattice::any(),
            None => elements.iter().fold(Lattice::Bottom, |all, it| all.join(&Lattice::of(*it))),
        };
    }
    if let Some(element) = vararg_element(ty) {
        return element;
    }
    if let (Some(Literal::Type(ty)), Some(Literal::Symbol(name))) =
        (value.constant(), field.constant())
        && name.as_str() == "parameters"
        && ty.is_data()
    {
        let params: Option<Vec<Lattice>> =
            ty.params().iter().map(|it| literal_of_param(*it).map(Lattice::Const)).collect();
        return params.map_or_else(Lattice::any, |it| tuple(&it));
    }
    if let (Some(Literal::Type(ty)), Some(Literal::Symbol(name))) =
        (value.constant(), field.constant())
        && let TypeKind::Union(a, b) = ty.kind()
        && let Some(part) = [("a", a), ("b", b)].iter().find(|it| it.0 == name.as_str())
        && !part.1.has_free_vars()
    {
        return Lattice::Const(Literal::Type(part.1));
    }
    // Other fields of types, and those of modules, are the runtime's business.
    if ty.is_kind() || !ty.is_concrete() {
        return Lattice::any();
    }
    let Some(data) = ty.as_data() else { return Lattice::any() };
    let types = data.field_types();
    let index = match field.constant() {
        Some(Literal::Symbol(name)) => data.field_names().iter().position(|it| it == name),
        Some(literal) => match literal.as_int64() {
            Some(index) => usize::try_from(index).ok().and_then(|it| it.checked_sub(1)),
            None => return Lattice::Bottom,
        },
        None => {
            let all = types.iter().fold(Lattice::Bottom, |all, it| all.join(&Lattice::of(*it)));
            return if all.is_bottom() { Lattice::any() } else { all };
        }
    };
    if ty == core().module {
        return Lattice::any();
    }
    let Some(index) = index.filter(|it| *it < types.len()) else { return Lattice::Bottom };
    match value.constant() {
        Some(Literal::Tuple(fields) | Literal::Struct { fields, .. }) => {
            fields.get(index).cloned().map_or_else(Lattice::any, Lattice::Const)
        }
        _ => Lattice::of(types[index]),
    }
}

/// Which field is meant.
enum Index {
    Known(usize),
    None,
    Unknown,
}

fn field_index(ty: Type, field: &Lattice) -> Index {
    let at = match field.constant() {
        None => return Index::Unknown,
        Some(Literal::Symbol(name)) => {
            let names = ty.as_data().map(DataType::field_names).unwrap_or_default();
            names.iter().position(|it| it == name)
        }
        Some(literal) => match literal.as_int64() {
            Some(index) => usize::try_from(index).ok().and_then(|it| it.checked_sub(1)),
            None => return Index::None,
        },
    };
    at.map_or(Index::None, Index::Known)
}

/// What the elements of a tuple of unknown length are.
fn vararg_element(ty: Type) -> Option<Lattice> {
    let tuple = ty.is_tuple() && ty.is_data() && !ty.has_free_vars();
    let last = ty.params().last().filter(|it| tuple && it.is_vararg())?;
    let TypeKind::Vararg { elem, .. } = last.kind() else { return None };
    let fixed = &ty.params()[..ty.params().len() - 1];
    let first = Lattice::of(elem.unwrap_or_else(Type::any));
    Some(fixed.iter().fold(first, |all, it| all.join(&Lattice::of(*it))))
}

/// The element types of a tuple type that is not concrete, but has a fixed number of them.
fn tuple_elements(ty: Type) -> Option<&'static [Type]> {
    let is_fixed = ty.is_tuple()
        && ty.is_data()
        && !ty.is_concrete()
        && !ty.has_free_vars()
        && ty.params().iter().all(|it| !it.is_vararg());
    is_fixed.then(|| ty.params())
}

fn apply_type(args: &[Lattice]) -> Lattice {
    let Some(Literal::Type(head)) = args[0].constant() else { return Lattice::any() };
    let mut params = Vec::with_capacity(args.len() - 1);
    for arg in &args[1..] {
        match arg.constant().and_then(param_of) {
            Some(param) => params.push(param),
            None => return applied(*head),
        }
    }
    head.apply(&params).map_or_else(|_| Lattice::any(), |it| Lattice::Const(Literal::Type(it)))
}

/// What a definition applied to parameters that are not known answers with: a type below it.
fn applied(head: Type) -> Lattice {
    let is_definition = head.is_unionall() && head.unwrap_unionall().is_data();
    if !is_definition || head.has_free_vars() || head.unwrap_unionall().is_tuple() {
        return Lattice::any();
    }
    type_below(head).map_or_else(Lattice::any, Lattice::Type)
}

/// `Type{<:T}`.
fn type_below(ty: Type) -> Option<Type> {
    let var = TypeVar::new(Symbol::new("T"), Type::bottom(), ty);
    Type::union_all(var, Type::type_of_type(var.ty()).ok()?).ok()
}

fn is_named(ty: Type, name: fn() -> TypeName) -> bool {
    ty.as_data().is_some_and(|it| it.name() == name())
}

fn definition(ty: Type) -> TypeName {
    ty.unwrap_unionall().as_data().expect("a core definition ends in a nominal type").name()
}

fn memory_name() -> TypeName {
    definition(core().generic_memory)
}

fn ref_name() -> TypeName {
    definition(core().generic_memory_ref)
}

fn memoryref(of: &Lattice) -> Lattice {
    let ty = of.ty();
    if is_named(ty, ref_name) {
        return Lattice::of(ty);
    }
    if is_named(ty, memory_name) && ty.is_concrete() {
        let made = core().generic_memory_ref.apply(ty.params());
        return made.map_or_else(|_| Lattice::any(), Lattice::of);
    }
    Lattice::any()
}

fn memory_element(reference: &Lattice) -> Lattice {
    let ty = reference.ty();
    match ty.params() {
        [_, element, ..] if is_named(ty, ref_name) && ty.is_concrete() => Lattice::of(*element),
        _ => Lattice::any(),
    }
}
