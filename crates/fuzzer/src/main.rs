//! `overdub-fuzzer`: runs programs and says which of them come to different things.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own")]

use std::{process::ExitCode, time::Instant};

use clap::Parser;
use overdub_fuzzer::{Difference, Fleet, Program, generate, shrink, ways};

/// Runs random programs in every way that must not matter, and compares what they come to.
#[derive(Parser, Debug)]
struct Arguments {
    /// The seed of the first program.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many programs.
    #[arg(long, default_value_t = 100)]
    programs: u64,
    /// How many of them share their sessions.
    #[arg(long, default_value_t = 100)]
    together: u64,
    /// Only ways whose names contain this, and those that they are compared with.
    #[arg(long)]
    only: Option<String>,
    /// Only without a context.
    #[arg(long)]
    plain: bool,
    /// One program in so many also runs under the context that logs calls.
    #[arg(long, default_value_t = 1)]
    logged: u64,
    /// Stops after so many differences.
    #[arg(long, default_value_t = 10)]
    differences: usize,
    /// How many smaller programs are tried for each difference.
    #[arg(long, default_value_t = 1500)]
    patience: usize,
    /// Prints each program, and what it came to.
    #[arg(long)]
    print: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // What panics is reported as a difference.
    if !arguments.print {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let mut all = ways();
    if let Some(only) = &arguments.only {
        let is_wanted = |name: &str| name.ends_with("reference") || name.contains(only.as_str());
        all.retain(|it| is_wanted(it.name));
    }
    let mut plain = Fleet::new(all.iter().copied().filter(|it| !it.is_logged).collect());
    let mut logged = Fleet::new(all.iter().copied().filter(|it| it.is_logged).collect());
    let start = Instant::now();
    let mut found = 0;
    let (mut results, mut exceptions, mut failures, mut slow, mut events) = (0, 0, 0, 0, 0);
    let mut ran = 0;
    for number in 0..arguments.programs {
        let seed = arguments.from + number;
        if number % arguments.together == 0 {
            plain.renew();
            logged.renew();
            // If machine code ends the process, this says where to look.
            eprintln!("{seed}… {:.0} s", start.elapsed().as_secs_f64());
        }
        let program = generate(seed);
        if arguments.print {
            println!("{}", program.text());
        }
        let mut fleets = vec![&mut plain];
        if !arguments.plain && seed.is_multiple_of(arguments.logged) {
            fleets.push(&mut logged);
        }
        ran += 1;
        for fleet in fleets {
            let is_logged = fleet.ways().first().is_some_and(|it| it.is_logged);
            let (outcome, difference) = fleet.compare(&program);
            if arguments.print {
                println!("{}{:?}", outcome.text, outcome.log);
            }
            if is_logged {
                events += outcome.log.unwrap_or_default().1;
            } else {
                let begins =
                    |with: &str| outcome.text.lines().filter(|it| it.starts_with(with)).count();
                exceptions += begins("! ");
                failures += begins("error ");
                results += outcome.text.lines().count();
            }
            slow += usize::from(outcome.is_slow);
            if let Some(difference) = difference {
                found += 1;
                report(seed, &program, &difference, arguments.patience);
                fleet.renew();
            }
        }
        if found >= arguments.differences {
            break;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{ran} programs in {seconds:.1} s, {found} differ");
    println!(
        "{results} lines of results, {exceptions} of them exceptions; {failures} programs ended early, {slow} left out as too slow; {events} events logged"
    );
    for fleet in [&plain, &logged] {
        for (way, spent) in fleet.ways().iter().zip(&fleet.spent) {
            println!("  {:7.1} s  {}", spent.as_secs_f64(), way.name);
        }
    }
    if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says what differs, with a small program if it differs by itself in new sessions.
fn report(seed: u64, program: &Program, difference: &Difference, patience: usize) {
    println!("== seed {seed}\n{difference}");
    let mut fleet = Fleet::new(vec![difference.reference, difference.way]);
    fleet.kept = 200_000;
    let mut uses = 0;
    let mut look = |program: &Program, is_new: bool| {
        uses += 1;
        if is_new || uses % 100 == 0 {
            fleet.renew();
        }
        // How deep a recursion without an end goes is nobody's promise.
        let is_deep = |it: &Difference| it.expected.text.contains("StackOverflowError");
        let found = fleet.compare(program).1;
        found.filter(|it| it.kind() == difference.kind() && !is_deep(it))
    };
    if look(program, true).is_none() {
        println!("by itself it does not differ: seek it with the same --from and --together");
        return;
    }
    let small = shrink(program, patience, |it| look(it, false).is_some());
    let name = format!("{}small", program.name);
    match look(&small, true) {
        Some(difference) => {
            println!("-- {name}, from {} pieces to {}\n{difference}", program.size(), small.size())
        }
        None => println!("-- {name} differs only after others"),
    }
    println!("{}", small.text());
}
