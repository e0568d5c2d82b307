//! `struct`, `abstract type` and `primitive type`.

use overdub_ir::Literal;
use overdub_types::Symbol;

use super::{
    Desugar, Out, build, constructors, shape,
    typevars::{TypeVariable, type_variable},
};
use crate::{Ast, Expr};

/// `Name{params…} <: super` taken apart.
struct Head {
    name: Symbol,
    params: Vec<TypeVariable>,
    above: Ast,
}

fn head(written: Ast) -> Out<Head> {
    let invalid = |at: &Ast| super::fault(at, "invalid-type", "invalid type signature");
    let (named, above) = match written {
        Ast::Expr(expr) if expr.is("<:") && expr.args.len() == 2 => {
            let mut args = expr.args;
            let above = args.pop().expect("there are two");
            (args.pop().expect("there are two"), above)
        }
        other => (other, build::any()),
    };
    match named {
        Ast::Symbol(name) => Ok(Head { name, params: Vec::new(), above }),
        Ast::Expr(curly) if curly.is("curly") => {
            let Some(Ast::Symbol(name)) = curly.args.first() else {
                return Err(invalid(&Ast::Expr(curly)));
            };
            let params = curly.args[1..].iter().map(type_variable).collect::<Out<_>>()?;
            Ok(Head { name: *name, params, above })
        }
        Ast::Global(global) => Ok(Head { name: global.name, params: Vec::new(), above }),
        other => Err(invalid(&other)),
    }
}

fn with_span(mut e: Ast, span: Option<overdub_diag::Span>) -> Ast {
    if let Ast::Expr(expr) = &mut e {
        expr.span = span;
    }
    e
}

/// The name as it was before a macro made it unique.
fn unmangled(name: Symbol) -> Symbol {
    let text = name.as_str();
    if !text.starts_with('#') {
        return name;
    }
    Symbol::new(text.rsplit('#').next().unwrap_or(text))
}

/// A struct definition taken apart.
pub(super) struct Struct {
    pub(super) name: Symbol,
    pub(super) params: Vec<TypeVariable>,
    pub(super) field_names: Vec<Symbol>,
    pub(super) field_types: Vec<Ast>,
    /// Where it stands, if known.
    pub(super) line: Option<Ast>,
}

impl Struct {
    /// The names of the parameters.
    pub(super) fn variables(&self) -> Vec<Ast> {
        self.params.iter().map(|it| Ast::Symbol(it.name)).collect()
    }
}

