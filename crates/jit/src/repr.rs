//! How values lie in registers.
//!
//! | type of the value | registers |
//! |---|---|
//! | one value (`nothing`, a function, `Type{Int64}`) | none |
//! | immediate: numbers, `Bool`, `Char`, structs of at most eight bytes | its bits |
//! | immutable struct of a few parts (`Tuple{Int64, Int64}`, `MemoryRef{T}`) | one for each part |
//! | any other concrete type | the address of the object |
//! | unknown | the two words of a `Value` |

use crate::sites::MAX_OPERANDS;
use cranelift_codegen::ir::{AbiParam, Signature, Type as Word, types};
use overdub_types::{Type, core};
use overdub_values::{Layout, Shape, Storage, Value};
use smallvec::SmallVec;

/// The two words of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(C)]
pub(crate) struct Raw {
    pub(crate) tag: u64,
    pub(crate) bits: u64,
}

impl Raw {
    /// No value: what a call that threw answers.
    pub(crate) const NONE: Raw = Raw { tag: 0, bits: 0 };

    pub(crate) fn of(value: Value) -> Raw {
        Raw { tag: value.raw_tag(), bits: value.raw_bits() }
    }
}

/// How a value lies in registers; its type alone decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Repr {
    /// Always this value.
    Ghost(Raw),
    /// The bits of an immediate.
    Scalar(Type),
    /// The parts of an immutable struct.
    Flat(Type),
    /// The address of an object of this type.
    Object(Type),
    /// Both words.
    Any,
}

/// A part of an immutable struct: where it lies in memory, and what register it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) offset: u32,
    pub(crate) word: Word,
    pub(crate) is_pointer: bool,
}

pub(crate) type Parts = SmallVec<[Part; 4]>;

/// Structs of more parts stay on the heap.
const MAX_PARTS: usize = 6;

impl Repr {
    /// How values of a type lie in registers.
    pub(crate) fn of(ty: Option<Type>) -> Repr {
        let Some(ty) = ty.filter(|it| !it.is_bottom()) else { return Repr::Any };
        if let Some(param) = ty.type_type_param() {
            // `Type{Union{}}` is dispatched on as `Core.TypeofBottom` is, and is another type.
            let is_plain =
                param.is_data() && !param.has_free_vars() && param != Type::bottom().type_of();
            return if is_plain { Repr::Ghost(Raw::of(Value::of_type(param))) } else { Repr::Any };
        }
        if !ty.is_concrete() || ty.is_kind() {
            return Repr::Any;
        }
        if let Some(value) = Value::singleton(ty) {
            return Repr::Ghost(Raw::of(value));
        }
        let Ok(layout) = Layout::of(ty) else { return Repr::Any };
        match layout.shape() {
            Shape::Type => Repr::Any,
            Shape::Symbol | Shape::Module | Shape::Text | Shape::Memory(_) => Repr::Object(ty),
            Shape::Plain if layout.is_immediate() => Repr::Scalar(ty),
            Shape::Plain if parts_of(layout).is_some() => Repr::Flat(ty),
            Shape::Plain => Repr::Object(ty),
        }
    }

    /// The registers that it takes.
    pub(crate) fn words(self) -> SmallVec<[Word; 4]> {
        match self {
            Repr::Ghost(_) => SmallVec::new(),
            Repr::Scalar(ty) => SmallVec::from_slice(&[scalar_word(ty)]),
            Repr::Object(_) => SmallVec::from_slice(&[types::I64]),
            Repr::Flat(ty) => flat_parts(ty).iter().map(|it| it.word).collect(),
            Repr::Any => SmallVec::from_slice(&[types::I64, types::I64]),
        }
    }

    /// The type of all its values, if it has one.
    pub(crate) fn ty(self) -> Option<Type> {
        match self {
            Repr::Ghost(raw) if raw == Raw::NONE => None,
            Repr::Ghost(raw) => Some(value_of(raw).ty()),
            Repr::Scalar(ty) | Repr::Flat(ty) | Repr::Object(ty) => Some(ty),
            Repr::Any => None,
        }
    }
}

