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

use overdub_engine::Session;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    for (name, run) in UNARY {
        session.offer_direct(name, run);
    }
    for (name, run) in BINARY {
        session.offer_direct(name, run);
    }
    session.offer_direct("rem_float32", rem_float32 as extern "C" fn(f32, f32) -> f32);
    session.offer_direct("ldexp", ldexp as extern "C" fn(f64, i64) -> f64);
    session.offer_direct("ldexp32", ldexp32 as extern "C" fn(f32, i64) -> f32);
    session.offer_direct("rem2pi", rem2pi as extern "C" fn(f64, i64) -> f64);
    session.offer_direct("log_high", log_high as extern "C" fn(f64) -> f64);
    session.offer_direct("log_low", log_low as extern "C" fn(f64) -> f64);
    session.offer_direct("exp_twice", exp_twice as extern "C" fn(f64, f64) -> f64);
    session.offer_direct(
        "power_compensated",
        power_compensated as extern "C" fn(f64, f64, i64) -> f64,
    );
}

type Unary = extern "C" fn(f64) -> f64;
type Binary = extern "C" fn(f64, f64) -> f64;

/// A function of floats in the system's convention.
macro_rules! direct {
    ($run:path, $($arg:ident),*) => {{
        extern "C" fn direct($($arg: f64),*) -> f64 {
            $run($($arg),*)
        }
        direct
    }};
}

/// Functions of one float, by name.
const UNARY: [(&str, Unary); 23] = [
    ("math_sin", direct!(trigonometry::sin, x)),
    ("math_cos", direct!(trigonometry::cos, x)),
    ("math_tan", direct!(trigonometry::tan, x)),
    ("math_asin", direct!(trigonometry::asin, x)),
    ("math_acos", direct!(trigonometry::acos, x)),
    ("math_atan", direct!(trigonometry::atan, x)),
    ("math_sinh", direct!(hyperbolic::sinh, x)),
    ("math_cosh", direct!(hyperbolic::cosh, x)),
    ("math_tanh", direct!(hyperbolic::tanh, x)),
    ("math_asinh", direct!(hyperbolic::asinh, x)),
    ("math_acosh", direct!(hyperbolic::acosh, x)),
    ("math_atanh", direct!(hyperbolic::atanh, x)),
    ("math_cbrt", direct!(libm::cbrt, x)),
    ("math_exp", direct!(exponential::exp, x)),
    ("math_exp2", direct!(exponential::exp2, x)),
    ("math_exp10", direct!(exponential::exp10, x)),
    ("math_expm1", direct!(exponential::expm1, x)),
    ("math_log", direct!(logarithm::log, x)),
    ("math_log2", direct!(logarithm::log2, x)),
    ("math_log10", direct!(logarithm::log10, x)),
    ("math_log1p", direct!(logarithm::log1p, x)),
    ("sinpi_kernel", direct!(reduce::sinpi, x)),
    ("cospi_kernel", direct!(reduce::cospi, x)),
];

/// Functions of two floats, by name.
const BINARY: [(&str, Binary); 6] = [
    ("math_atan2", direct!(trigonometry::atan2, y, x)),
    ("math_pow", direct!(power::pow, x, y)),
    ("sin_kernel", direct!(reduce::sin_kernel, x, low)),
    ("cos_kernel", direct!(reduce::cos_kernel, x, low)),
    ("rem_float", direct!(rem, x, y)),
    ("ieee_remainder", direct!(libm::remainder, x, y)),
];

fn rem(x: f64, y: f64) -> f64 {
    x % y
}

extern "C" fn rem_float32(x: f32, y: f32) -> f32 {
    x % y
}

/// Past these powers of two every result is zero or infinite.
const FARTHEST: i64 = 5000;

extern "C" fn ldexp(x: f64, power: i64) -> f64 {
    libm::scalbn(x, power.clamp(-FARTHEST, FARTHEST) as i32)
}

extern "C" fn ldexp32(x: f32, power: i64) -> f32 {
    libm::scalbnf(x, power.clamp(-FARTHEST, FARTHEST) as i32)
}

extern "C" fn rem2pi(x: f64, mode: i64) -> f64 {
    reduce::rem2pi(x, mode)
}

extern "C" fn log_high(x: f64) -> f64 {
    power::log(x).0
}

extern "C" fn log_low(x: f64) -> f64 {
    power::log(x).1
}

extern "C" fn exp_twice(high: f64, low: f64) -> f64 {
    exponential::exp_extended(high, low)
}

extern "C" fn power_compensated(x: f64, low: f64, n: i64) -> f64 {
    power::by_squaring(x, low, n)
}
