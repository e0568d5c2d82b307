//! The state of reading: where it stands, what is read differently here, and how deep it is.

use overdub_diag::SourceId;
use overdub_ir::Literal;
use overdub_types::Symbol;

use super::{
    character::normal,
    fault::{Fault, Refused},
    lex,
    node::{Form, Node},
    token::{Class, Kind, Token, Word},
};
use crate::ast::{Ast, Expr, LineNode};

/// How deep brackets and blocks may nest.
const MAX_NESTING: u32 = 500;
/// How deep an expression may be. All that walks expressions relies on it.
const MAX_DEPTH: u32 = 1500;
/// How many tokens a text may have; beyond it, memory would suffer.
const MAX_TOKENS: u32 = 4 << 20;

/// What the reading gives, or why it does not.
pub(super) type Read = Result<Node, Refused>;

/// What is read differently in some places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    /// `:` makes ranges (not between `?` and `:`).
    pub(super) range_colon: bool,
    /// White space separates: `[a -b]` has two elements.
    pub(super) space_sensitive: bool,
    /// `for` ends an argument and starts a generator.
    pub(super) for_generator: bool,
    /// `end` and `begin` are names, in indices.
    pub(super) end_is_name: bool,
    /// Line ends are white space.
    pub(super) newline_is_space: bool,
    /// `where` binds tightly here.
    pub(super) where_enabled: bool,
}

impl Mode {
    /// As statements are read.
    pub(super) const NORMAL: Self = Self {
        range_colon: true,
        space_sensitive: false,
        for_generator: false,
        end_is_name: false,
        newline_is_space: false,
        where_enabled: true,
    };

    /// Between brackets: line ends do not matter.
    pub(super) fn bracketed(self) -> Self {
        Self {
            range_colon: true,
            space_sensitive: false,
            where_enabled: true,
            newline_is_space: true,
            ..self
        }
    }

    /// Where white space separates.
    pub(super) fn spaced(self) -> Self {
        Self { space_sensitive: true, newline_is_space: false, ..self }
    }
}

