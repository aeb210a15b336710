//! The same limit through many gateways in real products, for the state on the screen.
//!
//! What counts on each gateway alone comes from [`crate::policies::limit::config`]; here is what they share: HAProxy's
//! peers, one table for each gateway and the sum of all; Envoy's rate limit service; scripts inside Redis.

use super::params::{Fallback, Params, Scheme};
use crate::concept::Export;
use crate::policies::limit::config::{Whose, configs};
use crate::policies::limit::{Anchor, FixedWindow, Policy};
use crate::scene::glyph::thousands;
use crate::sim::Span;
use std::fmt::Write as _;

/// The longest period of HAProxy, milliseconds: 31 bits.
const PERIOD_MAX_MS: u64 = (1 << 31) - 1;
const CLOCK: &str = "local time = redis.call('TIME')\nlocal now = time[1] * 1000000 + time[2]\n";
const WHOLE: &str = "Redis runs a script from its first line to its last with nothing in between, on one clock: neither races nor the \
                     clocks of gateways matter.";

/// The configurations.
pub fn exports(p: &Params) -> Vec<Export> {
    let alone = matches!(p.scheme, Scheme::Split | Scheme::Local);
    let mut all: Vec<Export> = nginx(p).into_iter().collect();
    if alone {
        all.extend([own("haproxy", p), own("envoy", p)].into_iter().flatten());
        return all;
    }
    all.extend([haproxy(p), envoy(p)]);
    match p.scheme {
        Scheme::Central => all.extend(script(p)),
        Scheme::Lease => all.push(lease(p)),
        Scheme::Sync => all.push(tell(p)),
        _ => {}
    }
    if p.scheme == Scheme::Central && !p.atomic {
        all.push(two_steps(p));
    }
    all
}

fn title(p: &Params) -> String {
    format!("{} in {} s through {}", thousands(u64::from(p.limit)), p.window, gateways(p))
}

fn gateways(p: &Params) -> String {
    if p.gateways == 1 { "one gateway".to_owned() } else { format!("{} gateways together", p.gateways) }
}

fn window(p: &Params) -> Span {
    Span::from_secs(p.window).max(Span(1_000_000))
}

/// What each gateway may let pass without asking: the whole limit where nobody tells, its share elsewhere.
fn share(p: &Params) -> u32 {
    if p.scheme == Scheme::Local { p.limit } else { (p.limit / p.gateways.max(1)).max(1) }
}

/// A product that counts on each gateway alone, with what that means for all of them.
fn own(key: &str, p: &Params) -> Option<Export> {
    let rule = FixedWindow::new(u64::from(share(p)), window(p), Anchor::Clock).ok()?;
    let config = configs(&Policy::FixedWindow(rule), Whose::All).into_iter().find(|config| config.key == key)?;
    let n = p.gateways.max(1);
    let mut notes = vec![if p.scheme == Scheme::Local {
        format!(
            "Each gateway lets the whole limit pass: up to {} in {} s through {}.",
            thousands(u64::from(p.limit) * u64::from(n)),
            p.window,
            gateways(p)
        )
    } else {
        format!(
            "On each of the {n} gateways: a share of {}. Whoever adds a gateway has to change the number on all of them.",
            thousands(u64::from(share(p)))
        )
    }];
    let left = p.limit % n;
    if p.scheme != Scheme::Local && p.limit < n {
        notes.push(format!("{} cannot be split among {n}: each lets one pass, {n} in all.", p.limit));
    } else if p.scheme != Scheme::Local && left > 0 {
        notes.push(format!(
            "{left} of the {} are left over; on the screen the first {left} gateways have one more.",
            thousands(u64::from(p.limit))
        ));
    }
    let mut config = config;
    notes.append(&mut config.notes);
    let code = format!("# On each gateway, of {}\n{}", title(p), config.code);
    Some(Export { key: config.key, product: config.product, version: config.version, code, notes })
}

