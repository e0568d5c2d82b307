//! Parallel copies, one after the other.
//!
//! The arguments of an edge are all read before any parameter is written. Copies whose target
//! nobody reads any more go first; what is left then are circles, each opened through a scratch
//! register. Linear in the number of copies.

#[cfg(test)]
mod tests;

use crate::code::{Operand, Reg};
use rustc_hash::FxHashMap;

/// The copies in an order in which each reads what it meant; targets are distinct.
pub(super) fn in_order(mut moves: Vec<(Reg, Operand)>, scratch: Reg) -> Vec<(Reg, Operand)> {
    moves.retain(|(to, from)| from.as_reg() != Some(*to));
    let mut readers: FxHashMap<Reg, u32> = FxHashMap::default();
    let mut by_target: FxHashMap<Reg, usize> = FxHashMap::default();
    for (index, (to, from)) in moves.iter().enumerate() {
        by_target.insert(*to, index);
        if let Some(reg) = from.as_reg() {
            *readers.entry(reg).or_default() += 1;
        }
    }
    let mut from: Vec<Operand> = moves.iter().map(|it| it.1).collect();
    let mut done = vec![false; moves.len()];
    let mut ordered = Vec::with_capacity(moves.len() + 1);
    let is_free =
        |to: Reg, readers: &FxHashMap<Reg, u32>| readers.get(&to).is_none_or(|it| *it == 0);
    let mut ready: Vec<usize> =
        (0..moves.len()).rev().filter(|it| is_free(moves[*it].0, &readers)).collect();
    let mut next_circle = 0;
    // Filled when the first circle is met: who reads a target then.
    let mut circle_reader: Option<FxHashMap<Reg, usize>> = None;
    loop {
        while let Some(index) = ready.pop() {
            if done[index] {
                continue;
            }
            done[index] = true;
            ordered.push((moves[index].0, from[index]));
            let Some(source) = from[index].as_reg() else { continue };
            let Some(left) = readers.get_mut(&source) else { continue };
            *left -= 1;
            if *left == 0
                && let Some(waiting) = by_target.get(&source)
            {
                ready.push(*waiting);
            }
        }
        // Only circles are left: each target is read by exactly one other copy.
        while next_circle < moves.len() && done[next_circle] {
            next_circle += 1;
        }
        let Some((target, _)) = moves.get(next_circle) else { return ordered };
        ordered.push((scratch, Operand::reg(*target)));
        let reader = circle_reader.get_or_insert_with(|| {
            let left = (0..moves.len()).filter(|it| !done[*it]);
            left.filter_map(|it| Some((from[it].as_reg()?, it))).collect()
        });
        if let Some(reader) = reader.get(target) {
            from[*reader] = Operand::reg(scratch);
        }
        readers.insert(*target, 0);
        ready.push(next_circle);
    }
}
