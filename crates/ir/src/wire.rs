//! Bodies as plain data, to be kept in a file and made again in another process.
//!
//! A [`WireBody`] names types and symbols by their number in [`overdub_types::wire::Tables`]. Values are counted anew:
//! parameters of blocks first, then results, in reverse post-order, so each stands before its uses; blocks that
//! nothing reaches are left out. Bodies of all stages can be kept, but no carried values and no contexts' names: that
//! is, what runs under no context.

use overdub_types::wire::{Number, Reader, Writer};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{
    Arg, Block, BlockArg, BlockCall, Body, Call, Edges, Flow, GlobalRef, Header, Inst, InstData,
    Literal, Loc, Mark, Op, Scope, ScopeData, Slot, Stage, Value,
};

/// A literal with types and symbols by number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum WireLiteral {
    /// Bits of a primitive type.
    Bits(Number, u128),
    /// Bytes of a string.
    Str(Box<[u8]>),
    /// A symbol.
    Symbol(Number),
    /// A type.
    Type(Number),
    /// The instance of a singleton type.
    Singleton(Number),
    /// A module.
    Module(Number),
    /// A tuple.
    Tuple(Box<[WireLiteral]>),
    /// A struct.
    Struct(Number, Box<[WireLiteral]>),
    /// No value.
    Undef,
}

impl WireLiteral {
    /// The literal as data.
    pub fn of(literal: &Literal, writer: &mut Writer) -> Self {
        match literal {
            Literal::Bits { ty, bits } => Self::Bits(writer.ty(*ty), *bits),
            Literal::Str(bytes) => Self::Str(bytes.as_ref().into()),
            Literal::Symbol(it) => Self::Symbol(writer.symbol(*it)),
            Literal::Type(it) => Self::Type(writer.ty(*it)),
            Literal::Singleton(it) => Self::Singleton(writer.ty(*it)),
            Literal::Module(it) => Self::Module(writer.symbol(*it)),
            Literal::Tuple(elems) => {
                Self::Tuple(elems.iter().map(|it| Self::of(it, writer)).collect())
            }
            Literal::Struct { ty, fields } => {
                let ty = writer.ty(*ty);
                Self::Struct(ty, fields.iter().map(|it| Self::of(it, writer)).collect())
            }
            Literal::Undef => Self::Undef,
        }
    }

    /// The literal again.
    #[must_use]
    pub fn read(&self, reader: &Reader<'_>) -> Literal {
        match self {
            Self::Bits(ty, bits) => Literal::Bits { ty: reader.ty(*ty), bits: *bits },
            Self::Str(bytes) => Literal::Str(bytes.as_ref().into()),
            Self::Symbol(it) => Literal::Symbol(reader.symbol(*it)),
            Self::Type(it) => Literal::Type(reader.ty(*it)),
            Self::Singleton(it) => Literal::Singleton(reader.ty(*it)),
            Self::Module(it) => Literal::Module(reader.symbol(*it)),
            Self::Tuple(elems) => Literal::Tuple(elems.iter().map(|it| it.read(reader)).collect()),
            Self::Struct(ty, fields) => Literal::Struct {
                ty: reader.ty(*ty),
                fields: fields.iter().map(|it| it.read(reader)).collect(),
            },
            Self::Undef => Literal::Undef,
        }
    }
}

/// A value: `2n` is the n-th value, `2n + 1` the n-th literal.
type Operand = u32;

/// A binding with its module and name by number.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct WireGlobal {
    module: Number,
    name: Number,
}

impl WireGlobal {
    /// The binding as data.
    pub fn of(global: GlobalRef, writer: &mut Writer) -> Self {
        Self { module: writer.symbol(global.module), name: writer.symbol(global.name) }
    }

