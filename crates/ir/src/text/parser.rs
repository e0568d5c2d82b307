//! The token cursor that all parts of the grammar are read with, and how errors are told.

use overdub_diag::{Diagnostic, SourceId, Sources, Span};
use overdub_types::{ParseError, ParseErrorKind, Symbol, Type, TypeExpr, TypeVar};

use super::{
    lexer::{Lexeme, Token, lex},
    names::Names,
    quote,
};
use crate::Loc;

/// The reading stopped; what is wrong has been said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop;

pub(crate) type Read<T> = Result<T, Stop>;

/// More errors than anyone reads in one go.
const MAX_ERRORS: usize = 100;

pub(crate) struct Parser<'t> {
    pub(crate) text: &'t str,
    pub(crate) source: SourceId,
    pub(crate) file: Symbol,
    lexemes: Vec<Lexeme>,
    at: usize,
    pub(crate) names: Names,
    /// The variables of the method being read.
    pub(crate) vars: Vec<TypeVar>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(sources: &'t Sources, source: SourceId, names: Names) -> Self {
        let text = sources.text(source);
        let lexemes = lex(text, source);
        // Everything behind an open quote reads as something else, so this comes first.
        let open_quote = lexemes
            .iter()
            .find(|it| it.token == Token::Bad && text[it.span.range()].starts_with('"'));
        let unterminated = open_quote.map(|it| {
            Diagnostic::error("unterminated-string", "this string has no end")
                .with_label(it.span, "it starts here")
                .with_hint("close it with `\"`")
        });
        Self {
            text,
            source,
            file: Symbol::new(sources.name(source)),
            lexemes,
            at: 0,
            names,
            vars: Vec::new(),
            diagnostics: unterminated.into_iter().collect(),
        }
    }

    // Looking.

    pub(crate) fn lexeme(&self) -> Lexeme {
        self.lexemes[self.at]
    }

    pub(crate) fn peek(&self) -> Token {
        self.lexeme().token
    }

    pub(crate) fn peek_behind(&self, n: usize) -> Token {
        self.lexemes.get(self.at + n).map_or(Token::End, |it| it.token)
    }

    pub(crate) fn slice(&self, lexeme: Lexeme) -> &'t str {
        &self.text[lexeme.span.range()]
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.peek() == Token::Name && self.slice(self.lexeme()) == word
    }

    /// The word that comes next; empty if something else does.
    pub(crate) fn word(&self) -> &'t str {
        if self.peek() == Token::Name { self.slice(self.lexeme()) } else { "" }
    }

    /// Whether the next token follows the last one without a space.
    pub(crate) fn is_adjacent(&self) -> bool {
        self.at > 0 && self.lexemes[self.at - 1].span.end == self.lexeme().span.start
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn rewind(&mut self, position: usize) {
        self.at = position;
    }

    /// From the start of a token to the end of the last one that was read.
    pub(crate) fn span_from(&self, position: usize) -> Span {
        let start = self.lexemes[position].span;
        if self.at == position { start } else { start.to(self.lexemes[self.at - 1].span) }
    }

    pub(crate) fn loc(&self) -> Loc {
        let Lexeme { line, column, .. } = self.lexeme();
        Loc::new(self.file, line, column)
    }

    // Reading.

    pub(crate) fn bump(&mut self) -> Lexeme {
        let lexeme = self.lexeme();
        if lexeme.token != Token::End {
            self.at += 1;
        }
        lexeme
    }

    pub(crate) fn accept(&mut self, token: Token) -> bool {
        let is_next = self.peek() == token;
        if is_next {
            self.bump();
        }
        is_next
    }

    pub(crate) fn accept_word(&mut self, word: &str) -> bool {
        let is_next = self.is_word(word);
        if is_next {
            self.bump();
        }
        is_next
    }

    pub(crate) fn expect(&mut self, token: Token, what: &str) -> Read<Lexeme> {
        if self.peek() == token { Ok(self.bump()) } else { self.unexpected(what) }
    }

    pub(crate) fn expect_word(&mut self, word: &str) -> Read<()> {
        if self.accept_word(word) { Ok(()) } else { self.unexpected(&format!("`{word}`")) }
    }

    /// A name, plain or quoted.
    pub(crate) fn name(&mut self, what: &str) -> Read<Symbol> {
        let lexeme = self.lexeme();
        let text = self.slice(lexeme);
        let name = match lexeme.token {
            Token::Name => Symbol::new(text),
            Token::QuotedName => Symbol::new(&self.unquote(lexeme, &text[4..text.len() - 1])?),
            _ => return self.unexpected(what),
        };
        self.bump();
        Ok(name)
    }

    /// The name that a statement is about, on the line where the statement starts.
    pub(crate) fn name_here(&mut self, what: &str) -> Read<Symbol> {
        if self.lexeme().starts_line { self.unexpected(what) } else { self.name(what) }
    }

    /// The tokens from here to before another position.
    pub(crate) fn lexemes_from(&self, from: usize) -> &[Lexeme] {
        &self.lexemes[from..]
    }

    /// A name or an operator.
    pub(crate) fn function_name(&mut self, what: &str) -> Read<Symbol> {
        if self.peek() != Token::Operator {
            return self.name(what);
        }
        let lexeme = self.bump();
        Ok(Symbol::new(self.slice(lexeme)))
    }

    /// A dotted path; its last part may be an operator.
    pub(crate) fn path(&mut self, what: &str) -> Read<Vec<Symbol>> {
        let mut path = vec![self.function_name(what)?];
        while self.peek() == Token::Dot && self.is_adjacent() {
            self.bump();
            if self.peek() == Token::Colon {
                self.bump();
            }
            path.push(self.function_name("a name")?);
        }
        Ok(path)
    }

    /// A string as text.
    pub(crate) fn string(&mut self, what: &str) -> Read<String> {
        let lexeme = self.expect(Token::Str, what)?;
        let text = self.slice(lexeme);
        self.unquote(lexeme, &text[1..text.len() - 1])
    }

    fn unquote(&mut self, lexeme: Lexeme, inner: &str) -> Read<String> {
        match quote::unquoted_text(inner) {
            Some(text) => Ok(text),
            None => self.error("bad-escape", lexeme.span, "malformed escape"),
        }
    }

    /// A small number.
    pub(crate) fn number(&mut self, what: &str) -> Read<u32> {
        let lexeme = self.expect(Token::Int, what)?;
        match self.slice(lexeme).parse() {
            Ok(number) => Ok(number),
            Err(_) => self.error("number-range", lexeme.span, "number out of range"),
        }
    }

    // Types are read by their own reader in the same text.

    /// The syntax of a type, with or without a `where` at its end.
    pub(crate) fn type_expr(&mut self, with_where: bool) -> Read<TypeExpr> {
        let start = self.lexeme().span.start as usize;
        let read = if with_where { TypeExpr::parse_at } else { TypeExpr::parse_operand_at };
        match read(self.text, start) {
            Ok((expr, end)) => {
                self.skip_to(end);
                Ok(expr)
            }
            Err(error) => self.type_error(&error),
        }
    }

    /// A type under the variables of the method.
    pub(crate) fn ty(&mut self, with_where: bool) -> Read<Type> {
        let expr = self.type_expr(with_where)?;
        self.build(&expr)
    }

    pub(crate) fn build(&mut self, expr: &TypeExpr) -> Read<Type> {
        match expr.build_under(&self.names, &self.vars) {
            Ok(ty) => Ok(ty),
            Err(error) => self.type_error(&error),
        }
    }

    /// Goes on behind a byte up to which another reader has read.
    pub(crate) fn skip_to(&mut self, end: usize) {
        while (self.lexeme().span.start as usize) < end && self.peek() != Token::End {
            self.at += 1;
        }
    }

    pub(crate) fn type_error<T>(&mut self, error: &ParseError) -> Read<T> {
        let code = match &error.kind {
            ParseErrorKind::Undefined(_) => "unknown-type",
            ParseErrorKind::TooDeep => "nested-too-deep",
            ParseErrorKind::Type(_) => "invalid-type",
            _ => "type-syntax",
        };
        let span = self.source.span(error.span.start, error.span.end);
        self.error(code, span, error.kind.to_string())
    }

    // Errors.

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_ERRORS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether there is no point in reading on.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.len() >= MAX_ERRORS
    }

    pub(crate) fn error<T>(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> Read<T> {
        self.report(Diagnostic::error(code, message).with_label(span, ""));
        Err(Stop)
    }

    /// The next token is not what the grammar has here.
    pub(crate) fn unexpected<T>(&mut self, expected: &str) -> Read<T> {
        let lexeme = self.lexeme();
        let text = self.slice(lexeme);
        let diagnostic = match lexeme.token {
            Token::End => Diagnostic::error(
                "unexpected-end",
                format!("expected {expected}, found the end of the text"),
            ),
            Token::Bad if text.starts_with('"') => return Err(Stop),
            Token::Bad => Diagnostic::error(
                "bad-token",
                format!("expected {expected}, found what is no token"),
            ),
            _ => {
                let shown: String = text.chars().take(40).collect();
                Diagnostic::error(
                    "unexpected-token",
                    format!("expected {expected}, found `{shown}`"),
                )
            }
        };
        self.report(diagnostic.with_label(lexeme.span, format!("expected {expected}")));
        Err(Stop)
    }

    /// After an error, skips to where a new line starts at the same depth of braces; stops before a brace that closes more.
    /// `from` is where the part that failed began: at least one token of it is skipped.
    pub(crate) fn recover(&mut self, from: usize, is_start: impl Fn(&Self) -> bool) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Token::End => return,
                Token::CloseBrace if depth == 0 => return,
                _ if depth == 0
                    && self.at > from
                    && self.lexeme().starts_line
                    && is_start(self) =>
                {
                    return;
                }
                Token::OpenBrace => depth += 1,
                Token::CloseBrace => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}
