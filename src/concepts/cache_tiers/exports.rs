//! The tiers on the screen in real products: nginx as an edge, Varnish as the shield, Caffeine in a program, Redis as a
//! node.

use super::params::{Class, Params, Tell, Tier};
use crate::concept::{Export, grouped};
use std::fmt::Write as _;

/// What a key and its value take, as products count bytes and the model counts keys.
const OBJECT_KB: u64 = 4;
/// What an empty Redis takes, and a little more.
const REDIS_EMPTY_KB: u64 = 2048;

/// The configurations of the tiers that are there, the one nearest to the users first.
pub fn exports(params: &Params) -> Vec<Export> {
    let all = [
        (Tier::Edge, nginx as fn(&Params) -> Export),
        (Tier::Shield, varnish),
        (Tier::Local, caffeine),
        (Tier::Cluster, redis),
    ];
    all.into_iter().filter(|(tier, _)| params.has(*tier)).map(|(_, export)| export(params)).collect()
}

fn taken(keys: u32) -> String {
    format!("{} keys of {OBJECT_KB} kB are reckoned with; put in what yours take.", grouped(keys.into()))
}

/// The path of a class, as nginx and Varnish tell it: what stands between `^` and the end of a regular expression.
const fn path(class: Class) -> &'static str {
    match class {
        Class::Static => "\\.(css|js|woff2)$",
        Class::Image => "\\.(jpg|png|webp|avif)$",
        Class::Page => "",
        Class::Api => "^/api/",
    }
}
const fn life(params: &Params, class: Class) -> f64 {
    match class {
        Class::Static => params.ttl_static,
        Class::Image => params.ttl_image,
        Class::Page => params.ttl_page,
        Class::Api => params.ttl_api,
    }
}

fn nginx(params: &Params) -> Export {
    let next = if params.has(Tier::Shield) { "http://127.0.0.1:6081" } else { "http://127.0.0.1:9000" };
    let whole = |seconds: f64| libm::round(seconds).max(1.0);
    let valid = |seconds: f64| format!("proxy_cache_valid 200 {}s;", whole(seconds));
    let lock = if params.join { "    proxy_cache_lock on;\n" } else { "" };
    let locations: String = if params.classes {
        let one = |class: Class| {
            let place = if path(class).is_empty() { "/".to_owned() } else { format!("~ {}", path(class)) };
            let valid = valid(life(params, class));
            format!("    location {place} {{\n        {valid}\n        proxy_pass {next};\n    }}\n")
        };
        Class::ALL.iter().map(|&class| one(class)).collect()
    } else {
        format!("    location / {{\n        {}\n        proxy_pass {next};\n    }}\n", valid(params.cdn_ttl))
    };
    let code = format!(
        "# One edge: {} objects of {OBJECT_KB} kB.\nproxy_cache_path cache levels=1:2 keys_zone=edge:1m max_size={}k \
         inactive=365d use_temp_path=off;\nserver {{\n    listen 80;\n    proxy_cache edge;\n    proxy_cache_key \
         $uri$is_args$args;\n{lock}{locations}}}\n",
        params.edge_room,
        u64::from(params.edge_room) * OBJECT_KB
    );
    let mut notes = vec![taken(params.edge_room)];
    if params.has(Tier::Shield) {
        notes.push(
            "It counts a life from the moment the answer comes in and does not look at `Age`: behind the shield an answer \
             may live twice as long as here."
                .to_owned(),
        );
    }
    if params.join {
        notes.push("Who waits for another's fetch looks every 500 ms; here they hear at once.".to_owned());
    }
    if params.tell == Tell::Purge {
        notes.push("Purging is not part of its free edition: there a written key lives on at the edge.".to_owned());
    }
    if params.classes {
        notes.push("Classes are told by their paths here; put in yours.".to_owned());
    }
    notes.push("A header of your program goes before `proxy_cache_valid`.".to_owned());
    Export { key: "nginx", product: "nginx, an edge", version: "1.22", code, notes }
}

