//! Products and factorisations of dense `Float64` matrices.
//!
//! Matrices come as references to their storage, by columns. Eigenvalues and singular values are
//! those of `nalgebra`; two by two they are found as LAPACK does it, so that signs agree.
//!
//! # Source
//! LAPACK's `dlanv2` and `dtrevc` for the case of two by two.

use crate::given::Given;
use std::time::Duration;

use nalgebra::{Complex, DMatrix, Schur, SymmetricEigen};
use overdub_engine::{RunResult, Scope, Session, Value};
use overdub_types::core;
use overdub_values::ValueError;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let c = core();
    // matmul(C, A, B, m, n, p, alpha, beta): C = A * B * alpha + C * beta.
    session.offer("matmul", c.nothing, |scope, args| {
        let given = Given::new("matmul", args);
        let (m, n, p) = (given.size(scope, 3)?, given.size(scope, 4)?, given.size(scope, 5)?);
        let (alpha, beta) = (given.float(scope, 6)?, given.float(scope, 7)?);
        let a = read(scope, given.value(1), m * n)?;
        let b = read(scope, given.value(2), n * p)?;
        let mut product = vec![0.0; m * p];
        for j in 0..p {
            scope.check_interrupt()?;
            let column = &mut product[j * m..(j + 1) * m];
            for k in 0..n {
                let factor = b[j * n + k];
                for (sum, x) in column.iter_mut().zip(&a[k * m..(k + 1) * m]) {
                    *sum += x * factor;
                }
            }
        }
        if beta == 0.0 {
            product.iter_mut().for_each(|it| *it *= alpha);
        } else {
            let before = read(scope, given.value(0), m * p)?;
            for (it, old) in product.iter_mut().zip(before) {
                *it = *it * alpha + old * beta;
            }
        }
        write(scope, given.value(0), &product)
    });
    // symmetric_eigen(A, n, values, vectors)
    session.offer("symmetric_eigen", c.nothing, |scope, args| {
        let given = Given::new("symmetric_eigen", args);
        let n = given.size(scope, 1)?;
        scope.reserve_time(steps(n, n, 20))?;
        let a = DMatrix::from_vec(n, n, read(scope, given.value(0), n * n)?);
        let found = SymmetricEigen::new(a);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|i, j| found.eigenvalues[*i].total_cmp(&found.eigenvalues[*j]));
        let values: Vec<f64> = order.iter().map(|it| found.eigenvalues[*it]).collect();
        let mut vectors = Vec::with_capacity(n * n);
        for at in order {
            let column = found.eigenvectors.column(at);
            let last = column.iter().rev().find(|it| it.abs() > 1e-12).copied().unwrap_or(1.0);
            vectors.extend(column.iter().map(|it| it * last.signum()));
        }
        write(scope, given.value(2), &values)?;
        write(scope, given.value(3), &vectors)
    });
    // general_eigen(A, n, real, imaginary, vectors_real, vectors_imaginary)
    session.offer("general_eigen", c.nothing, |scope, args| {
        let given = Given::new("general_eigen", args);
        let n = given.size(scope, 1)?;
        scope.reserve_time(steps(n, n, 100))?;
        let a = read(scope, given.value(0), n * n)?;
        let mut pairs = match a[..] {
            [a, c, b, d] if n == 2 => two_by_two(a, b, c, d),
            _ => eigenpairs(n, a),
        };
        pairs.sort_by(|(x, _), (y, _)| {
            x.re.partial_cmp(&y.re).filter(|it| it.is_ne()).unwrap_or_else(|| x.im.total_cmp(&y.im))
        });
        let parts = |part: fn(&Complex<f64>) -> f64| {
            let values: Vec<f64> = pairs.iter().map(|(it, _)| part(it)).collect();
            let vectors: Vec<f64> = pairs.iter().flat_map(|(_, it)| it.iter().map(part)).collect();
            (values, vectors)
        };
        let (real, vectors_real) = parts(|it| it.re);
        let (imaginary, vectors_imaginary) = parts(|it| it.im);
        write(scope, given.value(2), &real)?;
        write(scope, given.value(3), &imaginary)?;
        write(scope, given.value(4), &vectors_real)?;
        write(scope, given.value(5), &vectors_imaginary)
    });
    // svd(A, m, n, full, U, S, Vt)
    session.offer("svd", c.nothing, |scope, args| {
        let given = Given::new("svd", args);
        let (m, n) = (given.size(scope, 1)?, given.size(scope, 2)?);
        let is_full = given.bool(scope, 3)?;
        scope.reserve_time(steps(m, n, 40))?;
        let a = DMatrix::from_vec(m, n, read(scope, given.value(0), m * n)?);
        let (u, s, vt) = singular(&a, is_full);
        write(scope, given.value(4), &u)?;
        write(scope, given.value(5), &s)?;
        write(scope, given.value(6), &vt)
    });
}

