//! Regular expressions: compiled once per session and pattern.
//!
//! The engine is `fancy-regex`, which knows what programs use of Perl's syntax (look-around,
//! back references, possessive quantifiers, named groups).

mod dialect;

use crate::given::{self, Given};
use fancy_regex::{ParseError, Regex};
use overdub_engine::{Exception, Root, RunResult, Scope, Session, Type, Value};
use overdub_types::core;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Patterns that were compiled, by pattern and flags.
type Compiled = Arc<Mutex<FxHashMap<(String, String), Arc<Pattern>>>>;

struct Pattern {
    regex: Regex,
    /// What stands for it where the text ends in a newline, if that makes a difference.
    before_newline: Option<Regex>,
}

impl Pattern {
    fn on(&self, subject: &str) -> &Regex {
        self.before_newline.as_ref().filter(|_| subject.ends_with('\n')).unwrap_or(&self.regex)
    }
}

/// The text that was looked through last, which is kept alive so that its address stands for it.
type Recalled = Mutex<Option<(Root, Arc<str>)>>;
/// From how many bytes on a text is recalled. To read one takes time by its length, which for all matches in turn is the
/// square of it.
const LONG: usize = 1024;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let compiled = Compiled::default();
    let known = Arc::clone(&compiled);
    // (pattern, flags): throws if the pattern is wrong.
    session.offer("regex_check", core().nothing, move |scope, args| {
        compile(&known, scope, Given::new("regex_check", args))?;
        Ok(Value::nothing())
    });
    let known = Arc::clone(&compiled);
    let recalled = Recalled::default();
    // (pattern, flags, subject, from): offsets of the match and of each group as pairs, -1 for
    // a group that took no part; empty if nothing matches.
    session.offer("regex_match", Type::any(), move |scope, args| {
        let given = Given::new("regex_match", args);
        let pattern = compile(&known, scope, given)?;
        let (subject, from) = (subject(&recalled, scope, given)?, given.size(scope, 3)?);
        if from > subject.len() || !subject.is_char_boundary(from) {
            return given::ints(scope, &[]);
        }
        let found = match pattern.on(&subject).captures_from_pos(&subject, from) {
            Ok(found) => found,
            Err(error) => return Err(given::error(scope, format!("PCRE.exec error: {error}"))),
        };
        let offsets: Vec<i64> = found
            .iter()
            .flat_map(|it| it.iter())
            .flat_map(|group| group.map_or([-1, -1], |it| [it.start() as i64, it.end() as i64]))
            .collect();
        given::ints(scope, &offsets)
    });
    // (pattern, flags): the name of each group, empty if it has none.
    session.offer("regex_names", Type::any(), move |scope, args| {
        let Pattern { regex, .. } = &*compile(&compiled, scope, Given::new("regex_names", args))?;
        let names: Vec<String> =
            regex.capture_names().skip(1).map(|it| it.unwrap_or_default().to_owned()).collect();
        given::strings(scope, &names)
    });
}

/// The third argument as a text.
fn subject(recalled: &Recalled, scope: &mut Scope<'_>, given: Given<'_>) -> RunResult<Arc<str>> {
    let value = given.value(2);
    let mut recalled = recalled.lock().unwrap_or_else(PoisonError::into_inner);
    let identity = |it: Value| (it.raw_tag(), it.raw_bits());
    if let Some((root, text)) = recalled.as_ref()
        && identity(root.value()) == identity(value)
    {
        return Ok(Arc::clone(text));
    }
    let text: Arc<str> = given.text(scope, 2)?.into();
    if text.len() >= LONG {
        *recalled = Some((scope.heap().root(value), Arc::clone(&text)));
    }
    Ok(text)
}

fn compile(known: &Compiled, scope: &mut Scope<'_>, given: Given<'_>) -> RunResult<Arc<Pattern>> {
    let key = (given.text(scope, 0)?, given.text(scope, 1)?);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pattern) = known.get(&key) {
        return Ok(Arc::clone(pattern));
    }
    let wanted = dialect::translated(&key.0, &key.1);
    let regex =
        parse(&wanted.pattern, &key.1).map_err(|error| refused(scope, &wanted.pattern, &error))?;
    // What has no such form, as a `$` that is repeated, stays what it is everywhere else.
    let before_newline = wanted.before_newline.and_then(|it| parse(&it, &key.1).ok());
    let pattern = Arc::new(Pattern { regex, before_newline });
    known.insert(key, Arc::clone(&pattern));
    Ok(pattern)
}

fn parse(pattern: &str, flags: &str) -> Result<Regex, Box<fancy_regex::Error>> {
    let flags: String = flags.chars().filter(|it| "imsx".contains(*it)).collect();
    let pattern = if flags.is_empty() { pattern } else { &format!("(?{flags}){pattern}") };
    Regex::new(pattern).map_err(Box::new)
}

/// What is wrong with a pattern, in the words of Julia's engine where it has some for it.
fn refused(scope: &mut Scope<'_>, pattern: &str, error: &fancy_regex::Error) -> Exception {
    let end = pattern.len();
    let known = match error {
        fancy_regex::Error::ParseError(at, wrong) => match wrong {
            ParseError::UnclosedOpenParen => Some(("missing closing parenthesis", end)),
            ParseError::InvalidClass => Some(("missing terminating ] for character class", end)),
            ParseError::TrailingBackslash => Some(("\\ at end of pattern", end)),
            ParseError::TargetNotRepeatable => {
                Some(("quantifier does not follow a repeatable item", *at))
            }
            ParseError::GeneralParseError(_)
                if pattern.get(*at..).is_some_and(|it| it.starts_with(')')) =>
            {
                Some(("unmatched closing parenthesis", *at))
            }
            _ => None,
        },
        _ => None,
    };
    let text = match known {
        Some((text, at)) => format!("PCRE compilation error: {text} at offset {at}"),
        None => format!("PCRE compilation error: {error}"),
    };
    given::error(scope, text)
}
