//! Symbols: `:a`, `:+`, `Symbol("a b")`.
//!
//! # Source
//! `show_unquoted_quote_expr`, `isidentifier`, `isoperator` in Julia's `base/show.jl` and the
//! operator table of `src/julia-parser.scm`.

use super::text::string_text;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// Symbols that would not parse when quoted bare.
const QUOTED: [&str; 7] = [":", "::", ":=", "=", "==", "===", "=>"];

/// ASCII operators; the others are told by their Unicode category.
const OPERATORS: &str = "= += -= *= /= //= |= ^= ÷= %= <<= >>= >>>= &= := => ~ ? --> <-- <--> \
    || && < > <: >: >= <= == === != !== .. : :: + - | * / % & \\ // << >> >>> ^ . ' ! $ <| |> -> ++ \
    √ ∛ ∜ ¬ ÷ ⊻ ∈ ∉ ∋ ∌ ⊆ ⊈ ⊂ ⊄ ∪ ∩ ≤ ≥ ≠ ≡ ≢ ≈ ≉ ± ∓ × ⋅ ∘ → ← ↔ ⇒";

/// A symbol as `show` writes it.
pub fn symbol_text(name: &str) -> String {
    if QUOTED.contains(&name) {
        return format!(":({name})");
    }
    if is_identifier(name) || (is_operator(name) && name != "'") {
        return format!(":{name}");
    }
    format!("Symbol({})", string_text(name.as_bytes()))
}

/// A name where only an identifier can stand: as it is, or as `var"…"`.
pub(super) fn identifier_text(name: &str) -> String {
    if is_identifier(name) || is_operator(name) {
        return name.to_owned();
    }
    format!("var{}", string_text(name.as_bytes()))
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    name != "true" && name != "false" && chars.next().is_some_and(is_start) && chars.all(is_part)
}

fn is_start(c: char) -> bool {
    c == '_'
        || c.is_ascii_alphabetic()
        || (!c.is_ascii()
            && match c.general_category() {
                Category::UppercaseLetter
                | Category::LowercaseLetter
                | Category::TitlecaseLetter
                | Category::ModifierLetter
                | Category::OtherLetter
                | Category::LetterNumber
                | Category::CurrencySymbol
                | Category::OtherSymbol => true,
                Category::MathSymbol => !is_operator_char(c),
                _ => false,
            })
}

fn is_part(c: char) -> bool {
    is_start(c)
        || c == '!'
        || c.is_ascii_digit()
        || (!c.is_ascii()
            && matches!(
                c.general_category(),
                Category::NonspacingMark
                    | Category::SpacingMark
                    | Category::EnclosingMark
                    | Category::DecimalNumber
                    | Category::OtherNumber
                    | Category::ConnectorPunctuation
                    | Category::ModifierSymbol
            ))
        || matches!(c, '′' | '″' | '‴' | '⁗')
}

/// Mathematical symbols that are names in Julia, such as `∂` and `∞`, are not operators.
fn is_operator_char(c: char) -> bool {
    !matches!(
        c,
        '∂' | '∅'
            | '∆'
            | '∇'
            | '∎'
            | '∞'
            | '∏'
            | '∑'
            | '∫'
            | '∬'
            | '∭'
            | '∮'
            | '⊤'
            | '⊥'
    ) && matches!(c, '\u{2190}'..='\u{22ff}' | '\u{27c0}'..='\u{2aff}' | '×' | '÷' | '±' | '¬')
}

fn is_operator(name: &str) -> bool {
    let bare = name.strip_prefix('.').filter(|it| !it.is_empty()).unwrap_or(name);
    OPERATORS.split_whitespace().any(|it| it == bare)
        || (bare.chars().count() == 1
            && bare.chars().all(|it| !it.is_ascii() && is_operator_char(it)))
}
