//! Pieces of code that every function is made of: values between registers and memory, calls of the runtime, throws.

mod runtime;

pub(crate) use runtime::{Quiet, signature};

use crate::{
    native::{Entered, PARTS_OFFSET, ZERO_OFFSET},
    repr::{Part, Raw, Repr, flat_parts, layout, scalar_word, value_of},
    shims::Shim,
};
use cranelift_codegen::ir::{
    BlockArg, InstBuilder, MemFlagsData, SigRef, StackSlot, Type as Word, Value, condcodes::IntCC,
    types,
};
use cranelift_frontend::FunctionBuilder;
use overdub_types::{Type, core};
use overdub_values::{Heap, Layout, Storage, Value as RunValue};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

pub(crate) type ClifBlock = cranelift_codegen::ir::Block;
pub(crate) type Words = SmallVec<[Value; 4]>;

/// A value in registers.
#[derive(Clone, Debug)]
pub(crate) struct Val {
    pub(crate) repr: Repr,
    pub(crate) words: Words,
}

impl Val {
    pub(crate) fn one(repr: Repr, word: Value) -> Val {
        Val { repr, words: SmallVec::from_slice(&[word]) }
    }

    pub(crate) fn any(words: [Value; 2]) -> Val {
        Val { repr: Repr::Any, words: SmallVec::from_slice(&words) }
    }

    pub(crate) fn ghost(value: overdub_values::Value) -> Val {
        Val { repr: Repr::Ghost(Raw::of(value)), words: SmallVec::new() }
    }

    /// The type that it is known to be of.
    pub(crate) fn ty(&self) -> Option<Type> {
        self.repr.ty()
    }
}

/// Where a throw goes: a block, and what it is told.
#[derive(Clone, Debug)]
pub(crate) struct ThrowTo {
    pub(crate) block: ClifBlock,
    /// The place in the source, if the block serves several.
    pub(crate) loc: Option<i64>,
}

/// Memory that only this session's code writes, at addresses that are right.
pub(crate) fn trusted() -> MemFlagsData {
    MemFlagsData::trusted()
}

/// Memory that may not be aligned.
pub(crate) fn loose() -> MemFlagsData {
    MemFlagsData::new().with_notrap()
}

/// What a function is emitted with.
pub(crate) struct Emit<'a, 'b> {
    pub(crate) b: &'a mut FunctionBuilder<'b>,
    pub(crate) context: Value,
    pub(crate) throw_to: Option<ThrowTo>,
    signatures: [Option<SigRef>; Shim::COUNT],
    arguments: Option<StackSlot>,
    longest: u32,
    /// The address of the heap's bump regions, if code may allocate by itself.
    bumps: Option<usize>,
    quiet: Quiet,
    quiet_signatures: [Option<SigRef>; Shim::COUNT],
    /// Where throws at each place go by the way of a block that names the place.
    throws: FxHashMap<(ClifBlock, i64), ClifBlock>,
}

impl<'a, 'b> Emit<'a, 'b> {
    pub(crate) fn new(
        b: &'a mut FunctionBuilder<'b>,
        context: Value,
        heap: &Heap,
        quiet: Quiet,
    ) -> Self {
        let bumps = heap.allows_bumping().then(|| heap.bump_regions().expose_provenance());
        Self {
            b,
            context,
            throw_to: None,
            signatures: [None; Shim::COUNT],
            arguments: None,
            longest: 0,
            bumps,
            quiet,
            quiet_signatures: [None; Shim::COUNT],
            throws: FxHashMap::default(),
        }
    }

    /// To be called when everything is written.
    pub(crate) fn finish(&mut self) {
        let mut throws: Vec<_> = self.throws.drain().collect();
        throws.sort_unstable();
        for ((to, loc), block) in throws {
            self.b.switch_to_block(block);
            let loc = self.b.ins().iconst(types::I64, loc);
            self.jump(to, &[loc]);
        }
        if let Some(slot) = self.arguments {
            self.b.func.sized_stack_slots[slot].size = 16 * self.longest;
        }
    }

