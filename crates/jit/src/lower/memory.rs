//! References into memory, and what they point at.
//!
//! A reference is two registers, the address of the element and the memory, so that indexing an array makes no object.
//! Bounds that the body has not asked about are held inline; whatever is out of them is done over by the runtime, which throws.

use super::{Lower, calls::Primitive};
use crate::{
    emit::{ClifBlock, Val, trusted},
    repr::Repr,
    shims::Shim,
};
use cranelift_codegen::ir::{InstBuilder, Value as ClifValue, condcodes::IntCC, types};
use overdub_ir::{Literal, Value};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Element, Layout, Shape, is_reference_type};
use smallvec::SmallVec;

/// A reference in registers.
struct Reference {
    ty: Type,
    element: Element,
    at: ClifValue,
    memory: ClifValue,
}

impl Lower<'_, '_, '_> {
    fn element_of(memory: Type) -> Option<Element> {
        match Layout::of(memory).ok()?.shape() {
            Shape::Memory(element) if element.stride() > 0 => Some(element),
            _ => None,
        }
    }

    /// The type of the memory that references of a type point into.
    fn memory_of(ty: Type) -> Option<Type> {
        let layout = Layout::of(ty).ok().filter(|_| is_reference_type(ty))?;
        layout.fields().get(1).map(|it| it.ty)
    }

    fn reference(&mut self, value: Value) -> Option<Reference> {
        let Repr::Flat(ty) = self.repr_of(value) else { return None };
        let element = Self::element_of(Self::memory_of(ty)?)?;
        let val = self.val(value);
        let [at, memory] = val.words.as_slice() else { return None };
        Some(Reference { ty, element, at: *at, memory: *memory })
    }

    /// The bytes from the first element to where a reference points.
    fn distance(&mut self, reference: &Reference) -> ClifValue {
        let first = self.e.b.ins().iadd_imm_s(reference.memory, 16);
        self.e.b.ins().isub(reference.at, first)
    }

    fn length(&mut self, memory: ClifValue) -> ClifValue {
        self.e.b.ins().load(types::I64, trusted(), memory, 0)
    }

    /// `memorynew(type, length)`.
    pub(super) fn new_memory(&mut self, ty: Value, length: Value) -> Option<Val> {
        let ty = self.literal_type(ty)?;
        let layout = Layout::of(ty).ok()?;
        let Shape::Memory(_) = layout.shape() else { return None };
        let Repr::Scalar(of) = self.repr_of(length) else { return None };
        if of != core().int64 {
            return None;
        }
        let length = self.val(length).words[0];
        let layout = self.e.word(std::ptr::from_ref(layout).expose_provenance() as u64);
        let made = self.e.shim(Shim::Memory, &[layout, length])[0];
        self.e.throw_unless(made);
        Some(Val::one(Repr::Object(ty), made))
    }

    /// `getfield(memory, :length)`.
    pub(super) fn memory_length(&mut self, memory: Value, field: Value) -> Option<Val> {
        let is_length = match self.literal(field)? {
            Literal::Symbol(name) => name.as_str() == "length",
            literal => literal.as_int64() == Some(1),
        };
        let Repr::Object(_) = self.repr_of(memory) else { return None };
        is_length.then(|| {
            let memory = self.val(memory).words[0];
            Val::one(Repr::Scalar(core().int64), self.length(memory))
        })
    }

    /// `sizeof(text or memory)`.
    pub(super) fn size_of(&mut self, value: Value) -> Option<Val> {
        let Repr::Object(ty) = self.repr_of(value) else { return None };
        let stride = match Layout::of(ty).ok()?.shape() {
            Shape::Text => 1,
            Shape::Memory(element) => element.stride(),
            Shape::Plain | Shape::Type | Shape::Symbol | Shape::Module => return None,
        };
        let object = self.val(value).words[0];
        let length = self.length(object);
        let bytes = self.bytes(length, stride);
        Some(Val::one(Repr::Scalar(core().int64), bytes))
    }

    /// `codeunit(text, index)`.
    pub(super) fn code_unit(&mut self, text: Value, index: Value, args: &[Value]) -> Option<Val> {
        let Repr::Object(ty) = self.repr_of(text) else { return None };
        let Repr::Scalar(of) = self.repr_of(index) else { return None };
        if ty != core().string || of != core().int64 {
            return None;
        }
        let (text, index) = (self.val(text).words[0], self.val(index).words[0]);
        let slow = self.e.cold();
        let index = self.e.b.ins().iadd_imm_s(index, -1);
        let length = self.length(text);
        self.go_if_below(index, length, slow);
        let at = self.e.b.ins().iadd(text, index);
        let byte = self.e.b.ins().load(types::I8, trusted(), at, 8);
        let fast = Val::one(Repr::Scalar(core().uint8), byte);
        Some(self.join(fast, slow, Primitive::Builtin(Builtin::Codeunit), args))
    }

    /// Goes on if the number is below the bound, both without sign.
    pub(super) fn go_if_below(
        &mut self,
        number: ClifValue,
        bound: ClifValue,
        otherwise: ClifBlock,
    ) {
        let is_below = self.e.b.ins().icmp(IntCC::UnsignedLessThan, number, bound);
        self.e.go_unless(is_below, otherwise);
    }

    pub(super) fn bytes(&mut self, count: ClifValue, stride: usize) -> ClifValue {
        self.e.b.ins().imul_imm_s(count, stride as i64)
    }

    /// `memoryrefnew(memory)`, `memoryrefnew(memory or reference, index, checked)`.
    pub(super) fn memory_ref(&mut self, args: &[Value]) -> Option<Val> {
        let (source, index) = match args {
            [source] => (*source, None),
            [source, index] | [source, index, _] => (*source, Some(*index)),
            _ => return None,
        };
        if let [_, _, check] = args {
            let Repr::Scalar(ty) = self.repr_of(*check) else { return None };
            if ty != core().bool {
                return None;
            }
        }
        if let Some(index) = index {
            let Repr::Scalar(ty) = self.repr_of(index) else { return None };
            if ty != core().int64 {
                return None;
            }
        }
        let (ty, element, at, memory) = match self.repr_of(source) {
            Repr::Object(memory_ty) => {
                let element = Self::element_of(memory_ty)?;
                let ty = core().generic_memory_ref.apply(memory_ty.params()).ok()?;
                let memory = self.val(source).words[0];
                (ty, element, None, memory)
            }
            _ => {
                let reference = self.reference(source)?;
                (reference.ty, reference.element, Some(reference.at), reference.memory)
            }
        };
        let repr @ Repr::Flat(_) = Repr::of(Some(ty)) else { return None };
        let start = match at {
            Some(at) => at,
            None => self.e.b.ins().iadd_imm_s(memory, 16),
        };
        let Some(index) = index else {
            return Some(Val { repr, words: SmallVec::from_slice(&[start, memory]) });
        };
        let index = self.val(index).words[0];
        let index = self.e.b.ins().iadd_imm_s(index, -1);
        if self.inst.is_some_and(|it| self.source.in_bounds.contains(it)) {
            let distance = self.bytes(index, element.stride());
            let to = self.e.b.ins().iadd(start, distance);
            return Some(Val { repr, words: SmallVec::from_slice(&[to, memory]) });
        }
        let slow = self.e.cold();
        let length = self.length(memory);
        // So the distance does not wrap around.
        self.go_if_below(index, length, slow);
        let distance = self.bytes(index, element.stride());
        let to = self.e.b.ins().iadd(start, distance);
        if at.is_some() {
            let reference = Reference { ty, element, at: to, memory };
            let distance = self.distance(&reference);
            let whole = self.bytes(length, element.stride());
            self.go_if_below(distance, whole, slow);
        }
        let fast = Val { repr, words: SmallVec::from_slice(&[to, memory]) };
        Some(self.join(fast, slow, Primitive::Builtin(Builtin::Memoryrefnew), args))
    }

    /// Goes on if so many elements from where a reference points lie in its memory. The product of two sizes may be out of range.
    fn go_if_within(&mut self, reference: &Reference, dims: &[ClifValue], otherwise: ClifBlock) {
        let length = self.length(reference.memory);
        let count = match dims {
            [a, b] => {
                let above = self.e.b.ins().umulhi(*a, *b);
                let fits = self.e.b.ins().icmp_imm_u(IntCC::Equal, above, 0);
                self.e.go_unless(fits, otherwise);
                self.e.b.ins().imul(*a, *b)
            }
            _ => dims[0],
        };
        let distance = self.distance(reference);
        let whole = self.bytes(length, reference.element.stride());
        let is_inside = self.e.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, distance, whole);
        self.e.go_unless(is_inside, otherwise);
        let is_countable = self.e.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, count, length);
        self.e.go_unless(is_countable, otherwise);
        let rest = self.e.b.ins().isub(whole, distance);
        let bytes = self.bytes(count, reference.element.stride());
        let is_enough = self.e.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, bytes, rest);
        self.e.go_unless(is_enough, otherwise);
    }

    /// Goes on if an array's reference and sizes are such as an array may have; none if that is for the runtime to say.
    fn go_if_array(
        &mut self,
        (ty, reference): (Type, &Val),
        sizes: &Val,
        otherwise: ClifBlock,
    ) -> Option<()> {
        let element = Self::element_of(Self::memory_of(ty)?)?;
        let [at, memory] = reference.words.as_slice() else { return None };
        let reference = Reference { ty, element, at: *at, memory: *memory };
        let n_words = sizes.words.len();
        let is_plain = matches!(sizes.repr, Repr::Flat(_) | Repr::Scalar(_));
        if !is_plain || !(1..=2).contains(&n_words) {
            return None;
        }
        self.go_if_within(&reference, &sizes.words, otherwise);
        Some(())
    }

    /// A new array, whose elements must lie in its memory; none if the runtime has to make it.
    pub(super) fn construct_array(
        &mut self,
        ty: Type,
        literal: Value,
        fields: &[Value],
    ) -> Option<Val> {
        let [reference, sizes] = fields else { return None };
        let Repr::Flat(of) = self.repr_of(*reference) else { return None };
        // What cannot be done here is known before anything is written.
        let [first, second] = Layout::of(ty).ok()?.fields() else { return None };
        if first.ty != of || self.repr_of(*sizes).ty() != Some(second.ty) {
            return None;
        }
        let (held, dims) = (self.val(*reference), self.val(*sizes));
        let slow = self.e.cold();
        self.go_if_array((of, &held), &dims, slow)?;
        let made = self.construct(ty, fields)?;
        Some(self.join_with(made, slow, |it| it.new_by_runtime(literal, fields)))
    }

    /// Sets a field of an array; none if the runtime has to do it.
    pub(super) fn write_array(
        &mut self,
        array: Value,
        field: usize,
        args: &[Value],
    ) -> Option<Val> {
        let Repr::Object(ty) = self.repr_of(array) else { return None };
        let fields = Layout::of(ty).ok()?.fields();
        let of = fields.first()?.ty;
        let val = self.val(array);
        let parts = [self.e.field(&val, 0, None)?, self.e.field(&val, 1, None)?];
        let value = self.val(args[2]);
        let [reference, sizes] = match field {
            0 => [&value, &parts[1]],
            _ => [&parts[0], &value],
        };
        let slow = self.e.cold();
        self.go_if_array((of, reference), sizes, slow)?;
        let field = fields[field];
        if !self.e.store(val.words[0], field.offset, (field.storage, field.ty), &value) {
            return None;
        }
        Some(self.join(value, slow, Primitive::Builtin(Builtin::Setfield), args))
    }

    /// Goes on if a reference points at an element; which it does if this body made it with an index.
    fn hold(&mut self, value: Value, reference: &Reference, otherwise: ClifBlock) {
        if self.is_held(value) {
            return;
        }
        let distance = self.distance(reference);
        let length = self.length(reference.memory);
        let whole = self.bytes(length, reference.element.stride());
        self.go_if_below(distance, whole, otherwise);
    }

    fn is_held(&self, value: Value) -> bool {
        let overdub_ir::Def::Result(inst, 0) = self.body.def(value) else { return false };
        let Some(call) = self.body.call(inst) else { return false };
        let ty = match self.literal(call.callee) {
            Some(literal) => Some(literal.ty()),
            None => self.body.value_type(call.callee),
        };
        let is_new = ty.and_then(Builtin::from_type) == Some(Builtin::Memoryrefnew);
        is_new && call.args.len() >= 2
    }

    /// `memoryrefget(reference, order, checked)`.
    pub(super) fn memory_get(&mut self, value: Value, args: &[Value]) -> Option<Val> {
        let reference = self.reference(value)?;
        let element = reference.element;
        let slow = self.e.cold();
        self.hold(value, &reference, slow);
        let loaded = self.e.load(reference.at, 0, (element.storage, element.ty), Some(slow));
        let primitive = Primitive::Builtin(Builtin::Memoryrefget);
        let fast = match loaded {
            Some(fast) => fast,
            None => self.apply(primitive, args),
        };
        Some(self.join(fast, slow, primitive, args))
    }

    /// `memoryrefset!(reference, value, order, checked)`.
    pub(super) fn memory_set(
        &mut self,
        target: Value,
        value: Value,
        args: &[Value],
    ) -> Option<Val> {
        let element = match self.repr_of(target) {
            Repr::Flat(ty) => Self::element_of(Self::memory_of(ty)?)?,
            _ => return None,
        };
        if !self.is_of(value, element.ty) {
            return None;
        }
        let reference = self.reference(target)?;
        let slow = self.e.cold();
        self.hold(target, &reference, slow);
        let val = self.val(value);
        if !self.e.store(reference.at, 0, (element.storage, element.ty), &val) {
            self.apply(Primitive::Builtin(Builtin::Memoryrefset), args);
        }
        Some(self.join(val, slow, Primitive::Builtin(Builtin::Memoryrefset), args))
    }

    /// `memoryrefoffset(reference)`.
    pub(super) fn memory_offset(&mut self, value: Value) -> Option<Val> {
        let reference = self.reference(value)?;
        let distance = self.distance(&reference);
        let stride = self.e.word(reference.element.stride() as u64);
        let index = self.e.b.ins().udiv(distance, stride);
        let index = self.e.b.ins().iadd_imm_s(index, 1);
        Some(Val::one(Repr::Scalar(core().int64), index))
    }
}
