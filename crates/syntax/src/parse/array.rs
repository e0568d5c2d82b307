//! Square brackets: vectors, matrices, arrays of more dimensions, comprehensions.

use overdub_ir::Literal;

use super::{
    brackets::Keywords,
    fault::Refused,
    node::Node,
    reader::{Mode, Read, Reader},
    token::{Kind, Word},
};
use crate::ast::Ast;

/// What stands between square brackets or braces.
#[derive(Debug)]
pub(super) struct Concatenation {
    /// `vect`, `hcat`, `vcat`, `ncat` or `comprehension`.
    pub(super) head: &'static str,
    pub(super) parts: Vec<Node>,
    /// In `vect`: what stands before the first semicolon, apart from the parameters.
    pub(super) parameters: Option<Node>,
}

/// In which order the elements are written, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Unknown,
    Rows,
    Columns,
}

/// A separator: the dimension along which it joins, and how tightly (0 for white space, less for more semicolons).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Separator {
    dimension: i64,
    power: i64,
}

/// No separator.
const NONE: Separator = Separator { dimension: 0, power: i64::MIN };

impl Reader<'_> {
    /// `[…]`.
    pub(super) fn square(&mut self) -> Read {
        let open = self.take();
        let end_is_name = self.mode.end_is_name;
        let cat = self.concatenation(Kind::RightBracket, end_is_name)?;
        self.concatenation_node(open.start, cat)
    }

    /// The expression of what stood between brackets.
    pub(super) fn concatenation_node(&mut self, start: usize, cat: Concatenation) -> Read {
        let mut parts = cat.parts;
        if let Some(parameters) = cat.parameters {
            parts.insert(0, parameters);
        }
        self.make(start, cat.head, parts)
    }

    /// The contents of brackets, of which the opening one has been taken.
    pub(super) fn concatenation(
        &mut self,
        close: Kind,
        end_is_name: bool,
    ) -> Result<Concatenation, Refused> {
        let mode = Mode {
            range_colon: true,
            space_sensitive: true,
            where_enabled: true,
            newline_is_space: false,
            for_generator: true,
            ..self.mode
        };
        self.with(mode, |it| it.concatenation_inside(close, end_is_name))
    }

    fn concatenation_inside(
        &mut self,
        close: Kind,
        end_is_name: bool,
    ) -> Result<Concatenation, Refused> {
        let plain = |head, parts| Concatenation { head, parts, parameters: None };
        let token = self.peek_past_newlines();
        if token.kind == close {
            self.skip_newlines();
            self.take();
            return Ok(plain("vect", Vec::new()));
        }
        if token.kind == Kind::Semicolon {
            let mut order = Order::Unknown;
            let separator = self.separator(&mut order)?;
            self.skip_newlines();
            self.expect_close(close)?;
            return Ok(plain("ncat", vec![self.dimension(separator.dimension)]));
        }
        self.skip_newlines();
        let first = self.argument()?;
        let next = self.peek_past_newlines();
        if next.kind == Kind::Comma || self.closes(next) && next.kind != Kind::Semicolon {
            return self.vector(first, close);
        }
        if next.is_word(Word::For) {
            self.skip_newlines();
            let mode = Mode {
                newline_is_space: true,
                space_sensitive: false,
                end_is_name: false,
                ..self.mode
            };
            let generator = self.with(mode, |it| {
                let generator = it.generator(first)?;
                it.peek();
                it.expect_close(close)?;
                Ok::<Node, Refused>(generator)
            })?;
            return Ok(plain("comprehension", vec![generator]));
        }
        let mode = Mode { end_is_name, ..self.mode };
        self.with(mode, |it| it.matrix(first, close))
    }

    fn expect_close(&mut self, close: Kind) -> Result<(), Refused> {
        let spelling = if close == Kind::RightBracket { "]" } else { "}" };
        self.expect(close, spelling).map(|_| ())
    }

    /// `[a, b; c]` after its first element.
    fn vector(&mut self, first: Node, close: Kind) -> Result<Concatenation, Refused> {
        let mode = self.mode.bracketed();
        self.with(mode, |it| {
            it.eat(Kind::Comma);
            let brackets = it.bracket_sections(close, vec![first])?;
            let mut parts = it.arguments(brackets, Keywords::None)?;
            let has_parameters = parts.first().is_some_and(|it| it.is("parameters"));
            let parameters = has_parameters.then(|| parts.remove(0));
            Ok(Concatenation { head: "vect", parts, parameters })
        })
    }

    fn dimension(&self, dimension: i64) -> Node {
        Node::bare(Ast::Literal(Literal::int64(dimension)), self.last_end)
    }

    /// Elements that white space, line ends and semicolons separate.
    fn matrix(&mut self, first: Node, close: Kind) -> Result<Concatenation, Refused> {
        let mut order = Order::Unknown;
        let mut items = vec![first];
        let mut now = self.separator(&mut order)?;
        if now == NONE {
            let message = if close == Kind::RightBracket { "Expected `]`" } else { "Expected `}`" };
            return Err(self.missing(message));
        }
        loop {
            let next = self.matrix_level(now.power, &mut order, &mut items)?;
            if next.power == i64::MIN {
                break;
            }
            self.gather(&mut items, 0, now)?;
            now = next;
        }
        self.skip_newlines();
        self.expect_close(close)?;
        let head = match now.power {
            -1 => "vcat",
            0 => "hcat",
            _ => {
                items.insert(0, self.dimension(now.dimension));
                "ncat"
            }
        };
        Ok(Concatenation { head, parts: items, parameters: None })
    }

    /// Makes a row of the items from `mark` on.
    fn gather(&mut self, items: &mut Vec<Node>, mark: usize, by: Separator) -> Result<(), Refused> {
        let mut parts: Vec<Node> = items.drain(mark..).collect();
        let start = parts.first().map_or(self.last_end, |it| it.start);
        let node = if by.power == 0 {
            self.make(start, "row", parts)?
        } else {
            parts.insert(0, self.dimension(by.dimension));
            self.make(start, "nrow", parts)?
        };
        items.push(node);
        Ok(())
    }

    /// Elements joined by separators at least as tight as `power`; answers the looser one that comes next.
    fn matrix_level(
        &mut self,
        power: i64,
        order: &mut Order,
        items: &mut Vec<Node>,
    ) -> Result<Separator, Refused> {
        let mut mark = items.len();
        let mut by = Separator { dimension: 0, power };
        loop {
            if by.power < power {
                return Ok(by);
            }
            let token = self.peek_past_newlines();
            if self.closes(token) && token.kind != Kind::Semicolon && token.kind != Kind::Comma {
                return Ok(NONE);
            }
            by = if by.power == power {
                mark = items.len();
                self.skip_newlines();
                let element = self.argument()?;
                items.push(element);
                self.separator(order)?
            } else {
                let next = self.matrix_level(by.power, order, items)?;
                self.gather(items, mark, by)?;
                next
            };
        }
    }

    /// The separator that comes next.
    fn separator(&mut self, order: &mut Order) -> Result<Separator, Refused> {
        const MIXED: &str =
            "cannot mix space and ;; separators in an array expression, except to wrap a line";
        if self.peek_past_newlines().kind == Kind::Semicolon {
            self.skip_newlines();
            self.take();
            let mut count = 1;
            while let token = self.peek()
                && token.kind == Kind::Semicolon
            {
                self.refuse_space()?;
                self.take();
                count += 1;
            }
            let newline = self.peek().kind == Kind::Newline;
            self.skip_newlines();
            if count == 2 {
                if *order == Order::Rows {
                    if newline {
                        return Ok(Separator { dimension: 2, power: 0 });
                    }
                    return Err(self.fault_here("mixed-separators", MIXED));
                }
                *order = Order::Columns;
            }
            return Ok(Separator { dimension: count, power: -count });
        }
        let token = self.peek();
        if token.kind == Kind::Newline {
            self.skip_newlines();
            if matches!(self.peek().kind, Kind::RightBracket | Kind::RightBrace) {
                return Ok(NONE);
            }
            return Ok(Separator { dimension: 1, power: -1 });
        }
        if token.kind == Kind::Comma {
            return Err(self.fault_here("stray-comma", "unexpected comma in array expression"));
        }
        if token.space && !self.closes(token) {
            if *order == Order::Columns {
                return Err(self.fault_here("mixed-separators", MIXED));
            }
            *order = Order::Rows;
            return Ok(Separator { dimension: 2, power: 0 });
        }
        Ok(NONE)
    }
}
