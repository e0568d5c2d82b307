//! Reading bodies.
//!
//! Values, slots and blocks may be used before they are defined: the first mention makes the entity, and what was
//! never defined is reported at the end. Errors inside an instruction skip to the next line that starts one.

use cranelift_entity::SecondaryMap;
use overdub_diag::{Diagnostic, Span};
use overdub_types::{Symbol, Type, core};
use rustc_hash::FxHashMap;

use super::{
    lexer::Token,
    parser::{Parser, Read, Stop},
    quote,
};
use crate::{
    Block, Body, Carried, Def, Inst, ScopeData, Slot, Stage, Value,
    body::ValueData,
    verify::{Anchor, Fault},
};

/// Where the parts of a body stand in the text that it was read from.
#[derive(Clone, Debug)]
pub struct BodySpans {
    /// The whole body, for what is about nothing smaller.
    pub body: Span,
    pub(crate) insts: SecondaryMap<Inst, Option<Span>>,
    pub(crate) blocks: SecondaryMap<Block, Option<Span>>,
}

impl BodySpans {
    /// Where an instruction stands; the body as a whole for one that was not read.
    #[must_use]
    pub fn inst(&self, inst: Inst) -> Span {
        self.insts[inst].unwrap_or(self.body)
    }

    /// Where the head of a block stands; the body as a whole for one that was not read.
    #[must_use]
    pub fn block(&self, block: Block) -> Span {
        self.blocks[block].unwrap_or(self.body)
    }

    /// Where a fault is.
    #[must_use]
    pub fn of(&self, fault: &Fault) -> Span {
        match fault.at {
            Anchor::Body => self.body,
            Anchor::Block(block) => self.block(block),
            Anchor::Inst(inst) => self.inst(inst),
        }
    }

    /// Faults of the body as diagnostics at the text.
    #[must_use]
    pub fn diagnostics(&self, faults: &[Fault]) -> Vec<Diagnostic> {
        let of = |fault: &Fault| {
            Diagnostic::error(fault.code, fault.message.clone()).with_label(self.of(fault), "")
        };
        faults.iter().map(of).collect()
    }
}

/// The body being read, with the names of its entities.
pub(crate) struct Reading {
    pub(crate) body: Body,
    values: FxHashMap<Symbol, Named<Value>>,
    blocks: FxHashMap<Symbol, Named<Block>>,
    slots: FxHashMap<Symbol, Slot>,
    insts: SecondaryMap<Inst, Option<Span>>,
    heads: SecondaryMap<Block, Option<Span>>,
}

#[derive(Clone, Copy)]
struct Named<T> {
    entity: T,
    /// Where it is mentioned first.
    span: Span,
    is_defined: bool,
}

/// What a method's signature says about its body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    pub(crate) origin: String,
    pub(crate) params: Option<u32>,
    pub(crate) static_params: Vec<Symbol>,
    pub(crate) stack: Vec<Symbol>,
}

