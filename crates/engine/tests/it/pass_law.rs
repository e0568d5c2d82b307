//! Each pass keeps what programs do.

use overdub_engine::{Config, Context, Pipeline, Session, pass};
use overdub_passes::{OWN_PASSES, simplify};

use crate::{
    examples::{enter, output, programs},
    script::{Flavour, Mode, cases, run, run_under, script},
};

/// Runs one of the project's own passes on every body; all of them for a number beyond the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Own(pub(crate) usize);

/// How many of them there are, with the one that stands for all.
pub(crate) const PASSES: usize = OWN_PASSES.len() + 1;

impl Context for Own {
    type Meta = ();

    fn passes(&self) -> Pipeline {
        match OWN_PASSES.get(self.0) {
            Some((name, run)) => Pipeline::new().then(pass(*name, |body, _| {
                run(body);
                Ok(())
            })),
            None => Pipeline::new().then(pass("simplify", |body, _| {
                simplify(body);
                Ok(())
            })),
        }
    }
}

fn name(at: usize) -> &'static str {
    OWN_PASSES.get(at).map_or("all of them", |it| it.0)
}

#[test]
fn programs_do_the_same_with_each_pass() {
    for (program, text) in programs() {
        let plain = output(&text, Config::default(), |_| ());
        for at in 0..PASSES {
            let passed = output(&text, Config::default(), |it| enter(it, Own(at)));
            assert_eq!(passed, plain, "{program} with {}", name(at));
        }
    }
}

#[test]
fn scripts_answer_the_same_with_each_pass() {
    for seed in 0..cases(30) {
        let steps = script(seed, Flavour::All);
        let plain = run(&steps, Mode::default());
        for at in 0..PASSES {
            let passed = run_under(&steps, Mode::default(), |it: &mut Session| enter(it, Own(at)));
            assert!(passed == plain, "seed {seed} with {}", name(at));
        }
    }
}

#[test]
fn reading_bodies_back_and_collecting_always_change_no_answers_under_passes() {
    let all = OWN_PASSES.len();
    for seed in 0..cases(20) {
        let steps = script(seed, Flavour::All);
        let plain = run(&steps, Mode::default());
        for mode in
            [Mode { reread: true, ..Mode::default() }, Mode { stress: true, ..Mode::default() }]
        {
            let other = run_under(&steps, mode, |it| enter(it, Own(all)));
            assert!(other == plain, "seed {seed}: {mode:?}");
        }
    }
    for (program, text) in programs() {
        let plain = output(&text, Config::default(), |_| ());
        let config = Config { reread: true, ..Config::default() };
        assert_eq!(output(&text, config, |it| enter(it, Own(all))), plain, "{program}");
        assert_eq!(output(&text, config, |_| ()), plain, "{program}");
    }
}
