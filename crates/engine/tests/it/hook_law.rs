//! The laws of hooks: what they see does not depend on what is cached or known, each call is seen once, and no
//! prehook is left without its end.

use std::sync::{Arc, Mutex};

use overdub_engine::{
    Applied, Call, Captured, Config, Context, Exception, Hooks, Rules, RunResult, Session, Type,
    Unwind, Value, ValueRef,
};

use crate::script::{Flavour, Numbers, Step, cases, failure, script};

/// What hooks saw, in order, of all contexts of a session.
type Log = Arc<Mutex<Vec<String>>>;

/// A context that writes down what it sees, and sometimes fails or calls into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Watch {
    name: char,
    /// Every which prehook throws; never for 0.
    pre_fails: u32,
    /// Every which posthook throws.
    post_fails: u32,
    /// Every which prehook calls `seen_by_outer`.
    calls: u32,
}

impl Watch {
    fn quiet(name: char) -> Self {
        Self { name, pre_fails: 0, post_fails: 0, calls: 0 }
    }
}

struct Seen {
    log: Log,
    pres: u32,
    posts: u32,
}

impl Watch {
    fn note(&self, seen: &Seen, what: &str, call: &Call<'_>, of: &str) {
        let line = format!("{} {what} {}{of}", self.name, call.describe());
        seen.log.lock().unwrap().push(without_worlds(&line));
    }
}

/// The line without the worlds in method errors: contexts that are entered count as definitions.
fn without_worlds(line: &str) -> String {
    let mut parts = line.split("0x00000000");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        text.push_str("some world");
        text.push_str(&part[8..]);
    }
    text
}

fn every(count: u32, of: u32) -> bool {
    of != 0 && count.is_multiple_of(of)
}

impl Context for Watch {
    type Meta = Seen;

    fn name(&self) -> String {
        format!("watch{}", self.name)
    }
    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::ALL);
    }
    fn prehook(&self, seen: &mut Seen, call: &mut Call<'_>) -> RunResult<()> {
        seen.pres += 1;
        self.note(seen, "asked", call, "");
        if every(seen.pres, self.calls) {
            let f = Value::singleton(Type::function("Main", "seen_by_outer")).unwrap();
            let n = i64::from(seen.pres);
            call.run(f, &[n.into()])?;
        }
        if every(seen.pres, self.pre_fails) {
            return Err(call.error("prehook failed"));
        }
        // Only a prehook that gets here is completed.
        self.note(seen, "pre", call, "");
        Ok(())
    }
    fn posthook(&self, seen: &mut Seen, call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        seen.posts += 1;
        let out = call.show(out);
        self.note(seen, "post", call, &format!(" = {out}"));
        if every(seen.posts, self.post_fails) {
            return Err(call.error("posthook failed"));
        }
        Ok(())
    }
    fn on_unwind(&self, seen: &mut Seen, call: &mut Call<'_>, error: &Exception) -> Unwind {
        let error = error.value.ty().to_string();
        self.note(seen, "unwind", call, &format!(" of {error}"));
        Unwind::Continue
    }
}

const OUTER: &str = r#"
function seen_by_outer end
method seen_by_outer(%n) { block0(%self, %n): %m = call add_int(%n, 1) return %m }
"#;

#[derive(Clone, Copy, Debug, Default)]
struct Ways {
    clear: bool,
    widened: bool,
}

/// Runs a script with all of its calls under these contexts; what the hooks saw, and what came of the steps.
fn watched(steps: &[Step], contexts: &[Watch], ways: Ways) -> (Vec<String>, Vec<String>) {
    let captured = Captured::new();
    let config = Config { widened: ways.widened, ..Config::default() };
    let mut session = Session::with_config(Box::new(captured.clone()), config);
    session.load("outer.ir", OUTER).unwrap();
    let log = Log::default();
    for context in contexts {
        let seen = Seen { log: Arc::clone(&log), pres: 0, posts: 0 };
        session.push(Applied::new(*context, seen)).unwrap();
    }
    let mut came = Vec::new();
    for step in steps {
        if ways.clear {
            session.clear_cache();
        }
        match step {
            Step::Text(text) => match session.load("step", text) {
                Ok(value) => came.push(session.show(value)),
                Err(error) => came.push(failure(&error)),
            },
            Step::Offer(name, variant) => crate::script::offer(&mut session, name, *variant),
        }
        came.push(captured.take());
    }
    let log = std::mem::take(&mut *log.lock().unwrap());
    (log, came)
}

/// Random contexts, outermost first.
fn contexts(n: &mut Numbers) -> Vec<Watch> {
    let count = 1 + n.below(3);
    let names = ['a', 'b', 'c'];
    let mut all = Vec::new();
    for name in names.into_iter().take(count) {
        let mut rate = |percent, most: usize| {
            if n.chance(percent) { 2 + u32::try_from(n.below(most)).unwrap() } else { 0 }
        };
        all.push(Watch {
            name,
            pre_fails: rate(40, 40),
            post_fails: rate(40, 40),
            calls: rate(40, 9),
        });
    }
    all
}

