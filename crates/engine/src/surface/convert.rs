//! Values to expressions and back: what macros and `eval` are given, and what they give.
//!
//! ```text
//!   value                     Ast
//!   Expr(head, args)      ⇄   Expr
//!   Symbol                ⇄   Symbol
//!   QuoteNode(x)          ⇄   Quote(x)
//!   LineNumberNode        ⇄   Line
//!   GlobalRef             ⇄   Global
//!   immutable by content  ⇄   Literal
//!   anything else         ⇄   Value, a hidden constant that holds it
//! ```

use overdub_interp::{Exception, RunResult, literal_value};
use overdub_ir::{GlobalRef, Literal};
use overdub_syntax::{Ast, Expr, LineNode};
use overdub_types::{Symbol, Type, TypeNameKind, core};
use overdub_values::{Heap, Scalar, Value};

use crate::core::Core;

/// The module of hidden constants.
pub(crate) const EMBEDDED: &str = "Core.Embedded";

impl Core {
    /// The expression that a value is.
    ///
    /// # Errors
    /// If it is nested too deeply.
    pub(crate) fn ast_of(&mut self, value: Value) -> RunResult<Ast> {
        self.check_stack()?;
        let ty = value.ty();
        if let Some(name) = value.as_symbol() {
            return Ok(Ast::Symbol(name));
        }
        if ty == core().expr {
            let head = self.field_of(value, 0)?;
            let head = head.as_symbol().unwrap_or_else(|| Symbol::new("error"));
            let args = self.field_of(value, 1)?;
            let count = self.heap.array_len(args).unwrap_or(0);
            let mut all = Vec::with_capacity(count);
            for at in 0..count {
                let arg = self.heap.array_get(args, at);
                let arg = arg.map_err(|error| self.exception_of(error))?;
                all.push(self.ast_of(arg)?);
            }
            return Ok(Ast::Expr(Box::new(Expr { head, args: all, span: None })));
        }
        if ty == core().quote_node {
            let inner = self.field_of(value, 0)?;
            return Ok(Ast::Quote(Box::new(self.ast_of(inner)?)));
        }
        if ty == core().line_number_node {
            let line = self.field_of(value, 0)?.as_i64().unwrap_or(0);
            let file = self.field_of(value, 1)?.as_symbol();
            let file = file.map(|it| self.surface.names_of_paths.get(&it).copied().unwrap_or(it));
            return Ok(Ast::Line(LineNode { line: u32::try_from(line).unwrap_or(0), file }));
        }
        if ty == core().global_ref {
            let module = self.field_of(value, 0)?.as_module();
            let name = self.field_of(value, 1)?.as_symbol();
            if let (Some(module), Some(name)) = (module, name) {
                return Ok(Ast::Global(GlobalRef { module, name }));
            }
        }
        Ok(match literal_of(&mut self.heap, value) {
            Some(literal) => Ast::Literal(literal),
            None => Ast::Value(self.embed(value)),
        })
    }

    /// The value that an expression is.
    ///
    /// # Errors
    /// If it is nested too deeply, or out of memory.
    pub(crate) fn value_of(&mut self, ast: &Ast) -> RunResult<Value> {
        self.check_stack()?;
        match ast {
            Ast::Symbol(name) => Ok(Value::symbol(*name)),
            // A symbol that stands for itself.
            Ast::Literal(Literal::Symbol(name)) => {
                self.instance(core().quote_node, &[Value::symbol(*name)])
            }
            Ast::Literal(literal) => {
                literal_value(&mut self.heap, literal).map_err(|error| self.exception_of(error))
            }
            Ast::Line(node) => {
                let line = Value::int64(i64::from(node.line));
                let file = node.file.map(|it| self.surface.paths.get(&it).copied().unwrap_or(it));
                let file = file.map_or_else(Value::nothing, Value::symbol);
                self.instance(core().line_number_node, &[line, file])
            }
            Ast::Quote(inner) => {
                let inner = self.value_of(inner)?;
                self.instance(core().quote_node, &[inner])
            }
            Ast::Global(global) => {
                let fields = [Value::module(global.module), Value::symbol(global.name)];
                self.instance(core().global_ref, &fields)
            }
            Ast::Value(global) => self.embedded(*global),
            Ast::Expr(expr) => self.expr_value(expr),
        }
    }

