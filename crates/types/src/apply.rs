//! Applying definitions to parameters, with Julia's checks and normal forms.
//!
//! # Source
//! `jl_apply_type`, `inst_datatype_inner`, `check_datatype_parameters`, `jl_wrap_vararg`,
//! `jl_type_unionall` in Julia's `src/jltypes.c`.

use crate::{
    core_types::bootstrap,
    error::{Result, TypeError},
    instantiate::{Env, bind},
    interner::{Node, interner},
    normalize::{normalize_unionalls, prefer_wrapper},
    subtype,
    ty::Type,
    type_name::{Special, TypeName},
    type_var::TypeVar,
    unions,
    value_param::ValueParam,
};

/// Deepest nesting of a type.
pub const MAX_DEPTH: u32 = 512;
/// Most nodes of a type as written out.
pub const MAX_SIZE: u64 = 1 << 20;

impl Type {
    /// `Tuple{elems...}`; the last element may be a `Vararg`.
    ///
    /// # Errors
    /// If an element is `Union{}`, a `Vararg` stands elsewhere, or the type is too complex.
    pub fn tuple(elems: &[Self]) -> Result<Self> {
        apply_data(bootstrap().tuple_name, elems.to_vec(), true)
    }

    /// `Union{members...}` in Julia's normal form: flat, sorted, without redundant members.
    ///
    /// # Errors
    /// If a member is neither a type nor a variable, or there are too many.
    pub fn union(members: &[Self]) -> Result<Self> {
        unions::type_union(members)
    }

    /// `body where var`.
    ///
    /// # Errors
    /// If `body` is neither a type nor a variable, or the type is too complex.
    pub fn union_all(var: TypeVar, body: Self) -> Result<Self> {
        if let Node::Vararg(elem, count) = body.0.node {
            return vararg_where(var, elem, count);
        }
        if !(body.is_type() || body.is_var()) {
            return Err(not_a_type("UnionAll", body));
        }
        bounded(bind(var, body))
    }

    /// `Vararg{elem, count}`.
    ///
    /// # Errors
    /// If `elem` is not a type or `count` neither an `Int64` of at least 0 nor a variable.
    pub fn vararg(elem: Self, count: Option<Self>) -> Result<Self> {
        vararg_of(Some(elem), count, true)
    }

    /// `Type{t}`: the type whose only instance is the type `t`.
    ///
    /// # Errors
    /// If `t` is too complex.
    pub fn type_of_type(t: Self) -> Result<Self> {
        apply_data(bootstrap().type_name, vec![t], true)
    }

    /// `NamedTuple{names, types}`.
    ///
    /// # Errors
    /// If names repeat, the lengths differ, or `types` is not a tuple type.
    pub fn named_tuple(names: &[crate::Symbol], types: Self) -> Result<Self> {
        let names: Vec<Self> = names.iter().map(|it| Self::symbol(*it)).collect();
        let params = vec![Self::value_tuple(&names), types];
        apply_data(bootstrap().named_tuple_name, params, true)
    }

    /// `self{params...}`.
    ///
    /// # Errors
    /// Julia's `TypeError`s: too many parameters, or one out of its bounds.
    pub fn apply(self, params: &[Self]) -> Result<Self> {
        let boot = bootstrap();
        if self == boot.any_tuple {
            return Self::tuple(params);
        }
        if self == boot.union {
            return Self::union(params);
        }
        if let Node::Vararg(None, None) = self.0.node {
            return match *params {
                [] => Ok(self),
                [elem] => Self::vararg(elem, None),
                [elem, count] => Self::vararg(elem, Some(count)),
                _ => Err(TypeError::TooManyParameters { name: "Vararg".to_owned() }),
            };
        }
        let inner = self.unwrap_unionall();
        if let Node::Data(name, own) = inner.0.node
            && params.len() > 1
            && own.len() == params.len()
            && name.wrapper() == self
        {
            return apply_data(name, params.to_vec(), true);
        }
        self.apply_one_by_one(params)
    }