/// nginx counts on each node; there is nothing that it could ask.
fn nginx(p: &Params) -> Option<Export> {
    let mut export = own("nginx", p)?;
    if !matches!(p.scheme, Scheme::Split | Scheme::Local) {
        export.notes.insert(0, "nginx counts on each node alone and asks nobody, so this is the split. The commercial nginx keeps zones alike between nodes, some time later (`sync`).".to_owned());
    }
    Some(export)
}

/// A table for each gateway, pushed to all others, and the sum of all of them.
fn haproxy(p: &Params) -> Export {
    let n = p.gateways.max(1);
    let period = (window(p).0.div_ceil(1_000_000)).min(PERIOD_MAX_MS);
    let expire = period.saturating_mul(2).min(PERIOD_MAX_MS);
    let mut code = format!(
        "# {}\n# On each gateway, with its name: haproxy -L g1 -f haproxy.cfg\ndefaults\n    mode http\n    timeout connect 5s\n    \
         timeout client 60s\n    timeout server 60s\n\npeers gateways\n",
        title(p)
    );
    for i in 1..=n {
        let _ = writeln!(code, "    peer g{i} 10.0.0.{i}:10000");
    }
    code.push_str(
        "\nfrontend web\n    bind :8080\n    http-request track-sc0 int(1) table \"count_${HAPROXY_LOCALPEER}\"\n",
    );
    for i in 1..=n {
        let add = if i == 1 { "" } else { ",add(txn.all)" };
        let _ = writeln!(code, "    http-request set-var(txn.all) int(1),table_http_req_rate(count_g{i}){add}");
    }
    let _ = writeln!(
        code,
        "    http-request deny deny_status 429 if {{ var(txn.all) -m int gt {} }}\n    default_backend app\n",
        p.limit
    );
    for i in 1..=n {
        let _ = writeln!(
            code,
            "backend count_g{i}\n    stick-table type integer size 1 expire {expire}ms store http_req_rate({period}ms) peers gateways"
        );
    }
    code.push_str("\nbackend app\n    server app1 127.0.0.1:9000\n");
    let how = match p.scheme {
        Scheme::Gossip => "Each gateway tells every other one, not a random one, and it tells at once.",
        Scheme::Sync => "Gateways tell each other at once, not at an interval, and there is no store in between.",
        _ => {
            "HAProxy asks no store: gateways tell each other what they count, at once. So for a moment more may pass than the limit."
        }
    };
    let mut notes = vec![
        how.to_owned(),
        "What a peer pushes overwrites and is not added up; so each gateway has a table of its own here, and all are summed.".to_owned(),
        "The count is a sliding one, and refused requests count too: who does not slow down stays out.".to_owned(),
        "Without `-L` a gateway does not know which peer it is.".to_owned(),
    ];
    if window(p).0.div_ceil(1_000_000) > PERIOD_MAX_MS {
        notes.push("HAProxy's longest period is 24 days; this one was cut to it.".to_owned());
    }
    Export { key: "haproxy", product: "HAProxy peers", version: "2.6", code, notes }
}

/// Windows that the service knows.
const UNITS: [(&str, f64); 4] = [("second", 1.0), ("minute", 60.0), ("hour", 3600.0), ("day", 86_400.0)];

/// The unit and how many of it; and whether that is the rule itself.
fn unit(p: &Params) -> (&'static str, u64, bool) {
    let limit = f64::from(p.limit);
    if let Some((name, _)) = UNITS.iter().find(|(_, secs)| (p.window - secs).abs() < 1e-9) {
        return (name, u64::from(p.limit), true);
    }
    // The shortest window with a whole number in it, or else the shortest with one at all.
    let each = |secs: f64| limit * secs / p.window;
    let whole =
        UNITS.iter().find(|(_, secs)| each(*secs) >= 1.0 && (each(*secs) - libm::round(each(*secs))).abs() < 1e-9);
    let (name, secs) = whole.or_else(|| UNITS.iter().find(|(_, secs)| each(*secs) >= 1.0)).unwrap_or(&UNITS[3]);
    (name, (libm::floor(each(*secs) + 1e-9) as u64).max(1), false)
}

