//! Programs as trees of text, which know only as much of the language as shrinking needs: what is a statement of a block, and
//! what is an expression within another.

/// A part of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words that belong to the piece.
    Text(String),
    /// An expression that stands in it.
    Expr(Piece),
    /// Statements, each on a line of its own.
    Block(Vec<Piece>),
}

/// A statement or an expression.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Piece {
    /// What it is made of, in order.
    pub parts: Vec<Part>,
}

impl Piece {
    /// A piece without parts of its own.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Text(text.into())] }
    }

    /// A piece in the shape of a template, in which `§` stands for the next expression.
    #[must_use]
    pub fn of(template: &str, exprs: impl IntoIterator<Item = Self>) -> Self {
        Self::with(template, exprs, [])
    }

    /// The same, and `¶` stands for the next block.
    #[must_use]
    pub fn with(
        template: &str,
        exprs: impl IntoIterator<Item = Self>,
        blocks: impl IntoIterator<Item = Vec<Self>>,
    ) -> Self {
        let (mut exprs, mut blocks) = (exprs.into_iter(), blocks.into_iter());
        let mut parts = Vec::new();
        let mut rest = template;
        while let Some(at) = rest.find(['§', '¶']) {
            if at > 0 {
                parts.push(Part::Text(rest[..at].to_owned()));
            }
            let sign = rest[at..].chars().next().unwrap_or_default();
            parts.push(match sign {
                '§' => Part::Expr(exprs.next().unwrap_or_default()),
                _ => Part::Block(blocks.next().unwrap_or_default()),
            });
            rest = &rest[at + sign.len_utf8()..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Self { parts }
    }

    fn print(&self, depth: usize, out: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Expr(piece) => piece.print(depth, out),
                Part::Block(pieces) => {
                    out.push('\n');
                    for piece in pieces {
                        out.push_str(&"    ".repeat(depth + 1));
                        piece.print(depth + 1, out);
                        out.push('\n');
                    }
                    out.push_str(&"    ".repeat(depth));
                }
            }
        }
    }

    /// How many pieces it consists of.
    #[must_use]
    pub fn size(&self) -> usize {
        let of = |part: &Part| match part {
            Part::Text(_) => 0,
            Part::Expr(piece) => piece.size(),
            Part::Block(pieces) => pieces.iter().map(Self::size).sum(),
        };
        1 + self.parts.iter().map(of).sum::<usize>()
    }
}

/// What defines things, and what is then done with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// What it is called: the name of its module.
    pub name: String,
    /// Types, globals and functions.
    pub definitions: Vec<Piece>,
    /// Calls of them; these run under contexts.
    pub runs: Vec<Piece>,
    /// How many turns its long loops make.
    pub turns: usize,
    /// How many under a context.
    pub turns_logged: usize,
}

/// What every program has to keep results and to say what they were. Only [`Program::runs`] are under a context, so that what
/// printing calls does not fill the log.
const FRAME: &str = r#"const RESULTS = Any[]
struct Failed
    error
end
struct Odd <: Exception
    what
end
function attempt(f, args...)
    try
        push!(RESULTS, f(args...))
    catch e
        push!(RESULTS, Failed(e))
    end
    nothing
end
say(x::Failed) = println("! ", typeof(x.error), " ", x.error isa MethodError ? (x.error.f, typeof(x.error.args)) : sprint(showerror, x.error))
say(x) = println(x isa Function ? "function" : repr(x), "  ", x isa Function ? "" : typeof(x))
function report()
    foreach(say, RESULTS)
    empty!(RESULTS)
end
"#;

impl Program {
    /// What is to be loaded first, without any context.
    #[must_use]
    pub fn defining(&self, is_logged: bool) -> String {
        let turns = if is_logged { self.turns_logged } else { self.turns };
        let mut out = format!("module {}\nconst TURNS = {turns}\n{FRAME}", self.name);
        for piece in &self.definitions {
            piece.print(0, &mut out);
            out.push('\n');
        }
        out.push_str("end\n");
        out
    }

    /// The calls, one after the other.
    #[must_use]
    pub fn running(&self) -> String {
        let mut out = String::new();
        for piece in &self.runs {
            let mut text = String::new();
            piece.print(0, &mut text);
            out.push_str(&text);
            out.push('\n');
        }
        out
    }

    /// What says how they went.
    #[must_use]
    pub fn reporting(&self) -> String {
        format!("{}.report()\n", self.name)
    }

    /// All of it, as a program that runs by itself.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}{}", self.defining(false), self.running(), self.reporting())
    }

    /// How many pieces it has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.definitions.iter().chain(&self.runs).map(Piece::size).sum()
    }
}
