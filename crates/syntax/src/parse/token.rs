//! Tokens: what the reader looks at, one at a time.
//!
//! A token knows its place and whether white space stands before it, since that decides what `[a -b]` is.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    End,
    Newline,
    Semicolon,
    Comma,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    At,
    Quote,
    TripleQuote,
    Backtick,
    TripleBacktick,
    /// `'`: an adjoint after a value, else the start of a character.
    Prime,
    Word(Word),
    Number(Numeral),
    Op(Op),
    /// No token at all; the reader knows the fault.
    Bad,
}

/// The kinds of numerals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    Integer,
    Float,
    Float32,
    Binary,
    Octal,
    Hex,
    HexFloat,
}

/// Words: identifiers, reserved words, and words that are special in some places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Plain,
    Baremodule,
    Begin,
    Break,
    Catch,
    Const,
    Continue,
    Do,
    Else,
    Elseif,
    End,
    Export,
    False,
    Finally,
    For,
    Function,
    Global,
    If,
    Import,
    Let,
    Local,
    Macro,
    Module,
    Quote,
    Return,
    Struct,
    True,
    Try,
    Using,
    While,
    // Special in some places only:
    Abstract,
    As,
    Doc,
    In,
    Isa,
    Mutable,
    Outer,
    Primitive,
    Public,
    Type,
    Var,
    Where,
}

impl Word {
    /// What a word means.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "baremodule" => Self::Baremodule,
            "begin" => Self::Begin,
            "break" => Self::Break,
            "catch" => Self::Catch,
            "const" => Self::Const,
            "continue" => Self::Continue,
            "do" => Self::Do,
            "else" => Self::Else,
            "elseif" => Self::Elseif,
            "end" => Self::End,
            "export" => Self::Export,
            "false" => Self::False,
            "finally" => Self::Finally,
            "for" => Self::For,
            "function" => Self::Function,
            "global" => Self::Global,
            "if" => Self::If,
            "import" => Self::Import,
            "let" => Self::Let,
            "local" => Self::Local,
            "macro" => Self::Macro,
            "module" => Self::Module,
            "quote" => Self::Quote,
            "return" => Self::Return,
            "struct" => Self::Struct,
            "true" => Self::True,
            "try" => Self::Try,
            "using" => Self::Using,
            "while" => Self::While,
            "abstract" => Self::Abstract,
            "as" => Self::As,
            "doc" => Self::Doc,
            "in" => Self::In,
            "isa" => Self::Isa,
            "mutable" => Self::Mutable,
            "outer" => Self::Outer,
            "primitive" => Self::Primitive,
            "public" => Self::Public,
            "type" => Self::Type,
            "var" => Self::Var,
            "where" => Self::Where,
            _ => Self::Plain,
        }
    }

    /// Whether it can never be a name.
    pub(super) fn is_reserved(self) -> bool {
        !matches!(
            self,
            Self::Plain
                | Self::Abstract
                | Self::As
                | Self::Doc
                | Self::In
                | Self::Isa
                | Self::Mutable
                | Self::Outer
                | Self::Primitive
                | Self::Public
                | Self::Type
                | Self::Var
                | Self::Where
        )
    }
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Op {
    /// What kind of operator.
    pub(super) class: Class,
    /// With a dot before it: `.+`.
    pub(super) dotted: bool,
    /// With a subscript or the like after it: `+₁`.
    pub(super) suffixed: bool,
}

/// The kinds of operators: by precedence, and singled out where one means something of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// `=`
    Equals,
    /// `+=`, `:=`, …
    Update,
    /// `~`
    Tilde,
    /// `=>`
    Pair,
    /// `?`
    Question,
    /// `-->`
    LongArrow,
    Arrow,
    /// `||`
    Or,
    /// `&&`
    And,
    Comparison,
    /// `<:` and `>:`
    TypeOrder,
    /// `<|`
    PipeLeft,
    /// `|>`
    PipeRight,
    /// `:`
    Colon,
    /// `..` and ellipses
    Range,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `±` and `∓`
    PlusMinus,
    /// `++`
    PlusPlus,
    /// `$`
    Dollar,
    /// Others that bind like `+`
    Additive,
    /// `*`
    Star,
    /// `&`
    Ampersand,
    /// `⋆`, which is a prefix too
    BinaryStar,
    /// Others that bind like `*`
    Multiplicative,
    /// `//`
    Rational,
    Shift,
    Power,
    /// `√ ∛ ∜`
    Radical,
    /// `!` and `¬`
    Not,
    /// `::`
    Declare,
    /// `->`
    Lambda,
    /// `...`
    Splat,
    /// `.`
    Dot,
}

/// How tightly a binary operator binds; assignments, pairs and conditionals are read elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Arrow,
    Or,
    And,
    Comparison,
    PipeLeft,
    PipeRight,
    Range,
    Additive,
    Multiplicative,
    Rational,
    Shift,
    /// Above all binary operators that are read by level.
    Tightest,
}