    /// The binding again.
    #[must_use]
    pub fn read(self, reader: &Reader<'_>) -> GlobalRef {
        GlobalRef { module: reader.symbol(self.module), name: reader.symbol(self.name) }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum WireArg {
    Value(Operand),
    Result(u32),
    Exception,
}

type WireCall = (u32, Box<[WireArg]>);

#[derive(Clone, Debug, Serialize, Deserialize)]
enum WireOp {
    Call { callee: Operand, args: Box<[(Operand, bool)]>, mark: Mark, became: Option<Number> },
    New(Operand, Box<[Operand]>),
    SplatNew(Operand, Operand),
    GlobalRead(WireGlobal),
    GlobalWrite(WireGlobal, Operand),
    GlobalDefined(WireGlobal),
    SlotRead(u32),
    SlotWrite(u32, Operand),
    SlotDefined(u32),
    StaticParam(u32),
    StaticParamDefined(u32),
    ThrowUndefUnless(Operand, Number),
    Jump(WireCall),
    Branch(Operand, WireCall, WireCall),
    Return(Operand),
    Unreachable,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WireScope {
    function: Number,
    file: Number,
    loc: (u32, u32),
    outer: Option<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WireInst {
    op: WireOp,
    /// Line and column; the file is the one before unless it is named.
    loc: (u32, u32),
    file: Option<Number>,
    scope: Option<u32>,
    edges: Option<(WireCall, WireCall)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WireBlock {
    params: u32,
    insts: Box<[WireInst]>,
}

/// A body with types and symbols by number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WireBody {
    origin: String,
    stage: Stage,
    inline: Option<bool>,
    params: u32,
    static_params: Box<[Number]>,
    slots: Box<[(Number, Number)]>,
    literals: Box<[WireLiteral]>,
    scopes: Box<[WireScope]>,
    blocks: Box<[WireBlock]>,
    /// Of the values, once inferred; none before.
    types: Box<[Option<Number>]>,
}

impl WireBody {
    /// The body as data.
    pub fn of(body: &Body, writer: &mut Writer) -> Self {
        Self::numbered(body, writer).0
    }

    /// The same with the number that each instruction has when the body is [made again](Self::read_numbered).
    pub fn numbered(body: &Body, writer: &mut Writer) -> (Self, FxHashMap<Inst, u32>) {
        let flow = Flow::of(body);
        let order: Vec<Block> = flow.reverse_post_order().to_vec();
        let mut encoder = Encoder {
            body,
            writer,
            blocks: FxHashMap::default(),
            values: FxHashMap::default(),
            slots: FxHashMap::default(),
            literals: Vec::new(),
            literal_of: FxHashMap::default(),
            scopes: FxHashMap::default(),
            file: None,
        };
        for (at, block) in (0..).zip(&order) {
            encoder.blocks.insert(*block, at);
            for value in body.params(*block) {
                encoder.number(*value);
            }
        }
        for block in &order {
            for inst in body.insts(*block) {
                for value in body.results(inst) {
                    encoder.number(*value);
                }
            }
        }
        let is_typed = body.header.stage >= Stage::Typed;
        let mut types = vec![None; if is_typed { encoder.values.len() } else { 0 }];
        for (value, at) in encoder.values.iter().filter(|_| is_typed) {
            types[*at as usize] = body.value_type(*value).map(|it| encoder.writer.ty(it));
        }
        let mut scopes = Vec::new();
        for (at, (scope, data)) in (0..).zip(body.scopes()) {
            encoder.scopes.insert(scope, at);
            scopes.push(WireScope {
                function: encoder.writer.symbol(data.function),
                file: encoder.writer.symbol(data.call.file),
                loc: (data.call.line, data.call.column),
                outer: data.outer.and_then(|it| encoder.scopes.get(&it).copied()),
            });
        }
        let mut slots = Vec::new();
        for (at, (slot, data)) in (0..).zip(body.slots()) {
            encoder.slots.insert(slot, at);
            slots.push((encoder.writer.symbol(data.name), encoder.writer.ty(data.ty)));
        }
        let blocks = order.iter().map(|block| encoder.block(*block)).collect();
        let literals = std::mem::take(&mut encoder.literals);
        let insts = order.iter().flat_map(|block| body.insts(*block)).zip(0..).collect();
        let header = &body.header;
        let wire = Self {
            origin: header.origin.clone(),
            stage: header.stage,
            inline: header.inline,
            params: header.params,
            static_params: header.static_params.iter().map(|it| writer.symbol(*it)).collect(),
            slots: slots.into(),
            literals: literals.into(),
            scopes: scopes.into(),
            blocks,
            types: types.into(),
        };
        (wire, insts)
    }

    /// The body again.
    #[must_use]
    pub fn read(&self, reader: &Reader<'_>) -> Body {
        self.read_numbered(reader).0
    }

    /// The same with the instructions by their numbers.
    #[must_use]
    pub fn read_numbered(&self, reader: &Reader<'_>) -> (Body, Vec<Inst>) {
        let mut body = Body::new(Header {
            origin: self.origin.clone(),
            params: self.params,
            static_params: self.static_params.iter().map(|it| reader.symbol(*it)).collect(),
            stack: Vec::new(),
            stage: self.stage,
            inline: self.inline,
        });
        let mut scopes = Vec::new();
        for it in &self.scopes {
            let file = reader.symbol(it.file);
            let scope = body.add_scope(ScopeData {
                function: reader.symbol(it.function),
                call: Loc { file, line: it.loc.0, column: it.loc.1 },
                outer: it.outer.and_then(|it| scopes.get(it as usize).copied()),
            });
            scopes.push(scope);
        }
        let slots: Vec<Slot> = self
            .slots
            .iter()
            .map(|(name, ty)| body.add_slot(reader.symbol(*name), reader.ty(*ty)))
            .collect();
        let literals: Vec<Value> =
            self.literals.iter().map(|it| body.constant(it.read(reader))).collect();
        let mut values = Vec::new();
        let blocks: Vec<Block> = self
            .blocks
            .iter()
            .map(|wire| {
                let block = body.add_block();
                values.extend((0..wire.params).map(|_| body.add_param(block)));
                block
            })
            .collect();
        let mut decoder = Decoder {
            body,
            reader,
            slots,
            literals,
            values,
            blocks,
            scopes,
            insts: Vec::new(),
            file: overdub_types::Symbol::new(""),
        };
        for (at, wire) in self.blocks.iter().enumerate() {
            for inst in &wire.insts {
                decoder.inst(decoder.blocks[at], inst);
            }
        }
        let Decoder { mut body, values, insts, .. } = decoder;
        for (value, ty) in values.iter().zip(&self.types) {
            body.set_value_type(*value, ty.map(|it| reader.ty(it)));
        }
        (body, insts)
    }
}

struct Encoder<'a> {
    body: &'a Body,
    writer: &'a mut Writer,
    blocks: FxHashMap<Block, u32>,
    values: FxHashMap<Value, u32>,
    slots: FxHashMap<Slot, u32>,
    literals: Vec<WireLiteral>,
    literal_of: FxHashMap<Value, u32>,
    scopes: FxHashMap<Scope, u32>,
    file: Option<overdub_types::Symbol>,
}

impl Encoder<'_> {
    fn number(&mut self, value: Value) {
        let next = u32::try_from(self.values.len()).expect("values are numbered by 32 bits");
        self.values.insert(value, next);
    }

    fn operand(&mut self, value: Value) -> Operand {
        if let Some(number) = self.values.get(&value) {
            return number * 2;
        }
        if let Some(known) = self.literal_of.get(&value) {
            return known * 2 + 1;
        }
        // What nothing defines any more stands only in code that nothing reaches.
        let literal = self.body.literal(value).cloned().unwrap_or(Literal::Undef);
        let literal = WireLiteral::of(&literal, self.writer);
        self.literals.push(literal);
        let at = u32::try_from(self.literals.len() - 1).expect("literals are numbered by 32 bits");
        self.literal_of.insert(value, at);
        at * 2 + 1
    }

    fn operands(&mut self, values: &[Value]) -> Box<[Operand]> {
        values.iter().map(|it| self.operand(*it)).collect()
    }

    fn block(&mut self, block: Block) -> WireBlock {
        let insts: Vec<Inst> = self.body.insts(block).collect();
        WireBlock {
            params: u32::try_from(self.body.params(block).len()).expect("parameters are few"),
            insts: insts.into_iter().map(|it| self.inst(it)).collect(),
        }
    }

    fn inst(&mut self, inst: Inst) -> WireInst {
        let data = self.body.inst(inst);
        let file = (self.file != Some(data.loc.file)).then(|| {
            self.file = Some(data.loc.file);
            self.writer.symbol(data.loc.file)
        });
        let op = self.op(&data.op);
        let edges = data.edges.as_ref().map(|it| (self.call(&it.normal), self.call(&it.unwind)));
        let scope = data.scope.and_then(|it| self.scopes.get(&it).copied());
        WireInst { op, loc: (data.loc.line, data.loc.column), file, scope, edges }
    }

    fn call(&mut self, call: &BlockCall) -> WireCall {
        let args = call
            .args
            .iter()
            .map(|it| match it {
                BlockArg::Value(value) => WireArg::Value(self.operand(*value)),
                BlockArg::Result(at) => WireArg::Result(*at),
                BlockArg::Exception => WireArg::Exception,
            })
            .collect();
        (self.blocks[&call.block], args)
    }

    fn global(&mut self, global: GlobalRef) -> WireGlobal {
        WireGlobal::of(global, self.writer)
    }

    fn op(&mut self, op: &Op) -> WireOp {
        match op {
            Op::Call(call) => WireOp::Call {
                callee: self.operand(call.callee),
                args: call.args.iter().map(|it| (self.operand(it.value), it.spread)).collect(),
                mark: call.mark,
                became: call.became.map(|it| self.writer.symbol(it)),
            },
            Op::New { ty, fields } => WireOp::New(self.operand(*ty), self.operands(fields)),
            Op::SplatNew { ty, tuple } => WireOp::SplatNew(self.operand(*ty), self.operand(*tuple)),
            Op::GlobalRead(global) => WireOp::GlobalRead(self.global(*global)),
            Op::GlobalWrite(global, value) => {
                WireOp::GlobalWrite(self.global(*global), self.operand(*value))
            }
            Op::GlobalDefined(global) => WireOp::GlobalDefined(self.global(*global)),
            Op::SlotRead(slot) => WireOp::SlotRead(self.slots[slot]),
            Op::SlotWrite(slot, value) => WireOp::SlotWrite(self.slots[slot], self.operand(*value)),
            Op::SlotDefined(slot) => WireOp::SlotDefined(self.slots[slot]),
            Op::StaticParam(at) => WireOp::StaticParam(*at),
            Op::StaticParamDefined(at) => WireOp::StaticParamDefined(*at),
            Op::ThrowUndefUnless { defined, name } => {
                WireOp::ThrowUndefUnless(self.operand(*defined), self.writer.symbol(*name))
            }
            Op::Jump(call) => WireOp::Jump(self.call(call)),
            Op::Branch { cond, then, otherwise } => {
                WireOp::Branch(self.operand(*cond), self.call(then), self.call(otherwise))
            }
            Op::Return { value, .. } => WireOp::Return(self.operand(*value)),
            Op::Unreachable => WireOp::Unreachable,
        }
    }
}

struct Decoder<'a> {
    body: Body,
    reader: &'a Reader<'a>,
    slots: Vec<Slot>,
    literals: Vec<Value>,
    values: Vec<Value>,
    blocks: Vec<Block>,
    scopes: Vec<Scope>,
    insts: Vec<Inst>,
    file: overdub_types::Symbol,
}

impl Decoder<'_> {
    fn inst(&mut self, block: Block, wire: &WireInst) {
        if let Some(file) = wire.file {
            self.file = self.reader.symbol(file);
        }
        let loc = Loc { file: self.file, line: wire.loc.0, column: wire.loc.1 };
        let op = self.op(&wire.op);
        let data = match &wire.edges {
            Some((normal, unwind)) => {
                let edges = Edges { normal: self.call(normal), unwind: self.call(unwind) };
                InstData::with_edges(op, loc, edges)
            }
            None => InstData::new(op, loc),
        };
        let scope = wire.scope.and_then(|it| self.scopes.get(it as usize).copied());
        let data = InstData { scope, ..data };
        let inst = self.body.append(block, data);
        self.values.extend_from_slice(self.body.results(inst));
        self.insts.push(inst);
    }

