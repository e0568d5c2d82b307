//! What the printer asks about names: whether they are operators, and how tightly those bind.

use crate::parse::{
    character::{continues_name, is_operator_suffix, starts_name},
    operator::of_name,
    token::Class,
};

/// Assignment and the rest of Julia's numbers for precedence; 0 is no operator.
pub(super) const COLON: i32 = 10;
pub(super) const POWER: i32 = 15;
pub(super) const DECLARE: i32 = 16;

/// The class of an operator, and whether it has a dot before it.
fn class(name: &str) -> Option<(Class, bool)> {
    if name == "." {
        return Some((Class::Dot, false));
    }
    let bare = name.trim_end_matches(is_operator_suffix);
    let suffixed = bare.len() < name.len();
    let found = match of_name(bare) {
        Some(class) => Some((class, false)),
        None => bare
            .strip_prefix('.')
            .and_then(of_name)
            .filter(|it| is_dottable(*it))
            .map(|it| (it, true)),
    };
    found.filter(|(class, _)| !suffixed || class.takes_suffix())
}

fn is_dottable(class: Class) -> bool {
    !matches!(
        class,
        Class::Colon
            | Class::Declare
            | Class::Dot
            | Class::Dollar
            | Class::Question
            | Class::Lambda
            | Class::Splat
    )
}

/// Julia's `operator_precedence`.
pub(super) fn precedence(name: &str) -> i32 {
    if name == "?" {
        return 3;
    }
    let Some((class, _)) = class(name) else { return 0 };
    match class {
        Class::Equals | Class::Update | Class::Tilde => 1,
        Class::Pair => 2,
        Class::Question => 3,
        Class::LongArrow | Class::Arrow => 4,
        Class::Or => 5,
        Class::And => 6,
        Class::Comparison | Class::TypeOrder => 7,
        Class::PipeLeft => 8,
        Class::PipeRight => 9,
        Class::Colon | Class::Range => COLON,
        Class::Plus
        | Class::Minus
        | Class::PlusMinus
        | Class::PlusPlus
        | Class::Dollar
        | Class::Additive => 11,
        Class::Star | Class::Ampersand | Class::BinaryStar | Class::Multiplicative => 12,
        Class::Rational => 13,
        Class::Shift => 14,
        Class::Power => POWER,
        Class::Declare => DECLARE,
        Class::Dot => 17,
        Class::Radical | Class::Not | Class::Lambda | Class::Splat => 0,
    }
}

/// Julia's `isoperator`, but for postfix ones. `in` and `isa` are words.
pub(super) fn is_infix_or_prefix(name: &str) -> bool {
    name == "'" || !matches!(name, "in" | "isa") && (name == "->" || class(name).is_some())
}

/// Julia's `ispostfixoperator`: `'` with what may follow it.
pub(super) fn is_postfix(name: &str) -> bool {
    name.strip_prefix('\'').is_some_and(|rest| rest.chars().all(is_operator_suffix))
}

/// Julia's `isoperator`.
pub(super) fn is_operator(name: &str) -> bool {
    is_infix_or_prefix(name) || is_postfix(name)
}

/// Operators that are syntax, and no names of functions.
fn is_syntactic(name: &str) -> bool {
    matches!(name, "." | "..." | "->")
        || class(name).is_some_and(|(class, _)| {
            matches!(class, Class::And | Class::Or | Class::Equals | Class::Update)
                && !matches!(name, "≔" | "⩴" | "≕" | ".≔" | ".⩴" | ".≕")
        })
}

/// Operators that are printed before their only argument.
pub(super) fn is_printed_prefix(name: &str) -> bool {
    matches!(name, "+" | "-" | "!" | "¬" | "~" | "<:" | ">:" | "√" | "∛" | "∜" | "∓" | "±")
}

/// Names that are quoted with parentheses.
pub(super) fn is_quoted_in_parens(name: &str) -> bool {
    matches!(name, ":" | "::" | ":=" | "=" | "==" | "===" | "=>")
}

/// Heads that are printed between two arguments, with spaces.
pub(super) fn is_wide_infix(head: &str) -> bool {
    matches!(
        head,
        "=" | "+="
            | "-="
            | "*="
            | "/="
            | "\\="
            | "^="
            | "&="
            | "|="
            | "÷="
            | "%="
            | ">>>="
            | ">>="
            | "<<="
            | ".="
            | ".+="
            | ".-="
            | ".*="
            | "./="
            | ".\\="
            | ".^="
            | ".&="
            | ".|="
            | ".÷="
            | ".%="
            | ".>>>="
            | ".>>="
            | ".<<="
            | "&&"
            | "||"
            | "<:"
            | "$="
            | "⊻="
            | ">:"
            | "-->"
            | ":="
            | "≔"
            | "⩴"
            | "≕"
    )
}

/// Julia's `isidentifier`.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(starts_name)
        && chars.all(continues_name)
        && !matches!(name, "true" | "false")
}

/// Names that need no `var"…"`.
pub(super) fn is_plain_name(name: &str) -> bool {
    is_identifier(name)
        || is_infix_or_prefix(name) && !matches!(name, "'" | "::" | "?") && !is_syntactic(name)
}