    fn apply_one_by_one(self, params: &[Self]) -> Result<Self> {
        let (mut t, mut shape) = (self, self);
        for param in params {
            // Substitution can make later variables disappear (`NTuple{0}` is `Tuple{}`),
            // so the number of parameters is counted on the type as it was.
            let Node::UnionAll(_, body) = shape.0.node else {
                let name = match self.unwrap_unionall().0.node {
                    Node::Data(name, _) => name.name().to_string(),
                    _ => String::new(),
                };
                return Err(TypeError::TooManyParameters { name });
            };
            shape = body;
            let Node::UnionAll(var, body) = t.0.node else { continue };
            if !(param.is_type() || param.is_var() || param.is_value()) {
                return Err(TypeError::MisplacedVararg);
            }
            let closed = !var.lower().has_free_vars() && !var.upper().has_free_vars();
            if closed && !is_within(*param, var.lower(), var.upper())? && !is_part_of_wrapper(t) {
                let context = match t.unwrap_unionall().0.node {
                    Node::Data(name, _) => name.name().to_string(),
                    _ => "Type".to_owned(),
                };
                return Err(bound_error(context, var, *param));
            }
            t = body.substitute(var, *param)?;
        }
        Ok(t)
    }
}

impl TypeName {
    /// The definition applied to parameters; fewer than it has leave a `where`.
    ///
    /// # Errors
    /// As [`Type::apply`].
    pub fn apply(self, params: &[Type]) -> Result<Type> {
        self.wrapper().apply(params)
    }
}

/// Whether `t` is a wrapper with some outer variables taken off; its errors come later.
fn is_part_of_wrapper(t: Type) -> bool {
    let Node::Data(name, _) = t.unwrap_unionall().0.node else { return false };
    let mut temp = name.wrapper();
    while let Node::UnionAll(_, body) = temp.0.node {
        if temp == t {
            return true;
        }
        temp = body;
    }
    false
}

fn bound_error(context: String, var: TypeVar, found: Type) -> TypeError {
    let found = if found.is_value() {
        format!("a value of type {}", found.type_of())
    } else {
        format!("Type{{{found}}}")
    };
    TypeError::Parameter {
        context,
        param: var.name().to_string(),
        expected: var.to_string(),
        found,
    }
}

fn wrong_value(context: &str, param: &str, expected: &str, found: Type) -> TypeError {
    let found = if found.is_value() {
        format!("a value of type {}", found.type_of())
    } else {
        format!("Type{{{found}}}")
    };
    TypeError::Parameter {
        context: context.to_owned(),
        param: param.to_owned(),
        expected: expected.to_owned(),
        found,
    }
}

pub(crate) fn not_a_type(context: &str, found: Type) -> TypeError {
    TypeError::NotAType { context: context.to_owned(), found: found.to_string() }
}

/// Refuses types beyond the bounds, so that recursion over any type is safe.
pub(crate) fn bounded(t: Type) -> Result<Type> {
    if t.depth() > MAX_DEPTH {
        return Err(TypeError::TooComplex("nested too deep"));
    }
    if t.size() > MAX_SIZE {
        return Err(TypeError::TooComplex("too large"));
    }
    Ok(t)
}

fn is_within(t: Type, lower: Type, upper: Type) -> Result<bool> {
    if t.is_var() || t.has_free_vars() {
        return Ok(true);
    }
    if !t.is_type() {
        return Ok(lower.is_bottom() && upper.is_any());
    }
    Ok((lower.has_free_vars() || subtype::is_subtype(lower, t)?)
        && (upper.has_free_vars() || subtype::is_subtype(t, upper)?))
}

fn check_params(name: TypeName, params: &[Type]) -> Result<()> {
    let vars = name.params();
    if vars.len() != params.len() {
        return Err(TypeError::TooManyParameters { name: name.name().to_string() });
    }
    for (i, (var, param)) in vars.iter().zip(params).enumerate() {
        let env = Env::new(&vars[..i], &params[..i], None);
        let bound = |it: Type| it.instantiate(Some(&env), true);
        let (lower, upper) = (bound(var.lower())?, bound(var.upper())?);
        if !is_within(*param, lower, upper)? {
            let var = var.with_bounds(lower, upper);
            return Err(bound_error(name.name().to_string(), var, *param));
        }
    }
    Ok(())
}

