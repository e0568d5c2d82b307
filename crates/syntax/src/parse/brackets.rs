//! What stands between brackets, with commas and semicolons: arguments, tuples, blocks.

use super::{
    fault::Refused,
    node::{Form, Node},
    reader::{Mode, Read, Reader},
    token::{Kind, Word},
};
use crate::ast::Ast;

/// The contents of brackets.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    /// Sections between semicolons; the first one holds what stands before the first semicolon.
    sections: Vec<Vec<Node>>,
    pub(super) commas: usize,
    pub(super) semicolons: usize,
    pub(super) starts_with_splat: bool,
    pub(super) starts_with_semicolon: bool,
    pub(super) has_generator: bool,
}

impl Brackets {
    /// How many expressions there are.
    pub(super) fn count(&self) -> usize {
        self.sections.iter().map(Vec::len).sum()
    }

    /// The first expression.
    pub(super) fn into_first(self) -> Option<Node> {
        self.sections.into_iter().flatten().next()
    }
}

/// What `=` becomes among the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keywords {
    /// A keyword everywhere: calls.
    All,
    /// A keyword after a semicolon: tuples and macro calls.
    AfterSemicolon,
    /// An assignment everywhere.
    None,
}

impl Reader<'_> {
    /// The contents up to the closing bracket, which is taken too.
    pub(super) fn brackets(&mut self, close: Kind) -> Result<Brackets, Refused> {
        let mode = self.mode.bracketed();
        self.with(mode, |it| it.bracket_sections(close, Vec::new()))
    }

    /// The same, after some expressions that have been read.
    pub(super) fn bracket_sections(
        &mut self,
        close: Kind,
        first: Vec<Node>,
    ) -> Result<Brackets, Refused> {
        let mut all = Brackets { sections: vec![first], ..Brackets::default() };
        loop {
            let token = self.peek();
            if token.kind == close {
                self.take();
                return Ok(all);
            }
            if token.kind == Kind::Semicolon {
                self.take();
                if all.semicolons == 0 && all.count() == 0 {
                    all.starts_with_semicolon = true;
                }
                all.semicolons += 1;
                all.sections.push(Vec::new());
                continue;
            }
            if self.closes(token) {
                return Err(self.unclosed(close));
            }
            let mut node = self.argument()?;
            if all.count() == 0 {
                all.starts_with_splat = node.is("...");
            }
            let next = self.peek();
            if next.is_word(Word::For) {
                node = self.generator(node)?;
                all.has_generator = true;
            }
            if let Some(section) = all.sections.last_mut() {
                section.push(node);
            }
            let next = self.peek();
            if next.kind == Kind::Comma {
                self.take();
                all.commas += 1;
            } else if next.kind != Kind::Semicolon && next.kind != close {
                return Err(self.unclosed(close));
            }
        }
    }

    fn unclosed(&mut self, close: Kind) -> Refused {
        let message = match close {
            Kind::RightParen => "Expected `)` or `,`",
            Kind::RightBracket => "Expected `]` or `,`",
            _ => "Expected `}` or `,`",
        };
        self.missing(message)
    }

    /// The arguments of a call: what stands after semicolons comes first, nested.
    pub(super) fn call_arguments(&mut self, brackets: Brackets) -> Result<Vec<Node>, Refused> {
        self.arguments(brackets, Keywords::All)
    }

    /// Arguments, `=` turned into keywords where that is due.
    pub(super) fn arguments(
        &mut self,
        brackets: Brackets,
        keywords: Keywords,
    ) -> Result<Vec<Node>, Refused> {
        let mut sections = brackets.sections.into_iter();
        let mut first = sections.next().unwrap_or_default();
        if keywords == Keywords::All {
            first = first.into_iter().map(Node::into_keyword).collect();
        }
        let mut nested: Option<Node> = None;
        let rest: Vec<Vec<Node>> = sections.collect();
        for section in rest.into_iter().rev() {
            let start = section.first().map_or(self.last_end, |it| it.start);
            let mut parts: Vec<Node> = nested.take().into_iter().collect();
            if matches!(keywords, Keywords::All | Keywords::AfterSemicolon) {
                parts.extend(section.into_iter().map(Node::into_keyword));
            } else {
                parts.extend(section);
            }
            nested = Some(self.make(start, "parameters", parts)?);
        }
        if let Some(parameters) = nested {
            first.insert(0, parameters);
        }
        Ok(first)
    }

    /// `(a; b)`: a block without a line in front.
    pub(super) fn paren_block(&mut self, start: usize, brackets: Brackets) -> Read {
        let mut parts = Vec::new();
        for node in brackets.sections.into_iter().flatten() {
            if !parts.is_empty() {
                parts.push(self.line_at(node.start));
            }
            parts.push(node);
        }
        Ok(self.make(start, "block", parts)?.with_form(Form::Block))
    }

    /// Parentheses: a tuple, a block, or nothing but grouping.
    pub(super) fn paren(&mut self, checked: bool) -> Read {
        let open = self.take();
        let mode = self.mode.bracketed();
        self.with(mode, |it| {
            let token = it.peek();
            if token.kind == Kind::RightParen {
                it.take();
                return it.make(open.start, "tuple", Vec::new());
            }
            if let Some(op) = token.op()
                && (op.is_syntactic()
                    || !checked
                        && op.class == super::token::Class::Declare
                        && it.peek_second().kind == Kind::RightParen)
            {
                // `:(=)` names an operator that is syntax.
                if checked {
                    return Err(it.refuse_name(token));
                }
                let node = it.atom(false)?;
                it.expect(Kind::RightParen, ")")?;
                return Ok(Node { in_parens: true, ..node });
            }
            let brackets = it.bracket_sections(Kind::RightParen, Vec::new())?;
            let is_tuple = brackets.commas > 0
                || brackets.starts_with_splat && brackets.semicolons >= 1
                || brackets.starts_with_semicolon
                    && (brackets.semicolons == 1 || brackets.count() > 0);
            if is_tuple {
                let args = it.arguments(brackets, Keywords::AfterSemicolon)?;
                it.make(open.start, "tuple", args)
            } else if brackets.semicolons > 0 {
                it.paren_block(open.start, brackets).map(|node| node.with_form(Form::Plain))
            } else {
                let node = it.only(brackets)?;
                Ok(Node { in_parens: true, start: open.start, end: it.last_end, ..node })
            }
        })
    }

    /// `{…}`.
    pub(super) fn braces(&mut self) -> Read {
        let open = self.take();
        let end_is_name = self.mode.end_is_name;
        let cat = self.concatenation(Kind::RightBrace, end_is_name)?;
        let start = open.start;
        let mut parts = cat.parts;
        if let Some(parameters) = cat.parameters {
            parts.insert(0, parameters);
        }
        match cat.head {
            "vect" | "comprehension" => self.make(start, "braces", parts),
            "hcat" => {
                let row = self.make(start, "row", parts)?;
                self.make(start, "bracescat", vec![row])
            }
            "ncat" => {
                let row = self.make(start, "nrow", parts)?;
                self.make(start, "bracescat", vec![row])
            }
            _ => self.make(start, "bracescat", parts),
        }
    }

    /// The `for`s after an expression.
    pub(super) fn generator(&mut self, body: Node) -> Read {
        let start = body.start;
        let mut levels: Vec<Vec<Node>> = Vec::new();
        while let token = self.peek()
            && token.is_word(Word::For)
        {
            if !token.space {
                return Err(
                    self.fault_here("missing-space", "Expected space before `for` in generator")
                );
            }
            self.take();
            let mut specs = self.iterations()?;
            if self.peek().is_word(Word::If) {
                self.take();
                let condition = self.conditional()?;
                let start = specs.first().map_or(condition.start, |it| it.start);
                let mut parts = vec![condition];
                parts.append(&mut specs);
                specs = vec![self.make(start, "filter", parts)?];
            }
            levels.push(specs);
        }
        let mut node = body;
        let count = levels.len();
        for (index, specs) in levels.into_iter().enumerate().rev() {
            let mut parts = vec![node];
            parts.extend(specs);
            node = self.make(start, "generator", parts)?;
            if index + 1 < count {
                node = self.make(start, "flatten", vec![node])?;
            }
        }
        Ok(node)
    }

    /// `i in a, j = b`, each as `i = a`.
    pub(super) fn iterations(&mut self) -> Result<Vec<Node>, Refused> {
        let mut specs = vec![self.iteration()?];
        while self.peek().kind == Kind::Comma {
            self.take();
            self.skip_newlines();
            specs.push(self.iteration()?);
        }
        Ok(specs)
    }

    fn iteration(&mut self) -> Read {
        let mode: Mode = self.mode.spaced();
        self.skip_newlines();
        let start = self.peek().start;
        let is_outer = self.peek().is_word(Word::Outer);
        let mut variable = self.with(mode, |it| it.binary(super::token::Level::PipeLeft))?;
        if is_outer && variable.ast == Ast::symbol("outer") && !self.iterates_next() {
            let inner = self.binary(super::token::Level::PipeLeft)?;
            variable = self.make(start, "outer", vec![inner])?;
        }
        if !self.iterates_next() {
            return Err(self.fault_here(
                "bad-iteration",
                "invalid iteration spec: expected one of `=` `in` or `∈`",
            ));
        }
        if self.mode.for_generator {
            self.skip_newlines();
        }
        self.take();
        self.skip_newlines();
        let iterator = self.binary(super::token::Level::PipeLeft)?;
        self.make(start, "=", vec![variable, iterator])
    }

    /// Whether `=`, `in` or `∈` comes next; in generators, maybe in the next line.
    fn iterates_next(&mut self) -> bool {
        let token = if self.mode.for_generator { self.peek_past_newlines() } else { self.peek() };
        Self::is_equals(token)
            || token.is_word(Word::In)
            || token.op().is_some() && self.text_of(token) == "∈"
    }
}
