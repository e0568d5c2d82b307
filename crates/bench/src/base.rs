//! What compiling costs over all of Base, plain and under each context: how much larger bodies become, how long each step
//! takes, how large machine code is.
//!
//! A parameter that is no concrete type is given the first type of a list that is below it. Each method is compiled, with
//! all that it calls, by a session that has compiled nothing else under that context, and machine code is made of it. What
//! the image has of compiled code is left alone. Time is that of the processor, for a thread; as many contexts are
//! measured at once as there are processors.

use std::{
    fmt::Write as _,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use overdub::{
    CompileCosts, CompileStep, Config, InMemory, Session, Type,
    base::{Library, session_with},
    registry,
    world::Method,
};

use crate::{clock, subjects::Failure};

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
const CONTEXTS: [&str; 13] = [
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
    "slicing",
    "trace",
    "trace:only=gcd",
];

/// The file that `mock` reads.
const PATCHES: &str =
    "[[patch]]\nname = \"gcd\"\nvalue = 1\n\n[[patch]]\nname = \"sum\"\nerror = \"busy\"\n";

/// The table over all methods of Base, or each `every`th, least of `rounds`.
pub(crate) fn base(rounds: usize, every: usize) -> Result<String, Failure> {
    // What a process keeps of types is made by the first to compile; it is not to be the plain code that pays for it.
    measure(None, every)?;
    let asked: Vec<Option<&str>> = [None].into_iter().chain(CONTEXTS.map(Some)).collect();
    let measured = at_once(&asked, |context| least_of(rounds, context, every))?;
    let plain = &measured[0];
    let some = if every > 1 { format!(" (each {every}th)") } else { String::new() };
    let mut text = format!(
        "{} methods of Base{some}, {} instructions, {} with what they call.\n\n",
        plain.compiled.len(),
        plain.compiled.iter().map(|it| it.1).sum::<usize>(),
        plain.instructions
    );
    text.push_str("| context | growth | largest | compiled | share | rewrite | infer | optimise | link | machine code | all | bytes of code | refused | interpreted |\n");
    text.push_str("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (context, it) in asked.iter().zip(&measured) {
        row(&mut text, context.unwrap_or("(plain)"), plain, it);
    }
    Ok(text)
}

/// What was measured of each, in their order; whoever is done takes the next one.
fn at_once<A: Copy + Sync, M: Send>(
    asked: &[A],
    measure: impl Fn(A) -> Result<M, Failure> + Sync,
) -> Result<Vec<M>, Failure> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(it) = asked.get(at) else { break };
            let measured = measure(*it);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, measured));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|it| it.0);
    done.into_iter().map(|it| it.1).collect()
}

/// What was compiled under a context.
struct Measured {
    /// Method by number, and the instructions of its body.
    compiled: Vec<(usize, usize)>,
    /// What could not be compiled, and what there is no machine code of.
    refused: usize,
    interpreted: usize,
    /// Those of all bodies that the cache holds in the end.
    instructions: usize,
    costs: CompileCosts,
}

/// What took the least time: whatever else runs on the machine only adds.
fn least_of(rounds: usize, context: Option<&str>, every: usize) -> Result<Measured, Failure> {
    let mut least = measure(context, every)?;
    for _ in 1..rounds {
        let again = measure(context, every)?;
        if again.costs.time() < least.costs.time() {
            least = again;
        }
    }
    Ok(least)
}

fn measure(context: Option<&str>, every: usize) -> Result<Measured, Failure> {
    let host = Box::new(InMemory::new().with_file("patches.toml", PATCHES));
    let (mut session, loaded) = session_with(host, Config::default(), Library::Embedded);
    loaded?;
    session.leave_code();
    // Without what they are about these have nothing to do.
    match context {
        Some("forward" | "reverse") => _ = session.eval("using Derivatives")?,
        Some("slicing") => _ = session.eval("using Slicing")?,
        _ => {}
    }
    let stand_ins = stand_ins(&mut session)?;
    let methods = session.methods_in("Base")?;
    if let Some((_, Some(applied))) = context.map(registry::build).transpose()? {
        session.push(applied)?;
    }
    let (mut compiled, mut refused, mut interpreted) = (Vec::new(), 0, 0);
    session.measure_compiling(clock());
    for (at, method) in methods.iter().enumerate().step_by(every) {
        let Some(types) = concrete(method, &stand_ins) else { continue };
        match session.compile(method, types) {
            Ok(body) => {
                compiled.push((at, body.all_insts().count()));
                interpreted += usize::from(session.compile_machine_code(method, types).is_err());
            }
            Err(_) => refused += 1,
        }
    }
    let (costs, instructions) = (session.compile_costs(), session.cached_instructions());
    Ok(Measured { compiled, refused, interpreted, instructions, costs })
}

fn stand_ins(session: &mut Session) -> Result<Vec<Type>, Failure> {
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

fn row(text: &mut String, name: &str, plain: &Measured, it: &Measured) {
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
    let growth = after as f64 / before.max(1) as f64;
    _ = write!(text, "| `{name}` | {growth:.3} | {largest:.2} | {}", it.instructions);
    let inferred = it.costs.of(CompileStep::Infer).instructions;
    for step in CompileStep::ALL {
        let cost = it.costs.of(step);
        let instructions = match step {
            CompileStep::Cache => continue,
            // It looks at calls, not at bodies.
            CompileStep::Share => inferred,
            _ => cost.instructions,
        };
        _ = write!(text, " | {:.2} µs", cost.time.as_secs_f64() * 1e6 / instructions.max(1) as f64);
    }
    let all = it.costs.time().as_secs_f64() * 1e6 / it.instructions.max(1) as f64;
    let code = it.costs.of(CompileStep::MachineCode);
    let bytes = code.bytes as f64 / code.instructions.max(1) as f64;
    _ = writeln!(text, " | {all:.1} µs | {bytes:.1} | {} | {} |", it.refused, it.interpreted);
}
