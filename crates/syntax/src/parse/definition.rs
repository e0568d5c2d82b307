//! Definitions: functions, macros, types.

use overdub_ir::Literal;

use super::{
    brackets::Keywords,
    fault::Refused,
    node::Node,
    reader::{Read, Reader},
    token::{Class, Kind, Level, Token, Word},
};
use crate::ast::Ast;

impl Reader<'_> {
    /// `function` and `macro`.
    pub(super) fn definition(&mut self, token: Token, word: Word) -> Read {
        self.take();
        self.skip_newlines();
        let head = self.text_of(token);
        let (signature, has_body) =
            if word == Word::Macro { self.macro_signature()? } else { self.function_signature()? };
        if !has_body {
            self.expect_end()?;
            return self.make(token.start, head, vec![signature]);
        }
        let mut body = self.block()?;
        self.expect_end()?;
        let line = self.line_at(token.start);
        if let Some(expr) = body.expr_mut() {
            expr.args.insert(0, line.ast);
        }
        self.make(token.start, head, vec![signature, body])
    }

    fn macro_signature(&mut self) -> Result<(Node, bool), Refused> {
        let name = self.peek();
        let start = name.start;
        if self.introduces(name) {
            return Err(self.fault_here("bad-macro-name", "invalid macro name"));
        }
        let name = self.syntactic_prefix()?;
        self.signature_after(name, start, true, "macro")
    }

    /// The signature of a function: of a named one, or the arguments of one without a name.
    fn function_signature(&mut self) -> Result<(Node, bool), Refused> {
        let open = self.peek();
        if open.kind != Kind::LeftParen {
            if matches!(open.kind, Kind::Word(word) if word.is_reserved()) {
                return Err(self.fault_here("bad-function-name", "invalid function name"));
            }
            let name = self.syntactic_prefix()?;
            return self.signature_after(name, open.start, true, "function");
        }
        self.take();
        let mode = self.mode.bracketed();
        let is_empty = self.with(mode, |it| it.peek().kind == Kind::RightParen);
        let brackets = self.brackets(Kind::RightParen)?;
        let next = self.peek();
        let called = next.kind == Kind::LeftParen || next.is_op(Class::Dot);
        let is_single = brackets.count() == 1 && brackets.commas == 0 && brackets.semicolons == 0;
        if is_single {
            let node = self.only(brackets)?;
            if !called && node.is_eventually_call() {
                return self.signature_after(node, open.start, false, "function");
            }
            if called {
                let node = Node { in_parens: true, start: open.start, ..node };
                return self.signature_after(node, open.start, true, "function");
            }
            if node.is("...") {
                return self.signature_after(node, open.start, false, "function");
            }
            let node = self.make(open.start, "tuple", vec![node])?;
            return self.signature_after(node, open.start, false, "function");
        }
        let args = self.arguments(brackets, Keywords::AfterSemicolon)?;
        let tuple = self.make(open.start, "tuple", args)?;
        self.signature_after(tuple, open.start, called && is_empty, "function")
    }

    /// The rest of a signature after its name or arguments; and whether a body follows.
    fn signature_after(
        &mut self,
        mut node: Node,
        start: usize,
        call_follows: bool,
        what: &str,
    ) -> Result<(Node, bool), Refused> {
        if call_follows {
            if self.peek_past_newlines().is_word(Word::End) {
                if node.ast.as_symbol().is_none() && !node.is("$") && !node.is(".") {
                    return Err(self.fault_from(
                        start,
                        "bad-signature",
                        format!("invalid name in {what} definition"),
                    ));
                }
                return Ok((node, false));
            }
            node = self.call_chain(node)?;
            if !node.is("call") {
                return Err(self.fault_from(
                    start,
                    "bad-signature",
                    format!("Invalid signature in {what} definition"),
                ));
            }
        }
        if what == "function" && self.peek().is_op(Class::Declare) {
            self.take();
            let ty = self.called()?;
            node = self.make(start, "::", vec![node, ty])?;
        }
        if self.peek().is_word(Word::Where) {
            node = self.where_chain(node)?;
        }
        Ok((node, true))
    }

    fn skip_separators(&mut self) {
        while matches!(self.peek().kind, Kind::Newline | Kind::Semicolon) {
            self.take();
        }
    }

    /// `abstract type A <: B end`, `primitive type A 8 end`.
    pub(super) fn bare_type(&mut self, token: Token, word: Word) -> Read {
        self.take();
        self.take();
        if word == Word::Abstract {
            self.skip_newlines();
            let spec = self.type_spec()?;
            self.skip_separators();
            self.expect_end()?;
            return self.make(token.start, "abstract", vec![spec]);
        }
        let mode = self.mode.spaced();
        let (spec, bits) = self.with(mode, |it| {
            let spec = it.type_spec()?;
            let bits = it.conditional()?;
            Ok::<(Node, Node), Refused>((spec, bits))
        })?;
        self.skip_separators();
        self.expect_end()?;
        self.make(token.start, "primitive", vec![spec, bits])
    }

    fn type_spec(&mut self) -> Read {
        let token = self.peek();
        if matches!(token.kind, Kind::Word(word) if word.is_reserved()) {
            let name = self.text_of(token);
            return Err(self.fault_here("bad-type-name", format!("Invalid type name `{name}`")));
        }
        self.binary(Level::Comparison)
    }

    pub(super) fn structure(&mut self, token: Token, word: Word) -> Read {
        self.take();
        let mutable = word == Word::Mutable;
        if mutable {
            self.take();
        }
        let spec = self.type_spec()?;
        let at = self.last_end;
        let fields = self.block_of(at, Self::field_statement)?;
        self.expect_end()?;
        let mutable = Node::bare(Ast::Literal(Literal::bool(mutable)), token.start);
        self.make(token.start, "struct", vec![mutable, spec, fields])
    }

    fn field_statement(&mut self) -> Read {
        let token = self.peek();
        if !token.is_word(Word::Const) {
            return self.statement();
        }
        self.take();
        let field = self.statement()?;
        self.make(token.start, "const", vec![field])
    }
}
