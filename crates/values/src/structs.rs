//! Structs and tuples: making them, reading and writing fields.

use crate::{
    error::{Result, ValueError},
    heap::Heap,
    immortal,
    layout::{FieldLayout, Layout, Shape, Storage},
    memory::is_array_type,
    object::Object,
    value::Value,
};
use overdub_types::{Symbol, Type};
use smallvec::SmallVec;

impl Heap {
    /// The object of a value; immediates get a box. `live` are roots besides the others.
    pub(crate) fn boxed(&mut self, value: Value, live: &[Value]) -> Result<Object> {
        if let Some(object) = value.as_object() {
            return Ok(object);
        }
        if let Some(object) = immortal::boxed(value) {
            return Ok(object);
        }
        let layout = value.layout();
        let object = self.allocate(layout, layout.size(), live)?;
        object.set_bits(0, layout.size(), value.raw_bits());
        Ok(object)
    }

    /// The address of the payload of a value's object, for machine code: immediates get a box.
    ///
    /// # Errors
    /// Out of memory.
    pub fn box_value(&mut self, value: Value) -> Result<u64> {
        self.boxed(value, &[value]).map(Object::address)
    }

    /// Writes `value` to `offset` of an object; the object, the value and `live` stay alive.
    pub(crate) fn store(
        &mut self,
        object: Object,
        offset: usize,
        storage: Storage,
        value: Value,
        live: &[Value],
    ) -> Result<()> {
        match storage {
            Storage::Inline(layout) if layout.is_immediate() => {
                object.set_bits(offset, layout.size(), value.raw_bits());
            }
            Storage::Inline(layout) => {
                if let Some(from) = value.as_object() {
                    object.copy_from(offset, from, 0, layout.size());
                }
            }
            Storage::Pointer => {
                let boxed = match value.as_object() {
                    Some(boxed) => boxed,
                    None => {
                        let before = self.temporaries();
                        self.push_temporary(Value::from_object(object));
                        let boxed = self.boxed(value, live);
                        self.pop_temporaries(before);
                        boxed?
                    }
                };
                object.set_reference(offset, Some(boxed));
            }
        }
        Ok(())
    }

    /// Reads the value at `offset` of an object, which stays alive.
    pub(crate) fn load(
        &mut self,
        object: Object,
        offset: usize,
        storage: Storage,
    ) -> Result<Value> {
        match storage {
            Storage::Pointer => {
                object.reference(offset).map(Value::from_object).ok_or(ValueError::UndefRef)
            }
            Storage::Inline(layout) if layout.is_immediate() => {
                Ok(Value::immediate(layout, object.bits(offset, layout.size())))
            }
            Storage::Inline(layout) => {
                if is_undefined(object, offset, layout) {
                    return Err(ValueError::UndefRef);
                }
                let copy = self.allocate(layout, layout.size(), &[Value::from_object(object)])?;
                copy.copy_from(0, object, offset, layout.size());
                Ok(Value::from_object(copy))
            }
        }
    }

    /// An instance of the struct or tuple type `ty` from its fields; trailing ones may be left out
    /// as far as the type allows.
    ///
    /// # Errors
    /// If `ty` has no such instances, the number of fields is wrong, or a field has another type.
    pub fn new_struct(&mut self, ty: Type, fields: &[Value]) -> Result<Value> {
        let no_structure =
            || ValueError::type_error("new", overdub_types::core().data_type, Value::of_type(ty));
        if !ty.is_data() {
            return Err(no_structure());
        }
        let layout = Layout::of(ty)?;
        if !matches!(layout.shape(), Shape::Plain) || layout.is_primitive() {
            return Err(no_structure());
        }
        let (most, least) = (layout.fields().len(), layout.fields().len() - layout.uninitialised());
        if fields.len() > most {
            return Err(ValueError::Error("invalid struct allocation".to_owned()));
        }
        if fields.len() < least {
            return Err(ValueError::Error("invalid struct allocation".to_owned()));
        }
        for (field, value) in layout.fields().iter().zip(fields) {
            if value.ty() != field.ty && !value.is_a(field.ty) {
                return Err(ValueError::type_error("new", field.ty, *value));
            }
        }
        if let [first, second] = fields {
            self.hold_parts(ty, [*first, *second])?;
        }
        self.new_of_layout(layout, fields)
    }

    pub(crate) fn new_of_layout(
        &mut self,
        layout: &'static Layout,
        fields: &[Value],
    ) -> Result<Value> {
        if layout.is_immediate() {
            let bits = layout.fields().iter().zip(fields).fold(0, |bits, (field, value)| {
                let part = if field.storage.size() == 0 { 0 } else { value.raw_bits() };
                bits | part.checked_shl(8 * field.offset).unwrap_or(0)
            });
            return Ok(Value::immediate(layout, bits));
        }
        let object = self.allocate(layout, layout.size(), fields)?;
        for (field, value) in layout.fields().iter().zip(fields) {
            self.store(object, field.offset as usize, field.storage, *value, fields)?;
        }
        Ok(Value::from_object(object))
    }