/// Reads a text.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    source: Option<SourceId>,
    file: Option<Symbol>,
    /// Where lines start.
    lines: Vec<usize>,
    /// Up to where tokens were taken or passed over.
    pub(super) at: usize,
    next: Option<Token>,
    skipped_newline: bool,
    /// The end of the last token taken.
    pub(super) last_end: usize,
    pub(super) mode: Mode,
    nesting: u32,
    tokens: u32,
    fault: Option<Refused>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(
        text: &'t str,
        start: usize,
        source: Option<SourceId>,
        file: Option<Symbol>,
    ) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        Self {
            text,
            source,
            file,
            lines,
            at: start,
            next: None,
            skipped_newline: false,
            last_end: start,
            mode: Mode::NORMAL,
            nesting: 0,
            tokens: 0,
            fault: None,
        }
    }

    /// The next token.
    pub(super) fn peek(&mut self) -> Token {
        loop {
            let token = match self.next {
                Some(token) => token,
                None => {
                    let mut token = self.lex(self.at);
                    token.space |= self.skipped_newline;
                    self.next = Some(token);
                    token
                }
            };
            if token.kind != Kind::Newline || !self.mode.newline_is_space {
                return token;
            }
            self.skip_newline(token);
        }
    }

    fn skip_newline(&mut self, token: Token) {
        self.at = token.end;
        self.next = None;
        self.skipped_newline = true;
    }

    fn lex(&mut self, from: usize) -> Token {
        match lex::token(self.text, from) {
            Ok(token) if self.tokens > MAX_TOKENS && token.kind != Kind::End => {
                let fault = Fault::new(
                    "source-too-large",
                    format!("a source has more than {MAX_TOKENS} tokens"),
                    token.start,
                    token.end,
                );
                self.bad(fault.hint("split the source, or keep its data in a file"), from)
            }
            Ok(token) => token,
            Err(fault) => self.bad(fault, from),
        }
    }

    fn bad(&mut self, fault: Refused, from: usize) -> Token {
        let (start, end) = (fault.start, fault.end);
        self.fault = Some(fault);
        Token { kind: Kind::Bad, start, end, space: start > from }
    }

    /// The token after the next one.
    pub(super) fn peek_second(&mut self) -> Token {
        let first = self.peek();
        self.peek_after(first)
    }

    /// The token after that one.
    pub(super) fn peek_after(&mut self, token: Token) -> Token {
        let mut from = token.end;
        let mut skipped = false;
        let kept = self.fault.take();
        loop {
            let mut token = self.lex(from);
            if token.kind == Kind::Newline && self.mode.newline_is_space {
                from = token.end;
                skipped = true;
                continue;
            }
            token.space |= skipped;
            // The fault of a token that is only looked at comes again when it is its turn.
            self.fault = kept;
            return token;
        }
    }

    /// The next token that is no line end, without taking anything.
    pub(super) fn peek_past_newlines(&mut self) -> Token {
        let mut token = self.peek();
        while token.kind == Kind::Newline {
            token = self.peek_after(token);
            token.space = true;
        }
        token
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> Token {
        let token = self.peek();
        self.tokens += 1;
        self.at = token.end;
        self.last_end = token.end;
        self.next = None;
        self.skipped_newline = false;
        token
    }

    /// Goes on at that place of the text, after something that is not read by tokens.
    pub(super) fn resume(&mut self, at: usize) {
        self.at = at;
        self.last_end = at;
        self.next = None;
        self.skipped_newline = false;
    }

    /// Passes over line ends.
    pub(super) fn skip_newlines(&mut self) {
        while let token = self.peek()
            && token.kind == Kind::Newline
        {
            self.skip_newline(token);
        }
    }

    /// Takes the next token if it is of that kind.
    pub(super) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.peek().kind == kind;
        if found {
            self.take();
        }
        found
    }

    /// Runs `read` where things are read as in `mode`.
    pub(super) fn with<T>(&mut self, mode: Mode, read: impl FnOnce(&mut Self) -> T) -> T {
        let kept = std::mem::replace(&mut self.mode, mode);
        let result = read(self);
        self.mode = kept;
        result
    }

    /// Runs `read` one level deeper.
    ///
    /// # Errors
    /// Where brackets and blocks nest too deep.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        if self.nesting >= MAX_NESTING {
            let token = self.peek();
            return Err(Fault::new(
                "nesting-too-deep",
                format!("brackets and blocks nest deeper than {MAX_NESTING} levels"),
                token.start,
                token.end,
            )
            .hint("split the expression"));
        }
        self.nesting += 1;
        let result = stacker::maybe_grow(128 << 10, 2 << 20, || read(self));
        self.nesting -= 1;
        result
    }

    /// The text of a token.
    pub(super) fn text_of(&self, token: Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    /// The symbol of a name or an operator, whose dot is left away.
    pub(super) fn symbol_of(&self, token: Token) -> Symbol {
        let text = self.text_of(token);
        let text = if token.op().is_some_and(|it| it.dotted) { &text[1..] } else { text };
        Symbol::new(&normal(text))
    }

    /// The symbol of an operator with its dot.
    pub(super) fn dotted_symbol_of(&self, token: Token) -> Symbol {
        Symbol::new(&normal(self.text_of(token)))
    }

    /// The line of a place, as an expression.
    pub(super) fn line_at(&self, at: usize) -> Node {
        let line = u32::try_from(self.lines.partition_point(|start| *start <= at)).unwrap_or(0);
        Node::bare(Ast::Line(LineNode { line, file: self.file }), at)
    }

    /// An expression that starts at `start` and ends where the reading stands.
    ///
    /// # Errors
    /// Where expressions get too deep.
    pub(super) fn make(&mut self, start: usize, head: &str, args: Vec<Node>) -> Read {
        let end = self.last_end.max(start);
        let depth = 1 + args.iter().map(|it| it.depth).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return Err(Fault::new(
                "nesting-too-deep",
                format!("an expression is deeper than {MAX_DEPTH} levels"),
                start,
                end,
            )
            .hint("split the expression"));
        }
        let span = self.source.map(|it| it.span(start, end));
        let args = args.into_iter().map(|it| it.ast).collect();
        let ast = Ast::Expr(Box::new(Expr { head: Symbol::new(head), args, span }));
        Ok(Node { ast, start, end, depth, form: Form::Plain, in_parens: false })
    }

    /// A call.
    pub(super) fn call(&mut self, start: usize, callee: Node, args: Vec<Node>) -> Read {
        let mut all = Vec::with_capacity(args.len() + 1);
        all.push(callee);
        all.extend(args);
        self.make(start, "call", all)
    }

    /// The name of a token, as an expression.
    pub(super) fn name(&self, token: Token) -> Node {
        let ast = Ast::Symbol(self.symbol_of(token));
        Node::leaf(ast, token.start, token.end, Form::Name)
    }

    /// An operator between its operands: dotted ones are symbols with their dot.
    pub(super) fn operator(&self, token: Token) -> Node {
        let ast = Ast::Symbol(self.dotted_symbol_of(token));
        Node::leaf(ast, token.start, token.end, Form::Operator)
    }

    /// A literal.
    pub(super) fn literal(&self, literal: Literal, start: usize, form: Form) -> Node {
        Node::leaf(Ast::Literal(literal), start, self.last_end, form)
    }

    /// A fault about the next token; its own, if it is none.
    pub(super) fn fault_here(&mut self, code: &'static str, message: impl Into<String>) -> Refused {
        let token = self.peek();
        if token.kind == Kind::Bad
            && let Some(fault) = self.fault.take()
        {
            return fault;
        }
        let fault = Fault::new(code, message, token.start, token.end);
        if token.kind == Kind::End { fault.incomplete() } else { fault }
    }

    /// A fault about what was read from `start` on.
    pub(super) fn fault_from(
        &self,
        start: usize,
        code: &'static str,
        message: impl Into<String>,
    ) -> Refused {
        Fault::new(code, message, start, self.last_end.max(start))
    }

    /// Takes the token that must come here.
    ///
    /// # Errors
    /// If another one comes.
    pub(super) fn expect(&mut self, kind: Kind, spelling: &str) -> Result<Token, Refused> {
        let token = self.peek();
        if token.kind == kind {
            return Ok(self.take());
        }
        Err(self.missing(&format!("Expected `{spelling}`")))
    }

    /// The fault that a closing token is missing after what was read last.
    pub(super) fn missing(&mut self, message: &str) -> Refused {
        let mut fault = self.fault_here("expected-token", message);
        if fault.code == "expected-token" {
            (fault.start, fault.end) = (self.last_end, self.last_end);
        }
        fault
    }

    /// Takes the `end` of a form.
    pub(super) fn expect_end(&mut self) -> Result<Token, Refused> {
        self.skip_newlines();
        self.expect(Kind::Word(Word::End), "end")
    }

    /// Whether a token closes what is being read.
    pub(super) fn closes(&self, token: Token) -> bool {
        match token.kind {
            Kind::End
            | Kind::Comma
            | Kind::Semicolon
            | Kind::RightParen
            | Kind::RightBracket
            | Kind::RightBrace => true,
            Kind::Word(Word::End) => !self.mode.end_is_name,
            Kind::Word(word) => {
                matches!(word, Word::Else | Word::Elseif | Word::Catch | Word::Finally)
            }
            _ => false,
        }
    }

    /// Whether a word introduces a form of its own.
    pub(super) fn introduces(&self, token: Token) -> bool {
        let Kind::Word(word) = token.kind else { return false };
        match word {
            Word::Begin => !self.mode.end_is_name,
            Word::While
            | Word::If
            | Word::For
            | Word::Try
            | Word::Return
            | Word::Break
            | Word::Continue
            | Word::Function
            | Word::Macro
            | Word::Quote
            | Word::Let
            | Word::Local
            | Word::Global
            | Word::Const
            | Word::Do
            | Word::Struct
            | Word::Module
            | Word::Baremodule
            | Word::Using
            | Word::Import
            | Word::Export => true,
            _ => false,
        }
    }

    /// Refuses white space before the next token.
    pub(super) fn refuse_space(&mut self) -> Result<(), Refused> {
        let token = self.peek();
        if token.space {
            Err(self.fault_here("stray-space", "whitespace is not allowed here"))
        } else {
            Ok(())
        }
    }

    /// Whether a token is `=` without a dot.
    pub(super) fn is_equals(token: Token) -> bool {
        token.is_op(Class::Equals)
    }
}
