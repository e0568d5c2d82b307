//! `overdub contexts`: what can be asked for by name.

use overdub_engine::registry;

use crate::{failure::Failure, output::Output};

/// Lists the registered contexts with their options, in alphabetical order.
pub(crate) fn contexts(output: &Output) -> Result<(), Failure> {
    let all = registry::all();
    let names = all.iter().map(|it| it.name.len());
    let options = all.iter().flat_map(|it| it.options).map(|it| it.name.len() + 2);
    let width = names.chain(options).max().unwrap_or_default();
    for entry in all {
        output.say(&format!("{:<width$}  {}\n", entry.name, entry.help))?;
        for option in entry.options {
            output.say(&format!(
                "  {:<rest$}  {}\n",
                option.name,
                option.help,
                rest = width - 2
            ))?;
        }
    }
    output.flush()?;
    Ok(())
}
