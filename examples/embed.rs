//! An embedder: runs models that users wrote, with functions and values of its own, and survives what they do wrong.
//!
//! `cargo run --example embed`; `docs/embedding.md` explains each part.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use std::{thread, time::Duration};

use overdub::{Config, Error, InMemory, Kept, Style, base, record};

/// A state of the simulation, on both sides.
#[derive(Clone, Debug, PartialEq)]
struct Body {
    height: f64,
    speed: f64,
}
record!(Body { height, speed });

/// What users get from the start.
const PRELUDE: &str = "
struct Body
    height::Float64
    speed::Float64
end
";

/// A model of a user: how a body moves in a step. `gravity` is a function of this program.
const FALLING: &str = "
step(b::Body, dt) = Body(b.height + dt * b.speed, b.speed - dt * gravity(b.height))
";

/// Three that are not right.
const THROWS: &str = "step(b::Body, dt) = b.height > 99 ? gravity(-1e9) : b";
const ANSWERS_ELSE: &str = "step(b::Body, dt) = b.height";
const NEVER_ENDS: &str = "function step(b::Body, dt)\n    while true\n    end\nend";

/// A session in which a user's model runs: it reaches nothing outside.
fn session(model: &str) -> Result<overdub::Session, Error> {
    let mut session = base::session(Box::new(InMemory::new()), Config::default())?;
    session.define_method("gravity(::Float64)::Float64", |height: f64| {
        let radius = 6_371_000.0 + height;
        if radius > 0.0 {
            Ok(3.986e14 / (radius * radius))
        } else {
            Err(format!("{height} m is below the centre of the earth"))
        }
    })?;
    session.eval(PRELUDE)?;
    session.run_source("model.jl", model.as_bytes())?;
    Ok(session)
}

/// Lets a model make steps, each within a second.
fn simulate(session: &mut overdub::Session, steps: usize) -> Result<Vec<Body>, Error> {
    let handle = session.interrupt_handle();
    let (done, clock) = std::sync::mpsc::channel::<()>();
    let clock = thread::spawn(move || {
        // Nobody sends: either the simulation is done and the other end is gone, or its time is over.
        if clock.recv_timeout(Duration::from_secs(1))
            == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
        {
            handle.stop("model-too-slow", "the model took more than a second");
        }
    });
    let mut bodies = vec![Body { height: 100.0, speed: 0.0 }];
    let mut result = Ok(());
    for _ in 0..steps {
        let last = bodies[bodies.len() - 1].clone();
        match session.call_as("step", (last, 0.1)) {
            Ok(next) => bodies.push(next),
            Err(error) => {
                result = Err(error);
                break;
            }
        }
    }
    drop(done);
    // The clock does not panic.
    let _ = clock.join();
    result.map(|()| bodies)
}

fn main() -> Result<(), Error> {
    let mut falling = session(FALLING)?;
    let bodies = simulate(&mut falling, 10)?;
    println!("after a second: {:?}", bodies[10]);
    assert!((bodies[10].speed + 9.82).abs() < 0.01, "it falls");

    // A closure of the user is kept and called later.
    let energy: Kept =
        falling.eval_as("m -> (b::Body -> m * (gravity(0.0) * b.height + b.speed^2 / 2))")?;
    let energy: Kept = falling.call_kept(&energy, (2.0,))?;
    let joules: f64 = falling.call_kept(&energy, (bodies[0].clone(),))?;
    println!("energy at first: {joules:.1} J");

    for (model, code) in
        [(THROWS, "error-exception"), (ANSWERS_ELSE, "conversion"), (NEVER_ENDS, "model-too-slow")]
    {
        let mut wrong = session(model)?;
        let error = simulate(&mut wrong, 10).expect_err("these models are wrong");
        println!("{}", error.render(wrong.sources(), Style::Plain).trim_end());
        for frame in error.frames() {
            println!("    {frame}");
        }
        assert_eq!(error.code(), code);
        assert_eq!(wrong.eval_as::<i64>("1 + 1")?, 2, "the session is as good as before");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_example_runs() {
        super::main().unwrap();
    }
}
