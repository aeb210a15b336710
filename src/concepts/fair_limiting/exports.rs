//! The same ways of counting in nginx and HAProxy, for the state on the screen.

use super::params::{Key, Params, TIERS};
use crate::concept::Export;
use crate::policies::limit::Rate;
use crate::policies::limit::config::nginx_rate;
use crate::scene::glyph::thousands;
use crate::sim::Span;
use std::fmt::Write as _;

/// The tiers as the header names them; who has none is the first.
const TIER: [&str; TIERS] = ["anonymous", "free", "basic", "premium"];
/// The longest period of HAProxy, milliseconds: 31 bits.
const PERIOD_MAX_MS: f64 = 2_147_483_647.0;

/// The configurations.
pub fn exports(params: &Params) -> Vec<Export> {
    vec![nginx(params), haproxy(params)]
}

fn title(p: &Params) -> String {
    let limits: Vec<String> =
        TIER.iter().zip(p.limits()).map(|(tier, limit)| format!("{tier} {}", thousands(u64::from(limit)))).collect();
    let key = match p.key {
        Key::Address => "counted by address",
        Key::User => "counted by user, all others together",
        Key::Else => "counted by user, others by address",
        Key::Both => "counted by user, others by address, with a cap for each address",
    };
    format!("{} in {} s; {key}", limits.join(", "), p.window)
}

const TRUST: &str = "`X-User` and `X-Tier` must come from your own sign-in; take them off whatever clients send.";

fn nginx(p: &Params) -> Export {
    let window = Span::from_secs(p.window);
    let mut notes: Vec<String> = Vec::new();
    let mut rate = |limit: u32| {
        let (rate, note) = Rate::new(u64::from(limit), window).map_or(("1r/m".to_owned(), None), nginx_rate);
        if let Some(note) = note.filter(|note| !notes.contains(note)) {
            notes.push(note);
        }
        rate
    };
    let mut code = format!("# {}\n", title(p));
    let who = if p.key == Key::User { "nobody" } else { "$binary_remote_addr" };
    if p.key == Key::Address {
        let _ = writeln!(code, "map $remote_addr $who {{ default {who}; }}");
    } else {
        let _ = writeln!(code, "map $http_x_user $who {{ default $http_x_user; \"\" {who}; }}");
    }
    let mut inside = String::new();
    for (tier, limit) in TIER.iter().zip(p.limits()) {
        if *tier == "anonymous" {
            let [_, a, b, c] = TIER;
            let _ = writeln!(code, "map $http_x_tier $anonymous {{ default $who; {a} \"\"; {b} \"\"; {c} \"\"; }}");
        } else {
            let _ = writeln!(code, "map $http_x_tier ${tier} {{ default \"\"; {tier} $who; }}");
        }
        if limit == 0 {
            let _ = writeln!(inside, "        if (${tier}) {{ return 429; }}");
            continue;
        }
        let _ = writeln!(code, "limit_req_zone ${tier} zone={tier}:10m rate={};", rate(limit));
        let burst = if limit > 1 { format!(" burst={} nodelay", limit - 1) } else { String::new() };
        let _ = writeln!(inside, "        limit_req zone={tier}{burst};");
    }
    if p.key == Key::Both {
        let _ = writeln!(code, "limit_req_zone $binary_remote_addr zone=address:10m rate={};", rate(p.cap));
        let burst = if p.cap > 1 { format!(" burst={} nodelay", p.cap - 1) } else { String::new() };
        let _ = writeln!(inside, "        limit_req zone=address{burst};");
    }
    let _ = write!(
        code,
        "limit_req_status 429;\n\nserver {{\n    listen 8080;\n    location / {{\n{inside}        proxy_pass \
         http://127.0.0.1:9000;\n    }}\n}}\n"
    );
    notes.push(TRUST.to_owned());
    notes.push(
        "nginx has no windows: each count is a leaky bucket with the same average, and does not start again all at once."
            .to_owned(),
    );
    if p.key == Key::Address {
        notes.push(
            "Each tier has a zone of its own, so people of different tiers behind one address do not share a count."
                .to_owned(),
        );
    }
    notes.push("A request that one zone refuses is not counted in the others.".to_owned());
    Export { key: "nginx", product: "nginx", version: "1.22", code, notes }
}

fn haproxy(p: &Params) -> Export {
    let period = (p.window * 1e3).clamp(1.0, PERIOD_MAX_MS) as u64;
    let store = format!("size 1m expire {}ms store http_req_rate({period}ms)", (2 * period).min(PERIOD_MAX_MS as u64));
    let mut code = format!(
        "# {}\ndefaults\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n\nfrontend web\n    \
         bind :8080\n",
        title(p)
    );
    for tier in &TIER[1..] {
        let _ = writeln!(code, "    acl {tier} req.hdr(x-tier) -m str {tier}");
    }
    if p.key == Key::Address {
        let _ = writeln!(code, "    stick-table type ipv6 {store}\n    http-request track-sc0 src");
    } else {
        let other = if p.key == Key::User { "str(nobody)" } else { "src" };
        let _ = writeln!(
            code,
            "    http-request set-var(txn.who) req.hdr(x-user)\n    http-request set-var(txn.who) {other} if !{{ \
             var(txn.who) -m found }}\n    stick-table type string len 64 {store}\n    http-request track-sc0 var(txn.who)"
        );
    }
    if p.key == Key::Both {
        let _ = writeln!(
            code,
            "    http-request track-sc1 src table addresses\n    http-request deny deny_status 429 if {{ \
             sc_http_req_rate(1) gt {} }}",
            p.cap
        );
    }
    for (tier, limit) in TIER.iter().zip(p.limits()) {
        let whom = if *tier == "anonymous" { "!free !basic !premium" } else { tier };
        let _ = writeln!(code, "    http-request deny deny_status 429 if {whom} {{ sc_http_req_rate(0) gt {limit} }}");
    }
    code.push_str("    default_backend app\n\n");
    if p.key == Key::Both {
        let _ = writeln!(code, "backend addresses\n    stick-table type ipv6 {store}\n");
    }
    code.push_str("backend app\n    server app1 127.0.0.1:9000\n");
    let mut notes = vec![TRUST.to_owned()];
    if p.window * 1e3 > PERIOD_MAX_MS {
        notes.push("HAProxy's longest period is 24 days; this one was cut to it.".to_owned());
    }
    notes.push(
        "Requests are counted before they are denied, so who does not slow down stays out, and keeps others out with whom \
         he shares a count."
            .to_owned(),
    );
    notes.push(
        "A count is a sliding one: the previous period counts by the share of it that is still covered.".to_owned(),
    );
    Export { key: "haproxy", product: "HAProxy", version: "2.6", code, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_counting_has_its_key() {
        let of = |key| {
            let [nginx, haproxy] = [0, 1].map(|i| exports(&Params { key, ..Params::default() }).swap_remove(i).code);
            (nginx, haproxy)
        };
        let (nginx, haproxy) = of(Key::Address);
        assert!(nginx.contains("$who { default $binary_remote_addr; }") && haproxy.contains("track-sc0 src"));
        let (nginx, haproxy) = of(Key::User);
        assert!(nginx.contains("\"\" nobody; }") && haproxy.contains("set-var(txn.who) str(nobody)"));
        let (nginx, haproxy) = of(Key::Both);
        assert!(nginx.contains("zone=address burst=99 nodelay;") && haproxy.contains("sc_http_req_rate(1) gt 100"));
        assert!(nginx.contains("rate=8r/s") && haproxy.contains("if premium { sc_http_req_rate(0) gt 80 }"));
    }
}
