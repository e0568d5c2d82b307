//! Constructors: those that a struct has by default, and what `new` means in those that are written.

use overdub_types::Symbol;

use super::{
    Desugar, Out, build, shape,
    typedef::Struct,
    typevars::{flatten_where, type_variable},
};
use crate::{Ast, Expr};

/// The type arguments and the arguments of `new(…)` or `new{…}(…)`.
fn new_parts(e: &Ast) -> Option<(&[Ast], &[Ast])> {
    let is_new = |e: &Ast| e.as_symbol().is_some_and(|it| it.as_str() == "new");
    let [callee, args @ ..] = e.args_of("call")? else { return None };
    if is_new(callee) {
        return Some((&[], args));
    }
    match callee.args_of("curly") {
        Some([name, params @ ..]) if is_new(name) => Some((params, args)),
        _ => None,
    }
}

/// The least number of arguments that a `new` in these is given, if there is one.
pub(super) fn least_initialized(parts: &[Ast]) -> Option<usize> {
    let own = |e: &Ast| new_parts(e).map(|(_, args)| args.len());
    let inner = |e: &Ast| e.as_expr().and_then(|it| least_initialized(&it.args));
    parts.iter().flat_map(|it| [own(it), inner(it)]).flatten().min()
}

/// How `new` is to be read inside of one constructor.
struct Inside<'a> {
    def: &'a Struct,
    /// The type arguments of the constructor's name.
    type_params: Vec<Ast>,
    /// Its static parameters.
    static_params: Vec<Symbol>,
    /// Whether the function itself is the type that is made.
    is_self: bool,
}

/// The signature with the type itself as a named first argument, if it has a plain callee.
fn constructor_signature(call: &[Ast]) -> Option<Ast> {
    let [head, args @ ..] = call else { return None };
    let this = if shape::is_decl(head) {
        let is_self =
            shape::decl_var(head).as_symbol().is_some_and(|it| it.as_str() == shape::CTOR_SELF);
        is_self.then(|| head.clone())?
    } else {
        let ty = Ast::expr("curly", [Ast::core("Type"), head.clone()]);
        build::decl(Ast::symbol(shape::CTOR_SELF), ty)
    };
    Some(Ast::call(this, args.iter().cloned()))
}

fn with_wheres(e: Ast, vars: &[Ast]) -> Ast {
    if vars.is_empty() {
        return e;
    }
    let mut all = vec![e];
    all.extend(vars.iter().cloned());
    Ast::expr("where", all)
}

