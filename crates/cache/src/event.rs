//! The event log: what the cache did, and why.
//!
//! Events have a deterministic text form, one line each, so that a test's expectation can be the
//! log itself. When nobody listens an event costs one relaxed load.

use std::fmt::{self, Debug, Display};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock, Weak};

use overdub_world::{World, WorldRange};

use crate::compiler::{Schema, Stage};
use crate::entry::Subject;
use crate::lock::{exclusive, read, write};

/// Something that the cache did; its text form is one line.
pub enum Event<S: Schema> {
    /// A stage starts: `compile  infer f() @ plain in w3`.
    WillCompile {
        /// What is compiled.
        subject: Subject<S>,
        /// The stage.
        stage: Stage,
        /// The world that was asked for.
        world: World,
    },
    /// A stage has ended and its entry is stored: `compiled infer f() @ plain w3..`.
    DidCompile {
        /// What was compiled.
        subject: Subject<S>,
        /// The stage.
        stage: Stage,
        /// The worlds for which the entry is valid.
        worlds: WorldRange,
    },
    /// A stage has failed and its error is stored: `error    infer f() @ plain w3..: no such name`.
    Error {
        /// What was compiled.
        subject: Subject<S>,
        /// The stage.
        stage: Stage,
        /// The worlds for which the error is valid.
        worlds: WorldRange,
        /// The error's text.
        message: String,
    },
    /// An entry, or its error, was served as it was: `hit      infer f() @ plain in w3`.
    Hit {
        /// What was asked for.
        subject: Subject<S>,
        /// The stage that was asked for.
        stage: Stage,
        /// The world that was asked for.
        world: World,
        /// The owner whose entry served, where that is another one.
        from: Option<S::Owner>,
    },
    /// Another owner's entry is to serve: `share    f() @ idle from plain w1..`.
    Share {
        /// What was asked for.
        subject: Subject<S>,
        /// Whose entry serves.
        from: S::Owner,
        /// The worlds for which the guards hold.
        worlds: WorldRange,
    },
    /// An earlier stage of an entry that was closed still holds and was taken over:
    /// `keep     infer f() @ plain w3..`.
    Keep {
        /// The entry.
        subject: Subject<S>,
        /// The last stage that still holds.
        stage: Stage,
        /// The worlds for which it holds.
        worlds: WorldRange,
    },
    /// An entry or a share holds no longer: `close    infer f() @ plain w3..=w5: sin [dispatch]`.
    Invalidate {
        /// The entry.
        subject: Subject<S>,
        /// The earliest stage that holds no longer, or `None` for a share.
        stage: Option<Stage>,
        /// The worlds that are left to it.
        worlds: WorldRange,
        /// What changed, and the way from there.
        reason: Reason<S>,
    },
    /// Closed entries that no live world needs were dropped: `sweep    3 entries before w7`.
    Sweep {
        /// How many entries and shares.
        dropped: usize,
        /// The oldest world that is still needed.
        oldest: World,
    },
}

impl<S: Schema> Display for Event<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::WillCompile { subject, stage, world } => {
                write!(f, "compile  {stage} {subject} in {world}")
            }
            Event::DidCompile { subject, stage, worlds } => {
                write!(f, "compiled {stage} {subject} {worlds}")
            }
            Event::Error { subject, stage, worlds, message } => {
                write!(f, "error    {stage} {subject} {worlds}: {message}")
            }
            Event::Hit { subject, stage, world, from: None } => {
                write!(f, "hit      {stage} {subject} in {world}")
            }
            Event::Hit { subject, stage, world, from: Some(owner) } => {
                write!(f, "hit      {stage} {subject} in {world} from {owner}")
            }
            Event::Share { subject, from, worlds } => {
                write!(f, "share    {subject} from {from} {worlds}")
            }
            Event::Keep { subject, stage, worlds } => {
                write!(f, "keep     {stage} {subject} {worlds}")
            }
            Event::Invalidate { subject, stage: Some(stage), worlds, reason } => {
                write!(f, "close    {stage} {subject} {worlds}: {reason}")
            }
            Event::Invalidate { subject, stage: None, worlds, reason } => {
                write!(f, "close    share {subject} {worlds}: {reason}")
            }
            Event::Sweep { dropped: 1, oldest } => write!(f, "sweep    1 entry before {oldest}"),
            Event::Sweep { dropped, oldest } => {
                write!(f, "sweep    {dropped} entries before {oldest}")
            }
        }
    }
}

