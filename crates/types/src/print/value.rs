//! Values as type parameters.

use super::{Printer, is_name, is_operator};
use crate::{
    interner::Node,
    ty::Type,
    value_param::{FloatKind, IntKind, ValueParam},
};
use std::fmt::{self, Write};

impl Type {
    /// The values among the parameters that there is no literal for, each once, in the order in which they stand.
    #[must_use]
    pub fn shown_values(self) -> Vec<Type> {
        let mut found = Vec::new();
        collect(self, &mut found);
        found
    }
}

fn collect(t: Type, found: &mut Vec<Type>) {
    match t.0.node {
        Node::Value(ValueParam::Bits { .. } | ValueParam::Float { kind: FloatKind::F16, .. }) => {
            if !found.contains(&t) {
                found.push(t);
            }
        }
        Node::Value(ValueParam::Tuple(elems)) => elems.iter().for_each(|it| collect(*it, found)),
        Node::Data(_, params) => params.iter().for_each(|it| collect(*it, found)),
        Node::Union(a, b) => {
            collect(a, found);
            collect(b, found);
        }
        Node::UnionAll(var, body) => {
            collect(var.lower(), found);
            collect(var.upper(), found);
            collect(body, found);
        }
        Node::Vararg(elem, count) => {
            elem.into_iter().chain(count).for_each(|it| collect(it, found));
        }
        Node::Bottom | Node::Var(_) | Node::Value(_) => {}
    }
}

impl Printer<'_, '_, '_> {
    pub(super) fn value(&mut self, value: ValueParam) -> fmt::Result {
        let text = self.style.values.iter().find(|it| it.0 == Type::value(value));
        if let Some((_, text)) = text {
            return self.out.write_str(text);
        }
        match value {
            ValueParam::Int { kind: IntKind::I64, value } => write!(self.out, "{value}"),
            // Those who read it need not tell numbers of different types apart.
            ValueParam::Int { kind, value } if kind.is_signed() && self.style.is_bare.is_some() => {
                write!(self.out, "{value}")
            }
            ValueParam::Int { kind, value } if kind.is_signed() => {
                write!(self.out, "Int{}({value})", kind.bits())
            }
            ValueParam::Int { kind, value } => {
                let digits = kind.bits() as usize / 4;
                write!(self.out, "0x{:0digits$x}", value.cast_unsigned())
            }
            ValueParam::Bool(value) => write!(self.out, "{value}"),
            ValueParam::Char(bits) => self.char(bits),
            ValueParam::Float { kind, bits } => self.float(kind, bits),
            ValueParam::Symbol(name) => {
                let text = name.as_str();
                if is_name(text) || (is_operator(text) && !text.starts_with([':', '='])) {
                    return write!(self.out, ":{text}");
                }
                // Who reads it back knows the other form only.
                if is_operator(text) && self.style.is_bare.is_some() {
                    return write!(self.out, ":({text})");
                }
                self.out.write_str("Symbol(\"")?;
                for c in text.chars() {
                    write_escaped(self.out, c, '"')?;
                }
                self.out.write_str("\")")
            }
            ValueParam::Module(path) => write!(self.out, "{path}"),
            ValueParam::Tuple(elems) => {
                self.out.write_char('(')?;
                self.list(elems)?;
                self.out.write_str(if elems.len() == 1 { ",)" } else { ")" })
            }
            ValueParam::Bits { ty, bytes } => self.bits(ty, bytes),
        }
    }

    fn bits(&mut self, ty: Type, bytes: &[u8]) -> fmt::Result {
        self.out.write_str("bits(")?;
        self.ty(ty)?;
        self.out.write_str(", 0x")?;
        for byte in bytes {
            write!(self.out, "{byte:02x}")?;
        }
        self.out.write_char(')')
    }

    fn char(&mut self, bits: u32) -> fmt::Result {
        let bytes = bits.to_be_bytes();
        let len = 4 - (bits.trailing_zeros() / 8).min(3) as usize;
        self.out.write_char('\'')?;
        let text = std::str::from_utf8(&bytes[..len]).ok().and_then(|it| {
            let mut chars = it.chars();
            chars.next().filter(|_| chars.next().is_none())
        });
        match text {
            Some(c) => write_escaped(self.out, c, '\'')?,
            None => {
                for byte in &bytes[..len] {
                    write!(self.out, "\\x{byte:02x}")?;
                }
            }
        }
        self.out.write_char('\'')
    }

    fn float(&mut self, kind: FloatKind, bits: u64) -> fmt::Result {
        #[expect(clippy::cast_possible_truncation, reason = "the bits of a `Float32`")]
        let low = bits as u32;
        match kind {
            FloatKind::F64 => {
                let value = f64::from_bits(bits);
                if value.is_nan() && bits != f64::NAN.to_bits() {
                    return self.bits(kind.ty(), &bits.to_le_bytes());
                }
                if value.is_infinite() {
                    return self.out.write_str(if value > 0.0 { "Inf" } else { "-Inf" });
                }
                write!(self.out, "{value:?}")
            }
            FloatKind::F32 => {
                let value = f32::from_bits(low);
                if value.is_nan() && low != f32::NAN.to_bits() {
                    return self.bits(kind.ty(), &low.to_le_bytes());
                }
                if value.is_nan() {
                    return self.out.write_str("NaN32");
                }
                if value.is_infinite() {
                    return self.out.write_str(if value > 0.0 { "Inf32" } else { "-Inf32" });
                }
                let text = format!("{value:?}");
                match text.split_once('e') {
                    Some((digits, exponent)) => write!(self.out, "{digits}f{exponent}"),
                    None => write!(self.out, "{text}f0"),
                }
            }
            FloatKind::F16 => {
                let [a, b, ..] = bits.to_le_bytes();
                self.bits(kind.ty(), &[a, b])
            }
        }
    }
}

/// Writes a character of a literal that `quote` delimits.
pub(super) fn write_escaped(out: &mut fmt::Formatter<'_>, c: char, quote: char) -> fmt::Result {
    match c {
        '\n' => out.write_str("\\n"),
        '\t' => out.write_str("\\t"),
        '\r' => out.write_str("\\r"),
        '\0' => out.write_str("\\0"),
        '\\' => out.write_str("\\\\"),
        '$' if quote == '"' => out.write_str("\\$"),
        _ if c == quote => write!(out, "\\{c}"),
        _ if c.is_control() => write!(out, "\\u{:04x}", c as u32),
        _ => out.write_char(c),
    }
}
