//! Proxies and gateways: nginx, HAProxy, Envoy, Spring Cloud Gateway, Kubernetes.

use super::super::model::settings::limit;
use super::super::params::{Kind, Params};
use super::{Family, at_once, nearest, per_client, seconds, whole_rate};
use crate::concept::Export;

const SECOND_OR_MINUTE: &[(f64, &str)] = &[(1.0, "s"), (60.0, "m")];

pub(super) fn nginx(p: &Params) -> Export {
    let mut notes = Vec::new();
    let key = if per_client(p) { "$binary_remote_addr" } else { "$server_name" };
    let head = "# The main context holds an events block of its own.\nevents {}\nhttp {\n";
    let code = if Family::of(p) == Family::Slots {
        if p.limiter != Kind::Concurrency {
            nearest(&mut notes, "nginx", p, "a fixed `limit_conn`");
        }
        notes.push("`limit_conn` counts a connection only while a request of it is being worked on.".to_owned());
        format!(
            "{head}    limit_conn_zone {key} zone=api:10m;\n    limit_conn_status 429;\n    server {{\n        listen 8080;\n        location / {{\n            limit_conn api {};\n            proxy_pass http://127.0.0.1:9000;\n        }}\n    }}\n}}\n",
            p.slots
        )
    } else {
        let (rate, unit, exact) = whole_rate(p, SECOND_OR_MINUTE);
        if !exact {
            notes.push(format!(
                "nginx takes whole requests per second or per minute; the rate was rounded to {rate}r/{unit}."
            ));
        }
        let burst = at_once(p).saturating_sub(1);
        let wait = match Family::of(p) {
            Family::Queue if p.limiter == Kind::Nginx && p.delay > 0 => format!(" delay={}", p.delay),
            Family::Queue => String::new(),
            _ => " nodelay".to_owned(),
        };
        let wait = if burst == 0 { String::new() } else { wait };
        let bursts = if burst == 0 { String::new() } else { format!(" burst={burst}{wait}") };
        if Family::of(p) == Family::Window {
            nearest(&mut notes, "nginx", p, "`limit_req`, a leaky bucket,");
        }
        notes.push(format!(
            "nginx lets one request pass before it counts the burst, so {} at once is `burst={burst}`.",
            at_once(p)
        ));
        if unit == "m" {
            notes.push("nginx keeps the rate in whole thousandths of a request per second and rounds down: 1r/m becomes 0.016 a second.".to_owned());
        }
        notes.push("It counts on a clock of milliseconds and in thousandths of a request.".to_owned());
        format!(
            "{head}    limit_req_zone {key} zone=api:10m rate={rate}r/{unit};\n    limit_req_status 429;\n    server {{\n        listen 8080;\n        location / {{\n            limit_req zone=api{bursts};\n            proxy_pass http://127.0.0.1:9000;\n        }}\n    }}\n}}\n"
        )
    };
    if !per_client(p) {
        notes.push("The key is the server's name: all requests share one limit. With `$binary_remote_addr` each address has its own.".to_owned());
    }
    notes.push("No Retry-After header is sent unless you add one.".to_owned());
    Export { key: "nginx", product: "nginx", version: "1.22", code, notes }
}

