//! Reading programs and bodies by themselves.

use std::sync::Arc;

use overdub_diag::{Diagnostic, SourceId, Sources, Span};
use overdub_types::{DefinitionExpr, ParseErrorKind, Symbol};
use rustc_hash::FxHashSet;

use super::{
    body::{BodySpans, Outline},
    lexer::Token,
    names::Names,
    parser::{Parser, Read, Stop},
    program::{Init, Operand, Program, Statement, StatementKind, TableName, TopCall},
};
use crate::{Body, Literal};

/// How far ahead of its definition a type may be mentioned, in definitions that build on each other.
const MAX_ROUNDS: usize = 32;

/// Reads a program and verifies its bodies.
///
/// # Errors
/// All that is wrong with the text: reading goes on after an error at the next statement or instruction.
pub fn parse_program(
    sources: &Sources,
    source: SourceId,
    names: &Names,
) -> Result<Program, Vec<Diagnostic>> {
    let mut parser = Parser::new(sources, source, names.clone());
    parser.declare_all();
    let mut statements = Vec::new();
    while parser.peek() != Token::End && !parser.is_full() {
        if parser.accept(Token::Semicolon) {
            continue;
        }
        let from = parser.position();
        match parser.statement() {
            Ok(kind) => statements.push(Statement { kind, span: parser.span_from(from) }),
            Err(Stop) => {
                parser.recover(from, Parser::starts_statement);
                while parser.position() == from || parser.peek() == Token::CloseBrace {
                    // A brace too many; go on behind it.
                    parser.bump();
                    if parser.peek() == Token::End {
                        break;
                    }
                }
            }
        }
    }
    if !parser.diagnostics.is_empty() {
        return Err(parser.diagnostics);
    }
    let program = Program { source, statements, names: parser.names };
    let faults = program.verify();
    if faults.is_empty() { Ok(program) } else { Err(faults) }
}

/// Reads one body (`body "…" { … }`) without verifying it.
///
/// # Errors
/// All that is wrong with the text.
pub fn parse_body(
    sources: &Sources,
    source: SourceId,
    names: &Names,
) -> Result<(Body, BodySpans), Vec<Diagnostic>> {
    let mut parser = Parser::new(sources, source, names.clone());
    let read = parser.body_alone();
    if read.is_ok() && parser.peek() != Token::End {
        // What is said of it is in the list that is answered below.
        let _: Read<()> = parser.unexpected("the end of the text");
    }
    match read {
        Ok(read) if parser.diagnostics.is_empty() => Ok(read),
        Ok(_) | Err(Stop) => Err(parser.diagnostics),
    }
}