fn varnish(params: &Params) -> Export {
    let ttl = if params.classes {
        let mut lines = String::new();
        let mut word = "if";
        for class in [Class::Static, Class::Image, Class::Api] {
            let (path, life) = (path(class), life(params, class));
            let _ = write!(lines, "    {word} (bereq.url ~ \"{path}\") {{\n        set beresp.ttl = {life:.3}s;\n");
            word = "} else if";
        }
        format!("{lines}    }} else {{\n        set beresp.ttl = {:.3}s;\n    }}\n", life(params, Class::Page))
    } else {
        format!("    set beresp.ttl = {:.3}s;\n", params.cdn_ttl)
    };
    let purge = params.tell == Tell::Purge;
    let acl = if purge { "acl programs {\n    \"127.0.0.1\";\n}\n\n" } else { "" };
    let mut receive = String::new();
    if purge {
        receive.push_str(
            "    if (req.method == \"PURGE\") {\n        if (client.ip !~ programs) {\n            return (synth(405));\n        \
             }\n        return (purge);\n    }\n",
        );
    }
    if !params.join {
        receive.push_str("    # Nobody waits for another's fetch.\n    set req.hash_ignore_busy = true;\n");
    }
    if !receive.is_empty() {
        receive = format!("sub vcl_recv {{\n{receive}}}\n\n");
    }
    let code = format!(
        "# varnishd -a :6081 -f shield.vcl -s malloc,{}k\nvcl 4.1;\n\nbackend default {{\n    .host = \"127.0.0.1\";\n    .port \
         = \"9000\";\n}}\n\n{acl}{receive}sub vcl_backend_response {{\n{ttl}    set beresp.grace = 0s;\n}}\n",
        (u64::from(params.shield_room) * OBJECT_KB).max(1024)
    );
    let mut notes = vec![taken(params.shield_room), "It takes no less than a megabyte.".to_owned()];
    if purge {
        notes.push(
            "A program sends `PURGE` for what it has written, to the shield and to whatever else can be purged."
                .to_owned(),
        );
    }
    notes.push("Left out, an object is used for 10 s more while it is fetched anew: its grace.".to_owned());
    notes.push("What stands here sets a life in the shield alone; an edge goes by its own.".to_owned());
    Export { key: "varnish", product: "Varnish, the shield", version: "7.1", code, notes }
}

fn caffeine(params: &Params) -> Export {
    let nodes = params.has(Tier::Cluster);
    let behind = if nodes { "nodes" } else { "origin" };
    let ms = libm::round(params.local_ttl * 1000.0).max(1.0);
    let write = match params.tell {
        Tell::Nobody => String::new(),
        Tell::Own => "\n// A write: the origin first, then\ncache.invalidate(\"key:7\");\n".to_owned(),
        Tell::All | Tell::Purge => "\n// Each program, at its start\nbus.subscribe(\"forget\", key -> cache.invalidate(key));\n\n// A \
                                    write: the origin first, then\ncache.invalidate(\"key:7\");\nbus.publish(\"forget\", \
                                    \"key:7\");\n"
            .to_owned(),
    };
    let code = format!(
        "import com.github.benmanes.caffeine.cache.Caffeine;\nimport com.github.benmanes.caffeine.cache.LoadingCache;\nimport \
         java.time.Duration;\n\nLoadingCache<String, byte[]> cache = Caffeine.newBuilder()\n    .maximumSize({})\n    \
         .expireAfterWrite(Duration.ofMillis({ms}))\n    .recordStats()\n    .build(key -> {behind}.load(key));\n{write}",
        params.local_room
    );
    let mut notes = vec![
        "It evicts by W-TinyLFU; here every tier forgets the least recently used key.".to_owned(),
        "Who reads a key that another thread of the program loads waits for that load; here both load.".to_owned(),
    ];
    if matches!(params.tell, Tell::All | Tell::Purge) {
        notes.push(
            "`bus` is not part of it: Redis pub/sub, for one, where a program that is not connected hears nothing."
                .to_owned(),
        );
    }
    Export { key: "caffeine", product: "Caffeine, in a program", version: "3.1", code, notes }
}

fn redis(params: &Params) -> Export {
    let life = libm::round(params.node_ttl * 1000.0).max(1.0) as u64;
    let delete = if params.tell == Tell::Nobody { "" } else { "# A write: the origin first, then\n#   DEL key:7\n" };
    let code = format!(
        "# One node: {} keys of {OBJECT_KB} kB, and what an empty server takes.\nmaxmemory {}kb\nmaxmemory-policy \
         allkeys-lru\nmaxmemory-samples 5\nsave \"\"\n# A read: GET key:7. Nothing there: load it, then\n#   SET key:7 \
         \"value\" PX {life}\n{delete}",
        params.node_room,
        REDIS_EMPTY_KB + u64::from(params.node_room) * OBJECT_KB
    );
    let notes = vec![
        taken(params.node_room),
        "It samples 5 keys and evicts the longest idle of them; here the least recently used key goes.".to_owned(),
        "Which node has a key is the client's business: with single servers a ring in its library, as under Consistent \
         hashing; Redis Cluster has 16,384 slots, and a lost node's slots are nobody's until a replica takes over."
            .to_owned(),
        "Warming is a program that reads the most popular keys; Redis with `save \"\"` keeps nothing over a restart."
            .to_owned(),
    ];
    Export { key: "redis", product: "Redis, a node", version: "7.0", code, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tier_that_is_there_has_its_product() {
        for tiers in [vec![Tier::Edge], vec![Tier::Local, Tier::Cluster], Tier::ALL.to_vec()] {
            let all = exports(&Params { tiers: tiers.clone(), classes: true, ..Params::default() });
            assert_eq!(all.len(), tiers.len());
            for export in &all {
                assert!(export.code.ends_with('\n'), "{}", export.code);
                assert!(!export.notes.is_empty());
            }
        }
    }
}
