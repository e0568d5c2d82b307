//! Fits a user's model to data: the model and its cost are programs of the language, the optimiser is `argmin`'s.
//!
//! `cargo run --example fit`. The data are those of `4 exp(-1.3 t) + 0.5`, so the optimum is known.
//!
//! The optimiser asks for gradients through `Gradients`: those of the context `reverse`, which runs the user's function
//! as it is. The test holds them against central differences.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use std::cell::RefCell;

use argmin::{
    core::{CostFunction, Executor, Gradient, State as _},
    solver::{linesearch::MoreThuenteLineSearch, quasinewton::LBFGS},
};
use overdub::{Config, Error, InMemory, Session, base};

/// What the user wrote; it knows nothing of gradients.
const MODEL: &str = "
model(p, t) = p[1] * exp(-p[2] * t) + p[3]

function cost(p, times, values)
    total = 0.0
    for i in eachindex(times)
        total += (model(p, times[i]) - values[i])^2
    end
    return total / length(times)
end
";

/// What the embedder adds: a function that answers with the gradient of the user's cost.
const SLOPE: &str = "
using Derivatives
slope(p, times, values) = gradient(p -> cost(p, times, values), p)
";

/// How a gradient of a function of the program is got.
trait Gradients {
    /// The gradient of `cost` at `p`.
    fn gradient(&self, fit: &Fit, p: &[f64]) -> Result<Vec<f64>, Error>;
}

/// Reverse differentiation: one run of the function, whatever the number of parameters.
struct Reverse;

impl Gradients for Reverse {
    fn gradient(&self, fit: &Fit, p: &[f64]) -> Result<Vec<f64>, Error> {
        let args = (p, fit.times.as_slice(), fit.values.as_slice());
        fit.session.borrow_mut().call_as("slope", args)
    }
}

/// Central differences: two calls for each parameter.
#[cfg(test)]
struct Differences;

#[cfg(test)]
impl Gradients for Differences {
    fn gradient(&self, fit: &Fit, p: &[f64]) -> Result<Vec<f64>, Error> {
        let slope = |at: usize| {
            let step = 1e-6 * p[at].abs().max(1.0);
            let mut moved = p.to_vec();
            moved[at] = p[at] + step;
            let above = fit.cost_at(&moved)?;
            moved[at] = p[at] - step;
            Ok((above - fit.cost_at(&moved)?) / (2.0 * step))
        };
        (0..p.len()).map(slope).collect()
    }
}

/// The problem as `argmin` sees it.
struct Fit {
    session: RefCell<Session>,
    times: Vec<f64>,
    values: Vec<f64>,
    gradients: Box<dyn Gradients>,
}

impl Fit {
    fn cost_at(&self, p: &[f64]) -> Result<f64, Error> {
        let args = (p, self.times.as_slice(), self.values.as_slice());
        self.session.borrow_mut().call_as("cost", args)
    }
}

impl CostFunction for Fit {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, p: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        Ok(self.cost_at(p)?)
    }
}

impl Gradient for Fit {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, p: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        Ok(self.gradients.gradient(self, p)?)
    }
}

/// The user's model with data that it made itself.
fn problem(gradients: Box<dyn Gradients>) -> Result<Fit, Error> {
    let mut session = base::session(Box::new(InMemory::new()), Config::default())?;
    session.run_source("model.jl", MODEL.as_bytes())?;
    session.run_source("slope.jl", SLOPE.as_bytes())?;
    let times: Vec<f64> = (0..40).map(|at| f64::from(at) * 0.1).collect();
    let values = times.iter().map(|t| 4.0 * (-1.3 * t).exp() + 0.5).collect();
    Ok(Fit { session: RefCell::new(session), times, values, gradients })
}

/// The parameters that fit, and the cost that is left.
fn fit(gradients: Box<dyn Gradients>) -> Result<(Vec<f64>, f64), argmin::core::Error> {
    let problem = problem(gradients)?;
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 7).with_tolerance_grad(1e-7)?;
    let first = vec![1.0, 0.5, 0.0];
    let result =
        Executor::new(problem, solver).configure(|it| it.param(first).max_iters(100)).run()?;
    let state = result.state();
    let best = state.get_best_param().cloned().unwrap_or_default();
    println!("{best:.6?} after {} steps, cost {:.2e}", state.get_iter(), state.get_best_cost());
    Ok((best, state.get_best_cost()))
}

fn main() -> Result<(), argmin::core::Error> {
    let (best, cost) = fit(Box::new(Reverse))?;
    for (found, known) in best.iter().zip([4.0, 1.3, 0.5]) {
        assert!((found - known).abs() < 1e-4, "{found} is not {known}");
    }
    assert!(cost < 1e-9, "the data are the model's own");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Differences, Gradients as _, Reverse, problem};

    #[test]
    fn the_gradient_agrees_with_differences() {
        let fit = problem(Box::new(Reverse)).unwrap();
        for p in [[1.0, 0.5, 0.0], [4.0, 1.3, 0.4], [0.3, 2.0, -1.0]] {
            let [exact, near] = [Reverse.gradient(&fit, &p), Differences.gradient(&fit, &p)];
            for (exact, near) in exact.unwrap().into_iter().zip(near.unwrap()) {
                assert!((exact - near).abs() < 1e-6 * (1.0 + near.abs()), "{exact} is not {near}");
            }
        }
    }

    #[test]
    fn the_fit_finds_the_parameters_that_made_the_data() {
        super::main().unwrap();
    }
}