pub(super) fn haproxy(p: &Params) -> Export {
    let mut notes = Vec::new();
    let (kind, track) = if per_client(p) { ("ip", "src") } else { ("integer", "int(1)") };
    let (period, most) = match Family::of(p) {
        Family::Window => (p.window, limit(p)),
        // A bucket of b at r a second lets b pass in b / r seconds and no more in the long run.
        _ => ((f64::from(p.burst) / p.rate).clamp(0.001, 2_000_000.0), p.burst),
    };
    let period_text = seconds(period);
    let (store, condition) = if Family::of(p) == Family::Slots {
        if p.limiter != Kind::Concurrency {
            nearest(&mut notes, "HAProxy", p, "a fixed limit on connections");
        }
        ("conn_cur".to_owned(), format!("sc_conn_cur(0) gt {}", p.slots))
    } else {
        if p.limiter != Kind::HaProxy {
            nearest(&mut notes, "HAProxy", p, "a sliding counter");
        }
        notes.push("Refused requests are counted as well: a client that hammers stays out.".to_owned());
        (format!("http_req_rate({period_text})"), format!("sc_http_req_rate(0) gt {most}"))
    };
    let expire = seconds((2.0 * period).max(1.0).ceil());
    let code = format!(
        "defaults\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n\nfrontend api\n    bind :8080\n    stick-table type {kind} size 1m expire {expire} store {store}\n    http-request track-sc0 {track}\n    http-request deny deny_status 429 if {{ {condition} }}\n    default_backend app\n\nbackend app\n    server s1 127.0.0.1:9000\n"
    );
    notes
        .push("The table holds a million keys; when it is full, the oldest are forgotten and start afresh.".to_owned());
    Export { key: "haproxy", product: "HAProxy", version: "2.6", code, notes }
}

/// Tokens per fill and the time between fills: a whole number at least every 50 ms.
fn fills(p: &Params) -> (u64, f64) {
    if p.limiter == Kind::Envoy {
        return (((p.rate * p.fill).round() as u64).max(1), p.fill);
    }
    for interval in [0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 3600.0] {
        let tokens = p.rate * interval;
        if tokens >= 1.0 && (tokens - tokens.round()).abs() < 1e-9 * tokens {
            return (tokens.round() as u64, interval);
        }
    }
    let interval = (1.0 / p.rate).max(0.05);
    (((p.rate * interval).round() as u64).max(1), interval)
}

pub(super) fn envoy(p: &Params) -> Export {
    let mut notes = Vec::new();
    let (tokens, interval) =
        if Family::of(p) == Family::Window { (u64::from(limit(p)), p.window.max(0.05)) } else { fills(p) };
    match Family::of(p) {
        Family::Window => nearest(&mut notes, "Envoy", p, "a bucket filled once a window"),
        Family::Queue => nearest(&mut notes, "Envoy", p, "a token bucket, which delays nobody,"),
        Family::Slots => nearest(
            &mut notes,
            "Envoy's local rate limit",
            p,
            "a token bucket; for slots see its `adaptive_concurrency` filter, which",
        ),
        Family::Bucket => {}
    }
    let code = format!(
        "http_filters:\n- name: envoy.filters.http.local_ratelimit\n  typed_config:\n    \"@type\": type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit\n    stat_prefix: api\n    token_bucket:\n      max_tokens: {}\n      tokens_per_fill: {tokens}\n      fill_interval: {interval}s\n    filter_enabled: {{ default_value: {{ numerator: 100, denominator: HUNDRED }} }}\n    filter_enforced: {{ default_value: {{ numerator: 100, denominator: HUNDRED }} }}\n",
        at_once(p)
    );
    notes
        .push("Up to 1.30 the tokens of a fill come all at once; from 1.31 on they come evenly by default.".to_owned());
    notes.push("Each Envoy counts on its own: with ten of them ten times as many pass.".to_owned());
    if per_client(p) {
        notes.push(
            "This limits all requests together; a limit per client needs descriptors with a rate limit action."
                .to_owned(),
        );
    }
    Export { key: "envoy", product: "Envoy", version: "1.30", code, notes }
}

