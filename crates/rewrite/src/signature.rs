//! Call signatures: the types of callee and arguments as one tuple type.

use std::fmt;

use overdub_types::{Symbol, Type, TypeKind, TypeVar};
use overdub_values::{Builtin, Intrinsic, Value};
use overdub_world::Shown;

use crate::RewriteError;

/// The types of callee and arguments of a call; prints as `f(::Int64)`.
///
/// Concrete when it is what a call has at run time (a dispatch tuple); otherwise it stands for all concrete
/// signatures below it. A type as callee is `Type{T}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(Type);

impl Signature {
    /// The signature that a tuple type, or a `where` of one, is.
    ///
    /// # Errors
    /// If it is no tuple type or has no callee.
    pub fn new(ty: Type) -> Result<Self, RewriteError> {
        let tuple = ty.unwrap_unionall();
        match tuple.params().first() {
            Some(first) if tuple.is_tuple() && !first.is_vararg() => Ok(Self(ty)),
            _ => Err(RewriteError::NotASignature(ty.to_string())),
        }
    }

    /// The signature of a call of this with arguments of these types.
    ///
    /// # Errors
    /// If the lattice refuses the tuple.
    pub fn of_call(callee: Type, args: &[Type]) -> Result<Self, RewriteError> {
        let mut types = Vec::with_capacity(args.len() + 1);
        types.push(callee);
        types.extend_from_slice(args);
        Ok(Self(Type::tuple(&types)?))
    }

    /// The tuple type.
    #[must_use]
    pub fn ty(&self) -> Type {
        self.0
    }

    /// The type of what is called; its variables are free if a `where` binds them.
    #[must_use]
    pub fn callee(&self) -> Type {
        self.0.unwrap_unionall().params().first().copied().unwrap_or_else(Type::any)
    }

    /// The name of what is called: of a function or type its own, of another value its type's, as `(::Adder)`.
    #[must_use]
    pub fn callee_name(&self) -> String {
        name_of(self.callee())
    }

    /// Whether this is a call with keywords: `Core.kwcall(keywords, f, args...)`.
    #[must_use]
    pub fn is_keyword_call(&self) -> bool {
        self.callee() == Type::kwcall() && self.args().len() >= 2
    }

    /// The type of the function that the call is of: what is called, of a call with keywords what that is called with.
    #[must_use]
    pub fn function(&self) -> Type {
        if self.callee() != Type::kwcall() {
            return self.callee();
        }
        let function = self.args().get(1).copied().filter(|it| !it.is_vararg());
        function.unwrap_or_else(Type::any)
    }

    /// The name of the function that the call is of; [`Signature::callee_name`] without keywords.
    #[must_use]
    pub fn function_name(&self) -> String {
        name_of(self.function())
    }

    /// Of a call of the body of a function with keywords, `#f#1(keywords…, f, args…)`, which both `f` and the method of
    /// `Core.kwcall` for it make once they know all keywords: how many there are. Such a call is the way on of another one.
    #[must_use]
    pub fn keyword_count(&self) -> Option<usize> {
        let name = self.callee().as_data()?.name().function()?.as_str();
        let (of, number) = name.strip_prefix('#')?.rsplit_once('#')?;
        if of.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        self.args().iter().position(|ty| {
            let made = ty.type_type_param();
            let data = made.unwrap_or(*ty).unwrap_unionall().as_data();
            data.is_some_and(|it| it.name().singleton_name().as_str() == of)
        })
    }

    /// The call as a program writes it: `f(::Int64; k::Float64)` for one with keywords.
    #[must_use]
    pub fn as_written(&self) -> String {
        if !self.is_keyword_call() {
            return self.to_string();
        }
        let [keywords, _, args @ ..] = self.args() else { return self.to_string() };
        let args: Vec<String> = args.iter().map(|it| format!("::{it}")).collect();
        let keywords = keywords.to_string();
        let named = keywords.strip_prefix("@NamedTuple{").and_then(|it| it.strip_suffix('}'));
        let named = match named {
            Some(named) => named.to_owned(),
            None => format!("::{keywords}"),
        };
        format!("{}({}; {named})", self.function_name(), args.join(", "))
    }

