//! Tasks: functions of the program that take turns, each on a machine stack of its own.
//!
//! Here they are only made and switched to; whose turn it is, is for the base library to say. The contexts that a task
//! runs under are those under which it was made. What belongs to the task that runs (activations, the exceptions that
//! it handles, the primitives that it is in) is put aside while another one runs.

use overdub_interp::{Activations, RunResult, RunState};
use overdub_ir::Mark;
use overdub_types::Type;
use overdub_values::{Heap, Root, TaskError, TaskId, Tasked, Tasks, Value, ValueError};

use super::caught::Caught;
use crate::{
    core::{Core, PrimitiveRun},
    metas::Runs,
    session::{STACK_RESERVE, Session},
};

/// Bytes of machine stack that a task has; reserved, not used, until it goes deep.
pub(crate) const TASK_STACK: usize = 16 << 20;

impl std::borrow::Borrow<Heap> for Core {
    fn borrow(&self) -> &Heap {
        &self.heap
    }
}

impl std::borrow::BorrowMut<Heap> for Core {
    fn borrow_mut(&mut self) -> &mut Heap {
        &mut self.heap
    }
}

impl Tasked for Core {
    fn tasks(&mut self) -> &mut Tasks<Self> {
        &mut self.tasks
    }
}

/// What is a task's own while it does not run.
struct Aside {
    activations: Activations,
    caught: Vec<Caught>,
    is_rethrown: bool,
    primitives: Vec<PrimitiveRun>,
    stack_limit: usize,
    line: Option<overdub_syntax::LineNode>,
    files: Vec<String>,
    runs: Runs,
    owned: Owned,
}

/// Objects that belong to a task, with what their fields were when it was put aside.
type Owned = Vec<(Root, Vec<Option<Root>>)>;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let int = overdub_types::core().int64;
    // task_create(f): the number of a task that runs `f()`, which answers the number of the task to go on with.
    session.offer("task_create", int, |scope, args| {
        let function = args.first().copied().unwrap_or_else(Value::nothing);
        let state = scope.state();
        let number = scope.core().create_task(function, state);
        Ok(Value::int64(number))
    });
    // task_switch(n): lets another task run; comes back when one switches to the task that asks.
    session.offer("task_switch", overdub_types::core().nothing, |scope, args| {
        let number = args.first().and_then(|it| it.as_i64()).unwrap_or(0);
        scope.core().switch_task(number)?;
        Ok(Value::nothing())
    });
    session.offer("task_current", int, |scope, _| {
        let number = scope.core().tasks.current().number();
        Ok(Value::int64(i64::try_from(number).unwrap_or(i64::MAX)))
    });
    // task_is_alive(n)
    session.offer("task_is_alive", overdub_types::core().bool, |scope, args| {
        let number = args.first().and_then(|it| it.as_i64()).unwrap_or(0);
        let core = scope.core();
        let id = core.task_ids.get(&number).copied().unwrap_or(TaskId::ROOT);
        Ok(Value::bool(number == 0 || (id != TaskId::ROOT && core.tasks.is_alive(id))))
    });
    // task_own(object): from now on its fields are this task's own. Another task finds what it left there itself, a task
    // that is made from here on begins with what they are now.
    session.offer("task_own", overdub_types::core().nothing, |scope, args| {
        let object = args.first().copied().unwrap_or_else(Value::nothing);
        let core = scope.core();
        let root = core.heap.root(object);
        core.task_owned.push(root);
        Ok(Value::nothing())
    });
    // task_disown(object): the end of it.
    session.offer("task_disown", overdub_types::core().nothing, |scope, args| {
        let object = args.first().copied().unwrap_or_else(Value::nothing);
        let owned = &mut scope.core().task_owned;
        if let Some(at) = owned.iter().rposition(|it| overdub_values::egal(it.value(), object)) {
            owned.remove(at);
        }
        Ok(Value::nothing())
    });
    // task_epoch(): how often all tasks were ended from outside.
    session.offer("task_epoch", int, |scope, _| Ok(Value::int64(scope.core().task_epoch)));
    // backtrace(): the calls that led here, innermost first, as `caught_frames` has them.
    session.offer("backtrace", Type::any(), |scope, _| {
        let core = scope.core();
        let trace = core.standing_calls();
        core.frames(&trace)
    });
}

