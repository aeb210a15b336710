//! What an answer tells its client, field by field, with a sentence for each.

use super::super::model::{Lane, Limiting};
use super::super::params::Kind;
use super::super::recorder::{Mark, Outcome, Recorder};
use super::numbers::{count, span_words};
use crate::concept::Table;
use crate::policies::limit::Why;
use crate::policies::limit::headers::{Field, Quota, Told};
use crate::scene::Target;
use crate::scene::glyph::thousands;

/// What the answer to a decision tells, by the rule that held then.
fn told(lane: &Lane, mark: &Mark) -> Told {
    Told::new(Quota::of(lane.rule_at(mark.at), &mark.reason), &mark.reason, mark.grows, mark.at)
}

/// The fields of the answer to a decision.
pub fn fields(lane: &Lane, mark: &Mark) -> Vec<Field> {
    told(lane, mark).all()
}

/// The answer to the request in focus, else to the latest, as a table of fields under their headings.
pub fn answer(model: &Limiting, recorder: &Recorder, focus: Option<Target>) -> Table {
    let head = ["Field", "Value", "What it says"].map(str::to_owned).to_vec();
    let lane = model.focus();
    let chosen = focus.filter(|target| target.kind == "request" && target.id > 0);
    let chosen = chosen.and_then(|target| recorder.decision(target.id - 1));
    let Some(mark) = chosen.or_else(|| recorder.lane(0).marks.newest()) else {
        let nothing = "No request has been answered yet.".to_owned();
        return Table { caption: "no answer yet".to_owned(), head, rows: vec![vec![nothing]] };
    };
    let answer = Answer {
        told: told(lane, mark),
        kind: lane.kind(),
        mark,
        window: Quota::of(lane.rule_at(mark.at), &mark.reason).window,
    };
    let again = if mark.attempt > 0 { format!(", attempt {}", mark.attempt + 1) } else { String::new() };
    Table {
        caption: format!("request {}{again}, at {:.2} s", thousands(mark.k + 1), mark.at.secs()),
        head,
        rows: answer.rows(),
    }
}

/// An answer, and what its sentences need.
struct Answer<'a> {
    told: Told,
    kind: Kind,
    mark: &'a Mark,
    window: Option<crate::sim::Span>,
}