    pub(crate) fn word(&mut self, word: u64) -> Value {
        self.b.ins().iconst(types::I64, word.cast_signed())
    }

    pub(crate) fn jump(&mut self, block: ClifBlock, args: &[Value]) {
        let args: SmallVec<[BlockArg; 4]> = args.iter().map(|it| BlockArg::Value(*it)).collect();
        self.b.ins().jump(block, &args);
    }

    /// A block off the common way.
    pub(crate) fn cold(&mut self) -> ClifBlock {
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        block
    }

    /// A block that is as common as where it is made: what a rare way comes through is rare.
    pub(crate) fn block(&mut self) -> ClifBlock {
        let block = self.b.create_block();
        if self.is_rare() {
            self.b.set_cold_block(block);
        }
        block
    }

    /// Whether what is emitted now is off the common way.
    fn is_rare(&self) -> bool {
        self.b.current_block().is_some_and(|it| self.b.func.layout.is_cold(it))
    }

    /// Throws if the flag is not zero, and goes on otherwise.
    pub(crate) fn throw_if(&mut self, flag: Value) {
        let next = self.block();
        let block = self.throw_target();
        self.b.ins().brif(flag, block, &[], next, &[]);
        self.b.switch_to_block(next);
    }

    /// Throws if the word is zero, and goes on otherwise.
    pub(crate) fn throw_unless(&mut self, word: Value) {
        let block = self.throw_target();
        self.go_unless(word, block);
    }

    /// Throws what lies in the context.
    pub(crate) fn throw(&mut self) {
        let block = self.throw_target();
        self.jump(block, &[]);
    }

    fn throw_target(&mut self) -> ClifBlock {
        let to = self.throw_to.clone().expect("what may throw is emitted with a place to go");
        let Some(loc) = to.loc else { return to.block };
        // The number of the place is made where it is needed, not before each call.
        if let Some(block) = self.throws.get(&(to.block, loc)) {
            return *block;
        }
        let block = self.cold();
        self.throws.insert((to.block, loc), block);
        block
    }

    /// The same word under a name of its own: for the allocator of registers it is another, which lives where that one
    /// does not.
    pub(crate) fn apart(&mut self, word: Value) -> Value {
        let ty = self.b.func.dfg.value_type(word);
        // Anything that the code generator could see through would be the same word again.
        let zero = self.b.ins().load(ty, trusted(), self.context, ZERO_OFFSET);
        self.b.ins().bxor(word, zero)
    }

    /// The two words of a value; flat ones get a box.
    pub(crate) fn as_any(&mut self, val: &Val) -> [Value; 2] {
        match val.repr {
            Repr::Any => [val.words[0], val.words[1]],
            Repr::Ghost(raw) => [self.word(raw.tag), self.word(raw.bits)],
            Repr::Object(ty) => [self.word(layout(ty).value_tag()), val.words[0]],
            Repr::Scalar(ty) => {
                let bits = self.widen(val.words[0]);
                [self.word(layout(ty).value_tag()), bits]
            }
            Repr::Flat(ty) => {
                let layout = layout(ty);
                let object = self.allocate(layout);
                self.store_parts(object, 0, &flat_parts(ty), &val.words);
                [self.word(layout.value_tag()), object]
            }
        }
    }

    /// The bits of a register, zero-extended.
    pub(crate) fn widen(&mut self, word: Value) -> Value {
        let ty = self.b.func.dfg.value_type(word);
        match ty {
            types::I64 => word,
            types::F64 => self.b.ins().bitcast(types::I64, MemFlagsData::new(), word),
            types::F32 => {
                let bits = self.b.ins().bitcast(types::I32, MemFlagsData::new(), word);
                self.b.ins().uextend(types::I64, bits)
            }
            _ => self.b.ins().uextend(types::I64, word),
        }
    }

