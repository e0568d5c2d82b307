//! Tuples and immutable structs that go round in parameters, taken apart: a parameter for each field instead.
//!
//! ```text
//!   %t = call tuple(%a, %b)                      jump block1(%a, %b)
//!   jump block1(%t)                        ──►
//!   block1(%p::Tuple{Int64, Int64}):             block1(%p1::Int64, %p2::Int64):
//!     %x = call getfield(%p, 1)                    … %p1 …
//! ```
//!
//! Taken apart is what is only made, passed on and read by fields. Reads right behind the making are the business of
//! [`rebuild`](crate::rebuild).

use overdub_ir::{BlockArg, Body, Def, Inst, Literal, Op, Value};
use overdub_types::Type;
use overdub_values::Builtin;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    Callees, Work,
    facts::{field_at, immutable_fields, is_below, type_of},
    primitive::{Primitive, primitive_of},
    ways::all_sources,
};

/// The most fields of what is taken apart.
const MAX_FIELDS: usize = 8;
/// How deep what is nested is taken apart.
const MAX_ROUNDS: usize = 3;

/// Takes apart what goes round in parameters.
pub(crate) fn scalars<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let rounds = 0..MAX_ROUNDS;
    rounds.take_while(|_| round(&mut work.body)).count() > 0
}

/// The same, if there may be more since.
pub(crate) fn again<C: Callees>(work: &mut Work<C::Target>, callees: &mut C) -> bool {
    std::mem::take(&mut work.has_threaded) && scalars(work, callees)
}

/// The parameters that may be taken apart.
#[derive(Default)]
struct Candidates {
    fields: FxHashMap<Value, &'static [Type]>,
    /// In the order of the body.
    order: Vec<Value>,
    /// Which are passed to which, both ways: they are taken apart together or not at all.
    linked: FxHashMap<Value, Vec<Value>>,
}

impl Candidates {
    fn drop(&mut self, value: Value) {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            if self.fields.remove(&value).is_some() {
                open.extend(self.linked.remove(&value).unwrap_or_default());
            }
        }
    }

    fn link(&mut self, a: Value, b: Value) {
        self.linked.entry(a).or_default().push(b);
        self.linked.entry(b).or_default().push(a);
    }
}

fn round(body: &mut Body) -> bool {
    let mut candidates = Candidates::default();
    let entry = body.entry();
    for block in body.blocks().filter(|it| Some(*it) != entry) {
        for param in body.params(block) {
            if let Some(fields) = immutable_fields(type_of(body, *param))
                && fields.len() <= MAX_FIELDS
            {
                candidates.fields.insert(*param, fields);
                candidates.order.push(*param);
            }
        }
    }
    if candidates.order.is_empty() {
        return false;
    }
    look(body, &mut candidates);
    let Candidates { fields, order, .. } = candidates;
    let order: Vec<Value> = order.into_iter().filter(|it| fields.contains_key(it)).collect();
    if order.is_empty() {
        return false;
    }
    take_apart(body, &order, &fields);
    true
}

/// Drops the candidates that are passed, or used as, anything else.
fn look(body: &Body, candidates: &mut Candidates) {
    for inst in body.all_insts() {
        let data = body.inst(inst);
        let read = read_of(body, inst).filter(|_| data.edges.is_none());
        if !matches!(data.op, Op::Jump(_)) {
            let mut n_uses = 0;
            let mut escaping: SmallVec<[Value; 4]> = SmallVec::new();
            let mut operand = |value: Value| {
                n_uses += 1;
                if candidates.fields.contains_key(&value) && read.map(|it| it.0) != Some(value) {
                    escaping.push(value);
                }
            };
            match &data.op {
                Op::Branch { cond, .. } => operand(*cond),
                op => op.each_use(operand),
            }
            for value in escaping {
                candidates.drop(value);
            }
        }
        for target in data.targets() {
            for (param, arg) in body.params(target.block).iter().zip(&target.args) {
                let ty = type_of(body, *param);
                let is_candidate = candidates.fields.contains_key(param);
                match arg {
                    BlockArg::Value(value) => {
                        let passes = candidates.fields.contains_key(value);
                        if passes && is_candidate && type_of(body, *value) == ty {
                            candidates.link(*value, *param);
                            continue;
                        }
                        if passes {
                            candidates.drop(*value);
                        }
                        if is_candidate && parts(body, *value, ty).is_none() {
                            candidates.drop(*param);
                        }
                    }
                    BlockArg::Result(_) | BlockArg::Exception => candidates.drop(*param),
                }
            }
        }
    }
}

