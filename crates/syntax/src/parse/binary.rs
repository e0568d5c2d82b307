//! Assignments, pairs, conditionals, and the operators between two operands.

use super::{
    fault::{Fault, Refused},
    node::{Form, Node},
    reader::{Read, Reader},
    token::{Class, Kind, Level, Token, Word},
};
use crate::ast::Ast;

/// Whether commas make tuples: they do in statements, not among arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Commas {
    Tuple,
    Separate,
}

impl Reader<'_> {
    /// A statement: an assignment, of tuples without parentheses too.
    pub(super) fn statement(&mut self) -> Read {
        self.assignment(Commas::Tuple)
    }

    /// An argument: an assignment that ends at a comma.
    pub(super) fn argument(&mut self) -> Read {
        self.assignment(Commas::Separate)
    }

    fn assignment(&mut self, commas: Commas) -> Read {
        self.nested(|it| {
            let left = match commas {
                Commas::Tuple => it.open_tuple()?,
                Commas::Separate => it.pair()?,
            };
            it.assignment_from(left, commas)
        })
    }

    /// The rest of an assignment whose left side has been read.
    pub(super) fn assignment_from(&mut self, left: Node, commas: Commas) -> Read {
        let token = self.peek();
        let Some(op) = token.op().filter(|it| it.is_assignment()) else { return Ok(left) };
        let start = left.start;
        if op.class == Class::Tilde {
            if self.mode.space_sensitive && token.space && !self.peek_second().space {
                return Ok(left);
            }
            self.take();
            self.skip_newlines();
            let right = self.assignment(commas)?;
            return self.call(start, self.operator(token), vec![left, right]);
        }
        self.take();
        self.skip_newlines();
        let mut right = self.assignment(commas)?;
        if op.class == Class::Equals && !op.dotted && left.is_eventually_call() {
            right = self.with_line(right, start)?;
        }
        let head = self.dotted_symbol_of(token);
        self.make(start, head.as_str(), vec![left, right])
    }

    /// A body with its line in front: in a block that is there or made for it.
    pub(super) fn with_line(&mut self, mut body: Node, at: usize) -> Read {
        let line = self.line_at(at);
        if body.is("block") {
            if let Some(expr) = body.expr_mut() {
                expr.args.insert(0, line.ast);
            }
            return Ok(body);
        }
        let start = body.start;
        self.make(start, "block", vec![line, body])
    }

    /// `a, b` as a tuple.
    fn open_tuple(&mut self) -> Read {
        let (parts, commas) = self.comma_list()?;
        let start = parts.first().map_or(self.last_end, |it| it.start);
        if commas == 0 {
            return match parts.into_iter().next() {
                Some(only) => Ok(only),
                None => Err(self.fault_here("unexpected-token", "premature end of input")),
            };
        }
        self.make(start, "tuple", parts)
    }

    /// What stands between commas, and how many commas there were; one may end the list before `=`.
    pub(super) fn comma_list(&mut self) -> Result<(Vec<Node>, usize), Refused> {
        let mut parts = vec![self.pair()?];
        let mut commas = 0;
        while self.peek().kind == Kind::Comma {
            self.take();
            commas += 1;
            let next = self.peek();
            if Self::is_equals(next) {
                continue;
            }
            self.skip_newlines();
            parts.push(self.pair()?);
        }
        Ok((parts, commas))
    }

    /// `a => b`.
    pub(super) fn pair(&mut self) -> Read {
        let mut operands = vec![self.conditional()?];
        let mut operators = Vec::new();
        while let token = self.peek()
            && matches!(token.kind, Kind::Op(op) if op.class == Class::Pair)
        {
            self.take();
            self.skip_newlines();
            operators.push(token);
            operands.push(self.conditional()?);
        }
        self.fold_right(operands, operators)
    }

    /// `a op (b op c)`.
    pub(super) fn fold_right(&mut self, mut operands: Vec<Node>, operators: Vec<Token>) -> Read {
        let Some(mut right) = operands.pop() else {
            return Err(self.fault_here("unexpected-token", "premature end of input"));
        };
        for token in operators.into_iter().rev() {
            let Some(left) = operands.pop() else { break };
            let start = left.start;
            let syntactic = match token.op() {
                Some(op) if op.class == Class::LongArrow => !op.dotted && !op.suffixed,
                Some(op) => matches!(op.class, Class::Or | Class::And),
                None => false,
            };
            right = if syntactic {
                let head = self.dotted_symbol_of(token);
                self.make(start, head.as_str(), vec![left, right])?
            } else {
                self.call(start, self.operator(token), vec![left, right])?
            };
        }
        Ok(right)
    }

    /// `a ? b : c`.
    pub(super) fn conditional(&mut self) -> Read {
        let condition = self.binary(Level::Arrow)?;
        let token = self.peek();
        if !token.is_op(Class::Question) {
            return Ok(condition);
        }
        if !token.space {
            return Err(self.fault_here("missing-space", "space required before `?` operator"));
        }
        self.take();
        let next = self.peek();
        if !next.space && next.kind != Kind::Newline {
            return Err(self.fault_here("missing-space", "space required after `?` operator"));
        }
        self.skip_newlines();
        let mode = super::reader::Mode { range_colon: false, ..self.mode };
        let then = self.with(mode, Self::argument)?;
        let colon = self.peek();
        if !colon.is_op(Class::Colon) {
            return Err(self.fault_here("missing-colon", "`:` expected in `?` expression"));
        }
        if !colon.space {
            return Err(
                self.fault_here("missing-space", "space required before `:` in `?` expression")
            );
        }
        self.take();
        let next = self.peek();
        if !next.space && next.kind != Kind::Newline {
            return Err(
                self.fault_here("missing-space", "space required after `:` in `?` expression")
            );
        }
        self.skip_newlines();
        let otherwise = self.argument()?;
        let start = condition.start;
        self.make(start, "if", vec![condition, then, otherwise])
    }

    /// Operators at least as tight as `least`, and their operands.
    pub(super) fn binary(&mut self, least: Level) -> Read {
        let mut left = self.unary_subtype()?;
        // Operators from here on must bind less tightly than this.
        let mut ceiling = Level::Tightest;
        loop {
            let token = self.peek();
            let level = match token.kind {
                Kind::Op(op) if op.class == Class::Splat => {
                    if least > Level::Range || ceiling < Level::Range {
                        return Ok(left);
                    }
                    self.take();
                    let start = left.start;
                    left = self.make(start, "...", vec![left])?;
                    ceiling = Level::PipeRight;
                    continue;
                }
                Kind::Op(op) => match op.class.level() {
                    Some(level) => level,
                    None => return Ok(left),
                },
                Kind::Word(Word::In | Word::Isa) => Level::Comparison,
                _ => return Ok(left),
            };
            // After a range, no other one follows.
            let again = level == Level::Range && ceiling == Level::Range;
            if level < least || level > ceiling || again {
                return Ok(left);
            }
            if self.is_next_element(token) {
                return Ok(left);
            }
            left = match level {
                Level::Arrow | Level::Or | Level::And | Level::PipeLeft => {
                    self.right_associative(left, level)?
                }
                Level::Comparison => self.comparison(left)?,
                Level::Range => {
                    let (node, made) = self.range(left, token)?;
                    if !made {
                        return Ok(node);
                    }
                    ceiling = Level::Range;
                    node
                }
                Level::Additive | Level::Multiplicative => self.chained(left, token, level)?,
                Level::PipeRight | Level::Rational | Level::Shift | Level::Tightest => {
                    self.take();
                    self.skip_newlines();
                    let right = self.binary(level.tighter())?;
                    let start = left.start;
                    self.call(start, self.operator(token), vec![left, right])?
                }
            };
        }
    }

    /// Whether white space makes an operator the start of the next element: `[a -b]`.
    fn is_next_element(&mut self, token: Token) -> bool {
        self.mode.space_sensitive
            && token.space
            && token.op().is_some_and(|it| it.is_prefix_or_infix() || it.class == Class::Colon)
            && {
                let next = self.peek_second();
                !next.space && next.kind != Kind::Newline
            }
    }

    fn right_associative(&mut self, left: Node, level: Level) -> Read {
        let mut operands = vec![left];
        let mut operators = Vec::new();
        while let token = self.peek()
            && token.op().is_some_and(|it| it.class.level() == Some(level))
        {
            self.take();
            self.skip_newlines();
            operators.push(token);
            operands.push(self.binary(level.tighter())?);
        }
        self.fold_right(operands, operators)
    }

    /// `a < b`, and chains of comparisons.
    fn comparison(&mut self, left: Node) -> Read {
        let start = left.start;
        let first = self.peek();
        let mut parts = vec![left];
        while let token = self.peek()
            && is_comparison(token)
        {
            self.take();
            self.skip_newlines();
            parts.push(self.operator(token));
            parts.push(self.binary(Level::PipeLeft)?);
        }
        if parts.len() > 3 {
            return self.make(start, "comparison", parts);
        }
        let is_type_order = first.op().is_some_and(|it| it.is_type_order());
        let operator = parts.remove(1);
        if is_type_order {
            let head = self.symbol_of(first);
            return self.make(start, head.as_str(), parts);
        }
        self.call(start, operator, parts)
    }

    /// `a:b` and `a:b:c`, each one call, and `a..b`; and whether it was one of them.
    fn range(&mut self, left: Node, token: Token) -> Result<(Node, bool), Refused> {
        let start = left.start;
        if !token.is_op(Class::Colon) {
            self.take();
            self.skip_newlines();
            let right = self.binary(Level::Additive)?;
            let made = self.call(start, self.operator(token), vec![left, right])?;
            return Ok((made, true));
        }
        if !self.mode.range_colon {
            return Ok((left, false));
        }
        let mut whole = left;
        let mut parts = Vec::new();
        let mut made = false;
        while let colon = self.peek()
            && colon.is_op(Class::Colon)
        {
            if self.is_next_element(colon) {
                break;
            }
            let second = self.peek_second();
            if second.op().is_some_and(|it| it.class == Class::Comparison)
                && !second.space
                && matches!(self.text_of(second), "<" | ">")
            {
                let op = self.text_of(second);
                return Err(Fault::new(
                    "bad-operator",
                    format!("Invalid `:{op}` found, maybe replace with `{op}:`"),
                    colon.start,
                    second.end,
                ));
            }
            self.take();
            made = true;
            let next = self.peek();
            if self.closes(next) {
                return Err(self
                    .fault_here("unexpected-token", "missing last argument in range expression"));
            }
            if next.kind == Kind::Newline {
                return Err(
                    self.fault_here("stray-newline", "line break after `:` in range expression")
                );
            }
            parts.push(self.binary(Level::Additive)?);
            if parts.len() == 2 {
                whole = self.colon_call(start, whole, std::mem::take(&mut parts))?;
            }
        }
        if !parts.is_empty() {
            whole = self.colon_call(start, whole, parts)?;
        }
        Ok((whole, made))
    }

    fn colon_call(&mut self, start: usize, first: Node, rest: Vec<Node>) -> Read {
        let colon = Node::leaf(Ast::symbol(":"), start, start, Form::Operator);
        let mut args = vec![first];
        args.extend(rest);
        self.call(start, colon, args)
    }

    /// `a - b - c` from left to right, but `a + b + c` as one call.
    fn chained(&mut self, left: Node, token: Token, level: Level) -> Read {
        self.take();
        self.skip_newlines();
        let start = left.start;
        let mut args = vec![left, self.binary(level.tighter())?];
        let chains = |it: Token| {
            it.op().is_some_and(|op| {
                !op.dotted
                    && !op.suffixed
                    && matches!(op.class, Class::Plus | Class::PlusPlus | Class::Star)
            })
        };
        if chains(token) {
            let class = token.op().map(|it| it.class);
            while let again = self.peek()
                && chains(again)
                && again.op().map(|it| it.class) == class
                && !self.is_next_element(again)
            {
                self.take();
                self.skip_newlines();
                args.push(self.binary(level.tighter())?);
            }
        }
        self.call(start, self.operator(token), args)
    }
}

/// Whether a token compares.
pub(super) fn is_comparison(token: Token) -> bool {
    match token.kind {
        Kind::Op(op) => op.class.level() == Some(Level::Comparison),
        Kind::Word(word) => matches!(word, Word::In | Word::Isa),
        _ => false,
    }
}