/// After a completed prehook exactly one of posthook and unwind hook starts; what is begun last ends first.
fn assert_balanced(log: &[String], seed: u64) {
    for name in ['a', 'b', 'c'] {
        let mut open: Vec<&str> = Vec::new();
        for line in log.iter().filter(|it| it.starts_with(name)) {
            let line = &line[2..];
            if let Some(call) = line.strip_prefix("pre ") {
                open.push(call);
            } else if let Some(end) =
                line.strip_prefix("post ").or_else(|| line.strip_prefix("unwind "))
            {
                let begun = open.pop();
                assert!(
                    begun.is_some_and(|it| end.starts_with(it)),
                    "seed {seed}: {end} ends, {begun:?} was begun last"
                );
            }
        }
        assert!(open.is_empty(), "seed {seed}: {open:?} never end");
    }
}

#[test]
fn hooks_see_the_same_whatever_is_cached_or_known() {
    let mut seen = 0;
    for seed in 0..cases(60) {
        let steps = script(seed, Flavour::All);
        let contexts = contexts(&mut Numbers::new(seed + 1_000_000));
        let plain = watched(&steps, &contexts, Ways::default());
        seen += plain.0.len();
        assert_balanced(&plain.0, seed);
        let ways = [
            ("cleared", Ways { clear: true, ..Ways::default() }),
            ("widened", Ways { widened: true, ..Ways::default() }),
        ];
        for (name, ways) in ways {
            let other = watched(&steps, &contexts, ways);
            let differs = plain.0.iter().zip(&other.0).position(|(a, b)| a != b);
            let at = differs.unwrap_or(plain.0.len().min(other.0.len()));
            assert!(
                plain.0 == other.0,
                "seed {seed}, {contexts:?}: hooks of the run with {name} cache differ at {at}: {:?} against {:?}\n{}",
                plain.0.get(at),
                other.0.get(at),
                crate::script::listing(&steps),
            );
            assert!(plain.1 == other.1, "seed {seed}: answers of the run with {name} cache differ");
        }
    }
    println!("{seen} hooks ran");
}

/// The lines of one context.
fn of(log: &[String], name: char) -> Vec<String> {
    log.iter().filter(|it| it.starts_with(name)).map(|it| it[2..].to_owned()).collect()
}

#[test]
fn each_context_sees_each_call_of_the_program_once_whoever_else_is_there() {
    let mut seen = 0;
    for seed in 0..cases(40) {
        // Contexts that the program itself enters would be seen from the second one on only.
        let steps = script(seed, Flavour::Plain);
        let alone = watched(&steps, &[Watch::quiet('a')], Ways::default());
        let quiet = [Watch::quiet('a'), Watch::quiet('b'), Watch::quiet('c')];
        let three = watched(&steps, &quiet, Ways::default());
        seen += alone.0.len();
        for name in ['a', 'b', 'c'] {
            assert!(
                of(&three.0, name) == of(&alone.0, 'a'),
                "seed {seed}: {name} sees other calls"
            );
        }
        // Prehooks run from the outside in, the others from the inside out.
        for (at, line) in three.0.iter().enumerate() {
            if let Some(call) = line.strip_prefix("a pre ") {
                assert_eq!(three.0[at + 2], format!("b pre {call}"));
                assert_eq!(three.0[at + 4], format!("c pre {call}"));
            }
            if let Some(end) = line.strip_prefix("c post ") {
                assert_eq!(three.0[at + 1], format!("b post {end}"));
                assert_eq!(three.0[at + 2], format!("a post {end}"));
            }
        }
        assert_eq!(alone.1, three.1, "seed {seed}");
    }
    assert!(seen > 1000);
}

#[test]
fn calls_inside_hooks_are_seen_by_the_contexts_outside_and_by_none_else() {
    for seed in 0..cases(40) {
        let steps = script(seed, Flavour::Plain);
        let calling = Watch { calls: 3, ..Watch::quiet('b') };
        let both =
            watched(&steps, &[Watch::quiet('a'), calling, Watch::quiet('c')], Ways::default());
        let alone = watched(&steps, &[Watch::quiet('a')], Ways::default());
        let is_hooks_own = |line: &String| line.contains("seen_by_outer");
        let inner = of(&both.0, 'c');
        assert!(
            !of(&both.0, 'b').iter().any(is_hooks_own),
            "seed {seed}: b sees its own hook's calls"
        );
        assert!(!inner.iter().any(is_hooks_own), "seed {seed}: c sees the calls of b's hooks");
        assert!(inner == of(&alone.0, 'a'), "seed {seed}: c sees other calls");
        let outer = of(&both.0, 'a');
        let own = outer.iter().filter(|it| it.starts_with("pre seen_by_outer")).count();
        let hooks = of(&both.0, 'b').iter().filter(|it| it.starts_with("pre ")).count();
        assert_eq!(own, hooks / 3, "seed {seed}: a sees each call of b's hooks once");
    }
}

