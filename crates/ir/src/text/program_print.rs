//! Writing programs.

use overdub_types::Type;

use super::{
    operand_print::{function_name, write_literal},
    print::{PrintOptions, Printer, annotation, path, plain_or_quoted},
    program::{Init, Operand, Program, Statement, StatementKind, TableName, TopCall},
    quote,
};
use crate::Literal;

/// The text of a program, a statement after the other.
#[must_use]
pub fn print_program(program: &Program) -> String {
    print_program_with(program, PrintOptions::default())
}

/// The text of a program, with the locations of instructions if asked for.
#[must_use]
pub fn print_program_with(program: &Program, options: PrintOptions) -> String {
    let mut out = String::new();
    for statement in &program.statements {
        write_statement(&mut out, statement, options);
        out.push('\n');
    }
    out
}

fn write_statement(out: &mut String, statement: &Statement, options: PrintOptions) {
    match &statement.kind {
        StatementKind::Type { text, .. } => out.push_str(text),
        StatementKind::Const { name, init } => {
            out.push_str(&format!("const {} = ", quote::name(name.as_str())));
            write_init(out, init);
        }
        StatementKind::Global { name, ty, init } => {
            out.push_str(&format!("global {}", quote::name(name.as_str())));
            if let Some(ty) = ty {
                out.push_str(&format!("::{}", annotation(*ty)));
            }
            if let Some(init) = init {
                out.push_str(" = ");
                write_init(out, init);
            }
        }
        StatementKind::Function { ty } => {
            out.push_str(&format!("function {} end", written_function(*ty)))
        }
        StatementKind::Method { table, signature, body, .. } => {
            if *table == TableName::Ordinary {
                out.push_str("method ");
            }
            write_table(out, *table);
            out.push_str(&signature.text);
            out.push(' ');
            let mut printer = Printer::new(body, options);
            printer.braced(false);
            out.push_str(&printer.out);
        }
        StatementKind::Host { signature, returns, name } => {
            out.push_str(&format!("host {}", signature.text));
            if let Some(ty) = returns {
                out.push_str(&format!("::{}", annotation(*ty)));
            }
            out.push_str(&format!(" = {}", quote::quoted(name.as_bytes())));
        }
        StatementKind::Delete { table, signature } => {
            out.push_str("delete ");
            write_table(out, *table);
            out.push_str(&signature.text);
        }
        StatementKind::Context { name } => {
            out.push_str(&format!("context {}", quote::name(name.as_str())))
        }
        StatementKind::Call { stack, show, call } => {
            out.push_str(if *show { "show " } else { "call " });
            write_stack(out, stack);
            write_call(out, call);
        }
        StatementKind::Do { stack, body, .. } => {
            out.push_str("do ");
            write_stack(out, stack);
            let mut printer = Printer::new(body, options);
            printer.braced(false);
            out.push_str(&printer.out);
        }
    }
}

fn written_function(ty: Type) -> String {
    function_name(ty).unwrap_or_else(|| ty.to_string())
}

fn write_table(out: &mut String, table: TableName) {
    let word = match table {
        TableName::Ordinary => return,
        TableName::Overlay(_) => "overlay",
        TableName::Prehook(_) => "prehook",
        TableName::Posthook(_) => "posthook",
        TableName::Unwind(_) => "unwind",
    };
    let context = table.context().map(|it| quote::name(it.as_str())).unwrap_or_default();
    out.push_str(&format!("{word} {context} "));
}

fn write_stack(out: &mut String, stack: &[overdub_types::Symbol]) {
    if !stack.is_empty() {
        let names: Vec<String> = stack.iter().map(|it| plain_or_quoted(*it)).collect();
        out.push_str(&format!("[{}] ", names.join(", ")));
    }
}

fn write_init(out: &mut String, init: &Init) {
    match init {
        Init::Literal(literal) => write_literal(out, literal),
        Init::Call(call) => {
            out.push_str("call ");
            write_call(out, call);
        }
    }
}

fn write_call(out: &mut String, call: &TopCall) {
    let start = out.len();
    write_operand(out, &call.callee);
    // In the place of a callee `Int8(1)` would be a call of the type.
    if matches!(call.callee, Operand::Literal(Literal::Bits { .. }))
        && out[start..].starts_with("Int")
    {
        out.insert(start, '(');
        out.push(')');
    }
    out.push('(');
    for (index, (arg, spread)) in call.args.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_operand(out, arg);
        if *spread {
            out.push_str("...");
        }
    }
    out.push(')');
}

fn write_operand(out: &mut String, operand: &Operand) {
    match operand {
        Operand::Literal(literal) => write_literal(out, literal),
        Operand::Global(global) => out.push_str(&format!("global {}", path(*global))),
    }
}
