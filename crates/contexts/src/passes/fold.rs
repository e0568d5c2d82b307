//! `fold-constants`: what only depends on constants is computed while compiling, by intrinsics under any name and by
//! generic functions whose method is an intrinsic.

use overdub_engine::{
    PassContext, PassError,
    ir::{Body, Cursor, Literal},
    passes::{fold_branches, fold_constants_where, remove_dead_blocks, simplify_block_params},
};

use super::operations::Types;

/// How often one thing found makes room for another; few bodies need more than two.
const MAX_ROUNDS: usize = 8;

/// Puts constants in place of reads of them, folds calls of intrinsics and builtins on constants, and goes only the
/// ways that are left.
pub(super) fn fold(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    for _ in 0..MAX_ROUNDS {
        let named = name_constants(body, cx) | bring_down(body, cx);
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

/// Makes calls of generic functions on constants those of intrinsics, which are then folded. One that would throw is left:
/// its method is part of the story that the exception tells.
fn bring_down(body: &mut Body, cx: &PassContext<'_>) -> bool {
    let types = Types::of(body, cx);
    let mut has_changed = false;
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let body = cursor.body();
        let Some(call) = body.call(inst) else { continue };
        let mut args = call.args.iter().map(|it| body.literal(it.value));
        let can_throw = call.args.get(1).and_then(|it| body.literal(it.value)).is_some_and(|it| {
            matches!(it, Literal::Bits { bits: 0, .. }) || it.as_int64() == Some(-1)
        });
        let is_checked = types.operation(body, cx, call).is_some_and(|it| it.0.can_throw());
        if args.all(|it| it.is_some()) && !(can_throw && is_checked) {
            has_changed |= types.bring_down(&mut cursor, cx, inst);
        }
    }
    has_changed
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
