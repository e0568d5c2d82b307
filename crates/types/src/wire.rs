//! Types as plain data, to be kept in a file and made again in another process.
//!
//! ```text
//!   Writer: Type ─► number in a table         Tables (serde)         Reader: number ─► Type
//! ```
//!
//! Types are identified by content, definitions too, so what is read is the same type as if the program had made it.
//! A [`Reader`] makes a type when it is first asked for: what nobody asks for costs nothing but its place in the table.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

use crate::{
    define::intern_definition,
    interner::{Node, interner},
    symbol::Symbol,
    ty::Type,
    type_name::{DefinitionKey, Field, Special, Stage, TypeName, TypeNameKind},
    type_var::TypeVar,
    value_param::{FloatKind, IntKind, ValueParam},
};

/// Symbols, definitions and types by number; later entries mention earlier ones only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tables<'a> {
    #[serde(borrow)]
    symbols: Entries<'a>,
    #[serde(borrow)]
    names: Entries<'a>,
    #[serde(borrow)]
    types: Entries<'a>,
}

/// Entries of a table, each as bytes: reading the table reads none of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Entries<'a> {
    /// Where each ends, by four bytes, the lowest first.
    ends: &'a [u8],
    bytes: &'a [u8],
}

impl<'a> Entries<'a> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len() / 4
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of an entry; none if there is no such entry.
    #[must_use]
    pub fn bytes(&self, at: usize) -> &'a [u8] {
        let end = |at: usize| {
            let bytes = self.ends.get(4 * at..).and_then(|it| it.first_chunk());
            bytes.map_or(0, |it| u32::from_le_bytes(*it) as usize)
        };
        self.bytes.get(at.checked_sub(1).map_or(0, end)..end(at)).unwrap_or_default()
    }

    /// What an entry is.
    ///
    /// # Errors
    /// If it is nothing of the kind.
    pub fn read<T: Deserialize<'a>>(&self, at: usize) -> Result<T, postcard::Error> {
        postcard::from_bytes(self.bytes(at))
    }
}

/// Writes the entries of a table.
#[derive(Clone, Debug, Default)]
pub struct EntryWriter {
    ends: Vec<u8>,
    bytes: Vec<u8>,
}

impl EntryWriter {
    /// No entries yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len() / 4
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// If it is of a kind that cannot be written.
    pub fn write(&mut self, entry: &impl Serialize) -> Result<(), postcard::Error> {
        self.push(&postcard::to_stdvec(entry)?);
        Ok(())
    }

    /// Adds an entry as bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.extend_from_slice(&next(self.bytes.len()).to_le_bytes());
    }

    /// All of them.
    #[must_use]
    pub fn entries(&self) -> Entries<'_> {
        Entries { ends: &self.ends, bytes: &self.bytes }
    }
}

/// A number in [`Tables`].
pub type Number = u32;

#[derive(Clone, Debug, Serialize, Deserialize)]
enum WireType {
    Bottom,
    Data(Number, Box<[Number]>),
    Union(Number, Number),
    UnionAll(Number, Number),
    Var { name: Number, lower: Number, upper: Number, tag: u32 },
    Vararg(Option<Number>, Option<Number>),
    Int(u8, i128),
    Bool(bool),
    Char(u32),
    Float(u8, u64),
    Symbol(Number),
    Tuple(Box<[Number]>),
    Bits(Number, Box<[u8]>),
    Module(Number),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct WireName {
    module: Number,
    name: Number,
    is_provisional: bool,
    special: u8,
    is_exported: bool,
    function: Option<Number>,
    params: Box<[Number]>,
    supertype: Option<Number>,
    kind: WireKind,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum WireKind {
    Abstract,
    Primitive(u32),
    Struct { mutable: bool, fields: Box<[(Number, Number, bool, bool)]>, n_uninitialised: u32 },
}

const SPECIALS: [Special; 9] = [
    Special::None,
    Special::Any,
    Special::Tuple,
    Special::NamedTuple,
    Special::Type,
    Special::DataType,
    Special::UnionAll,
    Special::Union,
    Special::TypeofBottom,
];

/// Gives numbers to symbols and types, and collects what they are.
#[derive(Debug, Default)]
pub struct Writer {
    symbols: EntryWriter,
    names: EntryWriter,
    types: EntryWriter,
    number_of_symbol: FxHashMap<Symbol, Number>,
    number_of_name: FxHashMap<TypeName, Number>,
    // By spelling, since two types that are equal may be spelled differently.
    number_of_type: FxHashMap<usize, Number>,
}

fn next(len: usize) -> Number {
    Number::try_from(len).expect("fewer than 2^32 entries fit in memory")
}

impl Writer {
    /// Empty tables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tables for all numbers that were given.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        Tables {
            symbols: self.symbols.entries(),
            names: self.names.entries(),
            types: self.types.entries(),
        }
    }

