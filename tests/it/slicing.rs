//! What programs of the language print is held back, by a value that goes along with every call.

use overdub::{Captured, Config, Session, Stage, contexts::Slicing};

use crate::command::overdub;

fn session() -> (Session, Captured) {
    let host = Captured::new();
    let session = overdub::base::session(Box::new(host.clone()), Config::default()).unwrap();
    (session, host)
}

const PROGRAM: &str = "using Slicing
    struct Odd; n; end
    Base.show(io::IO, it::Odd) = print(io, \"odd \", it.n)
    function f(n; loud=false)
        for i in 1:n
            loud && println(\"step \", i)
        end
        v = [1, 2]
        println(v)
        v[1] = 10
        print(\"a\", 1, \";\")
        println(stdout, Odd(3))
        foreach(println, (:x, :y))
        s = string(v, sprint(println, \"inner\"))
        try
            println(\"before\")
            error(\"no\")
        catch e
            println(\"caught \", e.msg)
        end
        return length(s)
    end";

const PRINTED: &str = "[1, 2]\na1;odd 3\nx\ny\nbefore\ncaught no\n";

#[test]
fn what_a_call_prints_is_held_back_and_can_be_said_later() {
    let (mut session, host) = session();
    session.eval(PROGRAM).unwrap();
    let plain = session.eval_as::<i64>("f(2)").unwrap();
    assert_eq!(host.take(), PRINTED);
    session.eval("value, later = sliced(f, 2); nothing").unwrap();
    assert_eq!((session.eval_as::<i64>("value").unwrap(), host.take().as_str()), (plain, ""));
    session.eval("later()").unwrap();
    assert_eq!(host.take(), PRINTED);
    // Nothing is held anywhere but in the run: the next one begins with nothing, and code outside prints.
    session.eval("sliced(() -> println(1)); f(0)").unwrap();
    assert_eq!(host.take(), PRINTED);
    // A method that is defined again is another one under the context too.
    session.eval("f(n; loud=false) = (println(:new); 0)").unwrap();
    session.eval("_, later = sliced(f, 2); later()").unwrap();
    assert_eq!(host.take(), "new\n");
}

#[test]
fn what_has_the_carried_value_goes_along_with_every_call() {
    let (mut session, _) = session();
    session.eval("using Slicing; g(x) = (println(x); h(x)); h(x) = x").unwrap();
    let code = session.under(Slicing, ()).ir("g(::Int64)", Stage::Marked).unwrap();
    assert!(code.contains("carried held in 0"), "{code}");
    let code = session.under(Slicing, ()).ir("g(::Int64)", Stage::Typed).unwrap();
    assert!(code.contains("println_later(::Int64)"), "{code}");
}

#[test]
fn the_command_line_reports_what_was_held_back() {
    let run = |args: &[&str]| {
        let output = overdub(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let program = "f(x; k=1) = (println(\"at \", x); x + k)\nprintln(f(1), f(2; k=5))";
    let wanted =
        "27\nf(1): value 2, held back \"at 1\\n\"\nf(2; k = 5): value 7, held back \"at 2\\n\"\n";
    assert_eq!(run(&["run", "-e", program, "-c", "slicing:of=f"]), (Some(0), wanted.to_owned()));
}
