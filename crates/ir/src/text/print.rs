//! Writing bodies.
//!
//! Values and blocks are numbered in print order, slots go by name. Broken bodies are printed too, with `?` for what
//! is not there, so that the verifier can point at them.

use std::fmt::Write;

use cranelift_entity::SecondaryMap;
use overdub_types::{Symbol, Type, core};
use rustc_hash::FxHashMap;

use super::{operand_print::write_literal, quote};
use crate::{
    Block, BlockArg, BlockCall, Body, Call, GlobalRef, Inst, InstData, Literal, Loc, Mark, Op,
    Scope, Slot, Stage, Value, verify::Anchor,
};

/// What the text of a body says besides its meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrintOptions {
    /// Whether each instruction says where it came from. Then reading the text back gives the locations too;
    /// otherwise they are the places in the text.
    pub locations: bool,
}

/// The text of a body with the places of its parts.
#[derive(Clone, Debug)]
pub struct PrintedBody {
    /// The text; ends with a newline.
    pub text: String,
    insts: SecondaryMap<Inst, (usize, usize)>,
    blocks: SecondaryMap<Block, (usize, usize)>,
}

impl PrintedBody {
    /// Which bytes of the text an instruction, the head of a block or the head of the body are.
    #[must_use]
    pub fn range(&self, at: Anchor) -> std::ops::Range<usize> {
        let (start, end) = match at {
            Anchor::Inst(inst) => self.insts[inst],
            Anchor::Block(block) => self.blocks[block],
            Anchor::Body => (0, 0),
        };
        if end == 0 { 0..self.text.find('\n').unwrap_or(self.text.len()) } else { start..end }
    }
}

/// The text of a body without locations.
#[must_use]
pub fn print_body(body: &Body) -> String {
    print_body_with(body, PrintOptions::default()).text
}

/// The text of a body with the places of its parts.
#[must_use]
pub fn print_body_with(body: &Body, options: PrintOptions) -> PrintedBody {
    let mut printer = Printer::new(body, options);
    printer.put("body ");
    printer.put(&quote::quoted(body.header.origin.as_bytes()));
    printer.put(" ");
    printer.braced(true);
    printer.put("\n");
    PrintedBody { text: printer.out, insts: printer.insts, blocks: printer.blocks_at }
}

impl std::fmt::Display for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&print_body(self))
    }
}

/// A type where it follows `::`: a `where` at its end needs parentheses.
pub(crate) fn annotation(ty: Type) -> String {
    // A variable alone would show its bounds, which stand behind `where`.
    let text = ty.as_var().map_or_else(|| ty.to_string(), |it| it.name().to_string());
    if has_bare_where(&text) { format!("({text})") } else { text }
}

fn has_bare_where(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote_open = None;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        if let Some(open) = quote_open {
            if is_escaped {
                is_escaped = false;
            } else if c == '\\' {
                is_escaped = true;
            } else if c == open {
                quote_open = None;
            }
            continue;
        }
        match c {
            '"' | '\'' => quote_open = Some(c),
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && text[at..].starts_with(" where ") => return true,
            _ => {}
        }
    }
    false
}

pub(crate) struct Printer<'b> {
    body: &'b Body,
    options: PrintOptions,
    pub(crate) out: String,
    values: SecondaryMap<Value, Option<u32>>,
    block_names: SecondaryMap<Block, Option<u32>>,
    slot_names: FxHashMap<Slot, String>,
    insts: SecondaryMap<Inst, (usize, usize)>,
    blocks_at: SecondaryMap<Block, (usize, usize)>,
    indent: &'static str,
}

impl<'b> Printer<'b> {
    pub(crate) fn new(body: &'b Body, options: PrintOptions) -> Self {
        let mut values = SecondaryMap::with_capacity(body.value_bound());
        let mut block_names = SecondaryMap::with_capacity(body.block_bound());
        let mut next = 0_u32;
        for (number, block) in (0..).zip(body.blocks()) {
            block_names[block] = Some(number);
            let results = body.insts(block).flat_map(|inst| body.results(inst));
            for value in body.params(block).iter().chain(results) {
                values[*value] = Some(next);
                next += 1;
            }
        }
        let mut seen: FxHashMap<Symbol, u32> = FxHashMap::default();
        let mut slot_names = FxHashMap::default();
        for (slot, data) in body.slots() {
            let count = seen.entry(data.name).or_default();
            let plain = data.name.as_str();
            let mut name = if quote::is_plain_name(plain) {
                format!("${plain}")
            } else {
                format!("${}", quote::quoted(plain.as_bytes()))
            };
            if *count > 0 {
                name = format!("{name}.{count}");
            }
            *count += 1;
            slot_names.insert(slot, name);
        }
        let (insts, blocks_at) = (SecondaryMap::new(), SecondaryMap::new());
        let out = String::new();
        Self { body, options, out, values, block_names, slot_names, insts, blocks_at, indent: "" }
    }

    pub(crate) fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn format(&mut self, text: std::fmt::Arguments<'_>) {
        self.out.write_fmt(text).expect("writing to a string cannot fail");
    }

