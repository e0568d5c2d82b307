//! Forms by head.

use overdub_ir::Literal;
use overdub_types::Symbol;

use super::{Resolver, chain::Meaning};
use crate::{
    Ast, Expr,
    linear::closures,
    linear::tree::{Kind, MethodOf, Node, Region, Target},
};

impl Resolver<'_> {
    pub(super) fn form(&mut self, expr: &Expr) -> Node {
        let args = expr.args.as_slice();
        match (expr.head.as_str(), args) {
            ("block", _) => self.block(args),
            ("=", [target, value]) => self.assign(target, value),
            ("call", [callee, args @ ..]) => {
                let callee = Box::new(self.node(callee));
                let args = args.iter().map(|it| self.argument(it)).collect();
                self.here(Kind::Call(callee, args))
            }
            ("new", [_, ..]) => {
                let nodes = self.nodes(args);
                self.here(Kind::New(nodes))
            }
            ("splatnew", [ty, tuple]) => {
                let kind = Kind::SplatNew(self.boxed(ty), self.boxed(tuple));
                self.here(kind)
            }
            ("if" | "elseif", [cond, then, rest @ ..]) if rest.len() <= 1 => {
                let (cond, then) = (self.boxed(cond), self.boxed(then));
                let otherwise = rest.first().map(|it| self.boxed(it));
                self.here(Kind::If(cond, then, otherwise))
            }
            ("&&", [_, ..]) => {
                let nodes = self.nodes(args);
                self.here(Kind::And(nodes))
            }
            ("||", [_, ..]) => {
                let nodes = self.nodes(args);
                self.here(Kind::Or(nodes))
            }
            ("_while", [cond, body]) => {
                let kind = Kind::While(self.boxed(cond), self.boxed(body));
                self.here(kind)
            }
            ("_do_while", [body, cond]) => {
                let kind = Kind::DoWhile(self.boxed(body), self.boxed(cond));
                self.here(kind)
            }
            ("break-block", [Ast::Symbol(label), body]) => {
                let kind = Kind::BreakBlock(*label, self.boxed(body));
                self.here(kind)
            }
            ("break", [Ast::Symbol(label)]) => self.here(Kind::Break(*label)),
            ("return", [value]) => {
                let kind = Kind::Return(self.boxed(value));
                self.here(kind)
            }
            ("unnecessary", [value]) => {
                let kind = Kind::Unnecessary(self.boxed(value));
                self.here(kind)
            }
            ("trycatch", [body, handler]) => self.try_catch(body, handler, None),
            ("trycatchelse", [body, handler, otherwise]) => {
                self.try_catch(body, handler, Some(otherwise))
            }
            ("tryfinally", [body, finally, ..]) => {
                let id = self.try_id();
                let body = self.part(id, 0, body);
                let finally = self.part(id, 3, finally);
                self.here(Kind::Finally { id, body, finally })
            }
            ("the_exception", []) => self.here(Kind::Exception),
            ("symboliclabel", [Ast::Symbol(name)]) => self.label(*name),
            ("symbolicgoto", [Ast::Symbol(name)]) => self.here(Kind::Goto(*name)),
            ("isdefined", [what]) => {
                let target = self.target(Some(what));
                self.here(Kind::IsDefined(target))
            }
            ("islocal", [Ast::Symbol(name)]) => {
                let is_local =
                    !matches!(self.chain.meaning(*name), Meaning::Global | Meaning::Unknown);
                self.here(Kind::Literal(Literal::bool(is_local)))
            }
            ("locals", []) => self.locals(),
            ("meta", [Ast::Symbol(what), rest @ ..]) => self.here(Kind::Meta(*what, rest.to_vec())),
            ("inert" | "quote", [quoted]) => self.constant(quoted),
            ("ssavalue", _) => {
                let temp = self.temp(expr);
                self.here(Kind::Temp(temp))
            }
            ("boundscheck", _) => self.here(Kind::Literal(Literal::bool(true))),
            (
                "inbounds" | "loopinfo" | "aliasscope" | "popaliasscope" | "inline" | "noinline"
                | "purity",
                _,
            )
            | ("hardscope" | "softscope", _) => Node::nothing(self.loc),
            ("error", [Ast::Literal(Literal::Str(text)), ..]) => {
                let text = String::from_utf8_lossy(text).into_owned();
                self.error("syntax", text);
                Node::nothing(self.loc)
            }
            ("method" | "scope-block", _) | ("local" | "local-def" | "global", _) => {
                self.scoped(expr)
            }
            (
                "const" | "const-if-global" | "decl" | "require-existing-local" | "toplevel-only",
                _,
            ) => self.scoped(expr),
            _ => self.malformed(expr),
        }
    }

    fn scoped(&mut self, expr: &Expr) -> Node {
        match (expr.head.as_str(), expr.args.as_slice()) {
            ("scope-block", [body]) => self.scope_block(body, false, false),
            ("local" | "local-def", [Ast::Symbol(_)]) => Node::nothing(self.loc),
            ("global", [Ast::Symbol(name)]) => {
                let global = self.global(*name);
                self.here(Kind::GlobalDecl(global))
            }
            ("global", [Ast::Global(global)]) => self.here(Kind::GlobalDecl(*global)),
            ("const", [what]) => self.constant_declaration(what),
            ("const-if-global", [what]) => match self.target(Some(what)) {
                Target::Global(global) => self.here(Kind::Const(global)),
                Target::Var(_) | Target::Temp(_) | Target::Nothing => Node::nothing(self.loc),
            },
            ("decl", [what, ty]) => self.declared_type(what, ty),
            ("require-existing-local", [Ast::Symbol(name)]) => {
                let meaning = self.chain.meaning(*name);
                if meaning == Meaning::Unknown {
                    let message = "no outer local variable declaration exists for \"for outer\"";
                    self.error("no-outer-local", message);
                }
                Node::nothing(self.loc)
            }
            ("toplevel-only", [Ast::Symbol(what), ..]) => {
                if !self.is_thunk() {
                    let message = format!("\"{what}\" expression not at top level");
                    self.error("not-at-top-level", message);
                }
                Node::nothing(self.loc)
            }
            ("method", [name]) => self.function(name),
            ("method", [name, sig, Ast::Expr(lambda), ..]) if lambda.is("lambda") => {
                self.method(name, sig, lambda, expr.args.get(3))
            }
            _ => self.malformed(expr),
        }
    }

    fn malformed(&mut self, expr: &Expr) -> Node {
        self.error("invalid-syntax", format!("invalid syntax ({} …)", expr.head));
        Node::nothing(self.loc)
    }

    fn nodes(&mut self, asts: &[Ast]) -> Vec<Node> {
        asts.iter().map(|it| self.node(it)).collect()
    }

    fn boxed(&mut self, ast: &Ast) -> Box<Node> {
        Box::new(self.node(ast))
    }

    fn argument(&mut self, ast: &Ast) -> (Node, bool) {
        match ast.args_of("...") {
            Some([inner]) => (self.node(inner), true),
            _ => (self.node(ast), false),
        }
    }

    fn block(&mut self, args: &[Ast]) -> Node {
        let loc = self.loc;
        let mut nodes = Vec::with_capacity(args.len());
        for arg in args {
            match arg {
                Ast::Line(line) => self.line(*line),
                other => nodes.push(self.node(other)),
            }
        }
        Node::new(Kind::Block(nodes), loc)
    }

    fn assign(&mut self, target: &Ast, value: &Ast) -> Node {
        if let Ast::Symbol(name) = target {
            self.warn_ambiguous(*name);
        }
        let target = self.target(Some(target));
        let kind = Kind::Assign(target, self.boxed(value));
        self.here(kind)
    }

    fn try_id(&mut self) -> u32 {
        self.n_tries += 1;
        self.n_tries
    }

    fn part(&mut self, id: u32, part: u8, ast: &Ast) -> Box<Node> {
        self.regions.push(Region { id, part });
        let node = self.boxed(ast);
        self.regions.pop();
        node
    }

    fn try_catch(&mut self, body: &Ast, handler: &Ast, otherwise: Option<&Ast>) -> Node {
        let id = self.try_id();
        let body = self.part(id, 0, body);
        let handler = self.part(id, 1, handler);
        let otherwise = otherwise.map(|it| self.part(id, 2, it));
        self.here(Kind::Try { id, body, handler, otherwise })
    }

    fn label(&mut self, name: Symbol) -> Node {
        let regions = self.regions.clone();
        if self.program.lambda_mut(self.lambda).labels.insert(name, regions).is_some() {
            let message = format!("label \"{name}\" defined multiple times");
            self.error("label-defined-twice", message);
        }
        self.here(Kind::Label(name))
    }

    fn constant_declaration(&mut self, what: &Ast) -> Node {
        let target = self.target(Some(what));
        match target {
            Target::Global(global) if self.is_thunk() => self.here(Kind::Const(global)),
            Target::Global(_) => {
                let message = format!(
                    "`global const` declaration not allowed inside function{}",
                    self.around()
                );
                self.error("const-inside-function", message);
                Node::nothing(self.loc)
            }
            Target::Var(_) | Target::Temp(_) | Target::Nothing => {
                let message =
                    format!("unsupported `const` declaration on local variable{}", self.around());
                self.error("const-of-local", message);
                Node::nothing(self.loc)
            }
        }
    }

    /// `(decl x T)`: of a variable it is noted, of anything else it is code.
    fn declared_type(&mut self, what: &Ast, ty: &Ast) -> Node {
        let var = match what {
            Ast::Symbol(name) => self.chain.meaning(*name).var(),
            _ => None,
        };
        let Some(var) = var else {
            if !self.is_thunk()
                && let Ast::Symbol(name) = what
            {
                let message = format!("type declaration for global \"{name}\" not at top level");
                self.error("not-at-top-level", message);
            }
            let kind = Kind::Decl(self.boxed(what), self.boxed(ty));
            return self.here(kind);
        };
        let ty = self.boxed(ty);
        let data = self.program.var(var);
        let name = data.name;
        if data.ty.is_some() {
            let message = format!("multiple type declarations for \"{name}\"");
            self.error("declared-twice", message);
        } else if data.owner != self.lambda {
            let message = format!("type of \"{name}\" declared in inner scope");
            self.error("declared-in-inner-scope", message);
        } else if !ty.is_global("Core", "Any") {
            self.program.var_mut(var).ty = Some(ty);
        }
        Node::nothing(self.loc)
    }

    fn function(&mut self, name: &Ast) -> Node {
        let target = self.target(Some(name));
        match target {
            Target::Global(_) if !self.is_thunk() => self.global_method_inside(),
            Target::Var(var) if self.is_argument(name) => {
                let name = self.program.var(var).name;
                let message = format!("cannot add method to function argument {name}");
                self.error("method-of-argument", message);
            }
            _ => {}
        }
        self.here(Kind::Function(target))
    }

    fn is_argument(&self, name: &Ast) -> bool {
        let meaning = name.as_symbol().map(|it| self.chain.meaning(it));
        match meaning {
            Some(Meaning::Arg(var)) => self.program.var(var).owner == self.lambda,
            _ => false,
        }
    }

    fn global_method_inside(&mut self) {
        let message = format!(
            "Global method definition{} needs to be placed at the top level, or use \"eval\".",
            self.around()
        );
        self.error("method-inside-function", message);
    }

    fn method(&mut self, name: &Ast, sig: &Ast, lambda: &Expr, line: Option<&Ast>) -> Node {
        let of = match name {
            Ast::Symbol(_) | Ast::Global(_) => match self.target(Some(name)) {
                Target::Var(var) => {
                    if self.is_argument(name) {
                        let name = self.program.var(var).name;
                        let message = format!("cannot add method to function argument {name}");
                        self.error("method-of-argument", message);
                    }
                    MethodOf::Var(var)
                }
                Target::Global(global) => MethodOf::Global(global),
                Target::Temp(_) | Target::Nothing => MethodOf::Type,
            },
            Ast::Literal(_) => MethodOf::Type,
            other => {
                let table = other.args_of("overlay").and_then(|it| it.first()).unwrap_or(other);
                MethodOf::Table(self.boxed(table))
            }
        };
        let saved = self.loc;
        if let Some(Ast::Line(line)) = line {
            self.line(*line);
        }
        if !self.is_thunk() && !matches!(of, MethodOf::Var(_)) {
            self.global_method_inside();
        }
        let loc = self.loc;
        let sig = self.boxed(sig);
        let lambda = self.lambda(lambda);
        if self.program.lambda(lambda).is_vararg {
            self.program.lambda_mut(lambda).n_rest = closures::rest_count(&sig);
        }
        self.loc = saved;
        self.here(Kind::Method { of, sig, lambda, loc })
    }

    /// `Base.@locals`: a dictionary of the variables that are seen here and have a value.
    fn locals(&mut self) -> Node {
        let call = |callee: Ast, args: Vec<Ast>| Ast::call(callee, args);
        let temp =
            Ast::expr("ssavalue", vec![Ast::Literal(Literal::int64(i64::from(self.fresh_temp())))]);
        let dict = call(
            Ast::core("apply_type"),
            vec![Ast::base("Dict"), Ast::core("Symbol"), Ast::core("Any")],
        );
        let mut forms = vec![Ast::expr("=", vec![temp.clone(), call(dict, vec![])])];
        for name in self.chain.local_names() {
            let quoted = Ast::Quote(Box::new(Ast::Symbol(name)));
            let store = call(Ast::base("setindex!"), vec![temp.clone(), Ast::Symbol(name), quoted]);
            let is_defined = Ast::expr("isdefined", vec![Ast::Symbol(name)]);
            forms.push(Ast::expr("if", vec![is_defined, store]));
        }
        forms.push(temp);
        self.block(&forms)
    }
}
