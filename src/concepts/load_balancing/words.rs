//! From reasons to sentences: why a request went where it went, what happened to a server, the scene in words.
//!
//! Every number in a sentence is one that the rule saw. Servers are called S1, S2, … as on the picture.

use super::model::{Cluster, Illness, Stage};
use super::occurrence::{Fault, Occurrence, Refusal, Route, Verdict};
use super::recorder::{LastDeed, Recorder};
use crate::concept::{Act, Deed, Description, Event, Explanation, Mark, MarkKind, Table};
use crate::param::{ParamSet as _, Value, within_sentence};
use crate::policies::balance::{Server, Why};
use crate::scene::Target;
use crate::sim::{Model as _, Span, Time};

/// The name of a server on the picture: S1 is server 0.
pub fn name(server: Server) -> String {
    format!("S{}", server + 1)
}

/// Seconds with two or three digits: "0.44 s", "12.5 s", "42 minutes".
pub fn seconds(s: f64) -> String {
    match s {
        s if s < 0.000_95 => format!("{:.0} µs", s * 1e6),
        s if s < 0.095 => format!("{} ms", digits(s * 1e3)),
        s if s < 120.0 => format!("{} s", digits(s)),
        s if s < 7200.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.1} hours", s / 3600.0),
    }
}

/// Two or three digits: 0.44, 1.60, 12.5, 40, 1,959.
pub fn digits(x: f64) -> String {
    let a = x.abs();
    match a {
        _ if a == 0.0 => "0".to_owned(),
        a if a < 0.1 => format!("{x:.3}"),
        a if a < 10.0 => format!("{x:.2}"),
        a if a < 100.0 => format!("{x:.1}"),
        _ => thousands(x.round() as u64),
    }
}

/// A whole number with thousands separated: 10,000.
pub fn thousands(n: u64) -> String {
    crate::scene::glyph::thousands(n)
}

/// "1 request", "5 requests".
pub fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(n)) }
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn whole(x: f64) -> String {
    if x == x.floor() && x < 1e6 { thousands(x as u64) } else { digits(x) }
}

fn tied(tied: u16) -> &'static str {
    if tied > 1 { " It was the next of them in turn." } else { "" }
}

/// Why request was sent to `server`: one or two sentences.
pub fn route(server: Server, route: Route) -> String {
    let to = name(server);
    match route {
        Route::Policy(why) => policy(&to, server, why),
        Route::Connection => format!("Its connection to {to} is open. Layer 4 does not look again: sent to {to}."),
        Route::Session => format!("Its cookie names {to}: sent to {to}."),
        Route::Address => format!("Its address hashes to {to}: sent to {to}."),
    }
}

