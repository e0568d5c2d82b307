//! Big floats as text and from it.

use super::{
    float::{Number, Rounding, read, setting, write},
    float_ops::div,
    put,
};
use crate::given::{self as arguments, Given};
use dashu_base::{Abs, BitTest, Sign, UnsignedAbs};
use dashu_int::{IBig, UBig};
use overdub_engine::{RunResult, Scope, Session, Type, Value};
use overdub_types::core;

pub(super) fn offer(session: &mut Session) {
    let c = core();
    put(session, "bigfloat_text", c.string, |scope, args| {
        let (x, precision) = read(scope, args, 0)?;
        // As many digits as name the number among those of its precision.
        let digits = 2 + (precision as f64 * std::f64::consts::LOG10_2).floor() as usize;
        arguments::string(scope, &text(&x, digits))
    });
    put(session, "bigfloat_compact_text", c.string, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        arguments::string(scope, &text(&x, 6))
    });
    put(session, "bigfloat_digits", c.string, |scope, args| {
        // For formatted output: digits behind the point.
        let (x, _) = read(scope, args, 0)?;
        let places = Given::new("bigfloat_digits", args).size(scope, 1)?;
        arguments::string(scope, &fixed(&x, places))
    });
    put(session, "bigfloat_parse", Type::any(), parse);
}

/// The digits of the magnitude, `count` of them, correctly rounded, and the power of ten of the
/// point in front of the first.
fn decimal(n: &IBig, e: i64, count: usize) -> (String, i64) {
    let n = n.unsigned_abs();
    let top = (e + n.bit_len() as i64) as f64 * std::f64::consts::LOG10_2;
    let mut power = top.ceil() as i64;
    loop {
        // n * 2^e * 10^(count - power), rounded to a whole number.
        let shift = count as i64 - power;
        let ten = UBig::from(10u8);
        let scale = ten.pow(usize::try_from(shift.unsigned_abs()).unwrap_or(0));
        let (mut up, mut down) = (n.clone(), UBig::ONE);
        if shift >= 0 {
            up *= scale
        } else {
            down *= scale
        }
        let bits = usize::try_from(e.unsigned_abs()).unwrap_or(0);
        if e >= 0 {
            up <<= bits
        } else {
            down <<= bits
        }
        let twice = (up << 1) / &down;
        let digit = (&twice >> 1) + if twice.bit(0) { UBig::ONE } else { UBig::ZERO };
        let digits = digit.to_string();
        match digits.len().cmp(&count) {
            std::cmp::Ordering::Equal => return (digits, power),
            std::cmp::Ordering::Greater => power += 1,
            std::cmp::Ordering::Less => power -= 1,
        }
    }
}

fn text(x: &Number, digits: usize) -> String {
    let sign = if x.is_negative() { "-" } else { "" };
    match x {
        Number::Nan => "NaN".to_owned(),
        Number::Infinite(_) => format!("{sign}Inf"),
        Number::Zero(_) => format!("{sign}0.0"),
        Number::Finite(n, e) => {
            if e.abs() > 1 << 24 {
                return far_text(n, *e, digits, sign);
            }
            let (digits, point) = decimal(n, *e, digits);
            let digits = digits.trim_end_matches('0');
            format!("{sign}{}", place_point(digits, point))
        }
    }
}

/// Numbers whose exponent is so large that their digits cannot be had exactly: by logarithms.
fn far_text(n: &IBig, e: i64, digits: usize, sign: &str) -> String {
    use dashu_float::{FBig, round::mode::HalfEven};
    let precision = 4 * digits + 256;
    let of = |n: IBig| FBig::<HalfEven, 2>::from(n).with_precision(precision).value();
    let ten = of(IBig::from(10u8));
    let log = (of(n.clone()).with_precision(precision).value().abs().ln()
        + of(IBig::from(e)) * of(IBig::from(2u8)).ln())
        / ten.ln();
    let whole = log.floor();
    let Ok(power) = i64::try_from(whole.to_int().value()) else { return format!("{sign}Inf") };
    let leading = ((log - whole) * ten.ln()).exp();
    match Number::of_fbig(&leading) {
        Number::Finite(n, e) => {
            let (digits, point) = decimal(&n, e, digits.min(60));
            let digits = digits.trim_end_matches('0');
            let rest = if digits.len() > 1 { &digits[1..] } else { "0" };
            format!("{sign}{}.{rest}e{:+}", &digits[..1], power + point - 1)
        }
        _ => format!("{sign}0.0"),
    }
}

