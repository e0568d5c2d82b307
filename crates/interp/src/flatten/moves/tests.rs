//! The order of copies keeps what each of them meant.

use super::in_order;
use crate::code::{Operand, Reg};
use proptest::prelude::*;

const SCRATCH: Reg = 100;

proptest! {
    #[test]
    fn copies_in_order_are_copies_all_at_once(
        targets in Just((0..12_u32).collect::<Vec<_>>()).prop_shuffle(),
        sources in prop::collection::vec(0..16_u32, 0..12),
    ) {
        let moves: Vec<(Reg, Operand)> = targets
            .into_iter()
            .zip(sources)
            .map(|(to, from)| {
                (to, if from < 13 { Operand::reg(from) } else { Operand::constant(from) })
            })
            .collect();
        let value = |registers: &[u32], from: Operand| match from.as_reg() {
            Some(reg) => registers[reg as usize],
            None => 1000 + u32::try_from(from.index()).unwrap(),
        };
        let start: Vec<u32> = (0..=SCRATCH).collect();
        let mut expected = start.clone();
        for (to, from) in &moves {
            expected[*to as usize] = value(&start, *from);
        }
        let mut registers = start;
        let ordered = in_order(moves.clone(), SCRATCH);
        prop_assert!(ordered.len() <= moves.len() + moves.len() / 2);
        for (to, from) in ordered {
            registers[to as usize] = value(&registers, from);
        }
        registers[SCRATCH as usize] = SCRATCH;
        prop_assert_eq!(registers, expected);
    }
}
