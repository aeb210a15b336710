//! The same cache in real products, for the first policy on the screen, and what each does differently.

use super::model::Caches;
use super::params::{Params, Rule};
use crate::concept::{Export, grouped};
use crate::param::within_sentence;

/// What a key and its value take, as products count bytes and the model counts keys.
const OBJECT_KB: u64 = 4;
/// What an empty Redis takes, and a little more.
const REDIS_EMPTY_KB: u64 = 2048;

/// The configurations.
pub fn exports(params: &Params, _model: &Caches) -> Vec<Export> {
    let rule = params.rules().first().copied().unwrap_or(Rule::Lru);
    vec![
        redis(params, rule),
        nginx(params, rule),
        caffeine(params, rule),
        memcached(params, rule),
        varnish(params, rule),
    ]
}

/// "Redis has no SIEVE; what stands here is the nearest it has."
fn none_of(product: &str, rule: Rule, nearest: &str) -> String {
    format!("{product} has no {}; {nearest} is the nearest it has.", within_sentence(rule.name()))
}

fn taken(params: &Params) -> String {
    format!("{} keys of {OBJECT_KB} kB are reckoned with; put in what yours take.", grouped(params.size.into()))
}

fn redis(params: &Params, rule: Rule) -> Export {
    let (policy, exact) = match rule {
        Rule::RedisLru | Rule::Lru => ("allkeys-lru", true),
        Rule::RedisLfu => ("allkeys-lfu", true),
        Rule::Lfu | Rule::LfuDa | Rule::WTinyLfu | Rule::Hyperbolic => ("allkeys-lfu", false),
        Rule::Random => ("allkeys-random", true),
        _ => ("allkeys-lru", false),
    };
    let kb = REDIS_EMPTY_KB + u64::from(params.size) * OBJECT_KB;
    let code = format!(
        "# {} keys of {OBJECT_KB} kB, and what an empty server takes.\nmaxmemory {kb}kb\nmaxmemory-policy {policy}\n\
         maxmemory-samples {}\nlfu-log-factor 10\nlfu-decay-time 1\n",
        params.size, params.samples
    );
    let mut notes = vec![taken(params)];
    if !exact {
        notes.push(none_of("Redis", rule, &format!("`{policy}`")));
    }
    match policy {
        "allkeys-random" => {}
        "allkeys-lru" => notes.push(format!(
            "It keeps no list: it samples {} keys into a pool of 16 and evicts the longest idle of them. Idle time is \
             kept in 24 bits, in steps of a second.",
            params.samples
        )),
        _ => notes.push(
            "It samples keys and evicts the one with the lowest 8-bit counter, which grows by chance and loses one for \
             each `lfu-decay-time` minutes; the model counts that time in requests."
                .to_owned(),
        ),
    }
    notes.push("Without a policy (`noeviction`, the default) a full Redis refuses writes.".to_owned());
    Export { key: "redis", product: "Redis", version: "7.0", code, notes }
}

fn nginx(params: &Params, rule: Rule) -> Export {
    // Kept only when asked for twice: the nearest thing to an admission filter.
    let filters = matches!(rule, Rule::S3Fifo | Rule::TwoQ | Rule::WTinyLfu | Rule::LruK | Rule::Slru);
    let uses = if filters { "        proxy_cache_min_uses 2;\n" } else { "" };
    let code = format!(
        "# {} objects of {OBJECT_KB} kB.\n\
         proxy_cache_path cache levels=1:2 keys_zone=objects:1m max_size={}k inactive=1d use_temp_path=off;\n\
         server {{\n    listen 80;\n    location / {{\n        proxy_pass http://127.0.0.1:9000;\n        \
         proxy_cache objects;\n        proxy_cache_key $uri$is_args$args;\n        proxy_cache_valid 200 1d;\n{uses}    }}\n}}\n",
        params.size,
        u64::from(params.size) * OBJECT_KB
    );
    let mut notes = vec![taken(params)];
    if rule != Rule::Lru {
        notes.push(none_of("nginx", rule, "its only policy, LRU,"));
    }
    if filters {
        notes.push(
            "`proxy_cache_min_uses 2` lets a key in at its second request, as a small first queue would.".to_owned(),
        );
    }
    notes.push(
        "The cache manager removes objects in the background, up to 100 at a time, so `max_size` is exceeded for a while."
            .to_owned(),
    );
    notes.push("What is not asked for within `inactive` leaves even if there is room.".to_owned());
    notes.push("`keys_zone` bounds the keys, too: about 8,000 a megabyte.".to_owned());
    Export { key: "nginx", product: "nginx", version: "1.22", code, notes }
}

