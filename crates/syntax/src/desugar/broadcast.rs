//! Dots: `f.(x) .+ 1` as one lazy broadcast.

use super::{Desugar, Out, build, call::value_of, index::Indexed, shape};
use crate::{Ast, Expr};
use overdub_ir::GlobalRef;
use overdub_types::Symbol;

/// An operand of a broadcast.
enum Operand {
    /// Something dotted: a lazy broadcast that may become part of another one.
    Lazy(Ast),
    /// Anything else.
    Plain(Ast),
}

impl Operand {
    fn into_ast(self) -> Ast {
        match self {
            Self::Lazy(e) | Self::Plain(e) => e,
        }
    }
}

impl Desugar<'_> {
    /// `(. a b)` and `(. op)`.
    pub(super) fn dot(&mut self, mut expr: Expr) -> Out {
        match expr.args.len() {
            1 => {
                let operator = expr.args.pop().expect("there is one");
                self.form(build::call_base("BroadcastFunction", [operator]))
            }
            2 => self.fuse_broadcast(None, Ast::Expr(Box::new(expr))),
            _ => Err(self.misuse(&expr, "malformed-expression", "malformed \".\" expression")),
        }
    }

    /// A dotted expression as a value, or stored into `target` in place.
    pub(super) fn fuse_broadcast(&mut self, target: Option<Ast>, e: Ast) -> Out {
        let span = e.span();
        let operand = self.operand(e)?;
        let made = match (operand, target) {
            (Operand::Lazy(call), None) => build::call_base("materialize", [call]),
            (Operand::Plain(e), None) => e,
            (operand, Some(target)) => {
                let call = match operand {
                    Operand::Lazy(call) => call,
                    Operand::Plain(e) => {
                        build::call_base("broadcasted", [Ast::base("identity"), e])
                    }
                };
                let view = self.view(target)?;
                build::call_base("materialize!", [view, call])
            }
        };
        let made = match made {
            Ast::Expr(mut expr) => {
                expr.span = expr.span.or(span);
                Ast::Expr(expr)
            }
            leaf => leaf,
        };
        self.form(made)
    }

    /// What is stored into: elements and properties as views.
    fn view(&mut self, target: Ast) -> Out {
        match target {
            Ast::Expr(expr) if expr.is("ref") => {
                let Indexed { before: mut all, array, indices } = self.indexed(*expr)?;
                let mut args = vec![array];
                args.extend(indices);
                all.push(build::call_base("dotview", args));
                Ok(build::block(all))
            }
            Ast::Expr(expr) if expr.is(".") && expr.args.len() == 2 => {
                Ok(build::call_base("dotgetproperty", expr.args))
            }
            other => Ok(other),
        }
    }

    fn operand(&mut self, e: Ast) -> Out<Operand> {
        let Ast::Expr(expr) = e else { return Ok(Operand::Plain(e)) };
        match expr.head.as_str() {
            "." if self.binding(&expr.args).is_some() => {
                let global = self.binding(&expr.args).map(Ast::Global);
                Ok(Operand::Plain(global.unwrap_or(Ast::Expr(expr))))
            }
            "." if expr.args.len() == 2 => {
                let span = expr.span;
                let [callee, args] = self.exactly(*expr)?;
                match args {
                    Ast::Expr(args) if args.is("tuple") => self.lazy(callee, args.args),
                    Ast::Expr(inner)
                        if !(inner.is("quote") || inner.is("inert") || inner.is("$")) =>
                    {
                        let at = Ast::expr_at(".", [callee, Ast::Expr(inner)], span);
                        let message = format!("invalid syntax \"{}\"", super::deparse(&at));
                        Err(super::fault(&at, "misplaced-expression", message))
                    }
                    name => Ok(Operand::Plain(Ast::expr_at(
                        "call",
                        [Ast::base("getproperty"), callee, name],
                        span,
                    ))),
                }
            }
            "call" if expr.args.len() > 1 => {
                if shape::is_dot_named(&expr.args[0]) {
                    let mut args = expr.args;
                    let operator = shape::undot_operator(&args.remove(0));
                    return self.lazy(operator, args);
                }
                if let Some([operator]) = expr.args[0].args_of(".") {
                    let operator = operator.clone();
                    return self.lazy(operator, expr.args[1..].to_vec());
                }
                Ok(Operand::Plain(Ast::Expr(expr)))
            }
            "comparison" => {
                let chain = self.comparison_chain(*expr)?;
                self.operand(chain)
            }
            ".&&" => self.lazy(Ast::base("andand"), expr.args),
            ".||" => self.lazy(Ast::base("oror"), expr.args),
            _ => Ok(Operand::Plain(Ast::Expr(expr))),
        }
    }

    /// A dotted call: keywords are handed over as they are, positional arguments are fused.
    fn lazy(&mut self, callee: Ast, args: Vec<Ast>) -> Out<Operand> {
        if let [_, power] = args.as_slice()
            && shape::is_named(&callee, "^")
            && shape::is_integer(power)
        {
            let mut args = args;
            let power = args.pop().expect("there are two");
            args.insert(0, callee);
            args.push(value_of(power));
            return self.lazy(Ast::base("literal_pow"), args);
        }
        let (mut keywords, mut positional) = (Vec::new(), Vec::new());
        for arg in args {
            match arg {
                Ast::Expr(parameters) if parameters.is("parameters") => {
                    keywords.extend(parameters.args)
                }
                arg if shape::is_kwarg(&arg) => keywords.push(arg),
                arg => positional.push(self.operand(arg)?.into_ast()),
            }
        }
        let name = if keywords.is_empty() { "broadcasted" } else { "broadcasted_kwsyntax" };
        let mut call = vec![Ast::base(name)];
        if !keywords.is_empty() {
            call.push(Ast::expr("parameters", keywords));
        }
        call.push(callee);
        call.extend(positional);
        Ok(Operand::Lazy(Ast::expr("call", call)))
    }
}

impl Desugar<'_> {
    /// `Core.Host.name` names what the session offers, which is known before the program runs: a
    /// binding, not a property that is looked up each time. So are `Core.name` and `Base.name` in
    /// the libraries; in the program itself they are properties, which contexts see.
    fn binding(&self, args: &[Ast]) -> Option<GlobalRef> {
        let [module, Ast::Quote(name)] = args else { return None };
        let Ast::Symbol(name) = **name else { return None };
        let root = self.module.as_str().split('.').next();
        let is_library = root.is_some_and(|it| it != "Main");
        if let Ast::Symbol(module) = module {
            let is_ground = matches!(module.as_str(), "Core" | "Base");
            return (is_ground && is_library).then_some(GlobalRef { module: *module, name });
        }
        let Some([Ast::Symbol(core), Ast::Quote(inner)]) = module.args_of(".") else {
            return None;
        };
        let Ast::Symbol(inner) = **inner else { return None };
        let path = match (core.as_str(), inner.as_str()) {
            ("Core", "Host") => "Core.Host",
            ("Core", "Intrinsics") if is_library => "Core.Intrinsics",
            _ => return None,
        };
        Some(GlobalRef { module: Symbol::new(path), name })
    }
}
