//! The fuzzer's smoke run: some hundred programs in every way.

use std::time::{Duration, Instant};

use overdub_fuzzer::{Fleet, generate, ways};

/// How long it goes on on a slow machine.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn programs_come_to_the_same_in_every_way() {
    let (logged, plain) = ways().into_iter().partition(|it| it.is_logged);
    let mut fleets: [Fleet; 2] = [Fleet::new(plain), Fleet::new(logged)];
    let start = Instant::now();
    for seed in 0..300 {
        if start.elapsed() > PATIENCE {
            break;
        }
        let program = generate(seed);
        for fleet in &mut fleets {
            let difference = fleet.compare(&program).1;
            assert!(
                difference.is_none(),
                "seed {seed}\n{}\n{}",
                difference.map(|it| it.to_string()).unwrap_or_default(),
                program.text()
            );
        }
    }
}

#[test]
fn a_seed_makes_the_same_program_each_time() {
    for seed in 0..200 {
        assert_eq!(generate(seed), generate(seed));
    }
}
