//! `Memory{T}`, references into it, and `Array`, as Julia 1.11 builds it on the two.
//!
//! ```text
//! Array{T,N}  ┌───────────────┬──────────┬──────────┐     Memory{T}  ┌────────┬──────────┬──────────┐
//!             │ ref.ptr       │ ref.mem ─┼──size…───┼───►            │ length │ elements │ x₁ x₂ …  │
//!             └───────────────┴──────────┴──────────┘                └────────┴──────────┴──────────┘
//! ```
//!
//! Elements lie flat if their type is stored inline, else as pointers, null when undefined. A
//! reference holds the address of its element; for elements without size, their index.

use crate::{
    error::{Result, ValueError},
    heap::Heap,
    known::known,
    layout::{Element, Layout, Shape, Storage},
    object::Object,
    structs::is_undefined,
    value::Value,
};
use overdub_types::{Type, core};
use smallvec::SmallVec;
use std::ops::Range;

/// Before the elements: length and address.
const ELEMENTS: usize = 16;

/// Where an element is: the memory's object, its index, how it is stored.
#[derive(Clone, Copy)]
struct Place {
    object: Object,
    offset: usize,
    element: Element,
}

/// What is found at places of a union that nobody has set: if its members are all bits, something is. It is the member
/// without any bits, or zero bits of the first.
fn bits_of_union(ty: Type) -> Option<Value> {
    if !ty.is_union() {
        return None;
    }
    let members = ty.union_members();
    if !members.iter().all(|it| it.is_bits_type()) {
        return None;
    }
    let singleton = members.iter().find_map(|it| Value::singleton(*it));
    singleton.or_else(|| Value::from_bits(*members.first()?, 0))
}

impl Heap {
    /// A memory of `len` elements of the concrete memory type `ty`: zero bits, or undefined.
    ///
    /// # Errors
    /// If `ty` is not one, `len` is out of range, or out of memory.
    pub fn new_memory(&mut self, ty: Type, len: usize) -> Result<Value> {
        let layout = Layout::of(ty)?;
        let Shape::Memory(element) = layout.shape() else {
            return Err(ValueError::type_error(
                "memorynew",
                core().generic_memory,
                Value::of_type(ty),
            ));
        };
        let too_large = || {
            ValueError::Argument("invalid GenericMemory size: the number of elements is either negative or too large for system address width".to_owned())
        };
        let bytes =
            len.checked_mul(element.stride().max(1)).filter(|it| *it < isize::MAX as usize / 2);
        let bytes = bytes.ok_or_else(too_large)?;
        let bytes = if element.stride() == 0 { 0 } else { bytes };
        let initial = match bits_of_union(element.ty) {
            Some(value) => Some(self.boxed(value, &[])?),
            None => None,
        };
        let live: SmallVec<[Value; 1]> = initial.map(Value::from_object).into_iter().collect();
        let object = self.allocate(layout, ELEMENTS + bytes, &live)?;
        object.set_word(0, len as u64);
        object.set_word(8, object.address() + ELEMENTS as u64);
        if initial.is_some() {
            for index in 0..len {
                object.set_reference(ELEMENTS + index * element.stride(), initial);
            }
        }
        Ok(Value::from_object(object))
    }

    /// Number of elements of a memory, if the value is one.
    pub fn memory_len(&self, memory: Value) -> Option<usize> {
        memory_element(memory).map(|(object, _)| object.word(0) as usize)
    }

    /// Element `index` (from zero) of a memory.
    ///
    /// # Errors
    /// If the value is no memory, the index is out of bounds, or the element is undefined.
    pub fn memory_get(&mut self, memory: Value, index: usize) -> Result<Value> {
        let place = memory_place(memory, index)?;
        self.load(place.object, place.offset, place.element.storage)
    }

    /// Sets element `index` (from zero) of a memory.
    ///
    /// # Errors
    /// As [`Heap::memory_get`], or if the value has another type.
    pub fn memory_set(&mut self, memory: Value, index: usize, value: Value) -> Result<()> {
        let place = memory_place(memory, index)?;
        self.store_element(place, value, memory)
    }

