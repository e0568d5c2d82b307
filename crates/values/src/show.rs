//! Values as text, as Julia prints them.
//!
//! [`show`] is Julia's `show` (what `repr` gives), [`print`] its `print` (what `string` gives);
//! they differ in numbers with a type of their own spelling, strings, characters and symbols.
//! Covers what has no method of its own in the language: numbers, text, symbols, types,
//! functions, tuples, structs by default, arrays and pairs. No address reaches the output.
//!
//! # Source
//! `base/show.jl`, `base/arrayshow.jl`, `base/strings/io.jl`, `base/char.jl` of Julia.

mod array;
mod float;
mod name;
mod text;

pub use float::{float_text, shortest_digits, shortest_digits32};
pub use name::symbol_text;
pub use text::{char_text, escaped, string_text};

use crate::{
    intrinsic::{Intrinsic, Scalar},
    layout::Shape,
    value::Value,
    view::ValueRef,
};
use overdub_types::{Type, core};
use std::fmt::{self, Write};

/// Deeper than this, an ellipsis stands for what is inside: printing must not use up the stack.
const MAX_DEPTH: usize = 200;

/// Writes `value` as Julia's `show` does.
///
/// # Errors
/// Those of `out`.
pub fn show(value: ValueRef<'_>, out: &mut dyn Write) -> fmt::Result {
    Printer { out, around: Vec::new() }.show(value, Type::any())
}

/// Writes `value` as Julia's `print` does.
///
/// # Errors
/// Those of `out`.
pub fn print(value: ValueRef<'_>, out: &mut dyn Write) -> fmt::Result {
    if let Some(bytes) = value.as_text() {
        return out.write_str(&String::from_utf8_lossy(bytes));
    }
    if let Some(name) = value.as_symbol() {
        return out.write_str(name.as_str());
    }
    // `show` writes an intrinsic with its module.
    if let Some(intrinsic) = Intrinsic::from_type(value.ty()) {
        return out.write_str(intrinsic.name());
    }
    let immediate = value.as_immediate();
    if let Some(bits) = immediate.and_then(Value::as_char_bits) {
        let bytes = bits.to_be_bytes();
        let len = 4 - bytes.iter().rev().take_while(|it| **it == 0).count().min(3);
        return out.write_str(&String::from_utf8_lossy(&bytes[..len]));
    }
    // A type that the context knows already is not spelled out: the number stands alone.
    let ty = value.ty();
    let mut printer = Printer { out, around: Vec::new() };
    match scalar(value) {
        Some(number) if is_unsigned(ty) => write!(printer.out, "{}", number.bits),
        _ => printer.show(value, if is_float(ty) { ty } else { Type::any() }),
    }
}

/// What Julia's `repr` gives.
pub fn repr(value: Value) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = show(ValueRef::new(&value), &mut out);
    out
}

/// What Julia's `string` gives.
pub fn display_text(value: Value) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = print(ValueRef::new(&value), &mut out);
    out
}

fn is_unsigned(ty: Type) -> bool {
    let c = core();
    [c.uint8, c.uint16, c.uint32, c.uint64, c.uint128].contains(&ty)
}

fn is_signed(ty: Type) -> bool {
    let c = core();
    [c.int8, c.int16, c.int32, c.int64, c.int128].contains(&ty)
}

fn is_float(ty: Type) -> bool {
    let c = core();
    [c.float16, c.float32, c.float64].contains(&ty)
}

/// The bits of a value of a primitive type.
fn scalar(value: ValueRef<'_>) -> Option<Scalar> {
    if !value.layout().is_primitive() {
        return None;
    }
    let mut wide = [0; 16];
    let bytes = value.plain_bytes();
    wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Scalar::new(value.ty(), u128::from_le_bytes(wide))
}

struct Printer<'o> {
    out: &'o mut dyn Write,
    /// Addresses of the mutable values that are being printed, outermost first.
    around: Vec<*const u8>,
}