pub(crate) fn vararg_of(elem: Option<Type>, count: Option<Type>, check: bool) -> Result<Type> {
    let mut elem = elem;
    if check {
        if let Some(count) = count {
            let is_open = count.is_var() || count.unwrap_unionall().is_union();
            match count.as_int() {
                Some(n) if n < 0 => return Err(TypeError::NegativeVararg(n)),
                Some(_) => {}
                None if is_open => {}
                None => return Err(wrong_value("Vararg", "count", "Int64", count)),
            }
        }
        if let Some(t) = elem {
            if t.is_vararg() {
                return Err(TypeError::MisplacedVararg);
            }
            elem = Some(prefer_wrapper(normalize_unionalls(t)?));
        }
    }
    Ok(interner().intern(Node::Vararg(elem, count)))
}

/// `Vararg{elem, count} where var`, which Julia reads as if the `where` stood inside.
fn vararg_where(var: TypeVar, elem: Option<Type>, count: Option<Type>) -> Result<Type> {
    let in_elem = elem.is_some_and(|it| it.has_var(var));
    let in_count = count.is_some_and(|it| it.has_var(var));
    match (in_elem, in_count) {
        (false, false) => vararg_of(elem, count, true),
        (true, false) => vararg_of(elem.map(|it| bind(var, it)), count, true),
        (false, true) => vararg_of(elem, None, true),
        (true, true) => Err(TypeError::MisplacedVararg),
    }
}

/// `name{params...}` with all parameters given.
///
/// With `check`: bounds, normal forms, limits. Without: just the node.
pub(crate) fn apply_data(name: TypeName, params: Vec<Type>, check: bool) -> Result<Type> {
    apply_in(name, params, check, &mut Vec::new())
}

fn apply_in(
    name: TypeName,
    mut params: Vec<Type>,
    check: bool,
    stack: &mut Vec<Type>,
) -> Result<Type> {
    let is_tuple = name.special() == Special::Tuple;
    if is_tuple {
        check_tuple_params(&mut params)?;
        if params.is_empty() {
            return Ok(interner().data(name, &params));
        }
    } else if params.iter().any(|it| it.is_vararg()) {
        return Err(TypeError::MisplacedVararg);
    }
    if check {
        for param in &mut params {
            if !(param.is_bottom() || param.is_data() || param.is_vararg() || param.has_free_vars())
            {
                let wrapper = prefer_wrapper(*param);
                if name.special() != Special::Type || wrapper.kind_tag() == param.kind_tag() {
                    *param = wrapper;
                }
            }
        }
        if name.special() == Special::Type {
            let boot = bootstrap();
            if params[0].type_type_param().is_some_and(Type::is_bottom) {
                params[0] = boot.typeof_bottom;
            }
        }
        if !is_tuple {
            check_params(name, &params)?;
        }
    }
    if is_tuple {
        if let Some(expanded) = expand_tuple(name, &params)? {
            params = expanded;
            if params.is_empty() {
                return Ok(interner().data(name, &params));
            }
        }
        if check {
            // As in Julia, a tuple of a normalised `Vararg{Any}` is `Tuple` itself.
            if let [only] = params[..]
                && let Node::Vararg(elem, None) = only.0.node
                && elem.is_none_or(Type::is_any)
            {
                return Ok(bootstrap().any_tuple);
            }
        }
    }
    if check && name.special() != Special::Type {
        for param in &mut params {
            *param = normalize_unionalls(*param)?;
        }
    }
    if name.special() == Special::NamedTuple && check {
        check_named_tuple(&params)?;
    }
    let t = interner().data(name, &params);
    if check {
        bounded(t)?;
        ensure_supertype(t, stack)?;
    }
    Ok(t)
}

fn check_tuple_params(params: &mut Vec<Type>) -> Result<()> {
    let n = params.len();
    for i in 0..n {
        let param = params[i];
        if let Node::Vararg(elem, count) = param.0.node {
            if i + 1 != n {
                return Err(TypeError::MisplacedVararg);
            }
            if elem.is_some_and(Type::is_bottom) {
                // A length that is a variable is constrained to 0 by this, so it is kept.
                match count.map(Type::as_int) {
                    None | Some(Some(0)) => {
                        params.pop();
                        return Ok(());
                    }
                    Some(Some(_)) => return Err(TypeError::BottomInTuple),
                    Some(None) => {}
                }
            }
        } else if param.is_bottom() {
            return Err(TypeError::BottomInTuple);
        }
    }
    Ok(())
}

