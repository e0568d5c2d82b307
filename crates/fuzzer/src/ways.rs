//! The ways to run a program, and what it comes to in each.

use std::{
    fmt::{self, Display, Write as _},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, Weak},
    time::{Duration, Instant},
};

use overdub_engine::{Applied, Captured, Config, Error, InterruptHandle, Session};

use crate::{
    log::{Log, Logged},
    program::Program,
};

/// A way to run programs.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// What it is called in reports.
    pub name: &'static str,
    /// How its session is made.
    pub config: Config,
    /// Whether programs run under a context that logs each call.
    pub is_logged: bool,
}

/// All ways, those that others are compared with first: the first one that is logged or not as they are.
#[must_use]
pub fn ways() -> Vec<Way> {
    let shipped = |jit| Config { jit, ..Config::default() };
    let plain = |jit| Config { jit, ..Config::reference() };
    let wide = |it| Config { widened: true, ..it };
    let way = |name, config| Way { name, config, is_logged: false };
    // Not widened: an empty collection takes its element type from inference (`return_type`), which the log shows.
    let logged = |name, config| Way { name, config, is_logged: true };
    vec![
        way("reference", Config::reference()),
        way("shipped", Config::default()),
        way("optimised", shipped(None)),
        way("optimised, machine code", shipped(Some(1))),
        way("optimised, midway", shipped(Some(MIDWAY))),
        way("machine code", plain(Some(1))),
        way("widened", wide(Config::reference())),
        way("widened, optimised, midway", wide(shipped(Some(MIDWAY)))),
        logged("logged, reference", Config::reference()),
        logged("logged, optimised, machine code", shipped(Some(1))),
        logged("logged, optimised, midway", shipped(Some(MIDWAY))),
        logged("logged, machine code", plain(Some(1))),
    ]
}

/// After how many calls and turns there is machine code in the middle of a program: its long loops turn more often.
const MIDWAY: u32 = 40;

/// How long a program may take in one way.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a program came to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What it printed, its results and exceptions, and the error that ended it.
    pub text: String,
    /// A digest of the log of its calls, and how long that is.
    pub log: Option<(u64, u64)>,
    /// The beginning of the log in words, if it was wanted.
    pub lines: Vec<String>,
    /// Whether it was ended because it took too long.
    pub is_slow: bool,
    /// What the implementation died of.
    pub panic: Option<String>,
}

impl Outcome {
    fn is_same(&self, other: &Self) -> bool {
        self.text == other.text && self.log == other.log && other.panic.is_none()
    }
}

/// Two ways in which a program came to different things.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The way that is right.
    pub reference: Way,
    /// The way that is not.
    pub way: Way,
    /// What the program came to in the first.
    pub expected: Outcome,
    /// And in the other.
    pub got: Outcome,
}

impl Difference {
    /// What of the outcomes differs; shrinking keeps it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match () {
            () if self.got.panic.is_some() => "panic",
            () if self.got.text != self.expected.text => "text",
            () => "log",
        }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (reference, way) = (self.reference.name, self.way.name);
        writeln!(f, "\"{way}\" differs from \"{reference}\" in its {}", self.kind())?;
        if let Some(panic) = &self.got.panic {
            return writeln!(f, "{panic}");
        }
        let lines = |it: &Outcome| format!("{}{}\n", it.text, it.lines.join("\n"));
        let (expected, got) = (lines(&self.expected), lines(&self.got));
        let diff = similar::TextDiff::from_lines(&expected, &got);
        write!(f, "{}", diff.unified_diff().context_radius(4).header(reference, way))?;
        match (self.expected.log, self.got.log) {
            (Some((_, a)), Some((_, b))) if a != b => writeln!(f, "{a} events, then {b}"),
            _ => Ok(()),
        }
    }
}

/// A session for each way, in which program after program runs.
#[derive(Debug)]
pub struct Fleet {
    ways: Vec<Way>,
    sessions: Vec<Option<(Session, Captured)>>,
    watch: Arc<Mutex<Option<(Instant, InterruptHandle)>>>,
    /// How long each way took so far.
    pub spent: Vec<Duration>,
    /// How many events of logs are kept in words.
    pub kept: usize,
}

impl Fleet {
    /// Sessions for these ways, which are made when they are needed.
    #[must_use]
    pub fn new(ways: Vec<Way>) -> Self {
        let watch = Arc::new(Mutex::new(None));
        let weak = Arc::downgrade(&watch);
        std::thread::spawn(move || stop_what_is_late(&weak));
        let sessions = ways.iter().map(|_| None).collect();
        let spent = ways.iter().map(|_| Duration::ZERO).collect();
        Self { ways, sessions, watch, spent, kept: 0 }
    }

