//! Prints what calls, hooks, exceptions and compiling cost: `cargo run --example spike -p overdub-jit`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, not a library")]
#![allow(unsafe_code, reason = "runs machine code")]

#[allow(dead_code, reason = "shared with the tests")]
#[path = "../tests/it/samples.rs"]
mod samples;

use overdub_jit::{Callee, Code, Compiler, Machine};
use overdub_types::{Type, core};
use overdub_values::{Heap, Layout, Value, ValueError};
use samples::Scheme;
use std::{cell::Cell, hint::black_box, process::Command, rc::Rc, sync::Arc, time::Instant};

// Runs are short, so that on a busy machine some of many are not disturbed.
const FIB: u64 = 20;
/// Calls that `fib(20)` makes.
const FIB_CALLS: f64 = 21_891.0;

/// The least time of several runs, in nanoseconds.
fn time(mut body: impl FnMut()) -> f64 {
    (0..400).map(|_| time_once(&mut body)).fold(f64::INFINITY, f64::min)
}

/// Nanoseconds that this thread has run, where the system tells; a long run is not undisturbed.
fn thread_nanos() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// The least processor time of several runs, in nanoseconds.
fn thread_time(mut body: impl FnMut()) -> f64 {
    let mut run = || {
        let start = thread_nanos();
        let wall = time_once(&mut body);
        let own = thread_nanos().zip(start).map_or(wall, |(end, start)| end - start);
        // The system's count advances in steps of some milliseconds.
        if wall < 2e7 { wall } else { own.min(wall) }
    };
    (0..40).map(|_| run()).fold(f64::INFINITY, f64::min)
}

fn time_once(body: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    body();
    start.elapsed().as_nanos() as f64
}

fn call(machine: &mut Machine, code: &Arc<Code>, arg: u64) -> Result<u64, ValueError> {
    // SAFETY: the samples have the checked signature, and take a number or an array.
    unsafe { machine.call(code, black_box(arg)) }
}

fn main() {
    let mut c = Compiler::with_verifier(false).unwrap();
    let mut machine = Machine::new(Heap::default(), &c);
    println!("| what | cost |\n|---|---|");
    calls(&mut c, &mut machine);
    hooks_and_throws(&mut c, &mut machine);
    arrays(&mut c, &mut machine);
    allocation(&mut machine);
    compiling(&mut c);
}

/// A checked stub of the system's convention around code that has another one or gives no flag.
fn stub(c: &mut Compiler, target: &Arc<Code>) -> Arc<Code> {
    use cranelift_codegen::ir::{InstBuilder, types::I64};
    let callees = [Callee::Code(Arc::clone(target))];
    c.compile("stub", Machine::checked_signature(1), &callees, |b, refs| {
        let block = b.create_block();
        b.append_block_params_for_function_params(block);
        b.switch_to_block(block);
        let params = b.block_params(block).to_vec();
        let call = b.ins().call(refs[0], &params);
        let mut results = b.inst_results(call).to_vec();
        if results.len() == 1 {
            results.push(b.ins().iconst(I64, 0));
        }
        b.ins().return_(&results);
    })
    .unwrap()
}

fn calls(c: &mut Compiler, machine: &mut Machine) {
    let c_fib = |options: &[&str]| {
        let source = "volatile long n=20;long fib(long n){return n<2?n:fib(n-1)+fib(n-2);}";
        c_time(source, "x+=fib(n)", 1, options)
    };
    let reference = c_fib(&["-O2"]);
    let row = |what: &str, nanos: f64| {
        let ratio = reference.map_or(String::new(), |it| format!(", {:.2}x `gcc -O2`", nanos / it));
        println!("| `fib`: {what} | {:.2} ns a call{ratio} |", nanos / FIB_CALLS);
    };
    let none = samples::fib(c, Scheme::None);
    let tail = samples::fib(c, Scheme::CheckedTail);
    let unwinding = samples::fib(c, Scheme::Unwinding);
    let rows = [
        ("no exceptions", stub(c, &none)),
        ("checked returns", samples::fib(c, Scheme::Checked)),
        ("checked returns, `tail`", stub(c, &tail)),
        ("unwinding (`tail`, no preserved registers)", samples::entry_stub(c, &unwinding)),
    ];
    for (what, code) in rows {
        row(what, time(|| drop(black_box(call(machine, &code, FIB)))));
    }
    if let (Some(o2), Some(o1)) = (reference, c_fib(&["-O1"])) {
        row("`gcc -O2`", o2);
        row("`gcc -O1` (does not inline)", o1);
    }
    let add = samples::adder(c, 1);
    let n = 10_000;
    let total = time(|| (0..n).for_each(|it| drop(black_box(call(machine, &add, it)))));
    println!("| from Rust into code and back | {:.1} ns |", total / n as f64);
}

