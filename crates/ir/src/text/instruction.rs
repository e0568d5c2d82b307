//! Reading instructions.

use overdub_types::Symbol;
use smallvec::SmallVec;

use super::{
    body::Reading,
    lexer::Token,
    parser::{Parser, Read},
};
use crate::{
    Arg, Block, BlockArg, BlockCall, Call, Def, Edges, GlobalRef, InstData, Loc, Mark, Op, Scope,
    Value, text::names::split_path,
};

impl Parser<'_> {
    /// One instruction at the end of a block.
    pub(crate) fn instruction(&mut self, reading: &mut Reading, block: Option<Block>) -> Read<()> {
        if !self.starts_instruction() {
            return self.unexpected("an instruction or a block");
        }
        let start = self.position();
        let mut loc = self.loc();
        let mut scope = None;
        let mut results: SmallVec<[(Value, overdub_diag::Span); 2]> = SmallVec::new();
        let op = if self.peek() == Token::Value {
            loop {
                let span = self.lexeme().span;
                results.push((self.definition(reading)?, span));
                if !self.accept(Token::Comma) {
                    break;
                }
            }
            self.expect(Token::Equals, "`=`")?;
            self.operation(reading)?
        } else if self.peek() == Token::Slot && self.peek_behind(1) == Token::Equals {
            let slot = self.slot(reading)?;
            self.bump();
            Op::SlotWrite(slot, self.operand(reading, false)?)
        } else {
            self.operation(reading)?
        };
        let edges = self.edges(reading)?;
        if self.peek() == Token::At {
            loc = self.location()?;
            if self.is_word("in") && self.peek_behind(1) == Token::Int {
                self.bump();
                scope = Some(self.scope(reading)?);
            }
        }
        let op = self.note(op)?;
        let span = self.span_from(start);
        let n_results = op.n_results();
        let has_edges = edges.is_some();
        let wanted = if has_edges { 0 } else { n_results };
        if wanted != results.len() {
            let message = match (has_edges, results.len(), wanted) {
                (true, ..) => "an instruction with edges defines no value: its `result` is passed along the normal edge".to_owned(),
                // An unused value needs no name; several are named together.
                (false, 0, _) => return self.finish(reading, block, InstData { op, loc, scope, edges }, &[], span),
                (false, found, wanted) => format!("defines {}, the operation has {wanted}", crate::verify::counted(found, "value")),
            };
            return self.error("result-count", span, message);
        }
        self.finish(reading, block, InstData { op, loc, scope, edges }, &results, span)
    }

    fn finish(
        &mut self,
        reading: &mut Reading,
        block: Option<Block>,
        data: InstData,
        results: &[(Value, overdub_diag::Span)],
        span: overdub_diag::Span,
    ) -> Read<()> {
        let Some(block) = block else {
            return self.error(
                "instruction-outside-block",
                span,
                "an instruction before the first block",
            );
        };
        let names: SmallVec<[Value; 1]> = results.iter().map(|it| it.0).collect();
        let inst = reading.body.append_named(block, data, names);
        for (index, (value, span)) in (0_u32..).zip(results) {
            self.define(reading, *value, Def::Result(inst, index), *span)?;
        }
        reading.note_span(inst, span);
        Ok(())
    }

    fn operation(&mut self, reading: &mut Reading) -> Read<Op> {
        if self.peek() == Token::Slot {
            return Ok(Op::SlotRead(self.slot(reading)?));
        }
        let word = self.word();
        match word {
            "call" | "overdub" => self.call(reading).map(Op::Call),
            "new" => {
                self.bump();
                let ty = self.operand(reading, true)?;
                Ok(Op::New { ty, fields: self.operands(reading)? })
            }
            "splatnew" => {
                self.bump();
                let ty = self.operand(reading, true)?;
                self.expect(Token::OpenParen, "`(`")?;
                let tuple = self.operand(reading, false)?;
                self.expect(Token::CloseParen, "`)`")?;
                Ok(Op::SplatNew { ty, tuple })
            }
            "global" => {
                self.bump();
                let global = self.global()?;
                if self.accept(Token::Equals) {
                    return Ok(Op::GlobalWrite(global, self.operand(reading, false)?));
                }
                Ok(Op::GlobalRead(global))
            }
            "defined" => {
                self.bump();
                if self.peek() == Token::Slot {
                    return Ok(Op::SlotDefined(self.slot(reading)?));
                }
                if self.word() == "sparam" {
                    return Ok(Op::StaticParamDefined(self.static_param(reading)?));
                }
                Ok(Op::GlobalDefined(self.global()?))
            }
            "sparam" => self.static_param(reading).map(Op::StaticParam),
            "throw_undef_unless" => {
                self.bump();
                let defined = self.operand(reading, false)?;
                self.expect(Token::Comma, "`,`")?;
                self.expect(Token::Colon, "the name of a variable as `:x`")?;
                let name = if self.peek() == Token::Str {
                    Symbol::new(&self.string("a name")?)
                } else {
                    self.function_name("a name")?
                };
                Ok(Op::ThrowUndefUnless { defined, name })
            }
            "jump" => {
                self.bump();
                Ok(Op::Jump(self.block_call(reading)?))
            }
            "branch" => {
                self.bump();
                let cond = self.operand(reading, false)?;
                self.expect(Token::Comma, "`,`")?;
                let then = self.block_call(reading)?;
                self.expect(Token::Comma, "`,`")?;
                Ok(Op::Branch { cond, then, otherwise: self.block_call(reading)? })
            }
            "return" => {
                self.bump();
                let value = self.operand(reading, false)?;
                let carried = if self.accept(Token::Semicolon) {
                    self.value_list(reading)?
                } else {
                    SmallVec::new()
                };
                Ok(Op::Return { value, carried })
            }
            "unreachable" => {
                self.bump();
                Ok(Op::Unreachable)
            }
            _ => self.unexpected("an operation"),
        }
    }

    /// `call f(x, y...)`, `call exempt f(x)`, `overdub[2] f(x; %carried)`.
    fn call(&mut self, reading: &mut Reading) -> Read<Call> {
        let mut mark = Mark::Unmarked;
        if self.accept_word("overdub") {
            self.expect(Token::OpenBracket, "`[`")?;
            mark = Mark::Under(self.number("a number of contexts")?);
            self.expect(Token::CloseBracket, "`]`")?;
        } else {
            self.expect_word("call")?;
            // A function of that name is written with its module.
            if self.accept_word("exempt") {
                mark = Mark::Exempt;
            }
        }
        let callee = self.operand(reading, true)?;
        self.expect(Token::OpenParen, "`(`")?;
        let mut call = Call::new(callee, std::iter::empty::<Arg>()).with_mark(mark);
        loop {
            match self.peek() {
                Token::CloseParen => break,
                Token::Semicolon => {
                    self.bump();
                    call.carried = self.value_list(reading)?;
                    break;
                }
                _ => {}
            }
            let value = self.operand(reading, false)?;
            call.args.push(Arg { value, spread: self.accept(Token::Ellipsis) });
            if !self.accept(Token::Comma) && self.peek() != Token::Semicolon {
                break;
            }
        }
        self.expect(Token::CloseParen, "`,` or `)`")?;
        Ok(call)
    }

    /// Operands in parentheses.
    fn operands(&mut self, reading: &mut Reading) -> Read<SmallVec<[Value; 4]>> {
        self.expect(Token::OpenParen, "`(`")?;
        let mut values = SmallVec::new();
        while self.peek() != Token::CloseParen {
            values.push(self.operand(reading, false)?);
            if !self.accept(Token::Comma) {
                break;
            }
        }
        self.expect(Token::CloseParen, "`,` or `)`")?;
        Ok(values)
    }

    /// One operand or more, without parentheses.
    fn value_list(&mut self, reading: &mut Reading) -> Read<SmallVec<[Value; 1]>> {
        let mut values = SmallVec::new();
        loop {
            values.push(self.operand(reading, false)?);
            if !self.accept(Token::Comma) {
                return Ok(values);
            }
        }
    }

    /// `Main.x`; a bare name is one of `Main`.
    pub(crate) fn global(&mut self) -> Read<GlobalRef> {
        let path = self.path("the name of a binding")?;
        let (module, name) = split_path(&path).ok_or(super::parser::Stop)?;
        Ok(GlobalRef { module, name })
    }

    /// `sparam T` or `sparam 0`.
    fn static_param(&mut self, reading: &mut Reading) -> Read<u32> {
        self.bump();
        if self.peek() == Token::Int {
            return self.number("a static parameter");
        }
        let lexeme = self.lexeme();
        let name = self.name("a static parameter")?;
        let index = reading.body.header.static_params.iter().position(|it| *it == name);
        match index.and_then(|it| u32::try_from(it).ok()) {
            Some(index) => Ok(index),
            None => self.error(
                "static-parameter",
                lexeme.span,
                format!("there is no static parameter `{name}`"),
            ),
        }
    }

    /// `-> block1(result) unwind block2(exception)`.
    fn edges(&mut self, reading: &mut Reading) -> Read<Option<Box<Edges>>> {
        if !self.accept(Token::Arrow) {
            return Ok(None);
        }
        let normal = self.block_call(reading)?;
        self.expect_word("unwind")?;
        let unwind = self.block_call(reading)?;
        Ok(Some(Box::new(Edges { normal, unwind })))
    }

    fn block_call(&mut self, reading: &mut Reading) -> Read<BlockCall> {
        let block = self.block_name(reading)?;
        let mut args = SmallVec::new();
        // On the next line, a parenthesis would be the start of something else.
        if self.peek() == Token::OpenParen && self.is_adjacent() {
            self.bump();
            while self.peek() != Token::CloseParen {
                args.push(self.block_arg(reading)?);
                if !self.accept(Token::Comma) {
                    break;
                }
            }
            self.expect(Token::CloseParen, "`,` or `)`")?;
        }
        Ok(BlockCall { block, args })
    }

    fn block_arg(&mut self, reading: &mut Reading) -> Read<BlockArg> {
        match self.word() {
            "exception" => {
                self.bump();
                Ok(BlockArg::Exception)
            }
            "result" => {
                self.bump();
                let index = if self.accept(Token::Dot) {
                    self.number("the number of a result")?
                } else {
                    0
                };
                Ok(BlockArg::Result(index))
            }
            _ => self.operand(reading, false).map(BlockArg::Value),
        }
    }

    /// The number of a replaced call that a line above declares.
    pub(super) fn scope(&mut self, reading: &Reading) -> Read<Scope> {
        let lexeme = self.lexeme();
        let number = self.number("the number of a scope")?;
        match Some(Scope::from_u32(number)).filter(|it| reading.body.scope(*it).is_some()) {
            Some(scope) => Ok(scope),
            None => {
                let message = format!("there is no scope {number} above");
                self.error("unknown-scope", lexeme.span, message)
            }
        }
    }

    /// `@"file":3:5`.
    pub(super) fn location(&mut self) -> Read<Loc> {
        self.bump();
        let file = Symbol::new(&self.string("the name of a file")?);
        self.expect(Token::Colon, "`:`")?;
        let line = self.number("a line")?;
        self.expect(Token::Colon, "`:`")?;
        let column = self.number("a column")?;
        Ok(Loc { file, line, column })
    }

    /// `=> what the call became`.
    fn note(&mut self, mut op: Op) -> Read<Op> {
        if self.peek() != Token::Note {
            return Ok(op);
        }
        let lexeme = self.bump();
        let text = self.slice(lexeme)[2..].trim();
        let Op::Call(call) = &mut op else {
            return self.error("misplaced-note", lexeme.span, "only calls become something");
        };
        let quoted = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let note = match quoted {
            Some(inner) => super::quote::unquoted_text(inner),
            None => Some(text.to_owned()),
        };
        match note {
            Some(note) => call.became = Some(Symbol::new(&note)),
            None => return self.error("bad-escape", lexeme.span, "malformed escape"),
        }
        Ok(op)
    }
}