    fn store_element(&mut self, place: Place, value: Value, holder: Value) -> Result<()> {
        let ty = place.element.ty;
        if value.ty() != ty && !value.is_a(ty) {
            return Err(ValueError::type_error("memoryrefset!", ty, value));
        }
        self.store(place.object, place.offset, place.element.storage, value, &[holder, value])
    }

    /// Copies `count` elements between memories of one element type; ranges may overlap.
    ///
    /// # Errors
    /// If the values are no such memories or a range is out of bounds.
    pub fn memory_copy(
        &mut self,
        (to, to_index): (Value, usize),
        (from, from_index): (Value, usize),
        count: usize,
    ) -> Result<()> {
        let (to_object, to_element) = memory_of(to)?;
        let (from_object, from_element) = memory_of(from)?;
        if to_element.ty != from_element.ty {
            return Err(ValueError::type_error("memory_copy", to.ty(), from));
        }
        for (memory, object, index) in [(to, to_object, to_index), (from, from_object, from_index)]
        {
            let end = index.checked_add(count);
            if end.is_none_or(|it| it > object.word(0) as usize) {
                return Err(ValueError::Bounds {
                    collection: memory,
                    index: index.saturating_add(count) as i64,
                });
            }
        }
        let stride = to_element.stride();
        let (to_at, from_at) = (ELEMENTS + to_index * stride, ELEMENTS + from_index * stride);
        to_object.copy_from(to_at, from_object, from_at, count * stride);
        Ok(())
    }

    /// Sets `count` elements from `index` on: what is there is doubled, so that most of it is moved as bytes.
    ///
    /// # Errors
    /// If the range is out of bounds or the value is not of the element type.
    pub fn memory_fill(
        &mut self,
        memory: Value,
        index: usize,
        value: Value,
        count: usize,
    ) -> Result<()> {
        let (object, element) = memory_of(memory)?;
        let length = object.word(0) as usize;
        if index.checked_add(count).is_none_or(|it| it > length) {
            let index = index.saturating_add(count) as i64;
            return Err(ValueError::Bounds { collection: memory, index });
        }
        if count == 0 {
            return Ok(());
        }
        self.memory_set(memory, index, value)?;
        let stride = element.stride();
        let first = ELEMENTS + index * stride;
        let mut done = 1;
        while done < count {
            let part = done.min(count - done);
            object.copy_from(first + done * stride, object, first, part * stride);
            done += part;
        }
        Ok(())
    }

    /// The bytes of a memory's elements, if they are bits.
    pub fn memory_bytes(&self, memory: Value) -> Option<&[u8]> {
        let (object, element) = memory_element(memory)?;
        let len = object.word(0) as usize * element.stride();
        (!element.has_pointers()).then(|| object.bytes(ELEMENTS, len))
    }

    /// Copies bytes of a string or a memory into a memory whose elements are of a primitive type; they may overlap.
    ///
    /// # Errors
    /// If one of both is neither or a range is out of bounds.
    pub fn copy_bytes(
        &mut self,
        memory: Value,
        offset: usize,
        from: Value,
        range: Range<usize>,
    ) -> Result<()> {
        let bytes = part_of(from, range)?;
        set_bytes(memory, offset, bytes)
    }

    /// A string of bytes of a string or a memory.
    ///
    /// # Errors
    /// Out of memory, if the value is neither, or the range is out of bounds.
    pub fn string_of_part(&mut self, from: Value, range: Range<usize>) -> Result<Value> {
        part_of(from, range.clone())?;
        let made = self.zeroed_string(range.len(), &[from])?;
        if let Some(object) = made.as_object() {
            // Objects do not move, and `from` is alive still.
            object.set_bytes(8, part_of(from, range)?);
        }
        Ok(made)
    }