/// About the time that a factorisation takes, by measurement of some: nobody can stop it.
fn steps(m: usize, n: usize, nanoseconds: u64) -> Duration {
    let count = (m as u64).saturating_mul(n as u64).saturating_mul(m.max(n) as u64);
    Duration::from_nanos(count.saturating_mul(nanoseconds))
}

/// `count` floats from where a reference points.
fn read(scope: &mut Scope<'_>, reference: Value, count: usize) -> RunResult<Vec<f64>> {
    let read = scope.heap().memory_ref_parts(reference).and_then(|(memory, first)| {
        let outside = || ValueError::Bounds { collection: memory, index: count as i64 };
        let bytes = scope.heap().memory_bytes(memory);
        let bytes = bytes.and_then(|it| it.get(first * 8..(first + count) * 8));
        let (words, _) = bytes.ok_or_else(outside)?.as_chunks::<8>();
        Ok(words.iter().map(|it| f64::from_ne_bytes(*it)).collect())
    });
    read.map_err(|error| scope.exception(error))
}

fn write(scope: &mut Scope<'_>, reference: Value, values: &[f64]) -> RunResult<Value> {
    let bytes: Vec<u8> = values.iter().flat_map(|it| it.to_ne_bytes()).collect();
    let written = scope.heap().memory_ref_parts(reference).and_then(|(memory, first)| {
        if bytes.is_empty() {
            return Ok(());
        }
        scope.heap().set_memory_bytes(memory, first * 8, &bytes)
    });
    written.map(|()| Value::nothing()).map_err(|error| scope.exception(error))
}

type Pair = (Complex<f64>, Vec<Complex<f64>>);

/// Eigenvalues and vectors of length one from the complex Schur form.
fn eigenpairs(n: usize, a: Vec<f64>) -> Vec<Pair> {
    let scale = a.iter().fold(0.0_f64, |it, x| it.max(x.abs())).max(f64::MIN_POSITIVE);
    let a = DMatrix::from_iterator(n, n, a.into_iter().map(|it| Complex::new(it, 0.0)));
    let (q, t) = Schur::new(a).unpack();
    let small = scale * f64::EPSILON;
    let mut pairs = Vec::with_capacity(n);
    for k in 0..n {
        let value = t[(k, k)];
        let mut x = vec![Complex::new(0.0, 0.0); n];
        x[k] = Complex::new(1.0, 0.0);
        for i in (0..k).rev() {
            let sum: Complex<f64> = (i + 1..=k).map(|j| t[(i, j)] * x[j]).sum();
            let mut gap = t[(i, i)] - value;
            if gap.norm() < small {
                gap = Complex::new(small, 0.0);
            }
            x[i] = -sum / gap;
        }
        let vector: Vec<Complex<f64>> =
            (0..n).map(|i| (0..=k).map(|j| q[(i, j)] * x[j]).sum()).collect();
        let is_real = value.im.abs() <= 1e3 * small;
        let value = if is_real { Complex::new(value.re, 0.0) } else { value };
        pairs.push((value, normal(vector, is_real)));
    }
    pairs
}

/// The vector of length one whose largest component is real; real altogether where it shall be.
fn normal(vector: Vec<Complex<f64>>, is_real: bool) -> Vec<Complex<f64>> {
    let length = vector.iter().map(Complex::norm_sqr).sum::<f64>().sqrt();
    let largest = vector.iter().copied().fold(Complex::new(0.0, 0.0), |most, it| {
        if it.norm_sqr() > most.norm_sqr() * (1.0 + 1e-12) { it } else { most }
    });
    if length == 0.0 || largest.norm() == 0.0 {
        return vector;
    }
    let turn = largest.conj() / largest.norm() / length;
    let turned = vector.into_iter().map(|it| it * turn);
    turned.map(|it| if is_real { Complex::new(it.re, 0.0) } else { it }).collect()
}

fn sign(magnitude: f64, of: f64) -> f64 {
    magnitude.abs().copysign(of)
}