    /// The body from brace to brace. A body inside a method leaves out what the signature says.
    pub(crate) fn braced(&mut self, is_alone: bool) {
        let body = self.body;
        self.put("{\n");
        self.header(is_alone);
        for block in body.blocks() {
            self.block(block);
        }
        self.put(self.indent);
        self.put("}");
    }

    fn header(&mut self, is_alone: bool) {
        let body = self.body;
        let header = &body.header;
        let n_entry = body.entry().map_or(0, |entry| body.params(entry).len());
        let usual = n_entry.saturating_sub(body.carried().len());
        if is_alone && header.params as usize != usual {
            self.format(format_args!("  params {}\n", header.params));
        }
        if is_alone && !header.static_params.is_empty() {
            let names: Vec<String> =
                header.static_params.iter().map(|it| plain_or_quoted(*it)).collect();
            self.format(format_args!("  static {}\n", names.join(", ")));
        }
        if !header.stack.is_empty() {
            let names: Vec<String> = header.stack.iter().map(|it| plain_or_quoted(*it)).collect();
            self.format(format_args!("  stack {}\n", names.join(", ")));
        }
        if header.stage != Stage::Lowered {
            self.format(format_args!("  stage {}\n", header.stage.name()));
        }
        match header.inline {
            Some(true) => self.put("  inline\n"),
            Some(false) => self.put("  noinline\n"),
            None => {}
        }
        if self.options.locations {
            for (scope, data) in body.scopes() {
                let function = quote::quoted(data.function.as_str().as_bytes());
                self.format(format_args!("  scope {} = {function}", scope.as_u32()));
                self.location(data.call, data.outer);
                self.put("\n");
            }
        }
        // Slots come before the carried values that name them: a mention would declare them.
        for (slot, data) in body.slots() {
            let name = self.slot_name(slot);
            self.format(format_args!("  slot {name}"));
            self.annotate(data.ty);
            self.put("\n");
        }
        for carried in body.carried() {
            self.format(format_args!("  carried {}", quote::name(carried.name.as_str())));
            self.annotate(carried.ty);
            self.format(format_args!(" in {}", carried.depth));
            if let Some(slot) = carried.slot {
                let name = self.slot_name(slot);
                self.format(format_args!(" = {name}"));
            }
            self.put("\n");
        }
    }

    fn location(&mut self, loc: Loc, scope: Option<Scope>) {
        let file = quote::quoted(loc.file.as_str().as_bytes());
        self.format(format_args!(" @{file}:{}:{}", loc.line, loc.column));
        if let Some(scope) = scope {
            self.format(format_args!(" in {}", scope.as_u32()));
        }
    }

    fn annotate(&mut self, ty: Type) {
        if ty != core().any {
            self.put("::");
            self.put(&annotation(ty));
        }
    }

    fn block(&mut self, block: Block) {
        let body = self.body;
        let start = self.out.len();
        self.block_name(block);
        let params = body.params(block);
        if !params.is_empty() {
            self.put("(");
            for (index, param) in params.iter().enumerate() {
                self.separate(index);
                self.definition(*param);
            }
            self.put(")");
        }
        self.put(":");
        self.blocks_at[block] = (start, self.out.len());
        self.put("\n");
        for inst in body.insts(block) {
            self.put("  ");
            let start = self.out.len();
            self.inst(inst);
            self.insts[inst] = (start, self.out.len());
            self.put("\n");
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.put(", ");
        }
    }

    fn definition(&mut self, value: Value) {
        self.operand(value);
        if let Some(ty) = self.body.value_type(value) {
            self.put("::");
            self.put(&annotation(ty));
        }
    }

    fn block_name(&mut self, block: Block) {
        match self.block_names[block] {
            Some(number) => self.format(format_args!("block{number}")),
            None => self.put("block?"),
        }
    }

    fn slot_name(&self, slot: Slot) -> String {
        self.slot_names.get(&slot).cloned().unwrap_or_else(|| "$?".to_owned())
    }

    fn operand(&mut self, value: Value) {
        if !self.body.has_value(value) {
            self.put("%?");
        } else if let Some(literal) = self.body.literal(value) {
            write_literal(&mut self.out, literal);
        } else {
            match self.values[value] {
                Some(number) => self.format(format_args!("%{number}")),
                None => self.put("%?"),
            }
        }
    }

    /// In the place of a callee `Int8(1)` would be a call of the type.
    fn callee(&mut self, value: Value) {
        let start = self.out.len();
        self.operand(value);
        let is_typed_int = self.body.has_value(value)
            && matches!(self.body.literal(value), Some(Literal::Bits { .. }))
            && self.out[start..].starts_with("Int");
        if is_typed_int {
            self.out.insert(start, '(');
            self.put(")");
        }
    }

    fn operands(&mut self, values: &[Value]) {
        for (index, value) in values.iter().enumerate() {
            self.separate(index);
            self.operand(*value);
        }
    }

