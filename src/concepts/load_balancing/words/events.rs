//! One sentence for anything that happens, and the log of the latest.

use super::super::occurrence::{Fault, Occurrence, Refusal, Verdict};
use super::super::recorder::Recorder;
use super::numbers::{count, name, seconds};
use super::reasons::route;
use crate::concept::Event;
use crate::policies::balance::Server;
use crate::scene::Target;

fn verdict(verdict: Verdict, good: bool) -> String {
    match verdict {
        Verdict::Probes(n) => {
            let kind = if good { "good" } else { "failed" };
            format!("{} in a row", count(u64::from(n), &format!("{kind} probe"), &format!("{kind} probes")))
        }
        Verdict::Failures(n) => format!("{} in a row", count(u64::from(n), "failed request", "failed requests")),
        Verdict::Served => "its time outside is over".to_owned(),
        Verdict::Oracle => "the balancer knew at once".to_owned(),
        Verdict::Decided => "decided by hand".to_owned(),
    }
}

/// One sentence for an occurrence.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Sent { k, client } => format!("Client {} sends request {}.", client + 1, k + 1),
        Occurrence::Routed { k, server, route: r } => format!("Request {}: {}", k + 1, route(server, r)),
        Occurrence::TurnedAway { k } => format!("Request {}: no server is in rotation. Turned away.", k + 1),
        Occurrence::Refused { k, server, refusal: Refusal::Full { waiting } } => {
            format!("Request {}: {waiting} wait at {} and no more may. Rejected.", k + 1, name(server))
        }
        Occurrence::Refused { k, server, refusal: Refusal::Down } => {
            format!("Request {}: {} is down and the balancer does not know it. Lost.", k + 1, name(server))
        }
        Occurrence::Queued { k, server, ahead } => {
            format!("Request {} waits at {} behind {ahead}.", k + 1, name(server))
        }
        Occurrence::Started { k, server, waited } => {
            format!("{} starts request {} after {} in line.", name(server), k + 1, seconds(waited.secs()))
        }
        Occurrence::Done { k, server, sojourn, late, .. } => {
            let late = if late { " Nobody waits for it any more." } else { "" };
            format!("{} finishes request {} after {}.{late}", name(server), k + 1, seconds(sojourn.secs()))
        }
        Occurrence::Lost { k, server, .. } => format!("Request {} is lost with {}.", k + 1, name(server)),
        Occurrence::TimedOut { k, server, after } => {
            let before = if server.is_none() { ", before it was sent to a server" } else { "" };
            format!("The client of request {} gives up after {}{before}.", k + 1, seconds(after.secs()))
        }
        Occurrence::Faulted { server, fault, held, sessions } => faulted(server, fault, held, sessions),
        Occurrence::Recovered { server } => format!("{} is well again.", name(server)),
        Occurrence::Draining { server } => format!("{} takes nothing new and finishes what it has.", name(server)),
        Occurrence::Added { server } => format!("{} joins.", name(server)),
        Occurrence::Removed { server } => format!("{} leaves.", name(server)),
        Occurrence::Probed { server, good, streak, needed } => {
            format!("A probe of {} {}: {streak} of {needed}.", name(server), if good { "succeeds" } else { "fails" })
        }
        Occurrence::OutOfRotation { server, verdict: v, after } => {
            let after = after.map_or(String::new(), |span| format!(", {} after its fault", seconds(span.secs())));
            format!("{} is out of rotation{after}: {}.", name(server), verdict(v, false))
        }
        Occurrence::InRotation { server, verdict: v } => {
            format!("{} is in rotation again: {}.", name(server), verdict(v, true))
        }
        Occurrence::Changed => "The settings change.".to_owned(),
    }
}

fn faulted(server: Server, fault: Fault, held: u32, sessions: u32) -> String {
    let held = u64::from(held);
    let with = match (held, sessions) {
        (0, 0) => String::new(),
        (held, 0) => format!(
            " {} lost with it.",
            if held == 1 { "1 request is".to_owned() } else { format!("{held} requests are") }
        ),
        (held, sessions) => format!(
            " {} and {} are lost with it.",
            count(held, "request", "requests"),
            count(sessions.into(), "session", "sessions")
        ),
    };
    let to = name(server);
    match fault {
        Fault::Kill => format!("{to} dies.{with}"),
        Fault::Flap => format!("{to} dies; it will be back.{with}"),
        Fault::Hang => format!("{to} hangs: it takes requests and answers none."),
        Fault::Slow => format!("{to} changes its speed."),
    }
}

/// The log: the latest occurrences, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let mut events: Vec<Event> = recorder
        .log
        .newest_first()
        .take(most)
        .map(|(at, what)| Event { at: *at, words: occurrence(what), target: target(what) })
        .collect();
    events.reverse();
    events
}

fn target(what: &Occurrence) -> Option<Target> {
    let request = what.request().map(|k| Target { kind: "request", id: k + 1 });
    request.or_else(|| what.server().map(|server| Target { kind: "server", id: u64::from(server) + 1 }))
}
