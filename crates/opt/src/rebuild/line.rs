//! What fields of objects hold along the way that is copied.
//!
//! ```text
//!   setfield!(%o, :f, %a)                 (gone: nobody could see it)
//!   %b = getfield(%o, :f)                 %b is %a
//!   setfield!(%o, :f, %c)                 setfield!(%o, :f, %c)
//! ```
//!
//! So values that a body and the bodies in the place of its calls hand each other through fields of an object are as well known as
//! operands, while what they make known is still folded. Where ways meet, what all of them say is known.

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, BlockArg, Body, Call, Inst, Literal, Op, Value};
use overdub_types::Type;
use smallvec::SmallVec;

use crate::{
    effects::effects,
    facts::type_of,
    memory::{Class, Writes, class_read, field_written},
};

/// What a field is known to hold.
#[derive(Clone, Copy, Debug)]
struct Known {
    of: Value,
    class: Class,
    value: Value,
    /// The instruction that wrote it, if nobody could have seen that yet, and what was known to be there before.
    store: Option<(Inst, Option<Value>)>,
}

/// The most fields that are known at a point.
const MAX_KNOWN: usize = 16;

/// What is known of fields at a point.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    known: SmallVec<[Known; 4]>,
}

impl Memory {
    fn find(&self, of: Value, class: Class) -> Option<&Known> {
        self.known.iter().find(|it| it.of == of && it.class == class)
    }

    /// What a field holds.
    fn get(&self, of: Value, class: Class) -> Option<Value> {
        self.find(of, class).map(|it| it.value)
    }

    fn set(&mut self, known: Known) {
        self.known.retain(|it| it.of != known.of || it.class != known.class);
        if self.known.len() == MAX_KNOWN {
            self.known.remove(0);
        }
        self.known.push(known);
    }

    /// From here on everything that was written may have been seen.
    fn is_seen(&mut self) {
        for known in &mut self.known {
            known.store = None;
        }
    }

    /// Takes note of an instruction that was put into a body.
    pub(super) fn step(&mut self, body: &Body, inst: Inst) {
        if self.known.is_empty() && body.call(inst).is_none() {
            return;
        }
        let data = body.inst(inst);
        let read = body.call(inst).and_then(|it| class_read(body, it));
        let effects = effects(body, data);
        match read {
            Some(class) if effects.nothrow => {
                for known in self.known.iter_mut().filter(|it| it.class == class) {
                    known.store = None;
                }
            }
            _ if effects.nothrow && (effects.consistent || matches!(data.op, Op::New { .. })) => {}
            _ if body.call(inst).is_some_and(|it| field_written(body, it).is_some()) => {}
            _ => self.is_seen(),
        }
        match Writes::of(body, inst) {
            Writes::Nothing => {}
            Writes::Class(class) => self.known.retain(|it| it.class != class),
            Writes::Anything => self.known.clear(),
        }
        let Some(call) = body.call(inst) else { return };
        if let Some((of, class, value)) = field_written(body, call) {
            self.set(Known { of, class, value, store: None });
        } else if let (Some(class), Some(value)) = (read, body.result(inst))
            && let Some(of) = call.args.first()
            && matches!(class, Class::Field(..))
            && !class.is_of_array()
        {
            self.set(Known { of: of.value, class, value, store: None });
        }
    }

    /// The value that a read of a field is known to answer.
    pub(super) fn answer(&self, body: &Body, call: &Call) -> Option<Value> {
        let class = class_read(body, call).filter(|it| !it.is_of_array())?;
        let value = self.get(call.args.first()?.value, class)?;
        (body.literal(value) != Some(&Literal::Undef)).then_some(value)
    }
}

/// What is known along the ways of a body that is being made.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// At the point.
    pub(super) memory: Memory,
    /// At the ends of blocks.
    ends: SecondaryMap<Block, Option<Memory>>,
    /// The blocks that jump or branch to each block, as often as they do.
    from: SecondaryMap<Block, SmallVec<[Block; 2]>>,
    /// Blocks that something else leads to as well.
    is_entered: cranelift_entity::EntitySet<Block>,
}

impl Line {
    /// A jump or a branch has been put at the end of a block.
    pub(super) fn leave(&mut self, body: &Body, block: Block) {
        for target in body.successors(block) {
            self.from[target.block].push(block);
        }
        self.ends[block] = Some(self.memory.clone());
    }

    /// The way goes on behind a block later.
    pub(super) fn pause(&mut self, block: Block) {
        self.ends[block] = Some(self.memory.clone());
    }

    /// It goes on there.
    pub(super) fn resume(&mut self, block: Block) {
        self.memory = self.ends[block].take().unwrap_or_default();
    }

