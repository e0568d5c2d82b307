//! The operators by their spelling.
//!
//! # Source
//! The table of precedences at the head of Julia 1.11's `julia-parser.scm`.

use std::sync::OnceLock;

use super::token::Class;

/// Operators of ASCII characters, longest first among those that begin alike.
const ASCII: &[(&str, Class)] = &[
    (">>>=", Class::Update),
    (">>>", Class::Shift),
    (">>=", Class::Update),
    (">>", Class::Shift),
    (">=", Class::Comparison),
    (">:", Class::TypeOrder),
    (">", Class::Comparison),
    ("<-->", Class::Arrow),
    ("<--", Class::Arrow),
    ("<<=", Class::Update),
    ("<<", Class::Shift),
    ("<=", Class::Comparison),
    ("<:", Class::TypeOrder),
    ("<|", Class::PipeLeft),
    ("<", Class::Comparison),
    ("===", Class::Comparison),
    ("==", Class::Comparison),
    ("=>", Class::Pair),
    ("=", Class::Equals),
    ("!==", Class::Comparison),
    ("!=", Class::Comparison),
    ("!", Class::Not),
    ("++", Class::PlusPlus),
    ("+=", Class::Update),
    ("+", Class::Plus),
    ("-->", Class::LongArrow),
    ("->", Class::Lambda),
    ("-=", Class::Update),
    ("-", Class::Minus),
    ("*=", Class::Update),
    ("*", Class::Star),
    ("//=", Class::Update),
    ("//", Class::Rational),
    ("/=", Class::Update),
    ("/", Class::Multiplicative),
    ("\\=", Class::Update),
    ("\\", Class::Multiplicative),
    ("^=", Class::Update),
    ("^", Class::Power),
    ("%=", Class::Update),
    ("%", Class::Multiplicative),
    ("&&", Class::And),
    ("&=", Class::Update),
    ("&", Class::Ampersand),
    ("||", Class::Or),
    ("|=", Class::Update),
    ("|>", Class::PipeRight),
    ("|", Class::Additive),
    ("~", Class::Tilde),
    (":=", Class::Update),
    ("::", Class::Declare),
    (":", Class::Colon),
    ("$=", Class::Update),
    ("$", Class::Dollar),
    ("?", Class::Question),
];

