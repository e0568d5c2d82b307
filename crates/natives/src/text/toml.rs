//! TOML documents: read by the crate, handed over as lines that the library builds its tables of.
//!
//! ```text
//!  {            a table begins          s text       a string
//!  }            it ends                 i 5  f 1.5   numbers
//!  [  ]         an array                b true
//!  k name       a key of a table        t 2024-01-01T…   a moment, a day or a time
//! ```
//! Line breaks and backslashes in texts are escaped.

use overdub_engine::Session;
use overdub_types::core;
use std::fmt::Write as _;
use toml::{Table, Value};

use crate::given::{self, Given};

/// Offers the functions of this area.
pub(super) fn offer(session: &mut Session) {
    session.offer("toml_read", core().string, |scope, args| {
        let text = Given::new("toml_read", args).text(scope, 0)?;
        let lines = match text.parse::<Table>() {
            Ok(table) => {
                let mut lines = String::new();
                write_table(&mut lines, &table);
                lines
            }
            // The offset of the first byte that is wrong, then what is wrong.
            Err(error) => {
                let at = error.span().map_or(0, |it| it.start);
                format!("!{at}\n{}", escaped(error.message()))
            }
        };
        given::string(scope, &lines)
    });
}

fn write_table(lines: &mut String, table: &Table) {
    lines.push_str("{\n");
    for (key, value) in table {
        _ = writeln!(lines, "k{}", escaped(key));
        write_value(lines, value);
    }
    lines.push_str("}\n");
}

fn write_value(lines: &mut String, value: &Value) {
    _ = match value {
        Value::String(text) => writeln!(lines, "s{}", escaped(text)),
        Value::Integer(number) => writeln!(lines, "i{number}"),
        Value::Float(number) => writeln!(lines, "f{number:?}"),
        Value::Boolean(it) => writeln!(lines, "b{it}"),
        Value::Datetime(moment) => writeln!(lines, "t{moment}"),
        Value::Array(values) => {
            lines.push_str("[\n");
            values.iter().for_each(|it| write_value(lines, it));
            writeln!(lines, "]")
        }
        Value::Table(table) => {
            write_table(lines, table);
            Ok(())
        }
    };
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}
