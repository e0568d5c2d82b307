//! Laws of the lattice.

use overdub_infer::{Lattice, tfuncs};
use overdub_values::Builtin;
use proptest::prelude::*;

use crate::sample::{literal, ty};

fn element() -> impl Strategy<Value = Lattice> {
    prop_oneof![
        literal().prop_map(Lattice::Const),
        ty().prop_map(Lattice::of),
        Just(Lattice::Bottom),
        Just(Lattice::any()),
        prop::collection::vec(literal().prop_map(Lattice::Const), 1..4).prop_map(|it| part(&it)),
        prop::collection::vec(ty().prop_map(Lattice::of), 1..4).prop_map(|it| part(&it)),
        (literal(), ty()).prop_map(|(a, b)| {
            part(&[Lattice::Const(a.clone()), part(&[Lattice::of(b), Lattice::Const(a)])])
        }),
    ]
}

/// A tuple of which the elements are known one by one.
fn part(elements: &[Lattice]) -> Lattice {
    tfuncs::builtin(Builtin::Tuple, elements)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn order_is_reflexive_and_transitive(a in element(), b in element(), c in element()) {
        prop_assert!(a.is_below(&a));
        if a.is_below(&b) && b.is_below(&c) {
            prop_assert!(a.is_below(&c), "{a} {b} {c}");
        }
    }

    #[test]
    fn a_join_is_above_both(a in element(), b in element()) {
        let join = a.join(&b);
        prop_assert!(a.is_below(&join), "{a} in {join}");
        prop_assert!(b.is_below(&join), "{b} in {join}");
    }

    #[test]
    fn a_chain_of_joins_is_short(parts in prop::collection::vec(element(), 1..40)) {
        let mut known = Lattice::Bottom;
        let mut steps = 0;
        for part in &parts {
            let next = known.join(part);
            if next != known {
                steps += 1;
                known = next;
            }
        }
        // What is known of fields one by one is forgotten in at most 5 steps for the elements made here, a union takes
        // 3 members more, its `typejoin` may be a member of one further union, and above that there is only `Any`.
        prop_assert!(steps <= 5 + 1 + 2 * (3 + 1) + 2, "{steps} steps up to {known}");
    }

    #[test]
    fn forgetting_a_constant_only_forgets(a in element()) {
        prop_assert!(a.is_below(&a.widen_const()));
    }
}