impl Desugar<'_> {
    /// The start of all type definitions: the parameters, the type as far as its name goes, what is above it.
    fn type_start(&self, head: &Head, what: &str, make: impl FnOnce(Vec<Ast>) -> Ast) -> Vec<Ast> {
        let name = Ast::Symbol(head.name);
        let mut all = vec![build::declare("local-def", name.clone())];
        all.extend(head.params.iter().map(|it| build::declare("local", Ast::Symbol(it.name))));
        for param in &head.params {
            let made = param.clone().make(unmangled(param.name));
            all.push(build::assign(Ast::Symbol(param.name), made));
        }
        all.push(Ast::expr("toplevel-only", [Ast::symbol(what), name.clone()]));
        let params = build::call_core("tuple", head.params.iter().map(|it| Ast::Symbol(it.name)));
        all.push(build::assign(
            name.clone(),
            make(vec![build::module(self.module), build::quoted(head.name), params]),
        ));
        let placed = build::call_core("_setsuper!", [name.clone(), head.above.clone()]);
        all.push(build::assign(name, placed));
        all
    }

    /// Inside of another form the name is declared, since a scope may be around it.
    fn as_global(&self, name: Symbol, mut statements: Vec<Ast>) -> Ast {
        if self.depth > 1 {
            statements.insert(0, build::declare("global", Ast::Symbol(name)));
        }
        build::block(statements)
    }

    /// `(abstract head)`.
    pub(super) fn abstract_def(&mut self, expr: Expr) -> Out {
        let head = head(self.only(expr)?)?;
        let mut all =
            self.type_start(&head, "abstract type", |args| build::call_core("_abstracttype", args));
        let end = [Ast::Symbol(head.name), build::call_core("tuple", [])];
        all.push(build::call_core("_typebody!", end));
        all.push(Ast::nothing());
        self.form(self.as_global(head.name, vec![build::hard_scope(all)]))
    }

    /// `(primitive head bits)`.
    pub(super) fn primitive_def(&mut self, expr: Expr) -> Out {
        let [written, bits] = self.exactly(expr)?;
        let head = head(written)?;
        let mut all = self.type_start(&head, "primitive type", |mut args| {
            args.push(bits);
            build::call_core("_primitivetype", args)
        });
        let end = [Ast::Symbol(head.name), build::call_core("tuple", [])];
        all.push(build::call_core("_typebody!", end));
        all.push(Ast::nothing());
        self.form(self.as_global(head.name, vec![build::hard_scope(all)]))
    }

    /// `(struct is_mutable head body)`.
    pub(super) fn struct_def(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let [mutable, written, body] = self.exactly(expr)?;
        let head = head(written)?;
        let body = match body {
            Ast::Expr(block) if block.is("block") => shape::flatten("block", *block),
            one => vec![one],
        };
        let line = body.first().filter(|it| shape::is_line(it)).cloned();
        let (mut fields, mut attributes, mut inner) = (Vec::new(), Vec::new(), Vec::new());
        for part in body {
            if shape::is_eventually_decl(&part) {
                let mut field = part;
                while let Ast::Expr(it) = &field
                    && !it.is("::")
                {
                    let attribute = it.head;
                    attributes.extend([build::int(fields.len() + 1), build::quoted(attribute)]);
                    field = it.args[0].clone();
                }
                fields.push(field);
            } else if let Some([target, _]) = part.args_of("=")
                && shape::is_eventually_decl(target)
            {
                let message =
                    format!("\"{}\" inside type definition is reserved", super::deparse(&part));
                return Err(super::fault(&part, "invalid-field", message)
                    .with_hint("give default values in a constructor, or use `@kwdef`")
                    .into());
            } else if !(shape::is_effect_free(&part) || part.is("string")) {
                inner.push(part);
            }
        }
        let mut field_names = Vec::with_capacity(fields.len());
        for field in &fields {
            match shape::decl_var(field) {
                Ast::Symbol(name) => field_names.push(*name),
                other => {
                    let message =
                        format!("field name \"{}\" is not a symbol", super::deparse(other));
                    return Err(super::fault(other, "invalid-field", message));
                }
            }
        }
        if let Some(name) = shape::repeated(&field_names) {
            let message = format!("duplicate field name: \"{}\" is not unique", name.as_str());
            return Err(super::fault(&Ast::expr_at("block", [], span), "repeated-name", message));
        }
        let field_types = fields.iter().map(shape::decl_type).collect();
        let is_mutable = matches!(&mutable, Ast::Literal(it) if it.as_bool() == Some(true));
        let initialized =
            constructors::least_initialized(&inner).unwrap_or(fields.len()).min(fields.len());
        let def =
            Struct { name: head.name, params: head.params.clone(), field_names, field_types, line };
        self.struct_parts(&head, def, Parts { attributes, is_mutable, initialized, inner }, span)
    }

    fn struct_parts(
        &mut self,
        head: &Head,
        def: Struct,
        parts: Parts,
        span: Option<overdub_diag::Span>,
    ) -> Out {
        let Parts { attributes, is_mutable, initialized, inner } = parts;
        let names = build::call_core("tuple", def.field_names.iter().map(|it| build::quoted(*it)));
        let mut ty = self.type_start(head, "struct", |mut args| {
            let attributes = build::call_core("tuple", attributes);
            args.extend([
                names,
                attributes,
                Ast::Literal(Literal::bool(is_mutable)),
                build::int(initialized),
            ]);
            build::call_core("_structtype", args)
        });
        let types = build::call_core("tuple", def.field_types.iter().cloned());
        ty.push(build::call_core("_typebody!", [Ast::Symbol(def.name), types]));
        ty.push(Ast::nothing());
        let mut all = vec![build::hard_scope(ty)];

        let global = || build::declare("global", Ast::Symbol(def.name));
        let mut methods = vec![global()];
        if inner.is_empty() {
            methods.extend(self.default_inner(&def));
        } else {
            for part in inner {
                methods.push(self.rewrite_constructor(part, &def)?);
            }
            all.push(build::hard_scope(methods));
            all.push(Ast::nothing());
            let made = self.as_global(def.name, all);
            return self.form(with_span(made, span));
        }
        all.push(build::hard_scope(methods));
        if let Some(outer) = self.default_outer(&def) {
            all.push(Ast::expr("scope-block", [build::block([global(), outer])]));
        }
        all.push(Ast::nothing());
        let made = self.as_global(def.name, all);
        self.form(with_span(made, span))
    }
}

/// What else there is to a struct definition.
struct Parts {
    attributes: Vec<Ast>,
    is_mutable: bool,
    /// How many fields every constructor sets.
    initialized: usize,
    /// The constructors that are written in it, and whatever else is.
    inner: Vec<Ast>,
}
