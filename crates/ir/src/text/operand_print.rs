//! Writing literals.

use overdub_types::{Type, core};

use super::{names::predefined_function, operand::RESERVED, quote};
use crate::{Literal, literal::empty_tuple};

/// Writes a literal so that it reads back as the same one.
pub(crate) fn write_literal(out: &mut String, literal: &Literal) {
    match literal {
        Literal::Undef => out.push_str("undef"),
        Literal::Bits { ty, bits } => out.push_str(&bits_text(*ty, *bits)),
        Literal::Str(bytes) => out.push_str(&quote::quoted(bytes)),
        Literal::Symbol(name) => {
            let name = name.as_str();
            out.push(':');
            if quote::is_plain_name(name) || quote::is_operator(name) {
                out.push_str(name);
            } else {
                out.push_str(&quote::quoted(name.as_bytes()));
            }
        }
        Literal::Type(ty) => out.push_str(&type_operand(*ty)),
        Literal::Module(path) => {
            let names: Vec<String> = path.as_str().split('.').map(quote::name).collect();
            out.push_str("module(");
            out.push_str(&names.join("."));
            out.push(')');
        }
        Literal::Singleton(ty) if *ty == core().nothing => out.push_str("nothing"),
        Literal::Singleton(ty) if *ty == empty_tuple() => out.push_str("()"),
        Literal::Singleton(ty) => match function_name(*ty) {
            Some(name) => out.push_str(&name),
            None => {
                out.push_str("instance(");
                out.push_str(&ty.to_string());
                out.push(')');
            }
        },
        Literal::Tuple(elements) => {
            out.push('(');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_literal(out, element);
            }
            if elements.len() == 1 {
                out.push(',');
            }
            out.push(')');
        }
        Literal::Struct { ty, fields } => {
            out.push_str("instance(");
            out.push_str(&ty.to_string());
            for field in fields.iter() {
                out.push_str(", ");
                write_literal(out, field);
            }
            out.push(')');
        }
    }
}

impl std::fmt::Display for Literal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        write_literal(&mut text, self);
        f.write_str(&text)
    }
}

/// The function that a singleton type belongs to, as an operand; `None` if it is no function type.
pub(crate) fn function_name(ty: Type) -> Option<String> {
    let data = ty.as_data()?;
    if !data.params().is_empty() {
        return None;
    }
    let function = data.name().function()?;
    let module = data.name().module();
    let name = quote::name(function.as_str());
    let is_reserved = RESERVED.contains(&function.as_str());
    let meant =
        predefined_function(&[function]).or_else(|| (module.as_str() == "Main").then_some(ty));
    if !is_reserved && meant == Some(ty) {
        return Some(name);
    }
    let module: Vec<String> = module.as_str().split('.').map(quote::name).collect();
    Some(format!("{}.{name}", module.join(".")))
}

/// A type as an operand: as it is if it is a name with or without parameters, otherwise in `type(…)`.
pub(crate) fn type_operand(ty: Type) -> String {
    let text = ty.to_string();
    let mut path = text.split('{').next().unwrap_or_default().split('.');
    let is_path = path.all(quote::is_plain_name);
    let is_closed = !text.contains('{') || closes_at_end(&text);
    let is_type = ty.as_data().is_some_and(|data| data.name().function().is_none())
        || ty.is_union()
        || ty.is_unionall();
    if is_path && is_closed && is_type && !RESERVED.contains(&text.as_str()) {
        text
    } else {
        format!("type({text})")
    }
}

/// Whether the first brace is closed by the last character.
fn closes_at_end(text: &str) -> bool {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            // Inside quotes braces do not count; such types go into `type(…)`.
            '"' | '\'' => return false,
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1 == text.len();
                }
            }
            _ => {}
        }
    }
    false
}

fn bits_text(ty: Type, bits: u128) -> String {
    let known = core();
    let low32 = u32::try_from(bits & 0xffff_ffff).unwrap_or_default();
    let low64 = u64::try_from(bits & u128::from(u64::MAX)).unwrap_or_default();
    let fits = |width: u32| width == 128 || bits >> width == 0;
    let generic = || format!("bits({ty}, 0x{bits:02x})");
    if ty == known.bool && bits <= 1 {
        return (bits == 1).to_string();
    }
    if ty == known.int64 && fits(64) {
        return low64.cast_signed().to_string();
    }
    if ty == known.float64 && fits(64) {
        return float_text(f64::from_bits(low64), low64 == f64::NAN.to_bits(), "", 'e')
            .unwrap_or_else(generic);
    }
    if ty == known.float32 && fits(32) {
        let value = f32::from_bits(low32);
        let text = format!("{value:?}");
        return float_parts(&text, value.is_nan(), low32 == f32::NAN.to_bits(), "32", 'f')
            .unwrap_or_else(generic);
    }
    if ty == known.char && fits(32) {
        return char_text(low32).unwrap_or_else(generic);
    }
    for (kind, name, width) in [
        (known.int8, "Int8", 8),
        (known.int16, "Int16", 16),
        (known.int32, "Int32", 32),
        (known.int128, "Int128", 128_u32),
    ] {
        if ty == kind && fits(width) {
            let value = (bits << (128 - width)).cast_signed() >> (128 - width);
            return format!("{name}({value})");
        }
    }
    for (kind, digits) in [
        (known.uint8, 2),
        (known.uint16, 4),
        (known.uint32, 8),
        (known.uint64, 16),
        (known.uint128, 32_usize),
    ] {
        if ty == kind && (digits == 32 || bits >> (4 * digits) == 0) {
            return format!("0x{bits:0digits$x}");
        }
    }
    generic()
}

fn float_text(value: f64, is_plain_nan: bool, suffix: &str, exponent: char) -> Option<String> {
    float_parts(&format!("{value:?}"), value.is_nan(), is_plain_nan, suffix, exponent)
}

/// Julia's spelling from Rust's: `1e-9` is `1.0e-9`, a single has an `f`. NaNs with a payload have no spelling.
fn float_parts(
    text: &str,
    is_nan: bool,
    is_plain_nan: bool,
    suffix: &str,
    exponent: char,
) -> Option<String> {
    if is_nan {
        return is_plain_nan.then(|| format!("NaN{suffix}"));
    }
    if text.ends_with("inf") {
        return Some(format!("{}{suffix}", text.replace("inf", "Inf")));
    }
    let (mantissa, power) = text.split_once('e').unwrap_or((text, ""));
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let power = if power.is_empty() && exponent == 'f' { "0" } else { power };
    Some(if power.is_empty() {
        format!("{mantissa}{point}")
    } else {
        format!("{mantissa}{point}{exponent}{power}")
    })
}

/// The character in Julia's encoding, if it is one.
fn char_text(bits: u32) -> Option<String> {
    let bytes = bits.to_be_bytes();
    let len = 4 - (bits.trailing_zeros() as usize / 8).min(3);
    let text = std::str::from_utf8(&bytes[..len]).ok()?;
    let mut chars = text.chars();
    let c = chars.next()?;
    chars.next().is_none().then(|| quote::quoted_char(c))
}
