//! The project's own passes: small, general, and in one list.
//!
//! Each keeps the results of the body and works at every stage. A call that a context may see is never touched: only
//! plain calls are folded or removed. Each pass takes time linear in the size of the body, but for the logarithm of
//! the control-flow graph.

mod blocks;
mod constants;
mod dead;
mod effects;

use overdub_ir::Body;

pub use blocks::{fold_branches, remove_dead_blocks, simplify_block_params};
pub use constants::{fold_constants, fold_constants_where};
pub use dead::{remove_dead_values, remove_dead_values_where};

#[cfg(test)]
mod tests;

/// A pass of the project: changes the body and says whether it did.
pub type OwnPass = fn(&mut Body) -> bool;

/// The passes of [`simplify`], in the order in which they run.
pub const OWN_PASSES: [(&str, OwnPass); 5] = [
    ("fold-constants", fold_constants),
    ("fold-branches", fold_branches),
    ("remove-dead-blocks", remove_dead_blocks),
    ("simplify-block-params", simplify_block_params),
    ("remove-dead-values", remove_dead_values),
];

/// How often the list is gone through at most: a bound on time, which few bodies reach.
const MAX_ROUNDS: usize = 8;

/// Runs the project's passes until none of them finds anything to do, or often enough.
pub fn simplify(body: &mut Body) -> bool {
    let mut has_changed = false;
    for _ in 0..MAX_ROUNDS {
        let mut again = false;
        for (_, pass) in OWN_PASSES {
            again |= pass(body);
        }
        has_changed |= again;
        if !again {
            break;
        }
    }
    has_changed
}
