//! What an instruction does besides answering.

use overdub_ir::{Body, InstData, Literal, Op, Value};
use overdub_types::{Type, core};
use overdub_values::{
    Builtin, Intrinsic, IntrinsicKind, Layout, Shape, is_array_type, is_reference_type,
};
use smallvec::SmallVec;

use crate::{
    facts::{field_at, immutable_fields, is_below, type_of},
    inline::is_tally,
    memory::{element_class, is_not_atomic},
    primitive::{Primitive, primitive_of},
};

/// What an instruction does besides answering; all `false` where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// It cannot throw. (That memory runs out is nobody's effect.)
    pub nothrow: bool,
    /// Nothing can tell whether it ran but by its answer.
    pub free: bool,
    /// It answers the same whenever it is given the same; so it may be made twice, or not again.
    pub consistent: bool,
}

impl Effects {
    const NONE: Self = Self { nothrow: false, free: false, consistent: false };

    /// Whether it may go when nobody looks at the answer.
    #[must_use]
    pub fn is_removable(self) -> bool {
        self.nothrow && self.free
    }
}

/// The effects of an instruction of a typed body, terminators left out.
#[must_use]
pub fn effects(body: &Body, data: &InstData) -> Effects {
    match &data.op {
        Op::Call(call) => match primitive_of(body, call) {
            Some(primitive) => {
                let args: Vec<Value> = call.args.iter().map(|it| it.value).collect();
                of_primitive(body, primitive, &args)
            }
            // Counting another call only adds one somewhere.
            None if is_tally(body, call) => {
                Effects { nothrow: true, free: false, consistent: false }
            }
            None => Effects::NONE,
        },
        Op::New { ty, fields } => of_new(body, *ty, fields),
        Op::GlobalDefined(_) => Effects { nothrow: true, free: true, consistent: false },
        Op::StaticParamDefined(_) => Effects { nothrow: true, free: true, consistent: true },
        _ => Effects::NONE,
    }
}

/// Whether an instruction does not throw where it stands: what [`effects`] say, and accesses that leave the check to what stands
/// before them. Those must not be moved ahead of it, or made without it.
#[must_use]
pub fn is_nothrow_here(body: &Body, data: &InstData) -> bool {
    let Op::Call(call) = &data.op else { return effects(body, data).nothrow };
    let Some(Primitive::Builtin(builtin)) = primitive_of(body, call) else {
        return effects(body, data).nothrow;
    };
    let args: SmallVec<[Value; 4]> = call.args.iter().map(|it| it.value).collect();
    let is_unchecked = args.last().and_then(|it| body.literal(*it)?.as_bool()) == Some(false);
    let is_plain = |order: Value| is_not_atomic(body.literal(order));
    let element = || match type_of(body, args[0]).params() {
        [_, element, _] if element_class(body, args[0]).is_some() => Some(*element),
        _ => None,
    };
    match (builtin, args.as_slice()) {
        (Builtin::Memoryrefnew, [_, index, _]) if is_unchecked => {
            element().is_some() && type_of(body, *index) == core().int64
        }
        // Of those that are pointers one may be undefined.
        (Builtin::Memoryrefget, [_, order, _]) if is_unchecked && is_plain(*order) => {
            element().is_some_and(|it| it.is_bits_type())
        }
        (Builtin::Memoryrefset, [_, value, order, _]) if is_unchecked && is_plain(*order) => {
            element().is_some_and(|it| is_below(type_of(body, *value), it))
        }
        _ => effects(body, data).nothrow,
    }
}

fn of_new(body: &Body, ty: Value, fields: &[Value]) -> Effects {
    let Some(Literal::Type(ty)) = body.literal(ty) else { return Effects::NONE };
    let Some(data) = ty.as_data().filter(|it| ty.is_concrete() && it.primitive_bits().is_none())
    else {
        return Effects::NONE;
    };
    let types = data.field_types();
    let fits = fields.len() <= types.len()
        && fields.iter().zip(types).all(|(it, wanted)| is_below(type_of(body, *it), *wanted));
    // Of these it is asked whether they lie in their memory.
    let is_held = is_array_type(*ty) || is_reference_type(*ty);
    Effects { nothrow: fits && !is_held, free: true, consistent: fits && !data.is_mutable() }
}

