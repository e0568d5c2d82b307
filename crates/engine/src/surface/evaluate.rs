//! Evaluating expressions at top level.

use std::sync::Arc;

use overdub_diag::{Diagnostic, Label, Span};
use overdub_interp::{Exception, RunResult, RunState};
use overdub_ir::{GlobalRef, Literal, Loc};
use overdub_rewrite::StackId;
use overdub_syntax::{Ast, Expr};
use overdub_types::Symbol;
use overdub_values::Value;
use overdub_world::{Binding, Source};

use super::{
    CodeEntry,
    walk::{self, Defines},
};
use crate::core::{Core, run_stack};

/// Why an expression has no value.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It cannot be lowered; all that is wrong.
    Wrong(Vec<Diagnostic>),
    /// It threw.
    Thrown(Exception),
}

impl Fault {
    /// The same with a place for what has none of its own: what a macro answers stands in no text.
    fn or_at(mut self, span: Option<Span>) -> Self {
        if let (Self::Wrong(all), Some(span)) = (&mut self, span) {
            for it in all.iter_mut().filter(|it| it.labels.is_empty()) {
                it.labels.push(Label { span, text: "here".to_owned() });
            }
        }
        self
    }
}

impl From<Exception> for Fault {
    fn from(exception: Exception) -> Self {
        Self::Thrown(exception)
    }
}

impl Core {
    /// Evaluates a value that is an expression, in the newest world.
    ///
    /// # Errors
    /// What it throws; what is wrong with its form is thrown as well.
    pub(crate) fn eval_value(
        &mut self,
        module: Symbol,
        value: Value,
        state: RunState,
    ) -> RunResult<Value> {
        let ast = self.ast_of(value)?;
        let line = self.surface.line;
        let result = self.eval_ast(module, &ast, state);
        self.surface.line = line;
        self.reclaim_between(state);
        result.map_err(|fault| self.thrown(fault))
    }

    /// A fault as an exception of the program.
    pub(crate) fn thrown(&mut self, fault: Fault) -> Exception {
        match fault {
            Fault::Thrown(exception) => exception,
            Fault::Wrong(all) => {
                let Some(first) = all.first() else { return self.error("syntax: invalid") };
                let code = first.code;
                // What a generator answered is no fault of the text's syntax.
                let what = if code == "impure-generated-body" { "" } else { "syntax: " };
                let message = format!("{what}{}", first.message);
                self.coded_exception(code, &message)
            }
        }
    }

    /// Evaluates an expression in a module, in the newest world, under the stack of `state`.
    ///
    /// # Errors
    /// What is wrong with its form, or what it throws.
    pub(crate) fn eval_ast(
        &mut self,
        module: Symbol,
        ast: &Ast,
        state: RunState,
    ) -> Result<Value, Fault> {
        self.check_stack()?;
        self.check_interrupt()?;
        let state = RunState { world: self.world(), ..state };
        match ast {
            Ast::Line(line) => {
                self.surface.line = Some(*line);
                Ok(Value::nothing())
            }
            Ast::Symbol(name) => {
                if name.as_str().chars().all(|it| it == '_') {
                    return Err(self.error("syntax: all-underscore identifiers are write-only and their values cannot be used in expressions").into());
                }
                Ok(self.global_value(GlobalRef { module, name: *name }, state)?)
            }
            Ast::Global(global) => Ok(self.global_value(*global, state)?),
            Ast::Literal(Literal::Symbol(name)) => Ok(Value::symbol(*name)),
            Ast::Literal(_) | Ast::Value(_) => Ok(self.value_of(ast)?),
            Ast::Quote(inner) => Ok(self.value_of(inner)?),
            Ast::Expr(expr) => self.eval_expr(module, expr, ast, state),
        }
    }

    fn eval_expr(
        &mut self,
        module: Symbol,
        expr: &Expr,
        ast: &Ast,
        state: RunState,
    ) -> Result<Value, Fault> {
        match expr.head.as_str() {
            "toplevel" => {
                let mut last = Value::nothing();
                for arg in &expr.args {
                    last = self.eval_ast(module, arg, state)?;
                }
                Ok(last)
            }
            "module" => self.eval_module(module, expr, state),
            "using" | "import" | "export" | "public" => {
                self.eval_import(module, expr, state)?;
                Ok(Value::nothing())
            }
            "error" | "incomplete" => Err(self.malformed(expr)?.into()),
            _ => {
                let expanded = self.expanded(module, ast)?;
                let result = match expanded.as_expr() {
                    Some(inner) if is_form(inner) => {
                        self.eval_expr(module, inner, &expanded, state)
                    }
                    Some(_) => self.eval_lowered(module, expanded, state),
                    None => self.eval_ast(module, &expanded, state),
                };
                result.map_err(|fault| fault.or_at(expr.span))
            }
        }
    }

    fn malformed(&mut self, expr: &Expr) -> RunResult<Exception> {
        let Some(first) = expr.args.first() else {
            return Ok(self.error(format!("malformed \"{}\" expression", expr.head)));
        };
        if let Ast::Literal(Literal::Str(text)) = first {
            let text = String::from_utf8_lossy(text).into_owned();
            return Ok(self.error(format!("syntax: {text}")));
        }
        let value = self.value_of(first)?;
        Ok(Exception::new(value))
    }