fn policy(to: &str, server: Server, why: Why) -> String {
    match why {
        Why::OnlyOne => format!("{to} is the only server in rotation: sent to {to}."),
        Why::Drawn { of } => format!("Drawn at random from {of}: sent to {to}."),
        Why::Turn { place, of } => format!("Turn {place} of {of}: sent to {to}."),
        Why::HighestWeight { current, total, of } => format!(
            "Of {of} current weights, {to} has the highest: {}. It pays {} back: sent to {to}.",
            whole(current),
            whole(total)
        ),
        Why::FewestInFlight { count, tied: n, of } => {
            let others = if n > 1 { format!("{n} of {of} servers have") } else { format!("Of {of} servers, {to} has") };
            format!("{others} the fewest requests in flight, {count}: sent to {to}.{}", tied(n))
        }
        Why::FewestPerWeight { count, weight, tied: n, of } => format!(
            "Of {of} servers, {to} has the fewest per weight: {count} over {}: sent to {to}.{}",
            whole(weight),
            tied(n)
        ),
        Why::ShortestQueue { count, tied: n, of } => {
            let drawn = if n > 1 { format!(" {n} were that short; drawn from them.") } else { String::new() };
            format!("Of {of} lines, the shortest has {count}: sent to {to}.{drawn}")
        }
        Why::Fastest { latency_s, in_flight, of } => format!(
            "Of {of} servers, {to} has the lowest score: {} times {}: sent to {to}.",
            seconds(latency_s),
            in_flight + 1
        ),
        Why::Unmeasured { unmeasured, .. } => {
            format!(
                "{} not been measured yet. They go first: sent to {to}.",
                if unmeasured == 1 { format!("{to} has") } else { format!("{unmeasured} servers have") }
            )
        }
        Why::AllUnmeasured { count, of } => {
            format!("All {of} wait for their first answer. {to} has the fewest in flight, {count}: sent to {to}.")
        }
        Why::Sampled { looks } => {
            let seen: Vec<_> = looks.iter().collect();
            let names: Vec<String> = seen.iter().map(|look| name(look.server)).collect();
            let chosen = seen.iter().find(|look| look.server == server).map_or(0.0, |look| look.saw);
            let rest =
                seen.iter().filter(|look| look.server != server).map(|look| look.saw).fold(f64::INFINITY, f64::min);
            let verdict = if !rest.is_finite() {
                String::new()
            } else if chosen < rest {
                format!(" {} is less than {}:", whole(chosen), whole(rest))
            } else {
                format!(" {} against {}, the first drawn wins:", whole(chosen), whole(rest))
            };
            let more = (looks.of as usize).saturating_sub(seen.len());
            let and = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("Looked at {}{and}.{verdict} sent to {to}.", list(&names)).replace(". sent", ". Sent")
        }
        Why::Idle { idle } => {
            let of = if idle == 1 { "the only idle server".to_owned() } else { format!("idle the longest of {idle}") };
            format!("{to} is {of}: sent to {to}.")
        }
        Why::NobodyIdle { of } => format!("Nobody is idle. Drawn at random from {of}: sent to {to}."),
        Why::HashModulo { hash, of } => {
            format!("The address hashes to {} of {of}: sent to {to}.", hash % u64::from(of.max(1)) + 1)
        }
        Why::HashRing { .. } => format!("{to} owns the first mark after the address on the ring: sent to {to}."),
        Why::LeastCost { cost_s, tied: n, of } => {
            format!(
                "Of {of} servers, {to} has the least work outstanding, {}: sent to {to}.{}",
                seconds(cost_s),
                tied(n)
            )
        }
    }
}

