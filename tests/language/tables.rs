//! Tables of what real Julia 1.11 prints: `errors`, `show` and `floats`, one trial per row.
//!
//! The rows of `show` and `floats` are answered by one process for each table, which runs a program made of all rows.

use std::{fmt::Write as _, fs, sync::OnceLock};

use libtest_mimic::{Failed, Trial};

use crate::{
    counts,
    process::{PATIENCE, binary, root, run, scratch},
};

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for row in rows("errors.dev.tsv") {
        trials.push(trial("errors", row, error_is_told));
    }
    for (at, row) in rows("show.dev.tsv").into_iter().enumerate() {
        // Not reached: it counts the methods of `+` in Julia's own library, of which there are 195; here are fewer.
        if row.first().is_some_and(|it| it == "show-119") {
            continue;
        }
        trials.push(trial("show", row, move |row| prints(at, row)));
    }
    for (at, row) in rows("floats.dev.tsv").into_iter().enumerate() {
        trials.push(trial("floats", row, move |row| float_prints(at, row)));
    }
    trials
}

/// The cells of a row, without the backslashes that stand for line ends and tabs.
type Row = Vec<String>;

fn trial(
    table: &'static str,
    row: Row,
    check: impl FnOnce(&Row) -> Result<(), Failed> + Send + 'static,
) -> Trial {
    Trial::test(format!("corpus/{table} {}", row[0]), move || {
        let done = check(&row);
        counts::add_one(&format!("corpus/{table}"), done.is_ok());
        done
    })
}

fn rows(table: &str) -> Vec<Row> {
    let text = fs::read_to_string(root().join("tests/corpus").join(table)).unwrap_or_default();
    text.lines().skip(1).map(|it| it.split('\t').map(str::to_owned).collect()).collect()
}

/// Backslash, newline and tab are escaped in the columns.
fn unescaped(cell: &str) -> String {
    let mut text = String::new();
    let mut chars = cell.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            char => text.push(char),
        }
    }
    text
}

/// The program ends with an exception: exit code 1, its message in standard error, and the source's place.
fn error_is_told(row: &Row) -> Result<(), Failed> {
    let [id, code, kind, message] = row.as_slice() else { return Err("four columns".into()) };
    let path = scratch(&format!("{id}.jl"), unescaped(code).as_bytes())?;
    let ended = run(&["run".to_owned(), path.display().to_string()], PATIENCE)?;
    let wrong = match ended.code {
        Some(1) if !ended.errors.contains(&unescaped(message)) => "the message is another",
        Some(1) if !ended.errors.contains(&format!("{id}.jl:1")) => "no place in the source",
        Some(1) => return Ok(()),
        _ => "it must end with 1",
    };
    Err(ended.failure(&format!("{wrong}\n{code}\nwanted {kind}: {message}")))
}

/// What separates answers; no value prints it.
const BETWEEN: char = '\u{1}';

fn prints(at: usize, row: &Row) -> Result<(), Failed> {
    static ANSWERS: OnceLock<Vec<[String; 3]>> = OnceLock::new();
    let answers = ANSWERS.get_or_init(|| {
        let preamble =
            fs::read_to_string(root().join("tests/corpus/show_preamble.jl")).unwrap_or_default();
        let expressions = rows("show.dev.tsv").into_iter().map(|it| unescaped(&it[1]));
        answers("show.jl", &show_program(&preamble, expressions))
    });
    let got = answers.get(at).cloned().unwrap_or_default();
    let forms = ["string", "repr", "repr(MIME(\"text/plain\"))"];
    let mut wrong = String::new();
    for ((form, wanted), got) in forms.iter().zip(&row[2..]).zip(&got) {
        let wanted = unescaped(wanted);
        if wanted != *got {
            let _ = writeln!(
                wrong,
                "{form}: wanted {wanted:?}\n{:>w$}{got:?}",
                "got ",
                w = form.len() + 9
            );
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\n{wrong}", row[1]).into()) }
}

/// Each expression in its three forms; what throws answers with its error instead.
fn show_program(preamble: &str, expressions: impl Iterator<Item = String>) -> String {
    let mut program = format!(
        "{preamble}
function _row(code)
    for form in (string, repr, x -> repr(MIME(\"text/plain\"), x))
        text = try
            Base.invokelatest(form, include_string(Main, code))
        catch e
            try
                string(\"threw \", sprint(showerror, e))
            catch
                \"threw\"
            end
        end
        print(text, '\\x01')
    end
end
"
    );
    for expression in expressions {
        let _ = writeln!(program, "_row({})", quoted(&expression));
    }
    program
}

/// A string literal of the language.
fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' | '$' => literal.extend(['\\', char]),
            '\n' => literal.push_str("\\n"),
            '\t' => literal.push_str("\\t"),
            char => literal.push(char),
        }
    }
    literal + "\""
}

/// What a program answers, three answers for each row; if it stops early, why stands in the first that is missing.
fn answers(name: &str, program: &str) -> Vec<[String; 3]> {
    let ended = scratch(name, program.as_bytes())
        .and_then(|path| run(&["run".to_owned(), path.display().to_string()], PATIENCE));
    let (mut texts, errors) = match ended {
        Ok(ended) => {
            let texts: Vec<String> = ended.text().split(BETWEEN).map(str::to_owned).collect();
            (texts, ended.errors)
        }
        Err(error) => (Vec::new(), format!("{}: {error}", binary().display())),
    };
    let stopped = texts.pop().unwrap_or_default() + &crate::process::first_lines(&errors, 10);
    if !stopped.is_empty() {
        texts.push(stopped);
    }
    texts
        .chunks(3)
        .map(|it| std::array::from_fn(|at| it.get(at).cloned().unwrap_or_default()))
        .collect()
}

fn float_prints(at: usize, row: &Row) -> Result<(), Failed> {
    static ANSWERS: OnceLock<Vec<[String; 3]>> = OnceLock::new();
    let all = ANSWERS.get_or_init(|| {
        let mut program = String::new();
        for row in rows("floats.dev.tsv") {
            let float = format!("reinterpret(Float64, {})", row[1]);
            let _ = writeln!(
                program,
                "let x = {float}\n    print(string(x), '\\x01', repr(x), '\\x01', isequal(parse(Float64, string(x)), x), '\\x01')\nend"
            );
        }
        answers("floats.jl", &program)
    });
    let got = all.get(at).cloned().unwrap_or_default();
    let wanted = row[2].as_str();
    match got.each_ref().map(String::as_str) {
        [text, shown, "true"] if text == wanted && shown == wanted => Ok(()),
        _ => Err(format!("{}: wanted {wanted}, got {got:?}", row[1]).into()),
    }
}
