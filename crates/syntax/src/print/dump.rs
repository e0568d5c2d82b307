//! The shape of an expression in brackets: `(call + 1 2)`. For tests and for those who look at shapes.

use overdub_ir::Literal;
use overdub_types::core;

use crate::ast::Ast;

/// The shape of an expression: heads and arguments, lines as `#7`, quoted values after `'`.
#[must_use]
pub fn dump(ast: &Ast) -> String {
    let mut out = String::new();
    write(ast, &mut out);
    out
}

fn write(ast: &Ast, out: &mut String) {
    match ast {
        Ast::Symbol(name) => write_name(name.as_str(), out),
        Ast::Literal(literal) => write_literal(literal, out),
        Ast::Quote(inner) => {
            out.push('\'');
            write(inner, out);
        }
        Ast::Line(line) => out.push_str(&format!("#{}", line.line)),
        Ast::Global(global) => out.push_str(&format!("{}.{}", global.module, global.name)),
        Ast::Value(global) => out.push_str(&format!("<{}.{}>", global.module, global.name)),
        Ast::Expr(expr) => {
            out.push('(');
            write_name(expr.head.as_str(), out);
            for arg in &expr.args {
                out.push(' ');
                write(arg, out);
            }
            out.push(')');
        }
    }
}

fn write_name(name: &str, out: &mut String) {
    let odd = |it: char| it.is_whitespace() || matches!(it, '(' | ')' | '|');
    let plain_operator =
        matches!(name, "|" | "||" | "|>" | "<|" | ".|" | ".||" | ".|>" | "|=" | ".|=");
    if name.is_empty() || !plain_operator && name.contains(odd) {
        out.push_str(&format!("|{name}|"));
    } else {
        out.push_str(name);
    }
}

fn write_literal(literal: &Literal, out: &mut String) {
    let core = core();
    match literal {
        Literal::Str(bytes) => out.push_str(&format!("{:?}", String::from_utf8_lossy(bytes))),
        Literal::Singleton(ty) if *ty == core.nothing => out.push_str("nothing"),
        Literal::Bits { ty, bits } => {
            if let Some(value) = literal.as_bool() {
                out.push_str(&value.to_string());
            } else if let Some(value) = literal.as_int64() {
                out.push_str(&value.to_string());
            } else if let Some(value) = literal.as_float64() {
                out.push_str(&format!("{value:?}"));
            } else if *ty == core.float32 {
                let value = f32::from_bits(u32::try_from(*bits).unwrap_or(0));
                out.push_str(&format!("{value:?}f0"));
            } else if *ty == core.char {
                let word = u32::try_from(*bits).unwrap_or(0).to_be_bytes();
                let len = word.iter().rposition(|it| *it != 0).map_or(1, |it| it + 1);
                match std::str::from_utf8(&word[..len]) {
                    Ok(text) => out.push_str(&format!("c{text:?}")),
                    Err(_) => out.push_str(&format!("c{bits:#x}")),
                }
            } else {
                out.push_str(&format!("{ty}({bits:#x})"));
            }
        }
        other => out.push_str(&format!("{other:?}")),
    }
}
