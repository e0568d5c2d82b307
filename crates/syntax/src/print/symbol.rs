//! Names: plain ones, those that need `var"…"`, those of macros, those of modules.

use overdub_ir::GlobalRef;
use overdub_types::Symbol;

use super::{
    Printer,
    literal::escape,
    operator::{
        is_identifier, is_infix_or_prefix, is_operator, is_plain_name, is_quoted_in_parens,
    },
};
use crate::ast::{Ast, Expr};

impl Printer<'_> {
    /// A name as it stands in code.
    pub(super) fn symbol(&mut self, name: &str, allow_macro: bool) {
        if is_plain_name(name) {
            self.push(name);
        } else if allow_macro && let Some(rest) = name.strip_prefix('@') {
            self.push("@");
            self.symbol(rest, false);
        } else {
            self.push("var\"");
            let mut text = String::new();
            escape(name.as_bytes(), "\"$", &mut text);
            self.push(&text);
            self.push("\"");
        }
    }

    /// A name as a value: `:x`.
    pub(super) fn quoted_symbol(&mut self, name: &str) {
        if is_quoted_in_parens(name) {
            self.push(":(");
            self.push(name);
            self.push(")");
        } else if is_identifier(name) || is_infix_or_prefix(name) && name != "'" {
            self.push(":");
            self.push(name);
        } else {
            self.push("Symbol(\"");
            let mut text = String::new();
            escape(name.as_bytes(), "\"$", &mut text);
            self.push(&text);
            self.push("\")");
        }
    }

    /// A name of a module.
    pub(super) fn global(&mut self, global: GlobalRef, allow_macro: bool) {
        let name = global.name.as_str();
        self.push(global.module.as_str());
        self.push(".");
        let quoted = !is_identifier(name) && !name.starts_with('@');
        let parens = quoted && (!is_operator(name) || is_quoted_in_parens(name));
        if quoted {
            self.push(":");
        }
        if parens {
            self.push("(");
        }
        self.symbol(name, allow_macro);
        if parens {
            self.push(")");
        }
    }

    /// The name of a macro where one may stand, or anything else.
    pub(super) fn macro_name(&mut self, ast: &Ast, indent: usize, precedence: i32, level: i32) {
        match ast {
            Ast::Symbol(name) if name.as_str().starts_with('@') => {
                self.symbol(name.as_str(), true);
            }
            Ast::Global(global) => self.global(*global, true),
            Ast::Expr(expr) if is_macro_path(expr) => self.macro_path(expr),
            _ => self.unquoted(ast, indent, precedence, level),
        }
    }

    /// `A.@m`.
    fn macro_path(&mut self, path: &Expr) {
        let [module, name] = path.args.as_slice() else { return };
        let plain = match module {
            Ast::Symbol(_) | Ast::Global(_) => true,
            Ast::Expr(expr) => expr.is(".") && expr.args.len() == 2,
            _ => false,
        };
        if !plain {
            self.push("(");
        }
        self.unquoted(module, 0, 0, 0);
        if !plain {
            self.push(")");
        }
        self.push(".");
        let name = match name {
            Ast::Quote(name) => name,
            Ast::Expr(expr) => match expr.args.first() {
                Some(name) => name,
                None => return,
            },
            other => other,
        };
        match name {
            Ast::Symbol(name) => self.symbol(name.as_str(), true),
            other => self.unquoted(other, 0, 0, 0),
        }
    }
}

/// Whether this may be `A.@m`.
pub(super) fn is_macro_path(expr: &Expr) -> bool {
    expr.is(".")
        && expr.args.len() == 2
        && expr.args.get(1).is_some_and(|it| matches!(it, Ast::Quote(_)) || it.is("quote"))
}

/// Whether something is written as the name of a macro.
pub(super) fn is_macro_name(ast: &Ast) -> bool {
    match ast {
        Ast::Symbol(name) => name.as_str().starts_with('@'),
        Ast::Global(_) => true,
        Ast::Expr(expr) => is_macro_path(expr),
        _ => false,
    }
}

/// The name, if this is one of `Core`.
pub(super) fn core_macro(ast: &Ast) -> Option<Symbol> {
    match ast {
        Ast::Global(global) if global.module.as_str() == "Core" => Some(global.name),
        _ => None,
    }
}
