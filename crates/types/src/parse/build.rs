//! From syntax to types.

use super::{
    ParseError, ParseErrorKind,
    expr::{ExprKind, TypeExpr, VarExpr},
    scope::Scope,
};
use crate::{
    core_types::bootstrap,
    error::TypeError,
    interner::{Node, interner},
    symbol::Symbol,
    ty::Type,
    type_var::TypeVar,
    value_param::{FloatKind, ValueParam},
};

/// Variables in scope, innermost last.
pub(super) struct Builder<'a> {
    scope: &'a dyn Scope,
    pub(super) vars: Vec<TypeVar>,
}

impl TypeExpr {
    /// Makes the type, with names as `scope` knows them.
    ///
    /// # Errors
    /// If a name is unknown or there is no such type; the span is that of the part at fault.
    pub fn build(&self, scope: &dyn Scope) -> Result<Type, ParseError> {
        Builder::new(scope).ty(self)
    }

    /// Makes the type with `vars` in scope as variables, the last of equal names counting.
    ///
    /// # Errors
    /// As [`TypeExpr::build`].
    pub fn build_under(&self, scope: &dyn Scope, vars: &[TypeVar]) -> Result<Type, ParseError> {
        let mut builder = Builder::new(scope);
        builder.vars.extend_from_slice(vars);
        builder.ty(self)
    }
}

