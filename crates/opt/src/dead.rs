//! What nobody looks at goes: instructions without effects, parameters that are passed on only.

use cranelift_entity::EntitySet;
use overdub_ir::{BlockArg, Body, Def, Inst, Op, Value};

use crate::{
    Callees, Work,
    effects::effects,
    ways::{Ways, sources},
};

/// Takes out instructions without effects and parameters that nothing needs.
pub(crate) fn dead<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let body = &mut work.body;
    let ways = Ways::of(body);
    let sources = sources(body, &ways);
    let mut live: EntitySet<Value> = EntitySet::new();
    let mut open: Vec<Value> = Vec::new();
    let mut removable: Vec<Inst> = Vec::new();
    let mut need = |value: Value, open: &mut Vec<Value>| {
        if live.insert(value) {
            open.push(value);
        }
    };
    for block in body.blocks() {
        for inst in body.insts(block) {
            let data = body.inst(inst);
            if data.edges.is_none()
                && !data.op.is_terminator()
                && effects(body, data).is_removable()
            {
                removable.push(inst);
                continue;
            }
            match &data.op {
                // What an edge passes is needed if the parameter is.
                Op::Jump(_) => {}
                Op::Branch { cond, .. } => need(*cond, &mut open),
                op => op.each_use(|it| need(it, &mut open)),
            }
        }
    }
    while let Some(value) = open.pop() {
        match body.def(value) {
            Def::Result(inst, _) => {
                let data = body.inst(inst);
                if data.edges.is_none() {
                    data.op.each_use(|it| need(it, &mut open));
                }
            }
            Def::Param(block, index) => {
                for (inst, at) in &sources[block] {
                    let target = body.inst(*inst).targets().nth(*at);
                    let arg = target.and_then(|it| it.args.get(index as usize));
                    if let Some(BlockArg::Value(value)) = arg {
                        need(*value, &mut open);
                    }
                }
            }
            Def::Const(_) | Def::Removed => {}
        }
    }
    let mut has_changed = false;
    for inst in removable {
        if body.results(inst).iter().all(|it| !live.contains(*it)) {
            body.remove_inst(inst);
            has_changed = true;
        }
    }
    let entry = body.entry();
    let is_dead = |body: &Body, it: Value| match body.def(it) {
        Def::Param(block, _) => Some(block) != entry && !live.contains(it),
        _ => false,
    };
    let params = body.blocks().flat_map(|it| body.params(it)).copied();
    let mut gone: EntitySet<Value> = EntitySet::new();
    gone.extend(params.filter(|it| is_dead(body, *it)));
    if !gone.is_empty() {
        body.retain_params(|it| !gone.contains(it));
        has_changed = true;
    }
    has_changed
}
