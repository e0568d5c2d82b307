//! Literals in types.

use super::{
    ParseErrorKind,
    expr::ExprKind,
    reader::{Parse, Reader, is_name_part},
};
use crate::{
    symbol::Symbol,
    value_param::{IntKind, ValueParam},
};

impl Reader<'_> {
    /// Reads a literal if one comes next.
    pub(super) fn literal(&mut self) -> Parse<Option<ExprKind>> {
        self.skip_space();
        let rest = self.rest();
        let mut chars = rest.chars();
        let first = chars.next().unwrap_or(' ');
        let second = chars.next().unwrap_or(' ');
        if first.is_ascii_digit() || (matches!(first, '-' | '+') && second.is_ascii_digit()) {
            return self.number().map(Some);
        }
        for (word, bits) in [
            ("-Inf", f64::NEG_INFINITY.to_bits()),
            ("Inf", f64::INFINITY.to_bits()),
            ("NaN", f64::NAN.to_bits()),
        ] {
            if self.accept_word(word) {
                return Ok(Some(ExprKind::Float64(bits)));
            }
            if self.accept_word(&format!("{word}32")) {
                #[expect(clippy::cast_possible_truncation, reason = "infinities and NaN only")]
                return Ok(Some(ExprKind::Float32((f64::from_bits(bits) as f32).to_bits())));
            }
        }
        if self.accept_word("true") {
            return Ok(Some(ExprKind::Bool(true)));
        }
        if self.accept_word("false") {
            return Ok(Some(ExprKind::Bool(false)));
        }
        match first {
            '\'' => self.character().map(Some),
            ':' => {
                self.take(1);
                Ok(Some(ExprKind::Symbol(self.function_name()?)))
            }
            'S' if rest.starts_with("Symbol(\"") => {
                self.take("Symbol(".len());
                let text = self.string()?;
                self.expect(")")?;
                Ok(Some(ExprKind::Symbol(Symbol::new(&text))))
            }
            'b' if rest.starts_with("bits(") => {
                self.take("bits(".len());
                let ty = self.ty()?;
                self.expect(",")?;
                self.expect("0x")?;
                let bytes = self.hex_bytes()?;
                self.expect(")")?;
                Ok(Some(ExprKind::Bits(Box::new(ty), bytes)))
            }
            'I' | 'U' => self.typed_int(),
            _ => Ok(None),
        }
    }

    /// `Int8(3)`, `UInt128(7)` and so on.
    fn typed_int(&mut self) -> Parse<Option<ExprKind>> {
        const KINDS: [(&str, IntKind); 10] = [
            ("Int8(", IntKind::I8),
            ("Int16(", IntKind::I16),
            ("Int32(", IntKind::I32),
            ("Int64(", IntKind::I64),
            ("Int128(", IntKind::I128),
            ("UInt8(", IntKind::U8),
            ("UInt16(", IntKind::U16),
            ("UInt32(", IntKind::U32),
            ("UInt64(", IntKind::U64),
            ("UInt128(", IntKind::U128),
        ];
        let Some((token, kind)) = KINDS.iter().find(|it| self.rest().starts_with(it.0)) else {
            return Ok(None);
        };
        self.take(token.len());
        self.skip_space();
        let ExprKind::Int(_, value) = self.number()? else {
            return self.expected("an integer");
        };
        self.expect(")")?;
        if !fits(*kind, value) {
            return self.error(ParseErrorKind::Range);
        }
        Ok(Some(ExprKind::Int(*kind, value)))
    }

    fn number(&mut self) -> Parse<ExprKind> {
        let rest = self.rest();
        let unsigned = rest.trim_start_matches(['-', '+']);
        if let Some(digits) = unsigned.strip_prefix("0x")
            && unsigned.len() == rest.len()
        {
            return self.hex_number(digits);
        }
        let mut len = rest.len() - unsigned.len();
        let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
        len += digits(len);
        let mut is_float = false;
        if rest[len..].starts_with('.') && digits(len + 1) > 0 {
            is_float = true;
            len += 1 + digits(len + 1);
        }
        let mut is_single = false;
        if rest[len..].starts_with(['e', 'f']) {
            let sign = usize::from(rest[len + 1..].starts_with(['-', '+']));
            if digits(len + 1 + sign) > 0 {
                is_single = rest[len..].starts_with('f');
                is_float = true;
                len += 1 + sign + digits(len + 1 + sign);
            }
        }
        if rest[len..].starts_with(is_name_part) {
            return self.expected("a number");
        }
        let text = &rest[..len];
        let kind = if is_single {
            text.replace('f', "e").parse().ok().map(|it: f32| ExprKind::Float32(it.to_bits()))
        } else if is_float {
            text.parse().ok().map(|it: f64| ExprKind::Float64(it.to_bits()))
        } else {
            text.parse().ok().map(|value: i128| {
                let kind = if i64::try_from(value).is_ok() { IntKind::I64 } else { IntKind::I128 };
                ExprKind::Int(kind, value)
            })
        };
        let Some(kind) = kind else { return self.error(ParseErrorKind::Range) };
        self.take(len);
        Ok(kind)
    }

    /// Unsigned, as wide as it is written.
    fn hex_number(&mut self, digits: &str) -> Parse<ExprKind> {
        let len = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        let kind = match len {
            0 => return self.expected("hexadecimal digits"),
            1..=2 => IntKind::U8,
            3..=4 => IntKind::U16,
            5..=8 => IntKind::U32,
            9..=16 => IntKind::U64,
            17..=32 => IntKind::U128,
            _ => return self.error(ParseErrorKind::Range),
        };
        let Ok(value) = u128::from_str_radix(&digits[..len], 16) else {
            return self.error(ParseErrorKind::Range);
        };
        self.take(2 + len);
        Ok(ExprKind::Int(kind, value.cast_signed()))
    }

    fn hex_bytes(&mut self) -> Parse<Vec<u8>> {
        let rest = self.rest();
        let len = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if len % 2 != 0 {
            return self.expected("an even number of hexadecimal digits");
        }
        let digits = self.take(len);
        let byte = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16);
        let bytes: Result<Vec<u8>, _> = (0..len).step_by(2).map(byte).collect();
        bytes.or_else(|_| self.error(ParseErrorKind::Range))
    }

    fn character(&mut self) -> Parse<ExprKind> {
        self.take(1);
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return self.expected("a character") };
        if c != '\\' {
            self.take(c.len_utf8());
            self.expect("'")?;
            let ValueParam::Char(bits) = ValueParam::char(c) else {
                return self.expected("a character");
            };
            return Ok(ExprKind::Char(bits));
        }
        // `\x` escapes give bytes of the encoding, the others characters.
        if rest.starts_with("\\x") {
            let mut bytes = [0_u8; 4];
            let mut n = 0;
            while self.rest().starts_with("\\x") && n < 4 {
                self.take(2);
                let len = self.rest().bytes().take_while(u8::is_ascii_hexdigit).count().min(2);
                let digits = self.take(len);
                let Ok(byte) = u8::from_str_radix(digits, 16) else {
                    return self.expected("hexadecimal digits");
                };
                bytes[n] = byte;
                n += 1;
            }
            self.expect("'")?;
            return Ok(ExprKind::Char(u32::from_be_bytes(bytes)));
        }
        let c = self.escape()?;
        self.expect("'")?;
        match ValueParam::char(c) {
            ValueParam::Char(bits) => Ok(ExprKind::Char(bits)),
            _ => self.expected("a character"),
        }
    }

    /// Reads an escape after checking its backslash.
    fn escape(&mut self) -> Parse<char> {
        self.take(1);
        let Some(c) = self.rest().chars().next() else { return self.expected("an escape") };
        self.take(c.len_utf8());
        match c {
            'n' => Ok('\n'),
            't' => Ok('\t'),
            'r' => Ok('\r'),
            '0' => Ok('\0'),
            'e' => Ok('\u{1b}'),
            'a' => Ok('\u{7}'),
            'b' => Ok('\u{8}'),
            'v' => Ok('\u{b}'),
            'f' => Ok('\u{c}'),
            '\\' | '\'' | '"' | '$' => Ok(c),
            'u' | 'U' => {
                let most = if c == 'u' { 4 } else { 8 };
                let len = self.rest().bytes().take_while(u8::is_ascii_hexdigit).count().min(most);
                let digits = self.take(len);
                match u32::from_str_radix(digits, 16).ok().and_then(char::from_u32) {
                    Some(c) => Ok(c),
                    None => self.error(ParseErrorKind::Range),
                }
            }
            _ => self.expected("an escape"),
        }
    }

    /// Reads a string in double quotes.
    pub(super) fn string(&mut self) -> Parse<String> {
        self.expect("\"")?;
        let mut out = String::new();
        loop {
            match self.rest().chars().next() {
                None => return self.expected("a closing quote"),
                Some('"') => {
                    self.take(1);
                    return Ok(out);
                }
                Some('\\') => out.push(self.escape()?),
                Some(c) => {
                    self.take(c.len_utf8());
                    out.push(c);
                }
            }
        }
    }
}

fn fits(kind: IntKind, value: i128) -> bool {
    let bits = kind.bits();
    if bits == 128 {
        return kind.is_signed() || value >= 0;
    }
    if kind.is_signed() {
        let limit = 1_i128 << (bits - 1);
        (-limit..limit).contains(&value)
    } else {
        (0..1_i128 << bits).contains(&value)
    }
}
