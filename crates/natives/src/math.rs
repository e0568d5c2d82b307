//! Elementary functions of floats: one implementation on every machine, that of `libm` where its
//! results are Julia's, and own ones in [`exponential`] and [`logarithm`] where Julia has its own.
//!
//! Domains are checked in the language; here a function has a value for every argument.

mod exponential;
mod hyperbolic;
mod logarithm;
mod power;
mod reduce;
mod tables;
mod trigonometry;

#[cfg(test)]
mod tests;

use crate::given::Given;
use overdub_engine::{Session, Value};
use overdub_types::core;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    for (name, run) in UNARY {
        unary(session, name, run);
    }
    binary(session, "math_atan2", trigonometry::atan2);
    binary(session, "math_pow", power::pow);
    binary(session, "sin_kernel", reduce::sin_kernel);
    binary(session, "cos_kernel", reduce::cos_kernel);
    binary(session, "rem_float", |x, y| x % y);
    binary(session, "ieee_remainder", libm::remainder);
    let c = core();
    session.offer("rem_float32", c.float32, |_, args| {
        let of = |at: usize| args.get(at).and_then(|it| it.as_f32()).unwrap_or(f32::NAN);
        Ok(Value::float32(of(0) % of(1)))
    });
    session.offer("ldexp", c.float64, |scope, args| {
        let given = Given::new("ldexp", args);
        let (x, power) = (given.float(scope, 0)?, given.int(scope, 1)?);
        Ok(Value::float64(libm::scalbn(x, power.clamp(-5000, 5000) as i32)))
    });
    session.offer("ldexp32", c.float32, |scope, args| {
        let given = Given::new("ldexp32", args);
        let power = given.int(scope, 1)?;
        let x = given.value(0).as_f32().unwrap_or(f32::NAN);
        Ok(Value::float32(libm::scalbnf(x, power.clamp(-5000, 5000) as i32)))
    });
    session.offer("rem2pi", c.float64, |scope, args| {
        let given = Given::new("rem2pi", args);
        let (x, mode) = (given.float(scope, 0)?, given.int(scope, 1)?);
        Ok(Value::float64(reduce::rem2pi(x, mode)))
    });
    session.offer("power_compensated", c.float64, |scope, args| {
        let given = Given::new("power_compensated", args);
        let (x, low, n) = (given.float(scope, 0)?, given.float(scope, 1)?, given.int(scope, 2)?);
        Ok(Value::float64(power::by_squaring(x, low, n)))
    });
}

/// A function of one float.
type Function = fn(f64) -> f64;

/// Functions of one float, by name.
const UNARY: [(&str, Function); 23] = [
    ("math_sin", trigonometry::sin),
    ("math_cos", trigonometry::cos),
    ("math_tan", trigonometry::tan),
    ("math_asin", trigonometry::asin),
    ("math_acos", trigonometry::acos),
    ("math_atan", trigonometry::atan),
    ("math_sinh", hyperbolic::sinh),
    ("math_cosh", hyperbolic::cosh),
    ("math_tanh", hyperbolic::tanh),
    ("math_asinh", hyperbolic::asinh),
    ("math_acosh", hyperbolic::acosh),
    ("math_atanh", hyperbolic::atanh),
    ("math_cbrt", libm::cbrt),
    ("math_exp", exponential::exp),
    ("math_exp2", exponential::exp2),
    ("math_exp10", exponential::exp10),
    ("math_expm1", exponential::expm1),
    ("math_log", logarithm::log),
    ("math_log2", logarithm::log2),
    ("math_log10", logarithm::log10),
    ("math_log1p", logarithm::log1p),
    ("sinpi_kernel", reduce::sinpi),
    ("cospi_kernel", reduce::cospi),
];

fn unary(session: &mut Session, name: &'static str, run: fn(f64) -> f64) {
    session.offer(name, core().float64, move |scope, args| {
        let x = Given::new(name, args).float(scope, 0)?;
        Ok(Value::float64(run(x)))
    });
}

fn binary(session: &mut Session, name: &'static str, run: fn(f64, f64) -> f64) {
    session.offer(name, core().float64, move |scope, args| {
        let given = Given::new(name, args);
        let (x, y) = (given.float(scope, 0)?, given.float(scope, 1)?);
        Ok(Value::float64(run(x, y)))
    });
}
