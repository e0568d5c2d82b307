//! A timeline of calls in Chrome's trace events, which Perfetto and Chrome open: one complete event a call.

use overdub_engine::Call;
use serde_json::{Value as Json, json};

use crate::UnderWay;

/// Calls with the time that they took.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    under_way: UnderWay<Event>,
    /// Calls that are over.
    events: Vec<Json>,
    latest: u64,
}

/// A call under way.
#[derive(Clone, Debug)]
struct Event {
    name: String,
    start: u64,
    told: Json,
}

impl Timeline {
    /// A call begins; what is told of it is shown with it.
    pub fn begin(&mut self, call: &mut Call<'_>, name: String, told: Json) {
        let start = call.nanoseconds();
        self.latest = start;
        self.under_way.begin(call, Event { name, start, told });
    }

    /// The innermost call ends; what came of it is told too.
    pub fn end(&mut self, call: &mut Call<'_>, key: &str, result: &str) {
        self.latest = call.nanoseconds();
        let Some(mut event) = self.under_way.end(call) else { return };
        event.told[key] = json!(result);
        self.events.push(event.over(call.task(), self.latest));
    }

    /// The whole as a file; what is still under way ends now.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines: Vec<String> = self.events.iter().map(Json::to_string).collect();
        for (task, mut event) in self.under_way.clone().end_all() {
            event.told["left"] = json!("the run ended");
            lines.push(event.over(task, self.latest).to_string());
        }
        format!("{{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n{}\n]}}\n", lines.join(",\n"))
    }
}

impl Event {
    fn over(self, task: u64, end: u64) -> Json {
        let micros = |nanos: u64| std::time::Duration::from_nanos(nanos).as_secs_f64() * 1e6;
        json!({
            "name": self.name, "cat": "call", "ph": "X", "pid": 1, "tid": task,
            "ts": micros(self.start), "dur": micros(end.saturating_sub(self.start)), "args": self.told,
        })
    }
}