impl Printer<'_> {
    /// Shows a value where `known` is what the reader knows of its type already.
    fn show(&mut self, value: ValueRef<'_>, known: Type) -> fmt::Result {
        let layout = value.layout();
        match layout.shape() {
            Shape::Type => match value.as_type() {
                Some(ty) => write!(self.out, "{ty}"),
                None => Ok(()),
            },
            Shape::Text => self.out.write_str(&string_text(value.as_text().unwrap_or_default())),
            Shape::Symbol => match value.as_symbol() {
                Some(name) => self.out.write_str(&symbol_text(name.as_str())),
                None => Ok(()),
            },
            Shape::Module => match value.as_module() {
                Some(path) => self.out.write_str(path.as_str()),
                None => Ok(()),
            },
            Shape::Memory(_) => self.nested(value, |it| it.memory(value, known)),
            Shape::Plain if layout.is_primitive() => self.primitive(value, known),
            Shape::Plain => self.composite(value, known),
        }
    }

    fn primitive(&mut self, value: ValueRef<'_>, known: Type) -> fmt::Result {
        let ty = value.ty();
        let Some(number) = scalar(value) else { return self.opaque(value) };
        if ty == core().bool {
            let short = known == ty;
            let text = match (number.bits & 1 != 0, short) {
                (true, false) => "true",
                (false, false) => "false",
                (true, true) => "1",
                (false, true) => "0",
            };
            return self.out.write_str(text);
        }
        if is_signed(ty) {
            return write!(self.out, "{}", number.signed());
        }
        if is_unsigned(ty) {
            let digits = 2 * value.layout().size();
            return write!(self.out, "0x{:0digits$x}", number.bits);
        }
        if ty == core().char {
            return self.out.write_str(&char_text(number.bits as u32));
        }
        match float_text(ty, number.bits as u64, known != ty) {
            Some(text) => self.out.write_str(&text),
            None => self.opaque(value),
        }
    }

    /// A primitive type without a form of its own: its bytes.
    fn opaque(&mut self, value: ValueRef<'_>) -> fmt::Result {
        write!(self.out, "{}(0x", value.ty())?;
        for byte in value.plain_bytes().iter().rev() {
            write!(self.out, "{byte:02x}")?;
        }
        self.out.write_char(')')
    }

    fn composite(&mut self, value: ValueRef<'_>, known: Type) -> fmt::Result {
        let ty = value.ty();
        if ty.is_tuple() {
            return self.nested(value, |it| it.tuple(value, known));
        }
        if ty.is_named_tuple() {
            return self.nested(value, |it| it.named_tuple(value, known));
        }
        if let Some(dims) = value.array_dims() {
            return self.nested(value, |it| it.array(value, &dims, known));
        }
        if ty == core().nothing {
            return self.out.write_str("nothing");
        }
        if ty == core().missing {
            return self.out.write_str("missing");
        }
        let name = ty.as_data().map(|it| it.name());
        if name.is_some_and(|it| it.function().is_some()) {
            // `typeof(Base.f)` is printed so; the function is what stands in the parentheses.
            let text = ty.to_string();
            let inner = text.strip_prefix("typeof(").and_then(|it| it.strip_suffix(')'));
            return self.out.write_str(inner.unwrap_or(&text));
        }
        let pair = core().pair.unwrap_unionall().as_data().map(|it| it.name());
        if name.is_some() && name == pair {
            return self.nested(value, |it| it.pair(value));
        }
        let reference = Some(crate::known::known().generic_memory_ref);
        if name.is_some() && name == reference {
            return self.nested(value, |it| it.reference(value));
        }
        self.nested(value, |it| it.structure(value))
    }

    /// A reference into memory: the memory and the position, counted from one. Julia shows the address, but no
    /// address reaches any output here.
    fn reference(&mut self, value: ValueRef<'_>) -> fmt::Result {
        let Some((memory, position)) = value.memory_position() else { return Ok(()) };
        write!(self.out, "{}(", value.ty())?;
        self.show(memory, Type::any())?;
        write!(self.out, ", {})", position.wrapping_add(1))
    }

    /// Runs `body` unless the value is being printed already or too deep inside.
    fn nested(
        &mut self,
        value: ValueRef<'_>,
        body: impl FnOnce(&mut Self) -> fmt::Result,
    ) -> fmt::Result {
        // Only mutable values can contain themselves; others may share an address with their first field.
        if value.layout().is_mutable()
            && let Some(at) = self.around.iter().rposition(|it| *it == value.address())
        {
            return write!(self.out, "#= circular reference @-{} =#", self.around.len() - at);
        }
        if self.around.len() >= MAX_DEPTH {
            return self.out.write_str("…");
        }
        self.around.push(value.address());
        let result = body(self);
        self.around.pop();
        result
    }

    fn part(&mut self, part: Option<ValueRef<'_>>, known: Type) -> fmt::Result {
        match part {
            Some(part) => self.show(part, known),
            None => self.out.write_str("#undef"),
        }
    }

    fn tuple(&mut self, value: ValueRef<'_>, known: Type) -> fmt::Result {
        let len = value.layout().fields().len();
        self.out.write_char('(')?;
        for at in 0..len {
            if at > 0 {
                self.out.write_str(", ")?;
            }
            self.part(value.field(at), known_part(known, value.ty(), at))?;
        }
        self.out.write_str(if len == 1 { ",)" } else { ")" })
    }

    fn named_tuple(&mut self, value: ValueRef<'_>, known: Type) -> fmt::Result {
        let fields = value.layout().fields();
        if fields.is_empty() {
            return self.out.write_str("NamedTuple()");
        }
        self.out.write_char('(')?;
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.out.write_str(", ")?;
            }
            let name = field.name.map_or("", |it| it.as_str());
            write!(self.out, "{} = ", name::identifier_text(name))?;
            self.part(value.field(at), known_part(known, value.ty(), at))?;
        }
        self.out.write_str(if fields.len() == 1 { ",)" } else { ")" })
    }

    fn pair(&mut self, value: ValueRef<'_>) -> fmt::Result {
        for at in 0..2 {
            if at > 0 {
                self.out.write_str(" => ")?;
            }
            let part = value.field(at);
            // `=>` associates to the right; a pair on either side is put in parentheses.
            let inner = part.is_some_and(|it| {
                it.ty().as_data().map(|it| it.name()) == value.ty().as_data().map(|it| it.name())
            });
            if inner && at == 0 {
                self.out.write_char('(')?;
                self.part(part, Type::any())?;
                self.out.write_char(')')?;
            } else {
                self.part(part, Type::any())?;
            }
        }
        Ok(())
    }

    fn structure(&mut self, value: ValueRef<'_>) -> fmt::Result {
        write!(self.out, "{}(", value.ty())?;
        for at in 0..value.layout().fields().len() {
            if at > 0 {
                self.out.write_str(", ")?;
            }
            self.part(value.field(at), Type::any())?;
        }
        self.out.write_char(')')
    }
}

/// What is known of part `at` of a tuple when `known` is known of the tuple.
fn known_part(known: Type, ty: Type, at: usize) -> Type {
    if known != ty {
        return Type::any();
    }
    ty.as_data().and_then(|it| it.field_types().get(at).copied()).unwrap_or_else(Type::any)
}