    /// Overwrites bytes of a memory whose elements are of a primitive type.
    ///
    /// # Errors
    /// If the value is no such memory or the range is out of bounds.
    pub fn set_memory_bytes(&mut self, memory: Value, offset: usize, bytes: &[u8]) -> Result<()> {
        set_bytes(memory, offset, bytes)
    }

    /// Gives a new memory the bytes that another one of its type and length had; its elements are bits.
    pub(crate) fn restore_bytes(&mut self, memory: Value, bytes: &[u8]) -> Result<()> {
        let (object, element) = memory_of(memory)?;
        let size = object.word(0) as usize * element.stride();
        if element.has_pointers() || bytes.len() != size {
            return Err(ValueError::Bounds { collection: memory, index: 1 });
        }
        object.set_bytes(ELEMENTS, bytes);
        Ok(())
    }

    /// A reference to element `index` (from zero) of a memory; it may stand just behind the last.
    ///
    /// # Errors
    /// If the value is no memory or the index is out of bounds.
    pub fn memory_ref(&mut self, memory: Value, index: usize) -> Result<Value> {
        let (object, element) = memory_of(memory)?;
        if index > object.word(0) as usize {
            return Err(ValueError::Bounds { collection: memory, index: index as i64 + 1 });
        }
        let layout = self.reference_layout(memory.ty())?;
        let made = self.allocate(layout, layout.size(), &[memory])?;
        set_reference(made, object, index, element);
        Ok(Value::from_object(made))
    }

    /// The memory that a reference points into and the index (from zero) that it points at.
    ///
    /// # Errors
    /// If the value is no reference into a memory.
    pub fn memory_ref_parts(&self, reference: Value) -> Result<(Value, usize)> {
        let (object, at) = ref_object(reference)?;
        let memory = Value::from_object(object.reference(at + 8).ok_or(ValueError::UndefRef)?);
        let (memory_object, element) = memory_of(memory)?;
        Ok((memory, index_of(object.word(at), memory_object, element)))
    }

    /// An array of type `ty` (`Array{T, N}`) with these dimensions: zero bits, or undefined.
    ///
    /// # Errors
    /// If `ty` is not such a type, a dimension is out of range, or out of memory.
    pub fn new_array(&mut self, ty: Type, dims: &[usize]) -> Result<Value> {
        let layout = Layout::of(ty)?;
        let params = ty.params();
        let is_array = ty.as_data().is_some_and(|it| it.name() == known().array)
            && params[1].as_int() == Some(dims.len() as i64);
        if !is_array {
            return Err(ValueError::type_error("Array", core().array, Value::of_type(ty)));
        }
        let len = dims.iter().try_fold(1_usize, |len, it| len.checked_mul(*it));
        let len = len.ok_or_else(|| ValueError::Argument("invalid Array dimensions".to_owned()))?;
        let memory = self.new_memory(memory_type(params[0])?, len)?;
        let array = self.allocate(layout, layout.size(), &[memory])?;
        let (object, element) = memory_of(memory)?;
        set_reference(array, object, 0, element);
        for (at, dim) in dims.iter().enumerate() {
            array.set_word(16 + 8 * at, *dim as u64);
        }
        Ok(Value::from_object(array))
    }

    /// A `Vector{elem}` of these values.
    ///
    /// # Errors
    /// If a value has another type, or out of memory.
    pub fn vector(&mut self, elem: Type, values: &[Value]) -> Result<Value> {
        let before = self.temporaries();
        values.iter().for_each(|it| self.push_temporary(*it));
        let made = self.filled_vector(elem, values);
        self.pop_temporaries(before);
        made
    }

    fn filled_vector(&mut self, elem: Type, values: &[Value]) -> Result<Value> {
        let ty = core().array.apply(&[elem, Type::int(1)])?;
        let array = self.new_array(ty, &[values.len()])?;
        self.push_temporary(array);
        for (at, value) in values.iter().enumerate() {
            self.array_set(array, at, *value)?;
        }
        Ok(array)
    }

