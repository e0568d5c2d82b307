//! How floats print: shortest digits, few digits, or as many as are asked for.

use crate::given::{self, Given};
use overdub_engine::{RunResult, Scope, Session, Value};
use overdub_types::core;
use overdub_values::{ValueError, float_text, shortest_digits, shortest_digits32};

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let c = core();
    session.offer("float_show", c.string, show);
    session.offer("float_fixed", c.string, |scope, args| {
        let given = Given::new("float_fixed", args);
        let (x, places) = (given.float(scope, 0)?, given.size(scope, 1)?);
        let text = special(x).unwrap_or_else(|| format!("{x:.places$}"));
        given::string(scope, &text)
    });
    session.offer("float_exponential", c.string, |scope, args| {
        let given = Given::new("float_exponential", args);
        let (x, places) = (given.float(scope, 0)?, given.size(scope, 1)?);
        let text = special(x).unwrap_or_else(|| exponential(x, places));
        given::string(scope, &text)
    });
    session.offer("float_digits", c.string, |scope, args| {
        // The shortest digits of the magnitude in scientific notation, as `d.ddde-x`.
        let x = Given::new("float_digits", args).float(scope, 0)?;
        given::string(scope, &shortest_digits(x))
    });
}

fn special(x: f64) -> Option<String> {
    if x.is_nan() {
        return Some("NaN".to_owned());
    }
    x.is_infinite().then(|| if x < 0.0 { "-Inf".to_owned() } else { "Inf".to_owned() })
}

/// `places` digits behind the point and an exponent of at least two digits.
fn exponential(x: f64, places: usize) -> String {
    let text = format!("{x:.places$e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, power) = match power.strip_prefix('-') {
        Some(power) => ('-', power),
        None => ('+', power),
    };
    format!("{digits}e{sign}{power:0>2}")
}

fn show(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let given = Given::new("float_show", args);
    let value = given.value(0);
    let (typed, compact) = (given.bool(scope, 1)?, given.bool(scope, 2)?);
    let text =
        if compact { compact_text(value) } else { float_text(value.ty(), value.raw_bits(), typed) };
    match text {
        Some(text) => given::string(scope, &text),
        None => {
            let error = ValueError::type_error("float_show", core().abstract_float, value);
            Err(scope.exception(error))
        }
    }
}

/// At most six significant digits.
fn compact_text(value: Value) -> Option<String> {
    let c = core();
    let (digits, wide) = match (value.as_f64(), value.as_f32()) {
        (Some(x), _) => (shortest_digits(x), x),
        (_, Some(x)) => (shortest_digits32(x), f64::from(x)),
        _ => return float_text(value.ty(), value.raw_bits(), false),
    };
    if !wide.is_finite() || wide == 0.0 {
        return float_text(c.float64, wide.to_bits(), false);
    }
    let (mantissa, power) = digits.split_once('e')?;
    let mut number: u64 = mantissa.replace('.', "").parse().ok()?;
    let mut power = power.parse::<i32>().ok()? - (mantissa.replace('.', "").len() as i32 - 1);
    // What was dropped already counts as well: a five at the end is no tie if more came behind it.
    let exact = format!("{:.60e}", wide.abs());
    let behind =
        exact.split('e').next().unwrap_or(&exact).trim_end_matches('0').trim_end_matches('.');
    let (mut up, mut zeros) = (false, behind == mantissa);
    while number > 999_999 {
        let last = number % 10;
        number /= 10;
        up = if zeros && number.is_multiple_of(2) { last > 5 } else { last >= 5 };
        zeros &= last == 0;
        power += 1;
    }
    number += u64::from(up);
    let all = number.to_string();
    let kept = all.trim_end_matches('0');
    let (point, length) = (power + all.len() as i32, kept.len() as i32);
    // A number of which digits before its point were dropped is not written as if it were whole.
    if length <= point
        && point <= 6
        && ((wide + 0.05).rem_euclid(10f64.powi(point - length)) - 0.05).abs() > 0.05
    {
        let (sign, first, rest) = (if wide < 0.0 { "-" } else { "" }, &kept[..1], &kept[1..]);
        let rest = if rest.is_empty() { "0" } else { rest };
        return Some(format!("{sign}{first}.{rest}e{}", point - 1));
    }
    let rounded: f64 = format!("{number}e{power}").parse().ok()?;
    float_text(c.float64, rounded.copysign(wide).to_bits(), false)
}
