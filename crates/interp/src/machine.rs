//! The interpreter's own state, one per session.

mod answered;
mod cache;

pub(crate) use cache::{GlobalSlot, Known, Leaf, Site, known_worlds};

use crate::{
    Carry, Exception, InterruptHandle, LinkedCode, Origin, RunState, StackId, Trace, Window,
    code::Pc,
};
use answered::Answered;
use cache::CodeCache;
use overdub_values::{Heap, Root, Value};
use overdub_world::World;
use std::sync::{Arc, Mutex, PoisonError};

/// How deep a program may go before it gets a `StackOverflowError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Activations below the running one.
    pub frames: usize,
    /// Cells of the value stack, sixteen bytes each.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { frames: 100_000, cells: 8 << 20 }
    }
}

/// The running activation: where it is, in what, with which window.
#[derive(Debug)]
pub(crate) struct Activation {
    pub(crate) code: Arc<LinkedCode>,
    pub(crate) at: Place,
}

/// What of an activation is its own, besides the code.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) state: RunState,
    /// Its first cell.
    pub(crate) base: usize,
    /// The cells from which it got its carried values and where their results go, if any are.
    pub(crate) carried: Option<Box<CarriedCells>>,
    /// The instruction that it is at: that runs next, or whose callee runs.
    pub(crate) pc: Pc,
}

/// A suspended activation.
#[derive(Debug)]
pub(crate) struct Frame {
    at: Place,
    /// `None` if its callee runs the same code, so that recursion shares one handle on it.
    code: Option<Arc<LinkedCode>>,
    /// Whether it waits for a function of the host.
    is_at_host: bool,
}

impl Frame {
    /// What waits for something else than interpreted code, for the length of that call.
    pub(crate) fn waiting(
        code: &Arc<LinkedCode>,
        state: RunState,
        pc: Pc,
        is_at_host: bool,
    ) -> Self {
        let at = Place { state, base: 0, carried: None, pc };
        Self { at, code: Some(Arc::clone(code)), is_at_host }
    }

    /// What waits for a function of the host, for the length of that call.
    pub(crate) fn at_host(code: Arc<LinkedCode>, state: RunState, pc: Pc) -> Self {
        let at = Place { state, base: 0, carried: None, pc };
        Self { at, code: Some(code), is_at_host: true }
    }
}

/// How the activations of machine code are listed: it shows those that wait, innermost first, of the entry whose
/// context lies at an address, with the stacks that they run under.
pub type ListNative = fn(usize, &mut dyn FnMut(&LinkedCode, Origin, StackId));

/// Machine code that was entered and has not come back.
#[derive(Debug)]
struct Entry {
    /// How many activations of interpreted code are outside of it.
    depth: usize,
    world: World,
    list: ListNative,
    context: usize,
}

impl Entry {
    fn show(&self, trace: &mut Trace) {
        (self.list)(self.context, &mut |code, origin, stack| {
            code.list_at(origin, stack, |entry| trace.push(entry));
        });
    }
}

impl Activation {
    /// Suspends the activation and becomes its callee.
    #[inline(always)]
    pub(crate) fn suspend(&mut self, frames: &mut Vec<Frame>, code: &Arc<LinkedCode>, at: Place) {
        let is_same = Arc::ptr_eq(&self.code, code);
        let code = (!is_same).then(|| std::mem::replace(&mut self.code, Arc::clone(code)));
        let at = std::mem::replace(&mut self.at, at);
        frames.push(Frame { at, code, is_at_host: false });
    }

    /// Becomes the caller again, if there is one above `floor`.
    #[inline(always)]
    pub(crate) fn resume(&mut self, frames: &mut Vec<Frame>, floor: usize) -> bool {
        if frames.len() <= floor {
            return false;
        }
        let Some(Frame { at, code, .. }) = frames.pop() else { return false };
        self.at = at;
        if let Some(code) = code {
            self.code = code;
        }
        true
    }
}

/// Where an activation's carried values come from and go to.
#[derive(Debug)]
pub(crate) struct CarriedCells {
    pub(crate) at: usize,
    pub(crate) count: usize,
    pub(crate) carry: Carry,
}

impl CarriedCells {
    /// Those of a call's window, if anything is carried.
    #[inline(always)]
    pub(crate) fn of(window: &Window, carry: &Carry) -> Option<Box<CarriedCells>> {
        (window.carried > 0).then(|| {
            let (at, count) = (window.carried_at, window.carried);
            Box::new(CarriedCells { at, count, carry: carry.clone() })
        })
    }
}

/// The numbers of code that was dropped, to be used again.
type Returned = Arc<Mutex<Vec<u32>>>;

/// The number of linked code, given back when the code is dropped.
#[derive(Debug)]
pub(crate) struct LinkNumber {
    number: u32,
    returned: Returned,
}

impl LinkNumber {
    #[inline(always)]
    pub(crate) fn index(&self) -> usize {
        self.number as usize
    }
}

