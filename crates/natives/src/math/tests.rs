//! The functions against `libm`, which is exact to about one unit in the last place, and at
//! points where results are known.

use super::{UNARY, Unary, power, trigonometry};

/// How many floats lie between two of the same sign.
fn apart(a: f64, b: f64) -> u64 {
    if a == b || a.is_nan() && b.is_nan() { 0 } else { a.to_bits().abs_diff(b.to_bits()) }
}

type Other = fn(f64) -> f64;

fn own(name: &str) -> Unary {
    UNARY.iter().find(|it| it.0 == name).map(|it| it.1).expect("the function is offered")
}

#[test]
fn results_are_those_of_libm_but_for_the_last_bits() {
    let pairs: [(&str, Other, f64, f64); 16] = [
        ("math_sin", libm::sin, -50.0, 50.0),
        ("math_cos", libm::cos, -50.0, 50.0),
        ("math_tan", libm::tan, -50.0, 50.0),
        ("math_asin", libm::asin, -1.0, 1.0),
        ("math_acos", libm::acos, -1.0, 1.0),
        ("math_atan", libm::atan, -20.0, 20.0),
        ("math_exp", libm::exp, -740.0, 709.0),
        ("math_exp2", libm::exp2, -1070.0, 1023.0),
        ("math_expm1", libm::expm1, -5.0, 50.0),
        ("math_log", libm::log, 1e-300, 100.0),
        ("math_log1p", libm::log1p, -0.99, 10.0),
        ("math_sinh", libm::sinh, -10.0, 10.0),
        ("math_cosh", libm::cosh, -10.0, 10.0),
        ("math_tanh", libm::tanh, -3.0, 3.0),
        ("math_asinh", libm::asinh, -10.0, 10.0),
        ("math_atanh", libm::atanh, -0.99, 0.99),
    ];
    for (name, other, from, to) in pairs {
        let run = own(name);
        for step in 0..20_000 {
            let x = from + (to - from) * (f64::from(step) + 0.37) / 20_000.0;
            let (got, wanted) = (run(x), other(x));
            assert!(apart(got, wanted) <= 4, "{name}({x}) is {got}, by libm {wanted}");
        }
    }
}

#[test]
fn powers_are_those_of_libm_but_for_the_last_bit() {
    for step in 1..2_000 {
        let x = f64::from(step) * 0.013;
        let y = f64::from(step % 37) * 0.71 - 12.3;
        let (got, wanted) = (power::pow(x, y), libm::pow(x, y));
        assert!(apart(got, wanted) <= 1, "{x}^{y} is {got}, by libm {wanted}");
    }
}

#[test]
fn large_angles_are_reduced() {
    assert_eq!(trigonometry::sin(1e22), -0.8522008497671888);
    assert_eq!(trigonometry::cos(1e22), 0.523214785395139);
    assert_eq!(trigonometry::sin(std::f64::consts::PI), 1.2246467991473532e-16);
    assert!(apart(trigonometry::cos(1e300), libm::cos(1e300)) <= 1);
}
