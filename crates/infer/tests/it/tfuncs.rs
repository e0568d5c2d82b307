//! What builtins and intrinsics are said to answer with covers what they do answer with.

use overdub_infer::{Lattice, tfuncs};
use overdub_ir::Literal;
use overdub_types::{Type, is_subtype};
use overdub_values::{Builtin, Heap, HeapConfig, Intrinsic, Value, egal};
use proptest::prelude::*;

use crate::sample::{literal, value};

/// A description of the literal: the constant, its type, or anything.
fn described(literal: &Literal, how: u8) -> Lattice {
    match how % 3 {
        0 => Lattice::Const(literal.clone()),
        1 => Lattice::Const(literal.clone()).widen_const(),
        _ => Lattice::any(),
    }
}

fn covers(heap: &mut Heap, lattice: &Lattice, found: Value) -> bool {
    match lattice {
        Lattice::Bottom => false,
        Lattice::Const(literal) => {
            let known = value(heap, literal);
            egal(known, found)
        }
        Lattice::Partial(known) => {
            let fields: Vec<Value> =
                (0..heap.field_count(found)).map(|at| heap.field(found, at).unwrap()).collect();
            found.is_a(known.ty())
                && known.fields().iter().zip(fields).all(|(known, it)| covers(heap, known, it))
        }
        Lattice::Type(ty) => match found.as_type() {
            Some(it) => is_subtype(Type::type_of_type(it).unwrap(), *ty).unwrap(),
            None => found.is_a(*ty),
        },
    }
}

fn heap() -> Heap {
    Heap::new(HeapConfig { first_budget: usize::MAX / 2, ..HeapConfig::default() })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn builtins_answer_within_what_is_said(
        which in prop::sample::select(Builtin::ALL.to_vec()),
        args in prop::collection::vec((literal(), any::<u8>()), 0..4),
    ) {
        let mut heap = heap();
        if which.is_runtime() {
            return Ok(());
        }
        let said: Vec<Lattice> = args.iter().map(|(literal, how)| described(literal, *how)).collect();
        let values: Vec<Value> = args.iter().map(|(literal, _)| value(&mut heap, literal)).collect();
        if let Ok(found) = which.call(&mut heap, &values) {
            let said = tfuncs::builtin(which, &said);
            prop_assert!(covers(&mut heap, &said, found), "{} answers {found:?}, said {said}", which.name());
        }
    }

    #[test]
    fn intrinsics_answer_within_what_is_said(
        which in prop::sample::select(Intrinsic::ALL.to_vec()),
        args in prop::collection::vec((literal(), any::<u8>()), 3),
        same in any::<bool>(),
    ) {
        let mut heap = heap();
        let mut args = args[..which.arity()].to_vec();
        if same {
            // Most take operands of one type.
            for at in 1..args.len() {
                args[at].0 = args[0].0.clone();
            }
        }
        let said: Vec<Lattice> = args.iter().map(|(literal, how)| described(literal, *how)).collect();
        let values: Vec<Value> = args.iter().map(|(literal, _)| value(&mut heap, literal)).collect();
        if let Ok(found) = which.eval(&mut heap, &values) {
            let said = tfuncs::intrinsic(which, &said);
            prop_assert!(covers(&mut heap, &said, found), "{} answers {found:?}, said {said}", which.name());
        }
    }
}