impl Level {
    /// The next tighter one.
    pub(super) fn tighter(self) -> Self {
        match self {
            Self::Arrow => Self::Or,
            Self::Or => Self::And,
            Self::And => Self::Comparison,
            Self::Comparison => Self::PipeLeft,
            Self::PipeLeft => Self::PipeRight,
            Self::PipeRight => Self::Range,
            Self::Range => Self::Additive,
            Self::Additive => Self::Multiplicative,
            Self::Multiplicative => Self::Rational,
            Self::Rational => Self::Shift,
            Self::Shift | Self::Tightest => Self::Tightest,
        }
    }
}

impl Class {
    /// The level of a binary operator that is read by level.
    pub(super) fn level(self) -> Option<Level> {
        match self {
            Self::LongArrow | Self::Arrow => Some(Level::Arrow),
            Self::Or => Some(Level::Or),
            Self::And => Some(Level::And),
            Self::Comparison | Self::TypeOrder => Some(Level::Comparison),
            Self::PipeLeft => Some(Level::PipeLeft),
            Self::PipeRight => Some(Level::PipeRight),
            Self::Colon | Self::Range => Some(Level::Range),
            Self::Plus
            | Self::Minus
            | Self::PlusMinus
            | Self::PlusPlus
            | Self::Dollar
            | Self::Additive => Some(Level::Additive),
            Self::Star | Self::Ampersand | Self::BinaryStar | Self::Multiplicative => {
                Some(Level::Multiplicative)
            }
            Self::Rational => Some(Level::Rational),
            Self::Shift => Some(Level::Shift),
            _ => None,
        }
    }

    /// Whether subscripts and primes may follow it as part of the operator.
    pub(crate) fn takes_suffix(self) -> bool {
        !matches!(
            self,
            Self::Equals
                | Self::Update
                | Self::Tilde
                | Self::Question
                | Self::Or
                | Self::And
                | Self::TypeOrder
                | Self::Colon
                | Self::Range
                | Self::Declare
                | Self::Dot
                | Self::Lambda
                | Self::Dollar
                | Self::Splat
        )
    }
}

impl Op {
    /// Whether it is of the precedence of assignment.
    pub(super) fn is_assignment(self) -> bool {
        matches!(self.class, Class::Equals | Class::Update | Class::Tilde)
    }

    /// Whether it is syntax, not the name of a function.
    pub(super) fn is_syntactic(self) -> bool {
        matches!(
            self.class,
            Class::And
                | Class::Or
                | Class::Dot
                | Class::Splat
                | Class::Lambda
                | Class::Equals
                | Class::Update
        )
    }

    /// `$`, `&` and `::` before something.
    pub(super) fn is_syntactic_prefix(self) -> bool {
        !self.dotted && matches!(self.class, Class::Dollar | Class::Ampersand | Class::Declare)
    }

    /// `<:` and `>:`.
    pub(super) fn is_type_order(self) -> bool {
        self.class == Class::TypeOrder && !self.dotted
    }

    /// Whether it may stand before its only operand.
    pub(super) fn is_prefix(self) -> bool {
        !self.suffixed
            && (self.is_type_order()
                || matches!(
                    self.class,
                    Class::Plus
                        | Class::Minus
                        | Class::PlusMinus
                        | Class::Tilde
                        | Class::Not
                        | Class::Radical
                        | Class::BinaryStar
                ))
    }

    /// Whether it may stand before one operand or between two, so that white space decides.
    pub(super) fn is_prefix_or_infix(self) -> bool {
        !self.suffixed
            && (matches!(
                self.class,
                Class::Plus | Class::Minus | Class::PlusMinus | Class::BinaryStar
            ) || !self.dotted
                && matches!(self.class, Class::Dollar | Class::Ampersand | Class::Tilde))
    }

    /// Whether it can name a function.
    pub(super) fn is_name(self) -> bool {
        !self.is_syntactic() && self.class != Class::Question
    }
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// White space, a comment or a skipped line end stands before it.
    pub(super) space: bool,
}

impl Token {
    /// The operator, if it is one.
    pub(super) fn op(&self) -> Option<Op> {
        match self.kind {
            Kind::Op(op) => Some(op),
            _ => None,
        }
    }

    /// Whether it is an operator of that class, without a dot.
    pub(super) fn is_op(&self, class: Class) -> bool {
        matches!(self.kind, Kind::Op(op) if op.class == class && !op.dotted)
    }

    /// Whether it is that word.
    pub(super) fn is_word(&self, word: Word) -> bool {
        self.kind == Kind::Word(word)
    }

    /// Whether it starts a string.
    pub(super) fn is_string_start(&self) -> bool {
        matches!(self.kind, Kind::Quote | Kind::TripleQuote)
    }

    /// Whether it starts a command.
    pub(super) fn is_command_start(&self) -> bool {
        matches!(self.kind, Kind::Backtick | Kind::TripleBacktick)
    }

    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number(_))
    }
}
