//! Tasks: code that is suspended and resumed, each on a machine stack of its own.
//!
//! ```text
//!   root (the session's stack)        task 1                     task 2
//!   switch(1) ───────────────────────► starts
//!              ◄── give to 2 ───────── switch(2)
//!              ─────────────────────────────────────────────────► starts
//!              ◄── give to 1 ──────────────────────────────────── switch(1)
//!              ───────────────────────► goes on
//!              ◄── ended, go to root ── returns ROOT
//!   goes on
//! ```
//!
//! Whoever runs owns the session's state `C`, which holds the heap: a switch moves it out of the
//! one's place and into the other's, so that no two live references to it exist. Between tasks
//! control always passes through the root, which starts and resumes them.
//!
//! The stacks of suspended tasks, machine and value stacks alike, are roots for as long as the
//! task exists. A stack that was left in order serves the next task.
//!
//! What it deliberately does not do: choose who runs next, or know what a task computes.

#![allow(
    unsafe_code,
    reason = "moves the state between stacks, and shares a yielder with its coroutine"
)]

use crate::heap::{
    Heap, StackId,
    machine_stack::{enter_stack, switch_stacks},
};
use corosensei::{
    Coroutine, CoroutineResult, Yielder,
    stack::{DefaultStack, Stack as _},
};
use rustc_hash::FxHashMap;
use std::{
    any::Any,
    borrow::BorrowMut,
    fmt,
    mem::ManuallyDrop,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    ptr::{self, NonNull},
    thread::{self, ThreadId},
};

/// How many stacks wait for another task.
const POOLED: usize = 32;

/// Names a task of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(u64);

impl TaskId {
    /// The code that no task runs: what the session was asked for.
    pub const ROOT: TaskId = TaskId(0);

    /// The task's number, counted from one in order of creation; the root's is zero.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Why a switch was refused; the one who asked goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskError {
    /// There is no such task any more.
    #[error("the task has ended")]
    Ended,
    /// It was suspended on another thread, to which its frames may be bound.
    #[error("a task goes on on the thread that began it")]
    WrongThread,
    /// The system has no memory for another stack.
    #[error("no memory for the stack of a task")]
    NoStack,
}

/// State of a session that runs tasks: what is handed from one to the other.
pub trait Tasked: BorrowMut<Heap> + Sized + 'static {
    /// Its tasks.
    fn tasks(&mut self) -> &mut Tasks<Self>;
}

/// What a task does; it is told the lowest address that it may use of its stack, and answers who
/// runs next.
type Run<C> = Box<dyn FnOnce(&mut C, usize) -> TaskId + Send>;

/// The state, for whoever goes on; and whether it is to end instead.
struct Resume<C> {
    state: C,
    is_cancelled: bool,
}

type End = Result<TaskId, Box<dyn Any + Send>>;
type Machine<C> = Coroutine<Resume<C>, (C, TaskId), (C, End), DefaultStack>;
type Giver<C> = NonNull<Yielder<Resume<C>, (C, TaskId)>>;

/// A task that has begun.
struct Begun<C: Tasked> {
    /// Dropping it would unwind it without the state; see [`Tasks::cancel`].
    machine: ManuallyDrop<Machine<C>>,
    /// From the lowest address of the machine stack to the highest.
    range: std::ops::Range<usize>,
    thread: ThreadId,
}

enum Slot<C: Tasked> {
    Fresh(Run<C>),
    Suspended(Begun<C>),
    Running,
}

struct Entry<C: Tasked> {
    slot: Slot<C>,
    values: StackId,
}

/// The tasks of a session whose state is `C`.
pub struct Tasks<C: Tasked> {
    entries: FxHashMap<TaskId, Entry<C>>,
    current: TaskId,
    /// By which the task that runs gives up its turn.
    giver: Option<Giver<C>>,
    next: u64,
    pool: Vec<DefaultStack>,
    stack_bytes: usize,
}

// SAFETY: what is not `Send` are the frames of suspended tasks and the yielder in one of them.
// Frames are neither resumed nor unwound on another thread than the one that began them
// (`Begun::thread`); from another one they are at most read as words, by a collection, or leaked.
unsafe impl<C: Tasked + Send> Send for Tasks<C> {}

impl<C: Tasked> fmt::Debug for Tasks<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tasks")
            .field("current", &self.current)
            .field("count", &self.entries.len())
            .finish_non_exhaustive()
    }
}

/// What a task is unwound with when it is cancelled.
struct Cancelled;

/// Whether a panic is the end of a cancelled task: whoever catches panics lets it pass on.
#[must_use]
pub fn is_cancellation(payload: &(dyn Any + Send)) -> bool {
    payload.is::<Cancelled>()
}

impl<C: Tasked> Tasks<C> {
    /// No tasks; each will have a machine stack of so many bytes.
    #[must_use]
    pub fn new(stack_bytes: usize) -> Self {
        Self {
            entries: FxHashMap::default(),
            current: TaskId::ROOT,
            giver: None,
            next: 0,
            pool: Vec::new(),
            stack_bytes,
        }
    }

