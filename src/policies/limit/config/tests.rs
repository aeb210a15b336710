use super::*;
use crate::policies::limit::{Kind, Settings};

/// Settings from plain to odd.
fn all_settings() -> Vec<Settings> {
    let rates = ["10/s", "7/3s", "10/m", "1000/h", "1/h", "7/9s", "2.5/s", "20000/s", "3/d"];
    let mut settings = Vec::new();
    for rate in rates {
        for burst in [1, 2, 20, 1000] {
            let (limit, window) = Rate::read_window(rate).unwrap();
            settings.push(Settings { rate: Rate::read(rate).unwrap().0, burst, limit, window, ..Settings::default() });
        }
    }
    settings.push(Settings { delay: Delay::Above(3), burst: 5, ..Settings::default() });
    settings.push(Settings { delay: Delay::None, burst: 5, window: Span(1_234_567_891), ..Settings::default() });
    settings
}

pub(super) fn all() -> Vec<(Kind, Settings, Vec<Config>)> {
    let mut all = Vec::new();
    for set in all_settings() {
        for &kind in Kind::ALL {
            if let Ok(policy) = Policy::new(kind, &set) {
                all.push((kind, set, configs(&policy, Whose::Client)));
                all.push((kind, set, configs(&policy, Whose::All)));
            }
        }
    }
    assert!(all.len() > 500);
    all
}

fn one(kind: Kind, set: &Settings, key: &str) -> Config {
    let configs = configs(&Policy::new(kind, set).unwrap(), Whose::Client);
    configs.into_iter().find(|config| config.key == key).unwrap_or_else(|| panic!("{kind:?} has no {key}"))
}

#[test]
fn every_rule_has_configurations_with_sentences_about_them() {
    for (kind, set, configs) in all() {
        assert!(configs.len() >= 4, "{kind:?}: {}", configs.len());
        for config in configs {
            let of = format!("{kind:?} {} {set:?}", config.key);
            assert!(config.code.ends_with('\n') && config.code.lines().count() > 3, "{of}");
            assert!(!config.code.contains("\n\n\n") && !config.code.contains('\t'), "{of}");
            assert!(!config.notes.is_empty(), "{of}");
            for note in &config.notes {
                assert!(note.ends_with('.') && !note.contains("  "), "{of}: {note}");
                assert!(note.matches('`').count().is_multiple_of(2), "{of}: {note}");
            }
        }
    }
}

#[test]
fn nginx_adds_one_to_its_burst_and_takes_whole_rates() {
    let set = Settings { burst: 20, ..Settings::default() };
    let code = one(Kind::TokenBucket, &set, "nginx").code;
    assert!(code.contains("zone=per_client:10m rate=10r/s;"), "{code}");
    assert!(code.contains("limit_req zone=per_client burst=19 nodelay;"), "{code}");
    assert!(one(Kind::LeakyQueue, &set, "nginx").code.contains("burst=19;"));
    let shared = configs(&Policy::new(Kind::Gcra, &set).unwrap(), Whose::All);
    assert!(shared[0].code.contains("limit_req_zone all zone=all_clients:10m"), "{}", shared[0].code);
    let own = Settings { burst: 5, delay: Delay::Above(3), ..set };
    assert!(one(Kind::Nginx, &own, "nginx").code.contains("burst=5 delay=3;"));
    let none = Settings { burst: 0, ..set };
    assert!(one(Kind::Nginx, &none, "nginx").code.contains("limit_req zone=per_client;"));
    let slow = Settings { rate: Rate::read("7/9s").unwrap().0, ..set };
    let config = one(Kind::Gcra, &slow, "nginx");
    assert!(config.code.contains("rate=46r/m"), "{}", config.code);
    assert!(config.notes[0].contains("46 per minute is the next lower one for 2800 per hour"), "{:?}", config.notes);
    let minute = Settings { rate: Rate::read("10/m").unwrap().0, ..set };
    assert!(one(Kind::Gcra, &minute, "nginx").notes[0].contains("166 of them"));
    for rate in ["10/s", "140/m", "1/m", "90/m"] {
        let set = Settings { rate: Rate::read(rate).unwrap().0, ..set };
        assert!(one(Kind::Nginx, &set, "nginx").code.contains(&format!("rate={}", rate.replace('/', "r/"))), "{rate}");
    }
}

#[test]
fn others_take_the_same_numbers_in_their_own_terms() {
    let set = Settings { burst: 20, limit: 100, window: Span(60 * NANOS), ..Settings::default() };
    let haproxy = one(Kind::TokenBucket, &set, "haproxy").code;
    assert!(haproxy.contains("http_req_rate(2000ms)") && haproxy.contains("sc_http_req_rate(0) gt 20"), "{haproxy}");
    let haproxy = one(Kind::HaProxy, &set, "haproxy").code;
    assert!(haproxy.contains("http_req_rate(60000ms)") && haproxy.contains("gt 100"), "{haproxy}");
    let envoy = one(Kind::TokenBucket, &set, "envoy").code;
    assert!(envoy.contains("max_tokens: 20\n      tokens_per_fill: 1\n      fill_interval: 0.100s"), "{envoy}");
    let spring = one(Kind::RedisBucket, &set, "spring-cloud-gateway").code;
    assert!(spring.contains("replenishRate: 10\n") && spring.contains("burstCapacity: 20\n"), "{spring}");
    let ingress = one(Kind::TokenBucket, &set, "ingress-nginx");
    assert!(
        ingress.code.contains("limit-rps: \"10\"") && ingress.code.contains("multiplier: \"2\""),
        "{}",
        ingress.code
    );
    assert!(ingress.notes[0].contains("21 at once instead of 20"), "{:?}", ingress.notes);
    let gateway = one(Kind::SlidingLog, &set, "envoy-gateway").code;
    assert!(gateway.contains("requests: 100\n          unit: Minute"), "{gateway}");
}

#[test]
fn slow_rates_become_tokens_of_a_fraction_of_a_request() {
    assert_eq!(spring::tokens(Rate::read("10/s").unwrap().0), Some((10, 1)));
    assert_eq!(spring::tokens(Rate::read("10/m").unwrap().0), Some((1, 6)));
    assert_eq!(spring::tokens(Rate::read("7/3s").unwrap().0), Some((7, 3)));
    assert_eq!(spring::tokens(Rate::read("3/d").unwrap().0), Some((1, 28_800)));
}

#[test]
fn envoy_fills_at_least_every_50_ms_and_never_faster_than_asked() {
    for (rate, filled) in
        [("10/s", (1, 100, true)), ("1000/s", (50, 50, true)), ("7/3s", (7, 3000, true)), ("1/h", (1, 3_600_000, true))]
    {
        assert_eq!(envoy::fill(Rate::read(rate).unwrap().0), filled, "{rate}");
    }
    for text in ["7/9s", "9999991/d", "20000/s", "123456/m"] {
        let rate = Rate::read(text).unwrap().0;
        let (tokens, ms, _) = envoy::fill(rate);
        let got = tokens as f64 / ms as f64 * 1e3;
        assert!(
            ms >= 50 && got <= rate.hertz() * (1.0 + 1e-9) && got > rate.hertz() * 0.9,
            "{text}: {tokens} in {ms} ms"
        );
    }
}
