//! Hygiene: which variable or global each name in the result of a macro is.

use std::rc::Rc;

use overdub_ir::{GlobalRef, Literal};
use overdub_types::Symbol;

use super::{
    assigned::{find_assigned, find_declared},
    binders::{introduced, let_bindings, unescaped},
    environment::{Environment, Outer},
};
use crate::{Ast, Expr, desugar::shape};

/// The module that a part of a hygienic scope names.
pub(super) fn module_of(e: &Ast) -> Option<Symbol> {
    match e {
        Ast::Literal(Literal::Module(path)) => Some(*path),
        Ast::Symbol(name) => Some(*name),
        _ => None,
    }
}

/// The expression without hygienic scopes.
pub(super) fn resolve_scopes(e: Ast, next_id: &mut dyn FnMut() -> u32) -> Ast {
    match e {
        Ast::Expr(expr) if matches!(expr.head.as_str(), "inert" | "module") => Ast::Expr(expr),
        Ast::Expr(mut expr) if expr.is("hygienic-scope") && expr.args.len() >= 2 => {
            let Some(module) = module_of(&expr.args[1]) else { return Ast::Expr(expr) };
            let body = std::mem::replace(&mut expr.args[0], Ast::nothing());
            let mut names = Names { next_id };
            let place = Place { module, outer: None, in_arguments: false };
            names.scope(body, &Environment::default(), &place, true)
        }
        Ast::Expr(mut expr) => {
            for arg in &mut expr.args {
                let taken = std::mem::replace(arg, Ast::nothing());
                *arg = resolve_scopes(taken, next_id);
            }
            Ast::Expr(expr)
        }
        e => e,
    }
}

/// Where a part of a macro's result stands.
#[derive(Clone)]
struct Place {
    /// The module of the macro.
    module: Symbol,
    /// The scope of the macro call.
    outer: Option<Rc<Outer>>,
    /// Whether it is in a list of formal arguments.
    in_arguments: bool,
}

impl Place {
    fn arguments(&self, in_arguments: bool) -> Self {
        Self { in_arguments, ..self.clone() }
    }
}

struct Names<'a> {
    next_id: &'a mut dyn FnMut() -> u32,
}

fn take(e: &mut Ast) -> Ast {
    std::mem::replace(e, Ast::nothing())
}