/// The notation of the number 0.digits * 10^point.
fn place_point(digits: &str, point: i64) -> String {
    let exponent = point - 1;
    if !(-5 < exponent && exponent < 6) {
        let rest = if digits.len() > 1 { &digits[1..] } else { "0" };
        let sign = if exponent < 0 { "-" } else { "+" };
        return format!("{}.{rest}e{sign}{:02}", &digits[..1], exponent.abs());
    }
    let length = digits.len() as i64;
    if point <= 0 {
        return format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize));
    }
    if point >= length {
        return format!("{digits}{}.0", "0".repeat((point - length) as usize));
    }
    let (whole, part) = digits.split_at(point as usize);
    format!("{whole}.{part}")
}

/// `places` digits behind the point.
fn fixed(x: &Number, places: usize) -> String {
    let sign = if x.is_negative() { "-" } else { "" };
    let Number::Finite(n, e) = x else { return text(x, 1) };
    if *e > 1 << 24 {
        return text(x, 20);
    }
    let ten = UBig::from(10u8).pow(places.min(1 << 20));
    let scaled = Number::of_int(IBig::from(n.unsigned_abs() * ten), *e);
    let whole = match scaled.rounded_at(0, Rounding::Nearest) {
        Number::Finite(n, e) => n << usize::try_from(e).unwrap_or(0),
        _ => IBig::ZERO,
    };
    let digits = format!("{:0>width$}", whole.to_string(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

fn parse(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let source = Given::new("BigFloat", args).text(scope, 0)?;
    let (precision, rounding) = setting(scope, args, 1)?;
    match number(source.trim(), precision) {
        Some((number, more)) => write(scope, &number.rounded(precision, rounding, more), precision),
        None => Ok(Value::nothing()),
    }
}

/// The number in the text, exactly or with bits enough and whether it goes on.
fn number(source: &str, precision: usize) -> Option<(Number, bool)> {
    let negative = source.starts_with('-');
    let unsigned = source.strip_prefix(['-', '+']).unwrap_or(source).to_ascii_lowercase();
    match unsigned.as_str() {
        "inf" | "infinity" => return Some((Number::Infinite(negative), false)),
        "nan" => return Some((Number::Nan, false)),
        _ => {}
    }
    let sign = if negative { Sign::Negative } else { Sign::Positive };
    let (radix, body, marker) = match unsigned.strip_prefix("0x") {
        Some(hex) => (16, hex.to_owned(), 'p'),
        None => (10, unsigned, 'e'),
    };
    let (digits, power) = body.split_once(marker).unwrap_or((&body, "0"));
    let power: i64 = power.parse().ok()?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    if all.is_empty() || !all.chars().all(|it| it.is_digit(radix)) || power.abs() > 1 << 28 {
        return None;
    }
    let significand = IBig::from_parts(sign, UBig::from_str_radix(&all, radix).ok()?);
    if significand.is_zero() {
        return Some((Number::Zero(negative), false));
    }
    if radix == 16 {
        return Some((Number::of_int(significand, power - 4 * part.len() as i64), false));
    }
    let scale = power - part.len() as i64;
    let ten = UBig::from(10u8).pow(usize::try_from(scale.unsigned_abs()).unwrap_or(0));
    if scale >= 0 {
        return Some((Number::of_int(significand * IBig::from(ten), 0), false));
    }
    Some(div(Number::of_int(significand, 0), Number::of_int(IBig::from(ten), 0), precision))
}
