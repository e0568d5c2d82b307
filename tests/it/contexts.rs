//! The bundled contexts as users meet them: programs of the language, the real binary, contexts that misbehave.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use overdub::{
    Call, Captured, Config, Context, Error, Hooks, Host, Rules, RunResult, Session,
    base::{Library, session_with},
    contexts::{Memoize, Nan, Profile, Results, Search, Spending, Times, Trace, Tree},
    plugin::Format,
    registry,
};

use crate::command::overdub;

/// A host whose clock goes on by a microsecond whenever it is looked at, and which keeps one file.
#[derive(Clone, Debug, Default)]
struct Ticking {
    said: Captured,
    clock: Arc<AtomicU64>,
    file: Arc<std::sync::Mutex<Vec<u8>>>,
}

impl Host for Ticking {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.said.write(text)
    }
    fn nanoseconds(&mut self) -> u64 {
        self.clock.fetch_add(1000, Ordering::Relaxed) + 1000
    }
    fn write_file(&mut self, _: &str, bytes: &[u8], _: bool) -> std::io::Result<()> {
        *self.file.lock().unwrap() = bytes.to_vec();
        Ok(())
    }
}

fn session() -> (Session, Ticking) {
    let host = Ticking::default();
    let (session, loaded) =
        session_with(Box::new(host.clone()), Config::default(), Library::Embedded);
    loaded.unwrap();
    (session, host)
}

fn under(session: &mut Session, context: &str, program: &str) -> Result<String, Error> {
    let (entry, applied) = registry::build(context)?;
    session.push(applied.unwrap())?;
    let result = session.run_source("program.jl", program.as_bytes());
    let applied = session.pop().unwrap();
    result?;
    Ok((entry.report)(&applied))
}