    /// Who runs.
    #[must_use]
    pub fn current(&self) -> TaskId {
        self.current
    }

    /// Whether the task has not ended.
    #[must_use]
    pub fn is_alive(&self, task: TaskId) -> bool {
        task == TaskId::ROOT || self.entries.contains_key(&task)
    }

    /// How many tasks have not ended.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether all tasks have ended.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether one may switch to the task now.
    fn check(&self, task: TaskId) -> Result<(), TaskError> {
        if task == TaskId::ROOT {
            return Ok(());
        }
        match self.entries.get(&task).map(|it| &it.slot) {
            Some(Slot::Suspended(begun)) if begun.thread != thread::current().id() => {
                Err(TaskError::WrongThread)
            }
            Some(_) => Ok(()),
            None => Err(TaskError::Ended),
        }
    }

    /// Makes a task, which runs when one switches to it. `run` is told the lowest address of its
    /// stack that it may use, and answers who runs after it; if that one has ended it is the root.
    ///
    /// Values that `run` holds are not scanned before it runs: it keeps them in [`crate::Root`]s.
    pub fn spawn(
        state: &mut C,
        run: impl FnOnce(&mut C, usize) -> TaskId + Send + 'static,
    ) -> TaskId {
        let values = state.borrow_mut().new_stack();
        let tasks = state.tasks();
        tasks.next += 1;
        let id = TaskId(tasks.next);
        tasks.entries.insert(id, Entry { slot: Slot::Fresh(Box::new(run)), values });
        id
    }

    /// Lets another task (or the root) run; comes back when somebody switches to the one that asks.
    ///
    /// # Errors
    /// When the task has ended, or cannot run here; nothing has happened then.
    ///
    /// # Panics
    /// With the panic of a task, in the root.
    pub fn switch(state: &mut C, to: TaskId) -> Result<(), TaskError> {
        let tasks = state.tasks();
        if to == tasks.current {
            return Ok(());
        }
        tasks.check(to)?;
        match tasks.giver.take() {
            Some(giver) => {
                give(state, giver, to);
                Ok(())
            }
            None => run_from_root(state, to),
        }
    }

    /// Ends a task that does not run: unwinds its frames, so that what they own is dropped, without
    /// running any more of it. On another thread than its own it is leaked instead, since frames
    /// may be bound to their thread.
    ///
    /// Nothing happens to a task that has ended, to the root, or to who runs.
    pub fn cancel(state: &mut C, task: TaskId) {
        let tasks = state.tasks();
        let is_idle = tasks.entries.get(&task).is_some_and(|it| !matches!(it.slot, Slot::Running));
        if !is_idle || task == tasks.current {
            return;
        }
        let Some(entry) = tasks.entries.remove(&task) else { return };
        if let Slot::Suspended(mut begun) = entry.slot {
            if begun.thread == thread::current().id() {
                let (current, giver) = (tasks.current, tasks.giver.take());
                tasks.current = task;
                let (outcome, stays) = resume(state, entry.values, &mut begun, true);
                let tasks = state.tasks();
                (tasks.current, tasks.giver) = (current, giver);
                // A task that went on in spite of it is not asked again.
                if let (Outcome::Ended(_), false) = (outcome, stays) {
                    recycle(state, begun);
                } else {
                    state.borrow_mut().forget_machine_stack(begun.range);
                }
            } else {
                state.borrow_mut().forget_machine_stack(begun.range);
            }
        }
        state.borrow_mut().drop_stack(entry.values);
    }

    /// Ends all tasks; for the root, before the state is dropped. Tasks that are left then are
    /// leaked with their stacks.
    pub fn cancel_all(state: &mut C) {
        let mut all: Vec<TaskId> = state.tasks().entries.keys().copied().collect();
        all.sort_unstable();
        for task in all {
            Self::cancel(state, task);
        }
    }
}

enum Outcome {
    GaveTo(TaskId),
    Ended(End),
}

/// Aborts if it is dropped: while the state is away nothing may unwind past the place that it left.
struct NoUnwind;

impl Drop for NoUnwind {
    fn drop(&mut self) {
        std::process::abort();
    }
}

/// Runs `f` with the state moved out of its place, and puts back what it answers.
fn with_state_moved<C: Tasked, R>(state: &mut C, f: impl FnOnce(C) -> (C, R)) -> R {
    let guard = NoUnwind;
    // SAFETY: the value is read once and nothing looks at its old place until another is written
    // there: the one who holds the reference waits here, and unwinding is ruled out.
    let moved = unsafe { ptr::read(state) };
    let (moved, result) = switch_stacks(moved, f);
    // SAFETY: the place holds no value that would have to be dropped.
    unsafe { ptr::write(state, moved) };
    std::mem::forget(guard);
    result
}