/// Writes out `Tuple{..., Vararg{T, 3}}`.
fn expand_tuple(name: TypeName, params: &[Type]) -> Result<Option<Vec<Type>>> {
    debug_assert!(name.special() == Special::Tuple);
    let Some((last, head)) = params.split_last() else { return Ok(None) };
    let Node::Vararg(elem, Some(count)) = last.0.node else { return Ok(None) };
    let Some(count) = count.as_int() else { return Ok(None) };
    let elem = elem.unwrap_or_else(Type::any);
    if count != 0 && elem.has_free_vars() {
        return Ok(None);
    }
    let count = usize::try_from(count).map_err(|_| TypeError::NegativeVararg(count))?;
    if count as u64 > MAX_SIZE {
        return Err(TypeError::TooComplex("too large"));
    }
    let mut out = head.to_vec();
    out.resize(head.len() + count, elem);
    Ok(Some(out))
}

fn check_named_tuple(params: &[Type]) -> Result<()> {
    let [names, types] = params else {
        return Err(TypeError::TooManyParameters { name: "NamedTuple".to_owned() });
    };
    if names.has_free_vars() || types.has_free_vars() {
        return Ok(());
    }
    let fail = |text: String| Err(TypeError::NamedTuple(text));
    let Some(ValueParam::Tuple(elems)) = names.as_value() else {
        return Err(wrong_value("NamedTuple", "names", "Tuple", *names));
    };
    for (i, elem) in elems.iter().enumerate() {
        let Some(ValueParam::Symbol(name)) = elem.as_value() else {
            return Err(wrong_value("NamedTuple", "name", "Symbol", *elem));
        };
        if elems[..i].contains(elem) {
            return fail(format!("duplicate field name in NamedTuple: \"{name}\" is not unique"));
        }
    }
    if !types.is_data() {
        return fail("NamedTuple field type must be a tuple type".to_owned());
    }
    let n = types.params().len();
    if types.params().last().is_some_and(|it| it.is_vararg()) || n != elems.len() {
        return fail("NamedTuple names and field types must have matching lengths".to_owned());
    }
    Ok(())
}

/// Computes the supertype with its own bounds checked, so that a type whose supertype does not
/// exist is refused when it is applied. `stack` holds the types whose supertype is under way.
pub(crate) fn ensure_supertype(t: Type, stack: &mut Vec<Type>) -> Result<()> {
    let Node::Data(name, params) = t.0.node else { return Ok(()) };
    if t.0.supertype.get().is_some() || name.special() != Special::None || params.is_empty() {
        return Ok(());
    }
    if name.0.key.is_without_place() {
        return Ok(());
    }
    if stack.iter().any(|it| it.is_same_spelling(t)) {
        return Ok(());
    }
    if stack.len() > MAX_DEPTH as usize {
        return Err(TypeError::TooComplex("the supertype never ends"));
    }
    stack.push(t);
    let supertype = instantiate_supertype(name, params, stack);
    stack.pop();
    let supertype = supertype?;
    t.0.supertype.get_or_init(|| supertype);
    Ok(())
}

fn instantiate_supertype(name: TypeName, params: &[Type], stack: &mut Vec<Type>) -> Result<Type> {
    let definition = name.definition();
    let env = Env::new(&definition.params, params, None);
    let Node::Data(super_name, super_params) = definition.supertype.0.node else {
        return Ok(definition.supertype);
    };
    // Parameters of the supertype may mention this very type, so only what is new is checked.
    let params = super_params
        .iter()
        .map(|it| it.instantiate(Some(&env), !mentions(*it, name)))
        .collect::<Result<Vec<_>>>()?;
    apply_in(super_name, params, true, stack)
}

fn mentions(t: Type, name: TypeName) -> bool {
    match t.0.node {
        Node::Data(own, params) => own == name || params.iter().any(|it| mentions(*it, name)),
        Node::Union(a, b) => mentions(a, name) || mentions(b, name),
        Node::UnionAll(var, body) => {
            mentions(body, name) || mentions(var.lower(), name) || mentions(var.upper(), name)
        }
        Node::Vararg(elem, _) => elem.is_some_and(|it| mentions(it, name)),
        Node::Bottom | Node::Var(_) | Node::Value(_) => false,
    }
}
