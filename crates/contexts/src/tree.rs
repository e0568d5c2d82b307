//! What `trace` shows of a run: the tree as text while it grows, or the events of a timeline.

use overdub_engine::{Call, Error, Host, RunResult, ValueRef};
use serde_json::{Value as Json, json};

/// The state of a traced run: how deep it is, and what is shown of it how.
#[derive(Clone, Debug)]
pub struct Tree {
    depth: usize,
    limit: usize,
    /// How many characters of each argument and result are shown.
    width: usize,
    /// A call that was entered and whose line is still open.
    open: bool,
    /// Lines go to the error stream.
    aside: bool,
    timeline: Option<Timeline>,
}

/// Calls with the time that they took, for viewers of Chrome's trace events.
#[derive(Clone, Debug, Default)]
struct Timeline {
    file: Option<String>,
    /// Calls under way: task, name, when it began, arguments.
    under_way: Vec<(u64, String, u64, Json)>,
    /// Calls that are over.
    events: Vec<Json>,
    latest: u64,
}

impl Timeline {
    fn close(&mut self, task: u64, now: u64, result: (&str, &str)) {
        self.latest = now;
        let Some(at) = self.under_way.iter().rposition(|it| it.0 == task) else { return };
        let (_, name, start, mut args) = self.under_way.remove(at);
        args[result.0] = json!(result.1);
        let micros = |nanos: u64| std::time::Duration::from_nanos(nanos).as_secs_f64() * 1e6;
        self.events.push(json!({
            "name": name, "cat": "call", "ph": "X", "pid": 1, "tid": task,
            "ts": micros(start), "dur": micros(now.saturating_sub(start)), "args": args,
        }));
    }

    /// The whole as a file; what is still under way ends now.
    fn text(&self) -> String {
        let mut all = self.clone();
        while let Some((task, ..)) = all.under_way.last() {
            all.close(*task, self.latest, ("left", "the run ended"));
        }
        let lines: Vec<String> = all.events.iter().map(Json::to_string).collect();
        format!("{{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n{}\n]}}\n", lines.join(",\n"))
    }
}

impl Tree {
    /// A tree of any depth.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(usize::MAX)
    }

    /// A tree whose calls are shown down to a depth; 1 shows the outermost only.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { depth: 0, limit, width: 60, open: false, aside: false, timeline: None }
    }

    /// The same with this many characters of each argument and result; what is longer ends in `…`.
    #[must_use]
    pub fn with_width(self, width: usize) -> Self {
        Self { width, ..self }
    }

    /// The same on the error stream, apart from what the program prints.
    #[must_use]
    pub fn aside(self) -> Self {
        Self { aside: true, ..self }
    }

    /// The same as a timeline, in Chrome's trace events; to a file when the context is left, or to [`Tree::report`].
    #[must_use]
    pub fn with_timeline(self, file: Option<String>) -> Self {
        Self { timeline: Some(Timeline { file, ..Timeline::default() }), ..self }
    }

    /// How many calls are under way; 0 when nothing runs, whatever was thrown before.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The timeline, unless it goes to a file; nothing of a tree, which was printed already.
    #[must_use]
    pub fn report(&self) -> String {
        let timeline = self.timeline.as_ref().filter(|it| it.file.is_none());
        timeline.map(Timeline::text).unwrap_or_default()
    }

    /// Writes the timeline to its file.
    pub(crate) fn save(&self, host: &mut dyn Host) -> Result<(), Error> {
        match self.timeline.as_ref().and_then(|it| it.file.as_ref().map(|file| (it, file))) {
            Some((timeline, file)) => crate::files::write(host, file, timeline.text().as_bytes()),
            None => Ok(()),
        }
    }

    /// Begins a call.
    pub(crate) fn begin(&mut self, call: &mut Call<'_>) -> RunResult<()> {
        self.depth += 1;
        if self.depth > self.limit {
            return Ok(());
        }
        let show = |it| call.brief(ValueRef::new(it), self.width);
        let args: Vec<String> = call.values()[1..].iter().map(show).collect();
        let callee = match call.callee().ty().is_singleton_type() {
            true => call.callee_name(),
            false => show(&call.values()[0]),
        };
        if let Some(timeline) = &mut self.timeline {
            let told = json!({ "arguments": args.join(", "), "place": call.place() });
            timeline.latest = call.nanoseconds();
            timeline.under_way.push((call.task(), callee, timeline.latest, told));
            return Ok(());
        }
        // Only what bottoms out in the runtime cannot print: its line can wait for the result.
        let waits = call.is_builtin();
        let before = if std::mem::replace(&mut self.open, waits) { "\n" } else { "" };
        let after = if waits { "" } else { "\n" };
        let indent = "  ".repeat(self.depth - 1);
        self.print(call, &format!("{before}{indent}{callee}({}){after}", args.join(", ")))
    }

    /// Ends a call with its result or exception.
    pub(crate) fn close(
        &mut self,
        call: &mut Call<'_>,
        sign: &str,
        with: ValueRef<'_>,
    ) -> RunResult<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.depth >= self.limit {
            return Ok(());
        }
        let with = call.brief(with, self.width);
        if let Some(timeline) = &mut self.timeline {
            let key = if sign == "!" { "exception" } else { "result" };
            let (task, now) = (call.task(), call.nanoseconds());
            timeline.close(task, now, (key, &with));
            return Ok(());
        }
        match std::mem::take(&mut self.open) {
            true => self.print(call, &format!(" {sign} {with}\n")),
            false => self.print(call, &format!("{}{sign} {with}\n", "  ".repeat(self.depth + 1))),
        }
    }

    fn print(&self, call: &mut Call<'_>, text: &str) -> RunResult<()> {
        match self.aside {
            true => call.print_error(text),
            false => call.print(text),
        }
    }
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}
