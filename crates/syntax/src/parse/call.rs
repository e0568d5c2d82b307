//! What follows a value without white space: calls, indices, parameters, fields, adjoints; and macro calls.

use overdub_ir::Literal;
use overdub_types::Symbol;

use super::{
    atom::opened,
    brackets::Keywords,
    character::{is_operator_suffix, normal},
    fault::{Fault, Refused},
    node::{Form, Node},
    number,
    reader::{Mode, Read, Reader},
    token::{Class, Kind, Level, Token, Word},
};
use crate::ast::Ast;

/// What is known of the chain so far.
#[derive(Clone, Copy, Debug)]
struct Chain {
    /// An `@` was read and its call not yet.
    is_macro: bool,
    /// The `@` stood before the last component, so that none may follow: `A.@x`.
    name_is_last: bool,
    /// A string may follow that the name before it reads: `r"…"`.
    reads_string: bool,
}

impl Reader<'_> {
    /// The chain after something.
    pub(super) fn call_chain(&mut self, node: Node) -> Read {
        let reads_string = node.form == Form::Name && !node.in_parens;
        self.chain(node, Chain { is_macro: false, name_is_last: false, reads_string })
    }

    /// `@name …`.
    pub(super) fn macro_call(&mut self) -> Read {
        let at = self.take();
        let name = self.macro_name()?;
        let name = Node { start: at.start, ..name };
        self.chain(name, Chain { is_macro: true, name_is_last: false, reads_string: false })
    }

    /// The name after `@`.
    pub(super) fn macro_name(&mut self) -> Read {
        self.refuse_space()?;
        let token = self.peek();
        if token.is_op(Class::Dot) {
            self.take();
            return Ok(Node::leaf(Ast::symbol("__dot__"), token.start, token.end, Form::Operator));
        }
        let name = self.atom(false)?;
        if name.ast.as_symbol().is_none() {
            return Err(self.fault_from(token.start, "bad-macro-name", "invalid macro name"));
        }
        Ok(name)
    }

    fn chain(&mut self, mut node: Node, mut chain: Chain) -> Read {
        let start = node.start;
        if node.form == Form::Number && !chain.is_macro && self.peek().kind == Kind::LeftParen {
            return Ok(node);
        }
        loop {
            let token = self.peek();
            let mut reads_string = false;
            if self.mode.space_sensitive && token.space && !chain.is_macro && opens(token) {
                return Ok(node);
            }
            if chain.is_macro && (token.space || !continues_macro_name(token)) {
                return self.spaced_macro_call(node);
            }
            match token.kind {
                Kind::LeftParen => {
                    self.refuse_space()?;
                    node = self.paren_call(node, chain).map_err(opened(token))?;
                    chain.is_macro = false;
                }
                Kind::LeftBracket => {
                    self.refuse_space()?;
                    node = self.index(node, chain).map_err(opened(token))?;
                    chain.is_macro = false;
                }
                Kind::LeftBrace => {
                    self.refuse_space()?;
                    node = self.curly(node, chain).map_err(opened(token))?;
                    chain.is_macro = false;
                }
                Kind::Prime if !token.space && !chain.is_macro => node = self.adjoint(node)?,
                Kind::Op(op) if op.class == Class::Dot => {
                    self.refuse_space()?;
                    if chain.is_macro && chain.name_is_last {
                        return Err(self.fault_here(
                            "bad-macro-name",
                            "`@` must appear on first or last macro name component",
                        ));
                    }
                    self.take();
                    if self.peek().kind == Kind::At {
                        if chain.is_macro {
                            return Err(self.fault_here(
                                "bad-macro-name",
                                "repeated `@` in macro module path",
                            ));
                        }
                        self.take();
                        let name = self.macro_name()?;
                        let quoted = self.quoted(name)?;
                        node = self.make(start, ".", vec![node, quoted])?;
                        chain.is_macro = true;
                        chain.name_is_last = true;
                    } else {
                        (node, reads_string) = self.field(node, chain)?;
                    }
                }
                Kind::Quote | Kind::TripleQuote | Kind::Backtick | Kind::TripleBacktick
                    if !token.space && chain.reads_string && !chain.is_macro =>
                {
                    node = self.string_macro(node)?;
                }
                _ => return Ok(node),
            }
            chain.reads_string = reads_string;
        }
    }

    /// `f(…)`, `@m(…)`, either with a `do` block.
    fn paren_call(&mut self, node: Node, chain: Chain) -> Read {
        let start = node.start;
        self.take();
        let mode = Mode { for_generator: true, ..self.mode };
        let brackets = self.with(mode, |it| it.brackets(Kind::RightParen))?;
        let made = if chain.is_macro {
            let args = self.arguments(brackets, Keywords::AfterSemicolon)?;
            self.make_macro_call(node, args)?
        } else {
            let args = self.call_arguments(brackets)?;
            let callee = node.into_callee();
            self.call(start, callee, args)?
        };
        if self.peek().is_word(Word::Do) {
            let word = self.peek();
            return self.do_block(made).map_err(opened(word));
        }
        Ok(made)
    }

    /// `call do x … end`.
    fn do_block(&mut self, call: Node) -> Read {
        let start = call.start;
        let word = self.take();
        self.with(Mode::NORMAL, |it| {
            let token = it.peek();
            let mut params = Vec::new();
            if matches!(token.kind, Kind::Newline | Kind::Semicolon) {
                it.take();
            } else {
                params.push(it.binary(Level::Range)?);
                while it.eat(Kind::Comma) {
                    it.skip_newlines();
                    params.push(it.binary(Level::Range)?);
                }
            }
            let params = it.make(word.end, "tuple", params)?;
            let body = it.block()?;
            it.expect_end()?;
            let lambda = it.make(word.start, "->", vec![params, body])?;
            Ok(it.make(start, "do", vec![call, lambda])?.with_form(Form::Block))
        })
    }

    /// `a[…]`, `T[…]`, `@m[…]`.
    fn index(&mut self, node: Node, chain: Chain) -> Read {
        let start = node.start;
        let open = self.take();
        let outer_end_is_name = self.mode.end_is_name;
        let mode = Mode { end_is_name: true, ..self.mode };
        let mut cat =
            self.with(mode, |it| it.concatenation(Kind::RightBracket, outer_end_is_name))?;
        if chain.is_macro {
            let array = self.concatenation_node(open.start, cat)?;
            return self.make_macro_call(node, vec![array]);
        }
        let callee = node.into_callee();
        let head = match cat.head {
            "vect" => {
                cat.parts = cat.parts.into_iter().map(Node::into_keyword).collect();
                "ref"
            }
            "hcat" => "typed_hcat",
            "vcat" => "typed_vcat",
            "comprehension" => "typed_comprehension",
            _ => "typed_ncat",
        };
        let mut parts = vec![callee];
        parts.extend(cat.parameters);
        parts.extend(cat.parts);
        self.make(start, head, parts)
    }

    /// `T{…}`, `@m{…}`.
    fn curly(&mut self, node: Node, chain: Chain) -> Read {
        let start = node.start;
        let open = self.take();
        let mode = Mode { for_generator: true, ..self.mode };
        let brackets = self.with(mode, |it| it.brackets(Kind::RightBrace))?;
        let args = self.arguments(brackets, Keywords::None)?;
        if chain.is_macro {
            let braces = self.make(open.start, "braces", args)?;
            return self.make_macro_call(node, vec![braces]);
        }
        let mut parts = vec![node.into_callee()];
        parts.extend(args);
        self.make(start, "curly", parts)
    }

    /// `a'`, and `a'ᵀ` which calls an operator of that name.
    fn adjoint(&mut self, node: Node) -> Read {
        let start = node.start;
        let prime = self.take();
        let suffix: usize = self.text[prime.end..]
            .chars()
            .take_while(|it| is_operator_suffix(*it))
            .map(char::len_utf8)
            .sum();
        if suffix == 0 {
            return self.make(start, "'", vec![node]);
        }
        self.resume(prime.end + suffix);
        let name = normal(&self.text[prime.start..prime.end + suffix]).into_owned();
        let name = Node::leaf(Ast::symbol(&name), prime.start, self.last_end, Form::Operator);
        self.call(start, name, vec![node])
    }

    /// What follows the dot of `a.b`; and whether a string may follow that.
    fn field(&mut self, node: Node, chain: Chain) -> Result<(Node, bool), Refused> {
        let start = node.start;
        let token = self.peek();
        match token.kind {
            Kind::LeftParen => {
                if chain.is_macro {
                    return Err(self
                        .fault_here("bad-macro-name", "dot call syntax not supported for macros"));
                }
                self.refuse_space()?;
                self.take();
                let mode = Mode { for_generator: true, ..self.mode };
                let brackets = self.with(mode, |it| it.brackets(Kind::RightParen))?;
                let args = self.call_arguments(brackets)?;
                let args = self.make(token.start, "tuple", args)?;
                let callee = node.into_callee();
                Ok((self.make(start, ".", vec![callee, args])?, false))
            }
            Kind::Op(op) if op.class == Class::Colon && !op.dotted => {
                self.take();
                self.refuse_space()?;
                let name = self.atom(false)?.into_callee();
                let quoted = self.quoted(name)?;
                Ok((self.make(start, ".", vec![node, quoted])?, false))
            }
            Kind::Op(op) if op.class == Class::Dollar && !op.dotted => {
                self.take();
                let value = self.atom(true)?;
                let value = self.make(token.start, "$", vec![value])?;
                let inert = inert(value);
                Ok((self.make(start, ".", vec![node, inert])?, false))
            }
            Kind::Prime => {
                Err(self
                    .fault_here("bad-operator", "the .' operator for transpose is discontinued"))
            }
            Kind::Newline | Kind::End => {
                Err(self.fault_here("unexpected-token", "premature end of input"))
            }
            _ => {
                let name = self.atom(false)?;
                let reads_string = name.form == Form::Name;
                let quoted = self.quoted(name)?;
                Ok((self.make(start, ".", vec![node, quoted])?, reads_string))
            }
        }
    }

    /// `:x` of something: simple values stand for themselves.
    pub(super) fn quoted(&mut self, node: Node) -> Read {
        let simple = match &node.ast {
            Ast::Expr(_) | Ast::Quote(_) => false,
            Ast::Literal(literal) => literal.as_bool().is_none(),
            _ => true,
        };
        if simple {
            return Ok(inert(node));
        }
        let start = node.start;
        self.make(start, "quote", vec![node])
    }

    /// `@m a b`.
    fn spaced_macro_call(&mut self, name: Node) -> Read {
        let is_doc = last_name(&name.ast).is_some_and(|it| it.as_str() == "doc");
        let mode = self.mode.spaced();
        let args = self.with(mode, |it| {
            let mut args = Vec::new();
            loop {
                let token = it.peek();
                if it.closes(token)
                    || token.kind == Kind::Newline
                    || it.mode.for_generator && token.is_word(Word::For)
                {
                    break;
                }
                args.push(it.statement()?);
            }
            // `@doc "…"` may stand in the line before what it documents.
            if is_doc && args.len() == 1 && it.peek().kind == Kind::Newline {
                let next = it.peek_second();
                if !it.closes(next) && next.kind != Kind::Newline {
                    it.skip_newlines();
                    args.push(it.statement()?);
                }
            }
            Ok::<Vec<Node>, Refused>(args)
        })?;
        self.make_macro_call(name, args)
    }

    fn make_macro_call(&mut self, name: Node, args: Vec<Node>) -> Read {
        let start = name.start;
        let line = self.line_at(start);
        let name = macro_node(name, "")
            .ok_or_else(|| self.fault_from(start, "bad-macro-name", "invalid macro name"))?;
        let mut parts = vec![name, line];
        parts.extend(args);
        self.make(start, "macrocall", parts)
    }

    /// `r"…"i`.
    fn string_macro(&mut self, name: Node) -> Read {
        let start = name.start;
        let suffix = if self.peek().is_command_start() { "_cmd" } else { "_str" };
        let line = self.line_at(start);
        let name = macro_node(name, suffix)
            .ok_or_else(|| self.fault_from(start, "bad-macro-name", "invalid macro name"))?;
        let text = self.string(true)?;
        let mut parts = vec![name, line, text];
        let flags = self.peek();
        if !flags.space {
            match flags.kind {
                Kind::Word(_) => {
                    self.take();
                    let flags_text = self.text_of(flags);
                    parts.push(self.literal(Literal::string(flags_text), flags.start, Form::Plain));
                }
                Kind::Number(numeral) => {
                    self.take();
                    let value = number::value(self.text_of(flags), numeral, flags.start)?;
                    parts.push(Node::leaf(value, flags.start, flags.end, Form::Number));
                }
                _ => {}
            }
        }
        self.make(start, "macrocall", parts)
    }

    /// `@name` where only a name may stand, as in lists of exports.
    pub(super) fn at_name(&mut self) -> Read {
        let at = self.take();
        let name = self.macro_name()?;
        let name = Node { start: at.start, ..name };
        macro_node(name, "")
            .ok_or_else(|| Fault::new("bad-macro-name", "invalid macro name", at.start, at.end))
    }
}

