//! What a primitive answers, where that is known before it runs.

use overdub_infer::{
    Lattice,
    tfuncs::{builtin, fold_intrinsic, fold_reflection, is_defined},
};
use overdub_ir::Literal;
use overdub_types::{core, is_subtype};
use overdub_values::{Builtin, Intrinsic};

use crate::{
    facts::{Fact, field_at, is_below, is_disjoint, is_type_like},
    primitive::Primitive,
};

/// What is known of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Folded {
    /// A constant.
    Literal(Literal),
    /// The operand of this number.
    Operand(usize),
}

fn known(value: bool) -> Option<Folded> {
    Some(Folded::Literal(Literal::bool(value)))
}

/// What a primitive answers with these operands, if that is known and it does not throw.
pub(crate) fn fold(primitive: Primitive, args: &[Fact]) -> Option<Folded> {
    match (primitive, args) {
        (Primitive::Intrinsic(it), _) => intrinsic(it, args).map(Folded::Literal),
        (Primitive::Builtin(Builtin::Egal), [a, b]) => egal(a, b),
        (Primitive::Builtin(Builtin::Isa), [value, of]) => isa(value, of),
        (Primitive::Builtin(Builtin::Typeassert), [value, of]) => {
            is_below(value.ty, of.as_type()?).then_some(Folded::Operand(0))
        }
        (Primitive::Builtin(Builtin::Typeof), [value]) => {
            let ty = match &value.literal {
                Some(literal) => literal.ty(),
                None if value.ty.is_concrete() && !is_type_like(value.ty) => value.ty,
                None => return None,
            };
            Some(Folded::Literal(Literal::Type(ty)))
        }
        (Primitive::Builtin(Builtin::Ifelse), [cond, _, _]) => {
            let cond = cond.literal.as_ref()?.as_bool()?;
            Some(Folded::Operand(if cond { 1 } else { 2 }))
        }
        (Primitive::Builtin(Builtin::Getfield), [value, field, ..]) if args.len() <= 3 => {
            let (Literal::Tuple(fields) | Literal::Struct { fields, .. }) =
                value.literal.as_ref()?
            else {
                return None;
            };
            let at = field_at(value.ty, field.literal.as_ref()?)?;
            fields.get(at).cloned().map(Folded::Literal)
        }
        (Primitive::Builtin(Builtin::Tuple), _) => {
            let constants: Option<Vec<Literal>> =
                args.iter().map(|it| it.literal.clone()).collect();
            let constants = constants?;
            // Of what is made anew each time, or is known by more than one type, the tuple is left to the run.
            constants
                .iter()
                .all(|it| {
                    matches!(it, Literal::Bits { .. } | Literal::Symbol(_) | Literal::Singleton(_))
                })
                .then(|| Folded::Literal(Literal::tuple(constants)))
        }
        (Primitive::Builtin(Builtin::Isdefined), [value, field]) => {
            let field = Lattice::Const(field.literal.clone()?);
            known(is_defined(value.ty, &field)?)
        }
        (Primitive::Builtin(Builtin::Nfields), [value]) => {
            let ty = value.ty;
            // Whatever the elements of a tuple are, they are as many as its type says.
            let is_known = ty.is_concrete() || ty.is_tuple();
            let data = ty.as_data().filter(|_| is_known && !is_type_like(ty))?;
            let count = i64::try_from(data.field_count()?).ok()?;
            (ty != core().module).then_some(Folded::Literal(Literal::int64(count)))
        }
        (Primitive::Builtin(Builtin::Subtype), [a, b]) => {
            known(is_subtype(a.as_type()?, b.as_type()?).ok()?)
        }
        (Primitive::Builtin(it @ Builtin::ApplyType), [head, ..]) => {
            // Only what has variables is applied: all else throws.
            head.as_type().filter(|it| it.is_unionall())?;
            let args: Vec<Lattice> = args.iter().map(|it| it.clone().lattice()).collect();
            match builtin(it, &args) {
                Lattice::Const(Literal::Type(ty)) if !ty.has_free_vars() => {
                    Some(Folded::Literal(Literal::Type(ty)))
                }
                _ => None,
            }
        }
        // Questions about types; it knows which these are.
        (Primitive::Builtin(it), _) => fold_reflection(it, &literals(args)?).map(Folded::Literal),
    }
}

fn literals(args: &[Fact]) -> Option<Vec<&Literal>> {
    args.iter().map(|it| it.literal.as_ref()).collect()
}

fn intrinsic(intrinsic: Intrinsic, args: &[Fact]) -> Option<Literal> {
    fold_intrinsic(intrinsic, &literals(args)?)
}

fn egal(a: &Fact, b: &Fact) -> Option<Folded> {
    if let (Some(a), Some(b)) = (&a.literal, &b.literal)
        && is_by_content(a)
        && is_by_content(b)
    {
        return known(a == b);
    }
    is_disjoint(a.ty, b.ty).then_some(())?;
    known(false)
}

/// Whether equal literals are equal values and different ones different values.
fn is_by_content(literal: &Literal) -> bool {
    match literal {
        Literal::Bits { .. }
        | Literal::Symbol(_)
        | Literal::Module(_)
        | Literal::Singleton(_)
        | Literal::Str(_) => true,
        // Two spellings of one type may be `==` without being one literal.
        Literal::Type(ty) => ty.as_data().is_some(),
        Literal::Tuple(elements) => elements.iter().all(is_by_content),
        Literal::Struct { fields, .. } => fields.iter().all(is_by_content),
        Literal::Undef => false,
    }
}

fn isa(value: &Fact, of: &Fact) -> Option<Folded> {
    let of = of.as_type()?;
    // A type that is known is asked itself; below are types that others stand for, and values that are none.
    if let Some(Literal::Type(this)) = value.literal {
        return known(overdub_values::Value::of_type(this).is_a(of));
    }
    // What is known as `Type{T where …}` may be `T` without the `where`, which is of another kind.
    let is_open = value.ty.type_type_param().is_some_and(|it| it.unwrap_unionall() != it);
    if is_below(value.ty, of) && (!is_open || is_below(core().data_type, of)) {
        return known(true);
    }
    if is_type_like(value.ty) || is_type_like(of) {
        return None;
    }
    is_disjoint(value.ty, of).then_some(())?;
    known(false)
}
