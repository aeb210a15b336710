//! nginx and Varnish: caches that ask the program behind them, so they read through, keep what is not there, and hear of
//! writes only by the clock, or by a purge.

use super::super::params::{Params, Pattern};
use crate::concept::Export;

/// Whole seconds, at least one.
fn whole(seconds: f64) -> f64 {
    libm::round(seconds).max(1.0)
}

/// For a pattern that nginx has.
pub fn nginx(params: &Params, pattern: Pattern) -> Option<Export> {
    let absent = match pattern {
        Pattern::Around => String::new(),
        Pattern::Negative => format!("        proxy_cache_valid 404 {}s;\n", whole(params.negative)),
        _ => return None,
    };
    let code = format!(
        "proxy_cache_path cache levels=1:2 keys_zone=values:1m inactive=1d use_temp_path=off;\nserver {{\n    listen 80;\n    \
         location / {{\n        proxy_pass http://127.0.0.1:9000;\n        proxy_cache values;\n        proxy_cache_valid \
         200 {}s;\n{absent}    }}\n}}\n",
        whole(params.ttl)
    );
    let mut notes = vec![
        "It asks the program behind it itself after a miss: reads go through it, and a `POST` passes it by.".to_owned(),
        "It cannot be told of a write: purging is not part of the free edition.".to_owned(),
    ];
    if pattern == Pattern::Negative {
        notes.push("Here the model deletes after a write; nginx keeps what it has until its time is over.".to_owned());
    }
    notes.push("Lives are whole seconds here; a header of the origin goes before `proxy_cache_valid`.".to_owned());
    Some(Export { key: "nginx", product: "nginx", version: "1.22", code, notes })
}

/// For a pattern that Varnish has.
pub fn varnish(params: &Params, pattern: Pattern) -> Option<Export> {
    let grace = match pattern {
        Pattern::ReadThrough | Pattern::Around | Pattern::Negative => 0.0,
        Pattern::Ahead => params.ttl * params.ahead / 100.0,
        _ => return None,
    };
    let purge = if pattern == Pattern::Around {
        ""
    } else {
        "acl programs {\n    \"127.0.0.1\";\n}\n\n# A write: the database first, then PURGE /user/7.\nsub vcl_recv {\n    if \
         (req.method == \"PURGE\") {\n        if (client.ip !~ programs) {\n            return (synth(405));\n        \
         }\n        return (purge);\n    }\n}\n\n"
    };
    let absent = if pattern == Pattern::Negative {
        format!("    if (beresp.status == 404) {{\n        set beresp.ttl = {:.3}s;\n    }}\n", params.negative)
    } else {
        String::new()
    };
    let code = format!(
        "vcl 4.1;\n\nbackend default {{\n    .host = \"127.0.0.1\";\n    .port = \"9000\";\n}}\n\n{purge}sub \
         vcl_backend_response {{\n    set beresp.ttl = {:.3}s;\n{absent}    set beresp.grace = {grace:.3}s;\n}}\n",
        params.ttl - grace
    );
    let mut notes = Vec::new();
    if pattern == Pattern::Ahead {
        notes.push(
            "Its grace begins where the model loads ahead: the first request in it starts a fetch behind its answer."
                .to_owned(),
        );
    }
    if !purge.is_empty() {
        notes.push("A fetch that is under way when `PURGE` comes may still store the old answer.".to_owned());
    }
    notes.push("It asks the program behind it itself after a miss, once for all who wait.".to_owned());
    notes.push("A `POST` is passed on and changes nothing that is kept.".to_owned());
    Some(Export { key: "varnish", product: "Varnish", version: "7.1", code, notes })
}
