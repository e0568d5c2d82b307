//! The `overdub` command; all of it is in the crate `overdub-cli`.

fn main() -> std::process::ExitCode {
    overdub::cli::main()
}
