//! The same cache in real products, for the first cure on the screen: nginx and Varnish before an origin, Caffeine inside a
//! program.

use super::params::{Params, Rule};
use crate::concept::Export;
use crate::param::within_sentence;

/// The configurations.
pub fn exports(params: &Params) -> Vec<Export> {
    let rule = params.cures.first().copied().unwrap_or(Rule::None);
    vec![nginx(params, rule), varnish(params, rule), caffeine(params, rule)]
}

/// Whole seconds, at least one.
fn whole(seconds: f64) -> f64 {
    libm::round(seconds).max(1.0)
}

fn nginx(params: &Params, rule: Rule) -> Export {
    let lock = if params.lock_ttl > 0.0 {
        format!(
            "        proxy_cache_lock on;\n        proxy_cache_lock_timeout 5s;\n        proxy_cache_lock_age {}s;\n",
            whole(params.lock_ttl)
        )
    } else {
        "        proxy_cache_lock on;\n        proxy_cache_lock_timeout 5s;\n".to_owned()
    };
    let lines = match rule {
        Rule::Lock | Rule::Flight => lock,
        Rule::Stale | Rule::Ahead | Rule::Timer | Rule::XFetch => {
            let background = params.behind || rule != Rule::Stale;
            let behind = if background { "        proxy_cache_background_update on;\n" } else { "" };
            format!("{lock}        proxy_cache_use_stale updating error timeout;\n{behind}")
        }
        Rule::None | Rule::Jitter => String::new(),
    };
    let life = whole(params.ttl);
    let code = format!(
        "proxy_cache_path cache levels=1:2 keys_zone=values:1m inactive=1d use_temp_path=off;\nserver {{\n    listen 80;\n    \
         location / {{\n        proxy_pass http://127.0.0.1:9000;\n        proxy_cache values;\n        \
         proxy_cache_valid 200 {life}s;\n{lines}    }}\n}}\n"
    );
    let mut notes = Vec::new();
    if matches!(rule, Rule::XFetch | Rule::Ahead | Rule::Timer | Rule::Jitter) {
        let nearest = if rule == Rule::Jitter { "nothing like it" } else { "`use_stale updating` as the nearest" };
        notes.push(format!("nginx has no {}, and {nearest}.", within_sentence(rule.name())));
    }
    if rule == Rule::Flight {
        notes.push("Its lock holds for all worker processes, so it asks once and not once in each.".to_owned());
    }
    if matches!(rule, Rule::Lock | Rule::Flight | Rule::Stale) {
        notes.push("Who waits looks every 500 ms; set `poll` to 0.5 to see it.".to_owned());
        notes.push(
            "After `proxy_cache_lock_timeout` a request asks the origin itself and its answer is not stored; the model waits on."
                .to_owned(),
        );
        let age = if params.lock_ttl > 0.0 { "" } else { "Left out, `proxy_cache_lock_age` is 5 s. " };
        notes.push(format!("{age}When the lock is that old one more request goes to the origin."));
    }
    if rule == Rule::Stale {
        notes.push(format!(
            "An old value is kept until `inactive` or the size drops it, not for {} s; `Cache-Control: stale-while-revalidate` sets a time.",
            params.stale
        ));
    }
    notes.push("Lives are whole seconds here; a header of the origin goes before `proxy_cache_valid`.".to_owned());
    Export { key: "nginx", product: "nginx", version: "1.22", code, notes }
}

