//! Which characters make names, and how names are brought to one form.
//!
//! # Source
//! The character classes of Julia 1.11's `julia_extensions.c`.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// Whether a name may start with it.
pub(crate) fn starts_name(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_alphabetic() || char == '_';
    }
    let code = u32::from(char);
    if code < 0xA1 {
        return false;
    }
    starts_by_category(code, char.general_category())
}

/// Whether a name may go on with it.
pub(crate) fn continues_name(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_alphanumeric() || char == '_' || char == '!';
    }
    let code = u32::from(char);
    if code < 0xA1 {
        return false;
    }
    let category = char.general_category();
    starts_by_category(code, category)
        || matches!(
            category,
            Category::NonspacingMark
                | Category::SpacingMark
                | Category::DecimalNumber
                | Category::ConnectorPunctuation
                | Category::ModifierSymbol
                | Category::EnclosingMark
                | Category::OtherNumber
        )
        || matches!(code, 0x2032..=0x2037 | 0x2057)
}

fn starts_by_category(code: u32, category: Category) -> bool {
    match category {
        Category::UppercaseLetter
        | Category::LowercaseLetter
        | Category::TitlecaseLetter
        | Category::ModifierLetter
        | Category::OtherLetter
        | Category::LetterNumber
        | Category::CurrencySymbol => true,
        // Neither arrows nor replacement characters, nor the operators among them.
        Category::OtherSymbol => {
            !matches!(code, 0x2190..=0x21FF | 0xFFFC | 0xFFFD | 0x233F | 0x00A6)
        }
        _ => matches!(
            code,
            0x2140..=0x2144
                | 0x223F
                | 0x22BE
                | 0x22BF
                | 0x22A4
                | 0x22A5
                | 0x2200
                | 0x2202..=0x2207
                | 0x220E..=0x2211
                | 0x221E
                | 0x221F
                | 0x222B..=0x2233
                | 0x22C0..=0x22C3
                | 0x25F8..=0x25FF
                | 0x266F
                | 0x27D8
                | 0x27D9
                | 0x27C0
                | 0x27C1
                | 0x29B0..=0x29B4
                | 0x2A00..=0x2A06
                | 0x2A09..=0x2A16
                | 0x2A1B
                | 0x2A1C
                | 0x1D6C1
                | 0x1D6DB
                | 0x1D6FB
                | 0x1D715
                | 0x1D735
                | 0x1D74F
                | 0x1D76F
                | 0x1D789
                | 0x1D7A9
                | 0x1D7C3
                | 0x207A..=0x207E
                | 0x208A..=0x208E
                | 0x2220..=0x2222
                | 0x299B..=0x29AF
                | 0x2118
                | 0x212E
                | 0x309B
                | 0x309C
                | 0x1D7CE..=0x1D7E1
        ),
    }
}

/// Whether it may follow an operator as part of it: marks, primes, sub- and superscripts.
pub(crate) fn is_operator_suffix(char: char) -> bool {
    let code = u32::from(char);
    if code < 0xA1 {
        return false;
    }
    matches!(
        char.general_category(),
        Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
    ) || matches!(
        code,
        0xB2 | 0xB3
            | 0xB9
            | 0x2B0
            | 0x2B2
            | 0x2B3
            | 0x2B7
            | 0x2B8
            | 0x2E1..=0x2E3
            | 0x1D2C
            | 0x1D2E
            | 0x1D30
            | 0x1D31
            | 0x1D33..=0x1D3A
            | 0x1D3C
            | 0x1D3E..=0x1D43
            | 0x1D47..=0x1D49
            | 0x1D4D
            | 0x1D4F
            | 0x1D50
            | 0x1D52
            | 0x1D56..=0x1D58
            | 0x1D5B
            | 0x1D5D..=0x1D6A
            | 0x1D9C
            | 0x1DA0
            | 0x1DA5
            | 0x1DA6
            | 0x1DAB
            | 0x1DB0
            | 0x1DB8
            | 0x1DBB
            | 0x1DBF
            | 0x2032..=0x2037
            | 0x2057
            | 0x2070
            | 0x2071
            | 0x2074..=0x208E
            | 0x2090..=0x2093
            | 0x2095..=0x209C
            | 0x2C7C
            | 0x2C7D
            | 0xA71B..=0xA71D
    )
}

/// White space other than the end of a line.
pub(crate) fn is_space(char: char) -> bool {
    char != '\n' && char.is_whitespace()
}

/// Characters that nobody can see and that stand for nothing.
pub(crate) fn is_invisible(char: char) -> bool {
    matches!(u32::from(char), 0xAD | 0x200B..=0x200F | 0x2060 | 0x2061 | 0x115F | 0xFEFF)
}

/// The one form of a name: composed, and look-alikes folded into one.
pub(super) fn normal(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    if is_nfc(name) && !name.chars().any(|it| fold(it) != it) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.chars().map(fold).nfc().collect())
}

fn fold(char: char) -> char {
    match char {
        '\u{025B}' => '\u{03B5}',
        '\u{00B5}' => '\u{03BC}',
        '\u{00B7}' | '\u{0387}' => '\u{22C5}',
        '\u{2212}' => '-',
        '\u{210F}' => '\u{0127}',
        other => other,
    }
}
