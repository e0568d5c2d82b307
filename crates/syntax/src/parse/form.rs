//! What reserved words introduce: blocks, loops, definitions, declarations.

use overdub_ir::Literal;

use super::{
    fault::Refused,
    node::{Form, Node},
    reader::{Mode, Read, Reader},
    token::{Class, Kind, Token, Word},
};
use crate::ast::Ast;

impl Reader<'_> {
    /// A form that a reserved word introduces.
    pub(super) fn reserved_form(&mut self) -> Read {
        let word = self.peek();
        match self.with(Mode::NORMAL, |it| it.nested(Self::form)) {
            Ok(node) => Ok(node.with_form(Form::Block)),
            Err(fault) => Err(fault.opened(word.start, word.end)),
        }
    }

    fn form(&mut self) -> Read {
        let token = self.peek();
        let Kind::Word(word) = token.kind else {
            return Err(self.fault_here("unexpected-token", "expected a reserved word"));
        };
        match word {
            Word::Begin | Word::Quote => self.begin(token, word),
            Word::While => self.while_loop(token),
            Word::For => self.for_loop(token),
            Word::Let => self.let_form(token),
            Word::If => {
                let form = self.if_form("if")?;
                Ok(form)
            }
            Word::Global | Word::Local => self.scope_declaration(token),
            Word::Const => self.constant(token),
            Word::Function | Word::Macro => self.definition(token, word),
            Word::Abstract | Word::Primitive => self.bare_type(token, word),
            Word::Struct | Word::Mutable => self.structure(token, word),
            Word::Try => self.try_form(token),
            Word::Return => {
                self.take();
                let next = self.peek();
                let value = if next.kind == Kind::Newline || self.closes(next) {
                    Node::bare(Ast::nothing(), token.end)
                } else {
                    self.statement()?
                };
                self.make(token.start, "return", vec![value])
            }
            Word::Break | Word::Continue => self.jump(token),
            Word::Module | Word::Baremodule => self.module(token, word),
            Word::Export | Word::Public => self.names(token),
            Word::Import | Word::Using => self.imports(),
            _ => {
                let spelling = self.text_of(token);
                Err(self.fault_here("unexpected-token", format!("invalid `{spelling}` syntax")))
            }
        }
    }

    /// Statements up to a word that ends a block, each with its line in front.
    pub(super) fn block(&mut self) -> Read {
        let at = self.last_end;
        self.block_of(at, Self::statement)
    }

    pub(super) fn block_of(&mut self, at: usize, read: fn(&mut Self) -> Read) -> Read {
        let parts = self.block_parts(at, read)?;
        self.make(at, "block", parts)
    }

    fn block_parts(
        &mut self,
        at: usize,
        read: fn(&mut Self) -> Read,
    ) -> Result<Vec<Node>, Refused> {
        let mut parts = Vec::new();
        loop {
            while matches!(self.peek().kind, Kind::Newline | Kind::Semicolon) {
                self.take();
            }
            let token = self.peek();
            if token.kind == Kind::End || ends_block(token) {
                break;
            }
            let node = read(self)?;
            parts.push(self.line_at(node.start));
            parts.push(node);
            if !matches!(self.peek().kind, Kind::Newline | Kind::Semicolon) {
                break;
            }
        }
        if parts.is_empty() {
            parts.push(self.line_at(at));
        }
        Ok(parts)
    }

    fn begin(&mut self, token: Token, word: Word) -> Read {
        self.take();
        let parts = self.block_parts(token.start, Self::documented)?;
        self.expect_end()?;
        let block = self.make(token.start, "block", parts)?;
        if word == Word::Quote {
            return self.make(token.start, "quote", vec![block]);
        }
        Ok(block)
    }

    /// The line of a loop's `end` is the last thing in its body.
    fn loop_body(&mut self) -> Read {
        let mut body = self.block()?;
        let end = self.expect_end()?;
        let line = self.line_at(end.start);
        if let Some(expr) = body.expr_mut() {
            expr.args.push(line.ast);
        }
        Ok(body)
    }

    fn while_loop(&mut self, token: Token) -> Read {
        self.take();
        let condition = self.conditional()?;
        let body = self.loop_body()?;
        self.make(token.start, "while", vec![condition, body])
    }

    fn for_loop(&mut self, token: Token) -> Read {
        self.take();
        let mut specs = self.iterations()?;
        let spec = if specs.len() == 1
            && let Some(only) = specs.pop()
        {
            only
        } else {
            let start = specs.first().map_or(token.end, |it| it.start);
            self.make(start, "block", specs)?
        };
        let body = self.loop_body()?;
        self.make(token.start, "for", vec![spec, body])
    }

    fn let_form(&mut self, token: Token) -> Read {
        self.take();
        let mut bindings = Vec::new();
        let start = self.peek().start;
        if !matches!(self.peek().kind, Kind::Newline | Kind::Semicolon) && !ends_block(self.peek())
        {
            bindings.push(self.argument()?);
            while self.eat(Kind::Comma) {
                self.skip_newlines();
                bindings.push(self.argument()?);
            }
        }
        let next = self.peek();
        match next.kind {
            Kind::Newline | Kind::Semicolon => {
                self.take();
            }
            Kind::Word(Word::End) => {}
            _ => {
                return Err(
                    self.fault_here("bad-let", "let variables should end in `;` or newline")
                );
            }
        }
        let stands_alone = bindings.len() == 1
            && bindings
                .first()
                .is_some_and(|it| it.ast.as_symbol().is_some() || it.is("=") || it.is("::"));
        let bound = if stands_alone && let Some(only) = bindings.pop() {
            only
        } else {
            self.make(start, "block", bindings)?
        };
        let body = self.block()?;
        self.expect_end()?;
        self.make(token.start, "let", vec![bound, body])
    }

    fn if_form(&mut self, head: &str) -> Read {
        let word = self.take();
        let next = self.peek();
        if next.kind == Kind::Newline || next.is_word(Word::End) {
            return Err(
                self.fault_here("missing-condition", format!("missing condition in `{head}`"))
            );
        }
        let mut condition = self.conditional()?;
        if head == "elseif" {
            let line = self.line_at(word.start);
            condition = self.make(condition.start, "block", vec![line, condition])?;
        }
        let then = self.block()?;
        let mut parts = vec![condition, then];
        self.skip_newlines();
        let next = self.peek();
        if next.is_word(Word::Elseif) {
            parts.push(self.nested(|it| it.if_form("elseif"))?);
        } else if next.is_word(Word::Else) {
            self.take();
            if self.peek().is_word(Word::If) {
                return Err(self
                    .fault_here("else-if", "use `elseif` instead of `else if`")
                    .hint("write `elseif`"));
            }
            parts.push(self.block()?);
        }
        if head == "if" {
            self.expect_end()?;
        }
        self.make(word.start, head, parts)
    }

    /// What follows `global`, `local` or `const`: names, or an assignment; and whether it is one.
    fn declared(&mut self) -> Result<(Vec<Node>, bool), Refused> {
        use super::binary::Commas;
        let start = self.peek().start;
        let (mut parts, commas) = self.comma_list()?;
        let next = self.peek();
        if next.op().is_some_and(|it| it.is_assignment()) {
            let left = if commas > 0 {
                self.make(start, "tuple", parts)?
            } else {
                match parts.pop() {
                    Some(only) => only,
                    None => return Err(self.fault_here("expected-name", "expected identifier")),
                }
            };
            let assigned = self.assignment_from(left, Commas::Tuple)?;
            return Ok((vec![assigned], Self::is_equals(next)));
        }
        Ok((parts, false))
    }

    fn scope_declaration(&mut self, token: Token) -> Read {
        self.take();
        let head = self.text_of(token);
        let is_const = self.peek().is_word(Word::Const);
        if is_const {
            self.take();
        }
        let (mut parts, assigned) = self.declared()?;
        if is_const && !assigned {
            return Err(self.fault_from(
                token.start,
                "bad-const",
                "expected assignment after `const`",
            ));
        }
        if parts.len() == 1
            && let Some(Ast::Expr(expr)) = parts.first().map(|it| &it.ast)
            && expr.is("tuple")
        {
            let (start, depth) = (parts[0].start, parts[0].depth);
            let elements = expr.args.clone();
            parts = elements
                .into_iter()
                .map(|ast| Node { depth, ..Node::leaf(ast, start, start, Form::Plain) })
                .collect();
        }
        let node = self.make(token.start, head, parts)?;
        if is_const { self.make(token.start, "const", vec![node]) } else { Ok(node) }
    }

    fn constant(&mut self, token: Token) -> Read {
        self.take();
        let scope = self.peek();
        let scoped = scope.is_word(Word::Global) || scope.is_word(Word::Local);
        if scoped {
            self.take();
        }
        let (mut parts, assigned) = self.declared()?;
        if !assigned {
            return Err(self.fault_from(
                token.start,
                "bad-const",
                "expected assignment after `const`",
            ));
        }
        if scoped {
            let head = self.text_of(scope);
            parts = vec![self.make(scope.start, head, parts)?];
        }
        self.make(token.start, "const", parts)
    }

    fn try_form(&mut self, token: Token) -> Read {
        self.take();
        let body = self.block()?;
        let no = |at: usize| Node::bare(Ast::Literal(Literal::bool(false)), at);
        let mut variable = None;
        let mut catch = None;
        let mut otherwise = None;
        let mut finally = None;
        self.skip_newlines();
        if self.peek().is_word(Word::Catch) {
            let (var, block) = self.catch()?;
            variable = var;
            catch = Some(block);
        }
        self.skip_newlines();
        if self.peek().is_word(Word::Else) {
            if catch.is_none() {
                return Err(self.fault_here("bad-try", "Expected `catch` before `else`"));
            }
            self.take();
            otherwise = Some(self.block()?);
        }
        self.skip_newlines();
        if self.peek().is_word(Word::Finally) {
            self.take();
            finally = Some(self.block()?);
        }
        self.skip_newlines();
        if catch.is_none() && self.peek().is_word(Word::Catch) {
            let (var, block) = self.catch()?;
            variable = var;
            catch = Some(block);
        }
        if catch.is_none() && finally.is_none() && self.peek().is_word(Word::End) {
            return Err(self.fault_from(token.start, "bad-try", "try without catch or finally"));
        }
        self.expect_end()?;
        let at = self.last_end;
        let mut parts =
            vec![body, variable.unwrap_or_else(|| no(at)), catch.unwrap_or_else(|| no(at))];
        if finally.is_some() || otherwise.is_some() {
            parts.push(finally.unwrap_or_else(|| no(at)));
            parts.extend(otherwise);
        }
        self.make(token.start, "try", parts)
    }

    /// The variable of a `catch`, if it has one, and its body.
    fn catch(&mut self) -> Result<(Option<Node>, Node), Refused> {
        self.take();
        let next = self.peek();
        let variable = if matches!(next.kind, Kind::Newline | Kind::Semicolon) || self.closes(next)
        {
            None
        } else {
            let start = next.start;
            let variable = self.argument()?;
            if variable.ast.as_symbol().is_none() && !variable.is("$") {
                return Err(self.fault_from(
                    start,
                    "bad-catch",
                    "a variable name is expected after `catch`",
                ));
            }
            Some(variable)
        };
        Ok((variable, self.block()?))
    }

    fn jump(&mut self, token: Token) -> Read {
        self.take();
        let next = self.peek();
        let ends = matches!(
            next.kind,
            Kind::Newline | Kind::Semicolon | Kind::RightParen | Kind::End | Kind::Word(Word::End)
        ) || next.is_op(Class::Colon);
        if !ends {
            let word = self.text_of(token);
            return Err(
                self.fault_here("unexpected-token", format!("unexpected token after {word}"))
            );
        }
        let head = self.text_of(token);
        self.make(token.start, head, Vec::new())
    }

    fn module(&mut self, token: Token, word: Word) -> Read {
        self.take();
        let name_token = self.peek();
        if matches!(name_token.kind, Kind::Word(word) if word.is_reserved()) {
            return Err(self.fault_here("bad-module-name", "Invalid module name"));
        }
        let name = self.syntactic_prefix()?;
        let at = self.last_end;
        let mut body = self.block_of(at, Self::top_level_statement)?;
        self.expect_end()?;
        let line = self.line_at(token.start);
        if let Some(expr) = body.expr_mut() {
            expr.args.insert(0, line.ast);
        }
        let is_full = Node::bare(Ast::Literal(Literal::bool(word == Word::Module)), token.start);
        self.make(token.start, "module", vec![is_full, name, body])
    }

    /// `export a, @b`, `public c`.
    fn names(&mut self, token: Token) -> Read {
        self.take();
        let mut names = vec![self.listed_name(false)?];
        while self.eat(Kind::Comma) {
            names.push(self.listed_name(false)?);
        }
        let head = self.text_of(token);
        self.make(token.start, head, names)
    }

    /// A statement at the top of a file or a module, where `public` is a word of its own.
    pub(super) fn top_level_statement(&mut self) -> Read {
        if self.peek().is_word(Word::Public) {
            let next = self.peek_second();
            let is_name = matches!(
                next.kind,
                Kind::LeftParen | Kind::LeftBracket | Kind::Newline | Kind::End
            ) || Self::is_equals(next)
                || next.op().is_some_and(|it| it.is_assignment() || it.class == Class::Dot);
            if !is_name {
                return self.reserved_form();
            }
        }
        self.documented()
    }

    /// A statement, with the string before it that documents it.
    pub(super) fn documented(&mut self) -> Read {
        let text = self.statement()?;
        if text.form != Form::String {
            return Ok(text);
        }
        let next = self.peek();
        if self.closes(next) {
            return Ok(text);
        }
        if next.kind == Kind::Newline {
            let second = self.peek_second();
            if self.closes(second) || second.kind == Kind::Newline {
                return Ok(text);
            }
            self.take();
        }
        let start = text.start;
        let documented = self.statement()?;
        let name = Node::bare(Ast::core("@doc"), start);
        let line = self.line_at(start);
        self.make(start, "macrocall", vec![name, line, text, documented])
    }
}

/// Whether a word ends a block.
fn ends_block(token: Token) -> bool {
    matches!(
        token.kind,
        Kind::Word(Word::End | Word::Else | Word::Elseif | Word::Catch | Word::Finally)
    )
}
