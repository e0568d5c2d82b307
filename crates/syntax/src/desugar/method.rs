//! Methods: one for each number of arguments that a definition allows.

use overdub_types::Symbol;

use super::{
    Desugar, Out, build, shape,
    typevars::{TypeVariable, replace_vars},
};
use crate::{Ast, LineNode};

/// A definition taken apart.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// `f`, `M.f`, `(overlay table f)`; nothing if only its type is known.
    pub(super) name: Option<Ast>,
    /// The static parameters.
    pub(super) params: Vec<TypeVariable>,
    /// The formal arguments, the function itself first (behind the keywords).
    pub(super) args: Vec<Ast>,
    pub(super) body: Ast,
    /// The declared type of what is returned.
    pub(super) result: Ast,
}

/// The lines and metas that a body starts with.
pub(super) fn prologue(body: &Ast) -> &[Ast] {
    let all = body.args_of("block").unwrap_or_default();
    let count = all.iter().take_while(|it| shape::is_line_or_meta(it)).count();
    &all[..count]
}

/// Without what concerns only the making of the body.
pub(super) fn without_generated(prologue: &[Ast]) -> Vec<Ast> {
    let is_generated = |it: &Ast| {
        it.args_of("meta")
            .and_then(<[Ast]>::first)
            .and_then(Ast::as_symbol)
            .is_some_and(|word| matches!(word.as_str(), "generated" | "generated_only"))
    };
    prologue.iter().filter(|it| !is_generated(it)).cloned().collect()
}

/// The static parameters that the arguments use, themselves or through others.
pub(super) fn used_params(args: &[Ast], params: &[TypeVariable]) -> Vec<TypeVariable> {
    let is_used = |i: usize, param: &TypeVariable| {
        let name = Ast::Symbol(param.name);
        args.iter().any(|it| shape::mentions(it, &name))
            || params[i + 1..]
                .iter()
                .any(|it| it.bounds().any(|bound| shape::mentions(bound, &name)))
    };
    params.iter().enumerate().filter(|(i, it)| is_used(*i, it)).map(|(_, it)| it.clone()).collect()
}

