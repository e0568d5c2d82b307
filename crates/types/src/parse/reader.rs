//! Recursive descent over the text.

use super::{
    ParseError, ParseErrorKind,
    expr::{ExprKind, TypeExpr, VarExpr},
};
use crate::symbol::Symbol;

/// Deepest nesting that is read.
const MAX_DEPTH: u32 = 500;

/// A position in a text.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: u32,
    /// Where the last token ended, without the space after it.
    end: usize,
}

pub(super) type Parse<T> = Result<T, ParseError>;

pub(super) fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic() || (!c.is_ascii() && !c.is_whitespace())
}

pub(super) fn is_name_part(c: char) -> bool {
    is_name_start(c) || c.is_numeric() || c == '!'
}

/// Operators that name functions.
const OPERATORS: &str = "+-*/\\^%&|<>=!~:÷√∛≤≥≠≡≢∈∉⊆⊻∘";

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, start: usize) -> Self {
        Self { text, at: start, depth: 0, end: start }
    }

    /// Where what was read ends.
    pub(super) fn offset(&self) -> usize {
        self.end
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn error<T>(&self, kind: ParseErrorKind) -> Parse<T> {
        let width = self.rest().chars().next().map_or(0, char::len_utf8);
        let at = self.at.min(self.text.len());
        Err(ParseError { kind, span: at..at + width })
    }

    pub(super) fn expected<T>(&self, what: &'static str) -> Parse<T> {
        self.error(ParseErrorKind::Expected(what))
    }

    /// Skips space and comments; answers where it ends.
    pub(super) fn skip_space(&mut self) -> usize {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return self.at;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    /// Marks the token up to here as read.
    pub(super) fn take(&mut self, len: usize) -> &'a str {
        let token = &self.text[self.at..self.at + len];
        self.at += len;
        self.end = self.at;
        token
    }

    /// Reads `token` if it comes next.
    pub(super) fn accept(&mut self, token: &str) -> bool {
        let before = self.at;
        self.skip_space();
        if self.rest().starts_with(token) {
            self.take(token.len());
            return true;
        }
        self.at = before;
        false
    }

    pub(super) fn expect(&mut self, token: &'static str) -> Parse<()> {
        if self.accept(token) {
            Ok(())
        } else {
            self.skip_space();
            self.expected(token)
        }
    }

    /// Reads `word` if it comes next and ends there.
    pub(super) fn accept_word(&mut self, word: &str) -> bool {
        let before = (self.at, self.end);
        if self.accept(word) && !self.rest().starts_with(is_name_part) {
            return true;
        }
        (self.at, self.end) = before;
        false
    }

    pub(super) fn peek_name(&mut self) -> bool {
        self.skip_space();
        self.rest().starts_with(is_name_start)
    }

    /// Reads a name, also `var"any text"`.
    pub(super) fn name(&mut self) -> Parse<Symbol> {
        self.skip_space();
        if self.rest().starts_with("var\"") {
            self.take(3);
            return Ok(Symbol::new(&self.string()?));
        }
        if !self.rest().starts_with(is_name_start) {
            return self.expected("a name");
        }
        let rest = self.rest();
        let len = rest.find(|c: char| !is_name_part(c)).unwrap_or(rest.len());
        Ok(Symbol::new(self.take(len)))
    }

    /// Reads an operator or a name, as a function or a symbol is called.
    pub(super) fn function_name(&mut self) -> Parse<Symbol> {
        if self.peek_name() {
            return self.name();
        }
        let in_parens = self.accept("(");
        self.skip_space();
        let rest = self.rest();
        let len = rest
            .find(|c: char| !(OPERATORS.contains(c) || (!c.is_ascii() && !c.is_alphanumeric())))
            .unwrap_or(rest.len());
        if len == 0 {
            return self.expected("a name or an operator");
        }
        let name = Symbol::new(self.take(len));
        if in_parens {
            self.expect(")")?;
        }
        Ok(name)
    }

    pub(super) fn nested<T>(&mut self, f: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.error(ParseErrorKind::TooDeep);
        }
        let out = f(self);
        self.depth -= 1;
        out
    }

    pub(super) fn ty(&mut self) -> Parse<TypeExpr> {
        self.nested(|this| {
            let start = this.skip_space();
            let mut expr = this.operand()?;
            let mut n_wheres = 0;
            while this.accept_word("where") {
                n_wheres += 1;
                if n_wheres > MAX_DEPTH {
                    return this.error(ParseErrorKind::TooDeep);
                }
                let vars = this.where_vars()?;
                let kind = ExprKind::Where(Box::new(expr), vars);
                expr = TypeExpr { kind, span: start..this.end };
            }
            Ok(expr)
        })
    }

    pub(super) fn where_vars(&mut self) -> Parse<Vec<VarExpr>> {
        if self.accept("{") { self.vars_until("}") } else { Ok(vec![self.var()?]) }
    }

    /// Reads variables up to the closing brace.
    pub(super) fn vars_until(&mut self, close: &'static str) -> Parse<Vec<VarExpr>> {
        let mut vars = Vec::new();
        while !self.accept(close) {
            vars.push(self.var()?);
            if !self.accept(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(vars)
    }

    fn var(&mut self) -> Parse<VarExpr> {
        self.nested(|this| {
            let start = this.skip_space();
            let first = this.operand()?;
            let Some(below) = this.relation() else {
                let name = this.var_name(&first)?;
                return Ok(VarExpr { name, lower: None, upper: None, span: start..this.end });
            };
            let second = this.operand()?;
            let before = (this.at, this.end);
            if let Some(again) = this.relation() {
                if again != below {
                    (this.at, this.end) = before;
                    return this.expected("bounds in one direction");
                }
                let third = this.operand()?;
                let name = this.var_name(&second)?;
                let (lower, upper) = if below { (first, third) } else { (third, first) };
                let span = start..this.end;
                return Ok(VarExpr { name, lower: Some(lower), upper: Some(upper), span });
            }
            let name = this.var_name(&first)?;
            let (lower, upper) = if below { (None, Some(second)) } else { (Some(second), None) };
            Ok(VarExpr { name, lower, upper, span: start..this.end })
        })
    }

    /// Reads `<:` (true) or `>:` (false).
    fn relation(&mut self) -> Option<bool> {
        if self.accept("<:") {
            Some(true)
        } else if self.accept(">:") {
            Some(false)
        } else {
            None
        }
    }

    fn var_name(&self, expr: &TypeExpr) -> Parse<Symbol> {
        match &expr.kind {
            ExprKind::Name(path) if path.len() == 1 => Ok(path[0]),
            _ => Err(ParseError {
                kind: ParseErrorKind::Expected("a variable"),
                span: expr.span.clone(),
            }),
        }
    }

    pub(super) fn operand(&mut self) -> Parse<TypeExpr> {
        self.nested(|this| {
            let start = this.skip_space();
            let mut expr = this.primary()?;
            let mut n_braces = 0;
            while this.rest().starts_with('{') {
                n_braces += 1;
                if n_braces > MAX_DEPTH {
                    return this.error(ParseErrorKind::TooDeep);
                }
                this.take(1);
                let params = this.list_until("}")?;
                let kind = ExprKind::Curly(Box::new(expr), params);
                expr = TypeExpr { kind, span: start..this.end };
            }
            Ok(expr)
        })
    }

    fn list_until(&mut self, close: &'static str) -> Parse<Vec<TypeExpr>> {
        let mut out = Vec::new();
        while !self.accept(close) {
            out.push(self.param()?);
            if !self.accept(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(out)
    }

    fn param(&mut self) -> Parse<TypeExpr> {
        let start = self.skip_space();
        let Some(below) = self.relation() else { return self.ty() };
        let bound = Box::new(self.ty()?);
        let kind = if below { ExprKind::Below(bound) } else { ExprKind::Above(bound) };
        Ok(TypeExpr { kind, span: start..self.end })
    }

    fn primary(&mut self) -> Parse<TypeExpr> {
        let start = self.skip_space();
        let kind = self.primary_kind()?;
        Ok(TypeExpr { kind, span: start..self.end })
    }

    fn primary_kind(&mut self) -> Parse<ExprKind> {
        if self.accept("(") {
            return self.parenthesised();
        }
        if self.accept("@NamedTuple{") {
            return self.named_tuple();
        }
        if let Some(literal) = self.literal()? {
            return Ok(literal);
        }
        if self.accept("typeof(") {
            let mut path = vec![self.function_name()?];
            while self.accept(".") {
                self.accept(":");
                path.push(self.function_name()?);
            }
            self.expect(")")?;
            return Ok(ExprKind::Typeof(path));
        }
        if !self.peek_name() {
            return self.expected("a type");
        }
        let mut path = vec![self.name()?];
        while self.rest().starts_with('.') && self.rest()[1..].starts_with(is_name_start) {
            self.take(1);
            path.push(self.name()?);
        }
        Ok(ExprKind::Name(path))
    }

    /// After `(`: a type in parentheses, or a tuple of values.
    fn parenthesised(&mut self) -> Parse<ExprKind> {
        if self.accept(")") {
            return Ok(ExprKind::Tuple(Vec::new()));
        }
        let first = self.ty()?;
        if self.accept(")") {
            return Ok(first.kind);
        }
        self.expect(",")?;
        let mut elems = vec![first];
        elems.extend(self.list_until(")")?);
        Ok(ExprKind::Tuple(elems))
    }

    fn named_tuple(&mut self) -> Parse<ExprKind> {
        let mut fields = Vec::new();
        while !self.accept("}") {
            let name = self.name()?;
            let ty = if self.accept("::") { Some(self.ty()?) } else { None };
            fields.push((name, ty));
            if !self.accept(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(ExprKind::NamedTuple(fields))
    }
}
