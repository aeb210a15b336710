//! Why a request, a server or the balancer is as it is.

use super::super::model::{Cluster, Illness, Stage};
use super::super::occurrence::{Occurrence, Refusal, Verdict};
use super::super::recorder::Recorder;
use super::events::occurrence;
use super::numbers::{count, digits, name, seconds};
use super::reasons::{otherwise, route};
use super::scene::server_sentence;
use crate::concept::Explanation;
use crate::policies::balance::Server;
use crate::scene::Target;
use crate::sim::Model as _;

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
        .find(|(_, what)| what.request().is_none() && what.server() == Some(index as Server));
    let hint = match (server.illness, news.map(|(_, what)| what)) {
        (Illness::Dead, _) if server.watch.healthy => {
            "The balancer still sends to it: no check has noticed yet. A shorter interval, or fewer failures in a row, would \
             notice sooner."
        }
        (Illness::Hung, _) if server.watch.healthy => {
            "The balancer still sends to it: it answers nobody and refuses nobody."
        }
        (_, Some(Occurrence::Probed { good: false, streak, needed, .. })) if streak < needed => {
            "One probe that succeeds would begin the count anew."
        }
        (_, Some(Occurrence::Probed { good: true, streak, needed, .. })) if streak < needed => {
            "One probe that fails would begin the count anew."
        }
        (_, Some(Occurrence::OutOfRotation { verdict: Verdict::Probes(_), .. })) => {
            "A shorter interval, or fewer failures in a row, would have noticed sooner."
        }
        _ => "",
    };
    let news = news.map_or(String::new(), |(at, what)| format!(" At {:.1} s: {}", at.secs(), occurrence(what)));
    Some(Explanation { why: format!("{}{news}", server_sentence(model, index, server)), otherwise: hint.to_owned() })
}

#[cfg(test)]
mod tests {
    use crate::scene::Target;
    use crate::sim::Time;
    use crate::{concepts, link};

    /// What is told of S2, which died at 20 s under probes every two seconds, three of which take a server out.
    fn told(at: f64) -> (String, String) {
        let entry = concepts::find("load-balancing").unwrap();
        let state = link::decode("preset=probes-every-2-s", entry).state;
        let mut run = (entry.open)(&state).unwrap();
        run.seek(Time::from_secs(at));
        let why = run.explain(Target { kind: "server", id: 2 }).unwrap();
        (why.why, why.otherwise)
    }

    #[test]
    fn a_failed_probe_is_told_with_its_count_and_what_would_have_changed_it() {
        let (why, otherwise) = told(22.5);
        assert!(why.contains("A probe of S2 fails: 1 of 3."), "{why}");
        assert!(otherwise.contains("no check has noticed yet. A shorter interval"), "{otherwise}");
        let (why, otherwise) = told(25.3);
        assert!(why.contains("S2 is out of rotation, 5.2") && why.contains("3 failed probes in a row"), "{why}");
        assert!(otherwise.contains("would have noticed sooner"), "{otherwise}");
    }
}
