//! What the products take, as far as our configurations use it: every YAML that is exported is read by a YAML parser and
//! held to these shapes.
//!
//! Written after the published definitions: Envoy 1.30 (`local_rate_limit.proto`, `adaptive_concurrency.proto`,
//! `token_bucket.proto`, `circuit_breaker.proto`, `percent.proto`), Envoy Gateway 1.1 (`ratelimit_types.go`), Kubernetes
//! `networking.k8s.io/v1` with the annotations of ingress-nginx 1.11, Spring Cloud Gateway 4.1 (`RedisRateLimiter.Config`).

use super::tests::all;
use yaml_rust2::{Yaml, YamlLoader};

/// What may stand in a place.
enum Shape {
    /// These keys, and no others; `true`: it must be there.
    Keys(&'static [(&'static str, bool, Shape)]),
    /// A list of these, not empty.
    Each(&'static Shape),
    /// A text of this kind.
    Text(fn(&str) -> bool),
    /// A whole number from the one to the other.
    Whole(i64, i64),
    /// True or false.
    Switch,
}
use Shape::{Each, Keys, Switch, Text, Whole};

const U32: i64 = u32::MAX as i64;
const I32: i64 = i32::MAX as i64;

/// protobuf's JSON form of a duration.
fn duration_ns(text: &str) -> Option<u128> {
    let (whole, fraction) = text.strip_suffix('s')?.split_once('.').unwrap_or((text.strip_suffix('s')?, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    Some(whole.parse::<u128>().ok()? * 1_000_000_000 + format!("{fraction:0<9}").parse::<u128>().ok()?)
}
fn duration(text: &str) -> bool {
    duration_ns(text).is_some_and(|ns| ns > 0)
}
/// The filter refuses a bucket that is filled more often than every 50 ms.
fn fill_interval(text: &str) -> bool {
    duration_ns(text).is_some_and(|ns| ns >= 50_000_000)
}
fn named(text: &str) -> bool {
    !text.is_empty()
}
fn number(text: &str) -> bool {
    text.parse::<u32>().is_ok_and(|n| n > 0)
}

const PERCENT: Shape = Keys(&[("value", true, Whole(0, 100))]);
const FRACTION: Shape = Keys(&[
    ("runtime_key", true, Text(named)),
    (
        "default_value",
        true,
        Keys(&[
            ("numerator", true, Whole(0, 100)),
            ("denominator", true, Text(|text| ["HUNDRED", "TEN_THOUSAND", "MILLION"].contains(&text))),
        ]),
    ),
]);
static LOCAL: Shape = Keys(&[
    ("name", true, Text(|text| text == "envoy.filters.http.local_ratelimit")),
    (
        "typed_config",
        true,
        Keys(&[
            (
                "@type",
                true,
                Text(|text| {
                    text == "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit"
                }),
            ),
            ("stat_prefix", true, Text(named)),
            (
                "token_bucket",
                true,
                Keys(&[
                    ("max_tokens", true, Whole(1, U32)),
                    ("tokens_per_fill", false, Whole(1, U32)),
                    ("fill_interval", true, Text(fill_interval)),
                ]),
            ),
            ("filter_enabled", true, FRACTION),
            ("filter_enforced", true, FRACTION),
        ]),
    ),
]);
static ADAPTIVE: Shape = Keys(&[
    ("name", true, Text(|text| text == "envoy.filters.http.adaptive_concurrency")),
    (
        "typed_config",
        true,
        Keys(&[
            (
                "@type",
                true,
                Text(|text| {
                    text == "type.googleapis.com/envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency"
                }),
            ),
            (
                "gradient_controller_config",
                true,
                Keys(&[
                    ("sample_aggregate_percentile", false, PERCENT),
                    (
                        "concurrency_limit_params",
                        true,
                        Keys(&[
                            ("max_concurrency_limit", false, Whole(1, U32)),
                            ("concurrency_update_interval", true, Text(duration)),
                        ]),
                    ),
                    (
                        "min_rtt_calc_params",
                        true,
                        Keys(&[
                            ("interval", false, Text(duration)),
                            ("request_count", false, Whole(1, U32)),
                            ("jitter", false, PERCENT),
                            ("min_concurrency", false, Whole(1, U32)),
                        ]),
                    ),
                ]),
            ),
            ("enabled", false, Keys(&[("default_value", true, Switch), ("runtime_key", true, Text(named))])),
        ]),
    ),
]);
static CIRCUIT: Shape = Keys(&[(
    "circuit_breakers",
    true,
    Keys(&[(
        "thresholds",
        true,
        Each(&Keys(&[
            ("priority", false, Text(|text| ["DEFAULT", "HIGH"].contains(&text))),
            ("max_requests", false, Whole(1, U32)),
            ("max_pending_requests", false, Whole(1, U32)),
        ])),
    )]),
)]);
static SPRING: Shape = Keys(&[(
    "spring",
    true,
    Keys(&[(
        "cloud",
        true,
        Keys(&[(
            "gateway",
            true,
            Keys(&[(
                "routes",
                true,
                Each(&Keys(&[
                    ("id", true, Text(named)),
                    ("uri", true, Text(|text| text.starts_with("http://"))),
                    ("predicates", true, Each(&Text(|text| text.starts_with("Path=")))),
                    (
                        "filters",
                        true,
                        Each(&Keys(&[
                            ("name", true, Text(|text| text == "RequestRateLimiter")),
                            (
                                "args",
                                true,
                                Keys(&[
                                    ("key-resolver", true, Text(|text| text.starts_with("#{@") && text.ends_with('}'))),
                                    ("redis-rate-limiter.replenishRate", true, Whole(1, I32)),
                                    ("redis-rate-limiter.burstCapacity", true, Whole(0, I32)),
                                    ("redis-rate-limiter.requestedTokens", false, Whole(1, I32)),
                                ]),
                            ),
                        ])),
                    ),
                ])),
            )]),
        )]),
    )]),
)]);
static INGRESS: Shape = Keys(&[
    ("apiVersion", true, Text(|text| text == "networking.k8s.io/v1")),
    ("kind", true, Text(|text| text == "Ingress")),
    (
        "metadata",
        true,
        Keys(&[
            ("name", true, Text(named)),
            (
                "annotations",
                true,
                Keys(&[
                    ("nginx.ingress.kubernetes.io/limit-rps", false, Text(number)),
                    ("nginx.ingress.kubernetes.io/limit-rpm", false, Text(number)),
                    ("nginx.ingress.kubernetes.io/limit-burst-multiplier", false, Text(number)),
                    ("nginx.ingress.kubernetes.io/limit-connections", false, Text(number)),
                ]),
            ),
        ]),
    ),
    (
        "spec",
        true,
        Keys(&[
            ("ingressClassName", true, Text(named)),
            (
                "rules",
                true,
                Each(&Keys(&[(
                    "http",
                    true,
                    Keys(&[(
                        "paths",
                        true,
                        Each(&Keys(&[
                            ("path", true, Text(|text| text.starts_with('/'))),
                            (
                                "pathType",
                                true,
                                Text(|text| ["Exact", "Prefix", "ImplementationSpecific"].contains(&text)),
                            ),
                            (
                                "backend",
                                true,
                                Keys(&[(
                                    "service",
                                    true,
                                    Keys(&[
                                        ("name", true, Text(named)),
                                        ("port", true, Keys(&[("number", true, Whole(1, 65_535))])),
                                    ]),
                                )]),
                            ),
                        ])),
                    )]),
                )])),
            ),
        ]),
    ),
]);
static GATEWAY: Shape = Keys(&[
    ("apiVersion", true, Text(|text| text == "gateway.envoyproxy.io/v1alpha1")),
    ("kind", true, Text(|text| text == "BackendTrafficPolicy")),
    ("metadata", true, Keys(&[("name", true, Text(named))])),
    (
        "spec",
        true,
        Keys(&[
            (
                "targetRefs",
                true,
                Each(&Keys(&[
                    ("group", true, Text(|text| text == "gateway.networking.k8s.io")),
                    ("kind", true, Text(|text| ["HTTPRoute", "GRPCRoute", "Gateway"].contains(&text))),
                    ("name", true, Text(named)),
                ])),
            ),
            (
                "rateLimit",
                true,
                Keys(&[
                    ("type", true, Text(|text| text == "Local")),
                    (
                        "local",
                        true,
                        Keys(&[(
                            "rules",
                            true,
                            Each(&Keys(&[(
                                "limit",
                                true,
                                Keys(&[
                                    ("requests", true, Whole(1, U32)),
                                    ("unit", true, Text(|text| ["Second", "Minute", "Hour", "Day"].contains(&text))),
                                ]),
                            )])),
                        )]),
                    ),
                ]),
            ),
        ]),
    ),
]);

/// What in `node` is not of this shape, with its path.
fn wrong(node: &Yaml, shape: &Shape, path: &str) -> Option<String> {
    let complain = |what: &str| Some(format!("{path}: {what}: {node:?}"));
    match shape {
        Keys(keys) => {
            let Some(map) = node.as_hash() else { return complain("is no map") };
            for name in map.keys() {
                let known = keys.iter().any(|(key, ..)| name.as_str() == Some(key));
                if !known {
                    return complain(&format!("{name:?} is no key here"));
                }
            }
            keys.iter().find_map(|(key, must, shape)| match map.get(&Yaml::String((*key).to_owned())) {
                Some(value) => wrong(value, shape, &format!("{path}/{key}")),
                None => must.then(|| format!("{path}: {key} is missing")),
            })
        }
        Each(shape) => match node.as_vec() {
            Some(list) if !list.is_empty() => list.iter().find_map(|item| wrong(item, shape, &format!("{path}[]"))),
            _ => complain("is no list with something in it"),
        },
        Text(fits) => {
            if node.as_str().is_some_and(fits) {
                None
            } else {
                complain("is not such a text")
            }
        }
        Whole(least, most) => {
            if node.as_i64().is_some_and(|n| n >= *least && n <= *most) {
                None
            } else {
                complain("is no such number")
            }
        }
        Switch => {
            if node.as_bool().is_some() {
                None
            } else {
                complain("is neither true nor false")
            }
        }
    }
}

#[test]
fn every_yaml_is_what_its_product_takes() {
    let mut read = std::collections::BTreeMap::new();
    for (kind, set, configs) in all() {
        for config in configs {
            let shape: &Shape = match config.key {
                "envoy" if config.code.contains("circuit_breakers") => &CIRCUIT,
                "envoy" if config.code.contains("adaptive") => &Each(&ADAPTIVE),
                "envoy" => &Each(&LOCAL),
                "spring-cloud-gateway" => &SPRING,
                "ingress-nginx" => &INGRESS,
                "envoy-gateway" => &GATEWAY,
                _ => continue,
            };
            let of = format!("{kind:?} {} {set:?}\n{}", config.key, config.code);
            let documents = YamlLoader::load_from_str(&config.code).unwrap_or_else(|error| panic!("{error} in {of}"));
            assert_eq!(documents.len(), 1, "{of}");
            assert_eq!(wrong(&documents[0], shape, ""), None, "{of}");
            *read.entry((config.key, std::ptr::from_ref(shape).addr())).or_insert(0) += 1;
        }
    }
    assert!(read.len() >= 4 && read.values().all(|count| *count > 0), "{read:?}");
}

#[test]
fn the_shapes_refuse_what_the_products_refuse() {
    let of = |text: &str, shape: &Shape| wrong(&YamlLoader::load_from_str(text).unwrap()[0], shape, "");
    let good = "- name: envoy.filters.http.local_ratelimit\n  typed_config:\n    \"@type\": type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit\n    stat_prefix: a\n    token_bucket: { max_tokens: 5, tokens_per_fill: 1, fill_interval: 0.05s }\n    filter_enabled: { runtime_key: a, default_value: { numerator: 100, denominator: HUNDRED } }\n    filter_enforced: { runtime_key: a, default_value: { numerator: 100, denominator: HUNDRED } }\n";
    assert_eq!(of(good, &Each(&LOCAL)), None);
    for (good_piece, bad) in [
        ("0.05s", "0.049s"),
        ("0.05s", "50ms"),
        ("max_tokens", "max_token"),
        ("HUNDRED", "100"),
        ("max_tokens: 5", "max_tokens: 0"),
        ("stat_prefix: a\n", "stat_prefix: a\n    burst: 3\n"),
    ] {
        assert!(of(&good.replacen(good_piece, bad, 1), &Each(&LOCAL)).is_some(), "{bad}");
    }
    assert!(duration_ns("1.5s") == Some(1_500_000_000) && duration_ns("1").is_none() && duration_ns("s").is_none());
}

/// `RedisRateLimiter.Config.setBurstCapacity` refuses a capacity below the rate.
#[test]
fn spring_starts_with_every_capacity() {
    for (kind, set, configs) in all() {
        for config in configs.iter().filter(|config| config.key == "spring-cloud-gateway") {
            let number = |name: &str| -> u64 {
                let line = config.code.lines().find(|line| line.contains(name)).unwrap();
                line.rsplit(' ').next().unwrap().parse().unwrap()
            };
            let (rate, capacity) = (number("replenishRate"), number("burstCapacity"));
            assert!(capacity >= rate, "{kind:?} {set:?}\n{}", config.code);
        }
    }
}
