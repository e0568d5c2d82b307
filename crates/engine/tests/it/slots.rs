//! Slots keep their meaning when they are promoted: a body at top level runs as it is written, a method's is promoted.

use overdub_engine::{Config, Session};

use crate::{
    examples::output,
    pass_law::{Own, PASSES},
    script::{Numbers, cases},
};

/// A random body on three slots: straight code, branches that meet, a bounded loop, calls that throw.
fn body(n: &mut Numbers) -> String {
    let mut text = String::from("block0:\n  $n = 0\n  jump block1\n");
    let count = 2 + n.below(6);
    for at in 1..=count {
        // Each block counts, so that every way ends.
        text.push_str(&format!(
            "block{at}:\n  %n{at} = $n\n  %m{at} = call add_int(%n{at}, 1)\n  $n = %m{at}\n  %more{at} = call slt_int(%m{at}, 12)\n  branch %more{at}, in{at}, end\nin{at}:\n"
        ));
        for line in 0..n.below(4) {
            let (a, b) = (n.pick(&["a", "b", "c"]), n.pick(&["a", "b", "c"]));
            let v = format!("%v{at}_{line}");
            text.push_str(&match n.below(7) {
                0 => format!("  ${a} = {}\n", n.pick(&["1", "\"s\"", "2.5", "nothing"])),
                1 => format!("  {v} = ${b}\n  ${a} = {v}\n"),
                2 => format!("  {v} = defined ${b}\n  call println(\"{b} \", {v})\n"),
                3 => format!("  {v} = $n\n  ${a} = {v}\n"),
                4 => format!("  {v} = ${b}\n  {v}s = call string({v}, \"+\")\n  ${a} = {v}s\n"),
                5 => format!("  {v} = ${a}\n  call println(\"{a} = \", {v})\n"),
                _ => format!("  {v} = call typeof(1)\n  ${b} = {v}\n"),
            });
        }
        let to = |n: &mut Numbers| format!("block{}", 1 + n.below(count + 1));
        let target = to(n);
        match n.below(4) {
            0 => {
                let (slot, other) = (n.pick(&["a", "b", "c"]), to(n));
                text.push_str(&format!(
                    "  %d{at} = defined ${slot}\n  branch %d{at}, way{at}, {other}\nway{at}:\n"
                ));
            }
            1 => {
                let (slot, handler) = (n.pick(&["a", "b", "c"]), to(n));
                text.push_str(&format!("  ${slot} -> way{at} unwind {handler}\nway{at}:\n"));
            }
            2 => {
                let handler = to(n);
                text.push_str(&format!(
                    "  call error(\"e\") -> way{at} unwind {handler}\nway{at}:\n"
                ));
            }
            _ => {}
        }
        text.push_str(&format!("  jump {target}\n"));
    }
    text.push_str(&format!("block{}:\n  jump end\n", count + 1));
    text.push_str("end:\n  %a = defined $a\n  branch %a, yes, no\nyes:\n  %last = $a\n  return %last\nno:\n  return \"none\"\n");
    text
}

#[test]
fn promoted_or_not_a_body_does_the_same() {
    let (mut printed, mut threw) = (0, 0);
    for seed in 0..cases(300) {
        let body = body(&mut Numbers::new(seed));
        let method = |call: &str| {
            format!("method m() {{\n{}}}\n{call}", body.replacen("block0:", "block0(%self):", 1))
        };
        let as_written = output(&format!("do {{\n{body}}}"), Config::default(), |_| ());
        let promoted = output(&method("call m()"), Config::default(), |_| ());
        assert_eq!(as_written, promoted, "seed {seed}:\n{body}");
        for at in 0..PASSES {
            let enter = |it: &mut Session| crate::examples::enter(it, Own(at));
            let passed = output(&method("call m()"), Config::default(), enter);
            assert_eq!(as_written, passed, "seed {seed}, pass {at}:\n{body}");
        }
        let config = Config { reread: true, widened: true, ..Config::default() };
        assert_eq!(as_written, output(&method("call m()"), config, |_| ()), "seed {seed}:\n{body}");
        printed += usize::from(!as_written.is_empty());
        threw += usize::from(as_written.contains("undefined-variable"));
    }
    println!("{printed} bodies printed, {threw} read what was not there");
    assert!(printed > 50 && threw > 5);
}
