//! Values as plain data, to be kept in a file and made again in another process.
//!
//! Mutable objects and memories keep their identity: what is written twice is read as one object, and cycles through
//! them come back as cycles. Immutable values are written wherever they stand.

use overdub_types::wire::{Number, Reader, Writer};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Result, ValueError},
    heap::{Heap, roots::Root},
    intrinsic::Scalar,
    known::known,
    layout::{Layout, Shape},
    value::Value,
};

/// A value; types and symbols are numbers in [`overdub_types::wire::Tables`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum WireValue {
    /// Bits of a primitive type.
    Bits(Number, u128),
    /// Any other value of at most eight bytes without references.
    Immediate(Number, u64),
    /// A type.
    Type(Number),
    /// A symbol.
    Symbol(Number),
    /// A module by its path.
    Module(Number),
    /// A string.
    Str(Box<[u8]>),
    /// An immutable struct or tuple; `None` is an undefined field.
    Struct(Number, Box<[Option<WireValue>]>),
    /// A reference to an element of a memory.
    Ref(Box<WireValue>, u64),
    /// A mutable object or memory, by its number.
    Object(u32),
}

impl WireValue {
    /// Whether the value is in no heap.
    #[must_use]
    pub fn is_free(&self) -> bool {
        matches!(
            self,
            WireValue::Immediate(..)
                | WireValue::Type(_)
                | WireValue::Symbol(_)
                | WireValue::Module(_)
        )
    }

    /// The value again, if it is in no heap and a writer of this version made it.
    #[must_use]
    pub fn free(&self, reader: &Reader<'_>) -> Option<Value> {
        match self {
            WireValue::Immediate(ty, bits) => {
                let layout = Layout::of(reader.ty(*ty)).ok()?;
                layout.is_immediate().then(|| Value::immediate(layout, *bits))
            }
            WireValue::Type(ty) => Some(Value::of_type(reader.ty(*ty))),
            WireValue::Symbol(name) => Some(Value::symbol(reader.symbol(*name))),
            WireValue::Module(path) => Some(Value::module(reader.symbol(*path))),
            _ => None,
        }
    }
}

/// An object with identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum WireObject {
    Struct(Number, Box<[Option<WireValue>]>),
    Bytes(Number, u64, Box<[u8]>),
    Memory(Number, Box<[Option<WireValue>]>),
}

/// The objects that values refer to by number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Objects {
    objects: Vec<WireObject>,
}

/// Collects the objects that the values written so far refer to.
#[derive(Debug, Default)]
pub struct ValueWriter {
    objects: Vec<Option<WireObject>>,
    numbers: FxHashMap<u64, u32>,
}

impl ValueWriter {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The objects that all written values refer to.
    #[must_use]
    pub fn finish(self) -> Objects {
        Objects { objects: self.objects.into_iter().flatten().collect() }
    }

    /// A value as data.
    ///
    /// # Errors
    /// Out of memory, when a part has to be copied out to be looked at.
    ///
    /// # Panics
    /// Beyond 2^32 objects, which no memory holds.
    pub fn value(
        &mut self,
        heap: &mut Heap,
        value: Value,
        writer: &mut Writer,
    ) -> Result<WireValue> {
        if let Some(ty) = value.as_type() {
            return Ok(WireValue::Type(writer.ty(ty)));
        }
        if let Some(name) = value.as_symbol() {
            return Ok(WireValue::Symbol(writer.symbol(name)));
        }
        if let Some(path) = value.as_module() {
            return Ok(WireValue::Module(writer.symbol(path)));
        }
        let layout = value.layout();
        let ty = writer.ty(layout.ty());
        if layout.is_primitive() {
            let bits = Scalar::of(value).map_or(0, |it| it.bits);
            return Ok(WireValue::Bits(ty, bits));
        }
        if !value.is_object() {
            return Ok(WireValue::Immediate(ty, value.raw_bits()));
        }
        if let Shape::Text = layout.shape() {
            return Ok(WireValue::Str(heap.string_bytes(value).unwrap_or_default().into()));
        }
        let is_ref =
            layout.ty().as_data().is_some_and(|it| it.name() == known().generic_memory_ref);
        if is_ref {
            let (memory, index) = heap.memory_ref_parts(value)?;
            let memory = self.value(heap, memory, writer)?;
            return Ok(WireValue::Ref(Box::new(memory), index as u64));
        }
        let is_memory = matches!(layout.shape(), Shape::Memory(_));
        if !is_memory && !layout.is_mutable() {
            return Ok(WireValue::Struct(ty, self.fields(heap, value, writer)?));
        }
        let address = value.raw_bits();
        if let Some(known) = self.numbers.get(&address) {
            return Ok(WireValue::Object(*known));
        }
        let number = u32::try_from(self.objects.len()).expect("objects are numbered by 32 bits");
        self.numbers.insert(address, number);
        self.objects.push(None);
        let object = if !is_memory {
            WireObject::Struct(ty, self.fields(heap, value, writer)?)
        } else if let Some(bytes) = heap.memory_bytes(value) {
            let len = heap.memory_len(value).unwrap_or(0) as u64;
            WireObject::Bytes(ty, len, bytes.into())
        } else {
            let len = heap.memory_len(value).unwrap_or(0);
            let mut elements = Vec::with_capacity(len);
            for index in 0..len {
                let element = heap.memory_get(value, index);
                elements.push(self.part(heap, element, writer)?);
            }
            WireObject::Memory(ty, elements.into())
        };
        self.objects[number as usize] = Some(object);
        Ok(WireValue::Object(number))
    }