/// What would have changed a routing decision, or empty.
pub fn otherwise(server: Server, route: Route) -> String {
    let to = name(server);
    match route {
        Route::Policy(Why::Sampled { looks }) => {
            let best = looks.iter().filter(|look| look.server != server).min_by(|a, b| a.saw.total_cmp(&b.saw));
            let chosen = looks.iter().find(|look| look.server == server);
            match (best, chosen) {
                (Some(best), Some(chosen)) => {
                    let more = best.saw - chosen.saw + 1.0;
                    format!(
                        "With {} more at {to}, {} would have got it.",
                        count(more as u64, "request", "requests"),
                        name(best.server)
                    )
                }
                _ => String::new(),
            }
        }
        Route::Policy(Why::FewestInFlight { count: n, .. }) => {
            format!("Any server with fewer than {n} in flight would have got it.")
        }
        Route::Policy(Why::Turn { .. } | Why::Drawn { .. }) => {
            "Nothing about the servers would have changed it.".to_owned()
        }
        Route::Policy(Why::HashModulo { of, .. }) => {
            format!("It changes only if the number in rotation changes from {of}.")
        }
        Route::Policy(Why::HashRing { .. }) => format!("It changes only if {to} leaves or a nearer mark joins."),
        Route::Session => format!("If {to} dies, the session is lost and the policy chooses again."),
        Route::Connection => "A new connection would have been balanced.".to_owned(),
        _ => String::new(),
    }
}

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
        Occurrence::Lost { k, server } => format!("Request {} is lost with {}.", k + 1, name(server)),
        Occurrence::TimedOut { k, after, .. } => {
            format!("The client of request {} gives up after {}.", k + 1, seconds(after.secs()))
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

/// "Before and after the kill", for the Was / Now table.
pub fn deed_title(deed: Option<LastDeed>) -> String {
    let what = match deed {
        None => return "Now".to_owned(),
        Some(LastDeed::Fault(_, Fault::Kill)) => "the kill",
        Some(LastDeed::Fault(_, Fault::Hang)) => "the hang",
        Some(LastDeed::Fault(_, Fault::Flap)) => "the flapping",
        Some(LastDeed::Fault(_, Fault::Slow)) => "the change of speed",
        Some(LastDeed::Recovered(_)) => "the revival",
        Some(LastDeed::Left(_)) => "the leaving",
        Some(LastDeed::Added(_)) => "the joining",
        Some(LastDeed::Changed) => "the change",
    };
    format!("Before and after {what}")
}

/// The mark of a deed on the timeline.
pub fn mark(deed: &Deed, at: Time, before: &super::params::Params) -> Mark {
    match deed {
        Deed::Set(index, value) => {
            let param = &super::params::Params::TABLE[*index];
            let words = match (before.get(*index), value) {
                (Value::Choice(_), value) => {
                    let Value::Choice(i) = value else {
                        return Mark { at, kind: MarkKind::Slider, words: String::new() };
                    };
                    let crate::param::Kind::Choice { options, .. } = param.kind else {
                        return Mark { at, kind: MarkKind::Slider, words: String::new() };
                    };
                    within_sentence(options.get(*i).map_or("", |option| option.label))
                }
                (Value::List(_), _) => format!("{} changed", within_sentence(param.label)),
                (from, to) => format!("{} {from} to {to}", within_sentence(param.label)),
            };
            Mark { at, kind: MarkKind::Slider, words }
        }
        Deed::Act(act) => Mark { at, kind: kind_of(act), words: act_words(act) },
    }
}

fn kind_of(act: &Act) -> MarkKind {
    if matches!(act.id, "kill" | "hang" | "slow" | "flap" | "remove") { MarkKind::Fault } else { MarkKind::Deed }
}

fn act_words(act: &Act) -> String {
    let server = act.target.map_or(String::new(), |n| format!("S{n} "));
    match (act.id, act.amount) {
        ("kill", _) => format!("{server}killed"),
        ("hang", _) => format!("{server}hangs"),
        ("slow", Some(factor)) => format!("{server}at {factor}×"),
        ("flap", Some(half)) => format!("{server}flaps, {half} s"),
        ("recover", _) => format!("{server}revived"),
        ("drain", _) => format!("{server}drains"),
        ("remove", _) => format!("{server}removed"),
        ("add", _) => "server added".to_owned(),
        (id, _) => format!("{server}{id}"),
    }
}

/// The scene in words.
pub fn describe(model: &Cluster, recorder: &Recorder) -> Description {
    let present: Vec<_> = model.servers().iter().enumerate().filter(|(_, server)| server.present).collect();
    let up = present.iter().filter(|(_, server)| server.illness == Illness::Well).count();
    let (inside, serving): (u64, u64) = present
        .iter()
        .map(|(_, server)| (u64::from(server.inside()), u64::from(server.busy())))
        .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let servers = if up == present.len() {
        match up {
            1 => "One server is up.".to_owned(),
            n => format!("All {} servers are up.", spelled(n)),
        }
    } else if up == 0 {
        "No server is up.".to_owned()
    } else {
        format!(
            "{} of {} servers {} up.",
            capitalised(&spelled(up)),
            spelled(present.len()),
            if up == 1 { "is" } else { "are" }
        )
    };
    let longest = present.iter().max_by_key(|(_, server)| server.waiting()).filter(|(_, server)| server.waiting() > 20);
    let requests = match (inside, longest) {
        (_, Some((index, server))) => long_line(model, *index, server.waiting()),
        (0, _) => "No request is inside.".to_owned(),
        (1, _) => format!("1 request is inside, {}.", if serving == 1 { "being served" } else { "waiting" }),
        (n, _) => {
            let (wait, are) = (n - serving, if serving == 1 { "is" } else { "are" });
            let waits = if wait == 1 { "waits" } else { "wait" };
            format!(
                "{} requests are inside: {} {waits}, {} {are} being served.",
                thousands(n),
                thousands(wait),
                thousands(serving)
            )
        }
    };
    let turned = if model.nobody_up() && model.rate_now().is_some() {
        format!(" All {} requests a second are turned away.", digits(model.rate_now().unwrap_or(0.0)))
    } else {
        String::new()
    };
    let caption = format!("{servers}{turned} {requests}");
    let mut all = caption.clone();
    for (index, server) in &present {
        all.push(' ');
        all.push_str(&server_sentence(model, *index, server));
    }
    if let Some((_, what)) = recorder.log.newest_first().next() {
        all.push_str(" Last: ");
        all.push_str(&occurrence(what));
    }
    Description { lead: format!("{:.1} s.", model.now().secs()), caption, whole: all }
}

/// "10,000 wait at S6. At 4 a second the last one waits 42 minutes."
fn long_line(model: &Cluster, index: usize, waiting: u32) -> String {
    let rate = model.service_rate(index);
    let up = model.servers()[index].illness == Illness::Well;
    let wait = if up && rate > 0.0 {
        format!(" At {} a second the last one waits {}.", whole(rate), seconds(f64::from(waiting) / rate))
    } else {
        " Nobody serves them.".to_owned()
    };
    format!("{} wait at {}.{wait}", thousands(waiting.into()), name(index as Server))
}

fn server_sentence(model: &Cluster, index: usize, server: &super::model::ServerState) -> String {
    let state = server_state(server);
    let rate = digits(model.service_rate(index));
    format!(
        "{} is {state}, serves {rate} a second at most; {} waits, {} in service, {} on the wire.",
        name(index as Server),
        server.waiting(),
        server.busy(),
        model.backends()[index].in_flight.saturating_sub(server.inside())
    )
}

/// One word for the state of a server.
pub fn server_state(server: &super::model::ServerState) -> &'static str {
    match server.illness {
        Illness::Dead if server.watch.healthy => "down, not yet noticed",
        Illness::Dead => "down",
        Illness::Hung => "hung",
        Illness::Well if !server.watch.healthy => "up, out of rotation",
        Illness::Well if server.leaving || server.draining => "draining",
        Illness::Well if server.slow < super::model::SPEED_ONE => "slow",
        Illness::Well if server.inside() == 0 => "idle",
        Illness::Well => "up",
    }
}

