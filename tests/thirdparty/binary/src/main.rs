//! A command of one's own: what `my_context` registers is offered by name.

// begin main
use my_context as _;

fn main() -> std::process::ExitCode {
    overdub::cli::main()
}
// end main
