//! Why a request was sent where it was sent, and what would have changed it.

use super::super::occurrence::Route;
use super::numbers::{count, list, name, seconds, tied, whole};
use crate::policies::balance::{Server, Why};

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
