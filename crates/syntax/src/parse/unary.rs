//! Operators before one operand, `where`, juxtaposition, powers, and declarations.

use super::{
    brackets::Brackets,
    fault::{Fault, Refused},
    node::{Form, Node},
    number,
    reader::{Mode, Read, Reader},
    token::{Class, Kind, Level, Numeral, Op, Token, Word},
};
use crate::ast::Ast;

impl Reader<'_> {
    /// `<: A where B` is `<: (A where B)`.
    pub(super) fn unary_subtype(&mut self) -> Read {
        let token = self.peek_past_newlines();
        if !token.op().is_some_and(Op::is_type_order) {
            self.skip_newlines();
            return self.where_after(Self::juxtaposition);
        }
        self.skip_newlines();
        let next = self.peek_second();
        if self.closes(next) || next.kind == Kind::Newline || Self::is_equals(next) {
            self.take();
            return Ok(self.operator(token));
        }
        if matches!(next.kind, Kind::LeftBrace | Kind::LeftParen) {
            return self.where_after(Self::juxtaposition);
        }
        self.nested(|it| {
            it.take();
            let operand = it.unary_subtype()?;
            let head = it.symbol_of(token);
            it.make(token.start, head.as_str(), vec![operand])
        })
    }

    /// What `read` reads, with the `where`s after it.
    pub(super) fn where_after(&mut self, read: fn(&mut Self) -> Read) -> Read {
        let node = read(self)?;
        if self.mode.where_enabled && self.peek().is_word(Word::Where) {
            self.where_chain(node)
        } else {
            Ok(node)
        }
    }

    /// The `where`s after something.
    pub(super) fn where_chain(&mut self, mut node: Node) -> Read {
        let mode = Mode { where_enabled: false, ..self.mode };
        while self.peek().is_word(Word::Where) {
            self.take();
            self.skip_newlines();
            let start = node.start;
            let mut parts = vec![node];
            let vars = if self.peek().kind == Kind::LeftBrace {
                self.with(mode, Self::braces)?
            } else {
                self.with(mode, |it| it.binary(Level::Comparison))?
            };
            if vars.is("braces") {
                let (start, depth) = (vars.start, vars.depth);
                if let Ast::Expr(expr) = vars.ast {
                    parts.extend(
                        expr.args.into_iter().map(|ast| Node {
                            depth,
                            ..Node::leaf(ast, start, start, Form::Plain)
                        }),
                    );
                }
                // Parameters come first, as in calls.
                if let Some(at) = parts.iter().position(|it| it.is("parameters")) {
                    let parameters = parts.remove(at);
                    parts.insert(1, parameters);
                }
            } else {
                parts.push(vars);
            }
            node = self.make(start, "where", parts)?;
        }
        Ok(node)
    }

    /// `2x`, `(a)(b)c`: factors without an operator between them.
    pub(super) fn juxtaposition(&mut self) -> Read {
        let first = self.unary()?;
        let start = first.start;
        let mut parts = vec![first];
        loop {
            let token = self.peek();
            let form = parts.last().map_or(Form::Plain, |it| it.form);
            let block_after_string = form == Form::String && !token.space && self.introduces(token);
            if !block_after_string && !self.juxtaposes(form, token) {
                break;
            }
            if form == Form::String || token.is_string_start() {
                return Err(self.fault_here("bad-juxtaposition", "cannot juxtapose string literal"));
            }
            let next = if token.op().is_some_and(|it| it.class == Class::Radical) {
                self.unary()?
            } else {
                self.factor()?
            };
            parts.push(next);
        }
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return Ok(only);
        }
        let times = Node::leaf(Ast::symbol("*"), start, start, Form::Operator);
        self.call(start, times, parts)
    }

    fn juxtaposes(&self, form: Form, token: Token) -> bool {
        if token.space || self.closes(token) || self.introduces(token) {
            return false;
        }
        let after_number = form == Form::Number;
        let allowed = after_number
            || !token.is_number()
                && token.kind != Kind::At
                && !matches!(form, Form::Block | Form::SyntacticPrefix | Form::Operator);
        allowed
            && match token.kind {
                Kind::Newline | Kind::Prime | Kind::Bad => false,
                Kind::Op(op) => op.class == Class::Radical && !op.dotted,
                Kind::Word(word) => !matches!(word, Word::In | Word::Isa | Word::Where),
                _ => true,
            }
    }

    /// An operator before its operand, or a factor.
    pub(super) fn unary(&mut self) -> Read {
        self.skip_newlines();
        let token = self.peek();
        let is_initial = token.op().filter(|op| {
            !(op.class == Class::Colon
                || op.is_syntactic_prefix()
                || op.is_syntactic()
                || op.class == Class::Declare)
        });
        let Some(op) = is_initial else { return self.factor() };
        let next = self.peek_second();
        if matches!(op.class, Class::Plus | Class::Minus)
            && !op.dotted
            && !op.suffixed
            && !next.space
            && let Kind::Number(numeral) = next.kind
        {
            let is_decimal =
                matches!(numeral, Numeral::Integer | Numeral::Float | Numeral::Float32);
            if is_decimal || op.class == Class::Plus && numeral != Numeral::HexFloat {
                let third = self.peek_after(next);
                let binds_tighter = third.op().is_some_and(|it| it.class == Class::Power)
                    || matches!(third.kind, Kind::LeftBracket | Kind::LeftBrace) && !third.space;
                if binds_tighter {
                    self.take();
                    let operand = self.factor()?;
                    return self.call(token.start, self.operator(token), vec![operand]);
                }
                return self.signed_number(token, next, numeral);
            }
        }
        if self.closes(next) || next.kind == Kind::Newline || Self::is_equals(next) {
            return self.atom(true);
        }
        if next.kind == Kind::LeftBrace || !op.is_prefix() && next.kind == Kind::LeftParen {
            return self.factor();
        }
        if next.kind == Kind::LeftParen {
            return self.unary_before_paren(token, op);
        }
        if !op.is_prefix() {
            let spelling = self.text_of(token);
            return Err(Fault::new(
                "not-a-unary-operator",
                format!("`{spelling}` is not a unary operator"),
                token.start,
                token.end,
            ));
        }
        self.nested(|it| {
            it.take();
            let operand = it.unary()?;
            it.apply_prefix(token, op, operand)
        })
    }

    fn apply_prefix(&mut self, token: Token, op: Op, operand: Node) -> Read {
        if op.is_type_order() {
            let head = self.symbol_of(token);
            return self.make(token.start, head.as_str(), vec![operand]);
        }
        self.call(token.start, self.operator(token), vec![operand])
    }

    /// `-1` is a number.
    fn signed_number(&mut self, sign: Token, number: Token, numeral: Numeral) -> Read {
        self.take();
        self.take();
        let digits = self.text_of(number);
        let minus = sign.op().is_some_and(|it| it.class == Class::Minus);
        let ast = if minus {
            number::value(&format!("-{digits}"), numeral, sign.start)?
        } else {
            number::value(digits, numeral, number.start)?
        };
        let node = Node::leaf(ast, sign.start, number.end, Form::Number);
        self.factor_from(node)
    }

    /// `+(a, b)` calls, `+(a)` and `+(a; b)` apply the operator to what the parentheses hold.
    fn unary_before_paren(&mut self, token: Token, op: Op) -> Read {
        self.nested(|it| {
            it.take();
            let paren = it.peek();
            it.take();
            let brackets = it.brackets(Kind::RightParen)?;
            let is_call = brackets.commas > 0
                || brackets.starts_with_splat
                || brackets.starts_with_semicolon
                    && (brackets.count() > 0 || brackets.semicolons == 1)
                || brackets.semicolons == 0 && brackets.count() == 0;
            if is_call {
                if paren.space {
                    return Err(Fault::new(
                        "stray-space",
                        "whitespace not allowed between prefix function call and argument list",
                        token.end,
                        paren.start,
                    ));
                }
                let args = it.call_arguments(brackets)?;
                let call = if op.is_type_order() {
                    let head = it.symbol_of(token);
                    it.make(token.start, head.as_str(), args)?
                } else {
                    it.call(token.start, it.operator(token), args)?
                };
                let chain = it.call_chain(call)?;
                return it.factor_from(chain);
            }
            let operand = if brackets.semicolons > 0 {
                it.paren_block(paren.start, brackets)?
            } else {
                it.only(brackets)?
            };
            let operand = Node { in_parens: true, ..operand };
            let chain = it.call_chain(operand)?;
            let factor = it.factor_from(chain)?;
            it.apply_prefix(token, op, factor)
        })
    }

    /// The one thing between parentheses.
    pub(super) fn only(&mut self, brackets: Brackets) -> Read {
        match brackets.into_first() {
            Some(node) => Ok(node),
            None => Err(self.fault_here("unexpected-token", "expected an expression")),
        }
    }

    /// A power, or what is tighter.
    pub(super) fn factor(&mut self) -> Read {
        let node = self.called()?;
        self.factor_from(node)
    }

    /// The declaration and the power after something.
    pub(super) fn factor_from(&mut self, node: Node) -> Read {
        let base = self.declaration(node)?;
        let token = self.peek();
        if !token.op().is_some_and(|it| it.class == Class::Power) {
            return Ok(base);
        }
        let mut operands = vec![base];
        let mut operators = Vec::new();
        while let token = self.peek()
            && token.op().is_some_and(|it| it.class == Class::Power)
        {
            self.take();
            self.skip_newlines();
            operators.push(token);
            // `2^-3`, `2^3x`; a power inside of that would have been read with it.
            operands.push(self.nested(Self::juxtaposition)?);
        }
        self.fold_right(operands, operators)
    }

    /// `x::T` and `x -> y`.
    fn declaration(&mut self, mut node: Node) -> Read {
        loop {
            let token = self.peek();
            if token.is_op(Class::Declare) {
                self.take();
                self.skip_newlines();
                let ty = self.where_after(Self::called)?;
                let start = node.start;
                node = self.make(start, "::", vec![node, ty])?;
                continue;
            }
            if !token.is_op(Class::Lambda) {
                return Ok(node);
            }
            self.take();
            self.skip_newlines();
            let body = self.argument()?;
            let start = node.start;
            let body = self.with_line(body, start)?;
            return self.make(start, "->", vec![node, body]);
        }
    }

    /// Calls, indices, fields, or a form that a reserved word introduces.
    pub(super) fn called(&mut self) -> Read {
        if self.introduces_form() {
            return self.reserved_form();
        }
        let node = self.syntactic_prefix()?;
        self.call_chain(node)
    }

    fn introduces_form(&mut self) -> bool {
        let token = self.peek();
        if self.introduces(token) {
            return true;
        }
        match token.kind {
            Kind::Word(Word::Mutable) => self.peek_second().is_word(Word::Struct),
            Kind::Word(Word::Primitive | Word::Abstract) => self.peek_second().is_word(Word::Type),
            _ => false,
        }
    }

    /// `$x`, `&x`, `::T`.
    pub(super) fn syntactic_prefix(&mut self) -> Read {
        let token = self.peek();
        let Some(op) = token.op().filter(|it| it.is_syntactic_prefix()) else {
            return self.atom(true);
        };
        let next = self.peek_second();
        if op.class != Class::Declare && (self.closes(next) || next.kind == Kind::Newline) {
            self.take();
            return Ok(self.operator(token));
        }
        self.nested(|it| {
            it.take();
            it.skip_newlines();
            let operand = if op.class == Class::Dollar {
                it.syntactic_prefix()?
            } else {
                it.where_after(Self::called)?
            };
            let head = it.symbol_of(token);
            let node = it.make(token.start, head.as_str(), vec![operand])?;
            Ok(node.with_form(Form::SyntacticPrefix))
        })
    }

    /// Names of operators and the like that must be names.
    pub(super) fn refuse_name(&self, token: Token) -> Refused {
        let spelling = self.text_of(token);
        Fault::new(
            "bad-identifier",
            format!("invalid identifier name `{spelling}`"),
            token.start,
            token.end,
        )
    }
}