    /// Holds what machine code rests on: that an array's elements lie in its memory, and that a reference points at an element, or
    /// just behind the last. Elements without size lie nowhere, and machine code leaves them to the runtime. Asked of the fields with
    /// which a value of a type is made, or will be left.
    pub(crate) fn hold_parts(&mut self, ty: Type, fields: [Value; 2]) -> Result<()> {
        let holds = if is_reference_type(ty) {
            let (object, element) = memory_of(fields[1])?;
            let first = object.address() + ELEMENTS as u64;
            let distance = fields[0].raw_bits().wrapping_sub(first);
            let stride = element.stride() as u64;
            stride == 0 || (distance.is_multiple_of(stride) && distance / stride <= object.word(0))
        } else if is_array_type(ty) {
            let (memory, index) = self.memory_ref_parts(fields[0])?;
            let (object, _) = memory_of(memory)?;
            let rest = (object.word(0) as usize).checked_sub(index);
            let mut count = Some(1_usize);
            for at in 0..self.field_count(fields[1]) {
                let dim = self.field(fields[1], at)?.raw_bits() as usize;
                count = count.and_then(|it| it.checked_mul(dim));
            }
            count.is_some_and(|count| rest.is_some_and(|rest| count <= rest))
        } else {
            true
        };
        let what =
            if is_array_type(ty) { "an array larger than" } else { "a reference outside of" };
        if holds { Ok(()) } else { Err(ValueError::Argument(format!("{what} its memory"))) }
    }

    /// The dimensions of an array, if the value is one.
    pub fn array_dims(&self, array: Value) -> Option<SmallVec<[usize; 4]>> {
        let object = array_object(array)?;
        let dims = (16..object.layout().size()).step_by(8);
        Some(dims.map(|at| object.word(at) as usize).collect())
    }

    /// Number of elements of an array, if the value is one.
    pub fn array_len(&self, array: Value) -> Option<usize> {
        self.array_dims(array).map(|it| it.iter().product())
    }

    /// Element `index` (from zero, column-major) of an array.
    ///
    /// # Errors
    /// If the value is no array, the index is out of bounds, or the element is undefined.
    pub fn array_get(&mut self, array: Value, index: usize) -> Result<Value> {
        let place = self.array_place(array, index)?;
        self.load(place.object, place.offset, place.element.storage)
    }

    /// Sets element `index` (from zero, column-major) of an array.
    ///
    /// # Errors
    /// As [`Heap::array_get`], or if the value has another type.
    pub fn array_set(&mut self, array: Value, index: usize, value: Value) -> Result<()> {
        let place = self.array_place(array, index)?;
        self.store_element(place, value, array)
    }

    /// Whether element `index` (from zero) of an array exists and is defined.
    pub fn is_array_element_defined(&self, array: Value, index: usize) -> bool {
        self.array_place(array, index).is_ok_and(is_defined)
    }

    fn array_place(&self, array: Value, index: usize) -> Result<Place> {
        let not_array = || ValueError::type_error("Array", core().array, array);
        let len = self.array_len(array).ok_or_else(not_array)?;
        let (memory, first) = self.memory_ref_parts(array)?;
        let bounds = || ValueError::Bounds { collection: array, index: index as i64 + 1 };
        if index >= len {
            return Err(bounds());
        }
        memory_place(memory, first.wrapping_add(index)).map_err(|_| bounds())
    }

    /// Whether the element that a reference points at exists and is defined.
    ///
    /// # Errors
    /// If the value is no reference into a memory.
    pub fn is_memory_ref_assigned(&self, reference: Value) -> Result<bool> {
        let (memory, index) = self.memory_ref_parts(reference)?;
        Ok(memory_place(memory, index).is_ok_and(is_defined))
    }
}

/// Whether values of a concrete type are arrays.
pub fn is_array_type(ty: Type) -> bool {
    ty.as_data().is_some_and(|it| it.name() == known().array)
}

/// Whether values of a concrete type are memories.
pub fn is_memory_type(ty: Type) -> bool {
    ty.as_data().is_some_and(|it| it.name() == known().generic_memory)
}

