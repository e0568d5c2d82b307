//! Regular expressions: compiled once per session and pattern.
//!
//! The engine is `fancy-regex`, which knows what programs use of Perl's syntax (look-around,
//! back references, possessive quantifiers, named groups).

use crate::given::{self, Given};
use fancy_regex::Regex;
use overdub_engine::{Exception, RunResult, Scope, Session, Type, Value};
use overdub_types::core;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Patterns that were compiled, by pattern and flags.
type Compiled = Arc<Mutex<FxHashMap<(String, String), Arc<Regex>>>>;

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
    // (pattern, flags, subject, from): offsets of the match and of each group as pairs, -1 for
    // a group that took no part; empty if nothing matches.
    session.offer("regex_match", Type::any(), move |scope, args| {
        let given = Given::new("regex_match", args);
        let regex = compile(&known, scope, given)?;
        let (subject, from) = (given.text(scope, 2)?, given.size(scope, 3)?);
        if from > subject.len() || !subject.is_char_boundary(from) {
            return given::ints(scope, &[]);
        }
        let found = match regex.captures_from_pos(&subject, from) {
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
        let regex = compile(&compiled, scope, Given::new("regex_names", args))?;
        let names: Vec<String> =
            regex.capture_names().skip(1).map(|it| it.unwrap_or_default().to_owned()).collect();
        given::strings(scope, &names)
    });
}

fn compile(known: &Compiled, scope: &mut Scope<'_>, given: Given<'_>) -> RunResult<Arc<Regex>> {
    let key = (given.text(scope, 0)?, given.text(scope, 1)?);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.get(&key) {
        return Ok(Arc::clone(regex));
    }
    let regex = Arc::new(parse(&key).map_err(|error| refused(scope, &error))?);
    known.insert(key, Arc::clone(&regex));
    Ok(regex)
}

fn parse((pattern, flags): &(String, String)) -> Result<Regex, Box<fancy_regex::Error>> {
    let flags: String = flags.chars().filter(|it| "imsx".contains(*it)).collect();
    let pattern = if flags.is_empty() { pattern } else { &format!("(?{flags}){pattern}") };
    Regex::new(pattern).map_err(Box::new)
}

fn refused(scope: &mut Scope<'_>, error: &fancy_regex::Error) -> Exception {
    given::error(scope, format!("PCRE compilation error: {error}"))
}
