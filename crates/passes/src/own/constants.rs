//! Folding calls whose operands are all constants.
//!
//! Intrinsics are computed by their one implementation, so the result is the one that running them gives, to the bit.
//! A call that would throw stays as it is.

use overdub_ir::{Body, Call, Cursor, Literal, Op, Value};
use overdub_types::{Type, is_subtype};
use overdub_values::{Builtin, Intrinsic, IntrinsicKind, Outcome, Scalar};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::effects;

/// Replaces plain calls of intrinsics and some builtins on constants by their results.
pub fn fold_constants(body: &mut Body) -> bool {
    fold_constants_where(body, effects::is_plain)
}

/// The same for the calls for which `may_fold` says so.
///
/// In a context's own pipeline `|_, call| call.mark == Mark::Unmarked` folds calls that no context then sees.
pub fn fold_constants_where(body: &mut Body, may_fold: impl Fn(&Body, &Call) -> bool) -> bool {
    let mut has_changed = false;
    // Uses are replaced at the end; until then later calls find here what earlier ones came to.
    let mut folded_to: FxHashMap<Value, Value> = FxHashMap::default();
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let Op::Call(call) = &cursor.body().inst(inst).op else { continue };
        let is_candidate = call.carried.is_empty() && !call.args.iter().any(|it| it.spread);
        if !is_candidate || !may_fold(cursor.body(), call) {
            continue;
        }
        let resolve = |value| folded_to.get(&value).copied().unwrap_or(value);
        let args: SmallVec<[Value; 4]> = call.args.iter().map(|it| resolve(it.value)).collect();
        if let Some(folded) = fold(cursor.body(), call, &args) {
            let value = match folded {
                Folded::Value(value) => value,
                Folded::Literal(literal) => cursor.constant(literal),
            };
            // The result of an instruction with edges has no name of its own.
            if let Some(result) = cursor.body().result(inst) {
                folded_to.insert(result, value);
            }
            cursor.replace_with(value);
            has_changed = true;
        }
    }
    has_changed
}

enum Folded {
    /// One of the operands.
    Value(Value),
    Literal(Literal),
}

fn fold(body: &Body, call: &Call, args: &[Value]) -> Option<Folded> {
    if let Some(builtin) = effects::builtin(body, call) {
        return fold_builtin(body, builtin, args);
    }
    let intrinsic = effects::intrinsic(body, call)?;
    let literals: Option<Vec<&Literal>> = args.iter().map(|it| body.literal(*it)).collect();
    fold_intrinsic(intrinsic, &literals?).map(Folded::Literal)
}

fn fold_intrinsic(intrinsic: Intrinsic, args: &[&Literal]) -> Option<Literal> {
    let (target, operands) = match (intrinsic.kind(), args) {
        (IntrinsicKind::Convert | IntrinsicKind::Query, [Literal::Type(ty), rest @ ..])
            if ty.is_data() =>
        {
            (Some(*ty), rest)
        }
        (IntrinsicKind::Convert | IntrinsicKind::Query, _) => return None,
        (_, all) => (None, all),
    };
    let scalars: Option<Vec<Scalar>> = operands
        .iter()
        .map(|it| match it {
            Literal::Bits { ty, bits } => Scalar::new(*ty, *bits),
            _ => None,
        })
        .collect();
    match intrinsic.apply(target, &scalars?).ok()? {
        Outcome::One(scalar) => Some(bits(scalar)),
        Outcome::Flagged(scalar, flag) => {
            Some(Literal::tuple(vec![bits(scalar), Literal::bool(flag)]))
        }
    }
}

fn bits(scalar: Scalar) -> Literal {
    Literal::Bits { ty: scalar.ty, bits: scalar.bits }
}

fn fold_builtin(body: &Body, builtin: Builtin, args: &[Value]) -> Option<Folded> {
    let literal = |at: usize| args.get(at).and_then(|it| body.literal(*it));
    let folded = match (builtin, args.len()) {
        // Equal literals are the same value in Julia's sense, by definition of `Literal`.
        (Builtin::Egal, 2) => Literal::bool(literal(0)? == literal(1)?),
        (Builtin::Typeof, 1) => Literal::Type(literal(0)?.ty()),
        (Builtin::Isa, 2) => Literal::bool(is_instance(literal(0)?, type_of(literal(1)?)?)?),
        (Builtin::Subtype, 2) => {
            Literal::bool(is_subtype(type_of(literal(0)?)?, type_of(literal(1)?)?).ok()?)
        }
        (Builtin::Typeassert, 2) if is_instance(literal(0)?, type_of(literal(1)?)?)? => {
            return Some(Folded::Value(args[0]));
        }
        (Builtin::Ifelse, 3) => {
            let chosen = if literal(0)?.as_bool()? { 1 } else { 2 };
            return Some(Folded::Value(args[chosen]));
        }
        (Builtin::Tuple, n) => {
            Literal::tuple((0..n).map(|at| literal(at).cloned()).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    Some(Folded::Literal(folded))
}

fn type_of(literal: &Literal) -> Option<Type> {
    match literal {
        Literal::Type(ty) => Some(*ty),
        _ => None,
    }
}

fn is_instance(literal: &Literal, ty: Type) -> Option<bool> {
    let own = match literal {
        Literal::Type(it) => Type::type_of_type(*it).ok()?,
        other => other.ty(),
    };
    is_subtype(own, ty).ok()
}
