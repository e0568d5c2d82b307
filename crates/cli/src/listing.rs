//! `overdub contexts` and `overdub passes`: what can be asked for by name.

use overdub_engine::registry::{self, OptionHelp};

use crate::{args::Names, failure::Failure, output::Output};

/// What is said of one context or pass.
#[derive(Clone, Copy)]
struct Listed {
    name: &'static str,
    help: &'static str,
    options: &'static [OptionHelp],
}

/// Lists the registered contexts with their options, in alphabetical order.
pub(crate) fn contexts(names: &Names, output: &Output) -> Result<(), Failure> {
    let all = registry::all();
    let all = all.iter().map(|it| Listed { name: it.name, help: it.help, options: it.options });
    list("unknown-context", "context", all.collect(), names, output)
}

/// Lists the registered passes with their options, in alphabetical order.
pub(crate) fn passes(names: &Names, output: &Output) -> Result<(), Failure> {
    let all = registry::all_passes();
    let all = all.iter().map(|it| Listed { name: it.name, help: it.help, options: it.options });
    list("unknown-pass", "pass", all.collect(), names, output)
}

fn list(
    unknown: &'static str,
    noun: &str,
    all: Vec<Listed>,
    names: &Names,
    output: &Output,
) -> Result<(), Failure> {
    if names.list {
        for entry in all {
            output.say(&format!("{}\n", entry.name))?;
        }
        return Ok(output.flush()?);
    }
    let mut shown = Vec::new();
    for name in &names.names {
        let Some(entry) = all.iter().find(|it| it.name == name) else {
            let known: Vec<&str> = all.iter().map(|it| it.name).collect();
            let message = format!("no {noun} is named `{name}`; there are {}", known.join(", "));
            let argument = ("NAME", name.as_str());
            return Err(Failure::of_argument(unknown, &message, argument, output.style()));
        };
        shown.push(*entry);
    }
    let shown = if names.names.is_empty() { all } else { shown };
    let options = shown.iter().flat_map(|it| it.options).map(|it| it.to_string().len() + 2);
    let width = shown.iter().map(|it| it.name.len()).chain(options).max().unwrap_or_default();
    for entry in shown {
        output.say(&format!("{:<width$}  {}\n", entry.name, entry.help))?;
        for option in entry.options {
            let usage = format!("  {option}");
            output.say(&format!("{usage:<width$}  {}{}\n", option.help, more(option)))?;
        }
    }
    Ok(output.flush()?)
}

/// What else is to be known of an option.
fn more(option: &OptionHelp) -> String {
    let again = if option.is_repeatable { " (may be given several times)" } else { "" };
    let default = option.default.map(|it| format!(" [default: {it}]")).unwrap_or_default();
    format!("{again}{default}")
}
