//! The same cache in front of a real origin: nginx, for the first cure on the screen.

use super::params::{Params, Rule};
use crate::concept::Export;
use crate::param::within_sentence;

/// The configurations.
pub fn exports(params: &Params) -> Vec<Export> {
    let rule = params.cures.first().copied().unwrap_or(Rule::None);
    vec![nginx(params, rule)]
}

fn nginx(params: &Params, rule: Rule) -> Export {
    let lines = match rule {
        Rule::Lock | Rule::Flight => "        proxy_cache_lock on;\n        proxy_cache_lock_timeout 5s;\n".to_owned(),
        Rule::Stale | Rule::Ahead | Rule::Timer | Rule::XFetch => {
            let background = params.behind || rule != Rule::Stale;
            format!(
                "        proxy_cache_lock on;\n        proxy_cache_lock_timeout 5s;\n        \
                 proxy_cache_use_stale updating error timeout;\n{}",
                if background { "        proxy_cache_background_update on;\n" } else { "" }
            )
        }
        Rule::None | Rule::Jitter => String::new(),
    };
    let life = libm::round(params.ttl).max(1.0);
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