impl VarExpr {
    /// Makes the variables of a list, each bound seeing the ones before.
    ///
    /// # Errors
    /// As [`TypeExpr::build`].
    pub fn build_list(vars: &[Self], scope: &dyn Scope) -> Result<Vec<TypeVar>, ParseError> {
        let mut builder = Builder::new(scope);
        for var in vars {
            builder.bind(var)?;
        }
        Ok(builder.vars)
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(scope: &'a dyn Scope) -> Self {
        Self { scope, vars: Vec::new() }
    }

    pub(super) fn bind(&mut self, var: &VarExpr) -> Result<(), ParseError> {
        let bound = |this: &mut Self, it: &Option<TypeExpr>, default: Type| match it {
            None => Ok(default),
            Some(expr) => {
                let t = this.ty(expr)?;
                if t.is_type() || t.is_var() {
                    Ok(t)
                } else {
                    Err(fault(expr, crate::apply::not_a_type("TypeVar", t)))
                }
            }
        };
        let lower = bound(self, &var.lower, Type::bottom())?;
        let upper = bound(self, &var.upper, Type::any())?;
        self.vars.push(TypeVar::new(var.name, lower, upper));
        Ok(())
    }

    pub(super) fn ty(&mut self, expr: &TypeExpr) -> Result<Type, ParseError> {
        let value = match &expr.kind {
            ExprKind::Name(path) => return self.name(expr, path),
            ExprKind::Curly(head, params) => return self.curly(expr, head, params),
            ExprKind::Where(body, vars) => return self.where_(expr, body, vars),
            ExprKind::Below(_) | ExprKind::Above(_) => {
                let kind = ParseErrorKind::Expected("a type instead of a bound");
                return Err(ParseError { kind, span: expr.span.clone() });
            }
            ExprKind::Typeof(path) => {
                return self.scope.resolve_function(path).ok_or_else(|| undefined(expr, path));
            }
            ExprKind::Tuple(elems) => {
                let elems: Vec<Type> =
                    elems.iter().map(|it| self.ty(it)).collect::<Result<_, _>>()?;
                if let Some(i) = elems.iter().position(|it| it.is_var() || it.is_vararg()) {
                    return Err(fault(expr, crate::apply::not_a_type("tuple", elems[i])));
                }
                return Ok(Type::value_tuple(&elems));
            }
            ExprKind::NamedTuple(fields) => {
                let mut names = Vec::new();
                let mut types = Vec::new();
                for (name, ty) in fields {
                    names.push(*name);
                    types.push(ty.as_ref().map_or(Ok(Type::any()), |it| self.ty(it))?);
                }
                return Type::tuple(&types)
                    .and_then(|types| Type::named_tuple(&names, types))
                    .map_err(|error| fault(expr, error));
            }
            ExprKind::Int(kind, value) => ValueParam::Int { kind: *kind, value: *value },
            ExprKind::Float64(bits) => ValueParam::Float { kind: FloatKind::F64, bits: *bits },
            ExprKind::Float32(bits) => {
                ValueParam::Float { kind: FloatKind::F32, bits: u64::from(*bits) }
            }
            ExprKind::Bool(value) => ValueParam::Bool(*value),
            ExprKind::Char(bits) => ValueParam::Char(*bits),
            ExprKind::Symbol(name) => ValueParam::Symbol(*name),
            ExprKind::Bits(ty, bytes) => return self.bits(ty, bytes),
        };
        Ok(Type::value(value))
    }

    fn bits(&mut self, ty: &TypeExpr, bytes: &[u8]) -> Result<Type, ParseError> {
        let t = self.ty(ty)?;
        if !t.as_data().is_some_and(crate::DataType::is_bits) {
            let kind = ParseErrorKind::Expected("a bits type");
            return Err(ParseError { kind, span: ty.span.clone() });
        }
        // By name, since this also reads the definitions of the predefined types.
        let float =
            t.as_data().map(crate::DataType::name).filter(|it| it.module().as_str() == "Core");
        let float = match float.map(|it| it.name().as_str()) {
            Some("Float16") => Some(FloatKind::F16),
            Some("Float32") => Some(FloatKind::F32),
            Some("Float64") => Some(FloatKind::F64),
            _ => None,
        };
        if let (Some(kind), true) = (float, bytes.len() <= 8) {
            let mut word = [0_u8; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            let bits = u64::from_le_bytes(word);
            return Ok(Type::value(ValueParam::Float { kind, bits }));
        }
        Ok(Type::value_bits(t, bytes))
    }

    fn name(&self, expr: &TypeExpr, path: &[Symbol]) -> Result<Type, ParseError> {
        if let [name] = path
            && let Some(var) = self.vars.iter().rev().find(|it| it.name() == *name)
        {
            return Ok(var.ty());
        }
        self.scope.resolve(path).ok_or_else(|| undefined(expr, path))
    }

    fn where_(
        &mut self,
        expr: &TypeExpr,
        body: &TypeExpr,
        vars: &[VarExpr],
    ) -> Result<Type, ParseError> {
        let depth = self.vars.len();
        for var in vars {
            self.bind(var)?;
        }
        let mut t = self.ty(body)?;
        while self.vars.len() > depth {
            let var = self.vars.pop().expect("the loop's condition");
            t = Type::union_all(var, t).map_err(|error| fault(expr, error))?;
        }
        Ok(t)
    }

    fn curly(
        &mut self,
        expr: &TypeExpr,
        head: &TypeExpr,
        params: &[TypeExpr],
    ) -> Result<Type, ParseError> {
        let head = self.ty(head)?;
        let mut sugar = Vec::new();
        let mut out = Vec::with_capacity(params.len());
        for param in params {
            let (bound, below) = match &param.kind {
                ExprKind::Below(bound) => (bound, true),
                ExprKind::Above(bound) => (bound, false),
                _ => {
                    out.push(self.ty(param)?);
                    continue;
                }
            };
            let bound = self.ty(bound)?;
            if !(bound.is_type() || bound.is_var()) {
                return Err(fault(param, crate::apply::not_a_type("TypeVar", bound)));
            }
            let (lower, upper) = if below { (Type::bottom(), bound) } else { (bound, Type::any()) };
            // Names with `#` cannot be written, so nothing else in the text is this variable;
            // the tag keeps it apart from one in the bound.
            let name = Symbol::new(&format!("#s{}", sugar.len() + 1));
            let var = TypeVar::new(name, lower, upper);
            sugar.push(var);
            out.push(var.ty());
        }
        let applied = if head == bootstrap().union && head.is_data() {
            Type::union(&out)
        } else if head.is_vararg() && head == interner().intern(Node::Vararg(None, None)) {
            match *out.as_slice() {
                [] => Ok(head),
                [elem] => Type::vararg(elem, None),
                [elem, count] => Type::vararg(elem, Some(count)),
                _ => Err(TypeError::TooManyParameters { name: "Vararg".to_owned() }),
            }
        } else {
            head.apply(&out)
        };
        let mut t = applied.map_err(|error| fault(expr, error))?;
        for var in sugar.into_iter().rev() {
            t = Type::union_all(var, t).map_err(|error| fault(expr, error))?;
        }
        Ok(t)
    }
}

pub(super) fn fault(expr: &TypeExpr, error: TypeError) -> ParseError {
    ParseError { kind: error.into(), span: expr.span.clone() }
}

fn undefined(expr: &TypeExpr, path: &[Symbol]) -> ParseError {
    let parts: Vec<&str> = path.iter().map(|it| it.as_str()).collect();
    ParseError { kind: ParseErrorKind::Undefined(parts.join(".")), span: expr.span.clone() }
}
