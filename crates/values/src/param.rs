//! Values as type parameters and back: the `3` of `NTuple{3, Int}`.

use crate::{
    error::Result,
    heap::Heap,
    intrinsic::Scalar,
    layout::{Layout, Shape},
    value::Value,
    view::ValueRef,
};
use overdub_types::{FloatKind, IntKind, Type, ValueParam, core};

const INTS: [IntKind; 10] = [
    IntKind::I64,
    IntKind::I8,
    IntKind::I16,
    IntKind::I32,
    IntKind::I128,
    IntKind::U8,
    IntKind::U16,
    IntKind::U32,
    IntKind::U64,
    IntKind::U128,
];
const FLOATS: [FloatKind; 3] = [FloatKind::F64, FloatKind::F32, FloatKind::F16];

impl Value {
    /// The value as a parameter of a type: types stand for themselves; `None` if Julia allows no
    /// such parameter (only symbols, bits values and tuples of the two are).
    pub fn as_param(self) -> Option<Type> {
        param_of(ValueRef::new(&self))
    }
}

fn param_of(value: ValueRef<'_>) -> Option<Type> {
    if let Some(ty) = value.as_type() {
        return Some(ty);
    }
    if let Some(name) = value.as_symbol() {
        return Some(Type::symbol(name));
    }
    if let Some(path) = value.as_module() {
        return Some(Type::value(ValueParam::Module(path)));
    }
    let ty = value.ty();
    if ty.is_tuple() {
        let elems = (0..value.layout().fields().len()).map(|at| value.field(at).and_then(param_of));
        let elems: Option<Vec<Type>> = elems.collect();
        return Some(Type::value_tuple(&elems?));
    }
    let layout = value.layout();
    if !layout.is_bits() || !matches!(layout.shape(), Shape::Plain) {
        return None;
    }
    let bytes = value.plain_bytes();
    let mut wide = [0; 16];
    let Some(part) = wide.get_mut(..bytes.len()) else {
        // A struct that is larger than any number.
        return Some(Type::value_bits(ty, bytes));
    };
    part.copy_from_slice(bytes);
    let bits = u128::from_le_bytes(wide);
    let int = INTS.into_iter().find(|it| it.ty() == ty);
    let float = FLOATS.into_iter().find(|it| it.ty() == ty);
    Some(Type::value(match (int, float) {
        (Some(kind), _) => {
            let spare = 128 - kind.bits();
            let signed = (bits << spare) as i128 >> spare;
            ValueParam::Int { kind, value: if kind.is_signed() { signed } else { bits as i128 } }
        }
        (_, Some(kind)) => ValueParam::Float { kind, bits: bits as u64 },
        _ if ty == core().bool => ValueParam::Bool(bits & 1 != 0),
        _ if ty == core().char => ValueParam::Char(bits as u32),
        _ => return Some(Type::value_bits(ty, bytes)),
    }))
}

impl Heap {
    /// The value of a type parameter: types stand for themselves.
    ///
    /// # Errors
    /// Out of memory.
    pub fn param_value(&mut self, param: Type) -> Result<Value> {
        let Some(value) = param.as_value() else { return Ok(Value::of_type(param)) };
        let bits = match value {
            ValueParam::Int { value, .. } => value as u128,
            ValueParam::Bool(value) => u128::from(value),
            ValueParam::Char(bits) => u128::from(bits),
            ValueParam::Float { bits, .. } => u128::from(bits),
            ValueParam::Symbol(name) => return Ok(Value::symbol(name)),
            ValueParam::Module(path) => return Ok(Value::module(path)),
            ValueParam::Tuple(elems) => {
                let before = self.temporaries();
                let made = self.param_tuple(elems);
                self.pop_temporaries(before);
                return made;
            }
            ValueParam::Bits { ty, bytes } => return self.value_of_bytes(Layout::of(ty)?, bytes),
        };
        let scalar = Scalar::new(value.ty(), bits);
        scalar.map_or_else(|| Ok(Value::nothing()), |it| self.scalar(it))
    }

    fn param_tuple(&mut self, elems: &[Type]) -> Result<Value> {
        let mut values = Vec::with_capacity(elems.len());
        for elem in elems {
            let value = self.param_value(*elem)?;
            self.push_temporary(value);
            values.push(value);
        }
        self.tuple(&values)
    }

    /// The bits value of `layout` with these bytes.
    pub(crate) fn value_of_bytes(
        &mut self,
        layout: &'static Layout,
        bytes: &[u8],
    ) -> Result<Value> {
        if layout.is_immediate() {
            let mut bits = [0; 8];
            let size = layout.size().min(bytes.len());
            bits[..size].copy_from_slice(&bytes[..size]);
            return Ok(Value::immediate(layout, u64::from_le_bytes(bits)));
        }
        let object = self.allocate(layout, layout.size(), &[])?;
        object.set_bytes(0, &bytes[..layout.size().min(bytes.len())]);
        Ok(Value::from_object(object))
    }
}