    /// Whether what is called is a builtin or an intrinsic: part of the language, not of a program.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        Builtin::from_type(self.callee()).is_some() || self.is_intrinsic()
    }

    /// Whether what is called is an intrinsic.
    #[must_use]
    pub fn is_intrinsic(&self) -> bool {
        Intrinsic::from_type(self.callee()).is_some()
    }

    /// The types of the arguments; the last may be a `Vararg`.
    #[must_use]
    pub fn args(&self) -> &'static [Type] {
        self.0.unwrap_unionall().params().get(1..).unwrap_or_default()
    }

    /// Whether a call at run time can have exactly this signature.
    #[must_use]
    pub fn is_concrete(&self) -> bool {
        self.0.is_dispatch_tuple()
    }

    /// The module that the type of the [function](Signature::function) is defined in: for a function the function's, for
    /// a constructor the type's. `None` if the function is not known well enough to say.
    #[must_use]
    pub fn module(&self) -> Option<Symbol> {
        module_of(self.function())
    }

    /// The same arguments for another callee.
    ///
    /// # Errors
    /// If the lattice refuses the tuple.
    pub fn with_callee(&self, callee: Type) -> Result<Self, RewriteError> {
        Ok(Self(self.rebuild(|types| types[0] = callee)?))
    }

    /// `Tuple{prefix…, F, Args…}`: how tables whose methods take something before the call know it.
    ///
    /// # Errors
    /// If the lattice refuses the tuple.
    pub fn prefixed(&self, prefix: &[Type]) -> Result<Type, RewriteError> {
        if prefix.is_empty() {
            return Ok(self.0);
        }
        self.rebuild(|types| {
            types.splice(0..0, prefix.iter().copied());
        })
    }

    /// `Tuple{F, Vararg{Any}}`: every call of the callee.
    ///
    /// # Errors
    /// If the lattice refuses the tuple.
    pub fn any_args(&self) -> Result<Self, RewriteError> {
        let any_number = any_number()?;
        Ok(Self(self.rebuild(|types| {
            types.truncate(1);
            types.push(any_number);
        })?))
    }

    /// `Tuple{Any, Vararg{Any}}`: every call.
    ///
    /// # Errors
    /// None in practice; the lattice could refuse the tuple.
    pub fn every_call() -> Result<Self, RewriteError> {
        Ok(Self(Type::tuple(&[Type::any(), any_number()?])?))
    }

    fn rebuild(&self, change: impl FnOnce(&mut Vec<Type>)) -> Result<Type, RewriteError> {
        let tuple = self.0.unwrap_unionall();
        let mut types = tuple.params().to_vec();
        change(&mut types);
        let mut built = Type::tuple(&types)?;
        let mut vars: Vec<TypeVar> = Vec::new();
        let mut outer = self.0;
        while let TypeKind::UnionAll(var, body) = outer.kind() {
            vars.push(var);
            outer = body;
        }
        for var in vars.into_iter().rev() {
            if built.has_var(var) {
                built = Type::union_all(var, built)?;
            }
        }
        Ok(built)
    }
}

/// `Vararg{Any}`.
pub(crate) fn any_number() -> Result<Type, RewriteError> {
    Ok(Type::vararg(Type::any(), None)?)
}

/// The name of what has this type: of a function or type its own, of another value its type's.
fn name_of(ty: Type) -> String {
    match (Value::singleton(ty), ty.type_type_param()) {
        (Some(value), _) => overdub_values::display_text(value),
        (None, Some(named)) => overdub_values::display_text(Value::of_type(named)),
        (None, None) => format!("(::{ty})"),
    }
}

fn module_of(callee: Type) -> Option<Symbol> {
    let named = match callee.type_type_param() {
        Some(constructed) => constructed,
        // A callee of an abstract type, or one that is known to be some type, may come from anywhere.
        None if callee.is_kind() => return None,
        None => callee,
    };
    let name = named.unwrap_unionall().as_data()?.name();
    (callee.is_type_type() || !name.is_abstract()).then(|| name.module())
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}
