//! Random scripts from a seed.

use super::{
    Numbers, RULED, Step,
    bodies::{FUNCTIONS, Lines},
};

/// What a script is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Everything.
    All,
    /// Only definitions of ordinary methods and calls without contexts.
    Plain,
}

const PROLOGUE: &str = r#"
abstract type Shape end
struct P <: Shape x::Int64 end
struct Adder n::Int64 end
function f0 end
function f1 end
function f2 end
function f3 end
function f4 end
function f5 end
function r0 end
function r1 end
function r2 end
function r3 end
context A
context B
global total::Int64 = 0
method k(%x) { block0(%self, %x): return "any" }
method k(%x::Int64) { block0(%self, %x): return "int" }
method k(%x::String) { block0(%self, %x): return "str" }
method k(%x::Float64) { block0(%self, %x): return 0.5 }
method k(%x::P) { block0(%self, %x): return 77 }
method k(%x::Symbol) { block0(%self, %x): return :sym }
method apply(%f, %x) { block0(%self, %f, %x): %y = call %f(%x) return %y }
method (%a::Adder)(%x::Int64) { block0(%a, %x): %n = call getfield(%a, :n) %y = call add_int(%n, %x) return %y }
method (%a::Adder)(%x) { block0(%a, %x): %n = call getfield(%a, :n) %y = call string(%n, "+", %x) return %y }
host h0(::Any)::Any = "h0"
"#;

/// Random steps.
pub(crate) fn script(seed: u64, flavour: Flavour) -> Vec<Step> {
    let mut n = Numbers::new(seed);
    let mut maker = Maker {
        is_lean: n.chance(35),
        n,
        flavour,
        steps: vec![Step::Offer("h0", 0), Step::Text(PROLOGUE.to_owned())],
        defined: Vec::new(),
        calls: Vec::new(),
        late: vec!["late0", "late1", "late2"],
        aliases: vec!["Late0", "Late1"],
    };
    maker.all();
    maker.steps
}

struct Maker {
    n: Numbers,
    flavour: Flavour,
    is_lean: bool,
    steps: Vec<Step>,
    /// What can be deleted: table and signature.
    defined: Vec<String>,
    calls: Vec<String>,
    late: Vec<&'static str>,
    aliases: Vec<&'static str>,
}

impl Maker {
    fn text(&mut self, text: String) {
        self.steps.push(Step::Text(text));
    }

    fn all(&mut self) {
        for at in 0..FUNCTIONS {
            let body = self.body("", &["%self", "%x"], &["%x"], at + 1);
            self.text(format!("method f{at}(%x) {body}"));
        }
        for at in 0..4 {
            self.recursive(at);
        }
        for _ in 0..self.n.below(4) {
            self.change();
        }
        let count = 8 + self.n.below(12);
        for _ in 0..count {
            self.call();
            self.change();
            if self.n.chance(20) {
                self.change();
            }
        }
        self.call();
    }

    fn call(&mut self) {
        if !self.calls.is_empty() && self.n.chance(75) {
            let call = self.calls[self.n.below(self.calls.len())].clone();
            return self.text(call);
        }
        let stack = match self.flavour {
            Flavour::Plain => String::new(),
            Flavour::All => match self.n.below(8) {
                0 | 1 => String::new(),
                2 | 3 => "[A] ".to_owned(),
                4 => "[A, B] ".to_owned(),
                5 => "[B] ".to_owned(),
                6 => format!("[{RULED}] "),
                _ => format!("[A, {RULED}] "),
            },
        };
        let f = self.n.pick(&["f0", "f0", "f0", "f1", "f2", "r0"]);
        let arg = self.n.pick(&["1", "1", "2", "\"s\"", "2.5", "instance(P, 1)"]);
        let arg = if f == "r0" { "6" } else { arg };
        let call = format!("show {stack}{f}({arg})");
        self.calls.push(call.clone());
        self.text(call);
    }

    fn change(&mut self) {
        let kinds = if self.flavour == Flavour::Plain { 11 } else { 22 };
        match self.n.below(kinds) {
            0..=6 => self.method(),
            7 => self.delete(),
            8 | 9 => {
                let at = self.n.below(4);
                self.recursive(at);
            }
            10 => self.late(),
            11..=13 => self.hook(),
            14..=16 => self.overlay(),
            17 | 18 => self.alias(),
            19 => self.delete(),
            _ => {
                let variant = self.n.below(4);
                self.steps.push(Step::Offer("h0", variant));
            }
        }
    }

