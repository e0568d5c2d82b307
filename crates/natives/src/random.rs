//! Random numbers: xoshiro256++ with its state in a `Memory{UInt64}` of four, seeded through
//! SHA-256, streams as in Julia.
//!
//! # Source
//! D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators" (2019);
//! `stdlib/Random/src/Xoshiro.jl` and `XoshiroSimd.jl` of Julia for what is drawn in which order.

mod ziggurat;

use crate::given::{self, Given};
use overdub_engine::{RunResult, Scope, Session, Value};
use overdub_types::core;
use overdub_values::ValueError;
use sha2::{Digest, Sha256};

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let c = core();
    session.offer("xoshiro_fill", c.nothing, fill);
    session.offer("entropy", c.uint64, |scope, _| {
        let mut bytes = [0; 8];
        scope.host().entropy(&mut bytes);
        Ok(Value::uint64(u64::from_le_bytes(bytes)))
    });
    session.offer("sha256_words", c.any_tuple, |scope, args| {
        let bytes = Given::new("sha256_words", args).value(0);
        let bytes = scope.heap().memory_bytes(bytes).map(<[u8]>::to_vec).unwrap_or_default();
        let digest = Sha256::digest(&bytes);
        let words: Vec<Value> = digest
            .as_slice()
            .chunks_exact(8)
            .map(|it| u64::from_le_bytes([it[0], it[1], it[2], it[3], it[4], it[5], it[6], it[7]]))
            .map(Value::uint64)
            .collect();
        let made = scope.heap().tuple(&words);
        made.map_err(|error| scope.exception(error))
    });
    session.offer(
        "seed_bytes_of_integer",
        overdub_values::memory_type(c.uint8).unwrap_or(c.any),
        |scope, args| {
            // The words of 32 bits of the magnitude (of the complement, if negative), lowest first.
            let given = Given::new("seed", args);
            let magnitude = given.value(0).as_u64().unwrap_or(0);
            let negative = given.bool(scope, 1)?;
            let mut rest = magnitude;
            let mut bytes = Vec::new();
            loop {
                bytes.extend_from_slice(&(rest as u32).to_le_bytes());
                rest >>= 32;
                if rest == 0 {
                    break;
                }
            }
            if negative {
                bytes.push(1);
            }
            given::memory(scope, &bytes)
        },
    );
    ziggurat::offer(session);
}

/// The state of one generator.
#[derive(Clone, Copy, Debug)]
struct State([u64; 4]);

impl State {
    fn read(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Self> {
        let memory = Given::new("xoshiro", args).value(0);
        let bytes = scope.heap().memory_bytes(memory).unwrap_or_default();
        if bytes.len() < 32 {
            let error = ValueError::Argument("the state of xoshiro256++ is four words".to_owned());
            return Err(scope.exception(error));
        }
        let word = |at: usize| {
            let b = &bytes[8 * at..8 * at + 8];
            u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]])
        };
        Ok(Self([word(0), word(1), word(2), word(3)]))
    }

    fn write(self, scope: &mut Scope<'_>, args: &[Value]) -> RunResult<()> {
        let memory = Given::new("xoshiro", args).value(0);
        let mut bytes = [0; 32];
        for (at, word) in self.0.iter().enumerate() {
            bytes[8 * at..8 * at + 8].copy_from_slice(&word.to_le_bytes());
        }
        let put = scope.heap().set_memory_bytes(memory, 0, &bytes);
        put.map_err(|error| scope.exception(error))
    }

    fn next(&mut self) -> u64 {
        let [s0, s1, s2, s3] = &mut self.0;
        let drawn = s0.wrapping_add(*s3).rotate_left(23).wrapping_add(*s0);
        let t = *s1 << 17;
        *s2 ^= *s0;
        *s3 ^= *s1;
        *s1 ^= *s2;
        *s0 ^= *s3;
        *s2 ^= t;
        *s3 = s3.rotate_left(45);
        drawn
    }

    /// Eight generators for long arrays.
    fn fork(&mut self) -> [Self; 8] {
        const FACTORS: [u64; 4] = [
            0x0201_1ce3_4bce_797f,
            0x5a94_851f_b48a_6e05,
            0x3688_cf5d_4889_9fa7,
            0x867b_4bb4_c42e_5661,
        ];
        let mut lanes = [Self([0; 4]); 8];
        for (word, factor) in FACTORS.iter().enumerate() {
            for lane in &mut lanes {
                lane.0[word] = factor.wrapping_mul(self.next());
            }
        }
        lanes
    }
}

/// A float of [0, 1) from the upper 53 bits.
fn unit_float(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// What a drawn word becomes in the array.
#[derive(Clone, Copy)]
enum Kind {
    Word,
    Float64,
    Float32,
    Bool,
}

impl Kind {
    fn of(self, drawn: u64) -> u64 {
        match self {
            Self::Word | Self::Bool => drawn,
            Self::Float64 => unit_float(drawn).to_bits(),
            Self::Float32 => {
                let part = |bits: u32| ((bits >> 8) as f32 * (1.0 / 16_777_216.0)).to_bits();
                u64::from(part((drawn >> 32) as u32)) << 32 | u64::from(part(drawn as u32))
            }
        }
    }
}

/// Fills bytes of a memory: state, memory, offset, length, kind (0 words, 1 `Float64`, 2
/// `Float32`, 3 `Bool`).
fn fill(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let mut state = State::read(scope, args)?;
    let given = Given::new("xoshiro_fill", args);
    let memory = given.value(1);
    let (offset, length) = (given.size(scope, 2)?, given.size(scope, 3)?);
    let kind = match given.int(scope, 4)? {
        1 => Kind::Float64,
        2 => Kind::Float32,
        3 => Kind::Bool,
        _ => Kind::Word,
    };
    let bytes = drawn_bytes(scope, &mut state, length, kind)?;
    let put = scope.heap().set_memory_bytes(memory, offset, &bytes);
    put.map_err(|error| scope.exception(error))?;
    state.write(scope, args)?;
    Ok(Value::nothing())
}

/// `length` bytes; the order in which lanes and bits are used is part of the stream.
fn drawn_bytes(
    scope: &mut Scope<'_>,
    state: &mut State,
    length: usize,
    kind: Kind,
) -> RunResult<Vec<u8>> {
    /// Between parts of so many bytes the program may be stopped.
    const PART: usize = 1 << 22;
    const LANES: usize = 8;
    const LOW_BITS: u64 = 0x0101_0101_0101_0101;
    let mut bytes = Vec::with_capacity(length + 64);
    let bool_kind = matches!(kind, Kind::Bool);
    if length >= if bool_kind { 640 } else { 64 } {
        let mut lanes = state.fork();
        let step = if bool_kind { 64 * LANES } else { 8 * LANES };
        while bytes.len() + step <= length {
            if bytes.len() % PART == 0 {
                scope.check_interrupt()?;
            }
            let drawn: Vec<u64> = lanes.iter_mut().map(State::next).collect();
            for shift in 0..if bool_kind { 8 } else { 1 } {
                for word in &drawn {
                    let word = if bool_kind { (word >> shift) & LOW_BITS } else { kind.of(*word) };
                    bytes.extend_from_slice(&word.to_le_bytes());
                }
            }
        }
    }
    while bytes.len() < length {
        let drawn = state.next();
        for shift in 0..if bool_kind { 8 } else { 1 } {
            if bytes.len() >= length || shift > 0 && bytes.len() + 8 > length {
                break;
            }
            let word = if bool_kind { (drawn >> shift) & LOW_BITS } else { kind.of(drawn) };
            bytes.extend_from_slice(&word.to_le_bytes());
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}
