//! `import` and `using`.

use overdub_types::Symbol;

use super::{
    character::normal,
    fault::{Fault, Refused},
    node::{Form, Node},
    reader::{Read, Reader},
    token::{Class, Kind, Token, Word},
};
use crate::ast::Ast;

impl Reader<'_> {
    /// `import A: b as c, d`, `using A, ..B`.
    pub(super) fn imports(&mut self) -> Read {
        let word = self.take();
        let is_using = word.is_word(Word::Using);
        let first = self.imported(is_using, false)?;
        let start = first.start;
        let next = self.peek();
        if next.is_op(Class::Colon) && !next.space {
            if first.is("as") {
                return Err(self.fault_here("bad-import", "`as` before `:` in import/using"));
            }
            self.take();
            let mut parts = vec![first];
            self.imported_list(&mut parts, is_using, true)?;
            if self.peek().is_op(Class::Colon) {
                return Err(self.fault_here(
                    "bad-import",
                    "`:` can only be used when importing a single module. Split imports into multiple lines",
                ));
            }
            let selected = self.make(start, ":", parts)?;
            let head = self.text_of(word);
            return self.make(word.start, head, vec![selected]);
        }
        let mut parts = vec![first];
        if self.eat(Kind::Comma) {
            self.imported_list(&mut parts, is_using, false)?;
        }
        if self.peek().is_op(Class::Colon) {
            return Err(self.fault_here(
                "bad-import",
                "`:` can only be used when importing a single module. Split imports into multiple lines",
            ));
        }
        let head = self.text_of(word);
        self.make(word.start, head, parts)
    }

    fn imported_list(
        &mut self,
        parts: &mut Vec<Node>,
        is_using: bool,
        selected: bool,
    ) -> Result<(), Refused> {
        loop {
            parts.push(self.imported(is_using, selected)?);
            if !self.eat(Kind::Comma) {
                return Ok(());
            }
        }
    }

    /// A path, maybe under another name.
    fn imported(&mut self, is_using: bool, selected: bool) -> Read {
        let path = self.import_path()?;
        let start = path.start;
        if !self.peek().is_word(Word::As) {
            return Ok(path);
        }
        self.take();
        let name = self.listed_name(true)?;
        if is_using && !selected {
            return Err(self.fault_from(
                start,
                "bad-import",
                "`using` with `as` renaming requires a `:` and context module",
            ));
        }
        self.make(start, "as", vec![path, name])
    }

    fn dot_node(&self, at: usize) -> Node {
        Node::leaf(Ast::symbol("."), at, at + 1, Form::Operator)
    }

    /// `..A.B.@c`: each component and each leading dot is one argument.
    fn import_path(&mut self) -> Read {
        self.skip_newlines();
        let start = self.peek().start;
        let mut parts = Vec::new();
        loop {
            let token = self.peek();
            let dots = match token.op().filter(|it| !it.dotted).map(|it| it.class) {
                Some(Class::Dot) => 1,
                Some(Class::Range) if self.text_of(token) == ".." => 2,
                Some(Class::Splat) => 3,
                _ => break,
            };
            self.take();
            for index in 0..dots {
                parts.push(self.dot_node(token.start + index));
            }
        }
        let token = self.peek();
        if token.op().is_some_and(|it| it.dotted) {
            self.take();
            parts.push(self.dot_node(token.start));
            parts.push(self.undotted(token));
        } else {
            parts.push(self.listed_name(true)?);
        }
        loop {
            let token = self.peek();
            let Some(op) = token.op() else { break };
            if op.class == Class::Dot {
                self.refuse_space()?;
                self.take();
                parts.push(self.listed_name(true)?);
            } else if op.dotted {
                self.take();
                parts.push(self.undotted(token));
            } else if op.class == Class::Splat {
                // `import A...` is the operator `..` of `A`.
                self.take();
                let name = Ast::symbol("..");
                parts.push(Node::leaf(name, token.start, token.end, Form::Operator));
            } else {
                break;
            }
        }
        if parts.iter().all(|it| it.ast == Ast::symbol(".")) {
            return Err(Fault::new("expected-name", "expected identifier", start, self.last_end));
        }
        self.make(start, ".", parts)
    }

    /// The operator of a dotted one; in paths its dot separates.
    fn undotted(&self, token: Token) -> Node {
        let name = Symbol::new(&normal(&self.text[token.start + 1..token.end]));
        Node::leaf(Ast::Symbol(name), token.start, token.end, Form::Operator)
    }
}
