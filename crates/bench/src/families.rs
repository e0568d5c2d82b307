//! How compile time grows with what is compiled: generated bodies and generated call graphs, of sizes that grow tenfold.
//!
//! All of what is measured is compiled by one session, which has compiled what the bodies call before, so that times are
//! those of the generated code alone. Time is that of the processor.

use std::fmt::Write as _;

use overdub::{CompileStep, Config, InMemory, Session, Type, base::session};

use crate::{clock, samples::middle, subjects::Failure};

/// Sizes of the generated code, about.
const SIZES: [usize; 9] = [1, 3, 10, 32, 100, 316, 1000, 3162, 10_000];

/// What is generated, of a size.
struct Kind {
    name: &'static str,
    /// What `size` counts.
    counted: &'static str,
    /// The source, with names that begin with the prefix, and the function of it to call with an `Int`.
    source: fn(prefix: &str, size: usize) -> String,
    /// Whether instructions are what is counted, rather than functions.
    is_one_body: bool,
}

const KINDS: [Kind; 3] = [
    Kind { name: "bodies", counted: "instructions", source: body, is_one_body: true },
    Kind { name: "call graphs", counted: "functions", source: graph, is_one_body: false },
    Kind { name: "callees of one body", counted: "functions", source: callees, is_one_body: false },
];

/// One family, measured.
pub(crate) struct Family {
    pub(crate) name: &'static str,
    pub(crate) counted: &'static str,
    pub(crate) points: Vec<Point>,
}

/// What compiling so much took.
pub(crate) struct Point {
    pub(crate) size: f64,
    /// In seconds: all of it, then by [`STEPS`]; medians of the rounds.
    pub(crate) seconds: Vec<f64>,
}

/// The steps that are looked at one by one.
pub(crate) const STEPS: [(&str, CompileStep); 5] = [
    ("rewrite", CompileStep::Rewrite),
    ("infer", CompileStep::Infer),
    ("optimise", CompileStep::Optimize),
    ("link", CompileStep::Link),
    ("machine code", CompileStep::MachineCode),
];

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Straight code, branches and loops, each of which reads variables from anywhere before it; all live to the end.
fn body(prefix: &str, size: usize) -> String {
    let mut numbers = Numbers(1);
    let mut text = format!("function {prefix}(x::Int)\nv0 = x\n");
    // About so many instructions come of each variable.
    let count = size.div_ceil(10);
    for at in 1..=count {
        let (a, b) = (numbers.below(at), numbers.below(at));
        _ = match at % 3 {
            0 => writeln!(text, "v{at} = v{a} * 3 + xor(v{b}, {at})"),
            1 => writeln!(
                text,
                "if v{a} > v{b}\nv{at} = v{a} - {at}\nelse\nv{at} = v{b} + v{a}\nend"
            ),
            _ => writeln!(
                text,
                "v{at} = {at}\nwhile v{at} < v{a}\nv{at} = 2v{at} + (v{b} & 7) + 1\nend"
            ),
        };
    }
    text.push_str("sum = 0\n");
    for at in 0..=count {
        _ = writeln!(text, "sum += v{at}");
    }
    text.push_str("return sum\nend\n");
    text
}

/// Functions that call two others each, and one anywhere behind.
fn graph(prefix: &str, size: usize) -> String {
    let mut numbers = Numbers(2);
    let mut text = String::new();
    for at in 1..=size {
        let mut sum = format!("x * {at}");
        for callee in [2 * at, 2 * at + 1, at + 1 + numbers.below(size)] {
            if callee <= size {
                _ = write!(sum, " + {prefix}{callee}(x - {callee})");
            }
        }
        let name = if at == 1 { String::new() } else { at.to_string() };
        _ = writeln!(
            text,
            "function {prefix}{name}(x::Int)\nx < 0 && return {at}\nreturn {sum}\nend"
        );
    }
    text
}

/// One function that calls all others.
fn callees(prefix: &str, size: usize) -> String {
    let mut text = String::new();
    let mut calls = String::new();
    for at in 1..=size {
        _ = writeln!(text, "@noinline {prefix}{at}(x::Int) = x < {at} ? x + {at} : x * {at}");
        _ = writeln!(calls, "x = {prefix}{at}(x)");
    }
    _ = writeln!(text, "function {prefix}(x::Int)\n{calls}return x\nend");
    text
}