    /// An exception leads to a block, or what follows a call that may throw.
    pub(super) fn enter_from_elsewhere(&mut self, block: Block) {
        self.is_entered.insert(block);
    }

    /// The block that alone leads to this one, by a jump, if no other way will come; `are_all` says whether none will.
    pub(super) fn only(&self, body: &Body, block: Block, are_all: bool) -> Option<(Block, Inst)> {
        let [from] = *self.from[block].as_slice() else { return None };
        let jump = body.last_inst(from)?;
        let is_jump = matches!(body.inst(jump).op, Op::Jump(_));
        (are_all && is_jump && !self.is_entered.contains(block)).then_some((from, jump))
    }

    /// The way goes on at the start of a block. What a field holds that is written on all ways there is passed along them.
    pub(super) fn begin(&mut self, body: &mut Body, block: Block, are_all: bool) {
        self.memory = Memory::default();
        if !are_all || self.is_entered.contains(block) {
            return;
        }
        let mut from = self.from[block].clone();
        from.sort_unstable();
        from.dedup();
        let ends: Option<Vec<&Memory>> = from.iter().map(|it| self.ends[*it].as_ref()).collect();
        let Some([first, others @ ..]) = ends.as_deref() else { return };
        let mut met = Memory::default();
        let mut n_passed = 0;
        for known in &first.known {
            let mut values: SmallVec<[Value; 4]> = smallvec::smallvec![known.value];
            values.extend(others.iter().filter_map(|it| it.get(known.of, known.class)));
            let is_undefined = |it: &Value| body.literal(*it) == Some(&Literal::Undef);
            if values.len() != from.len() || values.iter().any(is_undefined) {
                continue;
            }
            let value = if values.iter().all(|it| *it == known.value) {
                known.value
            } else if n_passed < MAX_PASSED
                && let Some(param) = passed_along(body, block, &from, &values)
            {
                n_passed += 1;
                param
            } else {
                continue;
            };
            met.set(Known { value, store: None, ..*known });
        }
        self.memory = met;
    }
}

/// How many values of fields are passed to a block.
const MAX_PASSED: usize = 2;

/// A new parameter of a block for what the blocks that lead to it know, each another value.
fn passed_along(body: &mut Body, block: Block, from: &[Block], values: &[Value]) -> Option<Value> {
    let types: SmallVec<[Type; 4]> = values.iter().map(|it| type_of(body, *it)).collect();
    let ty = Type::union(&types).ok()?;
    let param = body.add_param(block);
    body.set_value_type(param, Some(ty));
    for (from, value) in from.iter().zip(values) {
        let last = body.last_inst(*from)?;
        for target in body.inst_mut(last).targets_mut().filter(|it| it.block == block) {
            target.args.push(BlockArg::Value(*value));
        }
    }
    Some(param)
}

/// The values that a jump passes.
pub(super) fn passed(body: &Body, jump: Inst) -> Option<SmallVec<[Value; 4]>> {
    let Op::Jump(to) = &body.inst(jump).op else { return None };
    to.args
        .iter()
        .map(|it| match it {
            BlockArg::Value(value) => Some(*value),
            BlockArg::Result(_) | BlockArg::Exception => None,
        })
        .collect()
}

/// What becomes of a write: nothing if the field holds that, or another one that nobody could see is taken out.
pub(super) enum Write {
    /// The field holds the value already.
    Held,
    /// It is written; what was known to be there before.
    Put(Option<Value>),
}

impl Line {
    /// Looks at a write that is about to be put into a body.
    pub(super) fn write(&mut self, body: &mut Body, call: &Call) -> Option<(Write, Value)> {
        let (of, class, value) = field_written(body, call)?;
        let Some(known) = self.memory.find(of, class).copied() else {
            return Some((Write::Put(None), value));
        };
        if known.value == value {
            return Some((Write::Held, value));
        }
        let Some((store, before)) = known.store else {
            return Some((Write::Put(Some(known.value)), value));
        };
        body.remove_inst(store);
        if let Some(before) = before {
            self.memory.set(Known { of, class, value: before, store: None });
            if before == value {
                return Some((Write::Held, value));
            }
        } else {
            self.memory.known.retain(|it| it.of != of || it.class != class);
        }
        Some((Write::Put(before), value))
    }

    /// A write was put into a body: nobody has seen it yet.
    pub(super) fn wrote(&mut self, body: &Body, inst: Inst, before: Option<Value>) {
        let Some((of, class, value)) = body.call(inst).and_then(|it| field_written(body, it))
        else {
            return;
        };
        self.memory.set(Known { of, class, value, store: Some((inst, before)) });
    }
}
