//! What contexts cost the compiler, over all of Base: how much larger bodies become, and how long they take to compile.
//!
//! ```text
//! cargo run --release --example growth                  every method of Base that a concrete signature is found for
//! cargo run --release --example growth -- --every 20    each 20th
//! cargo run --release --example growth -- noop trace    under these contexts only
//! ```
//!
//! A parameter that is no concrete type is given the first type of a list that is below it. Each method is compiled, with
//! all that it calls, by a session that has compiled nothing else under that context. Time is that of the processor.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use overdub::{
    Config, Error, InMemory, Session, Type,
    base::{Library, session_with},
    registry,
    world::Method,
};

/// What stands in for types that are not concrete, the first that fits.
const STAND_INS: [&str; 16] = [
    "Int64",
    "Float64",
    "String",
    "Vector{Int64}",
    "Matrix{Float64}",
    "Symbol",
    "UnitRange{Int64}",
    "Tuple{Int64, Int64}",
    "Dict{String, Int64}",
    "Set{Int64}",
    "Char",
    "Rational{Int64}",
    "Complex{Float64}",
    "IOBuffer",
    "ErrorException",
    "typeof(sin)",
];

/// The contexts with what they need to be built.
const CONTEXTS: [&str; 12] = [
    "noop",
    "branches",
    "budget:calls=1000000000",
    "count",
    "forward",
    "memoize:of=sum;gcd",
    "mock:file=patches.toml",
    "nan",
    "profile",
    "reverse",
    "trace",
    "trace:only=gcd",
];

/// The file that `mock` reads.
const PATCHES: &str =
    "[[patch]]\nname = \"gcd\"\nvalue = 1\n\n[[patch]]\nname = \"sum\"\nerror = \"busy\"\n";

fn main() -> Result<(), Error> {
    let mut every = 1;
    let mut asked = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--every" => every = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1),
            context => asked.push(context.to_owned()),
        }
    }
    if asked.is_empty() {
        asked = CONTEXTS.iter().map(|it| (*it).to_owned()).collect();
    }
    // What a process keeps of types is made by the first to compile; it is not to be the plain code that pays for it.
    let first = measure(None, every)?;
    let plain = measure(None, every)?;
    println!(
        "{} methods of Base, {} instructions, {} with what they call",
        plain.compiled.len(),
        plain.compiled.iter().map(|it| it.1).sum::<usize>(),
        plain.instructions
    );
    println!("| context | growth | largest | compiled | µs an instruction | refused |");
    println!("|---------|-------:|--------:|---------:|------------------:|--------:|");
    row("(plain, first)", &plain, &first);
    row("(plain)", &plain, &plain);
    for context in &asked {
        row(context, &plain, &measure(Some(context), every)?);
    }
    Ok(())
}

/// What was compiled under a context.
struct Measured {
    /// Method by number, and the instructions of its body.
    compiled: Vec<(usize, usize)>,
    refused: usize,
    /// Those of all bodies that the cache holds in the end.
    instructions: usize,
    seconds: f64,
}

fn measure(context: Option<&str>, every: usize) -> Result<Measured, Error> {
    let host = Box::new(InMemory::new().with_file("patches.toml", PATCHES));
    let (mut session, loaded) = session_with(host, Config::default(), Library::Embedded);
    loaded?;
    if context.is_some_and(|it| it.starts_with("forward") || it.starts_with("reverse")) {
        // Their pass has nothing to lead without the rules.
        session.eval("using Derivatives")?;
    }
    let stand_ins = stand_ins(&mut session)?;
    let methods = session.methods_in("Base")?;
    if let Some((_, Some(applied))) = context.map(registry::build).transpose()? {
        session.push(applied)?;
    }
    let (mut compiled, mut refused) = (Vec::new(), 0);
    let clock = Instant::now();
    let start = time(clock);
    for (at, method) in methods.iter().enumerate().step_by(every) {
        let Some(types) = concrete(method, &stand_ins) else { continue };
        match session.compile(method, types) {
            Ok(body) => compiled.push((at, body.all_insts().count())),
            Err(_) => refused += 1,
        }
    }
    let seconds = time(clock).saturating_sub(start).as_secs_f64();
    Ok(Measured { compiled, refused, instructions: session.cached_instructions(), seconds })
}

/// The time that the processor gave to this thread, where the system says it; else what a clock says that began then.
fn time(clock: Instant) -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = said.and_then(|it| it.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| clock.elapsed(), Duration::from_nanos)
}

fn stand_ins(session: &mut Session) -> Result<Vec<Type>, Error> {
    let mut all = Vec::new();
    for text in STAND_INS {
        all.extend(session.eval(text)?.as_type());
    }
    Ok(all)
}

/// A signature of concrete types that the method takes.
fn concrete(method: &Arc<Method>, stand_ins: &[Type]) -> Option<Type> {
    let sig = method.sig();
    let fixed = method.fixed_arity();
    let params = sig.unwrap_unionall().params().get(..fixed)?;
    let mut types = Vec::with_capacity(fixed);
    for param in params {
        let is_fine = |it: &&Type| {
            param.has_free_vars() || overdub::types::is_subtype(**it, *param).unwrap_or(false)
        };
        let mut found = None;
        if !param.has_free_vars() && param.is_concrete() {
            found = Some(*param);
        }
        types.push(found.or_else(|| stand_ins.iter().find(is_fine).copied())?);
    }
    // Variables may need other types than the first: each one in turn is tried for all of them.
    let fits = |types: &[Type]| {
        let tuple = Type::tuple(types).ok()?;
        overdub::types::is_subtype(tuple, sig).unwrap_or(false).then_some(tuple)
    };
    fits(&types).or_else(|| {
        stand_ins.iter().find_map(|it| {
            let tried: Vec<Type> = params
                .iter()
                .zip(&types)
                .map(|(param, ty)| if param.has_free_vars() { *it } else { *ty })
                .collect();
            fits(&tried)
        })
    })
}

#[expect(clippy::cast_precision_loss, reason = "figures for readers")]
fn row(name: &str, plain: &Measured, it: &Measured) {
    let (mut before, mut after, mut largest) = (0, 0, 1.0_f64);
    let mut sizes = plain.compiled.iter().peekable();
    for (method, size) in &it.compiled {
        while sizes.next_if(|other| other.0 < *method).is_some() {}
        if let Some((_, plain)) = sizes.next_if(|other| other.0 == *method) {
            before += plain;
            after += size;
            largest = largest.max(*size as f64 / (*plain).max(1) as f64);
        }
    }
    println!(
        "| `{name}` | {:.3} | {largest:.2} | {} | {:.1} | {} |",
        after as f64 / before.max(1) as f64,
        it.instructions,
        it.seconds * 1e6 / it.instructions.max(1) as f64,
        it.refused,
    );
}
