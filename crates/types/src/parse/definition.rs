//! Definitions of types in Julia's syntax.
//!
//! ```text
//! definition = "abstract" "type" head "end"
//!            | "primitive" "type" head INTEGER "end"
//!            | [ "mutable" ] "struct" head { field } "end"
//!            | "const" NAME [ "{" vars "}" ] "=" type
//! head       = NAME [ "{" vars "}" ] [ "<:" operand ]
//! field      = [ "const" ] [ "@atomic" ] NAME [ "::" type ]       one a line, or `;` between
//! ```

use super::{
    ParseError, ParseErrorKind,
    build::{Builder, fault},
    expr::{ExprKind, TypeExpr, VarExpr},
    reader::{Parse, Reader},
    scope::Scope,
};
use crate::{
    define::TypeDef,
    error::TypeError,
    symbol::Symbol,
    ty::Type,
    type_name::{Field, TypeName},
};
use std::ops::Range;

/// A definition as written.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinitionExpr {
    name: Symbol,
    vars: Vec<VarExpr>,
    supertype: Option<TypeExpr>,
    body: Body,
    span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Body {
    Abstract,
    Primitive(u32),
    Struct { mutable: bool, fields: Vec<FieldExpr> },
    Alias(TypeExpr),
}

#[derive(Clone, Debug, PartialEq)]
struct FieldExpr {
    name: Symbol,
    ty: Option<TypeExpr>,
    is_const: bool,
    is_atomic: bool,
}

/// What a definition made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defined {
    /// A nominal type.
    Name(TypeName),
    /// Another name for a type.
    Alias(Type),
}

impl Defined {
    /// The type that the defined name stands for.
    pub fn ty(self) -> Type {
        match self {
            Self::Name(name) => name.wrapper(),
            Self::Alias(t) => t,
        }
    }
}

impl DefinitionExpr {
    /// Whether a definition starts at byte `start` of `text`.
    ///
    /// `const x = 1` counts as one; what follows decides whether it is.
    pub fn starts_at(text: &str, start: usize) -> bool {
        let mut reader = Reader::new(text, start);
        ["abstract", "primitive", "mutable", "struct", "const"]
            .iter()
            .any(|it| reader.accept_word(it))
    }

    /// Reads the definition that starts at byte `start`, and says where it ends.
    ///
    /// # Errors
    /// If no definition starts there.
    pub fn parse_at(text: &str, start: usize) -> Result<(Self, usize), ParseError> {
        let mut reader = Reader::new(text, start);
        let expr = reader.definition()?;
        Ok((expr, reader.offset()))
    }

    /// Reads the next definition, if there is more text than space and comments.
    ///
    /// # Errors
    /// If what follows is not a definition.
    pub fn parse_next(text: &str, start: usize) -> Result<Option<(Self, usize)>, ParseError> {
        let mut reader = Reader::new(text, start);
        while reader.accept(";") {}
        let at = reader.skip_space();
        if at == text.len() { Ok(None) } else { Self::parse_at(text, at).map(Some) }
    }

    /// The name that is defined.
    pub fn name(&self) -> Symbol {
        self.name
    }

    /// Where the definition stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Makes the definition in `module`.
    ///
    /// # Errors
    /// If a name is unknown, or Julia would reject the definition.
    pub fn define(&self, module: Symbol, scope: &dyn Scope) -> Result<Defined, ParseError> {
        self.define_as(TypeDef::new(module, self.name), scope)
    }