fn hooks_and_throws(c: &mut Compiler, machine: &mut Machine) {
    let count = Rc::new(Cell::new(0_i64));
    let counter = Rc::clone(&count);
    let hook = machine.add_hook(move |_, args| {
        counter.set(counter.get() + args[0].as_i64().unwrap_or(0));
        Ok(())
    });
    let code = samples::hooked(c, hook);
    let n = 10_000;
    let total = time(|| drop(call(machine, &code, n)));
    println!(
        "| a Rust hook that reads one of two borrowed values | {:.1} ns a call |",
        total / n as f64
    );
    let fail = Rc::new(Cell::new(false));
    let flag = Rc::clone(&fail);
    let hook =
        machine.add_hook(move |_, _| if flag.get() { Err(ValueError::Divide) } else { Ok(()) });
    let checked = samples::deep(c, Scheme::Checked, hook);
    let unwinding = samples::deep(c, Scheme::Unwinding, hook);
    let entry = samples::entry_stub(c, &unwinding);
    for depth in [1, 10, 100, 1000] {
        let mut costs = Vec::new();
        for code in [&checked, &entry] {
            for throws in [false, true] {
                fail.set(throws);
                let runs = 5_000 / (depth + 10) + 1;
                let total =
                    time(|| (0..runs).for_each(|_| drop(black_box(call(machine, code, depth)))));
                costs.push(total / runs as f64);
            }
        }
        println!(
            "| a throw through {depth} frames, above the normal return | checked {:.0} ns, unwinding {:.0} ns |",
            costs[1] - costs[0],
            costs[3] - costs[2]
        );
    }
}

fn arrays(c: &mut Compiler, machine: &mut Machine) {
    let code = samples::sum(c);
    let n = 10_000;
    let vector = core().array.apply(&[core().float64, Type::int(1)]).unwrap();
    let array = machine.heap.new_array(vector, &[n]).unwrap();
    let root = machine.heap.root(array);
    let own = time(|| drop(black_box(call(machine, &code, root.value().raw_bits()))));
    let source = "static double v[10000];double sum(double*p,long n){double s=0;for(long i=0;i<n;i++)s+=p[i];return s;}";
    let gcc = c_time(source, "x+=sum(v,10000)", 1, &["-O2"]);
    let ratio = gcc.map_or(String::new(), |it| format!(", {:.2}x `gcc -O2`", own / it));
    println!("| sum of a `Vector{{Float64}}` | {:.2} ns an element{ratio} |", own / n as f64);
}

fn allocation(machine: &mut Machine) {
    let layout =
        Layout::of(Type::tuple(&[core().int64, core().float64, core().int64]).unwrap()).unwrap();
    let fields = [Value::int64(1), Value::float64(2.0), Value::int64(3)];
    let n = 20_000;
    let before = machine.heap.stats();
    let total = time(|| {
        for _ in 0..n {
            black_box(machine.heap.new_struct(layout.ty(), &fields).unwrap());
        }
    });
    let collections = machine.heap.stats().collections - before.collections;
    println!(
        "| a 24-byte object through `Heap::new_struct`, {collections} collections included | {:.1} ns |",
        total / f64::from(n)
    );
}

fn compiling(c: &mut Compiler) {
    for blocks in [10, 100, 1000] {
        let mut insts = 0;
        let mut bytes = 0;
        let total = thread_time(|| {
            let (code, count) = samples::diamonds(c, blocks);
            (insts, bytes) = (count, code.bytes());
        });
        println!(
            "| compiling {insts} instructions in {} blocks | {:.2} µs an instruction, {:.1} bytes of code each |",
            blocks * 3,
            total / insts as f64 / 1000.0,
            bytes as f64 / insts as f64
        );
    }
    let total = thread_time(|| drop(samples::fib(c, Scheme::Checked)));
    println!("| compiling and freeing checked `fib` | {:.0} µs |", total / 1000.0);
}

/// Nanoseconds of one evaluation of a C expression, if a C compiler is there.
fn c_time(source: &str, expression: &str, runs: u32, options: &[&str]) -> Option<f64> {
    let directory = std::env::temp_dir().join(format!("overdub-spike-{}", std::process::id()));
    std::fs::create_dir_all(&directory).ok()?;
    let (file, program) = (directory.join("it.c"), directory.join("it"));
    let text = format!(
        "#include <stdio.h>\n#include <time.h>\n{source}\nvolatile double x;\nint main(){{double best=1e18;\
         for(int r=0;r<400;r++){{struct timespec a,b;clock_gettime(CLOCK_MONOTONIC,&a);\
         for(int i=0;i<{runs};i++){{{expression};}}clock_gettime(CLOCK_MONOTONIC,&b);\
         double t=(b.tv_sec-a.tv_sec)*1e9+(b.tv_nsec-a.tv_nsec);if(t<best)best=t;}}printf(\"%f\",best/{runs});}}"
    );
    std::fs::write(&file, text).ok()?;
    let built =
        Command::new("gcc").args(options).arg("-o").arg(&program).arg(&file).status().ok()?;
    let output = built.success().then(|| Command::new(&program).output())?.ok()?;
    // What is left behind is in the system's directory for temporary files.
    let _ = std::fs::remove_dir_all(&directory);
    String::from_utf8(output.stdout).ok()?.parse().ok()
}
