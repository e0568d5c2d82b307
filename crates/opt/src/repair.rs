//! One definition for each use again, after a block was made more than once.
//!
//! # Source
//! M. Braun et al., "Simple and efficient construction of static single assignment form" (2013).

use overdub_ir::{Block, BlockArg, Body, Def, Inst, Value};
use rustc_hash::FxHashMap;

use crate::{thread::ByValue, ways::Sources};

/// Which instructions may use each value; those that do not any more are told by looking.
pub(crate) struct Users(ByValue<Vec<Inst>>);

impl Users {
    pub(crate) fn of(body: &Body) -> Self {
        let mut users = Self(ByValue::with_capacity(body.value_bound()));
        for inst in body.all_insts() {
            users.note(body, inst);
        }
        users
    }

    /// Notes what an instruction uses.
    pub(crate) fn note(&mut self, body: &Body, inst: Inst) {
        body.inst(inst).each_use(|value| {
            if body.literal(value).is_none() {
                self.add(value, inst);
            }
        });
    }

    fn add(&mut self, value: Value, inst: Inst) {
        let users = &mut self.0[value];
        if users.last() != Some(&inst) {
            users.push(inst);
        }
    }

    /// The instructions outside of a block that use a value.
    pub(crate) fn outside<'a>(
        &'a self,
        body: &'a Body,
        value: Value,
        block: Block,
    ) -> impl Iterator<Item = Inst> + 'a {
        self.0[value].iter().copied().filter(move |inst| {
            let mut uses = false;
            body.inst(*inst).each_use(|it| uses |= it == value);
            uses && body.block_of(*inst).is_some_and(|it| it != block)
        })
    }
}

/// A block made again: what the values of the first are in it.
pub(crate) struct Copy {
    pub(crate) block: Block,
    pub(crate) values: FxHashMap<Value, Value>,
}

pub(crate) struct Repair<'a> {
    body: &'a mut Body,
    sources: &'a Sources,
    users: &'a mut Users,
    home: Block,
    copies: FxHashMap<Block, &'a FxHashMap<Value, Value>>,
    at_entry: FxHashMap<(Block, Value), Value>,
}

impl<'a> Repair<'a> {
    pub(crate) fn new(
        body: &'a mut Body,
        sources: &'a Sources,
        users: &'a mut Users,
        home: Block,
        copies: &'a [Copy],
    ) -> Self {
        let copies = copies.iter().map(|it| (it.block, &it.values)).collect();
        Self { body, sources, users, home, copies, at_entry: FxHashMap::default() }
    }

    /// Gives each use outside of the block the definition that reaches it.
    pub(crate) fn run(mut self) {
        let results = self.body.insts(self.home).flat_map(|it| self.body.results(it)).copied();
        let values: Vec<Value> =
            self.body.params(self.home).iter().copied().chain(results).collect();
        for value in values {
            let users: Vec<Inst> = self.users.outside(self.body, value, self.home).collect();
            for inst in users {
                let Some(block) = self.body.block_of(inst) else { continue };
                let reaching = self.entry(block, value);
                if reaching == value {
                    continue;
                }
                self.body.inst_mut(inst).each_use_mut(|it| {
                    if *it == value {
                        *it = reaching;
                    }
                });
                self.users.add(reaching, inst);
            }
        }
    }

    /// What a value is where a block begins.
    fn entry(&mut self, block: Block, value: Value) -> Value {
        if let Some(known) = self.at_entry.get(&(block, value)) {
            return *known;
        }
        // Blocks that one way leads to are walked through; the others ask for each way.
        let mut passed = vec![block];
        let mut at = block;
        let found = loop {
            match self.sources[at].as_slice() {
                [] => break value,
                [(inst, _)] => {
                    let Some(from) = self.body.block_of(*inst) else { break value };
                    if let Some(known) = self.exit(from, value) {
                        break known;
                    }
                    if let Some(known) = self.at_entry.get(&(from, value)) {
                        break *known;
                    }
                    // A circle that nothing leads into.
                    if passed.len() > self.body.block_bound() {
                        break value;
                    }
                    passed.push(from);
                    at = from;
                }
                _ => {
                    passed.pop();
                    break self.join(at, value);
                }
            }
        };
        for block in passed {
            self.at_entry.insert((block, value), found);
        }
        found
    }

    /// A parameter of a block that more ways lead to.
    fn join(&mut self, block: Block, value: Value) -> Value {
        let param = self.body.add_param(block);
        let ty = self.body.value_type(value);
        self.body.set_value_type(param, ty);
        self.at_entry.insert((block, value), param);
        for (inst, at) in self.sources[block].clone() {
            let Some(from) = self.body.block_of(inst) else { continue };
            let passed = match self.exit(from, value) {
                Some(known) => known,
                None => self.entry(from, value),
            };
            if let Some(target) = self.body.inst_mut(inst).targets_mut().nth(at) {
                target.args.push(BlockArg::Value(passed));
            }
            self.users.add(passed, inst);
        }
        param
    }

    /// What a value is where a block ends, if the block defines it.
    fn exit(&mut self, block: Block, value: Value) -> Option<Value> {
        if block == self.home {
            return Some(value);
        }
        let known = *self.copies.get(&block)?.get(&value)?;
        // What was passed may be a value of the block itself, as it was before.
        if self.is_own(known) { Some(self.entry(block, known)) } else { Some(known) }
    }

    fn is_own(&self, value: Value) -> bool {
        match self.body.def(value) {
            Def::Param(block, _) => block == self.home,
            Def::Result(inst, _) => self.body.block_of(inst) == Some(self.home),
            Def::Const(_) | Def::Removed => false,
        }
    }
}
