//! redis-cell (2016): `CL.THROTTLE key max_burst count period quantity`, GCRA inside Redis.
//!
//! The capacity is max_burst + 1, the interval period / count rounded down to whole nanoseconds; the reply is five whole
//! numbers, times in seconds and rounded down.

use super::{Decision, Gcra, Rate, Unfit};
use crate::sim::Span;
use crate::sim::time::NANOS;

/// The rule that `CL.THROTTLE` with these arguments applies.
pub fn redis_cell(max_burst: u64, count: u64, period: Span) -> Result<Gcra, Unfit> {
    let interval = period.0.checked_div(count).and_then(|interval| Rate::new(1, Span(interval)));
    let interval = interval.ok_or_else(|| {
        Unfit(format!("{count} per {} s has no interval of at least 1 ns; allowed: a count from 1", period.secs()))
    })?;
    Gcra::new(interval, max_burst.saturating_add(1))
}

/// The reply: limited (0 or 1), limit, remaining, retry after (−1: no need to, or never), reset.
pub fn reply(rule: &Gcra, decision: &Decision) -> [i64; 5] {
    let seconds = |span: Span| (span.0 / NANOS) as i64;
    [
        i64::from(!decision.allowed),
        rule.capacity() as i64,
        decision.remaining as i64,
        decision.retry_after.map_or(-1, seconds),
        seconds(decision.reset),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;
    use crate::sim::Time;

    #[test]
    fn answers_as_the_readme() {
        let mut single = Single::new(redis_cell(15, 30, Span::from_secs(60.0)).unwrap());
        let decision = single.check(Time(0), 1);
        assert_eq!(reply(single.rule(), &decision), [0, 16, 15, -1, 2]);
    }

    #[test]
    fn answers_as_its_own_test() {
        // now (ms), quantity -> limited, remaining, retry, reset: `it_rate_limits` of redis-cell.
        const CASES: [(u64, u32, [i64; 4]); 15] = [
            (0, 6, [1, 5, -1, 0]),
            (0, 1, [0, 4, -1, 1]),
            (0, 1, [0, 3, -1, 2]),
            (0, 1, [0, 2, -1, 3]),
            (0, 1, [0, 1, -1, 4]),
            (0, 1, [0, 0, -1, 5]),
            (0, 1, [1, 0, 1, 5]),
            (3000, 1, [0, 2, -1, 3]),
            (3100, 1, [0, 1, -1, 3]),
            (4000, 1, [0, 1, -1, 4]),
            (8000, 1, [0, 4, -1, 1]),
            (9500, 1, [0, 4, -1, 1]),
            (9500, 0, [0, 4, -1, 1]),
            (9500, 2, [0, 2, -1, 3]),
            (9500, 5, [1, 2, 3, 3]),
        ];
        let mut single = Single::new(redis_cell(4, 1, Span::from_secs(1.0)).unwrap());
        for (case, (ms, quantity, [limited, remaining, retry, reset])) in CASES.into_iter().enumerate() {
            let decision = single.check(Time(ms * 1_000_000), quantity);
            let expected = [limited, 5, remaining, retry, reset];
            assert_eq!(reply(single.rule(), &decision), expected, "case {case}");
        }
    }
}