impl Drop for LinkNumber {
    fn drop(&mut self) {
        self.returned.lock().unwrap_or_else(PoisonError::into_inner).push(self.number);
    }
}

/// The interpreter's own state: suspended activations and call-site caches.
///
/// The caches are here and not in the code, so that linked code is never written.
#[derive(Debug, Default)]
pub struct Machine {
    pub(crate) frames: Vec<Frame>,
    entries: Vec<Entry>,
    codes: Vec<CodeCache>,
    /// What calls became that their sites do not know.
    pub(crate) answered: Answered,
    free: Vec<u32>,
    returned: Returned,
    interrupt: InterruptHandle,
    /// How many calls and turns of loops are left until the runtime is asked; none if it does not watch.
    watch: Option<u32>,
    /// What was caught last, to know it when it is thrown again.
    caught: Option<(Root, Box<Trace>)>,
    /// How deep a program may go.
    pub limits: Limits,
    /// How many calls and turns of loops of one code make it worth machine code; `None` without a compiler.
    pub hot: Option<u32>,
}

/// After how many calls and turns of loops a runtime that watches is asked again: some microseconds.
const WATCH_EVERY: u32 = 255;

/// Activations of a task that does not run.
#[derive(Debug, Default)]
pub struct Activations(Vec<Frame>, Vec<Entry>);

impl Machine {
    /// A machine that has run nothing.
    #[must_use]
    pub fn new(limits: Limits) -> Machine {
        Machine { limits, ..Machine::default() }
    }

    /// What ends the program from outside. Whoever runs requests calls [`InterruptHandle::end`] after each.
    #[must_use]
    pub fn interrupt(&self) -> &InterruptHandle {
        &self.interrupt
    }

    /// From now on the runtime is asked every so many calls and turns of loops whether the program may go on
    /// ([`crate::Runtime::watch`]), or no longer.
    pub fn watch(&mut self, on: bool) {
        self.watch = on.then_some(WATCH_EVERY);
        self.interrupt.set_watched(on);
    }

    /// Whether the runtime is to be asked now.
    pub(crate) fn counts_down(&mut self) -> bool {
        let Some(left) = &mut self.watch else { return false };
        let is_due = *left == 0;
        *left = if is_due { WATCH_EVERY } else { *left - 1 };
        is_due
    }

    /// How many activations are suspended below what runs.
    #[must_use]
    #[inline]
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    /// The activation that makes a call waits from here on, until [`Machine::go_on`].
    pub fn wait(&mut self, site: crate::Site<'_>, state: RunState) {
        self.frames.push(Frame::waiting(site.code, state, site.pc, false));
    }

    /// What waits beyond so many goes on.
    #[inline]
    pub fn go_on(&mut self, waiting: usize) {
        if self.frames.len() > waiting {
            self.frames.truncate(waiting);
        }
    }

    /// Forgets what the call sites of this code know, and from now on keeps nothing for them.
    ///
    /// For code that is no longer current: code that calls itself keeps itself alive through its
    /// call sites. It may be running, and goes on running; only its machine code must not run, which is
    /// dropped, as code that calls each other keeps each other alive too.
    pub fn retire(&mut self, code: &LinkedCode) {
        code.tier.clear();
        self.answered.clear();
        if let Some(cache) = self.codes.get_mut(code.number.index()) {
            let cleared = std::mem::take(cache);
            *cache = CodeCache::retired(cleared.sites.len(), cleared.globals.len());
        }
        self.reclaim();
    }

    /// Forgets what call sites know of worlds older than `oldest`, the oldest that anything may
    /// still run in.
    pub fn forget_before(&mut self, oldest: World) {
        for cache in &mut self.codes {
            cache.forget_before(oldest);
        }
        self.answered.forget_before(oldest);
        self.reclaim();
    }

    /// Forgets what all call sites know; they ask again.
    pub fn forget_sites(&mut self) {
        for cache in &mut self.codes {
            cache.forget_before(World::MAX);
        }
        self.answered.clear();
        self.reclaim();
    }

    /// The newest world that anything runs in of the task that runs, machine code included.
    #[must_use]
    pub fn newest_world(&self) -> Option<World> {
        self.worlds().max()
    }

    /// The oldest one of these.
    #[must_use]
    pub fn oldest_world(&self) -> Option<World> {
        self.worlds().min()
    }

    fn worlds(&self) -> impl Iterator<Item = World> {
        let interpreted = self.frames.iter().map(|it| it.at.state.world);
        interpreted.chain(self.entries.iter().map(|it| it.world))
    }

    /// Drops the caches of code that was dropped.
    fn reclaim(&mut self) {
        loop {
            let mut returned = self.returned.lock().unwrap_or_else(PoisonError::into_inner);
            let numbers = std::mem::take(&mut *returned);
            // Dropping a cache can drop code, which takes the lock.
            drop(returned);
            if numbers.is_empty() {
                return;
            }
            for number in numbers {
                if let Some(cache) = self.codes.get_mut(number as usize) {
                    *cache = CodeCache::default();
                }
                self.free.push(number);
            }
        }
    }