fn spelled(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn capitalised(word: &str) -> String {
    let mut text = word.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The scene as a table: a row per server.
pub fn table(model: &Cluster) -> Table {
    let head = ["Server", "State", "At most", "Waiting", "In service", "In flight", "Done", "Lost"];
    let rows = model.servers().iter().enumerate().filter(|(_, server)| server.present).map(|(index, server)| {
        vec![
            name(index as Server),
            server_state(server).to_owned(),
            format!("{} /s", digits(model.service_rate(index))),
            thousands(server.waiting().into()),
            thousands(server.busy().into()),
            thousands(model.backends()[index].in_flight.into()),
            thousands(server.counts.done),
            thousands(server.counts.lost + server.counts.refused),
        ]
    });
    Table {
        caption: format!("Servers at {:.3} s", model.now().secs()),
        head: head.iter().map(|h| (*h).to_owned()).collect(),
        rows: rows.collect(),
    }
}

/// Why `target` is as it is.
pub fn explain(model: &Cluster, recorder: &Recorder, target: Target) -> Option<Explanation> {
    let number = usize::try_from(target.id).ok()?;
    match target.kind {
        "request" => explain_request(model, recorder, target.id.checked_sub(1)?),
        "server" => explain_server(model, recorder, number.checked_sub(1)?),
        "balancer" => recorder.routes.newest_first().next().map(|routing| Explanation {
            why: format!("Request {}: {}", routing.k + 1, route(routing.server, routing.route)),
            otherwise: otherwise(routing.server, routing.route),
        }),
        "client" => Some(Explanation {
            why: format!(
                "{} share {} requests a second.",
                count(u64::from(model.clients().count()), "client", "clients"),
                model.rate_now().map_or("their".to_owned(), digits)
            ),
            otherwise: String::new(),
        }),
        _ => None,
    }
}

fn explain_request(model: &Cluster, recorder: &Recorder, k: u64) -> Option<Explanation> {
    let now = model.now();
    let living = model.requests().with_routes().find(|(request, _)| request.k == k);
    if let Some((request, &found)) = living {
        let ahead = || {
            let queue = &model.servers()[request.server as usize].queue;
            queue.iter().position(|&slot| model.requests().get(slot).k == k).unwrap_or(0)
        };
        let why_there = || route(request.server, found);
        let (why, otherwise) = match request.stage {
            Stage::ToBalancer => (format!("Request {} is on its way to the balancer.", k + 1), String::new()),
            Stage::AtBalancer => (format!("Request {} waits for the balancer.", k + 1), String::new()),
            Stage::ToServer => (format!("Request {}: {}", k + 1, why_there()), otherwise(request.server, found)),
            Stage::Waiting => (
                format!(
                    "Request {} waits at {} for {}, with {} ahead. {}",
                    k + 1,
                    name(request.server),
                    seconds((now - request.reached).secs()),
                    ahead(),
                    why_there()
                ),
                otherwise(request.server, found),
            ),
            Stage::InService => (
                format!(
                    "{} serves request {} since {}. {}",
                    name(request.server),
                    k + 1,
                    seconds((now - request.started).secs()),
                    why_there()
                ),
                otherwise(request.server, found),
            ),
            Stage::Answering => (format!("The answer to request {} is on its way back.", k + 1), String::new()),
            Stage::Free => return None,
        };
        return Some(Explanation { why, otherwise });
    }
    let fallen = recorder.fallen.newest_first().find(|(_, what)| what.request() == Some(k));
    if let Some((_, what)) = fallen {
        let hint = match what {
            Occurrence::Refused { refusal: Refusal::Down, .. } => {
                "Health checks with a shorter interval would have noticed sooner."
            }
            Occurrence::Refused { .. } => "A longer line or a shorter one elsewhere would have taken it.",
            _ => "",
        };
        return Some(Explanation { why: occurrence(what), otherwise: hint.to_owned() });
    }
    recorder.route_of(k).map(|routing| Explanation {
        why: format!("Request {}: {}", k + 1, route(routing.server, routing.route)),
        otherwise: otherwise(routing.server, routing.route),
    })
}

fn explain_server(model: &Cluster, recorder: &Recorder, index: usize) -> Option<Explanation> {
    let server = model.servers().get(index)?;
    let news = recorder
        .log
        .newest_first()
        .find(|(_, what)| what.request().is_none() && what.server() == Some(index as Server))
        .map_or(String::new(), |(at, what)| format!(" At {:.1} s: {}", at.secs(), occurrence(what)));
    let hint = match server.illness {
        Illness::Dead if server.watch.healthy => "The balancer still sends to it: no check has noticed yet.",
        Illness::Hung if server.watch.healthy => {
            "The balancer still sends to it: it answers nobody and refuses nobody."
        }
        _ => "",
    };
    Some(Explanation { why: format!("{}{news}", server_sentence(model, index, server)), otherwise: hint.to_owned() })
}

/// How long ago, for labels.
pub fn ago(span: Span) -> String {
    format!("{} ago", seconds(span.secs()))
}