impl Core {
    fn create_task(&mut self, function: Value, state: RunState) -> i64 {
        let root = self.heap.root(function);
        let (runs, owned) = (self.metas.runs().clone(), self.owned_fields());
        let id = Tasks::spawn(self, move |core: &mut Self, limit| {
            core.stack_limit = limit + STACK_RESERVE / 4;
            core.metas.switch(runs);
            core.own(owned);
            let function = root.value();
            let next = overdub_interp::apply(core, function, &[], Mark::Under(u32::MAX), state);
            core.tell_counts(None);
            // What a task throws is kept by the library; nobody is there to be told of anything else.
            let next = next.ok().and_then(|it| it.as_i64()).unwrap_or(0);
            core.task_ids.get(&next).copied().unwrap_or(TaskId::ROOT)
        });
        let number = i64::try_from(id.number()).unwrap_or(i64::MAX);
        self.task_ids.insert(number, id);
        number
    }

    /// Ends all tasks, for good; when nothing runs.
    pub(crate) fn end_tasks(&mut self) {
        Tasks::cancel_all(self);
        self.task_ids.clear();
        self.task_epoch += 1;
    }

    /// The objects that belong to the running task, with their fields.
    fn owned_fields(&mut self) -> Owned {
        let all = std::mem::take(&mut self.task_owned);
        let heap = &mut self.heap;
        let field = |heap: &mut Heap, object: &Root, at| {
            heap.field(object.value(), at).ok().map(|it| heap.root(it))
        };
        let fields = |heap: &mut Heap, object: &Root| {
            (0..heap.field_count(object.value())).map(|at| field(heap, object, at)).collect()
        };
        let owned = all.iter().map(|it| (it.clone(), fields(heap, it))).collect();
        self.task_owned = all;
        owned
    }

    /// Another task runs from here on, to which these belong.
    fn own(&mut self, owned: Owned) {
        self.task_owned.clear();
        for (object, fields) in owned {
            for (at, value) in fields.iter().enumerate() {
                // Each was there before, so it fits.
                let Some(value) = value else { continue };
                let _ = self.heap.set_field(object.value(), at, value.value());
            }
            self.task_owned.push(object);
        }
    }

    fn switch_task(&mut self, number: i64) -> RunResult<()> {
        let to = match number {
            0 => TaskId::ROOT,
            number => match self.task_ids.get(&number) {
                Some(id) => *id,
                None => return Err(self.error("there is no such task")),
            },
        };
        // A hook has its context's state while it runs; nobody else may need it meanwhile.
        if self.hook_depth > 0 {
            return Err(self.coded_exception(
                "task-switch-in-hook",
                "a task cannot be switched inside of a hook in Rust",
            ));
        }
        self.tell_counts(None);
        let aside = Aside {
            activations: self.machine.take_activations(),
            caught: std::mem::take(&mut self.surface.caught),
            is_rethrown: std::mem::take(&mut self.surface.is_rethrown),
            primitives: std::mem::take(&mut self.primitives),
            stack_limit: self.stack_limit,
            line: self.surface.line,
            files: self.surface.files.clone(),
            runs: self.metas.runs().clone(),
            owned: self.owned_fields(),
        };
        let switched = Tasks::switch(self, to);
        let Aside {
            activations, caught, is_rethrown, primitives, stack_limit, line, files, ..
        } = aside;
        self.metas.switch(aside.runs);
        self.own(aside.owned);
        self.machine.put_activations(activations);
        self.surface.caught = caught;
        self.surface.is_rethrown = is_rethrown;
        self.primitives = primitives;
        self.stack_limit = stack_limit;
        self.surface.line = line;
        self.surface.files = files;
        self.check_interrupt()?;
        switched.map_err(|error| match error {
            TaskError::NoStack => self.exception_of(ValueError::OutOfMemory),
            error => self.error(error.to_string()),
        })
    }
}
