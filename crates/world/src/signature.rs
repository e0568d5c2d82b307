//! Signatures: taken apart, and printed as Julia prints them.

use std::fmt;

use overdub_types::{Type, TypeKind, TypeVar};

/// The parameters of a signature: fixed ones, and the element of a trailing vararg.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Params {
    pub(crate) fixed: &'static [Type],
    pub(crate) rest: Option<Type>,
}

impl Params {
    /// The parameters of a tuple type, or `None` for any other.
    pub(crate) fn of(signature: Type) -> Option<Params> {
        let tuple = signature.unwrap_unionall();
        if !tuple.is_tuple() {
            return None;
        }
        let all = tuple.params();
        Some(match all.split_last().map(|(last, fixed)| (last.kind(), fixed)) {
            Some((TypeKind::Vararg { elem, .. }, fixed)) => {
                // `Vararg{Union{}}` stands for no arguments.
                let rest = elem.unwrap_or_else(Type::any);
                Params { fixed, rest: (!rest.is_bottom()).then_some(rest) }
            }
            _ => Params { fixed: all, rest: None },
        })
    }
}

/// A signature that prints as `f(::Int64, ::T) where T`.
///
/// A constructor prints as the type, a callable value as `(::Adder)(::Int64)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Shown(pub Type);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut vars: Vec<TypeVar> = Vec::new();
        let mut tuple = self.0;
        while let TypeKind::UnionAll(var, body) = tuple.kind() {
            vars.push(var);
            tuple = body;
        }
        let Some((callee, args)) = tuple.params().split_first().filter(|_| tuple.is_tuple()) else {
            return write!(f, "{}", self.0);
        };
        write_callee(f, *callee)?;
        f.write_str("(")?;
        for (at, arg) in args.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}::{arg}")?;
        }
        f.write_str(")")?;
        match vars.as_slice() {
            [] => Ok(()),
            [var] => write!(f, " where {}", Bounded(*var)),
            [first, others @ ..] => {
                write!(f, " where {{{}", Bounded(*first))?;
                others.iter().try_for_each(|it| write!(f, ", {}", Bounded(*it)))?;
                f.write_str("}")
            }
        }
    }
}

fn write_callee(f: &mut fmt::Formatter<'_>, callee: Type) -> fmt::Result {
    if let Some(inner) = callee.type_type_param()
        && (inner.unwrap_unionall().is_data())
    {
        return write!(f, "{inner}");
    }
    if let Some(name) = callee.as_data().map(|it| it.name())
        && name.function().is_some()
    {
        let path = name.path();
        let path = path.strip_prefix("typeof(").and_then(|it| it.strip_suffix(')'));
        return f.write_str(path.unwrap_or(name.name().as_str()));
    }
    if callee.is_vararg() { write!(f, "({callee})") } else { write!(f, "(::{callee})") }
}

/// A variable with its bounds, as it stands after `where`.
struct Bounded(TypeVar);

impl fmt::Display for Bounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lower, upper) = (self.0.lower(), self.0.upper());
        match (lower.is_bottom(), upper.is_any()) {
            (true, true) => write!(f, "{}", self.0.name()),
            (true, false) => write!(f, "{}<:{upper}", self.0.name()),
            (false, true) => write!(f, "{}>:{lower}", self.0.name()),
            (false, false) => write!(f, "{lower}<:{}<:{upper}", self.0.name()),
        }
    }
}