fn of_primitive(body: &Body, primitive: Primitive, args: &[Value]) -> Effects {
    let all = |nothrow| Effects { nothrow, free: true, consistent: true };
    match primitive {
        Primitive::Intrinsic(it) => all(never_throws(body, it, args)),
        Primitive::Builtin(it) => {
            let (least, most) = it.arity();
            if args.len() < least || (args.len() > most && most != 255) {
                return Effects::NONE;
            }
            match it {
                Builtin::Egal | Builtin::Typeof | Builtin::Tuple => all(true),
                Builtin::Isa | Builtin::Typeassert => {
                    let Some(Literal::Type(ty)) = body.literal(args[1]) else { return all(false) };
                    all(it == Builtin::Isa || is_below(type_of(body, args[0]), *ty))
                }
                Builtin::Ifelse => all(type_of(body, args[0]) == core().bool),
                Builtin::Getfield => getfield(body, args),
                Builtin::Nfields
                | Builtin::Subtype
                | Builtin::Sizeof
                | Builtin::ApplyType
                | Builtin::Codeunit
                | Builtin::Memoryrefnew
                | Builtin::Memoryrefoffset => all(false),
                Builtin::Shadow => Effects {
                    nothrow: type_of(body, args[1]) == core().int64,
                    free: true,
                    consistent: false,
                },
                Builtin::Memoryrefget | Builtin::MemoryrefIsassigned | Builtin::Isdefined => {
                    Effects { nothrow: false, free: true, consistent: false }
                }
                _ => Effects::NONE,
            }
        }
    }
}

fn getfield(body: &Body, args: &[Value]) -> Effects {
    let ty = type_of(body, args[0]);
    let at = match (body.literal(args[1]), args.len()) {
        (Some(field), 2 | 3) => field_at(ty, field),
        _ => None,
    };
    let Some(data) = ty.as_data().filter(|it| ty.is_concrete() && !it.is_mutable()) else {
        // A field that others can write.
        let nothrow = at.is_some_and(|at| always_defined(ty, at)) && is_order_free(body, args);
        return Effects { nothrow, free: true, consistent: false };
    };
    let nothrow = at.is_some_and(|at| always_defined(data.ty(), at)) && is_order_free(body, args);
    Effects { nothrow, free: true, consistent: immutable_fields(ty).is_some() }
}

/// Whether the third operand, if there is one, is a `Bool`: whether to look at bounds.
fn is_order_free(body: &Body, args: &[Value]) -> bool {
    args.get(2).is_none_or(|it| type_of(body, *it) == core().bool)
}

/// Whether a field has a value in every instance: all of tuples, such as are plain bits, and those without which none can be made.
fn always_defined(ty: Type, at: usize) -> bool {
    let Some(data) = ty.as_data() else { return false };
    ty.is_tuple()
        || ty.is_named_tuple()
        || data.field_types().get(at).and_then(|it| it.as_data()).is_some_and(|it| it.is_bits())
        || (ty.is_concrete() && is_made_with(ty, at))
}

/// Whether instances of a type are made with a value in a field.
fn is_made_with(ty: Type, at: usize) -> bool {
    let is_made = |it: &Layout| at + it.uninitialised() < it.fields().len();
    Layout::of(ty).is_ok_and(|it| matches!(it.shape(), Shape::Plain) && is_made(it))
}

fn never_throws(body: &Body, intrinsic: Intrinsic, args: &[Value]) -> bool {
    let types: Vec<Type> = args.iter().map(|it| type_of(body, *it)).collect();
    let is_known = |ty: &Type| ty.is_concrete() || ty.is_type_type();
    if !types.iter().all(is_known) || intrinsic.result_type(&types).is_none() {
        return false;
    }
    if intrinsic.kind() == IntrinsicKind::Query {
        return types[0].is_type_type();
    }
    if !intrinsic.can_throw() {
        return true;
    }
    // A divisor that is neither zero nor, with a sign, minus one.
    match args.get(1).and_then(|it| body.literal(*it)) {
        Some(Literal::Bits { ty, bits }) => {
            let width = ty.as_data().and_then(|it| it.primitive_bits()).unwrap_or(0);
            let ones = if width >= 128 { u128::MAX } else { (1 << width) - 1 };
            *bits != 0 && *bits != ones
        }
        _ => false,
    }
}