    pub(crate) fn define_as(&self, def: TypeDef, scope: &dyn Scope) -> Result<Defined, ParseError> {
        let at_fault = |error: TypeError| ParseError { kind: error.into(), span: self.span() };
        let mut builder = Builder::new(scope);
        for var in &self.vars {
            builder.bind(var)?;
        }
        let vars = builder.vars;
        if let Body::Alias(target) = &self.body {
            let mut t = target.build_under(scope, &vars)?;
            for var in vars.iter().rev() {
                t = Type::union_all(*var, t).map_err(at_fault)?;
            }
            return Ok(Defined::Alias(t));
        }
        let mut def = vars.iter().fold(def, |def, var| def.param(*var));
        def = match &self.body {
            Body::Abstract => def.abstract_type(),
            Body::Primitive(bits) => def.primitive(*bits),
            Body::Struct { mutable: true, .. } => def.mutable(),
            Body::Struct { .. } | Body::Alias(_) => def,
        };
        let scope = WithSelf { name: self.name, this: def.self_type(), outer: scope };
        if let Some(expr) = &self.supertype {
            def = def.supertype(expr.build_under(&scope, &vars)?);
        }
        if let Body::Struct { fields, .. } = &self.body {
            for field in fields {
                let ty = match &field.ty {
                    None => Type::any(),
                    Some(expr) => {
                        let t = expr.build_under(&scope, &vars)?;
                        if !(t.is_type() || t.is_var()) {
                            return Err(fault(expr, crate::apply::not_a_type("field", t)));
                        }
                        t
                    }
                };
                def = def.field(Field {
                    name: field.name,
                    ty,
                    is_const: field.is_const,
                    is_atomic: field.is_atomic,
                });
            }
        }
        def.define().map(Defined::Name).map_err(at_fault)
    }
}

/// A scope in which a definition can mention itself.
struct WithSelf<'a> {
    name: Symbol,
    this: Type,
    outer: &'a dyn Scope,
}

impl Scope for WithSelf<'_> {
    fn resolve(&self, path: &[Symbol]) -> Option<Type> {
        if path == [self.name] { Some(self.this) } else { self.outer.resolve(path) }
    }

    fn resolve_function(&self, path: &[Symbol]) -> Option<Type> {
        self.outer.resolve_function(path)
    }
}

impl Reader<'_> {
    fn definition(&mut self) -> Parse<DefinitionExpr> {
        let start = self.skip_space();
        let is_abstract = self.accept_word("abstract");
        if is_abstract || self.accept_word("primitive") {
            if !self.accept_word("type") {
                return self.expected("`type`");
            }
            let (name, vars, supertype) = self.head()?;
            let body = if is_abstract { Body::Abstract } else { Body::Primitive(self.bits()?) };
            self.end_word()?;
            return Ok(DefinitionExpr { name, vars, supertype, body, span: start..self.offset() });
        }
        if self.accept_word("const") {
            let name = self.name()?;
            let vars = if self.accept("{") { self.vars_until("}")? } else { Vec::new() };
            self.expect("=")?;
            let body = Body::Alias(self.ty()?);
            let span = start..self.offset();
            return Ok(DefinitionExpr { name, vars, supertype: None, body, span });
        }
        let mutable = self.accept_word("mutable");
        if !self.accept_word("struct") {
            return self.expected("a definition");
        }
        let (name, vars, supertype) = self.head()?;
        let mut fields = Vec::new();
        loop {
            while self.accept(";") {}
            if self.accept_word("end") {
                break;
            }
            fields.push(self.field()?);
        }
        let body = Body::Struct { mutable, fields };
        Ok(DefinitionExpr { name, vars, supertype, body, span: start..self.offset() })
    }

    fn head(&mut self) -> Parse<(Symbol, Vec<VarExpr>, Option<TypeExpr>)> {
        let name = self.name()?;
        let vars = if self.accept("{") { self.vars_until("}")? } else { Vec::new() };
        let supertype = if self.accept("<:") { Some(self.operand()?) } else { None };
        Ok((name, vars, supertype))
    }

    fn bits(&mut self) -> Parse<u32> {
        match self.literal()? {
            Some(ExprKind::Int(_, bits)) => match u32::try_from(bits) {
                Ok(bits) => Ok(bits),
                Err(_) => self.error(ParseErrorKind::Range),
            },
            _ => self.expected("a number of bits"),
        }
    }

    fn end_word(&mut self) -> Parse<()> {
        while self.accept(";") {}
        if self.accept_word("end") { Ok(()) } else { self.expected("`end`") }
    }

    fn field(&mut self) -> Parse<FieldExpr> {
        let is_const = self.accept_word("const");
        let is_atomic = self.accept("@atomic");
        let name = self.name()?;
        let ty = if self.accept("::") { Some(self.ty()?) } else { None };
        Ok(FieldExpr { name, ty, is_const, is_atomic })
    }
}
