//! Scope blocks and functions: which names they bring about, and what may not be declared.

use overdub_diag::Diagnostic;
use overdub_types::Symbol;

use super::{
    Resolver,
    chain::{Meaning, Scope},
    names::{Found, Names, is_underscore},
};
use crate::{
    Ast, Expr,
    linear::tree::{Kind, LambdaId, Node, Var, VarKind},
};

impl Resolver<'_> {
    /// `(scope-block body)`: the body in a scope of its own. `is_top` for the outermost scope of the thunk,
    /// `is_function` for the outermost one of a function.
    pub(super) fn scope_block(&mut self, body: &Ast, is_top: bool, is_function: bool) -> Node {
        let found = Found::within(body);
        let is_thunk = self.is_thunk();
        let outer = self.chain.scopes.last();
        let is_hard = is_thunk && (found.is_hard || outer.is_some_and(|it| it.is_hard));
        let is_soft = is_thunk
            && !is_hard
            && found.is_soft.unwrap_or_else(|| outer.is_some_and(|it| it.is_soft));
        let undeclared: Names = found
            .assigned
            .iter()
            .filter(|it| !found.local_defs.contains(*it) && !found.locals.contains(*it))
            .copied()
            .collect();
        let mut implicit = Vec::new();
        let mut scope = Scope::new(self.lambda);
        if is_top {
            self.implicit_globals = undeclared;
        } else {
            for name in &undeclared {
                if found.globals.contains(name) {
                    continue;
                }
                let exists =
                    || self.implicit_globals.contains(name) || self.is_defined_global(*name);
                let meaning = self.chain.meaning_for_assignment(*name);
                let is_new = matches!(meaning, Meaning::Unknown | Meaning::StaticParam(_));
                if is_new && !(is_soft && exists()) {
                    implicit.push(*name);
                }
                let is_unknown = self.chain.meaning(*name) == Meaning::Unknown;
                if is_thunk && !is_soft && !is_hard && is_unknown && exists() {
                    scope.ambiguous.insert(*name);
                }
            }
        }
        self.refuse(&found, &implicit, is_function);
        let (mut fresh, mut fresh_defs) = (Vec::new(), Vec::new());
        for name in found.locals.iter().copied().chain(implicit) {
            fresh.push(self.local(&mut scope, name));
        }
        for name in &found.local_defs {
            // Said both ways, it is the ordinary kind: nothing is known of its assignments.
            if !scope.locals.contains_key(name) {
                fresh_defs.push(self.local(&mut scope, *name));
            }
        }
        scope.globals.extend(found.globals);
        (scope.is_hard, scope.is_soft) = (is_hard, is_soft);
        let mut nodes: Vec<Node> = fresh.into_iter().map(|it| self.here(Kind::Local(it))).collect();
        nodes.extend(fresh_defs.into_iter().map(|it| self.here(Kind::LocalDef(it))));
        self.chain.scopes.push(scope);
        let inner = self.node(body);
        self.chain.scopes.pop();
        if nodes.is_empty() {
            return inner;
        }
        nodes.push(inner);
        self.here(Kind::Block(nodes))
    }

    fn local(&mut self, scope: &mut Scope, name: Symbol) -> Var {
        let var = self.program.add_var(name, self.lambda, VarKind::Local);
        self.program.lambda_mut(self.lambda).locals.push(var);
        scope.locals.insert(name, var);
        var
    }

    fn is_defined_global(&self, name: Symbol) -> bool {
        (self.options.is_defined)(self.global(name))
    }

    /// Declarations that contradict each other or what is around them.
    fn refuse(&mut self, found: &Found, implicit: &[Symbol], is_function: bool) {
        for name in &found.globals {
            if found.local_defs.contains(name) || found.locals.contains(name) {
                let message = format!("variable \"{name}\" declared both local and global");
                self.error("local-and-global", message);
            }
            let is_local = matches!(self.chain.meaning(*name), Meaning::Arg(_) | Meaning::Local(_));
            if self.is_thunk() && is_local {
                let message =
                    format!("`global {name}`: {name} is a local variable in its enclosing scope");
                self.error("global-of-local", message);
            }
        }
        if is_function {
            for name in &found.locals {
                let args = self.chain.scopes.last().map(|it| &it.args);
                if args.is_some_and(|it| it.contains_key(name)) {
                    let message =
                        format!("local variable name \"{name}\" conflicts with an argument");
                    self.error("local-conflicts-with-argument", message);
                }
            }
        }
        for name in found.locals.iter().chain(implicit) {
            if self.is_static_param(*name) {
                let message =
                    format!("local variable name \"{name}\" conflicts with a static parameter");
                self.error("local-conflicts-with-static-parameter", message);
            }
        }
    }

    /// A warning where an assignment at top level makes a local that hides a global.
    pub(super) fn warn_ambiguous(&mut self, name: Symbol) {
        if !self.is_thunk() || !self.chain.takes_warning(name) {
            return;
        }
        let message = format!(
            "Assignment to `{name}` in soft scope is ambiguous because a global variable by the same name exists: \
             `{name}` will be treated as a new local. Disambiguate by using `local {name}` to suppress this warning or \
             `global {name}` to assign to the existing global variable."
        );
        let warning = Diagnostic::warning("ambiguous-soft-scope", message);
        let warning = match self.span {
            Some(span) => warning.with_label(span, ""),
            None => warning,
        };
        self.program.warnings.push(warning);
    }

    /// `(lambda (args …) (sparams …) body)`.
    pub(super) fn lambda(&mut self, expr: &Expr) -> LambdaId {
        let id = self.program.add_lambda(Some(self.lambda), self.loc);
        let mut scope = Scope::new(id);
        let (args, sparams, body) = match expr.args.as_slice() {
            [args, sparams, body] => (args, sparams, body),
            _ => {
                self.error("invalid-form", "malformed function body");
                return id;
            }
        };
        let args = args.as_expr().map_or(&[][..], |it| it.args.as_slice());
        for (index, arg) in (0..).zip(args) {
            let inner = arg.args_of("...").and_then(|it| it.first());
            let name = inner.unwrap_or(arg).as_symbol().unwrap_or_else(|| Symbol::new("#unused#"));
            let is_nameless = name.as_str() == "#unused#" || is_underscore(name);
            let var = (!is_nameless).then(|| self.program.add_var(name, id, VarKind::Arg(index)));
            if let Some(var) = var {
                scope.args.insert(name, var);
            }
            let lambda = self.program.lambda_mut(id);
            lambda.args.push(var);
            lambda.arg_names.push(name);
            lambda.is_vararg |= inner.is_some();
        }
        let sparams = sparams.as_expr().map_or(&[][..], |it| it.args.as_slice());
        for (index, name) in (0..).zip(sparams.iter().filter_map(Ast::as_symbol)) {
            let var = self.program.add_var(name, id, VarKind::StaticParam(index));
            scope.static_params.insert(name, var);
            self.program.lambda_mut(id).static_params.push(var);
        }
        let lambda = std::mem::replace(&mut self.lambda, id);
        let regions = std::mem::take(&mut self.regions);
        let (loc, span) = (self.loc, self.span);
        self.chain.scopes.push(scope);
        let node = match body.args_of("scope-block") {
            Some([inner]) => self.scope_block(inner, false, true),
            _ => self.node(body),
        };
        self.chain.scopes.pop();
        (self.loc, self.span) = (loc, span);
        self.regions = regions;
        self.lambda = lambda;
        self.program.lambda_mut(id).body = node;
        id
    }
}