impl Parser<'_> {
    fn body_alone(&mut self) -> Read<(Body, BodySpans)> {
        self.expect_word("body")?;
        let origin = self.string("what the body belongs to, in quotes")?;
        self.braced_body(Outline { origin, ..Outline::default() })
    }

    /// Makes everything known that the program declares somewhere. Errors are left to the reading proper.
    fn declare_all(&mut self) {
        let mut types: Vec<DefinitionExpr> = Vec::new();
        let mut declared: FxHashSet<Symbol> = FxHashSet::default();
        let mut depth = 0_usize;
        // Whether a statement may have ended before this token.
        let mut is_first = true;
        while self.peek() != Token::End {
            match self.peek() {
                Token::OpenBrace => depth += 1,
                Token::CloseBrace => depth = depth.saturating_sub(1),
                Token::Name if depth == 0 && (is_first || self.lexeme().starts_line) => {
                    self.declare(&mut types, &mut declared)
                }
                _ => {}
            }
            is_first = match self.peek() {
                Token::CloseBrace | Token::Semicolon => true,
                Token::Name => self.word() == "end",
                _ => false,
            };
            self.bump();
        }
        self.rewind(0);
        // Types may mention later ones, but a circle defines nothing; the first definition of a name counts here.
        for _ in 0..MAX_ROUNDS {
            let before = types.len();
            types.retain(|expr| match expr.define(Symbol::new("Main"), &self.names) {
                Ok(defined) if defined.ty().is_type() => {
                    self.names.declare_type(expr.name(), defined.ty());
                    false
                }
                Ok(_) => false,
                Err(error) => matches!(error.kind, ParseErrorKind::Undefined(_)),
            });
            if types.len() == before {
                return;
            }
        }
    }

    fn declare(&mut self, types: &mut Vec<DefinitionExpr>, declared: &mut FxHashSet<Symbol>) {
        let start = self.lexeme().span.start as usize;
        let from = self.position();
        let errors = self.diagnostics.len();
        match self.word() {
            "struct" | "mutable" | "abstract" | "primitive" | "const" => {
                if self.word() == "const" {
                    self.bump();
                    if let Ok(name) = self.name("a name") {
                        self.names.declare_binding(name);
                    }
                }
                if let Ok((expr, _)) = DefinitionExpr::parse_at(self.text, start)
                    && declared.insert(expr.name())
                {
                    types.push(expr);
                }
            }
            "global" => {
                self.bump();
                if let Ok(name) = self.name("a name") {
                    self.names.declare_binding(name);
                }
            }
            "function" | "method" | "host" => {
                self.bump();
                if self.peek() != Token::OpenParen
                    && let Ok(path) = self.path("a name")
                    && !(self.peek() == Token::OpenBrace && self.is_adjacent())
                {
                    self.declare_function(&path);
                }
            }
            _ => {}
        }
        self.diagnostics.truncate(errors);
        self.rewind(from);
    }

    fn starts_statement(&self) -> bool {
        matches!(
            self.word(),
            "abstract"
                | "struct"
                | "mutable"
                | "primitive"
                | "const"
                | "global"
                | "function"
                | "method"
                | "host"
                | "delete"
                | "context"
                | "overlay"
                | "prehook"
                | "posthook"
                | "unwind"
                | "call"
                | "show"
                | "do"
        )
    }

    fn statement(&mut self) -> Read<StatementKind> {
        match self.word() {
            "abstract" | "struct" | "mutable" | "primitive" => self.type_definition(),
            "const" => self.constant(),
            "global" => self.global_statement(),
            "function" => {
                self.bump();
                let start = self.position();
                let path = self.path("the name of a function")?;
                self.declare_function(&path);
                let span = self.span_from(start);
                self.expect_word("end")?;
                match self.names.function(&path) {
                    Some(ty) => Ok(StatementKind::Function { ty }),
                    None => self.error("unknown-name", span, "this cannot name a function"),
                }
            }
            "method" => {
                self.bump();
                self.method(TableName::Ordinary)
            }
            "overlay" | "prehook" | "posthook" | "unwind" => {
                let table = self.table()?;
                self.method(table)
            }
            "host" => self.host(),
            "delete" => {
                self.bump();
                let is_table = matches!(self.word(), "overlay" | "prehook" | "posthook" | "unwind")
                    && matches!(self.peek_behind(1), Token::Name | Token::QuotedName | Token::Str);
                let table = if is_table { self.table()? } else { TableName::Ordinary };
                Ok(StatementKind::Delete { table, signature: self.signature(false)? })
            }
            "context" => {
                self.bump();
                Ok(StatementKind::Context { name: self.name_here("the name of a context")? })
            }
            "call" | "show" => {
                let show = self.word() == "show";
                self.bump();
                let stack = self.stack()?;
                Ok(StatementKind::Call { stack, show, call: self.top_call()? })
            }
            "do" => {
                self.bump();
                let stack = self.stack()?;
                let outline = Outline {
                    origin: "top level".to_owned(),
                    params: Some(0),
                    ..Outline::default()
                };
                let (body, spans) = self.braced_body(outline)?;
                Ok(StatementKind::Do { stack, body: Arc::new(body), spans: Arc::new(spans) })
            }
            _ => self.unexpected("a statement"),
        }
    }

    fn type_definition(&mut self) -> Read<StatementKind> {
        let start = self.lexeme().span.start as usize;
        let (expr, end) = match DefinitionExpr::parse_at(self.text, start) {
            Ok(read) => read,
            Err(error) => return self.type_error(&error),
        };
        self.skip_to(end);
        match expr.define(Symbol::new("Main"), &self.names) {
            Ok(defined) => {
                let (name, ty) = (expr.name(), defined.ty());
                self.names.declare_type(name, ty);
                Ok(StatementKind::Type { name, ty, text: self.text[start..end].to_owned() })
            }
            Err(error) => self.type_error(&error),
        }
    }

    /// `const x = literal`, `const x = call f(…)`, `const Alias = Type`.
    fn constant(&mut self) -> Read<StatementKind> {
        let start = self.lexeme().span.start as usize;
        self.bump();
        let name = self.name_here("a name")?;
        let has_params = self.peek() == Token::OpenBrace;
        if !has_params {
            self.expect(Token::Equals, "`=`")?;
            if self.is_word("call") && self.peek_behind(1) != Token::OpenParen {
                self.bump();
                return Ok(StatementKind::Const { name, init: Init::Call(self.top_call()?) });
            }
        }
        if has_params || self.peek() == Token::Name {
            // What reads as a type is another name for it; everything else is a value.
            let main = Symbol::new("Main");
            let alias = DefinitionExpr::parse_at(self.text, start)
                .and_then(|(expr, end)| Ok((expr.define(main, &self.names)?.ty(), end)));
            match alias {
                Ok((ty, end)) if ty.is_type() => {
                    self.skip_to(end);
                    self.names.declare_type(name, ty);
                    return Ok(StatementKind::Type {
                        name,
                        ty,
                        text: self.text[start..end].to_owned(),
                    });
                }
                Err(error) if has_params => return self.type_error(&error),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(StatementKind::Const { name, init: Init::Literal(self.top_literal()?) })
    }

    fn global_statement(&mut self) -> Read<StatementKind> {
        self.bump();
        let name = self.name_here("a name")?;
        let ty = if self.accept(Token::DoubleColon) { Some(self.ty(false)?) } else { None };
        let mut init = None;
        if self.accept(Token::Equals) {
            init = Some(if self.is_word("call") && self.peek_behind(1) != Token::OpenParen {
                self.bump();
                Init::Call(self.top_call()?)
            } else {
                Init::Literal(self.top_literal()?)
            });
        }
        Ok(StatementKind::Global { name, ty, init })
    }

    fn table(&mut self) -> Read<TableName> {
        let lexeme = self.bump();
        let word = self.slice(lexeme);
        let context = self.name_here("the name of a context")?;
        Ok(match word {
            "overlay" => TableName::Overlay(context),
            "prehook" => TableName::Prehook(context),
            "posthook" => TableName::Posthook(context),
            _ => TableName::Unwind(context),
        })
    }

    fn method(&mut self, table: TableName) -> Read<StatementKind> {
        let signature = self.signature(table == TableName::Ordinary)?;
        // Inside the body the variables are static parameters by name, in types and in `sparam`.
        self.vars.clone_from(&signature.vars);
        let outline = Outline {
            origin: signature.text.clone(),
            params: Some(signature.n_params() + table.extra_params()),
            static_params: signature.static_params(),
            stack: Vec::new(),
        };
        let read = self.braced_body(outline);
        self.vars.clear();
        let (body, spans) = read?;
        Ok(StatementKind::Method { table, signature, body: Arc::new(body), spans: Arc::new(spans) })
    }

    fn host(&mut self) -> Read<StatementKind> {
        self.bump();
        let signature = self.signature(true)?;
        let returns = if self.accept(Token::DoubleColon) { Some(self.ty(false)?) } else { None };
        self.expect(Token::Equals, "`=` and the name of a host function")?;
        let name = self.string("the name of a host function, in quotes")?;
        Ok(StatementKind::Host { signature, returns, name })
    }

    /// `[A, B]`, outermost first.
    fn stack(&mut self) -> Read<Vec<Symbol>> {
        let mut stack = Vec::new();
        if self.accept(Token::OpenBracket) {
            while self.peek() != Token::CloseBracket {
                stack.push(self.context_name("the name of a context")?);
                if !self.accept(Token::Comma) {
                    break;
                }
            }
            self.expect(Token::CloseBracket, "`,` or `]`")?;
        }
        Ok(stack)
    }

    fn top_call(&mut self) -> Read<TopCall> {
        let callee = self.top_operand(true)?;
        self.expect(Token::OpenParen, "`(`")?;
        let mut args = Vec::new();
        while self.peek() != Token::CloseParen {
            let operand = self.top_operand(false)?;
            args.push((operand, self.accept(Token::Ellipsis)));
            if !self.accept(Token::Comma) {
                break;
            }
        }
        self.expect(Token::CloseParen, "`,` or `)`")?;
        Ok(TopCall { callee, args })
    }

    fn top_operand(&mut self, is_callee: bool) -> Read<Operand> {
        if self.is_word("global") && matches!(self.peek_behind(1), Token::Name | Token::QuotedName)
        {
            self.bump();
            return Ok(Operand::Global(self.global()?));
        }
        let span = self.lexeme().span;
        let literal = self.literal(is_callee)?;
        self.check_literal(&literal, span)?;
        Ok(Operand::Literal(literal))
    }

    fn top_literal(&mut self) -> Read<Literal> {
        let span = self.lexeme().span;
        let literal = self.literal(false)?;
        self.check_literal(&literal, span)?;
        Ok(literal)
    }

    /// Bodies are verified as a whole; literals outside of them are checked where they stand.
    fn check_literal(&mut self, literal: &Literal, span: Span) -> Read<()> {
        if *literal == Literal::Undef {
            return self.error("undef-operand", span, "`undef` may only be passed along an edge");
        }
        match crate::literal_fault(literal) {
            Some(fault) => self.error("bad-constant", span, fault),
            None => Ok(()),
        }
    }
}