impl Answer<'_> {
    fn rows(&self) -> Vec<Vec<String>> {
        let heading = |words: &str| vec![words.to_owned()];
        let row = |field: Field, sentence: String| vec![field.name.to_owned(), field.value, sentence];
        let unsent = |name: &str, sentence: &str| vec![name.to_owned(), "not sent".to_owned(), sentence.to_owned()];
        let [policy, limit] = self.told.draft();
        let mut rows = vec![
            heading("IETF draft 11, 2026"),
            row(policy, self.policy()),
            row(limit, self.limit()),
            heading("Drafts 00 to 06, 2020 to 2022"),
        ];
        let reset = "Seconds until all of it is there again, rounded up.";
        let moment = "The second at which all of it is there again. GitHub counts from 1970, this run from its start; \
                      others send the seconds that are left.";
        for (fields, reset) in [(self.told.older(), reset), (self.told.custom(), moment)] {
            let sentences = ["The quota.", "What is left of it.", reset].map(str::to_owned);
            let short = fields.len() < 3;
            let prefix = if fields[0].name.starts_with('X') { "X-RateLimit-Reset" } else { "RateLimit-Reset" };
            rows.extend(fields.into_iter().zip(sentences).map(|(field, sentence)| row(field, sentence)));
            if short {
                rows.push(unsent(prefix, "Nobody knows when those in flight are done."));
            }
            if prefix.starts_with('R') {
                rows.push(heading("By custom"));
            }
        }
        rows.push(heading("RFC 9110, 2022"));
        match self.told.retry_after() {
            Some(field) => rows.push(row(field, self.wait())),
            None => rows.push(unsent("Retry-After", self.no_wait())),
        }
        if let Some((product, sentence)) = product(self.kind) {
            rows.push(heading(&format!("In {product}")));
            rows.push(vec![sentence.to_owned()]);
        }
        rows
    }

    fn policy(&self) -> String {
        let q = thousands(self.told.quota);
        match (self.told.window_s, self.window) {
            (_, None) => format!("{q} at the same time."),
            (None, Some(window)) => {
                format!("{q} in {}. A w below one second cannot be said, so it is left out.", span_words(window))
            }
            (Some(s), Some(window)) => {
                let rounded = if window.0.is_multiple_of(1_000_000_000) { "" } else { ", rounded up" };
                let rule = if self.window_counts() { "in" } else { "at once; all of them come again in" };
                format!("{q} {rule} {}{rounded}.", count(s, "second", "seconds"))
            }
        }
    }
    /// True if it counts in windows.
    fn window_counts(&self) -> bool {
        matches!(
            self.kind,
            Kind::FixedWindow
                | Kind::SlidingLog
                | Kind::SlidingCounter
                | Kind::Soft
                | Kind::Elastic
                | Kind::Dynamic
                | Kind::HaProxy
        )
    }

    fn limit(&self) -> String {
        let Told { remaining, quota, .. } = self.told;
        let r = if remaining == 0 { "Nothing".to_owned() } else { thousands(remaining) };
        let verb = if remaining > 1 { "are" } else { "is" };
        let borrowed = if remaining > quota && matches!(self.kind, Kind::Soft | Kind::Elastic) {
            format!(" {} of them would be borrowed.", thousands(remaining - quota))
        } else {
            String::new()
        };
        match self.told.next_s {
            None => format!("{r} {verb} left. When more is depends on when those in flight are done."),
            Some(0) => format!("{r} {verb} left.{borrowed}"),
            Some(s) if remaining == 0 => {
                format!("Nothing is left, and no more comes for {}.", count(s, "second", "seconds"))
            }
            Some(s) => {
                let pass = if remaining == 1 { "passes" } else { "pass" };
                format!("{r} {verb} left. No more than that {pass} within {}.{borrowed}", count(s, "second", "seconds"))
            }
        }
    }

    fn wait(&self) -> String {
        let wait = self.mark.reason.retry_after.map_or(String::new(), span_words);
        format!(
            "Refused. The same request passes {wait} later, if no other takes its place. Whole seconds, rounded up."
        )
    }
    fn no_wait(&self) -> &'static str {
        match (self.mark.outcome, self.mark.reason.why) {
            (Outcome::Passed, _) => "It passed: there is nothing to wait for.",
            (Outcome::Queued, _) => "It was let in: the answer comes once it has waited.",
            (Outcome::Refused, Why::TooBig { .. }) => {
                "Refused, and no waiting helps: it costs more than ever passes at once."
            }
            (Outcome::Refused, Why::NoRoom { .. }) => "Refused. Nobody knows when there is room for another key.",
            (Outcome::Refused, _) => "Refused. Nobody knows when those in flight are done.",
        }
    }
}

/// What a product really sends.
fn product(kind: Kind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Kind::Nginx => {
            ("nginx 1.22", "limit_req sends none of these. A refusal is 503, unless limit_req_status says 429.")
        }
        Kind::Envoy => (
            "Envoy 1.30",
            "Asked to by enable_x_ratelimit_headers: DRAFT_VERSION_03, it sends x-ratelimit-limit, -remaining and -reset, \
             the last in seconds.",
        ),
        Kind::HaProxy => {
            ("HAProxy 2.6", "It sends none of these by itself. http-after-response set-header can add them.")
        }
        Kind::RedisBucket => (
            "Spring Cloud Gateway 4.1",
            "It sends X-RateLimit-Remaining, X-RateLimit-Replenish-Rate, X-RateLimit-Burst-Capacity and \
             X-RateLimit-Requested-Tokens. It never says when.",
        ),
        Kind::RedisCell => (
            "redis-cell",
            "CL.THROTTLE answers with five numbers: limited, limit, remaining, retry after, reset. The server makes fields \
             of them.",
        ),
        Kind::GuavaBursty | Kind::GuavaWarmingUp => (
            "Guava 31.1",
            "It is a library: tryAcquire answers yes or no, acquire waits. The fields are up to the server.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
