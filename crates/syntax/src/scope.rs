//! Scopes: which variable or global each name of the core forms is.
//!
//! ```text
//! core forms (Ast) ─ resolve ─► Program { lambdas, vars }   no names left but those of globals
//! ```
//!
//! # Source
//! `src/julia-syntax.scm`, `resolve-scopes`.

mod chain;
mod declare;
mod forms;
mod names;

use overdub_diag::{Diagnostic, Span};
use overdub_ir::{GlobalRef, Literal, Loc};
use overdub_types::{Symbol, core};

use crate::{
    Ast, Expr, LineNode,
    linear::{
        depth,
        tree::{Kind, LambdaId, Node, Program, Region, Target},
    },
    lower::Options,
};
use chain::{Chain, Meaning, Scope};
use names::{Names, is_underscore};

/// Decides what each name of a top-level statement is.
pub(crate) fn resolve(core: &Ast, options: &Options<'_>) -> Result<Program, Vec<Diagnostic>> {
    let mut resolver = Resolver::new(options);
    let thunk = resolver.program.add_lambda(None, resolver.loc);
    resolver.chain.scopes.push(Scope::new(thunk));
    let body = resolver.scope_block(core, true, false);
    resolver.close(body)
}

/// Decides what each name of a function body is that stands alone: the thunk has no forms, the first function is the body.
pub(crate) fn resolve_body(
    core: &Expr,
    options: &Options<'_>,
) -> Result<(Program, LambdaId), Vec<Diagnostic>> {
    let mut resolver = Resolver::new(options);
    let thunk = resolver.program.add_lambda(None, resolver.loc);
    resolver.chain.scopes.push(Scope::new(thunk));
    let lambda = resolver.lambda(core);
    let nothing = Node::nothing(resolver.loc);
    resolver.close(nothing).map(|program| (program, lambda))
}

struct Resolver<'o> {
    options: &'o Options<'o>,
    program: Program,
    chain: Chain,
    /// The function whose body this is.
    lambda: LambdaId,
    /// The try forms around this place, in the function.
    regions: Vec<Region>,
    n_tries: u32,
    n_temps: u32,
    /// What the outermost scope assigns without saying local.
    implicit_globals: Names,
    loc: Loc,
    span: Option<Span>,
    depth: usize,
    errors: Vec<Diagnostic>,
}

impl<'o> Resolver<'o> {
    fn new(options: &'o Options<'o>) -> Self {
        Self {
            options,
            program: Program::default(),
            chain: Chain::default(),
            lambda: LambdaId::THUNK,
            regions: Vec::new(),
            n_tries: 0,
            n_temps: 0,
            implicit_globals: Names::default(),
            loc: options.loc,
            span: None,
            depth: 0,
            errors: Vec::new(),
        }
    }

    fn close(mut self, body: Node) -> Result<Program, Vec<Diagnostic>> {
        self.program.lambda_mut(LambdaId::THUNK).body = body;
        if self.errors.is_empty() { Ok(self.program) } else { Err(self.errors) }
    }

    fn is_thunk(&self) -> bool {
        self.lambda == LambdaId::THUNK
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>) {
        let diagnostic = Diagnostic::error(code, message);
        let diagnostic = match self.span {
            Some(span) => diagnostic.with_label(span, ""),
            None => diagnostic,
        };
        self.errors.push(diagnostic);
    }

    /// ` around file:line`, as Julia says where there is no place to point at.
    fn around(&self) -> String {
        if self.loc.is_known() {
            format!(" around {}:{}", self.loc.file, self.loc.line)
        } else {
            String::new()
        }
    }

    fn here(&self, kind: Kind) -> Node {
        Node::new(kind, self.loc)
    }

    fn line(&mut self, line: LineNode) {
        if line.line != 0 {
            let file = line.file.unwrap_or(self.loc.file);
            self.loc = Loc::new(file, line.line, 0);
        }
    }

    fn node(&mut self, ast: &Ast) -> Node {
        match ast {
            Ast::Literal(literal) => self.here(Kind::Literal(literal.clone())),
            Ast::Symbol(name) => self.name(*name),
            Ast::Global(global) | Ast::Value(global) => self.here(Kind::Global(*global)),
            Ast::Quote(quoted) => self.constant(quoted),
            Ast::Line(line) => {
                self.line(*line);
                Node::nothing(self.loc)
            }
            Ast::Expr(expr) => self.expr(expr),
        }
    }