fn caffeine(params: &Params, rule: Rule) -> Export {
    let code = format!(
        "import com.github.benmanes.caffeine.cache.Caffeine;\nimport com.github.benmanes.caffeine.cache.LoadingCache;\n\n\
         LoadingCache<String, byte[]> cache = Caffeine.newBuilder()\n    .maximumSize({})\n    .recordStats()\n    \
         .build(key -> origin.load(key));\n",
        params.size
    );
    let mut notes = Vec::new();
    if rule != Rule::WTinyLfu {
        notes.push(none_of("Caffeine", rule, "W-TinyLFU, its only policy,"));
    }
    notes.push(
        "Its window begins at 1 % and is then moved by hill climbing: larger where recency pays, smaller where frequency \
         does. Here the window stays where you put it."
            .to_owned(),
    );
    notes.push(
        "A newcomer that loses its duel is still let in by chance, 1 time in 128, if it was asked for 6 times or more: \
         against forged keys."
            .to_owned(),
    );
    notes.push("Maintenance runs after the call and in batches, so the size is exceeded for a moment.".to_owned());
    Export { key: "caffeine", product: "Caffeine", version: "3.1", code, notes }
}

fn memcached(params: &Params, rule: Rule) -> Export {
    let mb = (u64::from(params.size) * OBJECT_KB).div_ceil(1024).max(64);
    let code = format!(
        "# Defaults, written out: segments of 20 and 40 %, the rest is cold.\n\
         memcached -m {mb} -o lru_maintainer,hot_lru_pct=20,warm_lru_pct=40,hot_max_factor=0.2,warm_max_factor=2.0\n"
    );
    let mut notes = vec!["Memory is given in whole megabytes; 64 is its default.".to_owned()];
    if rule != Rule::Slru {
        notes.push(none_of("memcached", rule, "its segmented LRU"));
    }
    notes.push(
        "Three lists: hot for newcomers, warm for what was asked for twice, cold for the rest; only cold is evicted from. \
         A hit marks a key, and a thread of its own moves marked keys on."
            .to_owned(),
    );
    notes.push("Each slab class, that is each size of object, has its own three lists.".to_owned());
    Export { key: "memcached", product: "memcached", version: "1.6", code, notes }
}

fn varnish(params: &Params, rule: Rule) -> Export {
    let code = format!(
        "# {} objects of {OBJECT_KB} kB.\n\
         varnishd -a :80 -b 127.0.0.1:9000 -s malloc,{}k -p lru_interval=2 -p nuke_limit=50\n",
        params.size,
        (u64::from(params.size) * OBJECT_KB).max(1024)
    );
    let mut notes = vec![taken(params), "It takes no less than a megabyte.".to_owned()];
    if rule != Rule::Lru {
        notes.push(none_of("Varnish", rule, "LRU, its only policy,"));
    }
    notes.push(
        "A hit moves an object to the front at most once in `lru_interval` seconds, to spare the lock.".to_owned(),
    );
    notes.push("Each object takes about 1 kB beside its body; that is not counted in `malloc`.".to_owned());
    notes.push("Room for a new object is made by at most `nuke_limit` evictions, else the fetch fails.".to_owned());
    Export { key: "varnish", product: "Varnish", version: "7.1", code, notes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::Concept as _;
    use crate::sim::{Model as _, Seed};

    #[test]
    fn every_policy_has_lines_in_every_product_and_is_told_where_it_is_another() {
        for &rule in Rule::ALL {
            let params = Params { policies: vec![rule], ..Params::default() };
            let model = Caches::new(&params, Seed(1));
            let all = super::super::CacheEviction::exports(&params, &model);
            assert_eq!(
                all.iter().map(|export| export.key).collect::<Vec<_>>(),
                ["redis", "nginx", "caffeine", "memcached", "varnish"]
            );
            for export in all {
                let told = export.notes.iter().any(|note| note.contains(" has no "));
                let same = match export.key {
                    "redis" => matches!(rule, Rule::Lru | Rule::RedisLru | Rule::RedisLfu | Rule::Random),
                    "nginx" | "varnish" => rule == Rule::Lru,
                    "caffeine" => rule == Rule::WTinyLfu,
                    _ => rule == Rule::Slru,
                };
                assert_eq!(told, !same, "{} {}", export.key, rule.name());
            }
        }
    }
}