impl Desugar<'_> {
    /// Everything that a definition defines, not expanded any further.
    pub(super) fn definition(&mut self, mut def: Definition) -> Out {
        if shape::has_parameters(&def.args) {
            let is_empty = def.args[0].as_expr().is_some_and(|it| it.args.is_empty());
            if !is_empty {
                return self.keyword_definition(def);
            }
            def.args.remove(0);
        }
        self.positional_definition(def)
    }

    /// A definition without keywords.
    pub(super) fn positional_definition(&mut self, def: Definition) -> Out {
        if !def.args.iter().any(shape::is_kwarg) {
            return self.method(def);
        }
        let mut seen = false;
        for arg in &def.args {
            if shape::is_kwarg(arg) {
                seen = true;
            } else if seen && !shape::is_vararg(arg) {
                let message = "optional positional arguments must occur at end";
                return Err(super::fault(arg, "invalid-argument", message));
            }
        }
        self.optional_definitions(def)
    }

    /// One method for each number of optional arguments that may be left out, and the whole one.
    fn optional_definitions(&mut self, def: Definition) -> Out {
        let (mut required, mut optional, mut defaults, mut splat) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for arg in &def.args {
            match arg.args_of("kw") {
                Some([name, value]) => {
                    optional.push(name.clone());
                    defaults.push(value.clone());
                }
                _ if shape::is_vararg(arg) => splat.push(arg.clone()),
                _ => required.push(arg.clone()),
            }
        }
        let start = without_generated(prologue(&def.body));
        let mut all = Vec::new();
        for n in 0..optional.len() {
            let passed: Vec<Ast> = required.iter().chain(&optional[..n]).cloned().collect();
            let (values, absent) = (&defaults[n..], &optional[n..]);
            if values[..values.len() - 1].iter().any(shape::is_vararg) {
                let message = "invalid \"...\" in non-final positional argument default value";
                return Err(super::fault(&values[0], "invalid-argument", message));
            }
            // Defaults that look at arguments which are absent too are filled in one by one.
            let depends = absent.iter().any(|arg| {
                shape::arg_name(arg).is_ok_and(|name| {
                    values.iter().any(|it| shape::mentions(it, &Ast::Symbol(name)))
                })
            });
            let filled = if depends { &values[..1] } else { values };
            let mut call = Vec::with_capacity(passed.len() + filled.len());
            for arg in &passed {
                call.push(Ast::Symbol(shape::arg_name(arg)?));
            }
            call.extend(filled.iter().cloned());
            let mut body = start.clone();
            body.push(Ast::expr("call", call));
            all.push(self.method(Definition {
                name: def.name.clone(),
                params: used_params(&passed, &def.params),
                args: passed,
                body: build::block(body),
                result: build::any(),
            })?);
        }
        let args = [required, optional, splat].concat();
        all.push(self.method(Definition { args, ..def })?);
        Ok(build::block(all))
    }

    /// The place of a definition, which is removed from the body if the body has its own.
    fn take_location(&self, body: Ast) -> (Ast, LineNode) {
        let Ast::Expr(mut block) = build::blockify(body) else {
            unreachable!("a block is an expression")
        };
        let start = block.args.iter().take_while(|it| shape::is_line_or_meta(it)).count();
        let lines: Vec<usize> = (0..start).filter(|i| shape::is_line(&block.args[*i])).collect();
        let found = lines.first().copied().or_else(|| block.args.iter().position(shape::is_line));
        let line = match found.map(|i| &block.args[i]) {
            Some(Ast::Line(line)) => *line,
            _ => self.line.unwrap_or(LineNode { line: 0, file: None }),
        };
        if let [first, _, ..] = lines.as_slice() {
            block.args.remove(*first);
        }
        (Ast::Expr(block), line)
    }

    fn check_names(&self, def: &Definition, names: &[Symbol]) -> Out<()> {
        let params: Vec<Symbol> = def.params.iter().map(|it| it.name).collect();
        let used: Vec<Symbol> =
            names.iter().copied().filter(|it| it.as_str() != shape::UNUSED).collect();
        let at = def.name.clone().unwrap_or_else(Ast::nothing);
        let fault = |message: String| Err(super::fault(&at, "repeated-name", message));
        if let Some(name) = shape::repeated(&used) {
            return fault(format!("function argument name not unique: \"{}\"", name.as_str()));
        }
        if let Some(name) = shape::repeated(&params) {
            return fault(format!(
                "function static parameter name not unique: \"{}\"",
                name.as_str()
            ));
        }
        if let Some(name) = used.iter().find(|it| params.contains(it)) {
            let name = name.as_str();
            return fault(format!(
                "function argument and static parameter name not distinct: \"{name}\""
            ));
        }
        let is_invalid = def.name.as_ref().is_some_and(|name| {
            !(name.is("overlay") || shape::is_name_path(name))
                || shape::identifier(name).is_some_and(|it| !shape::is_valid_name(it))
        });
        if is_invalid {
            let message = format!("invalid function name \"{}\"", super::deparse(&at));
            return Err(super::fault(&at, "invalid-function-name", message));
        }
        Ok(())
    }

    /// One method.
    fn method(&mut self, mut def: Definition) -> Out {
        let hide = |name: Symbol| {
            if shape::is_underscore(name) { Symbol::new(shape::UNUSED) } else { name }
        };
        let mut names = Vec::with_capacity(def.args.len());
        for arg in &def.args {
            names.push(hide(shape::arg_name(arg)?));
        }
        self.check_names(&def, &names)?;
        let (body, line) = self.take_location(def.body);
        let (body, generator) = self.generated(body, &names, &def.params)?;

        let mut types = Vec::with_capacity(def.args.len());
        let mut formal: Vec<Ast> = names.iter().map(|it| Ast::Symbol(*it)).collect();
        let count = def.args.len();
        for (i, arg) in def.args.iter().enumerate() {
            match shape::arg_type(arg)? {
                Ast::Expr(splat) if splat.is("...") && i + 1 == count => {
                    formal[i] = build::splat(formal[i].clone());
                    types.push(build::apply_type(Ast::core("Vararg"), splat.args));
                }
                ty => {
                    if i + 1 == count && shape::is_vararg_decl(arg) {
                        formal[i] = build::splat(formal[i].clone());
                    }
                    types.push(ty);
                }
            }
        }
        let params: Vec<Symbol> = def.params.iter().map(|it| it.name).collect();
        let signature = self.signature(std::mem::take(&mut def.params), types);
        let body = self.method_body(body, def.result);
        let lambda = Ast::expr(
            "lambda",
            [
                Ast::expr("args", formal),
                Ast::expr("sparams", params.into_iter().map(Ast::Symbol).collect::<Vec<_>>()),
                body,
            ],
        );
        let target = match &def.name {
            Some(name) if shape::is_plain_name(name) => name.clone(),
            Some(Ast::Expr(overlay)) if overlay.is("overlay") => {
                Ast::expr("overlay", [overlay.args[0].clone()])
            }
            _ => Ast::nothing(),
        };
        let method = Ast::expr("method", [target, signature, lambda, Ast::Line(line)]);
        let mut all: Vec<Ast> = generator.into_iter().collect();
        match def.name {
            Some(name) if shape::is_plain_name(&name) => {
                all.extend([Ast::expr("method", [name.clone()]), method, build::unnecessary(name)]);
            }
            _ => all.push(method),
        }
        Ok(build::block(all))
    }

    /// The signature type, with its variables in temporaries.
    fn signature(&mut self, params: Vec<TypeVariable>, types: Vec<Ast>) -> Ast {
        let mut renames: Vec<(Symbol, Ast)> = Vec::new();
        let mut all = Vec::new();
        for param in params {
            let kept = self.temporary();
            let name = param.name;
            // Each sees only those before it.
            let made = replace_vars(param.make(name), &renames);
            all.push(build::assign(kept.clone(), made));
            renames.push((name, kept));
        }
        let types = types.into_iter().map(|it| replace_vars(it, &renames));
        let mut signature = build::apply_type(Ast::core("Tuple"), types);
        for (_, var) in renames.into_iter().rev() {
            signature = build::call_core("_unionall", [var, signature]);
        }
        if all.is_empty() {
            return signature;
        }
        all.push(signature);
        build::block(all)
    }

    /// The body as a scope, with the declared result noted at its start.
    fn method_body(&mut self, body: Ast, result: Ast) -> Ast {
        if result == build::any() {
            return Ast::expr("scope-block", [body]);
        }
        let kept = self.temporary();
        let noted = vec![
            build::assign(kept.clone(), result),
            Ast::expr("meta", [Ast::symbol("ret-type"), kept]),
        ];
        // Without statements the value would be that of what is put in.
        let body = match build::blockify(body) {
            Ast::Expr(mut expr) if expr.args.iter().all(shape::is_line_or_meta) => {
                expr.args.push(Ast::nothing());
                Ast::Expr(expr)
            }
            body => body,
        };
        Ast::expr("scope-block", [build::insert_after_meta(body, noted)])
    }
}