fn run(args: &[&str]) -> (i32, String, String) {
    let output = overdub(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn is_usable(session: &mut Session) {
    let value = session.eval("sum(x -> x^2, 1:3) + length(string([1.5, 2]))").unwrap();
    assert_eq!(session.show(value), "24");
}

#[test]
fn a_timeline_is_json_with_one_event_for_each_call_even_if_it_throws() {
    let (mut session, host) = session();
    let text = under(
        &mut session,
        "trace:format=chrome,module=Main",
        "f(x) = x > 2 ? error(\"no\") : x\ng(x) = try f(x) catch; -1 end\n(g(1), g(3))",
    )
    .unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let events = json["traceEvents"].as_array().unwrap();
    let names: Vec<&str> = events.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["f", "g", "f", "g"]);
    assert!(events.iter().all(|it| it["ph"] == "X" && it["dur"].as_f64().unwrap() > 0.0));
    assert_eq!(events[2]["args"]["exception"], "ErrorException(\"no\")");
    assert_eq!(events[3]["args"]["result"], "-1");
    let inside = |inner: &serde_json::Value, outer: &serde_json::Value| {
        let span = |it: &serde_json::Value| {
            let start = it["ts"].as_f64().unwrap();
            (start, start + it["dur"].as_f64().unwrap())
        };
        span(inner).0 > span(outer).0 && span(inner).1 < span(outer).1
    };
    assert!(inside(&events[0], &events[1]) && inside(&events[2], &events[3]));
    under(&mut session, "trace:format=chrome,file=out.json,module=Main", "g(2)").unwrap();
    let written = host.file.lock().unwrap().clone();
    let json: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(json["traceEvents"].as_array().unwrap().len(), 2);
}

/// What Chrome's trace-event format says of a complete event, which is all that a timeline has: `ph` X, times in
/// microseconds, numbers of process and thread; events of one thread lie inside each other or apart.
#[test]
fn a_timeline_is_what_the_trace_event_format_says() {
    let program = "struct Odd end\nf(x) = x > 2 ? throw(Odd()) : x\ng(x) = try f(x) catch; -1 end\n\
                   t = [@async (yield(); g(i)) for i in 1:3]\nforeach(wait, t)\ng(3)\nf(5)";
    let file = format!("{}/timeline.json", env!("CARGO_TARGET_TMPDIR"));
    let context = format!("trace:format=chrome,file={file}");
    let (code, _, errors) = run(&["run", "-e", program, "-c", &context]);
    assert_eq!(code, 1, "{errors}");
    let text = std::fs::read_to_string(&file).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(whole["displayTimeUnit"] == "ns" || whole["displayTimeUnit"] == "ms");
    let events = whole["traceEvents"].as_array().unwrap();
    let mut threads = std::collections::BTreeMap::<u64, Vec<(f64, f64)>>::new();
    for event in events {
        let event = event.as_object().unwrap();
        let keys: Vec<&str> = event.keys().map(String::as_str).collect();
        assert_eq!(keys, ["args", "cat", "dur", "name", "ph", "pid", "tid", "ts"]);
        assert!(event["name"].is_string() && event["cat"].is_string() && event["ph"] == "X");
        assert!(event["args"].is_object() && event["pid"].is_u64());
        let number = |key: &str| event[key].as_f64().filter(|it| it.is_finite() && *it >= 0.0);
        let (start, time) = (number("ts").unwrap(), number("dur").unwrap());
        threads.entry(event["tid"].as_u64().unwrap()).or_default().push((start, start + time));
    }
    assert!(events.len() > 50 && threads.len() == 4, "{} events, {threads:?}", events.len());
    for spans in threads.values_mut() {
        spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut open: Vec<f64> = Vec::new();
        for (start, end) in spans {
            // Times are thousandths of a microsecond in binary fractions.
            while open.last().is_some_and(|outer| *outer <= *start + 1e-6) {
                open.pop();
            }
            assert!(open.last().is_none_or(|outer| *end <= *outer + 1e-6), "two events cross");
            open.push(*end);
        }
    }
    let thrown = events.iter().filter(|it| it["args"]["exception"] == "Odd()").count();
    assert!(thrown >= 3, "what throws has its event: {thrown}");
}

#[test]
fn a_trace_is_filtered_by_name_module_and_argument_type() {
    let (mut session, host) = session();
    let program = "module M; f(x) = x; end\nf(x) = x\nM.f(1), f(2), f(2.5), M.f(:a)";
    let mut lines = |context| {
        under(&mut session, context, program).unwrap();
        let text = host.said.take();
        text.lines().filter(|it| !it.starts_with(' ')).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines("trace:only=f,module=Main.M"), ["Main.M.f(1)", "Main.M.f(:a)"]);
    assert_eq!(lines("trace:only=f,type=Integer"), ["f(2)"]);
    assert_eq!(lines("trace:module=Main,type=AbstractFloat"), ["f(2.5)"]);
}

#[test]
fn calls_and_intrinsics_are_counted_by_name_and_by_type() {
    let (mut session, _) = session();
    let mut count = |context| {
        under(&mut session, context, "add(a, b) = a + b\nadd(1, 2); add(1.5, 2.5)").unwrap()
    };
    let intrinsics = "1  Core.Intrinsics.add_float\n1  Core.Intrinsics.add_int\n2  calls\n";
    let found = count("count:only=intrinsics");
    assert_eq!(found.replace("Core.Intrinsics.", ""), intrinsics.replace("Core.Intrinsics.", ""));
    let typed = count("count:only=functions,by=signature");
    assert!(typed.contains("1  add(::Int64, ::Int64)\n"), "{typed}");
    assert!(typed.contains("1  +(::Float64, ::Float64)\n"), "{typed}");
}

const PROFILED: &str =
    "leaf(x) = x + 1\nmiddle(x) = leaf(x) + leaf(x)\ntop(x) = middle(x) + leaf(x)\ntop(1)";

#[test]
fn a_profile_adds_up() {
    let (mut session, _) = session();
    session.push(registry::build("profile").unwrap().1.unwrap()).unwrap();
    session.run_source("p.jl", PROFILED.as_bytes()).unwrap();
    let times: Times = session.pop().unwrap().into_meta().unwrap();
    let folded = times.paths().folded();
    assert!(folded.contains("top;middle;leaf;+ "), "{folded}");
    let all = times.paths().by_function();
    let of = |name: &str| all.iter().find(|it| it.0 == name).unwrap();
    assert_eq!((of("leaf").3, of("middle").3, of("top").3), (3, 1, 1));
    let own: u64 = all.iter().map(|it| it.1).sum();
    assert_eq!(of("top").2, own, "all that was measured is inside of `top`");
    assert!(of("middle").2 < of("top").2 && of("middle").1 < of("middle").2);
}

#[test]
fn a_flame_graph_is_written_to_a_file() {
    let (mut session, host) = session();
    let times = Times::new(Format::Svg, Some("out.svg".to_owned()));
    let mut run = session.under(Profile::default(), times);
    run.load("p.ir", "method f(%x) { block0(%self, %x): return %x }\nmethod g() { block0(%self): %y = call f(1) return %y }").unwrap();
    run.call("g", &[]).unwrap();
    let times: Times = run.into_meta().unwrap();
    assert_eq!(times.report(), "");
    let svg = String::from_utf8(host.file.lock().unwrap().clone()).unwrap();
    assert!(svg.contains("<title>f ("), "{svg}");
    // A parser of XML reads it to its end.
    let mut reader = quick_xml::Reader::from_str(&svg);
    let (mut open, mut boxes) = (Vec::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(it) => open.push(it.name().as_ref().to_vec()),
            quick_xml::events::Event::End(it) => {
                assert_eq!(open.pop().as_deref(), Some(it.name().as_ref()));
            }
            quick_xml::events::Event::Empty(it) if it.name().as_ref() == b"rect" => {
                assert_eq!(open.first().map(Vec::as_slice), Some(&b"svg"[..]));
                boxes += 1;
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty() && boxes >= 3, "{boxes} boxes");
}

#[test]
fn memoized_results_are_dropped_when_what_they_rest_on_changes() {
    let (mut session, _) = session();
    let define = "base(x::Int) = x * 2\nmiddle(x::Int) = base(x) + 1\nf(x::Int) = middle(x) + 1\n\
                  unrelated(x) = x\nask() = f(20)";
    session.run_source("f.jl", define.as_bytes()).unwrap();
    session.push(overdub::Applied::new(Memoize::of(&["f"]), Results::new())).unwrap();
    let mut ask = |redefined: &str| {
        let value =
            session.eval(&format!("{redefined}; nothing")).and_then(|_| session.eval("f(20)"));
        value.unwrap().as_i64().unwrap()
    };
    assert_eq!([ask(""), ask("")], [42, 42]);
    assert_eq!(ask("unrelated(x) = x + 1"), 42);
    assert_eq!(ask("base(x::Int) = x * 3"), 62, "a callee of a callee was redefined");
    assert_eq!(ask("f(x::Int) = middle(x)"), 61, "the function itself was redefined");
    assert_eq!(ask("middle(x::Int) = 0"), 0);
    let results: Results = session.pop().unwrap().into_meta().unwrap();
    assert_eq!(results.hits("f"), 2, "{}", results.report());
    assert_eq!(results.report(), "f: 2 found, 4 computed, 3 dropped, 0 not kept\n");
}

#[test]
fn what_a_memoized_function_calls_by_name_of_the_run_counts_too() {
    let (mut session, _) = session();
    let define = "const TABLE = Any[x -> x + 1]\ng(x) = 1\nf(x::Int) = (h = TABLE[1]; h(x) + Base.inferencebarrier(g)(x))";
    session.run_source("f.jl", define.as_bytes()).unwrap();
    session.push(overdub::Applied::new(Memoize::of(&["f"]), Results::new())).unwrap();
    let mut ask = |redefined: &str| {
        session.eval(&format!("{redefined}; nothing")).unwrap();
        session.eval("f(20)").unwrap().as_i64().unwrap()
    };
    assert_eq!([ask(""), ask("g(x) = 100"), ask("")], [22, 121, 121]);
}

#[test]
fn a_memoized_function_that_calls_itself_keeps_its_type() {
    let (mut session, _) = session();
    session.eval("ways(n) = n < 2 ? n : ways(n - 1) + ways(n - 2)").unwrap();
    session.push(overdub::Applied::new(Memoize::of(&["ways"]), Results::new())).unwrap();
    let code = session.ir("ways(::Int64)", overdub::Stage::Typed).unwrap();
    assert!(!code.contains("::Any") && code.contains("recurse +(::Int64, ::Int64)"), "{code}");
    let value = session.eval("ways(60)").unwrap();
    assert_eq!(session.show(value), "1548008755920");
    // A method that answers with another type is another answer, and inferred anew.
    session.eval("ways(n::Int) = n < 2 ? float(n) : ways(n - 1) + ways(n - 2)").unwrap();
    let value = session.eval("ways(60)").unwrap();
    assert_eq!(session.show(value), "1.54800875592e12");
}

/// Answers calls of `f` with a text, whatever its rule promises.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Liar {
    promises: bool,
}

impl Context for Liar {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        let rule = rules.on_callee("f");
        _ = if self.promises { rule.intercept_as_called() } else { rule.intercept() };
    }

    fn intercept(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<overdub::Outcome> {
        let text = call.heap().string("instead").map_err(|it| call.error(&it.to_string()))?;
        Ok(overdub::Outcome::Skip(text))
    }
}

#[test]
fn an_interceptor_is_held_to_what_its_rule_promises() {
    let (mut session, _) = session();
    session.eval("f(x) = x\ng(x) = f(x)").unwrap();
    session.push(overdub::Applied::new(Liar { promises: false }, ())).unwrap();
    let value = session.eval("g(1)").unwrap();
    assert_eq!(session.show(value), "\"instead\"");
    session.pop();
    session.push(overdub::Applied::new(Liar { promises: true }, ())).unwrap();
    let error = session.eval("g(1)").unwrap_err();
    assert_eq!(error.code(), "answer-not-as-promised");
    let says = "Liar answered a call of f(::Int64) with a value of type String where its rule promises Int64";
    assert!(error.to_string().contains(says), "{error}");
    session.pop();
    is_usable(&mut session);
}

#[test]
fn a_call_that_throws_is_not_kept_nor_one_whose_arguments_can_change() {
    let (mut session, _) = session();
    let program = "const count = Ref(0)
        f(x) = (count[] += 1; count[] == 1 && error(\"first\"); x isa Vector ? sum(x) : x)
        function ask()
            try f(1) catch end
            a, b, v = f(1), f(1), [1, 2]
            c = f(v)
            v[1] = 10
            return (a, b, c, f(v), count[])
        end
        ask()";
    session.push(overdub::Applied::new(Memoize::of(&["f"]), Results::new())).unwrap();
    let value = session.run_source("f.jl", program.as_bytes()).unwrap();
    assert_eq!(session.show(value), "(1, 1, 3, 12, 4)");
    let results: Results = session.pop().unwrap().into_meta().unwrap();
    assert_eq!(results.report(), "f: 1 found, 2 computed, 0 dropped, 2 not kept\n");
}

#[test]
fn a_budget_stops_what_catches_everything() {
    let (mut session, host) = session();
    let endless = [
        "while true; end",
        "while true; try; error(1); catch; end; end",
        "f() = try; f(); finally; f(); end; f()",
        "f() = (try; while true; end; catch; finally; while true; end; end); f()",
        "try; while true; end; finally; println(\"still here\"); end",
        "t = @async (try; while true; yield(); end; catch; println(\"still here\"); end); \
         while true; try; yield(); catch; end; end",
        "@sync for i in 1:3; @async while true; yield(); end; end",
        "wait(@async while true; end)",
        "while true; sleep(1000); end",
        "eval(:(while true; end))",
        "macro m(); while true; end; end; eval(:(@m))",
    ];
    for code in endless {
        session.push(Spending::new().seconds(0.01).applied()).unwrap();
        let error = session.run_source("endless.jl", code.as_bytes()).unwrap_err();
        session.pop();
        assert_eq!(error.code(), "budget-exceeded", "{code}: {error}");
        assert_eq!(error.to_string(), "more than 0.01 seconds have passed", "{code}");
        is_usable(&mut session);
    }
    assert_eq!(host.said.take(), "");
    // Tasks of a program that was stopped are gone; new ones take turns as ever.
    let value = session.eval("fetch(@async (yield(); 1)) + fetch(@async 2)").unwrap();
    assert_eq!(session.show(value), "3");
}

#[test]
fn a_profile_of_some_calls_leaves_the_time_of_others_with_them() {
    let (mut session, _) = session();
    session.push(registry::build("profile:module=Main").unwrap().1.unwrap()).unwrap();
    session.eval("leaf(x) = sum(x:x + 9)\ntop(x) = leaf(x) + leaf(2x)\ntop(1)").unwrap();
    let times: Times = session.pop().unwrap().into_meta().unwrap();
    let mut functions: Vec<(String, u64)> =
        times.paths().by_function().into_iter().map(|it| (it.0, it.3)).collect();
    functions.sort();
    assert_eq!(functions, [("leaf".to_owned(), 2), ("top".to_owned(), 1)]);
}

#[test]
fn a_budget_of_bytes_stops_one_large_allocation_and_many_small_ones() {
    let (mut session, _) = session();
    for code in [
        "try; zeros(10^9); catch; end; 1",
        "x = []; while true; try; push!(x, (1, 2.5, :a)); catch; end; end",
        "while true; try; string(1.5, \"a\"); catch; end; end",
        "try; repeat(\"abc\", 10^7); catch; end",
    ] {
        session.push(Spending::new().bytes(4 << 20).applied()).unwrap();
        let error = session.run_source("large.jl", code.as_bytes()).unwrap_err();
        session.pop();
        assert_eq!(error.code(), "budget-exceeded", "{code}: {error}");
        is_usable(&mut session);
    }
    session.push(Spending::new().bytes(4 << 20).applied()).unwrap();
    is_usable(&mut session);
    session.pop();
}

#[test]
fn a_budget_of_calls_is_exact() {
    let (mut session, _) = session();
    session.eval("f(x) = x\ng() = (f(1); f(2); f(3); try f(4) catch; end; 0)").unwrap();
    let mut calls = |n| {
        session.push(Spending::new().calls(n).applied()).unwrap();
        let result = session.eval("g()");
        let spent: Spending = session.pop().unwrap().into_meta().unwrap();
        (result.map(|_| ()).map_err(|it| it.code()), spent.calls_made())
    };
    let (result, needed) = calls(1000);
    assert_eq!(result, Ok(()));
    assert_eq!(calls(needed), (Ok(()), needed));
    assert_eq!(calls(needed - 1), (Err("budget-exceeded"), needed - 1));
}

#[test]
fn the_first_nan_is_told_with_its_place_and_path() {
    let (mut session, _) = session();
    let program = "ratio(a, b) = a / b\nmean(xs) = ratio(sum(xs), length(xs))\nreport(xs) = mean(xs) + 1\nreport(Float64[])";
    let text = under(&mut session, "nan", program).unwrap();
    assert!(text.starts_with("first NaN is made by: div_float(0.0, 0.0) = NaN at "), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines.iter().any(|it| it.starts_with("  in ratio(::Float64, ::Int64) at program.jl:2")),
        "{text}"
    );
    assert!(lines.last().unwrap().starts_with("  in report("), "{text}");
    let given = under(&mut session, "nan", "id(x) = x\nid(NaN)").unwrap();
    assert!(given.starts_with("first NaN comes in as data, as an argument of: id(NaN)"), "{given}");
    assert_eq!(
        under(&mut session, "nan:only=inf", "id(NaN); 1.0 + 2.0").unwrap(),
        "no NaN or infinity\n"
    );
    let mut stopping = session.under(Nan, Search::new().stopping());
    let error = stopping.load(
        "n.ir",
        "method f() { block0(%self): %x = call div_float(0.0, 0.0) return %x }\ncall f()",
    );
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("first NaN is made by: div_float(0.0, 0.0) = NaN at n.ir:1:"),
        "{error}"
    );
    drop(stopping);
    let error = under(&mut session, "nan:stop=yes", program).unwrap_err();
    assert!(error.to_string().contains("first NaN is made by"), "{error}");
    is_usable(&mut session);
}

#[test]
fn what_only_hands_on_a_nan_that_comes_from_data_is_not_blamed() {
    let (mut session, _) = session();
    let program = "struct P; x::Float64; end\nf(p) = p.x + 1\ng(xs) = sum(xs) + xs[1]\nc() = NaN";
    session.run_source("p.jl", program.as_bytes()).unwrap();
    let mut search = |code| under(&mut session, "nan", code).unwrap();
    for (code, says) in [
        ("f(P(Inf))", "first Inf comes in as data, as an argument of: P(Inf)"),
        ("promote(1, Inf)", "first Inf comes in as data, as an argument of: promote(1, Inf)"),
        ("g([1.0, NaN])", "first NaN comes in as data, as an argument of: vect(1.0, NaN)"),
        ("g((1.0f0, Inf32))", "first Inf comes in as data, as an argument of: tuple(1.0f0, Inf32)"),
        ("c() + 1", "first NaN comes in as data, as the answer of: c() = NaN"),
    ] {
        let said = search(code);
        assert!(said.starts_with(says), "{code}: {said}");
    }
    // What was in an array all along is read from it, not made.
    session.run_source("d.jl", b"const data = [1.0, NaN]; const boxed = Ref((0.0, -Inf))").unwrap();
    let mut search = |code| under(&mut session, "nan", code).unwrap();
    for code in ["data[2]", "g(data)", "map(x -> x + 1, data)", "boxed[][2]", "maximum(data)"] {
        let said = search(code);
        assert!(said.contains("comes in as data, as the answer of: "), "{code}: {said}");
        assert!(!said.contains("answer of: g("), "{code}: {said}");
    }
    // What is made later is what is told.
    let said = search("promote(1, Inf); 0.0 / 0.0");
    assert!(said.starts_with("first NaN is made by: div_float(0.0, 0.0)"), "{said}");
}

#[test]
fn patches_answer_by_count_and_are_reported() {
    let (code, out, errors) = run(&[
        "run",
        "examples/contexts/fetch.jl",
        "-c",
        "mock:file=examples/contexts/prices.toml",
    ]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert_eq!(
        out,
        "attempt 1: busy\nattempt 2: busy\ntea costs 19//10\nattempt 1: gone\nattempt 2: gone\n\
         attempt 3: gone\njam costs nothing\n\
         fetch_price: used 2 times of 6 calls\nfetch_price: used 1 times of 4 calls\n\
         fetch_price: used 3 times of 3 calls\n"
    );
}

#[test]
fn a_patch_file_with_unknown_names_is_refused_before_anything_runs() {
    let (code, out, errors) =
        run(&["run", "examples/contexts/fetch.jl", "-c", "mock:file=examples/contexts/wrong.toml"]);
    assert_eq!((code, out.as_str()), (2, ""));
    for part in [
        "error[unknown-patch-name]",
        "no function is named `fetch_prize`",
        "examples/contexts/wrong.toml:2:8",
        "unknown=allow",
        "error[unknown-patch-key]",
        "a patch has no `repeat`",
        "examples/contexts/wrong.toml:8:1",
    ] {
        assert!(errors.contains(part), "{part} in {errors}");
    }
    let missing = run(&["run", "examples/contexts/fetch.jl", "-c", "mock:file=nowhere.toml"]);
    assert_eq!(missing.0, 2);
    assert!(missing.2.contains("error[unreadable-file]"), "{}", missing.2);
}

#[test]
fn thirty_three_contexts_are_too_many() {
    let mut args = vec!["run", "examples/contexts/ways.jl"];
    args.extend(std::iter::repeat_n(["-c", "nan"], 33).flatten());
    let (code, out, errors) = run(&args);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(errors.contains("error[context-stack-too-deep]"), "{errors}");
    let (mut session, _) = session();
    for at in 0..33 {
        let pushed = session.push(overdub::Applied::new(Trace::default(), Tree::with_limit(0)));
        assert_eq!(
            pushed.err().map(|it| it.code()),
            (at == 32).then_some("context-stack-too-deep")
        );
    }
    while session.pop().is_some() {}
    is_usable(&mut session);
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Misbehaving {
    panics: bool,
}

impl Context for Misbehaving {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee("f").hooks(Hooks::PRE);
    }

    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        assert!(!self.panics, "out of order");
        Err(call.error("not today"))
    }
}

#[test]
fn a_hook_that_panics_or_throws_is_an_exception_and_the_session_goes_on() {
    let (mut session, _) = session();
    session.eval("f(x) = x\ng(x) = f(x) + 1").unwrap();
    for (panics, code, message) in [
        (true, "hook-panicked", "a hook of the context Misbehaving panicked: out of order"),
        (false, "error-exception", "not today"),
    ] {
        session.push(overdub::Applied::new(Misbehaving { panics }, ())).unwrap();
        let error = session.eval("g(1)").unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(message), "{error}");
        let caught = session.eval("try g(1) catch e; e.msg end").unwrap();
        assert!(session.show(caught).contains(message));
        session.pop();
        is_usable(&mut session);
    }
}

/// Counts calls, and now and then panics, throws or calls the program instead.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Restless;

impl Context for Restless {
    type Meta = u64;

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee("f").hooks(Hooks::PRE);
    }

    fn prehook(&self, times: &mut u64, call: &mut Call<'_>) -> RunResult<()> {
        *times += 1;
        assert!(*times % 3000 != 1000, "out of order");
        match *times % 3000 {
            2000 => Err(call.error("not today")),
            0 => {
                let (f, x) = (call.values()[0], call.values()[1]);
                let again = call.run(f, &[x])?;
                assert_eq!(again.as_i64(), x.as_i64());
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[test]
fn a_hook_in_hot_code_may_panic_throw_and_call_back_and_is_told_of_each_call_once() {
    let (mut session, _) = session();
    let program = "f(x) = x
        @noinline g(x) = f(x) + 1
        function h(n)
            sum = thrown = 0
            for i in 1:n
                try
                    sum += g(i)
                catch
                    thrown += 1
                end
            end
            return (sum, thrown)
        end";
    session.eval(program).unwrap();
    for _ in 0..2 {
        session.push(overdub::Applied::new(Restless, 0)).unwrap();
        let answer = session.eval("h(30000)").unwrap();
        // The sum of all `i + 1` but those of the twenty calls that never were.
        let sum = 30_000 * 30_001 / 2 + 30_000 - (0..10).map(|it| 6000 * it + 3002).sum::<i64>();
        assert_eq!(session.show(answer), format!("({sum}, 20)"));
        let applied = session.pop().unwrap();
        assert_eq!(applied.meta::<u64>(), Some(&30_000));
        is_usable(&mut session);
    }
}

#[test]
fn a_hostile_program_ends_with_the_budgets_error() {
    for budget in ["budget:seconds=0.3", "budget:calls=100000"] {
        let (code, out, errors) = run(&["run", "examples/contexts/hostile.jl", "-c", budget]);
        assert_eq!((code, out.as_str()), (1, ""), "{errors}");
        assert!(errors.contains("more than"), "{errors}");
    }
}

#[test]
fn a_timeline_of_the_page_is_what_the_page_says() {
    let (mut session, _) = session();
    let program = "f(x) = x > 2 ? error(\"no\") : x\ng(x) = try f(x) catch; -1 end\ng(3)";
    let text = under(&mut session, "trace:format=chrome,module=Main", program).unwrap();
    let file = "tests/it/snapshots/timeline.json";
    if std::env::var_os("OVERDUB_BLESS").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(file).unwrap());
}

#[test]
fn a_profile_of_the_page_is_what_the_page_says() {
    let (mut session, _) = session();
    let text = under(&mut session, "profile", PROFILED).unwrap();
    let file = "tests/it/snapshots/profile.txt";
    if std::env::var_os("OVERDUB_BLESS").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(file).unwrap());
}

/// Only `trace` keeps out of what is below its limit; whoever stands inside or outside of it sees all calls.
#[test]
fn other_contexts_see_what_is_below_the_depth_of_a_trace() {
    let program = "g(x) = x + 1\nf(x) = g(g(x))\nf(1)";
    for order in [
        ["trace:depth=1,module=Main", "count:only=functions"],
        ["count:only=functions", "trace:depth=1,module=Main"],
    ] {
        let (code, out, errors) = run(&["run", "-e", program, "-c", order[0], "-c", order[1]]);
        assert_eq!((code, errors.as_str()), (0, ""), "{order:?}");
        let counts =
            out.strip_prefix("f(1)\n  = 3\n").unwrap_or_else(|| panic!("{order:?}: {out}"));
        assert!(counts.contains("2  g\n") && counts.contains("1  f\n"), "{order:?}: {out}");
    }
}

/// A call that `invoke` makes is of the method that it names, traced or not.
#[test]
fn what_is_below_the_depth_of_a_trace_is_what_would_have_been_called() {
    let program = "g(::Real) = 1\ng(::Int) = 2\nh() = (invoke(g, Tuple{Real}, 1), g(1), g(2.5))\nprintln(h())";
    for depth in 0..4 {
        let context = format!("trace:depth={depth},to=stderr");
        let (code, out, _) = run(&["run", "-e", program, "-c", &context]);
        assert_eq!((code, out.as_str()), (0, "(1, 2, 1)\n"), "{context}");
    }
}