/// The value of two words that are known to be one.
#[allow(unsafe_code, reason = "puts a value together that was taken apart here")]
pub(crate) fn value_of(raw: Raw) -> Value {
    // SAFETY: a `Ghost` is made of a value that is immortal: a singleton, a type, a symbol, a module.
    unsafe { Value::from_raw(raw.tag, raw.bits) }
}

/// The layout of a type that has values in registers.
pub(crate) fn layout(ty: Type) -> &'static Layout {
    Layout::of(ty).expect("a type that has a representation has a layout")
}

/// The register of an immediate.
pub(crate) fn scalar_word(ty: Type) -> Word {
    let layout = layout(ty);
    let core = core();
    match layout.size() {
        _ if !layout.is_primitive() => types::I64,
        1 => types::I8,
        2 => types::I16,
        4 if ty == core.float32 => types::F32,
        4 => types::I32,
        8 if ty == core.float64 => types::F64,
        _ => types::I64,
    }
}

/// The parts of a type that lies flat.
pub(crate) fn flat_parts(ty: Type) -> Parts {
    parts_of(layout(ty)).unwrap_or_default()
}

/// The parts of an immutable struct, if it may lie flat.
pub(crate) fn parts_of(layout: &Layout) -> Option<Parts> {
    let is_flat = matches!(layout.shape(), Shape::Plain)
        && !layout.is_mutable()
        && !layout.is_primitive()
        && layout.uninitialised() == 0;
    let mut parts = Parts::new();
    (is_flat && collect(layout, 0, &mut parts) && parts.len() <= MAX_PARTS).then_some(parts)
}

fn collect(layout: &Layout, base: u32, parts: &mut Parts) -> bool {
    if layout.is_primitive() {
        let word = match layout.size() {
            1 | 2 | 4 | 8 => scalar_word(layout.ty()),
            _ => return false,
        };
        parts.push(Part { offset: base, word, is_pointer: false });
        return true;
    }
    layout.fields().iter().all(|field| {
        let offset = base + field.offset;
        match field.storage {
            Storage::Pointer => {
                parts.push(Part { offset, word: types::I64, is_pointer: true });
                true
            }
            Storage::Inline(inner) => collect(inner, offset, parts),
        }
    })
}

/// How code is called by code: what its parameters and its result are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Abi {
    pub(crate) params: Vec<Repr>,
    pub(crate) result: Repr,
}

impl Abi {
    /// The signature: context, linked code, the words of all parameters. It returns
    ///
    /// - the two words of a value, the second one as it lies in a register;
    /// - of a flat type one word; the parts lie in the context.
    ///
    /// The first word is zero if it threw.
    pub(crate) fn signature(&self, mut signature: Signature) -> Signature {
        signature.params.extend([AbiParam::new(types::I64); 2]);
        let words = self.params.iter().flat_map(|it| it.words());
        signature.params.extend(words.map(AbiParam::new));
        signature.returns.push(AbiParam::new(types::I64));
        // A value's second word has nothing beside a small number in it.
        let second = match self.result {
            Repr::Flat(_) => None,
            Repr::Scalar(ty) => match scalar_word(ty) {
                word @ (types::I8 | types::I16 | types::I32) => Some(AbiParam::new(word).uext()),
                word => Some(AbiParam::new(word)),
            },
            Repr::Ghost(_) | Repr::Object(_) | Repr::Any => Some(AbiParam::new(types::I64)),
        };
        signature.returns.extend(second);
        signature
    }

    /// Whether a call site enters it as it enters a [`Thunk`](crate::native::Thunk): by the second words of the operands, what is
    /// called left out, and with the two words of a value for an answer.
    pub(crate) fn is_of_sites(&self) -> bool {
        let is_second_word = |it: &Repr| match it {
            Repr::Object(_) => true,
            Repr::Scalar(ty) => scalar_word(*ty).is_int(),
            Repr::Ghost(_) | Repr::Flat(_) | Repr::Any => false,
        };
        let Some((Repr::Ghost(_), params)) = self.params.split_first() else { return false };
        let is_answer = match self.result {
            Repr::Ghost(_) | Repr::Any => true,
            result => is_second_word(&result),
        };
        self.params.len() <= MAX_OPERANDS && params.iter().all(is_second_word) && is_answer
    }
}