/// In a task: hands the state to the root, for another, and waits.
fn give<C: Tasked>(state: &mut C, giver: Giver<C>, to: TaskId) {
    let is_cancelled = with_state_moved(state, |state| {
        // SAFETY: the yielder lives in the first frame of the coroutine that runs, which this is:
        // it was stored when the coroutine began or went on, and is taken when it gives up its turn.
        let yielder = unsafe { giver.as_ref() };
        let Resume { state, is_cancelled } = yielder.suspend((state, to));
        (state, is_cancelled)
    });
    state.tasks().giver = Some(giver);
    if is_cancelled {
        resume_unwind(Box::new(Cancelled));
    }
}

/// In the root: runs tasks, one after the other, until one gives its turn to the root.
fn run_from_root<C: Tasked>(state: &mut C, to: TaskId) -> Result<(), TaskError> {
    let mut to = to;
    let mut is_first = true;
    while to != TaskId::ROOT {
        let (mut begun, values) = match take(state, to) {
            Ok(taken) => taken,
            Err(error) if is_first => return Err(error),
            // Nobody is there to be told.
            Err(_) => break,
        };
        is_first = false;
        state.tasks().current = to;
        let (outcome, _) = resume(state, values, &mut begun, false);
        let tasks = state.tasks();
        (tasks.current, tasks.giver) = (TaskId::ROOT, None);
        to = match outcome {
            Outcome::GaveTo(next) => {
                if let Some(entry) = tasks.entries.get_mut(&to) {
                    entry.slot = Slot::Suspended(begun);
                }
                next
            }
            Outcome::Ended(end) => {
                tasks.entries.remove(&to);
                recycle(state, begun);
                state.borrow_mut().drop_stack(values);
                match end {
                    Ok(next) if state.tasks().check(next).is_ok() => next,
                    Ok(_) => TaskId::ROOT,
                    Err(payload) => resume_unwind(payload),
                }
            }
        };
    }
    Ok(())
}

/// Takes a task to run it; begins it if it is new.
fn take<C: Tasked>(state: &mut C, task: TaskId) -> Result<(Begun<C>, StackId), TaskError> {
    let tasks = state.tasks();
    tasks.check(task)?;
    let stack = match tasks.entries.get(&task).map(|it| &it.slot) {
        Some(Slot::Fresh(_)) => Some(match tasks.pool.pop() {
            Some(stack) => stack,
            None => DefaultStack::new(tasks.stack_bytes).map_err(|_| TaskError::NoStack)?,
        }),
        _ => None,
    };
    let entry = tasks.entries.get_mut(&task).ok_or(TaskError::Ended)?;
    let values = entry.values;
    match (std::mem::replace(&mut entry.slot, Slot::Running), stack) {
        (Slot::Suspended(begun), _) => Ok((begun, values)),
        (Slot::Fresh(run), Some(stack)) => Ok((begin(stack, run), values)),
        // Only the root takes tasks, and no task runs while it does.
        _ => Err(TaskError::Ended),
    }
}

fn begin<C: Tasked>(stack: DefaultStack, run: Run<C>) -> Begun<C> {
    let range = stack.limit().get()..stack.base().get();
    let limit = range.start;
    let machine = Coroutine::with_stack(
        stack,
        move |yielder: &Yielder<Resume<C>, (C, TaskId)>, first: Resume<C>| {
            let mut state = first.state;
            state.tasks().giver = Some(NonNull::from(yielder));
            enter_stack(state, move |mut state| {
                // The state must come back, whatever happens.
                let end = catch_unwind(AssertUnwindSafe(|| run(&mut state, limit)));
                state.tasks().giver = None;
                (state, end)
            })
        },
    );
    Begun { machine: ManuallyDrop::new(machine), range, thread: thread::current().id() }
}

/// Lets a task go on until it gives up its turn or ends; also whether it is still in the middle.
fn resume<C: Tasked>(
    state: &mut C,
    values: StackId,
    begun: &mut Begun<C>,
    is_cancelled: bool,
) -> (Outcome, bool) {
    let before = state.borrow_mut().switch_stack(values);
    let machine = &mut begun.machine;
    let outcome =
        with_state_moved(state, |state| match machine.resume(Resume { state, is_cancelled }) {
            CoroutineResult::Yield((state, next)) => (state, Outcome::GaveTo(next)),
            CoroutineResult::Return((state, end)) => (state, Outcome::Ended(end)),
        });
    state.borrow_mut().switch_stack(before);
    (outcome, !begun.machine.done())
}

/// Keeps the stack of a task that has ended for another one.
fn recycle<C: Tasked>(state: &mut C, begun: Begun<C>) {
    let Begun { machine, range, .. } = begun;
    state.borrow_mut().forget_machine_stack(range);
    if machine.done() {
        let stack = ManuallyDrop::into_inner(machine).into_stack();
        let tasks = state.tasks();
        if tasks.pool.len() < POOLED {
            tasks.pool.push(stack);
        }
    }
}
