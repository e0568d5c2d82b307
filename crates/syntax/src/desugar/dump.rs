//! Expressions as lists in parentheses, for tests and for eyes.

use std::fmt::{self, Display, Formatter};

use crate::{Ast, Expr};

/// Shows an expression as lists: `(call + x 1)`; what is longer than a line is broken into several.
#[derive(Clone, Copy, Debug)]
pub struct Dump<'a>(pub &'a Ast);

const WIDTH: usize = 100;

fn leaf(e: &Ast) -> Option<String> {
    Some(match e {
        Ast::Literal(it) => literal(it),
        Ast::Symbol(name) => name.as_str().to_owned(),
        Ast::Quote(inner) => format!("'{}", leaf(inner).unwrap_or_else(|| short(inner))),
        Ast::Line(line) => match line.file {
            Some(file) => format!("#{}:{}", file.as_str(), line.line),
            None => format!("#{}", line.line),
        },
        Ast::Global(global) => format!("{}.{}", global.module.as_str(), global.name.as_str()),
        Ast::Value(global) => format!("${}", global.name.as_str()),
        Ast::Expr(expr) => match expr.args.as_slice() {
            [n] if expr.is("ssavalue") => format!("%{}", leaf(n)?),
            _ => return None,
        },
    })
}

fn literal(it: &overdub_ir::Literal) -> String {
    use overdub_ir::Literal;
    if let Some(value) = it.as_int64() {
        return value.to_string();
    }
    if let Some(value) = it.as_bool() {
        return value.to_string();
    }
    if let Some(value) = it.as_float64() {
        return format!("{value:?}");
    }
    match it {
        Literal::Str(text) => format!("{:?}", String::from_utf8_lossy(text)),
        Literal::Module(path) => format!("module({})", path.as_str()),
        Literal::Type(ty) => format!("type({ty})"),
        it if *it == Literal::nothing() => "nothing".to_owned(),
        Literal::Bits { ty, bits } => format!("{ty}({bits:#x})"),
        other => format!("{other:?}"),
    }
}

fn short(e: &Ast) -> String {
    if let Some(text) = leaf(e) {
        return text;
    }
    let Ast::Expr(expr) = e else { return String::new() };
    let mut out = format!("({}", expr.head.as_str());
    for arg in &expr.args {
        out.push(' ');
        out.push_str(&short(arg));
    }
    out.push(')');
    out
}

fn long(expr: &Expr, indent: usize, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "({}", expr.head.as_str())?;
    let mut on_head = !matches!(expr.head.as_str(), "block" | "scope-block" | "lambda");
    for arg in &expr.args {
        let text = short(arg);
        if on_head && (leaf(arg).is_some() || text.len() < 24) {
            write!(f, " {text}")?;
            continue;
        }
        on_head = false;
        let inner = indent + 2;
        write!(f, "\n{:inner$}", "")?;
        match arg {
            Ast::Expr(it) if inner + text.len() > WIDTH => long(it, inner, f)?,
            _ => f.write_str(&text)?,
        }
    }
    f.write_str(")")
}

impl Display for Dump<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = short(self.0);
        match self.0 {
            Ast::Expr(expr) if text.len() > WIDTH => long(expr, 0, f),
            _ => f.write_str(&text),
        }
    }
}