    /// Lowers an expression and runs it.
    fn eval_lowered(&mut self, module: Symbol, ast: Ast, state: RunState) -> Result<Value, Fault> {
        let lowered = self.lower(module, ast).map_err(Fault::Wrong)?;
        for warning in &lowered.warnings {
            let place = match warning.labels.first() {
                Some(label) => {
                    let (line, _) = self.sources.line_column(label.span.source, label.span.start);
                    format!("{}:{line}", self.sources.name(label.span.source))
                }
                None => "none:0".to_owned(),
            };
            self.warn(&format!("┌ Warning: {}\n└ @ {place}", warning.message));
        }
        let first = self.surface.next_code;
        let count = u32::try_from(lowered.codes.len()).unwrap_or(u32::MAX);
        self.surface.next_code += count;
        for (number, code) in (first..).zip(lowered.codes) {
            let entry = self.code_entry(module, code);
            self.surface.codes.insert(number, Arc::new(entry));
        }
        let result = self.run_thunk(lowered.thunk, state);
        for number in first..first + count {
            self.surface.codes.remove(&number);
        }
        Ok(result?)
    }

    fn code_entry(&mut self, module: Symbol, code: overdub_syntax::Code) -> CodeEntry {
        let body = Arc::new(code.body);
        // The function's own name comes first.
        let names = code.arg_names.get(1..).unwrap_or_default();
        let source = match code.meta.generated {
            Some(generator) => super::generated::source(
                (generator, code.meta.is_generator_told),
                &code.arg_names,
                &code.static_params,
                code.is_vararg,
                module,
            ),
            None => Source::Body(Arc::clone(&body).into()),
        };
        CodeEntry { source, module, arg_names: names.into(), loc: code.meta.loc }
    }

    pub(crate) fn lower(
        &mut self,
        module: Symbol,
        ast: Ast,
    ) -> Result<overdub_syntax::Lowered, Vec<Diagnostic>> {
        let snapshot = self.definitions.snapshot();
        let world = snapshot.world();
        let (cell_of, cells) = (&self.cell_of, &self.heap.cells);
        // What comes from elsewhere is no global of this module: assignments make locals of the name without a word.
        let is_defined = |global: GlobalRef| match snapshot.binding(global, world).result {
            _ if !snapshot.is_own(global, world) => false,
            Binding::Undefined => false,
            Binding::Const(_) => true,
            Binding::Global { owner, .. } => {
                cell_of.get(&owner).is_some_and(|it| cells.value(*it).is_some())
            }
        };
        let global_type = |global: GlobalRef| match snapshot.binding(global, world).result {
            Binding::Global { ty, .. } if !ty.is_any() => Some(ty),
            _ => None,
        };
        let options = overdub_syntax::Options {
            module,
            sources: &self.sources,
            first_code: self.surface.next_code,
            loc: loc_of(self.surface.line),
            is_defined: &is_defined,
            global_type: &global_type,
        };
        let mut numbers = ModuleNumbers {
            functions: self.surface.function_numbers.entry(module).or_default(),
            hidden: &mut self.surface.next_id,
        };
        let mut lowered = overdub_syntax::lower(ast, &options, &mut numbers)?;
        super::members::resolve_members(&mut lowered.thunk, &snapshot);
        for code in &mut lowered.codes {
            super::members::resolve_members(&mut code.body, &snapshot);
        }
        Ok(lowered)
    }

    /// Runs the body of a statement.
    fn run_thunk(&mut self, body: overdub_ir::Body, state: RunState) -> RunResult<Value> {
        let stack = StackId::new(state.stack.0);
        if walk::has_loop(&body)
            && let Defines::Variables(variables) = Defines::of(&body)
            && self.are_variables(&variables)?
            && self.writes_its_own(&body)
        {
            let state = RunState { world: self.world(), ..state };
            let mut body = body;
            walk::leave_out_declarations(&mut body);
            return self.run_loop(&Arc::new(body), stack, state);
        }
        if stack.is_empty() {
            return self.walk(&body, "top-level scope", state);
        }
        let mut marked = body.clone();
        let rewritten = self.rewrite_once(&mut marked, stack);
        rewritten.map_err(|error| self.compile_exception(&error))?;
        if !marked.carried().is_empty() {
            return self.run_body(&Arc::new(body), stack, state);
        }
        self.walk(&marked, "top-level scope", state.under(run_stack(stack, false)))
    }
}

/// Whether an expression is one that is not lowered but done as it stands.
fn is_form(expr: &Expr) -> bool {
    matches!(
        expr.head.as_str(),
        "toplevel" | "module" | "using" | "import" | "export" | "public" | "error" | "incomplete"
    )
}

/// Numbers for the names in what a module says.
pub(crate) struct ModuleNumbers<'a> {
    pub(crate) functions: &'a mut u32,
    pub(crate) hidden: &'a mut u32,
}

impl overdub_syntax::Numbers for ModuleNumbers<'_> {
    fn of_function(&mut self) -> u32 {
        *self.functions += 1;
        *self.functions
    }

    fn hidden(&mut self) -> u32 {
        *self.hidden += 1;
        *self.hidden
    }
}

/// Where a line node says that something stands.
pub(crate) fn loc_of(line: Option<overdub_syntax::LineNode>) -> Loc {
    match line {
        Some(line) => Loc {
            file: line.file.unwrap_or_else(|| Symbol::new("none")),
            line: line.line,
            column: 0,
        },
        None => Loc::unknown(),
    }
}