/// Measures all families, `rounds` times, up to a size.
pub(crate) fn families(rounds: usize, largest: usize) -> Result<Vec<Family>, Failure> {
    let mut session = session(Box::new(InMemory::new()), Config::default())?;
    session.leave_code();
    let mut families = Vec::new();
    for kind in &KINDS {
        // What all of them call is compiled once.
        compile(&mut session, kind, "warm", 32)?;
        let mut points = Vec::new();
        for size in SIZES.into_iter().filter(|it| *it <= largest) {
            let mut taken = Vec::new();
            for round in 0..rounds {
                taken.push(compile(&mut session, kind, &format!("of{size}round{round}_"), size)?);
            }
            let middle_of = |at: usize| middle(taken.iter().map(|it| it.seconds[at]));
            let seconds = (0..=STEPS.len()).map(middle_of).collect();
            points.push(Point { size: taken[0].size, seconds });
        }
        families.push(Family { name: kind.name, counted: kind.counted, points });
    }
    Ok(families)
}

/// Defines and compiles one of a family, all of its functions to machine code.
fn compile(
    session: &mut Session,
    kind: &Kind,
    prefix: &str,
    size: usize,
) -> Result<Point, Failure> {
    let prefix = format!("{}_{prefix}", kind.name.replace(' ', "_"));
    session.eval(&(kind.source)(&prefix, size))?;
    let int = session.eval("Int")?.as_type();
    let int = int.ok_or_else(|| Failure::Figure("`Int` is no type".to_owned()))?;
    let methods = session.methods_in("Main")?;
    let own = |it: &Type| it.to_string().contains(&prefix);
    let mut instructions = 0;
    session.measure_compiling(clock());
    for method in methods.iter() {
        let Some(callee) = method.sig().params().first().copied().filter(own) else { continue };
        let types = Type::tuple(&[callee, int]).map_err(|it| Failure::Figure(it.to_string()))?;
        instructions += session.compile(method, types)?.all_insts().count();
        session.compile_machine_code(method, types)?;
    }
    let costs = session.compile_costs();
    let by_step = STEPS.iter().map(|(_, step)| costs.of(*step).time);
    let seconds = [costs.time()].into_iter().chain(by_step).map(|it| it.as_secs_f64()).collect();
    Ok(Point { size: if kind.is_one_body { instructions } else { size } as f64, seconds })
}

impl Family {
    /// The slope of the time of a step (0: of all), in logarithms, and that of its upper half.
    pub(crate) fn slopes(&self, step: usize) -> (f64, f64) {
        let points: Vec<(f64, f64)> =
            self.points.iter().map(|it| (it.size.ln(), it.seconds[step].max(1e-9).ln())).collect();
        (slope(&points), slope(&points[points.len() / 2..]))
    }
}

/// The slope of the line that is closest by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let x = points.iter().map(|it| it.0).sum::<f64>() / count;
    let y = points.iter().map(|it| it.1).sum::<f64>() / count;
    let over: f64 = points.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    let under: f64 = points.iter().map(|it| (it.0 - x).powi(2)).sum();
    over / under
}

/// The slopes, and what the largest of each family took.
pub(crate) fn table(families: &[Family]) -> String {
    let mut text = "| slope, and that of the upper half | all |".to_owned();
    for (name, _) in STEPS {
        _ = write!(text, " {name} |");
    }
    _ = write!(text, " the largest |\n|---|{}---:|\n", "---:|".repeat(STEPS.len() + 1));
    for family in families {
        _ = write!(text, "| {} |", family.name);
        for step in 0..=STEPS.len() {
            let (all, upper) = family.slopes(step);
            _ = write!(text, " {all:.2} ({upper:.2}) |");
        }
        if let Some(last) = family.points.last() {
            let (size, counted) = (last.size, family.counted);
            _ = writeln!(text, " {size:.0} {counted}: {:.0} ms |", last.seconds[0] * 1e3);
        }
    }
    text.push_str("| asked | 1.10 |\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_the_power() {
        let points: Vec<(f64, f64)> =
            [1.0_f64, 10.0, 100.0].iter().map(|it| (it.ln(), (3.0 * it.powf(1.5)).ln())).collect();
        assert!((slope(&points) - 1.5).abs() < 1e-12);
    }
}
