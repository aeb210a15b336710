//! The same pool in real balancers, for the state on the screen, and what each does differently from the model.

use super::model::{Cluster, Illness, SPEED_ONE, ServerState};
use super::params::{Health, Params, Sticky, of_server};
use crate::concept::Export;
use crate::policies::balance::Kind as PolicyKind;
use std::fmt::Write as _;

/// The configurations.
pub fn exports(params: &Params, model: &Cluster) -> Vec<Export> {
    vec![nginx(params, model), haproxy(params, model)]
}

/// What a configuration needs to know of a server.
struct Backend {
    number: usize,
    weight: u64,
    draining: bool,
    slow: bool,
}

fn backends(params: &Params, model: &Cluster) -> Vec<Backend> {
    let backend = |(index, server): (usize, &ServerState)| Backend {
        number: index + 1,
        // Products count weights in whole numbers; hundredths keep 0.5 and 1.25 apart.
        weight: weight(of_server(&params.weights, index).unwrap_or(1.0), params),
        draining: server.draining || server.leaving,
        slow: server.illness != Illness::Well || server.slow < SPEED_ONE,
    };
    model.servers().iter().enumerate().filter(|(_, server)| server.present).map(backend).collect()
}

/// The weight in whole numbers: as it is where all are whole, else in hundredths.
fn weight(weight: f64, params: &Params) -> u64 {
    let whole = params.weights.iter().all(|w| w.fract() == 0.0 && *w <= 256.0);
    let scaled = if whole { weight } else { weight * 100.0 };
    (libm::round(scaled) as u64).clamp(1, 256)
}

fn nginx(params: &Params, model: &Cluster) -> Export {
    let mut notes = Vec::new();
    let method = match params.policy {
        PolicyKind::RoundRobin | PolicyKind::WeightedRoundRobin => "",
        PolicyKind::LeastConnections | PolicyKind::WeightedLeast => "    least_conn;\n",
        PolicyKind::IpHash => "    hash $remote_addr;\n",
        PolicyKind::ConsistentHash => {
            notes.push("The ring has 160 marks for each unit of weight, whatever is set here (ketama).".to_owned());
            "    hash $remote_addr consistent;\n"
        }
        PolicyKind::Random => "    random;\n",
        PolicyKind::PowerOfChoices => {
            if params.d != 2 {
                notes.push(format!("nginx draws two servers; the {} choices set here cannot be had.", params.d));
            }
            "    random two least_conn;\n"
        }
        other => {
            notes.push(format!(
                "nginx has no {}; `least_conn` is the nearest it has.",
                crate::param::within_sentence(other.option().label)
            ));
            "    least_conn;\n"
        }
    };
    let weighted = matches!(
        params.policy,
        PolicyKind::WeightedRoundRobin | PolicyKind::WeightedLeast | PolicyKind::ConsistentHash
    );
    let (fails, eject) = match params.health {
        Health::Passive | Health::Both => (params.fails, params.eject),
        _ => (0, 10.0),
    };
    let mut code = String::from("upstream pool {\n    zone pool 64k;\n");
    code.push_str(method);
    for backend in backends(params, model) {
        let _ = write!(code, "    server s{}.internal:8080", backend.number);
        if weighted && backend.weight != 1 {
            let _ = write!(code, " weight={}", backend.weight);
        }
        let _ = write!(code, " max_fails={fails}");
        if fails > 0 {
            let _ = write!(code, " fail_timeout={}s", libm::round(eject).max(1.0));
        }
        code.push_str(if backend.draining { " down;\n" } else { ";\n" });
    }
    code.push_str("}\nserver {\n    listen 80;\n    location / {\n        proxy_pass http://pool;\n");
    if params.timeout > 0.0 {
        let _ = writeln!(code, "        proxy_read_timeout {}ms;", libm::round(params.timeout * 1e3));
    }
    code.push_str("        proxy_next_upstream off;\n    }\n}\n");
    if matches!(params.health, Health::Active | Health::Both) {
        notes.push(
            "Probes are in NGINX Plus only (`health_check`); here `max_fails` counts failed requests.".to_owned(),
        );
    }
    if fails > 0 {
        notes.push(
            "A failure counts within `fail_timeout`, not in a row; the same time is how long a server sits out."
                .to_owned(),
        );
    }
    if params.policy == PolicyKind::RoundRobin && params.weights.iter().any(|w| *w != 1.0) {
        notes.push(
            "Plain round robin ignores weights here; give them to `server` and it is the weighted one.".to_owned(),
        );
    }
    if params.sticky != Sticky::None {
        notes.push("Sessions by cookie are in NGINX Plus only; `hash $remote_addr` keeps them by address.".to_owned());
    }
    notes.push("Each worker process counts on its own unless the upstream has a `zone`, as it has here.".to_owned());
    Export { key: "nginx", product: "nginx", version: "1.22", code, notes }
}

