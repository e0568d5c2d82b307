//! Tasks: switching, what stays alive meanwhile, and how they end.

use crate::support::{node_type, stressed};
use overdub_values::{
    Heap, TaskError, TaskId, Tasked, Tasks, Value, ValueError, enter_stack, is_cancellation,
};
use std::{
    borrow::{Borrow, BorrowMut},
    hint::black_box,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The state that is handed from task to task.
struct Session {
    heap: Heap,
    tasks: Tasks<Session>,
    log: Vec<String>,
}

impl Borrow<Heap> for Session {
    fn borrow(&self) -> &Heap {
        &self.heap
    }
}

impl BorrowMut<Heap> for Session {
    fn borrow_mut(&mut self) -> &mut Heap {
        &mut self.heap
    }
}

impl Tasked for Session {
    fn tasks(&mut self) -> &mut Tasks<Self> {
        &mut self.tasks
    }
}

impl Session {
    fn new() -> Session {
        Session { heap: stressed(), tasks: Tasks::new(256 << 10), log: Vec::new() }
    }

    /// Runs `body` with this stack scanned, as the root.
    fn run(self, body: impl FnOnce(&mut Session)) -> Session {
        let (session, ()) = enter_stack(self, |mut session| {
            body(&mut session);
            (session, ())
        });
        session
    }

    fn say(&mut self, text: impl Into<String>) {
        self.log.push(text.into());
    }
}

fn switch(session: &mut Session, to: TaskId) {
    Tasks::switch(session, to).expect("the task is there");
}

fn node(heap: &mut Heap, x: i64, next: Option<Value>) -> Value {
    let mut fields = vec![Value::int64(x)];
    fields.extend(next);
    heap.new_struct(node_type(), &fields).unwrap()
}

fn x_of(heap: &mut Heap, value: Value) -> i64 {
    heap.field(value, 0).unwrap().as_i64().unwrap()
}

/// The sum of a chain, with a collection at each step.
fn sum(heap: &mut Heap, mut chain: Value, len: usize) -> i64 {
    let mut sum = 0;
    for at in 0..len {
        heap.collect();
        sum += x_of(heap, chain);
        if at + 1 < len {
            chain = heap.field(chain, 1).unwrap();
        }
    }
    sum
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn tasks_take_turns_and_end_where_they_say() {
    Session::new().run(|session| {
        let first = Tasks::spawn(session, |session, _| {
            for at in 0..3 {
                session.say(format!("first {at}"));
                switch(session, TaskId::ROOT);
            }
            TaskId::ROOT
        });
        let second = Tasks::spawn(session, move |session, _| {
            session.say("second starts");
            switch(session, first);
            session.say("second goes on");
            first
        });
        switch(session, second);
        session.say("root");
        switch(session, second);
        session.say("root again");
        assert_eq!(Tasks::switch(session, second), Err(TaskError::Ended));
        switch(session, first);
        switch(session, first);
        assert!(session.tasks.is_empty());
        assert_eq!(Tasks::switch(session, first), Err(TaskError::Ended));
        assert_eq!(session.tasks.current(), TaskId::ROOT);
        let expected = [
            "second starts",
            "first 0",
            "root",
            "second goes on",
            "first 1",
            "root again",
            "first 2",
        ];
        assert_eq!(session.log, expected);
    });
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn what_suspended_tasks_hold_survives_collections() {
    let session = Session::new().run(|session| {
        let mine = node(&mut session.heap, 7, None);
        let tasks: Vec<TaskId> = (0..20)
            .map(|number| {
                Tasks::spawn(session, move |session, _| {
                    let local = black_box(node(&mut session.heap, number, None));
                    let on_stack = node(&mut session.heap, 100, None);
                    let base = session.heap.stack.push_window(1);
                    session.heap.stack.set(base, on_stack);
                    let mut chain = None;
                    for at in 0..5 {
                        chain = Some(node(&mut session.heap, at, chain));
                        switch(session, TaskId::ROOT);
                    }
                    let chain = sum(&mut session.heap, chain.unwrap(), 5);
                    let on_stack = session.heap.stack.value(base).unwrap();
                    let total =
                        chain + x_of(&mut session.heap, on_stack) + x_of(&mut session.heap, local);
                    session.say(total.to_string());
                    TaskId::ROOT
                })
            })
            .collect();
        for _ in 0..6 {
            for task in &tasks {
                switch(session, *task);
                session.heap.collect();
            }
        }
        let expected: Vec<String> = (0..20).map(|it| (110 + it).to_string()).collect();
        assert_eq!(session.log, expected);
        assert_eq!(x_of(&mut session.heap, mine), 7);
        assert!(session.heap.stack.is_empty());
    });
    let Session { mut heap, .. } = session;
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn a_stack_serves_one_task_after_the_other() {
    Session::new().run(|session| {
        let mut limits = Vec::new();
        for _ in 0..10 {
            let task = Tasks::spawn(session, |session, limit| {
                session.say(limit.to_string());
                TaskId::ROOT
            });
            switch(session, task);
            limits.extend(session.log.pop());
        }
        limits.dedup();
        assert_eq!(limits.len(), 1);
    });
}

/// Goes down until little of the stack is left.
#[inline(never)]
fn descend(depth: usize, limit: usize) -> Result<usize, ValueError> {
    let frame = black_box([depth; 16]);
    if frame.as_ptr().addr() < limit + (32 << 10) {
        return Err(ValueError::StackOverflow);
    }
    let below = descend(depth + 1, limit)?;
    Ok(black_box(frame)[0] + below)
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn a_task_has_a_stack_of_its_own_that_ends_where_it_is_told() {
    Session::new().run(|session| {
        let other = Tasks::spawn(session, |session, _| {
            switch(session, TaskId::ROOT);
            session.say("other");
            TaskId::ROOT
        });
        switch(session, other);
        let deep = Tasks::spawn(session, move |session, limit| {
            let overflow = matches!(descend(0, limit), Err(ValueError::StackOverflow));
            session.say(format!("overflow: {overflow}"));
            other
        });
        switch(session, deep);
        assert_eq!(session.log, ["overflow: true", "other"]);
    });
}

/// Counts how many of it were dropped.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn a_cancelled_task_drops_what_it_owns_and_runs_no_further() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let counted = || Counted(Arc::clone(&dropped));
    let session = Session::new().run(|session| {
        let held = counted();
        let suspended = Tasks::spawn(session, move |session, _| {
            let _held = held;
            let kept = node(&mut session.heap, 1, None);
            let kept = session.heap.root(kept);
            switch(session, TaskId::ROOT);
            session.say("never");
            drop(kept);
            TaskId::ROOT
        });
        let held = counted();
        let fresh = Tasks::spawn(session, move |session, _| {
            let _held = held;
            session.say("never");
            TaskId::ROOT
        });
        let held = counted();
        let stubborn = Tasks::spawn(session, move |session, _| {
            let _held = held;
            for _ in 0..2 {
                let ended = catch_unwind(AssertUnwindSafe(|| switch(session, TaskId::ROOT)));
                session.say(ended.is_err_and(|it| is_cancellation(&*it)).to_string());
            }
            TaskId::ROOT
        });
        switch(session, suspended);
        switch(session, stubborn);
        // From inside of a task as well.
        let killer = Tasks::spawn(session, move |session, _| {
            Tasks::cancel(session, suspended);
            session.say(format!("killer {}", session.tasks.is_alive(suspended)));
            TaskId::ROOT
        });
        switch(session, killer);
        assert_eq!(dropped.load(Ordering::Relaxed), 1);
        Tasks::cancel_all(session);
        assert!(session.tasks.is_empty());
        // The one that would not end is leaked with what it owns.
        assert_eq!(dropped.load(Ordering::Relaxed), 2);
        assert_eq!(session.log, ["killer false", "true"]);
        assert_eq!(Tasks::switch(session, fresh), Err(TaskError::Ended));
    });
    let Session { mut heap, .. } = session;
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn a_panic_of_a_task_arrives_in_the_root() {
    Session::new().run(|session| {
        let task = Tasks::spawn(session, |_, _| std::panic::resume_unwind(Box::new("on purpose")));
        let caught = catch_unwind(AssertUnwindSafe(|| switch(session, task)));
        assert!(caught.is_err_and(|it| it.downcast_ref::<&str>() == Some(&"on purpose")));
        assert_eq!(session.tasks.current(), TaskId::ROOT);
        let task = Tasks::spawn(session, |session, _| {
            session.say("still works");
            TaskId::ROOT
        });
        switch(session, task);
        assert_eq!(session.log, ["still works"]);
    });
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn thousands_of_tasks_wait_at_once() {
    let mut session = Session::new();
    session.heap = Heap::default();
    session.run(|session| {
        let tasks: Vec<TaskId> = (0..3000)
            .map(|number| {
                Tasks::spawn(session, move |session, _| {
                    let held = node(&mut session.heap, number, None);
                    switch(session, TaskId::ROOT);
                    assert_eq!(x_of(&mut session.heap, black_box(held)), number);
                    TaskId::ROOT
                })
            })
            .collect();
        for _ in 0..2 {
            tasks.iter().for_each(|it| switch(session, *it));
            session.heap.collect();
        }
        assert!(session.tasks.is_empty());
    });
}

#[test]
#[cfg_attr(miri, ignore = "needs machine stacks")]
fn a_suspended_task_goes_on_only_on_its_own_thread() {
    let mut session = Session::new().run(|session| {
        let task = Tasks::spawn(session, |session, _| {
            let held = node(&mut session.heap, 5, None);
            switch(session, TaskId::ROOT);
            let x = x_of(&mut session.heap, black_box(held));
            session.say(x.to_string());
            TaskId::ROOT
        });
        switch(session, task);
    });
    let task = {
        let mut found = None;
        session = session.run(|session| {
            found = Some(Tasks::spawn(session, |_, _| TaskId::ROOT));
        });
        found.expect("it was made")
    };
    let first = std::thread::scope(|scope| {
        let run = scope.spawn(move || {
            session.run(|session| {
                session.heap.collect();
                // A new one may run anywhere.
                switch(session, task);
                let waiting = session.tasks.len();
                session.say(format!("{waiting} waits"));
            })
        });
        run.join().expect("nothing went wrong")
    });
    let elsewhere = std::thread::spawn(move || {
        first.run(|session| {
            Tasks::cancel_all(session);
            session.heap.collect();
            assert_eq!(session.heap.stats().live_bytes, 0);
            assert_eq!(session.log, ["1 waits"]);
        })
    });
    assert!(elsewhere.join().is_ok());
}