impl Names<'_> {
    /// What is visible inside of a form.
    fn environment_for(&mut self, e: &Ast, env: &Environment, is_outermost: bool) -> Environment {
        let introduced = introduced(e);
        if !matches!(e, Ast::Expr(_)) || (!is_outermost && introduced.is_none()) {
            return env.clone();
        }
        let introduced = introduced.unwrap_or_default();
        let (mut globals, mut found) = (Vec::new(), Vec::new());
        find_declared(e, "global", true, &mut globals);
        find_declared(e, "local", true, &mut found);
        find_assigned(e, true, &mut found);
        found.extend(introduced.renamed);
        let is_type = e.is("struct") || e.is("abstract") || e.is("primitive");
        let same = |it: &Symbol| (*it, *it);
        let mut names: Vec<(Symbol, Symbol)> = Vec::new();
        if is_type {
            names.extend(introduced.kept.iter().map(same));
        }
        for name in found {
            if !globals.contains(&name)
                && env.find(name).is_none()
                && !names.iter().any(|(it, _)| *it == name)
            {
                let fresh = Symbol::new(&format!("#{}#{}", (self.next_id)(), name.as_str()));
                names.push((name, fresh));
            }
        }
        if !is_type {
            for name in &introduced.kept {
                if !names.iter().any(|(it, _)| it == name) {
                    names.push(same(name));
                }
            }
        }
        env.with(names)
    }

    /// A part with what it introduces.
    fn scope(&mut self, e: Ast, env: &Environment, place: &Place, is_outermost: bool) -> Ast {
        if e.is("let") {
            return self.resolve(e, env, place);
        }
        let env = self.environment_for(&e, env, is_outermost);
        self.resolve(e, &env, place)
    }

    fn part(&mut self, e: Ast, env: &Environment, place: &Place) -> Ast {
        self.scope(e, env, place, false)
    }

    fn parts(&mut self, args: &mut [Ast], env: &Environment, place: &Place) {
        for arg in args {
            *arg = self.part(take(arg), env, place);
        }
    }

    fn resolve(&mut self, e: Ast, env: &Environment, place: &Place) -> Ast {
        match e {
            Ast::Symbol(name) => symbol(name, env, place),
            e if shape::is_quoted(&e) => e,
            Ast::Expr(expr) => stacker::maybe_grow(64 * 1024, 4 * 1024 * 1024, || {
                self.expression(*expr, env, place)
            }),
            e => e,
        }
    }

    fn expression(&mut self, mut expr: Expr, env: &Environment, place: &Place) -> Ast {
        match expr.head.as_str() {
            "ssavalue" | "macrocall" | "symboliclabel" | "symbolicgoto" | "inert" => {}
            "escape" if expr.args.len() == 1 => {
                let body = take(&mut expr.args[0]);
                return match &place.outer {
                    None => resolve_scopes(body, self.next_id),
                    Some(outer) => {
                        let place = Place {
                            module: outer.module,
                            outer: outer.outer.clone(),
                            in_arguments: place.in_arguments,
                        };
                        self.part(body, &outer.environment, &place)
                    }
                };
            }
            "hygienic-scope" if expr.args.len() >= 2 => {
                let Some(module) = module_of(&expr.args[1]) else {
                    return Ast::Expr(Box::new(expr));
                };
                let outer = Outer {
                    environment: env.clone(),
                    module: place.module,
                    outer: place.outer.clone(),
                };
                let place =
                    Place { module, outer: Some(Rc::new(outer)), in_arguments: place.in_arguments };
                return self.scope(take(&mut expr.args[0]), env, &place, true);
            }
            "global" => {
                for arg in &mut expr.args {
                    *arg = match take(arg) {
                        Ast::Expr(mut inner) if inner.is("=") && inner.args.len() == 2 => {
                            inner.args[0] =
                                self.global_target(take(&mut inner.args[0]), env, place);
                            inner.args[1] = self.part(take(&mut inner.args[1]), env, place);
                            Ast::Expr(inner)
                        }
                        other => self.global_target(other, env, place),
                    };
                }
            }
            "using" | "import" | "export" | "public" => {
                expr.args.iter_mut().for_each(|it| *it = unescaped(it).clone());
            }
            "struct" if expr.args.len() == 3 => {
                expr.args[1] = self.resolve(take(&mut expr.args[1]), env, place);
                if let Ast::Expr(block) = &mut expr.args[2] {
                    for field in &mut block.args {
                        *field = self.field(take(field), env, place);
                    }
                }
            }
            "parameters" => {
                for arg in &mut expr.args {
                    // `x` alone behind the semicolon of a call is `x = x`.
                    let whole = take(arg);
                    let name = unescaped(&whole).as_symbol().filter(|_| !place.in_arguments);
                    let whole = match name {
                        Some(name) => Ast::expr("kw", [Ast::Symbol(name), whole]),
                        None => whole,
                    };
                    *arg = self.resolve(whole, env, &place.arguments(false));
                }
            }
            "->" if expr.args.len() == 2 => {
                expr.args[0] =
                    self.signature(tuple_of_arguments(take(&mut expr.args[0])), env, place);
                expr.args[1] = self.part(take(&mut expr.args[1]), env, place);
            }
            "=" | "function" if !expr.args.is_empty() => {
                expr.args[0] = self.signature(take(&mut expr.args[0]), env, place);
                self.parts(&mut expr.args[1..], env, place);
            }
            "kw" if expr.args.len() == 2 => {
                expr.args[0] = match take(&mut expr.args[0]) {
                    Ast::Expr(mut typed) if typed.is("::") && !typed.args.is_empty() => {
                        let last = typed.args.len() - 1;
                        if last > 0 {
                            typed.args[0] = self.keyword_name(take(&mut typed.args[0]), env, place);
                        }
                        typed.args[last] = self.resolve(take(&mut typed.args[last]), env, place);
                        Ast::Expr(typed)
                    }
                    name => self.keyword_name(name, env, place),
                };
                expr.args[1] = self.part(take(&mut expr.args[1]), env, place);
            }
            "let" if expr.args.len() == 2 => return self.let_block(expr, env, place),
            "tuple" => {
                for arg in &mut expr.args {
                    *arg = match take(arg) {
                        Ast::Expr(mut named) if named.is("=") && named.args.len() == 2 => {
                            named.args[0] = unescaped(&named.args[0]).clone();
                            named.args[1] = self.part(take(&mut named.args[1]), env, place);
                            Ast::Expr(named)
                        }
                        other => self.part(other, env, place),
                    };
                }
            }
            _ => self.parts(&mut expr.args, env, place),
        }
        Ast::Expr(Box::new(expr))
    }

    /// The name of a keyword: of an argument it is a variable, of a call it stays.
    fn keyword_name(&mut self, e: Ast, env: &Environment, place: &Place) -> Ast {
        if place.in_arguments { self.resolve(e, env, place) } else { unescaped(&e).clone() }
    }

    /// The left side of a definition, whose arguments are formal ones.
    fn signature(&mut self, e: Ast, env: &Environment, place: &Place) -> Ast {
        let Ast::Expr(mut expr) = e else { return self.part(e, env, place) };
        match expr.head.as_str() {
            "where" if !expr.args.is_empty() => {
                expr.args[0] = self.signature(take(&mut expr.args[0]), env, place);
                self.parts(&mut expr.args[1..], env, place);
            }
            "::" if expr.args.len() == 2 => {
                expr.args[0] = self.signature(take(&mut expr.args[0]), env, place);
                self.parts(&mut expr.args[1..], env, place);
            }
            "call" if !expr.args.is_empty() => {
                expr.args[0] = self.part(take(&mut expr.args[0]), env, place);
                self.parts(&mut expr.args[1..], env, &place.arguments(true));
            }
            "tuple" => self.parts(&mut expr.args, env, &place.arguments(true)),
            _ => return self.part(Ast::Expr(expr), env, place),
        }
        Ast::Expr(expr)
    }

    /// What a `global` names: it stays a plain name, of the module where the expression is evaluated.
    fn global_target(&mut self, e: Ast, env: &Environment, place: &Place) -> Ast {
        let Ast::Expr(mut expr) = e else { return e };
        match expr.head.as_str() {
            "escape" if expr.args.len() == 1 => {
                return self.global_target(take(&mut expr.args[0]), env, place);
            }
            "parameters" | "tuple" => {
                for arg in &mut expr.args {
                    *arg = self.global_target(take(arg), env, place);
                }
            }
            "::" | "kw" if expr.args.len() == 2 => {
                expr.args[0] = self.global_target(take(&mut expr.args[0]), env, place);
                expr.args[1] = self.part(take(&mut expr.args[1]), env, place);
            }
            _ => return self.part(Ast::Expr(expr), env, place),
        }
        Ast::Expr(expr)
    }

    /// A part of a struct's body: names of fields stay.
    fn field(&mut self, e: Ast, env: &Environment, place: &Place) -> Ast {
        // What is said of a field's type has to be read where the field was escaped from.
        let (mut depth, mut inner) = (0, e);
        loop {
            match inner {
                Ast::Expr(mut escape) if escape.is("escape") && escape.args.len() == 1 => {
                    inner = take(&mut escape.args[0]);
                    depth += 1;
                }
                other => {
                    inner = other;
                    break;
                }
            }
        }
        let escaped = |e: Ast| (0..depth).fold(e, |e, _| Ast::expr("escape", [e]));
        match inner {
            Ast::Expr(mut typed) if typed.is("::") && typed.args.len() == 2 => {
                typed.args[0] = unescaped(&typed.args[0]).clone();
                typed.args[1] = self.resolve(escaped(take(&mut typed.args[1])), env, place);
                Ast::Expr(typed)
            }
            Ast::Expr(mut said)
                if (said.is("const") || said.is("atomic")) && said.args.len() == 1 =>
            {
                said.args[0] = self.field(escaped(take(&mut said.args[0])), env, place);
                Ast::Expr(said)
            }
            Ast::Expr(other) => self.part(escaped(Ast::Expr(other)), env, place),
            leaf => leaf,
        }
    }

    /// Values are read in the scope around, variables belong to the one inside.
    fn let_block(&mut self, mut expr: Expr, env: &Environment, place: &Place) -> Ast {
        let bindings = let_bindings(&expr).to_vec();
        let whole = Ast::Expr(Box::new(expr.clone()));
        let inner = self.environment_for(&whole, env, false);
        let body = self.resolve(take(&mut expr.args[1]), &inner, place);
        let mut resolved = Vec::with_capacity(bindings.len());
        for binding in bindings {
            resolved.push(match binding {
                Ast::Expr(def) if shape::is_function_def(&Ast::Expr(def.clone())) => {
                    self.part(Ast::Expr(def), &inner, place)
                }
                Ast::Expr(assignment) if assignment.is("=") && assignment.args.len() == 2 => {
                    let (span, mut args) = (assignment.span, assignment.args);
                    let value = args.pop().expect("there are two");
                    let target = args.pop().expect("there are two");
                    let target = self.signature(target, &inner, place);
                    let value = self.resolve(value, env, place);
                    Ast::expr_at("=", [target, value], span)
                }
                other => self.resolve(other, &inner, place),
            });
        }
        expr.args = vec![Ast::expr("block", resolved), body];
        Ast::Expr(Box::new(expr))
    }
}

/// The arguments of an anonymous function as a tuple.
fn tuple_of_arguments(e: Ast) -> Ast {
    match e {
        Ast::Expr(mut expr) if (expr.is("where") || expr.is("escape")) && !expr.args.is_empty() => {
            expr.args[0] = tuple_of_arguments(take(&mut expr.args[0]));
            Ast::Expr(expr)
        }
        Ast::Expr(expr) if expr.is("tuple") => Ast::Expr(expr),
        other => Ast::expr("tuple", [other]),
    }
}

/// A name: a renamed variable, or a global of the macro's module.
fn symbol(name: Symbol, env: &Environment, place: &Place) -> Ast {
    if matches!(name.as_str(), "begin" | "end" | "ccall" | "cglobal") || shape::is_underscore(name)
    {
        return Ast::Symbol(name);
    }
    match env.find(name) {
        Some(new) => Ast::Symbol(new),
        None => Ast::Global(GlobalRef { module: place.module, name }),
    }
}