impl Desugar<'_> {
    /// Names for the fields that cannot be taken for anything in their types.
    fn safe_field_names(&mut self, def: &Struct) -> Vec<Ast> {
        let names: Vec<Ast> = def.field_names.iter().map(|it| Ast::Symbol(*it)).collect();
        let clash = names.iter().any(|it| def.field_types.iter().any(|ty| shape::mentions(ty, it)));
        names
            .into_iter()
            .map(|it| if clash || shape::is_underscore_symbol(&it) { self.gensym() } else { it })
            .collect()
    }

    fn constructor_body(&self, def: &Struct, made: Ast) -> Ast {
        let mut all: Vec<Ast> = def.line.iter().cloned().collect();
        all.push(made);
        build::block(all)
    }

    /// The constructors of a struct that has none written in it.
    pub(super) fn default_inner(&mut self, def: &Struct) -> Vec<Ast> {
        let names = self.safe_field_names(def);
        let name = Ast::Symbol(def.name);
        let global = build::global(self.module, def.name);
        let exact = def.params.is_empty().then(|| {
            let typed = names
                .iter()
                .zip(&def.field_types)
                .map(|(it, ty)| build::decl(it.clone(), ty.clone()));
            let mut made = vec![global];
            made.extend(names.iter().cloned());
            let body = self.constructor_body(def, Ast::expr("new", made));
            Ast::expr("function", [Ast::call(name.clone(), typed), body])
        });
        if exact.is_some() && def.field_types.iter().all(|it| *it == build::any()) {
            return exact.into_iter().collect();
        }
        let mut curly = vec![name.clone()];
        curly.extend(def.variables());
        let ty = if def.params.is_empty() { name } else { Ast::expr("curly", curly) };
        let vars: Vec<Ast> =
            def.params.iter().map(super::typevars::TypeVariable::written).collect();
        let this = with_wheres(Ast::expr("curly", [Ast::core("Type"), ty]), &vars);
        let this = build::decl(Ast::symbol(shape::CTOR_SELF), this);
        let body = self.constructor_body(def, Ast::call(Ast::symbol("new"), names.iter().cloned()));
        let converting = Ast::expr("function", [Ast::call(this, names), body]);
        let converting = self
            .rewrite_constructor(converting, def)
            .expect("a default constructor gives `new` as many arguments as there are fields");
        let Some(exact) = exact else { return vec![converting] };
        // Types that turn out to be `Any` leave nothing to convert.
        let tests: Vec<Ast> = def
            .field_types
            .iter()
            .map(|ty| build::call_core("===", [build::any(), ty.clone()]))
            .collect();
        let all_any = if tests.len() == 1 {
            tests.into_iter().next().expect("one")
        } else {
            Ast::expr("&&", tests)
        };
        vec![exact, Ast::expr("if", [all_any, build::block([]), converting])]
    }

    /// `Name(fields…) where …`, if the fields tell all parameters.
    pub(super) fn default_outer(&mut self, def: &Struct) -> Option<Ast> {
        if def.params.is_empty() {
            return None;
        }
        let mut roots = def.field_types.clone();
        for param in def.params.iter().rev() {
            if !roots.iter().any(|it| shape::mentions(it, &Ast::Symbol(param.name))) {
                return None;
            }
            roots.extend(param.bounds().cloned());
        }
        let names = self.safe_field_names(def);
        let typed =
            names.iter().zip(&def.field_types).map(|(it, ty)| build::decl(it.clone(), ty.clone()));
        let call = Ast::call(Ast::Symbol(def.name), typed);
        let vars: Vec<Ast> =
            def.params.iter().map(super::typevars::TypeVariable::written).collect();
        let mut curly = vec![Ast::Symbol(def.name)];
        curly.extend(def.variables());
        let mut made = vec![Ast::expr("curly", curly)];
        made.extend(names);
        let body = self.constructor_body(def, Ast::expr("new", made));
        Some(Ast::expr("function", [with_wheres(call, &vars), body]))
    }

    /// A part of a struct's body, with `new` in its functions as what it makes.
    pub(super) fn rewrite_constructor(&mut self, e: Ast, def: &Struct) -> Out {
        let Ast::Expr(expr) = e else { return Ok(e) };
        if (expr.is("function") || expr.is("=")) && expr.args.len() == 2 {
            let (signature, vars) = flatten_where(expr.args[0].clone());
            let (call, result) = match signature.args_of("::") {
                Some([call, ty]) => (call, Some(ty.clone())),
                _ => (&signature, None),
            };
            if let Some(call) = call.args_of("call").filter(|it| !it.is_empty()) {
                return self.constructor(*expr.clone(), call, result, &vars, def);
            }
        }
        if shape::is_quoted(&Ast::Expr(expr.clone())) {
            return Ok(Ast::Expr(expr));
        }
        let Expr { head, args, span } = *expr;
        let args = args
            .into_iter()
            .map(|it| self.rewrite_constructor(it, def))
            .collect::<Out<Vec<_>>>()?;
        Ok(Ast::Expr(Box::new(Expr { head, args, span })))
    }

    /// One function in a struct's body.
    fn constructor(
        &mut self,
        mut expr: Expr,
        call: &[Ast],
        result: Option<Ast>,
        vars: &[Ast],
        def: &Struct,
    ) -> Out {
        let (mut named, mut params) = (call[0].clone(), vars.to_vec());
        if let Some([_, ty]) = call[0].args_of("::") {
            let (inner, own) = flatten_where(ty.clone());
            if !own.is_empty()
                && let Some([head, name]) = inner.args_of("curly")
                && *head == Ast::core("Type")
            {
                (named, params) = (name.clone(), own);
            }
        }
        let (name, type_params) = match named.args_of("curly") {
            Some([name, params @ ..]) => (name.clone(), params.to_vec()),
            _ => (named, Vec::new()),
        };
        let static_params =
            params.iter().map(|it| Ok(type_variable(it)?.name)).collect::<Out<Vec<_>>>()?;
        let body = expr.args.pop().expect("there are two");
        let is_constructor = name.as_symbol() == Some(def.name)
            || matches!(&name, Ast::Global(it) if it.module == self.module && it.name == def.name);
        let signature = if is_constructor { constructor_signature(call) } else { None };
        let inside = Inside {
            def,
            type_params: if is_constructor { type_params } else { Vec::new() },
            static_params,
            is_self: signature.is_some(),
        };
        let body = self.replace_new(body, &inside)?;
        let signature = signature.unwrap_or_else(|| Ast::expr("call", call.to_vec()));
        let signature = match result {
            Some(ty) => build::decl(signature, ty),
            None => signature,
        };
        Ok(Ast::expr_at("function", [with_wheres(signature, vars), body], expr.span))
    }

    fn replace_new(&mut self, e: Ast, inside: &Inside<'_>) -> Out {
        if let Some((params, args)) = new_parts(&e) {
            let args = args
                .iter()
                .map(|it| self.replace_new(it.clone(), inside))
                .collect::<Out<Vec<_>>>()?;
            let is_plain =
                params.is_empty() && !e.as_expr().is_some_and(|it| it.args[0].is("curly"));
            let is_self = is_plain && inside.is_self;
            let params = if is_plain { inside.type_params.clone() } else { params.to_vec() };
            return self.new_call(&e, params, args, is_self, inside);
        }
        match e {
            e if shape::is_quoted(&e) => Ok(e),
            Ast::Expr(mut expr) => {
                let args = std::mem::take(&mut expr.args);
                expr.args =
                    args.into_iter().map(|it| self.replace_new(it, inside)).collect::<Out<_>>()?;
                Ok(Ast::Expr(expr))
            }
            e => Ok(e),
        }
    }

    /// `new{params…}(args…)`: an instance, each argument converted to the type of its field.
    fn new_call(
        &mut self,
        at: &Ast,
        params: Vec<Ast>,
        args: Vec<Ast>,
        is_self: bool,
        inside: &Inside<'_>,
    ) -> Out {
        let def = inside.def;
        let fault = |message: &str| Err(super::fault(at, "invalid-new", message));
        if args.iter().any(|it| shape::is_kwarg(it) || it.is("parameters")) {
            return fault("\"new\" does not accept keyword arguments");
        }
        let fixed = params.iter().filter(|it| !shape::is_vararg(it)).count();
        if fixed == params.len() && def.params.len() > fixed {
            return fault("too few type parameters specified in \"new{...}\"");
        }
        if fixed > def.params.len() {
            return fault("too many type parameters specified in \"new{...}\"");
        }
        let global = build::global(self.module, def.name);
        let ty = if params.is_empty() {
            global
        } else if is_self {
            Ast::symbol(shape::CTOR_SELF)
        } else {
            let mut all = vec![global];
            all.extend(params.iter().cloned());
            Ast::expr("curly", all)
        };
        let fields = def.field_names.len();
        let argument_error = |few_or_many: &str| {
            let message = format!("new: too {few_or_many} arguments (expected {fields})");
            build::call_core(
                "throw",
                [build::call_base("ArgumentError", [build::string(&message)])],
            )
        };
        let has_splat = args.iter().any(shape::is_vararg);
        if args.iter().filter(|it| !shape::is_vararg(it)).count() > fields {
            return Ok(argument_error("many"));
        }
        if has_splat && def.field_types.iter().all(|it| *it == build::any()) {
            return Ok(Ast::expr("splatnew", [ty, build::call_core("tuple", args)]));
        }
        let mut all = Vec::new();
        let made = if matches!(ty, Ast::Symbol(_)) {
            ty
        } else {
            let kept = self.temporary();
            all.push(build::assign(kept.clone(), ty));
            kept
        };
        let is_bijective = !is_self && params == def.variables();
        let simple = |it: &Ast| {
            is_bijective && it.as_symbol().is_some_and(|it| inside.static_params.contains(&it))
        };
        let values = if has_splat {
            let (given, count) = (self.temporary(), self.temporary());
            all.push(build::assign(given.clone(), build::call_core("tuple", args)));
            all.push(build::assign(count.clone(), build::call_core("nfields", [given.clone()])));
            let few = build::call_base("ult_int", [count.clone(), build::int(fields)]);
            all.push(Ast::expr("if", [few, argument_error("few")]));
            let many = build::call_base("ult_int", [build::int(fields), count]);
            all.push(Ast::expr("if", [many, argument_error("many")]));
            let field = |i: usize| {
                build::call_core(
                    "getfield",
                    [given.clone(), build::int(i + 1), build::boolean(false)],
                )
            };
            (0..fields).map(field).collect()
        } else {
            args
        };
        let mut new = vec![made.clone()];
        for (i, (value, ty)) in values.into_iter().zip(&def.field_types).enumerate() {
            new.push(if *ty == build::any() {
                value
            } else if simple(ty) {
                self.converted(value, ty.clone())
            } else {
                let ty = build::call_core("fieldtype", [made.clone(), build::int(i + 1)]);
                self.converted(value, ty)
            });
        }
        all.push(Ast::expr("new", new));
        Ok(build::block(all))
    }

    /// The value itself if it is of the type, else converted.
    fn converted(&mut self, value: Ast, ty: Ast) -> Ast {
        let temp = self.gensym();
        let mut all = vec![build::declare("local-def", temp.clone())];
        let ty = if shape::is_atom(&ty) || shape::is_ssa(&ty) {
            ty
        } else {
            let kept = self.temporary();
            all.push(build::assign(kept.clone(), ty));
            kept
        };
        all.push(build::assign(temp.clone(), value));
        let convert =
            build::assign(temp.clone(), build::call_base("convert", [ty.clone(), temp.clone()]));
        all.push(Ast::expr(
            "if",
            [build::call_core("isa", [temp.clone(), ty]), Ast::nothing(), convert],
        ));
        all.push(temp);
        build::block(all)
    }
}
