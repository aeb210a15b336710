//! One sentence for anything that happens, and the log of the latest.

use super::super::occurrence::Occurrence;
use super::super::recorder::Recorder;
use super::numbers::{count, span_words};
use super::reasons::why;
use crate::concept::Event;
use crate::scene::Target;
use crate::scene::glyph::thousands;

/// One sentence for an occurrence.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Arrived { k, client } => format!("Client {} sends request {}.", client + 1, k + 1),
        Occurrence::Decided { k, attempt, decision, .. } => {
            let again = if attempt > 0 { format!("Attempt {}. ", attempt + 1) } else { String::new() };
            format!("{again}{}", why(&decision, k))
        }
        Occurrence::Left { k, waited, .. } => {
            format!("Request {} leaves the queue after {}.", k + 1, span_words(waited))
        }
        Occurrence::Finished { k, took, .. } => format!("Request {} is done after {}.", k + 1, span_words(took)),
        Occurrence::WillRetry { k, attempt, after, .. } => {
            format!("The client tries request {} again in {}: attempt {}.", k + 1, span_words(after), attempt + 1)
        }
        Occurrence::GaveUp { k, attempts, .. } => {
            format!(
                "The client gives request {} up after {}.",
                k + 1,
                count(u64::from(attempts), "attempt", "attempts")
            )
        }
        Occurrence::Differs { k } => {
            format!("Request {} is the first that the limiters decide differently about.", k + 1)
        }
        Occurrence::Looked { percent, .. } => format!("The processor was busy for {percent} % of the last second."),
        Occurrence::Forgot { old, new, idle_in, .. } => {
            let [old, new] = [old, new].map(|client| thousands(u64::from(client) + 1));
            if idle_in.is_zero() {
                format!("Client {old} is forgotten for client {new}. Its limiter was as good as fresh.")
            } else {
                format!(
                    "Client {old} is forgotten for client {new}, {} before its limiter was as good as fresh.",
                    span_words(idle_in)
                )
            }
        }
        Occurrence::Added { n, until } => {
            format!("{} more come until {:.2} s.", count(u64::from(n), "request", "requests"), until.secs())
        }
        Occurrence::Changed => "The settings change.".to_owned(),
    }
}

/// The log: the latest occurrences, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let mut events: Vec<Event> = recorder
        .log
        .newest_first()
        .take(most)
        .map(|(at, what)| Event {
            at: *at,
            words: occurrence(what),
            target: what.request().map(|k| Target { kind: "request", id: k + 1 }),
        })
        .collect();
    events.reverse();
    events
}