    /// The parameters of a method of some `f`: signature, entry parameters, what may be an operand.
    fn params(&mut self) -> (&'static str, &'static [&'static str], &'static [&'static str]) {
        const ONE: &[&str] = &["%x"];
        const TWO: &[&str] = &["%x", "%y"];
        const REST: &[&str] = &["%x", "%rest"];
        match self.n.below(18) {
            0..=3 => ("(%x::Int64)", ONE, ONE),
            4 | 5 => ("(%x::String)", ONE, ONE),
            6 => ("(%x::Float64)", ONE, ONE),
            7 => ("(%x::Real)", ONE, ONE),
            8 => ("(%x::T) where T<:Real", ONE, ONE),
            9 => ("(%x::T) where T", ONE, ONE),
            10 => ("(%x::Union{Int64, String})", ONE, ONE),
            11 => ("(%x...)", ONE, ONE),
            12 => ("(%x::Int64, %rest...)", REST, ONE),
            13 => ("(%x::T, %rest::T...) where T", REST, ONE),
            14 => ("(%x, %y::Int64)", TWO, TWO),
            15 => ("(%x::Int64, %y)", TWO, TWO),
            16 => ("(%x::Shape)", ONE, ONE),
            _ => ("(%x)", ONE, ONE),
        }
    }

    fn body(&mut self, print: &str, params: &[&str], known: &[&str], level: usize) -> String {
        let count = 1 + self.n.below(3);
        let mut lines = Lines::new(params, known).lean(self.is_lean);
        if !print.is_empty() {
            lines = lines.print(print);
        }
        lines.grow(&mut self.n, level, count).finish(&mut self.n)
    }

    fn method(&mut self) {
        let at = self.n.below(FUNCTIONS);
        let (signature, params, known) = self.params();
        let params: Vec<&str> = std::iter::once("%self").chain(params.iter().copied()).collect();
        let print = if self.n.chance(30) {
            format!("\"f{at} {}\"", self.n.below(9))
        } else {
            String::new()
        };
        let body = self.body(&print, &params, known, at + 1);
        self.defined.push(format!("f{at}{signature}"));
        self.text(format!("method f{at}{signature} {body}"));
    }

    /// One of four functions that call each other in turn.
    fn recursive(&mut self, at: usize) {
        let next = (at + 1) % 4;
        let base = self.n.pick(&["1", "\"end\"", "2.5", "1"]);
        let tail = self.n.pick(&["k(%a)", "string(%a, \"/\")", "h0(%a)", "tuple(%a)"]);
        self.text(format!(
            "method r{at}(%n::Int64) {{
block0(%self, %n):
  %small = call slt_int(%n, 1)
  branch %small, block1(), block2()
block1():
  return {base}
block2():
  %m = call sub_int(%n, 1)
  %a = call r{next}(%m)
  %r = call {tail}
  return %r
}}"
        ));
    }

    fn delete(&mut self) {
        if self.defined.is_empty() {
            return self.method();
        }
        let at = self.n.below(self.defined.len());
        let what = self.defined.swap_remove(at);
        self.text(format!("delete {what}"));
    }

    fn hook(&mut self) {
        let context = self.n.pick(&["A", "A", "B"]);
        let (kind, told): (&str, &[&str]) = match self.n.below(5) {
            0..=2 => ("prehook", &[]),
            3 => ("posthook", &["%told"]),
            _ => ("unwind", &["%told"]),
        };
        let callee = if self.n.chance(85) {
            format!("f{}", self.n.below(FUNCTIONS))
        } else {
            self.n.pick(&["k", "h0", "println", "r2"]).to_owned()
        };
        let (signature, params, known) = self.params();
        let mut entry = vec!["%self"];
        entry.extend(told);
        entry.push("%f");
        entry.extend(params);
        let print = format!("\"{kind} {context} {callee} {}\"", self.n.below(9));
        let level = if self.n.chance(30) { 4 } else { FUNCTIONS };
        let count = usize::from(self.n.chance(50));
        let lines = Lines::new(&entry, known).print(&print);
        let body = lines.grow(&mut self.n, level, count).finish(&mut self.n);
        self.defined.push(format!("{kind} {context} {callee}{signature}"));
        self.text(format!("{kind} {context} {callee}{signature} {body}"));
    }

    fn overlay(&mut self) {
        let context = self.n.pick(&["A", "A", "B"]);
        let at = self.n.below(FUNCTIONS);
        let (signature, params, known) = self.params();
        let params: Vec<&str> = std::iter::once("%self").chain(params.iter().copied()).collect();
        let mut lines = Lines::new(&params, known).lean(self.is_lean);
        if self.n.chance(40) {
            lines = lines.print(&format!("\"overlay {context} f{at} {}\"", self.n.below(9)));
        }
        if self.n.chance(35) {
            lines = lines.with(&format!("call recurse(f{at}, %x)"));
        }
        let count = self.n.below(3);
        let body = lines.grow(&mut self.n, at + 1, count).finish(&mut self.n);
        self.defined.push(format!("overlay {context} f{at}{signature}"));
        self.text(format!("overlay {context} f{at}{signature} {body}"));
    }

    fn late(&mut self) {
        if self.late.is_empty() {
            return self.method();
        }
        let at = self.n.below(self.late.len());
        let name = self.late.swap_remove(at);
        let text = match self.n.below(5) {
            0 => format!("const {name} = \"late\""),
            1 => format!("const {name} = 2.5"),
            2 => format!("const {name} = call k(1)"),
            3 => format!("global {name}::String = \"typed\""),
            _ => format!("global {name} = :untyped"),
        };
        self.text(text);
    }

    fn alias(&mut self) {
        if self.aliases.is_empty() {
            return self.overlay();
        }
        let at = self.n.below(self.aliases.len());
        let name = self.aliases.swap_remove(at);
        let ty = self.n.pick(&["Int64", "String", "Int64", "Real"]);
        self.text(format!("const {name} = {ty}"));
    }
}
