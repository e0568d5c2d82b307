//! Definitions of functions, in all their spellings, down to name, arguments and body.

use overdub_types::Symbol;

use super::{Desugar, Out, build, method::Definition, shape, typevars};
use crate::{Ast, Expr};

/// Whether it is a list of arguments without a name: `(x, y)`, `(x, y) where T`.
fn is_only_arguments(e: &Ast) -> bool {
    let Some(expr) = e.as_expr() else { return false };
    match expr.head.as_str() {
        "tuple" | "block" | "..." => true,
        "where" => expr.args.first().is_some_and(is_only_arguments),
        _ => false,
    }
}

/// `x = 1` among arguments is a default.
pub(super) fn default_to_keyword(e: Ast) -> Ast {
    match e {
        Ast::Expr(expr) if expr.is("=") => Ast::expr_at("kw", expr.args, expr.span),
        Ast::Expr(expr) if expr.is("parameters") => Ast::expr_at(
            "parameters",
            expr.args.into_iter().map(default_to_keyword).collect::<Vec<_>>(),
            expr.span,
        ),
        other => other,
    }
}

/// The arguments of an anonymous function: `x`, `(x, y)`, `(x; k = 1)`.
fn arrow_arguments(e: Ast) -> Out<Vec<Ast>> {
    match e {
        Ast::Expr(expr) if expr.is("tuple") => {
            Ok(expr.args.into_iter().map(default_to_keyword).collect())
        }
        Ast::Expr(expr) if expr.is("block") => {
            let parts: Vec<Ast> = expr.args.into_iter().filter(|it| !shape::is_line(it)).collect();
            let mut parts = parts.into_iter().map(default_to_keyword);
            match (parts.next(), parts.next(), parts.next()) {
                (None, ..) => Ok(Vec::new()),
                (Some(only), None, _) => Ok(vec![only]),
                (Some(first), Some(keyword), None) => {
                    Ok(vec![Ast::expr("parameters", [keyword]), first])
                }
                (.., Some(third)) => {
                    let message = "more than one semicolon in argument list";
                    Err(super::fault(&third, "misplaced-expression", message))
                }
            }
        }
        other => Ok(vec![default_to_keyword(other)]),
    }
}

/// A name for an argument of which only the type is written.
fn fill_name(e: Ast, name: &mut dyn FnMut() -> Ast) -> Ast {
    match e {
        Ast::Expr(expr) if expr.is("::") && expr.args.len() == 1 => {
            let mut args = vec![name()];
            args.extend(expr.args);
            Ast::expr_at("::", args, expr.span)
        }
        Ast::Expr(mut expr) if (expr.is("kw") || expr.is("...")) && !expr.args.is_empty() => {
            let first = std::mem::replace(&mut expr.args[0], Ast::nothing());
            expr.args[0] = fill_name(first, name);
            Ast::Expr(expr)
        }
        other => other,
    }
}

/// Refuses names of dotted operators.
fn check_no_dot(e: &Ast) -> Out<()> {
    let name = match e {
        Ast::Quote(inner) => shape::identifier(inner),
        Ast::Expr(expr) if expr.is(".") && expr.args.len() == 2 => {
            return check_no_dot(&expr.args[1]);
        }
        other => shape::identifier(other),
    };
    if name.is_some_and(shape::is_dot_operator) {
        let message = format!("invalid function name \"{}\"", super::deparse(e));
        return Err(super::fault(e, "invalid-function-name", message)
            .with_hint("define the operator without its dot; the dotted one follows from it")
            .into());
    }
    Ok(())
}