    /// The ways.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Forgets all sessions, so that the next program runs in new ones.
    pub fn renew(&mut self) {
        self.sessions.iter_mut().for_each(|it| *it = None);
    }

    /// Runs a program in each way and compares. What it came to by the reference, and the first difference.
    pub fn compare(&mut self, program: &Program) -> (Outcome, Option<Difference>) {
        let mut references: [Option<(usize, Outcome)>; 2] = [None, None];
        for index in 0..self.ways.len() {
            let outcome = self.run(index, program);
            let slot = usize::from(self.ways[index].is_logged);
            match &references[slot] {
                // Nothing is said about how fast each way is: what takes long in one of them is left out.
                None if outcome.is_slow => return (outcome, None),
                None if outcome.panic.is_none() => references[slot] = Some((index, outcome)),
                None => {
                    let reference = self.ways[index];
                    let expected = Outcome::default();
                    let way = reference;
                    let difference = Difference { reference, way, expected, got: outcome.clone() };
                    return (outcome, Some(difference));
                }
                Some((at, expected)) => {
                    if !expected.is_same(&outcome) {
                        let (reference, way) = (self.ways[*at], self.ways[index]);
                        let expected = expected.clone();
                        let difference =
                            Difference { reference, way, expected: expected.clone(), got: outcome };
                        return (expected, Some(difference));
                    }
                }
            }
        }
        let reference = references.into_iter().flatten().next();
        (reference.map(|it| it.1).unwrap_or_default(), None)
    }

    fn run(&mut self, index: usize, program: &Program) -> Outcome {
        let start = Instant::now();
        let way = self.ways[index];
        let session = self.sessions[index].take();
        let made = || {
            let captured = Captured::new();
            let session = overdub_base::session(Box::new(captured.clone()), way.config);
            // The library is part of this project; without it nothing can be compared.
            (session.expect("the embedded library loads"), captured)
        };
        let watch = Arc::clone(&self.watch);
        let kept = self.kept;
        let result = catch_unwind(AssertUnwindSafe(move || {
            let (mut session, captured) = session.unwrap_or_else(made);
            set(&watch, Some((Instant::now() + PATIENCE, session.interrupt_handle())));
            let outcome = outcome(&mut session, &captured, way.is_logged, program, kept);
            (session, captured, outcome)
        }));
        set(&self.watch, None);
        self.spent[index] += start.elapsed();
        match result {
            Ok((session, captured, outcome)) => {
                if !outcome.is_slow {
                    self.sessions[index] = Some((session, captured));
                }
                outcome
            }
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).to_owned()));
                let panic = Some(text.unwrap_or_else(|| "panicked".to_owned()));
                Outcome { panic, ..Outcome::default() }
            }
        }
    }
}

type Watched = Mutex<Option<(Instant, InterruptHandle)>>;

fn set(watch: &Watched, to: Option<(Instant, InterruptHandle)>) {
    *watch.lock().unwrap_or_else(PoisonError::into_inner) = to;
}

fn stop_what_is_late(watch: &Weak<Watched>) {
    while let Some(watch) = watch.upgrade() {
        if let Some((deadline, handle)) = &*watch.lock().unwrap_or_else(PoisonError::into_inner)
            && Instant::now() > *deadline
        {
            handle.stop(TOO_SLOW, "the program took too long");
        }
        drop(watch);
        std::thread::sleep(Duration::from_millis(50));
    }
}

const TOO_SLOW: &str = "too-slow";

fn outcome(
    session: &mut Session,
    captured: &Captured,
    is_logged: bool,
    program: &Program,
    kept: usize,
) -> Outcome {
    let mut errors = Vec::new();
    let mut load = |session: &mut Session, text: &str| {
        errors.extend(session.run_source("program.jl", text.as_bytes()).err());
    };
    load(session, &program.defining(is_logged));
    let mut log = None;
    if is_logged {
        let meta = Log::keeping(kept);
        // It has no rules that could be wrong and nothing that happens on entering.
        let _ = session.push(Applied::new(Logged, meta));
    }
    load(session, &program.running());
    if is_logged {
        log = session.pop().and_then(|it| it.into_meta::<Log>().ok());
    }
    load(session, &program.reporting());
    let mut text = captured.take();
    for error in &errors {
        let _ = writeln!(text, "error {}: {error}", error.code());
    }
    let is_slow = errors.iter().any(|it: &Error| it.code() == TOO_SLOW);
    let digest = log.as_ref().map(|it| (it.digest(), it.events));
    Outcome {
        text,
        log: digest,
        lines: log.map(|it| it.lines).unwrap_or_default(),
        is_slow,
        panic: None,
    }
}
