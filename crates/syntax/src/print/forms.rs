//! Expressions by their heads: definitions, loops, declarations, imports, macro calls, quotes, strings.

use overdub_ir::Literal;

use super::{
    Printer, Style,
    list::{Listing, names_macro},
    literal::escape,
    operator::is_quoted_in_parens,
    symbol::{core_macro, is_macro_name},
};
use crate::ast::{Ast, Expr};

impl Printer<'_> {
    /// Answers whether the head was one of these.
    pub(super) fn form(&mut self, expr: &Expr, indent: usize, precedence: i32, level: i32) -> bool {
        let args = expr.args.as_slice();
        let head = expr.head.as_str();
        match (head, args) {
            ("function" | "macro", [name]) => {
                self.push(head);
                self.push(" ");
                self.with_begin(false, |it| it.unquoted(name, 0, 0, 0));
                self.push(" end");
            }
            ("do", [call, function]) => return self.do_block(call, function, indent, level),
            ("for" | "while" | "function" | "macro" | "if" | "elseif" | "let", [arg, body]) => {
                self.headed(head, arg, body, indent, level);
                self.push("end");
            }
            ("if" | "elseif", [condition, then, otherwise]) => {
                self.headed(head, condition, then, indent, level);
                if otherwise.is("elseif") {
                    self.with_begin(false, |it| it.unquoted(otherwise, indent, precedence, level));
                } else {
                    self.clause("else", &[], otherwise, indent, level);
                    self.push("end");
                }
            }
            ("module", [Ast::Literal(full), name, body]) => {
                let Some(full) = full.as_bool() else { return false };
                let head = if full { "module" } else { "baremodule" };
                self.clause(head, std::slice::from_ref(name), body, indent, level);
                self.push("end");
            }
            ("struct", [Ast::Literal(mutable), spec, body]) => {
                let Some(mutable) = mutable.as_bool() else { return false };
                let head = if mutable { "mutable struct" } else { "struct" };
                self.clause(head, std::slice::from_ref(spec), body, indent, level);
                self.push("end");
            }
            ("primitive", [_, _]) => {
                self.push("primitive type ");
                self.list(args, " ", indent, level, Listing::default());
                self.push(" end");
            }
            ("abstract", [_]) => {
                self.push("abstract type ");
                self.with_begin(false, |it| it.list(args, " ", indent, level, Listing::default()));
                self.push(" end");
            }
            ("return", [value]) if *value == Ast::nothing() => self.push("return"),
            ("break" | "continue", []) => self.push(head),
            ("return" | "const", [_]) | ("local" | "global", _) => {
                self.push(head);
                self.push(" ");
                self.list(args, ", ", indent, level, Listing::default());
            }
            ("export" | "public", _) => {
                self.push(head);
                for (index, name) in args.iter().enumerate() {
                    self.push(if index == 0 { " " } else { ", " });
                    self.macro_name(name, indent + 4, 0, 0);
                }
            }
            ("macrocall", [name, line, rest @ ..]) => {
                self.macro_call(name, line, rest, indent, precedence, level);
            }
            ("line", [Ast::Literal(_)] | [Ast::Literal(_), _]) => self.line_form(args),
            ("try", [_, _, _] | [_, _, _, _] | [_, _, _, _, _]) => {
                self.try_form(args, indent, level);
            }
            ("block", _) => self.block_form(args, indent, level),
            ("quote", [Ast::Symbol(name)]) => self.quoted_symbol(name.as_str()),
            ("quote", _) if self.style == Style::Print => self.quote_form(args, indent, level),
            ("string", _) => self.string_form(args, level),
            ("null", _) => self.push("nothing"),
            ("import" | "using", _) if is_import(args) => {
                self.push(head);
                for (index, path) in args.iter().enumerate() {
                    self.push(if index == 0 { " " } else { ", " });
                    self.import_path(path, level);
                }
            }
            ("as", [path, name]) if is_path(path, false) => {
                self.import_path(path, level);
                self.push(" as ");
                self.unquoted(name, indent, 0, level);
            }
            _ => return false,
        }
        true
    }

    /// `head args` and a body, as a block or as the only statement.
    fn clause(&mut self, head: &str, args: &[Ast], body: &Ast, indent: usize, level: i32) {
        let separator = if head == "elseif" { " " } else { ", " };
        let body = match body.as_expr() {
            Some(expr) if expr.is("block") || expr.is("quote") => expr.args.as_slice(),
            _ => std::slice::from_ref(body),
        };
        self.with_begin(false, |it| it.block(head, args, separator, body, indent, level));
    }

    /// `head arg`, where the argument may be several in a block.
    fn headed(&mut self, head: &str, arg: &Ast, body: &Ast, indent: usize, level: i32) {
        let own;
        let args = match arg.as_expr() {
            // A function's call is written as one, even if its name is an operator.
            Some(expr) if head == "function" && expr.is("call") => {
                own = [Ast::expr("calldecl", expr.args.clone())];
                own.as_slice()
            }
            Some(expr) if head == "function" && expr.is("...") => {
                own = [Ast::expr("tuple", [arg.clone()])];
                own.as_slice()
            }
            Some(expr) if expr.is("block") || expr.is("quote") => expr.args.as_slice(),
            _ => std::slice::from_ref(arg),
        };
        let body = match body.as_expr() {
            Some(expr) if expr.is("block") => expr.args.as_slice(),
            _ => std::slice::from_ref(body),
        };
        let separator = if head == "elseif" { " " } else { ", " };
        self.with_begin(false, |it| it.block(head, args, separator, body, indent, level));
    }

    fn do_block(&mut self, call: &Ast, function: &Ast, indent: usize, level: i32) -> bool {
        let parts = function.as_expr().map(|it| it.args.as_slice());
        let Some([params, body]) = parts else { return false };
        let (Some(params), Some(body)) = (params.as_expr(), body.as_expr()) else { return false };
        self.with_begin(false, |it| {
            it.unquoted(call, indent, -1, level);
            it.push(" do ");
            it.list(&params.args, ", ", 0, 0, Listing::default());
            it.statements(&body.args, indent + 4, level);
            it.line(indent);
        });
        self.push("end");
        true
    }

    fn macro_call(
        &mut self,
        name: &Ast,
        line: &Ast,
        args: &[Ast],
        indent: usize,
        precedence: i32,
        level: i32,
    ) {
        let core = core_macro(name);
        let core = core.map_or("", |it| it.as_str());
        match (core, args) {
            ("@cmd", [Ast::Literal(Literal::Str(text)), ..]) => {
                let text = String::from_utf8_lossy(text).into_owned();
                self.push(&format!("`{text}`"));
                return;
            }
            (
                "@int128_str" | "@uint128_str" | "@big_str",
                [Ast::Literal(Literal::Str(text)), ..],
            ) => {
                let text = String::from_utf8_lossy(text).into_owned();
                self.push(&text);
                return;
            }
            _ => {}
        }
        if let Some(symbol) = name.as_symbol()
            && let Some(prefix) =
                symbol.as_str().strip_prefix('@').and_then(|it| it.strip_suffix("_str"))
            && let [Ast::Literal(Literal::Str(text)), flags @ ..] = args
        {
            self.push(prefix);
            self.push("\"");
            let text = escape_raw(&String::from_utf8_lossy(text));
            self.push(&text);
            self.push("\"");
            if let [flags] = flags {
                match flags {
                    Ast::Literal(Literal::Str(text)) => {
                        let text = String::from_utf8_lossy(text).into_owned();
                        self.push(&text);
                    }
                    other => self.unquoted(other, indent, 0, level),
                }
            }
            return;
        }
        if matches!(line, Ast::Line(_)) || line.is("line") {
            self.unquoted(line, indent, 0, level);
            self.push(" ");
        }
        if precedence >= 0 {
            let parens = !is_macro_name(name) && !names_macro(name);
            if parens {
                self.push("(");
            }
            self.macro_name(name, indent, 0, level);
            if parens {
                self.push(")");
            }
            self.arguments("(", args, ")", indent, level, false);
            return;
        }
        self.macro_name(name, indent + 4, 0, level);
        for arg in args {
            self.push(" ");
            self.unquoted(arg, indent + 4, 0, level);
        }
    }

    fn line_form(&mut self, args: &[Ast]) {
        let mut shown = args.iter().map(|it| match it {
            Ast::Symbol(name) => name.to_string(),
            other => super::print(other),
        });
        let line = shown.next().unwrap_or_default();
        match shown.next() {
            Some(file) => self.push(&format!("#= {file}:{line} =#")),
            None => self.push(&format!("#= line {line} =#")),
        }
    }

    fn try_form(&mut self, args: &[Ast], indent: usize, level: i32) {
        self.clause("try", &[], &args[0], indent, level);
        if args[2].is("block") {
            let is_false = |it: &Ast| matches!(it, Ast::Literal(it) if it.as_bool() == Some(false));
            let variable = if is_false(&args[1]) { &[] } else { std::slice::from_ref(&args[1]) };
            self.clause("catch", variable, &args[2], indent, level);
        }
        if let Some(body) = args.get(4).filter(|it| it.is("block")) {
            self.clause("else", &[], body, indent, level);
        }
        if let Some(body) = args.get(3).filter(|it| it.is("block")) {
            self.clause("finally", &[], body, indent, level);
        }
        self.push("end");
    }

    fn block_form(&mut self, args: &[Ast], indent: usize, level: i32) {
        if !self.begin_is_name {
            self.block("begin", &[], ", ", args, indent, level);
            self.push("end");
            return;
        }
        self.push("(");
        let inner = indent + 4;
        for (index, statement) in args.iter().enumerate() {
            if index > 0 {
                // A line alone before the first semicolon would make a named tuple of it.
                if !(index == 1 && matches!(args.first(), Some(Ast::Line(_)))) {
                    self.push(";");
                }
                self.line(inner);
            }
            self.unquoted(statement, inner, -1, level);
        }
        self.push(match args.len() {
            0 => ";;)",
            1 => ";)",
            _ => ")",
        });
    }

    fn quote_form(&mut self, args: &[Ast], indent: usize, level: i32) {
        match args {
            [body] if !body.is("block") => {
                self.push(":(");
                self.with_begin(false, |it| it.unquoted(body, indent + 2, 0, level + 1));
                self.push(")");
            }
            _ => {
                let body = match args {
                    [body] => body.args_of("block").unwrap_or(args),
                    _ => args,
                };
                self.with_begin(false, |it| it.block("quote", &[], ", ", body, indent, level + 1));
                self.push("end");
            }
        }
    }

    fn string_form(&mut self, args: &[Ast], level: i32) {
        if let [only @ Ast::Literal(Literal::Str(_))] = args {
            self.shown(only);
            return;
        }
        self.push("\"");
        for arg in args {
            match arg {
                Ast::Literal(Literal::Str(text)) => {
                    let mut escaped = String::new();
                    escape(text, "\"$", &mut escaped);
                    self.push(&escaped);
                }
                Ast::Symbol(name) if !is_quoted_in_parens(name.as_str()) => {
                    self.push("$(");
                    self.symbol(name.as_str(), false);
                    self.push(")");
                }
                other => {
                    self.push("$(");
                    self.unquoted(other, 0, 0, level);
                    self.push(")");
                }
            }
        }
        self.push("\"");
    }

    fn import_path(&mut self, ast: &Ast, level: i32) {
        let Some(expr) = ast.as_expr() else { return self.unquoted(ast, 0, 0, level) };
        match expr.head.as_str() {
            ":" => {
                for (index, path) in expr.args.iter().enumerate() {
                    self.push(match index {
                        0 => "",
                        1 => ": ",
                        _ => ", ",
                    });
                    self.import_path(path, level);
                }
            }
            "." => {
                let count = expr.args.len();
                for (index, part) in expr.args.iter().enumerate() {
                    let Some(name) = part.as_symbol() else { continue };
                    let is_last = index + 1 == count;
                    match name.as_str() {
                        "." => self.push("."),
                        name => {
                            // Without brackets these would go on with what stands before or after them.
                            if matches!(name, ".." | ":") {
                                self.push("(");
                                self.push(name);
                                self.push(")");
                            } else {
                                self.symbol(name, is_last);
                            }
                            if !is_last {
                                self.push(".");
                            }
                        }
                    }
                }
            }
            _ => self.unquoted(ast, 0, 0, level),
        }
    }
}

/// Whether the arguments of `import` or `using` can be written as such.
fn is_import(args: &[Ast]) -> bool {
    match args {
        [only] if !is_path(only, true) => only
            .args_of(":")
            .is_some_and(|paths| paths.len() > 1 && paths.iter().all(|it| is_path(it, true))),
        _ => args.iter().all(|it| is_path(it, true)),
    }
}

fn is_path(ast: &Ast, allow_as: bool) -> bool {
    let path = match ast.args_of("as") {
        Some([path, _]) if allow_as => path,
        _ => ast,
    };
    path.args_of(".")
        .is_some_and(|it| !it.is_empty() && it.iter().all(|part| part.as_symbol().is_some()))
}

/// A text as a raw string holds it: backslashes before quotes and at the end are doubled.
fn escape_raw(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut backslashes = 0;
    for char in text.chars() {
        match char {
            '\\' => backslashes += 1,
            '"' => {
                out.extend(std::iter::repeat_n('\\', backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        out.push(char);
    }
    out.extend(std::iter::repeat_n('\\', backslashes));
    out
}