/// The eigenvalues and vectors of `[a b; c d]`.
fn two_by_two(a: f64, b: f64, c: f64, d: f64) -> Vec<Pair> {
    let (mut a, mut b, mut c, mut d) = (a, b, c, d);
    let (mut cs, mut sn) = (1.0, 0.0);
    if c == 0.0 {
    } else if b == 0.0 {
        (cs, sn) = (0.0, 1.0);
        (a, b, c, d) = (d, -c, 0.0, a);
    } else if a != d || b.is_sign_negative() == c.is_sign_negative() {
        let difference = a - d;
        let p = 0.5 * difference;
        let most = b.abs().max(c.abs());
        let least = b.abs().min(c.abs()) * sign(1.0, b) * sign(1.0, c);
        let scale = p.abs().max(most);
        let z = p / scale * p + most / scale * least;
        if z >= 4.0 * f64::EPSILON {
            let z = p + sign(scale.sqrt() * z.sqrt(), p);
            a = d + z;
            d -= most / z * least;
            let tau = c.hypot(z);
            (cs, sn) = (z / tau, c / tau);
            (b, c) = (b - c, 0.0);
        } else {
            let sigma = b + c;
            let tau = sigma.hypot(difference);
            cs = (0.5 * (1.0 + sigma.abs() / tau)).sqrt();
            sn = -(p / (tau * cs)) * sign(1.0, sigma);
            let (aa, bb) = (a * cs + b * sn, -a * sn + b * cs);
            let (cc, dd) = (c * cs + d * sn, -c * sn + d * cs);
            (a, b) = (aa * cs + cc * sn, bb * cs + dd * sn);
            (c, d) = (-aa * sn + cc * cs, -bb * sn + dd * cs);
            let middle = 0.5 * (a + d);
            (a, d) = (middle, middle);
            if c != 0.0 && b != 0.0 && b.is_sign_negative() == c.is_sign_negative() {
                let (root_b, root_c) = (b.abs().sqrt(), c.abs().sqrt());
                let p = sign(root_b * root_c, c);
                let tau = 1.0 / (b + c).abs().sqrt();
                (a, d) = (middle + p, middle - p);
                (b, c) = (b - c, 0.0);
                let (cs1, sn1) = (root_b * tau, root_c * tau);
                (cs, sn) = (cs * cs1 - sn * sn1, cs * sn1 + sn * cs1);
            }
        }
    }
    let turned = |x: Complex<f64>, y: Complex<f64>| vec![x * cs - y * sn, x * sn + y * cs];
    let real = |it: f64| Complex::new(it, 0.0);
    if c == 0.0 {
        let gap = if d == a { f64::MIN_POSITIVE.max(a.abs() * f64::EPSILON) } else { d - a };
        let second = turned(real(b / gap), real(1.0));
        let length = second.iter().map(Complex::norm_sqr).sum::<f64>().sqrt();
        let second = second.into_iter().map(|it| it / length).collect();
        return vec![(real(a), turned(real(1.0), real(0.0))), (real(d), second)];
    }
    let imaginary = b.abs().sqrt() * c.abs().sqrt();
    let (x, y) = if b.abs() >= c.abs() {
        (real(1.0), Complex::new(0.0, imaginary / b))
    } else {
        (real(-imaginary / c), Complex::new(0.0, 1.0))
    };
    let first = normal(turned(x, y), false);
    let second = first.iter().map(Complex::conj).collect();
    vec![(Complex::new(a, imaginary), first), (Complex::new(a, -imaginary), second)]
}

/// `U`, the singular values from the largest, and the transpose of `V`, all by columns.
fn singular(a: &DMatrix<f64>, is_full: bool) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let (m, n) = a.shape();
    let k = m.min(n);
    let found = a.clone().svd(true, true);
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|i, j| found.singular_values[*j].total_cmp(&found.singular_values[*i]));
    let (Some(u), Some(vt)) = (&found.u, &found.v_t) else {
        return (vec![0.0; m * k], vec![0.0; k], vec![0.0; k * n]);
    };
    let mut lefts: Vec<Vec<f64>> = Vec::new();
    let mut rights: Vec<Vec<f64>> = Vec::new();
    for at in &order {
        // Signs as LAPACK mostly has them: the first component of each left vector is negative, by the reflections that it
        // begins with; where there is nothing to reflect, what is left is the axis itself.
        let first = u.column(*at).iter().find(|it| it.abs() > 1e-12).copied().unwrap_or(-1.0);
        let is_axis = u.column(*at).iter().filter(|it| **it != 0.0).count() == 1;
        let turn = if is_axis { first.signum() } else { -first.signum() };
        // No zero is left with a sign.
        lefts.push(u.column(*at).iter().map(|it| it * turn + 0.0).collect());
        rights.push(vt.row(*at).iter().map(|it| it * turn + 0.0).collect());
    }
    let values = order.iter().map(|it| found.singular_values[*it]).collect();
    if is_full {
        complete(&mut lefts, m);
        complete(&mut rights, n);
    }
    let rows = rights.len();
    let vt = (0..n).flat_map(|j| (0..rows).map(move |i| (i, j))).map(|(i, j)| rights[i][j]);
    (lefts.concat(), values, vt.collect())
}

/// Adds orthogonal vectors until there are `n` of them.
fn complete(vectors: &mut Vec<Vec<f64>>, n: usize) {
    for at in 0..n {
        if vectors.len() == n {
            return;
        }
        let mut next: Vec<f64> = (0..n).map(|it| if it == at { 1.0 } else { 0.0 }).collect();
        for _ in 0..2 {
            for other in vectors.iter() {
                let along: f64 = next.iter().zip(other).map(|(x, y)| x * y).sum();
                next.iter_mut().zip(other).for_each(|(x, y)| *x -= along * y);
            }
        }
        let length = next.iter().map(|it| it * it).sum::<f64>().sqrt();
        if length > 1e-8 {
            vectors.push(next.into_iter().map(|it| it / length).collect());
        }
    }
}