/// The filter that asks, and what the service it asks is told.
fn envoy(p: &Params) -> Export {
    let (unit, count, exact) = unit(p);
    let deny = p.fallback == Fallback::Closed;
    let code = format!(
        "# {}: part of http_filters, before the router\n- name: envoy.filters.http.ratelimit\n  typed_config:\n    \
         \"@type\": type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit\n    domain: gateways\n    \
         timeout: {:.3}s\n    failure_mode_deny: {deny}\n    rate_limit_service:\n      transport_api_version: V3\n      grpc_service:\n        \
         envoy_grpc:\n          cluster_name: ratelimit\n---\n# part of the virtual host\nrate_limits:\n- actions:\n  - generic_key:\n      \
         descriptor_value: all\n---\n# config.yaml of the rate limit service, which counts in Redis\ndomain: gateways\ndescriptors:\n- key: \
         generic_key\n  value: all\n  rate_limit:\n    unit: {unit}\n    requests_per_unit: {count}\n",
        title(p),
        p.patience / 1e3
    );
    let mut notes = Vec::new();
    if !exact {
        notes.push(format!(
            "The service knows windows of a second, a minute, an hour and a day; {count} in a {unit} is {} the same average, in another window.",
            if (count as f64 * p.window - f64::from(p.limit) * UNITS.iter().find(|(name, _)| *name == unit).map_or(1.0, |(_, secs)| *secs)).abs() < 1e-6 { "exactly" } else { "at most" }
        ));
    }
    notes.push(
        "The service raises the counter first and looks at the result, so two gateways cannot read the same count."
            .to_owned(),
    );
    match p.scheme {
        Scheme::Central => {}
        Scheme::Lease => notes.push("It asks for each request. Envoy's quota filter hands out shares instead; in 1.30 it was still in the making.".to_owned()),
        _ => notes.push("It asks for each request: one counter for all, where gateways on the screen tell each other afterwards.".to_owned()),
    }
    match p.fallback {
        Fallback::Open => notes.push("`failure_mode_deny: false`: without the service all pass.".to_owned()),
        Fallback::Closed => notes.push("`failure_mode_deny: true`: without the service none pass, and the answer is 500.".to_owned()),
        Fallback::Local => notes.push(format!(
            "Envoy knows open and closed only. For a share each, put its local filter before this one, with {} tokens on each gateway.",
            thousands(u64::from((p.limit / p.gateways.max(1)).max(1)))
        )),
        Fallback::Whole => notes.push(format!("Envoy knows open and closed only. For the whole limit each, put its local filter before this one, with {} tokens.", thousands(u64::from(p.limit)))),
    }
    notes.push("A cluster `ratelimit` must lead to the service, over HTTP/2.".to_owned());
    Export { key: "envoy", product: "Envoy, global", version: "1.30", code, notes }
}

/// What gateways do without Redis, which no script can say.
fn without(p: &Params) -> String {
    let what = match p.fallback {
        Fallback::Open => "let all pass",
        Fallback::Closed => "let none pass",
        Fallback::Local => "count alone, up to its share",
        Fallback::Whole => "count alone, up to the whole limit",
    };
    format!("The caller has to give up after {} ms and {what}.", p.patience)
}

/// One counter in one step: the script of the limiter alone, for all gateways.
fn script(p: &Params) -> Option<Export> {
    let rule = FixedWindow::new(u64::from(p.limit), window(p), Anchor::Clock).ok()?;
    let config = configs(&Policy::FixedWindow(rule), Whose::All).into_iter().find(|config| config.key == "redis")?;
    let mut notes = vec![WHOLE.to_owned(), without(p)];
    if !p.atomic {
        notes.insert(
            0,
            "On the screen a gateway reads, decides and writes. This script does the three at once, which is the cure."
                .to_owned(),
        );
    }
    let code = config.code.replace("{client}", "all");
    Some(Export { key: "redis", product: "Redis (Lua)", version: config.version, code, notes })
}

