//! Macros: calls of functions `@name` with expressions, outside of contexts, in the newest world.

use overdub_diag::Diagnostic;
use overdub_interp::{Exception, RunResult, RunState, Window};
use overdub_ir::{GlobalRef, Literal, Mark};
use overdub_syntax::Macros;
use overdub_syntax::{Ast, Expr, LineNode};
use overdub_types::{Symbol, core};
use overdub_values::{Value, ValueError};
use overdub_world::{Found, TableId};

use super::evaluate::Fault;
use crate::core::Core;

impl Core {
    /// An expression with all of its macros expanded.
    pub(crate) fn expanded(&mut self, module: Symbol, ast: &Ast) -> Result<Ast, Fault> {
        Ok(overdub_syntax::expand_macros(self, module, ast.clone())?)
    }

    /// Calls a value in the newest world, outside of contexts.
    pub(crate) fn apply_plainly(&mut self, callee: Value, args: &[Value]) -> RunResult<Value> {
        let state = RunState::plain(self.world());
        overdub_interp::apply(self, callee, args, Mark::Under(0), state)
    }

    /// The function that a macro's name stands for.
    fn macro_named(&mut self, module: Symbol, name: &Ast) -> RunResult<Value> {
        let state = RunState::plain(self.world());
        match name {
            Ast::Symbol(name) => self.global_value(GlobalRef { module, name: *name }, state),
            Ast::Global(global) => self.global_value(*global, state),
            _ => self.eval_ast(module, name, state).map_err(|fault| self.thrown(fault)),
        }
    }

    fn call_macro(
        &mut self,
        scope: Symbol,
        module: Symbol,
        call: &Expr,
    ) -> RunResult<(Ast, Symbol)> {
        let Some((name, rest)) = call.args.split_first() else {
            return Err(self.error("syntax: malformed macro call"));
        };
        let base = self.heap.stack.len();
        let function = self.macro_named(scope, name)?;
        self.heap.stack.push(function);
        let result = self.call_macro_on(module, rest, base);
        self.heap.stack.pop_window(base);
        result
    }

    fn call_macro_on(
        &mut self,
        module: Symbol,
        rest: &[Ast],
        base: usize,
    ) -> RunResult<(Ast, Symbol)> {
        let (line, args) = match rest.split_first() {
            Some((Ast::Line(line), args)) => (*line, args),
            // The parser's macros of large literals have no line.
            Some((Ast::Literal(literal), args)) if *literal == Literal::nothing() => {
                (self.surface.line.unwrap_or(LineNode { line: 0, file: None }), args)
            }
            _ => (self.surface.line.unwrap_or(LineNode { line: 0, file: None }), rest),
        };
        let source = self.value_of(&Ast::Line(line))?;
        self.heap.stack.push(source);
        self.heap.stack.push(Value::module(module));
        for arg in args {
            let value = self.value_of(arg)?;
            self.heap.stack.push(value);
        }
        let window = Window::new(base, self.heap.stack.len() - base);
        let state = RunState::plain(self.world());
        let signature = self.signature(window)?;
        let found =
            self.definitions.snapshot().find(TableId::ORDINARY, signature.ty(), state.world);
        let owner = match found.map(|it| it.result) {
            Ok(Found::One(found)) => found.method.module(),
            _ => module,
        };
        let value = overdub_interp::call(self, window, Mark::Under(0), state)?;
        self.heap.stack.push(value);
        Ok((self.ast_of(value)?, owner))
    }

    /// What a macro threw, or a statement of a source, with the place of the call or of the statement.
    pub(super) fn load_error(&mut self, line: Option<LineNode>, thrown: Exception) -> Exception {
        let Some(ty) = core().named(&[Symbol::new("LoadError")]) else { return thrown };
        let line = line.unwrap_or(LineNode { line: 0, file: None });
        let file = line.file.map_or_else(|| "none".to_owned(), |it| it.to_string());
        let made = self.heap.string(&file).and_then(|file| {
            let line = Value::int64(i64::from(line.line));
            self.heap.new_struct(ty, &[file, line, thrown.value])
        });
        match made {
            Ok(value) => Exception { value, trace: thrown.trace },
            Err(error) => self.exception_of(error),
        }
    }

    /// What the `__init__` of a module threw.
    pub(super) fn init_error(&mut self, module: Symbol, thrown: Exception) -> Exception {
        let Some(ty) = core().named(&[Symbol::new("InitError")]) else { return thrown };
        let name = module.as_str().rsplit('.').next().unwrap_or_default();
        match self.heap.new_struct(ty, &[Value::symbol(Symbol::new(name)), thrown.value]) {
            Ok(value) => Exception { value, trace: thrown.trace },
            Err(error) => self.exception_of(error),
        }
    }

