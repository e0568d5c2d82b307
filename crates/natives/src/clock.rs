//! Time and memory spent, through the session's `Host`.

use crate::given::Given;
use overdub_engine::{Session, Value};
use overdub_types::core;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let c = core();
    session.offer("time", c.float64, |scope, _| Ok(Value::float64(scope.host().seconds())));
    session.offer("time_ns", c.uint64, |scope, _| Ok(Value::uint64(scope.host().nanoseconds())));
    session.offer("allocated_bytes", c.int64, |scope, _| {
        let bytes = scope.heap().stats().allocated_bytes;
        Ok(Value::int64(i64::try_from(bytes).unwrap_or(i64::MAX)))
    });
    session.offer("time_zone_offset", c.int64, |scope, _| {
        Ok(Value::int64(scope.host().offset_from_universal_time()))
    });
    session.offer("pause", c.nothing, |scope, args| {
        let seconds = Given::new("pause", args).float(scope, 0)?;
        scope.sleep(seconds)?;
        Ok(Value::nothing())
    });
}