    fn expr(&mut self, expr: &Expr) -> Node {
        if self.depth >= depth::MAX_DEPTH {
            let message = format!("expressions nested deeper than {}", depth::MAX_DEPTH);
            self.error("nested-too-deep", message);
            return Node::nothing(self.loc);
        }
        let (loc, span) = (self.loc, self.span);
        if let Some(span) = expr.span {
            self.span = Some(span);
            let (line, column) = self.options.sources.line_column(span.source, span.start);
            let name = self.options.sources.name(span.source);
            let file =
                if self.loc.file.as_str() == name { self.loc.file } else { Symbol::new(name) };
            self.loc = Loc::new(file, line, column);
        }
        self.depth += 1;
        let node = depth::down(|| self.form(expr));
        self.depth -= 1;
        (self.loc, self.span) = (loc, span);
        node
    }

    /// A name where its value is asked for.
    fn name(&mut self, name: Symbol) -> Node {
        if is_underscore(name) {
            self.error(
                "underscore-read",
                "all-underscore identifiers are write-only and their values cannot be used in expressions",
            );
        }
        match self.chain.meaning(name).var() {
            Some(var) => self.here(Kind::Var(var)),
            None => self.here(Kind::Global(self.global(name))),
        }
    }

    fn global(&self, name: Symbol) -> GlobalRef {
        GlobalRef { module: self.options.module, name }
    }

    /// What an assignment or definition is of.
    fn target(&mut self, ast: Option<&Ast>) -> Target {
        match ast {
            Some(Ast::Symbol(name)) if is_underscore(*name) => Target::Nothing,
            Some(Ast::Symbol(name)) => match self.chain.meaning(*name).var() {
                Some(var) => Target::Var(var),
                None => Target::Global(self.global(*name)),
            },
            Some(Ast::Global(global)) => Target::Global(*global),
            Some(Ast::Expr(expr)) if expr.is("ssavalue") => Target::Temp(self.temp(expr)),
            _ => {
                self.error("invalid-assignment", "invalid assignment location");
                Target::Nothing
            }
        }
    }

    fn temp(&mut self, expr: &Expr) -> u32 {
        match expr.args.as_slice() {
            [Ast::Literal(literal)] => literal.as_int64().and_then(|it| u32::try_from(it).ok()),
            _ => None,
        }
        .unwrap_or_else(|| {
            self.error("invalid-form", "malformed temporary");
            0
        })
    }

    /// A temporary that no form has; counted down from the largest.
    fn fresh_temp(&mut self) -> u32 {
        self.n_temps += 1;
        u32::MAX - self.n_temps
    }

    /// What a quote stands for.
    fn constant(&mut self, quoted: &Ast) -> Node {
        if let Ast::Value(global) = quoted {
            return self.here(Kind::Global(*global));
        }
        match literal(quoted, 0) {
            Some(literal) => self.here(Kind::Literal(literal)),
            None => {
                self.error("invalid-form", "a quote of an expression that is built by no call");
                Node::nothing(self.loc)
            }
        }
    }
}

/// The value that a quoted leaf is.
fn literal(quoted: &Ast, level: usize) -> Option<Literal> {
    match quoted {
        Ast::Literal(literal) => Some(literal.clone()),
        Ast::Symbol(name) => Some(Literal::Symbol(*name)),
        Ast::Line(line) => {
            let file = line.file.map_or_else(Literal::nothing, Literal::Symbol);
            let line = Literal::int64(i64::from(line.line));
            Some(Literal::instance(core().line_number_node, vec![line, file]))
        }
        Ast::Global(global) => {
            let fields = vec![Literal::Module(global.module), Literal::Symbol(global.name)];
            Some(Literal::instance(core().global_ref, fields))
        }
        Ast::Quote(inner) if level < 32 => {
            Some(Literal::instance(core().quote_node, vec![literal(inner, level + 1)?]))
        }
        Ast::Quote(_) | Ast::Value(_) | Ast::Expr(_) => None,
    }
}

impl Resolver<'_> {
    fn is_static_param(&self, name: Symbol) -> bool {
        matches!(self.chain.meaning(name), Meaning::StaticParam(_))
    }
}