    fn fields(
        &mut self,
        heap: &mut Heap,
        value: Value,
        writer: &mut Writer,
    ) -> Result<Box<[Option<WireValue>]>> {
        (0..heap.field_count(value))
            .map(|index| {
                let field = heap.field(value, index);
                self.part(heap, field, writer)
            })
            .collect()
    }

    fn part(
        &mut self,
        heap: &mut Heap,
        part: Result<Value>,
        writer: &mut Writer,
    ) -> Result<Option<WireValue>> {
        match part {
            Ok(value) => self.value(heap, value, writer).map(Some),
            Err(ValueError::UndefRef) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Makes values of their data; keeps the objects alive that it has made.
#[derive(Debug)]
pub struct ValueReader<'a> {
    objects: &'a [WireObject],
    made: Vec<Option<Root>>,
}

impl<'a> ValueReader<'a> {
    /// A reader of values that refer to these objects.
    #[must_use]
    pub fn new(objects: &'a Objects) -> Self {
        Self { made: objects.objects.iter().map(|_| None).collect(), objects: &objects.objects }
    }

    /// The value again. It is not rooted, but for objects with identity, which live as long as the reader.
    ///
    /// # Errors
    /// Out of memory, or data that no writer of this version made.
    pub fn value(
        &mut self,
        heap: &mut Heap,
        wire: &WireValue,
        reader: &Reader<'_>,
    ) -> Result<Value> {
        match wire {
            WireValue::Bits(ty, bits) => {
                let ty = reader.ty(*ty);
                let scalar = Scalar::new(ty, *bits).ok_or_else(|| wrong("bits"))?;
                heap.scalar(scalar)
            }
            WireValue::Immediate(..)
            | WireValue::Type(_)
            | WireValue::Symbol(_)
            | WireValue::Module(_) => wire.free(reader).ok_or_else(|| wrong("immediate")),
            WireValue::Str(bytes) => heap.string_of_bytes(bytes),
            WireValue::Struct(ty, fields) => {
                let layout = Layout::of(reader.ty(*ty))?;
                let mut values = Vec::new();
                let mut roots = Vec::new();
                // What is undefined stands at the end.
                for field in fields.iter().map_while(Option::as_ref) {
                    let value = self.value(heap, field, reader)?;
                    roots.push(heap.root(value));
                    values.push(value);
                }
                heap.new_of_layout(layout, &values)
            }
            WireValue::Ref(memory, index) => {
                let memory = self.value(heap, memory, reader)?;
                heap.memory_ref(memory, usize::try_from(*index).unwrap_or(usize::MAX))
            }
            WireValue::Object(number) => self.object(heap, *number, reader),
        }
    }

    fn object(&mut self, heap: &mut Heap, number: u32, reader: &Reader<'_>) -> Result<Value> {
        let at = number as usize;
        if let Some(Some(made)) = self.made.get(at) {
            return Ok(made.value());
        }
        let Some(wire) = self.objects.get(at) else { return Err(wrong("object")) };
        match wire {
            WireObject::Struct(ty, fields) => {
                let layout = Layout::of(reader.ty(*ty))?;
                let object = heap.new_of_layout(layout, &[])?;
                self.made[at] = Some(heap.root(object));
                for (index, field) in fields.iter().enumerate() {
                    let Some(field) = field else { continue };
                    let value = self.value(heap, field, reader)?;
                    heap.initialise_field(object, index, value)?;
                }
                Ok(object)
            }
            WireObject::Bytes(ty, len, bytes) => {
                let len = usize::try_from(*len).map_err(|_| wrong("memory"))?;
                let object = heap.new_memory(reader.ty(*ty), len)?;
                self.made[at] = Some(heap.root(object));
                heap.restore_bytes(object, bytes)?;
                Ok(object)
            }
            WireObject::Memory(ty, elements) => {
                let object = heap.new_memory(reader.ty(*ty), elements.len())?;
                self.made[at] = Some(heap.root(object));
                for (index, element) in elements.iter().enumerate() {
                    let Some(element) = element else { continue };
                    let value = self.value(heap, element, reader)?;
                    heap.memory_set(object, index, value)?;
                }
                Ok(object)
            }
        }
    }
}

fn wrong(what: &str) -> ValueError {
    ValueError::Error(format!("the stored {what} cannot be read by this version"))
}