/// Brackets and quotes, which start a new element after white space.
fn opens(token: Token) -> bool {
    matches!(
        token.kind,
        Kind::LeftParen
            | Kind::LeftBracket
            | Kind::LeftBrace
            | Kind::Prime
            | Kind::Quote
            | Kind::TripleQuote
            | Kind::Backtick
            | Kind::TripleBacktick
    )
}

fn continues_macro_name(token: Token) -> bool {
    matches!(token.kind, Kind::LeftParen | Kind::LeftBracket | Kind::LeftBrace)
        || token.is_op(Class::Dot)
}

/// Something that stands for itself.
fn inert(node: Node) -> Node {
    let Node { ast, start, end, depth, .. } = node;
    let ast = Ast::Quote(Box::new(ast));
    Node { ast, start, end, depth: depth + 1, form: Form::Plain, in_parens: false }
}

/// The last component of `A.b`.
fn last_name(ast: &Ast) -> Option<Symbol> {
    match ast {
        Ast::Symbol(name) => Some(*name),
        Ast::Expr(expr) if expr.is(".") => match expr.args.get(1) {
            Some(Ast::Quote(name)) => name.as_symbol(),
            _ => None,
        },
        _ => None,
    }
}

/// A name made that of a macro: `@` before its last component.
fn macro_node(mut node: Node, suffix: &str) -> Option<Node> {
    let name = last_name(&node.ast)?;
    let name = Ast::symbol(&format!("@{name}{suffix}"));
    match &mut node.ast {
        Ast::Expr(expr) => *expr.args.get_mut(1)? = Ast::Quote(Box::new(name)),
        ast => *ast = name,
    }
    Some(node)
}
