//! Products of huge integers, which look now and then whether the program goes on.
//!
//! One product of the library cannot be stopped. So it is only given numbers of moderate length, and longer ones are
//! split: in halves, where one is much longer than the other, and otherwise in thirds, of which five products are made
//! (Toom and Cook's way, with the points of Bodrato's).

use std::time::Duration;

use dashu_base::{BitTest, Sign};
use dashu_int::{IBig, UBig};
use overdub_engine::{RunResult, Scope};

/// Words up to which numbers are given to the library: a product of two such takes about a second.
const MODERATE: usize = 1 << 18;

/// The product.
pub(super) fn product(scope: &mut Scope<'_>, x: &IBig, y: &IBig) -> RunResult<IBig> {
    let (short, long) = if words(x) <= words(y) { (x, y) } else { (y, x) };
    let (least, most) = (words(short), words(long));
    if most < 1000 {
        return Ok(x * y);
    }
    scope.check_interrupt()?;
    scope.reserve_bytes(8 * (least + most) as u64)?;
    if most <= MODERATE {
        return Ok(x * y);
    }
    if least * 2 <= most {
        let [low, high, _] = parts(long, most.div_ceil(2));
        let (low, high) = (product(scope, short, &low)?, product(scope, short, &high)?);
        return Ok(low + (high << (64 * most.div_ceil(2))));
    }
    let part = most.div_ceil(3);
    let ([x0, x1, x2], [y0, y1, y2]) = (parts(x, part), parts(y, part));
    let at_zero = product(scope, &x0, &y0)?;
    let at_infinity = product(scope, &x2, &y2)?;
    let (x_even, y_even) = (&x0 + &x2, &y0 + &y2);
    let at_one = product(scope, &(&x_even + &x1), &(&y_even + &y1))?;
    let (x_minus, y_minus) = (x_even - x1, y_even - y1);
    let at_minus_one = product(scope, &x_minus, &y_minus)?;
    let (x_minus, y_minus) = (((x_minus + x2) << 1) - x0, ((y_minus + y2) << 1) - y0);
    let at_minus_two = product(scope, &x_minus, &y_minus)?;
    // The coefficients of the product as a polynomial, from its values; these divisions leave no rest.
    let third = (at_minus_two - &at_one) / IBig::from(3);
    let first: IBig = (at_one - &at_minus_one) >> 1;
    let second = at_minus_one - &at_zero;
    let third: IBig = ((&second - third) >> 1) + (&at_infinity << 1);
    let second = second + &first - &at_infinity;
    let first = first - &third;
    // From the top, so that each sum is as long as it must be.
    let sum = [third, second, first, at_zero];
    Ok(sum.into_iter().fold(at_infinity, |sum, it| (sum << (64 * part)) + it))
}

/// `n` to a power, whose size the caller has looked at.
pub(super) fn power(scope: &mut Scope<'_>, n: &IBig, power: usize) -> RunResult<IBig> {
    if n.bit_len().saturating_mul(power) <= 64 * MODERATE {
        return Ok(n.pow(power));
    }
    // Twos are a shift.
    let twos = n.trailing_zeros().unwrap_or(0);
    let odd = n >> twos;
    scope.reserve_bytes((odd.bit_len().saturating_sub(1).saturating_mul(power) / 8) as u64)?;
    let mut result = IBig::ONE;
    for bit in (0..usize::BITS - power.leading_zeros()).rev() {
        result = product(scope, &result, &result)?;
        if power >> bit & 1 == 1 {
            result = product(scope, &result, &odd)?;
        }
    }
    scope
        .reserve_bytes((result.bit_len().saturating_add(twos.saturating_mul(power)) / 8) as u64)?;
    Ok(result << twos.saturating_mul(power))
}

/// About the time that the library takes for a product of two numbers of so many words, by measurement of some.
pub(super) fn time(words: usize) -> Duration {
    if words < 1000 {
        return Duration::ZERO;
    }
    let words = words as f64;
    Duration::from_nanos((20.0 * words.powf(1.465)).min(5000.0 * words) as u64)
}

fn words(n: &IBig) -> usize {
    n.as_sign_words().1.len()
}

/// Three parts of a number, the lowest first, of so many words and with its sign.
fn parts(n: &IBig, words: usize) -> [IBig; 3] {
    let (sign, all) = n.as_sign_words();
    let part = |at: usize| {
        let from = (at * words).min(all.len());
        let to = if at == 2 { all.len() } else { (from + words).min(all.len()) };
        let part = IBig::from(UBig::from_words(&all[from..to]));
        if sign == Sign::Negative { -part } else { part }
    };
    [part(0), part(1), part(2)]
}
