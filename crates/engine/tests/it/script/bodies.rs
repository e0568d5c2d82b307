//! Random bodies of methods and hooks.

use super::Numbers;

/// How many functions `f0`, `f1`, … there are; each calls only those after it, so every program ends.
pub(crate) const FUNCTIONS: usize = 6;

/// Text of a body as it grows.
pub(crate) struct Lines {
    text: String,
    operands: Vec<String>,
    values: usize,
    blocks: usize,
    is_lean: bool,
}

impl Lines {
    /// A body whose entry has these parameters; `known` are those that may be operands.
    pub(crate) fn new(params: &[&str], known: &[&str]) -> Self {
        let text = format!("block0({}):\n", params.join(", "));
        let operands = known.iter().map(|it| (*it).to_owned()).collect();
        Self { text, operands, values: 0, blocks: 0, is_lean: false }
    }

    /// Only calls whose callee and types are known: what contexts that have nothing to do with them share.
    pub(crate) fn lean(mut self, is_lean: bool) -> Self {
        self.is_lean = is_lean;
        self
    }

    fn line(&mut self, text: &str) {
        self.text.push_str("  ");
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn begin(&mut self, block: &str, param: &str) {
        self.text.push_str(&format!("{block}({param}):\n"));
    }

    fn value(&mut self) -> String {
        self.values += 1;
        format!("%v{}", self.values)
    }

    fn block(&mut self) -> String {
        self.blocks += 1;
        format!("block{}", self.blocks)
    }

    fn define(&mut self, operation: &str) -> String {
        let value = self.value();
        self.line(&format!("{value} = {operation}"));
        self.operands.push(value.clone());
        value
    }

    fn operand(&self, n: &mut Numbers) -> String {
        if !self.operands.is_empty() && n.chance(75) {
            return self.operands[n.below(self.operands.len())].clone();
        }
        literal(n).to_owned()
    }

    /// The body ends by returning what was made last.
    pub(crate) fn finish(mut self, n: &mut Numbers) -> String {
        let last = match self.operands.last() {
            Some(last) => last.clone(),
            None => literal(n).to_owned(),
        };
        let last =
            if n.chance(25) { self.define(&format!("call string({last}, \".\")")) } else { last };
        self.line(&format!("return {last}"));
        format!("{{\n{}}}\n", self.text)
    }

    /// A few random operations; functions from `level` on may be called.
    pub(crate) fn grow(mut self, n: &mut Numbers, level: usize, count: usize) -> Self {
        for _ in 0..count {
            self.operation(n, level);
        }
        self
    }

    /// A line that prints.
    pub(crate) fn print(mut self, what: &str) -> Self {
        self.line(&format!("call println({what})"));
        self
    }

    pub(crate) fn with(mut self, operation: &str) -> Self {
        self.define(operation);
        self
    }

    fn operation(&mut self, n: &mut Numbers, level: usize) {
        let x = self.operand(n);
        if self.is_lean {
            return self.lean_operation(n, level, &x);
        }
        let done = match function(n, level) {
            Some(f) => self.call(n, &f, &x),
            None => false,
        };
        if !done {
            self.other(n, &x);
        }
    }

    fn lean_operation(&mut self, n: &mut Numbers, level: usize, x: &str) {
        let callee = function(n, level).filter(|_| n.chance(75)).unwrap_or_else(|| "k".to_owned());
        self.define(&format!("call {callee}({x})"));
    }

    /// Perhaps a call of a function of the script, in one of the ways in which functions are called.
    fn call(&mut self, n: &mut Numbers, f: &str, x: &str) -> bool {
        match n.below(30) {
            0..=6 => {
                self.define(&format!("call {f}({x})"));
            }
            7 | 8 => {
                let types = n.pick(&["Any", "Int64", "Real", "String", "Any"]);
                let got = self.define(&format!("call invoke({f}, Tuple{{{types}}}, {x})"));
                self.define(&format!("call k({got})"));
            }
            9 | 10 => self.caught(&format!("call {f}({x})")),
            11 | 12 => self.joined(n, x, &format!("call {f}({x})")),
            13 => {
                self.define(&format!("call invokelatest({f}, {x})"));
            }
            14 => {
                let y = self.operand(n);
                let both = n.chance(50);
                let what = if both { format!("{x}, {y}") } else { x.to_owned() };
                let tuple = self.define(&format!("call tuple({what})"));
                self.define(&format!("call {f}({tuple}...)"));
            }
            15 => {
                let y = self.operand(n);
                self.define(&format!("call {f}({x}, {y})"));
            }
            _ => return false,
        }
        true
    }

    fn other(&mut self, n: &mut Numbers, x: &str) {
        match n.below(14) {
            0 | 1 => self.late(n),
            2 => {
                let old = self.define("global Main.total");
                let new = self.define(&format!("call add_int({old}, 1)"));
                self.line(&format!("global Main.total = {new}"));
            }
            3 | 4 => {
                let got = self.define(&format!("call h0({x})"));
                self.define(&format!("call k({got})"));
            }
            5 => {
                let callee = n.pick(&["instance(Adder, 2)", "instance(Adder, 40)", "k"]);
                self.define(&format!("call apply({callee}, {x})"));
            }
            6 => {
                self.define(&format!("call r0({})", n.below(7)));
            }
            7 if n.chance(40) => {
                self.define(&format!("call error(\"boom \", {x})"));
            }
            8 => {
                self.define(&format!("call add_int({}, {})", n.below(9), n.below(9)));
            }
            9 => self.caught(&format!("call throw({x})")),
            10 => {
                let p = self.define(&format!("new P({})", n.below(5)));
                self.define(&format!("call getfield({p}, :x)"));
            }
            11 => {
                self.define(&format!("call println(\"at \", {x})"));
            }
            _ => {
                self.define(&format!("call k({x})"));
            }
        }
    }

    /// A call whose exception becomes its value.
    fn caught(&mut self, call: &str) {
        let (normal, unwind) = (self.block(), self.block());
        let (value, error, told) = (self.value(), self.value(), self.value());
        self.line(&format!("{call} -> {normal}(result) unwind {unwind}(exception)"));
        self.begin(&unwind, &error);
        self.line(&format!("{told} = call k({error})"));
        self.line(&format!("jump {normal}({told})"));
        self.begin(&normal, &value);
        self.operands.push(value);
    }

    /// Two ways that meet, and what the types of both come to.
    fn joined(&mut self, n: &mut Numbers, x: &str, call: &str) {
        let ty = n.pick(&["Int64", "Real", "String", "Any"]);
        let other = literal(n).to_owned();
        self.meet(&format!("call isa({x}, {ty})"), call, &other);
    }

    /// A name that may not be defined yet.
    fn late(&mut self, n: &mut Numbers) {
        let name = n.pick(&["late0", "late1", "late2"]);
        if n.chance(20) {
            let got = self.define(&format!("global Main.{name}"));
            self.define(&format!("call k({got})"));
        } else {
            let other = n.below(4).to_string();
            self.meet(&format!("defined Main.{name}"), &format!("global Main.{name}"), &other);
        }
    }

    fn meet(&mut self, condition: &str, yes_is: &str, no_is: &str) {
        let (yes, no, meet) = (self.block(), self.block(), self.block());
        let (asked, one, met) = (self.value(), self.value(), self.value());
        self.line(&format!("{asked} = {condition}"));
        self.line(&format!("branch {asked}, {yes}(), {no}()"));
        self.begin(&yes, "");
        self.line(&format!("{one} = {yes_is}"));
        self.line(&format!("jump {meet}({one})"));
        self.begin(&no, "");
        self.line(&format!("jump {meet}({no_is})"));
        self.begin(&meet, &met);
        self.operands.push(met.clone());
        self.define(&format!("call k({met})"));
    }
}

/// A function from `level` on, if there is one.
fn function(n: &mut Numbers, level: usize) -> Option<String> {
    let count = FUNCTIONS.checked_sub(level).filter(|it| *it > 0)?;
    // The next ones more often, so that chains are long.
    let at = level + n.below(count).min(n.below(count));
    Some(format!("f{at}"))
}

/// An operand that is written out.
pub(crate) fn literal(n: &mut Numbers) -> &'static str {
    n.pick(&["1", "1", "2", "\"s\"", "2.5", ":a", "instance(P, 3)", "(1, \"t\")", "true"])
}
