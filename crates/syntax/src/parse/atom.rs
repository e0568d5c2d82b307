//! Names, literals, quotes, and what brackets make of the rest.

use overdub_ir::Literal;
use overdub_types::{Symbol, core};

use super::{
    fault::{Fault, Refused},
    node::{Form, Node},
    number,
    reader::{Mode, Read, Reader},
    string::unescape,
    token::{Class, Kind, Token, Word},
};
use crate::ast::Ast;

impl Reader<'_> {
    /// The smallest thing. Unchecked, it may be a reserved word or an operator that is syntax.
    pub(super) fn atom(&mut self, checked: bool) -> Read {
        self.skip_newlines();
        let token = self.peek();
        match token.kind {
            Kind::Word(word) => self.word(token, word, checked),
            Kind::Number(numeral) => {
                self.take();
                let ast = number::value(self.text_of(token), numeral, token.start)?;
                Ok(Node::leaf(ast, token.start, token.end, Form::Number))
            }
            Kind::Op(op) if op.class == Class::Colon && !op.dotted => self.colon_quote(token),
            Kind::Op(op) => {
                if checked && !op.is_name() {
                    return Err(if op.class == Class::Equals && !op.dotted {
                        self.fault_here("unexpected-token", "unexpected `=`")
                    } else {
                        self.refuse_name(token)
                    });
                }
                self.take();
                let name = self.symbol_of(token);
                if !op.dotted || op.is_syntactic() {
                    return Ok(self.operator(token));
                }
                let name = Node::leaf(Ast::Symbol(name), token.start, token.end, Form::Operator);
                Ok(self.make(token.start, ".", vec![name])?.with_form(Form::DottedOperator))
            }
            Kind::LeftParen => self.nested(|it| it.paren(checked)).map_err(opened(token)),
            Kind::LeftBracket => self.nested(Self::square).map_err(opened(token)),
            Kind::LeftBrace => self.nested(Self::braces).map_err(opened(token)),
            Kind::At => self.nested(Self::macro_call),
            Kind::Quote | Kind::TripleQuote => self.string(false),
            Kind::Backtick | Kind::TripleBacktick => self.command(token),
            Kind::Prime => self.character(token),
            Kind::Bad => Err(self.fault_here("bad-token", "invalid token")),
            Kind::End => Err(self.fault_here("premature-end", "premature end of input")),
            Kind::Newline
            | Kind::Semicolon
            | Kind::Comma
            | Kind::RightParen
            | Kind::RightBracket
            | Kind::RightBrace => {
                let spelling = self.text_of(token);
                Err(self.fault_here("unexpected-token", format!("unexpected `{spelling}`")))
            }
        }
    }

    fn word(&mut self, token: Token, word: Word, checked: bool) -> Read {
        if matches!(word, Word::True | Word::False) {
            self.take();
            return Ok(self.literal(Literal::bool(word == Word::True), token.start, Form::Plain));
        }
        if word == Word::Var {
            let next = self.peek_second();
            if next.kind == Kind::Quote && !next.space {
                return self.var_name(token);
            }
        }
        if checked && self.closes(token) {
            let spelling = self.text_of(token);
            return Err(self.fault_here("unexpected-token", format!("unexpected `{spelling}`")));
        }
        self.take();
        let form =
            if word.is_reserved() && !self.mode.end_is_name { Form::Reserved } else { Form::Name };
        Ok(self.name(token).with_form(form))
    }

    /// `var"any name"`.
    fn var_name(&mut self, var: Token) -> Read {
        self.take();
        let text = self.string(true)?;
        let Ast::Literal(Literal::Str(bytes)) = &text.ast else {
            return Err(self.fault_from(var.start, "bad-identifier", "invalid identifier name"));
        };
        let name = Symbol::new(&String::from_utf8_lossy(bytes));
        let next = self.peek();
        let suffixed = !next.space
            && (matches!(next.kind, Kind::Number(_) | Kind::Word(_)) || next.is_string_start());
        if suffixed {
            return Err(
                self.fault_here("bad-identifier", "suffix not allowed after `var\"...\"` syntax")
            );
        }
        Ok(Node::leaf(Ast::Symbol(name), var.start, self.last_end, Form::Plain))
    }

    /// `:x`, `:(…)`, or the operator `:` by itself.
    fn colon_quote(&mut self, colon: Token) -> Read {
        let next = self.peek_second();
        let ends = self.closes(next) && (!matches!(next.kind, Kind::Word(_)) || next.space);
        if ends {
            self.take();
            return Ok(self.operator(colon));
        }
        self.take();
        let next = self.peek();
        if next.space || next.kind == Kind::Newline {
            return Err(
                self.fault_here("stray-space", "whitespace not allowed after `:` used for quoting")
            );
        }
        let mode = Mode { end_is_name: false, ..self.mode };
        let node = self.with(mode, |it| it.nested(|it| it.atom(false)))?.into_callee();
        let quoted = self.quoted(node)?;
        Ok(Node { start: colon.start, ..quoted })
    }

    /// `` `…` ``.
    fn command(&mut self, token: Token) -> Read {
        let line = self.line_at(token.start);
        let text = self.string(true)?;
        let name = Node::bare(Ast::core("@cmd"), token.start);
        self.make(token.start, "macrocall", vec![name, line, text])
    }

    /// `'c'`.
    fn character(&mut self, prime: Token) -> Read {
        let bytes = self.text.as_bytes();
        let first = prime.end;
        let unterminated = || {
            Fault::new(
                "bad-character-literal",
                "unterminated character literal",
                prime.start,
                prime.end,
            )
            .incomplete()
        };
        let mut at = first;
        if bytes.get(at) == Some(&b'\'') && bytes.get(at + 1) == Some(&b'\'') {
            at += 1;
        } else {
            loop {
                match bytes.get(at) {
                    None => return Err(unterminated()),
                    Some(b'\n') => {
                        return Err(Fault::new(
                            "bad-character-literal",
                            "unterminated character literal",
                            prime.start,
                            at,
                        ));
                    }
                    Some(b'\'') => break,
                    Some(b'\\') => at += 2,
                    Some(_) => at += 1,
                }
            }
        }
        if at > self.text.len() {
            return Err(unterminated());
        }
        let bad = |message: &str| Fault::new("bad-character-literal", message, prime.start, at + 1);
        let content = &self.text[first..at];
        if content.is_empty() {
            return Err(bad("empty character literal"));
        }
        let value = unescape(content, first)?;
        let bits = julia_char(&value)
            .ok_or_else(|| bad("character literal contains multiple characters"))?;
        self.resume(at + 1);
        let literal = Literal::Bits { ty: core().char, bits: u128::from(bits) };
        Ok(self.literal(literal, prime.start, Form::Plain))
    }

    /// A name, an interpolation or `@name`, in lists of names.
    pub(super) fn listed_name(&mut self, quotes: bool) -> Read {
        self.skip_newlines();
        let token = self.peek();
        if token.kind == Kind::At {
            return self.at_name();
        }
        // Here nothing is quoted with a `:` that a line ends with.
        let is_colon = token.op().is_some_and(|it| it.class == Class::Colon && !it.dotted);
        if quotes && is_colon && matches!(self.peek_second().kind, Kind::Newline | Kind::End) {
            self.take();
            return Ok(self.operator(token));
        }
        let mut node = self.syntactic_prefix()?;
        if quotes && let Ast::Quote(inner) = &node.ast {
            node.ast = (**inner).clone();
        }
        let ok = node.ast.as_symbol().is_some() || node.is("$");
        if !ok || node.form == Form::Reserved {
            return Err(self.expected_name(token));
        }
        Ok(node)
    }

    fn expected_name(&self, token: Token) -> Refused {
        self.fault_from(token.start, "expected-name", "expected identifier")
    }
}

/// Tells of a fault what was opened before it.
pub(super) fn opened(token: Token) -> impl FnOnce(Refused) -> Refused {
    move |fault| fault.opened(token.start, token.end)
}

/// The bits of the one character that bytes are, which need not be valid UTF-8.
fn julia_char(bytes: &[u8]) -> Option<u32> {
    let first = *bytes.first()?;
    let ones = first.leading_ones();
    let most = if (2..=4).contains(&ones) { ones as usize } else { 1 };
    let more = bytes[1..].iter().take(most - 1).take_while(|it| *it & 0xC0 == 0x80).count();
    if bytes.len() != 1 + more {
        return None;
    }
    let mut word = [0_u8; 4];
    word[..bytes.len()].copy_from_slice(bytes);
    Some(u32::from_be_bytes(word))
}
