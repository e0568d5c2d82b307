//! Reading literals: what may stand where a value is asked for.

use overdub_diag::Diagnostic;
use overdub_types::{IntKind, Scope, Symbol, Type, core};

use super::{
    lexer::Token,
    parser::{Parser, Read, Stop},
    quote,
};
use crate::{Literal, verify::MAX_LITERAL_DEPTH};

/// Words that stand for literals, so no function of such a name is written without its module.
pub(crate) const RESERVED: &[&str] = &[
    "bits",
    "exception",
    "exempt",
    "false",
    "global",
    "instance",
    "module",
    "nothing",
    "result",
    "true",
    "type",
    "undef",
    "Inf",
    "Inf16",
    "Inf32",
    "NaN",
    "NaN16",
    "NaN32",
    "var",
];

const INT_KINDS: [(&str, IntKind); 10] = [
    ("Int8", IntKind::I8),
    ("Int16", IntKind::I16),
    ("Int32", IntKind::I32),
    ("Int64", IntKind::I64),
    ("Int128", IntKind::I128),
    ("UInt8", IntKind::U8),
    ("UInt16", IntKind::U16),
    ("UInt32", IntKind::U32),
    ("UInt64", IntKind::U64),
    ("UInt128", IntKind::U128),
];

/// An integer as a literal of a kind; `None` if it does not fit.
fn int_literal(kind: IntKind, value: i128) -> Option<Literal> {
    let width = kind.bits();
    let fits = match (kind.is_signed(), width) {
        (true, 128) => true,
        (false, 128) => value >= 0,
        (true, _) => (-(1_i128 << (width - 1))..1_i128 << (width - 1)).contains(&value),
        (false, _) => (0..1_i128 << width).contains(&value),
    };
    let mask = if width == 128 { u128::MAX } else { (1 << width) - 1 };
    fits.then(|| Literal::Bits { ty: kind.ty(), bits: value.cast_unsigned() & mask })
}