fn head(p: &Params, call: &str, returns: &str) -> String {
    format!("-- {}\n-- EVAL \"$(cat {call}\n-- returns: {returns}\n", title(p))
}

/// The lines that find the counter of the window.
fn counter(p: &Params) -> String {
    let micros = window(p).0.div_ceil(1000);
    format!(
        "{CLOCK}local window = {micros}\nlocal start = now - now % window\nlocal name = key .. ':' .. string.format('%.0f', start)\n"
    )
}

/// Permits in batches.
fn lease(p: &Params) -> Export {
    let code = format!(
        "{}local key, wanted = KEYS[1], tonumber(ARGV[1])\n{}local counted = tonumber(redis.call('GET', name) or 0)\n\
         local n = math.max(0, math.min(wanted, {} - counted))\nif n > 0 then\n  redis.call('INCRBY', name, n)\n  \
         redis.call('PEXPIRE', name, math.ceil(window / 1000) + 1)\nend\nreturn {{ n, math.ceil(start + window - now) }}\n",
        head(
            p,
            &format!("lease.lua)\" 1 limit:{{all}} {}", p.batch),
            "permits granted, microseconds until they are void"
        ),
        counter(p),
        p.limit
    );
    let notes = vec![
        WHOLE.to_owned(),
        "A gateway must throw its permits away when the window ends, by the clock of Redis: the second number says in how long.".to_owned(),
        "Fewer than were asked for means that this window has no more.".to_owned(),
        without(p),
    ];
    Export { key: "redis", product: "Redis (Lua)", version: "7.0", code, notes }
}

/// Gateways tell what they let in.
fn tell(p: &Params) -> Export {
    let code = format!(
        "{}local key, more = KEYS[1], tonumber(ARGV[1])\n{}local total = redis.call('INCRBY', name, more)\n\
         redis.call('PEXPIRE', name, math.ceil(window / 1000) + 1)\nreturn {{ total, math.ceil(start + window - now) }}\n",
        head(p, "tell.lua)\" 1 limit:{all} 7", "what all gateways told of in this window, microseconds until it ends"),
        counter(p)
    );
    let notes = vec![
        format!(
            "A gateway calls it every {} s with what it let in since the last time, and refuses while the total and its own since then are {} or more.",
            p.every,
            thousands(u64::from(p.limit))
        ),
        "What it let in before the window turned over in Redis is added to the next one.".to_owned(),
        "Without Redis a gateway goes on with what it heard last, and so counts alone.".to_owned(),
    ];
    Export { key: "redis", product: "Redis (Lua)", version: "7.0", code, notes }
}