pub(super) fn spring(p: &Params) -> Export {
    let mut notes = Vec::new();
    // Slower rates: many tokens per request, so that the rate stays a whole number a second.
    let (rate, cost) =
        if p.rate >= 1.0 { ((p.rate.round() as u64).max(1), 1) } else { (1, (1.0 / p.rate).round() as u64) };
    let cost = cost * u64::from(p.cost);
    let exact = (rate as f64 / (cost as f64 / f64::from(p.cost)) / p.rate - 1.0).abs() < 1e-9;
    if !exact {
        notes.push("The script takes whole tokens a second; the rate was rounded.".to_owned());
    }
    if Family::of(p) != Family::Bucket {
        nearest(&mut notes, "Spring Cloud Gateway", p, "a token bucket in Redis");
    }
    let burst = u64::from(at_once(p)) * (cost / u64::from(p.cost)).max(1);
    let code = format!(
        "spring:\n  cloud:\n    gateway:\n      routes:\n      - id: api\n        uri: http://127.0.0.1:9000\n        predicates:\n        - Path=/**\n        filters:\n        - name: RequestRateLimiter\n          args:\n            redis-rate-limiter.replenishRate: {rate}\n            redis-rate-limiter.burstCapacity: {burst}\n            redis-rate-limiter.requestedTokens: {cost}\n            key-resolver: \"#{{@{}}}\"\n",
        if per_client(p) { "clientKeyResolver" } else { "oneKeyResolver" }
    );
    notes.push("The script runs on whole seconds: all tokens of a second come at its start.".to_owned());
    notes.push(
        "The key resolver is a bean that you write; with the default one, requests without a principal are refused."
            .to_owned(),
    );
    notes.push("When Redis does not answer the gateway lets requests pass.".to_owned());
    Export { key: "spring", product: "Spring Cloud Gateway", version: "4.1", code, notes }
}

pub(super) fn gateway_api(p: &Params) -> Export {
    let mut notes = Vec::new();
    let (rate, unit, exact) = whole_rate(p, &[(1.0, "Second"), (60.0, "Minute"), (3600.0, "Hour")]);
    if !exact {
        notes.push(format!(
            "It takes whole requests per unit; the rate was rounded to {rate} per {}.",
            unit.to_lowercase()
        ));
    }
    if Family::of(p) != Family::Bucket {
        nearest(&mut notes, "Envoy Gateway", p, "Envoy's token bucket");
    }
    notes.push("There is no field for a burst: the bucket holds one unit's requests.".to_owned());
    notes.push(
        "`type: Local` counts in each Envoy on its own; `type: Global` needs the rate limit service and Redis."
            .to_owned(),
    );
    let code = format!(
        "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: BackendTrafficPolicy\nmetadata:\n  name: api-limit\nspec:\n  targetRefs:\n  - group: gateway.networking.k8s.io\n    kind: HTTPRoute\n    name: api\n  rateLimit:\n    type: Local\n    local:\n      rules:\n      - limit:\n          requests: {rate}\n          unit: {unit}\n"
    );
    Export { key: "envoy-gateway", product: "Kubernetes, Envoy Gateway", version: "1.1", code, notes }
}

pub(super) fn ingress_nginx(p: &Params) -> Export {
    let mut notes = Vec::new();
    let annotation = "nginx.ingress.kubernetes.io";
    let lines = if Family::of(p) == Family::Slots {
        format!("    {annotation}/limit-connections: \"{}\"\n", p.slots)
    } else {
        let (rate, unit, exact) = whole_rate(p, &[(1.0, "s"), (60.0, "m")]);
        if !exact {
            notes.push(format!(
                "It takes whole requests per second or minute; the rate was rounded to {rate} per {}.",
                if unit == "s" { "second" } else { "minute" }
            ));
        }
        let multiplier = (u64::from(at_once(p).saturating_sub(1)).div_ceil(rate)).max(1);
        notes.push(format!(
            "The burst can only be a multiple of the rate: {} here, always with `nodelay`.",
            rate * multiplier
        ));
        let name = if unit == "s" { "limit-rps" } else { "limit-rpm" };
        format!("    {annotation}/{name}: \"{rate}\"\n    {annotation}/limit-burst-multiplier: \"{multiplier}\"\n")
    };
    if matches!(Family::of(p), Family::Window | Family::Queue) {
        nearest(&mut notes, "The ingress controller", p, "nginx's leaky bucket without delay");
    }
    notes.push("The limit is per address and per replica of the controller, and it answers 503 unless `limit-req-status-code` says 429.".to_owned());
    let code = format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: api\n  annotations:\n{lines}spec:\n  ingressClassName: nginx\n  rules:\n  - http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend: {{ service: {{ name: app, port: {{ number: 80 }} }} }}\n"
    );
    Export { key: "ingress-nginx", product: "Kubernetes, ingress-nginx", version: "1.11", code, notes }
}