impl Parser<'_> {
    /// A literal. In the place of a callee, `Int8(…)` is a call of the type and not a number.
    pub(crate) fn literal(&mut self, is_callee: bool) -> Read<Literal> {
        self.literal_at(is_callee, 0)
    }

    fn literal_at(&mut self, is_callee: bool, depth: usize) -> Read<Literal> {
        let lexeme = self.lexeme();
        let span = lexeme.span;
        if depth > MAX_LITERAL_DEPTH {
            return self.error(
                "nested-too-deep",
                span,
                format!("a literal nested deeper than {MAX_LITERAL_DEPTH}"),
            );
        }
        let text = self.slice(lexeme);
        match lexeme.token {
            Token::Int => {
                self.bump();
                let Some(value) = text.replace('_', "").parse::<i128>().ok() else {
                    return self.error(
                        "number-range",
                        span,
                        "this integer does not fit in 128 bits",
                    );
                };
                let literal =
                    int_literal(IntKind::I64, value).or_else(|| int_literal(IntKind::I128, value));
                literal.ok_or(Stop)
            }
            Token::Hex => {
                self.bump();
                self.hex(text, span)
            }
            Token::Float => {
                self.bump();
                self.float(&text.replace('_', ""), span)
            }
            Token::Str => {
                self.bump();
                match quote::unquoted(&text[1..text.len() - 1]) {
                    Some(bytes) => Ok(Literal::Str(bytes.into())),
                    None => self.error("bad-escape", span, "malformed escape"),
                }
            }
            Token::Char => {
                self.bump();
                self.char(&text[1..text.len() - 1], span)
            }
            Token::Colon => {
                self.bump();
                if !self.is_adjacent() {
                    return self.unexpected("the name of a symbol");
                }
                let name = match self.peek() {
                    Token::Str => Symbol::new(&self.string("a name")?),
                    _ => self.function_name("the name of a symbol")?,
                };
                Ok(Literal::Symbol(name))
            }
            Token::OpenParen => self.tuple(depth),
            Token::Name | Token::QuotedName | Token::Operator => self.named(is_callee, depth),
            _ => self.unexpected("a value"),
        }
    }

    fn hex(&mut self, text: &str, span: overdub_diag::Span) -> Read<Literal> {
        let digits = text[2..].replace('_', "");
        let kind = match digits.len() {
            1..=2 => IntKind::U8,
            3..=4 => IntKind::U16,
            5..=8 => IntKind::U32,
            9..=16 => IntKind::U64,
            17..=32 => IntKind::U128,
            _ => {
                return self.error("number-range", span, "a hexadecimal number has 1 to 32 digits");
            }
        };
        match u128::from_str_radix(&digits, 16) {
            Ok(bits) => Ok(Literal::Bits { ty: kind.ty(), bits }),
            Err(_) => self.error("number-range", span, "malformed hexadecimal number"),
        }
    }

    fn float(&mut self, text: &str, span: overdub_diag::Span) -> Read<Literal> {
        let literal = match text {
            "Inf" => Some(Literal::float64(f64::INFINITY)),
            "-Inf" => Some(Literal::float64(f64::NEG_INFINITY)),
            "NaN" => Some(Literal::float64(f64::NAN)),
            "Inf32" => Some(Literal::float32(f32::INFINITY)),
            "-Inf32" => Some(Literal::float32(f32::NEG_INFINITY)),
            "NaN32" => Some(Literal::float32(f32::NAN)),
            "Inf16" => Some(Literal::Bits { ty: core().float16, bits: 0x7c00 }),
            "-Inf16" => Some(Literal::Bits { ty: core().float16, bits: 0xfc00 }),
            "NaN16" => Some(Literal::Bits { ty: core().float16, bits: 0x7e00 }),
            _ if text.contains('f') => text.replace('f', "e").parse().ok().map(Literal::float32),
            _ => text.parse().ok().map(Literal::float64),
        };
        match literal {
            Some(literal) => Ok(literal),
            None => self.error("number-range", span, "malformed number"),
        }
    }

    fn char(&mut self, inner: &str, span: overdub_diag::Span) -> Read<Literal> {
        let bytes = quote::unquoted(inner).filter(|it| (1..=4).contains(&it.len()));
        let Some(bytes) = bytes else {
            return self.error("bad-escape", span, "malformed character");
        };
        // Several characters do not make one; bytes that are no character may.
        if std::str::from_utf8(&bytes).is_ok_and(|text| text.chars().count() != 1) {
            return self.error("bad-escape", span, "more than one character");
        }
        let mut encoded = [0; 4];
        encoded[..bytes.len()].copy_from_slice(&bytes);
        Ok(Literal::Bits { ty: core().char, bits: u128::from(u32::from_be_bytes(encoded)) })
    }

    /// A tuple, or a literal in parentheses.
    fn tuple(&mut self, depth: usize) -> Read<Literal> {
        self.bump();
        let mut elements = Vec::new();
        while !self.accept(Token::CloseParen) {
            elements.push(self.literal_at(false, depth + 1)?);
            if self.accept(Token::Comma) {
                continue;
            }
            self.expect(Token::CloseParen, "`,` or `)`")?;
            if elements.len() == 1 {
                return elements.pop().ok_or(Stop);
            }
            break;
        }
        Ok(Literal::tuple(elements))
    }

    fn named(&mut self, is_callee: bool, depth: usize) -> Read<Literal> {
        let start = self.position();
        let lexeme = self.lexeme();
        let is_dotted = self.peek_behind(1) == Token::Dot;
        if lexeme.token == Token::Name && !is_dotted {
            let word = self.slice(lexeme);
            let float = if matches!(word, "Inf" | "NaN" | "Inf32" | "NaN32" | "Inf16" | "NaN16") {
                word
            } else {
                ""
            };
            if !float.is_empty() {
                self.bump();
                return self.float(float, lexeme.span);
            }
            match word {
                "nothing" | "true" | "false" | "undef" => {
                    self.bump();
                    return Ok(match word {
                        "nothing" => Literal::nothing(),
                        "undef" => Literal::Undef,
                        _ => Literal::bool(word == "true"),
                    });
                }
                "type" if self.peek_behind(1) == Token::OpenParen => {
                    self.bump();
                    self.bump();
                    let ty = self.ty(true)?;
                    self.expect(Token::CloseParen, "`)`")?;
                    return Ok(Literal::Type(ty));
                }
                "instance" if self.peek_behind(1) == Token::OpenParen => {
                    return self.instance(depth);
                }
                "bits" if self.peek_behind(1) == Token::OpenParen => return self.bits(),
                "module" if self.peek_behind(1) == Token::OpenParen => return self.module(),
                _ => {}
            }
            let kind = INT_KINDS.iter().find(|it| it.0 == word);
            if let Some((_, kind)) = kind
                && !is_callee
                && self.peek_behind(1) == Token::OpenParen
            {
                return self.typed_int(*kind);
            }
        }
        let path = self.path("a value")?;
        // `Vector{Int64}`: the brace follows without a space.
        if self.peek() == Token::OpenBrace && self.is_adjacent() {
            self.rewind(start);
            return self.ty(false).map(Literal::Type);
        }
        self.resolve(&path, self.span_from(start))
    }

    /// What a name stands for as an operand.
    fn resolve(&mut self, path: &[Symbol], span: overdub_diag::Span) -> Read<Literal> {
        let variable = match path {
            [name] => self.vars.iter().rev().find(|var| var.name() == *name),
            _ => None,
        };
        if let Some(variable) = variable {
            let message = format!(
                "`{}` is a static parameter, whose value depends on the call",
                variable.name()
            );
            let hint = format!("read it with `%x = sparam {}`", variable.name());
            self.report(
                Diagnostic::error("static-parameter-operand", message)
                    .with_label(span, "")
                    .with_hint(hint),
            );
            return Err(Stop);
        }
        if let Some(ty) = self.names.resolve(path)
            && ty.is_type()
        {
            return Ok(Literal::Type(ty));
        }
        if let Some(ty) = self.names.function(path) {
            return Ok(Literal::Singleton(ty));
        }
        let shown: Vec<&str> = path.iter().map(|it| it.as_str()).collect();
        let shown = shown.join(".");
        let mut diagnostic = Diagnostic::error(
            "unknown-name",
            format!("`{shown}` is no function or type that is known here"),
        )
        .with_label(span, "");
        let is_binding = matches!(path, [name] if self.names.is_binding(*name));
        diagnostic = if is_binding {
            diagnostic.with_hint(format!("read the binding with `%x = global Main.{shown}`"))
        } else {
            diagnostic.with_hint(format!("declare it with `function {shown} end`"))
        };
        self.report(diagnostic);
        Err(Stop)
    }

    /// `Int8(-3)`.
    fn typed_int(&mut self, kind: IntKind) -> Read<Literal> {
        let start = self.position();
        self.bump();
        self.bump();
        let lexeme = self.lexeme();
        let text = self.slice(lexeme).replace('_', "");
        let value: Option<i128> = match lexeme.token {
            Token::Int => text.parse().ok(),
            Token::Hex => {
                u128::from_str_radix(&text[2..], 16).ok().and_then(|it| i128::try_from(it).ok())
            }
            _ => return self.unexpected("an integer"),
        };
        self.bump();
        self.expect(Token::CloseParen, "`)`")?;
        match value.and_then(|value| int_literal(kind, value)) {
            Some(literal) => Ok(literal),
            None => {
                let span = self.span_from(start);
                self.error("number-range", span, "this number is out of the range of its type")
            }
        }
    }

    /// `instance(T, field, …)`.
    fn instance(&mut self, depth: usize) -> Read<Literal> {
        self.bump();
        self.bump();
        let ty = self.ty(true)?;
        let mut fields = Vec::new();
        while self.accept(Token::Comma) {
            fields.push(self.literal_at(false, depth + 1)?);
        }
        self.expect(Token::CloseParen, "`,` or `)`")?;
        Ok(Literal::instance(ty, fields))
    }

    /// `module(Base.Iterators)`.
    fn module(&mut self) -> Read<Literal> {
        self.bump();
        self.bump();
        let path = self.path("the path of a module")?;
        self.expect(Token::CloseParen, "`)`")?;
        let path: Vec<&str> = path.iter().map(|it| it.as_str()).collect();
        Ok(Literal::Module(Symbol::new(&path.join("."))))
    }

    /// `bits(T, 0x…)`.
    fn bits(&mut self) -> Read<Literal> {
        self.bump();
        self.bump();
        let ty: Type = self.ty(true)?;
        self.expect(Token::Comma, "`,`")?;
        let lexeme = self.expect(Token::Hex, "hexadecimal digits")?;
        let digits = self.slice(lexeme)[2..].replace('_', "");
        let Ok(bits) = u128::from_str_radix(&digits, 16) else {
            return self.error("number-range", lexeme.span, "at most 128 bits");
        };
        self.expect(Token::CloseParen, "`)`")?;
        Ok(Literal::Bits { ty, bits })
    }
}