/// Operators of one other character each, by class.
const UNICODE: &[(&str, Class)] = &[
    ("≔⩴≕", Class::Update),
    (
        "←→↔↚↛↞↠↢↣↦↤↮⇎⇍⇏⇐⇒⇔⇴⇶⇷⇸⇹⇺⇻⇼⇽⇾⇿⟵⟶⟷⟹⟺⟻⟼⟽⟾⟿⤀⤁⤂⤃⤄⤅⤆⤇⤌⤍⤎⤏⤐⤑⤔⤕⤖⤗⤘⤝⤞⤟⤠⥄⥅⥆⥇⥈⥊⥋⥎⥐⥒⥓⥖⥗⥚⥛⥞⥟\
         ⥢⥤⥦⥧⥨⥩⥪⥫⥬⥭⥰⧴⬱⬰⬲⬳⬴⬵⬶⬷⬸⬹⬺⬻⬼⬽⬾⬿⭀⭁⭂⭃⥷⭄⥺⭇⭈⭉⭊⭋⭌￩￫⇜⇝↜↝↩↪↫↬↼↽⇀⇁⇄⇆⇇⇉⇋⇌⇚⇛⇠⇢↷↶↺↻",
        Class::Arrow,
    ),
    (
        "≥≤≡≠≢∈∉∋∌⊆⊈⊂⊄⊊∝∊∍∥∦∷∺∻∽∾≁≃≂≄≅≆≇≈≉≊≋≌≍≎≐≑≒≓≖≗≘≙≚≛≜≝≞≟≣≦≧≨≩≪≫≬≭≮≯≰≱≲≳≴≵≶≷≸≹≺≻≼≽≾≿⊀⊁⊃⊅⊇⊉⊋⊏⊐⊑⊒⊜⊩\
         ⊬⊮⊰⊱⊲⊳⊴⊵⊶⊷⋍⋐⋑⋕⋖⋗⋘⋙⋚⋛⋜⋝⋞⋟⋠⋡⋢⋣⋤⋥⋦⋧⋨⋩⋪⋫⋬⋭⋲⋳⋴⋵⋶⋷⋸⋹⋺⋻⋼⋽⋾⋿⟈⟉⟒⦷⧀⧁⧡⧣⧤⧥⩦⩧⩪⩫⩬⩭⩮⩯⩰⩱⩲⩳⩵⩶⩷⩸⩹⩺⩻⩼⩽⩾⩿⪀\
         ⪁⪂⪃⪄⪅⪆⪇⪈⪉⪊⪋⪌⪍⪎⪏⪐⪑⪒⪓⪔⪕⪖⪗⪘⪙⪚⪛⪜⪝⪞⪟⪠⪡⪢⪣⪤⪥⪦⪧⪨⪩⪪⪫⪬⪭⪮⪯⪰⪱⪲⪳⪴⪵⪶⪷⪸⪹⪺⪻⪼⪽⪾⪿⫀⫁⫂⫃⫄⫅⫆⫇⫈⫉⫊⫋⫌⫍⫎⫏⫐⫑⫒\
         ⫓⫔⫕⫖⫗⫘⫙⫷⫸⫹⫺⊢⊣⟂⫪⫫",
        Class::Comparison,
    ),
    ("…⁝⋮⋱⋰⋯", Class::Range),
    ("\u{2212}", Class::Minus),
    ("±∓", Class::PlusMinus),
    ("¦⊕⊖⊞⊟∪∨⊔∔∸≏⊎⊻⊽⋎⋓⟇⧺⧻⨈⨢⨣⨤⨥⨦⨧⨨⨩⨪⨫⨬⨭⨮⨹⨺⩁⩂⩅⩊⩌⩏⩐⩒⩔⩖⩗⩛⩝⩡⩢⩣", Class::Additive),
    ("⋆", Class::BinaryStar),
    (
        "⌿÷\u{00B7}\u{0387}⋅∘×∩∧⊗⊘⊙⊚⊛⊠⊡⊓∗∙∤⅋≀⊼⋄⋇⋉⋊⋋⋌⋏⋒⟑⦸⦼⦾⦿⧶⧷⨇⨰⨱⨲⨳⨴⨵⨶⨷⨸⨻⨼⨽⩀⩃⩄⩋⩍⩎⩑⩓⩕⩘⩚⩜⩞⩟⩠⫛⊍▷⨝⟕⟖⟗⨟",
        Class::Multiplicative,
    ),
    ("↑↓⇵⟰⟱⤈⤉⤊⤋⤒⤓⥉⥌⥍⥏⥑⥔⥕⥘⥙⥜⥝⥠⥡⥣⥥⥮⥯￪￬", Class::Power),
    ("√∛∜", Class::Radical),
    ("¬", Class::Not),
];

/// The class of an operator that is one character outside ASCII.
pub(super) fn of_char(char: char) -> Option<Class> {
    static TABLE: OnceLock<Vec<(char, Class)>> = OnceLock::new();
    if char.is_ascii() {
        return None;
    }
    let table = TABLE.get_or_init(|| {
        let all = UNICODE.iter().flat_map(|(chars, class)| chars.chars().map(|it| (it, *class)));
        let mut all: Vec<(char, Class)> = all.collect();
        all.sort_by_key(|(char, _)| *char);
        all
    });
    table.binary_search_by_key(&char, |(it, _)| *it).ok().map(|at| table[at].1)
}

/// The longest operator at the start of a text, with its length in bytes; neither dots nor suffixes.
pub(super) fn at_start(text: &str) -> Option<(Class, usize)> {
    let first = text.chars().next()?;
    if first.is_ascii() {
        let found = ASCII.iter().find(|(spelling, _)| text.starts_with(spelling))?;
        return Some((found.1, found.0.len()));
    }
    let class = of_char(first)?;
    let len = first.len_utf8();
    let updates = matches!(first, '\u{2212}' | '÷' | '⊻') && text[len..].starts_with('=');
    if updates { Some((Class::Update, len + 1)) } else { Some((class, len)) }
}

/// Whether an operator may start with it.
pub(super) fn starts(char: char) -> bool {
    if char.is_ascii() {
        matches!(
            char,
            '<' | '>'
                | '='
                | '!'
                | '+'
                | '-'
                | '*'
                | '/'
                | '\\'
                | '^'
                | '%'
                | '&'
                | '|'
                | '~'
                | ':'
                | '$'
                | '?'
        )
    } else {
        of_char(char).is_some()
    }
}

/// The class of an operator by its whole name, without dots or suffixes; for the printer.
pub(crate) fn of_name(name: &str) -> Option<Class> {
    match name {
        ".." => return Some(Class::Range),
        "..." => return Some(Class::Splat),
        "in" | "isa" => return Some(Class::Comparison),
        _ => {}
    }
    at_start(name).filter(|(_, len)| *len == name.len()).map(|(class, _)| class)
}