fn haproxy(params: &Params, model: &Cluster) -> Export {
    let mut notes = Vec::new();
    let balance = match params.policy {
        PolicyKind::RoundRobin | PolicyKind::WeightedRoundRobin => "roundrobin".to_owned(),
        PolicyKind::LeastConnections | PolicyKind::WeightedLeast => "leastconn".to_owned(),
        PolicyKind::IpHash => "source".to_owned(),
        PolicyKind::ConsistentHash => "source\n    hash-type consistent".to_owned(),
        PolicyKind::Random => "random(1)".to_owned(),
        PolicyKind::PowerOfChoices => format!("random({})", params.d),
        other => {
            notes.push(format!(
                "HAProxy has no {}; `leastconn` is the nearest it has.",
                crate::param::within_sentence(other.option().label)
            ));
            "leastconn".to_owned()
        }
    };
    let timeout = if params.timeout > 0.0 { params.timeout } else { 60.0 };
    let mut code = format!(
        "defaults\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server {}ms\n\nfrontend web\n    bind :8080\n    default_backend pool\n\nbackend pool\n    balance {balance}\n",
        libm::round(timeout * 1e3)
    );
    let probes = matches!(params.health, Health::Active | Health::Both);
    if probes {
        code.push_str("    option httpchk GET /health\n");
        let _ = writeln!(code, "    timeout check {}ms", libm::round(params.probe_timeout * 1e3));
    }
    if params.sticky == Sticky::Cookie {
        code.push_str("    cookie SERVER insert indirect nocache\n");
    }
    for backend in backends(params, model) {
        let _ = write!(
            code,
            "    server s{0} 127.0.0.1:{1} weight {2}",
            backend.number,
            9000 + backend.number,
            backend.weight
        );
        let _ = write!(code, " maxconn {}", libm::round(of_server(&params.workers, backend.number - 1).unwrap_or(1.0)));
        if probes {
            let interval = libm::round(params.interval * 1e3);
            let _ = write!(code, " check inter {interval}ms fall {} rise {}", params.fall, params.rise);
        }
        if matches!(params.health, Health::Passive | Health::Both) && probes {
            let _ = write!(code, " observe layer7 error-limit {} on-error mark-down", params.fails);
        }
        if params.slow_start > 0.0 && probes {
            let _ = write!(code, " slowstart {}ms", libm::round(params.slow_start * 1e3));
        }
        if params.sticky == Sticky::Cookie {
            let _ = write!(code, " cookie s{}", backend.number);
        }
        code.push_str(if backend.draining { " disabled\n" } else { "\n" });
    }
    notes.push(
        "`maxconn` holds requests back in one line per server inside HAProxy, the model at the server.".to_owned(),
    );
    if params.policy == PolicyKind::RoundRobin {
        notes.push("`roundrobin` always follows weights; the plain policy of the model ignores them.".to_owned());
    }
    if params.health == Health::Passive {
        notes.push("HAProxy ejects on failed requests only where it probes as well.".to_owned());
    }
    if backends(params, model).iter().any(|backend| backend.slow) {
        notes.push("What was broken here by hand is not in the configuration.".to_owned());
    }
    Export { key: "haproxy", product: "HAProxy", version: "2.6", code, notes }
}