/// Whether values of a concrete type are references into memories.
pub fn is_reference_type(ty: Type) -> bool {
    ty.as_data().is_some_and(|it| it.name() == known().generic_memory_ref)
}

/// `Memory{elem}`.
///
/// # Errors
/// If `elem` is no type.
pub fn memory_type(elem: Type) -> Result<Type> {
    Ok(core().memory.apply(&[elem])?)
}

fn is_defined(place: Place) -> bool {
    match place.element.storage {
        Storage::Pointer => place.object.reference(place.offset).is_some(),
        Storage::Inline(layout) => !is_undefined(place.object, place.offset, layout),
    }
}

fn memory_element(memory: Value) -> Option<(Object, Element)> {
    let object = memory.as_object()?;
    match object.layout().shape() {
        Shape::Memory(element) => Some((object, element)),
        Shape::Plain | Shape::Text | Shape::Symbol | Shape::Module | Shape::Type => None,
    }
}

/// Bytes of a string or a memory; the value is alive as long as they are looked at.
fn part_of<'a>(from: Value, range: Range<usize>) -> Result<&'a [u8]> {
    let wrong = || ValueError::type_error("bytes", core().string, from);
    let object = from.as_object().ok_or_else(wrong)?;
    let (start, size) = match object.layout().shape() {
        Shape::Text => (8, object.word(0) as usize),
        Shape::Memory(element) if !element.has_pointers() => {
            (ELEMENTS, object.word(0) as usize * element.stride())
        }
        _ => return Err(wrong()),
    };
    if range.start > range.end || range.end > size {
        return Err(ValueError::Bounds { collection: from, index: range.end as i64 });
    }
    Ok(object.bytes(start + range.start, range.len()))
}

fn set_bytes(memory: Value, offset: usize, bytes: &[u8]) -> Result<()> {
    let (object, element) = memory_of(memory)?;
    let Storage::Inline(layout) = element.storage else {
        return Err(ValueError::type_error("memory", core().generic_memory, memory));
    };
    let size = object.word(0) as usize * element.stride();
    if !layout.is_primitive() || offset.checked_add(bytes.len()).is_none_or(|it| it > size) {
        return Err(ValueError::Bounds { collection: memory, index: offset as i64 + 1 });
    }
    object.set_bytes(ELEMENTS + offset, bytes);
    Ok(())
}

fn memory_of(memory: Value) -> Result<(Object, Element)> {
    let expected = || core().generic_memory;
    memory_element(memory).ok_or_else(|| ValueError::type_error("memoryref", expected(), memory))
}

fn memory_place(memory: Value, index: usize) -> Result<Place> {
    let (object, element) = memory_of(memory)?;
    if index >= object.word(0) as usize {
        return Err(ValueError::Bounds { collection: memory, index: index as i64 + 1 });
    }
    Ok(Place { object, offset: ELEMENTS + index * element.stride(), element })
}

fn array_object(array: Value) -> Option<Object> {
    array.as_object().filter(|_| is_array_type(array.ty()))
}

/// The object that holds a reference and the offset of it: an array begins with one.
fn ref_object(reference: Value) -> Result<(Object, usize)> {
    let holds = is_reference_type(reference.ty()) || is_array_type(reference.ty());
    let wrong = || ValueError::type_error("memoryref", core().generic_memory_ref, reference);
    reference.as_object().filter(|_| holds).map(|it| (it, 0)).ok_or_else(wrong)
}

fn set_reference(at: Object, memory: Object, index: usize, element: Element) {
    let stride = element.stride();
    let first = memory.address() + ELEMENTS as u64;
    at.set_word(0, if stride == 0 { index as u64 } else { first + (index * stride) as u64 });
    at.set_reference(8, Some(memory));
}

fn index_of(word: u64, memory: Object, element: Element) -> usize {
    match element.stride() {
        0 => word as usize,
        // Where the reference was made it was held that this is an element, or just behind the last one.
        stride => word.wrapping_sub(memory.address() + ELEMENTS as u64) as usize / stride,
    }
}