    /// The tuple of these values; its type is the tuple of their types.
    ///
    /// # Errors
    /// Out of memory.
    pub fn tuple(&mut self, values: &[Value]) -> Result<Value> {
        let types: SmallVec<[Type; 8]> = values.iter().map(|it| it.ty()).collect();
        let layout = self.tuple_layout(&types)?;
        self.new_of_layout(layout, values)
    }

    /// Field `index` (from zero) of a struct or tuple.
    ///
    /// # Errors
    /// [`ValueError::Bounds`] if there is no such field, [`ValueError::UndefRef`] if it is
    /// undefined, out of memory if its value must be copied out of an inline field.
    pub fn field(&mut self, value: Value, index: usize) -> Result<Value> {
        let layout = value.layout();
        let field = field_of(layout, value, index)?;
        let Some(object) = value.as_object() else {
            return Ok(immediate_field(value, field));
        };
        self.load(object, field.offset as usize, field.storage)
    }

    /// Sets field `index` (from zero) of a mutable struct.
    ///
    /// # Errors
    /// If there is no such field, it may not be changed, or the value has another type.
    pub fn set_field(&mut self, target: Value, index: usize, value: Value) -> Result<()> {
        let layout = target.layout();
        if !layout.is_mutable() {
            return Err(ValueError::Error(format!(
                "setfield!: immutable struct of type {} cannot be changed",
                short_name(layout.ty())
            )));
        }
        let field = field_of(layout, target, index)?;
        check_assignable("setfield!", layout, field)?;
        if value.ty() != field.ty && !value.is_a(field.ty) {
            return Err(ValueError::type_error("setfield!", field.ty, value));
        }
        if is_array_type(target.ty()) {
            // An array begins with its reference.
            let fields = if index == 0 { [value, self.field(target, 1)?] } else { [target, value] };
            self.hold_parts(target.ty(), fields)?;
        }
        match target.as_object() {
            Some(object) => {
                let (offset, storage) = (field.offset as usize, field.storage);
                self.store(object, offset, storage, value, &[target, value])
            }
            None => Ok(()),
        }
    }

    /// Gives a field of a new mutable object its first value, `const` ones too; the value is of the field's type.
    pub(crate) fn initialise_field(
        &mut self,
        target: Value,
        index: usize,
        value: Value,
    ) -> Result<()> {
        let field = field_of(target.layout(), target, index)?;
        match target.as_object() {
            Some(object) => {
                let (offset, storage) = (field.offset as usize, field.storage);
                self.store(object, offset, storage, value, &[target, value])
            }
            None => Ok(()),
        }
    }

    /// Whether field `index` (from zero) exists and has a value.
    pub fn is_field_defined(&self, value: Value, index: usize) -> bool {
        let Some(field) = value.layout().fields().get(index) else { return false };
        let Some(object) = value.as_object() else { return true };
        match field.storage {
            Storage::Pointer => object.reference(field.offset as usize).is_some(),
            Storage::Inline(layout) => !is_undefined(object, field.offset as usize, layout),
        }
    }

    /// Number of fields of a value's type; types have those that reflection shows, `String` none.
    pub fn field_count(&self, value: Value) -> usize {
        value.layout().fields().len()
    }
}

impl Value {
    /// The index of a field by name.
    ///
    /// # Errors
    /// [`ValueError::NoField`].
    pub fn field_index(self, name: Symbol) -> Result<usize> {
        let layout = self.layout();
        layout.field_index(name).ok_or(ValueError::NoField { ty: layout.ty(), name })
    }
}

/// Whether an inline value with references was never stored.
pub(crate) fn is_undefined(object: Object, offset: usize, layout: &Layout) -> bool {
    layout.pointers().first().is_some_and(|it| object.word(offset + *it as usize) == 0)
}

fn field_of(layout: &Layout, value: Value, index: usize) -> Result<FieldLayout> {
    let bounds = || ValueError::Bounds { collection: value, index: index as i64 + 1 };
    layout.fields().get(index).copied().ok_or_else(bounds)
}

fn immediate_field(value: Value, field: FieldLayout) -> Value {
    match field.storage {
        Storage::Inline(layout) => {
            let width = 8 * layout.size() as u32;
            let bits = value.raw_bits().checked_shr(8 * field.offset).unwrap_or(0);
            let mask = u64::MAX.checked_shr(64 - width).unwrap_or(0);
            Value::immediate(layout, bits & mask)
        }
        Storage::Pointer => unreachable!("an immediate has no references"),
    }
}

/// That a field of a layout is no constant, for an operation that would change it and is named when it is.
pub(crate) fn check_assignable(operation: &str, layout: &Layout, field: FieldLayout) -> Result<()> {
    if !field.is_const {
        return Ok(());
    }
    Err(ValueError::Error(format!(
        "{operation}: const field .{} of type {} cannot be changed",
        field.name.map_or_else(String::new, |it| it.to_string()),
        short_name(layout.ty())
    )))
}

/// The name of a type without its parameters.
pub(crate) fn short_name(ty: Type) -> Symbol {
    ty.as_data().map_or_else(|| Symbol::new("Any"), |it| it.name().name())
}