    /// The number of a symbol.
    pub fn symbol(&mut self, symbol: Symbol) -> Number {
        *self.number_of_symbol.entry(symbol).or_insert_with(|| {
            self.symbols.push(symbol.as_str().as_bytes());
            next(self.symbols.len() - 1)
        })
    }

    /// The number of a type.
    ///
    /// # Panics
    /// Beyond 4 GiB of types.
    pub fn ty(&mut self, ty: Type) -> Number {
        let key = std::ptr::from_ref(ty.0).addr();
        if let Some(known) = self.number_of_type.get(&key) {
            return *known;
        }
        let wire = match ty.0.node {
            Node::Bottom => WireType::Bottom,
            Node::Data(name, params) => {
                let params = params.iter().map(|it| self.ty(*it)).collect();
                WireType::Data(self.name(name), params)
            }
            Node::Union(a, b) => WireType::Union(self.ty(a), self.ty(b)),
            Node::UnionAll(var, body) => WireType::UnionAll(self.ty(var.ty()), self.ty(body)),
            Node::Var(var) => WireType::Var {
                name: self.symbol(var.name()),
                lower: self.ty(var.lower()),
                upper: self.ty(var.upper()),
                tag: var.tag(),
            },
            Node::Vararg(elem, count) => {
                WireType::Vararg(elem.map(|it| self.ty(it)), count.map(|it| self.ty(it)))
            }
            Node::Value(value) => self.value(value),
        };
        self.types.write(&wire).expect("all of it can be written");
        let number = next(self.types.len() - 1);
        self.number_of_type.insert(key, number);
        number
    }

    fn value(&mut self, value: ValueParam) -> WireType {
        match value {
            ValueParam::Int { kind, value } => {
                let at = IntKind::ALL.iter().position(|it| *it == kind).unwrap_or(0);
                WireType::Int(u8::try_from(at).unwrap_or(0), value)
            }
            ValueParam::Bool(it) => WireType::Bool(it),
            ValueParam::Char(it) => WireType::Char(it),
            ValueParam::Float { kind, bits } => {
                let at = FloatKind::ALL.iter().position(|it| *it == kind).unwrap_or(0);
                WireType::Float(u8::try_from(at).unwrap_or(0), bits)
            }
            ValueParam::Symbol(it) => WireType::Symbol(self.symbol(it)),
            ValueParam::Module(it) => WireType::Module(self.symbol(it)),
            ValueParam::Tuple(elems) => {
                WireType::Tuple(elems.iter().map(|it| self.ty(*it)).collect())
            }
            ValueParam::Bits { ty, bytes } => WireType::Bits(self.ty(ty), bytes.into()),
        }
    }

    /// The number of a definition.
    ///
    /// # Panics
    /// Beyond 4 GiB of definitions.
    pub fn name(&mut self, name: TypeName) -> Number {
        if let Some(known) = self.number_of_name.get(&name) {
            return *known;
        }
        let key = name.0.key.clone();
        let special = SPECIALS.iter().position(|it| *it == key.special).unwrap_or(0);
        let wire = WireName {
            module: self.symbol(key.module),
            name: self.symbol(key.name),
            is_provisional: key.stage == Stage::Provisional,
            special: u8::try_from(special).unwrap_or(0),
            is_exported: key.is_exported,
            function: key.function.map(|it| self.symbol(it)),
            params: key.params.iter().map(|it| self.ty(it.ty())).collect(),
            supertype: key.supertype.map(|it| self.ty(it)),
            kind: match key.kind {
                TypeNameKind::Abstract => WireKind::Abstract,
                TypeNameKind::Primitive { bits } => WireKind::Primitive(bits),
                TypeNameKind::Struct { mutable, fields, n_uninitialised } => WireKind::Struct {
                    mutable,
                    fields: fields
                        .iter()
                        .map(|it| (self.symbol(it.name), self.ty(it.ty), it.is_const, it.is_atomic))
                        .collect(),
                    n_uninitialised: next(n_uninitialised),
                },
            },
        };
        // The fields may have led back here only by way of the provisional name.
        self.names.write(&wire).expect("all of it can be written");
        let number = next(self.names.len() - 1);
        self.number_of_name.insert(name, number);
        number
    }
}

const WRITTEN: &str = "tables hold what a writer of this version wrote";

/// Makes symbols and types of their numbers.
#[derive(Debug)]
pub struct Reader<'a> {
    tables: Tables<'a>,
    symbols: RefCell<Vec<Option<Symbol>>>,
    names: RefCell<Vec<Option<TypeName>>>,
    types: RefCell<Vec<Option<Type>>>,
}

