//! The only wall clock here. The simulation has none, and clippy bans it everywhere else.

use std::time::{Duration, Instant};

/// This moment.
#[expect(clippy::disallowed_methods, reason = "a build tool reports real seconds")]
pub fn now() -> Instant {
    Instant::now()
}

/// `18 s`, `4 min 20 s`.
pub fn words(span: Duration) -> String {
    let seconds = span.as_secs_f64().round() as u64;
    match (seconds / 60, seconds % 60) {
        (0, s) => format!("{s} s"),
        (m, 0) => format!("{m} min"),
        (m, s) => format!("{m} min {s} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_people_say_them() {
        assert_eq!(words(Duration::from_millis(400)), "0 s");
        assert_eq!(words(Duration::from_secs(59)), "59 s");
        assert_eq!(words(Duration::from_secs(60)), "1 min");
        assert_eq!(words(Duration::from_secs(260)), "4 min 20 s");
    }
}