    /// The register of this kind with the low bits of a word.
    pub(crate) fn narrow(&mut self, bits: Value, to: Word) -> Value {
        match to {
            types::I64 => bits,
            types::F64 => self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits),
            types::F32 => {
                let bits = self.b.ins().ireduce(types::I32, bits);
                self.b.ins().bitcast(types::F32, MemFlagsData::new(), bits)
            }
            _ => self.b.ins().ireduce(to, bits),
        }
    }

    /// Zero in each register that a representation takes: for what is never looked at.
    pub(crate) fn nothing(&mut self, repr: Repr) -> Words {
        repr.words().iter().map(|it| self.zero(*it)).collect()
    }

    pub(crate) fn zero(&mut self, word: Word) -> Value {
        match word {
            types::F64 => self.b.ins().f64const(0.0),
            types::F32 => self.b.ins().f32const(0.0),
            _ => self.b.ins().iconst(word, 0),
        }
    }

    /// The registers of a value in another representation, which the value is known to have.
    pub(crate) fn coerce(&mut self, val: &Val, to: Repr) -> Words {
        if val.repr == to {
            return val.words.clone();
        }
        match (val.repr, to) {
            (_, Repr::Ghost(_)) => Words::new(),
            (_, Repr::Any) => SmallVec::from_slice(&self.as_any(val)),
            (Repr::Any, _) => self.unpack(val.words[1], to),
            (Repr::Ghost(raw), Repr::Object(_)) => SmallVec::from_slice(&[self.word(raw.bits)]),
            // No value is of both types: control does not come here.
            _ => self.nothing(to),
        }
    }

    /// The registers of a value of a known type whose second word this is.
    pub(crate) fn unpack(&mut self, bits: Value, to: Repr) -> Words {
        match to {
            Repr::Ghost(_) | Repr::Any => Words::new(),
            Repr::Object(_) => SmallVec::from_slice(&[bits]),
            Repr::Scalar(ty) => {
                let word = self.narrow(bits, scalar_word(ty));
                SmallVec::from_slice(&[word])
            }
            Repr::Flat(ty) => self.load_parts(bits, 0, &flat_parts(ty)),
        }
    }

    pub(crate) fn load_parts(&mut self, object: Value, offset: u32, parts: &[Part]) -> Words {
        let part = |it: &Part| {
            let at = i32::try_from(offset + it.offset).unwrap_or(0);
            self.b.ins().load(it.word, loose(), object, at)
        };
        parts.iter().map(part).collect()
    }

    pub(crate) fn store_parts(
        &mut self,
        object: Value,
        offset: u32,
        parts: &[Part],
        words: &[Value],
    ) {
        for (part, word) in parts.iter().zip(words) {
            let at = i32::try_from(offset + part.offset).unwrap_or(0);
            self.b.ins().store(loose(), *word, object, at);
        }
    }

    /// A new zeroed object.
    pub(crate) fn allocate(&mut self, layout: &'static Layout) -> Value {
        let header = self.word(layout.header());
        let class = Heap::size_class(layout.size());
        let (Some(bumps), Some((class, bytes))) = (self.bumps, class) else {
            let object = self.shim(Shim::Allocate, &[header])[0];
            self.throw_unless(object);
            return object;
        };
        let region = self.word((bumps + class * 16) as u64);
        let cell = self.b.ins().load(types::I64, trusted(), region, 0);
        let limit = self.b.ins().load(types::I64, trusted(), region, 8);
        let next = self.b.ins().iadd_imm_s(cell, bytes as i64);
        let is_full = self.b.ins().icmp(IntCC::UnsignedGreaterThan, next, limit);
        let (slow, fast, done) = (self.cold(), self.block(), self.block());
        let object = self.b.append_block_param(done, types::I64);
        self.b.ins().brif(is_full, slow, &[], fast, &[]);
        self.b.switch_to_block(slow);
        let made = self.shim(Shim::Allocate, &[header])[0];
        self.throw_unless(made);
        self.jump(done, &[made]);
        self.b.switch_to_block(fast);
        self.b.ins().store(trusted(), next, region, 0);
        self.b.ins().store(trusted(), header, cell, 0);
        let made = self.b.ins().iadd_imm_s(cell, 8);
        self.jump(done, &[made]);
        self.b.switch_to_block(done);
        object
    }

    /// The address of an object that stands for a value where a pointer is stored.
    pub(crate) fn as_pointer(&mut self, val: &Val) -> Value {
        match val.repr {
            Repr::Object(_) => val.words[0],
            Repr::Flat(_) => self.as_any(val)[1],
            Repr::Any => self.boxed(val.words[0], val.words[1]),
            Repr::Ghost(_) | Repr::Scalar(_) => {
                if let Repr::Ghost(raw) = val.repr
                    && raw != Raw::NONE
                    && let Some(object) = value_of(raw).shared_object()
                {
                    return self.word(object);
                }
                let [tag, bits] = self.as_any(val);
                let made = self.shim(Shim::Box, &[tag, bits])[0];
                self.throw_unless(made);
                made
            }
        }
    }

    /// The same for a value of which nothing is known: objects are what they are.
    fn boxed(&mut self, tag: Value, bits: Value) -> Value {
        let (slow, done) = (self.block(), self.block());
        let object = self.b.append_block_param(done, types::I64);
        let is_object = self.b.ins().band_imm_u(tag, 1);
        self.branch_unless(is_object, (slow, &[]), (done, &[BlockArg::Value(bits)]));
        self.b.switch_to_block(slow);
        let made = self.shim(Shim::Box, &[tag, bits])[0];
        self.throw_unless(made);
        self.jump(done, &[made]);
        self.b.switch_to_block(done);
        object
    }

    /// The value that an object stands for: itself, or what it is the box of.
    fn unboxed(&mut self, object: Value) -> Val {
        let done = self.block();
        let words: Words = (0..2).map(|_| self.b.append_block_param(done, types::I64)).collect();
        let nothing = RunValue::nothing();
        if let Some(boxed) = nothing.shared_object() {
            let next = self.block();
            let boxed = self.word(boxed);
            let differs = self.b.ins().bxor(object, boxed);
            let raw = Raw::of(nothing);
            let args = [self.word(raw.tag), self.word(raw.bits)].map(BlockArg::Value);
            self.branch_unless(differs, (done, &args), (next, &[]));
            self.b.switch_to_block(next);
        }
        let header = self.b.ins().load(types::I64, trusted(), object, -8);
        let layout = self.b.ins().band_imm_u(header, Layout::OF_HEADER.cast_signed());
        let part = |e: &mut Self, from, offset: usize| {
            let offset = i32::try_from(offset).unwrap_or(0);
            e.b.ins().load(types::I64, trusted(), from, offset)
        };
        let tag = part(self, layout, Layout::OBJECT_TAG_OFFSET);
        let boxed = self.block();
        self.branch_unless(tag, (boxed, &[]), (done, &[tag, object].map(BlockArg::Value)));
        self.b.switch_to_block(boxed);
        let tag = part(self, layout, Layout::TYPE_OFFSET);
        let mask = part(self, layout, Layout::BOX_MASK_OFFSET);
        let bits = part(self, object, 0);
        let bits = self.b.ins().band(bits, mask);
        self.jump(done, &[tag, bits]);
        self.b.switch_to_block(done);
        Val { repr: Repr::Any, words }
    }

    /// Reads a field or element of this storage and declared type; goes to `otherwise`, if it is given, where it is
    /// undefined. None if only the runtime can.
    pub(crate) fn load(
        &mut self,
        object: Value,
        offset: u32,
        (storage, ty): (Storage, Type),
        otherwise: Option<ClifBlock>,
    ) -> Option<Val> {
        let repr = Repr::of(Some(ty));
        let at = i32::try_from(offset).ok()?;
        match (storage, repr) {
            (Storage::Inline(_), Repr::Ghost(_)) => Some(Val { repr, words: Words::new() }),
            (Storage::Inline(inner), Repr::Scalar(_)) => {
                let word = match (inner.size(), scalar_word(ty)) {
                    (1 | 2 | 4 | 8, word) if inner.is_primitive() => {
                        self.b.ins().load(word, loose(), object, at)
                    }
                    (8, _) => self.b.ins().load(types::I64, loose(), object, at),
                    (4, _) => {
                        let word = self.b.ins().load(types::I32, loose(), object, at);
                        self.b.ins().uextend(types::I64, word)
                    }
                    (2, _) => {
                        let word = self.b.ins().load(types::I16, loose(), object, at);
                        self.b.ins().uextend(types::I64, word)
                    }
                    (1, _) => {
                        let word = self.b.ins().load(types::I8, loose(), object, at);
                        self.b.ins().uextend(types::I64, word)
                    }
                    _ => return None,
                };
                Some(Val::one(repr, word))
            }
            (Storage::Inline(_), Repr::Flat(_)) => {
                let parts = flat_parts(ty);
                let words = self.load_parts(object, offset, &parts);
                if let Some(first) = parts.iter().position(|it| it.is_pointer) {
                    self.go_to_if_missing(words[first], otherwise);
                }
                Some(Val { repr, words })
            }
            (Storage::Pointer, _) => {
                let pointer = self.b.ins().load(types::I64, loose(), object, at);
                self.go_to_if_missing(pointer, otherwise);
                Some(match repr {
                    Repr::Object(_) => Val::one(repr, pointer),
                    _ => self.unboxed(pointer),
                })
            }
            _ => None,
        }
    }

    /// Writes a field or element; the value is known to be of the type. Whether it could be done.
    pub(crate) fn store(
        &mut self,
        object: Value,
        offset: u32,
        (storage, ty): (Storage, Type),
        val: &Val,
    ) -> bool {
        let repr = Repr::of(Some(ty));
        let Ok(at) = i32::try_from(offset) else { return false };
        match (storage, repr) {
            (Storage::Inline(_), Repr::Ghost(_)) => true,
            (Storage::Inline(inner), Repr::Scalar(_)) => {
                let word = self.coerce(val, repr)[0];
                let word = match (inner.size(), inner.is_primitive()) {
                    (1 | 2 | 4 | 8, true) | (8, _) => word,
                    (4, _) => self.b.ins().ireduce(types::I32, word),
                    (2, _) => self.b.ins().ireduce(types::I16, word),
                    (1, _) => self.b.ins().ireduce(types::I8, word),
                    _ => return false,
                };
                self.b.ins().store(loose(), word, object, at);
                true
            }
            (Storage::Inline(_), Repr::Flat(_)) => {
                let words = self.coerce(val, repr);
                self.store_parts(object, offset, &flat_parts(ty), &words);
                true
            }
            (Storage::Pointer, _) => {
                let pointer = self.as_pointer(val);
                self.b.ins().store(loose(), pointer, object, at);
                true
            }
            _ => false,
        }
    }

    fn go_to_if_missing(&mut self, word: Value, there: Option<ClifBlock>) {
        if let Some(there) = there {
            self.go_unless(word, there);
        }
    }

    /// Branches to the first block if the word is zero, and to the second one otherwise.
    ///
    /// The way that leaves a loop is to be the first one: Cranelift moves out of a loop only what it has come to before it
    /// has gone on behind the loop, and it follows the second way first.
    pub(crate) fn branch_unless(
        &mut self,
        word: Value,
        (there, there_args): (ClifBlock, &[BlockArg]),
        (next, next_args): (ClifBlock, &[BlockArg]),
    ) {
        let is_zero = self.b.ins().icmp_imm_u(IntCC::Equal, word, 0);
        self.b.ins().brif(is_zero, there, there_args, next, next_args);
    }

    /// Goes on here if the word is not zero, and there otherwise.
    pub(crate) fn go_unless(&mut self, word: Value, there: ClifBlock) {
        let next = self.block();
        self.branch_unless(word, (there, &[]), (next, &[]));
        self.b.switch_to_block(next);
    }

    /// A struct or tuple of values that are of its fields' types, if it lies in registers.
    pub(crate) fn construct(&mut self, ty: Type, fields: &[Val]) -> Option<Val> {
        let repr = Repr::of(Some(ty));
        let layout = Layout::of(ty).ok()?;
        if layout.fields().len() != fields.len() {
            return None;
        }
        match repr {
            Repr::Ghost(_) => Some(Val { repr, words: Words::new() }),
            Repr::Flat(_) => {
                let mut words = Words::new();
                for (field, val) in layout.fields().iter().zip(fields) {
                    match field.storage {
                        Storage::Pointer => words.push(self.as_pointer(val)),
                        Storage::Inline(inner) => {
                            let inner_repr = Repr::of(Some(field.ty));
                            let parts = self.coerce(val, inner_repr);
                            match inner_repr {
                                // A small struct inside is several parts here.
                                Repr::Scalar(_) if !inner.is_primitive() => {
                                    self.split_word(parts[0], inner, 0, &mut words);
                                }
                                Repr::Object(_) | Repr::Any => return None,
                                _ => words.extend(parts),
                            }
                        }
                    }
                }
                Some(Val { repr, words })
            }
            Repr::Scalar(_) => {
                let mut bits = self.word(0);
                for (field, val) in layout.fields().iter().zip(fields) {
                    let word = self.coerce(val, Repr::of(Some(field.ty)));
                    let Some(word) = word.first() else { continue };
                    let word = self.widen(*word);
                    let word = self.b.ins().ishl_imm_u(word, i64::from(8 * field.offset));
                    bits = self.b.ins().bor(bits, word);
                }
                Some(Val::one(repr, bits))
            }
            Repr::Object(_) | Repr::Any => None,
        }
    }

    /// The parts of a small struct that is one word.
    fn split_word(&mut self, word: Value, layout: &Layout, base: u32, words: &mut Words) {
        if layout.is_primitive() {
            let part = self.b.ins().ushr_imm_u(word, i64::from(8 * base));
            let part = self.narrow(part, scalar_word(layout.ty()));
            words.push(part);
            return;
        }
        for field in layout.fields() {
            if let Storage::Inline(inner) = field.storage {
                self.split_word(word, inner, base + field.offset, words);
            }
        }
    }

    /// Field `index` of a struct in registers.
    pub(crate) fn field(
        &mut self,
        val: &Val,
        index: usize,
        otherwise: Option<ClifBlock>,
    ) -> Option<Val> {
        let ty = val.ty()?;
        let layout = Layout::of(ty).ok()?;
        let field = *layout.fields().get(index)?;
        let repr = Repr::of(Some(field.ty));
        match val.repr {
            Repr::Scalar(_) => {
                let (Repr::Scalar(_) | Repr::Ghost(_)) = repr else { return None };
                let Storage::Inline(inner) = field.storage else { return None };
                if let Repr::Ghost(_) = repr {
                    return Some(Val { repr, words: Words::new() });
                }
                let word = self.b.ins().ushr_imm_u(val.words[0], i64::from(8 * field.offset));
                let word = match (inner.is_primitive(), inner.size()) {
                    (true, 1 | 2 | 4 | 8) => self.narrow(word, scalar_word(field.ty)),
                    (_, 8) => word,
                    (_, size) => {
                        self.b.ins().band_imm_u(word, ((1_u64 << (8 * size)) - 1).cast_signed())
                    }
                };
                Some(Val::one(repr, word))
            }
            Repr::Flat(_) => {
                let size = field.storage.size() as u32;
                let inside: SmallVec<[(Part, Value); 4]> = flat_parts(ty)
                    .iter()
                    .zip(&val.words)
                    .filter(|(part, _)| (field.offset..field.offset + size).contains(&part.offset))
                    .map(|(part, word)| (*part, *word))
                    .collect();
                match (field.storage, repr) {
                    (_, Repr::Ghost(_)) => Some(Val { repr, words: Words::new() }),
                    (Storage::Pointer, _) => {
                        // Structs that lie flat are whole.
                        let pointer = inside.first()?.1;
                        if let Repr::Object(_) = repr {
                            return Some(Val::one(repr, pointer));
                        }
                        Some(self.unboxed(pointer))
                    }
                    (Storage::Inline(inner), Repr::Scalar(_)) if inner.is_primitive() => {
                        Some(Val::one(repr, inside.first()?.1))
                    }
                    (Storage::Inline(_), Repr::Scalar(_)) => {
                        let mut bits = self.word(0);
                        for (part, word) in inside {
                            let word = self.widen(word);
                            let by = i64::from(8 * (part.offset - field.offset));
                            let word = self.b.ins().ishl_imm_u(word, by);
                            bits = self.b.ins().bor(bits, word);
                        }
                        Some(Val::one(repr, bits))
                    }
                    (Storage::Inline(_), Repr::Flat(_)) => {
                        Some(Val { repr, words: inside.iter().map(|it| it.1).collect() })
                    }
                    _ => None,
                }
            }
            Repr::Object(_) => {
                self.load(val.words[0], field.offset, (field.storage, field.ty), otherwise)
            }
            Repr::Ghost(_) | Repr::Any => None,
        }
    }

    /// Returns a value in the way of a signature with this result.
    pub(crate) fn give(&mut self, val: &Val, result: Repr) {
        let words = self.coerce(val, result);
        match result {
            Repr::Ghost(raw) => {
                let words = [self.word(raw.tag), self.word(raw.bits)];
                self.b.ins().return_(&words);
            }
            Repr::Any => {
                self.b.ins().return_(&words);
            }
            Repr::Scalar(ty) | Repr::Object(ty) => {
                let tag = self.word(layout(ty).value_tag());
                self.b.ins().return_(&[tag, words[0]]);
            }
            Repr::Flat(_) => {
                for (at, word) in (0..).zip(&words) {
                    let context = self.context;
                    self.b.ins().store(trusted(), *word, context, PARTS_OFFSET + 8 * at);
                }
                let done = self.word(1);
                self.b.ins().return_(&[done]);
            }
        }
    }

    /// Returns that something was thrown.
    pub(crate) fn give_thrown(&mut self, result: Repr) {
        let thrown = self.word(0);
        match result {
            Repr::Flat(_) => self.b.ins().return_(&[thrown]),
            Repr::Ghost(_) | Repr::Any => self.b.ins().return_(&[thrown, thrown]),
            Repr::Scalar(_) | Repr::Object(_) => {
                let words = self.nothing(result);
                self.b.ins().return_(&[thrown, words[0]])
            }
        };
    }

    /// What a call with this result gave, after throwing what it threw.
    pub(crate) fn take(&mut self, results: &[Value], result: Repr) -> Val {
        self.throw_unless(results[0]);
        match result {
            Repr::Ghost(_) => Val { repr: result, words: Words::new() },
            Repr::Any => Val::any([results[0], results[1]]),
            Repr::Scalar(_) | Repr::Object(_) => Val::one(result, results[1]),
            Repr::Flat(ty) => {
                let mut words = Words::new();
                for (at, part) in (0..).zip(&flat_parts(ty)) {
                    let context = self.context;
                    let at = PARTS_OFFSET + 8 * at;
                    words.push(self.b.ins().load(part.word, trusted(), context, at));
                }
                Val { repr: result, words }
            }
        }
    }

    /// A `Bool` in a register.
    pub(crate) fn bool(&mut self, word: Value) -> Val {
        Val::one(Repr::Scalar(core().bool), word)
    }
}

/// The limit of the machine stack is the first word of the context.
const _: () = assert!(std::mem::offset_of!(Entered, stack_limit) == 0);
