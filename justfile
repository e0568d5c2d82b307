# One word each. `just` lists them.
default:
    @just --list

# Everything that CI runs.
check:
    .ci/run

# All tests.
test:
    cargo test --workspace

# Writes what the filetests and snapshots now print as what they expect.
bless:
    OVERDUB_BLESS=1 INSTA_UPDATE=always cargo test --workspace

# Speed, as ratios taken in one run.
bench:
    cargo bench --workspace

# The API documentation.
doc:
    cargo doc --workspace --no-deps --open

# The long campaigns behind the smoke runs in CI.
laws cases="100000":
    OVERDUB_CASES={{cases}} cargo test --workspace --release -- law

# Ten minutes of fuzzing of each target (nightly toolchain, cargo-fuzz).
fuzz seconds="600":
    for target in $(cd fuzz && cargo +nightly fuzz list); do (cd fuzz && cargo +nightly fuzz run $target -- -max_total_time={{seconds}}) || exit 1; done
