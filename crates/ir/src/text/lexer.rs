//! Text into tokens, all at once and in linear time.
//!
//! Keywords are names to the lexer; where one counts, the parser asks. Comments run from `#` to the end of the line,
//! a note from `=>` to the end of the line.

use logos::Logos;
use overdub_diag::{SourceId, Span};

/// The words that mean something somewhere. The grammar names exactly these.
pub const KEYWORDS: &[&str] = &[
    "abstract",
    "bits",
    "body",
    "branch",
    "call",
    "carried",
    "const",
    "context",
    "defined",
    "delete",
    "do",
    "end",
    "exception",
    "exempt",
    "false",
    "function",
    "global",
    "host",
    "in",
    "inline",
    "instance",
    "jump",
    "method",
    "module",
    "mutable",
    "new",
    "noinline",
    "nothing",
    "overdub",
    "overlay",
    "params",
    "posthook",
    "prehook",
    "primitive",
    "result",
    "return",
    "scope",
    "show",
    "slot",
    "sparam",
    "splatnew",
    "stack",
    "stage",
    "static",
    "struct",
    "throw_undef_unless",
    "true",
    "type",
    "undef",
    "unreachable",
    "unwind",
    "where",
];

/// The tokens that are always spelled the same. The grammar names exactly these.
pub const PUNCTUATION: &[&str] =
    &["(", ")", "{", "}", "[", "]", ",", ";", ":", "::", "=", "->", "=>", "...", ".", "@"];

/// The kinds of tokens.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq)]
#[logos(skip r"[\s\u{feff}]+")]
#[logos(skip(r"#[^\n]*", allow_greedy = true))]
pub(crate) enum Token {
    #[regex(r"([A-Za-z_]|[^\x00-\x7f\s\u{feff}])([A-Za-z0-9_!]|[^\x00-\x7f\s\u{feff}])*")]
    Name,
    #[regex(r#"var"([^"\\]|\\(.|\n))*""#, priority = 20)]
    QuotedName,
    #[regex(r"%([A-Za-z0-9_!]|[^\x00-\x7f\s\u{feff}])+")]
    Value,
    #[regex(r#"\$(([A-Za-z_]|[^\x00-\x7f\s\u{feff}])([A-Za-z0-9_!]|[^\x00-\x7f\s\u{feff}])*|"([^"\\]|\\(.|\n))*")(\.[0-9]+)?"#)]
    Slot,
    #[regex(r"-?[0-9][0-9_]*")]
    Int,
    #[regex(r"0x[0-9a-fA-F_]+")]
    Hex,
    #[regex(r"-?[0-9][0-9_]*\.[0-9]+([ef][+-]?[0-9]+)?")]
    #[regex(r"-?[0-9][0-9_]*[ef][+-]?[0-9]+")]
    #[regex(r"-Inf(32|16)?")]
    Float,
    #[regex(r#""([^"\\]|\\(.|\n))*""#)]
    Str,
    #[regex(r"'(\\[^\n][^'\n]*|[^'\\\n])'")]
    Char,
    #[regex(r"=>[^\n]*", priority = 30, allow_greedy = true)]
    Note,
    #[token("(")]
    OpenParen,
    #[token(")")]
    CloseParen,
    #[token("{")]
    OpenBrace,
    #[token("}")]
    CloseBrace,
    #[token("[")]
    OpenBracket,
    #[token("]")]
    CloseBracket,
    #[token(",")]
    Comma,
    #[token(";")]
    Semicolon,
    #[token("::")]
    DoubleColon,
    #[token(":")]
    Colon,
    #[token("=", priority = 20)]
    Equals,
    #[token("->", priority = 20)]
    Arrow,
    #[token("...")]
    Ellipsis,
    #[token(".")]
    Dot,
    #[token("@")]
    At,
    #[regex(r"[-+*/\\^&|~!<>=]+|<:|>:|%", priority = 1)]
    Operator,
    /// No token starts here.
    Bad,
    /// Behind the last token.
    End,
}

/// A token with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexeme {
    pub(crate) token: Token,
    pub(crate) span: Span,
    pub(crate) line: u32,
    pub(crate) column: u32,
    /// Whether it is the first on its line: where reading can start over after an error.
    pub(crate) starts_line: bool,
}

/// All tokens of a text, with [`Token::End`] last.
pub(crate) fn lex(text: &str, source: SourceId) -> Vec<Lexeme> {
    let mut lexemes = Vec::with_capacity(text.len() / 4 + 1);
    let (mut line, mut column, mut at) = (1_u32, 1_u32, 0);
    let mut starts_line = true;
    let mut push = |token: Token, start: usize, end: usize| {
        for c in text[at..start].chars() {
            if c == '\n' {
                (line, column, starts_line) = (line.saturating_add(1), 1, true);
            } else {
                column = column.saturating_add(1);
            }
        }
        at = start;
        lexemes.push(Lexeme { token, span: source.span(start, end), line, column, starts_line });
        starts_line = false;
    };
    for (token, range) in Token::lexer(text).spanned() {
        push(token.unwrap_or(Token::Bad), range.start, range.end);
    }
    push(Token::End, text.len(), text.len());
    lexemes
}