impl Desugar<'_> {
    /// `(function f(args…) body)`, `(function f)`, `(function (args…) body)`.
    pub(super) fn function(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        if let [name @ (Ast::Symbol(_) | Ast::Global(_))] = expr.args.as_slice() {
            self.check_name(name)?;
            return Ok(Ast::expr_at("method", [name.clone()], span));
        }
        let [signature, body] = self.exactly(expr)?;
        if is_only_arguments(&signature) {
            return self.form(Ast::expr_at("->", [signature, body], span));
        }
        if let Some([args, ty]) = signature.args_of("::")
            && is_only_arguments(args)
        {
            let name = self.arrow_name();
            let call = self.arrow_call(name.clone(), args.clone())?;
            let typed = match call {
                Ast::Expr(mut whole) if whole.is("where") => {
                    whole.args[0] = build::decl(whole.args[0].clone(), ty.clone());
                    Ast::Expr(whole)
                }
                call => build::decl(call, ty.clone()),
            };
            let defined = Ast::expr_at("function", [typed, body], span);
            return self.form(build::block([build::declare("local", name), defined]));
        }
        self.named_function(signature, body, span)
    }

    fn check_name(&self, name: &Ast) -> Out<()> {
        if shape::identifier(name).is_some_and(|it| !shape::is_valid_name(it)) {
            let message = format!("invalid function name \"{}\"", super::deparse(name));
            return Err(super::fault(name, "invalid-function-name", message));
        }
        Ok(())
    }

    fn arrow_name(&mut self) -> Ast {
        Ast::Symbol(Symbol::new(&format!("#{}", self.numbers.of_function())))
    }

    fn arrow_call(&self, name: Ast, args: Ast) -> Out {
        let (args, vars) = typevars::flatten_where(args);
        let call = Ast::call(name, arrow_arguments(args)?);
        if vars.is_empty() {
            return Ok(call);
        }
        let mut all = vec![call];
        all.extend(vars);
        Ok(Ast::expr("where", all))
    }

    /// `(-> args body)`.
    pub(super) fn arrow(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let [args, body] = self.exactly(expr)?;
        let name = self.arrow_name();
        let call = self.arrow_call(name.clone(), args)?;
        let defined = Ast::expr_at("function", [call, body], span);
        self.form(build::block([build::declare("local", name), defined]))
    }

    /// `(macro name(args…) body)`: a function of the place, the module and the arguments.
    pub(super) fn macro_def(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let name = |it: Symbol| Ast::Symbol(Symbol::new(&format!("@{}", it.as_str())));
        if let [Ast::Symbol(only)] = expr.args.as_slice() {
            return self.form(Ast::expr_at("function", [name(*only)], span));
        }
        let invalid = |at: &Ast| super::fault(at, "invalid-macro", "invalid macro definition");
        let [signature, body] = self.exactly(expr)?;
        let signature = match signature {
            Ast::Expr(call)
                if call.is("call") && matches!(call.args.first(), Some(Ast::Symbol(_))) =>
            {
                call.args
            }
            other => return Err(invalid(&other)),
        };
        let mut parts = signature.into_iter();
        let Some(Ast::Symbol(written)) = parts.next() else { unreachable!("it was looked at") };
        let mut args = vec![
            name(written),
            build::decl(Ast::symbol("__source__"), Ast::core("LineNumberNode")),
            build::decl(Ast::symbol("__module__"), Ast::core("Module")),
        ];
        for arg in parts {
            match arg {
                Ast::Expr(it) if it.is("parameters") => {
                    if !it.args.is_empty() {
                        let message = "macros cannot accept keyword arguments";
                        return Err(super::fault(&Ast::Expr(it), "invalid-macro", message));
                    }
                }
                Ast::Symbol(_) => args.push(Ast::expr("meta", [Ast::symbol("nospecialize"), arg])),
                other => args.push(other),
            }
        }
        let call = Ast::expr("call", args);
        self.form(Ast::expr_at("function", [call, body], span))
    }

    /// A definition with a name, or of calls of instances of a type.
    fn named_function(
        &mut self,
        signature: Ast,
        body: Ast,
        span: Option<overdub_diag::Span>,
    ) -> Out {
        let (inner, vars) = typevars::flatten_where(signature);
        let (inner, result) = match inner {
            Ast::Expr(typed) if typed.is("::") && typed.args.len() == 2 => {
                let [call, ty] = self.exactly(*typed)?;
                (call, ty)
            }
            call => (call, build::any()),
        };
        let call = match inner {
            Ast::Expr(call) if call.is("call") && !call.args.is_empty() => *call,
            other => return Err(super::assign::invalid_location(&other)),
        };
        let params = vars.iter().map(typevars::type_variable).collect::<Out<Vec<_>>>()?;

        // `@nospecialize x` becomes advice in the body.
        let mut advice = Vec::new();
        let mut args = Vec::with_capacity(call.args.len());
        for arg in call.args {
            match arg {
                Ast::Expr(meta)
                    if meta.args.len() == 2 && shape::is_nospecialize(&Ast::Expr(meta.clone())) =>
                {
                    let [word, inner] = self.exactly(*meta)?;
                    let inner = default_to_keyword(inner);
                    let name = shape::arg_name(&fill_name(inner.clone(), &mut || {
                        Ast::symbol(shape::UNUSED)
                    }))?;
                    advice.push(Ast::expr("meta", [word, Ast::Symbol(name)]));
                    args.push(inner);
                }
                arg => args.push(arg),
            }
        }
        let mut body = build::insert_after_meta(body, advice);

        let (mut args, taken_apart) = self.destructured_arguments(args)?;
        let callee = args.remove(0);
        body = build::insert_after_meta(body, taken_apart);

        check_no_dot(&callee)?;
        let shown = match callee.args_of("overlay") {
            Some([_, name]) => name.clone(),
            _ => callee.clone(),
        };
        let this = match &shown {
            Ast::Expr(typed) if typed.is("::") && typed.args.len() == 1 => {
                build::decl(Ast::symbol(shape::SELF), typed.args[0].clone())
            }
            Ast::Expr(typed) if typed.is("::") => shown.clone(),
            _ => build::decl(Ast::symbol(shape::SELF), build::call_core("Typeof", [shown.clone()])),
        };
        let at = usize::from(shape::has_parameters(&args));
        args.insert(at, this);
        if let Some(bad) =
            args.iter().take(args.len().saturating_sub(1)).find(|it| shape::is_vararg(it))
        {
            return Err(super::fault(
                bad,
                "invalid-argument",
                "invalid \"...\" on non-final argument",
            ));
        }
        let is_simple = at == 0 && !args.iter().any(shape::is_kwarg);
        let mut hidden = || if is_simple { Ast::symbol(shape::UNUSED) } else { self.gensym() };
        let args = args.into_iter().map(|it| fill_name(it, &mut hidden)).collect();
        let name = match &callee {
            Ast::Expr(it) if matches!(it.head.as_str(), "::" | "curly" | "where") => None,
            _ => Some(callee),
        };
        let mut made = self.definition(Definition { name, params, args, body, result })?;
        if let Ast::Expr(block) = &mut made {
            block.span = span;
        }
        self.form(made)
    }

    /// Arguments like `(a, b)`: a hidden argument, taken apart at the start of the body.
    fn destructured_arguments(&mut self, args: Vec<Ast>) -> Out<(Vec<Ast>, Vec<Ast>)> {
        let mut statements = Vec::new();
        let mut out = Vec::with_capacity(args.len());
        for arg in args {
            out.push(self.destructured_argument(arg, &mut statements)?);
        }
        if !statements.is_empty() {
            statements.push(Ast::nothing());
        }
        Ok((out, statements))
    }

    fn destructured_argument(&mut self, arg: Ast, statements: &mut Vec<Ast>) -> Out {
        match arg {
            Ast::Expr(tuple) if tuple.is("tuple") => {
                let tuple = Ast::Expr(tuple);
                let is_bad = |it: &Ast| {
                    shape::is_decl(it) || shape::is_assignment(it) || shape::is_kwarg(it)
                };
                if shape::contains(&tuple, &is_bad, &|_| true) {
                    let message = format!(
                        "invalid argument destructuring syntax \"{}\"",
                        super::deparse(&tuple)
                    );
                    return Err(super::fault(&tuple, "invalid-argument", message));
                }
                let hidden = self.gensym();
                statements.push(Ast::expr("local", [build::assign(tuple, hidden.clone())]));
                Ok(hidden)
            }
            Ast::Expr(mut wrapped)
                if (wrapped.is("::") && wrapped.args.len() == 2)
                    || ((wrapped.is("kw") || wrapped.is("...")) && !wrapped.args.is_empty()) =>
            {
                let inner = std::mem::replace(&mut wrapped.args[0], Ast::nothing());
                wrapped.args[0] = self.destructured_argument(inner, statements)?;
                Ok(Ast::Expr(wrapped))
            }
            other => Ok(other),
        }
    }
}