impl<S: Schema> Debug for Event<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl<S: Schema> Clone for Event<S> {
    fn clone(&self) -> Self {
        match self {
            Event::WillCompile { subject, stage, world } => {
                Event::WillCompile { subject: subject.clone(), stage: *stage, world: *world }
            }
            Event::DidCompile { subject, stage, worlds } => {
                Event::DidCompile { subject: subject.clone(), stage: *stage, worlds: *worlds }
            }
            Event::Error { subject, stage, worlds, message } => Event::Error {
                subject: subject.clone(),
                stage: *stage,
                worlds: *worlds,
                message: message.clone(),
            },
            Event::Hit { subject, stage, world, from } => Event::Hit {
                subject: subject.clone(),
                stage: *stage,
                world: *world,
                from: from.clone(),
            },
            Event::Share { subject, from, worlds } => {
                Event::Share { subject: subject.clone(), from: from.clone(), worlds: *worlds }
            }
            Event::Keep { subject, stage, worlds } => {
                Event::Keep { subject: subject.clone(), stage: *stage, worlds: *worlds }
            }
            Event::Invalidate { subject, stage, worlds, reason } => Event::Invalidate {
                subject: subject.clone(),
                stage: *stage,
                worlds: *worlds,
                reason: reason.clone(),
            },
            Event::Sweep { dropped, oldest } => Event::Sweep { dropped: *dropped, oldest: *oldest },
        }
    }
}

/// One step of a [`Reason`]: what changed, and what was used of it.
pub struct Step<S: Schema> {
    what: What<S>,
    used: S::Use,
    before: Option<usize>,
}

enum What<S: Schema> {
    Dependency(S::Dependency),
    Entry(Subject<S>),
}

impl<S: Schema> Step<S> {
    pub(crate) fn dependency(dependency: S::Dependency, used: S::Use) -> Step<S> {
        Step { what: What::Dependency(dependency), used, before: None }
    }

    pub(crate) fn entry(subject: Subject<S>, used: S::Use, before: usize) -> Step<S> {
        Step { what: What::Entry(subject), used, before: Some(before) }
    }

    /// The dependency that changed, if this is the first step.
    #[must_use]
    pub fn dependency_changed(&self) -> Option<&S::Dependency> {
        match &self.what {
            What::Dependency(dependency) => Some(dependency),
            What::Entry(_) => None,
        }
    }

    /// The entry that the change came through, if this is a later step.
    #[must_use]
    pub fn through(&self) -> Option<&Subject<S>> {
        match &self.what {
            What::Dependency(_) => None,
            What::Entry(subject) => Some(subject),
        }
    }

    /// What was used of it.
    #[must_use]
    pub fn used(&self) -> S::Use {
        self.used
    }
}

impl<S: Schema> Display for Step<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Dependency(dependency) => write!(f, "{dependency} [{}]", self.used),
            What::Entry(subject) => write!(f, "{subject} [{}]", self.used),
        }
    }
}

impl<S: Schema> Debug for Step<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// Why an entry holds no longer: the dependency that changed, then the entries through which the
/// change came, each with what was used of it. A shortest way.
///
/// Prints as `sin [dispatch] > h() @ plain [result] > g() @ plain [result]`.
pub struct Reason<S: Schema> {
    // All reasons of one change share their steps, so a long chain costs its length once.
    steps: Arc<[Step<S>]>,
    last: usize,
}