    /// The macros that the parser writes and no module defines.
    fn built_in(&mut self, module: Symbol, call: &Expr) -> RunResult<Option<(Ast, Symbol)>> {
        let Some(Ast::Global(global)) = call.args.first() else { return Ok(None) };
        if global.module.as_str() != "Core" {
            return Ok(None);
        }
        let args = call.args.get(2..).unwrap_or_default();
        let escaped = |ast: Ast| Ok(Some((Ast::expr("escape", [ast]), module)));
        match (global.name.as_str(), args) {
            // A text in front of several things is about each of them.
            ("@doc", [_, Ast::Expr(several), ..]) if several.is("tuple") => {
                let each = |documented: &Ast| {
                    let mut call = call.clone();
                    call.args[3] = documented.clone();
                    Ast::Expr(Box::new(call))
                };
                let all: Vec<Ast> = several.args.iter().map(each).collect();
                escaped(Ast::expr("block", all))
            }
            ("@doc", [text, documented, ..]) => {
                self.keep_doc(module, text, documented);
                if is_definition(documented) {
                    return escaped(documented.clone());
                }
                Ok(Some((Ast::nothing(), module)))
            }
            ("@int128_str", [Ast::Literal(Literal::Str(text))]) => {
                let text = String::from_utf8_lossy(text).replace('_', "");
                match text.parse::<i128>() {
                    Ok(value) => {
                        let bits = value.cast_unsigned();
                        let literal = Literal::Bits { ty: core().int128, bits };
                        Ok(Some((Ast::Literal(literal), module)))
                    }
                    Err(error) => Err(self.exception_of(ValueError::Argument(error.to_string()))),
                }
            }
            ("@uint128_str", [Ast::Literal(Literal::Str(text))]) => {
                let text = String::from_utf8_lossy(text).replace('_', "");
                let parsed = match text.split_at_checked(2) {
                    Some(("0x", digits)) => u128::from_str_radix(digits, 16),
                    Some(("0o", digits)) => u128::from_str_radix(digits, 8),
                    Some(("0b", digits)) => u128::from_str_radix(digits, 2),
                    _ => text.parse(),
                };
                match parsed {
                    Ok(bits) => {
                        let literal = Literal::Bits { ty: core().uint128, bits };
                        Ok(Some((Ast::Literal(literal), module)))
                    }
                    Err(error) => Err(self.exception_of(ValueError::Argument(error.to_string()))),
                }
            }
            ("@big_str" | "@cmd" | "@raw_str", _) => {
                let mut call = call.clone();
                let base = GlobalRef { module: Symbol::new("Base"), name: global.name };
                if let Some(first) = call.args.first_mut() {
                    *first = Ast::Global(base);
                }
                self.call_macro(module, module, &call).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn keep_doc(&mut self, module: Symbol, text: &Ast, documented: &Ast) {
        let (Ast::Literal(Literal::Str(text)), Some(name)) = (text, documented_name(documented))
        else {
            return;
        };
        let text = String::from_utf8_lossy(text).into_owned();
        self.surface.docs.entry(GlobalRef { module, name }).or_default().push(text.into());
    }
}

/// The name that a docstring is about.
fn documented_name(ast: &Ast) -> Option<Symbol> {
    match ast {
        Ast::Symbol(name) => Some(*name),
        Ast::Expr(expr) => match expr.head.as_str() {
            "struct" | "module" | "primitive" => expr.args.get(1).and_then(documented_name),
            "abstract" | "function" | "=" | "call" | "where" | "::" | "curly" | "<:" | "const"
            | "global" => expr.args.first().and_then(documented_name),
            "macro" => {
                let name = expr.args.first().and_then(documented_name);
                name.map(|it| Symbol::new(&format!("@{it}")))
            }
            "macrocall" => expr.args.last().and_then(documented_name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether something documented is also to be done, not only named.
fn is_definition(ast: &Ast) -> bool {
    match ast {
        Ast::Expr(expr) => match expr.head.as_str() {
            "call" | "." | "curly" | "where" | "::" | "tuple" => false,
            // `f(x)::T` and the like are handled above; a function without methods is a definition.
            _ => true,
        },
        _ => false,
    }
}

impl Macros for Core {
    type Error = Exception;

    fn expand(&mut self, scope: Symbol, module: Symbol, call: &Expr) -> RunResult<(Ast, Symbol)> {
        let line = call.args.get(1).and_then(|it| match it {
            Ast::Line(line) => Some(*line),
            _ => None,
        });
        let result = match self.built_in(module, call) {
            Ok(None) => self.call_macro(scope, module, call),
            Ok(Some(done)) => Ok(done),
            Err(thrown) => Err(thrown),
        };
        result.map_err(|thrown| {
            let line = line.or(self.surface.line);
            self.load_error(line, thrown)
        })
    }

    fn next_id(&mut self) -> u32 {
        self.surface.expansions += 1;
        self.surface.expansions
    }

    fn refuse(&mut self, fault: Diagnostic) -> Exception {
        self.coded_exception(fault.code, &format!("syntax: {}", fault.message))
    }
}