/// What races, as it is often written.
fn two_steps(p: &Params) -> Export {
    let (read, limit) = (p.limit - 1, p.limit);
    let code = format!(
        "# {}: what the run on the screen does, and what not to do\nGET limit:all\n# it says {read}, and {read} is below {limit}: the \
         request passes, and the gateway writes what it worked out\nSET limit:all {limit} KEEPTTL\n",
        title(p)
    );
    let notes = vec![
        "Between `GET` and `SET` others get the same number and write the same one. All of them pass, and one is counted.".to_owned(),
        "`INCR`, and then a look at what it returns, needs no script and does not race; what is refused is counted then, too.".to_owned(),
    ];
    Export { key: "redis-two-steps", product: "Redis, in two steps", version: "7.0", code, notes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yaml_rust2::{Yaml, YamlLoader};

    fn of(p: &Params, key: &str) -> Export {
        exports(p).into_iter().find(|export| export.key == key).unwrap()
    }

    #[test]
    fn each_scheme_has_what_it_shares() {
        for &scheme in Scheme::ALL {
            for atomic in [true, false] {
                let p = Params { scheme, atomic, limit: 42, ..Params::default() };
                let keys: Vec<_> = exports(&p).iter().map(|export| export.key).collect();
                assert_eq!(keys[..3], ["nginx", "haproxy", "envoy"], "{scheme:?}");
                let script = matches!(scheme, Scheme::Central | Scheme::Sync | Scheme::Lease);
                assert_eq!(keys.contains(&"redis"), script, "{scheme:?}");
                assert_eq!(keys.contains(&"redis-two-steps"), scheme == Scheme::Central && !atomic, "{scheme:?}");
            }
        }
    }

    #[test]
    fn a_share_is_a_quarter_and_nobody_telling_is_the_whole() {
        let p = Params { scheme: Scheme::Split, limit: 42, window: 2.0, ..Params::default() };
        assert!(of(&p, "nginx").code.contains("rate=5r/s") && of(&p, "nginx").code.contains("burst=9 nodelay"));
        assert!(of(&p, "haproxy").code.contains("sc_http_req_rate(0) gt 10"));
        assert!(of(&p, "nginx").notes.iter().any(|note| note.starts_with("2 of the 42 are left over")));
        let p = Params { scheme: Scheme::Local, ..p };
        assert!(of(&p, "haproxy").code.contains("sc_http_req_rate(0) gt 42"));
        assert!(of(&p, "haproxy").notes[0].contains("up to 168 in 2 s"));
        let few = Params { scheme: Scheme::Split, limit: 3, ..p };
        assert!(of(&few, "haproxy").code.contains("gt 1 ") && of(&few, "haproxy").notes[1].contains("4 in all"));
    }

    #[test]
    fn peers_have_a_table_each_and_are_summed() {
        let code = of(&Params { gateways: 3, limit: 7, ..Params::default() }, "haproxy").code;
        for i in 1..=3 {
            assert!(
                code.contains(&format!("backend count_g{i}\n"))
                    && code.contains(&format!("peer g{i} 10.0.0.{i}:10000"))
            );
        }
        assert_eq!(code.matches("add(txn.all)").count(), 2);
        assert!(code.contains("var(txn.all) -m int gt 7"));
    }

    #[test]
    fn the_service_knows_four_windows() {
        let of = |limit, window| unit(&Params { limit, window, ..Params::default() });
        assert_eq!(of(100, 1.0), ("second", 100, true));
        assert_eq!(of(100, 60.0), ("minute", 100, true));
        assert_eq!(of(100, 2.0), ("second", 50, false));
        assert_eq!(of(5, 2.0), ("minute", 150, false));
        assert_eq!(of(1, 3600.0), ("hour", 1, true));
        assert_eq!(of(1, 7.0), ("minute", 8, false));
    }

    #[test]
    fn the_global_filter_and_its_service_are_yaml_of_their_shape() {
        for fallback in Fallback::ALL {
            let p = Params { fallback: *fallback, patience: 250.0, limit: 100, window: 60.0, ..Params::default() };
            let documents = YamlLoader::load_from_str(&of(&p, "envoy").code).unwrap();
            let [filter, host, service] = &documents[..] else { panic!("{documents:?}") };
            let config = &filter[0]["typed_config"];
            assert_eq!(
                config["@type"].as_str(),
                Some("type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit")
            );
            assert_eq!(config["timeout"].as_str(), Some("0.250s"));
            assert_eq!(config["failure_mode_deny"].as_bool(), Some(*fallback == Fallback::Closed));
            assert_eq!(
                config["rate_limit_service"]["grpc_service"]["envoy_grpc"]["cluster_name"].as_str(),
                Some("ratelimit")
            );
            assert_eq!(config["domain"], service["domain"]);
            let action = &host["rate_limits"][0]["actions"][0]["generic_key"];
            let rule = &service["descriptors"][0];
            assert_eq!((rule["key"].as_str(), &action["descriptor_value"]), (Some("generic_key"), &rule["value"]));
            assert_eq!(rule["rate_limit"]["unit"].as_str(), Some("minute"));
            assert_eq!(rule["rate_limit"]["requests_per_unit"], Yaml::Integer(100));
        }
    }
}
