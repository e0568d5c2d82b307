//! Which instructions read and write what can be written, and where it is the same between them.
//!
//! What lies on the heap is split into *classes* that share nothing: a field of a mutable type, the elements of memories of a type. In each
//! class a point of the body has an *epoch*: two points of one epoch have no write between them, so that reads of the same
//! there answer the same.
//!
//! ```text
//!   block0: %a = getfield(%x, :n)      epoch 0
//!           setfield!(%x, :n, 1)       epoch 1 from here
//!   block1: (from block0 and block1)   epoch 1, if block1 does not write
//! ```

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, Body, Call, Flow, Inst, Literal, Op, Value};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Layout, is_array_type, is_reference_type};
use smallvec::SmallVec;

use crate::{
    facts::{field_at, is_below, type_of},
    inline::is_tally,
    primitive::{Primitive, primitive_of},
};

/// A part of the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// A field, by its place, of the instances of a mutable type. The fields of an array are one: where its elements lie and how many
    /// they are goes together.
    Field(Type, usize),
    /// The elements of memories of a type.
    Elements(Type),
    /// The shadows of objects.
    Shadows,
}

impl Class {
    /// The class of a field of the instances of a type, by its place, if it can be written.
    pub(crate) fn of_field(ty: Type, at: usize) -> Option<Self> {
        ty.as_data().filter(|it| ty.is_concrete() && it.is_mutable() && is_exact(ty))?;
        Some(Self::Field(ty, if is_array_type(ty) { 0 } else { at }))
    }

    /// Whether it is the fields of arrays, which are one class: it does not say which one is meant.
    pub(crate) fn is_of_array(self) -> bool {
        matches!(self, Self::Field(ty, _) if is_array_type(ty))
    }
}

/// Whether no other type is equal to a type, however it is spelled. An object of a type may be known by one that is equal to it,
/// so classes are only of types that have no other spelling; all others may be anything.
fn is_exact(ty: Type) -> bool {
    ty.is_data() && ty.params().iter().all(|it| is_exact(*it) || !(it.is_type() || it.is_vararg()))
}

/// What an instruction may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writes {
    Nothing,
    Class(Class),
    Anything,
}

impl Writes {
    pub(crate) fn of(body: &Body, inst: Inst) -> Self {
        match &body.inst(inst).op {
            Op::Call(call) => Self::of_call(body, call),
            Op::GlobalWrite(..) | Op::SplatNew { .. } => Self::Anything,
            _ => Self::Nothing,
        }
    }

    fn of_call(body: &Body, call: &Call) -> Self {
        let class = match (primitive_of(body, call), call.args.as_slice()) {
            // Counting another call only adds one somewhere else.
            (None, _) if is_tally(body, call) => return Self::Nothing,
            (None, _) => None,
            (Some(Primitive::Builtin(it)), [of, rest @ ..]) => match it {
                Builtin::Setfield
                | Builtin::Swapfield
                | Builtin::Replacefield
                | Builtin::Setfieldonce => {
                    rest.first().and_then(|field| field_class(body, of.value, field.value))
                }
                Builtin::Memoryrefset | Builtin::Memoryrefswap => element_class(body, of.value),
                Builtin::PutShadow => Some(Class::Shadows),
                // All others that need no runtime answer, or make something new.
                _ => return Self::Nothing,
            },
            (Some(_), _) => return Self::Nothing,
        };
        class.map_or(Self::Anything, Self::Class)
    }
}

/// The object, the field and the value of a call that writes a field and does nothing else.
pub(crate) fn field_written(body: &Body, call: &Call) -> Option<(Value, Class, Value)> {
    let [of, field, value] = call.args.as_slice() else { return None };
    if primitive_of(body, call)? != Primitive::Builtin(Builtin::Setfield) {
        return None;
    }
    let ty = type_of(body, of.value);
    let at = field_at(ty, body.literal(field.value)?)?;
    let class = Class::of_field(ty, at).filter(|it| !it.is_of_array())?;
    let layout = Layout::of(ty).ok()?;
    let written = layout.fields().get(at).filter(|it| !it.is_const)?;
    is_below(type_of(body, value.value), written.ty).then_some((of.value, class, value.value))
}

/// What an instruction reads that can be written; `None` if nothing, or if it is not known.
pub(crate) fn read(body: &Body, inst: Inst) -> Option<Class> {
    class_read(body, body.call(inst)?)
}

/// The same of a call.
pub(crate) fn class_read(body: &Body, call: &Call) -> Option<Class> {
    let is_plain = |at: usize| match call.args.get(at).map(|it| it.value) {
        None => true,
        Some(it) => type_of(body, it) == core().bool || is_not_atomic(body.literal(it)),
    };
    let arg = |at: usize| call.args.get(at).map(|it| it.value);
    match primitive_of(body, call)? {
        Primitive::Builtin(Builtin::Getfield) if is_plain(2) && call.args.len() <= 3 => {
            field_class(body, arg(0)?, arg(1)?)
        }
        Primitive::Builtin(Builtin::Shadow) => Some(Class::Shadows),
        Primitive::Builtin(Builtin::Memoryrefget) if is_plain(1) => element_class(body, arg(0)?),
        _ => None,
    }
}