    fn expr_value(&mut self, expr: &Expr) -> RunResult<Value> {
        let made = self.heap.new_array(core().vector_of_any(), &[expr.args.len()]);
        let args = made.map_err(|error| self.exception_of(error))?;
        for (at, arg) in expr.args.iter().enumerate() {
            let arg = self.value_of(arg)?;
            let set = self.heap.array_set(args, at, arg);
            set.map_err(|error| self.exception_of(error))?;
        }
        self.instance(core().expr, &[Value::symbol(expr.head), args])
    }

    fn instance(&mut self, ty: Type, fields: &[Value]) -> RunResult<Value> {
        self.heap.new_struct(ty, fields).map_err(|error| self.exception_of(error))
    }

    /// A field of a value.
    pub(crate) fn field_of(&mut self, value: Value, at: usize) -> RunResult<Value> {
        self.heap.field(value, at).map_err(|error| self.exception_of(error))
    }

    /// Puts a value in a hidden constant; the same value has the same one.
    pub(crate) fn embed(&mut self, value: Value) -> GlobalRef {
        let root = self.heap.root(value);
        let name = self.tables.embedded.add(root);
        GlobalRef { module: Symbol::new(EMBEDDED), name }
    }

    fn embedded(&mut self, global: GlobalRef) -> RunResult<Value> {
        match self.tables.embedded.value(global.name) {
            Some(value) => Ok(value),
            None => Err(self.undefined(global)),
        }
    }

    /// An `ErrorException` with this message.
    pub(crate) fn error(&mut self, message: impl Into<String>) -> Exception {
        self.exception_of(overdub_values::ValueError::Error(message.into()))
    }
}

/// The types of this file that are made of the predefined ones.
trait Made {
    fn vector_of_any(&self) -> Type;
}

impl Made for overdub_types::CoreTypes {
    fn vector_of_any(&self) -> Type {
        self.vector.apply(&[Type::any()]).expect("a vector of anything is a type")
    }
}

/// A value as a constant by content, if it is one.
pub(crate) fn literal_of(heap: &mut Heap, value: Value) -> Option<Literal> {
    if let Some(ty) = value.as_type() {
        return (ty.is_type() && !ty.has_free_vars()).then_some(Literal::Type(ty));
    }
    if let Some(name) = value.as_symbol() {
        return Some(Literal::Symbol(name));
    }
    if let Some(path) = value.as_module() {
        return Some(Literal::Module(path));
    }
    if let Some(bytes) = heap.string_bytes(value) {
        return Some(Literal::Str(bytes.into()));
    }
    let ty = value.ty();
    if let Some(literal) = Literal::singleton(ty) {
        return Some(literal);
    }
    if let Some(scalar) = Scalar::of(value) {
        return Some(Literal::Bits { ty: scalar.ty, bits: scalar.bits });
    }
    let name = ty.as_data()?.name();
    let is_plain = ty.is_tuple()
        || ty.is_named_tuple()
        || matches!(name.kind(), TypeNameKind::Struct { mutable: false, .. });
    if !is_plain || ty == core().quote_node || ty == core().line_number_node {
        return None;
    }
    let mut fields = Vec::new();
    for at in 0..heap.field_count(value) {
        let field = heap.field(value, at).ok()?;
        fields.push(literal_of(heap, field)?);
    }
    Some(match ty.is_tuple() {
        true => Literal::tuple(fields),
        false => Literal::instance(ty, fields),
    })
}
