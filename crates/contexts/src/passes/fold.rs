//! `fold-constants`: what only depends on constants is computed while compiling.

use overdub_engine::{
    PassContext, PassError,
    ir::{Body, Cursor},
    passes::{fold_branches, fold_constants_where, remove_dead_blocks, simplify_block_params},
};

/// How often one thing found makes room for another; few bodies need more than two.
const MAX_ROUNDS: usize = 8;

/// Puts constants in place of reads of them, folds calls of intrinsics and builtins on constants, and goes only the
/// ways that are left.
pub(super) fn fold(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    for _ in 0..MAX_ROUNDS {
        let named = name_constants(body, cx);
        let folded = fold_constants_where(body, super::is_free);
        let branched = fold_branches(body);
        // Without a branch gone there is nothing new to find in blocks and their parameters.
        let cleaned = branched && remove_dead_blocks(body) | simplify_block_params(body);
        if !(named | folded | branched | cleaned) {
            break;
        }
    }
    Ok(())
}

fn name_constants(body: &mut Body, cx: &PassContext<'_>) -> bool {
    let mut has_changed = false;
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        if let Some(literal) = super::constant_read(cursor.body(), cx, inst) {
            let value = cursor.constant(literal);
            cursor.replace_with(value);
            has_changed = true;
        }
    }
    has_changed
}