    fn inst(&mut self, inst: Inst) {
        let body = self.body;
        let results = body.results(inst);
        for (index, value) in results.iter().enumerate() {
            self.separate(index);
            self.definition(*value);
        }
        if !results.is_empty() {
            self.put(" = ");
        }
        let InstData { op, loc, scope, edges } = body.inst(inst);
        self.op(op);
        if let Some(edges) = edges {
            self.put(" -> ");
            self.block_call(&edges.normal);
            self.put(" unwind ");
            self.block_call(&edges.unwind);
        }
        if self.options.locations {
            self.location(*loc, *scope);
        }
        if let Op::Call(Call { became: Some(note), .. }) = op {
            let note = note.as_str();
            let is_plain = !note.is_empty()
                && note.trim() == note
                && !note.starts_with('"')
                && !note.chars().any(char::is_control);
            if is_plain {
                self.format(format_args!(" => {note}"));
            } else {
                self.format(format_args!(" => {}", quote::quoted(note.as_bytes())));
            }
        }
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Call(call) => self.call(call),
            Op::New { ty, fields } => {
                self.put("new ");
                self.callee(*ty);
                self.put("(");
                self.operands(fields);
                self.put(")");
            }
            Op::SplatNew { ty, tuple } => {
                self.put("splatnew ");
                self.callee(*ty);
                self.put("(");
                self.operand(*tuple);
                self.put(")");
            }
            Op::GlobalRead(global) => self.format(format_args!("global {}", path(*global))),
            Op::GlobalWrite(global, value) => {
                self.format(format_args!("global {} = ", path(*global)));
                self.operand(*value);
            }
            Op::GlobalDefined(global) => self.format(format_args!("defined {}", path(*global))),
            Op::SlotRead(slot) => self.put(&self.slot_name(*slot)),
            Op::SlotWrite(slot, value) => {
                let name = self.slot_name(*slot);
                self.format(format_args!("{name} = "));
                self.operand(*value);
            }
            Op::SlotDefined(slot) => {
                let name = self.slot_name(*slot);
                self.format(format_args!("defined {name}"));
            }
            Op::StaticParam(index) => self.static_param(*index),
            Op::StaticParamDefined(index) => {
                self.put("defined ");
                self.static_param(*index);
            }
            Op::ThrowUndefUnless { defined, name } => {
                self.put("throw_undef_unless ");
                self.operand(*defined);
                self.put(", ");
                write_literal(&mut self.out, &Literal::Symbol(*name));
            }
            Op::Jump(to) => {
                self.put("jump ");
                self.block_call(to);
            }
            Op::Branch { cond, then, otherwise } => {
                self.put("branch ");
                self.operand(*cond);
                self.put(", ");
                self.block_call(then);
                self.put(", ");
                self.block_call(otherwise);
            }
            Op::Return { value, carried } => {
                self.put("return ");
                self.operand(*value);
                if !carried.is_empty() {
                    self.put("; ");
                    self.operands(carried);
                }
            }
            Op::Unreachable => self.put("unreachable"),
        }
    }

    fn call(&mut self, call: &Call) {
        match call.mark {
            Mark::Unmarked => self.put("call "),
            Mark::Exempt => self.put("call exempt "),
            Mark::Under(n) => self.format(format_args!("overdub[{n}] ")),
        }
        self.callee(call.callee);
        self.put("(");
        for (index, arg) in call.args.iter().enumerate() {
            self.separate(index);
            self.operand(arg.value);
            if arg.spread {
                self.put("...");
            }
        }
        if !call.carried.is_empty() {
            self.put("; ");
            self.operands(&call.carried);
        }
        self.put(")");
    }

    /// By name if the name says which one it is.
    fn static_param(&mut self, index: u32) {
        let names = &self.body.header.static_params;
        let name = names
            .get(index as usize)
            .filter(|name| names.iter().position(|it| it == *name) == Some(index as usize));
        match name {
            Some(name) => self.format(format_args!("sparam {}", quote::name(name.as_str()))),
            None => self.format(format_args!("sparam {index}")),
        }
    }

    fn block_call(&mut self, to: &BlockCall) {
        self.block_name(to.block);
        if to.args.is_empty() {
            return;
        }
        self.put("(");
        for (index, arg) in to.args.iter().enumerate() {
            self.separate(index);
            match arg {
                BlockArg::Value(value) => self.operand(*value),
                BlockArg::Result(0) => self.put("result"),
                BlockArg::Result(index) => self.format(format_args!("result.{index}")),
                BlockArg::Exception => self.put("exception"),
            }
        }
        self.put(")");
    }
}

/// The name of a context or static parameter.
pub(crate) fn plain_or_quoted(name: Symbol) -> String {
    let name = name.as_str();
    if quote::is_plain_name(name) { name.to_owned() } else { quote::quoted(name.as_bytes()) }
}

/// A binding with its module.
pub(crate) fn path(global: GlobalRef) -> String {
    let module: Vec<String> = global.module.as_str().split('.').map(quote::name).collect();
    format!("{}.{}", module.join("."), quote::name(global.name.as_str()))
}
