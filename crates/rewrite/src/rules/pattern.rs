//! Which calls a rule is for.

use overdub_ir::Literal;
use overdub_types::{ParseError, ParseErrorKind, Scope, Symbol, Type, TypeExpr, TypeVar};

use crate::{RewriteError, Signature};

/// Which calls a rule is for, as written; what the names in it mean is found out later.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// All calls.
    EveryCall,
    /// The calls below a signature.
    Signature {
        /// As the plug-in wrote it.
        text: String,
        /// As read.
        expr: TypeExpr,
    },
    /// The calls of a function, or of a type's constructors.
    Callee(Vec<Symbol>),
    /// The calls of what a module defines.
    Module(Symbol),
}

impl Pattern {
    /// The calls below a signature in Julia's syntax.
    ///
    /// # Errors
    /// If the text is no type.
    pub fn signature(text: &str) -> Result<Self, RewriteError> {
        Ok(Self::Signature { text: text.to_owned(), expr: type_expr(text)? })
    }

    /// The calls of what has this name, which may be dotted.
    ///
    /// # Errors
    /// If the text is no name.
    pub fn callee(name: &str) -> Result<Self, RewriteError> {
        match path(name) {
            Some(path) => Ok(Self::Callee(path)),
            None => Err(bad(name, "a callee has a name")),
        }
    }

    /// The signature, as far as the names in it are known; `None` for a rule that waits for a name, or one that
    /// is for a module.
    ///
    /// # Errors
    /// If the names are known and make no signature.
    pub fn resolve(&self, scope: &dyn Scope) -> Result<Option<Type>, RewriteError> {
        match self {
            Self::EveryCall => Ok(Some(Signature::every_call()?.ty())),
            Self::Module(_) => Ok(None),
            Self::Signature { text, expr } => match build(expr, text, scope)? {
                Some(ty) => match Signature::new(ty) {
                    Ok(signature) if !ty.has_free_vars() => Ok(Some(signature.ty())),
                    _ => Err(bad(
                        text,
                        "a signature is a tuple type whose first parameter is the callee's type",
                    )),
                },
                None => Ok(None),
            },
            Self::Callee(path) => calls_of(path, &[], scope),
        }
    }

    /// The signature of the calls with keywords of what a name stands for; `None` for another pattern, and for a name that
    /// stands for nothing yet.
    ///
    /// # Errors
    /// If the lattice refuses the tuple.
    pub fn resolve_keywords(&self, scope: &dyn Scope) -> Result<Option<Type>, RewriteError> {
        match self {
            Self::Callee(path) => calls_of(path, &[Type::kwcall(), Type::any()], scope),
            Self::EveryCall | Self::Signature { .. } | Self::Module(_) => Ok(None),
        }
    }

    /// Whether a call is one of what a name stands for, with keywords or without; never for another pattern.
    #[must_use]
    pub fn names(&self, call: &Signature, scope: &dyn Scope) -> bool {
        let Self::Callee(path) = self else { return false };
        let function = call.function();
        match callee_literal(path, scope) {
            Some(Literal::Type(ty)) => function.type_type_param().is_some_and(|made| {
                let name = |ty: Type| ty.unwrap_unionall().as_data().map(|it| it.name());
                made == ty || ty.is_unionall() && name(made).is_some_and(|it| Some(it) == name(ty))
            }),
            Some(other) => other.ty() == function,
            None => false,
        }
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::EveryCall => f.write_str("every call"),
            Self::Signature { text, .. } => f.write_str(text),
            Self::Callee(path) => {
                let parts: Vec<&str> = path.iter().map(|it| it.as_str()).collect();
                f.write_str(&parts.join("."))
            }
            Self::Module(module) => write!(f, "module {module}"),
        }
    }
}

/// `Tuple{before…, F, Vararg{Any}}`, for the function or type F of this name.
fn calls_of(
    path: &[Symbol],
    before: &[Type],
    scope: &dyn Scope,
) -> Result<Option<Type>, RewriteError> {
    let Some(callee) = callee_literal(path, scope) else { return Ok(None) };
    let every = crate::signature::any_number()?;
    let tuple = |callee: Type| {
        let mut types = before.to_vec();
        types.extend([callee, every]);
        Type::tuple(&types)
    };
    Ok(Some(match callee {
        Literal::Type(ty) if ty.is_unionall() => {
            // `Array` stands for the constructors of `Array{Int64, 1}` too.
            let var = TypeVar::new(Symbol::new("T"), Type::bottom(), ty);
            Type::union_all(var, tuple(Type::type_of_type(var.ty())?)?)?
        }
        Literal::Type(ty) => tuple(Type::type_of_type(ty)?)?,
        other => tuple(other.ty())?,
    }))
}

/// The function or type of this name as a value; `None` if there is none.
pub(super) fn callee_literal(path: &[Symbol], scope: &dyn Scope) -> Option<Literal> {
    match scope.resolve(path) {
        Some(ty) if ty.is_type() => Some(Literal::Type(ty)),
        Some(_) => None,
        None => scope.resolve_function(path).map(Literal::Singleton),
    }
}

/// A dotted name taken apart; operators are names, `Base.:+` is written `Base.+`.
pub(super) fn path(name: &str) -> Option<Vec<Symbol>> {
    let is_module = |it: &str| {
        it.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '!') && !it.is_empty()
    };
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some((module, after)) = rest.split_once('.') {
        if !is_module(module) || after.is_empty() {
            break;
        }
        parts.push(Symbol::new(module));
        rest = after;
    }
    if rest.is_empty() || rest.chars().any(char::is_whitespace) {
        return None;
    }
    parts.push(Symbol::new(rest));
    Some(parts)
}

/// A type as written, with nothing behind it.
pub(super) fn type_expr(text: &str) -> Result<TypeExpr, RewriteError> {
    let (expr, end) = TypeExpr::parse_at(text, 0).map_err(|error| bad(text, &error.to_string()))?;
    if text[end..].trim().is_empty() { Ok(expr) } else { Err(bad(text, "text after the type")) }
}

/// The type, or `None` if a name in it is not defined.
pub(super) fn build(
    expr: &TypeExpr,
    text: &str,
    scope: &dyn Scope,
) -> Result<Option<Type>, RewriteError> {
    match expr.build(scope) {
        Ok(ty) => Ok(Some(ty)),
        Err(ParseError { kind: ParseErrorKind::Undefined(_), .. }) => Ok(None),
        Err(error) => Err(bad(text, &error.to_string())),
    }
}

fn bad(pattern: &str, reason: &str) -> RewriteError {
    RewriteError::BadPattern { pattern: pattern.to_owned(), reason: reason.to_owned() }
}