impl<S: Schema> Reason<S> {
    pub(crate) fn new(steps: Arc<[Step<S>]>, last: usize) -> Reason<S> {
        Reason { steps, last }
    }

    /// The steps, from the dependency to what the entry itself used.
    #[must_use]
    pub fn steps(&self) -> Vec<&Step<S>> {
        let mut steps = Vec::new();
        let mut at = Some(self.last);
        while let Some(index) = at {
            steps.push(&self.steps[index]);
            at = self.steps[index].before;
        }
        steps.reverse();
        steps
    }
}

impl<S: Schema> Clone for Reason<S> {
    fn clone(&self) -> Self {
        Reason { steps: Arc::clone(&self.steps), last: self.last }
    }
}

impl<S: Schema> Display for Reason<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps().into_iter().enumerate() {
            if index > 0 {
                f.write_str(" > ")?;
            }
            write!(f, "{step}")?;
        }
        Ok(())
    }
}

impl<S: Schema> Debug for Reason<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

type Sink<S> = dyn Fn(&Event<S>) + Send + Sync;

/// Keeps a subscription alive; dropping it ends the subscription.
pub struct Subscription<S: Schema> {
    #[expect(dead_code, reason = "held for its count alone")]
    sink: Arc<Sink<S>>,
}

impl<S: Schema> Debug for Subscription<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}

/// The events since it was made, or since it was last taken.
pub struct EventLog<S: Schema> {
    events: Arc<Mutex<Vec<Event<S>>>>,
    subscription: Subscription<S>,
}

impl<S: Schema> EventLog<S> {
    /// Takes the events out.
    #[must_use]
    pub fn take(&self) -> Vec<Event<S>> {
        std::mem::take(&mut exclusive(&self.events))
    }

    /// Takes the events out as text, a line each.
    #[must_use]
    pub fn take_text(&self) -> String {
        self.take().iter().map(|event| format!("{event}\n")).collect()
    }
}

impl<S: Schema> Debug for EventLog<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLog")
            .field("events", &exclusive(&self.events).len())
            .field("subscription", &self.subscription)
            .finish()
    }
}

/// Who listens.
pub(crate) struct Listeners<S: Schema> {
    any: AtomicBool,
    sinks: RwLock<Vec<Weak<Sink<S>>>>,
}

impl<S: Schema> Default for Listeners<S> {
    fn default() -> Self {
        Listeners { any: AtomicBool::new(false), sinks: RwLock::default() }
    }
}

impl<S: Schema> Listeners<S> {
    pub(crate) fn subscribe(
        &self,
        sink: impl Fn(&Event<S>) + Send + Sync + 'static,
    ) -> Subscription<S> {
        let sink: Arc<Sink<S>> = Arc::new(sink);
        let mut sinks = write(&self.sinks);
        sinks.retain(|it| it.strong_count() > 0);
        sinks.push(Arc::downgrade(&sink));
        self.any.store(true, Ordering::Release);
        Subscription { sink }
    }

    pub(crate) fn record(&self) -> EventLog<S> {
        let events = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&events);
        let subscription = self.subscribe(move |event| exclusive(&log).push(event.clone()));
        EventLog { events, subscription }
    }

    /// Whether an event would reach anybody.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Delivers an event; it is only made when somebody listens.
    ///
    /// Called with no lock held, so that a subscriber may ask the cache.
    pub(crate) fn emit(&self, event: impl FnOnce() -> Event<S>) {
        if !self.any() {
            return;
        }
        let sinks: Vec<_> = read(&self.sinks).iter().filter_map(Weak::upgrade).collect();
        if sinks.is_empty() {
            let mut sinks = write(&self.sinks);
            sinks.retain(|it| it.strong_count() > 0);
            if sinks.is_empty() {
                self.any.store(false, Ordering::Release);
            }
            return;
        }
        let event = event();
        for sink in sinks {
            sink(&event);
        }
    }
}
