//! Builtins on values and their fields.

use super::{Lower, calls::Primitive};
use crate::{
    emit::{Val, trusted},
    repr::{Repr, layout},
    shims::Shim,
};
use cranelift_codegen::ir::{
    BlockArg as ClifArg, InstBuilder, Value as ClifValue, condcodes::IntCC, types,
};
use overdub_ir::{Literal, Value};
use overdub_types::{Type, core, is_subtype};
use overdub_values::{
    Builtin, Layout, Recent, Shape, Storage, Text, Value as RunValue, is_array_type,
    is_reference_type,
};
use smallvec::SmallVec;
use std::mem::offset_of;

impl Lower<'_, '_, '_> {
    /// A builtin inline; none if the runtime has to do it.
    pub(super) fn builtin(&mut self, op: Builtin, args: &[Value]) -> Option<Val> {
        match (op, args) {
            (Builtin::Egal, [a, b]) => self.egal(*a, *b),
            (Builtin::Typeof, [a]) => self.type_of(*a),
            (Builtin::Isa, [a, ty]) => self.isa(*a, *ty),
            (Builtin::Typeassert, [a, ty]) => self.type_assert(*a, *ty, args),
            (Builtin::Ifelse, [cond, a, b]) => self.if_else(*cond, *a, *b),
            (Builtin::Tuple, all) => {
                let vals: SmallVec<[Val; 4]> = all.iter().map(|it| self.val(*it)).collect();
                Some(self.tuple(&vals))
            }
            (Builtin::Getfield, [target, field, options @ ..]) if self.are_plain(options) => {
                self.read_field(*target, *field, args)
            }
            (Builtin::Setfield, [target, field, value, options @ ..])
                if self.are_plain(options) =>
            {
                self.write_field(*target, *field, *value, args)
            }
            (Builtin::Memorynew, [ty, length]) => self.new_memory(*ty, *length),
            (Builtin::Memoryrefnew, _) => self.memory_ref(args),
            (Builtin::Memoryrefget, [reference, options @ ..]) if self.are_plain(options) => {
                self.memory_get(*reference, args)
            }
            (Builtin::Memoryrefset, [reference, value, options @ ..])
                if self.are_plain(options) =>
            {
                self.memory_set(*reference, *value, args)
            }
            (Builtin::Memoryrefoffset, [reference]) => self.memory_offset(*reference),
            (Builtin::Shadow, [of, level]) => self.shadow(*of, *level),
            (Builtin::Sizeof, [of]) => self.size_of(*of),
            (Builtin::Codeunit, [text, index]) => self.code_unit(*text, *index, args),
            (Builtin::Tally, [number]) => self.tally(*number),
            (Builtin::Compilerbarrier, [_, value]) => Some(self.val(*value)),
            _ => None,
        }
    }

    /// Whether options of an access are literals that change nothing: an order, whether bounds are checked.
    fn are_plain(&self, options: &[Value]) -> bool {
        options.iter().all(|it| match self.literal(*it) {
            Some(Literal::Symbol(order)) => {
                matches!(order.as_str(), "not_atomic" | "monotonic" | "unordered")
            }
            Some(literal) => literal.as_bool().is_some(),
            None => false,
        })
    }

    /// The field of a layout that an operand names.
    fn field_index(&self, layout: &Layout, field: Value) -> Option<usize> {
        match self.literal(field)? {
            Literal::Symbol(name) => layout.field_index(*name),
            literal => {
                let index = usize::try_from(literal.as_int64()?).ok()?.checked_sub(1)?;
                (index < layout.fields().len()).then_some(index)
            }
        }
    }

    fn read_field(&mut self, target: Value, field: Value, args: &[Value]) -> Option<Val> {
        let ty = self.repr_of(target).ty()?;
        let layout = Layout::of(ty).ok()?;
        match layout.shape() {
            Shape::Plain => {}
            Shape::Memory(_) => return self.memory_length(target, field),
            Shape::Type | Shape::Text | Shape::Symbol | Shape::Module => return None,
        }
        if self.literal(field).is_none() {
            return self.read_element(target, field, args);
        }
        let index = self.field_index(layout, field)?;
        let val = self.val(target);
        // What was whole when it was made stays whole.
        if layout.uninitialised() == 0 {
            return self.e.field(&val, index, None);
        }
        let Storage::Pointer = layout.fields()[index].storage else {
            return self.e.field(&val, index, None).filter(|it| {
                // Undefined inline values are told by the runtime.
                matches!(it.repr, Repr::Scalar(_) | Repr::Ghost(_))
            });
        };
        let slow = self.e.cold();
        let fast = self.e.field(&val, index, Some(slow))?;
        Some(self.join(fast, slow, Primitive::Builtin(Builtin::Getfield), args))
    }

    /// The element of a tuple of one type at a place that the run says.
    fn read_element(&mut self, target: Value, place: Value, args: &[Value]) -> Option<Val> {
        let ty = self.repr_of(target).ty()?;
        let layout = Layout::of(ty).ok()?;
        let [first, .., last] = layout.fields() else { return None };
        let is_alike = layout.fields().iter().all(|it| it.ty == first.ty);
        let Repr::Scalar(of) = self.repr_of(place) else { return None };
        if !ty.is_tuple() || !is_alike || of != core().int64 {
            return None;
        }
        let n = layout.fields().len();
        let val = self.val(target);
        // What cannot be done here is known before anything is written.
        let can_load = match (first.storage, Repr::of(Some(first.ty))) {
            (Storage::Pointer, _) | (Storage::Inline(_), Repr::Flat(_)) => true,
            (Storage::Inline(inner), Repr::Scalar(_)) => matches!(inner.size(), 1 | 2 | 4 | 8),
            (Storage::Inline(_), _) => false,
        };
        if !can_load {
            return None;
        }
        // Those of a tuple that lies in registers.
        let elements: SmallVec<[Val; 4]> = match val.repr {
            Repr::Object(_) => SmallVec::new(),
            _ => (0..n).map(|at| self.e.field(&val, at, None)).collect::<Option<_>>()?,
        };
        let place = self.val(place).words[0];
        let place = self.e.b.ins().iadd_imm_s(place, -1);
        let slow = self.e.cold();
        let count = self.e.word(n as u64);
        self.go_if_below(place, count, slow);
        let fast = match elements.split_first() {
            None => {
                let stride = (last.offset - first.offset) as usize / (n - 1);
                let distance = self.bytes(place, stride);
                let at = self.e.b.ins().iadd(val.words[0], distance);
                let loaded = self.e.load(at, first.offset, (first.storage, first.ty), Some(slow));
                loaded.unwrap_or_else(|| self.apply(Primitive::Builtin(Builtin::Getfield), args))
            }
            Some((first, others)) => {
                let mut chosen = first.clone();
                for (at, other) in (1..).zip(others) {
                    let is_it = self.e.b.ins().icmp_imm_u(IntCC::Equal, place, at);
                    for (word, other) in chosen.words.iter_mut().zip(&other.words) {
                        *word = self.e.b.ins().select(is_it, *other, *word);
                    }
                }
                chosen
            }
        };
        Some(self.join(fast, slow, Primitive::Builtin(Builtin::Getfield), args))
    }

    fn write_field(
        &mut self,
        target: Value,
        field: Value,
        value: Value,
        args: &[Value],
    ) -> Option<Val> {
        let ty = self.repr_of(target).ty()?;
        let layout = Layout::of(ty).ok()?;
        if !matches!(layout.shape(), Shape::Plain) || !layout.is_mutable() {
            return None;
        }
        let index = self.field_index(layout, field)?;
        let field = layout.fields()[index];
        if field.is_const || !self.is_of(value, field.ty) {
            return None;
        }
        if is_array_type(ty) {
            return self.write_array(target, index, args);
        }
        let (object, val) = (self.val(target), self.val(value));
        let Repr::Object(_) = object.repr else { return None };
        let at = (field.storage, field.ty);
        self.e.store(object.words[0], field.offset, at, &val).then_some(val)
    }

    /// Whether an operand is known to be of a type.
    pub(super) fn is_of(&self, value: Value, ty: Type) -> bool {
        if ty.is_any() {
            return true;
        }
        match self.literal(value) {
            // Of types the kind is known here; what `Type{T}` they are is for the runtime to say.
            Some(literal) => {
                let of = literal.ty();
                of == ty || (!of.is_bottom() && is_subtype(of, ty).unwrap_or(false))
            }
            None => self.body.value_type(value).is_some_and(|of| {
                !of.is_bottom() && (of == ty || is_subtype(of, ty).unwrap_or(false))
            }),
        }
    }

    /// An instance of a type whose fields are known to be of their types, if machine code can make it.
    pub(super) fn construct(&mut self, ty: Type, fields: &[Value]) -> Option<Val> {
        if !ty.is_concrete() || ty.is_kind() || is_reference_type(ty) {
            return None;
        }
        let layout = Layout::of(ty).ok()?;
        if !matches!(layout.shape(), Shape::Plain) || layout.is_primitive() {
            return None;
        }
        let count = layout.fields().len();
        let fits = fields.len() <= count && fields.len() + layout.uninitialised() >= count;
        if !fits || !fields.iter().zip(layout.fields()).all(|(it, field)| self.is_of(*it, field.ty))
        {
            return None;
        }
        let vals: SmallVec<[Val; 4]> = fields.iter().map(|it| self.val(*it)).collect();
        if !layout.is_mutable()
            && vals.len() == count
            && let Some(made) = self.e.construct(ty, &vals)
        {
            return Some(made);
        }
        if layout.is_immediate() || layout.is_singleton() {
            return None;
        }
        let can_store = layout.fields().iter().all(|field| match field.storage {
            Storage::Pointer => true,
            Storage::Inline(inner) => match Repr::of(Some(field.ty)) {
                Repr::Ghost(_) | Repr::Flat(_) => true,
                Repr::Scalar(_) => matches!(inner.size(), 1 | 2 | 4 | 8),
                Repr::Object(_) | Repr::Any => false,
            },
        });
        if !can_store {
            return None;
        }
        let object = self.e.allocate(layout);
        for (field, val) in layout.fields().iter().zip(&vals) {
            self.e.store(object, field.offset, (field.storage, field.ty), val);
        }
        Some(Val::one(Repr::Object(ty), object)).map(|it| match Repr::of(Some(ty)) {
            repr @ Repr::Flat(_) => Val { repr, words: self.e.unpack(object, repr) },
            _ => it,
        })
    }

    fn egal(&mut self, a: Value, b: Value) -> Option<Val> {
        let (a, b) = (self.val(a), self.val(b));
        let known = |e: &mut crate::emit::Emit<'_, '_>, is: bool| {
            let word = e.b.ins().iconst(types::I8, i64::from(is));
            e.bool(word)
        };
        if let (Some(x), Some(y)) = (Self::ghost(&a), Self::ghost(&b)) {
            let is = overdub_values::egal(x, y);
            return Some(known(&mut self.e, is));
        }
        match (a.repr, b.repr) {
            (Repr::Any, Repr::Any) => Some(self.egal_by_runtime(&a, &b)),
            (Repr::Any, _) => Some(self.egal_known(&a, &b)),
            (_, Repr::Any) => Some(self.egal_known(&b, &a)),
            _ => {
                let (x, y) = (a.ty()?, b.ty()?);
                if x != y {
                    return Some(known(&mut self.e, false));
                }
                match (a.repr, b.repr) {
                    (Repr::Scalar(_), Repr::Scalar(_)) => {
                        let (x, y) = (self.e.widen(a.words[0]), self.e.widen(b.words[0]));
                        let is = self.e.b.ins().icmp(IntCC::Equal, x, y);
                        Some(self.e.bool(is))
                    }
                    (Repr::Object(_) | Repr::Ghost(_), Repr::Object(_) | Repr::Ghost(_))
                        if by_identity(x) =>
                    {
                        let repr = Repr::Object(x);
                        let x = self.e.coerce(&a, repr)[0];
                        let y = self.e.coerce(&b, repr)[0];
                        let is = self.e.b.ins().icmp(IntCC::Equal, x, y);
                        Some(self.e.bool(is))
                    }
                    (Repr::Object(_), Repr::Object(_)) if x == core().string => {
                        Some(self.same_text(a.words[0], b.words[0]))
                    }
                    _ => Some(self.egal_by_runtime(&a, &b)),
                }
            }
        }
    }

    /// Whether two strings are the same one, or of the same bytes.
    fn same_text(&mut self, a: ClifValue, b: ClifValue) -> Val {
        let done = self.e.block();
        let is = self.e.b.append_block_param(done, types::I8);
        let [yes, no] = [1, 0].map(|it| self.e.b.ins().iconst(types::I8, it));
        let (others, long, alike) = (self.e.block(), self.e.block(), self.e.block());
        let same = self.e.b.ins().icmp(IntCC::Equal, a, b);
        self.e.b.ins().brif(same, done, &[yes.into()], others, &[]);
        self.e.b.switch_to_block(others);
        let (length, first) = (Text::LENGTH_OFFSET as i32, Text::BYTES_OFFSET as i32);
        let [n, m] = [a, b].map(|it| self.e.b.ins().load(types::I64, trusted(), it, length));
        let same = self.e.b.ins().icmp(IntCC::Equal, n, m);
        self.e.b.ins().brif(same, long, &[], done, &[no.into()]);
        self.e.b.switch_to_block(long);
        // Of empty ones this is the zero behind their bytes.
        let [x, y] = [a, b].map(|it| self.e.b.ins().load(types::I8, trusted(), it, first));
        let begins = self.e.b.ins().icmp(IntCC::Equal, x, y);
        self.e.b.ins().brif(begins, alike, &[], done, &[no.into()]);
        self.e.b.switch_to_block(alike);
        let [a, b] = [a, b].map(|it| self.e.b.ins().iadd_imm_s(it, i64::from(first)));
        let is_same = self.e.shim(Shim::SameBytes, &[a, b, n])[0];
        let is_same = self.e.b.ins().ireduce(types::I8, is_same);
        self.e.jump(done, &[is_same]);
        self.e.b.switch_to_block(done);
        self.e.bool(is)
    }

    fn egal_by_runtime(&mut self, a: &Val, b: &Val) -> Val {
        let ([a, a_bits], [b, b_bits]) = (self.e.as_any(a), self.e.as_any(b));
        let is = self.e.shim(Shim::Egal, &[a, a_bits, b, b_bits])[0];
        let is = self.e.b.ins().ireduce(types::I8, is);
        self.e.bool(is)
    }

    /// Whether a value of unknown type is one of a known type.
    fn egal_known(&mut self, unknown: &Val, known: &Val) -> Val {
        let ty = match known.ty() {
            Some(ty) if !ty.is_kind() && (by_bits(ty) || by_identity(ty)) => ty,
            _ => return self.egal_by_runtime(unknown, known),
        };
        let tag = self.e.word(layout(ty).value_tag());
        let same_type = self.e.b.ins().icmp(IntCC::Equal, unknown.words[0], tag);
        let bits = match known.repr {
            Repr::Ghost(_) if layout(ty).is_singleton() => return self.e.bool(same_type),
            _ => self.e.as_any(known)[1],
        };
        let same_bits = self.e.b.ins().icmp(IntCC::Equal, unknown.words[1], bits);
        let is = self.e.b.ins().band(same_type, same_bits);
        self.e.bool(is)
    }

    fn type_of(&mut self, value: Value) -> Option<Val> {
        let val = self.val(value);
        if let Some(ty) = val.ty() {
            return Some(Val::ghost(RunValue::of_type(ty)));
        }
        // The type of a value is never anything but a `DataType`.
        let tag = self.e.word(RunValue::of_type(core().int64).raw_tag());
        let bits = self.e.b.ins().band_imm_s(val.words[0], -2);
        Some(Val::any([tag, bits]))
    }

    /// The shadow of an object, whose header says whether it has any.
    fn shadow(&mut self, of: Value, level: Value) -> Option<Val> {
        let (of, level) = (self.val(of), self.val(level));
        let Repr::Object(_) = of.repr else { return None };
        let (_, level) = Self::scalar(&level).filter(|it| it.0 == core().int64)?;
        let header = self.e.b.ins().load(types::I64, trusted(), of.words[0], -8);
        let has = self.e.b.ins().band_imm_u(header, Layout::SHADOW_IN_HEADER.cast_signed());
        let (found, none) = (self.e.block(), self.e.block());
        self.e.b.ins().brif(has, found, &[], none, &[]);
        self.e.b.switch_to_block(none);
        let nothing = self.e.as_any(&Val::ghost(RunValue::nothing()));
        Some(self.join_with(Val::any(nothing), found, |it| it.shadow_at_hand(&of, level)))
    }

    /// The shadow of an object that has one: of those that were asked for last, or by the runtime.
    fn shadow_at_hand(&mut self, of: &Val, level: ClifValue) -> Val {
        let object = of.words[0];
        let places = self.rt.heap().recent_shadows().expose_provenance() as u64;
        let place = self.e.b.ins().ushr_imm_u(object, 4);
        let place = self.e.b.ins().band_imm_u(place, Recent::COUNT as i64 - 1);
        let place = self.e.b.ins().imul_imm_s(place, size_of::<Recent>() as i64);
        let places = self.e.word(places);
        let place = self.e.b.ins().iadd(places, place);
        let load = |it: &mut Self, offset: usize| {
            let offset = i32::try_from(offset).unwrap_or(0);
            it.e.b.ins().load(types::I64, trusted(), place, offset)
        };
        let known = load(self, offset_of!(Recent, object));
        let of_level = load(self, offset_of!(Recent, level));
        let known = self.e.b.ins().bxor(known, object);
        let of_level = self.e.b.ins().bxor(of_level, level);
        let differs = self.e.b.ins().bor(known, of_level);
        let (hit, miss) = (self.e.block(), self.e.cold());
        self.e.b.ins().brif(differs, miss, &[], hit, &[]);
        self.e.b.switch_to_block(hit);
        let shadow = offset_of!(Recent, shadow);
        let words = [load(self, shadow), load(self, shadow + 8)];
        self.join_with(Val::any(words), miss, |it| {
            let [tag, bits] = it.e.as_any(of);
            let words = it.e.shim(Shim::Shadow, &[tag, bits, level]);
            Val::any([words[0], words[1]])
        })
    }

    /// The first word of values of a type, if that tells them from all others.
    fn tag_of(ty: Type) -> Option<u64> {
        if !ty.is_concrete() || ty.is_kind() {
            return None;
        }
        let layout = Layout::of(ty).ok()?;
        (!matches!(layout.shape(), Shape::Type)).then(|| layout.value_tag())
    }

    fn isa(&mut self, value: Value, ty: Value) -> Option<Val> {
        let ty = self.literal_type(ty)?;
        let val = self.val(value);
        // Of which kind a type is, its `Type{…}` does not always tell.
        if let Some(of) = val.ty().filter(|it| !it.is_kind() && !it.is_type_type()) {
            let is = of == ty || is_subtype(of, ty).ok()?;
            let word = self.e.b.ins().iconst(types::I8, i64::from(is));
            return Some(self.e.bool(word));
        }
        let Repr::Any = val.repr else { return None };
        let tag = self.e.word(Self::tag_of(ty)?);
        let is = self.e.b.ins().icmp(IntCC::Equal, val.words[0], tag);
        Some(self.e.bool(is))
    }

    fn type_assert(&mut self, value: Value, ty: Value, args: &[Value]) -> Option<Val> {
        let ty = self.literal_type(ty)?;
        if self.is_of(value, ty) {
            return Some(self.val(value));
        }
        let val = self.val(value);
        let Repr::Any = val.repr else { return None };
        let tag = self.e.word(Self::tag_of(ty)?);
        let is = self.e.b.ins().icmp(IntCC::Equal, val.words[0], tag);
        let slow = self.e.cold();
        self.e.go_unless(is, slow);
        let repr = Repr::of(Some(ty));
        let words = self.e.unpack(val.words[1], repr);
        let fast = match repr {
            Repr::Any => val,
            _ => Val { repr, words },
        };
        Some(self.join(fast, slow, Primitive::Builtin(Builtin::Typeassert), args))
    }

    fn if_else(&mut self, cond: Value, a: Value, b: Value) -> Option<Val> {
        let Repr::Scalar(ty) = self.repr_of(cond) else { return None };
        if ty != core().bool {
            return None;
        }
        let cond = self.val(cond).words[0];
        let (a, b) = (self.val(a), self.val(b));
        let repr = if a.repr == b.repr { a.repr } else { Repr::Any };
        if let (Repr::Any, Repr::Flat(_), _) | (Repr::Any, _, Repr::Flat(_)) =
            (repr, a.repr, b.repr)
        {
            // Making a box for the one that is not chosen would be a waste.
            return Some(self.choose(cond, &a, &b));
        }
        let (x, y) = (self.e.coerce(&a, repr), self.e.coerce(&b, repr));
        let words = x.iter().zip(&y).map(|(x, y)| self.e.b.ins().select(cond, *x, *y)).collect();
        Some(Val { repr, words })
    }

    fn choose(&mut self, cond: ClifValue, a: &Val, b: &Val) -> Val {
        let (yes, no, done) = (self.e.block(), self.e.block(), self.e.block());
        let words = [(); 2].map(|()| self.e.b.append_block_param(done, types::I64));
        self.e.b.ins().brif(cond, yes, &[] as &[ClifArg], no, &[]);
        for (block, val) in [(yes, a), (no, b)] {
            self.e.b.switch_to_block(block);
            let words = self.e.as_any(val);
            self.e.jump(done, &words);
        }
        self.e.b.switch_to_block(done);
        Val::any(words)
    }
}

/// Whether values of a type are the same exactly if their bits are.
fn by_bits(ty: Type) -> bool {
    layout(ty).is_immediate()
}

/// Whether objects of a type are the same exactly if they are at one address.
fn by_identity(ty: Type) -> bool {
    let layout = layout(ty);
    match layout.shape() {
        Shape::Memory(_) | Shape::Symbol | Shape::Module => true,
        Shape::Plain => layout.is_mutable(),
        Shape::Text | Shape::Type => false,
    }
}
