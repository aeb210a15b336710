use super::super::params::{Key, Kind, Params};
use super::exports;

fn of(params: &Params, key: &str) -> crate::concept::Export {
    exports(params).into_iter().find(|export| export.key == key).unwrap()
}

#[test]
fn a_bucket_of_ten_is_a_burst_of_nine() {
    let nginx = of(&Params::default(), "nginx");
    assert!(nginx.code.contains("rate=5r/s;"), "{}", nginx.code);
    assert!(nginx.code.contains("limit_req zone=api burst=9 nodelay;"), "{}", nginx.code);
    let queue = of(&Params { limiter: Kind::LeakyQueue, ..Params::default() }, "nginx");
    assert!(queue.code.contains("limit_req zone=api burst=9;"), "{}", queue.code);
    let minute = of(&Params { rate: 90.0 / 60.0, ..Params::default() }, "nginx");
    assert!(minute.code.contains("rate=90r/m;"), "{}", minute.code);
}

#[test]
fn every_limiter_has_every_product_and_every_note_is_a_sentence() {
    for kind in Kind::ALL {
        for key in Key::ALL {
            let params = Params { limiter: *kind, key: *key, rate: 0.7, ..Params::default() };
            for export in exports(&params) {
                assert!(export.code.ends_with('\n'), "{} {}", kind.key(), export.key);
                assert!(export.notes.iter().all(|note| note.ends_with('.')), "{:?}", export.notes);
            }
        }
    }
}

#[test]
fn products_get_their_own_numbers() {
    let spring = of(&Params { limiter: Kind::RedisBucket, rate: 10.0, burst: 20, ..Params::default() }, "spring");
    assert!(spring.code.contains("replenishRate: 10\n") && spring.code.contains("burstCapacity: 20\n"));
    let envoy = of(&Params { limiter: Kind::Envoy, ..Params::default() }, "envoy");
    assert!(envoy.code.contains("max_tokens: 10\n") && envoy.code.contains("tokens_per_fill: 5\n"));
    let haproxy = of(&Params { limiter: Kind::HaProxy, rate: 2.0, window: 10.0, ..Params::default() }, "haproxy");
    assert!(haproxy.code.contains("http_req_rate(10s)") && haproxy.code.contains("sc_http_req_rate(0) gt 20"));
}
