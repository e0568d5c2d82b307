//! Shadows along edges: a second parameter for each parameter of a block, and code behind an instruction.

use overdub_ir::{Block, BlockArg, Inst, Value};

use super::Weaver;

impl Weaver<'_, '_, '_> {
    /// Gives each block but the entry a second parameter for each one, and notes where exceptions go.
    pub(super) fn add_params(&mut self) {
        let entry = self.cursor.body().entry();
        let blocks: Vec<Block> = self.cursor.body().blocks().collect();
        for block in blocks {
            let params = self.cursor.body().params(block).to_vec();
            if Some(block) != entry {
                for param in &params {
                    let shadow = self.cursor.body_mut().add_param(block);
                    self.shadows.insert(*param, shadow);
                }
            }
            self.params.insert(block, params);
        }
        let insts: Vec<Inst> = self.cursor.body().all_insts().collect();
        for inst in insts {
            let Some(edges) = &self.cursor.body().inst(inst).edges else { continue };
            let unwind = &edges.unwind;
            let places = unwind.args.iter().enumerate();
            let places = places.filter(|(_, it)| **it == BlockArg::Exception).map(|(at, _)| at);
            self.handlers.entry(unwind.block).or_default().extend(places);
        }
    }

    /// Where an exception arrives, nothing is on its way any more, and the exception may have a shadow of its own.
    pub(super) fn begin(&mut self, block: Block) {
        let Some(places) = self.handlers.get(&block) else { return };
        let params = self.params.get(&block).cloned().unwrap_or_default();
        let mut places: Vec<usize> = places.iter().copied().collect();
        places.sort_unstable();
        self.cursor.goto_start(block);
        self.exempt("unwound", &[self.frame]);
        for param in places.into_iter().filter_map(|at| params.get(at).copied()) {
            let given = self.shadow(param);
            let shadow = self.exempt("caught", &[self.frame, param, given]);
            self.shadows.insert(param, shadow);
        }
    }

    /// Appends to each edge of an instruction the shadows of what it passes.
    pub(super) fn pass_along(&mut self, inst: Inst) {
        let mut data = self.cursor.body().inst(inst).clone();
        for target in data.targets_mut() {
            if !self.params.contains_key(&target.block) {
                continue;
            }
            let shadows: Vec<BlockArg> = target
                .args
                .iter()
                .map(|arg| match arg {
                    BlockArg::Value(value) => BlockArg::Value(self.shadow(*value)),
                    BlockArg::Result(_) | BlockArg::Exception => BlockArg::Value(self.nothing),
                })
                .collect();
            target.args.extend(shadows);
        }
        *self.cursor.body_mut().inst_mut(inst) = data;
    }

    /// Goes behind an instruction and answers its value, which is another one if it has edges.
    pub(super) fn behind(&mut self, inst: Inst) -> Value {
        let landed = self.behind_statement(inst);
        landed.or_else(|| self.cursor.body().result(inst)).unwrap_or(self.nothing)
    }

    /// Goes behind an instruction that may have no value.
    pub(super) fn behind_statement(&mut self, inst: Inst) -> Option<Value> {
        self.cursor.goto(inst);
        if self.cursor.body().inst(inst).edges.is_none() {
            if let Some(next) = self.cursor.body().next_inst(inst) {
                self.cursor.goto(next);
            }
            return None;
        }
        let (landing, results) = self.cursor.land();
        self.landed = self.cursor.body().last_inst(landing);
        if let Some(jump) = self.landed {
            self.cursor.goto(jump);
        }
        results.first().copied()
    }
}