/// The value and the place of the field, if an instruction reads a field of what is immutable.
fn read_of(body: &Body, inst: Inst) -> Option<(Value, usize)> {
    let call = body.call(inst)?;
    if primitive_of(body, call)? != Primitive::Builtin(Builtin::Getfield) {
        return None;
    }
    let [value, field] = call.args.as_slice() else { return None };
    let at = field_at(type_of(body, value.value), body.literal(field.value)?)?;
    Some((value.value, at))
}

/// What a value of a type is made of, if it was made of it here.
fn parts(body: &Body, value: Value, ty: Type) -> Option<Parts> {
    let fields = immutable_fields(ty)?;
    match body.literal(value) {
        Some(Literal::Undef) => {
            return Some(Parts::Literals(fields.iter().map(|_| Literal::Undef).collect()));
        }
        Some(Literal::Tuple(held) | Literal::Struct { fields: held, .. }) => {
            let is_all = body.literal(value)?.ty() == ty && held.len() == fields.len();
            return is_all.then(|| Parts::Literals(held.iter().cloned().collect()));
        }
        Some(_) => return None,
        None => {}
    }
    let Def::Result(inst, 0) = body.def(value) else { return None };
    let held: SmallVec<[Value; 4]> = match &body.inst(inst).op {
        Op::Call(call) => match primitive_of(body, call)? {
            Primitive::Builtin(Builtin::Tuple) if ty.is_tuple() => {
                call.args.iter().map(|it| it.value).collect()
            }
            _ => return None,
        },
        Op::New { ty: of, fields } if body.literal(*of) == Some(&Literal::Type(ty)) => {
            fields.iter().copied().collect()
        }
        _ => return None,
    };
    let fits = held.len() == fields.len()
        && held.iter().zip(fields).all(|(it, wanted)| is_below(type_of(body, *it), *wanted));
    fits.then_some(Parts::Values(held))
}

enum Parts {
    Values(SmallVec<[Value; 4]>),
    Literals(Vec<Literal>),
}

fn take_apart(body: &mut Body, order: &[Value], fields: &FxHashMap<Value, &'static [Type]>) {
    let sources = all_sources(body);
    let mut apart: FxHashMap<Value, SmallVec<[Value; 4]>> = FxHashMap::default();
    for param in order {
        let Def::Param(block, _) = body.def(*param) else { continue };
        let mut values = SmallVec::new();
        for ty in fields[param] {
            let value = body.add_param(block);
            body.set_value_type(value, Some(*ty));
            values.push(value);
        }
        apart.insert(*param, values);
    }
    for param in order {
        let Def::Param(block, index) = body.def(*param) else { continue };
        let ty = type_of(body, *param);
        for (inst, at) in &sources[block] {
            let target = body.inst(*inst).targets().nth(*at);
            let Some(BlockArg::Value(value)) = target.and_then(|it| it.args.get(index as usize))
            else {
                continue;
            };
            let held: SmallVec<[Value; 4]> = match apart.get(value) {
                Some(values) => values.clone(),
                None => match parts(body, *value, ty) {
                    Some(Parts::Values(values)) => values,
                    Some(Parts::Literals(literals)) => {
                        literals.into_iter().map(|it| body.constant(it)).collect()
                    }
                    None => continue,
                },
            };
            if let Some(target) = body.inst_mut(*inst).targets_mut().nth(*at) {
                target.args.extend(held.into_iter().map(BlockArg::Value));
            }
        }
    }
    let mut replaced: FxHashMap<Value, Value> = FxHashMap::default();
    for inst in body.all_insts().collect::<Vec<_>>() {
        if let Some((value, at)) = read_of(body, inst)
            && let Some(values) = apart.get(&value)
            && let Some(result) = body.result(inst)
        {
            replaced.insert(result, values[at]);
            body.remove_inst(inst);
        }
    }
    body.replace_uses(&replaced);
    body.retain_params(|it| !apart.contains_key(&it));
}