    fn operand(&self, operand: Operand) -> Value {
        let at = (operand / 2) as usize;
        if operand.is_multiple_of(2) { self.values[at] } else { self.literals[at] }
    }

    fn call(&self, (block, args): &WireCall) -> BlockCall {
        let args = args.iter().map(|it| match it {
            WireArg::Value(value) => BlockArg::Value(self.operand(*value)),
            WireArg::Result(at) => BlockArg::Result(*at),
            WireArg::Exception => BlockArg::Exception,
        });
        BlockCall { block: self.blocks[*block as usize], args: args.collect() }
    }

    fn op(&self, op: &WireOp) -> Op {
        match op {
            WireOp::Call { callee, args, mark, became } => {
                let args = args
                    .iter()
                    .map(|(value, spread)| Arg { value: self.operand(*value), spread: *spread });
                let mut call = Call::new(self.operand(*callee), args).with_mark(*mark);
                call.became = became.map(|it| self.reader.symbol(it));
                Op::Call(call)
            }
            WireOp::New(ty, fields) => Op::New {
                ty: self.operand(*ty),
                fields: fields.iter().map(|it| self.operand(*it)).collect(),
            },
            WireOp::SplatNew(ty, tuple) => {
                Op::SplatNew { ty: self.operand(*ty), tuple: self.operand(*tuple) }
            }
            WireOp::GlobalRead(global) => Op::GlobalRead(global.read(self.reader)),
            WireOp::GlobalWrite(global, value) => {
                Op::GlobalWrite(global.read(self.reader), self.operand(*value))
            }
            WireOp::GlobalDefined(global) => Op::GlobalDefined(global.read(self.reader)),
            WireOp::SlotRead(slot) => Op::SlotRead(self.slots[*slot as usize]),
            WireOp::SlotWrite(slot, value) => {
                Op::SlotWrite(self.slots[*slot as usize], self.operand(*value))
            }
            WireOp::SlotDefined(slot) => Op::SlotDefined(self.slots[*slot as usize]),
            WireOp::StaticParam(at) => Op::StaticParam(*at),
            WireOp::StaticParamDefined(at) => Op::StaticParamDefined(*at),
            WireOp::ThrowUndefUnless(defined, name) => Op::ThrowUndefUnless {
                defined: self.operand(*defined),
                name: self.reader.symbol(*name),
            },
            WireOp::Jump(call) => Op::Jump(self.call(call)),
            WireOp::Branch(cond, then, otherwise) => Op::Branch {
                cond: self.operand(*cond),
                then: self.call(then),
                otherwise: self.call(otherwise),
            },
            WireOp::Return(value) => {
                Op::Return { value: self.operand(*value), carried: SmallVec::new() }
            }
            WireOp::Unreachable => Op::Unreachable,
        }
    }
}