    /// A number for code with these call sites.
    pub(crate) fn number(&mut self, sites: Box<[Site]>, globals: usize) -> LinkNumber {
        self.reclaim();
        let cache = CodeCache::new(sites, globals);
        let number = match self.free.pop() {
            Some(number) => {
                self.codes[number as usize] = cache;
                number
            }
            None => {
                self.codes.push(cache);
                // Each has an allocation to itself; memory ends long before.
                u32::try_from(self.codes.len() - 1).unwrap_or(u32::MAX)
            }
        };
        LinkNumber { number, returned: Arc::clone(&self.returned) }
    }

    #[inline(always)]
    pub(crate) fn site(&mut self, code: &LinkedCode, site: u32) -> &mut Site {
        &mut self.codes[code.number.index()].sites[site as usize]
    }

    /// The suspended activations and what a call site knows, at once.
    #[inline(always)]
    pub(crate) fn frames_and_site(
        &mut self,
        code: &LinkedCode,
        site: u32,
    ) -> (&mut Vec<Frame>, &Site) {
        let site = &self.codes[code.number.index()].sites[site as usize];
        (&mut self.frames, site)
    }

    #[inline(always)]
    pub(crate) fn global(&mut self, code: &LinkedCode, global: u32) -> &mut GlobalSlot {
        &mut self.codes[code.number.index()].globals[global as usize]
    }

    pub(crate) fn is_retired(&self, code: &LinkedCode) -> bool {
        self.codes[code.number.index()].is_retired
    }

    /// Puts aside the activations that wait for the code that runs, for another task.
    #[must_use]
    pub fn take_activations(&mut self) -> Activations {
        Activations(std::mem::take(&mut self.frames), std::mem::take(&mut self.entries))
    }

    /// Goes on with activations that were put aside.
    pub fn put_activations(&mut self, activations: Activations) {
        (self.frames, self.entries) = (activations.0, activations.1);
    }

    /// The activations that wait for the code that runs, as an exception that passed them would list them; without the
    /// call that asks a function of the host.
    #[must_use]
    pub fn trace(&self) -> Trace {
        let mut trace = Trace::default();
        let mut running = None;
        let mut entries = self.entries.iter().rev().peekable();
        for (at, frame) in self.frames.iter().enumerate().rev() {
            while let Some(entry) = entries.next_if(|it| it.depth > at) {
                entry.show(&mut trace);
            }
            running = frame.code.as_ref().or(running);
            let Some(code) = running else { continue };
            let mut is_asking = frame.is_at_host;
            code.list(frame.at.pc, frame.at.state.stack, |entry| {
                if !std::mem::take(&mut is_asking) {
                    trace.push(entry);
                }
            });
        }
        entries.for_each(|it| it.show(&mut trace));
        trace
    }

    /// Machine code is entered whose waiting activations are listed that way; answers how many entries there were, for
    /// [`Machine::leave_native`].
    pub fn enter_native(&mut self, list: ListNative, context: usize, world: World) -> usize {
        self.entries.push(Entry { depth: self.frames.len(), world, list, context });
        self.entries.len() - 1
    }

    /// Machine code came back.
    pub fn leave_native(&mut self, entries: usize) {
        self.entries.truncate(entries);
    }

    /// Notes what a handler gets.
    pub fn caught(&mut self, heap: &Heap, exception: Exception) {
        let Exception { value, trace } = exception;
        self.caught = Some((heap.root(value), trace));
    }

    /// The calls that the exception which a handler got last came through; none for another one.
    #[must_use]
    pub fn trace_of_caught(&self, value: Value) -> Box<Trace> {
        let same = self.caught.as_ref().filter(|(caught, _)| is_same(caught.value(), value));
        same.map(|(_, trace)| trace.clone()).unwrap_or_default()
    }

    /// The trace of an exception object that is thrown: that of the object caught last goes on,
    /// so that it survives a `finally`.
    pub(crate) fn trace_of_rethrown(&mut self, value: Value) -> Box<Trace> {
        // An immediate that is thrown again may as well be another one, which has come through nothing yet.
        match self.caught.take_if(|(caught, _)| value.is_object() && is_same(caught.value(), value))
        {
            Some((_, trace)) => trace,
            None => Box::default(),
        }
    }

    /// Whether there is anything to attend to before the program goes on.
    #[inline(always)]
    pub(crate) fn is_alert(&self) -> bool {
        self.watch.is_some() || self.interrupt.is_pending()
    }
}

/// Whether two values are one object, or the same immediate.
fn is_same(a: Value, b: Value) -> bool {
    (a.raw_tag(), a.raw_bits()) == (b.raw_tag(), b.raw_bits())
}