pub(crate) fn is_not_atomic(order: Option<&Literal>) -> bool {
    matches!(order, Some(Literal::Symbol(it)) if it.as_str() == "not_atomic")
}

/// The class of a field of an object.
fn field_class(body: &Body, of: Value, field: Value) -> Option<Class> {
    let ty = type_of(body, of);
    Class::of_field(ty, field_at(ty, body.literal(field)?)?)
}

/// The class of what a reference points at.
pub(crate) fn element_class(body: &Body, reference: Value) -> Option<Class> {
    let ty = type_of(body, reference);
    let is_known = ty.is_concrete() && is_reference_type(ty) && is_exact(ty);
    is_known.then_some(Class::Elements(ty))
}

/// The fields of an array that is made: what is known of them is known by how it was made.
fn made_array(body: &Body, inst: Inst) -> Option<Class> {
    let Op::New { ty, .. } = &body.inst(inst).op else { return None };
    let Some(Literal::Type(ty)) = body.literal(*ty) else { return None };
    Class::of_field(*ty, 0).filter(|_| is_array_type(*ty))
}

/// The most classes that are told apart in one body.
const MAX_CLASSES: usize = 32;

/// After how many rounds whatever still changes is taken to be written everywhere.
const MAX_ROUNDS: usize = 8;

/// An epoch of a class; which number means nothing.
pub(crate) type Epoch = u32;

/// The epochs of the classes that a body reads.
pub(crate) struct Epochs {
    classes: Vec<Class>,
    at_entry: SecondaryMap<Block, Option<Now>>,
}

/// The epoch of each class at a point.
pub(crate) type Now = SmallVec<[Epoch; 4]>;

impl Epochs {
    pub(crate) fn of(body: &Body, flow: &Flow) -> Self {
        let mut classes = Vec::new();
        for inst in body.all_insts() {
            if let Some(class) = read(body, inst).or_else(|| made_array(body, inst))
                && classes.len() < MAX_CLASSES
                && !classes.contains(&class)
            {
                classes.push(class);
            }
        }
        let mut epochs = Self { classes, at_entry: SecondaryMap::new() };
        if !epochs.classes.is_empty() {
            epochs.spread(body, flow);
        }
        epochs
    }

    /// Finds what holds where each block begins. It starts from no writes at all, and each join that ways of different epochs
    /// come to has one of its own from then on; so it ends, and bodies in which it takes long are known less of.
    fn spread(&mut self, body: &Body, flow: &Flow) {
        let order = flow.reverse_post_order();
        let mut at_exit: SecondaryMap<Block, Option<Now>> = SecondaryMap::new();
        // What a block writes last is looked for once.
        let mut last: SecondaryMap<Block, Now> = SecondaryMap::new();
        for block in order {
            let mut now = Now::from_elem(0, self.classes.len());
            for inst in body.insts(*block) {
                self.step(body, inst, &mut now);
            }
            last[*block] = now;
        }
        let none = || Now::from_elem(0, self.classes.len());
        for round in 0.. {
            let mut is_settled = true;
            for block in order {
                let own = join_epoch(*block);
                let before = self.at_entry[*block].take();
                let mut exits = flow.predecessors(*block).filter_map(|it| at_exit[it].as_ref());
                let mut now = exits.next().cloned().unwrap_or_else(none);
                for exit in exits {
                    for (now, exit) in now.iter_mut().zip(exit) {
                        if *now != *exit {
                            *now = own;
                        }
                    }
                }
                let is_late = round >= MAX_ROUNDS;
                for (now, before) in now.iter_mut().zip(before.iter().flatten()) {
                    if *before == own || (is_late && *before != *now) {
                        *now = own;
                    }
                }
                if before.as_ref() != Some(&now) {
                    is_settled = false;
                    let exit = now.iter().zip(&last[*block]);
                    let exit = exit.map(|(now, last)| if *last == 0 { *now } else { *last });
                    at_exit[*block] = Some(exit.collect());
                }
                self.at_entry[*block] = Some(now);
            }
            if is_settled {
                return;
            }
        }
    }

    /// The epochs where a block begins.
    pub(crate) fn at_entry(&self, block: Block) -> Now {
        let none = || Now::from_elem(0, self.classes.len());
        self.at_entry[block].clone().unwrap_or_else(none)
    }

    /// What an instruction does to the epochs.
    pub(crate) fn step(&self, body: &Body, inst: Inst, now: &mut Now) {
        if self.classes.is_empty() {
            return;
        }
        let written = match Writes::of(body, inst) {
            Writes::Nothing => return,
            Writes::Class(class) => Some(class),
            Writes::Anything => None,
        };
        for (class, now) in self.classes.iter().zip(now) {
            if written.is_none_or(|it| it == *class) {
                *now = 1 + 2 * inst.as_u32();
            }
        }
    }

    /// The epoch of a class; `None` if it is not told apart.
    pub(crate) fn epoch(&self, class: Class, now: &Now) -> Option<Epoch> {
        let at = self.classes.iter().position(|it| *it == class)?;
        now.get(at).copied()
    }
}

/// The epoch that begins where ways meet.
fn join_epoch(block: Block) -> Epoch {
    2 + 2 * block.as_u32()
}
