//! What redefinitions end, on all of Base: each method is defined once more with the body that it has, and what the cache
//! invalidates is held against an oracle that compiles everything again in the new world.
//!
//! ```text
//! cargo run --release --example invalidation -- --all          every method of Base, after a workload
//! cargo run --release --example invalidation -- --every 50 program.jl …   each 50th, after these programs
//! cargo run --release --example invalidation -- --every 4 --from 2       of each four the third: a quarter of the whole
//! ```
//!
//! Without arguments a small workload and some methods are taken. It fails if anything that changed was not invalidated.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::{collections::BTreeMap, fs, process::ExitCode, time::Instant};

use overdub::{
    Config, Error, Redefined, Session,
    base::{Library, session_with},
};

/// Some code of each kind, so that there is something to invalidate.
const WORKLOAD: &str = r#"
struct Point{T}; x::T; y::T; end
Base.:+(a::Point, b::Point) = Point(a.x + b.x, a.y + b.y)
function work()
    words = Dict{String,Int}()
    for word in split("the quick brown fox jumps over the lazy dog the end")
        words[word] = get(words, word, 0) + 1
    end
    text = join(sort(collect(keys(words))), ", ")
    numbers = [x^2 / 3 for x in 1:10 if isodd(x)]
    total = sum(numbers) + maximum(numbers) + reduce(*, 1:5) + div(17, 5) + gcd(12, 18)
    table = map(p -> p + Point(1, 2), [Point(i, 2i) for i in 1:3])
    shown = string(table, " ", total, " ", repr(:a => 1.5), " ", (1, "x", 'c'))
    grid = zeros(2, 3) .+ [1, 2]
    grid[2, :] .= 7
    return string(text, shown, sum(grid), 1 // 3 + 2, big(2)^70, uppercase("abc"), parse(Int, "42"))
end
println(length(work()))
"#;

/// How many methods are taken when nothing is asked.
const SAMPLE: usize = 24;

fn main() -> Result<ExitCode, Error> {
    let mut every = None;
    let mut from = 0;
    let mut programs = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--all" => every = Some(1),
            "--every" => every = arguments.next().and_then(|it| it.parse::<usize>().ok()),
            "--from" => from = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(from),
            program => programs.push(program.to_owned()),
        }
    }
    let mut session = session()?;
    session.run_source("workload.jl", WORKLOAD.as_bytes())?;
    for program in &programs {
        match fs::read(program) {
            Ok(bytes) => _ = session.run_source(program, &bytes)?,
            Err(error) => println!("{program}: {error}"),
        }
    }
    let methods = session.methods_in("Base")?;
    let step = every.unwrap_or_else(|| methods.len().div_ceil(SAMPLE)).max(1);
    let mut audit = session.audit();
    println!(
        "{} methods of Base, each {step}th from {from} on; {} entries of plain code",
        methods.len(),
        audit.len()
    );
    let start = Instant::now();
    let mut sum = Sum::default();
    for method in methods.iter().skip(from).step_by(step) {
        sum.add(&audit.redefine(&mut session, method)?);
    }
    sum.print();
    println!("{:.1} s", start.elapsed().as_secs_f64());
    Ok(if sum.stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The library is that of the binary, or of the directory that `OVERDUB_BASE` names.
fn session() -> Result<Session, Error> {
    let directory = std::env::var("OVERDUB_BASE").ok();
    let library = directory.as_deref().map_or(Library::Embedded, Library::At);
    let host = Box::new(overdub::Captured::new());
    match session_with(host, Config::default(), library) {
        (session, Ok(())) => Ok(session),
        (_, Err(error)) => Err(error),
    }
}

/// All redefinitions together.
#[derive(Default)]
struct Sum {
    methods: usize,
    idle: usize,
    cached: usize,
    changed: usize,
    invalidated: usize,
    surplus: usize,
    stale: Vec<String>,
    worst: BTreeMap<(usize, String), (usize, usize)>,
}

impl Sum {
    fn add(&mut self, it: &Redefined) {
        let (changed, invalidated) = (it.changed.len(), it.invalidated.len());
        self.methods += 1;
        self.cached += it.cached;
        self.idle += usize::from(invalidated == 0 && changed == 0);
        self.changed += changed;
        self.invalidated += invalidated;
        self.surplus += it.surplus.len();
        self.stale.extend(it.stale.iter().map(|stale| format!("{}: {stale}", it.method)));
        if invalidated > 0 {
            let loc = it.method.loc();
            let name = format!("{} at {loc}", it.method);
            self.worst.insert((invalidated, name), (changed, it.surplus.len()));
        }
    }

    fn print(&self) {
        println!("{} methods defined once more, one after the other", self.methods);
        println!("{:>9}  of them ended nothing, and nothing changed", self.idle);
        println!("{:>9}  entries looked at, all redefinitions together", self.cached);
        println!("{:>9}  changed: other code in the new world", self.changed);
        println!("{:>9}  invalidated", self.invalidated);
        println!("{:>9}  surplus: invalidated, and the same code again", self.surplus);
        println!("{:>9}  stale: changed, and not invalidated", self.stale.len());
        for ((invalidated, method), (changed, surplus)) in self.worst.iter().rev().take(12) {
            println!("{invalidated:>9}  ended by {method}: {changed} changed, {surplus} surplus");
        }
        for stale in self.stale.iter().take(20) {
            println!("    stale  {stale}");
        }
    }
}