#[test]
fn a_posthook_that_throws_has_no_unwind_hook_but_those_outside_have() {
    let mut session = Session::with_captured_output();
    session
        .load(
            "p.ir",
            "method k(%x) { block0(%self, %x): return %x }
method f(%x) { block0(%self, %x): %y = call k(%x) return %y }",
        )
        .unwrap();
    let log = Log::default();
    let seen = || Seen { log: Arc::clone(&log), pres: 0, posts: 0 };
    let fails = Watch { post_fails: 1, ..Watch::quiet('b') };
    let failed =
        session.under(Watch::quiet('a'), seen()).and(fails, seen()).call("f", &[1_i64.into()]);
    assert_eq!(failed.unwrap_err().code(), "error-exception");
    assert_eq!(
        *log.lock().unwrap(),
        [
            "a asked k(1)",
            "a pre k(1)",
            "b asked k(1)",
            "b pre k(1)",
            "b post k(1) = 1",
            "a unwind k(1) of ErrorException"
        ]
    );
}

#[test]
fn calls_inside_a_primitive_are_seen_by_the_contexts_outside_its_own_only() {
    let mut session = Session::with_captured_output();
    session
        .load(
            "p.ir",
            "context B
method g(%x) { block0(%self, %x): return %x }
method f(%x) { block0(%self, %x): %y = call g(%x) return %y }
overlay B g(%x) { block0(%self, %x): %y = call add_int(%x, 1) %z = call recurse(g, %y) return %z }
prehook B add_int(%x, %y) { block0(%self, %f, %x, %y): call println(\"B sees its own primitive\") return nothing }",
        )
        .unwrap();
    let log = Log::default();
    let seen = || Seen { log: Arc::clone(&log), pres: 0, posts: 0 };
    let mut under = session.under(Watch::quiet('a'), seen());
    let value = under.load("q.ir", "call [B] f(1)").unwrap();
    drop(under);
    assert_eq!((session.show(value).as_str(), session.captured_output().as_str()), ("2", ""));
    let pres: Vec<String> = log
        .lock()
        .unwrap()
        .iter()
        .filter_map(|it| Some(it.strip_prefix("a pre ")?.to_owned()))
        .collect();
    assert_eq!(pres, ["g(1)", "add_int(1, 1)", "recurse(g, 2)"]);
}

/// A context that only looks on before calls, which code then shows it without a call site: it writes down what it sees,
/// calls into the program at each third call of `f`, and fails at one of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Onlooker {
    fails_at: usize,
}

impl Context for Onlooker {
    type Meta = (Log, usize);

    fn rules(&self, rules: &mut Rules) {
        rules.on("Tuple{typeof(f), Vararg{Any}}").hooks(Hooks::PRE);
    }
    fn prehook(&self, (log, seen): &mut Self::Meta, call: &mut Call<'_>) -> RunResult<()> {
        *seen += 1;
        let place = call.place().unwrap_or_default();
        let mut line = format!("{} at {place} under {:?}", call.describe(), call.contexts());
        if seen.is_multiple_of(3) {
            let below = Value::singleton(Type::function("Main", "below")).unwrap();
            let answer = call.run(below, &[(*seen as i64).into()])?;
            line.push_str(&format!(", below: {}", call.show(ValueRef::new(&answer))));
        }
        log.lock().unwrap().push(line);
        if *seen == self.fails_at { Err(call.error("enough")) } else { Ok(()) }
    }
}

#[test]
fn a_prehook_alone_is_shown_the_same_by_code_of_both_kinds() {
    let program = r#"
function f end
method below(%n) { block0(%self, %n): %m = call add_int(%n, 1) return %m }
method f(%n::Int64, %pair::Tuple{Int64, Float64}) {
block0(%self, %n, %pair):
  %done = call slt_int(%n, 1)
  branch %done, block1(), block2()
block1():
  return 0
block2():
  %less = call sub_int(%n, 1)
  %x = call sitofp(Float64, %n)
  %next = call tuple(%n, %x)
  %rest = call f(%less, %next)
  %sum = call add_int(%rest, %n)
  return %sum
}
method demo(%n::Int64) {
block0(%self, %n):
  %pair = call tuple(%n, 0.5)
  %y = call f(%n, %pair)
  return %y
}
"#;
    for fails_at in [0, 1, 4, 6] {
        let run = |jit: Option<u32>| {
            let config = Config { jit, ..Config::default() };
            let mut session = Session::with_config(Box::new(Captured::new()), config);
            session.load("program.ir", program).unwrap();
            let log = Log::default();
            let mut answers = Vec::new();
            for _ in 0..2 {
                let meta = (Arc::clone(&log), 0);
                let answer =
                    session.under(Onlooker { fails_at }, meta).call("demo", &[6_i64.into()]);
                answers.push(match answer {
                    Ok(value) => session.show(value),
                    Err(error) => error.to_string(),
                });
            }
            let log = log.lock().unwrap().clone();
            (log, answers)
        };
        let interpreted = run(None);
        assert!(interpreted.0.len() >= 2, "{interpreted:?}");
        assert_eq!(run(Some(1)), interpreted, "the hook fails at call {fails_at}");
    }
}
