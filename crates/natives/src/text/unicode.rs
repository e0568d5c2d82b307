//! What Unicode says of characters.
//!
//! Case follows the simple mappings (one character to one), as Julia's does.

use crate::given::{self, Given};
use overdub_engine::{RunResult, Scope, Session, Value};
use overdub_types::core;
use unicode_normalization::UnicodeNormalization as _;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

/// Offers the functions of this area.
pub(super) fn offer(session: &mut Session) {
    let c = core();
    session.offer("char_category", c.int64, |scope, args| {
        let given = Given::new("char_category", args);
        given.char_bits(scope, 0)?;
        let category = given.value(0).as_char().map_or(31, |it| category(it.general_category()));
        Ok(Value::int64(category))
    });
    session.offer("char_lower", c.char, |scope, args| mapped(scope, args, lower));
    session.offer("char_upper", c.char, |scope, args| mapped(scope, args, upper));
    session.offer("char_title", c.char, |scope, args| mapped(scope, args, title));
    session.offer("char_width", c.int64, |scope, args| {
        let given = Given::new("char_width", args);
        given.char_bits(scope, 0)?;
        Ok(Value::int64(given.value(0).as_char().map_or(1, width)))
    });
    session.offer("string_width", c.int64, |scope, args| {
        let given = Given::new("string_width", args);
        given.with_slice(scope, 0, |it| {
            Value::int64(String::from_utf8_lossy(it).chars().map(width).sum())
        })
    });
    session.offer("unicode_normalize", c.string, |scope, args| {
        let given = Given::new("unicode_normalize", args);
        let text = given.text(scope, 0)?;
        let made: String = match given.symbol(scope, 1)?.as_str() {
            "NFC" => text.nfc().collect(),
            "NFD" => text.nfd().collect(),
            "NFKC" => text.nfkc().collect(),
            "NFKD" => text.nfkd().collect(),
            other => {
                let message = format!(":{other} is not one of :NFC, :NFD, :NFKC, :NFKD");
                return Err(scope.exception(overdub_values::ValueError::Argument(message)));
            }
        };
        given::string(scope, &made)
    });
    session.offer("grapheme_ends", overdub_engine::Type::any(), |scope, args| {
        let text = Given::new("grapheme_ends", args).text(scope, 0)?;
        let ends: Vec<i64> =
            text.grapheme_indices(true).map(|(at, it)| (at + it.len()) as i64).collect();
        given::ints(scope, &ends)
    });
}

fn mapped(scope: &mut Scope<'_>, args: &[Value], map: fn(char) -> char) -> RunResult<Value> {
    let given = Given::new("char", args);
    given.char_bits(scope, 0)?;
    // What is no character stays what it is.
    Ok(given.value(0).as_char().map_or(given.value(0), |it| Value::char(map(it))))
}

fn only(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next();
    first.filter(|_| chars.next().is_none())
}

fn lower(c: char) -> char {
    if c == 'İ' { 'i' } else { only(c.to_lowercase()).unwrap_or(c) }
}

fn upper(c: char) -> char {
    match c {
        'ß' => 'ẞ',
        // Greek letters with a subscript iota have a simple capital.
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
            char::from_u32(u32::from(c) + 8).unwrap_or(c)
        }
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => char::from_u32(u32::from(c) + 9).unwrap_or(c),
        _ => only(c.to_uppercase()).unwrap_or(c),
    }
}

fn title(c: char) -> char {
    match c {
        'Ǆ' | 'ǅ' | 'ǆ' => 'ǅ',
        'Ǉ' | 'ǈ' | 'ǉ' => 'ǈ',
        'Ǌ' | 'ǋ' | 'ǌ' => 'ǋ',
        'Ǳ' | 'ǲ' | 'ǳ' => 'ǲ',
        _ => upper(c),
    }
}

/// Columns that a character takes.
fn width(c: char) -> i64 {
    match c {
        '\u{ad}' => 1,
        _ => c.width().unwrap_or(0) as i64,
    }
}

/// Julia's number of a category.
fn category(category: GeneralCategory) -> i64 {
    use GeneralCategory as G;
    match category {
        G::Unassigned => 0,
        G::UppercaseLetter => 1,
        G::LowercaseLetter => 2,
        G::TitlecaseLetter => 3,
        G::ModifierLetter => 4,
        G::OtherLetter => 5,
        G::NonspacingMark => 6,
        G::SpacingMark => 7,
        G::EnclosingMark => 8,
        G::DecimalNumber => 9,
        G::LetterNumber => 10,
        G::OtherNumber => 11,
        G::ConnectorPunctuation => 12,
        G::DashPunctuation => 13,
        G::OpenPunctuation => 14,
        G::ClosePunctuation => 15,
        G::InitialPunctuation => 16,
        G::FinalPunctuation => 17,
        G::OtherPunctuation => 18,
        G::MathSymbol => 19,
        G::CurrencySymbol => 20,
        G::ModifierSymbol => 21,
        G::OtherSymbol => 22,
        G::SpaceSeparator => 23,
        G::LineSeparator => 24,
        G::ParagraphSeparator => 25,
        G::Control => 26,
        G::Format => 27,
        G::Surrogate => 28,
        G::PrivateUse => 29,
    }
}
