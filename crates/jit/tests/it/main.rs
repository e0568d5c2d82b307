//! What the spike shows: calls, arrays, hooks, exceptions, collections, redefinition.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(unsafe_code, reason = "runs machine code")]

#[allow(dead_code, reason = "shared with the measuring example")]
mod samples;

use overdub_jit::{Code, Compiler, Machine};
use overdub_types::{Field, TypeDef, core};
use overdub_values::{Heap, HeapConfig, Layout, Value, ValueError};
use samples::Scheme;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

fn call(machine: &mut Machine, code: &Arc<Code>, arg: u64) -> Result<u64, ValueError> {
    // SAFETY: the samples that are passed have the checked signature, and take a number or an array.
    unsafe { machine.call(code, arg) }
}

fn stressed(compiler: &Compiler) -> Machine {
    Machine::new(Heap::new(HeapConfig { stress: true, ..HeapConfig::default() }), compiler)
}

#[test]
fn fib_in_both_schemes() {
    let mut c = Compiler::new().unwrap();
    let mut machine = stressed(&c);
    let checked = samples::fib(&mut c, Scheme::Checked);
    assert_eq!(call(&mut machine, &checked, 20).unwrap(), 6765);
    let unwinding = samples::fib(&mut c, Scheme::Unwinding);
    let entry = samples::entry_stub(&mut c, &unwinding);
    assert_eq!(call(&mut machine, &entry, 20).unwrap(), 6765);
}

#[test]
fn a_loop_over_an_array_on_the_heap() {
    let mut c = Compiler::new().unwrap();
    let mut machine = stressed(&c);
    let code = samples::sum(&mut c);
    let values: Vec<Value> = (0..100).map(|it| Value::float64(f64::from(it) / 2.0)).collect();
    let array = machine.heap.vector(core().float64, &values).unwrap();
    let root = machine.heap.root(array);
    let sum = call(&mut machine, &code, root.value().raw_bits()).unwrap();
    assert_eq!(f64::from_bits(sum), 2475.0);
}

#[test]
fn a_hook_gets_borrowed_unboxed_values() {
    let mut c = Compiler::new().unwrap();
    let mut machine = stressed(&c);
    let seen: Rc<RefCell<Vec<(i64, f64)>>> = Rc::default();
    let log = Rc::clone(&seen);
    let hook = machine.add_hook(move |_, args| {
        log.borrow_mut().push((args[0].as_i64().unwrap(), args[1].as_f64().unwrap()));
        Ok(())
    });
    let code = samples::hooked(&mut c, hook);
    let before = machine.heap.stats();
    assert_eq!(call(&mut machine, &code, 3).unwrap(), 3);
    assert_eq!(seen.take(), [(0, 0.0), (1, 1.0), (2, 2.0)]);
    assert_eq!(machine.heap.stats(), before, "a hook allocates nothing");
}

#[test]
fn an_exception_of_a_hook_crosses_machine_frames_in_both_schemes() {
    let mut c = Compiler::new().unwrap();
    let mut machine = stressed(&c);
    let fail = Rc::new(Cell::new(false));
    let flag = Rc::clone(&fail);
    let hook = machine.add_hook(move |_, _| {
        if flag.get() { Err(ValueError::Error("from the hook".to_owned())) } else { Ok(()) }
    });
    let checked = samples::deep(&mut c, Scheme::Checked, hook);
    let unwinding = samples::deep(&mut c, Scheme::Unwinding, hook);
    let entry = samples::entry_stub(&mut c, &unwinding);
    for code in [checked, entry] {
        for depth in [0, 1, 50] {
            fail.set(true);
            let error = call(&mut machine, &code, depth).unwrap_err();
            assert_eq!(error.to_string(), "from the hook");
            fail.set(false);
            assert_eq!(call(&mut machine, &code, depth).unwrap(), depth);
        }
    }
}

#[test]
fn a_panic_in_a_hook_becomes_an_exception() {
    let mut c = Compiler::new().unwrap();
    let mut machine = stressed(&c);
    let hook = machine.add_hook(|_, args| {
        assert!(args.is_empty() && args.len() == 1, "on purpose");
        Ok(())
    });
    let code = samples::deep(&mut c, Scheme::Checked, hook);
    assert!(call(&mut machine, &code, 3).is_err());
}

#[test]
fn a_collection_inside_a_hook_finds_what_only_machine_frames_hold() {
    let mut c = Compiler::new().unwrap();
    let mut machine = stressed(&c);
    let node = TypeDef::new("Main", "JitNode").mutable();
    let node =
        ["a", "b", "c"].iter().fold(node, |it, name| it.field(Field::new(*name, core().int64)));
    let layout = Layout::of(node.define().unwrap().wrapper()).unwrap();
    let live = Rc::new(Cell::new(0));
    let seen = Rc::clone(&live);
    let hook = machine.add_hook(move |heap, _| {
        heap.collect();
        for _ in 0..100 {
            heap.tuple(&[Value::int64(1), Value::int64(2)])?;
        }
        heap.collect();
        seen.set(heap.stats().live_bytes);
        Ok(())
    });
    let code = samples::keeper(&mut c, layout, hook);
    for value in [7, 1 << 40] {
        assert_eq!(call(&mut machine, &code, value).unwrap(), value);
        assert!(live.get() >= 32);
    }
}

#[test]
fn a_redefinition_leaves_running_frames_their_code() {
    let compiler = Rc::new(RefCell::new(Compiler::new().unwrap()));
    let mut machine = stressed(&compiler.borrow());
    let current: Rc<RefCell<Option<Arc<Code>>>> = Rc::default();
    let (shared, slot, hook_number) = (Rc::clone(&compiler), Rc::clone(&current), 0);
    let hook = machine.add_hook(move |_, _| {
        // Redefines both functions while a frame of the first one is running.
        let mut c = shared.borrow_mut();
        let callee = samples::adder(&mut c, 1000);
        slot.replace(Some(samples::caller(&mut c, hook_number, &callee, 5000)));
        Ok(())
    });
    assert_eq!(hook, hook_number);
    {
        let mut c = compiler.borrow_mut();
        let callee = samples::adder(&mut c, 1);
        current.replace(Some(samples::caller(&mut c, hook, &callee, 10)));
    }
    let arena = Arc::clone(compiler.borrow().arena());
    assert_eq!(arena.stats().functions, 2);
    let first = current.borrow().clone().unwrap();
    let old = Arc::downgrade(&first);
    assert_eq!(call(&mut machine, &first, 100).unwrap(), 111, "the running frame kept its world");
    assert_eq!(arena.stats().functions, 4);
    drop(first);
    assert!(old.upgrade().is_none());
    assert_eq!(arena.stats().functions, 2, "dead code was freed function by function");
    let second = current.borrow().clone().unwrap();
    assert_eq!(call(&mut machine, &second, 100).unwrap(), 6100);
}

#[test]
fn redefining_for_ever_holds_the_memory_of_code() {
    let mut c = Compiler::new().unwrap();
    let mut kept = None;
    for at in 0..500 {
        kept = Some(samples::adder(&mut c, at));
    }
    let stats = c.arena().stats();
    assert_eq!((stats.functions, stats.mapped_bytes), (1, 1 << 20));
    drop(kept);
    assert_eq!(c.arena().stats().used_bytes, 0);
}
