//! Tuples and named tuples.

use overdub_types::Symbol;

use super::{Desugar, Out, build, shape};
use crate::{Ast, Expr};

/// What is said when something is wrong.
struct Words<'a> {
    /// `None` for a named tuple; the callee as written for keywords of a call.
    callee: Option<&'a str>,
}

impl Words<'_> {
    fn value(&self) -> &str {
        if self.callee.is_some() { "keyword argument" } else { "named tuple field" }
    }

    fn element(&self) -> &str {
        if self.callee.is_some() { "keyword argument syntax" } else { "named tuple element" }
    }

    fn repeated(&self, name: Symbol) -> String {
        let name = name.as_str();
        match self.callee {
            Some(callee) => format!("keyword argument \"{name}\" repeated in call to \"{callee}\""),
            None => format!("field name \"{name}\" repeated in named tuple"),
        }
    }
}

/// A named tuple as far as it has been put together.
#[derive(Default)]
struct Gathered {
    done: Option<Ast>,
    names: Vec<Ast>,
    values: Vec<Ast>,
}

impl Gathered {
    fn flush(&mut self) {
        if !self.names.is_empty() {
            let new =
                named_tuple(std::mem::take(&mut self.names), std::mem::take(&mut self.values));
            self.merge(new);
        }
    }

    fn merge(&mut self, new: Ast) {
        self.done = Some(match self.done.take() {
            Some(old) => build::call_base("merge", [old, new]),
            None => new,
        });
    }
}

fn named_tuple(names: Vec<Ast>, values: Vec<Ast>) -> Ast {
    let names = build::call_core("tuple", names);
    let ty = build::apply_type(Ast::core("NamedTuple"), [names]);
    Ast::call(ty, [build::call_core("tuple", values)])
}

/// The name that an element of a named tuple gives to its value.
fn element_name(e: &Ast) -> Option<Symbol> {
    match e {
        Ast::Symbol(name) => Some(*name),
        Ast::Expr(expr) => match (expr.head.as_str(), expr.args.as_slice()) {
            ("=" | "kw", [Ast::Symbol(name), _]) => Some(*name),
            (".", [_, name]) => shape::quoted_symbol(name),
            _ => None,
        },
        _ => None,
    }
}

impl Desugar<'_> {
    /// `(tuple …)`.
    pub(super) fn tuple(&mut self, expr: Expr) -> Out {
        let span = expr.span;
        let made = if shape::has_parameters(&expr.args) {
            if expr.args.len() > 1 {
                let at = Ast::Expr(Box::new(expr));
                return Err(super::fault(
                    &at,
                    "misplaced-expression",
                    "unexpected semicolon in tuple",
                ));
            }
            let Some(Ast::Expr(parameters)) = expr.args.into_iter().next() else {
                unreachable!("there are parameters")
            };
            self.elements(parameters.args, &Words { callee: None })?
        } else if expr.args.iter().any(shape::is_assignment) {
            self.elements(expr.args, &Words { callee: None })?
        } else {
            let mut args = vec![Ast::core("tuple")];
            args.extend(expr.args);
            Ast::expr_at("call", args, span)
        };
        self.form(made)
    }

    /// The named tuple of a call's keywords, not expanded any further.
    pub(super) fn keyword_tuple(&mut self, keywords: Vec<Ast>, callee: &str) -> Out {
        self.elements(keywords, &Words { callee: Some(callee) })
    }

    fn elements(&mut self, elements: Vec<Ast>, words: &Words<'_>) -> Out {
        let names: Vec<Symbol> = elements.iter().filter_map(element_name).collect();
        if let Some(name) = shape::repeated(&names) {
            let at = elements.first().cloned().unwrap_or_else(Ast::nothing);
            return Err(super::fault(&at, "repeated-name", words.repeated(name)));
        }
        let mut gathered = Gathered::default();
        for element in elements {
            self.element(element, words, &mut gathered)?;
        }
        gathered.flush();
        Ok(gathered.done.unwrap_or_else(|| build::call_core("NamedTuple", [])))
    }

    fn element(&mut self, element: Ast, words: &Words<'_>, gathered: &mut Gathered) -> Out<()> {
        if let Some(name) = element_name(&element)
            && !(element.is("=") || element.is("kw"))
        {
            gathered.names.push(build::quoted(name));
            gathered.values.push(element);
            return Ok(());
        }
        let checked = |value: Ast| {
            if shape::is_vararg(&value) {
                let message =
                    format!("\"...\" expression cannot be used as {} value", words.value());
                return Err(super::fault(&value, "misplaced-expression", message));
            }
            Ok(value)
        };
        match element {
            Ast::Expr(expr) if (expr.is("=") || expr.is("kw")) && expr.args.len() == 2 => {
                let [name, value] = self.exactly(*expr)?;
                let Some(symbol) = name.as_symbol() else {
                    let message =
                        format!("invalid {} name \"{}\"", words.value(), super::deparse(&name));
                    return Err(super::fault(&name, "invalid-name", message));
                };
                gathered.values.push(checked(value)?);
                gathered.names.push(build::quoted(symbol));
            }
            Ast::Expr(expr)
                if expr.is("call")
                    && expr.args.len() == 3
                    && shape::is_named(&expr.args[0], "=>") =>
            {
                let [_, name, value] = self.exactly(*expr)?;
                gathered.flush();
                gathered.merge(named_tuple(vec![name], vec![checked(value)?]));
            }
            Ast::Expr(expr) if expr.is("...") && expr.args.len() == 1 => {
                let inner = self.only(*expr)?;
                gathered.flush();
                if gathered.done.is_none() {
                    gathered.done = Some(build::call_core("NamedTuple", []));
                }
                gathered.merge(inner);
            }
            other if other.is("parameters") => {
                let message = "more than one semicolon in argument list";
                return Err(super::fault(&other, "misplaced-expression", message));
            }
            other => {
                let message = format!("invalid {} \"{}\"", words.element(), super::deparse(&other));
                return Err(super::fault(&other, "invalid-name", message));
            }
        }
        Ok(())
    }
}
