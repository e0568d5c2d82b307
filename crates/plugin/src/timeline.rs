//! A timeline of calls in Chrome's trace events, which Perfetto and Chrome open: one complete event a call.

use serde_json::{Value as Json, json};

/// Calls with the time that they took.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Calls under way: task, name, when it began, what is told of it.
    under_way: Vec<(u64, String, u64, Json)>,
    /// Calls that are over.
    events: Vec<Json>,
    latest: u64,
}

impl Timeline {
    /// Begins a call of `task` at a time in nanoseconds.
    pub fn begin(&mut self, task: u64, now: u64, name: String, told: Json) {
        self.latest = now;
        self.under_way.push((task, name, now, told));
    }

    /// Ends the call of `task` that began last; what came of it is told too.
    pub fn end(&mut self, task: u64, now: u64, result: (&str, &str)) {
        self.latest = now;
        let Some(at) = self.under_way.iter().rposition(|it| it.0 == task) else { return };
        let (_, name, start, mut told) = self.under_way.remove(at);
        told[result.0] = json!(result.1);
        let micros = |nanos: u64| std::time::Duration::from_nanos(nanos).as_secs_f64() * 1e6;
        self.events.push(json!({
            "name": name, "cat": "call", "ph": "X", "pid": 1, "tid": task,
            "ts": micros(start), "dur": micros(now.saturating_sub(start)), "args": told,
        }));
    }

    /// The whole as a file; what is still under way ends now.
    #[must_use]
    pub fn text(&self) -> String {
        let mut all = self.clone();
        while let Some((task, ..)) = all.under_way.last() {
            all.end(*task, self.latest, ("left", "the run ended"));
        }
        let lines: Vec<String> = all.events.iter().map(Json::to_string).collect();
        format!("{{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n{}\n]}}\n", lines.join(",\n"))
    }
}