fn varnish(params: &Params, rule: Rule) -> Export {
    let grace = match rule {
        Rule::Stale => params.stale,
        Rule::Ahead | Rule::Timer | Rule::XFetch => params.ttl * params.ahead / 100.0,
        Rule::None | Rule::Flight | Rule::Lock | Rule::Jitter => 0.0,
    };
    let life = match rule {
        // Its grace begins where the model loads ahead.
        Rule::Ahead | Rule::Timer | Rule::XFetch => params.ttl - grace,
        _ => params.ttl,
    };
    let busy = if rule == Rule::None {
        "sub vcl_recv {\n    # Nobody waits for another's fetch.\n    set req.hash_ignore_busy = true;\n}\n\n"
    } else {
        ""
    };
    let jitter = rule == Rule::Jitter;
    let import = if jitter { "import std;\n\n" } else { "" };
    let ttl = if jitter {
        format!("std.duration(std.random({life:.3}, {:.3}) + \"s\", {life:.3}s)", life * (1.0 + params.jitter / 100.0))
    } else {
        format!("{life:.3}s")
    };
    let code = format!(
        "vcl 4.1;\n\n{import}backend default {{\n    .host = \"127.0.0.1\";\n    .port = \"9000\";\n}}\n\n{busy}sub \
         vcl_backend_response {{\n    set beresp.ttl = {ttl};\n    set beresp.grace = {grace:.3}s;\n}}\n"
    );
    let mut notes = Vec::new();
    match rule {
        Rule::None | Rule::Jitter => {}
        Rule::Lock | Rule::Flight => {
            notes.push("Requests for what is being fetched always wait on a list; it needs no setting.".to_owned());
        }
        Rule::Stale => {
            notes
                .push("Within its grace an old object is the answer for all, and one fetch runs behind it.".to_owned());
        }
        _ => notes.push(format!(
            "Varnish has no {}: the first request in the grace starts a fetch behind its answer.",
            within_sentence(rule.name())
        )),
    }
    notes.push(
        "An answer that must not be cached is remembered as hit-for-miss, so that nobody waits in vain.".to_owned(),
    );
    notes.push("Left out, the grace is 10 s.".to_owned());
    Export { key: "varnish", product: "Varnish", version: "7.1", code, notes }
}

fn caffeine(params: &Params, rule: Rule) -> Export {
    let ms = |seconds: f64| libm::round(seconds * 1000.0).max(1.0);
    let life = ms(params.ttl);
    let (refresh, expire) = match rule {
        Rule::Stale => (Some(life), ms(params.ttl + params.stale)),
        Rule::Ahead | Rule::XFetch | Rule::Timer => (Some(ms(params.ttl * (1.0 - params.ahead / 100.0))), life),
        Rule::None | Rule::Flight | Rule::Lock | Rule::Jitter => (None, life),
    };
    let refresh =
        refresh.map_or_else(String::new, |refresh| format!("    .refreshAfterWrite(Duration.ofMillis({refresh}))\n"));
    let code = format!(
        "import com.github.benmanes.caffeine.cache.Caffeine;\nimport com.github.benmanes.caffeine.cache.LoadingCache;\nimport \
         java.time.Duration;\n\nLoadingCache<String, byte[]> cache = Caffeine.newBuilder()\n    \
         .maximumSize(10_000)\n{refresh}    .expireAfterWrite(Duration.ofMillis({expire}))\n    .build(key -> \
         origin.load(key));\n"
    );
    let mut notes =
        vec!["A load runs once for each key in a process: its other readers wait. That is single flight.".to_owned()];
    match rule {
        Rule::None => notes.push("It cannot be had without that.".to_owned()),
        Rule::Lock => notes.push("It knows no other processes: each loads once.".to_owned()),
        Rule::Jitter => notes.push("For lives that differ give `expireAfter` an `Expiry` that adds the jitter.".to_owned()),
        Rule::XFetch | Rule::Timer => notes.push(format!(
            "It has no {}; `refreshAfterWrite` is the nearest: the first read after that time starts a load behind its answer.",
            within_sentence(rule.name())
        )),
        Rule::Stale | Rule::Ahead => {
            notes.push("The first read after `refreshAfterWrite` starts a load behind its answer; without a read there is none.".to_owned());
        }
        Rule::Flight => {}
    }
    notes.push("Since 3.1 the read that starts it may get the new value if that is there at once.".to_owned());
    notes.push("A load that fails keeps the old value until it expires.".to_owned());
    Export { key: "caffeine", product: "Caffeine", version: "3.1", code, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Caffeine's documentation says of the builder (github.com/ben-manes/caffeine, wiki page Refresh): a refresh
    /// becomes due after its time and begins with a read, and `expireAfterWrite` beside it bounds what is never read.
    #[test]
    fn a_refresh_comes_before_the_end() {
        for rule in Rule::ALL {
            let params = Params { cures: vec![*rule], ..Params::default() };
            let export = exports(&params).into_iter().find(|export| export.key == "caffeine").unwrap();
            let number = |name: &str| -> Option<f64> {
                let rest = export.code.split(&format!(".{name}(Duration.ofMillis(")).nth(1)?;
                rest.split(')').next()?.parse().ok()
            };
            let end = number("expireAfterWrite").unwrap();
            assert!(number("refreshAfterWrite").is_none_or(|refresh| refresh < end), "{}", export.code);
            assert!(export.code.starts_with("import ") && export.code.ends_with(";\n"));
        }
    }
}