impl Parser<'_> {
    /// A body in braces.
    pub(crate) fn braced_body(&mut self, outline: Outline) -> Read<(Body, BodySpans)> {
        let start = self.position();
        let n_errors = self.diagnostics.len();
        self.expect(Token::OpenBrace, "`{`")?;
        let mut reading = Reading::new(&outline);
        let params = self.body_header(&mut reading, outline.params)?;
        let mut current = None;
        while self.peek() != Token::CloseBrace {
            if self.peek() == Token::End || self.is_full() {
                return self.unexpected("`}`");
            }
            let from = self.position();
            let is_read = if self.is_label() {
                self.label(&mut reading).map(|block| current = Some(block))
            } else {
                self.instruction(&mut reading, current)
            };
            if is_read.is_err() {
                self.assume_defined(&mut reading, from);
                self.recover(from, |it| it.is_label() || it.starts_instruction());
            }
        }
        self.bump();
        let span = self.span_from(start);
        self.check_names(&reading);
        if self.diagnostics.len() > n_errors {
            return Err(Stop);
        }
        let mut body = reading.body;
        if params.is_none() {
            let entry = body.entry().map_or(0, |entry| body.params(entry).len());
            body.header.params =
                u32::try_from(entry.saturating_sub(body.carried.len())).unwrap_or(u32::MAX);
        }
        Ok((body, BodySpans { body: span, insts: reading.insts, blocks: reading.heads }))
    }

    /// What a line that could not be read was to define is taken for defined: one error is enough.
    fn assume_defined(&mut self, reading: &mut Reading, from: usize) {
        let end = match self.lexemes_from(from).first().map(|it| it.token) {
            Some(Token::Value) => Token::Equals,
            _ => Token::Colon,
        };
        let line = self.lexemes_from(from).iter().enumerate();
        let line: Vec<_> =
            line.take_while(|(n, it)| it.token != end && (*n == 0 || !it.starts_line)).collect();
        let values: Vec<_> =
            line.into_iter().filter(|(_, it)| it.token == Token::Value).map(|it| *it.1).collect();
        for lexeme in values {
            let name = Symbol::new(self.slice(lexeme));
            reading.value(name, lexeme.span);
            if let Some(named) = reading.values.get_mut(&name) {
                named.is_defined = true;
            }
        }
    }

    /// The lines before the first block. Answers the number of parameters if it is said.
    fn body_header(&mut self, reading: &mut Reading, mut params: Option<u32>) -> Read<Option<u32>> {
        // A method's signature says what these lines would.
        let is_alone = params.is_none();
        loop {
            if matches!(self.peek_behind(1), Token::Colon | Token::OpenParen) {
                return Ok(params);
            }
            let from = self.position();
            let is_read = match self.word() {
                "params" if is_alone => {
                    self.bump();
                    self.number("the number of parameters").map(|n| {
                        params = Some(n);
                        reading.body.header.params = n;
                    })
                }
                "static" if is_alone => {
                    self.bump();
                    self.name_list("a static parameter")
                        .map(|names| reading.body.header.static_params = names)
                }
                "stack" => {
                    self.bump();
                    self.name_list("a context").map(|names| reading.body.header.stack = names)
                }
                "stage" => self.stage(reading),
                word @ ("inline" | "noinline") => {
                    reading.body.header.inline = Some(word == "inline");
                    self.bump();
                    Ok(())
                }
                "scope" => self.scope_line(reading),
                "slot" => self.slot_line(reading),
                "carried" => self.carried_line(reading),
                _ => return Ok(params),
            };
            if is_read.is_err() {
                self.recover(from, |it| it.is_label() || it.starts_header());
            }
        }
    }

    fn starts_header(&self) -> bool {
        matches!(
            self.word(),
            "params"
                | "static"
                | "stack"
                | "stage"
                | "inline"
                | "noinline"
                | "scope"
                | "slot"
                | "carried"
        )
    }

    fn name_list(&mut self, what: &str) -> Read<Vec<Symbol>> {
        let mut names = vec![self.context_name(what)?];
        while self.accept(Token::Comma) {
            names.push(self.context_name(what)?);
        }
        Ok(names)
    }

    /// The name of a context, or in quotes what else is said of it (`"count:depth=2"`).
    pub(crate) fn context_name(&mut self, what: &str) -> Read<Symbol> {
        if self.peek() == Token::Str {
            Ok(Symbol::new(&self.string(what)?))
        } else {
            self.name(what)
        }
    }

    fn stage(&mut self, reading: &mut Reading) -> Read<()> {
        self.bump();
        let lexeme = self.lexeme();
        let name = self.name("a stage")?;
        match Stage::from_name(name.as_str()) {
            Some(stage) => reading.body.header.stage = stage,
            None => {
                let all = Stage::ALL.map(Stage::name).join(", ");
                let diagnostic =
                    Diagnostic::error("unknown-stage", format!("there is no stage `{name}`"));
                self.report(
                    diagnostic
                        .with_label(lexeme.span, "")
                        .with_hint(format!("the stages are {all}")),
                );
                return Err(Stop);
            }
        }
        Ok(())
    }

    /// `scope 1 = "f(::Int64)" @"file":3:5 in 0`.
    fn scope_line(&mut self, reading: &mut Reading) -> Read<()> {
        self.bump();
        let lexeme = self.lexeme();
        let number = self.number("the number of a scope")?;
        let next = reading.body.scopes.len();
        if usize::try_from(number) != Ok(next) {
            let message = format!("scope {number} where {next} is due: they count from 0");
            return self.error("scope-number", lexeme.span, message);
        }
        self.expect(Token::Equals, "`=`")?;
        let function = Symbol::new(&self.string("what was called, in quotes")?);
        if self.peek() != Token::At {
            return self.unexpected("the place of the call as `@\"file\":3:5`");
        }
        let call = self.location()?;
        let outer = if self.accept_word("in") { Some(self.scope(reading)?) } else { None };
        reading.body.add_scope(ScopeData { function, call, outer });
        Ok(())
    }

    /// `slot $x::T`.
    fn slot_line(&mut self, reading: &mut Reading) -> Read<()> {
        self.bump();
        let lexeme = self.expect(Token::Slot, "a slot such as `$x`")?;
        let key = Symbol::new(self.slice(lexeme));
        let ty = if self.accept(Token::DoubleColon) { self.ty(false)? } else { core().any };
        if reading.slots.contains_key(&key) {
            return self.error("duplicate-slot", lexeme.span, format!("`{key}` is declared twice"));
        }
        let name = self.slot_name(lexeme)?;
        reading.slots.insert(key, reading.body.add_slot(name, ty));
        Ok(())
    }

    /// The variable's name in `$x`, `$x.1`, `$"any text"`.
    fn slot_name(&mut self, lexeme: super::lexer::Lexeme) -> Read<Symbol> {
        let text = &self.slice(lexeme)[1..];
        let (name, is_quoted) = match text.strip_prefix('"') {
            Some(rest) => (rest.rfind('"').map_or(rest, |end| &rest[..end]), true),
            None => (text.split('.').next().unwrap_or(text), false),
        };
        let unquoted = if is_quoted { quote::unquoted_text(name) } else { Some(name.to_owned()) };
        match unquoted {
            Some(name) => Ok(Symbol::new(&name)),
            None => self.error("bad-escape", lexeme.span, "malformed escape"),
        }
    }

    /// `carried name::T in depth = $slot`.
    fn carried_line(&mut self, reading: &mut Reading) -> Read<()> {
        self.bump();
        let name = self.name("the name of a carried value")?;
        let ty: Type = if self.accept(Token::DoubleColon) { self.ty(false)? } else { core().any };
        self.expect_word("in")?;
        let depth = self.number("the place of a context in the stack")?;
        let slot = if self.accept(Token::Equals) { Some(self.slot(reading)?) } else { None };
        reading.body.carried.push(Carried { name, ty, depth, slot });
        Ok(())
    }

    /// A slot; the first mention declares it if no line does.
    pub(crate) fn slot(&mut self, reading: &mut Reading) -> Read<Slot> {
        let lexeme = self.expect(Token::Slot, "a slot such as `$x`")?;
        let key = Symbol::new(self.slice(lexeme));
        if let Some(slot) = reading.slots.get(&key) {
            return Ok(*slot);
        }
        let name = self.slot_name(lexeme)?;
        let slot = reading.body.add_slot(name, core().any);
        reading.slots.insert(key, slot);
        Ok(slot)
    }

    /// Whether a block starts here: `name:`, `name(…):`.
    pub(crate) fn is_label(&self) -> bool {
        let is_name = self.peek() == Token::QuotedName
            || (self.peek() == Token::Name && !self.starts_instruction());
        is_name && matches!(self.peek_behind(1), Token::Colon | Token::OpenParen)
    }

    pub(crate) fn starts_instruction(&self) -> bool {
        match self.peek() {
            Token::Value | Token::Slot => true,
            Token::Name => matches!(
                self.word(),
                "call"
                    | "overdub"
                    | "new"
                    | "splatnew"
                    | "global"
                    | "defined"
                    | "sparam"
                    | "jump"
                    | "branch"
                    | "return"
                    | "unreachable"
                    | "throw_undef_unless"
            ),
            _ => false,
        }
    }

    /// `block0(%0, %1::T):`.
    fn label(&mut self, reading: &mut Reading) -> Read<Block> {
        let start = self.position();
        let lexeme = self.lexeme();
        let name = self.name("a block")?;
        let block = reading.block(name, lexeme.span);
        let is_new = reading
            .blocks
            .get_mut(&name)
            .is_some_and(|it| !std::mem::replace(&mut it.is_defined, true));
        if !is_new {
            return self.error(
                "duplicate-block",
                lexeme.span,
                format!("there are two blocks `{name}`"),
            );
        }
        reading.body.layout.place_block(block, None);
        if self.accept(Token::OpenParen) {
            while !self.accept(Token::CloseParen) {
                let lexeme = self.lexeme();
                let value = self.definition(reading)?;
                let index =
                    u32::try_from(reading.body.blocks[block].params.len()).unwrap_or(u32::MAX);
                self.define(reading, value, Def::Param(block, index), lexeme.span)?;
                reading.body.blocks[block].params.push(value);
                if !self.accept(Token::Comma) {
                    self.expect(Token::CloseParen, "`,` or `)`")?;
                    break;
                }
            }
        }
        self.expect(Token::Colon, "`:`")?;
        reading.heads[block] = Some(self.span_from(start));
        Ok(block)
    }

    /// `%x` or `%x::T` where it is defined.
    pub(crate) fn definition(&mut self, reading: &mut Reading) -> Read<Value> {
        let lexeme = self.expect(Token::Value, "a value such as `%x`")?;
        let value = reading.value(Symbol::new(self.slice(lexeme)), lexeme.span);
        if self.accept(Token::DoubleColon) {
            let ty = self.ty(false)?;
            reading.body.values[value].ty = Some(ty);
        }
        Ok(value)
    }

    pub(crate) fn define(
        &mut self,
        reading: &mut Reading,
        value: Value,
        def: Def,
        span: Span,
    ) -> Read<()> {
        let key = Symbol::new(&self.text[span.range()]);
        let first = reading.values.get_mut(&key);
        let is_new = first.is_some_and(|it| !std::mem::replace(&mut it.is_defined, true));
        if !is_new {
            return self.error("duplicate-value", span, format!("`{key}` is defined twice"));
        }
        reading.body.values[value].def = def;
        Ok(())
    }

    /// A value by name or a literal.
    pub(crate) fn operand(&mut self, reading: &mut Reading, is_callee: bool) -> Read<Value> {
        if self.peek() == Token::Value {
            let lexeme = self.bump();
            return Ok(reading.value(Symbol::new(self.slice(lexeme)), lexeme.span));
        }
        let literal = self.literal(is_callee)?;
        Ok(reading.body.constant(literal))
    }

    /// A block by name.
    pub(crate) fn block_name(&mut self, reading: &mut Reading) -> Read<Block> {
        let lexeme = self.lexeme();
        let name = self.name("a block")?;
        Ok(reading.block(name, lexeme.span))
    }

    /// What was mentioned but never defined.
    fn check_names(&mut self, reading: &Reading) {
        let values = reading.values.iter().filter(|(_, it)| !it.is_defined);
        let values = values.map(|(name, it)| ("undefined-value", *name, it.span));
        let blocks = reading.blocks.iter().filter(|(_, it)| !it.is_defined);
        let blocks = blocks.map(|(name, it)| ("undefined-block", *name, it.span));
        let mut missing: Vec<_> = values.chain(blocks).collect();
        missing.sort_by_key(|it| it.2);
        for (code, name, span) in missing {
            let message = format!("`{name}` is used but not defined");
            self.report(Diagnostic::error(code, message).with_label(span, "first used here"));
        }
    }
}

impl Reading {
    fn new(outline: &Outline) -> Self {
        let mut body = Body::default();
        body.header.origin.clone_from(&outline.origin);
        body.header.static_params.clone_from(&outline.static_params);
        body.header.stack.clone_from(&outline.stack);
        body.header.params = outline.params.unwrap_or_default();
        Self {
            body,
            values: FxHashMap::default(),
            blocks: FxHashMap::default(),
            slots: FxHashMap::default(),
            insts: SecondaryMap::new(),
            heads: SecondaryMap::new(),
        }
    }

    fn value(&mut self, name: Symbol, span: Span) -> Value {
        let values = &mut self.body.values;
        let make = || Named {
            entity: values.push(ValueData { def: Def::Removed, ty: None }),
            span,
            is_defined: false,
        };
        self.values.entry(name).or_insert_with(make).entity
    }

    fn block(&mut self, name: Symbol, span: Span) -> Block {
        let blocks = &mut self.body.blocks;
        let make =
            || Named { entity: blocks.push(crate::BlockData::default()), span, is_defined: false };
        self.blocks.entry(name).or_insert_with(make).entity
    }

    pub(crate) fn note_span(&mut self, inst: Inst, span: Span) {
        self.insts[inst] = Some(span);
    }
}