impl<'a> Reader<'a> {
    /// A reader of these tables, which a [`Writer`] of this version made.
    #[must_use]
    pub fn new(tables: Tables<'a>) -> Self {
        Self {
            symbols: RefCell::new(vec![None; tables.symbols.len()]),
            names: RefCell::new(vec![None; tables.names.len()]),
            types: RefCell::new(vec![None; tables.types.len()]),
            tables,
        }
    }

    /// The symbol of a number.
    ///
    /// # Panics
    /// If the number is of other tables.
    pub fn symbol(&self, number: Number) -> Symbol {
        let at = number as usize;
        *self.symbols.borrow_mut()[at].get_or_insert_with(|| {
            Symbol::new(std::str::from_utf8(self.tables.symbols.bytes(at)).unwrap_or_default())
        })
    }

    /// The type of a number.
    ///
    /// # Panics
    /// If the number is of other tables.
    pub fn ty(&self, number: Number) -> Type {
        let at = number as usize;
        if let Some(known) = self.types.borrow()[at] {
            return known;
        }
        let all = |numbers: &[Number]| numbers.iter().map(|it| self.ty(*it)).collect::<Vec<_>>();
        let node = match &self.tables.types.read::<WireType>(at).expect(WRITTEN) {
            WireType::Data(name, params) => {
                let ty = interner().data(self.name(*name), &all(params));
                self.types.borrow_mut()[at] = Some(ty);
                return ty;
            }
            WireType::Bottom => Node::Bottom,
            WireType::Union(a, b) => Node::Union(self.ty(*a), self.ty(*b)),
            WireType::UnionAll(var, body) => Node::UnionAll(self.var(*var), self.ty(*body)),
            WireType::Var { name, lower, upper, tag } => {
                let (lower, upper) = (self.ty(*lower), self.ty(*upper));
                Node::Var(TypeVar::tagged(self.symbol(*name), lower, upper, *tag))
            }
            WireType::Vararg(elem, count) => {
                Node::Vararg(elem.map(|it| self.ty(it)), count.map(|it| self.ty(it)))
            }
            WireType::Int(kind, value) => {
                let kind = IntKind::ALL[usize::from(*kind)];
                Node::Value(ValueParam::Int { kind, value: *value })
            }
            WireType::Bool(it) => Node::Value(ValueParam::Bool(*it)),
            WireType::Char(it) => Node::Value(ValueParam::Char(*it)),
            WireType::Float(kind, bits) => {
                let kind = FloatKind::ALL[usize::from(*kind)];
                Node::Value(ValueParam::Float { kind, bits: *bits })
            }
            WireType::Symbol(it) => Node::Value(ValueParam::Symbol(self.symbol(*it))),
            WireType::Module(it) => Node::Value(ValueParam::Module(self.symbol(*it))),
            WireType::Tuple(elems) => {
                let ty = interner().value_tuple(&all(elems));
                self.types.borrow_mut()[at] = Some(ty);
                return ty;
            }
            WireType::Bits(ty, bytes) => {
                let ty = interner().value_bits(self.ty(*ty), bytes);
                self.types.borrow_mut()[at] = Some(ty);
                return ty;
            }
        };
        let ty = interner().intern(node);
        self.types.borrow_mut()[at] = Some(ty);
        ty
    }

    fn var(&self, number: Number) -> TypeVar {
        self.ty(number).as_var().expect("a `where` binds a variable")
    }

    /// The definition of a number.
    ///
    /// # Panics
    /// If the number is of other tables.
    pub fn name(&self, number: Number) -> TypeName {
        let at = number as usize;
        if let Some(known) = self.names.borrow()[at] {
            return known;
        }
        let wire: WireName = self.tables.names.read(at).expect(WRITTEN);
        let kind = match &wire.kind {
            WireKind::Abstract => TypeNameKind::Abstract,
            WireKind::Primitive(bits) => TypeNameKind::Primitive { bits: *bits },
            WireKind::Struct { mutable, fields, n_uninitialised } => TypeNameKind::Struct {
                mutable: *mutable,
                fields: fields
                    .iter()
                    .map(|(name, ty, is_const, is_atomic)| Field {
                        name: self.symbol(*name),
                        ty: self.ty(*ty),
                        is_const: *is_const,
                        is_atomic: *is_atomic,
                    })
                    .collect(),
                n_uninitialised: *n_uninitialised as usize,
            },
        };
        let name = intern_definition(DefinitionKey {
            module: self.symbol(wire.module),
            name: self.symbol(wire.name),
            stage: if wire.is_provisional { Stage::Provisional } else { Stage::Final },
            special: SPECIALS[usize::from(wire.special)],
            is_exported: wire.is_exported,
            function: wire.function.map(|it| self.symbol(it)),
            params: wire.params.iter().map(|it| self.var(*it)).collect(),
            supertype: wire.supertype.map(|it| self.ty(it)),
            kind,
        });
        self.names.borrow_mut()[at] = Some(name);
        name
    }
}
