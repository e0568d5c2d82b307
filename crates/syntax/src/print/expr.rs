//! Expressions by their heads: calls and operators, and what is written with brackets.

use overdub_ir::Literal;
use overdub_types::core;

use super::{
    Printer, Style,
    list::{Listing, is_quoted, unquoted},
    operator::{
        COLON, DECLARE, is_identifier, is_infix_or_prefix, is_operator, is_plain_name, is_postfix,
        is_printed_prefix, is_quoted_in_parens, is_wide_infix, precedence as precedence_of,
    },
};
use crate::ast::{Ast, Expr};

impl Printer<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, expr: &Expr, indent: usize, precedence: i32, level: i32) {
        if !self.operation(expr, indent, precedence, level)
            && !self.bracketed(expr, indent, precedence, level)
            && !self.form(expr, indent, precedence, level)
        {
            self.fallback(expr);
        }
    }

    /// What no text says.
    pub(super) fn fallback(&mut self, expr: &Expr) {
        self.push("$(Expr(");
        self.quoted_symbol(expr.head.as_str());
        for arg in &expr.args {
            self.push(", ");
            self.shown(arg);
        }
        self.push("))");
    }

    /// `a = b`, `x <: y`, `a:b`.
    pub(super) fn infix(
        &mut self,
        head: &str,
        args: &[Ast],
        indent: usize,
        precedence: i32,
        level: i32,
    ) {
        let own = precedence_of(head);
        let separator = if is_wide_infix(head) { format!(" {head} ") } else { head.to_owned() };
        self.operands(args, &separator, indent, own, precedence, level, true);
    }

    /// Operands, in parentheses if what stands around them binds as tightly.
    #[expect(clippy::too_many_arguments, reason = "two precedences, and the rest as in lists")]
    fn operands(
        &mut self,
        args: &[Ast],
        separator: &str,
        indent: usize,
        own: i32,
        precedence: i32,
        level: i32,
        encloses_operators: bool,
    ) {
        let how = Listing { precedence: own, encloses_operators, keywords: false };
        if own <= precedence {
            self.enclosed("(", args, separator, ")", indent, level, how);
        } else {
            self.list(args, separator, indent, level, how);
        }
    }

    /// Fields, operators and calls. Answers whether it was one of them.
    fn operation(&mut self, expr: &Expr, indent: usize, precedence: i32, level: i32) -> bool {
        let args = expr.args.as_slice();
        match (expr.head.as_str(), args) {
            (".", [_, second]) if second.is("tuple") => {
                let inner = second.args_of("tuple").unwrap_or_default();
                self.called(".", &args[0], inner, indent, level, true);
            }
            (".", _) => return self.dot(args, indent, level),
            (head @ (":" | "->" | "::"), [_, _]) => {
                self.infix(head, args, indent, precedence, level);
            }
            (head, [_, _]) if is_wide_infix(head) => {
                self.infix(head, args, indent, precedence, level);
            }
            ("'", [operand]) => self.postfix("'", operand, indent, level),
            ("call", [Ast::Symbol(name), operand])
                if is_postfix(name.as_str()) && name.as_str() != "'" =>
            {
                self.postfix(name.as_str(), operand, indent, level);
            }
            ("call", [callee, rest @ ..]) => self.call(callee, rest, indent, precedence, level),
            ("calldecl", [callee, rest @ ..]) => {
                self.called("calldecl", callee, rest, indent, level, true);
            }
            ("ref", [callee, rest @ ..]) => {
                self.with_begin(true, |it| it.called("ref", callee, rest, indent, level, true));
            }
            ("curly", [callee, rest @ ..]) => {
                self.called("curly", callee, rest, indent, level, false);
            }
            (head @ ("new" | "splatnew"), _) => {
                let open = format!("%{head}(");
                self.enclosed(&open, args, ", ", ")", indent, level, Listing::default());
            }
            ("comparison", _) if args.len() >= 3 && args.len() % 2 == 1 => {
                let operators = args.iter().skip(1).step_by(2);
                let own =
                    operators.map(|it| it.as_symbol().map_or(0, |it| precedence_of(it.as_str())));
                let own = own.min().unwrap_or(i32::MAX);
                self.operands(args, " ", indent, own, precedence, level, false);
            }
            (head @ ("::" | "<:" | ">:"), [operand]) => {
                self.push(head);
                self.unquoted(operand, indent, 0, level);
            }
            ("...", [operand]) => {
                let own = COLON - 1;
                let parens = own <= precedence;
                if parens {
                    self.push("(");
                }
                self.unquoted(operand, indent, own, level);
                self.push(if parens { "...)" } else { "..." });
            }
            ("&", [operand]) => self.prefixed("&", operand, level),
            ("$", [operand]) if self.style == Style::Print => {
                self.prefixed("$", operand, level - 1);
            }
            ("where", [first, vars @ ..]) if !vars.is_empty() => {
                let parens = 1 <= precedence;
                if parens {
                    self.push("(");
                }
                self.unquoted(first, indent, DECLARE, level);
                self.push(" where ");
                if let [var] = vars {
                    self.unquoted(var, indent, 1, level);
                } else {
                    self.enclosed("{", vars, ", ", "}", indent, level, Listing::default());
                }
                if parens {
                    self.push(")");
                }
            }
            _ => return false,
        }
        true
    }

    fn prefixed(&mut self, head: &str, operand: &Ast, level: i32) {
        self.push(head);
        let parens = match operand {
            Ast::Expr(expr) => !matches!(expr.head.as_str(), "tuple" | "$" | "vect" | "braces"),
            Ast::Symbol(name) => is_operator(name.as_str()),
            _ => false,
        };
        if parens {
            self.push("(");
        }
        self.unquoted(operand, 0, 0, level);
        if parens {
            self.push(")");
        }
    }

    /// `a.b`, `(.+)`.
    fn dot(&mut self, args: &[Ast], indent: usize, level: i32) -> bool {
        match args {
            [Ast::Symbol(name)] if is_operator(name.as_str()) => {
                let name = name.as_str();
                self.push(&format!("(.{name})"));
                true
            }
            [item, field] if is_quoted(field) => {
                let Some(field) = unquoted(field) else { return false };
                let parens = !is_quoted(item)
                    && !item.as_symbol().is_some_and(|it| is_identifier(it.as_str()))
                    && !item.is(".");
                self.in_parens(parens, item, indent, level);
                self.push(".");
                let (quoted, parens) = match field.as_symbol() {
                    Some(name) => {
                        let parens = is_quoted_in_parens(name.as_str());
                        (parens || is_operator(name.as_str()), parens)
                    }
                    None => (true, true),
                };
                if quoted {
                    self.push(":");
                }
                self.in_parens(parens, field, indent, level);
                true
            }
            _ => false,
        }
    }

    fn in_parens(&mut self, parens: bool, ast: &Ast, indent: usize, level: i32) {
        if parens {
            self.push("(");
        }
        self.unquoted(ast, indent, 0, level);
        if parens {
            self.push(")");
        }
    }

    fn postfix(&mut self, operator: &str, operand: &Ast, indent: usize, level: i32) {
        let parens = match operand {
            Ast::Expr(_) => true,
            Ast::Symbol(name) => is_operator(name.as_str()),
            _ => false,
        };
        if parens {
            let how = Listing::default();
            self.enclosed("(", std::slice::from_ref(operand), ", ", ")", indent, 0, how);
        } else {
            self.unquoted(operand, indent, 0, level);
        }
        self.push(operator);
    }

    fn call(&mut self, callee: &Ast, args: &[Ast], indent: usize, precedence: i32, level: i32) {
        let name = match callee {
            Ast::Symbol(name) => Some(*name),
            Ast::Global(global) => Some(global.name),
            _ => None,
        };
        let own = name.map_or(0, |it| precedence_of(it.as_str()));
        let is_prefix = name.is_some_and(|it| is_printed_prefix(it.as_str()));
        let symbol = (own > 0 || is_prefix).then_some(name).flatten();
        let stripped = symbol.map(Ast::Symbol);
        let callee = stripped.as_ref().unwrap_or(callee);
        let operator = symbol.or_else(|| callee.as_symbol());
        let operator = operator.map_or("", |it| it.as_str());
        let has_keywords = args.iter().any(|it| it.as_expr().is_some_and(|it| it.is("kw")))
            || args.first().is_some_and(|it| it.is("parameters"));
        if has_keywords {
            self.called("call", callee, args, indent, level, true);
        } else if operator == "*" && is_juxtaposed(args) {
            self.operands(args, "", indent, own, precedence, level, false);
        } else if is_prefix && let [operand] = args {
            self.unquoted(callee, indent, 0, level);
            let parens = match operand {
                Ast::Expr(_) => true,
                Ast::Symbol(name) => is_operator(name.as_str()) && is_plain_name(name.as_str()),
                _ => false,
            };
            if parens {
                let how = Listing { precedence: own, ..Listing::default() };
                self.enclosed("(", args, ", ", ")", indent, 0, how);
            } else {
                self.unquoted(operand, indent, own, level);
            }
        } else if own > 0 {
            let count = args.len();
            let fits = count == 2
                || count > 2 && matches!(operator, "+" | "++" | "*")
                || count == 3 && operator == ":";
            if fits && !args.iter().any(|it| it.is("...")) {
                let separator =
                    if operator == ":" { ":".to_owned() } else { format!(" {operator} ") };
                self.operands(args, &separator, indent, own, precedence, level, true);
            } else if count == 1 {
                self.push("(");
                self.unquoted(callee, indent, 0, level);
                self.push(")");
                self.enclosed("(", args, ", ", ")", indent, level, Listing::default());
            } else {
                self.called("call", callee, args, indent, level, true);
            }
        } else {
            self.called("call", callee, args, indent, level, true);
        }
    }

    /// Tuples, arrays, comprehensions. Answers whether it was one of them.
    fn bracketed(&mut self, expr: &Expr, indent: usize, precedence: i32, level: i32) -> bool {
        let args = expr.args.as_slice();
        let plain = Listing::default();
        match (expr.head.as_str(), args) {
            ("tuple", [first, rest @ ..]) if first.is("parameters") => {
                let parameters = first.args_of("parameters").unwrap_or_default();
                self.push("(");
                self.list(rest, ", ", indent, level, plain);
                self.push(if rest.len() == 1 { ",;" } else { ";" });
                if !parameters.is_empty() {
                    self.push(" ");
                }
                let how = Listing { keywords: true, ..plain };
                self.list(parameters, ", ", indent, level, how);
                self.push(")");
            }
            ("tuple", _) => {
                let close = if args.len() == 1 { ",)" } else { ")" };
                self.enclosed("(", args, ", ", close, indent, level, plain);
            }
            ("vect", _) => self.enclosed("[", args, ", ", "]", indent, level, plain),
            ("braces", _) => self.enclosed("{", args, ", ", "}", indent, level, plain),
            ("bracescat", _) => self.enclosed("{", args, "; ", "}", indent, level, plain),
            (head @ ("vcat" | "hcat" | "row" | "ncat" | "nrow"), _) => {
                return self.concatenated(head, args, indent, level);
            }
            (head @ ("typed_vcat" | "typed_hcat" | "typed_ncat"), [ty, rest @ ..]) => {
                let kept = self.out.len();
                self.unquoted(ty, indent, precedence, level);
                if !self.concatenated(&head["typed_".len()..], rest, indent, level) {
                    self.out.truncate(kept);
                    return false;
                }
            }
            ("typed_comprehension", [ty, body]) => {
                self.unquoted(ty, indent, 0, level);
                self.push("[");
                self.generator(body, indent, level);
                self.push("]");
            }
            ("comprehension", [body]) => {
                self.push("[");
                self.generator(body, indent, level);
                self.push("]");
            }
            ("generator", [_, _, ..]) | ("flatten", [_]) => {
                self.push("(");
                self.generator_of(expr, indent, level);
                self.push(")");
            }
            ("filter", [condition, range]) => {
                self.unquoted(range, indent, 0, level);
                self.push(" if ");
                self.unquoted(condition, indent, 0, level);
            }
            _ => return false,
        }
        true
    }

    fn concatenated(&mut self, head: &str, args: &[Ast], indent: usize, level: i32) -> bool {
        let (separator, args) = match head {
            "vcat" => ("; ".to_owned(), args),
            "hcat" | "row" => (" ".to_owned(), args),
            _ => {
                let Some((Ast::Literal(dimension), rest)) = args.split_first() else {
                    return false;
                };
                let count = dimension.as_int64().and_then(|it| usize::try_from(it).ok());
                let Some(count) = count.filter(|it| *it < 1000) else { return false };
                (format!("{} ", ";".repeat(count)), rest)
            }
        };
        let is_row = matches!(head, "row" | "nrow");
        if !is_row {
            self.push("[");
        }
        self.list(args, &separator, indent, level, Listing::default());
        if args.len() <= 1 && matches!(head, "vcat" | "ncat") {
            self.push(separator.trim_end());
        }
        if !is_row {
            self.push("]");
        }
        true
    }

    fn generator(&mut self, ast: &Ast, indent: usize, level: i32) {
        match ast.as_expr() {
            Some(expr) if expr.is("flatten") || expr.args.len() >= 2 => {
                self.generator_of(expr, indent, level);
            }
            _ => self.unquoted(ast, indent, 0, level),
        }
    }

    /// `x for a in b`, the `for`s in the order in which they are written.
    fn generator_of(&mut self, expr: &Expr, indent: usize, level: i32) {
        let mut ranges: Vec<&[Ast]> = Vec::new();
        let mut at = expr;
        while at.is("flatten") {
            let inner = at.args.first().and_then(Ast::as_expr);
            let body = inner.and_then(|it| it.args.first()).and_then(Ast::as_expr);
            let (Some(inner), Some(body)) = (inner, body) else { return self.fallback(expr) };
            ranges.push(&inner.args[1..]);
            at = body;
        }
        let Some((body, last)) = at.args.split_first() else { return self.fallback(expr) };
        ranges.push(last);
        self.unquoted(body, indent, 0, level);
        for range in ranges {
            self.push(" for ");
            self.list(range, ", ", indent, level, Listing::default());
        }
    }
}

/// `2x`: a number and a name that cannot be read as part of it.
fn is_juxtaposed(args: &[Ast]) -> bool {
    let [Ast::Literal(number), Ast::Symbol(name)] = args else { return false };
    let Literal::Bits { ty, bits } = number else { return false };
    let core = core();
    if ![core.int64, core.float32, core.float64].contains(ty) {
        return false;
    }
    let name = name.as_str();
    if is_infix_or_prefix(name) && !is_identifier(name) {
        return false;
    }
    let is_zero = *ty == core.int64 && *bits == 0;
    match name.chars().next() {
        Some('e' | 'E' | 'f') | None => false,
        Some('b' | 'o' | 'x') => !is_zero,
        _ => true,
    }
}
